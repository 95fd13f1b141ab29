//! Tags that an extraction left inside a text: `<p>`, `<ul>`, `<br>`, and entities.
//!
//! Only tags of HTML are taken for tags; `<推進期間>` is a heading and stays.

const BREAKING: [&str; 12] = [
    "p", "br", "li", "ul", "ol", "div", "tr", "h1", "h2", "h3", "h4", "hr",
];
const SILENT: [&str; 22] = [
    "b", "strong", "em", "i", "u", "s", "span", "sup", "sub", "a", "font", "td", "th", "table", "tbody",
    "thead", "small", "center", "img", "dl", "dt", "dd",
];

/// A text without its tags; tags that break a line leave a line break, and entities are resolved.
pub fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.trim().to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((tag, after)) = tag(rest) {
            if BREAKING.contains(&tag.as_str()) {
                out.push('\n');
            }
            rest = after;
        } else if let Some((c, after)) = entity(rest) {
            out.push(c);
            rest = after;
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..first]);
            rest = &rest[first..];
        }
    }
    out.push_str(rest);
    let lines: Vec<&str> = out
        .split('\n')
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

/// How many block tags (`p`, `ul`, `li`, `td`) a text opens and does not close.
pub(super) fn unclosed(text: &str) -> usize {
    ["p", "ul", "td"]
        .iter()
        .map(|name| {
            let opened = text.matches(&format!("<{name}>")).count();
            opened.saturating_sub(text.matches(&format!("</{name}>")).count())
        })
        .sum()
}

/// The name of the HTML tag that a text starts with, and the rest after it.
fn tag(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('<')?;
    let end = inner
        .char_indices()
        .take(200)
        .find(|(_, c)| *c == '>' || *c == '<')
        .filter(|(_, c)| *c == '>')?
        .0;
    let body = inner[..end].trim_start_matches('/');
    let name: String = body
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    let known = BREAKING.contains(&name.as_str()) || SILENT.contains(&name.as_str());
    known.then(|| (name, &inner[end + 1..]))
}

fn entity(text: &str) -> Option<(char, &str)> {
    let end = text.char_indices().take(10).find(|(_, c)| *c == ';')?.0;
    let name = &text[1..end];
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !gyokaku_core::text::is_invisible(*c))?
        }
    };
    Some((c, &text[end + 1..]))
}
