//! Sessions as the browser knows them: the cookie, its token, and how long they last.
//!
//! The cookie says `CODE.TOKEN`: the body, so that every statement is bound to one, and a token of
//! which the store knows only the hash. Invariant: no token is stored or logged.
//! Not here: rows (`gyokaku_store`), passwords (`password`), the pages (`pages/people/session`).

use axum::http::{HeaderMap, HeaderValue, header};
use gyokaku_core::body::BodyCode;
use gyokaku_core::text::hex;
use gyokaku_store::OpenSession;
use sha2::{Digest, Sha256};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::App;
use crate::error::Problem;
use crate::person::Person;

/// The cookie of a session.
const SESSION: &str = "gyokaku_session";

/// What the names of cookies begin with that only this host can set, and only over TLS.
const OF_THIS_HOST: &str = "__Host-";

/// The cookie that remembers the body for the next sign-in.
const BODY: &str = "gyokaku_body";

/// The cookie by which a browser is known to have signed in before.
const KNOWN: &str = "gyokaku_known";

/// The cookie of a sign-in whose password was right and whose code is still to come.
const ASKING: &str = "gyokaku_asking";

/// How long a session lasts without being used, and at most.
pub(crate) const IDLE: Duration = Duration::minutes(60);
pub(crate) const LASTS: Duration = Duration::hours(12);

/// How far the clocks of servers may lie apart.
const CLOCKS_APART: Duration = Duration::minutes(5);

/// How often it is noted that a session is in use.
const TOUCH: Duration = Duration::minutes(1);

/// A new session for the browser: its token, and the hash that the store knows it by.
pub(crate) struct Token {
    pub(crate) token: String,
    pub(crate) hash: String,
}

impl Token {
    /// A token that nobody can guess: 244 random bits.
    pub(crate) fn new() -> Self {
        let half = || uuid::Uuid::new_v4().simple();
        let token = format!("{}{}", half(), half());
        Self {
            hash: hash(&token),
            token,
        }
    }
}

/// What a browser is known by: the token of its cookie, a new one where it has none.
pub(crate) struct Browser(Token);

impl Browser {
    /// The browser of a request.
    pub(crate) fn of(app: &App, headers: &HeaderMap) -> Self {
        let known = cookie(headers, &named(KNOWN, app.is_https())).filter(|token| is_token(token));
        Self(known.map_or_else(Token::new, |token| Token {
            hash: hash(token),
            token: token.to_owned(),
        }))
    }

    /// The hash of its token.
    pub(crate) fn hash(&self) -> &str {
        &self.0.hash
    }
}

fn is_token(token: &str) -> bool {
    token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit())
}

fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// A point in time some while after another, in the same form; the same where it cannot be read.
pub(crate) fn after(at: &str, while_: Duration) -> String {
    match OffsetDateTime::parse(at, &Rfc3339) {
        Ok(time) => (time + while_).format(&Rfc3339).unwrap_or_else(|_| at.to_owned()),
        Err(_) => at.to_owned(),
    }
}

/// Whether a point in time lies before another; two that cannot be read do not.
pub(crate) fn is_before(one: &str, other: &str) -> bool {
    match (
        OffsetDateTime::parse(one, &Rfc3339),
        OffsetDateTime::parse(other, &Rfc3339),
    ) {
        (Ok(one), Ok(other)) => one < other,
        _ => false,
    }
}

/// Whether a session's time is not over yet.
/// One that was used in what is the future now is over as well: the clock was put back, and it would stay open for longer
/// than any other.
pub(crate) fn is_open(seen_at: &str, ends_at: &str, now: &str) -> bool {
    is_before(now, ends_at)
        && is_before(now, &after(seen_at, IDLE))
        && !is_before(&after(now, CLOCKS_APART), seen_at)
}

/// A cookie's value, where the request carries it.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// The name of a cookie. Where people come by TLS no other host can set it.
pub(crate) fn named(cookie: &str, is_https: bool) -> String {
    match is_https {
        true => format!("{OF_THIS_HOST}{cookie}"),
        false => cookie.to_owned(),
    }
}

/// The body and the hash of the token that a request carries.
fn carried(headers: &HeaderMap, is_https: bool) -> Option<(BodyCode, String)> {
    carried_in(SESSION, headers, is_https)
}

fn carried_in(name: &str, headers: &HeaderMap, is_https: bool) -> Option<(BodyCode, String)> {
    let (code, token) = cookie(headers, &named(name, is_https))?.split_once('.')?;
    Some((code.parse().ok()?, hash(token))).filter(|_| is_token(token))
}

/// The body and the hash of the token of a sign-in that waits for its code.
pub(crate) fn asking_for(headers: &HeaderMap, is_https: bool) -> Option<(BodyCode, String)> {
    carried_in(ASKING, headers, is_https)
}

/// The cookie of a sign-in that waits for its code.
pub(crate) fn asking(
    app: &App,
    headers: &HeaderMap,
    body: &BodyCode,
    token: &str,
    waits: Duration,
) -> Option<HeaderValue> {
    let (name, seconds) = (named(ASKING, app.is_https()), waits.whole_seconds());
    let secure = secure(app, headers);
    let cookie = format!("{name}={body}.{token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&cookie).ok()
}

/// The body that this browser signed in to last.
pub(crate) fn last_body(headers: &HeaderMap, is_https: bool) -> Option<BodyCode> {
    cookie(headers, &named(BODY, is_https))?.parse().ok()
}

/// The person of a request, in one statement; none where nobody is signed in or their time is over.
pub(crate) async fn person(app: &App, headers: &HeaderMap) -> Result<Option<Person>, Problem> {
    let Some((body, hash)) = carried(headers, app.is_https()) else {
        return Ok(None);
    };
    let Some(open) = app.store().find_session(&body, &hash, app.today()?).await? else {
        return Ok(None);
    };
    let now = app.now();
    let OpenSession { seen_at, ends_at, .. } = &open;
    if !is_open(seen_at, ends_at, &now) {
        return Ok(None);
    }
    let before = after(&now, -TOUCH);
    if !is_before(&before, seen_at)
        && let Err(error) = app.store().touch_session(&now, &body, &hash, &before).await
    {
        // The page is worth more than the mark; the next request sets it.
        tracing::warn!("marking a session as in use: {error}");
    }
    Ok(Some(Person::of(body, hash, open)))
}

/// The cookies that open a session in the browser, and by which it is known from then on.
pub(crate) fn opened(
    app: &App,
    headers: &HeaderMap,
    body: BodyCode,
    token: &str,
    browser: &Browser,
) -> Vec<HeaderValue> {
    let secure = secure(app, headers);
    let [session, known_as, of_body] = [SESSION, KNOWN, BODY].map(|cookie| named(cookie, app.is_https()));
    let seconds = LASTS.whole_seconds();
    let known = &browser.0.token;
    values([
        format!("{known_as}={known}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}"),
        format!("{session}={body}.{token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"),
        format!("{of_body}={body}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}"),
    ])
}

/// The cookie that ends a session in the browser.
pub(crate) fn closed(app: &App, headers: &HeaderMap) -> Vec<HeaderValue> {
    let secure = secure(app, headers);
    let session = named(SESSION, app.is_https());
    values([format!(
        "{session}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}"
    )])
}

fn values<const N: usize>(cookies: [String; N]) -> Vec<HeaderValue> {
    cookies
        .iter()
        .filter_map(|c| HeaderValue::from_str(c).ok())
        .collect()
}

/// Where people come by TLS, as the address of the pages or the proxy says, a cookie never travels without it.
pub(crate) fn secure(app: &App, headers: &HeaderMap) -> &'static str {
    match headers.get("x-forwarded-proto") {
        _ if app.is_https() => "; Secure",
        Some(proto) if proto == "https" => "; Secure",
        _ => "",
    }
}

/// Where a person may be led after signing in: an address of this site, or none.
pub(crate) fn local(address: &str) -> Option<&str> {
    let mut bytes = address.bytes();
    let is_local = bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/'))
        && address.len() <= 2000
        && address.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'\\');
    is_local.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-20T10:00:00Z";

    #[test]
    fn a_session_ends_when_it_is_idle_and_after_a_day_of_work() {
        let end = after(NOW, LASTS);
        assert_eq!(end, "2026-11-20T22:00:00Z");
        assert!(is_open(NOW, &end, "2026-11-20T10:59:59Z"));
        assert!(!is_open(NOW, &end, "2026-11-20T11:00:00Z"), "idle for an hour");
        assert!(is_open("2026-11-20T21:30:00Z", &end, "2026-11-20T21:59:59Z"));
        assert!(!is_open("2026-11-20T21:59:59Z", &end, "2026-11-20T22:00:00Z"));
        assert!(
            is_open("2026-11-20T10:05:00Z", &end, NOW),
            "another server's clock"
        );
        assert!(
            !is_open("2026-11-20T10:05:01Z", &end, NOW),
            "the clock was put back"
        );
        assert!(!is_open("never", "never", NOW));
    }

    #[test]
    fn only_addresses_of_this_site_are_returned_to() {
        for address in ["/", "/todo", "/041009/keiei/items?q=%E4%BA%88"] {
            assert_eq!(local(address), Some(address));
        }
        for address in [
            "",
            "todo",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/",
            "/a\r\nb",
            "/\tevil",
            "javascript:alert(1)",
            "/予算",
        ] {
            assert_eq!(local(address), None, "{address}");
        }
    }

    #[test]
    fn a_cookie_without_a_body_or_a_token_is_nobody() {
        let with = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, value.parse().expect("a header"));
            carried(&headers, false)
        };
        let Token { token, hash } = Token::new();
        let (body, found) = with(&format!("a=b; gyokaku_session=041009.{token}")).expect("a session");
        assert_eq!((body.as_str(), found), ("041009", hash));
        for value in [
            String::new(),
            "gyokaku_session=".into(),
            format!("gyokaku_session={token}"),
            "gyokaku_session=041009.".into(),
            format!("gyokaku_session=041008.{token}"),
            format!("gyokaku_session=041009.{token}0"),
            format!("gyokaku_sessions=041009.{token}"),
        ] {
            assert!(with(&value).is_none(), "{value}");
        }
        let mut headers = HeaderMap::new();
        let value = format!("gyokaku_session=041009.{token}");
        headers.insert(header::COOKIE, value.parse().expect("a header"));
        assert!(carried(&headers, true).is_none(), "another host may have set it");
        let value = format!("__Host-{value}");
        headers.insert(header::COOKIE, value.parse().expect("a header"));
        assert!(carried(&headers, true).is_some() && carried(&headers, false).is_none());
    }
}
