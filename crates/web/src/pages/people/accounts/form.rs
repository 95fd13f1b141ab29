//! The form of an account: what was typed, what it says, and what does not fit.

use askama::Template;
use gyokaku_core::account::{Account, Grant, LONGEST_NAME, login_name};
use gyokaku_core::department::Department;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_office::mail::Address;
use gyokaku_store::StoredAccount;
use time::Date;

use super::roles::{DepartmentBoxes, Held, RoleBox, chosen, department_boxes, held, offered, role_boxes};
use super::terms::Terms;
use crate::form::{FieldErrors, FormData};
use crate::show::page::Page;

/// What was typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) mail: String,
    pub(crate) enabled: bool,
    /// The revision that the person saw.
    pub(crate) revision: i64,
    /// The days of the roles.
    pub(crate) terms: Terms,
    pub(crate) account: Account,
}

impl Typed {
    /// An empty form.
    pub(crate) fn empty() -> Self {
        Self {
            enabled: true,
            ..Self::default()
        }
    }

    /// The form as an account fills it.
    pub(crate) fn of_stored(stored: &StoredAccount) -> Self {
        let account = stored.account.clone();
        Self {
            login: account.login.clone(),
            name: account.name.clone(),
            mail: account.mail.clone().unwrap_or_default(),
            enabled: account.enabled,
            revision: stored.revision,
            terms: Terms::of_grants(&account.grants),
            account,
        }
    }

    /// The form as it was sent.
    pub(crate) fn of_fields(form: &FormData) -> Self {
        let (name, mail) = (form.line("name"), form.line("mail"));
        let enabled = form.has("enabled");
        let terms = Terms::of_form(form);
        Self {
            account: Account {
                name: name.clone(),
                mail: Some(mail.clone()).filter(|m| !m.is_empty()),
                grants: chosen(form, &terms),
                enabled,
                ..Account::default()
            },
            login: form.line("login"),
            name,
            mail,
            enabled,
            revision: form.number("revision").unwrap_or_default(),
            terms,
        }
    }

    /// What does not fit, field by field; `held` are the roles that the account had.
    pub(crate) fn wrong(&self, held: &[Grant]) -> FieldErrors {
        let mut wrong = FieldErrors::default();
        let mut say = |field: &str, words: &str| wrong.add(field, words);
        if login_name(&self.login).is_none() {
            say(
                "login",
                "ログイン名は、半角の英小文字・数字・記号（. _ - @）で2〜40文字にしてください。",
            );
        }
        match self.name.chars().count() {
            0 => say("name", "名前を入力してください（例：財政課 担当）。"),
            n if n > LONGEST_NAME => say("name", "名前は60文字以内にしてください。"),
            _ => {}
        }
        if !self.mail.is_empty()
            && let Err(why) = Address::parse(&self.mail)
        {
            say("mail", &format!("{why}使わないときは空欄にしてください。"));
        }
        if self.account.grants.is_empty() {
            say("roles", "役割を1つ以上選んでください。");
        }
        self.terms.wrong(&self.account.grants, held, &mut wrong);
        wrong
    }
}

/// The page with the form of a new or a known account.
#[derive(Template)]
#[template(path = "pages/people/accounts/form.html")]
pub(crate) struct FormPage {
    pub(crate) page: Page,
    pub(crate) address: String,
    /// The account that is changed; none for a new one.
    pub(crate) stored: Option<StoredAccount>,
    /// Whether it is the account of whoever looks.
    pub(crate) own: bool,
    /// Until when the account is locked, in words, where it is.
    pub(crate) locked: Option<String>,
    /// Until when its first password can be used, in words, where it has one.
    pub(crate) first: Option<String>,
    pub(crate) typed: Typed,
    pub(crate) wrong: FieldErrors,
    /// What is stored now, where somebody else changed it in between.
    pub(crate) theirs: Option<Vec<(&'static str, String)>>,
    pub(crate) roles: Vec<RoleBox>,
    pub(crate) departments: Vec<DepartmentBoxes>,
}

impl FormPage {
    /// The page of a form.
    pub(crate) fn of(
        page: Page,
        address: String,
        typed: Typed,
        departments: Vec<Department>,
        year: Option<FiscalYear>,
    ) -> Self {
        let departments = offered(departments, &typed.account.grants, year);
        Self {
            page,
            address,
            stored: None,
            own: false,
            locked: None,
            first: None,
            roles: role_boxes(&typed.account.grants, &typed.terms),
            departments: department_boxes(&typed.account.grants, &typed.terms, &departments),
            wrong: FieldErrors::default(),
            theirs: None,
            typed,
        }
    }

    fn is_new(&self) -> bool {
        self.stored.is_none()
    }
}

/// An account in words, to be set beside what was typed.
pub(crate) fn told(
    account: &Account,
    departments: &[Department],
    today: Date,
) -> Vec<(&'static str, String)> {
    let roles: Vec<String> = held(&account.grants, departments, today)
        .into_iter()
        .map(|Held { label, of }| of.map_or(label.clone(), |of| format!("{label}（{of}）")))
        .collect();
    vec![
        ("名前", account.name.clone()),
        (
            "メールアドレス",
            account.mail.clone().unwrap_or_else(|| "登録なし".into()),
        ),
        ("役割", roles.join("、")),
        (
            "サインイン",
            if account.enabled {
                "認める"
            } else {
                "認めない"
            }
            .into(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_said_at_its_field() {
        let fields = |pairs: &[(&str, &str)]| -> Vec<String> {
            let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
            let wrong = Typed::of_fields(&pairs.collect()).wrong(&[]);
            wrong.iter().map(|(field, _)| field.clone()).collect()
        };
        assert_eq!(fields(&[]), ["login", "name", "roles"]);
        let good = [("login", "Zaisei"), ("name", "財政課 担当"), ("role", "reader")];
        assert!(fields(&good).is_empty());
        for mail in [
            "zaisei",
            "a@b",
            "a b@c.jp",
            "a@b@c.jp",
            "<a@b.jp>",
            "財政@b.jp",
            "a@.jp",
        ] {
            let mut with = good.to_vec();
            with.push(("mail", mail));
            assert_eq!(fields(&with), ["mail"], "{mail}");
        }
        let mut with = good.to_vec();
        with.push(("until.head.d1", "2027-03-31"));
        assert_eq!(
            fields(&with),
            ["until.head.d1"],
            "days without a tick are not lost"
        );
        let mut with = good.to_vec();
        with.push(("mail", " zaisei@city.example.jp "));
        assert!(fields(&with).is_empty());
    }
}
