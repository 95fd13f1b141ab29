//! A plan → StratML.
//!
//! Not here: what of a plan may be told to whom (the caller's plan holds only that).

use std::fmt::Write as _;

use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::indicator::{Indicator, IndicatorValue, ValueKind};
use gyokaku_core::plan::{Item, Plan, Section};

use super::{LEAD, Label, NAMESPACE, NO_ITEM, NO_SECTION, ROOT, SUPPORT, labelled};
use crate::write::data::{About, day};
use crate::write::decimal;

/// Writes elements one below the other.
#[derive(Default)]
struct Out {
    text: String,
    depth: usize,
}

impl Out {
    fn indent(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn open(&mut self, name: &str, attributes: &str) {
        self.indent();
        let _ = write!(self.text, "<{name}{attributes}>");
        self.depth += 1;
    }

    fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        let _ = write!(self.text, "</{name}>");
    }

    /// An element with text, also where there is none.
    fn element(&mut self, name: &str, text: &str) {
        self.indent();
        let _ = write!(self.text, "<{name}>{}</{name}>", plain(text));
    }

    /// An element where there is a text for it.
    fn said(&mut self, name: &str, text: &str) {
        if !text.trim().is_empty() {
            self.element(name, text);
        }
    }
}

/// A text as it stands in XML: what no XML may hold is left out.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match crate::write::markup::entity(c) {
            // Quotes mean nothing between tags.
            Some(_) if matches!(c, '"' | '\'') => out.push(c),
            Some(entity) => out.push_str(entity),
            None if c.is_control() && !matches!(c, '\n' | '\t') => {}
            None if matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            None => out.push(c),
        }
    }
    out
}

/// An identity as an identifier of XML, which begins with no digit.
fn identifier(kind: char, id: &str) -> String {
    let plain = id.chars().map(|c| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    });
    format!("_{kind}_{}", plain.collect::<String>())
}

/// A plan as StratML, in UTF-8.
pub fn write(plan: &Plan, about: &About<'_>) -> Vec<u8> {
    let mut out = Out {
        text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        depth: 0,
    };
    let type_ = match plan.indicators.iter().any(has_actual) {
        true => "Performance_Report",
        false => "Performance_Plan",
    };
    out.open(ROOT, &format!(" xmlns=\"{NAMESPACE}\" Type=\"{type_}\""));
    out.element("Name", &plan.title);
    let levels = plan.levels.join("\n");
    out.said("OtherInformation", &labelled([(Label::Level, levels.as_str())]));
    out.open("StrategicPlanCore", "");
    out.open("Organization", "");
    out.element("Name", about.of.body_name);
    out.element("Identifier", &identifier('b', about.of.body.as_str()));
    out.close("Organization");
    goals(plan, &mut out);
    out.close("StrategicPlanCore");
    out.open("AdministrativeInformation", "");
    let address = format!("{}/{}", about.of.body.as_str(), about.of.plan);
    out.element("Identifier", &identifier('p', &address));
    if let Some(period) = plan.period {
        out.element("StartDate", &first_day(period.from));
        out.element("EndDate", &last_day(period.to));
    }
    out.said("PublicationDate", day(about.published_at).unwrap_or_default());
    out.close("AdministrativeInformation");
    out.close(ROOT);
    out.text.push('\n');
    out.text.into_bytes()
}

fn has_actual(indicator: &Indicator) -> bool {
    let mut values = indicator.values.iter();
    values.any(|value| value.kind == ValueKind::Actual && value.number.is_some())
}

/// The sections with their items, then what lies in none.
fn goals(plan: &Plan, out: &mut Out) {
    let known = plan.sections_by_id();
    for section in &plan.sections {
        goal_of(section, out);
        let own = plan
            .items
            .iter()
            .filter(|item| item.section.as_deref() == Some(section.id.as_str()));
        own.for_each(|item| objective(plan, item, out));
        out.close("Goal");
    }
    let is_loose = |item: &&Item| item.section.as_deref().is_none_or(|id| !known.contains_key(id));
    let loose: Vec<&Item> = plan.items.iter().filter(is_loose).collect();
    let of_none = |one: &&Indicator| one.item.as_deref().is_none_or(|id| plan.item(id).is_none());
    let indicators: Vec<&Indicator> = plan.indicators.iter().filter(of_none).collect();
    // A plan has one goal at least.
    if loose.is_empty() && indicators.is_empty() && !plan.sections.is_empty() {
        return;
    }
    out.open("Goal", "");
    out.element("Name", "計画全体");
    out.element("Description", "");
    out.element("Identifier", NO_SECTION);
    loose.into_iter().for_each(|item| objective(plan, item, out));
    if !indicators.is_empty() {
        out.open("Objective", "");
        out.element("Name", "計画全体の指標");
        out.element("Identifier", NO_ITEM);
        indicators.into_iter().for_each(|one| measured(one, out));
        out.close("Objective");
    }
    out.close("Goal");
}

/// A goal as far as its objectives.
fn goal_of(section: &Section, out: &mut Out) {
    out.open("Goal", "");
    out.element("Name", &section.title);
    out.element("Description", "");
    out.element("Identifier", &identifier('s', &section.id));
    out.said("SequenceIndicator", &section.label);
    stakeholders(&section.departments.lead, LEAD, out);
    stakeholders(&section.departments.support, SUPPORT, out);
    let above = section.parent.as_deref().map(|id| identifier('s', id));
    let references = section.references.join("\n");
    let other = labelled([
        (Label::Above, above.as_deref().unwrap_or_default()),
        (Label::Level, section.level.as_str()),
        (Label::References, references.as_str()),
    ]);
    out.said("OtherInformation", &other);
}

fn objective(plan: &Plan, item: &Item, out: &mut Out) {
    out.open("Objective", "");
    out.element("Name", &item.title);
    out.said("Description", item.content.as_deref().unwrap_or_default());
    out.element("Identifier", &identifier('i', &item.id));
    out.said("SequenceIndicator", item.number.as_deref().unwrap_or_default());
    stakeholders(&item.departments.lead, LEAD, out);
    stakeholders(&item.departments.support, SUPPORT, out);
    let references = item.references.join("\n");
    let parent = item.parent.as_deref().map(|id| identifier('i', id));
    let other = labelled([
        (Label::Parent, parent.as_deref().unwrap_or_default()),
        (Label::Serial, item.serial.as_deref().unwrap_or_default()),
        (Label::Target, item.target.as_deref().unwrap_or_default()),
        (Label::Schedule, item.schedule.text.as_deref().unwrap_or_default()),
        (Label::References, references.as_str()),
    ]);
    out.said("OtherInformation", &other);
    let own = plan
        .indicators
        .iter()
        .filter(|one| one.item.as_deref() == Some(item.id.as_str()));
    own.for_each(|one| measured(one, out));
    out.close("Objective");
}

fn stakeholders(departments: &[String], role: &str, out: &mut Out) {
    for department in departments {
        out.open("Stakeholder", " StakeholderTypeType=\"Organization\"");
        out.element("Name", department);
        out.open("Role", "");
        out.element("Name", role);
        out.element("RoleType", "Performer");
        out.close("Role");
        out.close("Stakeholder");
    }
}

fn measured(indicator: &Indicator, out: &mut Out) {
    out.open(
        "PerformanceIndicator",
        " PerformanceIndicatorType=\"Quantitative\"",
    );
    out.element("MeasurementDimension", &indicator.name);
    out.element("UnitOfMeasurement", &indicator.unit);
    out.element("Identifier", &identifier('k', &indicator.id));
    for value in &indicator.values {
        out.open("MeasurementInstance", "");
        result(value, out);
        out.close("MeasurementInstance");
    }
    let other = labelled([(Label::Direction, indicator.direction.label())]);
    out.said("OtherInformation", &other);
    out.close("PerformanceIndicator");
}

/// A value. What it is compared with is something to be reached, what was measured something that was.
fn result(value: &IndicatorValue, out: &mut Out) {
    let name = match value.kind {
        ValueKind::Base | ValueKind::Actual => "ActualResult",
        ValueKind::Target | ValueKind::Threshold | ValueKind::Rebuilding => "TargetResult",
    };
    out.open(name, "");
    if let Some(year) = value.fiscal_year {
        out.element("StartDate", &first_day(year));
        out.element("EndDate", &last_day(year));
    }
    out.element("NumberOfUnits", &value.number.map(decimal).unwrap_or_default());
    out.open("Descriptor", "");
    out.element("DescriptorName", "区分");
    out.element("DescriptorValue", value.kind.label());
    out.close("Descriptor");
    if let Some((numerator, denominator)) = value.fraction {
        out.element("Description", &format!("{numerator}／{denominator}"));
    }
    out.close(name);
}

fn first_day(year: FiscalYear) -> String {
    format!("{:04}-04-01", year.western())
}

fn last_day(year: FiscalYear) -> String {
    format!("{:04}-03-31", year.western() + 1)
}
