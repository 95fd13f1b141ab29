//! The one place of access rules. Every route states one; there is no default.
//!
//! Published pages are for everyone. What changes something is for the office: in a demonstration
//! that is whoever sits at this computer, otherwise whoever signed in with the office's key.

use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::App;
use crate::error::Problem;
use crate::session::COOKIE;

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    Everyone,
    /// The office.
    Office,
}

/// Whether a request comes from the office.
pub fn is_office(app: &App, headers: &HeaderMap) -> bool {
    if app.config().open_to_everyone_as_office && is_loopback(headers) {
        return true;
    }
    token(headers).is_some_and(|token| app.sessions().is_open(token, Instant::now()))
}

/// The session's token, where the request carries one.
pub fn token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// A demonstration trusts its own computer; another site's name that was made to point here is not it.
fn is_loopback(headers: &HeaderMap) -> bool {
    // Only a browser can be misled by a name, and every browser says the name.
    let Some(host) = headers.get(header::HOST) else {
        return true;
    };
    let Ok(host) = host.to_str() else { return false };
    // The name must be one of ours to the letter, with nothing behind it but a port.
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .filter_map(|name| host.strip_prefix(name))
        .any(|rest| {
            rest.is_empty()
                || rest
                    .strip_prefix(':')
                    .is_some_and(|port| port.parse::<u16>().is_ok())
        })
}

/// Lets a request through when its route's rule allows it.
pub(crate) async fn demand(
    State((app, access)): State<(App, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let allowed = match access {
        Access::Everyone => true,
        Access::Office => is_office(&app, request.headers()),
    };
    if allowed {
        let mut response = next.run(request).await;
        if access == Access::Office {
            // What only the office sees stays out of the browser's store.
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        return response;
    }
    if request.method() == Method::GET && app.config().office_key.is_some() {
        return Redirect::to("/session").into_response();
    }
    Problem::NeedsOffice.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computers_names_are_trusted() {
        for (host, trusted) in [
            ("127.0.0.1:8080", true),
            ("localhost", true),
            ("[::1]:80", true),
            ("evil.example:8080", false),
            ("[::1].evil.example", false),
            ("localhost.evil.example", false),
            ("localhost:evil.example", false),
            ("evil.example@localhost:80:80", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("a header"));
            assert_eq!(is_loopback(&headers), trusted, "{host}");
        }
    }
}
