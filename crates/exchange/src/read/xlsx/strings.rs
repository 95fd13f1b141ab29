//! Strings of a workbook: plain, rich and with reading aids (furigana), which are left out as are runs that
//! are struck out (見え消し).
//!
//! Not here: values that are no strings.

use quick_xml::events::Event;

use super::xml::{Events, attribute, ends_early, readable};
use crate::read::error::NotADocument;
use crate::read::limits::MOST_CELLS;

/// A string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rich {
    /// What it says.
    pub(super) text: Box<str>,
    /// What is struck out in it; mostly nothing.
    pub(super) struck: Box<str>,
}

/// Whether an element of a font (`strike`) is on: there, and not `val="0"`.
pub(super) fn is_on(element: &quick_xml::events::BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false"))
}

/// The strings that cells point to, in order.
pub(super) fn shared(part: &str, xml: &str) -> Result<Vec<Rich>, NotADocument> {
    let mut strings = Vec::new();
    let (mut buffer, mut struck) = (String::new(), String::new());
    let mut events = Events::of(part, xml);
    loop {
        match events.next()? {
            Event::Start(e) if e.local_name().as_ref() == "si" => {
                buffer.clear();
                struck.clear();
                rich(part, &mut events, "si", &mut buffer, &mut struck)?;
                strings.push(Rich {
                    text: readable(&buffer).into_boxed_str(),
                    struck: readable(&struck).into_boxed_str(),
                });
            }
            Event::Empty(e) if e.local_name().as_ref() == "si" => strings.push(Rich::default()),
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

/// The text of a string up to the end of `name`: all its runs, those that are struck out apart, none of its
/// reading aids.
pub(super) fn rich(
    part: &str,
    events: &mut Events<'_>,
    name: &str,
    into: &mut String,
    struck: &mut String,
) -> Result<(), NotADocument> {
    let mut is_struck = false;
    loop {
        match events.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" if is_struck => events.text("t", struck)?,
                "t" => events.text("t", into)?,
                "rPh" => events.skip("rPh")?,
                "r" => is_struck = false,
                "strike" => is_struck = is_on(&e),
                _ => {}
            },
            Event::Empty(e) if e.local_name().as_ref() == "strike" => is_struck = is_on(&e),
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
            found.iter().map(|s| &*s.text).collect::<Vec<_>>(),
            ["東京", "効果額 & 率\n次", ""]
        );
    }

    #[test]
    fn what_is_struck_out_is_kept_apart() {
        let xml = "<sst><si><r><t>市民</t></r><r><rPr><strike/><sz val=\"9\"/></rPr><t>生活</t></r><r><t>課</t></r></si>\
                   <si><r><rPr><strike val=\"0\"/></rPr><t>継続</t></r></si></sst>";
        let found = shared("s", xml).unwrap();
        let parts: Vec<(&str, &str)> = found.iter().map(|s| (&*s.text, &*s.struck)).collect();
        assert_eq!(parts, [("市民課", "生活"), ("継続", "")]);
    }
}
