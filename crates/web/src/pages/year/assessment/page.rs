//! The page of one item in review, as all its handlers show it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gyokaku_core::attachment::Attachment;
use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::RoundState;
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::board::grade_of_departments;
use gyokaku_core::round::field::Field;
use gyokaku_store::{Approved, Comment, GivenGrade, PageOf};

use super::part::{AnswerPart, part};
use crate::App;
use crate::access::{Right, may};
use crate::error::{Problem, html};
use crate::pages::year::answers::SaveOutcome;
use crate::pages::year::review::grading::evaluators;
use crate::pages::year::review::outcome::Outcome;
use crate::pages::year::review::{GradeShown, beside, frame, grade_shown, item_name, visible};
use crate::person::Person;
use crate::round_context::{Part, RoundContext, RoundItemPath, load_round};
use crate::show::page::Page;
use crate::show::time::clock;

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
    pub(super) attachments: Vec<Attachment>,
    pub(super) approvals: Vec<Approved>,
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
    let of_plan = (&path.code.0, path.plan.as_str());
    let of = PageOf::Answers(survey.round.key, item);
    let attachments = app.store().attachments(of_plan, of).await?;
    let approvals = app.store().approvals(path.round().at(), Some(item), None).await?;
    Ok(Loaded {
        survey,
        comments,
        attachments,
        approvals,
    })
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
        .map(|answer| {
            let beside = (
                loaded.comments.as_slice(),
                loaded.attachments.as_slice(),
                loaded.approvals.as_slice(),
            );
            part(person, survey, answer, beside, forms.mended.as_ref())
        })
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
