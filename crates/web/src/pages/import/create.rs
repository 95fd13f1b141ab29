//! `POST /import`: takes a document whole, keeps it in memory and starts reading it.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State as Shared;
use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::fix::Fixes;
use crate::App;
use crate::arrivals::Arriving;
use crate::error::Problem;
use crate::pending::{MOST_BYTES_EACH, State, Upload};
use crate::person::Person;
use crate::reading::NotRead;

/// How long a field of words may be, in bytes.
pub(crate) const MOST_WORDS: usize = 1024;

#[derive(Default)]
struct Form {
    file: Option<(String, Vec<u8>)>,
}

pub(crate) fn cut_off(error: MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::TooLarge
    } else {
        Problem::CutOff
    }
}

pub(crate) async fn create(
    Shared(app): Shared<App>,
    person: Person,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let multipart =
        multipart.map_err(|_| Problem::Form("送られた内容がフォームの形をしていません。".into()))?;
    let arriving = app.arrivals().begin(&person)?;
    let form = read_form(multipart, &arriving).await?;
    drop(arriving);
    let (name, bytes) = form
        .file
        .ok_or_else(|| Problem::Form("文書が選ばれていません。".into()))?;
    let body = app.store().body(&person.body).await?.ok_or(Problem::NotFound)?;
    let bytes = Arc::new(bytes);
    let upload = Upload {
        name: name.clone(),
        bytes: bytes.clone(),
        body: body.code,
        body_name: body.name,
        person: person.id,
        came_at: app.now(),
        state: State::Reading,
        chosen: crate::form::FormData::default(),
        fixes: Fixes::default(),
        order: 0,
        held: 0,
    };
    let id = app.pending().keep(upload, Instant::now())?;
    let (pending, reading, code) = (app.pending().clone(), app.reading().clone(), person.body);
    tokio::spawn(async move {
        // Reading is long work; a panic in it must not leave the person waiting.
        let why = match reading.import(code, name, bytes).await {
            Ok(kept) => return pending.read(id, kept, Instant::now()),
            Err(NotRead::Document(error)) => error.to_string(),
            Err(error) => {
                tracing::error!("reading a document: {error}");
                "読み取りの途中で問題が起きました。何も保存していません。ファイルを開けることを確かめ、別の形式で保存し直してお送りください。".to_owned()
            }
        };
        pending.refuse(id, why, Instant::now());
    });
    Ok(Redirect::to(&format!("/import/{id}")).into_response())
}

async fn read_form(mut multipart: Multipart, arriving: &Arriving) -> Result<Form, Problem> {
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await.map_err(cut_off)? {
        match field.name().unwrap_or_default() {
            "file" => {
                let name = file_name(field.file_name().unwrap_or_default());
                let bytes = bytes(field, MOST_BYTES_EACH, arriving).await?;
                if !name.is_empty() {
                    form.file = Some((name, bytes));
                }
            }
            // Whatever else is sent is heard to its end and not heeded.
            _ => drop(bytes(field, MOST_WORDS, arriving).await?),
        }
    }
    Ok(form)
}

pub(crate) async fn bytes(
    mut field: Field<'_>,
    most: usize,
    arriving: &Arriving,
) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(cut_off)? {
        if bytes.len() + chunk.len() > most {
            return Err(Problem::TooLarge);
        }
        arriving.take(chunk.len())?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The last part of a file's name, without what shows nothing.
pub(crate) fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|c| !c.is_control() && !gyokaku_core::text::is_invisible(*c))
        .take(200)
        .collect()
}
