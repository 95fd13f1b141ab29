//! The pages of a plan and their order: the published tables of the domain among the pages of this server.
//!
//! Not here: which tables there are and what they are called (`gyokaku_core::table::PUBLISHED`).

use gyokaku_core::plan::Plan;
use gyokaku_core::table::{self, Made, PUBLISHED, PlaceOnPages, Published};

use crate::access::Right;

/// A page of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Plan,
    Table(&'static Published),
    Findings,
    Editions,
    Scales,
    Charges,
    Rounds,
    Release,
}

/// The page of the register of items.
pub(crate) const ITEMS: Tab = Tab::Table(&table::register::PUBLISHED);
/// The page of the progress table.
pub(crate) const PROGRESS: Tab = Tab::Table(&table::progress::PUBLISHED);
/// The page of the effect amounts.
pub(crate) const EFFECTS: Tab = Tab::Table(&table::effects::PUBLISHED);
/// The page of the crosswalk.
pub(crate) const CROSSWALK: Tab = Tab::Table(&table::crosswalk::PUBLISHED);
/// The page of the review.
pub(crate) const REVIEW: Tab = Tab::Table(&table::review::PUBLISHED);
/// The page of the opinions.
pub(crate) const OPINIONS: Tab = Tab::Table(&table::opinions::PUBLISHED);
/// The page of the indicators.
pub(crate) const INDICATORS: Tab = Tab::Table(&table::indicators::PUBLISHED);

/// The published tables.
pub(crate) fn tables() -> impl Iterator<Item = &'static Published> {
    const ALL: &[Published] = &PUBLISHED;
    ALL.iter()
}

/// Those that have a tab; of the plan, or of its frozen years.
fn with_tab(frozen: bool) -> impl Iterator<Item = Tab> {
    tables()
        .filter(|table| table.place == PlaceOnPages::Tab)
        .filter(move |table| matches!(table.made, Made::OfEditions(_)) == frozen)
        .map(Tab::Table)
}

impl Tab {
    /// All pages, in the order of the tabs.
    pub(crate) fn all() -> impl Iterator<Item = Tab> {
        [Tab::Plan]
            .into_iter()
            .chain(with_tab(false))
            .chain([Tab::Findings])
            .chain(with_tab(true))
            .chain([
                Tab::Editions,
                Tab::Scales,
                Tab::Charges,
                Tab::Rounds,
                Tab::Release,
            ])
    }

    /// The page whose tab a table is shown under: its own, or that of the table that it belongs to.
    pub(crate) fn of_table(published: &'static Published) -> Tab {
        match published.place {
            PlaceOnPages::Under(name) => tables()
                .find(|table| table.name == name)
                .map_or(Tab::Table(published), Tab::Table),
            PlaceOnPages::Tab | PlaceOnPages::Within => Tab::Table(published),
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Tab::Plan => "概要",
            Tab::Table(table) => table.label,
            Tab::Findings => "検算",
            Tab::Editions => "確定版",
            Tab::Scales => "評価区分",
            Tab::Charges => "担当の決定",
            Tab::Rounds => "調査",
            Tab::Release => "公開",
        }
    }

    /// What the address of a plan ends in on this page.
    pub(crate) fn word(self) -> String {
        match self {
            Tab::Plan => String::new(),
            Tab::Table(table) => format!("/{}", table.word),
            Tab::Findings => "/findings".to_owned(),
            Tab::Editions => "/editions".to_owned(),
            Tab::Scales => "/scales".to_owned(),
            Tab::Charges => "/charges".to_owned(),
            Tab::Rounds => "/rounds".to_owned(),
            Tab::Release => "/release".to_owned(),
        }
    }

    /// The right that the page asks for; none where it is everybody's.
    pub(crate) fn needs(self) -> Option<Right> {
        match self {
            Tab::Plan | Tab::Table(_) | Tab::Editions => None,
            Tab::Findings | Tab::Rounds => Some(Right::SeeDrafts),
            Tab::Scales | Tab::Charges => None,
            Tab::Release => Some(Right::Release),
        }
    }

    /// Whether a plan has anything to show there.
    pub(crate) fn is_in(self, plan: &Plan, editions: i64) -> bool {
        match self {
            Tab::Plan | Tab::Findings | Tab::Release => true,
            Tab::Table(table) => table.is_in(plan, editions),
            Tab::Editions => editions > 0,
            Tab::Rounds => !plan.items.is_empty(),
            // What the office sets up is reached from the page that it bears on.
            Tab::Scales | Tab::Charges => false,
        }
    }
}
