//! `gyokaku remind`: the nightly job that asks departments for what is due soon or overdue.

use std::sync::atomic::AtomicBool;

use gyokaku_core::round::Key;
use gyokaku_office::reminding::{Due, NotSent, queue_due, send_waiting};
use gyokaku_store::RoundAt;

use crate::clock;
use crate::database::{Database, actor, block_on, body_and_plan};
use crate::failure::{Failure, Outcome};
use crate::mail::{MailServer, public_url};

/// 期限の近い回答と期限を過ぎた回答の提出を、担当者にメールでお願いします（同じ宛先には1日に1通まで）
#[derive(clap::Args)]
pub(crate) struct Remind {
    #[command(flatten)]
    database: Database,
    /// 団体コード（6桁）
    #[arg(long, value_name = "CODE")]
    body: String,
    /// プランのキー（プランが一つの団体では省けます）
    #[arg(long, value_name = "KEY")]
    plan: Option<String>,
    /// 調査（2019、2019-h1、2019-q3 など）
    #[arg(long, value_name = "ROUND")]
    round: String,
    /// 期限まで何日以内のものをお願いするか（期限を過ぎたものは必ず含みます）
    #[arg(long, value_name = "DAYS", default_value_t = 3, value_parser = clap::value_parser!(u16).range(..=366))]
    within: u16,
    /// メールの最後に書く差出人の表示（省くと団体名）
    #[arg(long, value_name = "TEXT", default_value = "")]
    signature: String,
    /// 職員がこの台帳を開くアドレス（メールに書きます）
    #[arg(long, env = "GYOKAKU_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    #[command(flatten)]
    mail: MailServer,
}

impl Remind {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let Some(server) = self.mail.server()? else {
            return Err(Failure::Call(
                "メールサーバーを --smtp（GYOKAKU_SMTP）で、差出人を --mail-from（GYOKAKU_MAIL_FROM）で指定してください。".to_owned(),
            ));
        };
        let Some(public_url) = public_url(self.public_url.as_deref())? else {
            return Err(Failure::Call(
                "メールに書くアドレスを --public-url または GYOKAKU_PUBLIC_URL で指定してください（例: https://gyokaku.city.example）。".to_owned(),
            ));
        };
        let Some(round) = Key::parse(&self.round) else {
            return Err(Failure::Call(format!(
                "調査「{}」は正しくありません。2019、2019-h1（上半期）、2019-q3（第3四半期）のように指定してください。",
                self.round
            )));
        };
        block_on(async {
            let store = self.database.open_existing().await?;
            let (body, plan) = body_and_plan(&store, &self.body, self.plan.as_deref()).await?;
            let due = Due {
                at: RoundAt {
                    body: &body.code,
                    plan: &plan.key,
                    round,
                },
                within: i32::from(self.within),
                public_url: &public_url,
                signature: &self.signature,
            };
            let queued = queue_due(&store, &actor(), &clock::now(), &due).await?;
            for department in &queued.unaddressed {
                eprintln!("{department}には宛先がありません。");
            }
            let told = send_waiting(&store, &server, clock::now, &body.code, &AtomicBool::new(false)).await;
            store.close().await;
            let told = told.map_err(|error| match error {
                NotSent::Unreachable(why) => Failure::Call(format!(
                    "{why}（{}通は送信を待っています。次に送れるときに送ります。）",
                    queued.queued
                )),
                NotSent::Store(error) => Failure::Store(error),
            })?;
            super::print(&format!(
                "送信 {}通、送れなかったもの {}通、不要になったもの {}通、今日すでに送った宛先 {}\n",
                told.sent, told.failed, told.needless, queued.already
            ));
            Ok(match told.failed {
                0 => Outcome::Done,
                _ => Outcome::Findings,
            })
        })
    }
}
