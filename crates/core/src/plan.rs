//! The plan (プラン): its levels, sections, items, schedules, frame, and everything known about it.
//!
//! One model serves the whole product: reading a document yields a [`Plan`] whose identities are
//! provisional (`s1`, `i1`); storing gives them lasting ones. What a document states only as
//! figures (counts of a progress table, printed totals) is kept as stated figures with their place.
//! Not here: comparing two plans (`difference`), checking (`check`), showing (`table`).

mod places;
mod schedule;

pub use schedule::{Deadline, Recurrence};

use std::collections::HashSet;

use time::{Date, Month};

use crate::amendment::Amendment;
use crate::appraisal::Appraisal;
use crate::council::{Council, Meeting};
use crate::crosswalk::Edge;
use crate::department::Assignment;
use crate::document::Place;
use crate::effect::{Effect, StatedAmount};
use crate::fiscal_year::{FiscalYear, YearStyle, day_in_words};
use crate::indicator::Indicator;
use crate::opinion::{Consultation, Opinion};
use crate::outlook::OutlookEntry;
use crate::precedence::Precedence;
use crate::progress::{Evaluation, Scale, StatedProgress};
use crate::review::Review;
use crate::suggestion::{Practice, Suggestion};

/// The fiscal years of a plan, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    /// The first fiscal year.
    pub from: FiscalYear,
    /// The last fiscal year; "until the start of FY2022" ends with FY2021.
    pub to: FiscalYear,
}

impl Period {
    /// Whether a fiscal year lies inside.
    pub fn contains(&self, year: FiscalYear) -> bool {
        self.from <= year && year <= self.to
    }

    /// In words, with the years as the plan writes them: 令和4年度から令和9年度まで.
    pub fn show(&self, style: YearStyle) -> String {
        format!("{}から{}まで", self.from.show(style), self.to.show(style))
    }
}

/// What an edition of a plan is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EditionKind {
    /// 当初
    #[default]
    Original,
    /// 改定
    Revised,
    /// 前期
    FirstHalf,
    /// 中期
    Middle,
    /// 後期
    SecondHalf,
}

impl EditionKind {
    /// All of them, in the order of a choice.
    pub const ALL: [EditionKind; 5] = [
        EditionKind::Original,
        EditionKind::Revised,
        EditionKind::FirstHalf,
        EditionKind::Middle,
        EditionKind::SecondHalf,
    ];

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            EditionKind::Original => "当初",
            EditionKind::Revised => "改定",
            EditionKind::FirstHalf => "前期",
            EditionKind::Middle => "中期",
            EditionKind::SecondHalf => "後期",
        }
    }
}

/// An edition of a plan. Editions of one plan may overlap in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanVersion {
    /// Its name as printed.
    pub title: String,
    /// What it is.
    pub kind: EditionKind,
    /// Its period, where printed.
    pub period: Option<Period>,
    /// The address of the plan of this body that it is, where that is known.
    pub plan: Option<String>,
    /// Where it is named.
    pub at: Place,
}

/// A plan with all that is known about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The title as printed.
    pub title: String,
    /// Where the title stands.
    pub at: Place,
    /// Its period, where printed.
    pub period: Option<Period>,
    /// The plan's own names of its levels, highest first: 実施方針, 区分, 項目.
    pub levels: Vec<String>,
    /// How it writes years.
    pub year_style: YearStyle,
    /// Editions named by the document, this plan's own or the one that it replaces.
    pub editions: Vec<PlanVersion>,
    /// Sections in the order printed; a child comes after its parent.
    pub sections: Vec<Section>,
    /// Items in the order printed; a child comes after its parent.
    pub items: Vec<Item>,
    /// Whose grade counts where several stand side by side.
    pub precedence: Precedence,
    /// Scales of grades that the document defines.
    pub scales: Vec<Scale>,
    /// Counts by grade as printed.
    pub progress: Vec<StatedProgress>,
    /// Grades of single items.
    pub evaluations: Vec<Evaluation>,
    /// The ledger of amounts: the entries, never the totals.
    pub effects: Vec<Effect>,
    /// Printed totals of amounts, kept beside the entries and compared with their sums.
    pub stated_amounts: Vec<StatedAmount>,
    /// Indicators with targets and actuals.
    pub indicators: Vec<Indicator>,
    /// From old items to new ones.
    pub crosswalk: Vec<Edge>,
    /// Keep, Problem, Try.
    pub review: Review,
    /// The councils that promote and judge it.
    pub councils: Vec<Council>,
    /// Their meetings, in the order of their days.
    pub meetings: Vec<Meeting>,
    /// Consultations of the public.
    pub consultations: Vec<Consultation>,
    /// Opinions and the answers to them.
    pub opinions: Vec<Opinion>,
    /// What staff propose.
    pub suggestions: Vec<Suggestion>,
    /// What works well and is shared.
    pub practices: Vec<Practice>,
    /// The yearly review of existing programmes.
    pub appraisals: Vec<Appraisal>,
    /// Ideals, themes, circumstances, viewpoints, who promotes it.
    pub frame: Frame,
    /// Words explained by the document (※IoT：…).
    pub notes: Vec<GlossaryNote>,
    /// Quantities that the document states in running text (98の実施項目), with their place.
    pub statements: Vec<Statement>,
    /// What the document adds beside its values: ※ notes, legends, remarks on one item or section.
    pub annotations: Vec<Annotation>,
    /// The fiscal outlook, occasion by occasion.
    pub outlook: Vec<OutlookEntry>,
    /// Changes in mid-plan, proposed and decided, in the order of their proposals.
    pub amendments: Vec<Amendment>,
}

/// A part of the plan above the items.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Identity: provisional in a draft, lasting in the store.
    pub id: String,
    /// The section above.
    pub parent: Option<String>,
    /// The plan's own name of this level (実施方針); empty when it has none.
    pub level: String,
    /// The depth, 0 for the highest.
    pub depth: u8,
    /// The number as printed: `実施方針1`, `(1)`, `①`.
    pub label: String,
    /// The title without its number.
    pub title: String,
    /// Departments named for the section.
    pub departments: Assignment,
    /// Other plans referred to, as printed between 【】.
    pub references: Vec<String>,
    /// Where it stands.
    pub at: Place,
}

/// An item (取組項目, 実施項目).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Identity: provisional in a draft, lasting in the store.
    pub id: String,
    /// The section it belongs to.
    pub section: Option<String>,
    /// The item it belongs to (12 for 12-1).
    pub parent: Option<String>,
    /// The serial number as printed, which changes every year: `No.2`.
    pub serial: Option<String>,
    /// The number as printed: `1-1`, `5-①`, `12102`, `R2-1`.
    pub number: Option<String>,
    /// The title, clean.
    pub title: String,
    /// What is done (取組内容).
    pub content: Option<String>,
    /// The target (目標).
    pub target: Option<String>,
    /// When.
    pub schedule: Schedule,
    /// Who.
    pub departments: Assignment,
    /// Other plans referred to, as printed between 【】.
    pub references: Vec<String>,
    /// Whether the item is printed elsewhere too (再掲).
    pub repeated: bool,
    /// Columns of the document that have no field of their own, as (header, text).
    pub extra: Vec<(String, String)>,
    /// Since when it is worked on no longer; none while it is.
    pub retired: Option<Retirement>,
    /// Where it stands (its first cell).
    pub at: Place,
    /// Where its values stand.
    pub places: ItemPlaces,
}

/// The end of an item before that of the plan (取りやめ).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// The first day on which it is not worked on.
    pub on: Date,
    /// Why.
    pub reason: String,
    /// The identities of the items that it went into, where it was merged or split.
    pub into: Vec<String>,
}

impl Retirement {
    /// As it stands beside an item: 取りやめ（令和8年11月28日、事業の終了）.
    pub fn words(&self) -> String {
        let reason = self.reason.trim();
        let comma = if reason.is_empty() { "" } else { "、" };
        format!("取りやめ（{}{comma}{reason}）", day_in_words(self.on))
    }
}

impl Plan {
    /// The grade of an item in each year that has one, as the plan's rule counts it: what became of what was planned.
    pub fn counted_grades(&self, item: &str) -> Vec<(FiscalYear, String)> {
        let own = || self.evaluations.iter().filter(|e| e.item == item);
        let mut years: Vec<FiscalYear> = own().filter_map(|e| e.fiscal_year).collect();
        years.sort_unstable();
        years.dedup();
        let of = |year: FiscalYear| {
            let given = own().filter(|e| e.fiscal_year == Some(year));
            let counted = self.precedence.choose(given, |e| e.by)?;
            Some((year, counted.grade.clone()))
        };
        years.into_iter().filter_map(of).collect()
    }

    /// The identities of the items that opinions, proposals, practices and appraisals speak of, as often as they do.
    pub fn spoken_of(&self) -> impl Iterator<Item = &str> {
        let opinions = self.opinions.iter().flat_map(|o| &o.items);
        let suggestions = self.suggestions.iter().flat_map(|s| &s.items);
        let practices = self.practices.iter().flat_map(|p| &p.items);
        let appraisals = self.appraisals.iter().flat_map(|a| &a.items);
        let all = opinions.chain(suggestions).chain(practices).chain(appraisals);
        all.map(String::as_str)
    }
}

impl Section {
    /// What people call it: its number and its title.
    pub fn called(&self) -> String {
        format!("{} {}", self.label, self.title).trim().to_owned()
    }
}

impl Item {
    /// The number that people call it by: its own, or else its place in the printed list.
    pub fn known_number(&self) -> Option<&str> {
        self.number.as_deref().or(self.serial.as_deref())
    }

    /// What people call it: its number and its title.
    pub fn called(&self) -> String {
        let number = self.known_number().unwrap_or_default();
        format!("{number} {}", self.title).trim().to_owned()
    }

    /// Whether it is worked on in some part of a fiscal year.
    pub fn is_worked_on_in(&self, year: FiscalYear) -> bool {
        let begins = Date::from_calendar_date(i32::from(year.western()), Month::April, 1);
        match (&self.retired, begins) {
            (Some(retired), Ok(begins)) => retired.on > begins,
            _ => true,
        }
    }
}

/// Where each value of an item was found; nowhere for what the document does not give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemPlaces {
    /// Of the number.
    pub number: Place,
    /// Of the title.
    pub title: Place,
    /// Of the content.
    pub content: Place,
    /// Of the target.
    pub target: Place,
    /// Of the schedule.
    pub schedule: Place,
    /// Of the departments.
    pub departments: Place,
}

/// When an item is worked on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// 毎年度 is said.
    pub every_year: bool,
    /// Steps by fiscal year; a step that spans years stands once for each year printed.
    pub steps: Vec<Step>,
    /// The whole text as printed; none where the document has no schedule.
    pub text: Option<String>,
}

/// A step of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The fiscal year.
    pub fiscal_year: FiscalYear,
    /// What happens then.
    pub text: String,
    /// Whether it goes on from there (`2021(R3)年度～`, 以降, an arrow).
    pub open: bool,
    /// Where it stands.
    pub at: Place,
}

/// The frame of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// 基本理念 and the like, one text each.
    pub ideals: Vec<Stated>,
    /// 基本テーマ and the like: title and text.
    pub themes: Vec<Stated>,
    /// Changed circumstances (社会情勢の変化), grouped by the policy they bear on.
    pub circumstances: Vec<Group>,
    /// Viewpoints and directions (視点・方向性), grouped by policy.
    pub viewpoints: Vec<Group>,
    /// Initiatives to be strengthened (充実・強化する取組), grouped where the document groups them.
    pub directions: Vec<Group>,
    /// Who promotes it (推進本部, 懇談会) and what they do.
    pub promotion: Vec<Stated>,
    /// Higher plans it serves (総合計画), as printed.
    pub higher_plans: Vec<Stated>,
    /// The chapters of the plan, each with the lines below it, where the document lists them.
    pub chapters: Vec<Group>,
    /// Other plans that are cited: the names of each, and what stands at the places that are cited ([`crate::cited`]).
    pub cited: Vec<Group>,
}

impl Frame {
    /// All lists of headings.
    pub(crate) fn groups(&self) -> [&Vec<Group>; 5] {
        [
            &self.circumstances,
            &self.viewpoints,
            &self.directions,
            &self.chapters,
            &self.cited,
        ]
    }

    /// All lists of headings, to be written.
    pub(crate) fn groups_mut(&mut self) -> [&mut Vec<Group>; 5] {
        let Frame {
            ideals: _,
            themes: _,
            circumstances,
            viewpoints,
            directions,
            promotion: _,
            higher_plans: _,
            chapters,
            cited,
        } = self;
        [circumstances, viewpoints, directions, chapters, cited]
    }

    /// Forgets the parts that headings lead to, where they are not there any more.
    pub(crate) fn keep_links(&mut self, is_there: &dyn Fn(&str) -> bool) {
        for group in self.groups_mut().into_iter().flatten() {
            group.leads_to.retain(|id| is_there(id));
        }
    }

    /// The headings that lead to one of some parts, each list by its words: 環境の変化 → 改定の視点 → 方向性. Where the
    /// lists go side by side, what stands beside such a heading leads there as well.
    pub fn leading_to(&self, parts: &[&str]) -> Vec<(&'static str, &str)> {
        let lists = [
            ("環境の変化", &self.circumstances),
            ("改定の視点", &self.viewpoints),
            ("方向性・充実する取組", &self.directions),
        ];
        let leads = |group: &Group| group.leads_to.iter().any(|id| parts.contains(&id.as_str()));
        let abreast = !self.links().is_empty();
        let rows: Vec<usize> = (0..self.circumstances.len())
            .filter(|at| abreast && lists.iter().any(|(_, list)| list.get(*at).is_some_and(leads)))
            .collect();
        let mut found = Vec::new();
        for (words, list) in lists {
            let led = list.iter().enumerate();
            let led = led.filter(|(at, group)| rows.contains(at) || leads(group));
            found.extend(led.map(|(_, group)| (words, group.title.as_str())));
        }
        found
    }

    /// Which circumstances lead to which viewpoints and directions: the groups in their order, where the document
    /// has as many of each. Otherwise nobody can tell.
    pub fn links(&self) -> Vec<[&Group; 3]> {
        let (from, over, to) = (&self.circumstances, &self.viewpoints, &self.directions);
        if from.len() != over.len() || over.len() != to.len() {
            return Vec::new();
        }
        from.iter()
            .zip(over)
            .zip(to)
            .map(|((a, b), c)| [a, b, c])
            .collect()
    }
}

/// Texts under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// The texts.
    pub points: Vec<Stated>,
    /// The identities of the sections and items that it leads to, where a person said so.
    pub leads_to: Vec<String>,
    /// Where the heading stands.
    pub at: Place,
}

/// A title with a text, and its place. Either may be empty, not both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stated {
    /// A short name.
    pub title: String,
    /// What is said.
    pub text: String,
    /// Where.
    pub at: Place,
}

/// A word that the document explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlossaryNote {
    /// The word.
    pub term: String,
    /// The explanation.
    pub text: String,
    /// Where.
    pub at: Place,
}

/// A remark of the document beside its values (注記): `※委託分を除く`, a legend, a sentence below a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotation {
    /// The identity of the item or section that it speaks of; none where it speaks of the plan.
    pub on: Option<String>,
    /// What is said, as printed.
    pub text: String,
    /// Where.
    pub at: Place,
}

/// A quantity stated in running text: 98 of 実施項目.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What is counted, as printed: 実施項目, 具体的な取組, 累積効果額.
    pub of: String,
    /// How many; yen for amounts.
    pub value: i64,
    /// Whether it is an amount in yen.
    pub money: bool,
    /// Whether it is said to be approximate.
    pub approximate: bool,
    /// The fiscal years it covers, where printed beside it.
    pub period: Option<Period>,
    /// As printed.
    pub stated: String,
    /// Where.
    pub at: Place,
}

impl Plan {
    /// The section with this identity.
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|s| s.id == id)
    }

    /// The item with this identity.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.id == id)
    }

    /// The identities of an item, of the items that it belongs to, and of all sections above it.
    pub fn with_those_above<'a>(&'a self, item: &'a Item) -> Vec<&'a str> {
        let mut ids = vec![item.id.as_str()];
        let mut above = item.parent.as_deref();
        // A damaged plan ends the walk.
        while let Some(id) = above.filter(|id| !ids.contains(id)) {
            ids.push(id);
            above = self.item(id).and_then(|item| item.parent.as_deref());
        }
        let sections = item.section.as_deref().map(|id| self.with_sections_above(id));
        ids.extend(sections.into_iter().flatten().map(|section| section.id.as_str()));
        ids
    }

    /// The identities of a section and of all below it.
    pub fn sections_below<'a>(&'a self, id: &'a str) -> HashSet<&'a str> {
        let sections = self.sections.iter();
        with_those_below(id, sections.map(|s| (s.id.as_str(), s.parent.as_deref())))
    }

    /// All sections by identity, for whoever needs many of them.
    pub fn sections_by_id(&self) -> std::collections::HashMap<&str, &Section> {
        self.sections.iter().map(|s| (s.id.as_str(), s)).collect()
    }

    /// The year in which this plan takes the place of an edition before its end; none where their years do not meet.
    pub fn replaces_early(&self, edition: &PlanVersion) -> Option<FiscalYear> {
        let (own, old) = (self.period?, edition.period?);
        (old.from < own.from && own.from <= old.to).then_some(own.from)
    }

    /// The sections from the highest down to the one given, itself included.
    pub fn with_sections_above(&self, section: &str) -> Vec<&Section> {
        let mut found = Vec::new();
        let mut at = Some(section);
        while let Some(section) = at.and_then(|id| self.section(id)) {
            found.push(section);
            // A parent comes before its child, so the walk ends; a damaged plan ends it here.
            at = section
                .parent
                .as_deref()
                .filter(|_| found.len() <= self.sections.len());
        }
        found.reverse();
        found
    }

    /// The titles from the highest section down to the one given, itself included.
    pub fn path(&self, section: &str) -> Vec<&str> {
        let sections = self.with_sections_above(section).into_iter();
        sections.map(|section| section.title.as_str()).collect()
    }

    /// The titles of the sections above an item, the highest first.
    pub fn path_of(&self, item: &Item) -> Vec<String> {
        let section = item.section.as_deref();
        let path = section.map(|id| self.path(id)).unwrap_or_default();
        path.into_iter().map(str::to_owned).collect()
    }
}

/// A part and all that lies below it, of parts that each come after their parent.
pub(crate) fn with_those_below<'a>(
    id: &'a str,
    parts: impl Iterator<Item = (&'a str, Option<&'a str>)>,
) -> HashSet<&'a str> {
    let mut found = HashSet::from([id]);
    for (id, parent) in parts {
        if parent.is_some_and(|parent| found.contains(parent)) {
            found.insert(id);
        }
    }
    found
}
