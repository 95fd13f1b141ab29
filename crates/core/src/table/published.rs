//! What a published table says of itself: its name, its address, its label, when there is anything in
//! it, and the function that makes it.
//!
//! To publish another table is to write its file with its [`Published`] and to name it in
//! [`PUBLISHED`](super::PUBLISHED); pages, tabs, files and the command line follow. Not here: which
//! tables there are (`table`), what they hold.

use super::Table;
use crate::edition::{Edition, Entry};
use crate::fiscal_year::{FiscalYear, YearStyle};
use crate::plan::{Item, Plan};

/// A published table.
#[derive(Clone, Copy, Debug)]
pub struct Published {
    /// Its name on the command line and in files: `register`.
    pub name: &'static str,
    /// What its address ends in: `items`.
    pub word: &'static str,
    /// Its label on tabs and in headings.
    pub label: &'static str,
    /// What is said in its place where a plan has nothing of it.
    pub absent: &'static str,
    /// What is to be known of its figures, said under the table; empty where nothing is.
    pub note: &'static str,
    /// Whether it has a tab, or is part of another page.
    pub place: PlaceOnPages,
    /// What it is made of.
    pub made: Made,
}

/// Where the pages show a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceOnPages {
    /// On a page of its own, with a tab.
    Tab,
    /// On a page of another thing (the outline on the plan's, the sheet on the item's).
    Within,
    /// On a page of its own below that of the table with this name, whose tab it shares.
    Under(&'static str),
}

/// What a published table is made of.
#[derive(Clone, Copy, Debug)]
pub enum Made {
    /// Of the plan alone.
    OfPlan {
        /// Whether a plan has anything to show there.
        is_in: fn(&Plan) -> bool,
        /// The table.
        make: fn(&Plan, &Narrow<'_>) -> Table,
    },
    /// Of an edition, where one speaks for the year; of the plan otherwise.
    OfEditionOrPlan {
        /// Whether a plan has anything to show there.
        is_in: fn(&Plan) -> bool,
        /// The table of the plan.
        make: fn(&Plan, &Narrow<'_>) -> Table,
        /// The fiscal years that the plan itself speaks of, in order.
        years: fn(&Plan) -> Vec<FiscalYear>,
    },
    /// Of one item of the plan, by its identity.
    OfItem(fn(&Plan, &str) -> Option<Table>),
    /// Of one frozen edition, as it was frozen.
    OfEdition,
    /// Of the latest edition of each round, the earliest first, under the title of the plan.
    OfEditions(MakeOverYears),
}

/// Makes a table over the years: the plan's title, how it writes years, and each edition with its entries.
pub type MakeOverYears = fn(&str, YearStyle, &[(&Edition, &[Entry])]) -> Table;

/// What a table is narrowed to; nothing by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Narrow<'a> {
    /// The fiscal year.
    pub year: Option<FiscalYear>,
    /// The items to list, in order.
    pub items: Option<&'a [&'a Item]>,
    /// The kind of rows, by a key of the table; empty for all.
    pub kind: &'a str,
}

impl Published {
    /// Whether a plan has anything of the table; `editions` is how many of its years are frozen.
    pub fn is_in(&self, plan: &Plan, editions: i64) -> bool {
        match self.made {
            Made::OfPlan { is_in, .. } => is_in(plan),
            Made::OfEditionOrPlan { is_in, .. } => editions > 0 || is_in(plan),
            Made::OfItem(_) => !plan.items.is_empty(),
            Made::OfEdition | Made::OfEditions(_) => editions > 0,
        }
    }

    /// The table of a plan; none for a table that no plan alone can give.
    pub fn table(&self, plan: &Plan, narrow: &Narrow<'_>) -> Option<Table> {
        match self.made {
            Made::OfPlan { make, .. } | Made::OfEditionOrPlan { make, .. } => Some(make(plan, narrow)),
            Made::OfItem(_) | Made::OfEdition | Made::OfEditions(_) => None,
        }
    }
}

impl PartialEq for Published {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Published {}
