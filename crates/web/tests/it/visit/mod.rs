//! A Chromium on a site that is served on loopback, and what people do in it.
//!
//! Chromium comes from `GYOKAKU_CHROMIUM` or `/usr/bin/chromium`, axe-core from the assets' build.
//! Where one is missing the tests are left out, and fail in CI.
#![allow(unreachable_pub, missing_docs, reason = "only tests use it")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chromiumoxide::cdp::browser_protocol::dom::SetFileInputFilesParams;
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
};
use chromiumoxide::cdp::browser_protocol::input::{
    DispatchKeyEventParams, DispatchKeyEventType, InsertTextParams,
};
use chromiumoxide::cdp::browser_protocol::log;
use chromiumoxide::cdp::browser_protocol::network::{CookieParam, EventRequestWillBeSent};
use chromiumoxide::cdp::browser_protocol::page::{
    EventJavascriptDialogOpening, HandleJavaScriptDialogParams, Viewport,
};
use chromiumoxide::cdp::browser_protocol::target::{CreateBrowserContextParams, CreateTargetParams};
use chromiumoxide::cdp::js_protocol::runtime::{EvaluateParams, EventConsoleApiCalled, EventExceptionThrown};
use chromiumoxide::page::ScreenshotParams;
use chromiumoxide::{Browser, BrowserConfig, Page};
use futures::StreamExt;
use gyokaku_testkit::outside::at_hand;

use crate::common::Site;

/// The windows that every page is looked at in: name, width, height.
pub const WINDOWS: [(&str, i64, i64); 2] = [("wide", 1280, 900), ("narrow", 390, 844)];

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Chromium and axe-core, or none where the tests are left out.
pub fn tools() -> Option<(PathBuf, String)> {
    let chromium = std::env::var_os("GYOKAKU_CHROMIUM")
        .map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    let axe = [
        "assets/dist-test/axe.min.js",
        "assets/node_modules/axe-core/axe.min.js",
    ]
    .iter()
    .find_map(|path| std::fs::read_to_string(root().join(path)).ok());
    let is_there = at_hand(chromium.exists(), "Chromium")
        && at_hand(axe.is_some(), "axe-core (cargo xtask assets brings it)");
    axe.filter(|_| is_there).map(|axe| (chromium, axe))
}

/// A browser on a site that is served on loopback.
pub struct Visit {
    pub browser: Browser,
    pub base: String,
    axe: String,
    pub troubles: Arc<Mutex<Vec<String>>>,
    /// Who is signed in in every new window that shares the browser's cookies.
    cookie: Option<String>,
    _profile: tempfile::TempDir,
}

impl Visit {
    pub async fn to(site: &Site) -> Option<Self> {
        let (chromium, axe) = tools()?;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let router = site.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let profile = tempfile::tempdir().expect("a folder");
        let config = BrowserConfig::builder()
            .chrome_executable(chromium)
            .no_sandbox()
            .viewport(None)
            .user_data_dir(profile.path())
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--disable-default-apps",
                "--disable-extensions",
                "--mute-audio",
                "--hide-scrollbars",
                "--lang=ja",
            ])
            .build()
            .expect("a configuration");
        let (browser, mut handler) = Browser::launch(config).await.expect("Chromium");
        tokio::spawn(async move { while handler.next().await.is_some() {} });
        Some(Self {
            browser,
            base,
            axe,
            troubles: Arc::default(),
            cookie: site.cookie.clone(),
            _profile: profile,
        })
    }

    /// A window that notes every request elsewhere and every complaint.
    pub async fn window(&self, width: i64, height: i64) -> Page {
        let page = self.opened("about:blank", width, height).await;
        if let Some(cookie) = &self.cookie {
            self.sign_in(&page, cookie).await;
        }
        page
    }

    /// A window of somebody else at another desk, who shares no cookies with the others.
    pub async fn desk(&self) -> Page {
        let (_, width, height) = WINDOWS[0];
        let desk = self
            .browser
            .create_browser_context(CreateBrowserContextParams::default())
            .await
            .expect("a desk");
        let target = CreateTargetParams::builder()
            .url("about:blank")
            .browser_context_id(desk);
        self.opened(target.build().expect("a window"), width, height)
            .await
    }

    async fn opened(&self, target: impl Into<CreateTargetParams>, width: i64, height: i64) -> Page {
        let page = self.browser.new_page(target).await.expect("a window");
        page.execute(log::EnableParams::default()).await.expect("the log");
        let metrics = SetDeviceMetricsOverrideParams::new(width, height, 1.0, width < 600);
        page.execute(metrics).await.expect("the size");
        let (base, troubles) = (self.base.clone(), self.troubles.clone());
        let mut requests = page
            .event_listener::<EventRequestWillBeSent>()
            .await
            .expect("requests");
        tokio::spawn(async move {
            while let Some(event) = requests.next().await {
                let url = &event.request.url;
                if !url.starts_with(&base) && !url.starts_with("data:") && url != "about:blank" {
                    note(&troubles, format!("a request to {url}"));
                }
            }
        });
        let troubles = self.troubles.clone();
        let mut console = page
            .event_listener::<EventConsoleApiCalled>()
            .await
            .expect("the console");
        tokio::spawn(async move {
            while let Some(event) = console.next().await {
                note(
                    &troubles,
                    format!("console: {:?}", event.args.first().and_then(|a| a.value.clone())),
                );
            }
        });
        let troubles = self.troubles.clone();
        let mut thrown = page
            .event_listener::<EventExceptionThrown>()
            .await
            .expect("exceptions");
        tokio::spawn(async move {
            while let Some(event) = thrown.next().await {
                note(&troubles, format!("thrown: {}", event.exception_details.text));
            }
        });
        // A page that asks before it closes is answered as a person who wants to leave.
        let dialogs = page.clone();
        let mut asked = page
            .event_listener::<EventJavascriptDialogOpening>()
            .await
            .expect("dialogs");
        tokio::spawn(async move {
            while asked.next().await.is_some() {
                let _ = dialogs.execute(HandleJavaScriptDialogParams::new(true)).await;
            }
        });
        let troubles = self.troubles.clone();
        let mut entries = page
            .event_listener::<log::EventEntryAdded>()
            .await
            .expect("the log");
        tokio::spawn(async move {
            while let Some(event) = entries.next().await {
                // An error page is a page; that its status is no 200 is no trouble.
                let expected = [
                    "the server responded with a status of",
                    "ERR_INTERNET_DISCONNECTED",
                ];
                if !expected.iter().any(|words| event.entry.text.contains(words)) {
                    note(&troubles, format!("log: {}", event.entry.text));
                }
            }
        });
        page
    }

    /// Signs the browser in with a cookie of a test's person.
    pub async fn sign_in(&self, page: &Page, cookie: &str) {
        let (name, value) = cookie.split_once('=').expect("a cookie");
        let mut cookie = CookieParam::new(name, value);
        cookie.url = Some(self.base.clone());
        page.set_cookie(cookie).await.expect("a cookie");
    }

    pub async fn go(&self, page: &Page, path: &str) {
        page.goto(format!("{}{path}", self.base)).await.expect("the page");
        page.wait_for_navigation().await.expect("the page");
    }

    /// Goes to a page and looks at it.
    pub async fn see(&self, page: &Page, path: &str, name: &str) {
        self.go(page, path).await;
        self.look(page, name).await;
    }

    /// What axe-core has against the page.
    pub async fn against(&self, page: &Page) -> String {
        page.evaluate(self.axe.as_str()).await.expect("axe-core");
        ask(page, "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target + ' ' + n.html.slice(0, 120) + ' ' + (n.any[0] || n.all[0] || n.none[0] || {}).message).join(' ; ')).join('\\n'))").await
    }

    /// The page as it stands, looked at wide and narrow, in both colour schemes.
    pub async fn look(&self, page: &Page, name: &str) {
        for (window, width, height) in WINDOWS {
            resize(page, width, height).await;
            for scheme in ["light", "dark"] {
                let scheme_of = SetEmulatedMediaParams::builder()
                    .features([MediaFeature::new("prefers-color-scheme", scheme)])
                    .build();
                page.execute(scheme_of).await.expect("a scheme");
                let against = self.against(page).await;
                assert_eq!(against, "", "{name} in a {window} window, {scheme}");
                assert_eq!(beyond(page).await, 0, "{name} in a {window} window");
                if scheme == "light" {
                    picture(page, &format!("{window}-{name}")).await;
                }
            }
        }
        let (_, width, height) = WINDOWS[0];
        resize(page, width, height).await;
    }

    /// Closes the browser; nothing was asked of another host, and no script complained.
    pub async fn without_trouble(self) {
        let troubles = std::mem::take(&mut *self.troubles.lock().expect("the list"));
        self.end().await;
        assert!(troubles.is_empty(), "{}", troubles.join("\n"));
    }

    pub async fn end(mut self) {
        let _ = self.browser.close().await;
        let _ = self.browser.wait().await;
    }
}

pub fn note(troubles: &Mutex<Vec<String>>, what: String) {
    troubles.lock().expect("the list").push(what);
}

pub async fn resize(page: &Page, width: i64, height: i64) {
    let metrics = SetDeviceMetricsOverrideParams::new(width, height, 1.0, width < 600);
    page.execute(metrics).await.expect("the size");
}

/// By how many pixels the page is wider than its window.
pub async fn beyond(page: &Page) -> i64 {
    let beyond = ask(
        page,
        "Math.max(0, document.documentElement.scrollWidth - innerWidth)",
    )
    .await;
    beyond.parse().expect("pixels")
}

/// Types into the field that has the focus.
pub async fn type_in(page: &Page, text: &str) {
    page.execute(InsertTextParams::new(text)).await.expect("typing");
}

/// Gives a file field files of this computer.
pub async fn choose_files(page: &Page, selector: &str, files: &[&Path]) {
    let input = page.find_element(selector).await.expect("the field");
    let files = SetFileInputFilesParams::builder()
        .files(files.iter().map(|file| file.display().to_string()))
        .backend_node_id(input.backend_node_id)
        .build()
        .expect("files");
    page.execute(files).await.expect("files");
}

/// The value of an expression on the page, as text.
pub async fn ask(page: &Page, expression: &str) -> String {
    let expression = EvaluateParams::builder()
        .expression(format!("Promise.resolve({expression}).then(String)"))
        .await_promise(true)
        .return_by_value(true)
        .build()
        .expect("an expression");
    page.evaluate(expression)
        .await
        .expect("an answer")
        .into_value::<String>()
        .expect("text")
}

pub async fn press(page: &Page, key: &str) {
    chord(page, key, 0).await;
}

/// Presses a key with others held: 1 is Alt, 2 is Ctrl, 8 is Shift.
pub async fn chord(page: &Page, key: &str, modifiers: i64) {
    let (code, text) = match key {
        "Tab" => (9, ""),
        "Enter" => (13, "\r"),
        "Escape" => (27, ""),
        " " => (32, " "),
        "ArrowLeft" => (37, ""),
        "ArrowUp" => (38, ""),
        "ArrowRight" => (39, ""),
        "ArrowDown" => (40, ""),
        "Delete" => (46, ""),
        "F2" => (113, ""),
        one if one.len() == 1 => (i64::from(one.as_bytes()[0]), one),
        _ => (0, ""),
    };
    for kind in [DispatchKeyEventType::KeyDown, DispatchKeyEventType::KeyUp] {
        let mut event = DispatchKeyEventParams::builder()
            .r#type(kind.clone())
            .key(key)
            .code(key)
            .modifiers(modifiers)
            .windows_virtual_key_code(code);
        if kind == DispatchKeyEventType::KeyDown && !text.is_empty() && modifiers == 0 {
            event = event.text(text);
        }
        page.execute(event.build().expect("a key")).await.expect("a key");
    }
}

/// Presses Tab until an element has the focus.
pub async fn tab_to(page: &Page, selector: &str) {
    for _ in 0..400 {
        press(page, "Tab").await;
        if ask(page, &format!("document.activeElement.matches('{selector}')")).await == "true" {
            return;
        }
    }
    panic!("Tab never reaches {selector}");
}

/// Presses Tab until an element has the focus, and there Enter.
pub async fn enter(page: &Page, selector: &str) {
    tab_to(page, selector).await;
    press(page, "Enter").await;
}

pub async fn until(page: &Page, expression: &str) {
    for _ in 0..200 {
        // While one page goes and the next comes there may be nobody to answer, and the address is the next page's
        // before its content is.
        let done = page
            .evaluate(format!(
                "document.readyState === 'complete' && Boolean({expression})"
            ))
            .await
            .ok()
            .and_then(|v| v.into_value::<bool>().ok());
        if done == Some(true) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let there = ask(
        page,
        "location.pathname + ' ' + document.body.innerText.slice(0, 600)",
    )
    .await;
    panic!("it never comes to {expression}: {there}");
}

pub async fn picture(page: &Page, name: &str) {
    let folder = root().join("target/screenshots");
    std::fs::create_dir_all(&folder).expect("a folder");
    // Not `full_page`, which changes the size of the window.
    let size = ask(
        page,
        "[document.documentElement.clientWidth, Math.min(document.documentElement.scrollHeight, 6000)]",
    )
    .await;
    let size: Vec<f64> = size.split(',').filter_map(|n| n.parse().ok()).collect();
    let clip = Viewport {
        x: 0.0,
        y: 0.0,
        width: size[0],
        height: size[1],
        scale: 1.0,
    };
    let whole = ScreenshotParams::builder()
        .clip(clip)
        .capture_beyond_viewport(true)
        .build();
    page.save_screenshot(whole, folder.join(format!("{name}.png")))
        .await
        .expect("a picture");
}
