//! People: signing in and out, first passwords, lock-out, forms that arrive too late, and the screens
//! on which an administrator keeps the accounts of a body.

use crate::common::{Answer, CODE, Site, clock, config, form, program};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gyokaku_core::account::{Account, Grant, Role, Term};
use gyokaku_store::{Lockout, NewPassword};
use gyokaku_web::Client;
use gyokaku_web::router::routes;

const PASSWORD: &str = "tall-green-boat";
const NEW: &str = "桜の咲くころに会いましょう";

/// A site with one account that has a real password; nobody is signed in.
async fn with_account(password: impl Fn(&str) -> NewPassword<'_>) -> Site {
    let mut site = Site::filled(config()).await;
    site.cookie = None;
    let phc = gyokaku_office::password::hash(PASSWORD).expect("a hash");
    let account = Account {
        id: "zaisei-1".into(),
        login: "zaisei".into(),
        name: "財政課 担当".into(),
        mail: Some("zaisei@example.lg.jp".into()),
        grants: vec![Grant {
            role: Role::Staff,
            department: None,
            deputy: false,
            term: Term::ALWAYS,
        }],
        must_change: false,
        enabled: true,
    };
    let code = CODE.parse().expect("a code");
    site.store
        .create_account(&program(), &clock(), &code, &account, password(&phc))
        .await
        .expect("an account");
    site
}

async fn sign_in(site: &Site, login: &str, password: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("body", CODE), ("login", login), ("password", password)];
    fields.extend(more);
    site.post("/session", &form(&fields)).await
}

fn cookies(answer: &Answer) -> Vec<String> {
    let all = answer.headers.get_all(header::SET_COOKIE);
    all.iter().map(|v| v.to_str().expect("text").to_owned()).collect()
}

/// The cookie that an answer opens a session with.
fn session(answer: &Answer) -> String {
    let all = cookies(answer);
    let pair = all
        .iter()
        .filter_map(|c| c.split(';').next())
        .find(|c| c.starts_with("gyokaku_session="));
    pair.unwrap_or_else(|| panic!("no session in {all:?}")).to_owned()
}

async fn send(site: &Site, method: &str, path: &str, cookie: &str, body: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body.to_owned()))
        .expect("a request");
    site.send(request).await
}

/// The value of a hidden field, or the text of a hidden area.
fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let rest = page
        .split(&start)
        .nth(1)
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    let value = rest.split('"').next().unwrap_or_default();
    unescaped(value)
}

fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (entity, plain) in [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ] {
        text = text.replace(entity, plain);
    }
    text
}

/// What the journal says of the body, newest first.
async fn journal(site: &Site) -> Vec<String> {
    let code = CODE.parse().expect("a code");
    let entries = site.store.journal(Some(&code), 1000).await.expect("a journal");
    entries
        .iter()
        .map(|e| format!("{} {} {}", e.what, e.actor, e.summary))
        .collect()
}

#[tokio::test]
async fn signing_in_opens_a_session_and_signing_out_ends_it() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let page = site.page("/session").await;
    assert!(
        page.contains("name=\"body\" value=\"990019\""),
        "the only body needs no choice"
    );
    let answer = sign_in(&site, "ZAISEI ", PASSWORD, &[]).await;
    assert_eq!(
        (answer.status, answer.location().as_str()),
        (StatusCode::SEE_OTHER, "/todo")
    );
    let all = cookies(&answer);
    assert_eq!(all.len(), 3, "the session, the browser, the body");
    for cookie in &all {
        assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
        assert!(!cookie.contains("Secure"), "{cookie}");
    }
    let cookie = session(&answer);
    assert!(cookie.starts_with(&format!("gyokaku_session={CODE}.")));
    let todo = send(&site, "GET", "/todo", &cookie, "").await;
    assert!(todo.text().contains("財政課 担当"));
    let fields = form(&[("body", CODE), ("login", "zaisei"), ("password", PASSWORD)]);
    let renewed = session(&send(&site, "POST", "/session", &cookie, &fields).await);
    let left = send(&site, "GET", "/account", &renewed, "").await.text();
    assert!(left.contains("1台の端末"), "the session before is over");
    let cookie = renewed;
    let again = send(&site, "GET", "/session", &cookie, "").await;
    assert_eq!(again.location(), "/todo", "who is signed in need not sign in");
    let out = send(&site, "POST", "/session/end", &cookie, "").await;
    assert!(
        cookies(&out)
            .iter()
            .any(|c| c.starts_with("gyokaku_session=;") && c.contains("Max-Age=0"))
    );
    let gone = send(&site, "GET", "/todo", &cookie, "").await;
    assert_eq!(gone.location(), "/session?return=%2Ftodo");
    let told = journal(&site).await;
    assert!(told[0].starts_with("session.end 財政課 担当（zaisei）"));
    assert!(told[1].starts_with("session.end 財政課 担当（zaisei）"));
    assert!(told[2].starts_with("session.open 財政課 担当（zaisei）"));
    let proxied = Request::post("/session")
        .header("x-forwarded-proto", "https")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form(&[
            ("body", CODE),
            ("login", "zaisei"),
            ("password", PASSWORD),
        ])))
        .expect("a request");
    let proxied = site.send(proxied).await;
    assert!(cookies(&proxied).iter().all(|c| c.ends_with("; Secure")));
}

#[tokio::test]
async fn one_goes_on_to_the_page_that_was_asked_for() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let asked = site.get("/account?x=1").await;
    assert_eq!(asked.location(), "/session?return=%2Faccount%3Fx%3D1");
    let page = site.page(&asked.location()).await;
    let back = hidden(&page, "return");
    assert_eq!(back, "/account?x=1");
    for (back, to) in [
        ("/account?x=1", "/account?x=1"),
        ("//evil.example/", "/todo"),
        ("https://evil.example/", "/todo"),
        ("/\\evil.example", "/todo"),
        ("", "/todo"),
    ] {
        let answer = sign_in(&site, "zaisei", PASSWORD, &[("return", back)]).await;
        assert_eq!(answer.location(), to, "{back}");
    }
    let page = site.page("/session?return=//evil.example/").await;
    assert!(!page.contains("evil"));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_say_the_same() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let said = |answer: &Answer| {
        let text = answer.text();
        let start = text.find("id=\"wrong\"").expect("a reason");
        text[start..].split("</p>").next().expect("its end").to_owned()
    };
    let wrong = sign_in(&site, "zaisei", "tall-green-ship", &[]).await;
    let unknown = sign_in(&site, "nobody", "tall-green-ship", &[]).await;
    let odd = sign_in(&site, "だれか", "", &[]).await;
    for answer in [&wrong, &unknown, &odd] {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(cookies(answer).is_empty());
    }
    assert_eq!(said(&wrong), said(&unknown));
    assert_eq!(said(&wrong), said(&odd));
    assert!(wrong.text().contains("value=\"zaisei\""), "the login name stays");
    assert!(!wrong.text().contains("tall-green"), "the password does not");
    let bodyless = site.post("/session", "login=zaisei&password=x").await;
    assert!(bodyless.text().contains("団体を選んでください"));
    let elsewhere = site.post("/session", "body=042099&login=zaisei&password=x").await;
    assert_eq!(elsewhere.status, StatusCode::UNAUTHORIZED);
    let told = journal(&site).await;
    assert_eq!(
        told.iter().filter(|e| e.starts_with("session.refused")).count(),
        1,
        "names that are nobody's leave no entries"
    );
    assert_eq!(counted(&site).await, [("unknown", 2)]);
}

/// What was counted by the hour: why and how often.
async fn counted(site: &Site) -> Vec<(&'static str, i64)> {
    let code = CODE.parse().expect("a code");
    let all = site.store.refused_tries(&code).await.expect("the counts");
    all.iter().map(|one| (one.reason.key(), one.tries)).collect()
}

/// A sign-in in a browser that has these cookies, from an address.
async fn sign_in_from(site: &Site, cookie: &str, address: &str, login: &str, password: &str) -> Answer {
    let fields = [("body", CODE), ("login", login), ("password", password)];
    let mut request = Request::post("/session")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie)
        .body(Body::from(form(&fields)))
        .expect("a request");
    let address = address.parse().expect("an address");
    request.extensions_mut().insert(Client(Some(address)));
    site.send(request).await
}

/// The cookie by which a browser is known from a sign-in on.
fn known(answer: &Answer) -> String {
    let all = cookies(answer);
    let pairs = all.iter().filter_map(|c| c.split(';').next());
    let mut known = pairs.filter(|pair| pair.starts_with("gyokaku_known="));
    known.next().expect("a cookie").to_owned()
}

#[tokio::test]
async fn strangers_lock_nobody_out_of_a_browser_that_is_known() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let own = known(&sign_in(&site, "zaisei", PASSWORD, &[]).await);
    for _ in 0..6 {
        sign_in(&site, "zaisei", "wrong-password", &[]).await;
    }
    let from = "203.0.113.9";
    let stranger = sign_in(&site, "zaisei", PASSWORD, &[]).await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED, "locked for strangers");
    let made_up = format!("gyokaku_known={}", "a1".repeat(32));
    for cookie in [made_up.as_str(), "gyokaku_known=", "gyokaku_known=x"] {
        let forged = sign_in_from(&site, cookie, from, "zaisei", PASSWORD).await;
        assert_eq!(forged.status, StatusCode::UNAUTHORIZED, "{cookie}");
    }
    for _ in 0..2 {
        let again = sign_in_from(&site, &own, from, "zaisei", PASSWORD).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        assert_eq!(known(&again), own, "a browser stays the one it is");
    }
    let stranger = sign_in(&site, "zaisei", PASSWORD, &[]).await;
    assert_eq!(
        stranger.status,
        StatusCode::UNAUTHORIZED,
        "which frees no stranger"
    );

    // Whoever has the browser has five tries as well, and the administrator lifts that lock, too.
    for n in 1..=5 {
        let wrong = sign_in_from(&site, &own, from, "zaisei", "wrong-password").await;
        assert_eq!(wrong.text().contains("19時15分まで"), n == 5, "{n}");
    }
    let locked = sign_in_from(&site, &own, from, "zaisei", PASSWORD).await;
    assert_eq!(locked.status, StatusCode::UNAUTHORIZED);
    let administrator = site.as_role("administrator").await;
    let path = format!("/{CODE}/accounts/zaisei-1");
    send(&site, "POST", &format!("{path}/lock/end"), &administrator, "").await;
    let free = sign_in_from(&site, &own, from, "zaisei", PASSWORD).await;
    assert_eq!(free.status, StatusCode::SEE_OTHER);

    // What another account is known by is nothing to this one; a first password forgets all.
    site.account(CODE, "other", &[("reader", None)]).await;
    for _ in 0..6 {
        sign_in(&site, "zaisei", "wrong-password", &[]).await;
    }
    send(&site, "POST", &format!("{path}/password"), &administrator, "").await;
    let code = CODE.parse().expect("a code");
    let hash = crate::common::hash_of(own.trim_start_matches("gyokaku_known="));
    let is_known = site.store.is_known(&code, "zaisei-1", &hash).await;
    assert!(!is_known.expect("asked"));
}

#[tokio::test]
async fn one_address_fails_only_so_often() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let own = known(&sign_in(&site, "zaisei", PASSWORD, &[]).await);
    let (one, other) = ("203.0.113.9", "203.0.113.10");
    for n in 0..100 {
        let answer = sign_in_from(&site, "", one, &format!("nobody{n}"), "x").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{n}");
    }
    for login in ["nobody", "zaisei"] {
        let stopped = sign_in_from(&site, "", one, login, PASSWORD).await;
        assert_eq!(stopped.status, StatusCode::TOO_MANY_REQUESTS, "{login}");
        assert!(stopped.headers.contains_key(header::RETRY_AFTER));
    }
    let known = sign_in_from(&site, &own, one, "zaisei", PASSWORD).await;
    assert_eq!(known.status, StatusCode::SEE_OTHER, "a browser that is known");
    let elsewhere = sign_in_from(&site, "", other, "zaisei", PASSWORD).await;
    assert_eq!(elsewhere.status, StatusCode::SEE_OTHER, "another address");
    assert_eq!(counted(&site).await, [("address", 2), ("unknown", 100)]);
    let told = journal(&site).await;
    assert!(
        !told.iter().any(|entry| entry.starts_with("session.refused")),
        "{told:?}"
    );

    let administrator = site.as_role("administrator").await;
    let page = send(&site, "GET", &format!("/{CODE}/journal"), &administrator, "").await;
    for words in ["登録のないログイン名", "同じ接続元からの繰り返し", "100"] {
        assert!(page.text().contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_locked_account_answers_no_sooner_than_a_name_that_is_nobodys() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    for _ in 0..5 {
        sign_in(&site, "zaisei", "wrong-password", &[]).await;
    }
    let quickest = async |login: &str| {
        let mut quickest = std::time::Duration::MAX;
        for _ in 0..5 {
            let begun = std::time::Instant::now();
            let answer = sign_in(&site, login, "wrong-password", &[]).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            quickest = quickest.min(begun.elapsed());
        }
        quickest
    };
    let (locked, unknown) = (quickest("zaisei").await, quickest("nobody").await);
    assert!(locked * 2 > unknown, "{locked:?} and {unknown:?}");
    assert_eq!(counted(&site).await, [("locked", 5), ("unknown", 5)]);
}

#[tokio::test]
async fn five_wrong_passwords_lock_and_an_administrator_unlocks() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    for n in 1..=5 {
        let answer = sign_in(&site, "zaisei", "wrong", &[]).await;
        assert_eq!(
            answer.text().contains("19時15分まで"),
            n == 5,
            "the fifth locks, and says until when"
        );
    }
    let locked = sign_in(&site, "zaisei", PASSWORD, &[]).await;
    assert_eq!(locked.status, StatusCode::UNAUTHORIZED);
    assert!(locked.text().contains("管理者に解除を頼んでください"));
    let told = journal(&site).await;
    assert_eq!(told.iter().filter(|e| e.starts_with("session.locked")).count(), 1);

    let administrator = site.as_role("administrator").await;
    let list = send(&site, "GET", &format!("/{CODE}/accounts"), &administrator, "").await;
    assert!(list.text().contains("止まっている方が1人います") && list.text().contains("まで停止中"));
    let path = format!("/{CODE}/accounts/zaisei-1");
    let shown = send(&site, "GET", &path, &administrator, "").await;
    assert!(shown.text().contains("いますぐ解除する"));
    send(&site, "POST", &format!("{path}/lock/end"), &administrator, "").await;
    assert!(journal(&site).await[0].starts_with("account.put administrator"));
    let free = sign_in(&site, "zaisei", PASSWORD, &[]).await;
    assert_eq!(free.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn tries_that_come_at_once_pass_no_lock() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let tries = (0..40).map(|_| sign_in(&site, "zaisei", "wrong-password", &[]));
    let answers = futures::future::join_all(tries).await;
    let compared = answers
        .iter()
        .filter(|a| a.text().contains("続けて5回合わないと"));
    // The fifth is told of the lock at once.
    assert_eq!(compared.count(), 4);
    let locked = answers
        .iter()
        .filter(|a| a.text().contains("サインインを止めています"));
    assert_eq!(locked.count(), 36);
    let right = sign_in(&site, "zaisei", PASSWORD, &[]).await;
    assert_eq!(
        right.status,
        StatusCode::UNAUTHORIZED,
        "locked for the right one, too"
    );
}

#[tokio::test]
async fn who_finds_too_many_waiting_is_asked_to_come_back_and_not_counted() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let places: Vec<_> = std::iter::from_fn(gyokaku_office::password::place).collect();
    assert_eq!(places.len(), 50);
    for _ in 0..6 {
        let crowded = sign_in(&site, "zaisei", "wrong-password", &[]).await;
        assert_eq!(crowded.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(crowded.headers.contains_key(header::RETRY_AFTER));
    }
    drop(places);
    let right = sign_in(&site, "zaisei", PASSWORD, &[]).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_lock_ends_by_itself_and_success_starts_the_count_anew() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let code = CODE.parse().expect("a code");
    let over = Lockout {
        after: 1,
        until: "2026-11-20T09:59:59Z",
        again: "2026-11-20T09:59:59Z",
    };
    site.store
        .count_try(&clock(), &code, "zaisei-1", None, over)
        .await
        .expect("a lock that is over");
    for _ in 0..3 {
        for _ in 0..4 {
            sign_in(&site, "zaisei", "wrong", &[]).await;
        }
        let right = sign_in(&site, "zaisei", PASSWORD, &[]).await;
        assert_eq!(right.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn a_session_ends_when_it_is_not_used_and_after_twelve_hours() {
    let site = Site::filled(config()).await;
    let code = CODE.parse().expect("a code");
    let id = site.account(CODE, "office", &[]).await;
    let open = async |opened: &str, ends: &str| {
        let token = "a1".repeat(32);
        let hash = crate::common::hash_of(&token);
        site.store
            .end_session(&program(), &clock(), &code, &hash)
            .await
            .expect("none");
        site.store
            .open_session(&program(), opened, &code, &id, &hash, ends)
            .await
            .expect("a session");
        send(
            &site,
            "GET",
            "/account",
            &format!("gyokaku_session={CODE}.{token}"),
            "",
        )
        .await
        .status
    };
    assert_eq!(
        open("2026-11-20T09:00:01Z", "2026-11-20T21:00:01Z").await,
        StatusCode::OK
    );
    assert_eq!(
        open("2026-11-20T09:00:00Z", "2026-11-20T21:00:00Z").await,
        StatusCode::SEE_OTHER,
        "an hour without use"
    );
    assert_eq!(
        open("2026-11-20T09:59:00Z", "2026-11-20T10:00:00Z").await,
        StatusCode::SEE_OTHER,
        "the end of the day"
    );
    // Using it is noted, not more often than once a minute.
    assert_eq!(
        open("2026-11-20T09:30:00Z", "2026-11-20T21:00:00Z").await,
        StatusCode::OK
    );
    let seen = || async {
        let sessions = site.store.sessions_of(&code, &id).await.expect("sessions");
        let hash = crate::common::hash_of(&"a1".repeat(32));
        let found = sessions.into_iter().find(|s| s.token_hash == hash);
        found.expect("the session").seen_at
    };
    assert_eq!(seen().await, clock());
    open("2026-11-20T09:59:30Z", "2026-11-20T21:00:00Z").await;
    assert_eq!(seen().await, "2026-11-20T09:59:30Z");
}

#[tokio::test]
async fn a_first_password_is_changed_before_anything_else() {
    let site = with_account(|phc| NewPassword::First(phc)).await;
    let answer = sign_in(&site, "zaisei", PASSWORD, &[("return", "/account")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("ご自分で決めたパスワード"));
    let cookie = session(&answer);
    let other = session(&sign_in(&site, "zaisei", PASSWORD, &[]).await);
    for route in routes() {
        let path = route
            .path
            .replace("{code}", CODE)
            .replace("{plan}", "small")
            .replace("{name}", "gyokaku.css")
            .replace("{id}", "7b7c7d7e-0000-4000-8000-000000000000");
        // The way out and the sign-in are tried below.
        if ["/session/end", "/session", "/session/code", "/account/password"].contains(&path.as_str()) {
            continue;
        }
        let answer = send(&site, route.method, &path, &cookie, "").await;
        if ["/assets/{name}", "/health"].contains(&route.path.as_str()) {
            assert_eq!(answer.status, StatusCode::OK);
        } else {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {path}", route.method);
            assert_eq!(answer.location(), "/account/password", "{} {path}", route.method);
        }
    }
    for (new, again, said) in [
        ("short", "short", "10文字以上"),
        ("zaisei-2026", "zaisei-2026", "ログイン名"),
        ("P@ssw0rd2026", "P@ssw0rd2026", "推測されやすい"),
        ("example1985", "example1985", "推測されやすい"),
        (NEW, "other", "2回の入力が異なります"),
        (PASSWORD, PASSWORD, "いまと同じパスワード"),
    ] {
        let sent = form(&[("password_new", new), ("password_again", again)]);
        let answer = send(&site, "POST", "/account/password", &cookie, &sent).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{new}");
        assert!(answer.text().contains(said), "{new}: {said}");
        assert!(!answer.text().contains(&format!("value=\"{new}\"")));
    }
    let sent = form(&[
        ("password_new", NEW),
        ("password_again", NEW),
        ("return", "/account"),
    ]);
    let answer = send(&site, "POST", "/account/password", &cookie, &sent).await;
    assert_eq!(answer.location(), "/account");
    let own = send(&site, "GET", "/account", &cookie, "").await;
    assert!(own.text().contains("1台の端末") && own.text().contains("この端末"));
    let ended = send(&site, "GET", "/account", &other, "").await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "all other sessions are over");
    assert_eq!(
        sign_in(&site, "zaisei", PASSWORD, &[]).await.status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(sign_in(&site, "zaisei", NEW, &[]).await.location(), "/todo");
    for entry in journal(&site).await {
        for secret in ["argon2", PASSWORD, NEW] {
            assert!(!entry.contains(secret), "{entry}");
        }
    }
}

#[tokio::test]
async fn a_first_password_is_over_after_three_days_and_says_whom_to_ask() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let code = CODE.parse().expect("a code");
    let administrator = site.as_role("administrator").await;
    let phc = gyokaku_office::password::hash(PASSWORD).expect("a hash");
    let path = format!("/{CODE}/accounts/zaisei-1");
    for (given, may) in [("2026-11-17T10:00:01Z", true), ("2026-11-17T10:00:00Z", false)] {
        site.store
            .set_password(&program(), given, &code, "zaisei-1", NewPassword::First(&phc))
            .await
            .expect("a password");
        let answer = sign_in(&site, "zaisei", PASSWORD, &[]).await;
        let is_in = answer.status == StatusCode::OK && answer.text().contains("パスワードの変更");
        assert_eq!(is_in, may, "{given}: {}", answer.text());
        let list = send(&site, "GET", &format!("/{CODE}/accounts"), &administrator, "").await;
        let shown = send(&site, "GET", &path, &administrator, "").await;
        if may {
            assert!(
                list.text()
                    .contains("最初のパスワードのまま（11月20日19時00分まで）")
            );
            assert!(shown.text().contains("使えるのは11月20日19時00分までです"));
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            for words in [
                "期限（11月20日19時00分）が過ぎました",
                "administrator 担当",
                "発行を頼んで",
            ] {
                assert!(answer.text().contains(words), "{words}: {}", answer.text());
            }
            assert!(list.text().contains("最初のパスワードの期限切れ"));
            assert!(shown.text().contains("発行し直して"));
        }
    }
    let stranger = sign_in(&site, "zaisei", "wrong-password", &[]).await;
    assert!(
        !stranger.text().contains("期限") && !stranger.text().contains("administrator"),
        "only who knows the password learns of it"
    );
    // Given anew, it is good for three days from now on, and is told so.
    let reissued = send(&site, "POST", &format!("{path}/password"), &administrator, "").await;
    assert!(reissued.text().contains("期限：11月23日19時00分"));
}

#[tokio::test]
async fn changing_a_password_asks_for_the_old_one() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let cookie = session(&sign_in(&site, "zaisei", PASSWORD, &[]).await);
    let change = async |current: &str| {
        let sent = form(&[
            ("password_current", current),
            ("password_new", NEW),
            ("password_again", NEW),
        ]);
        send(&site, "POST", "/account/password", &cookie, &sent).await
    };
    let wrong = change("wrong").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text().contains("いまのパスワードが合いません"));
    assert_eq!(change(PASSWORD).await.location(), "/todo");
    let guessed = form(&[
        ("password_current", "wrong"),
        ("password_new", NEW),
        ("password_again", NEW),
    ]);
    for _ in 0..5 {
        let answer = send(&site, "POST", "/account/password", &cookie, &guessed).await;
        assert!(
            !answer.text().contains("いまと同じ"),
            "a guess at the new one says nothing of the old one"
        );
    }
    let sent = form(&[
        ("password_current", NEW),
        ("password_new", PASSWORD),
        ("password_again", PASSWORD),
    ]);
    let locked = send(&site, "POST", "/account/password", &cookie, &sent).await;
    assert!(
        locked.text().contains("19時15分まで"),
        "guessing is stopped here, too"
    );
}

#[tokio::test]
async fn a_form_that_comes_too_late_is_carried_and_sent_with_one_button() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let sent = form(&[
        ("name", "改行\nと <b>\"引用\"</b> & 記号"),
        ("role", "reader"),
        ("role", "office"),
        ("login", "new-one"),
        ("revision", "1"),
        ("token", "0123456789abcdef0123456789abcdef"),
    ]);
    let path = format!("/{CODE}/accounts");
    let late = site.post(&path, &sent).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    let page = late.text();
    assert!(page.contains("入力した内容は失われていません"));
    assert_eq!(hidden(&page, "carried_path"), path);
    assert_eq!(hidden(&page, "carried_form"), sent, "to the letter");
    let carried = [
        ("carried_path", path.as_str()),
        ("carried_form", sent.as_str()),
        ("return", "/account"),
    ];
    let wrong = sign_in(&site, "zaisei", "wrong", &carried).await.text();
    assert_eq!(
        hidden(&wrong, "carried_form"),
        sent,
        "a slip at the password loses nothing"
    );
    let before = journal(&site).await.len();
    let right = sign_in(&site, "zaisei", PASSWORD, &carried).await;
    assert_eq!(right.status, StatusCode::OK);
    session(&right);
    let page = right.text();
    assert!(page.contains("この内容を送信する") && page.contains(&format!("action=\"{path}\"")));
    assert!(page.contains("<li>reader</li>") && !page.contains("<li>0123456789abcdef"));
    for (name, value) in [
        ("name", "改行\nと <b>\"引用\"</b> & 記号"),
        ("login", "new-one"),
        ("token", "0123456789abcdef0123456789abcdef"),
    ] {
        let start = format!("<textarea name=\"{name}\" hidden aria-hidden=\"true\">\n");
        let text = page
            .split(&start)
            .nth(1)
            .and_then(|t| t.split("</textarea>").next());
        assert_eq!(text.map(unescaped).as_deref(), Some(value), "{name}");
    }
    assert_eq!(page.matches("<textarea name=\"role\"").count(), 2);
    let after = journal(&site).await;
    assert_eq!(after.len(), before + 1, "nothing was done yet but the sign-in");

    // As large as a form may be, and of signs that grow on the way.
    let large = format!("name={}", "-".repeat(250_000));
    let page = site.post(&path, &large).await.text();
    assert_eq!(hidden(&page, "carried_form").len(), large.len());
    let carried = [("carried_path", path.as_str()), ("carried_form", large.as_str())];
    let page = sign_in(&site, "zaisei", PASSWORD, &carried).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(&"-".repeat(250_000)));

    // A form that goes elsewhere is not carried, whoever asks for it.
    let evil = [("carried_path", "https://evil.example/"), ("carried_form", "a=b")];
    assert_eq!(
        sign_in(&site, "zaisei", PASSWORD, &evil).await.location(),
        "/todo"
    );
}

#[tokio::test]
async fn a_carried_form_survives_a_first_password() {
    let site = with_account(|phc| NewPassword::First(phc)).await;
    let carried = [
        ("carried_path", "/990019/accounts"),
        ("carried_form", "name=%E8%A8%98%E5%85%A5"),
    ];
    let page = sign_in(&site, "zaisei", PASSWORD, &carried).await;
    let cookie = session(&page);
    let text = page.text();
    let mut sent = vec![("password_new", NEW), ("password_again", NEW)];
    let (path, fields) = (hidden(&text, "carried_path"), hidden(&text, "carried_form"));
    sent.extend([("carried_path", path.as_str()), ("carried_form", fields.as_str())]);
    let page = send(&site, "POST", "/account/password", &cookie, &form(&sent))
        .await
        .text();
    assert!(page.contains("この内容を送信する") && page.contains("<li>記入</li>"));
}

#[tokio::test]
async fn what_cannot_be_carried_is_said() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let document = site.upload("a.csv", "番号\n1\n".as_bytes(), &[]).await;
    assert_eq!(document.status, StatusCode::UNAUTHORIZED);
    assert!(document.text().contains("まだ何も送信していません"));
    let long = site
        .post("/990019/accounts", &format!("name={}", "a".repeat(300_000)))
        .await;
    assert_eq!(long.status, StatusCode::UNAUTHORIZED);
    assert!(!long.text().contains("carried_form"));
    let secret = site
        .post("/account/password", "password_current=tall-green-boat")
        .await;
    assert_eq!(secret.status, StatusCode::UNAUTHORIZED);
    assert!(!secret.text().contains("tall-green-boat"));
    let request = Request::post("/990019/accounts")
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("name=x"))
        .expect("a request");
    let answer = site.send(request).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let said: serde_json::Value = serde_json::from_slice(&answer.bytes).expect("JSON");
    assert_eq!(said["error"], "signed_out");
    assert!(
        said["message"]
            .as_str()
            .is_some_and(|m| m.contains("残っています"))
    );
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let one = session(&sign_in(&site, "zaisei", PASSWORD, &[]).await);
    let other = session(&sign_in(&site, "zaisei", PASSWORD, &[]).await);
    let page = send(&site, "GET", "/account", &one, "").await.text();
    assert!(page.contains("2台の端末"));
    assert_eq!(page.matches("この端末</td>").count(), 1);
    let out = send(&site, "POST", "/account/sessions/end", &one, "").await;
    assert_eq!(out.location(), "/session");
    for cookie in [&one, &other] {
        assert_eq!(
            send(&site, "GET", "/account", cookie, "").await.status,
            StatusCode::SEE_OTHER
        );
    }
    assert!(journal(&site).await[0].contains("\"sessions_ended\":2"));
}

#[tokio::test]
async fn an_administrator_registers_somebody_and_hands_the_password_over() {
    let mut site = Site::filled(config()).await;
    site.cookie = Some(site.as_role("administrator").await);
    site.departments(
        CODE,
        &[
            ("b1", "総務部", None),
            ("d1", "財政課", Some("b1")),
            ("d2", "人事課", Some("b1")),
        ],
    )
    .await;
    let list = format!("/{CODE}/accounts");
    let empty = site.page(&format!("{list}/new")).await;
    assert!(empty.contains("担当者：財政課") && empty.contains("所属長：総務部"));
    let bad = site
        .post(
            &list,
            &form(&[("login", "財政"), ("name", "財政課 担当"), ("mail", "x")]),
        )
        .await;
    assert_eq!(bad.status, StatusCode::BAD_REQUEST);
    for words in [
        "login-wrong",
        "mail-wrong",
        "roles-wrong",
        "value=\"財政課 担当\"",
    ] {
        assert!(bad.text().contains(words), "{words}");
    }
    let page = bad.text();
    let parts: Vec<&str> = page.split(" autofocus").collect();
    let tag = parts[0].rsplit('<').next().expect("a tag");
    assert!(
        parts.len() == 2 && tag.starts_with("input id=\"login\""),
        "the first wrong field has the focus, and no other: {tag}"
    );
    let good = form(&[
        ("login", "zaisei"),
        ("name", "財政課 <担当>"),
        ("mail", "zaisei@example.lg.jp"),
        ("staff", "d1"),
        ("deputy", "d2"),
        ("role", "reader"),
    ]);
    let made = site.post(&list, &good).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let text = made.text();
    let first = text
        .split("最初のパスワード：")
        .nth(1)
        .and_then(|t| t.lines().next())
        .expect("a password")
        .to_owned();
    assert_eq!(first.len(), 14);
    let again = site.post(&list, &good).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert!(again.text().contains("「zaisei」はすでに使われています"));
    let page = site.page(&list).await;
    assert!(page.contains("財政課 &#60;担当&#62;") && page.contains("最初のパスワードのまま"));
    assert!(page.contains("副担当者") && page.contains("人事課") && !page.contains(&first));
    assert!(
        site.page(&format!("{list}?role=head"))
            .await
            .contains("当てはまる利用者はいません")
    );
    assert!(
        site.page(&format!("{list}?q=%E8%B2%A1%E6%94%BF+zaisei"))
            .await
            .contains("1人が当てはまります")
    );
    let told = journal(&site).await;
    assert!(told[0].starts_with("grant.put administrator 担当（administrator）"));
    assert!(told[0].contains("\"department\":\"d1\"") && told[0].contains("\"deputy\":true"));
    assert!(told[1].starts_with("account.put") && told[1].contains("zaisei@example.lg.jp"));
    assert!(told.iter().all(|e| !e.contains(&first) && !e.contains("argon2")));
    site.cookie = None;
    let entered = sign_in(&site, "zaisei", &first, &[]).await;
    assert_eq!(entered.status, StatusCode::OK);
    assert!(entered.text().contains("パスワードの変更"));
}

#[tokio::test]
async fn a_change_in_between_is_shown_beside_ones_own() {
    let mut site = Site::filled(config()).await;
    site.cookie = Some(site.as_role("administrator").await);
    let id = site.account(CODE, "someone", &[("reader", None)]).await;
    let path = format!("/{CODE}/accounts/{id}");
    let page = site.page(&path).await;
    assert_eq!(hidden(&page, "revision"), "1");
    let sent = |name: &str, revision: &str| {
        form(&[
            ("name", name),
            ("role", "reader"),
            ("enabled", "on"),
            ("revision", revision),
        ])
    };
    assert_eq!(
        site.post(&path, &sent("甲", "1")).await.status,
        StatusCode::SEE_OTHER
    );
    let late = site.post(&path, &sent("乙", "1")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let text = late.text();
    assert!(text.contains("先に別の方が変更しました"));
    assert!(
        text.contains("<dd>甲</dd>") && text.contains("value=\"乙\""),
        "both are shown"
    );
    let revision = hidden(&text, "revision");
    assert_eq!(
        site.post(&path, &sent("乙", &revision)).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(site.page(&path).await.contains("<h1>乙</h1>"));
    let before = journal(&site).await.len();
    site.post(&path, &sent("乙", "3")).await;
    assert_eq!(
        journal(&site).await.len(),
        before,
        "what is the same leaves no entry"
    );
}

#[tokio::test]
async fn nobody_shuts_themselves_out_and_one_administrator_is_left() {
    let mut site = Site::filled(config()).await;
    site.cookie = Some(site.as_role("administrator").await);
    let own = format!("/{CODE}/accounts/a-administrator");
    for (fields, said) in [
        (
            vec![
                ("name", "x"),
                ("role", "reader"),
                ("enabled", "on"),
                ("revision", "1"),
            ],
            "ご自分の管理者の役割は外せません",
        ),
        (
            vec![("name", "x"), ("role", "administrator"), ("revision", "1")],
            "ご自分のサインインは止められません",
        ),
    ] {
        let answer = site.post(&own, &form(&fields)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.text().contains(said), "{said}");
    }
    let answer = site.post(&format!("{own}/password"), "").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    // Two administrators take the role from each other; the second is told.
    let second = site.as_person(CODE, "second", &[("administrator", None)]).await;
    let demote = form(&[
        ("name", "x"),
        ("role", "reader"),
        ("enabled", "on"),
        ("revision", "1"),
    ]);
    let answer = site.post(&format!("/{CODE}/accounts/a-second"), &demote).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let answer = send(&site, "POST", &own, &second, &demote).await;
    assert_eq!(
        answer.status,
        StatusCode::FORBIDDEN,
        "a role that was taken is gone at once"
    );
}

#[tokio::test]
async fn who_may_no_longer_sign_in_is_out_at_once() {
    let site = with_account(|phc| NewPassword::Fixed(phc)).await;
    let administrator = site.as_role("administrator").await;
    let cookie = session(&sign_in(&site, "zaisei", PASSWORD, &[]).await);
    let path = format!("/{CODE}/accounts/zaisei-1");
    let off = form(&[("name", "財政課 担当"), ("staff", "*"), ("revision", "1")]);
    assert_eq!(
        send(&site, "POST", &path, &administrator, &off).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        send(&site, "GET", "/account", &cookie, "").await.status,
        StatusCode::SEE_OTHER
    );
    let refused = sign_in(&site, "zaisei", PASSWORD, &[]).await;
    assert!(refused.text().contains("いまサインインできない設定"));
    assert!(
        send(&site, "GET", &path, &administrator, "")
            .await
            .text()
            .contains("いまはサインインを認めていません")
    );
    let reissued = send(&site, "POST", &format!("{path}/password"), &administrator, "").await;
    assert!(reissued.text().contains("新しい最初のパスワードを発行しました"));
    let out = send(&site, "POST", &format!("{path}/sessions/end"), &administrator, "").await;
    assert_eq!(out.location(), path);
}

#[tokio::test]
async fn a_demonstration_offers_its_accounts() {
    let demo = gyokaku_web::Demo {
        logins: &[("office", "事務局"), ("staff", "担当者")],
        password: "for-everybody-here",
    };
    let site = Site::filled(gyokaku_web::Config {
        demo: Some(demo),
        ..config()
    })
    .await;
    let page = send(&site, "GET", "/session", "none=", "").await.text();
    assert!(page.contains("見本の利用者") && page.contains("name=\"login\" value=\"staff\""));
    assert_eq!(hidden(&page, "password"), "for-everybody-here");
    // Another site's name that was made to point here is not this computer.
    for (host, status) in [
        ("127.0.0.1:8080", StatusCode::OK),
        ("evil.example", StatusCode::FORBIDDEN),
    ] {
        let request = Request::get("/session").header(header::HOST, host);
        let request = request.header(header::COOKIE, "none=").body(Body::empty());
        assert_eq!(
            site.send(request.expect("a request")).await.status,
            status,
            "{host}"
        );
    }
    let earnest = Site::filled(config()).await;
    let page = send(&earnest, "GET", "/session", "none=", "").await.text();
    assert!(!page.contains("見本の利用者"));
}
