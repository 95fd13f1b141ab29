//! From a plan to its rows, after making sure that it does not contradict itself.
//!
//! Not here: the way back (`decode`), and which rows differ from those stored (`write`).

use std::collections::{HashMap, HashSet};

use gyokaku_core::department::Assignment;
use gyokaku_core::effect::Owner;
use gyokaku_core::plan::{Frame, Group, Item, Plan, Section, Stated};

use crate::database::Value;
use crate::error::StoreError;
use crate::rows::{Cells, Rows};
use crate::schema::TableId;
use crate::words::Word;

/// What kind of part an amount is stated for.
pub(crate) const SECTION: &str = "section";
pub(crate) const ITEM: &str = "item";

/// The lists of review points as stored.
pub(crate) const KEEP: &str = "keep";
pub(crate) const PROBLEM: &str = "problem";
pub(crate) const TRY: &str = "try";

/// The rows of a plan, or why it cannot be stored.
pub(crate) fn encode(plan: &Plan) -> Result<Rows, StoreError> {
    check_references(plan)?;
    let mut rows = Rows::new();
    for (at, section) in plan.sections.iter().enumerate() {
        put_section(&mut rows, at, section);
    }
    for (at, item) in plan.items.iter().enumerate() {
        put_item(&mut rows, at, item);
    }
    for (at, e) in plan.editions.iter().enumerate() {
        Cells::of(&mut rows, TableId::Edition)
            .order(at)
            .text(&e.title)
            .word(e.kind)
            .period(e.period)
            .place(&e.at)
            .done();
    }
    put_progress(&mut rows, plan);
    put_amounts(&mut rows, plan);
    put_indicators(&mut rows, plan);
    for (at, e) in plan.crosswalk.iter().enumerate() {
        let row = Cells::of(&mut rows, TableId::Edge)
            .text(&e.id)
            .order(at)
            .list(&e.path)
            .text_or_none(&e.old)
            .word(e.kind);
        row.text(&e.label)
            .text_or_none(&e.reason)
            .text_or_none(&e.new)
            .text_or_none(&e.department)
            .place(&e.at)
            .done();
    }
    put_voices(&mut rows, plan);
    put_frame(&mut rows, &plan.frame);
    for (at, n) in plan.notes.iter().enumerate() {
        Cells::of(&mut rows, TableId::Note)
            .order(at)
            .text(&n.term)
            .text(&n.text)
            .place(&n.at)
            .done();
    }
    for (at, s) in plan.statements.iter().enumerate() {
        let row = Cells::of(&mut rows, TableId::Statement)
            .order(at)
            .text(&s.of)
            .int(s.value)
            .flag(s.money)
            .flag(s.approximate);
        row.period(s.period).text(&s.stated).place(&s.at).done();
    }
    check_rows(&rows)?;
    Ok(rows)
}

fn put_section(rows: &mut Rows, at: usize, s: &Section) {
    let row = Cells::of(rows, TableId::Section)
        .text(&s.id)
        .order(at)
        .text_or_none(&s.parent)
        .text(&s.level);
    row.int(i64::from(s.depth))
        .text(&s.label)
        .text(&s.title)
        .place(&s.at)
        .done();
    put_departments(rows, TableId::SectionDepartment, &s.id, &s.departments);
    for (at, reference) in s.references.iter().enumerate() {
        Cells::of(rows, TableId::SectionReference)
            .text(&s.id)
            .order(at)
            .text(reference)
            .done();
    }
}

fn put_item(rows: &mut Rows, at: usize, i: &Item) {
    let row = Cells::of(rows, TableId::Item)
        .text(&i.id)
        .order(at)
        .text_or_none(&i.section)
        .text_or_none(&i.parent);
    let row = row
        .text_or_none(&i.serial)
        .text_or_none(&i.number)
        .text(&i.title)
        .text_or_none(&i.content)
        .text_or_none(&i.target);
    let row = row
        .flag(i.schedule.every_year)
        .text_or_none(&i.schedule.text)
        .flag(i.repeated)
        .place(&i.at);
    let row = row
        .place(&i.places.number)
        .place(&i.places.title)
        .place(&i.places.content)
        .place(&i.places.target);
    row.place(&i.places.schedule).place(&i.places.departments).done();
    put_departments(rows, TableId::ItemDepartment, &i.id, &i.departments);
    for (at, reference) in i.references.iter().enumerate() {
        Cells::of(rows, TableId::ItemReference)
            .text(&i.id)
            .order(at)
            .text(reference)
            .done();
    }
    for (at, (header, content)) in i.extra.iter().enumerate() {
        Cells::of(rows, TableId::ItemExtra)
            .text(&i.id)
            .order(at)
            .text(header)
            .text(content)
            .done();
    }
    for (at, step) in i.schedule.steps.iter().enumerate() {
        let row = Cells::of(rows, TableId::ScheduleStep)
            .text(&i.id)
            .order(at)
            .year(step.fiscal_year);
        row.text(&step.text).flag(step.open).place(&step.at).done();
    }
}

fn put_departments(rows: &mut Rows, table: TableId, owner: &str, departments: &Assignment) {
    // One running number over both roles keeps the key unique and the order of each.
    for (at, (role, label)) in departments.all().enumerate() {
        Cells::of(rows, table)
            .text(owner)
            .word(role)
            .order(at)
            .text(label)
            .done();
    }
}

fn put_progress(rows: &mut Rows, plan: &Plan) {
    for (at, scale) in plan.scales.iter().enumerate() {
        Cells::of(rows, TableId::Scale)
            .order(at)
            .year_or_none(scale.fiscal_year)
            .place(&scale.at)
            .done();
        for (place, g) in scale.grades.iter().enumerate() {
            let row = Cells::of(rows, TableId::Grade)
                .order(at)
                .order(place)
                .text(&g.label)
                .text(&g.definition);
            row.int(i64::from(g.rank)).word(g.tone).flag(g.evaluated).done();
        }
    }
    for (at, p) in plan.progress.iter().enumerate() {
        let row = Cells::of(rows, TableId::StatedProgress)
            .order(at)
            .list(&p.path)
            .text(&p.label)
            .text_or_none(&p.examples);
        row.int_or_none(p.total)
            .year_or_none(p.fiscal_year)
            .place(&p.at)
            .done();
        for (place, (label, count)) in p.grades.iter().enumerate() {
            let row = Cells::of(rows, TableId::StatedGrade)
                .order(at)
                .order(place)
                .text(label)
                .int_or_none(*count);
            let first = p.grades.iter().position(|(known, _)| known == label) == Some(place);
            let share = p.shares.iter().find(|share| first && share.label == *label);
            row.int_or_none(share.map(|s| s.percent.value))
                .int_or_none(share.map(|s| i64::from(s.percent.places)))
                .text_or_none(&share.map(|s| s.of.key().to_owned()))
                .done();
        }
    }
    let mut given: HashMap<String, usize> = HashMap::new();
    for (at, e) in plan.evaluations.iter().enumerate() {
        let year = e.fiscal_year.map_or("-".to_owned(), |y| y.western().to_string());
        let slot = format!("{year}/{}/{}", e.by.word(), e.item);
        let nth = given.entry(slot.clone()).and_modify(|n| *n += 1).or_insert(0);
        let row = Cells::of(rows, TableId::Evaluation)
            .text(&format!("{nth}/{slot}"))
            .order(at)
            .text(&e.item)
            .year_or_none(e.fiscal_year);
        row.word(e.by)
            .text(&e.grade)
            .text_or_none(&e.reason)
            .text_or_none(&e.done)
            .place(&e.at)
            .done();
    }
}

fn put_amounts(rows: &mut Rows, plan: &Plan) {
    for (at, e) in plan.effects.iter().enumerate() {
        let (entry, reason) = match &e.corrects {
            Some(c) => (Some(c.entry.clone()), Some(c.reason.clone())),
            None => (None, None),
        };
        if let Some(owner) = &e.on {
            let kind = match owner {
                Owner::Section(_) => SECTION,
                Owner::Item(_) => ITEM,
            };
            let row = Cells::of(rows, TableId::EffectOwner).text(&e.id);
            row.text(kind).text(owner.id()).done();
        }
        let row = Cells::of(rows, TableId::Effect)
            .text(&e.id)
            .order(at)
            .text(&e.vintage)
            .list(&e.path)
            .year_or_none(e.fiscal_year);
        let row = row.word(e.kind).int(e.amount.0).word(e.duration).word(e.source);
        let row = row.text_or_none(&entry).text_or_none(&reason);
        row.flag(e.withdraws()).place(&e.at).done();
    }
    for (at, a) in plan.stated_amounts.iter().enumerate() {
        let row = Cells::of(rows, TableId::StatedAmount)
            .order(at)
            .text(&a.vintage)
            .list(&a.path)
            .year_or_none(a.fiscal_year);
        row.text(&a.label)
            .flag(a.difference)
            .int(a.amount.0)
            .place(&a.at)
            .done();
    }
}

fn put_indicators(rows: &mut Rows, plan: &Plan) {
    for (at, i) in plan.indicators.iter().enumerate() {
        let row = Cells::of(rows, TableId::Indicator)
            .text(&i.id)
            .order(at)
            .text_or_none(&i.item)
            .text(&i.name);
        row.text(&i.unit).word(i.direction).done();
        for (at, v) in i.values.iter().enumerate() {
            let row = Cells::of(rows, TableId::IndicatorValue)
                .text(&i.id)
                .order(at)
                .year_or_none(v.fiscal_year)
                .word(v.kind);
            let row = row
                .int_or_none(v.number.map(|n| n.value))
                .int_or_none(v.number.map(|n| i64::from(n.places)));
            row.int_or_none(v.fraction.map(|f| f.0))
                .int_or_none(v.fraction.map(|f| f.1))
                .place(&v.at)
                .done();
        }
    }
}

fn put_voices(rows: &mut Rows, plan: &Plan) {
    let points = [(KEEP, &plan.review.keep), (PROBLEM, &plan.review.problem)];
    for (list, points) in points {
        for (at, point) in points.iter().enumerate() {
            Cells::of(rows, TableId::ReviewPoint)
                .text(list)
                .order(at)
                .text(&point.text)
                .place(&point.at)
                .done();
        }
    }
    for (at, point) in plan.review.try_next.iter().enumerate() {
        Cells::of(rows, TableId::ReviewPoint)
            .text(TRY)
            .order(at)
            .text(&point.text)
            .place(&point.at)
            .done();
        for (place, item) in point.items.iter().enumerate() {
            let row = Cells::of(rows, TableId::TryItem)
                .order(at)
                .order(place)
                .text(&item.title)
                .flag(item.new);
            row.list(&item.departments)
                .list(&item.merges)
                .place(&item.at)
                .done();
        }
    }
    for (at, o) in plan.opinions.iter().enumerate() {
        let row = Cells::of(rows, TableId::Opinion)
            .text(&o.id)
            .order(at)
            .text_or_none(&o.item)
            .text(&o.occasion);
        row.text(&o.text).text_or_none(&o.answer).done();
    }
}

fn put_frame(rows: &mut Rows, frame: &Frame) {
    let mut put = |part: &str, group: usize, place: usize, s: &Stated| {
        let row = Cells::of(rows, TableId::FrameEntry)
            .text(part)
            .order(group)
            .order(place);
        row.text(&s.title).text(&s.text).place(&s.at).done();
    };
    let lists: [(&str, &[Stated]); 4] = [
        ("ideal", &frame.ideals),
        ("theme", &frame.themes),
        ("body", &frame.bodies),
        ("higher_plan", &frame.higher_plans),
    ];
    for (part, list) in lists {
        for (at, stated) in list.iter().enumerate() {
            put(part, 0, at + 1, stated);
        }
    }
    let groups: [(&str, &[Group]); 3] = [
        ("circumstance", &frame.circumstances),
        ("viewpoint", &frame.viewpoints),
        ("direction", &frame.directions),
    ];
    for (part, groups) in groups {
        for (at, group) in groups.iter().enumerate() {
            let heading = Stated {
                title: group.title.clone(),
                text: String::new(),
                at: group.at.clone(),
            };
            put(part, at + 1, 0, &heading);
            for (place, point) in group.points.iter().enumerate() {
                put(part, at + 1, place + 1, point);
            }
        }
    }
}

/// Whether everything referred to is there; the database would say so too, in words for nobody.
fn check_references(plan: &Plan) -> Result<(), StoreError> {
    let sections: HashSet<&str> = plan.sections.iter().map(|s| s.id.as_str()).collect();
    let items: HashSet<&str> = plan.items.iter().map(|i| i.id.as_str()).collect();
    let effects: HashSet<&str> = plan.effects.iter().map(|e| e.id.as_str()).collect();
    let wanted = |known: &HashSet<&str>, id: Option<&str>, of: &str, what: &str| match id {
        Some(id) if !known.contains(id) => Err(inconsistent(format!(
            "「{of}」が参照する{what}（{id}）がありません。"
        ))),
        _ => Ok(()),
    };
    for s in &plan.sections {
        wanted(&sections, s.parent.as_deref(), &s.title, "上位の区分")?;
    }
    for i in &plan.items {
        wanted(&sections, i.section.as_deref(), &i.title, "区分")?;
        wanted(&items, i.parent.as_deref(), &i.title, "親項目")?;
    }
    for e in &plan.evaluations {
        wanted(&items, Some(&e.item), &e.grade, "取組項目")?;
    }
    for i in &plan.indicators {
        wanted(&items, i.item.as_deref(), &i.name, "取組項目")?;
    }
    for o in &plan.opinions {
        wanted(&items, o.item.as_deref(), &o.text, "取組項目")?;
    }
    for e in &plan.effects {
        let (known, what) = match &e.on {
            Some(Owner::Section(_)) => (&sections, "区分"),
            _ => (&items, "取組項目"),
        };
        wanted(known, e.on.as_ref().map(Owner::id), &e.vintage, what)?;
        let entry = e
            .corrects
            .as_ref()
            .map(|c| c.entry.as_str())
            .filter(|id| !id.is_empty());
        wanted(&effects, entry, &e.vintage, "訂正前の記録")?;
    }
    Ok(())
}

/// Whether no key is used twice, and no text holds the one character that PostgreSQL cannot store.
fn check_rows(rows: &Rows) -> Result<(), StoreError> {
    for (table, rows) in rows {
        let mut seen = HashSet::with_capacity(rows.len());
        for row in rows {
            if !seen.insert(row.key(*table)) {
                return Err(inconsistent(format!(
                    "同じ識別子（{}）が二度使われています。",
                    row.id().unwrap_or("-")
                )));
            }
            if row
                .cells
                .iter()
                .any(|cell| matches!(cell, Value::Text(Some(text)) if text.contains('\0')))
            {
                return Err(inconsistent(
                    "文字として保存できない制御文字（NUL）が含まれています。".into(),
                ));
            }
        }
    }
    Ok(())
}

fn inconsistent(what: String) -> StoreError {
    StoreError::Inconsistent { what }
}
