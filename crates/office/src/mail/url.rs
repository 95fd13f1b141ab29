//! The URL of a mail server: scheme, credentials, host, port and how the line is protected.
//!
//! The parts are told apart by the URL standard (`url`); here is what they may be, with a sentence for each slip.
//! Not here: connecting.

use percent_encoding::percent_decode_str;

use super::Misconfigured;

/// How the URL wants the line protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encryption {
    None,
    StartTls,
    Tls,
}

/// The parts of the URL.
pub(super) struct Url {
    pub(super) encryption: Encryption,
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) credentials: Option<(String, String)>,
}

impl Url {
    pub(super) fn read(text: &str) -> Result<Self, Misconfigured> {
        let url = url::Url::parse(text).map_err(|why| match why {
            url::ParseError::RelativeUrlWithoutBase => Misconfigured::Scheme,
            url::ParseError::InvalidPort => Misconfigured::Port,
            _ => Misconfigured::Host,
        })?;
        let from_first_byte = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(Misconfigured::Scheme),
        };
        let host = host(&url).ok_or(Misconfigured::Host)?;
        if url.port() == Some(0) {
            return Err(Misconfigured::Port);
        }
        let option = match (url.path(), url.query(), url.fragment()) {
            ("" | "/", None, None) => None,
            ("" | "/", Some("tls=required"), None) => Some(true),
            ("" | "/", Some("tls=none"), None) => Some(false),
            _ => return Err(Misconfigured::Rest),
        };
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            ("", _) | (_, None) => return Err(Misconfigured::Credentials),
            (user, password) => Some((decoded(user)?, decoded(password.unwrap_or_default())?)),
        };
        let encryption = match (from_first_byte, option) {
            (true, Some(false)) => return Err(Misconfigured::TlsTwice),
            (true, _) => Encryption::Tls,
            (false, Some(true)) => Encryption::StartTls,
            (false, None) if credentials.is_some() => return Err(Misconfigured::PasswordInClear),
            (false, _) => Encryption::None,
        };
        let usual = match encryption {
            Encryption::None => 25,
            Encryption::StartTls => 587,
            Encryption::Tls => 465,
        };
        Ok(Self {
            encryption,
            host,
            port: url.port().unwrap_or(usual),
            credentials,
        })
    }
}

/// The host, without the brackets of an address. The standard takes nearly any sign in the host of a scheme that
/// it does not know.
fn host(url: &url::Url) -> Option<String> {
    match url.host()? {
        url::Host::Ipv6(address) => Some(address.to_string()),
        url::Host::Ipv4(address) => Some(address.to_string()),
        url::Host::Domain(name) => {
            let sound = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
            (!name.is_empty() && name.bytes().all(sound)).then(|| name.to_owned())
        }
    }
}

/// Percent signs stand for bytes; a lone one is a slip that would change the password unnoticed.
fn decoded(text: &str) -> Result<String, Misconfigured> {
    let whole = text.split('%').skip(1).all(|after| {
        let mut digits = after.bytes();
        [digits.next(), digits.next()]
            .into_iter()
            .all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit()))
    });
    let decoded = percent_decode_str(text)
        .decode_utf8()
        .map_err(|_| Misconfigured::Encoding)?;
    if !whole || decoded.chars().any(char::is_control) {
        return Err(Misconfigured::Encoding);
    }
    Ok(decoded.into_owned())
}
