//! What a plan states, by the row on which it stands: the texts of each of its values.
//!
//! A plan is taken apart field by field, so that a part that is added without its texts does not compile. Not here:
//! what of a document is covered by them (`account`).

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use gyokaku_core::crosswalk::Edge;
use gyokaku_core::department::Assignment;
use gyokaku_core::document::{Place, Spot};
use gyokaku_core::effect::{Effect, StatedAmount};
use gyokaku_core::indicator::Indicator;
use gyokaku_core::labels::is_total;
use gyokaku_core::plan::{
    Annotation, Frame, GlossaryNote, Group, Item, Plan, PlanVersion, Schedule, Section, Stated as Said,
    Statement,
};
use gyokaku_core::progress::{Evaluation, Scale, StatedProgress};
use gyokaku_core::review::{Point, Review, Try, TryItem};
use gyokaku_core::text::alike::{Titles, letters};

use super::runs::{is_short, runs};
use crate::read::understand::words::numbering::without_label;

/// Longer values are not searched for a line that stands apart from them.
const LONGEST: usize = 20_000;

/// A value of the plan: what it states.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    letters: String,
    short: HashSet<String>,
    /// The item or section that the value is, or that it names.
    pub(super) on: Option<String>,
    /// Whether it was picked out of running text, which says more than the value.
    pub(super) of_prose: bool,
    /// How many figures it holds.
    pub(super) figures: usize,
}

impl Value {
    /// Whether the value states a run of letters.
    pub(super) fn states(&self, run: &str) -> bool {
        if is_short(run) {
            self.short.contains(run)
        } else {
            self.letters.contains(run)
        }
    }

    /// The figures and single letters that it states.
    pub(super) fn short(&self) -> impl Iterator<Item = &str> {
        self.short.iter().map(String::as_str)
    }

    /// Whether the value is short enough to be searched for lines that stand elsewhere.
    pub(super) fn is_searched(&self) -> bool {
        self.letters.len() <= LONGEST
    }
}

/// Values by their row, found without a copy of the name of a sheet.
#[derive(Clone, Debug, Default)]
struct Rows {
    lines: HashMap<u32, Vec<usize>>,
    sheets: HashMap<Arc<str>, HashMap<u32, Vec<usize>>>,
    pages: HashMap<(u32, u32, u32), Vec<usize>>,
}

impl Rows {
    fn of(&self, place: &Place) -> Option<&Vec<usize>> {
        match &place.spot {
            Spot::Line { line, .. } => self.lines.get(line),
            Spot::Cell { sheet, row, .. } => self.sheets.get(sheet)?.get(row),
            Spot::Page { page, table, row, .. } => self.pages.get(&(*page, *table, *row)),
            Spot::Element { .. } | Spot::Nowhere => None,
        }
    }

    fn add(&mut self, place: &Place, number: usize) {
        let row = match &place.spot {
            Spot::Line { line, .. } => self.lines.entry(*line).or_default(),
            Spot::Cell { sheet, row, .. } => {
                let rows = self.sheets.entry(Arc::clone(sheet)).or_default();
                rows.entry(*row).or_default()
            }
            Spot::Page { page, table, row, .. } => self.pages.entry((*page, *table, *row)).or_default(),
            Spot::Element { .. } | Spot::Nowhere => return,
        };
        if row.last() != Some(&number) {
            row.push(number);
        }
    }
}

/// All values of a plan.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated {
    values: Vec<Value>,
    rows: Rows,
    cells: HashSet<Place>,
    /// How often a grade was counted, and the totals of such counts under no label.
    counts: HashSet<(String, i64)>,
    whole: HashMap<String, Option<String>>,
}

impl Stated {
    /// What a plan states.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut all = Self::default();
        let Plan {
            title,
            at,
            period: _,
            levels,
            year_style: _,
            editions,
            sections,
            items,
            precedence: _,
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
            // What no document states.
            amendments: _,
        } = plan;
        all.add([at], None, [title.as_str()]);
        all.add([], None, levels.iter().map(String::as_str));
        for PlanVersion { title, at, .. } in editions {
            all.add([at], None, [title.as_str()]);
        }
        sections.iter().for_each(|section| all.section(section));
        items.iter().for_each(|item| all.item(item));
        for Scale { grades, at, .. } in scales {
            let texts = grades
                .iter()
                .flat_map(|grade| [grade.label.as_str(), grade.definition.as_str()]);
            all.add([at], None, texts);
        }
        progress.iter().for_each(|row| all.progress(row));
        for Evaluation {
            item,
            grade,
            reason,
            done,
            at,
            ..
        } in evaluations
        {
            let texts = [Some(grade), reason.as_ref(), done.as_ref()];
            all.add([at], Some(item), texts.into_iter().flatten().map(String::as_str));
        }
        for Effect {
            vintage, path, at, ..
        } in effects
        {
            all.figure(at, path.iter().chain([vintage]).map(String::as_str), None);
        }
        for StatedAmount {
            vintage,
            path,
            label,
            at,
            ..
        } in stated_amounts
        {
            all.figure(at, path.iter().chain([vintage, label]).map(String::as_str), None);
        }
        for Indicator {
            item,
            name,
            unit,
            values,
            ..
        } in indicators
        {
            for value in values {
                let number = value.number.map(|n| n.to_string()).unwrap_or_default();
                all.figure(
                    &value.at,
                    [name.as_str(), unit.as_str(), number.as_str()].into_iter(),
                    item.as_ref(),
                );
            }
        }
        for Edge {
            path,
            old,
            label,
            reason,
            new,
            department,
            at,
            ..
        } in crosswalk
        {
            let texts = [old, reason, new, department]
                .into_iter()
                .flatten()
                .chain([label]);
            all.add([at], None, texts.chain(path).map(String::as_str));
        }
        for entry in outlook {
            let texts = [entry.vintage.as_str(), entry.line.label()];
            all.figure(&entry.at, texts.into_iter(), None);
        }
        all.review(review, items);
        all.frame(frame);
        for GlossaryNote { term, text, at } in notes {
            all.add([at], None, [term.as_str(), text.as_str()]);
        }
        for Statement { of, stated, at, .. } in statements {
            all.add([at], None, [of.as_str(), stated.as_str()]);
            all.last_is_of_prose(1);
        }
        for Annotation { on, text, at } in annotations {
            all.add([at], on.as_ref(), [text.as_str()]);
        }
        all
    }

    /// The values on the row of a place.
    pub(super) fn on_row(&self, place: &Place) -> &[usize] {
        self.rows.of(place).map_or(&[], Vec::as_slice)
    }

    /// A value by its number.
    pub(super) fn value(&self, number: usize) -> Option<&Value> {
        self.values.get(number)
    }

    /// Whether a value is the figure of a cell.
    pub(super) fn is_figure(&self, place: &Place) -> bool {
        self.cells.contains(place)
    }

    /// The value that a text is as a whole, as the item or section that it is; none where no value says the same.
    pub(super) fn whole(&self, text: &str) -> Option<&Option<String>> {
        self.whole.get(&letters(text))
    }

    /// Whether grades were counted anywhere.
    pub(super) fn has_counts(&self) -> bool {
        !self.counts.is_empty()
    }

    /// Whether a label and the count beside it are a grade of progress, or its total, which the plan states without a
    /// place of their own: 縮小 | 9事業 below 拡充 | 14事業.
    pub(super) fn is_count(&self, label: &str, count: i64) -> bool {
        let plain = without_label(label);
        let behind = plain.split_once([' ', '　']).map_or("", |(_, behind)| behind);
        let is_grade = |label: &str| {
            let label = letters(label);
            !label.is_empty() && self.counts.contains(&(label, count))
        };
        is_grade(&plain)
            || is_grade(behind)
            || is_total(&plain) && self.counts.contains(&(String::new(), count))
    }

    /// Whether letters are a whole value.
    pub(super) fn is_whole(&self, letters: &str) -> bool {
        self.whole.contains_key(letters)
    }

    fn add<'a>(
        &mut self,
        places: impl IntoIterator<Item = &'a Place>,
        on: Option<&String>,
        texts: impl IntoIterator<Item = &'a str>,
    ) {
        let mut value = Value {
            on: on.cloned(),
            ..Value::default()
        };
        for text in texts {
            for line in std::iter::once(text).chain(text.lines().skip(usize::from(!text.contains('\n')))) {
                let whole = letters(line);
                if !whole.is_empty() {
                    self.whole.entry(whole).or_insert_with(|| on.cloned());
                }
            }
            value.letters.push_str(&letters(text));
            value.letters.push('\u{1f}');
            value.short.extend(
                runs(text)
                    .into_iter()
                    .map(|run| run.letters)
                    .filter(|run| is_short(run)),
            );
        }
        let number = self.values.len();
        for place in places.into_iter().filter(|place| !place.is_nowhere()) {
            self.rows.add(place, number);
        }
        self.values.push(value);
    }

    fn figure<'a>(&mut self, at: &'a Place, texts: impl Iterator<Item = &'a str>, on: Option<&String>) {
        self.cells.insert(at.clone());
        self.add([at], on, texts);
        self.last_is_of_prose(1);
    }

    fn last_is_of_prose(&mut self, figures: usize) {
        if let Some(last) = self.values.last_mut() {
            last.of_prose = true;
            last.figures = figures;
        }
    }

    fn section(&mut self, section: &Section) {
        let Section {
            id,
            level,
            label,
            title,
            departments: Assignment { lead, support },
            references,
            at,
            ..
        } = section;
        let texts = [level, label, title].into_iter().chain(lead).chain(support);
        self.add([at], Some(id), texts.chain(references).map(String::as_str));
    }

    fn item(&mut self, item: &Item) {
        let Item {
            id,
            serial,
            number,
            title,
            content,
            target,
            schedule: Schedule { steps, text, .. },
            departments: Assignment { lead, support },
            references,
            extra,
            ..
        } = item;
        let optional = [serial, number, content, target, text].into_iter().flatten();
        let steps = steps.iter().map(|step| &step.text);
        let extra = extra.iter().flat_map(|(head, text)| [head, text]);
        let texts = std::iter::once(title).chain(optional).chain(lead).chain(support);
        let texts = texts.chain(references).chain(steps).chain(extra);
        self.add(item.all_places(), Some(id), texts.map(String::as_str));
    }

    fn progress(&mut self, row: &StatedProgress) {
        let StatedProgress {
            path,
            label,
            examples,
            total,
            grades,
            shares,
            at,
            ..
        } = row;
        let counted = grades
            .iter()
            .filter_map(|(label, count)| Some((letters(label), (*count)?)));
        self.counts
            .extend(counted.chain(total.map(|count| (String::new(), count))));
        let counts = grades.iter().filter_map(|(_, count)| *count).chain(*total);
        let figures: Vec<String> = counts
            .map(|count| count.to_string())
            .chain(shares.iter().map(|share| share.percent.to_string()))
            .chain(["100".to_owned(), "0".to_owned()])
            .collect();
        let labels = grades.iter().map(|(label, _)| label);
        let texts = path.iter().chain([label]).chain(examples).chain(labels);
        self.add([at], None, texts.chain(&figures).map(String::as_str));
        self.last_is_of_prose(figures.len());
    }

    fn review(&mut self, review: &Review, items: &[Item]) {
        let Review {
            keep,
            problem,
            try_next,
        } = review;
        for Point { text, at, .. } in keep.iter().chain(problem) {
            self.add([at], None, [text.as_str()]);
        }
        let titles = Titles::of(items.iter().map(|item| item.title.as_str()));
        for Try {
            text, items: led, at, ..
        } in try_next
        {
            self.add([at], None, [text.as_str()]);
            for TryItem {
                title,
                departments,
                merges,
                at,
                ..
            } in led
            {
                let on = titles.find(title).and_then(|n| items.get(n)).map(|item| &item.id);
                let texts = std::iter::once(title).chain(departments).chain(merges);
                self.add([at], on, texts.map(String::as_str));
            }
        }
    }

    fn frame(&mut self, frame: &Frame) {
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
        for Said { title, text, at } in [ideals, themes, promotion, higher_plans].into_iter().flatten() {
            self.add([at], None, [title.as_str(), text.as_str()]);
        }
        let grouped = [circumstances, viewpoints, directions, chapters, cited];
        for Group {
            title, points, at, ..
        } in grouped.into_iter().flatten()
        {
            self.add([at], None, [title.as_str()]);
            for Said { title, text, at } in points {
                self.add([at], None, [title.as_str(), text.as_str()]);
            }
        }
    }
}
