//! Through which server and from whom mails are sent: read from the configuration, checked at the start.
//!
//! Not here: connecting (`connection`), and the form of the URL (`url`).

use std::fmt;
use std::time::Duration;

use super::url::{Encryption, Url};
use super::{Misconfigured, Sender};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};

/// The mail server, who sends, and how quickly.
#[derive(Clone)]
pub struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) credentials: Option<Credentials>,
    pub(super) from: Sender,
    pub(super) pace: Pace,
}

/// How the line is protected.
#[derive(Clone)]
pub(super) enum Security {
    /// Not at all, because the URL says so.
    None,
    /// By STARTTLS, and not at all without it.
    StartTls(TlsParameters),
    /// By TLS from the first byte.
    Tls(TlsParameters),
}

/// How many mails over one connection, and how patiently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Mails over one connection; at least one.
    pub batch: usize,
    /// The pause between two connections.
    pub between: Duration,
    /// The pauses before each further try, of a mail and of a connection.
    pub retries: Vec<Duration>,
    /// How long an answer may take.
    pub patience: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            batch: 20,
            between: Duration::from_secs(1),
            // Servers that turn strangers away at first want to see them again after some minutes.
            retries: [15, 60, 300].map(Duration::from_secs).to_vec(),
            patience: Duration::from_secs(60),
        }
    }
}

impl Server {
    /// The server of a URL, and the sender.
    ///
    /// `smtp://host:25` is not encrypted (so says the URL), `smtp://host:587?tls=required` is by
    /// STARTTLS or nothing is sent, `smtps://host:465` from the first byte. User and password stand
    /// before the host, percent-encoded. `authority` is a PEM file of certificates that are trusted
    /// beside those of the system.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn new(url: &str, from: &str, authority: Option<&[u8]>) -> Result<Self, Misconfigured> {
        let url = Url::read(url.trim())?;
        let from = Sender::parse(from).map_err(Misconfigured::From)?;
        let security = match url.encryption {
            Encryption::None if authority.is_some() => return Err(Misconfigured::AuthorityUnused),
            Encryption::None => Security::None,
            Encryption::StartTls => Security::StartTls(trust(&url.host, authority)?),
            Encryption::Tls => Security::Tls(trust(&url.host, authority)?),
        };
        Ok(Self {
            host: url.host,
            port: url.port,
            security,
            credentials: url
                .credentials
                .map(|(user, password)| Credentials::new(user, password)),
            from,
            pace: Pace::default(),
        })
    }

    /// The same server at another pace.
    ///
    /// # Errors
    /// [`Misconfigured::Batch`] where not even one mail would go over a connection.
    pub fn with_pace(self, pace: Pace) -> Result<Self, Misconfigured> {
        if pace.batch == 0 {
            return Err(Misconfigured::Batch);
        }
        Ok(Self { pace, ..self })
    }

    /// Host and port, for messages.
    pub fn name(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Who sends.
    pub fn from(&self) -> &Sender {
        &self.from
    }

    /// Whether the line is encrypted.
    pub const fn is_encrypted(&self) -> bool {
        !matches!(self.security, Security::None)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let security = match self.security {
            Security::None => "none",
            Security::StartTls(_) => "STARTTLS",
            Security::Tls(_) => "TLS",
        };
        f.debug_struct("Server")
            .field("name", &self.name())
            .field("security", &security)
            .field("signs_in", &self.credentials.is_some())
            .field("from", &self.from)
            .field("pace", &self.pace)
            .finish()
    }
}

/// The certificates by which the server is known.
fn trust(host: &str, authority: Option<&[u8]>) -> Result<TlsParameters, Misconfigured> {
    let mut parameters = TlsParameters::builder(host.to_owned());
    if let Some(pem) = authority {
        // A file without any certificate reads as an empty list.
        if !String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err(Misconfigured::Authority);
        }
        let certificate = Certificate::from_pem(pem).map_err(|_| Misconfigured::Authority)?;
        parameters = parameters.add_root_certificate(certificate);
    }
    parameters.build().map_err(|_| Misconfigured::Authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "行財政改革 事務局 <gyokaku@city.example.jp>";

    fn wrong(url: &str) -> Misconfigured {
        Server::new(url, FROM, None).expect_err(url)
    }

    #[test]
    fn the_url_says_where_and_how() {
        for (url, name, security, signs_in) in [
            ("smtp://mail.example", "mail.example:25", "none", false),
            ("smtp://mail.example:2525/", "mail.example:2525", "none", false),
            ("SMTP://127.0.0.1:25?tls=none", "127.0.0.1:25", "none", false),
            (
                "smtp://u:p@mail.example?tls=required",
                "mail.example:587",
                "STARTTLS",
                true,
            ),
            (
                "smtp://u:p@mail.example:25?tls=none",
                "mail.example:25",
                "none",
                true,
            ),
            ("smtps://mail.example", "mail.example:465", "TLS", false),
            (
                "smtps://u:p%40ss@mail.example:10465?tls=required",
                "mail.example:10465",
                "TLS",
                true,
            ),
            ("smtp://[::1]:2525", "[::1]:2525", "none", false),
        ] {
            let server = Server::new(url, FROM, None).expect(url);
            assert_eq!(server.name(), name);
            let debug = format!("{server:?}");
            assert!(debug.contains(&format!("security: \"{security}\"")), "{debug}");
            assert_eq!(server.credentials.is_some(), signs_in, "{url}");
            assert_eq!(server.is_encrypted(), security != "none");
        }
    }

    #[test]
    fn each_fault_of_the_url_is_named() {
        for (url, fault) in [
            ("", Misconfigured::Scheme),
            ("mail.example:25", Misconfigured::Scheme),
            ("http://mail.example", Misconfigured::Scheme),
            ("smtp://", Misconfigured::Host),
            ("smtp://:25", Misconfigured::Host),
            ("smtp://mail example", Misconfigured::Host),
            ("smtp://[::1", Misconfigured::Host),
            ("smtp://メール.example", Misconfigured::Host),
            ("smtp://mail.example:0", Misconfigured::Port),
            ("smtp://mail.example:65536", Misconfigured::Port),
            ("smtp://mail.example:+25", Misconfigured::Port),
            ("smtp://mail.example:25/inbox", Misconfigured::Rest),
            ("smtp://mail.example?tls=maybe", Misconfigured::Rest),
            ("smtps://mail.example?tls=none", Misconfigured::TlsTwice),
            ("smtp://mail.example?tls=required#x", Misconfigured::Rest),
            ("smtp://user@mail.example", Misconfigured::Credentials),
            ("smtp://:pass@mail.example", Misconfigured::Credentials),
            ("smtp://u:50%@mail.example?tls=required", Misconfigured::Encoding),
            ("smtp://u:%ff@mail.example?tls=required", Misconfigured::Encoding),
            (
                "smtp://u:a%0d%0ab@mail.example?tls=required",
                Misconfigured::Encoding,
            ),
            ("smtp://u:p@mail.example:587", Misconfigured::PasswordInClear),
        ] {
            assert_eq!(wrong(url), fault, "{url}");
        }
    }

    #[test]
    fn a_password_shows_nowhere() {
        let password = "k3ep-m3-secret";
        let server =
            Server::new(&format!("smtps://user:{password}@mail.example"), FROM, None).expect("a server");
        assert!(!format!("{server:?} {server:#?}").contains(password));
        for url in [
            format!("smtp://user:{password}@mail.example"),
            format!("smtp://user:{password}"),
            format!("smtp://user:{password}/x@mail.example"),
            format!("smtp://user:{password}%@mail.example?tls=required"),
        ] {
            let fault = wrong(&url);
            assert!(!format!("{fault} {fault:?}").contains(password), "{fault}");
        }
    }

    #[test]
    fn sender_and_authority_are_checked_at_the_start() {
        let new = |url: &str, from: &str, pem: Option<&[u8]>| Server::new(url, from, pem).map(|_| ());
        assert!(matches!(
            new("smtp://mail.example", "事務局", None),
            Err(Misconfigured::From(_))
        ));
        let broken: &[u8] = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for pem in [&b"not a certificate"[..], b"", broken] {
            assert_eq!(
                new("smtps://mail.example", FROM, Some(pem)),
                Err(Misconfigured::Authority)
            );
        }
        assert_eq!(
            new("smtp://mail.example", FROM, Some(b"-")),
            Err(Misconfigured::AuthorityUnused)
        );
        let none = Pace {
            batch: 0,
            ..Pace::default()
        };
        let server = Server::new("smtp://mail.example", FROM, None).expect("a server");
        assert_eq!(server.with_pace(none).map(|_| ()), Err(Misconfigured::Batch));
    }

    #[test]
    fn the_pauses_grow() {
        let pace = Pace::default();
        assert!(pace.retries.len() >= 2 && pace.retries.is_sorted_by(|a, b| a < b));
    }
}
