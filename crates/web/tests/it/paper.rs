//! Paper through the pages: tables, item sheets and booklets as PDF, for who may see them.

use axum::http::{StatusCode, header};
use gyokaku_core::table::PUBLISHED;
use gyokaku_pdf::{Limits, Piece, read};

use crate::common::{Answer, CODE, Site, asked, config, form, get_as, hand_in, round_of_small};

/// All text of a PDF, without what breaks lines.
pub(crate) fn text_of(answer: &Answer) -> String {
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "{}",
        String::from_utf8_lossy(&answer.bytes)
    );
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/pdf");
    let pages = read(answer.bytes.clone(), Limits::default()).expect("a PDF");
    let mut text = String::new();
    for page in pages {
        text.extend(page.furniture);
        for piece in page.pieces {
            match piece {
                Piece::Line(line) => text += &line.text,
                Piece::Table(table) => {
                    let cells = table.rows.iter().flat_map(|row| &row.cells);
                    text.extend(cells.map(|cell| cell.text.as_str()));
                }
            }
        }
    }
    text.retain(|c| !c.is_whitespace());
    text
}

#[tokio::test]
async fn a_table_on_paper_says_what_its_page_says() {
    let site = Site::filled(config()).await;
    let text = text_of(&site.get("/990019/small/effects.pdf").await);
    for words in [
        "効果額",
        "63,660",
        "182,190",
        "34,614",
        "（単位：千円）",
        "見本市",
        "庁内用",
        "1/1",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    assert!(
        site.page("/990019/small/effects")
            .await
            .contains("/990019/small/effects.pdf")
    );
}

#[tokio::test]
async fn every_published_table_can_be_printed() {
    let site = Site::filled(config()).await;
    for table in &PUBLISHED {
        let path = format!("/990019/small/{}", table.word);
        let [pdf, json] = [format!("{path}.pdf"), format!("{path}.json")];
        let (pdf, json) = (site.get(&pdf).await, site.get(&json).await);
        assert_eq!(pdf.status, json.status, "{path}");
    }
}

#[tokio::test]
async fn the_sheet_is_chosen_by_the_address() {
    let site = Site::filled(config()).await;
    let wide = site.get("/990019/small/items.pdf?paper=a3-across").await;
    assert!(String::from_utf8_lossy(&wide.bytes).contains("1190."));
    let unknown = site.get("/990019/small/items.pdf?paper=b5").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_public_gets_on_paper_what_is_released_alone() {
    let mut site = Site::filled(config()).await;
    site.cookie = None;
    let text = text_of(&site.get("/990019/small/items.pdf").await);
    assert!(text.contains("公開版") && !text.contains("庁内用"), "{text}");
    site.put_internal("inner", &crate::common::small(), None).await;
    for path in ["items.pdf", "effects.pdf", "items/i1.pdf"] {
        let answer = site.get(&format!("/990019/inner/{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_sheet_of_an_item_has_its_fields() {
    let site = Site::filled(config()).await;
    let text = text_of(&site.get("/990019/small/items/i1.pdf").await);
    for words in ["財政課", "主担当課", "スケジュール"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
}

#[tokio::test]
async fn a_booklet_is_chosen_waited_for_and_received() {
    let site = Site::filled(config()).await;
    let page = site.page("/990019/small/booklet").await;
    for words in ["表紙", "目次", "概要", "個票", "取組一覧", "庁内用として作ります"] {
        assert!(page.contains(words), "{words}");
    }
    let chosen = form(&[
        ("part", "cover"),
        ("part", "contents"),
        ("part", "summary"),
        ("part", "effects"),
        ("part", "sheets"),
        ("order.cover", "1"),
        ("order.contents", "2"),
        ("order.summary", "3"),
        ("order.effects", "9"),
        ("order.sheets", "4"),
        ("line", "令和元年度の進捗状況"),
        ("paper", "a4-auto"),
    ]);
    let begun = site.post("/990019/small/booklet", &chosen).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    let path = begun.location();
    let done = site.when_read(&path).await.text();
    assert!(done.contains("冊子ができました"), "{done}");
    let text = text_of(&site.get(&format!("{path}/file")).await);
    for words in ["令和元年度の進捗状況", "目次", "【効果額】", "63,660"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    // Nobody but who asked for it receives it.
    let other = site.as_person(CODE, "other", &[("office", None)]).await;
    for path in [path.clone(), format!("{path}/file")] {
        assert_eq!(get_as(&site, &other, &path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_booklet_of_nothing_is_asked_again() {
    let site = Site::filled(config()).await;
    let answer = site
        .post(
            "/990019/small/booklet",
            &form(&[("part", "cover"), ("line", "題")]),
        )
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let page = answer.text();
    assert!(page.contains("表か個票を、一つは選んでください。"));
    assert!(page.contains("value=\"題\""), "what was typed is there still");
}

/// The name by which a file is received, as browsers read it.
fn name_of(answer: &Answer) -> (String, String) {
    let head = answer.headers[header::CONTENT_DISPOSITION]
        .to_str()
        .expect("ASCII");
    let plain = head.split('"').nth(1).expect("a plain name").to_owned();
    let (_, encoded) = head.split_once("filename*=UTF-8''").expect("a name in Japanese");
    let name = percent_encoding::percent_decode_str(encoded).decode_utf8();
    (plain, name.expect("UTF-8").into_owned())
}

#[tokio::test]
async fn the_head_gets_one_sheet_and_the_assembly_nothing_that_waits() {
    let site = Site::filled(config()).await;
    let page = site.page("/990019/small").await;
    assert!(
        page.contains("/990019/small/briefs/head.pdf") && page.contains("/briefs/assembly.pdf"),
        "{page}"
    );
    let head = site.get("/990019/small/briefs/head.pdf").await;
    let (plain, name) = name_of(&head);
    assert_eq!(plain, "990019_small_head.pdf");
    assert!(
        name.ends_with("説明資料.pdf") && name.starts_with("見本市_"),
        "{name}"
    );
    let text = text_of(&head);
    for words in [
        "市長説明資料",
        "遅れている取組",
        "判断・対応を要する事項",
        "効果額",
        "1/1",
        "見本市",
        "庁内用",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    let assembly = text_of(&site.get("/990019/small/briefs/assembly.pdf").await);
    assert!(
        assembly.contains("議会説明資料") && !assembly.contains("判断・対応"),
        "{assembly}"
    );
    // The figures are those of the page.
    for words in ["112件が計画どおり", "少ない見込みです"] {
        assert!(text.contains(words), "{words} is not in {text}");
        assert!(assembly.contains(words), "{words} is not in {assembly}");
    }
}

#[tokio::test]
async fn the_paper_for_an_answer_names_the_lines_of_amounts() {
    let site = Site::filled(config()).await;
    let page = site.page("/990019/small/items/i1").await;
    assert!(page.contains("/990019/small/items/i1/brief.pdf"), "{page}");
    let text = text_of(&site.get("/990019/small/items/i1/brief.pdf").await);
    for words in ["議会答弁資料", "取組の概要", "財政課", "現在の状況"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    let nobody = site.get("/990019/small/items/nowhere/brief.pdf").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn files_are_called_as_an_office_calls_them() {
    let site = Site::filled(config()).await;
    for (path, plain, says) in [
        ("items.xlsx", "990019_small_items.xlsx", "取組一覧"),
        ("effects.csv", "990019_small_effects.csv", "効果額"),
        ("progress.json", "990019_small_progress.json", "進捗状況"),
        ("items/i1.pdf", "990019_small_i1.pdf", "個票_"),
    ] {
        let (ascii, name) = name_of(&site.get(&format!("/990019/small/{path}")).await);
        assert_eq!(ascii, plain);
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        assert!(name.starts_with("見本市_") && name.contains(says), "{name}");
        assert!(name.ends_with(&format!(".{ending}")), "{name}");
        assert!(!name.contains(['<', '>', '/', '\u{202E}']), "{name}");
    }
}

#[tokio::test]
async fn the_answer_sheet_has_what_is_answered_and_room_for_the_rest() {
    let site = Site::filled(config()).await;
    let code = crate::common::code();
    site.departments(CODE, &[("d1", "財政課", None), ("d2", "市民課", None)])
        .await;
    let lead = gyokaku_core::department::Role::Lead;
    site.round(
        ["2026-12-10", "2026-12-15", "2026-12-20"],
        &[asked("i1", "d1", lead), asked("i2", "d1", lead)],
    )
    .await;
    hand_in(&site, round_of_small(&code), "2026-11-20", "i1", "d1", "○").await;
    let of = |end: &str| format!("/990019/small/rounds/2025/departments/d1{end}");
    let list = site.page(&of("")).await;
    assert!(list.contains(&of("/sheets.pdf")), "{list}");
    let all = site.get(&of("/sheets.pdf")).await;
    let (_, name) = name_of(&all);
    assert!(name.starts_with("回答票_") && name.contains("財政課"), "{name}");
    let text = text_of(&all);
    for words in ["回答票", "財政課", "■○", "□△", "1/2", "2/2"] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    let one = text_of(&site.get(&of("/items/i2/sheet.pdf")).await);
    assert!(one.contains("1/1") && !one.contains('■'), "{one}");
    // Who does not see a draft gets the sheet without it.
    let other = site.get(&of("/items/nothing/sheet.pdf")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_booklet_has_the_pictures_of_its_tables_and_the_papers_that_are_chosen() {
    let site = Site::filled(config()).await;
    let chosen = form(&[
        ("part", "contents"),
        ("part", "summary"),
        ("part", "head"),
        ("part", "progress"),
        ("order.contents", "1"),
        ("order.summary", "2"),
        ("order.head", "3"),
        ("order.progress", "4"),
        ("paper", "a4-auto"),
    ]);
    let begun = site.post("/990019/small/booklet", &chosen).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    let path = begun.location();
    let done = site.when_read(&path).await.text();
    assert!(done.contains("冊子ができました"), "{done}");
    let file = site.get(&format!("{path}/file")).await;
    let raw = String::from_utf8_lossy(&file.bytes);
    assert!(raw.contains("/Figure"), "a picture is a figure");
    let text = text_of(&file);
    assert!(
        text.contains("市長説明資料") && text.contains("【進捗状況】"),
        "{text}"
    );
    // For which years the plan is made is the first thing that the summary says.
    let (_, summary) = text.rsplit_once("概要").expect("the summary");
    assert!(summary.contains("【計画の期間】"), "{text}");
    // The contents of a short booklet know where its parts begin, too.
    for line in ["概要", "市長説明資料", "進捗状況"] {
        let (_, rest) = text.split_once("目次").expect("contents");
        let (_, rest) = rest.split_once(line).expect("a line");
        let number = rest.trim_start_matches('.').chars().next();
        assert!(number.is_some_and(|c| ('2'..='4').contains(&c)), "{line}: {text}");
    }
}

/// Every seed with items or counts, as a plan of the sample body.
async fn with_seeds(site: &Site) -> Vec<String> {
    let mut keys = Vec::new();
    for start in ["000", "001", "002", "003", "004"] {
        let Some(path) = gyokaku_testkit::outside::Folder::Seeds.document(start) else {
            continue;
        };
        let bytes = std::fs::read(path).expect("a document");
        let read = gyokaku_exchange::read::read("文書.txt", &bytes).expect("a document");
        let key = format!("s{start}");
        site.put_internal(&key, &read.plan, None).await;
        keys.push(key);
    }
    keys
}

#[tokio::test]
async fn the_papers_of_every_seed_can_be_printed_and_the_head_gets_one_sheet() {
    let site = Site::filled(config()).await;
    for key in with_seeds(&site).await {
        for paper in ["head", "assembly"] {
            let answer = site.get(&format!("/990019/{key}/briefs/{paper}.pdf")).await;
            let text = text_of(&answer);
            let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
            std::fs::write(folder.join(format!("brief-{key}-{paper}.pdf")), &answer.bytes).expect("a file");
            let pages = read(answer.bytes.clone(), Limits::default())
                .expect("a PDF")
                .len();
            println!("{key} {paper}: {pages} sheets, {} bytes", answer.bytes.len());
            assert!(text.contains("説明資料"), "{key}: {text}");
            if paper == "head" {
                assert_eq!(pages, 1, "{key}");
            }
        }
    }
}
