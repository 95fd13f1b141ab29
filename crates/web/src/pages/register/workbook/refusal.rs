//! A file that is not this register's: what it is, and where it belongs.

use gyokaku_core::body::BodyCode;
use gyokaku_exchange::register::NotTheRegister;

use super::CALLED;
use crate::App;
use crate::access::{Right, may};
use crate::error::Problem;
use crate::loaded::Loaded;
use crate::person::Person;
use crate::upload::Refusal;

/// Says what a file is that is not taken here.
pub(super) async fn refusal(
    app: &App,
    person: &Person,
    loaded: &Loaded,
    error: NotTheRegister,
) -> Result<Refusal, Problem> {
    let only = |what: String| Refusal { what, place: None };
    let NotTheRegister::Another { code: Some(found) } = &error else {
        return Ok(only(error.to_string()));
    };
    let Some((body, key)) = found.split_once('/') else {
        return Ok(only(error.to_string()));
    };
    let Ok(code) = body.parse::<BodyCode>() else {
        return Ok(only(error.to_string()));
    };
    let Some(known) = app.store().body(&code).await? else {
        return Ok(only(error.to_string()));
    };
    if known.code != loaded.code {
        return Ok(only(format!(
            "「{}」の{CALLED}です。何も保存していません。この団体の画面から受け取ったファイルをお送りください。",
            known.name
        )));
    }
    let plan = known.plans.iter().find(|plan| plan.key == key);
    let name = plan.map_or_else(
        || "いまはない計画".to_owned(),
        |plan| format!("「{}」", plan.title),
    );
    let what = format!("{name}の{CALLED}です。何も保存していません。");
    let place = plan
        .filter(|_| may(person, Right::EditRegister, &known.code, None))
        .map(|plan| {
            let href = format!("/{}/{}/grid/workbook", known.code, plan.key);
            (href, format!("{}へ", plan.title))
        });
    Ok(match place {
        Some(_) => Refusal {
            what: what + "次の画面から取り込めます。",
            place,
        },
        None => only(what + "この画面から受け取ったファイルをお送りください。"),
    })
}
