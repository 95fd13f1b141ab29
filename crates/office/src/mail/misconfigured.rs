//! What can be wrong with the configuration of mail, one sentence each.
//!
//! Invariant: none of them repeats the URL, which may hold a password.

use super::NotAnAddress;

/// What is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misconfigured {
    /// Neither smtp nor smtps.
    #[error(
        "--smtp（GYOKAKU_SMTP）は smtp:// または smtps:// で始めてください（例: smtp://mail.city.example:25）。"
    )]
    Scheme,
    /// No host.
    #[error(
        "--smtp（GYOKAKU_SMTP）にメールサーバーの名前がないか、使えない文字があります（例: smtp://mail.city.example:25）。パスワードの中の @ : / ? # % は %40 のように書き換えてください。"
    )]
    Host,
    /// The port is no number from 1 to 65535.
    #[error(
        "--smtp（GYOKAKU_SMTP）のポート番号は1から65535までの数字にしてください（例: smtp://mail.city.example:25）。パスワードの中の @ : / ? # % は %40 のように書き換えてください。"
    )]
    Port,
    /// Something after host and port that is not understood.
    #[error(
        "--smtp（GYOKAKU_SMTP）のポート番号の後ろに付けられるのは ?tls=required か ?tls=none だけです。パスワードの中の @ : / ? # % は %40 のように書き換えてください。"
    )]
    Rest,
    /// smtps with a tls option that contradicts it.
    #[error("--smtp（GYOKAKU_SMTP）の smtps:// は初めから暗号化します。?tls=none は付けられません。")]
    TlsTwice,
    /// A user without a password, or the other way round.
    #[error(
        "--smtp（GYOKAKU_SMTP）の利用者名とパスワードは両方書いてください（例: smtp://user:password@mail.city.example:587?tls=required）。"
    )]
    Credentials,
    /// A percent sign that is not followed by two digits, or bytes that are no text.
    #[error(
        "--smtp（GYOKAKU_SMTP）の利用者名とパスワードに読み取れない部分があります。記号の % は %25、@ は %40、: は %3A、/ は %2F と書いてください。"
    )]
    Encoding,
    /// A password over a line that everybody can read.
    #[error(
        "--smtp（GYOKAKU_SMTP）のままでは、パスワードが暗号化されずに送られます。?tls=required を付けるか、smtps:// にしてください。庁内の網の中で暗号化しないと決めているときだけ、?tls=none を付けてください。"
    )]
    PasswordInClear,
    /// The sender is none.
    #[error("--mail-from（GYOKAKU_MAIL_FROM）を確かめてください。{0}")]
    From(NotAnAddress),
    /// The certificate authority's file holds no certificate.
    #[error("--smtp-ca（GYOKAKU_SMTP_CA）のファイルに、読み取れる証明書（PEM形式）がありません。")]
    Authority,
    /// A certificate authority for a line without encryption.
    #[error(
        "--smtp-ca（GYOKAKU_SMTP_CA）は暗号化するときだけ使います。--smtp に ?tls=required を付けるか、smtps:// にしてください。"
    )]
    AuthorityUnused,
    /// No mails over a connection.
    #[error("1回の接続で送る通数は1以上にしてください。")]
    Batch,
}
