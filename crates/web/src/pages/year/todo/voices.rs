//! Opinions that wait: for an answer, for being done by the year after, or, out of a consultation, for being sorted.

use gyokaku_core::opinion::FollowUp;
use gyokaku_store::{Body, OpenOpinion};

use super::plan_title;
use super::show::Task;
use crate::App;
use crate::access::{Right, answers, may};
use crate::error::Problem;
use crate::pages::register::voices::asked_of;
use crate::person::Person;

/// How many opinions are named; the page of the opinions shows all.
const MOST_NAMED: usize = 5;

/// How many characters of an opinion name it.
const NAMED_BY: usize = 40;

/// What waits for a person: all of it for the office, what is put to their departments for others.
pub(super) async fn tasks(app: &App, person: &Person, body: &Body) -> Result<Vec<Task>, Problem> {
    let open = app.store().open_opinions(&body.code).await?;
    let mut found = Vec::new();
    if !open.is_empty() {
        let departments = app.store().departments(&body.code).await?;
        let is_own = |one: &&OpenOpinion| answers(person, &body.code, &asked_of(&departments, &one.asked));
        for plan in &body.plans {
            let own: Vec<&OpenOpinion> = open
                .iter()
                .filter(|one| one.plan == plan.key)
                .filter(is_own)
                .collect();
            found.extend(of_plan(body, &plan.key, &own));
        }
    }
    if may(person, Right::EditRegister, &body.code, None) {
        let waiting = app.store().waiting_submissions(&body.code).await?;
        found.extend(waiting.into_iter().map(|(key, consultation, count)| Task {
            title: "意見募集".into(),
            of: plan_title(body, &key).to_owned(),
            answer: format!("受け付けた意見が{count}件、整理を待っています。"),
            next: Some((
                format!("/{}/{key}/consultations/{consultation}/received", body.code),
                "受け付けた意見を整理する",
            )),
            ..Task::default()
        }));
    }
    Ok(found)
}

fn of_plan(body: &Body, key: &str, own: &[&OpenOpinion]) -> Option<Task> {
    let (waiting, following): (Vec<&OpenOpinion>, Vec<&OpenOpinion>) =
        own.iter().copied().partition(|one| !one.answered);
    let href = |one: &OpenOpinion| format!("/{}/{key}/opinions/{}/answer", body.code, one.id);
    let parts = [
        (!waiting.is_empty()).then(|| format!("回答を待っている意見が{}件あります。", waiting.len())),
        (!following.is_empty()).then(|| {
            let doing = following
                .iter()
                .filter(|one| one.follow_up == Some(FollowUp::Doing))
                .count();
            let doing = if doing > 0 {
                format!("（対応中{doing}件）")
            } else {
                String::new()
            };
            format!(
                "回答のとおりに対応したかを記録していない意見が{}件{doing}あります。",
                following.len()
            )
        }),
    ];
    let answer: String = parts.into_iter().flatten().collect();
    let named = waiting.iter().chain(&following).take(MOST_NAMED).map(|one| {
        let begun: String = one.content.chars().take(NAMED_BY).collect();
        let asked = if one.asked.is_empty() {
            "回答する課が未定"
        } else {
            &one.asked
        };
        (
            Some(href(one)),
            format!("{}（{asked}）", begun.replace('\n', " ")),
        )
    });
    (!own.is_empty()).then(|| Task {
        title: "意見への回答".into(),
        of: plan_title(body, key).to_owned(),
        answer,
        points: named.collect(),
        next: Some((format!("/{}/{key}/opinions", body.code), "意見を見る")),
        ..Task::default()
    })
}
