//! Every route × whoever asks × whose body and whose department: a route without a case here fails.
//!
//! The cases say by name who may use a route, so that a right given to the wrong role, or a route under
//! the wrong right, is seen here. What stands inside forms has its own table below.

use std::collections::BTreeMap;

use crate::common::{Answer, CODE, Site, config, program, upload_request};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gyokaku_core::table::{Made, PUBLISHED, PlaceOnPages};
use gyokaku_web::router::routes;

/// Another body, which has an account and a department of its own.
const OTHER: &str = "042099";

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq)]
enum May {
    /// Everyone.
    Everyone,
    /// Whoever is signed in.
    SignedIn,
    /// These roles, in their own body.
    Own(&'static [&'static str]),
    /// These roles, in the body of the address. Staff and heads whose departments do not include the
    /// one of the address may not, where it names one.
    Roles(&'static [&'static str]),
}

const ROLES: [&str; 7] = [
    "administrator",
    "office",
    "staff",
    "head",
    "committee",
    "external",
    "reader",
];

fn cases() -> BTreeMap<(&'static str, String), May> {
    let mut cases = BTreeMap::new();
    let mut case = |method: &'static str, path: &str, may| {
        let twice = cases.insert((method, path.to_owned()), may);
        assert_eq!(twice, None, "{method} {path} has two cases");
    };
    for path in ["/", "/assets/{name}", "/session", "/{code}", "/{code}/{plan}"] {
        case("GET", path, May::Everyone);
    }
    for part in ["items/{id}", "findings", "sources/{id}"] {
        case("GET", &format!("/{{code}}/{{plan}}/{part}"), May::Everyone);
    }
    // A published table is for everybody, on its page and as a file.
    for table in &PUBLISHED {
        if matches!(table.made, Made::OfItem(_) | Made::OfEdition) {
            continue;
        }
        let path = format!("/{{code}}/{{plan}}/{}", table.word);
        if table.place == PlaceOnPages::Tab {
            case("GET", &path, May::Everyone);
        }
        for ending in ["csv", "json", "xlsx"] {
            case("GET", &format!("{path}.{ending}"), May::Everyone);
        }
    }
    case("POST", "/session", May::Everyone);
    case("POST", "/session/end", May::Everyone);
    case("GET", "/todo", May::SignedIn);
    case("GET", "/account", May::SignedIn);
    case("GET", "/account/password", May::SignedIn);
    case("POST", "/account/password", May::SignedIn);
    case("POST", "/account/sessions/end", May::SignedIn);
    let import = May::Own(&["office"]);
    case("GET", "/import", import);
    case("GET", "/import/{id}", import);
    case("POST", "/import", import);
    case("POST", "/import/{id}", import);
    case("POST", "/import/{id}/choice", import);
    case("POST", "/import/{id}/discard", import);
    let accounts = May::Roles(&["administrator"]);
    case("GET", "/{code}/accounts", accounts);
    case("POST", "/{code}/accounts", accounts);
    case("GET", "/{code}/accounts/new", accounts);
    case("GET", "/{code}/accounts/{id}", accounts);
    case("POST", "/{code}/accounts/{id}", accounts);
    case("POST", "/{code}/accounts/{id}/lock/end", accounts);
    case("POST", "/{code}/accounts/{id}/password", accounts);
    case("POST", "/{code}/accounts/{id}/sessions/end", accounts);
    let departments = May::Roles(&["administrator", "office"]);
    for end in [
        "",
        "/new",
        "/proposal",
        "/merger",
        "/{id}",
        "/{id}/renaming",
        "/{id}/split",
    ] {
        case("GET", &format!("/{{code}}/departments{end}"), departments);
    }
    for end in [
        "",
        "/aliases",
        "/proposal",
        "/merger",
        "/{id}",
        "/{id}/removal",
        "/{id}/renaming",
        "/{id}/split",
    ] {
        case("POST", &format!("/{{code}}/departments{end}"), departments);
    }
    case("GET", "/{code}/{plan}/charges", departments);
    case("POST", "/{code}/{plan}/charges", departments);
    let scales = May::Roles(&["office"]);
    case("GET", "/{code}/{plan}/scales", scales);
    case("POST", "/{code}/{plan}/scales", scales);
    case("POST", "/{code}/{plan}/scales/removal", scales);
    case("POST", "/{code}/{plan}/scales/precedence", scales);
    office_cases(&mut case);
    // What departments answer: read by all who see drafts, written by their own staff.
    let list = "/{code}/{plan}/rounds/{round}/departments/{department}";
    let reads = May::Roles(&["office", "staff", "head", "committee", "external", "reader"]);
    for end in ["", "/grid", "/items/{item}"] {
        case("GET", &format!("{list}{end}"), reads);
    }
    let staff = May::Roles(&["staff"]);
    case("GET", &format!("{list}/paste"), staff);
    for end in [
        "/submission",
        "/grid",
        "/paste",
        "/paste/application",
        "/items/{item}",
        "/items/{item}/submission",
        "/items/{item}/withdrawal",
        "/items/{item}/comments",
    ] {
        case("POST", &format!("{list}{end}"), staff);
    }
    workbook_cases(&mut case);
    review_cases(&mut case);
    cases
}

/// The department's workbook, and those of all departments.
fn workbook_cases(case: &mut impl FnMut(&'static str, &str, May)) {
    let everybody = May::Roles(&["office", "staff", "head", "committee", "external", "reader"]);
    let (staff, office) = (May::Roles(&["staff"]), May::Roles(&["office"]));
    let one = "/{code}/{plan}/rounds/{round}/departments/{department}/workbook";
    let all = "/{code}/{plan}/rounds/{round}/workbooks";
    for end in ["", ".xlsx", ".csv"] {
        case("GET", &format!("{one}{end}"), everybody);
    }
    case("GET", &format!("{all}.zip"), office);
    for (stem, may) in [(one, staff), (all, office)] {
        case("POST", stem, may);
        case("GET", &format!("{stem}/{{upload}}"), may);
        case("GET", &format!("{stem}/{{upload}}/marked"), may);
        case("POST", &format!("{stem}/{{upload}}/application"), may);
    }
    case("GET", all, office);
}

/// The office's part of the rounds.
fn office_cases(case: &mut impl FnMut(&'static str, &str, May)) {
    let office = May::Roles(&["office"]);
    let within = May::Roles(&["office", "staff", "head", "committee", "external", "reader"]);
    let all = "/{code}/{plan}/rounds";
    case("GET", all, within);
    case("POST", all, office);
    case("GET", &format!("{all}/new"), office);
    case("GET", &format!("{all}/{{round}}"), within);
    for table in ["board", "progress"] {
        for ending in ["csv", "json", "xlsx"] {
            case("GET", &format!("{all}/{{round}}/{table}.{ending}"), within);
        }
    }
    for page in ["settings", "lock", "late", "assignment", "reminders"] {
        case("GET", &format!("{all}/{{round}}/{page}"), office);
        case("POST", &format!("{all}/{{round}}/{page}"), office);
    }
    for end in ["file", "retry"] {
        case("POST", &format!("{all}/{{round}}/reminders/{end}"), office);
    }
}

/// Review, grades, closing, editions, the years, the journal.
fn review_cases(case: &mut impl FnMut(&'static str, &str, May)) {
    let sees = May::Roles(&["office", "staff", "head", "committee", "external", "reader"]);
    let round = "/{code}/{plan}/rounds/{round}";
    case("GET", &format!("{round}/review"), sees);
    case("POST", &format!("{round}/approval"), May::Roles(&["head"]));
    case("POST", &format!("{round}/acceptance"), May::Roles(&["office"]));
    case(
        "POST",
        &format!("{round}/return"),
        May::Roles(&["office", "head"]),
    );
    case("GET", &format!("{round}/items/{{item}}"), sees);
    case("GET", &format!("{round}/items/{{item}}/history"), sees);
    case(
        "POST",
        &format!("{round}/items/{{item}}/comments"),
        May::Roles(&["office", "staff", "head", "committee"]),
    );
    case(
        "POST",
        &format!("{round}/items/{{item}}/grades"),
        May::Roles(&["office", "committee", "external"]),
    );
    case("GET", &format!("{round}/closing"), May::Roles(&["office"]));
    case("POST", &format!("{round}/closing"), May::Roles(&["office"]));
    case("POST", &format!("{round}/reopening"), May::Roles(&["office"]));
    for part in ["editions", "editions/{number}", "editions/{number}/{file}"] {
        case("GET", &format!("/{{code}}/{{plan}}/{part}"), May::Everyone);
    }
    let journal = May::Roles(&["administrator"]);
    case("GET", "/{code}/journal", journal);
    case("POST", "/{code}/journal/verification", journal);
    case("POST", "/{code}/journal/export", journal);
}

/// An address in a body and, where it names one, for a department.
fn concrete(path: &str, code: &str, department: &str) -> String {
    let id = if path.contains("sources") {
        "none"
    } else if path.starts_with("/import") {
        "7b7c7d7e-0000-4000-8000-000000000000"
    } else if path.contains("/departments/") {
        "d1"
    } else {
        "i1"
    };
    path.replace("{code}", code)
        .replace("{plan}", "small")
        .replace("{department}", department)
        .replace("{round}", "2020")
        .replace("{item}", "i1")
        .replace("{upload}", "7b7c7d7e-0000-4000-8000-000000000000")
        .replace("{name}", "gyokaku.css")
        .replace("{number}", "1")
        .replace("{file}", "progress.csv")
        .replace("{id}", id)
}

/// A division `b1` over the departments `d1` and `d2`, and another, `b2`, over `d3`.
const DEPARTMENTS: [(&str, &str, Option<&str>); 5] = [
    ("b1", "総務部", None),
    ("d1", "財政課", Some("b1")),
    ("d2", "人事課", Some("b1")),
    ("b2", "市民部", None),
    ("d3", "市民課", Some("b2")),
];

async fn two_bodies() -> Site {
    let mut site = Site::filled(config()).await;
    site.cookie = None;
    let other = OTHER.parse().expect("a code");
    site.store
        .put_body(&program(), &crate::common::clock(), &other, "隣の市")
        .await
        .expect("a body");
    site.departments(CODE, &DEPARTMENTS).await;
    site.departments(OTHER, &DEPARTMENTS).await;
    site
}

/// The cookie of a person who holds one role; staff for `d1`, heads for the division `b1`.
async fn person(site: &Site, code: &str, role: &str) -> String {
    let department = match role {
        "staff" => Some("d1"),
        "head" => Some("b1"),
        _ => None,
    };
    site.as_person(code, &format!("{role}-of-one"), &[(role, department)])
        .await
}

async fn ask(site: &Site, method: &str, path: &str, cookie: Option<&str>) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    site.send(request.body(Body::empty()).expect("a request")).await
}

/// What became of a request.
#[derive(Debug, PartialEq)]
enum Outcome {
    LetIn,
    AskedToSignIn,
    Refused,
}

fn outcome(answer: &Answer) -> Outcome {
    let to_sign_in = answer.status == StatusCode::SEE_OTHER && answer.location().starts_with("/session?");
    match answer.status {
        StatusCode::FORBIDDEN => Outcome::Refused,
        // Who types nothing at the sign-in page is asked again, and so is let in to it.
        StatusCode::UNAUTHORIZED if !answer.text().contains("団体を選んでください") => {
            Outcome::AskedToSignIn
        }
        _ if to_sign_in => Outcome::AskedToSignIn,
        _ => Outcome::LetIn,
    }
}

#[tokio::test]
async fn every_route_has_a_case_and_keeps_to_it() {
    let site = two_bodies().await;
    let cases = cases();
    let routes = routes();
    for route in &routes {
        let known = cases.contains_key(&(route.method, route.path.clone()));
        assert!(known, "{} {} has no access case", route.method, route.path);
    }
    assert_eq!(routes.len(), cases.len(), "a case without a route");
    for ((method, path), may) in &cases {
        // Nobody.
        for code in [CODE, OTHER] {
            let answer = ask(&site, method, &concrete(path, code, "d1"), None).await;
            let expected = match may {
                May::Everyone => Outcome::LetIn,
                _ => Outcome::AskedToSignIn,
            };
            assert_eq!(outcome(&answer), expected, "{method} {path} for nobody");
            if expected == Outcome::AskedToSignIn {
                let status = match *method {
                    "GET" => StatusCode::SEE_OTHER,
                    _ => StatusCode::UNAUTHORIZED,
                };
                assert_eq!(answer.status, status, "{method} {path}");
            }
        }
        let places = ["{code}", "{department}"].map(|part| path.contains(part));
        for role in ROLES {
            for body in [CODE, OTHER] {
                for code in [CODE, OTHER] {
                    for department in ["d1", "d2", "d3", "none"] {
                        let irrelevant = (!places[0] && code != body) || (!places[1] && department != "d1");
                        if irrelevant {
                            continue;
                        }
                        let covered = match role {
                            "staff" => department == "d1",
                            "head" => ["d1", "d2"].contains(&department),
                            _ => true,
                        };
                        let allowed = match may {
                            May::Everyone | May::SignedIn => true,
                            May::Own(roles) => roles.contains(&role),
                            May::Roles(roles) => {
                                roles.contains(&role) && code == body && (covered || !places[1])
                            }
                        };
                        // Some routes end the session that asks.
                        let cookie = person(&site, body, role).await;
                        let path = concrete(path, code, department);
                        let answer = ask(&site, method, &path, Some(&cookie)).await;
                        let expected = if allowed { Outcome::LetIn } else { Outcome::Refused };
                        assert_eq!(
                            outcome(&answer),
                            expected,
                            "{method} {path} for {role} of {body}: {}",
                            answer.status
                        );
                        assert!(
                            !answer.status.is_server_error(),
                            "{method} {path} for {role} of {body}"
                        );
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn every_page_says_who_is_signed_in() {
    let site = two_bodies().await;
    for route in routes() {
        if route.method != "GET" || route.path.contains('.') || route.path.starts_with("/assets") {
            continue;
        }
        let path = concrete(&route.path, CODE, "d1");
        for role in ["administrator", "office"] {
            let cookie = person(&site, CODE, role).await;
            let answer = ask(&site, "GET", &path, Some(&cookie)).await;
            if answer.status.is_redirection() {
                continue;
            }
            assert!(
                answer.text().contains(&format!("{role}-of-one 担当"))
                    && answer.text().contains("サインアウト"),
                "{path} does not say that {role} is signed in"
            );
            assert_eq!(
                answer
                    .headers
                    .get(header::CACHE_CONTROL)
                    .and_then(|v| v.to_str().ok()),
                Some("no-store"),
                "{path}"
            );
        }
        let answer = ask(&site, "GET", &path, None).await;
        if answer.status == StatusCode::OK {
            assert!(answer.text().contains("href=\"/session\""), "{path}");
        }
    }
}

/// Identities of another body inside addresses and forms, each sent by the administrator of this one.
#[tokio::test]
async fn what_belongs_to_another_body_is_out_of_reach() {
    let site = two_bodies().await;
    let stranger = site.account(OTHER, "stranger", &[("reader", None)]).await;
    site.departments(OTHER, &[("only-there", "隣の課", None)]).await;
    let own = site.account(CODE, "colleague", &[("reader", None)]).await;
    let administrator = person(&site, CODE, "administrator").await;
    let post = async |path: String, form: &str| {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, &administrator)
            .body(Body::from(form.to_owned()))
            .expect("a request");
        site.send(request).await
    };
    let other = OTHER.parse().expect("a code");
    let before = site.store.account(&other, &stranger).await.expect("an account");
    let entries = site
        .store
        .journal(Some(&other), 1000)
        .await
        .expect("a journal")
        .len();
    for (end, form) in [
        ("", "name=x&role=administrator&enabled=on&revision=1"),
        ("/password", ""),
        ("/lock/end", ""),
        ("/sessions/end", ""),
    ] {
        let path = format!("/{CODE}/accounts/{stranger}{end}");
        assert_eq!(post(path, form).await.status, StatusCode::NOT_FOUND, "{end}");
        let path = format!("/{OTHER}/accounts/{stranger}{end}");
        assert_eq!(post(path, form).await.status, StatusCode::FORBIDDEN, "{end}");
    }
    for field in ["staff", "deputy", "head"] {
        let form = format!("login=new-{field}&name=x&{field}=only-there");
        let answer = post(format!("/{CODE}/accounts"), &form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field}");
        assert!(answer.text().contains("課名簿にありません"));
        let form = format!("name=x&enabled=on&revision=1&{field}=only-there");
        let answer = post(format!("/{CODE}/accounts/{own}"), &form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field}");
        let form = format!("name=x&enabled=on&revision=1&{field}=d1");
        let path = format!("/{OTHER}/accounts/{stranger}");
        assert_eq!(post(path, &form).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(
        site.store.account(&other, &stranger).await.expect("an account"),
        before
    );
    assert_eq!(
        site.store
            .journal(Some(&other), 1000)
            .await
            .expect("a journal")
            .len(),
        entries
    );
    let code = CODE.parse().expect("a code");
    let kept = site.store.account(&code, &own).await.expect("an account");
    assert_eq!(kept.map(|a| a.revision), Some(1), "nothing was changed");
}

#[tokio::test]
async fn a_document_of_another_body_is_out_of_reach() {
    let site = two_bodies().await;
    let (here, there) = (
        person(&site, CODE, "office").await,
        person(&site, OTHER, "office").await,
    );
    let mut request = upload_request(crate::common::multipart(
        "a.csv",
        "番号,取組項目\n1,甲\n".as_bytes(),
        &[],
    ));
    request
        .headers_mut()
        .insert(header::COOKIE, there.parse().expect("a header"));
    let path = site.send(request).await.location();
    for (method, end) in [
        ("GET", ""),
        ("POST", "/choice"),
        ("POST", "/discard"),
        ("POST", ""),
    ] {
        let answer = ask(&site, method, &format!("{path}{end}"), Some(&here)).await;
        let is_nowhere = answer.status == StatusCode::GONE || answer.status == StatusCode::BAD_REQUEST;
        let is_dropped = end == "/discard" && answer.location() == "/import";
        assert!(is_nowhere || is_dropped, "{method} {end}: {}", answer.status);
    }
    let kept = ask(&site, "GET", &path, Some(&there)).await;
    assert_eq!(kept.status, StatusCode::OK, "its own body still has it");
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    let site = Site::filled(config()).await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        for path in ["/import", "/session", "/session/end", "/account/sessions/end"] {
            let mut request = Request::post(path).body(Body::empty()).expect("a request");
            request
                .headers_mut()
                .insert(name, value.parse().expect("a header"));
            request
                .headers_mut()
                .insert(header::HOST, "127.0.0.1:8080".parse().expect("a header"));
            let answer = site.send(request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name} {path}");
            assert!(answer.text().contains("別のサイト"));
        }
    }
    assert_eq!(
        site.get("/account").await.status,
        StatusCode::OK,
        "nobody was signed out"
    );
}
