//! Filters of the register: words in the address, the same for the page and for what is downloaded.

use std::collections::HashSet;

use crate::path::query;
use gyokaku_core::department::Role;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::{Item, Plan, Section};
use gyokaku_core::table::{Table, progress, register};
use gyokaku_core::text::fold;
use serde::{Deserialize, Deserializer};

/// How many characters of a word of the address count; nothing that is stored is told apart by more.
const LONGEST_WORD: usize = 200;
/// How many words of a search count.
const MOST_WORDS: usize = 8;

/// What the register is narrowed to. Empty words narrow nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filter {
    /// Words that all occur.
    #[serde(deserialize_with = "bounded")]
    pub(crate) q: String,
    /// The identity of a section.
    #[serde(deserialize_with = "bounded")]
    pub(crate) section: String,
    /// A department as printed.
    #[serde(deserialize_with = "bounded")]
    pub(crate) department: String,
    /// `lead` or `support`; any role otherwise.
    #[serde(deserialize_with = "bounded")]
    pub(crate) role: String,
    /// A fiscal year of the schedule.
    #[serde(deserialize_with = "bounded")]
    pub(crate) year: String,
    /// A grade.
    #[serde(deserialize_with = "bounded")]
    pub(crate) grade: String,
}

impl Filter {
    /// Each word of the filter: its name in the address, its value.
    fn words(&self) -> [(&'static str, &str); 6] {
        [
            ("section", &self.section),
            ("department", &self.department),
            ("role", &self.role),
            ("year", &self.year),
            ("grade", &self.grade),
            ("q", self.q.trim()),
        ]
    }

    /// The register of the items that fit.
    pub(crate) fn register(&self, plan: &Plan) -> Table {
        match self.is_empty() {
            true => register::table(plan),
            false => register::of_items(plan, &self.items(plan)),
        }
    }

    /// Whether nothing is narrowed.
    pub(crate) fn is_empty(&self) -> bool {
        self.words()
            .iter()
            .all(|(name, value)| value.is_empty() || *name == "role")
    }

    /// The query of an address, with `?`, or empty; without the word named.
    pub(crate) fn query_without(&self, left_out: &str) -> String {
        let words = self.words().into_iter().filter(|(name, value)| {
            !value.is_empty() && *name != left_out && !(left_out == "department" && *name == "role")
        });
        match query(words) {
            words if words.is_empty() => words,
            words => format!("?{words}"),
        }
    }

    /// The query of an address, with `?`, or empty.
    pub(crate) fn query(&self) -> String {
        self.query_without("")
    }

    /// The items that fit, in the order of the plan.
    pub(crate) fn items<'a>(&self, plan: &'a Plan) -> Vec<&'a Item> {
        let sections = plan.sections_below(&self.section);
        let words: Vec<String> = folded_words(&self.q);
        let department = fold(&self.department);
        let year = self.year.parse().ok().and_then(FiscalYear::new);
        let graded: HashSet<&str> = if self.grade.is_empty() {
            HashSet::new()
        } else {
            let counted = progress::grades_that_count(plan, None).into_iter();
            counted
                .filter(|(_, grade)| *grade == self.grade)
                .map(|(item, _)| item)
                .collect()
        };
        plan.items
            .iter()
            .filter(|item| {
                self.section.is_empty() || item.section.as_deref().is_some_and(|s| sections.contains(s))
            })
            .filter(|item| {
                department.is_empty()
                    || item.departments.all().any(|(role, name)| {
                        fold(name) == department
                            && match self.role.as_str() {
                                "lead" => role == Role::Lead,
                                "support" => role == Role::Support,
                                _ => true,
                            }
                    })
            })
            .filter(|item| self.year.is_empty() || year.is_some_and(|year| is_worked_on(item, year)))
            .filter(|item| self.grade.is_empty() || graded.contains(item.id.as_str()))
            .filter(|item| says(item, &words))
            .collect()
    }

    /// The filter as words a person reads: each with the address that drops it.
    pub(crate) fn chips(&self, plan: &Plan) -> Vec<(String, String)> {
        let mut chips = Vec::new();
        for (name, value) in self.words() {
            if value.is_empty() || name == "role" {
                continue;
            }
            let words = match name {
                "section" => plan.section(value).map_or(String::from("区分"), Section::called),
                "department" => match self.role.as_str() {
                    "lead" => format!("主担当課：{value}"),
                    "support" => format!("関係課：{value}"),
                    _ => format!("担当：{value}"),
                },
                "year" => value.parse().ok().and_then(FiscalYear::new).map_or_else(
                    || value.to_owned(),
                    |y| format!("{}に実施", y.show(plan.year_style)),
                ),
                "grade" => format!("評価：{value}"),
                _ => format!("「{value}」を含む"),
            };
            chips.push((words, self.query_without(name)));
        }
        chips
    }
}

/// A word of the address, cut where it is longer than anybody types: an address costs no more than a page.
fn bounded<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    let mut text = String::deserialize(source)?;
    if let Some((end, _)) = text.char_indices().nth(LONGEST_WORD) {
        text.truncate(end);
    }
    Ok(text)
}

/// Words of a search, folded, each once.
pub(crate) fn folded_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace().map(fold) {
        if !word.is_empty() && !words.contains(&word) && words.len() < MOST_WORDS {
            words.push(word);
        }
    }
    words
}

/// Whether an item says every word, half and full width alike.
pub(crate) fn says(item: &Item, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let mut all = fold(&item.title);
    let more = [
        &item.content,
        &item.target,
        &item.number,
        &item.serial,
        &item.schedule.text,
    ];
    for text in more
        .into_iter()
        .flatten()
        .map(String::as_str)
        .chain(item.departments.all().map(|(_, d)| d))
        .chain(item.references.iter().map(String::as_str))
        .chain(item.schedule.steps.iter().map(|step| step.text.as_str()))
        .chain(item.extra.iter().map(|(_, text)| text.as_str()))
    {
        all.push('\n');
        all.push_str(&fold(text));
    }
    words.iter().all(|word| all.contains(word.as_str()))
}

/// Whether an item is worked on in a fiscal year.
fn is_worked_on(item: &Item, year: FiscalYear) -> bool {
    item.schedule.every_year
        || item
            .schedule
            .steps
            .iter()
            .any(|step| step.fiscal_year == year || (step.open && step.fiscal_year < year))
}
