//! The review as people read it: Keep, Problem, Try, each Try led to its items; the table is folded below.

use std::collections::HashMap;

use askama::Template;
use gyokaku_core::document::Place;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::review::{Try, TryItem};
use gyokaku_core::text::fold;

use super::show::Beside;
use crate::loaded::Loaded;

#[derive(Template)]
#[template(path = "pages/register/tables/retrospective.html")]
struct Points<'a> {
    loaded: &'a Loaded,
    /// The items by their titles.
    items: HashMap<String, &'a Item>,
}

impl Points<'_> {
    fn plan(&self) -> &Plan {
        self.loaded.plan()
    }

    fn at(&self, place: &Place) -> Option<String> {
        self.loaded.href_of_place(place)
    }

    /// The item of the plan that an item of a Try is, by its title: its address, and how far it is.
    fn leads_to(&self, item: &TryItem) -> Option<(String, String)> {
        let known = self.items.get(&fold(&item.title))?;
        Some((
            format!("{}/items/{}", self.loaded.href(), known.id),
            self.standing(known),
        ))
    }

    /// How far an item is: that it ended, or its last grade.
    fn standing(&self, item: &Item) -> String {
        let plan = self.plan();
        let last = plan.counted_grades(&item.id).pop();
        match (&item.retired, last) {
            (Some(retired), _) => retired.words(),
            (None, Some((year, grade))) => format!("{}：{grade}", year.show(plan.year_style)),
            (None, None) => String::new(),
        }
    }

    /// How far what a Try leads to is, in words: how many of its items are in the plan and graded.
    fn followed(&self, point: &Try) -> String {
        let known: Vec<&&Item> = point
            .items
            .iter()
            .filter_map(|item| self.items.get(&fold(&item.title)))
            .collect();
        let graded = known
            .iter()
            .filter(|item| !self.plan().counted_grades(&item.id).is_empty())
            .count();
        match (point.items.len(), known.len()) {
            (0, _) => String::new(),
            (all, 0) => format!("つながる取組{all}件は、この計画の取組一覧にありません。"),
            (all, known) => {
                format!("つながる取組{all}件のうち{known}件に取り組み、{graded}件を評価しています。")
            }
        }
    }
}

pub(super) fn beside(loaded: &Loaded) -> Beside<'_> {
    let mut items = HashMap::new();
    for item in &loaded.plan().items {
        items.entry(fold(&item.title)).or_insert(item);
    }
    let points = Points { loaded, items };
    Beside {
        instead: points.render().unwrap_or_default(),
        ..Beside::default()
    }
}
