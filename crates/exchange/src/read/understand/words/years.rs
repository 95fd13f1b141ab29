//! The years that a text speaks of: its only one, the one it reports, a span of two.
//!
//! Not here: years of headers and labels (`gyokaku_core::labels::year`), eras (`gyokaku_core::fiscal_year`).

use crate::read::understand::tables::flow;
use gyokaku_core::fiscal_year::{FiscalYear, Mention, mentions};
use gyokaku_core::labels::year::squeezed;
use gyokaku_core::plan::Period;
use gyokaku_core::text::narrow;

/// The one year of a text that is no end of a span: 令和5年度 of `計画（令和5～7年度） 令和5年度の取組`.
pub(crate) fn only_year(text: &str) -> Option<FiscalYear> {
    let text = squeezed(text);
    let spans = |c: char| matches!(c, '～' | '〜' | '~' | '-' | '－' | '―' | '–');
    let found = mentions(&text);
    let mut alone = found.iter().enumerate().filter(|(n, m)| {
        let before = text[..m.range.start].trim_end();
        let after = text[m.range.end..].trim_start_matches(['年', '度']).trim_start();
        let joined = |a: &Mention, b: &Mention| joins(&text[a.range.end..b.range.start]);
        let from = found.get(n + 1).is_some_and(|next| joined(m, next));
        let to = n
            .checked_sub(1)
            .and_then(|p| found.get(p))
            .is_some_and(|before| joined(before, m));
        !before.ends_with(spans) && !after.starts_with(spans) && !after.starts_with("から") && !from && !to
    });
    let (_, only) = alone.next()?;
    alone.next().is_none().then(|| only.fiscal_year()).flatten()
}

/// The one fiscal year whose progress the document says it reports: 令和元年度の進捗状況.
pub(crate) fn spoken_of(document: &gyokaku_core::document::Document) -> Option<FiscalYear> {
    let mut found: Option<FiscalYear> = None;
    for text in flow::texts(document) {
        let line = squeezed(text.text);
        for mention in mentions(&line) {
            let after = line[mention.range.end..].trim_start_matches(['年', '度', '末', 'の', ' ', '　']);
            let speaks = [
                "進捗",
                "実績",
                "評価",
                "取組状況",
                "実施状況",
                "達成状況",
                "取組結果",
            ]
            .iter()
            .any(|w| after.starts_with(w));
            if let Some(year) = mention.fiscal_year().filter(|_| speaks) {
                if found.is_some_and(|known| known != year) {
                    return None;
                }
                found = Some(year);
            }
        }
    }
    found
}

/// What stands between two years when they make a span.
pub(crate) fn joins(between: &str) -> bool {
    let plain: String = between
        .trim()
        .trim_start_matches("年度")
        .trim_start_matches('年')
        .trim()
        .to_owned();
    matches!(
        plain.as_str(),
        "から"
            | "～"
            | "〜"
            | "~"
            | "-"
            | "－"
            | "―"
            | "‐"
            | "–"
            | "—"
            | "ー"
            | "より"
            | "→"
            | "：～"
            | "～："
            | "∼"
            | "乃至"
    ) || plain == "から,"
        || plain == "~ "
}

/// The first span of two years in a text: `2019年度から2022年度当初まで` ends before FY2022.
pub(crate) fn period(text: &str) -> Option<Period> {
    let text = squeezed(text);
    let found = mentions(&text);
    let pair = found
        .windows(2)
        .find(|pair| joins(&text[pair[0].range.end..pair[1].range.start]));
    if let Some([from, to]) = pair {
        return span(from, to, text[to.range.end..].trim_start_matches(['年', '度']));
    }
    half_named(&text, &found)
}

fn span(from: &Mention, to: &Mention, after: &str) -> Option<Period> {
    let (from, mut to) = (from.fiscal_year()?, to.fiscal_year()?);
    if after.starts_with("当初まで") || after.starts_with("初頭まで") || after.starts_with("始めまで")
    {
        to = FiscalYear::new(to.western() - 1)?;
    }
    (from <= to && to.western() - from.western() <= 30).then_some(Period { from, to })
}

/// `平成28～32年度`, `令和5～9年度`: the era is said once.
fn half_named(text: &str, found: &[Mention]) -> Option<Period> {
    found.iter().find_map(|first| {
        let after = text[first.range.end..].trim_start_matches(['年', '度']);
        let mut chars = after.chars();
        let mut mark = chars.next()?;
        while mark.is_whitespace() {
            mark = chars.next()?;
        }
        if !matches!(mark, '～' | '〜' | '~' | '-' | '－' | '―' | '–') {
            return None;
        }
        let digits: String = chars
            .map(narrow)
            .skip_while(|c| c.is_whitespace())
            .take_while(char::is_ascii_digit)
            .collect();
        let from = first.fiscal_year()?;
        let to = match (digits.len(), first.western, first.eras.first()) {
            (4, ..) => digits.parse().ok().and_then(FiscalYear::new)?,
            (1 | 2, None, Some(era)) => {
                FiscalYear::new(era.era.first_year().checked_add(digits.parse().ok()?)? - 1)?
            }
            (1 | 2, Some(_), Some(era)) => {
                FiscalYear::new(era.era.first_year().checked_add(digits.parse().ok()?)? - 1)?
            }
            _ => return None,
        };
        (from <= to && to.western() - from.western() <= 30).then_some(Period { from, to })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(text: &str) -> Option<(i16, i16)> {
        period(text).map(|p| (p.from.western(), p.to.western()))
    }

    #[test]
    fn periods() {
        assert_eq!(years("2019年度から2022年度当初まで"), Some((2019, 2021)));
        assert_eq!(years("計画期間中（R 4～R 9）"), Some((2022, 2027)));
        assert_eq!(years("（令和5～9年度、193項目）"), Some((2023, 2027)));
        assert_eq!(years("平成28年度～令和元年度の4カ年"), Some((2016, 2019)));
        assert_eq!(years("令和5年度に策定"), None);
    }
}
