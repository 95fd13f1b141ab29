//! The office's rounds over the real router: opening, the board, settings, late answers, assignment.

use crate::common::{CODE, Site, asked, code, config, hand_in, round_of_small, small};
use axum::http::StatusCode;
use gyokaku_core::department::Role;
use gyokaku_core::round::answer::State;
use gyokaku_core::round::field::{Field, Question};
use gyokaku_core::round::{Round, RoundState};
use gyokaku_store::Scope;

const ROUNDS: &str = "/990019/small/rounds";
const BOARD: &str = "/990019/small/rounds/2025";

/// The fields of a form that is right.
const GOOD: &str = "year=2025&term=&title=&question=grade&question=done&approvals=1&due_department=2026-12-04&due_head=2026-12-11&due_office=2026-12-18";

async fn with_departments() -> Site {
    let site = Site::filled(config()).await;
    site.departments(
        CODE,
        &[
            ("b1", "総務部", None),
            ("d1", "財政課", Some("b1")),
            ("d2", "人事課", Some("b1")),
            ("b2", "市民部", None),
            ("d3", "市民課", Some("b2")),
        ],
    )
    .await;
    site
}

/// A round in which d1 leads i1 with d2, d2 leads i2 and d3 leads i3; its day was a week ago.
async fn running() -> Site {
    let site = with_departments().await;
    let answers = [
        asked("i1", "d1", Role::Lead),
        asked("i1", "d2", Role::Support),
        asked("i2", "d2", Role::Lead),
        asked("i3", "d3", Role::Lead),
    ];
    site.round(["2026-11-13", "2026-11-27", "2026-12-04"], &answers)
        .await;
    site
}

async fn stored(site: &Site) -> Round {
    let body = code();
    site.store
        .round(round_of_small(&body))
        .await
        .expect("the store")
        .expect("a round")
}

/// The value of a form's field in a page.
fn value<'a>(page: &'a str, name: &str) -> &'a str {
    let start = format!("name=\"{name}\" value=\"");
    let rest = page.split(&start).nth(1).unwrap_or_else(|| panic!("no {name}"));
    rest.split('"').next().unwrap_or_default()
}

#[tokio::test]
async fn rounds_are_offered_to_who_may() {
    let mut site = with_departments().await;
    let page = site.page("/990019/small").await;
    assert!(page.contains("調査を始める") && page.contains("href=\"/990019/small/rounds\""));
    assert!(site.page(ROUNDS).await.contains("まだ調査を始めていません"));
    site.cookie = Some(site.as_role("reader").await);
    let page = site.page("/990019/small").await;
    assert!(!page.contains("調査を始める") && page.contains("href=\"/990019/small/rounds\""));
    assert!(!site.page(ROUNDS).await.contains("/rounds/new"));
    for role in ["administrator", ""] {
        site.cookie = match role {
            "" => None,
            role => Some(site.as_role(role).await),
        };
        let page = site.page("/990019/small").await;
        assert!(!page.contains("/small/rounds"), "{role}");
    }
}

/// How many questions a form asks.
fn questions_asked(page: &str) -> usize {
    let boxes = page.split("name=\"question\"").skip(1);
    boxes
        .filter(|tag| tag.split('>').next().is_some_and(|tag| tag.contains(" checked")))
        .count()
}

#[tokio::test]
async fn a_new_round_begins_with_the_year_that_ended() {
    let site = with_departments().await;
    let page = site.page(&format!("{ROUNDS}/new")).await;
    assert!(page.contains("<option value=\"2025\" selected>"), "{page}");
    assert_eq!(value(&page, "due_department"), "2026-12-18");
    assert_eq!(questions_asked(&page), 7, "seven questions");
    let wrong = GOOD
        .replace("due_head=2026-12-11", "due_head=2026-12-01")
        .replace("question=grade&question=done&", "");
    let answer = site
        .get(&format!(
            "{ROUNDS}/new?{wrong}&title=%E8%AA%BF%E6%9F%BB&step=preview"
        ))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let page = answer.text();
    assert!(page.contains("所属長の承認の期限は") && page.contains("たずねる項目を1つ以上"));
    assert_eq!(value(&page, "due_head"), "2026-12-01", "what was typed stays");
    let long = "a".repeat(61);
    let answer = site
        .get(&format!("{ROUNDS}/new?{GOOD}&step=preview").replace("title=&", &format!("title={long}&")))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains(&long), "what was typed stays");
}

#[tokio::test]
async fn a_round_is_opened_once_every_duty_has_a_department() {
    let site = with_departments().await;
    let page = site.page(&format!("{ROUNDS}/new?{GOOD}&step=preview")).await;
    assert!(
        page.contains("1の取組について、1の課に1件の回答をたずねます。ほかに3件は"),
        "{page}"
    );
    assert!(page.contains("「契約課」") && page.contains("主担当の記載がありません"));
    assert!(page.contains("担当者の利用者登録がない課が1課あります"), "{page}");
    assert!(
        page.contains("「所属長」の承認をする方の利用者登録がない課が1課"),
        "{page}"
    );
    assert!(
        page.contains("令和7年度 進捗状況調査") || page.contains("2025"),
        "a title of its own"
    );
    let answer = site.post(ROUNDS, GOOD).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("3件あります"));

    let contract = "all%3Aunknown%3A%E5%A5%91%E7%B4%84%E8%AA%B2";
    let single = "one%3Ai2%3A%E5%A5%91%E7%B4%84%E8%AA%B2";
    let form = format!("{GOOD}&{contract}=d2&{single}=d3");
    let answer = site.post(ROUNDS, &form).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let page = answer.text();
    assert!(
        page.contains("1件あります") && page.contains("value=\"d3\" selected"),
        "choices stay"
    );
    assert!(site.store.rounds(&code(), None).await.expect("rounds").is_empty());

    let foreign = site
        .post(ROUNDS, &format!("{form}&all%3Ano-lead%3A=of-another-body"))
        .await;
    assert_eq!(foreign.status, StatusCode::BAD_REQUEST);
    assert!(foreign.text().contains("課名簿にありません"));

    let answer = site.post(ROUNDS, &format!("{form}&all%3Ano-lead%3A=-")).await;
    assert_eq!(
        (answer.status, answer.location().as_str()),
        (StatusCode::SEE_OTHER, "/990019/small/rounds/2025?opened=1")
    );
    let page = site.page(&answer.location()).await;
    assert!(
        page.contains("調査を始めました") && page.contains("3件の回答のうち0件が提出済み、3件が未提出です。"),
        "{page}"
    );
    let body = code();
    let found = site
        .store
        .round_answers(round_of_small(&body), Scope::All)
        .await
        .expect("answers")
        .expect("a round");
    let told: Vec<(&str, &str)> = found
        .answers
        .iter()
        .map(|a| (a.item.as_str(), a.department.as_str()))
        .collect();
    assert_eq!(told, [("i1", "d1"), ("i1", "d2"), ("i2", "d3")]);
    assert_eq!(found.round.questions, [Question::Grade, Question::Done]);

    let again = site.post(ROUNDS, &format!("{form}&all%3Ano-lead%3A=-")).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert!(again.text().contains("すでに始まっています"));
    let next = GOOD.replace("year=2025", "year=2026");
    let page = site.page(&format!("{ROUNDS}/new?{next}&step=preview")).await;
    assert!(!page.contains("「契約課」"), "what was chosen asks no more");
    let page = site.page(&format!("{ROUNDS}/new")).await;
    assert!(page.contains("設定を写しています") && page.contains("<option value=\"2026\" selected>"));
    assert_eq!(questions_asked(&page), 2, "the questions of the round before");
}

#[tokio::test]
async fn what_is_missing_is_said_with_the_way_to_it() {
    let site = Site::filled(config()).await;
    let page = site.page(&format!("{ROUNDS}/new?{GOOD}&step=preview")).await;
    assert!(page.contains("href=\"/990019/departments\"") && !page.contains(">調査を始める</button>"));
    let mut plan = small();
    plan.scales.clear();
    plan.items.truncate(1);
    plan.items[0].departments.support.clear();
    site.put("bare", &plan, None).await;
    site.departments(CODE, &[("d1", "財政課", None)]).await;
    let page = site
        .page(&format!("/990019/bare/rounds/new?{GOOD}&step=preview"))
        .await;
    assert!(page.contains("href=\"/990019/bare/scales\"") && page.contains("value=\"marks3\" checked"));
    let answer = site.post("/990019/bare/rounds", GOOD).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("評価区分を選んでください"));
    let answer = site
        .post("/990019/bare/rounds", &format!("{GOOD}&scale=marks4"))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let plan = site
        .store
        .plan(&code(), "bare")
        .await
        .expect("the store")
        .expect("a plan")
        .plan;
    let labels: Vec<&str> = plan.scales[0].grades.iter().map(|g| g.label.as_str()).collect();
    assert_eq!(labels, ["◎", "○", "△", "×"]);
}

#[tokio::test]
async fn the_board_says_who_has_not_answered() {
    let mut site = running().await;
    hand_in(&site, round_of_small(&code()), "2026-11-01", "i1", "d1", "◎").await;
    site.account(CODE, "zaisei", &[("staff", Some("d1"))]).await;
    let page = site.page(BOARD).await;
    assert!(
        page.contains("4件の回答のうち1件が提出済み、3件が未提出、すべて期限を過ぎています。"),
        "{page}"
    );
    assert!(page.contains("7日過ぎています") && page.contains("11月13日（金）まで"));
    assert!(page.contains("href=\"/990019/small/rounds/2025/departments/d1\""));
    assert!(page.contains("zaisei 担当") && page.contains("総務部"));
    assert!(page.contains("未評価"), "what has no grade yet is counted apart");
    for tool in [
        "review",
        "reminders",
        "late",
        "assignment",
        "settings",
        "lock",
        "closing",
    ] {
        assert!(page.contains(&format!("{BOARD}/{tool}")), "{tool}");
    }
    let narrowed = site.page(&format!("{BOARD}?only=open")).await;
    assert!(!narrowed.contains("departments/d1\"") && narrowed.contains("departments/d3\""));
    let csv = site.page(&format!("{BOARD}/board.csv?only=open")).await;
    assert!(!csv.contains("財政課") && csv.contains("市民課"), "{csv}");
    let csv = site.page(&format!("{BOARD}/progress.csv")).await;
    assert!(csv.contains("合計") && csv.contains("未評価"), "{csv}");
    let journal = site.store.journal(Some(&code()), 3).await.expect("a journal");
    assert_eq!(journal[0].what, "export");
    assert!(journal[0].summary.contains("\"progress\"") && journal[0].actor.contains("office"));

    site.cookie = Some(site.as_person(CODE, "shimin", &[("staff", Some("d3"))]).await);
    let page = site.page(BOARD).await;
    assert!(page.contains("1件の回答のうち0件が提出済み") && page.contains("ご担当の課の分"));
    assert!(!page.contains("財政課") && !page.contains("/reminders"), "{page}");
    let csv = site.page(&format!("{BOARD}/board.csv")).await;
    assert!(!csv.contains("財政課"));
    site.cookie = Some(site.as_role("external").await);
    let page = site.page(BOARD).await;
    assert!(page.contains("4件の回答のうち1件が提出済み") && !page.contains("zaisei 担当"));
    let csv = site.page(&format!("{BOARD}/progress.csv")).await;
    let total = csv.lines().find(|l| l.contains("合計")).expect("a total");
    assert!(
        total.contains("3,0,") || total.contains(",3,"),
        "no grade that is not accepted: {total}"
    );
    assert!(!total.contains(",1,"), "{total}");
    site.cookie = Some(site.as_role("committee").await);
    let csv = site.page(&format!("{BOARD}/progress.csv")).await;
    let total = csv.lines().find(|l| l.contains("合計")).expect("a total");
    assert!(total.contains(",1,"), "what was handed in is counted: {total}");
}

#[tokio::test]
async fn downloads_of_strangers_leave_no_entry() {
    let mut site = with_departments().await;
    let count = async |site: &Site| {
        site.store
            .journal(Some(&code()), 1000)
            .await
            .expect("a journal")
            .len()
    };
    let before = count(&site).await;
    site.page("/990019/small/items.csv").await;
    site.page("/990019/small/items/i1.json").await;
    assert_eq!(count(&site).await, before + 2, "who is signed in is written down");
    site.cookie = None;
    let before = count(&site).await;
    site.page("/990019/small/items.csv").await;
    assert_eq!(count(&site).await, before);
}

#[tokio::test]
async fn settings_change_and_lose_nothing() {
    let site = running().await;
    hand_in(&site, round_of_small(&code()), "2026-11-01", "i1", "d1", "◎").await;
    let path = format!("{BOARD}/settings");
    let page = site.page(&path).await;
    let revision = value(&page, "revision").to_owned();
    let form = "title=%E6%96%B0%E3%81%97%E3%81%84%E5%90%8D&question=done&due_department=2026-12-04&due_head=&due_office=2026-12-18";
    let answer = site.post(&path, &format!("{form}&revision={revision}")).await;
    assert_eq!(
        (answer.status, answer.location().as_str()),
        (StatusCode::SEE_OTHER, BOARD)
    );
    let round = stored(&site).await;
    assert_eq!(
        (round.title.as_str(), round.needs_approval()),
        ("新しい名", false)
    );
    assert_eq!(round.questions, [Question::Done]);
    let body = code();
    let found = site
        .store
        .round_answers(round_of_small(&body), Scope::One("i1", "d1"))
        .await
        .expect("answers")
        .expect("a round");
    assert_eq!(
        found.answers[0].value(&Field::Grade),
        Some("◎"),
        "kept, not shown"
    );
    let answer = site.post(&path, &format!("{form}x&revision={revision}")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "a day that is none");
    assert!(answer.text().contains("2026-12-18x"));
    let answer = site
        .post(&path, &format!("{form}&revision={revision}&title=other"))
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.text();
    assert!(page.contains("ほかの画面から保存") && value(&page, "revision") != revision);
}

#[tokio::test]
async fn a_round_is_locked_and_unlocked_with_a_reason() {
    let site = running().await;
    let path = format!("{BOARD}/lock");
    let revision = value(&site.page(&path).await, "revision").to_owned();
    let answer = site
        .post(&path, &format!("revision={revision}&to=locked&reason=+"))
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("理由を入力してください"));
    let reason = "reason=%E9%9B%86%E8%A8%88%E4%B8%AD";
    let answer = site
        .post(&path, &format!("revision={revision}&to=locked&{reason}"))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(stored(&site).await.state, RoundState::Locked);
    assert!(
        site.page(BOARD)
            .await
            .contains("受付を止めています。理由：集計中")
    );
    let stale = site
        .post(&path, &format!("revision={revision}&to=open&{reason}"))
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let revision = value(&site.page(&path).await, "revision").to_owned();
    let answer = site
        .post(&path, &format!("revision={revision}&to=open&reason=done"))
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(stored(&site).await.state, RoundState::Open);
    let words: Vec<String> = site
        .store
        .journal(Some(&code()), 2)
        .await
        .expect("a journal")
        .into_iter()
        .map(|e| e.what)
        .collect();
    assert_eq!(words, ["round.unlock", "round.lock"]);
}

#[tokio::test]
async fn late_answers_are_allowed_on_purpose() {
    let site = running().await;
    hand_in(&site, round_of_small(&code()), "2026-11-01", "i1", "d1", "◎").await;
    let path = format!("{BOARD}/late");
    let page = site.page(&path).await;
    assert!(
        page.contains("人事課") && !page.contains("value=\"d1\""),
        "d1 has handed in"
    );
    assert_eq!(value(&page, "until"), "2026-11-27");
    for (form, field) in [
        ("until=2026-11-27&reason=x", "answers"),
        (
            "department=elsewhere&answer=i9%3Ad9&until=2026-11-27&reason=x",
            "answers",
        ),
        ("department=d2&until=2026-11-13&reason=x", "until"),
        ("department=d2&until=&reason=x", "until"),
        ("department=d2&until=2026-11-27&reason=", "reason"),
    ] {
        let answer = site.post(&path, form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form}");
        assert!(answer.text().contains(&format!("href=\"#{field}\"")), "{form}");
    }
    let answer = site
        .post(
            &path,
            "department=d2&answer=i3%3Ad3&until=2026-11-27&reason=%E6%B1%BA%E7%AE%97",
        )
        .await;
    assert_eq!(answer.location(), format!("{path}?allowed=3"));
    let page = site.page(&answer.location()).await;
    assert!(page.contains("3件の回答に") && page.contains("office 担当（office）") && page.contains("決算"));
    let page = site.page(BOARD).await;
    assert!(
        page.contains("4件の回答のうち1件が提出済み、3件が未提出です。"),
        "nobody is late any more"
    );
}

#[tokio::test]
async fn an_answer_is_given_to_another_department() {
    let site = running().await;
    let path = format!("{BOARD}/assignment");
    let page = site.page(&format!("{path}?department=d3")).await;
    assert!(page.contains("市民課の回答") && page.contains("value=\"i3:d3\""));
    for (form, field) in [
        ("from=d3&to=d1&reason=x", "answers"),
        ("from=d3&answer=i3%3Ad3&to=&reason=x", "to"),
        ("from=d3&answer=i3%3Ad3&to=of-another-body&reason=x", "to"),
        ("from=d3&answer=i3%3Ad3&to=d3&reason=x", "to"),
        ("from=d3&answer=i3%3Ad3&to=d1&reason=", "reason"),
    ] {
        let answer = site.post(&path, form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{form}");
        assert!(answer.text().contains(&format!("href=\"#{field}\"")), "{form}");
    }
    let answer = site
        .post(&path, "from=d3&answer=i3%3Ad3&to=d1&reason=%E5%88%86%E6%8B%85")
        .await;
    assert_eq!(answer.location(), format!("{path}?given=1"));
    let body = code();
    let found = site
        .store
        .round_answers(round_of_small(&body), Scope::Item("i3"))
        .await
        .expect("answers")
        .expect("a round");
    let told: Vec<(&str, State)> = found
        .answers
        .iter()
        .map(|a| (a.department.as_str(), a.state))
        .collect();
    assert_eq!(told, [("d1", State::NotStarted)]);
}

#[tokio::test]
async fn each_page_costs_a_handful_of_statements() {
    let mut site = with_departments().await;
    for n in 0..12 {
        site.departments(CODE, &[(&format!("x{n}"), &format!("第{n}課"), Some("b1"))])
            .await;
    }
    let answer = site.post("/990019/big/rounds", GOOD).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    for login in ["a", "b", "c"] {
        site.account(CODE, login, &[("staff", Some("x1"))]).await;
    }
    let board = "/990019/big/rounds/2025";
    for (path, most) in [
        ("/990019/big/rounds".to_owned(), 5),
        (format!("/990019/big/rounds/new?{GOOD}&step=preview"), 5),
        (board.to_owned(), 9),
        (format!("{board}?only=open"), 9),
        (format!("{board}/settings"), 8),
        (format!("{board}/lock"), 8),
        (format!("{board}/late"), 8),
        (format!("{board}/assignment?department=x1"), 8),
        (format!("{board}/reminders"), 10),
    ] {
        site.page(&path).await;
        let before = site.store.queries();
        site.page(&path).await;
        let spent = site.store.queries() - before;
        assert!(spent <= most, "{path} costs {spent} statements");
    }
    site.cookie = Some(site.as_person(CODE, "x1", &[("staff", Some("x1"))]).await);
    let page = site.page(board).await;
    assert!(page.contains("第1課") && !page.contains("第2課"));
}

#[tokio::test]
async fn an_item_that_ends_leaves_the_round_and_the_office_may_want_a_last_report() {
    let site = running().await;
    let body = code();
    let act = gyokaku_core::editing::Act::RetireItem {
        id: "i3".into(),
        on: gyokaku_core::round::day("2026-11-20").expect("a day"),
        reason: "事業の終了".into(),
        into: Vec::new(),
    };
    let plan = (&body, "small");
    let done = site
        .store
        .act(&crate::common::program(), &crate::common::clock(), plan, &act)
        .await;
    assert!(done.expect("the store").is_ok());
    let words = "取りやめ（令和8年11月20日、事業の終了）";
    let page = site.page(BOARD).await;
    assert!(
        page.contains("3件の回答のうち0件が提出済み、3件が未提出、すべて期限を過ぎています。ほかに1件は、取組項目の取りやめにより"),
        "{page}"
    );
    assert!(
        page.contains(words) && page.contains("回答を求めていません"),
        "{page}"
    );
    let reminders = site.page(&format!("{BOARD}/reminders")).await;
    assert!(
        !reminders.contains("市民課"),
        "nobody is reminded of it: {reminders}"
    );
    let late = site.page(&format!("{BOARD}/late")).await;
    assert!(!late.contains("市民課"), "nor allowed to be late: {late}");
    let closing = site.page(&format!("{BOARD}/closing")).await;
    assert!(!closing.contains("value=\"i3:d3\""), "nor in the way of closing");
    assert!(closing.contains("3件の回答のうち0件が確認済みです") && closing.contains("ほかに1件は"));
    let review = site.page(&format!("{BOARD}/items/i3")).await;
    assert!(
        review.contains(&format!("{words}：提出は求めていません。")),
        "{review}"
    );
    let form = site.page(&format!("{BOARD}/departments/d3/items/i3")).await;
    assert!(form.contains("この取組の提出はお願いしていません"), "{form}");
    let list = site.page(&format!("{BOARD}/departments/d3")).await;
    assert!(
        list.contains("お尋ねしている取組はありません") && list.contains(words),
        "{list}"
    );

    let answer = site.post(&format!("{BOARD}/ended"), "item=i3&wanted=on").await;
    assert_eq!(answer.location(), format!("{BOARD}?done=wanted"));
    let page = site.page(&answer.location()).await;
    assert!(
        page.contains("4件の回答のうち") && page.contains("回答を求めています"),
        "{page}"
    );
    assert!(site.page(&format!("{BOARD}/late")).await.contains("市民課"));
    let answer = site.post(&format!("{BOARD}/ended"), "item=i3&wanted=").await;
    assert_eq!(answer.location(), format!("{BOARD}?done=unwanted"));
    let unknown = site.post(&format!("{BOARD}/ended"), "item=i1&wanted=on").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND, "that one has not ended");
}

#[tokio::test]
async fn an_item_that_came_later_is_added_in_one_press() {
    let site = running().await;
    let body = code();
    let add = async |id: &str, title: &str| {
        let act = gyokaku_core::editing::Act::AddItem {
            id: id.into(),
            section: None,
            parent: None,
            number: String::new(),
            title: title.into(),
            at: gyokaku_core::editing::Anchor::Last,
        };
        let plan = (&body, "small");
        let done = site
            .store
            .act(&crate::common::program(), &crate::common::clock(), plan, &act)
            .await;
        assert!(done.expect("the store").is_ok());
    };
    assert!(!site.page(BOARD).await.contains("調査の開始後に追加された"));
    add("i9", "新しい取組").await;
    let page = site.page(BOARD).await;
    assert!(
        page.contains("調査の開始後に追加された取組項目が1件あります"),
        "{page}"
    );
    assert!(
        page.contains("担当する課を決めて</a>から追加できます"),
        "its lead is open: {page}"
    );
    assert!(
        !page.contains(&format!("{BOARD}/additions\"")),
        "nothing can be added yet"
    );
    let answer = site.post(&format!("{BOARD}/additions"), "").await;
    assert_eq!(answer.location(), format!("{BOARD}?done=nothing"));

    let mut all = site.store.departments(&body).await.expect("departments");
    let charge = gyokaku_core::department::ChargeDecision {
        item: "i9".into(),
        label: String::new(),
        from: crate::common::year(2025),
        departments: vec!["d3".into()],
    };
    all.charges.entry("small".into()).or_default().push(charge);
    site.store
        .put_departments(&crate::common::program(), &crate::common::clock(), &body, &all)
        .await
        .expect("a charge");
    let page = site.page(BOARD).await;
    assert!(
        page.contains("1件をこの調査に追加する") && page.contains("新しい取組</a>：市民課"),
        "{page}"
    );
    let answer = site.post(&format!("{BOARD}/additions"), "").await;
    assert_eq!(answer.location(), format!("{BOARD}?done=added"));
    let page = site.page(&answer.location()).await;
    assert!(
        page.contains("5件の回答のうち") && !page.contains("id=\"added\""),
        "{page}"
    );
}
