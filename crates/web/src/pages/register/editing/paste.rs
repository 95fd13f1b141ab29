//! `/{code}/{plan}/grid/paste`: what was copied out of a spreadsheet, seen before it is taken into the register.
//!
//! A block is laid from the cell where it begins; a first line that names the columns decides which they are. Lines
//! beyond the last item become new items. Nothing is stored here. Not here: storing what was chosen (`grid`, `act`).

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gyokaku_core::editing::ItemField;
use gyokaku_core::plan::Item;
use gyokaku_core::round::paste::cells;
use gyokaku_core::text::fold;
use gyokaku_exchange::typed::value;
use serde::Deserialize;

use super::frame;
use super::grid::{COLUMNS, all_items, items};
use crate::App;
use crate::access::Sight;
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;
use crate::tab::ITEMS;

/// How many new items one block may bring.
const MOST_NEW: usize = 300;

/// How many lines one block may have.
const MOST_LINES: usize = 2_000;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    section: String,
}

/// A change to be seen.
struct Change {
    at: usize,
    item: String,
    name: String,
    word: &'static str,
    label: &'static str,
    old: String,
    new: String,
}

/// An item that would be new: the fields that are given.
struct New {
    at: usize,
    number: String,
    title: String,
    /// Every field that is given, by its word.
    fields: Vec<(&'static str, String)>,
}

/// What is not taken: where, and why.
struct Skipped {
    line: usize,
    label: &'static str,
    text: String,
    why: String,
}

#[derive(Template)]
#[template(path = "pages/register/editing/paste.html")]
struct Paste {
    page: Page,
    href: String,
    section: String,
    answer: String,
    text: String,
    item: String,
    column: usize,
    starts: Vec<(String, String, bool)>,
    heads: Vec<(String, String, bool)>,
    changes: Vec<Change>,
    new: Vec<New>,
    skipped: Vec<Skipped>,
    seen: bool,
    wrong: Option<&'static str>,
}

fn empty(person: &Person, loaded: &Loaded, section: &str, item: &str, column: usize) -> Paste {
    let page = frame(loaded, person, ITEMS, "表計算ソフトからの貼り付け")
        .under(format!("{}/grid?section={section}", loaded.href()), "表で編集");
    let starts = items(loaded.plan(), section).into_iter();
    let starts = starts.map(|known| (known.id.clone(), known.called(), known.id == item));
    let heads = COLUMNS.iter().enumerate();
    Paste {
        page,
        href: loaded.href(),
        section: section.to_owned(),
        answer: "表計算ソフトで選んでコピーした範囲を、台帳へまとめて写します。".into(),
        text: String::new(),
        item: item.to_owned(),
        column,
        starts: starts.collect(),
        heads: heads
            .map(|(at, field)| (at.to_string(), field.label().to_owned(), at == column))
            .collect(),
        changes: Vec::new(),
        new: Vec::new(),
        skipped: Vec::new(),
        seen: false,
        wrong: None,
    }
}

pub(crate) async fn blank(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    html(&empty(&person, &loaded, &asked.section, "", 0))
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let (section, item) = (form.raw("section"), form.raw("item"));
    let column = form.raw("column").parse().unwrap_or(0).min(COLUMNS.len() - 1);
    let mut paste = empty(&person, &loaded, section, item, column);
    paste.text = form.raw("text").to_owned();
    let block = cells(&paste.text);
    if block.is_empty() || block.len() > MOST_LINES {
        paste.wrong = Some(match block.is_empty() {
            true => "貼り付ける内容がありません。表計算ソフトで範囲をコピーして、貼り付けてください。",
            false => "一度に貼り付けられるのは2000行までです。何回かに分けて貼り付けてください。",
        });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&paste)?).into_response());
    }
    lay(&mut paste, &loaded, &block);
    paste.seen = true;
    paste.answer = format!(
        "書き換わる欄が{}か所、新しい取組項目が{}件、取り込まないものが{}か所あります。まだ保存していません。",
        paste.changes.len(),
        paste.new.len(),
        paste.skipped.len()
    );
    html(&paste)
}

/// Which column each cell of a line is, where the line names columns; none where it names none.
fn heads(line: &[String]) -> Option<Vec<Option<ItemField>>> {
    let of = |text: &String| {
        let text = fold(text);
        COLUMNS.into_iter().find(|field| fold(field.label()) == text)
    };
    let found: Vec<Option<ItemField>> = line.iter().map(of).collect();
    let (known, written) = (
        found.iter().flatten().count(),
        line.iter().filter(|text| !text.trim().is_empty()).count(),
    );
    // Two heads are no chance; one alone is a head where nothing else stands beside it.
    (known >= 2 || (known == 1 && written == 1)).then_some(found)
}

/// The items by what a headed block names them: by their numbers, and by their titles. What two items have names none.
struct Named<'p> {
    by_number: HashMap<String, Option<&'p Item>>,
    by_title: HashMap<String, Option<&'p Item>>,
}

impl<'p> Named<'p> {
    fn of(known: &[&'p Item]) -> Self {
        let by = |name: fn(&Item) -> String| {
            let mut found: HashMap<String, Option<&'p Item>> = HashMap::new();
            for item in known {
                let name = fold(&name(item));
                if !name.is_empty() {
                    found
                        .entry(name)
                        .and_modify(|one| *one = None)
                        .or_insert(Some(item));
                }
            }
            found
        };
        Self {
            by_number: by(|item| ItemField::Number.text(item)),
            by_title: by(|item| item.title.clone()),
        }
    }

    /// The item that a line names: by its number, or else by its title.
    fn item(&self, given: &[(ItemField, &String)]) -> Option<&'p Item> {
        let of = |wanted: ItemField| {
            let found = given.iter().find(|(field, _)| *field == wanted);
            found.map(|(_, text)| fold(text)).filter(|text| !text.is_empty())
        };
        let by_number = of(ItemField::Number).and_then(|number| *self.by_number.get(&number)?);
        by_number.or_else(|| of(ItemField::Title).and_then(|title| *self.by_title.get(&title)?))
    }
}

/// Lays a block over the grid.
fn lay(paste: &mut Paste, loaded: &Loaded, block: &[Vec<String>]) {
    let known = all_items(loaded.plan(), &paste.section);
    let from = known
        .iter()
        .position(|item| item.id == paste.item)
        .unwrap_or(match paste.item.as_str() {
            "" => 0,
            _ => known.len(),
        });
    let (columns, lines) = match block.first().and_then(|line| heads(line)) {
        Some(columns) => (columns, &block[1..]),
        None => (COLUMNS.into_iter().skip(paste.column).map(Some).collect(), block),
    };
    let skips_a_head = lines.len() < block.len();
    let is_named = skips_a_head
        && paste.item != "-"
        && columns
            .iter()
            .flatten()
            .any(|field| matches!(field, ItemField::Number | ItemField::Title));
    let named = Named::of(if is_named { &known } else { &[] });
    if let Some(line) = block.first().filter(|_| skips_a_head) {
        for (text, _) in line
            .iter()
            .zip(&columns)
            .filter(|(text, field)| field.is_none() && !text.trim().is_empty())
        {
            paste.skipped.push(Skipped {
                line: 1,
                label: "見出し",
                text: text.trim().to_owned(),
                why: "台帳にない欄のため、取り込みません。".to_owned(),
            });
        }
    }
    for (nth, line) in lines.iter().enumerate() {
        let number = nth + 1 + usize::from(skips_a_head);
        let given = line.iter().zip(&columns);
        let given: Vec<(ItemField, &String)> = given
            .filter_map(|(text, field)| Some(((*field)?, text)))
            .collect();
        let found = match is_named {
            true => named.item(&given),
            false => known.get(from + nth).copied(),
        };
        let Some(item) = found else {
            add(paste, number, &given);
            continue;
        };
        for (field, text) in given {
            let old = field.text(item);
            match value(field.shape(), text) {
                Ok(value) => {
                    let mut wanted = item.clone();
                    field.put(&mut wanted, value);
                    let new = field.text(&wanted);
                    if new.is_empty() && field == ItemField::Title {
                        skip(paste, number, field, text, "取組項目の名称が空欄です。");
                    } else if new != old {
                        paste.changes.push(Change {
                            at: paste.changes.len(),
                            item: item.id.clone(),
                            name: item.called(),
                            word: field.key(),
                            label: field.label(),
                            old,
                            new,
                        });
                    }
                }
                Err(why) => skip(paste, number, field, text, &why),
            }
        }
    }
}

fn skip(paste: &mut Paste, line: usize, field: ItemField, text: &str, why: &str) {
    paste.skipped.push(Skipped {
        line,
        label: field.label(),
        text: text.to_owned(),
        why: why.to_owned(),
    });
}

/// A line beyond the last item: a new one, where it has a title.
fn add(paste: &mut Paste, line: usize, given: &[(ItemField, &String)]) {
    let of = |wanted: ItemField| {
        let found = given.iter().find(|(field, _)| *field == wanted);
        found.map_or_else(String::new, |(_, text)| text.trim().to_owned())
    };
    let (number, title) = (of(ItemField::Number), of(ItemField::Title));
    if given.iter().all(|(_, text)| text.trim().is_empty()) {
        return;
    }
    if title.is_empty() {
        skip(
            paste,
            line,
            ItemField::Title,
            "",
            "番号や名称が一致する取組項目がなく、名称もないため、新しい取組項目としても追加できません。",
        );
        return;
    }
    if paste.new.len() >= MOST_NEW {
        skip(
            paste,
            line,
            ItemField::Title,
            &title,
            "一度に追加できる取組項目は300件までです。残りは、もう一度貼り付けてください。",
        );
        return;
    }
    let mut fields = Vec::new();
    for (field, text) in given {
        match value(field.shape(), text) {
            Ok(_) => fields.push((field.key(), (*text).clone())),
            Err(why) => {
                skip(paste, line, *field, text, &why);
                if matches!(field, ItemField::Number | ItemField::Title) {
                    return;
                }
            }
        }
    }
    paste.new.push(New {
        at: paste.new.len(),
        number,
        title,
        fields,
    });
}
