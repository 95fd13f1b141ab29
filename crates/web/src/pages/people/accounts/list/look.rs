//! A list that came in beside the accounts as they stand now.
//!
//! Looked at anew each time; what was seen is known by a digest, so that only that is taken in. Not here: the page
//! (`show`), storing (`apply`).

use std::collections::HashMap;
use std::time::Instant;

use gyokaku_core::account::Account;
use gyokaku_core::account::roster::{self, Field, Known, MOST_ROWS, Outcome, Row};
use gyokaku_core::department::Directory;
use gyokaku_exchange::listing::{self, Wanted};
use gyokaku_office::mail::Address;
use gyokaku_store::StoredAccount;

use super::{ListPath, sender};
use crate::App;
use crate::error::Problem;
use crate::person::Person;
use crate::returned::File;
use crate::upload::seen;

/// A list beside what is stored.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) outcome: Outcome,
    /// What was seen is known by this.
    pub(super) digest: String,
    /// The revisions of the accounts.
    pub(super) revisions: HashMap<String, i64>,
    pub(super) directory: Directory,
}

/// The file of a sending; none where its time is over.
pub(super) fn file(app: &App, person: &Person, path: &ListPath) -> Option<File> {
    let sender = sender(path.code.0, person);
    let files = app.returned().get(path.upload.id(), &sender, Instant::now())?;
    files.into_iter().next()
}

/// The rows of a file.
fn rows(bytes: &[u8]) -> Result<Vec<Row>, String> {
    let wanted = Field::ALL.map(|field| Wanted {
        heads: field.heads(),
        is_needed: matches!(field, Field::Login | Field::Name | Field::Role),
    });
    let listed = listing::read(bytes, &wanted, MOST_ROWS).map_err(|error| error.to_string())?;
    let row = |listed: listing::ListedRow| {
        let mut row = Row {
            line: listed.line,
            absent: listed
                .absent
                .iter()
                .filter_map(|place| Field::ALL.get(*place).copied())
                .collect(),
            ..Row::default()
        };
        for (cell, text) in row.cells.iter_mut().zip(listed.cells) {
            *cell = text;
        }
        row
    };
    Ok(listed.into_iter().map(row).collect())
}

/// Compares a list with what is stored; else says why it is none.
pub(super) async fn look(
    app: &App,
    person: &Person,
    path: &ListPath,
    file: &File,
    stops: bool,
) -> Result<Result<Looked, String>, Problem> {
    let code = path.code.0;
    let stored: Vec<StoredAccount> = app.store().accounts(&code).await?;
    let directory = app.store().departments(&code).await?.directory;
    let (bytes, today, own) = (file.bytes.clone(), app.today()?, person.id.clone());
    let work = move || -> Result<Looked, String> {
        let rows = rows(&bytes)?;
        let revisions = stored
            .iter()
            .map(|one| (one.account.id.clone(), one.revision))
            .collect();
        let accounts: Vec<Account> = stored.into_iter().map(|one| one.account).collect();
        let outcome = roster::compare(
            &rows,
            Known {
                accounts: &accounts,
                directory: &directory,
                today,
                own: &own,
                mail: &|text| Address::parse(text).err().map(|why| why.to_string()),
                stops,
            },
        );
        let parts = [
            format!("{:?}", outcome.added),
            format!("{:?}", outcome.changed),
            format!("{:?}", outcome.stopped),
        ];
        let [added, changed, stopped] = &parts;
        Ok(Looked {
            digest: seen([added, changed, stopped]),
            outcome,
            revisions,
            directory,
        })
    };
    Ok(app.reading().run(work).await?)
}
