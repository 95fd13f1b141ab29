//! `/import/{id}`: what was understood of a document, and what storing it would change.
//!
//! Invariant: looking stores nothing.

use std::collections::HashMap;
use std::time::Instant;

use askama::Template;
use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::difference::{Difference, Missing, Part, Taking, between, missing};
use gyokaku_core::finding::Finding;
use gyokaku_core::part::Kind;
use gyokaku_core::plan::Plan;
use gyokaku_core::table::{Narrow, PUBLISHED};
use gyokaku_exchange::read::Read;
use gyokaku_office::import::source;
use gyokaku_store::PlanHead;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use super::choice::{Choice, STYLES, Taken};
use super::fix::{Fixes, LISTS};
use super::left::{Left, left, with_kept};
use super::offer::{Fixing, Offer, Years, fixing, vintages, years};
use super::view::View;
use crate::App;
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::grades;
use crate::path::{UrlPath, UrlQuery};
use crate::pending::{State, Upload};
use crate::person::{Person, Viewer};
use crate::show::document::{Line, lines};
use crate::show::page::Page;
use crate::show::places::{Marks, anchor};
use crate::show::table::{Cited, Links, Shown};

/// The field of the form that says that what the document lacks is to go.
pub(super) const REMOVE_MISSING: &str = "remove_missing";

/// The identity of an upload.
#[derive(Clone, Copy, Debug)]
struct UploadId(Uuid);

impl<'de> Deserialize<'de> for UploadId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Uuid::try_parse(&text).map(Self).map_err(D::Error::custom)
    }
}

/// `/import/{id}`
#[derive(Debug, Deserialize)]
pub(crate) struct ImportAt {
    id: UploadId,
}

impl ImportAt {
    /// Which upload.
    pub(crate) fn id(&self) -> Uuid {
        self.id.0
    }
}

#[derive(Template)]
#[template(path = "pages/import/reading.html")]
struct Reading {
    page: Page,
    name: String,
}

#[derive(Template)]
#[template(path = "pages/import/show.html")]
struct Review<'a> {
    page: Page,
    upload: &'a Upload,
    address: String,
    answer: String,
    choice: Choice,
    plans: Vec<PlanHead>,
    styles: Vec<(&'static str, &'static str, bool)>,
    kinds: Vec<(Taken, usize, bool)>,
    sections: Vec<(String, String, bool)>,
    /// The years to choose the period from: those of its start, those of its end.
    from: Years,
    to: Years,
    /// The occasions of the amounts: name, number in the form, what they may claim to be.
    vintages: Vec<(String, usize, Vec<Offer>)>,
    lists: Vec<(Kind, usize)>,
    fix: Option<Fixing>,
    /// What of the document was not taken; none where everything was.
    left: Option<Left>,
    revision: String,
    verified: usize,
    findings: Vec<&'a Finding>,
    difference: Difference,
    /// What is stored and this document does not state; it goes only where the person says so.
    missing: Vec<Part>,
    removes: bool,
    lines: Vec<Line>,
    /// What part of a long document is drawn, and the pages before and after.
    part: Option<String>,
    turns: Vec<(&'static str, String)>,
    cited: Vec<Cited<'a>>,
    tables: Vec<(&'static str, Shown, Option<String>)>,
    wrong: FieldErrors,
    view: View,
}

impl Review<'_> {
    fn at(&self, finding: &Finding) -> Option<String> {
        let anchor = anchor(&finding.at)?;
        Some(self.cited.first()?.to(&anchor))
    }

    /// Whether single rows are being corrected.
    fn opened(&self) -> bool {
        self.view.fix.is_some()
    }

    /// This page of the rows, as a button says it.
    fn here(&self) -> String {
        let fix = self.fix.as_ref().map(|fix| fix.list);
        View { fix, ..self.view }.words()
    }
}

/// At most so many names of one kind are listed in the difference.
const MOST_NAMES: usize = 30;

/// At most so many rows of each table, and lines of the document, are drawn at once.
const MOST_ROWS: usize = 300;
const MOST_LINES: usize = 1000;

fn first<T>(list: &[T]) -> &[T] {
    list.get(..MOST_NAMES).unwrap_or(list)
}

pub(crate) async fn show(
    Shared(app): Shared<App>,
    person: Person,
    UrlPath(at): UrlPath<ImportAt>,
    UrlQuery(form): UrlQuery<FormData>,
) -> Result<Response, Problem> {
    if let Some(address) = app.pending().address(at.id(), person.body, Instant::now()) {
        return Ok(Redirect::to(&address).into_response());
    }
    let upload = app.pending().get(at.id(), person.body, Instant::now())?;
    let view = View::of(&form);
    let (form, fixes) = if form.has("chosen")
        && let State::Ready(read) = &upload.state
    {
        let mut fixes = upload.fixes.clone();
        fixes.update_from(&form, &read.plan);
        fixes.keep_from(&form, read.not_taken.len());
        (form, fixes)
    } else {
        (upload.chosen.clone(), upload.fixes.clone())
    };
    review(
        &app,
        &person,
        at.id(),
        &upload,
        &form,
        fixes,
        view,
        FieldErrors::default(),
    )
    .await
}

/// The review of a document that waits, with what was chosen, and with what the form lacks.
#[allow(clippy::too_many_arguments)]
pub(super) async fn review(
    app: &App,
    person: &Person,
    id: Uuid,
    upload: &Upload,
    form: &FormData,
    fixes: Fixes,
    view: View,
    wrong: FieldErrors,
) -> Result<Response, Problem> {
    let page = Page::new(format!("{}の確認", upload.name))
        .under("/", "団体と計画")
        .under("/import", "文書を取り込む")
        .seen_by(&Viewer::from(person));
    let read = match &upload.state {
        State::Reading => {
            return html(&Reading {
                page: Page {
                    waiting: true,
                    ..page
                },
                name: upload.name.clone(),
            });
        }
        State::Unreadable(why) => return Err(Problem::Unreadable(why.clone())),
        State::Ready(read) => read.clone(),
    };
    let body = app.store().body(&upload.body).await?;
    let choice = Choice::of(form, &read.plan, body.as_ref(), upload.body).with(fixes);
    let source = source(&upload.name, &upload.bytes, &read.report);
    let document = source.document();
    let found = match &choice.existing {
        Some(key) => app.store().plan(&choice.body, key).await?,
        None => None,
    };
    let replaces = found.as_ref().and_then(|stored| stored.earlier_version(&source));
    let (stored, revision) = match found {
        Some(stored) => (stored.plan, stored.head.revision.to_string()),
        None => (Plan::default(), String::new()),
    };
    let removes = form.has(REMOVE_MISSING);
    let taken = choice.clone();
    let of = read.clone();
    // Comparing a large plan is work that must not hold up other pages.
    let (incoming, difference, missing) = tokio::task::spawn_blocking(move || {
        let mut incoming = with_kept(taken.applied(&of.plan), &of.not_taken, &taken.fixes, &stored);
        incoming.stated_in(&document);
        let taking = Taking {
            replaces: replaces.as_ref(),
            missing: if removes { Missing::Remove } else { Missing::Keep },
        };
        let (difference, gone) = match &taken.existing {
            Some(_) => (
                between(&stored, &incoming, taking),
                missing(&stored, &incoming, replaces.as_ref()),
            ),
            None => (Difference::default(), Vec::new()),
        };
        (incoming, difference, gone)
    })
    .await
    .map_err(Problem::internal)?;
    let plan = &read.plan;
    let all = read.document.lines.len();
    let pages = all.div_ceil(MOST_LINES).max(1);
    let shown = view.lines.clamp(1, pages);
    let range = (shown - 1) * MOST_LINES..(shown * MOST_LINES).min(all);
    let elsewhere = if pages > 1 {
        let lines = read.document.lines.iter().enumerate();
        lines
            .filter(|(n, _)| !range.contains(n))
            .filter_map(|(n, line)| Some((anchor(&line.at)?, n / MOST_LINES + 1)))
            .collect()
    } else {
        HashMap::new()
    };
    let cited = vec![Cited {
        document: source.document(),
        href: String::new(),
        marks: Marks::of(&read.report.findings),
        elsewhere,
    }];
    let turn = |words, lines: usize| (words, View { lines, ..view }.words());
    let lists: Vec<(Kind, usize)> = LISTS
        .into_iter()
        .map(|list| (list, list.count(plan)))
        .filter(|(_, count)| *count > 0)
        .collect();
    let fix = view
        .fix
        .or_else(|| lists.first().map(|(list, _)| *list))
        .filter(|list| list.count(plan) > 0)
        .map(|list| fixing(plan, &choice.fixes, list, view, &cited));
    let (from, to) = years(plan, &choice.fixes);
    let page = Review {
        answer: answer(&choice, &incoming, &difference),
        styles: STYLES
            .iter()
            .map(|(key, words, style)| (*key, *words, *style == choice.style))
            .collect(),
        kinds: Taken::ALL
            .into_iter()
            .filter_map(|k| {
                Some((k, k.count(plan), !choice.left_out.contains(&k))).filter(|(_, n, _)| *n > 0)
            })
            .collect(),
        sections: sections(&read, &choice),
        from,
        to,
        vintages: vintages(plan, &choice.fixes),
        lists: if lists.len() > 1 { lists } else { Vec::new() },
        fix,
        left: left(&read.not_taken, &choice.fixes, view, &cited),
        plans: body.map(|b| b.plans).unwrap_or_default(),
        verified: read.report.verified.len(),
        findings: read.report.findings.iter().collect(),
        lines: lines(&read.document, plan, &read.report.findings, range.clone()),
        part: (pages > 1).then(|| {
            format!(
                "{all}行のうち、{}行目から{}行目までを表示しています。",
                range.start + 1,
                range.end
            )
        }),
        turns: [
            (shown > 1).then(|| turn("前の行", shown - 1)),
            (shown < pages).then(|| turn("続きの行", shown + 1)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        tables: tables(&incoming, &cited),
        cited,
        address: format!("/import/{id}"),
        page,
        upload,
        choice,
        revision,
        difference,
        missing,
        removes,
        wrong,
        view,
    };
    let mut response = html(&page)?;
    if !page.wrong.is_empty() {
        *response.status_mut() = StatusCode::BAD_REQUEST;
    }
    Ok(response)
}

fn sections(read: &Read, choice: &Choice) -> Vec<(String, String, bool)> {
    let highest: Vec<_> = read.plan.sections.iter().filter(|s| s.parent.is_none()).collect();
    if highest.len() < 2 {
        return highest
            .iter()
            .map(|s| {
                (
                    format!("take_{}", s.id),
                    String::new(),
                    !choice.sections.contains(&s.id),
                )
            })
            .collect();
    }
    highest
        .iter()
        .map(|s| {
            (
                format!("take_{}", s.id),
                s.called(),
                !choice.sections.contains(&s.id),
            )
        })
        .collect()
}

/// What was understood and what would change, in one sentence each.
fn answer(choice: &Choice, incoming: &Plan, difference: &Difference) -> String {
    let counted = |kinds: &[Kind]| -> String {
        let counts = kinds.iter().map(|kind| (kind.label(), kind.count(incoming)));
        let counts = counts.filter(|(_, count)| *count > 0);
        let counts: Vec<String> = counts.map(|(label, count)| format!("{label}{count}件")).collect();
        counts.join("、")
    };
    let lists: Vec<Kind> = [Kind::Section].into_iter().chain(LISTS).collect();
    let (in_tables, in_words) = (counted(&lists), counted(Taken::Frame.parts()));
    let understood = match (in_tables.as_str(), in_words.as_str()) {
        ("", "") => "表になる内容は見つかりませんでした。".to_owned(),
        ("", words) => format!("表になる内容は見つかりませんでした。{words}を読み取りました。"),
        (tables, _) => format!("{tables}を読み取りました。"),
    };
    let changes = if choice.existing.is_none() {
        "新しい計画として保存できます。".to_owned()
    } else if difference.is_empty() {
        "保存されている内容から、変更はありません。".to_owned()
    } else {
        let sum = |of: fn(&Part) -> usize| difference.parts.iter().map(of).sum::<usize>();
        format!(
            "保存されている内容に対して、追加{}、変更{}、削除{}、変わらないもの{}です。",
            sum(|p| p.added.len()),
            sum(|p| p.changed.len()),
            sum(|p| p.removed.len()),
            sum(|p| p.unchanged)
        )
    };
    format!("{understood}{changes}")
}

/// The tables that would result, without links to pages that do not exist yet; of long ones the
/// beginning, and a sentence that says so.
fn tables(plan: &Plan, cited: &[Cited<'_>]) -> Vec<(&'static str, Shown, Option<String>)> {
    let grades = grades(plan);
    let links = Links {
        plan: "",
        sources: cited,
        grades: &grades,
        file: None,
        query: "",
        names: &[],
    };
    PUBLISHED
        .iter()
        .filter_map(|published| {
            let table = published.table(plan, &Narrow::default())?;
            Some((published.label, table))
        })
        // The outline is in the register already.
        .filter(|(_, table)| !table.rows.is_empty() && (table.name != "outline" || plan.items.is_empty()))
        .map(|(label, mut table)| {
            let all = table.rows.len();
            table.rows.truncate(MOST_ROWS);
            for row in &mut table.rows {
                row.item = None;
            }
            let cut = (all > MOST_ROWS).then(|| {
                format!(
                    "{all}行のうち、はじめの{MOST_ROWS}行を表示しています。保存されるのはすべての行です。"
                )
            });
            let id = format!("result-{}", table.name);
            (label, Shown::of(&id, &table, &links), cut)
        })
        .collect()
}
