//! A cell a line: registers and tables as they come out of a PDF or off a page of the web.

use gyokaku_exchange::read::read as read_bytes;

use crate::support::read;

/// Items in short: number, title, departments.
fn items(text: &str) -> Vec<String> {
    let plan = read(text);
    let shown = plan.items.iter().map(|item| {
        let lead: Vec<&str> = item.departments.lead.iter().map(String::as_str).collect();
        format!(
            "{} {} [{}]",
            item.number.as_deref().unwrap_or(""),
            item.title,
            lead.join("、")
        )
    });
    shown.collect()
}

/// A table with a cell a line and a blank line behind each.
fn parted(rows: &[&str]) -> String {
    rows.iter()
        .flat_map(|row| row.split('|'))
        .map(|cell| format!("{cell}\n\n"))
        .collect()
}

#[test]
fn a_register_goes_on_where_its_numbers_begin_anew() {
    let rows = "番号|取組項目|担当課|内容|1-1|予約制|市民課|導入する|1-2|電子化|情報課|広げる|2-1|共同利用|管財課|減らす|2-3|省エネ|管財課|替える|3-1|売却|管財課|公募する";
    let wanted = [
        "1-1 予約制 [市民課]",
        "1-2 電子化 [情報課]",
        "2-1 共同利用 [管財課]",
        "2-3 省エネ [管財課]",
        "3-1 売却 [管財課]",
    ];
    assert_eq!(items(&rows.replace('|', "\n")), wanted);
    assert_eq!(items(&parted(&[rows])), wanted);
    let circled = rows
        .replace("-1|", "-①|")
        .replace("-2|", "-②|")
        .replace("-3|", "-③|");
    assert_eq!(items(&circled.replace('|', "\n")).len(), 5);
}

#[test]
fn sections_stand_between_the_cells() {
    let text = "No.\n取組項目\n担当課\n令和6年度\n基本方針1 財政の健全化\n1-1\n使用料\n財政課\n検討\n1-2\n広告\n広報課\n実施\n基本方針2 組織の活性化\n2-1\n研修\n人事課\n実施\n";
    let plan = read(text);
    let sections: Vec<&str> = plan.sections.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(sections, ["財政の健全化", "組織の活性化"]);
    assert_eq!(
        items(text),
        ["1-1 使用料 [財政課]", "1-2 広告 [広報課]", "2-1 研修 [人事課]"]
    );
}

#[test]
fn a_row_with_a_line_too_many_is_left_and_told() {
    let text = "番号\n取組名\n所管課\n内容\n\n1\n予約制\n市民課\n導入する\n\n2\n電子化\n情報課\n総務課\n対象の拡大\n\n3\n共同利用\n管財課\n減らす\n\n5\n研修\n人事課\n年10回\n";
    assert_eq!(
        items(text),
        ["1 予約制 [市民課]", "3 共同利用 [管財課]", "5 研修 [人事課]"]
    );
    let left: Vec<String> = read_bytes("a.txt", text.as_bytes())
        .expect("a document")
        .not_taken
        .into_iter()
        .map(|left| left.text)
        .collect();
    assert_eq!(left, ["電子化", "情報課", "総務課", "対象の拡大"]);
}

#[test]
fn tables_with_a_blank_line_behind_each_cell() {
    let amounts = parted(&[
        "令和6年度の効果額（単位：万円）",
        "取組|目標額 Ａ|実績額 Ｂ|差額（Ｂ－Ａ）",
        "広告|120|150|30",
        "貸付|300|280|△20",
        "計|420|430|10",
    ]);
    let plan = read(&amounts);
    let found: Vec<(String, i64)> = plan
        .effects
        .iter()
        .map(|e| (e.path.join("/"), e.amount.0))
        .collect();
    let wanted = [
        ("広告", 1_200_000),
        ("広告", 1_500_000),
        ("貸付", 3_000_000),
        ("貸付", 2_800_000),
    ];
    assert_eq!(found, wanted.map(|(path, amount)| (path.to_owned(), amount)));
    let counts = parted(&[
        "区分|項目数|達成|未達成",
        "財政|12|9|3",
        "組織|8|7|1",
        "計|20|16|4",
        "以上のとおりです。",
    ]);
    let totals: Vec<Option<i64>> = read(&counts).progress.iter().map(|row| row.total).collect();
    assert_eq!(totals, [Some(12), Some(8), Some(20)]);
    let items_of = parted(&[
        "取組|担当課|目標額|実績額|評価",
        "広告|広報課|120|150|A",
        "寄附|財政課|未定|500|B",
        "貸付|管財課|300|280|A",
        "電力|管財課|10|20|A",
        "今後の方針",
    ]);
    assert_eq!(
        items(&items_of),
        [
            " 広告 [広報課]",
            " 寄附 [財政課]",
            " 貸付 [管財課]",
            " 電力 [管財課]"
        ]
    );
}

#[test]
fn a_head_that_does_not_stand_above_its_rows_names_no_column() {
    // The corner is missing, and the last word is on two lines.
    let slid = parted(&[
        "予算 a",
        "決算 b",
        "差 b-a",
        "執行率",
        "b/a",
        "体育館|400|390|-10|97.5%",
        "公民館|200|210|10|105.0%",
    ]);
    // Nothing is known of the words above.
    let unknown = parted(&["あじさい|ひまわり|すみれ", "朝顔|12|30", "夕顔|13|31"]);
    for text in [slid, unknown] {
        let plan = read(&text);
        assert!(
            plan.items.is_empty() && plan.effects.is_empty() && plan.progress.is_empty(),
            "{text}"
        );
    }
}

#[test]
fn the_title_above_is_no_word_of_the_head() {
    let text = "行財政改革アクションプラン\n実施項目\n番号\n項目名\n主管課\n目標値\n実績値\n評価\n\nア-1\n会議の電子化\n総務課\n10回\n12回\nA\n\nア-2\n押印の廃止\n総務課\n50件\n48件\nB\n\nイ-1\n口座振替\n税務課\n60%\n63%\nA\n";
    assert_eq!(
        items(text),
        [
            "ア-1 会議の電子化 [総務課]",
            "ア-2 押印の廃止 [総務課]",
            "イ-1 口座振替 [税務課]"
        ]
    );
    // The same without numbers: the last word of a head must not begin the first row.
    let plain = parted(&[
        "実施項目",
        "項目名|主管課|目標値|実績値|評価",
        "会議の電子化|総務課|10回|12回|A",
        "押印の廃止|総務課|50件|48件|B",
    ]);
    assert_eq!(items(&plain), [" 会議の電子化 [総務課]", " 押印の廃止 [総務課]"]);
}

#[test]
fn a_register_that_is_cut_anywhere_is_read_without_harm() {
    let whole = "番号\n取組名\n所管課\n内容\n1\n予約制\n市民課\n導入する\n余分\n\n2\n電子化\n情報課\n広げる\n基本方針2 組織\n3\n研修\n人事課\n年10回\n";
    let lines: Vec<&str> = whole.lines().collect();
    for end in 0..lines.len() {
        for start in 0..end {
            read(&lines[start..end].join("\n"));
            read(&lines[start..end].join("\n\n"));
        }
    }
}
