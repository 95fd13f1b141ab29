//! A round over a plan of two departments, and workbooks as people fill them in.
#![allow(unreachable_pub, missing_docs, reason = "only tests use it")]

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use axum::body::Body;
use axum::http::{Request, header};
use calamine::{Data, Reader, Xlsx};
use gyokaku_core::body::BodyCode;
use gyokaku_core::department::Role;
use gyokaku_core::indicator::{Direction, Indicator};
use gyokaku_core::plan::{Item, Plan, Section};
use gyokaku_core::round::answer::Answer as Stored;
use gyokaku_core::round::field::Field;
use gyokaku_core::round::opening::Planned;
use gyokaku_core::round::{Key, Round, day};
use gyokaku_store::{AnswerAt, FieldChange, RoundAt, Scope};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::common::{Answer, BOUNDARY, CODE, Site, clock, code, config, program, small};

pub const PLAN: &str = "kaikaku";
pub const ROUND: &str = "2026";
pub const OTHER: &str = "042099";

pub fn at(body: &BodyCode) -> RoundAt<'_> {
    RoundAt {
        body,
        plan: PLAN,
        round: Key::parse(ROUND).expect("a key"),
    }
}

pub fn round(key: &str, title: &str) -> Round {
    gyokaku_testkit::round(key, title, ["2026-11-27", "2026-12-04", "2026-12-11"])
}

pub fn plan() -> Plan {
    let item = |n: usize, title: &str| Item {
        id: format!("i{n}"),
        section: Some("s1".into()),
        number: Some(format!("1-{n}")),
        title: title.into(),
        content: Some(format!("取組内容その{n}")),
        ..Item::default()
    };
    Plan {
        title: "見本市行財政改革プラン".into(),
        sections: vec![Section {
            id: "s1".into(),
            label: "1".into(),
            title: "健全な財政の維持".into(),
            ..Section::default()
        }],
        items: vec![
            item(1, "収支均衡した予算編成"),
            item(2, "使用料・手数料の見直し"),
            item(3, "市有財産の活用"),
            item(4, "契約事務の電子化"),
        ],
        scales: small().scales,
        indicators: vec![Indicator {
            id: "k1".into(),
            item: Some("i1".into()),
            name: "市税収納率".into(),
            unit: "%".into(),
            direction: Direction::Up,
            values: Vec::new(),
        }],
        ..Plan::default()
    }
}

/// d1 leads i1 to i3; d2 leads i4 and supports i1. Two rounds, in two bodies; the office asks.
pub async fn site() -> Site {
    let mut site = Site::empty(config()).await;
    site.put(PLAN, &plan(), None).await;
    let other: BodyCode = OTHER.parse().expect("a code");
    site.store
        .put_body(&program(), &clock(), &other, "隣の市")
        .await
        .expect("a body");
    site.store
        .put_plan(&program(), &clock(), &other, PLAN, None, &plan(), None)
        .await
        .expect("a plan");
    for body in [code(), other] {
        site.departments(body.as_str(), &[("d1", "財政課", None), ("d2", "契約課", None)])
            .await;
        for (key, title) in [("2025", "昨年度の調査"), (ROUND, "令和8年度の調査")] {
            site.store
                .open_round(&program(), &clock(), &body, PLAN, &round(key, title), &answers())
                .await
                .expect("a round");
        }
    }
    site.cookie = Some(site.as_role("office").await);
    site
}

fn answers() -> Vec<Planned> {
    let answer = |item: &str, department: &str, role| Planned {
        item: item.into(),
        department: department.into(),
        role,
        coordinates: role == Role::Lead,
    };
    vec![
        answer("i1", "d1", Role::Lead),
        answer("i1", "d2", Role::Support),
        answer("i2", "d1", Role::Lead),
        answer("i3", "d1", Role::Lead),
        answer("i4", "d2", Role::Lead),
    ]
}

/// The same site, asked by the staff of a department.
pub async fn as_staff(site: &mut Site, department: &str) {
    let login = format!("staff-{department}");
    let cookie = site.as_person(CODE, &login, &[("staff", Some(department))]).await;
    site.cookie = Some(cookie);
}

pub async fn put(site: &Site, item: &str, department: &str, field: Field, seen: Option<&str>, new: &str) {
    let body = code();
    let place = AnswerAt {
        at: at(&body),
        item,
        department,
    };
    let change = FieldChange {
        field,
        seen: seen.map(str::to_owned),
        new: Some(new.to_owned()),
    };
    let today = day("2026-11-20").expect("a day");
    site.store
        .save_answer(&program(), &clock(), today, place, &[change])
        .await
        .expect("saved");
}

pub async fn stored(site: &Site, item: &str, department: &str) -> Stored {
    let body = code();
    let found = site
        .store
        .round_answers(at(&body), Scope::One(item, department))
        .await
        .expect("answers")
        .expect("a round");
    found.answers.into_iter().next().expect("an answer")
}

/// `/990019/kaikaku/rounds/2026/departments/d1/workbook` with an end.
pub fn of(department: &str, end: &str) -> String {
    format!("/{CODE}/{PLAN}/rounds/{ROUND}/departments/{department}/workbook{end}")
}

pub fn all(end: &str) -> String {
    format!("/{CODE}/{PLAN}/rounds/{ROUND}/workbooks{end}")
}

/// Sends files as the form does.
pub async fn send(site: &Site, path: &str, files: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, bytes) in files {
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    let request = Request::post(path)
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(Body::from(body))
        .expect("a request");
    site.send(request).await
}

/// The sheet's cells by row and column from 0.
pub type Cells = BTreeMap<(u32, u16), Data>;

pub fn cells(bytes: &[u8]) -> Cells {
    cells_of(bytes, "回答")
}

/// The cells of a sheet, shown or hidden.
pub fn cells_of(bytes: &[u8], sheet: &str) -> Cells {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let range = book.worksheet_range(sheet).expect("the sheet");
    let (top, left) = range.start().expect("cells");
    let used = range.used_cells();
    used.map(|(row, column, data)| ((row as u32 + top, (column as u32 + left) as u16), data.clone()))
        .collect()
}

/// Where the cell of a row and a column stands: the row by the title of its item, the column by its head.
pub fn place(cells: &Cells, title: &str, head: &str) -> (u32, u16) {
    let of = |text: &str| {
        let found = cells.iter().find(|(_, data)| *data == text);
        *found.unwrap_or_else(|| panic!("no cell {text}")).0
    };
    (of(title).0, of(head).1)
}

/// The sheet with some cells written anew, as (title of the item, head, text); only values are kept.
pub fn edited(bytes: &[u8], changes: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut cells = cells(bytes);
    for (title, head, text) in changes {
        let at = place(&cells, title, head);
        cells.insert(at, Data::String((*text).to_owned()));
    }
    book(&cells)
}

pub fn book(cells: &Cells) -> Vec<u8> {
    book_of(&[("回答", cells)])
}

/// A workbook of these sheets; those after the first are hidden.
pub fn book_of(sheets: &[(&str, &Cells)]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (at, (name, cells)) in sheets.iter().enumerate() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name).expect("a name");
        sheet.set_hidden(at > 0);
        for ((row, column), data) in *cells {
            match data {
                Data::Float(number) => sheet.write_number(*row, *column, *number),
                other => sheet.write_string(*row, *column, other.to_string()),
            }
            .expect("a cell");
        }
    }
    workbook.save_to_buffer().expect("a workbook")
}

/// The parts of an archive by name.
pub fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let mut found = BTreeMap::new();
    for i in 0..archive.len() {
        let mut file = archive.by_index(i).expect("a part");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        found.insert(file.name().expect("a name").into_owned(), bytes);
    }
    found
}

/// A workbook whose texts were changed in place, everything else as it was.
pub fn rewritten(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    rewritten_in(bytes, "xl/sharedStrings.xml", from, to)
}

/// The same in one of its parts.
pub fn rewritten_in(bytes: &[u8], of: &str, from: &str, to: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, mut part) in parts(bytes) {
        if name == of {
            part = String::from_utf8(part)
                .expect("text")
                .replace(from, to)
                .into_bytes();
        }
        zip.start_file(name, SimpleFileOptions::default())
            .expect("a part");
        zip.write_all(&part).expect("a part");
    }
    zip.finish().expect("an archive").into_inner()
}

/// The values of the boxes of a page that are ticked, or of all.
pub fn boxes(page: &str, all: bool) -> Vec<String> {
    page.split("<input type=\"checkbox\" name=\"change\" value=\"")
        .skip(1)
        .filter(|rest| all || rest.split('>').next().is_some_and(|tag| tag.contains("checked")))
        .filter_map(|rest| rest.split('"').next().map(str::to_owned))
        .collect()
}

/// A form that ticks these boxes.
pub fn ticked(boxes: &[String]) -> String {
    let pairs: Vec<String> = boxes
        .iter()
        .map(|value| format!("change={}", value.replace(':', "%3A")))
        .collect();
    pairs.join("&")
}
