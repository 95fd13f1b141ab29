//! How far the findings of a plan are dealt with. Not here: the findings themselves (`report`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::finding::{Finding, Handling};
use gyokaku_core::journal::{Change, Event};
use sqlx::FromRow;

use crate::error::StoreError;
use crate::journal::{self, sha256};
use crate::typed::{Odd, Text};
use crate::{Actor, Store};

/// How far a finding is dealt with.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Handled {
    /// The digest of what the finding is known by.
    pub finding: String,
    /// How far.
    #[sqlx(try_from = "Text")]
    pub state: Handling,
    /// What was noted.
    pub note: String,
    /// When, RFC 3339.
    pub made_at: String,
    /// Who.
    pub made_by: String,
}

impl TryFrom<Text> for Handling {
    type Error = Odd;

    fn try_from(Text(text): Text) -> Result<Self, Odd> {
        Handling::of(&text).ok_or_else(|| Odd(format!("知らない対応の状態「{text}」です")))
    }
}

/// What a finding is stored under.
pub fn finding_key(finding: &Finding) -> String {
    sha256(finding.known_by().as_bytes())[..32].to_owned()
}

impl Store {
    /// How far the findings of a plan are dealt with; what nobody touched is not there.
    pub async fn handled(&self, body: &BodyCode, key: &str) -> Result<Vec<Handled>, StoreError> {
        let sql = "SELECT finding, state, note, made_at, made_by FROM finding_state WHERE body_code = $1 AND plan_key = $2";
        self.named("finding_state", sql, vec![body.as_str().into(), key.into()])
            .await
    }

    /// Notes how far a finding is dealt with; the same again writes nothing.
    pub async fn handle(
        &self,
        actor: &Actor,
        now: &str,
        (body, key): (&BodyCode, &str),
        finding: &Finding,
        state: Handling,
        note: &str,
    ) -> Result<(), StoreError> {
        let id = finding_key(finding);
        let mut tx = self.writing().await?;
        let sql = "SELECT finding, state, note, made_at, made_by FROM finding_state WHERE body_code = $1 AND plan_key = $2 AND finding = $3";
        let of = vec![body.as_str().into(), key.into(), id.as_str().into()];
        let before: Vec<Handled> = tx.named("finding_state", sql, of).await?;
        let before = before.into_iter().next();
        let old = before
            .as_ref()
            .map_or((Handling::Open, ""), |b| (b.state, b.note.as_str()));
        if old == (state, note) {
            return tx.rollback().await;
        }
        let sql = "INSERT INTO finding_state (body_code, plan_key, finding, state, note, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7) \
            ON CONFLICT (body_code, plan_key, finding) DO UPDATE SET state = excluded.state, note = excluded.note, made_at = excluded.made_at, made_by = excluded.made_by";
        let values = vec![
            body.as_str().into(),
            key.into(),
            id.as_str().into(),
            state.key().into(),
            note.into(),
            now.into(),
            actor.name.as_str().into(),
        ];
        tx.run(sql, values).await?;
        let event = Event::FindingHandled {
            message: finding.message.clone(),
            state: Change {
                old: old.0,
                new: state,
            },
            note: note.to_owned(),
        };
        journal::append(&mut tx, actor, now, Some(body), Some(key), &event).await?;
        tx.commit().await
    }
}
