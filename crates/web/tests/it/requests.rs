//! What is told of requests: whether the service is well, the line that each leaves in the log, what is warned of, and the
//! names and addresses by which the pages are asked for.

use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use gyokaku_web::{App, Client, Config, RequestLog, router};
use serde_json::Value;
use tower::ServiceExt as _;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use crate::common::{Answer, CODE, Site, config, form};

/// A log that is kept.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("whole").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Kept {
    fn config(&self) -> Config {
        Config {
            requests: Some(RequestLog::to(self.clone())),
            ..config()
        }
    }

    fn lines(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().expect("whole").clone()).expect("text");
        let lines = text.lines();
        lines
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect()
    }
}

/// What was warned of while the thread kept this.
#[derive(Clone, Default)]
struct Warned(Arc<Mutex<Vec<String>>>);

struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, "{}={value:?} ", field.name());
    }
}

impl Subscriber for Warned {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut words = Words(String::new());
        event.record(&mut words);
        self.0.lock().expect("whole").push(words.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Warned {
    fn all(&self) -> String {
        self.0.lock().expect("whole").join("\n")
    }
}

async fn from(site: &Site, mut request: Request<Body>, address: &str) -> Answer {
    let address = address.parse().expect("an address");
    request.extensions_mut().insert(Client(Some(address)));
    site.send(request).await
}

#[tokio::test]
async fn the_service_says_whether_it_is_well() {
    let mut site = Site::filled(config()).await;
    site.cookie = None;
    let well = site.get("/health").await;
    assert_eq!(well.status, StatusCode::OK);
    assert_eq!(well.text(), "{\"status\":\"ok\"}\n");
    site.store.close().await;
    // What was found is told for some seconds; a program that starts now asks.
    let fresh = router(App::new(site.store.clone(), config()));
    let request = Request::get("/health").body(Body::empty()).expect("a request");
    let ill = fresh.oneshot(request).await.expect("an answer");
    assert_eq!(ill.status(), StatusCode::SERVICE_UNAVAILABLE);
    let words = to_bytes(ill.into_body(), 1000).await.expect("words");
    assert_eq!(words, "{\"status\":\"failing\"}\n", "and nothing else");
}

#[tokio::test]
async fn each_request_leaves_a_line() {
    let kept = Kept::default();
    let site = Site::filled(kept.config()).await;
    let page = Request::get(format!("/{CODE}/small/items?q=%E4%BA%88%E7%AE%97"));
    from(&site, page.body(Body::empty()).expect("a request"), "203.0.113.9").await;
    let nowhere = Request::get("/wp-admin/a/b/c/d/e/f/g?secret=1").body(Body::empty());
    from(&site, nowhere.expect("a request"), "2001:db8::1").await;
    let forbidden = site.get(&format!("/{CODE}/accounts")).await;
    let lines = kept.lines();
    assert_eq!(lines.len(), 3);
    let office = format!("{CODE}/");
    let [page, nowhere, refused] = [&lines[0], &lines[1], &lines[2]];
    assert_eq!(page["route"], "/{code}/{plan}/items");
    assert_eq!(page["address"], "203.0.113.9");
    assert_eq!(page["status"], 200);
    assert_eq!(page["method"], "GET");
    assert_eq!(page["time"], "2026-11-20T10:00:00Z");
    assert!(page["ms"].is_u64());
    assert!(page["account"].as_str().expect("somebody").starts_with(&office));
    assert_eq!(page["fault"], Value::Null);
    assert_eq!(
        (&nowhere["route"], &nowhere["address"]),
        (&Value::Null, &"2001:db8::1".into())
    );
    assert_eq!(nowhere["status"], 404);
    assert_eq!(
        (&refused["status"], &refused["address"]),
        (&403.into(), &Value::Null)
    );
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
    let fault = refused["fault"].as_str().expect("a number");
    assert!(forbidden.text().contains(fault), "the number that the page shows");
    let numbers: Vec<_> = lines.iter().map(|line| line["number"].as_u64()).collect();
    assert_eq!(numbers, [Some(1), Some(2), Some(3)]);
    let text = String::from_utf8(kept.0.lock().expect("whole").clone()).expect("text");
    for secret in ["wp-admin", "secret", "%E4", "gyokaku_session", "small"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn what_is_refused_and_who_signs_in_is_warned_of_with_its_address() {
    let warned = Warned::default();
    let _while = tracing::subscriber::set_default(warned.clone());
    let site = Site::filled(config()).await;
    let address = "203.0.113.9";
    let accounts = Request::get(format!("/{CODE}/accounts")).body(Body::empty());
    from(&site, accounts.expect("a request"), address).await;
    let told = warned.all();
    assert!(
        told.contains(address) && told.contains("access refused") && told.contains("status=403"),
        "{told}"
    );
    let sign_in = |login: &str, password: &str| {
        let fields = [("body", CODE), ("login", login), ("password", password)];
        Request::post("/session")
            .header(header::COOKIE, "")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form(&fields)))
            .expect("a request")
    };
    from(
        &site,
        sign_in("tall-green-boat", "hunter2-hunter2"),
        "198.51.100.7",
    )
    .await;
    let told = warned.all();
    assert!(
        told.contains("198.51.100.7") && told.contains("authentication: refused, an unknown name"),
        "{told}"
    );
    let wrong = Request::post("/account/password")
        .header(header::COOKIE, site.cookie.clone().expect("a cookie"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form(&[
            ("password_current", "hunter2-hunter2"),
            ("password_new", "桜の咲くころに会いましょう"),
            ("password_again", "桜の咲くころに会いましょう"),
        ])));
    from(&site, wrong.expect("a request"), "192.0.2.44").await;
    let told = warned.all();
    assert!(
        told.contains("192.0.2.44") && told.contains("refused, a wrong current password"),
        "{told}"
    );
    for typed in ["tall-green-boat", "hunter2", "桜の咲く"] {
        assert!(!told.contains(typed), "what was typed is not told: {told}");
    }
}

/// Where the pages are opened.
fn in_public() -> Config {
    Config {
        public_url: Some("https://gyokaku.city.example".to_owned()),
        hosts: vec!["gyokaku.local".to_owned()],
        ..config()
    }
}

#[tokio::test]
async fn the_pages_are_asked_for_by_their_own_name() {
    let site = Site::filled(in_public()).await;
    for (host, status) in [
        ("gyokaku.city.example", StatusCode::OK),
        ("gyokaku.local:8080", StatusCode::OK),
        ("127.0.0.1:8080", StatusCode::OK),
        ("evil.example", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let request = Request::get(format!("/{CODE}/small")).header(header::HOST, host);
        let answer = site.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, status, "{host}");
        let hsts = answer.headers.get(header::STRICT_TRANSPORT_SECURITY);
        assert_eq!(
            hsts.map(|value| value.as_bytes()),
            Some(&b"max-age=31536000"[..]),
            "{host}"
        );
    }
    let plain = Site::filled(config()).await;
    let request = Request::get(format!("/{CODE}/small")).header(header::HOST, "any.example");
    let answer = plain.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "without an address any name is taken"
    );
    assert!(!answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
}

#[tokio::test]
async fn over_tls_cookies_belong_to_this_host() {
    let site = Site::filled(in_public()).await;
    assert_eq!(site.get("/todo").await.status, StatusCode::OK);
    let own = site.cookie.clone().expect("a cookie");
    let tossed = own.replace("__Host-", "");
    assert_ne!(own, tossed);
    let request = Request::get("/todo").header(header::COOKIE, tossed);
    let answer = site.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "as a sibling host could set it"
    );
    let page = site.get("/session").await;
    assert_eq!(page.location(), "/todo", "signed in");
    let out = site.post("/session/end", "").await;
    let ended = out.headers.get(header::SET_COOKIE).expect("a cookie");
    let ended = ended.to_str().expect("text");
    assert!(ended.starts_with("__Host-gyokaku_session=;"), "{ended}");
    assert!(
        ended.ends_with("; Secure") && ended.contains("Path=/;"),
        "{ended}"
    );
}

#[tokio::test]
async fn a_form_from_another_page_is_refused_where_the_browser_says_no_more() {
    let site = Site::filled(config()).await;
    for (referer, is_refused) in [
        ("https://evil.example/page", true),
        ("http://127.0.0.1:8080.evil.example/", true),
        ("nowhere", true),
        ("http://127.0.0.1:8080/import", false),
    ] {
        let request = Request::post("/session/end")
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::REFERER, referer);
        let answer = site.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status == StatusCode::FORBIDDEN, is_refused, "{referer}");
    }
}
