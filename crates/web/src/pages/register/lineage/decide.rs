//! `POST /{code}/{plan}/lineage`: what became of items is decided, changed, or taken back.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::crosswalk::{Edge, EdgeKind};
use gyokaku_core::editing::{Act, EdgeWrite};
use gyokaku_core::labels::brackets::without_brackets;
use gyokaku_core::lineage::{Rows, undecided};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::text::fold;
use gyokaku_exchange::typed::{class, goes_into};

use super::show::{before, page};
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::pages::register::editing::{line, new_id};
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::undo;

/// The item of this plan that a name means; what is wrong is told at a place.
fn named<'a>(plan: &'a Plan, name: &str, at: &str, wrong: &mut FieldErrors) -> Option<&'a Item> {
    let wanted = fold(name);
    // The name of one that is called like another ends with its identity.
    let by_id = name
        .trim_end_matches('）')
        .rsplit_once('（')
        .and_then(|(_, id)| plan.item(id));
    let is_it = |item: &&Item| {
        let number = item.known_number().unwrap_or_default();
        !item.repeated
            && [&item.called(), &item.title, number]
                .into_iter()
                .any(|known| fold(known) == wanted)
    };
    let mut found = plan.items.iter().filter(is_it);
    match (by_id, found.next(), found.next()) {
        (Some(one), ..) | (None, Some(one), None) => Some(one),
        _ => {
            wrong.add(
                at,
                format!("「{name}」という取組項目は、この計画にないか、1つに決まりません。一覧から選んでください。"),
            );
            None
        }
    }
}

/// What is decided of the items of the plan before.
fn of_old(
    plan: &Plan,
    old: &Plan,
    items: &[&Item],
    form: &FormData,
    wrong: &mut FieldErrors,
) -> Vec<EdgeWrite> {
    let mut rows = Rows::of(old, plan);
    let of = |item: &&Item| {
        let of = |field: &str| format!("{field}.{}", item.id);
        let fields = [of("class"), of("into"), of("reason")];
        let edge = became(plan, old, item, form, &fields, wrong)?;
        let at = rows.place(&edge);
        Some(EdgeWrite::new(edge, at))
    };
    items.iter().filter_map(of).collect()
}

/// A further correspondence of an item of which something is said already: the second half of one that was split.
fn more(plan: &Plan, old: &Plan, form: &FormData, wrong: &mut FieldErrors) -> Vec<EdgeWrite> {
    let name = line(form, "more.old", "more.old", wrong).unwrap_or_default();
    let Some(item) = named(old, &name, "more.old", wrong) else {
        return Vec::new();
    };
    if form.raw("more.class").trim().is_empty() {
        wrong.add("more.class", "見直し区分を入力してください。");
        return Vec::new();
    }
    let fields = ["more.class", "more.into", "more.reason"].map(str::to_owned);
    let edge = became(plan, old, item, form, &fields, wrong);
    let write = |edge: Edge| {
        let at = Rows::of(old, plan).place(&edge);
        EdgeWrite::new(edge, at)
    };
    edge.map(write).into_iter().collect()
}

/// Whether an item goes on in another one: 統合; what stands in brackets is the reason.
fn is_union(label: &str) -> bool {
    without_brackets(label).contains("統合")
}

/// Whether a class, or what stands in its brackets, says that an item became part of another.
fn says_into(label: &str, in_brackets: Option<&str>) -> bool {
    goes_into(label) || in_brackets.is_some_and(goes_into)
}

/// What became of an item, as three fields say it; none where no class is given.
fn became(
    plan: &Plan,
    old: &Plan,
    item: &Item,
    form: &FormData,
    [of_class, of_into, of_reason]: &[String; 3],
    wrong: &mut FieldErrors,
) -> Option<Edge> {
    let at = of_class.as_str();
    let words = line(form, of_class, at, wrong)?;
    let (kind, label, bracket) = match class(&words) {
        Ok(found) => found,
        Err(why) => {
            wrong.add(at, why);
            return None;
        }
    };
    let into = line(form, of_into, at, wrong);
    // An item that ends is part of another one only where that is said, be it in brackets: 集約, 廃止（取組を集約）.
    let leads_on = kind != EdgeKind::Abolished || says_into(&label, bracket.as_deref());
    let reason = line(form, of_reason, at, wrong).or(bracket);
    let into = into.filter(|_| leads_on);
    let new = match into {
        Some(name) => Some(named(plan, &name, at, wrong)?),
        None => None,
    };
    if kind == EdgeKind::New {
        wrong.add(
            at,
            "前の計画の取組項目は「新規」にできません。別の区分を選んでください。",
        );
        return None;
    }
    if kind == EdgeKind::Continued && new.is_none() {
        wrong.add(
            at,
            format!("「{label}」のときは、引き継ぐ取組項目を入力してください。"),
        );
        return None;
    }
    // 統合 into an item that is there goes on as that one; 集約 ends, and says into what.
    let goes_on = kind == EdgeKind::Continued || is_union(&label) && new.is_some();
    Some(Edge {
        id: new_id(),
        // What ends stands where it stood, whatever it became part of.
        path: match new.filter(|_| goes_on) {
            Some(new) => plan.path_of(new),
            None => old.path_of(item),
        },
        old: Some(item.title.clone()),
        kind: if goes_on { EdgeKind::Continued } else { kind },
        label,
        reason,
        new: new.filter(|_| goes_on).map(|new| new.title.clone()),
        department: item.departments.lead.first().cloned(),
        old_item: Some(item.id.clone()),
        new_item: new.map(|new| new.id.clone()),
        ..Edge::default()
    })
}

/// The items that are new.
fn of_new(plan: &Plan, old: &Plan, items: &[&Item], form: &FormData) -> Vec<EdgeWrite> {
    let chosen = items.iter().filter(|item| form.has(&format!("new.{}", item.id)));
    let mut rows = Rows::of(old, plan);
    let write = |item: &&Item| {
        let edge = Edge {
            id: new_id(),
            path: plan.path_of(item),
            kind: EdgeKind::New,
            label: EdgeKind::New.label().to_owned(),
            new: Some(item.title.clone()),
            department: item.departments.lead.first().cloned(),
            new_item: Some(item.id.clone()),
            ..Edge::default()
        };
        let at = rows.place(&edge);
        EdgeWrite::new(edge, at)
    };
    chosen.map(write).collect()
}

/// An edge as the writer saw it.
fn seen(edge: &Edge, form: &FormData) -> Edge {
    let field = |field: &str| form.raw(&format!("e.{}.seen.{field}", edge.id)).to_owned();
    Edge {
        label: field("class"),
        reason: Some(field("reason")).filter(|reason| !reason.is_empty()),
        ..edge.clone()
    }
}

/// What is changed of what was decided.
fn of_decided(plan: &Plan, form: &FormData, wrong: &mut FieldErrors) -> Vec<EdgeWrite> {
    let mut writes = Vec::new();
    for edge in &plan.crosswalk {
        let prefix = format!("e.{}.", edge.id);
        if !is_touched(edge, form) {
            continue;
        }
        let at = format!("e.{}", edge.id);
        let words = line(form, &format!("{prefix}class"), &at, wrong).unwrap_or_default();
        let (kind, label, bracket) = match class(&words) {
            Ok(found) => found,
            Err(why) => {
                wrong.add(&at, why);
                continue;
            }
        };
        let fits = match kind {
            EdgeKind::Continued => edge.old.is_some() && edge.new.is_some(),
            EdgeKind::New => edge.old.is_none(),
            EdgeKind::Abolished => edge.old.is_some(),
        };
        if !fits {
            wrong.add(
                &at,
                "この対応には使えない区分です。取り消してから、もう一度決めてください。",
            );
            continue;
        }
        let goes_on = edge.new.is_some() && kind == EdgeKind::Abolished && is_union(&label);
        let leads_on = kind != EdgeKind::Abolished || says_into(&label, bracket.as_deref());
        writes.push(EdgeWrite::over(
            // What somebody else wrote meanwhile is not written over.
            seen(edge, form),
            Some(Edge {
                kind: if goes_on { EdgeKind::Continued } else { kind },
                new: match kind {
                    EdgeKind::Abolished if !goes_on => None,
                    _ => edge.new.clone(),
                },
                new_item: edge.new_item.clone().filter(|_| leads_on),
                label,
                reason: line(form, &format!("{prefix}reason"), &at, wrong).or(bracket),
                ..edge.clone()
            }),
        ));
    }
    writes
}

fn writes(
    (loaded, old): (&Loaded, Option<&Loaded>),
    form: &FormData,
    wrong: &mut FieldErrors,
) -> Vec<EdgeWrite> {
    let plan = loaded.plan();
    let none = Plan::default();
    let old = old.map_or(&none, Loaded::plan);
    let open = undecided(old, plan);
    let deed = form.raw("deed");
    if let Some(id) = deed.strip_prefix("remove:") {
        // What somebody else changed meanwhile is not taken back unseen; an edge that is gone is told.
        let stands = plan.crosswalk.iter().find(|edge| edge.id == id);
        let gone = || Edge {
            id: id.to_owned(),
            ..Edge::default()
        };
        let seen = stands.map_or_else(gone, |edge| seen(edge, form));
        return vec![EdgeWrite::over(seen, None)];
    }
    // What was decided meanwhile in another window is not decided again unseen.
    let late = form.pairs().iter().filter_map(|(name, text)| {
        let id = name.strip_prefix("class.").filter(|_| !text.trim().is_empty())?;
        let decided = old.item(id).filter(|_| open.old.iter().all(|item| item.id != id));
        decided.map(Item::called)
    });
    let late: Vec<String> = late.collect();
    if !late.is_empty() && deed.starts_with("decide") {
        wrong.add(
            "",
            format!(
                "「{}」は、ほかの画面で先に決まりました。「決まっているもの」を確かめてください。",
                late.join("」「")
            ),
        );
        return Vec::new();
    }
    match deed.split_once(':') {
        Some(("decide", id)) => {
            let one: Vec<&Item> = open.old.into_iter().filter(|item| item.id == id).collect();
            of_old(plan, old, &one, form, wrong)
        }
        _ => match deed {
            "decide" => of_old(plan, old, &open.old, form, wrong),
            "new" => of_new(plan, old, &open.new, form),
            "more" => more(plan, old, form, wrong),
            _ => of_decided(plan, form, wrong),
        },
    }
}

/// Whether somebody wrote over what is said of an edge.
fn is_touched(edge: &Edge, form: &FormData) -> bool {
    let prefix = format!("e.{}.", edge.id);
    ["class", "reason"]
        .iter()
        .any(|field| form.touched(&prefix, field).is_some())
}

pub(crate) async fn decide(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let old = before(&app, &loaded).await?;
    let mut wrong = FieldErrors::default();
    let writes = writes((&loaded, old.as_ref()), &form, &mut wrong);
    if form.raw("deed").starts_with("remove:")
        && loaded.plan().crosswalk.iter().any(|edge| is_touched(edge, &form))
    {
        wrong.add(
            "",
            "変更した欄がまだ記録されていません。先に「変更を記録する」を押してください。",
        );
    }
    if wrong.is_empty() && writes.is_empty() {
        wrong.add(
            "",
            "決めるものがありません。区分を選ぶか、取組項目に印を付けてください。",
        );
    }
    if wrong.is_empty() {
        match undo::act(&app, &person, &actor, &loaded, &Act::WriteEdges(writes)).await? {
            Ok(()) => {
                let to = format!("{}/lineage?did=decided", loaded.href());
                return Ok(Redirect::to(&to).into_response());
            }
            Err(refusal) => wrong.add("", refusal.words()),
        }
    }
    let loaded = load(&app, &at, &Sight::Working).await?;
    page(&person, (&loaded, old.as_ref()), "", &form, wrong)
}
