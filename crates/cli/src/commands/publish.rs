//! `gyokaku publish`: releases what is internal, today or on a day ahead, or takes back what is public.

use gyokaku_core::edition::latest_of_rounds;
use gyokaku_core::release::{Scope, note, opens_on, reason};
use gyokaku_core::round::day;
use gyokaku_store::{Body, NewRelease, PlanHead, Store};

use crate::clock;
use crate::database::{self, Database, block_on, body_and_plan};
use crate::failure::{Failure, Outcome};

/// プランを公開し、または公開を取り下げます
#[derive(clap::Args)]
pub(crate) struct Publish {
    #[command(flatten)]
    database: Database,
    /// 団体コード（6桁）
    #[arg(long, value_name = "CODE")]
    body: String,
    /// プランのキー（プランが一つの団体では省けます）
    #[arg(long, value_name = "KEY")]
    plan: Option<String>,
    /// 公開中の内容に加えて公開する確定版の番号（省くとすべての確定版）
    #[arg(long, value_name = "N", conflicts_with = "withdraw")]
    edition: Option<i64>,
    /// 公開日（例: 2027-04-01。省くと今日）
    #[arg(long, value_name = "DATE", conflicts_with = "withdraw")]
    on: Option<String>,
    /// もとの文書の全文も公開します
    #[arg(long, conflicts_with = "withdraw")]
    documents: bool,
    /// 課題の欄も公開します
    #[arg(long, conflicts_with = "withdraw")]
    all_fields: bool,
    /// 公開を取り下げます
    #[arg(long)]
    withdraw: bool,
    /// 取下げの理由、または公開のメモ
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
}

impl Publish {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        block_on(async {
            let store = self.database.open().await?;
            let (body, head) = body_and_plan(&store, &self.body, self.plan.as_deref()).await?;
            match self.withdraw {
                true => self.take_back(&store, &body, &head).await,
                false => self.release(&store, &body, &head).await,
            }
        })
    }

    async fn take_back(&self, store: &Store, body: &Body, head: &PlanHead) -> Result<Outcome, Failure> {
        let why =
            reason(self.why.as_deref().unwrap_or_default()).map_err(|r| Failure::Call(r.words().into()))?;
        let of = (&body.code, head.key.as_str());
        let numbers = store
            .withdraw(&database::actor(), &clock::now(), of, &why)
            .await?;
        if numbers.is_empty() {
            return Err(Failure::Call(format!(
                "{}のプラン「{}」は公開していません。",
                body.name, head.key
            )));
        }
        eprintln!("{}のプラン「{}」の公開を取り下げました。", body.name, head.key);
        Ok(Outcome::Done)
    }

    async fn release(&self, store: &Store, body: &Body, head: &PlanHead) -> Result<Outcome, Failure> {
        let today = clock::today()?;
        let asked = match self.on.as_deref() {
            Some(text) => Some(day(text).ok_or_else(|| {
                Failure::Call(format!(
                    "公開日「{text}」を読み取れません。2027-04-01 のように指定してください。"
                ))
            })?),
            None => None,
        };
        let opens_on = opens_on(asked, today).map_err(|r| Failure::Call(r.words().into()))?;
        let note =
            note(self.why.as_deref().unwrap_or_default()).map_err(|r| Failure::Call(r.words().into()))?;
        let scope = self.scope(store, body, head).await?;
        let new = NewRelease {
            revision: head.revision,
            opens_on,
            scope: &scope,
            note: &note,
        };
        let of = (&body.code, head.key.as_str());
        let number = store
            .release(&database::actor(), &clock::now(), today, of, &new)
            .await?;
        let when = match opens_on > today {
            true => format!("{}に公開します", gyokaku_core::round::day_key(opens_on)),
            false => "公開しました".to_owned(),
        };
        eprintln!(
            "{}のプラン「{}」を第{number}回として{when}。",
            body.name, head.key
        );
        Ok(Outcome::Done)
    }

    /// What goes with the plan: all editions, or those of the last release and those of one more round.
    async fn scope(&self, store: &Store, body: &Body, head: &PlanHead) -> Result<Scope, Failure> {
        let heads = store.editions(&body.code, &head.key).await?;
        let releases = store.releases(&body.code, &head.key).await?;
        let before = releases.iter().rev().find(|release| release.stands());
        let editions = match self.edition {
            None => heads.iter().map(|head| head.number).collect(),
            Some(number) => {
                let wanted = heads.iter().find(|head| head.number == number).ok_or_else(|| {
                    Failure::Call(format!("このプランに第{number}版の確定版はありません。"))
                })?;
                let latest = latest_of_rounds(&heads, |head| (head.round, head.number));
                if latest
                    .iter()
                    .any(|head| head.round == wanted.round && head.number != number)
                {
                    return Err(Failure::Call(format!(
                        "第{number}版は、あとの版で訂正されています。訂正後の版の番号を指定してください。"
                    )));
                }
                let seen = before
                    .map(|release| release.scope.editions.clone())
                    .unwrap_or_default();
                let is_wanted = |head: &&gyokaku_store::EditionHead| {
                    head.round == wanted.round || seen.contains(&head.number)
                };
                heads.iter().filter(is_wanted).map(|head| head.number).collect()
            }
        };
        let documents = match (self.documents, before) {
            (true, _) => {
                let stored = store.plan(&body.code, &head.key).await?;
                let sources = stored.map(|stored| stored.sources).unwrap_or_default();
                sources.into_iter().map(|source| source.id).collect()
            }
            (false, Some(before)) => before.scope.documents.clone(),
            (false, None) => Vec::new(),
        };
        let withheld = match (self.all_fields, before) {
            (true, _) => Vec::new(),
            (false, Some(before)) => before.scope.withheld.clone(),
            (false, None) => Scope::first().withheld,
        };
        // What the office asks for itself is released in its pages alone, question by question.
        let own = before.map_or_else(Vec::new, |before| before.scope.own.clone());
        let licence = before.map_or_else(Default::default, |before| before.scope.licence.clone());
        Ok(Scope {
            own,
            editions,
            documents,
            withheld,
            licence,
        })
    }
}
