//! `/{code}/{plan}/indicators/edit`: indicators by hand, all of them in one table: kind of value by fiscal year.
//!
//! Not here: how an indicator stands and is drawn (the published table), the ratios of the act on soundness
//! (`gyokaku_core::soundness`).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::{
    Act, HeadWrite, IndicatorHead, Indicators, NewIndicator, Refusal, ValueWrite, overtaken,
};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::indicator::{Direction, Indicator, IndicatorValue, Measured, ValueKind};
use gyokaku_core::indicator_sets::SETS;
use gyokaku_core::money::Yen;
use gyokaku_core::plan::Plan;
use gyokaku_core::round::field::amount;
use gyokaku_core::soundness::{BodyKind, Ratio};
use serde::Deserialize;

use super::act::new_id;
use super::boxes::{Sent, ValueBox, field, line};
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

struct Row {
    kind: &'static str,
    cells: Vec<ValueBox>,
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
    /// The sets of indicators that can be added.
    sets: Vec<(String, String, bool)>,
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
    let is_it = |v: &&IndicatorValue| v.kind == kind && v.fiscal_year == year;
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
        let typed = form.touched(&format!("h.{id}."), field);
        typed.map_or_else(|| stands.to_owned(), str::to_owned)
    };
    let item = indicator.item.clone().unwrap_or_default();
    let direction = indicator.direction;
    let chosen = typed("direction", direction.key());
    let chosen = Direction::ALL.into_iter().find(|d| d.key() == chosen);
    let columns = || [None].into_iter().chain(years.iter().copied().map(Some));
    let cell = |kind: ValueKind, year: Option<FiscalYear>| {
        let seen = stands(indicator, kind, year);
        let label = format!("{} {}、{}", indicator.name, kind.label(), head(plan, year));
        let names = (box_name(id, kind, year), label);
        ValueBox::of(names, (seen.clone(), seen), str::to_owned, Some(form), wrong)
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
            .or_else(|| head_overtaken(indicator, form)),
        removable: !indicator
            .values
            .iter()
            .any(|v| v.kind == ValueKind::Actual && v.number.is_some()),
        rows: kinds.map(row).collect(),
        id: id.clone(),
    }
}

/// What is said where somebody else named an indicator otherwise than the writer saw it.
fn head_overtaken(indicator: &Indicator, form: &FormData) -> Option<String> {
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
        let (name, unit) = (&indicator.name, &indicator.unit);
        let stands = format!("{name}（{unit}、{}）", indicator.direction.label());
        format!("{}は、{}", labels.join("、"), overtaken(&stands, "記録"))
    })
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
            sets: SETS
                .iter()
                .map(|set| {
                    (
                        set.key.to_owned(),
                        set.label.to_owned(),
                        set.key == form.raw("set"),
                    )
                })
                .collect(),
        },
        wrong,
    };
    Ok((status, html(&shown)?).into_response())
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
        line(form, "name", "name", wrong).unwrap_or_default(),
        line(form, "unit", "unit", wrong).unwrap_or_default(),
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

/// The indicators of a set that the plan does not have yet.
fn of_set(form: &FormData, plan: &Plan, wrong: &mut FieldErrors) -> Act {
    let set = SETS.iter().find(|set| set.key == form.raw("set"));
    let all = set.map(|set| set.indicators).unwrap_or_default();
    let missing = all
        .iter()
        .filter(|(name, ..)| plan.indicators.iter().all(|k| k.name != *name));
    let new = missing.map(|(name, unit, direction)| NewIndicator {
        id: new_id(),
        head: IndicatorHead {
            name: (*name).to_owned(),
            unit: (*unit).to_owned(),
            direction: *direction,
            item: None,
        },
        limits: Vec::new(),
    });
    let new: Vec<NewIndicator> = new.collect();
    if new.is_empty() {
        wrong.add("set", "この組の指標は、すべて追加してあります。");
    }
    Act::AddIndicators(new)
}

/// What was touched in the table.
fn written(form: &FormData, plan: &Plan, wrong: &mut FieldErrors) -> Act {
    let years = years(plan);
    let mut all = Indicators::default();
    let mut boxes = Sent::of(form);
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
            let name = line(form, &own("name"), &at, wrong).unwrap_or_default();
            unit = line(form, &own("unit"), &at, wrong).unwrap_or_default();
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
                let Some((seen, typed)) = boxes.typed(&name) else {
                    continue;
                };
                if typed.trim() == seen {
                    continue;
                }
                match Measured::read(typed, &unit) {
                    Ok(value) => all.values.push(ValueWrite {
                        id: id.clone(),
                        kind,
                        fiscal_year: year,
                        unit: unit.clone(),
                        seen: seen.to_owned(),
                        value,
                    }),
                    Err(why) => wrong.add(field(&name), why.words()),
                }
            }
        }
    }
    if let Some(lost) = boxes.lost() {
        wrong.add("", lost);
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
            "set" => of_set(&form, loaded.plan(), &mut wrong),
            _ => written(&form, loaded.plan(), &mut wrong),
        },
    };
    if matches!(act, Act::RemoveIndicator(_)) {
        let mut left = FieldErrors::default();
        let typed = written(&form, loaded.plan(), &mut left);
        if !left.is_empty() || typed != Act::WriteIndicators(Indicators::default()) {
            wrong.add(
                "",
                "入力した値がまだ記録されていません。先に「記録する」を押してから、指標を削除してください。",
            );
        }
    }
    if wrong.is_empty() && act == Act::WriteIndicators(Indicators::default()) {
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
