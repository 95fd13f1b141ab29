//! Why a command could not do its work: one clear message, exit status 2, nothing stored.

use std::path::PathBuf;

use gyokaku_exchange::read::NotADocument;
use gyokaku_office::editions::Unread;
use gyokaku_store::StoreError;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A file cannot be opened or read.
    #[error("「{}」を開けません（{source}）。ファイルの場所と名前を確かめてください。", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file cannot be written.
    #[error("「{}」に書き込めません（{source}）。書き込み先を確かめてください。", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is no document.
    #[error("「{name}」を読み取れません。{source}")]
    NotADocument {
        /// The file's name.
        name: String,
        /// Why.
        source: NotADocument,
    },
    /// The store refuses.
    #[error("{}", .0.message())]
    Store(#[from] StoreError),
    /// A body code is none.
    #[error("団体コード「{0}」は正しくありません。全国地方公共団体コード6桁を指定してください。")]
    BodyCode(String),
    /// The call does not fit what is stored; the sentence says how.
    #[error("{0}")]
    Call(String),
    /// The server cannot listen or was stopped by an error.
    #[error("サーバーを開始できません（{0}）。ポート番号を変えて、もう一度お試しください。")]
    Server(#[source] std::io::Error),
}

impl From<Unread> for Failure {
    fn from(why: Unread) -> Self {
        match why {
            Unread::Store(error) => Failure::Store(error),
            other => Failure::Call(other.to_string()),
        }
    }
}

/// How a command that did its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Exit status 0.
    Done,
    /// Exit status 1: findings of severity error.
    Findings,
}

impl From<Outcome> for std::process::ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::Findings => Self::from(1),
        }
    }
}
