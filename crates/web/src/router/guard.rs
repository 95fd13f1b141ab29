//! The middleware of every route: who asks, whether they may, and what is answered where nobody or the
//! wrong person asks.
//!
//! Not here: the rules themselves (`access`), what a session is (`session`).

use axum::RequestExt as _;
use axum::extract::{RawPathParams, Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::account::Role;
use gyokaku_core::body::BodyCode;

use crate::App;
use crate::access::{Access, Right, role_for};
use crate::error::Problem;
use crate::frame::seen_by;
use crate::pages::people::session::new::without_session;
use crate::person::{Person, Viewer};
use crate::preview::Preview;
use crate::requests::Asker;
use crate::session;

/// What a person with a first password may still reach: the change itself, the way out, and the look.
const BEFORE_THE_CHANGE: [&str; 4] = [CHANGE, "/session", "/session/code", "/session/end"];

/// What a person who has to set up a second factor may still reach.
const BEFORE_THE_FACTOR: [&str; 6] = [
    FACTOR,
    "/account/factor/confirmation",
    "/account/password",
    "/session",
    "/session/code",
    "/session/end",
];

/// The style sheet and the script, and whether the service is well: the same for everybody, and asked for often.
const THE_SAME_FOR_ALL: [&str; 2] = ["/assets/{name}", "/health"];

/// Where a first password is changed.
const CHANGE: &str = "/account/password";

/// Where a second factor is set up.
const FACTOR: &str = "/account/factor";

/// What the middleware needs to know of a route.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) app: App,
    pub(crate) access: Access,
    /// The address with its parts in braces.
    pub(crate) path: String,
}

/// Lets a request through when its route's rule allows it.
pub(crate) async fn demand(Shared(rule): Shared<Rule>, request: Request, next: Next) -> Response {
    let is_of_this_computer = is_loopback(request.headers());
    if rule.app.config().demo.is_some() && !is_of_this_computer {
        return Problem::Foreign.into_response();
    }
    if let Some(url) = &rule.app.config().public_url
        && !is_of_this_computer
        && !is_named(request.headers(), url, &rule.app.config().hosts)
    {
        return Problem::Misdirected(url.clone()).into_response();
    }
    let person = match THE_SAME_FOR_ALL.contains(&rule.path.as_str()) {
        true => Ok(None),
        false => session::person(&rule.app, request.headers()).await,
    };
    let person = match person {
        Ok(person) => person,
        Err(problem) => return problem.into_response(),
    };
    let asker = person.as_ref().map(Asker::from);
    let mut response = answered(&rule, person, request, next).await;
    if let Some(asker) = asker {
        response.extensions_mut().insert(asker);
    }
    response
}

/// The answer to a person, or to nobody, as the rule allows it.
async fn answered(rule: &Rule, person: Option<Person>, mut request: Request, next: Next) -> Response {
    let mut viewer = Viewer::from(person.clone());
    let is_signed_in = person.is_some();
    let must_change = person.as_ref().is_some_and(|p| p.must_change);
    if must_change && !BEFORE_THE_CHANGE.contains(&rule.path.as_str()) {
        return Redirect::to(CHANGE).into_response();
    }
    let needs_factor = person.as_ref().is_some_and(|p| !p.must_change && p.needs_factor);
    if needs_factor && !BEFORE_THE_FACTOR.contains(&rule.path.as_str()) {
        return Redirect::to(FACTOR).into_response();
    }
    match (rule.access, person) {
        (Access::Everyone, Some(person)) => {
            request.extensions_mut().insert(person);
        }
        (Access::Released | Access::Published, Some(person)) => {
            match previewed(&rule.app, &person, &mut request).await {
                // Who looks as the public does is nobody to the page.
                Some(preview) => {
                    viewer = Viewer {
                        person: None,
                        preview: Some(preview.clone()),
                    };
                    request.extensions_mut().insert(preview);
                }
                None => {
                    request.extensions_mut().insert(person);
                }
            }
        }
        (Access::Everyone | Access::Released | Access::Published, None) => {}
        (_, None) => return without_session(&rule.app, request).await,
        (access, Some(person)) => match allowed(access, &person, &mut request).await {
            Some(role) => {
                request.extensions_mut().insert(person.acting(role));
            }
            None => return seen_by(Problem::Forbidden.into_response(), &viewer),
        },
    }
    let mut response = seen_by(next.run(request).await, &viewer);
    if is_signed_in
        || !matches!(
            rule.access,
            Access::Everyone | Access::Released | Access::Published
        )
    {
        // What only this person sees stays out of the browser's store.
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// A demonstration answers to its own computer's names only: another site's name that was made to point
/// here could use passwords that everybody knows.
fn is_loopback(headers: &HeaderMap) -> bool {
    // Only a browser can be misled by a name, and every browser says the name.
    let Some(host) = headers.get(header::HOST) else {
        return true;
    };
    let Ok(host) = host.to_str() else { return false };
    // The name must be one of ours to the letter, with nothing behind it but a port.
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .filter_map(|name| host.strip_prefix(name))
        .any(|rest| {
            rest.is_empty()
                || rest
                    .strip_prefix(':')
                    .is_some_and(|port| port.parse::<u16>().is_ok())
        })
}

/// The name of a host without its port, as names are compared.
fn host_name(host: &str) -> String {
    let name = match host.rsplit_once(':') {
        // A colon within brackets belongs to the address.
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a request names the pages by the name of their address, or by one of the further ones.
fn is_named(headers: &HeaderMap, url: &str, further: &[String]) -> bool {
    let Some(host) = headers.get(header::HOST) else {
        return true;
    };
    let Ok(host) = host.to_str().map(host_name) else {
        return false;
    };
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let own = rest.split('/').next().unwrap_or_default();
    host == host_name(own) || further.iter().any(|name| host == host_name(name))
}

/// The preview that a person looks at, where the address is of its plan and they may release it.
async fn previewed(app: &App, person: &Person, request: &mut Request) -> Option<Preview> {
    let preview = Preview::carried(request.headers(), app.is_https())?;
    role_for(person, Right::Release, &preview.code, None)?;
    let params = request.extract_parts::<RawPathParams>().await.ok()?;
    let param = |name: &str| params.iter().find(|(n, _)| *n == name).map(|(_, value)| value);
    let is_there = param("code") == Some(preview.code.as_str()) && param("plan") == Some(&preview.plan);
    is_there.then_some(preview)
}

/// The role in which a person may use a route: none where they may not, no role where none is asked.
async fn allowed(access: Access, person: &Person, request: &mut Request) -> Option<Option<Role>> {
    let (right, department) = match access {
        Access::Everyone | Access::Released | Access::Published | Access::SignedIn => return Some(None),
        Access::Own(right) => return role_for(person, right, &person.body, None).map(Some),
        Access::Body(right) => (right, None),
        Access::Department(right) => (right, Some("department")),
    };
    let params = request.extract_parts::<RawPathParams>().await.ok()?;
    let param = |name: &str| params.iter().find(|(n, _)| *n == name).map(|(_, value)| value);
    let body: BodyCode = param("code")?.parse().ok()?;
    let department = match department {
        Some(name) => Some(param(name)?),
        None => None,
    };
    role_for(person, right, &body, department).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_are_asked_for_by_their_names() {
        let further = ["gyokaku.local".to_owned()];
        for (host, is_own) in [
            ("gyokaku.city.example", true),
            ("Gyokaku.City.Example.", true),
            ("gyokaku.city.example:8443", true),
            ("gyokaku.local:8080", true),
            ("evil.example", false),
            ("gyokaku.city.example.evil.example", false),
            ("evil.example:gyokaku.city.example", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("a header"));
            for url in [
                "https://gyokaku.city.example",
                "https://gyokaku.city.example:443/x",
            ] {
                assert_eq!(is_named(&headers, url, &further), is_own, "{host} {url}");
            }
        }
    }

    #[test]
    fn only_this_computers_names_are_trusted() {
        for (host, trusted) in [
            ("127.0.0.1:8080", true),
            ("localhost", true),
            ("[::1]:80", true),
            ("evil.example:8080", false),
            ("[::1].evil.example", false),
            ("localhost.evil.example", false),
            ("localhost:evil.example", false),
            ("evil.example@localhost:80:80", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().expect("a header"));
            assert_eq!(is_loopback(&headers), trusted, "{host}");
        }
    }
}
