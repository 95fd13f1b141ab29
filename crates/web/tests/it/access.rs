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
    /// Everyone, for what is released; who sees drafts of the body, for everything.
    Released,
    /// Everyone, for what is released; nobody for anything else.
    Published,
    /// Whoever is signed in.
    SignedIn,
    /// These roles, in their own body.
    Own(&'static [&'static str]),
    /// These roles, in the body of the address. Staff and heads whose departments do not include the
    /// one of the address may not, where it names one.
    Roles(&'static [&'static str]),
}

/// The roles that see what is not released.
const SEES_DRAFTS: [&str; 6] = ["office", "staff", "head", "committee", "external", "reader"];

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
    for path in ["/assets/{name}", "/health", "/session"] {
        case("GET", path, May::Everyone);
    }
    for path in ["/", "/{code}", "/{code}/{plan}"] {
        case("GET", path, May::Released);
    }
    for part in ["items/{id}", "sources/{id}"] {
        case("GET", &format!("/{{code}}/{{plan}}/{part}"), May::Released);
    }
    case("GET", "/{code}/{plan}/findings", May::Roles(&SEES_DRAFTS));
    case("POST", "/{code}/{plan}/findings", May::Roles(&["office"]));
    case("GET", "/{code}/{plan}/history", May::Roles(&SEES_DRAFTS));
    for page in ["amend", "items/{id}/amend"] {
        for method in ["GET", "POST"] {
            let path = format!("/{{code}}/{{plan}}/{page}");
            case(method, &path, May::Roles(&["office", "staff", "head"]));
        }
    }
    let amendment = "/{code}/{plan}/amendments/{id}";
    case("GET", amendment, May::Roles(&SEES_DRAFTS));
    case("POST", amendment, May::Roles(&["office"]));
    case(
        "POST",
        "/{code}/{plan}/amendments/{id}/withdrawal",
        May::Roles(&["office", "staff", "head"]),
    );
    voice_cases(&mut case);
    for method in ["GET", "POST"] {
        case(method, "/{code}/{plan}/turn", May::Roles(&["office"]));
    }
    case("GET", "/{code}/plans/new", May::Roles(&["office"]));
    case("POST", "/{code}/plans", May::Roles(&["office"]));
    for page in [
        "edit",
        "items/{id}/edit",
        "grid",
        "grid/paste",
        "amounts",
        "outlook",
        "texts",
        "indicators/edit",
        "lineage",
        "next",
    ] {
        for method in ["GET", "POST"] {
            case(
                method,
                &format!("/{{code}}/{{plan}}/{page}"),
                May::Roles(&["office"]),
            );
        }
    }
    let book = "/{code}/{plan}/grid/workbook";
    for end in ["", ".xlsx", "/{upload}", "/{upload}/marked"] {
        case("GET", &format!("{book}{end}"), May::Roles(&["office"]));
    }
    for end in ["", "/{upload}/application"] {
        case("POST", &format!("{book}{end}"), May::Roles(&["office"]));
    }
    case("POST", "/{code}/{plan}/edit/settings", May::Roles(&["office"]));
    case("GET", "/{code}/{plan}/release", May::Roles(&["office"]));
    for end in ["", "/withdrawal", "/preview", "/preview/end"] {
        case(
            "POST",
            &format!("/{{code}}/{{plan}}/release{end}"),
            May::Roles(&["office"]),
        );
    }
    // A published table is for everybody, on its page and as a file.
    for (method, end) in [
        ("GET", ""),
        ("POST", ""),
        ("GET", "/{upload}"),
        ("GET", "/{upload}/file"),
    ] {
        let path = format!("/{{code}}/{{plan}}/booklet{end}");
        case(method, &path, May::Roles(&SEES_DRAFTS));
    }
    for paper in ["briefs/head.pdf", "briefs/assembly.pdf", "items/{id}/brief.pdf"] {
        case(
            "GET",
            &format!("/{{code}}/{{plan}}/{paper}"),
            May::Roles(&SEES_DRAFTS),
        );
    }
    for table in &PUBLISHED {
        if matches!(table.made, Made::OfItem(_) | Made::OfEdition) {
            continue;
        }
        let path = format!("/{{code}}/{{plan}}/{}", table.word);
        if table.place != PlaceOnPages::Within {
            case("GET", &path, May::Released);
        }
        for ending in ["csv", "json", "pdf", "xlsx"] {
            case("GET", &format!("{path}.{ending}"), May::Released);
        }
    }
    for end in ["", "/{file}"] {
        case("GET", &format!("/{{code}}/{{plan}}/data{end}"), May::Published);
    }
    case("POST", "/session", May::Everyone);
    case("POST", "/session/end", May::Everyone);
    case("POST", "/session/code", May::Everyone);
    case("GET", "/account/factor", May::SignedIn);
    for end in ["", "/confirmation", "/codes", "/end"] {
        case("POST", &format!("/account/factor{end}"), May::SignedIn);
    }
    case("GET", "/todo", May::SignedIn);
    case("GET", "/account", May::SignedIn);
    case("GET", "/account/password", May::SignedIn);
    case("POST", "/account/password", May::SignedIn);
    case("POST", "/account/sessions/end", May::SignedIn);
    case("POST", "/account/notices", May::SignedIn);
    let deputies = May::Roles(&["administrator", "office", "head"]);
    case("GET", "/{code}/deputies", deputies);
    case("POST", "/{code}/deputies", deputies);
    case("POST", "/{code}/deputies/{id}/end", deputies);
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
    let list = "/{code}/accounts/list";
    for end in ["", ".csv", "/{upload}", "/{upload}/passwords"] {
        case("GET", &format!("{list}{end}"), accounts);
    }
    for end in [
        "",
        "/{upload}/application",
        "/{upload}/passwords/file",
        "/{upload}/passwords/end",
    ] {
        case("POST", &format!("{list}{end}"), accounts);
    }
    let handover = "/{code}/accounts/handover";
    case("GET", handover, accounts);
    case("POST", handover, accounts);
    case("POST", "/{code}/accounts/handover/application", accounts);
    case("GET", "/{code}/accounts/{id}", accounts);
    case("POST", "/{code}/accounts/{id}", accounts);
    case("POST", "/{code}/accounts/factor", accounts);
    case("POST", "/{code}/accounts/{id}/factor/end", accounts);
    case("POST", "/{code}/accounts/{id}/lock/end", accounts);
    case("POST", "/{code}/accounts/{id}/password", accounts);
    case("POST", "/{code}/accounts/{id}/sessions/end", accounts);
    let departments = May::Roles(&["administrator", "office"]);
    for end in [
        "",
        "/new",
        "/list",
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
        "/list",
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
    for end in [
        "",
        "/grid",
        "/items/{item}",
        "/items/{item}/sheet.pdf",
        "/sheet",
        "/sheets.pdf",
    ] {
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
    // What hangs on answers, meetings and items.
    case("GET", &format!("{list}/items/{{item}}/attachments"), reads);
    case(
        "POST",
        &format!("{list}/items/{{item}}/attachments"),
        May::Roles(&["office", "staff"]),
    );
    for owner in [
        "meetings/{id}/attachments",
        "items/{id}/attachments",
        "attachments",
    ] {
        for method in ["GET", "POST"] {
            case(
                method,
                &format!("/{{code}}/{{plan}}/{owner}"),
                May::Roles(&["office"]),
            );
        }
    }
    let attachment = "/{code}/{plan}/attachments/{id}";
    case("GET", attachment, May::Released);
    for method in ["GET", "POST"] {
        let path = format!("{attachment}/removal");
        case(method, &path, May::Roles(&["office", "staff"]));
    }
    case("POST", &format!("{attachment}/mark"), May::Roles(&["office"]));
    workbook_cases(&mut case);
    review_cases(&mut case);
    cases
}

/// Councils, meetings, consultations and opinions: read by everybody, written by the office, answered by departments.
fn voice_cases(case: &mut impl FnMut(&'static str, &str, May)) {
    let of = |end: &str| format!("/{{code}}/{{plan}}/{end}");
    for kind in [
        "councils",
        "meetings",
        "consultations",
        "opinions",
        "suggestions",
        "practices",
        "appraisals",
    ] {
        for page in ["new", "{id}/edit"] {
            for method in ["GET", "POST"] {
                case(method, &of(&format!("{kind}/{page}")), May::Roles(&["office"]));
            }
        }
    }
    for kind in ["meetings", "consultations", "opinions"] {
        case("GET", &of(&format!("{kind}/{{id}}")), May::Released);
    }
    // Somebody of the public sends an opinion in.
    case("POST", &of("consultations/{id}"), May::Released);
    for method in ["GET", "POST"] {
        let answers = May::Roles(&["office", "staff", "head"]);
        case(method, &of("opinions/{id}/answer"), answers);
        case(
            method,
            &of("consultations/{id}/received"),
            May::Roles(&["office"]),
        );
    }
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
    let layout = "/{code}/{plan}/rounds/{round}/layout";
    for (method, end) in [
        ("GET", ""),
        ("POST", ""),
        ("POST", "/removal"),
        ("GET", "/template.xlsx"),
    ] {
        case(method, &format!("{layout}{end}"), office);
    }
    case(
        "GET",
        "/{code}/{plan}/rounds/{round}/departments/{department}/layout.zip",
        everybody,
    );
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
    for path in ["/{code}/calendar", "/{code}/calendar.ics"] {
        case("GET", path, within);
    }
    let all = "/{code}/{plan}/rounds";
    case("GET", all, within);
    case("POST", all, office);
    case("GET", &format!("{all}/new"), office);
    case("GET", &format!("{all}/{{round}}"), within);
    for table in ["board", "progress"] {
        for ending in ["csv", "json", "pdf", "xlsx"] {
            case("GET", &format!("{all}/{{round}}/{table}.{ending}"), within);
        }
    }
    for page in ["settings", "lock", "late", "assignment", "reminders"] {
        case("GET", &format!("{all}/{{round}}/{page}"), office);
        case("POST", &format!("{all}/{{round}}/{page}"), office);
    }
    for page in ["ended", "additions"] {
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
    for end in ["", "/settlement"] {
        case(
            "POST",
            &format!("{round}/items/{{item}}/comments{end}"),
            May::Roles(&["office", "staff", "head", "committee"]),
        );
    }
    case(
        "POST",
        &format!("{round}/items/{{item}}/grades"),
        May::Roles(&["office", "committee", "external"]),
    );
    case(
        "POST",
        &format!("{round}/items/{{item}}/mending"),
        May::Roles(&["office"]),
    );
    case("GET", &format!("{round}/closing"), May::Roles(&["office"]));
    case("POST", &format!("{round}/closing"), May::Roles(&["office"]));
    case("POST", &format!("{round}/reopening"), May::Roles(&["office"]));
    for part in ["editions", "editions/{number}", "editions/{number}/{file}"] {
        case("GET", &format!("/{{code}}/{{plan}}/{part}"), May::Released);
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
    } else if path.contains("/meetings/") {
        "m1"
    } else if path.contains("/consultations/") {
        "k1"
    } else if path.contains("/opinions/") {
        "o1"
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
                May::Everyone | May::Released | May::Published => Outcome::LetIn,
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
                            May::Everyone | May::Released | May::Published | May::SignedIn => true,
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
        let is_file = route.path.contains('.') || route.path.ends_with("/data/{file}");
        let is_page = route.method == "GET" && !is_file;
        if !is_page || ["/assets/{name}", "/health"].contains(&route.path.as_str()) {
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
        ("/factor/end", ""),
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

/// Words that stand only in the register as it is worked on, in every part of it that a page shows.
const SECRET: &str = "未公開案件";

/// The small plan with something new in every part.
fn worked_on() -> gyokaku_core::plan::Plan {
    let mut plan = crate::common::small();
    plan.title = format!("{}（{SECRET}）", plan.title);
    plan.levels.push(format!("階層{SECRET}"));
    plan.sections[0].title = format!("区分{SECRET}");
    plan.items[0].title = format!("取組{SECRET}");
    plan.items[0].content = Some(format!("内容{SECRET}"));
    plan.items[0].departments.lead = vec![format!("{SECRET}課")];
    for edge in &mut plan.crosswalk {
        edge.new = Some(format!("新{SECRET}"));
    }
    for point in plan.review.keep.iter_mut() {
        point.text = format!("続ける{SECRET}");
    }
    for indicator in &mut plan.indicators {
        indicator.name = format!("指標{SECRET}");
    }
    plan
}

/// Where the plan stands before the public.
#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    /// Never released.
    Internal,
    /// To be released on a day to come.
    Scheduled,
    /// Released, and worked on since.
    Public,
    /// Released and taken back.
    Withdrawn,
}

async fn site_in(state: State) -> Site {
    let mut site = Site::empty(config()).await;
    let small = crate::common::small();
    let text = crate::common::SMALL_TEXT.as_bytes();
    site.put_internal("small", &small, Some(("small.txt", text)))
        .await;
    match state {
        State::Internal => {}
        State::Scheduled => site.release_on("small", "2026-11-21").await,
        State::Public | State::Withdrawn => site.release("small").await,
    }
    if state == State::Withdrawn {
        let of = (&crate::common::code(), "small");
        let numbers = site
            .store
            .withdraw(&program(), &crate::common::clock(), of, "誤り")
            .await;
        assert_eq!(numbers.expect("taken back"), [1]);
    }
    let mut plan = worked_on();
    let stored = site.store.plan(&crate::common::code(), "small").await;
    let stored = stored.expect("a store").expect("a plan");
    // The ledger keeps its entries.
    plan.effects.clone_from(&stored.plan.effects);
    site.store
        .put_plan(
            &program(),
            &crate::common::clock(),
            &crate::common::code(),
            "small",
            Some(1),
            &plan,
            None,
        )
        .await
        .expect("stored");
    let other = OTHER.parse().expect("a code");
    site.store
        .put_body(&program(), &crate::common::clock(), &other, "隣の市")
        .await
        .expect("a body");
    site.departments(CODE, &DEPARTMENTS).await;
    site.departments(OTHER, &DEPARTMENTS).await;
    site.cookie = None;
    site
}

/// State × route × role × body: what is worked on is seen by who may see drafts of the body, and by nobody else
/// on any page or in any file; what is released is seen by everybody.
#[tokio::test]
async fn what_is_not_released_is_seen_by_who_works_on_it_alone() {
    let cases = cases();
    let released: Vec<&String> = cases
        .iter()
        .filter(|(_, may)| **may == May::Released)
        .map(|((_, path), _)| path)
        .collect();
    for state in [State::Internal, State::Scheduled, State::Public, State::Withdrawn] {
        let site = site_in(state).await;
        let stored = site.store.plan(&crate::common::code(), "small").await;
        let source = stored.expect("a store").expect("a plan").sources[0].id.clone();
        let mut people: Vec<(String, bool, Option<String>)> = vec![("nobody".into(), false, None)];
        for role in ROLES {
            for body in [CODE, OTHER] {
                let sees = body == CODE && SEES_DRAFTS.contains(&role);
                people.push((
                    format!("{role} of {body}"),
                    sees,
                    Some(person(&site, body, role).await),
                ));
            }
        }
        let addresses = released
            .iter()
            .map(|path| concrete(path, CODE, "d1").replace("sources/none", &format!("sources/{source}")))
            .chain([format!("/?q={SECRET}")])
            .map(|path| path.replace(SECRET, &crate::common::form(&[("q", SECRET)])[2..]));
        let mut shown = 0;
        for path in addresses {
            for (who, sees, cookie) in &people {
                let answer = ask(&site, "GET", &path, cookie.as_deref()).await;
                let (status, said) = (answer.status, String::from_utf8_lossy(&answer.bytes).into_owned());
                let of_plan = path.starts_with(&format!("/{CODE}/small"));
                // The search repeats the words that it was asked.
                let says = match path.starts_with("/?q=") {
                    true => said.contains(&format!("取組{SECRET}")),
                    false => said.contains(SECRET),
                };
                assert!(*sees || !says, "{path} tells {who} what is {state:?}");
                shown += usize::from(says);
                let is_there = status == StatusCode::OK;
                let gone = match state {
                    State::Withdrawn => StatusCode::GONE,
                    _ => StatusCode::NOT_FOUND,
                };
                match (of_plan, sees, state) {
                    (true, false, State::Public)
                        if path.contains("editions/") || path.contains("attachments/") =>
                    {
                        assert_eq!(status, StatusCode::NOT_FOUND, "{path} for {who}");
                    }
                    (true, false, State::Public) => assert!(is_there, "{path} for {who}: {status}"),
                    (true, false, _) => assert_eq!(status, gone, "{path} for {who}, {state:?}"),
                    _ => assert!(!status.is_server_error(), "{path} for {who}"),
                }
                if cookie.is_some() {
                    let kept = answer.headers.get(header::CACHE_CONTROL);
                    assert_eq!(kept.and_then(|v| v.to_str().ok()), Some("no-store"), "{path}");
                }
            }
        }
        assert!(shown > 100, "{state:?}: who works on it sees it: {shown}");
    }
}

/// Open data are of what is released: nobody gets a draft there, whoever asks.
#[tokio::test]
async fn a_draft_is_no_open_data_for_nobody() {
    let files = [
        "",
        "/items.csv",
        "/items.json",
        "/items.xlsx",
        "/items.metadata.json",
        "/items.zip",
        "/all.zip",
    ];
    let more = [
        "/datapackage.json",
        "/dcat.jsonld",
        "/editions.atom",
        "/codes-items.csv",
        "/items-printed.csv",
    ];
    for state in [State::Internal, State::Scheduled, State::Public, State::Withdrawn] {
        let site = site_in(state).await;
        let mut people = vec![("nobody".to_owned(), None)];
        for role in ROLES {
            people.push((role.to_owned(), Some(person(&site, CODE, role).await)));
        }
        for end in files.iter().chain(&more) {
            let path = format!("/{CODE}/small/data{end}");
            for (who, cookie) in &people {
                let answer = ask(&site, "GET", &path, cookie.as_deref()).await;
                let expected = match state {
                    State::Public => StatusCode::OK,
                    State::Withdrawn => StatusCode::GONE,
                    State::Internal | State::Scheduled => StatusCode::NOT_FOUND,
                };
                assert_eq!(answer.status, expected, "{path} for {who}, {state:?}");
                let said = String::from_utf8_lossy(&answer.bytes).into_owned();
                assert!(!said.contains(SECRET), "{path} tells {who} what is {state:?}");
            }
        }
    }
}

/// Who looks as the public does sees what the public will, and nothing of it leaks to anybody else.
#[tokio::test]
async fn a_preview_shows_no_more_than_the_public_will_see() {
    let site = site_in(State::Internal).await;
    let office = person(&site, CODE, "office").await;
    let begin = async |cookie: &str, code: &str, form: &str| {
        let path = format!("/{code}/small/release/preview");
        crate::common::post_as(&site, cookie, &path, form).await
    };
    let begun = begin(&office, CODE, "").await;
    let preview = begun.headers.get(header::SET_COOKIE).expect("a cookie");
    let preview = preview
        .to_str()
        .expect("text")
        .split(';')
        .next()
        .expect("a cookie")
        .to_owned();
    let both = format!("{office}; {preview}");
    let page = ask(&site, "GET", &format!("/{CODE}/small"), Some(&both))
        .await
        .text();
    assert!(page.contains("市民からの見え方を確認しています"), "{page}");
    assert!(page.contains(SECRET) && !page.contains("/findings") && !page.contains("調査を始める"));
    assert!(!page.contains("/sources/"), "no document was chosen");
    let sheet = ask(&site, "GET", &format!("/{CODE}/small/items.pdf"), Some(&both)).await;
    let words = crate::paper::text_of(&sheet);
    assert!(
        words.contains("公開前の確認用") && !words.contains("公開版"),
        "paper before the release is no public edition: {words}"
    );
    let data = format!("/{CODE}/small/data/items.csv");
    assert!(
        ask(&site, "GET", &data, Some(&both))
            .await
            .text()
            .contains(SECRET)
    );
    assert_eq!(
        ask(&site, "GET", &data, Some(&office)).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(ask(&site, "GET", &data, None).await.status, StatusCode::NOT_FOUND);
    let stored = site.store.plan(&crate::common::code(), "small").await;
    let source = stored.expect("a store").expect("a plan").sources[0].id.clone();
    let document = ask(
        &site,
        "GET",
        &format!("/{CODE}/small/sources/{source}"),
        Some(&both),
    )
    .await;
    assert_eq!(document.status, StatusCode::NOT_FOUND);

    // The cookie alone, and with somebody who may not release, gives nothing.
    for role in ["reader", "staff", "administrator"] {
        let cookie = format!("{}; {preview}", person(&site, CODE, role).await);
        let page = ask(&site, "GET", &format!("/{CODE}/small"), Some(&cookie)).await;
        assert!(!page.text().contains("市民からの見え方"), "{role}");
    }
    let elsewhere = format!("{}; {preview}", person(&site, OTHER, "office").await);
    for cookie in [Some(preview.as_str()), Some(elsewhere.as_str())] {
        let page = ask(&site, "GET", &format!("/{CODE}/small"), cookie).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    let stranger = person(&site, OTHER, "office").await;
    assert_eq!(begin(&stranger, CODE, "").await.status, StatusCode::FORBIDDEN);
}

/// The forms of a release: each fault at its field, and what was typed is kept.
#[tokio::test]
async fn a_release_is_asked_for_with_care() {
    let site = site_in(State::Internal).await;
    let office = person(&site, CODE, "office").await;
    let path = format!("/{CODE}/small/release");
    let send = async |pairs: &[(&str, &str)]| {
        crate::common::post_as(&site, &office, &path, &crate::common::form(pairs)).await
    };
    let bad = |answer: &Answer, words: &str| {
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{words}");
        assert!(answer.text().contains(words), "{words}: {}", answer.text());
    };
    bad(&send(&[("revision", "2")]).await, "印を付けてください");
    let checked = ("checked", "on");
    let past = send(&[
        ("revision", "2"),
        checked,
        ("day", "2026-11-19"),
        ("note", "本部で決定"),
    ])
    .await;
    bad(&past, "公開日に過去の日が指定されています");
    assert!(past.text().contains("2026-11-19") && past.text().contains("本部で決定"));
    bad(
        &send(&[("revision", "2"), checked, ("day", "あした")]).await,
        "のように入力してください",
    );
    bad(
        &send(&[("revision", "2"), checked, ("day", "2029-01-01")]).await,
        "2年先まで",
    );
    bad(
        &send(&[("revision", "2"), checked, ("note", "a\u{202E}b")]).await,
        "表示されない文字",
    );
    bad(
        &send(&[("revision", "1"), checked]).await,
        "ほかの画面から保存がありました",
    );
    let back = format!("{path}/withdrawal");
    let withdraw = async |why: &str| {
        crate::common::post_as(&site, &office, &back, &crate::common::form(&[("why", why)])).await
    };
    bad(&withdraw("誤り").await, "公開中または公開予定のものはありません");
    assert!(
        site.store
            .releases(&crate::common::code(), "small")
            .await
            .expect("releases")
            .is_empty()
    );

    let public = async || ask(&site, "GET", &format!("/{CODE}/small"), None).await;
    let released = send(&[("revision", "2"), checked, ("day", "2026-11-20")]).await;
    assert_eq!(released.status, StatusCode::SEE_OTHER);
    assert!(public().await.text().contains(SECRET));
    bad(&withdraw(" ").await, "取下げの理由を入力してください");
    assert_eq!(withdraw("金額の誤り").await.status, StatusCode::SEE_OTHER);
    let gone = public().await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(
        gone.text().contains("令和8年11月20日に取り下げられました") && !gone.text().contains("金額の誤り")
    );
    let page = ask(&site, "GET", &path, Some(&office)).await.text();
    assert!(page.contains("金額の誤り") && page.contains("第1回"), "{page}");
}
