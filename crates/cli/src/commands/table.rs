//! `gyokaku table`: one published table in one format.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser};
use gyokaku_core::fiscal_year::{FiscalYear, day_in_words};
use gyokaku_core::plan::Plan;
use gyokaku_core::release::{Scope, Seen};
use gyokaku_core::table::{self, Made, Narrow, PUBLISHED, Published, Table};
use gyokaku_core::text::fold;
use gyokaku_exchange::write;
use gyokaku_paper::{Imprint, Paper, Prepared, Sheet};
use gyokaku_store::{Body, Store, StoredPlan};

use super::editions::{self, OfPlan};
use crate::clock;
use crate::database::{Database, block_on, body_and_plan};
use crate::failure::{Failure, Outcome};

/// 公開する表を書き出します
#[derive(clap::Args)]
pub(crate) struct TableOut {
    /// 表の名前
    #[arg(value_name = "NAME", value_parser = names())]
    name: String,
    #[command(flatten)]
    database: Database,
    /// 団体コード（6桁）
    #[arg(long, value_name = "CODE")]
    body: String,
    /// プランのキー（プランが一つの団体では省けます）
    #[arg(long, value_name = "KEY")]
    plan: Option<String>,
    /// 年度（西暦）
    #[arg(long, value_name = "FY")]
    year: Option<i16>,
    /// 個票にする項目（通し番号、番号、識別子または名称）
    #[arg(long, value_name = "ITEM")]
    item: Option<String>,
    /// 公開していない内容も書き出します
    #[arg(long)]
    internal: bool,
    /// 形式
    #[arg(long, value_enum)]
    format: Format,
    /// PDFの用紙（省くと表の幅に合わせて選びます）
    #[arg(long, value_name = "PAPER", value_parser = papers())]
    paper: Option<String>,
    /// CSVをCP932（Windows-31J）で書きます
    #[arg(long)]
    cp932: bool,
    /// 書き出すファイル（省くと標準出力）
    #[arg(short = 'o', value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What stands on every sheet, as a workbook has it.
fn on_sheet(imprint: &Imprint) -> write::xlsx::Imprint {
    write::xlsx::Imprint {
        city: imprint.city.clone(),
        plan: imprint.plan.clone(),
        state: imprint.state.clone(),
        day: day_in_words(imprint.day),
    }
}

/// The published tables, by name and label.
fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(
        PUBLISHED
            .iter()
            .map(|table| PossibleValue::new(table.name).help(table.label)),
    )
}

/// The sheets of paper.
fn papers() -> PossibleValuesParser {
    PossibleValuesParser::new(Sheet::ALL.map(|sheet| PossibleValue::new(sheet.key()).help(sheet.label())))
}

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// ウェブページ
    Html,
    /// Excelブック
    Xlsx,
    /// CSV
    Csv,
    /// JSON
    Json,
    /// PDF
    Pdf,
}

impl TableOut {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let year = self.year()?;
        let (table, imprint) = block_on(async {
            let store = self.database.open().await?;
            let (body, head) = body_and_plan(&store, &self.body, self.plan.as_deref()).await?;
            let (stored, scope) = self.stored(&store, &body, &head.key).await?;
            let seen = scope.as_ref().map_or(Seen::All, Seen::Only);
            let published = table::named(&self.name).ok_or_else(|| {
                Failure::Call(format!(
                    "表「{}」はありません。gyokaku table --help で名前を確かめてください。",
                    self.name
                ))
            })?;
            // What is frozen goes before what is computed.
            let plan = OfPlan {
                store: &store,
                body: &body.code,
                stored: &stored,
                seen,
            };
            let frozen = match published.made {
                Made::OfEditionOrPlan { years, .. } => {
                    editions::before_plan(plan, published.name, year, years(&stored.plan)).await?
                }
                Made::OfEdition => Some(editions::frozen_in(plan, published.name, year).await?),
                Made::OfEditions(make) => Some(editions::over_years(plan, make).await?),
                Made::OfPlan { .. } | Made::OfItem(_) => None,
            };
            let imprint = Imprint {
                city: body.name.clone(),
                plan: stored.plan.title.clone(),
                state: seen.on_paper().to_owned(),
                day: clock::today()?,
            };
            let table = match frozen {
                Some(table) => Ok(table),
                None => self.table(published, &stored.plan, year),
            };
            table.map(|table| (table, imprint))
        })?;
        let bytes = self.render(&table, &imprint)?;
        match &self.output {
            Some(path) => std::fs::write(path, bytes).map_err(|source| Failure::Unwritable {
                path: path.clone(),
                source,
            })?,
            None => {
                use std::io::Write;
                let _ = std::io::stdout().lock().write_all(&bytes);
            }
        }
        Ok(Outcome::Done)
    }

    /// The plan as it is written out, and what of it is public; all of it where the inside is asked for.
    async fn stored(
        &self,
        store: &Store,
        body: &Body,
        key: &str,
    ) -> Result<(StoredPlan, Option<Scope>), Failure> {
        if self.internal {
            let stored = store.plan(&body.code, key).await?.ok_or_else(|| {
                Failure::Call("プランが見つかりません。gyokaku bodies で確かめてください。".into())
            })?;
            return Ok((stored, None));
        }
        let released = store.released(clock::today()?, &body.code, key).await?;
        let released = released.ok_or_else(|| {
            Failure::Call(format!(
                "{}のプラン「{key}」は公開していません。gyokaku publish で公開するか、--internal を付けてください。",
                body.name
            ))
        })?;
        Ok((released.stored, Some(released.release.scope)))
    }

    fn year(&self) -> Result<Option<FiscalYear>, Failure> {
        let Some(year) = self.year else {
            return Ok(None);
        };
        let known = FiscalYear::new(year);
        known
            .map(Some)
            .ok_or_else(|| Failure::Call(format!("年度「{year}」は使えません。西暦4桁で指定してください。")))
    }

    fn table(&self, published: &Published, plan: &Plan, year: Option<FiscalYear>) -> Result<Table, Failure> {
        let narrow = Narrow {
            year,
            ..Narrow::default()
        };
        if let Some(table) = published.table(plan, &narrow) {
            return Ok(table);
        }
        let wanted = self.item.as_deref().ok_or_else(|| {
            Failure::Call("個票にする項目を --item で指定してください（例: --item No.2）。".into())
        })?;
        let key = fold(wanted);
        let is_it = |text: &Option<String>| text.as_deref().is_some_and(|t| fold(t) == key);
        let item = plan
            .items
            .iter()
            .find(|i| i.id == wanted || is_it(&i.serial) || is_it(&i.number) || fold(&i.title) == key);
        item.and_then(|item| match published.made {
            Made::OfItem(make) => make(plan, &item.id),
            _ => None,
        })
        .ok_or_else(|| {
            Failure::Call(format!(
                "項目「{wanted}」はこのプランにありません。gyokaku table register で番号を確かめてください。"
            ))
        })
    }

    /// The table in the format asked for.
    fn render(&self, table: &Table, imprint: &Imprint) -> Result<Vec<u8>, Failure> {
        Ok(match self.format {
            Format::Json => write::json::text(table).into_bytes(),
            Format::Html => write::html::page(table).into_bytes(),
            Format::Csv if self.cp932 => {
                write::csv::cp932(table).map_err(|e| Failure::Call(e.to_string()))?
            }
            Format::Csv => write::csv::utf8(table),
            Format::Xlsx => {
                write::xlsx::imprinted(table, &on_sheet(imprint)).map_err(|e| Failure::Call(e.to_string()))?
            }
            Format::Pdf => {
                let paper = self.paper.as_deref().and_then(Paper::of_key).unwrap_or_default();
                let printed = gyokaku_paper::table(table, imprint, paper).and_then(Prepared::print);
                let printed = printed.map_err(|fault| Failure::Call(fault.to_string()))?;
                for replaced in &printed.replaced {
                    eprintln!("{}", replaced.sentence());
                }
                printed.pdf
            }
        })
    }
}
