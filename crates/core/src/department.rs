//! Departments: the directory with validity by fiscal year, and their roles at an item.
//!
//! Not here: who works where; that is for accounts.

use crate::fiscal_year::FiscalYear;
use crate::text::fold;

/// What a department does for an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// ◎ 主担当; the first of several coordinates.
    Lead,
    /// ○ 取組組織, 関係課.
    Support,
}

impl Role {
    /// The mark as printed.
    pub const fn mark(self) -> char {
        match self {
            Role::Lead => '◎',
            Role::Support => '○',
        }
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Role::Lead => "主担当",
            Role::Support => "関係",
        }
    }
}

/// Departments of an item or section, as printed without their marks, in the order printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// ◎
    pub lead: Vec<String>,
    /// ○
    pub support: Vec<String>,
}

impl Assignment {
    /// Whether no department is named at all.
    pub fn is_empty(&self) -> bool {
        self.lead.is_empty() && self.support.is_empty()
    }

    /// Every department with its role, leads first.
    pub fn all(&self) -> impl Iterator<Item = (Role, &str)> {
        self.lead
            .iter()
            .map(|d| (Role::Lead, d.as_str()))
            .chain(self.support.iter().map(|d| (Role::Support, d.as_str())))
    }
}

/// A department of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Identity; never changes.
    pub id: String,
    /// The full name: 財政経営課.
    pub name: String,
    /// Names that documents use instead: 財政, 財政経営担当.
    pub aliases: Vec<String>,
    /// The first fiscal year in which it exists; none for "always".
    pub from: Option<FiscalYear>,
    /// The last fiscal year in which it exists; none for "still".
    pub until: Option<FiscalYear>,
    /// The departments that took over (rename: one; split: several; merge: several share one).
    pub successors: Vec<String>,
}

/// What a printed label refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Referent<'a> {
    /// One department.
    One(&'a Department),
    /// 全庁, 全課: every department.
    All,
    /// 所管課, 関係課: whoever is in charge.
    InCharge,
    /// Several departments could be meant.
    Several(Vec<&'a Department>),
    /// Nobody knows it.
    Unknown,
}

/// All departments of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// In the order of the body.
    pub departments: Vec<Department>,
}

impl Directory {
    /// What a label means in a fiscal year: by full name, by alias, without the bracket
    /// (`総務（人事）` is 総務), without 課・室・部・担当.
    pub fn resolve(&self, label: &str, year: Option<FiscalYear>) -> Referent<'_> {
        let key = fold(label);
        if is_everyone(&key) {
            return Referent::All;
        }
        if is_whoever_in_charge(&key) {
            return Referent::InCharge;
        }
        let plain = key.split('(').next().unwrap_or(&key).to_owned();
        for wanted in [&key, &plain] {
            let hits: Vec<&Department> = self
                .departments
                .iter()
                .filter(|d| d.exists_in(year) && d.is_called(wanted))
                .collect();
            match hits.as_slice() {
                [] => {}
                [one] => return Referent::One(one),
                _ => return Referent::Several(hits),
            }
        }
        Referent::Unknown
    }
}

/// Whether a folded label means every department.
pub fn is_everyone(folded: &str) -> bool {
    matches!(
        folded,
        "全庁" | "全課" | "全部署" | "全所属" | "各課" | "庁内全課" | "全部局" | "全課等"
    )
}

/// Whether a folded label means whoever is in charge.
pub fn is_whoever_in_charge(folded: &str) -> bool {
    let plain = folded.split('(').next().unwrap_or(folded);
    plain.ends_with("所管課")
        || plain.ends_with("関係課")
        || plain.ends_with("関連課")
        || plain.ends_with("担当課")
        || plain.ends_with("所属課")
        || plain.ends_with("関係各課")
}

impl Department {
    fn exists_in(&self, year: Option<FiscalYear>) -> bool {
        year.is_none_or(|y| {
            self.from.is_none_or(|from| from <= y) && self.until.is_none_or(|until| y <= until)
        })
    }

    fn is_called(&self, folded: &str) -> bool {
        let stem = |name: &str| {
            let name = fold(name);
            ["担当", "課", "室", "部", "局", "係"]
                .iter()
                .find_map(|end| name.strip_suffix(end).map(str::to_owned))
                .unwrap_or(name)
        };
        fold(&self.name) == folded
            || self.aliases.iter().any(|a| fold(a) == folded)
            || (stem(&self.name) == stem(folded) && !folded.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        let department =
            |id: &str, name: &str, until: Option<i16>, from: Option<i16>, successors: &[&str]| Department {
                id: id.into(),
                name: name.into(),
                aliases: vec![],
                from: from.and_then(FiscalYear::new),
                until: until.and_then(FiscalYear::new),
                successors: successors.iter().map(|s| (*s).to_owned()).collect(),
            };
        Directory {
            departments: vec![
                department("1", "総務課", None, None, &[]),
                department("2", "情報課", Some(2020), None, &["3"]),
                department("3", "情報室", None, Some(2021), &[]),
            ],
        }
    }

    #[test]
    fn labels_find_their_department() {
        let directory = directory();
        assert!(matches!(directory.resolve("総務（人事）", None), Referent::One(d) if d.id == "1"));
        assert_eq!(directory.resolve("全庁", None), Referent::All);
        assert_eq!(directory.resolve("施設所管課", None), Referent::InCharge);
        assert_eq!(directory.resolve("水道", None), Referent::Unknown);
    }

    #[test]
    fn a_rename_depends_on_the_year() {
        let directory = directory();
        assert!(matches!(directory.resolve("情報", FiscalYear::new(2020)), Referent::One(d) if d.id == "2"));
        assert!(matches!(directory.resolve("情報", FiscalYear::new(2022)), Referent::One(d) if d.id == "3"));
        assert!(matches!(directory.resolve("情報", None), Referent::Several(_)));
    }
}
