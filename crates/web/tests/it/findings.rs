//! The findings of a plan are those of the documents that its values are stated in, by the rules in force.
//!
//! Not here: the rules (`gyokaku-core`), how reports are kept (`gyokaku-store`).

use axum::http::StatusCode;
use gyokaku_core::difference::Missing;
use gyokaku_exchange::read::read;
use gyokaku_office::import::{Import, source, take_in};
use gyokaku_store::NewSource;
use gyokaku_web::App;

use crate::common::{CODE, Site, clock, config, program};

const WRONG: &str = "通し番号,番号,取組項目,取組内容,目標,主担当課\nNo.1,1,収支均衡した予算編成,令和3年度（2020年度）に始めます,維持,財政課\nNo.2,2,使用料の見直し,見直します,改定,契約課\n";
const FINDINGS: &str = "/990019/plan/findings";

/// Takes a version of a document in; `is_checked` is whether what checking it found comes with it.
async fn import(site: &Site, text: &str, is_checked: bool) {
    let body = CODE.parse().expect("a code");
    let read = read("register.csv", text.as_bytes()).expect("a document");
    let mut source: NewSource<'_> = source("register.csv", text.as_bytes(), &read.report);
    if !is_checked {
        source.checked = None;
    }
    let import = Import {
        body: &body,
        key: "plan",
        seen: site.store.plan(&body, "plan").await.expect("asked"),
        plan: read.plan,
        source,
        missing: Missing::Keep,
    };
    take_in(&site.store, &program(), &clock(), import)
        .await
        .expect("stored");
}

async fn site() -> Site {
    let mut site = Site::empty(config()).await;
    let code = CODE.parse().expect("a code");
    site.store
        .put_body(&program(), &clock(), &code, "見本市")
        .await
        .expect("a body");
    // What was found is for who works on the plan.
    site.cookie = Some(site.as_role("office").await);
    site
}

#[tokio::test]
async fn what_an_earlier_version_of_a_document_said_is_no_finding_any_more() {
    let site = site().await;
    import(&site, WRONG, true).await;
    let page = site.page(FINDINGS).await;
    assert!(
        page.contains("2020年度") && page.contains("不一致が1件"),
        "{page}"
    );

    import(&site, &WRONG.replace("2020", "2021"), true).await;
    let page = site.page(FINDINGS).await;
    assert!(!page.contains("不一致"), "{page}");
    let start = site.page("/990019/plan").await;
    assert!(!start.contains("不一致"), "{start}");
}

#[tokio::test]
async fn what_no_rules_in_force_have_checked_is_checked_beside_the_pages() {
    let site = site().await;
    import(&site, WRONG, false).await;
    let page = site.page(FINDINGS).await;
    assert!(page.contains("1件の文書を検算し直しています。"), "{page}");
    assert!(!page.contains("気になるところはありません"), "{page}");

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let app = App::new(site.store.clone(), config());
    let serving = tokio::spawn(gyokaku_web::serve(listener, app, async {
        let _ = ended.await;
    }));
    let mut page = site.get(FINDINGS).await;
    for _ in 0..2000 {
        if !page.text().contains("検算し直しています") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        page = site.get(FINDINGS).await;
    }
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("不一致が1件"), "{}", page.text());
    end.send(()).expect("the server runs");
    serving.await.expect("the task ends").expect("an orderly end");
}

#[tokio::test]
async fn a_finding_is_dealt_with_and_stays_so_when_the_document_comes_again() {
    let site = site().await;
    import(&site, WRONG, true).await;
    let page = site.page(FINDINGS).await;
    assert!(page.contains("未対応") && !page.contains("に対応しています"));
    let key = page
        .split("name=\"finding\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a finding")
        .to_owned();
    let send = async |state: &str, note: &str| {
        let form = crate::common::form(&[("finding", key.as_str()), ("state", state), ("note", note)]);
        site.post(FINDINGS, &form).await
    };
    assert_eq!(
        send("asked", "企画課に<b>照会").await.status,
        axum::http::StatusCode::SEE_OTHER
    );
    let page = site.page(FINDINGS).await;
    assert!(
        page.contains("照会中") && page.contains("企画課に") && !page.contains("<b>照会"),
        "{page}"
    );
    assert!(page.contains("1件に対応しています"));
    // The same document with a line before it: another place, the same finding.
    import(&site, &format!("\n{WRONG}"), true).await;
    let again = site.page(FINDINGS).await;
    assert!(again.contains("企画課に"), "{again}");
    assert_eq!(
        send("unknown", "").await.status,
        axum::http::StatusCode::BAD_REQUEST
    );
    let gone = crate::common::form(&[("finding", "none"), ("state", "asked")]);
    assert_eq!(
        site.post(FINDINGS, &gone).await.status,
        axum::http::StatusCode::CONFLICT
    );
    let journal = site.store.journal(None, 3).await.expect("a journal");
    assert!(journal.iter().any(|entry| entry.what == "plan.finding"));
}
