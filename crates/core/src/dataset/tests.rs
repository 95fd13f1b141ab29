use super::*;
use crate::money::{Share, Yen};
use crate::table::{Cell, PUBLISHED, named};

fn body() -> BodyCode {
    "041009".parse().expect("a code")
}

fn of(body: &BodyCode) -> Of<'_> {
    Of {
        body,
        body_name: "仙台市",
        plan: "keiei",
        title: "経営プラン",
    }
}

fn year(year: i16) -> FiscalYear {
    FiscalYear::new(year).expect("a year")
}

/// What the records say of a field, as CSV has it.
fn column(set: &Dataset, name: &str) -> Vec<String> {
    let at = set.field(name).unwrap_or_else(|| panic!("no field {name}"));
    set.records.iter().map(|record| record[at].to_string()).collect()
}

fn effects() -> Table {
    let row = |kind, level, title: &str, amounts: [Option<i64>; 3]| {
        let mut cells = vec![Cell::text("策定時"), Cell::text(title), Cell::text("計画")];
        cells.extend(amounts.map(|amount| Cell::yen(amount.map(Yen))));
        Row {
            kind,
            level,
            cells,
            item: (kind == RowKind::Row).then(|| "i-1".to_owned()),
        }
    };
    Table {
        name: "effects",
        title: "効果額".into(),
        columns: vec![
            Column::text("vintage", "時点"),
            Column::name("title", "区分"),
            Column::text("kind", "計画・実績"),
            Column::yen("fy2024", "令和6年度"),
            Column::yen("fy2025", "令和7年度"),
            Column::yen("total", "合計"),
        ],
        rows: vec![
            row(RowKind::Group, 0, "方針①", [None, Some(0), Some(0)]),
            row(
                RowKind::Row,
                1,
                "収納率の\n向上",
                [Some(-1_500), Some(0), Some(-1_500)],
            ),
            row(RowKind::Total, 0, "合計", [Some(-1_500), Some(0), Some(-1_500)]),
        ],
        ..Table::default()
    }
}

fn sets(name: &str, parts: &[Part]) -> [Dataset; 2] {
    let body = body();
    datasets(&of(&body), named(name).expect("a table"), parts)
}

fn part(table: Table) -> Part {
    Part {
        year: None,
        edition: None,
        table,
    }
}

#[test]
fn the_long_form_has_each_value_once_with_its_keys() {
    let [long, _] = sets("effects", &[part(effects())]);
    assert_eq!(long.name, "effects");
    assert_eq!(long.records.len(), 9);
    assert_eq!(
        column(&long, "value"),
        ["", "0", "0", "-1500", "0", "-1500", "-1500", "0", "-1500"]
    );
    assert_eq!(column(&long, "fiscal_year")[..3], ["2024", "2025", ""]);
    assert_eq!(column(&long, "fiscal_year_label")[1], "令和7年度");
    assert_eq!(column(&long, "measure")[..3], ["amount", "amount", "total"]);
    assert_eq!(column(&long, "unit")[0], "円");
    assert_eq!(column(&long, "title")[3], "収納率の¶向上");
    assert_eq!(column(&long, "heading")[3], "方針(1)");
    assert_eq!(
        column(&long, "parent_row_number"),
        ["", "", "", "1", "1", "1", "", "", ""]
    );
    assert_eq!(column(&long, "row_kind")[0], "heading");
    assert_eq!(column(&long, "item_code")[3], "i-1");
    assert_eq!(column(&long, "body_code")[8], "041009");
}

/// The long form gives the table again: nothing of it is lost, a blank stays a blank.
#[test]
fn the_long_form_is_the_table() {
    let table = effects();
    let [long, printed] = sets("effects", &[part(table.clone())]);
    let (rows, measures) = (column(&long, "row_number"), column(&long, "measure"));
    let (years, values) = (column(&long, "fiscal_year"), column(&long, "value"));
    for (at, row) in table.rows.iter().enumerate() {
        for (n, column) in table.columns.iter().enumerate().skip(3) {
            let found: Vec<usize> = (0..rows.len())
                .filter(|i| {
                    rows[*i] == (at + 1).to_string()
                        && (column.key == format!("fy{}", years[*i]) || column.key == measures[*i])
                })
                .collect();
            assert_eq!(found.len(), 1, "{at} {}", column.key);
            assert_eq!(values[found[0]], words(&row.cells[n].value));
        }
    }
    assert_eq!(printed.records.len(), table.rows.len());
    assert_eq!(column(&printed, "fy2025"), ["0", "0", "0"]);
    assert_eq!(column(&printed, "fy2024"), ["", "-1500", "-1500"]);
}

#[test]
fn a_cell_of_several_values_is_several_records() {
    let table = Table {
        name: "register",
        columns: vec![
            Column::text("number", "番号"),
            Column::name("title", "取組項目"),
            Column::text("lead", "主担当課"),
            Column::text("target", "目標"),
        ],
        rows: vec![Row::entry(
            0,
            vec![
                Cell::text("5-①"),
                Cell::text("収納"),
                Cell::text("財政課、税務課（収納、管理）"),
                Cell::blank(),
            ],
        )],
        ..Table::default()
    };
    let [long, printed] = sets("register", &[part(table)]);
    assert_eq!(long.name, "items");
    assert_eq!(column(&long, "text"), ["財政課", "税務課（収納、管理）", ""]);
    assert_eq!(column(&long, "sequence"), ["1", "2", "1"]);
    assert_eq!(
        (&*column(&long, "number")[0], &*column(&long, "number_plain")[0]),
        ("5-①", "5-1")
    );
    assert_eq!(column(&printed, "lead"), ["財政課、税務課（収納、管理）"]);
}

#[test]
fn years_stand_together_and_grades_keep_their_code() {
    let of_year = |western: i16, grades: [&str; 2], counts: [i64; 2]| {
        let mut columns = vec![Column::text("label", "番号"), Column::name("title", "項目")];
        for (n, grade) in grades.iter().enumerate() {
            columns.push(Column::count(format!("grade_{}", n + 1), *grade).of_grade(*grade));
        }
        columns.push(Column::share("grade_1_share", "割合").of_grade(grades[0]));
        let mut cells = vec![Cell::blank(), Cell::text("全体")];
        cells.extend(counts.map(|count| Cell::count(Some(count))));
        cells.push(Cell::share(Some(Share {
            part: counts[0],
            whole: 3,
        })));
        Part {
            year: Some(year(western)),
            edition: Some(i64::from(western - 2020)),
            table: Table {
                name: "progress",
                columns,
                rows: vec![Row::total(cells)],
                ..Table::default()
            },
        }
    };
    let parts = [
        of_year(2023, ["◎", "○"], [1, 2]),
        of_year(2024, ["○", "達成"], [2, 0]),
    ];
    let [long, printed] = sets("progress", &parts);
    assert_eq!(
        column(&long, "grade_code"),
        [
            "double-circle",
            "circle",
            "double-circle",
            "circle",
            "u9054-u6210",
            "circle"
        ]
    );
    assert_eq!(column(&long, "value"), ["1", "2", "33.3", "2", "0", "66.7"]);
    assert_eq!(column(&long, "fiscal_year")[5], "2024");
    assert_eq!(column(&long, "edition_number")[0], "3");
    assert_eq!(column(&printed, "count_circle"), ["2", "2"]);
    assert_eq!(column(&printed, "count_double_circle"), ["1", ""]);
    assert_eq!(column(&printed, "count_u9054_u6210"), ["", "0"]);
    assert_eq!(column(&printed, "table_fiscal_year"), ["2023", "2024"]);
}

#[test]
fn every_field_has_a_name_a_title_and_a_definition() {
    let [long, printed] = sets("effects", &[part(effects())]);
    let body = body();
    let codes = codes(
        &of(&body),
        &crate::plan::Plan::default(),
        &[],
        std::slice::from_ref(&long),
        &[],
    );
    for set in codes.iter().chain([&long, &printed]) {
        let mut names = HashSet::new();
        for field in &set.fields {
            assert!(names.insert(&field.name), "{} twice in {}", field.name, set.name);
            assert!(
                !field.title.is_empty() && !field.description.is_empty(),
                "{}: {}",
                set.name,
                field.name
            );
            assert_eq!(physical(&field.name), field.name);
        }
        for primary in &set.primary {
            assert!(names.contains(primary), "{}: {primary}", set.name);
        }
    }
    assert_eq!(column(&codes[0], "row_kind"), ["detail", "heading", "total"]);
    assert_eq!(column(&codes[1], "measure"), ["amount", "total"]);
}

#[test]
fn the_words_of_tables_are_stable_and_ascii() {
    for table in PUBLISHED {
        assert!(
            table.word.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
            "{}",
            table.word
        );
        assert!(!table.word.starts_with("codes"), "{}", table.word);
    }
}

#[test]
fn codes_of_grades_are_made_of_their_labels() {
    for (label, code) in [
        ("◎", "double-circle"),
        ("Ａ", "a"),
        ("S", "s"),
        ("100", "100"),
        ("終了", "u7d42-u4e86"),
    ] {
        assert_eq!(grade_code(label), code);
    }
}
