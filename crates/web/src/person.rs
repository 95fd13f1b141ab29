//! Who asks: the person behind a session, and the viewer of a public page.
//!
//! The middleware of `access` puts the person into the request; handlers take it out with `Person`
//! (routes that demand one) or `Viewer` (routes for everyone).
//! Not here: what a person may do (`access`).

use std::collections::BTreeSet;
use std::convert::Infallible;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use gyokaku_core::account::deputation::Headship;
use gyokaku_core::account::{Grant, Role};
use gyokaku_core::body::BodyCode;
use gyokaku_store::{Actor, OpenSession};

use crate::access;
use crate::error::Problem;
use crate::preview::Preview;

/// A person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The body that the account belongs to.
    pub body: BodyCode,
    /// The identity of the account within the body.
    pub id: String,
    /// The name with which the person signs in.
    pub login: String,
    /// The name as shown.
    pub name: String,
    /// Where mail goes.
    pub mail: Option<String>,
    /// The roles as they were given.
    pub grants: Vec<Grant>,
    /// Roles held for departments, expanded over the tree: each role with a department that it reaches.
    pub departments: BTreeSet<(Role, String)>,
    /// For which departments the person is a head today, by their own right and in the place of others (代理).
    pub heads: Vec<Headship>,
    /// Whether a first password has to be changed before anything else.
    pub must_change: bool,
    /// Whether a second factor has to be set up before anything else.
    pub needs_factor: bool,
    /// The hash of the session's token.
    pub session_hash: String,
    /// The role in which the person uses this route, where it asked for a right.
    acts_as: Option<Role>,
}

/// How far a right reaches within a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The whole body.
    All,
    /// These departments, by identity; maybe none.
    Departments(BTreeSet<String>),
}

impl Reach {
    /// Whether a department is reached.
    pub fn covers(&self, department: &str) -> bool {
        match self {
            Reach::All => true,
            Reach::Departments(some) => some.contains(department),
        }
    }
}

impl Person {
    /// The person of an open session.
    pub(crate) fn of(body: BodyCode, session_hash: String, open: OpenSession) -> Self {
        let needs_factor =
            open.is_factor_demanded && !open.has_factor && access::needs_factor(&open.account.grants);
        let account = open.account;
        Self {
            body,
            id: account.id,
            login: account.login,
            name: account.name,
            mail: account.mail,
            grants: account.grants,
            departments: open.reach.into_iter().collect(),
            heads: open.heads,
            must_change: account.must_change,
            needs_factor,
            session_hash,
            acts_as: None,
        }
    }

    /// The same person, using a route in a role.
    pub(crate) fn acting(self, role: Option<Role>) -> Self {
        Self {
            acts_as: role,
            ..self
        }
    }

    /// Who writes: the shown name with the login name, in the role that opened this route; where the
    /// route asked for no right, in the first role held.
    pub fn actor(&self) -> Actor {
        let first = self.grants.iter().map(|g| g.role).min();
        match self.acts_as.or(first) {
            Some(role) => self.actor_as(role),
            None => Actor {
                name: who(&self.name, &self.login),
                role: "account".to_owned(),
            },
        }
    }

    /// Who writes, in a role.
    pub(crate) fn actor_as(&self, role: Role) -> Actor {
        Actor {
            name: who(&self.name, &self.login),
            role: role.key().to_owned(),
        }
    }

    /// Whose unsaved words a browser keeps: body and login name.
    pub(crate) fn owner(&self) -> String {
        format!("{}.{}", self.body, self.login)
    }

    /// The roles held, each once, in their order.
    pub fn roles(&self) -> Vec<Role> {
        let held = |role: &Role| self.grants.iter().any(|g| g.role == *role);
        Role::ALL.into_iter().filter(held).collect()
    }
}

/// A person in the journal: the name as shown and the name of the account, which is unique.
pub(crate) fn who(name: &str, login: &str) -> String {
    format!("{name}（{login}）")
}

impl<S: Send + Sync> FromRequestParts<S> for Person {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        // Only where the route lets everybody in: otherwise the middleware has answered already.
        let found = parts.extensions.get::<Person>().cloned();
        found.ok_or_else(|| Problem::SignedOut.into_response())
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for Person {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Person>().cloned())
    }
}

/// Who looks at a page that is for everyone: maybe somebody who is signed in.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    /// Who is signed in; nobody while somebody looks as the public does.
    pub person: Option<Person>,
    /// What is looked at as the public would see it.
    pub(crate) preview: Option<Preview>,
}

impl<S: Send + Sync> FromRequestParts<S> for Viewer {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Viewer {
            person: parts.extensions.get::<Person>().cloned(),
            preview: parts.extensions.get::<Preview>().cloned(),
        })
    }
}

impl From<Option<Person>> for Viewer {
    fn from(person: Option<Person>) -> Self {
        Viewer {
            person,
            preview: None,
        }
    }
}

impl From<&Person> for Viewer {
    fn from(person: &Person) -> Self {
        Some(person.clone()).into()
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// A person who holds nothing.
    pub(crate) fn nobody() -> Person {
        Person {
            body: gyokaku_core::body::SAMPLE_WITHOUT_NAME,
            id: "a1".into(),
            login: "zaisei".into(),
            name: "財政課 担当".into(),
            mail: None,
            grants: Vec::new(),
            departments: BTreeSet::new(),
            heads: Vec::new(),
            must_change: false,
            needs_factor: false,
            session_hash: "h".into(),
            acts_as: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use gyokaku_core::account::Term;

    use super::*;
    use crate::access::Right;

    #[test]
    fn how_far_a_right_reaches() {
        let mut person = testing::nobody();
        assert_eq!(person.reach(Right::Answer), Reach::Departments(BTreeSet::new()));
        person.grants.push(Grant {
            role: Role::Staff,
            department: Some("d1".into()),
            deputy: false,
            term: Term::ALWAYS,
        });
        person.departments.insert((Role::Staff, "d1".into()));
        assert!(person.reach(Right::Answer).covers("d1") && !person.reach(Right::Answer).covers("d2"));
        assert!(!person.reach(Right::Approve).covers("d1"));
        person.grants.push(Grant {
            role: Role::Office,
            department: None,
            deputy: false,
            term: Term::ALWAYS,
        });
        assert_eq!(person.reach(Right::Accept), Reach::All);
        assert_eq!(person.actor().role, "office", "the first role held");
        assert_eq!(person.actor().name, "財政課 担当（zaisei）");
    }
}
