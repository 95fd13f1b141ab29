//! The settings of a round as they are typed: which year, what is asked, until when.
//!
//! Nothing typed is lost: a day that is no day stays in its field with the reason under it.
//! Not here: who is asked (`choices`).

use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Plan;
use gyokaku_core::round::approval::{Approval, Rank, USUAL_APPROVER};
use gyokaku_core::round::field::Question;
use gyokaku_core::round::opening::{APPROVERS, day_field, faults, usual_title};
use gyokaku_core::round::{Deadlines, Key, Level, Round, RoundState, Term, USUAL_TOLERANCE, day, day_key};
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
    /// How many approvals there are: `0` to `3`.
    pub(super) approvals: String,
    /// What those who approve are called, the lowest first.
    pub(super) approvers: [String; 3],
    /// From how many percent on a reason is asked for.
    pub(super) tolerance: String,
    /// For departments, those who approve, and the office.
    pub(super) due: [String; 5],
    /// The revision that the person saw; 0 for a new round.
    pub(super) revision: i64,
}

/// The percentage that a text is; nothing that can be where it is none.
fn tolerance(text: &str) -> i64 {
    let plain: String = text.chars().map(narrow).collect();
    let plain = plain.trim().trim_end_matches(['%', '％']);
    plain.trim().parse().unwrap_or_default()
}

/// Every level that a round can have, in order.
const LEVELS: [Level; 5] = [
    Level::Department,
    Level::Approval(Rank::First),
    Level::Approval(Rank::Second),
    Level::Approval(Rank::Third),
    Level::Office,
];

/// The names of the fields of the days, in the order of the levels.
pub(super) const DAYS: [&str; 5] = [
    day_field(LEVELS[0]),
    day_field(LEVELS[1]),
    day_field(LEVELS[2]),
    day_field(LEVELS[3]),
    day_field(LEVELS[4]),
];

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
            approvals: round.approvals.len().to_string(),
            approvers: Rank::ALL.map(|rank| {
                let approval = round.approvals.get(rank.index());
                approval.map_or_else(String::new, |approval| approval.name.clone())
            }),
            tolerance: round.tolerance.to_string(),
            due: LEVELS.map(|level| match level {
                Level::Approval(rank) if rank.index() >= round.approvals.len() => String::new(),
                level => day_key(round.due_of(level)),
            }),
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
            approvals: fields.line("approvals"),
            approvers: APPROVERS.map(|name| fields.line(name)),
            tolerance: match fields.get("tolerance") {
                Some(_) => fields.line("tolerance"),
                None => USUAL_TOLERANCE.to_string(),
            },
            due: DAYS.map(|name| fields.line(name)),
            revision: fields.number("revision").unwrap_or_default(),
        }
    }

    /// How many approvals were chosen; none where it is no number.
    fn count(&self) -> usize {
        self.approvals
            .parse()
            .map_or(0, |many: usize| many.min(Rank::ALL.len()))
    }

    /// The round that it is, and all that is wrong with it. What was typed for approvals that it does not have counts for
    /// nothing.
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
        let many = self.count();
        let mut due: [Option<Date>; 5] = [None; 5];
        for (at, name) in DAYS.into_iter().enumerate() {
            if matches!(LEVELS[at], Level::Approval(rank) if rank.index() >= many) {
                continue;
            }
            due[at] = day(&self.due[at]);
            if due[at].is_none() {
                wrong.add(name, "日付を「2026-05-15」の形で入力してください。");
            }
        }
        let [department, heads @ .., office] = due;
        let approvals = self.approvers.iter().zip(heads).take(many);
        // An only approval needs no name of its own.
        let called = |name: &str| match name.is_empty() && many == 1 {
            true => USUAL_APPROVER.to_owned(),
            false => name.to_owned(),
        };
        let approvals: Option<Vec<Approval>> = approvals
            .map(|(name, due)| {
                Some(Approval {
                    name: called(name),
                    due: due?,
                })
            })
            .collect();
        let (Some(year), Some(term), Some(department), Some(approvals), Some(office)) =
            (year, term, department, approvals, office)
        else {
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
            approvals,
            // What is no number is told as what cannot be.
            tolerance: tolerance(&self.tolerance),
            due: Deadlines { department, office },
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
        fields.push(("approvals", self.approvals.clone()));
        fields.extend(APPROVERS.into_iter().zip(self.approvers.iter().cloned()));
        fields.push(("tolerance", self.tolerance.clone()));
        fields.extend(DAYS.into_iter().zip(self.due.iter().cloned()));
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
        fields.chain(own::fields(&self.own)).collect()
    }
}

/// A level of a round as fields: until when, and what those are called who approve there.
pub(super) struct LevelField<'a> {
    /// The field of the day.
    pub(super) day: &'static str,
    /// What the level is, as a label.
    pub(super) label: &'static str,
    pub(super) typed: &'a str,
    /// The field of the name and what was typed there; none where nobody approves.
    pub(super) approver: Option<(&'static str, &'a str)>,
}

/// The levels as fields.
pub(super) fn days(typed: &Typed) -> Vec<LevelField<'_>> {
    let levels = LEVELS.into_iter().zip(DAYS).zip(&typed.due);
    levels
        .map(|((level, day), due)| LevelField {
            day,
            label: match level {
                Level::Department => "担当課の提出",
                Level::Approval(Rank::First) => "1段階目の承認",
                Level::Approval(Rank::Second) => "2段階目の承認",
                Level::Approval(Rank::Third) => "3段階目の承認",
                Level::Office => "事務局の確認",
            },
            typed: due,
            approver: match level {
                Level::Approval(rank) => {
                    let at = rank.index();
                    Some((APPROVERS[at], typed.approvers[at].as_str()))
                }
                Level::Department | Level::Office => None,
            },
        })
        .collect()
}

/// How many approvals a round can have, as offers.
pub(super) fn approvals(typed: &Typed) -> Vec<(&'static str, &'static str, bool)> {
    let offers = [("0", "行わない"), ("1", "1段階"), ("2", "2段階"), ("3", "3段階")];
    let chosen = typed.count().to_string();
    offers
        .into_iter()
        .map(|(key, label)| (key, label, key == chosen))
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
        ("approvals", "1"),
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
        pairs.extend([
            ("approvals", "2"),
            ("approver", "課長"),
            ("due_head_2", "2020-05-25"),
            ("due_office", "2020-05-29"),
        ]);
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .filter(|pair| !matches!(pair, ("approvals", "1") | ("due_office", "2020-05-20")))
            .copied()
            .collect();
        let wrong = typed(&pairs).round(&Plan::default()).expect_err("no name");
        assert!(wrong.at("approver_2").is_some() && wrong.at("approver").is_none());
    }
}
