//! `/todo`: what a person must do, the first thing they see.
//!
//! One section for each thing that somebody with these rights has to do, the most pressing first. Not
//! here: doing it; every line leads to the page where it is done.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{administrator, committee, department, head, inherited, office, plan_title, voices};
use crate::App;
use crate::access::{Right, may};
use crate::error::{Problem, html};
use crate::person::{Person, Reach, Viewer};
use crate::show::page::Page;

/// The group of what is with others now: nothing to do yet.
const LATER: &str = "later";

/// The group of what a predecessor left; what is to be done of it stands in the other groups as well.
const INHERITED: &str = "inherited";

/// Something to do: what, until when, and where.
#[derive(Clone, Debug, Default)]
pub(super) struct Task {
    pub(super) title: String,
    /// What the title belongs to.
    pub(super) of: String,
    /// The answer in a sentence of figures.
    pub(super) answer: String,
    pub(super) due: String,
    pub(super) late: bool,
    /// Part and whole of a bar.
    pub(super) bar: Option<(i64, i64)>,
    /// What was sent back: address, name, the comment, by whom.
    pub(super) returned: Vec<Returned>,
    /// What is to be seen beside it: address and text; no address where there is none.
    pub(super) points: Vec<(Option<String>, String)>,
    /// The next step.
    pub(super) next: Option<(String, &'static str)>,
    /// Other ways.
    pub(super) ways: Vec<(String, String)>,
}

/// An answer that was sent back.
#[derive(Clone, Debug)]
pub(super) struct Returned {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) comment: String,
    pub(super) by: String,
}

/// Tasks of one kind.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) tasks: Vec<Task>,
}

#[derive(Template)]
#[template(path = "pages/year/todo/show.html")]
struct Todo {
    page: Page,
    name: String,
    answer: String,
    groups: Vec<Group>,
    links: Vec<(String, String)>,
}

/// The departments that a person reaches with a right; none where it is the whole body.
pub(super) fn reached(person: &Person, right: Right) -> Option<Vec<String>> {
    match person.reach(right) {
        Reach::All => None,
        Reach::Departments(some) => Some(some.into_iter().collect()),
    }
}

pub(crate) async fn show(State(app): State<App>, person: Person) -> Result<Response, Problem> {
    let body = app.store().body(&person.body).await?.ok_or(Problem::NotFound)?;
    let today = app.today()?;
    let has = |right| may(&person, right, &person.body, None);
    let mut groups: Vec<Group> = Vec::new();
    let mut add = |id, title, tasks: Vec<Task>| {
        if !tasks.is_empty() {
            groups.push(Group { id, title, tasks });
        }
    };
    let mut later = Vec::new();
    if has(Right::Answer) {
        let (tasks, ahead) = department::tasks(&app, &person, &body, today).await?;
        add("answers", "記入と提出", tasks);
        later.extend(ahead);
    }
    if has(Right::Approve) {
        let (tasks, ahead) = head::tasks(&app, &person, &body, today).await?;
        add("approvals", "承認", tasks);
        later.extend(ahead);
    }
    if has(Right::Accept) || has(Right::ManageRounds) {
        add(
            "office",
            "調査の進行",
            office::tasks(&app, &person, &body, today).await?,
        );
    }
    if has(Right::Propose) {
        add(
            "voices",
            "会議・意見",
            voices::tasks(&app, &person, &body, today).await?,
        );
    }
    if has(Right::GradeHeadquarters) || has(Right::GradeCouncil) {
        add("grades", "評価", committee::tasks(&app, &person, &body).await?);
    }
    add(
        INHERITED,
        "引き継いだもの",
        inherited::tasks(&app, &person, &body, today).await?,
    );
    add(LATER, "今後の予定", later);
    if has(Right::ManageAccounts) || has(Right::ReadJournal) {
        add(
            "keeping",
            "利用者と操作記録",
            administrator::tasks(&app, &person).await?,
        );
    }
    let mut links = vec![(format!("/{}", body.code), format!("{}の計画", body.name))];
    if has(Right::SeeDrafts) {
        links.push((format!("/{}/calendar", body.code), "年間予定".to_owned()));
    }
    if has(Right::Import) {
        links.push(("/import".to_owned(), "文書を取り込む".to_owned()));
    }
    if has(Right::ManageAccounts) {
        links.push((format!("/{}/accounts", body.code), "利用者".to_owned()));
    }
    if has(Right::ManageRounds) {
        links.extend(body.plans.iter().map(|plan| {
            let title = plan_title(&body, &plan.key);
            (
                format!("/{}/{}/rounds", body.code, plan.key),
                format!("{title}の調査"),
            )
        }));
    }
    if has(Right::ManageDepartments) {
        links.push((format!("/{}/departments", body.code), "課名簿".to_owned()));
    }
    links.push(("/account".to_owned(), "自分の設定".to_owned()));
    let count: usize = groups
        .iter()
        .filter(|group| !["keeping", LATER, INHERITED].contains(&group.id))
        .map(|group| group.tasks.len())
        .sum();
    html(&Todo {
        page: Page::new("対応が必要なもの").seen_by(&Viewer::from(&person)),
        name: person.name.clone(),
        answer: match count {
            0 => "いまお願いしていることはありません。".into(),
            count => format!("対応が必要なものが{count}件あります。"),
        },
        groups,
        links,
    })
}
