//! Checking (検算): one rule, one file, under `check/<area>/<rule>.rs`.
//!
//! A rule is silent where it does not understand: no finding is better than a false one. Rules look
//! at structure (labels, heads, positions) to decide what must agree, and at the numbers only to see
//! whether it does; so a figure that is verified would be a finding if one of its digits were another.
//! Not here: reading and understanding documents.

use std::collections::HashSet;

use crate::department::Directory;
use crate::document::Document;
use crate::finding::{Report, Severity, Verified};
use crate::plan::Plan;

pub mod departments;
pub mod figures;
pub mod names;
pub mod numbers;
pub mod schedule;
mod stored;
pub mod years;

#[cfg(test)]
pub(crate) mod testing;

use figures::model::sheet::Sheets;

/// What is checked: a document as laid out, and what was understood of it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The document.
    pub document: &'a Document,
    /// What was understood.
    pub plan: &'a Plan,
}

/// A rule of the registry.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// A short code that stays the same for ever: `E101`.
    pub code: &'static str,
    /// The name, which says the fault: `year-era-mismatch`.
    pub name: &'static str,
    /// How grave its findings are at most.
    pub severity: Severity,
    /// What it finds, in Japanese.
    pub summary: &'static str,
    run: Run,
}

/// How a rule is run.
#[derive(Clone, Copy, Debug)]
enum Run {
    /// It lays down which figures must agree; all of them are worked out together.
    Figures(fn(&mut Sheets)),
    /// It looks at words and at the plan.
    Words(fn(&Context<'_>, &mut Report)),
}

/// What the rules of words look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    /// The subject.
    pub(crate) subject: Subject<'a>,
    /// The departments of the body, where they are known.
    pub(crate) directory: Option<&'a Directory>,
    /// The texts with their places.
    pub(crate) texts: &'a [stored::Text<'a>],
}

/// Every rule, by code.
pub const RULES: [Rule; 18] = [
    rule(
        "E101",
        "year-era-mismatch",
        Severity::Error,
        "西暦と和暦が一致していません",
        Run::Words(years::year_era_mismatch::find),
    ),
    rule(
        "E102",
        "era-after-its-end",
        Severity::Note,
        "終わった元号で年を表しています",
        Run::Words(years::era_after_its_end::find),
    ),
    rule(
        "E103",
        "year-count-mismatch",
        Severity::Error,
        "年数が期間と一致していません",
        Run::Words(years::year_count_mismatch::find),
    ),
    rule(
        "E201",
        "sum-mismatch",
        Severity::Error,
        "合計が内訳と一致していません",
        Run::Figures(figures::sum_mismatch::relate),
    ),
    rule(
        "E202",
        "share-mismatch",
        Severity::Error,
        "割合が件数と一致していません",
        Run::Figures(figures::share_mismatch::relate),
    ),
    rule(
        "E203",
        "rate-mismatch",
        Severity::Error,
        "率が元の数と一致していません",
        Run::Figures(figures::rate_mismatch::relate),
    ),
    rule(
        "E204",
        "difference-mismatch",
        Severity::Error,
        "差が2つの値と一致していません",
        Run::Figures(figures::difference_mismatch::relate),
    ),
    rule(
        "E205",
        "running-total-mismatch",
        Severity::Error,
        "累計が各年度の値と一致していません",
        Run::Figures(figures::running_total_mismatch::relate),
    ),
    rule(
        "E206",
        "count-mismatch",
        Severity::Error,
        "本文の数が表や一覧と一致していません",
        Run::Figures(figures::count_mismatch::relate),
    ),
    rule(
        "E301",
        "missing-lead",
        Severity::Warning,
        "主担当（◎）がありません",
        Run::Words(departments::missing_lead::find),
    ),
    rule(
        "E302",
        "unequal-marks",
        Severity::Warning,
        "同じ階層で担当の印がそろっていません",
        Run::Words(departments::unequal_marks::find),
    ),
    rule(
        "E303",
        "unknown-department",
        Severity::Warning,
        "組織の一覧にない部署名です",
        Run::Words(departments::unknown_department::find),
    ),
    rule(
        "E401",
        "spelling-varies",
        Severity::Warning,
        "同じものが二通りに書かれています",
        Run::Words(names::spelling_varies::find),
    ),
    rule(
        "E402",
        "plan-cited-under-two-names",
        Severity::Warning,
        "同じ計画が二つの名前で引用されています",
        Run::Words(names::plan_cited_under_two_names::find),
    ),
    rule(
        "E501",
        "number-missing",
        Severity::Note,
        "通し番号が抜けています",
        Run::Words(numbers::number_missing::find),
    ),
    rule(
        "E502",
        "number-used-twice",
        Severity::Warning,
        "同じ番号が二度使われています",
        Run::Words(numbers::number_used_twice::find),
    ),
    rule(
        "E601",
        "step-outside-period",
        Severity::Note,
        "予定が計画期間の外にあります",
        Run::Words(schedule::step_outside_period::find),
    ),
    rule(
        "E602",
        "period-reversed",
        Severity::Error,
        "期間の始まりが終わりより後です",
        Run::Words(schedule::period_reversed::find),
    ),
];

const fn rule(
    code: &'static str,
    name: &'static str,
    severity: Severity,
    summary: &'static str,
    run: Run,
) -> Rule {
    Rule {
        code,
        name,
        severity,
        summary,
        run,
    }
}

/// The rule of a name.
pub fn rule_named(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|r| r.name == name)
}

/// Runs every rule over a document and what was understood of it.
pub fn check(subject: Subject<'_>) -> Report {
    check_with(subject, None)
}

/// The same, with the departments of the body.
pub fn check_with(subject: Subject<'_>, directory: Option<&Directory>) -> Report {
    let texts = stored::texts(&subject);
    run(
        Context {
            subject,
            directory,
            texts: &texts,
        },
        Sheets::of(subject.document),
        true,
    )
}

/// Runs every rule over a stored plan, whose document is not at hand: its own words and stated figures.
pub fn check_plan(plan: &Plan, directory: Option<&Directory>) -> Report {
    let document = Document::default();
    let subject = Subject {
        document: &document,
        plan,
    };
    let texts = stored::texts(&subject);
    run(
        Context {
            subject,
            directory,
            texts: &texts,
        },
        stored::sheets(plan),
        false,
    )
}

fn run(context: Context<'_>, mut sheets: Sheets, relate: bool) -> Report {
    let mut report = Report::default();
    for rule in &RULES {
        match rule.run {
            Run::Figures(lay_down) if relate => lay_down(&mut sheets),
            Run::Figures(_) => {}
            Run::Words(find) => find(&context, &mut report),
        }
    }
    figures::engine::settle::settle(&sheets.ledger, &mut report);
    tidy(&mut report);
    report
}

/// In order of places, each finding and each verified figure once.
fn tidy(report: &mut Report) {
    report.findings.sort_by(|a, b| {
        (&a.at, a.rule, &a.stated, &a.computed).cmp(&(&b.at, b.rule, &b.stated, &b.computed))
    });
    report.findings.dedup_by(|a, b| {
        a.rule == b.rule && a.at == b.at && a.stated == b.stated && a.computed == b.computed
    });
    report
        .verified
        .sort_by(|a, b| (&a.at, &a.stated, a.rule).cmp(&(&b.at, &b.stated, b.rule)));
    report
        .verified
        .dedup_by(|a, b| a.at == b.at && a.stated == b.stated);
    // What is called wrong is not called right.
    let wrong: HashSet<_> = report
        .findings
        .iter()
        .filter_map(|f| Some((f.at.clone(), f.stated.clone()?)))
        .collect();
    report
        .verified
        .retain(|v: &Verified| !wrong.contains(&(v.at.clone(), v.stated.clone())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_are_used_once() {
        let codes: HashSet<_> = RULES.iter().map(|r| r.code).collect();
        let names: HashSet<_> = RULES.iter().map(|r| r.name).collect();
        assert_eq!((codes.len(), names.len()), (RULES.len(), RULES.len()));
    }

    #[test]
    fn an_empty_document_gives_an_empty_report() {
        let (document, plan) = (Document::default(), Plan::default());
        assert_eq!(
            check(Subject {
                document: &document,
                plan: &plan
            }),
            Report::default()
        );
        assert_eq!(check_plan(&plan, None), Report::default());
    }
}
