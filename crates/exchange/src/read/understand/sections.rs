//! The sections of a plan as they are met: each once, however often it is printed.
//!
//! Not here: which text is a section; callers know that from where it stands.

use gyokaku_core::labels::brackets::without_brackets;
use std::collections::HashMap;

use gyokaku_core::document::Place;
use gyokaku_core::plan::Section;
use gyokaku_core::text::{fold, likeness};

use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::numbering::{Labelled, Style, labelled};

/// The sections found so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sections {
    list: Vec<Section>,
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
            if let Some(section) = self.list.get_mut(known).filter(|s| s.label.is_empty()) {
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
        self.list.push(Section {
            id: format!("s{}", index + 1),
            parent: parent.and_then(|p| self.list.get(p)).map(|p| p.id.clone()),
            level: level.to_owned(),
            depth: parent
                .and_then(|p| self.list.get(p))
                .map_or(0, |p| p.depth.saturating_add(1)),
            label: label.to_owned(),
            title,
            at,
            ..Section::default()
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
            .is_some_and(|s| likeness(&s.title, title) >= 700)
    }

    /// A section by its place in the list.
    pub(crate) fn get(&self, index: usize) -> Option<&Section> {
        self.list.get(index)
    }

    /// A section to add to.
    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut Section> {
        self.list.get_mut(index)
    }

    /// The section that its parent calls by this label.
    pub(crate) fn labelled(&self, parent: Option<usize>, label: &str) -> Option<usize> {
        self.by_label.get(&(parent, fold(label))).copied()
    }

    /// The titles from the highest section down.
    pub(crate) fn path(&self, index: usize) -> Vec<String> {
        let mut titles = Vec::new();
        let mut at = self.list.get(index);
        while let Some(section) = at.filter(|_| titles.len() < 12) {
            titles.push(section.title.clone());
            at = section
                .parent
                .as_deref()
                .and_then(|id| id.strip_prefix('s')?.parse::<usize>().ok())
                .and_then(|n| self.list.get(n.checked_sub(1)?));
        }
        titles.reverse();
        titles
    }

    /// All of them.
    pub(crate) fn into_list(self) -> Vec<Section> {
        self.list
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
        let silent = found.title.is_empty() || is_about_the_document(&found.title);
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

/// The plan's word for a level, out of a label such as `実施方針1`.
pub(crate) fn level_word(style: &Style) -> &str {
    match style {
        Style::Word(word) => word,
        _ => "",
    }
}

/// A label and a title out of the text of a level: the label in front, or behind as in `業務改革 基本方針1`.
pub(crate) fn titled(text: &str) -> (String, String, String) {
    let line = one_line(text);
    if let Some(found) = labelled(&line).filter(|f| !f.title.is_empty()) {
        return (
            found.label.clone(),
            found.title.clone(),
            level_word(&found.style).to_owned(),
        );
    }
    if let Some((front, behind)) = line.rsplit_once([' ', '　'])
        && let Some(found) =
            labelled(behind).filter(|f| f.title.is_empty() && matches!(f.style, Style::Word(_)))
    {
        return (
            found.label,
            front.trim().to_owned(),
            level_word(&found.style).to_owned(),
        );
    }
    (String::new(), line, String::new())
}

/// Words of headings that introduce a table or a chapter of the document, not a part of the plan.
pub(crate) fn is_about_the_document(title: &str) -> bool {
    let folded = fold(&without_brackets(title));
    const ABOUT: [&str; 33] = [
        "一覧",
        "進捗",
        "状況",
        "評価",
        "結果",
        "総括",
        "効果額",
        "資料",
        "別紙",
        "様式",
        "について",
        "目次",
        "計画期間",
        "はじめに",
        "凡例",
        "整理表",
        "見方",
        "趣旨",
        "スケジュール",
        "推進体制",
        "概要版",
        "sheet",
        "シート",
        "集計",
        "内訳",
        "行動計画",
        "実施計画",
        "アクションプラン",
        "体系",
        "推進期間",
        "位置付け",
        "大綱",
        "個票",
    ];
    folded.is_empty()
        || ABOUT.iter().any(|w| folded.contains(w))
        || gyokaku_core::fiscal_year::parse(title).is_some()
}
