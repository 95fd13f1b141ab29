//! `POST /{code}/journal/verification`: recomputes the chain of the journal.

use axum::extract::State;
use axum::response::Response;
use gyokaku_store::JournalState;

use super::filter::Narrow;
use super::index::{Verdict, page};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;

pub(crate) async fn verify(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
) -> Result<Response, Problem> {
    demand_for(&person, Right::ReadJournal, &at.code.0, None)?;
    let verdict = match app.store().verify_journal().await? {
        JournalState::Holds { entries, last } => Verdict {
            holds: true,
            words: format!(
                "{entries}件の記録すべてが正しくつながっています。末尾のハッシュ値は {} です。",
                last.get(..16).unwrap_or(&last)
            ),
        },
        JournalState::Broken { sequence, why } => Verdict {
            holds: false,
            words: format!(
                "{sequence}番目の記録でつながりが切れています。{why}それより前の記録は正しくつながっています。バックアップを保管し、システムの管理者にお知らせください。"
            ),
        },
    };
    page(&app, &person, &at, Narrow::default(), Some(verdict)).await
}
