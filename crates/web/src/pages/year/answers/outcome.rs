//! What became of many at once: one line for each, those that need a hand first.

use askama::Template;
use axum::response::Response;

use super::page;
use crate::error::{Problem, html};
use crate::person::{Person, Viewer};
use crate::round_context::RoundContext;
use crate::show::page::Page;

/// What became of one.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) text: String,
    pub(crate) is_done: bool,
}

impl Line {
    pub(crate) fn done(name: String, href: Option<String>, text: String) -> Self {
        Self {
            name,
            href,
            text,
            is_done: true,
        }
    }

    pub(crate) fn refused(name: String, href: Option<String>, text: String) -> Self {
        Self {
            name,
            href,
            text,
            is_done: false,
        }
    }
}

#[derive(Template)]
#[template(path = "pages/year/answers/outcome.html")]
struct Outcomes {
    page: Page,
    title: &'static str,
    answer: String,
    refused: Vec<Line>,
    done: Vec<Line>,
    list: String,
    grid: String,
}

/// The page that says what became of each.
pub(crate) fn outcomes(
    person: &Person,
    survey: &RoundContext,
    department: &str,
    title: &'static str,
    did: &str,
    lines: Vec<Line>,
) -> Result<Response, Problem> {
    let (done, refused): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.is_done);
    let answer = match (done.len(), refused.len()) {
        (done, 0) => format!("{done}件を{did}。"),
        (0, left) => format!("{left}件は、次の理由でそのまま残っています。"),
        (done, left) => format!("{done}件を{did}。{left}件は、次の理由でそのまま残っています。"),
    };
    let list = survey.href_of(department);
    html(&Outcomes {
        page: page(survey, title)
            .under(list.clone(), survey.department(department).to_owned())
            .seen_by(&Viewer::from(person)),
        title,
        answer,
        refused,
        done,
        grid: format!("{list}/grid"),
        list,
    })
}
