//! The pages in a real Chromium: every page wide and narrow, accessible, without a request elsewhere.

use std::collections::HashMap;

use crate::common::{CODE, Site, clock, config, program};
use crate::visit::{Visit, WINDOWS, ask, choose_files, enter, picture, press, root, tab_to, type_in, until};
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
};
use chromiumoxide::cdp::browser_protocol::input::InsertTextParams;
use gyokaku_core::difference::Missing;
use gyokaku_office::import::{Import, source, take_in};
use gyokaku_store::NewPassword;
use gyokaku_testkit::outside::Folder;

/// The first cell whose text is wider than the cell itself, so that it lies on its neighbour.
const OVERLAPPING: &str = "[...document.querySelectorAll('tbody th, tbody td')].filter(c => getComputedStyle(c).overflow === 'visible' && c.scrollWidth > c.clientWidth + 1).slice(0, 1).map(c => c.textContent.slice(0, 60)).join('')";

/// The documents of the sample bodies, where they are at hand.
fn seeds() -> Vec<(&'static str, &'static str, &'static str, String, Vec<u8>)> {
    let bodies = [
        ("000", "041009", "仙台市", "keiei-2016"),
        ("001", "041009", "仙台市", "keiei-2019"),
        ("002", "042099", "多賀城市", "keiei-2021"),
        ("003", "990019", "見本市", "kouki-2025"),
        ("004", "082350", "つくばみらい市", "mirai-2023"),
    ];
    let read = |(start, code, name, key)| {
        let bytes = std::fs::read(Folder::Seeds.document(start)?).expect("a document");
        Some((code, name, key, format!("{start}.txt"), bytes))
    };
    bodies.into_iter().filter_map(read).collect()
}

/// How the page in the window was answered.
const STATUS: &str = "performance.getEntriesByType('navigation')[0].responseStatus";

/// The code in an address; that of the tests where there is none.
fn body_of(path: &str) -> &str {
    let code = path.split('/').nth(1).unwrap_or_default();
    match code.chars().all(|c| c.is_ascii_digit()) && !code.is_empty() {
        true => code,
        false => CODE,
    }
}

/// The small plan and the sample bodies, all released, and the addresses of their pages.
async fn everything(site: &Site) -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = vec![
        ("start".into(), "/".into()),
        ("search".into(), "/?q=%E5%B8%82%E6%B0%91".into()),
        ("import".into(), "/import".into()),
        ("error".into(), "/nowhere".into()),
    ];
    let actor = program();
    for (code, name, key, file, bytes) in seeds() {
        let Ok(read) = gyokaku_exchange::read::read(&file, &bytes) else {
            continue;
        };
        let body = code.parse().expect("a code");
        site.store
            .put_body(&actor, &clock(), &body, name)
            .await
            .expect("a body");
        let import = Import {
            body: &body,
            key,
            seen: None,
            source: source(&file, &bytes, &read.report),
            plan: read.plan,
            missing: Missing::Keep,
        };
        take_in(&site.store, &actor, &clock(), import)
            .await
            .expect("a plan");
        site.release_of(&body, key, "2026-11-20").await;
        let stored = site.store.plan(&body, key).await.expect("a plan");
        let plan = stored.expect("a plan").plan;
        let base = format!("/{code}/{key}");
        let short = file.trim_end_matches(".txt").to_owned();
        pages.push((format!("{short}-plan"), base.clone()));
        pages.push((format!("{short}-findings"), format!("{base}/findings")));
        let mut part = |name: &str, there: bool| {
            if there {
                pages.push((
                    format!("{short}-{}", name.replace('?', "-")),
                    format!("{base}/{name}"),
                ));
            }
        };
        part("items", !plan.items.is_empty());
        part("progress", !plan.progress.is_empty());
        part("effects", !plan.effects.is_empty());
        part("crosswalk", !plan.crosswalk.is_empty());
        part("review", !plan.review.is_empty());
        part("data", true);
        part("indicators", !plan.indicators.is_empty());
        part(
            "departments",
            plan.items.iter().any(|i| !i.departments.is_empty()),
        );
        let busy = plan
            .items
            .iter()
            .max_by_key(|i| (i.schedule.steps.len(), i.content.as_ref().map(String::len)));
        if let Some(item) = busy {
            pages.push((format!("{short}-item"), format!("{base}/items/{}", item.id)));
        }
        if let Some(stored) = site.store.plan(&body, key).await.expect("a plan")
            && let Some(source) = stored.sources.first()
        {
            pages.push((
                format!("{short}-source"),
                format!("{base}/sources/{}#L12", source.id),
            ));
        }
    }
    pages.push(("body".into(), format!("/{CODE}")));
    for part in [
        "",
        "/items",
        "/items/i1",
        "/progress",
        "/effects",
        "/crosswalk",
        "/review",
        "/indicators",
        "/departments",
        "/findings",
        "/data",
    ] {
        pages.push((
            format!("small{}", part.replace('/', "-")),
            format!("/{CODE}/small{part}"),
        ));
    }
    pages
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_wide_and_narrow() {
    let site = Site::filled(config()).await;
    let pages = everything(&site).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let only = std::env::var("GYOKAKU_PAGES").unwrap_or_default();
    let mut wrong = Vec::new();
    // Each body's pages are seen by its own office, which sees all that there is.
    let mut offices: HashMap<String, String> = HashMap::new();
    for (_, path) in &pages {
        let code = body_of(path);
        if !offices.contains_key(code) {
            let cookie = site.as_person(code, "kikaku", &[("office", None)]).await;
            offices.insert(code.to_owned(), cookie);
        }
    }
    for (window, width, height) in WINDOWS {
        let page = visit.window(width, height).await;
        for (name, path) in pages.iter().filter(|(name, _)| name.contains(&only)) {
            visit.sign_in(&page, &offices[body_of(path)]).await;
            visit.go(&page, path).await;
            let status = ask(&page, STATUS).await;
            if (status == "200") != (name != "error") {
                wrong.push(format!("{window} {path} is answered with {status}"));
            }
            let against = visit.against(&page).await;
            if !against.is_empty() {
                wrong.push(format!("{window} {path}: {against}"));
            }
            let beyond = ask(&page, "document.documentElement.scrollWidth - innerWidth").await;
            if beyond.parse::<i64>().is_ok_and(|pixels| pixels > 0) {
                wrong.push(format!("{window} {path} is {beyond} pixels too wide"));
            }
            picture(&page, &format!("{window}-{name}")).await;
        }
        // A desk's smaller window, and a large one at 200%: nothing lies on anything, nothing moves sideways.
        for between in [1024, 640] {
            if width < between {
                continue;
            }
            let metrics = SetDeviceMetricsOverrideParams::new(between, 700, 1.0, false);
            page.execute(metrics).await.expect("the size");
            for (name, path) in pages.iter().filter(|(name, _)| name.contains(&only)) {
                visit.sign_in(&page, &offices[body_of(path)]).await;
                visit.go(&page, path).await;
                let beyond = ask(&page, "document.documentElement.scrollWidth - innerWidth").await;
                if beyond.parse::<i64>().is_ok_and(|pixels| pixels > 0) {
                    wrong.push(format!("{between} {path} is {beyond} pixels too wide"));
                }
                let overlapping = ask(&page, OVERLAPPING).await;
                if !overlapping.is_empty() {
                    wrong.push(format!("{between} {path}: {overlapping}"));
                }
                if name.ends_with("-items") {
                    picture(&page, &format!("at-{between}-{name}")).await;
                }
            }
        }
        let metrics = SetDeviceMetricsOverrideParams::new(width, height, 1.0, width < 600);
        page.execute(metrics).await.expect("the size");
        let dark = SetEmulatedMediaParams::builder()
            .features([MediaFeature::new("prefers-color-scheme", "dark")])
            .build();
        page.execute(dark).await.expect("dark");
        for (name, path) in pages
            .iter()
            .filter(|(name, _)| name.starts_with("small") && name.contains(&only))
        {
            visit.sign_in(&page, &offices[body_of(path)]).await;
            visit.go(&page, path).await;
            let against = visit.against(&page).await;
            if !against.is_empty() {
                wrong.push(format!("dark {window} {path}: {against}"));
            }
            picture(&page, &format!("dark-{window}-{name}")).await;
        }
    }
    wrong.extend(visit.troubles.lock().expect("the list").drain(..));
    visit.end().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_by_keyboard() {
    let site = Site::filled(config()).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1280, 900).await;
    visit.go(&page, &format!("/{CODE}/small/items")).await;
    press(&page, "Tab").await;
    assert_eq!(
        ask(&page, "document.activeElement.className").await,
        "skip",
        "the first stop leads to the content"
    );
    tab_to(&page, "#q").await;
    page.execute(InsertTextParams::new("ＢＰＲ"))
        .await
        .expect("typing");
    press(&page, "Enter").await;
    until(&page, "location.search.includes('q=')").await;
    assert!(
        ask(&page, "document.getElementById('answer').textContent")
            .await
            .contains("1件が該当します")
    );
    tab_to(&page, ".chip").await;
    tab_to(&page, ".scroll").await;
    enter(&page, "tbody a").await;
    until(&page, "location.pathname.endsWith('/items/i1')").await;
    visit.without_trouble().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_by_keyboard() {
    let site = Site::filled(config()).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("一覧.csv");
    let text = match seeds().into_iter().find(|s| s.3 == "002.txt") {
        Some((.., bytes)) => bytes,
        None => "通し番号,番号,取組項目,取組内容,目標,主担当課\nNo.1,1,収支均衡した予算編成,収支を合わせます,維持,財政課\n".into(),
    };
    let file = if text.len() > 1000 {
        folder.path().join("一覧.txt")
    } else {
        file
    };
    std::fs::write(&file, &text).expect("a file");
    for (window, width, height) in WINDOWS {
        let page = visit.window(width, height).await;
        visit.go(&page, "/import").await;
        choose_files(&page, "#file", &[&file]).await;
        enter(&page, "button.primary").await;
        until(&page, "document.getElementById('choices')").await;
        picture(&page, &format!("{window}-import-review")).await;
        let against = visit.against(&page).await;
        assert_eq!(against, "", "the review in a {window} window");
        // One's own documents that wait lead on from the page that takes them.
        let review = ask(&page, "location.pathname").await;
        visit.go(&page, "/import").await;
        let against = visit.against(&page).await;
        assert_eq!(against, "", "what waits in a {window} window");
        let wide = "Math.max(0, document.documentElement.scrollWidth - innerWidth)";
        assert_eq!(ask(&page, wide).await, "0", "what waits in a {window} window");
        picture(&page, &format!("{window}-import-waiting")).await;
        enter(&page, &format!("a[href=\"{review}\"]")).await;
        until(&page, "document.getElementById('choices')").await;
        assert_eq!(
            ask(
                &page,
                "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
            )
            .await,
            "0",
            "{window}"
        );
        // Single readings: each control is named and can be reached.
        ask(&page, "document.getElementById('fix').open = true").await;
        assert_eq!(
            visit.against(&page).await,
            "",
            "single readings in a {window} window"
        );
        assert_eq!(
            ask(
                &page,
                "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
            )
            .await,
            "0",
            "{window}"
        );
        picture(&page, &format!("{window}-import-fix")).await;
        tab_to(&page, "[name=f0]").await;
        tab_to(&page, "button[value^=\"items.0.0\"]").await;
        ask(&page, "document.getElementById('fix').open = false").await;
        visit.go(&page, &ask(&page, "location.pathname").await).await;
        tab_to(&page, "#title").await;
        if window == "narrow" {
            // Stored already by the wide window: nothing would change, and nothing is done.
            assert!(
                ask(&page, "document.querySelector('.answer').textContent")
                    .await
                    .contains("変更はありません")
            );
            enter(&page, "button[formaction$=discard]").await;
            until(&page, "location.pathname === '/import'").await;
            continue;
        }
        tab_to(&page, "#key").await;
        page.execute(InsertTextParams::new(format!("keyboard-{window}")))
            .await
            .expect("typing");
        enter(&page, "button.primary").await;
        until(
            &page,
            &format!("location.pathname === '/{CODE}/keyboard-{window}'"),
        )
        .await;
    }
    visit.without_trouble().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_says_why() {
    let site = Site::filled(config()).await;
    let pages = everything(&site).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1280, 900).await;
    for (name, path) in pages
        .iter()
        .filter(|(name, _)| name.starts_with("002-items") || name == "003-effects")
    {
        visit.go(&page, path).await;
        if ask(&page, "document.querySelectorAll('button.mark').length").await == "0" {
            continue;
        }
        tab_to(&page, "button.mark").await;
        until(&page, "document.querySelector('.tip')").await;
        let said = ask(&page, "document.querySelector('.tip').textContent").await;
        assert!(said.chars().count() > 10, "{name}: {said}");
        picture(&page, &format!("mark-{name}")).await;
        press(&page, "Escape").await;
        until(&page, "!document.querySelector('.tip')").await;
    }
    visit.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_paper_and_in_high_contrast() {
    let site = Site::filled(config()).await;
    let pages = everything(&site).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1000, 900).await;
    page.execute(SetEmulatedMediaParams::builder().media("print").build())
        .await
        .expect("paper");
    for (name, path) in pages
        .iter()
        .filter(|(name, _)| ["002-items", "000-progress", "small-items-i1"].contains(&name.as_str()))
    {
        visit.go(&page, path).await;
        assert_eq!(ask(&page, STATUS).await, "200", "{path}");
        let hidden = ask(&page, "getComputedStyle(document.querySelector('.tabs')).display").await;
        assert_eq!(
            hidden, "none",
            "{path}: what is for the screen stays off the paper"
        );
        picture(&page, &format!("print-{name}")).await;
    }
    let contrast = SetEmulatedMediaParams::builder()
        .media("screen")
        .features([MediaFeature::new("forced-colors", "active")])
        .build();
    page.execute(contrast).await.expect("high contrast");
    for (name, path) in pages
        .iter()
        .filter(|(name, _)| name == "small-progress" || name == "small-effects")
    {
        visit.go(&page, path).await;
        picture(&page, &format!("contrast-{name}")).await;
    }
    visit.end().await;
}

/// Two people by keyboard: an administrator registers somebody, who signs in and chooses a password.
#[tokio::test(flavor = "multi_thread")]
async fn people_sign_in_and_accounts_are_kept() {
    let mut site = Site::filled(config()).await;
    site.departments(
        CODE,
        &[
            ("b1", "総務部", None),
            ("d1", "財政課", Some("b1")),
            ("d2", "人事課", Some("b1")),
            ("b2", "市民生活部", None),
            ("d3", "市民課", Some("b2")),
        ],
    )
    .await;
    for role in ["office", "staff", "head", "committee", "external", "reader"] {
        site.account(CODE, role, &[(role, None)]).await;
    }
    let body = CODE.parse().expect("a code");
    let id = site.account(CODE, "kanri", &[("administrator", None)]).await;
    let phc = gyokaku_office::password::hash("tall-green-boat").expect("a hash");
    site.store
        .set_password(&program(), &clock(), &body, &id, NewPassword::Fixed(&phc))
        .await
        .expect("a password");
    site.cookie = None;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1280, 900).await;
    visit.go(&page, "/account").await;
    until(&page, "location.pathname === '/session'").await;
    visit.look(&page, "session").await;
    tab_to(&page, "#login").await;
    type_in(&page, "kanri").await;
    tab_to(&page, "#password").await;
    type_in(&page, "wrong").await;
    press(&page, "Enter").await;
    until(&page, "document.getElementById('wrong')").await;
    until(&page, "document.activeElement.id === 'login'").await;
    visit.look(&page, "session-wrong").await;
    assert_eq!(
        ask(&page, "document.getElementById('login').value").await,
        "kanri"
    );
    tab_to(&page, "#password").await;
    type_in(&page, "tall-green-boat").await;
    press(&page, "Enter").await;
    until(&page, "location.pathname === '/account'").await;
    visit.look(&page, "account").await;
    visit.see(&page, "/account/password", "account-password").await;
    visit.see(&page, "/account/factor", "account-factor").await;
    tab_to(&page, "#password_current").await;
    type_in(&page, "tall-green-boat").await;
    enter(&page, "main form button.primary").await;
    until(&page, "document.getElementById('secret')").await;
    visit.look(&page, "account-factor-begun").await;
    let secret = ask(&page, "document.getElementById('secret').textContent").await;
    let code = |at: &str| gyokaku_office::factor::code_at(&secret.replace(' ', ""), at).expect("a code");
    tab_to(&page, "#code").await;
    type_in(&page, &code("2026-11-20T09:59:30Z")).await;
    press(&page, "Enter").await;
    until(&page, "document.getElementById('codes')").await;
    visit.look(&page, "account-factor-codes").await;
    visit.see(&page, "/account/factor", "account-factor-set").await;
    visit.see(&page, "/todo", "todo-empty").await;
    visit.see(&page, "/990019/small/items", "signed-in-items").await;
    visit.see(&page, "/import", "forbidden").await;

    visit.see(&page, &format!("/{CODE}/accounts"), "accounts").await;
    visit
        .see(&page, &format!("/{CODE}/accounts/new"), "accounts-new")
        .await;
    tab_to(&page, "#login").await;
    type_in(&page, "zaisei").await;
    tab_to(&page, "#name").await;
    type_in(&page, "財政課 担当").await;
    enter(&page, "form.account button.primary").await;
    until(&page, "document.getElementById('roles-wrong')").await;
    until(&page, "document.activeElement.id === 'roles'").await;
    visit.look(&page, "accounts-new-wrong").await;
    tab_to(&page, "[name=staff][value=d1]").await;
    press(&page, " ").await;
    enter(&page, "form.account button.primary").await;
    until(&page, "document.querySelector('.handover')").await;
    visit.look(&page, "accounts-first").await;
    enter(&page, "[data-copy]").await;
    until(&page, "document.getElementById('copied').textContent").await;
    let text = ask(&page, "document.getElementById('text').value").await;
    let first = text
        .split("最初のパスワード：")
        .nth(1)
        .and_then(|t| t.lines().next())
        .expect("a password")
        .to_owned();
    enter(&page, "header button").await;
    until(&page, "location.pathname === '/'").await;

    visit.go(&page, "/session").await;
    tab_to(&page, "#login").await;
    type_in(&page, "kanri").await;
    tab_to(&page, "#password").await;
    type_in(&page, "tall-green-boat").await;
    press(&page, "Enter").await;
    until(&page, "document.activeElement.id === 'code'").await;
    visit.look(&page, "session-code").await;
    type_in(&page, "000000").await;
    press(&page, "Enter").await;
    until(&page, "document.getElementById('wrong')").await;
    visit.look(&page, "session-code-wrong").await;
    tab_to(&page, "#code").await;
    type_in(&page, &code("2026-11-20T10:00:00Z")).await;
    press(&page, "Enter").await;
    until(&page, "location.pathname === '/todo'").await;
    enter(&page, "header button").await;
    until(&page, "location.pathname === '/'").await;

    visit.go(&page, "/session").await;
    tab_to(&page, "#login").await;
    type_in(&page, "zaisei").await;
    tab_to(&page, "#password").await;
    type_in(&page, &first).await;
    press(&page, "Enter").await;
    until(&page, "document.getElementById('password_new')").await;
    visit.look(&page, "first-password").await;
    for field in ["#password_new", "#password_again"] {
        tab_to(&page, field).await;
        type_in(&page, "桜の咲くころに会いましょう").await;
    }
    press(&page, "Enter").await;
    until(&page, "location.pathname === '/todo'").await;

    // A form of which the session ended while it was filled in.
    visit.go(&page, "/account/password").await;
    ask(
        &page,
        "fetch('/session/end', {method: 'POST'}).then(r => r.status)",
    )
    .await;
    ask(&page, "(document.body.innerHTML = '<form method=\"post\" action=\"/990019/accounts\"><textarea name=\"reason\">用地の交渉が長引いた</textarea><button id=\"late\">送る</button></form>', 1)").await;
    enter(&page, "#late").await;
    until(&page, "document.querySelector('[name=carried_form]')").await;
    visit.look(&page, "session-late").await;
    tab_to(&page, "#login").await;
    type_in(&page, "zaisei").await;
    tab_to(&page, "#password").await;
    type_in(&page, "桜の咲くころに会いましょう").await;
    press(&page, "Enter").await;
    until(&page, "document.querySelector('.typed')").await;
    visit.look(&page, "carried").await;
    assert_eq!(
        ask(&page, "document.querySelector('.typed').textContent").await,
        "用地の交渉が長引いた"
    );
    assert_eq!(
        ask(
            &page,
            "new FormData(document.querySelector('main form')).get('reason')"
        )
        .await,
        "用地の交渉が長引いた"
    );
    visit.without_trouble().await;
}

/// The office, by keyboard: a directory out of a register, a split with its items, charges and a scale.
#[tokio::test(flavor = "multi_thread")]
async fn the_organisation_over_the_years() {
    let mut site = Site::empty(config()).await;
    let bytes = std::fs::read(root().join("samples/042099_tagajo/register.csv")).expect("the sample");
    let mut register = gyokaku_exchange::read::read("register.csv", &bytes)
        .expect("a register")
        .plan;
    register.title = "取組の台帳".into();
    site.put("keiei-2021", &register, None).await;
    site.cookie = Some(site.as_role("office").await);
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1280, 900).await;
    let directory = format!("/{CODE}/departments");
    visit.see(&page, &directory, "directory-empty").await;
    enter(&page, "a[href*=proposal]").await;
    until(&page, "location.pathname.endsWith('/proposal')").await;
    visit.look(&page, "directory-proposal").await;
    enter(&page, "main button.primary").await;
    until(
        &page,
        &format!("location.pathname === '{directory}' && document.querySelector('.t-directory')"),
    )
    .await;
    visit.look(&page, "directory").await;
    // 総務課 becomes two: by keyboard through its own page.
    ask(&page, "[...document.querySelectorAll('.t-directory th a')].find(a => a.textContent === '総務課').setAttribute('data-mine', '')").await;
    enter(&page, "[data-mine]").await;
    until(&page, "document.querySelector('h1').textContent === '総務課'").await;
    visit.look(&page, "department").await;
    enter(&page, "a[href$=split]").await;
    until(&page, "location.pathname.endsWith('/split')").await;
    enter(&page, "main button.primary").await;
    until(&page, "document.getElementById('name2-wrong')").await;
    until(&page, "document.activeElement.id === 'name2'").await;
    visit.look(&page, "split-wrong").await;
    tab_to(&page, "#name2").await;
    type_in(&page, "人事課").await;
    press(&page, "Enter").await;
    until(&page, "document.getElementById('preview')").await;
    visit.look(&page, "split-preview").await;
    ask(&page, "[...document.querySelectorAll('main form[method=post] select')].slice(0, 3).forEach(s => s.value = '1')").await;
    enter(&page, "main form[method=post] button.primary").await;
    until(&page, &format!("location.pathname === '{directory}'")).await;
    until(&page, "document.getElementById('succession')").await;
    let became = ask(
        &page,
        "document.getElementById('succession').parentNode.textContent",
    )
    .await;
    assert!(became.contains("総務課を総務課、人事課に分割"), "{became}");
    visit.look(&page, "directory-after").await;
    visit
        .see(
            &page,
            &format!("{directory}/merger?from=2027&name1="),
            "merger-wrong",
        )
        .await;
    visit
        .see(&page, &format!("{directory}/new"), "department-new")
        .await;
    visit
        .see(&page, &format!("/{CODE}/keiei-2021/charges"), "charges")
        .await;
    visit
        .see(
            &page,
            &format!("/{CODE}/keiei-2021/scales?template=marks4&states=on&year=2021"),
            "scale-template",
        )
        .await;
    tab_to(&page, "[name=label3]").await;
    ask(&page, "document.activeElement.select()").await;
    type_in(&page, "◎").await;
    enter(&page, "form[method=post] button.primary").await;
    until(&page, "document.getElementById('label3-wrong')").await;
    until(&page, "document.activeElement.name === 'label3'").await;
    visit.look(&page, "scale-wrong").await;
    tab_to(&page, "[name=label3]").await;
    ask(&page, "document.activeElement.select()").await;
    type_in(&page, "×").await;
    enter(&page, "form[method=post] button.primary").await;
    until(&page, "document.getElementById('known-caption')").await;
    visit.look(&page, "scale").await;
    visit.without_trouble().await;
}

/// The office opens a round by keyboard, sees it fill up, and looks at each of its pages.
#[tokio::test(flavor = "multi_thread")]
async fn the_office_opens_and_follows_a_round() {
    let site = Site::filled(config()).await;
    let names: Vec<(String, String)> = (0..10).map(|n| (format!("d{n}"), format!("第{n}課"))).collect();
    let mut departments = vec![("b1", "総務部", None), ("b2", "市民生活部", None)];
    departments.extend(
        names
            .iter()
            .enumerate()
            .map(|(n, (id, name))| (id.as_str(), name.as_str(), Some(["b1", "b2"][n % 2]))),
    );
    site.departments(CODE, &departments).await;
    let body = CODE.parse().expect("a code");
    for n in [0, 1, 2, 3] {
        let id = site
            .account(CODE, &format!("staff{n}"), &[("staff", Some(&format!("d{n}")))])
            .await;
        let stored = site.store.account(&body, &id).await.expect("the store");
        let stored = stored.expect("an account");
        let account = gyokaku_core::account::Account {
            mail: Some(format!("staff{}@city.example.jp", n % 3)),
            ..stored.account
        };
        site.store
            .change_account(&program(), &clock(), &body, &account, stored.revision)
            .await
            .expect("a change");
    }
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1280, 900).await;
    visit.go(&page, "/990019/big").await;
    enter(&page, "main .button[href$=\"/rounds/new\"]").await;
    until(&page, "document.querySelector('form.round')").await;
    visit.look(&page, "rounds-new").await;
    ask(
        &page,
        "(document.getElementById('due_office').value = '2026-01-01')",
    )
    .await;
    enter(&page, "form.round button.primary").await;
    until(&page, "document.getElementById('due_office-wrong')").await;
    until(&page, "document.activeElement.id === 'due_office'").await;
    visit.look(&page, "rounds-new-wrong").await;
    ask(
        &page,
        "(document.getElementById('due_office').value = '2027-03-01')",
    )
    .await;
    enter(&page, "form.round button.primary").await;
    until(&page, "document.querySelector('form.opening')").await;
    visit.look(&page, "rounds-preview").await;
    enter(&page, "form.opening button.primary").await;
    until(&page, "document.querySelector('[role=alert]')").await;
    ask(&page, "document.querySelectorAll('select[name^=\"all:\"]').forEach((s, n) => { s.value = ['d0', '-'][n % 2]; })").await;
    enter(&page, "form.opening button.primary").await;
    until(&page, "document.querySelector('[data-live]')").await;
    visit.look(&page, "board-fresh").await;

    let round = "2025";
    let at = gyokaku_store::RoundAt {
        body: &body,
        plan: "big",
        round: gyokaku_core::round::Key::parse(round).expect("a key"),
    };
    let today = gyokaku_core::round::day("2026-11-20").expect("a day");
    let all = site
        .store
        .round_answers(at, gyokaku_store::Scope::All)
        .await
        .expect("answers");
    let answers = all.expect("a round").answers;
    let (mut submit, mut accept) = (Vec::new(), Vec::new());
    for (n, answer) in answers.iter().enumerate().filter(|(n, _)| n % 4 != 3) {
        let change = gyokaku_store::FieldChange {
            field: match answer.role {
                gyokaku_core::department::Role::Lead => gyokaku_core::round::field::Field::Grade,
                gyokaku_core::department::Role::Support => gyokaku_core::round::field::Field::Done,
            },
            seen: None,
            new: Some(["◎", "○", "△"][n % 3].into()),
        };
        let place = gyokaku_store::AnswerAt {
            at,
            item: &answer.item,
            department: &answer.department,
        };
        site.store
            .save_answer(&program(), &clock(), today, place, &[change])
            .await
            .expect("a save");
        let which = gyokaku_store::ToMove {
            item: answer.item.clone(),
            department: answer.department.clone(),
            seen: None,
        };
        if n % 4 != 2 {
            submit.push(which.clone());
        }
        if n % 4 == 0 {
            accept.push(which);
        }
    }
    // The focus stays where it is while the board fills up.
    let link = format!("/990019/big/rounds/{round}/departments/d3");
    ask(
        &page,
        &format!("document.querySelector('[data-part=departments] a[href=\"{link}\"]').focus()"),
    )
    .await;
    use gyokaku_core::round::answer::Transition::{Accept, Approve, Submit};
    for (deed, which) in [(Submit, &submit), (Approve, &accept), (Accept, &accept)] {
        site.store
            .move_answers(&program(), &clock(), today, at, deed, which, None, &mut || {
                "c".into()
            })
            .await
            .expect("a move");
    }
    ask(
        &page,
        "document.querySelector('[data-live]').dispatchEvent(new Event('gyokaku:look'))",
    )
    .await;
    until(
        &page,
        "!document.querySelector('.answer').textContent.includes('のうち0件')",
    )
    .await;
    assert_eq!(
        ask(&page, "document.activeElement.getAttribute('href')").await,
        link
    );
    visit.look(&page, "board").await;
    for (name, path) in [
        ("rounds", "/990019/big/rounds".to_owned()),
        ("board-open", format!("/990019/big/rounds/{round}?only=open")),
        ("round-settings", format!("/990019/big/rounds/{round}/settings")),
        ("round-lock", format!("/990019/big/rounds/{round}/lock")),
        ("round-late", format!("/990019/big/rounds/{round}/late")),
        (
            "round-assignment",
            format!("/990019/big/rounds/{round}/assignment?department=d3"),
        ),
        ("round-reminders", format!("/990019/big/rounds/{round}/reminders")),
    ] {
        visit.go(&page, &path).await;
        ask(
            &page,
            "document.querySelector('main details')?.setAttribute('open', '')",
        )
        .await;
        visit.look(&page, name).await;
    }
    let troubles = std::mem::take(&mut *visit.troubles.lock().expect("the list"));
    visit.end().await;
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
}

/// How many rows of the register lie whole within the window, headings of rows among them, and how many of them are items.
const ROWS_IN_SIGHT: &str = "(() => { const rows = [...document.querySelectorAll('.t-register tbody tr')].filter(r => { const b = r.getBoundingClientRect(); return b.top >= 0 && b.bottom <= innerHeight; }); return `${rows.length} ${rows.filter(r => r.classList.contains('row')).length}`; })()";

#[tokio::test(flavor = "multi_thread")]
async fn a_usual_window_shows_twelve_rows_of_the_register() {
    let site = Site::filled(config()).await;
    let _ = everything(&site).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1366, 768).await;
    for (path, least) in [("/042099/keiei-2021/items", 10), ("/990019/kouki-2025/items", 8)] {
        if seeds().is_empty() {
            break;
        }
        visit.go(&page, path).await;
        let found = ask(&page, ROWS_IN_SIGHT).await;
        println!("{path}: rows in sight, items among them: {found}");
        let mut counts = found.split(' ').map(|n| n.parse::<usize>().expect("a count"));
        assert!(counts.next().is_some_and(|rows| rows >= 12), "{path}: {found}");
        assert!(
            counts.next().is_some_and(|items| items >= least),
            "{path}: {found}"
        );
        let wide = ask(&page, "document.documentElement.scrollWidth <= innerWidth").await;
        assert_eq!(wide, "true", "{path} is wider than its window");
        visit.look(&page, &format!("register-rows-{}", &path[1..7])).await;
        // Whole texts are one key away, and then nothing is cut.
        tab_to(&page, "#whole-texts").await;
        press(&page, " ").await;
        let cut = "[...document.querySelectorAll('.t-register tr.row .value')].filter(v => v.scrollHeight > v.clientHeight + 2 && v.clientHeight > 0).length";
        assert_eq!(ask(&page, cut).await, "0", "{path}");
        visit
            .look(&page, &format!("register-whole-{}", &path[1..7]))
            .await;
    }
    visit.without_trouble().await;
}
