//! `/{code}/{plan}/amendments/{id}`: a proposal, what it would change, and the decision on it.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use gyokaku_core::amendment::{Amendment, AmendmentKind};
use gyokaku_core::editing::Deed;
use gyokaku_core::round::day_key;
use gyokaku_core::wording::{Piece, pieces};
use serde::Deserialize;

use crate::App;
use crate::access::{Right, Sight, has, withdraws};
use crate::error::{Problem, html};
use crate::form::FieldErrors;
use crate::loaded::{Loaded, load};
use crate::pages::register::editing::frame;
use crate::path::{PlanPartAt, UrlPath, UrlQuery};
use crate::person::{Person, Viewer};
use crate::show::page::Page;
use crate::show::time::day_of;
use crate::tab::ITEMS;

/// What was just done.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    did: String,
}

/// Up to how many characters two wordings stand one after the other.
const SHORT: usize = 20;

/// A field that is changed.
struct Line {
    label: &'static str,
    /// The wordings in one, where they are long enough for it to be read.
    pieces: Vec<Piece>,
    old: String,
    new: String,
    /// What stands there now, where it is another than when it was proposed.
    now: Option<String>,
}

/// What was typed into the form of the decision.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) day: String,
    pub(super) by: String,
    pub(super) note: String,
    pub(super) wrong: FieldErrors,
}

#[derive(Template)]
#[template(path = "pages/register/amendments/show.html")]
struct AmendmentPage<'a> {
    page: Page,
    href: String,
    answer: String,
    notice: Option<String>,
    amendment: &'a Amendment,
    /// The item: its address, where it is there.
    item: Option<String>,
    section: String,
    holds_from: String,
    proposed_on: String,
    decided_on: String,
    lines: Vec<Line>,
    moved: usize,
    /// What is said where it holds from a day ahead.
    ahead: Option<String>,
    decides: bool,
    withdraws: bool,
    typed: Typed,
}

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    UrlQuery(asked): UrlQuery<Asked>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at.plan(), &Sight::Working).await?;
    let typed = Typed {
        day: day_key(app.today()?),
        ..Typed::default()
    };
    page(&app, &person, &loaded, &at.id, typed, &asked.did)
}

pub(super) fn page(
    app: &App,
    person: &Person,
    loaded: &Loaded,
    id: &str,
    typed: Typed,
    did: &str,
) -> Result<Response, Problem> {
    let today = app.today()?;
    let plan = loaded.plan();
    let amendment = plan.amendments.iter().find(|known| known.id == id);
    let amendment = amendment.ok_or(Problem::NotFound)?;
    let item = plan.item(&amendment.item);
    let is_open = amendment.is_open();
    let lines: Vec<Line> = amendment
        .fields
        .iter()
        .map(|f| {
            let now = item.map(|item| f.field.text(item)).unwrap_or_default();
            let is_moved = is_open && amendment.kind == AmendmentKind::Change && now != f.old;
            Line {
                label: f.field.label(),
                pieces: match f.old.chars().count().min(f.new.chars().count()) > SHORT {
                    true => pieces(&f.old, &f.new),
                    false => Vec::new(),
                },
                old: f.old.clone(),
                new: f.new.clone(),
                now: is_moved.then_some(now),
            }
        })
        .collect();
    let list = format!("{}/amendments", loaded.href());
    let page = frame(loaded, person, ITEMS, "計画変更").under(list.clone(), "計画変更");
    let notice = Deed::of(did).filter(|deed| matches!(deed, Deed::Propose | Deed::Decide));
    let viewer = Viewer::from(person);
    let decides = has(&viewer, Right::EditRegister, &loaded.code);
    let status = typed.wrong.status();
    let shown = AmendmentPage {
        page,
        href: format!("{list}/{id}"),
        answer: format!(
            "{}（{}）：{}",
            amendment.kind.label(),
            amendment.state.label(),
            amendment.name
        ),
        notice: notice.map(|deed| format!("{}を保存しました。", deed.label())),
        amendment,
        item: item.map(|item| format!("{}/items/{}", loaded.href(), item.id)),
        section: amendment
            .section
            .as_deref()
            .map(|id| plan.path(id).join(" ＞ "))
            .unwrap_or_default(),
        holds_from: day_of(amendment.holds_from),
        proposed_on: day_of(amendment.proposed_on),
        decided_on: amendment
            .decided
            .as_ref()
            .map(|d| day_of(d.on))
            .unwrap_or_default(),
        moved: lines.iter().filter(|line| line.now.is_some()).count(),
        lines,
        ahead: (amendment.kind != AmendmentKind::Retire && amendment.holds_from > today).then(|| {
            format!(
                "適用する日（{}）はまだ先ですが、決定すると台帳の内容はすぐに変わります。適用する日より前に市民に見せないときは、公開の手続で公開日をその日以後にしてください。",
                day_of(amendment.holds_from)
            )
        }),
        decides: is_open && decides,
        withdraws: is_open && withdraws(person, &loaded.code, &amendment.proposed_by),
        typed,
    };
    Ok((status, html(&shown)?).into_response())
}
