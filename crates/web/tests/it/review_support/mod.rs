//! A body in the middle of its year: departments, an open round, people, answers at any state.
#![allow(unreachable_pub, missing_docs, reason = "only tests use it")]

use gyokaku_core::body::BodyCode;
use gyokaku_core::department::{Assignment, Role};
use gyokaku_core::document::Place;
use gyokaku_core::indicator::{Direction, Indicator};
use gyokaku_core::plan::{Item, Plan, Section};
use gyokaku_core::progress::{Evaluation, Evaluator, Grade, Scale, Tone};
use gyokaku_core::round::answer::{State, Transition};
use gyokaku_core::round::approval::Approval;
use gyokaku_core::round::field::Field;
use gyokaku_core::round::opening::Planned;
use gyokaku_core::round::{Round, day};
use gyokaku_store::{AnswerAt, FieldChange, RoundAt, ToMove};
use time::Date;

use crate::common::{Answer, CODE, Site, clock, code, config, form, program, year};
use gyokaku_web::Config;

pub const PLAN: &str = "keiei";
pub const ROUND: &str = "/990019/keiei/rounds/2026";

pub const DEPARTMENTS: [(&str, &str, Option<&str>); 5] = [
    ("b1", "総務部", None),
    ("d1", "財政課", Some("b1")),
    ("d2", "人事課", Some("b1")),
    ("b2", "市民部", None),
    ("d3", "市民課", Some("b2")),
];

pub fn on(text: &str) -> Date {
    day(text).expect("a day")
}

pub fn scale() -> Scale {
    let grade = |label: &str, definition: &str, rank, tone| Grade {
        label: label.into(),
        definition: definition.into(),
        rank,
        tone,
        evaluated: true,
    };
    Scale {
        grades: vec![
            grade("◎", "計画を上回った", 1, Tone::Ahead),
            grade("○", "計画通り", 2, Tone::Steady),
            grade("△", "計画より遅れた", 3, Tone::Behind),
        ],
        ..Scale::default()
    }
}

/// A plan of `items` items under two sections.
pub fn plan(items: usize) -> Plan {
    let section = |n: usize| Section {
        id: format!("s{n}"),
        level: "方針".into(),
        label: n.to_string(),
        title: ["健全な財政", "組織の力"][n - 1].into(),
        ..Section::default()
    };
    Plan {
        title: "経営プラン".into(),
        levels: vec!["方針".into()],
        sections: vec![section(1), section(2)],
        items: (1..=items)
            .map(|n| Item {
                id: format!("i{n}"),
                section: Some(if n * 2 <= items { "s1" } else { "s2" }.into()),
                number: Some(format!("{}-{n}", if n * 2 <= items { 1 } else { 2 })),
                title: format!("取組その{n}"),
                departments: Assignment {
                    lead: vec!["財政課".into()],
                    support: Vec::new(),
                },
                ..Item::default()
            })
            .collect(),
        scales: vec![scale()],
        evaluations: vec![Evaluation {
            item: "i1".into(),
            fiscal_year: Some(year(2025)),
            by: Evaluator::Department,
            grade: "△".into(),
            reason: Some("用地の交渉が長引いた".into()),
            done: Some("地権者と協議した".into()),
            at: Place::NOWHERE,
        }],
        indicators: vec![Indicator {
            id: "k1".into(),
            item: Some("i1".into()),
            name: "収納率".into(),
            unit: "%".into(),
            direction: Direction::Up,
            values: Vec::new(),
        }],
        ..Plan::default()
    }
}

pub fn round() -> Round {
    let due = ["2026-12-01", "2026-12-08", "2026-12-15"];
    gyokaku_testkit::round("2026", "令和8年度 進捗状況調査", due)
}

pub fn at(body: &BodyCode) -> RoundAt<'_> {
    RoundAt {
        body,
        plan: PLAN,
        round: round().key,
    }
}

/// A site with an open round. The first item is shared by `d1` (lead) and `d2` (support); the others belong
/// to `d1`, `d2` and `d3` in turn.
pub async fn begun(items: usize) -> Site {
    begun_with(items, config()).await
}

/// The same with another configuration.
pub async fn begun_with(items: usize, config: Config) -> Site {
    let site = Site::empty(config).await;
    site.put(PLAN, &plan(items), None).await;
    site.departments(CODE, &DEPARTMENTS).await;
    let mut answers = vec![];
    for n in 1..=items {
        let lead = ["d1", "d2", "d3"][(n - 1) % 3];
        let answer = |department: &str, role| Planned {
            item: format!("i{n}"),
            department: department.into(),
            role,
            coordinates: role == Role::Lead,
        };
        answers.push(answer(lead, Role::Lead));
        if n == 1 {
            answers.push(answer("d2", Role::Support));
        }
    }
    site.store
        .open_round(&program(), &clock(), &code(), PLAN, &round(), &answers)
        .await
        .expect("a round");
    site
}

/// What a department answers where a test does not care.
pub fn usual(grade: &str) -> Vec<(Field, String)> {
    vec![
        (Field::Grade, grade.to_owned()),
        (Field::Reason, "計画した工程を終えたため".to_owned()),
        (Field::Done, "説明会を3回開いた".to_owned()),
        (Field::EffectPlan, "1000000".to_owned()),
        (Field::EffectActual, "1200000".to_owned()),
    ]
}

/// Writes an answer and moves it on until it stands where it should.
pub async fn answer(site: &Site, item: &str, department: &str, values: &[(Field, String)], until: State) {
    let body = code();
    let place = AnswerAt {
        at: at(&body),
        item,
        department,
    };
    let actor = gyokaku_store::Actor {
        name: "財政課 担当（zaisei）".into(),
        role: "staff".into(),
    };
    let changes: Vec<FieldChange> = values
        .iter()
        .map(|(field, new)| FieldChange {
            field: field.clone(),
            seen: None,
            new: Some(new.clone()),
        })
        .collect();
    let today = on("2026-11-20");
    site.store
        .save_answer(&actor, &clock(), today, place, &changes)
        .await
        .expect("a save");
    for (state, deed) in [
        (State::Submitted, Transition::Submit),
        (State::Approved, Transition::Approve),
        (State::Accepted, Transition::Accept),
    ] {
        if until >= state {
            moved(site, item, department, deed).await;
        }
    }
}

/// Lets the round be approved by these, the lowest first.
pub async fn approved_by(site: &Site, names: &[&str]) {
    let body = code();
    let stored = site
        .store
        .round(at(&body))
        .await
        .expect("asked")
        .expect("a round");
    let approval = |name: &&str| Approval {
        name: (*name).to_owned(),
        due: on("2026-12-08"),
    };
    let with = Round {
        approvals: names.iter().map(approval).collect(),
        ..stored.clone()
    };
    site.store
        .change_round(&program(), &clock(), at(&body), stored.revision, &with)
        .await
        .expect("changed");
}

pub async fn moved(site: &Site, item: &str, department: &str, deed: Transition) {
    let body = code();
    let which = [ToMove {
        item: item.into(),
        department: department.into(),
        seen: None,
    }];
    let mut id = || uuid::Uuid::new_v4().simple().to_string();
    let moved = site
        .store
        .move_answers(
            &program(),
            &clock(),
            on("2026-11-20"),
            at(&body),
            deed,
            &which,
            None,
            &mut id,
        )
        .await
        .expect("a move");
    assert!(moved[0].outcome.is_ok(), "{moved:?}");
}

/// All answers of the site at one state.
pub async fn all(site: &Site, items: usize, grade: impl Fn(usize) -> &'static str, until: State) {
    for n in 1..=items {
        let lead = ["d1", "d2", "d3"][(n - 1) % 3];
        answer(site, &format!("i{n}"), lead, &usual(grade(n)), until).await;
        if n == 1 {
            let words = [(Field::Done, "資料を作った".to_owned())];
            answer(site, "i1", "d2", &words, until).await;
        }
    }
}

/// Where an answer stands.
pub async fn state(site: &Site, item: &str, department: &str) -> State {
    let body = code();
    let found = site
        .store
        .round_answers(at(&body), gyokaku_store::Scope::One(item, department))
        .await
        .expect("a round")
        .expect("a round");
    found.answers[0].state
}

pub async fn staff(site: &Site, department: &str) -> String {
    let login = format!("staff-{department}");
    site.as_person(CODE, &login, &[("staff", Some(department))]).await
}

pub async fn head(site: &Site, division: &str) -> String {
    let login = format!("head-{division}");
    site.as_person(CODE, &login, &[("head", Some(division))]).await
}

pub async fn post_as(site: &Site, cookie: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
    crate::common::post_as(site, cookie, path, &form(pairs)).await
}

/// The value of a hidden field of a page.
pub fn hidden(page: &str, name: &str) -> String {
    let begin = format!("name=\"{name}\" value=\"");
    let rest = page
        .split(&begin)
        .nth(1)
        .unwrap_or_else(|| panic!("no field {name}"));
    rest.split('"').next().expect("a value").to_owned()
}
