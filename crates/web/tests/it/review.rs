//! Review, grades, closing and editions over the real router: who may do what, what is said, what stays.

use crate::answering_support::{save, shape};
use crate::common::{CODE, Site, code, get_as};
use crate::review_support::{
    PLAN, ROUND, all, answer, at, begun, head, hidden, moved, plan, post_as, staff, state, usual,
};
use axum::http::StatusCode;
use gyokaku_core::round::answer::{State, Transition};
use gyokaku_core::round::field::Field;
use gyokaku_store::Scope;
use serde_json::json;

async fn in_review() -> Site {
    let site = begun(6).await;
    answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    answer(
        &site,
        "i1",
        "d2",
        &[(Field::Done, "資料を作った".to_owned())],
        State::Submitted,
    )
    .await;
    answer(&site, "i2", "d2", &usual("◎"), State::Submitted).await;
    answer(&site, "i3", "d3", &usual("△"), State::Submitted).await;
    answer(&site, "i4", "d1", &usual("○"), State::Approved).await;
    answer(&site, "i5", "d2", &usual("○"), State::Accepted).await;
    site
}

#[tokio::test]
async fn a_head_approves_many_and_each_outcome_is_said() {
    let site = in_review().await;
    let head = head(&site, "b1").await;
    let page = get_as(&site, &head, &format!("{ROUND}/review")).await.text();
    assert!(page.contains("あなたの確認を待つ回答が3件あります。"), "{page}");
    assert!(page.contains("昨年度 △") && page.contains("上がった"));
    assert!(page.contains("1,200,000円") && page.contains("用地の交渉が長引いた"));
    assert!(!page.contains("取組その3"), "another division's answer");
    // One of three goes back to its department in the meantime.
    moved(&site, "i2", "d2", Transition::Return).await;
    let done = post_as(
        &site,
        &head,
        &format!("{ROUND}/approval"),
        &[("answers", "i1:d1"), ("answers", "i1:d2"), ("answers", "i2:d2")],
    )
    .await;
    assert_eq!(done.status, StatusCode::OK);
    let page = done.text();
    assert!(
        page.contains("2件を承認しました。1件はそのままにしてあります。"),
        "{page}"
    );
    assert!(page.contains("取組その2（人事課）") && page.contains("まだ提出されていません"));
    assert_eq!(state(&site, "i1", "d1").await, State::Approved);
    assert_eq!(state(&site, "i2", "d2").await, State::Returned);
}

#[tokio::test]
async fn one_foreign_id_refuses_the_whole_call() {
    let site = in_review().await;
    let head = head(&site, "b1").await;
    let entries = site.store.journal(None, 1000).await.expect("a journal").len();
    for end in ["approval", "return"] {
        let form = [
            ("answers", "i1:d1"),
            ("answers", "i3:d3"),
            ("comment", "直してください"),
        ];
        let answer = post_as(&site, &head, &format!("{ROUND}/{end}"), &form).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{end}");
    }
    let form = [("answers", "i1:d1")];
    let accepted = post_as(&site, &head, &format!("{ROUND}/acceptance"), &form).await;
    assert_eq!(accepted.status, StatusCode::FORBIDDEN, "a head is not the office");
    let unread = [("answers", "i1:d1:x"), ("answers", "i1")];
    for one in unread {
        let answer = post_as(&site, &head, &format!("{ROUND}/approval"), &[one]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{one:?}");
    }
    assert_eq!(state(&site, "i1", "d1").await, State::Submitted);
    let now = site.store.journal(None, 1000).await.expect("a journal");
    let deeds = now.iter().filter(|entry| entry.what.starts_with("answer."));
    assert_eq!(deeds.count(), entries - others(&now, entries), "nothing was done");
}

/// How many of the entries are not about answers, the sessions of the test itself left out.
fn others(entries: &[gyokaku_store::JournalEntry], before: usize) -> usize {
    let before = &entries[entries.len() - before..];
    before.iter().filter(|e| !e.what.starts_with("answer.")).count()
}

#[tokio::test]
async fn to_send_back_demands_a_reason_and_keeps_what_was_chosen() {
    let site = in_review().await;
    let office = site.as_role("office").await;
    let wrong = post_as(
        &site,
        &office,
        &format!("{ROUND}/return"),
        &[("answers", "i4:d1:3"), ("comment", "  "), ("state", "all")],
    )
    .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let page = wrong.text();
    assert!(page.contains("差戻しの理由を記入してください"));
    let row = page.split("id=\"a-i4-d1\"").nth(1).expect("the row");
    assert!(row.split("</td>").next().expect("its box").contains(" checked"));
    assert_eq!(state(&site, "i4", "d1").await, State::Approved);
    let back = post_as(
        &site,
        &office,
        &format!("{ROUND}/return"),
        &[
            ("answers", "i4:d1"),
            ("comment", "効果額の<根拠>を足してください"),
        ],
    )
    .await;
    assert!(back.text().contains("1件を差し戻しました。"));
    assert_eq!(state(&site, "i4", "d1").await, State::Returned);
    let item = get_as(&site, &office, &format!("{ROUND}/items/i4")).await.text();
    assert!(item.contains("効果額の&#60;根拠&#62;を足してください"), "{item}");
    let none = post_as(&site, &office, &format!("{ROUND}/acceptance"), &[]).await;
    assert!(none.status == StatusCode::BAD_REQUEST && none.text().contains("回答が選ばれていません"));
}

#[tokio::test]
async fn each_answer_is_sent_back_in_the_role_that_allows_it() {
    let site = begun(2).await;
    for (item, department) in [("i1", "d1"), ("i2", "d2")] {
        answer(&site, item, department, &usual("○"), State::Submitted).await;
    }
    let roles = [("head", Some("d1")), ("office", Some("d2"))];
    let both = site.as_person(CODE, "both", &roles).await;
    let form = [
        ("answers", "i1:d1"),
        ("answers", "i2:d2"),
        ("comment", "根拠を足してください"),
    ];
    post_as(&site, &both, &format!("{ROUND}/return"), &form).await;
    let told = site.store.journal(Some(&code()), 10).await.expect("a journal");
    let returned = told.iter().filter(|entry| entry.what == "answer.return");
    let mut roles: Vec<(&str, bool)> = returned
        .map(|entry| (entry.role.as_str(), entry.summary.contains("\"i1\"")))
        .collect();
    roles.sort_unstable();
    assert_eq!(roles, [("head", true), ("office", false)]);
}

#[tokio::test]
async fn what_changed_since_it_was_seen_is_not_approved() {
    let site = in_review().await;
    let head = head(&site, "b1").await;
    let page = get_as(&site, &head, &format!("{ROUND}/review")).await.text();
    let seen = page
        .split("value=\"i1:d1:")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a revision")
        .to_owned();
    moved(&site, "i1", "d1", Transition::Withdraw).await;
    moved(&site, "i1", "d1", Transition::Submit).await;
    let value = format!("i1:d1:{seen}");
    let done = post_as(&site, &head, &format!("{ROUND}/approval"), &[("answers", &value)]).await;
    assert!(done.text().contains("ほかの人が先に更新しました"));
    assert_eq!(state(&site, "i1", "d1").await, State::Submitted);
}

#[tokio::test]
async fn the_queue_is_narrowed_and_the_next_one_comes_by_itself() {
    let site = in_review().await;
    let office = site.as_role("office").await;
    let list = async |query: &str| {
        get_as(&site, &office, &format!("{ROUND}/review{query}"))
            .await
            .text()
    };
    let waiting = list("").await;
    assert!(waiting.contains("id=\"a-i4-d1\"") && !waiting.contains("id=\"a-i1-d1\""));
    assert!(waiting.contains("所属長の承認待ちが4件"));
    let every = list("?state=all").await;
    assert_eq!(every.matches("id=\"a-i").count(), 7);
    let submitted = list("?state=submitted&division=%E5%B8%82%E6%B0%91%E9%83%A8").await;
    assert!(submitted.contains("id=\"a-i3-d3\"") && !submitted.contains("id=\"a-i1-d1\""));
    let graded = list("?state=all&grade=%E2%97%8E").await;
    assert!(graded.contains("id=\"a-i2-d2\"") && !graded.contains("id=\"a-i3-d3\""));
    let remarked = list("?state=all&remarks=on").await;
    assert!(remarked.contains("id=\"a-i6-d3\"") && !remarked.contains("id=\"a-i4-d1\""));
    assert!(
        list("?state=returned")
            .await
            .contains("条件に当てはまる回答はありません。")
    );

    moved(&site, "i3", "d3", Transition::Approve).await;
    let form = [("answers", "i3:d3"), ("then", "i3")];
    let done = post_as(&site, &office, &format!("{ROUND}/acceptance"), &form).await;
    assert_eq!(done.location(), format!("{ROUND}/items/i4?done=acceptance"));
    let page = get_as(&site, &office, &done.location()).await.text();
    assert!(page.contains("前の回答を確認済みにしました。次の回答です。"));
    let form = [("answers", "i4:d1"), ("then", "i4")];
    let done = post_as(&site, &office, &format!("{ROUND}/acceptance"), &form).await;
    assert_eq!(done.location(), format!("{ROUND}/review?done=acceptance"));
    assert!(
        get_as(&site, &office, &done.location())
            .await
            .text()
            .contains("確認済みにしました。")
    );
}

#[tokio::test]
async fn an_item_is_seen_from_its_state_on() {
    let site = in_review().await;
    let shared = staff(&site, "d2").await;
    let item = async |cookie: &str, item: &str| get_as(&site, cookie, &format!("{ROUND}/items/{item}")).await;
    let page = item(&shared, "i1").await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert!(
        page.contains("財政課の回答") && page.contains("人事課の回答"),
        "both at a shared item"
    );
    assert!(page.contains("地権者と協議した") && page.contains("説明会を3回開いた"));
    assert_eq!(item(&shared, "i4").await.status, StatusCode::FORBIDDEN);
    let committee = site.as_role("committee").await;
    assert_eq!(item(&committee, "i1").await.status, StatusCode::OK);
    assert_eq!(
        item(&committee, "i6").await.status,
        StatusCode::FORBIDDEN,
        "not handed in"
    );
    for role in ["external", "reader"] {
        let cookie = site.as_role(role).await;
        assert_eq!(item(&cookie, "i5").await.status, StatusCode::OK, "{role}");
        assert_eq!(item(&cookie, "i4").await.status, StatusCode::FORBIDDEN, "{role}");
        let queue = get_as(&site, &cookie, &format!("{ROUND}/review?view=list"))
            .await
            .text();
        assert!(
            queue.contains("取組その5") && !queue.contains("取組その4"),
            "{role}"
        );
        let history = format!("{ROUND}/items/i4/history?department=d1&field=done");
        assert_eq!(
            get_as(&site, &cookie, &history).await.status,
            StatusCode::FORBIDDEN
        );
    }
    let office = site.as_role("office").await;
    assert_eq!(item(&office, "i9").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_evaluator_writes_into_one_column_only() {
    let site = in_review().await;
    let (office, committee, external) = (
        site.as_role("office").await,
        site.as_role("committee").await,
        site.as_role("external").await,
    );
    let path = format!("{ROUND}/items/i5/grades");
    for (cookie, own) in [
        (&office, "secretariat"),
        (&committee, "headquarters"),
        (&external, "council"),
    ] {
        for by in ["secretariat", "headquarters", "council"] {
            let form = [
                ("by", by),
                ("grade", "△"),
                ("reason", "根拠が足りない"),
                ("seen", ""),
            ];
            let answer = post_as(&site, cookie, &path, &form).await;
            let expected = if by == own {
                StatusCode::SEE_OTHER
            } else {
                StatusCode::FORBIDDEN
            };
            assert_eq!(answer.status, expected, "{own} as {by}");
        }
    }
    let page = get_as(&site, &external, &format!("{ROUND}/items/i5"))
        .await
        .text();
    assert_eq!(
        page.matches("根拠が足りない").count(),
        4,
        "three columns and one's own box"
    );
    assert_eq!(
        page.matches("action=\"/990019/keiei/rounds/2026/items/i5/grades\"")
            .count(),
        1
    );
    // Somebody of the same evaluator was quicker: both are shown, nothing is lost.
    let form = [
        ("by", "council"),
        ("grade", "◎"),
        ("reason", "見直した"),
        ("seen", ""),
    ];
    let conflict = post_as(&site, &external, &path, &form).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    let page = conflict.text();
    assert!(page.contains("先に別の方が評価を保存しました") && page.contains("見直した"));
    let own = page.split("id=\"own-council\"").nth(1).expect("the form");
    let seen = hidden(own, "seen");
    let form = [
        ("by", "council"),
        ("grade", "◎"),
        ("reason", "見直した"),
        ("seen", &seen),
    ];
    let saved = post_as(&site, &external, &path, &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    for (grade, reason) in [("", "理由だけ"), ("特優", "知らない区分")] {
        let form = [
            ("by", "council"),
            ("grade", grade),
            ("reason", reason),
            ("seen", "2"),
        ];
        let wrong = post_as(&site, &external, &path, &form).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
        assert!(wrong.text().contains(reason), "what was typed is kept");
    }
    // What is not yet accepted is not for eyes from outside.
    let form = [("by", "council"), ("grade", "◎"), ("reason", ""), ("seen", "")];
    let early = post_as(&site, &external, &format!("{ROUND}/items/i4/grades"), &form).await;
    assert_eq!(early.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_grade_is_saved_field_by_field() {
    let site = in_review().await;
    let committee = site.as_role("committee").await;
    let (owner, path) = (
        format!("{CODE}.committee"),
        format!("{ROUND}/items/i1/grades?by=headquarters"),
    );
    let send = async |field: &str, seen: &str, new: &str| {
        let changes = json!([{ "field": field, "seen": seen, "new": new }]);
        let answer = save(&site, &path, Some(&committee), &owner, changes).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        shape(&answer)
    };
    let alone = send("reason", "", "根拠が足りない").await;
    assert_eq!(alone["saved"], json!([]));
    assert_eq!(alone["wrong"][0]["field"], "reason");
    assert_eq!(send("grade", "", "○").await["saved"], json!(["grade"]));
    assert_eq!(
        send("reason", "", "根拠が足りない").await["values"],
        json!({ "grade": "○", "reason": "根拠が足りない" })
    );
    // Somebody of the same evaluator was quicker in one field; the other is saved.
    let conflict = send("grade", "", "△").await;
    assert_eq!(conflict["saved"], json!([]));
    assert_eq!(
        (
            &conflict["conflicts"][0]["theirs"],
            &conflict["conflicts"][0]["mine"]
        ),
        (&json!("○"), &json!("△"))
    );
    assert_eq!(
        send("reason", "根拠が足りない", "確かめた").await["values"]["reason"],
        "確かめた"
    );
    let unknown = send("grade", "○", "特優").await;
    assert_eq!(
        (&unknown["values"]["grade"], &unknown["wrong"][0]["field"]),
        (&json!("○"), &json!("grade"))
    );
    // A grade is not taken back from under its reason; both at once are.
    assert_eq!(send("grade", "○", "").await["wrong"][0]["field"], "grade");
    let both = json!([
        { "field": "grade", "seen": "○", "new": "" },
        { "field": "reason", "seen": "確かめた", "new": "" },
    ]);
    let taken = shape(&save(&site, &path, Some(&committee), &owner, both).await);
    assert_eq!(taken["values"], json!({ "grade": "", "reason": "" }));
    // Nobody else's column, and no field that is not of a grade.
    let other = format!("{ROUND}/items/i1/grades?by=council");
    let changes = json!([{ "field": "grade", "seen": "", "new": "○" }]);
    let refused = save(&site, &other, Some(&committee), &owner, changes).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let changes = json!([{ "field": "done", "seen": "", "new": "済み" }]);
    let refused = save(&site, &path, Some(&committee), &owner, changes).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn committees_grade_row_by_row() {
    let site = in_review().await;
    let committee = site.as_role("committee").await;
    let page = get_as(&site, &committee, &format!("{ROUND}/review")).await.text();
    assert!(
        page.contains("評価の入力（推進本部）") && page.contains("推進本部の評価が入り"),
        "{page}"
    );
    assert!(!page.contains("取組その6"), "not handed in");
    let form = [
        ("by", "headquarters"),
        ("grade", "○"),
        ("reason", ""),
        ("seen", ""),
        ("then", "review"),
    ];
    let saved = post_as(&site, &committee, &format!("{ROUND}/items/i1/grades"), &form).await;
    assert_eq!(
        saved.location(),
        format!("{ROUND}/review?view=grades&done=grade#i-i1")
    );
    let page = get_as(
        &site,
        &committee,
        &format!("{ROUND}/review?view=grades&grade=none"),
    )
    .await
    .text();
    assert!(!page.contains("id=\"i-i1\"") && page.contains("id=\"i-i2\""));
}

#[tokio::test]
async fn who_sees_an_answer_may_say_something_but_not_from_outside() {
    let site = in_review().await;
    let path = format!("{ROUND}/items/i5/comments");
    let form = |department: &'static str, content: &'static str| {
        [
            ("department", department),
            ("field", "done"),
            ("content", content),
        ]
    };
    for role in ["external", "reader", "administrator"] {
        let cookie = site.as_role(role).await;
        let refused = post_as(&site, &cookie, &path, &form("d2", "良いと思います")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role}");
    }
    let elsewhere = staff(&site, "d3").await;
    let refused = post_as(&site, &elsewhere, &path, &form("d2", "見えないはずです")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let shared = staff(&site, "d2").await;
    let said = post_as(
        &site,
        &shared,
        &format!("{ROUND}/items/i1/comments"),
        &form("d1", "数字が合いません"),
    )
    .await;
    assert_eq!(said.location(), format!("{ROUND}/items/i1?done=comment#t-d1"));
    let unknown = post_as(
        &site,
        &shared,
        &format!("{ROUND}/items/i1/comments"),
        &form("d3", "いない課"),
    )
    .await;
    assert_eq!(unknown.status, StatusCode::FORBIDDEN);
    let empty = post_as(
        &site,
        &shared,
        &format!("{ROUND}/items/i1/comments"),
        &form("d1", " "),
    )
    .await;
    assert!(empty.status == StatusCode::BAD_REQUEST && empty.text().contains("コメントを記入してから"));
    let office = site.as_role("office").await;
    let page = get_as(&site, &office, &format!("{ROUND}/items/i1")).await.text();
    assert!(page.contains("数字が合いません") && page.contains("staff-d2 担当"));
    let queue = get_as(&site, &office, &format!("{ROUND}/review?state=all"))
        .await
        .text();
    assert!(queue.contains("#comments\">1件") || queue.contains("1件</a>"));
}

#[tokio::test]
async fn the_history_of_a_value_is_one_click_away() {
    let site = in_review().await;
    let body = code();
    moved(&site, "i1", "d1", Transition::Withdraw).await;
    let place = gyokaku_store::AnswerAt {
        at: at(&body),
        item: "i1",
        department: "d1",
    };
    let write = [gyokaku_store::FieldChange {
        field: Field::Done,
        seen: Some("説明会を3回開いた".into()),
        new: Some("説明会を5回開いた".into()),
    }];
    site.store
        .save_answer(
            &crate::common::program(),
            &crate::common::clock(),
            crate::review_support::on("2026-11-20"),
            place,
            &write,
        )
        .await
        .expect("a save");
    let office = site.as_role("office").await;
    let page = get_as(&site, &office, &format!("{ROUND}/items/i1")).await.text();
    let link = format!("{ROUND}/items/i1/history?department=d1&amp;field=done");
    assert!(page.contains(&link), "{page}");
    let history = get_as(&site, &office, &link.replace("&amp;", "&")).await.text();
    assert!(history.contains("2回の記録があります。"), "{history}");
    assert!(history.contains("3") && history.contains("<del>") && history.contains("<ins>"));
    assert!(history.contains("財政課 担当（zaisei）") && history.contains("令和8年11月20日"));
    let states = get_as(
        &site,
        &office,
        &format!("{ROUND}/items/i1/history?department=d1&field="),
    )
    .await
    .text();
    assert!(
        states.contains("提出済み") && states.contains("入力中"),
        "{states}"
    );
    let unknown = get_as(
        &site,
        &office,
        &format!("{ROUND}/items/i1/history?department=d3&field="),
    )
    .await;
    assert_eq!(unknown.status, StatusCode::FORBIDDEN);
}

/// Closes the round as the office does, and gives the answer.
async fn close(site: &Site, office: &str, more: &[(&str, &str)]) -> crate::common::Answer {
    let page = get_as(site, office, &format!("{ROUND}/closing")).await.text();
    let seen = hidden(&page, "seen");
    let mut form = vec![("seen", seen.as_str()), ("confirmed", "on")];
    form.extend_from_slice(more);
    post_as(site, office, &format!("{ROUND}/closing"), &form).await
}

#[tokio::test]
async fn a_round_is_closed_and_its_figures_stay() {
    let site = begun(6).await;
    all(&site, 6, |n| ["◎", "○", "△"][n % 3], State::Accepted).await;
    let office = site.as_role("office").await;
    let before = get_as(&site, &office, &format!("/{CODE}/{PLAN}/editions"))
        .await
        .text();
    assert!(before.contains("まだ確定した年度はありません。"));
    let years = site.page(&format!("/{CODE}/{PLAN}/years")).await;
    assert!(years.contains("まだ確定した年度がないため"));
    assert!(
        !site.page(&format!("/{CODE}/{PLAN}")).await.contains("確定版"),
        "no tab before there is one"
    );

    let page = get_as(&site, &office, &format!("{ROUND}/closing")).await.text();
    assert!(page.contains("7件の回答すべてが確認済みです。"), "{page}");
    assert!(page.contains("取組計（6）") && page.contains("一致します"));
    let seen = hidden(&page, "seen");
    let unsure = post_as(&site, &office, &format!("{ROUND}/closing"), &[("seen", &seen)]).await;
    assert_eq!(unsure.status, StatusCode::BAD_REQUEST);
    assert!(unsure.text().contains("印を付けてください"));
    assert_eq!(
        get_as(&site, &office, &format!("/{CODE}/{PLAN}/editions/1"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let closed = close(&site, &office, &[]).await;
    assert_eq!(closed.location(), format!("/{CODE}/{PLAN}/editions/1"));

    // Closed is not published.
    let path = format!("/{CODE}/{PLAN}/editions/1");
    assert_eq!(site.get(&path).await.status, StatusCode::NOT_FOUND);
    let item = site.page(&format!("/{CODE}/{PLAN}/items/i1")).await;
    assert!(!item.contains("説明会を3回開いた"), "{item}");
    site.release(PLAN).await;

    // Public, without signing in.
    let edition = site.page(&format!("/{CODE}/{PLAN}/editions/1")).await;
    assert!(
        edition.contains("取組6件のうち、2件が計画どおり、2件が上回り、2件が遅れています。"),
        "{edition}"
    );
    assert!(edition.contains("取組その1") && edition.contains("説明会を3回開いた"));
    let csv = site
        .page(&format!("/{CODE}/{PLAN}/editions/1/progress.csv"))
        .await;
    assert!(csv.contains("合計") && csv.contains("33.3"), "{csv}");
    for file in ["progress.xlsx", "progress.json", "progress.html", "year.csv"] {
        let path = format!("/{CODE}/{PLAN}/editions/1/{file}");
        assert_eq!(site.get(&path).await.status, StatusCode::OK, "{file}");
    }
    // The ledger as it stood holds amounts of other occasions: it is the office's.
    let ledger = format!("/{CODE}/{PLAN}/editions/1/effects.csv");
    assert_eq!(get_as(&site, &office, &ledger).await.status, StatusCode::OK);
    for file in ["effects.csv", "progress", "nothing.csv", "progress.docx"] {
        let path = format!("/{CODE}/{PLAN}/editions/1/{file}");
        assert_eq!(site.get(&path).await.status, StatusCode::NOT_FOUND, "{file}");
    }
    // The open data have the year under the code of each item, from the edition.
    let data = site.page(&format!("/{CODE}/{PLAN}/data/year.csv")).await;
    for words in [",i1,", "2026,令和8年度,grade_by_department", "説明会を3回開いた"] {
        assert!(data.contains(words), "{words} is not in {data}");
    }
    let data = site.page(&format!("/{CODE}/{PLAN}/data/progress.csv")).await;
    assert!(
        data.contains("2026,令和8年度,share,share") || data.contains("2026,令和8年度,share,割合"),
        "{data}"
    );
    let feed = site.page(&format!("/{CODE}/{PLAN}/data/editions.atom")).await;
    assert!(
        feed.contains(":edition-1</id>") && feed.contains("href=\"../editions/1\""),
        "{feed}"
    );
    // What is withheld is in no page and in no file of the public, whoever gave it.
    withheld_everywhere(&site, &["reason", "done", "difficulties", "next"]).await;
    let progress = site.page(&format!("/{CODE}/{PLAN}/progress?year=2026")).await;
    assert!(progress.contains("第1版（令和8年度 進捗状況調査）"), "{progress}");
    let of_year = site.page(&format!("/{CODE}/{PLAN}/progress.csv?year=2026")).await;
    assert_eq!(of_year, csv, "the page's file is the frozen table");
    let item = site.page(&format!("/{CODE}/{PLAN}/items/i1")).await;
    assert!(item.contains("年度ごとの経過") && item.contains("第1版"));
    let years = site.page(&format!("/{CODE}/{PLAN}/years")).await;
    assert!(years.contains("令和8年度は、取組6件のうち"), "{years}");
    assert_eq!(
        site.get(&format!("/{CODE}/{PLAN}/years.csv")).await.status,
        StatusCode::OK
    );
    let plan_now = site
        .store
        .plan(&code(), PLAN)
        .await
        .expect("a plan")
        .expect("a plan")
        .plan;
    assert_eq!(plan_now.effects.len(), 12, "planned and actual of each item");
    assert_eq!(plan_now.effects[0].vintage, "令和8年度 進捗状況調査");
    assert_eq!(plan_now.evaluations.len(), 7, "the year before stays");

    // Closed is closed.
    let again = close_again(&site, &office).await;
    assert!(again.text().contains("この調査は確定済みです。"));
    let form = [
        ("by", "secretariat"),
        ("grade", "△"),
        ("reason", ""),
        ("seen", ""),
    ];
    let late = post_as(&site, &office, &format!("{ROUND}/items/i1/grades"), &form).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let back = [("answers", "i1:d1"), ("comment", "直す")];
    let late = post_as(&site, &office, &format!("{ROUND}/return"), &back).await;
    assert!(late.text().contains("確定済みのため、変更できません"));

    // The plan changes; the edition does not.
    let mut other = plan_now;
    other.items[0].title = "名前を変えた取組".into();
    other.scales[0].grades.remove(0);
    site.store
        .put_plan(
            &crate::common::program(),
            &crate::common::clock(),
            &code(),
            PLAN,
            Some(2),
            &other,
            None,
        )
        .await
        .expect("a plan");
    let same = site
        .page(&format!("/{CODE}/{PLAN}/editions/1/progress.csv"))
        .await;
    assert_eq!(same, csv);
    assert!(
        !site
            .page(&format!("/{CODE}/{PLAN}/editions/1"))
            .await
            .contains("名前を変えた取組")
    );
}

/// Releases the plan without these fields, looks at everything of the edition as anybody does, and releases it whole again.
async fn withheld_everywhere(site: &Site, fields: &[&str]) {
    let stored = site
        .store
        .plan(&code(), PLAN)
        .await
        .expect("a store")
        .expect("a plan");
    let today = gyokaku_core::round::day_in_japan(&crate::common::clock()).expect("a day");
    let scope = gyokaku_core::release::Scope {
        editions: vec![1],
        documents: Vec::new(),
        withheld: fields.iter().map(|field| (*field).to_owned()).collect(),
        own: Vec::new(),
        ..gyokaku_core::release::Scope::default()
    };
    let new = gyokaku_store::NewRelease {
        revision: stored.head.revision,
        opens_on: today,
        scope: &scope,
        note: "",
    };
    let of = (&code(), PLAN);
    site.store
        .release(
            &crate::common::program(),
            &crate::common::clock(),
            today,
            of,
            &new,
        )
        .await
        .expect("a release");
    for end in [
        "",
        "/items/i1",
        "/items/i1.csv",
        "/years",
        "/editions/1",
        "/editions/1/year.csv",
        "/editions/1/year.json",
        "/progress?year=2026",
        "/data",
        "/data/year.csv",
        "/data/year.json",
        "/data/year-printed.csv",
        "/data/year.metadata.json",
    ] {
        let page = site.page(&format!("/{CODE}/{PLAN}{end}")).await;
        for words in [
            "説明会を3回開いた",
            "評価理由",
            "取組実績",
            "課題",
            "今後の方向性",
        ] {
            assert!(!page.contains(words), "{end} says {words}: {page}");
        }
    }
    site.release(PLAN).await;
}

async fn close_again(site: &Site, office: &str) -> crate::common::Answer {
    let form = [("seen", "x"), ("confirmed", "on")];
    post_as(site, office, &format!("{ROUND}/closing"), &form).await
}

#[tokio::test]
async fn what_is_open_is_decided_before_closing() {
    let site = begun(3).await;
    all(&site, 2, |_| "○", State::Accepted).await;
    answer(&site, "i3", "d3", &usual("◎"), State::Approved).await;
    let office = site.as_role("office").await;
    let page = get_as(&site, &office, &format!("{ROUND}/closing")).await.text();
    assert!(
        page.contains("残る1件は") && page.contains("name=\"left_out\" value=\"i3:d3\""),
        "{page}"
    );
    let refused = close(&site, &office, &[]).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text().contains("確認済みでない回答が1件残っています。"));
    let refused = close(&site, &office, &[("left_out", "i3:d3")]).await;
    let page = refused.text();
    assert!(refused.status == StatusCode::BAD_REQUEST && page.contains("その理由を記入してください"));
    assert!(
        page.contains("value=\"i3:d3\" aria-label=\"含めない：2-3 取組その3（市民課）\" checked"),
        "{page}"
    );
    let closed = close(
        &site,
        &office,
        &[("left_out_all", "on"), ("left_out_reason", "災害対応のため")],
    )
    .await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    site.release(PLAN).await;
    let edition = site.page(&closed.location()).await;
    assert!(
        edition.contains("未評価") && edition.contains("災害対応のため"),
        "{edition}"
    );
    let csv = site.page(&format!("{}/progress.csv", closed.location())).await;
    assert!(
        csv.lines().last().is_some_and(|total| total.contains("合計")),
        "{csv}"
    );
    assert!(
        csv.contains("評価対象") && csv.contains("100"),
        "shares are of what was evaluated: {csv}"
    );
    // The release came after it.
    let newest = &site.store.journal(None, 2).await.expect("a journal")[1];
    assert_eq!(newest.what, "edition.close");
    assert!(newest.summary.contains("災害対応のため") && newest.summary.contains("i3"));
}

#[tokio::test]
async fn what_changed_meanwhile_is_not_frozen_unseen() {
    let site = begun(3).await;
    all(&site, 3, |_| "○", State::Accepted).await;
    let office = site.as_role("office").await;
    let page = get_as(&site, &office, &format!("{ROUND}/closing")).await.text();
    let seen = hidden(&page, "seen");
    let form = [
        ("by", "headquarters"),
        ("grade", "△"),
        ("reason", ""),
        ("seen", ""),
    ];
    let committee = site.as_role("committee").await;
    post_as(&site, &committee, &format!("{ROUND}/items/i1/grades"), &form).await;
    let form = [("seen", seen.as_str()), ("confirmed", "on")];
    let stale = post_as(&site, &office, &format!("{ROUND}/closing"), &form).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.text().contains("確認している間に") && stale.text().contains("まだ確定していません"));
    assert!(
        site.store
            .editions(&code(), PLAN)
            .await
            .expect("editions")
            .is_empty()
    );
    assert_eq!(close(&site, &office, &[]).await.status, StatusCode::SEE_OTHER);
    site.release(PLAN).await;
    let csv = site
        .page(&format!("/{CODE}/{PLAN}/editions/1/progress.json"))
        .await;
    assert!(csv.contains("△"), "the last evaluator counts");
}

#[tokio::test]
async fn a_correction_is_the_next_edition_with_its_errata() {
    let site = begun(3).await;
    all(&site, 3, |_| "○", State::Accepted).await;
    let office = site.as_role("office").await;
    assert_eq!(close(&site, &office, &[]).await.status, StatusCode::SEE_OTHER);
    site.release(PLAN).await;
    let before = site.page(&format!("/{CODE}/{PLAN}/editions/1/year.csv")).await;
    let blank = post_as(&site, &office, &format!("{ROUND}/reopening"), &[("reason", " ")]).await;
    assert!(blank.status == StatusCode::BAD_REQUEST && blank.text().contains("訂正の理由を記入してください"));
    let opened = post_as(
        &site,
        &office,
        &format!("{ROUND}/reopening"),
        &[("reason", "集計の誤り")],
    )
    .await;
    assert_eq!(opened.location(), format!("{ROUND}/closing"));
    let twice = post_as(
        &site,
        &office,
        &format!("{ROUND}/reopening"),
        &[("reason", "もう一度")],
    )
    .await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "it is open already");
    let page = get_as(&site, &office, &format!("{ROUND}/closing")).await.text();
    assert!(
        page.contains("訂正の手続き中です。") && page.contains(">集計の誤り</textarea>"),
        "{page}"
    );

    // The department corrects its amount: the office opens the round, and all hands agree again.
    let body = code();
    moved(&site, "i1", "d1", Transition::Return).await;
    let mut round = site
        .store
        .round(at(&body))
        .await
        .expect("a round")
        .expect("a round");
    round.state = gyokaku_core::round::RoundState::Open;
    let seen = round.revision;
    site.store
        .change_round(
            &crate::common::program(),
            &crate::common::clock(),
            at(&body),
            seen,
            &round,
        )
        .await
        .expect("unlocked");
    let place = gyokaku_store::AnswerAt {
        at: at(&body),
        item: "i1",
        department: "d1",
    };
    let write = [
        gyokaku_store::FieldChange {
            field: Field::EffectActual,
            seen: Some("1200000".into()),
            new: Some("1100000".into()),
        },
        gyokaku_store::FieldChange {
            field: Field::Grade,
            seen: Some("○".into()),
            new: Some("△".into()),
        },
    ];
    site.store
        .save_answer(
            &crate::common::program(),
            &crate::common::clock(),
            crate::review_support::on("2026-11-20"),
            place,
            &write,
        )
        .await
        .expect("a save");
    for deed in [Transition::Submit, Transition::Approve, Transition::Accept] {
        moved(&site, "i1", "d1", deed).await;
    }
    let nameless = close(&site, &office, &[("reason", "")]).await;
    assert!(
        nameless.status == StatusCode::BAD_REQUEST
            && nameless.text().contains("訂正の理由を記入してください")
    );
    let closed = close(&site, &office, &[("reason", "集計の誤り")]).await;
    assert_eq!(closed.location(), format!("/{CODE}/{PLAN}/editions/2"));
    assert_eq!(
        site.get(&closed.location()).await.status,
        StatusCode::NOT_FOUND,
        "a correction is public when it is released"
    );
    site.release(PLAN).await;
    let second = site.page(&closed.location()).await;
    assert!(second.contains("正誤表") && second.contains("集計の誤り"));
    assert!(
        second.contains("効果額（実績）（財政課）")
            && second.contains("1,200,000円")
            && second.contains("1,100,000円")
    );
    let totals = second.split_once("class=\"errata\"").expect("errata").1;
    let totals: String = totals.split("</section>").next().expect("a section").to_owned();
    assert!(
        totals.contains("の進捗状況「△」") && totals.contains("の取組ごとの進捗状況「効果額（実績）」"),
        "the totals that changed are listed: {totals}"
    );
    let first = site.page(&format!("/{CODE}/{PLAN}/editions/1")).await;
    assert!(first.contains("この版には訂正があります。") && first.contains("/editions/2"));
    assert_eq!(
        site.page(&format!("/{CODE}/{PLAN}/editions/1/year.csv")).await,
        before
    );
    let list = site.page(&format!("/{CODE}/{PLAN}/editions")).await;
    assert!(
        list.contains("2つの版を確定しています。うち1つは訂正の版です。"),
        "{list}"
    );
    let plan_now = site
        .store
        .plan(&body, PLAN)
        .await
        .expect("a plan")
        .expect("a plan")
        .plan;
    let last = plan_now.effects.last().expect("an entry");
    assert_eq!(last.amount.0, 1_100_000);
    assert_eq!(
        last.corrects.as_ref().map(|c| c.reason.as_str()),
        Some("集計の誤り")
    );
    let progress = site.page(&format!("/{CODE}/{PLAN}/progress?year=2026")).await;
    assert!(
        progress.contains("第2版"),
        "the latest edition speaks for the year"
    );
    let found = site
        .store
        .round_answers(at(&body), Scope::All)
        .await
        .expect("a round")
        .expect("a round");
    assert_eq!(found.round.state, gyokaku_core::round::RoundState::Closed);
}

#[tokio::test]
async fn pages_ask_little_whatever_the_size() {
    for items in [3, 60] {
        let site = begun(items).await;
        all(&site, items, |_| "○", State::Accepted).await;
        let office = site.as_role("office").await;
        let administrator = site.as_role("administrator").await;
        site.page(&format!("/{CODE}/{PLAN}")).await;
        let cost = async |cookie: &str, path: String, most: u64| {
            let before = site.store.queries();
            assert_eq!(
                get_as(&site, cookie, &path).await.status,
                StatusCode::OK,
                "{path}"
            );
            let asked = site.store.queries() - before;
            assert!(asked <= most, "{path} of {items} items: {asked} statements");
        };
        cost(&office, format!("{ROUND}/review?state=all"), 14).await;
        cost(&office, format!("{ROUND}/review?view=grades"), 14).await;
        cost(&office, format!("{ROUND}/items/i1"), 14).await;
        cost(
            &office,
            format!("{ROUND}/items/i1/history?department=d1&field=done"),
            15,
        )
        .await;
        cost(&office, format!("{ROUND}/closing"), 15).await;
        cost(&administrator, format!("/{CODE}/journal"), 10).await;
        assert_eq!(close(&site, &office, &[]).await.status, StatusCode::SEE_OTHER);
        site.release(PLAN).await;
        site.page(&format!("/{CODE}/{PLAN}")).await;
        for (page, most) in [
            ("", 4),
            ("/progress", 4),
            ("/editions", 4),
            ("/editions/1", 4),
            ("/years", 4),
            ("/items/i1", 4),
        ] {
            let path = format!("/{CODE}/{PLAN}{page}");
            let before = site.store.queries();
            site.page(&path).await;
            let asked = site.store.queries() - before;
            assert!(asked <= most, "{path} of {items} items: {asked} statements");
        }
    }
}

#[tokio::test]
async fn hostile_words_stay_words() {
    let site = Site::empty(crate::common::config()).await;
    drop(site);
    let site = begun(3).await;
    let hostile = crate::common::HOSTILE;
    let mut other = plan(3);
    other.items[0].title = hostile.into();
    site.store
        .put_plan(
            &crate::common::program(),
            &crate::common::clock(),
            &code(),
            PLAN,
            Some(1),
            &other,
            None,
        )
        .await
        .expect("a plan");
    let mut words = usual("○");
    words[2].1 = hostile.replace(['\u{202E}', '\u{202C}'], "");
    answer(&site, "i1", "d1", &words, State::Accepted).await;
    answer(&site, "i1", "d2", &[(Field::Done, "x".into())], State::Accepted).await;
    for item in ["i2", "i3"] {
        let department = if item == "i2" { "d2" } else { "d3" };
        answer(&site, item, department, &usual("○"), State::Accepted).await;
    }
    let office = site.as_role("office").await;
    let administrator = site.as_role("administrator").await;
    let form = [("department", "d1"), ("field", ""), ("content", hostile)];
    post_as(&site, &office, &format!("{ROUND}/items/i1/comments"), &form).await;
    assert_eq!(close(&site, &office, &[]).await.status, StatusCode::SEE_OTHER);
    for (cookie, path) in [
        (&office, format!("{ROUND}/review?state=all")),
        (&office, format!("{ROUND}/items/i1")),
        (
            &office,
            format!("{ROUND}/items/i1/history?department=d1&field=done"),
        ),
        (&office, format!("{ROUND}/closing")),
        (
            &administrator,
            format!("/{CODE}/journal?who=%3Cscript%3Ealert(1)%3C/script%3E%22"),
        ),
        (&administrator, format!("/{CODE}/journal")),
        (&office, format!("/{CODE}/{PLAN}/editions/1")),
        (&office, format!("/{CODE}/{PLAN}/items/i1")),
    ] {
        let page = get_as(&site, cookie, &path).await.text();
        assert!(
            !page.contains("<script>alert") && !page.contains("<img src=x"),
            "{path}"
        );
        assert!(
            !page.contains(" style=") && page.matches("<script").count() == 1,
            "{path}"
        );
        assert!(!page.contains('\u{202E}'), "{path}");
    }
}

#[tokio::test]
async fn a_comment_is_open_until_its_writer_or_the_office_settles_it() {
    let site = in_review().await;
    let (item, path) = (
        format!("{ROUND}/items/i1"),
        format!("{ROUND}/items/i1/comments/settlement"),
    );
    let shared = staff(&site, "d2").await;
    for content in ["数字が合いません", "単位は千円ですか"] {
        let form = [("department", "d1"), ("field", "done"), ("content", content)];
        post_as(&site, &shared, &format!("{ROUND}/items/i1/comments"), &form).await;
    }
    let comments = async || {
        let found = site.store.comments(at(&code()), Some("i1")).await;
        found.expect("the store")
    };
    let ids: Vec<String> = comments().await.into_iter().map(|c| c.id).collect();
    let office = site.as_role("office").await;
    let text = async |cookie: &str, path: &str| get_as(&site, cookie, path).await.text();
    assert!(
        text(&office, &format!("{ROUND}/review?state=all"))
            .await
            .contains("2件（未対応2件）")
    );
    assert!(text(&office, &item).await.contains("（未対応2件）"));
    assert!(
        text(&office, &format!("{ROUND}/closing"))
            .await
            .contains("2件のコメントが未対応です")
    );
    let own = staff(&site, "d1").await;
    let form = text(&own, &format!("{ROUND}/departments/d1/items/i1")).await;
    assert!(form.contains("未対応のコメントが2件あります"), "{form}");

    let of = |id: &str, settled: &str| {
        [
            ("department", "d1".to_owned()),
            ("comment", id.to_owned()),
            ("settled", settled.to_owned()),
        ]
    };
    let send = async |cookie: &str, id: &str, settled: &str| {
        let form = of(id, settled);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        post_as(&site, cookie, &path, &form).await
    };
    let refused = send(&own, &ids[0], "on").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "it is not theirs");
    let elsewhere = staff(&site, "d3").await;
    assert_eq!(
        send(&elsewhere, &ids[0], "on").await.status,
        StatusCode::FORBIDDEN
    );
    let done = send(&shared, &ids[0], "on").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(
        done.location(),
        format!("{item}?done=settled#t-d1"),
        "its writer may"
    );
    let page = text(&office, &item).await;
    assert!(
        page.contains("対応済み</span> staff-d2 担当") && page.contains("（未対応1件）"),
        "{page}"
    );
    send(&office, "", "on").await;
    assert!(
        comments().await.iter().all(|comment| !comment.is_open()),
        "all at once"
    );
    assert!(
        !text(&office, &format!("{ROUND}/closing"))
            .await
            .contains("コメントが未対応")
    );
    let todo = text(&office, "/todo").await;
    assert!(!todo.contains("対応の済んでいないコメント"), "{todo}");
    send(&office, &ids[1], "").await;
    let todo = text(&office, "/todo").await;
    assert!(
        todo.contains("対応の済んでいないコメントが1件あります（取組項目1件）"),
        "{todo}"
    );
    let open: Vec<bool> = comments()
        .await
        .iter()
        .map(gyokaku_store::Comment::is_open)
        .collect();
    assert_eq!(open, [false, true], "and opened again");
    let administrator = site.as_role("administrator").await;
    let journal = text(&administrator, &format!("/{CODE}/journal?group=answers")).await;
    assert!(journal.contains("コメントへの対応の取消し"), "{journal}");
    assert!(!journal.contains("単位は千円ですか"), "{journal}");
}

/// The owner of the office's unsaved words.
const OFFICE: &str = "990019.office";

async fn answer_of(site: &Site, item: &str, department: &str) -> gyokaku_core::round::answer::Answer {
    let body = code();
    let found = site
        .store
        .round_answers(at(&body), Scope::One(item, department))
        .await;
    found.expect("the store").expect("a round").answers.remove(0)
}

#[tokio::test]
async fn the_office_mends_wording_where_it_stands_and_the_department_sees_it() {
    let site = in_review().await;
    let (item, path) = (
        format!("{ROUND}/items/i1"),
        format!("{ROUND}/items/i1/mending?department=d1"),
    );
    let office = site.as_role("office").await;
    let text = async |cookie: &str, path: &str| get_as(&site, cookie, path).await.text();
    let page = text(&office, &item).await;
    assert!(
        page.contains("字句を直す") && page.contains(&format!("action=\"{path}\"")),
        "{page}"
    );
    assert!(
        !page.contains("name=\"seen.grade\""),
        "the grade is the department's own"
    );
    let own = answer_of(&site, "i1", "d1").await;
    let done = own.value(&Field::Done).expect("words").to_owned();
    // Others neither see the boxes nor may write into them.
    let staff = staff(&site, "d1").await;
    assert!(!text(&staff, &item).await.contains("字句を直す"));
    let form = [("done", "直した文"), ("seen.done", done.as_str())];
    assert_eq!(
        post_as(&site, &staff, &path, &form).await.status,
        StatusCode::FORBIDDEN
    );

    let blank = post_as(
        &site,
        &office,
        &path,
        &[("done", " "), ("seen.done", done.as_str())],
    )
    .await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(blank.text().contains("空欄にはできません"), "{}", blank.text());
    let grade = post_as(&site, &office, &path, &[("grade", "△"), ("seen.grade", "○")]).await;
    assert_eq!(grade.status, StatusCode::SEE_OTHER);
    let saved = post_as(&site, &office, &path, &form).await;
    assert_eq!(saved.location(), format!("{item}?done=mended#p-d1"));
    let now = answer_of(&site, "i1", "d1").await;
    assert_eq!(
        (now.value(&Field::Done), now.value(&Field::Grade)),
        (Some("直した文"), Some("○"))
    );
    assert_eq!(now.state, own.state, "it was not returned");
    let page = text(&office, &saved.location()).await;
    assert!(
        page.contains("字句の修正を保存しました") && page.contains("事務局による字句の修正"),
        "{page}"
    );
    assert!(
        page.contains(&done) && page.contains("直した文"),
        "both stand there"
    );
    let form = text(&staff, &format!("{ROUND}/departments/d1/items/i1")).await;
    assert!(
        form.contains("事務局が字句を修正しました。担当課の記入：") && form.contains(&done),
        "{form}"
    );
    let history = text(&office, &format!("{item}/history?department=d1&field=done")).await;
    assert!(
        history.contains("字句の修正") && history.contains(&done),
        "{history}"
    );

    // As one types: what was seen is stale, so both versions come back.
    let changes = json!([{ "field": "done", "seen": done, "new": "ほかの文" }, { "field": "grade", "seen": "○", "new": "△" }]);
    let refused = save(&site, &path, Some(&office), OFFICE, changes).await;
    assert_eq!(
        refused.status,
        StatusCode::BAD_REQUEST,
        "a grade is no wording: {}",
        refused.text()
    );
    let changes = json!([{ "field": "done", "seen": done, "new": "ほかの文" }]);
    let told = shape(&save(&site, &path, Some(&office), OFFICE, changes).await);
    assert_eq!(told["conflicts"][0]["theirs"], "直した文", "{told}");
    let changes = json!([{ "field": "done", "seen": "直した文", "new": "ほかの文" }]);
    let told = shape(&save(&site, &path, Some(&office), OFFICE, changes).await);
    assert_eq!(
        (&told["saved"][0], &told["values"]["done"]),
        (&json!("done"), &json!("ほかの文")),
        "{told}"
    );

    moved(&site, "i1", "d1", Transition::Return).await;
    assert!(!text(&office, &item).await.contains("mending?department=d1"));
    let late = post_as(
        &site,
        &office,
        &path,
        &[("done", "また"), ("seen.done", "ほかの文")],
    )
    .await;
    assert_eq!(late.status, StatusCode::CONFLICT, "it is with the department");
}

#[tokio::test]
async fn a_slip_in_an_edition_is_mended_in_five_steps() {
    let site = begun(3).await;
    all(&site, 3, |_| "○", State::Accepted).await;
    let office = site.as_role("office").await;
    assert_eq!(close(&site, &office, &[]).await.status, StatusCode::SEE_OTHER);
    let text = async |path: &str| get_as(&site, &office, path).await.text();
    // 1: the edition leads to where it is corrected.
    let edition = text(&format!("/{CODE}/{PLAN}/editions/1")).await;
    let closing = format!("{ROUND}/closing");
    assert!(
        edition.contains(&format!("href=\"{closing}\">正誤の訂正を始める")),
        "{edition}"
    );
    let page = text(&closing).await;
    assert!(page.contains("<option value=\"i2\">"), "{page}");
    assert!(
        text(&format!("{ROUND}/items/i2"))
            .await
            .contains("この取組を訂正する")
    );
    // 2: a reason and the item, and its boxes are there.
    let form = [("reason", "金額の誤り"), ("item", "i2")];
    let opened = post_as(&site, &office, &format!("{ROUND}/reopening"), &form).await;
    assert_eq!(opened.location(), format!("{ROUND}/items/i2?done=correcting"));
    let page = text(&opened.location()).await;
    assert!(
        page.contains("字句を直す") && page.contains("もう一度確定する"),
        "{page}"
    );
    // 3: the box.
    let before = answer_of(&site, "i2", "d2").await;
    let amount = before.value(&Field::EffectActual).expect("an amount").to_owned();
    let changes = json!([{ "field": "effect_actual", "seen": amount, "new": "1,100,000" }]);
    let path = format!("{ROUND}/items/i2/mending?department=d2");
    let told = shape(&save(&site, &path, Some(&office), OFFICE, changes).await);
    assert_eq!(told["values"]["effect_actual"], "1100000", "{told}");
    assert_eq!(told["boxes"]["effect_actual"], "1,100,000", "{told}");
    // 4 and 5: closing, where the reason stands already and nothing else is open.
    let page = text(&closing).await;
    assert!(
        page.contains(">金額の誤り</textarea>") && !page.contains("確認済みでない回答（"),
        "{page}"
    );
    let closed = close(&site, &office, &[("reason", "金額の誤り")]).await;
    assert_eq!(closed.location(), format!("/{CODE}/{PLAN}/editions/2"));
    let errata = text(&closed.location()).await;
    assert!(
        errata.contains("1,100,000") && errata.contains("金額の誤り"),
        "{errata}"
    );
    assert!(
        !text(&format!("/{CODE}/{PLAN}/editions/1"))
            .await
            .contains("正誤の訂正を始める"),
        "only the latest is corrected"
    );
}

#[tokio::test]
async fn a_merger_that_is_undone_after_its_round_leaves_what_was_frozen() {
    let site = begun(3).await;
    all(&site, 2, |_| "○", State::Accepted).await;
    let office = site.as_role("office").await;
    let edit = async |fields: &[(&str, &str)]| {
        let answer = post_as(&site, &office, &format!("/990019/{PLAN}/edit"), fields).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{fields:?}: {}",
            answer.text()
        );
    };
    // The third item goes into the first while it is asked about.
    let merge = [
        ("deed", "merge"),
        ("pick", "i:i3"),
        ("day", "2026-11-20"),
        ("into", "i1"),
        ("reason", "窓口の一本化"),
    ];
    edit(&merge).await;
    let board = async || {
        get_as(&site, &office, &format!("{ROUND}/progress.csv"))
            .await
            .text()
    };
    let running = board().await;
    assert!(
        running.contains("取りやめ") && !running.contains("未評価"),
        "{running}"
    );
    let closed = close(&site, &office, &[]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
    let edition = async || {
        let path = format!("{}/progress.csv", closed.location());
        get_as(&site, &office, &path).await.text()
    };
    let (frozen, then) = (edition().await, board().await);
    assert!(
        frozen.contains("取りやめ") && !frozen.contains("未評価"),
        "{frozen}"
    );
    assert!(then.contains("健全な財政"), "{then}");
    let people = get_as(&site, &office, &format!("{ROUND}/board.csv")).await.text();

    // It is taken back, and the first policy is called otherwise: what was frozen stays, and so does its board.
    edit(&[("deed", "restore"), ("pick", "i:i3")]).await;
    edit(&[
        ("deed", "rename"),
        ("pick", "s:s1"),
        ("number", "1"),
        ("title", "財政の立て直し"),
    ])
    .await;
    let stored = site
        .store
        .plan(&code(), PLAN)
        .await
        .expect("a store")
        .expect("a plan");
    assert_eq!(stored.plan.item("i3").and_then(|item| item.retired.clone()), None);
    let page = get_as(&site, &office, &format!("/990019/{PLAN}/items/i1"))
        .await
        .text();
    assert!(!page.contains("引き継いだ取組"), "{page}");
    assert_eq!((edition().await, board().await), (frozen, then));
    let after = get_as(&site, &office, &format!("{ROUND}/board.csv")).await.text();
    assert_eq!(after, people, "whom nobody asked any more is not late today");
}

#[tokio::test]
async fn closing_tells_of_indicators_that_the_office_typed() {
    let site = begun(2).await;
    let mut values = usual("○");
    values.retain(|(field, _)| !matches!(field, Field::Indicator(_)));
    values.push((Field::Indicator("k1".into()), "97.9".to_owned()));
    answer(&site, "i1", "d1", &values, State::Accepted).await;
    let office = site.as_role("office").await;
    // As the page of indicators writes it: with no document behind it.
    let stored = site
        .store
        .plan(&code(), PLAN)
        .await
        .expect("a store")
        .expect("a plan");
    let mut plan = stored.plan;
    plan.indicators[0]
        .values
        .push(gyokaku_core::indicator::IndicatorValue {
            fiscal_year: Some(crate::common::year(2026)),
            kind: gyokaku_core::indicator::ValueKind::Actual,
            number: Some(gyokaku_core::indicator::Decimal {
                value: 978,
                places: 1,
            }),
            fraction: None,
            at: Default::default(),
        });
    let (actor, now, revision) = (
        crate::common::program(),
        crate::common::clock(),
        stored.head.revision,
    );
    site.store
        .put_plan(&actor, &now, &code(), PLAN, Some(revision), &plan, None)
        .await
        .expect("a change");
    let page = get_as(&site, &office, &format!("{ROUND}/closing")).await.text();
    assert!(
        page.contains("台帳の値を残す指標（1件）") && page.contains("収納率：台帳97.8%、回答97.9%"),
        "{page}"
    );
}
