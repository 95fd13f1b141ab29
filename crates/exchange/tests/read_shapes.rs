//! Shapes of tables and words that a reader could take for others: what is understood of each, and what is not.
//!
//! Not here: whole documents (`read_variants`), formats of files (`xlsx_in`, `csv_in`).

use gyokaku_core::finding::Severity;
use gyokaku_exchange::read::{Read, document, read, understand};
use gyokaku_testkit::plan_without_places;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// Reads a text in which `⇥` stands for a tab.
fn text(lines: &str) -> Read {
    let lines = lines.strip_prefix('\n').unwrap_or(lines).replace('⇥', "\t");
    read("a.txt", lines.as_bytes()).expect("a document")
}

fn sheet(fill: impl FnOnce(&mut Worksheet)) -> Read {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    let bytes = workbook.save_to_buffer().expect("a workbook");
    read("a.xlsx", &bytes).expect("a document")
}

/// A sheet with these rows of text.
fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (r, row) in (0u32..).zip(rows) {
        for (c, cell) in (0u16..).zip(row.iter()).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string(r, c, *cell).expect("a cell");
        }
    }
}

/// The lines of the plan that begin so.
fn lines(read: &Read, start: &str) -> Vec<String> {
    let plan = plan_without_places(&read.plan);
    let of = plan.lines().map(str::trim).filter(|line| line.starts_with(start));
    of.map(str::to_owned).collect()
}

fn loud(read: &Read) -> Vec<&str> {
    let findings = read
        .report
        .findings
        .iter()
        .filter(|f| f.severity > Severity::Note);
    findings.map(|f| f.message.as_str()).collect()
}

/// What the rule of this name says of the places that are not understood.
fn not_understood(read: &Read) -> Vec<&str> {
    let findings = read.report.findings.iter().filter(|f| f.rule == "not-understood");
    findings.filter_map(|f| f.stated.as_deref()).collect()
}

#[test]
fn grades_down_and_years_across_are_one_row_a_year() {
    let read = text(
        "
行財政改革プラン進捗状況（令和4年度）

評価⇥令和3年度⇥令和4年度⇥増減
◎（上回った）⇥2⇥4⇥2
○（予定どおり）⇥11⇥10⇥▲1
△（下回った）⇥3⇥2⇥▲1
計⇥16⇥16⇥0
",
    );
    assert_eq!(
        lines(&read, "progress"),
        [
            "progress 2021 : 16, ◎ 2, ○ 11, △ 3",
            "progress 2022 : 16, ◎ 4, ○ 10, △ 2"
        ]
    );
    assert!(loud(&read).is_empty());
}

#[test]
fn several_columns_that_nobody_can_tell_apart_count_nothing() {
    let read = text(
        "
行財政改革プラン進捗状況（令和4年度）

評価⇥上期⇥下期
A⇥2⇥4
B⇥11⇥10
",
    );
    assert!(lines(&read, "progress").is_empty());
}

#[test]
fn a_row_that_compares_counts_nothing() {
    let read = text(
        "
行財政改革プラン進捗状況

年度⇥A⇥B⇥C⇥計
R3⇥5⇥20⇥4⇥29
R4⇥8⇥19⇥2⇥29
前年度比較⇥3⇥▲1⇥▲2⇥0
",
    );
    assert_eq!(lines(&read, "progress").len(), 2);
}

#[test]
fn labels_in_front_of_years_are_the_path() {
    let read = text(
        "
行財政改革プラン進捗状況

分野⇥年度⇥A⇥B⇥計
窓口⇥R3⇥2⇥5⇥7
⇥R4⇥3⇥4⇥7
施設⇥R3⇥1⇥3⇥4
⇥R4⇥2⇥2⇥4
計⇥R3⇥3⇥8⇥11
⇥R4⇥5⇥6⇥11
",
    );
    assert_eq!(
        lines(&read, "progress"),
        [
            "progress 2021 窓口: 7, A 2, B 5",
            "progress 2022 窓口: 7, A 3, B 4",
            "progress 2021 施設: 4, A 1, B 3",
            "progress 2022 施設: 4, A 2, B 2",
            "progress 2021 : 11, A 3, B 8",
            "progress 2022 : 11, A 5, B 6",
        ]
    );
}

#[test]
fn a_year_in_front_holds_for_the_rows_below() {
    let read = text(
        "
行財政改革プラン進捗状況

年度⇥分野⇥A⇥B⇥計
R3⇥窓口⇥2⇥5⇥7
⇥施設⇥1⇥3⇥4
R4⇥窓口⇥3⇥4⇥7
⇥施設⇥2⇥2⇥4
",
    );
    let found = lines(&read, "progress");
    assert_eq!(found[1], "progress 2021 施設: 4, A 1, B 3");
    assert_eq!(found[3], "progress 2022 施設: 4, A 2, B 2");
}

#[test]
fn a_register_stands_with_columns_of_its_own_making() {
    let read = text(
        "
実施計画

No.⇥取組項目⇥主担当課⇥準備期⇥発展期⇥定着期⇥摘記
1⇥窓口の一本化⇥市民課⇥検討⇥実施⇥→⇥
2⇥研修の見直し⇥人事課⇥調査⇥検討⇥実施⇥国の動き
",
    );
    assert_eq!(lines(&read, "item").len(), 2);
    assert_eq!(lines(&read, "lead"), ["lead 市民課", "lead 人事課"]);
    assert!(lines(&read, "step").is_empty());
    assert_eq!(not_understood(&read), ["準備期", "発展期", "定着期", "摘記"]);
}

#[test]
fn codes_and_units_of_any_name_are_numbers_and_leads() {
    let read = text(
        "
実施計画

施策コード⇥取組項目⇥担当グループ⇥令和6年度
A-01⇥窓口の一本化⇥窓口グループ⇥検討
A-02⇥研修の見直し⇥人材チーム⇥実施
",
    );
    assert_eq!(lines(&read, "number"), ["number A-01", "number A-02"]);
    assert_eq!(lines(&read, "lead"), ["lead 窓口グループ", "lead 人材チーム"]);
    assert!(not_understood(&read).is_empty());
}

#[test]
fn amounts_with_a_yen_sign_are_yen() {
    let read = text(
        "
令和4年度　効果額

区分⇥計画額⇥実績額
使用料の改定⇥￥2,400⇥￥2,950
委託の見直し⇥￥5,000⇥￥4,100
合計⇥￥7,400⇥￥7,050
",
    );
    let found = lines(&read, "effect");
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].contains(": 2,400"), "{found:?}");
}

#[test]
fn a_head_that_a_narrow_column_breaks_is_its_year() {
    for heads in [
        ["令和6\n年度", "令和7\n年度"],
        ["令和\n6年度", "令和\n7年度"],
        ["2024\n年度", "2025\n年度"],
        ["令和6年度\n(2024年度)", "令和7年度\n(2025年度)"],
        ["R6\n(2024)", "R7\n(2025)"],
    ] {
        let read = sheet(|sheet| {
            rows(
                sheet,
                &[
                    &["実施計画"],
                    &["No.", "取組項目", "主担当課", heads[0], heads[1]],
                    &["1", "窓口の一本化", "市民課", "検討", "実施"],
                    &["2", "研修の見直し", "人事課", "調査", "検討"],
                ],
            );
        });
        let steps = lines(&read, "step");
        assert_eq!(
            steps,
            [
                "step 2024: 検討",
                "step 2025: 実施",
                "step 2024: 調査",
                "step 2025: 検討"
            ],
            "{heads:?}"
        );
    }
}

#[test]
fn heads_that_are_days_are_their_years() {
    let read = sheet(|sheet| {
        rows(
            sheet,
            &[
                &["実施計画"],
                &["No.", "取組項目", "主担当課"],
                &["1", "窓口の一本化", "市民課", "検討", "実施"],
                &["2", "研修の見直し", "人事課", "調査", "検討"],
            ],
        );
        for (column, day) in [(3, 45_383), (4, 45_748)] {
            let format = Format::new().set_num_format("[$-411]ge.m.d");
            sheet
                .write_number_with_format(1, column, day, &format)
                .expect("a day");
        }
    });
    assert_eq!(lines(&read, "step 2024").len(), 2);
    assert_eq!(lines(&read, "step 2025").len(), 2);
}

#[test]
fn what_no_page_shows_is_not_read() {
    let read = sheet(|sheet| {
        rows(
            sheet,
            &[
                &["効果額（単位：千円）"],
                &["区分", "計画額", "実績額"],
                &["使用料の改定"],
                &["委託の見直し"],
                &["合計"],
            ],
        );
        sheet
            .merge_range(2, 1, 2, 2, "", &Format::new())
            .expect("a region");
        for (row, column, value) in [
            (2, 1, 700),
            (2, 2, 9_999),
            (3, 1, 300),
            (3, 2, 310),
            (4, 1, 1_000),
            (4, 2, 310),
        ] {
            sheet.write_number(row, column, value).expect("a number");
        }
    });
    let effects = lines(&read, "effect");
    assert!(effects.iter().all(|line| !line.contains("9,999")), "{effects:?}");
    assert!(loud(&read).is_empty(), "{:?}", loud(&read));
}

#[test]
fn struck_out_text_is_told_and_not_read() {
    let struck = Format::new().set_font_strikethrough();
    let plain = Format::new();
    let read = sheet(|sheet| {
        rows(
            sheet,
            &[
                &["実施計画"],
                &["No.", "取組項目", "主担当課", "令和6年度"],
                &["1", "窓口の一本化", "市民課", ""],
                &["2", "研修の見直し", "", "検討"],
            ],
        );
        let parts = [(&struck, "調査"), (&plain, "実施")];
        sheet.write_rich_string(2, 3, &parts).expect("a rich string");
        sheet
            .write_string_with_format(3, 2, "職員課", &struck)
            .expect("a string");
    });
    assert_eq!(lines(&read, "step"), ["step 2024: 実施", "step 2024: 検討"]);
    assert_eq!(lines(&read, "lead"), ["lead 市民課"]);
    assert_eq!(not_understood(&read), ["調査", "職員課"]);
}

#[test]
fn the_stored_number_stands_behind_a_rounded_one() {
    use gyokaku_core::document::Block;
    let read = sheet(|sheet| {
        rows(sheet, &[&["区分", "額"], &["使用料"], &["委託"]]);
        let format = Format::new().set_num_format("#,##0.0");
        sheet
            .write_number_with_format(1, 1, 1_234.56, &format)
            .expect("a number");
        sheet
            .write_number_with_format(2, 1, 7.5, &format)
            .expect("a number");
    });
    let Some(Block::Table(grid)) = read.document.blocks.iter().find(|b| matches!(b, Block::Table(_))) else {
        panic!("no table");
    };
    let cells: Vec<(&str, Option<&str>)> = grid.rows[1..]
        .iter()
        .map(|row| (row[1].text.as_str(), row[1].exact.as_deref()))
        .collect();
    assert_eq!(cells, [("1,234.6", Some("1234.56")), ("7.5", None)]);
}

#[test]
fn radicals_of_an_extraction_are_ideographs_everywhere() {
    let read = text(
        "
⾏財政改⾰実施計画

No.⇥取組項⽬⇥主担当課⇥令和6年度
1⇥⼾籍証明の電⼦化⇥⻄部市⺠課⇥検討
2⇥⿊川会館の⻑寿命化⇥西部市民課⇥実施
",
    );
    assert_eq!(lines(&read, "lead"), ["lead 西部市民課", "lead 西部市民課"]);
    let items = lines(&read, "item");
    assert!(
        items[0].ends_with("戸籍証明の電子化") && items[1].ends_with("黒川会館の長寿命化"),
        "{items:?}"
    );
}

#[test]
fn a_long_line_costs_what_it_is_long() {
    // Counted in work, not in time: quadratic work over this line would take minutes.
    let sentence = "令和4年度は12件のうち9件(75.0%)を実施し、効果額は340万円で、合計21件となりました。";
    let line = sentence.repeat(190_000 / sentence.chars().count());
    let plan = understand(&document("a.txt", line.as_bytes()).expect("a document"));
    assert!(!plan.statements.is_empty());
}
