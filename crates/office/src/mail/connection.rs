//! One connection to the server: opened, mails handed over one by one, closed.
//!
//! The commands are given singly and not through the library's `send`, which closes the connection at
//! the first refused address. Not here: trying again, and how many mails go over one connection.

use std::future::Future;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;

use super::Server;
use super::letter::Letter;
use super::server::Security;
use super::unreachable::{Fault, Unreachable};

/// A connection on which mails can be handed over.
pub(super) struct Connection {
    server: Server,
    smtp: AsyncSmtpConnection,
}

/// What became of one mail.
#[derive(Debug)]
pub(super) enum Handed {
    /// The server has it.
    Over,
    /// Refused for good, in words for the office. The connection goes on.
    Refused(String),
    /// Not now, in words for the office. The connection goes on.
    Later(String),
    /// The connection broke; whether the server has the mail is not known.
    Broken(String),
}

impl Connection {
    /// Connects, begins encryption and signs in, as the URL says.
    pub(super) async fn open(server: &Server) -> Result<Self, Unreachable> {
        let patience = server.pace.patience;
        let hello = ClientId::default();
        let tls = match &server.security {
            Security::Tls(parameters) => Some(parameters.clone()),
            Security::None | Security::StartTls(_) => None,
        };
        let opening = AsyncSmtpConnection::connect_tokio1(
            (server.host.as_str(), server.port),
            Some(patience),
            &hello,
            tls,
            None,
        );
        let mut smtp = within(patience, opening)
            .await
            .map_err(|fault| not_opened(server, fault))?;
        if let Security::StartTls(parameters) = &server.security {
            if !smtp.can_starttls() {
                smtp.abort().await;
                return Err(Unreachable::NoEncryption {
                    server: server.name(),
                });
            }
            within(patience, smtp.starttls(parameters.clone(), &hello))
                .await
                .map_err(|fault| not_opened(server, fault))?;
        }
        if let Some(credentials) = &server.credentials {
            within(patience, smtp.auth(DEFAULT_MECHANISMS, credentials))
                .await
                .map_err(|fault| not_signed_in(server, fault))?;
        }
        Ok(Self {
            server: server.clone(),
            smtp,
        })
    }

    /// Hands one mail over.
    ///
    /// # Errors
    /// Where the sender's address is refused, and so would be for every mail.
    pub(super) async fn hand(&mut self, letter: &Letter) -> Result<Handed, Unreachable> {
        let patience = self.server.pace.patience;
        let from = &self.server.from.address;
        let greeting = Mail::new(Some(from.for_envelope()), Vec::new());
        match within(patience, self.smtp.command(greeting)).await {
            Ok(_) => {}
            Err(Fault::Permanent(answer)) => {
                return Err(Unreachable::Sender {
                    server: self.server.name(),
                    from: from.to_string(),
                    answer,
                });
            }
            Err(fault) => return Ok(self.not_handed(fault, "").await),
        }
        let recipient = Rcpt::new(letter.to.clone(), Vec::new());
        if let Err(fault) = within(patience, self.smtp.command(recipient)).await {
            let words = "メールサーバーがこの宛先を受け付けませんでした。アドレスを確かめてください。";
            return Ok(self.not_handed(fault, words).await);
        }
        let words = "メールサーバーがこのメールの内容を受け付けませんでした。文面を確かめてください。";
        if let Err(fault) = within(patience, self.smtp.command(Data)).await {
            return Ok(self.not_handed(fault, words).await);
        }
        // A server may look at the content before it answers; RFC 5321 (4.5.3.2.6) grants it more time.
        match within(patience.saturating_mul(5), self.smtp.message(&letter.bytes)).await {
            Ok(_) => Ok(Handed::Over),
            Err(fault) => Ok(self.not_handed(fault, words).await),
        }
    }

    /// Says good-bye; nothing depends on the answer.
    pub(super) async fn close(mut self) {
        let patience = self.server.pace.patience.min(Duration::from_secs(5));
        let _ = within(patience, self.smtp.quit()).await;
    }

    /// Puts the connection back to where the next mail can be handed over.
    async fn not_handed(&mut self, fault: Fault, refused: &str) -> Handed {
        let handed = match fault {
            Fault::Permanent(answer) => Handed::Refused(format!("{refused}（{answer}）")),
            Fault::Transient(answer) => Handed::Later(format!(
                "メールサーバーが今は受け取れないと答えました。時間をおいて、もう一度お送りください。（{answer}）"
            )),
            Fault::Encryption(said) | Fault::Broken(said) => return Handed::Broken(said),
        };
        match within(self.server.pace.patience, self.smtp.command(Rset)).await {
            Ok(_) => handed,
            Err(fault) => match handed {
                // What was said of this mail stands; the next one meets the broken connection.
                Handed::Refused(_) => handed,
                _ => Handed::Broken(fault.said()),
            },
        }
    }
}

async fn within<T>(patience: Duration, work: impl Future<Output = Result<T, Error>>) -> Result<T, Fault> {
    match tokio::time::timeout(patience, work).await {
        Ok(done) => done.map_err(|error| Fault::of(&error)),
        Err(_) => Err(Fault::timeout()),
    }
}

fn not_opened(server: &Server, fault: Fault) -> Unreachable {
    let name = server.name();
    match fault {
        Fault::Permanent(answer) => Unreachable::Refused { server: name, answer },
        Fault::Encryption(why) => Unreachable::Encryption { server: name, why },
        Fault::Transient(why) | Fault::Broken(why) => Unreachable::NoAnswer { server: name, why },
    }
}

/// A server may repeat what it was sent, so only the number of its answer is told.
fn not_signed_in(server: &Server, fault: Fault) -> Unreachable {
    let name = server.name();
    match fault {
        Fault::Permanent(answer) => {
            let code: String = answer.chars().take_while(char::is_ascii_digit).collect();
            let answer = if code.is_empty() {
                "対応する認証の方式がありません".to_owned()
            } else {
                code
            };
            Unreachable::Credentials { server: name, answer }
        }
        Fault::Encryption(why) => Unreachable::Encryption { server: name, why },
        Fault::Transient(answer) | Fault::Broken(answer) => {
            let code: String = answer.chars().take_while(char::is_ascii_digit).collect();
            let why = if code.is_empty() {
                "利用者名を確かめる途中で途切れました".to_owned()
            } else {
                code
            };
            Unreachable::NoAnswer { server: name, why }
        }
    }
}
