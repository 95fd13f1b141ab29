//! The sheets that tables are printed on: which sizes there are, and which one a width needs.
//!
//! Lengths are in hundredths of a point. Not here: how wide columns are (`columns`).

/// A point, of which an inch has 72, in the lengths of this crate.
pub(crate) const POINT: u32 = 100;

/// Millimetres as a length.
const fn millimetres(mm: u32) -> u32 {
    mm * 72_000 / 254
}

/// Left and right of what is printed.
const BESIDE: u32 = millimetres(14);
/// Above and below of what is printed, with the lines of every sheet.
const ABOVE_AND_BELOW: u32 = millimetres(20 + 17);

/// A size of paper and how it lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sheet {
    /// A4, upright (縦).
    A4Upright,
    /// A4, across (横).
    A4Across,
    /// A3, upright.
    A3Upright,
    /// A3, across.
    A3Across,
}

impl Sheet {
    /// All of them.
    pub const ALL: [Sheet; 4] = [
        Sheet::A4Upright,
        Sheet::A4Across,
        Sheet::A3Upright,
        Sheet::A3Across,
    ];

    /// The word of addresses and of the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Sheet::A4Upright => "a4",
            Sheet::A4Across => "a4-across",
            Sheet::A3Upright => "a3",
            Sheet::A3Across => "a3-across",
        }
    }

    /// As an office calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Sheet::A4Upright => "A4縦",
            Sheet::A4Across => "A4横",
            Sheet::A3Upright => "A3縦",
            Sheet::A3Across => "A3横",
        }
    }

    /// The sheet of a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sheet| sheet.key() == key)
    }

    /// Whether it lies across.
    pub(crate) const fn is_across(self) -> bool {
        matches!(self, Sheet::A4Across | Sheet::A3Across)
    }

    /// The name of the size for the typesetter.
    pub(crate) const fn size(self) -> &'static str {
        match self {
            Sheet::A4Upright | Sheet::A4Across => "a4",
            Sheet::A3Upright | Sheet::A3Across => "a3",
        }
    }

    const fn edges(self) -> (u32, u32) {
        match self {
            Sheet::A4Upright => (millimetres(210), millimetres(297)),
            Sheet::A4Across => (millimetres(297), millimetres(210)),
            Sheet::A3Upright => (millimetres(297), millimetres(420)),
            Sheet::A3Across => (millimetres(420), millimetres(297)),
        }
    }

    /// The width that can be printed on.
    pub(crate) const fn width(self) -> u32 {
        self.edges().0 - 2 * BESIDE
    }

    /// The height that can be printed on.
    pub(crate) const fn height(self) -> u32 {
        self.edges().1 - ABOVE_AND_BELOW
    }
}

/// Which sheets may be chosen among.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Paper {
    /// The smallest on which the table is legible.
    #[default]
    Fitting,
    /// The smallest on which it is legible, A4 only: what every office prints on.
    FittingA4,
    /// This one.
    Only(Sheet),
}

impl Paper {
    /// The choice of a key; none where it is no key. An empty one chooses by itself.
    pub fn of_key(key: &str) -> Option<Self> {
        match key {
            "" | "auto" => Some(Paper::Fitting),
            "a4-auto" => Some(Paper::FittingA4),
            _ => Sheet::of_key(key).map(Paper::Only),
        }
    }

    /// The sheets to try with the sizes of letters on them, in points, the most welcome first.
    pub(crate) fn tries(self) -> Vec<(Sheet, u32)> {
        let sizes = |sheet: Sheet| [9, 8, 7].map(|size| (sheet, size)).to_vec();
        match self {
            Paper::Only(sheet) => sizes(sheet),
            Paper::FittingA4 => vec![
                (Sheet::A4Upright, 9),
                (Sheet::A4Across, 9),
                (Sheet::A4Across, 8),
                (Sheet::A4Across, 7),
            ],
            Paper::Fitting => vec![
                (Sheet::A4Upright, 9),
                (Sheet::A4Across, 9),
                (Sheet::A4Across, 8),
                (Sheet::A3Across, 9),
                (Sheet::A3Across, 8),
                (Sheet::A3Across, 7),
            ],
        }
    }
}
