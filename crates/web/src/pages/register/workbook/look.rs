//! A file that came back beside the register as it stands now.
//!
//! Looked at anew each time: what was shown a while ago may be another's text by now. A change is known by a digest of
//! what it changes from and to, so that only what was seen is applied. Not here: the page (`show`), storing (`apply`).

use std::time::Instant;

use gyokaku_core::editing::ItemField;
use gyokaku_exchange::register::{self, Back, Change, New, NotTheRegister};
use gyokaku_exchange::workbook::mark;
use uuid::Uuid;

use super::refusal::refusal;
use super::sender;
use crate::App;
use crate::error::Problem;
use crate::loaded::Loaded;
use crate::path::PlanAt;
use crate::person::Person;
use crate::returned::File;
use crate::upload::{Refusal, seen};

/// The register's file beside what is stored.
#[derive(Debug)]
pub(super) struct Compared {
    pub(super) back: Back,
    /// Whether the file carries marks of an earlier time.
    pub(super) is_marked: bool,
}

/// What a change is known by.
pub(super) fn digest(change: &Change) -> String {
    seen([&change.item, change.field.key(), &change.old, &change.new])
}

/// What a new item is known by.
pub(super) fn digest_of_new(new: &New) -> String {
    let section = new.item.section.as_deref().unwrap_or_default();
    let fields: Vec<String> = ItemField::ALL.iter().map(|field| field.text(&new.item)).collect();
    seen([section, &new.at.to_string(), &fields.join("\u{1F}")])
}

/// The file of a sending; none where its time is over.
pub(super) fn file(app: &App, person: &Person, at: &PlanAt, id: Uuid) -> Option<File> {
    let files = app.returned().get(id, &sender(at, person), Instant::now())?;
    files.into_iter().next()
}

/// Compares a file with what is stored; else says what it is.
pub(super) async fn look(
    app: &App,
    person: &Person,
    loaded: &Loaded,
    file: &File,
) -> Result<Result<Compared, Refusal>, Problem> {
    let (of, bytes) = (loaded.clone(), file.bytes.clone());
    let work = move || -> Result<Compared, NotTheRegister> {
        let code = register::code(&of.code, &of.key);
        let back = register::back(&bytes, &code, of.plan())?;
        let is_marked = mark::is_marked(&bytes).unwrap_or(false);
        Ok(Compared { back, is_marked })
    };
    match app.reading().run(work).await? {
        Ok(compared) => Ok(Ok(compared)),
        Err(error) => Ok(Err(refusal(app, person, loaded, error).await?)),
    }
}
