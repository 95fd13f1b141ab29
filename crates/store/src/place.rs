//! Places as compact text, so that a row needs one column for where its value stands.
//!
//! `L148` is a line, `L148:3` a line and a column, `C2,1!Sheet` row 2 and column 1 (from 0) of a
//! sheet, `E…` an element of a stored plan; nowhere is null. The first letter is the version of
//! the form: a new form takes a new letter and these stay readable.
//! Not here: of which document a place speaks; that is the column `source`.

use gyokaku_core::document::Place;

/// The text of a place; none for nowhere.
pub(crate) fn encode(place: &Place) -> Option<String> {
    match place {
        Place::Line { line, column: 0 } => Some(format!("L{line}")),
        Place::Line { line, column } => Some(format!("L{line}:{column}")),
        Place::Cell { sheet, row, column } => Some(format!("C{row},{column}!{sheet}")),
        Place::Element { id } => Some(format!("E{id}")),
        Place::Nowhere => None,
    }
}

/// The place of a text; none where the text is no place.
pub(crate) fn decode(text: Option<&str>) -> Option<Place> {
    let Some(text) = text else {
        return Some(Place::Nowhere);
    };
    let mut chars = text.chars();
    let (form, rest) = (chars.next()?, chars.as_str());
    match form {
        'L' => {
            let (line, column) = match rest.split_once(':') {
                Some((line, column)) => (line, column.parse().ok()?),
                None => (rest, 0),
            };
            Some(Place::Line {
                line: line.parse().ok()?,
                column,
            })
        }
        'C' => {
            let (cell, sheet) = rest.split_once('!')?;
            let (row, column) = cell.split_once(',')?;
            Some(Place::Cell {
                sheet: sheet.to_owned(),
                row: row.parse().ok()?,
                column: column.parse().ok()?,
            })
        }
        'E' => Some(Place::Element { id: rest.to_owned() }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_comes_back() {
        for place in [
            Place::Nowhere,
            Place::line(148),
            Place::Line {
                line: u32::MAX,
                column: u32::MAX,
            },
            Place::Cell {
                sheet: "進捗!(1),2:3".into(),
                row: u32::MAX,
                column: 0,
            },
            Place::Cell {
                sheet: String::new(),
                row: 0,
                column: 0,
            },
            Place::Element { id: String::new() },
            Place::Element { id: "i𠮷".into() },
        ] {
            assert_eq!(decode(encode(&place).as_deref()), Some(place));
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in ["", "L", "Lx", "L1:", "C1!a", "C1,2", "X9", "進"] {
            assert_eq!(decode(Some(text)), None, "{text}");
        }
    }
}
