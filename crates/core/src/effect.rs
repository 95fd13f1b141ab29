//! Effect amounts (効果額): an append-only ledger by item or group, fiscal year, kind and vintage.
//!
//! Invariant: no entry is changed or removed; a correction is a new entry that says why.

use std::collections::{HashMap, HashSet};

use crate::document::Place;
use crate::fiscal_year::FiscalYear;
use crate::money::Yen;
use crate::plan::Plan;
use crate::text::{each_once, fold};

/// What an amount claims to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EffectKind {
    /// 計画
    Plan,
    /// 実績
    Actual,
    /// 見込
    Forecast,
}

impl EffectKind {
    /// All of them.
    pub const ALL: [EffectKind; 3] = [EffectKind::Plan, EffectKind::Actual, EffectKind::Forecast];

    /// The word of the command line's JSON.
    pub const fn key(self) -> &'static str {
        match self {
            EffectKind::Plan => "plan",
            EffectKind::Actual => "actual",
            EffectKind::Forecast => "forecast",
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            EffectKind::Plan => "計画",
            EffectKind::Actual => "実績",
            EffectKind::Forecast => "見込",
        }
    }
}

/// How an amount counts beyond its own year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Duration {
    /// Not said.
    #[default]
    Unsaid,
    /// 単年度: counts in its year only.
    SingleYear,
    /// 継続的: a yearly amount that counts in every later year of the plan.
    Continuing,
}

impl Duration {
    /// All of them.
    pub const ALL: [Duration; 3] = [Duration::Unsaid, Duration::SingleYear, Duration::Continuing];

    /// The word in addresses and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Duration::Unsaid => "unsaid",
            Duration::SingleYear => "single",
            Duration::Continuing => "continuing",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Duration::Unsaid => "記載なし",
            Duration::SingleYear => "単年度",
            Duration::Continuing => "継続",
        }
    }
}

/// Where an effect comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Source {
    /// Not said.
    #[default]
    Unsaid,
    /// 歳入確保
    Revenue,
    /// 歳出削減
    Spending,
}

impl Source {
    /// All of them.
    pub const ALL: [Source; 3] = [Source::Unsaid, Source::Revenue, Source::Spending];

    /// The word in addresses and forms.
    pub const fn key(self) -> &'static str {
        match self {
            Source::Unsaid => "unsaid",
            Source::Revenue => "revenue",
            Source::Spending => "spending",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Source::Unsaid => "記載なし",
            Source::Revenue => "歳入確保",
            Source::Spending => "歳出削減",
        }
    }
}

/// What of a plan an amount is stated for, known by identity: a new title or another place in the plan
/// leaves the amount where it belongs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// A section.
    Section(String),
    /// An item.
    Item(String),
}

impl Owner {
    /// The identity of the section or item.
    pub fn id(&self) -> &str {
        match self {
            Owner::Section(id) | Owner::Item(id) => id,
        }
    }
}

/// An entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Identity: provisional in a draft, lasting in the store.
    pub id: String,
    /// The occasion on which it was stated: 計画策定時点, 令和6年度時点. Old vintages never change.
    pub vintage: String,
    /// The section or item it is stated for; none where the plan has no such part, or the amount is the
    /// whole plan's. Then it is known by its printed titles alone.
    pub on: Option<Owner>,
    /// The titles as stated, from the highest section down to the item or group; empty for the whole plan.
    pub path: Vec<String>,
    /// The fiscal year it falls in; none where only an amount over the whole period is stated.
    pub fiscal_year: Option<FiscalYear>,
    /// Plan, actual or forecast.
    pub kind: EffectKind,
    /// How much.
    pub amount: Yen,
    /// How it counts beyond its year.
    pub duration: Duration,
    /// Where it comes from.
    pub source: Source,
    /// The entry that this one corrects, and why.
    pub corrects: Option<Correction>,
    /// Where it stands.
    pub at: Place,
}

/// Why an entry replaces another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The entry that no longer counts.
    pub entry: String,
    /// Why.
    pub reason: String,
    /// Whether it takes the entry back: nothing stands in its place, and the amount of this entry is none.
    pub withdraws: bool,
}

/// A printed total, kept beside the entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedAmount {
    /// The vintage.
    pub vintage: String,
    /// The titles of the part it sums up; empty for the plan as a whole.
    pub path: Vec<String>,
    /// The fiscal year; none for the sum over the years.
    pub fiscal_year: Option<FiscalYear>,
    /// What it is, as printed: 合計額, 計画策定時との比較.
    pub label: String,
    /// Whether it is a difference against another vintage rather than a sum.
    pub difference: bool,
    /// How much.
    pub amount: Yen,
    /// Where it stands.
    pub at: Place,
}

/// The entries that count: those which no later entry corrects, and which take nothing back themselves.
pub fn in_force(entries: &[Effect]) -> impl Iterator<Item = &Effect> {
    let corrections = entries.iter().filter_map(|e| e.corrects.as_ref());
    let corrected: HashSet<&str> = corrections
        .map(|c| c.entry.as_str())
        .filter(|id| !id.is_empty())
        .collect();
    let counts = move |e: &&Effect| !corrected.contains(e.id.as_str()) && !e.withdraws();
    entries.iter().filter(counts)
}

impl Effect {
    /// Whether the entry only takes another one back.
    pub fn withdraws(&self) -> bool {
        self.corrects.as_ref().is_some_and(|c| c.withdraws)
    }
}

/// A part of a plan that amounts are stated for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its identity in the plan, where it has one.
    pub on: Option<Owner>,
    /// Its titles today, from the highest section down; as printed where it has no identity.
    pub titles: Vec<String>,
}

impl Part {
    /// Whether an amount is stated for this part.
    pub fn has(&self, effect: &Effect) -> bool {
        self.key() == PartKey::of(effect)
    }

    /// What its entries have in common.
    pub fn key(&self) -> PartKey {
        PartKey::made(self.on.as_ref(), &self.titles)
    }
}

/// What the entries of one part have in common, so that they are found without comparing each with each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PartKey(Option<Owner>, Vec<String>);

impl PartKey {
    /// The part that an amount is stated for.
    pub fn of(effect: &Effect) -> Self {
        Self::made(effect.on.as_ref(), &effect.path)
    }

    fn made(on: Option<&Owner>, path: &[String]) -> Self {
        match on {
            Some(owner) => PartKey(Some(owner.clone()), Vec::new()),
            None => PartKey(None, path.iter().map(|title| fold(title)).collect()),
        }
    }
}

/// The parts of a plan that amounts in force are stated for, in the order first stated.
pub fn parts(plan: &Plan) -> Vec<Part> {
    let mut seen: HashSet<(Option<&Owner>, Vec<String>)> = HashSet::new();
    let mut parts = Vec::new();
    for effect in in_force(&plan.effects) {
        let printed = match &effect.on {
            Some(_) => Vec::new(),
            None => effect.path.iter().map(|title| fold(title)).collect(),
        };
        if seen.insert((effect.on.as_ref(), printed)) {
            parts.push(Part {
                on: effect.on.clone(),
                titles: titles(plan, effect),
            });
        }
    }
    parts
}

/// What lies above a section or an item, nearest first: the item that it belongs to, and the sections.
pub fn owners_above(plan: &Plan, on: Option<&Owner>) -> Vec<Owner> {
    let mut found = Vec::new();
    let mut section = match on {
        None => None,
        Some(Owner::Section(id)) => plan.section(id).and_then(|s| s.parent.clone()),
        Some(Owner::Item(id)) => {
            let own = plan.item(id);
            let mut parent = own.and_then(|item| item.parent.clone());
            while let Some(id) = parent.filter(|_| found.len() <= plan.items.len()) {
                parent = plan.item(&id).and_then(|item| item.parent.clone());
                found.push(Owner::Item(id));
            }
            own.and_then(|item| item.section.clone())
        }
    };
    let items = found.len();
    while let Some(id) = section.filter(|_| found.len() - items <= plan.sections.len()) {
        section = plan.section(&id).and_then(|s| s.parent.clone());
        found.push(Owner::Section(id));
    }
    found
}

/// The titles of what an amount is stated for, as they are today.
pub fn titles(plan: &Plan, effect: &Effect) -> Vec<String> {
    let of_section = |id: &str| plan.path(id).into_iter().map(str::to_owned).collect::<Vec<_>>();
    match &effect.on {
        Some(Owner::Section(id)) => of_section(id),
        Some(Owner::Item(id)) => match plan.item(id) {
            Some(item) => {
                let mut titles = item.section.as_deref().map(of_section).unwrap_or_default();
                titles.push(item.title.clone());
                titles
            }
            None => effect.path.clone(),
        },
        None => effect.path.clone(),
    }
}

/// Ties the amounts that are known by their printed titles alone to the section or item of that name.
/// The whole path decides; a single title does where one part alone has it.
pub fn tie(plan: &mut Plan) {
    if plan.effects.iter().all(|e| e.on.is_some()) {
        return;
    }
    let names = Names::of(plan);
    for effect in plan.effects.iter_mut().filter(|e| e.on.is_none()) {
        effect.on = names.owner(&effect.path);
    }
}

/// The sections and items of a plan by what amounts call them.
struct Names {
    by_path: HashMap<Vec<String>, Option<Owner>>,
    by_title: HashMap<String, Option<Owner>>,
}

impl Names {
    fn of(plan: &Plan) -> Self {
        let mut names = Names {
            by_path: HashMap::new(),
            by_title: HashMap::new(),
        };
        let mut paths: HashMap<&str, Vec<String>> = HashMap::new();
        for section in &plan.sections {
            let mut path = section
                .parent
                .as_deref()
                .and_then(|parent| paths.get(parent).cloned())
                .unwrap_or_default();
            path.push(fold(&section.title));
            paths.insert(&section.id, path.clone());
            names.add(path, Owner::Section(section.id.clone()));
        }
        // An item that is printed again elsewhere (再掲) is no second owner of the name.
        for item in plan.items.iter().filter(|item| !item.repeated) {
            let above = item.section.as_deref().and_then(|id| paths.get(id).cloned());
            let mut path = above.unwrap_or_default();
            path.push(fold(&item.title));
            names.add(path, Owner::Item(item.id.clone()));
        }
        names
    }

    /// A name that two parts have names neither.
    fn add(&mut self, path: Vec<String>, owner: Owner) {
        let title = path.last().cloned().unwrap_or_default();
        if title.is_empty() {
            return;
        }
        let known = [self.by_path.get_mut(&path), self.by_title.get_mut(&title)];
        for owner in known.into_iter().flatten() {
            *owner = None;
        }
        self.by_path.entry(path).or_insert_with(|| Some(owner.clone()));
        self.by_title.entry(title).or_insert(Some(owner));
    }

    fn owner(&self, path: &[String]) -> Option<Owner> {
        let path: Vec<String> = path.iter().map(|title| fold(title)).collect();
        if let Some(found) = self.by_path.get(&path) {
            return found.clone();
        }
        let [title] = path.as_slice() else {
            return None;
        };
        self.by_title.get(title).cloned().flatten()
    }
}

/// What was planned for an item in a fiscal year, as it was said last; none where nothing was.
pub fn planned(plan: &Plan, item: &str, year: FiscalYear) -> Option<Yen> {
    let is_planned = |effect: &&Effect| {
        let is_own = matches!(&effect.on, Some(Owner::Item(id)) if id == item);
        is_own && effect.kind == EffectKind::Plan && effect.fiscal_year == Some(year)
    };
    let own: Vec<&Effect> = in_force(&plan.effects).filter(is_planned).collect();
    let said: Vec<&str> = vintages(&plan.effects);
    let last = said
        .iter()
        .rev()
        .find(|vintage| own.iter().any(|effect| effect.vintage == **vintage))?;
    let amounts = own.iter().filter(|effect| effect.vintage == **last);
    Yen::sum(amounts.map(|effect| effect.amount))
}

/// The vintages of a ledger, in the order first stated.
pub fn vintages(entries: &[Effect]) -> Vec<&str> {
    each_once(entries.iter().map(|entry| entry.vintage.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Item, Section};
    use crate::table::effects::series;

    fn amount(id: &str, vintage: &str, path: &[&str], amount: i64) -> Effect {
        Effect {
            id: id.into(),
            vintage: vintage.into(),
            on: None,
            path: path.iter().map(|t| (*t).to_owned()).collect(),
            fiscal_year: FiscalYear::new(2027),
            kind: EffectKind::Plan,
            amount: Yen(amount),
            duration: Duration::Unsaid,
            source: Source::Unsaid,
            corrects: None,
            at: Place::NOWHERE,
        }
    }

    fn section(id: &str, parent: Option<&str>, title: &str) -> Section {
        Section {
            id: id.into(),
            parent: parent.map(str::to_owned),
            title: title.into(),
            ..Section::default()
        }
    }

    fn item(id: &str, section: &str, title: &str) -> Item {
        Item {
            id: id.into(),
            section: Some(section.into()),
            title: title.into(),
            ..Item::default()
        }
    }

    fn plan() -> Plan {
        Plan {
            sections: vec![
                section("s1", None, "財政"),
                section("s2", Some("s1"), "歳入"),
                section("s3", None, "組織"),
            ],
            items: vec![
                item("i1", "s2", "広告料の確保"),
                item("i2", "s2", "使用料の見直し"),
                item("i3", "s3", "使用料の見直し"),
            ],
            ..Plan::default()
        }
    }

    #[test]
    fn an_amount_follows_its_item_through_a_rename_and_a_move() {
        let mut plan = plan();
        plan.effects = vec![
            amount("e1", "策定時", &["財政", "歳入", "広告料の確保"], 67_100),
            amount("e2", "策定時", &["組織"], 1_200),
        ];
        tie(&mut plan);
        assert_eq!(plan.effects[0].on, Some(Owner::Item("i1".into())));
        assert_eq!(plan.effects[1].on, Some(Owner::Section("s3".into())));
        plan.items[0].title = "広告収入の拡大".into();
        plan.items[0].section = Some("s3".into());
        let parts = parts(&plan);
        assert_eq!(parts[0].titles, ["組織", "広告収入の拡大"]);
        // The same amount, stated again under the new title, is the same part and not a second one.
        plan.effects
            .push(amount("e3", "現在", &["組織", "広告収入の拡大"], 60_000));
        tie(&mut plan);
        assert_eq!(super::parts(&plan).len(), 2);
        let sums: Vec<_> = series(&plan)
            .iter()
            .map(|s| s.sum(Some(&parts[0]), None))
            .collect();
        assert_eq!(sums, [Some(Yen(67_100)), Some(Yen(60_000))]);
    }

    #[test]
    fn a_title_that_two_parts_have_names_neither() {
        let mut plan = plan();
        plan.effects = vec![
            amount("e1", "", &["使用料の見直し"], 1),
            amount("e2", "", &["歳入"], 2),
            amount("e3", "", &["財政", "使用料の見直し"], 3),
            amount("e4", "", &[], 4),
        ];
        tie(&mut plan);
        let owners: Vec<_> = plan.effects.iter().map(|e| e.on.clone()).collect();
        assert_eq!(owners, [None, Some(Owner::Section("s2".into())), None, None]);
    }

    #[test]
    fn what_is_taken_back_counts_for_nothing() {
        let mut back = amount("e2", "", &["組織"], 0);
        back.corrects = Some(Correction {
            entry: "e1".into(),
            reason: "取組をやめたため".into(),
            withdraws: true,
        });
        let entries = [
            amount("e1", "", &["組織"], 5),
            back,
            amount("e3", "", &["財政"], 7),
        ];
        assert_eq!(
            in_force(&entries).map(|e| e.id.as_str()).collect::<Vec<_>>(),
            ["e3"]
        );
    }
}
