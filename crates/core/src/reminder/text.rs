//! The text of a reminder: subject and lines, in plain Japanese.
//!
//! Not here: who gets it, and how it is encoded for the way.

use time::{Date, Weekday};

use crate::fiscal_year::Era;
use crate::round::{days_in_words, days_left};
use crate::text::is_invisible;

use super::{OpenItem, Recipient, Share, Standing};

/// What all reminders of one occasion have in common.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// The name of the body: 多賀城市.
    pub body: &'a str,
    /// The title of the plan.
    pub plan: &'a str,
    /// The title of the round: 令和元年度 進捗状況調査.
    pub round: &'a str,
    /// The last day on which the departments may hand in.
    pub deadline: Date,
    /// The day in Japan on which the text is written.
    pub today: Date,
    /// Where to answer: the address of the page.
    pub address: &'a str,
    /// What the office adds in its own words, on any number of lines; may be empty.
    pub note: &'a str,
    /// Who writes, on any number of lines: 総務部 行財政改革課, 内線 0000.
    pub signature: &'a str,
}

/// A reminder, to be sent or copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// One line.
    pub subject: String,
    /// Lines that end in `\n`.
    pub text: String,
}

/// The mail of one person. The same input gives the same text.
pub fn reminder_text(occasion: &Occasion<'_>, recipient: &Recipient) -> Text {
    Text {
        subject: subject(occasion),
        text: body(occasion, recipient),
    }
}

fn subject(occasion: &Occasion<'_>) -> String {
    let round = one_line(occasion.round);
    let days = days_in_words(days_left(occasion.deadline, occasion.today));
    if occasion.today > occasion.deadline {
        format!("【提出のお願い】{round}（提出期限を{days}）")
    } else {
        let day = day_of_month(occasion.deadline);
        format!("【提出のお願い】{round}（提出期限 {day}・{days}）")
    }
}

fn body(occasion: &Occasion<'_>, recipient: &Recipient) -> String {
    let names: Vec<String> = recipient
        .names
        .iter()
        .map(|name| format!("{} 様", one_line(name)))
        .collect();
    let open: usize = recipient.shares.iter().map(|share| share.open.len()).sum();
    let mut text = String::new();
    paragraph(&mut text, &names.join("、"));
    paragraph(&mut text, &request(occasion));
    paragraph(
        &mut text,
        &format!(
            "提出期限：{}　{}\n未提出の取組：{open}件",
            full_day(occasion.deadline),
            days_in_words(days_left(occasion.deadline, occasion.today)),
        ),
    );
    for share in &recipient.shares {
        paragraph(&mut text, &list(share));
    }
    paragraph(
        &mut text,
        &format!("次のページから提出してください。\n{}", one_line(occasion.address)),
    );
    paragraph(&mut text, &lines(occasion.note));
    paragraph(
        &mut text,
        "行き違いですでに提出されているときは、ご容赦ください。",
    );
    let signature = lines(occasion.signature);
    if !signature.is_empty() {
        paragraph(&mut text, &format!("----\n{signature}"));
    }
    // The paragraphs are parted by an empty line; after the last there is none.
    text.truncate(text.trim_end_matches('\n').len());
    text.push('\n');
    text
}

fn request(occasion: &Occasion<'_>) -> String {
    let about = format!(
        "{}「{}」の{}について、下の取組がまだ提出されていません。",
        one_line(occasion.body),
        one_line(occasion.plan),
        one_line(occasion.round),
    );
    let please = match (occasion.deadline - occasion.today).whole_days() {
        0 => "提出期限は本日です。本日中の提出をお願いします。",
        left if left > 0 => "提出期限までの提出をお願いします。",
        _ => "提出期限を過ぎていますので、できるだけ早い提出をお願いします。",
    };
    format!("{about}\n{please}")
}

fn list(share: &Share) -> String {
    let mut lines = vec![format!(
        "■ {}（{}件）",
        one_line(&share.department),
        share.open.len()
    )];
    match share.standing {
        Standing::Staff => {}
        Standing::Deputy => lines.push("担当者に宛先がないため、副担当者にお送りしています。".to_owned()),
        Standing::Head => {
            lines.push("担当者と副担当者に宛先がないため、所属長にお送りしています。".to_owned());
        }
    }
    lines.extend(share.open.iter().map(entry));
    lines.join("\n")
}

fn entry(item: &OpenItem) -> String {
    let (number, title) = (one_line(&item.number), one_line(&item.title));
    let gap = if number.is_empty() { "" } else { " " };
    let state = one_line(&item.state);
    let late = item
        .late_until
        .map(|day| format!("、{}まで期限を延長", day_of_month(day)))
        .unwrap_or_default();
    format!("・{number}{gap}{title}（{state}{late}）")
}

pub(super) fn paragraph(text: &mut String, lines: &str) {
    if !lines.is_empty() {
        text.push_str(lines);
        text.push_str("\n\n");
    }
}

/// 令和4年5月15日（日）; before the eras that are known, the Western year.
pub(super) fn full_day(day: Date) -> String {
    let year = match era_of(day) {
        Some((era, 1)) => format!("{}元", era.kanji()),
        Some((era, number)) => format!("{}{number}", era.kanji()),
        None => day.year().to_string(),
    };
    format!("{year}年{}（{}）", day_of_month(day), weekday(day))
}

/// 5月15日
fn day_of_month(day: Date) -> String {
    format!("{}月{}日", u8::from(day.month()), day.day())
}

/// The era of a day. Rounds are of this century, so only the change of 1 May 2019 matters.
fn era_of(day: Date) -> Option<(Era, i32)> {
    let era = if (day.year(), u8::from(day.month())) >= (2019, 5) {
        Era::Reiwa
    } else {
        Era::Heisei
    };
    let number = day.year() - i32::from(era.first_year()) + 1;
    (number > 0).then_some((era, number))
}

const fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "月",
        Weekday::Tuesday => "火",
        Weekday::Wednesday => "水",
        Weekday::Thursday => "木",
        Weekday::Friday => "金",
        Weekday::Saturday => "土",
        Weekday::Sunday => "日",
    }
}

/// A name or title on one line: a line break within it becomes a space.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|c| c.is_whitespace() || !is_invisible(*c))
        .collect();
    visible
        .split(|c: char| c.is_control())
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Lines as the office wrote them, without blanks at their ends and without empty ones around them.
pub(super) fn lines(text: &str) -> String {
    let plain = text.replace("\r\n", "\n").replace('\r', "\n");
    let visible: String = plain.chars().filter(|c| !is_invisible(*c)).collect();
    let lines: Vec<&str> = visible.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}
