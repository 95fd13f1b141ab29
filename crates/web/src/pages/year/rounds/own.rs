//! The questions of the office's own as they are typed, a row each.
//!
//! A question that departments may have answered already keeps its words and its kind: other words would be another
//! question, whose answers are others. Not here: what a question is (`gyokaku_core::round::own`).

use gyokaku_core::round::own::{
    LONGEST_HELP, LONGEST_LABEL, MOST, Own, OwnKind, OwnPart, OwnQuestion, choices, faults,
};

use crate::form::{FieldErrors, FormData};

/// The name of a part of a row in the form.
fn name(at: usize, part: &str) -> String {
    format!("own.{at}.{part}")
}

/// How many blank rows wait for a further question.
const SPARE: usize = 3;

/// A question as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnRow {
    pub(super) label: String,
    pub(super) kind: OwnKind,
    pub(super) help: String,
    pub(super) choices: String,
    pub(super) is_required: bool,
    pub(super) is_for_support: bool,
    pub(super) is_asked: bool,
    /// Whether words and kind stay as they are, as it stands in a round that runs.
    pub(super) is_fixed: bool,
}

impl OwnRow {
    /// The row of a question.
    pub(super) fn of(question: &OwnQuestion, is_fixed: bool) -> Self {
        Self {
            label: question.own.label.clone(),
            kind: question.own.kind,
            help: question.help.clone(),
            choices: question.choices.join("、"),
            is_required: question.is_required,
            is_for_support: question.is_for_support,
            is_asked: question.is_asked,
            is_fixed,
        }
    }

    /// A row for a further question.
    fn spare() -> Self {
        Self {
            is_asked: true,
            ..Self::default()
        }
    }

    fn is_blank(&self) -> bool {
        self.label.is_empty() && self.help.is_empty() && self.choices.is_empty()
    }

    fn question(&self) -> OwnQuestion {
        OwnQuestion {
            own: Own {
                kind: self.kind,
                label: self.label.clone(),
            },
            help: self.help.clone(),
            choices: match self.kind {
                OwnKind::Choice => choices(&self.choices),
                _ => Vec::new(),
            },
            is_required: self.is_required,
            is_for_support: self.is_for_support,
            is_asked: self.is_asked,
        }
    }

    /// The name of a part of it in the form.
    pub(super) fn name(&self, at: &usize, part: &str) -> String {
        name(*at, part)
    }

    /// The kinds with whether each is chosen.
    pub(super) fn kinds(&self) -> [(OwnKind, bool); 4] {
        OwnKind::ALL.map(|kind| (kind, kind == self.kind))
    }

    /// The most characters that the boxes take: words and hint.
    pub(super) const fn longest(&self) -> (usize, usize) {
        (LONGEST_LABEL, LONGEST_HELP)
    }

    fn fields(&self, at: usize) -> Vec<(String, String)> {
        let name = |part: &str| name(at, part);
        let mut fields = vec![
            (name("label"), self.label.clone()),
            (name("kind"), self.kind.key().to_owned()),
            (name("help"), self.help.clone()),
            (name("choices"), self.choices.clone()),
        ];
        for (part, is_so) in [
            ("required", self.is_required),
            ("support", self.is_for_support),
            ("asked", self.is_asked),
        ] {
            if is_so {
                fields.push((name(part), "on".to_owned()));
            }
        }
        fields
    }
}

/// The rows of a form, those with anything in them.
pub(super) fn of_form(form: &FormData) -> Vec<OwnRow> {
    let rows = (0..MOST + SPARE).map(|at| {
        let name = |part: &str| name(at, part);
        OwnRow {
            label: form.line(&name("label")),
            kind: OwnKind::of(&form.line(&name("kind"))).unwrap_or_default(),
            help: form.line(&name("help")),
            choices: form.line(&name("choices")),
            is_required: form.has(&name("required")),
            is_for_support: form.has(&name("support")),
            is_asked: form.has(&name("asked")),
            is_fixed: false,
        }
    });
    rows.filter(|row| !row.is_blank()).collect()
}

/// The same rows in a round that runs: what it asks, or has asked, keeps words and kind, and none of it goes.
pub(super) fn in_running(rows: &mut Vec<OwnRow>, stored: &[OwnQuestion]) {
    for question in stored {
        match rows.iter_mut().find(|row| row.label == question.own.label) {
            Some(row) => {
                row.kind = question.own.kind;
                row.is_fixed = true;
            }
            None => rows.push(OwnRow {
                is_asked: false,
                ..OwnRow::of(question, true)
            }),
        }
    }
}

/// The questions of the rows, and what is wrong with them.
pub(super) fn questions(rows: &[OwnRow], wrong: &mut FieldErrors) -> Vec<OwnQuestion> {
    let questions: Vec<OwnQuestion> = rows.iter().map(OwnRow::question).collect();
    for fault in faults(&questions) {
        let part = match fault.part {
            OwnPart::Label => "label",
            OwnPart::Help => "help",
            OwnPart::Choices => "choices",
        };
        wrong.add(name(fault.at, part), fault.text);
    }
    questions
}

/// The fields that say the rows again.
pub(super) fn fields(rows: &[OwnRow]) -> impl Iterator<Item = (String, String)> {
    rows.iter().enumerate().flat_map(|(at, row)| row.fields(at))
}

/// The rows as a page shows them: with some that are blank behind them, as far as there may be more.
pub(super) fn shown(rows: &[OwnRow]) -> Vec<OwnRow> {
    let more = MOST.saturating_sub(rows.len()).min(SPARE);
    let mut shown = rows.to_vec();
    shown.resize(rows.len() + more, OwnRow::spare());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> FormData {
        pairs
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn rows_become_questions_and_rows_again() {
        let form = form(&[
            ("own.0.label", "優先度"),
            ("own.0.kind", "choice"),
            ("own.0.choices", "高，中,低"),
            ("own.0.asked", "on"),
            ("own.1.label", ""),
            ("own.1.kind", "words"),
            ("own.1.asked", "on"),
            ("own.2.label", "算出根拠"),
            ("own.2.required", "on"),
        ]);
        let rows = of_form(&form);
        let mut wrong = FieldErrors::default();
        let asked = questions(&rows, &mut wrong);
        assert!(wrong.is_empty());
        let told: Vec<(&str, bool, bool)> = asked
            .iter()
            .map(|q| (q.own.label.as_str(), q.is_asked, q.is_required))
            .collect();
        assert_eq!(told, [("優先度", true, false), ("算出根拠", false, true)]);
        assert_eq!(asked[0].choices, ["高", "中", "低"]);
        let again: FormData = fields(&rows).collect();
        assert_eq!(of_form(&again), rows);
        assert_eq!(shown(&rows).len(), 2 + SPARE);
    }

    #[test]
    fn what_runs_keeps_words_and_kind() {
        let stored: Vec<OwnQuestion> = of_form(&form(&[
            ("own.0.label", "予算額"),
            ("own.0.kind", "yen"),
            ("own.0.asked", "on"),
            ("own.1.label", "算出根拠"),
            ("own.1.asked", "on"),
        ]))
        .iter()
        .map(OwnRow::question)
        .collect();
        let mut rows = of_form(&form(&[
            ("own.0.label", "予算額"),
            ("own.0.kind", "words"),
            ("own.0.asked", "on"),
        ]));
        in_running(&mut rows, &stored);
        assert_eq!(rows[0].kind, OwnKind::Yen);
        // What a form does not name is asked no more, and is not lost.
        assert_eq!((rows[1].label.as_str(), rows[1].is_asked), ("算出根拠", false));
    }
}
