//! The fields of a register that are written by hand, each with its label, its shape and its text.
//!
//! Said once for the page of an item, the grid, the workbook, the history and the journal.

use crate::department::Assignment;
use crate::document::Place;
use crate::fiscal_year::{FiscalYear, YearStyle};
use crate::plan::{Item, Period, Plan, Schedule, Section};

/// How many characters a line may have.
pub const LONGEST_LINE: usize = 300;

/// How many characters a text of several lines may have.
pub const LONGEST_TEXT: usize = 8_000;

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One line of words.
    Line,
    /// Words over several lines.
    Text,
    /// Departments or references, one a line; commas part them as well.
    List,
    /// Steps by year: `令和8年度：検討`, one a line.
    Schedule,
    /// A fiscal year.
    Year,
    /// One of a few words.
    Choice,
}

/// A value as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words; none for a blank.
    Words(Option<String>),
    /// A list, in order.
    List(Vec<String>),
    /// A schedule with its words.
    Schedule(Schedule),
    /// A fiscal year; none for a blank.
    Year(Option<FiscalYear>),
    /// A way to write years.
    Style(YearStyle),
}

/// A field of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemField {
    /// 番号
    Number,
    /// 取組項目
    Title,
    /// 主担当課
    Lead,
    /// 関係課
    Support,
    /// 取組内容
    Content,
    /// 目標
    Target,
    /// スケジュール
    Schedule,
    /// 関連計画
    References,
    /// 通し番号
    Serial,
}

/// A field of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SectionField {
    /// 番号
    Label,
    /// 名称
    Title,
    /// 主担当課
    Lead,
    /// 関係課
    Support,
}

/// A field of the plan itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlanField {
    /// 計画の名称
    Title,
    /// 始まりの年度
    From,
    /// 終わりの年度
    To,
    /// 階層の名称
    Levels,
    /// 年度の表記
    YearStyle,
}

/// What a field says of itself: its word, its label, its shape, and what helps who writes it.
type Says = (&'static str, &'static str, Shape, &'static str);

/// What every field can tell by what it says of itself.
macro_rules! fields {
    ($($field:ty),+) => {$(
        impl $field {
            /// The word in addresses, forms and the history.
            pub const fn key(self) -> &'static str {
                self.says().0
            }

            /// The words on the screen.
            pub const fn label(self) -> &'static str {
                self.says().1
            }

            /// How it is written.
            pub const fn shape(self) -> Shape {
                self.says().2
            }

            /// What helps who writes it; empty where the label says enough.
            pub const fn hint(self) -> &'static str {
                self.says().3
            }

            /// The field of a word.
            pub fn of(key: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|field| field.key() == key)
            }
        }
    )+};
}

fields! { ItemField, SectionField, PlanField }

const ONE_A_LINE: &str = "1行に1つ、または「、」で区切って入力します。";

impl ItemField {
    /// All fields, in the order of a page.
    pub const ALL: [ItemField; 9] = [
        ItemField::Number,
        ItemField::Title,
        ItemField::Lead,
        ItemField::Support,
        ItemField::Content,
        ItemField::Target,
        ItemField::Schedule,
        ItemField::References,
        ItemField::Serial,
    ];

    const fn says(self) -> Says {
        match self {
            ItemField::Number => ("number", "番号", Shape::Line, ""),
            ItemField::Title => ("title", "取組項目", Shape::Line, ""),
            ItemField::Lead => ("lead", "主担当課", Shape::List, ONE_A_LINE),
            ItemField::Support => ("support", "関係課", Shape::List, ONE_A_LINE),
            ItemField::Content => ("content", "取組内容", Shape::Text, ""),
            ItemField::Target => ("target", "目標", Shape::Text, ""),
            ItemField::Schedule => (
                "schedule",
                "スケジュール",
                Shape::Schedule,
                "「令和8年度：検討」のように、年度ごとに1行で入力します。続くものは「令和9年度～：実施」、毎年のものは「毎年度」とします。",
            ),
            ItemField::References => ("references", "関連計画", Shape::List, ONE_A_LINE),
            ItemField::Serial => ("serial", "通し番号", Shape::Line, ""),
        }
    }

    /// What stands there, as text; empty for a blank.
    pub fn text(self, item: &Item) -> String {
        let words = |text: &Option<String>| text.clone().unwrap_or_default();
        match self {
            ItemField::Number => words(&item.number),
            ItemField::Title => item.title.clone(),
            ItemField::Lead => item.departments.lead.join("\n"),
            ItemField::Support => item.departments.support.join("\n"),
            ItemField::Content => words(&item.content),
            ItemField::Target => words(&item.target),
            ItemField::Schedule => schedule_text(&item.schedule),
            ItemField::References => item.references.join("\n"),
            ItemField::Serial => words(&item.serial),
        }
    }

    /// Writes a value; what it is not the shape of stays as it is.
    pub fn put(self, item: &mut Item, value: Value) {
        let nowhere = Place::default();
        match (self, value) {
            (ItemField::Number, Value::Words(words)) => {
                (item.number, item.places.number) = (words, nowhere);
            }
            (ItemField::Title, Value::Words(words)) => {
                (item.title, item.places.title) = (words.unwrap_or_default(), nowhere);
            }
            (ItemField::Lead, Value::List(list)) => {
                (item.departments.lead, item.places.departments) = (list, nowhere);
            }
            (ItemField::Support, Value::List(list)) => {
                (item.departments.support, item.places.departments) = (list, nowhere);
            }
            (ItemField::Content, Value::Words(words)) => {
                (item.content, item.places.content) = (words, nowhere);
            }
            (ItemField::Target, Value::Words(words)) => {
                (item.target, item.places.target) = (words, nowhere);
            }
            (ItemField::Schedule, Value::Schedule(schedule)) => {
                (item.schedule, item.places.schedule) = (schedule, nowhere);
            }
            (ItemField::References, Value::List(list)) => item.references = list,
            (ItemField::Serial, Value::Words(words)) => item.serial = words,
            _ => {}
        }
    }
}

/// A schedule as text: as it is written, or else its steps one a line.
fn schedule_text(schedule: &Schedule) -> String {
    if let Some(text) = &schedule.text {
        return text.clone();
    }
    let every = schedule.every_year.then(|| "毎年度".to_owned());
    let steps = schedule.steps.iter().map(|step| {
        let year = step.fiscal_year.show(YearStyle::Era);
        let on = if step.open { "～" } else { "" };
        format!("{year}{on}：{}", step.text)
    });
    every.into_iter().chain(steps).collect::<Vec<_>>().join("\n")
}

impl SectionField {
    /// All fields, in the order of a page.
    pub const ALL: [SectionField; 4] = [
        SectionField::Label,
        SectionField::Title,
        SectionField::Lead,
        SectionField::Support,
    ];

    const fn says(self) -> Says {
        match self {
            SectionField::Label => ("label", "番号", Shape::Line, ""),
            SectionField::Title => ("title", "名称", Shape::Line, ""),
            SectionField::Lead => ("lead", "主担当課", Shape::List, ONE_A_LINE),
            SectionField::Support => ("support", "関係課", Shape::List, ONE_A_LINE),
        }
    }

    /// What stands there.
    pub fn value(self, section: &Section) -> Value {
        let words = |text: &str| Value::Words(Some(text.to_owned()).filter(|text| !text.is_empty()));
        match self {
            SectionField::Label => words(&section.label),
            SectionField::Title => words(&section.title),
            SectionField::Lead => Value::List(section.departments.lead.clone()),
            SectionField::Support => Value::List(section.departments.support.clone()),
        }
    }

    /// What stands there, as text.
    pub fn text(self, section: &Section) -> String {
        match self {
            SectionField::Label => section.label.clone(),
            SectionField::Title => section.title.clone(),
            SectionField::Lead => section.departments.lead.join("\n"),
            SectionField::Support => section.departments.support.join("\n"),
        }
    }

    /// Writes a value; what it is not the shape of stays as it is.
    pub fn put(self, section: &mut Section, value: Value) {
        let Assignment { lead, support } = &mut section.departments;
        match (self, value) {
            (SectionField::Label, Value::Words(words)) => section.label = words.unwrap_or_default(),
            (SectionField::Title, Value::Words(words)) => section.title = words.unwrap_or_default(),
            (SectionField::Lead, Value::List(list)) => *lead = list,
            (SectionField::Support, Value::List(list)) => *support = list,
            _ => {}
        }
    }
}

impl PlanField {
    /// All fields, in the order of a page.
    pub const ALL: [PlanField; 5] = [
        PlanField::Title,
        PlanField::From,
        PlanField::To,
        PlanField::Levels,
        PlanField::YearStyle,
    ];

    const fn says(self) -> Says {
        match self {
            PlanField::Title => ("title", "計画の名称", Shape::Line, ""),
            PlanField::From => (
                "from",
                "始まりの年度",
                Shape::Year,
                "「令和8年度」または「2026」のように入力します。",
            ),
            PlanField::To => ("to", "終わりの年度", Shape::Year, ""),
            PlanField::Levels => (
                "levels",
                "階層の名称",
                Shape::List,
                "上の階層から1行に1つ入力します（例：基本方針、推進施策、取組項目）。",
            ),
            PlanField::YearStyle => ("year_style", "年度の表記", Shape::Choice, ""),
        }
    }

    /// What stands there.
    pub fn value(self, plan: &Plan) -> Value {
        match self {
            PlanField::Title => Value::Words(Some(plan.title.clone()).filter(|title| !title.is_empty())),
            PlanField::From => Value::Year(plan.period.map(|period| period.from)),
            PlanField::To => Value::Year(plan.period.map(|period| period.to)),
            PlanField::Levels => Value::List(plan.levels.clone()),
            PlanField::YearStyle => Value::Style(plan.year_style),
        }
    }

    /// What stands there, as text.
    pub fn text(self, plan: &Plan) -> String {
        let year = |year: fn(&Period) -> FiscalYear| plan.period.as_ref().map(year);
        let shown = |year: Option<FiscalYear>| year.map_or_else(String::new, |y| y.show(plan.year_style));
        match self {
            PlanField::Title => plan.title.clone(),
            PlanField::From => shown(year(|p| p.from)),
            PlanField::To => shown(year(|p| p.to)),
            PlanField::Levels => plan.levels.join("\n"),
            PlanField::YearStyle => year_style_text(plan.year_style),
        }
    }
}

/// A way to write years, as the choice of it says: by an example.
pub fn year_style_text(style: YearStyle) -> String {
    FiscalYear::new(2026).map_or_else(String::new, |year| year.show(style))
}
