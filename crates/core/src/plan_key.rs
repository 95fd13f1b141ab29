//! The key of a plan within its body: the word for it in addresses and on the command line.
//!
//! Not here: the title that people read (`plan`).

use std::fmt;
use std::str::FromStr;

/// How many characters a key may have.
pub const LONGEST: usize = 64;

/// Words that stand where the key of a plan stands: the body's own pages. No plan has such a key.
pub const RESERVED: [&str; 4] = ["accounts", "departments", "journal", "plans"];

/// The key of a plan: small letters, digits, `-` and `_`, and no word of the body's own pages.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlanKey(String);

/// Why a text is no key of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAPlanKey {
    /// Other characters, none, or too many.
    Form,
    /// The body has a page of that name.
    Reserved,
}

impl PlanKey {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlanKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PlanKey {
    type Err = NotAPlanKey;

    fn from_str(text: &str) -> Result<Self, NotAPlanKey> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        if RESERVED.contains(&text) {
            Err(NotAPlanKey::Reserved)
        } else if (1..=LONGEST).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAPlanKey::Form)
        }
    }
}

impl fmt::Display for NotAPlanKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotAPlanKey::Form => write!(
                f,
                "半角の英小文字、数字、ハイフンで{LONGEST}文字までにしてください（例: keiei-2016）。"
            ),
            NotAPlanKey::Reserved => {
                f.write_str("団体のページに使われている言葉です。別の言葉にしてください。")
            }
        }
    }
}

impl std::error::Error for NotAPlanKey {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_letters_digits_and_hyphens() {
        for key in ["a", "keiei-2016", "r3_gyokaku", &"a".repeat(LONGEST)] {
            assert_eq!(key.parse::<PlanKey>().map(|k| k.to_string()).as_deref(), Ok(key));
        }
        for key in ["", "Keiei", "a/b", "経営", "a b", "a.b", &"a".repeat(LONGEST + 1)] {
            assert_eq!(key.parse::<PlanKey>(), Err(NotAPlanKey::Form), "{key}");
        }
        for key in RESERVED {
            assert_eq!(key.parse::<PlanKey>(), Err(NotAPlanKey::Reserved), "{key}");
        }
    }
}
