//! Strings of a workbook: plain, rich and with reading aids (furigana), which are left out.
//!
//! Not here: values that are no strings.

use quick_xml::events::Event;

use super::xml::{Events, ends_early, readable};
use crate::read::error::NotADocument;
use crate::read::limits::MOST_CELLS;

/// The strings that cells point to, in order.
pub(super) fn shared(part: &str, xml: &str) -> Result<Vec<Box<str>>, NotADocument> {
    let mut strings = Vec::new();
    let mut buffer = String::new();
    let mut events = Events::of(part, xml);
    loop {
        match events.next()? {
            Event::Start(e) if e.local_name().as_ref() == "si" => {
                buffer.clear();
                rich(part, &mut events, "si", &mut buffer)?;
                strings.push(readable(&buffer).into_boxed_str());
            }
            Event::Empty(e) if e.local_name().as_ref() == "si" => strings.push(Box::from("")),
            Event::Eof => return Ok(strings),
            _ => {}
        }
        if strings.len() > MOST_CELLS {
            return Err(NotADocument::TooManyCells {
                place: part.to_owned(),
                limit: MOST_CELLS,
            });
        }
    }
}

/// The text of a string up to the end of `name`: all its runs, none of its reading aids.
pub(super) fn rich(
    part: &str,
    events: &mut Events<'_>,
    name: &str,
    into: &mut String,
) -> Result<(), NotADocument> {
    loop {
        match events.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => events.text("t", into)?,
                "rPh" => events.skip("rPh")?,
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == name => return Ok(()),
            Event::Eof => return Err(ends_early(part)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_aids_are_left_out() {
        let xml = "<sst><si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr fontId=\"1\"/></si>\
                   <si><r><t>効果</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">額 &amp; 率&#10;次</t></r></si><si/></sst>";
        let found = shared("s", xml).unwrap();
        assert_eq!(
            found.iter().map(|s| &**s).collect::<Vec<_>>(),
            ["東京", "効果額 & 率\n次", ""]
        );
    }
}
