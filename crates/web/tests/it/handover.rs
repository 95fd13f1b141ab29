//! Roles with their days on the pages, and handing over from one account to another.

use axum::http::StatusCode;
use gyokaku_core::account::{Account, Role, Term};
use gyokaku_core::round::day;

use crate::common::{CODE, Site, clock, code, config, form, get_as, program};

const HREF: &str = "/990019/accounts/handover";

/// A site with an administrator who asks, and two who are staff of departments.
async fn site() -> Site {
    let mut site = Site::filled(config()).await;
    site.departments(CODE, &[("z", "財政課", None), ("k", "契約課", None)])
        .await;
    site.account(CODE, "taro", &[("staff", Some("z")), ("head", Some("k"))])
        .await;
    site.account(CODE, "hana", &[("staff", Some("k"))]).await;
    site.cookie = Some(site.as_person(CODE, "kanri", &[("administrator", None)]).await);
    site
}

async fn account(site: &Site, login: &str) -> Account {
    let found = site.store.credentials(&code(), login).await.expect("accounts");
    found.expect("an account").stored.account
}

/// The roles of an account with their days.
async fn roles(site: &Site, login: &str) -> Vec<(Role, Option<String>, Term)> {
    let grants = account(site, login).await.grants.into_iter();
    grants.map(|g| (g.role, g.department, g.term)).collect()
}

fn term(from: &str, until: &str) -> Term {
    Term {
        from: day(from),
        until: day(until),
    }
}

/// What a page sends along under a name.
fn hidden(page: &str, name: &str) -> String {
    let rest = page
        .split(&format!("name=\"{name}\" value=\""))
        .nth(1)
        .expect("a field");
    rest.split('"').next().expect("its end").to_owned()
}

#[tokio::test]
async fn a_role_is_handed_over_from_a_day_on() {
    let site = site().await;
    let page = site.page(&format!("{HREF}?from=taro")).await;
    assert!(
        page.contains("value=\"2026-12-01\"") && page.contains("value=\"taro\""),
        "{page}"
    );
    let wrong = form(&[("day", "2026-12-01"), ("from.0", "taro"), ("to.0", "だれか")]);
    let answer = site.post(HREF, &wrong).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains("1組目の後任者：利用者が見つかりません。"));
    let fields = [("day", "2026-12-01"), ("from.0", "taro"), ("to.0", "hana 担当")];
    let before = site.store.queries();
    let answer = site.post(HREF, &form(&fields)).await;
    let spent = site.store.queries() - before;
    assert!(spent < 8, "{spent} statements");
    let page = answer.text();
    assert_eq!(answer.status, StatusCode::OK, "{page}");
    assert!(
        page.contains("令和8年12月1日から、1組の引継ぎで2人の役割が変わります。"),
        "{page}"
    );
    assert!(
        page.contains("財政課（11月30日まで）") && page.contains("財政課（12月1日から）"),
        "{page}"
    );
    assert_eq!(roles(&site, "hana").await.len(), 1, "nothing is stored yet");
    let seen = hidden(&page, "seen");
    let apply = format!("{HREF}/application");
    let stale = site
        .post(&apply, &form(&[fields[0], fields[1], fields[2], ("seen", "x")]))
        .await;
    assert_eq!(stale.status, StatusCode::BAD_REQUEST);
    let answer = site
        .post(&apply, &form(&[fields[0], fields[1], fields[2], ("seen", &seen)]))
        .await;
    assert_eq!(answer.location(), format!("{HREF}?done=2"));
    assert!(
        site.page(&answer.location())
            .await
            .contains("引継ぎを保存しました。2人の役割が変わります。")
    );
    let (ended, begun) = (term("", "2026-11-30"), term("2026-12-01", ""));
    assert_eq!(
        roles(&site, "taro").await,
        [
            (Role::Staff, Some("z".to_owned()), ended),
            (Role::Head, Some("k".to_owned()), ended)
        ]
    );
    assert_eq!(
        roles(&site, "hana").await,
        [
            (Role::Staff, Some("k".to_owned()), Term::ALWAYS),
            (Role::Staff, Some("z".to_owned()), begun),
            (Role::Head, Some("k".to_owned()), begun)
        ]
    );
    let journal = site.page("/990019/journal").await;
    assert!(
        journal.contains("担当者（財政課、令和8年12月1日から）"),
        "{journal}"
    );
    let again = site
        .post(
            HREF,
            &form(&[("day", "2026-12-01"), ("from.0", "taro"), ("to.0", "hana")]),
        )
        .await;
    assert!(
        again
            .text()
            .contains("1組目：前任者には、その日から引き継ぐ役割がありません。")
    );
}

#[tokio::test]
async fn pairs_are_pasted_and_rows_are_added_without_being_judged() {
    let site = site().await;
    let answer = site
        .post(
            HREF,
            &form(&[
                ("day", ""),
                ("from.0", "だれ"),
                ("more", "1"),
                ("pasted", "taro\thana"),
            ]),
        )
        .await;
    let page = answer.text();
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        page.contains("value=\"だれ\"") && page.contains("value=\"taro\"") && page.contains("value=\"hana\"")
    );
    assert!(!page.contains("利用者が見つかりません"));
    let answer = site
        .post(
            HREF,
            &form(&[("day", "2027-04-01"), ("pasted", "taro\thana\r\nhana\ttaro")]),
        )
        .await;
    assert!(
        answer.text().contains("2組の引継ぎで2人の役割が変わります。"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn a_role_outside_of_its_days_opens_no_page() {
    let site = site().await;
    let of = async |login: &str, term: Term| {
        let cookie = site
            .as_person(CODE, login, &[("administrator", None), ("reader", None)])
            .await;
        let stored = site.store.accounts(&code()).await.expect("accounts");
        let stored = stored
            .iter()
            .find(|one| one.account.login == login)
            .expect("there");
        let mut account = stored.account.clone();
        for grant in &mut account.grants {
            grant.term = term;
        }
        site.store
            .change_account(&program(), &clock(), &code(), &account, stored.revision)
            .await
            .expect("changed");
        get_as(&site, &cookie, "/990019/accounts").await
    };
    for (login, from, until, status) in [
        ("n1", "2026-11-20", "2026-11-20", StatusCode::OK),
        ("n2", "2026-11-21", "", StatusCode::FORBIDDEN),
        ("n3", "", "2026-11-19", StatusCode::FORBIDDEN),
    ] {
        assert_eq!(of(login, term(from, until)).await.status, status, "{login}");
    }
    let list = site.page("/990019/accounts").await;
    assert!(
        list.contains("11月21日から") && list.contains("11月19日まで、終了"),
        "{list}"
    );
}

#[tokio::test]
async fn the_days_of_a_role_are_given_in_the_form() {
    let site = site().await;
    let id = account(&site, "taro").await.id;
    let path = format!("/990019/accounts/{id}");
    let page = site.page(&path).await;
    let revision = hidden(&page, "revision");
    let fields = |until| {
        form(&[
            ("revision", revision.as_str()),
            ("name", "財政 太郎"),
            ("enabled", "on"),
            ("staff", "z"),
            ("from.staff.z", "2026-04-01"),
            ("until.staff.z", until),
        ])
    };
    let answer = site.post(&path, &fields("2026-03-31")).await;
    let page = answer.text();
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(
        page.contains("href=\"#until.staff.z\"") && page.contains("id=\"until.staff.z-wrong\""),
        "{page}"
    );
    assert!(
        page.contains("value=\"2026-03-31\""),
        "what was typed is still there"
    );
    let answer = site.post(&path, &fields("2027-03-31")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        roles(&site, "taro").await,
        [(
            Role::Staff,
            Some("z".to_owned()),
            term("2026-04-01", "2027-03-31")
        )]
    );
}
