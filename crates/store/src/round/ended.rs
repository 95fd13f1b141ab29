//! A register that changes while a round is running: items that ended, and items that came.
//!
//! That an item has ended stands in the register alone, and every answer is loaded with it; here is only what the office
//! decides about its answers. Not here: what follows from it (`gyokaku_core::round::answer`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::editing::Deed;
use gyokaku_core::journal::Event;
use gyokaku_core::round::RoundState;
use gyokaku_core::round::opening::Planned;
use gyokaku_core::round::refusal::{Frozen, NotNow};
use gyokaku_core::round::{Round, day_key};
use time::Date;

use super::{AnswerAt, RoundAt, Scope, answers, hold_round, insert_answers, lock_round, save};
use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::trail::ANSWERS;
use crate::{Actor, Store, journal};

/// The day of the retirement despite which an answer is wanted; none takes the wish back.
pub(super) async fn want_despite(
    tx: &mut Transaction,
    answer: AnswerAt<'_>,
    day: Option<Date>,
) -> Result<(), StoreError> {
    let mut values = answer.values();
    values.push(day.map(day_key).as_deref().into());
    let sql = "UPDATE answer SET wanted_despite = $6, revision = revision + 1 \
        WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5";
    tx.run(sql, values).await?;
    Ok(())
}

impl Store {
    /// Notes that the answers of an item that ended are wanted all the same, as a last report, or that they are not any
    /// more. How many answers that was; none where it was so already.
    ///
    /// # Errors
    /// The round is closed, or it has no answer of such an item, or the item has not ended.
    pub async fn want_of_ended(
        &self,
        actor: &Actor,
        now: &str,
        at: RoundAt<'_>,
        item: &str,
        is_wanted: bool,
    ) -> Result<usize, StoreError> {
        let mut tx = self.writing().await?;
        let round = hold_round(&mut tx, at).await?;
        if round.state == RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::Closed(Frozen::Answers)));
        }
        let found = answers::load(&mut tx, at, Scope::Item(item)).await?;
        let ended = found.first().and_then(|answer| answer.retired.as_ref());
        let on = ended.ok_or_else(save::no_answer)?.on;
        let wish = is_wanted.then_some(on);
        let places: Vec<AnswerAt<'_>> = found
            .iter()
            .filter(|answer| (answer.wanted_despite == Some(on)) != is_wanted)
            .map(|answer| AnswerAt {
                at,
                item,
                department: &answer.department,
            })
            .collect();
        if places.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        for place in &places {
            want_despite(&mut tx, *place, wish).await?;
        }
        let event = Event::EndedWanted {
            round: at.round,
            answers: places.iter().map(AnswerAt::name).collect(),
            ended_on: on,
            is_wanted,
        };
        let sequence = journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        let trailed = places.iter().map(|place| (place.values(), ""));
        ANSWERS.note(&mut tx, trailed, sequence).await?;
        tx.commit().await?;
        Ok(places.len())
    }

    /// Adds answers to a round that is running; what it asks for already stays as it is. How many were added.
    ///
    /// # Errors
    /// The round is closed, or a department is not there.
    pub async fn extend_round(
        &self,
        actor: &Actor,
        now: &str,
        at: RoundAt<'_>,
        wanted: &[Planned],
    ) -> Result<usize, StoreError> {
        let mut tx = self.writing().await?;
        let round: Round = lock_round(&mut tx, at).await?;
        if round.state == RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::Closed(Frozen::Departments)));
        }
        let there = answers::load(&mut tx, at, Scope::All).await?;
        let is_there = |new: &Planned| {
            there
                .iter()
                .any(|answer| answer.item == new.item && answer.department == new.department)
        };
        let new: Vec<Planned> = wanted.iter().filter(|new| !is_there(new)).cloned().collect();
        if new.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let sql = "SELECT COALESCE(MAX(ordinal), 0) FROM answer WHERE body_code = $1 AND plan_key = $2 AND round = $3";
        let last: Vec<(i64,)> = tx.named("answer", sql, at.values()).await?;
        let after = last.first().map_or(0, |(last,)| last + 1);
        insert_answers(&mut tx, at, usize::try_from(after).unwrap_or(there.len()), &new).await?;
        let places: Vec<AnswerAt<'_>> = new
            .iter()
            .map(|new| AnswerAt {
                at,
                item: &new.item,
                department: &new.department,
            })
            .collect();
        let event = Event::RoundExtended {
            round: at.round,
            answers: places.iter().map(AnswerAt::name).collect(),
        };
        let sequence = journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        let trailed = places.iter().map(|place| (place.values(), ""));
        ANSWERS.note(&mut tx, trailed, sequence).await?;
        tx.commit().await?;
        Ok(new.len())
    }

    /// The identities of the items that were added to a plan by hand since a point in time (RFC 3339).
    pub async fn items_added_since(
        &self,
        body: &BodyCode,
        plan: &str,
        since: &str,
    ) -> Result<Vec<String>, StoreError> {
        let values: Vec<Value> = vec![
            body.as_str().into(),
            plan.into(),
            Deed::AddItem.word().into(),
            since.into(),
        ];
        let sql = "SELECT DISTINCT t.element FROM register_trail t JOIN journal j ON j.sequence = t.sequence \
            WHERE t.body_code = $1 AND t.plan_key = $2 AND t.element <> '' AND j.what = $3 AND j.at >= $4 ORDER BY t.element";
        let found: Vec<(String,)> = self.named("register_trail", sql, values).await?;
        Ok(found.into_iter().map(|(element,)| element).collect())
    }
}
