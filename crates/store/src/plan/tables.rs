//! The tables of a plan, each declared once: what the columns are, how a value gets there and back.
//!
//! `super::table` says how a declaration is read. A table whose rows are no type of the domain has a small
//! type of its own here. Not here: which list of the plan goes into which table (`super`).

use gyokaku_core::department::Role;
use gyokaku_core::effect::{Effect, StatedAmount};
use gyokaku_core::indicator::{Decimal, Indicator, IndicatorValue};
use gyokaku_core::lineage::Edge;
use gyokaku_core::plan::{Edition, GlossaryNote, Item, Section, Stated, Statement, Step};
use gyokaku_core::progress::{Evaluation, Grade, Scale, ShareBase, StatedProgress};
use gyokaku_core::review::{Opinion, Point, TryItem};

use super::column::Column;
use super::row::{Cells, Fields};
use super::table::{Columns, Record, Table, names, tables};
use crate::error::StoreError;

/// The tables that one statement loads together: the wide ones, the narrow many, the rest. Parents come before
/// children, because rows are written in this order.
pub(crate) const GROUPS: [&[Table]; 3] = [
    &[Sections::TABLE, Items::TABLE],
    &[
        SectionDepartments::TABLE,
        SectionReferences::TABLE,
        ItemDepartments::TABLE,
        ItemReferences::TABLE,
        ItemExtras::TABLE,
        ScheduleSteps::TABLE,
    ],
    &[
        Editions::TABLE,
        Scales::TABLE,
        Grades::TABLE,
        StatedProgresses::TABLE,
        StatedGrades::TABLE,
        Evaluations::TABLE,
        Effects::TABLE,
        EffectOwners::TABLE,
        StatedAmounts::TABLE,
        Indicators::TABLE,
        IndicatorValues::TABLE,
        Edges::TABLE,
        ReviewPoints::TABLE,
        TryItems::TABLE,
        Opinions::TABLE,
        FrameEntries::TABLE,
        Notes::TABLE,
        Statements::TABLE,
    ],
];

/// Every table, in the order in which rows are written.
pub(crate) fn all() -> impl DoubleEndedIterator<Item = &'static Table> {
    GROUPS.into_iter().flatten()
}

/// A department named for a part, as printed.
pub(crate) struct Named {
    pub(crate) role: Role,
    pub(crate) label: String,
}

/// A plan referred to, as printed.
pub(crate) struct Reference {
    pub(crate) label: String,
}

/// A column of the document that has no field of its own.
pub(crate) struct Extra {
    pub(crate) header: String,
    pub(crate) content: String,
}

/// A count by grade as printed, with its share where one is printed beside it.
pub(crate) struct StatedGrade {
    pub(crate) label: String,
    pub(crate) count: Option<i64>,
    pub(crate) share: Option<(Decimal, ShareBase)>,
}

/// What an amount is stated for; `kind` says whether `element` is a section or an item.
pub(crate) struct EffectOwner {
    pub(crate) kind: OwnerKind,
    pub(crate) element: String,
}

/// What kind of part an amount is stated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnerKind {
    Section,
    Item,
}

/// The lists of review points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PointList {
    Keep,
    Problem,
    Try,
}

tables! {
    /// 区分
    Sections "section" [id; ordinal] Section {
        id, parent, level, depth, label, title, at; departments, references
    }

    /// 取組項目
    Items "item" [id; ordinal] Item {
        id, section, parent, serial, number, title, content, target,
        schedule = every_year schedule,
        repeated, at,
        places = at_number at_title at_content at_target at_schedule at_departments;
        departments, references, extra
    }

    /// Departments of sections, one running number over both roles.
    SectionDepartments "section_department" [section: String, ordinal, role] Named { role, label }

    /// Other plans that sections refer to.
    SectionReferences "section_reference" [section: String, ordinal] Reference { label }

    /// Departments of items, one running number over both roles.
    ItemDepartments "item_department" [item: String, ordinal, role] Named { role, label }

    /// Other plans that items refer to.
    ItemReferences "item_reference" [item: String, ordinal] Reference { label }

    /// Columns of the document beside those known.
    ItemExtras "item_extra" [item: String, ordinal] Extra { header, content }

    /// Steps of the schedules of items.
    ScheduleSteps "schedule_step" [item: String, ordinal] Step {
        fiscal_year, text = content, open = goes_on, at
    }

    /// Editions named by the document.
    Editions "edition" [ordinal] Edition { title, kind, period = fy_from fy_to, at }

    /// Scales of grades.
    Scales "scale" [ordinal] Scale { fiscal_year, at; grades }

    /// The grades of scales.
    Grades "grade" [scale: usize, ordinal] Grade {
        label, definition, rank = best_first, tone, evaluated
    }

    /// Counts by grade as printed, one row for each part and year.
    StatedProgresses "stated_progress" [ordinal] StatedProgress {
        path, label, examples, total, fiscal_year, at; grades, shares
    }

    /// The counts themselves.
    StatedGrades "stated_grade" [progress: usize, ordinal] StatedGrade {
        label, count = how_many, share = share share_places share_of
    }

    /// Grades of single items. The slot is what a grade is known by, since it has no identity of its own.
    Evaluations "evaluation" [slot: String; ordinal] Evaluation {
        item, fiscal_year, by = evaluator, grade, reason, done, at
    }

    /// The ledger of amounts. Its rows are never changed and never removed.
    Effects "effect" [id; ordinal] Effect {
        id, vintage, path, fiscal_year, kind, amount, duration, source = origin,
        corrects = corrects reason withdraws,
        at; on
    }

    /// What amounts are stated for.
    EffectOwners "effect_owner" [effect: String] EffectOwner { kind, element }

    /// Printed totals of amounts.
    StatedAmounts "stated_amount" [ordinal] StatedAmount {
        vintage, path, fiscal_year, label, difference = is_difference, amount, at
    }

    /// Indicators.
    Indicators "indicator" [id; ordinal] Indicator { id, item, name, unit, direction; values }

    /// The values of indicators.
    IndicatorValues "indicator_value" [indicator: String, ordinal] IndicatorValue {
        fiscal_year, kind, number = digits places, fraction = numerator denominator, at
    }

    /// From old items to new ones.
    Edges "edge" [id; ordinal] Edge {
        id, path, old = old_title, kind, label, reason, new = new_title, department, at
    }

    /// Keep, Problem, Try.
    ReviewPoints "review_point" [list: PointList, ordinal] Point { text = content, at }

    /// The items that points of Try lead to.
    TryItems "try_item" [point: usize, ordinal] TryItem { title, new = is_new, departments, merges, at }

    /// Opinions and the answers to them.
    Opinions "opinion" [id; ordinal] Opinion { id, item, occasion, text = content, answer }

    /// The frame: the list, the heading within it (0 where a list has none), and 0 for the heading itself.
    FrameEntries "frame_entry" [part: String, grp: usize, ordinal] Stated { title, text = content, at }

    /// Words explained by the document.
    Notes "note" [ordinal] GlossaryNote { term, text = content, at }

    /// Quantities stated in running text.
    Statements "statement" [ordinal] Statement {
        of = counted, value = quantity, money = is_money, approximate, period = fy_from fy_to, stated, at
    }
}
