//! What a hand-over would change, as the accounts stand now. Not here: the form (`typed`), storing (`apply`).

use std::collections::{BTreeMap, HashMap};

use gyokaku_core::account::Account;
use gyokaku_core::account::handover::{Changed, hand_over};
use gyokaku_core::body::BodyCode;

use super::typed::{Said, Typed};
use crate::App;
use crate::error::Problem;
use crate::form::FieldErrors;
use crate::upload::seen;

/// A hand-over beside what is stored.
pub(super) struct Looked {
    pub(super) accounts: Vec<Account>,
    pub(super) revisions: HashMap<String, i64>,
    /// What it says and changes, or what is wrong with it.
    pub(super) found: Result<(Said, Vec<Changed>), FieldErrors>,
}

/// What was seen is known by this.
pub(super) fn digest(changed: &[Changed]) -> String {
    seen([&format!("{changed:?}")])
}

/// Looks at what was typed.
pub(super) async fn look(app: &App, code: &BodyCode, typed: &Typed) -> Result<Looked, Problem> {
    let stored = app.store().accounts(code).await?;
    let revisions = stored
        .iter()
        .map(|one| (one.account.id.clone(), one.revision))
        .collect();
    let accounts: Vec<Account> = stored.into_iter().map(|one| one.account).collect();
    let found = found(&accounts, typed);
    Ok(Looked {
        accounts,
        revisions,
        found,
    })
}

fn found(accounts: &[Account], typed: &Typed) -> Result<(Said, Vec<Changed>), FieldErrors> {
    let all: Vec<&Account> = accounts.iter().collect();
    let said = typed.said(&all)?;
    let by_id: BTreeMap<&str, &Account> = accounts.iter().map(|one| (one.id.as_str(), one)).collect();
    match hand_over(&by_id, &said.pairs, said.day, said.extent) {
        Ok(changed) => Ok((said, changed)),
        Err(refused) => {
            let mut wrong = FieldErrors::default();
            for (pair, refusal) in refused {
                let place = said.places.get(pair).copied().unwrap_or_default();
                let words = format!("{}組目：{}", place + 1, refusal.words());
                wrong.add(format!("from.{place}"), words);
            }
            Err(wrong)
        }
    }
}
