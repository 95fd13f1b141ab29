//! Workbooks that people fill in, as pages hand them out and take them back: their names, the files of a form, what is
//! told of what was not taken.
//!
//! Not here: where files wait (`returned`), what they say (`gyokaku_exchange`), whose they are.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::multipart::{Multipart, MultipartRejection};
use gyokaku_core::text::hex;
use gyokaku_exchange::workbook::Fault;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::App;
use crate::arrivals::Arriving;
use crate::error::Problem;
use crate::pages::import::create::{MOST_WORDS, bytes, cut_off, file_name};
use crate::person::Person;
use crate::returned::{File, MOST_BYTES_EACH, Sender};

/// The identity of a sending in an address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UploadId(Uuid);

impl UploadId {
    pub(crate) const fn id(self) -> Uuid {
        self.0
    }
}

impl<'de> Deserialize<'de> for UploadId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(D::Error::custom)
    }
}

/// What became of a workbook: of how many of what it was taken in, and how many places were left.
pub(crate) fn taken_in(done: usize, of: &str, left: usize) -> String {
    let (done_words, left_words) = (
        format!("{done}件の{of}を取り込みました。"),
        format!("{left}か所は、次の理由でそのまま残っています。"),
    );
    match (done, left) {
        (_, 0) => done_words,
        (0, _) => left_words,
        _ => done_words + &left_words,
    }
}

/// What a workbook is sent as.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The name of a file that is returned to who sent it, with marks or without.
pub(crate) fn returned_name(name: &str, has_marks: bool, ending: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let [none, some] = ["_印なし", "_確認事項あり"];
    // Returned twice, it says so once.
    let stem = [none, some]
        .iter()
        .find_map(|end| stem.strip_suffix(end))
        .unwrap_or(stem);
    format!("{stem}{}.{ending}", if has_marks { some } else { none })
}

/// Takes the files of a form whole, at most so many; `called` is what they are called on the screen.
///
/// # Errors
/// Too many, too large, cut off; too many files come in at once.
pub(crate) async fn files(
    mut multipart: Multipart,
    most: usize,
    called: &str,
    arriving: &Arriving,
) -> Result<Vec<File>, Problem> {
    let mut files = Vec::new();
    while let Some(field) = multipart
        .next_field()
        .await
        .map_err(|error| sized(cut_off(error), called))?
    {
        if field.name() != Some("file") {
            // Whatever else is sent is heard to its end and not heeded.
            bytes(field, MOST_WORDS, arriving)
                .await
                .map_err(|problem| sized(problem, called))?;
            continue;
        }
        let name = file_name(field.file_name().unwrap_or_default());
        let found = bytes(field, MOST_BYTES_EACH, arriving)
            .await
            .map_err(|problem| sized(problem, called))?;
        if name.is_empty() {
            continue;
        }
        if files.len() == most {
            return Err(Problem::Form(match most {
                1 => format!("一度に取り込める{called}は1つです。"),
                most => format!("一度に取り込める{called}は{most}個までです。何回かに分けてお送りください。"),
            }));
        }
        files.push(File {
            name,
            bytes: Arc::new(found),
        });
    }
    Ok(files)
}

/// Takes the files of a form whole and keeps them until they have been looked at; `chosen` is what somebody has forgotten to
/// choose who sends none.
///
/// # Errors
/// No form, no file, too many, too large, cut off; too many come in at once.
pub(crate) async fn keep(
    app: &App,
    person: &Person,
    multipart: Result<Multipart, MultipartRejection>,
    sender: Sender,
    most: usize,
    (called, chosen): (&str, &str),
) -> Result<Uuid, Problem> {
    let multipart =
        multipart.map_err(|_| Problem::Form("送られた内容がフォームの形をしていません。".into()))?;
    let arriving = app.arrivals().begin(person)?;
    let files = files(multipart, most, called, &arriving).await?;
    drop(arriving);
    if files.is_empty() {
        return Err(Problem::Form(format!("{chosen}が選ばれていません。")));
    }
    app.returned().keep(sender, files, Instant::now())
}

/// Says how large workbooks may be, which is less than documents may.
fn sized(problem: Problem, called: &str) -> Problem {
    match problem {
        Problem::TooLarge => Problem::Form(format!(
            "ファイルが大きすぎます。{called}は1つ8MBまで、あわせて32MBまで受け取れます。画像を貼り付けているときは、除いてからお送りください。"
        )),
        other => other,
    }
}

/// What a change that was seen is known by: what it changes, from what, to what.
pub(crate) fn seen<const PARTS: usize>(parts: [&str; PARTS]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex(&digest.finalize()[..10])
}

/// Why a file is not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// In whole sentences.
    pub(crate) what: String,
    /// Where it can be handed in: address and name.
    pub(crate) place: Option<(String, String)>,
}

/// What is not taken, and why.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) at: String,
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) found: String,
    pub(crate) why: String,
    pub(crate) next: String,
}

impl Left {
    /// A fault, with the name of its item and the head of its column.
    pub(crate) fn of(fault: &Fault, name: String, label: String) -> Self {
        let mut at = fault.at.to_string();
        for also in &fault.also {
            at += &format!("、{also}");
        }
        Self {
            at,
            name,
            label,
            found: fault.found.clone(),
            why: fault.why.clone(),
            next: fault.next.clone(),
        }
    }
}
