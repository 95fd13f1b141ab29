//! `/import/{id}`: what was understood of a document, and what storing it would change.
//!
//! Invariant: looking stores nothing.

use std::collections::HashMap;
use std::time::Instant;

use askama::Template;
use axum::extract::State as Shared;
use axum::response::Response;
use gyokaku_core::difference::{Difference, Part, between};
use gyokaku_core::finding::Finding;
use gyokaku_core::plan::Plan;
use gyokaku_core::table::{self, Table};
use gyokaku_exchange::read::Read;
use gyokaku_store::{Body, PlanHead};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use super::choice::{Choice, Kind, STYLES};
use crate::App;
use crate::error::{Problem, html};
use crate::loaded::grades;
use crate::origins::Origins;
use crate::pages::source::show::{Line, lines};
use crate::path::{Asked, At};
use crate::pending::{State, Upload};
use crate::show::page::Page;
use crate::show::places::{Marks, anchor};
use crate::show::table::{Cited, Links, Shown};

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
    bodies: Vec<(String, String, bool)>,
    styles: Vec<(&'static str, &'static str, bool)>,
    kinds: Vec<(Kind, usize, bool)>,
    sections: Vec<(String, String, bool)>,
    revision: String,
    verified: usize,
    findings: Vec<&'a Finding>,
    difference: Difference,
    lines: Vec<Line>,
    tables: Vec<(&'static str, Shown)>,
}

impl Review<'_> {
    fn at(&self, finding: &Finding) -> Option<String> {
        anchor(&finding.at)
    }
}

/// At most so many names of one kind are listed in the difference.
const MOST_NAMES: usize = 30;

fn first<T>(list: &[T]) -> &[T] {
    list.get(..MOST_NAMES).unwrap_or(list)
}

pub(crate) async fn show(
    Shared(app): Shared<App>,
    At(at): At<ImportAt>,
    Asked(form): Asked<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let upload = app.pending().get(at.id(), Instant::now())?;
    let page = Page::new(format!("{}の確認", upload.name))
        .under("/", "団体と計画")
        .under("/import", "文書を取り込む");
    let read = match &upload.state {
        State::Reading => {
            return html(&Reading {
                page: Page {
                    waiting: true,
                    ..page
                },
                name: upload.name,
            });
        }
        State::Unreadable(why) => return Err(Problem::Unreadable(why.clone())),
        State::Ready(read) => read.clone(),
    };
    let bodies = app.store().bodies().await?;
    let choice = Choice::of(&form, &read.plan, &bodies, upload.body);
    let incoming = choice.applied(&read.plan);
    let (stored, revision) = match &choice.existing {
        Some(key) => match app.store().plan(&choice.body, key).await? {
            Some(stored) => (stored.plan, stored.head.revision.to_string()),
            None => (Plan::default(), String::new()),
        },
        None => (Plan::default(), String::new()),
    };
    let difference = between(&stored, &incoming);
    let review = Review {
        answer: answer(&choice, &incoming, &difference),
        styles: STYLES
            .iter()
            .map(|(key, words, style)| (*key, *words, *style == choice.style))
            .collect(),
        kinds: Kind::ALL
            .into_iter()
            .filter_map(|k| {
                Some((k, k.count(&read.plan), !choice.left_out.contains(&k))).filter(|(_, n, _)| *n > 0)
            })
            .collect(),
        sections: sections(&read, &choice),
        plans: bodies
            .iter()
            .find(|b| b.code == choice.body)
            .map(|b| b.plans.clone())
            .unwrap_or_default(),
        bodies: choices(&upload, &bodies, &choice),
        verified: read.report.verified.len(),
        findings: read.report.findings.iter().collect(),
        lines: lines(&read.document, &read.plan, &read.report.findings),
        tables: tables(&incoming, &read.report.findings),
        address: format!("/import/{}", at.id()),
        page,
        upload: &upload,
        choice,
        revision,
        difference,
    };
    html(&review)
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
                format!("{} {}", s.label, s.title).trim().to_owned(),
                !choice.sections.contains(&s.id),
            )
        })
        .collect()
}

/// The bodies to choose from, the document's own first where it is new.
fn choices(upload: &Upload, bodies: &[Body], choice: &Choice) -> Vec<(String, String, bool)> {
    let mut choices = Vec::new();
    if !bodies.iter().any(|b| b.code == upload.body) {
        let name = format!("新しい団体　{}", upload.body_name);
        choices.push((upload.body.to_string(), name, choice.body == upload.body));
    }
    choices.extend(
        bodies
            .iter()
            .map(|b| (b.code.to_string(), b.name.clone(), choice.body == b.code)),
    );
    choices
}

/// What was understood and what would change, in one sentence each.
fn answer(choice: &Choice, incoming: &Plan, difference: &Difference) -> String {
    let mut counts = Vec::new();
    for (count, words) in [
        (incoming.sections.len(), "区分"),
        (incoming.items.len(), "取組項目"),
        (incoming.progress.len(), "進捗の行"),
        (incoming.effects.len(), "効果額"),
        (incoming.crosswalk.len(), "見直しの行"),
        (incoming.indicators.len(), "指標"),
    ] {
        if count > 0 {
            counts.push(format!("{words}{count}"));
        }
    }
    let understood = if counts.is_empty() {
        "表になる内容は見つかりませんでした。".to_owned()
    } else {
        format!("{}を読み取りました。", counts.join("、"))
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

/// The tables that would result, without links to pages that do not exist yet.
fn tables(plan: &Plan, findings: &[Finding]) -> Vec<(&'static str, Shown)> {
    let (grades, origins) = (grades(plan), Origins::of_one_document());
    let cited = [Cited {
        href: String::new(),
        marks: Marks::of(findings),
    }];
    let links = Links {
        plan: "",
        sources: &cited,
        origins: &origins,
        grades: &grades,
        file: None,
        query: "",
    };
    let tables: [(&'static str, Table); 6] = [
        ("取組一覧", table::register::table(plan)),
        ("進捗状況", table::progress::table(plan, None)),
        ("効果額", table::effects::table(plan)),
        ("取組の見直し", table::crosswalk::table(plan)),
        ("ふりかえり", table::review::table(plan)),
        ("指標", table::indicators::table(plan)),
    ];
    tables
        .into_iter()
        .filter(|(_, table)| !table.rows.is_empty())
        .map(|(label, mut table)| {
            for row in &mut table.rows {
                row.item = None;
            }
            let id = format!("result-{}", table.name);
            (label, Shown::of(&id, &table, &links))
        })
        .collect()
}
