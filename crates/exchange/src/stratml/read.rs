//! StratML → [`Document`]: what the elements say, as the tables in which everybody reads a plan, so that it is understood
//! and checked as any other document is.
//!
//! Invariants: no entity of a document's own making is resolved, nothing is fetched, elements are bounded in number and
//! depth. Not here: encodings (`read::bytes`), what tables mean (`read::understand`).

use std::collections::HashMap;
use std::sync::Arc;

use gyokaku_core::department::Assignment;
use gyokaku_core::document::{Document, Format, Place};
use gyokaku_core::editing::{Shape, Value};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::indicator::{Direction, Indicator, IndicatorValue, Measured, ValueKind};
use gyokaku_core::not_taken::{Because, NotTaken};
use gyokaku_core::plan::{Item, ItemPlaces, Period, Plan, Schedule, Section};
use gyokaku_core::round::day;
use gyokaku_core::table::RowKind;
use gyokaku_core::table::shown::{exact_unit, words};
use gyokaku_core::table::{Table, indicators, outline, register};
use quick_xml::events::Event;

use super::{LEAD, Label, NO_ITEM, NO_SECTION, ROOT, SUPPORT, under};
use crate::read::bytes::decoded;
use crate::read::rows::{self, SheetCell, SheetRow};
use crate::read::xlsx::xml::{Events, ends_early, reference};
use crate::read::{NotADocument, Understood};
use crate::typed::value as typed;

/// How many lines of a sheet stand before its first row: the title and the heads.
const BEFORE_ROWS: u32 = 2;

/// The column of the titles in an outline.
const TITLE_OF_OUTLINE: u32 = 2;

/// The sheet of what no table has a place for.
const LEFT: &str = "そのほかの記載";

/// How many elements a plan may have, and how deep they may lie.
const MOST_ELEMENTS: usize = 400_000;
const DEEPEST: usize = 32;

/// An element with what lies in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    fn first(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The text of a child, without white space around it; empty where there is none.
    fn said(&self, name: &str) -> String {
        let text = self.first(name).map_or("", |child| child.text.trim());
        text.replace("\r\n", "\n")
    }

    fn other(&self, label: Label) -> Option<String> {
        under(&self.said("OtherInformation"), label)
    }
}

/// Whether a text is a plan in this language.
pub(crate) fn is_plan(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(8_000).collect();
    let names = |tag: &str| {
        let name = tag
            .split([' ', '\t', '\n', '\r', '>', '/'])
            .next()
            .unwrap_or_default();
        name.rsplit(':').next() == Some(ROOT)
    };
    start.starts_with('<') && start.split('<').skip(1).any(names)
}

/// Reads a plan as a document.
///
/// # Errors
/// Too many elements, or none that say anything.
pub(crate) fn document(name: &str, text: &str) -> Result<Document, NotADocument> {
    let (plan, left) = stated(&tree(name, text)?);
    let mut document = Document {
        name: name.to_owned(),
        format: Format::Html,
        ..Document::default()
    };
    for table in [
        outline::table(&plan),
        register::table(&plan),
        indicators::table(&plan),
    ] {
        if !table.rows.is_empty() {
            rows::layout(&table.title, sheet(&table), Vec::new(), &mut document)?;
        }
    }
    // What no table of ours has a place for is told as it stands, and never dropped.
    let lines = left.into_iter().zip(0..).map(|(text, row)| SheetRow {
        row,
        cells: vec![SheetCell {
            column: 0,
            text,
            figure: false,
            exact: None,
        }],
    });
    let lines: Vec<SheetRow> = lines.collect();
    if !lines.is_empty() {
        rows::layout(LEFT, lines, Vec::new(), &mut document)?;
    }
    match document.blocks.is_empty() {
        true => Err(NotADocument::Blank),
        false => Ok(document),
    }
}

/// What a file of this language states, to the letter; none of another file. Its places are those of [`document`].
pub(crate) fn understood(bytes: &[u8]) -> Option<Understood> {
    let (text, _) = decoded(bytes).ok().filter(|(text, _)| is_plan(text))?;
    let (mut plan, left) = stated(&tree("", &text).ok()?);
    // The outline has the sections in the order in which they lie below each other.
    let table = outline::table(&plan);
    let sheet: Arc<str> = table.title.as_str().into();
    let groups = (BEFORE_ROWS..)
        .zip(&table.rows)
        .filter(|(_, row)| row.kind == RowKind::Group);
    for (row, of) in groups {
        let said = |column: &str| {
            let cell = table.column(column).and_then(|n| of.cells.get(n));
            cell.map(|cell| words(&cell.value, None)).unwrap_or_default()
        };
        let (label, title) = (said("label"), said("title"));
        let mut open = plan
            .sections
            .iter_mut()
            .filter(|section| section.at == Place::NOWHERE);
        if let Some(section) = open.find(|section| section.label == label && section.title == title) {
            section.at = Place::cell(sheet.clone(), row, TITLE_OF_OUTLINE);
        }
    }
    let table = register::table(&plan);
    let sheet: Arc<str> = table.title.as_str().into();
    for (row, of) in (BEFORE_ROWS..).zip(&table.rows) {
        let at = |column: &str| {
            let column = table.column(column).and_then(|at| u32::try_from(at).ok());
            column.map_or(Place::NOWHERE, |column| Place::cell(sheet.clone(), row, column))
        };
        let known = |id: &String| plan.items.iter().position(|item| item.id == *id);
        if let Some(item) = of
            .item
            .as_ref()
            .and_then(known)
            .and_then(|at| plan.items.get_mut(at))
        {
            item.at = at("title");
            item.places = ItemPlaces {
                number: at("number"),
                title: at("title"),
                content: at("content"),
                target: at("target"),
                schedule: at("schedule"),
                departments: at("lead"),
            };
        }
    }
    let table = indicators::table(&plan);
    let sheet: Arc<str> = table.title.as_str().into();
    let mut rows = BEFORE_ROWS..;
    for indicator in &mut plan.indicators {
        for kind in ValueKind::ALL {
            let mut values = indicator
                .values
                .iter_mut()
                .filter(|value| value.kind == kind)
                .peekable();
            let Some(row) = values.peek().is_some().then(|| rows.next()).flatten() else {
                continue;
            };
            for value in values {
                let key = value
                    .fiscal_year
                    .map_or("standing".to_owned(), |year| format!("fy{year}"));
                let column = table.column(&key).and_then(|at| u32::try_from(at).ok());
                value.at = column.map_or(Place::NOWHERE, |column| Place::cell(sheet.clone(), row, column));
            }
        }
    }
    let not_taken = left.into_iter().zip(0..).map(|(text, row)| NotTaken {
        text,
        because: Because::Text,
        at: Place::cell(LEFT, row, 0),
    });
    let not_taken = not_taken.collect();
    Some(Understood { plan, not_taken })
}

/// The plan that the elements state, and what else they say.
fn stated(root: &Element) -> (Plan, Vec<String>) {
    let mut left = Vec::new();
    let plan = plan(root, &mut left);
    (plan, left)
}

/// The elements as a tree; what lies deeper than anything of the language does is left out with what is in it.
fn tree(part: &str, text: &str) -> Result<Element, NotADocument> {
    let mut events = Events::of(part, text);
    let mut open: Vec<Element> = vec![Element::default()];
    let (mut count, mut too_deep) = (0_usize, 0_usize);
    let mut begin = |open: &mut Vec<Element>, name: &str| {
        count += 1;
        open.push(Element {
            name: name.to_owned(),
            ..Element::default()
        });
        match count > MOST_ELEMENTS {
            true => Err(NotADocument::TooLarge {
                bytes: text.len(),
                limit: MOST_ELEMENTS,
            }),
            false => Ok(()),
        }
    };
    loop {
        match events.next()? {
            Event::Start(_) if open.len() > DEEPEST => too_deep += 1,
            Event::Start(start) => begin(&mut open, start.local_name().as_ref())?,
            Event::Empty(_) if open.len() > DEEPEST => {}
            Event::Empty(empty) => {
                begin(&mut open, empty.local_name().as_ref())?;
                close(&mut open);
            }
            Event::End(_) if too_deep > 0 => too_deep -= 1,
            Event::End(_) => close(&mut open),
            Event::Text(said) if too_deep == 0 => said_in(&mut open, &said),
            Event::CData(said) if too_deep == 0 => said_in(&mut open, &said),
            Event::GeneralRef(of) if too_deep == 0 => {
                if let Some(element) = open.last_mut() {
                    reference(&of, &mut element.text);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    while open.len() > 1 {
        close(&mut open);
    }
    let all = open.pop().unwrap_or_default();
    let found = all.children.into_iter().find(|child| child.name == ROOT);
    found.ok_or_else(|| ends_early(part))
}

fn close(open: &mut Vec<Element>) {
    if open.len() < 2 {
        return;
    }
    if let (Some(done), Some(around)) = (open.pop(), open.last_mut()) {
        around.children.push(done);
    }
}

fn said_in(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// Notes a text that no table has a place for.
fn leave(left: &mut Vec<String>, whose: &str, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        let text = match whose.is_empty() {
            true => text.to_owned(),
            false => format!("{whose}：{text}"),
        };
        left.extend(
            text.lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .map(str::to_owned),
        );
    }
}

/// What a goal or an objective says beside what the tables have: who else has a part in it, and other information
/// without a label of ours.
fn leave_rest(of: &Element, left: &mut Vec<String>) {
    let name = of.said("Name");
    let other = of.said("OtherInformation");
    if Label::ALL.into_iter().all(|label| under(&other, label).is_none()) {
        leave(left, &name, &other);
    }
    for one in of.all("Stakeholder").filter(|one| role(one).is_none()) {
        let said = format!("{}　{}", one.said("Name"), one.said("Description"));
        leave(left, &name, &said);
    }
}

/// The plan that the elements state; what else they state is left.
fn plan(root: &Element, left: &mut Vec<String>) -> Plan {
    let mut plan = Plan {
        title: root.said("Name"),
        period: root.first("AdministrativeInformation").and_then(period),
        ..Plan::default()
    };
    leave(left, "", &root.said("Description"));
    match root.other(Label::Level) {
        Some(levels) => plan.levels = levels.lines().map(str::to_owned).collect(),
        None => leave(left, "", &root.said("OtherInformation")),
    }
    let Some(core) = root.first("StrategicPlanCore") else {
        return plan;
    };
    for (name, whose) in [("Vision", "ビジョン"), ("Mission", "使命")] {
        core.all(name)
            .for_each(|one| leave(left, whose, &one.said("Description")));
    }
    for one in core.all("Value") {
        leave(left, &one.said("Name"), &format!("{}　", one.said("Description")));
    }
    let mut by_identifier: HashMap<String, (String, u8)> = HashMap::new();
    let mut items: HashMap<String, String> = HashMap::new();
    for (at, goal) in core.all("Goal").enumerate() {
        let identifier = goal.said("Identifier");
        leave(left, &goal.said("Name"), &goal.said("Description"));
        leave_rest(goal, left);
        let id = format!("s{}", at + 1);
        let section = (identifier != NO_SECTION).then(|| id.clone());
        if section.is_some() {
            let above = goal.other(Label::Above).unwrap_or_default();
            let above = by_identifier.get(above.trim()).cloned();
            let depth = above.as_ref().map_or(0, |(_, depth)| depth.saturating_add(1));
            by_identifier.insert(identifier, (id.clone(), depth));
            let level = goal.other(Label::Level).unwrap_or_default();
            plan.sections.push(Section {
                id,
                parent: above.map(|(id, _)| id),
                level,
                depth,
                label: goal.said("SequenceIndicator"),
                title: goal.said("Name"),
                departments: departments(goal),
                references: references(goal),
                ..Section::default()
            });
        }
        for objective in goal.all("Objective") {
            leave_rest(objective, left);
            let is_item = objective.said("Identifier") != NO_ITEM;
            let item = is_item.then(|| item(objective, &plan, section.clone()));
            let id = item.as_ref().map(|item| item.id.clone());
            let parent = objective.other(Label::Parent).unwrap_or_default();
            let parent = items.get(parent.trim()).cloned();
            plan.items.extend(item.map(|item| Item { parent, ..item }));
            items.extend(id.clone().map(|id| (objective.said("Identifier"), id)));
            for one in objective.all("PerformanceIndicator") {
                let number = plan.indicators.len() + 1;
                plan.indicators.push(indicator(one, number, id.clone(), left));
            }
        }
    }
    plan
}

fn item(objective: &Element, plan: &Plan, section: Option<String>) -> Item {
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Item {
        id: format!("i{}", plan.items.len() + 1),
        section,
        serial: objective.other(Label::Serial),
        number: some(objective.said("SequenceIndicator")),
        title: objective.said("Name"),
        content: some(objective.said("Description")),
        target: objective.other(Label::Target),
        schedule: objective.other(Label::Schedule).map(schedule).unwrap_or_default(),
        departments: departments(objective),
        references: references(objective),
        ..Item::default()
    }
}

/// Steps by year as a person types them; a text that cannot be read so stays a text.
fn schedule(text: String) -> Schedule {
    match typed(Shape::Schedule, &text) {
        Ok(Value::Schedule(schedule)) => Schedule {
            text: Some(text),
            ..schedule
        },
        _ => Schedule {
            text: Some(text),
            ..Schedule::default()
        },
    }
}

fn references(of: &Element) -> Vec<String> {
    let text = of.other(Label::References).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// The role of who has a part in it, where it is one of ours.
fn role(stakeholder: &Element) -> Option<&'static str> {
    let mut roles = stakeholder.all("Role").map(|role| role.said("Name"));
    roles.find_map(|said| [LEAD, SUPPORT].into_iter().find(|role| said == *role))
}

/// Who leads and who supports.
fn departments(of: &Element) -> Assignment {
    let with = |role: &str| {
        let own = of.all("Stakeholder").filter(|one| self::role(one) == Some(role));
        own.map(|one| one.said("Name")).collect()
    };
    Assignment {
        lead: with(LEAD),
        support: with(SUPPORT),
    }
}

fn period(of: &Element) -> Option<Period> {
    let from = day(&of.said("StartDate")).and_then(FiscalYear::of_day)?;
    let to = day(&of.said("EndDate")).and_then(FiscalYear::of_day)?;
    (from <= to).then_some(Period { from, to })
}

fn indicator(of: &Element, number: usize, item: Option<String>, left: &mut Vec<String>) -> Indicator {
    let unit = of.said("UnitOfMeasurement");
    let direction = of.other(Label::Direction);
    let direction = direction.and_then(|word| Direction::ALL.into_iter().find(|one| one.label() == word));
    let mut values = Vec::new();
    for instance in of.all("MeasurementInstance") {
        for (name, usual) in [
            ("TargetResult", ValueKind::Target),
            ("ActualResult", ValueKind::Actual),
        ] {
            for one in instance.all(name) {
                match value(one, usual, &unit) {
                    Some(value) => values.push(value),
                    None => {
                        let said = ["StartDate", "EndDate", "NumberOfUnits"].map(|name| one.said(name));
                        leave(left, &of.said("MeasurementDimension"), &said.join("　"));
                    }
                }
            }
        }
    }
    Indicator {
        id: format!("k{number}"),
        item,
        name: of.said("MeasurementDimension"),
        unit,
        direction: direction.unwrap_or_default(),
        values,
    }
}

/// A value of a fiscal year; none where what stands there is no number, or of another stretch of time than a year.
fn value(of: &Element, usual: ValueKind, unit: &str) -> Option<IndicatorValue> {
    let kind = of.first("Descriptor").map(|one| one.said("DescriptorValue"));
    let kind = kind.and_then(|word| ValueKind::ALL.into_iter().find(|kind| kind.label() == word));
    let dates = [of.said("StartDate"), of.said("EndDate")];
    let year = |date: &String| day(date).and_then(FiscalYear::of_day);
    let fiscal_year = match dates.each_ref().map(|date| !date.is_empty()) {
        [false, false] => None,
        [true, true] => Some(year(&dates[0]).filter(|from| year(&dates[1]) == Some(*from))?),
        [true, false] => Some(year(&dates[0])?),
        [false, true] => Some(year(&dates[1])?),
    };
    let text = of.said("NumberOfUnits");
    let number = match text.is_empty() {
        true => None,
        false => Measured::read(&text, unit).ok()??.number,
    };
    Some(IndicatorValue {
        fiscal_year,
        kind: kind.unwrap_or(usual),
        number,
        fraction: None,
        at: Default::default(),
    })
}

/// A table as the rows of a sheet.
fn sheet(table: &Table) -> Vec<SheetRow> {
    let unit = exact_unit(table);
    let cell = |column: usize, text: String, figure: bool| {
        let column = u32::try_from(column).ok()?;
        (!text.trim().is_empty()).then_some(SheetCell {
            column,
            text,
            figure,
            exact: None,
        })
    };
    let heads = table.columns.iter().enumerate();
    let heads = heads.filter_map(|(at, column)| cell(at, column.label.clone(), false));
    let title = cell(0, table.title.clone(), false);
    // As many as stand before the first row.
    let mut lines: Vec<Vec<SheetCell>> = vec![title.into_iter().collect(), heads.collect()];
    for row in &table.rows {
        let cells = row.cells.iter().zip(&table.columns).enumerate();
        let cells = cells.filter_map(|(at, (of, column))| {
            let text = words(&of.value, unit);
            cell(at, text, column.kind.is_figure())
        });
        lines.push(cells.collect());
    }
    let rows = lines.into_iter().zip(0..).filter(|(cells, _)| !cells.is_empty());
    rows.map(|(cells, row)| SheetRow { row, cells }).collect()
}
