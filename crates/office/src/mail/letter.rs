//! The bytes of one mail: headers and text, in ASCII only.
//!
//! Not here: the way to the server. A mail that cannot be written is refused before any connection.

use std::time::SystemTime;

use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0,
};
use lettre::message::{Body, Mailbox, Message};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{Address, Mail, Sender};

/// A mail as it goes over the line.
#[derive(Debug)]
pub(super) struct Letter {
    pub(super) to: lettre::Address,
    pub(super) bytes: Vec<u8>,
}

impl Letter {
    /// Writes a mail; `now` (RFC 3339) becomes its date.
    ///
    /// # Errors
    /// Why it cannot be sent, in words for the office.
    pub(super) fn write(from: &Sender, mail: &Mail, now: &str) -> Result<Self, String> {
        let to = Address::parse(&mail.to)
            .map_err(|why| format!("宛先を確かめてください。{why}"))?
            .for_envelope();
        if mail.subject.chars().any(char::is_control) {
            return Err("件名に改行などの文字が入っています。件名を1行にしてください。".to_owned());
        }
        let now = OffsetDateTime::parse(now, &Rfc3339)
            .map_err(|_| "サーバーの時刻を読み取れません。管理者にお知らせください。".to_owned())?;
        // Base64 carries any text, whatever a server on the way makes of long lines or of leading dots.
        let text = mail.text.replace("\r\n", "\n").replace('\r', "\n");
        let body =
            Body::new_with_encoding(text, ContentTransferEncoding::Base64).map_err(|_| unwritable())?;
        let bytes = Message::builder()
            .from(Mailbox::new(from.name.clone(), from.address.for_envelope()))
            .to(Mailbox::new(None, to.clone()))
            .subject(mail.subject.as_str())
            .date(SystemTime::from(now))
            .message_id(Some(message_id(&mail.id, from.address.domain())))
            .raw_header(auto_submitted())
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .body(body)
            .map_err(|_| unwritable())?
            .formatted();
        Ok(Self { to, bytes })
    }
}

fn unwritable() -> String {
    "メールの形に整えられませんでした。宛先と件名を確かめてください。".to_owned()
}

/// Tells answering machines not to answer (RFC 3834).
fn auto_submitted() -> HeaderValue {
    HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".to_owned(),
    )
}

/// The same for the same identity, and another for every other: what a Message-ID cannot hold is
/// written as `=` and two digits, as is `=` itself.
fn message_id(id: &str, domain: &str) -> String {
    let mut name = String::new();
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("={byte:02X}"));
        }
    }
    format!("<gyokaku.{name}@{domain}>")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2022-05-10T00:30:00Z";

    fn mail() -> Mail {
        Mail {
            id: "0190-a".to_owned(),
            to: "zaisei@city.example.jp".to_owned(),
            subject: "【提出のお願い】令和3年度 進捗状況調査（提出期限 5月13日・あと3日）".to_owned(),
            text: "財政課 担当 様\n.\n終わり\n".to_owned(),
        }
    }

    fn sender() -> Sender {
        Sender::parse("行財政改革 事務局 <gyokaku@city.example.jp>").expect("a sender")
    }

    fn headers(mail: &Mail) -> String {
        let letter = Letter::write(&sender(), mail, NOW).expect("a letter");
        let text = String::from_utf8(letter.bytes).expect("ASCII");
        assert!(text.is_ascii(), "{text}");
        text.split_once("\r\n\r\n")
            .expect("headers and a body")
            .0
            .to_owned()
    }

    #[test]
    fn the_headers_say_what_it_is() {
        let headers = headers(&mail());
        for line in [
            "To: zaisei@city.example.jp",
            "Date: Tue, 10 May 2022 00:30:00 +0000",
            "Message-ID: <gyokaku.0190-a@city.example.jp>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Transfer-Encoding: base64",
        ] {
            assert!(headers.lines().any(|l| l == line), "{line} in {headers}");
        }
        assert!(
            headers.contains("Content-Type: text/plain; charset=utf-8"),
            "{headers}"
        );
        let mut words = headers
            .split(char::is_whitespace)
            .filter(|word| word.starts_with("=?"));
        assert!(
            words.all(|word| word.len() <= 75),
            "RFC 2047, section 2: {headers}"
        );
    }

    #[test]
    fn a_repeat_is_recognisable_and_nothing_else_is_taken_for_it() {
        let of = |id: &str| message_id(id, "city.example.jp");
        assert_eq!(of("a"), of("a"));
        let ids = [
            "a", "A", "a/b", "a=2Fb", "a b", "a>b", "a@b", "財政", "a\r\nb", "",
        ];
        for (place, one) in ids.iter().enumerate() {
            for other in &ids[place + 1..] {
                assert_ne!(of(one), of(other));
            }
            let name = of(one);
            assert!(name.bytes().all(|b| b.is_ascii_graphic()), "{name}");
            assert_eq!(name.matches(['@', '<', '>']).count(), 3, "{name}");
        }
    }

    #[test]
    fn a_line_break_never_reaches_a_header() {
        for to in [
            "zaisei@city.example.jp\r\nBcc: x@y.zz",
            "a@b.cd\nX: y",
            "a@b.cd>\r\nRCPT TO:<x@y.zz",
        ] {
            let mail = Mail {
                to: to.to_owned(),
                ..mail()
            };
            let why = Letter::write(&sender(), &mail, NOW).expect_err("refused");
            assert!(why.contains("宛先"), "{why}");
        }
        for subject in ["提出\r\nBcc: x@y.zz", "提出\n\n本文", "提出\rX: y", "提出\u{0}"] {
            let mail = Mail {
                subject: subject.to_owned(),
                ..mail()
            };
            let why = Letter::write(&sender(), &mail, NOW).expect_err("refused");
            assert!(why.contains("件名"), "{why}");
        }
    }

    #[test]
    fn a_clock_that_tells_nothing_is_said() {
        let why = Letter::write(&sender(), &mail(), "yesterday").expect_err("refused");
        assert!(why.contains("時刻"), "{why}");
    }
}
