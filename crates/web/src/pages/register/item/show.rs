//! `/{code}/{plan}/items/{id}`: all that is known of one item (個票).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::cited::CitedPlans;
use gyokaku_core::document::{Place, Spot};
use gyokaku_core::editing::VoiceKind;
use gyokaku_core::edition::{Edition, Entry, latest_of_rounds};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::item_sheet::ItemSheet;
use gyokaku_core::plan::{Item, Plan, Section};
use gyokaku_core::table::{self, Table};
use gyokaku_office::editions;
use gyokaku_store::PageOf;

use super::course::{amendments, ended};
use super::lineage::{Generation, Lineage, line, lineage};
use crate::App;
use crate::access::{Right, has, shows, sight};
use crate::attachments::Attachments;
use crate::error::{Problem, html};
use crate::formats::{Called, Format, Leaving, Wanted, hand_out, printed, took};

use crate::charts::Picture;
use crate::charts::timeline::{self, Span, When};
use crate::loaded::{Loaded, load};
use crate::pages::register::voices::Card;
use crate::path::{Id, PlanPartAt, UrlPath, UrlQuery, query};
use crate::person::Viewer;
use crate::printing::imprint;
use crate::show::page::Page;
use crate::show::places::{anchor, sentence};
use crate::show::sisters::Sisters;
use crate::show::table::{Links, Shown, downloads};
use crate::show::terms::{Marked, Terms};
use crate::tab::ITEMS;

#[derive(Template)]
#[template(path = "pages/register/item/show.html")]
struct ItemPage<'a> {
    page: Page,
    item: &'a Item,
    /// Where it is edited, for who may.
    edit: Option<String>,
    /// Where a change is proposed, for who may.
    amend: Option<String>,
    /// Since when and why it is worked on no longer.
    retired: Option<String>,
    path: Vec<(String, String)>,
    answer: String,
    picture: Option<Picture>,
    findings: Vec<(&'static str, &'static str, String, Option<String>)>,
    fields: Vec<Told>,
    evaluations: Option<Shown>,
    effects: Option<Shown>,
    /// The item over the years, out of the editions.
    years: Option<Shown>,
    lineage: Vec<Lineage>,
    /// The item and its ancestors and heirs, plan by plan.
    line: Vec<Generation>,
    /// The plans that it cites and that are here: address, what is cited.
    cited: Vec<(String, String)>,
    /// Changes of the item in mid-plan: address for who works on it, words.
    amendments: Vec<(Option<String>, String)>,
    /// What hangs on it, as far as it is seen.
    attachments: Attachments,
    /// The opinions that speak of it.
    opinions: Vec<Card>,
    /// Proposals, practices and appraisals that speak of it: what it is, address of its list, name.
    related: Vec<(&'static str, String, String)>,
    children: Vec<(String, String)>,
    siblings: Vec<(&'static str, String, String)>,
    downloads: Vec<(String, &'static str)>,
    /// The paper for an answer in the assembly, for who may.
    brief: Option<String>,
}

/// A field of the item with the place it came from.
struct Field {
    label: String,
    lines: Vec<String>,
    href: Option<String>,
}

/// A field as it is shown: each line in pieces, as the plan explains terms in it.
struct Told {
    label: String,
    lines: Vec<Vec<Marked>>,
    href: Option<String>,
}

/// Marks the terms that the plan explains in the fields of one page.
fn told(loaded: &Loaded, fields: Vec<Field>) -> Vec<Told> {
    let mut terms = Terms::of(&loaded.plan().notes, loaded.href());
    let of = |field: Field| Told {
        label: field.label,
        lines: field.lines.iter().map(|line| terms.mark(line)).collect(),
        href: field.href,
    };
    fields.into_iter().map(of).collect()
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanPartAt>,
    UrlQuery(wanted): UrlQuery<Wanted>,
) -> Result<Response, Problem> {
    let (id, format) = match at.id.rsplit_once('.') {
        Some((id, ending)) => (id, Some(ending.parse::<Format>()?)),
        None => (at.id.as_str(), None),
    };
    let id = Id::new(id).ok_or(Problem::NotFound)?;
    let sight = sight(&viewer, &at.plan());
    let loaded = load(&app, &at.plan(), &sight).await?;
    let plan = loaded.plan();
    let sheet = table::item::table(plan, id.as_str()).ok_or(Problem::NotFound)?;
    if let Some(format) = format {
        let imprint = imprint(&app, &loaded, "")?;
        let item = plan.item(id.as_str()).ok_or(Problem::NotFound)?;
        let called = format!("個票_{}", item.called());
        if format == Format::Pdf {
            let stamp = imprint.clone();
            let mut own = ItemSheet::of(plan, id.as_str()).ok_or(Problem::NotFound)?;
            own.tables.extend(over_years(&app, &loaded, item).await?);
            let print = move || gyokaku_paper::item_sheet(&own, &imprint);
            let done = app.printing().table(print).await?;
            took(&app, &viewer, &at.plan(), &sheet, format.ending(), id.as_str()).await?;
            return Ok(printed(
                &done,
                &Called::of(&at.plan(), &stamp, &called, id.as_str()),
            ));
        }
        let leaving = Leaving {
            table: &sheet,
            name: id.as_str(),
            called,
            imprint,
        };
        return hand_out(&app, &viewer, &at.plan(), leaving, format, &wanted).await;
    }
    let item = plan.item(id.as_str()).ok_or(Problem::NotFound)?;
    let to = |place: &Place| loaded.href_of_place(place);
    let spans = spans(item, plan);
    let today = app.today()?;
    let marks = plan.counted_grades(&item.id);
    let picture = axis(plan, &spans).map(|axis| {
        Picture::draw("timeline", |width, id| {
            timeline::draw(
                width,
                id,
                &format!("{}のスケジュール", item.title),
                axis,
                &spans,
                &marks,
            )
        })
    });
    let findings = findings(&loaded, item);
    let mut page = loaded
        .page(ITEMS)
        .seen_by(&viewer)
        .under(loaded.href_of(ITEMS), ITEMS.label());
    page.title = format!("{}｜{}", item.title, page.title);
    page.below = true;
    let at_index = plan.items.iter().position(|i| i.id == item.id).unwrap_or(0);
    let link = |other: &Item| (format!("{}/items/{}", loaded.href(), other.id), other.called());
    let mut siblings = Vec::new();
    if let Some(before) = at_index.checked_sub(1).and_then(|n| plan.items.get(n)) {
        let (href, words) = link(before);
        siblings.push(("前の取組", href, words));
    }
    if let Some(after) = plan.items.get(at_index + 1) {
        let (href, words) = link(after);
        siblings.push(("次の取組", href, words));
    }
    let address = format!("{}/items/{}", loaded.href(), item.id);
    let edits = has(&viewer, Right::EditRegister, &loaded.code);
    let of = (&loaded.code, loaded.key.as_str());
    let attached = app.store().attachments(of, PageOf::Item(&item.id)).await?;
    let seen = attached
        .iter()
        .filter(|one| shows(&sight, loaded.released_at(), one));
    html(&ItemPage {
        page,
        attachments: Attachments::of(&loaded, seen, &address, (edits, true)),
        edit: edits.then(|| format!("{address}/edit")),
        amend: (item.retired.is_none() && has(&viewer, Right::Propose, &loaded.code))
            .then(|| format!("{address}/amend")),
        amendments: amendments(&loaded, &viewer, item),
        opinions: loaded
            .plan()
            .opinions
            .iter()
            .filter(|opinion| opinion.items.contains(&item.id))
            .map(|opinion| Card::of(&loaded, opinion, true))
            .collect(),
        related: related(&loaded, item),
        retired: item.retired.as_ref().map(|retired| ended(retired, today)),
        path: path(&loaded, item),
        answer: answer(plan, item),
        picture,
        findings,
        fields: told(&loaded, fields(&loaded, item, &sheet, &to)),
        evaluations: evaluations(&loaded, item),
        effects: effects(&loaded, item),
        years: over_years(&app, &loaded, item)
            .await?
            .map(|table| loaded.frozen("years", &table, loaded.grades(), None)),
        lineage: lineage(&app, &viewer, &loaded, item).await?,
        line: line(&app, &viewer, &loaded, item).await?,
        cited: cited(&app, &viewer, &loaded, item).await?,
        children: plan
            .items
            .iter()
            .filter(|i| i.parent.as_deref() == Some(&item.id))
            .map(link)
            .collect(),
        siblings,
        downloads: downloads(&address, ""),
        brief: has(&viewer, Right::SeeDrafts, &loaded.code).then(|| format!("{address}/brief.pdf")),
        item,
    })
}

/// The proposals of staff, the practices and the appraisals that speak of an item.
fn related(loaded: &Loaded, item: &Item) -> Vec<(&'static str, String, String)> {
    let plan = loaded.plan();
    let of = |kind: VoiceKind| {
        let own = kind.all(plan).filter(|voice| voice.items().contains(&item.id));
        own.map(move |voice| {
            let list = format!("{}/{}", loaded.href(), kind.key());
            (kind.label(), list, voice.called(plan))
        })
    };
    [VoiceKind::Suggestion, VoiceKind::Practice, VoiceKind::Appraisal]
        .into_iter()
        .flat_map(of)
        .collect()
}

/// The sections above, each with the register narrowed to it.
fn path(loaded: &Loaded, item: &Item) -> Vec<(String, String)> {
    let section = item.section.as_deref();
    let above = section.map(|id| loaded.plan().with_sections_above(id));
    let link = |section: &Section| {
        let href = format!("{}?section={}", loaded.href_of(ITEMS), section.id);
        (href, section.called())
    };
    above.into_iter().flatten().map(link).collect()
}

/// Who does it and when, in one sentence.
fn answer(plan: &Plan, item: &Item) -> String {
    let who = match item.departments.lead.as_slice() {
        [] => "主担当課の記載がない取組です".to_owned(),
        leads => format!("{}が主担当の取組です", leads.join("、")),
    };
    let (first, last) = (
        item.schedule.steps.iter().map(|s| s.fiscal_year).min(),
        item.schedule.steps.iter().map(|s| s.fiscal_year).max(),
    );
    let open = item.schedule.steps.iter().any(|s| s.open);
    let when = match (first, last) {
        _ if item.schedule.every_year => "毎年度取り組みます。".to_owned(),
        (Some(first), _) if open => format!("{}から取り組みます。", first.show(plan.year_style)),
        (Some(first), Some(last)) if first == last => {
            format!("{}に取り組みます。", first.show(plan.year_style))
        }
        (Some(first), Some(last)) => {
            format!(
                "{}から{}にかけて取り組みます。",
                first.show(plan.year_style),
                last.show(plan.year_style)
            )
        }
        _ => String::new(),
    };
    if when.is_empty() {
        format!("{who}。")
    } else {
        format!("{who}。{when}")
    }
}

/// The steps as spans: the same step in neighbouring years is one.
fn spans(item: &Item, plan: &Plan) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (step, strand) in item.schedule.steps.iter().zip(item.schedule.strands()) {
        let year = step.fiscal_year;
        let text = match strand {
            Some(strand) => format!("【{strand}】{}", step.text),
            None => step.text.clone(),
        };
        let before = spans.iter_mut().find_map(|span| match span.when {
            When::Between(from, to) if span.text == text && to.next() == year => Some((span, from)),
            _ => None,
        });
        let when = |from| match step.open {
            true => When::From(from),
            false => When::Between(from, year),
        };
        match before {
            Some((span, from)) => span.when = when(from),
            None => spans.push(Span {
                text,
                when: when(year),
            }),
        }
    }
    // What is done again after some years goes on through the whole plan.
    for recurrence in item.schedule.recurrences() {
        let about = if recurrence.about { "おおむね" } else { "" };
        spans.push(Span {
            text: format!("{about}{}年ごと：{}", recurrence.years, recurrence.text),
            when: match plan.period {
                Some(period) => When::Between(period.from, period.to),
                None => When::Every,
            },
        });
    }
    if item.schedule.every_year && spans.is_empty() {
        spans.push(Span {
            text: "毎年度実施".into(),
            when: match plan.period {
                Some(period) => When::Between(period.from, period.to),
                None => When::Every,
            },
        });
    }
    spans
}

/// The years of the plan: its period, or those of all its steps.
fn whole(plan: &Plan) -> Option<(FiscalYear, FiscalYear)> {
    if let Some(period) = plan.period {
        return Some((period.from, period.to));
    }
    let years = || {
        plan.items
            .iter()
            .flat_map(|i| &i.schedule.steps)
            .map(|s| s.fiscal_year)
    };
    Some((years().min()?, years().max()?))
}

/// The years to draw: those of the plan and those of the steps, at most twelve; no years for what is done
/// every year without a period. None where there is nothing to draw, or too much.
fn axis(plan: &Plan, spans: &[Span]) -> Option<Option<(FiscalYear, FiscalYear)>> {
    const MOST: i16 = 12;
    let years = || {
        spans.iter().flat_map(|span| match span.when {
            When::Between(from, to) => vec![from, to],
            When::From(from) => vec![from],
            When::Every => Vec::new(),
        })
    };
    let Some((first, last)) = years().min().zip(years().max()) else {
        return (!spans.is_empty()).then_some(None);
    };
    let (from, to) = whole(plan).map_or((first, last), |(from, to)| (from.min(first), to.max(last)));
    if to.western() - from.western() < MOST {
        Some(Some((from, to)))
    } else if last.western() - first.western() < MOST {
        Some(Some((first, last)))
    } else {
        None
    }
}

type FindingLine = (&'static str, &'static str, String, Option<String>);

/// The findings at the places of this item.
fn findings(loaded: &Loaded, item: &Item) -> Vec<FindingLine> {
    let Some(report) = loaded.source_of(&item.at).and_then(|s| loaded.report(s)) else {
        return Vec::new();
    };
    let source = loaded.source_href(loaded.source_of(&item.at));
    let own: Vec<&Place> = item.all_places().collect();
    report
        .findings
        .iter()
        .filter(|f| {
            own.iter()
                .any(|place| same(place, &f.at) || f.related.iter().any(|r| same(place, r)))
        })
        .map(|f| {
            let href = source
                .as_ref()
                .zip(anchor(&f.at))
                .map(|(s, a)| format!("{s}#{a}"));
            (f.severity.key(), f.severity.label(), sentence(f), href)
        })
        .collect()
}

/// Whether a finding's place is an item's: the same cell, or the line as a whole.
fn same(own: &Place, found: &Place) -> bool {
    match (&own.spot, &found.spot) {
        (Spot::Nowhere, _) | (_, Spot::Nowhere) => false,
        (Spot::Line { line: a, .. }, Spot::Line { line: b, column: 0 }) => a == b,
        (Spot::Page { .. }, Spot::Page { column: 0, .. }) => own.whole_line().spot == found.spot,
        (a, b) => a == b,
    }
}

/// The plans of this body that an item cites, each at the place that is cited.
async fn cited(
    app: &App,
    viewer: &Viewer,
    loaded: &Loaded,
    item: &Item,
) -> Result<Vec<(String, String)>, Problem> {
    if item.references.is_empty() {
        return Ok(Vec::new());
    }
    let sisters = Sisters::of(app, viewer, loaded).await?;
    let plans = CitedPlans::of(&loaded.plan().frame);
    let found = item.references.iter().filter_map(|printed| {
        let citation = plans.read(printed);
        let href = sisters.href(&citation.plan)?;
        let words = format!("{} {}", citation.plan, citation.place);
        let at = match citation.place.as_str() {
            "" => href.to_owned(),
            place => format!("{href}{}?{}", ITEMS.word(), query([("q", place)])),
        };
        Some((at, words.trim().to_owned()))
    });
    Ok(found.collect())
}

/// The fields that have no part of the page to themselves.
fn fields(
    loaded: &Loaded,
    item: &Item,
    sheet: &table::Table,
    to: &dyn Fn(&Place) -> Option<String>,
) -> Vec<Field> {
    let plan = loaded.plan();
    let mut fields: Vec<Field> = Vec::new();
    let field = |label: &str, text: Option<&str>, at: &Place| {
        text.map(|t| Field {
            label: label.to_owned(),
            lines: t.lines().map(str::to_owned).collect(),
            href: to(at),
        })
    };
    fields.extend(field("通し番号", item.serial.as_deref(), &item.at));
    fields.extend(field("番号", item.number.as_deref(), &item.places.number));
    fields.extend(field("取組内容", item.content.as_deref(), &item.places.content));
    fields.extend(field("目標", item.target.as_deref(), &item.places.target));
    fields.extend(field(
        "スケジュール（原文）",
        item.schedule.text.as_deref(),
        &item.places.schedule,
    ));
    for (label, list) in [
        ("主担当課", &item.departments.lead),
        ("関係課", &item.departments.support),
    ] {
        if !list.is_empty() {
            fields.push(Field {
                label: label.into(),
                lines: vec![list.join("、")],
                href: to(&item.places.departments),
            });
        }
    }
    if !item.references.is_empty() {
        fields.push(Field {
            label: "関連計画".into(),
            lines: {
                let plans = CitedPlans::of(&plan.frame);
                let line = |printed: &String| match plans.read(printed).words() {
                    words if words.is_empty() => printed.clone(),
                    words => format!("{printed}（{words}）"),
                };
                item.references.iter().map(line).collect()
            },
            href: None,
        });
    }
    let background = plan.frame.leading_to(&plan.with_those_above(item));
    if !background.is_empty() {
        fields.push(Field {
            label: "背景".into(),
            lines: background
                .iter()
                .map(|(list, heading)| format!("{list}：{heading}"))
                .collect(),
            href: None,
        });
    }
    for (label, text) in &item.extra {
        fields.extend(field(label, Some(text), &Place::NOWHERE));
    }
    let on_item = |on: &Option<String>| on.as_deref() == Some(&item.id);
    for note in plan.annotations.iter().filter(|a| on_item(&a.on)) {
        fields.extend(field("注記", Some(&note.text), &note.at));
    }
    for indicator in plan
        .indicators
        .iter()
        .filter(|k| k.item.as_deref() == Some(&item.id))
    {
        let values = sheet
            .rows
            .iter()
            .filter_map(|row| match row.cells.as_slice() {
                [_, detail, value] => Some((
                    crate::show::table::words(&detail.value, None),
                    crate::show::table::words(&value.value, None),
                )),
                _ => None,
            })
            .filter(|(detail, _)| detail.starts_with(&indicator.name))
            .map(|(detail, value)| format!("{detail}　{value}"))
            .collect::<Vec<_>>();
        if !values.is_empty() {
            let at = indicator.values.first().map(|v| v.at.clone()).unwrap_or_default();
            fields.push(Field {
                label: "指標".into(),
                lines: values,
                href: loaded.href_of_place(&at),
            });
        }
    }
    fields
}

/// The rows of a sheet with certain fields, as a table of their own.
fn part(loaded: &Loaded, item: &Item, id: &str, title: &str, names: &[&str]) -> Option<Shown> {
    let mut sheet = table::item::table(loaded.plan(), &item.id)?;
    sheet
        .rows
        .retain(|row| match row.cells.first().map(|c| &c.value) {
            Some(table::Value::Text(field)) => names.contains(&field.as_str()),
            _ => false,
        });
    if sheet.rows.is_empty() {
        return None;
    }
    sheet.title = title.to_owned();
    let (href, cited) = (loaded.href(), loaded.cited());
    let links = Links {
        plan: &href,
        sources: &cited,
        grades: loaded.grades(),
        file: None,
        query: "",
        names: &[],
    };
    Some(Shown::of(id, &sheet, &links))
}

fn evaluations(loaded: &Loaded, item: &Item) -> Option<Shown> {
    part(
        loaded,
        item,
        "evaluations",
        "年度ごとの評価",
        &["進捗状況", "実績", "評価理由"],
    )
}

fn effects(loaded: &Loaded, item: &Item) -> Option<Shown> {
    part(loaded, item, "amounts", "効果額", &["効果額"])
}

/// The item over the years: the latest edition of each round that speaks of it.
pub(in crate::pages::register) async fn over_years(
    app: &App,
    loaded: &Loaded,
    item: &Item,
) -> Result<Option<Table>, Problem> {
    if loaded.editions() == 0 {
        return Ok(None);
    }
    let found = editions::of_item(app.store(), &loaded.code, &loaded.key, &item.id, loaded.seen()).await?;
    let latest = latest_of_rounds(&found, |(head, _)| editions::key(head));
    let of_years = latest
        .into_iter()
        .map(|(head, entry)| Ok((editions::edition(head)?, entry)))
        .collect::<Result<Vec<_>, Problem>>()?;
    let of_years: Vec<(&Edition, &Entry)> = of_years
        .iter()
        .map(|(edition, entry)| (edition, *entry))
        .collect();
    let table = table::years::item(&item.title, loaded.plan().year_style, &of_years);
    Ok((!table.is_empty()).then_some(table))
}
