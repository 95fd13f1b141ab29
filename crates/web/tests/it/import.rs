//! A document comes in: nothing is stored before the person says so, and nothing that cannot be read does harm.

use crate::common::{BOUNDARY, CODE, Site, clock, config, get_as, multipart, program, upload_request};
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use futures::StreamExt as _;
use tower::ServiceExt as _;

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
    let mut site = Site::empty(config()).await;
    let code = CODE.parse().expect("a code");
    site.store
        .put_body(&program(), &clock(), &code, "見本市")
        .await
        .expect("a body");
    site.cookie = Some(site.as_role("office").await);
    let answer = site.upload("register.csv", REGISTER.as_bytes(), &[]).await;
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
        "見本市（990019）",
        "新しい計画として保存できます。",
        "保存する",
        "取りやめる",
        "収支均衡した予算編成",
    ] {
        assert!(text.contains(words), "the review lacks {words}");
    }
    assert!(
        site.store.bodies().await.expect("bodies")[0].plans.is_empty(),
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
    let looked = site.get(&path).await;
    assert_eq!(
        (looked.status, looked.location()),
        (StatusCode::SEE_OTHER, format!("/{CODE}/plan-a")),
        "what is stored leads to its plan"
    );
    let second = site.post(&path, &form).await;
    assert_eq!(
        (second.status, second.location()),
        (StatusCode::SEE_OTHER, format!("/{CODE}/plan-a")),
        "a second click has the same end"
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
    let journal = site.store.journal(Some(&code), 10).await.expect("a journal");
    let put = journal.iter().find(|e| e.what == "plan.put").expect("an entry");
    assert_eq!(
        (put.actor.as_str(), put.role.as_str()),
        ("office 担当（office）", "office"),
        "who stored it, by name"
    );
}

const WITH_WORDS: &str = "第3次改革プラン\n\n番号\t取組項目\t取組内容\t担当課\n1\t窓口の集約\t窓口を一つにする。\t市民課\n2\t研修の充実\t研修を増やす。\t人事課\n\n## 経過\n\n会議の経過は別に定める。\n委員の意見を聴いて定めた。\n";

#[tokio::test]
async fn what_was_not_taken_is_kept_by_choosing() {
    let mut site = Site::empty(config()).await;
    let code = CODE.parse().expect("a code");
    let body = site.store.put_body(&program(), &clock(), &code, "見本市").await;
    body.expect("a body");
    site.cookie = Some(site.as_role("office").await);
    let path = site
        .upload("plan.txt", WITH_WORDS.as_bytes(), &[])
        .await
        .location();
    let text = site.when_read(&path).await.text();
    for words in [
        "取り込まれない記載",
        "値として読み取れない文",
        "見出しだけ",
        "注記として残す：委員の意見を聴いて定めた。",
    ] {
        assert!(text.contains(words), "the review lacks {words}");
    }
    let all = taken(&text);
    let form =
        format!("chosen=1&plan=&key=plan-a&title=x&style=era&revision={all}&left_first=0&left_end=3&n2=on");
    let chosen = site
        .post(&format!("{path}/choice"), &format!("{form}&go=.0.0.1"))
        .await;
    assert!(
        chosen.location().ends_with("?left=1#not-taken"),
        "{}",
        chosen.location()
    );
    let text = site.page(chosen.location().trim_end_matches("#not-taken")).await;
    assert!(
        text.contains("注記として残す：委員の意見を聴いて定めた。\" checked"),
        "what was chosen is chosen"
    );
    assert!(!text.contains("注記として残す：会議の経過は別に定める。\" checked"));
    let stored = site.post(&path, &form).await;
    assert_eq!(stored.location(), format!("/{CODE}/plan-a"));
    let plan = site.page(&format!("/{CODE}/plan-a")).await;
    assert!(
        plan.contains("委員の意見を聴いて定めた。"),
        "the note stands on the page of the plan"
    );
    assert!(!plan.contains("会議の経過は別に定める。"));

    let path = site
        .upload("plan.txt", WITH_WORDS.as_bytes(), &[])
        .await
        .location();
    site.when_read(&path).await;
    let again = format!("{path}?chosen=1&plan=plan-a&key=&title=x&style=era{all}");
    let text = site.page(&again).await;
    assert!(
        text.contains("変更はありません"),
        "the same document again changes nothing"
    );
    assert!(!text.contains("この文書に記載がないもの"), "and lacks nothing");
}

#[tokio::test]
async fn nobody_chooses_another_body() {
    let site = Site::filled(config()).await;
    let other = "042099".parse().expect("a code");
    site.store
        .put_body(&program(), &clock(), &other, "隣の市")
        .await
        .expect("a body");
    let words = [("body", "042099"), ("new_code", "042099"), ("new_name", "隣の市")];
    let path = site.upload("a.csv", REGISTER.as_bytes(), &words).await.location();
    site.when_read(&path).await;
    let form = "chosen=1&body=042099&plan=&key=mine&title=x&style=era&take_items=on";
    let stored = site.post(&path, form).await;
    assert_eq!(stored.location(), format!("/{CODE}/mine"));
    let body = site.store.body(&other).await.expect("a body").expect("a body");
    assert!(body.plans.is_empty());
}

#[tokio::test]
async fn an_upload_that_is_cut_off_stores_nothing() {
    let site = Site::filled(config()).await;
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
    let site = Site::filled(config()).await;
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
    let site = Site::filled(config()).await;
    let answer = site.upload("", b"", &[("body", CODE)]).await;
    assert!(answer.text().contains("文書が選ばれていません"));
    let answer = site.post("/import", "file=x").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_address_that_is_taken_is_said() {
    let site = Site::filled(config()).await;
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
async fn the_oldest_of_ones_own_documents_makes_room() {
    let site = Site::filled(config()).await;
    let colleague = site.as_person(CODE, "office2", &[("office", None)]).await;
    assert!(!site.page("/import").await.contains("確認を待っている文書"));
    let mut sent = Vec::new();
    for n in 0..6 {
        let name = format!("第{n}号.csv");
        let answer = site.upload(&name, REGISTER.as_bytes(), &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{n}");
        sent.push(answer.location());
        site.when_read(&sent[n]).await;
    }
    for (n, path) in sent.iter().enumerate() {
        let expected = if n < 2 { StatusCode::GONE } else { StatusCode::OK };
        assert_eq!(site.get(path).await.status, expected, "{n}");
    }
    let listed = site.page("/import").await;
    for (n, path) in sent.iter().enumerate() {
        let is_listed = listed.contains(&format!("<a href=\"{path}\">第{n}号.csv</a>"));
        assert_eq!(is_listed, n >= 2, "{n}");
    }
    assert!(listed.contains("11月20日19時00分に受け取り") && listed.contains("確認を待っています"));
    let other = get_as(&site, &colleague, "/import").await.text();
    assert!(!other.contains("第5号.csv"), "a colleague's are not one's own");

    let dropped = site.post(&format!("{}/discard", sent[5]), "").await;
    assert_eq!(dropped.location(), "/import");
    assert!(!site.page("/import").await.contains("第5号.csv"));
}

#[tokio::test]
async fn who_sends_slowly_keeps_nobody_else_out() {
    let site = Site::filled(config()).await;
    let colleague = site.as_person(CODE, "office2", &[("office", None)]).await;
    let begun = multipart("a.csv", REGISTER.as_bytes(), &[])[..100].to_vec();
    // A part comes, and then nothing for as long as the test lasts.
    let slow = || {
        let parts = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from(begun.clone()))]);
        let request = Request::post("/import")
            .header(header::COOKIE, site.cookie.clone().expect("a cookie"))
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BOUNDARY}"),
            )
            .body(Body::from_stream(parts.chain(futures::stream::pending())))
            .expect("a request");
        tokio::spawn(site.router.clone().oneshot(request))
    };
    let slow = [slow(), slow()];
    let mut own = site.upload("a.csv", REGISTER.as_bytes(), &[]).await;
    for _ in 0..1000 {
        if own.status == StatusCode::SERVICE_UNAVAILABLE {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        own = site.upload("a.csv", REGISTER.as_bytes(), &[]).await;
    }
    assert_eq!(
        own.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "two of one's own are enough"
    );
    assert!(own.headers.contains_key(header::RETRY_AFTER));
    let mut request = upload_request(multipart("a.csv", REGISTER.as_bytes(), &[]));
    let cookie = colleague.parse().expect("a header");
    request.headers_mut().insert(header::COOKIE, cookie);
    assert_eq!(site.send(request).await.status, StatusCode::SEE_OTHER);
    for one in slow {
        one.abort();
    }
}

#[tokio::test]
async fn a_form_of_megabytes_is_refused() {
    let site = Site::filled(config()).await;
    let answer = site
        .post("/session", &format!("password={}", "a".repeat(2_000_000)))
        .await;
    assert!(answer.status.is_client_error());
    let answer = site
        .upload("a.csv", REGISTER.as_bytes(), &[("body", &"a".repeat(5000))])
        .await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

/// The fields of the review screen as they stand, as a browser would send them.
fn fields(page: &str) -> Vec<(String, String)> {
    let form = page.split("id=\"choices\"").nth(1).expect("the form");
    let form = form.split("</form>").next().expect("its end");
    let value = |tag: &str, name: &str| {
        let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
        rest.split('"').next().map(str::to_owned)
    };
    let mut fields = Vec::new();
    for tag in form.split('<').map(|t| t.split('>').next().unwrap_or_default()) {
        let Some(name) = value(tag, "name") else { continue };
        if tag.starts_with("input") && (!tag.contains("type=\"checkbox\"") || tag.ends_with(" checked")) {
            fields.push((name, value(tag, "value").unwrap_or_else(|| "on".into())));
        }
    }
    for select in form.split("<select").skip(1) {
        let name = value(select, "name").expect("a name");
        let options: Vec<&str> = select
            .split("</select>")
            .next()
            .unwrap_or_default()
            .split("<option")
            .skip(1)
            .collect();
        let chosen = options
            .iter()
            .find(|o| o.split('>').next().unwrap_or_default().ends_with("selected"));
        if let Some(option) = chosen.or(options.first()) {
            fields.push((name, value(option, "value").unwrap_or_default()));
        }
    }
    fields
}

/// A form with some fields otherwise; an empty word leaves a box unchecked.
fn form(page: &str, otherwise: &[(&str, &str)]) -> String {
    let mut fields = fields(page);
    for (name, value) in otherwise {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let words: Vec<String> = fields
        .iter()
        .map(|(k, v)| format!("{}={}", encode(k), encode(v)))
        .collect();
    words.join("&")
}

const LEADS: &str = "通し番号,番号,取組項目,取組内容,主担当課,関係課\nNo.1,1,収支均衡した予算編成,収支を合わせます,財政課,契約課\nNo.2,2,使用料の見直し,見直します,契約課,財政課\nNo.3,3,これは見出し,,,\n";

#[tokio::test]
async fn a_wrong_reading_is_corrected_by_choosing() {
    let site = Site::filled(config()).await;
    let path = site
        .upload("a.csv", LEADS.as_bytes(), &[("body", CODE)])
        .await
        .location();
    let page = site.when_read(&path).await.text();
    assert!(page.contains("読み取りを1件ずつ直す"), "{page}");
    let chosen = form(
        &page,
        &[
            ("f0_swap", "on"),
            ("f2", ""),
            ("from", "2021"),
            ("to", "2025"),
            ("go", "items.1.0"),
        ],
    );
    let seen = site.post(&format!("{path}/choice"), &chosen).await;
    assert_eq!(
        (seen.status, seen.location()),
        (StatusCode::SEE_OTHER, format!("{path}?fix=items#fix"))
    );
    let page = site.page(&format!("{path}?fix=items")).await;
    assert!(page.contains("読み取りを3か所直しています") && page.contains("◎契約課　○財政課"));
    assert_eq!(
        site.store.bodies().await.expect("bodies")[0].plans.len(),
        2,
        "nothing is stored"
    );

    // An address that is taken is said beside its field, and all that was chosen stays.
    let refused = site.post(&path, &form(&page, &[("key", "small")])).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let page = refused.text();
    assert!(page.contains("id=\"key-wrong\"") && page.contains("すでにあります"));
    assert!(page.contains("読み取りを3か所直しています") && page.contains("value=\"2025\" selected"));
    let refused = site.post(&path, &form(&page, &[("to", "2020")])).await;
    assert!(refused.text().contains("期間の終わりが始まりより前です"));

    let stored = site
        .post(
            &path,
            &form(&page, &[("key", "corrected"), ("title", "直した計画")]),
        )
        .await;
    assert_eq!(
        stored.location(),
        format!("/{CODE}/corrected"),
        "{}",
        stored.text()
    );
    let code = CODE.parse().expect("a code");
    let plan = site
        .store
        .plan(&code, "corrected")
        .await
        .expect("a plan")
        .expect("a plan")
        .plan;
    assert_eq!(plan.items.len(), 2);
    assert_eq!(plan.items[0].departments.lead, ["契約課"]);
    assert_eq!(
        plan.period.map(|p| (p.from.western(), p.to.western())),
        Some((2021, 2025))
    );
}

#[tokio::test]
async fn a_large_document_is_looked_at_page_by_page() {
    let site = Site::filled(config()).await;
    let mut text = String::from("通し番号,番号,取組項目,取組内容,主担当課\n");
    for n in 1..=10_000 {
        text.push_str(&format!("No.{n},{n},取組その{n},内容その{n},第{}課\n", n % 40));
    }
    let path = site
        .upload("big.csv", text.as_bytes(), &[("body", CODE)])
        .await
        .location();
    let page = site.when_read(&path).await.text();
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    for words in [
        "10000件のうち、1件目から100件目まで",
        "はじめの300行を表示しています。保存されるのはすべての行です。",
        "1行目から1000行目まで",
    ] {
        assert!(page.contains(words), "the review lacks {words}");
    }
    // What is chosen on one page stays while another is looked at.
    let chosen = form(&page, &[("f1", ""), ("go", "items.2.0")]);
    let next = site.post(&format!("{path}/choice"), &chosen).await.location();
    assert!(next.contains("page=2"));
    let page = site.page(next.split('#').next().expect("an address")).await;
    assert!(page.contains("101件目から200件目まで") && page.contains("読み取りを1か所直しています"));
    let stored = site.post(&path, &form(&page, &[("key", "big-one")])).await;
    assert_eq!(stored.status, StatusCode::SEE_OTHER, "{}", stored.text());
    let bodies = site.store.bodies().await.expect("bodies");
    let plan = bodies[0]
        .plans
        .iter()
        .find(|p| p.key == "big-one")
        .expect("stored");
    assert_eq!(plan.items, 9_999);
}

#[tokio::test]
async fn a_document_of_words_alone_says_what_was_read_of_it() {
    let mut site = Site::empty(config()).await;
    let code = CODE.parse().expect("a code");
    site.store
        .put_body(&program(), &clock(), &code, "見本市")
        .await
        .expect("a body");
    site.cookie = Some(site.as_role("office").await);
    let text = "ひのき市経営プラン\n\n計画期間は令和6年度から令和8年度までの3年間とする。\n※効果額は一般財源で見込んだもの。\n";
    let path = site.upload("words.txt", text.as_bytes(), &[]).await.location();
    let review = site.when_read(&path).await.text();
    let answer = review.split("class=\"answer\">").nth(1).unwrap_or_default();
    let answer = answer.split('<').next().unwrap_or_default();
    assert!(
        answer.contains("注記") && answer.contains("件を読み取りました。"),
        "{answer}"
    );
}
