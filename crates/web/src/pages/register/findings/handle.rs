//! `POST /{code}/{plan}/findings`: notes how far a finding is dealt with.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::finding::Handling;
use gyokaku_core::release::note;
use gyokaku_store::finding_key;

use super::index::typed;
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::Problem;
use crate::form::FormData;
use crate::loaded::load;
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::tab::Tab;

pub(crate) async fn handle(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let key = form.line("finding");
    let typed = typed(&loaded);
    let stated = loaded.reports().iter().flat_map(|(_, report)| &report.findings);
    let found = stated
        .chain(&typed)
        .find(|finding| finding_key(finding) == key)
        .ok_or_else(|| {
            Problem::NotNow("この指摘は、今の文書にはありません。画面を読み込み直してください。".into())
        })?;
    let state = Handling::of(form.raw("state"))
        .ok_or_else(|| Problem::Form("対応の状態を一覧から選んでください。".into()))?;
    let note = note(form.raw("note")).map_err(|refusal| Problem::Form(refusal.words().into()))?;
    let of = (&at.code.0, at.plan.as_str());
    app.store()
        .handle(&actor, &app.now(), of, found, state, &note)
        .await?;
    let to = format!("{}#f-{key}", loaded.href_of(Tab::Findings));
    Ok(Redirect::to(&to).into_response())
}
