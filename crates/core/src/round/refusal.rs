//! Why something cannot be done to a round or an answer as things stand, one sentence for each reason.
//!
//! Code decides by the variant; the sentence is for people alone. Not here: why a value cannot be read
//! (`field::Unreadable`), who may do something (`gyokaku_web::access`).

use std::fmt;

use time::Date;

use super::day_shown;

/// Why it cannot be done now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotNow {
    /// There is a round of this year and term already.
    AlreadyOpened,
    /// The round is frozen already.
    AlreadyClosed,
    /// The round is not frozen, so there is nothing to correct.
    NotClosed,
    /// Nobody is reminded while the round takes no answers.
    NotOpen,
    /// The round is frozen, and this can no longer be changed.
    Closed(Frozen),
    /// The office has stopped the round, with its reason where it gave one.
    Locked(Option<String>),
    /// The last day to hand in is over.
    PastDue(Date),
    /// Somebody else changed the answer since it was looked at.
    ChangedMeanwhile,
    /// There is no such answer in the round.
    NoAnswer,
    /// What is handed in is not written any more.
    HandedIn,
    /// Nothing was written that could be handed in.
    NothingWritten,
    /// It was handed in before.
    AlreadyHandedIn,
    /// It was approved or accepted, and so is not taken back.
    ActedUpon,
    /// It is not handed in, so there is nothing to take back.
    NothingToWithdraw,
    /// This round knows no approval.
    NoApproval,
    /// Who approves cannot change while approvals stand.
    ApprovalsStand,
    /// It was approved before.
    AlreadyApproved,
    /// It waits for its department, before it can be approved.
    ApprovedTooEarly,
    /// It waits for an approval by those who are called so.
    NotApproved(String),
    /// It waits for an approval by those who are called so, and whoever acts is none of them.
    AtAnotherLevel(String),
    /// It was accepted before.
    AlreadyAccepted,
    /// It waits for its department, before it can be accepted.
    AcceptedTooEarly,
    /// It is with its department, so there is nothing to send back.
    NothingToReturn,
    /// It is with its department, which writes it itself.
    NotWithOffice,
}

/// What can no longer be changed in a frozen round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frozen {
    /// What departments answer.
    Answers,
    /// Where answers stand.
    States,
    /// Title, questions and deadlines.
    Settings,
    /// Who may be late.
    Lateness,
    /// The grades of the evaluators.
    Grades,
    /// Which department answers.
    Departments,
}

impl fmt::Display for NotNow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotNow::AlreadyOpened => {
                "この年度の調査はすでに始まっています。何も保存していません。一覧からその調査を開いてください。"
            }
            NotNow::AlreadyClosed => {
                "この調査はすでに確定されています。直すときは、先に訂正の手続きを始めてください。"
            }
            NotNow::NotClosed => "この調査は確定されていないため、訂正の手続きは要りません。",
            NotNow::NotOpen => {
                "この調査は受付中ではないため、提出のお願いは送れません。何も送っていません。受付を再開してから、もう一度お試しください。"
            }
            NotNow::Closed(Frozen::Answers) => "この調査は確定済みのため、回答は変更できません。",
            NotNow::Closed(Frozen::States) => "この調査は確定済みのため、変更できません。",
            NotNow::Closed(Frozen::Settings) => "この調査は確定済みのため、設定を変更できません。",
            NotNow::Closed(Frozen::Lateness) => "この調査は確定済みのため、期限後の提出は許可できません。",
            NotNow::Closed(Frozen::Grades) => "この調査は確定済みのため、評価は変更できません。",
            NotNow::Closed(Frozen::Departments) => "この調査は確定済みのため、担当課を変更できません。",
            NotNow::Locked(reason) => {
                let reason = reason.as_deref().unwrap_or("記載なし");
                return write!(f, "事務局がこの調査の受付を止めています。理由：{reason}");
            }
            NotNow::PastDue(last) => {
                return write!(
                    f,
                    "提出の期限（{}）を過ぎています。事務局に期限後の提出をご相談ください。許可されると、ここから続けて記入できます。",
                    day_shown(*last)
                );
            }
            NotNow::ChangedMeanwhile => {
                "ほかの人が先に更新しました。最新の内容を確かめてから、もう一度操作してください。"
            }
            NotNow::NoAnswer => "この取組の回答欄が見当たりません。一覧を開き直してください。",
            NotNow::HandedIn => {
                "提出済みのため、このままでは書き換えられません。直すときは、先に取り下げるか、差戻しを依頼してください。"
            }
            NotNow::NothingWritten => "まだ何も記入されていません。記入してから提出してください。",
            NotNow::AlreadyHandedIn => "すでに提出されています。",
            NotNow::ActedUpon => {
                "すでに承認または確認が済んでいます。直すときは、差戻しを依頼してください。"
            }
            NotNow::NothingToWithdraw => "提出されていないため、取り下げるものはありません。",
            NotNow::NoApproval => "この調査では、所属長の承認は行いません。",
            NotNow::ApprovalsStand => {
                "承認の途中の回答があるため、承認の段階や承認をする人の名称は変更できません。期限だけを変えるか、確認が済むのを待ってから変えてください。"
            }
            NotNow::AlreadyApproved => "すでに承認されています。",
            NotNow::ApprovedTooEarly => "まだ提出されていません。提出を待ってから承認してください。",
            NotNow::NotApproved(approver) => {
                return write!(
                    f,
                    "{approver}の承認がまだ済んでいません。承認を待ってから確認してください。"
                );
            }
            NotNow::AtAnotherLevel(approver) => {
                return write!(
                    f,
                    "{approver}の承認を待っています。承認は、その方か代理の方が行います。"
                );
            }
            NotNow::AlreadyAccepted => "すでに確認済みです。",
            NotNow::AcceptedTooEarly => "まだ提出されていません。提出を待ってから確認してください。",
            NotNow::NotWithOffice => {
                "担当課の手元にあるため、事務局では字句を直せません。提出されてから直してください。"
            }
            NotNow::NothingToReturn => "担当課の手元にあるため、差し戻すものはありません。",
        })
    }
}

impl std::error::Error for NotNow {}
