//! `gyokaku serve`: the pages over a database.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use gyokaku_web::{App, Config, Limits, RequestLog, Tls};
use sd_notify::NotifyState;

use crate::clock;
use crate::database::{Database, block_on};
use crate::failure::{Failure, Outcome};
use crate::mail::{MailServer, line, public_url};
use crate::sample;

/// データベースの内容を公開します
#[derive(clap::Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    database: Database,
    /// 待ち受けるアドレス
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// 職員がこの台帳を開くアドレス（提出のお願いに書きます）
    #[arg(long, env = "GYOKAKU_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// --public-url のほかに、ブラウザで開いてよいホスト名
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// 前に置いたプロキシのアドレス（このパソコンの中のプロキシは書かなくても同じに扱います）
    #[arg(long, value_name = "IP")]
    trusted_proxy: Vec<IpAddr>,
    /// 要求ごとに1行のJSONを書き足すファイル（- は標準出力）
    #[arg(long, value_name = "FILE")]
    request_log: Option<PathBuf>,
    /// TLSの証明書（PEM形式。中間証明書を続けて入れます）。指定すると、プロキシなしで https:// で待ち受けます
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// TLSの秘密鍵（パスフレーズのないPEM形式）
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// 監視用の数値（Prometheus形式の /metrics）を出すアドレス。このパソコンの中（127.0.0.1 など）に限ります
    #[arg(long, value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
    #[command(flatten)]
    mail: MailServer,
}

impl Serve {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        crate::logging::start();
        let mail = self.mail.server()?;
        let public_url = public_url(self.public_url.as_deref())?;
        if mail.is_some() && public_url.is_none() {
            return Err(Failure::Call(
                "提出のお願いに書くアドレスを --public-url または GYOKAKU_PUBLIC_URL で指定してください（例: https://gyokaku.city.example）。".to_owned(),
            ));
        }
        let tls = self.tls()?;
        if tls.is_some()
            && public_url
                .as_deref()
                .is_some_and(|url| url.starts_with("http://"))
        {
            return Err(Failure::Call(
                "TLSで待ち受けるときは、--public-url に https:// のアドレスを指定してください。".to_owned(),
            ));
        }
        if let Some(address) = self.metrics_listen.filter(|address| !address.ip().is_loopback()) {
            return Err(Failure::Call(format!(
                "監視用の数値は {address} では出せません。--metrics-listen には 127.0.0.1:9464 のような、このパソコンの中のアドレスを指定してください。"
            )));
        }
        let requests = self.request_log.as_deref().map(request_log).transpose()?;
        block_on(async {
            let store = self.database.open().await?;
            let listener = tokio::net::TcpListener::bind(self.listen)
                .await
                .map_err(Failure::Server)?;
            let address = listener.local_addr().map_err(Failure::Server)?;
            if !store.has_accounts().await? {
                eprintln!(
                    "まだ利用者がいないため、閲覧だけができます。gyokaku account --body 団体コード --login ログイン名 --role administrator で、最初の管理者を作ってください。"
                );
            }
            if tls.is_none()
                && let Some(words) = exposed(address, public_url.as_deref())
            {
                eprintln!("{words}");
            }
            if let Some(mail) = &mail {
                eprintln!(
                    "提出のお願いは {} から、{} を通して送ります（{}）。",
                    mail.from().address,
                    mail.name(),
                    line(mail)
                );
            }
            if sample::has_people(&store).await? {
                eprintln!(
                    "このデータベースには、だれでも知っているパスワードの見本の利用者がいます。見本として作ったデータベースは、gyokaku demo だけでお使いください。"
                );
            }
            let scheme = if tls.is_some() { "https" } else { "http" };
            eprintln!("{scheme}://{address}/ で公開しています。止めるには Ctrl+C を押してください。");
            let config = Config {
                demo: None,
                clock: clock::now,
                mail,
                public_url,
                hosts: self.allow_host.clone(),
                requests,
                is_tls: tls.is_some(),
            };
            let mut limits = Limits::default();
            limits.proxies.extend(&self.trusted_proxy);
            let app = App::new(store, config);
            if let Some(address) = self.metrics_listen {
                let listener = tokio::net::TcpListener::bind(address)
                    .await
                    .map_err(Failure::Server)?;
                let address = listener.local_addr().map_err(Failure::Server)?;
                eprintln!("監視用の数値は http://{address}/metrics にあります。");
                tokio::spawn(gyokaku_web::serve_metrics(listener, app.clone(), stopped()));
            }
            supervised();
            until_stopped(listener, app, (limits, tls)).await
        })
    }

    /// What connections are encrypted with, where a certificate is given.
    fn tls(&self) -> Result<Option<Tls>, Failure> {
        let (Some(certificates), Some(key)) = (&self.tls_cert, &self.tls_key) else {
            return Ok(None);
        };
        let read = |path: &PathBuf| {
            std::fs::read(path).map_err(|source| Failure::Unreadable {
                path: path.clone(),
                source,
            })
        };
        let tls = Tls::of(&read(certificates)?, &read(key)?);
        tls.map(Some).map_err(|why| Failure::Call(why.to_string()))
    }
}

/// Tells the supervisor that started the program, where one did (systemd), that it is ready, and as often as it asks for
/// that it goes on. A program whose tasks stand still says nothing any more, and is started anew.
fn supervised() {
    let _ = sd_notify::notify(&[NotifyState::Ready]);
    if let Some(every) = sd_notify::watchdog_enabled() {
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(every / 2).await;
                let _ = sd_notify::notify(&[NotifyState::Watchdog]);
            }
        });
    }
}

/// What is said where others can reach the program without TLS.
fn exposed(address: SocketAddr, public_url: Option<&str>) -> Option<String> {
    if address.ip().is_loopback() {
        return None;
    }
    let next = match public_url {
        Some(url) if url.starts_with("https://") => {
            "TLSを受け持つプロキシのほかから届かないように、ファイアウォールなどで閉じてください。"
        }
        _ => "TLSを受け持つプロキシを前に置き、--public-url に https:// のアドレスを指定してください。",
    };
    Some(format!(
        "注意：{address} で、ほかのコンピューターから暗号化されない接続を受け付けます。パスワードが通信路で読まれるおそれがあります。{next}"
    ))
}

/// The log of requests: a file that only its owner may read, written to at its end, or the standard output.
fn request_log(path: &Path) -> Result<RequestLog, Failure> {
    if path == Path::new("-") {
        return Ok(RequestLog::to(std::io::stdout()));
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|error| {
        Failure::Call(format!(
            "要求の記録を書くファイル {} を開けません（{error}）。--request-log をご確認ください。",
            path.display()
        ))
    })?;
    Ok(RequestLog::to(file))
}

/// Serves until the process is asked to stop; requests under way are finished.
pub(super) async fn until_stopped(
    listener: tokio::net::TcpListener,
    app: App,
    within: (Limits, Option<Tls>),
) -> Result<Outcome, Failure> {
    // Each connection is an open file; what a service is given at first is too little for all that are let in.
    let _ = rlimit::increase_nofile_limit(rlimit::INFINITY);
    let stopping = async {
        stopped().await;
        let _ = sd_notify::notify(&[NotifyState::Stopping]);
    };
    gyokaku_web::serve_within(listener, app, stopping, within)
        .await
        .map_err(Failure::Server)?;
    Ok(Outcome::Done)
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_address_that_others_can_reach_is_warned_of() {
        let said = |address: &str, url: Option<&str>| exposed(address.parse().expect("an address"), url);
        assert_eq!(said("127.0.0.1:8080", None), None);
        assert_eq!(said("[::1]:8080", None), None);
        let plain = said("0.0.0.0:8080", Some("http://gyokaku.city.example")).expect("a warning");
        assert!(plain.contains("--public-url"), "{plain}");
        let behind = said("192.0.2.7:80", Some("https://gyokaku.city.example")).expect("a warning");
        assert!(behind.contains("ファイアウォール"), "{behind}");
    }
}
