//! `GET …/departments/{department}/workbook`: where a department receives its form and hands it in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gyokaku_core::round::day_shown;
use serde::Deserialize;

use super::form::own;
use super::{ReceiverAt, file_name};
use crate::App;
use crate::access::{Right, may};
use crate::error::{Problem, html};
use crate::pages::year::answers::{closed_reason, page, writes};
use crate::path::{UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::round_context::{DepartmentPath, RoundContext};
use crate::show::page::Page;

/// What has happened before.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Before {
    /// Set where the files were no longer kept.
    pub(crate) expired: Option<String>,
}

impl Before {
    pub(crate) fn words(&self) -> Option<&'static str> {
        self.expired.as_ref().map(|_| {
            "時間がたったため、お送りいただいた回答票は残っていません。保存されている内容は変わっていません。お手数ですが、もう一度選んでください。"
        })
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self.expired {
            Some(_) => StatusCode::GONE,
            None => StatusCode::OK,
        }
    }
}

#[derive(Template)]
#[template(path = "pages/year/workbook/new.html")]
struct New {
    page: Page,
    department: String,
    answer: String,
    notice: Option<&'static str>,
    closed_reason: Option<String>,
    href: String,
    list: String,
    file: String,
    has_rows: bool,
    /// The office's own layout, filled in for each item.
    layout: Option<String>,
    writes: bool,
    /// Where the office hands in for departments, for those who may.
    office: Option<String>,
}

/// Why nothing can be written today, where that holds of every answer that is still to be given.
fn all_closed(survey: &RoundContext, department: &str) -> Option<String> {
    let mut first = None;
    for answer in own(survey, department) {
        let why = closed_reason(answer, &survey.round, survey.today)?;
        first.get_or_insert(why);
    }
    first
}

pub(crate) async fn new(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
    UrlQuery(before): UrlQuery<Before>,
) -> Result<Response, Problem> {
    let survey = ReceiverAt::from(path.clone()).survey(&app).await?;
    let id = path.department.as_str();
    let department = survey.department(id).to_owned();
    let (all, list) = (own(&survey, id).count(), survey.href_of(id));
    let writes = writes(&person, &path);
    let due = day_shown(survey.round.due.department);
    let layout = app.store().layout(&survey.code(), &survey.loaded.key).await?;
    let page = New {
        layout: layout.map(|_| format!("{list}/layout.zip")),
        page: page(&survey, "Excelで記入")
            .under(list.clone(), department.clone())
            .seen_by(&Viewer::from(&person)),
        answer: match all {
            0 => "お尋ねしている取組はありません。".to_owned(),
            all => format!("{all}件の取組を、1つの回答票（Excel）で記入できます。提出の期限は{due}です。"),
        },
        notice: before.words(),
        closed_reason: all_closed(&survey, id).filter(|_| writes),
        href: format!("{list}/workbook"),
        file: file_name(&survey, &department, "xlsx"),
        has_rows: all > 0,
        writes,
        office: may(&person, Right::AnswerFor, &survey.code(), None)
            .then(|| format!("{}/workbooks", survey.href())),
        department,
        list,
    };
    Ok((before.status(), html(&page)?).into_response())
}
