//! What became of an item from plan to plan: what the crosswalk says of it, and the whole line of its ancestors and heirs.
//!
//! Not here: its course within its plan (`course`), deciding it (`register/lineage`).

use gyokaku_core::crosswalk::Edge;
use gyokaku_core::effect::{Owner, parts};
use gyokaku_core::lineage::{forebears, heirs};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::table::effects::series;
use gyokaku_core::text::{each_once, fold};

use crate::App;
use crate::access::sight;
use crate::error::Problem;
use crate::loaded::{Loaded, predecessor, successors};
use crate::path::PlanAt;
use crate::person::Viewer;
use crate::show::time::day_of;

/// What an edge says of an item.
pub(super) struct Lineage {
    pub(super) label: String,
    pub(super) text: String,
    pub(super) href: Option<String>,
    /// The item of the plan before: address and name.
    pub(super) before: Option<(String, String)>,
}

/// The edges that speak of an item: by its identity, or by its title where they know no identity.
fn edges_of<'a>(plan: &'a Plan, item: &'a Item) -> impl Iterator<Item = &'a Edge> {
    let key = fold(&item.title);
    plan.crosswalk.iter().filter(move |e| match &e.new_item {
        Some(id) => *id == item.id,
        None if e.old_item.is_some() => false,
        None => [&e.old, &e.new]
            .into_iter()
            .flatten()
            .any(|title| fold(title) == key),
    })
}

/// How an item was graded and what it brought, as it was said last: 令和7年度○、令和8年度時点の効果額120万円.
fn result(plan: &Plan, item: &Item) -> String {
    let grades = plan.counted_grades(&item.id);
    let grades = grades
        .into_iter()
        .map(|(year, grade)| format!("{}{grade}", year.show(plan.year_style)));
    let part = parts(plan)
        .into_iter()
        .find(|part| part.on == Some(Owner::Item(item.id.clone())));
    let amount = part.and_then(|part| {
        let all = series(plan);
        let last = all
            .iter()
            .rev()
            .find_map(|one| Some((one, one.sum(Some(&part), None)?)));
        last.map(|(one, sum)| match one.name.is_empty() {
            true => format!("効果額{}", sum.mixed()),
            false => format!("{}の効果額{}", one.name, sum.mixed()),
        })
    });
    let gone = item.retired.as_ref().filter(|retired| !retired.into.is_empty());
    let gone = gone.map(|retired| format!("{}に引継ぎ", day_of(retired.on)));
    grades.chain(amount).chain(gone).collect::<Vec<_>>().join("、")
}

/// What an item of another plan came to, in brackets behind its name.
fn graded(before: &Loaded, item: &Item) -> String {
    match result(before.plan(), item) {
        result if result.is_empty() => result,
        result => format!("（{result}）"),
    }
}

/// The items of one plan in the line of an item.
pub(super) struct Generation {
    /// What the plan is called.
    pub(super) plan: String,
    /// Its items: address, name, what they came to.
    pub(super) items: Vec<(String, String, String)>,
    /// What it is to the items beside it of the same plan, which a merger or a split brought together.
    pub(super) word: &'static str,
    /// Whether it is the plan that is looked at.
    pub(super) is_here: bool,
}

/// What went into the items after it.
const TAKEN_OVER: &str = "引き継いだ取組";

/// What the items before it went into.
const TAKES_OVER: &str = "引き継ぐ取組";

impl Generation {
    /// The items of a plan with what is said of them in a line, and whether they are those that are looked at.
    fn of(loaded: &Loaded, ids: &[String], word: &'static str, is_here: bool) -> Self {
        let plan = loaded.plan();
        let items = ids.iter().filter_map(|id| plan.item(id));
        Generation {
            plan: loaded.title().to_owned(),
            items: items
                .map(|item| {
                    let href = format!("{}/items/{}", loaded.href(), item.id);
                    (href, item.called(), result(plan, item))
                })
                .collect(),
            word,
            is_here,
        }
    }
}

/// How many plans back and ahead the line of an item is followed.
const MOST_GENERATIONS: usize = 6;

/// Puts the items of a plan that went into these before them, and gives all together.
fn with_forebears(line: &mut Vec<Generation>, loaded: &Loaded, ids: Vec<String>) -> Vec<String> {
    let found = forebears(loaded.plan(), &ids);
    let mut all = ids;
    for generation in found {
        line.insert(0, Generation::of(loaded, &generation, TAKEN_OVER, false));
        all.extend(generation);
    }
    all
}

/// Puts the items of a plan that these went into behind them, and gives all together.
fn with_heirs(line: &mut Vec<Generation>, loaded: &Loaded, ids: Vec<String>) -> Vec<String> {
    let found = heirs(loaded.plan(), &ids);
    let mut all = ids;
    for generation in found {
        line.push(Generation::of(loaded, &generation, TAKES_OVER, false));
        all.extend(generation);
    }
    all
}

/// The line of an item through its plan and the plans that a viewer sees, the oldest first: what went into it, and what it
/// went into; empty where it stands alone. A plan that comes a second time ends the line.
pub(super) async fn line(
    app: &App,
    viewer: &Viewer,
    loaded: &Loaded,
    item: &Item,
) -> Result<Vec<Generation>, Problem> {
    let sees = |at: &PlanAt| sight(viewer, at);
    let of = |edges: &[Edge], ids: &[String], ends: fn(&Edge) -> (&Option<String>, &Option<String>)| {
        let found = edges.iter().filter_map(|edge| {
            let (from, to) = ends(edge);
            from.as_ref().filter(|id| ids.contains(id)).and(to.clone())
        });
        each_once(found)
    };
    let mut known = vec![loaded.key.clone()];
    let own = vec![item.id.clone()];
    let mut line = vec![Generation::of(loaded, &own, "", true)];
    let mut ids = with_forebears(&mut line, loaded, own.clone());
    let mut at = None::<Loaded>;
    while known.len() <= MOST_GENERATIONS {
        let here = at.as_ref().unwrap_or(loaded);
        ids = of(&here.plan().crosswalk, &ids, |edge| {
            (&edge.new_item, &edge.old_item)
        });
        if ids.is_empty() {
            break;
        }
        let Some(before) = predecessor(app, here, sees).await? else {
            break;
        };
        if known.contains(&before.key) {
            break;
        }
        known.push(before.key.clone());
        line.insert(0, Generation::of(&before, &ids, "", false));
        ids = with_forebears(&mut line, &before, ids);
        at = Some(before);
    }
    let mut ids = with_heirs(&mut line, loaded, own);
    let mut at = None::<Loaded>;
    for _ in 0..MOST_GENERATIONS {
        let here = at.as_ref().unwrap_or(loaded);
        let mut next = None;
        for after in successors(app, here, sees).await? {
            let taken_over = of(&after.plan().crosswalk, &ids, |edge| {
                (&edge.old_item, &edge.new_item)
            });
            if !taken_over.is_empty() && !known.contains(&after.key) {
                next = Some((after, taken_over));
                break;
            }
        }
        let Some((after, taken_over)) = next else {
            break;
        };
        known.push(after.key.clone());
        line.push(Generation::of(&after, &taken_over, "", false));
        ids = with_heirs(&mut line, &after, taken_over);
        at = Some(after);
    }
    line.retain(|generation| !generation.items.is_empty());
    Ok(if line.len() > 1 { line } else { Vec::new() })
}

/// What became of an item, and what it came from in the plan before, where the viewer sees that.
pub(super) async fn lineage(
    app: &App,
    viewer: &Viewer,
    loaded: &Loaded,
    item: &Item,
) -> Result<Vec<Lineage>, Problem> {
    let edges: Vec<&Edge> = edges_of(loaded.plan(), item).collect();
    let before = match edges.iter().any(|edge| edge.old_item.is_some()) {
        true => predecessor(app, loaded, |at| sight(viewer, at)).await?,
        false => None,
    };
    let of = |edge: &Edge| told(loaded, before.as_ref(), item, edge);
    Ok(edges.into_iter().map(of).collect())
}

fn told(loaded: &Loaded, before: Option<&Loaded>, item: &Item, e: &Edge) -> Lineage {
    let old = e.old_item.as_deref().zip(before);
    let old = old.and_then(|(id, before)| Some((before, before.plan().item(id)?)));
    let text = match (&e.old, &e.new) {
        (Some(old), Some(new)) if e.is_renamed() => format!("「{old}」から「{new}」へ"),
        (Some(old), Some(_)) => format!("「{old}」を続けています"),
        // It ended, and is part of this one.
        (Some(old), None) if e.new_item.as_ref() == Some(&item.id) => format!("「{old}」を引き継いでいます"),
        (Some(old), None) => format!("「{old}」を終えました"),
        (None, Some(new)) => format!("「{new}」を新たに始めました"),
        (None, None) => String::new(),
    };
    let graded = old.map(|(before, item)| graded(before, item)).unwrap_or_default();
    Lineage {
        label: e.label.clone(),
        text: format!("{text}{graded}"),
        // The crosswalk may stand in another document than the item.
        href: loaded.href_of_place(&e.at),
        before: old.map(|(before, item)| {
            let words = format!("{}：{}", before.title(), item.called());
            (format!("{}/items/{}", before.href(), item.id), words)
        }),
    }
}
