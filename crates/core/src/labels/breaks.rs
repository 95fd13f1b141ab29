//! Line breaks and spaces inside a label, which are of its cell and not of its words.
//!
//! Not here: folding for comparison (`text`).

/// One line: a line break between two Japanese characters is dropped, any other white space becomes one space.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap: Option<bool> = None;
    for c in text.trim().chars() {
        if c == '\n' || c == '\r' {
            gap = Some(gap.unwrap_or(true));
        } else if c.is_whitespace() {
            gap = Some(false);
        } else {
            match gap.take() {
                Some(true) if is_wide(c) && out.chars().next_back().is_some_and(is_wide) => {}
                Some(_) if !out.is_empty() => out.push(' '),
                _ => {}
            }
            out.push(c);
        }
    }
    out
}

/// Without any white space between Japanese characters: `計画策定時 との比較` is one word in a header.
pub fn closed(text: &str) -> String {
    let line = one_line(text);
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::with_capacity(line.len());
    for (i, c) in chars.iter().enumerate() {
        let between = |n: Option<&char>| n.is_some_and(|c| is_wide(*c));
        if *c == ' ' && i > 0 && between(chars.get(i - 1)) && between(chars.get(i + 1)) {
            continue;
        }
        out.push(*c);
    }
    out
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF00}'..='\u{FF60}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_their_line_breaks() {
        assert_eq!(one_line("収納率の\n向上"), "収納率の向上");
        assert_eq!(one_line("AI\nRPA の  活用"), "AI RPA の 活用");
        assert_eq!(closed("計画策定時 との比較"), "計画策定時との比較");
    }
}
