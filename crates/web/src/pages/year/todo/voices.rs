//! Opinions that wait: for an answer, for being done by the year after, or, out of a consultation, for being sorted.

use gyokaku_core::editing::begun;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::opinion::FollowUp;
use gyokaku_store::{Body, OpenOpinion};
use time::{Date, Month};

use super::plan_title;
use super::show::Task;
use crate::App;
use crate::access::{Right, answers, may};
use crate::error::Problem;
use crate::pages::register::voices::asked_of;
use crate::person::Person;

/// How many opinions are named; the page of the opinions shows all.
const MOST_NAMED: usize = 5;

/// What waits for a person: all of it for the office, what is put to their departments for others.
pub(super) async fn tasks(
    app: &App,
    person: &Person,
    body: &Body,
    today: Date,
) -> Result<Vec<Task>, Problem> {
    let mut found = Vec::new();
    let edits = may(person, Right::EditRegister, &body.code, None);
    let year = FiscalYear::of_day(today);
    let begins =
        year.and_then(|year| Date::from_calendar_date(i32::from(year.western()), Month::April, 1).ok());
    let open = app
        .store()
        .open_opinions(&body.code, begins.unwrap_or(today))
        .await?;
    if !open.is_empty() {
        let departments = app.store().departments(&body.code).await?;
        let is_own = |one: &&OpenOpinion| {
            // How an opinion was taken is said by the office.
            (edits || !one.answered || one.taken)
                && answers(person, &body.code, &asked_of(&departments, &one.asked))
        };
        for plan in &body.plans {
            let own = open.iter().filter(|one| one.plan == plan.key).filter(is_own);
            found.extend(of_plan(body, &plan.key, &own.collect::<Vec<_>>(), edits));
        }
    }
    if edits {
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
        let kept = app.store().kept_senders(&body.code, today).await?;
        found.extend(kept.into_iter().map(|(key, consultation, count)| Task {
            title: "意見募集".into(),
            of: plan_title(body, &key).to_owned(),
            answer: format!(
                "募集が終わり、整理も済みました。提出した人の氏名・地域・連絡先が{count}件残っています。結果の公表の後、必要がなくなったら消去してください。"
            ),
            next: Some((
                format!("/{}/{key}/consultations/{consultation}/received", body.code),
                "受け付けた意見を見る",
            )),
            ..Task::default()
        }));
    }
    Ok(found)
}

fn of_plan(body: &Body, key: &str, own: &[&OpenOpinion], edits: bool) -> Option<Task> {
    let own_of = |is_it: fn(&OpenOpinion) -> bool| -> Vec<&OpenOpinion> {
        own.iter().copied().filter(|one| is_it(one)).collect()
    };
    let waiting = own_of(|one| !one.answered);
    let untaken = own_of(|one| one.answered && !one.taken);
    let following = own_of(|one| one.answered && one.taken);
    // Whoever keeps the register says there who is asked and how it was taken as well.
    let end = if edits { "edit" } else { "answer" };
    let href = |one: &OpenOpinion| format!("/{}/{key}/opinions/{}/{end}", body.code, one.id);
    let doing = following
        .iter()
        .filter(|one| one.follow_up == Some(FollowUp::Doing))
        .count();
    let parts = [
        (
            waiting.len(),
            format!("回答を待っている意見が{}件あります。", waiting.len()),
        ),
        (
            untaken.len(),
            format!(
                "回答があり、対応区分が決まっていない意見が{}件あります。",
                untaken.len()
            ),
        ),
        (
            following.len(),
            match doing {
                0 => format!(
                    "回答のとおりに対応したかを記録していない意見が{}件あります。",
                    following.len()
                ),
                doing => format!(
                    "回答のとおりに対応したかを記録していない意見が{}件（対応中{doing}件）あります。",
                    following.len()
                ),
            },
        ),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let named = waiting.iter().chain(&untaken).chain(&following).take(MOST_NAMED);
    let named = named.map(|one| {
        let asked = match one.asked.is_empty() {
            true => "回答する課が未定",
            false => &one.asked,
        };
        (Some(href(one)), format!("{}（{asked}）", begun(&one.content)))
    });
    (!own.is_empty()).then(|| Task {
        title: "意見への回答".into(),
        of: plan_title(body, key).to_owned(),
        answer: parts.map(|(_, words)| words).collect(),
        points: named.collect(),
        next: Some((format!("/{}/{key}/opinions", body.code), "意見を見る")),
        ..Task::default()
    })
}
