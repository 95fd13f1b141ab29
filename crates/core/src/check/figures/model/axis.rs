//! A table seen along its rows or along its columns: lines that hold figures, with what their labels say.
//!
//! Sums, differences, rates and running totals look the same both ways, so each is written once
//! and asked for rows and for columns. Not here: which of them hold.

use std::ops::Range;

use super::sheet::{Sheet, Slot};
use crate::check::figures::engine::ledger::Id;
use crate::text::fold;

/// What the label of a line says about its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An entry.
    Plain,
    /// A total; the rank tells 小計 (1) from 計 (2), 合計 (3) and 総計 (4).
    Total(u8),
    /// 累計
    Running,
    /// 差, 増減, 比較
    Difference,
    /// 率, 構成比, 平均, 指数: no amount that could be added.
    Rate,
    /// うち…, 再掲: a part of another line.
    Part,
    /// Not figures of one kind.
    Other,
}

/// A row or a column of a table.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Its label or head.
    pub(crate) label: String,
    /// What the label says.
    pub(crate) kind: Kind,
    /// Its cells; those of one index along all lines belong together.
    pub(crate) slots: Vec<Slot>,
    /// Whether cells may belong to other indexes than they seem to.
    pub(crate) adrift: bool,
    /// The pieces of its label, folded: 令和5年度 and 計画 of a head in two rows.
    pub(crate) pieces: Vec<String>,
    /// The lines that it counts, where it is 項目数 beside columns of grades.
    pub(crate) counts: Option<Range<usize>>,
}

impl Line {
    /// The figure at an index.
    pub(crate) fn main(&self, at: usize) -> Option<Id> {
        self.slots.get(at).and_then(|s| s.main())
    }

    /// Whether there is no value at an index: nothing printed, or a dash.
    pub(crate) fn is_empty_at(&self, at: usize) -> bool {
        self.slots.get(at).is_none_or(|s| *s == Slot::Empty)
    }

    /// Whether any cell holds a figure.
    pub(crate) fn has_figures(&self) -> bool {
        self.slots.iter().any(|s| s.main().is_some())
    }
}

/// A table along one direction.
#[derive(Clone, Debug)]
pub(crate) struct Axis {
    /// The lines, in order.
    pub(crate) lines: Vec<Line>,
    /// What the lines of the other direction say, by index.
    pub(crate) across: Vec<Kind>,
    /// The labels of the other direction.
    pub(crate) across_labels: Vec<String>,
    /// Whether the lines are the rows.
    pub(crate) rows: bool,
}

impl Axis {
    /// How many figures stand beside each other on a line at most.
    pub(crate) fn width(&self) -> usize {
        self.lines.iter().map(|l| l.slots.len()).max().unwrap_or(0)
    }
}

/// A table as lines along its rows, and along its columns.
pub(crate) fn both(sheet: &Sheet) -> [Axis; 2] {
    let (mut rows, mut columns) = (rows(sheet), columns(sheet));
    breakdown_goes_on(&mut rows);
    for axis in [&mut rows, &mut columns] {
        for line in 0..axis.lines.len() {
            if axis.lines[line].kind != Kind::Plain {
                if axis.lines[line].kind == Kind::Running
                    && !axis.rows
                    && years_before(&axis.lines, line) >= 2
                {
                    axis.lines[line].kind = Kind::Total(3);
                }
            } else if let Some(grades) = counted_grades(&axis.lines, line) {
                axis.lines[line].kind = Kind::Total(2);
                axis.lines[line].counts = Some(grades);
            }
        }
    }
    rows.across = columns.lines.iter().map(|l| l.kind).collect();
    columns.across = rows.lines.iter().map(|l| l.kind).collect();
    [rows, columns]
}

/// 内訳 in the first column stands for the rows below it too, as long as their first cell is blank.
fn breakdown_goes_on(rows: &mut Axis) {
    let mut inside = false;
    for line in &mut rows.lines {
        let named = line.pieces.len() >= 2 && line.pieces[0].starts_with("内訳");
        let goes_on = line.slots.first() == Some(&Slot::Empty) && line.slots.get(1) == Some(&Slot::Words);
        inside = named || (inside && goes_on && line.kind == Kind::Plain);
        if inside {
            line.kind = Kind::Part;
        }
    }
}

/// The rows of a table as lines.
fn rows(sheet: &Sheet) -> Axis {
    let lines: Vec<Line> = sheet
        .rows
        .iter()
        .map(|row| Line {
            label: row.label(),
            kind: first_kind(row.labels.iter().map(String::as_str)),
            slots: row.slots.clone(),
            adrift: row.adrift,
            pieces: row
                .labels
                .iter()
                .map(|l| fold(l))
                .filter(|l| !l.is_empty())
                .collect(),
            counts: None,
        })
        .collect();
    Axis {
        lines,
        across: Vec::new(),
        across_labels: sheet.heads.clone(),
        rows: true,
    }
}

/// The columns of a table as lines.
fn columns(sheet: &Sheet) -> Axis {
    let width = sheet
        .rows
        .iter()
        .map(|r| r.slots.len())
        .max()
        .unwrap_or(0)
        .max(sheet.heads.len());
    let lines = (0..width)
        .map(|column| {
            let label = sheet.heads.get(column).cloned().unwrap_or_default();
            let pieces = sheet.head_pieces.get(column).cloned().unwrap_or_default();
            let slots = sheet
                .rows
                .iter()
                .map(|row| {
                    if row.adrift {
                        Slot::Words
                    } else {
                        row.slots.get(column).copied().unwrap_or(Slot::Empty)
                    }
                })
                .collect();
            let whole = kind(&label);
            Line {
                kind: if whole == Kind::Plain {
                    first_kind(pieces.iter().map(String::as_str))
                } else {
                    whole
                },
                pieces: pieces.iter().map(|p| fold(p)).collect(),
                label,
                slots,
                adrift: false,
                counts: None,
            }
        })
        .collect();
    Axis {
        lines,
        across: Vec::new(),
        across_labels: sheet.rows.iter().map(|r| r.label()).collect(),
        rows: false,
    }
}

/// What the first telling piece of a label says.
fn first_kind<'a>(pieces: impl Iterator<Item = &'a str>) -> Kind {
    pieces
        .map(kind)
        .find(|k| *k != Kind::Plain)
        .unwrap_or(Kind::Plain)
}

/// The columns of grades that 項目数 in front of them or behind them is the total of.
fn counted_grades(lines: &[Line], line: usize) -> Option<Range<usize>> {
    if !is_count(&lines[line].label) || !lines[line].has_figures() {
        return None;
    }
    let grade = |l: &&Line| l.kind == Kind::Plain && l.has_figures() && is_grade(&l.label);
    let behind = lines[line + 1..].iter().take_while(grade).count();
    let before = lines[..line].iter().rev().take_while(grade).count();
    match (before, behind) {
        (0, 2..) => Some(line + 1..line + 1 + behind),
        (2.., 0) => Some(line - before..line),
        _ => None,
    }
}

/// Whether a label counts things: 項目数, 取組数, 対象事業数, 計.
pub(crate) fn is_count(label: &str) -> bool {
    let label = without_brackets(&fold(label));
    let things = ["項目", "取組", "事業", "施策", "件", "細目", "取り組み", "対象"];
    label
        .strip_suffix('数')
        .is_some_and(|l| things.iter().any(|t| l.ends_with(t)) && !l.contains("再掲"))
}

/// Whether a label is a letter or a mark of a grade: A, A評価, ◎, ○：計画どおり.
pub(crate) fn is_mark(label: &str) -> bool {
    let grade = without_brackets(&fold(label));
    let mut chars = grade.strip_suffix("評価").unwrap_or(&grade).chars();
    let first = chars.next();
    first.is_some_and(|c| c.is_ascii_alphabetic() || "◎○△×●☆★□◇▲■-".contains(c))
        && chars.next().is_none_or(|c| matches!(c, ':' | '(' | '.' | '・'))
}

/// Whether a label is a grade of progress: a letter, a mark, or words of progress.
pub(crate) fn is_grade(label: &str) -> bool {
    let grade = without_brackets(&fold(label));
    let grade = grade.strip_suffix("評価").unwrap_or(&grade);
    let words = [
        "達成",
        "実施",
        "完了",
        "着手",
        "検討",
        "順調",
        "遅れ",
        "遅延",
        "中止",
        "廃止",
        "継続",
        "新規",
        "統合",
        "終了",
        "計画どおり",
        "計画通り",
        "上回",
        "下回",
        "改善",
        "拡充",
        "縮小",
        "現状維持",
        "良好",
        "予定どおり",
        "進捗",
        "未",
        "済",
        "休止",
        "見直し",
        "維持",
        "その他",
        "対象外",
        "停滞",
        "成果",
        "効果あり",
    ];
    is_mark(label) || grade.chars().count() <= 14 && words.iter().any(|w| grade.contains(w))
}

/// Pairs of indexes of which the second is the year right after the first, as the labels across say.
pub(crate) fn years_on(axis: &Axis) -> Vec<(usize, usize)> {
    let year = |at: usize| axis.across_labels.get(at).and_then(|l| year_of(l));
    (1..axis.width())
        .filter(|at| {
            year(*at)
                .zip(year(at - 1))
                .is_some_and(|(now, before)| now == before + 1)
        })
        .map(|at| (at - 1, at))
        .collect()
}

/// The year that a label names, with its era or by its number alone (`18年度`).
fn year_of(label: &str) -> Option<i16> {
    if let Some(year) = crate::fiscal_year::parse(label) {
        return Some(year.western());
    }
    let folded = fold(label);
    let digits: String = folded.chars().take_while(char::is_ascii_digit).collect();
    let rest = folded.get(digits.len()..)?;
    (rest.starts_with('年') && !rest.starts_with("年間") && digits.len() <= 2)
        .then(|| digits.parse().ok())
        .flatten()
}

/// How many columns right before one are fiscal years: then 累計 is the sum of the years.
fn years_before(lines: &[Line], column: usize) -> usize {
    lines[..column]
        .iter()
        .rev()
        .take_while(|l| crate::fiscal_year::parse(&l.label).is_some())
        .count()
}

/// What a label says.
pub(crate) fn kind(label: &str) -> Kind {
    let folded = fold(label);
    let plain = without_brackets(&folded);
    if plain.is_empty() {
        return Kind::Plain;
    }
    if folded.contains("再掲")
        || plain.starts_with("うち")
        || plain.starts_with("内、")
        || folded.starts_with("(うち")
        || folded.starts_with("内訳")
        || folded.contains("(内数)")
    {
        return Kind::Part;
    }
    if plain.ends_with("累計")
        || plain.ends_with("累計額")
        || plain.ends_with("累積")
        || plain.ends_with("累積額")
        || plain.starts_with("累計")
        || plain.starts_with("累積")
    {
        return Kind::Running;
    }
    let rate_end = [
        "率",
        "割合",
        "比率",
        "構成比",
        "シェア",
        "パーセント",
        "%",
        "指数",
        "平均",
        "単価",
        "比",
        "順位",
        "倍率",
        "偏差値",
    ];
    if rate_end.iter().any(|w| plain.ends_with(w))
        || [
            "一人当たり",
            "1人当たり",
            "最大",
            "最小",
            "最高",
            "最低",
            "中央値",
            "達成度",
        ]
        .iter()
        .any(|w| plain.contains(w))
    {
        return Kind::Rate;
    }
    let difference = [
        "増減",
        "増減額",
        "差",
        "差額",
        "差引",
        "差引額",
        "比較",
        "との比較",
        "対前年",
        "乖離",
        "増減数",
        "過不足",
        "差異",
        "過不足額",
        "増▲減",
        "増△減",
        "上積み額",
        "超過額",
        "不足額",
    ];
    if difference.iter().any(|w| plain.ends_with(w))
        || plain.starts_with("増減")
        || plain.starts_with("差引")
        || folded.contains("対前年度比較")
        || plain.ends_with("上回る額")
    {
        return Kind::Difference;
    }
    if let Some(rank) = total_rank(&plain) {
        return Kind::Total(rank);
    }
    if ["人口", "年齢", "西暦"].iter().any(|w| plain.ends_with(w)) {
        return Kind::Other;
    }
    Kind::Plain
}

/// Whether a label or head names a total.
pub(crate) fn is_total(label: &str) -> bool {
    matches!(kind(label), Kind::Total(_))
}

/// Whether the label names a total of no particular thing: 計, 合計, 総計.
pub(crate) fn is_generic_total(label: &str) -> bool {
    matches!(
        without_brackets(&fold(label)).as_str(),
        "計" | "合計" | "総計" | "小計" | "総合計" | "合計額" | "総額" | "総数" | "全体" | "合計数"
    )
}

/// What a total is of: 取組 of 取組計, 計画 of 計画計; none for 計, 合計.
pub(crate) fn stem(label: &str) -> Option<String> {
    if !is_total(label) || is_generic_total(label) {
        return None;
    }
    let plain = without_brackets(&fold(label));
    let stem = ["合計額", "合計", "小計", "計"]
        .iter()
        .find_map(|end| plain.strip_suffix(end))?;
    (stem.chars().count() >= 2).then(|| stem.to_owned())
}

fn total_rank(plain: &str) -> Option<u8> {
    let plain = plain.trim_matches(|c: char| matches!(c, ':' | '・' | '■' | '●' | '○' | '*' | '=' | '-'));
    match plain {
        "小計" => return Some(1),
        "計" | "全計" => return Some(2),
        "合計" | "全体" | "全体計" | "合計額" | "合計数" | "合計値" | "合計件数" | "合計項目数" =>
        {
            return Some(3);
        }
        "総計" | "総合計" | "総額" | "総数" | "総合計額" | "総計額" => return Some(4),
        _ => {}
    }
    let not_totals = [
        "会計",
        "統計",
        "設計",
        "家計",
        "推計",
        "時計",
        "余計",
        "温度計",
        "集計",
        "生計",
        "早計",
        "計画",
    ];
    if not_totals.iter().any(|w| plain.ends_with(w)) {
        return None;
    }
    for (end, rank) in [
        ("小計", 1),
        ("総合計", 4),
        ("総計", 4),
        ("合計", 3),
        ("合計額", 3),
        ("合計数", 3),
        ("計", 2),
        ("計額", 2),
    ] {
        if plain.ends_with(end) {
            return Some(rank);
        }
    }
    None
}

/// A folded text without what stands in brackets.
pub(crate) fn without_brackets(folded: &str) -> String {
    let mut depth = 0usize;
    let mut out = String::new();
    for c in folded.chars() {
        match c {
            '(' | '[' | '〔' | '【' | '<' => depth += 1,
            ')' | ']' | '〕' | '】' | '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    // A label that is nothing but brackets says what it says.
    if out.is_empty() {
        folded.trim_matches(|c| matches!(c, '(' | ')')).to_owned()
    } else {
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("小 計", Kind::Total(1))]
    #[case("第3次計", Kind::Total(2))]
    #[case("合計額 (R4~R9)", Kind::Total(3))]
    #[case("取組計", Kind::Total(2))]
    #[case("一般会計", Kind::Plain)]
    #[case("計画", Kind::Plain)]
    #[case("累計", Kind::Running)]
    #[case("計画策定時 との比較", Kind::Difference)]
    #[case("うち市税", Kind::Part)]
    #[case("構成比（％）", Kind::Rate)]
    #[case("達成率", Kind::Rate)]
    fn labels_say_what_a_line_is(#[case] label: &str, #[case] expected: Kind) {
        assert_eq!(kind(label), expected);
    }
}
