//! From one plan to the next (計画の引継ぎ): a new plan made from the old one, what is not decided yet, and likely pairs.
//!
//! What became of an item is an edge of the new plan ([`crate::crosswalk`]); it names the item of the old plan and that of
//! the new one by identity, so that both may be called otherwise later. Not here: writing edges by hand
//! (`editing::lineage`), storing.

mod order;

pub use order::Rows;

use std::collections::{HashMap, HashSet};

use crate::crosswalk::{Edge, EdgeKind};
use crate::document::Place;
use crate::effect::{Effect, EffectKind, Owner, in_force};
use crate::indicator::{Indicator, IndicatorValue, ValueKind};
use crate::plan::{Item, Period, Plan, PlanVersion, Schedule, Section};
use crate::text::{Bigrams, each_once, fold};

/// How many generations of items of one plan are followed.
const MOST_WITHIN: usize = 12;

/// The items of a plan that went into others of it, generation by generation, the nearest first; an item that comes a second
/// time ends its line.
pub fn forebears(plan: &Plan, ids: &[String]) -> Vec<Vec<String>> {
    generations(ids, |known| {
        let went_into = |item: &&Item| {
            let retired = item.retired.as_ref();
            retired.is_some_and(|retired| retired.into.iter().any(|heir| known.contains(heir)))
        };
        plan.items
            .iter()
            .filter(went_into)
            .map(|item| item.id.clone())
            .collect()
    })
}

/// The items of a plan that these went into, generation by generation, the nearest first.
pub fn heirs(plan: &Plan, ids: &[String]) -> Vec<Vec<String>> {
    generations(ids, |known| {
        let of = known.iter().filter_map(|id| plan.item(id)?.retired.as_ref());
        of.flat_map(|retired| retired.into.iter().cloned()).collect()
    })
}

fn generations(ids: &[String], next: impl Fn(&[String]) -> Vec<String>) -> Vec<Vec<String>> {
    let mut known: HashSet<String> = ids.iter().cloned().collect();
    let (mut found, mut now) = (Vec::new(), ids.to_vec());
    while found.len() < MOST_WITHIN {
        now = each_once(next(&now))
            .into_iter()
            .filter(|id| known.insert(id.clone()))
            .collect();
        if now.is_empty() {
            break;
        }
        found.push(now.clone());
    }
    found
}

/// What the amounts are called that a new plan takes over.
pub const CARRIED: &str = "前の計画からの引継ぎ";

/// What a new plan takes over beside sections and items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// 内容・目標
    pub texts: bool,
    /// 担当課
    pub departments: bool,
    /// 指標: targets of the new years, and the last actual value as the base.
    pub indicators: bool,
    /// 効果額: plans and forecasts of the new years.
    pub amounts: bool,
}

/// A new plan made from an old one: each section and item goes on under an identity of its own, and the crosswalk says
/// so; what ended in the old plan ends there as well. Steps of the old years are not taken over.
///
/// `key` is the address of the old plan, `new_id` gives identities that nobody has.
pub fn successor(
    old: &Plan,
    key: &str,
    (title, period): (String, Option<Period>),
    carried: Carried,
    new_id: &mut dyn FnMut() -> String,
) -> Plan {
    let sections: HashMap<&str, String> = old.sections.iter().map(|s| (s.id.as_str(), new_id())).collect();
    let goes_on = |item: &&Item| item.retired.is_none();
    let items: HashMap<&str, String> = old
        .items
        .iter()
        .filter(goes_on)
        .map(|item| (item.id.as_str(), new_id()))
        .collect();
    let of = |ids: &HashMap<&str, String>, id: &Option<String>| {
        id.as_ref().and_then(|id| ids.get(id.as_str()).cloned())
    };
    let mut plan = Plan {
        title,
        period,
        levels: old.levels.clone(),
        year_style: old.year_style,
        precedence: old.precedence.clone(),
        editions: vec![PlanVersion {
            title: old.title.clone(),
            kind: Default::default(),
            period: old.period,
            plan: Some(key.to_owned()),
            at: Place::default(),
        }],
        ..Plan::default()
    };
    plan.sections = old
        .sections
        .iter()
        .map(|section| Section {
            id: sections[section.id.as_str()].clone(),
            parent: of(&sections, &section.parent),
            departments: match carried.departments {
                true => section.departments.clone(),
                false => Default::default(),
            },
            at: Place::default(),
            ..section.clone()
        })
        .collect();
    plan.items = old
        .items
        .iter()
        .filter(goes_on)
        .map(|item| Item {
            id: items[item.id.as_str()].clone(),
            section: of(&sections, &item.section),
            parent: of(&items, &item.parent),
            number: item.number.clone(),
            title: item.title.clone(),
            content: item.content.clone().filter(|_| carried.texts),
            target: item.target.clone().filter(|_| carried.texts),
            schedule: match item.schedule.every_year {
                true => Schedule {
                    every_year: true,
                    steps: Vec::new(),
                    text: Some("毎年度".to_owned()),
                },
                false => Schedule::default(),
            },
            departments: match carried.departments {
                true => item.departments.clone(),
                false => Default::default(),
            },
            references: item.references.clone(),
            repeated: item.repeated,
            ..Item::default()
        })
        .collect();
    plan.notes = old.notes.clone();
    plan.notes.iter_mut().for_each(|note| note.at = Place::default());
    plan.scales = old
        .scales
        .iter()
        .filter(|scale| scale.fiscal_year.is_none())
        .cloned()
        .collect();
    plan.scales
        .iter_mut()
        .for_each(|scale| scale.at = Place::default());
    if carried.indicators {
        let on = |indicator: &&Indicator| match &indicator.item {
            Some(id) => items.contains_key(id.as_str()),
            None => true,
        };
        let indicators = old.indicators.iter().filter(on);
        plan.indicators = indicators
            .map(|indicator| Indicator {
                id: new_id(),
                item: of(&items, &indicator.item),
                values: values_of(indicator, period),
                ..indicator.clone()
            })
            .collect();
    }
    if carried.amounts {
        let is_of = |effect: &&Effect| {
            let is_ahead = effect
                .fiscal_year
                .is_some_and(|year| period.is_some_and(|p| p.contains(year)));
            is_ahead && effect.kind != EffectKind::Actual
        };
        let ahead: Vec<&Effect> = in_force(&old.effects).filter(is_of).collect();
        // Of a part and a year that several occasions speak of, the last one counts, and of that one kind.
        let mut last = HashMap::new();
        for effect in &ahead {
            last.insert((&effect.on, effect.fiscal_year), (&effect.vintage, effect.kind));
        }
        let is_last = |effect: &&&Effect| {
            last.get(&(&effect.on, effect.fiscal_year)) == Some(&(&effect.vintage, effect.kind))
        };
        let amounts = ahead.iter().filter(is_last).copied().filter_map(|effect| {
            let on = match effect.on.as_ref()? {
                Owner::Section(id) => Owner::Section(sections.get(id.as_str())?.clone()),
                Owner::Item(id) => Owner::Item(items.get(id.as_str())?.clone()),
            };
            Some(Effect {
                id: new_id(),
                vintage: CARRIED.to_owned(),
                on: Some(on),
                corrects: None,
                at: Place::default(),
                ..effect.clone()
            })
        });
        plan.effects = amounts.collect();
    }
    plan.crosswalk = old
        .items
        .iter()
        // An item that is printed elsewhere too (再掲) is told where it stands first.
        .filter(|item| !item.repeated)
        .map(|item| {
            let new = items.get(item.id.as_str());
            let edge = Edge {
                id: new_id(),
                path: old.path_of(item),
                old: Some(item.title.clone()),
                old_item: Some(item.id.clone()),
                department: item.departments.lead.first().cloned(),
                ..Edge::default()
            };
            match (new, &item.retired) {
                (Some(new), _) => Edge {
                    kind: EdgeKind::Continued,
                    label: EdgeKind::Continued.label().to_owned(),
                    new: Some(item.title.clone()),
                    new_item: Some(new.clone()),
                    ..edge
                },
                (None, retired) => Edge {
                    kind: EdgeKind::Abolished,
                    label: EdgeKind::Abolished.label().to_owned(),
                    reason: retired
                        .as_ref()
                        .map(|r| r.reason.clone())
                        .filter(|r| !r.is_empty()),
                    on: retired.as_ref().map(|r| r.on),
                    // What it went into in the old plan goes on in the new one.
                    new_item: retired
                        .as_ref()
                        .and_then(|r| r.into.iter().find_map(|heir| items.get(heir.as_str()).cloned())),
                    ..edge
                },
            }
        })
        .collect();
    plan
}

/// What of an indicator holds in the new years: its limits, the targets ahead, and as the base what was reached last.
fn values_of(indicator: &Indicator, period: Option<Period>) -> Vec<IndicatorValue> {
    let is_ahead = |value: &IndicatorValue| match value.fiscal_year {
        Some(year) => period.is_some_and(|p| p.contains(year)),
        None => true,
    };
    let kept = indicator.values.iter().filter(|value| match value.kind {
        ValueKind::Target => is_ahead(value),
        ValueKind::Threshold | ValueKind::Rebuilding => value.fiscal_year.is_none(),
        ValueKind::Base | ValueKind::Actual => false,
    });
    let reached = indicator
        .values
        .iter()
        .filter(|v| v.kind == ValueKind::Actual && v.number.is_some());
    let base = reached
        .max_by_key(|value| value.fiscal_year)
        .map(|value| IndicatorValue {
            kind: ValueKind::Base,
            ..value.clone()
        });
    let mut values: Vec<IndicatorValue> = base.into_iter().chain(kept.cloned()).collect();
    values.iter_mut().for_each(|value| value.at = Place::default());
    values
}

impl Plan {
    /// The address of the plan that this one follows, where it is in the register.
    pub fn predecessor(&self) -> Option<&str> {
        self.editions.iter().find_map(|edition| edition.plan.as_deref())
    }
}

/// What nobody has decided yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undecided<'a> {
    /// Items of the old plan of which no edge says what became.
    pub old: Vec<&'a Item>,
    /// Items of the new plan of which no edge says where they come from.
    pub new: Vec<&'a Item>,
}

/// The items that no edge speaks of; a repeated item (再掲) is its first.
pub fn undecided<'a>(old: &'a Plan, new: &'a Plan) -> Undecided<'a> {
    let edges = || new.crosswalk.iter();
    let left: HashSet<&str> = edges().filter_map(|edge| edge.old_item.as_deref()).collect();
    // What only gathered items that ended may be new itself: that is still to be said.
    let goes_on = edges().filter(|edge| edge.new.is_some());
    let reached: HashSet<&str> = goes_on.filter_map(|edge| edge.new_item.as_deref()).collect();
    // An edge out of a document names its items by their titles alone.
    let titles = |of: fn(&Edge) -> (&Option<String>, &Option<String>)| -> HashSet<String> {
        let named = edges().map(of).filter(|(id, _)| id.is_none());
        named
            .filter_map(|(_, title)| title.as_deref().map(fold))
            .collect()
    };
    let old_titles = titles(|edge| (&edge.old_item, &edge.old));
    let new_titles = titles(|edge| (&edge.new_item, &edge.new));
    let open = |item: &&Item, ids: &HashSet<&str>, titles: &HashSet<String>| {
        !item.repeated && !ids.contains(item.id.as_str()) && !titles.contains(&fold(&item.title))
    };
    Undecided {
        old: old
            .items
            .iter()
            .filter(|item| open(item, &left, &old_titles))
            .collect(),
        new: new
            .items
            .iter()
            .filter(|item| open(item, &reached, &new_titles))
            .collect(),
    }
}

/// A likely pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal<'a> {
    /// The item of the old plan.
    pub old: &'a Item,
    /// The item of the new plan.
    pub new: &'a Item,
    /// How likely, in thousandths.
    pub score: u32,
    /// Why, in words.
    pub why: Vec<&'static str>,
}

/// A proposal is made from this score on, in thousandths.
pub const LIKELY: u32 = 500;

/// From this score on a pair is as good as certain: the same title.
pub const CERTAIN: u32 = 900;

/// What is compared of an item, worked out once.
struct Traits {
    title: String,
    pairs: Bigrams,
    content: Option<Bigrams>,
    leads: HashSet<String>,
    number: String,
}

impl Traits {
    fn of(item: &Item) -> Self {
        Traits {
            title: fold(&item.title),
            pairs: Bigrams::of(&item.title),
            content: item.content.as_deref().map(Bigrams::of),
            leads: item.departments.lead.iter().map(|lead| fold(lead)).collect(),
            number: fold(item.known_number().unwrap_or_default()),
        }
    }
}

/// For each old item the new one that it most likely became, where one is likely enough; the likeliest first. No item is
/// proposed twice.
pub fn proposals<'a>(old: &[&'a Item], new: &[&'a Item]) -> Vec<Proposal<'a>> {
    let traits: Vec<Traits> = new.iter().map(|item| Traits::of(item)).collect();
    // Titles that share no pair of characters are not alike: only the others are compared.
    let mut by_pair: HashMap<(char, char), Vec<usize>> = HashMap::new();
    for (at, item) in traits.iter().enumerate() {
        for pair in each_once(item.pairs.pairs().iter().copied()) {
            by_pair.entry(pair).or_default().push(at);
        }
    }
    let mut all: Vec<Proposal<'a>> = Vec::new();
    for item in old {
        let own = Traits::of(item);
        let mut shared: HashMap<usize, usize> = HashMap::new();
        let pairs = each_once(own.pairs.pairs().iter().copied());
        for at in pairs.iter().filter_map(|pair| by_pair.get(pair)).flatten() {
            *shared.entry(*at).or_default() += 1;
        }
        for (at, many) in shared {
            // A third of the pairs of the shorter title, or the titles are not alike.
            let shorter = pairs.len().min(traits[at].pairs.pairs().len()).max(1);
            if many * 3 < shorter {
                continue;
            }
            let proposal = weighed((item, &own), (new[at], &traits[at]));
            all.extend((proposal.score >= LIKELY).then_some(proposal));
        }
    }
    let places: HashMap<&str, usize> = old
        .iter()
        .enumerate()
        .map(|(at, item)| (item.id.as_str(), at))
        .collect();
    all.sort_by(|a, b| {
        let place = |item: &Item| places.get(item.id.as_str());
        b.score
            .cmp(&a.score)
            .then_with(|| place(a.old).cmp(&place(b.old)))
            .then_with(|| a.new.id.cmp(&b.new.id))
    });
    let (mut left, mut reached): (HashSet<&str>, HashSet<&str>) = Default::default();
    all.retain(|proposal| {
        let is_free = !left.contains(proposal.old.id.as_str()) && !reached.contains(proposal.new.id.as_str());
        if is_free {
            left.insert(&proposal.old.id);
            reached.insert(&proposal.new.id);
        }
        is_free
    });
    all
}

/// How likely one item became the other: by the title first, then by its department, its text and its number.
fn weighed<'a>((old, own): (&'a Item, &Traits), (new, other): (&'a Item, &Traits)) -> Proposal<'a> {
    let mut why = Vec::new();
    let title = own.pairs.likeness(&other.pairs);
    let mut score = match own.title == other.title {
        true => {
            why.push("名称が同じ");
            CERTAIN
        }
        false => {
            if title >= 400 {
                why.push("名称が似ている");
            }
            title * 7 / 10
        }
    };
    if !own.leads.is_disjoint(&other.leads) {
        why.push("主担当課が同じ");
        score += 100;
    }
    if let (Some(before), Some(after)) = (&own.content, &other.content) {
        let text = before.likeness(after);
        if text >= 500 {
            why.push("内容が似ている");
        }
        score += text * 2 / 10;
    }
    if !own.number.is_empty() && own.number == other.number {
        why.push("番号が同じ");
        score += 50;
    }
    Proposal {
        old,
        new,
        score: score.min(1000),
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fiscal_year::FiscalYear;
    use crate::indicator::{Decimal, Direction};
    use crate::plan::Retirement;

    fn item(id: &str, title: &str, lead: &str) -> Item {
        Item {
            id: id.into(),
            section: Some("s".into()),
            title: title.into(),
            content: Some(format!("{title}に取り組む。")),
            departments: crate::department::Assignment {
                lead: vec![lead.into()],
                support: vec![],
            },
            ..Item::default()
        }
    }

    fn old() -> Plan {
        let year = |western| FiscalYear::new(western).expect("a year");
        let value = |kind, western: Option<i16>, value| IndicatorValue {
            fiscal_year: western.map(year),
            kind,
            number: Some(Decimal { value, places: 0 }),
            fraction: None,
            at: Place::at_line(3, 0),
        };
        let mut ended = item("z", "窓口の整理", "市民課");
        ended.retired = Some(Retirement {
            on: crate::round::day("2026-10-01").expect("a day"),
            reason: "完了".into(),
            into: vec![],
        });
        Plan {
            title: "前期計画".into(),
            period: Some(Period {
                from: year(2022),
                to: year(2026),
            }),
            sections: vec![Section {
                id: "s".into(),
                title: "財政".into(),
                ..Section::default()
            }],
            items: vec![
                item("x", "収納率の向上", "税務課"),
                item("y", "広告収入の確保", "財政課"),
                ended,
            ],
            indicators: vec![Indicator {
                id: "k".into(),
                item: Some("x".into()),
                name: "収納率".into(),
                unit: "%".into(),
                direction: Direction::Up,
                values: vec![
                    value(ValueKind::Target, Some(2026), 98),
                    value(ValueKind::Target, Some(2027), 99),
                    value(ValueKind::Actual, Some(2024), 96),
                    value(ValueKind::Actual, Some(2025), 97),
                ],
            }],
            ..Plan::default()
        }
    }

    fn next(old: &Plan) -> Plan {
        let year = |western| FiscalYear::new(western).expect("a year");
        let mut count = 0;
        let mut ids = || {
            count += 1;
            format!("n{count}")
        };
        let period = Period {
            from: year(2027),
            to: year(2031),
        };
        let all = Carried {
            texts: true,
            departments: true,
            indicators: true,
            amounts: true,
        };
        successor(old, "zenki", ("後期計画".into(), Some(period)), all, &mut ids)
    }

    #[test]
    fn nothing_is_lost_on_the_way() {
        let old = old();
        let new = next(&old);
        assert_eq!(new.predecessor(), Some("zenki"));
        let titles: Vec<&str> = new.items.iter().map(|i| i.title.as_str()).collect();
        assert_eq!(titles, ["収納率の向上", "広告収入の確保"]);
        assert!(
            new.items
                .iter()
                .all(|i| new.section(i.section.as_deref().unwrap_or("")).is_some())
        );
        assert!(
            new.items.iter().all(|i| old.item(&i.id).is_none()),
            "identities of their own"
        );
        let told: Vec<(&str, bool)> = new
            .crosswalk
            .iter()
            .map(|e| (e.label.as_str(), e.new_item.is_some()))
            .collect();
        assert_eq!(told, [("継続", true), ("継続", true), ("廃止", false)]);
        assert_eq!(new.crosswalk[2].reason.as_deref(), Some("完了"));
        assert_eq!(undecided(&old, &new), Undecided::default());
        let values: Vec<(ValueKind, i64)> = new.indicators[0]
            .values
            .iter()
            .map(|v| (v.kind, v.number.map_or(0, |n| n.value)))
            .collect();
        assert_eq!(values, [(ValueKind::Base, 97), (ValueKind::Target, 99)]);
    }

    #[test]
    fn what_nobody_decided_is_told_and_likely_pairs_say_why() {
        let old = old();
        let mut new = next(&old);
        new.crosswalk.clear();
        new.items[0].title = "市税収納率の向上".into();
        new.items.push(item("q", "空き家の活用", "建築課"));
        let open = undecided(&old, &new);
        assert_eq!((open.old.len(), open.new.len()), (3, 3));
        let found = proposals(&open.old, &open.new);
        let told: Vec<(&str, &str)> = found
            .iter()
            .map(|p| (p.old.title.as_str(), p.new.title.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("広告収入の確保", "広告収入の確保"),
                ("収納率の向上", "市税収納率の向上")
            ]
        );
        assert!(found[0].score >= CERTAIN && found[1].score < CERTAIN, "{found:?}");
        assert_eq!(
            found[1].why,
            ["名称が似ている", "主担当課が同じ", "内容が似ている"]
        );
    }

    #[test]
    fn what_gathers_what_ended_is_still_to_be_called_new() {
        let old = old();
        let mut new = next(&old);
        new.items.push(item("q", "窓口の充実", "市民課"));
        new.crosswalk[2].new_item = Some("q".into());
        let open = undecided(&old, &new);
        assert_eq!((open.old.len(), open.new.len()), (0, 1));
        new.crosswalk.push(Edge {
            kind: EdgeKind::New,
            new: Some("窓口の充実".into()),
            new_item: Some("q".into()),
            ..Edge::default()
        });
        assert_eq!(undecided(&old, &new), Undecided::default());
    }

    #[test]
    fn what_went_into_what_is_told_by_generation() {
        let gone = |id: &str, into: &[&str]| Item {
            retired: Some(Retirement {
                on: crate::round::day("2026-10-01").expect("a day"),
                reason: String::new(),
                into: into.iter().map(|id| (*id).to_owned()).collect(),
            }),
            ..item(id, id, "財政課")
        };
        let plan = Plan {
            items: vec![
                gone("a", &["c"]),
                gone("b", &["c"]),
                gone("c", &["d", "e"]),
                item("d", "d", "財政課"),
                gone("e", &["a"]),
            ],
            ..Plan::default()
        };
        let of = |id: &str| vec![id.to_owned()];
        assert_eq!(forebears(&plan, &of("d")), [vec!["c"], vec!["a", "b"], vec!["e"]]);
        assert_eq!(heirs(&plan, &of("b")), [vec!["c"], vec!["d", "e"], vec!["a"]]);
        assert!(heirs(&plan, &of("d")).is_empty() && forebears(&plan, &of("b")).is_empty());
    }
}
