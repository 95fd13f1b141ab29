//! `GET …/departments/{department}/layout.zip`: the office's own layout, filled in for each item of a department.
//!
//! Not here: the layout itself (`layout`).

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::journal::Export;
use gyokaku_exchange::survey::layout::Layout;
use gyokaku_exchange::write::archive::archive;

use super::form::{to_send, words};
use super::{ReceiverAt, file_name};
use crate::App;
use crate::error::{Cause, Problem};
use crate::file_name::{attachment, fitting_name};
use crate::pages::year::answers::{number, title};
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::DepartmentPath;

/// How many bytes the files have together at most.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// How many characters of a title stand in the name of a file.
const LONGEST_TITLE: usize = 40;

pub(crate) async fn zip(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
) -> Result<Response, Problem> {
    let survey = ReceiverAt::from(path.clone()).survey(&app).await?;
    let (code, plan) = (&path.code.0, path.plan.as_str());
    let content = app
        .store()
        .layout_content(code, plan)
        .await?
        .ok_or(Problem::NotFound)?;
    let department = path.department.as_str();
    let form = to_send(&survey, department, &person);
    if form.rows.is_empty() {
        return Err(Problem::NotFound);
    }
    if content.len().saturating_mul(form.rows.len()) > MOST_BYTES {
        return Err(Problem::Form(
            "様式のファイルが、取組の数に対して大きすぎます。事務局に、様式を小さくするよう伝えてください。"
                .to_owned(),
        ));
    }
    let rows = form.rows.iter().map(|row| {
        let title: String = title(&survey, &row.id).chars().take(LONGEST_TITLE).collect();
        let name = fitting_name(&format!("{}_{title}.xlsx", number(&survey, &row.id)));
        (
            name.trim_start_matches('_').to_owned(),
            words(&survey, department, row.group.as_deref()),
        )
    });
    let rows: Vec<(String, Vec<(String, String)>)> = rows.collect();
    let work = move || -> Result<Vec<u8>, Cause> {
        let layout = Layout::open(content)?;
        let mut files = Vec::with_capacity(rows.len());
        for (at, (name, words)) in rows.into_iter().enumerate() {
            files.push((name, layout.fill(&form, at, &words)?));
        }
        Ok(archive(&files)?)
    };
    let bytes = app.reading().run(work).await?;
    let bytes = bytes.map_err(Problem::Internal)?;
    let export = Export::Answers {
        round: survey.round.key,
        departments: vec![department.to_owned()],
        format: "layout".to_owned(),
    };
    app.store()
        .record(&person.actor(), &app.now(), code, Some(plan), export)
        .await?;
    let name = file_name(&survey, &format!("{}_様式", survey.department(department)), "zip");
    let plain = format!("{}_{department}_layout.zip", survey.round.key);
    Ok((attachment("application/zip", &name, &plain), bytes).into_response())
}
