//! `gyokaku backup`: all stored data as one file, while others go on working.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use gyokaku_store::{Existing, JournalState, Progress, Stage};

use crate::clock;
use crate::commands::verify::anchor;
use crate::database::{Database, block_on};
use crate::failure::{Failure, Outcome};

/// 保存している内容のすべてを1つのファイルに控えます（使用中でもかまいません）
#[derive(clap::Args)]
pub(crate) struct Backup {
    /// バックアップのファイル
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    database: Database,
    /// 同じ名前のファイルを置き換えます
    #[arg(long)]
    overwrite: bool,
}

impl Backup {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let existing = if self.overwrite {
            Existing::Replace
        } else {
            Existing::Refuse
        };
        let key = self.database.key()?;
        let made = block_on(async {
            let store = self.database.open_as_it_is().await?;
            let made = store.backup(&self.file, existing, &clock::now(), &mut show).await;
            clear();
            store.close().await;
            Ok(made?)
        })?;
        match made.journal {
            JournalState::Holds { entries, last } => {
                eprintln!(
                    "「{}」に{}行を控えました。操作記録は{entries}件、最後の記録は {last} です。",
                    self.file.display(),
                    made.rows
                );
                if entries > 0 {
                    let anchor = anchor(key.as_ref(), entries, &last);
                    eprintln!("控えとは別の場所に書き留めてください: --expect {anchor}");
                }
                Ok(Outcome::Done)
            }
            JournalState::Broken { sequence, why } => {
                eprintln!(
                    "「{}」に{}行を控えましたが、操作記録のつながりが{sequence}件目で切れています。{why}",
                    self.file.display(),
                    made.rows
                );
                eprintln!(
                    "このままでは復元できません。gyokaku verify で確かめ、以前のバックアップも残してください。"
                );
                Ok(Outcome::Findings)
            }
        }
    }
}

/// Shows how far it has come, on one line of a terminal; a log gets the end only.
pub(super) fn show(progress: Progress<'_>) {
    let mut error = std::io::stderr().lock();
    if error.is_terminal() {
        let stage = match progress.stage {
            Stage::Check => "確かめています",
            Stage::Copy => "書き写しています",
        };
        let _ = write!(
            error,
            "\r\x1b[K{stage}：{}行（{}）",
            progress.rows, progress.table
        );
        let _ = error.flush();
    }
}

/// Clears that line.
pub(super) fn clear() {
    let mut error = std::io::stderr().lock();
    if error.is_terminal() {
        let _ = write!(error, "\r\x1b[K");
    }
}
