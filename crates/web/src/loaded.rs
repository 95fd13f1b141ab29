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
use gyokaku_core::licence::Licence;
use gyokaku_core::plan::Plan;
use gyokaku_core::progress::{Scale, Tone};
use gyokaku_core::release::{OfYear, Scope, Seen, Standing, standing};
use gyokaku_core::table;
use gyokaku_exchange::read::RULES;
use gyokaku_store::{Body, Contents, EditionHead, StoredPlan, Whole};

use crate::App;
use crate::access::{Sight, sees_drafts};
use crate::error::Problem;
use crate::path::{Code, PlanAt, PlanKey};
use crate::person::Viewer;
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
    /// How many editions of its years are frozen, and seen.
    editions: i64,
    /// What is seen of it; none where that is everything.
    scope: Option<Arc<Scope>>,
    /// When the release was made that is seen, RFC 3339; none where it is no release.
    released_at: Option<String>,
    /// The number of that release.
    release: Option<i64>,
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

/// The body, the key of the plan (with the number of the release, where it is one), the revision or that number.
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

/// Loads the plan at an address as it is seen: one statement where it is at hand, those of the plan otherwise.
pub(crate) async fn load(app: &App, at: &PlanAt, sight: &Sight) -> Result<Loaded, Problem> {
    match sight {
        Sight::Working => working(app, at).await,
        Sight::Released => released(app, at).await,
        Sight::Preview(scope) => previewed(app, at, scope).await,
    }
}

/// The plan as the public sees it today. What is kept of it is known by the number of its release.
async fn released(app: &App, at: &PlanAt) -> Result<Loaded, Problem> {
    let (code, key, today) = (at.code.0, at.plan.as_str(), app.today()?);
    let Some((body_name, release)) = app.store().open_release(today, &code, key).await? else {
        let releases = app.store().releases(&code, key).await?;
        return Err(match standing(&releases, today) {
            Standing::Withdrawn(release) => {
                let at = release.withdrawn.as_ref().map(|w| crate::show::time::day(&w.at));
                Problem::Withdrawn(at.unwrap_or_default())
            }
            _ => Problem::NotFound,
        });
    };
    let kept = (code, format!("{key}@{}", release.number), release.number);
    let decoded = match app.plans().get(&kept) {
        Some(decoded) => decoded,
        None => {
            let found = app.store().released(today, &code, key).await?;
            let found = found.ok_or(Problem::NotFound)?;
            let decoded = Arc::new(CachedPlan::without_reports(found.stored));
            app.plans().put(kept, decoded.clone());
            decoded
        }
    };
    Ok(Loaded {
        code,
        body_name,
        key: key.to_owned(),
        editions: release.scope.editions.len() as i64,
        scope: Some(Arc::new(release.scope)),
        released_at: Some(release.made_at),
        release: Some(release.number),
        decoded,
    })
}

/// The plan as the public would see it.
async fn previewed(app: &App, at: &PlanAt, scope: &Scope) -> Result<Loaded, Problem> {
    let loaded = working(app, at).await?;
    let heads = app.store().editions(&loaded.code, &loaded.key).await?;
    let years: Vec<OfYear> = heads.iter().map(of_year).collect();
    let mut stored = loaded.stored().clone();
    stored.plan = scope.of_plan(stored.plan, &years);
    stored
        .sources
        .retain(|source| scope.documents.contains(&source.id));
    Ok(Loaded {
        editions: scope.editions.len() as i64,
        scope: Some(Arc::new(scope.clone())),
        decoded: Arc::new(CachedPlan::without_reports(stored)),
        ..loaded
    })
}

/// An edition, as far as a release has to know it.
pub(crate) fn of_year(head: &EditionHead) -> OfYear {
    OfYear {
        number: head.number,
        round: head.round,
        title: head.title.clone(),
    }
}

/// The plan as it stands.
async fn working(app: &App, at: &PlanAt) -> Result<Loaded, Problem> {
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
                scope: None,
                released_at: None,
                release: None,
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
        scope: None,
        released_at: None,
        release: None,
        decoded,
    })
}

/// The plan that a plan follows, as it is seen; none where there is none, or none that is seen.
pub(crate) async fn predecessor(
    app: &App,
    loaded: &Loaded,
    sight: impl Fn(&PlanAt) -> Sight,
) -> Result<Option<Loaded>, Problem> {
    let Some(plan) = loaded.plan().predecessor().and_then(PlanKey::new) else {
        return Ok(None);
    };
    seen(app, loaded, plan, &sight).await
}

/// The plans that follow a plan, as they are seen.
pub(crate) async fn successors(
    app: &App,
    loaded: &Loaded,
    sight: impl Fn(&PlanAt) -> Sight,
) -> Result<Vec<Loaded>, Problem> {
    let keys = app.store().successors(&loaded.code, &loaded.key).await?;
    let mut found = Vec::new();
    for plan in keys.iter().filter_map(|key| PlanKey::new(key)) {
        found.extend(seen(app, loaded, plan, &sight).await?);
    }
    Ok(found)
}

/// Another plan of the same body, as it is seen; none where it is not.
async fn seen(
    app: &App,
    loaded: &Loaded,
    plan: PlanKey,
    sight: &impl Fn(&PlanAt) -> Sight,
) -> Result<Option<Loaded>, Problem> {
    let at = PlanAt {
        code: Code(loaded.code),
        plan,
    };
    match load(app, &at, &sight(&at)).await {
        Ok(other) => Ok(Some(other)),
        Err(Problem::NotFound | Problem::Withdrawn(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// A body with the plans that a viewer sees of it, and what each has.
pub(crate) async fn body(
    app: &App,
    viewer: &Viewer,
    code: &BodyCode,
) -> Result<(Body, Vec<Contents>), Problem> {
    let (store, today) = (app.store(), app.today()?);
    if sees_drafts(viewer, code) {
        let body = store.body(code).await?.ok_or(Problem::NotFound)?;
        return Ok((body, store.contents(code).await?));
    }
    let body = store.released_body(today, code).await?.ok_or(Problem::NotFound)?;
    Ok((body, store.released_contents(today, Some(code)).await?))
}

/// All bodies with the plans that a viewer sees: what is released, and of their own body what is worked on.
pub(crate) async fn bodies(app: &App, viewer: &Viewer) -> Result<(Vec<Body>, Vec<Contents>), Problem> {
    let (store, today) = (app.store(), app.today()?);
    let mut bodies = store.released_bodies(today).await?;
    let mut contents = store.released_contents(today, None).await?;
    if let Some(own) = viewer.own_drafts() {
        let (working, of_working) = body(app, viewer, &own).await?;
        contents.retain(|of_plan| of_plan.body != own);
        contents.extend(of_working);
        for body in bodies.iter_mut().filter(|body| body.code == own) {
            body.clone_from(&working);
        }
    }
    Ok((bodies, contents))
}

/// Loads a body with all its plans as they stand: one statement, and those of each plan that is not at hand.
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
                scope: None,
                released_at: None,
                release: None,
                decoded,
            });
            continue;
        }
        // A key that no address can hold has no page, and so no part in this one.
        let Some(plan) = PlanKey::new(&head.key) else {
            continue;
        };
        plans.push(working(app, &PlanAt { code: *code, plan }).await?);
    }
    Ok((body, plans))
}

impl CachedPlan {
    /// A plan for the public, which is told nothing of what checking found.
    fn without_reports(stored: StoredPlan) -> Self {
        Self {
            grades: grades(&stored.plan),
            stored,
            reports: Vec::new(),
            waiting: 0,
        }
    }

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

    /// What is seen of it.
    pub(crate) fn seen(&self) -> Seen<'_> {
        match &self.scope {
            None => Seen::All,
            Some(scope) => Seen::Only(scope),
        }
    }

    /// Under which terms what is seen may be used; the standard where it is no release.
    pub(crate) fn licence(&self) -> Licence {
        self.scope
            .as_ref()
            .map(|scope| scope.licence.clone())
            .unwrap_or_default()
    }

    /// When the release was made that is seen, RFC 3339; none where it is no release.
    pub(crate) fn released_at(&self) -> Option<&str> {
        self.released_at.as_deref()
    }

    /// What a sheet of paper says of itself; what is only looked at before its release is no release yet.
    pub(crate) fn on_paper(&self) -> &'static str {
        match (self.seen(), self.released_at()) {
            (Seen::Only(_), None) => "公開前の確認用",
            (seen, _) => seen.on_paper(),
        }
    }

    /// The number of the release that is seen, whose contents never change; none where it is no release.
    pub(crate) fn release(&self) -> Option<i64> {
        self.release
    }

    /// Whether it is seen as the public sees it.
    pub(crate) fn is_for_the_public(&self) -> bool {
        self.scope.is_some()
    }

    /// How many editions of its years are frozen, and seen.
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

    /// The address of the open data; none where what is seen is no release.
    pub(crate) fn data(&self) -> Option<String> {
        self.is_for_the_public()
            .then(|| format!("{}{}", self.href(), crate::pages::register::data::WORD))
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
        page.data = self.data();
        page.tabs = Tab::all()
            .filter(|t| t.is_in(self.plan(), self.editions) || *t == tab)
            .map(|t| TabLink {
                href: self.href_of(t),
                label: t.label(),
                current: t == tab,
                needs: t.needs().map(|right| (right, self.code)),
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
