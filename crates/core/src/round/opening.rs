//! Opening a round: who answers for what, what must be decided first, and a proposal of the settings.
//!
//! Not here: what a label means in a year (`department::charge`), storing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use time::{Date, Duration};

use super::approval::{Approval, LONGEST_APPROVER, Rank};
use super::field::Question;
use super::{Deadlines, Key, Level, Round, RoundState, Term, USUAL_TOLERANCE};
use crate::calendar::workday;
use crate::department::{ChargeDecision, Directory, Open, Role, duties};
use crate::fiscal_year::FiscalYear;
use crate::plan::Plan;
use crate::text::fold;

/// An answer that a department is to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The item.
    pub item: String,
    /// The department.
    pub department: String,
    /// Whether it leads or supports.
    pub role: Role,
    /// Whether it is the first of the leads that are asked.
    pub coordinates: bool,
}

/// A duty without a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The item.
    pub item: String,
    /// The label as printed; empty where the item names no lead.
    pub label: String,
    /// What the department would do.
    pub role: Role,
    /// Why none is known.
    pub why: Open,
}

/// What opening a round would ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// The answers to be given, in the order of the plan.
    pub answers: Vec<Planned>,
    /// What must be decided first.
    pub open: Vec<Undecided>,
    /// What is left out this time on purpose.
    pub left_out: Vec<Undecided>,
}

/// A label at an item: the key of a decision.
pub type At = (String, String);

/// What is asked of whom in a fiscal year; what stands in `left_out` is not asked this time.
pub fn opening(
    plan: &Plan,
    directory: &Directory,
    charges: &[ChargeDecision],
    year: FiscalYear,
    left_out: &BTreeSet<At>,
) -> Opening {
    let mut found = Opening::default();
    let mut coordinated: HashSet<String> = HashSet::new();
    for duty in duties(plan, directory, charges, year) {
        match duty.department {
            Ok(department) => {
                let coordinates = duty.role == Role::Lead && coordinated.insert(duty.item.clone());
                found.answers.push(Planned {
                    item: duty.item,
                    department,
                    role: duty.role,
                    coordinates,
                });
            }
            Err(why) => {
                let is_left_out = left_out.contains(&(duty.item.clone(), duty.label.clone()));
                let undecided = Undecided {
                    item: duty.item,
                    label: duty.label,
                    role: duty.role,
                    why,
                };
                match is_left_out {
                    true => found.left_out.push(undecided),
                    false => found.open.push(undecided),
                }
            }
        }
    }
    found
}

/// What a round that is running would ask about items that came into the plan since it was opened. An item of which a
/// department is not decided is left for later as a whole, so that none is asked about by halves.
pub fn addition(whole: Opening, added: &BTreeSet<String>) -> Opening {
    let is_added = |item: &String| added.contains(item);
    let open: Vec<Undecided> = whole.open.into_iter().filter(|one| is_added(&one.item)).collect();
    let is_open = |item: &String| open.iter().any(|one| one.item == *item);
    let answers = whole.answers.into_iter();
    Opening {
        answers: answers
            .filter(|one| is_added(&one.item) && !is_open(&one.item))
            .collect(),
        open,
        left_out: Vec::new(),
    }
}

impl Opening {
    /// How many departments are asked.
    pub fn departments(&self) -> usize {
        self.answers
            .iter()
            .map(|a| a.department.as_str())
            .collect::<HashSet<_>>()
            .len()
    }

    /// How many items are asked about.
    pub fn items(&self) -> usize {
        self.answers
            .iter()
            .map(|a| a.item.as_str())
            .collect::<HashSet<_>>()
            .len()
    }
}

/// What shares a label and a reason, and so is usually decided in one go.
pub fn groups<'a>(undecided: impl IntoIterator<Item = &'a Undecided>) -> Vec<Vec<&'a Undecided>> {
    let mut order: Vec<Vec<&Undecided>> = Vec::new();
    let mut known: BTreeMap<(String, &'static str), usize> = BTreeMap::new();
    for one in undecided {
        let at = *known
            .entry((fold(&one.label), one.why.label()))
            .or_insert_with(|| {
                order.push(Vec::new());
                order.len() - 1
            });
        order[at].push(one);
    }
    order
}

/// The fiscal year that is usually asked about on a day: the one that ended last, unless its round has
/// been opened already; never one before the plan.
pub fn usual_year(plan: &Plan, rounds: &[Round], today: Date) -> Option<FiscalYear> {
    let now = FiscalYear::of_day(today)?;
    let ended = FiscalYear::new(now.western() - 1)?;
    let is_opened = |year| {
        rounds.iter().any(|r| {
            r.key
                == Key {
                    year,
                    term: Term::Year,
                }
        })
    };
    let year = if is_opened(ended) { now } else { ended };
    Some(plan.period.map_or(year, |period| year.max(period.from)))
}

/// The settings to begin with: those of the round before with its days a year on, else the usual ones.
pub fn proposal(key: Key, before: Option<&Round>, today: Date) -> Round {
    // The same days so many years later, on the same day of the week: offices give deadlines on workdays.
    let years = before.map_or(0, |b| i64::from(key.year.western() - b.key.year.western()));
    let days = years.saturating_mul(364);
    let again = before.filter(|before| after(before.due.department, days) > today);
    let (due, approvals) = match (again, before) {
        (Some(before), _) => (
            Deadlines {
                department: after(before.due.department, days),
                office: after(before.due.office, days),
            },
            moved(&before.approvals, |_, due| after(due, days)),
        ),
        (None, before) => {
            let approvals = match before {
                Some(before) => before.approvals.clone(),
                None => vec![Approval::usual(today)],
            };
            // A week for each level, the department having four.
            let weeks = |many: i64| after(today, 7 * many);
            let last = approvals.len().max(1) as i64 + 5;
            (
                Deadlines {
                    department: weeks(4),
                    office: weeks(last),
                },
                moved(&approvals, |at, _| weeks(5 + at)),
            )
        }
    };
    // Nobody can keep a deadline on a day on which nobody is there.
    let due = Deadlines {
        department: workday(due.department),
        office: workday(due.office),
    };
    Round {
        key,
        revision: 0,
        title: String::new(),
        questions: before.map_or_else(|| Question::usual().collect(), |b| b.questions.clone()),
        own: before.map_or_else(Vec::new, |b| b.own.clone()),
        approvals: moved(&approvals, |_, due| workday(due)),
        tolerance: before.map_or(USUAL_TOLERANCE, |b| b.tolerance),
        due,
        state: RoundState::Open,
        reason: None,
        opened_at: String::new(),
        opened_by: String::new(),
    }
}

/// The title where none was typed: 令和元年度 進捗状況調査.
pub fn usual_title(key: Key, plan: &Plan) -> String {
    format!("{} 進捗状況調査", key.show(plan.year_style))
}

/// The same approvals on other days, made of their place and their day.
fn moved(approvals: &[Approval], to: impl Fn(i64, Date) -> Date) -> Vec<Approval> {
    let with_place = approvals.iter().zip(0i64..);
    with_place
        .map(|(approval, at)| Approval {
            name: approval.name.clone(),
            due: to(at, approval.due),
        })
        .collect()
}

fn after(day: Date, days: i64) -> Date {
    day.checked_add(Duration::days(days)).unwrap_or(day)
}

/// What is wrong with the settings of a round, by field: `title`, `questions`, `due_department`, …
pub fn faults(round: &Round) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    if round.title.chars().count() > LONGEST_TITLE {
        found.push(("title", format!("名称は{LONGEST_TITLE}文字以内にしてください。")));
    }
    if round.questions.is_empty() && !round.own.iter().any(|question| question.is_asked) {
        found.push(("questions", "たずねる項目を1つ以上選んでください。".to_owned()));
    }
    if !(1..=MOST_TOLERANCE).contains(&round.tolerance) {
        found.push((
            "tolerance",
            format!("計画との差の理由を求める割合は、1から{MOST_TOLERANCE}までの数字で入力してください。"),
        ));
    }
    for (approval, field) in round.approvals.iter().zip(APPROVERS) {
        let is_twice = |other: &Approval| other.name == approval.name;
        if approval.name.is_empty() {
            found.push((field, "承認する人の職名を入力してください。".to_owned()));
        } else if approval.name.chars().count() > LONGEST_APPROVER {
            let why = format!("職名は{LONGEST_APPROVER}文字以内にしてください。");
            found.push((field, why));
        } else if round.approvals.iter().filter(|other| is_twice(other)).count() > 1 {
            let why = "同じ職名が2回あります。段階ごとに別の職名にしてください。".to_owned();
            found.push((field, why));
        }
    }
    if let Some((level, why)) = round.fault() {
        found.push((day_field(level), why));
    }
    found
}

/// From how many percent on at most a reason is asked for.
pub const MOST_TOLERANCE: i64 = 1_000;

/// How many characters the title of a round has at most.
pub const LONGEST_TITLE: usize = 60;

/// The fields of the names of those who approve, the lowest first.
pub const APPROVERS: [&str; 3] = ["approver", "approver_2", "approver_3"];

/// The field of the last day of a level.
pub const fn day_field(level: Level) -> &'static str {
    match level {
        Level::Department => "due_department",
        Level::Approval(Rank::First) => "due_head",
        Level::Approval(Rank::Second) => "due_head_2",
        Level::Approval(Rank::Third) => "due_head_3",
        Level::Office => "due_office",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::department::{Assignment, Department};
    use crate::plan::{Item, Period};
    use crate::round::day;

    fn directory() -> Directory {
        let department = |id: &str, name: &str| Department {
            id: id.into(),
            name: name.into(),
            aliases: vec![],
            parent: None,
            from: None,
            until: None,
            successors: vec![],
        };
        Directory {
            departments: vec![department("z", "財政課"), department("j", "人事課")],
        }
    }

    fn plan() -> Plan {
        let item = |id: &str, lead: &[&str], support: &[&str]| Item {
            id: id.into(),
            departments: Assignment {
                lead: lead.iter().map(|s| (*s).to_owned()).collect(),
                support: support.iter().map(|s| (*s).to_owned()).collect(),
            },
            ..Item::default()
        };
        Plan {
            items: vec![
                item("1", &["水道課", "財政課"], &["全庁"]),
                item("2", &[], &["人事課"]),
                item("3", &["水道課"], &[]),
            ],
            ..Plan::default()
        }
    }

    fn fy(year: i16) -> FiscalYear {
        FiscalYear::new(year).expect("a year")
    }

    #[test]
    fn what_is_open_is_grouped_and_decided_or_left_out() {
        let (plan, directory) = (plan(), directory());
        let first = opening(&plan, &directory, &[], fy(2019), &BTreeSet::new());
        let groups = groups(&first.open);
        let told: Vec<(&str, usize)> = groups.iter().map(|g| (g[0].label.as_str(), g.len())).collect();
        assert_eq!(told, [("水道課", 2), ("全庁", 1), ("", 1)]);
        assert_eq!(
            (first.answers.len(), first.departments(), first.items()),
            (2, 2, 2)
        );
        assert!(
            first.answers[0].coordinates,
            "the first lead that is known coordinates"
        );
        let charge = ChargeDecision {
            item: "1".into(),
            label: "水道課".into(),
            from: fy(2019),
            departments: vec!["j".into()],
        };
        let left_out = [("1", "全庁"), ("2", ""), ("3", "水道課")];
        let left_out = left_out
            .iter()
            .map(|(i, l)| ((*i).to_owned(), (*l).to_owned()))
            .collect();
        let then = opening(&plan, &directory, &[charge], fy(2019), &left_out);
        assert_eq!((then.open.len(), then.left_out.len()), (0, 3));
        let leads: Vec<(&str, bool)> = then
            .answers
            .iter()
            .filter(|a| a.role == Role::Lead)
            .map(|a| (a.department.as_str(), a.coordinates))
            .collect();
        assert_eq!(leads, [("j", true), ("z", false)]);
    }

    #[test]
    fn what_came_later_is_added_as_a_whole() {
        let none = BTreeSet::new();
        let whole = || opening(&plan(), &directory(), &[], fy(2019), &none);
        let added = |items: &[&str]| addition(whole(), &items.iter().map(|i| (*i).to_owned()).collect());
        let found = added(&["2"]);
        assert_eq!(
            (found.answers.len(), found.open.len()),
            (0, 1),
            "its lead is open"
        );
        let charge = ChargeDecision {
            item: "2".into(),
            label: String::new(),
            from: fy(2019),
            departments: vec!["z".into()],
        };
        let decided = opening(&plan(), &directory(), &[charge], fy(2019), &none);
        let found = addition(decided, &["2".to_owned()].into());
        assert_eq!((found.items(), found.departments(), found.open.len()), (1, 2, 0));
        assert_eq!(added(&[]), Opening::default());
    }

    #[test]
    fn the_year_just_ended_is_asked_about() {
        let on = |text| day(text).expect("a day");
        let mut plan = plan();
        assert_eq!(usual_year(&plan, &[], on("2026-04-10")), Some(fy(2025)));
        assert_eq!(usual_year(&plan, &[], on("2026-03-31")), Some(fy(2024)));
        let opened = proposal(
            Key {
                year: fy(2025),
                term: Term::Year,
            },
            None,
            on("2026-04-10"),
        );
        assert_eq!(usual_year(&plan, &[opened], on("2026-06-10")), Some(fy(2026)));
        plan.period = Some(Period {
            from: fy(2026),
            to: fy(2030),
        });
        assert_eq!(usual_year(&plan, &[], on("2026-04-10")), Some(fy(2026)));
    }

    #[test]
    fn the_round_before_is_the_pattern() {
        let on = |text| day(text).expect("a day");
        let key = |year| Key {
            year: fy(year),
            term: Term::Year,
        };
        let mut before = proposal(key(2024), None, on("2025-04-10"));
        assert_eq!(before.fault(), None);
        before.questions = vec![Question::Grade];
        before.approvals.clear();
        before.due.department = on("2025-05-09");
        let next = proposal(key(2025), Some(&before), on("2026-04-10"));
        assert_eq!(
            (next.questions.len(), next.needs_approval(), next.due.department),
            (1, false, on("2026-05-08")),
            "Friday stays Friday"
        );
        let late = proposal(key(2025), Some(&before), on("2026-06-01"));
        assert!(late.due.department > on("2026-06-01") && late.fault().is_none());
        let wrong = Round {
            questions: vec![],
            title: "あ".repeat(61),
            due: Deadlines {
                office: on("2020-01-01"),
                ..next.due
            },
            ..next
        };
        let fields: Vec<&str> = faults(&wrong).iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["title", "questions", "due_office"]);
    }
}
