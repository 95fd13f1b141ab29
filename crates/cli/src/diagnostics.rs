//! Findings as a good compiler prints them: the line, the figure marked, what was computed, what to do.
//!
//! Not here: deciding anything. Widths are those of a terminal, where a Japanese character takes two.

use std::fmt::Write;

use gyokaku_core::document::{Document, Place, Spot};
use gyokaku_core::finding::{Finding, Report, Severity};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How much of a line is shown, in columns of a terminal.
const SHOWN: usize = 96;

/// A report on one file, as text.
pub(crate) fn show(file: &str, document: &Document, report: &Report) -> String {
    let mut out = String::new();
    let lines: std::collections::HashMap<Place, &str> = document
        .lines
        .iter()
        .map(|l| (l.at.whole_line(), l.text.as_str()))
        .collect();
    for finding in &report.findings {
        one(&mut out, file, &lines, finding);
    }
    let count = |severity| report.findings.iter().filter(|f| f.severity == severity).count();
    let _ = writeln!(
        out,
        "{file}: 検算済み {}、不一致 {}、注意 {}、参考 {}",
        report.verified.len(),
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note)
    );
    out
}

fn one(out: &mut String, file: &str, lines: &std::collections::HashMap<Place, &str>, finding: &Finding) {
    let _ = writeln!(
        out,
        "{}[{}]: {}",
        finding.severity.label(),
        finding.rule,
        finding.message
    );
    let number = match &finding.at.spot {
        Spot::Line { line, .. } => line.to_string(),
        Spot::Cell { .. } | Spot::Page { .. } => finding.at.to_string(),
        _ => String::new(),
    };
    let gutter = " ".repeat(UnicodeWidthStr::width(number.as_str()).min(8));
    let place = match &finding.at.spot {
        Spot::Line { line, column: 0 } => format!("{file}:{line}"),
        Spot::Line { line, column } => format!("{file}:{line}:{column}"),
        _ => format!("{file}:{}", finding.at),
    };
    let _ = writeln!(out, "{gutter}--> {place}");
    if let Some(text) = lines.get(&finding.at.whole_line()) {
        let (shown, mark) = excerpt(text, finding);
        let _ = writeln!(out, "{gutter} |");
        let _ = writeln!(out, "{number:>width$} | {shown}", width = gutter.len());
        let computed = finding
            .computed
            .as_deref()
            .map(|c| format!(" 計算では {c}"))
            .unwrap_or_default();
        let _ = writeln!(out, "{gutter} | {mark}{computed}");
    } else if let (Some(stated), Some(computed)) = (&finding.stated, &finding.computed) {
        let _ = writeln!(out, "{gutter} | 記載は {stated}、計算では {computed}");
    }
    if !finding.hint.is_empty() {
        let _ = writeln!(out, "{gutter} = {}", finding.hint);
    }
    for related in finding.related.iter().take(4) {
        let _ = writeln!(out, "{gutter} = 関連: {file} {related}");
    }
    out.push('\n');
}

/// The part of a line around the figure, and marks under the figure.
fn excerpt(text: &str, finding: &Finding) -> (String, String) {
    let chars: Vec<char> = text
        .chars()
        .map(|c| if c == '\t' || c == '\n' { ' ' } else { c })
        .collect();
    let stated: Vec<char> = finding
        .stated
        .as_deref()
        .unwrap_or_default()
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let from = match &finding.at.spot {
        Spot::Line { column, .. } | Spot::Page { table: 0, column, .. } => {
            (*column as usize).saturating_sub(1)
        }
        _ => 0,
    };
    let (start, length) = find(&chars, &stated, from)
        .map_or((from.min(chars.len()), usize::from(from > 0)), |at| {
            (at, stated.len())
        });
    let width = |c: &char| c.width().unwrap_or(0);
    // Half of what is shown stands before the figure.
    let mut first = start;
    let mut before = 0;
    while first > 0 && before + width(&chars[first - 1]) <= SHOWN / 2 {
        first -= 1;
        before += width(&chars[first]);
    }
    let mut last = first;
    let mut total = 0;
    while last < chars.len() && total + width(&chars[last]) <= SHOWN {
        total += width(&chars[last]);
        last += 1;
    }
    let (lead, lead_width) = if first > 0 {
        ("…", UnicodeWidthStr::width("…"))
    } else {
        ("", 0)
    };
    let tail = if last < chars.len() { "…" } else { "" };
    let shown: String = chars[first..last].iter().collect();
    let marked: usize = chars[start.min(last)..(start + length).min(last)]
        .iter()
        .map(width)
        .sum();
    let mark = if length == 0 {
        String::new()
    } else {
        format!("{}{}", " ".repeat(before + lead_width), "^".repeat(marked.max(1)))
    };
    (format!("{lead}{shown}{tail}"), mark)
}

/// Where `wanted` stands in a line, at `from` or after it, else anywhere.
fn find(line: &[char], wanted: &[char], from: usize) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    let at = |start: usize| {
        line.windows(wanted.len())
            .enumerate()
            .skip(start)
            .find(|(_, w)| *w == wanted)
            .map(|(i, _)| i)
    };
    at(from).or_else(|| at(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use gyokaku_core::document::Line;

    #[test]
    fn the_figure_is_marked_under_double_width_text() {
        let document = Document {
            lines: vec![Line {
                text: "合計\t9,999\t円".into(),
                at: Place::line(1),
            }],
            ..Document::default()
        };
        let finding = Finding {
            rule: "sum-mismatch",
            severity: Severity::Error,
            at: Place::at_line(1, 4),
            related: vec![],
            stated: Some("9,999".into()),
            computed: Some("10,000".into()),
            message: "合計が合いません。".into(),
            hint: "内訳を確かめてください。".into(),
        };
        let text = show(
            "a.txt",
            &document,
            &Report {
                verified: vec![],
                findings: vec![finding],
            },
        );
        assert!(
            text.contains("1 | 合計 9,999 円\n  |      ^^^^^ 計算では 10,000\n"),
            "{text}"
        );
    }
}
