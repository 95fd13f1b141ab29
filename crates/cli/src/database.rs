//! Which database a command works on, and as whom.

use std::path::{Path, PathBuf};

use gyokaku_core::body::BodyCode;
use gyokaku_store::{Actor, Body, JournalKey, PlanHead, Restored, SHORTEST_KEY, Store, Watch};

use crate::failure::Failure;

/// The options of every command that touches stored data.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Database {
    /// データベース（sqlite:ファイル または postgres://…）
    #[arg(
        long = "database",
        env = "GYOKAKU_DATABASE",
        default_value = "sqlite:gyokaku.db",
        value_name = "URL",
        hide_env_values = true
    )]
    url: String,
    /// 操作記録に封印をする鍵のファイル（32バイト以上。データベースとは別の所に置きます）
    #[arg(
        long,
        env = "GYOKAKU_JOURNAL_KEY",
        value_name = "FILE",
        hide_env_values = true
    )]
    journal_key: Option<PathBuf>,
}

impl Database {
    /// The key with which entries of the journal are sealed, if there is to be one.
    pub(crate) fn key(&self) -> Result<Option<JournalKey>, Failure> {
        let Some(path) = &self.journal_key else {
            return Ok(None);
        };
        let bytes = std::fs::read(path).map_err(|source| Failure::Unreadable {
            path: path.clone(),
            source,
        })?;
        match JournalKey::of(&bytes) {
            Some(key) => Ok(Some(key)),
            None => Err(Failure::Call(format!(
                "鍵のファイル「{}」は短すぎます。{SHORTEST_KEY}バイト以上の、ほかでは使わない内容にしてください（例: openssl rand -hex 32 > journal.key）。",
                path.display()
            ))),
        }
    }

    /// Opens it, made and brought up to date where needed.
    pub(crate) async fn open(&self) -> Result<Store, Failure> {
        let key = self.key()?;
        Ok(Store::open(&self.url).await?.sealing(key))
    }

    /// Opens it where it is there already: a copy or a proof of nothing would only look like one.
    pub(crate) async fn open_existing(&self) -> Result<Store, Failure> {
        let key = self.key()?;
        Ok(Store::open_existing(&self.url).await?.sealing(key))
    }

    /// Opens it where it is there already, and leaves its form as it is.
    pub(crate) async fn open_as_it_is(&self) -> Result<Store, Failure> {
        let key = self.key()?;
        Ok(Store::open_as_it_is(&self.url).await?.sealing(key))
    }

    /// Fills it from a backup; it must be empty or missing.
    pub(crate) async fn restore(
        &self,
        file: &Path,
        now: &str,
        watch: Watch<'_>,
    ) -> Result<Restored, Failure> {
        let key = self.key()?;
        Ok(Store::restore_sealing(&self.url, file, key, (&actor(), now), watch).await?)
    }
}

/// Who writes when a command of this program writes.
pub(crate) fn actor() -> Actor {
    let name = std::env::var("USER")
        .or_else(|_| std::env::var("LOGNAME"))
        .unwrap_or_else(|_| "コマンド".to_owned());
    Actor {
        name,
        role: "command".to_owned(),
    }
}

/// The runtime for a command that waits.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::Server)?
        .block_on(work)
}

/// The body with a code, and the plan that is meant: the one with the key, or the only one.
pub(crate) async fn body_and_plan(
    store: &Store,
    code: &str,
    key: Option<&str>,
) -> Result<(Body, PlanHead), Failure> {
    let body = body(store, code).await?;
    let plan = match (key, body.plans.as_slice()) {
        (Some(key), plans) => plans.iter().find(|p| p.key == key).cloned(),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    };
    let keys: Vec<&str> = body.plans.iter().map(|p| p.key.as_str()).collect();
    match (plan, key) {
        (Some(plan), _) => Ok((body, plan)),
        (None, _) if keys.is_empty() => Err(Failure::Call(format!(
            "{}にはまだプランがありません。先に gyokaku import で取り込んでください。",
            body.name
        ))),
        (None, Some(key)) => Err(Failure::Call(format!(
            "{}にプラン「{key}」はありません。あるのは {} です。",
            body.name,
            keys.join("、")
        ))),
        (None, None) => Err(Failure::Call(format!(
            "{}には複数のプランがあります。--plan に {} のいずれかを指定してください。",
            body.name,
            keys.join("、")
        ))),
    }
}

/// The body with a code.
pub(crate) async fn body(store: &Store, code: &str) -> Result<Body, Failure> {
    let parsed = body_code(code)?;
    store.body(&parsed).await?.ok_or_else(|| {
        Failure::Call(format!(
            "団体「{code}」は登録されていません。gyokaku bodies で登録済みの団体を確かめてください。"
        ))
    })
}

/// A code as typed.
pub(crate) fn body_code(code: &str) -> Result<BodyCode, Failure> {
    code.parse().map_err(|_| Failure::BodyCode(code.to_owned()))
}
