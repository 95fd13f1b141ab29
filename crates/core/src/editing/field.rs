//! The fields of a register that are written by hand, each with its label, its shape and its text.
//!
//! Said once for the page of an item, the grid, the workbook, the history and the journal.

use super::texts;
use time::Date;

use crate::council::Member;
use crate::department::Assignment;
use crate::document::Place;
use crate::fiscal_year::{FiscalYear, YearStyle};
use crate::money::Yen;
use crate::plan::{GlossaryNote, Group, Item, Period, Plan, PlanVersion, Schedule, Section, Stated};
use crate::review::{Point, Try};

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
    /// Entries with a title and a text, one a line.
    Entries,
    /// Headings with points below them.
    Groups,
    /// Terms with what they mean, one a line.
    Terms,
    /// Editions with their kind and period, one a line.
    Editions,
    /// Points, one a line.
    Points,
    /// Points of Try with the items that they lead to below them.
    Tries,
    /// One of the choices that its field knows, by the value of the choice.
    One,
    /// A day.
    Day,
    /// How many there are.
    Count,
    /// An amount in yen.
    Amount,
    /// Members of a council, one a line.
    Members,
}

impl Shape {
    /// Whether it is written in one line.
    pub const fn is_one_line(self) -> bool {
        matches!(
            self,
            Shape::Line
                | Shape::Year
                | Shape::Choice
                | Shape::One
                | Shape::Day
                | Shape::Count
                | Shape::Amount
        )
    }
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
    /// Entries, in order.
    Entries(Vec<Stated>),
    /// Headings with their points, in order.
    Groups(Vec<Group>),
    /// Terms, in order.
    Terms(Vec<GlossaryNote>),
    /// Editions, in order.
    Editions(Vec<PlanVersion>),
    /// Points, in order.
    Points(Vec<Point>),
    /// Points of Try, in order.
    Tries(Vec<Try>),
    /// A day; none for a blank.
    Day(Option<Date>),
    /// How many there are; none for a blank.
    Count(Option<i64>),
    /// An amount in yen; none for a blank.
    Amount(Option<Yen>),
    /// Members of a council, in order.
    Members(Vec<Member>),
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
    /// 計画の版
    Editions,
    /// 上位計画との関係
    HigherPlans,
    /// 基本理念
    Ideals,
    /// 基本テーマ
    Themes,
    /// 環境の変化
    Circumstances,
    /// 改定の視点
    Viewpoints,
    /// 方向性・充実する取組
    Directions,
    /// 計画の構成
    Chapters,
    /// 推進体制
    Promotion,
    /// 用語
    Terms,
    /// 引用する計画
    Cited,
    /// 振り返り（Keep）
    Keep,
    /// 振り返り（Problem）
    Problem,
    /// 振り返り（Try）
    TryNext,
}

/// What a field says of itself: its word, its label, its shape, and what helps who writes it.
pub(super) type Says = (&'static str, &'static str, Shape, &'static str);

/// What every field can tell by what it says of itself.
macro_rules! telling {
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
        }
    )+};
}
pub(super) use telling;

/// Fields that are found by their words as well.
macro_rules! fields {
    ($($field:ty),+) => {
        telling! { $($field),+ }

        $(impl $field {
            /// The field of a word.
            pub fn of(key: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|field| field.key() == key)
            }
        })+
    };
}

fields! { ItemField, SectionField, PlanField }

const ENTRIES: &str = "1行に1件、「題：本文」または本文だけを入力します。";

const GROUPS: &str = "見出しを1行に入力し、その下の点を「・」で始めます。";

const POINTS: &str =
    "1行に1件入力します。根拠となる指標はその下に「根拠：収納率」、注は「※」で始めて示します。";

const LEADING: &str = "見出しを1行に入力し、その下の点を「・」で始めます。つながる取組項目や区分は、その下に「→ 1-1、1-2」のように番号か名称で示します。";

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
                "「令和8年度：検討」のように、年度ごとに1行で入力します。続くものは「令和9年度～：実施」、毎年のものは「毎年度」、数年おきのものは「3年ごと：料金の改定」とします。並行して進めるものは「【庁内】」のような見出しの下に分けて書きます。",
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
    pub const ALL: [PlanField; 19] = [
        PlanField::Title,
        PlanField::From,
        PlanField::To,
        PlanField::Levels,
        PlanField::YearStyle,
        PlanField::Editions,
        PlanField::HigherPlans,
        PlanField::Ideals,
        PlanField::Themes,
        PlanField::Circumstances,
        PlanField::Viewpoints,
        PlanField::Directions,
        PlanField::Chapters,
        PlanField::Promotion,
        PlanField::Terms,
        PlanField::Cited,
        PlanField::Keep,
        PlanField::Problem,
        PlanField::TryNext,
    ];

    /// How many of the first fields are the settings of a plan; the others are its texts.
    const SETTINGS: usize = 5;

    /// The settings of a plan, which a new one is made of.
    pub fn settings() -> &'static [PlanField] {
        Self::ALL.split_at(Self::SETTINGS).0
    }

    /// The texts of a plan: its editions, its frame and its terms.
    pub fn texts() -> &'static [PlanField] {
        Self::ALL.split_at(Self::SETTINGS).1
    }

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
            PlanField::Editions => (
                "editions",
                "計画の版・前の計画",
                Shape::Editions,
                "1行に1件、「名称：種類：期間」と入力します（例：後期アクションプラン：後期：令和4年度～令和8年度）。種類は、当初、改定、前期、中期、後期のどれかです。期間は重なってもかまいません。",
            ),
            PlanField::HigherPlans => ("higher_plans", "上位計画との関係", Shape::Entries, ENTRIES),
            PlanField::Ideals => ("ideals", "基本理念", Shape::Entries, ENTRIES),
            PlanField::Themes => ("themes", "基本テーマ", Shape::Entries, ENTRIES),
            PlanField::Circumstances => ("circumstances", "環境の変化", Shape::Groups, LEADING),
            PlanField::Viewpoints => (
                "viewpoints",
                "改定の視点",
                Shape::Groups,
                "環境の変化、改定の視点、方向性の見出しを同じ数にすると、計画のページで横に並べて示します。",
            ),
            PlanField::Directions => ("directions", "方向性・充実する取組", Shape::Groups, LEADING),
            PlanField::Chapters => ("chapters", "計画の構成", Shape::Groups, GROUPS),
            PlanField::Promotion => ("promotion", "推進体制", Shape::Entries, ENTRIES),
            PlanField::Terms => (
                "terms",
                "用語",
                Shape::Terms,
                "1行に1件、「用語：説明」と入力します。取組項目の文の中に出てくる用語には、説明への印が付きます。",
            ),
            PlanField::Keep => ("keep", "振り返り：続けること（Keep）", Shape::Points, POINTS),
            PlanField::Problem => ("problem", "振り返り：課題（Problem）", Shape::Points, POINTS),
            PlanField::TryNext => (
                "try",
                "振り返り：次に取り組むこと（Try）",
                Shape::Tries,
                "1行に1件入力し、根拠となる指標は「根拠：収納率」、注は「※」、つながる取組はその下に「→ 新規：名称（担当課）」または「→ 既存：名称（担当課）」と示します。既存の取組を集約するときは「→ 新規：名称（担当課）［集約：名称、名称］」とします。",
            ),
            PlanField::Cited => (
                "cited",
                "引用する計画",
                Shape::Groups,
                "関連計画の欄で引用する計画を、1行に「名称：引用に使う名前、別の名前」と入力します（例：第六次総合計画：六次総、総計）。同じ計画の名前は1つにまとめて示します。その下に「・基本計画07-02：財政運営」のように、引用する箇所と項目・指標の名称を入力できます。",
            ),
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
            PlanField::Editions => Value::Editions(plan.editions.clone()),
            PlanField::HigherPlans => Value::Entries(plan.frame.higher_plans.clone()),
            PlanField::Ideals => Value::Entries(plan.frame.ideals.clone()),
            PlanField::Themes => Value::Entries(plan.frame.themes.clone()),
            PlanField::Circumstances => Value::Groups(plan.frame.circumstances.clone()),
            PlanField::Viewpoints => Value::Groups(plan.frame.viewpoints.clone()),
            PlanField::Directions => Value::Groups(plan.frame.directions.clone()),
            PlanField::Chapters => Value::Groups(plan.frame.chapters.clone()),
            PlanField::Promotion => Value::Entries(plan.frame.promotion.clone()),
            PlanField::Terms => Value::Terms(plan.notes.clone()),
            PlanField::Cited => Value::Groups(plan.frame.cited.clone()),
            PlanField::Keep => Value::Points(plan.review.keep.clone()),
            PlanField::Problem => Value::Points(plan.review.problem.clone()),
            PlanField::TryNext => Value::Tries(plan.review.try_next.clone()),
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
            PlanField::Editions => texts::editions_text(&plan.editions, plan.year_style),
            PlanField::HigherPlans => texts::entries_text(&plan.frame.higher_plans),
            PlanField::Ideals => texts::entries_text(&plan.frame.ideals),
            PlanField::Themes => texts::entries_text(&plan.frame.themes),
            PlanField::Circumstances => texts::groups_text(plan, &plan.frame.circumstances),
            PlanField::Viewpoints => texts::groups_text(plan, &plan.frame.viewpoints),
            PlanField::Directions => texts::groups_text(plan, &plan.frame.directions),
            PlanField::Chapters => texts::groups_text(plan, &plan.frame.chapters),
            PlanField::Promotion => texts::entries_text(&plan.frame.promotion),
            PlanField::Terms => texts::terms_text(&plan.notes),
            PlanField::Cited => texts::groups_text(plan, &plan.frame.cited),
            PlanField::Keep => texts::points_text(&plan.review.keep),
            PlanField::Problem => texts::points_text(&plan.review.problem),
            PlanField::TryNext => texts::tries_text(&plan.review.try_next),
        }
    }

    /// Writes a text of the plan; what it is not the shape of stays as it is. The settings depend on each other and are
    /// written together.
    pub(super) fn put(self, plan: &mut Plan, value: Value) {
        let frame = &mut plan.frame;
        match (self, value) {
            (PlanField::Editions, Value::Editions(list)) => {
                plan.editions = texts::kept_editions(&plan.editions, list);
            }
            (PlanField::HigherPlans, Value::Entries(list)) => {
                frame.higher_plans = texts::kept_entries(&frame.higher_plans, list);
            }
            (PlanField::Ideals, Value::Entries(list)) => {
                frame.ideals = texts::kept_entries(&frame.ideals, list);
            }
            (PlanField::Themes, Value::Entries(list)) => {
                frame.themes = texts::kept_entries(&frame.themes, list);
            }
            (PlanField::Circumstances, Value::Groups(list)) => {
                frame.circumstances = texts::kept_groups(&frame.circumstances, list);
            }
            (PlanField::Viewpoints, Value::Groups(list)) => {
                frame.viewpoints = texts::kept_groups(&frame.viewpoints, list);
            }
            (PlanField::Directions, Value::Groups(list)) => {
                frame.directions = texts::kept_groups(&frame.directions, list);
            }
            (PlanField::Chapters, Value::Groups(list)) => {
                frame.chapters = texts::kept_groups(&frame.chapters, list);
            }
            (PlanField::Promotion, Value::Entries(list)) => {
                frame.promotion = texts::kept_entries(&frame.promotion, list);
            }
            (PlanField::Keep, Value::Points(list)) => {
                plan.review.keep = texts::kept_points(&plan.review.keep, list);
            }
            (PlanField::Problem, Value::Points(list)) => {
                plan.review.problem = texts::kept_points(&plan.review.problem, list);
            }
            (PlanField::TryNext, Value::Tries(list)) => {
                plan.review.try_next = texts::kept_tries(&plan.review.try_next, list);
            }
            (PlanField::Cited, Value::Groups(list)) => {
                frame.cited = texts::kept_groups(&frame.cited, list);
            }
            (PlanField::Terms, Value::Terms(list)) => {
                plan.notes = texts::kept_terms(&plan.notes, list);
            }
            _ => {}
        }
    }
}

/// A way to write years, as the choice of it says: by an example.
pub fn year_style_text(style: YearStyle) -> String {
    FiscalYear::new(2026).map_or_else(String::new, |year| year.show(style))
}
