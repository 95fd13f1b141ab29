//! A site over a store in a folder of its own, with plans made by hand.
#![allow(unreachable_pub, missing_docs, reason = "only tests use it")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use gyokaku_core::account::{Account, Grant, Role, Term};
use gyokaku_core::body::BodyCode;
use gyokaku_core::council::{Council, Meeting, Member, Paper};
use gyokaku_core::crosswalk::{Edge, EdgeKind};
use gyokaku_core::department::{Assignment, Department};
use gyokaku_core::document::Place;
use gyokaku_core::effect::{Duration, Effect, EffectKind, Source};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::indicator::{Decimal, Direction, Indicator, IndicatorValue, ValueKind};
use gyokaku_core::money::Yen;
use gyokaku_core::opinion::{Consultation, Handling, Opinion};
use gyokaku_core::plan::{Item, ItemPlaces, Period, Plan, Schedule, Section, Step};
use gyokaku_core::progress::{Evaluation, Evaluator, Grade, Scale, StatedProgress, Tone};
use gyokaku_core::release::Scope;
use gyokaku_core::review::{Point, Review, Try, TryItem};
use gyokaku_core::round::answer::Transition;
use gyokaku_core::round::approval::Approval;
use gyokaku_core::round::field::Field;
use gyokaku_core::round::opening::Planned;
use gyokaku_core::round::opening::proposal;
use gyokaku_core::round::{Key, day};
use gyokaku_store::{Actor, AnswerAt, FieldChange, NewPassword, NewRelease, RoundAt, Store, ToMove};
use gyokaku_web::{App, Config, router};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use uuid::Uuid;

pub const CODE: &str = "990019";

/// A site and what it stands on.
pub struct Site {
    /// What time the pages have.
    clock: fn() -> String,
    pub router: Router,
    pub store: Store,
    /// Who asks where a request does not say so itself; nobody without one.
    pub cookie: Option<String>,
    /// What the names of its cookies begin with.
    prefix: &'static str,
    _folder: tempfile::TempDir,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).expect("text")
    }

    pub fn location(&self) -> String {
        self.headers
            .get(header::LOCATION)
            .expect("a location")
            .to_str()
            .expect("text")
            .to_owned()
    }
}

pub fn clock() -> String {
    "2026-11-20T10:00:00Z".to_owned()
}

pub fn code() -> BodyCode {
    CODE.parse().expect("a code")
}

pub fn config() -> Config {
    Config {
        demo: None,
        clock,
        mail: None,
        public_url: None,
        hosts: Vec::new(),
        requests: None,
        is_tls: false,
    }
}

/// Who writes where no person does.
pub fn program() -> Actor {
    Actor {
        name: "試験".into(),
        role: "command".into(),
    }
}

/// What the store knows of a token.
pub fn hash_of(token: &str) -> String {
    gyokaku_core::text::hex(&Sha256::digest(token.as_bytes()))
}

pub fn year(western: i16) -> FiscalYear {
    FiscalYear::new(western).expect("a fiscal year")
}

impl Site {
    pub async fn empty(config: Config) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("web.db").display());
        let store = Store::open(&url).await.expect("a store");
        let is_https = config
            .public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https"));
        Self {
            clock: config.clock,
            prefix: if is_https { "__Host-" } else { "" },
            router: router(App::new(store.clone(), config)),
            store,
            cookie: None,
            _folder: folder,
        }
    }

    /// With the small plan under `small` and the big one under `big`; the office asks.
    pub async fn filled(config: Config) -> Self {
        let mut site = Self::empty(config).await;
        site.put("small", &small(), Some(("small.txt", SMALL_TEXT.as_bytes())))
            .await;
        site.put("big", &big(), None).await;
        site.cookie = Some(site.as_role("office").await);
        site
    }

    /// Signs a person in who holds one role in the body of the tests (for the whole body); gives the cookie.
    pub async fn as_role(&self, role: &str) -> String {
        self.as_person(CODE, role, &[(role, None)]).await
    }

    /// Signs a person of a body in who holds these roles, each for the body or for a department. The
    /// account is made where the login name is new.
    pub async fn as_person(&self, code: &str, login: &str, grants: &[(&str, Option<&str>)]) -> String {
        // A session is opened by the clock of the pages: to one that was put back it would be over.
        let now = (self.clock)();
        self.as_person_between(code, login, grants, (&now, "2026-11-20T22:00:00Z"))
            .await
    }

    /// The same from one point in time to another.
    pub async fn as_person_between(
        &self,
        code: &str,
        login: &str,
        grants: &[(&str, Option<&str>)],
        (now, until): (&str, &str),
    ) -> String {
        let body = code.parse().expect("a code");
        let id = self.account(code, login, grants).await;
        let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        self.store
            .open_session(&program(), now, &body, &id, &hash_of(&token), until)
            .await
            .expect("a session");
        format!("{}gyokaku_session={code}.{token}", self.prefix)
    }

    /// Adds departments to a body: identity, name, division.
    pub async fn departments(&self, code: &str, new: &[(&str, &str, Option<&str>)]) {
        let body = code.parse().expect("a code");
        let mut all = self.store.departments(&body).await.expect("departments");
        all.directory
            .departments
            .extend(new.iter().map(|(id, name, parent)| Department {
                id: (*id).to_owned(),
                name: (*name).to_owned(),
                parent: parent.map(str::to_owned),
                aliases: Vec::new(),
                from: None,
                until: None,
                successors: Vec::new(),
            }));
        self.store
            .put_departments(&program(), &clock(), &body, &all)
            .await
            .expect("departments");
    }

    /// An account with these roles; its password is nobody's.
    pub async fn account(&self, code: &str, login: &str, grants: &[(&str, Option<&str>)]) -> String {
        let body = code.parse().expect("a code");
        if let Some(known) = self.store.credentials(&body, login).await.expect("accounts") {
            return known.stored.account.id;
        }
        let account = Account {
            id: format!("a-{login}"),
            login: login.to_owned(),
            name: format!("{login} 担当"),
            mail: None,
            grants: grants
                .iter()
                .map(|(role, department)| Grant {
                    role: Role::of(role).expect("a role"),
                    department: department.map(str::to_owned),
                    deputy: false,
                    term: Term::ALWAYS,
                })
                .collect(),
            must_change: false,
            enabled: true,
        };
        self.store
            .create_account(
                &program(),
                &clock(),
                &body,
                &account,
                NewPassword::Fixed("no hash"),
            )
            .await
            .expect("an account");
        account.id
    }

    /// Opens the round of 2025 of the small plan, with the last days of departments, heads and office.
    pub async fn round(&self, [department, head, office]: [&str; 3], answers: &[Planned]) {
        let on = |text: &str| day(text).expect("a day");
        let key = Key::parse("2025").expect("a key");
        let mut round = proposal(key, None, on("2026-10-01"));
        round.title = "令和7年度 進捗状況調査".into();
        round.due.department = on(department);
        round.approvals = vec![Approval::usual(on(head))];
        round.due.office = on(office);
        self.store
            .open_round(&program(), &clock(), &code(), "small", &round, answers)
            .await
            .expect("a round");
    }

    /// Stores a plan and releases it with everything that it has.
    pub async fn put(&self, key: &str, plan: &Plan, source: Option<(&str, &[u8])>) {
        self.put_internal(key, plan, source).await;
        self.release(key).await;
    }

    /// Releases a plan of the body of the tests as it stands, with everything that it has, from today on.
    pub async fn release(&self, key: &str) {
        self.release_on(key, "2026-11-20").await;
    }

    /// The same from a day on, which may lie ahead.
    pub async fn release_on(&self, key: &str, opens_on: &str) {
        self.release_of(&code(), key, opens_on).await;
    }

    /// The same of a plan of any body.
    pub async fn release_of(&self, code: &BodyCode, key: &str, opens_on: &str) {
        let today = day("2026-11-20").expect("a day");
        let stored = self
            .store
            .plan(code, key)
            .await
            .expect("a store")
            .expect("a plan");
        let editions = self.store.editions(code, key).await.expect("editions");
        let scope = Scope {
            editions: editions.iter().map(|edition| edition.number).collect(),
            documents: stored.sources.iter().map(|source| source.id.clone()).collect(),
            withheld: Vec::new(),
            own: Vec::new(),
            ..gyokaku_core::release::Scope::default()
        };
        let new = NewRelease {
            revision: stored.head.revision,
            opens_on: day(opens_on).expect("a day"),
            scope: &scope,
            note: "",
        };
        self.store
            .release(&program(), &clock(), today, (code, key), &new)
            .await
            .expect("a release");
    }

    /// Stores a plan that nobody outside sees.
    pub async fn put_internal(&self, key: &str, plan: &Plan, source: Option<(&str, &[u8])>) {
        let actor = program();
        let code = CODE.parse().expect("a code");
        self.store
            .put_body(&actor, &clock(), &code, "見本市")
            .await
            .expect("a body");
        let read = source.map(|(name, bytes)| gyokaku_exchange::read::read(name, bytes).expect("a document"));
        let source = source
            .zip(read.as_ref())
            .map(|((name, bytes), read)| gyokaku_office::import::source(name, bytes, &read.report));
        let mut plan = plan.clone();
        if let Some(source) = &source {
            plan.stated_in(&source.document());
        }
        self.store
            .put_plan(&actor, &clock(), &code, key, None, &plan, source)
            .await
            .expect("a plan");
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie
            && !request.headers().contains_key(header::COOKIE)
        {
            let cookie = cookie.parse().expect("a header");
            request.headers_mut().insert(header::COOKIE, cookie);
        }
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    /// A page that must be there.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{path}: {}",
            String::from_utf8_lossy(&answer.bytes)
        );
        answer.text()
    }

    pub async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).expect("a request"))
            .await
    }

    /// Sends a document as the form does.
    pub async fn upload(&self, name: &str, bytes: &[u8], words: &[(&str, &str)]) -> Answer {
        let body = multipart(name, bytes, words);
        self.send(upload_request(body)).await
    }

    /// Waits until a document was read, and gives the screen that follows.
    pub async fn when_read(&self, path: &str) -> Answer {
        for _ in 0..2000 {
            let answer = self.get(path).await;
            if !String::from_utf8_lossy(&answer.bytes).contains("data-waiting") {
                return answer;
            }
            tokio::task::yield_now().await;
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("{path} is never read");
    }
}

/// A form out of pairs.
pub fn form(pairs: &[(impl AsRef<str>, impl AsRef<str>)]) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name.as_ref()), encoded(value.as_ref())))
        .collect();
    pairs.join("&")
}

pub async fn get_as(site: &Site, cookie: &str, path: &str) -> Answer {
    let request = Request::get(path).header(header::COOKIE, cookie);
    site.send(request.body(Body::empty()).expect("a request")).await
}

pub async fn post_as(site: &Site, cookie: &str, path: &str, form: &str) -> Answer {
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    site.send(request.body(Body::from(form.to_owned())).expect("a request"))
        .await
}

/// The round of 2025 of the small plan.
pub fn round_of_small(body: &BodyCode) -> RoundAt<'_> {
    RoundAt {
        body,
        plan: "small",
        round: Key::parse("2025").expect("a key"),
    }
}

/// An answer that a new round asks for; who leads also coordinates.
pub fn asked(item: &str, department: &str, role: gyokaku_core::department::Role) -> Planned {
    Planned {
        item: item.into(),
        department: department.into(),
        role,
        coordinates: role == gyokaku_core::department::Role::Lead,
    }
}

/// Gives a grade and hands the answer in, on a day while there is time.
pub async fn hand_in(site: &Site, at: RoundAt<'_>, on: &str, item: &str, department: &str, grade: &str) {
    let today = day(on).expect("a day");
    let change = [FieldChange {
        field: Field::Grade,
        seen: None,
        new: Some(grade.to_owned()),
    }];
    let place = AnswerAt { at, item, department };
    site.store
        .save_answer(&program(), &clock(), today, place, &change)
        .await
        .expect("a save");
    let which = [ToMove {
        item: item.into(),
        department: department.into(),
        seen: None,
    }];
    let mut id = || "c".into();
    site.store
        .move_answers(
            &program(),
            &clock(),
            today,
            at,
            Transition::Submit,
            &which,
            None,
            &mut id,
        )
        .await
        .expect("a move");
}

pub const BOUNDARY: &str = "----limit";

pub fn multipart(name: &str, bytes: &[u8], words: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, value) in words {
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    body.extend_from_slice(
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes(),
    );
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    body
}

pub fn upload_request(body: Vec<u8>) -> Request<Body> {
    Request::post("/import")
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(Body::from(body))
        .expect("a request")
}

/// The text that the small plan says it came from.
pub const SMALL_TEXT: &str = "見本市行財政改革プラン\n\n1 健全な財政の維持\n1-1 収支均衡した予算編成\n1-2 使用料の見直し\n取組計 3 ◎ 1 ○ 2 △ 0\n";

/// What a hostile document would say.
pub const HOSTILE: &str = "<script>alert(\"x\")</script>'\"&\u{202E}逆\u{202C}<img src=x onerror=alert(1)>";

fn at(line: u32) -> Place {
    Place::at_line(line, 1)
}

fn step(western: i16, text: &str, open: bool) -> Step {
    Step {
        fiscal_year: year(western),
        text: text.into(),
        open,
        at: at(4),
    }
}

fn effect(id: &str, vintage: &str, western: i16, thousands: i64) -> Effect {
    Effect {
        id: id.into(),
        vintage: vintage.into(),
        on: None,
        path: vec!["健全な財政の維持".into()],
        fiscal_year: Some(year(western)),
        kind: EffectKind::Forecast,
        amount: Yen(thousands * 1000),
        duration: Duration::Unsaid,
        source: Source::Unsaid,
        corrects: None,
        at: at(6),
    }
}

fn edge(id: &str, old: Option<&str>, kind: EdgeKind, new: Option<&str>) -> Edge {
    Edge {
        id: id.into(),
        path: vec!["健全な財政の維持".into(), "歳入".into()],
        old: old.map(Into::into),
        kind,
        label: kind.label().into(),
        reason: None,
        new: new.map(Into::into),
        department: Some("財政課".into()),
        at: at(5),
        ..Default::default()
    }
}

fn grade(label: &str, definition: &str, rank: u8, tone: Tone) -> Grade {
    Grade {
        label: label.into(),
        definition: definition.into(),
        rank,
        tone,
        evaluated: true,
    }
}

/// A plan with a little of everything.
pub fn small() -> Plan {
    let assignment = |lead: &[&str], support: &[&str]| Assignment {
        lead: lead.iter().map(|s| (*s).to_owned()).collect(),
        support: support.iter().map(|s| (*s).to_owned()).collect(),
    };
    Plan {
        title: "見本市行財政改革プラン".into(),
        at: at(1),
        period: Some(Period {
            from: year(2021),
            to: year(2025),
        }),
        levels: vec!["方針".into(), "項目".into()],
        sections: vec![
            Section {
                id: "s1".into(),
                level: "方針".into(),
                label: "1".into(),
                title: "健全な財政の維持".into(),
                at: at(3),
                ..Section::default()
            },
            Section {
                id: "s2".into(),
                level: "方針".into(),
                label: "2".into(),
                title: "組織の力".into(),
                at: at(3),
                ..Section::default()
            },
        ],
        items: vec![
            Item {
                id: "i1".into(),
                section: Some("s1".into()),
                serial: Some("No.1".into()),
                number: Some("1-1".into()),
                title: "収支均衡した予算編成".into(),
                content: Some("ＢＰＲを進め、収支を合わせます。".into()),
                target: Some("基金残高10%".into()),
                schedule: Schedule {
                    every_year: false,
                    steps: vec![step(2021, "検討", false), step(2022, "実施", true)],
                    text: Some("2021年度 検討\n2022年度～ 実施".into()),
                },
                departments: assignment(&["財政課"], &["契約課"]),
                references: vec!["総合計画07-04".into()],
                at: at(4),
                places: ItemPlaces {
                    title: at(4),
                    content: at(4),
                    number: at(4),
                    ..ItemPlaces::default()
                },
                ..Item::default()
            },
            Item {
                id: "i2".into(),
                section: Some("s1".into()),
                parent: Some("i1".into()),
                number: Some("1-2".into()),
                title: "使用料の見直し".into(),
                departments: assignment(&["契約課"], &[]),
                schedule: Schedule {
                    every_year: true,
                    ..Schedule::default()
                },
                at: at(5),
                ..Item::default()
            },
            Item {
                id: "i3".into(),
                section: Some("s2".into()),
                number: Some("2-1".into()),
                title: HOSTILE.into(),
                content: Some(HOSTILE.into()),
                at: at(5),
                ..Item::default()
            },
        ],
        scales: vec![Scale {
            grades: vec![
                grade("◎", "計画より進んでいる", 1, Tone::Ahead),
                grade("○", "計画通り進んでいる", 2, Tone::Steady),
                grade("△", "計画より遅れている", 3, Tone::Behind),
            ],
            fiscal_year: None,
            at: at(6),
        }],
        progress: vec![
            StatedProgress {
                path: vec!["健全な財政の維持".into()],
                label: "1".into(),
                total: Some(78),
                grades: vec![
                    ("◎".into(), Some(5)),
                    ("○".into(), Some(71)),
                    ("△".into(), Some(2)),
                ],
                at: at(6),
                ..StatedProgress::default()
            },
            StatedProgress {
                path: vec!["組織の力".into()],
                label: "2".into(),
                total: Some(46),
                grades: vec![
                    ("◎".into(), Some(3)),
                    ("○".into(), Some(41)),
                    ("△".into(), Some(2)),
                ],
                at: at(6),
                ..StatedProgress::default()
            },
            StatedProgress {
                path: vec!["記載のない方針".into()],
                label: "3".into(),
                total: None,
                grades: vec![("◎".into(), None), ("○".into(), None), ("△".into(), None)],
                at: at(6),
                ..StatedProgress::default()
            },
        ],
        evaluations: vec![Evaluation {
            item: "i1".into(),
            fiscal_year: Some(year(2021)),
            by: Evaluator::Department,
            grade: "◎".into(),
            reason: Some("早く進んだ".into()),
            done: None,
            at: at(4),
        }],
        effects: vec![
            effect("e1", "計画策定時", 2022, -63_660),
            effect("e2", "計画策定時", 2023, 182_190),
            effect("e3", "現在", 2022, -34_614),
            effect("e4", "現在", 2023, 73_396),
        ],
        indicators: vec![Indicator {
            id: "k1".into(),
            item: Some("i1".into()),
            name: "収納率".into(),
            unit: "%".into(),
            direction: Direction::Up,
            values: [
                (2021, ValueKind::Base, 970),
                (2022, ValueKind::Actual, 979),
                (2025, ValueKind::Target, 985),
            ]
            .map(|(y, kind, value)| IndicatorValue {
                fiscal_year: Some(year(y)),
                kind,
                number: Some(Decimal { value, places: 1 }),
                fraction: None,
                at: at(4),
            })
            .to_vec(),
        }],
        crosswalk: vec![
            edge(
                "x1",
                Some("収支均衡した予算編成"),
                EdgeKind::Continued,
                Some("収支均衡した予算編成"),
            ),
            edge(
                "x2",
                Some("使用料の検討"),
                EdgeKind::Continued,
                Some("使用料の見直し"),
            ),
            edge("x3", None, EdgeKind::New, Some("人材の育成")),
            edge("x4", Some("研修の見直し"), EdgeKind::Abolished, None),
        ],
        review: Review {
            keep: vec![Point {
                text: "基金を確保できている".into(),
                at: at(2),
                ..Point::default()
            }],
            problem: vec![Point {
                text: "職員が減らない".into(),
                at: at(2),
                ..Point::default()
            }],
            try_next: vec![Try {
                text: "歳入の強化".into(),
                items: vec![TryItem {
                    title: "使用料の見直し".into(),
                    departments: vec!["契約課".into()],
                    at: at(2),
                    ..TryItem::default()
                }],
                at: at(2),
                ..Try::default()
            }],
        },
        councils: vec![Council {
            id: "c1".into(),
            name: "行政改革懇談会".into(),
            purpose: "意見を聴く。".into(),
            members: vec![Member {
                part: "会長".into(),
                name: "甲".into(),
                post: "学識経験者".into(),
                ..Member::default()
            }],
        }],
        meetings: vec![Meeting {
            id: "m1".into(),
            council: "c1".into(),
            title: "第1回".into(),
            on: day("2026-11-10"),
            agenda: vec!["進捗状況".into()],
            papers: vec![Paper {
                title: "資料1".into(),
                address: "/files/1.pdf".into(),
            }],
            minutes: Some("意見の交換があった。".into()),
            ..Meeting::default()
        }],
        consultations: vec![Consultation {
            id: "k1".into(),
            title: "素案への意見".into(),
            text: "ご意見をお寄せください。".into(),
            from: day("2026-11-01"),
            to: day("2026-12-28"),
        }],
        opinions: vec![Opinion {
            id: "o1".into(),
            meeting: Some("m1".into()),
            text: "分かりやすくしてほしい。".into(),
            items: vec!["i1".into()],
            asked: "財政課".into(),
            answer: Some("図を加えました。".into()),
            handling: Some(Handling::Adopted),
            amount: Some(Yen(300_000)),
            ..Opinion::default()
        }],
        ..Plan::default()
    }
}

/// 124 items under ten sections over six fiscal years, each with a grade for each year.
pub fn big() -> Plan {
    let mut plan = Plan {
        title: "大きな計画".into(),
        period: Some(Period {
            from: year(2016),
            to: year(2021),
        }),
        scales: small().scales,
        ..Plan::default()
    };
    for n in 0..10 {
        plan.sections.push(Section {
            id: format!("s{n}"),
            level: "方針".into(),
            label: format!("({n})"),
            title: format!("区分その{n}"),
            ..Section::default()
        });
    }
    for n in 0..124 {
        let id = format!("i{n}");
        plan.items.push(Item {
            id: id.clone(),
            section: Some(format!("s{}", n * 10 / 124)),
            serial: Some(format!("No.{}", n + 1)),
            number: Some(format!("{}-{}", n / 10 + 1, n % 10 + 1)),
            title: format!("取組その{n}"),
            content: Some("地方公共団体財政健全化法に定める指標で示す財政の健全性を維持します。".repeat(4)),
            target: Some("主要指標を維持します。".repeat(5)),
            schedule: Schedule {
                every_year: false,
                steps: (2016..=2021)
                    .map(|y| step(y, &format!("{y}年度の取組"), false))
                    .collect(),
                text: Some("各年度に取り組みます。".repeat(6)),
            },
            departments: Assignment {
                lead: vec![format!("第{}課", n % 12)],
                support: vec![format!("第{}課", (n + 5) % 12)],
            },
            ..Item::default()
        });
        for y in 2016..=2021 {
            plan.evaluations.push(Evaluation {
                item: id.clone(),
                fiscal_year: Some(year(y)),
                by: Evaluator::Department,
                grade: ["◎", "○", "△"][n % 3].into(),
                reason: None,
                done: Some("実施した".into()),
                at: Place::NOWHERE,
            });
        }
    }
    plan
}

/// The words of every page of the small plan.
pub fn pages() -> Vec<String> {
    let mut pages = vec![
        "/".to_owned(),
        "/?q=%E4%BA%88%E7%AE%97".to_owned(),
        format!("/{CODE}"),
        format!("/{CODE}/small"),
    ];
    for part in [
        "items",
        "items/i1",
        "items/i3",
        "progress",
        "effects",
        "crosswalk",
        "crosswalk?kind=new",
        "review",
        "indicators",
        "departments",
        "opinions",
        "opinions/o1",
        "meetings",
        "meetings/m1",
        "councils",
        "consultations/k1",
        "data",
    ] {
        pages.push(format!("/{CODE}/small/{part}"));
    }
    pages.push(format!("/{CODE}/big"));
    pages.push(format!("/{CODE}/big/items"));
    pages
}
