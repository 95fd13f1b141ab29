//! The queue as a page: a sentence of figures, where the answers stand, the rows with their filters.

use std::collections::BTreeSet;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gyokaku_core::progress::Tone;
use gyokaku_core::round::answer::{Answer, State};
use gyokaku_core::round::board::{counts, states_of};
use gyokaku_core::round::field::Question;
use gyokaku_core::round::{Level, RoundState};
use serde::Deserialize;

use super::outcome::Outcome;
use super::row::{Powers, Row, counted};
use super::{Beside, beside, frame, visible};
use crate::App;
use crate::access::{Right, may};
use crate::charts::{Picture, shares};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::path::query;
use crate::person::Person;
use crate::round_context::{RoundContext, RoundPath};
use crate::show::page::Page;

/// What narrows the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Narrow {
    /// Empty for what waits for the person, `all`, or a state.
    pub(crate) state: String,
    /// The name of a division.
    pub(crate) division: String,
    /// A grade; `none` for answers without one.
    pub(crate) grade: String,
    /// `on` for answers with remarks only.
    pub(crate) remarks: String,
    /// `grades` for the list for grading.
    pub(crate) view: String,
    /// The item after which the next one is looked for.
    pub(crate) after: String,
    /// What was done to the answer before.
    pub(crate) done: String,
}

impl Narrow {
    /// The fields of a form.
    pub(crate) fn of_fields(form: &FormData) -> Self {
        let field = |name: &str| form.raw(name).to_owned();
        Self {
            state: field("state"),
            division: field("division"),
            grade: field("grade"),
            remarks: field("remarks"),
            ..Self::default()
        }
    }

    /// As it stands in an address, with `?`; empty where nothing is narrowed.
    pub(crate) fn query(&self) -> String {
        let words = [
            ("state", &self.state),
            ("division", &self.division),
            ("grade", &self.grade),
            ("remarks", &self.remarks),
        ];
        let pairs = words.iter().filter(|(_, value)| !value.is_empty());
        match query(pairs.map(|(name, value)| (*name, value.as_str()))) {
            query if query.is_empty() => query,
            query => format!("?{query}"),
        }
    }

    fn is_narrowed(&self) -> bool {
        !self.query().is_empty()
    }
}

/// An offer of a filter: its word, its name, whether it is chosen.
type Offer = (String, String, bool);

#[derive(Template)]
#[template(path = "pages/year/review/show.html")]
struct QueuePage {
    page: Page,
    address: String,
    base: String,
    beside: Vec<Beside>,
    answer: String,
    rest: String,
    picture: Option<Picture>,
    outcome: Option<Outcome>,
    rows: Vec<Row>,
    narrow: Narrow,
    narrowed: bool,
    states: Vec<Offer>,
    divisions: Vec<Offer>,
    grades: Vec<Offer>,
    approves: bool,
    accepts: bool,
    returns: bool,
    with_amounts: bool,
    comment: String,
    wrong: Option<String>,
    frozen: Option<String>,
    /// The sheets to print of the departments of which something is handed in: address and name.
    sheets: Vec<(String, String)>,
}

/// What was typed before something did not fit.
#[derive(Debug, Default)]
pub(crate) struct QueueForm {
    /// The boxes that were ticked.
    pub(crate) ticked: BTreeSet<String>,
    /// The comment.
    pub(crate) comment: String,
    /// What does not fit.
    pub(crate) wrong: Option<String>,
    /// What became of what was done.
    pub(crate) outcome: Option<Outcome>,
}

/// The queue of a person.
pub(crate) async fn page(
    app: &App,
    person: &Person,
    path: &RoundPath,
    survey: &RoundContext,
    narrow: Narrow,
    sent: QueueForm,
) -> Result<Response, Problem> {
    let comments = app.store().comments(path.at(), None).await?;
    let counts = counted(&comments);
    let answers = visible(person, survey);
    let all: Vec<Row> = answers
        .iter()
        .map(|answer| Row::of(person, survey, answer, &counts))
        .collect();
    let waiting = all.iter().filter(|row| row.powers.waits()).count();
    let approvals = all.iter().filter(|row| row.powers.approve).count();
    let judges = all.iter().any(|row| row.powers.any());
    let mut rows: Vec<Row> = all.into_iter().filter(|row| fits(row, &narrow, judges)).collect();
    for row in &mut rows {
        row.checked = sent.ticked.contains(&ticket(&row.value));
    }
    let status = if sent.wrong.is_some() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let can = |which: fn(&Powers) -> bool| rows.iter().any(|row| which(&row.powers));
    let page = QueuePage {
        page: frame(survey, "回答の確認", person),
        address: format!("{}/review", survey.href()),
        base: survey.href(),
        beside: beside(survey, person, "review"),
        answer: sentence(survey, &answers, waiting, approvals, judges),
        rest: found(rows.len(), &narrow, judges),
        picture: picture(survey, &answers),
        outcome: sent.outcome.or_else(|| Outcome::after(&narrow.done)),
        narrowed: narrow.is_narrowed(),
        states: states(survey, &narrow, judges),
        divisions: divisions(survey, &answers, &narrow),
        grades: grades(survey, &narrow),
        approves: can(|p| p.approve),
        accepts: can(|p| p.accept),
        returns: can(|p| p.send_back),
        with_amounts: rows.iter().any(|row| !row.amounts.is_empty()),
        comment: sent.comment,
        wrong: sent.wrong,
        frozen: closed(survey),
        sheets: sheets(person, survey, &answers),
        rows,
        narrow,
    };
    Ok((status, html(&page)?).into_response())
}

/// The sheets to print for approval that a person may open, in the order of the answers.
fn sheets(person: &Person, survey: &RoundContext, answers: &[&Answer]) -> Vec<(String, String)> {
    let code = survey.code();
    let mut found: Vec<(String, String)> = Vec::new();
    for answer in answers.iter().filter(|answer| !answer.state.is_with_department()) {
        let id = answer.department.as_str();
        let href = format!("{}/sheet", survey.href_of(id));
        let is_new = !found.iter().any(|(known, _)| *known == href);
        if is_new && may(person, Right::SeeDrafts, &code, Some(id)) {
            found.push((href, survey.department(id).to_owned()));
        }
    }
    found
}

/// The box of an answer without its revision.
pub(crate) fn ticket(value: &str) -> String {
    let parts: Vec<&str> = value.splitn(3, ':').take(2).collect();
    parts.join(":")
}

fn closed(survey: &RoundContext) -> Option<String> {
    let is_closed = survey.round.state == RoundState::Closed;
    is_closed.then(|| "この調査は確定済みです。回答と評価は変更できません。".to_owned())
}

fn fits(row: &Row, narrow: &Narrow, judges: bool) -> bool {
    let state = match narrow.state.as_str() {
        "" => !judges || row.powers.waits(),
        "all" => true,
        key => row.state.key() == key,
    };
    let grade = match narrow.grade.as_str() {
        "" => true,
        "none" => row.grade.is_none(),
        label => row.grade.as_ref().is_some_and(|grade| grade.label == label),
    };
    state
        && grade
        && (narrow.division.is_empty() || narrow.division == row.division)
        && (narrow.remarks.is_empty() || row.is_remarked())
}

/// The first sentence: how much waits for this person, and where the rest is.
fn sentence(
    survey: &RoundContext,
    answers: &[&Answer],
    waiting: usize,
    approvals: usize,
    judges: bool,
) -> String {
    let asked = || answers.iter().filter(|a| a.left(survey.today).is_none());
    let count = |states: &[State]| asked().filter(|a| states.contains(&a.state)).count();
    let accepted = count(&[State::Accepted]);
    if answers.is_empty() {
        return "ご覧になれる回答はまだありません。提出や確認が済むと、ここに並びます。".to_owned();
    }
    let whole = format!("{}件の回答のうち{accepted}件が確認済みです。", asked().count());
    if !judges {
        return whole;
    }
    let own = match waiting {
        0 => "あなたの確認を待つ回答はありません。".to_owned(),
        n => format!("あなたの確認を待つ回答が{n}件あります。"),
    };
    let with_department = count(&[State::NotStarted, State::InWork, State::Returned]);
    // What waits for a head who looks at this is named already.
    let waits = |answer: &&&Answer| {
        let level = answer.state.waits_for(&survey.round);
        matches!(level, Some(Level::Approval(_)))
    };
    let with_head = asked().filter(waits).count().saturating_sub(approvals);
    let approvers: Vec<&str> = survey.round.approvals.iter().map(|a| a.name.as_str()).collect();
    let mut rest = Vec::new();
    if with_head > 0 {
        rest.push(format!("{}の承認待ちが{with_head}件", approvers.join("・")));
    }
    if with_department > 0 {
        rest.push(format!("担当課の手元にあるものが{with_department}件"));
    }
    match rest.is_empty() {
        true => format!("{own}{whole}"),
        false => format!("{own}{whole}ほかに{}あります。", rest.join("、")),
    }
}

/// What the list shows.
fn found(rows: usize, narrow: &Narrow, judges: bool) -> String {
    match (rows, narrow.is_narrowed()) {
        (0, true) => "条件に当てはまる回答はありません。".to_owned(),
        (0, false) if judges => {
            "いま行うことはありません。すべての回答を見るときは、状態で「すべて」を選んでください。"
                .to_owned()
        }
        (0, false) => String::new(),
        (n, _) => format!("{n}件を表示しています。"),
    }
}

/// Where the answers stand, for all and for each division.
fn picture(survey: &RoundContext, answers: &[&Answer]) -> Option<Picture> {
    if answers.is_empty() {
        return None;
    }
    let bar = |label: &str, answers: &[&&Answer]| {
        let asked = || answers.iter().filter(|a| a.left(survey.today).is_none());
        let count = |states: &[State]| asked().filter(|a| states.contains(&a.state)).count() as i64;
        let part = |label: &str, tone, states: &[State]| shares::Part {
            label: label.to_owned(),
            tone,
            count: Some(count(states)),
            apart: false,
        };
        shares::Bar {
            label: label.to_owned(),
            total: asked().count() as i64,
            evaluated: asked().count() as i64,
            parts: vec![
                part("確認済み", Tone::Ahead, &[State::Accepted]),
                part(
                    "確認中",
                    Tone::Steady,
                    &[
                        State::Submitted,
                        State::ApprovedOnce,
                        State::ApprovedTwice,
                        State::Approved,
                    ],
                ),
                part(
                    "担当課の手元",
                    Tone::Behind,
                    &[State::NotStarted, State::InWork, State::Returned],
                ),
            ],
        }
    };
    let all: Vec<&&Answer> = answers.iter().collect();
    let mut bars = vec![bar("全体", &all)];
    let names = division_names(survey, answers);
    if names.len() > 1 {
        for name in names {
            let own: Vec<&&Answer> = answers
                .iter()
                .filter(|answer| survey.division(&answer.department) == name)
                .collect();
            bars.push(bar(
                if name.is_empty() {
                    "部に属さない課"
                } else {
                    name
                },
                &own,
            ));
        }
    }
    Some(Picture::draw("states", |width, id| {
        shares::draw(width, id, "回答の状態", &bars)
    }))
}

fn division_names<'a>(survey: &'a RoundContext, answers: &[&'a Answer]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for answer in answers {
        let name = survey.division(&answer.department);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn states(survey: &RoundContext, narrow: &Narrow, judges: bool) -> Vec<Offer> {
    let offer = |key: &str, label: &str| (key.to_owned(), label.to_owned(), narrow.state == key);
    let mut offers = match judges {
        true => vec![offer("", "あなたの確認待ち"), offer("all", "すべて")],
        false => vec![offer("", "すべて")],
    };
    let (whole, _) = counts(&survey.answers, &survey.round, survey.today);
    let states = states_of([&whole]).into_iter();
    offers.extend(states.map(|state| offer(state.key(), state.label())));
    offers
}

fn divisions(survey: &RoundContext, answers: &[&Answer], narrow: &Narrow) -> Vec<Offer> {
    let names = division_names(survey, answers);
    let named = names.into_iter().filter(|name| !name.is_empty());
    let offers: Vec<Offer> = named
        .map(|name| (name.to_owned(), name.to_owned(), narrow.division == name))
        .collect();
    match offers.len() {
        0 | 1 => Vec::new(),
        _ => offers,
    }
}

fn grades(survey: &RoundContext, narrow: &Narrow) -> Vec<Offer> {
    let asked = survey.round.questions.contains(&Question::Grade);
    let labels = survey.scale().grades.iter().filter(|_| asked);
    let mut offers: Vec<Offer> = labels
        .map(|g| (g.label.clone(), g.label.clone(), narrow.grade == g.label))
        .collect();
    if !offers.is_empty() {
        offers.push(("none".into(), "評価なし".into(), narrow.grade == "none"));
    }
    offers
}
