//! `gyokaku mail-test`: one mail, to see whether the mail server and the sender are right.

use gyokaku_office::mail::{Address, Go, Mail, Outcome as Told, Pace, Server, send};

use crate::clock;
use crate::database::block_on;
use crate::failure::{Failure, Outcome};
use crate::mail::{MailServer, line};

/// 試しのメールを1通送り、結果を示します
#[derive(clap::Args)]
pub(crate) struct MailTest {
    #[command(flatten)]
    mail: MailServer,
    /// 試しのメールの宛先
    #[arg(long, value_name = "ADDRESS")]
    to: String,
}

impl MailTest {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let to = Address::parse(&self.to)
            .map_err(|why| Failure::Call(format!("--to を確かめてください。{why}")))?;
        let Some(server) = self.mail.server()? else {
            return Err(Failure::Call(
                "メールサーバーを --smtp（GYOKAKU_SMTP）で、差出人を --mail-from（GYOKAKU_MAIL_FROM）で指定してください。".to_owned(),
            ));
        };
        // Somebody waits for the answer, so the first one is told instead of being tried again for minutes.
        let pace = Pace {
            retries: Vec::new(),
            ..Pace::default()
        };
        let server = server
            .with_pace(pace)
            .map_err(|why| Failure::Call(why.to_string()))?;
        eprintln!(
            "{} から {to} へ、{} を通して送ります（{}）。",
            server.from().address,
            server.name(),
            line(&server)
        );
        let mail = test_mail(&server, &to);
        let mut told = None;
        block_on(async {
            send(&server, clock::now, &[mail], &mut |_: &str, outcome| {
                if outcome != Told::Waiting {
                    told = Some(outcome);
                }
                Go::On
            })
            .await
            .map_err(|why| Failure::Call(why.to_string()))
        })?;
        match told {
            Some(Told::Sent) => {
                super::print(
                    "試しのメールをメールサーバーが受け取りました。届いているか、宛先の受信箱で確かめてください。\n",
                );
                Ok(Outcome::Done)
            }
            Some(Told::Refused(why) | Told::Postponed(why)) => Err(Failure::Call(why)),
            Some(Told::Waiting) | None => Err(Failure::Call(
                "メールは送られていません。もう一度お試しください。".to_owned(),
            )),
        }
    }
}

fn test_mail(server: &Server, to: &Address) -> Mail {
    Mail {
        id: format!("test-{}", uuid::Uuid::now_v7()),
        to: to.to_string(),
        subject: "メールの設定の確認（行財政改革プランの台帳）".to_owned(),
        text: format!(
            "このメールは、行財政改革プランの台帳から提出のお願いを送れることを確かめるためのものです。\n\
             返信などは要りません。\n\
             \n\
             メールサーバー：{}（{}）\n",
            server.name(),
            line(server)
        ),
    }
}
