//! `/{code}/{plan}/rounds/{round}/departments/{department}/items/{item}`: the form of an answer.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::form::{answer_form, form};
use super::typed::SaveOutcome;
use super::{number, title};
use crate::App;
use crate::error::{Problem, html};
use crate::path::{UrlPath, UrlQuery};
use crate::person::Person;
use crate::round_context::{AnswerPath, RoundContext};

/// What was just done, as the address says it.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Done {
    /// The item that was handed in.
    #[serde(default)]
    submitted: Option<String>,
    /// Something that was stored.
    #[serde(default)]
    did: Option<String>,
}

impl Done {
    /// In words; nothing for what the address only claims.
    pub(crate) fn words(&self, survey: &RoundContext) -> Option<String> {
        if let Some(item) = &self.submitted {
            let answer = survey.answers.iter().find(|answer| answer.item == *item)?;
            let handed_in = !answer.state.is_with_department();
            return handed_in.then(|| {
                format!(
                    "「{} {}」を提出しました。",
                    number(survey, item),
                    title(survey, item)
                )
            });
        }
        let words = match self.did.as_deref()? {
            "saved" => "保存しました。",
            "withdrawn" => "取り下げました。書き直して、もう一度提出してください。",
            "commented" => "コメントを書き込みました。",
            _ => return None,
        };
        Some(words.to_owned())
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<AnswerPath>,
    UrlQuery(done): UrlQuery<Done>,
) -> Result<Response, Problem> {
    let answering = answer_form(&app, &path).await?;
    let outcome = SaveOutcome::nothing(answering.answer.clone());
    let mut page = form(&app, &person, &path, &answering, &outcome).await?;
    page.notice = done.words(&answering.survey);
    html(&page)
}
