//! An answer as a row of the queue: this year beside last year, remarks, comments, what may be done.

use std::collections::HashMap;

use gyokaku_core::plan::Retirement;
use gyokaku_core::round::RoundState;
use gyokaku_core::round::answer::{Answer, State, Transition, next};
use gyokaku_core::round::field::{Field, Values};
use gyokaku_core::round::remark::Weight;
use gyokaku_store::Comment;

use super::{GradeShown, grade_shown, item_name, value_shown};
use crate::access::{Right, approves, may};
use crate::person::Person;
use crate::round_context::RoundContext;

/// What a person may do with an answer as it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Powers {
    pub(crate) approve: bool,
    pub(crate) accept: bool,
    pub(crate) send_back: bool,
}

impl Powers {
    /// The powers of a person over an answer.
    pub(crate) fn of(person: &Person, survey: &RoundContext, answer: &Answer) -> Self {
        let (code, department) = (survey.code(), Some(answer.department.as_str()));
        let fits = |right, deed| {
            survey.round.state != RoundState::Closed
                && next(answer.state, deed, &survey.round).is_ok()
                && may(person, right, &code, department)
        };
        Self {
            approve: fits(Right::Approve, Transition::Approve)
                && approves(person, &code, answer, &survey.round).is_some(),
            accept: fits(Right::Accept, Transition::Accept),
            send_back: fits(Right::Return, Transition::Return),
        }
    }

    /// Whether the answer waits for this person.
    pub(crate) fn waits(self) -> bool {
        self.approve || self.accept
    }

    pub(crate) fn any(self) -> bool {
        self.waits() || self.send_back
    }
}

/// A field, last year beside this year.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) label: String,
    pub(crate) last: Option<String>,
    pub(crate) this: Option<String>,
}

/// What the checks say.
#[derive(Debug)]
pub(crate) struct Said {
    /// Whether it had to be settled.
    pub(crate) must: bool,
    pub(crate) label: String,
    pub(crate) text: String,
}

/// An answer in the queue.
#[derive(Debug)]
pub(crate) struct Row {
    /// The word of its box: item, department, revision.
    pub(crate) value: String,
    /// An identity on the page.
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) department: String,
    pub(crate) division: String,
    pub(crate) state: State,
    /// Since when and why its item is worked on no longer.
    pub(crate) ended: Option<String>,
    pub(crate) leads: bool,
    pub(crate) grade: Option<GradeShown>,
    pub(crate) last_grade: Option<GradeShown>,
    /// 上がった, 下がった, 変わった; empty where it stayed or there was none.
    pub(crate) change: &'static str,
    pub(crate) amounts: Vec<Pair>,
    pub(crate) said: Vec<Said>,
    pub(crate) comments: usize,
    /// How many of the comments are open.
    pub(crate) open: usize,
    pub(crate) pairs: Vec<Pair>,
    pub(crate) powers: Powers,
    pub(crate) checked: bool,
}

impl Row {
    /// The row of an answer. `comments` counts by item and department: all, and those that are open.
    pub(crate) fn of(
        person: &Person,
        survey: &RoundContext,
        answer: &Answer,
        comments: &HashMap<(&str, &str), (usize, usize)>,
    ) -> Self {
        let values = answer.plain();
        let nothing = Values::new();
        let last = survey.last(answer).unwrap_or(&nothing);
        let fields = survey.fields(answer);
        let pair = |field: &Field| Pair {
            label: survey.label(field),
            last: last.get(field).map(|value| value_shown(field, value)),
            this: values.get(field).map(|value| value_shown(field, value)),
        };
        let is_amount = |field: &&Field| matches!(field, Field::EffectPlan | Field::EffectActual);
        let (number, title) = item_name(survey, &answer.item);
        let counted = comments.get(&(answer.item.as_str(), answer.department.as_str()));
        let (said, open) = counted.copied().unwrap_or_default();
        let grade = values.get(&Field::Grade).map(String::as_str);
        let before = last.get(&Field::Grade).map(String::as_str);
        Self {
            value: format!("{}:{}:{}", answer.item, answer.department, answer.revision),
            id: format!("{}-{}", answer.item, answer.department),
            number,
            title,
            href: survey.href_of_review(&answer.item),
            department: survey.department(&answer.department).to_owned(),
            division: survey.division(&answer.department).to_owned(),
            state: answer.state,
            ended: answer.retired.as_ref().map(Retirement::words),
            leads: answer.role == gyokaku_core::department::Role::Lead,
            grade: grade.map(|label| grade_shown(survey, label)),
            last_grade: before.map(|label| grade_shown(survey, label)),
            change: change(survey, before, grade),
            amounts: fields
                .iter()
                .filter(is_amount)
                .map(|field| Pair {
                    label: match field {
                        Field::EffectPlan => "計画".to_owned(),
                        _ => "実績".to_owned(),
                    },
                    ..pair(field)
                })
                .collect(),
            said: survey
                .remarks(answer, &values)
                .into_iter()
                .map(|remark| Said {
                    must: remark.weight == Weight::Must,
                    label: survey.label(&remark.field),
                    text: remark.text,
                })
                .collect(),
            comments: said,
            open,
            pairs: fields
                .iter()
                .filter(|field| **field != Field::Grade && !is_amount(field))
                .map(pair)
                .filter(|pair| pair.last.is_some() || pair.this.is_some())
                .collect(),
            powers: Powers::of(person, survey, answer),
            checked: false,
        }
    }

    /// Whether the checks found something.
    pub(crate) fn is_remarked(&self) -> bool {
        !self.said.is_empty()
    }
}

/// How a grade moved since last year, in a word.
pub(crate) fn change(survey: &RoundContext, before: Option<&str>, now: Option<&str>) -> &'static str {
    let (Some(before), Some(now)) = (before, now) else {
        return "";
    };
    let grade = |label| survey.scale().grade(label);
    match (grade(before), grade(now)) {
        _ if before == now => "",
        (Some(was), Some(is)) if was.evaluated && is.evaluated && is.rank < was.rank => "上がった",
        (Some(was), Some(is)) if was.evaluated && is.evaluated && is.rank > was.rank => "下がった",
        _ => "変わった",
    }
}

/// How many comments each answer has, and how many of them are open.
pub(crate) fn counted(comments: &[Comment]) -> HashMap<(&str, &str), (usize, usize)> {
    let mut counts: HashMap<(&str, &str), (usize, usize)> = HashMap::new();
    for comment in comments {
        let (all, open) = counts
            .entry((comment.item.as_str(), comment.department.as_str()))
            .or_default();
        *all += 1;
        *open += usize::from(comment.is_open());
    }
    counts
}
