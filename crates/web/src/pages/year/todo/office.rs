//! What the office has to do: accept, remind, close, decide who is in charge, and look at what the checks say of the
//! plans.

use gyokaku_core::department::{duties, without_lead};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::round::board::counts;
use gyokaku_core::round::{Level, RoundState, days_left};
use gyokaku_store::{Body, Departments, PlanHead, RoundAt};
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

/// Of how many plans in force it is looked who leads their items; no body has as many.
const MOST_PLANS: usize = 8;

pub(super) async fn tasks(
    app: &App,
    person: &Person,
    body: &Body,
    today: Date,
) -> Result<Vec<Task>, Problem> {
    let rounds = app.store().open_answers(&body.code, None).await?;
    let departments = app.store().departments(&body.code).await?;
    let directory = &departments.directory;
    let manages = may(person, Right::ManageRounds, &body.code, None);
    let mut found = Vec::new();
    for (key, round, answers) in &rounds {
        let (whole, by_department) = counts(answers, round, today);
        let waiting = whole.waiting(Level::Office, round);
        let href = round_href(body, key, round);
        let late: Vec<&str> = by_department
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
        let at = RoundAt {
            body: &body.code,
            plan: key,
            round: round.key,
        };
        let comments = app.store().open_comments(at).await?;
        if !comments.is_empty() {
            let count: i64 = comments.iter().map(|(_, many)| many).sum();
            points.push((
                Some(format!("{href}/review")),
                format!(
                    "対応の済んでいないコメントが{count}件あります（取組項目{}件）。",
                    comments.len()
                ),
            ));
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
        } else if handed_in.whole > 0 && handed_in.part == handed_in.whole {
            (
                format!(
                    "{}件すべてが提出され、所属長の承認を待っています。",
                    handed_in.whole
                ),
                Some((href.clone(), "提出の状況を見る")),
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
        // From the first level that has something to do on, every level has its day.
        let levels = round
            .levels()
            .map(|level| (level, round.due_of(level), whole.waiting(level, round)));
        let mut due: Vec<(Level, Date, i64)> = levels.skip_while(|(.., many)| *many == 0).collect();
        if due.is_empty() {
            due.push((Level::Office, round.due.office, 0));
        }
        let words = |(level, day, many): &(Level, Date, i64)| {
            let rest = match many {
                0 => String::new(),
                many => format!("（残り{many}件）"),
            };
            format!("{}は{}{rest}", round.label_of(*level), due_words(*day, today))
        };
        points.extend(due.iter().skip(1).map(|level| (None, words(level))));
        let is_late = due
            .iter()
            .any(|(_, day, many)| *many > 0 && days_left(*day, today) < 0);
        let due = due.first().map(words);
        found.push(Task {
            title: round.title.clone(),
            of: plan_title(body, key).to_owned(),
            answer,
            due: due.unwrap_or_default(),
            late: is_late && !is_done,
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
    if manages {
        found.extend(turns(app, body, today).await?);
    }
    if may(person, Right::ManageDepartments, &body.code, None) {
        found.extend(undecided(app, body, &departments, today).await?);
    }
    if may(person, Right::EditRegister, &body.code, None) {
        let waiting = app.store().open_amendments(&body.code).await?;
        found.extend(waiting.into_iter().map(|(key, count)| Task {
            title: "計画変更の決定".into(),
            of: plan_title(body, &key).to_owned(),
            answer: format!("計画変更の提案が{count}件、決定を待っています。"),
            next: Some((format!("/{}/{key}/amendments", body.code), "提案を見る")),
            ..Task::default()
        }));
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

/// The plans of which a year is closed and no round is running, while the next year that is asked about has begun.
async fn turns(app: &App, body: &Body, today: Date) -> Result<Vec<Task>, Problem> {
    let rounds = app.store().rounds(&body.code, None).await?;
    let now = FiscalYear::of_day(today);
    let task = |plan: &PlanHead| {
        let own = || {
            rounds
                .iter()
                .filter(|(key, _)| *key == plan.key)
                .map(|(_, round)| round)
        };
        let last = own().max_by_key(|round| round.key)?;
        let next = last.key.year.next();
        let is_in_force = plan.period.is_none_or(|period| period.contains(next));
        let is_due = own().all(|round| round.state == RoundState::Closed) && Some(next) <= now && is_in_force;
        is_due.then(|| Task {
            title: "年度更新".into(),
            of: plan_title(body, &plan.key).to_owned(),
            answer: format!("「{}」が確定しました。次の年度の準備ができます。", last.title),
            next: Some((
                format!("/{}/{}/turn?year={}", body.code, plan.key, next.western()),
                "年度更新をする",
            )),
            ..Task::default()
        })
    };
    Ok(body.plans.iter().filter_map(task).collect())
}

/// The items of the plans in force that no department leads this year, plan by plan.
async fn undecided(
    app: &App,
    body: &Body,
    departments: &Departments,
    today: Date,
) -> Result<Vec<Task>, Problem> {
    let now = FiscalYear::of_day(today);
    let Some(year) = now else {
        return Ok(Vec::new());
    };
    let in_force = body
        .plans
        .iter()
        .filter(|plan| plan.items > 0)
        .filter(|plan| plan.period.is_some_and(|p| p.from <= year && year <= p.to));
    let mut found = Vec::new();
    for head in in_force.take(MOST_PLANS) {
        let Some(loaded) = super::department::plan(app, body, &head.key).await? else {
            continue;
        };
        let charges = departments.charges_of(&head.key);
        let duties = duties(loaded.plan(), &departments.directory, charges, year);
        let open = without_lead(&duties);
        if open.is_empty() {
            continue;
        }
        let (next, label) = match departments.directory.departments.is_empty() {
            true => (format!("/{}/departments", body.code), "課名簿を作る"),
            false => (
                format!("{}/charges?year={}", loaded.href(), year.western()),
                "担当する課を決める",
            ),
        };
        let shown = year.show(loaded.plan().year_style);
        found.push(Task {
            title: "主担当課の決定".into(),
            of: plan_title(body, &head.key).to_owned(),
            answer: format!(
                "{shown}の主担当課が決まっていない取組項目が{}件あります。",
                open.len()
            ),
            next: Some((next, label)),
            ..Task::default()
        });
    }
    Ok(found)
}
