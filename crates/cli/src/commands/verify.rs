//! `gyokaku verify`: whether the journal's chain holds, with entries that were written down elsewhere, and whether what
//! refuses changes and the file itself are whole.

use gyokaku_store::{Anchor, JournalKey, JournalState, StoreError};

use crate::database::{Database, block_on};
use crate::failure::{Failure, Outcome};

/// 操作記録のつながりと、データベースが壊れていないかを確かめます
#[derive(clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    database: Database,
    /// 控えてある記録（番号:ハッシュ値、封印があれば 番号:ハッシュ値:封印）が、そのまま残っているかも確かめます（何度でも指定できます）
    #[arg(long, value_name = "SEQ:HASH")]
    expect: Vec<Anchor>,
    /// 操作記録が1件もなくてもよいことにします
    #[arg(long)]
    allow_empty: bool,
}

impl Verify {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let key = self.database.key()?;
        let verified = block_on(async {
            let store = self.database.open_as_it_is().await?;
            let verified = store.verify(&self.expect).await;
            store.close().await;
            Ok(match verified {
                // A database without tables has no entry that could be missing; those expected are.
                Err(StoreError::Empty) if self.expect.is_empty() => None,
                other => Some(other?),
            })
        })?;
        let Some(verified) = verified else {
            return Ok(self.nothing());
        };
        for fault in &verified.faults {
            super::print(&format!("{fault}\n"));
        }
        for note in &verified.notes {
            eprintln!("注意：{note}");
        }
        if verified.unseen_seals > 0 {
            eprintln!(
                "封印{}個は確かめていません。確かめるには --journal-key で鍵のファイルを指定してください。",
                verified.unseen_seals
            );
        }
        match verified.journal {
            JournalState::Holds { entries: 0, .. } if verified.faults.is_empty() => Ok(self.nothing()),
            JournalState::Holds { entries, last } => {
                super::print(&format!(
                    "操作記録 {entries}件のつながりを確かめました。最後の記録: {last}\n"
                ));
                if verified.faults.is_empty() {
                    let anchor = anchor(key.as_ref(), entries, &last);
                    eprintln!("別の場所に控えておくと、次に確かめられます: --expect {anchor}");
                    return Ok(Outcome::Done);
                }
                Ok(Outcome::Findings)
            }
            JournalState::Broken { sequence, why } => {
                super::print(&format!(
                    "操作記録のつながりが {sequence}件目で切れています。{why}\n"
                ));
                Ok(Outcome::Findings)
            }
        }
    }

    /// What is said where there is no entry.
    fn nothing(&self) -> Outcome {
        super::print("操作記録は 0件です。まだ何も保存されていません。\n");
        match self.allow_empty {
            true => Outcome::Done,
            false => {
                eprintln!(
                    "--database の指定をご確認ください。空でよいときは --allow-empty を付けてください。"
                );
                Outcome::Findings
            }
        }
    }
}

/// The last entry as it is written down elsewhere, with its seal where there is a key.
pub(super) fn anchor(key: Option<&JournalKey>, sequence: i64, hash: &str) -> Anchor {
    Anchor {
        sequence,
        hash: hash.to_owned(),
        seal: key.and_then(|key| key.seal(sequence, hash)),
    }
}
