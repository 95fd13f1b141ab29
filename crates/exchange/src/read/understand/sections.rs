//! The sections of a plan as they are met: each once, however often it is printed.
//!
//! Not here: which text is a section; callers know that from where it stands.

use std::collections::HashMap;

use gyokaku_core::document::Place;
use gyokaku_core::labels;
use gyokaku_core::plan::Section;
use gyokaku_core::text::{fold, likeness};

use super::words::cut::one_line;
use super::words::numbering::{Labelled, Style};
use super::words::titles::{is_about_the_document, level_word, listed};

/// A section and the one above it.
#[derive(Clone, Debug, Default)]
struct Made {
    section: Section,
    parent: Option<usize>,
}

/// The provisional identity of the section at a place in the list.
pub(crate) fn id(index: usize) -> String {
    format!("s{}", index + 1)
}

/// The sections found so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sections {
    list: Vec<Made>,
    by_title: HashMap<(Option<usize>, String), usize>,
    by_label: HashMap<(Option<usize>, String), usize>,
    clean: HashMap<String, String>,
}

impl Sections {
    /// Titles of a cleaner source (the index at the front), used instead of a like title.
    pub(crate) fn prefer_titles(&mut self, titles: impl IntoIterator<Item = String>) {
        self.clean = titles.into_iter().map(|t| (fold(&t), t)).collect();
    }

    /// The section with this title under this parent, made where there is none yet.
    pub(crate) fn ensure(
        &mut self,
        parent: Option<usize>,
        level: &str,
        label: &str,
        title: &str,
        at: Place,
    ) -> usize {
        let title = one_line(title);
        let key = (parent, fold(&title));
        if let Some(known) = self.by_title.get(&key).copied() {
            if let Some(section) = self
                .list
                .get_mut(known)
                .map(|m| &mut m.section)
                .filter(|s| s.label.is_empty())
            {
                label.clone_into(&mut section.label);
            }
            return known;
        }
        let label_key = (parent, fold(label));
        if let Some(known) = self
            .by_label
            .get(&label_key)
            .copied()
            .filter(|i| !label.is_empty() && self.is_like(*i, &title))
        {
            return known;
        }
        let index = self.list.len();
        let title = self.clean.get(&key.1).cloned().unwrap_or(title);
        let depth = parent
            .and_then(|p| self.list.get(p))
            .map_or(0, |p| p.section.depth.saturating_add(1));
        self.list.push(Made {
            section: Section {
                level: level.to_owned(),
                depth,
                label: label.to_owned(),
                title,
                at,
                ..Section::default()
            },
            parent: parent.filter(|p| *p < index),
        });
        self.by_title.insert(key, index);
        if !label.is_empty() {
            self.by_label.insert(label_key, index);
        }
        index
    }

    fn is_like(&self, index: usize, title: &str) -> bool {
        self.list
            .get(index)
            .is_some_and(|m| likeness(&m.section.title, title) >= 700)
    }

    /// The section above one.
    pub(crate) fn parent(&self, index: usize) -> Option<usize> {
        self.list.get(index)?.parent
    }

    /// A section to add to.
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut Section> {
        self.list.get_mut(index).map(|m| &mut m.section)
    }

    /// The section that its parent calls by this label.
    pub(crate) fn labelled(&self, parent: Option<usize>, label: &str) -> Option<usize> {
        self.by_label.get(&(parent, fold(label))).copied()
    }

    /// The titles from the highest section down.
    pub(crate) fn path(&self, index: usize) -> Vec<String> {
        let mut titles = Vec::new();
        let mut at = self.list.get(index);
        while let Some(made) = at.filter(|_| titles.len() < 12) {
            titles.push(made.section.title.clone());
            at = made.parent.and_then(|p| self.list.get(p));
        }
        titles.reverse();
        titles
    }

    /// The parts that a cell lists, as sections below `parent`; the last of them.
    pub(crate) fn children(&mut self, text: &str, level: &str, parent: usize, at: &Place) -> Option<usize> {
        let mut last = None;
        for (label, title) in listed(text) {
            last = Some(self.ensure(Some(parent), level, &label, &title, at.clone()));
        }
        last
    }

    /// All of them, each with its provisional identity.
    pub(crate) fn into_list(self) -> Vec<Section> {
        let identified = |(index, made): (usize, Made)| Section {
            id: id(index),
            parent: made.parent.map(id),
            ..made.section
        };
        self.list.into_iter().enumerate().map(identified).collect()
    }
}

/// Where one stands in the outline: sections open from the highest down, each by the style of its label.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trail {
    open: Vec<Open>,
}

#[derive(Clone, Debug)]
struct Open {
    style: Style,
    label: String,
    title: String,
    at: Place,
    made: Option<usize>,
    /// A heading about the document: it closes levels and is no section itself.
    silent: bool,
}

impl Trail {
    /// A heading or section row comes: what is open on its level and below is closed.
    pub(crate) fn enter(&mut self, found: Labelled, at: Place) {
        self.leave(&found.style);
        // 前年度との比較 heads a comparison of the parts of a plan and is none of them.
        let compares = labels::kind(&found.title) == labels::Kind::Difference;
        let silent = found.title.is_empty() || compares || is_about_the_document(&found.title);
        self.open.push(Open {
            style: found.style,
            label: found.label,
            title: found.title,
            at,
            made: None,
            silent,
        });
    }

    /// A row of the register says that a section begins here, whatever its words are.
    pub(crate) fn enter_surely(&mut self, found: Labelled, at: Place) {
        self.leave(&found.style);
        self.open.push(Open {
            style: found.style,
            label: found.label,
            title: found.title,
            at,
            made: None,
            silent: false,
        });
    }

    /// Closes the level of this style and all below.
    pub(crate) fn leave(&mut self, style: &Style) {
        if let Some(level) = self.open.iter().position(|o| o.style == *style) {
            self.open.truncate(level);
        } else if matches!(style, Style::Word(_) | Style::Ordinal('章'))
            && self
                .open
                .iter()
                .all(|o| !matches!(o.style, Style::Word(_) | Style::Ordinal(_)))
        {
            // The plan's own word for its highest level ends whatever was open.
            self.open.clear();
        }
    }

    /// Whether nothing is open.
    pub(crate) fn is_empty(&self) -> bool {
        self.open.iter().all(|o| o.silent)
    }

    /// Closes everything.
    pub(crate) fn clear(&mut self) {
        self.open.clear();
    }

    /// The section in which the next item stands, made if need be.
    pub(crate) fn section(&mut self, sections: &mut Sections) -> Option<usize> {
        let mut parent = None;
        for open in self.open.iter_mut().filter(|o| !o.silent) {
            let index = match open.made {
                Some(index) => index,
                None => sections.ensure(
                    parent,
                    level_word(&open.style),
                    &open.label,
                    &open.title,
                    open.at.clone(),
                ),
            };
            open.made = Some(index);
            parent = Some(index);
        }
        parent
    }
}
