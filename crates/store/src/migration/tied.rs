//! Ties the amounts that older releases knew by titles alone to their sections and items, once.
//!
//! The statements are those of the newest schema, so this runs after all migrations of one opening.
//! Not here: how a title finds its section or item (`gyokaku_core::effect::tie`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::effect::tie;
use sqlx::FromRow;

use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::plan::{EffectOwners, Record, decode, encode, rows};
use crate::read::{NO_RULES, plan_row};
use crate::typed::Text;

/// A plan that has amounts.
#[derive(FromRow)]
struct Amounts {
    #[sqlx(rename = "body_code", try_from = "Text")]
    body: BodyCode,
    plan_key: String,
}

pub(super) async fn tie_amounts(tx: &mut Transaction) -> Result<(), StoreError> {
    let sql = "SELECT DISTINCT body_code, plan_key FROM effect ORDER BY body_code, plan_key";
    let plans: Vec<Amounts> = tx.named("effect", sql, vec![]).await?;
    for Amounts { body, plan_key } in plans {
        let Some(row) = plan_row(tx, &body, &plan_key, NO_RULES).await? else {
            continue;
        };
        let mut plan = row.own;
        decode(rows(tx, &body, &plan_key).await?, &mut plan)?;
        tie(&mut plan);
        let table = &EffectOwners::TABLE;
        let engine = tx.engine();
        let sql = |rows| table.insert(engine, rows);
        let known: [Value; 2] = [body.as_str().into(), plan_key.as_str().into()];
        let owners = encode(&plan)?.remove(table).into_iter();
        let owners = owners.map(|row| row.bound(table, &known)).collect();
        tx.run_rows(&sql, &[], &table.column_types(), owners).await?;
    }
    Ok(())
}
