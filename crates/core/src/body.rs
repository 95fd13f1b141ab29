//! Bodies (地方公共団体), as far as the domain knows them: their code and its check digit.
//!
//! Source of the rule: 全国地方公共団体コード仕様 (総務省): the sixth digit is the last digit of 11
//! minus the remainder by 11 of the first five digits weighted 6, 5, 4, 3, 2.
//! Not here: the list of bodies that exist, their names and their prefectures; those are data.

use std::fmt;
use std::str::FromStr;

/// A local government code (全国地方公共団体コード): six digits of which the last one checks the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BodyCode([u8; 6]);

/// The code of the sample city whose name document 003 withholds. No prefecture has the number 99,
/// so no body can ever have this code, while its check digit holds like that of any other.
pub const SAMPLE_WITHOUT_NAME: BodyCode = BodyCode(*b"990019");

/// Why a text is no code of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotABodyCode {
    /// It does not consist of exactly six half-width digits.
    Form,
    /// Its last digit is not the one that the others ask for.
    CheckDigit {
        /// The last digit as given.
        stated: u8,
        /// The last digit as computed.
        computed: u8,
    },
}

impl fmt::Display for NotABodyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotABodyCode::Form => f.write_str("団体コードは半角数字6桁で指定してください。"),
            NotABodyCode::CheckDigit { stated, computed } => {
                write!(
                    f,
                    "団体コードの検査数字（6桁目）が{stated}ですが、計算では{computed}です。番号をご確認ください。"
                )
            }
        }
    }
}

impl std::error::Error for NotABodyCode {}

impl BodyCode {
    /// The six digits.
    pub fn as_str(&self) -> &str {
        // The six bytes are ASCII digits from the day the value was made, so this is always text.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for BodyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for BodyCode {
    type Err = NotABodyCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: [u8; 6] = text.as_bytes().try_into().map_err(|_| NotABodyCode::Form)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(NotABodyCode::Form);
        }
        let (stated, computed) = (digits[5] - b'0', check_digit(&digits));
        if stated == computed {
            Ok(Self(digits))
        } else {
            Err(NotABodyCode::CheckDigit { stated, computed })
        }
    }
}

fn check_digit(digits: &[u8; 6]) -> u8 {
    let sum: u32 = digits
        .iter()
        .zip([6, 5, 4, 3, 2])
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    ((11 - sum % 11) % 10) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("041009")]
    #[case("042099")]
    #[case("082350")]
    #[case("990019")]
    fn codes_that_hold(#[case] code: &str) {
        assert_eq!(
            code.parse::<BodyCode>().map(|c| c.to_string()).as_deref(),
            Ok(code)
        );
    }

    #[rstest::rstest]
    #[case("041008", NotABodyCode::CheckDigit { stated: 8, computed: 9 })]
    #[case("04100", NotABodyCode::Form)]
    #[case("0410090", NotABodyCode::Form)]
    #[case("０４１００９", NotABodyCode::Form)]
    #[case("財政", NotABodyCode::Form)]
    #[case("-41009", NotABodyCode::Form)]
    fn codes_that_do_not(#[case] code: &str, #[case] why: NotABodyCode) {
        assert_eq!(code.parse::<BodyCode>(), Err(why));
        assert!(!why.to_string().is_empty());
    }

    #[test]
    fn the_sample_is_a_code_like_any_other() {
        assert_eq!(SAMPLE_WITHOUT_NAME.as_str().parse(), Ok(SAMPLE_WITHOUT_NAME));
    }

    proptest::proptest! {
        #[test]
        fn one_wrong_digit_is_noticed(place in 0usize..5, digit in 0u8..10) {
            // Weights 2 to 6 are prime to 11, so one changed digit always changes the remainder. Only the
            // remainders 0 and 10 share their last digit (1); the code used here does not end in 1.
            let mut digits = *b"041009";
            proptest::prop_assume!(digits[place] != b'0' + digit);
            digits[place] = b'0' + digit;
            proptest::prop_assert!(std::str::from_utf8(&digits).is_ok_and(|t| t.parse::<BodyCode>().is_err()));
        }
    }
}
