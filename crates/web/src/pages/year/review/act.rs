//! `POST …/approval`, `…/acceptance`, `…/return`: answers are approved, accepted or sent back, many at once.
//!
//! One identity that is not the person's to decide refuses the whole call; an answer that cannot be
//! moved as it stands is named with why, and the others go through.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::Level;
use gyokaku_core::round::answer::{Answer, Transition};
use gyokaku_core::round::field::Field;
use gyokaku_core::round::refusal::NotNow;
use gyokaku_store::{Actor, Moved, Scope, ToMove};
use uuid::Uuid;

use super::list::{Narrow, QueueForm, page, ticket};
use super::outcome::Outcome;
use super::show::next_waiting;
use crate::App;
use crate::access::{Approver, Right, approves, demand_for};
use crate::error::Problem;
use crate::form::FormData;
use crate::notices::{Told, tell};
use crate::path::{Id, UrlPath};
use crate::person::Person;
use crate::round_context::{Part, RoundPath, load_round};

pub(crate) async fn approve(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    form: FormData,
) -> Result<Response, Problem> {
    act(app, person, path, form, Transition::Approve, Right::Approve).await
}

pub(crate) async fn accept(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    form: FormData,
) -> Result<Response, Problem> {
    act(app, person, path, form, Transition::Accept, Right::Accept).await
}

pub(crate) async fn send_back(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    form: FormData,
) -> Result<Response, Problem> {
    act(app, person, path, form, Transition::Return, Right::Return).await
}

async fn act(
    app: App,
    person: Person,
    path: RoundPath,
    form: FormData,
    deed: Transition,
    right: Right,
) -> Result<Response, Problem> {
    let code = path.code.0;
    demand_for(&person, right, &code, None)?;
    let mut which = Vec::new();
    for one in chosen(&form)? {
        let actor = demand_for(&person, right, &code, Some(&one.department))?;
        which.push((actor, one));
    }
    let is_none_chosen = which.is_empty();
    let (groups, mut moved) = groups(&app, &person, &path, deed, which).await?;
    let comment = match comment(&form, deed) {
        Ok(comment) => comment,
        Err(wrong) => return again(&app, &person, &path, &form, wrong).await,
    };
    if is_none_chosen {
        let wrong = "回答が選ばれていません。左の欄で選んでから、もう一度押してください。".to_owned();
        return again(&app, &person, &path, &form, wrong).await;
    }
    for group in &groups {
        moved.extend(carried(&app, group, &path, deed, comment.as_deref()).await?);
    }
    let survey = load_round(&app, &path, &Part::reached(&person, Right::SeeDrafts)).await?;
    if deed == Transition::Return {
        let done = moved.iter().filter(|one| one.outcome.is_ok());
        let answers: Vec<(String, String)> = done
            .map(|one| (one.item.clone(), one.department.clone()))
            .collect();
        let told = Told {
            kind: MailKind::Returned,
            answers: &answers,
            comment: comment.as_deref().unwrap_or_default(),
            from_department: false,
        };
        if !answers.is_empty() {
            tell(&app, &person, &survey.loaded, path.at(), told).await;
        }
    }
    let then = form.raw("then");
    if Id::new(then).is_some() && moved.iter().all(|one| one.outcome.is_ok()) {
        let word = match deed {
            Transition::Approve => "approval",
            Transition::Accept => "acceptance",
            _ => "return",
        };
        let to = match next_waiting(&person, &survey, then) {
            Some(next) => format!("{next}?done={word}"),
            None => format!("{}/review?done={word}", survey.href()),
        };
        return Ok(Redirect::to(&to).into_response());
    }
    let sent = QueueForm {
        outcome: Some(Outcome::of(&survey, deed, &moved)),
        ..QueueForm::default()
    };
    page(&app, &person, &path, &survey, Narrow::of_fields(&form), sent).await
}

/// Answers that one moves in one capacity.
struct Group {
    actor: Actor,
    /// In whose place they are approved (代決).
    stands_for: Option<String>,
    which: Vec<ToMove>,
}

/// The answers by the capacity in which the person moves them, and those that wait for others. An approval is given at the level at which the answer
/// stands as it was loaded here, and at no other.
async fn groups(
    app: &App,
    person: &Person,
    path: &RoundPath,
    deed: Transition,
    which: Vec<(Actor, ToMove)>,
) -> Result<(Vec<Group>, Vec<Moved>), Problem> {
    let (mut groups, mut kept): (Vec<Group>, Vec<Moved>) = (Vec::new(), Vec::new());
    if deed != Transition::Approve {
        for (actor, one) in which {
            let by = Approver {
                actor,
                stands_for: None,
            };
            add(&mut groups, by, one);
        }
        return Ok((groups, kept));
    }
    let mut departments: Vec<String> = which.iter().map(|(_, one)| one.department.clone()).collect();
    departments.sort_unstable();
    departments.dedup();
    let scope = Scope::Departments(&departments);
    let found = app.store().round_answers(path.at(), scope).await?;
    let found = found.ok_or(Problem::NotFound)?;
    for (actor, one) in which {
        let is_it = |answer: &&Answer| answer.item == one.item && answer.department == one.department;
        let answer = found.answers.iter().find(is_it);
        let level = answer.and_then(|answer| answer.state.waits_for(&found.round));
        let by = match (answer, level) {
            // One that changed since it was seen is told so by the store, whoever it waits for now.
            (Some(answer), Some(Level::Approval(rank)))
                if one.seen.is_none_or(|seen| seen == answer.revision) =>
            {
                let Some(by) = approves(person, &path.code.0, answer, &found.round) else {
                    let approver = found.round.approver(rank).to_owned();
                    kept.push(Moved {
                        item: one.item,
                        department: one.department,
                        outcome: Err(NotNow::AtAnotherLevel(approver)),
                    });
                    continue;
                };
                by
            }
            // What waits for nobody's approval is told why by the store.
            _ => Approver {
                actor,
                stands_for: None,
            },
        };
        let one = ToMove {
            seen: one.seen.or(answer.map(|answer| answer.revision)),
            ..one
        };
        add(&mut groups, by, one);
    }
    Ok((groups, kept))
}

/// Adds an answer to those that are moved in the same capacity.
fn add(groups: &mut Vec<Group>, by: Approver, one: ToMove) {
    let is_same = |group: &&mut Group| group.actor == by.actor && group.stands_for == by.stands_for;
    match groups.iter_mut().find(is_same) {
        Some(group) => group.which.push(one),
        None => groups.push(Group {
            actor: by.actor,
            stands_for: by.stands_for,
            which: vec![one],
        }),
    }
}

async fn carried(
    app: &App,
    group: &Group,
    path: &RoundPath,
    deed: Transition,
    comment: Option<&str>,
) -> Result<Vec<Moved>, Problem> {
    let mut id = || Uuid::now_v7().simple().to_string();
    let (now, today) = (app.now(), app.today()?);
    let (store, actor, which) = (app.store(), &group.actor, &group.which);
    let moved = match deed {
        Transition::Approve => {
            let stands_for = group.stands_for.as_deref();
            store
                .approve_answers(actor, &now, today, path.at(), which, stands_for)
                .await?
        }
        _ => {
            store
                .move_answers(actor, &now, today, path.at(), deed, which, comment, &mut id)
                .await?
        }
    };
    Ok(moved)
}

/// The answers of the boxes that were ticked, each once: `item:department` or `item:department:revision`.
fn chosen(form: &FormData) -> Result<Vec<ToMove>, Problem> {
    let unread = || Problem::Form("選ばれた回答を読み取れませんでした。".into());
    let mut which: Vec<ToMove> = Vec::new();
    for value in form.all("answers") {
        let mut parts = value.splitn(3, ':');
        let mut id = || parts.next().and_then(Id::new).ok_or_else(unread);
        let (item, department) = (id()?, id()?);
        let seen = match parts.next() {
            None => None,
            Some(revision) => Some(revision.parse().map_err(|_| unread())?),
        };
        let one = ToMove {
            item: item.as_str().to_owned(),
            department: department.as_str().to_owned(),
            seen,
        };
        let is_known = which
            .iter()
            .any(|known| (&known.item, &known.department) == (&one.item, &one.department));
        if !is_known {
            which.push(one);
        }
    }
    Ok(which)
}

/// The comment of a deed: to send back demands one, elsewhere what was typed there stays unsent.
fn comment(form: &FormData, deed: Transition) -> Result<Option<String>, String> {
    if deed != Transition::Return {
        return Ok(None);
    }
    let scale = gyokaku_core::progress::Scale::default();
    match Field::Reason.read(form.raw("comment"), &scale, &[]) {
        Ok(Some(comment)) => Ok(Some(comment)),
        Ok(None) => Err(
            "差戻しの理由を記入してください。まだ差し戻していません。選んだ回答はそのままです。".to_owned(),
        ),
        Err(why) => Err(format!("差戻しの理由は{why}")),
    }
}

/// The page again with what was typed.
async fn again(
    app: &App,
    person: &Person,
    path: &RoundPath,
    form: &FormData,
    wrong: String,
) -> Result<Response, Problem> {
    let survey = load_round(app, path, &Part::reached(person, Right::SeeDrafts)).await?;
    let ticked: BTreeSet<String> = form.all("answers").into_iter().map(ticket).collect();
    let sent = QueueForm {
        ticked,
        comment: form.raw("comment").to_owned(),
        wrong: Some(wrong),
        outcome: None,
    };
    // From an item's own page nothing is narrowed, and the answer must be among the rows.
    let mut narrow = Narrow::of_fields(form);
    if !form.raw("then").is_empty() {
        narrow.state = "all".to_owned();
    }
    page(app, person, path, &survey, narrow, sent).await
}
