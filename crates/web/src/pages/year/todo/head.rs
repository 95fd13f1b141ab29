//! What waits for a head's approval, and what will.

use gyokaku_core::round::answer::State;
use gyokaku_core::round::{RoundState, days_left};
use gyokaku_store::Body;
use time::Date;

use super::show::{Task, reached};
use super::{plan_title, round_href};
use crate::App;
use crate::access::Right;
use crate::error::Problem;
use crate::pages::year::answers::due_words;
use crate::person::Person;

pub(super) async fn tasks(
    app: &App,
    person: &Person,
    body: &Body,
    today: Date,
) -> Result<(Vec<Task>, Vec<Task>), Problem> {
    let departments = reached(person, Right::Approve);
    let rounds = app
        .store()
        .open_answers(&body.code, departments.as_deref())
        .await?;
    let directory = app.store().departments(&body.code).await?.directory;
    let (mut found, mut later) = (Vec::new(), Vec::new());
    for (key, round, answers) in &rounds {
        if !round.needs_approval || round.state == RoundState::Closed {
            continue;
        }
        let waiting: Vec<_> = answers.iter().filter(|a| a.state == State::Submitted).collect();
        let open = answers.iter().filter(|a| a.is_awaited(today)).count();
        if waiting.is_empty() {
            later.extend((open > 0).then(|| Task {
                title: format!("承認　{}", round.title),
                of: plan_title(body, key).to_owned(),
                answer: format!("担当者が記入中の取組が{open}件あります。提出されると承認をお願いします。"),
                due: format!("承認は{}", due_words(round.due.head, today)),
                ways: vec![(round_href(body, key, round), "提出の状況を見る".into())],
                ..Task::default()
            }));
            continue;
        }
        let mut by_department: Vec<(&str, usize)> = Vec::new();
        for answer in &waiting {
            match by_department.iter_mut().find(|(id, _)| *id == answer.department) {
                Some((_, count)) => *count += 1,
                None => by_department.push((&answer.department, 1)),
            }
        }
        let href = round_href(body, key, round);
        let points = by_department.into_iter().map(|(id, count)| {
            let name = directory.department(id).map_or(id, |d| d.name.as_str());
            (
                Some(format!("{href}/departments/{id}")),
                format!("{name}：{count}件"),
            )
        });
        let mut points: Vec<_> = points.collect();
        if open > 0 {
            points.push((None, format!("担当者が記入中の取組が、ほかに{open}件あります。")));
        }
        found.push(Task {
            title: round.title.clone(),
            of: plan_title(body, key).to_owned(),
            answer: format!("{}件の提出が承認を待っています。", waiting.len()),
            due: due_words(round.due.head, today),
            late: days_left(round.due.head, today) < 0,
            points,
            next: Some((format!("{href}/review"), "内容を確かめて承認する")),
            ..Task::default()
        });
    }
    Ok((found, later))
}
