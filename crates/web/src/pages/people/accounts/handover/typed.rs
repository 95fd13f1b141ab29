//! The form of a hand-over: what was typed, and whom it names.

use std::collections::BTreeMap;

use gyokaku_core::account::handover::{Extent, MOST_PAIRS, Pair};
use gyokaku_core::account::{Account, login_name};
use gyokaku_core::fiscal_year::day_as_typed;
use gyokaku_core::round::day_key;
use gyokaku_core::text::fold;
use time::{Date, Month};

use crate::form::{FieldErrors, FormData};

/// How many rows are offered at first, and how many free ones there are at least.
const ROWS: usize = 8;
const FREE: usize = 3;

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) day: String,
    /// Whether roles of the whole body are handed over as well.
    pub(super) whole: bool,
    /// Predecessor and successor, row by row.
    pub(super) rows: Vec<(String, String)>,
}

/// What it says, where it says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) day: Date,
    pub(super) extent: Extent,
    pub(super) pairs: Vec<Pair>,
    /// The row of the form that each pair stands in.
    pub(super) places: Vec<usize>,
}

/// The day on which people next change posts: the first of April around the turn of the fiscal year, else the first
/// day of the next month.
pub(super) fn next_day(today: Date) -> Date {
    let (year, month) = match today.month() {
        Month::February | Month::March | Month::April => (today.year(), Month::April),
        Month::December => (today.year() + 1, Month::January),
        month => (today.year(), month.next()),
    };
    Date::from_calendar_date(year, month, 1).unwrap_or(today)
}

impl Typed {
    /// The form as it is first shown.
    pub(super) fn fresh(from: &str, today: Date) -> Self {
        Self {
            day: day_key(next_day(today)),
            whole: false,
            rows: vec![(from.chars().take(60).collect(), String::new())],
        }
    }

    /// The form as it was sent: `from.N` and `to.N`, and lines that were pasted.
    pub(super) fn of_form(form: &FormData) -> Self {
        let mut rows: BTreeMap<usize, (String, String)> = BTreeMap::new();
        for (side, name) in [(0, "from."), (1, "to.")] {
            for (number, _) in form.named(name) {
                let Some(place) = number.parse().ok().filter(|place| *place < MOST_PAIRS) else {
                    continue;
                };
                let row: &mut (String, String) = rows.entry(place).or_default();
                let text = form.line(&format!("{name}{number}"));
                match side {
                    0 => row.0 = text,
                    _ => row.1 = text,
                }
            }
        }
        let mut rows: Vec<(String, String)> = rows.into_values().collect();
        rows.retain(|(from, to)| !from.is_empty() || !to.is_empty());
        rows.extend(pasted(&form.lines("pasted")));
        rows.truncate(MOST_PAIRS);
        Self {
            day: form.line("day"),
            whole: form.has("whole"),
            rows,
        }
    }

    /// The rows of the form, with free ones below.
    pub(super) fn offered(&self) -> Vec<(String, String)> {
        let mut rows = self.rows.clone();
        let all = (rows.len() + FREE).clamp(ROWS, MOST_PAIRS);
        rows.resize(all.max(rows.len()), (String::new(), String::new()));
        rows
    }

    /// What the form says of these accounts.
    ///
    /// # Errors
    /// What is wrong, field by field.
    pub(super) fn said(&self, accounts: &[&Account]) -> Result<Said, FieldErrors> {
        let mut wrong = FieldErrors::default();
        let day = day_as_typed(&self.day);
        if day.is_none() {
            wrong.add("day", "引き継ぐ日を入力してください（例：2026-04-01）。");
        }
        let (mut pairs, mut places) = (Vec::new(), Vec::new());
        for (place, (from, to)) in self.rows.iter().enumerate() {
            let mut one = |side: &str, called: &str, text: &str| {
                let found = named(accounts, text);
                if let Err(why) = &found {
                    let row = place + 1;
                    wrong.add(format!("{side}.{place}"), format!("{row}組目の{called}：{why}"));
                }
                found.ok()
            };
            let (from, to) = (one("from", "前任者", from), one("to", "後任者", to));
            if let (Some(from), Some(to)) = (from, to) {
                pairs.push(Pair { from, to });
                places.push(place);
            }
        }
        if self.rows.is_empty() {
            wrong.add("from.0", "前任者と後任者を、1組以上入力してください。");
        }
        match day.filter(|_| wrong.is_empty()) {
            Some(day) => Ok(Said {
                day,
                extent: match self.whole {
                    true => Extent::All,
                    false => Extent::Departments,
                },
                pairs,
                places,
            }),
            None => Err(wrong),
        }
    }
}

/// The pairs of lines that were pasted: two cells beside each other, or two words.
fn pasted(text: &str) -> Vec<(String, String)> {
    let pair = |line: &str| {
        let separator = ['\t', ',', '、', '→'].into_iter().find(|c| line.contains(*c));
        let (from, to) = match separator {
            Some(separator) => line.split_once(separator)?,
            None => line.trim().split_once(char::is_whitespace).unwrap_or((line, "")),
        };
        let (from, to) = (from.trim().to_owned(), to.trim().to_owned());
        (!from.is_empty() || !to.is_empty()).then_some((from, to))
    };
    text.lines().filter_map(pair).take(MOST_PAIRS).collect()
}

/// The identity of the account that a text names: by its login name, else by its name.
fn named(accounts: &[&Account], text: &str) -> Result<String, &'static str> {
    if text.is_empty() {
        return Err("入力してください。");
    }
    let by_login = login_name(text).and_then(|login| accounts.iter().find(|one| one.login == login));
    if let Some(one) = by_login {
        return Ok(one.id.clone());
    }
    let folded = fold(text);
    let mut called = accounts.iter().filter(|one| fold(&one.name) == folded);
    match (called.next(), called.next()) {
        (Some(one), None) => Ok(one.id.clone()),
        (Some(_), Some(_)) => Err("同じ名前の利用者が何人かいます。ログイン名で入力してください。"),
        (None, _) => Err("利用者が見つかりません。ログイン名を確かめてください。"),
    }
}

#[cfg(test)]
mod tests {
    use gyokaku_core::round::day;

    use super::*;

    fn account(id: &str, login: &str, name: &str) -> Account {
        Account {
            id: id.into(),
            login: login.into(),
            name: name.into(),
            enabled: true,
            ..Account::default()
        }
    }

    #[test]
    fn rows_and_pasted_lines_name_accounts() {
        let form: FormData = [
            ("day", "令和8年4月1日"),
            ("from.10", "hana"),
            ("to.10", "山田 次郎"),
            ("from.2", " TARO "),
            ("to.2", "hana"),
            ("from.3", ""),
            ("to.3", ""),
            ("pasted", "jiro\tだれか\r\n\r\n同名 taro"),
        ]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .into_iter()
        .collect();
        let typed = Typed::of_form(&form);
        assert_eq!(typed.rows.len(), 4);
        assert_eq!(typed.rows[2], ("jiro".to_owned(), "だれか".to_owned()));
        assert_eq!(typed.offered().len(), ROWS);
        let accounts = [
            account("1", "taro", "財政 太郎"),
            account("2", "hana", "財政 花子"),
            account("3", "jiro", "山田 次郎"),
            account("4", "x1", "同名"),
            account("5", "x2", "同名"),
        ];
        let accounts: Vec<&Account> = accounts.iter().collect();
        let wrong = typed.said(&accounts).expect_err("two are nobody");
        assert!(wrong.at("to.2").is_some_and(|why| why.contains("見つかりません")));
        assert!(wrong.at("from.3").is_some_and(|why| why.contains("何人か")));
        let typed = Typed {
            rows: typed.rows[..2].to_vec(),
            ..typed
        };
        let said = typed.said(&accounts).expect("two pairs");
        let pair = |from: &str, to: &str| Pair {
            from: from.into(),
            to: to.into(),
        };
        assert_eq!(said.pairs, [pair("1", "2"), pair("2", "3")]);
        assert_eq!(
            (Some(said.day), said.extent),
            (day("2026-04-01"), Extent::Departments)
        );
        let nothing = Typed::default().said(&accounts).expect_err("nothing");
        assert!(nothing.at("day").is_some() && nothing.at("from.0").is_some());
    }

    #[test]
    fn the_day_offered_is_the_one_on_which_people_move() {
        for (today, next) in [
            ("2026-02-10", "2026-04-01"),
            ("2026-03-31", "2026-04-01"),
            ("2026-04-20", "2026-04-01"),
            ("2026-06-10", "2026-07-01"),
            ("2026-12-10", "2027-01-01"),
        ] {
            assert_eq!(Some(next_day(day(today).expect("a day"))), day(next), "{today}");
        }
    }
}
