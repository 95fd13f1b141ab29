//! Departments: the directory with validity by fiscal year, and their roles at an item.
//!
//! Who is in charge of what in a year is in `charge`, changes of the organisation are in `change`, a
//! directory proposed from a register is in `proposal`. Not here: who works where; that is for accounts.

pub mod change;
pub mod charge;
pub mod fit;
pub mod listing;
pub mod proposal;

use crate::fiscal_year::FiscalYear;
use crate::text::fold;

pub use charge::{ChargeDecision, Duty, InCharge, Open, UnknownNames, decision_of, duties, without_lead};
pub use fit::{By, Fit, Likeness};
pub use proposal::from_labels;

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
            Role::Lead => "主担当課",
            Role::Support => "関係課",
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
    /// The division (部・局) it belongs to, a department of its own.
    pub parent: Option<String>,
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
            let hits = self.called(wanted, |d| d.exists_in(year));
            match hits.as_slice() {
                [] => {}
                [one] => return Referent::One(one),
                _ => return Referent::Several(hits),
            }
        }
        Referent::Unknown
    }

    /// The department with an identity.
    pub fn department(&self, id: &str) -> Option<&Department> {
        self.departments.iter().find(|d| d.id == id)
    }

    /// The departments above one, the nearest first.
    pub fn above<'a>(&'a self, department: &'a Department) -> Vec<&'a Department> {
        let mut found: Vec<&Department> = Vec::new();
        let mut at = department.parent.as_deref();
        // A circle cannot be stored, but a damaged directory must not hang the program.
        while let Some(next) = at.and_then(|id| self.department(id)) {
            if next.id == department.id || found.iter().any(|known| known.id == next.id) {
                break;
            }
            found.push(next);
            at = next.parent.as_deref();
        }
        found
    }

    /// The departments that a folded label calls, among those that fit: by full name (alone or after
    /// its division's), else by alias, else without 課・室・担当.
    fn called(&self, folded: &str, fits: impl Fn(&Department) -> bool) -> Vec<&Department> {
        let by = |called: &dyn Fn(&Department) -> bool| -> Vec<&Department> {
            self.departments.iter().filter(|d| fits(d) && called(d)).collect()
        };
        let full = by(&|d| self.is_full_name(d, folded));
        if !full.is_empty() {
            return full;
        }
        let alias = by(&|d| d.aliases.iter().any(|a| fold(a) == folded));
        if !alias.is_empty() {
            return alias;
        }
        let alike = by(&|d| is_short_for(folded, &fold(&d.name)));
        // 総務 beside 総務部 and 総務課 is the 課: items are worked on there.
        let sections: Vec<&Department> = alike
            .iter()
            .copied()
            .filter(|d| !is_division(&fold(&d.name)))
            .collect();
        if sections.is_empty() { alike } else { sections }
    }

    fn is_full_name(&self, department: &Department, folded: &str) -> bool {
        let name = fold(&department.name);
        if name == folded {
            return true;
        }
        let Some(above) = folded.strip_suffix(&name).filter(|rest| !rest.is_empty()) else {
            return false;
        };
        self.above(department).iter().any(|d| fold(&d.name) == above)
    }
}

/// What names of departments end in, below a division.
const ENDS: [&str; 4] = ["担当", "課", "室", "係"];

/// Whether a folded name is that of a division (部・局).
fn is_division(folded: &str) -> bool {
    folded.ends_with('部') || folded.ends_with('局')
}

/// A folded name without its ending.
fn stem(folded: &str) -> &str {
    ENDS.iter()
        .chain(&["部", "局"])
        .find_map(|end| folded.strip_suffix(end))
        .filter(|stem| !stem.is_empty())
        .unwrap_or(folded)
}

/// Whether two folded names differ only in their ending; a division is no section of the same name.
fn is_short_for(a: &str, b: &str) -> bool {
    let bare = |name: &str| stem(name) == name;
    !a.is_empty() && stem(a) == stem(b) && (bare(a) || bare(b) || is_division(a) == is_division(b))
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
    /// Whether it exists in a fiscal year; without a year, whether it ever did.
    pub fn exists_in(&self, year: Option<FiscalYear>) -> bool {
        year.is_none_or(|y| {
            self.from.is_none_or(|from| from <= y) && self.until.is_none_or(|until| y <= until)
        })
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
                parent: None,
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
