//! What the chosen parts of a booklet hold, loaded as their pages load it.

use gyokaku_core::booklet::{self, Part};
use gyokaku_core::edition::{Edition, Entry};
use gyokaku_core::item_sheet::ItemSheet;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::table::{self, Made, Published, Table};
use gyokaku_office::editions::{edition, heads, of_rounds, tables};
use gyokaku_paper::{Booklet, Chapter, Content, Paper, Paragraph};

use crate::App;
use crate::error::Problem;
use crate::loaded::Loaded;
use crate::pages::register::briefs::content::{Of, of_plan};
use crate::pages::register::editions::show::erratum;
use crate::pages::register::plan::show::editions;
use crate::pages::register::tables::on_paper;
use crate::pages::register::tables::ready::{Narrowing, ready};
use crate::person::Viewer;

/// The booklet of these parts, in this order.
pub(super) async fn booklet(
    app: &App,
    loaded: &Loaded,
    viewer: &Viewer,
    parts: &[Part],
    line: String,
    paper: Paper,
) -> Result<Booklet, Problem> {
    let mut chapters = Vec::with_capacity(parts.len());
    // The pictures of each chapter's table, for the summary.
    let mut drawn = Vec::with_capacity(parts.len());
    let has_summary = parts.contains(&Part::Summary);
    for part in parts {
        let mut heading = part.label().to_owned();
        let content = match part {
            Part::Cover => Content::Cover(vec![line.clone()]),
            Part::Contents => Content::Contents,
            // What the tables say is known when they are all there.
            Part::Summary => Content::Text(Vec::new()),
            Part::Terms => Content::Table(booklet::terms(loaded.plan())),
            Part::Errata => match errata(app, loaded).await? {
                Some(table) => Content::Table(table),
                None => continue,
            },
            Part::Sheets => Content::Sheets(sheets(app, loaded).await?),
            Part::Head | Part::Assembly => {
                let of = match part {
                    Part::Head => Of::Head,
                    _ => Of::Assembly,
                };
                let leaf = of_plan(app, loaded, viewer, of).await?;
                heading.clone_from(&leaf.brief.title);
                Content::Brief(leaf)
            }
            Part::Table(published) => match table_of(app, loaded, published).await? {
                Some(table) => Content::Table(table),
                None => continue,
            },
        };
        drawn.push(match part {
            Part::Table(published) if has_summary => on_paper(app, loaded, viewer, published).await?,
            _ => Vec::new(),
        });
        chapters.push(Chapter { heading, content });
    }
    let of_chapters = chapters.iter().zip(drawn).filter_map(|(chapter, pictures)| {
        Some(Paragraph {
            words: said(chapter)?,
            pictures,
        })
    });
    let said: Vec<Paragraph> = timeline(loaded.plan()).into_iter().chain(of_chapters).collect();
    for chapter in &mut chapters {
        match &mut chapter.content {
            Content::Text(paragraphs) => paragraphs.clone_from(&said),
            Content::Cover(lines) => lines.retain(|line| !line.is_empty()),
            _ => {}
        }
    }
    Ok(Booklet {
        title: loaded.title().to_owned(),
        paper,
        chapters,
    })
}

/// For which years the plan is made, with its editions over the years where there are several.
fn timeline(plan: &Plan) -> Option<Paragraph> {
    let period = plan.period?;
    let words = format!("計画の期間は、{}です。", period.show(plan.year_style));
    let picture = editions(plan).map(|picture| picture.on_paper("", &words));
    Some(Paragraph {
        words: format!("【計画の期間】{words}"),
        pictures: picture.into_iter().collect(),
    })
}

/// The sentence of a chapter's table, under what it speaks of.
fn said(chapter: &Chapter) -> Option<String> {
    match &chapter.content {
        Content::Table(table) if !table.summary.is_empty() => {
            Some(format!("【{}】{}", chapter.heading, table.summary))
        }
        _ => None,
    }
}

/// A published table; that of a frozen year is the latest that is seen.
async fn table_of(
    app: &App,
    loaded: &Loaded,
    published: &'static Published,
) -> Result<Option<Table>, Problem> {
    if !matches!(published.made, Made::OfEdition) {
        let ready = ready(app, loaded, published, &Narrowing::default()).await?;
        return Ok(Some(ready.table).filter(|table| !table.is_empty()));
    }
    let all = heads(app.store(), &loaded.code, &loaded.key, loaded.seen()).await?;
    let Some(latest) = all.iter().max_by_key(|head| (head.round.year, head.number)) else {
        return Ok(None);
    };
    let frozen = tables(
        app.store(),
        &loaded.code,
        &loaded.key,
        latest.number,
        loaded.seen(),
    )
    .await?;
    Ok(frozen.into_iter().find(|table| table.name == published.name))
}

/// What the latest edition that is seen corrects; none where it corrects nothing.
async fn errata(app: &App, loaded: &Loaded) -> Result<Option<Table>, Problem> {
    let all = heads(app.store(), &loaded.code, &loaded.key, loaded.seen()).await?;
    let Some(latest) = all.iter().max_by_key(|head| (head.round.year, head.number)) else {
        return Ok(None);
    };
    let changes = edition(latest)?.changes.into_iter();
    let corrections = changes
        .filter(|change| loaded.seen().change(change))
        .map(|change| erratum(loaded, change).told());
    Ok(Some(booklet::errata(corrections)).filter(|table| !table.is_empty()))
}

/// The sheet of each item that goes on, with what the frozen years say of it.
async fn sheets(app: &App, loaded: &Loaded) -> Result<Vec<ItemSheet>, Problem> {
    let plan = loaded.plan();
    let editions = match loaded.editions() {
        0 => Vec::new(),
        _ => of_rounds(app.store(), &loaded.code, &loaded.key, loaded.seen()).await?,
    };
    let over_years = |item: &Item| {
        let entries = editions.iter().flat_map(|(edition, entries)| {
            let own = entries.iter().filter(|entry| entry.item == item.id);
            own.map(move |entry| (edition, entry))
        });
        let entries: Vec<(&Edition, &Entry)> = entries.collect();
        let table = table::years::item(&item.title, plan.year_style, &entries);
        Some(table).filter(|table| !table.is_empty())
    };
    let living = plan.items.iter().filter(|item| item.retired.is_none());
    let sheets = living.filter_map(|item| {
        let mut sheet = ItemSheet::of(plan, &item.id)?;
        sheet.tables.extend(over_years(item));
        Some(sheet)
    });
    Ok(sheets.collect())
}
