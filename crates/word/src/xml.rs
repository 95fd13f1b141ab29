//! The little of XML that documents need: events, attributes, text with its references.
//!
//! Not here: entities of a part's own making; a part that declares any is refused.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::Error;

/// The events of one part.
pub(crate) struct Events<'a> {
    reader: Reader<&'a [u8]>,
    part: &'a str,
}

impl<'a> Events<'a> {
    pub(crate) fn of(part: &'a str, xml: &'a str) -> Self {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.check_comments = false;
        config.allow_unmatched_ends = true;
        Self { reader, part }
    }

    pub(crate) fn next(&mut self) -> Result<Event<'a>, Error> {
        match self.reader.read_event() {
            Ok(Event::DocType(_)) => Err(broken(self.part)),
            Ok(event) => Ok(event),
            Err(source) => Err(Error::Broken {
                part: self.part.to_owned(),
                source: Some(Box::new(source)),
            }),
        }
    }

    /// The next event of an element that has not ended.
    pub(crate) fn inside(&mut self) -> Result<Event<'a>, Error> {
        match self.next()? {
            Event::Eof => Err(broken(self.part)),
            event => Ok(event),
        }
    }

    /// Skips to the end of an element that was just opened, whatever it holds.
    pub(crate) fn skip(&mut self) -> Result<(), Error> {
        let mut depth = 1usize;
        while depth > 0 {
            match self.inside()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
        Ok(())
    }

    /// The text up to the end of the element that was just opened.
    pub(crate) fn text(&mut self, into: &mut String) -> Result<(), Error> {
        let mut depth = 1usize;
        while depth > 0 {
            match self.inside()? {
                Event::Text(text) => into.push_str(&text),
                Event::CData(text) => into.push_str(&text),
                Event::GeneralRef(reference) => {
                    if let Ok(Some(c)) = reference.resolve_char_ref() {
                        into.push(c);
                    } else {
                        into.push_str(match &*reference {
                            "amp" => "&",
                            "lt" => "<",
                            "gt" => ">",
                            "quot" => "\"",
                            "apos" => "'",
                            _ => "",
                        });
                    }
                }
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
        Ok(())
    }
}

/// The attribute of that name, whatever its prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)?;
    let value = quick_xml::escape::unescape(&found.value);
    Some(value.map_or_else(|_| found.value.to_string(), |value| value.into_owned()))
}

/// The attribute `val`.
pub(crate) fn value(element: &BytesStart<'_>) -> Option<String> {
    attribute(element, "val")
}

/// The attribute `val` as a number.
pub(crate) fn number<T: std::str::FromStr>(element: &BytesStart<'_>) -> Option<T> {
    value(element)?.trim().parse().ok()
}

/// Whether a switch is on: there, and not off.
pub(crate) fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(value(element).as_deref(), Some("0" | "false" | "off" | "none"))
}

/// A part that cannot be read.
pub(crate) fn broken(part: &str) -> Error {
    Error::Broken {
        part: part.to_owned(),
        source: None,
    }
}
