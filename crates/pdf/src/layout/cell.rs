//! The text of a cell: lines that were broken for want of room are one line again.

use crate::glyph::{Area, Glyph};

use super::flow::Flow;
use super::line::{Line, lines};

/// What glyphs inside of a cell say.
pub(super) fn text(glyphs: Vec<Glyph>, cell: &Area) -> String {
    let mut parts: Vec<(f32, String)> = Vec::new();
    for flow in [Flow::Across, Flow::Down, Flow::Up, Flow::Over, Flow::Slanted] {
        let of_flow = glyphs.iter().filter(|glyph| Flow::of(glyph) == flow);
        let turned: Vec<Glyph> = of_flow.map(|glyph| flow.upright(glyph.clone())).collect();
        if turned.is_empty() {
            continue;
        }
        let top = turned.iter().map(|glyph| glyph.area.top).fold(f32::MAX, f32::min);
        let room = match flow {
            Flow::Down | Flow::Up => cell.height(),
            _ => cell.width(),
        };
        parts.push((top, joined(&lines(turned), room)));
    }
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let said = parts
        .into_iter()
        .map(|(_, text)| text)
        .filter(|text| !text.is_empty());
    said.collect::<Vec<_>>().join("\n")
}

/// Lines of a cell that has so much room in the direction of writing.
fn joined(lines: &[Line], room: f32) -> String {
    let said: Vec<String> = lines.iter().map(said).collect();
    let is_letter = |text: &String| text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
    let is_stacked = lines.len() > 1 && said.iter().all(is_letter);
    let widest = lines.iter().map(|line| line.area.width()).fold(0.0, f32::max);
    let mut out = String::new();
    for (i, text) in said.iter().enumerate() {
        if let Some(before) = i.checked_sub(1) {
            let is_full = is_full(&lines[before], &lines[i], room, widest);
            let is_broken = is_stacked || (is_full && !are_apart(&said[before], text));
            match (is_broken, is_word_end(&said[before], text)) {
                (true, true) => out.push(' '),
                (true, false) => {}
                (false, _) => out.push('\n'),
            }
        }
        out.push_str(text);
    }
    out
}

/// What a line of a cell says. Characters that are spread over the width of the cell are one word.
fn said(line: &Line) -> String {
    let printed: Vec<&Glyph> = line.glyphs.iter().filter(|glyph| !glyph.is_space()).collect();
    let gaps: Vec<f32> = printed
        .windows(2)
        .map(|pair| pair[1].area.left - pair[0].area.right)
        .collect();
    let (least, most) = gaps.iter().fold((f32::MAX, f32::MIN), |(least, most), gap| {
        (least.min(*gap), most.max(*gap))
    });
    let is_japanese = printed
        .iter()
        .all(|glyph| glyph.text.chars().all(|c| matches!(c, '\u{3041}'..='\u{9FFF}')));
    let is_spread =
        !gaps.is_empty() && is_japanese && most > 0.25 * line.size && most - least < 0.3 * line.size;
    match is_spread {
        true => printed.iter().map(|glyph| &*glyph.text).collect(),
        false => line.text(),
    }
}

/// Whether a line ended because the beginning of the next had no room on it.
fn is_full(line: &Line, next: &Line, room: f32, widest: f32) -> bool {
    let padding = ((room - widest) / 2.0).clamp(0.0, line.size);
    let left = room - 2.0 * padding - line.area.width();
    left < first_word(next) + 0.3 * line.size
}

/// How wide the first part of a line is that cannot be parted: a character, or a word of narrow ones.
fn first_word(line: &Line) -> f32 {
    let is_narrow = |glyph: &&Glyph| glyph.text.chars().all(|c| c.is_ascii_graphic());
    let word: Vec<&Glyph> = line.glyphs.iter().take_while(is_narrow).collect();
    match (word.first(), word.last(), line.glyphs.first()) {
        (Some(first), Some(last), _) => last.area.right - first.area.left,
        (_, _, Some(first)) => first.area.width(),
        _ => 0.0,
    }
}

/// Whether two lines are two values, however little room they have: a figure below a figure, a mark below a mark.
fn are_apart(before: &str, behind: &str) -> bool {
    let mut ends = before.chars().rev();
    let mut begins = behind.chars();
    let (Some(end), Some(begin)) = (ends.next(), begins.next()) else {
        return true;
    };
    let goes_on = matches!(end, ',' | '，')
        && behind.chars().take_while(char::is_ascii_digit).count() == 3
        && ends.next().is_some_and(char::is_numeric);
    let is_end = end.is_numeric() || matches!(end, '%' | '％' | ')' | '）' | '円' | '件' | '人' | ',' | '，');
    let begins_figure = begin.is_numeric()
        || (matches!(begin, '(' | '（' | '△' | '▲' | '-' | '−' | '－' | '+') && begins.any(char::is_numeric));
    let are_marks = !before.chars().chain(behind.chars()).any(char::is_alphanumeric);
    are_marks || (is_end && begins_figure && !goes_on)
}

fn is_word_end(before: &str, behind: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_some_and(|c| c.is_ascii_alphabetic())
        && behind.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_below_each_other_stay_apart() {
        assert!(are_apart("1,234", "1,100") && are_apart("124", "（6.5%）") && are_apart("○", "○"));
        assert!(are_apart("1,250", "△300") && are_apart("12,", "3,000"));
        assert!(
            !are_apart("1,234,", "567")
                && !are_apart("平成", "30年度")
                && !are_apart("窓口の予約", "（電話）")
        );
    }
}
