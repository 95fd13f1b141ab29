//! A round over a plan of three departments, for the tests of answering.
#![allow(unreachable_pub, missing_docs, reason = "only tests use it")]

use axum::body::Body;
use axum::http::{Request, header};
use gyokaku_core::department::{Assignment, Department, Role};
use gyokaku_core::document::Place;
use gyokaku_core::indicator::{Decimal, Direction, Indicator, IndicatorValue, ValueKind};
use gyokaku_core::plan::{Item, Plan, Schedule, Step};
use gyokaku_core::round::field::Field;
use gyokaku_core::round::opening::Planned;
use gyokaku_core::round::{Key, Round, RoundState, day};
use gyokaku_store::{AnswerAt, FieldChange, RoundAt};
use gyokaku_web::Config;
use serde_json::{Value, json};

use crate::common::{Answer, CODE, Site, program, small, year};

pub const PLAN: &str = "kaikaku";
pub const ROUND: &str = "2025";
pub const OTHER: &str = "042099";

/// Two days before the departments' last day, in the evening in Japan.
pub fn clock() -> String {
    "2026-05-13T09:15:00Z".to_owned()
}

/// After the departments' last day.
pub fn afterwards() -> String {
    "2026-05-18T01:00:00Z".to_owned()
}

pub fn at_clock(clock: fn() -> String) -> Config {
    Config {
        clock,
        ..crate::common::config()
    }
}

pub fn round() -> Round {
    let due = ["2026-05-15", "2026-05-22", "2026-05-29"];
    gyokaku_testkit::round(ROUND, "令和7年度 進捗状況調査", due)
}

/// Six items; the first has an indicator, content, a target and a step of the year.
pub fn plan() -> Plan {
    let item = |n: usize, title: &str| Item {
        id: format!("i{n}"),
        number: Some(format!("1-{n}")),
        title: title.into(),
        departments: Assignment {
            lead: vec!["財政課".into()],
            support: Vec::new(),
        },
        ..Item::default()
    };
    let mut first = item(1, "収支均衡した予算編成");
    first.content = Some("歳出の見直しを進め、収支を合わせます。".into());
    first.target = Some("基金残高を標準財政規模の10%以上に保ちます。".into());
    first.schedule = Schedule {
        every_year: false,
        steps: vec![Step {
            fiscal_year: year(2025),
            text: "補助金の見直しを行う".into(),
            open: false,
            at: Place::NOWHERE,
        }],
        text: None,
    };
    Plan {
        title: "見本市行財政改革プラン".into(),
        items: vec![
            first,
            item(2, "使用料・手数料の見直し"),
            item(3, "市有財産の活用"),
            item(4, "窓口業務の見直し"),
            item(5, "契約事務の電子化"),
            item(6, "広告収入の確保"),
        ],
        scales: small().scales,
        indicators: vec![Indicator {
            id: "k1".into(),
            item: Some("i1".into()),
            name: "市税収納率".into(),
            unit: "%".into(),
            direction: Direction::Up,
            values: vec![IndicatorValue {
                fiscal_year: Some(year(2025)),
                kind: ValueKind::Target,
                number: Some(Decimal {
                    value: 985,
                    places: 1,
                }),
                fraction: None,
                at: Place::NOWHERE,
            }],
        }],
        ..Plan::default()
    }
}

fn department(id: &str, name: &str) -> Department {
    Department {
        id: id.into(),
        name: name.into(),
        parent: None,
        aliases: Vec::new(),
        from: None,
        until: None,
        successors: Vec::new(),
    }
}

/// A site at an hour: d1 leads i1 to i5, d2 leads i6 and supports i1.
pub async fn site(clock: fn() -> String) -> Site {
    let site = Site::empty(at_clock(clock)).await;
    site.put(PLAN, &plan(), None).await;
    let (body, other) = (CODE.parse().expect("a code"), OTHER.parse().expect("a code"));
    site.store
        .put_body(&program(), &clock(), &other, "隣の市")
        .await
        .expect("a body");
    let mut all = site.store.departments(&body).await.expect("departments");
    all.directory.departments = vec![
        department("d1", "財政課"),
        department("d2", "契約課"),
        department("d3", "市民課"),
    ];
    site.store
        .put_departments(&program(), &clock(), &body, &all)
        .await
        .expect("departments");
    for (key, title) in [
        ("2024", "令和6年度 進捗状況調査"),
        (ROUND, round().title.as_str()),
    ] {
        let round = Round {
            key: Key::parse(key).expect("a key"),
            title: title.into(),
            ..round()
        };
        site.store
            .open_round(&program(), &clock(), &body, PLAN, &round, &answers())
            .await
            .expect("a round");
    }
    // Last year's answer to the first item; its round is over.
    let last = RoundAt {
        body: &body,
        plan: PLAN,
        round: Key::parse("2024").expect("a key"),
    };
    let before = [
        (Field::Grade, "◎"),
        (Field::Reason, "前倒しで進んだ。"),
        (Field::Done, "補助金を3件見直した。\n基金へ積み立てた。"),
        (Field::EffectActual, "508000000"),
    ];
    put(&site, last, "i1", "d1", &before).await;
    let mut over = site.store.round(last).await.expect("a round").expect("a round");
    over.state = RoundState::Closed;
    site.store
        .change_round(&program(), &clock(), last, over.revision, &over)
        .await
        .expect("closed");
    site
}

fn answers() -> Vec<Planned> {
    let answer = |item: &str, department: &str, role| Planned {
        item: item.into(),
        department: department.into(),
        role,
        coordinates: role == Role::Lead,
    };
    let mut answers: Vec<Planned> = (1..=5)
        .map(|n| answer(&format!("i{n}"), "d1", Role::Lead))
        .collect();
    answers.insert(1, answer("i1", "d2", Role::Support));
    answers.push(answer("i6", "d2", Role::Lead));
    answers
}

/// Writes values as the program does.
pub async fn put(site: &Site, at: RoundAt<'_>, item: &str, department: &str, values: &[(Field, &str)]) {
    let changes: Vec<FieldChange> = values
        .iter()
        .map(|(field, new)| FieldChange {
            field: field.clone(),
            seen: None,
            new: Some((*new).to_owned()),
        })
        .collect();
    let at = AnswerAt { at, item, department };
    let today = day("2026-05-01").expect("a day");
    site.store
        .save_answer(&program(), &clock(), today, at, &changes)
        .await
        .expect("saved");
}

/// What is stored of an answer.
pub async fn stored(site: &Site, item: &str, department: &str) -> gyokaku_core::round::answer::Answer {
    let body = CODE.parse().expect("a code");
    let at = RoundAt {
        body: &body,
        plan: PLAN,
        round: Key::parse(ROUND).expect("a key"),
    };
    let found = site
        .store
        .round_answers(at, gyokaku_store::Scope::One(item, department))
        .await
        .expect("answers")
        .expect("a round");
    found.answers.into_iter().next().expect("an answer")
}

/// `/990019/kaikaku/rounds/2025/departments/d1` with an end.
pub fn list(department: &str, end: &str) -> String {
    format!("/{CODE}/{PLAN}/rounds/{ROUND}/departments/{department}{end}")
}

pub fn item(item: &str) -> String {
    list("d1", &format!("/items/{item}"))
}

/// Sends changes as the script does; none of a cookie sends them as nobody.
pub async fn save(site: &Site, path: &str, cookie: Option<&str>, owner: &str, changes: Value) -> Answer {
    let body = json!({ "as": owner, "changes": changes }).to_string();
    let mut request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json");
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    site.send(request.body(Body::from(body)).expect("a request"))
        .await
}

pub fn shape(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.bytes).unwrap_or_else(|_| panic!("no JSON: {}", answer.text()))
}
