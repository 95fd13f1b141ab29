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
use crate::form::FormData;
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

/// Line ends as they are stored; a browser sends its own.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
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
    sent.filter(|one| plain(&one.text) != plain(&one.seen)).collect()
}

/// What somebody else wrote into a field.
pub(super) struct Versions {
    pub(super) theirs: String,
    /// Who wrote it; empty where a document did.
    pub(super) by: String,
    /// When.
    pub(super) at: String,
}

/// A field in its box.
pub(super) struct Shown {
    pub(super) id: String,
    /// What stands before the word in the names of a form.
    pub(super) prefix: String,
    pub(super) word: &'static str,
    pub(super) label: &'static str,
    /// `line` or `words`.
    pub(super) kind: &'static str,
    pub(super) hint: &'static str,
    pub(super) text: String,
    pub(super) seen: String,
    pub(super) wrong: Option<String>,
    pub(super) versions: Option<Versions>,
    pub(super) focused: bool,
}

/// Who wrote something and when, in words.
pub(super) fn by_whom(clash: &Clash) -> (String, String) {
    match &clash.by {
        Some((who, at)) => (who.clone(), clock(at)),
        None => (String::new(), String::new()),
    }
}

/// Fields in their boxes, with what became of what was typed.
pub(super) fn shown(outcome: &Outcome, fields: &[ItemField], id: &str, prefix: &str) -> Vec<Shown> {
    let of = |field: &ItemField| {
        let stored = field.text(&outcome.item);
        let wrong = outcome.wrong.get(field);
        let clash = outcome.clashes.iter().find(|clash| clash.field == *field);
        let typed = wrong.map(|(text, _)| text).or_else(|| outcome.typed.get(field));
        Shown {
            id: format!("{id}{}", field.key()),
            prefix: prefix.to_owned(),
            word: field.key(),
            label: field.label(),
            kind: kind(field.shape()),
            hint: field.hint(),
            text: typed.cloned().unwrap_or_else(|| stored.clone()),
            seen: stored,
            wrong: wrong.map(|(_, why)| why.clone()),
            versions: clash.map(|clash| {
                let (by, at) = by_whom(clash);
                Versions {
                    theirs: clash.theirs.clone(),
                    by,
                    at,
                }
            }),
            focused: false,
        }
    };
    fields.iter().map(of).collect()
}

const fn kind(shape: Shape) -> &'static str {
    match shape {
        Shape::Line | Shape::Year | Shape::Choice => "line",
        Shape::Text | Shape::List | Shape::Schedule => "words",
    }
}
