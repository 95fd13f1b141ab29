//! What the journal (操作記録) tells of: one event for each thing that somebody can do.
//!
//! A new event is one variant here, its word and its label in [`Event::word`] and [`Event::label`], its
//! place in the stored shape (`gyokaku-store`) and its sentence on the screen (`gyokaku-web`); the compiler
//! names each of them. Not here: who did it and when, the chain of hashes, JSON.

mod parts;

use time::Date;

use crate::account::Grant;
use crate::account::deputation::Deputation;
use crate::attachment::{Attached, Owner};
use crate::department::Department;
use crate::editing::{Deed, ItemField};
use crate::finding::Handling;
use crate::licence::Licence;
use crate::progress::Evaluator;
use crate::reminder::ReminderState;
use crate::reminder::notice::MailKind;
use crate::round::answer::{State, Transition};
use crate::round::field::Field;
use crate::round::{Key, RoundState};

pub use parts::{
    AnswerName, AttachmentDeed, Change, ChargeChange, DocumentName, Export, FactorDeed, Profile,
    QueuedReminder, ReasonedGrade, RowCounts, Settings,
};

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A body was registered or renamed.
    BodyNamed {
        /// Its name.
        name: Change<Option<String>>,
    },
    /// A plan was stored.
    PlanStored {
        /// Its revision now.
        revision: i64,
        /// Whether its title or another of its own values is different.
        is_own_changed: bool,
        /// The tables with rows written.
        tables: Vec<RowCounts>,
        /// The document it came from.
        document: Option<DocumentName>,
    },
    /// Fields of an item were written by hand.
    ItemWritten {
        /// The identity of the item.
        item: String,
        /// Its title now.
        title: String,
        /// The fields that differ.
        values: Vec<(ItemField, Change<Option<String>>)>,
    },
    /// Something was done with a part of the register by hand.
    RegisterChanged {
        /// What.
        deed: Deed,
        /// The identity of the part; empty for the plan.
        element: String,
        /// What it is called.
        name: String,
        /// What was there and is there now, by label.
        details: Vec<(String, Change<Option<String>>)>,
    },
    /// It was noted how far a finding is dealt with.
    FindingHandled {
        /// What the finding says.
        message: String,
        /// How far.
        state: Change<Handling>,
        /// What was noted.
        note: String,
    },
    /// A plan was released as it stood.
    PlanReleased {
        /// The number of the release.
        release: i64,
        /// The revision of the plan.
        revision: i64,
        /// From which day on the public sees it.
        opens_on: Date,
        /// The numbers of the editions that go with it.
        editions: Vec<i64>,
        /// How many documents go with it.
        documents: u64,
        /// The keys of the fields that are withheld.
        withheld: Vec<String>,
        /// The keys of the fields that answer questions of the office's own and are shown.
        own: Vec<String>,
        /// Under which terms it may be used.
        licence: Licence,
        /// What was noted with it.
        note: String,
    },
    /// What was released was taken back.
    ReleaseWithdrawn {
        /// The numbers of the releases.
        releases: Vec<i64>,
        /// Why.
        reason: String,
    },
    /// The office put its own layout of an answer there; its content is never told.
    LayoutPut {
        /// The name of the file.
        name: String,
        /// How many bytes it has.
        size: i64,
        /// The digest of its content.
        sha256: String,
    },
    /// The office's own layout was removed.
    LayoutRemoved {
        /// The name of the file.
        name: String,
    },
    /// Somebody of the public sent something in to a consultation.
    SubmissionReceived {
        /// What the consultation is called.
        consultation: String,
    },
    /// It was said what became of submissions.
    SubmissionsSorted {
        /// What the consultation is called.
        consultation: String,
        /// How many.
        count: u64,
        /// The opinion that they are part of.
        opinion: Option<String>,
        /// Why they were set aside.
        set_aside: Option<String>,
    },
    /// Who sent in the submissions of a consultation was removed.
    SendersForgotten {
        /// What the consultation is called.
        consultation: String,
        /// How many senders.
        count: u64,
    },
    /// Something was done with an attachment; its content is never told.
    AttachmentHandled {
        /// What was done.
        deed: AttachmentDeed,
        /// What it hangs on.
        owner: Owner,
        /// What it is called.
        title: String,
        /// The file by its name and digest, or the link.
        attached: Attached,
        /// Whether it is marked for the public.
        is_public: bool,
    },
    /// Departments were changed.
    DepartmentsChanged {
        /// The revision of the directory now.
        revision: i64,
        /// The departments that differ.
        departments: Vec<Change<Option<Department>>>,
        /// How many roles went on to successors.
        roles_passed_on: u64,
    },
    /// It was decided who is in charge.
    ChargesChanged {
        /// The revision of the directory now.
        revision: i64,
        /// The charges that differ.
        charges: Vec<ChargeChange>,
    },
    /// An account was made or changed.
    AccountChanged {
        /// Its identity.
        account: String,
        /// What differs.
        profile: Change<Option<Profile>>,
    },
    /// A lock of sign-in was lifted before its time.
    AccountUnlocked {
        /// Its identity.
        account: String,
        /// Its login name.
        login: String,
        /// Until when it would have been locked, RFC 3339.
        locked_until: Option<String>,
    },
    /// The roles of an account were changed.
    GrantsChanged {
        /// Its identity.
        account: String,
        /// Its login name.
        login: String,
        /// The roles.
        grants: Change<Vec<Grant>>,
    },
    /// A password was set.
    PasswordChanged {
        /// The identity of the account.
        account: String,
        /// Its login name.
        login: String,
        /// Whether it is a first one, given by an administrator.
        is_first: bool,
        /// How many sessions ended with it.
        sessions_ended: u64,
    },
    /// Something happened to the second factor of an account.
    FactorHandled {
        /// The identity of the account.
        account: String,
        /// Its login name.
        login: String,
        /// What.
        deed: FactorDeed,
    },
    /// It was decided whether those who administer the body or run its office need a second factor.
    FactorDemanded {
        /// Whether they do.
        is_demanded: bool,
    },
    /// Somebody signed in.
    SessionOpened {
        /// The identity of the account.
        account: String,
    },
    /// A sign-in was refused.
    SessionRefused {
        /// The identity of the account; none where the login name is nobody's.
        account: Option<String>,
        /// Whether it counts towards a lock.
        is_counted: bool,
    },
    /// Sign-in was locked after too many refusals.
    SessionLocked {
        /// The identity of the account.
        account: Option<String>,
        /// Until when, RFC 3339.
        until: String,
    },
    /// Somebody signed out.
    SessionEnded {
        /// The identity of the account.
        account: String,
    },
    /// Somebody was signed out everywhere.
    SessionsEnded {
        /// The identity of the account.
        account: String,
        /// How many sessions.
        ended: u64,
    },
    /// A round was opened.
    RoundOpened {
        /// The round.
        round: Key,
        /// Its settings.
        settings: Settings,
        /// How many answers are to be given.
        answers: u64,
    },
    /// The settings of a round were changed, or it was locked or unlocked.
    RoundChanged {
        /// The round.
        round: Key,
        /// Its settings.
        settings: Change<Settings>,
    },
    /// A closed round was opened for corrections.
    RoundReopened {
        /// The round.
        round: Key,
        /// Why.
        reason: String,
    },
    /// A running round asks about more.
    RoundExtended {
        /// The round.
        round: Key,
        /// The answers that are to be given as well.
        answers: Vec<AnswerName>,
    },
    /// The answers of an item that ended are wanted all the same, or not any more.
    EndedWanted {
        /// The round.
        round: Key,
        /// The answers.
        answers: Vec<AnswerName>,
        /// Since when the item is worked on no longer.
        ended_on: Date,
        /// Whether they are wanted.
        is_wanted: bool,
    },
    /// The office mended the wording of an answer.
    AnswerMended {
        /// The round.
        round: Key,
        /// The answer.
        answer: AnswerName,
        /// The fields that differ, in canonical form.
        values: Vec<(Field, Change<Option<String>>)>,
    },
    /// A comment was settled, or opened again.
    CommentSettled {
        /// The round.
        round: Key,
        /// The answer.
        answer: AnswerName,
        /// The field; none for the answer as a whole.
        field: Option<Field>,
        /// What had been said.
        comment: String,
        /// Whether it is settled now.
        is_settled: bool,
    },
    /// Fields of an answer were written.
    AnswerSaved {
        /// The round.
        round: Key,
        /// The answer.
        answer: AnswerName,
        /// The fields that differ, in canonical form.
        values: Vec<(Field, Change<Option<String>>)>,
    },
    /// Answers went from hand to hand.
    AnswersMoved {
        /// The round.
        round: Key,
        /// How.
        transition: Transition,
        /// The answers.
        answers: Vec<(AnswerName, Change<State>)>,
        /// What was said with it.
        comment: Option<String>,
        /// In whose place it was approved (代決).
        stands_for: Option<String>,
    },
    /// Answers may be handed in after the deadline.
    LateAllowed {
        /// The round.
        round: Key,
        /// The answers.
        answers: Vec<AnswerName>,
        /// The last day.
        until: Date,
        /// Why.
        reason: String,
    },
    /// An answer went to another department.
    AnswerReassigned {
        /// The round.
        round: Key,
        /// The item.
        item: String,
        /// The identities of the departments.
        department: Change<String>,
        /// Why.
        reason: String,
    },
    /// Somebody commented on an answer.
    AnswerCommented {
        /// The round.
        round: Key,
        /// The answer.
        answer: AnswerName,
        /// The field; none for the answer as a whole.
        field: Option<Field>,
        /// What was said.
        comment: String,
    },
    /// Somebody other than the department gave a grade.
    GradeGiven {
        /// The round.
        round: Key,
        /// The item.
        item: String,
        /// Who.
        by: Evaluator,
        /// The grade.
        grade: Change<Option<ReasonedGrade>>,
    },
    /// A deputy was named for a head who is away (代理).
    DeputyNamed {
        /// Who stands in for whom.
        deputation: Deputation,
    },
    /// A deputy stands in no longer.
    DeputyEnded {
        /// Who stood in for whom.
        deputation: Deputation,
    },
    /// Somebody wants notices by mail, or does without them.
    NoticesSwitched {
        /// The identity of the account.
        account: String,
        /// Whether they are wanted.
        are_wanted: bool,
    },
    /// Notices were queued.
    NoticesQueued {
        /// The round.
        round: Key,
        /// What for.
        kind: MailKind,
        /// The mails.
        notices: Vec<QueuedReminder>,
    },
    /// Reminders were queued.
    RemindersQueued {
        /// The round.
        round: Key,
        /// The reminders.
        reminders: Vec<QueuedReminder>,
    },
    /// It is known what became of a reminder.
    ReminderSettled {
        /// The round.
        round: Key,
        /// Its identity.
        id: String,
        /// The address.
        mail: String,
        /// What became of it; one that waits has no such event.
        outcome: ReminderState,
        /// Why.
        why: Option<String>,
    },
    /// Reminders cannot be sent just now.
    RemindersDelayed {
        /// How many.
        reminders: u64,
        /// Why.
        why: String,
    },
    /// Reminders wait once more.
    RemindersRetried {
        /// The round.
        round: Key,
        /// Their identities.
        ids: Vec<String>,
    },
    /// A round was closed as an edition.
    EditionClosed {
        /// The round.
        round: Key,
        /// The number of the edition.
        edition: i64,
        /// The number of the edition that it corrects.
        corrects: Option<i64>,
        /// Why it corrects it.
        reason: Option<String>,
        /// How many items it has.
        entries: u64,
        /// The answers that it leaves out.
        left_out: Vec<AnswerName>,
        /// Why it leaves them out; empty where it leaves none out.
        left_out_reason: String,
        /// SHA-256 of what was frozen.
        sha256: String,
    },
    /// Somebody took a file away.
    Exported(Export),
    /// A backup was restored.
    Restored {
        /// When the backup was made, RFC 3339.
        made_at: String,
        /// The engine that it was made of.
        engine: String,
        /// How many journal entries it has.
        entries: i64,
        /// The hash of the last of them.
        last: String,
    },
    /// An entry that this program does not know, with its values as they stand.
    Unknown {
        /// The word.
        word: String,
        /// Each value with its key.
        values: Vec<(String, String)>,
    },
}

impl Event {
    /// The word in the database. A word once stored never changes its meaning.
    pub fn word(&self) -> &str {
        self.named().0
    }

    /// What was done, as the screen says it.
    pub fn label(&self) -> &str {
        self.named().1
    }

    fn named(&self) -> (&str, &str) {
        match self {
            Event::BodyNamed { .. } => ("body.put", "団体の登録・変更"),
            Event::PlanStored { .. } => ("plan.put", "計画の保存"),
            Event::ItemWritten { .. } => ("plan.item.write", "取組項目の変更"),
            Event::RegisterChanged { deed, .. } => (deed.word(), deed.label()),
            Event::FindingHandled { .. } => ("plan.finding", "検算の指摘への対応"),
            Event::PlanReleased { .. } => ("plan.release", "公開"),
            Event::ReleaseWithdrawn { .. } => ("plan.withdraw", "公開の取下げ"),
            Event::LayoutPut { .. } => ("layout.put", "回答の様式の登録"),
            Event::LayoutRemoved { .. } => ("layout.remove", "回答の様式の削除"),
            Event::SubmissionReceived { .. } => ("consultation.receive", "意見の受付"),
            Event::SubmissionsSorted { .. } => ("consultation.sort", "受け付けた意見の整理"),
            Event::SendersForgotten { .. } => ("consultation.forget", "意見提出者の情報の消去"),
            Event::AttachmentHandled { deed, .. } => (deed.word(), deed.label()),
            Event::DepartmentsChanged { .. } => ("department.put", "課名簿の変更"),
            Event::ChargesChanged { .. } => ("charge.put", "担当課の読み替えの変更"),
            Event::AccountChanged { .. } | Event::AccountUnlocked { .. } => {
                ("account.put", "利用者の登録・変更")
            }
            Event::GrantsChanged { .. } => ("grant.put", "役割の変更"),
            Event::PasswordChanged { .. } => ("password.change", "パスワードの変更"),
            Event::FactorHandled { deed, .. } => (deed.word(), deed.label()),
            Event::FactorDemanded { .. } => ("account.factor_demand", "二要素認証を求める設定"),
            Event::SessionOpened { .. } => ("session.open", "サインイン"),
            Event::SessionRefused { .. } => ("session.refused", "サインインの拒否"),
            Event::SessionLocked { .. } => ("session.locked", "サインインの停止"),
            Event::SessionEnded { .. } => ("session.end", "サインアウト"),
            Event::SessionsEnded { .. } => ("session.end_all", "すべての端末からのサインアウト"),
            Event::RoundOpened { .. } => ("round.open", "調査の開始"),
            Event::RoundChanged { settings, .. } => match (settings.old.state, settings.new.state) {
                (RoundState::Open, RoundState::Locked) => ("round.lock", "受付の停止"),
                (RoundState::Locked, RoundState::Open) => ("round.unlock", "受付の再開"),
                _ => ("round.change", "調査の設定の変更"),
            },
            Event::RoundReopened { .. } => ("round.reopen", "訂正の開始"),
            Event::RoundExtended { .. } => ("round.extend", "調査への取組項目の追加"),
            Event::EndedWanted { is_wanted: true, .. } => ("answer.want", "取りやめた取組の回答の依頼"),
            Event::EndedWanted { .. } => ("answer.unwant", "取りやめた取組の回答の依頼の取消し"),
            Event::AnswerMended { .. } => ("answer.mend", "字句の修正"),
            Event::CommentSettled { is_settled: true, .. } => ("answer.settle", "コメントへの対応"),
            Event::CommentSettled { .. } => ("answer.unsettle", "コメントへの対応の取消し"),
            Event::AnswerSaved { .. } => ("answer.save", "回答の記入"),
            Event::AnswersMoved { transition, .. } => match transition {
                Transition::Save => ("answer.save", "回答の記入"),
                Transition::Submit => ("answer.submit", "提出"),
                Transition::Withdraw => ("answer.withdraw", "提出の取下げ"),
                Transition::Approve => ("answer.approve", "承認"),
                Transition::Accept => ("answer.accept", "確認"),
                Transition::Return => ("answer.return", "差戻し"),
            },
            Event::LateAllowed { .. } => ("answer.allow_late", "期限後の提出の許可"),
            Event::AnswerReassigned { .. } => ("answer.reassign", "担当課の変更"),
            Event::AnswerCommented { .. } => ("answer.comment", "コメント"),
            Event::GradeGiven { .. } => ("grade.put", "評価"),
            Event::DeputyNamed { .. } => ("grant.deputy", "代理の決定"),
            Event::DeputyEnded { .. } => ("grant.deputy_end", "代理の取消し"),
            Event::NoticesSwitched { .. } => ("account.notices", "お知らせの受取りの変更"),
            Event::NoticesQueued { .. } => ("reminder.notice", "お知らせの準備"),
            Event::RemindersQueued { .. } => ("reminder.queue", "提出のお願いの準備"),
            Event::ReminderSettled { outcome, .. } => match outcome {
                ReminderState::Waiting => ("reminder.delay", "提出のお願いの送信待ち"),
                ReminderState::Sent => ("reminder.send", "提出のお願いの送信"),
                ReminderState::Failed => ("reminder.fail", "提出のお願いの不達"),
                ReminderState::Needless => ("reminder.drop", "提出のお願いの取りやめ"),
            },
            Event::RemindersDelayed { .. } => ("reminder.delay", "提出のお願いの送信待ち"),
            Event::RemindersRetried { .. } => ("reminder.retry", "提出のお願いの再送"),
            Event::EditionClosed { corrects: None, .. } => ("edition.close", "確定"),
            Event::EditionClosed { .. } => ("edition.correct", "訂正の確定"),
            Event::Exported(_) => ("export", "データの持ち出し"),
            Event::Restored { .. } => ("restore", "バックアップからの復元"),
            Event::Unknown { word, .. } => (word, word),
        }
    }

    /// The round that it is about.
    pub fn round(&self) -> Option<Key> {
        match self {
            Event::RoundOpened { round, .. }
            | Event::RoundChanged { round, .. }
            | Event::RoundReopened { round, .. }
            | Event::AnswerSaved { round, .. }
            | Event::AnswersMoved { round, .. }
            | Event::RoundExtended { round, .. }
            | Event::EndedWanted { round, .. }
            | Event::AnswerMended { round, .. }
            | Event::CommentSettled { round, .. }
            | Event::LateAllowed { round, .. }
            | Event::AnswerReassigned { round, .. }
            | Event::AnswerCommented { round, .. }
            | Event::GradeGiven { round, .. }
            | Event::NoticesQueued { round, .. }
            | Event::RemindersQueued { round, .. }
            | Event::ReminderSettled { round, .. }
            | Event::RemindersRetried { round, .. }
            | Event::EditionClosed { round, .. }
            | Event::AttachmentHandled {
                owner: Owner::Answer { round, .. },
                ..
            }
            | Event::Exported(Export::Reminders { round, .. } | Export::Answers { round, .. }) => {
                Some(*round)
            }
            _ => None,
        }
    }

    /// The identities of the items that it speaks of.
    pub fn items(&self) -> Vec<&str> {
        match self {
            Event::ChargesChanged { charges, .. } => charges.iter().map(|c| c.item.as_str()).collect(),
            Event::AnswerSaved { answer, .. }
            | Event::AnswerMended { answer, .. }
            | Event::CommentSettled { answer, .. }
            | Event::AnswerCommented { answer, .. } => {
                vec![&answer.item]
            }
            Event::AnswersMoved { answers, .. } => answers.iter().map(|(a, _)| a.item.as_str()).collect(),
            Event::LateAllowed { answers, .. }
            | Event::RoundExtended { answers, .. }
            | Event::EndedWanted { answers, .. }
            | Event::EditionClosed {
                left_out: answers, ..
            } => answers.iter().map(|a| a.item.as_str()).collect(),
            Event::AnswerReassigned { item, .. }
            | Event::GradeGiven { item, .. }
            | Event::ItemWritten { item, .. }
            | Event::AttachmentHandled {
                owner: Owner::Answer { item, .. } | Owner::Item(item),
                ..
            } => vec![item],
            _ => Vec::new(),
        }
    }

    /// What of it is about one answer: of many answers this one, of many fields the one asked for (a field's
    /// word; others stand for the whole answer).
    pub fn about(mut self, item: &str, department: &str, field: &str) -> Self {
        let is_own = |answer: &AnswerName| answer.item == item && answer.department == department;
        match &mut self {
            Event::AnswerSaved { values, .. } | Event::AnswerMended { values, .. } => {
                if let Some(asked) = Field::of(field) {
                    values.retain(|(field, _)| *field == asked);
                }
            }
            Event::AnswersMoved { answers, .. } => answers.retain(|(answer, _)| is_own(answer)),
            Event::LateAllowed { answers, .. }
            | Event::RoundExtended { answers, .. }
            | Event::EndedWanted { answers, .. } => answers.retain(is_own),
            _ => {}
        }
        self
    }
}

/// A kind of event, as the journal is narrowed to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// The word in the address.
    pub key: &'static str,
    /// The words on the screen.
    pub label: &'static str,
    /// What the words of its events begin with.
    pub begins: &'static [&'static str],
}

/// Every kind of event, in the order of the screen.
pub const GROUPS: [Group; 9] = [
    group("sign-in", "サインイン", &["session.", "password."]),
    group("accounts", "利用者と役割", &["account.", "grant."]),
    group("departments", "課名簿", &["department.", "charge.", "body."]),
    group(
        "plans",
        "計画の編集・公開",
        &["plan.", "consultation.", "attachment."],
    ),
    group("rounds", "調査", &["round."]),
    group("answers", "回答", &["answer."]),
    group("grades", "評価", &["grade."]),
    group("reminders", "提出のお願い", &["reminder."]),
    group(
        "editions",
        "確定・持ち出し・復元",
        &["edition.", "export", "restore"],
    ),
];

const fn group(key: &'static str, label: &'static str, begins: &'static [&'static str]) -> Group {
    Group { key, label, begins }
}
