//! What checking a document found, kept beside the document so that a page need not read it again.
//!
//! A report belongs to the bytes of a document and to the rules that found it. It is made out of the
//! document, as the pairs of the search are made out of items; so it has no entry in the journal, and
//! one of other rules, or in another text, is as good as none. Not here: checking (`gyokaku-exchange`).

use gyokaku_core::body::BodyCode;
use gyokaku_core::check;
use gyokaku_core::document::{DocumentId, Place};
use gyokaku_core::finding::{Finding, Report, Severity, Verified};
use serde::{Deserialize, Serialize};

use crate::database::{Transaction, Value};
use crate::error::StoreError;
use crate::{Store, place};

/// A report and the rules that it is of.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// What was found.
    pub report: &'a Report,
    /// Which readers and rules found it; another text is another set of rules.
    pub rules: &'a str,
}

/// The number of the text in which reports are stored. It goes up with every change of that text, here or in
/// how the store writes places, so that no report is read in a text of another number.
const TEXT: u32 = 1;

/// What a report is found by: the rules that it is of, and the text in which it stands.
pub(crate) fn key(rules: &str) -> String {
    format!("{TEXT}:{rules}")
}

/// The report as stored: verified figures and findings, with places as the store writes them.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    verified: Vec<(String, Option<String>, String)>,
    findings: Vec<StoredFinding>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredFinding {
    rule: String,
    severity: String,
    at: Option<String>,
    related: Vec<Option<String>>,
    stated: Option<String>,
    computed: Option<String>,
    message: String,
    hint: String,
}

fn encode(report: &Report) -> Result<String, StoreError> {
    let at = |at: &Place| place::encode(at, at.document.as_ref());
    let finding = |f: &Finding| StoredFinding {
        rule: f.rule.to_owned(),
        severity: f.severity.key().to_owned(),
        at: at(&f.at),
        related: f.related.iter().map(at).collect(),
        stated: f.stated.clone(),
        computed: f.computed.clone(),
        message: f.message.clone(),
        hint: f.hint.clone(),
    };
    let stored = Stored {
        verified: report
            .verified
            .iter()
            .map(|v| (v.rule.to_owned(), at(&v.at), v.stated.clone()))
            .collect(),
        findings: report.findings.iter().map(finding).collect(),
    };
    serde_json::to_string(&stored).map_err(|e| damaged(e.to_string()))
}

/// The report on a document; its places are in that document. None where a text is none, or names a
/// rule that is unknown.
fn decode(text: &str, document: &DocumentId) -> Option<Report> {
    let stored: Stored = serde_json::from_str(text).ok()?;
    let at = |text: Option<String>| place::decode(text.as_deref(), Some(document));
    let verified = stored.verified.into_iter().map(|(rule, place, stated)| {
        Some(Verified {
            rule: check::known_name(&rule)?,
            at: at(place)?,
            stated,
        })
    });
    let findings = stored.findings.into_iter().map(|f| {
        Some(Finding {
            rule: check::known_name(&f.rule)?,
            severity: Severity::of(&f.severity)?,
            at: at(f.at)?,
            related: f.related.into_iter().map(at).collect::<Option<_>>()?,
            stated: f.stated,
            computed: f.computed,
            message: f.message,
            hint: f.hint,
        })
    });
    Some(Report {
        verified: verified.collect::<Option<_>>()?,
        findings: findings.collect::<Option<_>>()?,
    })
}

/// The report of a row that was loaded with its document.
///
/// # Errors
/// A text that is no report.
pub(crate) fn of_row(text: Option<&str>, document: &str) -> Result<Option<Report>, StoreError> {
    let Some(text) = text else {
        return Ok(None);
    };
    let report = decode(text, &DocumentId::new(document));
    report.map(Some).ok_or_else(|| damaged(document.to_owned()))
}

fn damaged(key: String) -> StoreError {
    StoreError::Damaged {
        table: "check_report".to_owned(),
        key,
        what: "検算の結果として読めません".to_owned(),
    }
}

/// Writes a report; one of other rules goes.
pub(crate) async fn put(
    tx: &mut Transaction,
    body: &BodyCode,
    document: &str,
    checked: Checked<'_>,
) -> Result<(), StoreError> {
    let values: Vec<Value> = vec![
        body.as_str().into(),
        document.into(),
        key(checked.rules).as_str().into(),
        encode(checked.report)?.as_str().into(),
    ];
    let sql = "INSERT INTO check_report (body_code, source_id, rules, content) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (body_code, source_id) DO UPDATE SET rules = excluded.rules, content = excluded.content";
    tx.run(sql, values).await?;
    Ok(())
}

impl Store {
    /// Keeps what checking a stored document found.
    ///
    /// # Errors
    /// There is no such document, or the store fails.
    pub async fn put_report(
        &self,
        body: &BodyCode,
        document: &str,
        checked: Checked<'_>,
    ) -> Result<(), StoreError> {
        let mut tx = self.writing().await?;
        put(&mut tx, body, document, checked).await?;
        tx.commit().await
    }

    /// The identities of the documents of a body that have no report by these rules.
    ///
    /// # Errors
    /// The store fails.
    pub async fn unchecked(&self, body: &BodyCode, rules: &str) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT s.id FROM source s WHERE s.body_code = $1 AND NOT EXISTS \
            (SELECT 1 FROM check_report r WHERE r.body_code = s.body_code AND r.source_id = s.id AND r.rules = $2) \
            ORDER BY s.id";
        let values = vec![body.as_str().into(), key(rules).as_str().into()];
        let found: Vec<(String,)> = self.named("source", sql, values).await?;
        Ok(found.into_iter().map(|(id,)| id).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_comes_back_whole_and_in_its_document() {
        let document = DocumentId::new("0a1b");
        let at = |line| Place::line(line);
        let report = Report {
            verified: vec![Verified {
                rule: "sum",
                at: Place::cell("表", 2, 3),
                stated: "1,234".into(),
            }],
            findings: vec![Finding {
                rule: "sum-mismatch",
                severity: Severity::Error,
                at: at(3),
                related: vec![at(1), Place::NOWHERE],
                stated: Some("12".into()),
                computed: None,
                message: "合いません".into(),
                hint: "確かめてください".into(),
            }],
        };
        let text = encode(&report).expect("a text");
        let expected = r#"{"verified":[["sum","C2,3!表","1,234"]],"findings":[{"rule":"sum-mismatch","severity":"error","at":"L3","related":["L1",null],"stated":"12","computed":null,"message":"合いません","hint":"確かめてください"}]}"#;
        assert_eq!(
            (TEXT, text.as_str()),
            (1, expected),
            "another text has another number"
        );
        let mut expected = report;
        expected.verified[0].at.stated_in(&document);
        expected.findings[0].at.stated_in(&document);
        expected.findings[0].related[0].stated_in(&document);
        assert_eq!(decode(&text, &document), Some(expected));
        assert_eq!(decode(&text.replace("sum-mismatch", "no-rule"), &document), None);
        assert_eq!(decode("{}", &document), None);
    }
}
