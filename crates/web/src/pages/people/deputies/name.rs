//! `POST /{code}/deputies`: names a deputy for some days.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::account::deputation::{Deputation, LONGEST, MOST, Wrong};
use gyokaku_core::round::day;
use gyokaku_store::StoreError;
use uuid::Uuid;

use super::Namer;
use super::index::{Typed, can_stand_in, is_head, page};
use crate::App;
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;

/// Why it cannot be, with the field at which it is said.
fn said(wrong: Wrong) -> (&'static str, String) {
    match wrong {
        Wrong::Themselves => ("deputy", "本人は代理になれません。ほかの方を選んでください。".to_owned()),
        Wrong::Backwards => ("until", "最終日は、初日と同じ日か、それより後にしてください。".to_owned()),
        Wrong::Over => ("until", "最終日は、今日か、それより後にしてください。".to_owned()),
        Wrong::TooLong => ("until", format!("代理の期間は{LONGEST}日以内にしてください。")),
        Wrong::Taken => (
            "from",
            "この期間には、すでに代理が決まっている日があります。先にその代理を取りやめるか、日をずらしてください。".to_owned(),
        ),
        Wrong::TooMany => (
            "from",
            format!("この所属長の代理は、すでに{MOST}件決まっています。不要なものを取りやめてから決めてください。"),
        ),
    }
}

pub(crate) async fn name(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let namer = Namer::of(&person, &code)?;
    let (typed, today) = (Typed::of(&form), app.today()?);
    // Whatever a form says, a head names their own.
    let head = namer.only().unwrap_or(&typed.head).to_owned();
    let mut wrong = FieldErrors::default();
    let accounts = app.store().accounts(&code).await?;
    let found = |id: &str| accounts.iter().map(|one| &one.account).find(|one| one.id == id);
    if !found(&head).is_some_and(|one| is_head(one, today)) {
        wrong.add("head", "所属長を選んでください。");
    }
    if !found(&typed.deputy).is_some_and(|one| can_stand_in(one, today)) {
        wrong.add("deputy", "代理をする人を選んでください。");
    } else if typed.deputy == person.id {
        wrong.add(
            "deputy",
            "自分を代理にすることはできません。別の人を選ぶか、ほかの方に登録を依頼してください。",
        );
    }
    let days = [("from", day(&typed.from)), ("until", day(&typed.until))];
    for (field, _) in days.iter().filter(|(_, day)| day.is_none()) {
        wrong.add(*field, "日付を「2026-05-15」の形で入力してください。");
    }
    if let ([(_, Some(from)), (_, Some(until))], true) = (days, wrong.is_empty()) {
        let new = Deputation {
            id: Uuid::now_v7().simple().to_string(),
            head,
            deputy: typed.deputy.clone(),
            from,
            until,
            named_by: String::new(),
        };
        let named = app
            .store()
            .name_deputy(&namer.actor, &app.now(), today, &code, &new)
            .await;
        match named {
            Ok(None) => return Ok(Redirect::to(&format!("/{code}/deputies?done=named")).into_response()),
            Ok(Some(why)) => {
                let (field, words) = said(why);
                wrong.add(field, words);
            }
            Err(StoreError::UnknownAccount) => {
                wrong.add(
                    "deputy",
                    "選んだ方は、いまサインインできません。ほかの方を選んでください。",
                );
            }
            Err(other) => return Err(other.into()),
        }
    }
    page(&app, &person, code, typed, wrong, None).await
}
