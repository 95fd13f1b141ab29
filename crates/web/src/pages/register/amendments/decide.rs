//! `POST /{code}/{plan}/amendments/{id}`: the decision on a proposal, and taking one back.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::amendment::{AmendmentState, Decision};
use gyokaku_core::editing::{Act, Deciding};
use gyokaku_core::release::note;
use gyokaku_core::round::day;
use gyokaku_exchange::typed::value;
use gyokaku_store::Actor;

use super::show::{Typed, page};
use crate::App;
use crate::access::{Right, Sight, demand_for, withdraws};
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::path::{PlanPartAt, UrlPath};
use crate::person::Person;
use crate::undo;

pub(crate) async fn decide(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at.plan(), &Sight::Working).await?;
    let plan = loaded.plan();
    let proposed = plan.amendments.iter().find(|known| known.id == at.id);
    let proposed = proposed.ok_or(Problem::NotFound)?;
    let state = match form.raw("state") {
        word if word == AmendmentState::Approved.key() => AmendmentState::Approved,
        word if word == AmendmentState::Declined.key() => AmendmentState::Declined,
        _ => {
            return Err(Problem::Form(
                "「決定する」か「採用しない」を選んでください。".into(),
            ));
        }
    };
    let mut typed = Typed {
        day: form.raw("day").to_owned(),
        by: form.line("by"),
        note: form.lines("note"),
        wrong: FieldErrors::default(),
    };
    let on = day(form.raw("day"));
    match on {
        None => typed.wrong.add("day", "決定した日を入力してください。"),
        Some(on) if on > app.today()? => {
            typed
                .wrong
                .add("day", "決定した日には、今日までの日を入力してください。");
        }
        Some(_) => {}
    }
    if typed.by.is_empty() {
        typed.wrong.add(
            "by",
            "決定した会議等を入力してください（例：行財政改革推進本部会議）。",
        );
    }
    for (field, text) in [("by", &typed.by), ("note", &typed.note)] {
        if let Err(refusal) = note(text) {
            typed.wrong.add(field, refusal.words());
        }
    }
    let (Some(on), true) = (on, typed.wrong.is_empty()) else {
        return page(&app, &person, &loaded, &at.id, typed, "");
    };
    let values = match state {
        AmendmentState::Approved => {
            let fields = proposed.fields.iter();
            let values = fields.map(|f| value(f.field.shape(), &f.new));
            values.collect::<Result<Vec<_>, _>>().map_err(Problem::Form)?
        }
        _ => Vec::new(),
    };
    let deciding = Deciding {
        id: at.id.clone(),
        item: proposed.item.clone(),
        state,
        decided: Some(Decision {
            on,
            by: typed.by.clone(),
            note: typed.note.clone(),
        }),
        values,
    };
    done(&app, &person, &actor, &loaded, &at, deciding, typed).await
}

pub(crate) async fn withdraw(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanPartAt>,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::Propose, &at.code.0, None)?;
    let loaded = load(&app, &at.plan(), &Sight::Working).await?;
    let proposed = loaded.plan().amendments.iter().find(|known| known.id == at.id);
    let proposed = proposed.ok_or(Problem::NotFound)?;
    if !withdraws(&person, &loaded.code, &proposed.proposed_by) {
        return Err(Problem::Forbidden);
    }
    let deciding = Deciding {
        id: at.id.clone(),
        item: proposed.item.clone(),
        state: AmendmentState::Withdrawn,
        decided: None,
        values: Vec::new(),
    };
    done(&app, &person, &actor, &loaded, &at, deciding, Typed::default()).await
}

async fn done(
    app: &App,
    person: &Person,
    actor: &Actor,
    loaded: &Loaded,
    at: &PlanPartAt,
    deciding: Deciding,
    mut typed: Typed,
) -> Result<Response, Problem> {
    let act = Act::Decide(deciding);
    match undo::act(app, person, actor, loaded, &act).await? {
        Ok(()) => {
            let to = format!("{}/amendments/{}?did={}", loaded.href(), at.id, act.deed().word());
            Ok(Redirect::to(&to).into_response())
        }
        Err(refusal) => {
            let loaded = load(app, &at.plan(), &Sight::Working).await?;
            typed.wrong.add("", refusal.words());
            page(app, person, &loaded, &at.id, typed, "")
        }
    }
}
