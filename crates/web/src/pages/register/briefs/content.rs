//! What the papers hold, loaded as their pages load it, with the pictures of those pages.

use gyokaku_core::brief::{self, Brief, Figures};
use gyokaku_core::document::Place;
use gyokaku_core::progress::Tone;
use gyokaku_core::table;
use gyokaku_paper::{Leaf, Picture};

use crate::App;
use crate::error::Problem;
use crate::loaded::Loaded;
use crate::pages::register::item::show::over_years;
use crate::pages::register::tables::on_paper;
use crate::pages::register::tables::progress::picture;
use crate::pages::register::tables::ready::{Narrowing, ready};
use crate::person::Viewer;

/// Which paper of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages::register) enum Of {
    /// For the head of the body.
    Head,
    /// For the assembly.
    Assembly,
}

/// A paper of a plan.
pub(in crate::pages::register) async fn of_plan(
    app: &App,
    loaded: &Loaded,
    viewer: &Viewer,
    of: Of,
) -> Result<Leaf, Problem> {
    let plan = loaded.plan();
    let progress = ready(app, loaded, &table::progress::PUBLISHED, &Narrowing::default()).await?;
    let words = progress.grades.as_deref().unwrap_or(loaded.grades());
    let today = app.today()?;
    let brief = {
        let tone = |label: &str| {
            let known = words.iter().find(|word| word.label == label);
            known.map_or(Tone::Neutral, |word| word.tone)
        };
        let figures = Figures {
            progress: &progress.table,
            tone: &tone,
            today,
        };
        match of {
            Of::Head => brief::head(plan, &loaded.body_name, &figures),
            Of::Assembly => brief::assembly(plan, &figures),
        }
    };
    // The parts below the highest are for the page.
    let shares = picture(words, &progress.table, 0).on_paper("", &progress.table.summary);
    drawn(app, loaded, viewer, brief, shares).await
}

/// The paper for an answer in the assembly about an item; none where the plan has no such item.
pub(super) async fn of_item(app: &App, loaded: &Loaded, id: &str) -> Result<Option<Leaf>, Problem> {
    let plan = loaded.plan();
    let Some(item) = plan.item(id) else {
        return Ok(None);
    };
    let over_years = over_years(app, loaded, item).await?;
    let source = |place: &Place| {
        let id = loaded.source_of(place);
        let sources = &loaded.stored().sources;
        let known = id.and_then(|id| sources.iter().find(|source| source.id == id));
        match known {
            Some(source) => format!("{} {place}", source.name),
            // What was written by hand stands in no document.
            None => "画面で記録".to_owned(),
        }
    };
    let brief = brief::answering(plan, id, over_years, &source);
    Ok(brief.map(|brief| Leaf {
        brief,
        pictures: Vec::new(),
    }))
}

/// The paper with the pictures of its blocks; those of the progress are at hand.
async fn drawn(
    app: &App,
    loaded: &Loaded,
    viewer: &Viewer,
    brief: Brief,
    shares: Picture,
) -> Result<Leaf, Problem> {
    let mut pictures = Vec::with_capacity(brief.blocks.len());
    for block in &brief.blocks {
        pictures.push(match block.pictures_of {
            Some(published) if *published == table::progress::PUBLISHED => vec![shares.clone()],
            Some(published) => on_paper(app, loaded, viewer, published).await?,
            None => Vec::new(),
        });
    }
    Ok(Leaf { brief, pictures })
}
