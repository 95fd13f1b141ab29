//! `gyokaku.check/1`: what was verified and what was found in one file.

use gyokaku_core::finding::{Finding, Report};
use serde_json::{Value, json};

use super::place::at;

/// The shape of a report on a file.
pub fn check(file: &str, report: &Report) -> Value {
    let verified: Vec<Value> = report
        .verified
        .iter()
        .map(|v| json!({ "rule": v.rule, "at": at(&v.at), "stated": v.stated }))
        .collect();
    json!({
        "schema": "gyokaku.check/1",
        "file": file,
        "verified": verified,
        "findings": report.findings.iter().map(finding).collect::<Vec<Value>>(),
    })
}

/// The shape of one finding.
pub(super) fn finding(finding: &Finding) -> Value {
    json!({
        "rule": finding.rule,
        "severity": finding.severity.key(),
        "at": at(&finding.at),
        "stated": finding.stated,
        "computed": finding.computed,
        "message": finding.message,
        "hint": finding.hint,
        "related": finding.related.iter().map(at).collect::<Vec<Value>>(),
    })
}
