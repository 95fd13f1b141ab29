//! A scale as the form holds it: rows as typed, and the grades they mean.

use gyokaku_core::progress::{Grade, Tone};
use gyokaku_core::scale::{LONGEST_LABEL, MOST_GRADES, faults};

use crate::form::{FieldErrors, FormData};

/// How many blank rows stand below the filled ones.
const BLANK_ROWS: usize = 3;

/// The tones with their words in the form.
pub(super) const TONES: [(&str, &str, Tone); 4] = [
    ("ahead", "計画を上回る", Tone::Ahead),
    ("steady", "計画どおり", Tone::Steady),
    ("behind", "遅れ", Tone::Behind),
    ("neutral", "評価しない", Tone::Neutral),
];

/// A row as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) label: String,
    pub(super) definition: String,
    pub(super) tone: String,
    /// `yes`, or `no` for what is counted apart.
    pub(super) evaluated: String,
    pub(super) order: String,
}

impl Row {
    fn of(place: usize, grade: &Grade) -> Self {
        let tone = TONES.iter().find(|(.., tone)| *tone == grade.tone);
        Self {
            label: grade.label.clone(),
            definition: grade.definition.clone(),
            tone: tone.map(|(key, ..)| (*key).to_owned()).unwrap_or_default(),
            evaluated: if grade.evaluated { "yes" } else { "no" }.to_owned(),
            order: (place + 1).to_string(),
        }
    }

    fn is_blank(&self) -> bool {
        self.label.is_empty() && self.definition.is_empty()
    }
}

/// The rows of a scale, with blank ones to go on.
pub(super) fn rows(grades: &[Grade]) -> Vec<Row> {
    with_blanks(grades.iter().enumerate().map(|(n, g)| Row::of(n, g)).collect())
}

/// The rows with as many blank ones below as there is room for.
pub(super) fn with_blanks(mut rows: Vec<Row>) -> Vec<Row> {
    while rows.last().is_some_and(Row::is_blank) {
        rows.pop();
    }
    let room = MOST_GRADES.saturating_sub(rows.len()).min(BLANK_ROWS);
    for _ in 0..room {
        rows.push(Row {
            tone: "steady".into(),
            evaluated: "yes".into(),
            order: (rows.len() + 1).to_string(),
            ..Row::default()
        });
    }
    rows
}

/// The rows as they were sent.
pub(super) fn sent(sent: &FormData) -> Vec<Row> {
    // One more than fits, so that too many are seen as too many.
    (0..=MOST_GRADES)
        .take_while(|n| sent.has(&format!("label{n}")))
        .map(|n| Row {
            label: sent.line(&format!("label{n}")),
            definition: sent.line(&format!("definition{n}")),
            tone: sent.line(&format!("tone{n}")),
            evaluated: sent.line(&format!("evaluated{n}")),
            order: sent.line(&format!("order{n}")),
        })
        .collect()
}

/// The grades that the rows mean, in the order typed; rows left blank are none. What is wrong goes to
/// the field of the row that it stands in.
pub(super) fn grades(rows: &[Row], wrongs: &mut FieldErrors) -> Vec<Grade> {
    let mut found: Vec<(i64, usize, Grade)> = Vec::new();
    for (n, row) in rows.iter().enumerate().filter(|(_, r)| !r.is_blank()) {
        let tone = TONES.iter().find(|(key, ..)| *key == row.tone);
        let Some((.., tone)) = tone else {
            wrongs.add(format!("tone{n}"), "一覧から選んでください。");
            continue;
        };
        let Ok(order) = row.order.parse::<i64>() else {
            wrongs.add(format!("order{n}"), "並び順を数字で入力してください。");
            continue;
        };
        let grade = Grade {
            label: row.label.clone(),
            definition: row.definition.clone(),
            rank: 0,
            tone: *tone,
            evaluated: row.evaluated != "no",
        };
        found.push((order, n, grade));
    }
    found.sort_by_key(|(order, n, _)| (*order, *n));
    let places: Vec<usize> = found.iter().map(|(_, n, _)| *n).collect();
    let mut grades: Vec<Grade> = found.into_iter().map(|(.., grade)| grade).collect();
    for (rank, grade) in grades.iter_mut().enumerate() {
        grade.rank = u8::try_from(rank + 1).unwrap_or(u8::MAX);
    }
    if wrongs.is_empty() {
        for (at, words) in faults(&grades) {
            match at.and_then(|at| places.get(at)) {
                Some(row) => wrongs.add(format!("label{row}"), words),
                None => wrongs.add("", words),
            }
        }
    }
    grades
}

/// How many characters a label may have, for the fields.
pub(super) const fn longest_label() -> usize {
    LONGEST_LABEL
}

#[cfg(test)]
mod tests {
    use super::*;
    use gyokaku_core::scale::{Template, not_evaluated};

    #[test]
    fn rows_come_back_as_the_grades_they_were() {
        let mut grades = Template::FourMarks.grades();
        grades.extend(not_evaluated(grades.len()));
        let rows = rows(&grades);
        assert_eq!(rows.len(), grades.len() + BLANK_ROWS);
        let mut wrongs = FieldErrors::default();
        assert_eq!(super::grades(&rows, &mut wrongs), grades);
        assert!(wrongs.is_empty());
        assert_eq!(with_blanks(rows.clone()), rows);
    }

    #[test]
    fn the_order_typed_counts_and_faults_stay_at_their_row() {
        let mut rows = rows(&Template::ThreeMarks.grades());
        rows[0].order = "9".into();
        let mut wrongs = FieldErrors::default();
        let labels: Vec<String> = grades(&rows, &mut wrongs).into_iter().map(|g| g.label).collect();
        assert_eq!(labels, ["○", "△", "◎"]);
        rows[1].label = "◎".into();
        grades(&rows, &mut wrongs);
        assert_eq!(
            wrongs.at("label0"),
            Some("「◎」が二度出ています。別の名前にしてください。")
        );
        let mut wrongs = FieldErrors::default();
        rows[1].label = "○".into();
        rows[2].order = "二".into();
        grades(&rows, &mut wrongs);
        assert_eq!(wrongs.at("order2"), Some("並び順を数字で入力してください。"));
    }
}
