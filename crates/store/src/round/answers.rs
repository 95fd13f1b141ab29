//! Loading answers: the round, its answers with their values, and the grades, in three statements.
//!
//! Not here: writing.

use std::collections::BTreeMap;

use gyokaku_core::body::BodyCode;
use gyokaku_core::round::answer::{Answer, Held, Late, State};
use gyokaku_core::round::board::Count;
use gyokaku_core::round::field::Field;
use gyokaku_core::round::{Key, Round, day};

use super::{AnswerAt, RoundAnswers, RoundAt, grades};
use crate::Store;
use crate::database::{Fields, Session, Value};
use crate::error::StoreError;
use crate::schema::Holds;

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

const HOLDS: [Holds; 16] = [
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Int,
];

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
        "SELECT a.item, a.department, a.role, a.coordinates, a.state, a.revision, a.changed_at, a.changed_by, a.late_until, a.late_by, a.late_reason, \
        v.field, v.content, v.changed_at, v.changed_by, a.ordinal FROM answer a \
        LEFT JOIN answer_value v ON v.body_code = a.body_code AND v.plan_key = a.plan_key AND v.round = a.round AND v.item = a.item AND v.department = a.department \
        WHERE a.body_code = $1 AND a.plan_key = $2 AND a.round = $3{narrowed} ORDER BY a.ordinal, a.item, a.department, v.field"
    );
    (sql, values)
}

fn gather(rows: Vec<Vec<Value>>) -> Result<Vec<Answer>, StoreError> {
    let mut answers: Vec<Answer> = Vec::new();
    for values in rows {
        let mut f = Fields::new("answer", "-".into(), values);
        let (item, department) = (f.text()?, f.text()?);
        let (role, coordinates, state, revision) = (f.word()?, f.flag()?, f.word()?, f.int()?);
        let (changed_at, changed_by) = (f.text_or_none()?, f.text_or_none()?);
        let (until, by, reason) = (f.text_or_none()?, f.text_or_none()?, f.text_or_none()?);
        let is_next = answers
            .last()
            .is_none_or(|last| (&last.item, &last.department) != (&item, &department));
        if is_next {
            let late = match until {
                Some(until) => Some(Late {
                    until: day(&until).ok_or_else(|| f.damaged(format!("日付ではない値「{until}」です")))?,
                    by: by.unwrap_or_default(),
                    reason: reason.unwrap_or_default(),
                }),
                None => None,
            };
            answers.push(Answer {
                item,
                department,
                role,
                coordinates,
                state,
                revision,
                changed_at,
                changed_by,
                late,
                values: BTreeMap::new(),
            });
        }
        if let Some(word) = f.text_or_none()? {
            let field = Field::of(&word).ok_or_else(|| f.damaged(format!("知らない欄「{word}」です")))?;
            let held = Held {
                content: f.text()?,
                changed_at: f.text()?,
                changed_by: f.text()?,
            };
            if let Some(last) = answers.last_mut() {
                last.values.insert(field, held);
            }
        }
    }
    Ok(answers)
}

/// Loads answers within a transaction.
pub(crate) async fn load(
    session: &mut Session,
    at: RoundAt<'_>,
    scope: Scope<'_>,
) -> Result<Vec<Answer>, StoreError> {
    let (sql, values) = statement(at, scope);
    gather(session.rows("answer", &sql, values, &HOLDS).await?)
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
        let answers = gather(self.rows("answer", &sql, values, &HOLDS).await?)?;
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
        departments: Option<&[String]>,
    ) -> Result<BTreeMap<Key, Count>, StoreError> {
        let mut values: Vec<Value> = vec![body.as_str().into(), plan.into()];
        let mut narrowed = String::new();
        if let Some(departments) = departments {
            let numbers: Vec<String> = (0..departments.len()).map(|n| format!("${}", n + 3)).collect();
            values.extend(departments.iter().map(|d| Value::from(d.as_str())));
            narrowed = match numbers.as_slice() {
                [] => " AND 1 = 0".to_owned(),
                numbers => format!(" AND department IN ({})", numbers.join(", ")),
            };
        }
        let sql = format!(
            "SELECT round, state, COUNT(*) FROM answer WHERE body_code = $1 AND plan_key = $2{narrowed} GROUP BY round, state"
        );
        let holds = [Holds::Text, Holds::Text, Holds::Int];
        let mut counts: BTreeMap<Key, Count> = BTreeMap::new();
        for row in self.rows("answer", &sql, values, &holds).await? {
            let mut f = Fields::new("answer", "-".into(), row);
            let round = f.text()?;
            let key = Key::parse(&round)
                .ok_or_else(|| f.damaged(format!("調査の名前ではない値「{round}」です")))?;
            let (state, many) = (f.word::<State>()?, f.int()?);
            counts.entry(key).or_default().put_many(state, many);
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
            let answers = gather(self.rows("answer", &sql, values, &HOLDS).await?)?;
            open.push((plan, round, answers));
        }
        Ok(open)
    }
}

/// Locks an answer against other writers and loads it; none where there is none.
pub(super) async fn lock(session: &mut Session, answer: AnswerAt<'_>) -> Result<Option<Answer>, StoreError> {
    let sql = "UPDATE answer SET revision = revision \
        WHERE body_code = $1 AND plan_key = $2 AND round = $3 AND item = $4 AND department = $5";
    match session.run(sql, answer.values()).await? {
        0 => Ok(None),
        _ => {
            let found = load(session, answer.at, Scope::One(answer.item, answer.department)).await?;
            Ok(found.into_iter().next())
        }
    }
}
