//! What the office has to do: accept, remind, close, and look at what the checks say of the plans.

use gyokaku_core::round::board::counts;
use gyokaku_core::round::{Level, RoundState, days_left};
use gyokaku_store::Body;
use time::Date;

use super::show::Task;
use super::{plan_title, round_href};
use crate::App;
use crate::access::{Right, may};
use crate::error::Problem;
use crate::pages::year::answers::due_words;
use crate::person::Person;

/// How many departments are named; the board names all.
const MOST_NAMED: usize = 8;

pub(super) async fn tasks(
    app: &App,
    person: &Person,
    body: &Body,
    today: Date,
) -> Result<Vec<Task>, Problem> {
    let rounds = app.store().open_answers(&body.code, None).await?;
    let directory = app.store().departments(&body.code).await?.directory;
    let manages = may(person, Right::ManageRounds, &body.code, None);
    let mut found = Vec::new();
    for (key, round, answers) in &rounds {
        let (whole, departments) = counts(answers, round, today);
        let waiting = whole.waiting(Level::Office, round);
        let href = round_href(body, key, round);
        let late: Vec<&str> = departments
            .iter()
            .filter(|(_, count)| count.open() > 0)
            .filter(|(id, _)| {
                let own = answers.iter().filter(|a| a.department == **id);
                own.filter(|a| a.is_awaited(today))
                    .any(|answer| answer.overdue(round, today).is_some())
            })
            .map(|(id, _)| id.as_str())
            .collect();
        let mut points: Vec<(Option<String>, String)> = Vec::new();
        if !late.is_empty() {
            let names: Vec<&str> = late
                .iter()
                .take(MOST_NAMED)
                .map(|id| directory.department(id).map_or(*id, |d| d.name.as_str()))
                .collect();
            let rest = match late.len().checked_sub(MOST_NAMED) {
                Some(rest) if rest > 0 => format!("ほか{rest}課"),
                _ => String::new(),
            };
            points.push((
                Some(href.clone()),
                format!("{}課が期限を過ぎています：{}{rest}", late.len(), names.join("、")),
            ));
        }
        if round.state == RoundState::Locked {
            let why = round.reason.as_deref().unwrap_or("記載なし");
            points.push((Some(href.clone()), format!("受付を止めています。理由：{why}")));
        }
        let handed_in = whole.handed_in();
        let is_done = whole.all > 0 && whole.accepted == whole.all;
        let (answer, next) = if is_done {
            (
                format!("{}件すべての確認が済みました。確定できます。", whole.all),
                Some((format!("{href}/closing"), "確定の前の点検へ進む")),
            )
        } else if waiting > 0 {
            (
                format!(
                    "{waiting}件が事務局の確認を待っています。{}件のうち{}件が提出されました。",
                    handed_in.whole, handed_in.part
                ),
                Some((format!("{href}/review"), "内容を確かめる")),
            )
        } else {
            (
                format!(
                    "{}件のうち{}件が提出されました。",
                    handed_in.whole, handed_in.part
                ),
                Some((href.clone(), "提出の状況を見る")),
            )
        };
        let mut ways = vec![(href.clone(), "提出の状況を見る".to_owned())];
        if manages && !late.is_empty() {
            ways.push((format!("{href}/reminders"), "提出をお願いする".to_owned()));
        }
        let level = if waiting > 0 || is_done {
            Level::Office
        } else {
            Level::Department
        };
        let due = round.due.of(level);
        found.push(Task {
            title: round.title.clone(),
            of: plan_title(body, key).to_owned(),
            answer,
            due: format!("{}は{}", level.label(), due_words(due, today)),
            late: days_left(due, today) < 0 && !is_done,
            bar: Some((handed_in.part, handed_in.whole)),
            points,
            ways: ways
                .into_iter()
                .filter(|(to, _)| Some(to) != next.as_ref().map(|(to, _)| to))
                .collect(),
            next,
            ..Task::default()
        });
    }
    for plan in &body.plans {
        // What was checked since the program started; a plan that nobody opened is not checked for this.
        let counts = app.plans().counts(body.code, &plan.key, plan.revision);
        if let Some(counts) = counts.filter(|counts| counts.errors > 0) {
            found.push(Task {
                title: "計画の検算".into(),
                of: plan_title(body, &plan.key).to_owned(),
                answer: format!("数字などの不一致が{}件あります。", counts.errors),
                next: Some((format!("/{}/{}/findings", body.code, plan.key), "指摘を見る")),
                ..Task::default()
            });
        }
    }
    Ok(found)
}
