//! `/{code}/{plan}/items/{id}/amend` and `/{code}/{plan}/amend`: proposing to change an item, to end it, or to add one.
//!
//! The boxes hold what stands there; what is written otherwise is what is proposed. Nothing of the register changes.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::amendment::{AmendedField, Amendment, AmendmentKind, AmendmentState};
use gyokaku_core::editing::{Act, ItemField, Refusal, overtaken};
use gyokaku_core::plan::Item;
use gyokaku_core::release::reason;
use gyokaku_core::round::{day, day_key};
use gyokaku_exchange::typed::value;
use gyokaku_store::Actor;
use uuid::Uuid;

use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData, plain};
use crate::loaded::{Loaded, load};
use crate::pages::register::editing::fields::{Shown, boxes};
use crate::pages::register::editing::frame;
use crate::path::{PlanAt, PlanPartAt, UrlPath};
use crate::person::Person;
use crate::show::page::Page;
use crate::show::sections::choices;
use crate::tab::ITEMS;
use crate::undo;

#[derive(Template)]
#[template(path = "pages/register/amendments/propose.html")]
struct ProposePage {
    page: Page,
    /// Where the form goes.
    action: String,
    /// Where one goes without proposing.
    href: String,
    title: &'static str,
    answer: String,
    /// The kinds to choose; none where an item is added.
    kinds: Vec<(&'static str, &'static str, bool)>,
    /// The sections to choose, where an item is added.
    sections: Vec<(String, String, bool)>,
    fields: Vec<Shown>,
    day: String,
    reason: String,
    wrong: FieldErrors,
}

/// What was typed.
struct Typed {
    kind: AmendmentKind,
    section: String,
    texts: Vec<(ItemField, String)>,
    day: String,
    reason: String,
    wrong: FieldErrors,
}

impl Typed {
    fn nothing(kind: AmendmentKind, today: String) -> Self {
        Self {
            kind,
            section: String::new(),
            texts: Vec::new(),
            day: today,
            reason: String::new(),
            wrong: FieldErrors::default(),
        }
    }
}

pub(crate) async fn of_item(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at.plan(), &Sight::Working).await?;
    let item = loaded.plan().item(&at.id).ok_or(Problem::NotFound)?;
    let typed = Typed::nothing(AmendmentKind::Change, day_key(app.today()?));
    page(&person, &loaded, Some(item), typed)
}

pub(crate) async fn blank(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let typed = Typed::nothing(AmendmentKind::Add, day_key(app.today()?));
    page(&person, &loaded, None, typed)
}

fn page(person: &Person, loaded: &Loaded, item: Option<&Item>, typed: Typed) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let (href, answer) = match item {
        Some(item) => (format!("{}/items/{}", loaded.href(), item.id), item.called()),
        None => (
            format!("{}/amendments", loaded.href()),
            "計画の途中で加える取組項目を提案します。".to_owned(),
        ),
    };
    let title = match item {
        Some(_) => "計画変更の提案",
        None => "取組項目の追加の提案",
    };
    let action = match item {
        Some(_) => format!("{href}/amend"),
        None => format!("{}/amend", loaded.href()),
    };
    let mut page = frame(loaded, person, ITEMS, title);
    if let Some(item) = item {
        page = page.under(href.clone(), item.called());
    }
    let empty = Item::default();
    let of = |field: &ItemField| {
        typed
            .texts
            .iter()
            .find(|(known, _)| known == field)
            .map(|(_, text)| text.clone())
    };
    let fields = boxes(item.unwrap_or(&empty), &ItemField::ALL, "f-", of, |field| {
        typed.wrong.at(&format!("f-{}", field.key())).map(str::to_owned)
    });
    let of_item = [AmendmentKind::Change, AmendmentKind::Retire];
    let kinds = of_item.map(|kind| (kind.key(), kind.label(), kind == typed.kind));
    let status = typed.wrong.status();
    let form = ProposePage {
        page,
        action,
        href,
        title,
        answer,
        kinds: item.map(|_| kinds.to_vec()).unwrap_or_default(),
        sections: match item {
            Some(_) => Vec::new(),
            None => choices(plan, &typed.section),
        },
        fields,
        day: typed.day,
        reason: typed.reason,
        wrong: typed.wrong,
    };
    Ok((status, html(&form)?).into_response())
}

pub(crate) async fn change(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::Propose, &at.code.0, None)?;
    let loaded = load(&app, &at.plan(), &Sight::Working).await?;
    let item = loaded.plan().item(&at.id).ok_or(Problem::NotFound)?;
    let kind = match form.raw("kind") {
        word if word == AmendmentKind::Retire.key() => AmendmentKind::Retire,
        _ => AmendmentKind::Change,
    };
    make(&app, &person, &actor, &loaded, Some(item), kind, &form).await
}

pub(crate) async fn add(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::Propose, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    make(&app, &person, &actor, &loaded, None, AmendmentKind::Add, &form).await
}

/// Reads the form and proposes it, or shows it again with what is wrong.
async fn make(
    app: &App,
    person: &Person,
    actor: &Actor,
    loaded: &Loaded,
    item: Option<&Item>,
    kind: AmendmentKind,
    form: &FormData,
) -> Result<Response, Problem> {
    let today = app.today()?;
    let mut wrong = FieldErrors::default();
    let fields = match kind {
        AmendmentKind::Retire => Vec::new(),
        AmendmentKind::Change | AmendmentKind::Add => read(item, form, &mut wrong),
    };
    let why = reason(form.raw("reason")).unwrap_or_else(|refusal| {
        wrong.add(
            "reason",
            match refusal {
                gyokaku_core::release::Refusal::NoReason => Refusal::NoReason.words(),
                other => other.words().into(),
            },
        );
        String::new()
    });
    let holds_from = day(form.raw("day"));
    if holds_from.is_none() {
        wrong.add("day", "適用する日を入力してください。");
    }
    let refusal = match holds_from {
        Some(holds_from) if wrong.is_empty() => {
            let id = Uuid::now_v7().simple().to_string();
            let title = fields.iter().find(|f| f.field == ItemField::Title);
            let amendment = Amendment {
                item: item.map_or_else(|| Uuid::now_v7().simple().to_string(), |item| item.id.clone()),
                name: match item {
                    Some(item) => item.called(),
                    None => title.map(|f| f.new.clone()).unwrap_or_default(),
                },
                section: Some(form.line("section")).filter(|section| !section.is_empty()),
                id: id.clone(),
                kind,
                fields,
                reason: why,
                holds_from,
                proposed_on: today,
                proposed_by: actor.name.clone(),
                state: AmendmentState::Open,
                decided: None,
            };
            let act = Act::Propose(Box::new(amendment));
            match undo::act(app, person, actor, loaded, &act).await? {
                Ok(()) => {
                    let to = format!("{}/amendments/{id}?did={}", loaded.href(), act.deed().word());
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(refusal) => Some(refusal),
            }
        }
        _ => None,
    };
    if let Some(refusal) = refusal {
        let field = match refusal {
            Refusal::NoTitle | Refusal::NothingChanged => "f-title",
            Refusal::NoReason => "reason",
            _ => "",
        };
        wrong.add(field, refusal.words());
    }
    let typed = Typed {
        kind,
        section: form.raw("section").to_owned(),
        texts: ItemField::ALL
            .into_iter()
            .filter(|field| !form.is_untouched("", field.key()))
            .filter_map(|field| Some((field, form.get(field.key())?.to_owned())))
            .collect(),
        day: form.raw("day").to_owned(),
        reason: form.raw("reason").to_owned(),
        wrong,
    };
    page(person, loaded, item, typed)
}

/// The fields that were written otherwise than they stood, as their texts will be stored.
fn read(item: Option<&Item>, form: &FormData, wrong: &mut FieldErrors) -> Vec<AmendedField> {
    let mut found = Vec::new();
    for field in ItemField::ALL {
        let Some(text) = form.get(field.key()) else {
            continue;
        };
        if form.is_untouched("", field.key()) {
            continue;
        }
        let seen = plain(form.raw(&format!("seen.{}", field.key())));
        let stands = item.map(|item| field.text(item)).unwrap_or_default();
        let id = format!("f-{}", field.key());
        if stands != seen {
            wrong.add(id, overtaken(&stands, "提案"));
            continue;
        }
        match value(field.shape(), text) {
            Ok(value) => {
                let mut wanted = Item::default();
                field.put(&mut wanted, value);
                let new = field.text(&wanted);
                if new != stands {
                    found.push(AmendedField {
                        field,
                        old: stands,
                        new,
                    });
                }
            }
            Err(why) => wrong.add(id, why),
        }
    }
    found
}
