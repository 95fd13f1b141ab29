//! A plan as text, with all its parts and places: one line an element, what belongs to it indented below.
//!
//! Identities are written by position (`s1`, `i1`), so that provisional and lasting ones read alike. Each type is
//! taken apart whole: a new field does not compile until it is written here too, so that no part of a plan can
//! change unseen. Not here: how a plan is shown to people (`core::table`).

mod figures;
mod in_words;

use gyokaku_core::crosswalk::Edge;
use gyokaku_core::department::Assignment;
use gyokaku_core::document::Place;
use gyokaku_core::editing::VoiceKind;
use gyokaku_core::fiscal_year::YearStyle;
use gyokaku_core::plan::{GlossaryNote, Item, ItemPlaces, Plan, PlanVersion, Schedule, Section, Step};

use crate::words::{Lines, Words, at, facts, period, variant, whole, year};

/// A plan with every text as it is.
pub fn plan_as_text(plan: &Plan) -> String {
    Writer::of(plan, whole, at).text()
}

/// A plan with every text as it is, without saying where it stands.
pub fn plan_without_places(plan: &Plan) -> String {
    Writer::of(plan, whole, |_| String::new()).text()
}

/// A plan in which no sentence of the document is left: sentences and long texts are their length and a trace.
pub fn plan_as_facts(plan: &Plan) -> String {
    Writer::of(plan, facts, at).text()
}

struct Writer<'a> {
    plan: &'a Plan,
    words: Words,
    /// How a place is written, as the end of a line.
    at: fn(&Place) -> String,
    lines: Lines,
}

impl<'a> Writer<'a> {
    fn of(plan: &'a Plan, words: Words, at: fn(&Place) -> String) -> Self {
        Self {
            plan,
            words,
            at,
            lines: Lines::default(),
        }
    }

    fn text(mut self) -> String {
        let Plan {
            title,
            at: place,
            period: years,
            levels,
            year_style,
            editions,
            sections,
            items,
            precedence,
            scales,
            progress,
            evaluations,
            effects,
            stated_amounts,
            indicators,
            crosswalk,
            review,
            councils: _,
            meetings: _,
            consultations: _,
            opinions: _,
            suggestions: _,
            practices: _,
            appraisals: _,
            frame,
            notes,
            statements,
            annotations,
            outlook,
            amendments,
        } = self.plan;
        self.lines
            .element(format!("plan {}{}", (self.words)(title), (self.at)(place)));
        if let Some(years) = years {
            self.lines.part(format!("period {}", period(*years)));
        }
        if *precedence != Default::default() {
            self.lines.part(format!("counted {}", precedence.words()));
        }
        if !levels.is_empty() {
            self.lines.part(format!("levels {}", self.path(levels)));
        }
        if *year_style != YearStyle::default() {
            self.lines.part(format!("years as {}", variant(year_style)));
        }
        editions.iter().for_each(|e| self.edition(e));
        sections.iter().for_each(|s| self.section(s));
        items.iter().for_each(|i| self.item(i));
        scales.iter().for_each(|s| self.scale(s));
        progress.iter().for_each(|p| self.progress(p));
        evaluations.iter().for_each(|e| self.evaluation(e));
        effects.iter().for_each(|e| self.effect(e));
        stated_amounts.iter().for_each(|a| self.stated_amount(a));
        indicators.iter().for_each(|i| self.indicator(i));
        crosswalk.iter().for_each(|e| self.edge(e));
        self.review(review);
        let plan = self.plan;
        let voices = VoiceKind::ALL.into_iter().flat_map(|kind| kind.all(plan));
        voices.for_each(|voice| self.voice(&voice));
        self.frame(frame);
        for GlossaryNote {
            term,
            text,
            at: place,
        } in notes
        {
            let (term, text) = ((self.words)(term), (self.words)(text));
            self.lines
                .element(format!("note {term}: {text}{}", (self.at)(place)));
        }
        statements.iter().for_each(|s| self.statement(s));
        annotations.iter().for_each(|a| self.annotation(a));
        for entry in outlook {
            let (line, year) = (entry.line.key(), entry.fiscal_year);
            let year = entry
                .until
                .map_or_else(|| year.to_string(), |until| format!("{year}-{until}"));
            let (vintage, at) = ((self.words)(&entry.vintage), (self.at)(&entry.at));
            self.lines
                .element(format!("outlook {vintage} {line} {year}: {}{at}", entry.amount.0));
        }
        for amendment in amendments {
            let (kind, state, name) = (amendment.kind.key(), amendment.state.key(), &amendment.name);
            self.lines
                .element(format!("amendment {kind} {state}: {}", (self.words)(name)));
        }
        self.lines.into_text()
    }

    fn edition(&mut self, edition: &PlanVersion) {
        let PlanVersion {
            title,
            kind,
            period: years,
            plan: _,
            at: place,
        } = edition;
        let years = years.map_or_else(|| "-".to_owned(), period);
        self.lines.element(format!(
            "edition {}: {}, {years}{}",
            variant(kind),
            (self.words)(title),
            (self.at)(place)
        ));
    }

    fn section(&mut self, section: &Section) {
        let Section {
            id,
            parent,
            level,
            depth,
            label,
            title,
            departments,
            references,
            at: place,
        } = section;
        let own = self.section_name(id);
        let parent = parent.as_deref().map(|id| self.section_name(id));
        let under = parent.map_or_else(String::new, |parent| format!(" in {parent}"));
        self.lines.element(format!(
            "section {own}{under}, depth {depth}, {}{}: {}{}",
            self.some("", level, " "),
            (self.words)(label),
            (self.words)(title),
            (self.at)(place)
        ));
        self.departments(departments, &Place::NOWHERE);
        self.texts("reference", references);
    }

    fn item(&mut self, item: &Item) {
        let Item {
            id,
            section,
            parent,
            serial,
            number,
            title,
            content,
            target,
            schedule,
            departments,
            references,
            repeated,
            extra,
            retired,
            at: place,
            places,
        } = item;
        let ItemPlaces {
            number: number_at,
            title: title_at,
            content: content_at,
            target: target_at,
            schedule: schedule_at,
            departments: departments_at,
        } = places;
        let own = self.item_name(id);
        let parent = parent.as_deref().map(|id| self.item_name(id));
        let section = section.as_deref().map(|id| self.section_name(id));
        let under: String = [parent, section]
            .into_iter()
            .flatten()
            .map(|name| format!(" in {name}"))
            .collect();
        let again = if *repeated { ", repeated" } else { "" };
        self.lines.element(format!(
            "item {own}{under}: {}{again}{}",
            (self.words)(title),
            (self.at)(title_at)
        ));
        self.optional("serial", serial.as_deref(), &Place::NOWHERE);
        self.optional("number", number.as_deref(), number_at);
        let begins = (self.at)(place);
        if *place != *title_at && !begins.is_empty() {
            self.lines.part(format!("begins{begins}"));
        }
        self.optional("content", content.as_deref(), content_at);
        self.optional("target", target.as_deref(), target_at);
        self.schedule(schedule, schedule_at);
        self.departments(departments, departments_at);
        self.texts("reference", references);
        if let Some(retired) = retired {
            self.lines.part(format!(
                "retired on {}: {}",
                retired.on,
                (self.words)(&retired.reason)
            ));
        }
        for (head, text) in extra {
            let (head, text) = ((self.words)(head), (self.words)(text));
            self.lines.part(format!("column {head}: {text}"));
        }
    }

    fn schedule(&mut self, schedule: &Schedule, place: &Place) {
        let Schedule {
            every_year,
            steps,
            text,
        } = schedule;
        self.optional("schedule", text.as_deref(), place);
        if *every_year {
            self.lines.part("every year");
        }
        for step in steps {
            let Step {
                fiscal_year,
                text,
                open,
                at: place,
            } = step;
            let onward = if *open { " and on" } else { "" };
            self.lines.part(format!(
                "step {}{onward}: {}{}",
                year(Some(*fiscal_year)),
                (self.words)(text),
                (self.at)(place)
            ));
        }
    }

    fn departments(&mut self, departments: &Assignment, place: &Place) {
        let Assignment { lead, support } = departments;
        for (role, names) in [("lead", lead), ("support", support)] {
            if !names.is_empty() {
                self.lines
                    .part(format!("{role} {}{}", self.list(names), (self.at)(place)));
            }
        }
    }

    fn edge(&mut self, edge: &Edge) {
        let Edge {
            id: _,
            path,
            old,
            kind,
            label,
            reason,
            new,
            department,
            old_item: _,
            new_item: _,
            on: _,
            at: place,
        } = edge;
        let title = |title: &Option<String>| title.as_deref().map_or_else(|| "-".to_owned(), self.words);
        self.lines.element(format!(
            "edge {} [{}]: {} → {} ({}){}",
            variant(kind),
            self.path(path),
            title(old),
            title(new),
            (self.words)(label),
            (self.at)(place)
        ));
        self.optional("reason", reason.as_deref(), &Place::NOWHERE);
        self.optional("department", department.as_deref(), &Place::NOWHERE);
    }

    fn optional(&mut self, name: &str, text: Option<&str>, place: &Place) {
        match text {
            Some(text) => {
                let text = (self.words)(text);
                self.lines.part(format!("{name} {text}{}", (self.at)(place)));
            }
            None if !(self.at)(place).is_empty() => self.lines.part(format!("{name} -{}", (self.at)(place))),
            None => {}
        }
    }

    fn texts(&mut self, name: &str, texts: &[String]) {
        for text in texts {
            let text = (self.words)(text);
            self.lines.part(format!("{name} {text}"));
        }
    }

    /// The section or item with an identity, by its position.
    fn element_name(&self, id: &str) -> String {
        if self.plan.sections.iter().any(|section| section.id == id) {
            self.section_name(id)
        } else {
            self.item_name(id)
        }
    }

    /// A text between two others; nothing at all where the text is empty.
    fn some(&self, before: &str, text: &str, after: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        format!("{before}{}{after}", (self.words)(text))
    }

    fn path(&self, titles: &[String]) -> String {
        self.joined(titles, " / ")
    }

    fn list(&self, texts: &[String]) -> String {
        self.joined(texts, "、")
    }

    fn joined(&self, texts: &[String], by: &str) -> String {
        let texts: Vec<String> = texts.iter().map(|text| (self.words)(text)).collect();
        texts.join(by)
    }

    fn section_name(&self, id: &str) -> String {
        position("s", self.plan.sections.iter().map(|s| s.id.as_str()), id)
    }

    fn item_name(&self, id: &str) -> String {
        position("i", self.plan.items.iter().map(|i| i.id.as_str()), id)
    }
}

/// The element with an identity by its position from 1; an identity that leads nowhere is shown as it is.
fn position<'a>(letter: &str, mut ids: impl Iterator<Item = &'a str>, id: &str) -> String {
    ids.position(|known| known == id)
        .map_or_else(|| format!("?{id}"), |at| format!("{letter}{}", at + 1))
}
