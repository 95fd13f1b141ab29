//! A field as a page shows it: its box with what is typed, what was said last year, what is said of it.
//!
//! The form and the grid show the same fields; so each is made here once.
//! Not here: the frame around them.

use gyokaku_core::effect;
use gyokaku_core::indicator::ValueKind;
use gyokaku_core::money::{Yen, grouped};
use gyokaku_core::progress::Grade;
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::field::{Field, ValueType, yen};
use gyokaku_core::round::remark::{Remark, Weight};
use gyokaku_store::{Comment, Conflict};

use super::typed::SaveOutcome;
use crate::round_context::RoundContext;
use crate::show::table::tone_class;
use crate::show::time::clock;

/// A grade to choose.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) label: String,
    pub(crate) word: String,
    pub(crate) definition: String,
    pub(crate) class: &'static str,
    /// The key that chooses it, where one digit is enough.
    pub(crate) key: String,
    pub(crate) chosen: bool,
}

/// Something said of a field.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) must: bool,
    pub(crate) text: String,
}

/// Both versions of a field.
#[derive(Clone, Debug)]
pub(crate) struct Versions {
    pub(crate) mine: String,
    pub(crate) theirs: String,
    pub(crate) by: String,
    pub(crate) at: String,
}

/// A comment.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    /// Who settled it when; none while it is open.
    pub(crate) settled: Option<String>,
    pub(crate) content: String,
    pub(crate) by: String,
    pub(crate) at: String,
}

/// A field of an answer.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// The prefix of identities, unique on the page.
    pub(crate) id: String,
    /// What stands before the word in the names of a form.
    pub(crate) prefix: String,
    /// The field's word.
    pub(crate) word: String,
    pub(crate) label: String,
    /// `grade`, `words`, `yen` or `number`.
    pub(crate) kind: &'static str,
    pub(crate) hint: String,
    /// As it stands in the box.
    pub(crate) text: String,
    /// What is stored, in its canonical form.
    pub(crate) seen: String,
    /// An amount in words.
    pub(crate) reading: String,
    pub(crate) choices: Vec<Choice>,
    pub(crate) wrong: Option<String>,
    pub(crate) said: Vec<Said>,
    /// What was answered last year.
    pub(crate) last: Option<String>,
    /// What the plan says for this year: label and text.
    pub(crate) planned: Vec<(String, String)>,
    pub(crate) versions: Option<Versions>,
    pub(crate) notes: Vec<Note>,
    /// Who changed it last, and when.
    pub(crate) held: Option<String>,
    /// What the department wrote itself, where the office mended it; empty for a blank.
    pub(crate) own: Option<String>,
    /// Whether it has the focus when the page opens.
    pub(crate) focused: bool,
}

impl Shown {
    /// The identities of what describes the box, for those who hear the page.
    pub(crate) fn described(&self) -> String {
        let id = &self.id;
        format!("{id}-hint {id}-wrong {id}-said")
    }

    /// Whether what stands there is none of what can be chosen, as it cannot be taken or was a choice before.
    pub(crate) fn is_beyond_choices(&self) -> bool {
        !self.text.is_empty() && self.choices.iter().all(|choice| !choice.chosen)
    }

    /// The value for reading, with the sign of a grade and its word.
    pub(crate) fn reads(&self) -> String {
        match self.choices.iter().find(|choice| choice.chosen) {
            Some(choice) if !choice.word.is_empty() => format!("{} {}", choice.label, choice.word),
            _ if self.kind == "yen" && !self.text.is_empty() => format!("{}円", self.text),
            _ => self.text.clone(),
        }
    }
}

const fn kind(field: &Field) -> &'static str {
    match field.value_type() {
        ValueType::Grade => "grade",
        ValueType::Words => "words",
        ValueType::Choice => "choice",
        ValueType::Yen => "yen",
        ValueType::Number => "number",
    }
}

/// A canonical value as it stands in a box: amounts with commas.
pub(crate) fn in_box(field: &Field, canonical: &str) -> String {
    match (field.value_type(), yen(canonical)) {
        (ValueType::Yen, Some(yen)) => grouped(yen.0),
        _ => canonical.to_owned(),
    }
}

/// An amount in words: 5億906万8千円; empty for one whose figures are its words (−1,234円).
pub(crate) fn reading(field: &Field, canonical: &str) -> String {
    match (field.value_type(), yen(canonical)) {
        (ValueType::Yen, Some(yen)) if yen.0.unsigned_abs() >= 10_000 => yen.mixed(),
        _ => String::new(),
    }
}

/// A value as people read it.
pub(crate) fn in_words(field: &Field, canonical: &str) -> String {
    let (figures, words) = (in_box(field, canonical), reading(field, canonical));
    match (field.value_type(), words.is_empty()) {
        (ValueType::Yen, true) => format!("{}円", figures.replace('-', "−")),
        (ValueType::Yen, false) => format!("{figures}円（{words}）"),
        _ => canonical.to_owned(),
    }
}

/// A value of last year: a grade with its word, an amount with its reading.
fn last_words(survey: &RoundContext, field: &Field, value: &str) -> String {
    let grade = survey
        .scale()
        .grade(value)
        .filter(|_| field.value_type() == ValueType::Grade);
    match grade.map(grade_word) {
        Some(word) if !word.is_empty() => format!("{value} {word}"),
        _ => in_words(field, value),
    }
}

/// The word beside a grade's sign: what the sign means everywhere, else the plan's own short words.
pub(crate) fn grade_word(grade: &Grade) -> String {
    match grade.definition.as_str() {
        own if !grade.evaluated && own.is_empty() => String::new(),
        _ if matches!(grade.label.as_str(), "◎" | "○" | "〇" | "△" | "×") => {
            grade.tone.word().to_owned()
        }
        own if own.chars().count() <= 10 => own.to_owned(),
        _ => String::new(),
    }
}

/// What somebody else stored meanwhile, beside what was typed.
pub(crate) fn versions(conflict: &Conflict, typed: &str) -> Versions {
    let theirs = conflict.theirs.as_ref();
    Versions {
        mine: typed.to_owned(),
        theirs: theirs.map_or_else(String::new, |held| in_box(&conflict.field, &held.content)),
        by: theirs.map_or_else(String::new, |held| held.changed_by.clone()),
        at: theirs.map_or_else(String::new, |held| clock(&held.changed_at)),
    }
}

/// Remarks of one field.
pub(crate) fn said_of(remarks: &[Remark], field: &Field) -> Vec<Said> {
    remarks
        .iter()
        .filter(|remark| remark.field == *field)
        .map(|remark| Said {
            must: remark.weight == Weight::Must,
            text: remark.text.clone(),
        })
        .collect()
}

impl From<&Comment> for Note {
    fn from(comment: &Comment) -> Self {
        Self {
            settled: super::settled_words(comment),
            content: comment.content.clone(),
            by: comment.written_by.clone(),
            at: clock(&comment.written_at),
        }
    }
}

/// What can be chosen in a field; nothing where its answer is written.
fn choices(survey: &RoundContext, field: &Field, text: &str) -> Vec<Choice> {
    match field.value_type() {
        ValueType::Grade => grades(survey, text),
        ValueType::Choice => {
            let question = field.asked_by(&survey.round.own);
            let given = question.map(|question| question.choices.as_slice());
            let of = |label: &String| Choice {
                label: label.clone(),
                word: String::new(),
                definition: String::new(),
                class: "",
                key: String::new(),
                chosen: label == text,
            };
            given.unwrap_or_default().iter().map(of).collect()
        }
        ValueType::Words | ValueType::Yen | ValueType::Number => Vec::new(),
    }
}

fn grades(survey: &RoundContext, text: &str) -> Vec<Choice> {
    let of = |(at, grade): (usize, &Grade)| Choice {
        label: grade.label.clone(),
        word: grade_word(grade),
        definition: grade.definition.clone(),
        class: tone_class(grade.tone),
        key: if at < 9 {
            (at + 1).to_string()
        } else {
            String::new()
        },
        chosen: grade.label == text,
    };
    survey.scale().grades.iter().enumerate().map(of).collect()
}

/// What this year's plan says beside a field.
fn planned(survey: &RoundContext, answer: &Answer, field: &Field) -> Vec<(String, String)> {
    let year = survey.round.key.year;
    match field {
        Field::Indicator(id) => {
            let indicators = survey.indicators(&answer.item);
            let Some(indicator) = indicators.into_iter().find(|i| i.id == *id) else {
                return Vec::new();
            };
            let style = survey.plan().year_style;
            let mut found = Vec::new();
            for value in &indicator.values {
                let (kind, is_shown) = match value.kind {
                    ValueKind::Target => ("目標", value.fiscal_year.is_none_or(|y| y >= year)),
                    ValueKind::Actual => ("実績", value.fiscal_year.is_some_and(|y| y < year)),
                    ValueKind::Base => ("基準", true),
                    ValueKind::Threshold => ("基準とする限度", true),
                    ValueKind::Rebuilding => (ValueKind::Rebuilding.label(), true),
                };
                if let (true, Some(number)) = (is_shown, value.number) {
                    let label = value
                        .fiscal_year
                        .map_or_else(|| kind.to_owned(), |y| format!("{kind}（{}）", y.show(style)));
                    found.push((label, format!("{number}{}", indicator.unit)));
                }
            }
            found
        }
        Field::EffectPlan | Field::EffectActual => {
            let planned = effect::planned(survey.plan(), &answer.item, year);
            let label = || {
                format!(
                    "計画に載っている効果額（{}）",
                    year.show(survey.plan().year_style)
                )
            };
            let amount = |yen: Yen| (label(), in_words(&Field::EffectPlan, &yen.0.to_string()));
            planned.map(amount).into_iter().collect()
        }
        Field::Done => super::form::steps(survey, answer)
            .into_iter()
            .map(|(year, text)| (format!("年度別計画（{year}）"), text))
            .collect(),
        _ => Vec::new(),
    }
}

fn hint(survey: &RoundContext, field: &Field) -> String {
    let how = match field.value_type() {
        ValueType::Yen => {
            "円単位です。1,234千円 のように書いても読み取ります。効果がなかったときは 0 と記入します。"
        }
        ValueType::Number => "数字で記入します。値がまだ出ていないときは、空欄のままにします。",
        ValueType::Grade | ValueType::Words | ValueType::Choice => "",
    };
    match field.asked_by(&survey.round.own) {
        Some(question) => question.help.clone() + how,
        None => how.to_owned(),
    }
}

/// Gives the focus to the first field that has to be looked at again, where there is one.
pub(crate) fn focus_first<'a>(mut fields: impl Iterator<Item = &'a mut Shown>) {
    if let Some(first) = fields.find(|field| field.wrong.is_some() || field.versions.is_some()) {
        first.focused = true;
    }
}

/// The fields of an answer as a page shows them, with what became of what was typed.
pub(crate) fn shown(
    survey: &RoundContext,
    outcome: &SaveOutcome,
    comments: &[Comment],
    id: &str,
    prefix: &str,
) -> Vec<Shown> {
    let answer = &outcome.answer;
    let remarks = survey.remarks(answer, &answer.plain());
    let last = survey.last(answer);
    let of = |(at, field): (usize, Field)| {
        let held = answer.values.get(&field);
        let stored = held.map_or("", |held| held.content.as_str());
        let text = outcome
            .wrong
            .get(&field)
            .map(|wrong| wrong.text.clone())
            .or_else(|| {
                outcome
                    .conflicts
                    .get(&field)
                    .and_then(|_| outcome.typed.get(&field).cloned())
            })
            .unwrap_or_else(|| in_box(&field, stored));
        let is_own = |comment: &&Comment| {
            comment.field.as_ref() == Some(&field) && comment.department == answer.department
        };
        Shown {
            id: format!("{id}-{at}"),
            prefix: prefix.to_owned(),
            word: field.key(),
            label: survey.label(&field),
            kind: kind(&field),
            hint: hint(survey, &field),
            seen: stored.to_owned(),
            reading: reading(&field, stored),
            choices: choices(survey, &field, &text),
            wrong: outcome.wrong.get(&field).map(|wrong| wrong.why.clone()),
            said: said_of(&remarks, &field),
            last: last
                .and_then(|last| last.get(&field))
                .map(|value| last_words(survey, &field, value)),
            planned: planned(survey, answer, &field),
            versions: outcome
                .conflicts
                .get(&field)
                .map(|conflict| versions(conflict, &text)),
            notes: comments.iter().filter(is_own).map(Note::from).collect(),
            held: held.map(|held| format!("{}　{}", clock(&held.changed_at), held.changed_by)),
            own: held
                .and_then(|held| held.own.as_deref())
                .map(|own| in_box(&field, own)),
            text,
            focused: false,
        }
    };
    survey.fields(answer).into_iter().enumerate().map(of).collect()
}
