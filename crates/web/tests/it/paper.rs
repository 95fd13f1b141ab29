//! Paper through the pages: tables, item sheets and booklets as PDF, for who may see them.

use axum::http::{StatusCode, header};
use gyokaku_core::table::PUBLISHED;
use gyokaku_pdf::{Limits, Piece, read};

use crate::common::{Answer, CODE, Site, config, form, get_as};

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
