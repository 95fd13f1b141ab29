//! One file for each command.

mod account;
mod backup;
mod bodies;
mod check;
mod demo;
mod editions;
mod export;
pub(crate) mod import;
mod mail_test;
mod publish;
mod read;
mod remind;
mod restore;
mod serve;
mod table;
mod verify;

use std::path::Path;

use gyokaku_exchange::read::{Read, read as read_bytes};

use crate::failure::{Failure, Outcome};

/// The commands.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// 見本の団体を自分のパソコンの中だけで公開します
    Demo(demo::Demo),
    /// データベースの内容を公開します
    Serve(serve::Serve),
    /// 利用者を作り、最初のパスワードを示します
    Account(account::AccountOf),
    /// 団体とそのプランを一覧にします
    Bodies(bodies::Bodies),
    /// 文書から読み取れたことを示します（保存しません）
    Read(read::ReadFile),
    /// 文書を取り込みます（保存前に違いを示します）
    Import(import::Import),
    /// 文書の数字と年度を検算します
    Check(check::Check),
    /// プランを公開し、または公開を取り下げます
    Publish(publish::Publish),
    /// 公開する表を書き出します
    Table(table::TableOut),
    /// 公開データを書き出します
    Export(export::Export),
    /// 保存している内容のすべてを1つのファイルに控えます
    Backup(backup::Backup),
    /// バックアップを空のデータベースに戻します
    Restore(restore::Restore),
    /// 操作記録のつながりを確かめます
    Verify(verify::Verify),
    /// 試しのメールを1通送り、結果を示します
    MailTest(mail_test::MailTest),
    /// 期限の近い回答と期限を過ぎた回答の提出を、メールでお願いします
    Remind(remind::Remind),
}

impl Command {
    /// Does it.
    pub(crate) fn run(self) -> Result<Outcome, Failure> {
        match self {
            Command::Demo(command) => command.run(),
            Command::Serve(command) => command.run(),
            Command::Account(command) => command.run(),
            Command::Bodies(command) => command.run(),
            Command::Read(command) => command.run(),
            Command::Import(command) => command.run(),
            Command::Check(command) => command.run(),
            Command::Publish(command) => command.run(),
            Command::Table(command) => command.run(),
            Command::Export(command) => command.run(),
            Command::Backup(command) => command.run(),
            Command::Restore(command) => command.run(),
            Command::Verify(command) => command.run(),
            Command::MailTest(command) => command.run(),
            Command::Remind(command) => command.run(),
        }
    }
}

/// Reads a file of the user's.
fn read_file(path: &Path) -> Result<(String, Vec<u8>, Read), Failure> {
    let bytes = std::fs::read(path).map_err(|source| Failure::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |n| n.to_string_lossy().into_owned(),
    );
    let read = read_bytes(&name, &bytes).map_err(|source| Failure::NotADocument {
        name: name.clone(),
        source,
    })?;
    Ok((name, bytes, read))
}

/// Writes to standard output; a reader that went away is no error of ours.
fn print(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
