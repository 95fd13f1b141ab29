//! # not-understood
//!
//! Something stands in the document and was not taken as it stands.
//!
//! ## What it finds
//!
//! - A column of a register whose head says nothing that is known. What stands in it is kept with each item, under
//!   the words of the head, and is neither a year nor a department.
//! - Text of a workbook or a PDF that is struck out (見え消し). It is not read.
//! - A row of a CSV whose figures were cut at the commas of their thousands (`18,000,19,500`). It is not read.
//! - A page of a PDF that is a picture (a scan), and characters that a PDF does not name; they stand as 〓.
//! - Figures of a document in which so many agree with so many others that not all could be tried. What was found
//!   until then stands.
//! - A quote of a CSV that is never closed. It is left out, and the rest of the file is read without quotes.
//!
//! ## Example
//!
//! ```text
//! No.    取組項目    主担当課    着手期    定着期
//! 1    窓口の集約    市民課    検討    実施
//! 2    研修の充実    人事課    調査    検討
//! ```
//!
//! 着手期 and 定着期 name no fiscal years.
//!
//! ## Why it matters
//!
//! What is dropped in silence is missed when it is too late.
//!
//! ## What to do
//!
//! Look at the place. Where it matters, write it so that it is understood, and read the document again.
//!
//! ## When it stays silent
//!
//! In tables that are no register, and below heads without a value.

use std::collections::HashSet;

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::document::{Block, Cell, Document, Oddity, OddityKind, Place};
use crate::finding::{Finding, Report, Severity};
use crate::labels::breaks::one_line;
use crate::labels::department::is_department;
use crate::tabular::{Column, Segment, segments};

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E701",
    name: "not-understood",
    severity: Severity::Note,
    summary: "そのままでは読み取れなかった部分があります",
    run: Run::Words(find),
};

/// Finds what was not taken as it stands.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let document = context.subject.document;
    report.findings.extend(document.oddities.iter().map(odd));
    let items: HashSet<Place> = context
        .subject
        .plan
        .items
        .iter()
        .map(|item| item.at.whole_line())
        .collect();
    if items.is_empty() {
        return;
    }
    for (segment, columns) in registers(document, &items) {
        let unknown = columns.into_iter().filter_map(|i| segment.head_cell(i));
        report.findings.extend(unknown.map(column));
    }
}

/// The tables in which items stand, each with its columns that are not understood.
fn registers<'a>(
    document: &'a Document,
    items: &HashSet<Place>,
) -> impl Iterator<Item = (Segment<'a>, Vec<usize>)> {
    let grids = document.blocks.iter().filter_map(|block| match block {
        Block::Table(grid) => Some(grid),
        _ => None,
    });
    grids.flat_map(segments).filter_map(|segment| {
        let holds_item = |row: &[Cell]| {
            row.iter()
                .any(|cell| !cell.is_blank() && items.contains(&cell.at.whole_line()))
        };
        if !segment.rows.iter().any(|row| holds_item(row)) {
            return None;
        }
        let columns = &segment.head.as_ref()?.columns;
        let says_something = |i: usize| {
            segment
                .rows
                .iter()
                .any(|row| row.get(i).is_some_and(|c| !c.is_blank()))
        };
        let unknown: Vec<usize> = columns
            .iter()
            .enumerate()
            .filter(|(i, column)| is_unknown(column) && says_something(*i))
            .map(|(i, _)| i)
            .collect();
        (!unknown.is_empty()).then_some((segment, unknown))
    })
}

/// Whether a head says nothing that is known.
fn is_unknown(column: &Column) -> bool {
    !column.label.is_empty()
        && column.field.is_none()
        && column.year.is_none()
        && column.grade.is_none()
        && column.kind.is_none()
        && column.unit.is_none()
        && !is_department(&column.label)
}

fn column(head: &Cell) -> Finding {
    let name = one_line(&head.text);
    finding(
        head.at.clone(),
        Some(name.clone()),
        format!(
            "「{name}」の列が何の列か分かりません。内容は項目の補足として残し、年度・担当・評価としては扱っていません。"
        ),
        "大切な列であれば、見出しを「令和5年度」「担当課」「評価」のような言葉に直して読み込み直してください。",
    )
}

/// What is said of a document of which not every relation was tried.
pub(crate) fn in_part(first: &Place) -> Finding {
    finding(
        first.clone(),
        None,
        "数値の組合せが多すぎるため、この文書の検算は一部だけ行いました。".to_owned(),
        "表を分けるか、検算が要らない列を除いた文書にして読み込み直すと、残りも検算できます。",
    )
}

fn odd(oddity: &Oddity) -> Finding {
    let text = &oddity.text;
    let (message, hint) = match oddity.kind {
        OddityKind::StruckOut => (
            format!("取り消し線の付いた「{text}」は読み取っていません。"),
            "消した文字であれば、このままで構いません。生きている文字であれば、取り消し線を外して読み込み直してください。",
        ),
        OddityKind::SplitThousands => (
            "この行は見出しより列が多く、桁区切りのコンマで数値が分かれているため、読み取っていません。"
                .to_owned(),
            "数値を「\"18,000\"」のように引用符で囲むか、桁区切りを外して保存し直してください。",
        ),
        OddityKind::OpenQuote => (
            format!(
                "「{text}」の前の引用符が閉じていません。引用符を除き、以降の引用符は文字として読み取りました。"
            ),
            "引用符を閉じるか外して、保存し直してください。ファイルが途中で切れていないかも確かめてください。",
        ),
        OddityKind::Picture => (
            format!("{text}は画像だけで文字のデータがないため、読み取っていません。"),
            "内容が必要であれば、文字のあるPDFか元のファイルを読み込んでください。",
        ),
        OddityKind::Unnamed => (
            format!("「{text}」の「〓」は、PDFに文字コードの情報がなく、どの文字か分かりません。"),
            "元の文書で文字を確かめ、元のファイルからPDFを作り直してください。",
        ),
    };
    finding(oddity.at.clone(), Some(text.clone()), message, hint)
}

fn finding(at: Place, stated: Option<String>, message: String, hint: &str) -> Finding {
    Finding {
        rule: RULE.name,
        severity: RULE.severity,
        at,
        related: Vec::new(),
        stated,
        computed: None,
        message,
        hint: hint.to_owned(),
    }
}
