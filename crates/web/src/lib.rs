//! The pages: what people meet in the browser.
//!
//! One route table (`router`), one place of access rules (`access`), one handler with its template
//! for each page (`pages/<group>/<noun>/<action>`), one place where faults become HTTP (`error`).
//! Not here: figures. What a page shows is a table of `gyokaku-core`, drawn and listed.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use error::Problem;
use gyokaku_core::body::BodyCode;
use gyokaku_core::round::day_in_japan;
use gyokaku_office::{mail, reminding};
use gyokaku_store::Store;
use time::Date;

pub mod access;
mod arrivals;
mod assets;
mod attachments;
pub mod charts;
mod checking;
mod client;
mod enrolment;
mod error;
mod file_name;
mod filter;
mod form;
mod formats;
mod frame;
mod health;
mod journal_text;
mod loaded;
mod metrics;
mod notices;
mod pages;
mod path;
mod pending;
mod person;
mod preview;
mod printing;
mod reading;
mod requests;
mod resubmit;
mod returned;
mod round_context;
mod route;
pub mod router;
mod saving;
mod session;
mod shelf;
mod show;
mod tab;
mod tries;
mod undo;
mod upload;

pub use client::Client;
pub use metrics::serve_metrics;
pub use person::{Person, Reach, Viewer};
pub use requests::RequestLog;
pub use route::Route;
pub use router::{Limits, NoTls, Tls, router, serve, serve_within};

/// How the pages are served.
#[derive(Clone, Debug)]
pub struct Config {
    /// The accounts that the sign-in page of a demonstration offers; none where it is in earnest.
    pub demo: Option<Demo>,
    /// The time now, RFC 3339.
    pub clock: fn() -> String,
    /// Through whom reminders are sent; none where they are only shown to be copied.
    pub mail: Option<mail::Server>,
    /// The address under which the staff open the pages, without a slash at its end; for reminders.
    pub public_url: Option<String>,
    /// Further names under which the pages are opened, beside the one of `public_url` and this computer's own. Without
    /// `public_url` any name is taken.
    pub hosts: Vec<String>,
    /// Where a line is written for each request, if anywhere.
    pub requests: Option<RequestLog>,
    /// Whether the program itself speaks TLS.
    pub is_tls: bool,
}

/// What the sign-in page of a demonstration offers: a button for each of these accounts, which every body has.
#[derive(Clone, Debug)]
pub struct Demo {
    /// Login name and label of each.
    pub logins: &'static [(&'static str, &'static str)],
    /// The password of all of them.
    pub password: &'static str,
}

/// What every handler may use. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: Store,
    config: Config,
    plans: loaded::Cache,
    arrivals: arrivals::Arrivals,
    tries: tries::Tries,
    health: health::Health,
    metrics: metrics::Metrics,
    pending: Arc<pending::Pending>,
    reading: Arc<reading::Reading>,
    printing: printing::Printing,
    data: pages::register::data::Kept,
    returned: returned::Returned,
    undo: undo::Undo,
    lately: pages::register::voices::Lately,
    enrolments: enrolment::Enrolments,
    queued: tokio::sync::Notify,
}

/// Why open data could not be written; what it says is for a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotWritten(String);

impl App {
    /// The open data of every released plan of a body: the key of the plan, and its files by name, with the data package
    /// and the metadata among them. They are those that the pages give.
    ///
    /// # Errors
    /// What the store or the writing of files refuses.
    pub async fn open_data(
        &self,
        body: BodyCode,
    ) -> Result<Vec<(String, Vec<(String, Vec<u8>)>)>, NotWritten> {
        let all = pages::register::data::everything_of(self, body).await;
        all.map_err(|problem| NotWritten(problem.to_string()))
    }

    /// The pages over a store.
    pub fn new(store: Store, config: Config) -> Self {
        Self(Arc::new(Parts {
            store,
            config,
            plans: loaded::Cache::default(),
            arrivals: arrivals::Arrivals::default(),
            tries: tries::Tries::default(),
            health: health::Health::default(),
            metrics: metrics::Metrics::default(),
            pending: Arc::default(),
            reading: Arc::default(),
            printing: printing::Printing::default(),
            data: pages::register::data::Kept::default(),
            returned: returned::Returned::default(),
            undo: undo::Undo::default(),
            lately: pages::register::voices::Lately::default(),
            enrolments: enrolment::Enrolments::default(),
            queued: tokio::sync::Notify::new(),
        }))
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    /// Whether people open the pages by TLS.
    pub(crate) fn is_https(&self) -> bool {
        let url = self.0.config.public_url.as_deref();
        self.0.config.is_tls || url.is_some_and(|url| url.starts_with("https://"))
    }

    pub(crate) fn plans(&self) -> &loaded::Cache {
        &self.0.plans
    }

    pub(crate) fn reading(&self) -> &Arc<reading::Reading> {
        &self.0.reading
    }

    pub(crate) fn printing(&self) -> &printing::Printing {
        &self.0.printing
    }

    /// The files of the open data that were asked for.
    pub(crate) fn data(&self) -> &pages::register::data::Kept {
        &self.0.data
    }

    pub(crate) fn metrics(&self) -> &metrics::Metrics {
        &self.0.metrics
    }

    pub(crate) fn health(&self) -> &health::Health {
        &self.0.health
    }

    pub(crate) fn tries(&self) -> &tries::Tries {
        &self.0.tries
    }

    pub(crate) fn arrivals(&self) -> &arrivals::Arrivals {
        &self.0.arrivals
    }

    pub(crate) fn pending(&self) -> &Arc<pending::Pending> {
        &self.0.pending
    }

    /// How much the public sent in lately.
    pub(crate) fn lately(&self) -> &pages::register::voices::Lately {
        &self.0.lately
    }

    pub(crate) fn undo(&self) -> &undo::Undo {
        &self.0.undo
    }

    pub(crate) fn enrolments(&self) -> &enrolment::Enrolments {
        &self.0.enrolments
    }

    pub(crate) fn returned(&self) -> &returned::Returned {
        &self.0.returned
    }

    /// Wakes whoever sends reminders.
    pub(crate) fn wake(&self) {
        self.0.queued.notify_one();
    }

    /// Sends reminders as they are queued, until `stop` is set and the sender is woken.
    pub(crate) async fn send_reminders(&self, stop: &AtomicBool) {
        let Parts {
            store,
            config,
            queued,
            ..
        } = &*self.0;
        if let Some(server) = &config.mail {
            let told = (config.clock, config.public_url.as_deref());
            reminding::run(store, server, told, queued, stop).await;
        }
    }

    /// Today in Japan.
    ///
    /// # Errors
    /// When the program's clock gives no point in time.
    pub(crate) fn today(&self) -> Result<Date, Problem> {
        day_in_japan(&self.now()).ok_or_else(|| Problem::internal("the clock gives no point in time"))
    }

    pub(crate) fn now(&self) -> String {
        (self.0.config.clock)()
    }
}
