//! A department's part of a round as a form to be filled in outside: what stands in which cell.
//!
//! Not here: files (`gyokaku_exchange::survey`), what comes back (`look`).

use std::collections::{BTreeSet, HashSet};

use gyokaku_core::department::Role;
use gyokaku_core::indicator::Indicator;
use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::day_shown;
use gyokaku_core::round::field::{Field, ValueType};
use gyokaku_core::round::own::OF_ITEM;
use gyokaku_exchange::survey::{Choice, Column, ColumnKind, Form, Kind, Row};

use crate::access::sees;
use crate::pages::year::answers::form::steps;
use crate::pages::year::answers::{number, title};
use crate::person::Person;
use crate::round_context::RoundContext;

/// The column with the state: it changes with every save, so it goes out and is not compared.
const STATE: &str = "state";
/// The most decimal places that a field takes.
const MOST_PLACES: u8 = 9;

/// What a form is of: body, plan, round and department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) body: String,
    pub(crate) plan: String,
    pub(crate) round: String,
    pub(crate) department: String,
}

impl Identity {
    pub(crate) fn of(survey: &RoundContext, department: &str) -> Self {
        Self {
            body: survey.code().to_string(),
            plan: survey.loaded.key.clone(),
            round: survey.round.key.to_string(),
            department: department.to_owned(),
        }
    }

    /// As it stands in a file.
    pub(crate) fn code(&self) -> String {
        format!("{}/{}/{}/{}", self.body, self.plan, self.round, self.department)
    }

    /// The identity that a file carries.
    pub(crate) fn parse(code: &str) -> Option<Self> {
        let mut parts = code.split('/').map(str::to_owned);
        let found = Self {
            body: parts.next()?,
            plan: parts.next()?,
            round: parts.next()?,
            department: parts.next()?,
        };
        parts.next().is_none().then_some(found)
    }
}

/// The answers of a department, in the order of the plan.
pub(crate) fn own<'a>(survey: &'a RoundContext, department: &'a str) -> impl Iterator<Item = &'a Answer> {
    survey
        .answers
        .iter()
        .filter(move |answer| answer.department == department)
}

/// The form to be sent out. What the person does not see yet is left blank and locked.
pub(crate) fn to_send(survey: &RoundContext, department: &str, person: &Person) -> Form {
    let is_seen = |answer: &Answer| sees(person, &survey.code(), department, answer.state);
    form(survey, department, is_seen)
}

/// The form that a file is compared with: without what changes while people work.
pub(crate) fn to_compare(survey: &RoundContext, department: &str) -> Form {
    let mut form = form(survey, department, |_| true);
    if let Some(at) = form.columns.iter().position(|column| column.key == STATE) {
        form.columns.remove(at);
        for row in &mut form.rows {
            row.cells.remove(at);
            row.unasked = row.unasked.iter().map(|c| c - usize::from(*c > at)).collect();
        }
    }
    form
}

/// What the cells of a column hold, answer by answer.
type Cells<'a> = Box<dyn Fn(&Answer) -> String + 'a>;

fn form(survey: &RoundContext, department: &str, is_seen: impl Fn(&Answer) -> bool) -> Form {
    let answers: Vec<&Answer> = own(survey, department).collect();
    let mut columns = Vec::new();
    let mut filled: Vec<Vec<String>> = vec![Vec::new(); answers.len()];
    let mut unasked: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); answers.len()];
    for (column, cells) in fixed(survey) {
        let values: Vec<String> = answers.iter().map(|answer| cells(answer)).collect();
        // What no item has, such as anything of last year in a first year, takes no room.
        if values.iter().all(String::is_empty) && !matches!(column.key.as_str(), "number" | "title") {
            continue;
        }
        columns.push(column);
        for (row, value) in filled.iter_mut().zip(values) {
            row.push(value);
        }
    }
    let asked: Vec<Vec<Field>> = answers.iter().map(|answer| survey.fields(answer)).collect();
    for (field, item) in fields(&asked, &answers) {
        let at = columns.len();
        columns.push(open(survey, &field, item, &answers));
        for (row, answer) in answers.iter().enumerate() {
            let value = answer.value(&field).filter(|_| is_seen(answer));
            filled[row].push(value.unwrap_or_default().to_owned());
            if !asked[row].contains(&field) {
                unasked[row].insert(at);
            }
        }
    }
    with_labels_of_their_own(&mut columns);
    let rows = answers
        .iter()
        .zip(filled)
        .zip(unasked)
        .map(|((answer, cells), unasked)| Row {
            id: answer.item.clone(),
            group: group(survey, &answer.item),
            cells,
            locked: !answer.is_awaited(survey.today) || !is_seen(answer),
            unasked,
        });
    Form {
        title: format!("{}　{}", survey.round.title, survey.department(department)),
        notes: notes(survey, &answers),
        code: Identity::of(survey, department).code(),
        group_label: "区分".to_owned(),
        rows: rows.collect(),
        columns,
    }
}

/// The columns that any department of the round may find in its form, without rows: what a layout of the office can hold.
pub(crate) fn vocabulary(survey: &RoundContext) -> Form {
    let answers: Vec<&Answer> = survey.answers.iter().collect();
    let asked: Vec<Vec<Field>> = answers.iter().map(|answer| survey.fields(answer)).collect();
    let mut columns: Vec<Column> = fixed(survey).into_iter().map(|(column, _)| column).collect();
    let asked = fields(&asked, &answers).into_iter();
    columns.extend(asked.map(|(field, item)| open(survey, &field, item, &answers)));
    with_labels_of_their_own(&mut columns);
    Form {
        columns,
        ..Form::default()
    }
}

/// The words of a layout that hold for a whole item, by their names.
pub(crate) fn words(survey: &RoundContext, department: &str, group: Option<&str>) -> Vec<(String, String)> {
    // In the order of their names.
    let values = [
        survey.loaded.body_name.clone(),
        survey.plan().title.clone(),
        survey.round.title.clone(),
        survey.round.key.show(survey.plan().year_style),
        survey.department(department).to_owned(),
        day_shown(survey.round.due.department),
        group.unwrap_or_default().to_owned(),
    ];
    OF_ITEM.map(str::to_owned).into_iter().zip(values).collect()
}

/// The columns that are there to be read.
fn fixed(survey: &RoundContext) -> Vec<(Column, Cells<'_>)> {
    let style = survey.plan().year_style;
    let year = survey.round.key.year.show(style);
    let item = |of: fn(&gyokaku_core::plan::Item) -> Option<String>| -> Cells<'_> {
        Box::new(move |answer| survey.item(&answer.item).and_then(of).unwrap_or_default())
    };
    let text = |key: &str, label: &str, width| column(key, label, ColumnKind::Fixed(Kind::Text), width);
    let mut columns: Vec<(Column, Cells<'_>)> = vec![
        (
            text("number", "番号", 9),
            Box::new(|answer| number(survey, &answer.item)),
        ),
        (
            text("title", "取組", 28),
            Box::new(|answer| title(survey, &answer.item)),
        ),
        (text("content", "取組内容", 36), item(|item| item.content.clone())),
        (text("target", "目標", 28), item(|item| item.target.clone())),
        (
            text("step", &format!("{year}の計画"), 28),
            Box::new(|answer| {
                let steps: Vec<String> = steps(survey, answer).into_iter().map(|(_, text)| text).collect();
                steps.join("\n")
            }),
        ),
        (
            text("role", "役割", 7),
            Box::new(|answer| answer.role.label().to_owned()),
        ),
        (
            text(STATE, "状態", 9),
            Box::new(|answer| answer.state.label().to_owned()),
        ),
    ];
    for (key, field, kind, width) in [
        ("last_grade", Field::Grade, Kind::Text, 9),
        ("last_reason", Field::Reason, Kind::Text, 28),
        ("last_done", Field::Done, Kind::Text, 36),
        ("last_effect_plan", Field::EffectPlan, Kind::Yen, 16),
        ("last_effect_actual", Field::EffectActual, Kind::Yen, 16),
    ] {
        let unit = if field.value_type() == ValueType::Yen {
            "（円）"
        } else {
            ""
        };
        let label = format!("前年度の{}{unit}", field.label());
        let cells: Cells<'_> = Box::new(move |answer| {
            let last = survey.last(answer).and_then(|values| values.get(&field));
            last.cloned().unwrap_or_default()
        });
        columns.push((column(key, &label, ColumnKind::Fixed(kind), width), cells));
    }
    columns
}

fn column(key: &str, label: &str, kind: ColumnKind, width: u16) -> Column {
    Column {
        key: key.to_owned(),
        label: label.to_owned(),
        hint: String::new(),
        kind,
        width,
    }
}

/// The fields asked of any row, in the order of the screens; indicators with their item.
fn fields(asked: &[Vec<Field>], answers: &[&Answer]) -> Vec<(Field, Option<String>)> {
    let (mut known, mut found) = (HashSet::new(), Vec::new());
    for (fields, answer) in asked.iter().zip(answers) {
        for field in fields {
            if known.insert(field.clone()) {
                let item = matches!(field, Field::Indicator(_)).then(|| answer.item.clone());
                found.push((field.clone(), item));
            }
        }
    }
    // Stable: indicators stay in the order of their items.
    // Those of the office's own come last.
    found.sort_by_key(|(field, _)| (field.question().is_none(), field.question()));
    found
}

/// A column to be filled in.
fn open(survey: &RoundContext, field: &Field, item: Option<String>, answers: &[&Answer]) -> Column {
    let (kind, width) = match (field.value_type(), field) {
        (ValueType::Grade, _) => (
            Kind::Choice(
                survey
                    .scale()
                    .grades
                    .iter()
                    .map(|grade| Choice {
                        label: grade.label.clone(),
                        meaning: grade.definition.clone(),
                    })
                    .collect(),
            ),
            11,
        ),
        (ValueType::Choice, _) => {
            let question = field.asked_by(&survey.round.own);
            let given = question.map(|question| question.choices.as_slice());
            let choices = given.unwrap_or_default().iter().map(|label| Choice {
                label: label.clone(),
                meaning: String::new(),
            });
            (Kind::Choice(choices.collect()), 14)
        }
        (ValueType::Yen, _) => (Kind::Yen, 17),
        (ValueType::Number, _) => (
            Kind::Decimal {
                places: places(survey, field, answers),
            },
            16,
        ),
        (ValueType::Words, Field::Reason) => (Kind::Text, 34),
        (ValueType::Words, Field::Done) => (Kind::Text, 44),
        (ValueType::Words, _) => (Kind::Text, 36),
    };
    let number = item.map(|item| number(survey, &item)).unwrap_or_default();
    let label = match (field.value_type(), number.as_str()) {
        (ValueType::Yen, _) => format!("{}（円）", field.label()),
        (_, "") => survey.label(field),
        (_, number) => format!("{number} {}", survey.label(field)),
    };
    Column {
        hint: survey.hint(field).to_owned(),
        ..column(&field.key(), &label, ColumnKind::Asked(kind), width)
    }
}

/// How many decimal places an indicator takes: two, or as many as any of its values has.
fn places(survey: &RoundContext, field: &Field, answers: &[&Answer]) -> u8 {
    let of_text = |text: &str| text.split_once('.').map_or(0, |(_, places)| places.len() as u8);
    let stored = answers
        .iter()
        .filter_map(|answer| answer.value(field))
        .map(of_text);
    let indicators = survey.plan().indicators.iter();
    let planned = indicators
        .filter(|indicator: &&Indicator| Field::Indicator(indicator.id.clone()) == *field)
        .flat_map(|indicator| &indicator.values)
        .filter_map(|value| value.number)
        .map(|number| number.places);
    stored.chain(planned).max().unwrap_or(0).clamp(2, MOST_PLACES)
}

/// The heads are what a CSV knows its columns by: none is there twice.
fn with_labels_of_their_own(columns: &mut [Column]) {
    let mut taken = HashSet::new();
    for column in columns {
        let label = column.label.clone();
        let mut number = 2;
        while !taken.insert(gyokaku_core::text::fold(&column.label)) {
            column.label = format!("{label}（{number}）");
            number += 1;
        }
    }
}

fn group(survey: &RoundContext, item: &str) -> Option<String> {
    let id = survey.item(item)?.section.as_deref()?;
    let section = survey.plan().sections.iter().find(|section| section.id == id)?;
    Some(section.called())
}

fn notes(survey: &RoundContext, answers: &[&Answer]) -> Vec<String> {
    let due = day_shown(survey.round.due.department);
    let mut notes = vec![
        format!("色の付いた欄に記入してください。提出の期限は{due}です。"),
        "記入したら保存し、受け取った画面の「取り込む」から選んでください。取り込む前に、書き換わるところを確かめられます。".to_owned(),
        "取り込むだけでは提出になりません。取り込んだあと、画面の一覧から提出してください。".to_owned(),
        "金額は円単位です。1,234千円、△1,234 のように書いても読み取ります。".to_owned(),
        "灰色の行は提出済みです。直すときは、取り下げるか、差戻しを受けてからにしてください。".to_owned(),
    ];
    if answers.iter().any(|answer| answer.role == Role::Support) {
        notes.push("関係課としての取組では、課として行ったことなどの文章だけをお尋ねします。".to_owned());
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_leads_back() {
        let identity = Identity {
            body: "041009".into(),
            plan: "keiei-2016".into(),
            round: "2019-h1".into(),
            department: "d1".into(),
        };
        assert_eq!(Identity::parse(&identity.code()), Some(identity));
        assert_eq!(Identity::parse("041009/keiei/2019"), None);
        assert_eq!(Identity::parse("041009/keiei/2019/d1/x"), None);
    }
}
