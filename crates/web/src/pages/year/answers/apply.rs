//! `POST …/departments/{department}/paste/application`: stores what was chosen of a pasted block.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use gyokaku_core::round::field::Field;

use super::outcome::{Line, outcomes};
use super::typed::{Typed, keep};
use super::{demand_known, number, title};
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::Problem;
use crate::form::FormData;
use crate::path::UrlPath;
use crate::person::Person;
use crate::round_context::{DepartmentPath, Part, load_round};

/// The chosen changes of the form, by item.
fn chosen(form: &FormData) -> BTreeMap<String, Vec<(String, String, String)>> {
    let find = |name: String| form.get(&name).map(str::to_owned);
    let mut found: BTreeMap<String, Vec<(String, String, String)>> = BTreeMap::new();
    for at in form.all("change") {
        let (Some(item), Some(word)) = (find(format!("item.{at}")), find(format!("field.{at}"))) else {
            continue;
        };
        let seen = find(format!("seen.{at}")).unwrap_or_default();
        let new = find(format!("new.{at}")).unwrap_or_default();
        found.entry(item).or_default().push((word, seen, new));
    }
    found
}

pub(crate) async fn apply(
    State(app): State<App>,
    person: Person,
    UrlPath(path): UrlPath<DepartmentPath>,
    form: FormData,
) -> Result<Response, Problem> {
    let department = path.department.as_str();
    let actor = demand_for(&person, Right::Answer, &path.code.0, Some(department))?;
    let part = Part::Departments(vec![department.to_owned()]);
    let survey = load_round(&app, &path.round(), &part).await?;
    demand_known(&survey, department)?;
    let chosen = chosen(&form);
    if chosen.is_empty() {
        return Err(Problem::Form(
            "取り込むところが選ばれていません。前の画面で選んでください。".into(),
        ));
    }
    let round = path.round();
    let mut lines = Vec::new();
    // In the order of the list, not of the identities.
    let mut chosen: Vec<_> = chosen.into_iter().collect();
    chosen.sort_by_key(|(item, _)| survey.answers.iter().position(|answer| answer.item == *item));
    for (item, changes) in chosen {
        let name = format!("{} {}", number(&survey, &item), title(&survey, &item));
        let Some(answer) = survey.answers.iter().find(|answer| answer.item == item) else {
            lines.push(Line::refused(
                name,
                None,
                "この課にお尋ねしている取組ではありません。".into(),
            ));
            continue;
        };
        let href = Some(survey.href_of_answer(answer));
        let asked = survey.fields(answer);
        let mut typed = Vec::new();
        for (word, seen, text) in changes {
            match Field::of(&word).filter(|field| asked.contains(field)) {
                Some(field) => typed.push(Typed { field, seen, text }),
                None => lines.push(Line::refused(
                    name.clone(),
                    href.clone(),
                    "この取組ではお尋ねしていない欄です。".into(),
                )),
            }
        }
        match keep(&app, &actor, &survey, round.at(), answer, typed).await {
            Ok(outcome) => {
                for (field, wrong) in &outcome.wrong {
                    let why = format!("{}：{}", survey.label(field), wrong.why);
                    lines.push(Line::refused(name.clone(), href.clone(), why));
                }
                for (field, conflict) in &outcome.conflicts {
                    let by = conflict
                        .theirs
                        .as_ref()
                        .map_or("", |held| held.changed_by.as_str());
                    let why = format!(
                        "{}：確認している間に、ほかの方（{by}）が書き換えました。貼り付けた内容「{}」は保存していません。",
                        survey.label(field),
                        outcome.typed.get(field).map_or("", String::as_str)
                    );
                    lines.push(Line::refused(name.clone(), href.clone(), why));
                }
                if !outcome.saved.is_empty() {
                    let labels: Vec<String> = outcome.saved.iter().map(|field| survey.label(field)).collect();
                    lines.push(Line::done(name, href, labels.join("、")));
                }
            }
            Err(Problem::NotNow(why)) => lines.push(Line::refused(name, href, why)),
            Err(problem) => return Err(problem),
        }
    }
    outcomes(
        &person,
        &survey,
        department,
        "貼り付けの結果",
        "保存しました",
        lines,
    )
}
