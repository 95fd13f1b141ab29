//! `gyokaku account`: makes an account, or gives one a new first password. So the first administrator of a
//! body comes to be, and so one who is shut out gets back in.
//!
//! Not here: all other changes of accounts; administrators make them in the browser.

use gyokaku_core::account::{Account, Grant, Role, Term, login_name};
use gyokaku_core::body::BodyCode;
use gyokaku_office::password;
use gyokaku_store::{FIRST_LASTS, NewPassword, Store, StoredAccount};

use crate::clock;
use crate::database::{self, Database, block_on};
use crate::failure::{Failure, Outcome};

/// 利用者を作り、最初のパスワードを示します
#[derive(clap::Args)]
pub(crate) struct AccountOf {
    #[command(flatten)]
    database: Database,
    /// 団体コード（6桁）
    #[arg(long, value_name = "CODE")]
    body: String,
    /// 団体の名称（まだ登録されていない団体のとき）
    #[arg(long, value_name = "NAME")]
    body_name: Option<String>,
    /// ログイン名（すでにあるときは、新しい最初のパスワードを示します）
    #[arg(long, value_name = "NAME")]
    login: String,
    /// 役割（administrator 管理者、office 事務局、staff 担当者、head 所属長、committee 推進本部、external 外部評価者、reader 閲覧者）
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// 画面に出る名前（例：総務課 管理者）
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// 担当者・所属長の課（課名簿のID。省くとすべての課）
    #[arg(long, value_name = "ID")]
    department: Option<String>,
    /// 二要素認証を解除する（端末も回復コードもなくしたとき。パスワードは変えません）
    #[arg(long, conflicts_with_all = ["body_name", "role", "name", "department"])]
    end_second_factor: bool,
}

impl AccountOf {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let code = database::body_code(&self.body)?;
        let login = login_name(&self.login).ok_or_else(|| {
            Failure::Call(
                "ログイン名は、半角の英小文字・数字・記号（. _ - @）で2〜40文字にしてください。".into(),
            )
        })?;
        block_on(async {
            let store = match &self.body_name {
                Some(_) => self.database.open().await?,
                None => self.database.open_existing().await?,
            };
            if self.end_second_factor {
                return self.end_factor(&store, &code, &login).await;
            }
            let first = password::first();
            let phc = password::hash(&first).map_err(|e| Failure::Call(e.to_string()))?;
            let known = store.credentials(&code, &login).await?;
            match known {
                Some(known) => self.reissue(&store, &code, &known.stored, &phc).await?,
                None => self.make(&store, &code, &login, &phc).await?,
            }
            super::print(&format!("ログイン名 {login}\n最初のパスワード {first}\n"));
            eprintln!(
                "パスワードは二度と表示できません。{}時間以内にサインインして変えてください。過ぎると使えなくなり、発行し直すことになります。",
                FIRST_LASTS.whole_hours()
            );
            Ok(Outcome::Done)
        })
    }

    async fn end_factor(&self, store: &Store, code: &BodyCode, login: &str) -> Result<Outcome, Failure> {
        let known = store.credentials(code, login).await?;
        let known = known.ok_or_else(|| {
            Failure::Call(format!(
                "利用者「{login}」は登録されていません。ログイン名と団体コードを確かめてください。"
            ))
        })?;
        let (actor, now) = (database::actor(), clock::now());
        let was_there = store
            .end_factor((&actor, &now), code, &known.stored.account.id)
            .await?;
        eprintln!(
            "{}",
            match was_there {
                true => format!(
                    "利用者「{login}」の二要素認証を解除しました。次のサインインはパスワードだけで入れます。"
                ),
                false => format!("利用者「{login}」は二要素認証を設定していません。何も変えていません。"),
            }
        );
        Ok(Outcome::Done)
    }

    async fn reissue(
        &self,
        store: &Store,
        code: &BodyCode,
        known: &StoredAccount,
        phc: &str,
    ) -> Result<(), Failure> {
        let account = &known.account;
        if !account.enabled {
            return Err(Failure::Call(format!(
                "利用者「{}」は、サインインを認めない設定になっています。管理者が画面で認めてから、もう一度お試しください。",
                account.login
            )));
        }
        let (actor, now) = (database::actor(), clock::now());
        store
            .set_password(&actor, &now, code, &account.id, NewPassword::First(phc))
            .await?;
        eprintln!(
            "利用者「{}」に新しい最初のパスワードを発行し、すべての端末からサインアウトしました。名前と役割は変えていません。",
            account.login
        );
        Ok(())
    }

    async fn make(&self, store: &Store, code: &BodyCode, login: &str, phc: &str) -> Result<(), Failure> {
        let words = Role::ALL.map(Role::key).join("、");
        let role = self.role.as_deref().and_then(Role::of);
        let role =
            role.ok_or_else(|| Failure::Call(format!("--role に {words} のいずれかを指定してください。")))?;
        if self.department.is_some() && !role.is_of_departments() {
            return Err(Failure::Call(
                "--department は、役割が staff か head のときだけ指定できます。".into(),
            ));
        }
        let (actor, now) = (database::actor(), clock::now());
        let body_name = match (store.body(code).await?, &self.body_name) {
            (Some(body), _) => body.name,
            (None, Some(name)) => {
                store.put_body(&actor, &now, code, name).await?;
                name.clone()
            }
            (None, None) => {
                return Err(Failure::Call(format!(
                    "団体「{code}」は登録されていません。--body-name で団体の名称を添えると、登録してから利用者を作ります。"
                )));
            }
        };
        let account = Account {
            id: uuid::Uuid::now_v7().simple().to_string(),
            login: login.to_owned(),
            name: self
                .name
                .clone()
                .unwrap_or_else(|| format!("{body_name} {}", role.label())),
            mail: None,
            grants: vec![Grant {
                role,
                department: self.department.clone(),
                deputy: false,
                term: Term::ALWAYS,
            }],
            must_change: true,
            enabled: true,
        };
        store
            .create_account(&actor, &now, code, &account, NewPassword::First(phc))
            .await?;
        eprintln!(
            "{body_name}に、{}「{}」を登録しました。",
            role.label(),
            account.name
        );
        Ok(())
    }
}
