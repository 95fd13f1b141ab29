//! `POST …/items/{item}/comments`: a comment on an answer or on one of its fields.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::progress::Scale;
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::field::Field;
use gyokaku_store::AnswerAt;
use uuid::Uuid;

use super::page::{ItemForms, Typed, load, page};
use crate::App;
use crate::access::{Right, demand_for, may};
use crate::error::Problem;
use crate::form::FormData;
use crate::notices::{Told, tell};
use crate::pages::year::review::visible;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::RoundItemPath;

pub(crate) async fn comment(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundItemPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::Comment, &path.code.0, None)?;
    let loaded = load(&app, &person, &path).await?;
    let department = form.raw("department");
    // Whoever may see an answer may say something about it, and nobody else.
    let sees = visible(&person, &loaded.survey)
        .into_iter()
        .find(|answer| answer.department == department);
    let answer = sees.ok_or(Problem::Forbidden)?;
    let about =
        match form.raw("field") {
            "" => None,
            word => {
                let about = Field::of(word).filter(|about| {
                    loaded.survey.fields(answer).contains(about) || answer.values.contains_key(about)
                });
                Some(about.ok_or_else(|| {
                    Problem::Form("どの欄についてのコメントかを読み取れませんでした。".into())
                })?)
            }
        };
    let content = match Field::Done.read(form.raw("content"), &Scale::default(), &[]) {
        Ok(Some(content)) => Ok(content),
        Ok(None) => Err("コメントを記入してから書き込んでください。".to_owned()),
        Err(why) => Err(format!("コメントが{why}")),
    };
    let content = match content {
        Ok(content) => content,
        Err(wrong) => {
            let forms = ItemForms {
                comment: Some(Typed {
                    department: department.to_owned(),
                    field: form.raw("field").to_owned(),
                    content: form.raw("content").to_owned(),
                    wrong,
                }),
                ..ItemForms::default()
            };
            return page(&person, &path, &loaded, forms);
        }
    };
    let round = path.round();
    let at = AnswerAt {
        at: round.at(),
        item: path.item.as_str(),
        department,
    };
    let id = Uuid::now_v7().simple().to_string();
    app.store()
        .comment(&actor, &app.now(), at, &id, about.as_ref(), &content)
        .await?;
    let told = Told {
        kind: MailKind::Comment,
        answers: &[(path.item.as_str().to_owned(), department.to_owned())],
        comment: &content,
        from_department: may(&person, Right::Answer, &path.code.0, Some(department)),
    };
    tell(&app, &person, &loaded.survey.loaded, round.at(), told).await;
    let href = loaded.survey.href_of_review(path.item.as_str());
    Ok(Redirect::to(&format!("{href}?done=comment#t-{department}")).into_response())
}
