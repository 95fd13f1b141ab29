//! The one route table: every address with who may use it and its handler, as the pages name them.

mod connections;
mod guard;
mod tls;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

use crate::App;
use crate::access::Access;
use crate::checking::bring_up_to_date;
use crate::error::Problem;
use crate::frame::seen_by;
use crate::pages;
use crate::person::Viewer;
use crate::requests::noted;
use crate::route::{MOST_BYTES_OF_A_FORM, Route, get};
use crate::session;

pub use self::connections::Limits;
use self::guard::{Rule, demand};
pub use self::tls::{NoTls, Tls};

/// Every route.
pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        get("/assets/{name}", Access::Everyone, crate::assets::show),
        get("/health", Access::Everyone, crate::health::show),
    ];
    routes.extend(pages::routes());
    routes
}

/// All pages over a store.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let rule = Rule {
            app: app.clone(),
            access: route.access,
            path: route.path.clone(),
        };
        let rule = from_fn_with_state(rule, demand);
        router = router.route(&route.path, route.handler.layer(rule));
    }
    router
        .fallback(elsewhere)
        .method_not_allowed_fallback(|| async {
            (StatusCode::METHOD_NOT_ALLOWED, Problem::NotFound).into_response()
        })
        .layer(DefaultBodyLimit::max(MOST_BYTES_OF_A_FORM))
        .layer(CsrfLayer::new().with_rejection_response(|_| Problem::Foreign.into_response()))
        .layer(from_fn(referred))
        .layer(from_fn_with_state(app.clone(), secure))
        .layer(from_fn_with_state(app.clone(), noted))
        .layer(CompressionLayer::new())
        .with_state(app)
}

/// Serves the pages until `until` is over; requests under way are finished.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: tokio::net::TcpListener,
    app: App,
    until: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    serve_within(listener, app, until, (Limits::default(), None)).await
}

/// Serves what is no page, without TLS.
pub(crate) async fn accept_plain(
    listener: tokio::net::TcpListener,
    router: Router,
    until: impl Future<Output = ()>,
    limits: Limits,
) {
    connections::accept(listener, router, until, (limits, None)).await;
}

/// Serves the pages within limits of time and number, by TLS where there is a certificate.
///
/// # Errors
/// None today; a listener that fails for a while is tried again.
pub async fn serve_within(
    listener: tokio::net::TcpListener,
    app: App,
    until: impl Future<Output = ()> + Send + 'static,
    within: (Limits, Option<Tls>),
) -> std::io::Result<()> {
    let stop = Arc::new(AtomicBool::new(false));
    let mut sending = tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move { app.send_reminders(&stop).await }
    });
    let checking = tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move { bring_up_to_date(&app, &stop).await }
    });
    connections::accept(listener, router(app.clone()), until, within).await;
    stop.store(true, Ordering::Relaxed);
    app.wake();
    // The mail under way is finished; nobody waits for the pauses of a slow mail server.
    if tokio::time::timeout(LAST_MAIL, &mut sending).await.is_err() {
        sending.abort();
    }
    // What is left is checked when the pages are next served.
    checking.abort();
    Ok(())
}

/// How long the end of the program waits for the mail that is being handed over.
const LAST_MAIL: Duration = Duration::from_secs(10);

/// An address with a stroke too many is the one without it; all others are nowhere.
async fn elsewhere(State(app): State<App>, request: Request) -> Response {
    let path = request.uri().path();
    let short = path.trim_end_matches('/');
    let is_plain = short.starts_with('/') && !short.starts_with("//") && !short.contains('\\');
    if request.method() == Method::GET && short != path && is_plain {
        return Redirect::permanent(short).into_response();
    }
    match session::person(&app, request.headers()).await {
        Ok(person) => seen_by(Problem::NotFound.into_response(), &Viewer::from(person)),
        Err(problem) => problem.into_response(),
    }
}

const HEADERS: [(header::HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        header::HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        header::HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    ),
];

/// Refuses what another site lets a browser send, where the browser says no more than from which page: an older one that
/// knows neither `Origin` nor `Sec-Fetch-Site`, which are looked at elsewhere.
async fn referred(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let says_more = headers.contains_key(header::ORIGIN) || headers.contains_key("sec-fetch-site");
    if request.method().is_safe() || says_more {
        return next.run(request).await;
    }
    let from = headers
        .get(header::REFERER)
        .map(|from| from.to_str().unwrap_or_default());
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_own = from.is_none_or(|from| {
        let rest = from.split_once("://").map_or("", |(_, rest)| rest);
        rest.split('/').next() == host
    });
    match is_own {
        true => next.run(request).await,
        false => Problem::Foreign.into_response(),
    }
}

/// What every answer says to the browser. Pages are asked for anew; only assets may be kept.
async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if app.is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-cache"));
    response
}
