//! What is done with the parts of a register: adding, moving, retiring, removing, numbering anew.
//!
//! Invariant: after an act that was not refused every part still has what it belongs to, a child stands after its
//! parent, and nothing lies under itself. Not here: writing a field of an item, which needs no other part of the plan.

use std::collections::{HashMap, HashSet};

use time::Date;

use super::amend::{Deciding, decide, propose};
use super::amounts::Amounts;
use super::field::{ItemField, PlanField, SectionField, Value};
use super::rewind::Rewind;
use super::together::Together;
use crate::amendment::Amendment;
use crate::effect::Owner;
use crate::fiscal_year::FiscalYear;
use crate::money::Yen;
use crate::outlook::{OutlookEntry, OutlookKey};
use crate::plan::{Item, Period, Plan, Retirement, Section, with_those_below};

/// Where a part comes among its siblings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Before all others.
    First,
    /// After the part with this identity.
    After(String),
    /// After all others.
    Last,
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Fields of the plan are written.
    WritePlan(Vec<(PlanField, Value)>),
    /// A section is added.
    AddSection {
        /// Its identity.
        id: String,
        /// The section above.
        parent: Option<String>,
        /// Its number.
        label: String,
        /// Its title.
        title: String,
    },
    /// Fields of a section are written.
    WriteSection(String, Vec<(SectionField, Value)>),
    /// A section is moved with all that it holds.
    MoveSection {
        /// Its identity.
        id: String,
        /// The section above from now on.
        parent: Option<String>,
        /// Where among its siblings.
        at: Anchor,
    },
    /// An empty section is removed.
    RemoveSection(String),
    /// An item is added.
    AddItem {
        /// Its identity.
        id: String,
        /// The section that it belongs to.
        section: Option<String>,
        /// The item that it belongs to.
        parent: Option<String>,
        /// Its number.
        number: String,
        /// Its title.
        title: String,
        /// Where among its siblings.
        at: Anchor,
    },
    /// Items are added after the others of a section.
    AddItems {
        /// The section that they belong to.
        section: Option<String>,
        /// The items, in order.
        items: Vec<NewItem>,
    },
    /// Fields of many items are written, and items are added, at once.
    WriteItems(Together),
    /// An item is moved with those that belong to it.
    MoveItem {
        /// Its identity.
        id: String,
        /// The section from now on.
        section: Option<String>,
        /// The item that it belongs to from now on.
        parent: Option<String>,
        /// Where among its siblings.
        at: Anchor,
    },
    /// An item is worked on no longer.
    RetireItem {
        /// Its identity.
        id: String,
        /// From which day on.
        on: Date,
        /// Why.
        reason: String,
        /// The items that it goes into, where it is merged or split.
        into: Vec<String>,
    },
    /// A retired item is worked on again.
    RestoreItem(String),
    /// An item that nothing is known of but itself is removed.
    RemoveItem(String),
    /// Items are numbered anew.
    Renumber(Vec<(String, String)>),
    /// Amounts are written into the ledger.
    WriteAmounts(Amounts),
    /// Figures of a fiscal outlook are written.
    WriteOutlook {
        /// The occasion.
        vintage: String,
        /// The figures: what each is of, what was seen, and what shall be there; none for a blank.
        cells: Vec<(OutlookKey, Option<Yen>, Option<Yen>)>,
    },
    /// A change in mid-plan is proposed.
    Propose(Box<Amendment>),
    /// It is decided on a proposal.
    Decide(Deciding),
    /// Several acts, all of them or none.
    All {
        /// What they are together.
        deed: Deed,
        /// One after the other.
        acts: Vec<Act>,
    },
    /// An act is undone, as long as what it changed still is as it left it.
    Undo(Box<Rewind>),
}

/// An item that is added, with its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    /// Its identity.
    pub id: String,
    /// Its fields; a title is among them.
    pub values: Vec<(ItemField, Value)>,
}

/// What kind of act it was, as the journal tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// 計画の設定の変更
    WritePlan,
    /// 区分の追加
    AddSection,
    /// 区分の変更
    WriteSection,
    /// 区分の移動
    MoveSection,
    /// 区分の削除
    RemoveSection,
    /// 取組項目の追加
    AddItem,
    /// 取組項目の一括変更
    WriteItems,
    /// 取組項目の移動
    MoveItem,
    /// 取りやめ
    RetireItem,
    /// 統合
    MergeItem,
    /// 分割
    SplitItem,
    /// 取りやめの取消し
    RestoreItem,
    /// 取組項目の削除
    RemoveItem,
    /// 番号の付け直し
    Renumber,
    /// 効果額の記録
    WriteAmounts,
    /// 財政計画の記録
    WriteOutlook,
    /// 計画変更の提案
    Propose,
    /// 計画変更の決定
    Decide,
    /// 元に戻す操作
    Undo,
}

impl Deed {
    /// All of them.
    pub const ALL: [Deed; 19] = [
        Deed::WritePlan,
        Deed::AddSection,
        Deed::WriteSection,
        Deed::MoveSection,
        Deed::RemoveSection,
        Deed::AddItem,
        Deed::WriteItems,
        Deed::MoveItem,
        Deed::RetireItem,
        Deed::MergeItem,
        Deed::SplitItem,
        Deed::RestoreItem,
        Deed::RemoveItem,
        Deed::Renumber,
        Deed::WriteAmounts,
        Deed::WriteOutlook,
        Deed::Propose,
        Deed::Decide,
        Deed::Undo,
    ];

    /// The word in the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Deed::WritePlan => "plan.set",
            Deed::AddSection => "plan.section.add",
            Deed::WriteSection => "plan.section.write",
            Deed::MoveSection => "plan.section.move",
            Deed::RemoveSection => "plan.section.remove",
            Deed::AddItem => "plan.item.add",
            Deed::WriteItems => "plan.items.write",
            Deed::MoveItem => "plan.item.move",
            Deed::RetireItem => "plan.item.retire",
            Deed::MergeItem => "plan.item.merge",
            Deed::SplitItem => "plan.item.split",
            Deed::RestoreItem => "plan.item.restore",
            Deed::RemoveItem => "plan.item.remove",
            Deed::Renumber => "plan.renumber",
            Deed::WriteAmounts => "plan.amounts",
            Deed::WriteOutlook => "plan.outlook",
            Deed::Propose => "plan.propose",
            Deed::Decide => "plan.decide",
            Deed::Undo => "plan.undo",
        }
    }

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Deed::WritePlan => "計画の設定の変更",
            Deed::AddSection => "区分の追加",
            Deed::WriteSection => "区分の変更",
            Deed::MoveSection => "区分の移動",
            Deed::RemoveSection => "区分の削除",
            Deed::AddItem => "取組項目の追加",
            Deed::WriteItems => "取組項目の一括変更",
            Deed::MoveItem => "取組項目の移動",
            Deed::RetireItem => "取りやめ",
            Deed::MergeItem => "統合",
            Deed::SplitItem => "分割",
            Deed::RestoreItem => "取りやめの取消し",
            Deed::RemoveItem => "取組項目の削除",
            Deed::Renumber => "番号の付け直し",
            Deed::WriteAmounts => "効果額の記録",
            Deed::WriteOutlook => "財政計画の記録",
            Deed::Propose => "計画変更の提案",
            Deed::Decide => "計画変更の決定",
            Deed::Undo => "元に戻す操作",
        }
    }

    /// The deed of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.word() == word)
    }
}

impl Act {
    /// What kind of act it is.
    pub fn deed(&self) -> Deed {
        match self {
            Act::WritePlan(_) => Deed::WritePlan,
            Act::AddSection { .. } => Deed::AddSection,
            Act::WriteSection(..) => Deed::WriteSection,
            Act::MoveSection { .. } => Deed::MoveSection,
            Act::RemoveSection(_) => Deed::RemoveSection,
            Act::AddItem { .. } | Act::AddItems { .. } => Deed::AddItem,
            Act::WriteItems(_) => Deed::WriteItems,
            Act::MoveItem { .. } => Deed::MoveItem,
            Act::RetireItem { into, .. } if !into.is_empty() => Deed::MergeItem,
            Act::RetireItem { .. } => Deed::RetireItem,
            Act::RestoreItem(_) => Deed::RestoreItem,
            Act::RemoveItem(_) => Deed::RemoveItem,
            Act::Renumber(_) => Deed::Renumber,
            Act::WriteAmounts(_) => Deed::WriteAmounts,
            Act::WriteOutlook { .. } => Deed::WriteOutlook,
            Act::Propose(_) => Deed::Propose,
            Act::Decide(_) => Deed::Decide,
            Act::All { deed, .. } => *deed,
            Act::Undo(_) => Deed::Undo,
        }
    }

    /// The identity of the part that it is about; empty for the plan.
    pub fn element(&self) -> &str {
        match self {
            Act::WritePlan(_)
            | Act::AddItems { .. }
            | Act::WriteItems(_)
            | Act::Renumber(_)
            | Act::WriteAmounts(_)
            | Act::WriteOutlook { .. } => "",
            Act::Decide(deciding) => &deciding.item,
            Act::All { acts, .. } => acts.last().map_or("", Act::element),
            Act::Undo(rewind) => rewind.elements().first().copied().unwrap_or_default(),
            Act::Propose(proposed) => &proposed.item,
            Act::WriteSection(id, _)
            | Act::RemoveSection(id)
            | Act::RestoreItem(id)
            | Act::RemoveItem(id)
            | Act::AddSection { id, .. }
            | Act::MoveSection { id, .. }
            | Act::AddItem { id, .. }
            | Act::MoveItem { id, .. }
            | Act::RetireItem { id, .. } => id,
        }
    }

    /// The identities of the items that are gone after it.
    pub fn removes(&self) -> Vec<&str> {
        match self {
            Act::RemoveItem(id) => vec![id],
            Act::All { acts, .. } => acts.iter().flat_map(Act::removes).collect(),
            Act::Undo(rewind) => rewind.removes(),
            _ => Vec::new(),
        }
    }

    /// The identities of all parts whose history it belongs to; what is done to a section or to many items is the
    /// plan's history as well.
    pub fn elements(&self) -> Vec<&str> {
        match self {
            Act::Renumber(numbers) => {
                let items = numbers.iter().map(|(id, _)| id.as_str());
                [""].into_iter().chain(items).collect()
            }
            Act::AddItems { items, .. } => {
                let items = items.iter().map(|item| item.id.as_str());
                [""].into_iter().chain(items).collect()
            }
            // Each item of a whole list has an entry of its own.
            Act::WritePlan(_) | Act::WriteOutlook { .. } | Act::WriteItems(_) => vec![""],
            Act::WriteAmounts(amounts) => {
                let parts = amounts.cells.iter().map(|cell| cell.on.id());
                once_each([""].into_iter().chain(parts))
            }
            Act::All { acts, .. } => once_each(acts.iter().flat_map(Act::elements)),
            Act::Undo(rewind) => once_each([""].into_iter().chain(rewind.elements())),
            _ => once_each(["", self.element()].into_iter()),
        }
    }
}

/// Identities in order, each once.
fn once_each<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut parts: Vec<&str> = parts.collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// Why an act is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The part is not there any more.
    Gone,
    /// A part would lie under itself.
    UnderItself,
    /// The section still has items or sections.
    NotEmpty,
    /// Something is known of the item that would go with it.
    HasHistory,
    /// There is no title.
    NoTitle,
    /// The end of the period lies before its beginning.
    Backwards,
    /// One end of the period is missing.
    HalfAPeriod,
    /// It is retired already, or it is not.
    AsItIs,
    /// There are as many levels as a plan may have.
    TooDeep,
    /// It is not said on which occasion amounts are stated.
    NoVintage,
    /// It is not said why.
    NoReason,
    /// More proposals wait for a decision than anybody can decide on.
    TooMany,
    /// What is proposed is what stands there.
    NothingChanged,
    /// What is proposed cannot be read as a value of its field.
    Unreadable,
    /// What stands there is not what stood there when it was proposed.
    Moved,
    /// The period is longer than any plan's.
    TooLong,
    /// An item would go into itself, or into one that ended.
    IntoNothing,
    /// The day lies outside of all plans.
    OddDay,
}

impl Refusal {
    /// What is wrong and what to do.
    pub fn words(&self) -> &'static str {
        match self {
            Refusal::Gone => {
                "対象の区分または取組項目が、ほかの画面で削除されています。画面を読み込み直してください。"
            }
            Refusal::UnderItself => "自分自身の下には移動できません。別の移動先を選んでください。",
            Refusal::NotEmpty => {
                "この区分には取組項目または下位の区分があるため、削除できません。先に別の区分へ移動してください。"
            }
            Refusal::HasHistory => {
                "この取組項目には評価、効果額、指標、意見、計画変更または下位の取組項目があるか、ほかの取組項目を引き継いでいるため、削除できません。「取りやめ」にすると、記録を残したまま以後の調査の対象から外せます。"
            }
            Refusal::NoTitle => "名称を入力してください。",
            Refusal::Backwards => "終わりの年度が始まりの年度より前になっています。年度を確かめてください。",
            Refusal::HalfAPeriod => "始まりの年度と終わりの年度の両方を入力してください。",
            Refusal::AsItIs => "ほかの画面で先に変更されています。画面を読み込み直してください。",
            Refusal::TooDeep => "これより深い階層は作れません。",
            Refusal::NoVintage => "時点を入力してください（例：策定時、令和8年度時点）。",
            Refusal::NoReason => "理由を入力してください。",
            Refusal::TooMany => {
                "決定を待っている提案が多すぎます（1つの取組項目につき20件、計画全体で500件まで）。先に決定または取下げをしてください。"
            }
            Refusal::NothingChanged => "変わる欄がありません。変えたい欄を書き換えてから提案してください。",
            Refusal::Unreadable => "提案の内容を読み取れません。提案を取り下げて、もう一度提案してください。",
            Refusal::Moved => {
                "提案の後に、同じ欄がほかの画面で変わりました。いまの内容を確かめ、この提案を取り下げて、もう一度提案してください。"
            }
            Refusal::TooLong => "計画の期間は50年度までにしてください。",
            Refusal::OddDay => "日付を確かめてください。昭和元年から西暦2200年までの日を入力してください。",
            Refusal::IntoNothing => "統合先には、取りやめていない別の取組項目を選んでください。",
        }
    }
}

/// What was done, as the history tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What the part is called.
    pub name: String,
    /// What was there before and is there now, by label.
    pub details: Vec<Detail>,
    /// What undoes it; none where nothing changed, or there is no way back.
    pub back: Option<Act>,
}

/// A label, what was there before, and what is there now.
pub type Detail = (String, Option<String>, Option<String>);

impl Done {
    pub(super) fn of(name: String, details: Vec<Detail>) -> Self {
        Done {
            name,
            details,
            back: None,
        }
    }
}

/// How deep sections may lie, and items below items.
const DEEPEST: u8 = 8;

/// Whether anything of a plan can begin or end on a day.
pub(super) fn is_day_of_a_plan(day: Date) -> bool {
    (1926..=2200).contains(&day.year())
}

/// How many fiscal years a plan may have.
const LONGEST_PERIOD: i16 = 50;

/// Does it.
///
/// # Errors
/// The register is not as it must be; it is then as it was.
pub fn apply(plan: &mut Plan, act: &Act) -> Result<Done, Refusal> {
    let before = plan.clone();
    let done = carry_out(plan, act)?;
    // What undoes an undoing would be the act itself, done again.
    let rewind = match act {
        Act::Undo(_) => None,
        _ => Rewind::between(&before, plan),
    };
    let back = rewind.map(|rewind| Act::Undo(Box::new(rewind)));
    Ok(Done { back, ..done })
}

fn carry_out(plan: &mut Plan, act: &Act) -> Result<Done, Refusal> {
    match act {
        Act::WritePlan(values) => write_plan(plan, values),
        Act::AddSection {
            id,
            parent,
            label,
            title,
        } => add_section(plan, id, parent.as_deref(), label, title),
        Act::WriteSection(id, values) => write_section(plan, id, values),
        Act::MoveSection { id, parent, at } => move_section(plan, id, parent.as_deref(), at),
        Act::RemoveSection(id) => remove_section(plan, id),
        Act::AddItem {
            id,
            section,
            parent,
            number,
            title,
            at,
        } => {
            let title = titled(title)?;
            let item = Item {
                id: id.clone(),
                section: section.clone(),
                parent: parent.clone(),
                number: Some(number.clone()).filter(|number| !number.is_empty()),
                title,
                ..Item::default()
            };
            let name = item.called();
            place_items(plan, vec![item], section.as_deref(), parent.as_deref(), at)?;
            let whereto = whereto(plan, section.as_deref(), parent.as_deref());
            Ok(Done::of(name, vec![("場所".into(), None, Some(whereto))]))
        }
        Act::AddItems { section, items } => add_items(plan, section.as_deref(), items),
        Act::WriteItems(together) => super::together::write(plan, together),
        Act::MoveItem {
            id,
            section,
            parent,
            at,
        } => move_item(plan, id, section.as_deref(), parent.as_deref(), at),
        Act::RetireItem { id, on, reason, into } => {
            let mut names = Vec::with_capacity(into.len());
            for heir in into {
                let heir = plan
                    .item(heir)
                    .filter(|heir| heir.retired.is_none() && heir.id != *id);
                names.push(heir.ok_or(Refusal::IntoNothing)?.called());
            }
            let item = item_mut(plan, id)?;
            if item.retired.is_some() {
                return Err(Refusal::AsItIs);
            }
            if !is_day_of_a_plan(*on) {
                return Err(Refusal::OddDay);
            }
            item.retired = Some(Retirement {
                on: *on,
                reason: reason.clone(),
                into: into.clone(),
            });
            let mut details = vec![("理由".into(), None, Some(reason.clone()))];
            details.extend(
                names
                    .into_iter()
                    .map(|name| ("引き継ぐ取組項目".into(), None, Some(name))),
            );
            Ok(Done::of(item.called(), details))
        }
        Act::RestoreItem(id) => {
            let item = item_mut(plan, id)?;
            let before = item.retired.take().ok_or(Refusal::AsItIs)?;
            Ok(Done::of(
                item.called(),
                vec![("取りやめの理由".into(), Some(before.reason), None)],
            ))
        }
        Act::RemoveItem(id) => remove_item(plan, id),
        Act::Propose(proposed) => propose(plan, proposed),
        Act::Decide(deciding) => decide(plan, deciding),
        Act::All { acts, .. } => {
            let mut after = plan.clone();
            let (mut names, mut details) = (Vec::new(), Vec::new());
            for act in acts {
                let done = carry_out(&mut after, act)?;
                names.push(done.name);
                details.extend(done.details);
            }
            *plan = after;
            names.dedup();
            Ok(Done::of(names.join("、"), details))
        }
        Act::Undo(rewind) => rewind.undo(plan),
        Act::WriteAmounts(amounts) => super::amounts::write(plan, amounts),
        Act::WriteOutlook { vintage, cells } => write_outlook(plan, vintage, cells),
        Act::Renumber(numbers) => renumber(plan, numbers),
    }
}

/// Gives items other numbers: all of them, or none where one is gone.
fn renumber(plan: &mut Plan, numbers: &[(String, String)]) -> Result<Done, Refusal> {
    let places = plan.items.iter().enumerate();
    let places: HashMap<String, usize> = places.map(|(at, item)| (item.id.clone(), at)).collect();
    let mut found = Vec::with_capacity(numbers.len());
    for (id, number) in numbers {
        let at = places.get(id).ok_or(Refusal::Gone)?;
        found.push((*at, Some(number.clone()).filter(|number| !number.is_empty())));
    }
    let mut details = Vec::new();
    for (at, number) in found {
        let item = &mut plan.items[at];
        if item.number != number {
            details.push((item.title.clone(), item.number.clone(), number.clone()));
            (item.number, item.places.number) = (number, Default::default());
        }
    }
    Ok(Done::of(format!("{}件", details.len()), details))
}

/// Writes figures of an outlook; one occasion states each line of a year once.
fn write_outlook(
    plan: &mut Plan,
    vintage: &str,
    cells: &[(OutlookKey, Option<Yen>, Option<Yen>)],
) -> Result<Done, Refusal> {
    let vintage = vintage.trim();
    if vintage.is_empty() {
        return Err(Refusal::NoVintage);
    }
    let (mut after, mut details) = (plan.outlook.clone(), Vec::new());
    for (key, seen, new) in cells {
        let (line, year, until) = *key;
        let at = after.iter().position(|e| e.vintage == vintage && e.key() == *key);
        let stands = at.and_then(|at| after.get(at)).map(|entry| entry.amount);
        if stands == *new {
            continue;
        }
        if stands != *seen {
            return Err(Refusal::AsItIs);
        }
        match (at, new) {
            (Some(at), Some(amount)) => {
                (after[at].amount, after[at].at) = (*amount, Default::default());
            }
            (Some(at), None) => {
                after.remove(at);
            }
            (None, Some(amount)) => after.push(OutlookEntry {
                vintage: vintage.to_owned(),
                line,
                fiscal_year: year,
                until,
                amount: *amount,
                at: Default::default(),
            }),
            (None, None) => {}
        }
        let until = until.map_or_else(String::new, |until| format!("～{}", until.show(plan.year_style)));
        let label = format!("{}（{}{until}）", line.label(), year.show(plan.year_style));
        details.push((label, stands.map(Yen::mixed), new.map(Yen::mixed)));
    }
    plan.outlook = after;
    Ok(Done::of(vintage.to_owned(), details))
}

pub(super) fn titled(title: &str) -> Result<String, Refusal> {
    match title.trim() {
        "" => Err(Refusal::NoTitle),
        title => Ok(title.to_owned()),
    }
}

fn item_mut<'a>(plan: &'a mut Plan, id: &str) -> Result<&'a mut Item, Refusal> {
    plan.items
        .iter_mut()
        .find(|item| item.id == id)
        .ok_or(Refusal::Gone)
}

/// Where something lies, in words.
pub(super) fn whereto(plan: &Plan, section: Option<&str>, parent: Option<&str>) -> String {
    let section = section.map(|id| plan.path(id).join(" ＞ "));
    let parent = parent.and_then(|id| plan.item(id)).map(Item::called);
    let parts: Vec<String> = section.into_iter().chain(parent).collect();
    match parts.is_empty() {
        true => "区分なし".to_owned(),
        false => parts.join(" ＞ "),
    }
}

fn write_plan(plan: &mut Plan, values: &[(PlanField, Value)]) -> Result<Done, Refusal> {
    let before: Vec<String> = PlanField::ALL.iter().map(|field| field.text(plan)).collect();
    let mut after = plan.clone();
    let mut ends: [Option<FiscalYear>; 2] = [after.period.map(|p| p.from), after.period.map(|p| p.to)];
    for (field, value) in values {
        match (field, value) {
            (PlanField::Title, Value::Words(words)) => {
                after.title = titled(words.as_deref().unwrap_or_default())?;
                after.at = Default::default();
            }
            (PlanField::From, Value::Year(year)) => ends[0] = *year,
            (PlanField::To, Value::Year(year)) => ends[1] = *year,
            (PlanField::Levels, Value::List(levels)) => after.levels.clone_from(levels),
            (PlanField::YearStyle, Value::Style(style)) => after.year_style = *style,
            (field, value) => field.put(&mut after, value.clone()),
        }
    }
    after.period = match ends {
        [Some(from), Some(to)] if from > to => return Err(Refusal::Backwards),
        [Some(from), Some(to)] if to.western() - from.western() >= LONGEST_PERIOD => {
            return Err(Refusal::TooLong);
        }
        [Some(from), Some(to)] => Some(Period { from, to }),
        [None, None] => None,
        _ => return Err(Refusal::HalfAPeriod),
    };
    for section in &mut after.sections {
        // A section without a document's own word for its level has the plan's.
        if let Some(level) = after.levels.get(usize::from(section.depth))
            && (section.level.is_empty() || plan.levels.contains(&section.level))
        {
            section.level.clone_from(level);
        }
    }
    *plan = after;
    let fields = PlanField::ALL.iter().zip(before);
    let details = fields
        .map(|(field, old)| (field.label().to_owned(), old, field.text(plan)))
        .filter(|(_, old, new)| old != new)
        .map(|(label, old, new)| (label, blank(old), blank(new)))
        .collect();
    Ok(Done::of(plan.title.clone(), details))
}

fn blank(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn add_section(
    plan: &mut Plan,
    id: &str,
    parent: Option<&str>,
    label: &str,
    title: &str,
) -> Result<Done, Refusal> {
    let title = titled(title)?;
    let depth = match parent {
        None => 0,
        Some(parent) => plan.section(parent).ok_or(Refusal::Gone)?.depth + 1,
    };
    if depth > DEEPEST {
        return Err(Refusal::TooDeep);
    }
    let section = Section {
        id: id.to_owned(),
        parent: parent.map(str::to_owned),
        level: plan.levels.get(usize::from(depth)).cloned().unwrap_or_default(),
        depth,
        label: label.trim().to_owned(),
        title,
        ..Section::default()
    };
    let name = section.called();
    let at = section_position(plan, parent, &Anchor::Last)?;
    plan.sections.insert(at, section);
    let whereto = whereto(plan, parent, None);
    Ok(Done::of(name, vec![("場所".into(), None, Some(whereto))]))
}

fn write_section(plan: &mut Plan, id: &str, values: &[(SectionField, Value)]) -> Result<Done, Refusal> {
    let section = plan
        .sections
        .iter_mut()
        .find(|s| s.id == id)
        .ok_or(Refusal::Gone)?;
    let mut after = section.clone();
    for (field, value) in values {
        field.put(&mut after, value.clone());
    }
    titled(&after.title)?;
    let details = SectionField::ALL
        .iter()
        .map(|field| (field.label(), field.text(section), field.text(&after)))
        .filter(|(_, old, new)| old != new)
        .map(|(label, old, new)| (label.to_owned(), blank(old), blank(new)))
        .collect();
    let name = after.called();
    *section = after;
    Ok(Done::of(name, details))
}

/// Where a section comes in the list of all.
fn section_position(plan: &Plan, parent: Option<&str>, at: &Anchor) -> Result<usize, Refusal> {
    let position = |id: &str| plan.sections.iter().position(|s| s.id == id).ok_or(Refusal::Gone);
    let end_of = |id: &str| -> Result<usize, Refusal> {
        let block = plan.sections_below(id);
        let last = plan.sections.iter().rposition(|s| block.contains(s.id.as_str()));
        last.map(|last| last + 1).ok_or(Refusal::Gone)
    };
    match (at, parent) {
        (Anchor::After(sibling), parent) => {
            let found = &plan.sections[position(sibling)?];
            match found.parent.as_deref() == parent {
                true => end_of(sibling),
                false => Err(Refusal::Gone),
            }
        }
        (Anchor::First, None) => Ok(0),
        (Anchor::First, Some(parent)) => Ok(position(parent)? + 1),
        (Anchor::Last, None) => Ok(plan.sections.len()),
        (Anchor::Last, Some(parent)) => end_of(parent),
    }
}

fn move_section(plan: &mut Plan, id: &str, parent: Option<&str>, at: &Anchor) -> Result<Done, Refusal> {
    let moved = plan.section(id).ok_or(Refusal::Gone)?;
    let name = moved.called();
    let old = whereto(plan, moved.parent.as_deref(), None);
    let block = plan.sections_below(id);
    if parent.is_some_and(|parent| block.contains(parent))
        || matches!(at, Anchor::After(s) if block.contains(s.as_str()))
    {
        return Err(Refusal::UnderItself);
    }
    let depth = match parent {
        None => 0,
        Some(parent) => plan.section(parent).ok_or(Refusal::Gone)?.depth + 1,
    };
    let mut after = plan.clone();
    let (mut taken, rest): (Vec<Section>, Vec<Section>) = after
        .sections
        .drain(..)
        .partition(|s| block.contains(s.id.as_str()));
    after.sections = rest;
    let before = plan.section(id).map_or(0, |s| s.depth);
    for section in &mut taken {
        // A document's own word for a level stays.
        let word = plan.levels.get(usize::from(section.depth));
        let is_the_plans = section.level.is_empty() || word == Some(&section.level);
        let deep = section.depth - before + depth;
        if deep > DEEPEST {
            return Err(Refusal::TooDeep);
        }
        section.depth = deep;
        if let Some(level) = plan.levels.get(usize::from(deep)).filter(|_| is_the_plans) {
            section.level.clone_from(level);
        }
        if section.id == id {
            section.parent = parent.map(str::to_owned);
        }
    }
    let position = section_position(&after, parent, at)?;
    after.sections.splice(position..position, taken);
    in_order_of_sections(&mut after);
    *plan = after;
    let new = whereto(plan, parent, None);
    Ok(Done::of(name, vec![("場所".into(), Some(old), Some(new))]))
}

/// Brings the items into the order of their sections; within a section they keep their order.
fn in_order_of_sections(plan: &mut Plan) {
    let places = plan.sections.iter().enumerate();
    let places: HashMap<&str, usize> = places.map(|(at, s)| (s.id.as_str(), at)).collect();
    let mut keyed: Vec<(Option<usize>, Item)> = std::mem::take(&mut plan.items)
        .into_iter()
        .map(|item| {
            let section = item.section.as_deref();
            (section.and_then(|id| places.get(id)).copied(), item)
        })
        .collect();
    keyed.sort_by_key(|(place, _)| *place);
    plan.items = keyed.into_iter().map(|(_, item)| item).collect();
}

fn remove_section(plan: &mut Plan, id: &str) -> Result<Done, Refusal> {
    let section = plan.section(id).ok_or(Refusal::Gone)?;
    let name = section.called();
    let has_items = plan.items.iter().any(|item| item.section.as_deref() == Some(id));
    let has_sections = plan.sections.iter().any(|s| s.parent.as_deref() == Some(id));
    let has_amounts = plan
        .effects
        .iter()
        .any(|e| e.on == Some(Owner::Section(id.to_owned())));
    if has_items || has_sections || has_amounts {
        return Err(Refusal::NotEmpty);
    }
    plan.sections.retain(|s| s.id != id);
    plan.annotations.retain(|note| note.on.as_deref() != Some(id));
    Ok(Done::of(name, Vec::new()))
}

/// An item and those that belong to it.
fn block_of<'a>(plan: &'a Plan, id: &'a str) -> HashSet<&'a str> {
    let items = plan.items.iter();
    with_those_below(id, items.map(|item| (item.id.as_str(), item.parent.as_deref())))
}

/// How many items an item lies below, itself counted; as deep as can be where they lie in a circle.
fn depth_of(plan: &Plan, id: &str) -> usize {
    let parents: HashMap<&str, Option<&str>> = plan
        .items
        .iter()
        .map(|item| (item.id.as_str(), item.parent.as_deref()))
        .collect();
    let mut depth = 0;
    let mut at = Some(id);
    while let Some(id) = at
        && depth <= usize::from(DEEPEST)
    {
        depth += 1;
        at = parents.get(id).copied().flatten();
    }
    depth
}

/// How many levels items have that come after their parents.
fn height(block: &[Item]) -> usize {
    let mut levels: HashMap<&str, usize> = HashMap::new();
    for item in block {
        let above = item.parent.as_deref().and_then(|id| levels.get(id)).copied();
        levels.insert(&item.id, above.unwrap_or(0) + 1);
    }
    levels.into_values().max().unwrap_or(0)
}

/// Puts items that the plan has not into its list.
pub(super) fn place_items(
    plan: &mut Plan,
    block: Vec<Item>,
    section: Option<&str>,
    parent: Option<&str>,
    at: &Anchor,
) -> Result<(), Refusal> {
    if let Some(id) = section {
        plan.section(id).ok_or(Refusal::Gone)?;
    }
    let end_of = |id: &str| {
        let block = block_of(plan, id);
        let last = plan
            .items
            .iter()
            .rposition(|item| block.contains(item.id.as_str()));
        last.map(|last| last + 1)
    };
    let is_sibling = |item: &Item| item.section.as_deref() == section && item.parent.as_deref() == parent;
    if let Some(parent) = parent {
        let above = plan.item(parent).ok_or(Refusal::Gone)?;
        if above.section.as_deref() != section {
            return Err(Refusal::Gone);
        }
        if depth_of(plan, parent) + height(&block) > usize::from(DEEPEST) {
            return Err(Refusal::TooDeep);
        }
    }
    let position = match at {
        Anchor::After(sibling) => {
            let found = plan.item(sibling).ok_or(Refusal::Gone)?;
            if !is_sibling(found) {
                return Err(Refusal::Gone);
            }
            end_of(sibling)
        }
        Anchor::First => plan.items.iter().position(is_sibling).or_else(|| {
            let above = plan
                .items
                .iter()
                .position(|item| Some(item.id.as_str()) == parent);
            above.map(|above| above + 1)
        }),
        Anchor::Last => {
            let last = plan.items.iter().rfind(|item| is_sibling(item));
            last.and_then(|last| end_of(&last.id))
                .or_else(|| parent.and_then(end_of))
        }
    };
    // The first of its section comes after all items of the sections before it.
    let position = position.unwrap_or_else(|| {
        let order = |section: Option<&str>| plan.sections.iter().position(|s| Some(s.id.as_str()) == section);
        let own = order(section);
        let is_before = |item: &Item| order(item.section.as_deref()) <= own;
        plan.items.iter().rposition(is_before).map_or(0, |last| last + 1)
    });
    plan.items.splice(position..position, block);
    Ok(())
}

/// Adds items after the others of a section: all of them, or none.
fn add_items(plan: &mut Plan, section: Option<&str>, new: &[NewItem]) -> Result<Done, Refusal> {
    let mut items = Vec::with_capacity(new.len());
    for new in new {
        let mut item = Item {
            id: new.id.clone(),
            section: section.map(str::to_owned),
            ..Item::default()
        };
        for (field, value) in &new.values {
            field.put(&mut item, value.clone());
        }
        titled(&item.title)?;
        items.push(item);
    }
    let whereto = whereto(plan, section, None);
    let details = items
        .iter()
        .map(|item| (item.called(), None, Some(whereto.clone())));
    let done = Done::of(format!("{}件", items.len()), details.collect());
    place_items(plan, items, section, None, &Anchor::Last)?;
    Ok(done)
}

fn move_item(
    plan: &mut Plan,
    id: &str,
    section: Option<&str>,
    parent: Option<&str>,
    at: &Anchor,
) -> Result<Done, Refusal> {
    let moved = plan.item(id).ok_or(Refusal::Gone)?;
    let (name, old) = (
        moved.called(),
        whereto(plan, moved.section.as_deref(), moved.parent.as_deref()),
    );
    let block = block_of(plan, id);
    if parent.is_some_and(|parent| block.contains(parent))
        || matches!(at, Anchor::After(s) if block.contains(s.as_str()))
    {
        return Err(Refusal::UnderItself);
    }
    let mut after = plan.clone();
    let (mut taken, rest): (Vec<Item>, Vec<Item>) = after
        .items
        .drain(..)
        .partition(|item| block.contains(item.id.as_str()));
    after.items = rest;
    for item in &mut taken {
        item.section = section.map(str::to_owned);
        if item.id == id {
            item.parent = parent.map(str::to_owned);
        }
    }
    place_items(&mut after, taken, section, parent, at)?;
    *plan = after;
    let new = whereto(plan, section, parent);
    Ok(Done::of(name, vec![("場所".into(), Some(old), Some(new))]))
}

/// Whether anything is known of an item that would go with it, or speaks of it.
pub(super) fn has_history(plan: &Plan, id: &str) -> bool {
    let on_item = Some(Owner::Item(id.to_owned()));
    plan.evaluations.iter().any(|e| e.item == id)
        || plan.indicators.iter().any(|i| i.item.as_deref() == Some(id))
        || plan.opinions.iter().any(|o| o.item.as_deref() == Some(id))
        || plan.effects.iter().any(|e| e.on == on_item)
        || plan.amendments.iter().any(|a| a.item == id)
        || plan.items.iter().any(|i| {
            let into = i
                .retired
                .as_ref()
                .is_some_and(|r| r.into.iter().any(|heir| heir == id));
            into || i.parent.as_deref() == Some(id)
        })
}

fn remove_item(plan: &mut Plan, id: &str) -> Result<Done, Refusal> {
    let item = plan.item(id).ok_or(Refusal::Gone)?;
    let (name, title) = (item.called(), item.title.clone());
    if has_history(plan, id) {
        return Err(Refusal::HasHistory);
    }
    plan.items.retain(|item| item.id != id);
    plan.annotations.retain(|note| note.on.as_deref() != Some(id));
    Ok(Done::of(name, vec![("取組項目".into(), Some(title), None)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Evaluation, Evaluator};

    fn section(id: &str, parent: Option<&str>, depth: u8) -> Section {
        Section {
            id: id.into(),
            parent: parent.map(str::to_owned),
            depth,
            title: id.to_uppercase(),
            ..Section::default()
        }
    }

    fn item(id: &str, section: &str, parent: Option<&str>) -> Item {
        Item {
            id: id.into(),
            section: Some(section.into()),
            parent: parent.map(str::to_owned),
            title: id.to_uppercase(),
            ..Item::default()
        }
    }

    /// a (a1 (x, y), a2 (z)), b (w (w1))
    fn plan() -> Plan {
        Plan {
            levels: vec!["基本方針".into(), "推進施策".into()],
            sections: vec![
                section("a", None, 0),
                section("a1", Some("a"), 1),
                section("a2", Some("a"), 1),
                section("b", None, 0),
            ],
            items: vec![
                item("x", "a1", None),
                item("y", "a1", None),
                item("z", "a2", None),
                item("w", "b", None),
                item("w1", "b", Some("w")),
            ],
            ..Plan::default()
        }
    }

    fn items(plan: &Plan) -> String {
        let ids: Vec<&str> = plan.items.iter().map(|i| i.id.as_str()).collect();
        ids.join(" ")
    }

    fn sections(plan: &Plan) -> String {
        let ids = plan.sections.iter().map(|s| format!("{}{}", s.id, s.depth));
        ids.collect::<Vec<_>>().join(" ")
    }

    fn at(section: &str, parent: Option<&str>, id: &str, at: Anchor) -> Act {
        Act::MoveItem {
            id: id.into(),
            section: Some(section.into()),
            parent: parent.map(str::to_owned),
            at,
        }
    }

    #[test]
    fn items_move_with_those_that_belong_to_them() {
        for (act, expected) in [
            (at("a1", None, "w", Anchor::First), "w w1 x y z"),
            (at("a1", None, "w", Anchor::After("x".into())), "x w w1 y z"),
            (at("a2", None, "x", Anchor::Last), "y z x w w1"),
            (at("b", Some("w"), "y", Anchor::Last), "x z w w1 y"),
            (at("b", Some("w"), "y", Anchor::First), "x z w y w1"),
            (at("b", None, "z", Anchor::After("w".into())), "x y w w1 z"),
        ] {
            let mut plan = plan();
            apply(&mut plan, &act).expect("a move");
            assert_eq!(items(&plan), expected, "{act:?}");
            for item in &plan.items {
                let above = item.parent.as_deref().and_then(|id| plan.item(id));
                assert!(above.is_none_or(|above| above.section == item.section), "{act:?}");
            }
        }
        let mut kept = plan();
        let under = apply(&mut kept, &at("b", Some("w1"), "w", Anchor::Last));
        assert_eq!(under, Err(Refusal::UnderItself));
        let gone = apply(&mut kept, &at("none", None, "w", Anchor::Last));
        assert_eq!(gone, Err(Refusal::Gone));
        let elsewhere = apply(&mut kept, &at("a1", Some("w"), "z", Anchor::Last));
        assert_eq!(elsewhere, Err(Refusal::Gone), "its parent is in another section");
        assert_eq!(kept, plan(), "what is refused changes nothing");
    }

    #[test]
    fn the_first_item_of_a_section_comes_after_those_before_it() {
        let mut plan = plan();
        apply(&mut plan, &at("a1", None, "z", Anchor::Last)).expect("a move");
        let new = Act::AddItem {
            id: "n".into(),
            section: Some("a2".into()),
            parent: None,
            number: "2-1".into(),
            title: "新しい取組".into(),
            at: Anchor::Last,
        };
        let done = apply(&mut plan, &new).expect("an item");
        assert_eq!(done.name, "2-1 新しい取組");
        assert_eq!(items(&plan), "x y z n w w1");
        let Act::AddItem { title, .. } = &new else { return };
        let nameless = Act::AddItem {
            id: "m".into(),
            section: None,
            parent: None,
            number: String::new(),
            title: title.replace("新しい取組", " "),
            at: Anchor::Last,
        };
        assert_eq!(apply(&mut plan, &nameless), Err(Refusal::NoTitle));
    }

    #[test]
    fn many_items_are_added_in_order_or_none_of_them() {
        let mut plan = plan();
        let new = |id: &str, title: &str| NewItem {
            id: id.into(),
            values: vec![
                (ItemField::Title, Value::Words(Some(title.into()))),
                (ItemField::Lead, Value::List(vec!["財政課".into()])),
            ],
        };
        let two = |section: &str, second: &str| Act::AddItems {
            section: Some(section.into()),
            items: vec![new("n", "一つ目"), new("m", second)],
        };
        let before = plan.clone();
        assert_eq!(apply(&mut plan, &two("a1", "")), Err(Refusal::NoTitle));
        assert_eq!(apply(&mut plan, &two("none", "二つ目")), Err(Refusal::Gone));
        assert_eq!(plan, before);
        let act = two("a1", "二つ目");
        let done = apply(&mut plan, &act).expect("done");
        assert_eq!((done.name.as_str(), done.details.len()), ("2件", 2));
        assert_eq!(items(&plan), "x y n m z w w1");
        assert_eq!(
            plan.item("m").map(|item| item.departments.lead.clone()),
            Some(vec!["財政課".into()])
        );
        assert_eq!(act.elements(), ["", "n", "m"]);
    }

    #[test]
    fn sections_move_with_all_that_they_hold() {
        let mut plan = plan();
        let to = |id: &str, parent: Option<&str>, at| Act::MoveSection {
            id: id.into(),
            parent: parent.map(str::to_owned),
            at,
        };
        apply(&mut plan, &to("a", None, Anchor::Last)).expect("a move");
        assert_eq!(sections(&plan), "b0 a0 a11 a21");
        assert_eq!(items(&plan), "w w1 x y z");
        apply(&mut plan, &to("a2", Some("b"), Anchor::First)).expect("a move");
        assert_eq!(sections(&plan), "b0 a21 a0 a11");
        apply(&mut plan, &to("a", Some("b"), Anchor::Last)).expect("a move");
        assert_eq!(sections(&plan), "b0 a21 a1 a12");
        assert_eq!(plan.section("a").map(|s| s.level.as_str()), Some("推進施策"));
        let under = apply(&mut plan, &to("a", Some("a1"), Anchor::Last));
        assert_eq!(under, Err(Refusal::UnderItself));
    }

    #[test]
    fn only_what_holds_nothing_is_removed() {
        let mut plan = plan();
        assert_eq!(
            apply(&mut plan, &Act::RemoveSection("a".into())),
            Err(Refusal::NotEmpty)
        );
        assert_eq!(
            apply(&mut plan, &Act::RemoveItem("w".into())),
            Err(Refusal::HasHistory)
        );
        plan.evaluations.push(Evaluation {
            item: "z".into(),
            fiscal_year: None,
            by: Evaluator::Department,
            grade: "○".into(),
            reason: None,
            done: None,
            at: Default::default(),
        });
        assert_eq!(
            apply(&mut plan, &Act::RemoveItem("z".into())),
            Err(Refusal::HasHistory)
        );
        apply(&mut plan, &Act::RemoveItem("w1".into())).expect("removed");
        apply(&mut plan, &Act::RemoveItem("w".into())).expect("removed");
        apply(&mut plan, &Act::RemoveSection("b".into())).expect("removed");
        assert_eq!(
            apply(&mut plan, &Act::RemoveSection("b".into())),
            Err(Refusal::Gone)
        );
    }

    #[test]
    fn what_is_retired_comes_back() {
        let mut plan = plan();
        let on = crate::round::day("2026-10-01").expect("a day");
        let retire = Act::RetireItem {
            id: "x".into(),
            on,
            reason: "yに統合".into(),
            into: vec!["y".into()],
        };
        apply(&mut plan, &retire).expect("retired");
        assert_eq!(apply(&mut plan, &retire), Err(Refusal::AsItIs));
        let year = |western| FiscalYear::new(western).expect("a year");
        let retired = plan.item("x").expect("an item");
        assert!(retired.is_worked_on_in(year(2026)) && !retired.is_worked_on_in(year(2027)));
        apply(&mut plan, &Act::RestoreItem("x".into())).expect("back");
        assert_eq!(
            apply(&mut plan, &Act::RestoreItem("x".into())),
            Err(Refusal::AsItIs)
        );
    }

    #[test]
    fn a_period_has_two_ends_in_order() {
        let mut plan = plan();
        let year = |western| Value::Year(FiscalYear::new(western));
        let write =
            |values: &[(PlanField, Value)], plan: &mut Plan| apply(plan, &Act::WritePlan(values.to_vec()));
        let title = (PlanField::Title, Value::Words(Some("計画".into())));
        let (from, to) = ((PlanField::From, year(2026)), (PlanField::To, year(2030)));
        assert_eq!(
            write(std::slice::from_ref(&from), &mut plan),
            Err(Refusal::HalfAPeriod)
        );
        let backwards = [(PlanField::From, year(2031)), to.clone()];
        assert_eq!(write(&backwards, &mut plan), Err(Refusal::Backwards));
        let done = write(&[title, from, to], &mut plan).expect("written");
        assert_eq!(
            plan.period.map(|p| (p.from.western(), p.to.western())),
            Some((2026, 2030))
        );
        assert_eq!(done.details.len(), 3);
        let untitled = [(PlanField::Title, Value::Words(None))];
        assert_eq!(write(&untitled, &mut plan), Err(Refusal::NoTitle));
    }

    #[test]
    fn numbers_are_given_anew_together() {
        let mut plan = plan();
        let numbers = [("x", "1"), ("y", "2")].map(|(id, n)| (id.to_owned(), n.to_owned()));
        let done = apply(&mut plan, &Act::Renumber(numbers.to_vec())).expect("numbers");
        assert_eq!(done.details.len(), 2);
        assert_eq!(plan.item("y").and_then(|i| i.number.as_deref()), Some("2"));
        let gone = Act::Renumber(vec![("none".into(), "1".into())]);
        assert_eq!(apply(&mut plan, &gone), Err(Refusal::Gone));
    }
}
