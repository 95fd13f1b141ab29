//! The year's edition (確定版): what a round gave, frozen, and what a correction changed.
//!
//! An edition holds one entry for each item as it stood: its place in the plan, its title, its
//! departments by name, their answers, all grades side by side. The year's tables come out of the
//! entries alone, so nothing that happens to the plan later can change them. Not here: editions of a
//! plan (`plan::PlanVersion`), what a correction changes (`errata`), storing.

pub mod errata;

use std::collections::HashMap;

use crate::department::{Assignment, Role};
use crate::document::Place;
use crate::plan::{Item, Plan, Section};
use crate::precedence::Precedence;
use crate::progress::{Evaluation, Evaluator, Scale};
use crate::round::answer::{Answer, State};
use crate::round::board::grade_of_departments;
use crate::round::field::{Field, Values};
use crate::round::{Key, Term};

/// A part of the plan above an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Step {
    /// The plan's own name of the level.
    pub level: String,
    /// The number as printed.
    pub label: String,
    /// The title.
    pub title: String,
}

/// The answer of a department as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenAnswer {
    /// The name of the department in that year.
    pub department: String,
    /// Whether it leads or supports.
    pub role: Role,
    /// Whether it is the first lead.
    pub coordinates: bool,
    /// Where the answer stood.
    pub state: State,
    /// What was answered.
    pub values: Values,
}

/// A grade with who gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Which evaluator.
    pub by: Evaluator,
    /// The label of the grade.
    pub grade: String,
    /// Why; empty where nothing was said.
    pub reason: String,
}

/// An item as it stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The identity of the item, which never changes.
    pub item: String,
    /// From the highest level down.
    pub path: Vec<Step>,
    /// The serial number as printed that year.
    pub serial: Option<String>,
    /// The number as printed that year.
    pub number: Option<String>,
    /// The title.
    pub title: String,
    /// The answers, in the order of the departments at the item.
    pub answers: Vec<GivenAnswer>,
    /// The grades, in the order of the evaluators; that of the departments comes first.
    pub grades: Vec<Given>,
    /// What the indicators are called and in which unit, by identity.
    pub indicators: Vec<(String, String, String)>,
}

/// An edition without its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// 1 for the first of the plan; never used twice.
    pub number: u32,
    /// The round it came of.
    pub round: Key,
    /// As shown: 令和元年度 進捗状況.
    pub title: String,
    /// When it was frozen, RFC 3339.
    pub made_at: String,
    /// Who froze it.
    pub made_by: String,
    /// The edition that it corrects.
    pub corrects: Option<u32>,
    /// Why it was corrected.
    pub reason: Option<String>,
    /// What the correction changed.
    pub changes: Vec<Change>,
    /// The scale of the year.
    pub scale: Scale,
    /// Whose grade counted.
    pub precedence: Precedence,
}

/// A value that a correction changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The item.
    pub item: String,
    /// The title of the item.
    pub title: String,
    /// What changed: 進捗状況（財政課）.
    pub what: String,
    /// The value before; none for a blank.
    pub old: Option<String>,
    /// The value now; none for a blank.
    pub new: Option<String>,
}

/// The entries of a round: one for each item that is not printed a second time and was asked about.
/// `name` gives the name of a department by its identity.
pub fn entries(
    plan: &Plan,
    answers: &[Answer],
    grades: &[(String, Given)],
    name: &dyn Fn(&str) -> String,
) -> Vec<Entry> {
    let mut by_item: HashMap<&str, Vec<&Answer>> = HashMap::new();
    for answer in answers {
        by_item.entry(&answer.item).or_default().push(answer);
    }
    let mut given: HashMap<&str, Vec<&Given>> = HashMap::new();
    for (item, grade) in grades {
        given.entry(item).or_default().push(grade);
    }
    let sections = plan.sections_by_id();
    plan.items
        .iter()
        .filter(|item| by_item.contains_key(item.id.as_str()))
        .map(|item| {
            let answers = by_item
                .get(item.id.as_str())
                .map(Vec::as_slice)
                .unwrap_or_default();
            let mut grades: Vec<Given> = Vec::new();
            if let Some(first) = grade_of_departments(answers.iter().copied()) {
                grades.push(Given {
                    by: Evaluator::Department,
                    grade: first.value(&Field::Grade).unwrap_or_default().to_owned(),
                    reason: first.value(&Field::Reason).unwrap_or_default().to_owned(),
                });
            }
            let mut others: Vec<Given> = given
                .get(item.id.as_str())
                .into_iter()
                .flatten()
                .map(|grade| (*grade).clone())
                .collect();
            others.sort_by_key(|grade| grade.by);
            grades.extend(others);
            Entry {
                item: item.id.clone(),
                path: path(item, &sections),
                serial: item.serial.clone(),
                number: item.number.clone(),
                title: item.title.clone(),
                answers: answers
                    .iter()
                    .map(|answer| GivenAnswer {
                        department: name(&answer.department),
                        role: answer.role,
                        coordinates: answer.coordinates,
                        state: answer.state,
                        values: answer.plain(),
                    })
                    .collect(),
                grades,
                indicators: plan
                    .indicators
                    .iter()
                    .filter(|i| i.item.as_deref() == Some(&item.id))
                    .map(|i| (i.id.clone(), i.name.clone(), i.unit.clone()))
                    .collect(),
            }
        })
        .collect()
}

fn path(item: &Item, sections: &HashMap<&str, &Section>) -> Vec<Step> {
    let mut path = Vec::new();
    let mut next = item.section.as_deref();
    // A register whose sections name one another in a circle ends here, as it does elsewhere.
    while let Some(section) = next.and_then(|id| sections.get(id)).filter(|_| path.len() < 16) {
        path.push(Step {
            level: section.level.clone(),
            label: section.label.clone(),
            title: section.title.clone(),
        });
        next = section.parent.as_deref();
    }
    path.reverse();
    path
}

/// The plan that the entries are: sections, items, departments and grades of one year, and nothing
/// else. The progress table of the year is made of it.
pub fn plan_of(
    entries: &[Entry],
    scale: &Scale,
    precedence: &Precedence,
    year: crate::fiscal_year::FiscalYear,
) -> Plan {
    let mut plan = Plan {
        scales: vec![scale.clone()],
        precedence: precedence.clone(),
        ..Plan::default()
    };
    let mut known: HashMap<Vec<Step>, String> = HashMap::new();
    for entry in entries {
        let mut parent: Option<String> = None;
        for depth in 1..=entry.path.len() {
            let key = entry.path[..depth].to_vec();
            let id = match known.get(&key) {
                Some(id) => id.clone(),
                None => {
                    let id = format!("s{}", plan.sections.len() + 1);
                    let step = &entry.path[depth - 1];
                    plan.sections.push(Section {
                        id: id.clone(),
                        parent: parent.clone(),
                        level: step.level.clone(),
                        depth: (depth - 1).min(8) as u8,
                        label: step.label.clone(),
                        title: step.title.clone(),
                        ..Section::default()
                    });
                    known.insert(key, id.clone());
                    id
                }
            };
            parent = Some(id);
        }
        let names = |role: Role| -> Vec<String> {
            let own = entry.answers.iter().filter(|answer| answer.role == role);
            own.map(|answer| answer.department.clone()).collect()
        };
        plan.items.push(Item {
            id: entry.item.clone(),
            section: parent,
            serial: entry.serial.clone(),
            number: entry.number.clone(),
            title: entry.title.clone(),
            departments: Assignment {
                lead: names(Role::Lead),
                support: names(Role::Support),
            },
            ..Item::default()
        });
        plan.evaluations.extend(evaluations(entry, year));
    }
    plan
}

/// The grades of an entry as evaluations of the year. What was done stands with the department's.
pub fn evaluations(entry: &Entry, year: crate::fiscal_year::FiscalYear) -> Vec<Evaluation> {
    entry
        .grades
        .iter()
        .map(|given| Evaluation {
            item: entry.item.clone(),
            fiscal_year: Some(year),
            by: given.by,
            grade: given.grade.clone(),
            reason: Some(given.reason.clone()).filter(|reason| !reason.is_empty()),
            done: match given.by {
                Evaluator::Department => entry.words(&Field::Done),
                _ => None,
            },
            at: Place::element(entry.item.clone()),
        })
        .collect()
}

impl Entry {
    /// What the departments wrote in a field of words: that of the coordinating lead alone, or each
    /// under its department's name where several wrote.
    pub fn words(&self, field: &Field) -> Option<String> {
        let said: Vec<(&str, &str)> = self
            .answers
            .iter()
            .filter_map(|answer| Some((answer.department.as_str(), answer.values.get(field)?.as_str())))
            .collect();
        match said.as_slice() {
            [] => None,
            [(_, only)] => Some((*only).to_owned()),
            several => Some(
                several
                    .iter()
                    .map(|(department, text)| format!("【{department}】{text}"))
                    .collect::<Vec<_>>()
                    .join("\n"),
            ),
        }
    }

    /// The amounts of a field by all who lead, added up; none where nobody stated one, and on overflow.
    pub fn amount(&self, field: &Field) -> Option<crate::money::Yen> {
        let stated = self.answers.iter().filter_map(|answer| answer.values.get(field));
        crate::money::Yen::sum(stated.filter_map(|text| crate::round::field::yen(text)))
    }

    /// The grade by an evaluator.
    pub fn grade(&self, by: Evaluator) -> Option<&Given> {
        self.grades.iter().find(|given| given.by == by)
    }

    /// The grade that counts by the plan's rule.
    pub fn counted_grade(&self, precedence: &Precedence) -> Option<&Given> {
        precedence.choose(&self.grades, |given| given.by)
    }
}

/// The latest edition of each round, the earliest round first; `key` gives the round and the number.
pub fn latest_of_rounds<T>(editions: &[T], key: impl Fn(&T) -> (Key, i64)) -> Vec<&T> {
    let mut latest: std::collections::BTreeMap<Key, &T> = std::collections::BTreeMap::new();
    for edition in editions {
        let (round, number) = key(edition);
        let newer = latest.get(&round).is_none_or(|known| key(known).1 < number);
        if newer {
            latest.insert(round, edition);
        }
    }
    latest.into_values().collect()
}

/// The edition that speaks for a fiscal year: that of the whole year, else of the last part of it.
pub fn of_year<T>(
    editions: &[T],
    year: crate::fiscal_year::FiscalYear,
    key: impl Fn(&T) -> (Key, i64),
) -> Option<&T> {
    let of_year: Vec<&T> = latest_of_rounds(editions, &key)
        .into_iter()
        .filter(|edition| key(edition).0.year == year)
        .collect();
    let whole = of_year.iter().find(|edition| key(edition).0.term == Term::Year);
    whole.or(of_year.last()).copied()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::fiscal_year::FiscalYear;

    pub(crate) fn entry(item: &str, group: &str, grade: &str) -> Entry {
        Entry {
            item: item.into(),
            path: vec![
                Step {
                    level: "実施方針".into(),
                    label: "①".into(),
                    title: "財政".into(),
                },
                Step {
                    level: "項目".into(),
                    label: "(1)".into(),
                    title: group.into(),
                },
            ],
            title: format!("取組{item}"),
            answers: vec![GivenAnswer {
                department: "財政課".into(),
                role: Role::Lead,
                coordinates: true,
                state: State::Accepted,
                values: [
                    (Field::Grade, grade.to_owned()),
                    (Field::EffectActual, "1000".to_owned()),
                ]
                .into(),
            }],
            grades: vec![Given {
                by: Evaluator::Department,
                grade: grade.into(),
                reason: String::new(),
            }],
            ..Entry::default()
        }
    }

    #[test]
    fn sections_come_out_of_the_entries() {
        let entries = [
            entry("1", "歳入", "○"),
            entry("2", "歳出", "△"),
            entry("3", "歳入", "◎"),
        ];
        let plan = plan_of(
            &entries,
            &Scale::default(),
            &Precedence::default(),
            FiscalYear::new(2019).expect("a year"),
        );
        let titles: Vec<&str> = plan.sections.iter().map(|s| s.title.as_str()).collect();
        assert_eq!(titles, ["財政", "歳入", "歳出"]);
        assert_eq!(plan.items[2].section, plan.items[0].section);
        assert_eq!(plan.evaluations.len(), 3);
    }

    #[test]
    fn a_year_is_spoken_for_by_its_latest_edition() {
        let key = |text: &str| Key::parse(text).expect("a key");
        let editions = [
            (key("2018"), 1),
            (key("2019-h1"), 2),
            (key("2019-h2"), 3),
            (key("2018"), 4),
        ];
        let year = |western| FiscalYear::new(western).expect("a year");
        let number = |western| of_year(&editions, year(western), |e| *e).map(|e| e.1);
        assert_eq!(
            [number(2017), number(2018), number(2019)],
            [None, Some(4), Some(3)]
        );
        let with_year = [&editions[..], &[(key("2019"), 5), (key("2019-h2"), 6)]].concat();
        assert_eq!(of_year(&with_year, year(2019), |e| *e).map(|e| e.1), Some(5));
        let latest: Vec<i64> = latest_of_rounds(&with_year, |e| *e)
            .into_iter()
            .map(|e| e.1)
            .collect();
        assert_eq!(latest, [4, 5, 2, 6]);
    }

    #[test]
    fn the_rule_says_whose_grade_counts_and_no_other_is_lost() {
        let mut one = entry("1", "歳入", "◎");
        one.grades.push(Given {
            by: Evaluator::Council,
            grade: "○".into(),
            reason: "根拠が足りない".into(),
        });
        let counted = |rule: &Precedence| one.counted_grade(rule).map(|g| g.grade.clone());
        assert_eq!(counted(&Precedence::default()).as_deref(), Some("◎"));
        let council = Precedence::parse("council department").expect("a rule");
        assert_eq!(counted(&council).as_deref(), Some("○"));
        assert_eq!(
            one.grade(Evaluator::Department).map(|g| g.grade.as_str()),
            Some("◎")
        );
    }
}
