//! Points in time as an office reads them: Japanese time, which knows no summer time.
//!
//! Not here: how fiscal years are written (`gyokaku_core::fiscal_year`).

use gyokaku_core::fiscal_year::{FiscalYear, day_in_words};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime, UtcOffset};

/// The time of RFC 3339 text in Japan.
fn local(at: &str) -> Option<OffsetDateTime> {
    let offset = UtcOffset::from_hms(9, 0, 0).ok()?;
    Some(OffsetDateTime::parse(at, &Rfc3339).ok()?.to_offset(offset))
}

/// `11月20日19時15分`; the text itself where it is no point in time.
pub(crate) fn clock(at: &str) -> String {
    local(at).map_or_else(
        || at.to_owned(),
        |t| {
            format!(
                "{}月{}日{}時{:02}分",
                u8::from(t.month()),
                t.day(),
                t.hour(),
                t.minute()
            )
        },
    )
}

/// `令和8年11月20日` of a day.
pub(crate) fn day_of(date: Date) -> String {
    day_in_words(date)
}

/// `令和8年11月20日`; the text itself where it is no point in time.
pub(crate) fn day(at: &str) -> String {
    local(at).map_or_else(|| at.to_owned(), |t| day_in_words(t.date()))
}

/// `令和8年11月20日 19時15分`; the text itself where it is no point in time.
pub(crate) fn moment(at: &str) -> String {
    local(at).map_or_else(
        || at.to_owned(),
        |t| format!("{} {}時{:02}分", day(at), t.hour(), t.minute()),
    )
}

/// The fiscal year of a point in time, in Japan.
pub(crate) fn fiscal_year(at: &str) -> Option<FiscalYear> {
    let t = local(at)?;
    FiscalYear::of_date(i16::try_from(t.year()).ok()?, u8::from(t.month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_that_of_japan() {
        assert_eq!(clock("2026-11-20T10:05:00Z"), "11月20日19時05分");
        assert_eq!(clock("2026-12-31T23:00:00Z"), "1月1日8時00分");
        assert_eq!(clock("soon"), "soon");
        assert_eq!(moment("2026-12-31T23:00:00Z"), "令和9年1月1日 8時00分");
        assert_eq!(moment("soon"), "soon");
        assert_eq!(day("2026-11-26T14:59:59Z"), "令和8年11月26日");
        assert_eq!(day("2026-11-26T16:00:00Z"), "令和8年11月27日");
        assert_eq!(day("2019-04-30T14:59:59Z"), "平成31年4月30日");
        assert_eq!(day("2019-04-30T15:00:00Z"), "令和元年5月1日");
        assert_eq!(day("soon"), "soon");
        assert_eq!(fiscal_year("2026-03-31T14:59:59Z"), FiscalYear::new(2025));
        assert_eq!(fiscal_year("2026-03-31T15:00:00Z"), FiscalYear::new(2026));
    }
}
