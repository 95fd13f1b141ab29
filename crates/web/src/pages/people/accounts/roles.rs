//! Roles in words, and as boxes to check.
//!
//! Not here: what a role may do (`access`).

use std::collections::BTreeSet;

use gyokaku_core::account::{Grant, Role};
use gyokaku_core::department::Department;
use gyokaku_core::fiscal_year::FiscalYear;
use time::Date;

use super::terms::{ALL, Terms, TypedTerm, day_fields, term_words};
use crate::form::FormData;

/// A role that somebody holds, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// The role.
    pub(crate) label: String,
    /// For which departments and on which days, where it is held for some.
    pub(crate) of: Option<String>,
}

/// The roles of an account in words, departments by their names, with the days as they stand today.
pub(crate) fn held(grants: &[Grant], departments: &[Department], today: Date) -> Vec<Held> {
    let name = |grant: &Grant| match grant.department.as_deref() {
        None => "すべての課".to_owned(),
        Some(id) => departments
            .iter()
            .find(|d| d.id == id)
            .map_or("課名簿にない課", |d| d.name.as_str())
            .to_owned(),
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
            let label = of[0].label().to_owned();
            let words = of.iter().filter_map(|grant| {
                let term = term_words(grant.term, today);
                match (role.is_of_departments(), term) {
                    (true, Some(term)) => Some(format!("{}（{term}）", name(grant))),
                    (true, None) => Some(name(grant)),
                    (false, term) => term,
                }
            });
            let words: Vec<String> = words.collect();
            let of = (!words.is_empty()).then(|| words.join("、"));
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
    pub(crate) typed: TypedTerm,
}

/// A role for a department as a box with its days.
#[derive(Clone, Debug)]
pub(crate) struct DepartmentBox {
    /// The name of the box.
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) checked: bool,
    pub(crate) typed: TypedTerm,
}

impl DepartmentBox {
    /// The names of the fields of its days for a department.
    pub(super) fn ids(&self, word: &str) -> (String, String) {
        day_fields(self.name, word)
    }
}

impl RoleBox {
    /// The names of the fields of its days.
    pub(super) fn ids(&self) -> (String, String) {
        day_fields("role", self.role.key())
    }
}

/// A department as a row of boxes.
#[derive(Clone, Debug)]
pub(crate) struct DepartmentBoxes {
    /// The word in the form: the identity, or `*`.
    pub(crate) word: String,
    pub(crate) name: String,
    /// How deep below its division.
    pub(crate) level: usize,
    pub(crate) boxes: [DepartmentBox; 3],
}

impl DepartmentBoxes {
    /// What a box is of, for who hears the page.
    pub(super) fn of(&self, one: &DepartmentBox) -> String {
        format!("{}：{}", one.label, self.name)
    }
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
pub(crate) fn role_boxes(grants: &[Grant], terms: &Terms) -> Vec<RoleBox> {
    Role::ALL
        .into_iter()
        .filter(|role| !role.is_of_departments())
        .map(|role| RoleBox {
            role,
            words: words(role),
            checked: grants.iter().any(|g| g.role == role),
            typed: terms.typed("role", role.key()),
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
pub(crate) fn department_boxes(
    grants: &[Grant],
    terms: &Terms,
    departments: &[Department],
) -> Vec<DepartmentBoxes> {
    let row = |word: &str, name: &str, level, id: Option<&str>| {
        let of = |name: &'static str, label, role: Role, deputy: bool| DepartmentBox {
            name,
            label,
            checked: grants
                .iter()
                .any(|g| g.role == role && g.deputy == deputy && g.department.as_deref() == id),
            typed: terms.typed(name, word),
        };
        DepartmentBoxes {
            word: word.to_owned(),
            name: name.to_owned(),
            level,
            boxes: [
                of("staff", "担当者", Role::Staff, false),
                of("deputy", "副担当者", Role::Staff, true),
                of("head", "所属長", Role::Head, false),
            ],
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

/// The roles that a form says: `role=office`, `staff=ID`, `deputy=ID`, `head=ID`, with their terms. What names no role
/// is left out; whether a department is one of the body's is for the store to say.
pub(crate) fn chosen(form: &FormData, terms: &Terms) -> Vec<Grant> {
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
        let grant = Grant {
            role,
            department,
            deputy,
            term: terms.term(name, value),
        };
        match known {
            Some(known) if known.deputy && !deputy => *known = grant,
            Some(_) => {}
            None => grants.push(grant),
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

    fn chosen(form: &FormData) -> Vec<Grant> {
        super::chosen(form, &Terms::of_form(form))
    }

    fn today() -> Date {
        gyokaku_core::round::day("2026-04-10").expect("a day")
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
            ("until.head.b", "2026-03-31"),
            ("from.role.office", "2026-05-01"),
            ("from.deputy.z", "2026-05-01"),
            ("other", "z"),
        ]));
        let words: Vec<String> = held(&grants, &departments, today())
            .into_iter()
            .map(|h| format!("{}:{}", h.label, h.of.unwrap_or_default()))
            .collect();
        assert_eq!(
            words,
            [
                "事務局:5月1日から",
                "担当者:財政課",
                "副担当者:人事課",
                "所属長:総務部（3月31日まで、終了）"
            ]
        );
        let terms = Terms::of_grants(&grants);
        let boxes = department_boxes(&grants, &terms, &departments);
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
                let checked = b.boxes.iter().filter(|one| one.checked);
                checked.flat_map(|one| {
                    let key = format!("{}.{}", one.name, b.word);
                    [
                        (one.name.to_owned(), b.word.clone()),
                        (format!("from.{key}"), one.typed.from.clone()),
                        (format!("until.{key}"), one.typed.until.clone()),
                    ]
                })
            })
            .chain(
                role_boxes(&grants, &terms)
                    .iter()
                    .filter(|b| b.checked)
                    .flat_map(|b| {
                        let key = b.role.key();
                        [
                            ("role".to_owned(), key.to_owned()),
                            (format!("from.role.{key}"), b.typed.from.clone()),
                        ]
                    }),
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
        assert_eq!(held(&grants, &[], today())[0].of.as_deref(), Some("すべての課"));
    }
}
