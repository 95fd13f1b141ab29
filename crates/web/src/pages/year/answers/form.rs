//! The form of an answer: this year's boxes beside last year's answer and this year's plan.
//!
//! Not here: what is done with what was typed (`save`, `submit`, `comment`).

use askama::Template;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::round::Key;
use gyokaku_core::round::answer::{Answer, State};
use gyokaku_core::round::board::next_open;
use gyokaku_store::{Comment, PageOf};

use super::field::{Note, Shown, focus_first, in_words, shown};
use super::typed::SaveOutcome;
use super::{closed_reason, due_sentence, ended_sentence, number, page, progress_of, sign, title, writes};
use crate::App;
use crate::access::{attaches, sees};
use crate::attachments::Attachments;
use crate::error::Problem;
use crate::person::{Person, Viewer};
use crate::round_context::{AnswerPath, Part, RoundContext, load_round};
use crate::show::page::Page;

/// What another department says of the same item.
#[derive(Clone, Debug)]
pub(crate) struct Other {
    department: String,
    role: &'static str,
    sign: &'static str,
    state: &'static str,
    /// What was answered: label and text.
    values: Vec<(String, String)>,
}

/// The page of an answer.
#[derive(Template)]
#[template(path = "pages/year/answers/form.html")]
pub(crate) struct FormPage {
    page: Page,
    year: String,
    last_year: String,
    /// Why it was sent back.
    returned: Option<Note>,
    owner: String,
    /// What this browser keeps unsaved words under.
    draft: String,
    href: String,
    list: String,
    grid: String,
    number: String,
    title: String,
    path: String,
    department: String,
    role: &'static str,
    sign: &'static str,
    state: &'static str,
    state_key: &'static str,
    due: String,
    /// That nobody waits for it any more, because its item has ended.
    ended: Option<String>,
    progress: String,
    /// Why nothing can be written, if it cannot.
    closed_reason: Option<String>,
    /// Whether the person writes for the department at all.
    pub(crate) writes: bool,
    withdraws: bool,
    pub(crate) fields: Vec<Shown>,
    content: Option<String>,
    target: Option<String>,
    steps: Vec<(String, String)>,
    notes: Vec<Note>,
    /// How many comments on it are open, and where they are settled.
    open_comments: usize,
    review: String,
    others: Vec<Other>,
    /// What hangs on the answer; empty where it is not seen.
    attachments: Attachments,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    saved_at: String,
    /// What just happened.
    pub(crate) notice: Option<String>,
    /// What is to be settled before the answer can be handed in: place, label, text.
    pub(crate) open: Vec<(String, String, String)>,
    /// What was typed and could not be stored, to be copied: label and text.
    pub(crate) unsaved: Vec<(String, String)>,
    /// The comments that were typed and not stored.
    pub(crate) replies: Vec<Reply>,
}

/// What was typed into a box for a comment and not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The word of its field; empty for the answer as a whole.
    pub(crate) word: String,
    pub(crate) text: String,
    /// Why, where it is this one that cannot be stored.
    pub(crate) wrong: Option<String>,
}

impl FormPage {
    fn editable(&self) -> bool {
        self.writes && self.closed_reason.is_none()
    }

    fn has_conflict(&self) -> bool {
        self.fields.iter().any(|field| field.versions.is_some())
    }

    /// What was typed as a comment on a field and not stored.
    fn reply(&self, word: &str) -> Option<&Reply> {
        self.replies.iter().find(|reply| reply.word == word)
    }

    fn has_wrong(&self) -> bool {
        self.fields.iter().any(|field| field.wrong.is_some())
    }
}

/// A round with the answers of a department, and the one of the address.
pub(crate) struct AnswerForm {
    pub(crate) survey: RoundContext,
    /// The answer of the address.
    pub(crate) answer: Answer,
}

/// Loads the answer of an address with the department's list.
pub(crate) async fn answer_form(app: &App, path: &AnswerPath) -> Result<AnswerForm, Problem> {
    let department = path.department.as_str().to_owned();
    let survey = load_round(
        app,
        &path.department().round(),
        &Part::Departments(vec![department]),
    )
    .await?;
    let answer = survey.answers.iter().find(|a| a.item == path.item.as_str());
    let answer = answer.cloned().ok_or(Problem::NotFound)?;
    Ok(AnswerForm { survey, answer })
}

/// The year or term before that of the round, as the plan writes it.
fn last_year(survey: &RoundContext) -> String {
    let key = survey.round.key;
    let before = FiscalYear::new(key.year.western() - 1);
    before.map_or_else(String::new, |year| {
        Key { year, ..key }.show(survey.plan().year_style)
    })
}

/// The steps of the schedule that the round's year falls on: year as printed and text.
pub(crate) fn steps(survey: &RoundContext, answer: &Answer) -> Vec<(String, String)> {
    let (year, style) = (survey.round.key.year, survey.plan().year_style);
    let Some(item) = survey.item(&answer.item) else {
        return Vec::new();
    };
    let of_year: Vec<_> = item
        .schedule
        .steps
        .iter()
        .filter(|step| step.fiscal_year == year && !step.text.is_empty())
        .map(|step| (step.fiscal_year.show(style), step.text.clone()))
        .collect();
    if !of_year.is_empty() {
        return of_year;
    }
    // What began before and goes on.
    item.schedule
        .steps
        .iter()
        .filter(|step| step.open && step.fiscal_year < year && !step.text.is_empty())
        .max_by_key(|step| step.fiscal_year)
        .map(|step| (format!("{}から", step.fiscal_year.show(style)), step.text.clone()))
        .into_iter()
        .collect()
}

fn others(person: &Person, survey: &RoundContext, all: &[Answer], own: &Answer) -> Vec<Other> {
    let others = all.iter().filter(|a| a.department != own.department);
    others
        .map(|answer| {
            // Who answers or heads one of the departments of an item sees what the others write.
            let shares = sees(person, &survey.code(), &own.department, State::NotStarted);
            let seen = shares || sees(person, &survey.code(), &answer.department, answer.state);
            let values = survey.fields(answer).into_iter().filter_map(|field| {
                let held = answer.values.get(&field).filter(|_| seen)?;
                Some((survey.label(&field), in_words(&field, &held.content)))
            });
            Other {
                department: survey.department(&answer.department).to_owned(),
                role: answer.role.label(),
                sign: sign(answer.state),
                state: answer.state.label(),
                values: values.collect(),
            }
        })
        .collect()
}

/// The page of an answer, with what became of what was typed.
pub(crate) async fn form(
    app: &App,
    person: &Person,
    path: &AnswerPath,
    answering: &AnswerForm,
    outcome: &SaveOutcome,
) -> Result<FormPage, Problem> {
    let (survey, answer) = (&answering.survey, &outcome.answer);
    let round = path.department().round();
    let of_item = app
        .store()
        .round_answers(round.at(), gyokaku_store::Scope::Item(&answer.item))
        .await?;
    let all = of_item.map(|found| found.answers).unwrap_or_default();
    let code = survey.code();
    let seen = sees(person, &code, &answer.department, answer.state);
    let comments: Vec<Comment> = if seen {
        app.store().comments(round.at(), Some(&answer.item)).await?
    } else {
        Vec::new()
    };
    let of_plan = (&code, path.plan.as_str());
    let mut attached = match seen {
        true => {
            let of = PageOf::Answers(survey.round.key, &answer.item);
            app.store().attachments(of_plan, of).await?
        }
        false => Vec::new(),
    };
    attached.retain(|one| {
        one.owner
            .of_answer()
            .is_some_and(|(_, of)| of == answer.department)
    });
    let adds = attaches(person, &code, answer, &survey.round, survey.today).is_some();
    let attachments = Attachments::of(
        &survey.loaded,
        &attached,
        &survey.href_of_answer(answer),
        (seen && adds, false),
    );
    let mut fields = shown(survey, outcome, &comments, "f", "");
    if !seen {
        // The words of a department are its own until it hands them in.
        fields.clear();
    }
    focus_first(fields.iter_mut());
    let at = survey.answers.iter().position(|a| a.item == answer.item);
    let beside = |at: Option<usize>| {
        let answer = at.and_then(|at| survey.answers.get(at))?;
        Some((survey.href_of_answer(answer), title(survey, &answer.item)))
    };
    let whole = |comment: &&Comment| comment.department == answer.department && comment.field.is_none();
    let item = survey.item(&answer.item);
    let section = item.and_then(|item| item.section.as_deref());
    let department = survey.department(&answer.department).to_owned();
    let list = survey.href_of(&answer.department);
    let why = match writes(person, &path.department()) {
        true if survey.fields(answer).is_empty() => {
            Some("この調査では、関係課にお尋ねしている欄がありません。".to_owned())
        }
        true => closed_reason(answer, &survey.round, survey.today),
        false if !seen => Some("提出または確認が済むまで、記入の内容は表示されません。".to_owned()),
        false => Some("表示だけの画面です。記入は担当課の担当者が行います。".to_owned()),
    };
    Ok(FormPage {
        page: page(survey, &title(survey, &answer.item))
            .under(list.clone(), department.clone())
            .seen_by(&Viewer::from(person)),
        year: survey.round.key.show(survey.plan().year_style),
        last_year: last_year(survey),
        returned: comments
            .iter()
            .rfind(whole)
            .filter(|_| answer.state == State::Returned)
            .map(Note::from),
        owner: person.owner(),
        draft: format!(
            "{}:{}/{}/{}/{}",
            person.owner(),
            path.plan,
            survey.round.key,
            answer.department,
            answer.item
        ),
        href: survey.href_of_answer(answer),
        grid: format!("{list}/grid"),
        list,
        number: number(survey, &answer.item),
        title: title(survey, &answer.item),
        path: section
            .map(|section| survey.plan().path(section).join(" › "))
            .unwrap_or_default(),
        role: answer.role.label(),
        department,
        sign: sign(answer.state),
        state: answer.state.label(),
        state_key: answer.state.key(),
        due: match answer.due(&survey.round) {
            Some(day) if answer.is_awaited(survey.today) => due_sentence(day, survey.today),
            _ => String::new(),
        },
        ended: answer.left(survey.today).map(ended_sentence),
        progress: progress_of(&survey.answers, survey.today),
        closed_reason: why,
        writes: writes(person, &path.department()),
        withdraws: writes(person, &path.department()) && answer.state == State::Submitted,
        fields,
        content: item.and_then(|item| item.content.clone()),
        target: item.and_then(|item| item.target.clone()),
        steps: steps(survey, answer),
        open_comments: comments
            .iter()
            .filter(|comment| comment.department == answer.department && comment.is_open())
            .count(),
        review: survey.href_of_review(&answer.item),
        notes: comments.iter().filter(whole).map(Note::from).collect(),
        others: others(person, survey, &all, answer),
        attachments,
        before: beside(at.and_then(|at| at.checked_sub(1))),
        after: beside(at.map(|at| at + 1)),
        saved_at: match &answer.changed_at {
            Some(at) if seen => format!("{}に保存しました。", crate::show::time::clock(at)),
            _ => String::new(),
        },
        notice: None,
        open: Vec::new(),
        unsaved: Vec::new(),
        replies: Vec::new(),
    })
}

/// Where a person goes on after an answer: the next open one, else the list.
pub(crate) fn onwards(survey: &RoundContext, department: &str, after: &str) -> String {
    let own: Vec<Answer> = survey
        .answers
        .iter()
        .filter(|answer| answer.department == department)
        .cloned()
        .collect();
    match next_open(&own, Some(after), survey.today) {
        Some(next) => format!("{}?submitted={after}", survey.href_of_answer(next)),
        None => format!("{}?submitted={after}", survey.href_of(department)),
    }
}
