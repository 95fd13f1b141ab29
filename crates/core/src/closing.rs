//! Closing a round (確定): what is still open, what is frozen, and what the register takes over.
//!
//! Only accepted answers are frozen. An answer that is left out on purpose says nothing, and an item
//! of which nobody says anything stands as not evaluated, with the reason; one that ended while it was
//! asked about stands as ended. Not here: storing, who may
//! close, the entries themselves (`edition`).

pub mod register;

use std::collections::HashMap;

use std::collections::BTreeSet;

use time::Date;

use crate::department::Directory;
use crate::edition::{Entry, Given, entries, plan_of};
use crate::finding::Finding;
use crate::money::Yen;
use crate::plan::{Plan, Retirement};
use crate::progress::{Grade, Scale, Tone};
use crate::round::Round;
use crate::round::answer::{Answer, State};
use crate::round::field::{Field, Question};
use crate::round::remark::{Remark, Weight};
use crate::table::{self, Table};

/// The label of what nobody evaluated, the same as on the board.
pub const UNEVALUATED: &str = crate::table::board::NOT_YET;

/// The label of what ended before anybody evaluated it, the same as on the board.
pub const ENDED: &str = crate::table::board::ENDED;

/// What a round is closed from.
#[derive(Clone, Copy)]
pub struct Material<'a> {
    /// The plan as it is in the register.
    pub plan: &'a Plan,
    /// The round.
    pub round: &'a Round,
    /// All its answers, in the order of the items.
    pub answers: &'a [Answer],
    /// The grades of the others, by item.
    pub grades: &'a [(String, Given)],
    /// The scale of the year.
    pub scale: &'a Scale,
    /// Today in Japan.
    pub today: Date,
    /// The name of a department by its identity.
    pub name: &'a dyn Fn(&str) -> String,
}

impl std::fmt::Debug for Material<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Material")
            .field("round", &self.round.key)
            .field("answers", &self.answers.len())
            .finish_non_exhaustive()
    }
}

/// What is open when a round is to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The item.
    pub item: String,
    /// The department; none where it is about the item as a whole.
    pub department: Option<String>,
    /// What it is.
    pub kind: OpenKind,
}

/// The kinds of what is open, the gravest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenKind {
    /// The answer is not accepted: it is left out, or the round cannot be closed.
    NotAccepted(State),
    /// An accepted answer lacks something that had to be there.
    Must(Remark),
    /// Nobody whose grade counts gave the item one.
    NoGrade,
    /// An accepted answer deserves a second look.
    Look(Remark),
    /// The amounts of this field are too large to be added up.
    Overflow(Field),
}

impl OpenKind {
    /// 0 for the gravest.
    pub const fn weight(&self) -> u8 {
        match self {
            OpenKind::NotAccepted(_) => 0,
            OpenKind::Overflow(_) | OpenKind::Must(_) => 1,
            OpenKind::NoGrade => 2,
            OpenKind::Look(_) => 3,
        }
    }
}

/// Everything that is open, the gravest first, each kind in the order of the items. `remarks` says what
/// the checks have against an answer.
pub fn open_points(material: &Material<'_>, remarks: &dyn Fn(&Answer) -> Vec<Remark>) -> Vec<Open> {
    let mut found = Vec::new();
    let point = |answer: &Answer, kind| Open {
        item: answer.item.clone(),
        department: Some(answer.department.clone()),
        kind,
    };
    for answer in material.answers {
        if answer.left(material.today).is_some() {
            continue;
        }
        if answer.state != State::Accepted {
            found.push(point(answer, OpenKind::NotAccepted(answer.state)));
            continue;
        }
        found.extend(remarks(answer).into_iter().map(|remark| match remark.weight {
            Weight::Must => point(answer, OpenKind::Must(remark)),
            Weight::Look => point(answer, OpenKind::Look(remark)),
        }));
    }
    let entries = of_accepted(material);
    let precedence = &material.plan.precedence;
    if is_graded(material.round, &entries) {
        let ended = ended(material);
        let without = entries
            .iter()
            .filter(|entry| entry.counted_grade(precedence).is_none())
            .filter(|entry| !ended.contains_key(entry.item.as_str()));
        found.extend(without.map(|entry| Open {
            item: entry.item.clone(),
            department: None,
            kind: OpenKind::NoGrade,
        }));
    }
    for field in [Field::EffectPlan, Field::EffectActual] {
        let stated = || entries.iter().filter_map(|entry| entry.amount(&field));
        if stated().next().is_some() && Yen::sum(stated()).is_none() {
            found.extend(entries.first().map(|entry| Open {
                item: entry.item.clone(),
                department: None,
                kind: OpenKind::Overflow(field.clone()),
            }));
        }
    }
    found.sort_by_key(|open| open.kind.weight());
    found
}

/// The answers that have to be left out on purpose, or be accepted first. What nobody waits for any more is left out
/// by the end of its item.
pub fn not_accepted(answers: &[Answer], today: Date) -> impl Iterator<Item = &Answer> {
    answers
        .iter()
        .filter(move |answer| answer.state != State::Accepted && answer.left(today).is_none())
}

/// The retirements of the items for which nobody waits any more, and of which nothing was accepted.
fn ended<'a>(material: &Material<'a>) -> HashMap<&'a str, &'a Retirement> {
    let mut ended: HashMap<&str, Option<&Retirement>> = HashMap::new();
    for answer in material.answers {
        let left = answer.left(material.today);
        let known = ended.entry(&answer.item).or_insert(left);
        *known = known.and(left).and(*known);
    }
    ended
        .into_iter()
        .filter_map(|(item, left)| Some((item, left?)))
        .collect()
}

/// Why a round cannot be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotClosable {
    /// So many answers are neither accepted nor left out on purpose.
    Open(usize),
    /// Answers are left out, and nobody said why.
    NoReason,
}

impl std::fmt::Display for NotClosable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotClosable::Open(rest) => write!(
                f,
                "確認済みでない回答が{rest}件残っています。確認を済ませるか、今回の確定に含めないものとして選んでください。"
            ),
            NotClosable::NoReason => {
                f.write_str("確定に含めない回答があります。その理由を記入してください。")
            }
        }
    }
}

impl std::error::Error for NotClosable {}

/// Whether a round can be closed with these answers left out, as item and department.
///
/// # Errors
/// Why it cannot.
pub fn may_close(
    material: &Material<'_>,
    left_out: &BTreeSet<(String, String)>,
    reason: &str,
) -> Result<(), NotClosable> {
    let is_left_out = |a: &&Answer| left_out.contains(&(a.item.clone(), a.department.clone()));
    let rest = not_accepted(material.answers, material.today)
        .filter(|answer| !is_left_out(answer))
        .count();
    if rest > 0 {
        return Err(NotClosable::Open(rest));
    }
    if !left_out.is_empty() && reason.trim().is_empty() {
        return Err(NotClosable::NoReason);
    }
    Ok(())
}

/// What a round gives: the entries and the scale that they use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// One for each item that was asked about.
    pub entries: Vec<Entry>,
    /// The scale of the year, with a grade for what nobody evaluated where there is such an item.
    pub scale: Scale,
}

/// Freezes the accepted answers. `reason` says why others were left out.
pub fn freeze(material: &Material<'_>, reason: &str) -> Frozen {
    let mut entries = of_accepted(material);
    let mut scale = material.scale.clone();
    scale.fiscal_year = Some(material.round.key.year);
    if !is_graded(material.round, &entries) {
        return Frozen { entries, scale };
    }
    let mut used = BTreeSet::new();
    let (precedence, ended) = (&material.plan.precedence, ended(material));
    for entry in &mut entries {
        if entry.counted_grade(precedence).is_some() {
            continue;
        }
        let is_open = entry.answers.iter().any(|a| a.state != State::Accepted);
        let (grade, reason) = match ended.get(entry.item.as_str()) {
            Some(retirement) => (ENDED, retirement.words()),
            None if is_open => (UNEVALUATED, reason.to_owned()),
            None => (UNEVALUATED, String::new()),
        };
        entry.grades.push(Given {
            by: precedence.last(),
            grade: grade.to_owned(),
            reason,
        });
        used.insert(grade);
    }
    for (label, definition) in [
        (ENDED, "調査の途中で取りやめたもの"),
        (UNEVALUATED, "確定のときに評価がなかったもの"),
    ] {
        if used.contains(label) && scale.grade(label).is_none() {
            let last = scale.grades.iter().map(|grade| grade.rank).max().unwrap_or(0);
            scale.grades.push(Grade {
                label: label.to_owned(),
                definition: definition.to_owned(),
                rank: last.saturating_add(1),
                tone: Tone::Neutral,
                evaluated: false,
            });
        }
    }
    Frozen { entries, scale }
}

fn of_accepted(material: &Material<'_>) -> Vec<Entry> {
    let said: Vec<Answer> = material
        .answers
        .iter()
        .map(|answer| match answer.state {
            State::Accepted => answer.clone(),
            _ => Answer {
                values: Default::default(),
                ..answer.clone()
            },
        })
        .collect();
    entries(material.plan, &said, material.grades, material.name)
}

/// Whether the round is about grades at all.
fn is_graded(round: &Round, entries: &[Entry]) -> bool {
    round.questions.contains(&Question::Grade) || entries.iter().any(|entry| !entry.grades.is_empty())
}

/// The tables that are frozen with an edition: the counts by grade, the year's table, and the amounts of
/// the register as they are with it. `after` is the plan with what it takes over.
pub fn tables(frozen: &Frozen, round: &Round, after: &Plan) -> Vec<Table> {
    let (key, style) = (round.key, after.year_style);
    let mut tables = Vec::new();
    let mut plan = plan_of(&frozen.entries, &frozen.scale, &after.precedence, key.year);
    plan.year_style = style;
    let progress = Table {
        title: format!("{}の進捗状況", key.show(style)),
        ..table::progress::table(&plan, Some(key.year))
    };
    if !progress.is_empty() {
        tables.push(progress);
    }
    tables.push(table::year::table(
        &format!("{}の取組ごとの進捗状況", key.show(style)),
        &frozen.entries,
        &after.precedence,
    ));
    if frozen.entries.iter().any(has_amount) {
        tables.push(table::effects::table(after));
    }
    tables
}

fn has_amount(entry: &Entry) -> bool {
    [Field::EffectPlan, Field::EffectActual]
        .iter()
        .any(|field| entry.amount(field).is_some())
}

/// What the checks find in the plan with the year taken over, and did not find before.
pub fn findings(before: &Plan, after: &Plan, directory: Option<&Directory>) -> Vec<Finding> {
    let known = crate::check::check_plan(before, directory).findings;
    let mut found = crate::check::check_plan(after, directory).findings;
    found.retain(|finding| !known.contains(finding));
    found
}

#[cfg(test)]
mod tests;
