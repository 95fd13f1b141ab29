//! The year's turn through its page: what is left, what is chosen, and the round that follows.

use crate::common::{CODE, Site, config, form, get_as, post_as, year};
use axum::http::StatusCode;
use gyokaku_core::indicator::{Decimal, Indicator, IndicatorValue, ValueKind};
use gyokaku_core::plan::{Item, Period, Plan, Schedule, Step};

const PLAN: &str = "keiei";

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}{end}")
}

fn item(n: i16, last: i16) -> Item {
    let step = |western| Step {
        fiscal_year: year(western),
        text: "実施".into(),
        open: false,
        at: Default::default(),
    };
    Item {
        id: format!("i{n}"),
        title: format!("取組{n}"),
        serial: Some(n.to_string()),
        schedule: Schedule {
            steps: (2025..=last).map(step).collect(),
            ..Schedule::default()
        },
        ..Item::default()
    }
}

async fn site() -> (Site, String) {
    let site = Site::empty(config()).await;
    let mut lead = item(1, 2028);
    lead.departments.lead = vec!["財政課".into()];
    let target = IndicatorValue {
        fiscal_year: Some(year(2025)),
        kind: ValueKind::Target,
        number: Some(Decimal { value: 95, places: 0 }),
        fraction: None,
        at: Default::default(),
    };
    let plan = Plan {
        title: "経営プラン".into(),
        period: Some(Period {
            from: year(2025),
            to: year(2028),
        }),
        items: vec![lead, item(2, 2025), item(3, 2028)],
        indicators: vec![Indicator {
            id: "k1".into(),
            name: "収納率".into(),
            unit: "％".into(),
            values: vec![target],
            item: None,
            direction: gyokaku_core::indicator::Direction::Up,
        }],
        ..Plan::default()
    };
    site.put_internal(PLAN, &plan, None).await;
    site.departments(CODE, &[("d1", "財政課", None)]).await;
    let office = site.as_role("office").await;
    (site, office)
}

/// What the form of a page carries of what was seen.
fn seen(page: &str) -> String {
    let value = page
        .split("name=\"seen\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    value.expect("what was seen").to_owned()
}

async fn plan(site: &Site) -> Plan {
    let stored = site
        .store
        .plan(&crate::common::code(), PLAN)
        .await
        .expect("a store");
    stored.expect("a plan").plan
}

#[tokio::test]
async fn a_year_is_turned_on_one_page() {
    let (site, office) = site().await;
    let page = get_as(&site, &office, &of("/turn?year=2026")).await.text();
    for words in [
        "令和8年度",
        "6つの手順のうち",
        "取組2",
        "令和7年度：実施",
        "95％（令和7年度の目標）",
        "担当の決まっていないものが2件あります（うち主担当課2件）。",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let seen = seen(&page);
    let nothing = [("year", "2026"), ("seen", seen.as_str())];
    let nothing = post_as(&site, &office, &of("/turn"), &form(&nothing)).await;
    assert!(nothing.location().ends_with("did=nothing"));
    let stale = [("year", "2026"), ("seen", "older"), ("end", "i2")];
    let stale = post_as(&site, &office, &of("/turn"), &form(&stale)).await;
    assert!(stale.text().contains("ほかの画面から保存がありました"));
    let fields = [
        ("year", "2026"),
        ("seen", seen.as_str()),
        ("end", "i2"),
        ("renumber", "1"),
        ("carry", "k1"),
    ];
    let made = post_as(&site, &office, &of("/turn"), &form(&fields)).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let turned = plan(&site).await;
    let serials: Vec<Option<&str>> = turned.items.iter().map(|item| item.serial.as_deref()).collect();
    assert_eq!(serials, [Some("1"), None, Some("2")]);
    let retired = turned.items[1].retired.as_ref().expect("it ended");
    assert_eq!(retired.on, gyokaku_core::round::day("2026-04-01").expect("a day"));
    let values = &turned.indicators[0].values;
    assert_eq!(
        values.last().and_then(|value| value.fiscal_year),
        Some(year(2026))
    );
    let after = get_as(&site, &office, &made.location()).await.text();
    assert!(
        after.contains("年度更新の内容を保存しました。") && after.contains("担当の決まっていないものが1件")
    );
    assert!(after.contains("/rounds/new?year=2026"));
    // It is one act, which goes back in one step.
    let edit = get_as(&site, &office, &of("/edit")).await.text();
    let mark = edit
        .split("name=\"mark\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let undo = [("deed", "undo"), ("mark", mark.expect("what was done"))];
    let undone = post_as(&site, &office, &of("/edit"), &form(&undo)).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
    let back = plan(&site).await;
    assert_eq!(
        (back.items[1].serial.as_deref(), &back.items[1].retired),
        (Some("2"), &None)
    );
    // What is not over is ended by nobody's form.
    let page = get_as(&site, &office, &of("/turn?year=2026")).await.text();
    let seen = self::seen(&page);
    let forged = [("year", "2026"), ("seen", seen.as_str()), ("end", "i3")];
    let made = post_as(&site, &office, &of("/turn"), &form(&forged)).await;
    assert!(made.location().ends_with("did=nothing"));
    assert_eq!(plan(&site).await.items[2].retired, None);
}

#[tokio::test]
async fn a_plan_says_how_far_it_is_in_hand() {
    let (site, office) = site().await;
    let page = get_as(&site, &office, &of("")).await.text();
    let words = |text: &str| text.split_whitespace().collect::<String>();
    let said = |page: &str, label: &str, part: usize| {
        let behind = page.split(label).nth(1).unwrap_or_default();
        words(behind).contains(&format!("<strong>{part}</strong>／3件"))
    };
    assert!(
        said(&page, "担当者のいる課が主担当の取組", 0),
        "nobody is there yet: {page}"
    );
    assert!(said(&page, "がそろった取組", 0));
    site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await;
    let page = get_as(&site, &office, &of("")).await.text();
    assert!(said(&page, "担当者のいる課が主担当の取組", 1), "{page}");
    let body = get_as(&site, &office, &format!("/{CODE}")).await.text();
    assert!(said(&body, "担当者のいる課が主担当の取組", 1), "{body}");
    // The public is told nothing of it.
    let mut site = site;
    site.cookie = None;
    site.release(PLAN).await;
    for path in [of(""), format!("/{CODE}")] {
        assert!(!site.page(&path).await.contains("担当者のいる課"), "{path}");
    }
}

#[tokio::test]
async fn a_department_that_leaves_no_heir_is_asked_about_and_loses_nothing() {
    let (site, office) = site().await;
    let body = crate::common::code();
    let before = plan(&site).await;
    let charged = get_as(&site, &office, &of("/turn?year=2026")).await.text();
    assert!(
        charged.contains("担当の決まっていないものが2件あります（うち主担当課2件）。"),
        "{charged}"
    );
    // The reorganisation ends it with the year before, and names none that takes over.
    let revision = site.store.departments(&body).await.expect("departments").revision;
    let end = [
        ("name", "財政課"),
        ("aliases", ""),
        ("parent", ""),
        ("from", ""),
        ("until", "2025"),
        ("revision", &revision.to_string()),
    ];
    let ended = post_as(&site, &office, &format!("/{CODE}/departments/d1"), &form(&end)).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
    let page = get_as(&site, &office, &of("/turn?year=2026")).await.text();
    assert!(
        page.contains("担当の決まっていないものが3件あります（うち主担当課3件）。"),
        "{page}"
    );
    let charges = get_as(&site, &office, &of("/charges?year=2026")).await.text();
    assert!(
        charges.contains("廃止され、引き継いだ課がありません"),
        "{charges}"
    );
    assert_eq!(plan(&site).await, before, "the plan still says who had it");
}
