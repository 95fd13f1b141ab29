//! A published table as its page and its files have it: frozen where an edition speaks for the year, made
//! of the plan otherwise.

use gyokaku_core::edition::{Edition, Entry, of_year};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::table::{Made, Narrow, Published, Table};
use gyokaku_office::editions::{edition, heads, key, of_rounds, tables};
use gyokaku_store::EditionHead;
use serde::Deserialize;

use crate::App;
use crate::error::Problem;
use crate::loaded::{Loaded, scale_words};
use crate::show::table::GradeWord;

/// What a table is narrowed to by the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Narrowing {
    /// A fiscal year.
    pub(crate) year: String,
    /// A kind of rows.
    pub(crate) kind: String,
    /// Whether a picture shows item by item what it usually shows together.
    pub(crate) each: String,
}

impl Narrowing {
    pub(crate) fn year(&self) -> Option<FiscalYear> {
        self.year.parse().ok().and_then(FiscalYear::new)
    }
}

/// A table ready to be shown or written.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) table: Table,
    /// The years that it can be had for, in order.
    pub(crate) years: Vec<FiscalYear>,
    /// The edition that it comes out of.
    pub(crate) edition: Option<EditionHead>,
    /// The words of the grades of editions; those of the plan where it comes out of the plan.
    pub(crate) grades: Option<Vec<GradeWord>>,
}

impl Ready {
    fn of_plan(table: Table) -> Self {
        Self {
            table,
            years: Vec::new(),
            edition: None,
            grades: None,
        }
    }
}

/// A published table of a plan, narrowed as the address says.
pub(crate) async fn ready(
    app: &App,
    loaded: &Loaded,
    published: &Published,
    asked: &Narrowing,
) -> Result<Ready, Problem> {
    let plan = loaded.plan();
    match published.made {
        Made::OfPlan { make, .. } => {
            let narrow = Narrow {
                year: asked.year(),
                kind: &asked.kind,
                ..Narrow::default()
            };
            Ok(Ready::of_plan(make(plan, &narrow)))
        }
        Made::OfEditionOrPlan { make, years, .. } => {
            let of_plan = years(plan);
            if let Some(frozen) = frozen(app, loaded, published.name, asked.year(), &of_plan).await? {
                return Ok(frozen);
            }
            let known = if loaded.editions() > 0 {
                let heads = heads(app.store(), &loaded.code, &loaded.key, loaded.seen()).await?;
                both(of_plan.clone(), &heads)
            } else {
                of_plan.clone()
            };
            let narrow = Narrow {
                year: asked.year().filter(|year| of_plan.contains(year)),
                ..Narrow::default()
            };
            Ok(Ready {
                years: known,
                ..Ready::of_plan(make(plan, &narrow))
            })
        }
        Made::OfEditions(make) => {
            let editions = match loaded.editions() {
                0 => Vec::new(),
                _ => of_rounds(app.store(), &loaded.code, &loaded.key, loaded.seen()).await?,
            };
            let mut grades: Vec<GradeWord> = Vec::new();
            for word in editions
                .iter()
                .flat_map(|(edition, _)| scale_words(&edition.scale))
            {
                if !grades.iter().any(|known| known.label == word.label) {
                    grades.push(word);
                }
            }
            let of_years: Vec<(&Edition, &[Entry])> = editions
                .iter()
                .map(|(edition, entries)| (edition, entries.as_slice()))
                .collect();
            let table = make(loaded.title(), plan.year_style, &of_years);
            Ok(Ready {
                grades: Some(grades),
                ..Ready::of_plan(table)
            })
        }
        // These are parts of other pages: of an item, of an edition.
        Made::OfItem(_) | Made::OfEdition => Err(Problem::NotFound),
    }
}

fn both(mut years: Vec<FiscalYear>, heads: &[EditionHead]) -> Vec<FiscalYear> {
    years.extend(heads.iter().map(|head| head.round.year));
    years.sort_unstable();
    years.dedup();
    years
}

/// The frozen table for a year; for the latest year, where none is asked for and the plan itself knows none
/// after it. None where no edition speaks for the year.
async fn frozen(
    app: &App,
    loaded: &Loaded,
    name: &str,
    asked: Option<FiscalYear>,
    of_plan: &[FiscalYear],
) -> Result<Option<Ready>, Problem> {
    if loaded.editions() == 0 {
        return Ok(None);
    }
    let heads = heads(app.store(), &loaded.code, &loaded.key, loaded.seen()).await?;
    let latest = heads.iter().map(|head| head.round.year).max();
    let latest = latest.filter(|year| of_plan.last().is_none_or(|known| known <= year));
    let Some(head) = asked.or(latest).and_then(|year| of_year(&heads, year, key)) else {
        return Ok(None);
    };
    let tables = tables(app.store(), &loaded.code, &loaded.key, head.number, loaded.seen()).await?;
    let Some(table) = tables.into_iter().find(|table| table.name == name) else {
        return Ok(None);
    };
    Ok(Some(Ready {
        table,
        years: both(of_plan.to_vec(), &heads),
        grades: Some(scale_words(&edition(head)?.scale)),
        edition: Some(head.clone()),
    }))
}
