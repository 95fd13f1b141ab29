//! A stored plan as the pages use it: decoded once for each revision and kept while there is room.
//!
//! Invariant: nothing stale is shown. The revision is asked of the store for every page, and a plan
//! of another revision is not the same plan.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use gyokaku_core::body::BodyCode;
use gyokaku_core::finding::Report;
use gyokaku_core::plan::Plan;
use gyokaku_core::progress::Tone;
use gyokaku_core::table;
use gyokaku_store::{Body, StoredPlan};

use crate::App;
use crate::error::Problem;
use crate::path::PlanAt;
use crate::show::page::{Page, Tab};
use crate::show::places::Marks;
use crate::show::table::{Links, Shown};

/// A plan at one revision, with what checking its documents says.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) stored: StoredPlan,
    /// One report for each source, in the order of the sources.
    reports: Vec<(String, Report)>,
    grades: Vec<(String, Tone)>,
}

/// A plan as a page uses it.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub(crate) body: Arc<Body>,
    pub(crate) key: String,
    decoded: Arc<Decoded>,
}

const MOST_PLANS: usize = 32;

type Key = (BodyCode, String, i64);

/// Decoded plans, the longest unused first.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<VecDeque<(Key, Arc<Decoded>)>>);

impl Cache {
    fn get(&self, key: &Key) -> Option<Arc<Decoded>> {
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = plans.iter().position(|(known, _)| known == key)?;
        let found = plans.remove(at)?;
        plans.push_back(found.clone());
        Some(found.1)
    }

    fn put(&self, key: Key, plan: Arc<Decoded>) {
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|((body, name, _), _)| (body, name) != (&key.0, &key.1));
        plans.push_back((key, plan));
        while plans.len() > MOST_PLANS {
            plans.pop_front();
        }
    }

    /// Whether a plan is kept at this revision, so that using it asks the store nothing.
    pub(crate) fn holds(&self, body: BodyCode, key: &str, revision: i64) -> bool {
        let plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        plans
            .iter()
            .any(|((b, k, r), _)| (*b, k.as_str(), *r) == (body, key, revision))
    }
}

/// Loads the plan at an address.
pub(crate) async fn load(app: &App, at: &PlanAt) -> Result<Loaded, Problem> {
    let body = app.store().body(&at.code.0).await?.ok_or(Problem::NotFound)?;
    of_body(app, Arc::new(body), at.plan.as_str()).await
}

/// Loads a plan of a body that is known already.
pub(crate) async fn of_body(app: &App, body: Arc<Body>, key: &str) -> Result<Loaded, Problem> {
    let head = body
        .plans
        .iter()
        .find(|p| p.key == key)
        .ok_or(Problem::NotFound)?;
    let cached = (body.code, key.to_owned(), head.revision);
    let decoded = match app.plans().get(&cached) {
        Some(decoded) => decoded,
        None => {
            let stored = app
                .store()
                .plan(&body.code, key)
                .await?
                .ok_or(Problem::NotFound)?;
            let mut documents = Vec::new();
            for source in &stored.sources {
                if let Some((head, bytes)) = app.store().source(&body.code, &source.id).await? {
                    documents.push((head.id, head.name, bytes));
                }
            }
            let decoded = tokio::task::spawn_blocking(move || Arc::new(Decoded::of(stored, documents)))
                .await
                .map_err(Problem::internal)?;
            app.plans().put(
                (body.code, key.to_owned(), decoded.stored.head.revision),
                decoded.clone(),
            );
            decoded
        }
    };
    Ok(Loaded {
        body,
        key: key.to_owned(),
        decoded,
    })
}

impl Decoded {
    fn of(stored: StoredPlan, documents: Vec<(String, String, Vec<u8>)>) -> Self {
        let reports = documents
            .into_iter()
            .filter_map(|(id, name, bytes)| {
                let read = gyokaku_exchange::read::read(&name, &bytes).ok()?;
                Some((id, read.report))
            })
            .collect();
        let grades = grades(&stored.plan);
        Self {
            stored,
            reports,
            grades,
        }
    }
}

/// The grades of a plan's scales: label and tone.
pub(crate) fn grades(plan: &Plan) -> Vec<(String, Tone)> {
    plan.scales
        .iter()
        .flat_map(|s| &s.grades)
        .map(|g| (g.label.clone(), g.tone))
        .collect()
}

/// The pages of a plan, in the order of the tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Plan,
    Items,
    Progress,
    Effects,
    Crosswalk,
    Review,
    Indicators,
    Departments,
    Findings,
}

impl Part {
    const ALL: [Part; 9] = [
        Part::Plan,
        Part::Items,
        Part::Progress,
        Part::Effects,
        Part::Crosswalk,
        Part::Review,
        Part::Indicators,
        Part::Departments,
        Part::Findings,
    ];

    pub(crate) fn label(self) -> &'static str {
        match self {
            Part::Plan => "概要",
            Part::Items => "取組一覧",
            Part::Progress => "進捗状況",
            Part::Effects => "効果額",
            Part::Crosswalk => "取組の見直し",
            Part::Review => "ふりかえり",
            Part::Indicators => "指標",
            Part::Departments => "担当課",
            Part::Findings => "検算",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Part::Plan => "",
            Part::Items => "/items",
            Part::Progress => "/progress",
            Part::Effects => "/effects",
            Part::Crosswalk => "/crosswalk",
            Part::Review => "/review",
            Part::Indicators => "/indicators",
            Part::Departments => "/departments",
            Part::Findings => "/findings",
        }
    }

    /// Whether a plan has anything to show there.
    fn is_in(self, plan: &Plan) -> bool {
        match self {
            Part::Plan | Part::Findings => true,
            Part::Items => !plan.items.is_empty(),
            Part::Progress => !plan.progress.is_empty() || !plan.evaluations.is_empty(),
            Part::Effects => !plan.effects.is_empty(),
            Part::Crosswalk => !plan.crosswalk.is_empty(),
            Part::Review => !plan.review.is_empty(),
            Part::Indicators => !plan.indicators.is_empty(),
            Part::Departments => plan.items.iter().any(|i| !i.departments.is_empty()),
        }
    }
}

impl Loaded {
    pub(crate) fn plan(&self) -> &Plan {
        &self.decoded.stored.plan
    }

    pub(crate) fn stored(&self) -> &StoredPlan {
        &self.decoded.stored
    }

    pub(crate) fn grades(&self) -> &[(String, Tone)] {
        &self.decoded.grades
    }

    /// The title, or the key where none was printed.
    pub(crate) fn title(&self) -> &str {
        if self.plan().title.is_empty() {
            &self.key
        } else {
            &self.plan().title
        }
    }

    /// `/041009/keiei-2016`
    pub(crate) fn href(&self) -> String {
        format!("/{}/{}", self.body.code, self.key)
    }

    pub(crate) fn href_of(&self, part: Part) -> String {
        format!("{}{}", self.href(), part.word())
    }

    /// The frame of a page of this plan.
    pub(crate) fn page(&self, part: Part) -> Page {
        let title = match part {
            Part::Plan => self.title().to_owned(),
            other => format!("{}｜{}", other.label(), self.title()),
        };
        let mut page = Page::new(format!("{title}｜{}", self.body.name))
            .under("/", "団体と計画")
            .under(format!("/{}", self.body.code), self.body.name.clone());
        page = page.under(self.href(), self.title().to_owned());
        page.tabs = Part::ALL
            .into_iter()
            .filter(|p| p.is_in(self.plan()) || *p == part)
            .map(|p| Tab {
                href: self.href_of(p),
                label: p.label(),
                current: p == part,
            })
            .collect();
        page
    }

    /// The source that an element came from; the last one where nothing says which.
    pub(crate) fn source_of(&self, element: Option<&str>) -> Option<&str> {
        let stored = &self.decoded.stored;
        element
            .and_then(|id| stored.origins.get(id))
            .or_else(|| stored.sources.last().map(|s| &s.id))
            .map(String::as_str)
    }

    /// The address of a source's page.
    pub(crate) fn source_href(&self, element: Option<&str>) -> Option<String> {
        self.source_of(element)
            .map(|id| format!("{}/sources/{id}", self.href()))
    }

    /// What checking a source says.
    pub(crate) fn report(&self, source: &str) -> Option<&Report> {
        self.decoded
            .reports
            .iter()
            .find(|(id, _)| id == source)
            .map(|(_, report)| report)
    }

    /// What checking the sources says, source by source.
    pub(crate) fn reports(&self) -> &[(String, Report)] {
        &self.decoded.reports
    }

    /// The findings at places of the source an element came from.
    pub(crate) fn marks(&self, element: Option<&str>) -> Marks<'_> {
        self.source_of(element)
            .and_then(|s| self.report(s))
            .map(|r| Marks::of(&r.findings))
            .unwrap_or_default()
    }

    /// A table of this plan on screen, with links, marks and downloads.
    pub(crate) fn shown(&self, id: &str, table: &table::Table, file: Option<&str>, query: &str) -> Shown {
        let href = self.href();
        let element = self
            .plan()
            .items
            .first()
            .map(|i| i.id.as_str())
            .filter(|_| table.name == "register" || table.name == "outline");
        let source = self.source_href(element);
        let links = Links {
            plan: &href,
            source: source.as_deref(),
            grades: self.grades(),
            file,
            query,
        };
        Shown::of(id, table, &links, &self.marks(element))
    }
}
