//! The style sheet, the script and the tokens, embedded: `assets/dist` where it was built, else `assets/src`.

use std::borrow::Cow;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::error::Problem;
use crate::path::UrlPath;

#[derive(RustEmbed)]
#[folder = "../../assets/dist"]
struct Built;

#[derive(RustEmbed)]
#[folder = "../../assets/src"]
struct Plain;

/// The content of an asset.
pub(crate) fn content(name: &str) -> Option<Cow<'static, [u8]>> {
    // What is in `src` is the newer of the two: `dist` is a copy of it.
    Plain::get(name)
        .or_else(|| Built::get(name))
        .map(|file| file.data)
}

/// The names of all assets, in order, each once.
pub(crate) fn names() -> std::collections::BTreeSet<Cow<'static, str>> {
    Plain::iter().chain(Built::iter()).collect()
}

/// `/assets/{name}`
pub(crate) async fn show(UrlPath(name): UrlPath<String>) -> Result<Response, Problem> {
    let kind = match name.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => return Err(Problem::NotFound),
    };
    // A style sheet of tokens that was not built is empty, not missing: `gyokaku.css` has its own values.
    let content = match content(&name) {
        Some(content) => content,
        None if name == "tokens.css" => Cow::Borrowed(&b""[..]),
        None => return Err(Problem::NotFound),
    };
    Ok((
        StatusCode::OK,
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "public, max-age=600"),
        ],
        content,
    )
        .into_response())
}
