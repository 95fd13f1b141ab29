//! What became of departments: as sentences, and as the lanes of the picture beside them.

use std::collections::HashSet;

use gyokaku_core::department::{Department, Directory};
use gyokaku_core::fiscal_year::FiscalYear;

use super::known::Known;
use crate::charts::Picture;
use crate::charts::succession::{Lane, draw};

/// How many years the picture shows at most; the changes before stay in the list.
const MOST_YEARS: i16 = 20;

/// What became of departments, oldest change first.
pub(super) fn sentences(known: &Known) -> Vec<String> {
    let directory = known.directory();
    let mut ended: Vec<&Department> = directory
        .departments
        .iter()
        .filter(|d| d.until.is_some())
        .collect();
    ended.sort_by_key(|d| d.until);
    let mut said: HashSet<&str> = HashSet::new();
    let mut sentences = Vec::new();
    for department in ended {
        let Some(until) = department.until else { continue };
        if !said.insert(&department.id) {
            continue;
        }
        let names = |ids: &[String]| {
            let names: Vec<&str> = ids
                .iter()
                .filter_map(|id| directory.department(id).map(|d| d.name.as_str()))
                .collect();
            names.join("、")
        };
        let next = known.shown(until.next());
        let name = &department.name;
        sentences.push(match department.successors.as_slice() {
            [] => format!("{}で、{name}を廃止（後を継ぐ課はありません）", known.shown(until)),
            [one] => {
                // All that went into one are said together.
                let with: Vec<&Department> = directory
                    .departments
                    .iter()
                    .filter(|d| d.until == Some(until) && d.successors.as_slice() == [one.clone()])
                    .collect();
                said.extend(with.iter().map(|d| d.id.as_str()));
                let new = names(std::slice::from_ref(one));
                match with.len() {
                    1 => format!("{next}から、{name}を{new}に改称"),
                    _ => {
                        let all: Vec<&str> = with.iter().map(|d| d.name.as_str()).collect();
                        format!("{next}から、{}を{new}に統合", all.join("、"))
                    }
                }
            }
            several => format!("{next}から、{name}を{}に分割", names(several)),
        });
    }
    sentences
}

/// What became of one department, in a few words; empty while it goes on.
pub(super) fn became(directory: &Directory, department: &Department) -> String {
    let names: Vec<&str> = department
        .successors
        .iter()
        .filter_map(|id| directory.department(id).map(|d| d.name.as_str()))
        .collect();
    match (department.until, names.is_empty()) {
        (None, _) => String::new(),
        (Some(_), true) => "後を継ぐ課はありません".to_owned(),
        (Some(_), false) => format!("{}が引き継ぎ", names.join("、")),
    }
}

/// The picture of all that changed; none where nothing did.
pub(super) fn picture(known: &Known, sentences: &[String]) -> Option<Picture> {
    let directory = known.directory();
    let begun: HashSet<&str> = directory
        .departments
        .iter()
        .flat_map(|d| d.successors.iter().map(String::as_str))
        .collect();
    let involved: Vec<&Department> = directory
        .departments
        .iter()
        .filter(|d| d.until.is_some() || begun.contains(d.id.as_str()))
        .collect();
    let ends = || involved.iter().filter_map(|d| d.until);
    let (first, last) = (ends().min()?, ends().max()?);
    let shift = |year: FiscalYear, by: i16| FiscalYear::new(year.western() + by).unwrap_or(year);
    // A year on either side, so that what was and what comes can be seen.
    let to = shift(last, 2).max(shift(known.now, 1));
    let from = shift(first, -1).max(shift(to, 1 - MOST_YEARS));
    let place = |id: &String| involved.iter().position(|d| d.id == *id);
    let lanes: Vec<Lane> = involved
        .iter()
        .map(|d| Lane {
            name: d.name.clone(),
            from: d.from,
            until: d.until,
            successors: d.successors.iter().filter_map(place).collect(),
        })
        .collect();
    let words = sentences.join("。");
    Some(Picture::draw("succession", |width, id| {
        draw(width, id, "組織の変遷", &words, (from, to), &lanes)
    }))
}
