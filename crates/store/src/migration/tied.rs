//! Ties the amounts that older releases knew by titles alone to their sections and items, once.
//!
//! The statements are those of the newest schema, so this runs after all migrations of one opening.
//! Not here: how a title finds its section or item (`gyokaku_core::effect::tie`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::effect::tie;

use crate::database::{Fields, Session};
use crate::decode::decode;
use crate::encode::encode;
use crate::error::StoreError;
use crate::read::{plan_row, plan_rows};
use crate::schema::{Holds, TableId};

pub(super) async fn tie_amounts(session: &mut Session) -> Result<(), StoreError> {
    let sql = "SELECT DISTINCT body_code, plan_key FROM effect ORDER BY body_code, plan_key";
    let plans = session
        .rows("effect", sql, vec![], &[Holds::Text, Holds::Text])
        .await?;
    for values in plans {
        let mut f = Fields::new("effect", "-".into(), values);
        let (code, key) = (f.text()?, f.text()?);
        let body: BodyCode = code.parse().map_err(|e| f.damaged(format!("{code}：{e}")))?;
        let Some(row) = plan_row(session, &body, &key).await? else {
            continue;
        };
        let mut plan = row.own;
        decode(plan_rows(session, &body, &key).await?, &mut plan)?;
        tie(&mut plan);
        let owners = encode(&plan)?.remove(&TableId::EffectOwner).unwrap_or_default();
        let table = TableId::EffectOwner.table();
        let engine = session.engine();
        let sql = |rows| table.insert(engine, rows, false);
        let values = owners.into_iter().map(|row| {
            let mut values = vec![body.as_str().into(), key.as_str().into()];
            values.extend(row.cells);
            values
        });
        session
            .run_rows(&sql, &[], &table.holds(), values.collect())
            .await?;
    }
    Ok(())
}
