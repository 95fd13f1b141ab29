//! `/{code}/{plan}/opinions/{id}`: an opinion with the chain behind it, step by step; and opinions as cards.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::editing::{Voice, VoiceField, VoiceKind, voiced_in};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::opinion::{Occasion, Opinion};

use super::answer::asked_of;
use super::form::{Asked, TAB, notice_of};
use crate::App;
use crate::access::{self, Right, has, sight};
use crate::error::{Problem, html};
use crate::loaded::{Loaded, load};
use crate::path::{PlanPartAt, UrlPath, UrlQuery};
use crate::person::Viewer;
use crate::show::page::Page;

/// An opinion as people read it.
pub(in crate::pages::register) struct Card {
    pub(in crate::pages::register) href: String,
    /// Where it was voiced; empty on the page of that.
    pub(in crate::pages::register) voiced: String,
    pub(in crate::pages::register) text: String,
    /// How many said it, where several did.
    pub(in crate::pages::register) voices: String,
    pub(in crate::pages::register) handling: &'static str,
    pub(in crate::pages::register) answer: Option<String>,
    /// What came of it, label by label.
    pub(in crate::pages::register) came: Vec<(&'static str, String)>,
    /// The items that it speaks of, by address and name.
    pub(in crate::pages::register) items: Vec<(String, String)>,
}

/// The fields that say what came of an opinion, in their order.
const CAME: [VoiceField; 6] = [
    VoiceField::Asked,
    VoiceField::Change,
    VoiceField::Amount,
    VoiceField::AmountYear,
    VoiceField::FollowUp,
    VoiceField::Followed,
];

impl Card {
    /// The card of an opinion; with where it was voiced where that is not said above.
    pub(in crate::pages::register) fn of(loaded: &Loaded, opinion: &Opinion, is_elsewhere: bool) -> Self {
        let plan = loaded.plan();
        let voice = Voice::Opinion(opinion.clone());
        let came = CAME
            .into_iter()
            .map(|field| (field.label(), field.words(plan, &voice)));
        let items = opinion.items.iter().filter_map(|id| plan.item(id));
        Card {
            href: format!("{}/{}/{}", loaded.href(), VoiceKind::Opinion.key(), opinion.id),
            voiced: match is_elsewhere {
                true => voiced_in(plan, opinion),
                false => String::new(),
            },
            text: opinion.text.clone(),
            voices: match opinion.count() {
                1 => String::new(),
                count => format!("同じ趣旨{count}件"),
            },
            handling: opinion.handling.map_or("", |handling| handling.label()),
            answer: opinion.answer.clone().filter(|_| opinion.is_answered()),
            came: came.filter(|(_, words)| !words.is_empty()).collect(),
            items: items
                .map(|item| (format!("{}/items/{}", loaded.href(), item.id), item.called()))
                .collect(),
        }
    }
}

#[derive(Template)]
#[template(path = "pages/register/voices/opinion.html")]
struct OpinionPage {
    page: Page,
    href: String,
    answer: String,
    notice: Option<&'static str>,
    card: Card,
    /// Where it was voiced: its page, where it has one.
    voiced_at: Option<String>,
    speaker: String,
    answered_on: String,
    edits: bool,
    answers: bool,
}

pub(crate) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    UrlPath(at): UrlPath<PlanPartAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let plan_at = at.plan();
    let loaded = load(&app, &plan_at, &sight(&viewer, &plan_at)).await?;
    let opinion = loaded.plan().opinions.iter().find(|o| o.id == at.id);
    let opinion = opinion.ok_or(Problem::NotFound)?;
    let mut page = loaded
        .page(TAB)
        .seen_by(&viewer)
        .under(loaded.href_of(TAB), TAB.label());
    page.title = format!("意見｜{}", page.title);
    page.below = true;
    let edits = has(&viewer, Right::EditRegister, &loaded.code);
    let (mut answers, mut nobody) = (false, false);
    if let Some(person) = viewer.person.as_ref().filter(|_| !loaded.is_for_the_public()) {
        let departments = app.store().departments(&loaded.code).await?;
        let asked = asked_of(&departments, &opinion.asked);
        (answers, nobody) = (access::answers(person, &loaded.code, &asked), asked.is_empty());
    }
    let year = FiscalYear::of_day(app.today()?);
    let voice = Voice::Opinion(opinion.clone());
    let words = |field: VoiceField| field.words(loaded.plan(), &voice);
    let shown = OpinionPage {
        page,
        href: format!("{}/opinions/{}", loaded.href(), opinion.id),
        answer: match (opinion.is_answered(), opinion.handling) {
            (false, _) if !opinion.asked.is_empty() && nobody => format!(
                "まだ回答していません。回答する課「{}」は課名簿で1つに決まらないため、どの課の「対応が必要なもの」にも出ていません。",
                opinion.asked
            ),
            (false, _) if opinion.asked.is_empty() => {
                "まだ回答していません。回答する課も決まっていません。".to_owned()
            }
            (false, _) => format!("{}の回答を待っています。", opinion.asked),
            (true, None) => "回答があります。対応区分を決めると、次の公開のときに庁外に出ます。".to_owned(),
            (true, Some(handling)) if year.is_some_and(|year| opinion.is_to_be_followed(year)) => {
                format!("{}として回答しました。対応が続いています。", handling.label())
            }
            (true, Some(handling)) => format!("{}として回答しました。", handling.label()),
        },
        notice: notice_of(&asked),
        voiced_at: match opinion.voiced() {
            Occasion::Meeting(id) => Some(format!("{}/meetings/{id}", loaded.href())),
            Occasion::Consultation(id) => Some(format!("{}/consultations/{id}", loaded.href())),
            Occasion::Elsewhere(_) => None,
        },
        // Who spoke is for the office alone.
        speaker: match edits {
            true => words(VoiceField::Speaker),
            false => String::new(),
        },
        answered_on: words(VoiceField::AnsweredOn),
        card: Card::of(&loaded, opinion, true),
        edits,
        answers,
    };
    Ok(html(&shown)?.into_response())
}
