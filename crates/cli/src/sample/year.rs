//! The year of the sample body that has a register: its departments, and a round in the middle of its
//! work, so that every role of the demonstration finds something to do.
//!
//! The round asks about the fiscal year before the present one, with deadlines from today on. What is
//! answered is a stand-in of our own words. What is stored already stays as it is.

use std::collections::{BTreeMap, HashSet};

use gyokaku_core::body::BodyCode;
use gyokaku_core::department::{Directory, Role, duties, from_labels};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::progress::Scale;
use gyokaku_core::round::answer::Transition;
use gyokaku_core::round::approval::Approval;
use gyokaku_core::round::field::{Field, Question};
use gyokaku_core::round::opening::Planned;
use gyokaku_core::round::{Deadlines, Key, Round, RoundState, Term, day_in_japan};
use gyokaku_core::scale::Template;
use gyokaku_store::{Actor, AnswerAt, Departments, FieldChange, RoundAt, Store, StoreError, ToMove};
use uuid::Uuid;

use crate::failure::Failure;

/// The body whose register has items and departments, and its plan.
const PLAN: &str = "keiei-2021";

/// Makes the directory of the body out of the departments that its register names.
pub(super) async fn departments(
    store: &Store,
    actor: &Actor,
    now: &str,
    code: &BodyCode,
) -> Result<(), Failure> {
    let known = store.departments(code).await?;
    let Some(stored) = store.plan(code, PLAN).await? else {
        return Ok(());
    };
    if known.revision > 0 {
        return Ok(());
    }
    let directory = Directory {
        departments: from_labels(&stored.plan),
    };
    let all = Departments { directory, ..known };
    store.put_departments(actor, now, code, &all).await?;
    Ok(())
}

/// The fiscal year before the present one.
fn asked(now: &str) -> Option<FiscalYear> {
    let today = day_in_japan(now)?;
    let year = FiscalYear::of_date(i16::try_from(today.year()).ok()?, today.month().into())?;
    FiscalYear::new(year.western() - 1)
}

/// The department that leads the most items of the register, by identity.
pub(super) async fn busiest(store: &Store, now: &str, code: &BodyCode) -> Result<Option<String>, Failure> {
    let (Some(year), Some(stored)) = (asked(now), store.plan(code, PLAN).await?) else {
        return Ok(None);
    };
    let all = store.departments(code).await?;
    let mut leads: BTreeMap<String, usize> = BTreeMap::new();
    for duty in duties(&stored.plan, &all.directory, all.charges_of(PLAN), year) {
        if let (Role::Lead, Ok(department)) = (duty.role, duty.department) {
            *leads.entry(department).or_default() += 1;
        }
    }
    Ok(leads
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(id, _)| id))
}

/// Opens a round and lets some departments answer.
pub(super) async fn round(store: &Store, actor: &Actor, now: &str, code: &BodyCode) -> Result<(), Failure> {
    let Some(today) = day_in_japan(now) else {
        return Ok(());
    };
    let (Some(year), Some(mut stored)) = (asked(now), store.plan(code, PLAN).await?) else {
        return Ok(());
    };
    if !store.rounds(code, Some(PLAN)).await?.is_empty() {
        return Ok(());
    }
    if stored.plan.scales.is_empty() {
        stored.plan.scales.push(Scale {
            grades: Template::ThreeMarks.grades(),
            ..Scale::default()
        });
        let seen = Some(stored.head.revision);
        store
            .put_plan(actor, now, code, PLAN, seen, &stored.plan, None)
            .await?;
    }
    let all = store.departments(code).await?;
    let key = Key {
        year,
        term: Term::Year,
    };
    let after = |days: i64| today.saturating_add(time::Duration::days(days));
    let round = Round {
        key,
        revision: 0,
        title: format!("{} 進捗状況調査", key.show(stored.plan.year_style)),
        own: Vec::new(),
        questions: Question::usual().collect(),
        approvals: vec![Approval::usual(after(17))],
        tolerance: gyokaku_core::round::USUAL_TOLERANCE,
        due: Deadlines {
            department: after(10),
            office: after(24),
        },
        state: RoundState::Open,
        reason: None,
        opened_at: String::new(),
        opened_by: String::new(),
    };
    let mut seen = HashSet::new();
    let answers: Vec<Planned> = duties(&stored.plan, &all.directory, all.charges_of(PLAN), year)
        .into_iter()
        .filter_map(|duty| {
            let department = duty.department.ok()?;
            seen.insert((duty.item.clone(), department.clone()))
                .then_some(Planned {
                    item: duty.item,
                    department,
                    role: duty.role,
                    coordinates: duty.coordinates,
                })
        })
        .collect();
    store.open_round(actor, now, code, PLAN, &round, &answers).await?;
    let at = RoundAt {
        body: code,
        plan: PLAN,
        round: key,
    };
    answer(store, actor, now, at, today, &answers).await?;
    Ok(())
}

/// Every fourth lead has answered, and half of those are approved.
async fn answer(
    store: &Store,
    actor: &Actor,
    now: &str,
    at: RoundAt<'_>,
    today: time::Date,
    answers: &[Planned],
) -> Result<(), StoreError> {
    let leads = answers.iter().filter(|a| a.role == Role::Lead);
    let mut moved = Vec::new();
    for (n, lead) in leads.step_by(4).enumerate() {
        let place = AnswerAt {
            at,
            item: &lead.item,
            department: &lead.department,
        };
        let (grade, reason) = match n % 5 {
            0 => ("◎", "予定した時期より早く終えたため。"),
            3 => ("△", "関係する課との調整に時間を要したため。"),
            _ => ("○", "予定した内容を予定どおり行ったため。"),
        };
        let changes = [
            (Field::Grade, grade),
            (Field::Reason, reason),
            (
                Field::Done,
                "年度計画に沿って、予定した取組を行いました。（見本の文です）",
            ),
            (Field::Next, "引き続き取り組みます。（見本の文です）"),
        ]
        .map(|(field, words)| FieldChange {
            field,
            seen: None,
            new: Some(words.to_owned()),
        });
        store.save_answer(actor, now, today, place, &changes).await?;
        moved.push(ToMove {
            item: lead.item.clone(),
            department: lead.department.clone(),
            seen: None,
        });
    }
    let mut id = || Uuid::now_v7().to_string();
    let approved = moved.split_at(moved.len() / 2).0;
    for (deed, which) in [
        (Transition::Submit, moved.as_slice()),
        (Transition::Approve, approved),
    ] {
        store
            .move_answers(actor, now, today, at, deed, which, None, &mut id)
            .await?;
    }
    Ok(())
}
