//! Every route × whoever asks: a route without a case here fails.

mod common;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use common::{KEY, Site, demo, served, upload_request};
use gyokaku_web::access::Access;
use gyokaku_web::router::routes;

/// What a stranger gets where the office has a key.
#[derive(Clone, Copy, PartialEq)]
enum Stranger {
    /// The page.
    Sees,
    /// The sign-in page.
    IsAsked,
    /// A refusal.
    IsRefused,
}

fn cases() -> BTreeMap<(&'static str, String), Stranger> {
    use Stranger::{IsAsked, IsRefused, Sees};
    let mut cases = BTreeMap::new();
    let mut case = |method: &'static str, path: &str, stranger| {
        cases.insert((method, path.to_owned()), stranger);
    };
    for path in ["/", "/assets/{name}", "/session", "/{code}", "/{code}/{plan}"] {
        case("GET", path, Sees);
    }
    for part in [
        "items",
        "items/{id}",
        "progress",
        "effects",
        "crosswalk",
        "review",
        "indicators",
        "departments",
        "findings",
        "sources/{id}",
    ] {
        case("GET", &format!("/{{code}}/{{plan}}/{part}"), Sees);
    }
    for table in [
        "outline",
        "items",
        "progress",
        "effects",
        "crosswalk",
        "review",
        "indicators",
    ] {
        for ending in ["csv", "json", "xlsx"] {
            case("GET", &format!("/{{code}}/{{plan}}/{table}.{ending}"), Sees);
        }
    }
    case("POST", "/session", Sees);
    case("POST", "/session/end", Sees);
    case("GET", "/import", IsAsked);
    case("GET", "/import/{id}", IsAsked);
    case("POST", "/import", IsRefused);
    case("POST", "/import/{id}", IsRefused);
    case("POST", "/import/{id}/choice", IsRefused);
    case("POST", "/import/{id}/discard", IsRefused);
    cases
}

fn concrete(path: &str) -> String {
    let id = if path.contains("sources") {
        "none"
    } else if path.contains("import") {
        "7b7c7d7e-0000-4000-8000-000000000000"
    } else {
        "i1"
    };
    path.replace("{code}", "990019")
        .replace("{plan}", "small")
        .replace("{name}", "gyokaku.css")
        .replace("{id}", id)
}

#[tokio::test]
async fn every_route_has_a_case_and_keeps_to_it() {
    let site = Site::filled(served()).await;
    let cases = cases();
    let routes = routes();
    assert_eq!(routes.len(), cases.len(), "a case without a route");
    for route in routes {
        let case = cases.get(&(route.method, route.path.clone()));
        let case = *case.unwrap_or_else(|| panic!("{} {} has no access case", route.method, route.path));
        assert_eq!(
            route.access == Access::Everyone,
            case == Stranger::Sees,
            "{}",
            route.path
        );
        let request = Request::builder()
            .method(route.method)
            .uri(concrete(&route.path))
            .body(Body::empty())
            .expect("a request");
        let answer = site.send(request).await;
        match case {
            Stranger::Sees => assert!(answer.status != StatusCode::FORBIDDEN, "{}", route.path),
            Stranger::IsAsked => assert_eq!(
                (answer.status, answer.location().as_str()),
                (StatusCode::SEE_OTHER, "/session")
            ),
            Stranger::IsRefused => assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", route.path),
        }
    }
}

#[tokio::test]
async fn the_key_opens_and_the_end_closes() {
    let site = Site::filled(served()).await;
    let wrong = site.post("/session", "key=wrong").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.text().contains("キーが合いません"));
    let right = site.post("/session", &format!("key={KEY}")).await;
    assert_eq!(
        (right.status, right.location().as_str()),
        (StatusCode::SEE_OTHER, "/import")
    );
    let cookie = right
        .headers
        .get(header::SET_COOKIE)
        .expect("a cookie")
        .to_str()
        .expect("text")
        .to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    let token = cookie.split(';').next().expect("a pair").to_owned();
    let as_office = |method: &str, path: &str| {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &token)
            .body(Body::empty())
            .expect("a request")
    };
    assert_eq!(
        site.send(as_office("GET", "/import")).await.status,
        StatusCode::OK
    );
    site.send(as_office("POST", "/session/end")).await;
    assert_eq!(
        site.send(as_office("GET", "/import")).await.status,
        StatusCode::SEE_OTHER
    );
    let made_up = Request::get("/import")
        .header(header::COOKIE, "gyokaku_session=")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(site.send(made_up).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn without_a_key_nobody_is_the_office() {
    let site = Site::filled(gyokaku_web::Config {
        office_key: None,
        ..served()
    })
    .await;
    assert_eq!(site.get("/import").await.status, StatusCode::FORBIDDEN);
    assert_eq!(site.post("/session", "key=").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_from_elsewhere_is_refused() {
    let site = Site::filled(demo()).await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
    ] {
        let mut request = upload_request(Vec::new());
        request
            .headers_mut()
            .insert(name, value.parse().expect("a header"));
        request
            .headers_mut()
            .insert(header::HOST, "127.0.0.1:8080".parse().expect("a header"));
        let answer = site.send(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}");
        assert!(answer.text().contains("別のサイト"));
    }
}

#[tokio::test]
async fn the_demonstration_trusts_only_its_own_name() {
    let site = Site::filled(demo()).await;
    let at = |host: &str| {
        Request::get("/import")
            .header(header::HOST, host)
            .body(Body::empty())
            .expect("a request")
    };
    assert_eq!(site.send(at("127.0.0.1:8080")).await.status, StatusCode::OK);
    assert_eq!(site.send(at("evil.example")).await.status, StatusCode::FORBIDDEN);
}
