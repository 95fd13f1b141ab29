//! `/{code}`: a body and its plans.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use gyokaku_core::body::BodyCode;
use gyokaku_core::plan::Period;
use gyokaku_store::{Body, Contents, PlanHead};

use crate::App;
use crate::access::{Right, Sight, has};
use crate::error::{Problem, html};
use crate::loaded::{Counts, body, load};
use crate::pages::register::plan::readiness::{Figure, InHand};
use crate::path::{BodyAt, Code, PlanAt, PlanKey, UrlPath};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::tab::{CROSSWALK, EFFECTS, INDICATORS, ITEMS, PROGRESS, Tab};

#[derive(Template)]
#[template(path = "pages/register/body/show.html")]
struct BodyPage {
    page: Page,
    answer: String,
    body: Body,
    entries: Vec<Entry>,
    /// Whether who looks may take in documents of this body.
    imports: bool,
    /// Whether they may make a plan.
    edits: bool,
    /// Whether they may keep the departments of this body.
    keeps_departments: bool,
}

/// A plan in a list: what there is of it, and where.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) period: Option<String>,
    /// What it has: the words with their count, and the page that shows it.
    pub(crate) parts: Vec<(String, String)>,
    /// What checking found, where that is known.
    pub(crate) checked: String,
    pub(crate) findings: String,
    /// The day of the last change.
    pub(crate) day: String,
    /// How far it is in hand, for who works on it.
    pub(in crate::pages::register) figures: Vec<Figure>,
}

/// Of how many plans it is said how far they are in hand; no body has as many in force.
const MOST_IN_HAND: usize = 8;

/// A plan by its title, or by its key where none was printed.
pub(crate) fn name_of(plan: &PlanHead) -> &str {
    if plan.title.is_empty() {
        &plan.key
    } else {
        &plan.title
    }
}

/// A period in Western years, as the list writes it for plans of every style.
fn period(period: &Period) -> String {
    if period.from == period.to {
        format!("{}年度", period.from)
    } else {
        format!("{}〜{}年度", period.from, period.to)
    }
}

/// The plans of a body with what each has.
pub(crate) fn entries(app: &App, body: &Body, contents: &[Contents]) -> Vec<Entry> {
    body.plans
        .iter()
        .map(|plan| {
            let href = format!("/{}/{}", body.code, plan.key);
            let has = contents
                .iter()
                .find(|c| (c.body, c.plan.as_str()) == (body.code, plan.key.as_str()));
            let counted = |count: fn(&Contents) -> i64| has.map(count).unwrap_or_default();
            let sections = if plan.items > 0 {
                0
            } else {
                counted(|c| c.sections)
            };
            let progress = counted(|c| c.progress).max(counted(|c| c.evaluations).min(1));
            let parts = [
                (plan.items, format!("取組項目{}", plan.items), ITEMS),
                (sections, format!("区分{sections}"), Tab::Plan),
                (progress, PROGRESS.label().to_owned(), PROGRESS),
                (counted(|c| c.effects), EFFECTS.label().to_owned(), EFFECTS),
                (counted(|c| c.crosswalk), CROSSWALK.label().to_owned(), CROSSWALK),
                (
                    counted(|c| c.indicators),
                    format!("指標{}", counted(|c| c.indicators)),
                    INDICATORS,
                ),
            ];
            Entry {
                name: name_of(plan).to_owned(),
                period: plan.period.as_ref().map(period),
                parts: parts
                    .into_iter()
                    .filter(|(count, ..)| *count > 0)
                    .map(|(_, words, part)| (words, format!("{href}{}", part.word())))
                    .collect(),
                checked: checked(app, body.code, plan, counted(|c| c.documents)),
                findings: format!("{href}{}", Tab::Findings.word()),
                day: crate::show::time::day(&plan.imported_at),
                figures: Vec::new(),
                href,
            }
        })
        .collect()
}

/// What checking found; only that it can be seen where nobody has looked yet.
fn checked(app: &App, body: BodyCode, plan: &PlanHead, documents: i64) -> String {
    match app.plans().counts(body, &plan.key, plan.revision) {
        _ if documents == 0 => String::new(),
        None => "結果を見る".to_owned(),
        Some(Counts {
            errors: 0, others: 0, ..
        }) => "気になるところなし".to_owned(),
        Some(Counts {
            errors: 0, others, ..
        }) => format!("確認したいところ{others}件"),
        Some(Counts {
            errors, others: 0, ..
        }) => format!("不一致{errors}件"),
        Some(Counts { errors, others, .. }) => format!("不一致{errors}件、ほか{others}件"),
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<BodyAt>,
) -> Result<Response, Problem> {
    let (body, contents) = body(&app, &viewer, &at.code.0).await?;
    let items: i64 = body.plans.iter().map(|p| p.items).sum();
    let has = |right| has(&viewer, right, &body.code);
    let answer = match body.plans.len() {
        0 if has(Right::SeeDrafts) => {
            "まだ計画がありません。文書を取り込むか、新しい計画を作ると、ここに並びます。".to_owned()
        }
        0 => "公開している計画はまだありません。".to_owned(),
        plans if items > 0 => format!("計画は{plans}件、取組項目は{items}件です。"),
        plans => format!("計画は{plans}件です。取組項目の一覧は、まだ読み取っていません。"),
    };
    let mut entries = entries(&app, &body, &contents);
    if let Some(known) = InHand::of(&app, &viewer, &body.code).await? {
        let in_force = entries.iter_mut().zip(&body.plans);
        let in_force = in_force.filter(|(_, plan)| plan.items > 0 && known.is_in_force(plan.period));
        for (entry, plan) in in_force.take(MOST_IN_HAND) {
            let Some(key) = PlanKey::new(&plan.key) else {
                continue;
            };
            let of = PlanAt {
                code: Code(body.code),
                plan: key,
            };
            let loaded = load(&app, &of, &Sight::Working).await?;
            entry.figures = known.figures(&loaded);
        }
    }
    html(&BodyPage {
        page: Page::new(body.name.clone())
            .under("/", "団体と計画")
            .seen_by(&viewer),
        answer,
        entries,
        imports: has(Right::Import),
        edits: has(Right::EditRegister),
        keeps_departments: has(Right::ManageDepartments),
        body,
    })
}
