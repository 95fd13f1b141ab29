//! Text as it stands in markup: the one place that says which characters mean something there.
//!
//! Not here: which markup (`html`, `survey::mark`, the pictures of the web server).

/// What a character that means something in markup is written as.
pub const fn entity(c: char) -> Option<&'static str> {
    Some(match c {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        _ => return None,
    })
}

/// The text between tags or in an attribute. What nobody can see (and could turn a text around) is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !gyokaku_core::text::is_invisible(*c)) {
        match entity(c) {
            Some(entity) => out.push_str(entity),
            None => out.push(c),
        }
    }
    out
}
