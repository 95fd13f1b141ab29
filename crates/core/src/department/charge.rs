//! Who is in charge in a fiscal year (担当): printed labels followed through renames, merges and splits.
//!
//! A label means what it meant when the plan was printed; from there its department is followed to
//! the year asked for. What the directory cannot decide (a split, 全庁, 所管課, an unknown name)
//! is decided item by item. Not here: changing the directory (`change`).

use std::collections::{HashMap, HashSet, VecDeque};

use super::{Department, Directory, Role, is_division, is_everyone, is_whoever_in_charge};
use crate::fiscal_year::FiscalYear;
use crate::plan::{Item, Plan};
use crate::text::{each_once, fold, split_outside_brackets};

/// What a printed label means in a fiscal year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InCharge<'a> {
    /// One department, which exists in that year.
    One(&'a Department),
    /// Its department was split, and nothing says which of these took over.
    Split(Vec<&'a Department>),
    /// Several departments are meant, or could be.
    Several(Vec<&'a Department>),
    /// 全庁, 全課: every department.
    All,
    /// 所管課, 関係課: whoever is in charge.
    Whoever,
    /// Its department ended and nobody took over.
    Ended(&'a Department),
    /// Nobody knows it.
    Unknown,
}

/// A decision (担当の決定) about one label at one item: from a fiscal year on it means these departments.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChargeDecision {
    /// The item.
    pub item: String,
    /// The label as printed; empty for the lead of an item that names none.
    pub label: String,
    /// The first fiscal year in which it holds.
    pub from: FiscalYear,
    /// The identities of the departments; none where nobody is asked (照会しない).
    pub departments: Vec<String>,
}

/// The decision about a label at an item in a fiscal year: the latest at or before it.
pub fn decision_of<'a>(
    charges: impl IntoIterator<Item = &'a ChargeDecision>,
    item: &str,
    label: &str,
    year: FiscalYear,
) -> Option<&'a ChargeDecision> {
    let key = fold(label);
    charges
        .into_iter()
        .filter(|c| c.item == item && c.from <= year && fold(&c.label) == key)
        .max_by_key(|c| c.from)
}

/// Names that were typed and mean no department of the year, or not one alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownNames(pub Vec<String>);

impl UnknownNames {
    /// What is wrong, and what to do.
    pub fn words(&self) -> String {
        format!(
            "「{}」は、この年度の課名簿にないか、1つの課に決まりません。課名簿にある名前で入力してください。",
            self.0.join("」「")
        )
    }
}

/// What a department has to do for an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The item.
    pub item: String,
    /// The label as printed, of a bracket the one member; empty where the item names no lead.
    pub label: String,
    /// Its role.
    pub role: Role,
    /// Whether it coordinates: the first lead.
    pub coordinates: bool,
    /// The identity of the department, or why none is known.
    pub department: Result<String, Open>,
}

/// Why it is open which department has a duty. Candidates are identities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Open {
    /// Nobody knows the name.
    Unknown,
    /// The department was split into these.
    Split(Vec<String>),
    /// Several departments could be meant.
    Several(Vec<String>),
    /// 全庁
    All,
    /// 所管課
    Whoever,
    /// The department ended and nobody took over.
    Ended(String),
    /// The item names no lead.
    NoLead,
}

impl Open {
    /// Why, as people read it.
    pub const fn label(&self) -> &'static str {
        match self {
            Open::Unknown => "課名簿にない名前です",
            Open::Split(_) => "分割後のどの課か決まっていません",
            Open::Several(_) => "同じ名前の課が複数あります",
            Open::All => "全庁とあり、課が決まっていません",
            Open::Whoever => "所管課とあり、課が決まっていません",
            Open::Ended(_) => "廃止され、引き継いだ課がありません",
            Open::NoLead => "主担当の記載がありません",
        }
    }

    /// The departments that could be meant, by identity.
    pub fn candidates(&self) -> &[String] {
        match self {
            Open::Split(ids) | Open::Several(ids) => ids,
            Open::Ended(id) => std::slice::from_ref(id),
            Open::Unknown | Open::All | Open::Whoever | Open::NoLead => &[],
        }
    }
}

/// One department that a label names, and what that means.
#[derive(Clone, Debug)]
struct Part<'a> {
    label: String,
    meaning: InCharge<'a>,
}

/// When a label was printed, where that is known, and the year asked for.
#[derive(Clone, Copy)]
struct When {
    printed: Option<FiscalYear>,
    year: FiscalYear,
}

impl Directory {
    /// What a printed label means in a fiscal year. The department valid then is meant; one that ended
    /// is followed through its successors, one that only came later back to what it came from.
    /// A bracket that names several departments gives all of them that are known.
    pub fn in_charge(&self, label: &str, year: FiscalYear) -> InCharge<'_> {
        let mut parts = self.parts(label, When { printed: None, year });
        if parts.len() == 1 {
            return parts.remove(0).meaning;
        }
        let mut known: Vec<&Department> = Vec::new();
        for part in parts {
            add_new(&mut known, departments_of(&part.meaning));
        }
        InCharge::Several(known)
    }

    /// The departments that are typed by their names, parted by commas or lines, by identity and each once.
    ///
    /// # Errors
    /// Names that mean no department of the year, or not one alone.
    pub fn typed(&self, text: &str, year: FiscalYear) -> Result<Vec<String>, UnknownNames> {
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        for name in text
            .lines()
            .flat_map(|line| split_outside_brackets(line, &['、', '，', ',']))
        {
            match self.in_charge(&name, year) {
                InCharge::One(department) if !found.contains(&department.id) => {
                    found.push(department.id.clone());
                }
                InCharge::One(_) => {}
                _ => unknown.push(name),
            }
        }
        match unknown.is_empty() {
            true => Ok(found),
            false => Err(UnknownNames(unknown)),
        }
    }

    /// The departments that are in charge of a label at an item by decision, as far as it is known what each has become; an
    /// open one among several leaves the others as they are.
    pub fn charged(
        &self,
        charges: &[ChargeDecision],
        (item, label): (&str, &str),
        year: FiscalYear,
    ) -> Vec<String> {
        let decided = decision_of(charges, item, label, year);
        let followed = decided.into_iter().flat_map(|charge| self.followed(charge, year));
        each_once(followed.flatten().flatten())
    }

    /// What each of the departments of a decision has become by a fiscal year; none for one that the directory does not know.
    fn followed(
        &self,
        charge: &ChargeDecision,
        year: FiscalYear,
    ) -> impl Iterator<Item = Option<Result<String, Open>>> {
        charge.departments.iter().map(move |id| {
            let department = self.department(id)?;
            Some(match self.became(department, year).as_slice() {
                [] => Err(Open::Ended(department.id.clone())),
                [one] => Ok(one.id.clone()),
                several => Err(Open::Split(ids(several))),
            })
        })
    }

    /// The departments that a department has become by a fiscal year: itself while it exists.
    pub fn became<'a>(&'a self, department: &'a Department, year: FiscalYear) -> Vec<&'a Department> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut ahead = VecDeque::from([department]);
        while let Some(next) = ahead.pop_front() {
            if !seen.insert(next.id.as_str()) {
                continue;
            }
            if next.until.is_none_or(|until| year <= until) {
                found.push(next);
            } else {
                ahead.extend(next.successors.iter().filter_map(|id| self.department(id)));
            }
        }
        found
    }

    /// The departments of a fiscal year out of which a later one came.
    fn came_of<'a>(&'a self, department: &'a Department, year: FiscalYear) -> Vec<&'a Department> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        let mut back = VecDeque::from([department]);
        while let Some(next) = back.pop_front() {
            if !seen.insert(next.id.as_str()) {
                continue;
            }
            if next.exists_in(Some(year)) {
                found.push(next);
            } else {
                back.extend(
                    self.departments
                        .iter()
                        .filter(|d| d.successors.contains(&next.id)),
                );
            }
        }
        found
    }

    /// What a folded name means, among the departments that fit.
    fn meaning(&self, key: &str, when: When, fits: &dyn Fn(&Department) -> bool) -> InCharge<'_> {
        let known_in = |year: FiscalYear| self.called(key, |d| fits(d) && d.exists_in(Some(year)));
        let mut meant = when.printed.map(known_in).unwrap_or_default();
        if meant.is_empty() {
            meant = known_in(when.year);
        }
        if meant.is_empty() {
            meant = self.called(key, fits);
            // Of a name that was used again and again the last use before the year counts.
            let last = meant
                .iter()
                .filter_map(|d| d.until)
                .filter(|u| *u < when.year)
                .max();
            if last.is_some() {
                meant.retain(|d| d.until == last);
            }
        }
        let mut reached: Vec<&Department> = Vec::new();
        for department in &meant {
            add_new(
                &mut reached,
                if department.from.is_some_and(|from| when.year < from) {
                    self.came_of(department, when.year)
                } else {
                    self.became(department, when.year)
                },
            );
        }
        match (meant.as_slice(), reached.as_slice()) {
            (_, [one]) => InCharge::One(one),
            ([was], []) if was.until.is_some_and(|until| until < when.year) => InCharge::Ended(was),
            (_, []) => InCharge::Unknown,
            ([was], _) if was.from.is_none_or(|from| from <= when.year) => InCharge::Split(reached),
            _ => InCharge::Several(reached),
        }
    }

    /// The departments that a label names: one for most, several for a bracket that lists them.
    fn parts(&self, label: &str, when: When) -> Vec<Part<'_>> {
        let one = |meaning| {
            vec![Part {
                label: label.to_owned(),
                meaning,
            }]
        };
        let key = fold(label);
        let anyone: &dyn Fn(&Department) -> bool = &|_| true;
        if is_everyone(&key) {
            return one(InCharge::All);
        }
        let Some((head, members)) = bracket(label) else {
            return one(match is_whoever_in_charge(&key) {
                true => InCharge::Whoever,
                false => self.meaning(&key, when, anyone),
            });
        };
        let head = fold(&head);
        if is_everyone(&head) {
            return one(InCharge::All);
        }
        if !self.called(&key, |_| true).is_empty() {
            return one(self.meaning(&key, when, anyone));
        }
        let whoever = is_whoever_in_charge(&head);
        if let [above] = members.as_slice()
            && !whoever
            && is_division(&fold(above))
            && !is_division(&head)
        {
            // 市民（市民経済部）: the bracket says where the department is.
            let within = self.ever_called(&fold(above));
            return one(match self.meaning(&head, when, &|d| self.is_below(d, &within)) {
                InCharge::Unknown => self.meaning(&head, when, anyone),
                found => found,
            });
        }
        let within = self.ever_called(&head);
        let of = |member: &String| {
            let member = fold(member);
            if whoever {
                self.meaning(&member, when, anyone)
            } else {
                self.meaning(&member, when, &|d| self.is_below(d, &within))
            }
        };
        let parts: Vec<Part<'_>> = members
            .iter()
            .map(|member| Part {
                label: member.clone(),
                meaning: of(member),
            })
            .collect();
        if parts.iter().any(|part| part.meaning != InCharge::Unknown) {
            return parts;
        }
        one(if whoever {
            InCharge::Whoever
        } else {
            self.meaning(&head, when, anyone)
        })
    }

    /// Every department that was ever called so, with all that came of it.
    fn ever_called(&self, folded: &str) -> HashSet<&str> {
        let mut found: HashSet<&str> = HashSet::new();
        let mut ahead = self.called(folded, |_| true);
        while let Some(next) = ahead.pop() {
            if found.insert(&next.id) {
                ahead.extend(next.successors.iter().filter_map(|id| self.department(id)));
            }
        }
        found
    }

    fn is_below(&self, department: &Department, within: &HashSet<&str>) -> bool {
        self.above(department)
            .iter()
            .any(|d| within.contains(d.id.as_str()))
    }
}

/// A label with a bracket: what stands before it, and its members.
pub(super) fn bracket(label: &str) -> Option<(String, Vec<String>)> {
    let (head, rest) = label.split_once(['（', '('])?;
    let inner = rest.trim_end().trim_end_matches(['）', ')']);
    let members = split_outside_brackets(inner, &['、', '，', ',', '／', '/']);
    (!head.trim().is_empty() && !members.is_empty()).then(|| (head.trim().to_owned(), members))
}

fn add_new<'a>(known: &mut Vec<&'a Department>, more: Vec<&'a Department>) {
    for department in more {
        if known.iter().all(|d| d.id != department.id) {
            known.push(department);
        }
    }
}

fn departments_of<'a>(meaning: &InCharge<'a>) -> Vec<&'a Department> {
    match meaning {
        InCharge::One(one) => vec![one],
        InCharge::Split(all) | InCharge::Several(all) => all.clone(),
        InCharge::All | InCharge::Whoever | InCharge::Ended(_) | InCharge::Unknown => Vec::new(),
    }
}

fn ids(departments: &[&Department]) -> Vec<String> {
    departments.iter().map(|d| d.id.clone()).collect()
}

fn decided(meaning: &InCharge<'_>) -> Result<String, Open> {
    match meaning {
        InCharge::One(one) => Ok(one.id.clone()),
        InCharge::Split(all) => Err(Open::Split(ids(all))),
        InCharge::Several(all) => Err(Open::Several(ids(all))),
        InCharge::All => Err(Open::All),
        InCharge::Whoever => Err(Open::Whoever),
        InCharge::Ended(was) => Err(Open::Ended(was.id.clone())),
        InCharge::Unknown => Err(Open::Unknown),
    }
}

/// The items none of whose leads is a department that is known, in the order of the duties.
pub fn without_lead(duties: &[Duty]) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let leads = || duties.iter().filter(|duty| duty.role == Role::Lead);
    let led: HashSet<&str> = leads()
        .filter(|duty| duty.department.is_ok())
        .map(|duty| duty.item.as_str())
        .collect();
    for duty in leads().filter(|duty| !led.contains(duty.item.as_str())) {
        if found.last() != Some(&duty.item.as_str()) {
            found.push(&duty.item);
        }
    }
    found
}

/// What a plan asks of the departments in a fiscal year, in the order of its items; repeated items
/// (再掲) ask nothing. A department that an item names twice has one duty there, the first.
pub fn duties(plan: &Plan, directory: &Directory, charges: &[ChargeDecision], year: FiscalYear) -> Vec<Duty> {
    let when = When {
        printed: plan.period.map(|p| p.from),
        year,
    };
    let mut charges_at: HashMap<&str, Vec<&ChargeDecision>> = HashMap::new();
    for charge in charges {
        charges_at.entry(&charge.item).or_default().push(charge);
    }
    let mut known: HashMap<String, Vec<Part<'_>>> = HashMap::new();
    let mut duties = Vec::new();
    let asked = |i: &&Item| !i.repeated && i.is_worked_on_in(year);
    for item in plan.items.iter().filter(asked) {
        let charged = |label: &str| -> Option<Vec<Result<String, Open>>> {
            let at = charges_at.get(item.id.as_str())?;
            let charge = decision_of(at.iter().copied(), &item.id, label, year)?;
            directory.followed(charge, year).collect()
        };
        let mut named: Vec<(Role, String, Result<String, Open>)> = Vec::new();
        if item.departments.lead.is_empty() {
            let lead = charged("").unwrap_or_else(|| vec![Err(Open::NoLead)]);
            named.extend(lead.into_iter().map(|one| (Role::Lead, String::new(), one)));
        }
        for (role, label) in item.departments.all() {
            if let Some(departments) = charged(label) {
                named.extend(departments.into_iter().map(|one| (role, label.to_owned(), one)));
                continue;
            }
            let parts = known
                .entry(label.to_owned())
                .or_insert_with(|| directory.parts(label, when));
            for part in parts.iter() {
                let departments = charged(&part.label).unwrap_or_else(|| vec![decided(&part.meaning)]);
                named.extend(departments.into_iter().map(|one| (role, part.label.clone(), one)));
            }
        }
        add_duties(&mut duties, item, named);
    }
    duties
}

fn add_duties(duties: &mut Vec<Duty>, item: &Item, named: Vec<(Role, String, Result<String, Open>)>) {
    let mut taken: HashSet<String> = HashSet::new();
    let mut coordinated = false;
    for (role, label, department) in named {
        if let Ok(id) = &department
            && !taken.insert(id.clone())
        {
            continue;
        }
        let coordinates = role == Role::Lead && !coordinated;
        coordinated |= coordinates;
        duties.push(Duty {
            item: item.id.clone(),
            label,
            role,
            coordinates,
            department,
        });
    }
}

#[cfg(test)]
mod tests;
