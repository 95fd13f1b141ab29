//! `gyokaku export data`: the open data of a body, as its pages give them, in a folder or a ZIP file.
//!
//! A folder for each released plan. Nothing is written over: the folder is empty or missing, the file is missing.
//! Not here: what the data are (`docs/OPEN_DATA.md`).

use std::path::{Path, PathBuf};

use gyokaku_exchange::write::archive::packed;
use gyokaku_web::{App, Config};

use crate::clock;
use crate::database::{Database, block_on, body};
use crate::failure::{Failure, Outcome};

/// 公開しているものをファイルとして書き出します
#[derive(clap::Args)]
pub(crate) struct Export {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// 公開データ（オープンデータ）を、データパッケージとして書き出します
    Data(Data),
}

#[derive(clap::Args)]
struct Data {
    #[command(flatten)]
    database: Database,
    /// 団体コード（6桁）
    #[arg(long, value_name = "CODE")]
    body: String,
    /// 書き出すフォルダー（空か、まだないもの）、または .zip で終わるファイル
    #[arg(short = 'o', value_name = "DIR|ZIP")]
    output: PathBuf,
}

impl Export {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        match self.what {
            What::Data(data) => data.run(),
        }
    }
}

impl Data {
    fn run(self) -> Result<Outcome, Failure> {
        let is_zip = self
            .output
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        free(&self.output, is_zip)?;
        let plans = block_on(async {
            let store = self.database.open_existing().await?;
            let found = body(&store, &self.body).await?;
            let config = Config {
                demo: None,
                clock: clock::now,
                mail: None,
                public_url: None,
                hosts: Vec::new(),
                requests: None,
                is_tls: false,
            };
            let plans = App::new(store, config).open_data(found.code).await;
            let plans =
                plans.map_err(|why| Failure::Call(format!("公開データを書き出せませんでした（{why}）。")))?;
            match plans.is_empty() {
                true => Err(Failure::Call(format!(
                    "{}には公開しているプランがありません。gyokaku publish で公開してから書き出してください。",
                    found.name
                ))),
                false => Ok(plans),
            }
        })?;
        let files: Vec<(String, Vec<u8>)> = plans
            .iter()
            .flat_map(|(plan, files)| {
                files
                    .iter()
                    .map(move |(name, bytes)| (format!("{plan}/{name}"), bytes.clone()))
            })
            .collect();
        match is_zip {
            true => {
                let bytes = packed(&files).map_err(|error| Failure::Call(error.to_string()))?;
                write(&self.output, &bytes)?;
            }
            false => {
                for (name, bytes) in &files {
                    let path = self.output.join(name);
                    if let Some(folder) = path.parent() {
                        std::fs::create_dir_all(folder).map_err(|source| Failure::Unwritable {
                            path: folder.to_owned(),
                            source,
                        })?;
                    }
                    write(&path, bytes)?;
                }
            }
        }
        eprintln!(
            "{}件のプランの公開データ（{}ファイル）を「{}」に書き出しました。",
            plans.len(),
            files.len(),
            self.output.display()
        );
        Ok(Outcome::Done)
    }
}

/// Refuses a place that holds something already.
fn free(path: &Path, is_zip: bool) -> Result<(), Failure> {
    let holds = match is_zip {
        true => path.exists(),
        false => match std::fs::read_dir(path) {
            Ok(mut entries) => entries.next().is_some(),
            Err(_) => path.is_file(),
        },
    };
    match holds {
        true => Err(Failure::Call(format!(
            "「{}」にはすでにファイルがあります。空のフォルダーか、まだない名前を指定してください。",
            path.display()
        ))),
        false => Ok(()),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|source| Failure::Unwritable {
        path: path.to_owned(),
        source,
    })
}
