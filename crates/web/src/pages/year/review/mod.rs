//! The review of a round (回答の確認): what waits for heads and for the office, and the list for grading.
//!
//! Not here: one item with all its answers (`assessment`), closing the round (`closing`).

mod act;
pub(crate) mod grading;
mod list;
pub(crate) mod outcome;
pub(crate) mod row;
pub(crate) mod sheet;
mod show;

use super::round;
use crate::access::Access::{Body, Department};
use crate::route::{Route, get, post};

use std::collections::HashSet;

use gyokaku_core::round::answer::Answer;
use gyokaku_core::round::field::{Field, ValueType};

use crate::access::{Right, may, sees};
use crate::person::{Person, Viewer};
use crate::round_context::RoundContext;
use crate::show::page::Page;
use crate::show::table::tone_class;
use crate::tab::Tab;

/// The routes of these pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        get(round("/review"), Body(Right::SeeDrafts), show::show),
        get(
            round("/departments/{department}/sheet"),
            Department(Right::SeeDrafts),
            sheet::show,
        ),
        post(round("/approval"), Body(Right::Approve), act::approve),
        post(round("/acceptance"), Body(Right::Accept), act::accept),
        post(round("/return"), Body(Right::Return), act::send_back),
    ]
}

/// A link to a page beside this one: address, name, whether it is the one shown.
pub(crate) type Beside = (String, &'static str, bool);

/// The frame of a page of a round, below its board.
pub(crate) fn frame(survey: &RoundContext, title: &str, person: &Person) -> Page {
    let loaded = &survey.loaded;
    let mut page = loaded
        .page(Tab::Rounds)
        .under(loaded.href_of(Tab::Rounds), Tab::Rounds.label())
        .under(survey.href(), survey.round.title.clone());
    page.title = format!(
        "{title}｜{}｜{}｜{}",
        survey.round.title,
        loaded.title(),
        loaded.body_name
    );
    page.below = true;
    page.seen_by(&Viewer::from(person))
}

/// The pages of a round on which answers are looked at, as far as a person may use them.
pub(crate) fn beside(survey: &RoundContext, person: &Person, here: &str) -> Vec<Beside> {
    let (href, code) = (survey.href(), survey.code());
    let mut pages = vec![
        (href.clone(), "進み具合", here == "board"),
        (format!("{href}/review"), "回答の確認", here == "review"),
    ];
    if may(person, Right::Grade, &code, None) {
        pages.push((
            format!("{href}/review?view=grades"),
            "評価の入力",
            here == "grades",
        ));
    }
    if may(person, Right::ManageRounds, &code, None) {
        pages.push((format!("{href}/closing"), "確定", here == "closing"));
    }
    pages
}

/// The answers that a person may see: those of which `access` says so, and for staff and heads also
/// those of other departments at an item that they share.
pub(crate) fn visible<'a>(person: &Person, survey: &'a RoundContext) -> Vec<&'a Answer> {
    let code = survey.code();
    let takes_part = |answer: &&Answer| {
        [Right::Answer, Right::Approve]
            .into_iter()
            .any(|right| may(person, right, &code, Some(&answer.department)))
    };
    let shared: HashSet<&str> = survey
        .answers
        .iter()
        .filter(takes_part)
        .map(|answer| answer.item.as_str())
        .collect();
    survey
        .answers
        .iter()
        .filter(|answer| {
            shared.contains(answer.item.as_str()) || sees(person, &code, &answer.department, answer.state)
        })
        .collect()
}

/// The items of answers, each once, in order.
pub(crate) fn items_of<'a>(answers: &[&'a Answer]) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    let items = answers.iter().map(|answer| answer.item.as_str());
    items.filter(|item| seen.insert(*item)).collect()
}

/// A grade as it is shown: its sign, its class, the word beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GradeShown {
    pub(crate) label: String,
    pub(crate) class: &'static str,
    pub(crate) word: String,
}

/// Which key of a keyboard chooses which grade, in words.
pub(crate) fn grade_keys(survey: &RoundContext) -> String {
    let grades = survey.scale().grades.iter().take(9).enumerate();
    let keys: Vec<String> = grades
        .map(|(at, grade)| format!("{}は{}", at + 1, grade.label))
        .collect();
    keys.join("、")
}

/// A grade of the round's scale as it is shown.
pub(crate) fn grade_shown(survey: &RoundContext, label: &str) -> GradeShown {
    let word = survey.loaded.grades().iter().find(|known| known.label == label);
    GradeShown {
        label: label.to_owned(),
        class: survey
            .scale()
            .grade(label)
            .map_or("grade neutral", |grade| tone_class(grade.tone)),
        word: word.map(|known| known.word.clone()).unwrap_or_default(),
    }
}

/// A value as people read it.
pub(crate) fn value_shown(field: &Field, value: &str) -> String {
    match field.value_type() {
        ValueType::Yen => yen_shown(value),
        ValueType::Number => value.replace('-', "−"),
        ValueType::Grade | ValueType::Choice | ValueType::Words => value.to_owned(),
    }
}

/// `1,234,000円`
pub(crate) fn yen_shown(canonical: &str) -> String {
    match gyokaku_core::round::field::yen(canonical) {
        Some(yen) => format!("{}円", gyokaku_core::money::grouped(yen.0).replace('-', "−")),
        None => canonical.to_owned(),
    }
}

/// The number and the title of an item; its identity where the plan has lost it.
pub(crate) fn item_name(survey: &RoundContext, id: &str) -> (String, String) {
    match survey.item(id) {
        Some(item) => (
            item.known_number().unwrap_or_default().to_owned(),
            item.title.clone(),
        ),
        None => (String::new(), format!("計画から外れた取組（{id}）")),
    }
}
