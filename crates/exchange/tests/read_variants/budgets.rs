//! Money that is no effect: what revenue and spending are and leave, budgets, what was settled.

use gyokaku_core::effect::EffectKind;

use crate::support::read;

/// The amounts that are read as effects: path, year, amount.
fn effects(text: &str) -> Vec<(String, Option<i16>, i64)> {
    read(&text.replace('⇥', "\t"))
        .effects
        .into_iter()
        .map(|e| (e.path.join("/"), e.fiscal_year.map(|y| y.western()), e.amount.0))
        .collect()
}

fn named(path: &str, year: i16, amount: i64) -> (String, Option<i16>, i64) {
    (path.to_owned(), Some(year), amount)
}

#[test]
fn of_an_outlook_only_the_lines_that_say_so_are_effects() {
    let across = "財政収支の見通し（単位：百万円）\n\n区分⇥R6⇥R7\n市税⇥8,000⇥8,100\n歳入計 ア⇥12,000⇥12,050\n歳出計 イ⇥12,200⇥12,350\n収支差引 ア-イ⇥△200⇥△300\n財政効果額 ウ⇥150⇥250\n";
    let spoken = across.replace("財政収支の見通し", "財政見通しと効果額");
    let down = "財政の見通し（単位：百万円）\n\n年度⇥歳入⇥歳出⇥収支⇥財政効果額\n令和6年度⇥12,000⇥12,300⇥△300⇥150\n令和7年度⇥12,100⇥12,500⇥△400⇥250\n";
    let wanted = [
        named("財政効果額", 2024, 150_000_000),
        named("財政効果額", 2025, 250_000_000),
    ];
    assert_eq!(effects(across), wanted);
    assert_eq!(effects(&spoken), wanted);
    assert_eq!(
        effects(down),
        [named("", 2024, 150_000_000), named("", 2025, 250_000_000)]
    );
}

#[test]
fn budgets_are_no_effects() {
    let grants = "補助金見直しの効果額（単位：千円）\n\n番号⇥補助金名⇥担当課⇥令和5年度予算額⇥令和6年度予算額⇥効果額\n1⇥商店街振興補助金⇥商工課⇥5,000⇥4,500⇥500\n2⇥文化団体補助金⇥文化課⇥2,000⇥1,900⇥100\n";
    let register = "事業の一覧\n\n番号⇥事業名⇥担当課⇥予算額（千円）⇥決算額（千円）\n1⇥道路補修⇥建設課⇥5,000⇥4,500\n2⇥公園整備⇥公園課⇥2,000⇥1,900\n";
    let sheet = "1 広告収入の確保（単位：千円）\n\n区分⇥R4⇥R5\n予算額⇥1,000⇥1,100\n決算額⇥950⇥1,050\n効果額（実績）⇥310⇥330\n";
    assert_eq!(
        effects(grants),
        [
            ("商店街振興補助金".to_owned(), None, 500_000),
            ("文化団体補助金".to_owned(), None, 100_000)
        ]
    );
    assert_eq!(effects(register), []);
    assert_eq!(
        effects(sheet),
        [
            named("効果額（実績）", 2022, 310_000),
            named("効果額（実績）", 2023, 330_000)
        ]
    );
}

#[test]
fn what_was_settled_is_an_effect_among_effects() {
    let by_year = "経費削減の効果額（単位：百万円）\n\n項目⇥R4決算⇥R5決算見込\n人件費の抑制⇥10⇥11\n委託料の見直し⇥20⇥21\n";
    let parts = "（単位：千円）\n\n項目⇥R4⇥R5\n削減額⇥100⇥200\n増収額⇥50⇥60\n効果額⇥150⇥260\n";
    assert_eq!(effects(by_year).len(), 4);
    assert_eq!(
        effects(parts),
        [
            named("削減額", 2022, 100_000),
            named("削減額", 2023, 200_000),
            named("増収額", 2022, 50_000),
            named("増収額", 2023, 60_000)
        ]
    );
}

#[test]
fn a_sheet_keeps_what_stands_beside_labels_that_are_not_known() {
    let sheet = "取組番号⇥7⇥取組名⇥公民館の統合\n担当課⇥生涯学習課⇥実施期間⇥令和5年度～令和7年度\n予算額（千円）⇥1,200⇥決算額（千円）⇥1,150\n効果額（千円）⇥350⇥評価⇥B\n";
    let plan = read(&sheet.replace('⇥', "\t"));
    assert_eq!(effects(sheet), [("公民館の統合".to_owned(), None, 350_000)]);
    let extra: Vec<(&str, &str)> = plan.items[0]
        .extra
        .iter()
        .map(|(label, text)| (label.as_str(), text.as_str()))
        .collect();
    assert_eq!(extra, [("予算額（千円）", "1,200"), ("決算額（千円）", "1,150")]);
}

#[test]
fn the_name_of_a_line_says_the_kind_of_its_effects() {
    let text = "中期財政計画（単位：百万円）\n\n項目⇥R6⇥R7\n歳入⇥100⇥110\n歳出⇥120⇥125\n形式収支⇥△20⇥△15\n改革による効果見込額⇥5⇥8\n";
    let kinds: Vec<EffectKind> = read(&text.replace('⇥', "\t"))
        .effects
        .iter()
        .map(|e| e.kind)
        .collect();
    assert_eq!(kinds, [EffectKind::Forecast, EffectKind::Forecast]);
}

/// The outlook that is read: line, year, amount in millions of yen; and what the occasion is called.
fn outlook(text: &str) -> (Vec<(&'static str, i16, i64)>, String) {
    let entries = read(&text.replace('⇥', "\t")).outlook;
    let vintage = entries.first().map(|e| e.vintage.clone()).unwrap_or_default();
    let told = entries
        .iter()
        .map(|e| (e.line.key(), e.fiscal_year.western(), e.amount.0 / 1_000_000));
    (told.collect(), vintage)
}

#[test]
fn what_revenue_and_expenditure_are_in_all_is_an_outlook() {
    let across = "中期財政計画（単位：百万円）\n\n区分⇥R6⇥R7⇥合計\n市税⇥8,000⇥8,100⇥16,100\n歳入計 ア⇥12,000⇥12,050⇥24,050\n扶助費⇥9,000⇥9,100⇥18,100\n歳出計 イ⇥12,200⇥12,350⇥24,550\n収支差引 ア-イ⇥△200⇥△300⇥△500\n";
    let wanted = vec![
        ("revenue", 2024, 12_000),
        ("revenue", 2025, 12_050),
        ("expenditure", 2024, 12_200),
        ("expenditure", 2025, 12_350),
        ("gap", 2024, -200),
        ("gap", 2025, -300),
    ];
    assert_eq!(outlook(across), (wanted.clone(), "中期財政計画".to_owned()));
    let down = "財政見通し（単位：百万円）\n\n年度⇥歳入総額⇥歳出総額⇥財源不足額\n令和6年度⇥12,000⇥12,200⇥200\n令和7年度⇥12,050⇥12,350⇥300\n";
    assert_eq!(outlook(down), (wanted, "財政見通し".to_owned()));
    // The total stands below its parts, under a heading of its own.
    let grouped = "財政見通し（単位：百万円）\n\n区分⇥科目⇥R6⇥R7\n歳入⇥市税⇥8,000⇥8,100\n歳入⇥その他⇥4,000⇥3,950\n歳入⇥計⇥12,000⇥12,050\n歳出⇥人件費⇥5,000⇥5,100\n歳出⇥計⇥12,200⇥12,350\n";
    assert_eq!(
        outlook(grouped).0,
        [
            ("revenue", 2024, 12_000),
            ("revenue", 2025, 12_050),
            ("expenditure", 2024, 12_200),
            ("expenditure", 2025, 12_350)
        ]
    );
}

#[test]
fn what_leaves_something_else_over_is_no_gap() {
    let other = "財政計画（単位：百万円）\n\n区分⇥R6⇥R7\n歳入合計⇥12,000⇥12,050\n歳出合計⇥12,200⇥12,350\n基礎的財政収支⇥150⇥160\n実質収支⇥90⇥80\n経常収支比率⇥93.4⇥94.1\n";
    let lines: Vec<&str> = outlook(other).0.iter().map(|(line, ..)| *line).collect();
    assert_eq!(lines, ["revenue", "revenue", "expenditure", "expenditure"]);
}

#[test]
fn what_may_mean_something_else_is_no_outlook() {
    let effects =
        "効果額（単位：百万円）\n\n区分⇥R6⇥R7\n歳入の確保⇥100⇥110\n歳出の削減⇥50⇥60\n合計⇥150⇥170\n";
    let accounts = "財政計画（単位：百万円）\n\n会計⇥区分⇥R6⇥R7\n一般会計⇥歳入合計⇥100⇥110\n一般会計⇥歳出合計⇥90⇥100\n特別会計⇥歳入合計⇥50⇥60\n特別会計⇥歳出合計⇥50⇥60\n";
    let unitless = "財政計画\n\n区分⇥R6⇥R7\n歳入合計⇥100⇥110\n歳出合計⇥90⇥100\n";
    for text in [effects, accounts, unitless] {
        assert_eq!(outlook(text).0, [], "{text}");
    }
}
