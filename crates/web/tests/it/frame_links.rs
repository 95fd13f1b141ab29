//! What a plan says of others: headings of its frame that lead to items, plans that it cites, the plan that it follows.

use crate::common::{CODE, Site, config, form, get_as, post_as, year};
use axum::http::StatusCode;
use gyokaku_core::plan::{Item, Period, Plan, Section};

const PLAN: &str = "new";

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}{end}")
}

fn plan() -> Plan {
    let item = |id: &str, number: &str, title: &str, references: &[&str]| Item {
        id: id.into(),
        section: Some("s1".into()),
        number: Some(number.into()),
        title: title.into(),
        references: references.iter().map(|r| (*r).to_owned()).collect(),
        ..Item::default()
    };
    Plan {
        title: "行財政改革プラン2026".into(),
        period: Some(Period {
            from: year(2026),
            to: year(2030),
        }),
        sections: vec![Section {
            id: "s1".into(),
            label: "方針1".into(),
            title: "財政".into(),
            ..Section::default()
        }],
        items: vec![
            item(
                "i1",
                "1-1",
                "収納率の向上",
                &["六次総基本計画07-02", "プラン2021の2-1"],
            ),
            item("i2", "1-2", "窓口の予約", &["総計基本計画07-02"]),
        ],
        ..Plan::default()
    }
}

async fn site() -> (Site, String) {
    let mut site = Site::empty(config()).await;
    site.put_internal(PLAN, &plan(), None).await;
    let before = Plan {
        title: "行財政改革プラン2021".into(),
        ..plan()
    };
    site.put_internal("old", &before, None).await;
    site.cookie = None;
    let office = site.as_role("office").await;
    (site, office)
}

/// Types texts as the page sends them over what is seen there.
async fn typed(site: &Site, office: &str, fields: &[(&str, &str, &str)]) -> crate::common::Answer {
    let fields: Vec<(String, String)> = fields
        .iter()
        .flat_map(|(field, seen, text)| {
            [
                ((*field).to_owned(), (*text).to_owned()),
                (format!("seen.{field}"), (*seen).to_owned()),
            ]
        })
        .collect();
    post_as(site, office, &of("/texts"), &form(&fields)).await
}

#[tokio::test]
async fn a_heading_leads_to_items_that_may_be_numbered_anew() {
    let (site, office) = site().await;
    let wrong = typed(
        &site,
        &office,
        &[("directions", "", "デジタル\n・予約\n→ 1-2、9-9")],
    )
    .await;
    let page = wrong.text();
    assert!(
        page.contains("「→」の後の「9-9」は") && page.contains("→ 1-2、9-9"),
        "what was typed stays: {page}"
    );
    let fields = [
        ("circumstances", "", "人口の減少\n・税収"),
        ("viewpoints", "", "選択と集中\n・見直し"),
        ("directions", "", "デジタル\n・予約\n→ 1-2、方針1"),
    ];
    let answer = typed(&site, &office, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = get_as(&site, &office, &of("")).await.text();
    assert!(
        page.contains("つながる取組項目") && page.contains("1-2 窓口の予約</a>"),
        "{page}"
    );
    let page = get_as(&site, &office, &of("/items/i2")).await.text();
    for heading in [
        "環境の変化：人口の減少",
        "改定の視点：選択と集中",
        "方向性・充実する取組：デジタル",
    ] {
        assert!(page.contains(heading), "{heading}: {page}");
    }
    // Its section is named as well, so the other item has the same background.
    let page = get_as(&site, &office, &of("/items/i1")).await.text();
    assert!(page.contains("方向性・充実する取組：デジタル"), "{page}");

    // A number is a name and no identity.
    let body = crate::common::code();
    let stored = site.store.plan(&body, PLAN).await.expect("a store");
    let mut stored = stored.expect("a plan");
    stored.plan.items[1].number = Some("2-7".into());
    let (actor, now) = (crate::common::program(), crate::common::clock());
    let revision = Some(stored.head.revision);
    site.store
        .put_plan(&actor, &now, &body, PLAN, revision, &stored.plan, None)
        .await
        .expect("another number");
    let page = get_as(&site, &office, &of("/texts")).await.text();
    assert!(page.contains("→ 2-7、方針1"), "{page}");
    // Somebody who saw the old text does not write over it.
    let seen = "デジタル\n・予約\n→ 1-2、方針1";
    let late = typed(&site, &office, &[("directions", seen, "別の方向")])
        .await
        .text();
    assert!(
        late.contains("ほかの方が先に「デジタル") && late.contains("別の方向"),
        "{late}"
    );
    // An item that goes is led to no more.
    let answer = post_as(
        &site,
        &office,
        &of("/edit"),
        &form(&[("pick", "i:i2"), ("deed", "remove")]),
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = get_as(&site, &office, &of("/texts")).await.text();
    assert!(page.contains("→ 方針1"), "{page}");
}

#[tokio::test]
async fn plans_are_cited_under_one_name() {
    let (site, office) = site().await;
    let csv = get_as(&site, &office, &of("/references.csv")).await.text();
    assert!(
        csv.contains("六次総基本計画,07-02,項目,,1-1 収納率の向上,六次総基本計画07-02")
            && csv.contains("総計基本計画,07-02,項目,,1-2 窓口の予約,総計基本計画07-02"),
        "{csv}"
    );
    let fields = [
        (
            "cited",
            "",
            "第六次総合計画：六次総、総計\n・基本計画07-02：財政運営\n行財政改革プラン2021：プラン2021",
        ),
        ("editions", "", "行財政改革プラン2021：当初：令和3年度～令和7年度"),
    ];
    let answer = typed(&site, &office, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let csv = get_as(&site, &office, &of("/references.csv")).await.text();
    assert!(
        csv.contains("第六次総合計画,基本計画07-02,項目,財政運営,1-1 収納率の向上、1-2 窓口の予約"),
        "{csv}"
    );
    let page = get_as(&site, &office, &of("/items")).await.text();
    assert!(page.contains("/references\">関連計画</a>"), "{page}");
    let page = get_as(&site, &office, &of("/references")).await.text();
    assert!(page.contains("2の計画の2か所を引用しています。"), "{page}");
    // What is said of a place stands with the item, and the plan that is here is a link.
    let page = get_as(&site, &office, &of("/items/i1")).await.text();
    assert!(
        page.contains("六次総基本計画07-02（第六次総合計画 財政運営）"),
        "{page}"
    );
    assert!(page.contains(&format!("href=\"/{CODE}/old/items?q=")), "{page}");
    let page = get_as(&site, &office, &of("")).await.text();
    assert!(
        page.contains(&format!("<a href=\"/{CODE}/old\">行財政改革プラン2021</a>")),
        "{page}"
    );
}
