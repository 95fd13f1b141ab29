//! What a check says: where, what is printed, what was computed, and what to do next.

use crate::document::Place;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong by itself.
    Note,
    /// Probably wrong; a person decides.
    Warning,
    /// Two printed things contradict each other.
    Error,
}

impl Severity {
    /// The word of the command line's JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The severity of a word of [`Severity::key`].
    pub fn of(key: &str) -> Option<Self> {
        [Severity::Note, Severity::Warning, Severity::Error]
            .into_iter()
            .find(|severity| severity.key() == key)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Severity::Note => "参考",
            Severity::Warning => "注意",
            Severity::Error => "不一致",
        }
    }
}

/// Something that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the rule: `year-era-mismatch`.
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Where it stands.
    pub at: Place,
    /// Other places that belong to it (the other spelling, the entries of a sum).
    pub related: Vec<Place>,
    /// What is printed, exactly as printed.
    pub stated: Option<String>,
    /// What was computed, printed the same way.
    pub computed: Option<String>,
    /// One sentence in Japanese: what does not fit.
    pub message: String,
    /// One sentence in Japanese: what to do next.
    pub hint: String,
}

/// A printed figure that was recomputed from other printed figures and agrees.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Verified {
    /// The name of the check: `sum`, `share`, `difference`, …
    pub rule: &'static str,
    /// Where the figure stands.
    pub at: Place,
    /// The figure as printed.
    pub stated: String,
}

/// What figures that hold are called by the rule of this name: `sum` for `sum-mismatch`.
pub(crate) fn verified_by(rule: &'static str) -> &'static str {
    rule.strip_suffix("-mismatch").unwrap_or(rule)
}

/// What a check of one document gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Figures that hold, in order of their places, each once.
    pub verified: Vec<Verified>,
    /// What does not fit, in order of their places.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Every place of the report.
    pub fn each_place(&mut self, on: &mut dyn FnMut(&mut Place)) {
        self.verified.iter_mut().for_each(|figure| on(&mut figure.at));
        for finding in &mut self.findings {
            on(&mut finding.at);
            finding.related.iter_mut().for_each(&mut *on);
        }
    }

    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }
}
