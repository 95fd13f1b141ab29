//! `POST …/workbook` and `…/workbooks`: takes files whole and keeps them until they have been looked at.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::response::{IntoResponse, Redirect, Response};

use super::{Receiver, ReceiverAt};
use crate::App;
use crate::error::Problem;
use crate::pages::import::create::{MOST_WORDS, bytes, cut_off, file_name};
use crate::path::UrlPath;
use crate::person::Person;
use crate::returned::{File, MOST_BYTES_EACH, MOST_FILES};
use crate::round_context::{DepartmentPath, RoundPath};

pub(crate) async fn of_department(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    create(app, person, path.into(), multipart).await
}

pub(crate) async fn of_office(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    create(app, person, path.into(), multipart).await
}

async fn create(
    app: App,
    person: Person,
    at: ReceiverAt,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    at.actor(&person)?;
    // What has no page takes no files.
    at.survey(&app).await?;
    let multipart =
        multipart.map_err(|_| Problem::Form("送られた内容がフォームの形をしていません。".into()))?;
    let arriving = app.returned().arrive()?;
    let most = match at.receiver {
        Receiver::Department(_) => 1,
        Receiver::Office => MOST_FILES,
    };
    let files = files(multipart, most).await?;
    drop(arriving);
    if files.is_empty() {
        return Err(Problem::Form("回答票が選ばれていません。".into()));
    }
    let id = app.returned().keep(at.sender(&person), files, Instant::now())?;
    Ok(Redirect::to(&format!("{}/{id}", at.href())).into_response())
}

async fn files(mut multipart: Multipart, most: usize) -> Result<Vec<File>, Problem> {
    let mut files = Vec::new();
    while let Some(field) = multipart
        .next_field()
        .await
        .map_err(|error| sized(cut_off(error)))?
    {
        if field.name() != Some("file") {
            // Whatever else is sent is heard to its end and not heeded.
            bytes(field, MOST_WORDS).await.map_err(sized)?;
            continue;
        }
        let name = file_name(field.file_name().unwrap_or_default());
        let found = bytes(field, MOST_BYTES_EACH).await.map_err(sized)?;
        if name.is_empty() {
            continue;
        }
        if files.len() == most {
            return Err(Problem::Form(match most {
                1 => "一度に取り込める回答票は1つです。".to_owned(),
                most => format!("一度に取り込める回答票は{most}個までです。何回かに分けてお送りください。"),
            }));
        }
        files.push(File {
            name,
            bytes: Arc::new(found),
        });
    }
    Ok(files)
}

/// Says how large workbooks may be, which is less than documents may.
fn sized(problem: Problem) -> Problem {
    match problem {
        Problem::TooLarge => Problem::Form(
            "ファイルが大きすぎます。回答票は1つ8MBまで、あわせて32MBまで受け取れます。画像を貼り付けているときは、除いてからお送りください。".into(),
        ),
        other => other,
    }
}
