//! The second factor: set up by its person, asked for after the password, taken once, lost, demanded and taken away.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gyokaku_office::factor::code_at;
use gyokaku_store::NewPassword;
use gyokaku_web::router::routes;

use crate::common::{Answer, CODE, Site, clock, config, form, program};

const PASSWORD: &str = "tall-green-boat";

/// A site with an account of these roles that has a real password.
async fn with_account(roles: &[(&str, Option<&str>)]) -> (Site, String) {
    let mut site = Site::filled(config()).await;
    site.cookie = None;
    let id = site.account(CODE, "kanri", roles).await;
    let phc = gyokaku_office::password::hash(PASSWORD).expect("a hash");
    let code = CODE.parse().expect("a code");
    site.store
        .set_password(&program(), &clock(), &code, &id, NewPassword::Fixed(&phc))
        .await
        .expect("a password");
    (site, id)
}

/// What a browser sends and gets, with its cookies.
struct Browser<'a> {
    site: &'a Site,
    cookies: Vec<(String, String)>,
}

impl<'a> Browser<'a> {
    fn of(site: &'a Site) -> Self {
        Self {
            site,
            cookies: Vec::new(),
        }
    }

    async fn send(&mut self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form(fields)))
            .expect("a request");
        let answer = self.site.send(request).await;
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
            let (name, value) = cookie
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("a pair");
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        answer
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[]).await
    }

    async fn password(&mut self) -> Answer {
        let fields = [("body", CODE), ("login", "kanri"), ("password", PASSWORD)];
        self.send("POST", "/session", &fields).await
    }

    async fn code(&mut self, code: &str) -> Answer {
        self.send("POST", "/session/code", &[("code", code)]).await
    }

    /// Sets the factor up with the code of a point in time; gives its secret and its recovery codes.
    async fn set_up(&mut self, at: &str) -> (String, Vec<String>) {
        let begun = self
            .send("POST", "/account/factor", &[("password_current", PASSWORD)])
            .await;
        let page = begun.text();
        assert!(page.contains("<svg ") && page.contains("role=\"img\""), "{page}");
        let secret = page
            .split("<code id=\"secret\">")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .expect("a secret")
            .replace(' ', "");
        let code = code_at(&secret, at).expect("a code");
        let wrong = self
            .send("POST", "/account/factor/confirmation", &[("code", "12345")])
            .await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        assert!(wrong.text().contains("確認コードが合いません") && wrong.text().contains("<svg "));
        let made = self
            .send("POST", "/account/factor/confirmation", &[("code", &code)])
            .await;
        (secret, codes(&made))
    }
}

/// The recovery codes that a page shows.
fn codes(answer: &Answer) -> Vec<String> {
    let page = answer.text();
    let area = page
        .split("<textarea id=\"codes\"")
        .nth(1)
        .unwrap_or_else(|| panic!("no codes in {page}"));
    let area = area.split_once('>').expect("a tag").1;
    let area = area.split("</textarea>").next().expect("its end");
    area.lines()
        .map(str::to_owned)
        .filter(|l| !l.is_empty())
        .collect()
}

async fn journal(site: &Site) -> Vec<String> {
    let code = CODE.parse().expect("a code");
    let entries = site.store.journal(Some(&code), 1000).await.expect("a journal");
    entries
        .iter()
        .map(|e| format!("{} {} {}", e.what, e.actor, e.summary))
        .collect()
}

const BEFORE: &str = "2026-11-20T09:59:30Z";
const AFTER: &str = "2026-11-20T10:00:30Z";

#[tokio::test]
async fn a_code_is_asked_for_after_the_password_and_taken_once() {
    let (site, id) = with_account(&[("office", None)]).await;
    let mut first = Browser::of(&site);
    first.password().await;
    let mut other = Browser::of(&site);
    other.password().await;
    assert!(
        first
            .get("/account")
            .await
            .text()
            .contains("二要素認証を設定する")
    );
    let unproven = first
        .send("POST", "/account/factor", &[("password_current", "wrong")])
        .await;
    assert_eq!(
        unproven.status,
        StatusCode::BAD_REQUEST,
        "the password comes first"
    );
    let (secret, codes) = first.set_up(BEFORE).await;
    assert_eq!(codes.len(), 8);
    assert_eq!(
        other.get("/todo").await.status,
        StatusCode::SEE_OTHER,
        "other sessions end"
    );
    assert_eq!(first.get("/todo").await.status, StatusCode::OK);

    let mut browser = Browser::of(&site);
    let asked = browser.password().await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(asked.text().contains("autocomplete=\"one-time-code\""));
    assert!(
        !browser.cookies.iter().any(|(name, _)| name == "gyokaku_session"),
        "the password alone opens nothing"
    );
    assert_eq!(browser.get("/todo").await.status, StatusCode::SEE_OTHER);
    let used = browser.code(&code_at(&secret, BEFORE).expect("a code")).await;
    assert_eq!(
        used.status,
        StatusCode::UNAUTHORIZED,
        "it set the factor up already"
    );
    let code = code_at(&secret, &clock()).expect("a code");
    let entered = browser.code(&code).await;
    assert_eq!(
        (entered.status, entered.location().as_str()),
        (StatusCode::SEE_OTHER, "/todo")
    );
    assert_eq!(browser.get("/todo").await.status, StatusCode::OK);

    let mut again = Browser::of(&site);
    again.password().await;
    assert_eq!(
        again.code(&code).await.status,
        StatusCode::UNAUTHORIZED,
        "a code is taken once"
    );
    let next = code_at(&secret, AFTER).expect("a code");
    assert_eq!(again.code(&next).await.status, StatusCode::SEE_OTHER);
    let replayed = again.code(&next).await;
    assert_eq!(replayed.status, StatusCode::UNAUTHORIZED, "the sign-in is over");

    let told = journal(&site).await;
    assert!(
        told.iter()
            .any(|e| e.starts_with("account.factor ") && e.contains("kanri"))
    );
    assert_eq!(
        told.iter()
            .filter(|e| e.starts_with("session.code_refused"))
            .count(),
        2
    );
    for entry in &told {
        for word in codes.iter().chain([&secret, &code]) {
            assert!(!entry.contains(word.as_str()), "{entry}");
        }
    }
    let account = CODE.parse().expect("a code");
    let kept = site
        .store
        .second_factor(&account, &id)
        .await
        .expect("asked")
        .expect("there");
    assert!(!format!("{kept:?}").contains(&secret), "no secret in a log");
}

#[tokio::test]
async fn codes_are_tried_no_more_often_than_passwords() {
    let (site, _) = with_account(&[("office", None)]).await;
    let mut own = Browser::of(&site);
    own.password().await;
    let (secret, _) = own.set_up(BEFORE).await;
    let mut thief = Browser::of(&site);
    for n in 1..=4 {
        // Typing the right password again does not start the count anew.
        assert_eq!(thief.password().await.status, StatusCode::OK);
        let refused = thief.code("000000").await;
        assert!(refused.text().contains("確認コードが合いません"), "{n}");
    }
    thief.password().await;
    let last = thief.code("000000").await;
    assert!(last.text().contains("19時15分まで"), "{}", last.text());
    let right = code_at(&secret, &clock()).expect("a code");
    assert_eq!(thief.code(&right).await.status, StatusCode::UNAUTHORIZED);
    let locked = thief.password().await;
    assert_eq!(
        locked.status,
        StatusCode::UNAUTHORIZED,
        "the password is not compared either"
    );
    let told = journal(&site).await;
    assert_eq!(
        told.iter()
            .filter(|e| e.starts_with("session.code_refused"))
            .count(),
        5
    );
    assert_eq!(told.iter().filter(|e| e.starts_with("session.locked")).count(), 1);

    // Who has the browser that is known is not locked out by that.
    own.cookies.retain(|(name, _)| name != "gyokaku_session");
    assert_eq!(own.password().await.status, StatusCode::OK);
    assert_eq!(own.code(&right).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn codes_that_come_at_once_pass_no_lock_and_open_one_session() {
    let (site, id) = with_account(&[("office", None)]).await;
    let mut own = Browser::of(&site);
    own.password().await;
    let (secret, recovery) = own.set_up(BEFORE).await;
    let mut one = Browser::of(&site);
    one.password().await;
    let tries = (0..20).map(|_| {
        let mut same = Browser {
            site: &site,
            cookies: one.cookies.clone(),
        };
        let code = code_at(&secret, &clock()).expect("a code");
        async move { same.code(&code).await.status }
    });
    let answers = futures::future::join_all(tries).await;
    let entered = answers.iter().filter(|status| **status == StatusCode::SEE_OTHER);
    assert_eq!(entered.count(), 1, "{answers:?}");
    let code = CODE.parse().expect("a code");
    site.store
        .unlock_account(&program(), &clock(), &code, &id)
        .await
        .expect("unlocked");
    let mut two = Browser::of(&site);
    two.password().await;
    let tries = (0..4).map(|_| {
        let mut same = Browser {
            site: &site,
            cookies: two.cookies.clone(),
        };
        let code = recovery[0].clone();
        async move { same.code(&code).await.status }
    });
    let answers = futures::future::join_all(tries).await;
    let entered = answers.iter().filter(|status| **status == StatusCode::SEE_OTHER);
    assert_eq!(entered.count(), 1, "{answers:?}");
}

#[tokio::test]
async fn a_recovery_code_stands_for_a_lost_device_once() {
    let (site, _) = with_account(&[("staff", None)]).await;
    let mut browser = Browser::of(&site);
    browser.password().await;
    let (_, recovery) = browser.set_up(&clock()).await;
    let mut lost = Browser::of(&site);
    lost.password().await;
    let typed = recovery[3].to_uppercase();
    assert_eq!(lost.code(&typed).await.status, StatusCode::SEE_OTHER);
    let told = journal(&site).await;
    assert!(told[1].starts_with("session.recovery"), "{:?}", &told[..3]);
    assert!(
        lost.get("/account/factor")
            .await
            .text()
            .contains("回復コードは7個")
    );
    let mut again = Browser::of(&site);
    again.password().await;
    assert_eq!(again.code(&typed).await.status, StatusCode::UNAUTHORIZED);
    let made = lost
        .send("POST", "/account/factor/codes", &[("password_current", PASSWORD)])
        .await;
    let new = codes(&made);
    assert_eq!(new.len(), 8);
    assert!(new.iter().all(|code| !recovery.contains(code)));
    assert_eq!(
        again.code(&recovery[4]).await.status,
        StatusCode::UNAUTHORIZED,
        "the old ones are gone"
    );
    assert_eq!(again.code(&new[0]).await.status, StatusCode::SEE_OTHER);
    let ended = lost
        .send("POST", "/account/factor/end", &[("password_current", PASSWORD)])
        .await;
    assert_eq!(ended.location(), "/account/factor?done=ended");
    assert_eq!(Browser::of(&site).password().await.location(), "/todo");
}

#[tokio::test]
async fn a_body_demands_it_of_whoever_administers_it_or_runs_its_office() {
    let (site, id) = with_account(&[("office", None)]).await;
    let administrator = site.as_role("administrator").await;
    let reader = site.as_role("reader").await;
    let as_admin = async |method: &str, path: &str, fields: &str| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &administrator)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(fields.to_owned()))
            .expect("a request");
        site.send(request).await
    };
    let accounts = format!("/{CODE}/accounts");
    as_admin("POST", &format!("{accounts}/factor"), "demanded=1").await;
    let told = journal(&site).await;
    assert!(
        told[0].starts_with("account.factor_demand") && told[0].contains("true"),
        "{}",
        told[0]
    );
    assert_eq!(
        as_admin("GET", &accounts, "").await.location(),
        "/account/factor",
        "the administrator too"
    );
    let request = Request::get("/todo").header(header::COOKIE, reader);
    let seen = site.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(seen.status, StatusCode::OK, "not of readers");

    let mut browser = Browser::of(&site);
    browser.password().await;
    for route in routes() {
        let path = route
            .path
            .replace("{code}", CODE)
            .replace("{plan}", "small")
            .replace("{name}", "gyokaku.css")
            .replace("{id}", "7b7c7d7e-0000-4000-8000-000000000000");
        let is_open = [
            "/session",
            "/account/password",
            "/account/factor",
            "/account/factor/confirmation",
        ];
        if is_open.contains(&path.as_str()) || path.starts_with("/session/") {
            continue;
        }
        let answer = browser.send(route.method, &path, &[]).await;
        if ["/assets/{name}", "/health"].contains(&route.path.as_str()) {
            assert_eq!(answer.status, StatusCode::OK);
        } else {
            assert_eq!(answer.location(), "/account/factor", "{} {path}", route.method);
        }
    }
    let (secret, _) = browser.set_up(BEFORE).await;
    assert_eq!(browser.get("/todo").await.status, StatusCode::OK);
    let kept = browser
        .send("POST", "/account/factor/end", &[("password_current", PASSWORD)])
        .await;
    assert!(kept.text().contains("解除できません"), "{}", kept.text());

    // The administrator sets up theirs by the store here, and takes the lost one away.
    as_admin("GET", "/account/factor", "").await;
    let code = CODE.parse().expect("a code");
    site.store
        .demand_factor((&program(), &clock()), &code, false)
        .await
        .expect("decided");
    let shown = as_admin("GET", &accounts, "").await.text();
    assert!(shown.contains("できる（二要素認証）"));
    let one = as_admin("GET", &format!("{accounts}/{id}"), "").await.text();
    assert!(one.contains("二要素認証を解除する"));
    as_admin("POST", &format!("{accounts}/{id}/factor/end"), "").await;
    let told = journal(&site).await;
    assert!(
        told[0].starts_with("account.factor_end administrator"),
        "{}",
        told[0]
    );
    assert!(!told[0].contains(&secret));
    assert_eq!(Browser::of(&site).password().await.location(), "/todo");
}

#[tokio::test]
async fn a_sign_in_waits_ten_minutes_for_its_code() {
    let (site, id) = with_account(&[("office", None)]).await;
    let mut own = Browser::of(&site);
    own.password().await;
    let (secret, _) = own.set_up(BEFORE).await;
    let code = CODE.parse().expect("a code");
    let wait = async |until: &str| {
        let token = uuid::Uuid::new_v4().simple().to_string().repeat(2);
        let hash = crate::common::hash_of(&token);
        let pending = gyokaku_store::PendingSignIn {
            account: id.clone(),
            ends_at: until.to_owned(),
        };
        site.store
            .await_code("2026-11-20T09:00:00Z", &code, &hash, &pending)
            .await
            .expect("it waits");
        Browser {
            site: &site,
            cookies: vec![("gyokaku_asking".to_owned(), format!("{CODE}.{token}"))],
        }
    };
    let right = code_at(&secret, &clock()).expect("a code");
    let over = wait("2026-11-20T10:00:00Z").await.code(&right).await;
    assert_eq!(over.status, StatusCode::UNAUTHORIZED);
    assert!(over.text().contains("待つ時間が過ぎました"));
    let mut waits = wait("2026-11-20T10:00:01Z").await;
    assert_eq!(waits.code(&right).await.status, StatusCode::SEE_OTHER);
    let nobody = Browser::of(&site).code(&right).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);

    // Who may no longer sign in does not do so by a code either.
    let mut stopped = wait("2026-11-20T10:30:00Z").await;
    let stored = site
        .store
        .account(&code, &id)
        .await
        .expect("asked")
        .expect("there");
    let mut account = stored.account;
    account.enabled = false;
    site.store
        .change_account(&program(), &clock(), &code, &account, stored.revision)
        .await
        .expect("stopped");
    let next = code_at(&secret, AFTER).expect("a code");
    assert_eq!(stopped.code(&next).await.status, StatusCode::UNAUTHORIZED);
}
