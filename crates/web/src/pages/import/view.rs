//! What of a large document is looked at before it is stored, as an address and as a button say it.

use gyokaku_core::part::Kind;

use super::fix;
use crate::form::FormData;

/// What of a large document is looked at: a list of rows and its page, a page of the text, of what was not taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct View {
    pub(super) fix: Option<Kind>,
    pub(super) page: usize,
    pub(super) lines: usize,
    /// A page of what was not taken; 0 where nobody looks at it.
    pub(super) left: usize,
}

impl View {
    pub(super) fn of(form: &FormData) -> Self {
        let number = |name: &str| form.get(name).and_then(|n| n.parse().ok()).unwrap_or(0);
        Self {
            fix: form.get("fix").and_then(fix::list),
            page: number("page"),
            lines: number("lines"),
            left: number("left"),
        }
    }

    /// As a button says it: `items.2.1.0`.
    pub(super) fn of_words(words: &str) -> Self {
        let mut parts = words.split('.');
        let fix = parts.next().and_then(fix::list);
        let mut number = || parts.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        Self {
            fix,
            page: number(),
            lines: number(),
            left: number(),
        }
    }

    pub(super) fn words(self) -> String {
        let fix = self.fix.map(Kind::key).unwrap_or_default();
        format!("{fix}.{}.{}.{}", self.page, self.lines, self.left)
    }

    /// The query of the address, with `?`, or empty.
    pub(super) fn query(self) -> String {
        let mut words = Vec::new();
        words.extend(self.fix.map(|list| format!("fix={}", list.key())));
        words.extend((self.page > 1).then(|| format!("page={}", self.page)));
        words.extend((self.lines > 1).then(|| format!("lines={}", self.lines)));
        words.extend((self.left > 0).then(|| format!("left={}", self.left)));
        let query = if words.is_empty() {
            String::new()
        } else {
            format!("?{}", words.join("&"))
        };
        // What was chosen is seen where it was chosen.
        match self.fix {
            Some(_) => query + "#fix",
            None if self.left > 0 => query + "#not-taken",
            None => query,
        }
    }
}
