//! The frame of every page: its title, the way back, the neighbours.

use std::sync::LazyLock;

/// What the frame of a page shows.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The title of the window.
    pub title: String,
    /// The way back, highest first: address and name.
    pub crumbs: Vec<(String, String)>,
    /// The pages beside this one.
    pub tabs: Vec<Tab>,
    /// Whether this page lies below the one that the tabs name.
    pub below: bool,
    /// Whether the page asks for itself again while work goes on.
    pub waiting: bool,
}

/// A page beside this one.
#[derive(Clone, Debug)]
pub struct Tab {
    /// The address.
    pub href: String,
    /// The name.
    pub label: &'static str,
    /// Whether it is the page shown.
    pub current: bool,
}

static VERSION: LazyLock<String> = LazyLock::new(|| {
    // Only to tell one version of a file from the next in the reader's cache.
    let mut sum = 0xcbf2_9ce4_8422_2325u64;
    for name in ["gyokaku.css", "gyokaku.js", "tokens.css"] {
        for byte in crate::assets::content(name).iter().flat_map(|c| c.iter()) {
            sum = (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    format!("{sum:x}")
});

impl Page {
    /// A page by its title.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Adds a step of the way back.
    pub fn under(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.crumbs.push((href.into(), label.into()));
        self
    }

    /// The version of the style sheet and the script.
    pub fn version(&self) -> &'static str {
        &VERSION
    }
}
