//! What stands in which cell, compared with what it held and with the plan as it stands now.
//!
//! Of a row that was copied, the one that keeps the name is the item, and the other is offered as a new one. Not here:
//! files, and what a text means in a field (`crate::typed`).

use std::collections::{HashMap, HashSet};

use gyokaku_core::document::Place;
use gyokaku_core::editing::{ItemField, Value};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::text::fold;

use super::back::{Back, Before, Change};
use super::columns::{ALL, Column};
use super::held::{Held, place};
use super::sections::Sections;
use crate::read::xlsx::raw::Raw;
use crate::typed;
use crate::workbook::seen::{SeenRow, SeenSheet, tidy, unusable};
use crate::workbook::sheet::fitting;
use crate::workbook::{Fault, FaultKind, MOST_STRAY, identity, quoted, quoted_or_blank};

/// Why a value is not taken, and what to do.
pub(super) type Wrong = (String, String);

/// A row with the sheet that it stands in.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) sheet: &'a SeenSheet,
    pub(super) row: &'a SeenRow,
}

impl<'a> At<'a> {
    /// The place of a column; of the first where the sheet has no such column.
    pub(super) fn place(self, column: Column) -> Place {
        let wanted = place(column);
        let columns = &self.sheet.columns;
        let found = columns
            .iter()
            .find(|(_, of_form)| *of_form == wanted)
            .or(columns.first());
        Place::cell(
            self.sheet.name.clone(),
            self.row.row,
            found.map_or(0, |(at, _)| *at),
        )
    }

    pub(super) fn first(self) -> Place {
        let column = self.sheet.columns.first().map_or(0, |(at, _)| *at);
        Place::cell(self.sheet.name.clone(), self.row.row, column)
    }

    /// The cell of a column; none where the sheet has no such column.
    pub(super) fn cell(self, column: Column) -> Option<(&'a Raw, &'a str)> {
        let wanted = place(column);
        let found = self.sheet.columns.iter().find(|(_, of_form)| *of_form == wanted);
        found.map(|(at, _)| self.row.cell(*at))
    }

    pub(super) fn text(self, column: Column) -> String {
        self.cell(column)
            .map(|(_, shown)| tidy(shown))
            .unwrap_or_default()
    }
}

pub(super) const TITLE: Column = Column::Field(ItemField::Title);

/// What is compared.
pub(super) struct Comparison<'a> {
    pub(super) plan: &'a Plan,
    held: &'a Held,
    pub(super) sections: Sections<'a>,
    /// The items by the names that only one of them has, as the file was written.
    by_title: HashMap<String, usize>,
    /// The items by section and name.
    pub(super) known: HashMap<(Option<&'a str>, String), &'a Item>,
    /// How many rows were told that are no item.
    strays: usize,
    pub(super) back: Back,
}

/// Compares sheets with the plan.
pub(super) fn compare(plan: &Plan, code: &str, sheets: &[SeenSheet], held: &Held) -> Back {
    let mut all = Comparison {
        plan,
        held,
        sections: Sections::of(plan),
        by_title: by_title(plan, held),
        known: plan.items.iter().map(|item| (name_in(item), item)).collect(),
        strays: 0,
        back: Back {
            revision: held.revision,
            section: held.section.clone(),
            knows_before: held.is_there(),
            ..Back::default()
        },
    };
    let index: HashMap<&str, usize> = plan
        .items
        .iter()
        .enumerate()
        .map(|(at, i)| (i.id.as_str(), at))
        .collect();
    let mut rows: Vec<Vec<At<'_>>> = vec![Vec::new(); plan.items.len()];
    for at in every(sheets) {
        let id = identity::row_of(&at.row.identity, code);
        match id.and_then(|id| index.get(id)) {
            Some(item) => rows[*item].push(at),
            None if at.row.identity.trim().is_empty() => {}
            None => all.stray(at, id),
        }
    }
    // Rows that are items of their own, by sheet and row: written in, or copied under another name.
    let mut copies: HashMap<(&str, u32), usize> = HashMap::new();
    for (item, found) in rows.iter().enumerate() {
        let (own, others) = all.parted(item, found);
        for at in others {
            copies.insert((at.sheet.name.as_str(), at.row.row), item);
        }
        all.item(item, &own);
    }
    for sheet in sheets {
        all.new_items(sheet, code, &index, &copies);
    }
    let is_there = |at: usize| !rows[at].is_empty();
    let gone = plan.items.iter().enumerate();
    all.back.missing = gone
        .filter(|(at, item)| held.had(&item.id) && !is_there(*at))
        .map(|(_, item)| item.id.clone())
        .collect();
    let has = |column: Column| {
        let wanted = place(column);
        sheets
            .iter()
            .any(|s| s.columns.iter().any(|(_, of_form)| *of_form == wanted))
    };
    all.back.missing_columns = ItemField::ALL
        .into_iter()
        .filter(|f| !has(Column::Field(*f)))
        .collect();
    all.back.faults.sort_by(|a, b| a.at.cmp(&b.at));
    all.back
}

fn every<'a>(sheets: &'a [SeenSheet]) -> impl Iterator<Item = At<'a>> {
    sheets
        .iter()
        .flat_map(|sheet| sheet.rows.iter().map(move |row| At { sheet, row }))
}

/// What an item is called, and where.
pub(super) fn name_in(item: &Item) -> (Option<&str>, String) {
    (item.section.as_deref(), fold(&item.title))
}

/// The items by their names, without those of which there are more.
fn by_title(plan: &Plan, held: &Held) -> HashMap<String, usize> {
    let (mut found, mut twice) = (HashMap::new(), HashSet::new());
    for (at, item) in plan.items.iter().enumerate() {
        let name = fold(held.cell(&item.id, place(TITLE)).unwrap_or(&item.title));
        if name.is_empty() || found.insert(name.clone(), at).is_some() {
            twice.insert(name);
        }
    }
    found.retain(|name, _| !twice.contains(name));
    found
}

impl<'a> Comparison<'a> {
    /// What a cell held when it was written, or else what the register has.
    fn base(&self, item: &Item, column: Column) -> (String, bool) {
        match self.held.cell(&item.id, place(column)) {
            Some(held) => (tidy(held), true),
            None => (self.now(item, column), false),
        }
    }

    /// What a cell would hold if it was written now.
    fn now(&self, item: &Item, column: Column) -> String {
        tidy(&fitting(&column.text(&self.sections, item)))
    }

    pub(super) fn fault(
        &mut self,
        kind: FaultKind,
        at: Place,
        item: Option<usize>,
        column: Option<Column>,
        found: &str,
        (why, next): Wrong,
    ) {
        self.back.faults.push(Fault {
            kind,
            at,
            also: Vec::new(),
            row: item.map(|item| self.plan.items[item].id.clone()),
            column: column.map(|column| column.key().to_owned()),
            found: quoted(found),
            why,
            next,
        });
    }

    /// Whether one more row that is no item is told.
    pub(super) fn has_room(&mut self) -> bool {
        let has_room = self.strays < MOST_STRAY;
        self.strays += usize::from(has_room);
        self.back.unknown_left_off += usize::from(!has_room);
        has_room
    }

    /// A row whose identity is none of the register's.
    fn stray(&mut self, at: At<'_>, id: Option<&str>) {
        if !self.has_room() {
            return;
        }
        let (why, next) = match id {
            Some(_) => (
                "この行の取組項目は、台帳から削除されています。この行の内容は取り込んでいません。",
                "もう一度追加するときは、行を新しく挿入して、この行の内容を写してください。",
            ),
            None => (
                "この行の識別番号が、書き出したときと違います。どの取組項目の行か確かめられないため、この行の内容は取り込んでいません。",
                "Excelを受け取り直し、この行の内容を写してください。新しい取組項目のときは、非表示の列の識別番号を空欄にしてください。",
            ),
        };
        let found = quoted(&at.text(TITLE));
        self.fault(
            FaultKind::Identity,
            at.place(TITLE),
            None,
            None,
            &found,
            (why.to_owned(), next.to_owned()),
        );
    }

    /// The rows of an item that are the item, and those that were copied from it and have another name.
    fn parted(&self, item: usize, rows: &[At<'a>]) -> (Vec<At<'a>>, Vec<At<'a>>) {
        if rows.len() < 2 {
            return (rows.to_vec(), Vec::new());
        }
        let title = fold(&self.base(&self.plan.items[item], TITLE).0);
        let keeps_name = |at: &At<'a>| {
            at.cell(TITLE)
                .is_none_or(|(_, shown)| fold(&tidy(shown)) == title)
        };
        let (mut own, mut others): (Vec<At<'a>>, Vec<At<'a>>) = rows.iter().copied().partition(keeps_name);
        if own.is_empty() {
            // All were named anew: the one that changed least is the item.
            let least = (0..others.len()).min_by_key(|at| self.differences(item, others[*at]));
            own.extend(least.map(|least| others.remove(least)));
        }
        (own, others)
    }

    fn differences(&self, item: usize, at: At<'a>) -> usize {
        let item = &self.plan.items[item];
        let columns = ALL.into_iter().filter(|column| !column.is_fixed());
        columns
            .filter(|column| {
                at.cell(*column)
                    .is_some_and(|(_, shown)| tidy(shown) != self.base(item, *column).0)
            })
            .count()
    }

    /// The cells of an item, in the rows that are it.
    fn item(&mut self, item: usize, rows: &[At<'a>]) {
        let rows: Vec<At<'a>> = rows
            .iter()
            .copied()
            .filter(|at| !self.is_shifted(item, *at))
            .collect();
        let is_alike =
            |one: At<'_>, other: At<'_>| ALL.iter().all(|column| one.text(*column) == other.text(*column));
        if let Some(first) = rows.first() {
            for again in rows.iter().skip(1).filter(|again| is_alike(*first, **again)) {
                let line = first.row.row + 1;
                let said = (
                    format!("同じ取組項目の行が{line}行目にもあります。内容が同じなので、1つの取組項目として扱います。"),
                    "新しい取組項目として追加するときは、名称を書き換えてください。要らないときは、この行を削除してください。".to_owned(),
                );
                let found = again.text(TITLE);
                self.fault(
                    FaultKind::Fixed,
                    again.place(TITLE),
                    Some(item),
                    None,
                    &found,
                    said,
                );
            }
        }
        for column in ALL {
            let seen: Vec<(At<'a>, &'a Raw, &'a str)> = rows
                .iter()
                .filter_map(|at| at.cell(column).map(|(raw, shown)| (*at, raw, shown)))
                .collect();
            let Some((at, raw, shown)) = seen.first().copied() else {
                continue;
            };
            if let Some((other, _, also)) = seen.iter().find(|(_, _, other)| tidy(other) != tidy(shown)) {
                self.contradiction(item, column, (at, shown), (*other, also));
                continue;
            }
            match column {
                Column::Field(field) => self.cell(item, field, at, raw, shown),
                _ => self.fixed(item, column, at, shown),
            }
        }
    }

    /// Whether a row carries the name of another item: a part of the columns was sorted or moved without the others,
    /// and nobody knows whose contents these are.
    fn is_shifted(&mut self, item: usize, at: At<'a>) -> bool {
        let Some((_, shown)) = at.cell(TITLE) else {
            return false;
        };
        let name = fold(&tidy(shown));
        let own = self.base(&self.plan.items[item], TITLE).0;
        let other = self.by_title.get(&name).filter(|other| **other != item);
        if fold(&own) == name || other.is_none() {
            return false;
        }
        let said = (
            format!(
                "この行は「{}」の行ですが、別の取組項目の名称「{}」になっています。一部の列だけが並べ替えられたおそれがあるため、この行の内容は取り込んでいません。",
                quoted(&own),
                quoted(shown)
            ),
            "並べ替えを元に戻すか、Excelを受け取り直して写してください。".to_owned(),
        );
        self.fault(
            FaultKind::Identity,
            at.place(TITLE),
            Some(item),
            Some(TITLE),
            shown,
            said,
        );
        true
    }

    fn contradiction(
        &mut self,
        item: usize,
        column: Column,
        (at, one): (At<'_>, &str),
        (other, two): (At<'_>, &str),
    ) {
        let (first, second) = (at.place(column), other.place(column));
        let why = format!(
            "同じ取組項目の「{}」が2か所にあり、{first}は{}、{second}は{}です。どちらも取り込んでいません。",
            column.label(),
            quoted_or_blank(one),
            quoted_or_blank(two)
        );
        let next = "残す方の内容に揃えるか、要らない方の行を削除してください。新しい取組項目として追加する行は、名称を書き換えてください。";
        self.fault(
            FaultKind::Contradiction,
            first,
            Some(item),
            Some(column),
            one,
            (why, next.to_owned()),
        );
        if let Some(fault) = self.back.faults.last_mut() {
            fault.also.push(second);
        }
    }

    /// A cell that is there to be read.
    fn fixed(&mut self, item: usize, column: Column, at: At<'_>, shown: &str) {
        let of = &self.plan.items[item];
        let (text, now) = (tidy(shown), self.now(of, column));
        if text == self.base(of, column).0 || text == now {
            return;
        }
        if column == Column::Section && self.sections.find(&text) == Some(of.section.as_deref()) {
            return;
        }
        let why = format!(
            "もとからある取組項目の「{}」は、Excelでは変更できません。台帳では{}、この表では{}です。この変更は取り込んでいません。",
            column.label(),
            quoted_or_blank(&now),
            quoted_or_blank(shown)
        );
        let next = match column {
            Column::Section | Column::Parent => {
                "移動するときは、画面の「計画の編集」で移動先を選んでください。"
            }
            _ => "取りやめとその取消しは、画面の「計画の編集」で行ってください。",
        };
        self.fault(
            FaultKind::Fixed,
            at.place(column),
            Some(item),
            Some(column),
            shown,
            (why, next.to_owned()),
        );
    }

    /// A cell that is written.
    fn cell(&mut self, item: usize, field: ItemField, at: At<'_>, raw: &Raw, shown: &str) {
        let (of, column) = (&self.plan.items[item], Column::Field(field));
        let (text, now, (base, is_known)) = (tidy(shown), self.now(of, column), self.base(of, column));
        if text == base && unusable(raw, shown).is_none() {
            match base == now {
                true => self.back.same += 1,
                false => self.back.overtaken.push((of.id.clone(), field)),
            }
            return;
        }
        let value = match taken(field, raw, shown) {
            Ok(value) => value,
            Err((why, next)) => {
                let why = format!("「{}」：{why}この欄は取り込んでいません。", quoted(shown));
                self.fault(
                    FaultKind::Value,
                    at.place(column),
                    Some(item),
                    Some(column),
                    shown,
                    (why, next),
                );
                return;
            }
        };
        let mut wanted = of.clone();
        field.put(&mut wanted, value.clone());
        let (old, new) = (field.text(of), field.text(&wanted));
        let plain = tidy(&new);
        if plain == now {
            self.back.same += 1;
            return;
        }
        if is_known && plain == base {
            self.back.overtaken.push((of.id.clone(), field));
            return;
        }
        let before = match (is_known, base == now) {
            (false, _) => Before::Unknown,
            (true, true) => Before::Same,
            (true, false) => Before::Other(base),
        };
        self.back.changes.push(Change {
            item: of.id.clone(),
            field,
            before,
            old,
            typed: (plain != text).then_some(text),
            new,
            value,
            at: at.place(column),
        });
    }
}

/// The value of a cell in a field.
pub(super) fn taken(field: ItemField, raw: &Raw, shown: &str) -> Result<Value, Wrong> {
    if let Some((why, next)) = unusable(raw, shown) {
        return Err((why, next.to_owned()));
    }
    if *raw == Raw::Date {
        return Err((
            "日付になっています。".to_owned(),
            "セルの表示形式を「文字列」にしてから、入力し直してください。".to_owned(),
        ));
    }
    match typed::value(field.shape(), &tidy(shown)) {
        Ok(Value::Words(None)) if field == ItemField::Title => Err((
            "取組項目の名称は空欄にできません。".to_owned(),
            "名称を入力してください。取りやめるときは、画面の「計画の編集」で行います。".to_owned(),
        )),
        Ok(value) => Ok(value),
        Err(why) => Err((why, "欄の内容を直してください。".to_owned())),
    }
}
