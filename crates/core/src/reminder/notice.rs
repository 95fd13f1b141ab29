//! Notices (お知らせ): the mails that tell of a deed, beside those that ask again for what is open.
//!
//! One queue carries both. A notice says what it is about, by which it is asked before it is sent whether it is still
//! needed. Not here: reminders (`text`), the queue (`gyokaku-store`), the sending (`gyokaku-office`).

use time::Date;

use super::Text;
use super::text::{full_day, lines, one_line, paragraph};
use crate::round::approval::Rank;

/// How many characters of a comment a mail shows; the rest is read on the page.
pub const LONGEST_QUOTE: usize = 200;

/// How many answers a mail lists; the rest is read on the page.
pub const MOST_LISTED: usize = 20;

/// What a mail of the queue is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MailKind {
    /// 提出のお願い
    #[default]
    Reminder,
    /// A round was opened.
    Opening,
    /// Answers were sent back.
    Returned,
    /// Answers wait for an approval.
    Waiting(Rank),
    /// Answers wait for the office.
    WaitingOffice,
    /// Somebody wrote a comment.
    Comment,
}

impl MailKind {
    /// Every kind.
    pub const ALL: [MailKind; 8] = [
        MailKind::Reminder,
        MailKind::Opening,
        MailKind::Returned,
        MailKind::Waiting(Rank::First),
        MailKind::Waiting(Rank::Second),
        MailKind::Waiting(Rank::Third),
        MailKind::WaitingOffice,
        MailKind::Comment,
    ];

    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            MailKind::Reminder => "reminder",
            MailKind::Opening => "opening",
            MailKind::Returned => "returned",
            MailKind::Waiting(Rank::First) => "waiting_1",
            MailKind::Waiting(Rank::Second) => "waiting_2",
            MailKind::Waiting(Rank::Third) => "waiting_3",
            MailKind::WaitingOffice => "waiting_office",
            MailKind::Comment => "comment",
        }
    }

    /// The kind of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The word on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            MailKind::Reminder => "提出のお願い",
            MailKind::Opening => "調査の開始のお知らせ",
            MailKind::Returned => "差戻しのお知らせ",
            MailKind::Waiting(_) => "承認待ちのお知らせ",
            MailKind::WaitingOffice => "確認待ちのお知らせ",
            MailKind::Comment => "コメントのお知らせ",
        }
    }

    /// Whether a person may do without it. That a round has begun is told to all who answer, and who asks again for
    /// what is open is the office.
    pub const fn may_be_switched_off(self) -> bool {
        !matches!(self, MailKind::Reminder | MailKind::Opening)
    }
}

/// What a notice tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice<'a> {
    /// What for.
    pub kind: MailKind,
    /// The name of the body.
    pub body: &'a str,
    /// The title of the plan.
    pub plan: &'a str,
    /// The title of the round.
    pub round: &'a str,
    /// Whose answers: 財政課; empty where they are of several.
    pub department: &'a str,
    /// The last day for whoever is written to, where there is one.
    pub due: Option<Date>,
    /// The answers by number and title.
    pub answers: Vec<String>,
    /// What was said with it.
    pub comment: &'a str,
    /// Who said it.
    pub by: &'a str,
    /// Where to go on.
    pub address: &'a str,
}

/// A notice as a mail.
pub fn notice_text(notice: &Notice<'_>) -> Text {
    let round = one_line(notice.round);
    let department = one_line(notice.department);
    let of = match department.is_empty() {
        true => String::new(),
        false => format!("{department}の"),
    };
    let many = notice.answers.len();
    let (subject, told) = match notice.kind {
        MailKind::Reminder | MailKind::Opening => (
            format!("【回答のお願い】{round}"),
            format!("調査が始まりました。{of}取組{many}件への回答をお願いします。"),
        ),
        MailKind::Returned => (
            format!("【差戻し】{round}"),
            format!("{of}回答{many}件が差し戻されました。内容を直して、もう一度提出してください。"),
        ),
        MailKind::Waiting(_) => (
            format!("【承認待ち】{round}"),
            format!("{of}回答{many}件が承認を待っています。"),
        ),
        MailKind::WaitingOffice => (
            format!("【確認待ち】{round}"),
            format!("{of}回答{many}件が事務局の確認を待っています。"),
        ),
        MailKind::Comment => (
            format!("【コメント】{round}"),
            format!("{of}回答に新しいコメントがあります。"),
        ),
    };
    let mut text = String::new();
    let about = format!(
        "{}「{}」の{round}についてのお知らせです。",
        one_line(notice.body),
        one_line(notice.plan)
    );
    paragraph(&mut text, &format!("{about}\n{told}"));
    if let Some(due) = notice.due {
        paragraph(&mut text, &format!("期限：{}", full_day(due)));
    }
    let mut listed: Vec<String> = notice
        .answers
        .iter()
        .take(MOST_LISTED)
        .map(|answer| format!("・{}", one_line(answer)))
        .collect();
    if many > MOST_LISTED {
        listed.push(format!("・ほか{}件", many - MOST_LISTED));
    }
    paragraph(&mut text, &listed.join("\n"));
    let quote = beginning(&lines(notice.comment));
    if !quote.is_empty() {
        paragraph(&mut text, &format!("{}より：\n{quote}", one_line(notice.by)));
    }
    paragraph(
        &mut text,
        &format!("次のページで確かめてください。\n{}", one_line(notice.address)),
    );
    let off = match notice.kind.may_be_switched_off() {
        true => "このお知らせは、台帳の「自分の設定」で止められます。",
        false => "このお知らせは、回答をお願いするすべての方にお送りしています。",
    };
    paragraph(&mut text, off);
    text.truncate(text.trim_end_matches('\n').len());
    text.push('\n');
    Text { subject, text }
}

/// The beginning of a comment, with a sign where it goes on.
fn beginning(comment: &str) -> String {
    match comment.char_indices().nth(LONGEST_QUOTE) {
        None => comment.to_owned(),
        Some((end, _)) => format!("{}……（続きは下のページで）", &comment[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::day;

    fn notice(kind: MailKind, comment: &str) -> Notice<'_> {
        Notice {
            kind,
            body: "杜野市",
            plan: "行財政改革プラン",
            round: "令和元年度 進捗状況調査",
            department: "財政課",
            due: day("2020-05-15"),
            answers: vec!["No.1 公共施設の見直し".into()],
            comment,
            by: "事務局",
            address: "https://example.jp/041009/p/rounds/2019",
        }
    }

    #[test]
    fn every_kind_is_known_by_its_word_and_tells_where_to_go_on() {
        for kind in MailKind::ALL {
            assert_eq!(MailKind::of(kind.key()), Some(kind));
            let text = notice_text(&notice(kind, ""));
            assert!(
                text.subject.ends_with("令和元年度 進捗状況調査"),
                "{}",
                text.subject
            );
            assert!(text.text.contains("https://example.jp/041009/p/rounds/2019"));
            let is_offered = text.text.contains("自分の設定");
            assert_eq!(is_offered, kind.may_be_switched_off(), "{kind:?}");
        }
    }

    #[test]
    fn a_comment_is_shown_from_its_beginning_and_nothing_else_of_the_answer() {
        let short = notice_text(&notice(MailKind::Returned, "実績の根拠を書いてください。")).text;
        assert!(
            short.contains("事務局より：\n実績の根拠を書いてください。"),
            "{short}"
        );
        let long = "あ".repeat(LONGEST_QUOTE + 1);
        let text = notice_text(&notice(MailKind::Comment, &long)).text;
        assert!(
            text.contains(&format!("{}……", "あ".repeat(LONGEST_QUOTE))),
            "{text}"
        );
        assert!(!text.contains(&long));
    }

    #[test]
    fn a_long_list_is_cut() {
        let many = Notice {
            answers: (1..=MOST_LISTED + 5).map(|n| format!("No.{n} 取組")).collect(),
            ..notice(MailKind::Waiting(Rank::First), "")
        };
        let text = notice_text(&many).text;
        assert!(
            text.contains("25件が承認を待っています") && text.contains("・ほか5件"),
            "{text}"
        );
        assert!(!text.contains("No.21"));
    }
}
