//! The accounts as a list: handed out, looked at, taken in, and the first passwords that it makes.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gyokaku_core::account::{Account, Role};
use gyokaku_core::table::{Cell, Column, Row, Table};
use gyokaku_exchange::write;

use crate::common::{
    Answer, BOUNDARY, CODE, Site, clock, code, config, form, get_as, multipart, post_as, program,
};

const HREF: &str = "/990019/accounts/list";

/// A site with an administrator who asks, staff, and two departments.
async fn site() -> Site {
    let mut site = Site::filled(config()).await;
    site.departments(
        CODE,
        &[
            ("b", "総務部", None),
            ("z", "財政課", Some("b")),
            ("k", "契約課", Some("b")),
        ],
    )
    .await;
    site.account(CODE, "zaisei", &[("staff", Some("z"))]).await;
    site.cookie = Some(site.as_person(CODE, "kanri", &[("administrator", None)]).await);
    site
}

async fn upload(site: &Site, name: &str, bytes: &[u8]) -> Answer {
    let request = Request::post(HREF)
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(Body::from(multipart(name, bytes, &[])))
        .expect("a request");
    site.send(request).await
}

/// The list as it is handed out.
async fn list(site: &Site) -> String {
    let answer = site.get(&format!("{HREF}.csv")).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.text()
}

/// What a page sends along, by its name.
fn seen(page: &str) -> String {
    let rest = page.split("name=\"seen\" value=\"").nth(1).expect("a digest");
    rest.split('"').next().expect("its end").to_owned()
}

async fn apply(site: &Site, at: &str, seen: &str, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("seen", seen)];
    fields.extend(more);
    site.post(&format!("{at}/application"), &form(&fields)).await
}

/// The page at the end of taking in.
async fn end(site: &Site, at: &str) -> String {
    for _ in 0..400 {
        let page = site.page(at).await;
        if !page.contains("data-waiting") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("it never ended");
}

async fn account(site: &Site, login: &str) -> Option<Account> {
    let found = site.store.credentials(&code(), login).await.expect("accounts");
    found.map(|found| found.stored.account)
}

async fn journal(site: &Site) -> Vec<String> {
    let entries = site.store.journal(Some(&code()), 500).await.expect("a journal");
    entries
        .into_iter()
        .map(|e| format!("{} {} {}", e.what, e.actor, e.summary))
        .collect()
}

#[tokio::test]
async fn what_was_handed_out_changes_nothing_and_a_new_row_is_a_new_account() {
    let site = site().await;
    let text = list(&site).await;
    assert!(
        text.starts_with(
            "\u{FEFF}ログイン名,名前,メールアドレス,役割,所属,副担当,開始日,終了日,サインイン\r\n"
        )
    );
    assert!(
        text.contains("zaisei,zaisei 担当,,担当者,財政課,,,,認める\r\n"),
        "{text}"
    );
    assert!(journal(&site).await[0].starts_with("export kanri 担当（kanri）"));
    let same = upload(&site, "利用者.csv", text.as_bytes()).await;
    let page = site.page(&same.location()).await;
    assert!(page.contains("いまの利用者と同じです。"), "{page}");
    assert!(!page.contains("/application"));

    let wished = text.replace(
        "zaisei,zaisei 担当,,担当者,財政課,,,,認める\r\n",
        "zaisei,財政 花子,,担当者,財政課,,,2026-12-31,認める\r\nshin,新人 太郎,shin@city.example.jp,担当者,契約課,,2027/4/1,,\r\nshin,,,所属長,財政課,,,,\r\n",
    );
    let at = upload(&site, "利用者.csv", wished.as_bytes()).await.location();
    let page = site.page(&at).await;
    assert!(
        page.contains("新しい利用者が1人、変わる利用者が1人です。まだ保存していません。"),
        "{page}"
    );
    assert!(page.contains("契約課（令和9年4月1日から）") && page.contains("財政課（12月31日まで）"));
    assert_eq!(account(&site, "shin").await, None, "nothing is stored yet");
    let answer = apply(&site, &at, &seen(&page), &[]).await;
    assert_eq!(answer.location(), format!("{at}/passwords"));
    let page = end(&site, &answer.location()).await;
    assert!(page.contains("1人を登録し、1人を変更しました。"), "{page}");
    let made = account(&site, "shin").await.expect("an account");
    assert!(made.must_change && made.enabled);
    let roles: Vec<(Role, Option<&str>)> = made
        .grants
        .iter()
        .map(|g| (g.role, g.department.as_deref()))
        .collect();
    assert_eq!(roles, [(Role::Staff, Some("k")), (Role::Head, Some("z"))]);
    assert_eq!(account(&site, "zaisei").await.expect("there").name, "財政 花子");

    // The password that is shown is the one that opens the account; it stands nowhere else.
    let password = page
        .split("<code>")
        .nth(1)
        .expect("a password")
        .split('<')
        .next()
        .expect("its end");
    let fields = form(&[("body", CODE), ("login", "shin"), ("password", password)]);
    let answer = post_as(&site, "nobody=1", "/session", &fields).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("ご自分で決めたパスワード") || answer.text().contains("新しいパスワード"));
    assert!(journal(&site).await.iter().all(|entry| !entry.contains(password)));
    let file = site.post(&format!("{at}/passwords/file"), "").await.text();
    assert_eq!(
        file,
        format!("\u{FEFF}名前,ログイン名,最初のパスワード\r\n新人 太郎,shin,{password}\r\n")
    );
    // A second click finds the first; another administrator finds nothing.
    assert_eq!(
        apply(&site, &at, "", &[]).await.location(),
        format!("{at}/passwords")
    );
    let other = site.as_person(CODE, "kanri2", &[("administrator", None)]).await;
    for path in [at.clone(), format!("{at}/passwords")] {
        let answer = get_as(&site, &other, &path).await;
        assert_eq!(answer.location(), format!("{HREF}?expired=1"));
    }
    let again = site.as_person(CODE, "kanri", &[]).await;
    let answer = get_as(&site, &again, &format!("{at}/passwords")).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "another session of the same person"
    );
    site.post(&format!("{at}/passwords/end"), "").await;
    assert_eq!(
        site.get(&format!("{at}/passwords")).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_fault_is_told_with_its_line_and_nothing_is_taken() {
    let site = site().await;
    let row = |cells: [&str; 4]| Row::entry(0, cells.map(Cell::text).to_vec());
    let table = Table {
        columns: ["ログイン名", "名前", "役割", "所属"]
            .map(|head| Column::text("", head))
            .to_vec(),
        rows: vec![
            row(["kanri", "管理", "管理者", ""]),
            row(["zaisei", "財政", "担当者", "水道課"]),
            row(["shin", "新人", "係長", ""]),
        ],
        ..Table::default()
    };
    let cp932 = write::csv::cp932(&table).expect("a file");
    let at = upload(&site, "名簿.csv", &cp932).await.location();
    let page = site.page(&at).await;
    for words in [
        "直していただくところが2か所",
        "3行目",
        "水道課",
        "課名簿にない課です",
        "4行目",
        "役割を読み取れません",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(!page.contains("/application"));
    let answer = apply(&site, &at, "", &[]).await;
    assert_eq!(answer.location(), format!("{at}?changed=1"));
    assert_eq!(account(&site, "shin").await, None);
    let no_list = upload(&site, "名簿.csv", "課,電話\r\n財政課,123\r\n".as_bytes())
        .await
        .location();
    assert!(site.page(&no_list).await.contains("見出しの行が見つかりません。"));
    let none = upload(&site, "", b"").await;
    assert_eq!(none.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn who_is_not_in_the_list_stays_unless_it_is_wished_otherwise() {
    let site = site().await;
    let text = "ログイン名,名前,役割\r\nkanri,kanri 担当,管理者\r\n";
    let at = upload(&site, "名簿.csv", text.as_bytes()).await.location();
    let page = site.page(&at).await;
    assert!(
        page.contains("いまの利用者と同じです。") && page.contains("ファイルにない利用者（2人）"),
        "{page}"
    );
    let page = site.page(&format!("{at}?stop=1")).await;
    assert!(page.contains("サインインを止める利用者が2人です。"), "{page}");
    // What was seen otherwise is not taken.
    let other = apply(&site, &at, &seen(&page), &[]).await;
    assert_eq!(other.location(), format!("{at}?changed=1"));
    let answer = apply(&site, &at, &seen(&page), &[("stop", "1")]).await;
    let page = end(&site, &answer.location()).await;
    assert!(page.contains("2人をサインインできないようにしました。"), "{page}");
    assert!(!account(&site, "zaisei").await.expect("there").enabled);
    assert!(account(&site, "kanri").await.expect("there").enabled);
}

#[tokio::test]
async fn what_another_changes_meanwhile_is_seen_before_it_is_taken() {
    let site = site().await;
    let text = "ログイン名,名前,メールアドレス,役割,所属\r\nzaisei,財政 花子,,担当者,契約課\r\n";
    let at = upload(&site, "名簿.csv", text.as_bytes()).await.location();
    let page = site.page(&at).await;
    let stored = site.store.accounts(&code()).await.expect("accounts");
    let stored = stored
        .iter()
        .find(|one| one.account.login == "zaisei")
        .expect("there");
    let mut changed = stored.account.clone();
    changed.mail = Some("z@city.example.jp".into());
    site.store
        .change_account(&program(), &clock(), &code(), &changed, stored.revision)
        .await
        .expect("changed");
    let answer = apply(&site, &at, &seen(&page), &[]).await;
    assert_eq!(answer.location(), format!("{at}?changed=1"));
    let page = site.page(&answer.location()).await;
    assert!(
        page.contains("利用者か課名簿が変わりました。") && page.contains("z@city.example.jp"),
        "{page}"
    );
    assert_eq!(account(&site, "zaisei").await.expect("there").name, "zaisei 担当");
}

#[tokio::test]
async fn a_page_of_a_long_list_is_a_handful_of_statements() {
    let site = site().await;
    let mut text = "ログイン名,名前,役割,所属\r\n".to_owned();
    for n in 0..3000 {
        text += &format!("user{n:04},利用者{n},担当者,財政課\r\n");
    }
    let at = upload(&site, "名簿.csv", text.as_bytes()).await.location();
    let before = site.store.queries();
    let page = site.page(&at).await;
    let spent = site.store.queries() - before;
    assert!(spent < 8, "{spent} statements");
    assert!(page.contains("新しい利用者が3000人") && page.contains("ほかに2500人います。"));
}
