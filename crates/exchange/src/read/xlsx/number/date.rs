//! Day numbers as dates, in the years of Excel and in Japanese eras.
//!
//! Not here: whether a format is one of days.

use gyokaku_core::fiscal_year::Era;

use super::Part;

/// The days of the week; day number 1 was a Sunday to Excel.
const WEEK: [(char, &str); 7] = [
    ('土', "Saturday"),
    ('日', "Sunday"),
    ('月', "Monday"),
    ('火', "Tuesday"),
    ('水', "Wednesday"),
    ('木', "Thursday"),
    ('金', "Friday"),
];

/// A day number as text, as its code prints it; days in figures of the Western calendar and days with a
/// time are `2023-04-01`, in the order that cannot be mistaken.
pub(super) fn date(parts: &[Part], stored: &str, since_1904: bool) -> Option<String> {
    let serial: f64 = stored.parse().ok()?;
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    let has = |letter: char| {
        parts
            .iter()
            .any(|p| matches!(p, Part::Letters(l, _) if *l == letter))
    };
    let time = format!("{}:{:02}", second / 3600, second / 60 % 60);
    if !['y', 'e', 'd', 'g', 'a'].into_iter().any(has) {
        let hours = format!("{}:{:02}", seconds / 3600, seconds / 60 % 60);
        return Some(if has('h') || has('s') { hours } else { return None });
    }
    let weekday = WEEK[(day + if since_1904 { 1_462 } else { 0 }).rem_euclid(7) as usize];
    let (year, month, day) = calendar(day, since_1904);
    let has_day = parts.iter().any(|p| matches!(p, Part::Letters('d', 1 | 2)));
    if has_day && (has('h') || has('s') || has('y') && !is_in_words(parts)) {
        let text = format!("{year:04}-{month:02}-{day:02}");
        return Some(if has('h') && second > 0 {
            format!("{text} {time}")
        } else {
            text
        });
    }
    let (era, era_year) = era(year, month, day)?;
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Letters('y', 1..=2) => text.push_str(&format!("{:02}", year % 100)),
            Part::Letters('y', _) => text.push_str(&year.to_string()),
            Part::Letters('m', 2) => text.push_str(&format!("{month:02}")),
            Part::Letters('m', _) => text.push_str(&month.to_string()),
            Part::Letters('d', 1) => text.push_str(&day.to_string()),
            Part::Letters('d', 2) => text.push_str(&format!("{day:02}")),
            Part::Letters('d', 3) => text.push_str(&weekday.1[..3]),
            Part::Letters('d', _) => text.push_str(weekday.1),
            Part::Letters('a', 3) => text.push(weekday.0),
            Part::Letters('a', _) => text.extend([weekday.0, '曜', '日']),
            Part::Letters('e', _) if era_year == 1 && parts.contains(&Part::FirstYear) => text.push('元'),
            Part::Letters('e', 2) => text.push_str(&format!("{era_year:02}")),
            Part::Letters('e', _) => text.push_str(&era_year.to_string()),
            Part::Letters('g', 1) => text.push(era.letter()),
            Part::Letters('g', 2) => text.extend(era.kanji().chars().next()),
            Part::Letters('g', _) => text.push_str(era.kanji()),
            Part::Words(words) => text.push_str(words),
            Part::Letters(mark @ ('.' | ','), _) => text.push(*mark),
            Part::Letters(..) | Part::When(_) | Part::FirstYear => {}
        }
    }
    Some(text.trim().to_owned())
}

/// Whether a code prints year, month and day with their words: `2023年4月1日` can be taken for nothing else.
fn is_in_words(parts: &[Part]) -> bool {
    ["年", "月", "日"].into_iter().all(|wanted| {
        parts
            .iter()
            .any(|p| matches!(p, Part::Words(words) if words == wanted))
    })
}

/// Year, month and day of a day number. Excel counts a 29 February 1900 that never was.
pub(super) fn calendar(day: i64, since_1904: bool) -> (i64, i64, i64) {
    // Days from 1 March of year 0, by the civil calendar.
    let since_1970 = if since_1904 {
        day - 24_107
    } else {
        day - 25_569 + i64::from(day < 60)
    };
    let z = since_1970 + 719_468;
    let (cycle, in_cycle) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year = (in_cycle - in_cycle / 1_460 + in_cycle / 36_524 - in_cycle / 146_096) / 365;
    let in_year = in_cycle - (365 * year + year / 4 - year / 100);
    let shifted = (5 * in_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (
        year + cycle * 400 + i64::from(month <= 2),
        month,
        in_year - (153 * shifted + 2) / 5 + 1,
    )
}

/// The era of a day, by the proclamations of each era.
pub(super) fn era(year: i64, month: i64, day: i64) -> Option<(Era, i64)> {
    let starts = [
        (Era::Reiwa, (2019, 5, 1)),
        (Era::Heisei, (1989, 1, 8)),
        (Era::Showa, (1926, 12, 25)),
        (Era::Taisho, (1912, 7, 30)),
        (Era::Meiji, (1868, 1, 1)),
    ];
    let (era, _) = starts
        .into_iter()
        .find(|(_, start)| (year, month, day) >= *start)?;
    Some((era, year - i64::from(era.first_year()) + 1))
}
