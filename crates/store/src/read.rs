//! Reading: bodies, whole plans, documents.
//!
//! A plan of any size is loaded in six statements, begin and end of the transaction included,
//! because the tables share a few results (see `plan`), and the plan's own row brings the name of its
//! body and its documents with it. Not here: search and the journal.

use gyokaku_core::body::BodyCode;
use gyokaku_core::document::{DocumentId, Place};
use gyokaku_core::finding::Report;
use gyokaku_core::fiscal_year::{FiscalYear, YearStyle};
use gyokaku_core::plan::{Period, Plan};
use gyokaku_core::precedence::Precedence;
use sqlx::FromRow;

use crate::database::Transaction;
use crate::error::StoreError;
use crate::plan::{self, decode};
use crate::typed::{NullableNumber, Text};
use crate::{Body, PlanHead, SourceHead, Store, StoredPlan, place, report};

/// How many editions of a plan's years are frozen.
const EDITIONS: &str = "(SELECT CAST(COUNT(*) AS BIGINT) FROM year_edition e \
    WHERE e.body_code = p.body_code AND e.plan_key = p.plan_key) AS editions";

/// The statement of the bodies with their plans; of one body where its code is bound.
pub(crate) fn bodies_statement(of_one: bool) -> String {
    let narrowed = |column| match of_one {
        true => format!("WHERE {column} = $1"),
        false => String::new(),
    };
    format!(
        "SELECT b.body_code, b.name, p.plan_key, p.title, p.fy_from, p.fy_to, p.revision, i.items, p.imported_at, {EDITIONS} \
        FROM body b \
        LEFT JOIN plan p ON p.body_code = b.body_code \
        LEFT JOIN (SELECT body_code, plan_key, CAST(COUNT(*) AS BIGINT) AS items FROM item {} GROUP BY body_code, plan_key) i \
        ON i.body_code = p.body_code AND i.plan_key = p.plan_key \
        {} ORDER BY b.body_code, p.plan_key",
        narrowed("body_code"),
        narrowed("b.body_code")
    )
}

/// The statement of the plan's own row, once for each of its documents, with what checking it by these rules found.
pub(crate) fn plan_statement() -> String {
    format!(
        "SELECT b.name AS body_name, p.revision, p.imported_at, {EDITIONS}, \
        p.source, p.title, p.at, p.fy_from, p.fy_to, p.levels, p.year_style, p.precedence, \
        s.id, s.name, s.sha256, s.size, s.read_at, r.content AS report \
        FROM plan p JOIN body b ON b.body_code = p.body_code \
        LEFT JOIN plan_source l ON l.body_code = p.body_code AND l.plan_key = p.plan_key \
        LEFT JOIN source s ON s.body_code = l.body_code AND s.id = l.source_id \
        LEFT JOIN check_report r ON r.body_code = s.body_code AND r.source_id = s.id AND r.rules = $3 \
        WHERE p.body_code = $1 AND p.plan_key = $2 ORDER BY l.ordinal"
    )
}

/// The rules of whoever asks for no reports: no report is of them.
pub(crate) const NO_RULES: &str = "";

pub(crate) const SOURCE: &str =
    "SELECT id, name, sha256, size, read_at, bytes FROM source WHERE body_code = $1 AND id = $2";

/// A plan with all that a page of it may need: the name of its body, and what checking its documents found.
#[derive(Clone, Debug)]
pub struct Whole {
    /// The name of the body.
    pub body_name: String,
    /// The plan.
    pub stored: StoredPlan,
    /// What checking its documents found, in the order of `stored.sources`; none where a document has
    /// not been checked by the rules that were asked for.
    pub reports: Vec<Option<Report>>,
}

/// The plan's own row beside one of its documents.
#[derive(FromRow)]
struct OwnRow {
    body_name: String,
    revision: i64,
    imported_at: String,
    editions: i64,
    source: Option<String>,
    title: String,
    at: Option<String>,
    #[sqlx(flatten)]
    years: Years,
    #[sqlx(try_from = "Text")]
    levels: Vec<String>,
    #[sqlx(try_from = "Text")]
    year_style: YearStyle,
    #[sqlx(try_from = "Text")]
    precedence: Precedence,
    // A plan without a document has one row, and nothing beside it.
    id: Option<String>,
    name: Option<String>,
    sha256: Option<String>,
    size: Option<i64>,
    read_at: Option<String>,
    report: Option<String>,
}

/// The columns of a period.
#[derive(FromRow)]
struct Years {
    #[sqlx(rename = "fy_from", try_from = "NullableNumber")]
    from: Option<FiscalYear>,
    #[sqlx(rename = "fy_to", try_from = "NullableNumber")]
    to: Option<FiscalYear>,
}

fn damaged(key: &str, what: &str) -> StoreError {
    StoreError::Damaged {
        table: "plan".into(),
        key: key.to_owned(),
        what: what.to_owned(),
    }
}

impl Years {
    fn period(&self, key: &str) -> Result<Option<Period>, StoreError> {
        match (self.from, self.to) {
            (Some(from), Some(to)) => Ok(Some(Period { from, to })),
            (None, None) => Ok(None),
            _ => Err(damaged(key, "期間の一方だけがあります")),
        }
    }
}

impl OwnRow {
    /// Where the title stands; none where the text is no place.
    fn place(&self) -> Option<Place> {
        let document = self.source.as_deref().map(DocumentId::new);
        place::decode(self.at.as_deref(), document.as_ref())
    }

    /// The document beside the plan, and the text of its report.
    fn document(self) -> Option<(SourceHead, Option<String>)> {
        let head = SourceHead {
            id: self.id?,
            name: self.name?,
            sha256: self.sha256?,
            size: self.size?,
            read_at: self.read_at?,
        };
        Some((head, self.report))
    }
}

/// The plan's own row as stored.
pub(crate) struct PlanRow {
    pub(crate) body_name: String,
    pub(crate) revision: i64,
    pub(crate) imported_at: String,
    /// How many editions of its years are frozen.
    pub(crate) editions: i64,
    /// Title, place, period, levels and style of years; everything else is empty.
    pub(crate) own: Plan,
    pub(crate) sources: Vec<SourceHead>,
    /// What checking the documents by the rules asked for found.
    pub(crate) reports: Vec<Option<Report>>,
}

/// Loads the plan's own row and its documents, with what checking them by these rules found.
pub(crate) async fn plan_row(
    tx: &mut Transaction,
    body: &BodyCode,
    key: &str,
    rules: &str,
) -> Result<Option<PlanRow>, StoreError> {
    let of_rules = report::key(rules);
    let values = vec![body.as_str().into(), key.into(), of_rules.as_str().into()];
    let rows: Vec<OwnRow> = tx.named("plan", &plan_statement(), values).await?;
    let mut found: Option<PlanRow> = None;
    for row in rows {
        let at = row.place().ok_or_else(|| damaged(key, "場所として読めません"))?;
        let period = row.years.period(key)?;
        let plan = found.get_or_insert_with(|| PlanRow {
            body_name: row.body_name.clone(),
            revision: row.revision,
            imported_at: row.imported_at.clone(),
            editions: row.editions,
            own: Plan {
                title: row.title.clone(),
                at,
                period,
                levels: row.levels.clone(),
                year_style: row.year_style,
                precedence: row.precedence.clone(),
                ..Plan::default()
            },
            sources: Vec::new(),
            reports: Vec::new(),
        });
        if let Some((source, text)) = row.document() {
            plan.reports.push(report::of_row(text.as_deref(), &source.id)?);
            plan.sources.push(source);
        }
    }
    Ok(found)
}

/// A document with its bytes.
#[derive(FromRow)]
struct SourceRow {
    #[sqlx(flatten)]
    head: SourceHead,
    bytes: Vec<u8>,
}

/// A body beside one of its plans.
#[derive(FromRow)]
pub(crate) struct BodyRow {
    #[sqlx(rename = "body_code", try_from = "Text")]
    code: BodyCode,
    name: String,
    // A body without a plan has one row, and nothing beside it.
    plan_key: Option<String>,
    title: Option<String>,
    #[sqlx(flatten)]
    years: Years,
    revision: Option<i64>,
    items: Option<i64>,
    imported_at: Option<String>,
    editions: i64,
}

impl BodyRow {
    fn plan(self) -> Result<Option<PlanHead>, StoreError> {
        let (Some(key), Some(title), Some(revision), Some(imported_at)) =
            (self.plan_key, self.title, self.revision, self.imported_at)
        else {
            return Ok(None);
        };
        Ok(Some(PlanHead {
            period: self.years.period(&key)?,
            key,
            title,
            revision,
            items: self.items.unwrap_or(0),
            imported_at,
            editions: self.editions,
        }))
    }
}

/// How many plans that follow one are looked for.
const MOST_SUCCESSORS: usize = 8;

impl Store {
    /// The keys of the plans that name a plan of their body as an edition before them.
    pub async fn successors(&self, body: &BodyCode, key: &str) -> Result<Vec<String>, StoreError> {
        let sql = format!(
            "SELECT DISTINCT plan_key FROM edition WHERE body_code = $1 AND plan = $2 AND plan_key <> $2 \
            ORDER BY plan_key LIMIT {MOST_SUCCESSORS}"
        );
        let found: Vec<(String,)> = self
            .named("edition", &sql, vec![body.as_str().into(), key.into()])
            .await?;
        Ok(found.into_iter().map(|(key,)| key).collect())
    }

    /// All bodies with their plans, by code.
    pub async fn bodies(&self) -> Result<Vec<Body>, StoreError> {
        bodies(self.named("body", &bodies_statement(false), vec![]).await?)
    }

    /// One body with its plans.
    pub async fn body(&self, code: &BodyCode) -> Result<Option<Body>, StoreError> {
        let values = vec![code.as_str().into()];
        let found = self.named("body", &bodies_statement(true), values).await?;
        Ok(bodies(found)?.into_iter().next())
    }

    /// A whole plan, in at most six statements.
    pub async fn plan(&self, body: &BodyCode, key: &str) -> Result<Option<StoredPlan>, StoreError> {
        let loaded = self.whole(body, key, NO_RULES).await?;
        Ok(loaded.map(|whole| whole.stored))
    }

    /// A whole plan with what checking its documents by these rules found, in at most six statements.
    ///
    /// # Errors
    /// A stored value is none of the domain, or the store fails.
    pub async fn whole(&self, body: &BodyCode, key: &str, rules: &str) -> Result<Option<Whole>, StoreError> {
        let mut tx = self.reading().await?;
        let Some(row) = plan_row(&mut tx, body, key, rules).await? else {
            return Ok(None);
        };
        let rows = plan::rows(&mut tx, body, key).await?;
        tx.rollback().await?;
        let mut plan = row.own;
        decode(rows, &mut plan)?;
        let head = PlanHead {
            key: key.to_owned(),
            title: plan.title.clone(),
            period: plan.period,
            revision: row.revision,
            items: plan.items.len() as i64,
            imported_at: row.imported_at,
            editions: row.editions,
        };
        let sources = row.sources;
        Ok(Some(Whole {
            body_name: row.body_name,
            stored: StoredPlan { head, plan, sources },
            reports: row.reports,
        }))
    }

    /// A document with its bytes.
    pub async fn source(
        &self,
        body: &BodyCode,
        id: &str,
    ) -> Result<Option<(SourceHead, Vec<u8>)>, StoreError> {
        let values = vec![body.as_str().into(), id.into()];
        let rows: Vec<SourceRow> = self.named("source", SOURCE, values).await?;
        Ok(rows.into_iter().next().map(|row| (row.head, row.bytes)))
    }
}

/// The bodies with their plans, out of one row for each plan.
pub(crate) fn bodies(rows: Vec<BodyRow>) -> Result<Vec<Body>, StoreError> {
    let mut bodies: Vec<Body> = Vec::new();
    for row in rows {
        if bodies.last().is_none_or(|last| last.code != row.code) {
            bodies.push(Body {
                code: row.code,
                name: row.name.clone(),
                plans: Vec::new(),
            });
        }
        if let Some(body) = bodies.last_mut() {
            body.plans.extend(row.plan()?);
        }
    }
    Ok(bodies)
}
