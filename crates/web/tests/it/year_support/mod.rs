//! What six people do with a browser over a year. Each sits at a desk of their own.
//!
//! Everything here goes through the screens, as a person would. Not here: what the year is about
//! (`sendai`, `tagajo`).
#![allow(unreachable_pub, missing_docs, reason = "only tests use it")]

pub mod sendai;
pub mod tagajo;

use std::path::PathBuf;

use chromiumoxide::Page;
use gyokaku_core::plan::Plan;
use gyokaku_store::{JournalState, NewPassword};
use gyokaku_testkit::outside::Folder;
use gyokaku_web::Config;
use serde_json::Value;

use crate::common::{CODE, Site, code, program};
use crate::visit::{Visit, WINDOWS, ask, beyond, note, picture, resize, type_in, until};

/// A password that people choose in the tests.
const CHOSEN: &str = "桜の咲くころに会いましょう";

/// A document of the seeds and where it is, as Chromium takes it: no path that goes up and down again.
pub fn seed(start: &str) -> Option<(PathBuf, Vec<u8>)> {
    let path = Folder::Seeds.document(start)?.canonicalize().expect("a path");
    let bytes = std::fs::read(&path).expect("a document");
    Some((path, bytes))
}

/// A site of the made-up body at an hour, with a plan or without one, and an administrator whose first
/// password is known.
pub async fn site(clock: fn() -> String, plan: Option<(&str, &Plan)>) -> Site {
    let site = Site::empty(Config {
        demo: None,
        clock,
        mail: None,
        public_url: None,
        hosts: Vec::new(),
        requests: None,
        is_tls: false,
    })
    .await;
    let (store, body) = (&site.store, code());
    store
        .put_body(&program(), &clock(), &body, "見本市")
        .await
        .expect("a body");
    if let Some((key, plan)) = plan {
        store
            .put_plan(&program(), &clock(), &body, key, None, plan, None)
            .await
            .expect("a plan");
    }
    let id = site.account(CODE, "kanri", &[("administrator", None)]).await;
    let phc = gyokaku_office::password::hash("tall-green-boat").expect("a hash");
    store
        .set_password(&program(), &clock(), &body, &id, NewPassword::First(&phc))
        .await
        .expect("a password");
    site
}

/// A year that is played: the browser, and the names of its pictures.
pub struct Year {
    pub site: Site,
    pub visit: Visit,
    /// `year-124` or `year-54`.
    pub name: &'static str,
}

impl Year {
    /// Waits for a page that is ready to be used.
    pub async fn at(&self, page: &Page, path: &str) {
        self.visit.go(page, path).await;
        until(page, "document.readyState === 'complete'").await;
    }

    /// The page wide and narrow: a picture each, nothing wider than the window, nothing that axe minds.
    pub async fn see(&self, page: &Page, what: &str) {
        for (window, width, height) in WINDOWS {
            resize(page, width, height).await;
            picture(page, &format!("{}-{what}-{window}", self.name)).await;
            let against = self.visit.against(page).await;
            if !against.is_empty() {
                note(&self.visit.troubles, format!("{what}, {window}: {against}"));
            }
            let beyond = beyond(page).await;
            if beyond > 0 {
                note(
                    &self.visit.troubles,
                    format!("{what}, {window}: {beyond} pixels too wide"),
                );
            }
        }
        let (_, width, height) = WINDOWS[0];
        resize(page, width, height).await;
    }

    /// A new person at a desk: signs in with a first password and chooses another one.
    pub async fn arrives(&self, login: &str, first: &str) -> Page {
        let page = self.visit.desk().await;
        self.at(&page, "/session").await;
        fill(&page, "#login", login).await;
        fill(&page, "#password", first).await;
        follow(&page, "form[action='/session'] button.primary").await;
        until(&page, "document.getElementById('password_new')").await;
        fill(&page, "#password_new", CHOSEN).await;
        fill(&page, "#password_again", CHOSEN).await;
        follow(&page, "form[action='/account/password'] button.primary").await;
        until(&page, "location.pathname === '/todo'").await;
        page
    }

    /// The administrator registers somebody with boxes ticked, who then signs in.
    pub async fn registers(&self, kanri: &Page, login: &str, name: &str, boxes: &[String]) -> Page {
        self.at(kanri, &format!("/{CODE}/accounts/new")).await;
        fill(kanri, "#login", login).await;
        fill(kanri, "#name", name).await;
        for one in boxes {
            click(kanri, one).await;
        }
        follow(kanri, "form.account button.primary").await;
        until(kanri, "document.querySelector('.handover')").await;
        let text = ask(kanri, "document.getElementById('text').value").await;
        let first = text
            .split("最初のパスワード：")
            .nth(1)
            .and_then(|rest| rest.lines().next())
            .expect("a first password");
        self.arrives(login, first).await
    }

    /// The office releases the plan with every year, after a look at it as the public will see it.
    pub async fn publishes(&self, office: &Page, plan: &str, edition: u32) {
        let release = format!("/{CODE}/{plan}/release");
        let path = format!("/{CODE}/{plan}/editions/{edition}/progress.json");
        assert_eq!(self.site.get(&path).await.status, 404, "closed is not published");
        self.at(office, &release).await;
        tick_year(office, edition).await;
        follow(office, "button[formaction$='/preview']").await;
        until(office, "document.querySelector('form.preview')").await;
        assert_eq!(place(office).await, format!("/{CODE}/{plan}"));
        self.see(office, &format!("67-preview-{edition}")).await;
        assert_eq!(self.site.get(&path).await.status, 404, "a look publishes nothing");
        follow(office, "form.preview button").await;
        assert_eq!(place(office).await, release);
        tick_year(office, edition).await;
        follow(office, "form.form button.primary").await;
        assert!(words(office, "#checked-wrong").await.contains("印を付けて"));
        click(office, "#checked").await;
        follow(office, "form.form button.primary").await;
        self.see(office, &format!("68-released-{edition}")).await;
        assert!(words(office, ".answer").await.contains("から公開しています。"));
    }

    /// A table as anybody gets it, without signing in.
    pub async fn json(&self, path: &str) -> Value {
        let answer = self.site.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        serde_json::from_slice(&answer.bytes).expect("JSON")
    }

    /// The end: the journal's chain holds and nothing troubled anybody.
    pub async fn ends(self) {
        let journal = self.site.store.verify_journal().await.expect("the journal");
        assert!(
            matches!(journal, JournalState::Holds { entries, .. } if entries > 100),
            "{journal:?}"
        );
        self.visit.without_trouble().await;
    }
}

/// Chooses the year to be released. A year that is corrected was chosen when it was released first.
async fn tick_year(office: &Page, edition: u32) {
    let open = "input[name='year']:not(:checked)";
    match count(office, open).await {
        0 => assert!(edition > 1, "a closed year is released by itself"),
        _ => click(office, open).await,
    }
}

/// Presses what a selector finds.
pub async fn click(page: &Page, selector: &str) {
    let found = ask(
        page,
        &format!(
            "(() => {{ const found = document.querySelector({selector:?}); found?.click(); return Boolean(found); }})()"
        ),
    )
    .await;
    assert_eq!(found, "true", "nothing is {selector} at {}", place(page).await);
}

/// Presses something that leads to another page, and waits for it.
pub async fn follow(page: &Page, selector: &str) {
    ask(page, "(document.documentElement.dataset.left = '1')").await;
    click(page, selector).await;
    until(
        page,
        "!document.documentElement.dataset.left && document.readyState === 'complete'",
    )
    .await;
}

/// Types over what stands in a field; a list is set to the value.
pub async fn fill(page: &Page, selector: &str, text: &str) {
    let is_chosen = ask(
        page,
        &format!(
            "(() => {{ const box = document.querySelector({selector:?}); if (!box) return 'none'; if (box instanceof HTMLSelectElement || box.type === 'date') {{ box.value = {text:?}; for (const event of ['input', 'change']) box.dispatchEvent(new Event(event, {{ bubbles: true }})); return box.value === {text:?}; }} box.focus(); box.select(); return 'typed'; }})()"
        ),
    )
    .await;
    match is_chosen.as_str() {
        "typed" => type_in(page, text).await,
        "true" => {}
        _ => panic!("{selector} takes no {text} at {}", place(page).await),
    }
}

/// The words of what a selector finds.
pub async fn words(page: &Page, selector: &str) -> String {
    ask(
        page,
        &format!("document.querySelector({selector:?})?.textContent.trim() ?? ''"),
    )
    .await
}

/// How many a selector finds.
pub async fn count(page: &Page, selector: &str) -> usize {
    let count = ask(page, &format!("document.querySelectorAll({selector:?}).length")).await;
    count.parse().expect("a count")
}

pub async fn place(page: &Page) -> String {
    ask(page, "location.pathname").await
}

/// Pastes a block out of a spreadsheet into the first cell of the grid, and waits for the preview.
pub async fn paste(page: &Page, block: &str) {
    let paste = format!(
        "(() => {{ const box = document.querySelector('tr[data-answer] [data-control]'); box.focus(); const data = new DataTransfer(); data.setData('text/plain', {block:?}); box.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }})); }})()"
    );
    ask(page, &paste).await;
    until(
        page,
        "location.pathname.endsWith('/paste') && document.querySelector('[name=change]') && document.readyState === 'complete'",
    )
    .await;
}

/// What the form of an answer says when everything typed is stored.
const SAVED: &str = "document.getElementById('saved')?.textContent.includes('に保存しました') && document.getElementById('saved').dataset.kind === 'saved'";

/// Fills the form of one answer in and waits until it is saved by itself; nothing is handed in yet.
pub async fn answer(page: &Page, grade: &str, reason: &str, done: &str) {
    click(page, &format!("input[type=radio][value='{grade}']")).await;
    if !reason.is_empty() {
        fill(page, "[name=reason]", reason).await;
    }
    fill(page, "[name=done]", done).await;
    until(page, SAVED).await;
    until(page, "[...document.querySelectorAll('.tag.must')].length === 0").await;
}

/// The rows of a table's JSON: kind, number and title without gaps, total and the counts of grades.
pub fn rows(table: &Value) -> Vec<(String, String, [i64; 4])> {
    let rows = table["rows"].as_array().expect("rows");
    let of = |row: &Value| {
        let cells = &row["cells"];
        let text = |key: &str| cells[key].as_str().unwrap_or_default().to_owned();
        let name = format!("{}{}", text("label"), text("title"));
        let counts = ["total", "grade_1", "grade_2", "grade_3"];
        (
            row["kind"].as_str().unwrap_or_default().to_owned(),
            name.replace([' ', '　'], ""),
            counts.map(|key| cells[key].as_i64().unwrap_or(-1)),
        )
    };
    rows.iter().map(of).collect()
}
