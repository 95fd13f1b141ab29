//! The outline of a plan in running text: `第4章 改革の体系`, `柱1 …`, `施策1-1 …`, `(ア) …`, headings
//! and bullets, and items that stand in plain lists with their department behind them.
//!
//! A part whose style never has parts below it is an item; all above are sections. Not here: tables.

use gyokaku_core::labels::department::is_department;
use std::collections::HashSet;

use gyokaku_core::department::Role;
use gyokaku_core::document::{Block, Document, Place};
use gyokaku_core::figure::{Measure, figures};
use gyokaku_core::plan::{Frame, Item, ItemPlaces};
use gyokaku_core::text::fold;

use crate::read::understand::parts::{FoundItem, Parts};
use crate::read::understand::sections::Sections;
use crate::read::understand::tables::flow::{self, Form, Text};
use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::departments::{assignment, names};
use crate::read::understand::words::grades::heads_graded;
use crate::read::understand::words::numbering::{self, Style, labelled};
use crate::read::understand::words::titles::{is_about_the_document, level_word};
use gyokaku_core::labels::field::{Field, field};

/// What parts of one level have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Label(Style),
    Heading(u8),
    Bullet(u8, String),
}

/// A part of the outline.
#[derive(Clone, Debug)]
struct Node {
    key: Key,
    label: String,
    title: String,
    at: Place,
    heading: Option<u8>,
    parent: Option<usize>,
    parts: usize,
    /// A table stands right below it: what it holds is told there.
    tabled: bool,
    /// The heading above says that items follow.
    listed: bool,
    /// Outside of any outline: a part only where an item with its department stands below.
    loose: bool,
    lead: Option<String>,
    support: Option<String>,
    target: Option<String>,
    content: Vec<String>,
}

/// Reads the outline of a document that has no register; `frame` holds what is told about the plan.
pub(crate) fn read(document: &Document, frame: &Frame, sections: &mut Sections) -> Parts {
    let mut reader = Reader {
        claimed: claimed(frame),
        nodes: Vec::new(),
        open: Vec::new(),
        zone: None,
        last: None,
    };
    for (number, block) in document.blocks.iter().enumerate() {
        match (block, flow::text(block, number)) {
            (Block::Table(_), _) => reader.table(),
            (_, Some(text)) => reader.text(&text),
            _ => {}
        }
    }
    parts(&reader.nodes, sections)
}

/// The places of what the frame has read already.
fn claimed(frame: &Frame) -> HashSet<Place> {
    let groups = [&frame.circumstances, &frame.viewpoints, &frame.directions];
    let stated = [&frame.ideals, &frame.themes, &frame.promotion];
    groups
        .into_iter()
        .flatten()
        .flat_map(|g| std::iter::once(g.at.clone()).chain(g.points.iter().map(|p| p.at.clone())))
        .chain(stated.into_iter().flatten().map(|s| s.at.clone()))
        .collect()
}

/// Where an outline goes on: what opened it.
#[derive(Clone, Debug, Default)]
struct Zone {
    style: Option<Style>,
    heading: Option<u8>,
    listed: bool,
}

struct Reader {
    claimed: HashSet<Place>,
    nodes: Vec<Node>,
    /// Nodes open from the highest down.
    open: Vec<usize>,
    zone: Option<Zone>,
    /// The node that a sentence would belong to.
    last: Option<usize>,
}

impl Reader {
    fn table(&mut self) {
        if let Some(node) = self.last.and_then(|i| self.nodes.get_mut(i)) {
            node.tabled = true;
        }
    }

    fn text(&mut self, text: &Text<'_>) {
        if self.claimed.contains(&text.at) {
            self.last = None;
            return;
        }
        let found = labelled(&text.full).filter(|l| !l.title.is_empty());
        let level = match text.form {
            Form::Heading(level) => Some(level),
            _ => None,
        };
        let plain = found.as_ref().map_or(text.text, |l| l.title.as_str());
        let is_part = found
            .as_ref()
            .is_some_and(|l| matches!(&l.style, Style::Word(w) if w != "章"));
        if text.may_head() && !is_part && self.closes(found.as_ref().map(|l| &l.style), level, plain) {
            self.close();
        }
        if text.may_head() && !is_part && opens(plain) {
            self.close();
            self.zone = Some(Zone {
                style: found.as_ref().map(|l| l.style.clone()),
                heading: level,
                listed: lists(plain),
            });
            return;
        }
        if self.zone.is_none() && is_part && text.may_head() && !is_about_the_document(plain) {
            self.zone = Some(Zone::default());
        }
        let sentence = text.text.ends_with('。');
        let key = match (&found, text.form) {
            (Some(l), _) => Key::Label(l.style.clone()),
            (None, Form::Heading(level)) => Key::Heading(level),
            (None, Form::Item(depth)) => Key::Bullet(depth, text.marker.to_owned()),
            (None, Form::Paragraph) => {
                self.say(text);
                return;
            }
        };
        let (title, department) = department_behind(plain);
        // An entry with its department in brackets is an item wherever it stands.
        let may_be_part = text.may_head() && found.is_some() && !is_about_the_document(plain);
        if (self.zone.is_none() && department.is_none() && !may_be_part)
            || sentence
            || !is_title(&title)
            || heads_graded(plain)
        {
            self.say(text);
            return;
        }
        if matches!(key, Key::Bullet(..)) && department.is_none() {
            if self.attribute(plain) {
                return;
            }
            if self.below_an_item() {
                self.say(text);
                return;
            }
        }
        let label = found.map(|l| l.label).unwrap_or_default();
        self.push(key, label, &title, department, level, &text.at);
    }

    /// Whether a heading ends the outline.
    fn closes(&self, style: Option<&Style>, level: Option<u8>, plain: &str) -> bool {
        let Some(zone) = &self.zone else { return false };
        let chapter = matches!(style, Some(Style::Ordinal('章' | '編' | '部')));
        let same = style.is_some() && style == zone.style.as_ref();
        let level = level.zip(zone.heading).is_some_and(|(here, above)| here <= above);
        let other = (style.is_none() || same) && is_about_the_document(plain) && !opens(plain);
        chapter || same || level || other
    }

    fn close(&mut self) {
        self.zone = None;
        self.open.clear();
        self.last = None;
    }

    /// A sentence or another text below a part.
    fn say(&mut self, text: &Text<'_>) {
        if let Some(node) = self.last.and_then(|i| self.nodes.get_mut(i)) {
            let long = text.text.ends_with('。') || text.is_item();
            if node.content.len() < 40 && long && !text.text.starts_with('※') {
                node.content.push(one_line(text.text));
            }
        }
    }

    /// `担当課：財政課` below a part: whether the line was such a label.
    fn attribute(&mut self, plain: &str) -> bool {
        let Some((name, value)) = plain.split_once(['：', ':']) else {
            return false;
        };
        let (Some(field), Some(node)) = (field(name), self.last.and_then(|i| self.nodes.get_mut(i))) else {
            return false;
        };
        let value = one_line(value);
        match field {
            Field::Lead => node.lead = Some(value),
            Field::Support => node.support = Some(value),
            Field::Target => node.target = Some(value),
            _ => node.content.push(value),
        }
        true
    }

    /// Whether the part above is an item by its own word: what is listed below it is its content.
    fn below_an_item(&self) -> bool {
        self.open
            .iter()
            .filter_map(|i| self.nodes.get(*i))
            .any(|n| matches!(&n.key, Key::Label(Style::Word(w)) if field(w) == Some(Field::Title)))
            || self
                .last
                .and_then(|i| self.nodes.get(i))
                .is_some_and(|n| n.lead.is_some())
    }

    fn push(
        &mut self,
        key: Key,
        label: String,
        title: &str,
        department: Option<String>,
        heading: Option<u8>,
        at: &Place,
    ) {
        let nodes = &self.nodes;
        let cut = self.open.iter().position(|i| {
            let Some(open) = nodes.get(*i) else { return true };
            if open.key == key {
                return true;
            }
            match (&key, &open.key) {
                (Key::Bullet(depth, _), Key::Bullet(known, _)) => known > depth,
                (Key::Label(_), Key::Bullet(..)) => true,
                _ => heading.is_some_and(|level| open.heading.is_none_or(|known| known > level)),
            }
        });
        if let Some(cut) = cut {
            self.open.truncate(cut);
        }
        let parent = self.open.last().copied();
        if let Some(above) = parent.and_then(|i| self.nodes.get_mut(i)) {
            above.parts += 1;
        }
        // `重点項目2 No.5 …`: the part it belongs to and its own number.
        let own =
            labelled(title).filter(|l| !l.title.is_empty() && l.label.to_ascii_lowercase().starts_with('n'));
        let (label, title) = match own {
            Some(own) => (own.label, own.title),
            None => (label, title.to_owned()),
        };
        let index = self.nodes.len();
        self.nodes.push(Node {
            key,
            label,
            title: one_line(&title),
            at: at.clone(),
            heading,
            parent,
            parts: 0,
            tabled: false,
            listed: self.zone.as_ref().is_some_and(|z| z.listed),
            loose: self.zone.is_none(),
            lead: department,
            support: None,
            target: None,
            content: Vec::new(),
        });
        self.open.push(index);
        self.last = Some(index);
    }
}

/// Whether a heading opens an outline.
fn opens(title: &str) -> bool {
    let folded = fold(title).replace("取り組み", "取組").replace("取組み", "取組");
    const OPENING: [&str; 16] = [
        "体系",
        "取組項目",
        "実施項目",
        "推進項目",
        "改革項目",
        "具体的な取組",
        "具体的取組",
        "具体的な方策",
        "改革の柱",
        "取組内容",
        "取組の内容",
        "改革の内容",
        "追加項目",
        "推進方策",
        "重点事項",
        "改革の方策",
    ];
    const ELSE: [&str; 10] = [
        "実績",
        "進捗",
        "状況",
        "評価",
        "効果",
        "成果",
        "結果",
        "一覧表",
        "見直し",
        "目次",
    ];
    let short = folded.chars().count() <= 24;
    short && OPENING.iter().any(|w| folded.contains(w)) && !ELSE.iter().any(|w| folded.contains(w))
}

/// Whether a heading says that items follow right away.
fn lists(title: &str) -> bool {
    let folded = fold(title);
    ["取組", "取り組み", "項目", "方策"]
        .iter()
        .any(|w| folded.contains(w))
}

/// Whether a text can be the title of a part: short, no sentence, no figure of money or shares.
fn is_title(text: &str) -> bool {
    let length = text.chars().count();
    (2..=60).contains(&length)
        && !text.contains('。')
        && !text.contains(['…', '‥', '→', '⇒'])
        && !text.ends_with(['、', ':', '：'])
        && !text.starts_with(['※', '（', '('])
        && figures(text)
            .iter()
            .all(|f| f.measure == Measure::Number && !f.counter.starts_with(['項', '件']))
}

/// A title and the departments in the brackets behind it: `… (所管課:総務課)`, `…【市民課】`.
fn department_behind(text: &str) -> (String, Option<String>) {
    let text = text.trim();
    let none = || (text.to_owned(), None);
    let pairs = [
        ('(', ')'),
        ('（', '）'),
        ('[', ']'),
        ('［', '］'),
        ('【', '】'),
        ('〔', '〕'),
        ('〈', '〉'),
    ];
    let Some((open, close)) = pairs.iter().find(|(_, close)| text.ends_with(*close)) else {
        return none();
    };
    let (mut depth, mut start) = (0usize, None);
    for (i, c) in text.char_indices().rev() {
        if c == *close {
            depth += 1;
        } else if c == *open {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                start = Some(i);
                break;
            }
        }
    }
    let Some(start) = start.filter(|s| *s > 0) else {
        return none();
    };
    let inner = text[start..].trim_start_matches(*open);
    let inner = inner.strip_suffix(*close).unwrap_or(inner);
    let said = match inner.split_once(['：', ':']) {
        Some((name, value)) if matches!(field(name), Some(Field::Lead | Field::Support)) => Some(value),
        Some(_) => None,
        None => {
            let all = names(&inner.replace(['・', '◎', '○'], "、"));
            (!all.is_empty() && all.iter().all(|n| is_department(n))).then_some(inner)
        }
    };
    match said {
        Some(value) => (text[..start].trim().to_owned(), Some(value.trim().to_owned())),
        None => none(),
    }
}

/// The nodes as sections and items.
fn parts(nodes: &[Node], sections: &mut Sections) -> Parts {
    let mut parts = Parts::default();
    let branching: HashSet<&Key> = nodes
        .iter()
        .filter(|n| n.parts > 0 || n.tabled)
        .map(|n| &n.key)
        .collect();
    let is_item = |n: &Node| {
        let word = matches!(&n.key, Key::Label(Style::Word(_))) && n.parent.is_none() && !n.listed;
        let heading = matches!(n.key, Key::Heading(_)) && n.parent.is_none();
        n.parts == 0
            && !n.tabled
            && (n.lead.is_some()
                || (!n.loose
                    && !branching.contains(&n.key)
                    && (n.parent.is_some() || n.listed)
                    && !word
                    && !heading))
    };
    if nodes.iter().filter(|n| is_item(n)).count() < 2 {
        return parts;
    }
    // A part outside of any outline counts only above an item.
    let mut told: Vec<bool> = nodes.iter().map(|n| !n.loose || n.lead.is_some()).collect();
    for (i, node) in nodes.iter().enumerate().rev() {
        if let Some(above) = node.parent.filter(|_| told[i]).and_then(|p| told.get_mut(p)) {
            *above = true;
        }
    }
    let mut made: Vec<Option<usize>> = vec![None; nodes.len()];
    let mut seen: HashSet<(Option<usize>, String)> = HashSet::new();
    let mut level = String::new();
    for (i, node) in nodes.iter().enumerate() {
        let above = node.parent.and_then(|p| made.get(p).copied().flatten());
        if !is_item(node) {
            if told[i] && (node.parts > 0 || branching.contains(&node.key)) {
                let word = match &node.key {
                    Key::Label(style) => level_word(style),
                    _ => "",
                };
                made[i] = Some(sections.ensure(above, word, &node.label, &node.title, node.at.clone()));
            }
            continue;
        }
        if !seen.insert((above, fold(&node.title))) {
            continue;
        }
        if let Key::Label(Style::Word(word)) = &node.key {
            level.clone_from(word);
        }
        parts.items.push(FoundItem {
            item: item(node),
            section: above,
            parent: None,
        });
    }
    parts.add_levels([level]);
    parts
}

fn item(node: &Node) -> Item {
    let mut departments = node
        .lead
        .as_deref()
        .map(|d| assignment(&d.replace('・', "、"), Role::Lead))
        .unwrap_or_default();
    if let Some(support) = &node.support {
        departments
            .support
            .extend(assignment(support, Role::Support).support);
    }
    let printed = numbering::without_word(&node.label);
    let bare = printed
        .trim_start_matches(['N', 'n', 'Ｎ', 'ｎ', '№'])
        .trim_start_matches(['o', 'O', 'ｏ', 'Ｏ'])
        .trim_start_matches(['.', '．', ' ']);
    let content = (!node.content.is_empty()).then(|| node.content.join("\n"));
    Item {
        number: (!bare.trim().is_empty()).then(|| bare.trim().to_owned()),
        title: node.title.clone(),
        content,
        target: node.target.clone(),
        departments,
        at: node.at.clone(),
        places: ItemPlaces {
            number: node.at.clone(),
            title: node.at.clone(),
            ..ItemPlaces::default()
        },
        ..Item::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_behind_a_title() {
        let show = |text: &str| department_behind(text);
        assert_eq!(
            show("窓口の改善【市民課】"),
            ("窓口の改善".into(), Some("市民課".into()))
        );
        assert_eq!(
            show("基金の運用（担当：会計課）"),
            ("基金の運用".into(), Some("会計課".into()))
        );
        assert_eq!(show("業務の見直し（BPR）"), ("業務の見直し（BPR）".into(), None));
    }
}
