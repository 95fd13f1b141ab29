//! `/{code}/{plan}/indicators/edit`: indicators by hand, all of them in one table: kind of value by fiscal year.
//!
//! Not here: how an indicator stands and is drawn (the published table), the ratios of the act on soundness
//! (`gyokaku_core::soundness`).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::{
    Act, HeadWrite, IndicatorHead, Indicators, NewIndicator, Refusal, Shape, Value, ValueWrite,
};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::indicator::{Direction, Indicator, Measured, ValueKind};
use gyokaku_core::money::Yen;
use gyokaku_core::plan::Plan;
use gyokaku_core::round::field::amount;
use gyokaku_core::soundness::{BodyKind, Ratio};
use gyokaku_exchange::typed::value;
use serde::Deserialize;

use super::act::new_id;
use super::frame;
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;
use crate::tab::INDICATORS;
use crate::undo;

/// How many fiscal years stand side by side at most; those of the latest values.
const MOST_YEARS: usize = 16;

/// What was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    did: String,
}

struct Box {
    name: String,
    label: String,
    head: String,
    text: String,
    seen: String,
    wrong: Option<String>,
}

struct Row {
    kind: &'static str,
    cells: Vec<Box>,
}

/// An indicator: its own fields and its rows.
struct Part {
    id: String,
    called: String,
    name: (String, String),
    unit: (String, String),
    direction: (Vec<(String, String, bool)>, String),
    item: (Vec<(String, String, bool)>, String),
    wrong: Option<String>,
    /// Whether it can be removed.
    removable: bool,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "pages/register/editing/indicators.html")]
struct IndicatorsPage {
    page: Page,
    href: String,
    notice: Option<&'static str>,
    answer: String,
    heads: Vec<String>,
    parts: Vec<Part>,
    new: New,
    wrong: FieldErrors,
}

/// What was typed for a new indicator, and for the ratios.
struct New {
    name: String,
    unit: String,
    directions: Vec<(String, String, bool)>,
    items: Vec<(String, String, bool)>,
    kinds: Vec<(String, String, bool)>,
    scale: String,
    has_ratios: bool,
}

/// The years of the columns: those of the plan and those of the values, the latest where they are too many.
fn years(plan: &Plan) -> Vec<FiscalYear> {
    let mut years: Vec<FiscalYear> = plan
        .period
        .map(|p| FiscalYear::span(p.from, p.to).collect())
        .unwrap_or_default();
    let stated = plan.indicators.iter().flat_map(|k| &k.values);
    years.extend(stated.filter_map(|v| v.fiscal_year));
    years.sort_unstable();
    years.dedup();
    let first = years.len().saturating_sub(MOST_YEARS);
    years.split_off(first)
}

/// The name of a box: the indicator, the kind of value, and the year or all of them.
fn box_name(id: &str, kind: ValueKind, year: Option<FiscalYear>) -> String {
    let year = year.map_or_else(|| "all".to_owned(), |year| year.western().to_string());
    format!("{id}.{}.{year}", kind.key())
}

/// What stands in a box.
fn stands(indicator: &Indicator, kind: ValueKind, year: Option<FiscalYear>) -> String {
    let is_it = |v: &&gyokaku_core::indicator::IndicatorValue| v.kind == kind && v.fiscal_year == year;
    let found = indicator.values.iter().find(is_it);
    found.map(|v| v.measured().text()).unwrap_or_default()
}

fn directions(chosen: Direction) -> Vec<(String, String, bool)> {
    let of = |d: Direction| (d.key().to_owned(), d.label().to_owned(), d == chosen);
    Direction::ALL.into_iter().map(of).collect()
}

fn items(plan: &Plan, chosen: &str) -> Vec<(String, String, bool)> {
    let none = (String::new(), "計画全体".to_owned(), chosen.is_empty());
    let all = plan.items.iter();
    let all = all.map(|item| (item.id.clone(), item.called(), item.id == chosen));
    [none].into_iter().chain(all).collect()
}

fn part(
    loaded: &Loaded,
    indicator: &Indicator,
    years: &[FiscalYear],
    form: &FormData,
    wrong: &FieldErrors,
) -> Part {
    let plan = loaded.plan();
    let id = &indicator.id;
    let typed = |field: &str, stands: &str| {
        let name = format!("h.{id}.{field}");
        let typed = form
            .get(&name)
            .filter(|_| !form.is_untouched(&format!("h.{id}."), field));
        typed.map_or_else(|| stands.to_owned(), str::to_owned)
    };
    let item = indicator.item.clone().unwrap_or_default();
    let direction = indicator.direction;
    let chosen = typed("direction", direction.key());
    let chosen = Direction::ALL.into_iter().find(|d| d.key() == chosen);
    let columns = || [None].into_iter().chain(years.iter().copied().map(Some));
    let cell = |kind: ValueKind, year: Option<FiscalYear>| {
        let name = box_name(id, kind, year);
        let seen = stands(indicator, kind, year);
        let head = head(plan, year);
        let sent = form.get(&format!("a.{name}"));
        let was = form.raw(&format!("seen.{name}"));
        let touched = sent.filter(|sent| sent.trim() != was.trim());
        let overtaken = touched.is_some() && was != seen;
        let told = overtaken.then(|| {
            let seen = if seen.is_empty() { "空欄" } else { &seen };
            format!("ほかの方が先に「{seen}」に変えました。確かめて、よければもう一度記録してください。")
        });
        Box {
            label: format!("{} {}、{head}", indicator.name, kind.label()),
            head,
            text: touched.map_or_else(|| seen.clone(), str::to_owned),
            wrong: wrong.at(&format!("a.{name}")).map(str::to_owned).or(told),
            seen,
            name,
        }
    };
    let row = |kind: ValueKind| Row {
        kind: kind.label(),
        cells: columns().map(|year| cell(kind, year)).collect(),
    };
    let has = |kind: ValueKind| indicator.values.iter().any(|v| v.kind == kind);
    // The graver limit stands only with the ratios of the act.
    let kinds = ValueKind::ALL.into_iter();
    let kinds = kinds.filter(|kind| *kind != ValueKind::Rebuilding || has(*kind));
    Part {
        called: indicator.name.clone(),
        name: (typed("name", &indicator.name), indicator.name.clone()),
        unit: (typed("unit", &indicator.unit), indicator.unit.clone()),
        direction: (
            directions(chosen.unwrap_or(direction)),
            direction.key().to_owned(),
        ),
        item: (items(plan, &typed("item", &item)), item),
        wrong: wrong
            .at(&format!("h.{id}"))
            .map(str::to_owned)
            .or_else(|| overtaken(indicator, form)),
        removable: !indicator
            .values
            .iter()
            .any(|v| v.kind == ValueKind::Actual && v.number.is_some()),
        rows: kinds.map(row).collect(),
        id: id.clone(),
    }
}

/// What is said where somebody else named an indicator otherwise than the writer saw it.
fn overtaken(indicator: &Indicator, form: &FormData) -> Option<String> {
    let stands = [
        ("name", "名称", indicator.name.clone()),
        ("unit", "単位", indicator.unit.clone()),
        ("direction", "方向", indicator.direction.key().to_owned()),
        ("item", "取組項目", indicator.item.clone().unwrap_or_default()),
    ];
    let other = stands.into_iter().filter(|(field, _, now)| {
        let seen = form.get(&format!("h.{}.seen.{field}", indicator.id));
        seen.is_some_and(|seen| seen != now)
    });
    let labels: Vec<&str> = other.map(|(_, label, _)| label).collect();
    (!labels.is_empty()).then(|| {
        format!(
            "{}は、ほかの方が先に「{}（{}、{}）」に変えました。確かめて、よければもう一度記録してください。",
            labels.join("、"),
            indicator.name,
            indicator.unit,
            indicator.direction.label()
        )
    })
}

/// What was typed into boxes of indicators that are not there any more.
fn lost(form: &FormData, plan: &Plan) -> bool {
    let known = |name: &str| {
        let id = name.split('.').nth(1).unwrap_or_default();
        plan.indicators.iter().any(|k| k.id == id)
    };
    let touched = |name: &str, text: &str| {
        let seen = name
            .strip_prefix("a.")
            .map(|rest| form.raw(&format!("seen.{rest}")).to_owned());
        seen.is_some_and(|seen| text.trim() != seen)
    };
    form.pairs()
        .iter()
        .any(|(name, text)| touched(name, text) && !known(name))
}

/// Whether a value was typed that the button pressed does not store.
fn leaves_values(form: &FormData) -> bool {
    let values = form
        .pairs()
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix("a.")?, text)));
    let mut values = values.map(|(rest, text)| text.trim() != form.raw(&format!("seen.{rest}")));
    values.any(|touched| touched)
}

fn head(plan: &Plan, year: Option<FiscalYear>) -> String {
    year.map_or_else(|| "全年度".to_owned(), |year| year.show(plan.year_style))
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    page(
        &person,
        &loaded,
        &asked,
        &FormData::default(),
        FieldErrors::default(),
    )
}

fn page(
    person: &Person,
    loaded: &Loaded,
    asked: &Asked,
    form: &FormData,
    wrong: FieldErrors,
) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let years = years(plan);
    let status = wrong.status();
    let chosen = Direction::ALL
        .into_iter()
        .find(|d| d.key() == form.raw("direction"));
    let kind = BodyKind::ALL.into_iter().find(|k| k.key() == form.raw("body"));
    let kind = kind.unwrap_or_else(|| BodyKind::of(loaded.code));
    let known = |ratio: Ratio| plan.indicators.iter().any(|k| k.name == ratio.label());
    let columns = [None].into_iter().chain(years.iter().copied().map(Some));
    let shown = IndicatorsPage {
        page: frame(loaded, person, INDICATORS, "指標の入力"),
        href: loaded.href(),
        notice: match asked.did.as_str() {
            "" => None,
            "same" => Some("変わったところはありませんでした。"),
            _ => Some("記録しました。"),
        },
        answer: match plan.indicators.len() {
            0 => "指標はまだありません。".to_owned(),
            many => format!("指標は{many}件です。"),
        },
        heads: columns.map(|year| head(plan, year)).collect(),
        parts: plan
            .indicators
            .iter()
            .map(|indicator| part(loaded, indicator, &years, form, &wrong))
            .collect(),
        new: New {
            name: form.raw("name").to_owned(),
            unit: form.raw("unit").to_owned(),
            directions: directions(chosen.unwrap_or_default()),
            items: items(plan, form.raw("item")),
            kinds: BodyKind::ALL
                .into_iter()
                .map(|k| (k.key().to_owned(), k.label().to_owned(), k == kind))
                .collect(),
            scale: form.raw("scale").to_owned(),
            has_ratios: Ratio::ALL.into_iter().any(known),
        },
        wrong,
    };
    Ok((status, html(&shown)?).into_response())
}

/// A line of words as it was typed into a field.
fn line(form: &FormData, field: &str, at: &str, wrong: &mut FieldErrors) -> String {
    match value(Shape::Line, form.raw(field)) {
        Ok(Value::Words(words)) => words.unwrap_or_default(),
        Ok(_) => String::new(),
        Err(why) => {
            wrong.add(at, why);
            String::new()
        }
    }
}

fn direction(key: &str) -> Direction {
    let found = Direction::ALL.into_iter().find(|d| d.key() == key);
    found.unwrap_or_default()
}

fn item(id: &str) -> Option<String> {
    Some(id.to_owned()).filter(|id| !id.is_empty())
}

/// The indicator that a form asks to add.
fn added(form: &FormData, wrong: &mut FieldErrors) -> Act {
    let (name, unit) = (
        line(form, "name", "name", wrong),
        line(form, "unit", "unit", wrong),
    );
    if name.is_empty() {
        wrong.add("name", "指標の名称を入力してください。");
    }
    Act::AddIndicators(vec![NewIndicator {
        id: new_id(),
        head: IndicatorHead {
            name,
            unit,
            direction: direction(form.raw("direction")),
            item: item(form.raw("item")),
        },
        limits: Vec::new(),
    }])
}

/// The ratios of the act on soundness, with the limits that hold for the body.
fn ratios(form: &FormData, plan: &Plan, wrong: &mut FieldErrors) -> Act {
    let kind = BodyKind::ALL.into_iter().find(|k| k.key() == form.raw("body"));
    let kind = kind.unwrap_or(BodyKind::Municipality);
    let typed = form.raw("scale").trim();
    let scale: Option<Yen> = match typed {
        "" => None,
        typed => match amount(typed) {
            Ok(yen) if yen.0 > 0 => Some(yen),
            Ok(_) => {
                wrong.add("scale", "標準財政規模は、0より大きい額を入力してください。");
                None
            }
            Err(why) => {
                wrong.add("scale", why.to_string());
                None
            }
        },
    };
    if scale.is_none() && typed.is_empty() && kind != BodyKind::Prefecture {
        wrong.add(
            "scale",
            "標準財政規模を入力してください（例：123億4,500万円）。実質赤字比率の早期健全化基準を求めるために使います。",
        );
    }
    let limit = |(kind, number)| {
        let measured = Measured {
            number: Some(number),
            fraction: None,
        };
        (kind, measured)
    };
    let missing = Ratio::ALL.into_iter();
    let missing = missing.filter(|ratio| plan.indicators.iter().all(|k| k.name != ratio.label()));
    let new = missing.map(|ratio| NewIndicator {
        id: new_id(),
        head: IndicatorHead {
            name: ratio.label().to_owned(),
            unit: "%".to_owned(),
            direction: Direction::StayBelow,
            item: None,
        },
        limits: ratio.thresholds(kind, scale).into_iter().map(limit).collect(),
    });
    Act::AddIndicators(new.collect())
}

/// What was touched in the table.
fn written(form: &FormData, plan: &Plan, wrong: &mut FieldErrors) -> Act {
    let years = years(plan);
    let mut all = Indicators::default();
    for indicator in &plan.indicators {
        let id = &indicator.id;
        let prefix = format!("h.{id}.");
        let own = |field: &str| format!("{prefix}{field}");
        let fields = ["name", "unit", "direction", "item"];
        let sent = form.has(&own("name"));
        // The unit that the writer saw, or typed.
        let mut unit = match sent {
            true => form.raw(&own("unit")).trim().to_owned(),
            false => indicator.unit.clone(),
        };
        if sent && fields.iter().any(|field| !form.is_untouched(&prefix, field)) {
            let at = format!("h.{id}");
            let name = line(form, &own("name"), &at, wrong);
            unit = line(form, &own("unit"), &at, wrong);
            if name.is_empty() {
                wrong.add(&at, "指標の名称を入力してください。");
            }
            all.heads.push(HeadWrite {
                id: id.clone(),
                seen: IndicatorHead {
                    name: form.raw(&own("seen.name")).to_owned(),
                    unit: form.raw(&own("seen.unit")).to_owned(),
                    direction: direction(form.raw(&own("seen.direction"))),
                    item: item(form.raw(&own("seen.item"))),
                },
                head: IndicatorHead {
                    name,
                    unit: unit.clone(),
                    direction: direction(form.raw(&own("direction"))),
                    item: item(form.raw(&own("item"))),
                },
            });
        }
        for kind in ValueKind::ALL {
            for year in [None].into_iter().chain(years.iter().copied().map(Some)) {
                let name = box_name(id, kind, year);
                let Some(typed) = form.get(&format!("a.{name}")) else {
                    continue;
                };
                let seen = form.raw(&format!("seen.{name}")).to_owned();
                if typed.trim() == seen {
                    continue;
                }
                match Measured::read(typed, &unit) {
                    Ok(value) => all.values.push(ValueWrite {
                        id: id.clone(),
                        kind,
                        fiscal_year: year,
                        unit: unit.clone(),
                        seen,
                        value,
                    }),
                    Err(why) => wrong.add(format!("a.{name}"), why.words()),
                }
            }
        }
    }
    Act::WriteIndicators(all)
}

/// Where on the page a refusal belongs.
fn field_of(refusal: &Refusal, act: &Act) -> String {
    match (refusal, act) {
        (Refusal::NoTitle | Refusal::KnownIndicator(_), Act::AddIndicators(_)) => "name".to_owned(),
        (Refusal::MeasuredOtherwise(_), Act::WriteIndicators(all)) if all.heads.len() == 1 => all
            .heads
            .first()
            .map(|head| format!("h.{}", head.id))
            .unwrap_or_default(),
        _ => String::new(),
    }
}

pub(crate) async fn save(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let mut wrong = FieldErrors::default();
    let deed = form.raw("deed");
    let act = match deed.split_once(':') {
        Some(("remove", id)) => Act::RemoveIndicator(id.to_owned()),
        _ => match deed {
            "add" => added(&form, &mut wrong),
            "ratios" => ratios(&form, loaded.plan(), &mut wrong),
            _ => written(&form, loaded.plan(), &mut wrong),
        },
    };
    if lost(&form, loaded.plan()) {
        wrong.add("", "入力している間に、指標がほかの画面で削除されました。まだ記録していません。今の表を確かめてください。");
    } else if matches!(act, Act::RemoveIndicator(_)) && leaves_values(&form) {
        wrong.add(
            "",
            "入力した値がまだ記録されていません。先に「記録する」を押してから、指標を削除してください。",
        );
    }
    if wrong.is_empty() && matches!(&act, Act::WriteIndicators(all) if *all == Indicators::default()) {
        let to = format!("{}/indicators/edit?did=same", loaded.href());
        return Ok(Redirect::to(&to).into_response());
    }
    if wrong.is_empty() {
        match undo::act(&app, &person, &actor, &loaded, &act).await? {
            Ok(()) => {
                let to = format!("{}/indicators/edit?did={}", loaded.href(), act.deed().word());
                return Ok(Redirect::to(&to).into_response());
            }
            Err(refusal) => wrong.add(field_of(&refusal, &act), refusal.words()),
        }
    }
    let loaded = load(&app, &at, &Sight::Working).await?;
    page(&person, &loaded, &Asked::default(), &form, wrong)
}
