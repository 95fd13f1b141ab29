//! Mail addresses as typed: what is one, and if not, why, in words for the person.
//!
//! Stricter than the standard where that catches slips of the hand: half-width characters only, a
//! domain with a dot, no quoted names. Not here: whether anybody reads there.

use std::fmt;

/// A mail address: half-width, `name@domain`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address(lettre::Address);

/// Why a text is no mail address, as a Japanese sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotAnAddress(String);

/// The longest address that mail servers take (RFC 5321, 4.5.3.1.3, without the angle brackets).
const LONGEST: usize = 254;
/// The longest part before the @ (RFC 5321, 4.5.3.1.1).
const LONGEST_NAME: usize = 64;
/// Signs that may stand before the @ beside letters and digits (RFC 5322, 3.2.3).
const SIGNS: &str = ".!#$%&'*+-/=?^_`{|}~";

impl Address {
    /// The address in a text; blanks around it are no part of it.
    ///
    /// # Errors
    /// Why the text is no address.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim();
        match fault(text) {
            Some(why) => Err(NotAnAddress(why)),
            None => text.parse().map(Self).map_err(|_| {
                NotAnAddress("メールアドレスの形になっていません。入力を見直してください。".to_owned())
            }),
        }
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

/// The first fault of an address.
fn fault(text: &str) -> Option<String> {
    let said = |words: &str| Some(words.to_owned());
    if text.is_empty() {
        return said("メールアドレスを入力してください。");
    }
    if text.contains(['\r', '\n']) {
        return said("メールアドレスの途中で改行できません。1行で入力してください。");
    }
    if text.contains(['<', '>', '"']) {
        return said("名前や < > を除いて、メールアドレスだけを入力してください。");
    }
    if text.contains([',', ';', '、']) {
        return said("メールアドレスは1つだけ入力してください。");
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return said("メールアドレスの途中に空白があります。空白を除いてください。");
    }
    if let Some(wide) = text.chars().find(|c| !c.is_ascii()) {
        return Some(if gyokaku_core::text::is_invisible(wide) {
            "メールアドレスに目に見えない文字が入っています。入力し直してください。".to_owned()
        } else {
            format!("「{wide}」はメールアドレスに使えません。半角の英数字と記号で入力してください。")
        });
    }
    let Some((name, domain)) = text.split_once('@') else {
        return said("メールアドレスに「@」がありません（例: zaisei@city.example.lg.jp）。");
    };
    if domain.contains('@') {
        return said("メールアドレスの「@」が2つ以上あります。1つにしてください。");
    }
    if text.len() > LONGEST || name.len() > LONGEST_NAME {
        return said("メールアドレスが長すぎます。入力を見直してください。");
    }
    fault_of_name(name).or_else(|| fault_of_domain(domain))
}

fn fault_of_name(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("メールアドレスの「@」の前がありません。".to_owned());
    }
    if let Some(odd) = name
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !SIGNS.contains(*c))
    {
        return Some(format!("「{odd}」はメールアドレスの「@」の前に使えません。"));
    }
    (name.starts_with('.') || name.ends_with('.') || name.contains(".."))
        .then(|| "メールアドレスの「@」の前の「.」の位置が正しくありません。".to_owned())
}

fn fault_of_domain(domain: &str) -> Option<String> {
    if domain.is_empty() {
        return Some("メールアドレスの「@」の後ろがありません。".to_owned());
    }
    if let Some(odd) = domain
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'))
    {
        return Some(format!("「{odd}」はメールアドレスの「@」の後ろに使えません。"));
    }
    if !domain.contains('.') {
        return Some(
            "メールアドレスの「@」の後ろを終わりまで入力してください（例: zaisei@city.example.lg.jp）。"
                .to_owned(),
        );
    }
    let sound = |label: &str| {
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    (!domain.split('.').all(sound))
        .then(|| "メールアドレスの「@」の後ろの「.」または「-」の位置が正しくありません。".to_owned())
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
        if text.contains(['\r', '\n']) {
            return Err(NotAnAddress(
                "差出人の途中で改行できません。1行で書いてください。".to_owned(),
            ));
        }
        let Some((name, rest)) = text.split_once('<') else {
            return Ok(Self {
                name: None,
                address: Address::parse(text)?,
            });
        };
        let Some(address) = rest.strip_suffix('>') else {
            return Err(NotAnAddress(
                "差出人は「行財政改革 事務局 <gyokaku@city.example.lg.jp>」のように、アドレスを < > で囲んでください。".to_owned(),
            ));
        };
        let name = name.trim().trim_matches('"').trim();
        if name
            .chars()
            .any(|c| c.is_control() || c == '"' || c == '\\' || gyokaku_core::text::is_invisible(c))
        {
            return Err(NotAnAddress(
                "差出人の名前に使えない文字（\" や \\ など）があります。".to_owned(),
            ));
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

    fn why(text: &str) -> String {
        match Address::parse(text) {
            Ok(address) => panic!("{text:?} is taken as {address}"),
            Err(why) => why.to_string(),
        }
    }

    #[test]
    fn addresses_as_offices_have_them() {
        for text in [
            "zaisei@city.example.lg.jp",
            "  zaisei@city.example.lg.jp\n",
            "gyokaku-tanto_1+r3@mail.city.example.jp",
            "o'hara@example.com",
            "a@b.cd",
        ] {
            assert_eq!(Address::parse(text).expect(text).as_str(), text.trim());
        }
    }

    #[test]
    fn each_fault_is_named() {
        for (text, words) in [
            ("", "入力してください"),
            ("   ", "入力してください"),
            ("zaisei.city.example.jp", "「@」がありません"),
            ("zaisei＠city.example.jp", "「＠」は"),
            ("財政@city.example.jp", "「財」は"),
            ("a@b.cd, e@f.gh", "1つだけ"),
            ("a@b.cd;e@f.gh", "1つだけ"),
            ("財政課 <a@b.cd>", "アドレスだけ"),
            ("a b@c.de", "空白"),
            ("a@c.de\r\nBcc: x@y.zz", "改行"),
            ("a@c.de\r\n", ""),
            ("a\u{0}@c.de", "空白"),
            ("a\u{200B}@c.de", "目に見えない"),
            ("a@b@c.de", "2つ以上"),
            ("@c.de", "前がありません"),
            ("a@", "後ろがありません"),
            ("a@localhost", "終わりまで"),
            ("a..b@c.de", "「.」の位置"),
            (".a@c.de", "「.」の位置"),
            ("a@c..de", "「-」の位置"),
            ("a@-c.de", "「-」の位置"),
            ("a@c_d.de", "「_」は"),
            ("a(b)@c.de", "「(」は"),
            ("a@[127.0.0.1]", "「[」は"),
        ] {
            if words.is_empty() {
                assert!(
                    Address::parse(text).is_ok(),
                    "a line end after it is trimmed: {text:?}"
                );
                continue;
            }
            assert!(why(text).contains(words), "{text:?}: {}", why(text));
        }
        assert!(why(&format!("{}@c.de", "a".repeat(65))).contains("長すぎます"));
        assert!(why(&format!("a@{}.de", "c".repeat(260))).contains("長すぎます"));
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
        for (text, words) in [
            ("", "入力してください"),
            ("事務局", "「事」は"),
            ("事務局 <a@b.cd", "< >"),
            ("事務局 <a@b>", "終わりまで"),
            ("事務局\r\nBcc: x@y.zz <a@b.cd>", "改行"),
            ("事\"務局 <a@b.cd>", "使えない文字"),
        ] {
            let why = Sender::parse(text).expect_err(text).to_string();
            assert!(why.contains(words), "{text:?}: {why}");
        }
    }
}
