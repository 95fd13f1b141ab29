use super::*;
use gyokaku_core::document::{Cell, Grid, GridForm};

fn grids(text: &str) -> Vec<Grid> {
    layout("t.txt", text)
        .blocks
        .into_iter()
        .filter_map(|b| if let Block::Table(g) = b { Some(g) } else { None })
        .collect()
}

fn shape(grid: &Grid) -> Vec<Vec<&str>> {
    grid.rows
        .iter()
        .map(|row| row.iter().map(|c| c.text.as_str()).collect())
        .collect()
}

#[test]
fn tabs_part_cells_and_tags_vanish() {
    let found = grids("番号\t項目\n1\t<p>窓口</p> <ul> <li>・受付</li> </ul>\n\n本文です。\n");
    assert_eq!(
        shape(&found[0]),
        [vec!["番号", "項目"], vec!["1", "窓口\n・受付"]]
    );
    assert_eq!(found[0].rows[1][1].at, Place::at_line(2, 3));
}

#[test]
fn cells_in_quotes_hold_their_line_ends() {
    let found = grids(
        "No.\t項目\t課\t備考\n1\t基金\t\"財政課\n管財課\"\t済\n\"2\n(新)\"\t\"印刷の\n\"\"電子\"\"化\"\t総務課\t\n3\t\"公募\"の拡大\t人事課\t\n",
    );
    assert_eq!(
        shape(&found[0])[1..],
        [
            vec!["1", "基金", "財政課\n管財課", "済"],
            vec!["2\n(新)", "印刷の\n\"電子\"化", "総務課", ""],
            vec!["3", "\"公募\"の拡大", "人事課", ""]
        ]
    );
    assert_eq!(found[0].rows[3][2].at, Place::at_line(7, 11));
}

#[test]
fn a_quote_that_no_cell_closes_is_a_character() {
    let found = grids("寸法\t数\t課\n\"12インチ\t3\t総務\n画面\t4\t\"管財\n");
    assert_eq!(
        shape(&found[0])[1..],
        [vec!["\"12インチ", "3", "総務"], vec!["画面", "4", "\"管財"]]
    );
}

#[test]
fn a_section_row_and_a_broken_row_stay_in_their_table() {
    let found = grids("番号\t項目\t主務課\n(1) 財政\n1\t基金\t財政\n2\t使用料\nの見直し\t財政\n");
    assert_eq!(
        shape(&found[0]),
        [
            vec!["番号", "項目", "主務課"],
            vec!["(1) 財政"],
            vec!["1", "基金", "財政"],
            vec!["2", "使用料\nの見直し", "財政"]
        ]
    );
}

#[test]
fn bars_part_cells_and_a_head_may_break() {
    let found = grids("区分 | 項目数 |\n効果額 |\n---|---|---|\n債権 | 2 | 3億円 |\n小計 | 2 | 3億円 |\n");
    assert_eq!(shape(&found[0])[0], ["区分", "項目数", "効果額"]);
    assert_eq!(found[0].rows.len(), 3);
}

#[test]
fn spaces_part_columns_and_fallen_values_return() {
    let found = grids("項目 H18年度 H19年度 計\n収入 1 2\n3\n支出 △1 △2 △3\n");
    assert_eq!(
        shape(&found[0]),
        [
            vec!["項目", "H18年度", "H19年度", "計"],
            vec!["収入", "1", "2", "3"],
            vec!["支出", "△1", "△2", "△3"]
        ]
    );
    assert_eq!(found[0].form, GridForm::Stacked);
}

#[test]
fn values_with_brackets_are_one_cell() {
    let found =
        grids("区分 18年度 19年度\n計画額\n(累計額)\n950\n(950)\n1,030\n(2,930)\n実績額 2,085 2,085\n");
    assert_eq!(
        shape(&found[0])[1],
        ["計画額\n(累計額)", "950\n(950)", "1,030\n(2,930)"]
    );
}

#[test]
fn a_cell_a_line() {
    let found = grids("区分\n計\n◎\n○\n財政\n3\n1\n2\n組織\n4\n0\n4\n");
    assert_eq!(
        shape(&found[0]),
        [
            vec!["区分", "計", "◎", "○"],
            vec!["財政", "3", "1", "2"],
            vec!["組織", "4", "0", "4"]
        ]
    );
}

#[test]
fn prose_is_no_table() {
    assert!(
        grids("計画する取り組み 142項目 実施 138項目 実施率 97.1パーセント\n実施目標 62件 うち達成 51件\n")
            .is_empty()
    );
    assert!(grids("- 重点改革項目2 No.R2-1 任用(所管課:人事)\nS:0、A:3\n").is_empty());
}

#[test]
fn headings_lists_and_marks() {
    let blocks = layout(
        "t",
        "## 方針\n■実施1 行財政**(1) 意識**\n- ・ 経済\n◎ : 上回った\n<推進期間>\n○ 窓口 [市民課]\n",
    )
    .blocks;
    let kinds: Vec<String> = blocks
        .iter()
        .map(|b| match b {
            Block::Heading { level, text, .. } => format!("h{level} {text}"),
            Block::ListItem { marker, text, .. } => format!("{marker} {text}"),
            Block::Paragraph { text, .. } => format!("p {text}"),
            Block::Table(_) => "table".into(),
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "h2 方針",
            "h2 実施1 行財政",
            "h3 (1) 意識",
            "・ 経済",
            "p ◎ : 上回った",
            "h3 推進期間",
            "○ 窓口 [市民課]"
        ]
    );
}

#[test]
fn a_table_cut_off_in_its_last_row_is_a_table() {
    let found = grids("区分\n計\n◎\n○\n財政\n3\n1\n2\n組織\n4\n0\n4\n人材\n5\n");
    assert_eq!(shape(&found[0])[3], ["人材", "5"]);
}

#[test]
fn long_lists_that_are_no_tables_cost_no_more_than_they_are_long() {
    // Counted in work, not in time: quadratic work over these would take minutes.
    for line in [
        "1,250 2,300 450\n",
        "財政\n",
        "財政\n3\n",
        "区分 計 ◎\n",
        "3\n4\n財政\n",
    ] {
        layout("t.txt", &line.repeat(4_000));
    }
}

#[test]
fn rows_are_read_from_their_right_end_under_a_head() {
    let found = grids("項目 主な内容 計 ◎ ○\n①財政 予算、基金 等 3 1 2\n②組織 定員 4 0 4\n");
    assert_eq!(shape(&found[0])[1], ["①財政", "予算、基金 等", "3", "1", "2"]);
    let found = grids("取組計 ◎ ○ △\n124 (100%) 8 (6.5%) 112 (90.3%) 4 (3.2%)\n");
    assert_eq!(
        shape(&found[0])[1],
        ["124\n(100%)", "8\n(6.5%)", "112\n(90.3%)", "4\n(3.2%)"]
    );
}

#[test]
fn a_head_with_blanks_inside_never_slides() {
    let found = grids("区分 計 受付 窓口 ○ △\n財政 9 4 3 2\n組織 7 4 2 1\n");
    assert_eq!(shape(&found[0])[0], ["区分", "計", "受付窓口", "○", "△"]);
    let found = grids("区分 計 受付 窓口 分担 終了\n財政 9 4 3 2\n組織 7 4 2 1\n");
    assert_eq!(
        shape(&found[0])[..2],
        [
            vec!["区分 計 受付 窓口 分担 終了"],
            vec!["財政", "9", "4", "3", "2"]
        ]
    );
    let found = grids("区分 R5 R6 備考\n財政 9 4\n組織 7 4\n");
    assert_eq!(shape(&found[0])[0], ["区分", "R5", "R6", "備考"]);
}

#[test]
fn wide_gaps_part_columns_of_words() {
    let found = grids(
        "番号　実施項目　所管　R2　R3\n1　窓口の改善　市民課　実施　→\n2　基金 の積立　財政課　検討　実施\n",
    );
    assert_eq!(
        shape(&found[0])[2],
        ["2", "基金 の積立", "財政課", "検討", "実施"]
    );
    assert!(grids("　本市では　次のとおり進める。\n　市民の声を　聴く。\n　計画を　改める。\n").is_empty());
}

#[test]
fn heads_over_several_columns_stand_above_those_that_the_next_line_names() {
    let found = grids(
        "（単位：千円）\n款         令和5年度          令和4年度         増減額\n            決算額  構成比     決算額  構成比\n市税     6,852,366    33.7  6,770,140    32.0    82,226\n地方債   1,088,000       …  1,342,600     6.3  △254,600\n合計     7,940,366   100.0  8,112,740   100.0  △172,374\n",
    );
    let [head, below, first, second, _] = &found[0].rows[..] else {
        panic!("{:?}", shape(&found[0]));
    };
    let spans = |row: &[Cell]| -> Vec<(String, u32)> {
        let said = row.iter().filter(|cell| !cell.text.is_empty());
        said.map(|cell| (cell.text.clone(), cell.columns)).collect()
    };
    assert_eq!(
        spans(head),
        [("款", 1), ("令和5年度", 2), ("令和4年度", 2), ("増減額", 1)]
            .map(|(text, columns)| (text.to_owned(), columns))
    );
    assert_eq!(spans(below).len(), 4);
    assert_eq!(first[1].text, "6,852,366");
    assert_eq!(
        (second[2].text.as_str(), second[5].text.as_str()),
        ("…", "△254,600")
    );
    assert_eq!(second[5].at, Place::at_line(5, 45));
}

#[test]
fn a_head_in_two_lines_is_one_and_blank_cells_stay_where_they_are() {
    let found = grids(
        "区　分        令和7    令和8    令和9\n               年度     年度     年度\n計画          5,810    5,757    5,785\n累計          5,810   11,567   17,352\n実績          5,713             5,741\n差              △97                △44\n",
    );
    let rows = shape(&found[0]);
    assert_eq!(rows[0], ["区分", "令和7\n年度", "令和8\n年度", "令和9\n年度"]);
    assert_eq!(rows[3], ["実績", "5,713", "", "5,741"]);
    assert_eq!(rows[4], ["差", "△97", "", "△44"]);
}

#[test]
fn words_stand_in_columns_below_heads_that_nearly_touch() {
    let found = grids(
        "補助金    所管課    R5予算   R6予算     増減    公益 有効  区分\nぬも      福祉課    24,800   23,500  △1,300    ◎   ○   継続\nそき      〃         1,800    1,800        0    －   －    －\nむよ館    〃         8,500       －  △8,500    △   ×   廃止\nほおい    環境課    16,380   15,120  △1,260    ○   ○   継続\n合計                51,480   40,420 △11,060\n",
    );
    let rows = shape(&found[0]);
    assert_eq!(rows[0][1..], ["R5予算", "R6予算", "増減", "公益", "有効", "区分"]);
    assert_eq!(rows[3], ["むよ館 〃", "8,500", "－", "△8,500", "△", "×", "廃止"]);
    assert_eq!(rows[5], ["合計", "51,480", "40,420", "△11,060", "", "", ""]);
}

#[test]
fn a_total_below_rows_with_a_word_behind_their_figures() {
    let found = grids(
        "No. 取組        R2        R3        計  評価\n 1  税の収納    25,548    28,416    53,964  順調\n 2  財産の貸付  16,059    16,831    32,890  遅れ\n    計          41,607    45,247    86,854\n",
    );
    let rows = shape(&found[0]);
    assert_eq!(rows[3], ["", "計", "41,607", "45,247", "86,854", ""]);
}

#[test]
fn a_row_below_a_head_begins_where_the_head_does() {
    let found = grids("区分\n継続\n縮減\n廃止\n新規\n計\n件数\n0\n10\n1\n1\n12\n");
    assert_eq!(
        shape(&found[0]),
        [
            vec!["区分", "継続", "縮減", "廃止", "新規", "計"],
            vec!["件数", "0", "10", "1", "1", "12"]
        ]
    );
}

#[test]
fn a_row_may_list_things_behind_its_figures() {
    let found = grids(
        "表1　部門別職員数　　　　　　　　　　　　（単位：人）\n部　門         令和５年 令和６年   増減    主な増減理由\n議会                  6        6     －\n総務企画             98       94    △4    窓口業務の委託\n教育                 62       57    △5    給食調理の委託、用務員の退職\n消防                 71       72      1    救急隊の増隊準備\n計                  237      229    △8\n",
    );
    let rows = shape(&found[0]);
    assert_eq!(rows.len(), 6, "{rows:?}");
    assert_eq!(
        rows[3],
        ["教育", "62", "57", "△5", "給食調理の委託、用務員の退職"]
    );
    assert_eq!(rows[5][..4], ["計", "237", "229", "△8"]);
}

#[test]
fn a_sign_may_stand_apart_from_its_figure() {
    let found = grids(
        "会計           令和３年度末 令和４年度末 令和５年度末\nぬも会計             21,384.2     20,917.5     20,411.8\nそき会計              9,874.3      9,512.7      9,146.0\n合計                 31,258.5     30,430.2     29,557.8\n対前年度増減              －      ▲ 828.3      ▲ 872.4\n",
    );
    let rows = shape(&found[0]);
    assert_eq!(rows[4][1..], ["－", "▲828.3", "▲872.4"]);
    // Parted by single spaces a triangle is a mark.
    assert_eq!(super::values::words("ぬも △ 3 5").len(), 4);
}

#[test]
fn names_of_several_words_do_not_end_a_table() {
    let found = grids(
        "区　　　　　　　分                     令和５年度     令和４年度\n歳入総額　　　　　　　　　　Ａ         27,903,418     27,116,842\n歳出総額　　　　　　　　　　Ｂ         26,711,905     25,988,190\n形式収支　（Ａ－Ｂ）　　　　Ｃ          1,191,513      1,128,652\n翌年度へ繰り越すべき財源　　Ｄ            312,407        207,098\n",
    );
    assert_eq!(found.len(), 1);
    let rows = shape(&found[0]);
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[0][1..], ["令和５年度", "令和４年度"]);
    assert_eq!(rows[3][1..], ["1,191,513", "1,128,652"]);
}
