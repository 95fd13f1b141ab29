//! The pages: what people meet in the browser.
//!
//! One route table (`router`), one place of access rules (`access`), one handler with its template
//! for each page (`pages/<noun>/<action>`), one place where faults become HTTP (`error`).
//! Not here: figures. What a page shows is a table of `gyokaku-core`, drawn and listed.

use std::sync::Arc;

use gyokaku_store::Store;

pub mod access;
mod assets;
mod error;
mod filter;
mod formats;
mod loaded;
pub mod mail;
mod origins;
mod pages;
mod path;
mod pending;
pub mod picture;
mod reading;
pub mod router;
mod session;
mod show;

pub use router::{router, serve};
pub use session::SHORTEST_KEY;

/// How the pages are served.
#[derive(Clone, Debug)]
pub struct Config {
    /// Whether everybody at this computer is the office (a demonstration on loopback).
    pub open_to_everyone_as_office: bool,
    /// The key with which the office signs in; none where nobody can.
    pub office_key: Option<String>,
    /// The time now, RFC 3339.
    pub clock: fn() -> String,
    /// Through whom reminders are sent; none where they are only shown to be copied.
    pub mail: Option<mail::Server>,
    /// The address under which the staff open the pages, without a slash at its end; for reminders.
    pub public_url: Option<String>,
}

/// What every handler may use. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: Store,
    config: Config,
    sessions: session::Sessions,
    plans: loaded::Cache,
    pending: Arc<pending::Pending>,
    reading: Arc<reading::Reading>,
}

impl App {
    /// The pages over a store.
    pub fn new(store: Store, config: Config) -> Self {
        Self(Arc::new(Parts {
            store,
            config,
            sessions: session::Sessions::default(),
            plans: loaded::Cache::default(),
            pending: Arc::default(),
            reading: Arc::default(),
        }))
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    pub(crate) fn sessions(&self) -> &session::Sessions {
        &self.0.sessions
    }

    pub(crate) fn plans(&self) -> &loaded::Cache {
        &self.0.plans
    }

    pub(crate) fn reading(&self) -> &Arc<reading::Reading> {
        &self.0.reading
    }

    pub(crate) fn pending(&self) -> &Arc<pending::Pending> {
        &self.0.pending
    }

    pub(crate) fn now(&self) -> String {
        (self.0.config.clock)()
    }
}
