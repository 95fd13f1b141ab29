//! What an administrator keeps an eye on: accounts that are locked, and the journal.

use super::show::Task;
use crate::App;
use crate::access::{Right, may};
use crate::error::Problem;
use crate::person::Person;
use crate::session::is_before;
use crate::show::time::clock;

pub(super) async fn tasks(app: &App, person: &Person) -> Result<Vec<Task>, Problem> {
    let body = &person.body;
    let mut found = Vec::new();
    if may(person, Right::ManageAccounts, body, None) {
        let (now, accounts) = (app.now(), app.store().accounts(body).await?);
        let locked: Vec<(Option<String>, String)> = accounts
            .iter()
            .filter(|stored| {
                stored
                    .locked_until
                    .as_deref()
                    .is_some_and(|until| is_before(&now, until))
            })
            .map(|stored| {
                let until = stored.locked_until.as_deref().map(clock).unwrap_or_default();
                (
                    Some(format!("/{body}/accounts/{}", stored.account.id)),
                    format!("{}（{}まで）", stored.account.name, until),
                )
            })
            .collect();
        let stopped = accounts.iter().filter(|stored| !stored.account.enabled).count();
        found.push(Task {
            title: "利用者".into(),
            answer: match locked.len() {
                0 => format!(
                    "{}人の利用者のうち、ロックされている方はいません。",
                    accounts.len()
                ),
                count => format!(
                    "{}人の利用者のうち、{count}人がロックされています。",
                    accounts.len()
                ),
            },
            points: match stopped {
                0 => locked,
                _ => {
                    let mut points = locked;
                    points.push((None, format!("サインインを止めている利用者は{stopped}人です。")));
                    points
                }
            },
            next: Some((format!("/{body}/accounts"), "利用者を見る")),
            ..Task::default()
        });
    }
    if may(person, Right::ReadJournal, body, None) {
        let last = app.store().journal(Some(body), 1).await?;
        found.push(Task {
            title: "操作記録".into(),
            answer: match last.first() {
                Some(entry) => format!(
                    "最新の記録は{}番（{}、{}）です。",
                    entry.sequence,
                    clock(&entry.at),
                    entry.actor
                ),
                None => "まだ記録がありません。".into(),
            },
            next: Some((format!("/{body}/journal"), "操作記録を見る")),
            ..Task::default()
        });
    }
    Ok(found)
}
