//! How wide the columns of a table are, on which sheet, with letters of which size, and which heads are
//! written from top to bottom.
//!
//! A figure never breaks, so its column is as wide as its widest figure. Words break anywhere, so their
//! columns share what is left by how much they have to say. Not here: what stands in the cells.

use crate::measure::{EM, Measure};
use crate::sheets::{POINT, Paper, Sheet};

/// What is left and right of the text of a cell, in hundredths of the size of its letters.
const BESIDE: u32 = EM;
/// Words of up to this width stand on one line where there is any room.
const SHORT: u32 = 8 * EM;
/// Columns of words are legible from this width on …
const LEGIBLE: u32 = 9 * EM;
/// … and comfortable from this one.
const COMFORTABLE: u32 = 15 * EM;
/// No column of words is wider, unless it has the sheet to itself.
const WIDEST: u32 = 40 * EM;
/// A head that takes more lines than this in its column is written from top to bottom.
const MOST_LINES_OF_A_HEAD: u32 = 3;
/// No head of more letters than this is written from top to bottom.
const LONGEST_UPRIGHT: usize = 14;

/// Heads of up to this width stand on one line where there is room.
const SHORT_HEAD: u32 = 7 * EM;
/// A table that takes this part of the width of its sheet takes all of it.
const NEARLY_WIDE: (u32, u32) = (3, 5);

/// What is known of a column before it has a width; widths in hundredths of the size of its letters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    /// Whether its cells never break: figures and grades.
    pub(crate) whole: bool,
    /// The widest line of its cells.
    pub(crate) widest: u32,
    /// All of its text.
    pub(crate) bulk: u64,
    /// Its head.
    pub(crate) head: String,
}

/// A column as it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Width {
    /// In hundredths of a point.
    pub(crate) width: u32,
    /// Whether its head is written from top to bottom.
    pub(crate) upright: bool,
}

/// A table laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Laid {
    pub(crate) sheet: Sheet,
    /// The size of the letters in points.
    pub(crate) size: u32,
    pub(crate) widths: Vec<Width>,
}

impl Laid {
    /// The room for text in a column, in hundredths of the size of its letters.
    pub(crate) fn room(&self, n: usize) -> u32 {
        let width = self.widths.get(n).map_or(0, |w| w.width);
        (width / self.size).saturating_sub(BESIDE)
    }
}

/// What a column needs: at the least, and so that it is comfortable.
struct Need {
    least: u32,
    comfortable: u32,
    most: u32,
    upright: bool,
}

fn need(column: &Content, measure: &Measure<'_>) -> Need {
    let head = measure.line(&column.head);
    let upright = is_upright(column, head);
    // A head may break into lines; where it is upright it needs the width of one letter.
    let of_head = match upright {
        true => EM,
        false => head
            .div_ceil(MOST_LINES_OF_A_HEAD)
            .max(measure.widest_word(&column.head).min(SHORT))
            .max(head.min(3 * EM)),
    };
    let on_one_line = match upright || head > SHORT_HEAD {
        true => of_head,
        false => head,
    };
    let whole = column.whole || column.widest <= SHORT;
    let (least, comfortable) = match whole {
        true => (column.widest, column.widest),
        false => (column.widest.min(LEGIBLE), column.widest.min(COMFORTABLE)),
    };
    Need {
        least: least.max(of_head) + BESIDE,
        comfortable: comfortable.max(on_one_line) + BESIDE,
        most: column.widest.min(WIDEST).max(comfortable).max(on_one_line) + BESIDE,
        upright,
    }
}

/// Whether a head is written from top to bottom: its column holds little, and the head would take many lines.
fn is_upright(column: &Content, head: u32) -> bool {
    let room = column.widest.max(2 * EM);
    let letters = column.head.chars().count();
    column.whole
        && column.widest <= 3 * EM
        && head.div_ceil(room) > MOST_LINES_OF_A_HEAD - 1
        && letters <= LONGEST_UPRIGHT
        && !column.head.contains(|c: char| c.is_ascii_alphanumeric())
}

/// Lays out a table on the first sheet on which it is comfortable, else on the last one as it can be.
pub(crate) fn lay(columns: &[Content], measure: &Measure<'_>, paper: Paper) -> Laid {
    let needs: Vec<Need> = columns.iter().map(|column| need(column, measure)).collect();
    let tries = paper.tries();
    let fits = |(sheet, size): &&(Sheet, u32)| {
        let room = sheet.width() / size;
        needs
            .iter()
            .map(|need| need.comfortable)
            .fold(0, u32::saturating_add)
            <= room
    };
    let last = tries.last().copied().unwrap_or((Sheet::A4Across, 7));
    let (sheet, size) = tries.iter().find(fits).copied().unwrap_or(last);
    let (size, mut widths) = share(&needs, columns, sheet, size);
    stretch(&mut widths, &needs, sheet.width() / size);
    let widths = widths
        .into_iter()
        .zip(&needs)
        .map(|(width, need)| Width {
            width: width * size,
            upright: need.upright,
        })
        .collect();
    Laid { sheet, size, widths }
}

/// Shares the width of a sheet among the columns; where not even the least has room, the letters get smaller.
fn share(needs: &[Need], columns: &[Content], sheet: Sheet, size: u32) -> (u32, Vec<u32>) {
    let of = |part: fn(&Need) -> u32| needs.iter().map(part).fold(0, u32::saturating_add);
    let (least, comfortable) = (of(|n| n.least), of(|n| n.comfortable));
    let smallest = (5..=size)
        .rev()
        .find(|size| least <= sheet.width() / size)
        .unwrap_or(5);
    let size = size.min(smallest);
    let room = sheet.width() / size;
    if least > room {
        // Figures wider than any sheet: each column gives the same part of what it needs.
        let scaled = |need: &Need| u64::from(need.least) * u64::from(room) / u64::from(least.max(1));
        let widths = needs.iter().map(|n| u32::try_from(scaled(n)).unwrap_or(EM));
        return (size, widths.collect());
    }
    type Part = fn(&Need) -> u32;
    let (from, to): (Part, Part) = match comfortable <= room {
        true => (|n| n.comfortable, |n| n.most),
        false => (|n| n.least, |n| n.comfortable),
    };
    let mut widths: Vec<u32> = needs.iter().map(from).collect();
    // Who has more to say gets more of what is left, until nobody wants any.
    for _ in 0..8 {
        let left = room.saturating_sub(widths.iter().sum());
        let wants: Vec<u64> = needs
            .iter()
            .zip(columns)
            .zip(&widths)
            .map(|((need, column), width)| match to(need) > *width {
                true => column.bulk.max(1).isqrt(),
                false => 0,
            })
            .collect();
        let all: u64 = wants.iter().sum();
        if left < EM || all == 0 {
            break;
        }
        for ((width, want), need) in widths.iter_mut().zip(&wants).zip(needs) {
            let more = u32::try_from(u64::from(left) * want / all).unwrap_or(0);
            *width = (*width + more).min(to(need).max(*width));
        }
    }
    (size, widths)
}

/// Makes a table that is nearly as wide as its sheet as wide as that: so offices draw their tables.
fn stretch(widths: &mut [u32], needs: &[Need], room: u32) {
    let all: u32 = widths.iter().sum();
    let (part, whole) = NEARLY_WIDE;
    if all >= room || all / part < room / whole {
        return;
    }
    let of_all = |(width, need): (&u32, &Need)| if need.upright { 0 } else { *width };
    let wide: u32 = widths.iter().zip(needs).map(of_all).sum();
    let left = u64::from(room - all);
    for (width, need) in widths.iter_mut().zip(needs) {
        if !need.upright {
            let more = left * u64::from(*width) / u64::from(wide.max(1));
            *width += u32::try_from(more).unwrap_or(0);
        }
    }
}

/// The height of a line of a cell, in hundredths of a point.
pub(crate) const fn line_height(size: u32) -> u32 {
    size * POINT * 3 / 2
}
