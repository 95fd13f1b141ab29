//! The elements of a page that count, by their names, and what their attributes say.
//!
//! Not here: what is open on a page.

use html5gum::StartTag;

/// What an element is for a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// From 1 to 6.
    Heading(u8),
    /// A list; whether it is numbered.
    List(bool),
    Item,
    Table,
    /// Rows that stand together.
    Rows,
    Row,
    Cell,
    Break,
    /// Ends the line before it and after it.
    Block,
    /// Text as it is typed.
    Typed,
    Struck,
    Ruby,
    /// Nothing in it is seen.
    Hidden,
    /// Has no end.
    Void,
    /// Text among other text.
    Inline,
    Unknown,
}

impl Tag {
    pub(super) fn of(name: &[u8]) -> Self {
        match name {
            b"h1" => Tag::Heading(1),
            b"h2" => Tag::Heading(2),
            b"h3" => Tag::Heading(3),
            b"h4" => Tag::Heading(4),
            b"h5" => Tag::Heading(5),
            b"h6" => Tag::Heading(6),
            b"ul" | b"menu" | b"dir" => Tag::List(false),
            b"ol" => Tag::List(true),
            b"li" => Tag::Item,
            b"table" => Tag::Table,
            b"thead" | b"tbody" | b"tfoot" => Tag::Rows,
            b"tr" => Tag::Row,
            b"td" | b"th" => Tag::Cell,
            b"br" => Tag::Break,
            b"p" | b"div" | b"dl" | b"dt" | b"dd" | b"caption" | b"section" | b"article" | b"header"
            | b"footer" | b"main" | b"nav" | b"aside" | b"blockquote" | b"form" | b"fieldset" | b"legend"
            | b"figure" | b"figcaption" | b"address" | b"center" | b"body" | b"html" | b"details"
            | b"summary" => Tag::Block,
            b"pre" | b"listing" | b"xmp" | b"textarea" => Tag::Typed,
            b"del" | b"s" | b"strike" => Tag::Struck,
            b"ruby" => Tag::Ruby,
            b"script" | b"style" | b"template" | b"noscript" | b"title" | b"svg" | b"math" | b"object"
            | b"iframe" | b"audio" | b"video" | b"canvas" | b"select" | b"datalist" | b"rt" | b"rp"
            | b"rtc" | b"noframes" => Tag::Hidden,
            b"hr" | b"img" | b"input" | b"meta" | b"link" | b"col" | b"area" | b"base" | b"embed"
            | b"param" | b"source" | b"track" | b"wbr" | b"frame" | b"basefont" | b"bgsound" => Tag::Void,
            b"a" | b"b" | b"i" | b"u" | b"em" | b"strong" | b"span" | b"font" | b"small" | b"big"
            | b"sub" | b"sup" | b"mark" | b"code" | b"ins" | b"head" | b"colgroup" | b"label" | b"time"
            | b"rb" | b"tt" | b"nobr" => Tag::Inline,
            _ => Tag::Unknown,
        }
    }

    /// Whether pages have such an element.
    pub(super) fn is_known(self) -> bool {
        self != Tag::Unknown
    }

    /// Whether another of its kind, or the end of what holds it, ends it.
    pub(super) fn ends_by_itself(self, name: &[u8]) -> bool {
        matches!(self, Tag::Rows | Tag::Row | Tag::Cell | Tag::Item)
            || matches!(name, b"p" | b"dt" | b"dd" | b"rt" | b"rp" | b"rtc" | b"caption")
    }
}

/// An attribute of a tag, in lower case and without blanks.
pub(super) fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let value = tag.attributes.get(name.as_bytes())?;
    let text = String::from_utf8_lossy(&value.value);
    Some(
        text.chars()
            .take(2_000)
            .filter(|c| !c.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect(),
    )
}

/// A number that an attribute says, as browsers read it: digits in front count.
pub(super) fn number(tag: &StartTag<()>, name: &str) -> Option<u32> {
    let value = attribute(tag, name)?;
    let end = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    // More digits than fit are a great number.
    (end > 0).then(|| value[..end].parse().unwrap_or(u32::MAX))
}

/// Whether a tag hides what it holds.
pub(super) fn hides(tag: &StartTag<()>) -> bool {
    if tag.attributes.is_empty() {
        return false;
    }
    tag.attributes.contains_key(&b"hidden"[..])
        || attribute(tag, "style")
            .is_some_and(|style| style.contains("display:none") || style.contains("visibility:hidden"))
}

/// Whether a tag strikes out what it holds.
pub(super) fn strikes(tag: &StartTag<()>) -> bool {
    !tag.attributes.is_empty() && attribute(tag, "style").is_some_and(|style| style.contains("line-through"))
}
