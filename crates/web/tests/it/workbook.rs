//! A department's workbook in the browser: received, filled in, looked at, taken in.

use crate::common::{CODE, Site, code};
use crate::workbook_support::*;
use axum::http::{StatusCode, header};
use calamine::Data;
use gyokaku_core::round::answer::Transition;
use gyokaku_core::round::field::Field;
use gyokaku_core::round::{RoundState, day};
use gyokaku_store::{JournalState, ToMove};

const FIRST: &str = "収支均衡した予算編成";
const SECOND: &str = "使用料・手数料の見直し";
const THIRD: &str = "市有財産の活用";

async fn received(site: &Site, department: &str) -> Vec<u8> {
    let answer = site.get(&of(department, ".xlsx")).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.bytes
}

/// Hands a file in at a department and gives the address of the preview with its page.
async fn handed_in(site: &Site, department: &str, name: &str, bytes: &[u8]) -> (String, String) {
    let answer = send(site, &of(department, ""), &[(name, bytes)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let path = answer.location();
    let page = site.page(&path).await;
    (path, page)
}

async fn applied(site: &Site, path: &str, boxes: &[String]) -> String {
    let answer = site.post(&format!("{path}/application"), &ticked(boxes)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.text()
}

#[tokio::test]
async fn a_workbook_goes_out_and_what_was_filled_in_is_stored_when_the_person_says_so() {
    let mut site = site().await;
    as_staff(&mut site, "d1").await;
    put(&site, "i2", "d1", Field::Done, None, "料金を調べた。").await;
    let answer = site.get(&of("d1", ".xlsx")).await;
    let disposition = answer.headers[header::CONTENT_DISPOSITION]
        .to_str()
        .expect("text")
        .to_owned();
    let name = disposition.split("filename*=UTF-8''").nth(1).expect("a name");
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    assert_eq!(name, "進捗状況調査_令和8年度_財政課.xlsx");
    assert!(disposition.starts_with("attachment; filename=\"2026_d1.xlsx\""));
    let journal = site.store.journal(Some(&code()), 1).await.expect("a journal");
    assert_eq!(
        (journal[0].what.as_str(), journal[0].role.as_str()),
        ("export", "staff")
    );
    assert!(
        journal[0].summary.contains("\"departments\":[\"d1\"]"),
        "{}",
        journal[0].summary
    );
    let sheet = cells(&answer.bytes);
    assert_eq!(
        sheet[&place(&sheet, SECOND, "取組実績")],
        Data::String("料金を調べた。".into())
    );
    assert!(
        !sheet.values().any(|data| data.to_string().contains("契約事務")),
        "another's item"
    );

    let filled = edited(
        &answer.bytes,
        &[
            (FIRST, "進捗状況", "◯"),
            (FIRST, "取組実績", "補助金を見直した。"),
            (FIRST, "効果額（実績）（円）", "1,234千円"),
            (FIRST, "1-1 市税収納率（%）", "97.9"),
            (SECOND, "取組実績", "料金を改めた。"),
        ],
    );
    let (path, page) = handed_in(&site, "d1", "財政課.xlsx", &filled).await;
    assert!(
        page.contains("5か所を書き換えます。まだ保存していません。"),
        "{page}"
    );
    for words in [
        "入力：◯",
        "1,234,000円",
        "料金を調べた。",
        "料金を改めた。",
        "回答!",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(
        stored(&site, "i1", "d1").await.values.is_empty(),
        "nothing before the word"
    );

    let boxes = boxes(&page, false);
    assert_eq!(boxes.len(), 5);
    let page = applied(&site, &path, &boxes).await;
    assert!(page.contains("2件の取組を取り込みました。"), "{page}");
    let first = stored(&site, "i1", "d1").await;
    assert_eq!(first.value(&Field::Grade), Some("○"));
    assert_eq!(first.value(&Field::EffectActual), Some("1234000"));
    assert_eq!(first.value(&Field::Indicator("k1".into())), Some("97.9"));
    assert_eq!(
        stored(&site, "i2", "d1").await.value(&Field::Done),
        Some("料金を改めた。")
    );
    let page = site.page(&path).await;
    assert!(
        page.contains("誤りはなく、すべて保存されている内容と同じです。"),
        "{page}"
    );
    let chain = site.store.verify_journal().await.expect("a chain");
    assert!(matches!(chain, JournalState::Holds { .. }));
}

#[tokio::test]
async fn the_right_half_is_taken_and_the_wrong_half_returns_marked() {
    let mut site = site().await;
    as_staff(&mut site, "d1").await;
    let filled = edited(
        &received(&site, "d1").await,
        &[
            (FIRST, "進捗状況", "とても順調"),
            (SECOND, "取組実績", "料金を改めた。"),
        ],
    );
    let (path, page) = handed_in(&site, "d1", "財政課.xlsx", &filled).await;
    let sheet = cells(&filled);
    let (row, column) = place(&sheet, FIRST, "進捗状況");
    let cell = gyokaku_core::document::cell_name(row, u32::from(column));
    assert!(
        page.contains(&format!("回答!{cell}")) && page.contains("選択肢にない値です"),
        "{page}"
    );
    applied(&site, &path, &boxes(&page, false)).await;
    assert_eq!(
        stored(&site, "i2", "d1").await.value(&Field::Done),
        Some("料金を改めた。")
    );
    assert_eq!(stored(&site, "i1", "d1").await.value(&Field::Grade), None);

    let marked = site.get(&format!("{path}/marked?file=0")).await;
    assert_eq!(marked.status, StatusCode::OK);
    let note = String::from_utf8(parts(&marked.bytes)["xl/comments1.xml"].clone()).expect("text");
    assert!(note.contains(&format!("ref=\"{cell}\"")) && note.contains("一覧から選び直してください"));
    assert_eq!(
        note.matches("<comment ").count(),
        1,
        "the state of another row is no fault"
    );

    let corrected = rewritten(&marked.bytes, "とても順調", "◎");
    let (path, page) = handed_in(&site, "d1", "財政課_確認事項あり.xlsx", &corrected).await;
    assert!(
        page.contains("1か所を書き換えます。") && page.contains("印を消した表を受け取る"),
        "{page}"
    );
    applied(&site, &path, &boxes(&page, false)).await;
    assert_eq!(stored(&site, "i1", "d1").await.value(&Field::Grade), Some("◎"));
    let clean = site.get(&format!("{path}/marked?file=0")).await;
    let names: Vec<String> = parts(&clean.bytes).into_keys().collect();
    assert!(!names.iter().any(|name| name.contains("comments")), "{names:?}");
    assert_eq!(
        cells(&clean.bytes)[&place(&sheet, FIRST, "進捗状況")],
        Data::String("◎".into())
    );
}

#[tokio::test]
async fn a_csv_in_cp932_goes_the_same_way() {
    let mut site = site().await;
    as_staff(&mut site, "d1").await;
    let answer = site.get(&of("d1", ".csv?encoding=cp932")).await;
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "text/csv; charset=Shift_JIS"
    );
    let filled = |cell: &[u8]| {
        // The grade is the first asked column: the field behind the last fixed one of the first item.
        let text = answer.bytes.clone();
        let head = text.split(|b| *b == b'\n').next().expect("a head").to_vec();
        let grade: Vec<u8> = [0x90, 0x69, 0x92, 0xBB, 0x8F, 0xF3, 0x8B, 0xB5].to_vec();
        let fields: Vec<&[u8]> = head.split(|b| *b == b',').collect();
        let at = fields.iter().position(|field| *field == grade).expect("進捗状況");
        let lines: Vec<Vec<u8>> = text
            .split(|b| *b == b'\n')
            .enumerate()
            .map(|(n, line)| {
                let mut fields: Vec<Vec<u8>> = line.split(|b| *b == b',').map(<[u8]>::to_vec).collect();
                if n == 1 {
                    fields[at] = cell.to_vec();
                }
                fields.join(&b',')
            })
            .collect();
        lines.join(&b'\n')
    };
    let (path, page) = handed_in(&site, "d1", "財政課.csv", &filled(b"Z")).await;
    assert!(
        page.contains("CSV!") && page.contains("1か所は、直していただく必要があります。"),
        "{page}"
    );
    let marked = site.get(&format!("{path}/marked")).await;
    let remarks = [0x8A, 0x6D, 0x94, 0x46, 0x8E, 0x96, 0x8D, 0x80];
    assert!(marked.bytes.windows(8).any(|w| w == remarks), "確認事項 in CP932");
    let (path, page) = handed_in(&site, "d1", "財政課.csv", &filled(&[0x81, 0x9D])).await;
    assert!(page.contains("1か所を書き換えます。"), "{page}");
    applied(&site, &path, &boxes(&page, false)).await;
    assert_eq!(stored(&site, "i1", "d1").await.value(&Field::Grade), Some("◎"));
    let utf8 = site.get(&of("d1", ".csv?encoding=utf8")).await;
    let (_, page) = handed_in(&site, "d1", "財政課.csv", &utf8.bytes).await;
    assert!(page.contains("書き換えるところはありません。"), "{page}");
}

#[tokio::test]
async fn what_another_wrote_meanwhile_is_told_with_both_versions() {
    let mut site = site().await;
    as_staff(&mut site, "d1").await;
    let filled = edited(
        &received(&site, "d1").await,
        &[(FIRST, "取組実績", "回答票の文"), (FIRST, "課題", "人手の不足")],
    );
    let (path, page) = handed_in(&site, "d1", "財政課.xlsx", &filled).await;
    let seen = boxes(&page, false);
    put(&site, "i1", "d1", Field::Done, None, "画面の文").await;
    let page = applied(&site, &path, &seen).await;
    for words in [
        "1件の取組を取り込みました。1か所は",
        "画面の文",
        "回答票の文",
        "試験",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let first = stored(&site, "i1", "d1").await;
    assert_eq!(first.value(&Field::Done), Some("画面の文"));
    assert_eq!(first.value(&Field::Difficulties), Some("人手の不足"));
    // Looked at once more, the file's version is chosen on purpose.
    let page = site.page(&path).await;
    assert!(page.contains("1か所を書き換えます。") && page.contains("試験"));
    applied(&site, &path, &boxes(&page, false)).await;
    assert_eq!(
        stored(&site, "i1", "d1").await.value(&Field::Done),
        Some("回答票の文")
    );
}

#[tokio::test]
async fn a_cleared_cell_clears_only_on_purpose() {
    let mut site = site().await;
    as_staff(&mut site, "d1").await;
    let early = received(&site, "d1").await;
    put(&site, "i1", "d1", Field::Done, None, "後から書いた。").await;
    let filled = edited(&early, &[(SECOND, "取組実績", "料金を改めた。")]);
    let (path, page) = handed_in(&site, "d1", "財政課.xlsx", &filled).await;
    assert!(page.contains("空欄への置き換え（1か所）"), "{page}");
    applied(&site, &path, &boxes(&page, false)).await;
    assert_eq!(
        stored(&site, "i1", "d1").await.value(&Field::Done),
        Some("後から書いた。")
    );
    let page = site.page(&path).await;
    applied(&site, &path, &boxes(&page, true)).await;
    assert_eq!(stored(&site, "i1", "d1").await.value(&Field::Done), None);
}

#[tokio::test]
async fn a_supporting_department_is_asked_in_words_only() {
    let mut site = site().await;
    as_staff(&mut site, "d2").await;
    let filled = edited(
        &received(&site, "d2").await,
        &[(FIRST, "進捗状況", "○"), (FIRST, "取組実績", "契約を見直した。")],
    );
    let (path, page) = handed_in(&site, "d2", "契約課.xlsx", &filled).await;
    assert!(
        page.contains("この取組では「進捗状況」をお尋ねしていません。"),
        "{page}"
    );
    applied(&site, &path, &boxes(&page, true)).await;
    let own = stored(&site, "i1", "d2").await;
    assert_eq!(
        (own.value(&Field::Done), own.value(&Field::Grade)),
        (Some("契約を見直した。"), None)
    );
    assert!(stored(&site, "i1", "d1").await.values.is_empty());
}

#[tokio::test]
async fn what_is_handed_in_or_shut_is_told_and_left() {
    let mut site = site().await;
    as_staff(&mut site, "d1").await;
    let early = received(&site, "d1").await;
    put(&site, "i1", "d1", Field::Done, None, "済んだ。").await;
    let (body, today) = (code(), day("2026-11-20").expect("a day"));
    let to_move = [ToMove {
        item: "i1".into(),
        department: "d1".into(),
        seen: None,
    }];
    let actor = crate::common::program();
    let moved = site
        .store
        .move_answers(
            &actor,
            &crate::common::clock(),
            today,
            at(&body),
            Transition::Submit,
            &to_move,
            None,
            &mut String::new,
        )
        .await;
    moved.expect("handed in");
    let filled = edited(
        &early,
        &[
            (FIRST, "取組実績", "書き直した。"),
            (SECOND, "取組実績", "料金を改めた。"),
        ],
    );
    let (path, page) = handed_in(&site, "d1", "財政課.xlsx", &filled).await;
    assert!(
        page.contains("提出済みの取組のため、この変更は取り込んでいません。"),
        "{page}"
    );
    assert_eq!(boxes(&page, true).len(), 1);
    let mut round = site
        .store
        .round(at(&body))
        .await
        .expect("rounds")
        .expect("a round");
    round.state = RoundState::Locked;
    round.reason = Some("集計中".into());
    site.store
        .change_round(
            &crate::common::program(),
            &crate::common::clock(),
            at(&body),
            round.revision,
            &round,
        )
        .await
        .expect("locked");
    let told = applied(&site, &path, &boxes(&page, true)).await;
    assert!(told.contains("集計中"), "{told}");
    let page = site.page(&path).await;
    assert!(page.contains("集計中") && boxes(&page, true).is_empty(), "{page}");
    assert_eq!(stored(&site, "i2", "d1").await.value(&Field::Done), None);
}

#[tokio::test]
async fn anothers_workbook_is_refused_by_name() {
    let mut site = site().await;
    as_staff(&mut site, "d2").await;
    let (of_second, second_csv) = (
        received(&site, "d2").await,
        site.get(&of("d2", ".csv?encoding=utf8")).await.bytes,
    );
    let both = site
        .as_person(CODE, "both", &[("staff", Some("d1")), ("staff", Some("d2"))])
        .await;
    as_staff(&mut site, "d1").await;
    for bytes in [&of_second, &second_csv] {
        let (path, page) = handed_in(&site, "d1", "契約課.xlsx", bytes).await;
        assert!(
            page.contains("「契約課」の回答票です。何も保存していません。その課の担当者が"),
            "{page}"
        );
        assert!(
            !page.contains(&format!("href=\"{}\"", of("d2", ""))),
            "no link where one may not"
        );
        let answer = site
            .post(&format!("{path}/application"), "change=0.ab.i4.done")
            .await;
        assert!(
            answer.text().contains("そのまま残っています"),
            "{}",
            answer.text()
        );
    }
    let of_last = site
        .get(&of("d1", ".xlsx").replace("/2026/", "/2025/"))
        .await
        .bytes;
    let (_, page) = handed_in(&site, "d1", "財政課.xlsx", &of_last).await;
    assert!(
        page.contains("別の調査「昨年度の調査」の、「財政課」の回答票です。"),
        "{page}"
    );
    assert!(page.contains("/rounds/2025/departments/d1/workbook\""));
    let csv = site
        .get(&of("d1", ".csv").replace("/2026/", "/2025/"))
        .await
        .bytes;
    let (_, page) = handed_in(&site, "d1", "財政課.csv", &csv).await;
    assert!(page.contains("別の調査「昨年度の調査」"), "{page}");
    let there = site.as_person(OTHER, "there", &[("staff", Some("d1"))]).await;
    let own = site.cookie.replace(there).expect("a cookie");
    let foreign = site.get(&of("d1", ".xlsx").replace(CODE, OTHER)).await.bytes;
    site.cookie = Some(own);
    let (_, page) = handed_in(&site, "d1", "財政課.xlsx", &foreign).await;
    assert!(page.contains("「隣の市」の回答票です。"), "{page}");
    site.cookie = Some(both);
    let (_, page) = handed_in(&site, "d1", "契約課.xlsx", &of_second).await;
    assert!(
        page.contains(&format!("href=\"{}\"", of("d2", ""))),
        "a link where one may: {page}"
    );
}

#[tokio::test]
async fn rows_of_another_department_are_refused_by_their_identity() {
    let mut site = site().await;
    as_staff(&mut site, "d2").await;
    let theirs = cells(&edited(
        &received(&site, "d2").await,
        &[("契約事務の電子化", "取組実績", "紛れた文")],
    ));
    as_staff(&mut site, "d1").await;
    let mut ours = cells(&received(&site, "d1").await);
    let last = ours.keys().map(|(row, _)| *row).max().expect("rows") + 1;
    let row = place(&theirs, "契約事務の電子化", "取組実績").0;
    // Copied as a whole, the identity included; the columns of both sheets need not agree.
    let done = place(&ours, FIRST, "取組実績").1;
    ours.insert((last, 0), theirs[&(row, 0)].clone());
    ours.insert((last, done), Data::String("紛れた文".into()));
    let (_, page) = handed_in(&site, "d1", "財政課.xlsx", &book(&ours)).await;
    assert!(
        page.contains("識別番号が、書き出したときと違います") && page.contains("紛れた文"),
        "{page}"
    );
    assert!(boxes(&page, true).is_empty());
}

#[tokio::test]
async fn the_office_sends_all_and_takes_several_back_in_its_own_name() {
    let site = site().await;
    let answer = site.get(&all(".zip")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let books = parts(&answer.bytes);
    let names: Vec<&String> = books.keys().collect();
    assert_eq!(
        names,
        [
            "進捗状況調査_令和8年度_契約課.xlsx",
            "進捗状況調査_令和8年度_財政課.xlsx"
        ]
    );
    let journal = site.store.journal(Some(&code()), 1).await.expect("a journal");
    assert_eq!(
        (journal[0].what.as_str(), journal[0].role.as_str()),
        ("export", "office")
    );
    let first = edited(
        &books[names[1]],
        &[(FIRST, "取組実績", "一課目"), (THIRD, "進捗状況", "順調")],
    );
    let second = edited(&books[names[0]], &[(FIRST, "取組実績", "二課目")]);
    let answer = send(
        &site,
        &all(""),
        &[
            ("a.xlsx", &first),
            ("b.xlsx", &second),
            ("c.xlsx", b"PK nothing"),
            ("d.csv", "番号,項目\n1,a\n".as_bytes()),
        ],
    )
    .await;
    let path = answer.location();
    let page = site.page(&path).await;
    assert!(page.contains("4件の回答票で、2か所を書き換えます。"), "{page}");
    assert!(page.contains("2件のファイルは、この調査の回答票として取り込めません。"));
    assert!(page.contains("一課目") && page.contains("二課目") && page.contains("順調"));
    let page = applied(&site, &path, &boxes(&page, false)).await;
    assert!(
        page.contains("2件の取組を取り込みました。") && page.contains("契約課"),
        "{page}"
    );
    assert_eq!(
        stored(&site, "i1", "d2").await.value(&Field::Done),
        Some("二課目")
    );
    let journal = site.store.journal(Some(&code()), 2).await.expect("a journal");
    assert!(
        journal
            .iter()
            .all(|entry| entry.role == "office" && entry.actor.contains("office"))
    );
    let marked = site.get(&format!("{path}/marked?file=0")).await;
    assert!(parts(&marked.bytes).contains_key("xl/comments1.xml"));
    assert_eq!(
        site.get(&format!("{path}/marked?file=9")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn who_may_do_what() {
    let mut site = site().await;
    as_staff(&mut site, "d1").await;
    let bytes = received(&site, "d1").await;
    let (mine, _) = handed_in(&site, "d1", "財政課.xlsx", &bytes).await;
    let unknown = "7b7c7d7e-0000-4000-8000-000000000000";
    let routes = [
        (
            "GET",
            of("d1", ""),
            "office staff-d1 head committee external reader",
        ),
        (
            "GET",
            of("d1", ".xlsx"),
            "office staff-d1 head committee external reader",
        ),
        (
            "GET",
            of("d1", ".csv"),
            "office staff-d1 head committee external reader",
        ),
        ("POST", of("d1", ""), "staff-d1"),
        ("GET", mine.clone(), "staff-d1"),
        ("GET", format!("{mine}/marked"), "staff-d1"),
        ("POST", format!("{mine}/application"), "staff-d1"),
        ("GET", all(".zip"), "office"),
        ("GET", all(""), "office"),
        ("POST", all(""), "office"),
        ("GET", all(&format!("/{unknown}")), "office"),
        ("GET", all(&format!("/{unknown}/marked")), "office"),
        ("POST", all(&format!("/{unknown}/application")), "office"),
    ];
    let mut cookies = Vec::new();
    for role in [
        "administrator",
        "office",
        "head",
        "committee",
        "external",
        "reader",
    ] {
        cookies.push((role, site.as_role(role).await));
    }
    for department in ["d1", "d2"] {
        let login = format!("staff-{department}");
        let cookie = site.as_person(CODE, &login, &[("staff", Some(department))]).await;
        cookies.push((
            if department == "d1" {
                "staff-d1"
            } else {
                "staff-d2"
            },
            cookie,
        ));
    }
    cookies.push((
        "stranger",
        site.as_person(OTHER, "stranger", &[("office", None), ("staff", None)])
            .await,
    ));
    for (method, path, roles) in &routes {
        for (role, cookie) in &cookies {
            site.cookie = Some(cookie.clone());
            let answer = if *method == "GET" {
                site.get(path).await
            } else {
                site.post(path, "").await
            };
            let is_let_in = answer.status != StatusCode::FORBIDDEN;
            assert_eq!(
                is_let_in,
                roles.split(' ').any(|r| r == *role),
                "{method} {path} for {role}"
            );
            assert!(!answer.status.is_server_error(), "{method} {path} for {role}");
        }
        site.cookie = None;
        let answer = if *method == "GET" {
            site.get(path).await
        } else {
            site.post(path, "").await
        };
        assert!(
            [StatusCode::SEE_OTHER, StatusCode::UNAUTHORIZED].contains(&answer.status),
            "{path}"
        );
    }
    // A colleague of the same department does not get at what somebody else sent.
    let colleague = site.as_person(CODE, "colleague", &[("staff", Some("d1"))]).await;
    site.cookie = Some(colleague);
    let answer = site.get(&mine).await;
    assert_eq!(answer.location(), of("d1", "?expired=1"));
    let answer = site.get(&answer.location()).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(answer.text().contains("もう一度選んでください"));
}

#[tokio::test]
async fn who_sees_no_draft_receives_none() {
    let mut site = site().await;
    put(&site, "i1", "d1", Field::Done, None, "下書きの文").await;
    site.cookie = Some(site.as_role("reader").await);
    let text = site.get(&of("d1", ".csv")).await.text();
    assert!(text.contains(FIRST) && !text.contains("下書きの文"), "{text}");
    site.cookie = Some(site.as_role("office").await);
    assert!(site.get(&of("d1", ".csv")).await.text().contains("下書きの文"));
}

#[tokio::test]
async fn odd_files_get_one_clear_message_and_store_nothing() {
    let mut site = site().await;
    as_staff(&mut site, "d1").await;
    let before = site
        .store
        .journal(Some(&code()), 1000)
        .await
        .expect("a journal")
        .len();
    for (name, bytes) in [
        ("a.xlsx", b"PK\x03\x04 cut off".as_slice()),
        ("<script>alert(1)</script>.csv", b"\x00\xFF\x00\xFE".as_slice()),
        ("empty.xlsx", b"".as_slice()),
        ("a.pdf", b"%PDF-1.7\n".as_slice()),
    ] {
        let (path, page) = handed_in(&site, "d1", name, bytes).await;
        assert!(
            !page.contains("<script>alert") && boxes(&page, true).is_empty(),
            "{page}"
        );
        assert!(page.contains("別の回答票を選ぶ"), "{page}");
        let marked = site.get(&format!("{path}/marked")).await;
        assert_eq!(marked.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
    }
    let large = vec![b'a'; 9 * 1024 * 1024];
    let answer = send(&site, &of("d1", ""), &[("a.csv", &large)]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("8MBまで"));
    let many: Vec<(&str, &[u8])> = vec![("a.csv", b"a".as_slice()); 101];
    let answer = send(&site, &of("d1", ""), &many).await;
    assert!(answer.text().contains("一度に取り込める回答票は100個までです。"));
    let answer = send(&site, &of("d1", ""), &[]).await;
    assert!(answer.text().contains("回答票が選ばれていません。"));
    let answer = site.post(&of("d1", ""), "file=a").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        site.store
            .journal(Some(&code()), 1000)
            .await
            .expect("a journal")
            .len(),
        before
    );
}

/// A layout as an office draws it, with these names in its boxes.
fn layout(names: &[(&str, u32)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("調書").expect("a name");
    sheet
        .write(0, 0, "{{計画}} 進捗調書（{{担当課}}）")
        .expect("a cell");
    for (name, row) in names {
        sheet.write(*row, 1, *name).expect("a cell");
    }
    book.save_to_buffer().expect("a workbook")
}

#[tokio::test]
async fn the_layout_of_the_office_goes_out_for_each_item_and_comes_back() {
    let mut site = site().await;
    let office = site.as_role("office").await;
    site.cookie = Some(office.clone());
    let address = format!("/{CODE}/{PLAN}/rounds/{ROUND}/layout");
    let page = site.page(&address).await;
    assert!(
        page.contains("まだ様式はありません。") && page.contains("前年度の進捗状況"),
        "{page}"
    );
    // What cannot be a layout is told, each with what to do.
    for (name, bytes, words) in [
        (
            "空.xlsx",
            layout(&[]).as_slice(),
            "差し込む名前として分からないものがあります",
        ),
        (
            "名前.xlsx",
            layout(&[("{{進捗}}", 2)]).as_slice(),
            "調書!B3の「進捗」",
        ),
        ("様式.docx", b"hello".as_slice(), "中身は"),
        ("様式.xlsx", b"PK\x03\x04".as_slice(), "壊れています"),
    ] {
        let refused = send(&site, &address, &[(name, bytes)]).await;
        if name == "空.xlsx" {
            // Only what holds for the whole item: that is a layout too.
            assert_eq!(refused.status, StatusCode::SEE_OTHER, "{words}");
            continue;
        }
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{name}");
        let page = refused.text();
        assert!(page.contains(words), "{name}: {page}");
    }
    let drawn = layout(&[
        ("{{取組}}", 2),
        ("{{進捗状況}}", 3),
        ("{{取組実績}}", 4),
        ("{{効果額（実績）}}", 5),
    ]);
    let kept = send(&site, &address, &[("調書.xlsx", &drawn)]).await;
    assert_eq!(kept.location(), format!("{address}?did=put"));
    let page = site.page(&address).await;
    assert!(page.contains("様式「調書.xlsx」を使っています"), "{page}");
    let back = site.get(&format!("{address}/template.xlsx")).await;
    assert_eq!(back.bytes, drawn);

    as_staff(&mut site, "d1").await;
    put(&site, "i2", "d1", Field::Done, None, "料金を調べた。").await;
    assert!(site.page(&of("d1", "")).await.contains("様式で受け取る（ZIP）"));
    let zip = site
        .get(&format!(
            "/{CODE}/{PLAN}/rounds/{ROUND}/departments/d1/layout.zip"
        ))
        .await;
    assert_eq!(zip.status, StatusCode::OK);
    let files = parts(&zip.bytes);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let second = format!("1-2_{SECOND}.xlsx");
    assert!(names.contains(&second.as_str()), "{names:?}");
    let file = &files[&second];
    let cells = cells_of(file, "調書");
    assert_eq!(
        cells[&(0, 0)],
        Data::String("見本市行財政改革プラン 進捗調書（財政課）".into())
    );
    assert_eq!(cells[&(4, 1)], Data::String("料金を調べた。".into()));

    // Two files at once, one of them written in.
    let written = rewritten_in(
        file,
        "xl/worksheets/sheet1.xml",
        "料金を調べた。",
        "料金を改めた。",
    );
    let first = &files[&format!("1-1_{FIRST}.xlsx")];
    let sent = send(&site, &of("d1", ""), &[("a.xlsx", &written), ("b.xlsx", first)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let path = sent.location();
    let page = site.page(&path).await;
    assert!(
        page.contains("料金を改めた。") && page.contains("調書!B5"),
        "{page}"
    );
    applied(&site, &path, &boxes(&page, false)).await;
    assert_eq!(
        stored(&site, "i2", "d1").await.value(&Field::Done),
        Some("料金を改めた。")
    );
    // The office takes the files of any department in at its own desk.
    site.cookie = Some(office);
    let written = rewritten_in(
        file,
        "xl/worksheets/sheet1.xml",
        "料金を調べた。",
        "料金を下げた。",
    );
    let sent = send(&site, &all(""), &[("x.xlsx", &written)]).await;
    let page = site.page(&sent.location()).await;
    assert!(
        page.contains("料金を下げた。") && page.contains("財政課"),
        "{page}"
    );
    let gone = site.post(&format!("{address}/removal"), "").await;
    assert_eq!(gone.location(), format!("{address}?did=removed"));
    let zip = format!("/{CODE}/{PLAN}/rounds/{ROUND}/departments/d1/layout.zip");
    assert_eq!(site.get(&zip).await.status, StatusCode::NOT_FOUND);
}
