//! Old and binary workbooks and spreadsheets as offices make them: number formats, days, struck-out text.
//!
//! `looks.*` are made by `files/formats/make.py`; what no program at hand writes (Excel 95, .xlsb) is written by hand.

#[allow(dead_code, reason = "each program uses a part")]
mod binary;

use encoding_rs::SHIFT_JIS;
use gyokaku_core::document::{Block, Document, OddityKind};
use gyokaku_exchange::read::{NotADocument, document};

use binary::{record, text_cell, wide, workbook_of};

fn looks(ending: &str) -> Document {
    let name = format!("looks.{ending}");
    let path = format!("{}/tests/files/formats/{name}", env!("CARGO_MANIFEST_DIR"));
    document(&name, &std::fs::read(path).unwrap()).unwrap()
}

fn lines(document: &Document) -> Vec<&str> {
    document.lines.iter().map(|line| line.text.as_str()).collect()
}

#[test]
fn cells_show_what_excel_shows() {
    let wanted = looks("xlsx");
    assert_eq!(
        lines(&wanted),
        [
            "率\t6.5%",
            "差\t△396,046",
            "件\t98件",
            "千円\t2,674,093",
            "日\t2023-04-01",
            "小数\t97.3",
            "和\t0.3",
            "真偽\tTRUE",
            "大きな数\t123,456,789,012",
            "\t残る",
            "市民課\t改行 のある値"
        ]
    );
    assert_eq!(lines(&looks("xls")), lines(&wanted));
    let spread = looks("ods");
    for (ours, theirs) in lines(&spread).iter().zip(lines(&wanted)) {
        // A day stands as it is shown.
        assert_eq!(ours.replace("2023/4/1", "2023-04-01"), theirs);
    }
}

#[test]
fn what_is_struck_out_is_told() {
    for ending in ["xlsx", "xls", "ods"] {
        let document = looks(ending);
        let struck: Vec<(&str, String)> = document
            .oddities
            .iter()
            .filter(|odd| odd.kind == OddityKind::StruckOut)
            .map(|odd| (&*odd.text, odd.at.to_string()))
            .collect();
        let wanted = [("全部", "書式!A10".to_owned()), ("生活", "書式!A11".to_owned())];
        assert_eq!(struck, wanted, "{ending}");
    }
}

#[test]
fn the_number_behind_a_rounded_one_is_kept() {
    for ending in ["xlsx", "xls", "ods"] {
        let document = looks(ending);
        let cells = document.blocks.iter().flat_map(|block| match block {
            Block::Table(grid) => grid.rows.iter().flatten().collect(),
            _ => Vec::new(),
        });
        let exact: Vec<(&str, &str)> = cells
            .filter_map(|cell| Some((cell.text.as_str(), cell.exact.as_deref()?)))
            .collect();
        assert_eq!(exact, [("6.5%", "6.4516129"), ("97.3", "97.25")], "{ending}");
    }
}

/// A record of an old workbook.
fn old(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend((data.len() as u16).to_le_bytes());
    bytes.extend_from_slice(data);
    bytes
}

/// A compound file with one stream, as small as it can be.
fn compound(name: &str, mut stream: Vec<u8>) -> Vec<u8> {
    stream.resize(4_096, 0);
    let mut file = vec![0u8; 512 * 3];
    let number = |file: &mut Vec<u8>, at: usize, value: u32| {
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
    };
    file[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    file[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    for (at, value) in [
        (44, 1),
        (48, 1),
        (56, 4_096),
        (60, u32::MAX - 1),
        (68, u32::MAX - 1),
    ] {
        number(&mut file, at, value);
    }
    for entry in 1..109 {
        number(&mut file, 76 + entry * 4, u32::MAX);
    }
    // Sector 0 is the table, 1 the directory, 2 to 9 the stream.
    for sector in 0..128usize {
        let next = match sector {
            2..9 => sector as u32 + 1,
            1 | 9 => u32::MAX - 1,
            _ => u32::MAX,
        };
        number(&mut file, 512 + sector * 4, next);
    }
    for (at, text, kind, child, start, size) in [
        (1_024, "Root Entry", 5, 1, u32::MAX - 1, 0),
        (1_152, name, 2, u32::MAX, 2, 4_096),
    ] {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        file[at..at + units.len()].copy_from_slice(&units);
        file[at + 64] = units.len() as u8 + 2;
        file[at + 66] = kind;
        for (offset, value) in [
            (68, u32::MAX),
            (72, u32::MAX),
            (76, child),
            (116, start),
            (120, size),
        ] {
            number(&mut file, at + offset, value);
        }
    }
    [file, stream].concat()
}

#[test]
fn a_workbook_of_excel_95_in_the_encoding_of_its_time() {
    let text = |text: &str| SHIFT_JIS.encode(text).0.into_owned();
    let name = text("一覧");
    let label = |row: u8, column: u8, said: &str| {
        let said = text(said);
        old(
            0x0204,
            &[&[row, 0, column, 0, 0, 0, said.len() as u8, 0], said.as_slice()].concat(),
        )
    };
    let mut stream = [
        old(0x0809, &[0, 5, 5, 0]),
        old(0x42, &932u16.to_le_bytes()),
        old(0x31, &[0xdc, 0, 0, 0]),
        old(0x041e, &[&[200, 0, 5], b"0\"\x8c\x8f\"".as_slice()].concat()),
        old(0xe0, &[0, 0, 200, 0]),
    ]
    .concat();
    let mut sheet = [&[0, 0, 0, 0, 0, 0, name.len() as u8], name.as_slice()].concat();
    let at = stream.len() + 4 + sheet.len() + 4;
    sheet[..4].copy_from_slice(&(at as u32).to_le_bytes());
    stream.extend(old(0x85, &sheet));
    stream.extend(old(0x0a, &[]));
    stream.extend(old(0x0809, &[0, 5, 0x10, 0]));
    stream.extend(label(0, 0, "項目"));
    stream.extend(label(0, 1, "件数"));
    stream.extend(label(1, 0, "ｶﾅと漢字"));
    stream.extend(old(
        0x0203,
        &[[1, 0, 1, 0, 0, 0].as_slice(), &98f64.to_le_bytes()].concat(),
    ));
    stream.extend(old(0x0a, &[]));
    let found = document("a.xls", &compound("Book", stream)).unwrap();
    assert_eq!(lines(&found), ["項目\t件数", "ｶﾅと漢字\t98件"]);
    assert_eq!(found.lines[1].at.to_string(), "一覧!A2");
}

#[test]
fn a_binary_workbook_shows_its_formats() {
    let number = |column: u8, style: u8, value: f64| {
        record(
            5,
            &[[column, 0, 0, 0, style, 0, 0, 0].as_slice(), &value.to_le_bytes()].concat(),
        )
    };
    let rich = [[3, 0, 0, 0, 0, 0, 0, 0, 0].as_slice(), &wide("課")].concat();
    let sheet = [
        record(0, &0u32.to_le_bytes()),
        text_cell(0, "額"),
        number(1, 1, 1_234_567.0),
        number(2, 0, 0.5),
        record(62, &rich),
        record(4, &[4, 0, 0, 0, 0, 0, 0, 0, 1]),
    ];
    let found = document("a.xlsb", &workbook_of(sheet.concat(), &[])).unwrap();
    assert_eq!(lines(&found), ["額\t1,234,567\t0.5\t課\tTRUE"]);
}

#[test]
fn protected_and_older_workbooks_are_refused() {
    let refused = |stream: Vec<u8>| document("a.xls", &compound("Workbook", stream)).unwrap_err();
    let locked = [
        old(0x0809, &[0, 6, 5, 0]),
        old(0x2f, &[1, 0, 1, 0]),
        old(0x0a, &[]),
    ]
    .concat();
    assert!(matches!(refused(locked), NotADocument::PasswordProtected));
    let excel_4 = [old(0x0809, &[0, 4, 5, 0]), old(0x0a, &[])].concat();
    assert!(matches!(refused(excel_4), NotADocument::LegacyWorkbook));
    let nothing = [old(0x0809, &[0, 6, 5, 0]), old(0x0a, &[])].concat();
    assert!(matches!(refused(nothing), NotADocument::Blank));
}
