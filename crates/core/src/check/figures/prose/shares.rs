//! Shares in lists and running text: `4項目(4.7%)`, `A+B 96.7%=29項目/30項目`, lists whose whole is said once.
//!
//! Not here: how a line falls into words (`phrase`), and rates of actual against planned (`prose_rates`).

use super::phrase::{
    Found, Word, contains_any, is_next, is_slash, is_whole_in_words, label, last_phrase, lay_down,
    sentence_start, words,
};
use crate::check::figures::engine::ledger::{Formula, Id, Proof};
use crate::check::figures::model::sheet::Sheets;
use crate::check::figures::share_mismatch;
use crate::check::figures::sum_mismatch;
use crate::check::figures::sum_mismatch::choose;
use crate::labels;
use crate::text::fold;

/// Counts with their share in brackets, and the whole that the words name.
pub(crate) fn shares(all: &mut Sheets) {
    let rule = share_mismatch::RULE.name;
    let mut lone = Vec::new();
    let mut groups: Vec<Vec<(usize, Id, Id, String)>> = Vec::new();
    for index in 0..all.prose.len() {
        let line = words(all, &all.prose[index]);
        for (at, pair) in line.windows(2).enumerate() {
            let [part, share] = pair else { continue };
            let bracket = fold(share.before);
            if !share.is_percent()
                || part.is_percent()
                || !matches!(bracket.as_str(), "" | "(" | "(全体の" | "(構成比")
            {
                continue;
            }
            let fits = |w: &&Word<'_>| {
                is_whole_in_words(w) && (w.of == part.of || w.of.is_empty() || part.of.is_empty())
            };
            // 66項目のうち18項目を除く48項目について: the base is what is left.
            let rest = |w: &&Word<'_>| {
                w.of == part.of
                    && (contains_any(w.before, &["除く", "除いた"])
                        || ["について", "を対象", "を評価"]
                            .iter()
                            .any(|s| w.after.starts_with(s)))
            };
            let in_sentence = || line[sentence_start(&line, at)..at].iter().rev();
            // 順調41項目（71.9%）、遅れ16項目／57項目
            let listed_of = line[at + 2..]
                .iter()
                .find(|w| is_slash(w.before) && w.of == part.of);
            if let Some(whole) = in_sentence()
                .find(rest)
                .or_else(|| in_sentence().find(fits))
                .or(listed_of)
            {
                lone.push(Found {
                    target: share.id,
                    formula: Formula::Ratio {
                        part: vec![(1, part.id)],
                        whole: vec![(1, whole.id)],
                    },
                    is: "本文の数による割合",
                });
                continue;
            }
            if !part.is_counted() || all.prose[index].alone {
                continue;
            }
            let entry = (index, part.id, share.id, part.of.clone());
            match groups.last_mut() {
                Some(group)
                    if group.last().is_some_and(|last| {
                        last.3 == part.of
                            && (last.0 == index || (last.0 + 1 == index && is_next(all, last.0, index)))
                    }) =>
                {
                    group.push(entry)
                }
                _ => groups.push(vec![entry]),
            }
        }
    }
    for each in lone {
        lay_down(all, rule, Proof::Alone, vec![each]);
    }
    for group in groups.into_iter().filter(|g| g.len() >= 2) {
        share_list(all, &group);
    }
}

fn share_list(all: &mut Sheets, group: &[(usize, Id, Id, String)]) {
    let first = group[0].0;
    let mut before: Vec<(Id, String)> = Vec::new();
    for index in (first.saturating_sub(6)..=first).rev() {
        if index != first && !is_next(all, index, index + 1) {
            break;
        }
        let line = words(all, &all.prose[index]);
        // Of entries listed again only the net number is the whole.
        let again = contains_any(&all.prose[index].text, &["再掲", "重複", "延べ"]);
        before.extend(
            line.iter()
                .rev()
                .filter(|w| w.of == group[0].3 && w.id < group[0].1)
                .map(|w| {
                    (
                        w.id,
                        if index + 1 >= first {
                            label(w)
                        } else {
                            format!("遠い{}", label(w))
                        },
                    )
                })
                .filter(|(_, label)| !again || contains_any(label, &["実数", "純計", "実項目"])),
        );
    }
    let ratios = |whole: Vec<(i64, Id)>| -> Vec<(Id, Formula)> {
        group
            .iter()
            .map(|(_, part, share, _)| {
                (
                    *share,
                    Formula::Ratio {
                        part: vec![(1, *part)],
                        whole: whole.clone(),
                    },
                )
            })
            .collect()
    };
    let list: Vec<(i64, Id)> = group.iter().map(|(_, part, _, _)| (1, *part)).collect();
    let mut ways = vec![ratios(list.clone())];
    // 計 50件(100%) at the end of the list itself.
    let totals: Vec<Id> = {
        let mut lines: Vec<usize> = group.iter().map(|g| g.0).collect();
        lines.dedup();
        let own = |id: &Id| group.iter().any(|g| g.1 == *id);
        let named = lines.into_iter().flat_map(|index| words(all, &all.prose[index]));
        named
            .filter(|w| own(&w.id) && labels::is_total(last_phrase(w.before)))
            .map(|w| w.id)
            .take(2)
            .collect()
    };
    ways.extend(totals.iter().map(|id| ratios(vec![(1, *id)])));
    ways.extend(before.iter().map(|(id, _)| ratios(vec![(1, *id)])));
    let Some(choice) = choose(all, &ways) else { return };
    let ok = all.ledger.votes(&ways[choice.way]).0;
    if ok < 2 {
        return;
    }
    // A partition: all shares but for one slip are of the sum of the list, or of one whole before it.
    let whole = before.iter().find(|(_, label)| {
        contains_any(
            label,
            &[
                "対象項目",
                "全",
                "計",
                "総数",
                "取組数",
                "対象",
                "実数",
                "項目数",
                "事業数",
            ],
        ) && !label.contains("対象外")
            || before.len() == 1 && !label.starts_with("遠い")
    });
    // A last entry that the document breaks off in is missing in the list.
    let last = group[group.len() - 1].0;
    let cut = last + 2 == all.prose.len() && all.prose[last + 1].listed && is_next(all, last, last + 1);
    if let Some((whole, _)) =
        whole.filter(|_| !cut && group.len() >= 3 && ok + 1 >= group.len() && totals.is_empty())
    {
        lay_down(
            all,
            sum_mismatch::RULE.name,
            Proof::Alone,
            vec![Found {
                target: *whole,
                formula: Formula::Sum(list),
                is: "下の一覧の合計",
            }],
        );
    }
    let found = ways
        .swap_remove(choice.way)
        .into_iter()
        .map(|(target, formula)| Found {
            target,
            formula,
            is: "件数から求めた割合",
        })
        .collect();
    let bundle = all.ledger.bundles.len();
    all.ledger.weaken(bundle, &choice.weak);
    lay_down(all, share_mismatch::RULE.name, Proof::WithOthers, found);
}
