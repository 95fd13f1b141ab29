//! `/{code}/{plan}/consultations/{id}/received`: what the public sent in, sorted by the office into opinions.

use std::collections::{HashMap, HashSet};

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::{Act, Refusal, Shape, Value, Voice, VoiceWrite};
use gyokaku_core::opinion::{Consultation, Opinion};
use gyokaku_core::personal;
use gyokaku_core::plan::Plan;
use gyokaku_core::text::{each_once, fold};
use gyokaku_exchange::typed::value;
use gyokaku_store::{Fate, Received, Submission};
use serde::Deserialize;

use super::consultation::find;
use super::form::TAB;
use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::pages::register::editing::{frame, line, new_id};
use crate::path::{PlanPartAt, UrlPath, UrlQuery};
use crate::person::Person;
use crate::show::page::Page;
use crate::show::time::clock;

/// What was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    did: String,
}

/// What came in, as the office reads it: what says the same word for word is one row.
struct Row {
    /// The identities of all of it, as a box carries them.
    ids: String,
    /// How many say it.
    count: usize,
    /// When the first of it came in.
    at: String,
    content: String,
    about: String,
    senders: Vec<String>,
    /// What became of it; empty while it waits.
    fate: String,
    /// What in it may tell who somebody is.
    personal: Option<String>,
    ticked: bool,
}

#[derive(Template)]
#[template(path = "pages/register/voices/group.html")]
struct GroupPage {
    page: Page,
    href: String,
    title: String,
    answer: String,
    notice: Option<&'static str>,
    waiting: Vec<Row>,
    sorted: Vec<Row>,
    /// The opinions that there are, by identity and beginning.
    opinions: Vec<(String, String, bool)>,
    text: String,
    reason: String,
    wrong: FieldErrors,
    received: Received,
}

/// The identities that the ticked boxes carry.
fn ticked(form: &FormData) -> HashSet<&str> {
    form.all("id")
        .into_iter()
        .flat_map(str::split_whitespace)
        .collect()
}

fn rows(plan: &Plan, submissions: Vec<Submission>, ticked: &HashSet<&str>) -> (Vec<Row>, Vec<Row>) {
    let mut rows: Vec<Row> = Vec::new();
    let mut known: HashMap<(String, String, String), usize> = HashMap::new();
    for one in submissions {
        let opinion = one.opinion.as_ref();
        let opinion = opinion.map(|id| match plan.opinions.iter().find(|o| o.id == *id) {
            Some(o) => format!("意見「{}」にまとめました", Voice::Opinion(o.clone()).called(plan)),
            None => "まとめた意見は削除されました".to_owned(),
        });
        let set_aside = one.set_aside.as_ref().map(|why| format!("対象外：{why}"));
        let fate = opinion.or(set_aside).unwrap_or_default();
        let parts = [&one.name, &one.residence, &one.contact].map(|part| part.as_deref().unwrap_or_default());
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let sender = Some(parts.join("、")).filter(|sender| !sender.is_empty());
        let key = (fold(&one.content), one.about.clone(), fate.clone());
        let at = *known.entry(key).or_insert(rows.len());
        match rows.get_mut(at) {
            Some(row) => {
                row.ids = format!("{} {}", row.ids, one.id);
                row.count += 1;
                row.senders.extend(sender);
            }
            None => rows.push(Row {
                ticked: ticked.contains(one.id.as_str()),
                count: 1,
                at: clock(&one.received_at),
                senders: sender.into_iter().collect(),
                fate,
                personal: personal::words(&one.content),
                ids: one.id,
                content: one.content,
                about: one.about,
            }),
        }
    }
    rows.into_iter().partition(|row| row.fate.is_empty())
}

async fn page(
    app: &App,
    person: &Person,
    loaded: &Loaded,
    consultation: &Consultation,
    form: Option<&FormData>,
    wrong: FieldErrors,
    did: &str,
) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let of = (&loaded.code, loaded.key.as_str());
    let received = app.store().received(of, &consultation.id).await?;
    let submissions = app.store().submissions(of, &consultation.id).await?;
    let ticked = form.map(ticked).unwrap_or_default();
    let (waiting, sorted) = rows(plan, submissions, &ticked);
    let into = form.map(|form| form.raw("into")).unwrap_or_default();
    let own = plan
        .opinions
        .iter()
        .filter(|o| o.consultation.as_deref() == Some(&consultation.id));
    let opinions = own.map(|o| {
        let called = Voice::Opinion(o.clone()).called(plan);
        (o.id.clone(), format!("{called}（{}件）", o.count()), o.id == into)
    });
    let typed = |name: &str| form.map(|form| form.raw(name).to_owned()).unwrap_or_default();
    let status = wrong.status();
    let shown = GroupPage {
        page: frame(loaded, person, TAB, "受け付けた意見の整理").under(
            format!("{}/consultations/{}", loaded.href(), consultation.id),
            &consultation.title,
        ),
        href: format!("{}/consultations/{}/received", loaded.href(), consultation.id),
        title: consultation.title.clone(),
        answer: match received.waiting {
            0 if received.all == 0 => "まだ意見は届いていません。".to_owned(),
            0 => format!("{}件すべてを整理しました。", received.all),
            waiting => format!("{}件のうち{waiting}件が整理を待っています。", received.all),
        },
        notice: match did {
            "" => None,
            "forgotten" => Some("提出した人の氏名・地域・連絡先を消去しました。意見の内容は残っています。"),
            _ => Some("整理しました。"),
        },
        waiting,
        sorted,
        opinions: opinions.collect(),
        text: typed("text"),
        reason: typed("reason"),
        wrong,
        received,
    };
    Ok((status, html(&shown)?).into_response())
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at.plan(), &Sight::Working).await?;
    let consultation = find(&loaded, &at.id)?;
    page(
        &app,
        &person,
        &loaded,
        consultation,
        None,
        FieldErrors::default(),
        &asked.did,
    )
    .await
}

/// The items that a sender's words name, where they name one.
fn about(plan: &Plan, words: &str) -> Vec<String> {
    let words = fold(words);
    let is_it = |item: &&gyokaku_core::plan::Item| {
        let names = [
            item.called(),
            item.title.clone(),
            item.known_number().unwrap_or_default().to_owned(),
        ];
        !item.repeated && names.iter().any(|name| fold(name) == words)
    };
    let mut found = plan.items.iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(one), None) => vec![one.id.clone()],
        _ => Vec::new(),
    }
}

const LOOK_AGAIN: &str = "まとめた意見は公開されます。その部分を除いた要旨を入力してください。個人が分かるところでなければ、下の欄に印を付けて、もう一度まとめてください。";

/// What is written for submissions that are put together: an opinion that is new, or one that has more voices now.
fn grouped(
    plan: &Plan,
    consultation: &Consultation,
    form: &FormData,
    taken: &[&Submission],
    wrong: &mut FieldErrors,
) -> Option<VoiceWrite> {
    let count = i64::try_from(taken.len()).unwrap_or(i64::MAX);
    let into = form.raw("into");
    let text = match value(Shape::Text, form.raw("text")) {
        Ok(Value::Words(words)) => words,
        Ok(_) => None,
        Err(why) => {
            wrong.add("text", why);
            return None;
        }
    };
    if !into.is_empty() {
        if text.is_some() {
            wrong.add(
                "text",
                "まとめる先を選んだときは、要旨を空欄にしてください。要旨は、まとめた後に「意見を編集する」で直せます。",
            );
            return None;
        }
        let Some(known) = plan.opinions.iter().find(|o| o.id == into) else {
            wrong.add("into", Refusal::NoChoice.words());
            return None;
        };
        let new = Opinion {
            voices: Some(known.count().saturating_add(count)),
            ..known.clone()
        };
        return Some(VoiceWrite::over(
            Voice::Opinion(known.clone()),
            Voice::Opinion(new),
        ));
    }
    // What all of them say word for word stands as it came.
    let first = taken.first().map(|one| &one.content);
    let is_one = first.is_some_and(|first| taken.iter().all(|one| fold(&one.content) == fold(first)));
    let Some(text) = text.or_else(|| first.cloned().filter(|_| is_one)) else {
        wrong.add("text", "まとめた意見の要旨を入力してください。");
        return None;
    };
    // It will be public: what tells who somebody is waits until the office has looked at it.
    if let Some(told) = personal::words(&text).filter(|_| !form.has("knowing")) {
        wrong.add("knowing", format!("{told}{LOOK_AGAIN}"));
        return None;
    }
    let mut items: Vec<String> = taken.iter().flat_map(|one| about(plan, &one.about)).collect();
    items = each_once(items);
    Some(VoiceWrite::new(Voice::Opinion(Opinion {
        id: new_id(),
        consultation: Some(consultation.id.clone()),
        text,
        voices: (count > 1).then_some(count),
        items,
        ..Opinion::default()
    })))
}

/// What is written of the opinions from which submissions are taken out again: fewer say it, and one that nobody says and
/// nobody has answered goes.
fn taken_back(plan: &Plan, taken: &[&Submission]) -> Option<Act> {
    let opinions = each_once(taken.iter().filter_map(|one| one.opinion.as_deref()));
    let write = |id: &str| {
        let known = plan.opinions.iter().find(|o| o.id == id)?;
        let out = taken
            .iter()
            .filter(|one| one.opinion.as_deref() == Some(id))
            .count();
        let left = known.count() - i64::try_from(out).unwrap_or_default();
        let seen = Voice::Opinion(known.clone());
        Some(match left < 1 && !known.is_answered() {
            true => VoiceWrite {
                seen: Some(seen),
                voice: None,
            },
            false => VoiceWrite::over(
                seen,
                Voice::Opinion(Opinion {
                    voices: Some(left.max(1)).filter(|left| *left > 1),
                    ..known.clone()
                }),
            ),
        })
    };
    let writes: Vec<VoiceWrite> = opinions.into_iter().filter_map(write).collect();
    (!writes.is_empty()).then_some(Act::WriteVoices(writes))
}

pub(crate) async fn group(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at.plan(), &Sight::Working).await?;
    let consultation = find(&loaded, &at.id)?;
    let of = (&loaded.code, loaded.key.as_str());
    let named = (consultation.id.as_str(), consultation.title.as_str());
    let back = format!("{}/consultations/{}/received", loaded.href(), consultation.id);
    let mut wrong = FieldErrors::default();
    if form.raw("deed") == "forget" {
        app.store().forget_senders(&actor, &app.now(), of, named).await?;
        return Ok(Redirect::to(&format!("{back}?did=forgotten")).into_response());
    }
    let ids = ticked(&form);
    let submissions = app.store().submissions(of, &consultation.id).await?;
    let taken: Vec<&Submission> = submissions
        .iter()
        .filter(|one| ids.contains(one.id.as_str()))
        .collect();
    if taken.is_empty() {
        wrong.add("pick", "意見を選んでから、もう一度操作してください。");
    }
    if form.raw("deed") == "back" && !taken.is_empty() {
        let act = taken_back(loaded.plan(), &taken);
        let ids: Vec<&str> = taken.iter().map(|one| one.id.as_str()).collect();
        let store = app.store();
        let sorted = store
            .sort_submissions(&actor, &app.now(), of, named, act.as_ref(), (&ids, Fate::Waiting))
            .await?;
        return match sorted {
            Ok(_) => Ok(Redirect::to(&format!("{back}?did=sorted")).into_response()),
            Err(refusal) => {
                let wrong = FieldErrors::one("", refusal.words());
                page(&app, &person, &loaded, consultation, None, wrong, "").await
            }
        };
    }
    let (act, fate) = match form.raw("deed") {
        "aside" => {
            let reason = line(&form, "reason", "reason", &mut wrong);
            if reason.is_none() && wrong.at("reason").is_none() {
                wrong.add(
                    "reason",
                    "対象外とする理由を入力してください（例：営業の宣伝、本計画と関係のない内容）。",
                );
            }
            (None, reason.unwrap_or_default())
        }
        _ if taken.is_empty() => (None, String::new()),
        _ => match grouped(loaded.plan(), consultation, &form, &taken, &mut wrong) {
            Some(write) => {
                let id = write.voice.as_ref().map(|voice| voice.id().to_owned());
                (Some(Act::WriteVoices(vec![write])), id.unwrap_or_default())
            }
            None => (None, String::new()),
        },
    };
    if wrong.is_empty() {
        let fate = match &act {
            Some(_) => Fate::Grouped(&fate),
            None => Fate::SetAside(&fate),
        };
        let ids: Vec<&str> = taken.iter().map(|one| one.id.as_str()).collect();
        let store = app.store();
        let sorted = store
            .sort_submissions(&actor, &app.now(), of, named, act.as_ref(), (&ids, fate))
            .await?;
        match sorted {
            Ok(_) => return Ok(Redirect::to(&format!("{back}?did=sorted")).into_response()),
            Err(refusal) => wrong.add("pick", refusal.words()),
        }
    }
    page(&app, &person, &loaded, consultation, Some(&form), wrong, "").await
}
