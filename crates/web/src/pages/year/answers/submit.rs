//! `POST …/items/{item}/submission` and `POST …/departments/{department}/submission`: handing in.
//!
//! One answer: what was typed is stored, what must be settled is said, else the next open one opens.
//! Many: each has an outcome of its own. Not here: when it may be done (`gyokaku_core::round`).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::answer::{Answer, Transition};
use gyokaku_core::round::remark::{Weight, may_submit};
use gyokaku_store::{Actor, Moved, RoundAt, ToMove};
use uuid::Uuid;

use super::form::{form as form_page, onwards};
use super::outcome::{Line, outcomes};
use super::save::store_form;
use super::{demand_known, number, title};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::{AnswerPath, DepartmentPath, Part, RoundContext, load_round};

async fn hand_in(
    app: &App,
    actor: &Actor,
    survey: &RoundContext,
    at: RoundAt<'_>,
    which: &[ToMove],
) -> Result<Vec<Moved>, Problem> {
    let moved = app
        .store()
        .move_answers(
            actor,
            &app.now(),
            survey.today,
            at,
            Transition::Submit,
            which,
            None,
            &mut || Uuid::now_v7().to_string(),
        )
        .await?;
    Ok(moved)
}

pub(crate) async fn one(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AnswerPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let actor = demand_for(&person, Right::Answer, &path.code.0, Some(department))?;
    let mut stored = store_form(&app, &person, &path, &form).await?;
    let (survey, answer) = (&stored.answering.survey, &stored.outcome.answer);
    if let Some((status, mut page)) = stored.page.take() {
        if page.unsaved.is_empty() && page.notice.is_none() {
            page.notice = Some("まだ提出していません。下の欄を直してから、もう一度提出してください。".into());
        }
        return Ok((status, html(&page)?).into_response());
    }
    let refused = |status, notice: String, open: bool| {
        let (app, person, path, stored) = (&app, &person, &path, &stored);
        async move {
            let mut page = form_page(app, person, path, &stored.answering, &stored.outcome).await?;
            page.notice = Some(notice);
            if open {
                let musts = page.fields.iter().flat_map(|field| {
                    let of = |said: &super::field::Said| {
                        (field.id.clone(), field.label.clone(), said.text.clone())
                    };
                    field.said.iter().filter(|said| said.must).map(of)
                });
                page.open = musts.collect();
            }
            Ok::<Response, Problem>((status, html(&page)?).into_response())
        }
    };
    let remarks = survey.remarks(answer, &answer.plain());
    if !may_submit(&remarks) {
        let count = remarks.iter().filter(|r| r.weight == Weight::Must).count();
        let notice = format!(
            "まだ提出していません。入力した内容は保存しました。提出の前に、次の{count}点をお願いします。"
        );
        return refused(StatusCode::UNPROCESSABLE_ENTITY, notice, true).await;
    }
    let which = [ToMove {
        item: answer.item.clone(),
        department: department.to_owned(),
        seen: Some(answer.revision),
    }];
    let round = path.department().round();
    let moved = hand_in(&app, &actor, survey, round.at(), &which).await?;
    match moved.into_iter().next().map(|moved| moved.outcome) {
        Some(Err(why)) => refused(StatusCode::CONFLICT, why.to_string(), false).await,
        _ => Ok(Redirect::to(&onwards(survey, department, &answer.item)).into_response()),
    }
}

/// Why an answer of the list cannot be handed in as it is.
fn missing(survey: &RoundContext, answer: &Answer) -> Option<String> {
    let remarks = survey.remarks(answer, &answer.plain());
    let must = remarks.iter().find(|remark| remark.weight == Weight::Must)?;
    Some(must.text.clone())
}

pub(crate) async fn many(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let actor = demand_for(&person, Right::Answer, &path.code.0, Some(department))?;
    let part = Part::Departments(vec![department.to_owned()]);
    let survey = load_round(&app, &path.round(), &part).await?;
    demand_known(&survey, department)?;
    let mut which: Vec<ToMove> = Vec::new();
    let mut lines: Vec<Line> = Vec::new();
    for item in form.all("item") {
        if which.iter().any(|one| one.item == item) {
            continue;
        }
        let Some(answer) = survey.answers.iter().find(|answer| answer.item == item) else {
            lines.push(Line::refused(
                title(&survey, item),
                None,
                "この課にお尋ねしている取組ではありません。".into(),
            ));
            continue;
        };
        let seen = form.number(&format!("revision.{item}"));
        match missing(&survey, answer) {
            Some(why) => lines.push(Line::refused(
                format!("{} {}", number(&survey, item), title(&survey, item)),
                Some(survey.href_of_answer(answer)),
                why,
            )),
            None => which.push(ToMove {
                item: item.to_owned(),
                department: department.to_owned(),
                seen,
            }),
        }
    }
    if which.is_empty() && lines.is_empty() {
        return Err(Problem::Form(
            "提出する取組が選ばれていません。一覧で、提出する取組を選んでください。".into(),
        ));
    }
    let round = path.round();
    let moved = match which.is_empty() {
        true => Vec::new(),
        false => hand_in(&app, &actor, &survey, round.at(), &which).await?,
    };
    for one in moved {
        let name = format!("{} {}", number(&survey, &one.item), title(&survey, &one.item));
        let answer = survey.answers.iter().find(|answer| answer.item == one.item);
        let href = answer.map(|answer| survey.href_of_answer(answer));
        lines.push(match one.outcome {
            Ok(state) => Line::done(name, href, format!("{} {}", super::sign(state), state.label())),
            Err(why) => Line::refused(name, href, why.to_string()),
        });
    }
    outcomes(
        &person,
        &survey,
        department,
        "まとめて提出",
        "提出しました",
        lines,
    )
}
