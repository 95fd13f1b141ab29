//! A made-up city's plan in the structure of the document 000: its sections, and 124 initiatives named by
//! number under them, each with the grade that makes the counts of its section come out.

use gyokaku_core::department::Assignment;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::{Item, Period, Plan};

pub const PLAN: &str = "keiei-2016";

/// In May 2020 a city asks about the fiscal year that ended in March.
pub fn clock() -> String {
    "2020-04-20T01:00:00Z".to_owned()
}

/// The departments, one for each policy.
pub const DEPARTMENTS: [&str; 3] = ["行政経営課", "市民協働課", "人事課"];

/// An initiative with the grade that it gets.
pub struct Graded {
    pub id: String,
    pub title: String,
    pub department: &'static str,
    pub grade: String,
}

/// The plan, and what each of its initiatives gets.
pub fn plan(read: &Plan) -> (Plan, Vec<Graded>) {
    let year = |western| FiscalYear::new(western).expect("a fiscal year");
    let mut plan = Plan {
        title: "見本市経営プラン".into(),
        period: Some(Period {
            from: year(2016),
            to: year(2021),
        }),
        levels: read.levels.clone(),
        sections: read.sections.clone(),
        ..Plan::default()
    };
    let policies: Vec<&str> = read
        .sections
        .iter()
        .filter(|section| section.parent.is_none())
        .map(|section| section.title.as_str())
        .collect();
    let mut graded = Vec::new();
    for row in read.progress.iter().filter(|row| !row.path.is_empty()) {
        let path: Vec<&str> = row.path.iter().map(String::as_str).collect();
        let section = read
            .sections
            .iter()
            .find(|section| read.path(&section.id) == path);
        let section = section.expect("a section for each row");
        let policy = policies.iter().position(|title| *title == path[0]);
        let department = DEPARTMENTS[policy.expect("a policy")];
        let counts = row
            .grades
            .iter()
            .map(|(grade, count)| (grade, count.unwrap_or(0)));
        let grades = counts.flat_map(|(grade, count)| (0..count).map(move |_| grade.clone()));
        for grade in grades {
            let n = plan.items.len() + 1;
            let (id, title) = (format!("i{n}"), format!("取組{n}"));
            plan.items.push(Item {
                id: id.clone(),
                section: Some(section.id.clone()),
                title: title.clone(),
                content: Some(format!("{}を進めます。", section.title)),
                departments: Assignment {
                    lead: vec![department.to_owned()],
                    support: Vec::new(),
                },
                ..Item::default()
            });
            graded.push(Graded {
                id,
                title,
                department,
                grade,
            });
        }
    }
    (plan, graded)
}

/// The rows of the document as it prints them: name without gaps, total and counts by grade. Parts
/// that it prints without figures are left out.
pub fn printed(text: &str) -> Vec<(String, [i64; 4])> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, _, figures @ ..] = cells.as_slice() else {
            return None;
        };
        let figures: Vec<i64> = figures
            .iter()
            .map_while(|cell| cell.trim().parse().ok())
            .collect();
        let counts: [i64; 4] = figures.try_into().ok()?;
        Some((name.replace([' ', '　'], ""), counts))
    };
    text.lines().filter_map(row).collect()
}

/// What the staff copy out of their spreadsheet for a department: a head, and one line for each
/// initiative. The reason stands where something is behind, but for those of `forgotten`.
pub fn block(graded: &[Graded], department: &str, forgotten: &str) -> String {
    let mut block = "取組\t進捗状況\t評価理由\t取組実績\n".to_owned();
    for one in graded.iter().filter(|one| one.department == department) {
        let reason = match one.grade.as_str() {
            "◎" => "前倒しで実施した。",
            "△" if one.title != forgotten => "関係者との協議が長引いた。",
            _ => "",
        };
        block.push_str(&format!(
            "{}\t{}\t{reason}\t{}を計画に沿って進めた。\n",
            one.title, one.grade, one.title
        ));
    }
    block
}
