//! `/{code}/{plan}/next`: the next plan, made from this one.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gyokaku_core::editing::{Act, PlanField, PlanWrite, Refusal, Shape, Value, apply};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::lineage::{Carried, successor};
use gyokaku_core::plan::{Period, Plan};
use gyokaku_exchange::typed::value;

use crate::App;
use crate::access::{Right, Sight, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::loaded::{Loaded, load};
use crate::pages::register::editing::{frame, line, new_id, put};
use crate::path::{PlanAt, UrlPath};
use crate::person::Person;
use crate::show::page::Page;
use crate::tab::Tab;

#[derive(Template)]
#[template(path = "pages/register/lineage/next.html")]
struct Next {
    page: Page,
    href: String,
    answer: String,
    title: String,
    key: String,
    from: String,
    to: String,
    /// What can be taken over: word, label, chosen.
    carried: Vec<(&'static str, &'static str, bool)>,
    wrong: FieldErrors,
}

const CARRIED: [(&str, &str); 4] = [
    ("texts", "取組内容と目標"),
    ("departments", "担当課"),
    (
        "indicators",
        "指標（新しい期間の目標と、最後の実績を基準値として）",
    ),
    ("amounts", "効果額（新しい期間の計画額・見込額）"),
];

pub(crate) async fn show(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
) -> Result<Response, Problem> {
    let loaded = load(&app, &at, &Sight::Working).await?;
    let after = loaded.plan().period.map(|period| {
        let years = period.to.western() - period.from.western();
        let from = period.to.next();
        let to = FiscalYear::new(from.western() + years);
        let shown = |year: FiscalYear| year.show(loaded.plan().year_style);
        [
            ("from".to_owned(), shown(from)),
            ("to".to_owned(), to.map(shown).unwrap_or_default()),
        ]
    });
    let mut first: Vec<(String, String)> = after.into_iter().flatten().collect();
    first.extend(CARRIED.map(|(word, _)| (word.to_owned(), "on".to_owned())));
    page(
        &person,
        &loaded,
        &first.into_iter().collect(),
        FieldErrors::default(),
    )
}

fn page(person: &Person, loaded: &Loaded, form: &FormData, wrong: FieldErrors) -> Result<Response, Problem> {
    let plan = loaded.plan();
    let goes_on = plan.items.iter().filter(|item| item.retired.is_none()).count();
    let status = wrong.status();
    let shown = Next {
        page: frame(loaded, person, Tab::Plan, "次の計画"),
        href: loaded.href(),
        answer: format!(
            "この計画の区分{}件と取組項目{goes_on}件を引き継いだ計画を、新しく作ります。この計画は変わりません。",
            plan.sections.len()
        ),
        title: form.raw("title").to_owned(),
        key: form.raw("key").to_owned(),
        from: form.raw("from").to_owned(),
        to: form.raw("to").to_owned(),
        carried: CARRIED
            .into_iter()
            .map(|(word, label)| (word, label, form.has(word)))
            .collect(),
        wrong,
    };
    Ok((status, html(&shown)?).into_response())
}

/// The period that was typed; none where both ends are blank.
fn period(form: &FormData, wrong: &mut FieldErrors) -> Option<Period> {
    let mut year = |field: &str| match value(Shape::Year, form.raw(field)) {
        Ok(Value::Year(year)) => year,
        Ok(_) => None,
        Err(why) => {
            wrong.add(field, why);
            None
        }
    };
    let ends = [(PlanField::From, year("from")), (PlanField::To, year("to"))];
    if !wrong.is_empty() {
        return None;
    }
    // What a period must be is said where one is written.
    let writes = ends.map(|(field, year)| PlanWrite::over(field, Value::Year(year)));
    let mut plan = Plan::default();
    match apply(&mut plan, &Act::WritePlan(writes.to_vec())) {
        Ok(_) => plan.period,
        Err(refusal) => {
            let field = match refusal {
                Refusal::HalfAPeriod => "from",
                _ => "to",
            };
            wrong.add(field, refusal.words());
            None
        }
    }
}

fn made(loaded: &Loaded, form: &FormData, wrong: &mut FieldErrors) -> Plan {
    let title = line(form, "title", "title", wrong).unwrap_or_default();
    if title.is_empty() && wrong.is_empty() {
        wrong.add("title", "計画の名称を入力してください。");
    }
    let period = period(form, wrong);
    let carried = Carried {
        texts: form.has("texts"),
        departments: form.has("departments"),
        indicators: form.has("indicators"),
        amounts: form.has("amounts"),
    };
    successor(loaded.plan(), &loaded.key, (title, period), carried, &mut new_id)
}

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<PlanAt>,
    form: FormData,
) -> Result<Response, Problem> {
    let actor = demand_for(&person, Right::EditRegister, &at.code.0, None)?;
    let loaded = load(&app, &at, &Sight::Working).await?;
    let mut wrong = FieldErrors::default();
    let plan = made(&loaded, &form, &mut wrong);
    let key = form.line("key");
    match put(&app, &actor, (&at.code.0, &key), &plan, ("key", &mut wrong)).await? {
        true => Ok(Redirect::to(&format!("/{}/{key}/lineage?did=made", at.code.0)).into_response()),
        false => page(&person, &loaded, &form, wrong),
    }
}
