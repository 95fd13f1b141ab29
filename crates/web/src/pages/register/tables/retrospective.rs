//! The review as people read it: Keep, Problem, Try, each Try led to its items; the table is folded below.

use std::collections::HashMap;

use askama::Template;
use gyokaku_core::document::Place;
use gyokaku_core::plan::Plan;
use gyokaku_core::review::TryItem;
use gyokaku_core::text::fold;

use super::show::Beside;
use crate::loaded::Loaded;

#[derive(Template)]
#[template(path = "pages/register/tables/retrospective.html")]
struct Points<'a> {
    loaded: &'a Loaded,
    titles: HashMap<String, String>,
}

impl Points<'_> {
    fn plan(&self) -> &Plan {
        self.loaded.plan()
    }

    fn at(&self, place: &Place) -> Option<String> {
        self.loaded.href_of_place(place)
    }

    /// Where an item of a Try leads: to the item of that title, or else to its row of the crosswalk.
    fn leads_to(&self, item: &TryItem) -> Option<&String> {
        self.titles.get(&fold(&item.title))
    }
}

pub(super) fn beside(loaded: &Loaded) -> Beside<'_> {
    let mut titles = HashMap::new();
    for item in &loaded.plan().items {
        titles
            .entry(fold(&item.title))
            .or_insert_with(|| format!("{}/items/{}", loaded.href(), item.id));
    }
    let points = Points { loaded, titles };
    Beside {
        instead: points.render().unwrap_or_default(),
        ..Beside::default()
    }
}
