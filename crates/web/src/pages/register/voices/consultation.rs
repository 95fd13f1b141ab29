//! `/{code}/{plan}/consultations/{id}`: a consultation of the public: what is asked, the form while it is open, and the
//! opinions with their answers.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::opinion::{Consultation, ConsultationState, Opinion};
use gyokaku_core::table::opinions::answered;
use gyokaku_store::Received;

use super::form::{Asked, TAB, notice_of};
use super::opinion::Card;
use crate::App;
use crate::access::{Right, has, sight};
use crate::charts::Picture;
use crate::error::{Problem, html};
use crate::form::FieldErrors;
use crate::loaded::{Loaded, load};
use crate::path::{PlanPartAt, UrlPath, UrlQuery};
use crate::person::Viewer;
use crate::show::page::Page;
use crate::show::time::day_of;

/// What was typed into the form of the public.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub(super) about: String,
    pub(super) content: String,
    pub(super) name: String,
    pub(super) residence: String,
    pub(super) contact: String,
}

#[derive(Template)]
#[template(path = "pages/register/voices/consultation.html")]
struct ConsultationPage<'a> {
    page: Page,
    href: String,
    answer: String,
    notice: Option<&'static str>,
    consultation: &'a Consultation,
    /// Whether the form is shown.
    takes: bool,
    /// The items that can be spoken of.
    items: Vec<String>,
    typed: Typed,
    wrong: FieldErrors,
    cards: Vec<Card>,
    picture: Option<Picture>,
    /// What came in, for the office.
    received: Option<Received>,
    /// Where an opinion of it is added by hand.
    adds: String,
}

/// The consultation of a plan with an identity.
pub(super) fn find<'a>(loaded: &'a Loaded, id: &str) -> Result<&'a Consultation, Problem> {
    let found = loaded.plan().consultations.iter().find(|one| one.id == id);
    found.ok_or(Problem::NotFound)
}

/// The days of a consultation in words.
fn days(consultation: &Consultation) -> String {
    match (consultation.from, consultation.to) {
        (Some(from), Some(to)) => format!("募集の期間は{}から{}までです。", day_of(from), day_of(to)),
        _ => "募集の期間は決まっていません。".to_owned(),
    }
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanPartAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    page(
        &app,
        &viewer,
        &at,
        Typed::default(),
        FieldErrors::default(),
        notice_of(&asked),
    )
    .await
}

pub(super) async fn page(
    app: &App,
    viewer: &Viewer,
    at: &PlanPartAt,
    typed: Typed,
    wrong: FieldErrors,
    notice: Option<&'static str>,
) -> Result<Response, Problem> {
    let plan_at = at.plan();
    let loaded = load(app, &plan_at, &sight(viewer, &plan_at)).await?;
    let plan = loaded.plan();
    let consultation = find(&loaded, &at.id)?;
    let state = consultation.state(app.today()?);
    let of = |o: &&Opinion| o.consultation.as_deref() == Some(&consultation.id);
    let opinions: Vec<&Opinion> = plan.opinions.iter().filter(of).collect();
    let edits = has(viewer, Right::EditRegister, &loaded.code) && !loaded.is_for_the_public();
    let received = match edits {
        true => {
            let of = (&loaded.code, loaded.key.as_str());
            Some(app.store().received(of, &consultation.id).await?)
        }
        false => None,
    };
    let mut page = loaded
        .page(TAB)
        .seen_by(viewer)
        .under(loaded.href_of(TAB), TAB.label());
    page.title = format!("{}｜{}", consultation.title, page.title);
    page.below = true;
    let mut answer = format!("{}：{}", state.label(), days(consultation));
    if !opinions.is_empty() {
        answer.push_str(&format!("{}。", answered(&opinions)));
    }
    let status = wrong.status();
    let shown = ConsultationPage {
        page,
        href: format!("{}/consultations/{}", loaded.href(), consultation.id),
        answer,
        notice,
        consultation,
        // What somebody typed is shown again even where it is not taken any more.
        takes: state == ConsultationState::Open || !typed.content.is_empty(),
        items: plan
            .items
            .iter()
            .filter(|item| !item.repeated)
            .map(|item| item.called())
            .collect(),
        typed,
        wrong,
        picture: super::taken_picture(&opinions),
        cards: opinions.iter().map(|o| Card::of(&loaded, o, false)).collect(),
        received,
        adds: format!(
            "{}/opinions/new?of=consultation:{}",
            loaded.href(),
            consultation.id
        ),
    };
    Ok((status, html(&shown)?).into_response())
}
