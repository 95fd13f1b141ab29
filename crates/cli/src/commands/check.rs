//! `gyokaku check`: the findings of files, like a compiler's.

use std::path::PathBuf;

use gyokaku_exchange::shape;
use serde_json::Value;

use crate::diagnostics;
use crate::failure::{Failure, Outcome};

/// 文書の数字と年度を検算します
#[derive(clap::Args)]
pub(crate) struct Check {
    /// 検算する文書（Excel、Word、PDF、Webページ、CSV、テキスト）
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// JSONで出力します
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let mut outcome = Outcome::Done;
        let mut shapes: Vec<Value> = Vec::new();
        let mut failed = None;
        for path in &self.files {
            // One file that cannot be read does not keep the others from being checked.
            let (name, _, read) = match super::read_file(path) {
                Ok(read) => read,
                Err(failure) if self.files.len() > 1 => {
                    eprintln!("gyokaku: {failure}");
                    failed = Some(failure);
                    continue;
                }
                Err(failure) => return Err(failure),
            };
            if read.report.has_errors() {
                outcome = Outcome::Findings;
            }
            if self.json {
                shapes.push(shape::check(&name, &read.report));
            } else {
                super::print(&diagnostics::show(&name, &read.document, &read.report));
            }
        }
        if self.json {
            let shape = if self.files.len() == 1 {
                shapes.pop().unwrap_or(Value::Null)
            } else {
                Value::Array(shapes)
            };
            super::print(&format!("{shape:#}\n"));
        }
        match failed {
            Some(_) => Err(Failure::Call(
                "読み取れないファイルがありました。ほかのファイルの検算結果は上のとおりです。".into(),
            )),
            None => Ok(outcome),
        }
    }
}
