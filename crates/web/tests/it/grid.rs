//! What is pasted into the register out of a spreadsheet, as the page shows it before it is taken in.

use crate::common::{CODE, Site, config, form, post_as};
use gyokaku_core::plan::{Item, Plan};

async fn shown(block: &str) -> String {
    let site = Site::empty(config()).await;
    let item = |n: usize| Item {
        id: format!("i{n}"),
        number: Some(format!("1-{n}")),
        title: format!("取組その{n}"),
        ..Item::default()
    };
    let plan = Plan {
        title: "経営プラン".into(),
        items: (1..=4).map(item).collect(),
        ..Plan::default()
    };
    site.put_internal("keiei", &plan, None).await;
    let office = site.as_role("office").await;
    let fields = [("section", ""), ("item", "i1"), ("column", "0"), ("text", block)];
    let path = format!("/{CODE}/keiei/grid/paste");
    post_as(&site, &office, &path, &form(&fields)).await.text()
}

/// The names of the items whose fields would be written.
fn items(page: &str) -> Vec<&str> {
    let found = page.split(".item\" value=\"").skip(1);
    found.filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn rows_below_heads_go_to_the_items_that_they_name() {
    let page = shown("番号\t目標\t備考\n1-4\t年に40件\t急ぐ\n1-3\t年に30件\t\n").await;
    assert_eq!(items(&page), ["i4", "i3"], "{page}");
    assert!(page.contains("書き換わる欄が2か所、新しい取組項目が0件、取り込まないものが1か所"));
    assert!(page.contains("台帳にない欄のため"));
    let page = shown("取組項目\t目標\n取組その2\t年に20件\n別の取組\t5件\n").await;
    assert_eq!(items(&page), ["i2"]);
    assert!(page.contains("新しい取組項目が1件"));
}

#[tokio::test]
async fn one_head_alone_is_a_head_and_a_block_without_heads_goes_row_by_row() {
    let page = shown("取組項目\n取組その2\n別の名前\n").await;
    assert!(
        items(&page).is_empty() && page.contains("新しい取組項目が1件"),
        "{page}"
    );
    let page = shown("2-1\t別の名前\n2-2\t次の名前\n").await;
    assert_eq!(items(&page), ["i1", "i1", "i2", "i2"]);
}

#[tokio::test]
async fn a_number_that_nobody_has_is_told() {
    let page = shown("番号\t目標\n9-9\t5件\n").await;
    assert!(items(&page).is_empty() && page.contains("番号や名称が一致する取組項目がなく"));
}
