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

/// How far a finding is dealt with (対応).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Handling {
    /// 未対応
    #[default]
    Open,
    /// 照会中: somebody is being asked.
    Asked,
    /// 文書のとおり: the document says so, and it stays.
    AsInDocument,
    /// 修正済み
    Mended,
}

impl Handling {
    /// All of them.
    pub const ALL: [Handling; 4] = [
        Handling::Open,
        Handling::Asked,
        Handling::AsInDocument,
        Handling::Mended,
    ];

    /// The word in forms and the database.
    pub const fn key(self) -> &'static str {
        match self {
            Handling::Open => "open",
            Handling::Asked => "asked",
            Handling::AsInDocument => "as_in_document",
            Handling::Mended => "mended",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Handling::Open => "未対応",
            Handling::Asked => "照会中",
            Handling::AsInDocument => "文書のとおり",
            Handling::Mended => "修正済み",
        }
    }

    /// The state of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }
}

impl Finding {
    /// What the finding is known by, wherever it stands: its rule, its figures and its sentence. So what is noted of it
    /// is there again when a document that was moved about says the same.
    pub fn known_by(&self) -> String {
        let blank = |text: &Option<String>| text.clone().unwrap_or_default();
        [
            self.rule.to_owned(),
            blank(&self.stated),
            blank(&self.computed),
            self.message.clone(),
        ]
        .join("\u{1f}")
    }
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
