//! What a document says of its amounts as a whole: planned, reached or expected, and up to which year they are known.
//!
//! Not here: what the words of one row or column say (`gyokaku_core::labels::effect_kind`).

use gyokaku_core::document::Document;
use gyokaku_core::effect::EffectKind;
use gyokaku_core::figure::{Measure, figures};
use gyokaku_core::fiscal_year::{FiscalYear, mentions};
use gyokaku_core::labels::effect_kind::effect_kind;
use gyokaku_core::labels::year::squeezed;
use gyokaku_core::text::fold;

use crate::read::understand::tables::flow;
use crate::read::understand::tables::table::Table;
use crate::read::understand::words::speech::reports;
use crate::read::understand::words::years;

/// What is said of all amounts of a document.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said {
    /// Plan, actual or forecast, in words.
    kind: Option<EffectKind>,
    /// Whether the document reports results.
    reports: bool,
    /// The year whose results it reports.
    until: Option<FiscalYear>,
}

impl Said {
    /// What the first heading or remark about effects says; a report of results speaks of what was reached.
    pub(crate) fn of_all(document: &Document, tables: &[Table<'_>]) -> Self {
        // A sentence with amounts speaks of those.
        let states = |text: &str| figures(text).iter().any(|f| f.measure == Measure::Money);
        let kind = flow::texts(document)
            .filter(|t| fold(t.text).contains("効果額") && !states(t.text))
            .find_map(|t| effect_kind(t.text));
        let texts: Vec<&str> = first_texts(document, tables);
        let title = texts.iter().copied().filter(|text| reports(text));
        Said {
            kind,
            reports: title.clone().next().is_some(),
            until: years::spoken_of(document).or_else(|| title.clone().find_map(years::only_year)),
        }
    }

    /// The kind of an amount of a year of which nothing nearer says it.
    pub(super) fn of(self, year: Option<FiscalYear>) -> Option<EffectKind> {
        self.kind.or_else(|| {
            let later = self
                .until
                .is_some_and(|until| year.is_some_and(|year| year > until));
            match (self.reports, later) {
                (true, true) => Some(EffectKind::Forecast),
                (true, false) => Some(EffectKind::Actual),
                (false, _) => None,
            }
        })
    }

    /// The kind of an amount of a year as known by now: reached up to the year that had ended by then, expected
    /// afterwards, and where nobody can tell when that was.
    pub(super) fn by_now(self, table: &Table<'_>, year: Option<FiscalYear>) -> EffectKind {
        let until = table.about().find_map(known_until).or(self.until);
        match until.zip(year).is_some_and(|(until, year)| year <= until) {
            true => EffectKind::Actual,
            false => EffectKind::Forecast,
        }
    }
}

/// The texts at the front of a document: its first lines, and the first lines of its sheets above the grids.
fn first_texts<'a>(document: &'a Document, tables: &'a [Table<'_>]) -> Vec<&'a str> {
    let lines = flow::texts(document).take(4).filter(flow::Text::may_head);
    let titles = tables.first().into_iter().flat_map(|t| &t.titles).take(3);
    lines
        .map(|t| t.text)
        .chain(titles.map(|cell| cell.text.as_str()))
        .collect()
}

/// The last year that had ended on an occasion that names the end of one: 令和5年度末時点, 令和6年3月末現在.
fn known_until(occasion: &str) -> Option<FiscalYear> {
    let line = squeezed(occasion);
    let found = mentions(&line);
    let [only] = found.as_slice() else { return None };
    let behind = fold(&line[only.range.end..]);
    let year = only.fiscal_year()?;
    let behind = behind.trim_start_matches(')');
    if behind.starts_with("年度末") || behind.starts_with("度末") || behind.starts_with('末') {
        Some(year)
    } else if behind.trim_start_matches('年').starts_with("3月") {
        FiscalYear::new(year.western() - 1)
    } else {
        None
    }
}

/// Whether an occasion is a later one than that of the plan: 現時点, 令和5年度末時点.
pub(super) fn is_of_now(occasion: &str) -> bool {
    let folded = fold(occasion);
    folded.contains("現時点") || known_until(occasion).is_some() && !folded.contains("策定")
}
