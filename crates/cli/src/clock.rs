//! The clock of the program: the only place that asks what time it is.

use gyokaku_core::round::day_in_japan;
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

use crate::failure::Failure;

/// Now, as RFC 3339 text in UTC with whole seconds.
pub(crate) fn now() -> String {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0)
        .unwrap_or(now)
        .format(&Rfc3339)
        .unwrap_or_else(|_| "1970-01-01T00:00:00Z".to_owned())
}

/// Today in Japan.
pub(crate) fn today() -> Result<Date, Failure> {
    day_in_japan(&now()).ok_or_else(|| Failure::Call("このパソコンの時計を読み取れません。".into()))
}
