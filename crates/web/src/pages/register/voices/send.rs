//! `POST /{code}/{plan}/consultations/{id}`: somebody of the public sends an opinion in, without an account.
//!
//! What is sent is taken while the consultation is open and released. A field that people do not see catches machines;
//! how much one consultation takes is bounded, for all and for each stretch of time. Not here: storing.

use std::time::{Duration, Instant};

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::opinion::{Consultation, ConsultationState};
use gyokaku_core::personal;
use gyokaku_store::Sender;

use super::consultation::{Typed, find, page};
use crate::App;
use crate::access::{Sight, sight};
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::loaded::load;
use crate::path::{PlanPartAt, UrlPath};
use crate::person::Viewer;
use crate::shelf::{Bounds, Shelf, WhenFull};

/// How many characters an opinion may have.
const LONGEST: usize = 4_000;

/// How many characters a line of it may have.
const LONGEST_LINE: usize = 200;

/// How many opinions a consultation takes in [`STRETCH`]; more is no crowd of citizens.
const MOST_IN_A_STRETCH: u32 = 300;

/// The stretch of time in which it is counted.
const STRETCH: Duration = Duration::from_secs(60 * 60);

/// How many opinions each consultation has taken lately.
#[derive(Debug)]
pub(crate) struct Lately {
    taken: Shelf<String, (Instant, u32)>,
}

impl Default for Lately {
    fn default() -> Self {
        Self {
            taken: Shelf::new(Bounds {
                lasts: STRETCH,
                most: 1_000,
                most_bytes: 1 << 20,
                full: WhenFull::Forget,
            }),
        }
    }
}

impl Lately {
    /// Counts one more for a consultation; whether it is still taken.
    fn takes(&self, consultation: &str, now: Instant) -> bool {
        let (since, count) = self.taken.get(&consultation.to_owned(), now).unwrap_or((now, 0));
        let (since, count) = match now.duration_since(since) < STRETCH {
            true => (since, count + 1),
            false => (now, 1),
        };
        let takes = count <= MOST_IN_A_STRETCH;
        if takes {
            // Where there is no room to count, it is counted anew the next time.
            let _ = self.taken.put(consultation.to_owned(), (since, count), 64, now);
        }
        takes
    }
}

/// A field as it was typed; told where it is too long.
fn field(form: &FormData, name: &str, most: usize, wrong: &mut FieldErrors) -> String {
    let typed = match most {
        LONGEST_LINE => form.line(name),
        _ => form.lines(name),
    };
    let sent = typed.chars().count();
    if sent > most {
        wrong.add(
            name,
            format!("{most}文字までで入力してください（今は{sent}文字です）。"),
        );
    }
    typed
}

pub(crate) async fn send(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanPartAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let plan_at = at.plan();
    let loaded = load(&app, &plan_at, &sight(&viewer, &plan_at)).await?;
    let consultation = find(&loaded, &at.id)?;
    let mut wrong = FieldErrors::default();
    let typed = Typed {
        about: field(&form, "about", LONGEST_LINE, &mut wrong),
        content: field(&form, "content", LONGEST, &mut wrong),
        name: field(&form, "name", LONGEST_LINE, &mut wrong),
        residence: field(&form, "residence", LONGEST_LINE, &mut wrong),
        contact: field(&form, "contact", LONGEST_LINE, &mut wrong),
    };
    if typed.content.is_empty() {
        wrong.add("content", "ご意見を入力してください。");
    }
    // What tells who somebody is goes no further before its writer has looked at it again.
    let told = personal::words(&format!("{}\n{}", typed.about, typed.content));
    if let Some(told) = told.filter(|_| !form.has("knowing")) {
        wrong.add("knowing", format!("{told}{LOOK_AGAIN}"));
    }
    let to = format!("{}/consultations/{}", loaded.href(), consultation.id);
    if !form.raw("memo-2").is_empty() {
        wrong.add("", FILLED);
    }
    // An end that the office has set earlier holds at once, and not only from the next release on.
    let working = load(&app, &plan_at, &Sight::Working).await?;
    let now = working
        .plan()
        .consultations
        .iter()
        .find(|one| one.id == consultation.id);
    let today = app.today()?;
    let is_open = |one: &Consultation| one.state(today) == ConsultationState::Open;
    if !is_open(consultation) || !now.is_some_and(is_open) {
        wrong.add("", "募集の期間ではないため、受け付けていません。入力した内容を控えて、担当課へお問い合わせください。");
    }
    if wrong.is_empty() && !app.lately().takes(&consultation.id, Instant::now()) {
        wrong.add("", BUSY);
    }
    if wrong.is_empty() {
        let sender = Sender {
            name: typed.name.clone(),
            residence: typed.residence.clone(),
            contact: typed.contact.clone(),
        };
        let stored = app
            .store()
            .submit(
                &app.now(),
                (&loaded.code, loaded.key.as_str()),
                (&consultation.id, &consultation.title),
                (&typed.about, &typed.content),
                &sender,
            )
            .await?;
        match stored {
            Ok(()) => return Ok(Redirect::to(&format!("{to}?did=sent")).into_response()),
            Err(_) => wrong.add("", FULL),
        }
    }
    page(&app, &viewer, &at, typed, wrong, None).await
}

const FILLED: &str = "自動で入力された欄があったため、まだ受け付けていません。よければ、もう一度「意見を送る」を押してください。";

const LOOK_AGAIN: &str = "ご意見は公表されることがあります。その部分を除くか、お名前や連絡先は「あなたについて」の欄に入力してください。このままでよければ、下の欄に印を付けて、もう一度「意見を送る」を押してください。";

const BUSY: &str = "いま多くの意見が届いているため、受け付けられません。入力した内容を控えて、しばらくたってからもう一度お送りください。";

const FULL: &str = "受け付けられる件数を超えたため、受け付けられません。入力した内容を控えて、担当課へお問い合わせください。";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_turned_away_until_its_stretch_is_over() {
        let (lately, now) = (Lately::default(), Instant::now());
        for n in 0..MOST_IN_A_STRETCH {
            assert!(lately.takes("k", now), "{n}");
        }
        assert!(!lately.takes("k", now));
        assert!(lately.takes("other", now), "another consultation is not stopped");
        assert!(lately.takes("k", now + STRETCH));
    }
}
