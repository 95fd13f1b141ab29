//! Fields of many items and new items in one act: what each item's history keeps of it.
//!
//! The act has one entry of the plan; besides, each item has an entry of its own with its fields, as if it had been
//! written alone, so that the old value of a field is put back from there. Not here: the act itself (`editing`).

use std::collections::{HashMap, HashSet};

use gyokaku_core::body::BodyCode;
use gyokaku_core::editing::{Act, Deed, Done, ItemField, Left, Refusal, Together};
use gyokaku_core::journal::{Change, Event};
use gyokaku_core::plan::{Item, Plan};

use crate::database::Transaction;
use crate::editing::{last_writer, part};
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

/// What an act writes at once, with the items as they were before it; nothing of any other act.
#[derive(Default)]
pub(crate) struct WrittenTogether {
    /// By item: as it was, and the fields that are to be written.
    before: HashMap<String, (Item, Vec<ItemField>)>,
    new: HashSet<String>,
    pub(crate) left: Vec<Left>,
}

impl WrittenTogether {
    /// Looks before the act is done.
    pub(crate) fn of(act: &Act, plan: &Plan) -> Self {
        let Act::WriteItems(together) = act else {
            return Self::default();
        };
        let mut fields: HashMap<&str, Vec<ItemField>> = HashMap::new();
        for write in &together.writes {
            fields.entry(&write.item).or_default().push(write.field);
        }
        let of = |item: &Item| {
            let own = fields.get(item.id.as_str())?.clone();
            Some((item.id.clone(), (item.clone(), own)))
        };
        Self {
            before: plan.items.iter().filter_map(of).collect(),
            new: together.new.iter().map(|new| new.item.id.clone()).collect(),
            left: together.left(plan),
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
        let blank = |text: String| Some(text).filter(|text| !text.is_empty());
        for item in &plan.items {
            if let Some((before, fields)) = self.before.get(&item.id) {
                let values: Vec<(ItemField, Change<Option<String>>)> = fields
                    .iter()
                    .map(|field| (*field, field.text(before), field.text(item)))
                    .filter(|(_, old, new)| old != new)
                    .map(|(field, old, new)| {
                        let (old, new) = (blank(old), blank(new));
                        (field, Change { old, new })
                    })
                    .collect();
                if values.is_empty() {
                    continue;
                }
                let fields: Vec<&str> = values.iter().map(|(field, _)| field.key()).collect();
                let event = Event::ItemWritten {
                    item: item.id.clone(),
                    title: item.title.clone(),
                    values,
                };
                let sequence = journal::append(tx, actor, now, Some(body), Some(key), &event).await?;
                let fields = fields.into_iter().map(|field| (part(body, key, &item.id), field));
                REGISTER.note(tx, fields, sequence).await?;
            } else if self.new.contains(&item.id) {
                let fields = ItemField::ALL.into_iter();
                let details = fields.map(|field| (field.label(), field.text(item)));
                let event = Event::RegisterChanged {
                    deed: Deed::AddItem,
                    element: item.id.clone(),
                    name: item.called(),
                    details: details
                        .filter(|(_, text)| !text.is_empty())
                        .map(|(label, text)| {
                            let (old, new) = (None, Some(text));
                            (label.to_owned(), Change { old, new })
                        })
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
