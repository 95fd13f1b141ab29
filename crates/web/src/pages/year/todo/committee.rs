//! What waits for the grade of a committee or of an external evaluator.

use std::collections::BTreeSet;

use gyokaku_core::progress::Evaluator;
use gyokaku_core::round::RoundState;
use gyokaku_store::{Body, RoundAt, Scope};

use super::show::Task;
use super::{plan_title, round_href};
use crate::App;
use crate::access::{Right, may, sees};
use crate::error::Problem;
use crate::person::Person;

pub(super) async fn tasks(app: &App, person: &Person, body: &Body) -> Result<Vec<Task>, Problem> {
    let by = match may(person, Right::GradeHeadquarters, &body.code, None) {
        true => Evaluator::Headquarters,
        false => Evaluator::Council,
    };
    let mut found = Vec::new();
    for (key, round) in app.store().rounds(&body.code, None).await? {
        if round.state == RoundState::Closed {
            continue;
        }
        let at = RoundAt {
            body: &body.code,
            plan: &key,
            round: round.key,
        };
        let Some(all) = app.store().round_answers(at, Scope::All).await? else {
            continue;
        };
        let seen: BTreeSet<&str> = all
            .answers
            .iter()
            .filter(|answer| sees(person, &body.code, &answer.department, answer.state))
            .map(|answer| answer.item.as_str())
            .collect();
        let graded = |item: &str| {
            all.grades
                .iter()
                .any(|grade| grade.by == by && grade.item == item)
        };
        let left = seen.iter().filter(|item| !graded(item)).count();
        if left == 0 {
            continue;
        }
        let all = seen.len();
        found.push(Task {
            title: round.title.clone(),
            of: plan_title(body, &key).to_owned(),
            answer: format!("評価できる{all}件のうち、{left}件がまだ評価されていません。"),
            bar: Some(((all - left) as i64, all as i64)),
            next: Some((
                format!("{}/review", round_href(body, &key, &round)),
                "評価を記入する",
            )),
            ..Task::default()
        });
    }
    Ok(found)
}
