//! The URL of a mail server: scheme, credentials, host, port and how the line is protected.
//!
//! Written out here because the parts that matter are few and each slip needs its own sentence.
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
    pub(super) fn read(url: &str) -> Result<Self, Misconfigured> {
        let (scheme, rest) = url.split_once("://").ok_or(Misconfigured::Scheme)?;
        let from_first_byte = match scheme.to_ascii_lowercase().as_str() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(Misconfigured::Scheme),
        };
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let option = match rest.strip_prefix('/').unwrap_or(rest) {
            "" => None,
            "?tls=required" => Some(true),
            "?tls=none" => Some(false),
            _ => return Err(Misconfigured::Rest),
        };
        let (credentials, place) = match authority.rsplit_once('@') {
            Some((credentials, place)) => (Some(sign_in(credentials)?), place),
            None => (None, authority),
        };
        let (host, port) = host_and_port(place)?;
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
            port: port.unwrap_or(usual),
            credentials,
        })
    }
}

fn sign_in(text: &str) -> Result<(String, String), Misconfigured> {
    let (user, password) = text.split_once(':').ok_or(Misconfigured::Credentials)?;
    if user.is_empty() || password.is_empty() {
        return Err(Misconfigured::Credentials);
    }
    Ok((decoded(user)?, decoded(password)?))
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

fn host_and_port(place: &str) -> Result<(String, Option<u16>), Misconfigured> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']').ok_or(Misconfigured::Host)?;
            host.parse::<std::net::Ipv6Addr>()
                .map_err(|_| Misconfigured::Host)?;
            match after {
                "" => (host, None),
                after => (host, Some(after.strip_prefix(':').ok_or(Misconfigured::Port)?)),
            }
        }
        None => match place.split_once(':') {
            Some((host, port)) => (named(host)?, Some(port)),
            None => (named(place)?, None),
        },
    };
    let port = match port {
        None => None,
        Some(port) if port.bytes().all(|b| b.is_ascii_digit()) => match port.parse() {
            Ok(0) | Err(_) => return Err(Misconfigured::Port),
            Ok(port) => Some(port),
        },
        Some(_) => return Err(Misconfigured::Port),
    };
    Ok((host.to_owned(), port))
}

fn named(host: &str) -> Result<&str, Misconfigured> {
    let sound = !host.is_empty()
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    if sound { Ok(host) } else { Err(Misconfigured::Host) }
}
