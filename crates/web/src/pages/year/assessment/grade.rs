//! `POST …/items/{item}/grades`: the grade of the office, the headquarters or the council.
//!
//! Nobody writes into the column of another evaluator.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::round::field::Field;
use gyokaku_store::StoreError;

use super::page::{Form, ItemForms, load, page};
use crate::App;
use crate::access::demand_for;
use crate::error::Problem;
use crate::form::FormData;
use crate::pages::year::review::grading::EVALUATORS;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundItemPath;

pub(crate) async fn put(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundItemPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let known = EVALUATORS.into_iter().find(|(by, _)| by.key() == form.raw("by"));
    let (by, right) =
        known.ok_or_else(|| Problem::Form("どの立場での評価かを読み取れませんでした。".into()))?;
    let actor = demand_for(&person, right, &path.code.0, None)?;
    let loaded = load(&app, &person, &path).await?;
    let survey = &loaded.survey;
    let typed = Form {
        grade: form.raw("grade").to_owned(),
        reason: form.raw("reason").to_owned(),
        seen: form.raw("seen").to_owned(),
        ..Form::default()
    };
    let read = (
        Field::Grade.read(&typed.grade, survey.scale()),
        Field::Reason.read(&typed.reason, survey.scale()),
    );
    let wrong = match &read {
        (Err(why), _) => Some(why.to_string()),
        (_, Err(why)) => Some(format!("評価の理由が{why}")),
        (Ok(None), Ok(Some(_))) => {
            Some("理由だけが記入されています。評価を選んでください。まだ保存していません。".to_owned())
        }
        _ => None,
    };
    if wrong.is_some() {
        let forms = ItemForms {
            grade: Some((by, Form { wrong, ..typed })),
            ..ItemForms::default()
        };
        return page(&person, &path, &loaded, forms);
    }
    let (grade, reason) = (read.0.ok().flatten(), read.1.ok().flatten().unwrap_or_default());
    let given = grade.as_deref().map(|grade| (grade, reason.as_str()));
    let (item, round) = (path.item.as_str(), path.round());
    let seen = typed.seen.parse().ok();
    let put = app
        .store()
        .put_grade(&actor, &app.now(), round.at(), item, by, seen, given)
        .await;
    match put {
        Ok(()) if form.raw("then") == "review" => {
            let to = format!("{}/review?view=grades&done=grade#i-{item}", survey.href());
            Ok(Redirect::to(&to).into_response())
        }
        Ok(()) => {
            let to = format!("{}?done=grade#e-{}", survey.href_of_review(item), by.key());
            Ok(Redirect::to(&to).into_response())
        }
        Err(StoreError::Conflict { .. }) => {
            // Both versions are shown, and saving again is meant for the newer one.
            let loaded = load(&app, &person, &path).await?;
            let stored = loaded.survey.grades.iter().find(|g| g.by == by);
            let seen = stored.map(|g| g.revision.to_string()).unwrap_or_default();
            let form = Form {
                seen,
                conflict: true,
                ..typed
            };
            let forms = ItemForms {
                grade: Some((by, form)),
                ..ItemForms::default()
            };
            page(&person, &path, &loaded, forms)
        }
        Err(error) => Err(error.into()),
    }
}
