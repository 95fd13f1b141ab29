//! The form of a council, a meeting, an opinion and all other kinds: a new one, a known one, and what was typed into it.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::{
    Act, Refusal, Shape, Value, Voice, VoiceField, VoiceKind, VoiceWrite, overtaken,
};
use gyokaku_core::plan::Plan;
use gyokaku_exchange::typed::value;
use serde::Deserialize;
use time::Date;

use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData, STALE, plain};
use crate::loaded::{Loaded, load};
use crate::pages::register::editing::{Setting, frame, new_id};
use crate::path::{PlanAt, PlanPartAt};
use crate::person::Person;
use crate::show::page::Page;
use crate::tab::{OPINIONS, Tab};
use crate::undo;
use crate::upload::seen;

/// What the form of a new one begins with, and what was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// The choice that is made already: the council of a meeting, the occasion of an opinion.
    of: String,
    did: String,
}

/// What is said on the page that follows.
pub(super) fn notice_of(asked: &Asked) -> Option<&'static str> {
    notice(&asked.did)
}

/// What was seen of one, as the form that removes it carries it.
fn digest(plan: &Plan, voice: &Voice) -> String {
    let fields = voice.kind().fields().iter();
    let texts: Vec<String> = fields.map(|field| field.text(plan, voice)).collect();
    seen([&texts.join("\u{1f}")])
}

/// What is said once something is stored.
fn notice(did: &str) -> Option<&'static str> {
    match did {
        "" => None,
        "removed" => Some("削除しました。"),
        "council" => Some("会議は、会議体に属します。先に会議体を追加してください。"),
        "sent" => Some("ご意見を受け付けました。ありがとうございました。"),
        _ => Some("保存しました。"),
    }
}

/// The beginning of the identities of fields.
const ID: &str = "v-";

#[derive(Template)]
#[template(path = "pages/register/voices/form.html")]
struct VoicePage {
    page: Page,
    /// Where the form is sent.
    href: String,
    /// Where to go back.
    back: String,
    title: String,
    answer: String,
    notice: Option<&'static str>,
    fields: Vec<Setting>,
    wrong: FieldErrors,
    is_new: bool,
    /// What the form that removes it carries of what was seen.
    digest: String,
    /// Whether one after the other is typed.
    goes_on: bool,
}

/// Fields in their boxes: as they were typed, or else as they stand; a field that nobody touched says what stands now.
pub(super) fn boxes(
    plan: &Plan,
    fields: impl Iterator<Item = VoiceField>,
    voice: &Voice,
    offered: impl Fn(VoiceField) -> Option<String>,
    sent: Option<&FormData>,
) -> Vec<Setting> {
    let of = |field: VoiceField| {
        let seen = field.text(plan, voice);
        let typed = sent
            .and_then(|form| form.touched("", field.key()))
            .map(str::to_owned);
        let text = typed.or_else(|| offered(field).filter(|_| sent.is_none()));
        let text = text.unwrap_or_else(|| seen.clone());
        let choices = field.choices(plan).into_iter().map(|(value, words)| {
            let is_chosen = value == text;
            (value, words, is_chosen)
        });
        Setting {
            id: format!("{ID}{}", field.key()),
            word: field.key(),
            label: field.label(),
            hint: field.hint(),
            is_list: !field.shape().is_one_line(),
            is_day: field.shape() == Shape::Day,
            choices: choices.collect(),
            text,
            seen,
        }
    };
    fields.map(of).collect()
}

/// What shall be there by a form, over what stands; what is wrong is told at its field.
pub(super) fn read(
    plan: &Plan,
    fields: impl Iterator<Item = VoiceField>,
    stands: &Voice,
    form: &FormData,
    wrong: &mut FieldErrors,
) -> Voice {
    let mut wanted = stands.clone();
    for field in fields {
        let Some(text) = form.touched("", field.key()) else {
            continue;
        };
        let at = format!("{ID}{}", field.key());
        let now = field.text(plan, stands);
        if plain(form.raw(&format!("seen.{}", field.key()))).trim() != now.trim() {
            wrong.add(at, overtaken(&field.words(plan, stands), "保存"));
            continue;
        }
        let put = value(field.shape(), text).map(|value: Value| field.put(plan, &mut wanted, value));
        match put {
            Ok(Ok(())) => {}
            Ok(Err(refusal)) => wrong.add(at, refusal.words()),
            Err(why) => wrong.add(at, why),
        }
    }
    wanted
}

/// The day of an answer: the day on which it was written, where none is said, and none without an answer.
pub(super) fn dated(stands: &Voice, new: &mut Voice, today: Date) {
    let (Voice::Opinion(stands), Voice::Opinion(new)) = (stands, new) else {
        return;
    };
    if !new.is_answered() {
        new.answered_on = None;
    } else if new.answer != stands.answer && new.answered_on.is_none() {
        new.answered_on = Some(today);
    }
}

/// The field that a refusal is about.
pub(super) fn field_of(kind: VoiceKind, refusal: &Refusal) -> String {
    let field = match (refusal, kind) {
        (Refusal::NoTitle, VoiceKind::Council) => VoiceField::Name,
        (Refusal::NoTitle, VoiceKind::Appraisal) => VoiceField::Programme,
        (Refusal::NoTitle, _) => VoiceField::Title,
        (Refusal::NoCouncil, _) => VoiceField::Council,
        (Refusal::NoWords, _) => VoiceField::Text,
        (Refusal::NoCount, _) => VoiceField::Voices,
        (Refusal::DaysBackwards, VoiceKind::Council) => VoiceField::Members,
        (Refusal::DaysBackwards, _) => VoiceField::To,
        _ => return String::new(),
    };
    format!("{ID}{}", field.key())
}

/// The page of the list that a kind belongs to.
pub(super) fn list_of(kind: VoiceKind) -> &'static str {
    match kind {
        VoiceKind::Council => "councils",
        VoiceKind::Meeting => "meetings",
        VoiceKind::Consultation | VoiceKind::Opinion => "opinions",
        VoiceKind::Suggestion | VoiceKind::Practice | VoiceKind::Appraisal => kind.key(),
    }
}

/// The page that shows one; the list of those that have none.
fn page_of(loaded: &Loaded, kind: VoiceKind, id: &str) -> String {
    match kind {
        VoiceKind::Council | VoiceKind::Suggestion | VoiceKind::Practice | VoiceKind::Appraisal => {
            format!("{}/{}", loaded.href(), list_of(kind))
        }
        VoiceKind::Meeting | VoiceKind::Consultation | VoiceKind::Opinion => {
            format!("{}/{}/{id}", loaded.href(), kind.key())
        }
    }
}

fn page(
    person: &Person,
    loaded: &Loaded,
    voice: &Voice,
    asked: &Asked,
    sent: Option<&FormData>,
    wrong: FieldErrors,
) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let kind = voice.kind();
    let is_new = kind.find(plan, voice.id()).is_none();
    let (title, href) = match is_new {
        true => (
            format!("{}の追加", kind.label()),
            format!("{}/{}/new", loaded.href(), kind.key()),
        ),
        false => (
            format!("{}の編集", kind.label()),
            format!("{}/{}/{}/edit", loaded.href(), kind.key(), voice.id()),
        ),
    };
    let offered = |field: VoiceField| {
        let is_offered = matches!(field, VoiceField::Council | VoiceField::Voiced) && !asked.of.is_empty();
        (is_new && is_offered).then(|| asked.of.clone())
    };
    let status = wrong.status();
    let shown = VoicePage {
        page: frame(loaded, person, OPINIONS, &title),
        href,
        back: match is_new {
            true => format!("{}/{}", loaded.href(), list_of(kind)),
            false => page_of(loaded, kind, voice.id()),
        },
        answer: match is_new {
            true => lead(kind).to_owned(),
            false => voice.called(plan),
        },
        title,
        notice: notice_of(asked),
        fields: boxes(plan, kind.fields().iter().copied(), voice, offered, sent),
        wrong,
        is_new,
        digest: digest(plan, voice),
        goes_on: is_new && kind == VoiceKind::Opinion,
    };
    Ok((status, html(&shown)?).into_response())
}

/// What is said above the form of a new one.
fn lead(kind: VoiceKind) -> &'static str {
    match kind {
        VoiceKind::Council => "推進本部、幹事会、懇談会など、この計画を進め、評価する会議体を登録します。",
        VoiceKind::Meeting => {
            "会議の日時、議題、資料、議事要旨を記録します。公開すると、意見と回答と一緒に示されます。"
        }
        VoiceKind::Consultation => {
            "市民からの意見を、期間を決めて受け付けます。計画を公開すると、募集の期間だけ受付の画面が開きます。"
        }
        VoiceKind::Opinion => "会議などで出た意見を記録します。回答は、後から入力できます。",
        VoiceKind::Suggestion => "職員からの提案を受け付け、審査、採用、実施まで記録します。",
        VoiceKind::Practice => "成果の上がった取組を、ほかの課が取り入れられるように記録します。",
        VoiceKind::Appraisal => {
            "既存の事業を年度ごとに点検し、自己評価、外部の意見、見直しの方向を記録します。見直しの方向を決めたものだけが、公開のときに庁外に出ます。"
        }
    }
}

/// The form of a new one.
pub(super) async fn blank(
    app: App,
    person: Person,
    at: PlanAt,
    kind: VoiceKind,
    asked: Asked,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    if kind == VoiceKind::Meeting && loaded.plan().councils.is_empty() {
        // A meeting is one of a council.
        let to = format!("{}/councils/new?did=council", loaded.href());
        return Ok(Redirect::to(&to).into_response());
    }
    let voice = kind.blank(new_id());
    page(&person, &loaded, &voice, &asked, None, FieldErrors::default())
}

/// Adds one.
pub(super) async fn create(
    app: App,
    person: Person,
    at: PlanAt,
    kind: VoiceKind,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let blank = kind.blank(new_id());
    let mut wrong = FieldErrors::default();
    let mut new = read(
        loaded.plan(),
        kind.fields().iter().copied(),
        &blank,
        &form,
        &mut wrong,
    );
    dated(&blank, &mut new, app.today()?);
    if wrong.is_empty() {
        let act = Act::WriteVoices(vec![VoiceWrite::new(new.clone())]);
        match undo::act(&app, &person, &actor, &loaded, &act).await? {
            Ok(()) => {
                let did = act.deed().word();
                let to = match form.has("more") {
                    true => {
                        let voiced = VoiceField::Voiced.text(loaded.plan(), &new);
                        format!("{}/{}/new?of={voiced}&did={did}", loaded.href(), kind.key())
                    }
                    false => format!("{}?did={did}", page_of(&loaded, kind, new.id())),
                };
                return Ok(Redirect::to(&to).into_response());
            }
            Err(refusal) => wrong.add(field_of(kind, &refusal), refusal.words()),
        }
    }
    page(&person, &loaded, &blank, &Asked::default(), Some(&form), wrong)
}

/// The form of one that is known.
pub(super) async fn edit(
    app: App,
    person: Person,
    at: PlanPartAt,
    kind: VoiceKind,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at.plan(), &Sight::Working).await?;
    let voice = kind.find(loaded.plan(), &at.id).ok_or(Problem::NotFound)?;
    page(
        &person,
        &loaded,
        &voice,
        &Asked::default(),
        None,
        FieldErrors::default(),
    )
}

/// Writes one, or removes it.
pub(super) async fn write(
    app: App,
    person: Person,
    at: PlanPartAt,
    kind: VoiceKind,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at.plan(), &Sight::Working).await?;
    let stands = kind.find(loaded.plan(), &at.id).ok_or(Problem::NotFound)?;
    let mut wrong = FieldErrors::default();
    let (write, to) = match form.raw("deed") {
        "remove" => {
            if form.raw("seen") != digest(loaded.plan(), &stands) {
                wrong.add("", STALE);
            }
            let write = VoiceWrite {
                seen: Some(stands.clone()),
                voice: None,
            };
            (write, format!("{}/{}?did=removed", loaded.href(), list_of(kind)))
        }
        _ => {
            let fields = kind.fields().iter().copied();
            let mut new = read(loaded.plan(), fields, &stands, &form, &mut wrong);
            dated(&stands, &mut new, app.today()?);
            let to = format!("{}?did=written", page_of(&loaded, kind, &at.id));
            (VoiceWrite::over(stands.clone(), new), to)
        }
    };
    if wrong.is_empty() {
        let act = Act::WriteVoices(vec![write]);
        match undo::act(&app, &person, &actor, &loaded, &act).await? {
            Ok(()) => return Ok(Redirect::to(&to).into_response()),
            Err(refusal) => wrong.add(field_of(kind, &refusal), refusal.words()),
        }
    }
    page(&person, &loaded, &stands, &Asked::default(), Some(&form), wrong)
}

/// The tab of these pages.
pub(super) const TAB: Tab = OPINIONS;
