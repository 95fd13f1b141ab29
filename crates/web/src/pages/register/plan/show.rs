//! `/{code}/{plan}`: a plan at a glance; each answer leads to its page.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::brief::head_of;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::outlook::vintages;
use gyokaku_core::overview::{KeyFigure, key_figures};
use gyokaku_core::plan::{Annotation, Frame, Group, Period, Plan, PlanVersion, Stated, Statement};
use gyokaku_core::progress::Tone;
use gyokaku_core::release::standing;
use gyokaku_core::table::{self, Table};
use gyokaku_core::text::each_once;
use gyokaku_office::editions::heads;

use super::readiness::{Figure, InHand};
use crate::App;
use crate::access::{Right, has, sight};
use crate::charts::timeline::{self, Span, When};
use crate::charts::{Picture, sketch};
use crate::error::{Problem, html};
use crate::filter::Filter;
use crate::loaded::{Loaded, load};
use crate::pages::register::tables::ready::{Narrowing, ready};
use crate::path::{PlanAt, UrlPath};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::show::sisters::Sisters;
use crate::show::table::{GradeWord, Shown};
use crate::tab::{CROSSWALK, EFFECTS, ITEMS, PROGRESS, REVIEW, Tab};

#[derive(Template)]
#[template(path = "pages/register/plan/show.html")]
struct PlanPage<'a> {
    page: Page,
    loaded: &'a Loaded,
    answer: String,
    answers: Vec<(&'static str, String, String)>,
    /// What is asked first, each with where it is proved and its small picture.
    keys: Vec<Key>,
    /// What happened last, newest first.
    news: Vec<News>,
    outline: Option<Shown>,
    /// Whether the outline is all there is to see.
    outline_open: bool,
    period: String,
    /// The plan and its editions on one axis, where there are several.
    editions: Option<Picture>,
    statements: Vec<(&'a Statement, Option<String>)>,
    unread: Option<String>,
    frame: Vec<(&'static str, Vec<FrameGroup<'a>>)>,
    /// Circumstance, viewpoint and direction that belong together, and the parts that they lead to.
    steps: Vec<([&'a Group; 3], Links)>,
    /// Where the editions are that are plans of their own, by their titles.
    sisters: Option<Sisters>,
    /// Where the plan stands before the public, for who works on it; and where that is changed, for who may.
    standing: Option<(String, Option<String>)>,
    /// How far it is in hand, for who works on it.
    figures: Vec<Figure>,
    /// Where the plan is edited, for who may.
    edit: Option<String>,
    /// Where the office begins to ask the departments; none for others, and without items.
    rounds: Option<String>,
    /// Where a booklet of it is made.
    booklet: Option<String>,
    /// Who heads the body, where papers are made for them.
    briefs: Option<&'static str>,
}

/// A key figure as it is shown.
struct Key {
    figure: KeyFigure,
    href: Option<String>,
    sketch: Option<String>,
}

/// Something that happened to the plan: its day, what it was, and where it is.
struct News {
    on: String,
    text: String,
    href: String,
}

/// So much of what is new is shown.
const MOST_NEWS: usize = 5;

struct FrameGroup<'a> {
    title: &'a str,
    points: &'a [Stated],
    leads: Links,
}

/// Sections and items, each with its address.
type Links = Vec<(String, String)>;

/// At most so many notes stand on the page of a plan.
const MOST_NOTES: usize = 200;

impl PlanPage<'_> {
    /// A period as the plan writes its years.
    fn years(&self, period: &Period) -> String {
        period.show(self.loaded.plan().year_style)
    }

    /// Whether the frame leads to parts of the plan.
    fn leads(&self) -> bool {
        self.steps.iter().any(|(_, leads)| !leads.is_empty())
    }

    /// Where the plan of this body is that an edition is called after.
    fn sister(&self, edition: &PlanVersion) -> Option<&str> {
        let sisters = self.sisters.as_ref()?;
        let known = edition.plan.as_deref().and_then(|key| sisters.of_key(key));
        known.or_else(|| sisters.href(&edition.title))
    }

    /// The notes of the plan and of its sections, at most [`MOST_NOTES`]; those of items stand with the items.
    fn remarks(&self) -> Vec<(&str, &Annotation)> {
        let plan = self.loaded.plan();
        let about = |note: &Annotation| match note.on.as_deref() {
            None => Some(""),
            Some(id) => plan.section(id).map(|section| section.title.as_str()),
        };
        let notes = plan.annotations.iter();
        notes
            .filter_map(|note| Some((about(note)?, note)))
            .take(MOST_NOTES)
            .collect()
    }

    /// The address of the place where something is said.
    fn at(&self, place: &gyokaku_core::document::Place) -> Option<String> {
        self.loaded.href_of_place(place)
    }
}

/// A statement of the text as it was printed, or its value.
fn stated(statement: &Statement) -> String {
    let text = if statement.stated.is_empty() {
        gyokaku_core::money::grouped(statement.value)
    } else {
        statement.stated.clone()
    };
    if statement.approximate && !text.contains('約') {
        format!("約{text}")
    } else {
        text
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &sight(&viewer, &at)).await?;
    let plan = loaded.plan();
    let progress = ready(&app, &loaded, &table::progress::PUBLISHED, &Narrowing::default()).await?;
    let (progress, frozen) = (progress.table, progress.grades);
    let effects = table::effects::table(plan);
    let crosswalk = table::crosswalk::table(plan);
    let review = table::review::table(plan);
    let outline = table::outline::table(plan);
    let mut answers = Vec::new();
    for (tab, answer) in [
        (PROGRESS, &progress.summary),
        (EFFECTS, &effects.summary),
        (CROSSWALK, &crosswalk.summary),
        (REVIEW, &review.summary),
        (ITEMS, &outline.summary),
    ] {
        if answer.is_empty() {
            continue;
        }
        if tab == ITEMS && plan.items.is_empty() {
            answers.push(("体系", answer.clone(), "#outline-head".to_owned()));
        } else {
            answers.push((tab.label(), answer.clone(), loaded.href_of(tab)));
        }
    }
    if !loaded.is_for_the_public() {
        answers.push((
            Tab::Findings.label(),
            crate::pages::register::findings::index::answer(&loaded),
            loaded.href_of(Tab::Findings),
        ));
    }
    let occasions = vintages(&plan.outlook);
    if !occasions.is_empty() {
        let fiscal = Tab::Table(&table::fiscal::PUBLISHED);
        answers.push((
            fiscal.label(),
            format!("財政計画を収録しています（{}）。", occasions.join("、")),
            loaded.href_of(fiscal),
        ));
    }
    let answer = if answers.len() > 1 {
        answers.remove(0).1
    } else {
        of_frame(&loaded)
    };
    let keys = keys(&loaded, &progress, frozen.as_deref(), app.today()?);
    let file = format!("{}/outline", loaded.href());
    let outline = (!outline.rows.is_empty()).then(|| loaded.shown("outline", &outline, Some(&file), ""));
    let period = plan
        .period
        .map_or_else(|| "記載なし".to_owned(), |period| period.show(plan.year_style));
    let has_state = !plan.items.is_empty() || !progress.is_empty();
    html(&PlanPage {
        page: loaded.page(Tab::Plan).seen_by(&viewer),
        answer,
        answers,
        outline_open: keys.is_empty(),
        keys,
        news: news(&app, &loaded).await?,
        outline,
        period,
        editions: editions(plan),
        statements: statements(&loaded),
        unread: unread(plan),
        frame: frame(&loaded),
        steps: steps(&loaded),
        sisters: match plan.editions.is_empty() {
            true => None,
            false => Some(Sisters::of(&app, &viewer, &loaded).await?),
        },
        figures: match InHand::of(&app, &viewer, &loaded.code).await? {
            Some(known) if !loaded.is_for_the_public() => known.figures(&loaded),
            _ => Vec::new(),
        },
        edit: has(&viewer, Right::EditRegister, &loaded.code).then(|| format!("{}/edit", loaded.href())),
        standing: standing_of(&app, &viewer, &loaded).await?,
        briefs: (has_state && has(&viewer, Right::SeeDrafts, &loaded.code))
            .then(|| head_of(&loaded.body_name)),
        booklet: (!plan.items.is_empty() && has(&viewer, Right::SeeDrafts, &loaded.code))
            .then(|| format!("{}/booklet", loaded.href())),
        rounds: (!plan.items.is_empty() && has(&viewer, Right::ManageRounds, &loaded.code))
            .then(|| format!("{}/new", loaded.href_of(Tab::Rounds))),
        loaded: &loaded,
    })
}

/// The key figures, each with the page that proves it; what is counted by one grade leads to the list of its items where
/// the list holds as many.
fn keys(loaded: &Loaded, progress: &Table, frozen: Option<&[GradeWord]>, today: time::Date) -> Vec<Key> {
    let plan = loaded.plan();
    let words = frozen.unwrap_or(loaded.grades());
    let tone = |label: &str| {
        let known = words.iter().find(|word| word.label == label);
        known.map_or(Tone::Neutral, |word| word.tone)
    };
    let figures = key_figures(plan, progress, tone, FiscalYear::of_day(today));
    let listed = |figure: &KeyFigure| {
        let [grade] = figure.grades.as_slice() else {
            return None;
        };
        let filter = Filter {
            grade: grade.clone(),
            ..Filter::default()
        };
        let count = filter.items(plan).len();
        let as_many = count.to_string() == figure.value;
        (count > 0 && as_many).then(|| format!("{}{}", loaded.href_of(ITEMS), filter.query()))
    };
    let shown = figures.into_iter().enumerate().map(|(n, figure)| Key {
        href: listed(&figure).or_else(|| figure.proof.map(|table| loaded.href_of(Tab::Table(table)))),
        sketch: sketch::draw(&format!("key-{n}"), &figure.sketch),
        figure,
    });
    shown.collect()
}

/// What happened last: editions that were frozen and documents that were taken in, newest first.
async fn news(app: &App, loaded: &Loaded) -> Result<Vec<News>, Problem> {
    let editions = match loaded.editions() {
        0 => Vec::new(),
        _ => heads(app.store(), &loaded.code, &loaded.key, loaded.seen()).await?,
    };
    let editions = editions.iter().map(|head| {
        let words = match head.corrects {
            Some(_) => "を訂正して確定しました。",
            None => "を確定しました。",
        };
        let text = format!("「{}」{words}", head.title);
        let href = format!("{}/{}", loaded.href_of(Tab::Editions), head.number);
        (head.made_at.as_str(), text, href)
    });
    let sources = loaded.stored().sources.iter().map(|source| {
        let text = format!("「{}」を取り込みました。", source.name);
        let href = format!("{}/sources/{}", loaded.href(), source.id);
        (source.read_at.as_str(), text, href)
    });
    let mut all: Vec<(&str, String, String)> = sources.chain(editions).collect();
    all.sort_by(|a, b| b.0.cmp(a.0));
    let all = all.into_iter().take(MOST_NEWS);
    let news = all.map(|(on, text, href)| News {
        on: crate::show::time::day(on),
        text,
        href,
    });
    Ok(news.collect())
}

/// How many fiscal years an axis of editions may have.
const LONGEST_AXIS: i16 = 60;

/// The plan and its editions over the fiscal years, each with a period of its own; none where there is but one.
pub(in crate::pages::register) fn editions(plan: &Plan) -> Option<Picture> {
    let own = plan.period.map(|period| (plan.title.clone(), period));
    let editions = plan.editions.iter();
    let editions = editions.filter_map(|e| Some((format!("{}（{}）", e.title, e.kind.label()), e.period?)));
    let mut periods: Vec<(String, Period)> = own.into_iter().collect();
    for (words, period) in editions {
        let is_own = |(_, known): &(String, Period)| *known == period;
        match periods.iter_mut().find(|known| is_own(known)) {
            // The edition that this plan is has the plan's own period.
            Some((known, _)) if *known == plan.title => *known = words,
            _ => periods.push((words, period)),
        }
    }
    let from = periods.iter().map(|(_, period)| period.from).min()?;
    let to = periods.iter().map(|(_, period)| period.to).max()?;
    if periods.len() < 2 || to.western() - from.western() >= LONGEST_AXIS {
        return None;
    }
    periods.sort_by_key(|(_, period)| (period.from, period.to));
    let spans: Vec<Span> = periods
        .into_iter()
        .map(|(text, period)| Span {
            text,
            when: When::Between(period.from, period.to),
        })
        .collect();
    let title = format!("{}の版と期間", plan.title);
    Some(Picture::draw("editions", |width, id| {
        timeline::draw(width, id, &title, Some((from, to)), &spans, &[])
    }))
}

/// Where the plan stands before the public; the public is not told.
async fn standing_of(
    app: &App,
    viewer: &Viewer,
    loaded: &Loaded,
) -> Result<Option<(String, Option<String>)>, Problem> {
    if loaded.is_for_the_public() {
        return Ok(None);
    }
    let releases = app.store().releases(&loaded.code, &loaded.key).await?;
    let words = crate::pages::register::release::show::answer(&standing(&releases, app.today()?));
    let may_release = has(viewer, Right::Release, &loaded.code);
    Ok(Some((words, may_release.then(|| loaded.href_of(Tab::Release)))))
}

/// What the text states as a quantity, each once for each value, with where it says so.
fn statements(loaded: &Loaded) -> Vec<(&Statement, Option<String>)> {
    let mut found: Vec<(&Statement, Option<String>)> = Vec::new();
    for statement in &loaded.plan().statements {
        let known = |other: &Statement| (&other.of, other.value) == (&statement.of, statement.value);
        if found.iter().any(|(other, _)| known(other)) {
            continue;
        }
        found.push((statement, loaded.href_of_place(&statement.at)));
    }
    found
}

/// What a person would look for and not find, said plainly.
pub(crate) fn unread(plan: &Plan) -> Option<String> {
    let has_figures = !plan.progress.is_empty()
        || !plan.effects.is_empty()
        || !plan.crosswalk.is_empty()
        || !plan.outlook.is_empty();
    let has_frame = plan.frame != Frame::default() || !plan.statements.is_empty();
    let words = match (plan.items.is_empty(), plan.sections.is_empty()) {
        (false, _) => return None,
        (true, _) if !plan.progress.is_empty() => {
            "文書から読み取ったのは件数の集計です。個々の取組項目の一覧は、この文書からは読み取っていません。"
        }
        (true, _) if !plan.effects.is_empty() => {
            "文書から読み取ったのは金額です。個々の取組項目の一覧は、この文書からは読み取っていません。"
        }
        (true, false) => {
            "文書から読み取ったのは区分だけです。個々の取組項目は、この文書からは読み取っていません。"
        }
        (true, true) if has_figures || has_frame => {
            "個々の取組項目の一覧は、この文書からは読み取っていません。"
        }
        (true, true) => "この文書からは、取組項目も数値も読み取っていません。もとの文書でお確かめください。",
    };
    Some(words.to_owned())
}

/// What a plan without tables says, in one sentence.
fn of_frame(loaded: &Loaded) -> String {
    let (plan, frame) = (loaded.plan(), &loaded.plan().frame);
    let points = |groups: &[Group]| groups.iter().map(|g| g.points.len()).sum::<usize>();
    let counts: Vec<String> = [
        (frame.ideals.len() + frame.themes.len(), "理念とテーマ"),
        (points(&frame.circumstances), "環境の変化"),
        (points(&frame.viewpoints), "視点"),
        (points(&frame.directions), "充実する取組"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, words)| format!("{words}{count}"))
    .collect();
    let period = plan
        .period
        .map(|p| format!("{}の計画です。", p.show(plan.year_style)));
    let counts = if counts.is_empty() {
        String::new()
    } else {
        format!("{}を挙げています。", counts.join("、"))
    };
    period.unwrap_or_default() + &counts
}

/// The frame of the plan, part by part; what the document does not give is left out.
fn frame(loaded: &Loaded) -> Vec<(&'static str, Vec<FrameGroup<'_>>)> {
    let frame = &loaded.plan().frame;
    let single = [
        ("基本理念", &frame.ideals),
        ("基本テーマ", &frame.themes),
        ("推進体制", &frame.promotion),
        ("上位計画との関係", &frame.higher_plans),
    ];
    // Circumstances, viewpoints and directions that belong together stand side by side instead.
    let mut grouped = if steps(loaded).is_empty() {
        grouped(loaded)
    } else {
        Vec::new()
    };
    if !frame.chapters.is_empty() {
        grouped.push(("計画の構成", groups(loaded, &frame.chapters)));
    }
    let single = single
        .into_iter()
        .filter(|(_, points)| !points.is_empty())
        .map(|(name, points)| {
            let group = FrameGroup {
                title: "",
                points,
                leads: Vec::new(),
            };
            (name, vec![group])
        });
    single.chain(grouped).collect()
}

/// Circumstance, viewpoint and direction of each policy, where the document has as many of each.
fn steps(loaded: &Loaded) -> Vec<([&Group; 3], Links)> {
    let rows = loaded.plan().frame.links().into_iter();
    rows.map(|row| {
        let ids = row.iter().flat_map(|group| &group.leads_to);
        (row, links(loaded, each_once(ids)))
    })
    .collect()
}

/// The parts with these identities, by what they are called.
fn links<'a>(loaded: &Loaded, ids: impl IntoIterator<Item = &'a String>) -> Links {
    let plan = loaded.plan();
    let of = |id: &String| match (plan.item(id), plan.section(id)) {
        (Some(item), _) => Some((format!("{}/items/{id}", loaded.href()), item.called())),
        (None, Some(section)) => Some((
            format!("{}?section={id}", loaded.href_of(ITEMS)),
            section.called(),
        )),
        (None, None) => None,
    };
    ids.into_iter().filter_map(of).collect()
}

fn grouped(loaded: &Loaded) -> Vec<(&'static str, Vec<FrameGroup<'_>>)> {
    let frame = &loaded.plan().frame;
    let grouped = [
        ("環境の変化", &frame.circumstances),
        ("改定の視点", &frame.viewpoints),
        ("方向性・充実する取組", &frame.directions),
    ];
    grouped
        .into_iter()
        .filter(|(_, groups)| {
            let says = |group: &Group| !group.points.is_empty() || !group.leads_to.is_empty();
            groups.iter().any(says)
        })
        .map(|(name, list)| (name, groups(loaded, list)))
        .collect()
}

fn groups<'a>(loaded: &'a Loaded, list: &'a [Group]) -> Vec<FrameGroup<'a>> {
    list.iter()
        .map(|g| FrameGroup {
            title: &g.title,
            points: &g.points,
            leads: links(loaded, &g.leads_to),
        })
        .collect()
}
