//! A file that is not this desk's: what it is, and where it belongs.

use gyokaku_core::body::BodyCode;
use gyokaku_core::round::Key;
use gyokaku_exchange::survey::{Form, NotTheForm, back};
use gyokaku_store::RoundAt;

use super::form::Identity;
use crate::App;
use crate::access::{Right, may};
use crate::error::Problem;
use crate::person::Person;
use crate::round_context::RoundContext;
use crate::upload::Refusal;

/// The largest CSV that is tried against other departments and rounds, in bytes: each is a reading.
const MOST_TRIED: usize = 1024 * 1024;

/// Whose form a file is; a CSV does not say so itself and is tried against `candidates`.
///
/// # Errors
/// When it is no form at all, or one that nobody here knows.
pub(crate) fn owner(bytes: &[u8], candidates: &[Identity]) -> Result<Identity, NotTheForm> {
    match back(bytes, &Form::default()) {
        Ok(_) => Err(NotTheForm::NoForm),
        Err(NotTheForm::Another { code: Some(code) }) => {
            Identity::parse(&code).ok_or(NotTheForm::Another { code: Some(code) })
        }
        Err(NotTheForm::Another { code: None }) if bytes.len() <= MOST_TRIED => {
            let is_of = |identity: &&Identity| {
                let form = Form {
                    code: identity.code(),
                    ..Form::default()
                };
                back(bytes, &form).is_ok()
            };
            let found = candidates.iter().find(is_of).cloned();
            found.ok_or(NotTheForm::Another { code: None })
        }
        Err(error) => Err(error),
    }
}

/// Says what a file is that this desk does not take.
pub(crate) async fn refusal(
    app: &App,
    person: &Person,
    survey: &RoundContext,
    owner: Result<Identity, NotTheForm>,
) -> Result<Refusal, Problem> {
    let safe = "何も保存していません。";
    let only = |what: String| Refusal { what, place: None };
    let found = match owner {
        Ok(found) => found,
        Err(error) => return Ok(only(error.to_string())),
    };
    if found.body != survey.code().to_string() {
        let code: Option<BodyCode> = found.body.parse().ok();
        let body = match code {
            Some(code) => app.store().body(&code).await?,
            None => None,
        };
        let name = body.map_or_else(|| "別の団体".to_owned(), |body| format!("「{}」", body.name));
        return Ok(only(format!(
            "{name}の回答票です。{safe}この団体の画面から受け取った回答票をお送りください。"
        )));
    }
    let whose = format!("「{}」", survey.department(&found.department));
    let key = Key::parse(&found.round);
    let round = match key {
        Some(round) => {
            let at = RoundAt {
                body: &survey.code(),
                plan: &found.plan,
                round,
            };
            app.store().round(at).await?
        }
        None => None,
    };
    let Some(round) = round else {
        return Ok(only(format!(
            "いまはない調査の、{whose}の回答票です。{safe}この画面から受け取り直した回答票に写してください。"
        )));
    };
    let what = match found.plan == survey.loaded.key && round.key == survey.round.key {
        true => format!("{whose}の回答票です。{safe}"),
        false => format!("別の調査「{}」の、{whose}の回答票です。{safe}", round.title),
    };
    let may = survey.directory.department(&found.department).is_some()
        && may(person, Right::Answer, &survey.code(), Some(&found.department));
    let href = format!(
        "/{}/{}/rounds/{}/departments/{}/workbook",
        found.body, found.plan, round.key, found.department
    );
    Ok(match may {
        true => Refusal {
            what: what + "次の画面から取り込めます。",
            place: Some((
                href,
                format!("{}　{}", round.title, survey.department(&found.department)),
            )),
        },
        false => only(what + "その課の担当者が、その課の画面から取り込みます。"),
    })
}
