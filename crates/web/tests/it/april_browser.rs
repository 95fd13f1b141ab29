//! April in a browser: a list of accounts, a hand-over and the days of roles, as an administrator meets them.

use axum::body::Body;
use axum::http::{Request, header};

use crate::common::{BOUNDARY, CODE, Site, config, form, multipart};
use crate::visit::{Visit, ask, enter, until};

async fn sent(site: &Site, text: &str) -> String {
    let request = Request::post(format!("/{CODE}/accounts/list"))
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(Body::from(multipart("利用者の一覧.csv", text.as_bytes(), &[])))
        .expect("a request");
    site.send(request).await.location()
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_hand_overs_are_seen_before_they_are_stored() {
    let mut site = Site::filled(config()).await;
    site.departments(
        CODE,
        &[
            ("b", "総務部", None),
            ("z", "財政課", Some("b")),
            ("k", "契約課", Some("b")),
        ],
    )
    .await;
    site.account(CODE, "taro", &[("staff", Some("z"))]).await;
    site.account(CODE, "hana", &[("staff", Some("k"))]).await;
    site.cookie = Some(site.as_person(CODE, "kanri", &[("administrator", None)]).await);
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1280, 900).await;
    visit
        .see(&page, &format!("/{CODE}/accounts/list"), "accounts-list")
        .await;
    let wrong = sent(
        &site,
        "ログイン名,名前,役割,所属\r\nshin,新人,係長,\r\nzaisei2,財政,担当者,水道課\r\n",
    )
    .await;
    visit.see(&page, &wrong, "accounts-list-wrong").await;
    let text = "ログイン名,名前,役割,所属,開始日\r\ntaro,財政 太郎,担当者,契約課,2027-04-01\r\nshin,新人 太郎,担当者,財政課,\r\n";
    let at = sent(&site, text).await;
    visit.see(&page, &at, "accounts-list-preview").await;
    enter(&page, "form[action$=application] button.primary").await;
    until(&page, "document.getElementById('passwords')").await;
    visit.look(&page, "accounts-list-passwords").await;

    visit
        .see(&page, &format!("/{CODE}/accounts/handover?from=shin"), "handover")
        .await;
    let fields = form(&[("day", "2027-04-01"), ("from.0", "だれ"), ("to.0", "")]);
    let answer = site
        .post(&format!("/{CODE}/accounts/handover"), &fields)
        .await
        .text();
    assert!(answer.contains("from.0-wrong"));
    ask(&page, "document.getElementById('to.0').value = 'hana'").await;
    enter(&page, "form.form button.primary").await;
    until(&page, "document.getElementById('after')").await;
    visit.look(&page, "handover-preview").await;
    enter(&page, "form[action$=application] button.primary").await;
    until(&page, "location.search === '?done=2'").await;
    visit.look(&page, "handover-done").await;
    visit
        .see(&page, &format!("/{CODE}/accounts"), "accounts-terms")
        .await;
    visit
        .see(&page, &format!("/{CODE}/accounts/a-hana"), "accounts-days")
        .await;
    visit
        .see(&page, &format!("/{CODE}/departments/list"), "departments-list")
        .await;
    visit.without_trouble().await;
}
