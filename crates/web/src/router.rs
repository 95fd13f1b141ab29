//! The one route table: every address, who may use it, and its handler.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;

use crate::App;
use crate::access::{Access, Right, Rule, demand};
use crate::error::{Problem, seen_by};
use crate::filter::Filter;
use crate::formats::{Format, Name, Wanted};
use crate::pages::directory;
use crate::pages::{
    account, accounts, answers, assessment, body, closing, crosswalk, departments, editions, effects,
    findings, import, indicators, item, journal, plan, progress, queue, review, rounds, session as signing,
    source, start, todo, years,
};
use crate::path::{Asked, At, PlanAt};
use crate::pending::MOST_BYTES_EACH;
use crate::person::{Person, Viewer};
use crate::reminding;
use crate::session;
use crate::survey::RoundPath;

/// A route.
#[derive(Debug)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The address, with its parts in braces.
    pub path: String,
    /// Who may use it.
    pub access: Access,
    handler: MethodRouter<App>,
}

fn route(method: &'static str, path: &str, access: Access, handler: MethodRouter<App>) -> Route {
    Route {
        method,
        path: path.to_owned(),
        access,
        handler,
    }
}

/// How large a request may be that carries no document.
const MOST_BYTES_OF_A_FORM: usize = 256 * 1024;

/// Room for a form that carries another one: each `%` of the other takes three letters.
fn carrying() -> DefaultBodyLimit {
    DefaultBodyLimit::max(4 * crate::carried::MOST_BYTES)
}

/// Every route.
pub fn routes() -> Vec<Route> {
    use Access::{Body, Everyone, Own, SignedIn};
    let accounts = Body(Right::ManageAccounts);
    let mut routes = vec![
        route("GET", "/", Everyone, get(start::show::show)),
        route("GET", "/assets/{name}", Everyone, get(crate::assets::show)),
        route("GET", "/session", Everyone, get(signing::new::new)),
        route(
            "POST",
            "/session",
            Everyone,
            post(signing::create::create).layer(carrying()),
        ),
        route("POST", "/session/end", Everyone, post(signing::discard::discard)),
        route("GET", "/account", SignedIn, get(account::show::show)),
        route("GET", "/account/password", SignedIn, get(account::password::show)),
        route(
            "POST",
            "/account/password",
            SignedIn,
            post(account::password::change).layer(carrying()),
        ),
        route(
            "POST",
            "/account/sessions/end",
            SignedIn,
            post(account::sign_out::everywhere),
        ),
        route("GET", "/{code}/accounts", accounts, get(accounts::index::index)),
        route(
            "POST",
            "/{code}/accounts",
            accounts,
            post(accounts::create::create),
        ),
        route("GET", "/{code}/accounts/new", accounts, get(accounts::new::new)),
        route(
            "GET",
            "/{code}/accounts/{id}",
            accounts,
            get(accounts::show::show),
        ),
        route(
            "POST",
            "/{code}/accounts/{id}",
            accounts,
            post(accounts::update::update),
        ),
        route(
            "POST",
            "/{code}/accounts/{id}/lock/end",
            accounts,
            post(accounts::unlock::unlock),
        ),
        route(
            "POST",
            "/{code}/accounts/{id}/password",
            accounts,
            post(accounts::password::reissue),
        ),
        route(
            "POST",
            "/{code}/accounts/{id}/sessions/end",
            accounts,
            post(accounts::sign_out::everywhere),
        ),
        route("GET", "/todo", SignedIn, get(todo::show::show)),
        route("GET", "/import", Own(Right::Import), get(import::new::new)),
        route(
            "POST",
            "/import",
            Own(Right::Import),
            // Room for the document and the words around it.
            post(import::create::create).layer(DefaultBodyLimit::max(MOST_BYTES_EACH + MOST_BYTES_OF_A_FORM)),
        ),
        route("GET", "/import/{id}", Own(Right::Import), get(import::show::show)),
        route(
            "POST",
            "/import/{id}",
            Own(Right::Import),
            post(import::store::store),
        ),
        route(
            "POST",
            "/import/{id}/choice",
            Own(Right::Import),
            post(import::choose::choose),
        ),
        route(
            "POST",
            "/import/{id}/discard",
            Own(Right::Import),
            post(import::discard::discard),
        ),
        route("GET", "/{code}", Everyone, get(body::show::show)),
        route("GET", "/{code}/{plan}", Everyone, get(plan::show::show)),
        route("GET", "/{code}/{plan}/items", Everyone, get(item::index::index)),
        route(
            "GET",
            "/{code}/{plan}/items/{id}",
            Everyone,
            get(item::show::show),
        ),
        route(
            "GET",
            "/{code}/{plan}/progress",
            Everyone,
            get(progress::show::show),
        ),
        route(
            "GET",
            "/{code}/{plan}/effects",
            Everyone,
            get(effects::show::show),
        ),
        route(
            "GET",
            "/{code}/{plan}/crosswalk",
            Everyone,
            get(crosswalk::show::show),
        ),
        route("GET", "/{code}/{plan}/review", Everyone, get(review::show::show)),
        route(
            "GET",
            "/{code}/{plan}/indicators",
            Everyone,
            get(indicators::show::show),
        ),
        route(
            "GET",
            "/{code}/{plan}/departments",
            Everyone,
            get(departments::index::index),
        ),
        route(
            "GET",
            "/{code}/{plan}/findings",
            Everyone,
            get(findings::index::index),
        ),
        route(
            "GET",
            "/{code}/{plan}/sources/{id}",
            Everyone,
            get(source::show::show),
        ),
    ];
    routes.extend(organisation());
    routes.extend(of_rounds());
    routes.extend(answering());
    routes.extend(reviewing());
    routes.extend(workbooks());
    for name in Name::ALL {
        for format in Format::ALL {
            let path = format!("/{{code}}/{{plan}}/{}.{}", name.word(), format.ending());
            let handler = move |State(app): State<App>,
                                viewer: Viewer,
                                At(at): At<PlanAt>,
                                Asked(filter): Asked<Filter>,
                                Asked(wanted): Asked<Wanted>| {
                crate::formats::show(app, at, name, format, filter, wanted, viewer)
            };
            routes.push(route("GET", &path, Everyone, get(handler)));
        }
    }
    routes
}

/// The directory of departments, who is in charge of what, and the scales of plans.
fn organisation() -> Vec<Route> {
    let departments = Access::Body(Right::ManageDepartments);
    let of_scales = Access::Body(Right::ManageScales);
    let at = |end: &str| format!("/{{code}}/departments{end}");
    let get_at = |end: &str, handler| route("GET", &at(end), departments, handler);
    let post_at = |end: &str, handler| route("POST", &at(end), departments, handler);
    let charges = "/{code}/{plan}/charges";
    let scales = "/{code}/{plan}/scales";
    vec![
        get_at("", get(directory::index::index)),
        post_at("", post(directory::edit::create)),
        get_at("/new", get(directory::edit::new)),
        get_at("/proposal", get(directory::propose::show)),
        post_at("/proposal", post(directory::propose::store)),
        post_at("/aliases", post(directory::alias::create)),
        get_at("/merger", get(directory::change::merger)),
        post_at("/merger", post(directory::change::merge_them)),
        get_at("/{id}", get(directory::edit::show)),
        post_at("/{id}", post(directory::edit::update)),
        post_at("/{id}/removal", post(directory::edit::remove)),
        get_at("/{id}/renaming", get(directory::change::renaming)),
        post_at("/{id}/renaming", post(directory::change::rename_it)),
        get_at("/{id}/split", get(directory::change::splitting)),
        post_at("/{id}/split", post(directory::change::split_it)),
        route(
            "GET",
            charges,
            departments,
            get(crate::pages::charges::show::show),
        ),
        route(
            "POST",
            charges,
            departments,
            post(crate::pages::charges::store::store),
        ),
        route("GET", scales, of_scales, get(crate::pages::scales::show::show)),
        route(
            "POST",
            scales,
            of_scales,
            post(crate::pages::scales::store::store),
        ),
        route(
            "POST",
            &format!("{scales}/removal"),
            of_scales,
            post(crate::pages::scales::store::remove),
        ),
    ]
}

/// What departments answer.
fn answering() -> Vec<Route> {
    let (reads, writes) = (
        Access::Department(Right::SeeDrafts),
        Access::Department(Right::Answer),
    );
    let list = "/{code}/{plan}/rounds/{round}/departments/{department}";
    let large = |handler: MethodRouter<App>| handler.layer(DefaultBodyLimit::max(answers::save::MOST_BYTES));
    let at = |method, end: &str, access, handler| route(method, &format!("{list}{end}"), access, handler);
    vec![
        at("GET", "", reads, get(answers::index::index)),
        at("POST", "/submission", writes, post(answers::submit::many)),
        at("GET", "/grid", reads, get(answers::grid::show)),
        at("POST", "/grid", writes, large(post(answers::grid::save))),
        at("GET", "/paste", writes, get(answers::paste::new)),
        at("POST", "/paste", writes, large(post(answers::paste::preview))),
        at(
            "POST",
            "/paste/application",
            writes,
            large(post(answers::apply::apply)),
        ),
        at("GET", "/items/{item}", reads, get(answers::show::show)),
        at("POST", "/items/{item}", writes, large(post(answers::save::save))),
        at(
            "POST",
            "/items/{item}/submission",
            writes,
            large(post(answers::submit::one)),
        ),
        at(
            "POST",
            "/items/{item}/withdrawal",
            writes,
            post(answers::withdraw::withdraw),
        ),
        at(
            "POST",
            "/items/{item}/comments",
            writes,
            large(post(answers::comment::comment)),
        ),
    ]
}

/// Departments' parts of a round as files: out, and back in.
fn workbooks() -> Vec<Route> {
    use crate::pages::workbook::{all, apply, create, download, marked, new, show};
    use crate::returned::MOST_BYTES_TOGETHER;
    let (reads, writes) = (
        Access::Department(Right::SeeDrafts),
        Access::Department(Right::Answer),
    );
    let (sends, takes) = (Access::Body(Right::ManageRounds), Access::Body(Right::AnswerFor));
    let round = "/{code}/{plan}/rounds/{round}";
    let of_one = |method, end: &str, access, handler| {
        let path = format!("{round}/departments/{{department}}/workbook{end}");
        route(method, &path, access, handler)
    };
    let of_all = |method, end: &str, access, handler| {
        route(method, &format!("{round}/workbooks{end}"), access, handler)
    };
    let files = |handler: MethodRouter<App>| {
        handler.layer(DefaultBodyLimit::max(MOST_BYTES_TOGETHER + MOST_BYTES_OF_A_FORM))
    };
    let large = |handler: MethodRouter<App>| handler.layer(DefaultBodyLimit::max(answers::save::MOST_BYTES));
    vec![
        of_one("GET", "", reads, get(new::new)),
        of_one("GET", ".xlsx", reads, get(download::xlsx)),
        of_one("GET", ".csv", reads, get(download::csv)),
        of_one("POST", "", writes, files(post(create::of_department))),
        of_one("GET", "/{upload}", writes, get(show::of_department)),
        of_one("GET", "/{upload}/marked", writes, get(marked::of_department)),
        of_one(
            "POST",
            "/{upload}/application",
            writes,
            large(post(apply::of_department)),
        ),
        of_all("GET", ".zip", sends, get(all::zip)),
        of_all("GET", "", takes, get(all::new)),
        of_all("POST", "", takes, files(post(create::of_office))),
        of_all("GET", "/{upload}", takes, get(show::of_office)),
        of_all("GET", "/{upload}/marked", takes, get(marked::of_office)),
        of_all(
            "POST",
            "/{upload}/application",
            takes,
            large(post(apply::of_office)),
        ),
    ]
}

/// The office's part of the rounds: opening, the board, settings, reminders.
fn of_rounds() -> Vec<Route> {
    let (sees, keeps) = (Access::Body(Right::SeeDrafts), Access::Body(Right::ManageRounds));
    let all = "/{code}/{plan}/rounds";
    let of = |end: &str| format!("{all}/{{round}}{end}");
    let mut routes = vec![
        route("GET", all, sees, get(rounds::index::index)),
        route("POST", all, keeps, post(rounds::create::create)),
        route("GET", &format!("{all}/new"), keeps, get(rounds::new::new)),
        route("GET", &of(""), sees, get(rounds::board::show)),
        route("GET", &of("/settings"), keeps, get(rounds::settings::show)),
        route("POST", &of("/settings"), keeps, post(rounds::settings::change)),
        route("GET", &of("/lock"), keeps, get(rounds::lock::show)),
        route("POST", &of("/lock"), keeps, post(rounds::lock::change)),
        route("GET", &of("/late"), keeps, get(rounds::late::show)),
        route("POST", &of("/late"), keeps, post(rounds::late::allow)),
        route("GET", &of("/assignment"), keeps, get(rounds::assignment::show)),
        route("POST", &of("/assignment"), keeps, post(rounds::assignment::give)),
        route(
            "GET",
            &of("/reminders"),
            keeps,
            get(rounds::reminders::index::index),
        ),
        route(
            "POST",
            &of("/reminders"),
            keeps,
            post(rounds::reminders::create::create),
        ),
        route(
            "POST",
            &of("/reminders/file"),
            keeps,
            post(rounds::reminders::file::file),
        ),
        route(
            "POST",
            &of("/reminders/retry"),
            keeps,
            post(rounds::reminders::retry::retry),
        ),
    ];
    for name in ["board", "progress"] {
        for format in Format::ALL {
            let handler = move |State(app): State<App>,
                                person: Person,
                                At(path): At<RoundPath>,
                                Asked(narrowed): Asked<rounds::board::Narrowed>,
                                Asked(wanted): Asked<Wanted>| {
                rounds::board::file(app, person, path, name, format, narrowed, wanted)
            };
            let path = of(&format!("/{name}.{}", format.ending()));
            routes.push(route("GET", &path, sees, get(handler)));
        }
    }
    routes
}

/// Review, grades, closing, editions, the years, the journal.
fn reviewing() -> Vec<Route> {
    use Access::{Body, Everyone};
    let sees = Body(Right::SeeDrafts);
    let keeps = Body(Right::ManageRounds);
    let reads = Body(Right::ReadJournal);
    let round = |end: &str| format!("/{{code}}/{{plan}}/rounds/{{round}}{end}");
    let plan = |end: &str| format!("/{{code}}/{{plan}}{end}");
    let mut routes = vec![
        route("GET", &round("/review"), sees, get(queue::show::show)),
        route(
            "POST",
            &round("/approval"),
            Body(Right::Approve),
            post(queue::act::approve),
        ),
        route(
            "POST",
            &round("/acceptance"),
            Body(Right::Accept),
            post(queue::act::accept),
        ),
        route(
            "POST",
            &round("/return"),
            Body(Right::Return),
            post(queue::act::send_back),
        ),
        route("GET", &round("/items/{item}"), sees, get(assessment::show::show)),
        route(
            "GET",
            &round("/items/{item}/history"),
            sees,
            get(assessment::history::show),
        ),
        route(
            "POST",
            &round("/items/{item}/comments"),
            Body(Right::Comment),
            post(assessment::comment::comment),
        ),
        route(
            "POST",
            &round("/items/{item}/grades"),
            Body(Right::Grade),
            post(assessment::grade::put),
        ),
        route("GET", &round("/closing"), keeps, get(closing::show::show)),
        route("POST", &round("/closing"), keeps, post(closing::close::close)),
        route("POST", &round("/reopening"), keeps, post(closing::reopen::reopen)),
        route("GET", &plan("/editions"), Everyone, get(editions::index::index)),
        route(
            "GET",
            &plan("/editions/{number}"),
            Everyone,
            get(editions::show::show),
        ),
        route(
            "GET",
            &plan("/editions/{number}/{file}"),
            Everyone,
            get(editions::file::show),
        ),
        route("GET", &plan("/years"), Everyone, get(years::show::show)),
        route("GET", "/{code}/journal", reads, get(journal::index::index)),
        route(
            "POST",
            "/{code}/journal/verification",
            reads,
            post(journal::verify::verify),
        ),
        route(
            "POST",
            "/{code}/journal/export",
            reads,
            post(journal::export::export),
        ),
    ];
    for format in Format::ALL {
        let handler =
            move |State(app): State<App>,
                  At(at): At<PlanAt>,
                  Asked(wanted): Asked<Wanted>,
                  viewer: Viewer| years::show::file(app, viewer, at, format, wanted);
        let path = plan(&format!("/years.{}", format.ending()));
        routes.push(route("GET", &path, Everyone, get(handler)));
    }
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
        .layer(from_fn(secure))
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
    let stop = Arc::new(AtomicBool::new(false));
    let mut sending = tokio::spawn(reminding::run(app.clone(), stop.clone()));
    let end = axum::serve(listener, router(app.clone()))
        .with_graceful_shutdown(until)
        .await;
    stop.store(true, Ordering::Relaxed);
    app.wake();
    // The mail under way is finished; nobody waits for the pauses of a slow mail server.
    if tokio::time::timeout(LAST_MAIL, &mut sending).await.is_err() {
        sending.abort();
    }
    end
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
        Ok(person) => seen_by(Problem::NotFound.into_response(), &Viewer(person)),
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

/// What every answer says to the browser. Pages are asked for anew; only assets may be kept.
async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-cache"));
    response
}
