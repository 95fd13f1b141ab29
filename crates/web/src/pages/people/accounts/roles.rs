//! Roles in words, and as boxes to check.
//!
//! Not here: what a role may do (`access`).

use std::collections::BTreeSet;

use gyokaku_core::account::{Grant, Role, Term};
use gyokaku_core::department::Department;
use gyokaku_core::fiscal_year::FiscalYear;

use crate::form::FormData;

/// The word in a form for all departments at once.
const ALL: &str = "*";

/// A role that somebody holds, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// The role.
    pub(crate) label: String,
    /// For which departments, where it is held for some.
    pub(crate) of: Option<String>,
}

/// The roles of an account in words, departments by their names.
pub(crate) fn held(grants: &[Grant], departments: &[Department]) -> Vec<Held> {
    let name = |id: &str| {
        departments
            .iter()
            .find(|d| d.id == id)
            .map_or("課名簿にない課", |d| d.name.as_str())
    };
    let mut held = Vec::new();
    for role in Role::ALL {
        for deputy in [false, true] {
            let of: Vec<&Grant> = grants
                .iter()
                .filter(|g| g.role == role && g.deputy == deputy)
                .collect();
            if of.is_empty() {
                continue;
            }
            let label = match deputy {
                true => format!("副{}", role.label()),
                false => role.label().to_owned(),
            };
            let names: Vec<&str> = of
                .iter()
                .filter_map(|g| g.department.as_deref())
                .map(name)
                .collect();
            let is_all = of.iter().any(|g| g.department.is_none());
            let of = match (role.is_of_departments(), is_all) {
                (false, _) => None,
                (true, true) => Some("すべての課".to_owned()),
                (true, false) => Some(names.join("、")),
            };
            held.push(Held { label, of });
        }
    }
    held
}

/// A role of the whole body as a box.
#[derive(Clone, Debug)]
pub(crate) struct RoleBox {
    pub(crate) role: Role,
    /// What it is for, in a few words.
    pub(crate) words: &'static str,
    pub(crate) checked: bool,
}

/// A department as a row of boxes.
#[derive(Clone, Debug)]
pub(crate) struct DepartmentBoxes {
    /// The word in the form: the identity, or `*`.
    pub(crate) word: String,
    pub(crate) name: String,
    /// How deep below its division.
    pub(crate) level: usize,
    pub(crate) staff: bool,
    pub(crate) deputy: bool,
    pub(crate) head: bool,
}

/// What a role is for, as the form explains it.
fn words(role: Role) -> &'static str {
    match role {
        Role::Administrator => "利用者と操作記録を扱います。プランの内容は扱いません。",
        Role::Office => "調査を始め、回答を受け付け、確定します。文書も取り込めます。",
        Role::Staff | Role::Head => "",
        Role::Committee => "推進本部・幹事会としての評価を書きます。",
        Role::External => "懇談会・審議会・監査など、外からの評価を書きます。",
        Role::Reader => "公表前の内容を読みます。変更はできません。",
    }
}

/// The boxes of the roles of the whole body.
pub(crate) fn role_boxes(grants: &[Grant]) -> Vec<RoleBox> {
    Role::ALL
        .into_iter()
        .filter(|role| !role.is_of_departments())
        .map(|role| RoleBox {
            role,
            words: words(role),
            checked: grants.iter().any(|g| g.role == role),
        })
        .collect()
}

/// The departments that roles can be given for: those that exist in this year or later, and those that
/// the account holds a role for already.
pub(crate) fn offered(
    departments: Vec<Department>,
    grants: &[Grant],
    year: Option<FiscalYear>,
) -> Vec<Department> {
    let is_over = |d: &Department| d.until.zip(year).is_some_and(|(until, year)| until < year);
    let is_held = |d: &Department| grants.iter().any(|g| g.department.as_ref() == Some(&d.id));
    departments
        .into_iter()
        .filter(|d| !is_over(d) || is_held(d))
        .collect()
}

/// The boxes of the roles of departments: one row for all, then the tree, divisions first.
pub(crate) fn department_boxes(grants: &[Grant], departments: &[Department]) -> Vec<DepartmentBoxes> {
    let row = |word: &str, name: &str, level, id: Option<&str>| {
        let has = |role: Role, deputy: bool| {
            grants
                .iter()
                .any(|g| g.role == role && g.deputy == deputy && g.department.as_deref() == id)
        };
        DepartmentBoxes {
            word: word.to_owned(),
            name: name.to_owned(),
            level,
            staff: has(Role::Staff, false),
            deputy: has(Role::Staff, true),
            head: has(Role::Head, false),
        }
    };
    let mut rows = vec![row(ALL, "すべての課", 0, None)];
    let mut seen = BTreeSet::new();
    let is_root = |d: &&Department| {
        d.parent
            .as_ref()
            .is_none_or(|p| !departments.iter().any(|other| other.id == *p))
    };
    // The last to be put on is the first to be looked at.
    let mut waiting: Vec<(&Department, usize)> =
        departments.iter().filter(is_root).rev().map(|d| (d, 0)).collect();
    while let Some((department, level)) = waiting.pop() {
        if !seen.insert(department.id.as_str()) {
            continue;
        }
        rows.push(row(&department.id, &department.name, level, Some(&department.id)));
        let below = departments
            .iter()
            .filter(|d| d.parent.as_ref() == Some(&department.id));
        waiting.extend(below.rev().map(|d| (d, level + 1)));
    }
    // What only leads to itself is in no tree, and is still somebody's.
    for lost in departments.iter().filter(|d| !seen.contains(d.id.as_str())) {
        rows.push(row(&lost.id, &lost.name, 0, Some(&lost.id)));
    }
    rows
}

/// The roles that a form says: `role=office`, `staff=ID`, `deputy=ID`, `head=ID`. What names no role is
/// left out; whether a department is one of the body's is for the store to say.
pub(crate) fn chosen(form: &FormData) -> Vec<Grant> {
    let mut grants: Vec<Grant> = Vec::new();
    for (name, value) in form.pairs() {
        let department = Some(value.clone()).filter(|id| id != ALL);
        let (role, department, deputy) = match name.as_str() {
            "role" => match Role::of(value).filter(|role| !role.is_of_departments()) {
                Some(role) => (role, None, false),
                None => continue,
            },
            "staff" => (Role::Staff, department, false),
            "deputy" => (Role::Staff, department, true),
            "head" => (Role::Head, department, false),
            _ => continue,
        };
        // Who answers for a department does not also stand in for themselves.
        let known = grants
            .iter_mut()
            .find(|g| g.role == role && g.department == department);
        match known {
            Some(known) => known.deputy &= deputy,
            None => grants.push(Grant {
                role,
                department,
                deputy,
                term: Term::ALWAYS,
            }),
        }
    }
    grants.sort();
    grants
}

#[cfg(test)]
mod tests {
    use super::*;

    fn department(id: &str, name: &str, parent: Option<&str>) -> Department {
        Department {
            id: id.into(),
            name: name.into(),
            parent: parent.map(Into::into),
            aliases: Vec::new(),
            from: None,
            until: None,
            successors: Vec::new(),
        }
    }

    fn fields(pairs: &[(&str, &str)]) -> FormData {
        pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn boxes_and_words_say_the_same() {
        let departments = [
            department("b", "総務部", None),
            department("z", "財政課", Some("b")),
            department("j", "人事課", Some("b")),
            department("x", "環", Some("y")),
            department("y", "状", Some("x")),
        ];
        let grants = chosen(&fields(&[
            ("role", "office"),
            ("role", "staff"),
            ("role", "root"),
            ("staff", "z"),
            ("deputy", "j"),
            ("deputy", "z"),
            ("head", "b"),
            ("other", "z"),
        ]));
        let words: Vec<String> = held(&grants, &departments)
            .into_iter()
            .map(|h| format!("{}:{}", h.label, h.of.unwrap_or_default()))
            .collect();
        assert_eq!(
            words,
            ["事務局:", "担当者:財政課", "副担当者:人事課", "所属長:総務部"]
        );
        let boxes = department_boxes(&grants, &departments);
        let names: Vec<(&str, usize)> = boxes.iter().map(|b| (b.name.as_str(), b.level)).collect();
        assert_eq!(
            names,
            [
                ("すべての課", 0),
                ("総務部", 0),
                ("財政課", 1),
                ("人事課", 1),
                ("環", 0),
                ("状", 0)
            ]
        );
        let again: FormData = boxes
            .iter()
            .flat_map(|b| {
                [("staff", b.staff), ("deputy", b.deputy), ("head", b.head)]
                    .into_iter()
                    .filter(|(_, checked)| *checked)
                    .map(|(name, _)| (name.to_owned(), b.word.clone()))
            })
            .chain(
                role_boxes(&grants)
                    .iter()
                    .filter(|b| b.checked)
                    .map(|b| ("role".to_owned(), b.role.key().to_owned())),
            )
            .collect();
        assert_eq!(chosen(&again), grants, "the form as it stands changes nothing");
    }

    #[test]
    fn what_has_ended_is_offered_only_where_it_is_held() {
        let mut ended = department("e", "旧課", None);
        ended.until = FiscalYear::new(2024);
        let departments = vec![department("z", "財政課", None), ended];
        let (year, held) = (FiscalYear::new(2025), chosen(&fields(&[("head", "e")])));
        assert_eq!(offered(departments.clone(), &[], year).len(), 1);
        assert_eq!(offered(departments.clone(), &held, year).len(), 2);
        assert_eq!(offered(departments, &[], FiscalYear::new(2024)).len(), 2);
    }

    #[test]
    fn all_departments_are_no_department() {
        let grants = chosen(&fields(&[("staff", "*")]));
        assert_eq!(grants[0].department, None);
        assert_eq!(held(&grants, &[])[0].of.as_deref(), Some("すべての課"));
    }
}
