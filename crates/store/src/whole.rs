//! A plan with all that a page of it may need: the name of its body, and what checking its documents found.
//!
//! A page that is asked for the first time costs no more statements than the plan alone, because the
//! plan's own row brings the name and the documents with it.

use gyokaku_core::body::BodyCode;
use gyokaku_core::document::DocumentId;
use gyokaku_core::finding::Report;
use gyokaku_core::plan::Plan;

use crate::database::Fields;
use crate::decode::decode;
use crate::error::StoreError;
use crate::read::plan_rows;
use crate::schema::Holds;
use crate::{PlanHead, SourceHead, Store, StoredPlan, report};

/// A plan with its documents.
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

const PLAN: &str = "SELECT b.name, p.revision, p.imported_at, \
        (SELECT CAST(COUNT(*) AS BIGINT) FROM year_edition e WHERE e.body_code = p.body_code AND e.plan_key = p.plan_key), p.source, p.title, p.at, p.fy_from, p.fy_to, p.levels, p.year_style, p.precedence, \
        s.id, s.name, s.sha256, s.size, s.read_at, r.content \
        FROM plan p JOIN body b ON b.body_code = p.body_code \
        LEFT JOIN plan_source l ON l.body_code = p.body_code AND l.plan_key = p.plan_key \
        LEFT JOIN source s ON s.body_code = l.body_code AND s.id = l.source_id \
        LEFT JOIN check_report r ON r.body_code = s.body_code AND r.source_id = s.id AND r.rules = $3 \
        WHERE p.body_code = $1 AND p.plan_key = $2 ORDER BY l.ordinal";

const HOLDS: [Holds; 18] = [
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Place,
    Holds::Int,
    Holds::Int,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Text,
    Holds::Int,
    Holds::Text,
    Holds::Text,
];

impl Store {
    /// A whole plan with what checking its documents by these rules found, in at most six statements.
    ///
    /// # Errors
    /// A stored value is none of the domain, or the store fails.
    pub async fn whole(&self, body: &BodyCode, key: &str, rules: &str) -> Result<Option<Whole>, StoreError> {
        let mut tx = self.reading().await?;
        let found = tx
            .rows(
                "plan",
                PLAN,
                vec![body.as_str().into(), key.into(), rules.into()],
                &HOLDS,
            )
            .await?;
        let (mut own, mut sources, mut reports) = (None, Vec::new(), Vec::new());
        for values in found {
            let mut f = Fields::new("plan", format!("{body}/{key}"), values);
            let (body_name, revision, imported_at) = (f.text()?, f.int()?, f.text()?);
            let editions = f.int()?;
            let source = f.text_or_none()?.map(DocumentId::new);
            let mut f = f.within(source);
            let (title, at, period) = (f.text()?, f.place()?, f.period()?);
            let (levels, year_style) = (f.list()?, f.word()?);
            let precedence = f.precedence()?;
            own.get_or_insert_with(|| {
                let plan = Plan {
                    title,
                    at,
                    period,
                    levels,
                    year_style,
                    precedence,
                    ..Plan::default()
                };
                (body_name, revision, (imported_at, editions), plan)
            });
            if let Some(id) = f.text_or_none()? {
                sources.push(SourceHead {
                    id,
                    name: f.text()?,
                    sha256: f.text()?,
                    size: f.int()?,
                    read_at: f.text()?,
                });
                let document = sources.last().map_or("", |s| s.id.as_str());
                reports.push(report::of_row(f.text_or_none()?.as_deref(), document)?);
            }
        }
        let Some((body_name, revision, (imported_at, editions), mut plan)) = own else {
            return Ok(None);
        };
        let rows = plan_rows(&mut tx, body, key).await?;
        tx.rollback().await?;
        decode(rows, &mut plan)?;
        let head = PlanHead {
            key: key.to_owned(),
            title: plan.title.clone(),
            period: plan.period,
            revision,
            items: plan.items.len() as i64,
            imported_at,
            editions,
        };
        Ok(Some(Whole {
            body_name,
            stored: StoredPlan { head, plan, sources },
            reports,
        }))
    }
}
