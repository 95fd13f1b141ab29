//! The register by hand: one field saved in a large register beside a small one, and any two occasions of a large
//! ledger compared beside bare sums of the same amounts.
//!
//! Not here: the pages (`page`).

use std::collections::HashMap;

use gyokaku_core::body::{BodyCode, SAMPLE_WITHOUT_NAME};
use gyokaku_core::document::Place;
use gyokaku_core::editing::{ItemField, Value};
use gyokaku_core::effect::{Duration, Effect, EffectKind, Owner, Source};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::money::Yen;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::table::{compared, running};
use gyokaku_store::{Actor, ItemWrite, Store, StoreError};

use crate::harness::{Line, compare};

const CODE: BodyCode = SAMPLE_WITHOUT_NAME;
const PLAN: &str = "bench";
const LARGE: usize = 5_000;
const SMALL: usize = 50;
const ROUNDS: usize = 15;
const NOW: &str = "2026-11-20T00:00:00Z";

/// The ledger: so many items, years and occasions.
const LEDGER: [usize; 3] = [500, 10, 10];

pub(crate) fn run() -> Result<Vec<Line>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let url = |name: &str| format!("sqlite:{}", folder.path().join(name).display());
    let made = |items| runtime.block_on(filled(&url(&format!("{items}.db")), items));
    let (large, small) = (
        made(LARGE).map_err(|e| e.message())?,
        made(SMALL).map_err(|e| e.message())?,
    );
    let (mut a, mut b) = (String::new(), String::new());
    let saving = compare(
        ROUNDS,
        || runtime.block_on(save(&large, &mut a)).ok(),
        "50 items",
        || runtime.block_on(save(&small, &mut b)).ok(),
    );
    let ledger = ledger();
    let last = LEDGER[2] - 1;
    let comparing = compare(
        ROUNDS,
        || compared::table(&ledger, (0, last)).rows.len(),
        "bare sums",
        || sums(&ledger).len(),
    );
    let totals = compare(
        ROUNDS,
        || running::table(&ledger).rows.len(),
        "bare sums",
        || sums(&ledger).len(),
    );
    let of = format!(
        "{} items × {} years × {} occasions",
        LEDGER[0], LEDGER[1], LEDGER[2]
    );
    Ok(vec![
        saving.with(format!("one field saved among {LARGE} items")),
        comparing.with(format!("two occasions compared: {of}")),
        totals.with(format!("running totals: {of}")),
    ])
}

fn item(n: usize) -> Item {
    Item {
        id: format!("i{n}"),
        number: Some(format!("1-{n}")),
        title: format!("取組項目その{n}の推進"),
        content: Some("手続を見直し、窓口の待ち時間を短くする。".repeat(4)),
        ..Item::default()
    }
}

async fn filled(url: &str, items: usize) -> Result<Store, StoreError> {
    let store = Store::open(url).await?;
    store.put_body(&actor(), NOW, &CODE, "見本市").await?;
    let plan = Plan {
        title: "見本".into(),
        items: (0..items).map(item).collect(),
        ..Plan::default()
    };
    store
        .put_plan(&actor(), NOW, &CODE, PLAN, None, &plan, None)
        .await?;
    Ok(store)
}

fn actor() -> Actor {
    Actor {
        name: "bench".into(),
        role: "command".into(),
    }
}

/// Writes another target each time.
async fn save(store: &Store, seen: &mut String) -> Result<usize, StoreError> {
    let new = format!("{seen}1");
    let writes = [ItemWrite {
        field: ItemField::Target,
        seen: seen.clone(),
        value: Value::Words(Some(new.clone())),
    }];
    let written = store
        .write_item(&actor(), NOW, (&CODE, PLAN), "i7", &writes)
        .await?;
    *seen = new;
    Ok(written.map_or(0, |written| written.saved.len()))
}

fn ledger() -> Plan {
    let [items, years, vintages] = LEDGER;
    let mut effects = Vec::with_capacity(items * years * vintages);
    for vintage in 0..vintages {
        for n in 0..items {
            for year in 0..years {
                effects.push(Effect {
                    id: format!("{vintage}-{n}-{year}"),
                    vintage: format!("{vintage}回目"),
                    on: Some(Owner::Item(format!("i{n}"))),
                    path: vec![format!("取組項目その{n}の推進")],
                    fiscal_year: FiscalYear::new(2026 + year as i16),
                    kind: EffectKind::Plan,
                    amount: Yen((n * 31 + year * 7 + vintage * 3) as i64 * 1_000),
                    duration: Duration::SingleYear,
                    source: Source::Unsaid,
                    corrects: None,
                    at: Place::NOWHERE,
                });
            }
        }
    }
    Plan {
        items: (0..items).map(item).collect(),
        effects,
        ..Plan::default()
    }
}

/// The same amounts summed up by item, year and occasion, and nothing else.
fn sums(plan: &Plan) -> HashMap<(&str, Option<&Owner>, Option<FiscalYear>), i64> {
    let mut sums = HashMap::new();
    for effect in &plan.effects {
        let key = (effect.vintage.as_str(), effect.on.as_ref(), effect.fiscal_year);
        *sums.entry(key).or_default() += effect.amount.0;
    }
    sums
}
