//! Published tables as workbooks for people: how the sheet is made, and that reading it back changes nothing.

#[allow(dead_code, reason = "each program uses a part")]
mod open_data_support;

use gyokaku_core::difference::{Difference, Taking, between};
use gyokaku_core::document::{DocumentId, Place};
use gyokaku_core::effect::{Duration, Effect, EffectKind, Source};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::money::{Share, Yen};
use gyokaku_core::part::Kind;
use gyokaku_core::plan::{Plan, Section};
use gyokaku_core::progress::StatedProgress;
use gyokaku_core::table::{Cell, Column, Row, RowKind, Table};
use gyokaku_exchange::read::read;
use gyokaku_exchange::write::xlsx::{Imprint, imprinted, workbook};
use open_data_support::{parts_of, plans, tables};

fn imprint(plan: &Plan) -> Imprint {
    Imprint {
        city: "桜川市".into(),
        plan: plan.title.clone(),
        state: "公開版".into(),
        day: "令和8年11月29日".into(),
    }
}

/// What taking a workbook in would change of the plan that it was written from.
fn difference(plan: &Plan, bytes: &[u8]) -> Difference {
    let mut stored = plan.clone();
    stored.stated_in(&DocumentId::new("first"));
    let mut incoming = read("表.xlsx", bytes).expect("a workbook").plan;
    incoming.stated_in(&DocumentId::new("second"));
    between(&stored, &incoming, Taking::default())
}

fn told(difference: &Difference) -> String {
    let parts = difference.parts.iter().filter(|part| !part.is_empty());
    let told = parts.map(|part| {
        let changes = part
            .changed
            .iter()
            .map(|change| format!("{}: {:?}", change.name, change.fields));
        let added: Vec<&str> = part.added.iter().map(|entry| entry.name.as_str()).collect();
        format!(
            "{:?}: added {added:?}, changed {:?}",
            part.kind,
            changes.collect::<Vec<_>>()
        )
    });
    told.collect::<Vec<_>>().join("\n")
}

/// How many of these tables still come back with a difference: headings of sections that have departments and no form of
/// their own, indicators of items of one title, a review, and counts of parts that are no sections of the plan.
const DIFFERING: usize = 5;

/// What stands in the margins changes nothing of what is read back, what the program worked out is no statement of the
/// document, and most tables come back as they went.
#[test]
fn margins_are_not_read_back() {
    let (mut empty, mut differing) = (0, 0);
    for (document, plan) in plans() {
        for (published, parts) in tables(&plan) {
            for part in parts {
                let bare = difference(&plan, &workbook(&part.table).unwrap());
                let full = difference(&plan, &imprinted(&part.table, &imprint(&plan)).unwrap());
                assert_eq!(told(&full), told(&bare), "{document} {}", published.name);
                let changed: Vec<_> = full.parts.iter().filter(|part| !part.is_empty()).collect();
                empty += usize::from(changed.is_empty());
                if !changed.is_empty() {
                    differing += 1;
                    let said: String = told(&full).chars().take(700).collect();
                    println!("{document} {}:\n{said}", published.name);
                }
            }
        }
    }
    println!("{empty} tables come back with nothing changed, {differing} with a difference");
    assert!(
        differing <= DIFFERING,
        "{differing} tables come back with a difference"
    );
    assert!(empty > 10 || plans().is_empty(), "{empty}");
}

/// Without any document: two occasions, of which the later one states what was reached and what is expected; and counts
/// of parts with their numbers in a column of their own, below parts that are only named.
#[test]
fn columns_of_occasions_kinds_and_numbers_come_back() {
    let effect = |id: &str, vintage: &str, year: i16, kind, amount: i64| Effect {
        id: id.into(),
        vintage: vintage.into(),
        on: None,
        path: vec!["業務改革".into()],
        fiscal_year: FiscalYear::new(year),
        kind,
        amount: Yen(amount * 1_000),
        duration: Duration::default(),
        source: Source::Unsaid,
        corrects: None,
        at: Place::NOWHERE,
    };
    let counted = |path: &[&str], label: &str, counts: [Option<i64>; 2]| StatedProgress {
        path: path.iter().map(|title| (*title).to_owned()).collect(),
        label: label.into(),
        examples: None,
        total: counts[0].zip(counts[1]).map(|(a, b)| a + b),
        grades: ["○", "△"].map(str::to_owned).into_iter().zip(counts).collect(),
        shares: Vec::new(),
        fiscal_year: FiscalYear::new(2025),
        at: Place::NOWHERE,
    };
    let section = |id: &str, parent: Option<&str>, label: &str, title: &str| Section {
        id: id.into(),
        parent: parent.map(str::to_owned),
        depth: u8::from(parent.is_some()),
        // The word in front of a number is the name of its level.
        level: label.strip_suffix('1').unwrap_or_default().into(),
        label: label.into(),
        title: title.into(),
        ..Section::default()
    };
    let plan = Plan {
        title: "第3次行財政改革プラン".into(),
        sections: vec![
            section("s1", None, "方針1", "市民との協働"),
            section("s2", Some("s1"), "(1)", "情報の公開"),
            section("s3", Some("s1"), "(2)", "協働の推進"),
        ],
        progress: vec![
            counted(&["市民との協働"], "方針1", [None, None]),
            counted(&["市民との協働", "情報の公開"], "(1)", [Some(3), Some(1)]),
            counted(&["市民との協働", "協働の推進"], "(2)", [Some(5), Some(0)]),
        ],
        effects: vec![
            effect("e1", "計画策定時点", 2022, EffectKind::Plan, 10),
            effect("e2", "計画策定時点", 2023, EffectKind::Plan, 12),
            effect("e3", "後期策定時点", 2022, EffectKind::Actual, 9),
            effect("e4", "後期策定時点", 2023, EffectKind::Forecast, 11),
        ],
        ..Plan::default()
    };
    for (published, parts) in tables(&plan) {
        if !["effects", "progress"].contains(&published.name) {
            continue;
        }
        for part in parts {
            let bytes = imprinted(&part.table, &imprint(&plan)).unwrap();
            let difference = difference(&plan, &bytes);
            let of_interest = difference
                .parts
                .into_iter()
                .filter(|part| matches!(part.kind, Kind::Effect | Kind::Progress | Kind::Section));
            let difference = Difference {
                parts: of_interest.collect(),
            };
            assert_eq!(told(&difference), "", "{}", published.name);
            assert!(difference.is_empty(), "{}", published.name);
        }
    }
}

fn table() -> Table {
    let row = |kind, level, name: &str, count, amounts: [i64; 2]| Row {
        kind,
        level,
        cells: vec![
            Cell::text(name),
            Cell::count(Some(count)),
            Cell::share(Some(Share {
                part: count,
                whole: 7,
            })),
            Cell::yen(Some(Yen(amounts[0] * 1_000))),
            Cell::yen(Some(Yen(amounts[1] * 1_000))),
            Cell::yen(Some(Yen((amounts[0] + amounts[1]) * 1_000))),
        ],
        item: None,
    };
    Table {
        name: "effects",
        title: "効果額".into(),
        summary: "効果額は、30千円です。".into(),
        unit: Some(gyokaku_core::money::Unit::Thousand),
        columns: vec![
            Column::name("title", "区分"),
            Column::count("count", "件数"),
            Column::share("share", "割合"),
            Column::yen("fy2024", "令和6年度"),
            Column::yen("fy2025", "令和7年度"),
            Column::yen("total", "合計"),
        ],
        rows: vec![
            row(RowKind::Group, 0, "方針1", 5, [12, 4]),
            row(RowKind::Row, 1, "収納", 2, [10, 0]),
            row(RowKind::Row, 1, "広告", 3, [2, 4]),
            row(RowKind::Group, 0, "方針2", 2, [7, 7]),
            row(RowKind::Total, 0, "合計", 7, [19, 11]),
        ],
        notes: vec!["合計は内訳を足し上げたものです。".into()],
    }
}

#[test]
fn the_sheet_is_ready_for_people() {
    let plan = Plan {
        title: "第3次行財政改革プラン".into(),
        ..Plan::default()
    };
    let bytes = imprinted(&table(), &imprint(&plan)).unwrap();
    let (_, sheet) = &parts_of(&bytes, "xl/worksheets/sheet1")[0];
    // The title, the sentence, the unit; the head is in line 4.
    for words in [
        "<autoFilter ref=\"A4:F9\"/>",
        "topLeftCell=\"B5\"",
        "orientation=\"landscape\"",
        "paperSize=\"9\"",
        "fitToHeight=\"0\"",
        "<f>SUM(D6:D7)</f><v>12</v>",
        "<f>SUM(D5,D8)</f><v>19</v>",
        "<f>SUM(B5,B8)</f><v>7</v>",
        "<f>SUM(D6:E6)</f><v>10</v>",
    ] {
        assert!(sheet.contains(words), "{words} is not in {sheet}");
    }
    let (_, styles) = &parts_of(&bytes, "xl/styles")[0];
    assert!(styles.contains("<name val=\"BIZ UDPゴシック\"/>"), "{styles}");
    let (_, book) = &parts_of(&bytes, "xl/workbook.xml")[0];
    assert!(
        book.contains("_xlnm.Print_Titles") && book.contains("$4:$4"),
        "{book}"
    );
    let (_, strings) = &parts_of(&bytes, "xl/sharedStrings")[0];
    for words in ["（単位：千円）", "効果額は、30千円です。"] {
        assert!(strings.contains(words), "{words} is not in {strings}");
    }
    for words in [
        "<oddHeader>&amp;L桜川市　第3次行財政改革プラン&amp;R公開版　令和8年11月29日現在</oddHeader>",
        "<oddFooter>&amp;L出典：桜川市「第3次行財政改革プラン」&amp;R&amp;P / &amp;N</oddFooter>",
    ] {
        assert!(sheet.contains(words), "{words} is not in {sheet}");
    }
    assert_eq!(
        bytes,
        imprinted(&table(), &imprint(&plan)).unwrap(),
        "the clock is not read"
    );
}

/// What another program works out for the formulas is what the cells hold.
#[test]
fn formulas_agree_with_their_values() {
    use calamine::{Data, Reader as _};
    let mut all = vec![("here".to_owned(), table())];
    for (document, plan) in plans() {
        for (published, parts) in tables(&plan) {
            let named =
                |part: gyokaku_core::dataset::Part| (format!("{document} {}", published.name), part.table);
            all.extend(parts.into_iter().map(named));
        }
    }
    let mut checked = 0;
    for (name, table) in all {
        let bytes = workbook(&table).unwrap();
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.sheet_names()[0].clone();
        let values = book.worksheet_range(&sheet).unwrap();
        let formulas = book.worksheet_formula(&sheet).unwrap();
        let number = |at: (u32, u32)| match values.get_value(at) {
            Some(Data::Float(number)) => *number,
            Some(Data::Int(number)) => *number as f64,
            _ => 0.0,
        };
        let (Some(first), true) = (formulas.start(), formulas.used_cells().next().is_some()) else {
            continue;
        };
        for (row, column, formula) in formulas.used_cells() {
            if formula.is_empty() {
                continue;
            }
            let at = (first.0 + row as u32, first.1 + column as u32);
            let ranges = formula
                .trim_start_matches('=')
                .strip_prefix("SUM(")
                .unwrap()
                .strip_suffix(')')
                .unwrap();
            let mut sum = 0.0;
            for range in ranges.split(',') {
                let (from, to) = range.split_once(':').unwrap_or((range, range));
                let (from, to) = (place(from), place(to));
                for row in from.0..=to.0 {
                    for column in from.1..=to.1 {
                        assert_ne!((row, column), at, "{name}: {formula} is a circle");
                        sum += number((row, column));
                    }
                }
            }
            assert_eq!(sum, number(at), "{name}: {formula}");
            checked += 1;
        }
    }
    assert!(checked > 8, "{checked}");
}

/// A cell by its name, counted from 0.
fn place(name: &str) -> (u32, u32) {
    let letters: String = name.chars().take_while(char::is_ascii_alphabetic).collect();
    let column = letters
        .chars()
        .fold(0, |sum, c| sum * 26 + (c as u32 - 'A' as u32 + 1));
    (name[letters.len()..].parse::<u32>().unwrap() - 1, column - 1)
}
