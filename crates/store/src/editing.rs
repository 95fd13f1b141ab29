//! The register written by hand: fields of one item, and acts on its parts.
//!
//! A field of an item is written with the rows of that item alone, so that it costs the same in a register of any size;
//! an act loads the register, because it may touch any part of it. Both leave a journal entry and a trail from the part
//! to it in the same transaction. Invariant: no field is overwritten that its writer has not seen.
//! Not here: what an act does (`gyokaku_core::editing`), how typed text becomes a value.

use std::collections::HashSet;

use gyokaku_core::amendment::AmendmentState;
use gyokaku_core::body::BodyCode;
use gyokaku_core::editing::{Act, Done, ItemField, Left, Refusal, Value as Written, VoiceKind, apply};
use gyokaku_core::journal::{Change, Event};
use gyokaku_core::opinion::{FollowUp, Handling};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::round::day_key;
use gyokaku_core::round::field::Field;

use sqlx::FromRow;
use time::Date;

use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::plan::{decode, encode, encode_item, item_rows, rows, taken_item};
use crate::together::EachItem;
use crate::trail::{REGISTER, Trailed};
use crate::typed::{Nullable, Number};
use crate::write::{PutPlan, changes, hold_plan, lock_plan, write_rows};
use crate::{Actor, Store, journal, search, submission};

/// A field to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemWrite {
    /// The field.
    pub field: ItemField,
    /// What the writer saw there, as [`ItemField::text`] gives it.
    pub seen: String,
    /// What shall be there.
    pub value: Written,
}

/// A field that somebody else changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The field.
    pub field: ItemField,
    /// What stands there now.
    pub theirs: String,
    /// Who wrote it and when (RFC 3339); none where a document did.
    pub by: Option<(String, String)>,
}

/// What became of writing fields of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemWritten {
    /// The item as it is stored now.
    pub item: Item,
    /// The fields that were written.
    pub saved: Vec<ItemField>,
    /// The fields that were not, with what stands there.
    pub clashes: Vec<Clash>,
}

/// An opinion for which somebody has something to do.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OpenOpinion {
    /// The key of the plan.
    #[sqlx(rename = "plan_key")]
    pub plan: String,
    /// Its identity.
    pub id: String,
    /// The department that is asked, as the office names it.
    pub asked: String,
    /// What was said.
    pub content: String,
    /// Whether it is answered, and its answer is to be followed.
    #[sqlx(try_from = "Number")]
    pub answered: bool,
    /// Whether it is said how it was taken.
    #[sqlx(try_from = "Number")]
    pub taken: bool,
    /// How far it is done.
    #[sqlx(try_from = "Nullable")]
    pub follow_up: Option<FollowUp>,
}

/// How many open opinions of a body are given at once.
pub(crate) const MOST_OPEN_OPINIONS: usize = 2_000;

/// How many entries a history has at most.
pub const MOST_OF_HISTORY: usize = 200;

impl Store {
    /// Writes fields of an item that still are as the writer saw them; the others are told. None where the plan has
    /// no such item.
    pub async fn write_item(
        &self,
        actor: &Actor,
        now: &str,
        (body, key): (&BodyCode, &str),
        id: &str,
        writes: &[ItemWrite],
    ) -> Result<Option<ItemWritten>, StoreError> {
        let mut tx = self.writing().await?;
        hold_plan(&mut tx, body, key).await?;
        let old = item_rows(&mut tx, body, key, id).await?;
        let Some((before, order)) = taken_item(old.clone())? else {
            return Ok(None);
        };
        let mut item = before.clone();
        let (mut values, mut clashed) = (Vec::new(), Vec::new());
        for write in writes {
            let stands = write.field.text(&before);
            let mut wanted = before.clone();
            write.field.put(&mut wanted, write.value.clone());
            let text = write.field.text(&wanted);
            if text == stands {
                continue;
            }
            if write.seen != stands {
                clashed.push((write.field, stands));
                continue;
            }
            write.field.put(&mut item, write.value.clone());
            values.push((write.field, change(stands, text)));
        }
        let mut clashes = Vec::new();
        for (field, theirs) in clashed {
            let by = last_writer(&mut tx, (body, key), id, field.key()).await?;
            clashes.push(Clash { field, theirs, by });
        }
        let saved: Vec<ItemField> = values.iter().map(|(field, _)| *field).collect();
        if saved.is_empty() {
            tx.rollback().await?;
            return Ok(Some(ItemWritten {
                item: before,
                saved,
                clashes,
            }));
        }
        let new = encode_item(&item, order)?;
        let (changes, _) = changes(&old, new)?;
        write_rows(&mut tx, body, key, changes).await?;
        let sql = "UPDATE plan SET revision = revision + 1, imported_at = $3 WHERE body_code = $1 AND plan_key = $2";
        tx.run(sql, vec![body.as_str().into(), key.into(), now.into()])
            .await?;
        search::index(&mut tx, body, key, &[id], &[&item]).await?;
        note_fields(&mut tx, actor, now, (body, key), &item, values).await?;
        tx.commit().await?;
        Ok(Some(ItemWritten { item, saved, clashes }))
    }

    /// Does an act on the register. The refusal of the domain is told, and nothing is stored then.
    ///
    /// # Errors
    /// The store fails; there is no such plan ([`StoreError::Conflict`] without a stored revision).
    pub async fn act(
        &self,
        actor: &Actor,
        now: &str,
        of: (&BodyCode, &str),
        act: &Act,
    ) -> Result<Result<Done, Refusal>, StoreError> {
        let done = self.act_telling(actor, now, of, act).await?;
        Ok(done.map(|(done, _)| done))
    }

    /// As [`Store::act`]; tells as well what of many fields was left.
    pub(crate) async fn act_telling(
        &self,
        actor: &Actor,
        now: &str,
        of: (&BodyCode, &str),
        act: &Act,
    ) -> Result<Result<(Done, Vec<Left>), Refusal>, StoreError> {
        let mut tx = self.writing().await?;
        let done = act_within(&mut tx, actor, now, of, act).await?;
        match done {
            Ok(_) => tx.commit().await?,
            Err(_) => tx.rollback().await?,
        }
        Ok(done)
    }

    /// How many proposals of each plan of a body wait for a decision; plans without any are left out.
    pub async fn open_amendments(&self, body: &BodyCode) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT plan_key, CAST(COUNT(*) AS BIGINT) FROM amendment \
            WHERE body_code = $1 AND state = $2 GROUP BY plan_key ORDER BY plan_key";
        let values = vec![body.as_str().into(), AmendmentState::Open.key().into()];
        self.named("amendment", sql, values).await
    }

    /// The opinions of a body for which somebody has something to do: to answer them, to say how they were taken, or to say
    /// what was done of what was promised before a fiscal year began (its first day); at most [`MOST_OPEN_OPINIONS`].
    pub async fn open_opinions(&self, body: &BodyCode, begins: Date) -> Result<Vec<OpenOpinion>, StoreError> {
        let promises = Handling::ALL.into_iter().filter(|handling| handling.promises());
        let promises: Vec<String> = promises.map(|handling| format!("'{}'", handling.key())).collect();
        let sql = format!(
            "SELECT plan_key, id, asked, content, \
            CAST(CASE WHEN COALESCE(answer, '') = '' THEN 0 ELSE 1 END AS BIGINT) AS answered, \
            CAST(CASE WHEN handling IS NULL THEN 0 ELSE 1 END AS BIGINT) AS taken, follow_up FROM opinion \
            WHERE body_code = $1 AND (COALESCE(answer, '') = '' OR handling IS NULL \
            OR (handling IN ({}) AND COALESCE(follow_up, '') <> $2 AND COALESCE(answered_on, '') < $3)) \
            ORDER BY plan_key, ordinal LIMIT {MOST_OPEN_OPINIONS}",
            promises.join(", ")
        );
        let values = vec![
            body.as_str().into(),
            FollowUp::Done.key().into(),
            day_key(begins).as_str().into(),
        ];
        self.named("opinion", &sql, values).await
    }

    /// The items of a body for which proposals wait for a decision: plan and item, one for each proposal.
    pub async fn open_amended_items(&self, body: &BodyCode) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT plan_key, item FROM amendment WHERE body_code = $1 AND state = $2 ORDER BY plan_key, item LIMIT 2000";
        let values = vec![body.as_str().into(), AmendmentState::Open.key().into()];
        self.named("amendment", sql, values).await
    }

    /// The journal's entries about a part of the register (an empty identity is the plan), or about one field of it,
    /// newest first, at most [`MOST_OF_HISTORY`].
    pub async fn register_history(
        &self,
        (body, key): (&BodyCode, &str),
        element: &str,
        field: Option<&str>,
    ) -> Result<Vec<Trailed>, StoreError> {
        let mut values = part(body, key, element);
        values.extend(field.map(Value::from));
        let order = format!("ORDER BY t.sequence DESC, t.field LIMIT {MOST_OF_HISTORY}");
        let sql = REGISTER.entries(field.is_some(), &order);
        self.named("register_trail", &sql, values).await
    }
}

/// The identities of the voices of a kind.
fn ids(kind: VoiceKind, plan: &Plan) -> (VoiceKind, HashSet<String>) {
    (kind, kind.all(plan).map(|voice| voice.id().to_owned()).collect())
}

/// Does an act within a transaction, which is thrown away where the act is refused.
pub(crate) async fn act_within(
    tx: &mut Transaction,
    actor: &Actor,
    now: &str,
    (body, key): (&BodyCode, &str),
    act: &Act,
) -> Result<Result<(Done, Vec<Left>), Refusal>, StoreError> {
    let Some(row) = lock_plan(tx, body, key).await? else {
        return Err(StoreError::Conflict {
            stored: None,
            expected: None,
        });
    };
    let mut plan = row.own;
    decode(rows(tx, body, key).await?, &mut plan)?;
    let removed = act.removes();
    if !removed.is_empty() && are_asked_about(tx, (body, key), &removed).await? {
        return Ok(Err(Refusal::HasHistory));
    }
    let before: Vec<String> = plan.indicators.iter().map(|k| k.id.clone()).collect();
    let voices = [VoiceKind::Consultation, VoiceKind::Opinion].map(|kind| ids(kind, &plan));
    let together = EachItem::of(act, &plan);
    let done = match apply(&mut plan, act) {
        Ok(done) => done,
        Err(refusal) => {
            return Ok(Err(refusal));
        }
    };
    let [consultations, opinions] = voices.map(|(kind, before)| -> Vec<String> {
        let (_, left) = ids(kind, &plan);
        before.difference(&left).cloned().collect()
    });
    if submission::are_received(tx, (body, key), &consultations).await? {
        return Ok(Err(Refusal::Received));
    }
    submission::let_wait(tx, (body, key), &opinions).await?;
    let left: HashSet<&str> = plan.indicators.iter().map(|k| k.id.as_str()).collect();
    let gone = before.into_iter().filter(|id| !left.contains(id.as_str()));
    let gone: Vec<String> = gone.map(|id| Field::Indicator(id).key()).collect();
    if !gone.is_empty() && are_answered(tx, (body, key), &gone).await? {
        return Ok(Err(Refusal::Measured));
    }
    let event = Event::RegisterChanged {
        deed: act.deed(),
        element: act.element().to_owned(),
        name: done.name.clone(),
        details: done
            .details
            .iter()
            .map(|(label, old, new)| {
                let change = Change {
                    old: old.clone(),
                    new: new.clone(),
                };
                (label.clone(), change)
            })
            .collect(),
    };
    let rows = encode(&plan)?;
    let put = PutPlan {
        actor,
        now,
        body,
        key,
        expected_revision: Some(row.revision),
        plan: &plan,
        source: None,
        deed: Some((event, act.elements())),
    };
    put.within(tx, rows).await?;
    together.note(tx, actor, now, (body, key), &plan).await?;
    Ok(Ok((done, together.left)))
}

/// A field of an item from text to text; an empty one is a blank.
pub(crate) fn change(old: String, new: String) -> Change<Option<String>> {
    let blank = |text: String| Some(text).filter(|text| !text.is_empty());
    Change {
        old: blank(old),
        new: blank(new),
    }
}

/// Leaves an entry about fields of an item that were written, and a trail from each to it.
pub(crate) async fn note_fields(
    tx: &mut Transaction,
    actor: &Actor,
    now: &str,
    (body, key): (&BodyCode, &str),
    item: &Item,
    values: Vec<(ItemField, Change<Option<String>>)>,
) -> Result<(), StoreError> {
    let fields: Vec<&str> = values.iter().map(|(field, _)| field.key()).collect();
    let event = Event::ItemWritten {
        item: item.id.clone(),
        title: item.title.clone(),
        values,
    };
    let sequence = journal::append(tx, actor, now, Some(body), Some(key), &event).await?;
    let fields = fields.into_iter().map(|field| (part(body, key, &item.id), field));
    REGISTER.note(tx, fields, sequence).await
}

/// What a part of a register is known by.
pub(crate) fn part(body: &BodyCode, key: &str, element: &str) -> Vec<Value> {
    vec![body.as_str().into(), key.into(), element.into()]
}

/// Whether a round or an edition of a year speaks of one of the items.
async fn are_asked_about(
    tx: &mut Transaction,
    (body, key): (&BodyCode, &str),
    ids: &[&str],
) -> Result<bool, StoreError> {
    let ids: HashSet<&str> = ids.iter().copied().collect();
    for table in ["answer", "edition_entry"] {
        let sql = format!("SELECT DISTINCT item FROM {table} WHERE body_code = $1 AND plan_key = $2");
        let asked: Vec<(String,)> = tx
            .named(table, &sql, vec![body.as_str().into(), key.into()])
            .await?;
        if asked.iter().any(|(item,)| ids.contains(item.as_str())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether something is written in one of these fields in a round of the plan.
async fn are_answered(
    tx: &mut Transaction,
    (body, key): (&BodyCode, &str),
    fields: &[String],
) -> Result<bool, StoreError> {
    let sql =
        "SELECT DISTINCT field FROM answer_value WHERE body_code = $1 AND plan_key = $2 AND content <> ''";
    let values = vec![body.as_str().into(), key.into()];
    let written: Vec<(String,)> = tx.named("answer_value", sql, values).await?;
    Ok(written.iter().any(|(field,)| fields.contains(field)))
}

/// Who wrote a field last.
pub(crate) async fn last_writer(
    tx: &mut Transaction,
    (body, key): (&BodyCode, &str),
    element: &str,
    field: &str,
) -> Result<Option<(String, String)>, StoreError> {
    let mut values = part(body, key, element);
    values.push(field.into());
    let found: Vec<(String, String)> = tx
        .named("register_trail", &REGISTER.last_writer(), values)
        .await?;
    Ok(found.into_iter().next())
}
