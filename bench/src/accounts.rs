//! A list of 5,000 accounts as a CSV file, half of them known and changed: read and compared with what is there, beside
//! writing the same file.
//!
//! Not here: hashing the first passwords, which is as slow as it is meant to be, and storing.

use gyokaku_core::account::roster::{Field, Known, MOST_ROWS, Row, compare as compared, table};
use gyokaku_core::account::{Account, Grant, Role};
use gyokaku_core::department::{Department, Directory};
use gyokaku_core::round::day;
use gyokaku_exchange::listing::{Wanted, read};
use gyokaku_exchange::write::csv;

use crate::harness::{Line, compare};

const ACCOUNTS: usize = 5_000;
const DEPARTMENTS: usize = 80;
const ROUNDS: usize = 9;

fn account(n: usize, name: &str) -> Account {
    Account {
        id: format!("a{n}"),
        login: format!("user{n}"),
        name: format!("{name}{n}"),
        mail: Some(format!("user{n}@city.example.jp")),
        grants: vec![Grant {
            role: Role::Staff,
            department: Some(format!("d{}", n % DEPARTMENTS)),
            deputy: n.is_multiple_of(3),
            term: Default::default(),
        }],
        must_change: false,
        enabled: true,
    }
}

fn department(n: usize) -> Department {
    Department {
        id: format!("d{n}"),
        name: format!("第{n}課"),
        parent: None,
        aliases: Vec::new(),
        from: None,
        until: None,
        successors: Vec::new(),
    }
}

/// The rows of a file.
fn rows(file: &[u8]) -> Result<Vec<Row>, String> {
    let wanted = Field::ALL.map(|field| Wanted {
        heads: field.heads(),
        is_needed: matches!(field, Field::Login | Field::Name | Field::Role),
    });
    let listed = read(file, &wanted, MOST_ROWS).map_err(|error| error.to_string())?;
    let row = |listed: gyokaku_exchange::listing::ListedRow| {
        let mut row = Row {
            line: listed.line,
            ..Row::default()
        };
        for (cell, text) in row.cells.iter_mut().zip(listed.cells) {
            *cell = text;
        }
        row
    };
    Ok(listed.into_iter().map(row).collect())
}

pub(crate) fn run() -> Result<Vec<Line>, String> {
    let today = day("2026-04-01").ok_or("a day")?;
    let directory = Directory {
        departments: (0..DEPARTMENTS).map(department).collect(),
    };
    let wanted: Vec<Account> = (0..ACCOUNTS).map(|n| account(n, "職員")).collect();
    let known: Vec<Account> = (0..ACCOUNTS / 2).map(|n| account(n, "旧姓")).collect();
    let list = table(&wanted, &directory, today);
    let file = csv::utf8(&list);
    let no_fault = |_: &str| None;
    let look = || {
        let rows = rows(&file)?;
        let outcome = compared(
            &rows,
            Known {
                accounts: &known,
                directory: &directory,
                today,
                own: "nobody",
                mail: &no_fault,
                stops: false,
            },
        );
        Ok::<_, String>((outcome.added.len(), outcome.changed.len(), outcome.faults.len()))
    };
    let found = look()?;
    let half = ACCOUNTS / 2;
    if found != (half, ACCOUNTS - half, 0) {
        return Err(format!("not as expected: {found:?}"));
    }
    let line = compare(ROUNDS, look, "writing it", || csv::utf8(&list).len());
    Ok(vec![line.with(format!(
        "{ACCOUNTS} accounts, {} bytes, {} added and {} changed",
        file.len(),
        found.0,
        found.1
    ))])
}
