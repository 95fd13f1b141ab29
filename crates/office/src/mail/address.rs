//! Mail addresses as typed: what is one, and if not, why, in words for the person.
//!
//! Stricter than the standard where that catches slips of the hand: half-width characters only, a
//! domain with a dot, no quoted names. Not here: whether anybody reads there.

use std::fmt;

/// A mail address: half-width, `name@domain`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address(lettre::Address);

/// Why a text is no mail address, in words for the person, who sees what was typed beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// Nothing is there.
    #[error("メールアドレスを入力してください。")]
    Blank,
    /// More than an address, or a blank or line break in it.
    #[error("メールアドレスだけを1つ入力してください。名前、< >、「,」、空白、改行は要りません。")]
    NotAlone,
    /// A character that no address has.
    #[error("「{}」はメールアドレスに使えません。半角の英数字と記号で入力してください。", shown(*.0))]
    Character(char),
    /// The parts do not make an address.
    #[error(
        "メールアドレスの形になっていません（例: zaisei@city.example.lg.jp）。「@」と「.」の前後を見直してください。"
    )]
    Form,
    /// A sender of another form.
    #[error(
        "差出人は「行財政改革 事務局 <gyokaku@city.example.lg.jp>」のように1行で書き、アドレスだけを < > で囲んでください。"
    )]
    Sender,
}

/// A character as it can be seen in a sentence.
fn shown(c: char) -> String {
    if c.is_control() || gyokaku_core::text::is_invisible(c) {
        format!("目に見えない文字（U+{:04X}）", u32::from(c))
    } else {
        c.to_string()
    }
}

/// The longest address that mail servers take (RFC 5321, 4.5.3.1.3, without the angle brackets).
const LONGEST: usize = 254;
/// Signs that may stand before the @ beside letters and digits (RFC 5322, 3.2.3).
const SIGNS: &str = ".!#$%&'*+-/=?^_`{|}~@";

impl Address {
    /// The address in a text; blanks around it are no part of it.
    ///
    /// # Errors
    /// Why the text is no address.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotAnAddress::Blank);
        }
        if text.contains(['<', '>', '"', ',', ';', '、']) || text.contains(char::is_whitespace) {
            return Err(NotAnAddress::NotAlone);
        }
        if let Some(odd) = text
            .chars()
            .find(|c| !c.is_ascii_alphanumeric() && !SIGNS.contains(*c))
        {
            return Err(NotAnAddress::Character(odd));
        }
        // The standard lets a computer of one's own network go without a dot; in an office it is a slip.
        let address: lettre::Address = text.parse().map_err(|_| NotAnAddress::Form)?;
        if text.len() > LONGEST || !is_full(address.domain()) {
            return Err(NotAnAddress::Form);
        }
        Ok(Self(address))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    pub(super) fn domain(&self) -> &str {
        self.0.domain()
    }

    pub(super) fn for_envelope(&self) -> lettre::Address {
        self.0.clone()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a domain has at least two sound parts.
fn is_full(domain: &str) -> bool {
    let sound = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(sound)
}

/// Who sends: 「行財政改革 事務局 <gyokaku@city.example.lg.jp>」.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The name as shown; none where only the address is.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
}

impl Sender {
    /// The sender in a text: `name <address>` or an address alone.
    ///
    /// # Errors
    /// Why the text names no sender.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        let Some((name, rest)) = text.split_once('<') else {
            return Ok(Self {
                name: None,
                address: Address::parse(text)?,
            });
        };
        let address = rest.strip_suffix('>').ok_or(NotAnAddress::Sender)?;
        let name = name.trim().trim_matches('"').trim();
        let odd = |c: char| c.is_control() || c == '"' || c == '\\' || gyokaku_core::text::is_invisible(c);
        if name.contains(odd) {
            return Err(NotAnAddress::Sender);
        }
        Ok(Self {
            name: (!name.is_empty()).then(|| name.to_owned()),
            address: Address::parse(address)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_offices_have_them() {
        for text in [
            "zaisei@city.example.lg.jp",
            "  zaisei@city.example.lg.jp\n",
            "gyokaku-tanto_1+r3@mail.city.example.jp",
            "o'hara@example.com",
            "a@b.cd",
            "a@c.de\r\n",
        ] {
            assert_eq!(Address::parse(text).expect(text).as_str(), text.trim());
        }
    }

    #[test]
    fn each_fault_is_named() {
        use NotAnAddress::{Blank, Character, Form, NotAlone};
        for (text, why) in [
            ("", Blank),
            ("   ", Blank),
            ("zaisei.city.example.jp", Form),
            ("zaisei＠city.example.jp", Character('＠')),
            ("財政@city.example.jp", Character('財')),
            ("a@b.cd, e@f.gh", NotAlone),
            ("a@b.cd;e@f.gh", NotAlone),
            ("財政課 <a@b.cd>", NotAlone),
            ("a b@c.de", NotAlone),
            ("a@c.de\r\nBcc: x@y.zz", NotAlone),
            ("a\u{0}@c.de", Character('\0')),
            ("a\u{200B}@c.de", Character('\u{200B}')),
            ("a@b@c.de", Form),
            ("@c.de", Form),
            ("a@", Form),
            ("a@localhost", Form),
            ("a..b@c.de", Form),
            (".a@c.de", Form),
            ("a@c..de", Form),
            ("a@-c.de", Form),
            ("a@c_d.de", Form),
            ("a(b)@c.de", Character('(')),
            ("a@[127.0.0.1]", Character('[')),
        ] {
            assert_eq!(Address::parse(text), Err(why), "{text:?}");
        }
        let long = [
            format!("{}@c.de", "a".repeat(65)),
            format!("a@{}.de", "c.".repeat(130)),
        ];
        for text in long {
            assert_eq!(Address::parse(&text), Err(Form));
        }
        assert!(Character('\u{200B}').to_string().contains("U+200B"));
    }

    #[test]
    fn a_sender_has_a_name_or_none() {
        let named = Sender::parse("行財政改革 事務局 <gyokaku@city.example.lg.jp>").expect("a sender");
        assert_eq!(named.name.as_deref(), Some("行財政改革 事務局"));
        assert_eq!(named.address.as_str(), "gyokaku@city.example.lg.jp");
        let bare = Sender::parse("gyokaku@city.example.lg.jp").expect("a sender");
        assert_eq!((bare.name, bare.address), (None, named.address.clone()));
        let bracketed = Sender::parse("<gyokaku@city.example.lg.jp>").expect("a sender");
        assert_eq!(bracketed.name, None);
        let quoted = Sender::parse("\"事務局, 企画\" <gyokaku@city.example.lg.jp>").expect("a sender");
        assert_eq!(quoted.name.as_deref(), Some("事務局, 企画"));
    }

    #[test]
    fn a_sender_that_is_none_says_why() {
        for (text, why) in [
            ("", NotAnAddress::Blank),
            ("事務局", NotAnAddress::Character('事')),
            ("事務局 <a@b.cd", NotAnAddress::Sender),
            ("事務局 <a@b>", NotAnAddress::Form),
            ("事務局\r\nBcc: x@y.zz <a@b.cd>", NotAnAddress::Sender),
            ("事\"務局 <a@b.cd>", NotAnAddress::Sender),
        ] {
            assert_eq!(Sender::parse(text), Err(why), "{text:?}");
        }
    }
}
