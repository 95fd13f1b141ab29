//! The register page of 124 items with grades of six years, the grid in which 500 items are written, and the pictures of
//! what became of 500 items (by policy and item by item), each beside the same bytes served from memory, as the office asks
//! for them.
//!
//! Both are asked over one kept-alive connection on loopback, in turns. The number of statements that
//! a page costs is printed beside the ratio.

use std::io::{Read, Write};
use std::net::TcpStream;

use gyokaku_core::account::{Account, Grant, Role};
use gyokaku_core::body::SAMPLE_WITHOUT_NAME;
use gyokaku_core::crosswalk::{Edge, EdgeKind};
use gyokaku_core::department::Assignment;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::{Item, Plan, Section};
use gyokaku_core::progress::{Evaluation, Evaluator};
use gyokaku_store::{Actor, NewPassword, Store};
use gyokaku_web::{App, Config};
use sha2::{Digest, Sha256};

use crate::harness::{Line, compare};

const ITEMS: usize = 124;
const GRID: usize = 500;
/// As long as those that the program gives.
const TOKEN: &str = "00000000000000000000000000000000000000000000000000000000000000bb";
const YEARS: std::ops::Range<i16> = 2016..2022;
const ROUNDS: usize = 200;
const NOW: &str = "2026-04-01T00:00:00Z";
const LATER: &str = "2026-04-02T00:00:00Z";

/// Serves both on loopback and compares them.
pub(crate) fn run() -> Result<Vec<Line>, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let file = folder.path().join("bench.db");
    let store = runtime
        .block_on(filled(&format!("sqlite:{}", file.display())))
        .map_err(|e| e.message())?;
    let config = Config {
        demo: None,
        mail: None,
        public_url: None,
        hosts: Vec::new(),
        requests: None,
        is_tls: false,
        clock: || NOW.to_owned(),
    };
    let ours = runtime
        .block_on(listen(gyokaku_web::router(App::new(store.clone(), config))))
        .map_err(|e| e.to_string())?;
    let pages = [
        ("bench/items", format!("{ITEMS} items × {} years", YEARS.len())),
        ("grid/grid", format!("the grid of {GRID} items")),
        (
            "flow/crosswalk",
            format!("the flow of {GRID} items by policy, with the crosswalk"),
        ),
        (
            "flow/crosswalk?each=1",
            format!("the flow of {GRID} items one by one, with the crosswalk"),
        ),
    ];
    let lines = pages.into_iter().map(|(end, what)| {
        let path = format!("/{SAMPLE_WITHOUT_NAME}/{end}");
        let mut page = Client::connect(ours, &path)?;
        let body = page.fetch()?;
        let before = store.queries();
        page.fetch()?;
        let statements = store.queries() - before;
        let bytes = body.clone();
        let memory = axum::Router::new().route(
            path.split('?').next().unwrap_or_default(),
            axum::routing::get(move || {
                std::future::ready(([("content-type", "text/html; charset=utf-8")], bytes.clone()))
            }),
        );
        let mut reference = Client::connect(
            runtime.block_on(listen(memory)).map_err(|e| e.to_string())?,
            &path,
        )?;
        let line = compare(ROUNDS, || page.fetch(), "from memory", || reference.fetch());
        let note = format!("{what}, {} bytes, {statements} statements a page", body.len());
        Ok(line.with(note))
    });
    lines.collect()
}

async fn listen(router: axum::Router) -> std::io::Result<std::net::SocketAddr> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// A connection that stays open.
struct Client {
    stream: TcpStream,
    request: String,
}

impl Client {
    fn connect(address: std::net::SocketAddr, path: &str) -> Result<Self, String> {
        let stream = TcpStream::connect(address).map_err(|e| e.to_string())?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        Ok(Self {
            stream,
            request: format!(
                "GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: gyokaku_session={SAMPLE_WITHOUT_NAME}.{TOKEN}\r\n\r\n"
            ),
        })
    }

    /// The body of one answer; answers carry their length.
    fn fetch(&mut self) -> Result<Vec<u8>, String> {
        self.stream
            .write_all(self.request.as_bytes())
            .map_err(|e| e.to_string())?;
        let (mut got, mut buffer) = (Vec::new(), [0u8; 64 * 1024]);
        loop {
            let n = self.stream.read(&mut buffer).map_err(|e| e.to_string())?;
            if n == 0 {
                return Err("the server closed the connection".into());
            }
            got.extend_from_slice(&buffer[..n]);
            if let Some(body) = complete(&got)? {
                return Ok(body);
            }
        }
    }
}

/// The body, once all of it has come.
fn complete(got: &[u8]) -> Result<Option<Vec<u8>>, String> {
    let Some(end) = got.windows(4).position(|w| w == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = String::from_utf8_lossy(&got[..end]).to_ascii_lowercase();
    if !head.starts_with("http/1.1 200") {
        return Err(format!(
            "the page answered {}",
            head.lines().next().unwrap_or_default()
        ));
    }
    let length = head
        .lines()
        .find_map(|l| l.strip_prefix("content-length:"))
        .and_then(|v| v.trim().parse::<usize>().ok());
    let length = length.ok_or("the answer does not say its length")?;
    let body = &got[end + 4..];
    Ok((body.len() >= length).then(|| body[..length].to_vec()))
}

async fn filled(url: &str) -> Result<Store, gyokaku_store::StoreError> {
    let store = Store::open(url).await?;
    let actor = Actor {
        name: "bench".into(),
        role: "command".into(),
    };
    store
        .put_body(&actor, NOW, &SAMPLE_WITHOUT_NAME, "見本市")
        .await?;
    store
        .put_plan(
            &actor,
            NOW,
            &SAMPLE_WITHOUT_NAME,
            "bench",
            None,
            &plan(ITEMS),
            None,
        )
        .await?;
    store
        .put_plan(&actor, NOW, &SAMPLE_WITHOUT_NAME, "grid", None, &plan(GRID), None)
        .await?;
    let followed = followed(plan(GRID));
    store
        .put_plan(&actor, NOW, &SAMPLE_WITHOUT_NAME, "flow", None, &followed, None)
        .await?;
    let account = Account {
        id: "a".into(),
        login: "office".into(),
        name: "事務局".into(),
        mail: None,
        grants: vec![Grant {
            role: Role::Office,
            department: None,
            deputy: false,
            term: Default::default(),
        }],
        must_change: false,
        enabled: true,
    };
    let password = NewPassword::Fixed("no hash");
    store
        .create_account(&actor, NOW, &SAMPLE_WITHOUT_NAME, &account, password)
        .await?;
    let token = gyokaku_core::text::hex(&Sha256::digest(TOKEN.as_bytes()));
    store
        .open_session(&actor, NOW, &SAMPLE_WITHOUT_NAME, "a", &token, LATER)
        .await?;
    Ok(store)
}

/// The plan with a crosswalk: of seven items one ends, one is new, one is called otherwise.
fn followed(mut plan: Plan) -> Plan {
    let edge = |(n, item): (usize, &Item)| {
        let old = Some(format!("{}（前期）", item.title)).filter(|_| n % 7 != 1);
        let old = old.map(|old| {
            if n.is_multiple_of(7) {
                old
            } else {
                item.title.clone()
            }
        });
        let ends = n % 7 == 2;
        Edge {
            id: format!("e{n}"),
            path: plan.path_of(item),
            kind: match (&old, ends) {
                (None, _) => EdgeKind::New,
                (_, true) => EdgeKind::Abolished,
                _ => EdgeKind::Continued,
            },
            label: "継続".into(),
            new: Some(item.title.clone()).filter(|_| !ends || old.is_none()),
            old_item: old.as_ref().map(|_| format!("o{n}")),
            new_item: Some(item.id.clone()).filter(|_| !ends || old.is_none()),
            old,
            ..Edge::default()
        }
    };
    plan.crosswalk = plan.items.iter().enumerate().map(edge).collect();
    plan
}

/// Items in 20 sections, each with a grade in each of six years.
fn plan(count: usize) -> Plan {
    let sections: Vec<Section> = (0..20)
        .map(|n| Section {
            id: format!("s{n}"),
            level: "区分".into(),
            label: format!("({})", n + 1),
            title: format!("区分その{}", n + 1),
            ..Section::default()
        })
        .collect();
    let items: Vec<Item> = (0..count)
        .map(|n| Item {
            id: format!("i{n}"),
            section: Some(format!("s{}", n * 20 / count)),
            serial: Some(format!("No.{}", n + 1)),
            title: format!("取組その{}", n + 1),
            content: Some("窓口と内部の事務を見直し、毎年度の実施状況を確かめながら進める。".repeat(3)),
            target: Some("計画期間内に達成する。".into()),
            departments: Assignment {
                lead: vec![format!("第{}課", n % 30)],
                support: vec!["全庁".into()],
            },
            ..Item::default()
        })
        .collect();
    let evaluations = items
        .iter()
        .flat_map(|item| {
            YEARS.filter_map(FiscalYear::new).map(|year| Evaluation {
                item: item.id.clone(),
                fiscal_year: Some(year),
                by: Evaluator::Secretariat,
                grade: "○".into(),
                reason: Some("計画どおり進んでいる。".into()),
                done: Some("予定した取組を行った。".into()),
                at: Default::default(),
            })
        })
        .collect();
    Plan {
        title: "計測用のプラン".into(),
        sections,
        items,
        evaluations,
        ..Plan::default()
    }
}
