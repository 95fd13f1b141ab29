//! Indicators by hand: added, measured, set against their targets and limits, and the ratios of the act on soundness.

use crate::common::{Answer, CODE, Site, config, form, get_as, post_as, year};
use axum::http::StatusCode;
use gyokaku_core::plan::{Item, Period, Plan};

const PLAN: &str = "small";

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}{end}")
}

async fn site() -> (Site, String) {
    let site = Site::empty(config()).await;
    let plan = Plan {
        title: "行財政改革プラン".into(),
        period: Some(Period {
            from: year(2024),
            to: year(2026),
        }),
        items: vec![Item {
            id: "i1".into(),
            number: Some("1-1".into()),
            title: "収納率の向上".into(),
            ..Item::default()
        }],
        ..Plan::default()
    };
    site.put_internal(PLAN, &plan, None).await;
    let office = site.as_role("office").await;
    (site, office)
}

async fn send(site: &Site, office: &str, fields: &[(String, String)]) -> Answer {
    post_as(site, office, &of("/indicators/edit"), &form(fields)).await
}

fn pair(name: impl Into<String>, value: impl Into<String>) -> (String, String) {
    (name.into(), value.into())
}

/// Adds an indicator.
async fn add(site: &Site, office: &str, name: &str, unit: &str, direction: &str) -> Answer {
    let fields = [
        pair("deed", "add"),
        pair("name", name),
        pair("unit", unit),
        pair("direction", direction),
        pair("item", "i1"),
    ];
    send(site, office, &fields).await
}

/// The identity of the indicator of a name.
async fn id(site: &Site, name: &str) -> String {
    let stored = site
        .store
        .plan(&crate::common::code(), PLAN)
        .await
        .expect("a store");
    let plan = stored.expect("a plan").plan;
    let found = plan.indicators.into_iter().find(|k| k.name == name);
    found.unwrap_or_else(|| panic!("no {name}")).id
}

/// Types values over what was seen: kind and year, seen, new.
fn values(id: &str, cells: &[(&str, &str, &str)]) -> Vec<(String, String)> {
    let cells = cells.iter().flat_map(|(cell, seen, text)| {
        [
            pair(format!("a.{id}.{cell}"), *text),
            pair(format!("seen.{id}.{cell}"), *seen),
        ]
    });
    [pair("deed", "save")].into_iter().chain(cells).collect()
}

#[tokio::test]
async fn values_are_typed_compared_and_published() {
    let (site, office) = site().await;
    let page = get_as(&site, &office, &of("/indicators")).await.text();
    assert!(page.contains("/indicators/edit\">指標を入力する"), "{page}");
    assert_eq!(
        add(&site, &office, "収納率", "%", "up").await.status,
        StatusCode::SEE_OTHER
    );
    let twice = add(&site, &office, "収納率", "%", "up").await;
    assert!(
        twice.text().contains("「収納率」という指標は、すでにあります"),
        "{}",
        twice.text()
    );
    let nameless = add(&site, &office, " ", "%", "up").await.text();
    assert!(nameless.contains("指標の名称を入力してください"), "{nameless}");
    let k = id(&site, "収納率").await;
    let cells = [
        ("target.all", "", "98.0"),
        ("actual.2024", "", "9,710／10,000"),
        ("actual.2025", "", "98.4"),
        ("actual.2026", "", "－"),
    ];
    let answer = send(&site, &office, &values(&k, &cells)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let csv = get_as(&site, &office, &of("/indicators.csv")).await.text();
    assert!(
        csv.contains("収納率の向上,収納率,%,高いほどよい,実績,,達成（令和7年度）,97.1,98.4,"),
        "{csv}"
    );
    let page = get_as(&site, &office, &of("/indicators")).await.text();
    assert!(
        page.contains("実績を目標や基準と比べられる1件のうち、1件が満たしています。"),
        "{page}"
    );
    // What cannot be read stands at its box, and nothing of the form is stored.
    let wrong = [("actual.2024", "9710/10000", "5/0"), ("target.all", "98.0", "99")];
    let page = send(&site, &office, &values(&k, &wrong)).await.text();
    assert!(
        page.contains("分母が0のため") && page.contains("value=\"5/0\"") && page.contains("value=\"99\""),
        "{page}"
    );
    // What somebody else wrote meanwhile is not written over.
    let stale = [("actual.2025", "97.0", "99.9")];
    let page = send(&site, &office, &values(&k, &stale)).await.text();
    assert!(page.contains("ほかの方が先に「98.4」に変えました"), "{page}");
    // The unit stays under what was measured in it; the name may be another.
    let named = |name: &str, unit: &str| {
        let own = |field: &str, value: &str| pair(format!("h.{k}.{field}"), value);
        vec![
            pair("deed", "save"),
            own("name", name),
            own("seen.name", "収納率"),
            own("unit", unit),
            own("seen.unit", "%"),
            own("direction", "up"),
            own("seen.direction", "up"),
            own("item", "i1"),
            own("seen.item", "i1"),
        ]
    };
    let page = send(&site, &office, &named("収納率", "千円")).await.text();
    assert!(
        page.contains("単位を変えると前後の値を比べられなくなります"),
        "{page}"
    );
    let answer = send(&site, &office, &named("市税の収納率", "%")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = send(&site, &office, &[pair("deed", format!("remove:{k}"))])
        .await
        .text();
    assert!(
        page.contains("この指標には実績があるため、削除できません"),
        "{page}"
    );
    let page = get_as(&site, &office, &of("/history")).await.text();
    assert!(
        page.contains("指標の記録") && page.contains("市税の収納率"),
        "{page}"
    );
}

#[tokio::test]
async fn ratios_come_with_the_limits_of_the_act() {
    let (site, office) = site().await;
    let ratios = |scale: &str| {
        [
            pair("deed", "ratios"),
            pair("body", "municipality"),
            pair("scale", scale),
        ]
    };
    let page = send(&site, &office, &ratios("")).await.text();
    assert!(page.contains("標準財政規模を入力してください"), "{page}");
    let page = send(&site, &office, &ratios("多額")).await.text();
    assert!(page.contains("金額として読み取れません"), "{page}");
    let answer = send(&site, &office, &ratios("100億円")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let csv = get_as(&site, &office, &of("/indicators.csv")).await.text();
    for line in [
        "実質赤字比率,%,下回る,基準,13.33",
        "連結実質赤字比率,%,下回る,基準,18.33",
        "実質公債費比率,%,下回る,財政再生基準,35.00",
        "将来負担比率,%,下回る,基準,350.00",
        "資金不足比率,%,下回る,基準,20.00",
    ] {
        assert!(csv.contains(line), "{line}: {csv}");
    }
    let k = id(&site, "実質公債費比率").await;
    let cells = [("actual.2025", "", "25.0"), ("actual.2024", "", "－")];
    let answer = send(&site, &office, &values(&k, &cells)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = get_as(&site, &office, &of("/indicators")).await.text();
    assert!(page.contains("基準に達している（令和7年度）"), "{page}");
    let page = get_as(&site, &office, &of("/findings")).await.text();
    assert!(
        page.contains("「実質公債費比率」の令和7年度の値25.0%が、基準25.00%に達しています"),
        "{page}"
    );
}

#[tokio::test]
async fn the_staff_plan_and_other_sets_are_added_at_once() {
    let (site, office) = site().await;
    let set = [pair("deed", "set"), pair("set", "staff")];
    let added = send(&site, &office, &set).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
    let page = get_as(&site, &office, &of("/indicators/edit")).await.text();
    assert!(
        page.contains("職員数（4月1日現在）") && page.contains("指標は5件です。"),
        "{page}"
    );
    let again = send(&site, &office, &set).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    assert!(again.text().contains("この組の指標は、すべて追加してあります。"));
}
