//! A document comes in: nothing is stored before the person says so, and nothing that cannot be read does harm.

mod common;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use common::{BOUNDARY, CODE, Site, demo, multipart, upload_request};

/// The form of the review screen as it stands: everything is taken.
fn taken(page: &str) -> String {
    let names = page
        .split("name=\"take_")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    names.map(|name| format!("&take_{name}=on")).collect()
}

const REGISTER: &str = "通し番号,番号,取組項目,取組内容,目標,主担当課\nNo.1,1,収支均衡した予算編成,収支を合わせます,維持,財政課\nNo.2,2,使用料の見直し,見直します,改定,契約課\n";

#[tokio::test]
async fn a_document_is_shown_then_stored_then_unchanged() {
    let site = Site::empty(demo()).await;
    let words = [
        ("body", "new"),
        ("new_code", "９９００１９"),
        ("new_name", "見本市"),
    ];
    let answer = site.upload("register.csv", REGISTER.as_bytes(), &words).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{}",
        String::from_utf8_lossy(&answer.bytes)
    );
    let path = answer.location();
    let review = site.when_read(&path).await;
    assert_eq!(review.status, StatusCode::OK);
    let text = review.text();
    for words in [
        "新しい団体",
        "新しい計画として保存できます。",
        "保存する",
        "取りやめる",
        "収支均衡した予算編成",
    ] {
        assert!(text.contains(words), "the review lacks {words}");
    }
    assert!(
        site.store.bodies().await.expect("bodies").is_empty(),
        "looking stores nothing"
    );

    let all = taken(&text);
    let form = format!("chosen=1&plan=&key=plan-a&title=%E8%A8%88%E7%94%BB&style=era&revision={all}");
    let stored = site.post(&path, &form).await;
    assert_eq!(
        (stored.status, stored.location()),
        (StatusCode::SEE_OTHER, format!("/{CODE}/plan-a")),
        "{}",
        String::from_utf8_lossy(&stored.bytes)
    );
    assert!(
        site.page(&format!("/{CODE}/plan-a/items"))
            .await
            .contains("使用料の見直し")
    );
    assert_eq!(
        site.get(&path).await.status,
        StatusCode::GONE,
        "what is stored no longer waits"
    );

    let again = site
        .upload("register.csv", REGISTER.as_bytes(), &[("body", CODE)])
        .await;
    let path = again.location();
    site.when_read(&path).await;
    let text = site
        .page(&format!(
            "{path}?chosen=1&plan=plan-a&key=&title=%E8%A8%88%E7%94%BB&style=era{all}"
        ))
        .await;
    assert!(
        text.contains("変更はありません"),
        "the same document again changes nothing"
    );
    site.post(&format!("{path}/discard"), "").await;
    assert_eq!(site.get(&path).await.status, StatusCode::GONE);
    let bodies = site.store.bodies().await.expect("bodies");
    assert_eq!(bodies[0].plans[0].revision, 1);
}

#[tokio::test]
async fn an_upload_that_is_cut_off_stores_nothing() {
    let site = Site::filled(demo()).await;
    let whole = multipart("a.csv", REGISTER.as_bytes(), &[("body", CODE)]);
    for end in [0, 1, 40, whole.len() / 2, whole.len() - 8] {
        let answer = site.send(upload_request(whole[..end].to_vec())).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "cut off at {end}");
        assert!(answer.text().contains("変わっていません"));
    }
    // The connection breaks: the stream ends in an error.
    let parts: Vec<Result<Bytes, std::io::Error>> = vec![
        Ok(Bytes::from(whole[..100].to_vec())),
        Err(std::io::ErrorKind::ConnectionReset.into()),
    ];
    let request = Request::post("/import")
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(Body::from_stream(futures::stream::iter(parts)))
        .expect("a request");
    assert_eq!(site.send(request).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(site.store.bodies().await.expect("bodies")[0].plans.len(), 2);
}

#[tokio::test]
async fn garbage_gets_one_clear_message() {
    let site = Site::filled(demo()).await;
    let garbage: Vec<u8> = (0..4000u32).map(|n| (n * 7919 % 251) as u8).collect();
    for (name, bytes) in [
        ("empty.txt", &b""[..]),
        ("a.bin", &garbage),
        ("a.pdf", b"%PDF-1.7\n..."),
        ("a.xlsx", b"PK\x03\x04broken"),
        ("a.png", b"\x89PNG\r\n\x1a\n...."),
    ] {
        let answer = site.upload(name, bytes, &[("body", CODE)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{name}");
        let said = site.when_read(&answer.location()).await;
        assert_eq!(said.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(
            said.text().contains("何も保存していません") && said.text().contains("文書を選び直す"),
            "{name}"
        );
    }
}

#[tokio::test]
async fn what_the_form_lacks_is_said() {
    let site = Site::filled(demo()).await;
    for (words, said) in [
        (
            vec![("body", "new"), ("new_code", "041008"), ("new_name", "x")],
            "検査数字",
        ),
        (
            vec![("body", "new"), ("new_code", "041009"), ("new_name", "")],
            "名前を入力",
        ),
        (vec![("body", "041009")], "団体を選び直してください"),
        (vec![("body", "")], "団体を選んでください"),
    ] {
        let answer = site.upload("a.csv", REGISTER.as_bytes(), &words).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.text().contains(said), "{said}");
    }
    let answer = site.upload("", b"", &[("body", CODE)]).await;
    assert!(answer.text().contains("文書が選ばれていません"));
    let answer = site.post("/import", "file=x").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_address_that_is_taken_is_said() {
    let site = Site::filled(demo()).await;
    let path = site
        .upload("a.csv", REGISTER.as_bytes(), &[("body", CODE)])
        .await
        .location();
    site.when_read(&path).await;
    let taken = site.post(&path, "chosen=1&plan=&key=small&take_items=on").await;
    assert_eq!(taken.status, StatusCode::BAD_REQUEST);
    assert!(taken.text().contains("すでにあります"));
    let stale = site
        .post(&path, "chosen=1&plan=small&revision=0&take_items=on")
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(
        site.get(&path).await.status,
        StatusCode::OK,
        "the document still waits"
    );
}

#[tokio::test]
async fn few_documents_wait_at_once() {
    let site = Site::filled(demo()).await;
    let mut last = StatusCode::SEE_OTHER;
    for _ in 0..17 {
        last = site
            .upload("a.csv", REGISTER.as_bytes(), &[("body", CODE)])
            .await
            .status;
    }
    assert_eq!(last, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_form_of_megabytes_is_refused() {
    let site = Site::filled(demo()).await;
    let answer = site
        .post("/session", &format!("key={}", "a".repeat(2_000_000)))
        .await;
    assert!(answer.status.is_client_error());
    let answer = site
        .upload("a.csv", REGISTER.as_bytes(), &[("body", &"a".repeat(5000))])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}
