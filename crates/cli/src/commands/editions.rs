//! The tables that come out of editions: frozen ones as they were frozen, and the years side by side.

use gyokaku_core::body::BodyCode;
use gyokaku_core::edition::{Edition, Entry, of_year};
use gyokaku_core::fiscal_year::{FiscalYear, YearStyle};
use gyokaku_core::release::Seen;
use gyokaku_core::table::Table;
use gyokaku_office::editions::{heads, key, of_rounds, table};
use gyokaku_store::{EditionHead, Store, StoredPlan};

use crate::failure::Failure;

/// A stored plan with its store and its body, and how much of it is seen.
#[derive(Clone, Copy)]
pub(super) struct OfPlan<'a> {
    pub(super) store: &'a Store,
    pub(super) body: &'a BodyCode,
    pub(super) stored: &'a StoredPlan,
    pub(super) seen: Seen<'a>,
}

impl OfPlan<'_> {
    async fn heads(&self) -> Result<Vec<EditionHead>, Failure> {
        Ok(heads(self.store, self.body, &self.stored.head.key, self.seen).await?)
    }
}

/// What makes a table over the years.
type OverYears = fn(&str, YearStyle, &[(&Edition, &[Entry])]) -> Table;

fn no_edition(year: Option<FiscalYear>) -> Failure {
    let of = year.map_or(String::new(), |year| format!("{}年度の", year.western()));
    Failure::Call(format!(
        "このプランには{of}確定版がありません。年度の調査を確定すると、この表を書き出せます。"
    ))
}

/// The table of a year's edition; of the latest year, where none is asked for and no document speaks of a
/// later one. None where no edition speaks for it.
pub(super) async fn before_plan(
    plan: OfPlan<'_>,
    name: &str,
    year: Option<FiscalYear>,
    of_plan: Vec<FiscalYear>,
) -> Result<Option<Table>, Failure> {
    let heads = plan.heads().await?;
    let stated = of_plan.last().copied();
    let latest = heads.iter().map(|head| head.round.year).max();
    let latest = latest.filter(|year| stated.is_none_or(|stated| stated <= *year));
    let Some(head) = year.or(latest).and_then(|year| of_year(&heads, year, key)) else {
        return Ok(None);
    };
    frozen(plan, head, name).await
}

/// The table of a year's edition; of the latest edition, where no year is asked for.
pub(super) async fn frozen_in(
    plan: OfPlan<'_>,
    name: &str,
    year: Option<FiscalYear>,
) -> Result<Table, Failure> {
    let heads = plan.heads().await?;
    let latest = heads.iter().map(|head| head.round.year).max();
    let head = year.or(latest).and_then(|year| of_year(&heads, year, key));
    let head = head.ok_or_else(|| no_edition(year))?;
    let table = frozen(plan, head, name).await?;
    table.ok_or_else(|| no_edition(year))
}

/// A table over the years, out of the latest edition of each round.
pub(super) async fn over_years(plan: OfPlan<'_>, make: OverYears) -> Result<Table, Failure> {
    let OfPlan {
        store,
        body,
        stored,
        seen,
    } = plan;
    let editions = of_rounds(store, body, &stored.head.key, seen).await?;
    if editions.is_empty() {
        return Err(no_edition(None));
    }
    let of_years: Vec<(&Edition, &[Entry])> = editions
        .iter()
        .map(|(edition, entries)| (edition, entries.as_slice()))
        .collect();
    let title = match stored.plan.title.as_str() {
        "" => stored.head.key.as_str(),
        title => title,
    };
    Ok(make(title, stored.plan.year_style, &of_years))
}

async fn frozen(plan: OfPlan<'_>, head: &EditionHead, name: &str) -> Result<Option<Table>, Failure> {
    let OfPlan {
        store,
        body,
        stored,
        seen,
    } = plan;
    Ok(table(store, body, &stored.head.key, head.number, name, seen).await?)
}
