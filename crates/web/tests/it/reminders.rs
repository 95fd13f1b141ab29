//! Reminders from the page to the mail server: who is written to, what is sent once, what is not sent.

use std::sync::atomic::AtomicBool;

use crate::common::{CODE, Site, asked, clock, code, config, hand_in, program, round_of_small};
use crate::mail_support::{Point, Reply, Smtp, pace, server};
use axum::http::StatusCode;
use gyokaku_core::account::Account;
use gyokaku_core::department::Role;
use gyokaku_office::mail::Server;
use gyokaku_office::reminding::{Due, Sent, queue_due, send_waiting};
use gyokaku_store::{ReminderState, StoredAccount};
use gyokaku_web::{App, Config};

const PAGE: &str = "/990019/small/rounds/2025/reminders";
const PUBLIC: &str = "https://gyokaku.city.example";

fn with_mail(mail: Option<Server>) -> Config {
    Config {
        public_url: mail.is_some().then(|| PUBLIC.to_owned()),
        mail,
        ..config()
    }
}

async fn mailed(site: &Site, login: &str, department: &str) {
    site.account(CODE, login, &[("staff", Some(department))]).await;
    change(site, login, |account| {
        account.mail = Some(format!("{login}@city.example.jp"))
    })
    .await;
}

async fn change(site: &Site, login: &str, change: impl FnOnce(&mut Account)) {
    let body = code();
    let known = site
        .store
        .account(&body, &format!("a-{login}"))
        .await
        .expect("the store");
    let StoredAccount {
        mut account,
        revision,
        ..
    } = known.expect("an account");
    change(&mut account);
    site.store
        .change_account(&program(), &clock(), &body, &account, revision)
        .await
        .expect("a change");
}

/// d1 has an owner, d2 another, d3 nobody; the day of the departments is in a week.
async fn running(mail: Option<Server>) -> Site {
    let site = Site::filled(with_mail(mail)).await;
    site.departments(
        CODE,
        &[
            ("d1", "財政課", None),
            ("d2", "人事課", None),
            ("d3", "市民課", None),
        ],
    )
    .await;
    mailed(&site, "zaisei", "d1").await;
    mailed(&site, "jinji", "d2").await;
    let answers = [
        asked("i1", "d1", Role::Lead),
        asked("i2", "d2", Role::Lead),
        asked("i3", "d3", Role::Lead),
    ];
    site.round(["2026-11-27", "2026-12-04", "2026-12-11"], &answers)
        .await;
    site
}

const ROUNDS: &str = "/990019/small/rounds";

/// The form that opens the round of FY2025, every duty with a department or left out.
fn opening(due: [&str; 3]) -> String {
    let [department, head, office] = due;
    let contract = "%E5%A5%91%E7%B4%84%E8%AA%B2";
    format!(
        "year=2025&term=&title=&question=grade&question=done&approvals=1&due_department={department}&due_head={head}&due_office={office}&all%3Aunknown%3A{contract}=d2&all%3Ano-lead%3A=-"
    )
}

/// The departments with their people, and no round yet.
async fn waiting(mail: Option<Server>) -> Site {
    let site = Site::filled(with_mail(mail)).await;
    site.departments(CODE, &[("d1", "財政課", None), ("d2", "人事課", None)])
        .await;
    mailed(&site, "zaisei", "d1").await;
    mailed(&site, "jinji", "d2").await;
    site
}

async fn states(site: &Site) -> Vec<(String, ReminderState, String)> {
    let body = code();
    let mut found: Vec<(String, ReminderState, String)> = site
        .store
        .reminders(round_of_small(&body))
        .await
        .expect("the list")
        .into_iter()
        .map(|r| (r.mail.mail, r.state, r.why.unwrap_or_default()))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

async fn send(site: &Site, server: &Server) -> Result<Sent, String> {
    let sent = send_waiting(&site.store, server, clock, &code(), &AtomicBool::new(false)).await;
    sent.map_err(|error| error.to_string())
}

const BOTH: &str = "to=zaisei%40city.example.jp&to=jinji%40city.example.jp&to=evil%40example.com&note=%E3%81%8A%E6%80%A5%E3%81%8E&signature=%E7%B7%8F%E5%8B%99%E9%83%A8";

#[tokio::test]
async fn without_a_mail_server_the_texts_are_there_to_be_copied() {
    let site = running(None).await;
    let page = site
        .page(&format!(
            "{PAGE}?note=%E3%81%8A%E6%80%A5%E3%81%8E%E3%81%8F%E3%81%A0%E3%81%95%E3%81%84"
        ))
        .await;
    assert!(
        page.contains("2通のお願いで、2件の提出をお願いします。1の課には宛先がありません。"),
        "{page}"
    );
    assert!(page.contains("メールサーバーが設定されていない") && !page.contains("メールで送る"));
    assert_eq!(page.matches("<textarea id=\"text-").count(), 2);
    assert!(
        page.matches("お急ぎください").count() >= 3,
        "in the box and in each text"
    );
    assert!(page.contains("市民課 <span class=\"count\">未提出1件"));
    let refused = site.post(PAGE, BOTH).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text().contains("送っていません"));
    assert!(states(&site).await.is_empty());
    let file = site.post(&format!("{PAGE}/file"), BOTH).await;
    assert_eq!(file.status, StatusCode::OK);
    let text = file.text();
    assert!(text.starts_with('\u{FEFF}') && !text.replace("\r\n", "").contains('\n'));
    for words in [
        "宛先：zaisei@city.example.jp（zaisei 担当）",
        "件名：【提出のお願い】令和7年度",
        "1-1 収支均衡した予算編成（未着手）",
        "総務部",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("evil"));
    let journal = site.store.journal(Some(&code()), 1).await.expect("a journal");
    assert_eq!(journal[0].what, "export");
    let nobody = site.post(&format!("{PAGE}/file"), "note=x").await;
    assert_eq!(nobody.status, StatusCode::BAD_REQUEST);
    assert!(nobody.text().contains(">x</textarea>"), "what was typed stays");
}

#[tokio::test]
async fn what_was_chosen_is_sent_once() {
    let smtp = Smtp::well().await;
    let server = smtp.server(pace());
    let site = running(Some(server.clone())).await;
    let answer = site.post(PAGE, BOTH).await;
    assert_eq!(answer.location(), format!("{PAGE}?queued=2"));
    assert!(
        site.page(&answer.location())
            .await
            .contains("2通のお願いを送信の列に入れました")
    );
    let again = site.post(PAGE, BOTH).await;
    assert_eq!(again.location(), format!("{PAGE}?queued=0"), "they wait already");
    // Two servers at once: each mail is taken by one of them.
    let (one, other) = tokio::join!(send(&site, &server), send(&site, &server));
    let sent = one.expect("sent").sent + other.expect("sent").sent;
    assert_eq!(sent, 2);
    let mut names = smtp.names();
    names.sort();
    assert_eq!(names, ["jinji", "zaisei"]);
    assert!(smtp.taken()[0].header("Message-ID").contains('@'));
    assert_eq!(send(&site, &server).await, Ok(Sent::default()), "nothing is left");
    let page = site.page(PAGE).await;
    assert!(page.contains("送信しました") && page.contains("今日すでに送ったか"));
    assert!(!page.contains("name=\"to\" value=\"zaisei@city.example.jp\" checked"));
    let words: Vec<String> = site
        .store
        .journal(Some(&code()), 3)
        .await
        .expect("a journal")
        .into_iter()
        .map(|e| e.what)
        .collect();
    assert_eq!(words, ["reminder.send", "reminder.send", "reminder.queue"]);
}

#[tokio::test]
async fn what_came_in_meanwhile_is_not_asked_for() {
    let smtp = Smtp::well().await;
    let server = smtp.server(pace());
    let site = running(Some(server.clone())).await;
    site.post(PAGE, BOTH).await;
    hand_in(&site, round_of_small(&code()), "2026-11-20", "i1", "d1", "○").await;
    change(&site, "jinji", |account| account.enabled = false).await;
    let sent = send(&site, &server).await.expect("sent");
    assert_eq!((sent.sent, sent.needless), (0, 2));
    assert!(smtp.taken().is_empty());
    let told = states(&site).await;
    assert!(told.iter().all(|(_, state, _)| *state == ReminderState::Needless));
    assert!(told[0].2.contains("サインインできなく") && told[1].2.contains("提出されました"));
    let page = site.page(PAGE).await;
    assert!(
        page.contains("不要になりました") && page.contains("提出をお願いするものはありません")
            || page.contains("宛先がありません")
    );
}

#[tokio::test]
async fn what_was_refused_can_be_sent_again() {
    let smtp = Smtp::with(|point| match point {
        Point::Recipient("zaisei@city.example.jp", 0) => Reply::Say("550 5.1.1 unknown"),
        _ => Reply::Well,
    })
    .await;
    let server = smtp.server(pace());
    let site = running(Some(server.clone())).await;
    site.post(PAGE, BOTH).await;
    let sent = send(&site, &server).await.expect("sent");
    assert_eq!((sent.sent, sent.failed), (1, 1));
    let page = site.page(PAGE).await;
    assert!(
        page.contains("送れませんでした") && page.contains("550 5.1.1 unknown"),
        "{page}"
    );
    let body = code();
    let failed = site
        .store
        .reminders(round_of_small(&body))
        .await
        .expect("the list")
        .into_iter()
        .find(|r| r.state == ReminderState::Failed);
    let id = failed.expect("one").mail.id;
    let answer = site
        .post(&format!("{PAGE}/retry"), &format!("id={id}&id=none"))
        .await;
    assert_eq!(answer.location(), format!("{PAGE}?queued=1"));
    assert_eq!(send(&site, &server).await.expect("sent").sent, 1);
    assert_eq!(smtp.names(), ["jinji", "zaisei"], "each once");
}

#[tokio::test]
async fn a_server_that_is_away_loses_nothing() {
    let away = {
        let smtp = Smtp::well().await;
        server(&format!("smtp://127.0.0.1:{}", smtp.port()), pace())
    };
    let site = running(Some(away.clone())).await;
    site.post(PAGE, BOTH).await;
    let why = send(&site, &away).await.expect_err("nobody there");
    let told = states(&site).await;
    assert!(
        told.iter()
            .all(|(_, state, reason)| *state == ReminderState::Waiting && *reason == why),
        "{told:?}"
    );
    assert!(site.page(PAGE).await.contains("送信を待っています"));
    let stopped = AtomicBool::new(true);
    let smtp = Smtp::well().await;
    let back = smtp.server(pace());
    let none = send_waiting(&site.store, &back, clock, &code(), &stopped)
        .await
        .expect("a stop");
    assert_eq!(none, Sent::default());
    assert!(smtp.taken().is_empty(), "the program was about to end");
    // The next start takes up what waits.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let app = App::new(site.store.clone(), with_mail(Some(back)));
    let serving = tokio::spawn(gyokaku_web::serve(listener, app, async {
        let _ = ended.await;
    }));
    for _ in 0..2000 {
        if states(&site)
            .await
            .iter()
            .all(|(_, state, _)| *state == ReminderState::Sent)
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let mut names = smtp.names();
    names.sort();
    assert_eq!(names, ["jinji", "zaisei"]);
    end.send(()).expect("the server runs");
    serving.await.expect("the task ends").expect("an orderly end");
}

#[tokio::test]
async fn the_nightly_job_writes_once_a_day() {
    let smtp = Smtp::well().await;
    let server = smtp.server(pace());
    let site = running(Some(server.clone())).await;
    let body = code();
    let due = |within| Due {
        at: round_of_small(&body),
        within,
        public_url: PUBLIC,
        signature: "",
    };
    let queued = queue_due(&site.store, &program(), &clock(), &due(3))
        .await
        .expect("a queue");
    assert_eq!((queued.queued, queued.already), (0, 0), "a week is left");
    let queued = queue_due(&site.store, &program(), &clock(), &due(7))
        .await
        .expect("a queue");
    assert_eq!(
        (queued.queued, queued.unaddressed.as_slice()),
        (2, ["市民課".to_owned()].as_slice())
    );
    assert_eq!(send(&site, &server).await.expect("sent").sent, 2);
    let queued = queue_due(&site.store, &program(), &clock(), &due(7))
        .await
        .expect("a queue");
    assert_eq!((queued.queued, queued.already), (0, 2));
    let tomorrow = queue_due(&site.store, &program(), "2026-11-20T15:00:00Z", &due(7))
        .await
        .expect("a queue");
    assert_eq!(tomorrow.queued, 2, "it is the next day in Japan");
    let waiting = site.store.waiting_reminders(&body).await.expect("the queue");
    let text = &waiting[0].reminder.mail.content;
    assert!(
        text.contains("あと6日")
            && text.contains(&format!("{PUBLIC}/990019/small/rounds/2025/departments/d1")),
        "{text}"
    );
}

#[tokio::test]
async fn who_is_asked_is_told_by_mail_when_a_round_opens() {
    let smtp = Smtp::well().await;
    let server = smtp.server(pace());
    let site = waiting(Some(server.clone())).await;
    let answer = site
        .post(ROUNDS, &opening(["2026-12-04", "2026-12-11", "2026-12-18"]))
        .await;
    assert_eq!(
        answer.location(),
        format!("{ROUNDS}/2025?opened=1"),
        "{}",
        answer.text()
    );
    let told = states(&site).await;
    let waits: Vec<(&str, ReminderState)> = told
        .iter()
        .map(|(mail, state, _)| (mail.as_str(), *state))
        .collect();
    assert_eq!(
        waits,
        [
            ("jinji@city.example.jp", ReminderState::Waiting),
            ("zaisei@city.example.jp", ReminderState::Waiting)
        ]
    );
    assert_eq!(send(&site, &server).await.expect("sent").sent, 2);
    let mut names = smtp.names();
    names.sort();
    assert_eq!(names, ["jinji", "zaisei"], "each once");
    assert_eq!(send(&site, &server).await, Ok(Sent::default()), "nothing is left");
}

#[tokio::test]
async fn days_in_the_past_are_told_and_nobody_is_written_to() {
    let smtp = Smtp::well().await;
    let server = smtp.server(pace());
    let site = waiting(Some(server.clone())).await;
    let form = opening(["2026-11-06", "2026-11-13", "2026-12-18"]);
    let page = site.page(&format!("{ROUNDS}/new?{form}&step=preview")).await;
    assert!(
        page.contains("期限がすでに過ぎています：担当課の提出（11月6日（金）まで）、所属長の承認（11月13日（金）まで）。"),
        "{page}"
    );
    let answer = site.post(ROUNDS, &form).await;
    assert_eq!(
        answer.location(),
        format!("{ROUNDS}/2025?opened=1"),
        "{}",
        answer.text()
    );
    assert!(states(&site).await.is_empty());
    let ahead = opening(["2026-12-04", "2026-12-11", "2026-12-18"]);
    let page = site.page(&format!("{ROUNDS}/new?{ahead}&step=preview")).await;
    assert!(!page.contains("期限がすでに過ぎています"));
}
