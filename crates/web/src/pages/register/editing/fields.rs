//! The fields of an item as a page shows them, and what becomes of what was typed into them.
//!
//! The page of one item and the grid show the same boxes; so each is made here once.

use std::collections::BTreeMap;

use gyokaku_core::editing::{ItemField, Shape, Value};
use gyokaku_core::plan::Item;
use gyokaku_exchange::typed::value;
use gyokaku_store::{Actor, Clash, ItemWrite};

use crate::App;
use crate::error::Problem;
use crate::form::{FormData, plain};
use crate::path::PlanAt;
use crate::show::time::clock;

/// A field as it was typed.
pub(super) type Typed = crate::saving::Typed<ItemField>;

/// What became of what was typed.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// The item as it is stored now.
    pub(super) item: Item,
    pub(super) saved: Vec<ItemField>,
    /// What could not be read: as typed, and why.
    pub(super) wrong: BTreeMap<ItemField, (String, String)>,
    /// What somebody else wrote meanwhile.
    pub(super) clashes: Vec<Clash>,
    /// What was typed where somebody else wrote.
    pub(super) typed: BTreeMap<ItemField, String>,
}

impl Outcome {
    /// Nothing was typed.
    pub(super) fn nothing(item: &Item) -> Self {
        Self {
            item: item.clone(),
            saved: Vec::new(),
            wrong: BTreeMap::new(),
            clashes: Vec::new(),
            typed: BTreeMap::new(),
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.wrong.is_empty() && self.clashes.is_empty()
    }
}

/// Stores what was typed as far as it can be read and nobody else wrote there; none where the item is gone.
pub(super) async fn keep(
    app: &App,
    actor: &Actor,
    at: &PlanAt,
    id: &str,
    typed: Vec<Typed>,
) -> Result<Option<Outcome>, Problem> {
    let (mut writes, mut wrong, mut texts) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    for one in typed {
        // A field is written once, whatever was sent.
        if writes.iter().any(|known: &ItemWrite| known.field == one.field) {
            continue;
        }
        let read = value(one.field.shape(), &one.text);
        let read = match read {
            Ok(Value::Words(None)) if one.field == ItemField::Title => {
                Err("取組項目の名称を入力してください。".to_owned())
            }
            other => other,
        };
        match read {
            Ok(value) => {
                texts.insert(one.field, one.text);
                writes.push(ItemWrite {
                    field: one.field,
                    seen: plain(&one.seen),
                    value,
                });
            }
            Err(why) => {
                wrong.insert(one.field, (one.text, why));
            }
        }
    }
    let of = (&at.code.0, at.plan.as_str());
    let written = app.store().write_item(actor, &app.now(), of, id, &writes).await?;
    Ok(written.map(|written| {
        texts.retain(|field, _| written.clashes.iter().any(|clash| clash.field == *field));
        Outcome {
            item: written.item,
            saved: written.saved,
            wrong,
            clashes: written.clashes,
            typed: texts,
        }
    }))
}

/// The fields of one item in a form, by the beginning of their names. A field of which the other's version was taken
/// is left alone.
pub(super) fn of_form(form: &FormData, prefix: &str) -> Vec<Typed> {
    let fields = ItemField::ALL.into_iter();
    let sent = fields.filter_map(|field| {
        let word = field.key();
        let text = form.get(&format!("{prefix}{word}"))?;
        let take = form.raw(&format!("{prefix}take.{word}"));
        (take != "theirs").then(|| Typed {
            field,
            seen: form.raw(&format!("{prefix}seen.{word}")).to_owned(),
            text: text.to_owned(),
        })
    });
    sent.filter(|one| !form.is_untouched(prefix, one.field.key()))
        .collect()
}

/// What somebody else wrote into a field.
pub(in crate::pages::register) struct Versions {
    pub(in crate::pages::register) theirs: String,
    /// Who wrote it; empty where a document did.
    pub(in crate::pages::register) by: String,
    /// When.
    pub(in crate::pages::register) at: String,
}

/// A field in its box.
pub(in crate::pages::register) struct Shown {
    pub(in crate::pages::register) id: String,
    /// What stands before the word in the names of a form.
    pub(in crate::pages::register) prefix: String,
    pub(in crate::pages::register) word: &'static str,
    pub(in crate::pages::register) label: &'static str,
    /// `line` or `words`.
    pub(in crate::pages::register) kind: &'static str,
    pub(in crate::pages::register) hint: &'static str,
    pub(in crate::pages::register) text: String,
    pub(in crate::pages::register) seen: String,
    pub(in crate::pages::register) wrong: Option<String>,
    pub(in crate::pages::register) versions: Option<Versions>,
    pub(in crate::pages::register) focused: bool,
}

/// Who wrote something and when, in words.
pub(super) fn by_whom(clash: &Clash) -> (String, String) {
    match &clash.by {
        Some((who, at)) => (who.clone(), clock(at)),
        None => (String::new(), String::new()),
    }
}

/// Fields of an item in their boxes: with what was typed into each, and what is wrong with it.
pub(in crate::pages::register) fn boxes(
    item: &Item,
    fields: &[ItemField],
    id: &str,
    typed: impl Fn(&ItemField) -> Option<String>,
    wrong: impl Fn(&ItemField) -> Option<String>,
) -> Vec<Shown> {
    let of = |field: &ItemField| {
        let stored = field.text(item);
        Shown {
            id: format!("{id}{}", field.key()),
            prefix: String::new(),
            word: field.key(),
            label: field.label(),
            kind: kind(field.shape()),
            hint: field.hint(),
            text: typed(field).unwrap_or_else(|| stored.clone()),
            seen: stored,
            wrong: wrong(field),
            versions: None,
            focused: false,
        }
    };
    fields.iter().map(of).collect()
}

/// Fields in their boxes, with what became of what was typed.
pub(super) fn shown(outcome: &Outcome, fields: &[ItemField], id: &str, prefix: &str) -> Vec<Shown> {
    let typed = |field: &ItemField| {
        let wrong = outcome.wrong.get(field).map(|(text, _)| text);
        wrong.or_else(|| outcome.typed.get(field)).cloned()
    };
    let wrong = |field: &ItemField| outcome.wrong.get(field).map(|(_, why)| why.clone());
    let mut shown = boxes(&outcome.item, fields, id, typed, wrong);
    for (one, field) in shown.iter_mut().zip(fields) {
        prefix.clone_into(&mut one.prefix);
        let clash = outcome.clashes.iter().find(|clash| clash.field == *field);
        one.versions = clash.map(|clash| {
            let (by, at) = by_whom(clash);
            Versions {
                theirs: clash.theirs.clone(),
                by,
                at,
            }
        });
    }
    shown
}

const fn kind(shape: Shape) -> &'static str {
    match shape.is_one_line() {
        true => "line",
        false => "words",
    }
}
