//! A line that is part of no table: heading, list entry or paragraph, by the mark in front of it.

use gyokaku_core::document::Block;

use super::Printed;
use super::tags::plain;

const BULLETS: [char; 12] = ['・', '･', '•', '○', '●', '◇', '◆', '▪', '➢', '‣', '∙', '◦'];

/// Adds the blocks of one line.
pub(super) fn blocks(line: &Printed<'_>, out: &mut Vec<Block>) {
    if line.is_blank() || is_rule(line.text) {
        return;
    }
    let depth = (line.text.chars().take_while(|c| c.is_whitespace()).count() / 2).min(8) as u8;
    for text in plain(line.text).split('\n') {
        one(text.trim(), depth, line, out);
    }
}

fn one(text: &str, depth: u8, line: &Printed<'_>, out: &mut Vec<Block>) {
    let at = line.at();
    if text.is_empty() {
        return;
    }
    let hashes = text.chars().take_while(|c| *c == '#').count();
    if (1..=6).contains(&hashes) && text[hashes..].starts_with(' ') {
        return out.push(Block::Heading {
            level: hashes as u8,
            text: unbold(&text[hashes..]),
            at,
        });
    }
    if let Some(rest) = text.strip_prefix(['■', '□', '◆', '▼']) {
        // `■実施方針2 …**(1) …**`: two headings that an extraction ran together.
        let (head, lower) = rest.split_once("**").unwrap_or((rest, ""));
        out.push(Block::Heading {
            level: 2,
            text: unbold(head),
            at: at.clone(),
        });
        if !unbold(lower).is_empty() {
            out.push(Block::Heading {
                level: 3,
                text: unbold(lower),
                at,
            });
        }
        return;
    }
    if let Some(inner) = enclosed(text) {
        return out.push(Block::Heading {
            level: 3,
            text: inner.to_owned(),
            at,
        });
    }
    if let Some(rest) = text
        .strip_prefix("- ")
        .or_else(|| text.strip_prefix("* "))
        .or_else(|| text.strip_prefix("– "))
    {
        let rest = rest.trim();
        return match bullet(rest) {
            Some((mark, inner)) => out.push(Block::ListItem {
                depth: depth + 1,
                marker: mark.to_string(),
                text: unbold(inner),
                at,
            }),
            None => out.push(Block::ListItem {
                depth,
                marker: "-".into(),
                text: unbold(rest),
                at,
            }),
        };
    }
    if let Some((mark, rest)) = bullet(text) {
        return out.push(Block::ListItem {
            depth,
            marker: mark.to_string(),
            text: unbold(rest),
            at,
        });
    }
    out.push(Block::Paragraph {
        text: unbold(text),
        at,
    });
}

/// `<推進期間>`, `＜凡例＞`, `〈…〉`: a whole line in angle brackets is a heading.
fn enclosed(text: &str) -> Option<&str> {
    let pairs = [('<', '>'), ('＜', '＞'), ('〈', '〉'), ('《', '》')];
    let inner = pairs
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))?;
    (!inner.is_empty() && !inner.contains(['<', '>', '＜', '＞'])).then_some(inner.trim())
}

/// A bullet and the text after it; `◎ :` and `○ :` explain a mark and are no list.
fn bullet(text: &str) -> Option<(char, &str)> {
    let mark = text.chars().next().filter(|c| BULLETS.contains(c))?;
    let rest = text[mark.len_utf8()..].trim_start();
    (!rest.is_empty() && !rest.starts_with([':', '：', '=', '＝', '…', '・'])).then_some((mark, rest))
}

fn unbold(text: &str) -> String {
    text.replace("**", "").trim().to_owned()
}

/// A line drawn with dashes.
fn is_rule(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() >= 3
        && text
            .chars()
            .all(|c| matches!(c, '-' | '=' | '_' | '*' | '─' | '━' | '―'))
}
