//! Dates as a file that calendars take (iCalendar, RFC 5545): an event a day, known by an identity that stays.
//!
//! Lines are at most 75 bytes and go on with a blank, as the RFC has it. Not here: which dates there are
//! (`gyokaku_core::calendar::dates`).

use std::collections::HashMap;

use gyokaku_core::calendar::dates::Dated;
use gyokaku_core::round::day_key;
use gyokaku_core::text::is_invisible;

/// How many bytes a line has at most.
const LONGEST_LINE: usize = 75;

/// The dates as a calendar. `host` makes their identities unlike those of others, `now` is when it was written, RFC 3339.
pub fn calendar(name: &str, host: &str, now: &str, dates: &[Dated]) -> String {
    let stamp: String = now.chars().filter(|c| c.is_ascii_digit()).take(14).collect();
    let stamp = match stamp.len() {
        14 => format!("{}T{}Z", &stamp[..8], &stamp[8..]),
        _ => "19700101T000000Z".to_owned(),
    };
    let mut out = String::new();
    for (key, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Gyokaku//JA"),
        ("CALSCALE", "GREGORIAN"),
    ] {
        line(&mut out, key, value);
    }
    line(&mut out, "X-WR-CALNAME", &plain(name));
    let mut known: HashMap<String, usize> = HashMap::new();
    for date in dates {
        line(&mut out, "BEGIN", "VEVENT");
        let identity = format!(
            "{}-{}-{}-{}@{host}",
            date.kind.key(),
            date.plan,
            date.id,
            day_key(date.on)
        );
        // Two of one kind on one day are told apart by their order, which is that of the levels.
        let count = known.entry(identity.clone()).or_insert(0);
        let identity = match *count {
            0 => identity,
            more => format!("{more}-{identity}"),
        };
        *count += 1;
        line(&mut out, "UID", &identity);
        line(&mut out, "DTSTAMP", &stamp);
        line(&mut out, "DTSTART;VALUE=DATE", &day_key(date.on).replace('-', ""));
        let behind = date.on.next_day().unwrap_or(date.on);
        // An event of a whole day ends before the day behind it.
        line(&mut out, "DTEND;VALUE=DATE", &day_key(behind).replace('-', ""));
        line(
            &mut out,
            "SUMMARY",
            &plain(&format!("【{}】{}", date.kind.label(), date.title)),
        );
        if !date.detail.is_empty() {
            line(&mut out, "LOCATION", &plain(&date.detail));
        }
        line(&mut out, "END", "VEVENT");
    }
    line(&mut out, "END", "VCALENDAR");
    out
}

/// A text without what would end it: `\`, `;` and `,` are escaped, line ends are `\n`.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            c if c.is_control() || is_invisible(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// A line, folded where it is too long, never within a letter.
fn line(out: &mut String, key: &str, value: &str) {
    let mut length = 0;
    for c in format!("{key}:{value}").chars() {
        if length + c.len_utf8() > LONGEST_LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(c);
        length += c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use gyokaku_core::calendar::dates::DateKind;
    use gyokaku_core::round::day as day_of;

    #[test]
    fn a_calendar_is_what_the_standard_says() {
        let dates = [Dated {
            on: day_of("2026-12-31").expect("a day"),
            kind: DateKind::Meeting,
            plan: "plan".into(),
            title: "行財政改革推進懇談会; 第2回, 最後の会議で、とても長い名前をもち、行を折らなければならないもの\r\nBEGIN:VEVENT".into(),
            detail: "第1会議室\\2階".into(),
            id: "m1".into(),
        }];
        let text = calendar("年間予定", "990019", "2026-11-20T09:00:00Z", &dates);
        assert!(text.lines().all(|line| line.len() <= LONGEST_LINE), "{text}");
        assert!(text.split("\r\n").all(|line| !line.contains(['\r', '\n'])));
        let unfolded = text.replace("\r\n ", "");
        let begun = unfolded.split("\r\n").filter(|line| *line == "BEGIN:VEVENT");
        assert_eq!(begun.count(), 1, "{unfolded}");
        for words in [
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "DTSTAMP:20261120T090000Z",
            "SUMMARY:【会議】行財政改革推進懇談会\\; 第2回\\, 最後の",
            "LOCATION:第1会議室\\\\2階",
        ] {
            assert!(unfolded.contains(words), "{words}: {unfolded}");
        }
    }
}
