//! `/{code}/{plan}/turn`: what is left to be settled before the next round, step by step.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::department::{duties, without_lead};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::round::opening::usual_year;
use gyokaku_core::round::{Round, RoundState};
use gyokaku_core::turn::{Carried, Renumbered, carried, over, renumbered, unplanned};
use serde::Deserialize;

use crate::App;
use crate::access::Sight;
use crate::error::{Problem, html};
use crate::form::FieldErrors;
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::tab::Tab;
use crate::upload::seen;

/// Which year is asked for, and what was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    year: String,
    did: String,
}

/// A step of the turn.
pub(super) struct Step {
    title: &'static str,
    /// What is to be known of it.
    text: String,
    /// Whether nothing is left to do.
    is_done: bool,
    /// Where it is gone on with.
    next: Option<(String, &'static str)>,
    /// What it is about, by address and name.
    parts: Vec<(String, String)>,
}

/// How many parts of a step are named.
const MOST_NAMED: usize = 30;

#[derive(Template)]
#[template(path = "pages/year/turn/show.html")]
struct TurnPage {
    page: Page,
    href: String,
    year: String,
    western: i16,
    answer: String,
    notice: Option<&'static str>,
    wrong: FieldErrors,
    before: Vec<Step>,
    /// The items whose plan is over: identity, address, name, what was planned last.
    over: Vec<(String, String, String, String)>,
    /// The serial numbers that become others: name, as it is, as it will be.
    serials: Vec<(String, String, String)>,
    /// Whether the numbers are in order, and would not be any more once items end.
    would_follow: bool,
    /// The targets that go on: identity, name, value and the year that it is of.
    targets: Vec<(String, String, String)>,
    /// What the form carries of what was seen.
    digest: String,
    after: Vec<Step>,
    /// Where the round is opened.
    opens: String,
}

/// The year that the turn is made to: the one asked for, or that of the next round.
pub(super) fn year_of(
    app: &App,
    loaded: &Loaded,
    rounds: &[Round],
    asked: &str,
) -> Result<FiscalYear, Problem> {
    let typed = asked.parse().ok().and_then(FiscalYear::new);
    let usual = usual_year(loaded.plan(), rounds, app.today()?);
    let period = loaded.plan().period;
    let typed = typed.filter(|year| period.is_none_or(|period| period.contains(*year)));
    typed.or(usual).ok_or(Problem::NotFound)
}

pub(super) async fn rounds(app: &App, loaded: &Loaded) -> Result<Vec<Round>, Problem> {
    let rounds = app.store().rounds(&loaded.code, Some(&loaded.key)).await?;
    Ok(rounds.into_iter().map(|(_, round)| round).collect())
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let rounds = rounds(&app, &loaded).await?;
    let year = year_of(&app, &loaded, &rounds, &asked.year)?;
    page(
        &app,
        &person,
        &loaded,
        &rounds,
        year,
        FieldErrors::default(),
        &asked.did,
    )
    .await
}

/// What the turn would do, as the form carries it: nothing is done to what nobody has seen.
pub(super) fn digest(plan: &Plan, year: FiscalYear) -> String {
    let over: Vec<&str> = over(plan, year)
        .into_iter()
        .map(|item| item.id.as_str())
        .collect();
    let told = format!(
        "{over:?} {:?} {:?}",
        renumbered(plan, year, &[]),
        carried(plan, year)
    );
    seen([&told])
}

fn link(loaded: &Loaded, item: &Item) -> (String, String) {
    (format!("{}/items/{}/edit", loaded.href(), item.id), item.called())
}

/// The rounds before a year that are not closed yet.
fn closing(loaded: &Loaded, rounds: &[Round], year: FiscalYear) -> Step {
    let open: Vec<&Round> = rounds
        .iter()
        .filter(|round| round.key.year < year && round.state != RoundState::Closed)
        .collect();
    let closed = rounds
        .iter()
        .filter(|round| round.key.year < year)
        .max_by_key(|round| round.key);
    let of = |round: &&Round| {
        let href = format!("{}/{}", loaded.href_of(Tab::Rounds), round.key);
        (href, format!("{}（{}）", round.title, round.state.label()))
    };
    Step {
        title: "前の年度の確定",
        text: match (open.len(), closed) {
            (0, Some(last)) => format!("「{}」まで確定しています。", last.title),
            (0, None) => "前の年度の調査はありません。".to_owned(),
            (many, _) => format!(
                "確定していない調査が{many}件あります。確定してから次の調査を始めることをお勧めします。"
            ),
        },
        is_done: open.is_empty(),
        next: None,
        parts: open.iter().map(of).collect(),
    }
}

/// The items that have a plan by year and none for this one.
fn planning(loaded: &Loaded, year: FiscalYear) -> Step {
    let items = unplanned(loaded.plan(), year);
    let over: Vec<&Item> = over(loaded.plan(), year);
    let without = loaded
        .plan()
        .items
        .iter()
        .filter(|item| !item.repeated && item.is_worked_on_in(year))
        .filter(|item| !item.schedule.every_year && item.schedule.steps.is_empty())
        .count();
    let items: Vec<&Item> = items.into_iter().filter(|item| !over.contains(item)).collect();
    Step {
        title: "年度別計画",
        text: match items.len() {
            0 if without > 0 => format!(
                "スケジュールのある取組項目には、すべてこの年度の計画があります。スケジュールのない取組項目は{without}件です。"
            ),
            0 => "すべての取組項目に、この年度の計画があります。".to_owned(),
            many => format!(
                "スケジュールにこの年度の記載がない取組項目が{many}件あります。内容の編集で書き足してください。"
            ),
        },
        is_done: items.is_empty(),
        next: (items.len() > MOST_NAMED).then(|| (format!("{}/grid", loaded.href()), "表で編集する")),
        parts: items
            .iter()
            .take(MOST_NAMED)
            .map(|item| link(loaded, item))
            .collect(),
    }
}

/// The items that no department leads in the year, after a reorganisation above all.
async fn charging(app: &App, loaded: &Loaded, year: FiscalYear) -> Result<Step, Problem> {
    let departments = app.store().departments(&loaded.code).await?;
    let charges = departments.charges_of(&loaded.key);
    let duties = duties(loaded.plan(), &departments.directory, charges, year);
    let open = duties.iter().filter(|duty| duty.department.is_err()).count();
    let leads = without_lead(&duties).len();
    let (next, label) = match departments.directory.departments.is_empty() {
        true => (format!("/{}/departments", loaded.code), "課名簿を作る"),
        false => (
            format!("{}/charges?year={}", loaded.href(), year.western()),
            "担当を決める",
        ),
    };
    Ok(Step {
        title: "組織改正後の担当",
        text: match (open, leads) {
            (0, _) => "すべての取組項目の担当課が決まっています。組織改正があったときは、課名簿で改称・統合・分割を記録してください。".to_owned(),
            (open, leads) => format!("担当の決まっていないものが{open}件あります（うち主担当課{leads}件）。"),
        },
        is_done: open == 0,
        next: Some(match open {
            0 => (format!("/{}/departments", loaded.code), "課名簿を見る"),
            _ => (next, label),
        }),
        parts: Vec::new(),
    })
}

pub(super) async fn page(
    app: &App,
    person: &Person,
    loaded: &Loaded,
    rounds: &[Round],
    year: FiscalYear,
    wrong: FieldErrors,
    did: &str,
) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let shown = year.show(plan.year_style);
    let over: Vec<&Item> = over(plan, year);
    let serials = renumbered(plan, year, &[]);
    // Where items end, those behind them are counted anew, though their numbers are in order today.
    let all_over: Vec<String> = over.iter().map(|item| item.id.clone()).collect();
    let would_follow = serials.is_empty() && renumbered(plan, year, &all_over).len() > all_over.len();
    let targets = carried(plan, year);
    let before = vec![closing(loaded, rounds, year)];
    let after = vec![planning(loaded, year), charging(app, loaded, year).await?];
    let opened = rounds.iter().find(|round| round.key.year == year);
    let own = [over.is_empty(), serials.is_empty(), targets.is_empty()];
    let steps = before.iter().chain(&after).map(|step| step.is_done).chain(own);
    let (done, all) = steps.fold((0, 0), |(done, all), is_done| {
        (done + usize::from(is_done), all + 1)
    });
    let opens = match opened {
        Some(round) => format!("{}/{}", loaded.href_of(Tab::Rounds), round.key),
        None => format!("{}/new?year={}", loaded.href_of(Tab::Rounds), year.western()),
    };
    let name = |id: &str| plan.item(id).map(Item::called).unwrap_or_default();
    let of_over = |item: &&Item| {
        let last = item.schedule.steps.iter().max_by_key(|step| step.fiscal_year);
        let last = last.map(|step| format!("{}：{}", step.fiscal_year.show(plan.year_style), step.text));
        let (_, called) = link(loaded, item);
        let href = format!("{}/items/{}", loaded.href(), item.id);
        (item.id.clone(), href, called, last.unwrap_or_default())
    };
    let of_serial = |one: Renumbered| (name(&one.item), one.old, one.new);
    let of_target = |one: Carried| {
        let indicator = plan.indicators.iter().find(|known| known.id == one.indicator);
        let (called, unit) = indicator.map_or(("", ""), |known| (known.name.as_str(), known.unit.as_str()));
        let value = format!(
            "{}{unit}（{}の目標）",
            one.value.text(),
            one.from.show(plan.year_style)
        );
        (one.indicator.clone(), called.to_owned(), value)
    };
    let mut frame = loaded
        .page(Tab::Rounds)
        .under(loaded.href_of(Tab::Rounds), Tab::Rounds.label())
        .seen_by(&Viewer::from(person));
    frame.title = format!("年度更新｜{}", frame.title);
    frame.below = true;
    let status = wrong.status();
    let shown = TurnPage {
        page: frame,
        href: format!("{}/turn", loaded.href()),
        western: year.western(),
        answer: match (opened, done == all) {
            (Some(round), _) => format!("{shown}の調査「{}」は、すでに始まっています。", round.title),
            (None, true) => format!("{all}つの手順がすべて済んでいます。調査を始められます。"),
            (None, false) => format!(
                "{all}つの手順のうち{done}つが済んでいます。済んでいないものを決めてから、調査を始めます。"
            ),
        },
        year: shown,
        notice: match did {
            "" => None,
            "nothing" => Some("変えるものが選ばれていません。何も変えていません。"),
            _ => Some("年度更新の内容を保存しました。「計画の編集」の「元に戻す」で戻せます。"),
        },
        wrong,
        digest: digest(plan, year),
        before,
        over: over.iter().map(of_over).collect(),
        serials: serials.into_iter().map(of_serial).collect(),
        would_follow,
        targets: targets.into_iter().map(of_target).collect(),
        after,
        opens,
    };
    Ok((status, html(&shown)?).into_response())
}
