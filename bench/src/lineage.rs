//! From one plan to the next: likely pairs of 500 and 500 items beside comparing each title with each, and a plan of 5,000
//! items made from the old one beside copying it.
//!
//! And the turn of a year of as many items beside a copy of the plan.
//!
//! Not here: how many of the pairs are right, which a test on document 003 says.

use gyokaku_core::department::Assignment;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::lineage::{Carried, proposals, successor};
use gyokaku_core::plan::{Item, Plan};
use gyokaku_core::text::likeness;
use gyokaku_core::turn::{over, renumbered, unplanned};

use crate::harness::{Line, compare};

const ITEMS: usize = 500;
const LARGE: usize = 5_000;
const ROUNDS: usize = 9;

/// Words of which titles are made, so that many share some of them.
const WORDS: [&str; 12] = [
    "窓口",
    "収納率",
    "公共施設",
    "広告収入",
    "補助金",
    "職員研修",
    "業務委託",
    "使用料",
    "情報公開",
    "事務事業",
    "定員管理",
    "未利用地",
];
const DEEDS: [&str; 8] = [
    "の見直し",
    "の推進",
    "の適正化",
    "の確保",
    "の向上",
    "の検討",
    "の活用",
    "の充実",
];

fn plan(count: usize, renamed: bool) -> Plan {
    let item = |n: usize| {
        let (word, deed) = (WORDS[n % WORDS.len()], DEEDS[n / WORDS.len() % DEEDS.len()]);
        let more = if renamed && n.is_multiple_of(3) {
            "と改善"
        } else {
            ""
        };
        let title = format!("{word}{deed}{more}（その{}）", n / 96 + 1);
        Item {
            id: format!("{n}"),
            content: Some(format!("{title}に計画的に取り組み、効果を毎年度検証する。")),
            title,
            departments: Assignment {
                lead: vec![format!("課{}", n % 40)],
                support: vec![],
            },
            ..Item::default()
        }
    };
    Plan {
        items: (0..count).map(item).collect(),
        ..Plan::default()
    }
}

pub(crate) fn run() -> Result<Vec<Line>, String> {
    let (old, new) = (plan(ITEMS, false), plan(ITEMS, true));
    let (left, right): (Vec<&Item>, Vec<&Item>) = (old.items.iter().collect(), new.items.iter().collect());
    let found = proposals(&left, &right).len();
    let pairs = compare(
        ROUNDS,
        || proposals(&left, &right).len(),
        "all titles",
        || {
            let of = |a: &&Item| right.iter().map(|b| likeness(&a.title, &b.title)).max();
            left.iter().filter_map(of).count()
        },
    );
    let large = plan(LARGE, false);
    let all = Carried {
        texts: true,
        departments: true,
        indicators: true,
        amounts: true,
    };
    let next = compare(
        ROUNDS,
        || {
            let mut count = 0;
            let mut id = || {
                count += 1;
                format!("n{count}")
            };
            successor(&large, "old", ("次の計画".to_owned(), None), all, &mut id)
                .items
                .len()
        },
        "a copy",
        || large.clone().items.len(),
    );
    let year = FiscalYear::new(2026).ok_or("a year")?;
    let mut turned = large.clone();
    for (n, item) in turned.items.iter_mut().enumerate() {
        item.serial = Some((LARGE - n).to_string());
    }
    let turn = compare(
        ROUNDS,
        || {
            (
                over(&turned, year).len(),
                unplanned(&turned, year).len(),
                renumbered(&turned, year, &[]).len(),
            )
        },
        "a copy",
        || turned.clone().items.len(),
    );
    Ok(vec![
        pairs.with(format!("{ITEMS} × {ITEMS} items, {found} proposed")),
        next.with(format!("{LARGE} items, the next plan")),
        turn.with(format!("{LARGE} items, what the turn of a year finds")),
    ])
}
