//! Web pages as they are saved and copied: their tables, lists and headings, and encodings that they are in.

use encoding_rs::{EUC_JP, SHIFT_JIS};
use gyokaku_core::document::{Block, Document, Format, Grid};
use gyokaku_exchange::read::document;

fn page(text: &str) -> Document {
    document("a.html", text.as_bytes()).unwrap()
}

fn lines(document: &Document) -> Vec<&str> {
    document.lines.iter().map(|line| line.text.as_str()).collect()
}

fn grids(document: &Document) -> Vec<&Grid> {
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(grid) => Some(grid),
        _ => None,
    });
    tables.collect()
}

#[test]
fn headings_lists_and_paragraphs() {
    let found = page(
        "<!DOCTYPE html><html><body><h1>行財政改革<br>プラン</h1><p>本文の一行目。\n二行目は続く。\nA B</p>
        <ul><li>歳入<ul><li>収納率</li></ul><li>歳出</ul><ol start=3><li>検討<li value=7>実施<li>評価</ol><h3>期間</h3>令和5年度から<br>令和9年度まで</body></html>",
    );
    assert_eq!(found.format, Format::Html);
    assert_eq!(
        lines(&found),
        [
            "# 行財政改革 プラン",
            "本文の一行目。二行目は続く。 A B",
            "・歳入",
            "  ・収納率",
            "・歳出",
            "3. 検討",
            "7. 実施",
            "8. 評価",
            "### 期間",
            "令和5年度から",
            "令和9年度まで"
        ]
    );
    assert!(matches!(&found.blocks[0], Block::Heading { level: 1, text, .. } if text == "行財政改革 プラン"));
    assert!(matches!(&found.blocks[3], Block::ListItem { depth: 1, text, .. } if text == "収納率"));
    assert!(matches!(&found.blocks[8], Block::Heading { level: 3, .. }));
}

#[test]
fn cells_that_cover_others_and_tags_that_are_left_open() {
    let found = page(
        "<table><caption>効果額</caption><thead><tr><th rowspan=2>項目<th colspan='2'>効果額<tr><th>R5<th>R6</thead>
        <tbody><tr><td>広告<br>看板<td>650<td>720<tr><td rowspan=2>委託<td>1<td>2<tr><td>3<td>4</tbody></table>",
    );
    assert_eq!(
        lines(&found),
        [
            "効果額",
            "項目\t効果額",
            "\tR5\tR6",
            "広告 看板\t650\t720",
            "委託\t1\t2",
            "\t3\t4"
        ]
    );
    let grid = grids(&found)[0];
    assert_eq!((grid.rows[0][0].rows, grid.rows[0][1].columns), (2, 2));
    assert_eq!(
        (grid.rows[2][0].text.as_str(), grid.rows[3][0].rows),
        ("広告\n看板", 2)
    );
    assert!(grid.rows[4][0].covered);
}

#[test]
fn a_table_in_a_cell_comes_after_the_table_around_it() {
    let row = |a: &str, b: &str| format!("<tr><td>{a}</td><td>{b}</td></tr>");
    let inner = format!("<table>{}{}</table>", row("内", "側"), row("1", "2"));
    let outer = format!(
        "<table>{}{}{}</table><p>後</p>",
        row("項目", "額"),
        row("広告", &format!("650{inner}")),
        row("委託", "80")
    );
    let found = page(&outer);
    assert_eq!(
        lines(&found),
        ["項目\t額", "広告\t650", "委託\t80", "内\t側", "1\t2", "後"]
    );
    assert_eq!(grids(&found)[1].rows[0][0].at.to_string(), "表2の1行目");
}

#[test]
fn a_table_that_lays_out_a_page_is_no_table() {
    let found = page(
        "<html><body><table><tr><td><a href=x>案内</a></td><td><h2>取組</h2><p>本文</p><table><tr><th>項目<th>額<tr><td>広告<td>650</table></td></tr></table></body></html>",
    );
    assert_eq!(
        lines(&found),
        ["案内", "## 取組", "本文", "項目\t額", "広告\t650"]
    );
    assert_eq!(grids(&found).len(), 1);
}

#[test]
fn encodings() {
    let text = |charset: &str| {
        format!(
            "<html><head><meta charset=\"{charset}\"></head><body><table><tr><td>収納率</td><td>ｱ①～</td></tr></table></body></html>"
        )
    };
    let cp932 = SHIFT_JIS.encode(&text("shift_jis")).0.into_owned();
    let euc = EUC_JP.encode(&text("euc-jp")).0.into_owned();
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text("utf-16").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for bytes in [cp932, euc, utf16, text("utf-8").into_bytes()] {
        assert_eq!(lines(&document("a.htm", &bytes).unwrap()), ["収納率\tｱ①～"]);
    }
}

#[test]
fn a_page_is_known_by_what_is_in_it() {
    let table = "<table><tr><td>項目</td><td>額</td></tr></table>";
    let clipboard = format!(
        "Version:0.9\r\nStartHTML:0000000105\r\nEndHTML:0000000200\r\n<html><body>\r\n<!--StartFragment-->{table}<!--EndFragment-->\r\n</body></html>"
    );
    for (name, text) in [
        ("a.xls", table.to_owned()),
        ("a", format!("<div class=x>{table}</div>")),
        ("a.txt", clipboard),
        (
            "a.html",
            format!("<!-- saved from url=(0014)about:internet -->\n<html>{table}</html>"),
        ),
        (
            "a.xhtml",
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html>{table}</html>"),
        ),
    ] {
        let found = document(name, text.as_bytes()).unwrap();
        assert_eq!(
            (found.format, lines(&found)),
            (Format::Html, vec!["項目\t額"]),
            "{name}"
        );
    }
    for text in [
        "<推進期間>\n令和5年度から令和9年度まで\n",
        "<u>下線</u>のある文。\n",
        "a < b\n</p>\n",
    ] {
        assert_eq!(
            document("a.txt", text.as_bytes()).unwrap().format,
            Format::Text,
            "{text}"
        );
    }
}
