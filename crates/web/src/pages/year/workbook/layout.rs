//! `…/rounds/{round}/layout`: the office's own layout of an answer (様式): what it may hold, put there, taken away.
//!
//! Not here: layouts filled in for a department (`filled`), how they come back (`look`).

use askama::Template;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::attachment::{self, FileKind};
use gyokaku_exchange::survey::Form;
use gyokaku_exchange::survey::layout::{Layout, MOST_PLACEHOLDERS, Placeholder, is_known, known};
use gyokaku_store::LayoutHead;
use serde::Deserialize;

use super::form::{vocabulary, words};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::file_name::{attachment as heads, fitting_name};
use crate::form::FieldErrors;
use crate::pages::year::answers::page;
use crate::path::{UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::round_context::{Part, RoundContext, RoundPath, load_round};
use crate::show::page::Page;
use crate::show::time::day;
use crate::upload::{XLSX, files};

/// How many bytes a layout has at most: it goes out once for each item.
const MOST_BYTES: usize = 512 * 1024;

/// How many bytes it has unpacked at most: it is read anew for each item.
const MOST_UNPACKED: u64 = 4 * 1024 * 1024;

/// How many places that mean nothing are told one by one.
const MOST_TOLD: usize = 10;

/// What was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Done {
    did: String,
}

#[derive(Template)]
#[template(path = "pages/year/workbook/own_layout.html")]
struct LayoutPage {
    page: Page,
    answer: String,
    notice: Option<&'static str>,
    href: String,
    back: String,
    has_layout: bool,
    /// Each name, and whether an answer comes back from it.
    names: Vec<(String, bool)>,
    wrong: FieldErrors,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    UrlQuery(done): UrlQuery<Done>,
) -> Result<Response, Problem> {
    let survey = load_round(&app, &path, &Part::All).await?;
    let notice = match done.did.as_str() {
        "put" => Some("様式を登録しました。各課の「Excelで記入」の画面から、この様式で受け取れます。"),
        "removed" => Some("様式を削除しました。回答票は、標準の様式で受け取れます。"),
        _ => None,
    };
    let page = shown(&app, &person, &survey, notice, FieldErrors::default()).await?;
    Ok(html(&page)?.into_response())
}

async fn shown(
    app: &App,
    person: &Person,
    survey: &RoundContext,
    notice: Option<&'static str>,
    wrong: FieldErrors,
) -> Result<LayoutPage, Problem> {
    let head = app.store().layout(&survey.code(), &survey.loaded.key).await?;
    let back = format!("{}/workbooks", survey.href());
    Ok(LayoutPage {
        page: page(survey, "回答の様式")
            .under(back.clone(), "回答票")
            .seen_by(&Viewer::from(person)),
        answer: head.as_ref().map_or_else(
            || "まだ様式はありません。お使いの調査様式（Excel）を登録すると、取組ごとに記入済みの様式で受け取り、そのまま取り込めます。".to_owned(),
            told,
        ),
        notice,
        href: format!("{}/layout", survey.href()),
        back,
        has_layout: head.is_some(),
        names: known(&vocabulary(survey), &words(survey, "", None)),
        wrong,
    })
}

fn told(head: &LayoutHead) -> String {
    format!(
        "様式「{}」を使っています（{}、{}登録、{}）。",
        head.name,
        attachment::size_in_words(head.size),
        day(&head.put_at),
        head.put_by
    )
}

pub(crate) async fn store(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let survey = load_round(&app, &path, &Part::All).await?;
    let multipart = multipart.map_err(|_| Problem::Form("様式のファイルを選んでください。".to_owned()))?;
    let arriving = app.arrivals().begin(&person)?;
    let sent = files(multipart, 1, "様式", &arriving).await?;
    let checked = match sent.into_iter().next() {
        None => Err("様式のファイル（xlsx）を選んでください。".to_owned()),
        Some(file) => {
            let (form, words) = (vocabulary(&survey), words(&survey, "", None));
            let work = move || checked(&file.name, &file.bytes, &form, &words).map(|()| file);
            app.reading().run(work).await?
        }
    };
    match checked {
        Ok(file) => {
            let of = (&path.code.0, path.plan.as_str());
            app.store()
                .put_layout(&actor, &app.now(), of, &fitting_name(&file.name), &file.bytes)
                .await?;
            Ok(Redirect::to(&format!("{}/layout?did=put", survey.href())).into_response())
        }
        Err(why) => {
            let wrong = FieldErrors::one("file", why);
            let page = shown(&app, &person, &survey, None, wrong).await?;
            Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response())
        }
    }
}

/// Whether a file can be the layout; else why not, and what to do.
fn checked(name: &str, bytes: &[u8], form: &Form, words: &[(String, String)]) -> Result<(), String> {
    if bytes.len() > MOST_BYTES {
        let most = attachment::size_in_words(MOST_BYTES as i64);
        return Err(format!(
            "「{name}」は{most}を超えています。取組の数だけ配るものなので、画像を減らすなどして小さくしてください。"
        ));
    }
    match attachment::file(name, bytes) {
        Ok((_, FileKind::Excel)) => {}
        Ok(_) => {
            return Err(format!(
                "「{name}」はExcelブック（xlsx）ではありません。xlsxで保存し直してください。"
            ));
        }
        Err(why) => return Err(why.words()),
    }
    let layout = Layout::open(bytes.to_vec()).map_err(|why| why.to_string())?;
    if layout.unpacked() > MOST_UNPACKED {
        return Err(format!(
            "「{name}」は、表が大きすぎます。使っていない行、列、シートを削除してから登録してください。"
        ));
    }
    let found: Vec<Placeholder> = layout.placeholders().take(MOST_PLACEHOLDERS + 1).collect();
    if found.is_empty() {
        return Err(format!(
            "「{name}」に差し込む場所がありません。記入する欄に、下の表の名前を {{{{進捗状況}}}} のように二重の波かっこで書いてください。"
        ));
    }
    if found.len() > MOST_PLACEHOLDERS {
        return Err(format!(
            "差し込む場所は{MOST_PLACEHOLDERS}か所までにしてください。"
        ));
    }
    let unknown: Vec<String> = found
        .iter()
        .filter(|place| !is_known(&place.name, form, words))
        .map(|place| format!("{}の「{}」", place.at, place.name))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let told: Vec<String> = unknown.iter().take(MOST_TOLD).cloned().collect();
    let more = match unknown.len() - told.len() {
        0 => String::new(),
        more => format!("ほか{more}か所"),
    };
    Err(format!(
        "差し込む名前として分からないものがあります：{}{more}。下の表の名前に直してください。",
        told.join("、")
    ))
}

pub(crate) async fn remove(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<RoundPath>,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::ManageRounds, &path.code.0, None)?;
    let survey = load_round(&app, &path, &Part::All).await?;
    let of = (&path.code.0, path.plan.as_str());
    app.store().remove_layout(&actor, &app.now(), of).await?;
    Ok(Redirect::to(&format!("{}/layout?did=removed", survey.href())).into_response())
}

/// The layout itself, as it was sent.
pub(crate) async fn template(
    State(app): State<App>,
    UrlPath(path): UrlPath<RoundPath>,
) -> Result<Response, Problem> {
    let (code, plan) = (&path.code.0, path.plan.as_str());
    let head = app.store().layout(code, plan).await?.ok_or(Problem::NotFound)?;
    let content = app
        .store()
        .layout_content(code, plan)
        .await?
        .ok_or(Problem::NotFound)?;
    Ok((heads(XLSX, &head.name, "layout.xlsx"), content).into_response())
}
