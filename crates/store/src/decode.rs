//! From the rows of a plan back to the plan.
//!
//! A value that the program cannot have written is `StoreError::Damaged` with its table and key,
//! never a panic. Not here: loading the rows (`read`).

use std::collections::HashMap;

use gyokaku_core::department::{Assignment, Role};
use gyokaku_core::effect::{Correction, Effect, Owner, StatedAmount};
use gyokaku_core::indicator::{Decimal, Indicator, IndicatorValue};
use gyokaku_core::lineage::Edge;
use gyokaku_core::money::Yen;
use gyokaku_core::plan::{
    Edition, Frame, GlossaryNote, Group, Item, ItemPlaces, Plan, Schedule, Section, Stated, Statement, Step,
};
use gyokaku_core::progress::{Evaluation, Grade, Scale, ShareBase, StatedProgress, StatedShare};
use gyokaku_core::review::{Opinion, Point, Review, Try, TryItem};

use crate::database::{Fields, Value};
use crate::encode::{ITEM, KEEP, PROBLEM, SECTION, TRY};
use crate::error::StoreError;
use crate::rows::{Row, Rows};
use crate::schema::TableId;

type Decoded<T> = Result<T, StoreError>;

/// Puts everything but the plan's own fields (title, period, …) into `plan`.
pub(crate) fn decode(mut rows: Rows, plan: &mut Plan) -> Decoded<()> {
    plan.sections = sections(&mut rows)?;
    plan.items = items(&mut rows)?;
    plan.editions = each(&mut rows, TableId::Edition, |f| {
        f.int()?;
        Ok(Edition {
            title: f.text()?,
            kind: f.word()?,
            period: f.period()?,
            at: f.place()?,
        })
    })?;
    plan.scales = scales(&mut rows)?;
    plan.progress = progress(&mut rows)?;
    plan.evaluations = each(&mut rows, TableId::Evaluation, |f| {
        f.text()?;
        f.int()?;
        let (item, fiscal_year, by, grade) = (f.text()?, f.year_or_none()?, f.word()?, f.text()?);
        Ok(Evaluation {
            item,
            fiscal_year,
            by,
            grade,
            reason: f.text_or_none()?,
            done: f.text_or_none()?,
            at: f.place()?,
        })
    })?;
    let mut owners: HashMap<String, Owner> = each(&mut rows, TableId::EffectOwner, |f| {
        let (effect, kind, element) = (f.text()?, f.text()?, f.text()?);
        let owner = match kind.as_str() {
            SECTION => Owner::Section(element),
            ITEM => Owner::Item(element),
            other => return Err(f.damaged(format!("知らない語「{other}」です"))),
        };
        Ok((effect, owner))
    })?
    .into_iter()
    .collect();
    plan.effects = each(&mut rows, TableId::Effect, effect)?;
    for effect in &mut plan.effects {
        effect.on = owners.remove(&effect.id);
    }
    plan.stated_amounts = each(&mut rows, TableId::StatedAmount, |f| {
        f.int()?;
        let (vintage, path, fiscal_year, label) = (f.text()?, f.list()?, f.year_or_none()?, f.text()?);
        Ok(StatedAmount {
            vintage,
            path,
            fiscal_year,
            label,
            difference: f.flag()?,
            amount: Yen(f.int()?),
            at: f.place()?,
        })
    })?;
    plan.indicators = indicators(&mut rows)?;
    plan.crosswalk = each(&mut rows, TableId::Edge, |f| {
        let id = f.text()?;
        f.int()?;
        let (path, old, kind, label, reason) = (
            f.list()?,
            f.text_or_none()?,
            f.word()?,
            f.text()?,
            f.text_or_none()?,
        );
        Ok(Edge {
            id,
            path,
            old,
            kind,
            label,
            reason,
            new: f.text_or_none()?,
            department: f.text_or_none()?,
            at: f.place()?,
        })
    })?;
    plan.review = review(&mut rows)?;
    plan.opinions = each(&mut rows, TableId::Opinion, |f| {
        let id = f.text()?;
        f.int()?;
        Ok(Opinion {
            id,
            item: f.text_or_none()?,
            occasion: f.text()?,
            text: f.text()?,
            answer: f.text_or_none()?,
        })
    })?;
    plan.frame = frame(&mut rows)?;
    plan.notes = each(&mut rows, TableId::Note, |f| {
        f.int()?;
        Ok(GlossaryNote {
            term: f.text()?,
            text: f.text()?,
            at: f.place()?,
        })
    })?;
    plan.statements = each(&mut rows, TableId::Statement, |f| {
        f.int()?;
        let (of, value, money, approximate) = (f.text()?, f.int()?, f.flag()?, f.flag()?);
        Ok(Statement {
            of,
            value,
            money,
            approximate,
            period: f.period()?,
            stated: f.text()?,
            at: f.place()?,
        })
    })?;
    Ok(())
}

/// The rows of a table, each turned into what it stands for.
fn each<T>(rows: &mut Rows, table: TableId, read: impl Fn(&mut Fields) -> Decoded<T>) -> Decoded<Vec<T>> {
    rows.remove(&table)
        .unwrap_or_default()
        .into_iter()
        .map(|row| read(&mut fields(table, row)))
        .collect()
}

fn fields(table: TableId, row: Row) -> Fields {
    let part = |value: &Value| match value {
        Value::Text(Some(text)) => text.clone(),
        Value::Int(Some(number)) => number.to_string(),
        _ => "-".into(),
    };
    let key = row.key(table).iter().map(part).collect::<Vec<_>>().join("/");
    Fields::new(table.table().name, key, row.cells).within(row.source)
}

/// The rows of a table by the text they begin with, which is their owner.
fn by_owner<T>(
    rows: &mut Rows,
    table: TableId,
    read: impl Fn(&mut Fields) -> Decoded<T>,
) -> Decoded<HashMap<String, Vec<T>>> {
    let mut owned: HashMap<String, Vec<T>> = HashMap::new();
    for (owner, value) in each(rows, table, |f| Ok((f.text()?, read(f)?)))? {
        owned.entry(owner).or_default().push(value);
    }
    Ok(owned)
}

/// The rows of a table by the number they begin with.
fn by_number<T>(
    rows: &mut Rows,
    table: TableId,
    read: impl Fn(&mut Fields) -> Decoded<T>,
) -> Decoded<HashMap<i64, Vec<T>>> {
    let mut owned: HashMap<i64, Vec<T>> = HashMap::new();
    for (owner, value) in each(rows, table, |f| Ok((f.int()?, read(f)?)))? {
        owned.entry(owner).or_default().push(value);
    }
    Ok(owned)
}

fn assignments(rows: &mut Rows, table: TableId) -> Decoded<HashMap<String, Assignment>> {
    let named = by_owner(rows, table, |f| {
        let role: Role = f.word()?;
        f.int()?;
        Ok((role, f.text()?))
    })?;
    let assignment = |named: Vec<(Role, String)>| {
        let mut departments = Assignment::default();
        for (role, label) in named {
            match role {
                Role::Lead => departments.lead.push(label),
                Role::Support => departments.support.push(label),
            }
        }
        departments
    };
    Ok(named
        .into_iter()
        .map(|(owner, named)| (owner, assignment(named)))
        .collect())
}

fn labels(rows: &mut Rows, table: TableId) -> Decoded<HashMap<String, Vec<String>>> {
    by_owner(rows, table, |f| {
        f.int()?;
        f.text()
    })
}

fn sections(rows: &mut Rows) -> Decoded<Vec<Section>> {
    let mut departments = assignments(rows, TableId::SectionDepartment)?;
    let mut references = labels(rows, TableId::SectionReference)?;
    let mut sections = each(rows, TableId::Section, |f| {
        let id = f.text()?;
        f.int()?;
        let (parent, level, depth, label, title, at) = (
            f.text_or_none()?,
            f.text()?,
            f.small()?,
            f.text()?,
            f.text()?,
            f.place()?,
        );
        Ok(Section {
            id,
            parent,
            level,
            depth,
            label,
            title,
            at,
            ..Section::default()
        })
    })?;
    for section in &mut sections {
        section.departments = departments.remove(&section.id).unwrap_or_default();
        section.references = references.remove(&section.id).unwrap_or_default();
    }
    Ok(sections)
}

fn items(rows: &mut Rows) -> Decoded<Vec<Item>> {
    let mut departments = assignments(rows, TableId::ItemDepartment)?;
    let mut references = labels(rows, TableId::ItemReference)?;
    let mut extra = by_owner(rows, TableId::ItemExtra, |f| {
        f.int()?;
        Ok((f.text()?, f.text()?))
    })?;
    let mut steps = by_owner(rows, TableId::ScheduleStep, |f| {
        f.int()?;
        Ok(Step {
            fiscal_year: f.year()?,
            text: f.text()?,
            open: f.flag()?,
            at: f.place()?,
        })
    })?;
    let mut items = each(rows, TableId::Item, item)?;
    for item in &mut items {
        item.departments = departments.remove(&item.id).unwrap_or_default();
        item.references = references.remove(&item.id).unwrap_or_default();
        item.extra = extra.remove(&item.id).unwrap_or_default();
        item.schedule.steps = steps.remove(&item.id).unwrap_or_default();
    }
    Ok(items)
}

fn item(f: &mut Fields) -> Decoded<Item> {
    let id = f.text()?;
    f.int()?;
    let (section, parent, serial, number) = (
        f.text_or_none()?,
        f.text_or_none()?,
        f.text_or_none()?,
        f.text_or_none()?,
    );
    let (title, content, target) = (f.text()?, f.text_or_none()?, f.text_or_none()?);
    let schedule = Schedule {
        every_year: f.flag()?,
        text: f.text_or_none()?,
        steps: Vec::new(),
    };
    let (repeated, at) = (f.flag()?, f.place()?);
    let places = ItemPlaces {
        number: f.place()?,
        title: f.place()?,
        content: f.place()?,
        target: f.place()?,
        schedule: f.place()?,
        departments: f.place()?,
    };
    Ok(Item {
        id,
        section,
        parent,
        serial,
        number,
        title,
        content,
        target,
        schedule,
        repeated,
        at,
        places,
        ..Item::default()
    })
}

fn scales(rows: &mut Rows) -> Decoded<Vec<Scale>> {
    let mut grades = by_number(rows, TableId::Grade, |f| {
        f.int()?;
        Ok(Grade {
            label: f.text()?,
            definition: f.text()?,
            rank: f.small()?,
            tone: f.word()?,
            evaluated: f.flag()?,
        })
    })?;
    each(rows, TableId::Scale, |f| {
        Ok((f.int()?, f.year_or_none()?, f.place()?))
    })?
    .into_iter()
    .map(|(number, fiscal_year, at)| {
        Ok(Scale {
            grades: grades.remove(&number).unwrap_or_default(),
            fiscal_year,
            at,
        })
    })
    .collect()
}

fn progress(rows: &mut Rows) -> Decoded<Vec<StatedProgress>> {
    let mut grades = by_number(rows, TableId::StatedGrade, |f| {
        f.int()?;
        let (label, count) = (f.text()?, f.int_or_none()?);
        let (value, places, of) = (f.int_or_none()?, f.int_or_none()?, f.text_or_none()?);
        let share = match (value, places, of) {
            (None, None, None) => None,
            (Some(value), Some(places), Some(of)) => Some(StatedShare {
                label: label.clone(),
                percent: Decimal {
                    value,
                    places: u8::try_from(places).map_err(|_| f.damaged("割合の桁数ではない値です"))?,
                },
                of: ShareBase::of(&of)
                    .ok_or_else(|| f.damaged(format!("割合の母数ではない値「{of}」です")))?,
            }),
            _ => return Err(f.damaged("割合の一部だけがあります")),
        };
        Ok((label, count, share))
    })?;
    let stated = each(rows, TableId::StatedProgress, |f| {
        let number = f.int()?;
        let (path, label, examples) = (f.list()?, f.text()?, f.text_or_none()?);
        let (total, fiscal_year, at) = (f.int_or_none()?, f.year_or_none()?, f.place()?);
        Ok((
            number,
            StatedProgress {
                path,
                label,
                examples,
                total,
                fiscal_year,
                at,
                grades: Vec::new(),
                shares: Vec::new(),
            },
        ))
    })?;
    let with_grades = |(number, mut row): (i64, StatedProgress)| {
        for (label, count, share) in grades.remove(&number).unwrap_or_default() {
            row.grades.push((label, count));
            row.shares.extend(share);
        }
        row
    };
    Ok(stated.into_iter().map(with_grades).collect())
}

fn effect(f: &mut Fields) -> Decoded<Effect> {
    let id = f.text()?;
    f.int()?;
    let (vintage, path, fiscal_year, kind) = (f.text()?, f.list()?, f.year_or_none()?, f.word()?);
    let (amount, duration, source) = (Yen(f.int()?), f.word()?, f.word()?);
    let (entry, reason, withdraws) = (f.text_or_none()?, f.text_or_none()?, f.flag()?);
    let corrects = match (entry, reason) {
        (Some(entry), Some(reason)) => Some(Correction {
            entry,
            reason,
            withdraws,
        }),
        (None, None) => None,
        _ => return Err(f.damaged("訂正の一方だけがあります")),
    };
    Ok(Effect {
        id,
        vintage,
        on: None,
        path,
        fiscal_year,
        kind,
        amount,
        duration,
        source,
        corrects,
        at: f.place()?,
    })
}

fn indicators(rows: &mut Rows) -> Decoded<Vec<Indicator>> {
    let mut values = by_owner(rows, TableId::IndicatorValue, |f| {
        f.int()?;
        let (fiscal_year, kind) = (f.year_or_none()?, f.word()?);
        let number = match (f.int_or_none()?, f.int_or_none()?) {
            (Some(value), Some(places)) => {
                let places = u8::try_from(places).map_err(|_| f.damaged("小数の桁数が範囲外です"))?;
                Some(Decimal { value, places })
            }
            (None, None) => None,
            _ => return Err(f.damaged("数値の一部だけがあります")),
        };
        let fraction = match (f.int_or_none()?, f.int_or_none()?) {
            (Some(numerator), Some(denominator)) => Some((numerator, denominator)),
            (None, None) => None,
            _ => return Err(f.damaged("分数の一部だけがあります")),
        };
        Ok(IndicatorValue {
            fiscal_year,
            kind,
            number,
            fraction,
            at: f.place()?,
        })
    })?;
    let mut indicators = each(rows, TableId::Indicator, |f| {
        let id = f.text()?;
        f.int()?;
        Ok(Indicator {
            id,
            item: f.text_or_none()?,
            name: f.text()?,
            unit: f.text()?,
            direction: f.word()?,
            values: Vec::new(),
        })
    })?;
    for indicator in &mut indicators {
        indicator.values = values.remove(&indicator.id).unwrap_or_default();
    }
    Ok(indicators)
}

fn review(rows: &mut Rows) -> Decoded<Review> {
    let mut items = by_number(rows, TableId::TryItem, |f| {
        f.int()?;
        Ok(TryItem {
            title: f.text()?,
            new: f.flag()?,
            departments: f.list()?,
            merges: f.list()?,
            at: f.place()?,
        })
    })?;
    let mut review = Review::default();
    let points = each(rows, TableId::ReviewPoint, |f| {
        let (list, number) = (f.text()?, f.int()?);
        let known = [KEEP, PROBLEM, TRY].into_iter().find(|known| *known == list);
        let known = known.ok_or_else(|| f.damaged(format!("知らない語「{list}」です")))?;
        Ok((
            known,
            number,
            Point {
                text: f.text()?,
                at: f.place()?,
            },
        ))
    })?;
    for (list, number, point) in points {
        match list {
            KEEP => review.keep.push(point),
            PROBLEM => review.problem.push(point),
            _ => review.try_next.push(Try {
                items: items.remove(&number).unwrap_or_default(),
                text: point.text,
                at: point.at,
            }),
        }
    }
    Ok(review)
}

fn frame(rows: &mut Rows) -> Decoded<Frame> {
    let mut frame = Frame::default();
    // Rows come by ordinal alone; here the heading of a group has to come before its points.
    if let Some(rows) = rows.get_mut(&TableId::FrameEntry) {
        rows.sort_by_key(|row| match row.cells.get(1) {
            Some(Value::Int(group)) => *group,
            _ => None,
        });
    }
    for row in rows.remove(&TableId::FrameEntry).unwrap_or_default() {
        let mut f = fields(TableId::FrameEntry, row);
        let (part, group, place) = (f.text()?, f.int()?, f.int()?);
        let stated = Stated {
            title: f.text()?,
            text: f.text()?,
            at: f.place()?,
        };
        let list: &mut Vec<Stated> = match part.as_str() {
            "ideal" => &mut frame.ideals,
            "theme" => &mut frame.themes,
            "body" => &mut frame.bodies,
            "higher_plan" => &mut frame.higher_plans,
            _ => {
                let groups = match part.as_str() {
                    "circumstance" => &mut frame.circumstances,
                    "viewpoint" => &mut frame.viewpoints,
                    "direction" => &mut frame.directions,
                    _ => return Err(f.damaged(format!("知らない語「{part}」です"))),
                };
                if place == 0 {
                    groups.push(Group {
                        title: stated.title,
                        points: Vec::new(),
                        at: stated.at,
                    });
                    continue;
                }
                let heading = usize::try_from(group - 1).ok().and_then(|at| groups.get_mut(at));
                &mut heading.ok_or_else(|| f.damaged("見出しがありません"))?.points
            }
        };
        list.push(stated);
    }
    Ok(frame)
}
