//! The names of files that people receive: as an office calls them, in Japanese, and one in ASCII for programs that know
//! nothing else (RFC 6266).
//!
//! Invariant: whatever stands in the names of bodies, plans and items, a name has no folder, no control character, nothing
//! that is not seen or that turns the direction of writing, and no head of an answer is broken by it. Not here: open data,
//! whose names are ASCII by its rules.

use axum::http::{HeaderName, header};
use gyokaku_core::text::is_invisible;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// How many characters a name may have, its ending included. Windows takes 255 with the folders above them.
const LONGEST: usize = 120;

/// Names that Windows keeps for devices, whatever ending they have.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A name of a file, without what some system does not take.
pub(crate) fn fitting_name(name: &str) -> String {
    let fits = |c: char| match c {
        '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        c if c.is_whitespace() || c.is_control() => '_',
        c => c,
    };
    let name: String = name
        .chars()
        .filter(|c| !is_invisible(*c) || c.is_control())
        .map(fits)
        .collect();
    // Hidden files begin with a dot, and Windows drops dots at the end.
    let name = name.trim_matches(['.', '_']);
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 5 && ending.is_ascii() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let room = LONGEST.saturating_sub(ending.len());
    let mut stem: String = stem.chars().take(room).collect();
    if stem.is_empty() {
        stem.push_str("ファイル");
    }
    if DEVICES.contains(&stem.to_lowercase().as_str()) {
        stem.insert(0, '_');
    }
    stem + &ending
}

/// The name of a file of a plan: `多賀城市_市役所経営プラン_取組一覧.xlsx`. What already says the plan does not say it again.
pub(crate) fn of_plan(body: &str, plan: &str, what: &str, ending: &str) -> String {
    let what = match what.trim().strip_prefix(plan.trim()) {
        Some(rest) if !rest.trim().is_empty() => rest.trim(),
        _ => what.trim(),
    };
    // A long title of a plan leaves room for what the file is.
    let plan: String = plan.trim().chars().take(60).collect();
    fitting_name(&format!("{}_{plan}_{what}.{ending}", body.trim()))
}

/// What RFC 5987 lets stand as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// The heads of an answer that is a file; `plain` is its name for programs that know ASCII only.
pub(crate) fn attachment(kind: &str, name: &str, plain: &str) -> [(HeaderName, String); 2] {
    let encoded = utf8_percent_encode(name, PLAIN);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let plain: String = plain.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let disposition = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_file_is_called_as_an_office_calls_it() {
        assert_eq!(
            of_plan(
                "多賀城市",
                "市役所経営プラン",
                "市役所経営プラン 取組一覧",
                "xlsx"
            ),
            "多賀城市_市役所経営プラン_取組一覧.xlsx"
        );
        assert_eq!(
            of_plan("多賀城市", "市役所経営プラン", "効果額", "csv"),
            "多賀城市_市役所経営プラン_効果額.csv"
        );
        let long = of_plan("市", &"長い計画".repeat(100), "取組一覧", "pdf");
        assert!(
            long.ends_with("_取組一覧.pdf") && long.chars().count() <= LONGEST,
            "{long}"
        );
    }

    #[test]
    fn hostile_names_stay_names() {
        for name in [
            "../../etc/passwd",
            "a/b\\c:d*e?f\"g<h>i|j.xlsx",
            "<script>alert(1)</script>.csv",
            "請求\u{202E}fdp.exe.xlsx",
            "改\r\nSet-Cookie: a=b.pdf",
            "\u{200B}\u{FEFF}.csv",
            "CON.xlsx",
            "...",
            "",
            "\u{0}\u{7F}.json",
        ] {
            let fitting = fitting_name(name);
            assert!(
                !fitting.is_empty() && !fitting.starts_with('.'),
                "{name:?}: {fitting:?}"
            );
            let broken = |c: char| "/\\:*?\"<>|".contains(c) || c.is_control() || is_invisible(c);
            assert!(!fitting.contains(broken), "{name:?}: {fitting:?}");
            let stem = fitting.split('.').next().unwrap_or_default().to_lowercase();
            assert!(!DEVICES.contains(&stem.as_str()), "{fitting}");
            for plain in ["data.csv", name] {
                let [_, (_, disposition)] = attachment("text/csv", &fitting, plain);
                assert!(disposition.is_ascii(), "{disposition}");
                assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
                assert!(HeaderValue::from_str(&disposition).is_ok(), "{disposition}");
            }
        }
        let long = fitting_name(&format!("{}.xlsx", "長".repeat(400)));
        assert!(
            long.ends_with(".xlsx") && long.chars().count() <= LONGEST,
            "{long}"
        );
    }
}
