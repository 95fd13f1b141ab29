//! `gyokaku import`: shows what differs from what is stored, asks, and stores it.

use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal};
use std::path::PathBuf;

use gyokaku_core::difference::{Difference, Missing, Taking, between, missing};
use gyokaku_core::plan::Plan;
use gyokaku_core::plan_key::PlanKey;
use gyokaku_office::import as office;

use crate::clock;
use crate::database::{self, Database, block_on};
use crate::failure::{Failure, Outcome};

/// How many entries of each kind are listed before they are only counted.
const LISTED: usize = 10;

/// 文書を取り込みます（保存前に違いを示します）
#[derive(clap::Args)]
pub(crate) struct Import {
    /// 文書（Excel、Word、PDF、Webページ、CSV、テキスト）
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    database: Database,
    /// 団体コード（6桁）
    #[arg(long, value_name = "CODE")]
    body: String,
    /// 団体の名称（まだ登録されていない団体のとき）
    #[arg(long, value_name = "NAME")]
    body_name: Option<String>,
    /// プランのキー（半角の英数字とハイフン。プランが一つの団体では省けます）
    #[arg(long, value_name = "KEY")]
    plan: Option<String>,
    /// 確認を求めずに保存します
    #[arg(long)]
    yes: bool,
    /// 文書に記載がなくなったものを削除します（指定しなければ残します）
    #[arg(long)]
    remove_missing: bool,
}

impl Import {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let code = database::body_code(&self.body)?;
        let (name, bytes, read) = super::read_file(&self.file)?;
        eprint!("{}", super::read::summary(&read.plan));
        eprint!("{}", super::read::not_taken(&read.not_taken));
        if says_nothing(&read.plan) {
            return Err(Failure::Call("プランとして読み取れる内容がないため、何も保存していません。見出し行のある表かどうかを確かめてください。".into()));
        }
        let findings = read.report.findings.len();
        if findings > 0 {
            eprintln!("検算で{findings}件の指摘があります。gyokaku check で内容を見られます。");
        }
        block_on(async {
            let store = self.database.open().await?;
            let known = store.body(&code).await?;
            let key = self.key(known.as_ref())?;
            let stored = match &known {
                Some(_) => store.plan(&code, &key).await?,
                None => None,
            };
            let source = office::source(&name, &bytes, &read.report);
            let mut incoming = read.plan;
            incoming.stated_in(&source.document());
            let empty = Plan::default();
            let before = stored.as_ref().map_or(&empty, |s| &s.plan);
            let replaces = stored.as_ref().and_then(|s| s.earlier_version(&source));
            let taking = Taking {
                replaces: replaces.as_ref(),
                missing: if self.remove_missing {
                    Missing::Remove
                } else {
                    Missing::Keep
                },
            };
            let difference = between(before, &incoming, taking);
            eprint!("{}", show(&difference));
            if !self.remove_missing {
                let gone: usize = missing(before, &incoming, replaces.as_ref())
                    .iter()
                    .map(|p| p.removed.len())
                    .sum();
                if gone > 0 {
                    eprintln!(
                        "この文書に記載がないものが{gone}件あります。残します（削除するときは --remove-missing を付けてください）。"
                    );
                }
            }
            if stored.is_some() && difference.is_empty() {
                eprintln!("保存されている内容と同じです。変更はありません。");
            } else if !self.agreed()? {
                eprintln!("取り込みをやめました。何も保存していません。");
                return Ok(Outcome::Done);
            }
            let (is_new, missing) = (known.is_none(), taking.missing);
            let body_name = known.map_or_else(
                || self.body_name.clone().unwrap_or_else(|| code.to_string()),
                |b| b.name,
            );
            let (actor, now) = (database::actor(), clock::now());
            if is_new {
                store.put_body(&actor, &now, &code, &body_name).await?;
            }
            let import = office::Import {
                body: &code,
                key: &key,
                seen: stored,
                plan: incoming,
                source,
                missing,
            };
            office::take_in(&store, &actor, &now, import).await?;
            eprintln!("{body_name}のプラン「{key}」として保存しました。");
            Ok(Outcome::Done)
        })
    }

    fn key(&self, known: Option<&gyokaku_store::Body>) -> Result<String, Failure> {
        let plans = known.map(|b| b.plans.as_slice()).unwrap_or_default();
        let key = match (&self.plan, plans) {
            (Some(key), _) => key.clone(),
            (None, []) => "plan".to_owned(),
            (None, [only]) => only.key.clone(),
            (None, _) => {
                return Err(Failure::Call(
                    "この団体には複数のプランがあります。--plan でキーを指定してください。".into(),
                ));
            }
        };
        match key.parse::<PlanKey>() {
            Ok(_) => Ok(key),
            Err(why) => Err(Failure::Call(format!("プランのキー「{key}」は使えません。{why}"))),
        }
    }

    fn agreed(&self) -> Result<bool, Failure> {
        if self.yes {
            return Ok(true);
        }
        if !std::io::stdin().is_terminal() {
            return Err(Failure::Call(
                "確認ができないため、何も保存していません。確認なしで保存するときは --yes を付けてください。"
                    .into(),
            ));
        }
        eprint!("保存しますか（はい: y、いいえ: n）: ");
        let mut answer = String::new();
        let _ = std::io::stdin().lock().read_line(&mut answer);
        Ok(matches!(answer.trim(), "y" | "Y" | "yes" | "はい"))
    }
}

fn says_nothing(plan: &Plan) -> bool {
    between(
        &Plan::default(),
        &Plan {
            title: String::new(),
            at: Default::default(),
            // Remarks on nothing are no plan.
            annotations: Vec::new(),
            ..plan.clone()
        },
        Taking::default(),
    )
    .is_empty()
}

/// The difference in words, a few entries of each kind.
fn show(difference: &Difference) -> String {
    let mut out = String::new();
    for part in difference.parts.iter().filter(|p| !p.is_empty()) {
        let _ = writeln!(
            out,
            "{}: 追加{}、変更{}、削除{}、変わらないもの{}",
            part.kind.label(),
            part.added.len(),
            part.changed.len(),
            part.removed.len(),
            part.unchanged
        );
        for entry in part.added.iter().take(LISTED) {
            let _ = writeln!(out, "  + {}", entry.name);
        }
        for change in part.changed.iter().take(LISTED) {
            let _ = writeln!(out, "  * {}", change.name);
            for field in &change.fields {
                let blank = |value: &Option<String>| value.clone().unwrap_or_else(|| "（記載なし）".into());
                let _ = writeln!(
                    out,
                    "      {}: {} → {}",
                    field.field,
                    blank(&field.old),
                    blank(&field.new)
                );
            }
        }
        for entry in part.removed.iter().take(LISTED) {
            let _ = writeln!(out, "  - {}", entry.name);
        }
        let more = [part.added.len(), part.changed.len(), part.removed.len()]
            .iter()
            .map(|n| n.saturating_sub(LISTED))
            .sum::<usize>();
        if more > 0 {
            let _ = writeln!(out, "  ほか{more}件");
        }
    }
    out
}
