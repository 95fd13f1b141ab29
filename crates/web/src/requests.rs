//! What was asked of the server, for who has to find out afterwards where something came from: a line of JSON for each
//! request, and warnings for what was refused and for who signs in.
//!
//! Invariants: no line has a password, a token, an address with its parts, or what was typed; a log that cannot be
//! written stops no answer. Not here: what was done (the journal, `gyokaku_store`).

use std::fmt;
use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use gyokaku_core::body::BodyCode;
use serde::Serialize;

use crate::App;
use crate::client::Client;
use crate::error::ProblemPage;
use crate::person::Person;

/// Where a line is written for each request. Cheap to clone.
#[derive(Clone)]
pub struct RequestLog(Arc<Log>);

struct Log {
    to: Mutex<Box<dyn Write + Send>>,
    number: AtomicU64,
    is_failing: AtomicBool,
}

impl RequestLog {
    /// A log that is written to a file or a stream.
    pub fn to(to: impl Write + Send + 'static) -> Self {
        Self(Arc::new(Log {
            to: Mutex::new(Box::new(to)),
            number: AtomicU64::new(0),
            is_failing: AtomicBool::new(false),
        }))
    }

    fn write(&self, asked: &Asked<'_>) {
        let number = self.0.number.fetch_add(1, Ordering::Relaxed) + 1;
        let Ok(mut line) = serde_json::to_vec(&Line { number, asked }) else {
            return;
        };
        line.push(b'\n');
        let mut to = self.0.to.lock().unwrap_or_else(PoisonError::into_inner);
        let written = to.write_all(&line).and_then(|()| to.flush());
        // Told once, not for each request of a full disk.
        match written {
            Ok(()) => self.0.is_failing.store(false, Ordering::Relaxed),
            Err(error) if !self.0.is_failing.swap(true, Ordering::Relaxed) => {
                tracing::error!("要求の記録を書けません（{error}）。");
            }
            Err(_) => {}
        }
    }
}

impl fmt::Debug for RequestLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestLog").finish_non_exhaustive()
    }
}

#[derive(Serialize)]
struct Line<'a> {
    number: u64,
    #[serde(flatten)]
    asked: &'a Asked<'a>,
}

/// A request and how it was answered.
#[derive(Serialize)]
struct Asked<'a> {
    time: String,
    /// From where; none where that is not known.
    address: Option<String>,
    /// Whose session it was: body and identity of the account.
    account: Option<&'a str>,
    method: &'a str,
    /// The address with its parts in braces; none where there is none such.
    route: Option<&'a str>,
    status: u16,
    ms: u64,
    /// The number that the page of a fault shows.
    fault: Option<&'a str>,
}

/// Whose session a request carried; travels with the answer.
#[derive(Clone, Debug)]
pub(crate) struct Asker(String);

impl From<&Person> for Asker {
    fn from(person: &Person) -> Self {
        Self(format!("{}/{}", person.body, person.id))
    }
}

/// Where people sign in; what is refused there is told by [`authentication`].
const SIGN_IN: &str = "/session";

/// Notes a request with its answer.
pub(crate) async fn noted(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let client = request.extensions().get::<Client>().copied().unwrap_or_default();
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let answering = app.metrics().answering();
    let response = next.run(request).await;
    drop(answering);
    app.metrics().answered(response.status(), begun.elapsed());
    let asked = Asked {
        time: app.now(),
        address: client.0.map(|address| address.to_string()),
        account: response.extensions().get::<Asker>().map(|asker| asker.0.as_str()),
        method: method.as_str(),
        route: matched.as_ref().map(MatchedPath::as_str),
        status: response.status().as_u16(),
        ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        fault: response
            .extensions()
            .get::<ProblemPage>()
            .map(ProblemPage::number),
    };
    let is_refused = matches!(
        response.status(),
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS
    );
    if is_refused && asked.route != Some(SIGN_IN) {
        tracing::warn!(
            %client,
            account = asked.account.unwrap_or("-"),
            method = asked.method,
            route = asked.route.unwrap_or("-"),
            status = asked.status,
            fault = asked.fault.unwrap_or("-"),
            "access refused"
        );
    }
    if let Some(log) = &app.config().requests {
        log.write(&asked);
    }
    response
}

/// Tells what happened to somebody's way in, with where it came from; never what was typed.
pub(crate) fn authentication(event: &'static str, client: Client, body: &BodyCode, account: Option<&str>) {
    tracing::warn!(%client, %body, account = account.unwrap_or("-"), "authentication: {event}");
}
