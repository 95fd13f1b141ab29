//! What waits for a head's approval, and what will.

use std::collections::BTreeSet;

use gyokaku_core::round::approval::Rank;
use gyokaku_core::round::{Level, RoundState, days_left};
use gyokaku_store::Body;
use time::Date;

use super::show::{Task, reached};
use super::{plan_title, round_href};
use crate::App;
use crate::access::{Right, approves, is_awaited};
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
        if !round.needs_approval() || round.state == RoundState::Closed {
            continue;
        }
        let waiting: Vec<_> = answers
            .iter()
            .filter(|a| is_awaited(person, &body.code, a, round, &directory))
            .collect();
        let open = answers.iter().filter(|a| a.is_awaited(today)).count();
        let level = waiting.iter().filter_map(|a| a.state.waits_for(round)).min();
        let Some(level) = level else {
            let first = round.due_of(Level::Approval(Rank::First));
            later.extend((open > 0).then(|| Task {
                title: format!("承認　{}", round.title),
                of: plan_title(body, key).to_owned(),
                answer: format!("担当者が記入中の取組が{open}件あります。提出されると承認をお願いします。"),
                due: format!("承認は{}", due_words(first, today)),
                ways: vec![(round_href(body, key, round), "提出の状況を見る".into())],
                ..Task::default()
            }));
            continue;
        };
        let due = round.due_of(level);
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
        let stands_for: BTreeSet<String> = waiting
            .iter()
            .filter_map(|a| approves(person, &body.code, a, round)?.stands_for)
            .collect();
        if !stands_for.is_empty() {
            let heads: Vec<String> = stands_for.into_iter().collect();
            points.push((
                None,
                format!("{}の代理として承認します（代決）。", heads.join("、")),
            ));
        }
        if open > 0 {
            points.push((None, format!("担当者が記入中の取組が、ほかに{open}件あります。")));
        }
        found.push(Task {
            title: round.title.clone(),
            of: plan_title(body, key).to_owned(),
            answer: format!("{}件の提出が承認を待っています。", waiting.len()),
            due: due_words(due, today),
            late: days_left(due, today) < 0,
            points,
            next: Some((format!("{href}/review"), "内容を確かめて承認する")),
            ..Task::default()
        });
    }
    Ok((found, later))
}
