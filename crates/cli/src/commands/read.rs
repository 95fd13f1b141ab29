//! `gyokaku read`: what is understood of a document; stores nothing.

use std::fmt::Write;
use std::path::PathBuf;

use gyokaku_core::fiscal_year::YearStyle;
use gyokaku_core::not_taken::{Because, NotTaken};
use gyokaku_core::part::Kind;
use gyokaku_core::plan::Plan;
use gyokaku_exchange::shape;

use crate::failure::{Failure, Outcome};

/// 文書から読み取れたことを示します（保存しません）
#[derive(clap::Args)]
pub(crate) struct ReadFile {
    /// 文書（Excel、Word、PDF、Webページ、CSV、テキスト）
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// JSONで出力します
    #[arg(long)]
    json: bool,
}

impl ReadFile {
    pub(super) fn run(self) -> Result<Outcome, Failure> {
        let (_, _, read) = super::read_file(&self.file)?;
        if self.json {
            super::print(&format!("{:#}\n", shape::read(&read)));
        } else {
            super::print(&summary(&read.plan));
            super::print(&not_taken(&read.not_taken));
            let findings = read.report.findings.len();
            super::print(&format!(
                "検算: {}の数字を確かめ、{findings}件の指摘があります。内容は gyokaku check で見られます。\n",
                read.report.verified.len()
            ));
        }
        Ok(Outcome::Done)
    }
}

/// How much of the document was not taken, and why.
pub(super) fn not_taken(left: &[NotTaken]) -> String {
    if left.is_empty() {
        return "取り込まれない記載: ありません。\n".to_owned();
    }
    let counts: Vec<String> = Because::ALL
        .into_iter()
        .map(|because| (because, left.iter().filter(|l| l.because == because).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(because, count)| format!("{}{count}件", because.label()))
        .collect();
    format!(
        "取り込まれない記載: {}件（{}）。一覧は gyokaku read --json で見られます。\n",
        left.len(),
        counts.join("、")
    )
}

/// What was understood, in words.
pub(super) fn summary(plan: &Plan) -> String {
    let mut out = String::new();
    let title = if plan.title.is_empty() {
        "（表題は読み取れません）"
    } else {
        &plan.title
    };
    let _ = writeln!(out, "{title}");
    if let Some(period) = plan.period {
        let _ = writeln!(
            out,
            "  期間       {}から{}まで",
            period.from.show(YearStyle::Western),
            period.to.show(YearStyle::Western)
        );
    }
    if !plan.levels.is_empty() {
        let _ = writeln!(out, "  体系       {}", plan.levels.join(" > "));
    }
    let counts: Vec<(&str, usize)> = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::Plan)
        .map(|kind| (kind.label(), kind.count(plan)))
        .collect();
    for (name, count) in counts.iter().filter(|(_, count)| *count > 0) {
        let gap = 14usize.saturating_sub(unicode_width::UnicodeWidthStr::width(*name));
        let _ = writeln!(out, "  {name}{} {count:>5}", " ".repeat(gap));
    }
    for section in &plan.sections {
        let held = plan
            .items
            .iter()
            .filter(|i| i.section.as_deref() == Some(section.id.as_str()))
            .count();
        let count = if held > 0 {
            format!("  [{held}]")
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "  {}{} {}{count}",
            "  ".repeat(usize::from(section.depth)),
            section.label,
            section.title
        );
    }
    if counts.iter().all(|(_, count)| *count == 0) {
        let _ = writeln!(
            out,
            "  プランとして読み取れる表や見出しがありませんでした。見出し行のある表かどうかを確かめてください。"
        );
    }
    out
}
