//! Editions in the database: frozen once, never changed; closing a round is one transaction.
//!
//! Entries and tables are kept as text in a versioned shape that the caller makes and reads; triggers
//! of each engine refuse to change them. Not here: what an edition holds (`gyokaku_core::edition`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::plan::Plan;
use gyokaku_core::precedence::Precedence;
use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::refusal::NotNow;
use gyokaku_core::round::{Key, Round, RoundState};
use serde_json::json;

use crate::database::{Fields, Session, Value};
use crate::encode::encode;
use crate::error::StoreError;
use crate::journal::{self, Deed};
use crate::round::{RoundAt, lock_round, put_settings};
use crate::schema::Holds;
use crate::write::PutPlan;
use crate::{Actor, Store};

/// An edition without its entries and tables, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionHead {
    /// 1 for the first of the plan.
    pub number: i64,
    /// The round that it came of.
    pub round: Key,
    /// As shown.
    pub title: String,
    /// When it was frozen, RFC 3339.
    pub made_at: String,
    /// Who froze it.
    pub made_by: String,
    /// The edition that it corrects.
    pub corrects: Option<i64>,
    /// Why.
    pub reason: Option<String>,
    /// What the correction changed, in the caller's shape.
    pub changes: String,
    /// The scale of the year, in the caller's shape.
    pub scale: String,
    /// Whose grade counted.
    pub precedence: Precedence,
}

/// An edition to be frozen.
#[derive(Clone, Debug)]
pub struct NewEdition<'a> {
    /// As shown.
    pub title: &'a str,
    /// Why an earlier edition is corrected; none for the first of a round.
    pub reason: Option<&'a str>,
    /// What the correction changes, in the caller's shape.
    pub changes: &'a str,
    /// The scale of the year, in the caller's shape.
    pub scale: &'a str,
    /// Items with their entries, in the caller's shape, in order.
    pub entries: &'a [(String, String)],
    /// Tables by name, in the caller's shape, in order.
    pub tables: &'a [(String, String)],
    /// The plan with the year's grades and amounts, and the revision that it was made of.
    pub plan: (&'a Plan, i64),
    /// The answers that it was made of: item, department, revision.
    pub answers: &'a [(String, String, i64)],
    /// The grades of others that it was made of: item, evaluator, revision.
    pub grades: &'a [(String, Evaluator, i64)],
    /// The answers that were left out on purpose, item and department, and why.
    pub left_out: (&'a [(String, String)], &'a str),
}

const HEAD: &str = "number, round, title, made_at, made_by, corrects, reason, changes, scale, precedence";
const HOLDS: [Holds; 10] = [
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
];

fn head(values: Vec<Value>) -> Result<EditionHead, StoreError> {
    let mut f = Fields::new("year_edition", "-".into(), values);
    read_head(&mut f)
}

fn read_head(f: &mut Fields) -> Result<EditionHead, StoreError> {
    let (number, round) = (f.int()?, f.text()?);
    Ok(EditionHead {
        number,
        round: Key::parse(&round).ok_or_else(|| f.damaged(format!("調査の名前ではない値「{round}」です")))?,
        title: f.text()?,
        made_at: f.text()?,
        made_by: f.text()?,
        corrects: f.int_or_none()?,
        reason: f.text_or_none()?,
        changes: f.text()?,
        scale: f.text()?,
        precedence: f.precedence()?,
    })
}

impl Store {
    /// Closes a round and freezes its figures, or corrects the edition of a closed one: edition, entries,
    /// tables, the state of the round, the plan's grades and amounts and the journal, in one transaction.
    /// Gives the number of the edition.
    ///
    /// # Errors
    /// A conflict when round, plan, an answer or a grade is no longer at the revision seen; nothing is
    /// stored then. A refusal where the round is closed.
    pub async fn freeze(
        &self,
        actor: &Actor,
        now: &str,
        at: RoundAt<'_>,
        seen: i64,
        edition: &NewEdition<'_>,
    ) -> Result<i64, StoreError> {
        let (plan, plan_revision) = edition.plan;
        let rows = encode(plan)?;
        let mut session = self.writing().await?;
        let round = lock_round(&mut session, at).await?;
        if round.revision != seen {
            return Err(StoreError::Conflict {
                stored: Some(round.revision),
                expected: Some(seen),
            });
        }
        if round.state == RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::AlreadyClosed));
        }
        made_of_these(&mut session, at, edition).await?;
        let put = PutPlan {
            actor,
            now,
            body: at.body,
            key: at.plan,
            expected_revision: Some(plan_revision),
            plan,
            source: None,
        };
        put.within(&mut session, rows).await?;
        let sql =
            format!("SELECT {HEAD} FROM year_edition WHERE body_code = $1 AND plan_key = $2 ORDER BY number");
        let of_plan = vec![at.body.as_str().into(), at.plan.into()];
        let stored = session.rows("year_edition", &sql, of_plan, &HOLDS).await?;
        let stored = stored.into_iter().map(head).collect::<Result<Vec<_>, _>>()?;
        let number = stored.last().map_or(1, |last| last.number + 1);
        let corrects = stored
            .iter()
            .rev()
            .find(|e| e.round == at.round)
            .map(|e| e.number);
        if corrects.is_some() != edition.reason.is_some() {
            return Err(StoreError::Conflict {
                stored: corrects,
                expected: None,
            });
        }
        let values = vec![
            at.body.as_str().into(),
            at.plan.into(),
            number.into(),
            at.round.to_string().as_str().into(),
            i64::from(at.round.year.western()).into(),
            edition.title.into(),
            now.into(),
            actor.name.as_str().into(),
            corrects.into(),
            edition.reason.into(),
            edition.changes.into(),
            edition.scale.into(),
            plan.precedence.words().as_str().into(),
        ];
        let sql = "INSERT INTO year_edition (body_code, plan_key, number, round, fiscal_year, title, made_at, made_by, corrects, reason, changes, scale, precedence) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        session.run(sql, values).await?;
        for (table, key, rows) in [
            ("edition_entry", "item", edition.entries),
            ("edition_table", "name", edition.tables),
        ] {
            let holds = [
                Holds::Text,
                Holds::Text,
                Holds::Int,
                Holds::Text,
                Holds::Int,
                Holds::Text,
            ];
            let engine = session.engine();
            let sql = |rows| {
                format!(
                    "INSERT INTO {table} (body_code, plan_key, number, {key}, ordinal, content) {}",
                    engine.bound_rows(&holds, rows, 0)
                )
            };
            let rows = rows.iter().zip(0i64..).map(|((key, content), ordinal)| {
                vec![
                    at.body.as_str().into(),
                    at.plan.into(),
                    number.into(),
                    key.as_str().into(),
                    ordinal.into(),
                    content.as_str().into(),
                ]
            });
            session.run_rows(&sql, &[], &holds, rows.collect()).await?;
        }
        let closed = Round {
            revision: seen + 1,
            state: RoundState::Closed,
            reason: None,
            ..round
        };
        put_settings(&mut session, at, &closed).await?;
        journal::append(
            &mut session,
            Deed {
                actor,
                now,
                what: if corrects.is_some() {
                    "edition.correct"
                } else {
                    "edition.close"
                },
                body: Some(at.body),
                plan: Some(at.plan),
                summary: json!({
                    "round": at.round.to_string(),
                    "edition": number,
                    "corrects": corrects,
                    "reason": edition.reason,
                    "entries": edition.entries.len(),
                    "left_out": told_left_out(edition.left_out.0),
                    "left_out_reason": edition.left_out.1,
                    "sha256": digest(edition),
                }),
            },
        )
        .await?;
        session.commit().await?;
        Ok(number)
    }

    /// Opens a closed round for a correction: it is locked for departments and can be closed anew as
    /// the next edition. The frozen edition stays as it is.
    pub async fn reopen_round(
        &self,
        actor: &Actor,
        now: &str,
        at: RoundAt<'_>,
        seen: i64,
        reason: &str,
    ) -> Result<(), StoreError> {
        let mut session = self.writing().await?;
        let round = lock_round(&mut session, at).await?;
        if round.revision != seen {
            return Err(StoreError::Conflict {
                stored: Some(round.revision),
                expected: Some(seen),
            });
        }
        if round.state != RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::NotClosed));
        }
        let opened = Round {
            revision: seen + 1,
            state: RoundState::Locked,
            reason: Some(reason.to_owned()),
            ..round
        };
        put_settings(&mut session, at, &opened).await?;
        journal::append(
            &mut session,
            Deed {
                actor,
                now,
                what: "round.reopen",
                body: Some(at.body),
                plan: Some(at.plan),
                summary: json!({ "round": at.round.to_string(), "reason": reason }),
            },
        )
        .await?;
        session.commit().await
    }

    /// The editions of a plan, in the order in which they were frozen.
    pub async fn editions(&self, body: &BodyCode, plan: &str) -> Result<Vec<EditionHead>, StoreError> {
        let sql =
            format!("SELECT {HEAD} FROM year_edition WHERE body_code = $1 AND plan_key = $2 ORDER BY number");
        let rows = self
            .rows(
                "year_edition",
                &sql,
                vec![body.as_str().into(), plan.into()],
                &HOLDS,
            )
            .await?;
        rows.into_iter().map(head).collect()
    }

    /// The tables of an edition, by name, in order.
    pub async fn edition_tables(
        &self,
        body: &BodyCode,
        plan: &str,
        number: i64,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT name, content FROM edition_table WHERE body_code = $1 AND plan_key = $2 AND number = $3 ORDER BY ordinal";
        self.pairs(
            "edition_table",
            sql,
            vec![body.as_str().into(), plan.into(), number.into()],
        )
        .await
    }

    /// The entries of an edition, by item, in order.
    pub async fn edition_entries(
        &self,
        body: &BodyCode,
        plan: &str,
        number: i64,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT item, content FROM edition_entry WHERE body_code = $1 AND plan_key = $2 AND number = $3 ORDER BY ordinal";
        self.pairs(
            "edition_entry",
            sql,
            vec![body.as_str().into(), plan.into(), number.into()],
        )
        .await
    }

    /// The entries of several editions at once, by the number of the edition, in order.
    pub async fn entries_of_editions(
        &self,
        body: &BodyCode,
        plan: &str,
        numbers: &[i64],
    ) -> Result<Vec<(i64, String)>, StoreError> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let bound: Vec<String> = (3..numbers.len() + 3).map(|n| format!("${n}")).collect();
        let sql = format!(
            "SELECT number, content FROM edition_entry WHERE body_code = $1 AND plan_key = $2 AND number IN ({}) ORDER BY number, ordinal",
            bound.join(", ")
        );
        let mut values = vec![body.as_str().into(), plan.into()];
        values.extend(numbers.iter().map(|number| Value::from(*number)));
        let rows = self
            .rows("edition_entry", &sql, values, &[Holds::Int, Holds::Text])
            .await?;
        rows.into_iter()
            .map(|values| {
                let mut f = Fields::new("edition_entry", "-".into(), values);
                Ok((f.int()?, f.text()?))
            })
            .collect()
    }

    /// The entries of one item in every edition that speaks of it, with the edition; oldest first.
    pub async fn item_over_editions(
        &self,
        body: &BodyCode,
        plan: &str,
        item: &str,
    ) -> Result<Vec<(EditionHead, String)>, StoreError> {
        let columns: Vec<String> = HEAD.split(", ").map(|c| format!("e.{c}")).collect();
        let sql = format!(
            "SELECT {}, n.content FROM edition_entry n \
            JOIN year_edition e ON e.body_code = n.body_code AND e.plan_key = n.plan_key AND e.number = n.number \
            WHERE n.body_code = $1 AND n.plan_key = $2 AND n.item = $3 ORDER BY e.number",
            columns.join(", ")
        );
        let mut holds = HOLDS.to_vec();
        holds.push(Holds::Text);
        let values = vec![body.as_str().into(), plan.into(), item.into()];
        let rows = self.rows("edition_entry", &sql, values, &holds).await?;
        rows.into_iter()
            .map(|values| {
                let mut f = Fields::new("edition_entry", "-".into(), values);
                Ok((read_head(&mut f)?, f.text()?))
            })
            .collect()
    }

    async fn pairs(
        &self,
        table: &'static str,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let rows = self.rows(table, sql, values, &[Holds::Text, Holds::Text]).await?;
        rows.into_iter()
            .map(|values| {
                let mut f = Fields::new(table, "-".into(), values);
                Ok((f.text()?, f.text()?))
            })
            .collect()
    }
}

/// Whether the edition was made of the answers and grades as they are: the lock on the round keeps
/// everybody else from writing any until this transaction ends.
async fn made_of_these(
    session: &mut Session,
    at: RoundAt<'_>,
    edition: &NewEdition<'_>,
) -> Result<(), StoreError> {
    let keys = [Holds::Text, Holds::Text, Holds::Int];
    let of = |text: &str| vec![at.body.as_str().into(), at.plan.into(), Value::from(text)];
    let round = at.round.to_string();
    let sql =
        "SELECT item, department, revision FROM answer WHERE body_code = $1 AND plan_key = $2 AND round = $3";
    let mut answers = Vec::new();
    for values in session.rows("answer", sql, of(&round), &keys).await? {
        let mut f = Fields::new("answer", "-".into(), values);
        answers.push((f.text()?, f.text()?, f.int()?));
    }
    let sql = "SELECT item, evaluator, revision FROM answer_grade WHERE body_code = $1 AND plan_key = $2 AND round = $3";
    let mut grades = Vec::new();
    for values in session.rows("answer_grade", sql, of(&round), &keys).await? {
        let mut f = Fields::new("answer_grade", "-".into(), values);
        grades.push((f.text()?, f.word::<Evaluator>()?, f.int()?));
    }
    let (mut seen_answers, mut seen_grades) = (edition.answers.to_vec(), edition.grades.to_vec());
    answers.sort();
    seen_answers.sort();
    grades.sort();
    seen_grades.sort();
    if answers == seen_answers && grades == seen_grades {
        return Ok(());
    }
    Err(StoreError::Conflict {
        stored: None,
        expected: None,
    })
}

fn told_left_out(which: &[(String, String)]) -> Vec<serde_json::Value> {
    which
        .iter()
        .map(|(item, department)| json!({ "item": item, "department": department }))
        .collect()
}

/// The digest of what was frozen, for the journal: the chain proves the edition as well.
fn digest(edition: &NewEdition<'_>) -> String {
    let mut text = String::new();
    for (key, content) in edition.entries.iter().chain(edition.tables) {
        for part in [key, content] {
            text.push_str(&format!("{}:{part}\n", part.len()));
        }
    }
    journal::sha256(text.as_bytes())
}
