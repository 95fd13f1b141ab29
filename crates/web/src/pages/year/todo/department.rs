//! What a department has to answer: what was sent back first, then how far the list is.

use gyokaku_core::plan::Item;
use gyokaku_core::round::answer::{Answer, State};
use gyokaku_core::round::board::next_open;
use gyokaku_core::round::{Level, Round, RoundState, day_shown, days_left};
use gyokaku_store::{Body, Comment, RoundAt};
use time::Date;

use super::show::{Returned, Task, reached};
use super::{plan_title, round_href};
use crate::App;
use crate::access::{Right, Sight};
use crate::error::Problem;
use crate::loaded::{Loaded, load};
use crate::pages::year::answers::{due_words, handed_in, progress_words};
use crate::path::{Code, PlanAt, PlanKey};
use crate::person::Person;

/// A plan by its key; none for a key that no address can have.
pub(super) async fn plan(app: &App, body: &Body, key: &str) -> Result<Option<Loaded>, Problem> {
    match PlanKey::new(key) {
        Some(plan) => load(
            app,
            &PlanAt {
                code: Code(body.code),
                plan,
            },
            &Sight::Working,
        )
        .await
        .map(Some),
        None => Ok(None),
    }
}

/// The number and title of an item.
pub(super) fn item_name(loaded: Option<&Loaded>, id: &str) -> String {
    let item = loaded.and_then(|loaded| loaded.plan().item(id));
    item.map_or_else(|| id.to_owned(), Item::called)
}

/// The last that was said of an answer.
fn last_comment<'a>(comments: &'a [Comment], answer: &Answer) -> Option<&'a Comment> {
    comments
        .iter()
        .rfind(|comment| comment.item == answer.item && comment.department == answer.department)
}

fn task(body: &Body, plan: &str, round: &Round, own: &[Answer], name: &str, today: Date) -> Option<Task> {
    let open: Vec<&Answer> = own.iter().filter(|a| a.is_awaited(today)).collect();
    let department = own.first()?.department.clone();
    let list = format!("{}/departments/{department}", round_href(body, plan, round));
    let (handed_in, all) = handed_in(own, today);
    let due = open.iter().filter_map(|answer| answer.due(round)).min()?;
    let next = next_open(own, None, today)?;
    let locked = round.state == RoundState::Locked;
    Some(Task {
        title: format!("{name}　{}", round.title),
        of: plan_title(body, plan).to_owned(),
        answer: progress_words(handed_in, all),
        due: match locked {
            true => format!(
                "受付を止めています（{}）",
                round.reason.as_deref().unwrap_or("記載なし")
            ),
            false => due_words(due, today),
        },
        late: !locked && days_left(due, today) < 0,
        bar: Some((handed_in, all)),
        returned: Vec::new(),
        points: vec![(None, steps_after(round))],
        next: Some((format!("{list}/items/{}", next.item), "続きから記入する")),
        ways: vec![
            (list.clone(), "一覧を見る".into()),
            (format!("{list}/grid"), "表で記入する".into()),
            (format!("{list}/workbook"), "Excelで記入する".into()),
        ],
    })
}

/// What comes after an answer was handed in, with the days of those who act then.
fn steps_after(round: &Round) -> String {
    let steps = round
        .levels()
        .filter(|level| *level != Level::Department)
        .map(|level| {
            format!(
                "{}（{}まで）",
                round.label_of(level),
                day_shown(round.due_of(level))
            )
        });
    let steps: Vec<String> = steps.collect();
    format!("提出したあとは、{}へ進みます。", steps.join("、"))
}

/// Where the answers of a department stand that has nothing left to do; nothing where all of it is accepted.
fn ahead(body: &Body, plan: &str, round: &Round, own: &[Answer], name: &str, today: Date) -> Option<Task> {
    let department = own.first()?.department.clone();
    if own.iter().any(|answer| answer.is_awaited(today)) {
        return None;
    }
    let waiting = |level| {
        own.iter()
            .filter(|a| a.state.waits_for(round) == Some(level))
            .count()
    };
    let (level, many) = round
        .levels()
        .filter(|level| *level != Level::Department)
        .map(|level| (level, waiting(level)))
        .find(|(_, many)| *many > 0)?;
    let (day, label) = (round.due_of(level), round.label_of(level));
    let (handed_in, all) = handed_in(own, today);
    Some(Task {
        title: format!("{name}　{}", round.title),
        of: plan_title(body, plan).to_owned(),
        answer: format!(
            "{}{many}件は{label}を待っています。",
            progress_words(handed_in, all),
        ),
        due: format!("{label}は{}", due_words(day, today)),
        ways: vec![(
            format!("{}/departments/{department}", round_href(body, plan, round)),
            "一覧を見る".into(),
        )],
        ..Task::default()
    })
}

/// What a person has to answer, the earliest day first; and where stands what is handed in.
pub(super) async fn tasks(
    app: &App,
    person: &Person,
    body: &Body,
    today: Date,
) -> Result<(Vec<Task>, Vec<Task>), Problem> {
    let departments = reached(person, Right::Answer);
    let rounds = app
        .store()
        .open_answers(&body.code, departments.as_deref())
        .await?;
    if rounds.iter().all(|(_, _, answers)| answers.is_empty()) {
        return Ok((Vec::new(), Vec::new()));
    }
    let mut later = Vec::new();
    let directory = app.store().departments(&body.code).await?.directory;
    let mut found: Vec<(Date, Task)> = Vec::new();
    for (key, round, answers) in &rounds {
        let mut ids: Vec<&str> = answers.iter().map(|a| a.department.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let is_returned = |answer: &&Answer| answer.state == State::Returned && answer.is_awaited(today);
        let (mut comments, mut loaded) = (Vec::new(), None);
        if answers.iter().any(|answer| is_returned(&answer)) {
            let at = RoundAt {
                body: &body.code,
                plan: key,
                round: round.key,
            };
            comments = app.store().comments(at, None).await?;
            loaded = plan(app, body, key).await?;
        }
        for id in ids {
            let own: Vec<Answer> = answers.iter().filter(|a| a.department == id).cloned().collect();
            let name = directory.department(id).map_or(id, |d| d.name.as_str());
            let Some(mut task) = task(body, key, round, &own, name, today) else {
                later.extend(ahead(body, key, round, &own, name, today));
                continue;
            };
            task.returned = own
                .iter()
                .filter(is_returned)
                .map(|answer| {
                    let comment = last_comment(&comments, answer);
                    Returned {
                        href: format!(
                            "{}/departments/{id}/items/{}",
                            round_href(body, key, round),
                            answer.item
                        ),
                        name: item_name(loaded.as_ref(), &answer.item),
                        comment: comment.map(|c| c.content.clone()).unwrap_or_default(),
                        by: comment.map(|c| c.written_by.clone()).unwrap_or_default(),
                    }
                })
                .collect();
            let due = own
                .iter()
                .filter(|answer| answer.left(today).is_none())
                .filter_map(|answer| answer.due(round))
                .min()
                .unwrap_or(today);
            found.push((due, task));
        }
    }
    // What was sent back comes first, then the earliest day.
    found.sort_by_key(|(due, task)| (task.returned.is_empty(), *due));
    Ok((found.into_iter().map(|(_, task)| task).collect(), later))
}
