//! Approval in levels: who approves at which, deputies with 代決, the sheet for 決裁, and what is told by mail.

use std::sync::atomic::AtomicBool;

use crate::common::{CODE, Site, clock, code, config, get_as, program};
use crate::mail_support::{Smtp, pace};
use crate::review_support::{
    ROUND, answer, approved_by, at, begun, begun_with, head, moved, on, post_as, staff, state, usual,
};
use axum::http::StatusCode;
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::answer::{State, Transition};
use gyokaku_core::round::field::Field;
use gyokaku_office::reminding::{queue_waiting, send_waiting};
use gyokaku_store::{AnswerAt, ReminderState};
use gyokaku_web::Config;

const APPROVAL: &str = "/990019/keiei/rounds/2026/approval";
const REVIEW: &str = "/990019/keiei/rounds/2026/review";
const SHEET: &str = "/990019/keiei/rounds/2026/departments/d1/sheet";
const DEPUTIES: &str = "/990019/deputies";

async fn whole_head(site: &Site) -> String {
    site.as_person(CODE, "fuku-shicho", &[("head", None)]).await
}

/// Approves an answer of the first department; gives the status and the page.
async fn approve(site: &Site, cookie: &str, item: &str) -> (StatusCode, String) {
    let box_of = format!("{item}:d1");
    let answer = post_as(site, cookie, APPROVAL, &[("answers", box_of.as_str())]).await;
    (answer.status, answer.text())
}

#[tokio::test]
async fn each_level_is_approved_by_its_own_heads() {
    let site = begun(4).await;
    approved_by(&site, &["課長", "部長", "副市長"]).await;
    answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    let (section, division, whole) = (
        head(&site, "d1").await,
        head(&site, "b1").await,
        whole_head(&site).await,
    );
    let todo = async |cookie: &str| get_as(&site, cookie, "/todo").await.text();
    let waits = "1件の提出が承認を待っています。";
    assert!(todo(&section).await.contains(waits));
    assert!(
        !todo(&division).await.contains(waits),
        "it is not awaited of them yet"
    );
    let (status, page) = approve(&site, &section, "i1").await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert_eq!(state(&site, "i1", "d1").await, State::ApprovedOnce);
    let (status, page) = approve(&site, &section, "i1").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("部長の承認を待っています。"), "{page}");
    let still = state(&site, "i1", "d1").await;
    assert_eq!(still, State::ApprovedOnce, "the second level is not theirs");
    assert!(!todo(&section).await.contains(waits));
    assert!(todo(&division).await.contains(waits));
    let page = get_as(&site, &division, REVIEW).await.text();
    assert!(
        page.contains("一次承認済み") && page.contains("選んだ回答を承認する"),
        "{page}"
    );
    let office = site.as_role("office").await;
    let early = post_as(
        &site,
        &office,
        &format!("{ROUND}/acceptance"),
        &[("answers", "i1:d1")],
    )
    .await;
    assert!(early.text().contains("部長の承認がまだ済んでいません"));
    approve(&site, &division, "i1").await;
    assert_eq!(state(&site, "i1", "d1").await, State::ApprovedTwice);
    approve(&site, &whole, "i1").await;
    assert_eq!(state(&site, "i1", "d1").await, State::Approved);
    let form = [("answers", "i1:d1"), ("comment", "根拠を足してください")];
    post_as(&site, &division, &format!("{ROUND}/return"), &form).await;
    assert_eq!(state(&site, "i1", "d1").await, State::Returned, "from any level");
    let todo = get_as(&site, &staff(&site, "d1").await, "/todo").await.text();
    assert!(todo.contains("根拠を足してください"));
}

#[tokio::test]
async fn an_answer_that_moved_on_meanwhile_is_not_approved_at_another_level() {
    let site = begun(1).await;
    approved_by(&site, &["課長", "部長"]).await;
    answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    let section = head(&site, "d1").await;
    // The page of the head shows the first level; somebody else approves it meanwhile.
    let page = get_as(&site, &section, REVIEW).await.text();
    let seen = page.split("value=\"i1:d1:").nth(1).expect("a box");
    let seen = seen.split('"').next().expect("a revision");
    moved(&site, "i1", "d1", Transition::Approve).await;
    let done = post_as(
        &site,
        &section,
        APPROVAL,
        &[("answers", &format!("i1:d1:{seen}"))],
    )
    .await;
    assert!(
        done.text().contains("ほかの人が先に更新しました"),
        "{}",
        done.text()
    );
    assert_eq!(state(&site, "i1", "d1").await, State::ApprovedOnce);
}

#[tokio::test]
async fn a_round_says_who_approves_and_until_when() {
    let site = begun(1).await;
    let office = site.as_role("office").await;
    let page = get_as(&site, &office, &format!("{ROUND}/settings")).await.text();
    assert!(
        page.contains("<option value=\"1\" selected>1段階</option>"),
        "{page}"
    );
    let mut form = vec![
        ("revision", "1"),
        ("title", "調査"),
        ("question", "grade"),
        ("approvals", "2"),
        ("approver", "課長"),
        ("approver_2", "部長"),
        ("due_department", "2026-12-01"),
        ("due_head", "2026-12-08"),
        ("due_head_2", "2026-12-07"),
        ("due_office", "2026-12-15"),
    ];
    let settings = format!("{ROUND}/settings");
    let wrong = post_as(&site, &office, &settings, &form).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(
        wrong
            .text()
            .contains("部長の承認の期限は、課長の承認の期限と同じ日か")
    );
    form[8].1 = "2026-12-10";
    let done = post_as(&site, &office, &settings, &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let board = get_as(&site, &office, ROUND).await.text();
    assert!(
        board.contains("課長の承認") && board.contains("部長の承認"),
        "{board}"
    );
    let todo = get_as(&site, &staff(&site, "d1").await, "/todo").await.text();
    assert!(
        todo.contains("課長の承認（12月8日（火）まで）、部長の承認（12月10日（木）まで）"),
        "{todo}"
    );
}

#[tokio::test]
async fn a_deputy_approves_on_their_days_and_it_is_told_as_such() {
    let site = begun(2).await;
    answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    let (own, deputy) = (head(&site, "d1").await, staff(&site, "d3").await);
    let (status, _) = approve(&site, &deputy, "i1").await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let mut form = vec![
        ("deputy", "a-staff-d3"),
        ("from", "2026-11-20"),
        ("until", "2026-11-19"),
    ];
    let wrong = post_as(&site, &own, DEPUTIES, &form).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text().contains("最終日は、初日と同じ日か"));
    form[2].1 = "2026-11-21";
    let named = post_as(&site, &own, DEPUTIES, &form).await;
    assert_eq!(named.location(), format!("{DEPUTIES}?done=named"));
    let page = get_as(&site, &own, &named.location()).await.text();
    assert!(
        page.contains("staff-d3 担当（staff-d3）") && page.contains("期間中です"),
        "{page}"
    );
    let todo = get_as(&site, &deputy, "/todo").await.text();
    assert!(
        todo.contains("head-d1 担当（head-d1）の代理として承認します（代決）。"),
        "{todo}"
    );
    let refused = get_as(&site, &deputy, DEPUTIES).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "a deputy names no deputy");
    let (status, _) = approve(&site, &deputy, "i1").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(state(&site, "i1", "d1").await, State::Approved);
    let history = format!("{ROUND}/items/i1/history?department=d1");
    let history = get_as(&site, &own, &history).await.text();
    assert!(history.contains("head-d1 担当（head-d1）に代わって"), "{history}");
    let item = get_as(&site, &own, &format!("{ROUND}/items/i1")).await.text();
    assert!(
        item.contains("所属長の承認：代決 staff-d3 担当（staff-d3）"),
        "{item}"
    );
    let sheet = get_as(&site, &own, SHEET).await.text();
    assert!(sheet.contains("代決 staff-d3 担当（staff-d3）"), "{sheet}");
    // What the deputy has of the role ends with it.
    let office = site.as_role("office").await;
    let page = get_as(&site, &office, DEPUTIES).await.text();
    let id = page.split("/deputies/").nth(1).expect("a deputy");
    let id = id.split("/end").next().expect("an identity");
    let other = head(&site, "d2").await;
    let elsewhere = post_as(&site, &other, &format!("{DEPUTIES}/{id}/end"), &[]).await;
    assert_eq!(
        elsewhere.location(),
        format!("{DEPUTIES}?done=over"),
        "not theirs to end"
    );
    post_as(&site, &office, &format!("{DEPUTIES}/{id}/end"), &[]).await;
    let after = get_as(&site, &deputy, SHEET).await;
    assert_eq!(after.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_sheet_has_the_boxes_and_the_same_values_as_the_pages() {
    let site = begun(4).await;
    approved_by(&site, &["課長", "部長"]).await;
    answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    let own = head(&site, "d1").await;
    approve(&site, &own, "i1").await;
    let sheet = get_as(&site, &own, SHEET).await.text();
    for words in [
        "経営プラン",
        "令和8年度 進捗状況調査　財政課",
        "<p class=\"seal-name\">課長</p>",
        "<p class=\"seal-name\">部長</p>",
        "head-d1 担当（head-d1） 令和8年11月20日",
        "1,200,000円",
        "説明会を3回開いた",
        "財政課の回答（1件）",
    ] {
        assert!(sheet.contains(words), "{words} in {sheet}");
    }
    assert!(!sheet.contains("取組その4"), "it is not handed in");
    let list = get_as(&site, &own, "/990019/keiei/rounds/2026/departments/d1")
        .await
        .text();
    assert!(list.contains("決裁用に印刷する"));
    let review = get_as(&site, &own, REVIEW).await.text();
    assert!(review.contains(&format!("href=\"{SHEET}\"")), "{review}");
    let other = get_as(&site, &head(&site, "d3").await, SHEET).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN);
    let reader = site.as_role("reader").await;
    let reader = get_as(&site, &reader, SHEET).await.text();
    assert!(
        !reader.contains("1,200,000円"),
        "what is not accepted is not for readers"
    );
}

/// A body that sends mail, with people who have addresses.
async fn mailed(smtp: &Smtp) -> Site {
    let site = begun_with(
        4,
        Config {
            mail: Some(smtp.server(pace())),
            public_url: Some("https://gyokaku.city.example".to_owned()),
            ..config()
        },
    )
    .await;
    for (login, role, department) in [
        ("tanto", "staff", "d1"),
        ("kacho", "head", "d1"),
        ("bucho", "head", "b1"),
    ] {
        let id = site.account(CODE, login, &[(role, Some(department))]).await;
        let known = site
            .store
            .account(&code(), &id)
            .await
            .expect("asked")
            .expect("there");
        let mut account = known.account;
        account.mail = Some(format!("{login}@city.example.jp"));
        site.store
            .change_account(&program(), &clock(), &code(), &account, known.revision)
            .await
            .expect("a change");
    }
    site
}

/// What is queued: the kind, the address, what became of it.
async fn queue(site: &Site) -> Vec<(MailKind, String, ReminderState)> {
    let body = code();
    let mut found: Vec<_> = site
        .store
        .reminders(at(&body))
        .await
        .expect("the list")
        .into_iter()
        .map(|r| (r.mail.kind, r.mail.mail, r.state))
        .collect();
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    found
}

#[tokio::test]
async fn what_is_sent_back_is_told_to_the_department_with_why() {
    let smtp = Smtp::well().await;
    let site = mailed(&smtp).await;
    answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    let own = site.as_person(CODE, "kacho", &[]).await;
    let form = [("answers", "i1:d1"), ("comment", "根拠を足してください")];
    post_as(&site, &own, &format!("{ROUND}/return"), &form).await;
    let waiting = site.store.waiting_reminders(&code()).await.expect("the queue");
    assert_eq!(waiting.len(), 1);
    let mail = &waiting[0].reminder.mail;
    assert_eq!(
        (mail.kind, mail.mail.as_str()),
        (MailKind::Returned, "tanto@city.example.jp")
    );
    assert!(mail.content.contains("根拠を足してください"));
    assert!(
        mail.content
            .contains("https://gyokaku.city.example/990019/keiei/rounds/2026/departments/d1")
    );
    assert!(
        !mail.content.contains("説明会"),
        "what the answer says stays on the pages"
    );
    // Handed in again before it was sent: it is needed no longer.
    moved(&site, "i1", "d1", Transition::Submit).await;
    let stop = AtomicBool::new(false);
    let sent = send_waiting(&site.store, &smtp.server(pace()), clock, &code(), &stop).await;
    let sent = sent.expect("sent");
    assert_eq!((sent.sent, sent.needless), (0, 1));
}

#[tokio::test]
async fn what_waits_is_gathered_once_a_day_for_whom_it_waits() {
    let smtp = Smtp::well().await;
    let site = mailed(&smtp).await;
    approved_by(&site, &["課長", "部長"]).await;
    for item in ["i1", "i4"] {
        answer(&site, item, "d1", &usual("○"), State::Submitted).await;
    }
    let url = Some("https://gyokaku.city.example");
    let gather = async || {
        queue_waiting(&site.store, &clock(), &code(), url)
            .await
            .expect("gathered")
    };
    assert_eq!(gather().await, 1, "one mail for both answers");
    assert_eq!(gather().await, 0, "and no second one that day");
    let first = MailKind::Waiting(gyokaku_core::round::approval::Rank::First);
    let waiting = queue(&site).await;
    assert_eq!(
        waiting,
        [(first, "kacho@city.example.jp".to_owned(), ReminderState::Waiting)]
    );
    moved(&site, "i1", "d1", Transition::Approve).await;
    assert_eq!(gather().await, 1, "the next level");
    // Who does without notices gets none; what waits in the queue for them is not sent either.
    let own = site.as_person(CODE, "bucho", &[]).await;
    let page = get_as(&site, &own, "/account").await.text();
    assert!(page.contains("お知らせをメールで受け取る"), "{page}");
    post_as(&site, &own, "/account/notices", &[]).await;
    let stop = AtomicBool::new(false);
    let sent = send_waiting(&site.store, &smtp.server(pace()), clock, &code(), &stop).await;
    let sent = sent.expect("sent");
    assert_eq!((sent.sent, sent.needless), (1, 1));
    assert_eq!(smtp.names(), ["kacho"]);
}

#[tokio::test]
async fn a_comment_is_told_to_the_department_and_an_opening_to_all_who_answer() {
    let smtp = Smtp::well().await;
    let site = mailed(&smtp).await;
    answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    let own = site.as_person(CODE, "kacho", &[]).await;
    let form = [
        ("department", "d1"),
        ("field", ""),
        ("content", "よくまとまっています"),
    ];
    post_as(&site, &own, &format!("{ROUND}/items/i1/comments"), &form).await;
    let told = queue(&site).await;
    let tanto = "tanto@city.example.jp".to_owned();
    assert_eq!(told, [(MailKind::Comment, tanto, ReminderState::Waiting)]);
    // A comment by the department itself is for the office, which has no address here.
    let body = code();
    let place = AnswerAt {
        at: at(&body),
        item: "i4",
        department: "d1",
    };
    let change = gyokaku_store::FieldChange {
        field: Field::Done,
        seen: None,
        new: Some("実施".into()),
    };
    site.store
        .save_answer(&program(), &clock(), on("2026-11-20"), place, &[change])
        .await
        .expect("a save");
    let staff = site.as_person(CODE, "tanto", &[]).await;
    let form = [("comment.", "確かめてください")];
    post_as(
        &site,
        &staff,
        "/990019/keiei/rounds/2026/departments/d1/items/i4/comments",
        &form,
    )
    .await;
    assert_eq!(queue(&site).await.len(), 1);
}
