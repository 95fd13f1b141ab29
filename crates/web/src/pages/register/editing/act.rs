//! `POST /{code}/{plan}/edit`: what is done to the parts of the plan.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::{
    Act, Anchor, ItemField, NewItem, Refusal, SectionField, SectionWrite, Shape, Value,
};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_exchange::typed::value;
use gyokaku_store::Actor;
use uuid::Uuid;

use super::fields::{Typed as TypedField, keep};
use super::outline::{Typed, page};
use super::{ends, frame};
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::show::page::Page;
use crate::tab::Tab;
use crate::undo;

/// What was picked.
#[derive(Clone, Copy)]
enum Picked<'p> {
    Nothing,
    Section(&'p gyokaku_core::plan::Section),
    Item(&'p Item),
}

fn picked<'p>(plan: &'p Plan, value: &str) -> Picked<'p> {
    let section = value.strip_prefix("s:").and_then(|id| plan.section(id));
    let item = value.strip_prefix("i:").and_then(|id| plan.item(id));
    match (section, item) {
        (Some(section), _) => Picked::Section(section),
        (_, Some(item)) => Picked::Item(item),
        _ => Picked::Nothing,
    }
}

/// A new identity.
pub(crate) fn new_id() -> String {
    Uuid::now_v7().simple().to_string()
}

/// Why nothing was done: the field that it is about, and the words.
pub(super) type Wrong = (&'static str, String);

pub(super) fn wrong(field: &'static str, words: &str) -> Wrong {
    (field, words.to_owned())
}

pub(super) const PICK: &str = "対象を選んでから、もう一度操作してください。";

pub(crate) async fn act(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let href = loaded.href();
    match form.raw("deed") {
        "renumber" => return renumbering(&person, &loaded),
        "paste" => return pasted(&app, &person, &actor, &at, &loaded, &form).await,
        _ => {}
    }
    let undone = (form.raw("deed") == "undo").then(|| {
        let next = app.undo().next(&person, &loaded);
        next.filter(|next| next.mark == form.raw("mark"))
    });
    let act = match undone {
        Some(Some(undone)) => undone.by,
        Some(None) => return again(&app, &person, &loaded, &form, wrong("", FORGOTTEN)),
        None => match act_of(loaded.plan(), &form) {
            Ok(act) => act,
            Err(wrong) => return again(&app, &person, &loaded, &form, wrong),
        },
    };
    let done = undo::act(&app, &person, &actor, &loaded, &act).await?;
    if matches!(act, Act::Undo(_)) {
        app.undo().forget(&person, &loaded, form.raw("mark"));
    }
    match done {
        Ok(()) => {
            // What is not there any more is picked by nobody.
            let pick = match &act {
                Act::AddSection { id, .. } | Act::MoveSection { id, .. } | Act::WriteSection(id, _) => {
                    format!("s:{id}")
                }
                other => format!("i:{}", other.element()),
            };
            let to = format!("{href}/edit?did={}&pick={pick}", act.deed().word());
            Ok(Redirect::to(&to).into_response())
        }
        Err(refusal) => {
            let loaded = load(&app, &at, &Sight::Working).await?;
            let field = match refusal {
                Refusal::NoTitle | Refusal::SectionOvertaken(_) => "title",
                Refusal::UnderItself | Refusal::TooDeep => "to",
                Refusal::IntoNothing => "into",
                _ => "pick",
            };
            let words = match (&act, &refusal) {
                (Act::Undo(_), Refusal::AsItIs | Refusal::Gone) => OVERTAKEN.into(),
                (_, refusal) => refusal.words(),
            };
            again(&app, &person, &loaded, &form, wrong(field, &words))
        }
    }
}

/// What is said where nothing is known any more of what could be undone.
const FORGOTTEN: &str =
    "元に戻せる操作が残っていません。「履歴」で以前の内容を確かめて、編集し直してください。";

/// What is said where somebody wrote over what would be undone.
const OVERTAKEN: &str =
    "その後に同じところが変わったため、元に戻していません。「履歴」で確かめて、編集し直してください。";

/// The page again, with what was typed and what is wrong.
fn again(
    app: &App,
    person: &Person,
    loaded: &Loaded,
    form: &FormData,
    (field, words): Wrong,
) -> Result<Response, Problem> {
    let typed = Typed {
        pick: form.raw("pick").to_owned(),
        number: form.raw("number").to_owned(),
        title: form.raw("title").to_owned(),
        reason: form.raw("reason").to_owned(),
        day: form.raw("day").to_owned(),
        to: form.raw("to").to_owned(),
        into: form.raw("into").to_owned(),
        parts: form.raw("parts").to_owned(),
        wrong: FieldErrors::one(field, words),
        ..Typed::default()
    };
    page(app, person, loaded, typed)
}

/// One line as it may stand in the register.
fn line(form: &FormData, name: &'static str) -> Result<String, Wrong> {
    match value(Shape::Line, form.raw(name)) {
        Ok(Value::Words(words)) => Ok(words.unwrap_or_default()),
        Ok(_) => Ok(String::new()),
        Err(why) => Err((name, why)),
    }
}

/// What a form asks for.
fn act_of(plan: &Plan, form: &FormData) -> Result<Act, Wrong> {
    let picked = picked(plan, form.raw("pick"));
    match form.raw("deed") {
        deed @ ("add-item" | "add-child" | "add-section" | "add-subsection") => add(plan, deed, picked, form),
        "rename" => rename(picked, form),
        deed @ ("up" | "down") => step(plan, picked, deed == "up"),
        "move" => {
            let to = Some(form.raw("to")).filter(|to| *to != "-").map(str::to_owned);
            match picked {
                Picked::Nothing => Err(wrong("pick", PICK)),
                Picked::Section(section) => Ok(Act::MoveSection {
                    id: section.id.clone(),
                    parent: to,
                    at: Anchor::Last,
                }),
                Picked::Item(item) => Ok(Act::MoveItem {
                    id: item.id.clone(),
                    section: to,
                    parent: None,
                    at: Anchor::Last,
                }),
            }
        }
        "drop" => dropped(plan, form),
        deed @ ("retire" | "merge" | "split") => {
            let item = match picked {
                Picked::Item(item) => Some(item),
                _ => None,
            };
            ends::act(plan, deed, item, form)
        }
        "restore" => match picked {
            Picked::Item(item) => Ok(Act::RestoreItem(item.id.clone())),
            _ => Err(wrong("pick", PICK)),
        },
        "remove" => match picked {
            Picked::Item(item) => Ok(Act::RemoveItem(item.id.clone())),
            Picked::Section(section) => Ok(Act::RemoveSection(section.id.clone())),
            Picked::Nothing => Err(wrong("pick", PICK)),
        },
        "numbers" => {
            let mut numbers = Vec::new();
            for (id, number) in form.named("number.") {
                match value(Shape::Line, number) {
                    Ok(Value::Words(number)) => numbers.push((id.to_owned(), number.unwrap_or_default())),
                    Ok(_) => {}
                    Err(why) => {
                        return Err((
                            "pick",
                            format!("番号「{}」：{why}", number.chars().take(20).collect::<String>()),
                        ));
                    }
                }
            }
            Ok(Act::Renumber(numbers))
        }
        _ => Err(wrong("pick", "操作を選んでください。")),
    }
}

fn add(plan: &Plan, deed: &str, picked: Picked<'_>, form: &FormData) -> Result<Act, Wrong> {
    let (number, title) = (line(form, "number")?, line(form, "title")?);
    if title.is_empty() {
        return Err(wrong("title", &Refusal::NoTitle.words()));
    }
    let id = new_id();
    let last_section = || plan.sections.last().map(|section| section.id.clone());
    Ok(match (deed, picked) {
        ("add-section" | "add-subsection", picked) => Act::AddSection {
            id,
            parent: match (deed, picked) {
                ("add-subsection", Picked::Section(section)) => Some(section.id.clone()),
                ("add-subsection", _) => return Err(wrong("pick", "上に立つ区分を選んでください。")),
                // Beside the section that is picked, or that of the item; the highest where nothing is.
                (_, Picked::Section(section)) => section.parent.clone(),
                _ => None,
            },
            label: number,
            title,
        },
        ("add-child", Picked::Item(item)) => Act::AddItem {
            id,
            section: item.section.clone(),
            parent: Some(item.id.clone()),
            number,
            title,
            at: Anchor::Last,
        },
        ("add-child", _) => return Err(wrong("pick", "上に立つ取組項目を選んでください。")),
        (_, Picked::Item(item)) => Act::AddItem {
            id,
            section: item.section.clone(),
            parent: item.parent.clone(),
            number,
            title,
            at: Anchor::After(item.id.clone()),
        },
        (_, Picked::Section(section)) => Act::AddItem {
            id,
            section: Some(section.id.clone()),
            parent: None,
            number,
            title,
            at: Anchor::Last,
        },
        (_, Picked::Nothing) => Act::AddItem {
            id,
            section: last_section(),
            parent: None,
            number,
            title,
            at: Anchor::Last,
        },
    })
}

fn rename(picked: Picked<'_>, form: &FormData) -> Result<Act, Wrong> {
    let (number, title) = (line(form, "number")?, line(form, "title")?);
    if title.is_empty() {
        return Err(wrong("title", &Refusal::NoTitle.words()));
    }
    match picked {
        Picked::Section(section) => {
            let write = |field, word: &str, words| {
                let seen = form.get(&format!("seen.s:{}.{word}", section.id));
                SectionWrite {
                    field,
                    seen: seen.map(str::to_owned),
                    value: Value::Words(Some(words)),
                }
            };
            Ok(Act::WriteSection(
                section.id.clone(),
                vec![
                    write(SectionField::Label, "number", number),
                    write(SectionField::Title, "title", title),
                ],
            ))
        }
        Picked::Item(_) => Err(wrong(
            "pick",
            "取組項目の番号と名称は、「内容の編集」で変えてください。",
        )),
        Picked::Nothing => Err(wrong("pick", PICK)),
    }
}

/// One step up or down among the siblings.
fn step(plan: &Plan, picked: Picked<'_>, is_up: bool) -> Result<Act, Wrong> {
    let at_the_edge = || {
        wrong(
            "pick",
            match is_up {
                true => "これより上へは移動できません。別の区分へは「移動先の区分」で移動してください。",
                false => "これより下へは移動できません。別の区分へは「移動先の区分」で移動してください。",
            },
        )
    };
    // The anchor of a part among its siblings, once it is taken out.
    let anchor = |siblings: &[&str], id: &str| -> Option<Anchor> {
        let at = siblings.iter().position(|sibling| *sibling == id)?;
        match is_up {
            true if at == 0 => None,
            true if at == 1 => Some(Anchor::First),
            true => Some(Anchor::After(siblings[at - 2].to_owned())),
            false => siblings.get(at + 1).map(|next| Anchor::After((*next).to_owned())),
        }
    };
    match picked {
        Picked::Nothing => Err(wrong("pick", PICK)),
        Picked::Section(section) => {
            let siblings = plan.sections.iter().filter(|s| s.parent == section.parent);
            let siblings: Vec<&str> = siblings.map(|s| s.id.as_str()).collect();
            Ok(Act::MoveSection {
                id: section.id.clone(),
                parent: section.parent.clone(),
                at: anchor(&siblings, &section.id).ok_or_else(at_the_edge)?,
            })
        }
        Picked::Item(item) => {
            let is_sibling = |other: &&Item| other.section == item.section && other.parent == item.parent;
            let siblings: Vec<&str> = plan
                .items
                .iter()
                .filter(is_sibling)
                .map(|i| i.id.as_str())
                .collect();
            Ok(Act::MoveItem {
                id: item.id.clone(),
                section: item.section.clone(),
                parent: item.parent.clone(),
                at: anchor(&siblings, &item.id).ok_or_else(at_the_edge)?,
            })
        }
    }
}

/// What was dragged onto something: after an item, or into a section.
fn dropped(plan: &Plan, form: &FormData) -> Result<Act, Wrong> {
    let (what, onto) = (picked(plan, form.raw("dragged")), picked(plan, form.raw("after")));
    match (what, onto) {
        (Picked::Item(item), Picked::Item(other)) => Ok(Act::MoveItem {
            id: item.id.clone(),
            section: other.section.clone(),
            parent: other.parent.clone(),
            at: Anchor::After(other.id.clone()),
        }),
        (Picked::Item(item), Picked::Section(section)) => Ok(Act::MoveItem {
            id: item.id.clone(),
            section: Some(section.id.clone()),
            parent: None,
            at: Anchor::First,
        }),
        (Picked::Section(section), Picked::Section(other)) => Ok(Act::MoveSection {
            id: section.id.clone(),
            parent: other.parent.clone(),
            at: Anchor::After(other.id.clone()),
        }),
        _ => Err(wrong(
            "pick",
            "区分は区分の次へ、取組項目は取組項目の次か区分の中へ移動できます。",
        )),
    }
}

/// A number as it is, and as it would be.
struct Renumbered {
    id: String,
    name: String,
    old: String,
    new: String,
}

#[derive(Template)]
#[template(path = "pages/register/editing/numbers.html")]
struct Numbers {
    page: Page,
    href: String,
    answer: String,
    rows: Vec<Renumbered>,
}

/// The numbers that the items would have in the order of the plan: those of their sections, then one by one.
fn renumbering(person: &Person, loaded: &Loaded) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let mut counts: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let mut given: std::collections::HashMap<&str, String> = std::collections::HashMap::new();
    let mut rows = Vec::new();
    for item in plan.items.iter().filter(|item| !item.repeated) {
        let above = item.parent.as_deref().and_then(|id| given.get(id)).cloned();
        let prefix = above.unwrap_or_else(|| section_number(plan, item.section.as_deref()));
        let count = counts
            .entry(format!("{prefix}/{}", item.parent.as_deref().unwrap_or_default()))
            .or_default();
        *count += 1;
        let number = match prefix.is_empty() {
            true => count.to_string(),
            false => format!("{prefix}-{count}"),
        };
        given.insert(&item.id, number.clone());
        rows.push(Renumbered {
            id: item.id.clone(),
            name: item.called(),
            old: item.number.clone().unwrap_or_default(),
            new: number,
        });
    }
    let changed = rows.iter().filter(|row| row.old != row.new).count();
    let page = frame(loaded, person, Tab::Plan, "番号の付け直し")
        .under(format!("{}/edit", loaded.href()), "計画の編集");
    html(&Numbers {
        page,
        href: loaded.href(),
        answer: format!(
            "{}件のうち{changed}件の番号が変わります。まだ保存していません。",
            rows.len()
        ),
        rows,
    })
}

/// The number of a section: the digits of its label, or its place among its siblings, below that of the section above.
fn section_number(plan: &Plan, section: Option<&str>) -> String {
    let Some(section) = section.and_then(|id| plan.section(id)) else {
        return String::new();
    };
    let siblings = plan.sections.iter().filter(|s| s.parent == section.parent);
    let place = siblings.take_while(|s| s.id != section.id).count() + 1;
    match section_number(plan, section.parent.as_deref()) {
        above if above.is_empty() => place.to_string(),
        above => format!("{above}-{place}"),
    }
}

/// Stores what was chosen of a pasted block: values of items, then new items in their order.
async fn pasted(
    app: &App,
    person: &Person,
    actor: &Actor,
    at: &PlanAt,
    loaded: &Loaded,
    form: &FormData,
) -> Result<Response, Problem> {
    let href = loaded.href();
    let mut by_item: Vec<(String, Vec<TypedField>)> = Vec::new();
    for nth in form.all("take") {
        let of = |name: &str| form.raw(&format!("c{nth}.{name}"));
        let Some(field) = ItemField::of(of("field")) else {
            continue;
        };
        let one = TypedField {
            field,
            seen: of("seen").to_owned(),
            text: of("new").to_owned(),
        };
        match by_item.iter_mut().find(|(id, _)| id == of("item")) {
            Some((_, typed)) => typed.push(one),
            None => by_item.push((of("item").to_owned(), vec![one])),
        }
    }
    let (mut left, by_count) = (0, by_item.len());
    for (id, typed) in by_item {
        let asked = typed.len();
        match keep(app, actor, at, &id, typed).await? {
            Some(outcome) => left += outcome.wrong.len() + outcome.clashes.len(),
            None => left += asked,
        }
    }
    let section = Some(form.raw("section")).filter(|section| !section.is_empty());
    // Of the whole plan, what is new comes after the last item, in its section.
    let last = || loaded.plan().items.last().and_then(|item| item.section.clone());
    let new = form.all("add");
    if by_count == 0 && new.is_empty() {
        return Err(Problem::Form("取り込むものに印を付けてください。".into()));
    }
    let mut items = Vec::new();
    for nth in new {
        let mut values = Vec::new();
        for field in ItemField::ALL {
            let text = form.raw(&format!("n{nth}.{}", field.key()));
            match value(field.shape(), text) {
                Ok(_) if text.trim().is_empty() => {}
                Ok(value) => values.push((field, value)),
                // Without its title the item as a whole is left out.
                Err(_) if field == ItemField::Title => {}
                Err(_) => left += 1,
            }
        }
        match values.iter().any(|(field, _)| *field == ItemField::Title) {
            true => items.push(NewItem { id: new_id(), values }),
            false => left += 1,
        }
    }
    if !items.is_empty() {
        let count = items.len();
        let act = Act::AddItems {
            section: section.map(str::to_owned).or_else(last),
            items,
        };
        if undo::act(app, person, actor, loaded, &act).await?.is_err() {
            left += count;
        }
    }
    if left > 0 {
        return Err(Problem::NotNow(format!(
            "{left}か所は、確認している間にほかの画面で変わったため保存していません。ほかは保存しました。「表で編集」で確かめてください。"
        )));
    }
    let to = format!("{href}/grid?section={}&did=saved", section.unwrap_or_default());
    Ok(Redirect::to(&to).into_response())
}
