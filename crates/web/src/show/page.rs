//! The frame of every page as plain data: its title, the way back, the neighbours, who is signed in.
//!
//! Not here: what a viewer may see of it (`frame`).

use std::sync::LazyLock;

use gyokaku_core::body::BodyCode;

use crate::access::Right;

/// What the frame of a page shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// The title of the window.
    pub(crate) title: String,
    /// The way back, highest first: address and name.
    pub(crate) crumbs: Vec<(String, String)>,
    /// The pages beside this one.
    pub(crate) tabs: Vec<TabLink>,
    /// Whether this page lies below the one that the tabs name.
    pub(crate) below: bool,
    /// Whether the page asks for itself again while work goes on.
    pub(crate) waiting: bool,
    /// The address of the open data of the plan, where it has any.
    pub(crate) data: Option<String>,
    /// The plan that is looked at as the public would see it: its address.
    pub(crate) preview: Option<String>,
    /// Who is signed in, as the head of the page says it.
    pub(crate) signed_in: Option<SignedIn>,
}

/// Who is signed in, and what the head of a page offers them.
#[derive(Clone, Debug)]
pub(crate) struct SignedIn {
    /// The name as shown.
    pub(crate) name: String,
    /// Whose unsaved words the browser keeps: body and login name.
    pub(crate) owner: String,
    /// The code of their body.
    pub(crate) body: String,
    /// Whether they may take in documents.
    pub(crate) imports: bool,
    /// Whether they may keep accounts.
    pub(crate) keeps_accounts: bool,
    /// Whether they may read the journal.
    pub(crate) reads_journal: bool,
    /// Whether a first password must be changed, or a second factor set up, before any page is reached.
    pub(crate) must_change: bool,
}

/// A page beside this one.
#[derive(Clone, Debug)]
pub(crate) struct TabLink {
    /// The address.
    pub(crate) href: String,
    /// The name.
    pub(crate) label: &'static str,
    /// Whether it is the page shown.
    pub(crate) current: bool,
    /// The right that it asks for in a body; only who has it is offered the page.
    pub(crate) needs: Option<(Right, BodyCode)>,
}

static VERSION: LazyLock<String> = LazyLock::new(|| {
    // Only to tell one version of a file from the next in the reader's cache.
    let mut sum = 0xcbf2_9ce4_8422_2325u64;
    for name in crate::assets::names() {
        for byte in crate::assets::content(&name).iter().flat_map(|c| c.iter()) {
            sum = (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    format!("{sum:x}")
});

impl Page {
    /// A page by its title.
    pub(crate) fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// Adds a step of the way back.
    pub(crate) fn under(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.crumbs.push((href.into(), label.into()));
        self
    }

    /// The address one step back; the start where there is none.
    pub(crate) fn back(&self) -> &str {
        self.crumbs.last().map_or("/", |(href, _)| href.as_str())
    }

    /// The version of the style sheet and the script.
    pub(crate) fn version(&self) -> &'static str {
        &VERSION
    }
}
