//! The tables of a plan, each declared once: what the columns are, how a value gets there and back.
//!
//! `super::table` says how a declaration is read. A table whose rows are no type of the domain has a small
//! type of its own here. Not here: how lists within lists and the tables
//! of other shapes come together (`super`).

use gyokaku_core::amendment::{AmendedField, Amendment};
use gyokaku_core::appraisal::Appraisal;
use gyokaku_core::council::{Council, Meeting, Member, Paper};
use gyokaku_core::crosswalk::Edge;
use gyokaku_core::department::Role;
use gyokaku_core::effect::{Effect, StatedAmount};
use gyokaku_core::indicator::{Decimal, Indicator, IndicatorValue};
use gyokaku_core::opinion::{Consultation, Opinion};
use gyokaku_core::outlook::OutlookEntry;
use gyokaku_core::plan::{
    Annotation, GlossaryNote, Item, Plan, PlanVersion, Section, Stated, Statement, Step,
};
use gyokaku_core::progress::{Evaluation, Grade, Scale, ShareBase, StatedProgress};
use gyokaku_core::review::{Point, TryItem};
use gyokaku_core::suggestion::{Practice, Suggestion};

use super::column::Column;
use super::row::{Cells, Fields, Rows};
use super::table::{Columns, Record, Table, lists, names, tables};
use crate::error::StoreError;

/// The tables that one statement loads together: the two wide ones, the narrow many that are parts of those, the rest.
pub(crate) const GROUPS: [&[Table]; 3] = {
    let (wide, others) = ALL.split_at(2);
    let (narrow, rest) = others.split_at(6);
    [wide, narrow, rest]
};

/// The word for a table of a plan, by its name.
pub fn table_label(name: &str) -> Option<&'static str> {
    let table = ALL.iter().find(|table| table.name == name)?;
    Some(table.label)
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

/// A section or an item that a heading of the frame leads to.
pub(crate) struct FrameLink {
    pub(crate) element: String,
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
    /// Sections; a child comes after its parent.
    Sections "section" "区分" [id; ordinal] Section {
        id, parent, level, depth, label, title, at; departments, references
    }

    /// Items.
    Items "item" "取組" [id; ordinal] Item {
        id, section, parent, serial, number, title, content, target,
        schedule = every_year schedule,
        repeated,
        retired = retired_on retired_reason retired_into,
        at,
        places = at_number at_title at_content at_target at_schedule at_departments;
        departments, references, extra
    }

    /// Departments of sections, one running number over both roles.
    SectionDepartments "section_department" "区分の担当課" [section: String, ordinal, role] Named { role, label }

    /// Other plans that sections refer to.
    SectionReferences "section_reference" "区分の関連計画" [section: String, ordinal] Reference { label }

    /// Departments of items, one running number over both roles.
    ItemDepartments "item_department" "取組の担当課" [item: String, ordinal, role] Named { role, label }

    /// Other plans that items refer to.
    ItemReferences "item_reference" "関連計画" [item: String, ordinal] Reference { label }

    /// Columns of the document beside those known.
    ItemExtras "item_extra" "その他の欄" [item: String, ordinal] Extra { header, content }

    /// Steps of the schedules of items.
    ScheduleSteps "schedule_step" "スケジュール" [item: String, ordinal] Step {
        fiscal_year, text = content, open = goes_on, at
    }

    /// Editions named by the document.
    Editions "edition" "計画の版" [ordinal] PlanVersion { title, kind, period = fy_from fy_to, plan, at }

    /// Scales of grades.
    Scales "scale" "評価区分の組" [ordinal] Scale { fiscal_year, at; grades }

    /// The grades of scales.
    Grades "grade" "評価区分" [scale: usize, ordinal] Grade {
        label, definition, rank = best_first, tone, evaluated
    }

    /// Counts by grade as printed, one row for each part and year.
    StatedProgresses "stated_progress" "進捗状況の件数" [ordinal] StatedProgress {
        path, label, examples, total, fiscal_year, at; grades, shares
    }

    /// The counts themselves.
    StatedGrades "stated_grade" "評価区分ごとの件数" [progress: usize, ordinal] StatedGrade {
        label, count = how_many, share = share share_places share_of
    }

    /// Grades of single items. The slot is what a grade is known by, since it has no identity of its own.
    Evaluations "evaluation" "進捗の評価" [slot: String; ordinal] Evaluation {
        item, fiscal_year, by = evaluator, grade, reason, done, at
    }

    /// The ledger of amounts. Its rows are never changed and never removed.
    Effects "effect" "効果額" [id; ordinal] Effect {
        id, vintage, path, fiscal_year, kind, amount, duration, source = origin,
        corrects = corrects reason withdraws,
        at; on
    }

    /// What amounts are stated for.
    EffectOwners "effect_owner" "効果額の対象" [effect: String] EffectOwner { kind, element }

    /// Printed totals of amounts.
    StatedAmounts "stated_amount" "記載された合計" [ordinal] StatedAmount {
        vintage, path, fiscal_year, label, difference = is_difference, amount, at
    }

    /// Indicators.
    Indicators "indicator" "指標" [id; ordinal] Indicator { id, item, name, unit, direction; values }

    /// The values of indicators.
    IndicatorValues "indicator_value" "指標の値" [indicator: String, ordinal] IndicatorValue {
        fiscal_year, kind, number = digits places, fraction = numerator denominator, at
    }

    /// From old items to new ones.
    Edges "edge" "新旧対照" [id; ordinal] Edge {
        id, path, old = old_title, kind, label, reason, new = new_title, department,
        old_item, new_item, on = decided_on, at
    }

    /// Keep, Problem, Try.
    ReviewPoints "review_point" "振り返り" [list: PointList, ordinal] Point { text = content, notes, evidence, at }

    /// The items that points of Try lead to.
    TryItems "try_item" "振り返りの取組" [point: usize, ordinal] TryItem { title, new = is_new, departments, merges, at }

    /// Councils.
    Councils "council" "会議体" [id; ordinal] Council { id, name, purpose; members }

    /// Their members.
    Members "council_member" "委員" [council: String, ordinal] Member {
        part, name, post, from = serves_from, to = serves_to
    }

    /// Meetings.
    Meetings "meeting" "会議" [id; ordinal] Meeting {
        id, council, title, on = held_on, place, agenda, minutes, closed; papers
    }

    /// Papers of meetings.
    Papers "meeting_paper" "会議資料" [meeting: String, ordinal] Paper { title, address }

    /// Consultations of the public.
    Consultations "consultation" "意見募集" [id; ordinal] Consultation {
        id, title, text = content, from = opens_on, to = closes_on
    }

    /// Opinions and the chain behind each.
    Opinions "opinion" "意見" [id; ordinal] Opinion {
        id, meeting, consultation, occasion, speaker, text = content, voices, items, asked, answer, answered_on,
        handling, change = changed, amount, amount_year, follow_up, followed
    }

    /// What staff propose.
    Suggestions "suggestion" "職員提案" [id; ordinal] Suggestion {
        id, title, text = content, by = proposed_by, department, received_on, stage, judged, result = outcome, items
    }

    /// What works well and is shared.
    Practices "practice" "好事例" [id; ordinal] Practice {
        id, title, department, fiscal_year, text = content, result = outcome, hints, items
    }

    /// The yearly review of existing programmes.
    Appraisals "appraisal" "既存事業の点検" [id; ordinal] Appraisal {
        id, programme, fiscal_year, department, measured, own, outside, verdict, reason, amount, items
    }

    /// The frame: the list, the heading within it (0 where a list has none), and 0 for the heading itself.
    FrameEntries "frame_entry" "計画の枠組み" [part: String, grp: usize, ordinal] Stated { title, text = content, at }

    /// The sections and items that headings of the frame lead to.
    FrameLinks "frame_link" "計画の枠組みのつながり" [part: String, grp: usize, ordinal] FrameLink { element }

    /// Words explained by the document.
    Notes "note" "用語" [ordinal] GlossaryNote { term, text = content, at }

    /// Quantities stated in running text.
    Statements "statement" "主な数値" [ordinal] Statement {
        of = counted, value = quantity, money = is_money, approximate, period = fy_from fy_to, stated, at
    }

    /// What the document adds beside its values.
    Annotations "annotation" "注記" [ordinal] Annotation { on = element, text = content, at }

    /// The fiscal outlook, occasion by occasion.
    Outlooks "outlook" "財政計画" [ordinal] OutlookEntry {
        vintage, line, fiscal_year, until = until_year, amount, at
    }

    /// Changes in mid-plan.
    Amendments "amendment" "計画変更" [id; ordinal] Amendment {
        id, kind, item, name, section, reason, holds_from, proposed_on, proposed_by, state,
        decided = decided_on decided_by decided_note;
        fields
    }

    /// The fields that they change.
    AmendedFields "amended_field" "計画変更の欄" [amendment: String, ordinal] AmendedField {
        field, old = old_text, new = new_text
    }
}

lists! {
    sections: Sections, items: Items, editions: Editions, scales: Scales, progress: StatedProgresses,
    effects: Effects, stated_amounts: StatedAmounts, indicators: Indicators,
    crosswalk: Edges, councils: Councils, meetings: Meetings, consultations: Consultations,
    opinions: Opinions, suggestions: Suggestions, practices: Practices, appraisals: Appraisals, notes: Notes, statements: Statements,
    annotations: Annotations, outlook: Outlooks, amendments: Amendments,
}
