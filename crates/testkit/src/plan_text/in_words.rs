//! What a plan says in words, as text: its retrospective, its frame, what it states of others.
//!
//! Not here: the plan itself, its years.

use super::Writer;
use gyokaku_core::document::Place;
use gyokaku_core::editing::Voice;
use gyokaku_core::money::grouped;
use gyokaku_core::plan::{Annotation, Frame, Group, Stated, Statement};
use gyokaku_core::review::{Point, Review, Try, TryItem};

use crate::words::period;
impl Writer<'_> {
    pub(super) fn review(&mut self, review: &Review) {
        let Review {
            keep,
            problem,
            try_next,
        } = review;
        for (name, points) in [("keep", keep), ("problem", problem)] {
            for Point {
                text,
                notes,
                evidence,
                at: place,
            } in points
            {
                let text = (self.words)(text);
                self.lines.element(format!("{name} {text}{}", (self.at)(place)));
                self.backing(notes, evidence);
            }
        }
        for Try {
            text,
            items,
            notes,
            evidence,
            at: place,
        } in try_next
        {
            let text = (self.words)(text);
            self.lines.element(format!("try {text}{}", (self.at)(place)));
            self.backing(notes, evidence);
            for item in items {
                self.try_item(item);
            }
        }
    }

    /// The notes and indicators of a point.
    fn backing(&mut self, notes: &[String], evidence: &[String]) {
        for (name, lines) in [("note", notes), ("evidence", evidence)] {
            for line in lines {
                self.lines.part(format!("{name} {}", (self.words)(line)));
            }
        }
    }

    pub(super) fn try_item(&mut self, item: &TryItem) {
        let TryItem {
            title,
            new,
            departments,
            merges,
            at: place,
        } = item;
        let kind = if *new { "new item" } else { "item" };
        self.lines
            .part(format!("{kind} {}{}", (self.words)(title), (self.at)(place)));
        for (name, texts) in [("departments", departments), ("merges", merges)] {
            if !texts.is_empty() {
                self.lines.part_of_part(format!("{name} {}", self.list(texts)));
            }
        }
    }

    pub(super) fn voice(&mut self, voice: &Voice) {
        let name = (self.words)(&voice.called(self.plan));
        self.lines.element(format!("{}: {name}", voice.kind().key()));
        for field in voice.kind().fields() {
            let words = field.words(self.plan, voice);
            let words = Some(words.as_str()).filter(|words| !words.is_empty());
            self.optional(field.key(), words, &Place::NOWHERE);
        }
    }

    pub(super) fn frame(&mut self, frame: &Frame) {
        let Frame {
            ideals,
            themes,
            circumstances,
            viewpoints,
            directions,
            promotion,
            higher_plans,
            chapters,
            cited,
        } = frame;
        self.all_stated("ideal", ideals);
        self.all_stated("theme", themes);
        self.groups("circumstances", circumstances);
        self.groups("viewpoints", viewpoints);
        self.groups("directions", directions);
        self.all_stated("body", promotion);
        self.all_stated("higher plan", higher_plans);
        self.groups("chapter", chapters);
        self.groups("cited", cited);
    }

    pub(super) fn all_stated(&mut self, name: &str, all: &[Stated]) {
        for stated in all {
            let line = format!("{name} {}", self.stated(stated));
            self.lines.element(line);
        }
    }

    pub(super) fn groups(&mut self, name: &str, groups: &[Group]) {
        for Group {
            title,
            points,
            leads_to,
            at: place,
        } in groups
        {
            let title = (self.words)(title);
            self.lines.element(format!("{name} {title}{}", (self.at)(place)));
            for point in points {
                let line = self.stated(point);
                self.lines.part(line);
            }
            for id in leads_to {
                let line = format!("leads to {}", self.element_name(id));
                self.lines.part(line);
            }
        }
    }

    pub(super) fn stated(&self, stated: &Stated) -> String {
        let Stated {
            title,
            text,
            at: place,
        } = stated;
        let between = if title.is_empty() || text.is_empty() {
            ""
        } else {
            ": "
        };
        format!(
            "{}{between}{}{}",
            (self.words)(title),
            (self.words)(text),
            (self.at)(place)
        )
    }

    pub(super) fn annotation(&mut self, annotation: &Annotation) {
        let Annotation { on, text, at: place } = annotation;
        let on = on.as_deref().map(|id| self.element_name(id));
        let on = on.map_or_else(String::new, |element| format!(" on {element}"));
        let text = (self.words)(text);
        self.lines
            .element(format!("annotation{on}: {text}{}", (self.at)(place)));
    }

    pub(super) fn statement(&mut self, statement: &Statement) {
        let Statement {
            of,
            value,
            money,
            approximate,
            period: years,
            stated,
            at: place,
        } = statement;
        let unit = if *money { " yen" } else { "" };
        let about = if *approximate { "about " } else { "" };
        let years = years.map_or_else(String::new, |years| format!(", {}", period(years)));
        self.lines.element(format!(
            "statement {}: {about}{}{unit}{years} ({}){}",
            (self.words)(of),
            grouped(*value),
            (self.words)(stated),
            (self.at)(place)
        ));
    }
}
