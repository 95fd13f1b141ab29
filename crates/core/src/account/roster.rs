//! The list of accounts (利用者の一覧) as an office keeps it in a spreadsheet: a row for each role held, and what taking
//! such a list in would do.
//!
//! A list says of each account in it the whole: a role that has no row is taken away. An account that is not in it
//! stays as it is, unless it is wished that who is not there may sign in no longer. Nothing is taken in part: one fault
//! and the list is not taken.
//! Not here: files (`gyokaku_exchange::listing`), passwords, storing.

mod cells;
mod names;

use std::collections::{BTreeMap, HashMap};

use time::Date;

use self::names::Names;
use super::{Account, Grant, LONGEST_NAME, Role, is_administered, login_name};
use crate::department::Directory;
use crate::round::day_key;
use crate::table::{Cell, Column, Row as TableRow, Table};

/// How many accounts one list may name.
pub const MOST_ACCOUNTS: usize = 5_000;

/// How many rows one list may have.
pub const MOST_ROWS: usize = 20_000;

/// How many faults are told; whoever has more begins with these.
const MOST_FAULTS: usize = 500;

/// A column of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// ログイン名
    Login,
    /// 名前
    Name,
    /// メールアドレス
    Mail,
    /// 役割
    Role,
    /// 所属
    Department,
    /// 副担当
    Deputy,
    /// 開始日
    From,
    /// 終了日
    Until,
    /// サインイン
    SignIn,
}

impl Field {
    /// Every column, in the order of the file.
    pub const ALL: [Field; 9] = [
        Field::Login,
        Field::Name,
        Field::Mail,
        Field::Role,
        Field::Department,
        Field::Deputy,
        Field::From,
        Field::Until,
        Field::SignIn,
    ];

    /// The key in a table.
    const fn key(self) -> &'static str {
        match self {
            Field::Login => "login",
            Field::Name => "name",
            Field::Mail => "mail",
            Field::Role => "role",
            Field::Department => "department",
            Field::Deputy => "deputy",
            Field::From => "from",
            Field::Until => "until",
            Field::SignIn => "sign_in",
        }
    }

    /// The head in the file.
    pub const fn label(self) -> &'static str {
        match self {
            Field::Login => "ログイン名",
            Field::Name => "名前",
            Field::Mail => "メールアドレス",
            Field::Role => "役割",
            Field::Department => "所属",
            Field::Deputy => "副担当",
            Field::From => "開始日",
            Field::Until => "終了日",
            Field::SignIn => "サインイン",
        }
    }

    /// The heads by which the column is known.
    pub const fn heads(self) -> &'static [&'static str] {
        match self {
            Field::Login => &["ログイン名", "ログインID", "ID"],
            Field::Name => &["名前", "氏名"],
            Field::Mail => &["メールアドレス", "メール"],
            Field::Role => &["役割"],
            Field::Department => &["所属", "課", "部署"],
            Field::Deputy => &["副担当", "副担当者"],
            Field::From => &["開始日", "始期"],
            Field::Until => &["終了日", "終期"],
            Field::SignIn => &["サインイン"],
        }
    }
}

/// A row of a list as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its number in the file, from 1.
    pub line: u32,
    /// What stands in the columns, in the order of [`Field::ALL`]; empty where a column is not in the file.
    pub cells: [String; 9],
    /// The columns that the file does not have: nothing is said there, and what is stored stays.
    pub absent: Vec<Field>,
}

impl Row {
    fn says_nothing_of(&self, field: Field) -> bool {
        self.absent.contains(&field)
    }

    fn cell(&self, field: Field) -> &str {
        let place = Field::ALL.iter().position(|known| *known == field);
        place
            .and_then(|at| self.cells.get(at))
            .map_or("", |text| text.trim())
    }
}

/// What is wrong with a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row, from 1; none for the list as a whole.
    pub line: Option<u32>,
    /// The column.
    pub field: Option<Field>,
    /// What stands there.
    pub found: String,
    /// Why it is not taken, and what to do, in whole sentences.
    pub why: String,
}

/// An account before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// As it is.
    pub old: Account,
    /// As it will be.
    pub new: Account,
}

/// What taking a list in would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Accounts that are new; their identities are still to be given.
    pub added: Vec<Account>,
    /// Accounts that the list changes.
    pub changed: Vec<Changed>,
    /// Accounts that are not in the list and may sign in no longer, where that is wished.
    pub stopped: Vec<Changed>,
    /// How many accounts the list says the same of.
    pub same: usize,
    /// How many accounts that may sign in are not in the list.
    pub absent: usize,
    /// What is wrong; with a fault nothing is taken.
    pub faults: Vec<Fault>,
    /// How many faults there are beyond those.
    pub more_faults: usize,
}

/// What a list is compared with.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The accounts of the body.
    pub accounts: &'a [Account],
    /// Its departments.
    pub directory: &'a Directory,
    /// Today.
    pub today: Date,
    /// The account of whoever takes the list in: nobody shuts themselves out.
    pub own: &'a str,
    /// Why an address is none to which mail goes, in words.
    pub mail: &'a dyn Fn(&str) -> Option<String>,
    /// Whether who is not in the list may sign in no longer.
    pub stops: bool,
}

/// The accounts as a list: a row for each role held, one without a role for who holds none.
pub fn table(accounts: &[Account], directory: &Directory, today: Date) -> Table {
    let mut names = Names::of(directory, today);
    let mut row = |account: &Account, grant: Option<&Grant>| {
        let day = |day: Option<Date>| day.map(day_key).unwrap_or_default();
        let mut text = |field: Field| match field {
            Field::Login => account.login.clone(),
            Field::Name => account.name.clone(),
            Field::Mail => account.mail.clone().unwrap_or_default(),
            Field::Role => grant.map(|g| g.role.label().to_owned()).unwrap_or_default(),
            Field::Department => match grant {
                Some(Grant {
                    department: Some(id), ..
                }) => names.written(id),
                Some(grant) if grant.role.is_of_departments() => cells::EVERYWHERE.to_owned(),
                _ => String::new(),
            },
            Field::Deputy => grant
                .filter(|g| g.deputy)
                .map(|_| cells::YES.to_owned())
                .unwrap_or_default(),
            Field::From => day(grant.and_then(|g| g.term.from)),
            Field::Until => day(grant.and_then(|g| g.term.until)),
            Field::SignIn => cells::sign_in(account.enabled).to_owned(),
        };
        TableRow::entry(
            0,
            Field::ALL
                .into_iter()
                .map(|field| Cell::text(text(field)))
                .collect(),
        )
    };
    let rows = accounts
        .iter()
        .flat_map(|account| match account.grants.as_slice() {
            [] => vec![row(account, None)],
            grants => grants.iter().map(|grant| row(account, Some(grant))).collect(),
        });
    Table {
        name: "accounts",
        title: "利用者の一覧".to_owned(),
        columns: Field::ALL
            .into_iter()
            .map(|field| Column::text(field.key(), field.label()))
            .collect(),
        rows: rows.collect(),
        ..Table::default()
    }
}

/// The faults as they are found.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn at(&mut self, row: &Row, field: Field, why: impl Into<String>) {
        self.0.push(Fault {
            line: Some(row.line),
            field: Some(field),
            found: row.cell(field).to_owned(),
            why: why.into(),
        });
    }
}

/// What taking a list in would do.
pub fn compare(rows: &[Row], known: Known<'_>) -> Outcome {
    let (mut outcome, mut faults) = (Outcome::default(), Faults::default());
    let mut names = Names::of(known.directory, known.today);
    let by_login: HashMap<&str, &Account> = known
        .accounts
        .iter()
        .map(|one| (one.login.as_str(), one))
        .collect();
    // The accounts in the order in which the list names them, each with its rows.
    let mut named: Vec<(String, Vec<&Row>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in rows {
        match login_name(row.cell(Field::Login)) {
            Some(login) => match places.get(&login) {
                Some(place) => named[*place].1.push(row),
                None => {
                    places.insert(login.clone(), named.len());
                    named.push((login, vec![row]));
                }
            },
            None if row.cell(Field::Login).is_empty() => faults.at(
                row,
                Field::Login,
                "ログイン名がありません。だれの行かが分かるように、行ごとに入力してください。",
            ),
            None => faults.at(
                row,
                Field::Login,
                "ログイン名は、半角の英小文字・数字・記号（. _ - @）で2〜40文字にしてください。",
            ),
        }
    }
    if named.len() > MOST_ACCOUNTS {
        outcome.faults.push(Fault {
            line: None,
            field: None,
            found: String::new(),
            why: format!("一度に取り込める利用者は{MOST_ACCOUNTS}人までです。何回かに分けてお送りください。"),
        });
        return outcome;
    }
    // Where each account that loses something stands.
    let mut lines: BTreeMap<String, u32> = BTreeMap::new();
    for (login, own) in &named {
        let old = by_login.get(login.as_str()).copied();
        let Some(new) = cells::account(login, own, old, &known, &mut names, &mut faults) else {
            continue;
        };
        match old {
            None => outcome.added.push(new),
            Some(old) if *old == new => outcome.same += 1,
            Some(old) => {
                lines.extend(own.first().map(|row| (old.id.clone(), row.line)));
                outcome.changed.push(Changed {
                    old: old.clone(),
                    new,
                });
            }
        }
    }
    let absent = known
        .accounts
        .iter()
        .filter(|one| one.enabled && !places.contains_key(&one.login));
    let absent: Vec<&Account> = absent.filter(|one| one.id != known.own).collect();
    outcome.absent = absent.len();
    if known.stops {
        let stopped = |old: &Account| Changed {
            old: old.clone(),
            new: Account {
                enabled: false,
                ..old.clone()
            },
        };
        outcome.stopped = absent.into_iter().map(stopped).collect();
    }
    guard(&outcome, known, &lines, &mut faults);
    faults.0.sort_by_key(|fault| fault.line);
    outcome.more_faults = faults.0.len().saturating_sub(MOST_FAULTS);
    faults.0.truncate(MOST_FAULTS);
    outcome.faults = faults.0;
    outcome
}

/// Nobody shuts themselves out, and somebody administers the body on every day from today on.
fn guard(outcome: &Outcome, known: Known<'_>, lines: &BTreeMap<String, u32>, faults: &mut Faults) {
    let mut say = |account: &Account, field: Field, why: &str| {
        faults.0.push(Fault {
            line: lines.get(&account.id).copied(),
            field: Some(field),
            found: account.login.clone(),
            why: why.to_owned(),
        });
    };
    let changes = || outcome.changed.iter().chain(&outcome.stopped);
    let administers = |account: &Account| {
        account
            .holding(known.today)
            .any(|grant| grant.role == Role::Administrator)
    };
    let mut is_own_lost = false;
    for Changed { old, new } in changes().filter(|one| one.old.id == known.own) {
        if old.enabled && !new.enabled {
            is_own_lost = true;
            say(
                new,
                Field::SignIn,
                "ご自分のサインインは止められません。「認める」にしてください。",
            );
        }
        if administers(old) && !administers(new) {
            is_own_lost = true;
            say(
                new,
                Field::Role,
                "ご自分の管理者の役割は外せません。管理者の行を残してください。",
            );
        }
    }
    let by_id: HashMap<&str, &Account> = changes().map(|one| (one.new.id.as_str(), &one.new)).collect();
    let before: Vec<_> = known.accounts.iter().flat_map(Account::administering).collect();
    let kept = known
        .accounts
        .iter()
        .map(|one| by_id.get(one.id.as_str()).copied().unwrap_or(one));
    let after: Vec<_> = kept
        .chain(&outcome.added)
        .flat_map(Account::administering)
        .collect();
    if !is_own_lost && is_administered(&before, known.today) && !is_administered(&after, known.today) {
        let lost = changes().find(|one| !one.old.administering().eq(one.new.administering()));
        let why = "この一覧を取り込むと、管理者のいない日ができます。終了日のない管理者を、少なくとも1人残してください。";
        if let Some(Changed { new, .. }) = lost {
            say(new, Field::Role, why);
        }
    }
}

#[cfg(test)]
mod tests;
