//! Handing over (引継ぎ): the roles of one account end on the day before, and those of another begin on the day.
//!
//! What departments wrote belongs to the departments and stays where it is. The role of an administrator is never handed
//! over: it is given and taken by itself. Not here: storing, and who the accounts are.

use std::collections::BTreeMap;

use time::Date;

use super::{Account, Grant, Role, Term};

/// How many pairs are handed over at once.
pub const MOST_PAIRS: usize = 500;

/// Who hands over to whom, by identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The predecessor.
    pub from: String,
    /// The successor.
    pub to: String,
}

/// Which roles are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Those held for departments.
    Departments,
    /// Those held for the whole body as well, but for administrators.
    All,
}

impl Extent {
    fn takes(self, role: Role) -> bool {
        match self {
            Extent::Departments => role.is_of_departments(),
            Extent::All => role != Role::Administrator,
        }
    }
}

/// Why a pair cannot be handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is one and the same account.
    Same,
    /// The pair comes twice.
    Twice,
    /// The predecessor holds nothing on that day or after it.
    Nothing,
    /// The successor may not sign in.
    Stopped,
}

impl Refusal {
    /// Why, and what to do.
    pub const fn words(self) -> &'static str {
        match self {
            Refusal::Same => "前任者と後任者が同じ利用者です。別の利用者にしてください。",
            Refusal::Twice => "同じ組合せがもう1つあります。どちらかを除いてください。",
            Refusal::Nothing => {
                "前任者には、その日から引き継ぐ役割がありません。引継日か前任者を確かめてください。"
            }
            Refusal::Stopped => {
                "後任者はサインインを止められています。先に、利用者の画面でサインインを認めてください。"
            }
        }
    }
}

/// An account before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// As it is.
    pub old: Account,
    /// As it will be.
    pub new: Account,
}

/// The roles of an account that are handed over on a day: those that would be held on it or after it.
pub fn handed_over(account: &Account, day: Date, extent: Extent) -> impl Iterator<Item = &Grant> {
    let grants = account
        .grants
        .iter()
        .filter(move |grant| extent.takes(grant.role));
    grants.filter(move |grant| !grant.term.is_over(day))
}

/// The accounts that change, in the order in which they are named; all pairs at once, so that of three who move on in a
/// row each hands over what was theirs before.
///
/// # Errors
/// The pairs that cannot be handed over, by their places.
pub fn hand_over(
    accounts: &BTreeMap<&str, &Account>,
    pairs: &[Pair],
    day: Date,
    extent: Extent,
) -> Result<Vec<Changed>, Vec<(usize, Refusal)>> {
    let mut refused = Vec::new();
    let mut order: Vec<&str> = Vec::new();
    let mut new: BTreeMap<&str, Account> = BTreeMap::new();
    for (place, pair) in pairs.iter().enumerate() {
        let (Some(from), Some(to)) = (accounts.get(pair.from.as_str()), accounts.get(pair.to.as_str()))
        else {
            refused.push((place, Refusal::Nothing));
            continue;
        };
        let refusal = if pair.from == pair.to {
            Some(Refusal::Same)
        } else if pairs[..place].contains(pair) {
            Some(Refusal::Twice)
        } else if !to.enabled {
            Some(Refusal::Stopped)
        } else if handed_over(from, day, extent).next().is_none() {
            Some(Refusal::Nothing)
        } else {
            None
        };
        refused.extend(refusal.map(|refusal| (place, refusal)));
        for id in [from.id.as_str(), to.id.as_str()] {
            if !order.contains(&id) {
                order.push(id);
            }
        }
        new.insert(&from.id, (*from).clone());
        new.insert(&to.id, (*to).clone());
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    // First everything ends, then everything begins: who takes over what they hand over themselves keeps it.
    for pair in pairs {
        if let Some(account) = new.get_mut(pair.from.as_str()) {
            end(account, day, extent);
        }
    }
    for pair in pairs {
        let (Some(from), Some(to)) = (accounts.get(pair.from.as_str()), new.get_mut(pair.to.as_str())) else {
            continue;
        };
        for grant in handed_over(from, day, extent) {
            begin(to, grant, day);
        }
    }
    let changed = order.into_iter().filter_map(|id| {
        let (old, mut new) = ((*accounts.get(id)?).clone(), new.remove(id)?);
        new.grants.sort();
        (old.grants != new.grants).then_some(Changed { old, new })
    });
    Ok(changed.collect())
}

/// Ends what is handed over on the day before; what was to begin on the day or later is gone.
fn end(account: &mut Account, day: Date, extent: Extent) {
    account.grants.retain_mut(|grant| {
        if !extent.takes(grant.role) || grant.term.is_over(day) {
            return true;
        }
        grant.term.until = day.previous_day();
        !grant.term.is_backwards()
    });
}

/// Begins a role on the day, or goes on with it where it is held up to then.
fn begin(account: &mut Account, grant: &Grant, day: Date) {
    let from = grant.term.from.filter(|from| *from > day).unwrap_or(day);
    let term = Term {
        from: Some(from),
        until: grant.term.until,
    };
    let is_same = |known: &&mut Grant| known.role == grant.role && known.department == grant.department;
    let Some(known) = account.grants.iter_mut().find(is_same) else {
        account.grants.push(Grant {
            term,
            ..grant.clone()
        });
        return;
    };
    // Two terms are one where neither begins later than on the day after the other ends.
    let reaches = |until: Option<Date>, from: Option<Date>| match (until, from) {
        (Some(until), Some(from)) => until.next_day().is_none_or(|next| next >= from),
        _ => true,
    };
    let joins = reaches(known.term.until, Some(from)) && reaches(term.until, known.term.from);
    match joins {
        true => {
            let ends = known.term.until.zip(term.until);
            known.term.until = ends.map(|(known, new)| known.max(new));
            known.term.from = known.term.from.map(|known| known.min(from));
            known.deputy &= grant.deputy;
        }
        false => {
            known.term = term;
            known.deputy = grant.deputy;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::day;

    /// An account with its roles in words.
    type Told = (String, Vec<String>);

    fn grant(role: Role, department: Option<&str>, from: &str, until: &str) -> Grant {
        Grant {
            role,
            department: department.map(str::to_owned),
            deputy: false,
            term: Term {
                from: day(from),
                until: day(until),
            },
        }
    }

    fn account(id: &str, grants: &[Grant]) -> Account {
        Account {
            id: id.into(),
            login: id.into(),
            grants: grants.to_vec(),
            enabled: true,
            ..Account::default()
        }
    }

    /// The roles of each account after handing over on the first of April: `staff d1 ..2026-03-31`.
    fn told(
        accounts: &[Account],
        pairs: &[(&str, &str)],
        extent: Extent,
    ) -> Result<Vec<Told>, Vec<(usize, Refusal)>> {
        let by_id = accounts.iter().map(|one| (one.id.as_str(), one)).collect();
        let pairs: Vec<Pair> = pairs
            .iter()
            .map(|(from, to)| Pair {
                from: (*from).into(),
                to: (*to).into(),
            })
            .collect();
        let on = day("2026-04-01").expect("a day");
        let text = |day: Option<Date>| day.map(crate::round::day_key).unwrap_or_default();
        let words = |grant: &Grant| {
            let of = grant.department.as_deref().unwrap_or("*");
            let term = format!("{}..{}", text(grant.term.from), text(grant.term.until));
            format!("{} {of} {term}", grant.role.key())
        };
        let changed = hand_over(&by_id, &pairs, on, extent)?;
        let of = |one: Changed| (one.new.id.clone(), one.new.grants.iter().map(words).collect());
        Ok(changed.into_iter().map(of).collect())
    }

    fn all(id: &str, grants: &[&str]) -> Told {
        (
            id.to_owned(),
            grants.iter().map(|text| (*text).to_owned()).collect(),
        )
    }

    #[test]
    fn what_ends_on_the_day_before_begins_on_the_day() {
        let accounts = [
            account(
                "a",
                &[
                    grant(Role::Administrator, None, "", ""),
                    grant(Role::Office, None, "", ""),
                    grant(Role::Staff, Some("d1"), "2025-04-01", ""),
                    grant(Role::Staff, Some("d2"), "", "2025-12-31"),
                    grant(Role::Head, Some("d1"), "2026-07-01", "2027-03-31"),
                ],
            ),
            account("b", &[grant(Role::Staff, Some("d9"), "", "")]),
        ];
        let departments = told(&accounts, &[("a", "b")], Extent::Departments).expect("handed over");
        let kept = ["administrator * ..", "office * .."];
        let [administrator, office] = kept;
        assert_eq!(
            departments,
            [
                all(
                    "a",
                    &[
                        administrator,
                        office,
                        "staff d1 2025-04-01..2026-03-31",
                        "staff d2 ..2025-12-31"
                    ]
                ),
                all(
                    "b",
                    &[
                        "staff d1 2026-04-01..",
                        "staff d9 ..",
                        "head d1 2026-07-01..2027-03-31"
                    ]
                ),
            ]
        );
        let whole = told(&accounts, &[("a", "b")], Extent::All).expect("handed over");
        assert_eq!(whole[1].1[0], "office * 2026-04-01..");
        assert_eq!(whole[0].1[..2], [administrator, "office * ..2026-03-31"]);
    }

    #[test]
    fn three_in_a_row_hand_over_what_was_theirs() {
        let own = |id: &str| account(id, &[grant(Role::Staff, Some(id), "", "")]);
        let accounts = [own("a"), own("b"), own("c")];
        let moved = told(
            &accounts,
            &[("a", "b"), ("b", "c"), ("c", "a")],
            Extent::Departments,
        )
        .expect("moved");
        assert_eq!(
            moved,
            [
                all("a", &["staff a ..2026-03-31", "staff c 2026-04-01.."]),
                all("b", &["staff a 2026-04-01..", "staff b ..2026-03-31"]),
                all("c", &["staff b 2026-04-01..", "staff c ..2026-03-31"]),
            ]
        );
    }

    #[test]
    fn who_holds_it_already_goes_on_and_who_held_it_once_begins_anew() {
        let accounts = [
            account(
                "a",
                &[
                    grant(Role::Staff, Some("d"), "", ""),
                    grant(Role::Head, Some("d"), "", ""),
                ],
            ),
            account(
                "b",
                &[
                    grant(Role::Staff, Some("d"), "2024-04-01", "2026-05-31"),
                    grant(Role::Head, Some("d"), "2020-04-01", "2021-03-31"),
                ],
            ),
        ];
        let moved = told(&accounts, &[("a", "b")], Extent::Departments).expect("moved");
        assert_eq!(
            moved[1],
            all("b", &["staff d 2024-04-01..", "head d 2026-04-01.."])
        );
        // Two who take over from each other what both hold keep it.
        let both = [
            account("a", &[grant(Role::Staff, Some("d"), "", "")]),
            account("b", &[grant(Role::Staff, Some("d"), "", "")]),
        ];
        let swapped = told(&both, &[("a", "b"), ("b", "a")], Extent::Departments);
        assert_eq!(swapped, Ok(vec![]));
    }

    #[test]
    fn what_cannot_be_handed_over_is_said_at_its_pair() {
        let mut stopped = account("s", &[]);
        stopped.enabled = false;
        let accounts = [
            account("a", &[grant(Role::Staff, Some("d"), "", "")]),
            account("b", &[grant(Role::Office, None, "", "")]),
            stopped,
        ];
        let pairs = [
            ("a", "a"),
            ("a", "b"),
            ("a", "b"),
            ("b", "a"),
            ("a", "s"),
            ("a", "none"),
        ];
        assert_eq!(
            told(&accounts, &pairs, Extent::Departments),
            Err(vec![
                (0, Refusal::Same),
                (2, Refusal::Twice),
                (3, Refusal::Nothing),
                (4, Refusal::Stopped),
                (5, Refusal::Nothing)
            ])
        );
    }
}
