//! Editions in the database: frozen once, never changed; closing a round is one transaction.
//!
//! Entries and tables are kept as text in a versioned shape that the caller makes and reads; triggers
//! of each engine refuse to change them. Not here: what an edition holds (`gyokaku_core::edition`).

use std::collections::BTreeSet;

use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::{AnswerName, Event};
use gyokaku_core::plan::Plan;
use gyokaku_core::precedence::Precedence;
use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::refusal::NotNow;
use gyokaku_core::round::{Key, Round, RoundState};
use sqlx::FromRow;

use crate::database::{ColumnType, Transaction, Value};
use crate::error::StoreError;
use crate::journal;
use crate::plan::encode;
use crate::round::{RoundAt, lock_round, put_settings};
use crate::typed::Text;
use crate::write::PutPlan;
use crate::{Actor, JournalEntry, Store};

/// An edition without its entries and tables, as stored.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct EditionHead {
    /// 1 for the first of the plan.
    pub number: i64,
    /// The round that it came of.
    #[sqlx(try_from = "Text")]
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
    #[sqlx(try_from = "Text")]
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

/// An entry with the edition that it stands in.
#[derive(FromRow)]
struct EntryRow {
    #[sqlx(flatten)]
    head: EditionHead,
    content: String,
}

/// A grade of somebody else, as far as an edition has to know it.
#[derive(FromRow)]
struct SeenGrade {
    item: String,
    #[sqlx(try_from = "Text")]
    evaluator: Evaluator,
    revision: i64,
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
        let mut tx = self.writing().await?;
        let round = lock_round(&mut tx, at).await?;
        if round.revision != seen {
            return Err(StoreError::Conflict {
                stored: Some(round.revision),
                expected: Some(seen),
            });
        }
        if round.state == RoundState::Closed {
            return Err(StoreError::NotNow(NotNow::AlreadyClosed));
        }
        made_of_these(&mut tx, at, edition).await?;
        let put = PutPlan {
            actor,
            now,
            body: at.body,
            key: at.plan,
            expected_revision: Some(plan_revision),
            plan,
            source: None,
            deed: None,
        };
        put.within(&mut tx, rows).await?;
        let sql =
            format!("SELECT {HEAD} FROM year_edition WHERE body_code = $1 AND plan_key = $2 ORDER BY number");
        let of_plan = vec![at.body.as_str().into(), at.plan.into()];
        let stored: Vec<EditionHead> = tx.named("year_edition", &sql, of_plan).await?;
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
        tx.run(sql, values).await?;
        for (table, key, rows) in [
            ("edition_entry", "item", edition.entries),
            ("edition_table", "name", edition.tables),
        ] {
            let types = [
                ColumnType::Text,
                ColumnType::Text,
                ColumnType::Int,
                ColumnType::Text,
                ColumnType::Int,
                ColumnType::Text,
            ];
            let engine = tx.engine();
            let sql = |rows| {
                format!(
                    "INSERT INTO {table} (body_code, plan_key, number, {key}, ordinal, content) {}",
                    engine.bound_rows(&types, rows, 0)
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
            tx.run_rows(&sql, &[], &types, rows.collect()).await?;
        }
        let closed = Round {
            revision: seen + 1,
            state: RoundState::Closed,
            reason: None,
            ..round
        };
        put_settings(&mut tx, at, &closed).await?;
        let event = Event::EditionClosed {
            round: at.round,
            edition: number,
            corrects,
            reason: edition.reason.map(str::to_owned),
            entries: edition.entries.len() as u64,
            left_out: edition
                .left_out
                .0
                .iter()
                .map(|(item, department)| AnswerName {
                    item: item.clone(),
                    department: department.clone(),
                })
                .collect(),
            left_out_reason: edition.left_out.1.to_owned(),
            sha256: digest(edition.entries.iter().chain(edition.tables)),
        };
        journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        tx.commit().await?;
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
        let mut tx = self.writing().await?;
        let round = lock_round(&mut tx, at).await?;
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
        put_settings(&mut tx, at, &opened).await?;
        let event = Event::RoundReopened {
            round: at.round,
            reason: reason.to_owned(),
        };
        journal::append(&mut tx, actor, now, Some(at.body), Some(at.plan), &event).await?;
        tx.commit().await
    }

    /// The editions of a plan, in the order in which they were frozen.
    pub async fn editions(&self, body: &BodyCode, plan: &str) -> Result<Vec<EditionHead>, StoreError> {
        let sql =
            format!("SELECT {HEAD} FROM year_edition WHERE body_code = $1 AND plan_key = $2 ORDER BY number");
        self.named("year_edition", &sql, vec![body.as_str().into(), plan.into()])
            .await
    }

    /// The tables of an edition, by name, in order.
    pub async fn edition_tables(
        &self,
        body: &BodyCode,
        plan: &str,
        number: i64,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT name, content FROM edition_table WHERE body_code = $1 AND plan_key = $2 AND number = $3 ORDER BY ordinal";
        self.named(
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
        self.named(
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
        self.named("edition_entry", &sql, values).await
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
        let values = vec![body.as_str().into(), plan.into(), item.into()];
        let rows: Vec<EntryRow> = self.named("edition_entry", &sql, values).await?;
        Ok(rows.into_iter().map(|row| (row.head, row.content)).collect())
    }
}

/// Whether the edition was made of the answers and grades as they are: the lock on the round keeps
/// everybody else from writing any until this transaction ends.
async fn made_of_these(
    tx: &mut Transaction,
    at: RoundAt<'_>,
    edition: &NewEdition<'_>,
) -> Result<(), StoreError> {
    let of = |text: &str| vec![at.body.as_str().into(), at.plan.into(), Value::from(text)];
    let round = at.round.to_string();
    let sql =
        "SELECT item, department, revision FROM answer WHERE body_code = $1 AND plan_key = $2 AND round = $3";
    let mut answers: Vec<(String, String, i64)> = tx.named("answer", sql, of(&round)).await?;
    let sql = "SELECT item, evaluator, revision FROM answer_grade WHERE body_code = $1 AND plan_key = $2 AND round = $3";
    let grades: Vec<SeenGrade> = tx.named("answer_grade", sql, of(&round)).await?;
    let mut grades: Vec<(String, Evaluator, i64)> = grades
        .into_iter()
        .map(|grade| (grade.item, grade.evaluator, grade.revision))
        .collect();
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

/// What of the editions is no longer what the journal says was frozen, a sentence each.
pub(crate) async fn faults(tx: &mut Transaction) -> Result<Vec<String>, StoreError> {
    let sql = format!(
        "SELECT {} FROM journal WHERE what IN ('edition.close', 'edition.correct') ORDER BY sequence",
        journal::COLUMNS
    );
    let told: Vec<JournalEntry> = tx.named("journal", &sql, vec![]).await?;
    let sql = "SELECT body_code, plan_key, number FROM year_edition ORDER BY body_code, plan_key, number";
    let there: Vec<(String, String, i64)> = tx.named("year_edition", sql, vec![]).await?;
    let mut untold: BTreeSet<(String, String, i64)> = there.into_iter().collect();
    let mut faults = Vec::new();
    for entry in told {
        let sequence = entry.sequence;
        let Event::EditionClosed { edition, sha256, .. } = entry.event() else {
            faults.push(format!("{sequence}件目の記録（確定）を読み取れません。"));
            continue;
        };
        let (Some(body), Some(plan)) = (entry.body, entry.plan) else {
            faults.push(format!(
                "{sequence}件目の記録（確定）に、団体かプランがありません。"
            ));
            continue;
        };
        let mut parts: Vec<(String, String)> = Vec::new();
        for (table, key) in [("edition_entry", "item"), ("edition_table", "name")] {
            let sql = format!(
                "SELECT {key}, content FROM {table} WHERE body_code = $1 AND plan_key = $2 AND number = $3 \
                 ORDER BY ordinal"
            );
            let values = vec![body.as_str().into(), plan.as_str().into(), edition.into()];
            parts.extend(tx.named::<(String, String)>(table, &sql, values).await?);
        }
        let is_there = untold.remove(&(body.clone(), plan.clone(), edition));
        if !is_there || digest(&parts) != sha256 {
            faults.push(format!(
                "確定した内容が、確定したときの記録と違います（団体 {body}、プラン {plan}、第{edition}版、{sequence}件目の記録）。"
            ));
        }
    }
    faults.extend(untold.into_iter().map(|(body, plan, number)| {
        format!("確定の記録がない版があります（団体 {body}、プラン {plan}、第{number}版）。")
    }));
    Ok(faults)
}

/// The digest of what was frozen, for the journal: the chain proves the edition as well.
fn digest<'a>(parts: impl IntoIterator<Item = &'a (String, String)>) -> String {
    let mut text = String::new();
    for (key, content) in parts {
        for part in [key, content] {
            text.push_str(&format!("{}:{part}\n", part.len()));
        }
    }
    journal::sha256(text.as_bytes())
}
