//! `/{code}/{plan}/effects` and its like: a published table, with what belongs beside it.

use askama::Template;
use axum::response::Response;
use gyokaku_core::progress::Grade;
use gyokaku_core::table::{self, Made, Published, Table};

use super::ready::{Narrowing, Ready, ready};
use super::{amendments, crosswalk, effects, indicators, progress, retrospective, voices, years};
use crate::App;
use crate::access::sight;
use crate::charts::Picture;
use crate::error::{Problem, html};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, query};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::show::table::{Shown, downloads, tone_class};
use crate::tab::{EFFECTS, OPINIONS, Tab, tables};
use time::Date;

#[derive(Template)]
#[template(path = "pages/register/tables/show.html")]
struct TablePage<'a> {
    page: Page,
    published: &'static Published,
    answer: String,
    /// The edition that the table comes out of: address and name.
    edition: Option<(String, String)>,
    beside: Beside<'a>,
    table: Option<Shown>,
}

/// What stands on the page of a table beside it; nothing by default.
#[derive(Default)]
pub(super) struct Beside<'a> {
    /// What the rows can be narrowed to, and the word for it.
    pub(super) choices: Vec<Choice>,
    pub(super) choices_of: &'static str,
    /// The grades to explain.
    pub(super) legend: Vec<&'a Grade>,
    /// Pictures with their captions.
    pub(super) pictures: Vec<(String, Picture)>,
    /// Markup that shows the same in another form; the table is then folded below it.
    pub(super) instead: String,
    /// Markup between the pictures and the table, which stays open.
    pub(super) before: String,
    /// Where to go on.
    pub(super) next: Option<(String, &'static str)>,
    /// The pages of the same figures.
    pub(super) siblings: Vec<Choice>,
    /// What waits for somebody: its words, and each with its address.
    pub(super) waiting: (&'static str, Vec<(String, String)>),
    /// Something to choose: its words, and each choice with its value, its words, and whether it is chosen.
    pub(super) select: Option<(&'static str, Vec<Listed>)>,
}

/// A choice of a list: its value, its words, whether it is chosen.
pub(super) type Listed = (String, String, bool);

/// One way to narrow the rows.
pub(in crate::pages::register) struct Choice {
    pub(in crate::pages::register) href: String,
    pub(in crate::pages::register) label: String,
    pub(in crate::pages::register) count: Option<usize>,
    pub(in crate::pages::register) current: bool,
}

/// The pages that share the tab of one, as far as the plan has anything for them.
pub(in crate::pages::register) fn siblings(loaded: &Loaded, here: &Published) -> Vec<Choice> {
    let tab = tables().find(|one| *one == here).map(Tab::of_table);
    tables()
        .filter(|one| Some(Tab::of_table(one)) == tab)
        .filter(|one| one.is_in(loaded.plan(), loaded.editions()))
        .map(|one| Choice {
            href: loaded.href_of(Tab::Table(one)),
            label: one.label.to_owned(),
            count: None,
            current: one == here,
        })
        .collect()
}

/// What belongs beside a table, by its name; a table that asks for nothing has its page all the same.
fn beside<'a>(
    loaded: &'a Loaded,
    viewer: &Viewer,
    ready: &Ready,
    asked: &Narrowing,
    (today, origins): (Date, &[Option<String>]),
) -> Beside<'a> {
    match ready.table.name {
        name if name == table::effects::PUBLISHED.name => effects::beside(loaded, viewer),
        name if name == table::compared::PUBLISHED.name => effects::compared(loaded, asked),
        name if name == table::running::PUBLISHED.name => effects::running(loaded),
        name if name == table::ledger::PUBLISHED.name => effects::ledger(loaded, asked),
        name if name == table::fiscal::PUBLISHED.name => effects::fiscal(loaded, viewer, asked),
        name if name == table::amendments::PUBLISHED.name => amendments::beside(loaded, viewer),
        name if name == table::crosswalk::PUBLISHED.name => crosswalk::beside(loaded, viewer, asked, origins),
        name if name == table::indicators::PUBLISHED.name => indicators::beside(loaded, viewer),
        name if name == table::review::PUBLISHED.name => retrospective::beside(loaded),
        name if name == table::opinions::PUBLISHED.name => voices::opinions(loaded, viewer, asked, today),
        name if name == table::meetings::PUBLISHED.name => voices::meetings(loaded, viewer),
        name if name == table::councils::PUBLISHED.name => voices::councils(loaded, viewer, today),
        name if table::voices::kind_of(name).is_some() => voices::others(loaded, viewer),
        name if name == table::progress::PUBLISHED.name => progress::beside(loaded, viewer, ready, asked),
        table::years::PROGRESS => years::beside(ready),
        _ => Beside::default(),
    }
}

/// Where the items of a crosswalk come from; nothing for any other table.
async fn origins(
    app: &App,
    loaded: &Loaded,
    viewer: &Viewer,
    published: &Published,
) -> Result<Vec<Option<String>>, Problem> {
    match published.name == table::crosswalk::PUBLISHED.name {
        true => crosswalk::origins(app, loaded, viewer).await,
        false => Ok(Vec::new()),
    }
}

/// A table as its page has it where nothing is narrowed, with the pictures beside it; none where it has no page of its
/// own or nothing stands in it.
async fn whole(
    app: &App,
    loaded: &Loaded,
    viewer: &Viewer,
    published: &'static Published,
) -> Result<Option<(Table, Vec<(String, Picture)>)>, Problem> {
    if matches!(published.made, Made::OfItem(_) | Made::OfEdition) {
        return Ok(None);
    }
    let asked = Narrowing::default();
    let ready = ready(app, loaded, published, &asked).await?;
    if ready.table.is_empty() {
        return Ok(None);
    }
    let origins = origins(app, loaded, viewer, published).await?;
    let beside = beside(loaded, viewer, &ready, &asked, (app.today()?, &origins));
    Ok(Some((ready.table, beside.pictures)))
}

/// The pictures of a table, as they stand beside it on its page where nothing is narrowed.
pub(in crate::pages::register) async fn pictures(
    app: &App,
    loaded: &Loaded,
    viewer: &Viewer,
    published: &'static Published,
) -> Result<Vec<Picture>, Problem> {
    let whole = whole(app, loaded, viewer, published).await?;
    let pictures = whole.into_iter().flat_map(|(_, pictures)| pictures);
    Ok(pictures.map(|(_, picture)| picture).collect())
}

/// How many pictures of one table are printed; the screen has the others.
const MOST_ON_PAPER: usize = 6;

/// The pictures of a table as they are printed, each with the sentence that stands above it on its page.
pub(in crate::pages::register) async fn on_paper(
    app: &App,
    loaded: &Loaded,
    viewer: &Viewer,
    published: &'static Published,
) -> Result<Vec<gyokaku_paper::Picture>, Problem> {
    let Some((table, pictures)) = whole(app, loaded, viewer, published).await? else {
        return Ok(Vec::new());
    };
    let sentence = match pictures.len() {
        1 => table.summary.as_str(),
        _ => "",
    };
    let drawn = pictures.iter().take(MOST_ON_PAPER);
    Ok(drawn
        .map(|(caption, picture)| picture.on_paper(caption, sentence))
        .collect())
}

/// The query that narrows the files as the page is narrowed.
fn narrowed(ready: &Ready, asked: &Narrowing) -> String {
    let year = asked.year().filter(|year| ready.years.contains(year));
    match (year, asked.kind.as_str()) {
        (Some(year), _) => format!("?year={year}"),
        // What is no kind of a table narrows nothing there.
        (None, kind) if !kind.is_empty() => {
            format!("?{}", query([("kind", kind)]))
        }
        _ => String::new(),
    }
}

pub(crate) async fn show(
    app: App,
    viewer: Viewer,
    at: PlanAt,
    published: &'static Published,
    asked: Narrowing,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &sight(&viewer, &at)).await?;
    let ready = ready(&app, &loaded, published, &asked).await?;
    let tab = Tab::Table(published);
    let under = Tab::of_table(published);
    let mut page = loaded.page(under).seen_by(&viewer);
    if under != tab {
        page.title = format!("{}｜{}", published.label, page.title);
        page.below = true;
    }
    // The page of the opinions leads to consultations and all that is said around the plan.
    let leads_on = tab == OPINIONS && published.is_in(loaded.plan(), loaded.editions());
    if ready.table.is_empty() && asked.kind.is_empty() && !leads_on {
        return html(&TablePage {
            page,
            published,
            answer: published.absent.to_owned(),
            edition: None,
            beside: Beside {
                next: match published.name {
                    name if name == table::amendments::PUBLISHED.name => amendments::next(&loaded, &viewer),
                    name if name == table::fiscal::PUBLISHED.name => effects::next_outlook(&loaded, &viewer),
                    name if name == table::indicators::PUBLISHED.name => indicators::next(&loaded, &viewer),
                    name if name == table::crosswalk::PUBLISHED.name => crosswalk::next(&loaded, &viewer),
                    _ if under == OPINIONS => voices::next(&loaded, &viewer),
                    _ => effects::next(&loaded, &viewer).filter(|_| under == EFFECTS),
                },
                ..Beside::default()
            },
            table: None,
        });
    }
    let (address, query) = (loaded.href_of(tab), narrowed(&ready, &asked));
    let shown = match &ready.grades {
        Some(grades) => {
            let mut shown = loaded.frozen(published.name, &ready.table, grades, None);
            shown.downloads = downloads(&address, &query);
            shown
        }
        None => {
            let rows = voices::rows(&loaded, &viewer, published.name);
            loaded.shown_with(published.name, &ready.table, Some(&address), &query, &rows)
        }
    };
    let origins = origins(&app, &loaded, &viewer, published).await?;
    let mut beside = beside(&loaded, &viewer, &ready, &asked, (app.today()?, &origins));
    if under != tab && beside.siblings.is_empty() {
        beside.siblings = siblings(&loaded, published);
    }
    html(&TablePage {
        page,
        published,
        answer: ready.table.summary,
        edition: ready.edition.map(|head| {
            (
                format!("{}/{}", loaded.href_of(Tab::Editions), head.number),
                format!("第{}版（{}）", head.number, head.title),
            )
        }),
        beside,
        table: Some(shown),
    })
}

fn class(grade: &Grade) -> &'static str {
    tone_class(grade.tone)
}

/// The word of the tone, where the plan itself does not say what the grade means.
fn word(grade: &Grade) -> &'static str {
    match grade.definition.is_empty() {
        true => grade.tone.word(),
        false => "",
    }
}
