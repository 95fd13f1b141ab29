//! What comes without a session: the way to the sign-in page, on which nothing that was typed is lost.
//!
//! A form that arrives without a session travels along on the sign-in page and back: its address and
//! its fields, as they came. After the sign-in the person sees it and sends it with one button.
//! Invariants: nothing is done with a carried form before that; no password is ever carried.
//! Not here: the sign-in itself (`pages/people/session`).

use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::json;

use crate::App;
use crate::error::Problem;
use crate::pages::people::session::new;
use crate::session::local;

/// How large a form may be that is carried, in bytes.
pub(crate) const MOST_BYTES: usize = 256 * 1024;

/// A form that waits for its sender to sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Carried {
    /// The address it goes to.
    pub(crate) path: String,
    /// Its fields as they came, to the letter.
    pub(crate) form: String,
    /// Its fields, in their order.
    pub(crate) fields: Vec<(String, String)>,
}

impl Carried {
    /// A form by its address and its fields as they came; none where it cannot be carried.
    pub(crate) fn of(path: &str, form: &str) -> Option<Self> {
        let fields: Vec<(String, String)> = form
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect();
        let is_secret = fields.iter().any(|(name, _)| name.contains("password"));
        let path = local(path)?.to_owned();
        (!is_secret && form.len() <= MOST_BYTES && !path.starts_with("/session")).then(|| Self {
            path,
            form: form.to_owned(),
            fields,
        })
    }

    /// What a person would recognise of it: the words that were typed, without marks of the page.
    pub(crate) fn words(&self) -> Vec<&str> {
        let is_mark = |value: &str| {
            value.is_empty()
                || value == "on"
                || (value.len() >= 16 && value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-'))
        };
        self.fields
            .iter()
            .map(|(_, value)| value.trim())
            .filter(|value| !is_mark(value))
            .collect()
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

fn says(headers: &HeaderMap, name: header::HeaderName, what: &str) -> bool {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with(what))
}

/// Answers a request that needs a person and has none.
pub(crate) async fn signed_out(app: &App, request: Request) -> Response {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |p| p.as_str())
        .to_owned();
    let headers = request.headers().clone();
    if says(&headers, header::ACCEPT, "application/json") {
        let message = "サインインの時間が終わっています。入力した内容はこの画面に残っています。サインインし直してから、もう一度お試しください。";
        let shape = json!({ "error": "signed_out", "message": message });
        let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
        return (StatusCode::UNAUTHORIZED, no_store, Json(shape)).into_response();
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let back = utf8_percent_encode(&path, NON_ALPHANUMERIC);
        return Redirect::to(&format!("/session?return={back}")).into_response();
    }
    let is_form = says(
        &headers,
        header::CONTENT_TYPE,
        "application/x-www-form-urlencoded",
    );
    let form = match is_form {
        true => to_bytes(request.into_body(), MOST_BYTES).await.ok(),
        false => None,
    };
    let carried = form
        .and_then(|bytes| String::from_utf8(bytes.to_vec()).ok())
        .and_then(|form| Carried::of(&path, &form));
    match new::without_session(app, &headers, &path, carried).await {
        Ok(page) => page,
        Err(problem) => Problem::into_response(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_travels_as_it_came() {
        let form = "reason=%E9%81%85%E3%82%8C+%26+%3Cb%3E&grade=%E2%96%B3&grade=%E2%97%8B&empty=&bare";
        let carried = Carried::of("/041009/keiei/rounds/2019", form).expect("a form");
        assert_eq!(carried.fields[0], ("reason".to_owned(), "遅れ & <b>".to_owned()));
        assert_eq!(carried.fields.len(), 5);
        assert_eq!(carried.form, form, "to the letter");
        assert_eq!(carried.words(), ["遅れ & <b>", "△", "○"]);
    }

    #[test]
    fn what_must_not_travel_does_not() {
        assert_eq!(Carried::of("https://evil.example/", "a=b"), None);
        assert_eq!(Carried::of("//evil.example/", "a=b"), None);
        assert_eq!(Carried::of("/account/password", "password=secret"), None);
        assert_eq!(Carried::of("/session", "login=a"), None);
        assert_eq!(Carried::of("/a", &"a".repeat(MOST_BYTES + 1)), None);
    }
}
