//! Years as documents print them in headers and labels: `R 4`, a bare `2023`, `令和5年度（実績）`.
//!
//! Not here: eras themselves (`gyokaku_core::fiscal_year`).

use crate::read::understand::tables::flow;
use gyokaku_core::fiscal_year::{FiscalYear, Mention, mentions};
use gyokaku_core::labels::brackets::without_brackets;
use gyokaku_core::plan::Period;
use gyokaku_core::text::narrow;

/// `R 4` becomes `R4`: extraction puts a space between letter and digit.
pub(crate) fn squeezed(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while let Some(c) = chars.get(i) {
        out.push(*c);
        let touches = i > 0 && narrow(chars[i - 1]).is_ascii_alphanumeric();
        if matches!(narrow(*c), 'R' | 'H' | 'S') && !touches {
            let mut j = i + 1;
            while chars.get(j).is_some_and(|c| matches!(c, ' ' | '　')) {
                j += 1;
            }
            let digits = (j..)
                .take_while(|k| chars.get(*k).is_some_and(|c| narrow(*c).is_ascii_digit()))
                .count();
            if j > i + 1 && (digits == 1 || digits == 2) {
                i = j;
                continue;
            }
        }
        i += 1;
    }
    out
}

/// A bare Western year that is a whole cell: `2023`.
fn bare(text: &str) -> Option<FiscalYear> {
    let digits: String = text.trim().chars().map(narrow).collect();
    (digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")))
        .then(|| digits.parse().ok().and_then(FiscalYear::new))
        .flatten()
}

/// The fiscal year of a header cell and what else the cell says; none where it is no header of a year.
pub(crate) fn header(text: &str) -> Option<(FiscalYear, String)> {
    if text.chars().count() > 30 || text.contains(['：', '。', '、']) {
        return None;
    }
    if let Some(year) = bare(text) {
        return Some((year, String::new()));
    }
    let text = squeezed(text);
    let found = mentions(&text);
    let [only] = found.as_slice() else { return None };
    let mut rest = String::from(&text[..only.range.start]);
    rest.push_str(text[only.range.end..].trim_start_matches(['年', '度']));
    let rest = rest.trim().trim_start_matches('の').trim().to_owned();
    let rest_length = without_brackets(&rest)
        .chars()
        .filter(|c| !c.is_whitespace())
        .count();
    (rest_length <= 8).then_some(())?;
    Some((only.fiscal_year()?, rest))
}

/// `4年度`, `18年度`, `元年度`: a year whose era is said elsewhere, and what else the cell says.
pub(crate) fn without_era(text: &str) -> Option<(i16, String)> {
    let narrowed: String = text.trim().chars().map(narrow).collect();
    let (digits, rest) = match narrowed.strip_prefix('元') {
        Some(rest) => ("1", rest),
        None => {
            let end = narrowed.find(|c: char| !c.is_ascii_digit())?;
            narrowed.split_at(end)
        }
    };
    let rest = rest.strip_prefix("年度")?.trim();
    let number: i16 = digits.parse().ok().filter(|n| (1..=64).contains(n))?;
    let length = without_brackets(rest)
        .chars()
        .filter(|c| !c.is_whitespace())
        .count();
    (length <= 6 && !rest.starts_with(['末', '間']) && !rest.contains(['～', '~', '〜', '計']))
        .then(|| (number, rest.to_owned()))
}

/// The fiscal year of a number without its era: of all eras the one nearest to a year known from near by.
pub(crate) fn nearest(number: i16, known: FiscalYear) -> Option<FiscalYear> {
    // The years before the first of 令和, 平成 and 昭和.
    [2018i16, 1988, 1925]
        .into_iter()
        .filter_map(|before| before.checked_add(number))
        .min_by_key(|year| (i32::from(*year) - i32::from(known.western())).abs())
        .and_then(FiscalYear::new)
}

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

    #[test]
    fn header_cells() {
        let year = |text| header(text).map(|(y, rest)| (y.western(), rest));
        assert_eq!(year("令和4年度 (実績)"), Some((2022, "(実績)".to_owned())));
        assert_eq!(year("2023"), Some((2023, String::new())));
        assert_eq!(year("R 5"), Some((2023, String::new())));
        assert_eq!(year("2021(R3)年度：導入検討"), None);
        assert_eq!(year("合計額 (R4~R9)"), None);
    }
}
