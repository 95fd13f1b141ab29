//! `/{code}/{plan}/editions/{number}`: an edition as it was frozen, with what a correction changed.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::edition::Change;
use gyokaku_core::table::Table;
use gyokaku_core::table::progress::PUBLISHED;
use gyokaku_office::editions::{edition, heads, tables};
use gyokaku_store::EditionHead;
use serde::Deserialize;

use crate::App;
use crate::access::{Right, has, sight};
use crate::charts::Picture;
use crate::error::{Problem, html};
use crate::loaded::{Loaded, load, scale_words};
use crate::pages::register::tables::progress::picture;
use crate::path::{Code, PlanAt, PlanKey, UrlPath};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::show::table::{Shown, downloads};
use crate::show::time::moment;
use crate::tab::Tab;

/// `/{code}/{plan}/editions/{number}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct EditionAt {
    pub(crate) code: Code,
    pub(crate) plan: PlanKey,
    pub(crate) number: u32,
}

impl EditionAt {
    pub(crate) fn plan(&self) -> PlanAt {
        PlanAt {
            code: self.code,
            plan: self.plan.clone(),
        }
    }
}

/// A frozen table with its downloads.
struct FrozenTable {
    id: String,
    title: String,
    table: Shown,
}

/// What a correction changed, and where the item stands.
pub(in crate::pages::register) struct Erratum {
    /// None for a total.
    href: Option<String>,
    title: String,
    what: String,
    old: Option<String>,
    new: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/register/editions/show.html")]
struct EditionPage {
    page: Page,
    number: i64,
    title: String,
    answer: String,
    made: String,
    /// A newer edition of the round: its address and number.
    newer: Option<(String, i64)>,
    corrects: Option<(String, i64)>,
    /// Where a correction of it begins; only of the latest of its round, for the office.
    correction: Option<String>,
    reason: String,
    errata: Vec<Erratum>,
    picture: Option<Picture>,
    parts: Vec<FrozenTable>,
}

/// An edition with its tables.
pub(super) struct Frozen {
    pub(super) loaded: Loaded,
    pub(super) heads: Vec<EditionHead>,
    pub(super) head: EditionHead,
    pub(super) tables: Vec<Table>,
}

/// Loads an edition.
pub(super) async fn frozen(app: &App, viewer: &Viewer, at: &PlanAt, number: u32) -> Result<Frozen, Problem> {
    let loaded = load(app, at, &sight(viewer, at)).await?;
    let heads = heads(app.store(), &loaded.code, &loaded.key, loaded.seen()).await?;
    let head = heads.iter().find(|head| head.number == i64::from(number));
    let head = head.cloned().ok_or(Problem::NotFound)?;
    let tables = tables(app.store(), &loaded.code, &loaded.key, head.number, loaded.seen()).await?;
    Ok(Frozen {
        loaded,
        heads,
        head,
        tables,
    })
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<EditionAt>,
) -> Result<Response, Problem> {
    let Frozen {
        loaded,
        heads,
        head,
        tables,
    } = frozen(&app, &viewer, &at.plan(), at.number).await?;
    let of = head.round.show(loaded.plan().year_style);
    let editions = loaded.href_of(Tab::Editions);
    let href = format!("{editions}/{}", head.number);
    let edition = edition(&head)?;
    let grades = scale_words(&edition.scale);
    let progress = tables.iter().find(|table| table.name == PUBLISHED.name);
    let answer = tables
        .first()
        .map(|table| table.summary.clone())
        .unwrap_or_default();
    let newer = heads
        .iter()
        .filter(|other| other.round == head.round)
        .map(|other| other.number)
        .max();
    let mut page = loaded
        .page(Tab::Editions)
        .seen_by(&viewer)
        .under(editions.clone(), Tab::Editions.label());
    page.title = format!("第{}版（{of}）｜{}", head.number, page.title);
    page.below = true;
    html(&EditionPage {
        page,
        number: head.number,
        title: named(&of, &head.title),
        answer,
        made: moment(&head.made_at),
        newer: newer
            .filter(|newest| *newest > head.number)
            .map(|newest| (format!("{editions}/{newest}"), newest)),
        corrects: head
            .corrects
            .map(|number| (format!("{editions}/{number}"), number)),
        correction: (newer == Some(head.number) && has(&viewer, Right::ManageRounds, &loaded.code))
            .then(|| format!("{}/{}/closing", loaded.href_of(Tab::Rounds), head.round)),
        reason: head.reason.clone().unwrap_or_default(),
        errata: edition
            .changes
            .into_iter()
            .filter(|change| loaded.seen().change(change))
            .map(|change| erratum(&loaded, change))
            .collect(),
        picture: progress.map(|table| picture(&grades, table, 1)),
        parts: tables
            .iter()
            .map(|table| {
                let file = format!("{href}/{}", table.name);
                let mut shown = loaded.frozen(table.name, table, &grades, None);
                shown.downloads = downloads(&file, "");
                shown.downloads.push((format!("{file}.html"), "ウェブページ"));
                FrozenTable {
                    id: format!("part-{}", table.name),
                    title: name(table),
                    table: shown,
                }
            })
            .collect(),
    })
}

/// The name of a table as a heading.
fn name(table: &Table) -> String {
    gyokaku_core::table::named(table.name)
        .map_or_else(|| table.title.clone(), |published| published.label.to_owned())
}

/// A correction as it is shown.
pub(in crate::pages::register) fn erratum(loaded: &Loaded, change: Change) -> Erratum {
    // Amounts stand in the ledger as bare yen.
    let is_amount = !change.item.is_empty() && change.what.starts_with("効果額");
    let shown = |value: Option<String>| match is_amount {
        true => value.map(|value| crate::pages::year::review::yen_shown(&value)),
        false => value,
    };
    Erratum {
        href: (!change.item.is_empty()).then(|| format!("{}/items/{}", loaded.href(), change.item)),
        title: change.title,
        what: change.what,
        old: shown(change.old),
        new: shown(change.new),
    }
}

impl Erratum {
    /// The correction in words: the item, what of it, before and now.
    pub(in crate::pages::register) fn told(self) -> [String; 4] {
        let words = |value: Option<String>| value.unwrap_or_else(|| "（空欄）".to_owned());
        [self.title, self.what, words(self.old), words(self.new)]
    }
}

/// The title of an edition with the year it speaks of, which most titles begin with already.
fn named(of: &str, title: &str) -> String {
    match title.starts_with(of) {
        true => title.to_owned(),
        false => format!("{of}　{title}"),
    }
}
