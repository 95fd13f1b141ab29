//! `/{code}/calendar` and `/{code}/calendar.ics`: the dates of a fiscal year on a page, and for a calendar elsewhere.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::calendar::dates::{DateKind, Dated, by_month, days_of, deadlines};
use gyokaku_core::editing::VoiceKind;
use gyokaku_core::fiscal_year::{FiscalYear, YearStyle};
use gyokaku_core::round::{day_shown, days_in_words, days_left};
use gyokaku_exchange::write::ics::calendar;
use gyokaku_store::Body;
use serde::Deserialize;
use time::Date;

use crate::App;
use crate::error::{Problem, html};
use crate::file_name::{attachment, fitting_name};
use crate::pages::year::todo::plan_title;
use crate::path::{BodyAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::show::page::Page;

/// How many dates are named as the next ones.
const MOST_NEXT: usize = 5;

/// Which year is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    year: String,
}

/// A date as the page shows it.
#[derive(Clone, Debug)]
struct Entry {
    day: String,
    kind: &'static str,
    key: &'static str,
    title: String,
    href: String,
    plan: String,
    detail: String,
    is_over: bool,
    is_on_closed_day: bool,
}

/// A month with its dates.
struct Shown {
    name: String,
    entries: Vec<Entry>,
}

#[derive(Template)]
#[template(path = "pages/year/calendar/show.html")]
struct CalendarPage {
    page: Page,
    heading: String,
    answer: String,
    next: Vec<Entry>,
    months: Vec<Shown>,
    file: String,
    /// The years before and behind: words and address.
    years: Vec<(String, String)>,
}

/// The year of an address: the one asked for, or that of today.
fn year(wanted: &Wanted, today: Date) -> Result<FiscalYear, Problem> {
    match wanted.year.as_str() {
        "" => FiscalYear::of_day(today),
        text => text.parse().ok().and_then(FiscalYear::new),
    }
    .ok_or(Problem::NotFound)
}

/// The body, and its dates in the year, in their order.
async fn dates(app: &App, at: &BodyAt, year: FiscalYear) -> Result<(Body, Vec<Dated>), Problem> {
    let body = app.store().body(&at.code.0).await?.ok_or(Problem::NotFound)?;
    let (from, to) = days_of(year).ok_or(Problem::NotFound)?;
    let mut dates = app.store().dates(&body.code, from, to).await?;
    let rounds = app.store().rounds(&body.code, None).await?;
    let rounds = rounds.iter().map(|(plan, round)| (plan.as_str(), round));
    dates.extend(
        deadlines(rounds)
            .into_iter()
            .filter(|date| (from..=to).contains(&date.on)),
    );
    dates.sort();
    Ok((body, dates))
}

fn entry(body: &Body, date: &Dated, today: Date) -> Entry {
    let plan = format!("/{}/{}", body.code, date.plan);
    let voices = |kind: VoiceKind| format!("{plan}/{}", kind.key());
    let href = match date.kind {
        DateKind::Deadline => format!("{plan}/rounds/{}", date.id),
        DateKind::Meeting => format!("{}/{}", voices(VoiceKind::Meeting), date.id),
        DateKind::ConsultationOpens | DateKind::ConsultationCloses => {
            format!("{}/{}", voices(VoiceKind::Consultation), date.id)
        }
        DateKind::Release => plan.clone(),
        DateKind::TermEnds => voices(VoiceKind::Council),
    };
    Entry {
        day: day_shown(date.on),
        kind: date.kind.label(),
        key: date.kind.key(),
        title: date.title.clone(),
        href,
        plan: plan_title(body, &date.plan).to_owned(),
        detail: date.detail.clone(),
        is_over: date.on < today,
        is_on_closed_day: date.is_on_closed_day(),
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(wanted): UrlQuery<Wanted>,
) -> Result<Response, Problem> {
    let today = app.today()?;
    let year = year(&wanted, today)?;
    let (body, dates) = dates(&app, &at, year).await?;
    let ahead: Vec<&Dated> = dates.iter().filter(|date| date.on >= today).collect();
    let answer = match (ahead.first(), dates.len()) {
        (_, 0) => "この年度の予定は、まだありません。".to_owned(),
        (None, all) => format!("{all}件の予定は、すべて終わりました。"),
        (Some(first), _) => format!(
            "次の予定は{}（{}）の「{}」です。これからの予定は{}件あります。",
            day_shown(first.on),
            days_in_words(days_left(first.on, today)),
            first.title,
            ahead.len()
        ),
    };
    let next = ahead
        .iter()
        .take(MOST_NEXT)
        .map(|date| entry(&body, date, today))
        .collect();
    let address = format!("/{}/calendar", body.code);
    let around = [-1, 1].into_iter().filter_map(|step| {
        let other = FiscalYear::new(year.western() + step)?;
        Some((
            other.show(YearStyle::Era),
            format!("{address}?year={}", other.western()),
        ))
    });
    let months = by_month(year, dates)
        .into_iter()
        .map(|((western, month), own)| Shown {
            name: format!("{western}年{}月", u8::from(month)),
            entries: own.iter().map(|date| entry(&body, date, today)).collect(),
        });
    html(&CalendarPage {
        heading: format!("{}の年間予定", year.show(YearStyle::Era)),
        answer,
        next,
        months: months.collect(),
        file: format!("{address}.ics?year={}", year.western()),
        years: around.collect(),
        page: Page::new("年間予定")
            .under(format!("/{}", body.code), body.name.clone())
            .seen_by(&Viewer::from(&person)),
    })
}

pub(crate) async fn file(
    State(app): State<App>,
    UrlPath(at): UrlPath<BodyAt>,
    UrlQuery(wanted): UrlQuery<Wanted>,
) -> Result<Response, Problem> {
    let year = year(&wanted, app.today()?)?;
    let (body, dates) = dates(&app, &at, year).await?;
    let name = format!(
        "{} 行政改革の年間予定（{}）",
        body.name,
        year.show(YearStyle::Era)
    );
    let text = calendar(&name, body.code.as_str(), &app.now(), &dates);
    let plain = format!("calendar_{}_{}.ics", body.code, year.western());
    Ok((
        attachment(
            "text/calendar; charset=utf-8",
            &fitting_name(&format!("{name}.ics")),
            &plain,
        ),
        text,
    )
        .into_response())
}
