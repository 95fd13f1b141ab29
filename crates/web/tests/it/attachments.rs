//! Attachments through the pages: hung on answers, meetings and items, received by who may, refused where they are
//! programs, too large or falsely named, removed with their record, and gone when their time is over.

use crate::common::{
    Answer, BOUNDARY, CODE, Site, clock, code, config, form, get_as, multipart, post_as, program,
};
use crate::review_support::{self, PLAN, begun, moved, staff, usual};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gyokaku_core::attachment::{Attachment, FileKind, MOST_BYTES, MOST_OF_OWNER, Owner};
use gyokaku_core::council::{Council, Meeting};
use gyokaku_core::journal::{AttachmentDeed, Event};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::round::RoundState;
use gyokaku_core::round::answer::{State, Transition};
use gyokaku_store::{AttachedBy, Holding, NewAttachment, PageOf};

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
const KEIEI: &str = "keiei";

async fn send(
    site: &Site,
    cookie: &str,
    path: &str,
    name: &str,
    bytes: &[u8],
    words: &[(&str, &str)],
) -> Answer {
    let request = Request::post(path)
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .header(header::COOKIE, cookie)
        .body(Body::from(multipart(name, bytes, words)))
        .expect("a request");
    site.send(request).await
}

async fn nobody(site: &Site, path: &str) -> Answer {
    assert!(site.cookie.is_none());
    site.get(path).await
}

fn of_answer(item: &str, department: &str) -> String {
    format!("/{CODE}/{PLAN}/rounds/2026/departments/{department}/items/{item}/attachments")
}

async fn of_item(site: &Site, item: &str) -> Vec<Attachment> {
    let key = review_support::round().key;
    let found = site
        .store
        .attachments((&code(), PLAN), PageOf::Answers(key, item))
        .await;
    found.expect("a list")
}

async fn deeds(site: &Site) -> Vec<AttachmentDeed> {
    let entries = site.store.journal(Some(&code()), 1000).await.expect("a journal");
    let mut deeds: Vec<AttachmentDeed> = entries
        .iter()
        .filter_map(|entry| match entry.event() {
            Event::AttachmentHandled { deed, .. } => Some(deed),
            _ => None,
        })
        .collect();
    deeds.reverse();
    deeds
}

/// A plan with an open meeting `m1`, a closed one `m2` and an item `x`, released.
async fn released() -> Site {
    let mut site = Site::empty(config()).await;
    let meeting = |id: &str, closed| Meeting {
        id: id.into(),
        council: "c1".into(),
        title: "第2回".into(),
        closed,
        ..Meeting::default()
    };
    let plan = Plan {
        title: "経営プラン".into(),
        councils: vec![Council {
            id: "c1".into(),
            name: "懇談会".into(),
            ..Council::default()
        }],
        meetings: vec![meeting("m1", false), meeting("m2", true)],
        items: vec![Item {
            id: "x".into(),
            title: "使用料の見直し".into(),
            ..Item::default()
        }],
        ..Plan::default()
    };
    site.put(KEIEI, &plan, None).await;
    site.cookie = None;
    site
}

fn of(end: &str) -> String {
    format!("/{CODE}/{KEIEI}/{end}")
}

async fn last(site: &Site, page: PageOf<'_>) -> Attachment {
    let found = site
        .store
        .attachments((&code(), KEIEI), page)
        .await
        .expect("a list");
    found.into_iter().next_back().expect("an attachment")
}

#[tokio::test]
async fn a_department_hangs_evidence_on_its_answer_while_it_may_write() {
    let site = begun(3).await;
    let (own, other) = (staff(&site, "d1").await, staff(&site, "d3").await);
    let office = site.as_role("office").await;
    let path = of_answer("i1", "d1");
    let title = [("title", "<b>積算</b>")];
    let sent = send(&site, &own, &path, "積算の根拠.pdf", PDF, &title).await;
    assert_eq!(sent.location(), format!("{path}?did=added"));
    assert_eq!(
        send(&site, &other, &path, "a.pdf", PDF, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        send(&site, &office, &path, "a.pdf", PDF, &[]).await.status,
        StatusCode::CONFLICT,
        "while it is with its department, the office adds nothing"
    );
    let list = of_item(&site, "i1").await;
    assert_eq!(list.len(), 1);
    let file = format!("/{CODE}/{PLAN}/attachments/{}", list[0].id);

    let page = get_as(&site, &own, path.trim_end_matches("/attachments"))
        .await
        .text();
    assert!(page.contains("根拠資料") && page.contains(&file), "{page}");
    assert!(
        page.contains("&#60;b&#62;積算") && !page.contains("<b>積算"),
        "markup is text"
    );
    let review = format!("/{CODE}/{PLAN}/rounds/2026/items/i1");
    assert!(get_as(&site, &office, &review).await.text().contains(&file));

    let got = get_as(&site, &office, &file).await;
    assert_eq!((got.status, got.bytes.as_slice()), (StatusCode::OK, PDF));
    let head = |name: &str| {
        got.headers
            .get(name)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
    };
    assert_eq!(head("content-type"), "application/pdf");
    assert_eq!(head("x-content-type-options"), "nosniff");
    assert!(
        head("content-disposition")
            .starts_with("attachment; filename=\"attachment.pdf\"; filename*=UTF-8''%E7%A9%8D")
    );
    assert!(head("content-security-policy").contains("object-src 'none'"));
    assert_eq!(nobody(&site, &file).await.status, StatusCode::NOT_FOUND);
    assert_eq!(get_as(&site, &other, &file).await.status, StatusCode::FORBIDDEN);
    let committee = site.as_role("committee").await;
    assert_eq!(
        get_as(&site, &committee, &file).await.status,
        StatusCode::FORBIDDEN,
        "not yet handed in"
    );
    let administrator = site.as_role("administrator").await;
    assert_eq!(
        get_as(&site, &administrator, &file).await.status,
        StatusCode::FORBIDDEN
    );

    // Handed in, it is the office's to mend and not the department's to change.
    review_support::answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    assert_eq!(get_as(&site, &committee, &file).await.status, StatusCode::OK);
    assert_eq!(
        send(&site, &own, &path, "b.pdf", PDF, &[]).await.status,
        StatusCode::CONFLICT
    );
    let removal = format!("{file}/removal");
    assert_eq!(
        post_as(&site, &own, &removal, "").await.status,
        StatusCode::CONFLICT
    );
    assert!(
        get_as(&site, &office, &removal)
            .await
            .text()
            .contains("削除した中身は元に戻せません")
    );
    assert_eq!(
        send(&site, &office, &path, "b.pdf", PDF, &[]).await.status,
        StatusCode::SEE_OTHER
    );
    moved(&site, "i1", "d1", Transition::Withdraw).await;
    let gone = post_as(&site, &own, &removal, "").await;
    assert_eq!(gone.location(), format!("{path}?did=removed"));
    assert_eq!(get_as(&site, &office, &file).await.status, StatusCode::NOT_FOUND);
    use AttachmentDeed::{Added, Received, Removed};
    assert_eq!(deeds(&site).await, [Added, Received, Received, Added, Removed]);
}

#[tokio::test]
async fn programs_false_names_and_large_files_are_refused_at_their_field() {
    let site = begun(1).await;
    let own = staff(&site, "d1").await;
    let path = of_answer("i1", "d1");
    let large = vec![b'a'; MOST_BYTES + 1];
    for (name, bytes, words) in [
        ("根拠.pdf", &b"MZ\x90\0\x03"[..], "プログラム"),
        ("run.txt", b"#!/bin/sh\n", "プログラム"),
        ("a.pdf", b"<html><script>1</script>", "Webページ"),
        ("invoice.pdf.exe", PDF, "「.exe」ですが、中身はPDF"),
        ("a.docx", PDF, "「.docx」ですが、中身はPDF"),
        (
            "a.zip",
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "圧縮ファイル",
        ),
        ("a.txt", b"", "中身が空"),
        ("a.txt", &large, "大きすぎます"),
        ("\u{202E}...", PDF, "ファイル名を使えません"),
    ] {
        let answer = send(&site, &own, &path, name, bytes, &[("title", "残る名前")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let page = answer.text();
        assert!(page.contains(words), "{name}: {page}");
        assert!(
            page.contains("id=\"attachment-file-wrong\"") && page.contains("残る名前"),
            "{name}"
        );
    }
    // Far more than there is room for; sent in one piece, nothing of it is read.
    let huge = vec![b'a'; 3 * MOST_BYTES];
    let answer = send(&site, &own, &path, "a.txt", &huge, &[("title", "残る名前")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("大きすぎます"));
    for (address, words, at) in [
        ("javascript:alert(1)", "https://", "attachment-address"),
        ("https://example.jp/", "リンクの名前を入力", "attachment-title"),
        ("", "ファイルを選ぶか", "attachment-file"),
    ] {
        let answer = send(&site, &own, &path, "", b"", &[("address", address)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        let page = answer.text();
        assert!(
            page.contains(words) && page.contains(&format!("{at}-wrong")),
            "{address}: {page}"
        );
    }
    assert!(of_item(&site, "i1").await.is_empty(), "nothing was stored");
    // A name that hides its folder and its order is made safe.
    let sent = send(
        &site,
        &own,
        &path,
        "C:\\a\\..\u{202E}積算.csv",
        "番号,額\n1,2\n".as_bytes(),
        &[],
    )
    .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let list = of_item(&site, "i1").await;
    assert_eq!((list[0].title.as_str(), list[0].is_public), ("積算", false));
    let link = [
        ("title", "条例"),
        ("address", "https://www.city.example.jp/"),
        ("public", "on"),
    ];
    assert_eq!(
        send(&site, &own, &path, "", b"", &link).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        !of_item(&site, "i1").await[1].is_public,
        "an answer is never public"
    );
    for _ in 2..MOST_OF_OWNER {
        send(&site, &own, &path, "a.pdf", PDF, &[]).await;
    }
    let full = send(&site, &own, &path, "a.pdf", PDF, &[]).await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(full.text().contains("20件までです"));
}

#[tokio::test]
async fn the_public_sees_what_is_marked_of_open_meetings_and_items_of_a_release() {
    let site = released().await;
    let office = site.as_role("office").await;
    for owner in ["meetings/m1", "meetings/m2", "items/x"] {
        let path = of(&format!("{owner}/attachments"));
        let public = send(&site, &office, &path, "公開.pdf", PDF, &[("public", "on")]).await;
        assert_eq!(public.status, StatusCode::SEE_OTHER, "{owner}");
        send(&site, &office, &path, "内部.pdf", PDF, &[]).await;
    }
    for (page, owner, is_public) in [
        (PageOf::Meeting("m1"), "meetings/m1", true),
        (PageOf::Meeting("m2"), "meetings/m2", false),
        (PageOf::Item("x"), "items/x", true),
    ] {
        let list = site
            .store
            .attachments((&code(), KEIEI), page)
            .await
            .expect("a list");
        let [open, internal] = list.as_slice() else {
            panic!("two: {list:?}");
        };
        let file = |one: &Attachment| of(&format!("attachments/{}", one.id));
        let expected = if is_public {
            StatusCode::OK
        } else {
            StatusCode::NOT_FOUND
        };
        assert_eq!(nobody(&site, &file(open)).await.status, expected, "{owner}");
        assert_eq!(nobody(&site, &file(internal)).await.status, StatusCode::NOT_FOUND);
        let told = nobody(&site, &of(owner)).await.text();
        assert_eq!(told.contains(&file(open)), is_public, "{owner}");
        assert!(
            !told.contains(&file(internal)) && !told.contains("office 担当"),
            "{owner}"
        );
        let inside = get_as(&site, &office, &of(owner)).await.text();
        assert!(inside.contains(&file(open)) && inside.contains(&file(internal)));
    }
    assert_eq!(
        deeds(&site).await.len(),
        6,
        "what is public is received without a record"
    );

    // What is added after the release waits for the next one.
    let new = NewAttachment {
        owner: Owner::Meeting("m1".into()),
        title: "後から",
        holding: Holding::File("後から.pdf", FileKind::Pdf, PDF),
        is_public: true,
    };
    let later = "2026-11-20T10:00:01Z";
    site.store
        .attach(&program(), later, (&code(), KEIEI), &new, AttachedBy::Office)
        .await
        .expect("a write")
        .expect("room");
    let late = of(&format!(
        "attachments/{}",
        last(&site, PageOf::Meeting("m1")).await.id
    ));
    assert_eq!(nobody(&site, &late).await.status, StatusCode::NOT_FOUND);
    assert_eq!(get_as(&site, &office, &late).await.status, StatusCode::OK);
    assert_eq!(deeds(&site).await.last(), Some(&AttachmentDeed::Received));

    // What is marked after the release waits for the next one as well; what is marked no more is gone at once.
    let mark = |one: &Attachment| of(&format!("attachments/{}/mark", one.id));
    let own = site
        .store
        .attachments((&code(), KEIEI), PageOf::Item("x"))
        .await
        .expect("a list");
    let [open, internal] = own.as_slice() else {
        panic!("{own:?}");
    };
    let address = |one: &Attachment| of(&format!("attachments/{}", one.id));
    assert_eq!(nobody(&site, &address(open)).await.status, StatusCode::OK);
    let closing = form(&[("public", "0")]);
    let closed = post_as(&site, &office, &mark(open), &closing).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
    assert_eq!(nobody(&site, &address(open)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(deeds(&site).await.last(), Some(&AttachmentDeed::Marked));
    let before = deeds(&site).await.len();
    post_as(&site, &office, &mark(open), &closing).await;
    assert_eq!(deeds(&site).await.len(), before, "once more changes nothing");
    let marked = site
        .store
        .mark_attachment(&program(), later, (&code(), KEIEI), internal, true)
        .await;
    assert!(marked.expect("a write"));
    assert_eq!(
        nobody(&site, &address(internal)).await.status,
        StatusCode::NOT_FOUND
    );
    let page = get_as(&site, &office, &of("items/x/attachments")).await.text();
    assert!(
        page.contains(&mark(internal)) && page.contains("庁内だけにする"),
        "{page}"
    );

    // Taken back, the plan takes its attachments with it.
    let first = last(&site, PageOf::Item("x")).await;
    site.store
        .withdraw(&program(), &clock(), (&code(), KEIEI), "誤り")
        .await
        .expect("a withdrawal");
    let of_item = of(&format!("attachments/{}", first.id));
    assert_ne!(nobody(&site, &of_item).await.status, StatusCode::OK);
}

#[tokio::test]
async fn staff_may_not_hang_anything_on_meetings_and_items() {
    let site = released().await;
    site.departments(CODE, &[("d1", "財政課", None)]).await;
    let own = site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await;
    let office = site.as_role("office").await;
    for owner in ["meetings/m1", "items/x"] {
        let path = of(&format!("{owner}/attachments"));
        assert_eq!(
            send(&site, &own, &path, "a.pdf", PDF, &[]).await.status,
            StatusCode::FORBIDDEN
        );
        send(&site, &office, &path, "a.pdf", PDF, &[]).await;
    }
    let one = last(&site, PageOf::Item("x")).await;
    let file = of(&format!("attachments/{}", one.id));
    assert_eq!(
        get_as(&site, &own, &file).await.status,
        StatusCode::OK,
        "who works on the plan reads it"
    );
    let removal = format!("{file}/removal");
    assert_eq!(get_as(&site, &own, &removal).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        post_as(&site, &own, &removal, "").await.status,
        StatusCode::FORBIDDEN
    );
    // What the register has lost can still be received and removed by the office.
    let new = NewAttachment {
        owner: Owner::Meeting("gone".into()),
        title: "残り",
        holding: Holding::File("残り.pdf", FileKind::Pdf, PDF),
        is_public: true,
    };
    let lost = site
        .store
        .attach(&program(), &clock(), (&code(), KEIEI), &new, AttachedBy::Office)
        .await
        .expect("a write")
        .expect("room");
    let lost = of(&format!("attachments/{lost}"));
    assert_eq!(nobody(&site, &lost).await.status, StatusCode::NOT_FOUND);
    assert_eq!(get_as(&site, &office, &lost).await.status, StatusCode::OK);
    let gone = of("meetings/gone/attachments");
    assert_eq!(get_as(&site, &office, &gone).await.status, StatusCode::NOT_FOUND);
    assert!(
        get_as(&site, &office, &of("attachments"))
            .await
            .text()
            .contains("削除された会議")
    );
    let removed = post_as(&site, &office, &format!("{lost}/removal"), "").await;
    assert_eq!(removed.location(), of("attachments?did=removed"));
    let missing = of("meetings/none/attachments");
    assert_eq!(
        send(&site, &office, &missing, "a.pdf", PDF, &[]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_is_over_is_removed_in_one_act_and_its_record_stays() {
    let site = begun(1).await;
    let (own, office) = (staff(&site, "d1").await, site.as_role("office").await);
    let path = of_answer("i1", "d1");
    send(&site, &own, &path, "積算.pdf", PDF, &[]).await;
    let all = format!("/{CODE}/{PLAN}/attachments");
    let page = get_as(&site, &office, &all).await.text();
    assert!(
        page.contains("添付ファイルは1件") && page.contains("団体全体では2.0GBのうち"),
        "{page}"
    );
    assert!(page.contains("確定した調査はまだありません"));
    let act = |seen: &str| form(&[("before", "2027"), ("seen", seen)]);
    assert_eq!(
        post_as(&site, &office, &all, &act("1")).await.status,
        StatusCode::CONFLICT,
        "still open"
    );

    let body = code();
    let at = review_support::at(&body);
    let mut round = site.store.round(at).await.expect("a store").expect("a round");
    let seen = round.revision;
    round.state = RoundState::Closed;
    site.store
        .change_round(&program(), &clock(), at, seen, &round)
        .await
        .expect("a closed round");
    let page = get_as(&site, &office, &format!("{all}?before=2027")).await.text();
    assert!(
        page.contains("令和9年度より前の確定した調査の添付ファイルは1件"),
        "{page}"
    );
    assert_eq!(
        post_as(&site, &office, &all, &act("2")).await.status,
        StatusCode::CONFLICT
    );
    let before = form(&[("before", "2026"), ("seen", "1")]);
    assert_eq!(
        post_as(&site, &office, &all, &before).await.status,
        StatusCode::CONFLICT,
        "not its year"
    );
    let done = post_as(&site, &office, &all, &act("1")).await;
    assert_eq!(done.location(), format!("{all}?did=expired"));
    let page = get_as(&site, &office, &all).await.text();
    assert!(
        page.contains("削除の記録") && page.contains("積算.pdf（SHA-256 "),
        "{page}"
    );
    assert_eq!(
        deeds(&site).await,
        [AttachmentDeed::Added, AttachmentDeed::Expired]
    );
}
