//! `gyokaku restore`: a backup back into an empty database, of whichever engine.

use std::path::PathBuf;

use crate::clock;
use crate::commands::backup::{clear, show};
use crate::database::{Database, block_on};
use crate::failure::{Failure, Outcome};

/// バックアップを確かめ、空のデータベースに戻します
#[derive(clap::Args)]
pub(crate) struct Restore {
    /// gyokaku backup で作ったファイル
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    database: Database,
}

impl Restore {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let restored = block_on(async {
            let restored = self.database.restore(&self.file, &clock::now(), &mut show).await;
            clear();
            restored
        })?;
        eprintln!(
            "{}に作られたバックアップから{}行を戻しました。",
            restored.made_at, restored.rows
        );
        eprintln!(
            "操作記録{}件のつながりを確かめました。控えの最後の記録は {} です。",
            restored.entries, restored.last
        );
        Ok(Outcome::Done)
    }
}
