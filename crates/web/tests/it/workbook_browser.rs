//! The pages of a department's workbook in a real Chromium, wide and narrow: accessible, and by keyboard.

use crate::common::CODE;
use crate::visit::{Visit, ask, enter, picture, until};
use crate::workbook_support::{all, edited, of, parts, put, site, stored};
use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::dom::SetFileInputFilesParams;
use gyokaku_core::round::field::Field;

async fn choose(page: &Page, files: &[&std::path::Path]) {
    let input = page.find_element("#file").await.expect("the field");
    let chosen = SetFileInputFilesParams::builder()
        .files(files.iter().map(|file| file.display().to_string()))
        .backend_node_id(input.backend_node_id)
        .build()
        .expect("a choice");
    page.execute(chosen).await.expect("files");
}

async fn look(visit: &Visit, page: &Page, name: &str) {
    let against = visit.against(page).await;
    assert!(against.is_empty() || against == "[]", "{name}: {against}");
    picture(page, name).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_by_keyboard_wide_and_narrow() {
    let site = site().await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let books = parts(&site.get(&all(".zip")).await.bytes);
    let book = books
        .iter()
        .find(|(name, _)| name.contains("財政課"))
        .expect("a workbook")
        .1;
    let filled = edited(
        book,
        &[
            ("収支均衡した予算編成", "進捗状況", "とても順調"),
            (
                "収支均衡した予算編成",
                "取組実績",
                "補助金を3件見直し、基金へ積み立てた。",
            ),
            ("収支均衡した予算編成", "効果額（実績）（円）", "1,234千円"),
            ("使用料・手数料の見直し", "進捗状況", "◯"),
            ("市有財産の活用", "番号", "9-9"),
        ],
    );
    let file = folder.path().join("進捗状況調査_令和8年度_財政課.xlsx");
    std::fs::write(&file, &filled).expect("a file");
    put(&site, "i3", "d1", Field::Done, None, "公売を行った。").await;
    let staff = site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await;
    for (size, width, height) in [("wide", 1280, 900), ("narrow", 390, 844)] {
        let page = visit.window(width, height).await;
        visit.sign_in(&page, &staff).await;
        visit.go(&page, &of("d1", "")).await;
        look(&visit, &page, &format!("workbook-new-{size}")).await;
        choose(&page, &[&file]).await;
        enter(&page, "form.form button.primary").await;
        until(
            &page,
            "document.querySelector('h1').textContent.includes('取り込む前の確認')",
        )
        .await;
        look(&visit, &page, &format!("workbook-show-{size}")).await;
        if size == "narrow" {
            enter(&page, "form[action$=application] button.primary").await;
            until(
                &page,
                "document.querySelector('h1').textContent.includes('取り込みの結果')",
            )
            .await;
            look(&visit, &page, "workbook-outcome-narrow").await;
        }
    }
    assert_eq!(stored(&site, "i2", "d1").await.value(&Field::Grade), Some("○"));
    let page = visit.window(1280, 900).await;
    visit
        .sign_in(&page, site.cookie.as_deref().expect("the office"))
        .await;
    visit.go(&page, &all("")).await;
    look(&visit, &page, "workbook-all-wide").await;
    let other = folder.path().join("メモ.csv");
    std::fs::write(&other, "番号,項目\n1,a\n").expect("a file");
    choose(&page, &[&file, &other]).await;
    enter(&page, "form.form button.primary").await;
    until(
        &page,
        "document.querySelector('h1').textContent.includes('取り込む前の確認')",
    )
    .await;
    assert!(
        ask(&page, "document.querySelector('.answer').textContent")
            .await
            .contains("2件の回答票")
    );
    look(&visit, &page, "workbook-all-show-wide").await;
    let troubles = std::mem::take(&mut *visit.troubles.lock().expect("the list"));
    visit.end().await;
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
}
