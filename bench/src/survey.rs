//! A department's workbook of 54 rows and of 2,000 rows: written, and read back and compared, beside openpyxl,
//! which writes the same values with their lists and locks, and reads the bare values.

use gyokaku_exchange::survey::{Choice, Column, ColumnKind, Form, Kind, Row, back, write};

use crate::harness::{Line, compare_measured, timed};
use crate::openpyxl;

const ROUNDS: usize = 5;
const SIZES: [usize; 2] = [54, 2_000];

pub(crate) fn run() -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    for rows in SIZES {
        let form = form(rows);
        let bytes = write::workbook(&form).map_err(|error| error.to_string())?;
        let found = back(&bytes, &form).map_err(|error| error.to_string())?;
        if found.same != rows * 4 || !found.faults.is_empty() {
            return Err(format!("{rows} rows did not come back as they went out"));
        }
        let mut out = || write::workbook(&form).map(|bytes| bytes.len()).ok();
        let mut home = || back(&bytes, &form).ok();
        let Some(python) = openpyxl::python() else {
            for (what, took) in [("out", timed(&mut out)), ("back", timed(&mut home))] {
                lines.push(Line::skipped(
                    took,
                    format!("{rows} rows {what}; {}", openpyxl::ABSENT),
                ));
            }
            continue;
        };
        let file = std::env::temp_dir().join(format!("gyokaku-survey-{}.xlsx", std::process::id()));
        let count = [rows.to_string()];
        let written = compare_measured(ROUNDS, out, "openpyxl", || {
            openpyxl::run(&python, openpyxl::WRITE_FORM, &file, &count)
        });
        let read = std::fs::write(&file, &bytes)
            .map_err(|error| error.to_string())
            .and_then(|()| {
                compare_measured(ROUNDS, home, "openpyxl", || {
                    openpyxl::run(&python, openpyxl::READ, &file, &[])
                })
            });
        let _ = std::fs::remove_file(&file);
        lines.push(written?.with(format!("{rows} rows out")));
        lines.push(read?.with(format!("{rows} rows back and compared, there the bare values")));
    }
    Ok(lines)
}

fn form(rows: usize) -> Form {
    let column = |key: &str, kind: ColumnKind| Column {
        key: key.to_owned(),
        label: key.to_owned(),
        hint: String::new(),
        kind,
        width: 16,
    };
    let scale = ["◎", "○", "△"].map(|label| Choice {
        label: label.to_owned(),
        meaning: String::new(),
    });
    Form {
        title: "進捗状況".to_owned(),
        code: "bench".to_owned(),
        columns: vec![
            column("番号", ColumnKind::Fixed(Kind::Text)),
            column("取組項目", ColumnKind::Fixed(Kind::Text)),
            column("取組内容", ColumnKind::Fixed(Kind::Text)),
            column("前年度の効果額", ColumnKind::Fixed(Kind::Yen)),
            column("進捗状況", ColumnKind::Asked(Kind::Choice(scale.into()))),
            column("実施内容", ColumnKind::Asked(Kind::Text)),
            column("効果額", ColumnKind::Asked(Kind::Yen)),
            column("指標", ColumnKind::Asked(Kind::Decimal { places: 1 })),
        ],
        rows: (0..rows)
            .map(|n| Row {
                id: format!("0190a1b2-{n:04}"),
                cells: vec![
                    format!("No.{n}"),
                    format!("取組項目その{n}の推進"),
                    "窓口と内部の事務を見直し、毎年度の実施状況を確かめながら進める。".to_owned(),
                    (n * 31_000).to_string(),
                    "○".to_owned(),
                    format!("令和{}年度 計画どおり実施", n % 9 + 1),
                    (n * 47_000).to_string(),
                    format!("{}.{}", n % 100, n % 10),
                ],
                ..Row::default()
            })
            .collect(),
        ..Form::default()
    }
}
