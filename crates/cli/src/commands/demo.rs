//! `gyokaku demo`: the sample bodies, served on loopback only.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};

use gyokaku_web::{App, Config, Limits};
use tokio::net::TcpListener;

use crate::clock;
use crate::database::{Database, block_on};
use crate::failure::{Failure, Outcome};
use crate::sample;

/// The port that is tried first when none is asked for.
const PORT: u16 = 8080;

/// 見本の団体を自分のパソコンの中だけで公開します
#[derive(clap::Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    database: Database,
    /// ポート番号（省くと8080、使われていれば空いている番号）
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// 見本のデータベースを作るだけで、公開しません
    #[arg(long)]
    init_only: bool,
}

impl Demo {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        crate::logging::start();
        // Made in a thread of its own, so that what making takes is given back before the pages are served.
        let made = std::thread::scope(|scope| scope.spawn(|| block_on(self.make())).join());
        made.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        if self.init_only {
            eprintln!("見本のデータベースを用意しました。");
            return Ok(Outcome::Done);
        }
        block_on(async {
            let store = self.database.open().await?;
            let listener = self.listen().await?;
            let address = listener.local_addr().map_err(Failure::Server)?;
            super::print(&format!("http://{address}/\n{}", sign_ins()));
            eprintln!("上のアドレスをブラウザで開いてください。このパソコンの中だけで見られます。");
            eprintln!(
                "サインインのページでは、役割ごとのボタンでそのまま入れます。閲覧だけならサインインは要りません。"
            );
            eprintln!("止めるには Ctrl+C を押してください。");
            let config = Config {
                demo: Some(gyokaku_web::Demo {
                    logins: &sample::LOGINS,
                    password: sample::PASSWORD,
                }),
                clock: clock::now,
                mail: None,
                public_url: None,
                hosts: Vec::new(),
                requests: None,
                is_tls: false,
            };
            super::serve::until_stopped(listener, App::new(store, config), (Limits::default(), None)).await
        })
    }

    /// Makes what of the samples is not there yet.
    async fn make(&self) -> Result<(), Failure> {
        let store = self.database.open().await?;
        let phc = match sample::has_people(&store).await? {
            true => String::new(),
            false => sample::hashed()?,
        };
        sample::fill(&store).await?;
        sample::people(&store, &phc).await?;
        store.close().await;
        Ok(())
    }

    /// Listens on loopback: on the port asked for, or on 8080, or on any free one.
    async fn listen(&self) -> Result<TcpListener, Failure> {
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port.unwrap_or(PORT)));
        match TcpListener::bind(wanted).await {
            Ok(listener) => Ok(listener),
            Err(taken) if taken.kind() == std::io::ErrorKind::AddrInUse => {
                eprintln!(
                    "ポート{}は使われているため、空いている番号を使います。",
                    wanted.port()
                );
                TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
                    .await
                    .map_err(Failure::Server)
            }
            Err(other) => Err(Failure::Server(other)),
        }
    }
}

/// The sign-in for each role, a line for each: role, login name, password.
fn sign_ins() -> String {
    let mut text = String::new();
    for (login, label) in sample::LOGINS {
        let _ = writeln!(
            text,
            "{label}　ログイン名 {login}　パスワード {}",
            sample::PASSWORD
        );
    }
    text
}
