//! Deputies (代理) of heads who are away: a head names their own, who keeps the accounts or the rounds any.
//!
//! Not here: what a deputy may do on which days (`access`, `gyokaku_core::account::deputation`).

mod end;
mod index;
mod name;

use gyokaku_core::account::deputation::Deputation;
use gyokaku_core::body::BodyCode;
use gyokaku_store::Actor;

use crate::access::{Access, Names, Right, demand_for, names_deputies};
use crate::error::Problem;
use crate::person::Person;
use crate::route::{Route, get, post};

/// Who names deputies here, and of whom.
struct Namer<'p> {
    person: &'p Person,
    actor: Actor,
    names: Names,
}

impl<'p> Namer<'p> {
    /// The person, where they may.
    fn of(person: &'p Person, code: &BodyCode) -> Result<Self, Problem> {
        Ok(Self {
            actor: demand_for(person, Right::NameDeputies, code, None)?,
            names: names_deputies(person, code).ok_or(Problem::Forbidden)?,
            person,
        })
    }

    /// The one head whose deputies they name; none where they name those of all.
    fn only(&self) -> Option<&'p str> {
        match self.names {
            Names::All => None,
            Names::Own => Some(self.person.id.as_str()),
        }
    }

    /// Whether they see a deputy in the list.
    fn sees(&self, one: &Deputation) -> bool {
        self.only().is_none_or(|head| one.head == head)
    }
}

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    let names = Access::Body(Right::NameDeputies);
    let of = |end: &str| format!("/{{code}}/deputies{end}");
    vec![
        get(of(""), names, index::index),
        post(of(""), names, name::name),
        post(of("/{id}/end"), names, end::end),
    ]
}
