//! Documents of bodies that do not exist, which name and lay out the same things in other ways.

use gyokaku_core::document::{Block, Cell, Document, Format, Grid, GridForm, Place};
use gyokaku_core::effect::EffectKind;
use gyokaku_core::indicator::ValueKind;
use gyokaku_core::lineage::EdgeKind;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::progress::{Evaluator, Tone};
use gyokaku_exchange::read::text::layout;
use gyokaku_exchange::read::understand::understand;

fn read(text: &str) -> Plan {
    understand(&layout("variant.txt", text))
}

/// A sheet as the workbook reader lays it out: `>` continues a cell to the left, `^` one above.
fn sheet(name: &str, rows: &[&[&str]]) -> Document {
    let mut cells: Vec<Vec<Cell>> = Vec::new();
    for (r, row) in rows.iter().enumerate() {
        let mut line = Vec::new();
        for (c, text) in row.iter().enumerate() {
            let covered = matches!(*text, ">" | "^");
            let mut cell = Cell::new(
                if covered { "" } else { text },
                Place::cell(name, r as u32, c as u32),
            );
            cell.covered = covered;
            if !covered {
                cell.columns = 1 + row[c + 1..].iter().take_while(|t| **t == ">").count() as u32;
                cell.rows = 1 + rows[r + 1..]
                    .iter()
                    .take_while(|lower| lower.get(c) == Some(&"^"))
                    .count() as u32;
            }
            line.push(cell);
        }
        cells.push(line);
    }
    let heading = Block::Heading {
        level: 1,
        text: name.into(),
        at: Place::cell(name, 0, 0),
    };
    Document {
        name: "variant.xlsx".into(),
        format: Format::Workbook,
        lines: Vec::new(),
        blocks: vec![
            heading,
            Block::Table(Grid {
                rows: cells,
                form: GridForm::Ruled,
            }),
        ],
    }
}

fn titles(plan: &Plan) -> Vec<&str> {
    plan.items.iter().map(|i| i.title.as_str()).collect()
}

fn numbers(plan: &Plan) -> Vec<&str> {
    plan.items.iter().filter_map(|i| i.number.as_deref()).collect()
}

fn path(plan: &Plan, item: &Item) -> Vec<String> {
    item.section
        .as_deref()
        .map(|s| plan.path(s).into_iter().map(str::to_owned).collect())
        .unwrap_or_default()
}

fn steps(item: &Item) -> Vec<(i16, &str)> {
    item.schedule
        .steps
        .iter()
        .map(|s| (s.fiscal_year.western(), s.text.as_str()))
        .collect()
}

#[test]
fn headings_above_tab_tables_are_sections() {
    let plan = read(
        "青海市行政改革推進計画 実施項目一覧\n\n基本方針Ⅰ 選ばれる市役所\n\n重点項目1 窓口を変える\n\n整理番号\t実施項目名\t概要\t実施時期\t所管課\t関係課\n101\t書かない窓口\t申請書を減らす。\t令和6年度\t市民課\t情報課、税務課\n102\t電話の集約\t代表電話をまとめる。\t令和6年度～令和7年度：準備\t総務課\t－\n\n重点項目2 財源をつくる\n\n整理番号\t実施項目名\t概要\t実施時期\t所管課\t関係課\n201\t広告の掲載\t封筒に広告を載せる。\t毎年度実施\t管財課\t全課\n",
    );
    assert_eq!(plan.title, "青海市行政改革推進計画 実施項目一覧");
    assert_eq!(titles(&plan), ["書かない窓口", "電話の集約", "広告の掲載"]);
    assert_eq!(numbers(&plan), ["101", "102", "201"]);
    assert_eq!(path(&plan, &plan.items[1]), ["選ばれる市役所", "窓口を変える"]);
    assert_eq!(path(&plan, &plan.items[2]), ["選ばれる市役所", "財源をつくる"]);
    assert_eq!(plan.levels, ["基本方針", "重点項目", "実施項目"]);
    assert_eq!(plan.items[0].departments.support, ["情報課", "税務課"]);
    assert_eq!(plan.items[0].content.as_deref(), Some("申請書を減らす。"));
    assert!(plan.items[1].departments.support.is_empty());
    assert_eq!(steps(&plan.items[1]), [(2024, "準備"), (2025, "準備")]);
    assert!(plan.items[2].schedule.every_year);
}

#[test]
fn other_column_orders_and_grades() {
    let plan = read(
        "令和5年度 行財政改革プラン進捗状況\n\n担当部署\tNo.\t取組名\t目標\t評価\t評価理由\n財政課\t1-1\t基金の運用\t利回りを高める\tＡ\t計画を上回った\n財政課\t1-2\t使用料の見直し\t3年ごとに見直す\tC\t検討が遅れた\n職員課\t2-1\t研修の充実\t年10回\tB\t予定どおり\n",
    );
    assert_eq!(numbers(&plan), ["1-1", "1-2", "2-1"]);
    assert_eq!(plan.items[0].departments.lead, ["財政課"]);
    let grades: Vec<_> = plan
        .evaluations
        .iter()
        .map(|e| {
            (
                e.item.as_str(),
                e.grade.as_str(),
                e.fiscal_year.map(|y| y.western()),
                e.by,
            )
        })
        .collect();
    assert_eq!(
        grades,
        [
            ("i1", "Ａ", Some(2023), Evaluator::Department),
            ("i2", "C", Some(2023), Evaluator::Department),
            ("i3", "B", Some(2023), Evaluator::Department)
        ]
    );
    assert_eq!(plan.evaluations[1].reason.as_deref(), Some("検討が遅れた"));
    assert_eq!(plan.scales[0].grades.len(), 3);
}

#[test]
fn a_table_of_bars() {
    let plan = read(
        "北浜町行革大綱\n\n| 番号 | 改革項目 | 取組内容 | 主担当課 |\n|---|---|---|---|\n| ① | 定員の適正化 | 採用を平準化する | 総務課 |\n| ② | 施設の統合 | 集会所を統合する | 企画課 |\n",
    );
    assert_eq!(titles(&plan), ["定員の適正化", "施設の統合"]);
    assert_eq!(numbers(&plan), ["①", "②"]);
    assert_eq!(plan.items[1].departments.lead, ["企画課"]);
}

#[test]
fn a_merged_two_row_head_in_a_workbook() {
    let document = sheet(
        "取組一覧",
        &[
            &["山並市行財政改革実施計画", ">", ">", ">", ">", ">", ">"],
            &["柱", "No.", "取組項目", "効果額（千円）", ">", "担当課", "備考"],
            &["^", "^", "^", "令和5年度計画", "令和5年度実績", "^", "^"],
            &[
                "柱1 歳入の確保",
                "1",
                "市税の徴収強化",
                "1,200",
                "1,350",
                "税務課",
                "",
            ],
            &["^", "2", "遊休地の\n売却", "5,000", "－", "管財課", "延期"],
            &[
                "柱2 歳出の削減",
                "3",
                "電気の調達",
                "800",
                "910",
                "管財課\n財政課",
                "",
            ],
        ],
    );
    let plan = understand(&document);
    assert_eq!(plan.title, "山並市行財政改革実施計画");
    assert_eq!(titles(&plan), ["市税の徴収強化", "遊休地の売却", "電気の調達"]);
    assert_eq!(path(&plan, &plan.items[1]), ["歳入の確保"]);
    assert_eq!(path(&plan, &plan.items[2]), ["歳出の削減"]);
    assert_eq!(plan.sections[0].label, "柱1");
    let effects: Vec<_> = plan
        .effects
        .iter()
        .map(|e| {
            (
                e.path.join("/"),
                e.fiscal_year.map_or(0, |y| y.western()),
                e.kind,
                e.amount.0,
            )
        })
        .collect();
    assert_eq!(
        effects,
        [
            (
                "歳入の確保/市税の徴収強化".to_owned(),
                2023,
                EffectKind::Plan,
                1_200_000
            ),
            (
                "歳入の確保/市税の徴収強化".to_owned(),
                2023,
                EffectKind::Actual,
                1_350_000
            ),
            (
                "歳入の確保/遊休地の売却".to_owned(),
                2023,
                EffectKind::Plan,
                5_000_000
            ),
            (
                "歳出の削減/電気の調達".to_owned(),
                2023,
                EffectKind::Plan,
                800_000
            ),
            (
                "歳出の削減/電気の調達".to_owned(),
                2023,
                EffectKind::Actual,
                910_000
            ),
        ]
    );
    assert_eq!(plan.items[2].departments.lead, ["管財課", "財政課"]);
    assert_eq!(plan.items[1].extra, [("備考".to_owned(), "延期".to_owned())]);
    assert_eq!(plan.items[0].places.title, Place::cell("取組一覧", 3, 2));
}

#[test]
fn one_column_a_year_with_arrows() {
    let document = sheet(
        "計画",
        &[
            &[
                "重点施策",
                "取組番号",
                "取組名",
                "年度別計画",
                ">",
                ">",
                ">",
                "主管課",
            ],
            &["^", "^", "^", "R5", "R6", "R7", "R8", "^"],
            &[
                "1 人をいかす",
                "1-(1)",
                "庁内公募",
                "検討",
                "→",
                "実施",
                "→",
                "人事課",
            ],
            &["^", "1-(2)", "在宅勤務", "試行", "実施", ">", ">", "人事課"],
            &[
                "2 物をいかす",
                "2-(1)",
                "公用車の共用",
                "",
                "",
                "調査",
                "⇒",
                "管財課",
            ],
        ],
    );
    let plan = understand(&document);
    assert_eq!(numbers(&plan), ["1-(1)", "1-(2)", "2-(1)"]);
    assert_eq!(
        steps(&plan.items[0]),
        [(2023, "検討"), (2024, "検討"), (2025, "実施"), (2026, "実施")]
    );
    assert_eq!(
        steps(&plan.items[1]),
        [(2023, "試行"), (2024, "実施"), (2025, "実施"), (2026, "実施")]
    );
    assert_eq!(steps(&plan.items[2]), [(2025, "調査"), (2026, "調査")]);
    assert_eq!(path(&plan, &plan.items[2]), ["物をいかす"]);
}

#[test]
fn indicators_by_year_in_a_csv() {
    let document = sheet(
        "kpi.csv",
        &[
            &[
                "事業名",
                "成果指標",
                "単位",
                "現状値（R3）",
                "目標値（R5）",
                "実績値（R5）",
                "担当課",
            ],
            &["収納対策", "市税収納率", "%", "97.1", "98.0", "98.2", "収納課"],
            &["健康づくり", "健診受診率", "%", "41", "50", "-", "健康課"],
        ],
    );
    let plan = understand(&document);
    assert_eq!(titles(&plan), ["収納対策", "健康づくり"]);
    let values: Vec<_> = plan.indicators[0]
        .values
        .iter()
        .map(|v| {
            (
                v.fiscal_year.map(|y| y.western()),
                v.kind,
                v.number.map(|n| n.to_string()),
            )
        })
        .collect();
    assert_eq!(
        values,
        [
            (Some(2021), ValueKind::Base, Some("97.1".into())),
            (Some(2023), ValueKind::Target, Some("98.0".into())),
            (Some(2023), ValueKind::Actual, Some("98.2".into()))
        ]
    );
    assert_eq!(
        (
            plan.indicators[0].name.as_str(),
            plan.indicators[0].unit.as_str(),
            plan.indicators[0].item.as_deref()
        ),
        ("市税収納率", "%", Some("i1"))
    );
    assert_eq!(plan.indicators[1].values.len(), 2);
}

#[test]
fn a_crosswalk_under_other_words() {
    let plan = read(
        "第3次計画から第4次計画へ\n\n重点項目\t旧計画の取組\t見直し区分\t新計画の取組\t担当課\n1 便利な窓口\t窓口の延長\t継続\t窓口の時間\t市民課\n\t休日の開庁\t終了（利用が少ない）\t\t市民課\n\t\t新規\tオンライン申請\t情報課\n2 強い財政\t広告収入\t統合（3を参照）\t\t管財課\n",
    );
    let edges: Vec<_> = plan
        .crosswalk
        .iter()
        .map(|e| {
            (
                e.path.join("/"),
                e.old.as_deref(),
                e.kind,
                e.reason.as_deref(),
                e.new.as_deref(),
                e.department.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        edges,
        [
            (
                "便利な窓口".to_owned(),
                Some("窓口の延長"),
                EdgeKind::Continued,
                None,
                Some("窓口の時間"),
                Some("市民課")
            ),
            (
                "便利な窓口".to_owned(),
                Some("休日の開庁"),
                EdgeKind::Abolished,
                Some("利用が少ない"),
                None,
                Some("市民課")
            ),
            (
                "便利な窓口".to_owned(),
                None,
                EdgeKind::New,
                None,
                Some("オンライン申請"),
                Some("情報課")
            ),
            (
                "強い財政".to_owned(),
                Some("広告収入"),
                EdgeKind::Abolished,
                Some("3を参照"),
                None,
                Some("管財課")
            ),
        ]
    );
}

#[test]
fn counts_by_words_with_totals() {
    let document = sheet(
        "集計",
        &[
            &["令和4年度 行政改革の達成状況", ">", ">", ">", ">", ">"],
            &["基本方針", "取組項目数", "達成", "一部達成", "未達成", "対象外"],
            &["1 市民との対話", "10", "6", "3", "1", "0"],
            &["2 身軽な組織", "8", "5", "1", "1", "1"],
            &["合計", "18", "11", "4", "2", "1"],
        ],
    );
    let plan = understand(&document);
    let rows: Vec<_> = plan
        .progress
        .iter()
        .map(|p| {
            (
                p.path.join("/"),
                p.total,
                p.grades.iter().filter_map(|g| g.1).collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("市民との対話".to_owned(), Some(10), vec![6, 3, 1, 0]),
            ("身軽な組織".to_owned(), Some(8), vec![5, 1, 1, 1]),
            (String::new(), Some(18), vec![11, 4, 2, 1])
        ]
    );
    assert_eq!(plan.progress[0].fiscal_year.map(|y| y.western()), Some(2022));
    assert_eq!(
        plan.scales[0].grades.iter().map(|g| g.tone).collect::<Vec<_>>(),
        [Tone::Steady, Tone::Behind, Tone::Behind, Tone::Neutral]
    );
    assert!(plan.items.is_empty());
}

#[test]
fn counts_in_a_table_of_marks_with_shares() {
    let plan = read(
        "評価\n◎：計画を上回る\n○：計画どおり\n△：遅れている\n×：未着手\n\n区分\t◎\t○\t△\t×\t計\n施策1 窓口\t2 (20.0%)\t6 (60.0%)\t1 (10.0%)\t1 (10.0%)\t10 (100%)\n施策2 財政\t-\t4\t1\t0\t5\n総計\t2\t10\t2\t1\t15\n",
    );
    assert_eq!(plan.progress.len(), 3);
    assert_eq!(plan.progress[0].path, ["窓口"]);
    assert_eq!(
        plan.progress[0].grades,
        [
            ("◎".to_owned(), Some(2)),
            ("○".into(), Some(6)),
            ("△".into(), Some(1)),
            ("×".into(), Some(1))
        ]
    );
    assert_eq!(
        (plan.progress[1].total, plan.progress[1].grades[0].1),
        (Some(5), None)
    );
    assert!(plan.progress[2].path.is_empty());
    assert_eq!(plan.scales[0].grades[0].definition, "計画を上回る");
}

#[test]
fn effects_in_millions_with_plan_and_actual_rows() {
    let plan = read(
        "改革プランの効果額\n\n## 令和5年度末時点の効果額\n\n（単位：百万円）\n\n区分\t種別\t令和4年度\t令和5年度\t合計\n1 歳入の確保\t計画\t100\t120\t220\n\t実績\t90\t125\t215\n2 歳出の削減\t計画\t40\t40\t80\n\t実績\t45\t38\t83\n合計\t計画\t140\t160\t300\n\t実績\t135\t163\t298\n",
    );
    let effects: Vec<_> = plan
        .effects
        .iter()
        .map(|e| {
            (
                e.vintage.as_str(),
                e.path.join("/"),
                e.fiscal_year.map_or(0, |y| y.western()),
                e.kind,
                e.amount.0 / 1_000_000,
            )
        })
        .collect();
    assert_eq!(effects.len(), 8);
    assert_eq!(
        effects[0],
        (
            "令和5年度末時点",
            "歳入の確保".to_owned(),
            2022,
            EffectKind::Plan,
            100
        )
    );
    assert_eq!(
        effects[3],
        (
            "令和5年度末時点",
            "歳入の確保".to_owned(),
            2023,
            EffectKind::Actual,
            125
        )
    );
    assert!(
        plan.stated_amounts
            .iter()
            .any(|a| a.path.is_empty() && a.fiscal_year.is_none() && a.amount.0 == 300_000_000)
    );
}

#[test]
fn headings_without_numbers_are_sections_when_each_has_its_table() {
    let plan = read(
        "# 港町改革プラン\n\n## 窓口を変える\n\n| 取組項目 | 取組内容 | 担当課 |\n|---|---|---|\n| 予約制 | 予約で待たせない | 市民課 |\n\n## 組織を変える\n\n| 取組項目 | 取組内容 | 担当課 |\n|---|---|---|\n| 係の統合 | 小さな係をまとめる | 総務課 |\n",
    );
    assert_eq!(plan.title, "港町改革プラン");
    assert_eq!(path(&plan, &plan.items[0]), ["窓口を変える"]);
    assert_eq!(path(&plan, &plan.items[1]), ["組織を変える"]);
}

#[test]
fn number_and_title_in_one_cell_or_in_two() {
    let plan = read(
        "番号\t項目\t取組内容\t目標\tスケジュール\t主務課\nNo.1\t3 窓口の改善\t案内を置きます。\t待ち時間の短縮【中津川町総合計画3-1】\t2024(R6)年度：試行\t◎市民 ○総務\nNo.2\t3-1\t予約の導入\t予約を受けます。\t予約率50%以上\t2024(R6)年度～：実施\t◎市民\nNo.3\t3-2\t番号表示 番号を表示して呼び出します。\t全窓口で表示\t毎年度、進めます。\t◎市民、税務\n",
    );
    assert_eq!(titles(&plan), ["窓口の改善", "予約の導入", "番号表示"]);
    assert_eq!(numbers(&plan), ["3", "3-1", "3-2"]);
    assert_eq!(
        plan.items
            .iter()
            .filter_map(|i| i.serial.as_deref())
            .collect::<Vec<_>>(),
        ["No.1", "No.2", "No.3"]
    );
    assert_eq!(
        plan.items[2].content.as_deref(),
        Some("番号を表示して呼び出します。")
    );
    assert_eq!(plan.items[1].parent.as_deref(), Some("i1"));
    assert_eq!(plan.items[0].references, ["中津川町総合計画3-1"]);
    assert_eq!(plan.items[0].target.as_deref(), Some("待ち時間の短縮"));
    assert_eq!(plan.items[1].departments.lead, ["市民"]);
    assert!(plan.items[1].schedule.steps[0].open);
    assert_eq!(plan.indicators[0].item.as_deref(), Some("i2"));
}

#[test]
fn section_rows_and_repeated_heads_inside_a_sheet() {
    let document = sheet(
        "R6",
        &[
            &["No", "取組項目", "取組内容", "達成状況", "今後の方向性", "所管課"],
            &["基本目標1 身近な行政", ">", ">", ">", ">", ">"],
            &["1", "移動市役所", "車で巡回する", "○", "継続", "市民課"],
            &["2", "電子申請（再掲）", "手続を増やす", "◎", "拡充", "情報課"],
            &["No", "取組項目", "取組内容", "達成状況", "今後の方向性", "所管課"],
            &["基本目標2 確かな財政", ">", ">", ">", ">", ">"],
            &["3", "使用料", "見直す", "△", "継続", "財政課"],
        ],
    );
    let plan = understand(&document);
    assert_eq!(titles(&plan), ["移動市役所", "電子申請", "使用料"]);
    assert_eq!(path(&plan, &plan.items[1]), ["身近な行政"]);
    assert_eq!(path(&plan, &plan.items[2]), ["確かな財政"]);
    assert!(plan.items[1].repeated);
    assert_eq!(
        plan.evaluations
            .iter()
            .map(|e| e.grade.as_str())
            .collect::<Vec<_>>(),
        ["○", "◎", "△"]
    );
    assert_eq!(
        plan.items[0].extra,
        [("今後の方向性".to_owned(), "継続".to_owned())]
    );
    assert_eq!(
        plan.scales[0]
            .grades
            .iter()
            .map(|g| g.label.as_str())
            .collect::<String>(),
        "◎○△"
    );
}

#[test]
fn a_review_of_another_body() {
    let plan = read(
        "## KEEP（よかったこと）\n\n- 窓口の満足度が上がった\n\n## PROBLEM（課題）\n\n- 事務が属人化している\n- 効果額が足りない\n\n## TRY（次の取組）\n\n- (1) 手順の標準化\n- (2) 収入の確保\n\n## (1) 手順の標準化\n\n### 新規の取組\n\n- 手順書の公開（総務課、情報課）\n\n### 既存の取組\n\n- 研修の開催（人事課）\n\n## (2) 収入の確保\n\n### 新規の取組\n\n- 命名権の販売 [管財課]\n",
    );
    assert_eq!(
        (
            plan.review.keep.len(),
            plan.review.problem.len(),
            plan.review.try_next.len()
        ),
        (1, 2, 2)
    );
    let first = &plan.review.try_next[0];
    assert_eq!(first.text, "手順の標準化");
    assert_eq!(
        first
            .items
            .iter()
            .map(|i| (i.title.as_str(), i.new, i.departments.len()))
            .collect::<Vec<_>>(),
        [("手順書の公開", true, 2), ("研修の開催", false, 1)]
    );
    assert_eq!(plan.review.try_next[1].items[0].departments, ["管財課"]);
}

#[test]
fn columns_of_spaces_and_a_cell_a_line() {
    let spaced = read(
        "改革効果額（単位：千円）\n\n項目 R4年度 R5年度 R6年度 合計\n広告 100 200 300 600\n売却 1,000 0 500 1,500\n",
    );
    assert_eq!(spaced.effects.len(), 6);
    assert_eq!(spaced.effects[3].amount.0, 1_000_000);
    assert_eq!(spaced.stated_amounts.len(), 2);
}

#[test]
fn an_item_sheet_with_labels_beside_its_values() {
    let document = sheet(
        "個票",
        &[
            &["整理番号", "1-2-3", "担当課", "契約課"],
            &["取組項目", "電子入札の拡大", ">", ">"],
            &["取組内容", "すべての工事を電子入札とする。", ">", ">"],
            &["目標", "電子入札率100%を維持", ">", ">"],
            &["スケジュール", "R6：試行 R7～：本格実施", ">", ">"],
        ],
    );
    let plan = understand(&document);
    assert_eq!(
        (titles(&plan), numbers(&plan)),
        (vec!["電子入札の拡大"], vec!["1-2-3"])
    );
    assert_eq!(plan.items[0].departments.lead, ["契約課"]);
    assert_eq!(steps(&plan.items[0]), [(2024, "試行"), (2025, "本格実施")]);
    let lines = read(
        "行政改革個票\n\n番号：7\n取組名：庁舎の照明\n取組内容：照明を取り替える。\n担当課：管財課\n\n番号：8\n取組名：公用車の削減\n取組内容：台数を減らす。\n担当課：管財課\n",
    );
    assert_eq!(
        (titles(&lines), numbers(&lines)),
        (vec!["庁舎の照明", "公用車の削減"], vec!["7", "8"])
    );
}

#[test]
fn three_columns_of_levels() {
    let document = sheet(
        "一覧",
        &[
            &[
                "大項目",
                "中項目",
                "小項目",
                "内容",
                "主担当課",
                "関係課",
                "実施年度",
            ],
            &[
                "Ⅰ 財政",
                "1 歳入",
                "(1) 徴収の強化",
                "滞納を減らす",
                "収税課",
                "全庁",
                "R5～R7",
            ],
            &["^", "^", "(2) 資産の活用", "土地を売る", "管財課", "", "R6"],
            &[
                "^",
                "2 歳出",
                "(1) 補助金の見直し",
                "期限を定める",
                "財政課",
                "所管課",
                "毎年度",
            ],
            &[
                "Ⅱ 組織",
                "1 人材",
                "(1) 人事評価",
                "処遇に反映する",
                "人事課",
                "",
                "R5",
            ],
        ],
    );
    let plan = understand(&document);
    assert_eq!(
        titles(&plan),
        ["徴収の強化", "資産の活用", "補助金の見直し", "人事評価"]
    );
    assert_eq!(path(&plan, &plan.items[2]), ["財政", "歳出"]);
    assert_eq!(path(&plan, &plan.items[3]), ["組織", "人材"]);
    assert_eq!(plan.levels, ["大項目", "中項目", "小項目"]);
    assert_eq!(plan.items[0].departments.support, ["全庁"]);
    assert!(plan.items[2].schedule.every_year);
}

#[test]
fn amounts_by_year_below_a_spanning_head() {
    let document = sheet(
        "効果額",
        &[
            &[
                "番号",
                "取組項目",
                "担当課",
                "効果額（単位：千円）",
                ">",
                ">",
                ">",
            ],
            &["^", "^", "^", "令和4年度", "令和5年度", "令和6年度", "合計"],
            &["1", "広告収入", "広報課", "300", "350", "400", "1,050"],
            &["2", "電力の調達", "管財課", "△120", "", "500", "380"],
            &["合計", ">", ">", "180", "350", "900", "1,430"],
        ],
    );
    let plan = understand(&document);
    assert_eq!(titles(&plan), ["広告収入", "電力の調達"]);
    let amounts: Vec<_> = plan
        .effects
        .iter()
        .map(|e| {
            (
                e.path.join("/"),
                e.fiscal_year.map_or(0, |y| y.western()),
                e.amount.0,
            )
        })
        .collect();
    assert_eq!(
        amounts,
        [
            ("広告収入".to_owned(), 2022, 300_000),
            ("広告収入".to_owned(), 2023, 350_000),
            ("広告収入".to_owned(), 2024, 400_000),
            ("電力の調達".to_owned(), 2022, -120_000),
            ("電力の調達".to_owned(), 2024, 500_000),
        ]
    );
    assert!(
        plan.stated_amounts
            .iter()
            .any(|a| a.path == ["広告収入"] && a.amount.0 == 1_050_000)
    );
    assert!(plan.stated_amounts.iter().any(|a| a.path.is_empty()
        && a.fiscal_year.map(|y| y.western()) == Some(2024)
        && a.amount.0 == 900_000));
}

#[test]
fn plan_and_result_of_a_year_in_words() {
    let document = sheet(
        "進捗管理表",
        &[
            &[
                "取組番号",
                "取組項目",
                "令和5年度計画",
                "令和5年度実績",
                "自己評価",
                "本部評価",
                "課題",
            ],
            &[
                "A-1",
                "庁内報の電子化",
                "配信の仕組みを決める",
                "仕組みを決めて試行した",
                "A",
                "B",
                "閲覧が少ない",
            ],
            &[
                "A-2",
                "会議の短縮",
                "時間を半分にする",
                "1割の短縮にとどまった",
                "C",
                "C",
                "",
            ],
        ],
    );
    let plan = understand(&document);
    assert_eq!(numbers(&plan), ["A-1", "A-2"]);
    assert_eq!(steps(&plan.items[0]), [(2023, "配信の仕組みを決める")]);
    let grades: Vec<_> = plan
        .evaluations
        .iter()
        .map(|e| (e.item.as_str(), e.by, e.grade.as_str(), e.done.is_some()))
        .collect();
    assert_eq!(
        grades,
        [
            ("i1", Evaluator::Department, "A", true),
            ("i1", Evaluator::Headquarters, "B", false),
            ("i2", Evaluator::Department, "C", true),
            ("i2", Evaluator::Headquarters, "C", false)
        ]
    );
    assert_eq!(
        plan.items[0].extra,
        [("課題".to_owned(), "閲覧が少ない".to_owned())]
    );
}

#[test]
fn a_cell_short_and_a_cell_too_many() {
    let plan = read(
        "通し番号\t項目\t取組内容\t目標\tスケジュール\t主務課\n方針1 便利なまち\t\t\t【里見市総合計画2-1】\t\t◎企画課\nNo.1\t1 窓口案内\t案内係を置きます。\t苦情を半分にします。\t毎年度、実施します。\t◎市民\nNo.2\t1-1 図書の返却\t駅で返せるようにします。\t\t返却箱を3か所に置きます。\t2025(R7)年度：設置\t◎図書\nNo.3\t2 公園の管理\t町内会に任せます。\t毎年度、実施します。\t◎公園 ○所管課\n",
    );
    assert_eq!(titles(&plan), ["窓口案内", "図書の返却", "公園の管理"]);
    assert_eq!(plan.items[1].departments.lead, ["図書"]);
    assert_eq!(steps(&plan.items[1]), [(2025, "設置")]);
    assert_eq!(plan.items[1].target.as_deref(), Some("返却箱を3か所に置きます。"));
    assert_eq!(
        (
            plan.items[2].departments.lead.clone(),
            plan.items[2].departments.support.clone()
        ),
        (vec!["公園".to_owned()], vec!["所管課".to_owned()])
    );
    assert!(plan.items[2].schedule.every_year);
    assert_eq!(plan.items[2].content.as_deref(), Some("町内会に任せます。"));
    assert_eq!(plan.sections[0].references, ["里見市総合計画2-1"]);
}

#[test]
fn an_outline_and_its_items_in_one_cell_each() {
    let document = sheet(
        "体系",
        &[
            &["改革の柱", "推進方針"],
            &["1 開かれた市政", "情報の公開／市民の参加"],
            &["2 健全な財政", "収入の確保／支出の見直し／資産の管理"],
        ],
    );
    let plan = understand(&document);
    assert_eq!(plan.sections.iter().filter(|s| s.parent.is_none()).count(), 2);
    assert_eq!(plan.sections.iter().filter(|s| s.level == "推進方針").count(), 5);
    assert_eq!(plan.levels, ["改革の柱", "推進方針"]);
}

#[test]
fn a_matrix_of_departments() {
    let document = sheet(
        "担当",
        &[
            &["番号", "取組項目", "総務課", "財政課", "市民課", "情報課"],
            &["1", "窓口の一本化", "○", "", "◎", "○"],
            &["2", "予算の枠配分", "", "◎", "", ""],
        ],
    );
    let plan = understand(&document);
    assert_eq!(titles(&plan), ["窓口の一本化", "予算の枠配分"]);
    assert_eq!(
        (
            plan.items[0].departments.lead.clone(),
            plan.items[0].departments.support.clone()
        ),
        (
            vec!["市民課".to_owned()],
            vec!["総務課".to_owned(), "情報課".to_owned()]
        )
    );
    assert_eq!(plan.items[1].departments.lead, ["財政課"]);
}

#[test]
fn counts_by_department_and_by_year() {
    let plan = read(
        "令和5年度の進捗状況\n\n担当課\t取組数\tA\tB\tC\n総務課\t4\t1\t3\t0\n財政課\t2\t0\t1\t1\n合計\t6\t1\t4\t1\n\n年度\t取組数\tA\tB\tC\n令和4年度\t6\t0\t5\t1\n令和5年度\t6\t1\t4\t1\n",
    );
    let rows: Vec<_> = plan
        .progress
        .iter()
        .map(|p| (p.path.join("/"), p.total, p.fiscal_year.map(|y| y.western())))
        .collect();
    assert_eq!(
        rows,
        [
            ("総務課".to_owned(), Some(4), Some(2023)),
            ("財政課".to_owned(), Some(2), Some(2023)),
            (String::new(), Some(6), Some(2023)),
            (String::new(), Some(6), Some(2022)),
            (String::new(), Some(6), Some(2023)),
        ]
    );
    assert!(plan.sections.is_empty());
}

#[test]
fn years_down_the_rows() {
    let plan = read(
        "第2次行革プランの効果額（単位：万円）\n（令和4年度～令和6年度）\n\n年度\t歳入の確保\t歳出の削減\t合計\n令和4年度（実績）\t100\t200\t300\n令和5年度（見込）\t150\t250\t400\n合計\t250\t450\t700\n",
    );
    let amounts: Vec<_> = plan
        .effects
        .iter()
        .map(|e| {
            (
                e.path.join("/"),
                e.fiscal_year.map_or(0, |y| y.western()),
                e.kind,
                e.amount.0,
            )
        })
        .collect();
    assert_eq!(
        amounts,
        [
            ("歳入の確保".to_owned(), 2022, EffectKind::Actual, 1_000_000),
            ("歳出の削減".to_owned(), 2022, EffectKind::Actual, 2_000_000),
            ("歳入の確保".to_owned(), 2023, EffectKind::Forecast, 1_500_000),
            ("歳出の削減".to_owned(), 2023, EffectKind::Forecast, 2_500_000),
        ]
    );
    let stated: Vec<_> = plan
        .stated_amounts
        .iter()
        .map(|a| (a.path.join("/"), a.fiscal_year.map(|y| y.western()), a.amount.0))
        .collect();
    assert_eq!(
        stated,
        [
            (String::new(), Some(2022), 3_000_000),
            (String::new(), Some(2023), 4_000_000),
            ("歳入の確保".into(), None, 2_500_000),
            ("歳出の削減".into(), None, 4_500_000),
            (String::new(), None, 7_000_000)
        ]
    );
    assert_eq!(
        plan.period.map(|p| (p.from.western(), p.to.western())),
        Some((2022, 2024))
    );
}

#[test]
fn items_as_numbered_lines_with_labels_below() {
    let plan = read(
        "みどり野市行財政改革アクションプラン　取組一覧\n\n基本方針１　持続可能な財政運営\n\n（１）歳入の確保\n\n①　市税収納率の向上\n取組内容：滞納整理を強化する。\n目標：収納率98.5%以上\n担当課：税務課、収納課\n実施時期：令和5年度～：強化\n\n②　広告収入の拡大\n取組内容：広報紙に広告を載せる。\n担当課：広報課\n実施時期：毎年度\n\n（２）歳出の抑制\n\n①　補助金の見直し\n取組内容：3年ごとに見直す。\n担当課：財政課（全課）\n",
    );
    assert_eq!(
        titles(&plan),
        ["市税収納率の向上", "広告収入の拡大", "補助金の見直し"]
    );
    assert_eq!(numbers(&plan), ["①", "②", "①"]);
    assert_eq!(path(&plan, &plan.items[0]), ["持続可能な財政運営", "歳入の確保"]);
    assert_eq!(path(&plan, &plan.items[2]), ["持続可能な財政運営", "歳出の抑制"]);
    assert_eq!(plan.items[0].departments.lead, ["税務課", "収納課"]);
    assert_eq!(plan.items[2].departments.lead, ["財政課（全課）"]);
    assert_eq!(plan.indicators[0].item.as_deref(), Some("i1"));
}

#[test]
fn years_that_slid_to_the_left_under_their_head() {
    let plan = read(
        "番号\t実施項目\t具体的な取組\t年度別計画\t担当課\n\t\t令和5年度\t令和6年度\t令和7年度\n1\t自主財源\t広告を増やす。\t検討\t実施\t→\t財政課、総務課\n2\t経費\t電気を替える。\t実施\t→\t→\t管財課\n",
    );
    assert_eq!(
        steps(&plan.items[0]),
        [(2023, "検討"), (2024, "実施"), (2025, "実施")]
    );
    assert_eq!(plan.items[1].departments.lead, ["管財課"]);
    assert_eq!(plan.items[1].content.as_deref(), Some("電気を替える。"));
}

#[test]
fn two_vintages_side_by_side() {
    let plan = read(
        "# 湖東市改革プラン\n\n## 1. 当初計画策定時の効果額（単位：千円）\n\n| 取組項目 | R5 | R6 | 計 |\n|---|---|---|---|\n| 1 使用料の改定 | 1,000 | 2,000 | 3,000 |\n| 計 | 1,000 | 2,000 | 3,000 |\n\n## 2. 令和6年度見直し時の効果額（単位：千円）\n\n| 取組項目 | R5（実績） | R6（決算見込） | 計 | 当初との差 |\n|---|---|---|---|---|\n| 1 使用料の改定 | 900 | 1,800 | 2,700 | △300 |\n| 計 | 900 | 1,800 | 2,700 | △300 |\n",
    );
    let amounts: Vec<_> = plan
        .effects
        .iter()
        .map(|e| {
            (
                e.vintage.as_str(),
                e.fiscal_year.map_or(0, |y| y.western()),
                e.kind,
                e.amount.0 / 1000,
            )
        })
        .collect();
    assert_eq!(
        amounts,
        [
            ("当初計画策定時", 2023, EffectKind::Plan, 1000),
            ("当初計画策定時", 2024, EffectKind::Plan, 2000),
            ("令和6年度見直し時", 2023, EffectKind::Actual, 900),
            ("令和6年度見直し時", 2024, EffectKind::Forecast, 1800),
        ]
    );
    assert_eq!(
        plan.stated_amounts
            .iter()
            .filter(|a| a.difference)
            .map(|a| a.amount.0 / 1000)
            .collect::<Vec<_>>(),
        [-300, -300]
    );
}

#[test]
fn a_document_that_is_no_plan_gives_nothing() {
    let plan = read("献立表\n\n曜日\t主菜\t副菜\n月\t焼き魚\tおひたし\n火\tカレー\tサラダ\n");
    assert_eq!(
        (
            plan.items.len(),
            plan.sections.len(),
            plan.effects.len(),
            plan.progress.len()
        ),
        (0, 0, 0, 0)
    );
    assert_eq!(plan.title, "");
}

#[test]
fn ten_thousand_rows_are_all_read() {
    let register = |rows: usize| {
        let mut text = String::from("行政改革計画\n\n通し番号\t項目\t取組内容\t目標\tスケジュール\t主務課\n");
        for n in 1..=rows {
            if n % 50 == 1 {
                text.push_str(&format!("({}) 区分その{n}\t\t\t\t\t◎総務課\n", n / 50 + 1));
            }
            text.push_str(&format!("No.{n}\t{}-{} 取組その{n}\t内容{n}を進めます。\t{n}件を目指します。【第{n}次計画】\t2024(R6)年度：検討 2025(R7)年度～：実施\t◎財政、企画 ○全庁\n", n / 50 + 1, n % 50 + 1));
        }
        layout("long.txt", &text)
    };
    // Work that grew with the square of the rows would not end here; how long it takes is for the benchmarks.
    for rows in [1_000, 10_000] {
        assert_eq!(understand(&register(rows)).items.len(), rows);
    }
}

const WORDS: [&str; 40] = [
    "No.",
    "番号",
    "取組項目",
    "取組内容",
    "目標",
    "スケジュール",
    "担当課",
    "評価",
    "効果額",
    "計画",
    "実績",
    "令和5年度",
    "R6",
    "2023",
    "◎",
    "○",
    "△",
    "A",
    "継続",
    "廃止（集約）",
    "新規",
    "前期 取組項目",
    "後期 取組項目",
    "見直し区分",
    "基本方針1 財政",
    "(1) 収入",
    "1-1 広告",
    "1-1",
    "No.3",
    "合計",
    "1,234",
    "△5",
    "-",
    "",
    "→",
    "【総合計画1】",
    "◎財政 ○総務",
    "指標",
    "目標値",
    "実績値",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_survived(text in "[\\PC\n\t|]{0,300}") {
        let _ = read(&text);
    }

    #[test]
    fn any_table_is_survived(rows in proptest::collection::vec(proptest::collection::vec(0usize..WORDS.len(), 0..9), 0..12), tabs in proptest::bool::ANY) {
        let lines: Vec<String> = rows.iter().map(|row| row.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(if tabs { "\t" } else { " | " })).collect();
        let plan = read(&lines.join("\n"));
        for item in &plan.items {
            proptest::prop_assert!(!item.title.is_empty());
            proptest::prop_assert!(item.section.as_deref().is_none_or(|s| plan.section(s).is_some()));
        }
        for (n, section) in plan.sections.iter().enumerate() {
            let before = &plan.sections[..n];
            proptest::prop_assert!(section.parent.as_ref().is_none_or(|p| before.iter().any(|s| s.id == *p)));
        }
    }

    #[test]
    fn any_merged_sheet_is_survived(rows in proptest::collection::vec(proptest::collection::vec(0usize..WORDS.len() + 2, 1..9), 1..10)) {
        let texts: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(|w| *WORDS.get(*w).unwrap_or(if *w == WORDS.len() { &">" } else { &"^" })).collect()).collect();
        let slices: Vec<&[&str]> = texts.iter().map(Vec::as_slice).collect();
        let _ = understand(&sheet("S", &slices));
    }
}

#[test]
fn an_outline_in_plain_lines() {
    let plan = read(
        "砂丘町行政改革大綱（第6次）\n\n第1章 策定の背景\n人口が減っている。\n第2章 基本理念\n小さくても頼られる町へ\n第3章 計画期間\n令和6年度から令和10年度までの5年間とする。\n第4章 改革の体系\n柱1 行政サービスの質の向上\n 施策1-1 窓口の改善\n  (ア) 総合窓口の設置\n  (イ) 手続の電子化\n 施策1-2 広報の充実\n  (ア) 意見箱の運用\n柱2 健全な財政運営\n 施策2-1 歳入の確保\n  (ア) 使用料の見直し\n第5章 推進体制\n(1) 改革推進本部\n町長を本部長とし、進行を管理する。\n",
    );
    assert_eq!(
        titles(&plan),
        ["総合窓口の設置", "手続の電子化", "意見箱の運用", "使用料の見直し"]
    );
    assert_eq!(
        path(&plan, &plan.items[2]),
        ["行政サービスの質の向上", "広報の充実"]
    );
    assert_eq!(plan.levels, ["柱", "施策"]);
    assert_eq!(plan.sections[1].label, "施策1-1");
    let ideals: Vec<_> = plan.frame.ideals.iter().map(|i| i.title.as_str()).collect();
    assert_eq!(ideals, ["小さくても頼られる町へ"]);
    assert_eq!(plan.frame.bodies[0].text, "町長を本部長とし、進行を管理する。");
    assert_eq!(
        plan.period.map(|p| (p.from.western(), p.to.western())),
        Some((2024, 2028))
    );
}

#[test]
fn an_outline_in_headings_and_bullets() {
    let plan = read(
        "# 岬市行財政改革大綱\n\n## 1. はじめに\n改革を進めてきました。\n\n## 2. 改革の体系\n\n### 基本方針1 サービスの向上\n- 窓口の改革\n  - 書かない窓口の導入\n  - 待ち時間の短縮\n- 発信の強化\n  - 動画の活用\n### 基本方針2 財政基盤の強化\n- 歳入の確保\n  - 未利用地の売却\n\n## 3. 推進体制\n・改革推進本部：市長を本部長とし、全体を統括する。\n",
    );
    assert_eq!(
        titles(&plan),
        [
            "書かない窓口の導入",
            "待ち時間の短縮",
            "動画の活用",
            "未利用地の売却"
        ]
    );
    assert_eq!(path(&plan, &plan.items[3]), ["財政基盤の強化", "歳入の確保"]);
    assert_eq!(plan.frame.bodies.len(), 1);
}

#[test]
fn items_in_lists_with_their_department_behind() {
    let plan = read(
        "白帆町改革プラン2025\n\nⅠ 行政運営の改革\n 1 業務の効率化\n  (1) 押印の廃止（担当：総務課）\n  (2) 帳票の電子化（担当：情報課、総務課）\nⅡ 財政運営の改革\n 1 歳入の確保\n  (1) 債権管理の一元化【税務課】\n",
    );
    assert_eq!(titles(&plan), ["押印の廃止", "帳票の電子化", "債権管理の一元化"]);
    assert_eq!(plan.items[1].departments.lead, ["情報課", "総務課"]);
    assert_eq!(path(&plan, &plan.items[2]), ["財政運営の改革", "歳入の確保"]);

    let plan = read(
        "令和3年度追加項目\n- 重点項目2 No.R3-1 職員の配置の見直し(所管課:人事課)\n- 重点項目5 No.R3-2 観光情報の発信(所管課:商工課)\n",
    );
    assert_eq!(numbers(&plan), ["R3-1", "R3-2"]);
    assert_eq!(plan.items[0].departments.lead, ["人事課"]);
}

#[test]
fn an_outline_with_a_row_for_each_item() {
    let plan = read(
        "葦原市行政改革大綱\n\n改革の体系\n\n| 基本方針 | 重点項目 | 取組項目 |\n|---|---|---|\n| 1 市民とともに | (1) 協働 | ① 自治会との連携 |\n| | | ② 市民活動の支援 |\n| | (2) 公開 | ③ 広報紙の刷新 |\n| 2 経営の視点 | (1) 財政 | ④ 基金の確保 |\n",
    );
    assert_eq!(numbers(&plan), ["①", "②", "③", "④"]);
    assert_eq!(path(&plan, &plan.items[1]), ["市民とともに", "協働"]);
    assert_eq!(path(&plan, &plan.items[3]), ["経営の視点", "財政"]);
}

#[test]
fn merged_items_go_on_under_the_new_title() {
    let plan = read(
        "改革の柱\t現行の取組\t見直しの内容\t新たな取組\t担当課\n財政\t広告収入\t統合\t財源の確保\t財政課\n財政\t命名権\t統合\t財源の確保\t財政課\n財政\t公用地の貸付\t終了\t\t管財課\n",
    );
    let edges: Vec<_> = plan
        .crosswalk
        .iter()
        .map(|e| (e.kind, e.label.as_str(), e.new.as_deref()))
        .collect();
    assert_eq!(
        edges,
        [
            (EdgeKind::Continued, "統合", Some("財源の確保")),
            (EdgeKind::Continued, "統合", Some("財源の確保")),
            (EdgeKind::Abolished, "終了", None)
        ]
    );
    assert_eq!(titles(&plan), ["財源の確保"]);
    assert_eq!(plan.levels, ["改革の柱", "取組"]);
}

/// Path, total and counts by grade of a row.
type Counts = (String, Option<i64>, Vec<(String, Option<i64>)>);

fn counts(plan: &Plan) -> Vec<Counts> {
    plan.progress
        .iter()
        .map(|p| (p.path.join("/"), p.total, p.grades.clone()))
        .collect()
}

fn grades(list: &[(&str, i64)]) -> Vec<(String, Option<i64>)> {
    list.iter()
        .map(|(label, n)| ((*label).to_owned(), Some(*n)))
        .collect()
}

#[test]
fn counts_in_prose_and_lists() {
    let plan = read(
        "海風市改革プランの取組結果（令和3年度）\n\n72取組のうち「達成」が47取組、「一部達成」が18取組、「未達成」が7取組となりました。\n柱1　市民との協働　15取組（達成10、一部達成4、未達成1）\n○目標2「業務の効率化」（31項目）\n　達成25、一部達成4、未達成2\n- 健全な財政\nA:5、B:20　合計25項目\n",
    );
    assert_eq!(
        counts(&plan),
        [
            (
                String::new(),
                Some(72),
                grades(&[("達成", 47), ("一部達成", 18), ("未達成", 7)])
            ),
            (
                "市民との協働".into(),
                Some(15),
                grades(&[("達成", 10), ("一部達成", 4), ("未達成", 1)])
            ),
            (
                "業務の効率化".into(),
                Some(31),
                grades(&[("達成", 25), ("一部達成", 4), ("未達成", 2)])
            ),
            ("健全な財政".into(), Some(25), grades(&[("A", 5), ("B", 20)])),
        ]
    );
    assert_eq!(plan.progress[0].fiscal_year.map(|y| y.western()), Some(2021));
    let plan = read(
        "実施計画の進捗\n・完了　　12項目（15.4％）\n・計画どおり　49項目（62.8％）\n・遅れ　　4項目（5.1％）\n",
    );
    assert_eq!(
        counts(&plan),
        [(
            String::new(),
            None,
            grades(&[("完了", 12), ("計画どおり", 49), ("遅れ", 4)])
        )]
    );
}

#[test]
fn scales_defined_in_one_line_or_a_table() {
    let plan = read("評価の結果\n◎：計画を上回る　○：計画どおり　△：計画を下回る\n");
    assert_eq!(plan.scales[0].grades.len(), 3);
    assert_eq!(plan.scales[0].grades[2].definition, "計画を下回る");
    let plan = read("評価\t内容\nA\t進んでいる\nB\t遅れている\n");
    assert_eq!(plan.scales[0].grades[1].definition, "遅れている");
}

#[test]
fn amounts_without_a_fiscal_year() {
    let plan = read(
        "改革プランの効果額\n\n区分 | 項目数 | 計画額 | 実績額\n---|---|---|---\n歳入確保 | 4 | 1,200 | 1,350\n歳出削減 | 6 | 3,000 | 2,800\n計 | 10 | 4,200 | 4,150\n\n※金額の単位は千円\n",
    );
    let effects: Vec<_> = plan
        .effects
        .iter()
        .map(|e| (e.path.join("/"), e.fiscal_year, e.kind, e.amount.0))
        .collect();
    assert_eq!(
        effects[1],
        ("歳入確保".to_owned(), None, EffectKind::Actual, 1_350_000)
    );
    assert_eq!((effects.len(), plan.stated_amounts.len()), (4, 2));
}

#[test]
fn years_whose_era_is_said_elsewhere() {
    let plan = read(
        "第2次改革プラン（平成22年度～平成26年度）\n\n効果額（単位：百万円）\n\n区分\t２２年度\t２３年度\t計\n歳入の確保\t１２３\t１４５\t２６８\n（累計）\t123\t268\t\n合計\t123\t145\t268\n",
    );
    let effects: Vec<_> = plan
        .effects
        .iter()
        .map(|e| (e.fiscal_year.map(|y| y.western()), e.amount.0))
        .collect();
    assert_eq!(effects, [(Some(2010), 123_000_000), (Some(2011), 145_000_000)]);
    let plan = read("効果額の見込み〔百万円〕\n区分\tR5\t6\t7\t計\n歳入\t10\t20\t30\t60\n");
    let years: Vec<_> = plan
        .effects
        .iter()
        .map(|e| e.fiscal_year.map_or(0, |y| y.western()))
        .collect();
    assert_eq!(years, [2023, 2024, 2025]);
}

#[test]
fn columns_parted_by_wide_spaces() {
    let plan = read(
        "実施計画の総括表\n\n番号　実施項目　所管　R2　R3　最終評価\n1　職員定数の適正化　人事課　A　B　A\n2　時間外勤務の縮減　人事課　B　C　B\n3　補助金の適正化　財政課　A　A　S\n",
    );
    assert_eq!(
        titles(&plan),
        ["職員定数の適正化", "時間外勤務の縮減", "補助金の適正化"]
    );
    assert_eq!(plan.items[2].departments.lead, ["財政課"]);
    let grades: Vec<_> = plan
        .evaluations
        .iter()
        .filter(|e| e.item == "i2")
        .map(|e| (e.fiscal_year.map(|y| y.western()), e.grade.as_str()))
        .collect();
    assert_eq!(grades, [(Some(2020), "B"), (Some(2021), "C"), (None, "B")]);
}

#[test]
fn forms_under_a_number_with_years_in_their_labels() {
    let plan = read(
        "令和4年度 実施計画 取組状況（個票）\n\n【No.1】\n項目名：施設の再編\n担当課：施設課\n令和4年度の取組内容：校舎を解体した。\n進捗状況：○\n効果額：12,340千円\n\n【No.2】\n項目名：手数料の見直し\n担当課：環境課\n令和4年度の取組内容：答申を得た。\n進捗状況：△\n効果額：－\n",
    );
    assert_eq!(titles(&plan), ["施設の再編", "手数料の見直し"]);
    assert_eq!(plan.items[1].serial.as_deref(), Some("No.2"));
    let graded: Vec<_> = plan
        .evaluations
        .iter()
        .map(|e| (e.grade.as_str(), e.fiscal_year.map(|y| y.western())))
        .collect();
    assert_eq!(graded, [("○", Some(2022)), ("△", Some(2022))]);
    assert_eq!(
        (plan.effects.len(), plan.effects[0].amount.0, plan.effects[0].kind),
        (1, 12_340_000, EffectKind::Actual)
    );
}

#[test]
fn a_review_alone_has_no_items() {
    let plan = read(
        "前期計画の総括\n\nKeep できたこと\n- 基金を確保した\n\nTry 次に取り組むこと\n① 財政の強化に向けた取組\n新規の取組\n○ 広告の募集 [財政課]\n○ 用地の売却 [管財課]\n",
    );
    assert!(plan.items.is_empty() && plan.sections.is_empty());
}

#[test]
fn measures_below_a_level_named_in_brackets() {
    let plan = read(
        "改革プラン 概要\n\n基本姿勢(改革項目)\t推進施策\n1 組織の力\t育成の推進 / 体制の整備\n2 財政の基盤\t歳入の確保 / 歳出の抑制\n",
    );
    let found: Vec<_> = plan
        .sections
        .iter()
        .map(|s| (s.depth, s.title.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (0, "組織の力"),
            (1, "育成の推進"),
            (1, "体制の整備"),
            (0, "財政の基盤"),
            (1, "歳入の確保"),
            (1, "歳出の抑制")
        ]
    );
}

#[test]
fn a_sheet_of_an_item_with_a_table_of_years() {
    let plan = read(
        "実施計画 個票（令和5年度実績）\n\n取組番号\t1-2\n取組項目\t窓口の委託\n所管課\t市民課\n取組の概要\t業務を委託する。\n\n年度別計画\n年度\t令和4年度\t令和5年度\t令和6年度\n計画\t検討\t仕様の作成\t委託\n実績\t検討\t仕様の作成\t\n評価\tB\tA\t\n\n効果額（単位：千円）\n区分\t令和4年度\t令和5年度\t令和6年度\t計\n目標\t0\t100\t200\t300\n",
    );
    assert_eq!(
        steps(&plan.items[0]),
        [(2022, "検討"), (2023, "仕様の作成"), (2024, "委託")]
    );
    let graded: Vec<_> = plan
        .evaluations
        .iter()
        .map(|e| {
            (
                e.fiscal_year.map(|y| y.western()),
                e.grade.as_str(),
                e.done.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        graded,
        [
            (Some(2022), "B", Some("検討")),
            (Some(2023), "A", Some("仕様の作成"))
        ]
    );
    assert!(
        plan.effects
            .iter()
            .all(|e| e.path == ["窓口の委託"] && e.kind == EffectKind::Plan)
    );
    assert_eq!(plan.effects.len(), 3);
}

#[test]
fn amounts_by_year_in_a_register() {
    let plan = understand(&sheet(
        "効果額一覧",
        &[
            &["改革プラン 効果額一覧", ">", ">", ">", ">", ">", ">"],
            &["（単位：千円）", ">", ">", ">", ">", ">", ">"],
            &["柱", "取組項目", "令和3年度", ">", "令和4年度", ">", "所管課"],
            &["^", "^", "目標", "実績", "目標", "実績", "^"],
            &["歳入の確保", "徴収の強化", "120", "135", "150", "142", "収納課"],
            &["^", "用地の売却", "300", "0", "200", "425", "管財課"],
        ],
    ));
    let effects: Vec<_> = plan
        .effects
        .iter()
        .map(|e| {
            (
                e.path.join("/"),
                e.fiscal_year.map_or(0, |y| y.western()),
                e.kind,
                e.amount.0,
            )
        })
        .collect();
    assert_eq!(effects.len(), 8);
    assert_eq!(
        effects[3],
        (
            "歳入の確保/徴収の強化".to_owned(),
            2022,
            EffectKind::Actual,
            142_000
        )
    );
    assert_eq!(plan.items.len(), 2);
}

#[test]
fn marks_in_words_and_departments_in_front() {
    let plan = read(
        "No.\t取組項目\t内容\t担当課\n1\t基金の運用\t利回りを高める。\t（主）財政、会計 （副）管財\n2\t広告の募集\t枠を広げる。\t（副）広報\n",
    );
    assert_eq!(plan.items[0].departments.lead, ["財政", "会計"]);
    assert_eq!(plan.items[0].departments.support, ["管財"]);
    assert!(plan.items[1].departments.lead.is_empty());
    let plan = read(
        "戦略区分\t主担当課\t前期 取組名\t見直し区分\t後期 取組名\n(1) 財政\t財政課\t広告収入\t継続\t広告の拡大\n\t管財課\t用地の貸付\t廃止\t\n",
    );
    let edges: Vec<_> = plan
        .crosswalk
        .iter()
        .map(|e| {
            (
                e.path.join("/"),
                e.old.as_deref(),
                e.new.as_deref(),
                e.department.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        edges,
        [
            (
                "財政".to_owned(),
                Some("広告収入"),
                Some("広告の拡大"),
                Some("財政課")
            ),
            ("財政".to_owned(), Some("用地の貸付"), None, Some("管財課"))
        ]
    );
}

#[test]
fn bars_without_a_fence_and_content_before_the_title() {
    let plan = read(
        "区分 | 番号 | 概要 | 取組項目 | 目標・指標 | 所管課\n---|---|---|---|---|---\n視点1 便利な窓口 | 1-1 | 申請を省く。 | 書かない窓口 | 年10件 | 市民課\n | 1-2 | 時間を延ばす。 | 窓口の延長 | 週1回 | 税務課\n",
    );
    assert_eq!(titles(&plan), ["書かない窓口", "窓口の延長"]);
    assert_eq!(plan.items[1].content.as_deref(), Some("時間を延ばす。"));
    assert_eq!(plan.items[1].target.as_deref(), Some("週1回"));
    assert_eq!(path(&plan, &plan.items[1]), ["便利な窓口"]);
}

#[test]
fn shares_in_a_row_of_their_own_and_values_a_line() {
    let plan = read("取組計\t◎\t○\t△\n124\t8\t112\t4\n100%\t6.5%\t90.3%\t3.2%\n");
    assert_eq!(
        counts(&plan),
        [(
            String::new(),
            Some(124),
            grades(&[("◎", 8), ("○", 112), ("△", 4)])
        )]
    );
    let plan = read("取組計\n◎\n○\n△\n124 (100%)\n8 (6.5%)\n112 (90.3%)\n4 (3.2%)\n");
    assert_eq!(
        counts(&plan),
        [(
            String::new(),
            Some(124),
            grades(&[("◎", 8), ("○", 112), ("△", 4)])
        )]
    );
    let plan = read(
        "項目 主な内容 取組計 ◎ ○ △\n①財政 収支の均衡、基金 ほか 3 0 3 0\n②組織 定員の管理、研修 ほか 12 2 8 2\n",
    );
    assert_eq!(counts(&plan)[1].1, Some(12));
}

#[test]
fn a_register_with_a_cell_a_line() {
    let plan = read(
        "番号\n取組項目\n取組内容\n担当課\n1\n窓口の改革\n待ち時間を減らします。\n市民課\n2\n申請の電子化\n申請を電子化します。\n情報課\n3\n広告の募集\n封筒に広告を載せます。\n財政課\n\n終わりに\n",
    );
    assert_eq!(titles(&plan), ["窓口の改革", "申請の電子化", "広告の募集"]);
    assert_eq!(numbers(&plan), ["1", "2", "3"]);
    assert_eq!(plan.items[2].departments.lead, ["財政課"]);
}
