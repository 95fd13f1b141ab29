//! The work of a year: tasks, rounds, answers on screen and as files, their review, closing.

use axum::extract::State;

use super::{MOST_BYTES_OF_A_FORM, Route, get, post};
use crate::App;
use crate::access::Access::{Body, Department, SignedIn};
use crate::access::Right;
use crate::formats::{Format, Wanted};
use crate::pages::year::{answers, assessment, closing, review, rounds, todo, workbook};
use crate::path::{Asked, At};
use crate::person::Person;
use crate::returned::MOST_BYTES_TOGETHER;
use crate::survey::RoundPath;

/// Room for a form with many answers.
const ANSWERS: usize = answers::save::MOST_BYTES;

/// Room for workbooks that come back and the words around them.
const FILES: usize = MOST_BYTES_TOGETHER + MOST_BYTES_OF_A_FORM;

pub(super) fn routes() -> Vec<Route> {
    let mut routes = vec![get("/todo", SignedIn, todo::show::show)];
    routes.extend(of_rounds());
    routes.extend(of_answers());
    routes.extend(of_reviews());
    routes.extend(of_workbooks());
    routes
}

/// An address below a round.
fn round(end: &str) -> String {
    format!("/{{code}}/{{plan}}/rounds/{{round}}{end}")
}

/// The office's part of the rounds: opening, the board, settings, reminders.
fn of_rounds() -> Vec<Route> {
    let (sees, keeps) = (Body(Right::SeeDrafts), Body(Right::ManageRounds));
    let all = "/{code}/{plan}/rounds";
    let mut routes = vec![
        get(all, sees, rounds::index::index),
        post(all, keeps, rounds::create::create),
        get(format!("{all}/new"), keeps, rounds::new::new),
        get(round(""), sees, rounds::board::show),
        get(round("/settings"), keeps, rounds::settings::show),
        post(round("/settings"), keeps, rounds::settings::change),
        get(round("/lock"), keeps, rounds::lock::show),
        post(round("/lock"), keeps, rounds::lock::change),
        get(round("/late"), keeps, rounds::late::show),
        post(round("/late"), keeps, rounds::late::allow),
        get(round("/assignment"), keeps, rounds::assignment::show),
        post(round("/assignment"), keeps, rounds::assignment::give),
        get(round("/reminders"), keeps, rounds::reminders::index::index),
        post(round("/reminders"), keeps, rounds::reminders::create::create),
        post(round("/reminders/file"), keeps, rounds::reminders::file::file),
        post(round("/reminders/retry"), keeps, rounds::reminders::retry::retry),
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
            let path = round(&format!("/{name}.{}", format.ending()));
            routes.push(get(path, sees, handler));
        }
    }
    routes
}

/// What departments answer.
fn of_answers() -> Vec<Route> {
    let (reads, writes) = (Department(Right::SeeDrafts), Department(Right::Answer));
    let at = |end: &str| round(&format!("/departments/{{department}}{end}"));
    vec![
        get(at(""), reads, answers::index::index),
        post(at("/submission"), writes, answers::submit::many),
        get(at("/grid"), reads, answers::grid::show),
        post(at("/grid"), writes, answers::grid::save).holding(ANSWERS),
        get(at("/paste"), writes, answers::paste::new),
        post(at("/paste"), writes, answers::paste::preview).holding(ANSWERS),
        post(at("/paste/application"), writes, answers::apply::apply).holding(ANSWERS),
        get(at("/items/{item}"), reads, answers::show::show),
        post(at("/items/{item}"), writes, answers::save::save).holding(ANSWERS),
        post(at("/items/{item}/submission"), writes, answers::submit::one).holding(ANSWERS),
        post(
            at("/items/{item}/withdrawal"),
            writes,
            answers::withdraw::withdraw,
        ),
        post(at("/items/{item}/comments"), writes, answers::comment::comment).holding(ANSWERS),
    ]
}

/// Departments' parts of a round as files: out, and back in.
fn of_workbooks() -> Vec<Route> {
    use workbook::{all, apply, create, download, marked, new, show};
    let (reads, writes) = (Department(Right::SeeDrafts), Department(Right::Answer));
    let (sends, takes) = (Body(Right::ManageRounds), Body(Right::AnswerFor));
    let one = |end: &str| round(&format!("/departments/{{department}}/workbook{end}"));
    let together = |end: &str| round(&format!("/workbooks{end}"));
    vec![
        get(one(""), reads, new::new),
        get(one(".xlsx"), reads, download::xlsx),
        get(one(".csv"), reads, download::csv),
        post(one(""), writes, create::of_department).holding(FILES),
        get(one("/{upload}"), writes, show::of_department),
        get(one("/{upload}/marked"), writes, marked::of_department),
        post(one("/{upload}/application"), writes, apply::of_department).holding(ANSWERS),
        get(together(".zip"), sends, all::zip),
        get(together(""), takes, all::new),
        post(together(""), takes, create::of_office).holding(FILES),
        get(together("/{upload}"), takes, show::of_office),
        get(together("/{upload}/marked"), takes, marked::of_office),
        post(together("/{upload}/application"), takes, apply::of_office).holding(ANSWERS),
    ]
}

/// Review, grades, closing.
fn of_reviews() -> Vec<Route> {
    let (sees, keeps) = (Body(Right::SeeDrafts), Body(Right::ManageRounds));
    let item = |end: &str| round(&format!("/items/{{item}}{end}"));
    vec![
        get(round("/review"), sees, review::show::show),
        post(round("/approval"), Body(Right::Approve), review::act::approve),
        post(round("/acceptance"), Body(Right::Accept), review::act::accept),
        post(round("/return"), Body(Right::Return), review::act::send_back),
        get(item(""), sees, assessment::show::show),
        get(item("/history"), sees, assessment::history::show),
        post(
            item("/comments"),
            Body(Right::Comment),
            assessment::comment::comment,
        ),
        post(item("/grades"), Body(Right::Grade), assessment::grade::put),
        get(round("/closing"), keeps, closing::show::show),
        post(round("/closing"), keeps, closing::close::close),
        post(round("/reopening"), keeps, closing::reopen::reopen),
    ]
}
