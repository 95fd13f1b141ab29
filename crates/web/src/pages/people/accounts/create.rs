//! `POST /{code}/accounts`: makes an account and shows its first password once.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use gyokaku_core::account::{Account, login_name};
use gyokaku_store::{NewPassword, StoreError};
use uuid::Uuid;

use super::first::{Occasion, shown};
use super::form::Typed;
use super::new::page;
use crate::App;
use crate::access::{Right, demand_for};
use crate::error::{Problem, html};
use crate::form::{FieldErrors, FormData};
use crate::path::{BodyAt, UrlPath};
use crate::person::Person;
use gyokaku_office::password;

pub(crate) async fn create(
    State(app): State<App>,
    person: Person,
    UrlPath(at): UrlPath<BodyAt>,
    headers: HeaderMap,
    form: FormData,
) -> Result<Response, Problem> {
    let code = at.code.0;
    let actor = demand_for(&person, Right::ManageAccounts, &code, None)?;
    let typed = Typed::of_fields(&form);
    let refused = async |typed: Typed, wrong: FieldErrors| {
        let mut page = page(&app, &person, code, typed).await?;
        page.wrong = wrong;
        Ok((StatusCode::BAD_REQUEST, html(&page)?).into_response())
    };
    let wrong = typed.wrong(&[]);
    let Some(login) = login_name(&typed.login).filter(|_| wrong.is_empty()) else {
        return refused(typed, wrong).await;
    };
    let account = Account {
        id: Uuid::now_v7().simple().to_string(),
        login,
        must_change: true,
        enabled: true,
        ..typed.account.clone()
    };
    let first = password::first();
    let phc = password::hashed(first.clone()).await?;
    let made = app
        .store()
        .create_account(&actor, &app.now(), &code, &account, NewPassword::First(&phc))
        .await;
    match made {
        Ok(()) => {
            let occasion = Occasion::Registered;
            shown(&app, &person, code, &headers, &account, &first, occasion).await
        }
        Err(error @ (StoreError::LoginTaken { .. } | StoreError::UnknownDepartment)) => {
            let field = match error {
                StoreError::LoginTaken { .. } => "login",
                _ => "roles",
            };
            let words = error.message();
            refused(typed, FieldErrors::one(field, words)).await
        }
        Err(error) => Err(error.into()),
    }
}
