//! A route: its address, who may use it, and its handler.
//!
//! Not here: which routes there are (each noun of `pages` names its own), and serving them (`router`).

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{self, MethodRouter};

use crate::App;
use crate::access::Access;

/// A route.
#[derive(Debug)]
pub struct Route {
    /// The method.
    pub method: &'static str,
    /// The address, with its parts in braces.
    pub path: String,
    /// Who may use it.
    pub access: Access,
    pub(crate) handler: MethodRouter<App>,
}

impl Route {
    /// The route with room for requests of so many bytes.
    pub(crate) fn holding(mut self, bytes: usize) -> Self {
        self.handler = self.handler.layer(DefaultBodyLimit::max(bytes));
        self
    }
}

/// A page that is looked at.
pub(crate) fn get<H, T>(path: impl Into<String>, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route {
        method: "GET",
        path: path.into(),
        access,
        handler: routing::get(handler),
    }
}

/// Something that is done.
pub(crate) fn post<H, T>(path: impl Into<String>, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route {
        method: "POST",
        path: path.into(),
        access,
        handler: routing::post(handler),
    }
}

/// How large a request may be that carries no document.
pub(crate) const MOST_BYTES_OF_A_FORM: usize = 256 * 1024;
