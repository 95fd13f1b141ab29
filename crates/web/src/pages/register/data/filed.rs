//! The data sets of a plan with their files: made once for each release and kept while there is room.
//!
//! Invariant: what is kept is known by its release, whose contents never change. Not here: which of them is asked for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gyokaku_core::body::BodyCode;
use gyokaku_core::dataset::{self, Of, Part, codes, datasets};
use gyokaku_core::edition::latest_of_rounds;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::licence::Licence;
use gyokaku_core::plan::Plan;
use gyokaku_core::progress::Scale;
use gyokaku_core::table::{Made, Published};
use gyokaku_exchange::write::data::{About, Event, Filed};
use gyokaku_office::editions::{edition, heads, key, table};
use gyokaku_store::EditionHead;
use tokio::sync::Semaphore;

use crate::App;
use crate::access::published;
use crate::error::Problem;
use crate::loaded::{Loaded, load};
use crate::pages::register::tables::ready::{Narrowing, ready};
use crate::path::PlanAt;
use crate::person::Viewer;
use crate::shelf::{Bounds, Shelf, WhenFull};
use crate::tab::tables;

/// Files of few plans, and not of the largest.
const KEPT: Bounds = Bounds {
    lasts: Duration::from_secs(60 * 60),
    most: 16,
    most_bytes: 96 << 20,
    full: WhenFull::Forget,
};

/// How many plans have their files written at once.
const AT_ONCE: usize = 2;

/// What is kept of the data sets that were asked for.
#[derive(Debug)]
pub(crate) struct Kept {
    /// By body, plan and the number of the release.
    files: Shelf<(BodyCode, String, i64), Arc<Vec<Filed>>>,
    seats: Arc<Semaphore>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            files: Shelf::new(KEPT),
            seats: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// The data sets of a plan, and what is said of them.
#[derive(Debug)]
pub(super) struct Data {
    pub(super) loaded: Loaded,
    /// Every data set with its files: those of the tables first, then those of codes.
    pub(super) filed: Arc<Vec<Filed>>,
    /// When it was published; now, where somebody looks at what will be.
    published_at: String,
    pub(super) history: Vec<Event>,
    /// Under which terms they may be used.
    pub(super) licence: Licence,
}

impl Data {
    /// What is said of the data beside the data.
    pub(super) fn about(&self) -> About<'_> {
        About {
            of: of(&self.loaded),
            published_at: &self.published_at,
            history: &self.history,
            licence: &self.licence,
        }
    }

    /// The data set of a name.
    pub(super) fn named(&self, name: &str) -> Option<&Filed> {
        self.filed.iter().find(|one| one.set.name == name)
    }
}

fn of(loaded: &Loaded) -> Of<'_> {
    Of {
        body: &loaded.code,
        body_name: &loaded.body_name,
        plan: &loaded.key,
        title: loaded.title(),
    }
}

/// The data of the plan at an address, as it is published.
pub(super) async fn data(app: &App, viewer: &Viewer, at: &PlanAt) -> Result<Data, Problem> {
    let loaded = load(app, at, &published(viewer, at)).await?;
    let heads = match loaded.editions() {
        0 => Vec::new(),
        _ => heads(app.store(), &loaded.code, &loaded.key, loaded.seen()).await?,
    };
    let kept = loaded
        .release()
        .map(|number| (loaded.code, loaded.key.clone(), number));
    let known = kept
        .as_ref()
        .and_then(|kept| app.data().files.get(kept, Instant::now()));
    let filed = match known {
        Some(known) => known,
        None => {
            let filed = Arc::new(written(app, &loaded, &heads).await?);
            if let Some(kept) = kept {
                let bytes = filed
                    .iter()
                    .flat_map(|one| &one.files)
                    .map(|(_, bytes)| bytes.len());
                // Without room they are written again the next time.
                let _ = app
                    .data()
                    .files
                    .put(kept, filed.clone(), bytes.sum(), Instant::now());
            }
            filed
        }
    };
    let published_at = loaded.released_at().map_or_else(|| app.now(), str::to_owned);
    let history = history(&loaded, &heads, &published_at);
    Ok(Data {
        licence: loaded.licence(),
        loaded,
        filed,
        published_at,
        history,
    })
}

/// What was published of the plan, the earliest first: its editions, and the release that is seen.
fn history(loaded: &Loaded, heads: &[EditionHead], published_at: &str) -> Vec<Event> {
    let style = loaded.plan().year_style;
    let of_editions = heads.iter().map(|head| Event {
        id: format!("edition-{}", head.number),
        title: format!(
            "{}　第{}版（{}）",
            head.round.show(style),
            head.number,
            head.title
        ),
        at: head.made_at.clone(),
        reason: match (head.corrects, &head.reason) {
            (Some(number), reason) => {
                format!("第{number}版の訂正：{}", reason.as_deref().unwrap_or_default())
            }
            (None, _) => String::new(),
        },
        address: format!("editions/{}", head.number),
    });
    let release = Event {
        id: format!("release-{}", loaded.release().unwrap_or_default()),
        title: format!("{}の公開", loaded.title()),
        at: published_at.to_owned(),
        reason: String::new(),
        address: String::new(),
    };
    of_editions.chain([release]).collect()
}

/// Every data set with its files, written where no page is served.
async fn written(app: &App, loaded: &Loaded, heads: &[EditionHead]) -> Result<Vec<Filed>, Problem> {
    let seat = app.data().seats.clone().acquire_owned().await;
    let seat = seat.map_err(Problem::internal)?;
    let mut all: Vec<(&'static Published, Vec<Part>)> = Vec::new();
    for one in tables() {
        if one.is_in(loaded.plan(), loaded.editions()) {
            let parts = parts(app, loaded, one, heads).await?;
            if parts.iter().any(|part| !part.table.is_empty()) {
                all.push((one, parts));
            }
        }
    }
    let scales = heads
        .iter()
        .map(|head| Ok((head.round.year, edition(head)?.scale)))
        .collect::<Result<Vec<(FiscalYear, Scale)>, Problem>>()?;
    let loaded = loaded.clone();
    let work = move || {
        let _seat = seat;
        files(&of(&loaded), loaded.plan(), &all, &scales)
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}

fn files(
    of: &Of<'_>,
    plan: &Plan,
    tables: &[(&'static Published, Vec<Part>)],
    scales: &[(FiscalYear, Scale)],
) -> Vec<Filed> {
    let mut sets: Vec<dataset::Dataset> = Vec::new();
    for (one, parts) in tables {
        sets.extend(datasets(of, one, parts));
    }
    let all_parts = tables.iter().flat_map(|(_, parts)| parts);
    let labels: Vec<String> = all_parts.flat_map(|part| dataset::labels(&part.table)).collect();
    let codes = codes(of, plan, scales, &sets, &labels);
    sets.into_iter().chain(codes).map(Filed::of).collect()
}

/// A published table of all its years.
async fn parts(
    app: &App,
    loaded: &Loaded,
    published: &'static Published,
    heads: &[EditionHead],
) -> Result<Vec<Part>, Problem> {
    let part = |year, edition: Option<&EditionHead>, table| Part {
        year,
        edition: edition.map(|head| head.number),
        table,
    };
    match published.made {
        Made::OfItem(_) => Ok(Vec::new()),
        Made::OfEdition => {
            let mut parts = Vec::new();
            for head in latest_of_rounds(heads, key) {
                let (code, plan) = (&loaded.code, loaded.key.as_str());
                let found = table(
                    app.store(),
                    code,
                    plan,
                    head.number,
                    published.name,
                    loaded.seen(),
                )
                .await?;
                parts.extend(found.map(|table| part(Some(head.round.year), Some(head), table)));
            }
            Ok(parts)
        }
        Made::OfPlan { .. } | Made::OfEditions(_) => {
            let ready = ready(app, loaded, published, &Narrowing::default()).await?;
            Ok(vec![part(None, ready.edition.as_ref(), ready.table)])
        }
        Made::OfEditionOrPlan { .. } => {
            let first = ready(app, loaded, published, &Narrowing::default()).await?;
            if first.years.is_empty() {
                return Ok(vec![part(None, first.edition.as_ref(), first.table)]);
            }
            let mut parts = Vec::new();
            for year in &first.years {
                let asked = Narrowing {
                    year: year.to_string(),
                    ..Narrowing::default()
                };
                let of_year = ready(app, loaded, published, &asked).await?;
                parts.push(part(Some(*year), of_year.edition.as_ref(), of_year.table));
            }
            Ok(parts)
        }
    }
}
