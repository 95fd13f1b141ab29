//! CSV as offices send it.

use gyokaku_core::document::{Block, Format, Grid};
use gyokaku_exchange::read::document;

fn blocks(text: &str) -> Vec<Block> {
    document("取組.csv", text.as_bytes()).unwrap().blocks
}

fn grids(blocks: &[Block]) -> Vec<&Grid> {
    blocks
        .iter()
        .filter_map(|b| {
            if let Block::Table(grid) = b {
                Some(grid)
            } else {
                None
            }
        })
        .collect()
}

fn row(grid: &Grid, row: usize) -> Vec<&str> {
    grid.rows[row].iter().map(|c| c.text.as_str()).collect()
}

#[test]
fn title_table_and_note() {
    let found = blocks(
        "行財政改革プラン 取組一覧,,\n（単位：千円）,,\n番号,項目,効果額\n1,\"収納率の\n向上\",\"1,250\"\n2,組織,\n※令和元年度時点,,\n",
    );
    assert_eq!(found.len(), 4, "{found:#?}");
    assert_eq!(found[0].text().map(str::trim), Some("行財政改革プラン 取組一覧"));
    let grid = grids(&found)[0];
    assert_eq!(row(grid, 1), ["1", "収納率の\n向上", "1,250"]);
    assert_eq!(row(grid, 2), ["2", "組織", ""]);
    assert_eq!(grid.rows[2][1].at.to_string(), "取組!B5");
    assert!(
        found[3]
            .text()
            .is_some_and(|text| text.contains("令和元年度時点"))
    );
}

#[test]
fn semicolons_and_tabs() {
    for separator in [';', '\t'] {
        let text = "番号|項目|額\n1|収納率|1,250\n2|組織|2,300\n".replace('|', &separator.to_string());
        assert_eq!(row(grids(&blocks(&text))[0], 2), ["2", "組織", "2,300"]);
    }
}

#[test]
fn ragged_rows_are_filled() {
    let found = blocks("番号,項目,額\n1,収納率\n2,組織,5,備考\n");
    let grid = grids(&found)[0];
    assert_eq!(row(grid, 1), ["1", "収納率", "", ""]);
    assert_eq!(row(grid, 2), ["2", "組織", "5", "備考"]);
}

#[test]
fn blank_rows_part_only_tables_with_heads_of_their_own() {
    let one = blocks("番号,項目,額\n1,収納率,5\n\n2,組織,6\n,,\n3,庁舎,7\n");
    assert_eq!(grids(&one).len(), 1);
    assert_eq!(grids(&one)[0].rows.len(), 4);
    let two = blocks("番号,項目,額\n1,収納率,5\n\n年度,課,人数\n2019,税務,6\n");
    assert_eq!(grids(&two).len(), 2);
    assert_eq!(row(grids(&two)[1], 0), ["年度", "課", "人数"]);
}

#[test]
fn section_rows_stay_in_their_table() {
    let found = blocks("番号,項目,額\n方針1 財政,,\n1,収納率,5\n方針2 組織,,\n2,定員,6\n");
    assert_eq!(found.len(), 1);
    assert_eq!(row(grids(&found)[0], 3), ["方針2 組織", "", ""]);
}

#[test]
fn encodings() {
    let text = "番号,項目\r\n1,髙齢者～支援①\r\n2,組織\r\n";
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let utf16_be: Vec<u8> = [0xfe, 0xff]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    let (cp932, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lost);
    let with_mark = ["\u{FEFF}", text].concat();
    for bytes in [text.as_bytes(), with_mark.as_bytes(), &utf16, &utf16_be, &cp932] {
        let read = document("a.csv", bytes).unwrap();
        assert_eq!(read.format, Format::Csv);
        assert_eq!(read.lines[1].text, "1\t髙齢者～支援①");
    }
    let old = text.replace('髙', "高").replace('①', "1");
    for encoding in [encoding_rs::EUC_JP, encoding_rs::ISO_2022_JP] {
        let (bytes, _, lost) = encoding.encode(&old);
        assert!(!lost);
        assert_eq!(
            document("a.csv", &bytes).unwrap().lines[1].text,
            "1\t高齢者～支援1"
        );
    }
}

#[test]
fn no_text_of_a_file_is_lost() {
    let text = "題\n番号,項目,額\n1,a,2\nb\n\n,c,\n※d,,\n\n\n,,e\nf,g,h\n";
    let read = document("a.csv", text.as_bytes()).unwrap();
    let mut found = String::new();
    for block in &read.blocks {
        match block {
            Block::Table(grid) => grid.rows.iter().flatten().for_each(|c| found.push_str(&c.text)),
            Block::ListItem { marker, text, .. } => found.extend([marker.as_str(), text]),
            other => found.push_str(other.text().unwrap_or_default()),
        }
    }
    assert_eq!(found, text.replace([',', '\n'], ""));
}

#[test]
fn a_first_line_that_names_the_separator() {
    let found = blocks("sep=;\r\n番号;取組\r\n1;収納率, 向上\r\n2;広告\r\n");
    let grids = grids(&found);
    assert_eq!((found.len(), row(grids[0], 1)), (1, vec!["1", "収納率, 向上"]));
    assert_eq!(grids[0].rows[0][0].at.to_string(), "取組!A2");
}

#[test]
fn codes_kept_as_text() {
    let found = blocks("コード,課名\r\n=\"001\",総務課\r\n\"=\"\"002\"\"\",財政課\r\n");
    let grids = grids(&found);
    assert_eq!((row(grids[0], 1)[0], row(grids[0], 2)[0]), ("001", "002"));
}

#[test]
fn a_row_with_a_number_of_its_own_is_an_item_of_its_own() {
    let text = "番号,重点項目,取組内容,所管課,効果額\n1,歳入確保,広告料収入の拡大,広報課,1350\n2,,ふるさと納税の推進,企画課,91420\n3,歳出削減,紙使用量の削減,総務課,180\n";
    let plan = gyokaku_exchange::read::read("表.csv", text.as_bytes())
        .unwrap()
        .plan;
    let numbers: Vec<&str> = plan
        .items
        .iter()
        .filter_map(|item| item.number.as_deref())
        .collect();
    assert_eq!(numbers, ["1", "2", "3"]);
    assert_eq!(plan.items[1].title, "ふるさと納税の推進");
}
