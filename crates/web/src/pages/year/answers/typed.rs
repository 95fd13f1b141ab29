//! What was typed, out of a form or out of a script's message, and what becomes of it.
//!
//! The right part is stored whatever is wrong with the rest; what is wrong and what somebody else
//! changed meanwhile comes back as it was typed. Not here: pages and messages.

use std::collections::BTreeMap;

use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::field::Field;
use gyokaku_store::{Actor, AnswerAt, Conflict, FieldChange, RoundAt};

use crate::App;
use crate::error::Problem;
use crate::form::FormData;
use crate::round_context::RoundContext;

/// A value as it was typed, with the canonical form of what the writer saw there; empty for a blank.
pub(crate) type Typed = crate::saving::Typed<Field>;

/// A value that cannot be read: as typed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) text: String,
    pub(crate) why: String,
}

/// What became of what was typed.
#[derive(Clone, Debug)]
pub(crate) struct SaveOutcome {
    /// The answer as it is stored now.
    pub(crate) answer: Answer,
    pub(crate) saved: Vec<Field>,
    pub(crate) wrong: BTreeMap<Field, Wrong>,
    pub(crate) conflicts: BTreeMap<Field, Conflict>,
    /// What was typed, by field, for showing it again.
    pub(crate) typed: BTreeMap<Field, String>,
}

impl SaveOutcome {
    /// Nothing was typed.
    pub(crate) fn nothing(answer: Answer) -> Self {
        Self {
            answer,
            saved: Vec::new(),
            wrong: BTreeMap::new(),
            conflicts: BTreeMap::new(),
            typed: BTreeMap::new(),
        }
    }

    /// Whether everything typed is stored.
    pub(crate) fn is_whole(&self) -> bool {
        self.wrong.is_empty() && self.conflicts.is_empty()
    }
}

/// The values of a form. Each has the field's word as its name behind `prefix`; what was seen is in
/// `seen.` with the same word, and `take.` says `theirs` where the other version was chosen.
pub(crate) fn of_form(form: &FormData, prefix: &str, fields: &[Field]) -> Vec<Typed> {
    let find = |name: String| form.get(&name);
    fields
        .iter()
        .filter_map(|field| {
            let word = field.key();
            let text = find(format!("{prefix}{word}"))?;
            (find(format!("{prefix}take.{word}")) != Some("theirs")).then(|| Typed {
                field: field.clone(),
                seen: find(format!("{prefix}seen.{word}"))
                    .unwrap_or_default()
                    .to_owned(),
                text: text.to_owned(),
            })
        })
        .collect()
}

/// In what capacity a person writes into an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Capacity {
    /// For its department.
    Department,
    /// For the office, which mends the wording and leaves no field blank.
    Mending,
}

const NO_BLANK: &str = "空欄にはできません。記入を取り消すときは、担当課に差し戻してください。";

/// Stores what a department typed, as far as it can be.
///
/// # Errors
/// `Problem::NotNow` where the answer takes nothing today; nothing is stored then.
pub(crate) async fn keep(
    app: &App,
    actor: &Actor,
    survey: &RoundContext,
    at: RoundAt<'_>,
    answer: &Answer,
    typed: Vec<Typed>,
) -> Result<SaveOutcome, Problem> {
    write(app, actor, survey, at, answer, typed, Capacity::Department).await
}

/// Stores what the office mends of the wording, as far as it can be.
///
/// # Errors
/// `Problem::NotNow` where the answer is with its department or frozen; nothing is stored then.
pub(crate) async fn mend(
    app: &App,
    actor: &Actor,
    survey: &RoundContext,
    at: RoundAt<'_>,
    answer: &Answer,
    typed: Vec<Typed>,
) -> Result<SaveOutcome, Problem> {
    write(app, actor, survey, at, answer, typed, Capacity::Mending).await
}

async fn write(
    app: &App,
    actor: &Actor,
    survey: &RoundContext,
    at: RoundAt<'_>,
    answer: &Answer,
    typed: Vec<Typed>,
    capacity: Capacity,
) -> Result<SaveOutcome, Problem> {
    let mut outcome = SaveOutcome::nothing(answer.clone());
    let mut changes = Vec::new();
    for one in typed {
        let canonical = |text: &str| survey.read(&one.field, text);
        // What was seen travels through the browser, which writes line ends its own way.
        let seen = canonical(&one.seen).unwrap_or_else(|_| Some(one.seen.clone()));
        let read = canonical(&one.text).map_err(|why| why.to_string());
        match read.and_then(|new| match (capacity, &new) {
            (Capacity::Mending, None) if seen.is_some() => Err(NO_BLANK.to_owned()),
            _ => Ok(new),
        }) {
            // Not touched: what somebody else wrote there meanwhile stays.
            Ok(new) if new == seen => continue,
            Ok(new) => changes.push(FieldChange {
                field: one.field.clone(),
                seen,
                new,
            }),
            Err(why) => {
                let wrong = Wrong {
                    text: one.text.clone(),
                    why,
                };
                outcome.wrong.insert(one.field.clone(), wrong);
            }
        }
        outcome.typed.insert(one.field, one.text);
    }
    if changes.is_empty() {
        return Ok(outcome);
    }
    let place = AnswerAt {
        at,
        item: &answer.item,
        department: &answer.department,
    };
    let (store, now) = (app.store(), app.now());
    let saved = match capacity {
        Capacity::Department => {
            store
                .save_answer(actor, &now, survey.today, place, &changes)
                .await?
        }
        Capacity::Mending => store.mend_answer(actor, &now, place, &changes).await?,
    };
    outcome.answer = saved.answer;
    outcome.saved = saved.changed;
    outcome.conflicts = saved
        .conflicts
        .into_iter()
        .map(|conflict| (conflict.field.clone(), conflict))
        .collect();
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_was_seen_and_what_was_chosen() {
        let form: FormData = [
            ("done", "実施\r\nした"),
            ("seen.done", "実施"),
            ("next", "続ける"),
            ("take.next", "theirs"),
            ("grade", "○"),
        ]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .into_iter()
        .collect();
        let typed = of_form(
            &form,
            "",
            &[Field::Grade, Field::Done, Field::Next, Field::Reason],
        );
        let told: Vec<(String, &str, &str)> = typed
            .iter()
            .map(|t| (t.field.key(), t.seen.as_str(), t.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [("grade".into(), "", "○"), ("done".into(), "実施", "実施\r\nした")],
            "the other's version stays, and what is not in the form is not touched"
        );
    }
}
