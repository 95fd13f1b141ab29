//! `/{code}/{plan}/amounts`: amounts of one occasion, by part and year, written as a table.
//!
//! What is stated already stands in its box; another figure there is a correction, which asks why. The amounts of an
//! earlier occasion may be laid into the boxes to begin with. Not here: what the ledger keeps
//! (`gyokaku_core::editing`), the sums (`pages/register/tables`).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::{Act, AmountCell, Amounts, Refusal, Standing, Standings};
use gyokaku_core::effect::{Duration, EffectKind, Owner, Source, owners_above, vintages};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::money::Yen;
use gyokaku_core::plan::Plan;
use gyokaku_core::release::note;
use serde::Deserialize;
use uuid::Uuid;

use super::boxes::{Sent, ValueBox, in_unit, line};
use super::frame;
use super::grid::MOST_ITEMS;
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery, query};
use crate::person::Person;
use crate::show::page::Page;
use crate::show::sections::indented;
use crate::tab::EFFECTS;
use crate::undo;

/// What is asked for: which occasion, in which unit, of which parts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    vintage: String,
    kind: String,
    duration: String,
    source: String,
    /// `section` or `item`.
    by: String,
    /// `thousand` or `yen`.
    unit: String,
    /// The occasion whose amounts are laid into the boxes.
    copy: String,
    did: String,
}

impl Asked {
    fn of_form(form: &FormData) -> Self {
        let of = |name: &str| form.line(name);
        Self {
            vintage: of("vintage"),
            kind: of("kind"),
            duration: of("duration"),
            source: of("source"),
            by: of("by"),
            unit: of("unit"),
            copy: String::new(),
            did: String::new(),
        }
    }

    fn kind(&self) -> EffectKind {
        let known = EffectKind::ALL.into_iter().find(|kind| kind.key() == self.kind);
        known.unwrap_or(EffectKind::Plan)
    }

    fn duration(&self) -> Duration {
        let known = Duration::ALL.into_iter().find(|one| one.key() == self.duration);
        known.unwrap_or_default()
    }

    fn source(&self) -> Source {
        let known = Source::ALL.into_iter().find(|one| one.key() == self.source);
        known.unwrap_or_default()
    }

    /// How many yen one of the unit is.
    fn unit(&self) -> i64 {
        match self.unit.as_str() {
            "yen" => 1,
            _ => 1_000,
        }
    }

    fn is_by_item(&self) -> bool {
        self.by == "item"
    }
}

struct Row {
    title: String,
    cells: Vec<ValueBox>,
    sum: String,
}

#[derive(Template)]
#[template(path = "pages/register/editing/amounts.html")]
struct AmountsPage {
    page: Page,
    href: String,
    answer: String,
    notice: Option<&'static str>,
    vintage: String,
    known: Vec<String>,
    kinds: Vec<(String, String, bool)>,
    durations: Vec<(String, String, bool)>,
    sources: Vec<(String, String, bool)>,
    bys: Vec<(String, String, bool)>,
    units: Vec<(String, String, bool)>,
    copies: Vec<(String, String, bool)>,
    years: Vec<String>,
    rows: Vec<Row>,
    totals: Vec<String>,
    reason: String,
    wrong: FieldErrors,
    ready: bool,
}

/// How many years one page has at most.
const MOST_YEARS: usize = 30;

/// The parts that amounts are written for, with their names.
fn parts(plan: &Plan, by_item: bool) -> Vec<(Owner, String)> {
    if by_item {
        let items = plan.items.iter().filter(|item| !item.repeated).take(MOST_ITEMS);
        return items
            .map(|item| (Owner::Item(item.id.clone()), item.called()))
            .collect();
    }
    let sections = plan.sections.iter();
    sections
        .map(|s| (Owner::Section(s.id.clone()), indented(s)))
        .collect()
}

/// The years: those of the plan and those of its amounts.
fn years(plan: &Plan) -> Vec<FiscalYear> {
    let stated = gyokaku_core::table::running::window(plan);
    let years: Vec<FiscalYear> = match (stated.is_empty(), plan.period) {
        (true, Some(period)) => FiscalYear::span(period.from, period.to).collect(),
        _ => stated,
    };
    match plan.period {
        // A year that was misread makes no page of a hundred columns.
        Some(period) if years.len() > MOST_YEARS => FiscalYear::span(period.from, period.to)
            .take(MOST_YEARS)
            .collect(),
        _ => years.into_iter().take(MOST_YEARS).collect(),
    }
}

/// The name of a box: what it is of, and the year.
fn box_name(on: &Owner, year: FiscalYear) -> String {
    let kind = match on {
        Owner::Section(_) => 's',
        Owner::Item(_) => 'i',
    };
    format!("{kind}.{}.{}", on.id(), year.western())
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    page(&person, &loaded, &asked, None, FieldErrors::default())
}

fn choices<T: Copy + PartialEq>(
    all: &[T],
    chosen: T,
    words: fn(T) -> (&'static str, &'static str),
) -> Vec<(String, String, bool)> {
    let of = |one: &T| {
        let (key, label) = words(*one);
        (key.to_owned(), label.to_owned(), *one == chosen)
    };
    all.iter().map(of).collect()
}

fn page(
    person: &Person,
    loaded: &Loaded,
    asked: &Asked,
    sent: Option<&FormData>,
    wrong: FieldErrors,
) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let page = frame(loaded, person, EFFECTS, "効果額の入力");
    let (all_years, of_parts) = (years(plan), parts(plan, asked.is_by_item()));
    let ready = !asked.vintage.is_empty() && !all_years.is_empty() && !of_parts.is_empty();
    let stated = Standings::of(plan, &asked.vintage, asked.kind());
    let copied = match asked.copy.is_empty() {
        true => Standings::default(),
        false => Standings::of(plan, &asked.copy, asked.kind()),
    };
    // Nothing recorded is nothing, and not zero.
    let mut totals: Vec<Option<Yen>> = vec![None; all_years.len() + 1];
    let mut rows = Vec::new();
    for (on, title) in of_parts.iter().filter(|_| ready) {
        let mut sum: Option<Yen> = None;
        let mut cells = Vec::new();
        let above = owners_above(plan, Some(on));
        for (nth, year) in all_years.iter().enumerate() {
            let (seen, several) = match stated.at(on, *year) {
                Standing::Nothing => (None, false),
                Standing::One(entry) => (Some(entry.amount), false),
                Standing::Several => (None, true),
            };
            // What several entries make up is not offered as one.
            let offered = seen.or(match copied.at(on, *year) {
                Standing::One(entry) => Some(entry.amount),
                _ => None,
            });
            if let Some(amount) = seen {
                sum = Yen::sum(sum.into_iter().chain([amount]));
                // What a section above states contains it already.
                let is_contained = above
                    .iter()
                    .any(|above| stated.at(above, *year) != Standing::Nothing);
                for at in [nth, all_years.len()].into_iter().filter(|_| !is_contained) {
                    totals[at] = Yen::sum(totals[at].into_iter().chain([amount]));
                }
            }
            let name = box_name(on, *year);
            let label = format!(
                "{}、{}",
                title.trim_start_matches('　'),
                year.show(plan.year_style)
            );
            cells.push(ValueBox {
                several,
                ..ValueBox::amount((name, label), (seen, offered), asked.unit(), sent, &wrong)
            });
        }
        rows.push(Row {
            title: title.clone(),
            cells,
            sum: sum.map_or_else(|| "–".to_owned(), |sum| in_unit(sum, asked.unit())),
        });
    }
    let answer = match (
        all_years.is_empty(),
        of_parts.is_empty(),
        asked.vintage.is_empty(),
    ) {
        (true, ..) => "計画の期間を設定すると、年度ごとの額を記録できます。".to_owned(),
        (_, true, _) => "区分または取組項目を追加すると、額を記録できます。".to_owned(),
        (.., true) => "記録する時点を決めてください。時点ごとの額は、あとから書き換わりません。".to_owned(),
        _ => format!("{}（{}）の額です。", asked.vintage, asked.kind().label()),
    };
    let known: Vec<String> = vintages(&plan.effects).into_iter().map(str::to_owned).collect();
    let none = (String::new(), "写さない".to_owned(), asked.copy.is_empty());
    let copies = known.iter().filter(|v| !v.is_empty() && **v != asked.vintage);
    let copies = copies.map(|v| (v.clone(), v.clone(), *v == asked.copy));
    let of_two = |pairs: [(&str, &str); 2], second: bool| -> Vec<(String, String, bool)> {
        let of = |(nth, (key, words)): (usize, (&str, &str))| {
            (key.to_owned(), words.to_owned(), (nth == 1) == second)
        };
        pairs.into_iter().enumerate().map(of).collect()
    };
    let status = wrong.status();
    let shown = AmountsPage {
        page,
        href: loaded.href(),
        answer,
        notice: (asked.did == "saved").then_some("記録しました。"),
        vintage: asked.vintage.clone(),
        copies: [none].into_iter().chain(copies).collect(),
        known,
        kinds: choices(&EffectKind::ALL, asked.kind(), |one| (one.key(), one.label())),
        durations: choices(&Duration::ALL, asked.duration(), |one| (one.key(), one.label())),
        sources: choices(&Source::ALL, asked.source(), |one| (one.key(), one.label())),
        bys: of_two(
            [("section", "区分ごと"), ("item", "取組項目ごと")],
            asked.is_by_item(),
        ),
        units: of_two([("thousand", "千円"), ("yen", "円")], asked.unit() == 1),
        years: all_years.iter().map(|year| year.show(plan.year_style)).collect(),
        rows,
        totals: totals
            .into_iter()
            .map(|total| total.map_or_else(|| "–".to_owned(), |total| in_unit(total, asked.unit())))
            .collect(),
        reason: sent.map_or_else(String::new, |form| form.raw("reason").to_owned()),
        wrong,
        ready,
    };
    Ok((status, html(&shown)?).into_response())
}

pub(crate) async fn save(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let mut asked = Asked::of_form(&form);
    let mut wrong = FieldErrors::default();
    // A known occasion is the one that it is called, to the letter.
    asked.vintage = match vintages(&loaded.plan().effects).contains(&form.raw("vintage")) {
        true => form.raw("vintage").to_owned(),
        false => line(&form, "vintage", "vintage", &mut wrong).unwrap_or_default(),
    };
    let reason = note(form.raw("reason")).unwrap_or_else(|refusal| {
        wrong.add("reason", refusal.words());
        String::new()
    });
    let (plan, unit) = (loaded.plan(), asked.unit());
    let says_how = asked.duration() != Duration::Unsaid || asked.source() != Source::Unsaid;
    let mut cells = Vec::new();
    let mut boxes = Sent::of(&form);
    for (on, _) in parts(plan, asked.is_by_item()) {
        for year in years(plan) {
            let Some((seen, new)) = boxes.amount(&box_name(&on, year), unit, &mut wrong) else {
                continue;
            };
            // The same figure is sent on where another way of counting is asked for.
            if new != seen || (new.is_some() && says_how) {
                cells.push(AmountCell {
                    id: Uuid::now_v7().simple().to_string(),
                    on: on.clone(),
                    year,
                    seen,
                    new,
                });
            }
        }
    }
    if let Some(lost) = boxes.lost() {
        wrong.add("", lost);
    }
    if wrong.is_empty() {
        let act = Act::WriteAmounts(Amounts {
            vintage: asked.vintage.clone(),
            kind: asked.kind(),
            duration: asked.duration(),
            source: asked.source(),
            reason,
            cells,
        });
        match undo::act(&app, &person, &actor, &loaded, &act).await? {
            Ok(()) => {
                let back = Asked {
                    did: "saved".into(),
                    ..asked
                };
                let query = query_of(&back);
                return Ok(Redirect::to(&format!("{}/amounts?{query}", loaded.href())).into_response());
            }
            Err(refusal) => {
                let field = match refusal {
                    Refusal::NoVintage => "vintage",
                    Refusal::NoReason => "reason",
                    _ => "",
                };
                wrong.add(field, refusal.words());
            }
        }
    }
    let loaded = load(&app, &at, &Sight::Working).await?;
    page(&person, &loaded, &asked, Some(&form), wrong)
}

/// What was asked for, as the query of an address.
fn query_of(asked: &Asked) -> String {
    query([
        ("vintage", &*asked.vintage),
        ("kind", &asked.kind),
        ("duration", &asked.duration),
        ("source", &asked.source),
        ("by", &asked.by),
        ("unit", &asked.unit),
        ("did", &asked.did),
    ])
}
