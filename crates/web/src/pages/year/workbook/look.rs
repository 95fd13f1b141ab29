//! Files that came back beside what is stored now: what would change, what is not taken and why.
//!
//! Looked at anew each time: what was shown a while ago may be another's answer by now. A change is
//! known by a digest of what it changes from and to, so that only what was seen is applied.
//! Not here: the page (`show`), storing (`apply`).

use std::time::Instant;

use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::field::Field;
use gyokaku_exchange::survey::{self, Back, Fault, Form, NotTheForm};
use uuid::Uuid;

use super::form::{Identity, own, to_compare};
use super::refusal::{owner, refusal};
use super::{Receiver, ReceiverAt};
use crate::App;
use crate::error::Problem;
use crate::person::Person;
use crate::returned::File;
use crate::round_context::RoundContext;
use crate::upload::{Refusal, seen};

/// A file that came back.
#[derive(Debug)]
pub(crate) struct Looked {
    pub(crate) file: File,
    pub(crate) what: Result<Compared, Refusal>,
}

/// A department's file beside what is stored.
#[derive(Debug)]
pub(crate) struct Compared {
    /// The department that the file is of.
    pub(crate) department: String,
    pub(crate) form: Form,
    pub(crate) back: Back,
    /// Whether the file carries marks of an earlier time.
    pub(crate) is_marked: bool,
}

/// A change of a field, as a file asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    /// What it changes from and to.
    pub(crate) digest: String,
    pub(crate) field: Field,
    /// The canonical form of what is stored; empty for a blank.
    pub(crate) old: String,
    pub(crate) new: String,
    /// As typed, where it is written otherwise.
    pub(crate) typed: Option<String>,
    /// The cell.
    pub(crate) at: String,
}

impl Compared {
    /// What the file asks for at an item.
    pub(crate) fn wishes(&self, item: &str) -> Vec<Wish> {
        let of = |change: &survey::Change| {
            Some(Wish {
                digest: digest(change),
                field: Field::of(&change.column)?,
                old: change.old.clone(),
                new: change.new.clone(),
                typed: change.typed.clone(),
                at: change.at.to_string(),
            })
        };
        let changes = self.back.changes.iter();
        changes
            .filter(|change| change.row == item)
            .filter_map(of)
            .collect()
    }

    /// What stands in the head of a column.
    pub(crate) fn head(&self, key: &str) -> &str {
        let column = self.form.columns.iter().find(|column| column.key == key);
        column.map_or("", |column| column.label.as_str())
    }

    /// The answers that the file is compared with.
    pub(crate) fn answers<'a>(&'a self, survey: &'a RoundContext) -> impl Iterator<Item = &'a Answer> {
        own(survey, &self.department)
    }

    /// Whether anything in the file needs a hand.
    pub(crate) fn faults(&self) -> &[Fault] {
        &self.back.faults
    }
}

fn digest(change: &survey::Change) -> String {
    seen([&change.row, &change.column, &change.old, &change.new].map(String::as_str))
}

/// The files of a sending; none where their time is over.
pub(crate) fn files(app: &App, person: &Person, at: &ReceiverAt, id: Uuid) -> Option<Vec<File>> {
    app.returned().get(id, &at.sender(person), Instant::now())
}

/// Compares the files of a sending with what is stored.
pub(crate) async fn look(
    app: &App,
    person: &Person,
    at: &ReceiverAt,
    survey: &RoundContext,
    files: Vec<File>,
) -> Result<Vec<Looked>, Problem> {
    let candidates = candidates(app, at, survey).await?;
    let mut looked = Vec::new();
    for file in files {
        let found = match &at.receiver {
            Receiver::Department(id) => compared(app, survey, id.as_str(), &file).await?,
            Receiver::Office => {
                let (bytes, candidates) = (file.bytes.clone(), candidates.clone());
                let owner = app.reading().run(move || owner(&bytes, &candidates)).await;
                match owner? {
                    Ok(of) if is_here(survey, &of) => compared(app, survey, &of.department, &file).await?,
                    other => Err(other),
                }
            }
        };
        let what = match found {
            Ok(compared) => Ok(compared),
            Err(owner) => Err(refused(app, person, survey, owner, &file, &candidates).await?),
        };
        looked.push(Looked { file, what });
    }
    Ok(looked)
}

/// Whether a form is one of this round and of a department that is asked in it.
fn is_here(survey: &RoundContext, of: &Identity) -> bool {
    Identity::of(survey, &of.department) == *of && own(survey, &of.department).next().is_some()
}

/// A file as the department's; else whose it says it is.
async fn compared(
    app: &App,
    survey: &RoundContext,
    department: &str,
    file: &File,
) -> Result<Result<Compared, Result<Identity, NotTheForm>>, Problem> {
    let (form, bytes) = (to_compare(survey, department), file.bytes.clone());
    let work = move || {
        let back = survey::back(&bytes, &form)?;
        let is_marked = survey::is_marked(&bytes).unwrap_or(false);
        Ok((form, back, is_marked))
    };
    let found = app.reading().run(work).await?;
    Ok(found
        .map(|(form, back, is_marked)| Compared {
            department: department.to_owned(),
            form,
            back,
            is_marked,
        })
        .map_err(Err))
}

async fn refused(
    app: &App,
    person: &Person,
    survey: &RoundContext,
    owner_of: Result<Identity, NotTheForm>,
    file: &File,
    candidates: &[Identity],
) -> Result<Refusal, Problem> {
    let owner_of = match owner_of {
        Err(NotTheForm::Another { .. }) => {
            let (bytes, candidates) = (file.bytes.clone(), candidates.to_vec());
            let found = app.reading().run(move || owner(&bytes, &candidates)).await;
            found?
        }
        known => known,
    };
    refusal(app, person, survey, owner_of).await
}

/// The forms that a CSV, which does not say whose it is, may be: those of this round, and for a
/// department its own of other rounds.
async fn candidates(app: &App, at: &ReceiverAt, survey: &RoundContext) -> Result<Vec<Identity>, Problem> {
    let departments = survey.directory.departments.iter();
    let mut found: Vec<Identity> = departments.map(|d| Identity::of(survey, &d.id)).collect();
    if let Receiver::Department(id) = &at.receiver {
        let own = Identity::of(survey, id.as_str());
        let rounds = app
            .store()
            .rounds(&survey.code(), Some(&survey.loaded.key))
            .await?;
        found.extend(rounds.into_iter().map(|(_, round)| Identity {
            round: round.key.to_string(),
            ..own.clone()
        }));
        found.retain(|identity| *identity != own);
    }
    Ok(found)
}
