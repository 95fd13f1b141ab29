//! `GET …/grid/workbook/{upload}/marked`: the very file that came back, its wrong cells marked and explained.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_exchange::workbook::mark;

use super::look::{file, look};
use super::{ReturnedPath, href};
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::Problem;
use crate::file_name::attachment;
use crate::loaded::load;
use crate::path::UrlPath;
use crate::person::Person;
use crate::upload::{XLSX, returned_name};

pub(crate) async fn marked(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ReturnedPath>,
) -> Result<Response, Problem> {
    let (at, id) = path.into();
    demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let Some(file) = file(&app, &person, &at, id) else {
        return Ok(Redirect::to(&format!("{}?expired=1", href(&at))).into_response());
    };
    let looked = look(&app, &person, &loaded, &file).await?;
    let compared = looked.map_err(|refusal| Problem::Unreadable(refusal.what))?;
    let (bytes, faults) = (file.bytes.clone(), compared.back.faults);
    let name = returned_name(&file.name, !faults.is_empty(), "xlsx");
    let bytes = app.reading().run(move || mark::marked(&bytes, &faults)).await;
    let bytes = bytes?.map_err(|error| Problem::Unreadable(error.to_string()))?;
    let plain = format!("{}_{}_register.xlsx", at.code, at.plan);
    Ok((attachment(XLSX, &name, &plain), bytes).into_response())
}
