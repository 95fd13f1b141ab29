//! Rows that are no item yet: written in below the others or between them, or copied under another name.
//!
//! A row of which anything cannot be taken is not taken at all, because it would be new once more when the corrected
//! file comes back. Not here: items that are in the register (`compare`).

use std::collections::HashMap;

use gyokaku_core::editing::ItemField;
use gyokaku_core::plan::Item;
use gyokaku_core::text::fold;

use super::back::{New, Stands};
use super::columns::{ALL, Column};
use super::compare::{At, Comparison, TITLE, name_in, taken};
use crate::read::xlsx::raw::Raw;
use crate::workbook::seen::{SeenRow, SeenSheet};
use crate::workbook::{FaultKind, identity, quoted};

/// How many new items one file may bring.
const MOST_NEW: usize = 300;

/// What stands in the row above: an item of the plan, or a new one.
#[derive(Clone, Copy)]
enum Above {
    Item(usize),
    New(usize),
}

/// For each row the next item below it, the last row first.
fn below(sheet: &SeenSheet, of: impl Fn(&SeenRow) -> Option<usize>) -> Vec<Option<usize>> {
    let mut next = None;
    let rows = sheet.rows.iter().rev();
    rows.map(|row| {
        let below = next;
        next = of(row).or(next);
        below
    })
    .collect()
}

impl<'a> Comparison<'a> {
    /// The rows of a sheet that are no item yet.
    pub(super) fn new_items(
        &mut self,
        sheet: &'a SeenSheet,
        code: &str,
        index: &HashMap<&str, usize>,
        copies: &HashMap<(&str, u32), usize>,
    ) {
        let of = |row: &SeenRow| identity::row_of(&row.identity, code).and_then(|id| index.get(id).copied());
        let copied = |row: &SeenRow| copies.get(&(sheet.name.as_str(), row.row)).copied();
        let own = sheet.rows.iter().filter(|row| copied(row).is_none());
        let is_in_order = own.filter_map(of).is_sorted();
        let (mut above, mut below) = (
            None,
            below(sheet, |row| of(row).filter(|_| copied(row).is_none())),
        );
        for row in &sheet.rows {
            let at = At { sheet, row };
            let next = below.pop().flatten();
            let copy = copied(row);
            if copy.is_none() {
                if let Some(known) = of(row) {
                    above = Some(Above::Item(known));
                    continue;
                }
                let mut columns = ALL.into_iter().filter(|column| !column.is_fixed());
                let is_blank = columns.all(|column| at.text(column).is_empty());
                if is_blank || !row.identity.trim().is_empty() {
                    continue;
                }
            }
            if !self.has_room() {
                continue;
            }
            if let Some(mut new) = self.new_item(at, copy) {
                if is_in_order {
                    new.stands = self.stands(&new.item, above, next);
                }
                above = Some(Above::New(self.back.new.len()));
                self.back.new.push(new);
            }
        }
    }

    /// Where an item stands among its siblings, by the rows around it.
    fn stands(&self, new: &Item, above: Option<Above>, below: Option<usize>) -> Stands {
        let is_sibling = |item: &Item| item.section == new.section && item.parent == new.parent;
        match above {
            Some(Above::New(at)) if is_sibling(&self.back.new[at].item) => return Stands::AfterNew(at),
            Some(Above::Item(at)) => {
                // The row above may be an item below the sibling.
                let up = |item: &&Item| self.plan.item(item.parent.as_deref()?);
                let line = std::iter::successors(Some(&self.plan.items[at]), up);
                let mut line = line.take(self.plan.items.len());
                if let Some(sibling) = line.find(|item| is_sibling(item)) {
                    return Stands::AfterItem(sibling.id.clone());
                }
            }
            _ => {}
        }
        let first = self.plan.items.iter().find(|item| is_sibling(item));
        match below.map(|at| &self.plan.items[at]) {
            Some(next) if first.is_some_and(|first| first.id == next.id) => Stands::First,
            _ => Stands::Last,
        }
    }

    /// An item out of a row; none where something of it cannot be taken, which is told.
    fn new_item(&mut self, at: At<'a>, copy: Option<usize>) -> Option<New> {
        let told = self.back.faults.len();
        let not_added = |why: String| format!("{why}この行は追加していません。");
        let mut item = Item::default();
        let mut values = Vec::new();
        let typed = at.text(Column::Section);
        match self.sections.find(&typed) {
            Some(section) => item.section = section.map(str::to_owned),
            None => {
                let why = match typed.is_empty() {
                    true => "新しい取組項目の区分が空欄です。".to_owned(),
                    false => format!(
                        "区分「{}」は、この計画にないか、1つに決まりません。",
                        quoted(&typed)
                    ),
                };
                let next = "区分を一覧から選んでください。".to_owned();
                self.fault(
                    FaultKind::Value,
                    at.place(Column::Section),
                    None,
                    Some(Column::Section),
                    &typed,
                    (not_added(why), next),
                );
            }
        }
        self.parent(at, &mut item);
        for field in ItemField::ALL {
            let column = Column::Field(field);
            let Some((raw, shown)) = at
                .cell(column)
                .filter(|(raw, shown)| **raw != Raw::Text || !shown.trim().is_empty())
            else {
                continue;
            };
            match taken(field, raw, shown) {
                Ok(value) => {
                    field.put(&mut item, value.clone());
                    values.push((field, value));
                }
                Err((why, next)) => {
                    let why = not_added(format!("「{}」：{why}", quoted(shown)));
                    self.fault(
                        FaultKind::Value,
                        at.place(column),
                        None,
                        Some(column),
                        shown,
                        (why, next),
                    );
                }
            }
        }
        let has_title = self.back.faults[told..]
            .iter()
            .any(|f| f.column.as_deref() == Some(TITLE.key()));
        if item.title.is_empty() && !has_title {
            let said = (
                not_added("新しい取組項目の名称が空欄です。".to_owned()),
                "取組項目の名称を入力してください。要らない行は、削除してください。".to_owned(),
            );
            self.fault(FaultKind::Value, at.place(TITLE), None, Some(TITLE), "", said);
        }
        if self.back.faults.len() > told {
            return None;
        }
        if let Some(known) = self.known.get(&name_in(&item)).copied() {
            let mut fields = ItemField::ALL.into_iter();
            let is_same = fields.all(|field| field.text(&item) == field.text(known));
            let why = match is_same {
                true => "この取組項目は、すでに同じ内容で台帳にあります。",
                false => "同じ区分に、同じ名称の取組項目がすでにあります。",
            };
            let next = match is_same {
                true => "このままで差し支えありません。続けて編集するときは、Excelを受け取り直してください。",
                false => {
                    "内容を直すときは、受け取り直したExcelのその取組項目の行を書き換えてください。別の取組項目のときは、名称を変えてください。"
                }
            };
            let kind = if is_same {
                FaultKind::Fixed
            } else {
                FaultKind::Contradiction
            };
            let found = item.title.clone();
            self.fault(
                kind,
                at.place(TITLE),
                None,
                Some(TITLE),
                &found,
                (not_added(why.to_owned()), next.to_owned()),
            );
            return None;
        }
        if self.back.new.len() >= MOST_NEW {
            let said = (
                not_added(format!("一度に追加できる取組項目は{MOST_NEW}件までです。")),
                "先に取り込んだ後、残りの行をもう一度お送りください。".to_owned(),
            );
            let found = item.title.clone();
            self.fault(FaultKind::Value, at.place(TITLE), None, Some(TITLE), &found, said);
            return None;
        }
        Some(New {
            item,
            values,
            copied: copy.map(|copy| self.plan.items[copy].id.clone()),
            stands: Stands::Last,
            at: at.first(),
        })
    }

    /// The item above a new one, where the row names it.
    fn parent(&mut self, at: At<'_>, item: &mut Item) {
        let typed = at.text(Column::Parent);
        if typed.is_empty() {
            return;
        }
        let name = fold(&typed);
        let is_meant = |known: &&Item| {
            known.section == item.section && (fold(&known.called()) == name || fold(&known.title) == name)
        };
        let mut found = self.plan.items.iter().filter(is_meant);
        match (found.next(), found.next()) {
            (Some(one), None) => item.parent = Some(one.id.clone()),
            _ => {
                let said = (
                    format!(
                        "上位の取組項目「{}」は、同じ区分にないか、1つに決まりません。この行は追加していません。",
                        quoted(&typed)
                    ),
                    "同じ区分にある取組項目の番号と名称を入力するか、空欄にしてください。".to_owned(),
                );
                self.fault(
                    FaultKind::Value,
                    at.place(Column::Parent),
                    None,
                    Some(Column::Parent),
                    &typed,
                    said,
                );
            }
        }
    }
}
