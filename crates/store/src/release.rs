//! What the public sees: releases of plans, the plans as released, and the search over them.
//!
//! A release is written once and ends by a row beside it. Every statement here that answers the public is told the day
//! and takes the last release of a plan that is open on it. Not here: what a release is (`gyokaku_core::release`), its
//! text (`content`), who asks.

mod content;

use gyokaku_core::body::BodyCode;
use gyokaku_core::journal::Event;
use gyokaku_core::licence::Licence;
use gyokaku_core::plan::Plan;
use gyokaku_core::release::{OfYear, Release, Scope, Standing, Withdrawal, standing};
use gyokaku_core::round::{Key, day_key};
use sqlx::FromRow;
use time::Date;

use crate::contents::Contents;
use crate::database::{ColumnType, Transaction, Value};
use crate::error::StoreError;
use crate::journal;
use crate::plan::{decode, rows};
use crate::read::{NO_RULES, bodies, plan_row};
use crate::search::{Hit, Question, condition};
use crate::typed::{Text, list_text};
use crate::write::hold_plan;
use crate::{Actor, Body, PlanHead, SourceHead, Store, StoredPlan, search};

/// The columns of a release without its contents, and of its withdrawal.
const HEAD: &str = "r.number, r.revision, r.opens_on, r.editions, r.documents, r.withheld, r.own_fields, r.licence, r.note, r.made_at, r.made_by, \
    w.at AS withdrawn_at, w.made_by AS withdrawn_by, w.why AS withdrawn_why";

/// A release beside its withdrawal.
const WITH_WITHDRAWAL: &str = "plan_release r LEFT JOIN release_withdrawal w \
    ON w.body_code = r.body_code AND w.plan_key = r.plan_key AND w.number = r.number";

/// The condition that a release `r` is the one that the public sees on the day bound as the parameter.
fn open_on(parameter: usize) -> String {
    let open = |r: &str| {
        format!(
            "{r}.opens_on <= ${parameter} AND NOT EXISTS (SELECT 1 FROM release_withdrawal w \
            WHERE w.body_code = {r}.body_code AND w.plan_key = {r}.plan_key AND w.number = {r}.number)"
        )
    };
    format!(
        "{} AND r.number = (SELECT MAX(n.number) FROM plan_release n \
        WHERE n.body_code = r.body_code AND n.plan_key = r.plan_key AND {})",
        open("r"),
        open("n")
    )
}

/// The statement of the bodies with their released plans.
pub(crate) fn bodies_statement(of_one: bool) -> String {
    let narrowed = if of_one { "WHERE b.body_code = $2" } else { "" };
    format!(
        "SELECT b.body_code, b.name, r.plan_key, r.title, r.fy_from, r.fy_to, r.revision, r.items, \
        r.opens_on || 'T00:00:00+09:00' AS imported_at, COALESCE(r.edition_count, 0) AS editions \
        FROM body b LEFT JOIN plan_release r ON r.body_code = b.body_code AND {} \
        {narrowed} ORDER BY b.body_code, r.plan_key",
        open_on(1)
    )
}

/// The statement of what each released plan has.
pub(crate) fn contents_statement(of_one: bool) -> String {
    let narrowed = if of_one { "AND r.body_code = $2" } else { "" };
    format!(
        "SELECT r.body_code, r.plan_key, r.sections, r.progress, r.evaluations, r.effects, r.crosswalk, r.indicators, \
        CAST(0 AS BIGINT) AS documents FROM plan_release r WHERE {} {narrowed}",
        open_on(1)
    )
}

/// The statement of the release that is open, with or without its contents.
pub(crate) fn open_statement(with_content: bool) -> String {
    let content = if with_content { "r.content" } else { "''" };
    format!(
        "SELECT {HEAD}, b.name AS body_name, {content} AS content FROM {WITH_WITHDRAWAL} JOIN body b ON b.body_code = r.body_code \
        WHERE r.body_code = $2 AND r.plan_key = $3 AND {}",
        open_on(1)
    )
}

/// The statement of the releases of a plan.
pub(crate) fn releases_statement() -> String {
    format!(
        "SELECT {HEAD} FROM {WITH_WITHDRAWAL} WHERE r.body_code = $1 AND r.plan_key = $2 ORDER BY r.number"
    )
}

/// The statement that finds the first items of every released plan, for so many words.
pub(crate) fn search_statement(engine: crate::database::Engine, words: usize, with_pairs: bool) -> String {
    format!(
        "SELECT body_code, plan_key, id, number, title, hits FROM (\
        SELECT i.body_code, i.plan_key, i.id, i.label AS number, i.title, i.ordinal, \
        ROW_NUMBER() OVER (PARTITION BY i.body_code, i.plan_key ORDER BY i.ordinal) AS nth, \
        CAST(COUNT(*) OVER (PARTITION BY i.body_code, i.plan_key) AS BIGINT) AS hits \
        FROM item_search s \
        JOIN release_item i ON i.body_code = s.body_code AND i.searched_as = s.plan_key AND i.id = s.id \
        JOIN plan_release r ON r.body_code = i.body_code AND r.plan_key = i.plan_key AND r.number = i.number \
        WHERE {} AND {}) f WHERE nth <= $1 ORDER BY body_code, plan_key, ordinal",
        open_on(2),
        condition(engine, words, with_pairs, 2)
    )
}

/// A release without its contents, as stored.
#[derive(FromRow)]
struct HeadRow {
    number: i64,
    revision: i64,
    #[sqlx(try_from = "Text")]
    opens_on: Date,
    #[sqlx(try_from = "Text")]
    editions: Vec<String>,
    #[sqlx(try_from = "Text")]
    documents: Vec<String>,
    #[sqlx(try_from = "Text")]
    withheld: Vec<String>,
    #[sqlx(try_from = "Text")]
    own_fields: Vec<String>,
    licence: String,
    note: String,
    made_at: String,
    made_by: String,
    withdrawn_at: Option<String>,
    withdrawn_by: Option<String>,
    withdrawn_why: Option<String>,
}

/// An edition of a year.
#[derive(FromRow)]
struct EditionRow {
    number: i64,
    #[sqlx(try_from = "Text")]
    round: Key,
    title: String,
}

/// A release with its contents.
#[derive(FromRow)]
struct ReleasedRow {
    #[sqlx(flatten)]
    head: HeadRow,
    body_name: String,
    content: String,
}

impl From<HeadRow> for Release {
    fn from(row: HeadRow) -> Self {
        let withdrawn = (row.withdrawn_at, row.withdrawn_by, row.withdrawn_why);
        Release {
            number: row.number,
            revision: row.revision,
            opens_on: row.opens_on,
            scope: Scope {
                editions: row.editions.iter().filter_map(|n| n.parse().ok()).collect(),
                documents: row.documents,
                withheld: row.withheld,
                own: row.own_fields,
                // What is no licence any more was none that could be chosen.
                licence: Licence::of_text(&row.licence).unwrap_or_default(),
            },
            note: row.note,
            made_at: row.made_at,
            made_by: row.made_by,
            withdrawn: match withdrawn {
                (Some(at), Some(by), Some(why)) => Some(Withdrawal { at, by, why }),
                _ => None,
            },
        }
    }
}

/// A plan as the public sees it.
#[derive(Clone, Debug)]
pub struct Released {
    /// The name of the body.
    pub body_name: String,
    /// The release.
    pub release: Release,
    /// The plan as it was released, with the documents that may be read.
    pub stored: StoredPlan,
}

/// A release to be made.
#[derive(Clone, Debug)]
pub struct NewRelease<'a> {
    /// The revision of the plan that was seen.
    pub revision: i64,
    /// From which day on the public sees it.
    pub opens_on: Date,
    /// What goes with the plan.
    pub scope: &'a Scope,
    /// What is noted with it.
    pub note: &'a str,
}

/// Why a release that nobody has seen yet ends when the next one is made.
const REPLACED: &str = "次の公開に置き換え";

impl Store {
    /// Releases a plan as it stands; gives the number of the release. A release whose day has not come yet is
    /// replaced by it.
    ///
    /// # Errors
    /// A conflict where the plan is not at the revision seen any more; an edition or a document that the plan has
    /// not is inconsistent.
    pub async fn release(
        &self,
        actor: &Actor,
        now: &str,
        today: Date,
        (body, key): (&BodyCode, &str),
        new: &NewRelease<'_>,
    ) -> Result<i64, StoreError> {
        let mut tx = self.writing().await?;
        hold_plan(&mut tx, body, key).await?;
        let row = plan_row(&mut tx, body, key, NO_RULES).await?;
        let stored = row.as_ref().map(|row| row.revision);
        let Some(row) = row.filter(|row| row.revision == new.revision) else {
            return Err(StoreError::Conflict {
                stored,
                expected: Some(new.revision),
            });
        };
        let editions = of_years(&mut tx, body, key).await?;
        let has_edition = |number: &i64| editions.iter().any(|edition| edition.number == *number);
        let has_document = |id: &String| row.sources.iter().any(|source| source.id == *id);
        if !new.scope.editions.iter().all(has_edition) || !new.scope.documents.iter().all(has_document) {
            return Err(StoreError::Inconsistent {
                what: "公開する確定版または文書が、この計画にありません。".into(),
            });
        }
        let mut plan = row.own;
        decode(rows(&mut tx, body, key).await?, &mut plan)?;
        let plan = new.scope.of_plan(plan, &editions);
        let number = put_release(&mut tx, actor, now, today, (body, key), &plan, new).await?;
        tx.commit().await?;
        Ok(number)
    }

    /// Takes back every release of a plan that stands. Gives their numbers; none where nothing stood.
    pub async fn withdraw(
        &self,
        actor: &Actor,
        now: &str,
        (body, key): (&BodyCode, &str),
        why: &str,
    ) -> Result<Vec<i64>, StoreError> {
        let mut tx = self.writing().await?;
        hold_plan(&mut tx, body, key).await?;
        let releases = releases(&mut tx, body, key).await?;
        let standing: Vec<i64> = releases.iter().filter(|r| r.stands()).map(|r| r.number).collect();
        if standing.is_empty() {
            tx.rollback().await?;
            return Ok(standing);
        }
        end(&mut tx, actor, now, (body, key), &standing, why).await?;
        let event = Event::ReleaseWithdrawn {
            releases: standing.clone(),
            reason: why.to_owned(),
        };
        journal::append(&mut tx, actor, now, Some(body), Some(key), &event).await?;
        tx.commit().await?;
        Ok(standing)
    }

    /// The releases of a plan, in the order of their numbers.
    pub async fn releases(&self, body: &BodyCode, key: &str) -> Result<Vec<Release>, StoreError> {
        let of_plan = vec![body.as_str().into(), key.into()];
        let found: Vec<HeadRow> = self.named("plan_release", &releases_statement(), of_plan).await?;
        Ok(found.into_iter().map(Release::from).collect())
    }

    /// The release of a plan that the public sees on a day, without what it holds, and the name of the body.
    pub async fn open_release(
        &self,
        today: Date,
        body: &BodyCode,
        key: &str,
    ) -> Result<Option<(String, Release)>, StoreError> {
        let values = vec![day_key(today).as_str().into(), body.as_str().into(), key.into()];
        let found: Vec<ReleasedRow> = self.named("plan_release", &open_statement(false), values).await?;
        let found = found.into_iter().next();
        Ok(found.map(|row| (row.body_name, row.head.into())))
    }

    /// A plan as the public sees it on a day; none where nothing is public.
    pub async fn released(
        &self,
        today: Date,
        body: &BodyCode,
        key: &str,
    ) -> Result<Option<Released>, StoreError> {
        let values = vec![day_key(today).as_str().into(), body.as_str().into(), key.into()];
        let mut tx = self.reading().await?;
        let found: Vec<ReleasedRow> = tx.named("plan_release", &open_statement(true), values).await?;
        let Some(row) = found.into_iter().next() else {
            return Ok(None);
        };
        let sql = "SELECT s.id, s.name, s.sha256, s.size, s.read_at FROM plan_source l \
            JOIN source s ON s.body_code = l.body_code AND s.id = l.source_id \
            WHERE l.body_code = $1 AND l.plan_key = $2 ORDER BY l.ordinal";
        let mut sources: Vec<SourceHead> = tx
            .named("source", sql, vec![body.as_str().into(), key.into()])
            .await?;
        tx.rollback().await?;
        let release = Release::from(row.head);
        sources.retain(|source| release.scope.documents.contains(&source.id));
        let plan = content::plan_of(&row.content, &format!("{body}/{key}/{}", release.number))?;
        let head = PlanHead {
            key: key.to_owned(),
            title: plan.title.clone(),
            period: plan.period,
            revision: release.revision,
            items: plan.items.len() as i64,
            imported_at: format!("{}T00:00:00+09:00", day_key(release.opens_on)),
            editions: release.scope.editions.len() as i64,
        };
        Ok(Some(Released {
            body_name: row.body_name,
            release,
            stored: StoredPlan { head, plan, sources },
        }))
    }

    /// All bodies with the plans that the public sees on a day, by code.
    pub async fn released_bodies(&self, today: Date) -> Result<Vec<Body>, StoreError> {
        let values = vec![day_key(today).as_str().into()];
        bodies(self.named("body", &bodies_statement(false), values).await?)
    }

    /// One body with the plans that the public sees on a day.
    pub async fn released_body(&self, today: Date, code: &BodyCode) -> Result<Option<Body>, StoreError> {
        let values = vec![day_key(today).as_str().into(), code.as_str().into()];
        let found = self.named("body", &bodies_statement(true), values).await?;
        Ok(bodies(found)?.into_iter().next())
    }

    /// What each plan has that the public sees on a day: of one body, or of all where none is named.
    pub async fn released_contents(
        &self,
        today: Date,
        body: Option<&BodyCode>,
    ) -> Result<Vec<Contents>, StoreError> {
        let mut values: Vec<Value> = vec![day_key(today).as_str().into()];
        values.extend(body.map(|body| Value::from(body.as_str())));
        self.named("plan_release", &contents_statement(body.is_some()), values)
            .await
    }

    /// The items of all released plans in which every word occurs, at most `limit` of each plan, plan by plan in the
    /// order of the list of bodies. No word at all finds nothing.
    pub async fn search_released(
        &self,
        today: Date,
        words: &str,
        limit: usize,
    ) -> Result<Vec<Hit>, StoreError> {
        let Some(question) = Question::of(words) else {
            return Ok(Vec::new());
        };
        let mut values: Vec<Value> = vec![
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
            day_key(today).as_str().into(),
        ];
        values.extend(question.values(None));
        let sql = search_statement(self.engine(), question.words(), question.pairs().is_some());
        self.named("item_search", &sql, values).await
    }
}

/// The editions of a plan, as far as a release has to know them.
async fn of_years(tx: &mut Transaction, body: &BodyCode, key: &str) -> Result<Vec<OfYear>, StoreError> {
    let sql = "SELECT number, round, title FROM year_edition WHERE body_code = $1 AND plan_key = $2 ORDER BY number";
    let found: Vec<EditionRow> = tx
        .named("year_edition", sql, vec![body.as_str().into(), key.into()])
        .await?;
    let editions = found.into_iter().map(|row| OfYear {
        number: row.number,
        round: row.round,
        title: row.title,
    });
    Ok(editions.collect())
}

async fn releases(tx: &mut Transaction, body: &BodyCode, key: &str) -> Result<Vec<Release>, StoreError> {
    let of_plan = vec![body.as_str().into(), key.into()];
    let found: Vec<HeadRow> = tx.named("plan_release", &releases_statement(), of_plan).await?;
    Ok(found.into_iter().map(Release::from).collect())
}

/// How the items of a release are known to the search.
fn searched_as(key: &str, number: i64) -> String {
    format!("{key}@{number}")
}

/// Ends releases and forgets what the search knew of them.
async fn end(
    tx: &mut Transaction,
    actor: &Actor,
    now: &str,
    (body, key): (&BodyCode, &str),
    numbers: &[i64],
    why: &str,
) -> Result<(), StoreError> {
    for number in numbers {
        let sql = "INSERT INTO release_withdrawal (body_code, plan_key, number, at, made_by, why) VALUES ($1, $2, $3, $4, $5, $6)";
        let values = vec![
            body.as_str().into(),
            key.into(),
            (*number).into(),
            now.into(),
            actor.name.as_str().into(),
            why.into(),
        ];
        tx.run(sql, values).await?;
    }
    forget(tx, (body, key), numbers).await
}

/// Takes the items of releases out of the search.
async fn forget(
    tx: &mut Transaction,
    (body, key): (&BodyCode, &str),
    numbers: &[i64],
) -> Result<(), StoreError> {
    for number in numbers {
        let known = searched_as(key, *number);
        let sql = "SELECT id FROM release_item WHERE body_code = $1 AND searched_as = $2";
        let of = || vec![body.as_str().into(), known.as_str().into()];
        let ids: Vec<(String,)> = tx.named("release_item", sql, of()).await?;
        let ids: Vec<&str> = ids.iter().map(|(id,)| id.as_str()).collect();
        search::index(tx, body, &known, &ids, &[]).await?;
        tx.run(
            "DELETE FROM release_item WHERE body_code = $1 AND searched_as = $2",
            of(),
        )
        .await?;
    }
    Ok(())
}

/// Writes a release of a plan as it is at hand, with its journal entry; the caller commits.
pub(crate) async fn put_release(
    tx: &mut Transaction,
    actor: &Actor,
    now: &str,
    today: Date,
    (body, key): (&BodyCode, &str),
    plan: &Plan,
    new: &NewRelease<'_>,
) -> Result<i64, StoreError> {
    let known = releases(tx, body, key).await?;
    let number = known.last().map_or(1, |last| last.number + 1);
    // Nobody has seen what was only set for a day to come.
    let ahead: Vec<i64> = known
        .iter()
        .filter(|r| r.stands() && r.opens_on > today)
        .map(|r| r.number)
        .collect();
    end(tx, actor, now, (body, key), &ahead, REPLACED).await?;
    // What was seen before the release that is seen now is no answer of the search any more.
    let seen = match standing(&known, today) {
        Standing::Public { now, .. } => Some(now.number),
        _ => None,
    };
    let past = known.iter().map(|r| r.number);
    let past: Vec<i64> = match new.opens_on <= today {
        true => past.collect(),
        false => past.filter(|number| Some(*number) != seen).collect(),
    };
    forget(tx, (body, key), &past).await?;
    let year = |year: Option<gyokaku_core::fiscal_year::FiscalYear>| {
        Value::Int(year.map(|y| i64::from(y.western())))
    };
    let editions: Vec<String> = new.scope.editions.iter().map(i64::to_string).collect();
    let count = |n: usize| Value::from(n as i64);
    let values = vec![
        body.as_str().into(),
        key.into(),
        number.into(),
        new.revision.into(),
        day_key(new.opens_on).as_str().into(),
        list_text(&editions).as_str().into(),
        list_text(&new.scope.documents).as_str().into(),
        list_text(&new.scope.withheld).as_str().into(),
        list_text(&new.scope.own).as_str().into(),
        new.note.into(),
        now.into(),
        actor.name.as_str().into(),
        plan.title.as_str().into(),
        year(plan.period.map(|p| p.from)),
        year(plan.period.map(|p| p.to)),
        count(plan.items.len()),
        count(plan.sections.len()),
        count(plan.progress.len()),
        count(plan.evaluations.len()),
        count(plan.effects.len()),
        count(plan.crosswalk.len()),
        count(plan.indicators.len()),
        count(editions.len()),
        Value::Text(Some(content::text_of(plan)?)),
        new.scope.licence.text().as_str().into(),
    ];
    let sql = "INSERT INTO plan_release (body_code, plan_key, number, revision, opens_on, editions, documents, withheld, own_fields, note, made_at, made_by, title, \
        fy_from, fy_to, items, sections, progress, evaluations, effects, crosswalk, indicators, edition_count, content, licence) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)";
    tx.run(sql, values).await?;
    let known_as = searched_as(key, number);
    let types = [
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Text,
        ColumnType::Int,
        ColumnType::Int,
        ColumnType::Text,
        ColumnType::Text,
    ];
    let engine = tx.engine();
    let sql = |rows| {
        format!(
            "INSERT INTO release_item (body_code, searched_as, id, plan_key, number, ordinal, label, title) {}",
            engine.bound_rows(&types, rows, 0)
        )
    };
    let items = plan.items.iter().zip(0i64..).map(|(item, ordinal)| {
        vec![
            body.as_str().into(),
            known_as.as_str().into(),
            item.id.as_str().into(),
            key.into(),
            number.into(),
            ordinal.into(),
            item.known_number().into(),
            item.title.as_str().into(),
        ]
    });
    tx.run_rows(&sql, &[], &types, items.collect()).await?;
    let items: Vec<_> = plan.items.iter().collect();
    search::index(tx, body, &known_as, &[], &items).await?;
    let event = Event::PlanReleased {
        release: number,
        revision: new.revision,
        opens_on: new.opens_on,
        editions: new.scope.editions.clone(),
        documents: new.scope.documents.len() as u64,
        withheld: new.scope.withheld.clone(),
        own: new.scope.own.clone(),
        licence: new.scope.licence.clone(),
        note: new.note.to_owned(),
    };
    journal::append(tx, actor, now, Some(body), Some(key), &event).await?;
    Ok(number)
}
