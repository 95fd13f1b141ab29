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
