//! `POST /import`: takes a document whole, keeps it in memory and starts reading it.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State as Shared;
use axum::extract::multipart::{Field, Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::body::BodyCode;

use super::fix::Fixes;
use crate::App;
use crate::error::Problem;
use crate::pending::{MOST_BYTES_EACH, State, Upload};
use crate::reading::NotRead;

/// How long a field of words may be, in bytes.
const MOST_WORDS: usize = 1024;

#[derive(Default)]
struct Form {
    file: Option<(String, Vec<u8>)>,
    body: String,
    new_code: String,
    new_name: String,
}

fn cut_off(error: MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::TooLarge
    } else {
        Problem::CutOff
    }
}

pub(crate) async fn create(
    Shared(app): Shared<App>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let multipart =
        multipart.map_err(|_| Problem::Form("送られた内容がフォームの形をしていません。".into()))?;
    let arriving = app.pending().arrive()?;
    let form = read_form(multipart).await?;
    drop(arriving);
    let (name, bytes) = form
        .file
        .ok_or_else(|| Problem::Form("文書が選ばれていません。".into()))?;
    let (body, body_name) = body(&app, &form.body, &form.new_code, &form.new_name).await?;
    let bytes = Arc::new(bytes);
    let upload = Upload {
        name: name.clone(),
        bytes: bytes.clone(),
        body,
        body_name,
        state: State::Reading,
        chosen: std::collections::HashMap::new(),
        fixes: Fixes::default(),
    };
    let id = app.pending().keep(upload, Instant::now())?;
    let (pending, reading) = (app.pending().clone(), app.reading().clone());
    tokio::spawn(async move {
        // Reading is long work; a panic in it must not leave the person waiting.
        let state = match reading.read(name, bytes).await {
            Ok(read) => State::Ready(Arc::new(read)),
            Err(NotRead::Document(error)) => State::Unreadable(error.to_string()),
            Err(NotRead::Program(error)) => {
                tracing::error!("reading a document: {error}");
                State::Unreadable("読み取りの途中で問題が起きました。何も保存していません。ファイルを開けることを確かめ、別の形式で保存し直してお送りください。".into())
            }
        };
        pending.done(id, state);
    });
    Ok(Redirect::to(&format!("/import/{id}")).into_response())
}

async fn read_form(mut multipart: Multipart) -> Result<Form, Problem> {
    let mut form = Form::default();
    while let Some(field) = multipart.next_field().await.map_err(cut_off)? {
        match field.name().unwrap_or_default() {
            "file" => {
                let name = file_name(field.file_name().unwrap_or_default());
                let bytes = bytes(field, MOST_BYTES_EACH).await?;
                if !name.is_empty() {
                    form.file = Some((name, bytes));
                }
            }
            "body" => form.body = words(field).await?,
            "new_code" => form.new_code = words(field).await?,
            "new_name" => form.new_name = words(field).await?,
            _ => {}
        }
    }
    Ok(form)
}

async fn bytes(mut field: Field<'_>, most: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(cut_off)? {
        if bytes.len() + chunk.len() > most {
            return Err(Problem::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

async fn words(field: Field<'_>) -> Result<String, Problem> {
    let bytes = bytes(field, MOST_WORDS).await?;
    let text = String::from_utf8(bytes).map_err(|_| Problem::Form("文字を読み取れませんでした。".into()))?;
    Ok(text
        .chars()
        .filter(|c| !gyokaku_core::text::is_invisible(*c))
        .collect::<String>()
        .trim()
        .to_owned())
}

/// The last part of a file's name, without what shows nothing.
fn file_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars()
        .filter(|c| !c.is_control() && !gyokaku_core::text::is_invisible(*c))
        .take(200)
        .collect()
}

/// The body that was chosen, or the new one that was named.
async fn body(
    app: &App,
    chosen: &str,
    new_code: &str,
    new_name: &str,
) -> Result<(BodyCode, String), Problem> {
    if chosen.is_empty() {
        return Err(Problem::Form("団体を選んでください。".into()));
    }
    if chosen != "new" {
        let code: BodyCode = chosen
            .parse()
            .map_err(|_| Problem::Form("団体を選び直してください。".into()))?;
        let body = app
            .store()
            .body(&code)
            .await?
            .ok_or_else(|| Problem::Form("団体を選び直してください。".into()))?;
        return Ok((code, body.name));
    }
    // Full-width digits are digits to whoever typed them.
    let code: String = new_code.chars().map(gyokaku_core::text::narrow).collect();
    let code: BodyCode = code
        .parse()
        .map_err(|e: gyokaku_core::body::NotABodyCode| Problem::Form(e.to_string()))?;
    if let Some(known) = app.store().body(&code).await? {
        return Ok((code, known.name));
    }
    if new_name.is_empty() {
        return Err(Problem::Form("新しい団体の名前を入力してください。".into()));
    }
    Ok((code, new_name.chars().take(60).collect()))
}
