//! The rows of a plan: a plan becomes rows in [`encode`], rows become a plan in [`decode`].
//!
//! Here is which list of a plan goes into which table. What a table is and what its columns hold is declared in
//! `tables`, once. Not here: which rows differ from those stored (`write`), the plan's own row (`read`).

mod column;
mod load;
mod row;
mod table;
mod tables;

use std::collections::{HashMap, HashSet};

use gyokaku_core::body::BodyCode;
use gyokaku_core::department::{Assignment, Role};
use gyokaku_core::effect::Owner;
use gyokaku_core::plan::{Frame, Group, Item, Plan, Stated};
use gyokaku_core::progress::{StatedProgress, StatedShare};
use gyokaku_core::review::{Point, Review, Try};

use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::words::Word;
use tables::*;

pub(crate) use column::{Column, stored_as};
#[cfg(test)]
pub(crate) use load::Shape;
pub(crate) use load::{rows, rows_of};
pub(crate) use row::{Cells, Fields, Row, Rows};
pub(crate) use table::{Kind, Record, Table};
pub use tables::table_label;
pub(crate) use tables::{ALL, EffectOwners, Effects, GROUPS, Items, OwnerKind, PointList};

/// The rows of a plan, or why it cannot be stored.
pub(crate) fn encode(plan: &Plan) -> Result<Rows, StoreError> {
    check_references(plan)?;
    let mut rows = Rows::default();
    put_lists(&mut rows, plan);
    put_register(&mut rows, plan);
    put_progress(&mut rows, plan);
    for effect in &plan.effects {
        let (kind, element) = match &effect.on {
            Some(Owner::Section(id)) => (OwnerKind::Section, id.clone()),
            Some(Owner::Item(id)) => (OwnerKind::Item, id.clone()),
            None => continue,
        };
        rows.put::<EffectOwners>(&(effect.id.clone(),), 0, &EffectOwner { kind, element });
    }
    for indicator in &plan.indicators {
        rows.put_all::<IndicatorValues>(&(indicator.id.clone(),), &indicator.values);
    }
    for amendment in &plan.amendments {
        rows.put_all::<AmendedFields>(&(amendment.id.clone(),), &amendment.fields);
    }
    for council in &plan.councils {
        rows.put_all::<Members>(&(council.id.clone(),), &council.members);
    }
    for meeting in &plan.meetings {
        rows.put_all::<Papers>(&(meeting.id.clone(),), &meeting.papers);
    }
    put_review(&mut rows, &plan.review);
    put_frame(&mut rows, &plan.frame);
    check_rows(&rows)?;
    Ok(rows)
}

/// Puts everything but the plan's own fields (title, period, …) into `plan`.
pub(crate) fn decode(mut rows: Rows, plan: &mut Plan) -> Result<(), StoreError> {
    take_lists(&mut rows, plan)?;
    take_register(&mut rows, plan)?;
    take_progress(&mut rows, plan)?;
    let mut owners = rows.take_parts::<_, EffectOwners>()?;
    for effect in &mut plan.effects {
        let owner = owners.remove(&effect.id).and_then(|mut owners| owners.pop());
        effect.on = owner.map(|owner| match owner.kind {
            OwnerKind::Section => Owner::Section(owner.element),
            OwnerKind::Item => Owner::Item(owner.element),
        });
    }
    let mut values = rows.take_parts::<_, IndicatorValues>()?;
    for indicator in &mut plan.indicators {
        indicator.values = values.remove(&indicator.id).unwrap_or_default();
    }
    let mut fields = rows.take_parts::<_, AmendedFields>()?;
    for amendment in &mut plan.amendments {
        amendment.fields = fields.remove(&amendment.id).unwrap_or_default();
    }
    let mut members = rows.take_parts::<_, Members>()?;
    for council in &mut plan.councils {
        council.members = members.remove(&council.id).unwrap_or_default();
    }
    let mut papers = rows.take_parts::<_, Papers>()?;
    for meeting in &mut plan.meetings {
        meeting.papers = papers.remove(&meeting.id).unwrap_or_default();
    }
    plan.review = take_review(&mut rows)?;
    plan.frame = take_frame(&mut rows)?;
    Ok(())
}

fn put_register(rows: &mut Rows, plan: &Plan) {
    for section in &plan.sections {
        let of = (section.id.clone(),);
        rows.put_all::<SectionDepartments>(&of, &named(&section.departments));
        rows.put_all::<SectionReferences>(&of, &references(&section.references));
    }
    for item in &plan.items {
        put_parts(rows, item);
    }
}

/// The parts of an item that have tables of their own.
fn put_parts(rows: &mut Rows, item: &Item) {
    let of = (item.id.clone(),);
    rows.put_all::<ItemDepartments>(&of, &named(&item.departments));
    rows.put_all::<ItemReferences>(&of, &references(&item.references));
    let extra = item.extra.iter().cloned();
    let extra: Vec<Extra> = extra.map(|(header, content)| Extra { header, content }).collect();
    rows.put_all::<ItemExtras>(&of, &extra);
    rows.put_all::<ScheduleSteps>(&of, &item.schedule.steps);
}

/// The tables of an item: its own and those of its parts.
pub(crate) const OF_ITEM: [Table; 5] = [
    Items::TABLE,
    ItemDepartments::TABLE,
    ItemReferences::TABLE,
    ItemExtras::TABLE,
    ScheduleSteps::TABLE,
];

/// Loads the rows of one item in one statement.
pub(crate) async fn item_rows(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
    id: &str,
) -> Result<Rows, StoreError> {
    rows_of(tx, body, key, &OF_ITEM, id).await
}

/// The item of its rows, and where it stands in the order printed; none where there is none.
pub(crate) fn taken_item(mut rows: Rows) -> Result<Option<(Item, usize)>, StoreError> {
    let order = rows
        .of(&Items::TABLE)
        .first()
        .and_then(|row| row.order(&Items::TABLE));
    let order = order.and_then(|order| usize::try_from(order).ok()).unwrap_or(0);
    let mut plan = Plan {
        items: rows.take_all::<Items>()?,
        ..Plan::default()
    };
    take_register(&mut rows, &mut plan)?;
    Ok(plan.items.pop().map(|item| (item, order)))
}

/// The rows of one item that stands there in the order printed.
pub(crate) fn encode_item(item: &Item, order: usize) -> Result<Rows, StoreError> {
    let mut rows = Rows::default();
    rows.put::<Items>(&(), order, item);
    put_parts(&mut rows, item);
    check_rows(&rows)?;
    Ok(rows)
}

fn take_register(rows: &mut Rows, plan: &mut Plan) -> Result<(), StoreError> {
    let mut departments = rows.take_parts::<_, SectionDepartments>()?;
    let mut references = rows.take_parts::<_, SectionReferences>()?;
    for section in &mut plan.sections {
        section.departments = assignment(departments.remove(&section.id));
        section.references = labels(references.remove(&section.id));
    }
    let mut departments = rows.take_parts::<_, ItemDepartments>()?;
    let mut references = rows.take_parts::<_, ItemReferences>()?;
    let mut extra = rows.take_parts::<_, ItemExtras>()?;
    let mut steps = rows.take_parts::<_, ScheduleSteps>()?;
    for item in &mut plan.items {
        item.departments = assignment(departments.remove(&item.id));
        item.references = labels(references.remove(&item.id));
        let extra = extra.remove(&item.id).unwrap_or_default();
        item.extra = extra.into_iter().map(|e| (e.header, e.content)).collect();
        item.schedule.steps = steps.remove(&item.id).unwrap_or_default();
    }
    Ok(())
}

fn named(departments: &Assignment) -> Vec<Named> {
    let named = |(role, label): (Role, &str)| Named {
        role,
        label: label.to_owned(),
    };
    departments.all().map(named).collect()
}

fn assignment(named: Option<Vec<Named>>) -> Assignment {
    let mut departments = Assignment::default();
    for Named { role, label } in named.unwrap_or_default() {
        match role {
            Role::Lead => departments.lead.push(label),
            Role::Support => departments.support.push(label),
        }
    }
    departments
}

fn references(labels: &[String]) -> Vec<Reference> {
    labels.iter().cloned().map(|label| Reference { label }).collect()
}

fn labels(references: Option<Vec<Reference>>) -> Vec<String> {
    references.into_iter().flatten().map(|r| r.label).collect()
}

fn put_progress(rows: &mut Rows, plan: &Plan) {
    for (at, scale) in plan.scales.iter().enumerate() {
        rows.put_all::<Grades>(&(at,), &scale.grades);
    }
    for (at, stated) in plan.progress.iter().enumerate() {
        rows.put_all::<StatedGrades>(&(at,), &stated_grades(stated));
    }
    let mut given: HashMap<String, usize> = HashMap::new();
    for (at, e) in plan.evaluations.iter().enumerate() {
        let year = e.fiscal_year.map_or("-".to_owned(), |y| y.western().to_string());
        let slot = format!("{year}/{}/{}", e.by.word(), e.item);
        let nth = given.entry(slot.clone()).and_modify(|n| *n += 1).or_insert(0);
        rows.put::<Evaluations>(&(format!("{nth}/{slot}"),), at, e);
    }
}

/// The counts of a row with their shares; a share stands beside the first count of its label.
fn stated_grades(stated: &StatedProgress) -> Vec<StatedGrade> {
    let grade = |(place, (label, count)): (usize, &(String, Option<i64>))| {
        let is_first = stated.grades.iter().position(|(known, _)| known == label) == Some(place);
        let share = stated
            .shares
            .iter()
            .find(|share| is_first && share.label == *label);
        StatedGrade {
            label: label.clone(),
            count: *count,
            share: share.map(|share| (share.percent, share.of)),
        }
    };
    stated.grades.iter().enumerate().map(grade).collect()
}

fn take_progress(rows: &mut Rows, plan: &mut Plan) -> Result<(), StoreError> {
    let mut grades = rows.take_parts::<_, Grades>()?;
    for (at, scale) in plan.scales.iter_mut().enumerate() {
        scale.grades = grades.remove(&at).unwrap_or_default();
    }
    let mut grades = rows.take_parts::<_, StatedGrades>()?;
    for (at, stated) in plan.progress.iter_mut().enumerate() {
        for StatedGrade { label, count, share } in grades.remove(&at).unwrap_or_default() {
            let share = share.map(|(percent, of)| StatedShare {
                label: label.clone(),
                percent,
                of,
            });
            stated.grades.push((label, count));
            stated.shares.extend(share);
        }
    }
    plan.evaluations = rows.take_all::<Evaluations>()?;
    Ok(())
}

fn put_review(rows: &mut Rows, review: &Review) {
    rows.put_all::<ReviewPoints>(&(PointList::Keep,), &review.keep);
    rows.put_all::<ReviewPoints>(&(PointList::Problem,), &review.problem);
    for (at, point) in review.try_next.iter().enumerate() {
        let stated = Point {
            text: point.text.clone(),
            notes: point.notes.clone(),
            evidence: point.evidence.clone(),
            at: point.at.clone(),
        };
        rows.put::<ReviewPoints>(&(PointList::Try,), at, &stated);
        rows.put_all::<TryItems>(&(at,), &point.items);
    }
}

fn take_review(rows: &mut Rows) -> Result<Review, StoreError> {
    let mut items = rows.take_parts::<_, TryItems>()?;
    let mut review = Review::default();
    for ((list,), order, point) in rows.take::<ReviewPoints>()? {
        match list {
            PointList::Keep => review.keep.push(point),
            PointList::Problem => review.problem.push(point),
            PointList::Try => review.try_next.push(Try {
                items: items.remove(&order).unwrap_or_default(),
                text: point.text,
                notes: point.notes,
                evidence: point.evidence,
                at: point.at,
            }),
        }
    }
    Ok(review)
}

/// The lists of the frame without headings, and those with.
type FrameLists<'a> = (
    [(&'static str, &'a mut Vec<Stated>); 4],
    [(&'static str, &'a mut Vec<Group>); 5],
);

fn frame_lists(frame: &mut Frame) -> FrameLists<'_> {
    let plain = [
        ("ideal", &mut frame.ideals),
        ("theme", &mut frame.themes),
        ("body", &mut frame.promotion),
        ("higher_plan", &mut frame.higher_plans),
    ];
    let grouped = [
        ("circumstance", &mut frame.circumstances),
        ("viewpoint", &mut frame.viewpoints),
        ("direction", &mut frame.directions),
        ("chapter", &mut frame.chapters),
        ("cited", &mut frame.cited),
    ];
    (plain, grouped)
}

fn put_frame(rows: &mut Rows, frame: &Frame) {
    let mut frame = frame.clone();
    let (plain, grouped) = frame_lists(&mut frame);
    for (part, list) in plain {
        for (at, stated) in list.iter().enumerate() {
            rows.put::<FrameEntries>(&(part.to_owned(), 0), at + 1, stated);
        }
    }
    for (part, groups) in grouped {
        for (at, group) in groups.iter().enumerate() {
            let of = (part.to_owned(), at + 1);
            let heading = Stated {
                title: group.title.clone(),
                text: String::new(),
                at: group.at.clone(),
            };
            for (place, stated) in [&heading].into_iter().chain(&group.points).enumerate() {
                rows.put::<FrameEntries>(&of, place, stated);
            }
            for (place, element) in group.leads_to.iter().cloned().enumerate() {
                rows.put::<FrameLinks>(&of, place, &FrameLink { element });
            }
        }
    }
}

fn take_frame(rows: &mut Rows) -> Result<Frame, StoreError> {
    let mut frame = Frame::default();
    let mut entries = rows.take::<FrameEntries>()?;
    // Rows come by ordinal alone; here the heading of a group has to come before its points.
    entries.sort_by_key(|((_, group), order, _)| (*group, *order));
    let (mut plain, mut grouped) = frame_lists(&mut frame);
    for ((part, group), order, stated) in entries {
        let damaged = |what: String| StoreError::Damaged {
            table: FrameEntries::TABLE.name.to_owned(),
            key: format!("{part}/{group}/{order}"),
            what,
        };
        if let Some((_, list)) = plain.iter_mut().find(|(name, _)| *name == part) {
            list.push(stated);
            continue;
        }
        let groups = grouped.iter_mut().find(|(name, _)| *name == part);
        let (_, groups) = groups.ok_or_else(|| damaged(format!("知らない語「{part}」です")))?;
        if order == 0 {
            groups.push(Group {
                title: stated.title,
                at: stated.at,
                ..Group::default()
            });
        } else {
            let heading = group.checked_sub(1).and_then(|at| groups.get_mut(at));
            let heading = heading.ok_or_else(|| damaged("見出しがありません".into()))?;
            heading.points.push(stated);
        }
    }
    for ((part, group), _, link) in rows.take::<FrameLinks>()? {
        let groups = grouped.iter_mut().find(|(name, _)| *name == part);
        let heading = group.checked_sub(1).and_then(|at| groups?.1.get_mut(at));
        let heading = heading.ok_or_else(|| StoreError::Damaged {
            table: FrameLinks::TABLE.name.to_owned(),
            key: format!("{part}/{group}"),
            what: "見出しがありません".into(),
        })?;
        heading.leads_to.push(link.element);
    }
    Ok(frame)
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
    let councils: HashSet<&str> = plan.councils.iter().map(|c| c.id.as_str()).collect();
    let meetings: HashSet<&str> = plan.meetings.iter().map(|m| m.id.as_str()).collect();
    let asked: HashSet<&str> = plan.consultations.iter().map(|c| c.id.as_str()).collect();
    for m in &plan.meetings {
        wanted(&councils, Some(&m.council), &m.title, "会議体")?;
    }
    for item in plan.spoken_of() {
        wanted(&items, Some(item), "会議・意見の記録", "取組項目")?;
    }
    for o in &plan.opinions {
        wanted(&meetings, o.meeting.as_deref(), &o.text, "会議")?;
        wanted(&asked, o.consultation.as_deref(), &o.text, "意見募集")?;
    }
    for a in &plan.annotations {
        let on = a.on.as_deref().filter(|id| !sections.contains(id));
        wanted(&items, on, &a.text, "取組項目")?;
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
    for table in ALL {
        let mut seen = HashSet::new();
        for row in rows.of(table) {
            if !seen.insert(row.key(table)) {
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
