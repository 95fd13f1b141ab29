//! How an item ends before the plan does: retired, merged into another, or split into several.

use gyokaku_core::editing::{Act, Anchor, Deed, ItemField, NewItem, PlacedItem, Shape, Together, Value};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::release::{Refusal, reason};
use gyokaku_core::round::day;
use gyokaku_exchange::typed::value;

use super::act::{PICK, Wrong, new_id, wrong};
use crate::form::FormData;

/// Into how many items one is split at most.
const MOST_PARTS: usize = 50;

/// The act that ends an item, as the form asks for it: `retire`, `merge` or `split`.
pub(super) fn act(plan: &Plan, deed: &str, item: Option<&Item>, form: &FormData) -> Result<Act, Wrong> {
    let item = item.ok_or_else(|| match deed {
        "retire" => wrong("pick", "取りやめにする取組項目を選んでください。"),
        _ => wrong("pick", PICK),
    })?;
    let on = day(form.raw("day"))
        .ok_or_else(|| wrong("day", "取りやめる日を「2027-04-01」のように入力してください。"))?;
    let retire = |reason: String, into: Vec<String>| Act::RetireItem {
        id: item.id.clone(),
        on,
        reason,
        into,
    };
    match deed {
        "merge" => {
            let into = plan
                .item(form.raw("into"))
                .ok_or_else(|| wrong("into", "統合先の取組項目を選んでください。"))?;
            let said = said(form, || format!("「{}」に統合", into.title))?;
            Ok(retire(said, vec![into.id.clone()]))
        }
        "split" => {
            let items = parts(item, form)?;
            let said = said(form, || format!("{}つの取組項目に分割", items.len()))?;
            let heirs: Vec<String> = items.iter().map(|part| part.id.clone()).collect();
            // Each stands after the one before it, and the first after the item that is split.
            let before = [&item.id].into_iter().chain(&heirs).cloned();
            let placed = items.iter().zip(before).map(|(part, before)| PlacedItem {
                item: part.clone(),
                section: item.section.clone(),
                parent: item.parent.clone(),
                at: Anchor::After(before),
            });
            let parts = Act::WriteItems(Together {
                writes: Vec::new(),
                new: placed.collect(),
            });
            let acts = vec![parts, retire(said, heirs)];
            Ok(Act::All {
                deed: Deed::SplitItem,
                acts,
            })
        }
        _ => Ok(retire(
            reason(form.raw("reason")).map_err(|refusal| {
                let words = match refusal {
                    Refusal::NoReason => "取りやめの理由を入力してください。",
                    other => other.words(),
                };
                wrong("reason", words)
            })?,
            Vec::new(),
        )),
    }
}

/// The reason as typed, or what an office would write where nothing was.
fn said(form: &FormData, otherwise: impl Fn() -> String) -> Result<String, Wrong> {
    match reason(form.raw("reason")) {
        Ok(reason) => Ok(reason),
        Err(Refusal::NoReason) => Ok(otherwise()),
        Err(other) => Err(wrong("reason", other.words())),
    }
}

/// The items that an item is split into: named one a line, in charge of them who is in charge of it.
fn parts(item: &Item, form: &FormData) -> Result<Vec<NewItem>, Wrong> {
    let typed = form.raw("parts").replace("\r\n", "\n");
    let mut found = Vec::new();
    for line in typed.lines().filter(|line| !line.trim().is_empty()) {
        let title = value(Shape::Line, line).map_err(|why| ("parts", why))?;
        found.push(NewItem {
            id: new_id(),
            values: vec![
                (ItemField::Title, title),
                (ItemField::Lead, Value::List(item.departments.lead.clone())),
                (ItemField::Support, Value::List(item.departments.support.clone())),
                (ItemField::References, Value::List(item.references.clone())),
            ],
        });
    }
    match found.len() {
        0 | 1 => Err(wrong(
            "parts",
            "分割後の取組項目の名称を、1行に1件ずつ、2件以上入力してください。",
        )),
        many if many > MOST_PARTS => Err(wrong("parts", "分割は50件までにしてください。")),
        _ => Ok(found),
    }
}
