//! Second factors (二要素認証): codes of RFC 6238 as every authenticator makes them (SHA-1, six digits, half a minute), and
//! recovery codes for whoever has lost the device.
//!
//! Invariants: nothing here is printed for a log; recovery codes have 118 random bits, so that their plain SHA-256 tells
//! nobody what they are. Not here: which codes were taken (`gyokaku_store`), counting tries (`gyokaku-web`).

use gyokaku_core::text::{hex, narrow};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use totp_rs::{Builder, Secret, Totp};

use crate::password;

/// How many recovery codes there are at first.
pub const RECOVERY_CODES: usize = 8;

/// How many letters a recovery code has, without the lines between them.
const RECOVERY_LETTERS: usize = 24;

/// How many digits a code has.
const DIGITS: usize = 6;

/// What somebody typed where a code is asked for.
#[derive(Clone, PartialEq, Eq)]
pub enum Typed {
    /// Six digits.
    Code(String),
    /// The hash of a recovery code.
    Recovery(String),
    /// Neither.
    Other,
}

impl Typed {
    /// What a text is; full-width letters, blanks and lines do not matter.
    pub fn of(text: &str) -> Self {
        let letters: String = text
            .chars()
            .take(200)
            .map(narrow)
            .filter(|c| !c.is_whitespace() && *c != '-' && *c != 'ー')
            .collect::<String>()
            .to_ascii_lowercase();
        if letters.len() == DIGITS && letters.bytes().all(|b| b.is_ascii_digit()) {
            return Typed::Code(letters);
        }
        match letters.len() == RECOVERY_LETTERS && letters.bytes().all(|b| b.is_ascii_alphanumeric()) {
            true => Typed::Recovery(hash(&letters)),
            false => Typed::Other,
        }
    }
}

fn hash(letters: &str) -> String {
    hex(&Sha256::digest(letters.as_bytes()))
}

/// A new secret of 160 random bits, in base32.
pub fn secret() -> String {
    let mut bytes = [0_u8; 20];
    for part in bytes.chunks_mut(5) {
        let random = uuid::Uuid::new_v4();
        // The first six bytes of such an identity are random as a whole.
        for (byte, random) in part.iter_mut().zip(random.as_bytes()) {
            *byte = *random;
        }
    }
    Secret::new_stack(bytes).to_base32()
}

fn codes(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).build().ok()
}

fn seconds(now: &str) -> Option<u64> {
    let now = OffsetDateTime::parse(now, &Rfc3339).ok()?;
    u64::try_from(now.unix_timestamp()).ok()
}

/// The step whose code this is, now or half a minute before or after; none where it is no such code. `now` is RFC 3339.
pub fn step(secret: &str, code: &str, now: &str) -> Option<i64> {
    let step = codes(secret)?.check(code, seconds(now)?)?;
    i64::try_from(step).ok()
}

/// The code at a point in time, RFC 3339; for tests of whoever asks for one.
pub fn code_at(secret: &str, now: &str) -> Option<String> {
    Some(codes(secret)?.generate(seconds(now)?).to_string())
}

/// What an authenticator reads out of the picture: `otpauth://totp/…`.
pub fn address(secret: &str, login: &str, body: &str) -> String {
    // A colon separates the names and can stand in neither of them.
    let written = |text: &str| utf8_percent_encode(&text.replace(':', "："), NON_ALPHANUMERIC).to_string();
    let issuer = written(&format!("行革台帳 {body}"));
    format!(
        "otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}",
        written(login)
    )
}

/// New recovery codes, each with its hash. They cannot be made again.
pub fn recovery_codes() -> Vec<(String, String)> {
    let code = || {
        let shown = format!("{}-{}", password::first(), password::first());
        let letters = shown.replace('-', "");
        (shown, hash(&letters))
    };
    std::iter::repeat_with(code).take(RECOVERY_CODES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-20T10:00:00Z";

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the secret is "12345678901234567890"; its eight digits end in these six.
        let secret = Secret::new_stack(*b"12345678901234567890").to_base32();
        for (at, code) in [
            ("1970-01-01T00:00:59Z", "287082"),
            ("2005-03-18T01:58:29Z", "081804"),
            ("2009-02-13T23:31:30Z", "005924"),
            ("2033-05-18T03:33:20Z", "279037"),
        ] {
            assert_eq!(code_at(&secret, at).as_deref(), Some(code), "{at}");
        }
    }

    #[test]
    fn a_code_fits_now_and_half_a_minute_around() {
        let (one, other) = (secret(), secret());
        assert_ne!(one, other);
        assert_eq!(one.len(), 32);
        let at = |at: &str| code_at(&one, at).expect("a code");
        let now = step(&one, &at(NOW), NOW).expect("it fits");
        assert_eq!(step(&one, &at("2026-11-20T10:00:30Z"), NOW), Some(now + 1));
        assert_eq!(step(&one, &at("2026-11-20T09:59:30Z"), NOW), Some(now - 1));
        assert_eq!(step(&one, &at("2026-11-20T10:01:30Z"), NOW), None);
        assert_eq!(step(&one, "", NOW), None);
        assert_eq!(step("no secret", &at(NOW), NOW), None);
        assert_eq!(step(&one, &at(NOW), "never"), None);
    }

    #[test]
    fn what_is_typed_is_a_code_or_a_recovery_code() {
        assert!(Typed::of("１２３ 456") == Typed::Code("123456".into()));
        let all = recovery_codes();
        assert_eq!(all.len(), RECOVERY_CODES);
        for (shown, hash) in &all {
            assert!(!hash.contains(shown.as_str()));
            assert!(
                Typed::of(&shown.to_uppercase()) == Typed::Recovery(hash.clone()),
                "{shown}"
            );
        }
        for text in ["", "12345", "1234567", "abcdef", "ａｂｃ", &"1".repeat(5000)] {
            assert!(Typed::of(text) == Typed::Other, "{text}");
        }
    }

    #[test]
    fn the_address_is_as_authenticators_read_it() {
        let address = address("ABC", "zaisei", "見本:市");
        let parsed = url::Url::parse(&address).expect("an address");
        assert_eq!((parsed.scheme(), parsed.host_str()), ("otpauth", Some("totp")));
        let asked: Vec<(String, String)> = parsed.query_pairs().into_owned().collect();
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        assert_eq!(
            asked,
            [pair("secret", "ABC"), pair("issuer", "行革台帳 見本：市")]
        );
        assert!(parsed.path().ends_with(":zaisei"), "{}", parsed.path());
    }
}
