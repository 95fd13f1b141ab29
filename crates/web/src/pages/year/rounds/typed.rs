//! The settings of a round as they are typed: which year, what is asked, until when.
//!
//! Nothing typed is lost: a day that is no day stays in its field with the reason under it.
//! Not here: who is asked (`choices`).

use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Plan;
use gyokaku_core::round::field::Question;
use gyokaku_core::round::opening::{days as days_of, faults, usual_title};
use gyokaku_core::round::{Deadlines, Key, Level, Round, RoundState, Term, USUAL_TOLERANCE, day};
use gyokaku_core::text::narrow;
use time::Date;

use super::own::{self, OwnRow};
use crate::form::{FieldErrors, FormData};

/// What was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub(super) year: String,
    pub(super) term: String,
    pub(super) title: String,
    pub(super) questions: Vec<Question>,
    /// The questions of the office's own.
    pub(super) own: Vec<OwnRow>,
    pub(super) approval: bool,
    /// From how many percent on a reason is asked for.
    pub(super) tolerance: String,
    /// For departments, heads and the office.
    pub(super) due: [String; 3],
    /// The revision that the person saw; 0 for a new round.
    pub(super) revision: i64,
}

/// The percentage that a text is; nothing that can be where it is none.
fn tolerance(text: &str) -> i64 {
    let plain: String = text.chars().map(narrow).collect();
    let plain = plain.trim().trim_end_matches(['%', '％']);
    plain.trim().parse().unwrap_or_default()
}

/// The names of the fields of the days, in the order of the levels.
pub(super) const DAYS: [&str; 3] = ["due_department", "due_head", "due_office"];

impl Typed {
    /// The form as a round fills it. In one that runs the own questions keep their words.
    pub(super) fn of_round(round: &Round) -> Self {
        let is_running = round.revision > 0;
        Self {
            own: round
                .own
                .iter()
                .map(|question| OwnRow::of(question, is_running))
                .collect(),
            year: round.key.year.western().to_string(),
            term: round.key.term.key(),
            title: round.title.clone(),
            questions: round.questions.clone(),
            approval: round.needs_approval,
            tolerance: round.tolerance.to_string(),
            due: days_of(&round.due),
            revision: round.revision,
        }
    }

    /// The form as it was sent.
    pub(super) fn of(fields: &FormData) -> Self {
        let asked = fields.all("question");
        Self {
            year: fields.line("year"),
            term: fields.line("term"),
            title: fields.line("title"),
            questions: Question::ALL
                .into_iter()
                .filter(|q| asked.contains(&q.key()))
                .collect(),
            own: own::of_form(fields),
            approval: fields.has("approval"),
            tolerance: match fields.get("tolerance") {
                Some(_) => fields.line("tolerance"),
                None => USUAL_TOLERANCE.to_string(),
            },
            due: DAYS.map(|name| fields.line(name)),
            revision: fields.number("revision").unwrap_or_default(),
        }
    }

    /// The round that it is, and all that is wrong with it. Without approval by heads their day is that
    /// of the departments.
    pub(super) fn round(&self, plan: &Plan) -> Result<Round, FieldErrors> {
        let mut wrong = FieldErrors::default();
        let year = self.year.parse().ok().and_then(FiscalYear::new);
        if year.is_none() {
            wrong.add("year", "年度を選んでください。");
        }
        let term = Term::of(&self.term);
        if term.is_none() {
            wrong.add("term", "期間を選んでください。");
        }
        let mut due: [Option<Date>; 3] = [None; 3];
        for (at, name) in DAYS.into_iter().enumerate() {
            if at == 1 && !self.approval {
                due[1] = due[0];
                continue;
            }
            due[at] = day(&self.due[at]);
            if due[at].is_none() {
                wrong.add(name, "日付を「2026-05-15」の形で入力してください。");
            }
        }
        let (Some(year), Some(term), [Some(department), Some(head), Some(office)]) = (year, term, due) else {
            return Err(wrong);
        };
        let key = Key { year, term };
        let own = own::questions(&self.own, &mut wrong);
        let mut round = Round {
            own,
            key,
            revision: self.revision,
            title: self.title.clone(),
            questions: self.questions.clone(),
            needs_approval: self.approval,
            // What is no number is told as what cannot be.
            tolerance: tolerance(&self.tolerance),
            due: Deadlines {
                department,
                head,
                office,
            },
            state: RoundState::Open,
            reason: None,
            opened_at: String::new(),
            opened_by: String::new(),
        };
        for (field, words) in faults(&round) {
            wrong.add(field, words);
        }
        if round.title.is_empty() {
            round.title = usual_title(key, plan);
        }
        match wrong.is_empty() {
            true => Ok(round),
            false => Err(wrong),
        }
    }

    /// The fields that say it again: for the next form, and for the way back to this one.
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let mut fields = vec![
            ("year", self.year.clone()),
            ("term", self.term.clone()),
            ("title", self.title.clone()),
        ];
        fields.extend(self.questions.iter().map(|q| ("question", q.key().to_owned())));
        if self.approval {
            fields.push(("approval", "on".to_owned()));
        }
        fields.push(("tolerance", self.tolerance.clone()));
        fields.extend(DAYS.into_iter().zip(self.due.iter().cloned()));
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
        fields.chain(own::fields(&self.own)).collect()
    }
}

/// The days as fields: name, label, what was typed.
pub(super) fn days(typed: &Typed) -> Vec<(&'static str, &'static str, &str)> {
    let labels = Level::ALL.map(Level::label);
    let fields = DAYS.into_iter().zip(labels).zip(&typed.due);
    fields
        .map(|((name, label), value)| (name, label, value.as_str()))
        .collect()
}

/// A question as a box to check.
pub(super) struct QuestionBox {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) about: String,
    pub(super) checked: bool,
}

/// The questions as boxes.
pub(super) fn boxes(chosen: &[Question]) -> Vec<QuestionBox> {
    Question::ALL
        .into_iter()
        .map(|question| QuestionBox {
            key: question.key(),
            label: question.label(),
            about: about(question),
            checked: chosen.contains(&question),
        })
        .collect()
}

/// What a question asks and whom, in one line.
fn about(question: Question) -> String {
    let whom = match question.is_for_support() {
        true => "関係課にもたずねます。",
        false => "主担当課にたずねます。",
    };
    format!("{}{whom}", question.help())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Typed {
        let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        Typed::of(&pairs.collect::<FormData>())
    }

    const GOOD: [(&str, &str); 7] = [
        ("year", "2019"),
        ("term", ""),
        ("question", "grade"),
        ("question", "next"),
        ("approval", "on"),
        ("due_department", "2020-05-15"),
        ("due_head", "2020-05-22"),
    ];

    #[test]
    fn a_form_becomes_a_round_and_a_form_again() {
        let mut pairs = GOOD.to_vec();
        pairs.push(("due_office", "2020-05-29"));
        let form = typed(&pairs);
        let round = form.round(&Plan::default()).expect("a round");
        assert_eq!(round.questions, [Question::Grade, Question::Next]);
        assert!(round.title.ends_with("進捗状況調査"), "{}", round.title);
        let again: FormData = form.fields().into_iter().collect();
        assert_eq!(Typed::of(&again).fields(), form.fields());
    }

    #[test]
    fn everything_wrong_is_said_at_once_and_kept() {
        let form = typed(&[("year", "x"), ("term", "q9"), ("due_department", "5月15日")]);
        let wrong = form.round(&Plan::default()).expect_err("wrong");
        for field in ["year", "term", "due_department", "due_office"] {
            assert!(wrong.at(field).is_some(), "{field}");
        }
        assert!(wrong.at("due_head").is_none(), "heads are not asked");
        assert_eq!(form.due[0], "5月15日");
        let mut pairs = GOOD.to_vec();
        pairs.push(("due_office", "2020-05-20"));
        let wrong = typed(&pairs).round(&Plan::default()).expect_err("wrong");
        assert!(wrong.at("due_office").is_some_and(|w| w.contains("所属長")));
    }
}
