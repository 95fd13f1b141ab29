//! What stands beside the changes in mid-plan: the proposals that wait for a decision, for who works on the plan.

use crate::access::{Right, has};
use crate::loaded::Loaded;
use crate::person::Viewer;

use super::show::Beside;

pub(super) fn beside<'a>(loaded: &Loaded, viewer: &Viewer) -> Beside<'a> {
    // The released plan has no proposals, so nobody else sees any.
    let open = loaded
        .plan()
        .amendments
        .iter()
        .filter(|amendment| amendment.is_open());
    let open = open.map(|amendment| {
        let href = format!("{}/amendments/{}", loaded.href(), amendment.id);
        (href, format!("{}：{}", amendment.kind.label(), amendment.name))
    });
    Beside {
        waiting: ("決定を待っている提案", open.collect()),
        next: next(loaded, viewer),
        ..Beside::default()
    }
}

/// Where an item is proposed, for who may.
pub(super) fn next(loaded: &Loaded, viewer: &Viewer) -> Option<(String, &'static str)> {
    let may = has(viewer, Right::Propose, &loaded.code);
    may.then(|| (format!("{}/amend", loaded.href()), "取組項目の追加を提案する"))
}
