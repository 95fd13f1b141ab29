//! The calendar of an office: days on which nobody is there, and the next day on which somebody is.
//!
//! Source: the act on national holidays (国民の祝日に関する法律) as it stands since 2022, and for city halls the days from
//! 29 December to 3 January. The equinoxes are those of the usual reckoning, which holds from 1980 to 2099; the official day
//! of a year is announced in the February before. What stands in it over a year is in `dates`. Not here: how a day is written
//! (`fiscal_year`).

pub mod dates;

use time::{Date, Duration, Month, Weekday};

/// The day of an equinox in March or September by the usual reckoning.
fn equinox(year: i32, base_ten_thousandths: i64) -> u8 {
    // 20.8431 (23.2488) + 0.242194 × (year − 1980) − (year − 1980) / 4, cut off.
    let years = i64::from(year) - 1980;
    let day = (base_ten_thousandths * 100 + 242_194 * years) / 1_000_000 - years.div_euclid(4);
    u8::try_from(day).unwrap_or(0)
}

/// Which Monday of its month a day is; none for another day of the week.
fn monday(day: Date) -> Option<u8> {
    (day.weekday() == Weekday::Monday).then(|| (day.day() - 1) / 7 + 1)
}

/// Whether a day is a holiday by its date alone.
fn is_named(day: Date) -> bool {
    match (day.month(), day.day()) {
        (Month::January, 1)
        | (Month::February, 11 | 23)
        | (Month::April, 29)
        | (Month::May, 3..=5)
        | (Month::August, 11)
        | (Month::November, 3 | 23) => true,
        (Month::January | Month::October, _) => monday(day) == Some(2),
        (Month::July, _) => monday(day) == Some(3),
        (Month::March, date) => date == equinox(day.year(), 208_431),
        (Month::September, date) => date == equinox(day.year(), 232_488) || monday(day) == Some(3),
        _ => false,
    }
}

/// Whether a day is a national holiday, one in lieu (振替休日) or one between two (国民の休日).
pub fn is_holiday(day: Date) -> bool {
    if is_named(day) {
        return true;
    }
    let before = |days: i64| day.checked_sub(Duration::days(days));
    // In lieu: the first day behind a holiday on a Sunday that is none itself.
    let mut back = 1;
    while let Some(earlier) = before(back).filter(|earlier| is_named(*earlier)) {
        if earlier.weekday() == Weekday::Sunday {
            return true;
        }
        back += 1;
    }
    let after = day.checked_add(Duration::days(1));
    before(1).is_some_and(is_named) && after.is_some_and(is_named)
}

/// Whether nobody is at a city hall: Saturdays, Sundays, holidays, and the turn of the year.
pub fn is_closed(day: Date) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let turn = matches!(
        (day.month(), day.day()),
        (Month::December, 29..=31) | (Month::January, 1..=3)
    );
    is_weekend || turn || is_holiday(day)
}

/// The day itself, or the next on which somebody is at the city hall.
pub fn workday(day: Date) -> Date {
    let mut found = day;
    while is_closed(found) {
        match found.next_day() {
            Some(next) => found = next,
            None => return day,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::day;

    fn at(text: &str) -> Date {
        day(text).expect("a day")
    }

    #[test]
    fn holidays_of_the_act() {
        for holiday in [
            "2026-01-01",
            "2026-01-12",
            "2026-02-11",
            "2026-02-23",
            "2026-03-20",
            "2026-04-29",
            "2026-05-03",
            "2026-05-04",
            "2026-05-05",
            "2026-05-06",
            "2026-07-20",
            "2026-08-11",
            "2026-09-21",
            "2026-09-22",
            "2026-09-23",
            "2026-10-12",
            "2026-11-03",
            "2026-11-23",
            "2025-02-24",
            "2025-09-23",
            "2025-11-24",
            "2027-03-21",
            "2027-03-22",
            "2028-03-20",
            "2030-03-20",
            "2032-09-21",
            "2032-09-22",
        ] {
            assert!(is_holiday(at(holiday)), "{holiday}");
        }
        for plain in [
            "2026-05-07",
            "2026-06-15",
            "2026-09-24",
            "2026-03-21",
            "2026-12-25",
            "2025-09-22",
        ] {
            assert!(!is_holiday(at(plain)), "{plain}");
        }
    }

    #[test]
    fn a_deadline_goes_to_the_next_workday() {
        for (given, expected) in [
            ("2026-05-02", "2026-05-07"),
            ("2026-12-29", "2027-01-04"),
            ("2026-09-19", "2026-09-24"),
            ("2026-11-27", "2026-11-27"),
        ] {
            assert_eq!(workday(at(given)), at(expected), "{given}");
        }
    }
}
