//! `/account`: a person's own account: name, roles, and where they are signed in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::App;
use crate::access::names_deputies;
use crate::error::{Problem, html};
use crate::pages::people::accounts::roles::{Held, held};
use crate::path::UrlQuery;
use crate::person::{Person, Viewer};
use crate::session::is_open;
use crate::show::page::Page;
use crate::show::time::clock;

#[derive(Template)]
#[template(path = "pages/people/account/show.html")]
struct Own {
    page: Page,
    person: Person,
    body_name: String,
    held: Vec<Held>,
    /// Where the person names deputies, if they may.
    deputies: Option<String>,
    /// Whether they want notices by mail; none where no mail is sent.
    notices: Option<bool>,
    done: Option<String>,
    /// Whether they have a second factor.
    has_factor: bool,
    /// Since when, last used when, and whether it is this one.
    sessions: Vec<(String, String, bool)>,
}

/// What was done before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    done: String,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlQuery(done): UrlQuery<Done>,
) -> Result<Response, Problem> {
    let body = app.store().body(&person.body).await?.ok_or(Problem::NotFound)?;
    let departments = app.store().departments(&person.body).await?.directory.departments;
    let (now, sessions) = (
        app.now(),
        app.store().sessions_of(&person.body, &person.id).await?,
    );
    let sessions = sessions
        .into_iter()
        .filter(|s| is_open(&s.seen_at, &s.ends_at, &now))
        .map(|s| {
            let here = s.token_hash == person.session_hash;
            (clock(&s.opened_at), clock(&s.seen_at), here)
        })
        .collect();
    html(&Own {
        page: Page::new("自分の設定").seen_by(&Viewer::from(&person)),
        body_name: body.name,
        held: held(&person.grants, &departments, app.today()?),
        sessions,
        deputies: names_deputies(&person, &person.body).map(|_| format!("/{}/deputies", person.body)),
        notices: match app.config().mail.is_some() && person.mail.is_some() {
            true => Some(
                !app.store()
                    .notices_refused(&person.body)
                    .await?
                    .contains(&person.id),
            ),
            false => None,
        },
        has_factor: app
            .store()
            .account(&person.body, &person.id)
            .await?
            .is_some_and(|stored| stored.has_factor),
        done: (done.done == "notices").then(|| "お知らせの受取りを変更しました。".to_owned()),
        person,
    })
}
