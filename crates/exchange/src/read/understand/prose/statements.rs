//! Quantities in running text: 98の実施項目, 全77項目, 累積効果額は約217億円.
//!
//! Not here: figures of tables, and whether they are right.

use gyokaku_core::document::Document;
use gyokaku_core::figure::{Figure, Measure, figures};
use gyokaku_core::plan::Statement;

use crate::read::understand::tables::flow::{self, Text};
use crate::read::understand::words::years::period;
use gyokaku_core::labels::year::squeezed;

/// Words that count something of a plan.
const COUNTED: [&str; 9] = [
    "実施項目",
    "取組項目",
    "取組",
    "取組み",
    "取り組み",
    "項目",
    "細目",
    "事業",
    "施策",
];

/// Reads all statements.
pub(crate) fn read(document: &Document) -> Vec<Statement> {
    let mut out = Vec::new();
    for text in flow::texts(document) {
        for figure in figures(text.text) {
            let found = match figure.measure {
                Measure::Money => money(&text, &figure),
                Measure::Number => count(&text, &figure),
                Measure::Percent => None,
            };
            out.extend(found);
        }
    }
    out
}

fn money(text: &Text<'_>, figure: &Figure) -> Option<Statement> {
    let before = near(&text.text[..figure.range.start]);
    // The amount's own noun stands nearest: 累積効果額, 収支差.
    let end = [
        "効果額",
        "収支差",
        "効果",
        "不足額",
        "不足",
        "改善額",
        "削減額",
        "財源",
        "実績",
        "目標値",
        "実績値",
        "目標",
        "見込額",
        "計画額",
        "目標額",
    ]
    .iter()
    .filter_map(|w| before.rfind(w).map(|i| (i + w.len(), i)))
    .max()?
    .0;
    let noun_start = before[..end]
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_noun(*c))
        .last()
        .map(|(i, _)| i)?;
    let of = before[noun_start..end]
        .trim_start_matches("年度")
        .trim_start_matches("年間")
        .to_owned();
    let gap = &before[end..];
    let names_distance = of.contains("不足") || of.ends_with('差');
    if tells_of_another(gap) || !names_distance && is_distance(gap, &text.text[figure.range.end..]) {
        return None;
    }
    let gap = gap.chars().count();
    let value = i64::try_from(figure.value).ok()?;
    (gap <= 40 && of.chars().count() >= 2).then(|| Statement {
        of,
        value,
        money: true,
        approximate: figure.approximate,
        period: period(&squeezed(before)),
        stated: text.text[figure.range.clone()].to_owned(),
        at: text.at.clone(),
    })
}

/// The end of a text: what stands further away says nothing of an amount behind it, and a document on one line would
/// be read again for each of its amounts.
fn near(before: &str) -> &str {
    const FAR: usize = 300;
    let start = before
        .char_indices()
        .rev()
        .take(FAR)
        .last()
        .map_or(0, |(at, _)| at);
    &before[start..]
}

/// Whether the words between a noun and an amount give the amount to something else: another amount stands between
/// them, or another subject that is no year (取組効果は、見込額が…).
fn tells_of_another(gap: &str) -> bool {
    let another_amount = || figures(gap).iter().any(|figure| figure.measure == Measure::Money);
    let own = gap.trim_start_matches('額');
    let own = own
        .strip_prefix(['は', 'が', 'を', 'も', 'で', 'の'])
        .unwrap_or(own);
    let subjects = own.match_indices(['は', 'が']).filter(|(at, _)| {
        let noun = own[..*at]
            .rsplit(['、', '，', ' ', '　', 'の', 'で'])
            .next()
            .unwrap_or_default();
        noun.ends_with(|c: char| matches!(c, '\u{4E00}'..='\u{9FFF}' | 'ァ'..='ヴ' | 'ー'))
            && !noun.ends_with(['度', '年', '間', '計'])
    });
    subjects.count() > 0 || another_amount()
}

/// Whether an amount is how far one thing is from another: 目標を1,500万円上回る, 計画額に比べ2億円の減.
fn is_distance(gap: &str, after: &str) -> bool {
    let starts = |text: &str, words: &[&str]| words.iter().any(|word| text.starts_with(word));
    let behind = after.trim_start_matches(['、', '，', 'の', 'も', 'ほ', 'ど', 'だ', 'け']);
    let from_another = ["を", "より", "比べ", "比較し", "対し", "から"]
        .iter()
        .any(|end| gap.trim_end_matches(['、', '，', 'て']).ends_with(end));
    let names_another = starts(
        behind,
        &["増収", "減収", "超過額", "不足額", "増減額", "増加額", "減少額"],
    );
    starts(behind, &["上回", "下回", "及ばな", "届かな", "率にして"])
        || (from_another || after.starts_with('の'))
            && !names_another
            && starts(behind, &["超", "多", "少な", "増", "減", "不足"])
}

fn is_noun(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | 'ァ'..='ヴ' | 'ー' | '（' | '）') || c.is_ascii_alphabetic()
}

fn count(text: &Text<'_>, figure: &Figure) -> Option<Statement> {
    let value = figure.whole()?;
    let after = &text.text[figure.range.end..];
    let statement = |of: &str, stated: &str| Statement {
        of: of.to_owned(),
        value,
        money: false,
        approximate: figure.approximate,
        period: None,
        stated: stated.to_owned(),
        at: text.at.clone(),
    };
    // 98の実施項目, 30の「取組事項」, 3つの実施方針
    let named = after.strip_prefix("つの").or_else(|| after.strip_prefix('の'));
    if let Some(rest) = named {
        // 基本方針3の主な取組: the figure names the one, and counts none.
        if !after.starts_with('つ') && is_a_number(near(&text.text[..figure.range.start])) {
            return None;
        }
        let rest = rest.trim_start_matches('「');
        let noun: String = rest
            .chars()
            .take_while(|c| is_noun(*c) || matches!(c, 'な' | 'み' | 'り'))
            .take(14)
            .collect();
        let end = COUNTED
            .iter()
            .chain(&["方針"])
            .filter_map(|w| noun.find(w).map(|i| i + w.len()))
            .max()?;
        let end = if noun[end..].starts_with('み') {
            end + 'み'.len_utf8()
        } else {
            end
        };
        let stated_end = text.text.len() - rest.len() + end;
        return Some(statement(
            &noun[..end],
            &text.text[figure.range.start..stated_end],
        ));
    }
    // 全77項目, 計画する取り組み 142項目, 実施した項目39件
    let unit = ["項目", "取組", "事業", "件"]
        .into_iter()
        .find(|u| figure.counter.starts_with(u))?;
    let before =
        near(&text.text[..figure.range.start]).trim_end_matches([' ', '　', '：', ':', '約', '…', '・']);
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_noun(*c) || matches!(c, 'す' | 'る' | 'り' | 'み' | 'し' | 'た'))
        .last()
        .map(|(i, _)| i);
    let noun = start.map_or("", |i| {
        before[i..]
            .trim_start_matches(['た', 'る', 'し', 'り', 'み', 'す'])
            .trim_start_matches("年度")
            .trim_start_matches("年間")
    });
    let of = if noun == "全" { unit } else { noun };
    let meant = of == unit
        || ["項目", "取組", "取り組み", "取組み", "事業", "目標", "件数"]
            .iter()
            .any(|end| of.ends_with(end));
    (meant && (2..=20).contains(&of.chars().count()))
        .then(|| statement(of, &text.text[figure.range.start..figure.range.end + unit.len()]))
}

/// Whether a figure behind these words is the number of one of them: 基本方針3, 柱2, 第3.
fn is_a_number(before: &str) -> bool {
    ["方針", "柱", "第", "章", "施策", "戦略", "視点", "重点項目"]
        .iter()
        .any(|word| before.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::text::layout;

    fn said(text: &str) -> Vec<(String, i64)> {
        let found = read(&layout("a.txt", text)).into_iter();
        found.filter(|s| s.money).map(|s| (s.of, s.value)).collect()
    }

    #[test]
    fn an_amount_belongs_to_its_own_subject() {
        assert_eq!(
            said(
                "令和4年度の取組効果は、計画額が2億円のところ、実績額は1億8,000万円で、2,000万円の不足でした。\n"
            ),
            [
                ("計画額".to_owned(), 200_000_000),
                ("実績".to_owned(), 180_000_000)
            ]
        );
        assert_eq!(
            said(
                "令和6年度の財政効果は、目標額が2億円のところ、実績額は3億円となり、目標を1億円上回りました。\n"
            ),
            [
                ("目標額".to_owned(), 200_000_000),
                ("実績".to_owned(), 300_000_000)
            ]
        );
        assert_eq!(
            said(
                "効果額は、計画額4億円に対し実績額が3億円となり、計画額を1億円、率にして25%下回りました。\n"
            ),
            [
                ("計画額".to_owned(), 400_000_000),
                ("実績".to_owned(), 300_000_000)
            ]
        );
        assert_eq!(
            said("累積効果額は、令和4年度が3億円です。\n"),
            [("累積効果額".to_owned(), 300_000_000)]
        );
    }
}
