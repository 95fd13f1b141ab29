//! The thirty rules of the government on machine-readable data, over every file of the open data of every document.
//!
//! The rules are those of 31 March 2026, in the numbers of their text. Each is a check of its own that can fail; the
//! files are taken apart by readers that are not ours.

#[allow(dead_code, reason = "each program uses a part")]
mod open_data_support;

use std::collections::{BTreeMap, BTreeSet};

use calamine::{Data, Reader};
use gyokaku_core::dataset::plain::is_dependent;
use gyokaku_core::dataset::{Dataset, Datum, FieldKind, Form, LINE_END, shape};
use gyokaku_core::plan::Plan;
use gyokaku_core::table::{Cell, PUBLISHED, RowKind};
use gyokaku_core::text::{is_invisible, split_outside_brackets};
use gyokaku_exchange::write::data::{FileKind, Filed, metadata};
use open_data_support::{about, body, csv, filed, frozen_tables, history, of, parts_of, plans, sets, tables};

/// A data set with its files as other programs read them.
struct Seen<'a> {
    name: String,
    one: &'a Filed,
    all: &'a [Filed],
    /// The head of the CSV, and its records.
    head: Vec<String>,
    records: Vec<Vec<String>>,
    json: Vec<serde_json::Map<String, serde_json::Value>>,
    sheets: Vec<Vec<Vec<Data>>>,
    workbook: Vec<u8>,
    metadata: serde_json::Value,
}

impl<'a> Seen<'a> {
    fn of(document: &str, plan: &Plan, one: &'a Filed, all: &'a [Filed]) -> Self {
        let bytes = |kind: FileKind| {
            let found = one.files.iter().find(|(file, _)| file.kind == kind);
            // L1-01: a format that machines read.
            found
                .unwrap_or_else(|| panic!("L1-01 {document} {}: no {}", one.set.name, kind.ending()))
                .1
                .clone()
        };
        let mut records = csv(&bytes(FileKind::Csv));
        let workbook = bytes(FileKind::Xlsx);
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(workbook.clone())).unwrap();
        let sheets = book
            .worksheets()
            .into_iter()
            .map(|(_, range)| range.rows().map(<[Data]>::to_vec).collect())
            .collect();
        let (body, history) = (body(), history());
        Self {
            name: format!("{document} {}", one.set.name),
            one,
            all,
            head: records.remove(0),
            records,
            json: serde_json::from_slice(&bytes(FileKind::Json)).unwrap(),
            sheets,
            workbook,
            metadata: serde_json::from_slice(&metadata(&about(of(&body, &plan.title), &history), one))
                .unwrap(),
        }
    }

    fn set(&self) -> &Dataset {
        &self.one.set
    }

    fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let heads = self.head.iter().map(String::as_str);
        self.records
            .iter()
            .flat_map(move |record| heads.clone().zip(record.iter().map(String::as_str)))
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let at = self.head.iter().position(|head| head == name);
        let at = at.unwrap_or_else(|| panic!("{}: no column {name}", self.name));
        self.records.iter().map(|record| record[at].as_str()).collect()
    }
}

type Rule = (&'static str, fn(&Seen<'_>));

const RULES: [Rule; 30] = [
    ("L1-01 a format that machines read", |seen| {
        assert_eq!(seen.one.files.len(), 3)
    }),
    ("L1-02 one table a sheet or file", |seen| {
        assert_eq!(seen.sheets.len(), 1);
        assert_eq!(parts_of(&seen.workbook, "xl/worksheets/sheet").len(), 1);
    }),
    ("L1-03 no blank rows or columns between the data", |seen| {
        assert!(
            seen.records
                .iter()
                .all(|record| record.iter().any(|cell| !cell.is_empty()))
        );
        assert!(seen.head.iter().all(|head| !head.is_empty()));
    }),
    ("L1-04 nothing beside the data", |seen| {
        let width = seen.head.len();
        assert!(seen.records.iter().all(|record| record.len() == width));
        assert_eq!(seen.sheets[0].len(), seen.records.len() + 1);
        assert_eq!(seen.sheets[0][0].len(), width);
    }),
    ("L1-05 every column has a name that says what it is", |seen| {
        for field in &seen.set().fields {
            assert!(
                !field.title.is_empty() && !field.description.is_empty(),
                "{}",
                field.name
            );
        }
    }),
    ("L1-06 no blanks or line ends for looks", |seen| {
        for (head, text) in seen.texts() {
            assert_eq!(text, text.trim(), "{head}");
            assert!(
                !text.contains(['\t', '\r', '\n']) && !text.contains("  ") && !text.contains("　　"),
                "{head}: {text}"
            );
            assert!(!text.chars().any(is_invisible), "{head}: {text:?}");
        }
    }),
    ("L1-07 one value a cell", |seen| {
        if seen.set().form != Form::Long {
            return;
        }
        let table = PUBLISHED
            .iter()
            .find(|table| table.word == seen.set().name)
            .unwrap();
        let shape = shape(table.name);
        for (measure, text) in seen.column("measure").into_iter().zip(seen.column("text")) {
            if let Some(separator) = shape.separator(measure) {
                assert!(
                    split_outside_brackets(text, &[separator]).len() <= 1,
                    "{measure}: {text}"
                );
                assert!(!text.contains(LINE_END), "{measure}: {text}");
            }
        }
    }),
    ("L1-08 no characters that depend on the machine", |seen| {
        for (head, text) in seen.texts() {
            let has_plain = seen.head.contains(&format!("{head}_plain"));
            assert!(
                has_plain || head == "serial" || !text.chars().any(is_dependent),
                "{head}: {text}"
            );
        }
    }),
    ("L1-09 a blank is no zero", |seen| {
        for (record, object) in seen.set().records.iter().zip(&seen.json) {
            for (datum, field) in record.iter().zip(&seen.set().fields) {
                assert_eq!(
                    *datum == Datum::Blank,
                    object[&field.name].is_null(),
                    "{}",
                    field.name
                );
            }
        }
    }),
    ("L1-10 no objects in workbooks", |seen| {
        for begin in ["xl/drawings", "xl/charts", "xl/media", "xl/comments"] {
            assert!(parts_of(&seen.workbook, begin).is_empty());
        }
    }),
    ("L1-11 nothing is said by colour", |seen| {
        let (_, sheet) = &parts_of(&seen.workbook, "xl/worksheets/sheet")[0];
        assert!(!sheet.contains(" s=\""), "a cell has looks");
    }),
    ("L1-12 no merged cells", |seen| {
        let (_, sheet) = &parts_of(&seen.workbook, "xl/worksheets/sheet")[0];
        assert!(!sheet.contains("<mergeCell"));
    }),
    ("L1-13 no hidden rows or columns", |seen| {
        let (_, sheet) = &parts_of(&seen.workbook, "xl/worksheets/sheet")[0];
        assert!(!sheet.contains("hidden="));
    }),
    ("L1-14 no line end within a value of a CSV", |seen| {
        let ends = ['\n', '\r', '\u{B}', '\u{C}', '\u{85}', '\u{2028}', '\u{2029}'];
        assert!(seen.texts().all(|(_, text)| !text.contains(ends)));
    }),
    ("L1-15 values with commas are quoted", |seen| {
        // What a strict reader finds is what the records say.
        for (read, record) in seen.records.iter().zip(&seen.set().records) {
            for (text, datum) in read.iter().zip(record) {
                let said = datum.to_string();
                assert!(*text == said || *text == format!("'{said}"), "{text} {said}");
            }
        }
    }),
    ("L2-01 numbers are numbers", |seen| {
        for (field, at) in seen.set().fields.iter().zip(0..) {
            let numeric = matches!(field.kind, FieldKind::Integer | FieldKind::Number);
            for record in seen.records.iter().filter(|_| numeric) {
                let text = &record[at];
                let digits = text.strip_prefix('-').unwrap_or(text);
                let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
                let is_digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
                assert!(
                    text.is_empty() || is_digits(whole) && is_digits(rest),
                    "{}: {text}",
                    field.name
                );
                assert!(
                    field.kind == FieldKind::Number || !text.contains('.'),
                    "{}: {text}",
                    field.name
                );
            }
            for row in seen.sheets[0].iter().skip(1).filter(|_| numeric) {
                assert!(
                    matches!(row[at], Data::Empty | Data::Int(_) | Data::Float(_)),
                    "{}: {:?}",
                    field.name,
                    row[at]
                );
            }
        }
    }),
    ("L2-02 nothing is left out because it is as above", |seen| {
        for field in seen.set().fields.iter().filter(|field| field.required) {
            assert!(
                seen.column(&field.name).iter().all(|text| !text.is_empty()),
                "{}",
                field.name
            );
        }
        // A row that stands under a heading says under which.
        if seen.head.iter().any(|head| head == "parent_row_number") {
            let levels = seen.column("row_level");
            let (above, kinds) = (seen.column("parent_row_number"), seen.column("row_kind"));
            let mut lowest = i64::MAX;
            for ((level, above), kind) in levels.iter().zip(above).zip(kinds) {
                let level: i64 = level.parse().unwrap();
                if kind != "total" {
                    lowest = lowest.min(level);
                    assert!(level == lowest || !above.is_empty());
                }
            }
        }
    }),
    ("L2-03 column names are unique", |seen| {
        assert_eq!(seen.head.iter().collect::<BTreeSet<_>>().len(), seen.head.len());
    }),
    ("L2-04 choices are codes or fixed words", |seen| {
        for field in &seen.set().fields {
            if !field.words.is_empty() {
                assert!(
                    seen.column(&field.name)
                        .iter()
                        .all(|text| field.words.iter().any(|word| word == text))
                );
            }
            let Some((dataset, known)) = field.codes else {
                continue;
            };
            let codes = seen.all.iter().find(|one| one.set.name == dataset);
            let codes = codes.map(|one| &one.set);
            for text in seen
                .column(&field.name)
                .into_iter()
                .filter(|text| !text.is_empty())
            {
                let codes = codes.unwrap_or_else(|| panic!("{}: {text} without {dataset}", field.name));
                let at = codes.field(known).unwrap();
                assert!(
                    codes.records.iter().any(|record| record[at].to_string() == text),
                    "{}: {text}",
                    field.name
                );
            }
        }
    }),
    ("L2-05 what is else has a column of its own", |seen| {
        assert!(seen.texts().all(|(_, text)| !text.starts_with("その他（")
            || !text.ends_with('）')
            || seen.set().form != Form::Codes));
    }),
    ("L2-06 no formulas", |seen| {
        let (_, sheet) = &parts_of(&seen.workbook, "xl/worksheets/sheet")[0];
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "));
        for (head, text) in seen.texts() {
            let is_number = text.parse::<f64>().is_ok();
            assert!(
                is_number
                    || text.chars().count() < 2
                    || !text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']),
                "{head}: {text}"
            );
        }
    }),
    ("L3-01 the head is line 1, the data begin in line 2", |seen| {
        let names: Vec<&str> = seen
            .set()
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        assert_eq!(seen.head, names);
        assert_eq!(seen.records.len(), seen.set().records.len());
        let sheet: Vec<String> = seen.sheets[0][0].iter().map(ToString::to_string).collect();
        assert_eq!(sheet, names);
    }),
    ("L3-02 a table of codes goes with it", |seen| {
        for (dataset, known) in seen.set().fields.iter().filter_map(|field| field.codes) {
            let codes = seen.all.iter().find(|one| one.set.name == dataset);
            // A plan without grades has no table of grades, and no grade to look up.
            let used = seen
                .set()
                .fields
                .iter()
                .zip(0..)
                .filter(|(field, _)| field.codes == Some((dataset, known)));
            let is_used = used
                .into_iter()
                .any(|(_, at)| seen.records.iter().any(|record| !record[at].is_empty()));
            assert!(codes.is_some() || !is_used, "{dataset}");
        }
    }),
    ("L3-03 no signs in columns of numbers", |seen| {
        for field in seen
            .set()
            .fields
            .iter()
            .filter(|field| field.kind == FieldKind::Number)
        {
            assert!(
                seen.column(&field.name)
                    .iter()
                    .all(|text| !text.contains(['▲', '△', '－', '*', '%', '％', '円', ',']))
            );
        }
    }),
    ("L3-04 units are said", |seen| {
        if seen.set().form == Form::Long {
            let (values, units) = (seen.column("value"), seen.column("unit"));
            // An indicator that the document gives no unit for has none.
            let without = |at: &usize| !values[*at].is_empty() && units[*at].is_empty();
            let bare: Vec<usize> = (0..values.len()).filter(without).collect();
            assert!(bare.is_empty() || seen.set().name == "indicators", "{bare:?}");
        }
    }),
    ("L3-05 Western years beside those of the eras", |seen| {
        for year in ["fiscal_year", "table_fiscal_year"] {
            if seen.head.iter().any(|head| head == year) {
                assert!(
                    seen.column(year)
                        .iter()
                        .all(|text| text.is_empty() || text.len() == 4)
                );
            }
        }
        if seen.set().form == Form::Long {
            for (year, label) in seen
                .column("fiscal_year")
                .into_iter()
                .zip(seen.column("fiscal_year_label"))
            {
                assert_eq!(year.is_empty(), label.is_empty());
                let read = gyokaku_core::fiscal_year::parse(label).map(|year| year.to_string());
                assert_eq!(read.unwrap_or_default(), year);
            }
        }
    }),
    ("L3-06 the standard code of the body or its full name", |seen| {
        if seen.set().form != Form::Codes {
            assert!(seen.column("body_code").iter().all(|code| *code == "041009"));
            assert!(
                seen.column("body_name")
                    .iter()
                    .all(|name| *name == "宮城県仙台市")
            );
        }
        assert_eq!(seen.metadata["publisher"]["code"], "041009");
    }),
    ("L3-07 the same shape every year", |seen| {
        // All years stand in one file under one head; a further year adds records alone.
        let own = seen
            .set()
            .fields
            .iter()
            .filter(|field| field.name.starts_with("fy"))
            .count();
        assert!(
            own == 0 || seen.set().form == Form::Printed,
            "years as columns of the long form"
        );
    }),
    (
        "L3-08 definitions, source, history; physical names in ASCII; encoding and byte order mark",
        |seen| {
            let said = &seen.metadata;
            for key in [
                "title",
                "description",
                "licence",
                "attribution",
                "published",
                "modified",
                "history",
                "primary_key",
                "files",
            ] {
                assert!(!said[key].is_null() && said[key] != "", "{key}");
            }
            assert_eq!(said["licence"]["name"], "PDL-1.0");
            assert_eq!(
                (&said["csv"]["encoding"], &said["csv"]["byte_order_mark"]),
                (&"UTF-8".into(), &true.into())
            );
            let defined = said["fields"].as_array().unwrap();
            assert_eq!(defined.len(), seen.head.len());
            assert!(
                defined
                    .iter()
                    .all(|field| !field["description"].as_str().unwrap().is_empty())
            );
            let is_ascii = |text: &str| {
                text.chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.".contains(c))
            };
            assert!(seen.head.iter().all(|head| is_ascii(head)));
            assert!(
                seen.one.files.iter().all(|(file, _)| is_ascii(&file.name)),
                "names of files"
            );
        },
    ),
    ("L3-09 long form: one observation a row", |seen| {
        if seen.set().form != Form::Long {
            let long = seen.set().name.trim_end_matches("-printed");
            assert!(seen.set().form == Form::Codes || seen.all.iter().any(|one| one.set.name == long));
            return;
        }
        let (values, texts) = (seen.column("value"), seen.column("text"));
        assert!(
            values
                .iter()
                .zip(texts)
                .all(|(value, text)| value.is_empty() || text.is_empty())
        );
        let primary: Vec<Vec<&str>> = seen.set().primary.iter().map(|name| seen.column(name)).collect();
        let mut known = BTreeSet::new();
        for at in 0..values.len() {
            let own: Vec<&str> = primary.iter().map(|column| column[at]).collect();
            assert!(known.insert(own.clone()), "twice: {own:?}");
        }
    }),
];

#[test]
fn the_thirty_rules_hold_in_every_file_of_every_document() {
    let plans = plans();
    if plans.is_empty() {
        return;
    }
    let (mut files, mut of_form) = (0, BTreeMap::new());
    for (document, plan) in &plans {
        let all = filed(plan);
        for one in &all {
            let seen = Seen::of(document, plan, one, &all);
            for (rule, check) in RULES {
                let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&seen)));
                assert!(held.is_ok(), "{rule}: {}", seen.name);
            }
            files += one.files.len();
            *of_form.entry(one.set.form.key()).or_insert(0) += 1;
        }
    }
    assert!(files > 200, "only {files} files");
    assert_eq!(of_form.len(), 3, "{of_form:?}");
}

/// What was frozen is published as well: the tables of single years, those over the years, and the progress that an edition
/// speaks for.
#[test]
fn the_thirty_rules_hold_in_every_file_of_frozen_years() {
    let plans: Vec<_> = plans()
        .into_iter()
        .filter(|(_, plan)| plan.items.len() > 3)
        .collect();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (document, plan) in &plans {
        let all: Vec<Filed> = sets(plan, &frozen_tables(plan))
            .into_iter()
            .map(Filed::of)
            .collect();
        for one in &all {
            let seen = Seen::of(document, plan, one, &all);
            for (rule, check) in RULES {
                let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&seen)));
                assert!(held.is_ok(), "{rule}: {} (frozen)", seen.name);
            }
            *known.entry(one.set.name.clone()).or_default() += one.set.records.len();
        }
    }
    for name in ["year", "years", "progress"] {
        let records = known
            .iter()
            .filter(|(known, _)| known.starts_with(name))
            .map(|(_, n)| n);
        assert!(
            plans.is_empty() || records.sum::<usize>() > 20,
            "{name}: {known:?}"
        );
    }
}

/// What goes to people as CSV keeps the fatal rules as well.
#[test]
fn tables_for_people_keep_the_fatal_rules() {
    for (document, plan) in plans() {
        for (published, parts) in tables(&plan) {
            for part in parts {
                let records = csv(&gyokaku_exchange::write::csv::utf8(&part.table));
                let head = records[0].clone();
                let name = format!("{document} {}", published.name);
                assert_eq!(
                    head.iter().collect::<BTreeSet<_>>().len(),
                    head.len(),
                    "L2-03 {name}: {head:?}"
                );
                assert_eq!(records.len(), part.table.rows.len() + 1, "L3-01 {name}");
                for record in &records {
                    assert_eq!(record.len(), head.len(), "L1-15 {name}");
                    let ends = |text: &String| {
                        text.contains(['\n', '\r', '\u{2028}']) || text.chars().any(is_invisible)
                    };
                    assert!(!record.iter().any(ends), "L1-14 {name}: {record:?}");
                }
            }
        }
    }
}

/// The same tables of different plans have the same fields, but for those that the plan itself names.
#[test]
fn the_long_form_has_the_same_fields_in_every_plan() {
    let mut known: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for (document, plan) in plans() {
        for one in filed(&plan).into_iter().filter(|one| one.set.form == Form::Long) {
            // A plan names as many levels as it has.
            let fields: Vec<String> = one
                .set
                .fields
                .iter()
                .map(|field| field.name.clone())
                .filter(|name| !name.starts_with("level_"))
                .collect();
            match known.get(&one.set.name) {
                Some((other, known)) => {
                    assert_eq!(&fields, known, "{}: {document} and {other}", one.set.name)
                }
                None => {
                    known.insert(one.set.name.clone(), (document.clone(), fields));
                }
            }
        }
    }
    assert!(known.is_empty() || known.len() > 8, "{:?}", known.keys());
}

/// What hostile texts become in each format.
#[test]
fn hostile_texts_are_texts_in_every_file() {
    let Some((_, plan)) = plans().into_iter().find(|(_, plan)| plan.items.len() > 3) else {
        return;
    };
    const HOSTILE: [&str; 5] = [
        "=HYPERLINK(\"http://x\",\"y\")",
        "＠SUM(A1)",
        "a\u{202E}cod.exe\u{2066}",
        "</script><b>&\r\n\"x\",\u{2028}y",
        "../../etc/passwd",
    ];
    let mut tables = tables(&plan);
    for (_, parts) in &mut tables {
        for part in parts {
            for (row, hostile) in part.table.rows.iter_mut().zip(HOSTILE.iter().cycle()) {
                let words = part
                    .table
                    .columns
                    .iter()
                    .zip(&mut row.cells)
                    .filter(|(column, _)| !column.kind.is_figure());
                words.for_each(|(_, cell)| *cell = Cell::text(*hostile));
                row.kind = RowKind::Row;
                row.level = 0;
            }
        }
    }
    let all: Vec<Filed> = sets(&plan, &tables).into_iter().map(Filed::of).collect();
    for one in all.iter().filter(|one| one.set.form != Form::Codes) {
        let seen = Seen::of("hostile", &plan, one, &all);
        for (rule, check) in RULES {
            // Grades that no scale knows are no codes.
            if ["L1-07", "L2-04", "L3-05"]
                .iter()
                .any(|known| rule.starts_with(known))
            {
                continue;
            }
            let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(&seen)));
            assert!(held.is_ok(), "{rule}: {}", seen.name);
        }
        assert!(one.files.iter().all(|(file, _)| !file.name.contains(['/', '\\'])));
        if one.set.name == "items" {
            assert!(
                seen.texts()
                    .any(|(_, text)| text == "'=HYPERLINK(\"http://x\",\"y\")")
            );
            assert!(seen.texts().any(|(_, text)| text == "acod.exe"));
            assert!(seen.texts().any(|(_, text)| text == "</script><b>&¶\"x\",¶y"));
        }
    }
}
