//! The answer of one department on the page of an item in review: its fields, their boxes for mending, its comments.
//!
//! Not here: the grades beside it (`page`), what is done with what was typed (`mend`, `comment`, `settle`).

use std::collections::HashMap;

use gyokaku_core::attachment::Attachment;
use gyokaku_core::department::Role;
use gyokaku_core::round::answer::{Answer, may_mend};
use gyokaku_core::round::field::{Field, Values};
use gyokaku_core::round::remark::Weight;
use gyokaku_store::{Approved, Comment};

use super::mend::mendable;
use crate::access::{Right, attaches, may, sees, settles};
use crate::attachments::Row;
use crate::pages::year::answers::{SaveOutcome, Shown, settled_words, shown};
use crate::pages::year::review::row::{Powers, Said, change};
use crate::pages::year::review::sheet::approved_words;
use crate::pages::year::review::{GradeShown, grade_shown, value_shown};
use crate::person::Person;
use crate::round_context::RoundContext;
use crate::show::time::clock;
/// A field of an answer, last year beside this year.
pub(super) struct Line {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) last: Option<String>,
    pub(super) this: Option<String>,
    /// Who gave it when; none for a blank.
    pub(super) by: Option<String>,
    pub(super) grade: Option<GradeShown>,
    /// How the grade moved since last year.
    pub(super) change: &'static str,
    pub(super) said: Vec<Said>,
    pub(super) comments: usize,
    /// What the department wrote itself, where the office mended it; empty for a blank.
    pub(super) own: Option<String>,
    /// The box in which the office mends it.
    pub(super) mend: Option<Shown>,
}

/// A thread of comments: on a field, or on the answer as a whole.
pub(super) struct Thread {
    pub(super) label: String,
    pub(super) comments: Vec<Saying>,
}

pub(super) struct Saying {
    pub(super) id: String,
    pub(super) by: String,
    pub(super) at: String,
    pub(super) content: String,
    /// Who settled it when; none while it is open.
    pub(super) settled: Option<String>,
    /// Whether the person may settle it, or open it again.
    pub(super) settles: bool,
}

/// The answer of a department.
pub(super) struct AnswerPart {
    pub(super) department: String,
    pub(super) id: String,
    pub(super) division: String,
    pub(super) leads: bool,
    pub(super) coordinates: bool,
    pub(super) state: &'static str,
    pub(super) changed: Option<String>,
    /// The approvals that stand: who approves there, by whom and when it was done.
    pub(super) approved: Vec<String>,
    pub(super) late: Option<String>,
    /// Since when and why its item is worked on no longer, and what that means for the answer.
    pub(super) ended: Option<String>,
    pub(super) lines: Vec<Line>,
    /// What hangs on it, as far as the person sees it.
    pub(super) attachments: Vec<Row>,
    /// Where the person adds to that and removes from it, if they may.
    pub(super) attaches: Option<String>,
    pub(super) threads: Vec<Thread>,
    /// How many of its comments are open.
    pub(super) open: usize,
    /// How many of them the person may settle.
    pub(super) settles: usize,
    pub(super) powers: Powers,
    pub(super) value: String,
    /// What this browser keeps unsaved mending under; none where nothing can be mended.
    pub(super) draft: Option<String>,
}

/// The answer of a department, as the person sees it. `mended` is what could not be stored of its mending.
pub(super) fn part(
    person: &Person,
    survey: &RoundContext,
    answer: &Answer,
    (comments, attachments, approvals): (&[Comment], &[Attachment], &[Approved]),
    mended: Option<&SaveOutcome>,
) -> AnswerPart {
    let code = survey.code();
    let is_seen = sees(person, &code, &answer.department, answer.state);
    let hangs = |one: &&Attachment| {
        let of = one.owner.of_answer();
        is_seen && of.is_some_and(|(_, department)| department == answer.department)
    };
    let may_be_mended = may_mend(answer.state, &survey.round).is_ok()
        && may(person, Right::Mend, &survey.code(), Some(&answer.department));
    let mut boxes = match may_be_mended {
        true => boxes(survey, answer, mended),
        false => Vec::new(),
    };
    let values = answer.plain();
    let nothing = Values::new();
    let last = survey.last(answer).unwrap_or(&nothing);
    let remarks = survey.remarks(answer, &values);
    let of_answer: Vec<&Comment> = comments
        .iter()
        .filter(|comment| comment.department == answer.department)
        .collect();
    let lines = survey
        .fields_of(answer)
        .iter()
        .map(|field| {
            let held = answer.values.get(field);
            let before = last.get(field);
            let is_grade = *field == Field::Grade;
            let at = boxes.iter().position(|shown| shown.word == field.key());
            Line {
                own: held
                    .and_then(|held| held.own.as_deref())
                    .map(|own| value_shown(field, own)),
                mend: at.map(|at| boxes.swap_remove(at)),
                key: field.key(),
                label: survey.label(field),
                last: before.map(|value| value_shown(field, value)),
                this: held.map(|held| value_shown(field, &held.content)),
                by: held.map(|held| format!("{}　{}", held.changed_by, clock(&held.changed_at))),
                grade: held
                    .filter(|_| is_grade)
                    .map(|held| grade_shown(survey, &held.content)),
                change: match is_grade {
                    true => change(
                        survey,
                        before.map(String::as_str),
                        held.map(|held| held.content.as_str()),
                    ),
                    false => "",
                },
                said: remarks
                    .iter()
                    .filter(|remark| remark.field == *field)
                    .map(|remark| Said {
                        must: remark.weight == Weight::Must,
                        label: String::new(),
                        text: remark.text.clone(),
                    })
                    .collect(),
                comments: of_answer
                    .iter()
                    .filter(|comment| comment.field.as_ref() == Some(field))
                    .count(),
            }
        })
        .collect();
    AnswerPart {
        department: survey.department(&answer.department).to_owned(),
        id: answer.department.clone(),
        division: survey.division(&answer.department).to_owned(),
        leads: answer.role == Role::Lead,
        coordinates: answer.coordinates,
        state: answer.state.label(),
        changed: answer.changed_at.as_ref().map(|at| {
            format!(
                "{}　{}",
                answer.changed_by.as_deref().unwrap_or_default(),
                clock(at)
            )
        }),
        approved: approvals
            .iter()
            .filter(|one| one.department == answer.department)
            .map(|one| {
                let approver = survey.round.approver(one.rank);
                format!("{approver}の承認：{}", approved_words(one))
            })
            .collect(),
        late: answer.late.as_ref().map(|late| {
            format!(
                "期限後の提出を{}まで認めています（{}：{}）。",
                gyokaku_core::round::day_shown(late.until),
                late.by,
                late.reason
            )
        }),
        ended: answer
            .retired
            .as_ref()
            .map(|retired| match answer.left(survey.today) {
                Some(_) => format!("{}：提出は求めていません。", retired.words()),
                None => retired.words(),
            }),
        lines,
        attachments: attachments
            .iter()
            .filter(hangs)
            .map(|one| Row::of(&survey.loaded, one, false))
            .collect(),
        attaches: attaches(person, &code, answer, &survey.round, survey.today)
            .map(|_| format!("{}/attachments", survey.href_of_answer(answer))),
        threads: threads(person, survey, &of_answer),
        open: of_answer.iter().filter(|comment| comment.is_open()).count(),
        settles: of_answer
            .iter()
            .filter(|comment| comment.is_open() && settles(person, &survey.code(), &comment.written_by))
            .count(),
        powers: Powers::of(person, survey, answer),
        value: format!("{}:{}:{}", answer.item, answer.department, answer.revision),
        draft: may_be_mended.then(|| {
            format!(
                "{}:mend:{}/{}/{}/{}",
                person.owner(),
                survey.loaded.key,
                survey.round.key,
                answer.department,
                answer.item
            )
        }),
    }
}

/// The boxes in which the wording of an answer is mended, with what could not be stored.
fn boxes(survey: &RoundContext, answer: &Answer, mended: Option<&SaveOutcome>) -> Vec<Shown> {
    let nothing = SaveOutcome::nothing(answer.clone());
    let outcome = mended.filter(|outcome| outcome.answer.department == answer.department);
    let id = format!("mend-{}", answer.department);
    let mut boxes = shown(survey, outcome.unwrap_or(&nothing), &[], &id, "");
    let known = mendable(survey, answer);
    boxes.retain(|shown| known.iter().any(|field| field.key() == shown.word));
    boxes
}

/// Comments by what they are about, the answer as a whole first.
fn threads(person: &Person, survey: &RoundContext, comments: &[&Comment]) -> Vec<Thread> {
    let mut order: Vec<Option<&Field>> = vec![None];
    let mut by_field: HashMap<Option<&Field>, Vec<Saying>> = HashMap::new();
    for comment in comments {
        let field = comment.field.as_ref();
        if !order.contains(&field) {
            order.push(field);
        }
        by_field.entry(field).or_default().push(Saying {
            id: comment.id.clone(),
            settled: settled_words(comment),
            settles: settles(person, &survey.code(), &comment.written_by),
            by: comment.written_by.clone(),
            at: clock(&comment.written_at),
            content: comment.content.clone(),
        });
    }
    order
        .into_iter()
        .filter_map(|field| {
            Some(Thread {
                label: field.map_or("回答全体".to_owned(), |field| survey.label(field)),
                comments: by_field.remove(&field)?,
            })
        })
        .collect()
}
