//! Departments out of a list that an office keeps: a column each for 部, 課 and 係, or a code, a name and what is above.
//!
//! Invariant: nothing is invented; where a name comes several times, that of what it belongs to is put in front.
//! Not here: files (`gyokaku_exchange::listing`), how the directory stands to them (`fit`), storing.

use std::collections::HashMap;

use super::Department;
use crate::text::{fold, split_outside_brackets};

/// How many departments one list may have.
pub const MOST_DEPARTMENTS: usize = 1_000;

/// How many departments stand above one at the most.
const DEEPEST: usize = 10;

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRow {
    /// Its number in the file, from 1.
    pub line: u32,
    /// What stands in its columns, in the order of their form.
    pub cells: Vec<String>,
}

/// The departments of a list with a column each for 部, 課 and 係, outermost first. A blank in front of a name goes on
/// with what stands above it, as merged cells do. The identities are provisional (`d1`, `d2`).
pub fn from_levels(rows: &[ListedRow]) -> Vec<Department> {
    let mut found: Vec<Department> = Vec::new();
    let mut ids: HashMap<Vec<String>, String> = HashMap::new();
    let mut last: Vec<String> = Vec::new();
    for row in rows {
        let Some(end) = row.cells.iter().rposition(|cell| !cell.is_empty()) else {
            continue;
        };
        let cells = row.cells.iter().take(end + 1).enumerate();
        let is_begun = |place: usize| row.cells.iter().take(place).any(|cell| !cell.is_empty());
        let path: Vec<String> = cells
            .map(|(place, cell)| match cell.is_empty() && !is_begun(place) {
                true => last.get(place).cloned().unwrap_or_default(),
                false => cell.clone(),
            })
            .collect();
        let mut parent: Option<String> = None;
        for (place, name) in path.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let key: Vec<String> = path.iter().take(place + 1).map(|name| fold(name)).collect();
            let id = ids.entry(key).or_insert_with(|| {
                let id = format!("d{}", found.len() + 1);
                found.push(department(&id, name, parent.clone(), Vec::new()));
                id
            });
            parent = Some(id.clone());
        }
        last = path;
    }
    told_apart(found)
}

/// The departments of a list with a code, a name, what is above (its code or its name) and other names.
///
/// # Errors
/// The rows whose code comes twice, or that name above themselves what is not in the list, with the reason.
pub fn from_codes(rows: &[ListedRow]) -> Result<Vec<Department>, Vec<(u32, String)>> {
    let cell = |row: &ListedRow, place: usize| row.cells.get(place).cloned().unwrap_or_default();
    let rows: Vec<&ListedRow> = rows.iter().filter(|row| !cell(row, 1).is_empty()).collect();
    let (mut by_code, mut by_name, mut wrong) = (HashMap::new(), HashMap::new(), Vec::new());
    for (row, number) in rows.iter().zip(1..) {
        let (id, code) = (format!("d{number}"), fold(&cell(row, 0)));
        by_name.entry(fold(&cell(row, 1))).or_insert_with(|| id.clone());
        if !code.is_empty() && by_code.insert(code, id).is_some() {
            wrong.push((
                row.line,
                format!("コード「{}」がほかの行にもあります。", cell(row, 0)),
            ));
        }
    }
    let mut found = Vec::with_capacity(rows.len());
    for (row, number) in rows.iter().zip(1..) {
        let (id, above) = (format!("d{number}"), cell(row, 2));
        let key = fold(&above);
        let parent = by_code.get(&key).or_else(|| by_name.get(&key)).cloned();
        if !above.is_empty() && parent.as_ref().is_none_or(|parent| *parent == id) {
            wrong.push((row.line, format!("上位の「{above}」が一覧にありません。")));
        }
        let aliases = split_outside_brackets(&cell(row, 3), &['、', ',', '，', '\n']);
        let aliases = aliases
            .into_iter()
            .map(|alias| alias.trim().to_owned())
            .filter(|alias| !alias.is_empty());
        found.push(department(&id, &cell(row, 1), parent, aliases.collect()));
    }
    // Whoever is above themselves by way of others leads nowhere.
    let parents: HashMap<String, Option<String>> =
        found.iter().map(|d| (d.id.clone(), d.parent.clone())).collect();
    let depth = |department: &Department| {
        let mut at = department.parent.as_ref();
        let mut steps = 0;
        while let Some(id) = at.filter(|_| steps <= DEEPEST) {
            steps += 1;
            at = parents.get(id).and_then(Option::as_ref);
        }
        steps
    };
    for (department, row) in found.iter().zip(&rows) {
        if depth(department) > DEEPEST {
            wrong.push((row.line, "上位をたどっても、いちばん上に着きません。".to_owned()));
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    // What others belong to comes before them.
    found.sort_by_key(|department| depth(department));
    Ok(told_apart(found))
}

fn department(id: &str, name: &str, parent: Option<String>, aliases: Vec<String>) -> Department {
    Department {
        id: id.to_owned(),
        name: name.to_owned(),
        aliases,
        parent,
        from: None,
        until: None,
        successors: Vec::new(),
    }
}

/// Puts the name of what a department belongs to in front of a name that comes several times.
fn told_apart(mut departments: Vec<Department>) -> Vec<Department> {
    let mut times: HashMap<String, usize> = HashMap::new();
    for department in &departments {
        *times.entry(fold(&department.name)).or_default() += 1;
    }
    let names: HashMap<String, String> = departments
        .iter()
        .map(|d| (d.id.clone(), d.name.clone()))
        .collect();
    for department in &mut departments {
        let above = department.parent.as_ref().and_then(|id| names.get(id));
        if let Some(above) =
            above.filter(|_| times.get(&fold(&department.name)).is_some_and(|many| *many > 1))
        {
            department.name = format!("{above}{}", department.name);
        }
    }
    departments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Vec<ListedRow> {
        let row = |(line, text): (u32, &&str)| ListedRow {
            line,
            cells: text.split('|').map(str::to_owned).collect(),
        };
        (2..).zip(lines).map(row).collect()
    }

    fn told(departments: &[Department]) -> Vec<String> {
        let of = |d: &Department| format!("{} {} < {}", d.id, d.name, d.parent.as_deref().unwrap_or("-"));
        departments.iter().map(of).collect()
    }

    #[test]
    fn levels_go_on_below_what_stands_above_them() {
        let found = from_levels(&rows(&[
            "総務部|財政課|予算係",
            "||管理係",
            "|契約課|",
            "環境部|ごみ対策課|管理係",
            "環境部|ごみ対策課|",
            "||",
        ]));
        assert_eq!(
            told(&found),
            [
                "d1 総務部 < -",
                "d2 財政課 < d1",
                "d3 予算係 < d2",
                "d4 財政課管理係 < d2",
                "d5 契約課 < d1",
                "d6 環境部 < -",
                "d7 ごみ対策課 < d6",
                "d8 ごみ対策課管理係 < d7"
            ]
        );
    }

    #[test]
    fn codes_and_names_say_what_is_above() {
        let found = from_codes(&rows(&[
            "０１|総務部||",
            "0101|財政課|01|財政、財政担当",
            "0102|契約課|総務部|",
        ]));
        let found = found.expect("a list");
        assert_eq!(
            told(&found),
            ["d1 総務部 < -", "d2 財政課 < d1", "d3 契約課 < d1"]
        );
        assert_eq!(found[1].aliases, ["財政", "財政担当"]);
        let wrong = from_codes(&rows(&[
            "1|総務部||",
            "1|環境部||",
            "2|財政課|9|",
            "3|一課|4|",
            "4|二課|3|",
        ]));
        let lines: Vec<u32> = wrong
            .expect_err("four rows")
            .into_iter()
            .map(|(line, _)| line)
            .collect();
        assert_eq!(lines, [3, 4, 5, 6]);
    }
}
