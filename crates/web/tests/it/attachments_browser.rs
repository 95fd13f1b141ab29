//! The sections and pages of attachments as a browser shows them: nothing for axe to find, at a desk and on a telephone,
//! and a file that is hung on an answer by keyboard and form.

use std::fs;

use crate::common::CODE;
use crate::review_support::{PLAN, begun, staff};
use crate::visit::{Visit, choose_files, enter, resize, until};

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_attached_and_looked_at() {
    let site = begun(1).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let (own, office) = (staff(&site, "d1").await, site.as_role("office").await);
    let page = visit.desk().await;
    visit.sign_in(&page, &own).await;
    let answer = format!("/{CODE}/{PLAN}/rounds/2026/departments/d1/items/i1");
    visit.see(&page, &answer, "attachments-answer").await;
    visit
        .see(&page, &format!("{answer}/attachments"), "attachments-add")
        .await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("積算.pdf");
    fs::write(&file, b"%PDF-1.7\n").expect("a file");
    choose_files(&page, "#attachment-file", &[&file]).await;
    enter(&page, "form[enctype] button").await;
    until(&page, "document.querySelectorAll('.attachments li').length === 1").await;
    visit.look(&page, "attachments-added").await;
    enter(&page, "form[enctype] button").await;
    until(&page, "document.activeElement.id === 'attachment-file'").await;
    visit.look(&page, "attachments-refused").await;
    visit.sign_in(&page, &office).await;
    visit
        .see(&page, &format!("/{CODE}/{PLAN}/attachments"), "attachments-all")
        .await;
    visit
        .see(&page, &format!("/{CODE}/{PLAN}/items/i1"), "attachments-item")
        .await;
    let review = format!("/{CODE}/{PLAN}/rounds/2026/items/i1");
    visit.see(&page, &review, "attachments-review").await;
    resize(&page, 390, 844).await;
    visit
        .see(
            &page,
            &format!("/{CODE}/{PLAN}/attachments"),
            "attachments-all-narrow",
        )
        .await;
    visit.without_trouble().await;
}
