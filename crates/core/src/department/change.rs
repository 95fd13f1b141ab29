//! Changes of the organisation (改称・統合・分割), as pure functions over the directory.
//!
//! What was ends with the year before, what comes begins with the year, and successors say what became
//! of what; nothing is forgotten. Members of a division follow it, those of a split one into the first.
//! Not here: which successor takes over an item (`charge`).

use std::collections::HashSet;

use super::{Department, Directory};
use crate::fiscal_year::{FiscalYear, YearStyle};
use crate::text::fold;

/// A directory after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The whole directory.
    pub directory: Directory,
    /// The identities of the departments that begin, in the order named.
    pub begun: Vec<String>,
}

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such department.
    Unknown,
    /// It begins in this year or later.
    BeforeItsBeginning {
        /// The department.
        name: String,
        /// Its first year.
        from: FiscalYear,
    },
    /// It has an end already.
    Ended {
        /// The department.
        name: String,
        /// Its last year.
        until: FiscalYear,
    },
    /// Another department has the name in that year.
    NameTaken {
        /// The name.
        name: String,
    },
    /// A name is blank.
    NoName,
    /// The same name or department twice.
    Twice {
        /// Which.
        name: String,
    },
    /// A merge or split of fewer than two.
    TooFew,
    /// A department and its own division.
    WithItsDivision {
        /// The member.
        name: String,
    },
}

impl Refusal {
    /// Why, in words for the person; years as the plans of the body write them.
    pub fn message(&self, style: YearStyle) -> String {
        match self {
            Refusal::Unknown => "課名簿にない課です。一覧から選び直してください。".into(),
            Refusal::BeforeItsBeginning { name, from } => {
                let (from, next) = (from.show(style), from.next().show(style));
                format!("「{name}」は{from}に始まっています。{next}以降の年度を入力してください。")
            }
            Refusal::Ended { name, until } => format!(
                "「{name}」は{}で終わることになっています。後を継いだ課を選んでください。",
                until.show(style)
            ),
            Refusal::NameTaken { name } => {
                format!("「{name}」はその年度にほかの課が使っています。別の名前にしてください。")
            }
            Refusal::NoName => "課の名前を入力してください。".into(),
            Refusal::Twice { name } => format!("「{name}」が二度出ています。一つにしてください。"),
            Refusal::TooFew => "課を二つ以上指定してください。".into(),
            Refusal::WithItsDivision { name } => {
                format!("「{name}」は選ばれた部・局に属しています。一緒に統合することはできません。")
            }
        }
    }
}

/// Renames a department from a fiscal year on.
///
/// # Errors
/// When it did not begin before the year or has an end, or the name is blank or taken.
pub fn rename(
    directory: &Directory,
    id: &str,
    name: &str,
    from: FiscalYear,
    new_id: &mut dyn FnMut() -> String,
) -> Result<Changed, Refusal> {
    replace(directory, &[id], &[name], from, new_id)
}

/// Merges departments into one from a fiscal year on; it takes the place of the first.
///
/// # Errors
/// As for a rename, and when fewer than two are named.
pub fn merge(
    directory: &Directory,
    ids: &[&str],
    name: &str,
    from: FiscalYear,
    new_id: &mut dyn FnMut() -> String,
) -> Result<Changed, Refusal> {
    let mut seen = HashSet::new();
    for id in ids {
        if !seen.insert(*id) {
            let name = directory.department(id).map(|d| d.name.clone());
            return Err(name.map_or(Refusal::Unknown, |name| Refusal::Twice { name }));
        }
    }
    if ids.len() < 2 {
        return Err(Refusal::TooFew);
    }
    for department in ids.iter().filter_map(|id| directory.department(id)) {
        if directory
            .above(department)
            .iter()
            .any(|d| ids.contains(&d.id.as_str()))
        {
            return Err(Refusal::WithItsDivision {
                name: department.name.clone(),
            });
        }
    }
    replace(directory, ids, &[name], from, new_id)
}

/// Splits a department from a fiscal year on.
///
/// # Errors
/// As for a rename, and when fewer than two names are given or one is given twice.
pub fn split(
    directory: &Directory,
    id: &str,
    names: &[&str],
    from: FiscalYear,
    new_id: &mut dyn FnMut() -> String,
) -> Result<Changed, Refusal> {
    if names.len() < 2 {
        return Err(Refusal::TooFew);
    }
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(fold(name)) {
            return Err(Refusal::Twice {
                name: name.trim().to_owned(),
            });
        }
    }
    replace(directory, &[id], names, from, new_id)
}

/// Whether a department of the same division has a name at some time from a year on, `except` aside.
pub fn is_taken(
    directory: &Directory,
    name: &str,
    parent: Option<&str>,
    (from, until): (Option<FiscalYear>, Option<FiscalYear>),
    except: &[&str],
) -> bool {
    let key = fold(name);
    directory.departments.iter().any(|d| {
        let begins_later = until.zip(d.from).is_some_and(|(until, begins)| until < begins);
        let ended_before = from.zip(d.until).is_some_and(|(from, ended)| ended < from);
        !except.contains(&d.id.as_str())
            && d.parent.as_deref() == parent
            && !begins_later
            && !ended_before
            && fold(&d.name) == key
    })
}

/// The department that a label would mean as well, as its name or alias, at some time from a year on.
pub fn called_so<'a>(directory: &'a Directory, label: &str, except: &Department) -> Option<&'a Department> {
    let key = fold(label);
    directory.departments.iter().find(|d| {
        let apart = |a: &Department, b: &Department| {
            a.until.zip(b.from).is_some_and(|(ended, begins)| ended < begins)
        };
        d.id != except.id
            && !apart(d, except)
            && !apart(except, d)
            && (d.aliases.iter().any(|a| fold(a) == key) || fold(&d.name) == key)
    })
}

/// Whether a department lies below another, at any depth.
pub fn is_below(directory: &Directory, id: &str, above: &str) -> bool {
    let department = directory.department(id);
    department.is_some_and(|d| directory.above(d).iter().any(|up| up.id == above))
}

fn replace(
    directory: &Directory,
    ids: &[&str],
    names: &[&str],
    from: FiscalYear,
    new_id: &mut dyn FnMut() -> String,
) -> Result<Changed, Refusal> {
    let mut old: Vec<&Department> = Vec::new();
    for id in ids {
        let department = directory.department(id).ok_or(Refusal::Unknown)?;
        if let Some(until) = department.until {
            return Err(Refusal::Ended {
                name: department.name.clone(),
                until,
            });
        }
        if let Some(begins) = department.from.filter(|begins| from <= *begins) {
            return Err(Refusal::BeforeItsBeginning {
                name: department.name.clone(),
                from: begins,
            });
        }
        old.push(department);
    }
    let parent = old.first().and_then(|d| d.parent.clone());
    for name in names {
        if fold(name).is_empty() {
            return Err(Refusal::NoName);
        }
        if is_taken(directory, name, parent.as_deref(), (Some(from), None), ids) {
            return Err(Refusal::NameTaken {
                name: name.trim().to_owned(),
            });
        }
    }
    let until = FiscalYear::new(from.western() - 1).unwrap_or(from);
    let new: Vec<Department> = names
        .iter()
        .map(|name| Department {
            id: new_id(),
            name: name.trim().to_owned(),
            aliases: Vec::new(),
            parent: parent.clone(),
            from: Some(from),
            until: None,
            successors: Vec::new(),
        })
        .collect();
    let begun: Vec<String> = new.iter().map(|d| d.id.clone()).collect();
    let mut departments = Vec::with_capacity(directory.departments.len() + new.len());
    let mut new = Some(new);
    for department in &directory.departments {
        let mut department = department.clone();
        let lives_on = department.until.is_none_or(|u| from <= u);
        if lives_on && department.parent.as_deref().is_some_and(|p| ids.contains(&p)) {
            department.parent = begun.first().cloned();
        }
        let ends = ids.contains(&department.id.as_str());
        if ends {
            department.until = Some(until);
            department.successors.clone_from(&begun);
        }
        departments.push(department);
        if ends && let Some(new) = new.take() {
            departments.extend(new);
        }
    }
    Ok(Changed {
        directory: Directory { departments },
        begun,
    })
}

#[cfg(test)]
mod tests;
