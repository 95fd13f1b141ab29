//! `GET /{code}/{plan}/attachments`: all attachments of a plan for the office, the largest first, with what they take up,
//! what retention would remove, and the records of what was removed. Not here: removing (`expire`, `remove`).

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gyokaku_core::attachment::{Attached, Attachment, MOST_OF_BODY, Owner, size_in_words};
use gyokaku_core::department::Directory;
use gyokaku_core::editing::meeting_called;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::round::RoundState;
use gyokaku_store::{MOST_LISTED, MOST_REMOVED_LISTED};
use serde::Deserialize;

use crate::App;
use crate::access::Sight;
use crate::attachments::Row;
use crate::error::{Problem, html};
use crate::loaded::{Loaded, load};
use crate::path::{PlanAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::time::clock;
use crate::tab::Tab;

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Before which year retention is looked at.
    before: String,
    did: String,
}

/// An attachment with what it hangs on.
struct Listed {
    row: Row,
    /// What it hangs on: address and name.
    on: (String, String),
}

/// The record of one that was removed.
struct Record {
    title: String,
    on: String,
    /// The name of the file and its digest, or the link.
    what: String,
    removed: String,
}

/// What retention would remove.
struct Expiring {
    year: i16,
    words: String,
    count: usize,
    size: String,
}

#[derive(Template)]
#[template(path = "pages/register/attachments/all.html")]
struct AllPage {
    page: Page,
    href: String,
    notice: Option<&'static str>,
    refused: Option<&'static str>,
    answer: String,
    /// That only some are listed.
    cut: Option<String>,
    listed: Vec<Listed>,
    /// The years before which retention can remove: value, words, whether it is chosen.
    years: Vec<(i16, String, bool)>,
    expiring: Option<Expiring>,
    removed: Vec<Record>,
    /// How many records are listed at most.
    most_removed: i64,
}

pub(super) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    page(&app, &person, &at, &asked, None).await
}

/// The year that is asked for.
pub(super) fn year_of(text: &str) -> Option<FiscalYear> {
    FiscalYear::new(text.trim().parse().ok()?)
}

/// The page again, because not as much would be removed as was seen.
pub(super) async fn again(
    app: &App,
    person: &Person,
    at: &PlanAt,
    before: &str,
) -> Result<Response, Problem> {
    let asked = Asked {
        before: before.to_owned(),
        ..Asked::default()
    };
    let refused = "確かめている間に、対象の添付ファイルが変わりました。まだ何も削除していません。件数を確かめて、もう一度操作してください。";
    page(app, person, at, &asked, Some(refused)).await
}

async fn page(
    app: &App,
    person: &Person,
    at: &PlanAt,
    asked: &Asked,
    refused: Option<&'static str>,
) -> Result<Response, Problem> {
    let loaded = load(app, at, &Sight::Working).await?;
    let (code, key) = (&at.code.0, at.plan.as_str());
    let found = app.store().plan_attachments((code, key)).await?;
    let directory = app.store().departments(code).await?.directory;
    let rounds = app.store().rounds(code, Some(key)).await?;
    let closed: BTreeSet<i16> = rounds
        .iter()
        .filter(|(_, round)| round.state == RoundState::Closed)
        .map(|(_, round)| round.key.year.western() + 1)
        .collect();
    let style = loaded.plan().year_style;
    let before = year_of(&asked.before);
    let in_words = |year: FiscalYear| format!("{}より前", year.show(style));
    let expiring = match before {
        None => None,
        Some(year) => {
            let list = app.store().expiring_attachments((code, key), year).await?;
            Some(Expiring {
                year: year.western(),
                words: in_words(year),
                count: list.len(),
                size: size_in_words(list.iter().map(|one| one.attached.size()).sum()),
            })
        }
    };
    let name = |attachment: &Attachment| hangs_on(&loaded, &directory, &attachment.owner);
    let mut page = loaded.page(Tab::Plan).seen_by(&Viewer::from(person));
    page.title = format!("添付ファイル｜{}", page.title);
    page.below = true;
    let shown = AllPage {
        href: format!("{}/attachments", loaded.href()),
        notice: match asked.did.as_str() {
            "expired" => Some("保存期間を過ぎた添付ファイルを削除しました。記録は下に残っています。"),
            "removed" => Some("削除しました。記録は下に残っています。"),
            _ => None,
        },
        refused,
        answer: match found.count {
            0 => "この計画の添付ファイルはありません。".to_owned(),
            count => format!(
                "この計画の添付ファイルは{count}件、{}です。団体全体では{}のうち{}を使っています。",
                size_in_words(found.size),
                size_in_words(MOST_OF_BODY),
                size_in_words(found.of_body)
            ),
        },
        cut: (found.count > MOST_LISTED).then(|| format!("大きいものから{MOST_LISTED}件を表示しています。")),
        listed: found
            .largest
            .iter()
            .map(|attachment| Listed {
                row: Row::of(&loaded, attachment, true),
                on: name(attachment),
            })
            .collect(),
        years: closed
            .into_iter()
            .filter_map(FiscalYear::new)
            .map(|year| (year.western(), in_words(year), before == Some(year)))
            .collect(),
        expiring,
        removed: found
            .removed
            .iter()
            .map(|attachment| Record {
                title: attachment.title.clone(),
                on: name(attachment).1,
                what: match &attachment.attached {
                    Attached::File { name, sha256, .. } => format!("{name}（SHA-256 {sha256}）"),
                    Attached::Link { address } => address.clone(),
                },
                removed: attachment
                    .removed
                    .as_ref()
                    .map(|(at, by)| format!("{}　{by}", clock(at)))
                    .unwrap_or_default(),
            })
            .collect(),
        most_removed: MOST_REMOVED_LISTED,
        page,
    };
    let status = match refused {
        Some(_) => StatusCode::CONFLICT,
        None => StatusCode::OK,
    };
    Ok((status, html(&shown)?).into_response())
}

/// What an attachment hangs on: address and name; what the register has lost is called so.
fn hangs_on(loaded: &Loaded, directory: &Directory, owner: &Owner) -> (String, String) {
    let (plan, id, href) = (loaded.plan(), owner.element(), loaded.href());
    let item = || {
        plan.item(id)
            .map_or_else(|| format!("削除された取組 {id}"), |item| item.called())
    };
    match owner {
        Owner::Answer {
            round, department, ..
        } => {
            let known = directory.department(department);
            let department_name = known.map_or(department.as_str(), |found| found.name.as_str());
            (
                format!("{href}/rounds/{round}/departments/{department}/items/{id}"),
                format!(
                    "{}の回答　{}（{department_name}）",
                    round.show(plan.year_style),
                    item()
                ),
            )
        }
        Owner::Meeting(_) => {
            let meeting = plan.meetings.iter().find(|meeting| meeting.id == id);
            let name = meeting.map_or_else(
                || "削除された会議".to_owned(),
                |meeting| format!("会議　{}", meeting_called(plan, meeting)),
            );
            (format!("{href}/meetings/{id}"), name)
        }
        Owner::Item(_) => (format!("{href}/items/{id}"), format!("取組　{}", item())),
    }
}
