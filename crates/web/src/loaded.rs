//! A stored plan as the pages use it: decoded once for each revision and kept while there is room.
//!
//! Invariant: nothing stale is shown. The revision is asked of the store for every page, and a plan
//! of another revision is not the same plan.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gyokaku_core::body::BodyCode;
use gyokaku_core::document::{DocumentId, Place};
use gyokaku_core::finding::{Report, Severity};
use gyokaku_core::plan::Plan;
use gyokaku_core::progress::{Scale, Tone};
use gyokaku_core::table;
use gyokaku_exchange::read::RULES;
use gyokaku_store::{Body, StoredPlan, Whole};

use crate::App;
use crate::error::Problem;
use crate::path::{Code, PlanAt, PlanKey};
use crate::shelf::{Bounds, Shelf, WhenFull};
use crate::show::page::{Page, TabLink};
use crate::show::places::{Marks, anchor};
use crate::show::table::{Cited, GradeWord, Links, Shown};
use crate::tab::Tab;

/// A plan at one revision, with what checking its documents says.
#[derive(Debug)]
pub(crate) struct CachedPlan {
    stored: StoredPlan,
    /// One report for each document that values of the plan are stated in, in the order of the sources.
    reports: Vec<(String, Report)>,
    /// How many such documents are still to be checked, because the program has other rules by now.
    waiting: usize,
    grades: Vec<GradeWord>,
}

/// A plan as a page uses it.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub(crate) code: BodyCode,
    pub(crate) body_name: String,
    pub(crate) key: String,
    /// How many editions of its years are frozen.
    editions: i64,
    decoded: Arc<CachedPlan>,
}

const PLANS: Bounds = Bounds {
    lasts: Duration::from_secs(24 * 60 * 60),
    most: 32,
    // Only their number is bounded: what the store takes in is bounded already.
    most_bytes: usize::MAX,
    full: WhenFull::Forget,
};

/// Of how many plans it is remembered what checking them found.
const MOST_COUNTS: usize = 4096;

type Key = (BodyCode, String, i64);

/// What checking the documents of a plan found, in short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) verified: usize,
    pub(crate) errors: usize,
    pub(crate) others: usize,
}

/// CachedPlan plans at the revision that was loaded last, and what checking found in more plans than are kept.
#[derive(Debug)]
pub(crate) struct Cache {
    plans: Shelf<(BodyCode, String), (i64, Arc<CachedPlan>)>,
    counts: Mutex<HashMap<Key, Counts>>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            plans: Shelf::new(PLANS),
            counts: Mutex::default(),
        }
    }
}

impl Cache {
    fn get(&self, (body, name, revision): &Key) -> Option<Arc<CachedPlan>> {
        let (known, decoded) = self.plans.get(&(*body, name.clone()), Instant::now())?;
        (known == *revision).then_some(decoded)
    }

    fn put(&self, key: Key, plan: Arc<CachedPlan>) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= MOST_COUNTS {
            counts.clear();
        }
        counts.retain(|(body, name, _), _| (*body, name) != (key.0, &key.1));
        counts.insert(key.clone(), plan.counts());
        drop(counts);
        let (body, name, revision) = key;
        // Without room it is loaded again the next time.
        let _ = self.plans.put((body, name), (revision, plan), 0, Instant::now());
    }

    /// Whether a plan is kept at some revision, so that asking for the revision may spare loading it.
    fn knows(&self, body: BodyCode, key: &str) -> bool {
        self.plans.get(&(body, key.to_owned()), Instant::now()).is_some()
    }

    /// What checking a plan at this revision found, where it was checked since the program started.
    pub(crate) fn counts(&self, body: BodyCode, key: &str, revision: i64) -> Option<Counts> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&(body, key.to_owned(), revision)).copied()
    }
}

/// Loads the plan at an address: one statement where it is at hand, those of the plan otherwise.
pub(crate) async fn load(app: &App, at: &PlanAt) -> Result<Loaded, Problem> {
    let (code, key) = (at.code.0, at.plan.as_str());
    if app.plans().knows(code, key) {
        let body = app.store().body(&code).await?.ok_or(Problem::NotFound)?;
        let head = body
            .plans
            .iter()
            .find(|p| p.key == key)
            .ok_or(Problem::NotFound)?;
        if let Some(decoded) = app.plans().get(&(code, key.to_owned(), head.revision)) {
            return Ok(Loaded {
                code,
                body_name: body.name,
                key: key.to_owned(),
                editions: head.editions,
                decoded,
            });
        }
    }
    let whole = app.store().whole(&code, key, RULES).await?;
    let whole = whole.ok_or(Problem::NotFound)?;
    let body_name = whole.body_name.clone();
    let decoded = Arc::new(CachedPlan::of(whole));
    let head = &decoded.stored.head;
    if decoded.waiting == 0 {
        app.plans()
            .put((code, key.to_owned(), head.revision), decoded.clone());
    }
    Ok(Loaded {
        code,
        body_name,
        key: key.to_owned(),
        editions: head.editions,
        decoded,
    })
}

/// Loads a body with all its plans: one statement, and those of each plan that is not at hand.
pub(crate) async fn load_all(app: &App, code: &Code) -> Result<(Body, Vec<Loaded>), Problem> {
    let body = app.store().body(&code.0).await?.ok_or(Problem::NotFound)?;
    let mut plans = Vec::with_capacity(body.plans.len());
    for head in &body.plans {
        if let Some(decoded) = app.plans().get(&(body.code, head.key.clone(), head.revision)) {
            plans.push(Loaded {
                code: body.code,
                body_name: body.name.clone(),
                key: head.key.clone(),
                editions: head.editions,
                decoded,
            });
            continue;
        }
        // A key that no address can hold has no page, and so no part in this one.
        let Some(plan) = PlanKey::new(&head.key) else {
            continue;
        };
        plans.push(load(app, &PlanAt { code: *code, plan }).await?);
    }
    Ok((body, plans))
}

impl CachedPlan {
    fn of(whole: Whole) -> Self {
        let Whole {
            mut stored, reports, ..
        } = whole;
        // What an earlier version of a document says is no finding in the register in force.
        let in_force = stored.plan.documents();
        let sources = stored.sources.iter().zip(reports);
        let mut waiting = 0;
        let reports = sources
            .filter(|(source, _)| in_force.contains(&DocumentId::new(source.id.as_str())))
            .filter_map(|(source, report)| {
                waiting += usize::from(report.is_none());
                Some((source.id.clone(), report?))
            })
            .collect();
        let grades = grades(&stored.plan);
        Self {
            stored,
            reports,
            waiting,
            grades,
        }
    }

    fn counts(&self) -> Counts {
        let findings = || self.reports.iter().flat_map(|(_, report)| &report.findings);
        let errors = findings().filter(|f| f.severity == Severity::Error).count();
        Counts {
            verified: self.reports.iter().map(|(_, r)| r.verified.len()).sum(),
            errors,
            others: findings().count() - errors,
        }
    }
}

/// The grades of scales with the words beside them, each once.
fn words_of<'a>(scales: impl IntoIterator<Item = &'a Scale>) -> Vec<GradeWord> {
    let mut grades: Vec<GradeWord> = Vec::new();
    for grade in scales.into_iter().flat_map(|s| &s.grades) {
        if grades.iter().any(|g| g.label == grade.label) {
            continue;
        }
        // ◎○△ mean the same everywhere; of a letter only the plan's own words can say what it means.
        let is_sign = matches!(grade.label.as_str(), "◎" | "○" | "〇" | "△" | "×");
        let word = match grade.definition.as_str() {
            _ if is_sign => grade.tone.word().to_owned(),
            own if own.chars().count() <= 10 => own.to_owned(),
            _ => String::new(),
        };
        grades.push(GradeWord {
            label: grade.label.clone(),
            tone: grade.tone,
            word,
        });
    }
    grades
}

/// The grades of one scale with the words beside them.
pub(crate) fn scale_words(scale: &Scale) -> Vec<GradeWord> {
    words_of([scale])
}

/// The grades of a plan, each once: those of its scales, and those that only its counts name.
pub(crate) fn grades(plan: &Plan) -> Vec<GradeWord> {
    let mut grades = words_of(&plan.scales);
    for (label, _) in plan.progress.iter().flat_map(|p| &p.grades) {
        // What no scale explains (対象外) is counted apart and judged by nobody.
        if !plan.scales.is_empty() && !grades.iter().any(|g| g.label == *label) {
            grades.push(GradeWord {
                label: label.clone(),
                tone: Tone::Neutral,
                word: String::new(),
            });
        }
    }
    grades
}

impl Loaded {
    pub(crate) fn plan(&self) -> &Plan {
        &self.decoded.stored.plan
    }

    /// How many editions of its years are frozen.
    pub(crate) fn editions(&self) -> i64 {
        self.editions
    }

    pub(crate) fn stored(&self) -> &StoredPlan {
        &self.decoded.stored
    }

    pub(crate) fn grades(&self) -> &[GradeWord] {
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
        format!("/{}/{}", self.code, self.key)
    }

    pub(crate) fn href_of(&self, tab: Tab) -> String {
        format!("{}{}", self.href(), tab.word())
    }

    /// The frame of a page of this plan.
    pub(crate) fn page(&self, tab: Tab) -> Page {
        let title = match tab {
            Tab::Plan => self.title().to_owned(),
            other => format!("{}｜{}", other.label(), self.title()),
        };
        let mut page = Page::new(format!("{title}｜{}", self.body_name))
            .under("/", "団体と計画")
            .under(format!("/{}", self.code), self.body_name.clone());
        page = page.under(self.href(), self.title().to_owned());
        page.tabs = Tab::all()
            .filter(|t| t.is_in(self.plan(), self.editions) || *t == tab)
            .map(|t| TabLink {
                href: self.href_of(t),
                label: t.label(),
                current: t == tab,
                drafts_of: (t == Tab::Rounds).then_some(self.code),
            })
            .collect();
        page
    }

    /// The document that a place is in; none for a place in no document of this plan.
    pub(crate) fn source_of<'p>(&self, place: &'p Place) -> Option<&'p str> {
        let id = place.document.as_ref()?.as_str();
        let is_known = self.stored().sources.iter().any(|s| s.id == id);
        is_known.then_some(id)
    }

    /// The address of the line or cell that a place speaks of.
    pub(crate) fn href_of_place(&self, place: &Place) -> Option<String> {
        let source = self.source_href(self.source_of(place))?;
        Some(format!("{source}#{}", anchor(place)?))
    }

    /// The address of a source's page.
    pub(crate) fn source_href(&self, source: Option<&str>) -> Option<String> {
        source.map(|id| format!("{}/sources/{id}", self.href()))
    }

    /// What checking a source says.
    pub(crate) fn report(&self, source: &str) -> Option<&Report> {
        self.decoded
            .reports
            .iter()
            .find(|(id, _)| id == source)
            .map(|(_, report)| report)
    }

    /// How many documents that values are stated in are still to be checked.
    pub(crate) fn waiting(&self) -> usize {
        self.decoded.waiting
    }

    /// What checking the sources says, source by source.
    pub(crate) fn reports(&self) -> &[(String, Report)] {
        &self.decoded.reports
    }

    /// Each source as something to cite: its address and the findings in it.
    pub(crate) fn cited(&self) -> Vec<Cited<'_>> {
        self.stored()
            .sources
            .iter()
            .map(|source| Cited {
                document: DocumentId::new(source.id.as_str()),
                href: format!("{}/sources/{}", self.href(), source.id),
                marks: self
                    .report(&source.id)
                    .map(|r| Marks::of(&r.findings))
                    .unwrap_or_default(),
                elsewhere: HashMap::new(),
            })
            .collect()
    }

    /// A table of an edition on screen: its rows lead to their items, its figures to no document, because
    /// what is frozen stands for itself.
    pub(crate) fn frozen(
        &self,
        id: &str,
        table: &table::Table,
        grades: &[GradeWord],
        file: Option<&str>,
    ) -> Shown {
        let href = self.href();
        let links = Links {
            plan: &href,
            sources: &[],
            grades,
            file,
            query: "",
            names: &[],
        };
        Shown::of(id, table, &links)
    }

    /// A table of this plan on screen, with links, marks and downloads.
    pub(crate) fn shown(&self, id: &str, table: &table::Table, file: Option<&str>, query: &str) -> Shown {
        self.shown_with(id, table, file, query, &[])
    }

    /// The same for a table whose rows' names lead elsewhere than to items.
    pub(crate) fn shown_with(
        &self,
        id: &str,
        table: &table::Table,
        file: Option<&str>,
        query: &str,
        names: &[Option<String>],
    ) -> Shown {
        let href = self.href();
        let cited = self.cited();
        let links = Links {
            plan: &href,
            sources: &cited,
            grades: self.grades(),
            file,
            query,
            names,
        };
        Shown::of(id, table, &links)
    }
}
