//! What stands beside opinions, meetings and councils: opinions as cards, meetings with their pages, and what the office
//! adds to each.

use std::collections::HashMap;

use askama::Template;
use gyokaku_core::editing::meeting_called;
use gyokaku_core::opinion::Opinion;
use time::Date;

use super::ready::Narrowing;
use super::show::{Beside, Choice, siblings};
use crate::access::{Right, has};
use crate::loaded::Loaded;
use crate::pages::register::voices::{Card, taken_picture};
use crate::path::query;
use crate::person::Viewer;
use crate::show::time::day_of;
use gyokaku_core::table;

/// How many opinions are shown as cards; the table holds all.
const MOST_CARDS: usize = 200;

#[derive(Template)]
#[template(path = "pages/register/tables/opinions.html")]
struct Opinions {
    /// Each consultation: its address, its name, where it stands.
    consultations: Vec<(String, String, &'static str)>,
    cards: Vec<Card>,
    /// How many are in the table alone.
    more: usize,
    /// What the office adds, by address and label.
    adds: Vec<(String, &'static str)>,
}

fn adds(loaded: &Loaded, viewer: &Viewer) -> Vec<(String, &'static str)> {
    if !has(viewer, Right::EditRegister, &loaded.code) || loaded.is_for_the_public() {
        return Vec::new();
    }
    let of = |end: &str| format!("{}/{end}/new", loaded.href());
    vec![
        (of("opinions"), "意見を追加する"),
        (of("meetings"), "会議を追加する"),
        (of("councils"), "会議体を追加する"),
        (of("consultations"), "意見募集を始める"),
        (of("suggestions"), "職員提案を追加する"),
        (of("practices"), "好事例を追加する"),
        (of("appraisals"), "既存事業の点検を追加する"),
    ]
}

/// Where the first of them is added, for who may.
pub(super) fn next(loaded: &Loaded, viewer: &Viewer) -> Option<(String, &'static str)> {
    let may = has(viewer, Right::EditRegister, &loaded.code) && !loaded.is_for_the_public();
    may.then(|| (format!("{}/meetings/new", loaded.href()), "会議を追加する"))
}

pub(super) fn opinions<'a>(
    loaded: &'a Loaded,
    viewer: &Viewer,
    asked: &Narrowing,
    today: Date,
) -> Beside<'a> {
    let plan = loaded.plan();
    let is_shown = |o: &&Opinion| table::opinions::is_of(o, &asked.kind);
    let all: Vec<&Opinion> = plan.opinions.iter().collect();
    let shown: Vec<&Opinion> = plan.opinions.iter().filter(is_shown).collect();
    let here = loaded.href_of(crate::tab::OPINIONS);
    let whole = Choice {
        href: here.clone(),
        label: "すべて".to_owned(),
        count: Some(all.len()),
        current: asked.kind.is_empty(),
    };
    let of = table::opinions::handled(&all)
        .into_iter()
        .map(|(handling, _)| Choice {
            href: format!("{here}?{}", query([("kind", handling.key())])),
            label: handling.label().to_owned(),
            count: Some(all.iter().filter(|o| o.handling == Some(handling)).count()),
            current: asked.kind == handling.key(),
        });
    let choices: Vec<Choice> = [whole].into_iter().chain(of).collect();
    let list = Opinions {
        consultations: plan
            .consultations
            .iter()
            .map(|one| {
                let href = format!("{}/consultations/{}", loaded.href(), one.id);
                (href, one.title.clone(), one.state(today).label())
            })
            .collect(),
        cards: shown
            .iter()
            .take(MOST_CARDS)
            .map(|o| Card::of(loaded, o, true))
            .collect(),
        more: shown.len().saturating_sub(MOST_CARDS),
        adds: adds(loaded, viewer),
    };
    Beside {
        choices: if choices.len() > 1 { choices } else { Vec::new() },
        choices_of: "対応区分",
        pictures: taken_picture(&shown)
            .into_iter()
            .map(|picture| (String::new(), picture))
            .collect(),
        instead: list.render().unwrap_or_default(),
        siblings: siblings(loaded, &table::opinions::PUBLISHED),
        ..Beside::default()
    }
}

#[derive(Template)]
#[template(path = "pages/register/tables/meetings.html")]
struct Meetings {
    /// Each meeting: address, name, agenda, how many opinions and answers it has.
    meetings: Vec<(String, String, Vec<String>, String)>,
    adds: Vec<(String, &'static str)>,
}

pub(super) fn meetings<'a>(loaded: &'a Loaded, viewer: &Viewer) -> Beside<'a> {
    let plan = loaded.plan();
    let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
    for opinion in &plan.opinions {
        if let Some(meeting) = &opinion.meeting {
            let (all, answered) = counts.entry(meeting).or_default();
            *all += 1;
            *answered += usize::from(opinion.is_answered());
        }
    }
    let of = |meeting: &gyokaku_core::council::Meeting| {
        let said = match counts.get(meeting.id.as_str()) {
            None => String::new(),
            Some((all, answered)) if all == answered => format!("回答した意見{all}件"),
            Some((all, answered)) => format!("意見{all}件のうち{answered}件に回答"),
        };
        (
            format!("{}/meetings/{}", loaded.href(), meeting.id),
            meeting_called(plan, meeting),
            meeting.agenda.clone(),
            said,
        )
    };
    let list = Meetings {
        meetings: plan.meetings.iter().rev().map(of).collect(),
        adds: adds(loaded, viewer),
    };
    Beside {
        instead: list.render().unwrap_or_default(),
        ..Beside::default()
    }
}

pub(super) fn councils<'a>(loaded: &'a Loaded, viewer: &Viewer, today: Date) -> Beside<'a> {
    let edits = !adds(loaded, viewer).is_empty();
    let over = |council: &&gyokaku_core::council::Council| {
        let mut terms = council.members.iter().filter_map(|member| member.to);
        edits && terms.any(|to| to < today)
    };
    let ended = loaded.plan().councils.iter().filter(over);
    let latest = |council: &gyokaku_core::council::Council| {
        let ended = council
            .members
            .iter()
            .filter_map(|member| member.to)
            .filter(|to| *to < today);
        ended.max().map(day_of).unwrap_or_default()
    };
    let ended = ended.map(|council| {
        let href = format!("{}/councils/{}/edit", loaded.href(), council.id);
        (
            href,
            format!("{}：{}までの任期が終わっています", council.name, latest(council)),
        )
    });
    let list = Councils {
        councils: match edits {
            true => {
                let of = |council: &gyokaku_core::council::Council| {
                    (
                        format!("{}/councils/{}/edit", loaded.href(), council.id),
                        council.name.clone(),
                    )
                };
                loaded.plan().councils.iter().map(of).collect()
            }
            false => Vec::new(),
        },
        adds: adds(loaded, viewer),
    };
    Beside {
        waiting: ("任期の終わった委員がいる会議体", ended.collect()),
        before: list.render().unwrap_or_default(),
        ..Beside::default()
    }
}

/// What staff propose, what works well, how programmes are judged: where each is edited, for who may.
pub(super) fn others<'a>(loaded: &'a Loaded, viewer: &Viewer) -> Beside<'a> {
    let list = Councils {
        councils: Vec::new(),
        adds: adds(loaded, viewer),
    };
    Beside {
        before: list.render().unwrap_or_default(),
        ..Beside::default()
    }
}

/// Where the rows of a table lead: to the page of each, or to where it is edited for who may.
pub(super) fn rows(loaded: &Loaded, viewer: &Viewer, name: &str) -> Vec<Option<String>> {
    let plan = loaded.plan();
    let edits = !adds(loaded, viewer).is_empty();
    match table::voices::kind_of(name) {
        Some(kind) if edits => kind
            .all(plan)
            .map(|voice| Some(format!("{}/{}/{}/edit", loaded.href(), kind.key(), voice.id())))
            .collect(),
        None if name == table::meetings::PUBLISHED.name => {
            let meetings = plan.meetings.iter().rev();
            meetings
                .map(|meeting| Some(format!("{}/meetings/{}", loaded.href(), meeting.id)))
                .collect()
        }
        _ => Vec::new(),
    }
}

#[derive(Template)]
#[template(path = "pages/register/tables/councils.html")]
struct Councils {
    /// Where each is edited, and its name.
    councils: Vec<(String, String)>,
    adds: Vec<(String, &'static str)>,
}
