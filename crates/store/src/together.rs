//! Fields of many items and new items in one act (a workbook, a decision, a split, an undoing): what each item's history
//! keeps of it.
//!
//! The act has one entry of the plan; besides, each item has an entry of its own with its fields, as if it had been
//! written or added alone, so that the old value of a field is put back from there and a round learns what came. Not here: the act itself (`editing`).

use std::collections::HashMap;

use gyokaku_core::body::BodyCode;
use gyokaku_core::editing::{Act, Deed, Done, ItemField, Left, Refusal, Together};
use gyokaku_core::journal::Event;
use gyokaku_core::plan::{Item, Plan};

use crate::database::Transaction;
use crate::editing::{change, last_writer, note_fields, part};
use crate::error::StoreError;
use crate::trail::REGISTER;
use crate::{Actor, Store, journal};

/// Who wrote something, and when (RFC 3339).
pub type Writer = (String, String);

/// What was left of what should be written at once, with who wrote there last; none where a document did.
pub type LeftBy = Vec<(Left, Option<Writer>)>;

impl Store {
    /// Writes fields of many items that still are as the writer saw them, and adds items; what is left is told.
    ///
    /// # Errors
    /// As for [`Store::act`].
    pub async fn write_together(
        &self,
        actor: &Actor,
        now: &str,
        of: (&BodyCode, &str),
        together: Together,
    ) -> Result<Result<(Done, LeftBy), Refusal>, StoreError> {
        let act = Act::WriteItems(together);
        let (done, left) = match self.act_telling(actor, now, of, &act).await? {
            Ok(told) => told,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if left.is_empty() {
            return Ok(Ok((done, Vec::new())));
        }
        let mut tx = self.reading().await?;
        let mut told = Vec::with_capacity(left.len());
        for one in left {
            let by = match &one {
                Left::Field { item, field, .. } => last_writer(&mut tx, of, item, field.key()).await?,
                Left::New(_) => None,
            };
            told.push((one, by));
        }
        tx.rollback().await?;
        Ok(Ok((done, told)))
    }
}

/// The items before an act that changes fields of several, or adds some beside other things; none of any other act,
/// whose own entry says all.
#[derive(Default)]
pub(crate) struct EachItem {
    before: Option<HashMap<String, Item>>,
    /// What of many fields is left.
    pub(crate) left: Vec<Left>,
}

impl EachItem {
    /// Looks before the act is done.
    pub(crate) fn of(act: &Act, plan: &Plan) -> Self {
        let left = match act {
            Act::WriteItems(together) => together.left(plan),
            Act::Decide(_) | Act::All { .. } | Act::Undo(_) => Vec::new(),
            _ => return Self::default(),
        };
        let before = plan.items.iter().map(|item| (item.id.clone(), item.clone()));
        Self {
            before: Some(before.collect()),
            left,
        }
    }

    /// Leaves an entry and a trail for each item, after the act was done.
    pub(crate) async fn note(
        &self,
        tx: &mut Transaction,
        actor: &Actor,
        now: &str,
        (body, key): (&BodyCode, &str),
        plan: &Plan,
    ) -> Result<(), StoreError> {
        let Some(known) = &self.before else {
            return Ok(());
        };
        for item in &plan.items {
            if let Some(before) = known.get(&item.id) {
                if before == item {
                    continue;
                }
                let values = ItemField::ALL
                    .into_iter()
                    .map(|field| (field, field.text(before), field.text(item)))
                    .filter(|(_, old, new)| old != new)
                    .map(|(field, old, new)| (field, change(old, new)));
                let values: Vec<_> = values.collect();
                if !values.is_empty() {
                    note_fields(tx, actor, now, (body, key), item, values).await?;
                }
            } else {
                let fields = ItemField::ALL.into_iter();
                let details = fields.map(|field| (field.label(), field.text(item)));
                let event = Event::RegisterChanged {
                    deed: Deed::AddItem,
                    element: item.id.clone(),
                    name: item.called(),
                    details: details
                        .filter(|(_, text)| !text.is_empty())
                        .map(|(label, text)| (label.to_owned(), change(String::new(), text)))
                        .collect(),
                };
                let sequence = journal::append(tx, actor, now, Some(body), Some(key), &event).await?;
                let own = [(part(body, key, &item.id), "")];
                REGISTER.note(tx, own.into_iter(), sequence).await?;
            }
        }
        Ok(())
    }
}
