//! A made-up city turns its year twice in a real Chromium: items that are over, a reorganisation in April, serial numbers
//! anew, a merger and a split in mid-plan, rounds copied from one year to the next; at the end each item tells its line.
//!
//! Answers are given through the store, where it does not matter how they came in. Not here: the form of an answer
//! (`answering_browser`), the turn by its forms (`turn`).

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::common::{CODE, Site, code, program, small, year};
use crate::visit::{Visit, ask};
use crate::year_support::{Year, click, count, fill, follow, place, words};
use chromiumoxide::Page;
use gyokaku_core::department::Assignment;
use gyokaku_core::indicator::{Decimal, Direction, Indicator, IndicatorValue, ValueKind};
use gyokaku_core::plan::{Item, Period, Plan, Schedule, Step};
use gyokaku_core::round::answer::Transition;
use gyokaku_core::round::field::Field;
use gyokaku_core::round::{Key, day};
use gyokaku_store::{AnswerAt, FieldChange, RoundAt, Scope, ToMove};
use gyokaku_web::Config;

const PLAN: &str = "keiei";

/// The days of the story, one after the other.
const DAYS: [&str; 4] = ["2026-04-10", "2026-06-20", "2027-04-12", "2027-06-21"];

static DAY: AtomicUsize = AtomicUsize::new(0);

fn today() -> &'static str {
    DAYS[DAY.load(Ordering::SeqCst)]
}

fn clock() -> String {
    format!("{}T01:00:00Z", today())
}

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}{end}")
}

/// Seven items of three departments; the second is over with FY2025.
fn plan() -> Plan {
    let item = |n: i16, title: &str, lead: &str, last: i16| Item {
        id: format!("i{n}"),
        title: title.into(),
        serial: Some(n.to_string()),
        departments: Assignment {
            lead: vec![lead.into()],
            support: Vec::new(),
        },
        schedule: Schedule {
            steps: (2025..=last)
                .map(|western| Step {
                    fiscal_year: year(western),
                    text: "実施".into(),
                    open: false,
                    at: Default::default(),
                })
                .collect(),
            ..Schedule::default()
        },
        ..Item::default()
    };
    let target = IndicatorValue {
        fiscal_year: Some(year(2025)),
        kind: ValueKind::Target,
        number: Some(Decimal { value: 95, places: 0 }),
        fraction: None,
        at: Default::default(),
    };
    Plan {
        title: "見本市経営プラン".into(),
        period: Some(Period {
            from: year(2025),
            to: year(2028),
        }),
        items: vec![
            item(1, "市税の収納", "税務課", 2028),
            item(2, "庁舎の照明の更新", "財政課", 2025),
            item(3, "使用料の見直し", "財政課", 2028),
            item(4, "手数料の見直し", "財政課", 2028),
            item(5, "窓口の改革", "市民課", 2028),
            item(6, "広告収入の確保", "財政課", 2028),
        ],
        indicators: vec![Indicator {
            id: "k1".into(),
            item: Some("i1".into()),
            name: "収納率".into(),
            unit: "％".into(),
            values: vec![target],
            direction: Direction::Up,
        }],
        scales: small().scales,
        ..Plan::default()
    }
}

/// Every answer of a round is written, handed in, approved and accepted.
async fn answered(site: &Site, round: &str, grade: &str) -> usize {
    let body = code();
    let at = RoundAt {
        body: &body,
        plan: PLAN,
        round: Key::parse(round).expect("a key"),
    };
    let found = site
        .store
        .round_answers(at, Scope::All)
        .await
        .expect("answers")
        .expect("a round");
    let now = day(today()).expect("a day");
    for answer in &found.answers {
        let write = |field, new: &str| FieldChange {
            field,
            seen: None,
            new: Some(new.to_owned()),
        };
        let changes = [
            write(Field::Grade, grade),
            write(Field::Reason, "予定のとおり"),
            write(Field::Done, &format!("{round}年度の取組を行った。")),
            write(Field::EffectActual, "1200000"),
        ];
        let place = AnswerAt {
            at,
            item: &answer.item,
            department: &answer.department,
        };
        site.store
            .save_answer(&program(), &clock(), now, place, &changes)
            .await
            .expect("saved");
    }
    let which: Vec<ToMove> = found
        .answers
        .iter()
        .map(|answer| ToMove {
            item: answer.item.clone(),
            department: answer.department.clone(),
            seen: None,
        })
        .collect();
    for deed in [Transition::Submit, Transition::Approve, Transition::Accept] {
        let mut id = || "c".into();
        let moved = site
            .store
            .move_answers(&program(), &clock(), now, at, deed, &which, None, &mut id)
            .await
            .expect("moved");
        assert!(moved.iter().all(|one| one.outcome.is_ok()), "{moved:?}");
    }
    found.answers.len()
}

/// The office opens a round from the page of the turn or of rounds, with days of its own.
async fn opens(office: &Page, due: [&str; 3]) {
    for (name, day) in ["#due_department", "#due_head", "#due_office"]
        .into_iter()
        .zip(due)
    {
        fill(office, name, day).await;
    }
    follow(office, "button[value=preview]").await;
    follow(office, "form.opening button.primary").await;
}

async fn closes(year: &Year, office: &Page, round: &str) {
    year.at(office, &of(&format!("/rounds/{round}/closing"))).await;
    click(office, "#confirmed").await;
    follow(office, "form.closing button.primary").await;
    assert!(
        place(office).await.contains("/editions/"),
        "{}",
        words(office, "main").await
    );
}

/// The office signs in anew: nobody stays signed in for months.
async fn signs_in(year: &Year, office: &Page) {
    let (now, until) = (clock(), "2027-12-31T00:00:00Z");
    let grants = [("office", None)];
    let cookie = year
        .site
        .as_person_between(CODE, "kikaku", &grants, (&now, until))
        .await;
    year.visit.sign_in(office, &cookie).await;
}

/// The year that the form of a new round begins with.
async fn chosen_year(office: &Page) -> String {
    let year = ask(office, "document.getElementById('year')?.value ?? ''").await;
    assert!(
        !year.is_empty(),
        "{}: {}",
        place(office).await,
        words(office, "main").await
    );
    year
}

/// Chooses an item of the outline by its title.
async fn picks(office: &Page, title: &str) {
    let chosen = ask(
        office,
        &format!(
            "(() => {{ const found = [...document.querySelectorAll('[data-part]')].find((one) => one.textContent.includes({title:?})); const box = found?.querySelector('input[name=pick]'); if (box) box.checked = true; return Boolean(box); }})()"
        ),
    )
    .await;
    assert_eq!(chosen, "true", "{title}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_is_turned_twice_and_every_item_tells_its_line() {
    let config = Config {
        demo: None,
        clock,
        mail: None,
        public_url: None,
        hosts: Vec::new(),
        requests: None,
        is_tls: false,
    };
    let site = Site::empty(config).await;
    site.store
        .put_body(&program(), &clock(), &code(), "見本市")
        .await
        .expect("a body");
    site.put_internal(PLAN, &plan(), None).await;
    site.departments(
        CODE,
        &[
            ("d1", "財政課", None),
            ("d2", "税務課", None),
            ("d3", "市民課", None),
        ],
    )
    .await;
    let cookie = site.as_person(CODE, "kikaku", &[("office", None)]).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let office = visit.desk().await;
    visit.sign_in(&office, &cookie).await;
    let year = Year {
        site,
        visit,
        name: "turns",
    };
    // FY2025 is asked about in April 2026, and closed in June.
    year.at(&office, &of("/rounds/new")).await;
    assert_eq!(chosen_year(&office).await, "2025");
    opens(&office, ["2026-05-15", "2026-05-22", "2026-05-29"]).await;
    assert_eq!(answered(&year.site, "2025", "○").await, 6);
    DAY.store(1, Ordering::SeqCst);
    signs_in(&year, &office).await;
    closes(&year, &office, "2025").await;

    first_turn(&year, &office).await;
    reorganised(&year, &office).await;
    merged_and_split(&year, &office).await;

    // FY2026 is asked about a year later, with the questions of the year before.
    DAY.store(2, Ordering::SeqCst);
    signs_in(&year, &office).await;
    year.at(&office, "/todo").await;
    year.see(&office, "20-todo").await;
    year.at(&office, &of("/rounds/new")).await;
    assert_eq!(chosen_year(&office).await, "2026");
    opens(&office, ["2027-05-14", "2027-05-21", "2027-05-28"]).await;
    // Five go on, and the two that ended in October tell of their half of the year.
    assert_eq!(answered(&year.site, "2026", "◎").await, 7);
    DAY.store(3, Ordering::SeqCst);
    signs_in(&year, &office).await;
    closes(&year, &office, "2026").await;
    second_turn(&year, &office).await;
    lines(&year, &office).await;
    year.visit.without_trouble().await;
}

/// The turn to FY2026: one item ends, numbers are given anew, the target goes on.
async fn first_turn(year: &Year, office: &Page) {
    year.at(office, &of("/turn?year=2026")).await;
    year.see(office, "01-turn").await;
    assert!(words(office, "main").await.contains("庁舎の照明の更新"));
    click(office, "input[name=end][value=i2]").await;
    click(office, "input[name=renumber]").await;
    assert_eq!(count(office, "input[name=carry]:checked").await, 1);
    follow(office, "form.wide button.primary").await;
    assert!(
        words(office, "main")
            .await
            .contains("年度更新の内容を保存しました。")
    );
    year.see(office, "02-turned").await;
    let stored = year
        .site
        .store
        .plan(&code(), PLAN)
        .await
        .expect("a store")
        .expect("a plan")
        .plan;
    let serials: Vec<Option<&str>> = stored.items.iter().map(|item| item.serial.as_deref()).collect();
    assert_eq!(
        serials,
        [Some("1"), None, Some("2"), Some("3"), Some("4"), Some("5")]
    );
}

/// The reorganisation: two departments become one.
async fn reorganised(year: &Year, office: &Page) {
    year.at(office, &format!("/{CODE}/departments/merger")).await;
    click(office, "[name='id:d1']").await;
    click(office, "[name='id:d2']").await;
    fill(office, "#from", "2026").await;
    fill(office, "#name1", "財務課").await;
    follow(office, "form.form button[type=submit]").await;
    year.see(office, "10-reorganisation").await;
    assert!(words(office, "main").await.contains("財務課"));
    follow(office, "section form[method=post] button.primary").await;
    year.at(office, &of("/turn?year=2026")).await;
    let left = words(office, "main").await;
    assert!(!left.contains("担当の決まっていないもの"), "{left}");
}

/// In mid-plan one item goes into another, and one becomes two.
async fn merged_and_split(year: &Year, office: &Page) {
    year.at(office, &of("/edit")).await;
    picks(office, "使用料の見直し").await;
    fill(office, "#day", "2026-10-01").await;
    click(office, "details.fold:not([open]) summary").await;
    ask(
        office,
        "(document.getElementById('into').closest('details').open = true)",
    )
    .await;
    fill(office, "#into", "i4").await;
    follow(office, "button[value=merge]").await;
    year.at(office, &of("/edit")).await;
    picks(office, "窓口の改革").await;
    fill(office, "#day", "2026-10-01").await;
    ask(
        office,
        "(document.getElementById('parts').closest('details').open = true)",
    )
    .await;
    ask(
        office,
        "(document.getElementById('parts').value = '窓口の予約\\n窓口の電子化')",
    )
    .await;
    follow(office, "button[value=split]").await;
    year.see(office, "11-merged-and-split").await;
    let stored = year
        .site
        .store
        .plan(&code(), PLAN)
        .await
        .expect("a store")
        .expect("a plan")
        .plan;
    assert_eq!(stored.items.len(), 8);
    let gone: Vec<&str> = stored
        .items
        .iter()
        .filter(|item| {
            item.retired
                .as_ref()
                .is_some_and(|retired| !retired.into.is_empty())
        })
        .map(|item| item.title.as_str())
        .collect();
    assert_eq!(gone, ["使用料の見直し", "窓口の改革"]);
}

/// The turn to FY2027: the numbers follow the items that are left.
async fn second_turn(year: &Year, office: &Page) {
    year.at(office, "/todo").await;
    assert!(
        words(office, "main").await.contains("年度更新"),
        "{}",
        words(office, "main").await
    );
    year.at(office, &of("/turn?year=2027")).await;
    year.see(office, "30-second-turn").await;
    click(office, "input[name=renumber]").await;
    follow(office, "form.wide button.primary").await;
    let stored = year
        .site
        .store
        .plan(&code(), PLAN)
        .await
        .expect("a store")
        .expect("a plan")
        .plan;
    let living = stored.items.iter().filter(|item| item.retired.is_none());
    let serials: Vec<(&str, Option<&str>)> = living
        .map(|item| (item.title.as_str(), item.serial.as_deref()))
        .collect();
    assert_eq!(
        serials,
        [
            ("市税の収納", Some("1")),
            ("手数料の見直し", Some("2")),
            ("窓口の予約", Some("3")),
            ("窓口の電子化", Some("4")),
            ("広告収入の確保", Some("5")),
        ]
    );
    // The next round begins with all that the last one asked.
    follow(
        office,
        "#step-7 ~ p a.primary, section[aria-labelledby=step-7] a.primary",
    )
    .await;
    assert_eq!(chosen_year(office).await, "2027");
    assert!(count(office, "input[name=question]:checked").await > 0);
}

/// Each item tells what it came from and what it went into, with grades and amounts of both years.
async fn lines(year: &Year, office: &Page) {
    let stored = year
        .site
        .store
        .plan(&code(), PLAN)
        .await
        .expect("a store")
        .expect("a plan")
        .plan;
    let id = |title: &str| {
        let found = stored.items.iter().find(|item| item.title == title);
        found.expect("an item").id.clone()
    };
    let line = async |title: &str| {
        year.at(office, &of(&format!("/items/{}", id(title)))).await;
        let text = words(office, ".generations").await;
        text.split_whitespace().collect::<String>()
    };
    let heir = line("手数料の見直し").await;
    year.see(office, "40-line-of-a-merger").await;
    for part in [
        "使用料の見直し",
        "令和7年度○",
        "令和8年10月1日に引継ぎ",
        "手数料の見直し",
        "令和8年度◎",
    ] {
        assert!(heir.contains(part), "{part}: {heir}");
    }
    let part = line("窓口の電子化").await;
    for word in [
        "窓口の改革",
        "令和7年度○",
        "窓口の電子化",
        "令和8年度◎",
        "120万円",
    ] {
        assert!(part.contains(word), "{word}: {part}");
    }
    let gone = line("窓口の改革").await;
    assert!(
        gone.contains("窓口の予約") && gone.contains("窓口の電子化"),
        "{gone}"
    );
    // An item that neither merged nor split has both years in its own table, each under the department of its time.
    year.at(office, &of(&format!("/items/{}", id("市税の収納"))))
        .await;
    assert_eq!(count(office, ".generations").await, 0);
    let over = words(office, "section[aria-labelledby=over]").await;
    assert!(
        over.contains("令和7年度") && over.contains("令和8年度") && over.contains("◎"),
        "{over}"
    );
    year.see(office, "41-two-years").await;
}
