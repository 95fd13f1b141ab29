//! # count-mismatch
//!
//! A count or an amount in the text is not what the tables or lists of the document give.
//!
//! ## What it finds
//!
//! Counts in running text that name what a table totals (`124の具体的な取組` and the total 取組計), the
//! count in the title of a table (`30の「取組事項」` above a table with 計), and added or abolished
//! entries that are listed (`4項目を追加` and the list of additions), `全41項目` near the only table that
//! totals 項目数, names that are counted (`4指標（…）`, `総務課・企画課の2課`). Amounts that bear the title of a
//! table (`単年度効果額 約26億円`) are compared with its grand total, within the digits printed.
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

use super::sum_mismatch;
use std::collections::HashMap;

use super::engine::ledger::{Formula, Id, Proof, Relation};
use super::model::sheet::{Row, Sheets};
use super::prose::names;
use super::prose::phrase::{self, Said};
use crate::check::rule::{Rule, Run};
use crate::finding::Severity;
use crate::labels::{self, Kind, Rank};
use crate::text::fold;

/// What counts of the text are compared with, gathered once.
struct Known {
    /// Totals of single-row tables, by what they are a total of.
    totals: Vec<(String, Id)>,
    /// The first table in each block.
    tables: HashMap<usize, usize>,
    /// How many entries the lists of additions and the like have, by verb.
    lists: HashMap<&'static str, Vec<(usize, usize)>>,
    /// Lines that could be titles, folded, with their blocks.
    titles: HashMap<String, Vec<usize>>,
}

const VERBS: [&str; 4] = ["追加", "新設", "廃止", "統合"];

impl Known {
    fn of(all: &Sheets) -> Self {
        let mut known = Known {
            totals: Vec::new(),
            tables: HashMap::new(),
            lists: HashMap::new(),
            titles: HashMap::new(),
        };
        for (index, sheet) in all.sheets.iter().enumerate() {
            known.tables.entry(sheet.block).or_insert(index);
            if let [row] = sheet.rows.as_slice() {
                let stems = sheet
                    .heads()
                    .enumerate()
                    .filter_map(|(i, h)| Some((labels::stem(h)?, row.slots.get(i)?.main()?)));
                known.totals.extend(stems.take(20));
            }
        }
        known.totals.truncate(50);
        for (index, line) in all
            .prose
            .iter()
            .enumerate()
            .filter(|(_, l)| !l.alone && !l.listed)
        {
            let title = line.text.trim();
            if line.figures.is_empty() && title.chars().count() <= 40 {
                known
                    .titles
                    .entry(fold(title).trim_matches('■').to_owned())
                    .or_default()
                    .push(line.block);
            }
            let Some(verb) = VERBS.into_iter().find(|v| title.contains(v)) else {
                continue;
            };
            let named = ["項目", "取組", "事業", "一覧"]
                .iter()
                .any(|w| title.ends_with(w))
                && title.chars().count() <= 24;
            if named && !["など", "主な", "例"].iter().any(|w| title.contains(w)) {
                let entries = all.prose[index + 1..]
                    .iter()
                    .zip(1..)
                    .take_while(|(next, n)| next.listed && next.block == line.block + n)
                    .count();
                if entries >= 2 {
                    known.lists.entry(verb).or_default().push((index, entries));
                }
            }
        }
        known
    }
}

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E206",
    name: "count-mismatch",
    severity: Severity::Error,
    summary: "本文の数が表や一覧と一致していません",
    run: Run::Figures(relate),
};

/// Lays down which counts of the text the tables and lists give.
pub(crate) fn relate(all: &mut Sheets) {
    let known = Known::of(all);
    let said = phrase::said(all);
    let whole = only_count(all);
    let mut found: Vec<(Id, Formula, &'static str)> = Vec::new();
    for each in &said {
        found.extend(total_of_a_table(&known, each));
        found.extend(title_of_a_table(all, &known, each));
        found.extend(listed(&known, each));
        found.extend(whole_of_a_table(all, whole.as_ref(), each));
    }
    found.extend(amounts(all, &known));
    found.extend(names::counts(all));
    for (target, formula, is) in found {
        let bundle = all.ledger.bundle(Proof::Alone);
        all.ledger.relations.push(Relation {
            rule: RULE.name,
            target,
            formula,
            bundle,
            is: is.into(),
        });
    }
}

/// `124の具体的な取組`: the only table of totals that has a total of 取組.
fn total_of_a_table(known: &Known, said: &Said) -> Option<(Id, Formula, &'static str)> {
    let noun = said.after.strip_prefix('の')?;
    let noun: String = fold(&noun.chars().take(14).collect::<String>());
    let noun = noun
        .split(['、', '。', 'を', 'が', 'は', 'に', 'と'])
        .next()?
        .to_owned();
    let mut hits = known.totals.iter().filter(|(stem, _)| noun.contains(stem));
    let (_, total) = hits.next()?;
    hits.next()
        .is_none()
        .then_some((said.id, Formula::Sum(vec![(1, *total)]), "表の計"))
}

/// 項目数, 取組数: a column that counts all there is, not a choice of it.
fn is_whole_count(label: &str) -> bool {
    let label = fold(label);
    labels::kind::is_count(&label)
        && !label.ends_with("件数")
        && !["対象", "再掲", "重点", "実"].iter().any(|w| label.contains(w))
}

/// The only column of counts of the document that has a total: its head, the total, and its block.
fn only_count(all: &Sheets) -> Option<(String, Id, usize)> {
    let mut found = Vec::new();
    for (index, sheet) in all.sheets.iter().enumerate().filter(|(_, s)| !s.overlapping) {
        let axes = all.axes(index);
        let counts = axes[1]
            .lines
            .iter()
            .filter(|l| is_whole_count(&l.label) && l.has_figures());
        for column in counts {
            let totals: Vec<usize> = (0..axes[0].lines.len())
                .filter(|row| matches!(axes[0].lines[*row].kind, Kind::Total(_)))
                .collect();
            let total = match totals[..] {
                [only] if labels::is_generic_total(&axes[0].lines[only].label) => column.main(only),
                _ => None,
            };
            found.push((fold(&column.label), total, sheet.block));
        }
    }
    match found.pop() {
        Some((head, Some(total), block)) if found.is_empty() => Some((head, total, block)),
        _ => None,
    }
}

/// `全41項目` near the only table that totals 項目数.
fn whole_of_a_table(
    all: &Sheets,
    whole: Option<&(String, Id, usize)>,
    said: &Said,
) -> Option<(Id, Formula, &'static str)> {
    let (head, total, block) = whole?;
    let thing = ["項目", "取組", "事業", "施策"]
        .into_iter()
        .find(|t| said.after.starts_with(t))?;
    let named = head.ends_with(&format!("{thing}数"));
    let near = all.prose[said.line].block.abs_diff(*block) <= 8;
    (named && near && said.before.trim_end().ends_with('全'))
        .then(|| (said.id, Formula::Sum(vec![(1, *total)]), "表の合計"))
}

/// `30の「取組事項」` on the line above a table with one column of figures and one total.
fn title_of_a_table(all: &Sheets, known: &Known, said: &Said) -> Option<(Id, Formula, &'static str)> {
    let line = &all.prose[said.line];
    if !said.after.starts_with("の「") || line.text.contains('。') {
        return None;
    }
    let sheet = &all.sheets[*known.tables.get(&(line.block + 1))?];
    let columns = sheet
        .rows
        .iter()
        .map(|r| r.slots.iter().filter(|s| s.main().is_some()).count())
        .max()?;
    let mut totals = sheet
        .rows
        .iter()
        .filter(|r| r.label.pieces.iter().any(|l| labels::is_total(l)));
    let total = totals.next()?;
    if columns != 1 || totals.next().is_some() || sheet.overlapping {
        return None;
    }
    let figure = |row: &Row| row.slots.iter().find_map(|s| s.main());
    Some((said.id, Formula::Sum(vec![(1, figure(total)?)]), "下の表の計"))
}

/// `4項目を追加` and a list below a line that names the additions.
fn listed(known: &Known, said: &Said) -> Option<(Id, Formula, &'static str)> {
    let (thing, rest) = said.after.split_once('を')?;
    if !["項目", "件", "事業", "取組", "施策"].contains(&thing) {
        return None;
    }
    let verb = VERBS.into_iter().find(|v| rest.starts_with(v))?;
    let [(line, entries)] = known.lists.get(verb)?[..] else {
        return None;
    };
    (line != said.line).then_some((said.id, Formula::Count(entries as i64), "一覧に挙げられた数"))
}

/// `単年度効果額 約26億円` and the grand total of the tables below the title 単年度効果額.
fn amounts(all: &Sheets, known: &Known) -> Vec<(Id, Formula, &'static str)> {
    let mut found = Vec::new();
    for amount in phrase::amounts(all) {
        let Some([title]) = known.titles.get(&amount.name).map(Vec::as_slice) else {
            continue;
        };
        if *title < amount.block {
            continue;
        }
        // The tables of the title: those below it, up to the next gap of more than a few lines.
        let mut end = *title;
        let mut last = None;
        let below = all.sheets.partition_point(|s| s.block <= *title);
        for sheet in all.sheets[below..].iter().take(20) {
            if sheet.block - end > 4 {
                break;
            }
            end = sheet.block;
            let total = sheet
                .heads()
                .position(|h| matches!(labels::kind(h), Kind::Total(Rank::Total | Rank::Grand)));
            let row = sheet
                .rows
                .iter()
                .find(|r| !r.label().is_empty() && amount.name.ends_with(&fold(&r.label())));
            last = total
                .zip(row)
                .and_then(|(column, row)| row.slots.get(column)?.main());
        }
        let Some(total) = last else { continue };
        // A total that the document breaks off in is what its own parts make it.
        let formula = if all.entry(total).breaks_off {
            match all
                .ledger
                .relations
                .iter()
                .find(|r| r.target == total && r.rule == sum_mismatch::RULE.name)
            {
                Some(sum) => sum.formula.clone(),
                None => continue,
            }
        } else {
            Formula::Sum(vec![(1, total)])
        };
        found.push((amount.id, formula, "表の合計"));
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::check::testing::{findings, verified};

    #[test]
    fn a_count_in_words_and_the_total_of_a_table() {
        let text = "98の実施項目に基づく124の具体的な取組みを進めた。\n\n取組計\t◎\t○\n124\t10\t114";
        assert!(verified(text).contains(&"count 1 124".to_owned()));
        assert_eq!(
            findings(&text.replace("124の", "134の")),
            ["count-mismatch 1 134 124"]
        );
    }

    #[test]
    fn a_count_in_the_title_of_a_table() {
        let text = "1 総合評価 31の「取組事項」\n区分\t評価\n成果あり\t17項目\n実施\t13項目\n計\t30項目";
        assert_eq!(findings(text), ["count-mismatch 1 31 30"]);
    }

    #[test]
    fn additions_and_their_list() {
        let text = "全行動計画 116項目(令和2年度末に4項目を追加)\n新規追加項目\n- 電子決裁の導入\n- 広告収入の拡充\n- 窓口の集約";
        assert_eq!(findings(text), ["count-mismatch 1 4 3"]);
    }

    #[test]
    fn an_amount_and_the_table_of_its_name() {
        let text = "単年度効果額 約3億円\n単年度効果額\n単位:千円\n項目\t第3次計\t第2次計\t合計\n効果額\t150,902\t160,313\t311,215";
        assert!(verified(text).contains(&"count 1 3億円".to_owned()));
        assert_eq!(
            findings(&text.replace("約3億円", "約4億円")),
            ["count-mismatch 1 4億円 3億円"]
        );
    }

    #[test]
    fn what_is_counted_otherwise() {
        assert!(findings("全77項目\n実施目標 62件 うち達成 51件\n数値目標 60件 うち達成 35件").is_empty());
        assert!(findings("主な追加項目\n- 電子決裁\n- 広告収入\n令和2年度に5項目を追加").is_empty());
    }
}
