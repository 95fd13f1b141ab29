//! Places as compact text, so that a row needs one column for where its value stands.
//!
//! `L148` is a line, `L148:3` a line and a column, `C2,1!Sheet` row 2 and column 1 (from 0) of a
//! sheet, `P3,1,4,2` page, table, row and column of a document with pages, `E…` an element of a stored plan; nowhere is null. The first letter is the version of
//! the form: a new form takes a new letter and these stay readable.
//! A row names one document in its column `source`, and its places are in that one. A place in another
//! document says so itself: `D` with the document's identity and `|` before the spot, without an
//! identity where it is in none.

use gyokaku_core::document::{DocumentId, Place, Spot};

/// The text of a place in a row that names this document; none for nowhere.
pub(crate) fn encode(place: &Place, row: Option<&DocumentId>) -> Option<String> {
    let spot = match &place.spot {
        Spot::Line { line, column: 0 } => format!("L{line}"),
        Spot::Line { line, column } => format!("L{line}:{column}"),
        Spot::Cell { sheet, row, column } => format!("C{row},{column}!{sheet}"),
        Spot::Page {
            page,
            table,
            row,
            column,
        } => format!("P{page},{table},{row},{column}"),
        Spot::Element { id } => return Some(format!("E{id}")),
        Spot::Nowhere => return None,
    };
    if place.document.as_ref() == row {
        return Some(spot);
    }
    let document = place.document.as_ref().map_or("", DocumentId::as_str);
    Some(format!("D{document}|{spot}"))
}

/// The place of a text in a row that names this document; none where the text is no place.
pub(crate) fn decode(text: Option<&str>, row: Option<&DocumentId>) -> Option<Place> {
    let Some(text) = text else {
        return Some(Place::NOWHERE);
    };
    let Some(named) = text.strip_prefix('D') else {
        let spot = spot(text)?;
        let document = row.filter(|_| spot.is_in_document()).cloned();
        return Some(Place { document, spot });
    };
    let (document, text) = named.split_once('|')?;
    let document = Some(document).filter(|id| !id.is_empty()).map(DocumentId::new);
    let spot = spot(text)?;
    spot.is_in_document().then_some(Place { document, spot })
}

fn spot(text: &str) -> Option<Spot> {
    let mut chars = text.chars();
    let (form, rest) = (chars.next()?, chars.as_str());
    match form {
        'L' => {
            let (line, column) = match rest.split_once(':') {
                Some((line, column)) => (line, column.parse().ok()?),
                None => (rest, 0),
            };
            let line = line.parse().ok()?;
            Some(Spot::Line { line, column })
        }
        'C' => {
            let (cell, sheet) = rest.split_once('!')?;
            let (row, column) = cell.split_once(',')?;
            Some(Spot::Cell {
                sheet: sheet.into(),
                row: row.parse().ok()?,
                column: column.parse().ok()?,
            })
        }
        'P' => {
            let mut numbers = rest.split(',').map(|number| number.parse().ok());
            let spot = Spot::Page {
                page: numbers.next()??,
                table: numbers.next()??,
                row: numbers.next()??,
                column: numbers.next()??,
            };
            numbers.next().is_none().then_some(spot)
        }
        'E' => Some(Spot::Element { id: rest.to_owned() }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_comes_back() {
        let (own, other) = (DocumentId::new("0a1b"), DocumentId::new("ffff"));
        for spot in [
            Place::line(148),
            Place::at_line(u32::MAX, u32::MAX),
            Place::cell("進捗!(1),2:3|", u32::MAX, 0),
            Place::cell(String::new(), 0, 0),
            Spot::Page {
                page: 3,
                table: 0,
                row: u32::MAX,
                column: 0,
            }
            .into(),
        ] {
            for document in [None, Some(own.clone()), Some(other.clone())] {
                for row in [None, Some(&own)] {
                    let place = Place {
                        document: document.clone(),
                        ..spot.clone()
                    };
                    assert_eq!(decode(encode(&place, row).as_deref(), row), Some(place));
                }
            }
        }
        for place in [
            Place::NOWHERE,
            Place::element(String::new()),
            Place::element("i𠮷"),
        ] {
            assert_eq!(
                decode(encode(&place, Some(&own)).as_deref(), Some(&own)),
                Some(place)
            );
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in [
            "",
            "L",
            "Lx",
            "L1:",
            "C1!a",
            "C1,2",
            "P1,2,3",
            "P1,2,3,4,5",
            "P1,2,,3",
            "X9",
            "進",
            "D",
            "Da",
            "Da|",
            "Da|Ei1",
        ] {
            assert_eq!(decode(Some(text), None), None, "{text}");
        }
    }
}
