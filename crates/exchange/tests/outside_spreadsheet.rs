//! Workbooks for people as another program opens them: LibreOffice works out every formula anew, and each cell says what
//! the table says. What it saves again as a workbook is read back as well.
//!
//! Needs `soffice`; `GYOKAKU_SOFFICE` names another one.

#[allow(dead_code, reason = "each program uses a part")]
mod open_data_support;

use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use gyokaku_core::money::{Rounding, Unit};
use gyokaku_core::table::shown::{exact_unit, head};
use gyokaku_core::table::{Table, Value};
use gyokaku_exchange::write::xlsx::{Imprint, imprinted};
use gyokaku_testkit::outside::at_hand;
use open_data_support::{plans, tables};

/// The program; none where it is not there.
fn soffice() -> Option<PathBuf> {
    let named = std::env::var_os("GYOKAKU_SOFFICE").map(PathBuf::from);
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found = named.or_else(|| {
        std::env::split_paths(&paths)
            .map(|folder| folder.join("soffice"))
            .find(|path| path.is_file())
    });
    let is_there = found.as_ref().is_some_and(|path| path.is_file());
    at_hand(
        is_there,
        "soffice (LibreOffice Calc; GYOKAKU_SOFFICE names another)",
    )
    .then_some(found?)
}

/// Converts files beside each other in one run of the program.
fn convert(soffice: &Path, folder: &Path, to: &str, files: &[PathBuf]) {
    let profile = folder.join("profile");
    let done = Command::new(soffice)
        .arg(format!("-env:UserInstallation=file://{}", profile.display()))
        .args(["--headless", "--norestore", "--convert-to", to, "--outdir"])
        .arg(folder)
        .args(files)
        .output()
        .expect("soffice runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// A workbook whose formulas have no results, so that whoever opens it works them out.
fn without_results(workbook: &[u8]) -> (Vec<u8>, usize) {
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook)).expect("a workbook");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut formulas = 0;
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("a part");
        let name = file.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("a part");
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let mut plain = String::with_capacity(text.len());
            let mut rest = text.as_str();
            while let Some((before, behind)) = rest.split_once("</f><v>") {
                let (_, after) = behind.split_once("</v>").expect("the end of a value");
                plain.push_str(before);
                plain.push_str("</f>");
                formulas += 1;
                rest = after;
            }
            plain.push_str(rest);
            bytes = plain.into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default())
            .expect("a part");
        out.write_all(&bytes).expect("a part");
    }
    (out.finish().expect("a workbook").into_inner(), formulas)
}

/// What a cell says as a spreadsheet holds it: figures as numbers.
fn held(value: &Value, unit: Unit) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => text.clone(),
        Value::Count(count) => count.to_string(),
        Value::Yen(amount) => amount.in_unit(unit, Rounding::HalfUp).to_string(),
        Value::Share(share) => share.percent(1).map_or_else(String::new, |tenths| {
            let sign = if tenths < 0 { "-" } else { "" };
            format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
        }),
        Value::Decimal(number) => number.to_string().replace(',', ""),
    }
}

/// Whether two cells say the same: the same words, or the same number.
fn same(ours: &str, theirs: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
    let number = |text: &str| text.parse::<f64>().ok();
    match (number(ours), number(theirs)) {
        (Some(ours), Some(theirs)) => (ours - theirs).abs() < 1e-6,
        _ => plain(ours) == plain(theirs),
    }
}

/// A CSV as LibreOffice writes it: line feeds within values, and no byte order mark.
fn theirs(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let mut records = vec![vec![String::new()]];
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        let record = records.last_mut().expect("a record");
        let field = record.last_mut().expect("a field");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(String::new()),
            '\n' if !quoted => records.push(vec![String::new()]),
            c => field.push(c),
        }
    }
    records
}

#[test]
fn every_cell_is_what_the_table_says_in_another_program() {
    let Some(soffice) = soffice() else { return };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside-spreadsheet");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut all: Vec<(String, Table, PathBuf)> = Vec::new();
    let mut formulas = 0;
    for (document, plan) in plans() {
        for (published, parts) in tables(&plan) {
            for part in parts {
                let imprint = Imprint {
                    city: "桜川市".into(),
                    plan: plan.title.clone(),
                    state: "公開版".into(),
                    day: "令和8年11月29日".into(),
                };
                let bytes = imprinted(&part.table, &imprint).expect("a workbook");
                let (bytes, count) = without_results(&bytes);
                formulas += count;
                let path = folder.join(format!("t{}.xlsx", all.len()));
                std::fs::write(&path, bytes).expect("a file");
                all.push((format!("{document} {}", published.name), part.table, path));
            }
        }
    }
    if all.is_empty() {
        return;
    }
    let files: Vec<PathBuf> = all.iter().map(|(_, _, path)| path.clone()).collect();
    // Comma, double quotes, UTF-8, from the first line on, nothing quoted but what must be, values as they are held.
    convert(
        &soffice,
        &folder,
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false",
        &files,
    );
    let (mut cells, mut wrong) = (0, Vec::new());
    for (name, table, path) in &all {
        let bytes = std::fs::read(path.with_extension("csv")).unwrap_or_else(|why| panic!("{name}: {why}"));
        let found = theirs(&bytes);
        let unit = exact_unit(table);
        let above = 1 + usize::from(!table.summary.is_empty()) + usize::from(unit.is_some());
        let heads: Vec<String> = table.columns.iter().map(|column| head(column, unit)).collect();
        let rows = table.rows.iter().map(|row| {
            let cells = row
                .cells
                .iter()
                .map(|cell| held(&cell.value, unit.unwrap_or_default()));
            cells.collect::<Vec<String>>()
        });
        for (line, row) in std::iter::once(heads).chain(rows).enumerate() {
            for (column, ours) in row.iter().enumerate() {
                let theirs = found.get(above + line).and_then(|row| row.get(column));
                let theirs = theirs.map_or("", String::as_str);
                cells += 1;
                if !same(ours, theirs) {
                    wrong.push(format!("{name} {line}/{column}: {ours:?} is {theirs:?}"));
                }
            }
        }
    }
    println!(
        "{} workbooks, {cells} cells, {formulas} formulas worked out anew",
        all.len()
    );
    assert!(formulas > 8, "{formulas}");
    assert!(
        wrong.is_empty(),
        "{} of {cells}: {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(12)]
    );
}
