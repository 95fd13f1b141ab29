//! The one place of access rules. Every route states one; there is no default, and no rule elsewhere.
//!
//! A role gives rights, a grant says where it is held: for the whole body, or for a department and
//! those below it. `may` is the decision; the middleware asks it with the parts of the address, and
//! handlers ask it through `demand_for` for what stands inside a form.
//! Not here: who somebody is and how long a session lasts (`person`, `session`).

use axum::RequestExt as _;
use axum::extract::{RawPathParams, Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::account::Role;
use gyokaku_core::body::BodyCode;
use gyokaku_core::round::answer::State;
use gyokaku_store::Actor;

use crate::App;
use crate::carried;
use crate::error::{Problem, seen_by};
use crate::person::{Person, Viewer};
use crate::session;

/// What a role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// Read what is not published yet.
    SeeDrafts,
    /// Take in documents.
    Import,
    /// Make and change accounts and their roles.
    ManageAccounts,
    /// Read the journal.
    ReadJournal,
    /// Keep the directory of departments.
    ManageDepartments,
    /// Keep the scales of plans.
    ManageScales,
    /// Open, lock and close rounds, remind, allow late answers.
    ManageRounds,
    /// Fill in and submit answers.
    Answer,
    /// Enter what a department handed back as a file, in its stead.
    AnswerFor,
    /// Approve or send back answers as the head of a department.
    Approve,
    /// Accept or return answers as the office.
    Accept,
    /// Grade as the headquarters.
    GradeHeadquarters,
    /// Grade from outside.
    GradeCouncil,
    /// Send answers back, as a head or as the office.
    Return,
    /// Write comments on answers.
    Comment,
    /// Give a grade beside the departments'; as which evaluator, the three other rights say.
    Grade,
}

impl Right {
    /// Every right.
    pub const ALL: [Right; 16] = [
        Right::SeeDrafts,
        Right::Import,
        Right::ManageAccounts,
        Right::ReadJournal,
        Right::ManageDepartments,
        Right::ManageScales,
        Right::ManageRounds,
        Right::Answer,
        Right::AnswerFor,
        Right::Approve,
        Right::Accept,
        Right::GradeHeadquarters,
        Right::GradeCouncil,
        Right::Return,
        Right::Comment,
        Right::Grade,
    ];
}

/// Which rights a role gives, and no others.
pub const RIGHTS: [(Role, &[Right]); 7] = [
    (
        Role::Administrator,
        &[
            Right::ManageAccounts,
            Right::ReadJournal,
            Right::ManageDepartments,
        ],
    ),
    (
        Role::Office,
        &[
            Right::SeeDrafts,
            Right::Import,
            Right::ManageDepartments,
            Right::ManageScales,
            Right::ManageRounds,
            Right::AnswerFor,
            Right::Accept,
            Right::Return,
            Right::Comment,
            Right::Grade,
        ],
    ),
    (Role::Staff, &[Right::SeeDrafts, Right::Answer, Right::Comment]),
    (
        Role::Head,
        &[Right::SeeDrafts, Right::Approve, Right::Return, Right::Comment],
    ),
    (
        Role::Committee,
        &[
            Right::SeeDrafts,
            Right::GradeHeadquarters,
            Right::Comment,
            Right::Grade,
        ],
    ),
    (
        Role::External,
        &[Right::SeeDrafts, Right::GradeCouncil, Right::Grade],
    ),
    (Role::Reader, &[Right::SeeDrafts]),
];

/// Whether a role gives a right.
pub fn gives(role: Role, right: Right) -> bool {
    RIGHTS
        .iter()
        .any(|(known, rights)| *known == role && rights.contains(&right))
}

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    Everyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever has the right in their own body.
    Own(Right),
    /// Whoever has the right in the body `{code}` of the address, or in a department of it: the
    /// handler narrows what it shows and takes to `Person::reach`.
    Body(Right),
    /// Whoever has the right for the department `{department}` of the body `{code}` of the address.
    Department(Right),
}

/// Whether a person has a right in a body: for a department of it, or, where none is named, for the
/// body or at least one of its departments. The decision; everything else asks here.
pub fn may(person: &Person, right: Right, body: &BodyCode, department: Option<&str>) -> bool {
    role_for(person, right, body, department).is_some()
}

/// The role that gives a person a right there; the first in the order of roles.
fn role_for(person: &Person, right: Right, body: &BodyCode, department: Option<&str>) -> Option<Role> {
    if person.body != *body {
        return None;
    }
    let whole = |role: Role| {
        person
            .grants
            .iter()
            .any(|g| g.role == role && g.department.is_none())
    };
    let part = |role: Role| match department {
        None => person.grants.iter().any(|g| g.role == role),
        Some(id) => person.departments.iter().any(|(r, d)| *r == role && d == id),
    };
    Role::ALL
        .into_iter()
        .find(|role| gives(*role, right) && (whole(*role) || part(*role)))
}

/// Demands a right for what stands inside a form; gives who writes, in the role that allows it.
///
/// # Errors
/// `Problem::Forbidden` where the person does not have it.
pub(crate) fn demand_for(
    person: &Person,
    right: Right,
    body: &BodyCode,
    department: Option<&str>,
) -> Result<Actor, Problem> {
    role_for(person, right, body, department)
        .map(|role| person.actor_as(role))
        .ok_or(Problem::Forbidden)
}

/// Whether a person sees what an answer says. The office sees everything, staff and heads what is of
/// their departments, the committee what was handed in; who looks from outside, and who only reads,
/// sees what the office has accepted.
pub(crate) fn sees(person: &Person, body: &BodyCode, department: &str, state: State) -> bool {
    let sees_as = |role: Role| match role {
        Role::Office => true,
        Role::Staff | Role::Head => {
            let whole = person
                .grants
                .iter()
                .any(|g| g.role == role && g.department.is_none());
            whole
                || person
                    .departments
                    .iter()
                    .any(|(r, d)| *r == role && d == department)
        }
        Role::Committee => !state.is_with_department(),
        Role::External | Role::Reader => state == State::Accepted,
        Role::Administrator => false,
    };
    person.body == *body && person.roles().into_iter().any(sees_as)
}

/// What a person with a first password may still reach: the change itself, the way out, and the look.
const BEFORE_THE_CHANGE: [&str; 3] = [CHANGE, "/session", "/session/end"];

/// The style sheet and the script.
const LOOK: &str = "/assets/{name}";

/// Where a first password is changed.
pub(crate) const CHANGE: &str = "/account/password";

/// What the middleware needs to know of a route.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) app: App,
    pub(crate) access: Access,
    /// The address with its parts in braces.
    pub(crate) path: String,
}

/// Lets a request through when its route's rule allows it.
pub(crate) async fn demand(Shared(rule): Shared<Rule>, mut request: Request, next: Next) -> Response {
    if rule.app.config().demo.is_some() && !is_loopback(request.headers()) {
        return Problem::Foreign.into_response();
    }
    // The look is the same for everybody, and asked for with every page.
    let is_look = rule.path == LOOK;
    let person = match is_look {
        true => Ok(None),
        false => session::person(&rule.app, request.headers()).await,
    };
    let person = match person {
        Ok(person) => person,
        Err(problem) => return problem.into_response(),
    };
    let viewer = Viewer(person.clone());
    let must_change = person.as_ref().is_some_and(|p| p.must_change);
    if must_change && !BEFORE_THE_CHANGE.contains(&rule.path.as_str()) {
        return Redirect::to(CHANGE).into_response();
    }
    match (rule.access, person) {
        (Access::Everyone, person) => {
            if let Some(person) = person {
                request.extensions_mut().insert(person);
            }
        }
        (_, None) => return carried::signed_out(&rule.app, request).await,
        (access, Some(person)) => match allowed(access, &person, &mut request).await {
            Some(role) => {
                request.extensions_mut().insert(person.acting(role));
            }
            None => return seen_by(Problem::Forbidden.into_response(), &viewer),
        },
    }
    let mut response = seen_by(next.run(request).await, &viewer);
    if viewer.0.is_some() || rule.access != Access::Everyone {
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

/// The role in which a person may use a route: none where they may not, no role where none is asked.
async fn allowed(access: Access, person: &Person, request: &mut Request) -> Option<Option<Role>> {
    let (right, department) = match access {
        Access::Everyone | Access::SignedIn => return Some(None),
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
    use gyokaku_core::account::Grant;

    fn person(grants: &[(Role, Option<&str>)], below: &[(Role, &str)]) -> Person {
        let grants: Vec<Grant> = grants
            .iter()
            .map(|(role, department)| Grant {
                role: *role,
                department: department.map(str::to_owned),
                deputy: false,
            })
            .collect();
        let mut person = crate::person::testing::nobody();
        person.body = own();
        person.grants = grants;
        person.departments = below.iter().map(|(r, d)| (*r, (*d).to_owned())).collect();
        person
    }

    fn own() -> BodyCode {
        "041009".parse().expect("a code")
    }

    fn other() -> BodyCode {
        "042099".parse().expect("a code")
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

    #[test]
    fn every_role_has_its_rights_and_no_others() {
        for (role, rights) in RIGHTS {
            let one = person(&[(role, None)], &[]);
            for right in Right::ALL {
                assert_eq!(
                    may(&one, right, &own(), None),
                    rights.contains(&right),
                    "{role:?} {right:?}"
                );
                assert!(!may(&one, right, &other(), None), "{role:?} {right:?} elsewhere");
                assert!(!may(&one, right, &other(), Some("d1")));
            }
        }
        let nobody = person(&[], &[]);
        assert!(Right::ALL.iter().all(|right| !may(&nobody, *right, &own(), None)));
        assert!(
            !gives(Role::Administrator, Right::SeeDrafts),
            "who gives roles sees no contents"
        );
    }

    #[test]
    fn a_grant_reaches_its_departments_and_those_below() {
        let one = person(
            &[(Role::Staff, Some("d1")), (Role::Head, Some("b1"))],
            &[(Role::Staff, "d1"), (Role::Head, "b1"), (Role::Head, "d2")],
        );
        assert!(may(&one, Right::Answer, &own(), Some("d1")));
        assert!(!may(&one, Right::Answer, &own(), Some("d2")));
        assert!(!may(&one, Right::Answer, &own(), Some("")));
        assert!(may(&one, Right::Approve, &own(), Some("d2")));
        assert!(!may(&one, Right::Approve, &own(), Some("d1")));
        assert!(may(&one, Right::Approve, &own(), None), "somewhere in the body");
        let all = person(&[(Role::Staff, None)], &[]);
        assert!(may(&all, Right::Answer, &own(), Some("any")));
    }

    #[test]
    fn who_sees_what_an_answer_says() {
        let sees = |grants: &[(Role, Option<&str>)], below: &[(Role, &str)], state| {
            super::sees(&person(grants, below), &own(), "d1", state)
        };
        for state in State::ALL {
            let handed_in = !state.is_with_department();
            let accepted = state == State::Accepted;
            assert!(sees(&[(Role::Office, None)], &[], state));
            assert!(sees(&[(Role::Staff, Some("d1"))], &[(Role::Staff, "d1")], state));
            assert!(sees(&[(Role::Head, Some("b1"))], &[(Role::Head, "d1")], state));
            assert!(!sees(&[(Role::Staff, Some("d2"))], &[(Role::Staff, "d2")], state));
            assert_eq!(sees(&[(Role::Committee, None)], &[], state), handed_in);
            assert_eq!(sees(&[(Role::External, None)], &[], state), accepted);
            assert_eq!(sees(&[(Role::Reader, None)], &[], state), accepted);
            assert!(!sees(&[(Role::Administrator, None)], &[], state));
            assert!(!super::sees(
                &person(&[(Role::Office, None)], &[]),
                &other(),
                "d1",
                state
            ));
        }
    }

    #[test]
    fn a_form_is_written_in_the_role_that_allows_it() {
        let one = person(&[(Role::Administrator, None), (Role::Office, None)], &[]);
        let role = |right| demand_for(&one, right, &own(), None).map(|a| a.role).ok();
        assert_eq!(role(Right::Accept).as_deref(), Some("office"));
        assert_eq!(role(Right::ManageDepartments).as_deref(), Some("administrator"));
        assert_eq!(role(Right::GradeCouncil), None);
    }
}
