//! Schedules: `2021(R3)年度：検討 2022(R4)年度～：実施`, `毎年度、…`, and one column a year with arrows.
//!
//! Not here: years outside of schedules.

use gyokaku_core::document::Place;
use gyokaku_core::fiscal_year::{FiscalYear, Mention, YearUnit, mentions};
use gyokaku_core::plan::{Schedule, Step};

use super::cut::{self, is_nothing, one_line};
use super::years::joins;
use gyokaku_core::labels::year::squeezed;

/// The schedule that a cell states.
pub(crate) fn schedule(text: &str, at: &Place) -> Schedule {
    let text = text.trim();
    if is_nothing(text) {
        return Schedule::default();
    }
    let steps = steps(&squeezed(text), at);
    Schedule {
        every_year: says_every_year(text),
        steps,
        text: Some(text.to_owned()),
    }
}

/// Whether 毎年度 is said.
pub(crate) fn says_every_year(text: &str) -> bool {
    text.contains("毎年度")
        || text.contains("各年度")
        || text
            .match_indices("毎年")
            .any(|(i, _)| !text[i..].starts_with("毎年度"))
}

/// A year or span of years that opens a step.
struct Opening {
    start: usize,
    body: usize,
    years: Vec<FiscalYear>,
    open: bool,
}

fn steps(text: &str, at: &Place) -> Vec<Step> {
    let found = mentions(text);
    let mut openings: Vec<Opening> = Vec::new();
    let mut i = 0;
    while i < found.len() {
        let (opening, used) = opening(text, &found, i);
        openings.extend(opening);
        i += used;
    }
    let mut out = Vec::new();
    for (n, opening) in openings.iter().enumerate() {
        let end = openings.get(n + 1).map_or(text.len(), |next| next.start);
        let said = one_line(body(&text[opening.body..end]));
        for year in &opening.years {
            out.push(Step {
                fiscal_year: *year,
                text: said.clone(),
                open: opening.open,
                at: at.clone(),
            });
        }
    }
    out
}

/// The step that opens with mention `i`, and how many mentions its head takes.
fn opening(text: &str, found: &[Mention], i: usize) -> (Option<Opening>, usize) {
    let first = &found[i];
    let mut years: Vec<FiscalYear> = first.fiscal_year().into_iter().collect();
    let (mut used, mut end) = (1, after_unit(text, first));
    while let Some(next) = found.get(i + used) {
        let between = text[end..next.range.start].trim();
        if !(joins(between) || matches!(between, "・" | "、" | "," | "及び" | "，")) {
            break;
        }
        // A list of years goes on only where it ends as a head does.
        if !joins(between)
            && head_end(text, after_unit(text, next), false).is_none()
            && found.get(i + used + 1).is_none()
        {
            break;
        }
        years.extend(next.fiscal_year());
        end = after_unit(text, next);
        used += 1;
    }
    let before = text[..first.range.start].chars().next_back();
    let fresh = before.is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '・' | '○' | '●' | '（' | '【' | '(' | '■' | '◆' | '。' | '、' | '<' | '＜'
            )
    });
    let open_end = ["～", "〜", "~", "以降", "から"]
        .iter()
        .find_map(|mark| text[end..].strip_prefix(mark).map(|rest| text.len() - rest.len()));
    let open = open_end.is_some();
    let head = head_end(
        text,
        open_end.unwrap_or(end),
        fresh && first.unit != YearUnit::Year,
    );
    match head.filter(|_| fresh || i == 0) {
        Some(body) => (
            Some(Opening {
                start: first.range.start,
                body,
                years,
                open,
            }),
            used,
        ),
        None => (None, used),
    }
}

fn after_unit(text: &str, mention: &Mention) -> usize {
    let mut end = mention.range.end;
    for unit in ["年", "度"] {
        if text[end..].starts_with(unit) {
            end += unit.len();
        }
    }
    end
}

/// The place after the head of a step: behind a colon, else behind white space where `bare` heads are allowed.
fn head_end(text: &str, end: usize, bare: bool) -> Option<usize> {
    let rest = &text[end..];
    let trimmed = rest.trim_start_matches([' ', '　', ')', '）', '】']);
    if let Some(c) = trimmed
        .chars()
        .next()
        .filter(|c| matches!(c, '：' | ':' | '…' | '⇒' | '→'))
    {
        return Some(text.len() - trimmed.len() + c.len_utf8());
    }
    (bare && (rest.is_empty() || rest.starts_with([' ', '　', '\n', '\t', '】']))).then_some(
        end + rest
            .chars()
            .next()
            .filter(|c| *c == '】')
            .map_or(0, char::len_utf8),
    )
}

/// The text of a step up to where something else begins: a heading in brackets, `3年毎：`, a note.
fn body(text: &str) -> &str {
    let text = text.trim_start();
    let mut end = text.len();
    for (i, c) in text.char_indices().skip(1) {
        if !matches!(c, ' ' | '　' | '\n') {
            continue;
        }
        let rest = text[i..].trim_start();
        let stops = rest.starts_with(['【', '※', '■', '◆', '＜', '<'])
            || (c == '\n' && rest.starts_with(['○', '●', '◎']));
        let token: String = rest.chars().take(12).take_while(|c| !c.is_whitespace()).collect();
        let heads = token.chars().position(|c| c == '：').is_some_and(|p| p >= 2)
            && (token.contains('年') || token.contains("毎"));
        if stops || heads {
            end = i;
            break;
        }
    }
    text[..end].trim().trim_end_matches(['、', '・', '／'])
}

/// What one column of a year says: the text, and over how many years its cell goes.
pub(crate) struct YearCell<'a> {
    /// The year of the column.
    pub(crate) year: FiscalYear,
    /// The text.
    pub(crate) text: &'a str,
    /// Whether a cell that began further left covers it.
    pub(crate) covered: bool,
    /// Where it stands.
    pub(crate) at: Place,
}

/// The schedule of a row with one column a year: an arrow carries on what stands before it.
pub(crate) fn by_columns(cells: &[YearCell<'_>]) -> Schedule {
    let mut out = Schedule::default();
    let mut going: Option<String> = None;
    let mut printed: Vec<String> = Vec::new();
    for cell in cells {
        if cut::is_arrow(cell.text) || (cell.covered && going.is_some()) {
            let text = going.clone().unwrap_or_else(|| cell.text.trim().to_owned());
            out.steps.push(Step {
                fiscal_year: cell.year,
                text,
                open: false,
                at: cell.at.clone(),
            });
            if !cell.covered {
                printed.push(cell.text.trim().to_owned());
            }
        } else if is_nothing(cell.text) {
            going = None;
        } else {
            let text = one_line(cell.text);
            let plain = text.trim_end_matches(['→', '⇒', '➡', '⇨', ' ']).to_owned();
            out.every_year |= says_every_year(&text);
            printed.push(text);
            out.steps.push(Step {
                fiscal_year: cell.year,
                text: plain.clone(),
                open: false,
                at: cell.at.clone(),
            });
            going = Some(plain);
        }
    }
    out.text = (!printed.is_empty()).then(|| printed.join(" "));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<(i16, String, bool)> {
        schedule(text, &Place::NOWHERE)
            .steps
            .into_iter()
            .map(|s| (s.fiscal_year.western(), s.text, s.open))
            .collect()
    }

    #[test]
    fn steps_of_a_line() {
        assert_eq!(
            show("2021(R3)年度：検討、選定 2022(R4)年度～2023(R5)年度：構築 2024(R6)年度～：運用"),
            [
                (2021, "検討、選定".into(), false),
                (2022, "構築".into(), false),
                (2023, "構築".into(), false),
                (2024, "運用".into(), true)
            ]
        );
        assert_eq!(
            show("毎年度、行います。 2021(R3)年度：定期見直し 3年毎：見直し"),
            [(2021, "定期見直し".into(), false)]
        );
        assert_eq!(
            show("【A系】\nR3：検討\nR4以降：稼働\n【B系】\nR5：検討").len(),
            3
        );
        assert_eq!(
            show("令和3年度 設計\n令和4年度 施工"),
            [(2021, "設計".into(), false), (2022, "施工".into(), false)]
        );
        assert!(show("2021(R3)年度以降、適切な時期に行います。").is_empty());
        assert!(schedule("毎年度、着実に。", &Place::NOWHERE).every_year);
        assert!(!schedule("3年毎：見直し", &Place::NOWHERE).every_year);
    }

    #[test]
    fn arrows_carry_on() {
        let cell = |year, text| YearCell {
            year: FiscalYear::new(year).unwrap(),
            text,
            covered: false,
            at: Place::NOWHERE,
        };
        let schedule = by_columns(&[
            cell(2022, "検討"),
            cell(2023, "→"),
            cell(2024, "実施"),
            cell(2025, ""),
        ]);
        let steps: Vec<_> = schedule
            .steps
            .iter()
            .map(|s| (s.fiscal_year.western(), s.text.as_str()))
            .collect();
        assert_eq!(steps, [(2022, "検討"), (2023, "検討"), (2024, "実施")]);
    }
}
