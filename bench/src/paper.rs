//! A register of 54 items as PDF beside Chromium that prints the same table's page and LibreOffice that converts the same
//! table's workbook, and booklets of 124 and 500
//! items beside that register, with the memory that they take.
//!
//! Not here: what is printed well (`crates/paper/tests`).

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use gyokaku_core::item_sheet::ItemSheet;
use gyokaku_core::table::{Cell, Column, Row, Table};
use gyokaku_exchange::write::html;
use gyokaku_exchange::write::xlsx::workbook;
use gyokaku_paper::{Booklet, Chapter, Content, Imprint, Paper, Prepared};
use time::macros::date;

use crate::harness::{Line, compare_measured, timed};

const ROUNDS: usize = 5;

pub(crate) fn run() -> Result<Vec<Line>, String> {
    let table = register(54);
    let imprint = imprint();
    let ours = || {
        gyokaku_paper::table(&table, &imprint, Paper::Fitting)
            .and_then(Prepared::print)
            .map(|printed| printed.sheets)
            .ok()
    };
    let first = timed(&mut { ours });
    let beside = match chromium() {
        None => Line::skipped(timed(&mut { ours }), "no Chromium: GYOKAKU_CHROMIUM names none"),
        Some(browser) => compare_measured(ROUNDS, ours, "Chromium", || printed_by(&browser, &table))?
            .with(format!("54 rows; the first one {}", Line::shown(first))),
    };
    let one = beside.ours();
    let mut lines = vec![beside];
    lines.push(match soffice() {
        None => Line::skipped(timed(&mut { ours }), "no LibreOffice: GYOKAKU_SOFFICE names none"),
        Some(office) => compare_measured(ROUNDS, ours, "LibreOffice", || converted_by(&office, &table))?
            .with("54 rows, the same table as a workbook".to_owned()),
    });
    for items in [124, 500] {
        let booklet = booklet(items);
        let print = || {
            gyokaku_paper::booklet(&booklet, &imprint)
                .and_then(Prepared::print)
                .map(|printed| printed.sheets)
        };
        let start = Instant::now();
        let sheets = print().map_err(|fault| fault.to_string())?;
        let took = start.elapsed();
        lines.push(Line::of(took, "one table", one).with(format!(
            "booklet of {items} items, {sheets} sheets, {} at the most",
            most_memory().map_or_else(|| "memory unknown".to_owned(), |most| format!("{most} MB"))
        )));
    }
    Ok(lines)
}

/// How long a browser takes from its start to a PDF of the table's page.
fn printed_by(browser: &PathBuf, table: &Table) -> Result<Duration, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (page, file) = (folder.path().join("table.html"), folder.path().join("table.pdf"));
    std::fs::write(&page, html::page(table)).map_err(|error| error.to_string())?;
    let start = Instant::now();
    let done = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
        ])
        .arg(format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ))
        .arg(format!("--print-to-pdf={}", file.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .map_err(|error| error.to_string())?;
    let took = start.elapsed();
    match done.status.success() && file.is_file() {
        true => Ok(took),
        false => Err(String::from_utf8_lossy(&done.stderr).into_owned()),
    }
}

/// How long a spreadsheet takes from its start to a PDF of the table's workbook.
fn converted_by(office: &PathBuf, table: &Table) -> Result<Duration, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let book = folder.path().join("table.xlsx");
    let bytes = workbook(table).map_err(|error| error.to_string())?;
    std::fs::write(&book, bytes).map_err(|error| error.to_string())?;
    let start = Instant::now();
    let done = Command::new(office)
        .arg(format!(
            "-env:UserInstallation=file://{}",
            folder.path().join("profile").display()
        ))
        .args(["--headless", "--norestore", "--convert-to", "pdf", "--outdir"])
        .args([folder.path(), book.as_path()])
        .output()
        .map_err(|error| error.to_string())?;
    let took = start.elapsed();
    match done.status.success() && folder.path().join("table.pdf").is_file() {
        true => Ok(took),
        false => Err(String::from_utf8_lossy(&done.stderr).into_owned()),
    }
}

fn soffice() -> Option<PathBuf> {
    let named = std::env::var_os("GYOKAKU_SOFFICE").map(PathBuf::from);
    let usual = || Some(PathBuf::from("/usr/bin/soffice"));
    named.or_else(usual).filter(|path| path.is_file())
}

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("GYOKAKU_CHROMIUM").map(PathBuf::from);
    named.filter(|path| path.is_file())
}

/// What the process took at most beside its program's own file, in megabytes.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kibibytes = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    };
    Some(kibibytes("VmHWM:")?.saturating_sub(kibibytes("RssFile:")?) / 1024)
}

fn imprint() -> Imprint {
    Imprint {
        city: "見本市".into(),
        plan: "行財政改革プラン".into(),
        state: "令和6年度　第1版".into(),
        day: date!(2026 - 11 - 29),
    }
}

fn register(items: usize) -> Table {
    let row = |n: usize| {
        Row::entry(
            0,
            vec![
                Cell::text(format!("No.{}", n + 1)),
                Cell::text(format!("取組項目その{n}の推進")),
                Cell::text("総務課"),
                Cell::text("令和4年度 検討\n令和5年度 試行\n令和6年度から 実施"),
                Cell::text("窓口と内部の事務を見直し、毎年度の実施状況を確かめながら進める。".repeat(2)),
            ],
        )
    };
    Table {
        name: "register",
        title: "取組一覧".into(),
        summary: format!("取組項目は{items}件です。"),
        columns: vec![
            Column::text("number", "番号"),
            Column::name("title", "取組項目"),
            Column::text("lead", "主担当課"),
            Column::text("schedule", "スケジュール"),
            Column::text("content", "取組内容"),
        ],
        rows: (0..items).map(row).collect(),
        ..Table::default()
    }
}

fn booklet(items: usize) -> Booklet {
    let chapter = |heading: &str, content| Chapter {
        heading: heading.to_owned(),
        content,
    };
    let sheet = |n: usize| ItemSheet {
        number: format!("No.{n}"),
        title: format!("取組項目その{n}の推進"),
        facts: vec![
            (
                "担当".into(),
                vec!["主担当課：総務課".into(), "関係課：財政課".into()],
            ),
            (
                "取組内容".into(),
                vec!["窓口と内部の事務を見直し、実施状況を確かめながら進める。".repeat(4)],
            ),
            ("目標".into(), vec!["毎年度、3件以上の事務を見直す。".into()]),
        ],
        tables: vec![register(6)],
    };
    Booklet {
        title: "行財政改革プラン".into(),
        paper: Paper::FittingA4,
        chapters: vec![
            chapter("表紙", Content::Cover(Vec::new())),
            chapter("目次", Content::Contents),
            chapter("取組一覧", Content::Table(register(items))),
            chapter("個票", Content::Sheets((1..=items).map(sheet).collect())),
        ],
    }
}
