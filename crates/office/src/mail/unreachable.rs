//! Why mails cannot be handed to the server at all: what happened and what to do, in Japanese.
//!
//! Not here: why one mail was not taken; that is told of the mail (`send::Outcome`).
//! Invariant: no credentials, and nothing that the server said while they were checked.

use lettre::transport::smtp::Error;

/// Why the server took no mail. The mails that were not told of are still to be sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    /// Nobody answers.
    #[error(
        "メールサーバー {server} に接続できません（{why}）。サーバーの名前とポート番号、ネットワークを確かめてください。まだ送っていないメールは残っています。"
    )]
    NoAnswer {
        /// Host and port.
        server: String,
        /// What the system says.
        why: String,
    },
    /// Encryption cannot begin: the certificate is not trusted, or the other side speaks no TLS.
    #[error(
        "メールサーバー {server} との暗号化を始められません（{why}）。庁内の認証局を使っているときは、その証明書を --smtp-ca で指定してください。smtp:// と smtps:// の別、サーバーの名前とポート番号も確かめてください。"
    )]
    Encryption {
        /// Host and port.
        server: String,
        /// What the TLS library says.
        why: String,
    },
    /// The URL demands encryption and the server offers none.
    #[error(
        "メールサーバー {server} が暗号化（STARTTLS）に応じないため、送っていません。暗号化に応じるポートを指定してください。庁内の網の中で暗号化しないと決めているときだけ、?tls=none にしてください。"
    )]
    NoEncryption {
        /// Host and port.
        server: String,
    },
    /// The credentials are refused.
    #[error(
        "メールサーバー {server} が利用者名とパスワードを受け付けませんでした（{answer}）。--smtp の利用者名とパスワードを確かめてください。"
    )]
    Credentials {
        /// Host and port.
        server: String,
        /// The number of the answer.
        answer: String,
    },
    /// The server does not want to talk to us.
    #[error(
        "メールサーバー {server} が応対を断りました（{answer}）。このサーバーからの送信が許可されているか、メールサーバーの管理者に確かめてください。"
    )]
    Refused {
        /// Host and port.
        server: String,
        /// What it answered.
        answer: String,
    },
    /// The sender's address is refused; so it would be for every mail.
    #[error(
        "メールサーバー {server} が差出人 {from} を受け付けませんでした（{answer}）。--mail-from のアドレスと、送信に利用者名とパスワードが要るかを確かめてください。"
    )]
    Sender {
        /// Host and port.
        server: String,
        /// The address.
        from: String,
        /// What the server answered.
        answer: String,
    },
    /// One connection after the other broke off.
    #[error(
        "メールサーバー {server} とのやりとりが続けて途切れました（{why}）。時間をおいて、もう一度お試しください。まだ送っていないメールは残っています。"
    )]
    Broken {
        /// Host and port.
        server: String,
        /// How.
        why: String,
    },
}

impl Unreachable {
    /// Whether trying again after a while may help without anybody's doing.
    pub(super) const fn may_pass(&self) -> bool {
        matches!(self, Unreachable::NoAnswer { .. } | Unreachable::Broken { .. })
    }
}

/// What went wrong with one command.
#[derive(Debug)]
pub(super) enum Fault {
    /// 5xx: refused for good.
    Permanent(String),
    /// 4xx: not now.
    Transient(String),
    /// Encryption cannot begin.
    Encryption(String),
    /// The connection is of no more use.
    Broken(String),
}

impl Fault {
    pub(super) fn of(error: &Error) -> Self {
        let code = error.status().map(u16::from);
        match code {
            // "Closing the connection": what was asked is open, and nobody is there to ask again.
            Some(421) => Fault::Broken(answer(error)),
            Some(500..) => Fault::Permanent(answer(error)),
            Some(_) => Fault::Transient(answer(error)),
            // The library itself sees no way: it would see none the next time either.
            None if error.is_client() => Fault::Permanent(innermost(error)),
            None if is_about_encryption(error) => Fault::Encryption(innermost(error)),
            None => Fault::Broken(innermost(error)),
        }
    }

    pub(super) fn timeout() -> Self {
        Fault::Broken("応答がありません".to_owned())
    }

    /// What the server or the system said.
    pub(super) fn said(self) -> String {
        match self {
            Fault::Permanent(said)
            | Fault::Transient(said)
            | Fault::Encryption(said)
            | Fault::Broken(said) => said,
        }
    }
}

/// Number and words of an answer, on one line and not longer than a screen's.
fn answer(error: &Error) -> String {
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    tidy(&format!("{code} {}", innermost(error)))
}

/// The innermost cause, which says most.
fn innermost(error: &Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    tidy(&cause.to_string())
}

fn tidy(said: &str) -> String {
    let visible: String = said
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !gyokaku_core::text::is_invisible(*c))
        .take(200)
        .collect();
    visible.trim().to_owned()
}

/// The TLS library tells of a certificate or an answer that it cannot take as of invalid data.
fn is_about_encryption(error: &Error) -> bool {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(this) = cause {
        if this
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData && io.get_ref().is_some())
        {
            return true;
        }
        cause = this.source();
    }
    error.is_tls()
}
