//! `/{code}/{plan}/findings`: what was recomputed, and what does not fit (検算).

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::check::check_plan;
use gyokaku_core::document::Spot;
use gyokaku_core::finding::{Finding, Handling, Severity};
use gyokaku_store::{Handled, finding_key};

use crate::App;
use crate::access::{Right, Sight, has};
use crate::error::{Problem, html};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::show::places::anchor;
use crate::show::time::moment;
use crate::tab::Tab;

#[derive(Template)]
#[template(path = "pages/register/findings/index.html")]
struct Findings<'a> {
    page: Page,
    answer: String,
    /// Whether documents are still to be checked.
    waits: bool,
    /// Where it is noted how far a finding is dealt with, for who may.
    form: Option<String>,
    /// How many are dealt with, where any are.
    handled: Option<String>,
    sources: Vec<Source<'a>>,
}

struct Source<'a> {
    name: String,
    /// The document; none for what was typed.
    href: Option<String>,
    verified: usize,
    findings: Vec<Shown<'a>>,
}

/// A finding with how far it is dealt with.
struct Shown<'a> {
    finding: &'a Finding,
    key: String,
    state: Handling,
    note: String,
    /// Who noted it, and when.
    by: String,
    states: Vec<(String, String, bool)>,
}

impl Source<'_> {
    fn at(&self, finding: &Finding) -> Option<String> {
        let href = self.href.as_ref()?;
        anchor(&finding.at).map(|anchor| format!("{href}#{anchor}"))
    }
}

pub(crate) async fn index(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let noted = app.store().handled(&loaded.code, &loaded.key).await?;
    let noted: HashMap<&str, &Handled> = noted.iter().map(|one| (one.finding.as_str(), one)).collect();
    let shown = |finding| {
        let key = finding_key(finding);
        let noted = noted.get(key.as_str());
        let state = noted.map_or(Handling::Open, |one| one.state);
        Shown {
            finding,
            state,
            note: noted.map_or_else(String::new, |one| one.note.clone()),
            by: noted.map_or_else(String::new, |one| {
                format!("{}　{}", moment(&one.made_at), one.made_by)
            }),
            states: Handling::ALL
                .into_iter()
                .map(|one| (one.key().to_owned(), one.label().to_owned(), one == state))
                .collect(),
            key,
        }
    };
    let typed = typed(&loaded);
    let mut sources: Vec<Source<'_>> = loaded
        .reports()
        .iter()
        .map(|(id, report)| {
            let name = loaded
                .stored()
                .sources
                .iter()
                .find(|s| s.id == *id)
                .map(|s| s.name.clone())
                .unwrap_or_default();
            let mut findings: Vec<&Finding> = report.findings.iter().collect();
            // The gravest first; within one severity the order of the document stays.
            findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
            Source {
                name,
                href: Some(format!("{}/sources/{id}", loaded.href())),
                verified: report.verified.len(),
                findings: findings.into_iter().map(shown).collect(),
            }
        })
        .collect();
    if !typed.is_empty() {
        sources.push(Source {
            name: "台帳に入力した内容".to_owned(),
            href: None,
            verified: 0,
            findings: typed.iter().map(shown).collect(),
        });
    }
    let all = || sources.iter().flat_map(|source| &source.findings);
    let (count, open) = (
        all().count(),
        all().filter(|one| one.state == Handling::Open).count(),
    );
    html(&Findings {
        form: has(&viewer, Right::EditRegister, &loaded.code).then(|| loaded.href_of(Tab::Findings)),
        handled: (open < count).then(|| {
            format!(
                "{count}件のうち{}件に対応しています。未対応は{open}件です。",
                count - open
            )
        }),
        page: loaded.page(Tab::Findings).seen_by(&viewer),
        answer: match typed.len() {
            0 => answer(&loaded),
            many => format!(
                "{}台帳に入力した内容に、気になるところが{many}件あります。",
                of_documents(&loaded)
            ),
        },
        waits: loaded.waiting() > 0,
        sources,
    })
}

/// What the rules say of what stands in no document: it was typed, or collected in a round.
pub(super) fn typed(loaded: &Loaded) -> Vec<Finding> {
    let mut found = check_plan(loaded.plan(), None).findings;
    found.retain(|finding| matches!(finding.at.spot, Spot::Nowhere | Spot::Element { .. }));
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    found
}

/// The sentence on the documents; empty where there are none.
fn of_documents(loaded: &Loaded) -> String {
    match loaded.reports().is_empty() && loaded.waiting() == 0 {
        true => String::new(),
        false => answer(loaded),
    }
}

/// How many figures hold and what does not fit, in one sentence; what there is none of is not said.
pub(crate) fn answer(loaded: &Loaded) -> String {
    if loaded.waiting() > 0 {
        return format!("{}件の文書を検算し直しています。", loaded.waiting());
    }
    let verified: usize = loaded.reports().iter().map(|(_, r)| r.verified.len()).sum();
    let of = |severity: Severity| {
        loaded
            .reports()
            .iter()
            .flat_map(|(_, r)| &r.findings)
            .filter(|f| f.severity == severity)
            .count()
    };
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter(|severity| of(*severity) > 0)
        .map(|severity| format!("{}が{}件", severity.label(), of(severity)))
        .collect();
    match (verified, counts.is_empty()) {
        (0, true) => "計算し直せる数値はなく、気になるところもありません。".to_owned(),
        (_, true) => format!("計算し直した{verified}の数値は、すべて合っています。"),
        (0, false) => format!("{}あります。", counts.join("、")),
        (_, false) => format!(
            "計算し直して合った数値が{verified}、{}あります。",
            counts.join("、")
        ),
    }
}
