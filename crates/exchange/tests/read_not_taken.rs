//! What of a document is a note, and what was not taken, with the reason.
//!
//! Facts of the seeds are asserted, no sentence of them is kept.

use gyokaku_core::not_taken::Because;
use gyokaku_core::plan::Plan;
use gyokaku_exchange::read::{Read, read};
use gyokaku_testkit::outside::Folder;

fn of(text: &str) -> Read {
    read("a.txt", text.as_bytes()).expect("a text")
}

fn seed(number: &str) -> Option<Read> {
    let text = Folder::Seeds.text(number)?;
    Some(read("seed.txt", text.as_bytes()).expect("a text"))
}

/// The title of the item or section that each note speaks of, and the beginning of its words.
fn notes(plan: &Plan) -> Vec<(String, String)> {
    let about = |id: &str| {
        let item = plan.item(id).map(|item| item.title.clone());
        item.or_else(|| plan.section(id).map(|section| section.title.clone()))
    };
    let notes = plan.annotations.iter();
    notes
        .map(|note| {
            let on = note.on.as_deref().and_then(about).unwrap_or_default();
            (on, note.text.chars().take(8).collect())
        })
        .collect()
}

fn left(read: &Read) -> Vec<(Because, String)> {
    let left = read.not_taken.iter();
    left.map(|left| (left.because, left.text.clone())).collect()
}

#[test]
fn what_no_reader_takes_is_listed_with_its_reason() {
    let read = of("\
第3次改革プラン

## 取組の一覧

番号\t取組項目\t取組内容\t担当課
1\t窓口の集約\t窓口を一つにする。\t市民課
2\t研修の充実\t研修を増やす。\t人事課

## 参考

会議の経過は次のとおりである。
委員の意見を聴いて定めた。

会場\t色
北館\t赤
南館\t青

- 3 -
");
    let expected = [
        (Because::Heading, "参考"),
        (Because::Text, "会議の経過は次のとおりである。"),
        (Because::Text, "委員の意見を聴いて定めた。"),
        (Because::Table, "会場 | 色"),
        (Because::Table, "北館 | 赤"),
        (Because::Table, "南館 | 青"),
    ];
    let expected: Vec<(Because, String)> = expected.map(|(why, text)| (why, text.to_owned())).into();
    assert_eq!(left(&read), expected);
}

#[test]
fn a_remark_is_a_note_on_what_stands_before_it() {
    let read = of("\
改革プラン 取組項目一覧

(1) 財政の健全化

- 基金の運用 [会計課]
- 料金の見直し [財政課]
※使用料を除く

(2) 組織の改革

- 研修の充実 [人事課]
←研修の新設から変更
- 窓口の集約 [市民課]
⇒来年度から始める
");
    let strings = |on: &str, text: &str| (on.to_owned(), text.to_owned());
    assert_eq!(
        notes(&read.plan),
        [
            strings("料金の見直し", "※使用料を除く"),
            strings("研修の充実", "←研修の新設から"),
            strings("窓口の集約", "⇒来年度から始め"),
        ]
    );
    assert_eq!(left(&read), []);
}

#[test]
fn the_seeds_leave_nothing_but_what_no_one_can_read() {
    // Of one seed a cell is left that a scan made of nothing.
    for (number, most) in [("000", 0), ("001", 0), ("002", 0), ("003", 0), ("004", 1)] {
        let Some(read) = seed(number) else { return };
        assert!(read.not_taken.len() <= most, "{number}: {:?}", left(&read));
    }
}

#[test]
fn the_remarks_of_the_second_half() {
    let Some(read) = seed("003") else { return };
    let notes = notes(&read.plan);
    let on = |text: &str| {
        let found = notes.iter().filter(|(_, note)| note.starts_with(text));
        found.map(|(on, _)| on.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(on("※外部評価"), ["KPI評価に基づく事業改善の促進"; 2]);
    assert_eq!(on("先行実施"), ["市長と職員の意見交換会（M STEP）"; 2]);
    assert_eq!(on("←"), ["若手職員のフォローアップ制度の導入"; 2]);
    assert_eq!(on("⇒"), ["市長と職員の意見交換会（M STEP）"]);
    assert_eq!(on("BPRの取組"), ["B P Rの推進"; 2]);
    assert_eq!(on("その他"), [""]);
    assert_eq!(on("行革推進プラン"), [""], "the paragraph below the eighth point");
    let shares: Vec<String> = read
        .plan
        .indicators
        .iter()
        .map(|i| {
            let values = i.values.iter().filter_map(|v| v.number);
            format!(
                "{} {}",
                values.map(|n| n.to_string()).collect::<Vec<_>>().join("/"),
                i.unit
            )
        })
        .collect();
    assert_eq!(shares, ["10 %", "33.3/32.9 %", "4 割"]);
    let merged: Vec<&str> = read
        .plan
        .crosswalk
        .iter()
        .zip(gyokaku_core::crosswalk::successors(&read.plan))
        .filter(|(_, into)| into.iter().any(|title| title.contains("Rの推進")))
        .filter_map(|(edge, _)| edge.old.as_deref())
        .collect();
    assert_eq!(merged.len(), 4, "{merged:?}");
}

#[test]
fn two_lists_of_the_second_half_disagree() {
    let Some(read) = seed("003") else { return };
    let found: Vec<(String, String)> = read
        .report
        .findings
        .iter()
        .filter(|finding| finding.rule == "lists-disagree")
        .map(|finding| {
            let said = |text: &Option<String>| text.clone().unwrap_or_default();
            (said(&finding.stated), said(&finding.computed))
        })
        .collect();
    let strings = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        found,
        [
            strings("新規", "継続（新規）"),
            strings("行政マネジメント課、DX推進課", "行政マネジメント課"),
            strings("行政マネジメント課", "D X 推進課"),
            strings("行政マネジメント課、DX推進課", "D X 推進課"),
        ]
    );
}

#[test]
fn no_other_document_has_lists_that_disagree() {
    for number in ["000", "001", "002", "004"] {
        let Some(read) = seed(number) else { return };
        assert!(
            read.report.findings.iter().all(|f| f.rule != "lists-disagree"),
            "{number}"
        );
    }
}

#[test]
fn words_and_years_of_the_register() {
    let Some(read) = seed("002") else { return };
    let plan = &read.plan;
    let terms: Vec<&str> = plan.notes.iter().map(|note| note.term.as_str()).collect();
    for term in ["PFI", "SIB", "デジタルアウトソーシング"] {
        assert!(terms.contains(&term), "{terms:?}");
    }
    assert!(plan.indicators.iter().any(|i| i.name == "財政力指数"));
    let item = |serial: &str| {
        let mut items = plan.items.iter();
        items
            .find(|item| item.serial.as_deref() == Some(serial))
            .expect(serial)
    };
    let recurs = |serial: &str| {
        let found = item(serial).schedule.recurrences().into_iter();
        found.map(|r| (r.years, r.about)).collect::<Vec<_>>()
    };
    assert_eq!(recurs("No.11"), [(3, false)]);
    assert_eq!(recurs("No.33"), [(5, true)]);
    let schedule = &item("No.38").schedule;
    let strands = schedule.strands();
    assert_eq!(
        strands.iter().filter(|s| **s == Some("内部情報系")).count(),
        3,
        "{strands:?}"
    );
    assert_eq!(
        strands.iter().filter(|s| **s == Some("住民情報系")).count(),
        3,
        "{strands:?}"
    );
    let of_parts = plan.annotations.iter();
    let of_parts = of_parts.filter(|a| a.on.as_deref() == Some(item("No.12").id.as_str()));
    assert_eq!(of_parts.count(), 2, "two parts with departments of their own");
    let years: Vec<i16> = item("No.26")
        .deadlines()
        .iter()
        .map(|d| d.fiscal_year.western())
        .collect();
    assert_eq!(years, [2024, 2025]);
}

#[test]
fn the_frame_of_two_plans() {
    let (Some(revised), Some(outline)) = (seed("001"), seed("004")) else {
        return;
    };
    let frame = &revised.plan.frame;
    let below = frame.circumstances[0].points[0].text.lines().count();
    assert_eq!(
        (below, frame.links().len()),
        (3, 3),
        "two lines below the first point"
    );
    let early = revised
        .plan
        .editions
        .iter()
        .filter_map(|e| revised.plan.replaces_early(e));
    assert_eq!(early.map(|year| year.western()).collect::<Vec<_>>(), [2019]);
    let chapters = &outline.plan.frame.chapters;
    let points: Vec<usize> = chapters.iter().map(|chapter| chapter.points.len()).collect();
    assert_eq!(points, [0, 4, 2, 5, 4]);
    let higher: Vec<&str> = outline
        .plan
        .frame
        .higher_plans
        .iter()
        .map(|p| p.title.as_str())
        .collect();
    assert!(higher.contains(&"みらい改革プラン"), "{higher:?}");
}

#[test]
fn the_department_of_another_item_does_not_take_a_line() {
    let text = "番号\n取組名\n所属\n概要\n1\n窓口改善\n市民課\n待ち時間を減らす。\n2\n人材育成\n人事課\n研修を行う。\n(1)\n新任者の受入れ\n人事課\n以上\n";
    let read = read("a.txt", text.as_bytes()).expect("a document");
    let left: Vec<&str> = read.not_taken.iter().map(|left| left.text.as_str()).collect();
    assert_eq!(left, ["新任者の受入れ", "人事課", "以上"]);
}

#[test]
fn a_line_with_an_amount_is_no_heading_of_what_follows() {
    let text = "行政改革プラン\n\n施策名　公共施設の最適化\n担当課　資産経営課\n目標　3施設を減らす\n事業費（千円）　30,000\n\n施策名　窓口の向上\n担当課　市民課\n目標　待ち時間10分\n";
    let read = read("a.txt", text.as_bytes()).expect("a document");
    assert_eq!(read.plan.items.len(), 2);
    let left: Vec<&str> = read.not_taken.iter().map(|left| left.text.as_str()).collect();
    assert_eq!(left, ["事業費（千円）　30,000"]);
}
