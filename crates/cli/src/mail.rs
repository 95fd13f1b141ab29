//! Through which mail server and from whom: the options of every command that sends mail.
//!
//! Not here: what the options mean; `gyokaku_office::mail` reads and checks them.

use std::path::PathBuf;
use std::time::Duration;

use gyokaku_office::mail::{Pace, Server};

use crate::failure::Failure;

/// The options of every command that sends mail.
#[derive(clap::Args)]
pub(crate) struct MailServer {
    /// メールサーバー（smtp://サーバー:25、smtp://利用者:パスワード@サーバー:587?tls=required、smtps://サーバー:465）。パスワードは環境変数で渡してください
    #[arg(long, env = "GYOKAKU_SMTP", value_name = "URL", hide_env_values = true)]
    smtp: Option<String>,
    /// 庁内の認証局の証明書（PEM形式）
    #[arg(long, env = "GYOKAKU_SMTP_CA", value_name = "FILE")]
    smtp_ca: Option<PathBuf>,
    /// メールの差出人（「行財政改革 事務局 <gyokaku@city.example.lg.jp>」）
    #[arg(long, env = "GYOKAKU_MAIL_FROM", value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// 1回の接続で送る通数
    #[arg(long, env = "GYOKAKU_MAIL_BATCH", value_name = "N", default_value_t = Pace::default().batch)]
    mail_batch: usize,
    /// 接続と接続の間をあける秒数
    #[arg(long, env = "GYOKAKU_MAIL_PAUSE", value_name = "SECONDS", default_value_t = Pace::default().between.as_secs())]
    mail_pause: u64,
}

impl MailServer {
    /// The server; none where none is configured. Options without a value count as left out.
    pub(crate) fn server(&self) -> Result<Option<Server>, Failure> {
        let filled = |option: &Option<String>| option.clone().filter(|text| !text.trim().is_empty());
        let (url, from) = match (filled(&self.smtp), filled(&self.mail_from)) {
            (None, None) if self.authority().is_none() => return Ok(None),
            (None, _) => {
                return Err(Failure::Call(
                    "メールを送るには、メールサーバーを --smtp または GYOKAKU_SMTP で指定してください（例: smtp://mail.city.example:25）。".to_owned(),
                ));
            }
            (Some(_), None) => {
                return Err(Failure::Call(
                    "メールの差出人を --mail-from または GYOKAKU_MAIL_FROM で指定してください（例: 行財政改革 事務局 <gyokaku@city.example.lg.jp>）。".to_owned(),
                ));
            }
            (Some(url), Some(from)) => (url, from),
        };
        let pem = match self.authority() {
            None => None,
            Some(path) => Some(std::fs::read(path).map_err(|source| Failure::Unreadable {
                path: path.clone(),
                source,
            })?),
        };
        let server = Server::new(&url, &from, pem.as_deref())
            .and_then(|server| {
                server.with_pace(Pace {
                    batch: self.mail_batch,
                    between: Duration::from_secs(self.mail_pause),
                    ..Pace::default()
                })
            })
            .map_err(|why| Failure::Call(why.to_string()))?;
        Ok(Some(server))
    }

    fn authority(&self) -> Option<&PathBuf> {
        self.smtp_ca.as_ref().filter(|path| !path.as_os_str().is_empty())
    }
}

/// How the line to the server is kept, in words for the person at the server.
pub(crate) fn line(server: &Server) -> &'static str {
    if server.is_encrypted() {
        "暗号化します"
    } else {
        "暗号化しません"
    }
}

/// The address under which the staff open the pages, without a slash at its end; none where none is given.
pub(crate) fn public_url(typed: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else {
        return Ok(None);
    };
    let host = ["https://", "http://"]
        .into_iter()
        .find_map(|scheme| typed.strip_prefix(scheme));
    let sound = host.is_some_and(|host| {
        !host.is_empty()
            && !host.starts_with('/')
            && host
                .chars()
                .all(|c| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '@' | '<' | '>' | '"'))
    });
    if !sound {
        return Err(Failure::Call(
            "--public-url（GYOKAKU_PUBLIC_URL）は、職員がブラウザで開くアドレスにしてください（例: https://gyokaku.city.example）。".to_owned(),
        ));
    }
    Ok(Some(typed.trim_end_matches('/').to_owned()))
}
