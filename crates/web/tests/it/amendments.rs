//! Changes in mid-plan and the way back, through the pages: proposed by a department, decided by the office, seen by the
//! public when it is released; what was done to the outline is undone.

use crate::common::{Answer, CODE, Site, config, form, get_as, post_as};
use axum::http::StatusCode;
use gyokaku_core::plan::{Item, Period, Plan, Section};

const PLAN: &str = "keiei";

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}{end}")
}

async fn site() -> (Site, String, String) {
    let site = Site::empty(config()).await;
    let item = |id: &str, title: &str| Item {
        id: id.into(),
        section: Some("s".into()),
        title: title.into(),
        target: Some("年に30件".into()),
        ..Item::default()
    };
    let plan = Plan {
        title: "経営プラン".into(),
        period: Some(Period {
            from: crate::common::year(2026),
            to: crate::common::year(2030),
        }),
        sections: vec![Section {
            id: "s".into(),
            title: "財政".into(),
            ..Section::default()
        }],
        items: vec![item("x", "使用料の見直し"), item("y", "広告収入の確保")],
        ..Plan::default()
    };
    site.put_internal(PLAN, &plan, None).await;
    let office = site.as_role("office").await;
    site.departments(CODE, &[("d1", "財政課", None)]).await;
    let staff = site.as_person(CODE, "tanto", &[("staff", Some("d1"))]).await;
    (site, office, staff)
}

/// Sends the form of a page with all that it holds and what is written otherwise.
async fn propose(site: &Site, who: &str, end: &str, written: &[(&str, &str)]) -> Answer {
    let page = get_as(site, who, &of(end)).await;
    assert_eq!(page.status, StatusCode::OK, "{end}");
    let text = page.text();
    let mut fields: Vec<(String, String)> = Vec::new();
    for part in text.split("name=\"seen.").skip(1) {
        let (name, rest) = part.split_once('"').expect("a name");
        let seen = rest
            .split("value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let seen = seen.expect("what was seen").to_owned();
        fields.push((format!("seen.{name}"), seen.clone()));
        fields.push((name.to_owned(), seen));
    }
    for (name, value) in written {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    post_as(site, who, &of(end), &form(&fields)).await
}

async fn plan(site: &Site) -> Plan {
    let code = crate::common::code();
    let stored = site.store.plan(&code, PLAN).await.expect("a store");
    stored.expect("a plan").plan
}

const WHY: (&str, &str) = ("reason", "利用の増加");
const DAY: (&str, &str) = ("day", "2027-04-01");

#[tokio::test]
async fn a_department_proposes_and_the_office_decides() {
    let (site, office, staff) = site().await;
    let nothing = propose(&site, &staff, "/items/x/amend", &[("kind", "change"), WHY, DAY]).await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
    assert!(nothing.text().contains("変わる欄がありません"));
    let silent = [("kind", "change"), ("target", "年に40件"), DAY];
    let silent = propose(&site, &staff, "/items/x/amend", &silent).await;
    let text = silent.text();
    assert!(
        text.contains("理由を入力") && text.contains("年に40件"),
        "what was typed stays"
    );
    let change = [("kind", "change"), ("target", "年に40件"), WHY, DAY];
    let made = propose(&site, &staff, "/items/x/amend", &change).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let proposal = made.location().split('?').next().expect("an address").to_owned();
    // Nothing has changed, and the item tells what waits.
    assert_eq!(plan(&site).await.items[0].target.as_deref(), Some("年に30件"));
    let item = get_as(&site, &office, &of("/items/x")).await.text();
    assert!(item.contains("目標の変更") && item.contains("決定待ち"));
    let list = get_as(&site, &office, &of("/amendments")).await.text();
    assert!(list.contains("決定を待っている提案") && list.contains(&proposal));
    let todo = get_as(&site, &office, "/todo").await.text();
    assert!(
        todo.contains("計画変更の提案が1件、決定を待っています。"),
        "{todo}"
    );
    // The department sees it and cannot decide.
    assert!(
        !get_as(&site, &staff, &proposal)
            .await
            .text()
            .contains("決定した会議等")
    );
    let decision = [
        ("state", "approved"),
        ("day", "2026-11-20"),
        ("by", "推進本部会議"),
    ];
    let refused = post_as(&site, &staff, &proposal, &form(&decision)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    // The office decides: with a day and a meeting.
    let ahead = [("state", "approved"), ("day", "2999-01-01"), ("by", "")];
    let wrong = post_as(&site, &office, &proposal, &form(&ahead)).await.text();
    assert!(wrong.contains("今日までの日") && wrong.contains("会議等を入力"));
    let done = post_as(&site, &office, &proposal, &form(&decision)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    assert_eq!(plan(&site).await.items[0].target.as_deref(), Some("年に40件"));
    let twice = post_as(&site, &office, &proposal, &form(&decision)).await;
    assert!(twice.text().contains("先に変更されています"));
    let history = get_as(&site, &office, &of("/history?element=x")).await.text();
    assert!(history.contains("計画変更の決定"), "{history}");
    // What is released has the change, and not who proposed it nor what waits.
    let late = [("kind", "retire"), WHY, DAY];
    let late = propose(&site, &staff, "/items/y/amend", &late).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    assert_eq!(site.get(&of("/amendments")).await.status, 404);
    site.release(PLAN).await;
    let public = site.page(&of("/amendments")).await;
    assert!(public.contains("年に40件") && public.contains("推進本部会議"));
    assert!(!public.contains("tanto") && !public.contains("取りやめ") && !public.contains("決定待ち"));
    let sheet = site.page(&of("/items/x")).await;
    assert!(sheet.contains("計画変更") && !sheet.contains("/amendments/"));
    let csv = site.page(&of("/amendments.csv")).await;
    assert_eq!(csv.lines().filter(|line| line.contains("年に40件")).count(), 1);
}

#[tokio::test]
async fn what_changed_meanwhile_is_not_decided_on() {
    let (site, office, staff) = site().await;
    let change = [("kind", "change"), ("target", "年に40件"), WHY, DAY];
    let made = propose(&site, &staff, "/items/x/amend", &change).await;
    let proposal = made.location().split('?').next().expect("an address").to_owned();
    let edit = [("target", "年に35件"), ("seen.target", "年に30件")];
    let edited = post_as(&site, &office, &of("/items/x/edit"), &form(&edit)).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER);
    assert!(
        get_as(&site, &office, &proposal)
            .await
            .text()
            .contains("いまの内容：年に35件")
    );
    let decision = [
        ("state", "approved"),
        ("day", "2026-11-20"),
        ("by", "推進本部会議"),
    ];
    let refused = post_as(&site, &office, &proposal, &form(&decision)).await.text();
    assert!(refused.contains("提案の後に") && refused.contains("推進本部会議"));
    assert_eq!(plan(&site).await.items[0].target.as_deref(), Some("年に35件"));
    // Another person of a department does not take it back, who made it does.
    let other = site.as_person(CODE, "betsu", &[("staff", Some("d1"))]).await;
    let withdrawal = format!("{proposal}/withdrawal");
    assert_eq!(
        post_as(&site, &other, &withdrawal, "").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        post_as(&site, &staff, &withdrawal, "").await.status,
        StatusCode::SEE_OTHER
    );
    assert!(get_as(&site, &office, &proposal).await.text().contains("取下げ"));
}

#[tokio::test]
async fn an_item_is_added_by_a_decision() {
    let (site, office, staff) = site().await;
    let add = [
        ("section", "s"),
        ("title", "窓口の統合"),
        ("lead", "市民課"),
        WHY,
        DAY,
    ];
    let made = propose(&site, &staff, "/amend", &add).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let proposal = made.location().split('?').next().expect("an address").to_owned();
    let decision = [
        ("state", "approved"),
        ("day", "2026-11-20"),
        ("by", "推進本部会議"),
    ];
    let done = post_as(&site, &office, &proposal, &form(&decision)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let plan = plan(&site).await;
    let item = plan.items.last().expect("an item");
    assert_eq!(
        (item.title.as_str(), &item.departments.lead),
        ("窓口の統合", &vec!["市民課".to_owned()])
    );
}

#[tokio::test]
async fn the_outline_goes_back_step_by_step() {
    let (site, office, _) = site().await;
    let before = plan(&site).await;
    let act = async |fields: &[(&str, &str)]| {
        let answer = post_as(&site, &office, &of("/edit"), &form(fields)).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{fields:?}: {}",
            answer.text()
        );
    };
    act(&[("deed", "add-section"), ("title", "行政サービス")]).await;
    act(&[("deed", "down"), ("pick", "i:x")]).await;
    let parts = "窓口の統合\n窓口の予約";
    act(&[
        ("deed", "split"),
        ("pick", "i:y"),
        ("day", "2027-04-01"),
        ("parts", parts),
    ])
    .await;
    let split = plan(&site).await;
    assert_eq!(split.items.len(), 4);
    let ended = split.items[0].retired.as_ref().expect("it ended");
    assert_eq!(
        (ended.into.len(), ended.reason.as_str()),
        (2, "2つの取組項目に分割")
    );
    assert_eq!(split.items[1].title, "窓口の統合");
    let page = get_as(&site, &office, &of("/items/y")).await.text();
    assert!(page.contains("引き継ぐ取組") && page.contains("窓口の予約"));
    let into = split.items[1].id.clone();
    act(&[
        ("deed", "merge"),
        ("pick", "i:x"),
        ("day", "2027-04-01"),
        ("into", &into),
    ])
    .await;
    let onto = [
        ("deed", "merge"),
        ("pick", "i:x"),
        ("day", "2027-04-01"),
        ("into", "x"),
    ];
    let onto = post_as(&site, &office, &of("/edit"), &form(&onto)).await;
    assert!(onto.text().contains("別の取組項目を選んで"));
    let undo = async || {
        let page = get_as(&site, &office, &of("/edit")).await.text();
        let mark = page.split("name=\"mark\" value=\"").nth(1);
        mark.and_then(|rest| rest.split('"').next())
            .unwrap_or_default()
            .to_owned()
    };
    for _ in 0..4 {
        let mark = undo().await;
        act(&[("deed", "undo"), ("mark", &mark)]).await;
    }
    assert_eq!(plan(&site).await, before);
    let none = post_as(&site, &office, &of("/edit"), &form(&[("deed", "undo")])).await;
    assert!(none.text().contains("元に戻せる操作が残っていません"));
    // What somebody else wrote meanwhile is not undone over.
    act(&[("deed", "rename"), ("pick", "s:s"), ("title", "財政運営")]).await;
    let other = site.as_person(CODE, "betsu", &[("office", None)]).await;
    let renamed = [("deed", "rename"), ("pick", "s:s"), ("title", "健全な財政運営")];
    post_as(&site, &other, &of("/edit"), &form(&renamed)).await;
    let mark = undo().await;
    let asked = [("deed", "undo"), ("mark", mark.as_str())];
    let undone = post_as(&site, &office, &of("/edit"), &form(&asked)).await;
    assert!(undone.text().contains("元に戻していません"));
    assert_eq!(plan(&site).await.sections[0].title, "健全な財政運営");
    // Nor does anybody rename what is called otherwise than they saw: both are told, and what was typed stays.
    let page = get_as(&site, &office, &of("/edit")).await.text();
    assert!(
        page.contains("name=\"seen.s:s.title\" value=\"健全な財政運営\""),
        "{page}"
    );
    let late = [
        ("deed", "rename"),
        ("pick", "s:s"),
        ("title", "財政の健全化"),
        ("seen.s:s.title", "財政運営"),
    ];
    let late = post_as(&site, &office, &of("/edit"), &form(&late)).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST, "{}", late.text());
    assert!(late.text().contains("健全な財政運営") && late.text().contains("value=\"財政の健全化\""));
    assert_eq!(plan(&site).await.sections[0].title, "健全な財政運営");
    let seen = [
        ("deed", "rename"),
        ("pick", "s:s"),
        ("title", "財政の健全化"),
        ("seen.s:s.title", "健全な財政運営"),
    ];
    act(&seen).await;
    assert_eq!(plan(&site).await.sections[0].title, "財政の健全化");
}
