//! What the predecessor left (引き継いだもの): for a role for a department that began not long ago, what waits there, and
//! who held it before.
//!
//! Not here: which roles somebody holds today (`session`), handing over (`pages/people/accounts/handover`).

use std::collections::BTreeSet;

use gyokaku_core::account::{Grant, Role};
use gyokaku_core::department::Directory;
use gyokaku_core::round::answer::{Answer, State};
use gyokaku_core::round::{Level, Round, day_shown, days_left};
use gyokaku_store::{Body, FormerHolder};
use time::{Date, Duration};

use super::show::Task;
use super::{plan_title, round_href};
use crate::App;
use crate::error::Problem;
use crate::person::Person;

/// For how many days after its beginning a role is new.
const NEW_FOR: i32 = 90;

/// How many days before a role began the one before it may have ended.
const GAP: i64 = 366;

/// How many roles are told of, and how many who held one before are named.
const MOST_ROLES: usize = 12;
const MOST_NAMES: usize = 3;

/// What waits in the departments of a body.
struct Waiting {
    rounds: Vec<(String, Round, Vec<Answer>)>,
    /// Plan, department, how many comments.
    comments: Vec<(String, String, i64)>,
    /// Plan and item of each proposal.
    proposals: Vec<(String, String)>,
}

/// A task for each role for a department that began not long ago.
pub(super) async fn tasks(
    app: &App,
    person: &Person,
    body: &Body,
    today: Date,
) -> Result<Vec<Task>, Problem> {
    let new: Vec<(&Grant, &str, Date)> = person
        .grants
        .iter()
        .filter_map(|grant| began(grant, today))
        .collect();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let directory = app.store().departments(&body.code).await?.directory;
    let reached: BTreeSet<&str> = new.iter().flat_map(|(_, id, _)| below(&directory, id)).collect();
    let reached: Vec<String> = reached.into_iter().map(str::to_owned).collect();
    let first = new.iter().map(|(.., from)| *from).min().unwrap_or(today);
    let since = first.checked_sub(Duration::days(GAP)).unwrap_or(first);
    let former = app.store().former_holders(&body.code, since, today).await?;
    let waiting = Waiting {
        rounds: app.store().open_answers(&body.code, Some(&reached)).await?,
        comments: app.store().open_comments_of_departments(&body.code).await?,
        proposals: app.store().open_amended_items(&body.code).await?,
    };
    let task = |(grant, id, from): &(&Grant, &str, Date)| {
        let before: Vec<&FormerHolder> = former
            .iter()
            .filter(|one| one.role == grant.role && one.department == *id && one.account != person.id)
            .filter(|one| one.until < *from)
            .collect();
        let name = directory.department(id).map_or(*id, |d| d.name.as_str());
        Task {
            title: format!("{name}（{}）", grant.role.label()),
            answer: before_words(*from, &before),
            points: points(body, &waiting, grant.role, &below(&directory, id), today),
            ..Task::default()
        }
    };
    Ok(new.iter().take(MOST_ROLES).map(task).collect())
}

/// A role for a department that began not long ago, with the department and its first day.
fn began(grant: &Grant, today: Date) -> Option<(&Grant, &str, Date)> {
    let (department, from) = (grant.department.as_deref()?, grant.term.from?);
    let is_new = (0..=NEW_FOR).contains(&-days_left(from, today));
    is_new.then_some((grant, department, from))
}

/// A department and those below it.
fn below<'a>(directory: &'a Directory, id: &'a str) -> BTreeSet<&'a str> {
    let below = directory.departments.iter();
    let below = below.filter(|d| directory.above(d).iter().any(|above| above.id == id));
    below.map(|d| d.id.as_str()).chain([id]).collect()
}

/// Since when, and from whom.
fn before_words(from: Date, before: &[&FormerHolder]) -> String {
    let day = day_shown(from);
    let names = before.iter().take(MOST_NAMES);
    let names: Vec<String> = names
        .map(|one| format!("{}さん（{}まで）", one.name, day_shown(one.until)))
        .collect();
    let rest = match before.len().saturating_sub(MOST_NAMES) {
        0 => String::new(),
        rest => format!("ほか{rest}人"),
    };
    match names.is_empty() {
        true => format!("{day}から担当しています。前に担当した方の記録はありません。"),
        false => format!("{day}に引き継ぎました。前の担当：{}{rest}", names.join("、")),
    }
}

/// What waits for a role in departments, each with where it is.
fn points(
    body: &Body,
    waiting: &Waiting,
    role: Role,
    departments: &BTreeSet<&str>,
    today: Date,
) -> Vec<(Option<String>, String)> {
    let mut points = Vec::new();
    let mut items: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (plan, round, answers) in &waiting.rounds {
        let own: Vec<&Answer> = answers
            .iter()
            .filter(|a| departments.contains(a.department.as_str()))
            .collect();
        items.extend(own.iter().map(|answer| (plan.as_str(), answer.item.as_str())));
        let count = |fits: &dyn Fn(&Answer) -> bool| own.iter().filter(|answer| fits(answer)).count();
        let href = round_href(body, plan, round);
        // One department has a page of its own.
        let ids: BTreeSet<&str> = own.iter().map(|answer| answer.department.as_str()).collect();
        let href = match ids.first().filter(|_| ids.len() == 1) {
            Some(id) => format!("{href}/departments/{id}"),
            None => href,
        };
        let mut say = |many: usize, words: &str| {
            if many > 0 {
                points.push((Some(href.clone()), format!("{}：{words}が{many}件", round.title)));
            }
        };
        say(
            count(&|a| a.state == State::Returned && a.is_awaited(today)),
            "差し戻された回答",
        );
        match role {
            Role::Head => say(
                count(&|a| matches!(a.state.waits_for(round), Some(Level::Approval(_)))),
                "承認を待っている回答",
            ),
            _ => say(
                count(&|a| a.state != State::Returned && a.is_awaited(today)),
                "記入と提出を待っている回答",
            ),
        }
    }
    for (plan, department, many) in &waiting.comments {
        if departments.contains(department.as_str()) {
            let words = format!("{}：対応の済んでいないコメントが{many}件", plan_title(body, plan));
            points.push((None, words));
        }
    }
    let mut proposals: Vec<(&str, usize)> = Vec::new();
    for (plan, item) in &waiting.proposals {
        if items.contains(&(plan.as_str(), item.as_str())) {
            match proposals.last_mut() {
                Some((known, many)) if *known == plan => *many += 1,
                _ => proposals.push((plan, 1)),
            }
        }
    }
    points.extend(proposals.into_iter().map(|(plan, many)| {
        let words = format!(
            "{}：決定を待っている計画変更の提案が{many}件",
            plan_title(body, plan)
        );
        (Some(format!("/{}/{plan}/amendments", body.code)), words)
    }));
    if points.is_empty() {
        points.push((
            None,
            "残っている回答、コメント、計画変更の提案はありません。".to_owned(),
        ));
    }
    points
}
