//! The register of document 002, read in by the office, and a year of its 54 items: half of the
//! departments write in the browser, the other half in a workbook.

use std::collections::BTreeMap;
use std::path::Path;

use chromiumoxide::Page;
use gyokaku_core::department::Role;
use gyokaku_core::round::Key;
use gyokaku_core::round::answer::Answer;
use gyokaku_store::{RoundAt, Scope};

use super::{Year, answer, click, count, fill, follow, paste, place, words};
use crate::common::{CODE, code};
use crate::visit::{ask, choose_files, until};
use crate::workbook_support::{edited, rewritten};

pub const PLAN: &str = "keiei-2021";

/// In April 2022 a city asks about the fiscal year that ended in March.
pub fn clock() -> String {
    "2022-04-18T01:00:00Z".to_owned()
}

pub fn round(end: &str) -> String {
    format!("/{CODE}/{PLAN}/rounds/2021{end}")
}

/// The grade of an item by its place in the register: most go as planned.
pub fn grade(at: usize) -> &'static str {
    match at {
        at if at % 9 == 0 => "◎",
        at if at % 7 == 0 => "△",
        _ => "○",
    }
}

/// The office reads the document in, and makes the directory out of its labels.
pub async fn read_in(year: &Year, office: &Page, document: &Path) {
    year.at(office, "/import").await;
    choose_files(office, "#file", &[document]).await;
    follow(office, "#upload button.primary").await;
    until(
        office,
        "document.getElementById('choices') && document.readyState === 'complete'",
    )
    .await;
    fill(office, "#key", PLAN).await;
    fill(office, "#from", "2021").await;
    fill(office, "#to", "2025").await;
    year.see(office, "01-import-review").await;
    follow(office, "form.choices button.primary").await;
    assert_eq!(place(office).await, format!("/{CODE}/{PLAN}"));
    year.see(office, "02-plan").await;
    year.at(office, &format!("/{CODE}/departments")).await;
    follow(office, "a[href*=proposal]").await;
    year.see(office, "03-directory-proposal").await;
    follow(office, "main form[method=post] button.primary").await;
    until(office, "document.querySelector('.t-directory')").await;
    year.see(office, "04-directory").await;
}

/// The office opens the round: what the labels leave open is decided there. Labels for everybody or
/// whoever is in charge are not asked; an item without a lead gets one.
pub async fn opened(year: &Year, office: &Page) {
    year.at(office, &round("").replace("/2021", "/new")).await;
    assert_eq!(ask(office, "document.getElementById('year').value").await, "2021");
    for asked in [
        "effect_plan",
        "effect_actual",
        "indicators",
        "difficulties",
        "next",
    ] {
        click(office, &format!("[name=question][value={asked}]:checked")).await;
    }
    follow(office, "button[value=preview]").await;
    year.see(office, "05-round-preview-open").await;
    let labels = ask(
        office,
        "[...document.querySelectorAll('.undecided select[name^=\"all:\"]')].map(s => s.name).join('|')",
    )
    .await;
    for expected in ["all:all:全庁", "all:no-lead:"] {
        assert!(labels.split('|').any(|name| name == expected), "{labels}");
    }
    // Without the choices nothing is opened.
    follow(office, "form.opening button.primary").await;
    assert!(
        words(office, "[role=alert]")
            .await
            .contains("担当の決まっていないものが")
    );
    for name in labels.split('|').filter(|name| !name.is_empty()) {
        let selector = format!("select[name='{name}']");
        if name.starts_with("all:no-lead:") {
            let ict = ask(
                office,
                &format!(
                    "[...document.querySelectorAll({selector:?} + ' option')].find(o => o.textContent.startsWith('ICT')).value"
                ),
            )
            .await;
            fill(office, &selector, &ict).await;
        } else {
            fill(office, &selector, "-").await;
        }
    }
    year.see(office, "06-round-preview-decided").await;
    follow(office, "form.opening button.primary").await;
    assert_eq!(place(office).await, round(""));
    assert!(
        words(office, "[role=status]")
            .await
            .contains("調査を始めました。")
    );
    year.see(office, "07-board").await;
}

/// What is asked, by department in the order of their names.
pub async fn asked(year: &Year) -> BTreeMap<String, Vec<Answer>> {
    let body = code();
    let at = RoundAt {
        body: &body,
        plan: PLAN,
        round: Key::parse("2021").expect("a key"),
    };
    let found = year.site.store.round_answers(at, Scope::All).await;
    let mut departments: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
    for answer in found.expect("answers").expect("a round").answers {
        departments
            .entry(answer.department.clone())
            .or_default()
            .push(answer);
    }
    departments
}

/// What a department says of its items: title, grade where it leads, reason, what was done.
pub struct Said {
    pub title: String,
    pub grade: &'static str,
    pub reason: &'static str,
    pub done: String,
}

/// The words of a department for its items; `items` are the titles of the register in order.
pub fn said(answers: &[Answer], items: &[(String, String)]) -> Vec<Said> {
    let of = |answer: &Answer| {
        let at = items.iter().position(|(id, _)| *id == answer.item);
        let at = at.expect("an item of the register");
        let grade = match answer.role {
            Role::Lead => grade(at),
            Role::Support => "",
        };
        Said {
            title: items[at].1.clone(),
            grade,
            reason: match grade {
                "△" => "関係者との協議が長引いた。",
                _ => "",
            },
            done: format!("第{}の取組を進めた。", at + 1),
        }
    };
    answers.iter().map(of).collect()
}

/// A department that writes in the browser: the first item in its form, the others pasted into the grid.
pub async fn in_the_browser(year: &Year, staff: &Page, department: &str, all: &[Said], pictures: bool) {
    let list = round(&format!("/departments/{department}"));
    if let [only] = all {
        year.at(staff, &list).await;
        follow(staff, ".actions a.primary").await;
        match only.grade {
            "" => {
                fill(staff, "[name=done]", &only.done).await;
                until(staff, "[...document.querySelectorAll('.tag.must')].length === 0").await;
                until(
                    staff,
                    "document.getElementById('saved').textContent.includes('に保存しました')",
                )
                .await;
            }
            grade => answer(staff, grade, only.reason, &only.done).await,
        }
    } else {
        year.at(staff, &format!("{list}/grid")).await;
        if pictures {
            year.see(staff, "10-grid").await;
        }
        let leads = all.iter().any(|one| !one.grade.is_empty());
        let mut block = match leads {
            true => "取組\t進捗状況\t評価理由\t取組実績\n",
            false => "取組\t取組実績\n",
        }
        .to_owned();
        for one in all {
            block.push_str(&match leads {
                true => format!("{}\t{}\t{}\t{}\n", one.title, one.grade, one.reason, one.done),
                false => format!("{}\t{}\n", one.title, one.done),
            });
        }
        paste(staff, &block).await;
        if pictures {
            year.see(staff, "11-paste").await;
        }
        follow(staff, "form[action$='/paste/application'] button.primary").await;
    }
    hand_in(year, staff, &list, all.len()).await;
}

/// A department that writes in a workbook: out through the browser, filled in, and back in. With
/// `slip` a grade that nobody knows is typed first.
pub async fn in_a_workbook(
    year: &Year,
    staff: &Page,
    department: &str,
    all: &[Said],
    slip: Option<&str>,
    folder: &Path,
) {
    let list = round(&format!("/departments/{department}"));
    let href = format!("{list}/workbook");
    year.at(staff, &href).await;
    if slip.is_some() {
        year.see(staff, "12-workbook").await;
    }
    let empty = downloaded(staff, &format!("{href}.xlsx")).await;
    let wrong = slip.and_then(|_| all.iter().find(|one| !one.grade.is_empty()));
    let mut changes: Vec<(&str, &str, &str)> = Vec::new();
    for one in all {
        let is_wrong = wrong.is_some_and(|wrong| wrong.title == one.title);
        match slip.filter(|_| is_wrong) {
            Some(slip) => changes.push((&one.title, "進捗状況", slip)),
            None if !one.grade.is_empty() => changes.push((&one.title, "進捗状況", one.grade)),
            None => {}
        }
        if !one.reason.is_empty() {
            changes.push((&one.title, "評価理由", one.reason));
        }
        changes.push((&one.title, "取組実績", &one.done));
    }
    let file = folder.join(format!("{department}.xlsx"));
    std::fs::write(&file, edited(&empty, &changes)).expect("a file");
    taken_back(year, staff, &href, &file).await;
    if let (Some(slip), Some(wrong)) = (slip, wrong) {
        let told = words(staff, "main").await;
        assert!(
            told.contains("直していただくところ（1か所）") && told.contains(slip),
            "{told}"
        );
        year.see(staff, "13-workbook-wrong").await;
        let marked = ask(
            staff,
            "document.querySelector('a[href*=\"/marked\"]').getAttribute('href')",
        )
        .await;
        let marked = downloaded(staff, &marked).await;
        std::fs::write(&file, rewritten(&marked, slip, wrong.grade)).expect("a file");
        taken_back(year, staff, &href, &file).await;
        let told = words(staff, "main").await;
        assert!(!told.contains("直していただくところ"), "{told}");
        year.see(staff, "14-workbook-right").await;
    }
    follow(staff, "form[action$='/application'] button.primary").await;
    if slip.is_some() {
        year.see(staff, "15-workbook-applied").await;
    }
    hand_in(year, staff, &list, all.len()).await;
}

/// A file as the browser's session gets it.
async fn downloaded(page: &Page, href: &str) -> Vec<u8> {
    let hex = ask(
        page,
        &format!(
            "fetch({href:?}).then(r => r.ok ? r.arrayBuffer() : Promise.reject(r.status)).then(b => [...new Uint8Array(b)].map(n => n.toString(16).padStart(2, '0')).join(''))"
        ),
    )
    .await;
    let digits = hex.as_bytes().chunks(2);
    let bytes = digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap_or(""), 16));
    bytes.collect::<Result<_, _>>().expect("a file")
}

/// Hands a workbook back through the form, and waits for what it would change.
async fn taken_back(year: &Year, staff: &Page, href: &str, file: &Path) {
    year.at(staff, href).await;
    choose_files(staff, "#file", &[file]).await;
    follow(staff, "form[enctype] button.primary").await;
}

/// Hands everything of a list in at once.
async fn hand_in(year: &Year, staff: &Page, list: &str, all: usize) {
    year.at(staff, list).await;
    assert_eq!(
        count(staff, "[name=item]:checked").await,
        all,
        "{list} is complete"
    );
    follow(staff, "form[action$='/submission'] button.primary").await;
    assert_eq!(count(staff, "#left").await, 0, "everything was handed in");
}
