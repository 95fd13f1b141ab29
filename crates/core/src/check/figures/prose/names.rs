//! Names that are counted in a sentence: `4指標（経常収支比率、…）`, `総務課・企画課・財政課の3課`.
//!
//! Not here: entries of lists and rows of tables.

use super::phrase::{Word, contains_any, is_open_ended, words};
use crate::check::figures::engine::ledger::{Formula, Id};
use crate::check::figures::model::sheet::Sheets;

/// Names that are counted: `4指標（経常収支比率、…）`, `総務課・企画課・財政課の3課`.
pub(crate) fn counts(all: &Sheets) -> Vec<(Id, Formula, &'static str)> {
    let mut found = Vec::new();
    for prose in all.prose.iter().filter(|p| !p.alone) {
        for word in words(all, prose) {
            if !word.is_counted() || !(0..=9).contains(&word.value) {
                continue;
            }
            let names = names_behind(&word).or_else(|| names_before(&word));
            found.extend(names.map(|n| (word.id, Formula::Count(n as i64), "挙げられた名前の数")));
        }
    }
    found
}

fn names_behind(word: &Word<'_>) -> Option<usize> {
    let inside = word.after.trim_start().strip_prefix(['（', '('])?;
    let (inside, _) = inside.split_once(['）', ')'])?;
    let open =
        is_open_ended(inside) || contains_any(inside, &["を", "は", "年", "。", "（", "／", "含", "除", "→"]);
    let names: Vec<&str> = inside
        .split(if inside.contains('、') { '、' } else { '・' })
        .map(str::trim)
        .collect();
    let plain = names
        .iter()
        .all(|n| (2..=20).contains(&n.chars().count()) && !n.contains("及び") && !n.contains("と"));
    (!open && plain && names.len() >= 2).then_some(names.len())
}

fn names_before(word: &Word<'_>) -> Option<usize> {
    let before = word.before.strip_suffix('の')?;
    let start = before
        .rfind(['、', '。', '（', '(', '「', '」', ' ', '　', 'は', 'を', 'に'])
        .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let names: Vec<&str> = before[start..].split('・').collect();
    let alike = names
        .iter()
        .all(|n| n.chars().count() >= 2 && n.ends_with(word.of.as_str()));
    (alike && names.len() >= 2).then_some(names.len())
}
