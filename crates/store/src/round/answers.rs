//! Loading answers: the round, its answers with their values, and the grades, in three statements.
//!
//! Not here: writing.

use std::collections::BTreeMap;

use gyokaku_core::body::BodyCode;
use gyokaku_core::department::Role;
use gyokaku_core::plan::Retirement;
use gyokaku_core::round::answer::{Answer, Held, Late, State};
use gyokaku_core::round::board::Count;
use gyokaku_core::round::field::Field;
use gyokaku_core::round::{Key, Round, day_key};
use sqlx::FromRow;
use time::Date;

use super::{AnswerAt, RoundAnswers, RoundAt, grades};
use crate::Store;
use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::typed::{Nullable, Number, Text};

/// Which answers of a round.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// All of them.
    All,
    /// Those of these departments.
    Departments(&'a [String]),
    /// Those of one item.
    Item(&'a str),
    /// One answer: item and department.
    One(&'a str, &'a str),
}

/// An answer with one of its values; an answer without values has one row without any.
#[derive(FromRow)]
struct AnswerRow {
    item: String,
    department: String,
    #[sqlx(try_from = "Text")]
    role: Role,
    #[sqlx(try_from = "Number")]
    coordinates: bool,
    #[sqlx(try_from = "Text")]
    state: State,
    revision: i64,
    changed_at: Option<String>,
    changed_by: Option<String>,
    #[sqlx(try_from = "Nullable")]
    late_until: Option<Date>,
    late_by: Option<String>,
    late_reason: Option<String>,
    #[sqlx(try_from = "Nullable")]
    retired_on: Option<Date>,
    retired_reason: Option<String>,
    #[sqlx(try_from = "Nullable")]
    wanted_despite: Option<Date>,
    #[sqlx(try_from = "Nullable")]
    field: Option<Field>,
    content: Option<String>,
    value_at: Option<String>,
    value_by: Option<String>,
    own_content: Option<String>,
}

/// How many answers of a round stand in a state.
#[derive(FromRow)]
struct CountRow {
    plan_key: String,
    #[sqlx(try_from = "Text")]
    round: Key,
    #[sqlx(try_from = "Text")]
    state: State,
    /// Whether their item has ended, and the office does not want them all the same.
    #[sqlx(try_from = "Number")]
    has_ended: bool,
    many: i64,
}

/// The statement and its values for a scope.
fn statement(at: RoundAt<'_>, scope: Scope<'_>) -> (String, Vec<Value>) {
    let mut values = at.values();
    let narrowed = match scope {
        Scope::All => String::new(),
        Scope::Item(item) => {
            values.push(item.into());
            " AND a.item = $4".to_owned()
        }
        Scope::One(item, department) => {
            values.extend([item.into(), department.into()]);
            " AND a.item = $4 AND a.department = $5".to_owned()
        }
        Scope::Departments(departments) => {
            let numbers: Vec<String> = (0..departments.len()).map(|n| format!("${}", n + 4)).collect();
            values.extend(departments.iter().map(|d| Value::from(d.as_str())));
            // Nobody's departments are no departments at all.
            match numbers.as_slice() {
                [] => " AND 1 = 0".to_owned(),
                numbers => format!(" AND a.department IN ({})", numbers.join(", ")),
            }
        }
    };
    let sql = format!(
        "SELECT a.item, a.department, a.role, a.coordinates, a.state, a.revision, a.changed_at, a.changed_by, a.late_until, a.late_by, a.late_reason, i.retired_on, i.retired_reason, a.wanted_despite, \
        v.field, v.content, v.changed_at AS value_at, v.changed_by AS value_by, v.own_content FROM answer a \
        LEFT JOIN answer_value v ON v.body_code = a.body_code AND v.plan_key = a.plan_key AND v.round = a.round AND v.item = a.item AND v.department = a.department \
        LEFT JOIN item i ON i.body_code = a.body_code AND i.plan_key = a.plan_key AND i.id = a.item \
        WHERE a.body_code = $1 AND a.plan_key = $2 AND a.round = $3{narrowed} ORDER BY a.ordinal, a.item, a.department, v.field"
    );
    (sql, values)
}

fn gather(rows: Vec<AnswerRow>) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for row in rows {
        let value = row.field.map(|field| {
            let held = Held {
                content: row.content.unwrap_or_default(),
                changed_at: row.value_at.unwrap_or_default(),
                changed_by: row.value_by.unwrap_or_default(),
                own: row.own_content,
            };
            (field, held)
        });
        match answers.last_mut() {
            Some(last) if (&last.item, &last.department) == (&row.item, &row.department) => {
                last.values.extend(value);
            }
            _ => answers.push(Answer {
                item: row.item,
                department: row.department,
                role: row.role,
                coordinates: row.coordinates,
                state: row.state,
                revision: row.revision,
                changed_at: row.changed_at,
                changed_by: row.changed_by,
                late: row.late_until.map(|until| Late {
                    until,
                    by: row.late_by.unwrap_or_default(),
                    reason: row.late_reason.unwrap_or_default(),
                }),
                retired: row.retired_on.map(|on| Retirement {
                    into: Vec::new(),
                    on,
                    reason: row.retired_reason.unwrap_or_default(),
                }),
                wanted_despite: row.wanted_despite,
                values: BTreeMap::from_iter(value),
            }),
        }
    }
    answers
}

/// Loads answers within a transaction.
pub(crate) async fn load(
    tx: &mut Transaction,
    at: RoundAt<'_>,
    scope: Scope<'_>,
) -> Result<Vec<Answer>, StoreError> {
    let (sql, values) = statement(at, scope);
    Ok(gather(tx.named("answer", &sql, values).await?))
}

impl Store {
    /// A round with its answers and grades; none where there is no such round.
    pub async fn round_answers(
        &self,
        at: RoundAt<'_>,
        scope: Scope<'_>,
    ) -> Result<Option<RoundAnswers>, StoreError> {
        let Some(round) = self.round(at).await? else {
            return Ok(None);
        };
        let (sql, values) = statement(at, scope);
        let answers = gather(self.named("answer", &sql, values).await?);
        let of_item = match scope {
            Scope::Item(item) | Scope::One(item, _) => Some(item),
            Scope::All | Scope::Departments(_) => None,
        };
        let grades = grades::of(self, at, of_item).await?;
        Ok(Some(RoundAnswers {
            round,
            answers,
            grades,
        }))
    }

    /// How many answers of each round of a plan stand in which state; of these departments only, where
    /// some are named.
    pub async fn answer_counts(
        &self,
        body: &BodyCode,
        plan: &str,
        today: Date,
        departments: Option<&[String]>,
    ) -> Result<BTreeMap<Key, Count>, StoreError> {
        let counts = self.counted(body, Some(plan), today, departments).await?;
        Ok(counts
            .into_iter()
            .map(|((_, round), count)| (round, count))
            .collect())
    }

    /// The same of all plans of a body, by plan and round.
    pub async fn answer_counts_of_body(
        &self,
        body: &BodyCode,
        today: Date,
    ) -> Result<BTreeMap<(String, Key), Count>, StoreError> {
        self.counted(body, None, today, None).await
    }

    async fn counted(
        &self,
        body: &BodyCode,
        plan: Option<&str>,
        today: Date,
        departments: Option<&[String]>,
    ) -> Result<BTreeMap<(String, Key), Count>, StoreError> {
        let mut values: Vec<Value> = vec![body.as_str().into(), day_key(today).as_str().into()];
        let mut narrowed = String::new();
        if let Some(plan) = plan {
            values.push(plan.into());
            narrowed.push_str(" AND a.plan_key = $3");
        }
        if let Some(departments) = departments {
            let first = values.len() + 1;
            let numbers: Vec<String> = (0..departments.len())
                .map(|n| format!("${}", n + first))
                .collect();
            values.extend(departments.iter().map(|d| Value::from(d.as_str())));
            narrowed.push_str(&match numbers.as_slice() {
                [] => " AND 1 = 0".to_owned(),
                numbers => format!(" AND a.department IN ({})", numbers.join(", ")),
            });
        }
        let sql = format!(
            "SELECT plan_key, round, state, has_ended, COUNT(*) AS many FROM (\
            SELECT a.plan_key, a.round, a.state, CAST(CASE WHEN i.retired_on <= $2 AND i.retired_on <> COALESCE(a.wanted_despite, '') THEN 1 ELSE 0 END AS BIGINT) AS has_ended \
            FROM answer a LEFT JOIN item i ON i.body_code = a.body_code AND i.plan_key = a.plan_key AND i.id = a.item \
            WHERE a.body_code = $1{narrowed}) stands GROUP BY plan_key, round, state, has_ended"
        );
        let mut counts: BTreeMap<(String, Key), Count> = BTreeMap::new();
        let rows: Vec<CountRow> = self.named("answer", &sql, values).await?;
        for row in rows {
            let count = counts.entry((row.plan_key, row.round)).or_default();
            match row.has_ended && row.state.is_with_department() {
                true => count.left += row.many,
                false => count.put_many(row.state, row.many),
            }
        }
        Ok(counts)
    }

    /// The answers of several rounds of a body at once, for lists of what is to be done: each with the
    /// plan's key and its round. Only rounds that are not closed are looked at.
    pub async fn open_answers(
        &self,
        body: &BodyCode,
        departments: Option<&[String]>,
    ) -> Result<Vec<(String, Round, Vec<Answer>)>, StoreError> {
        let rounds = self.rounds(body, None).await?;
        let mut open = Vec::new();
        for (plan, round) in rounds {
            if round.state == gyokaku_core::round::RoundState::Closed {
                continue;
            }
            let at = RoundAt {
                body,
                plan: &plan,
                round: round.key,
            };
            let scope = departments.map_or(Scope::All, Scope::Departments);
            let (sql, values) = statement(at, scope);
            let answers = gather(self.named("answer", &sql, values).await?);
            open.push((plan, round, answers));
        }
        Ok(open)
    }
}

/// Locks an answer against other writers and loads it; none where there is none.
pub(super) async fn lock(tx: &mut Transaction, answer: AnswerAt<'_>) -> Result<Option<Answer>, StoreError> {
    let sql = "UPDATE answer SET revision = revision \
        WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5";
    match tx.run(sql, answer.values()).await? {
        0 => Ok(None),
        _ => {
            let found = load(tx, answer.at, Scope::One(answer.item, answer.department)).await?;
            Ok(found.into_iter().next())
        }
    }
}
