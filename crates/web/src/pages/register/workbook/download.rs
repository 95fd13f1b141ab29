//! `GET /{code}/{plan}/grid/workbook.xlsx`: the items of the plan, or of a section, as a workbook to be changed.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::journal::Export;
use gyokaku_core::plan::Section;
use gyokaku_exchange::register::{self, write};

use super::{Asked, CALLED};
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::Problem;
use crate::file_name::{attachment, fitting_name};
use crate::loaded::{Loaded, load};
use crate::pages::register::editing::grid::all_items;
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::time::day_of;
use crate::upload::XLSX;

/// The name of the file as an office would call it: `見本市_行革プラン_台帳_健全な財政.xlsx`.
pub(super) fn file_name(loaded: &Loaded, section: &str) -> String {
    let of = loaded.plan().section(section).map(|s| format!("_{}", s.title));
    let whole = format!(
        "{}_{}_台帳{}.xlsx",
        loaded.body_name,
        loaded.title(),
        of.unwrap_or_default()
    );
    fitting_name(&whole)
}

pub(crate) async fn xlsx(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let section = loaded
        .plan()
        .section(&asked.section)
        .map(|s: &Section| s.id.clone());
    let (of, day) = (loaded.clone(), day_of(app.today()?));
    let work = move || {
        let code = register::code(&of.code, &of.key);
        let head = write::Head {
            code: &code,
            body: &of.body_name,
            day: &day,
            revision: of.stored().head.revision,
            section: section.as_deref(),
        };
        let items = all_items(of.plan(), section.as_deref().unwrap_or_default());
        write::workbook(&head, of.plan(), &items).map(|bytes| (bytes, items.len()))
    };
    let written = app.reading().run(work).await?;
    let (bytes, rows) = written.map_err(Problem::internal)?;
    let export = Export::Table {
        table: "register".to_owned(),
        name: "grid/workbook".to_owned(),
        title: format!("{CALLED}（{}）", loaded.title()),
        format: "xlsx".to_owned(),
        rows: rows as u64,
    };
    app.store()
        .record(&actor, &app.now(), &at.code.0, Some(at.plan.as_str()), export)
        .await?;
    let plain = format!("{}_{}_register.xlsx", at.code, at.plan);
    let name = file_name(&loaded, &asked.section);
    Ok((attachment(XLSX, &name, &plain), bytes).into_response())
}
