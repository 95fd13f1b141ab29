//! `gyokaku.read/1`: what is understood of a document.

use gyokaku_core::crosswalk::{Edge, successors};
use gyokaku_core::effect::{Effect, StatedAmount};
use gyokaku_core::indicator::Indicator;
use gyokaku_core::outlook::OutlookEntry;
use gyokaku_core::plan::{Frame, Group, Item, Period, Plan, Section, Stated};
use gyokaku_core::progress::{Evaluation, Scale, StatedProgress, Tone};
use gyokaku_core::review::{Point, Review};
use serde_json::{Map, Value, json};

use super::place::at;
use crate::read::Read;

/// The shape of a document that was read.
pub fn read(read: &Read) -> Value {
    let plan = &read.plan;
    json!({
        "schema": "gyokaku.read/1",
        "plan": {
            "title": if plan.title.is_empty() { Value::Null } else { json!(plan.title) },
            "period": period(plan.period),
            "levels": plan.levels,
            "editions": plan.editions.iter().map(|e| json!({ "title": e.title, "period": period(e.period), "replaced_early_in": plan.replaces_early(e).map(|y| y.western()), "at": at(&e.at) })).collect::<Vec<_>>(),
            "at": at(&plan.at),
        },
        "sections": plan.sections.iter().map(section).collect::<Vec<_>>(),
        "items": plan.items.iter().map(item).collect::<Vec<_>>(),
        "scales": plan.scales.iter().map(scale).collect::<Vec<_>>(),
        "progress": plan.progress.iter().map(progress).collect::<Vec<_>>(),
        "evaluations": plan.evaluations.iter().map(evaluation).collect::<Vec<_>>(),
        "effects": plan.effects.iter().map(effect).collect::<Vec<_>>(),
        "outlook": plan.outlook.iter().map(outlook).collect::<Vec<_>>(),
        "stated_amounts": plan.stated_amounts.iter().map(stated_amount).collect::<Vec<_>>(),
        "indicators": plan.indicators.iter().map(indicator).collect::<Vec<_>>(),
        "crosswalk": plan.crosswalk.iter().zip(successors(plan)).map(|(e, into)| edge(e, into)).collect::<Vec<_>>(),
        "review": review(&plan.review),
        "frame": frame(&plan.frame),
        "glossary": plan.notes.iter().map(|n| json!({ "term": n.term, "text": n.text, "at": at(&n.at) })).collect::<Vec<_>>(),
        "statements": statements(plan),
        "notes": plan.annotations.iter().map(|a| json!({ "on": a.on, "text": a.text, "at": at(&a.at) })).collect::<Vec<_>>(),
        "not_taken": read.not_taken.iter().map(|left| json!({ "text": left.text, "because": left.because.key(), "reason": left.because.label(), "at": at(&left.at) })).collect::<Vec<_>>(),
        "findings": read.report.findings.iter().map(super::check::finding).collect::<Vec<_>>(),
    })
}

fn period(period: Option<Period>) -> Value {
    period.map_or(
        Value::Null,
        |p| json!({ "from": p.from.western(), "to": p.to.western() }),
    )
}

fn outlook(entry: &OutlookEntry) -> Value {
    json!({
        "vintage": entry.vintage,
        "line": entry.line.key(),
        "fiscal_year": entry.fiscal_year.western(),
        "until": entry.until.map(|y| y.western()),
        "amount": entry.amount.0,
        "at": at(&entry.at),
    })
}

fn section(section: &Section) -> Value {
    json!({
        "id": section.id,
        "parent": section.parent,
        "level": section.level,
        "depth": section.depth,
        "label": section.label,
        "title": section.title,
        "lead": section.departments.lead,
        "support": section.departments.support,
        "references": section.references,
        "at": at(&section.at),
    })
}

fn item(item: &Item) -> Value {
    let strands = item.schedule.strands();
    let steps: Vec<Value> = item
        .schedule
        .steps
        .iter()
        .zip(strands)
        .map(|(s, strand)| json!({ "fiscal_year": s.fiscal_year.western(), "text": s.text, "strand": strand, "open": s.open, "at": at(&s.at) }))
        .collect();
    let recurrences: Vec<Value> = item
        .schedule
        .recurrences()
        .into_iter()
        .map(|r| json!({ "years": r.years, "about": r.about, "text": r.text }))
        .collect();
    let deadlines: Vec<Value> = item
        .deadlines()
        .into_iter()
        .map(|d| json!({ "fiscal_year": d.fiscal_year.western(), "text": d.text }))
        .collect();
    let extra: Map<String, Value> = item.extra.iter().map(|(k, v)| (k.clone(), json!(v))).collect();
    json!({
        "id": item.id,
        "section": item.section,
        "parent": item.parent,
        "serial": item.serial,
        "number": item.number,
        "title": item.title,
        "content": item.content,
        "target": item.target,
        "schedule": { "every_year": item.schedule.every_year, "steps": steps, "recurrences": recurrences, "text": item.schedule.text },
        "deadlines": deadlines,
        "lead": item.departments.lead,
        "support": item.departments.support,
        "references": item.references,
        "repeated": item.repeated,
        "extra": extra,
        "at": at(&item.at),
    })
}

fn scale(scale: &Scale) -> Value {
    let tone = |tone| match tone {
        Tone::Ahead => "ahead",
        Tone::Steady => "steady",
        Tone::Behind => "behind",
        Tone::Neutral => "neutral",
    };
    let grades: Vec<Value> = scale
        .grades
        .iter()
        .map(|g| json!({ "label": g.label, "definition": g.definition, "rank": g.rank, "tone": tone(g.tone), "evaluated": g.evaluated }))
        .collect();
    json!({ "fiscal_year": scale.fiscal_year.map(|y| y.western()), "grades": grades, "at": at(&scale.at) })
}

fn progress(row: &StatedProgress) -> Value {
    let grades: Map<String, Value> = row
        .grades
        .iter()
        .filter_map(|(label, count)| Some((label.clone(), json!((*count)?))))
        .collect();
    let shares: Map<String, Value> = row
        .shares
        .iter()
        .map(|share| (share.label.clone(), json!(format!("{}%", share.percent))))
        .collect();
    json!({
        "path": row.path,
        "label": row.label,
        "examples": row.examples,
        "example_list": row.example_list(),
        "total": row.total,
        "grades": grades,
        "shares": shares,
        "shares_of": row.shares.first().map(|share| share.of.key()),
        "fiscal_year": row.fiscal_year.map(|y| y.western()),
        "at": at(&row.at),
    })
}

fn evaluation(evaluation: &Evaluation) -> Value {
    json!({
        "item": evaluation.item,
        "fiscal_year": evaluation.fiscal_year.map(|y| y.western()),
        "by": evaluation.by.key(),
        "grade": evaluation.grade,
        "reason": evaluation.reason,
        "done": evaluation.done,
        "at": at(&evaluation.at),
    })
}

fn effect(effect: &Effect) -> Value {
    json!({
        "vintage": effect.vintage,
        "path": effect.path,
        "fiscal_year": effect.fiscal_year.map(|y| y.western()),
        "kind": effect.kind.key(),
        "amount_yen": effect.amount.0,
        "at": at(&effect.at),
    })
}

fn stated_amount(amount: &StatedAmount) -> Value {
    json!({
        "vintage": amount.vintage,
        "path": amount.path,
        "fiscal_year": amount.fiscal_year.map(|y| y.western()),
        "label": amount.label,
        "difference": amount.difference,
        "amount_yen": amount.amount.0,
        "at": at(&amount.at),
    })
}

fn indicator(indicator: &Indicator) -> Value {
    let values: Vec<Value> = indicator
        .values
        .iter()
        .map(|v| {
            // Exact as text, so that no reader of the shape meets a rounded number.
            let number = v.number.map(|n| n.to_string().replace(',', ""));
            json!({ "fiscal_year": v.fiscal_year.map(|y| y.western()), "kind": v.kind.key(), "value": number, "at": at(&v.at) })
        })
        .collect();
    json!({ "item": indicator.item, "name": indicator.name, "unit": indicator.unit, "direction": indicator.direction.key(), "values": values })
}

fn edge(edge: &Edge, into: Vec<&str>) -> Value {
    json!({
        "path": edge.path,
        "old": edge.old,
        "kind": edge.kind.key(),
        "label": edge.label,
        "reason": edge.reason,
        "new": edge.new,
        "into": into,
        "department": edge.department,
        "at": at(&edge.at),
    })
}

fn review(review: &Review) -> Value {
    let points = |points: &[Point]| points.iter().map(|p| p.text.clone()).collect::<Vec<_>>();
    let tries: Vec<Value> = review
        .try_next
        .iter()
        .map(|t| {
            let items: Vec<Value> = t
                .items
                .iter()
                .map(|i| json!({ "title": i.title, "new": i.new, "departments": i.departments, "merges": i.merges, "at": at(&i.at) }))
                .collect();
            json!({ "text": t.text, "items": items, "at": at(&t.at) })
        })
        .collect();
    json!({ "keep": points(&review.keep), "problem": points(&review.problem), "try": tries })
}

fn frame(frame: &Frame) -> Value {
    let stated = |list: &[Stated]| {
        list.iter()
            .map(|s| json!({ "title": s.title, "text": s.text, "at": at(&s.at) }))
            .collect::<Vec<_>>()
    };
    let points = |list: &[Stated]| list.iter().map(point).collect::<Vec<_>>();
    let groups = |list: &[Group]| {
        list.iter()
            .map(|g| json!({ "title": g.title, "points": points(&g.points), "at": at(&g.at) }))
            .collect::<Vec<_>>()
    };
    let links: Vec<Value> = frame
        .links()
        .into_iter()
        .map(|[from, over, to]| {
            json!({ "circumstances": at(&from.at), "viewpoints": at(&over.at), "directions": at(&to.at),
                "titles": [from.title, over.title, to.title] })
        })
        .collect();
    json!({
        "ideals": stated(&frame.ideals),
        "themes": stated(&frame.themes),
        "circumstances": groups(&frame.circumstances),
        "viewpoints": groups(&frame.viewpoints),
        "directions": groups(&frame.directions),
        "bodies": stated(&frame.promotion),
        "higher_plans": stated(&frame.higher_plans),
        "chapters": groups(&frame.chapters),
        "links": links,
    })
}

/// A point with what is listed below it; whether it is printed elsewhere too is a mark of its own.
fn point(point: &Stated) -> Value {
    let mut lines = point.text.lines();
    let text = lines.next().unwrap_or_default();
    let repeated = ["（再掲）", "(再掲)", "【再掲】"]
        .iter()
        .any(|mark| text.ends_with(mark));
    json!({ "title": point.title, "text": text, "points": lines.collect::<Vec<_>>(), "repeated": repeated, "at": at(&point.at) })
}

fn statements(plan: &Plan) -> Value {
    plan.statements
        .iter()
        .map(|s| json!({ "of": s.of, "value": s.value, "money": s.money, "approximate": s.approximate, "period": period(s.period), "stated": s.stated, "at": at(&s.at) }))
        .collect()
}
