//! `POST /{code}/{plan}/edit/settings` and `/{code}/{plan}/texts`: what a plan says of itself, in boxes.
//!
//! The settings stand on the page of the outline, the texts (editions, frame, terms) on a page of their own. What was not
//! touched is not written; what somebody else wrote meanwhile is not overwritten.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::{Act, PlanField, PlanWrite, Refusal, Shape, overtaken, year_style_text};
use gyokaku_core::plan::Plan;
use gyokaku_exchange::typed::{STYLES, value};
use serde::Deserialize;

use super::frame;
use super::outline::{self, Typed};
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData, plain};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;
use crate::tab::Tab;
use crate::undo;

/// A field of the plan, or of one of its councils and voices, in its box.
pub(in crate::pages::register) struct Setting {
    pub(in crate::pages::register) id: String,
    pub(in crate::pages::register) word: &'static str,
    pub(in crate::pages::register) label: &'static str,
    pub(in crate::pages::register) hint: &'static str,
    pub(in crate::pages::register) text: String,
    /// What stands there.
    pub(in crate::pages::register) seen: String,
    /// The choices, where it is one of a few; else none.
    pub(in crate::pages::register) choices: Vec<(String, String, bool)>,
    pub(in crate::pages::register) is_list: bool,
    pub(in crate::pages::register) is_day: bool,
}

/// Fields of a plan in their boxes: as they were typed, or else as they stand.
pub(super) fn boxes(plan: &Plan, fields: &[PlanField], typed: &[(&'static str, String)]) -> Vec<Setting> {
    let of = |field: &PlanField| {
        let text = typed.iter().find(|(word, _)| *word == field.key());
        let text = text.map_or_else(|| field.text(plan), |(_, text)| text.clone());
        let choices = match field.shape() {
            Shape::Choice => STYLES
                .into_iter()
                .map(|style| {
                    let words = year_style_text(style);
                    (words.clone(), words.clone(), words == text)
                })
                .collect(),
            _ => Vec::new(),
        };
        Setting {
            id: format!("p-{}", field.key()),
            word: field.key(),
            label: field.label(),
            hint: field.hint(),
            is_list: !field.shape().is_one_line(),
            is_day: false,
            seen: field.text(plan),
            text,
            choices,
        }
    };
    fields.iter().map(of).collect()
}

/// The values of a plan's own fields that were typed, and what is wrong with them; what was not touched is left out.
pub(super) fn values(form: &FormData, id: &str) -> (Vec<PlanWrite>, FieldErrors) {
    let (mut values, mut wrong) = (Vec::new(), FieldErrors::default());
    for field in PlanField::ALL {
        let Some(text) = form
            .get(field.key())
            .filter(|_| !form.is_untouched("", field.key()))
        else {
            continue;
        };
        match value(field.shape(), text) {
            Ok(value) => values.push(PlanWrite {
                field,
                seen: form.get(&format!("seen.{}", field.key())).map(plain),
                value,
            }),
            Err(why) => wrong.add(format!("{id}{}", field.key()), why),
        }
    }
    (values, wrong)
}

/// The field of the settings that a refusal is about.
pub(super) fn field_of(refusal: &Refusal) -> String {
    let field = match refusal {
        Refusal::NoTitle => PlanField::Title,
        Refusal::Backwards | Refusal::TooLong => PlanField::To,
        Refusal::HalfAPeriod => PlanField::From,
        Refusal::NoSuchPart(field, _) => *field,
        _ => return String::new(),
    };
    format!("p-{}", field.key())
}

/// Writes the fields of a form that were touched; what is wrong, where something is.
async fn write(
    app: &App,
    person: &Person,
    loaded: &Loaded,
    form: &FormData,
) -> Result<Result<&'static str, FieldErrors>, Problem> {
    let actor = demand_for(person, Right::EditRegister, &loaded.code, None)?;
    let (values, wrong) = values(form, "p-");
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let act = Act::WritePlan(values);
    let done = undo::act(app, person, &actor, loaded, &act).await?;
    Ok(match done {
        Ok(()) => Ok(act.deed().word()),
        Err(Refusal::Overtaken(fields)) => {
            let mut wrong = FieldErrors::default();
            for (field, stands) in fields {
                wrong.add(format!("p-{}", field.key()), overtaken(&stands, "保存"));
            }
            Err(wrong)
        }
        Err(refusal) => Err(FieldErrors::one(field_of(&refusal), refusal.words())),
    })
}

/// What was typed into the fields of a plan; a field that nobody touched says what stands there now.
fn typed(form: &FormData) -> Vec<(&'static str, String)> {
    let fields = PlanField::ALL.into_iter();
    fields
        .filter(|field| !form.is_untouched("", field.key()))
        .filter_map(|field| Some((field.key(), form.get(field.key())?.to_owned())))
        .collect()
}

/// The settings of the plan.
pub(crate) async fn settings(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    match write(&app, &person, &loaded, &form).await? {
        Ok(word) => Ok(Redirect::to(&format!("{}/edit?did={word}", loaded.href())).into_response()),
        Err(wrong) => {
            let typed = Typed {
                settings: typed(&form),
                wrong,
                ..Typed::default()
            };
            outline::page(&app, &person, &loaded, typed)
        }
    }
}

/// What was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    did: String,
}

#[derive(Template)]
#[template(path = "pages/register/editing/texts.html")]
struct Texts {
    page: Page,
    href: String,
    notice: Option<&'static str>,
    fields: Vec<Setting>,
    wrong: FieldErrors,
}

fn page(
    person: &Person,
    loaded: &Loaded,
    texts: &[(&'static str, String)],
    wrong: FieldErrors,
    did: &str,
) -> Result<Response, Problem> {
    let status = wrong.status();
    let shown = Texts {
        page: frame(loaded, person, Tab::Plan, "枠組み・用語の編集")
            .under(format!("{}/edit", loaded.href()), "計画の編集"),
        href: loaded.href(),
        notice: (!did.is_empty()).then_some("保存しました。"),
        fields: boxes(loaded.plan(), PlanField::texts(), texts),
        wrong,
    };
    Ok((status, html(&shown)?).into_response())
}

/// The texts of the plan.
pub(crate) async fn texts(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    page(&person, &loaded, &[], FieldErrors::default(), &asked.did)
}

/// Stores the texts of the plan.
pub(crate) async fn write_texts(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    match write(&app, &person, &loaded, &form).await? {
        Ok(word) => Ok(Redirect::to(&format!("{}/texts?did={word}", loaded.href())).into_response()),
        Err(wrong) => page(&person, &loaded, &typed(&form), wrong, ""),
    }
}
