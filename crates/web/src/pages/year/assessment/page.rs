//! The page of one item in review, as all its handlers show it.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gyokaku_core::department::Role;
use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::RoundState;
use gyokaku_core::round::answer::{Answer, may_mend};
use gyokaku_core::round::board::grade_of_departments;
use gyokaku_core::round::field::{Field, Values};
use gyokaku_core::round::remark::Weight;
use gyokaku_store::{Comment, GivenGrade};

use super::mend::mendable;
use crate::App;
use crate::access::{Right, may, settles};
use crate::error::{Problem, html};
use crate::pages::year::answers::{SaveOutcome, Shown, settled_words, shown};
use crate::pages::year::review::grading::evaluators;
use crate::pages::year::review::outcome::Outcome;
use crate::pages::year::review::row::{Powers, Said, change};
use crate::pages::year::review::{GradeShown, beside, frame, grade_shown, item_name, value_shown, visible};
use crate::person::Person;
use crate::round_context::{Part, RoundContext, RoundItemPath, load_round};
use crate::show::page::Page;
use crate::show::time::clock;

/// A field of an answer, last year beside this year.
struct Line {
    key: String,
    label: String,
    last: Option<String>,
    this: Option<String>,
    /// Who gave it when; none for a blank.
    by: Option<String>,
    grade: Option<GradeShown>,
    /// How the grade moved since last year.
    change: &'static str,
    said: Vec<Said>,
    comments: usize,
    /// What the department wrote itself, where the office mended it; empty for a blank.
    own: Option<String>,
    /// The box in which the office mends it.
    mend: Option<Shown>,
}

/// A thread of comments: on a field, or on the answer as a whole.
struct Thread {
    label: String,
    comments: Vec<Saying>,
}

struct Saying {
    id: String,
    by: String,
    at: String,
    content: String,
    /// Who settled it when; none while it is open.
    settled: Option<String>,
    /// Whether the person may settle it, or open it again.
    settles: bool,
}

/// The answer of a department.
struct AnswerPart {
    department: String,
    id: String,
    division: String,
    leads: bool,
    coordinates: bool,
    state: &'static str,
    changed: Option<String>,
    late: Option<String>,
    /// Since when and why its item is worked on no longer, and what that means for the answer.
    ended: Option<String>,
    lines: Vec<Line>,
    threads: Vec<Thread>,
    /// How many of its comments are open.
    open: usize,
    /// How many of them the person may settle.
    settles: usize,
    powers: Powers,
    value: String,
    /// What this browser keeps unsaved mending under; none where nothing can be mended.
    draft: Option<String>,
}

/// The grade of an evaluator.
struct Column {
    name: &'static str,
    key: &'static str,
    grade: Option<GradeShown>,
    reason: String,
    by: Option<String>,
    /// The form, where it is the person's own to fill in.
    form: Option<Form>,
    /// The word of its history.
    trail: Option<String>,
}

/// What stands in the form of a grade.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pub(super) grade: String,
    pub(super) reason: String,
    pub(super) seen: String,
    pub(super) wrong: Option<String>,
    /// Whether somebody of the same evaluator saved in between.
    pub(super) conflict: bool,
}

/// What was typed in a comment that could not be taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub(super) department: String,
    pub(super) field: String,
    pub(super) content: String,
    pub(super) wrong: String,
}

/// What is shown beside what is stored.
#[derive(Debug, Default)]
pub(super) struct ItemForms {
    pub(super) grade: Option<(Evaluator, Form)>,
    pub(super) comment: Option<Typed>,
    /// What became of mending an answer, where not all of it could be stored.
    pub(super) mended: Option<SaveOutcome>,
    /// What was done to the answer before, or to this page.
    pub(super) done: String,
}

#[derive(Template)]
#[template(path = "pages/year/assessment/show.html")]
struct ItemPage {
    page: Page,
    beside: Vec<crate::pages::year::review::Beside>,
    href: String,
    round: String,
    register: String,
    item: String,
    number: String,
    title: String,
    answer: String,
    done: Option<String>,
    parts: Vec<AnswerPart>,
    columns: Vec<Column>,
    labels: Vec<GradeShown>,
    comments: bool,
    closed: bool,
    /// Whether the person may open the closed round for a correction.
    corrects: bool,
    /// Whether an edition is being corrected, and the person may close the round again.
    correcting: bool,
    /// Whether some answer can be mended here.
    mends: bool,
    owner: String,
    typed: Option<Typed>,
    next: bool,
}

/// An item in review with its comments.
pub(super) struct Loaded {
    pub(super) survey: RoundContext,
    pub(super) comments: Vec<Comment>,
}

/// Loads an item, for somebody who may see an answer of it.
pub(super) async fn load(app: &App, person: &Person, path: &RoundItemPath) -> Result<Loaded, Problem> {
    let item = path.item.as_str();
    let survey = load_round(app, &path.round(), &Part::Item(item.to_owned())).await?;
    if survey.answers.is_empty() {
        return Err(Problem::NotFound);
    }
    if visible(person, &survey).is_empty() {
        return Err(Problem::Forbidden);
    }
    let comments = app.store().comments(path.round().at(), Some(item)).await?;
    Ok(Loaded { survey, comments })
}

/// The page.
pub(super) fn page(
    person: &Person,
    path: &RoundItemPath,
    loaded: &Loaded,
    forms: ItemForms,
) -> Result<Response, Problem> {
    let survey = &loaded.survey;
    let code = survey.code();
    let answers = visible(person, survey);
    let item = path.item.as_str();
    let (number, title) = item_name(survey, item);
    let parts: Vec<AnswerPart> = answers
        .iter()
        .map(|answer| part(person, survey, answer, &loaded.comments, forms.mended.as_ref()))
        .collect();
    let is_closed = survey.round.state == RoundState::Closed;
    let conflict = forms.grade.as_ref().is_some_and(|(_, form)| form.conflict);
    let mended = forms.mended.as_ref();
    let conflict = conflict || mended.is_some_and(|outcome| !outcome.conflicts.is_empty());
    let status = match (conflict, &forms.grade, &forms.comment) {
        (true, ..) => StatusCode::CONFLICT,
        _ if mended.is_some() => StatusCode::UNPROCESSABLE_ENTITY,
        (false, None, None) => StatusCode::OK,
        _ => StatusCode::BAD_REQUEST,
    };
    let mut page = frame(survey, &title, person);
    page = page.under(format!("{}/review", survey.href()), "回答の確認");
    let mut beside = beside(survey, person, "");
    beside.retain(|(_, label, _)| *label != "確定" || survey.round.state == RoundState::Locked);
    let page = ItemPage {
        page,
        beside,
        href: survey.href_of_review(item),
        round: survey.href(),
        register: format!("{}/items/{item}", survey.loaded.href()),
        item: item.to_owned(),
        answer: sentence(survey, &answers),
        done: done(&forms.done),
        columns: columns(person, survey, item, &answers, forms.grade),
        labels: survey
            .scale()
            .grades
            .iter()
            .map(|grade| grade_shown(survey, &grade.label))
            .collect(),
        comments: may(person, Right::Comment, &code, None),
        closed: is_closed,
        corrects: is_closed && may(person, Right::ManageRounds, &code, None),
        correcting: survey.round.state == RoundState::Locked
            && survey.loaded.editions() > 0
            && may(person, Right::ManageRounds, &code, None),
        mends: parts.iter().any(|part| part.draft.is_some()),
        owner: person.owner(),
        next: may(person, Right::Return, &code, None),
        typed: forms.comment,
        number,
        title,
        parts,
    };
    Ok((status, html(&page)?).into_response())
}

/// What was done before this page.
fn done(word: &str) -> Option<String> {
    if let Some(outcome) = Outcome::after(word) {
        return Some(format!("前の回答を{}次の回答です。", outcome.done));
    }
    match word {
        "grade" => Some("評価を保存しました。".to_owned()),
        "mended" => Some("字句の修正を保存しました。担当課の記入は経過に残っています。".to_owned()),
        "correcting" => Some(
            "訂正を始めました。下の欄で直し、済んだら「もう一度確定する」へ進んでください。いまの版は消えません。"
                .to_owned(),
        ),
        "settled" => Some("コメントを対応済みにしました。".to_owned()),
        "unsettled" => Some("コメントを未対応に戻しました。".to_owned()),
        "comment" => Some("コメントを書き込みました。".to_owned()),
        _ => None,
    }
}

/// Where the answers stand, and the grade that the departments give.
fn sentence(survey: &RoundContext, answers: &[&Answer]) -> String {
    let stands: Vec<String> = answers
        .iter()
        .map(|answer| {
            format!(
                "{}の回答は{}",
                survey.department(&answer.department),
                answer.state.label()
            )
        })
        .collect();
    let given = grade_of_departments(answers.iter().copied()).and_then(|a| a.value(&Field::Grade));
    let given = given.map_or(String::new(), |grade| format!("担当課の評価は「{grade}」です。"));
    format!("{}です。{given}", stands.join("、"))
}

fn part(
    person: &Person,
    survey: &RoundContext,
    answer: &Answer,
    comments: &[Comment],
    mended: Option<&SaveOutcome>,
) -> AnswerPart {
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
    let mut fields = survey.fields(answer);
    // What was asked before a change of the questions is still an answer.
    fields.extend(
        values
            .keys()
            .filter(|field| !survey.fields(answer).contains(field))
            .cloned(),
    );
    let lines = fields
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

/// The grades side by side; the person's own with its form.
fn columns(
    person: &Person,
    survey: &RoundContext,
    item: &str,
    answers: &[&Answer],
    forms: Option<(Evaluator, Form)>,
) -> Vec<Column> {
    let given = grade_of_departments(answers.iter().copied());
    let department = given.map(|answer| answer.department.as_str());
    let held = given.and_then(|answer| answer.values.get(&Field::Grade));
    let mut columns = vec![Column {
        name: Evaluator::Department.label(),
        key: "department",
        grade: held.map(|held| grade_shown(survey, &held.content)),
        reason: given
            .and_then(|answer| answer.value(&Field::Reason))
            .unwrap_or_default()
            .to_owned(),
        by: held.map(|held| format!("{}　{}", held.changed_by, clock(&held.changed_at))),
        form: None,
        trail: department.map(|id| format!("department={id}&field=grade")),
    }];
    let own = evaluators(person, survey);
    let first = answers.first().map(|answer| answer.department.as_str());
    for (by, _) in crate::pages::year::review::grading::EVALUATORS {
        let key = by.key();
        let stored: Option<&GivenGrade> = survey.grades.iter().find(|g| g.item == item && g.by == by);
        let form = own.iter().any(|(known, _)| *known == by).then(|| match &forms {
            Some((of, form)) if *of == by => form.clone(),
            _ => Form {
                grade: stored.map(|g| g.grade.clone()).unwrap_or_default(),
                reason: stored.map(|g| g.reason.clone()).unwrap_or_default(),
                seen: stored.map(|g| g.revision.to_string()).unwrap_or_default(),
                ..Form::default()
            },
        });
        columns.push(Column {
            name: by.label(),
            key,
            grade: stored.map(|g| grade_shown(survey, &g.grade)),
            reason: stored.map(|g| g.reason.clone()).unwrap_or_default(),
            by: stored.map(|g| format!("{}　{}", g.changed_by, clock(&g.changed_at))),
            form: form.filter(|_| survey.round.state != RoundState::Closed),
            trail: first
                .filter(|_| stored.is_some())
                .map(|id| format!("department={id}&field=grade:{key}")),
        });
    }
    columns
}

impl ItemPage {
    /// What was typed for this answer and could not be taken.
    fn typed_for(&self, part: &AnswerPart) -> Option<&Typed> {
        self.typed.as_ref().filter(|typed| typed.department == part.id)
    }

    fn is_typed(&self, part: &AnswerPart) -> bool {
        self.typed_for(part).is_some()
    }

    fn typed_field(&self, part: &AnswerPart) -> &str {
        self.typed_for(part).map_or("", |typed| &typed.field)
    }

    fn typed_content(&self, part: &AnswerPart) -> &str {
        self.typed_for(part).map_or("", |typed| &typed.content)
    }

    fn typed_wrong(&self) -> &str {
        self.typed.as_ref().map_or("", |typed| &typed.wrong)
    }
}
