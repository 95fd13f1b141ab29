//! The columns of the workbook of a register: which there are, in which order, and what an item has in each.
//!
//! Not here: how they look, and what came back.

use gyokaku_core::editing::{ItemField, Shape};
use gyokaku_core::fiscal_year::day_in_words;
use gyokaku_core::plan::{Item, Plan};

use super::sections::Sections;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Column {
    /// A field, which is written.
    Field(ItemField),
    /// The section, by the names down to it; of new items it is written.
    Section,
    /// The item above, by what it is called; of new items it is written.
    Parent,
    /// Since when an item is retired.
    State,
}

/// All columns, in the order of the sheet.
pub(super) const ALL: [Column; 12] = [
    Column::Field(ItemField::Number),
    Column::Section,
    Column::Parent,
    Column::Field(ItemField::Title),
    Column::Field(ItemField::Lead),
    Column::Field(ItemField::Support),
    Column::Field(ItemField::Content),
    Column::Field(ItemField::Target),
    Column::Field(ItemField::Schedule),
    Column::Field(ItemField::References),
    Column::Field(ItemField::Serial),
    Column::State,
];

/// What the columns are known by in a sheet.
pub(super) fn keys() -> Vec<&'static str> {
    ALL.iter().map(|column| column.key()).collect()
}

impl Column {
    /// What it is known by.
    pub(super) fn key(self) -> &'static str {
        match self {
            Column::Field(field) => field.key(),
            Column::Section => "section",
            Column::Parent => "parent",
            Column::State => "state",
        }
    }

    /// Its head.
    pub(super) fn label(self) -> &'static str {
        match self {
            Column::Field(field) => field.label(),
            Column::Section => "区分",
            Column::Parent => "上位の取組項目",
            Column::State => "状態",
        }
    }

    /// What is written into it.
    pub(super) fn hint(self) -> &'static str {
        match self {
            Column::Field(field) if !field.hint().is_empty() => field.hint(),
            Column::Field(ItemField::Title) => "必ず入力します。",
            Column::Field(_) => "",
            Column::Section => {
                "新しい取組項目の行では、一覧から選びます。もとからある行の区分は、画面の「計画の編集」で移動します。"
            }
            Column::Parent => {
                "新しい取組項目をほかの取組項目の下に置くときだけ、その番号と名称を入力します。"
            }
            Column::State => "参考です。取りやめとその取消しは、画面の「計画の編集」で行います。",
        }
    }

    /// The width in half-width characters.
    pub(super) fn width(self) -> u16 {
        match self {
            Column::Field(ItemField::Number | ItemField::Serial) => 9,
            Column::Section => 24,
            Column::Parent | Column::State => 18,
            Column::Field(ItemField::Title) => 30,
            Column::Field(ItemField::Lead | ItemField::Support) => 16,
            Column::Field(ItemField::Content) => 48,
            Column::Field(ItemField::Target) => 32,
            Column::Field(ItemField::Schedule) => 40,
            Column::Field(ItemField::References) => 22,
        }
    }

    /// Whether an item that is in the register has it for reading only.
    pub(super) fn is_fixed(self) -> bool {
        !matches!(self, Column::Field(_))
    }

    /// Whether Excel must not make a number or a day of what is typed.
    pub(super) fn is_line(self) -> bool {
        matches!(self, Column::Field(field) if field.shape() == Shape::Line)
    }

    /// What an item has in it.
    pub(super) fn text(self, sections: &Sections<'_>, item: &Item) -> String {
        match self {
            Column::Field(field) => field.text(item),
            Column::Section => sections.name(item.section.as_deref()).to_owned(),
            Column::Parent => {
                let above = item.parent.as_deref().and_then(|id| sections.item(id));
                above.map(Item::called).unwrap_or_default()
            }
            Column::State => item.retired.as_ref().map_or_else(String::new, |retired| {
                format!("取りやめ（{}から）", day_in_words(retired.on))
            }),
        }
    }

    /// Whether a sheet of a plan has it.
    pub(super) fn is_in(self, plan: &Plan) -> bool {
        match self {
            Column::Field(_) => true,
            Column::Section => !plan.sections.is_empty(),
            Column::Parent => plan.items.iter().any(|item| item.parent.is_some()),
            Column::State => plan.items.iter().any(|item| item.retired.is_some()),
        }
    }
}
