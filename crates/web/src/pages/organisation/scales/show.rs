//! `/{code}/{plan}/scales`: the scales of a plan, and the form of the one for a year.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Plan;
use gyokaku_core::progress::{Grade, Scale, scale_of};
use gyokaku_core::scale::{Points, Template as Start, axes, not_evaluated};

use super::form::{Row, TONES, longest_label, rows};
use super::precedence::{Place, places};
use crate::App;
use crate::access::Sight;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::pages::organisation::directory::known::years_of;
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::table::tone_class;
use crate::show::time::fiscal_year;
use crate::tab::Tab;

#[derive(Template)]
#[template(path = "pages/organisation/scales/show.html")]
struct Scales<'a> {
    page: Page,
    answer: String,
    address: String,
    revision: i64,
    /// The scales there are: year, address, grades.
    known: Vec<(String, String, &'a [Grade])>,
    /// The years that can have their own: value, words, chosen.
    years: Vec<(String, String, bool)>,
    year: String,
    year_words: String,
    /// What the form starts from.
    note: String,
    own: bool,
    rows: Vec<Row>,
    templates: Vec<(&'static str, &'static str)>,
    asked: Generated,
    /// Whose grade counts, first asked first.
    places: Vec<Place>,
    precedence: String,
    wrongs: FieldErrors,
}

/// The fields that generate labels, as typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Generated {
    low: String,
    high: String,
    step: String,
    ahead: String,
    steady: String,
    first: String,
    second: String,
}

/// How a scale's year stands in the address: `all`, or the year.
pub(super) fn year_word(year: Option<FiscalYear>) -> String {
    year.map_or_else(|| "all".to_owned(), |y| y.to_string())
}

/// The year of a word; none where a plan cannot have a scale for it.
pub(super) fn year_of(plan: &Plan, word: &str, now: FiscalYear) -> Option<Option<FiscalYear>> {
    if word == "all" {
        return Some(None);
    }
    let year = word.parse().ok().and_then(FiscalYear::new)?;
    years(plan, now).contains(&year).then_some(Some(year))
}

/// The years that can have their own scale: those of the plan, and those that have one.
fn years(plan: &Plan, now: FiscalYear) -> Vec<FiscalYear> {
    let evaluated = plan.evaluations.iter().filter_map(|e| e.fiscal_year);
    let scales = plan.scales.iter().filter_map(|s| s.fiscal_year);
    let mut years = years_of(plan, now);
    years.extend(evaluated.chain(scales));
    years.sort_unstable();
    years.dedup();
    years
}

/// The scale of exactly this year.
pub(super) fn own(scales: &[Scale], year: Option<FiscalYear>) -> Option<&Scale> {
    scales.iter().find(|s| s.fiscal_year == year)
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(sent): UrlQuery<FormData>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let plan = loaded.plan();
    let now = this_year(&app)?;
    let first = || plan.scales.first().and_then(|s| s.fiscal_year);
    let year = year_of(plan, &sent.line("year"), now).unwrap_or_else(first);
    let mut wrongs = FieldErrors::default();
    let (grades, note) = start(plan, year, &sent, &mut wrongs);
    page(&loaded, &person, (year, now), rows(&grades), note, &sent, wrongs)
}

/// The fiscal year of today.
pub(super) fn this_year(app: &App) -> Result<FiscalYear, Problem> {
    fiscal_year(&app.now()).ok_or_else(|| Problem::internal("the clock gives no time"))
}

/// The grades that the form starts from, and what is said about them.
fn start(
    plan: &Plan,
    year: Option<FiscalYear>,
    sent: &FormData,
    wrongs: &mut FieldErrors,
) -> (Vec<Grade>, String) {
    let with_states = |mut grades: Vec<Grade>| {
        if sent.has("states") {
            grades.extend(not_evaluated(grades.len()));
        }
        (
            grades,
            "ひな形から作った内容です。まだ保存していません。".to_owned(),
        )
    };
    let number = |name: &str| u32::try_from(sent.number(name)?).ok();
    if let Some(template) = Start::of(&sent.line("template")) {
        return with_states(template.grades());
    }
    if sent.has("low") {
        let points = || {
            Some(Points {
                low: number("low")?,
                high: number("high")?,
                step: number("step")?,
                ahead_from: number("ahead")?,
                steady_from: number("steady")?,
            })
        };
        match points().map(Points::grades) {
            Some(Ok(grades)) => return with_states(grades),
            Some(Err(why)) => wrongs.add("points", why.message()),
            None => wrongs.add("points", "点数は0以上の整数で、すべての欄に入力してください。"),
        }
    }
    if sent.has("first") {
        let axis = |name: &str| -> Vec<String> {
            let text = sent.line(name);
            let names = text.split(['、', ',', '，']).map(str::trim);
            names.filter(|n| !n.is_empty()).map(str::to_owned).collect()
        };
        match axes(&axis("first"), &axis("second")) {
            Ok(grades) => return with_states(grades),
            Err(why) => wrongs.add("axes", why.message()),
        }
    }
    let used = scale_of(&plan.scales, year);
    let grades = used.map(|s| s.grades.clone()).unwrap_or_default();
    let note = match (own(&plan.scales, year).is_some(), used.is_some()) {
        (true, _) => String::new(),
        (false, true) => {
            "この年度だけの評価区分はまだありません。いま使われている評価区分を写しています。".to_owned()
        }
        (false, false) => "評価区分はまだありません。ひな形を選ぶか、下の表に入力してください。".to_owned(),
    };
    (grades, note)
}

/// The page with the scales as they are, for a form of it that was wrong.
pub(super) fn unchanged(
    loaded: &Loaded,
    person: &Person,
    now: FiscalYear,
    sent: &FormData,
    wrongs: FieldErrors,
) -> Result<Response, Problem> {
    let year = loaded.plan().scales.first().and_then(|s| s.fiscal_year);
    let (grades, note) = start(
        loaded.plan(),
        year,
        &FormData::default(),
        &mut FieldErrors::default(),
    );
    page(loaded, person, (year, now), rows(&grades), note, sent, wrongs)
}

pub(super) fn page(
    loaded: &Loaded,
    person: &Person,
    (year, now): (Option<FiscalYear>, FiscalYear),
    rows: Vec<Row>,
    note: String,
    sent: &FormData,
    wrongs: FieldErrors,
) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let address = loaded.href_of(Tab::Scales);
    let words = |year: Option<FiscalYear>| match year {
        None => "すべての年度".to_owned(),
        Some(year) => year.show(plan.year_style),
    };
    let all = std::iter::once(None).chain(years(plan, now).into_iter().map(Some));
    let answer = match plan.scales.len() {
        0 => "この計画には、まだ評価区分がありません。".to_owned(),
        1 => format!(
            "この計画は、{}の評価区分を使っています。",
            labels(&plan.scales[0])
        ),
        count => format!("この計画には、年度などにより{count}の評価区分があります。"),
    };
    let typed = |name: &str, standard: &str| match sent.has(name) {
        true => sent.line(name),
        false => standard.to_owned(),
    };
    html(&Scales {
        page: loaded.page(Tab::Scales).seen_by(&Viewer::from(person)),
        answer,
        revision: loaded.stored().head.revision,
        known: plan
            .scales
            .iter()
            .map(|s| {
                let href = format!("{address}?year={}", year_word(s.fiscal_year));
                (words(s.fiscal_year), href, s.grades.as_slice())
            })
            .collect(),
        years: all.map(|y| (year_word(y), words(y), y == year)).collect(),
        year: year_word(year),
        year_words: words(year),
        note,
        own: own(&plan.scales, year).is_some(),
        rows,
        templates: Start::ALL.iter().map(|t| (t.key(), t.label())).collect(),
        asked: Generated {
            low: typed("low", "1"),
            high: typed("high", "5"),
            step: typed("step", "1"),
            ahead: typed("ahead", "5"),
            steady: typed("steady", "3"),
            first: typed("first", "着手、未着手"),
            second: typed("second", "達成、一部達成、未達成"),
        },
        places: places(plan, sent),
        precedence: plan.precedence.note(),
        address,
        wrongs,
    })
}

fn labels(scale: &Scale) -> String {
    const MOST: usize = 8;
    let mut labels: Vec<&str> = scale.grades.iter().take(MOST).map(|g| g.label.as_str()).collect();
    if scale.grades.len() > MOST {
        labels.push("…");
    }
    labels.join("・")
}

fn class(grade: &Grade) -> &'static str {
    tone_class(grade.tone)
}

fn tone(grade: &Grade) -> &'static str {
    TONES
        .iter()
        .find(|(.., tone)| *tone == grade.tone)
        .map_or("", |(_, words, _)| words)
}
