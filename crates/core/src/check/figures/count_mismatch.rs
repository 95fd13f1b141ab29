//! # count-mismatch
//!
//! A count in the text is not the number that the tables or lists of the document give.
//!
//! ## What it finds
//!
//! Counts in running text that name what a table totals (`124の具体的な取組` and the total 取組計), the
//! count in the title of a table (`30の「取組事項」` above a table with 計), and added or abolished
//! entries that are listed (`4項目を追加` and the list of additions).
//!
//! ## Example
//!
//! ```text
//! 令和2年度に3項目を追加
//! 追加した項目
//! - 電子決裁の導入
//! - 広告収入の拡充
//! ```
//!
//! Three are announced, two are listed.
//!
//! ## Why it matters
//!
//! The text is written once and the tables are renewed; readers notice the count first.
//!
//! ## What to do
//!
//! Count the entries and correct the text, or add what is missing in the list.
//!
//! ## When it stays silent
//!
//! Where what is counted is not named alike (98の実施項目 beside 取組計), where entries are counted in
//! several types (全77項目), and for lists of examples (など, 主な).

use super::axis;
use super::ledger::{Formula, Id, Relation};
use super::phrase::{self, Said};
use super::sheet::{Row, Sheets};
use crate::text::fold;

/// Lays down which counts of the text the tables and lists give.
pub(crate) fn relate(all: &mut Sheets) {
    let said = phrase::said(all);
    let mut found: Vec<(Id, Formula, &'static str)> = Vec::new();
    for each in &said {
        found.extend(total_of_a_table(all, each));
        found.extend(title_of_a_table(all, each));
        found.extend(listed(all, each));
    }
    for (target, formula, is) in found {
        let bundle = all.ledger.bundle(true, true);
        all.ledger.relations.push(Relation { rule: "count-mismatch", check: "count", target, formula, bundle, is: is.into() });
    }
}

/// `124の具体的な取組`: the only table of totals that has a total of 取組.
fn total_of_a_table(all: &Sheets, said: &Said) -> Option<(Id, Formula, &'static str)> {
    let noun = said.after.strip_prefix('の')?;
    let noun: String = fold(noun).chars().take(14).collect();
    let noun = noun.split(['、', '。', 'を', 'が', 'は', 'に', 'と']).next()?.to_owned();
    let mut hits = all.sheets.iter().filter_map(|sheet| {
        let [row] = sheet.rows.as_slice() else { return None };
        let column = sheet.heads.iter().position(|h| stem(h).is_some_and(|stem| noun.contains(&stem)))?;
        row.slots.get(column)?.main()
    });
    let total = hits.next()?;
    hits.next().is_none().then_some((said.id, Formula::Sum(vec![(1, total)]), "表の計"))
}

/// 取組 of 取組計
fn stem(head: &str) -> Option<String> {
    let folded = axis::without_brackets(&fold(head));
    let stem = folded.strip_suffix("合計").or_else(|| folded.strip_suffix('計'))?;
    (stem.chars().count() >= 2 && axis::is_total(head)).then(|| stem.to_owned())
}

/// `30の「取組事項」` on the line above a table with one column of figures and one total.
fn title_of_a_table(all: &Sheets, said: &Said) -> Option<(Id, Formula, &'static str)> {
    let line = &all.prose[said.line];
    if !said.after.starts_with("の「") || line.text.contains('。') {
        return None;
    }
    let sheet = all.sheets.iter().find(|s| s.block == line.block + 1)?;
    let columns = sheet.rows.iter().map(|r| r.slots.iter().filter(|s| s.main().is_some()).count()).max()?;
    let mut totals = sheet.rows.iter().filter(|r| r.labels.iter().any(|l| axis::is_total(l)));
    let total = totals.next()?;
    if columns != 1 || totals.next().is_some() || sheet.overlapping {
        return None;
    }
    let figure = |row: &Row| row.slots.iter().find_map(|s| s.main());
    Some((said.id, Formula::Sum(vec![(1, figure(total)?)]), "下の表の計"))
}

/// `4項目を追加` and a list below a line that names the additions.
fn listed(all: &Sheets, said: &Said) -> Option<(Id, Formula, &'static str)> {
    let (thing, rest) = said.after.split_once('を')?;
    if !["項目", "件", "事業", "取組", "施策"].contains(&thing) {
        return None;
    }
    let verb = ["追加", "新設", "廃止", "統合"].into_iter().find(|v| rest.starts_with(v))?;
    let mut lists = Vec::new();
    for (index, line) in all.prose.iter().enumerate() {
        let title = line.text.trim();
        let is_title = !line.listed && !line.alone && index != said.line && title.contains(verb) && title.chars().count() <= 24 && (title.ends_with("項目") || title.ends_with("取組") || title.ends_with("事業") || title.ends_with("一覧"));
        if !is_title || ["など", "主な", "例"].iter().any(|w| title.contains(w)) {
            continue;
        }
        let entries = all.prose[index + 1..].iter().zip(1..).take_while(|(next, n)| next.listed && next.block == line.block + n).count();
        if entries >= 2 {
            lists.push(entries);
        }
    }
    let [entries] = lists[..] else { return None };
    Some((said.id, Formula::Count(entries as i64), "一覧に挙げられた数"))
}
