//! Keeps public what was public before plans were released on purpose: the first release of each plan, once.
//!
//! Everything that such a plan had could be read by everybody, and so its release has all editions and documents and
//! withholds nothing. Not here: how a release is made (`crate::release`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::release::Scope;
use gyokaku_core::round::day_in_japan;
use sqlx::FromRow;

use crate::Actor;
use crate::database::Transaction;
use crate::error::StoreError;
use crate::plan::{decode, rows};
use crate::read::{NO_RULES, plan_row};
use crate::release::{NewRelease, put_release};
use crate::typed::Text;

#[derive(FromRow)]
struct PlanAt {
    #[sqlx(rename = "body_code", try_from = "Text")]
    body: BodyCode,
    plan_key: String,
}

/// What the release of such a plan notes.
const NOTE: &str = "公開の手続が設けられる前から公開";

pub(super) async fn release_all(tx: &mut Transaction) -> Result<(), StoreError> {
    let sql = "SELECT body_code, plan_key FROM plan ORDER BY body_code, plan_key";
    let plans: Vec<PlanAt> = tx.named("plan", sql, vec![]).await?;
    let actor = Actor {
        name: "データベースの更新".into(),
        role: "command".into(),
    };
    for PlanAt { body, plan_key } in plans {
        let Some(row) = plan_row(tx, &body, &plan_key, NO_RULES).await? else {
            continue;
        };
        let sql = "SELECT number FROM year_edition WHERE body_code = $1 AND plan_key = $2 ORDER BY number";
        let of_plan = vec![body.as_str().into(), plan_key.as_str().into()];
        let editions: Vec<(i64,)> = tx.named("year_edition", sql, of_plan).await?;
        let scope = Scope {
            editions: editions.into_iter().map(|(number,)| number).collect(),
            documents: row.sources.iter().map(|source| source.id.clone()).collect(),
            withheld: Vec::new(),
            own: Vec::new(),
            ..Scope::default()
        };
        let mut plan = row.own;
        decode(rows(tx, &body, &plan_key).await?, &mut plan)?;
        // A plan whose time cannot be read was public on the first day of all.
        let Some(day) = day_in_japan(&row.imported_at).or_else(|| gyokaku_core::round::day("2000-01-01"))
        else {
            continue;
        };
        let new = NewRelease {
            revision: row.revision,
            opens_on: day,
            scope: &scope,
            note: NOTE,
        };
        put_release(tx, &actor, &row.imported_at, day, (&body, &plan_key), &plan, &new).await?;
    }
    Ok(())
}
