//! What events are made of: names, settings and values from what to what. Not here: the events.

use crate::account::Account;
use crate::fiscal_year::FiscalYear;
use crate::round::approval::Approval;
use crate::round::field::Question;
use crate::round::own::OwnQuestion;
use crate::round::{Deadlines, Key, Round, RoundState};

/// From what to what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change<T> {
    /// Before.
    pub old: T,
    /// Now.
    pub new: T,
}

/// An answer by its item and its department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerName {
    /// The identity of the item.
    pub item: String,
    /// The identity of the department.
    pub department: String,
}

/// What was done with an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttachmentDeed {
    /// It was added.
    Added,
    /// It was removed.
    Removed,
    /// It was removed because the time for which it is kept is over.
    Expired,
    /// Somebody took away what is not public.
    Received,
    /// It was marked for the public, or no more.
    Marked,
}

impl AttachmentDeed {
    /// Everything that is done with attachments.
    pub const ALL: [AttachmentDeed; 5] = [
        AttachmentDeed::Added,
        AttachmentDeed::Removed,
        AttachmentDeed::Expired,
        AttachmentDeed::Received,
        AttachmentDeed::Marked,
    ];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            AttachmentDeed::Added => "attachment.add",
            AttachmentDeed::Removed => "attachment.remove",
            AttachmentDeed::Expired => "attachment.expire",
            AttachmentDeed::Received => "attachment.receive",
            AttachmentDeed::Marked => "attachment.mark",
        }
    }

    /// What was done, as the screen says it.
    pub const fn label(self) -> &'static str {
        match self {
            AttachmentDeed::Added => "添付ファイルの追加",
            AttachmentDeed::Removed => "添付ファイルの削除",
            AttachmentDeed::Expired => "保存期間を過ぎた添付ファイルの削除",
            AttachmentDeed::Received => "公開していない添付ファイルの受取り",
            AttachmentDeed::Marked => "添付ファイルの公開の別の変更",
        }
    }
}

/// What happened to a second factor (二要素認証); its secret and its codes are never told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactorDeed {
    /// It was set up, or set up anew.
    SetUp,
    /// New recovery codes took the place of the old ones.
    CodesMade,
    /// It was taken away.
    Ended,
    /// A recovery code was used up at a sign-in.
    CodeUsed,
    /// The password was right and the code was not.
    CodeRefused,
}

impl FactorDeed {
    /// Everything that happens to second factors.
    pub const ALL: [FactorDeed; 5] = [
        FactorDeed::SetUp,
        FactorDeed::CodesMade,
        FactorDeed::Ended,
        FactorDeed::CodeUsed,
        FactorDeed::CodeRefused,
    ];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            FactorDeed::SetUp => "account.factor",
            FactorDeed::CodesMade => "account.factor_codes",
            FactorDeed::Ended => "account.factor_end",
            FactorDeed::CodeUsed => "session.recovery",
            FactorDeed::CodeRefused => "session.code_refused",
        }
    }

    /// What happened, as the screen says it.
    pub const fn label(self) -> &'static str {
        match self {
            FactorDeed::SetUp => "二要素認証の設定",
            FactorDeed::CodesMade => "回復コードの作り直し",
            FactorDeed::Ended => "二要素認証の解除",
            FactorDeed::CodeUsed => "回復コードによるサインイン",
            FactorDeed::CodeRefused => "確認コードの不一致",
        }
    }

    /// The deed of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.word() == word)
    }
}

/// What an account is apart from its roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The name with which the person signs in.
    pub login: String,
    /// The name as shown.
    pub name: String,
    /// Where reminders go.
    pub mail: Option<String>,
    /// Whether the account may sign in at all.
    pub enabled: bool,
}

impl From<&Account> for Profile {
    fn from(account: &Account) -> Self {
        Self {
            login: account.login.clone(),
            name: account.name.clone(),
            mail: account.mail.clone(),
            enabled: account.enabled,
        }
    }
}

/// What the office decides about a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// As shown.
    pub title: String,
    /// What is asked.
    pub questions: Vec<Question>,
    /// The questions of the office's own.
    pub own: Vec<OwnQuestion>,
    /// Who approves, by when.
    pub approvals: Vec<Approval>,
    /// From how many percent on a figure has left its plan.
    pub tolerance: i64,
    /// By when.
    pub due: Deadlines,
    /// Whether it takes answers.
    pub state: RoundState,
    /// Why it is locked.
    pub reason: Option<String>,
}

impl From<&Round> for Settings {
    fn from(round: &Round) -> Self {
        Self {
            title: round.title.clone(),
            questions: round.questions.clone(),
            own: round.own.clone(),
            approvals: round.approvals.clone(),
            tolerance: round.tolerance,
            due: round.due,
            state: round.state,
            reason: round.reason.clone(),
        }
    }
}

/// How many rows of a table of a plan were written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowCounts {
    /// The name of the table.
    pub table: String,
    /// Rows that are new.
    pub added: u64,
    /// Rows that are different.
    pub changed: u64,
    /// Rows that are gone.
    pub removed: u64,
}

/// A document that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentName {
    /// The file's name.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Who is in charge of an item from a year on, where the office decided it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeChange {
    /// The item.
    pub item: String,
    /// The label as printed.
    pub label: String,
    /// The first fiscal year for which it holds.
    pub from: FiscalYear,
    /// The identities of the departments; an empty list where nobody is asked, none where nothing is decided.
    pub departments: Change<Option<Vec<String>>>,
}

/// A grade with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonedGrade {
    /// The label of the grade.
    pub grade: String,
    /// Why.
    pub reason: String,
}

/// A reminder that was queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedReminder {
    /// Its identity.
    pub id: String,
    /// The address.
    pub mail: String,
    /// The departments whose answers it is about.
    pub departments: Vec<String>,
}

/// What somebody took away as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Export {
    /// A published table.
    Table {
        /// The name of the table.
        table: String,
        /// The name in the address.
        name: String,
        /// The title of the table.
        title: String,
        /// The ending of the file.
        format: String,
        /// How many rows.
        rows: u64,
    },
    /// The journal.
    Journal {
        /// The ending of the file.
        format: String,
        /// How many rows.
        rows: u64,
    },
    /// The texts of reminders.
    Reminders {
        /// The round.
        round: Key,
        /// How many mails.
        mails: u64,
    },
    /// Answer workbooks.
    Answers {
        /// The round.
        round: Key,
        /// The identities of the departments whose answers they are.
        departments: Vec<String>,
        /// The ending of the file.
        format: String,
    },
}
