//! Reminders (提出のお願い): who is written to about what is still open, and what is written.
//!
//! One mail a person, however many items are open; the same text serves to be copied where there is
//! no mail server. Nothing of this can fail: what is missing is said in the text or listed.
//! Not here: which answers are open (`round`), the queue (`gyokaku-store`), the sending (`gyokaku-web`).

pub mod notice;
mod round;
#[cfg(test)]
mod tests;
mod text;

use time::Date;

pub use round::{approvers, department_with, holders, open_departments, open_item};
pub use text::{Occasion, Text, reminder_text};

/// What the screen says of a department for which nobody can be written to.
pub const NO_RECIPIENT: &str = "宛先がありません";

/// What became of a reminder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReminderState {
    /// Waits, or is being sent.
    Waiting,
    /// The mail server has it.
    Sent,
    /// The mail server did not take it.
    Failed,
    /// The answers came in before it was sent.
    Needless,
}

impl ReminderState {
    /// Every state.
    pub const ALL: [ReminderState; 4] = [
        ReminderState::Waiting,
        ReminderState::Sent,
        ReminderState::Failed,
        ReminderState::Needless,
    ];

    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            ReminderState::Waiting => "waiting",
            ReminderState::Sent => "sent",
            ReminderState::Failed => "failed",
            ReminderState::Needless => "needless",
        }
    }
}

/// An answer that is not in yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// The printed number: No.12, 1-①; empty where there is none.
    pub number: String,
    /// 取組項目
    pub title: String,
    /// The state as the screen calls it: 未着手, 入力中, 差戻し.
    pub state: String,
    /// The day until which the office takes this answer late; none where the round's day holds.
    pub late_until: Option<Date>,
}

/// Somebody who holds a role for a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The identity of the account.
    pub id: String,
    /// The name as shown: 財政課 担当.
    pub name: String,
    /// The address; none or blank where there is none.
    pub mail: Option<String>,
    /// Whether the account may sign in.
    pub enabled: bool,
}

impl Person {
    /// The address, where the person can answer and be written to.
    fn address(&self) -> Option<&str> {
        let mail = self.mail.as_deref()?.trim();
        (self.enabled && !mail.is_empty()).then_some(mail)
    }
}

/// A department, who holds which role for it, and what it has not handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// Identity.
    pub id: String,
    /// The name: 財政課.
    pub name: String,
    /// 担当者 who are no deputies.
    pub staff: Vec<Person>,
    /// 副担当者
    pub deputies: Vec<Person>,
    /// 所属長
    pub heads: Vec<Person>,
    /// What is open, in the order of the plan.
    pub open: Vec<OpenItem>,
}

/// On what ground somebody is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// 担当者
    Staff,
    /// 副担当者: no 担当者 can be written to.
    Deputy,
    /// 所属長: no 副担当者 can be written to either.
    Head,
}

/// What one department has open, for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The identity of the department.
    pub id: String,
    /// Its name.
    pub department: String,
    /// Why this person is written to.
    pub standing: Standing,
    /// What is open; never empty.
    pub open: Vec<OpenItem>,
}

/// One mail to one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The identities of the accounts that share the address, as a department's common mailbox does.
    pub accounts: Vec<String>,
    /// Their names as shown.
    pub names: Vec<String>,
    /// The address, as the first of the accounts writes it.
    pub mail: String,
    /// What is open, by department; never empty.
    pub shares: Vec<Share>,
}

/// A department for which nobody can be written to: 「宛先がありません」.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unaddressed {
    /// The identity of the department.
    pub id: String,
    /// Its name.
    pub department: String,
    /// How many items are open.
    pub open: usize,
}

/// Who is written to, and for whom nobody is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recipients {
    /// One mail each, in the order of the departments.
    pub mails: Vec<Recipient>,
    /// In the order of the departments.
    pub unaddressed: Vec<Unaddressed>,
}

/// Who is written to about what.
///
/// Of a department with open items: every 担当者 who is no deputy, is enabled and has an address; where
/// there is none, the 副担当者; where there is none either, the 所属長. An address gets one mail with
/// all its departments. A department without open items is not spoken of.
pub fn recipients(departments: &[Department]) -> Recipients {
    let mut found = Recipients::default();
    for department in departments.iter().filter(|d| !d.open.is_empty()) {
        let Some((standing, people)) = addressees(department) else {
            found.unaddressed.push(Unaddressed {
                id: department.id.clone(),
                department: department.name.clone(),
                open: department.open.len(),
            });
            continue;
        };
        for (person, mail) in people {
            let recipient = recipient(&mut found.mails, mail);
            if !recipient.accounts.contains(&person.id) {
                recipient.accounts.push(person.id.clone());
                recipient.names.push(person.name.clone());
            }
            if recipient.shares.iter().all(|share| share.id != department.id) {
                recipient.shares.push(Share {
                    id: department.id.clone(),
                    department: department.name.clone(),
                    standing,
                    open: department.open.clone(),
                });
            }
        }
    }
    found
}

/// The first of the three ranks in which anybody can be written to.
fn addressees(department: &Department) -> Option<(Standing, Vec<(&Person, &str)>)> {
    [
        (Standing::Staff, &department.staff),
        (Standing::Deputy, &department.deputies),
        (Standing::Head, &department.heads),
    ]
    .into_iter()
    .map(|(standing, people)| {
        let reachable = people.iter().filter_map(|p| Some((p, p.address()?))).collect();
        (standing, reachable)
    })
    .find(|(_, people): &(Standing, Vec<_>)| !people.is_empty())
}

/// The mail to an address; a new one where there is none yet. Mail servers take capitals for small letters.
fn recipient<'a>(mails: &'a mut Vec<Recipient>, address: &str) -> &'a mut Recipient {
    let place = mails
        .iter()
        .position(|known| known.mail.eq_ignore_ascii_case(address))
        .unwrap_or(mails.len());
    if place == mails.len() {
        mails.push(Recipient {
            accounts: Vec::new(),
            names: Vec::new(),
            mail: address.to_owned(),
            shares: Vec::new(),
        });
    }
    &mut mails[place]
}
