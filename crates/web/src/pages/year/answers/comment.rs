//! `POST …/departments/{department}/items/{item}/comments`: the department answers a comment.
//!
//! The boxes stand in the form of the answer, so that what was typed there is stored with them.
//! Not here: what reviewers write (`review`).

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::field::Field;
use gyokaku_store::AnswerAt;
use uuid::Uuid;

use super::closed_reason;
use super::form::{Reply, answer_form, form as answer_page};
use super::save::store_form;
use super::typed::SaveOutcome;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::FormData;
use crate::notices::{Told, tell};
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::AnswerPath;

/// How long a comment may be, in characters.
const LONGEST: usize = 2_000;

/// What was typed into the boxes for comments.
#[derive(Debug, Default, PartialEq, Eq)]
struct Comments {
    /// The comments: the field, none for the answer as a whole, and the words.
    written: Vec<(Option<Field>, String)>,
    /// What cannot be stored, with all else that was typed beside it; none where all can.
    refused: Vec<Reply>,
}

/// The comments of a form: all of them, or none where one is too long.
///
/// # Errors
/// Where a box is of no field that there is: what was said of it must not stand as said of the whole answer.
fn comments(form: &[(String, String)]) -> Result<Comments, Problem> {
    let mut found = Comments::default();
    let mut replies = Vec::new();
    for (name, text) in form {
        let Some(word) = name.strip_prefix("comment.") else {
            continue;
        };
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if text.is_empty() {
            continue;
        }
        let length = text.chars().count();
        let wrong = (length > LONGEST)
            .then(|| format!("コメントが{length}文字あります。{LONGEST}文字以内に縮めてください。"));
        replies.push(Reply {
            word: word.to_owned(),
            text: text.clone(),
            wrong,
        });
        let field = match word {
            "" => None,
            word => Some(Field::of(word).ok_or_else(|| {
                Problem::Form("どの欄についてのコメントかを読み取れませんでした。画面を開き直して、もう一度お試しください。".into())
            })?),
        };
        found.written.push((field, text));
    }
    if replies.iter().any(|reply| reply.wrong.is_some()) {
        found.written.clear();
        found.refused = replies;
    }
    Ok(found)
}

pub(crate) async fn comment(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AnswerPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let actor = demand_for(&person, Right::Answer, &path.code.0, Some(department))?;
    let Comments { written, refused } = comments(form.pairs())?;
    let answering = answer_form(&app, &path).await?;
    let page = match closed_reason(&answering.answer, &answering.survey.round, answering.survey.today) {
        // The boxes of the answer are not there, only those for comments.
        Some(_) => None,
        None => store_form(&app, &person, &path, &form).await?.page,
    };
    if !refused.is_empty() {
        // What was typed for the answer is stored; the comments come back as they were typed.
        let (status, mut page) = match page {
            Some(page) => page,
            None => {
                let answering = answer_form(&app, &path).await?;
                let outcome = SaveOutcome::nothing(answering.answer.clone());
                let page = answer_page(&app, &person, &path, &answering, &outcome).await?;
                (StatusCode::UNPROCESSABLE_ENTITY, page)
            }
        };
        page.replies = refused;
        return Ok((status, html(&page)?).into_response());
    }
    let round = path.department().round();
    let at = AnswerAt {
        at: round.at(),
        item: path.item.as_str(),
        department,
    };
    for (field, text) in &written {
        let id = Uuid::now_v7().to_string();
        app.store()
            .comment(&actor, &app.now(), at, &id, field.as_ref(), text)
            .await?;
    }
    let said: Vec<&str> = written.iter().map(|(_, text)| text.as_str()).collect();
    let told = Told {
        kind: MailKind::Comment,
        answers: &[(path.item.as_str().to_owned(), department.to_owned())],
        comment: &said.join("\n"),
        from_department: true,
    };
    if !written.is_empty() {
        tell(&app, &person, &answering.survey.loaded, round.at(), told).await;
    }
    match page {
        Some((status, page)) => Ok((status, html(&page)?).into_response()),
        None => {
            let href = answering.survey.href_of_answer(&answering.answer);
            Ok(Redirect::to(&format!("{href}?did=commented")).into_response())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_boxes_with_words_are_comments() {
        let form: Vec<(String, String)> = [
            ("comment.reason", " 直しました。\r\n"),
            ("comment.", "全体に"),
            ("comment.done", "  "),
            ("done", "実施"),
        ]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .to_vec();
        let found = comments(&form).expect("fields that there are");
        assert_eq!(
            found.written,
            [
                (Some(Field::Reason), "直しました。".to_owned()),
                (None, "全体に".to_owned())
            ]
        );
        let mut long = form.clone();
        long.push(("comment.next".to_owned(), "あ".repeat(LONGEST + 1)));
        let found = comments(&long).expect("fields that there are");
        assert!(
            found.written.is_empty() && found.refused.len() == 3,
            "all or none: {found:?}"
        );
        let wrong: Vec<bool> = found.refused.iter().map(|reply| reply.wrong.is_some()).collect();
        assert_eq!(wrong, [false, false, true]);
        let mut unknown = form;
        unknown.push(("comment.nowhere".to_owned(), "どこにもない欄".to_owned()));
        assert!(comments(&unknown).is_err(), "it is not said of the whole answer");
    }
}
