//! The frame of a page as a viewer sees it: what its head offers, and which neighbours it names.
//!
//! Not here: what a frame holds (`show::page`), the rules (`access`).

use askama::Template as _;
use axum::response::Response;
use gyokaku_core::body::BodyCode;

use crate::access::{Right, has, may};
use crate::error::ProblemPage;
use crate::person::Viewer;
use crate::show::page::{Page, SignedIn};

impl Page {
    /// The page as this viewer sees it: every page that is shown says by whom.
    pub(crate) fn seen_by(mut self, viewer: &Viewer) -> Self {
        let person = viewer.person.as_ref();
        let offered = |needs: &(Right, BodyCode)| has(viewer, needs.0, &needs.1);
        self.tabs.retain(|tab| tab.needs.as_ref().is_none_or(offered));
        self.preview = viewer.preview.as_ref().map(|preview| preview.href());
        self.signed_in = person.map(|person| SignedIn {
            name: person.name.clone(),
            owner: person.owner(),
            body: person.body.to_string(),
            imports: may(person, Right::Import, &person.body, None),
            keeps_accounts: may(person, Right::ManageAccounts, &person.body, None),
            reads_journal: may(person, Right::ReadJournal, &person.body, None),
            must_change: person.must_change || person.needs_factor,
        });
        self
    }
}

/// An answer that says what did not work, with the head that this viewer has on every page.
pub(crate) fn seen_by(mut response: Response, viewer: &Viewer) -> Response {
    if (viewer.person.is_some() || viewer.preview.is_some())
        && let Some(mut page) = response.extensions_mut().remove::<ProblemPage>()
    {
        page.page = page.page.seen_by(viewer);
        if let Ok(html) = page.render() {
            *response.body_mut() = html.into();
        }
        response.extensions_mut().insert(page);
    }
    response
}
