//! Amounts in running text and lists: `効果額` above, `実績値：39億3,068万円` below, `ふるさと納税：1,410万円`,
//! `歳入の確保 3億円、歳出の削減 1億円、合計 4億円の効果`.
//!
//! Only a clear label counts, and only where no table tells of amounts. Not here: tables.

use gyokaku_core::document::Document;
use gyokaku_core::effect::{Duration, Effect, EffectKind, Source, StatedAmount};
use gyokaku_core::figure::{Measure, figures};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::money::Yen;
use gyokaku_core::text::fold;

use crate::read::understand::parts::Parts;
use crate::read::understand::readers::amounts::row::is_total;
use crate::read::understand::tables::flow::{self, Form, Text};
use crate::read::understand::words::cut::{is_nothing, one_line};
use crate::read::understand::words::numbering::{labelled, without_label};
use crate::read::understand::words::speech::{reports, source, speaks};
use crate::read::understand::words::titles::is_about_the_document;
use crate::read::understand::words::years;
use gyokaku_core::labels::effect_kind::effect_kind;

/// An amount with the words in front of it.
struct Labelled {
    label: String,
    yen: Yen,
}

/// Reads the amounts of running text.
pub(crate) fn read(document: &Document) -> Parts {
    let report = flow::texts(document)
        .take(4)
        .filter(Text::may_head)
        .any(|t| reports(t.text));
    let year = years::spoken_of(document).or_else(|| {
        flow::texts(document)
            .take(4)
            .filter(|t| t.may_head() && amounts(t.text).is_empty())
            .find_map(|t| years::only_year(t.text))
    });
    let mut reader = Reader {
        area: None,
        zone: None,
        year,
        report: report.then_some(EffectKind::Actual),
        parts: Parts::default(),
    };
    for text in flow::texts(document) {
        reader.text(&text);
    }
    reader.parts
}

struct Reader {
    /// The part of the plan that the text is about.
    area: Option<String>,
    /// Under a heading that speaks of effects: the kind that it says.
    zone: Option<Option<EffectKind>>,
    year: Option<FiscalYear>,
    /// What a report of results tells, where nothing else is said.
    report: Option<EffectKind>,
    parts: Parts,
}

impl Reader {
    fn text(&mut self, text: &Text<'_>) {
        let line = text.full.as_str();
        let found = amounts(line);
        if found.is_empty() {
            self.heading(text);
            return;
        }
        let here = speaks(line) || fold(line).contains("効果");
        let listed = text.is_item() || matches!(text.form, Form::Paragraph) && !line.ends_with('。');
        if !(here || (self.zone.is_some() && listed)) {
            return;
        }
        let kind_here = if line.ends_with('。') && here {
            achieved(line)
        } else {
            None
        };
        for found in found {
            self.add(&found, kind_here, text);
        }
    }

    /// A line without amounts may open a part, or the amounts of one.
    fn heading(&mut self, text: &Text<'_>) {
        let line = text.text.trim();
        if !text.may_head() || line.chars().count() > 40 {
            return;
        }
        if speaks(line) || fold(line).ends_with("効果") {
            self.zone = Some(effect_kind(line));
            return;
        }
        self.zone = None;
        if let Some(found) = labelled(line).filter(|l| !l.title.is_empty()) {
            let about = is_about_the_document(&found.title);
            self.area = (!about).then(|| one_line(&found.title));
        }
    }

    fn add(&mut self, found: &Labelled, sentence: Option<EffectKind>, text: &Text<'_>) {
        let own = fold(&found.label);
        let word = is_kind(&own);
        let total = is_total(&found.label);
        let zone = self.zone.flatten();
        let said = effect_kind(&found.label)
            .filter(|_| word || total)
            .or(sentence)
            .or(zone);
        let year = years::only_year(&found.label).or(self.year.filter(|_| !own.contains("年間")));
        let whole = self.area.is_none() && (word || total);
        if whole || total {
            self.parts.stated_amounts.push(StatedAmount {
                vintage: String::new(),
                path: self.area.iter().cloned().collect(),
                fiscal_year: year,
                label: found.label.clone(),
                difference: false,
                amount: found.yen,
                at: text.at.clone(),
            });
            return;
        }
        let mut path: Vec<String> = self.area.iter().cloned().collect();
        if !word {
            path.push(without_label(&found.label));
        }
        self.parts.effects.push(Effect {
            id: String::new(),
            vintage: String::new(),
            on: None,
            path,
            fiscal_year: year,
            kind: said.or(self.report).unwrap_or(EffectKind::Plan),
            amount: found.yen,
            duration: Duration::Unsaid,
            source: source(&found.label).unwrap_or(Source::Unsaid),
            corrects: None,
            at: text.at.clone(),
        });
    }
}

/// What a sentence says of its amounts: done, or to be expected.
fn achieved(line: &str) -> Option<EffectKind> {
    if ["見込", "予定", "目標"].iter().any(|w| line.contains(w)) {
        return Some(EffectKind::Forecast);
    }
    ["ました", "あった", "なった", "実績"]
        .iter()
        .any(|w| line.contains(w))
        .then_some(EffectKind::Actual)
}

/// The amounts of a line, each with a clear label; none of a line where one has none.
fn amounts(line: &str) -> Vec<Labelled> {
    let mut out = Vec::new();
    let mut start = 0;
    for figure in figures(line) {
        if figure.measure != Measure::Money {
            continue;
        }
        let between = &line[start..figure.range.start];
        let after = &line[figure.range.end..];
        start = figure.range.end;
        let ends = after.trim_start_matches([' ', '　']);
        let clear = ends.is_empty()
            || ends.starts_with(['(', '（', '、', '，', ',', '。', '・', '/', '／'])
            || after.starts_with([' ', '　'])
            || ends.starts_with("の効果")
            || ends.starts_with("の財政効果");
        let label = label(between);
        let Ok(yen) = i64::try_from(figure.value) else {
            continue;
        };
        if let Some(label) = label.filter(|_| clear) {
            out.push(Labelled { label, yen: Yen(yen) });
        }
    }
    out
}

/// The label between an amount and the one before.
fn label(between: &str) -> Option<String> {
    // What is in brackets behind the amount before is about that one.
    let rest = match between.trim_start().strip_prefix(['(', '（']) {
        Some(inner) => inner.split_once([')', '）'])?.1,
        None => between,
    };
    let rest = rest
        .trim()
        .trim_start_matches(['、', '，', ',', '。', '・', '/', '／', '○', '●', '•', ' ', '　']);
    let rest = rest.trim_end_matches('約').trim_end();
    let parted = rest.ends_with(['：', ':', '…', '＝', '=', ' ', '　']) || between.ends_with([' ', '　']);
    let bare = rest
        .trim_end_matches(['：', ':', '…', '＝', '=', ' ', '　', '・'])
        .trim();
    let plain = bare
        .strip_suffix('が')
        .or_else(|| bare.strip_suffix('は'))
        .or_else(|| bare.strip_suffix('で'))
        .unwrap_or(bare);
    let label = one_line(plain);
    let length = label.chars().count();
    let sentence = label.contains(['。', '、'])
        || label.contains("による")
        || (label.ends_with(['に', 'を', 'と', 'の', 'り', 'し', 'た', 'て']) && !label.ends_with("見直し"));
    let known = is_kind(&fold(&label)) || is_total(&label);
    ((2..=40).contains(&length) && !sentence && (parted || known) && !is_nothing(&label)).then_some(label)
}

/// Whether a label says only what kind of amount it is: 実績値, 5年間目標値, 計画効果額.
fn is_kind(folded: &str) -> bool {
    let mut rest = folded.to_owned();
    for word in [
        "令和",
        "平成",
        "年度",
        "年間",
        "効果額",
        "財政効果",
        "効果",
        "目標",
        "実績",
        "計画",
        "見込",
        "決算",
        "累計",
        "累積",
        "金額",
        "末",
        "額",
        "値",
        "み",
        "の",
        "約",
    ] {
        rest = rest.replace(word, "");
    }
    !folded.is_empty()
        && rest
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '(' | ')' | '元' | '~' | '～'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(line: &str) -> Vec<(String, i64)> {
        amounts(line).into_iter().map(|a| (a.label, a.yen.0)).collect()
    }

    #[test]
    fn amounts_with_labels() {
        assert_eq!(
            show("寄附の募集:1410万円"),
            [("寄附の募集".to_owned(), 14_100_000)]
        );
        assert_eq!(
            show("歳入の確保 2億円、歳出の削減 1億円、合計 3億円の効果がありました。"),
            [
                ("歳入の確保".to_owned(), 200_000_000),
                ("歳出の削減".to_owned(), 100_000_000),
                ("合計".to_owned(), 300_000_000)
            ]
        );
        assert!(show("前年度の効果額2億円に比べ3,600万円の増").is_empty());
    }
}
