//! What is verified would be a finding if one of its digits were another; and no damaged document is too much.

mod check_support;

use check_support::{line_and_column, report};
use gyokaku_core::check::{Subject, check};
use gyokaku_core::finding::Report;
use gyokaku_core::plan::Plan;
use gyokaku_exchange::read::text::layout;
use gyokaku_testkit::outside::{Folder, documents};

/// The report on a text without understanding it, which figures do not need and which takes most of the time.
fn on_figures(text: &str) -> Report {
    check(Subject {
        document: &layout("test.txt", text),
        plan: &Plan::default(),
    })
}

fn all() -> Vec<std::path::PathBuf> {
    let folders = [
        Folder::Seeds.path(),
        Folder::Samples.path(),
        // More documents of one's own, where the environment names a folder of them.
        std::env::var_os("GYOKAKU_DOCUMENTS").map(Into::into),
    ];
    folders
        .into_iter()
        .flatten()
        .flat_map(|f| documents(&f))
        .collect()
}

/// The text with the character at a line and column (both from 1) replaced.
fn with_character(text: &str, line: u32, column: u32, by: char) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let index = line as usize - 1;
    lines[index] = lines[index]
        .chars()
        .enumerate()
        .map(|(i, c)| if i + 1 == column as usize { by } else { c })
        .collect();
    lines.join("\n")
}

/// The changes of a single digit of a verified figure that do not become a finding at its place.
fn misses(name: &str, text: &str) -> Vec<String> {
    let mut misses = Vec::new();
    for figure in on_figures(text).verified {
        let (line, column) = line_and_column(&figure.at);
        let printed: String = text
            .split('\n')
            .nth(line as usize - 1)
            .expect("a line")
            .chars()
            .skip(column as usize - 1)
            .take(figure.stated.chars().count())
            .collect();
        assert_eq!(
            printed, figure.stated,
            "{name} line {line}: the place points at the figure"
        );
        for (offset, digit) in figure.stated.chars().enumerate() {
            let Some(value) = digit.to_digit(10) else { continue };
            // By one more, by four more, by one less, in turn: three checks of a document for each digit take minutes.
            let step = [1, 4, 9][(line as usize + offset) % 3];
            let by = char::from_digit((value + step) % 10, 10).expect("a digit");
            let stated: String = figure
                .stated
                .chars()
                .enumerate()
                .map(|(i, c)| if i == offset { by } else { c })
                .collect();
            let found = on_figures(&with_character(text, line, column + offset as u32, by)).findings;
            let hit = found.iter().any(|f| {
                line_and_column(&f.at) == (line, column)
                    && f.stated.as_deref().is_some_and(|s| s.contains(&stated))
            });
            if !hit {
                misses.push(format!(
                    "{name} line {line}: {} as {stated} ({})",
                    figure.stated, figure.rule
                ));
            }
        }
    }
    misses
}

#[test]
fn every_digit_of_every_verified_figure_counts() {
    let misses: Vec<String> = all()
        .iter()
        .flat_map(|path| {
            misses(
                &path.to_string_lossy(),
                &std::fs::read_to_string(path).expect("a document"),
            )
        })
        .collect();
    assert!(
        misses.is_empty(),
        "{} changes missed:\n{}",
        misses.len(),
        misses.join("\n")
    );
}

#[test]
fn every_digit_counts_in_invented_tables_too() {
    for (name, text, least) in [
        ("tables", TABLES, 26),
        ("lists", LISTS, 8),
        ("grades", GRADES, 27),
        ("amounts", AMOUNTS, 33),
        ("sentences", SENTENCES, 12),
    ] {
        let report = on_figures(text);
        assert_eq!(report.findings, [], "{name}");
        assert!(
            report.verified.len() >= least,
            "{name}: {}",
            report.verified.len()
        );
        assert_eq!(misses(name, text), [""; 0]);
    }
}

#[test]
fn damaged_documents_are_survived() {
    for path in all() {
        let text = std::fs::read_to_string(&path).expect("a document");
        let lines: Vec<&str> = text.split('\n').collect();
        // Every third line away, blank, or without one of its cells; the end cut off anywhere.
        for turn in 0..3 {
            let without: Vec<&str> = lines
                .iter()
                .enumerate()
                .filter(|(i, _)| i % 3 != turn)
                .map(|(_, l)| *l)
                .collect();
            report(&without.join("\n"));
            let blank: Vec<&str> = lines
                .iter()
                .enumerate()
                .map(|(i, l)| if i % 3 == turn { "" } else { *l })
                .collect();
            report(&blank.join("\n"));
            let narrower: Vec<String> = lines
                .iter()
                .map(|l| {
                    l.split('\t')
                        .enumerate()
                        .filter(|(i, _)| i % 3 != turn)
                        .map(|(_, c)| c)
                        .collect::<Vec<_>>()
                        .join("\t")
                })
                .collect();
            report(&narrower.join("\n"));
            let blanked: Vec<String> = lines
                .iter()
                .map(|l| {
                    l.split('\t')
                        .enumerate()
                        .map(|(i, c)| if i % 3 == turn { "" } else { c })
                        .collect::<Vec<_>>()
                        .join("\t")
                })
                .collect();
            report(&blanked.join("\n"));
        }
        let characters: Vec<char> = text.chars().collect();
        for end in (0..characters.len()).step_by(characters.len() / 40 + 1) {
            report(&characters[..end].iter().collect::<String>());
        }
    }
}

/// Rates, totals with gaps, totals of years, grades and staff numbers.
const TABLES: &str = "\
第6次行財政改革大綱 令和4年度実績
取組項目数 75項目(細目128)
A 計画を上回る 12項目 16.0%
B 計画どおり 50項目 66.7%
C 遅れている 10項目 13.3%
D 未着手 3項目 4.0%

区分 目標額 実績額 達成率
歳入の確保 1億2,000万円 1億5,600万円 130.0%
歳出の削減 8,500万円 8,075万円 95.0%
計 2億500万円 2億3,675万円 115.5%

番号\t取組項目\t令和4年度\t令和5年度\t令和6年度\t累計
1\t市税徴収\t1,200\t1,500\t1,300\t4,000
2\t広告\t300\t310\t320\t930
3\t財産売却\t-\t5,000\t-\t5,000
合計\t\t1,500\t6,810\t1,620\t9,930

| 基本方針 | 項目数 | 達成 | 一部達成 | 未達成 | 達成率 |
|---|---|---|---|---|---|
| 1 市民協働 | 20 | 15 | 3 | 2 | 75.0% |
| 2 行政経営 | 35 | 20 | 10 | 5 | 57.1% |
| 3 財政運営 | 20 | 15 | 4 | 1 | 75.0% |
| 計 | 75 | 50 | 17 | 8 | 66.7% |

職員数の推移
年度\tH30\tR1\tR2\tR3\tR4
職員数\t500\t495\t490\t488\t480
前年比\t-\t△5\t△5\t△2\t△8
累計\t-\t△5\t△10\t△12\t△20
会計年度任用職員\t200\t205\t210\t212\t220
合計\t700\t700\t700\t700\t700";

/// Targets and actuals side by side, totals of lines, grades on one line.
const LISTS: &str = "\
No\t取組名\t担当課\tR3目標\tR3実績\tR4目標\tR4実績\t効果額(千円)
1\t窓口改革\t市民課\t10\t12\t15\t15\t1,200
2\tペーパーレス\t総務課\t500\t480\t600\t610\t350
3\t広告事業\t管財課\t3\t3\t4\t5\t2,450
効果額合計\t\t\t\t\t\t\t4,000

1 歳入の確保 3億円
2 歳出の削減 2億5,000万円
合計 5億5,000万円

評価 S 5件(10%) A 20件(40%) B 25件(50%) 計 50件(100%)

令和3年度 効果額 120百万円
令和4年度 効果額 150百万円
合計 270百万円

年度別効果額(単位:千円)
令和3年度 10,000
令和4年度 12,500
令和5年度 13,000
計 35,500

内部評価\t外部評価
A\t10\t8
B\t5\t7
C\t1\t1
計\t16\t16";

/// Counts on either side of their grades, with their shares; the whole of a table in the text.
const GRADES: &str = "\
第5次行政改革大綱 進捗状況（全77項目）

区分\t項目数\t完了\t継続\t未着手
市民\t30\t10\t15\t5
財政\t25\t10\t12\t3
組織\t22\t8\t12\t2
合計\t77\t28\t39\t10
割合\t100.0%\t36.4%\t50.6%\t13.0%

年度\t完了\t順調\t遅れ\t対象項目数\t順調以上の割合
令和3年度\t4\t58\t9\t71\t87.3%
令和4年度\t11\t55\t8\t74\t89.2%
令和5年度\t19\t52\t7\t78\t91.0%

年度\t予定\t完了\t完了率
令和3年度\t20\t11\t55.0%
令和4年度\t20\t14\t70.0%
令和5年度\t22\t19\t86.4%

区分\t件数\t構成比
見直し\t21\t42.0%
継続\t24\t48.0%
未着手\t5\t10.0%
合計\t50\t100.0%

基本目標1「市民サービス」（24項目）
完了4、計画どおり15、やや遅れ4、遅れ1";

/// Amounts in 百万円 and 億円 that add up, heads in two rows, years against the year before.
const AMOUNTS: &str = "\
行政改革の効果額（単位：百万円）

区分\t令和元年度\t令和2年度\t令和3年度\t令和4年度\t合計
計画額\t321\t413\t457\t518\t1,709
実績額\t336\t398\t472\t541\t1,747
差引\t15\t▲15\t15\t23\t38
累計実績額\t336\t734\t1,206\t1,747

効果額の推移（単位：億円）
区分\tR3\tR4\tR5\t計
歳入\t12.5\t13.1\t14.2\t39.8
歳出\t8.3\t9.1\t7.7\t25.1
計\t20.8\t22.2\t21.9\t64.9

職員数の推移
年度\tH31\tR2\tR3\tR4
職員数\t650\t642\t635\t630
増減\t－\t△8\t△7\t△5
対前年度比\t－\t98.8%\t98.9%\t99.2%

計画と実績（単位：千円）
区分\t令和4年度\t\t令和5年度\t\t合計\t
\t計画\t実績\t計画\t実績\t計画\t実績
歳入確保\t1,234\t1,300\t1,411\t1,502\t2,645\t2,802
歳出削減\t3,017\t2,998\t3,333\t3,401\t6,350\t6,399
合計\t4,251\t4,298\t4,744\t4,903\t8,995\t9,201";

/// Figures tied together by the words of a sentence or of the one before.
const SENTENCES: &str = "\
令和4年度の効果額について

歳入の確保 3億2,400万円、歳出の削減 1億1,050万円、合計 4億3,450万円の効果がありました。
計画額4億円に対する達成率は108.6%です。

効果額は4億3,450万円でした。
前年度の効果額3億9,850万円に比べ3,600万円の増となりました。

取組数は全52項目（うち完了9項目、継続43項目）です。

職員数は令和3年4月1日の812人から令和4年4月1日の798人へ、14人の減となりました。
一般行政部門では612人から598人へ14人（2.3％）減少した。

72取組のうち「達成」が47取組、「一部達成」が18取組、「未達成」が7取組となった。
柱1 市民との協働 15取組（達成10、一部達成4、未達成1）
目標2億円に対して、実績は2億3,400万円（117.0％）となった。

総務課・企画課・財政課の3課で検討する。次の3指標（経常収支比率、実質公債費比率、将来負担比率）を用いる。";
