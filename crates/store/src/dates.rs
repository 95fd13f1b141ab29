//! The dates of a body's year that stand in its plans and releases, in one statement whatever the number of plans.
//!
//! Not here: the deadlines of rounds (`round`), what a date is (`gyokaku_core::calendar::dates`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::calendar::dates::{DateKind, Dated};
use gyokaku_core::round::{day_in_japan, day_key};
use sqlx::FromRow;
use time::Date;

use crate::Store;
use crate::error::StoreError;
use crate::typed::{Odd, Text};

/// How many dates of a year are read.
const MOST_DATES: i64 = 1_000;

#[derive(FromRow)]
struct Row {
    #[sqlx(try_from = "Text")]
    kind: DateKind,
    plan_key: String,
    id: String,
    title: String,
    detail: String,
    #[sqlx(try_from = "Text")]
    on_day: Date,
}

impl TryFrom<Text> for DateKind {
    type Error = Odd;

    fn try_from(Text(text): Text) -> Result<Self, Odd> {
        DateKind::of(&text).ok_or_else(|| Odd(format!("知らない予定の種類「{text}」です")))
    }
}

impl Store {
    /// The meetings, consultations, releases and ends of terms of a body from a day to a day, both included, at most a
    /// thousand of them. A release that was taken back is none,
    /// nor is one that opened when it was made.
    pub async fn dates(&self, body: &BodyCode, from: Date, to: Date) -> Result<Vec<Dated>, StoreError> {
        let [meeting, opens, closes, release, term] = [
            DateKind::Meeting,
            DateKind::ConsultationOpens,
            DateKind::ConsultationCloses,
            DateKind::Release,
            DateKind::TermEnds,
        ]
        .map(DateKind::key);
        let sql = format!(
            "SELECT kind, plan_key, id, title, detail, on_day FROM (\
            SELECT '{meeting}' AS kind, m.plan_key, m.id, c.name || ' ' || m.title AS title, m.place AS detail, m.held_on AS on_day \
            FROM meeting m JOIN council c ON c.body_code = m.body_code AND c.plan_key = m.plan_key AND c.id = m.council \
            WHERE m.body_code = $1 AND m.held_on IS NOT NULL \
            UNION ALL SELECT '{opens}', plan_key, id, title, '', opens_on FROM consultation \
            WHERE body_code = $1 AND opens_on IS NOT NULL \
            UNION ALL SELECT '{closes}', plan_key, id, title, '', closes_on FROM consultation \
            WHERE body_code = $1 AND closes_on IS NOT NULL \
            UNION ALL SELECT '{term}', m.plan_key, m.council, c.name, CAST(COUNT(*) AS TEXT) || '人', m.serves_to FROM council_member m \
            JOIN council c ON c.body_code = m.body_code AND c.plan_key = m.plan_key AND c.id = m.council \
            WHERE m.body_code = $1 AND m.serves_to IS NOT NULL GROUP BY m.plan_key, m.council, c.name, m.serves_to \
            UNION ALL SELECT '{release}', r.plan_key, CAST(r.number AS TEXT), r.title, r.made_at, r.opens_on FROM plan_release r \
            LEFT JOIN release_withdrawal w ON w.body_code = r.body_code AND w.plan_key = r.plan_key AND w.number = r.number \
            WHERE r.body_code = $1 AND w.number IS NULL\
            ) dated WHERE on_day >= $2 AND on_day <= $3 ORDER BY on_day, plan_key, kind, id LIMIT {MOST_DATES}"
        );
        let values = vec![
            body.as_str().into(),
            day_key(from).as_str().into(),
            day_key(to).as_str().into(),
        ];
        let rows: Vec<Row> = self.named("meeting", &sql, values).await?;
        // One that opened when it was made is no date to look forward to; days begin at midnight in Japan.
        let is_ahead = |row: &Row| {
            row.kind != DateKind::Release || day_in_japan(&row.detail).is_none_or(|made| made < row.on_day)
        };
        let dated = |row: Row| Dated {
            on: row.on_day,
            kind: row.kind,
            plan: row.plan_key,
            title: row.title,
            detail: match row.kind {
                DateKind::Release => String::new(),
                _ => row.detail,
            },
            id: row.id,
        };
        Ok(rows.into_iter().filter(is_ahead).map(dated).collect())
    }
}
