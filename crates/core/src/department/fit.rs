//! How a directory stands to a department that labels name: known by which name, near to which, or new.
//!
//! Invariant: nothing is decided here. What is near is only suggested, and a person says whether it is the same
//! department. Not here: what labels name (`proposal`), what a label means in a year (`charge`).

use super::{Department, Directory, is_division, is_short_for, stem};
use crate::fiscal_year::FiscalYear;
use crate::text::fold;

/// How a directory stands to a department that labels name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit<'a> {
    /// It is there.
    Known {
        /// The department.
        department: &'a Department,
        /// By what it is known.
        by: By<'a>,
        /// The names as printed that do not lead to it yet.
        missing: Vec<String>,
    },
    /// These could be meant, the likeliest first; never none.
    Near(Vec<(&'a Department, Likeness)>),
    /// Nothing in the directory is like it.
    New,
}

/// By what a department is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By<'a> {
    /// Its name, in whatever width it is written.
    Name,
    /// One of its other names.
    Alias,
    /// Its name without 課・室・担当.
    Ending,
    /// The name that it had; these came of it, none where nobody took over.
    Former(Vec<&'a Department>),
}

/// In what a name is like that of a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Likeness {
    /// It says that the department was called so (旧財政課).
    Former,
    /// The department's name begins with it (財政, 財政経営課).
    Beginning,
    /// It is made of letters of the department's name (生環, 生活環境課).
    Letters,
    /// Several departments are called so but for the ending (総務 beside 総務課 and 総務室).
    Ending,
}

impl Likeness {
    /// Why it is suggested, as people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Likeness::Former => "旧称の書き方です",
            Likeness::Beginning => "名前の始まりが同じです",
            Likeness::Letters => "略した書き方に見えます",
            Likeness::Ending => "課・室・担当を除いた名前が同じです",
        }
    }
}

/// How many departments are suggested for one.
const MOST_SUGGESTED: usize = 3;

impl Directory {
    /// How the directory stands in a fiscal year to a department that labels name.
    pub fn fit(&self, proposed: &Department, now: FiscalYear) -> Fit<'_> {
        let labels: Vec<String> = names(proposed).map(|name| fold(name)).collect();
        let called = |is_so: &dyn Fn(&Department) -> bool| -> Vec<&Department> {
            let mut found: Vec<&Department> = self.departments.iter().filter(|d| is_so(d)).collect();
            // One that still exists is meant rather than one that ended.
            found.sort_by_key(|d| d.until.is_some());
            found
        };
        let by_name = called(&|d| labels.iter().any(|name| self.is_full_name(d, name)));
        let by_alias = called(&|d| d.aliases.iter().any(|alias| labels.contains(&fold(alias))));
        let by_ending = called(&|d| labels.iter().any(|name| is_short_for(name, &fold(&d.name))));
        let known = |department, by| self.known(proposed, department, by, now);
        match (by_name.first(), by_alias.first(), by_ending.as_slice()) {
            (Some(one), ..) => known(one, By::Name),
            (None, Some(one), _) => known(one, By::Alias),
            (None, None, [one]) => known(one, By::Ending),
            (None, None, []) => match self.near(&labels, now) {
                near if near.is_empty() => Fit::New,
                near => Fit::Near(near),
            },
            (None, None, several) => {
                let several = several.iter().take(MOST_SUGGESTED);
                Fit::Near(several.map(|d| (*d, Likeness::Ending)).collect())
            }
        }
    }

    fn known<'a>(
        &'a self,
        proposed: &Department,
        department: &'a Department,
        by: By<'a>,
        now: FiscalYear,
    ) -> Fit<'a> {
        let leads = |name: &String| {
            let hits = self.called(&fold(name), |_| true);
            hits.iter().any(|hit| hit.id == department.id)
        };
        let missing = names(proposed).filter(|name| !leads(name)).cloned().collect();
        let has_ended = department.until.is_some_and(|until| until < now);
        Fit::Known {
            department,
            by: match has_ended {
                true => By::Former(self.became(department, now)),
                false => by,
            },
            missing,
        }
    }

    /// The departments that still exist and are called nearly so, the likeliest first.
    fn near<'a>(&'a self, labels: &[String], now: FiscalYear) -> Vec<(&'a Department, Likeness)> {
        let mut found: Vec<(&'a Department, Likeness)> = Vec::new();
        let mut add = |department: &'a Department, likeness| {
            if found.iter().all(|(known, _)| known.id != department.id) {
                found.push((department, likeness));
            }
        };
        let living = || self.departments.iter().filter(|d| d.exists_in(Some(now)));
        for name in labels {
            let former = name.strip_prefix('旧').unwrap_or_default();
            if !former.is_empty() {
                for hit in self.called(former, |_| true) {
                    for now_called in self.became(hit, now) {
                        add(now_called, Likeness::Former);
                    }
                }
            }
        }
        for name in labels.iter().filter(|name| name.chars().count() >= 2) {
            let is_of_kind = |d: &&Department| {
                let is_bare = stem(name) == name;
                is_bare || is_division(name) == is_division(&fold(&d.name))
            };
            for department in living().filter(is_of_kind) {
                let of = |likes: &dyn Fn(&str, &str) -> bool| {
                    let mut own = names(department).map(|own| fold(own));
                    own.any(|own| likes(name, &own))
                };
                if of(&begins) {
                    add(department, Likeness::Beginning);
                } else if of(&is_made_of) {
                    add(department, Likeness::Letters);
                }
            }
        }
        found.sort_by_key(|(_, likeness)| *likeness);
        found.truncate(MOST_SUGGESTED);
        found
    }
}

/// Its name and its other names.
fn names(department: &Department) -> impl Iterator<Item = &String> {
    std::iter::once(&department.name).chain(&department.aliases)
}

/// Whether the stem of a name begins a longer one, or the other way round.
fn begins(name: &str, own: &str) -> bool {
    let (a, b) = (stem(name), stem(own));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.chars().count() >= 2 && short != long && long.starts_with(short)
}

/// Whether a name without its ending is made of letters of a longer name in their order, beginning with its first.
fn is_made_of(name: &str, own: &str) -> bool {
    let (short, long) = (stem(name), stem(own));
    let (few, many) = (short.chars().count(), long.chars().count());
    if few < 2 || few >= many || short.chars().next() != long.chars().next() {
        return false;
    }
    let mut left = long.chars();
    short.chars().all(|letter| left.any(|other| other == letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(western: i16) -> FiscalYear {
        FiscalYear::new(western).expect("a year")
    }

    fn department(
        id: &str,
        name: &str,
        aliases: &[&str],
        until: Option<i16>,
        successors: &[&str],
    ) -> Department {
        Department {
            id: id.into(),
            name: name.into(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            parent: None,
            from: None,
            until: until.map(year),
            successors: successors.iter().map(|id| (*id).to_owned()).collect(),
        }
    }

    fn directory() -> Directory {
        Directory {
            departments: vec![
                department("1", "財政経営課", &["財経"], None, &[]),
                department("2", "生活環境課", &[], None, &[]),
                department("3", "ICT推進室", &[], None, &[]),
                department("4", "管財課", &[], Some(2022), &["5"]),
                department("5", "資産活用課", &[], None, &[]),
                department("6", "総務部", &[], None, &[]),
                department("7", "税務課", &[], None, &[]),
                department("8", "税務室", &[], None, &[]),
            ],
        }
    }

    /// In short: by what it is known or to what it is near.
    fn fit(name: &str, aliases: &[&str]) -> String {
        let directory = directory();
        match directory.fit(&department("x", name, aliases, None, &[]), year(2026)) {
            Fit::Known {
                department,
                by,
                missing,
            } => {
                let by = match by {
                    By::Name => "name".to_owned(),
                    By::Alias => "alias".to_owned(),
                    By::Ending => "ending".to_owned(),
                    By::Former(now) => {
                        let now: Vec<&str> = now.iter().map(|d| d.name.as_str()).collect();
                        format!("former, now {}", now.join(" "))
                    }
                };
                format!("{} by {by} [{}]", department.name, missing.join(" "))
            }
            Fit::Near(near) => {
                let near: Vec<String> = near
                    .iter()
                    .map(|(d, likeness)| format!("{} {likeness:?}", d.name))
                    .collect();
                format!("near {}", near.join(", "))
            }
            Fit::New => "new".to_owned(),
        }
    }

    #[rstest::rstest]
    #[case::name("財政経営課", &[], "財政経営課 by name []")]
    #[case::width("ＩＣＴ推進室", &[], "ICT推進室 by name []")]
    #[case::alias("財経", &[], "財政経営課 by alias []")]
    #[case::ending("生活環境", &[], "生活環境課 by ending []")]
    #[case::with_more("財政経営課", &["財政経営", "財政グループ"], "財政経営課 by name [財政グループ]")]
    #[case::former("管財課", &[], "管財課 by former, now 資産活用課 []")]
    #[case::called_former("旧管財課", &[], "near 資産活用課 Former")]
    #[case::beginning("財政", &[], "near 財政経営課 Beginning")]
    #[case::longer("財政経営企画課", &[], "near 財政経営課 Beginning")]
    #[case::letters("生環", &[], "near 生活環境課 Letters")]
    #[case::several("税務", &[], "near 税務課 Ending, 税務室 Ending")]
    #[case::division("総務課", &[], "new")]
    #[case::new("議会事務局", &[], "new")]
    fn the_directory_stands_so_to_a_label(
        #[case] name: &str,
        #[case] aliases: &[&str],
        #[case] expected: &str,
    ) {
        assert_eq!(fit(name, aliases), expected);
    }
}
