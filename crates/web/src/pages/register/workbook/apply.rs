//! `POST …/grid/workbook/{upload}/application`: stores what was chosen of the file that came back, as one act.
//!
//! Applied is what was seen: what somebody else changed since is told, with both versions, and left.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::{Anchor, FieldWrite, ItemField, Left, NewItem, PlacedItem, Together};
use gyokaku_core::plan::Plan;
use gyokaku_exchange::register::{Back, Stands};
use gyokaku_store::{LeftBy, StoreError};
use uuid::Uuid;

use super::look::{digest, digest_of_new, file, look};
use super::show::called;
use super::{ReturnedPath, frame, href};
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::loaded::{Loaded, load};
use crate::pages::year::answers::outcome::Line;
use crate::path::UrlPath;
use crate::person::Person;
use crate::show::page::Page;
use crate::show::time::clock;
use crate::upload::taken_in;

#[derive(Template)]
#[template(path = "pages/register/workbook/outcome.html")]
struct Outcome {
    page: Page,
    answer: String,
    refused: Vec<Line>,
    done: Vec<Line>,
    /// The file once more, beside what is stored now.
    again: String,
    grid: String,
}

/// What was chosen: fields of items with the digest of the change that was seen, and new items by theirs.
#[derive(Debug, Default, PartialEq, Eq)]
struct Chosen {
    /// Item and field, in order, with the digest.
    fields: Vec<((String, ItemField), String)>,
    new: HashSet<String>,
}

impl Chosen {
    /// Boxes that are ticked, and versions that were picked.
    fn of(form: &FormData) -> Self {
        let mut chosen = Self::default();
        let picked = form.named("pick.").into_iter().map(|(_, value)| value);
        let mut known = HashSet::new();
        for value in form.all("change").into_iter().chain(picked) {
            let mut parts = value.splitn(3, '.');
            if let (Some(digest), Some(word), Some(item)) = (parts.next(), parts.next(), parts.next())
                && let Some(field) = ItemField::of(word)
                && known.insert((item.to_owned(), field))
            {
                chosen.fields.push(((item.to_owned(), field), digest.to_owned()));
            }
        }
        chosen.new = form.all("add").into_iter().map(str::to_owned).collect();
        chosen
    }

    fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.new.is_empty()
    }
}

pub(crate) async fn apply(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<ReturnedPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let (at, id): (crate::path::PlanAt, Uuid) = path.into();
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let Some(file) = file(&app, &person, &at, id) else {
        return Ok(Redirect::to(&format!("{}?expired=1", href(&at))).into_response());
    };
    let chosen = Chosen::of(&form);
    if chosen.is_empty() {
        return Err(Problem::Form(
            "取り込むところが選ばれていません。前の画面で選んでください。".into(),
        ));
    }
    let looked = look(&app, &person, &loaded, &file).await?;
    let compared = looked.map_err(|refusal| Problem::Unreadable(refusal.what))?;
    let mut refused = Vec::new();
    let together = together(&loaded, &compared.back, &chosen, &mut refused);
    let wanted = together.clone();
    let of = (&at.code.0, at.plan.as_str());
    let mut done = Vec::new();
    if !together.writes.is_empty() || !together.new.is_empty() {
        let written = app.store().write_together(&actor, &app.now(), of, together).await;
        let left = match written {
            Ok(Ok((_, left))) => left,
            Ok(Err(refusal)) => return Err(Problem::NotNow(refusal.words().into_owned())),
            Err(StoreError::Conflict { stored: None, .. }) => return Err(Problem::NotFound),
            Err(other) => return Err(other.into()),
        };
        let now = load(&app, &at, &Sight::Working).await?;
        tell(&now, &wanted, &left, &mut done, &mut refused);
    }
    let answer = taken_in(done.len(), "取組項目", refused.len());
    html(&Outcome {
        page: frame(&loaded, &person, "取り込みの結果"),
        answer,
        refused,
        done,
        again: format!("{}/{id}", href(&at)),
        grid: format!("{}/grid", loaded.href()),
    })
}

fn item_href(loaded: &Loaded, id: &str) -> Option<String> {
    let item = loaded.plan().item(id)?;
    Some(format!("{}/items/{}/edit", loaded.href(), item.id))
}

/// The act that was chosen, as far as the file and the register still say what was seen.
fn together(loaded: &Loaded, back: &Back, chosen: &Chosen, refused: &mut Vec<Line>) -> Together {
    let plan = loaded.plan();
    let mut together = Together::default();
    let mut seen: HashMap<&(String, ItemField), &str> = chosen
        .fields
        .iter()
        .map(|(field, digest)| (field, digest.as_str()))
        .collect();
    // In the order of the plan, and then what the file asks for no longer.
    for change in &back.changes {
        let key = (change.item.clone(), change.field);
        match seen.remove(&key) {
            Some(seen) if digest(change) == seen => together.writes.push(FieldWrite {
                item: key.0,
                field: change.field,
                seen: change.old.clone(),
                value: change.value.clone(),
            }),
            Some(_) => {
                let why = beside(change.field, None, &change.old, &change.new);
                let (name, href) = (called(plan, &change.item), item_href(loaded, &change.item));
                refused.push(Line::refused(name, href, why));
            }
            None => {}
        }
    }
    for ((item, field), _) in chosen.fields.iter().filter(|(field, _)| seen.contains_key(field)) {
        let (name, why) = match plan.item(item) {
            Some(known) => (
                known.called(),
                format!(
                    "{}：すでに台帳はこのExcelと同じ内容になっています。",
                    field.label()
                ),
            ),
            None => ("取組項目".to_owned(), GONE.to_owned()),
        };
        refused.push(Line::refused(name, item_href(loaded, item), why));
    }
    let mut found = HashSet::new();
    // The identity that each new item of the file gets, where it was chosen.
    let mut ids: Vec<Option<String>> = Vec::with_capacity(back.new.len());
    for new in &back.new {
        let digest = digest_of_new(new);
        let is_chosen = chosen.new.contains(&digest) && found.insert(digest);
        ids.push(is_chosen.then(|| Uuid::now_v7().simple().to_string()));
    }
    for (new, id) in back.new.iter().zip(&ids) {
        let Some(id) = id else { continue };
        together.new.push(PlacedItem {
            item: NewItem {
                id: id.clone(),
                values: new.values.clone(),
            },
            section: new.item.section.clone(),
            parent: new.item.parent.clone(),
            at: anchor(&new.stands, back, &ids),
        });
    }
    for _ in chosen.new.difference(&found) {
        let why = "確認している間に台帳が変わったか、すでに追加されています。この行は追加していません。もう一度確かめてください。";
        refused.push(Line::refused("新しい取組項目".to_owned(), None, why.to_owned()));
    }
    together
}

const GONE: &str = "この取組項目は、ほかの画面で削除されています。Excelの内容は保存していません。";

/// Where a new item comes, where not all new items of the file were chosen.
fn anchor(stands: &Stands, back: &Back, ids: &[Option<String>]) -> Anchor {
    let mut stands = stands;
    // What a new item stands after comes before it in the file, so that the walk ends.
    loop {
        stands = match stands {
            Stands::First => return Anchor::First,
            Stands::Last => return Anchor::Last,
            Stands::AfterItem(id) => return Anchor::After(id.clone()),
            Stands::AfterNew(at) => match (ids.get(*at).cloned().flatten(), back.new.get(*at)) {
                (Some(id), _) => return Anchor::After(id),
                (None, Some(new)) => &new.stands,
                (None, None) => return Anchor::Last,
            },
        }
    }
}

/// Both versions of a field.
fn beside(field: ItemField, by: Option<&(String, String)>, theirs: &str, ours: &str) -> String {
    let said = |value: &str| match value {
        "" => "空欄".to_owned(),
        value => format!("「{value}」"),
    };
    let by = by
        .map(|(who, at)| format!("（{who}、{}）", clock(at)))
        .unwrap_or_default();
    format!(
        "{}：確認している間に、ほかの方{by}が書き換えました。いまの内容は{}、Excelの内容は{}です。Excelの内容は保存していません。",
        field.label(),
        said(theirs),
        said(ours)
    )
}

/// What became of each item.
fn tell(now: &Loaded, wanted: &Together, left: &LeftBy, done: &mut Vec<Line>, refused: &mut Vec<Line>) {
    let plan: &Plan = now.plan();
    let mut is_left: HashSet<(&str, ItemField)> = HashSet::new();
    let mut not_added: HashSet<&str> = HashSet::new();
    for (one, by) in left {
        match one {
            Left::Field { item, field, theirs } => {
                is_left.insert((item, *field));
                let write = wanted
                    .writes
                    .iter()
                    .find(|w| w.item == *item && w.field == *field);
                let mut ours = gyokaku_core::plan::Item::default();
                if let Some(write) = write {
                    field.put(&mut ours, write.value.clone());
                }
                let why = match theirs {
                    Some(theirs) => beside(*field, by.as_ref(), theirs, &field.text(&ours)),
                    None => GONE.to_owned(),
                };
                refused.push(Line::refused(called(plan, item), item_href(now, item), why));
            }
            Left::New(id) => {
                not_added.insert(id);
                let why = "区分または上位の取組項目が、ほかの画面で削除されています。この取組項目は追加していません。";
                let new = wanted.new.iter().find(|new| new.item.id == *id);
                let mut item = gyokaku_core::plan::Item::default();
                for (field, value) in new.iter().flat_map(|new| &new.item.values) {
                    field.put(&mut item, value.clone());
                }
                refused.push(Line::refused(item.called(), None, why.to_owned()));
            }
        }
    }
    let mut lines: Vec<(&str, Vec<&'static str>)> = Vec::new();
    for write in wanted
        .writes
        .iter()
        .filter(|w| !is_left.contains(&(w.item.as_str(), w.field)))
    {
        match lines.last_mut().filter(|(item, _)| *item == write.item) {
            Some((_, labels)) => labels.push(write.field.label()),
            None => lines.push((&write.item, vec![write.field.label()])),
        }
    }
    done.extend(
        lines
            .into_iter()
            .map(|(item, labels)| Line::done(called(plan, item), item_href(now, item), labels.join("、"))),
    );
    for new in wanted
        .new
        .iter()
        .filter(|new| !not_added.contains(new.item.id.as_str()))
    {
        let id = &new.item.id;
        done.push(Line::done(
            called(plan, id),
            item_href(now, id),
            "新しい取組項目として追加しました。".to_owned(),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_is_ticked_or_picked() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let form: FormData = [
            field("change", "ab.title.i1"),
            field("pick.0", "cd.target.i1"),
            field("pick.1", ""),
            field("change", "ef.nothing.i2"),
            field("change", "x"),
            field("add", "12ab"),
        ]
        .into_iter()
        .collect();
        let chosen = Chosen::of(&form);
        assert_eq!(
            chosen.fields,
            [
                (("i1".to_owned(), ItemField::Title), "ab".to_owned()),
                (("i1".to_owned(), ItemField::Target), "cd".to_owned()),
            ]
        );
        assert_eq!(chosen.new.len(), 1);
        assert!(Chosen::of(&FormData::default()).is_empty());
    }
}
