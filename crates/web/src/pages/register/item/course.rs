//! What became of an item in the course of its plan: changed, ended, gone into others, graded year by year.

use gyokaku_core::amendment::{Amendment, AmendmentKind};
use gyokaku_core::plan::{Item, Retirement};
use time::Date;

use crate::access::{Right, has};
use crate::loaded::Loaded;
use crate::person::Viewer;
use crate::show::time::day_of;

/// What was changed of an item in mid-plan, and what waits for a decision where that is seen.
pub(super) fn amendments(loaded: &Loaded, viewer: &Viewer, item: &Item) -> Vec<(Option<String>, String)> {
    let own = loaded.plan().amendments.iter().filter(|a| a.item == item.id);
    let of = |amendment: &Amendment| {
        let labels: Vec<&str> = amendment.fields.iter().map(|f| f.field.label()).collect();
        let what = match (amendment.kind, labels.is_empty()) {
            (AmendmentKind::Change, false) => format!("{}の変更", labels.join("、")),
            (kind, _) => kind.label().to_owned(),
        };
        let when = match &amendment.decided {
            Some(decided) => format!(
                "{}　{}　{}",
                day_of(decided.on),
                decided.by,
                amendment.state.label()
            ),
            None => format!("{}　{}", day_of(amendment.proposed_on), amendment.state.label()),
        };
        let is_seen = has(viewer, Right::SeeDrafts, &loaded.code);
        let href = is_seen.then(|| format!("{}/amendments/{}", loaded.href(), amendment.id));
        (href, format!("{when}　{what}（{}）", amendment.reason))
    };
    own.map(of).collect()
}

/// Since when an item is worked on no longer, or from when on it will not be, and why.
pub(super) fn ended(retired: &Retirement, today: Date) -> String {
    let day = day_of(retired.on);
    let what = match (retired.into.is_empty(), retired.on > today) {
        (true, false) => format!("{day}に取りやめました。"),
        (true, true) => format!("{day}から取りやめる予定です。"),
        (false, false) => format!("{day}にほかの取組項目へ引き継ぎました。"),
        (false, true) => format!("{day}からほかの取組項目へ引き継ぐ予定です。"),
    };
    format!("{what}{}", retired.reason)
}
