//! The board of a round (回答の状況): who has answered, by division and department; and the year's
//! progress table as far as it is filled in.
//!
//! Not here: the counting of one answer (`round::board`), who gets a reminder (`reminder`).

use time::Date;

use super::{Cell, Column, Row, Table, progress};
use crate::document::Place;
use crate::edition::{Entry, plan_of};
use crate::fiscal_year::FiscalYear;
use crate::money::Share;
use crate::plan::Plan;
use crate::progress::{Evaluation, Grade, Scale, Tone};
use crate::round::answer::State;
use crate::round::board::{Count, states_of};
use crate::round::{Level, Round, RoundState, days_in_words, days_left};

/// The label under which items without any grade are counted, apart from the grades.
pub const NOT_YET: &str = "未評価";

/// The label under which items are counted that ended before anybody graded them, apart from both.
pub const ENDED: &str = "取りやめ";

/// A department of the board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The name of the division; empty where the department belongs to none.
    pub division: String,
    /// The identity of the department.
    pub department: String,
    /// Its name.
    pub name: String,
    /// Its answers by state.
    pub count: Count,
    /// How many are still with the department although its day has passed.
    pub late: i64,
    /// How many of the fields asked are filled in.
    pub filled: Share,
    /// When an answer was last changed, as shown; none where nobody has begun.
    pub changed: Option<String>,
    /// Whom to ask.
    pub people: Vec<String>,
}

/// The sentence of the board: 「124件の回答のうち98件が提出済み、26件が未提出、うち5件が期限を過ぎています。」
pub fn summary(whole: &Count, late: i64) -> String {
    let handed = whole.handed_in();
    let (all, open) = (handed.whole, whole.open());
    let left = match whole.left {
        0 => String::new(),
        left => format!("ほかに{left}件は、取組項目の取りやめにより提出の対象から外れています。"),
    };
    if all == 0 && left.is_empty() {
        return "該当する回答はありません。".to_owned();
    }
    if all == 0 {
        return format!("提出を待っている回答はありません。{left}");
    }
    let late = match late {
        0 => "です".to_owned(),
        late if late == open => "、すべて期限を過ぎています".to_owned(),
        late => format!("、うち{late}件が期限を過ぎています"),
    };
    let stands = match open {
        0 if whole.accepted == all => format!("{all}件の回答すべての確認が済んでいます。"),
        0 => format!(
            "{all}件の回答すべてが提出済みで、うち{}件の確認が済んでいます。",
            whole.accepted
        ),
        _ => format!(
            "{all}件の回答のうち{}件が提出済み、{open}件が未提出{late}。",
            handed.part
        ),
    };
    format!("{stands}{left}")
}

/// What each level still has, until when, and how far that is: 「担当課の提出：5月15日（金）まで、あと3日（残り26件）」 in parts.
pub fn levels(round: &Round, whole: &Count, today: Date) -> Vec<(Level, Date, String, i64)> {
    round
        .levels()
        .map(|level| {
            let day = round.due_of(level);
            let waiting = whole.waiting(level, round);
            let words = match (round.state, waiting) {
                (RoundState::Closed, _) => "確定済み".to_owned(),
                _ => days_in_words(days_left(day, today)),
            };
            (level, day, words, waiting)
        })
        .collect()
}

/// The table: a heading with sums for each division, its departments below, the whole at the end. Lines
/// come in the order of the directory; those of one division stand together.
pub fn table(title: &str, lines: &[Line]) -> Table {
    let mut columns = vec![Column::name("name", "担当課"), Column::count("all", "回答")];
    let states = states_of(lines.iter().map(|line| &line.count));
    let shown = states.iter();
    columns.extend(shown.map(|state| Column::count(state.key(), state.label())));
    let with_left = lines.iter().any(|line| line.count.left > 0);
    columns.extend(with_left.then(|| Column::count("left", "取りやめ")));
    columns.extend([
        Column::count("overdue", "期限超過"),
        Column::share("filled", "記入した割合"),
        Column::text("changed", "最後の更新"),
        Column::text("people", "担当者"),
    ]);
    let mut rows = Vec::new();
    for (division, own) in by_division(lines) {
        let level = u8::from(!division.is_empty());
        if level > 0 {
            rows.push(Row::group(
                0,
                cells(division, &sum(own.iter().copied()), &states, with_left),
            ));
        }
        rows.extend(
            own.iter()
                .map(|line| Row::entry(level, cells(&line.name, line, &states, with_left))),
        );
    }
    let whole = sum(lines);
    if !lines.is_empty() {
        rows.push(Row::total(cells("合計", &whole, &states, with_left)));
    }
    Table {
        name: "board",
        title: title.to_owned(),
        summary: summary(&whole.count, whole.late),
        columns,
        rows,
        ..Table::default()
    }
}

/// The lines by division, in the order in which the divisions are first named.
pub fn by_division(lines: &[Line]) -> Vec<(&str, Vec<&Line>)> {
    let mut divisions: Vec<(&str, Vec<&Line>)> = Vec::new();
    for line in lines {
        match divisions.iter_mut().find(|(name, _)| *name == line.division) {
            Some((_, own)) => own.push(line),
            None => divisions.push((&line.division, vec![line])),
        }
    }
    divisions
}

/// Several lines as one: the counts and the fields are added up.
pub fn sum<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Line {
    let mut whole = Line::default();
    for line in lines {
        whole.count = whole.count.plus(&line.count);
        whole.late += line.late;
        whole.filled.part += line.filled.part;
        whole.filled.whole += line.filled.whole;
    }
    whole
}

fn cells(name: &str, line: &Line, states: &[State], with_left: bool) -> Vec<Cell> {
    let count = |count: i64| Cell::count(Some(count));
    let words = |text: Option<String>| text.map(Cell::text).unwrap_or_default();
    let mut cells = vec![Cell::text(name), count(line.count.all)];
    cells.extend(states.iter().map(|state| count(line.count.of(*state))));
    cells.extend(with_left.then(|| count(line.count.left)));
    cells.extend([
        count(line.count.overdue),
        Cell::share((line.filled.whole > 0).then_some(line.filled)),
        words(line.changed.clone()),
        words(Some(line.people.join("、")).filter(|people| !people.is_empty())),
    ]);
    cells
}

/// The progress table of a round as it stands; items without any grade are counted apart, as 取りやめ where they ended by
/// a day and as 未評価 otherwise. `register` is the plan whose rule and manner of writing years it follows.
pub fn so_far(entries: &[Entry], scale: &Scale, year: FiscalYear, register: &Plan, today: Date) -> Table {
    let mut scale = scale.clone();
    let precedence = &register.precedence;
    let label = |entry: &Entry| {
        let retired = register.item(&entry.item).and_then(|item| item.retired.as_ref());
        match retired.is_some_and(|retired| retired.on <= today) {
            true => ENDED,
            false => NOT_YET,
        }
    };
    let ungraded: Vec<(&Entry, &str)> = entries
        .iter()
        .filter(|e| e.counted_grade(precedence).is_none())
        .map(|entry| (entry, label(entry)))
        .collect();
    for (apart, definition) in [(ENDED, "取りやめた取組"), (NOT_YET, "まだ評価がない")] {
        let is_used = ungraded.iter().any(|(_, label)| *label == apart);
        if is_used && scale.grade(apart).is_none() {
            scale.grades.push(Grade {
                label: apart.to_owned(),
                definition: definition.to_owned(),
                rank: u8::MAX,
                tone: Tone::Neutral,
                evaluated: false,
            });
        }
    }
    let mut plan = plan_of(entries, &scale, precedence, year);
    plan.year_style = register.year_style;
    plan.evaluations
        .extend(ungraded.into_iter().map(|(entry, label)| Evaluation {
            item: entry.item.clone(),
            fiscal_year: Some(year),
            by: precedence.last(),
            grade: label.to_owned(),
            reason: None,
            done: None,
            at: Place::element(entry.item.clone()),
        }));
    progress::table(&plan, Some(year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::tests::entry;
    use crate::fiscal_year::YearStyle;
    use crate::table::{RowKind, Value};

    fn line(division: &str, name: &str, states: &[(State, i64)], overdue: i64) -> Line {
        let mut count = Count {
            overdue,
            ..Count::default()
        };
        for (state, n) in states {
            for _ in 0..*n {
                count.put(*state);
            }
        }
        Line {
            division: division.into(),
            department: name.into(),
            name: name.into(),
            filled: Share {
                part: count.handed_in().part,
                whole: count.all,
            },
            count,
            late: overdue,
            ..Line::default()
        }
    }

    #[test]
    fn divisions_add_up() {
        let lines = [
            line(
                "総務部",
                "財政課",
                &[(State::Accepted, 90), (State::InWork, 10)],
                3,
            ),
            line("総務部", "人事課", &[(State::Submitted, 8)], 0),
            line("", "議会事務局", &[(State::Returned, 16)], 2),
        ];
        let table = table("回答の状況", &lines);
        let kinds: Vec<(RowKind, u8)> = table.rows.iter().map(|r| (r.kind, r.level)).collect();
        use RowKind::{Group, Row, Total};
        assert_eq!(kinds, [(Group, 0), (Row, 1), (Row, 1), (Row, 0), (Total, 0)]);
        let cell = |row: usize, key: &str| {
            let at = table.column(key).expect("a column");
            table.rows[row].cells[at].value.clone()
        };
        assert_eq!(cell(0, "all"), Value::Count(108));
        assert_eq!(cell(0, "overdue"), Value::Count(3));
        assert_eq!(cell(4, "all"), Value::Count(124));
        assert_eq!(cell(4, "returned"), Value::Count(16));
        assert_eq!(
            table.summary,
            "124件の回答のうち98件が提出済み、26件が未提出、うち5件が期限を過ぎています。"
        );
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.cells.len() == table.columns.len())
        );
    }

    #[test]
    fn the_sentence_at_each_stage() {
        let said = |states: &[(State, i64)], late| summary(&line("", "", states, late).count, late);
        assert_eq!(
            said(&[(State::NotStarted, 2)], 0),
            "2件の回答のうち0件が提出済み、2件が未提出です。"
        );
        assert_eq!(
            said(&[(State::NotStarted, 2), (State::Approved, 1)], 2),
            "3件の回答のうち1件が提出済み、2件が未提出、すべて期限を過ぎています。"
        );
        assert_eq!(
            said(&[(State::Submitted, 2), (State::Accepted, 1)], 0),
            "3件の回答すべてが提出済みで、うち1件の確認が済んでいます。"
        );
        assert_eq!(
            said(&[(State::Accepted, 3)], 0),
            "3件の回答すべての確認が済んでいます。"
        );
    }

    #[test]
    fn what_has_no_grade_is_counted_apart() {
        let mut entries = vec![
            entry("1", "歳入", "○"),
            entry("2", "歳入", "△"),
            entry("3", "歳出", "○"),
        ];
        entries[2].grades.clear();
        let grade = |label: &str, rank| Grade {
            label: label.into(),
            definition: String::new(),
            rank,
            tone: Tone::Steady,
            evaluated: true,
        };
        let scale = Scale {
            grades: vec![grade("○", 1), grade("△", 2)],
            ..Scale::default()
        };
        let year = FiscalYear::new(2019).expect("a year");
        let mut register = Plan {
            year_style: YearStyle::Era,
            ..Plan::default()
        };
        let on = |day: &str| crate::round::day(day).expect("a day");
        let table = so_far(&entries, &scale, year, &register, on("2020-06-01"));
        let total = table.rows.last().expect("a total");
        let cell = |label: &str| {
            let at = table
                .columns
                .iter()
                .position(|c| c.label == label)
                .expect("a column");
            total.cells[at].value.clone()
        };
        assert_eq!(
            (cell("取組計"), cell("評価対象"), cell(NOT_YET)),
            (Value::Count(3), Value::Count(2), Value::Count(1))
        );
        assert!(table.title.contains("令和元年度"), "{}", table.title);
        // What ended is no item that still waits for its grade.
        register.items.push(crate::plan::Item {
            id: entries[2].item.clone(),
            retired: Some(crate::plan::Retirement {
                on: on("2020-06-01"),
                reason: "事業の終了".into(),
                into: Vec::new(),
            }),
            ..crate::plan::Item::default()
        });
        let labels = |day: &str| -> Vec<String> {
            let table = so_far(&entries, &scale, year, &register, on(day));
            table.columns.iter().map(|column| column.label.clone()).collect()
        };
        let has = |labels: &[String], label: &str| labels.iter().any(|known| known == label);
        let (before, after) = (labels("2020-05-31"), labels("2020-06-01"));
        assert!(has(&before, NOT_YET) && !has(&before, ENDED), "{before:?}");
        assert!(has(&after, ENDED) && !has(&after, NOT_YET), "{after:?}");
    }
}
