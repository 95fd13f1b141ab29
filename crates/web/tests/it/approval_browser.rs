//! The pages of approval in a real Chromium: settings with three levels, deputies, the sheet for 決裁, wide, narrow and
//! as printed.

use crate::common::CODE;
use crate::review_support::{ROUND, answer, approved_by, begun, head, post_as, usual};
use crate::visit::{Visit, WINDOWS, beyond, picture, resize};
use chromiumoxide::cdp::browser_protocol::emulation::SetEmulatedMediaParams;
use gyokaku_core::round::answer::State;

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_approval_wide_and_narrow_and_the_sheet_as_printed() {
    let site = begun(9).await;
    approved_by(&site, &["課長", "部長", "副市長"]).await;
    for item in ["i1", "i4", "i7"] {
        answer(&site, item, "d1", &usual("○"), State::Submitted).await;
    }
    let own = head(&site, "d1").await;
    let approved = [("answers", "i1:d1"), ("answers", "i4:d1")];
    post_as(&site, &own, &format!("{ROUND}/approval"), &approved).await;
    site.account(CODE, "hosa", &[("staff", Some("d1"))]).await;
    let form = [
        ("deputy", "a-hosa"),
        ("from", "2026-11-24"),
        ("until", "2026-11-26"),
    ];
    post_as(&site, &own, "/990019/deputies", &form).await;
    let office = site.as_role("office").await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let (_, width, height) = WINDOWS[0];
    let page = visit.window(width, height).await;
    let mut wrong = Vec::new();
    for (cookie, address, name) in [
        (&office, format!("{ROUND}/settings"), "settings"),
        (&office, ROUND.to_owned(), "board"),
        (&own, format!("{ROUND}/review?state=all"), "review"),
        (&own, "/990019/deputies".to_owned(), "deputies"),
        (&own, format!("{ROUND}/departments/d1/sheet"), "sheet"),
    ] {
        visit.sign_in(&page, cookie).await;
        visit.go(&page, &address).await;
        for (window, width, height) in WINDOWS {
            resize(&page, width, height).await;
            let against = visit.against(&page).await;
            if !against.is_empty() {
                wrong.push(format!("{name} in a {window} window: {against}"));
            }
            let pixels = beyond(&page).await;
            if pixels != 0 {
                wrong.push(format!("{name} in a {window} window is {pixels} pixels too wide"));
            }
            picture(&page, &format!("{window}-approval-{name}")).await;
        }
    }
    // As it comes out of a printer: as wide as an A4 page between its margins.
    resize(&page, 703, 1000).await;
    let print = SetEmulatedMediaParams::builder().media("print").build();
    page.execute(print).await.expect("the print view");
    picture(&page, "print-approval-sheet").await;
    visit.end().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
