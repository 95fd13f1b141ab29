//! `POST /{code}/{plan}/scales/precedence`: whose grade counts where several stand side by side.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::plan::Plan;
use gyokaku_core::precedence::Precedence;
use gyokaku_core::progress::Evaluator;

use super::show::{this_year, unchanged};
use super::store::{put, stale};
use crate::App;
use crate::access::Sight;
use crate::error::Problem;
use crate::form::{FieldErrors, FormData};
use crate::loaded::load;
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::tab::Tab;

/// A place of the order, as the form shows it.
#[derive(Debug)]
pub(super) struct Place {
    /// The name of its field.
    pub(super) name: String,
    /// 1番目.
    pub(super) label: String,
    /// Who may stand there: value, words, chosen.
    pub(super) choices: Vec<(&'static str, &'static str, bool)>,
}

/// The form: as many places as there are evaluators, those at the end free.
pub(super) fn places(plan: &Plan, sent: &FormData) -> Vec<Place> {
    let known = plan.precedence.evaluators();
    (1..=Evaluator::ALL.len())
        .map(|n| {
            let name = name(n);
            let chosen = match sent.has(&name) {
                true => sent.line(&name),
                false => known.get(n - 1).map_or("", |by| by.key()).to_owned(),
            };
            let evaluators = Evaluator::ALL.iter().map(|by| (by.key(), by.label()));
            let all = evaluators.chain([("", "（なし）")]);
            Place {
                label: format!("{n}番目"),
                choices: all.map(|(key, words)| (key, words, key == chosen)).collect(),
                name,
            }
        })
        .collect()
}

fn name(n: usize) -> String {
    format!("counts{n}")
}

/// The rule as it was sent; free places are passed over.
fn sent_rule(sent: &FormData) -> Option<Precedence> {
    let typed: Vec<String> = (1..=Evaluator::ALL.len()).map(|n| sent.line(&name(n))).collect();
    Precedence::parse(&typed.join(" "))
}

pub(crate) async fn store(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    sent: FormData,
) -> Result<Response, Problem> {
    let (loaded, now) = (load(&app, &at, &Sight::Working).await?, this_year(&app)?);
    let mut wrongs = FieldErrors::default();
    stale(&loaded, &sent, &mut wrongs);
    let rule = sent_rule(&sent);
    if rule.is_none() {
        let words = "評価者を一つ以上選び、同じ評価者は一度だけにしてください。";
        wrongs.add("precedence", words);
    }
    let (Some(precedence), true) = (rule, wrongs.is_empty()) else {
        return unchanged(&loaded, &person, now, &sent, wrongs);
    };
    let plan = Plan {
        precedence,
        ..loaded.plan().clone()
    };
    put(&app, &person, &loaded, &plan).await?;
    Ok(Redirect::to(&format!("{}#precedence", loaded.href_of(Tab::Scales))).into_response())
}
