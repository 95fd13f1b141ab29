//! `gyokaku bodies`: the bodies and their plans.

use std::fmt::Write;

use serde_json::json;

use crate::database::{Database, block_on};
use crate::failure::{Failure, Outcome};

/// 団体とそのプランを一覧にします
#[derive(clap::Args)]
pub(crate) struct Bodies {
    #[command(flatten)]
    database: Database,
    /// JSONで出力します
    #[arg(long)]
    json: bool,
}

impl Bodies {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let bodies = block_on(async { Ok(self.database.open().await?.bodies().await?) })?;
        if self.json {
            let shape: Vec<_> = bodies
                .iter()
                .map(|body| json!({ "code": body.code.to_string(), "name": body.name, "plans": body.plans.iter().map(|p| json!({ "key": p.key, "title": p.title })).collect::<Vec<_>>() }))
                .collect();
            super::print(&format!("{:#}\n", json!(shape)));
            return Ok(Outcome::Done);
        }
        if bodies.is_empty() {
            eprintln!(
                "まだ団体がありません。gyokaku import で取り込むか、gyokaku demo で見本をご覧ください。"
            );
        }
        let mut out = String::new();
        for body in &bodies {
            let _ = writeln!(out, "{}  {}", body.code, body.name);
            for plan in &body.plans {
                let _ = writeln!(out, "        {}  {}", plan.key, plan.title);
            }
        }
        super::print(&out);
        Ok(Outcome::Done)
    }
}
