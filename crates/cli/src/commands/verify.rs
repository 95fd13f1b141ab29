//! `gyokaku verify`: whether the journal's chain holds, and where it breaks.

use gyokaku_store::JournalState;

use crate::database::{Database, block_on};
use crate::failure::{Failure, Outcome};

/// 操作記録のつながりを確かめます
#[derive(clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    database: Database,
}

impl Verify {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match block_on(async { Ok(self.database.open_existing().await?.verify_journal().await?) })? {
            JournalState::Holds { entries, last } => {
                super::print(&format!(
                    "操作記録 {entries}件のつながりを確かめました。最後の記録: {last}\n"
                ));
                Ok(Outcome::Done)
            }
            JournalState::Broken { sequence, why } => {
                super::print(&format!(
                    "操作記録のつながりが {sequence}件目で切れています。{why}\n"
                ));
                Ok(Outcome::Findings)
            }
        }
    }
}
