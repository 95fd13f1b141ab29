//! The effects typed by hand: both tables of document 003, what was corrected since, the running totals and the
//! comparison with a fiscal plan, each against a calculation done apart.

use std::collections::BTreeMap;

use crate::common::{CODE, Site, config, form, get_as, post_as};
use axum::http::StatusCode;
use gyokaku_core::effect::EffectKind;
use gyokaku_core::plan::{Period, Plan, Section};
use gyokaku_testkit::outside::Folder;
use serde_json::Value;

const PLAN: &str = "koki";

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}{end}")
}

fn year(western: i16) -> gyokaku_core::fiscal_year::FiscalYear {
    crate::common::year(western)
}

/// A plan of these policies for these years, and the office.
async fn site(policies: &[&str], from: i16, to: i16) -> (Site, String) {
    let site = Site::empty(config()).await;
    let plan = Plan {
        title: "後期アクションプラン".into(),
        period: Some(Period {
            from: year(from),
            to: year(to),
        }),
        sections: policies
            .iter()
            .enumerate()
            .map(|(at, title)| Section {
                id: format!("s{at}"),
                title: (*title).to_owned(),
                ..Section::default()
            })
            .collect(),
        ..Plan::default()
    };
    site.put_internal(PLAN, &plan, None).await;
    let office = site.as_role("office").await;
    (site, office)
}

/// Types amounts in thousands for sections by year, as the page sends them: what was seen is what stands there.
async fn typed(
    site: &Site,
    office: &str,
    head: &[(&str, &str)],
    cells: &[(usize, i16, String)],
) -> crate::common::Answer {
    let mut fields: Vec<(String, String)> = head
        .iter()
        .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
        .collect();
    let query = form(head);
    let page = get_as(site, office, &of(&format!("/amounts?{query}")))
        .await
        .text();
    for (section, western, text) in cells {
        let name = format!("s.s{section}.{western}");
        let seen = page
            .split(&format!("name=\"seen.{name}\" value=\""))
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("the box");
        fields.push((format!("a.{name}"), text.clone()));
        fields.push((format!("seen.{name}"), seen.to_owned()));
    }
    post_as(site, office, &of("/amounts"), &form(&fields)).await
}

async fn json(site: &Site, office: &str, end: &str) -> Value {
    let answer = get_as(site, office, &of(end)).await;
    assert_eq!(answer.status, StatusCode::OK, "{end}");
    serde_json::from_slice(&answer.bytes).expect("JSON")
}

/// The cells of the rows of a table whose title cell is this, by column.
fn row<'t>(table: &'t Value, title: &str) -> &'t Value {
    let rows = table["rows"].as_array().expect("rows");
    let found = rows.iter().rfind(|row| row["cells"]["title"] == title);
    &found.unwrap_or_else(|| panic!("{title} is in {table}"))["cells"]
}

#[tokio::test]
async fn both_tables_of_003_to_the_thousand() {
    let Some(path) = Folder::Seeds.document("003") else {
        return;
    };
    let bytes = std::fs::read(path).expect("a document");
    let printed = gyokaku_exchange::read::read("003.txt", &bytes)
        .expect("a plan")
        .plan
        .effects;
    let mut policies: Vec<&str> = Vec::new();
    for effect in &printed {
        let policy = effect.path[0].as_str();
        if !policies.contains(&policy) {
            policies.push(policy);
        }
    }
    assert_eq!(policies.len(), 3);
    let (site, office) = site(&policies, 2022, 2027).await;
    for kind in EffectKind::ALL {
        let own: Vec<_> = printed.iter().filter(|effect| effect.kind == kind).collect();
        let Some(first) = own.first() else { continue };
        let cells: Vec<(usize, i16, String)> = own
            .iter()
            .map(|effect| {
                let policy = policies
                    .iter()
                    .position(|p| *p == effect.path[0])
                    .expect("a policy");
                let western = effect.fiscal_year.expect("a year").western();
                (policy, western, (effect.amount.0 / 1000).to_string())
            })
            .collect();
        let head = [
            ("vintage", first.vintage.as_str()),
            ("kind", kind.key()),
            ("unit", "thousand"),
            ("by", "section"),
        ];
        let answer = typed(&site, &office, &head, &cells).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let effects = json(&site, &office, "/effects.json").await;
    let totals: Vec<i64> = effects["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["kind"] == "total")
        .filter_map(|row| row["cells"]["total"].as_i64())
        .collect();
    assert_eq!(totals, [2_674_093_000, 2_611_600_000, -62_493_000]);
    let compared = json(&site, &office, "/compared.json").await;
    let total = row(&compared, "合計");
    assert_eq!(total["difference"], -62_493_000);
    let page = get_as(&site, &office, &of("/compared")).await.text();
    assert!(
        page.contains("6,249万3千円減少") && page.contains("<svg"),
        "{page}"
    );
    let running = json(&site, &office, "/running.json").await;
    assert_eq!(row(&running, "累計")["fy2027"], 2_611_600_000i64);
    let ledger = json(&site, &office, "/ledger.json").await;
    assert_eq!(ledger["rows"].as_array().expect("rows").len(), 36);
    // What nobody has released is nobody's.
    assert_eq!(site.get(&of("/ledger.json")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_correction_says_why_and_what_goes_on_counts_each_year() {
    let (site, office) = site(&["財政", "組織"], 2026, 2030).await;
    let continuing = [
        ("vintage", "策定時"),
        ("kind", "plan"),
        ("duration", "continuing"),
        ("unit", "thousand"),
        ("by", "section"),
    ];
    let first = typed(&site, &office, &continuing, &[(0, 2026, "950".into())]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let single = continuing.map(|(name, value)| (name, if name == "duration" { "single" } else { value }));
    typed(&site, &office, &single, &[(1, 2027, "1,200千円".into())]).await;
    let running = json(&site, &office, "/running.json").await;
    assert_eq!(row(&running, "累計")["fy2030"], 950_000 * 5 + 1_200_000);
    let page = get_as(&site, &office, &of("/running")).await.text();
    assert!(page.contains("5年度に数え、計475万円"), "{page}");

    // Another figure asks for a reason, and what was typed is kept.
    let without = typed(&site, &office, &continuing, &[(0, 2026, "900".into())]).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST);
    assert!(without.text().contains("理由を入力してください") && without.text().contains("value=\"900\""));
    let mut with: Vec<(&str, &str)> = continuing.to_vec();
    with.push(("reason", "単価の誤り"));
    let corrected = typed(&site, &office, &with, &[(0, 2026, "900".into())]).await;
    assert_eq!(corrected.status, StatusCode::SEE_OTHER);
    let ledger = json(&site, &office, "/ledger.json").await;
    let states: Vec<&str> = ledger["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["cells"]["state"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(states, ["記録3で訂正", "", ""]);
    let running = json(&site, &office, "/running.json").await;
    assert_eq!(row(&running, "累計")["fy2030"], 900_000 * 5 + 1_200_000);

    // Somebody else wrote meanwhile; a figure that no ledger holds; words.
    let stale = [
        ("vintage", "策定時"),
        ("kind", "plan"),
        ("by", "section"),
        ("reason", "誤り"),
        ("a.s.s0.2026", "1"),
        ("seen.s.s0.2026", "950000"),
    ];
    let stale = post_as(&site, &office, &of("/amounts"), &form(&stale)).await;
    assert!(stale.status == StatusCode::BAD_REQUEST && stale.text().contains("ほかの画面で先に変更"));
    for bad in ["12345678901234567890", "未定"] {
        let answer = typed(&site, &office, &continuing, &[(0, 2027, bad.into())]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
        assert!(
            answer.text().contains("w.s.s0.2027"),
            "the reason stands at the box"
        );
    }
    let nameless = [("vintage", " "), ("a.s.s0.2026", "1"), ("seen.s.s0.2026", "")];
    let nameless = post_as(&site, &office, &of("/amounts"), &form(&nameless)).await;
    assert!(nameless.text().contains("時点を入力してください"));
}

#[tokio::test]
async fn the_fiscal_plan_is_set_against_the_effects() {
    let (site, office) = site(&["財政"], 2026, 2029).await;
    let head = [
        ("vintage", "策定時"),
        ("kind", "plan"),
        ("duration", "continuing"),
        ("unit", "thousand"),
        ("by", "section"),
    ];
    typed(
        &site,
        &office,
        &head,
        &[(0, 2026, "100".into()), (0, 2028, "50".into())],
    )
    .await;
    // Two rollings, each with its own window.
    let rollings: [(&str, i16, &[i64], Option<i64>); 2] = [
        ("令和7年度改定", 2025, &[-700, -800, -900], None),
        ("令和8年度改定", 2027, &[-500, -600, -650, -640], Some(30)),
    ];
    let mut expected: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
    for (vintage, from, gaps, included) in rollings {
        let to = from + gaps.len() as i16 - 1;
        let mut fields: Vec<(String, String)> = [("vintage", vintage), ("unit", "thousand")]
            .map(|(n, v)| (n.to_owned(), v.to_owned()))
            .to_vec();
        fields.extend([
            ("from".to_owned(), from.to_string()),
            ("to".to_owned(), to.to_string()),
        ]);
        let mut sums = [0i64; 2];
        for (western, gap) in (from..=to).zip(gaps) {
            fields.push((format!("a.gap.{western}"), gap.to_string()));
            if let Some(included) = included {
                fields.push((format!("a.included.{western}"), included.to_string()));
            }
            // 100 from 2026 on, 50 more from 2028 on, to 2029.
            let effect = match western {
                2026 | 2027 => 100,
                2028 | 2029 => 150,
                _ => continue,
            };
            sums[0] += gap * 1000;
            sums[1] += (gap + effect - included.unwrap_or(0)) * 1000;
        }
        let answer = post_as(&site, &office, &of("/outlook"), &form(&fields)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        expected.insert(vintage, sums);
    }
    let table = json(&site, &office, "/fiscal.json").await;
    for (vintage, [gap, remaining]) in &expected {
        let total = |title: &str| {
            let rows = table["rows"].as_array().expect("rows");
            let found = rows
                .iter()
                .find(|row| row["cells"]["vintage"] == *vintage && row["cells"]["title"] == title);
            found.expect("a row")["cells"]["total"].as_i64()
        };
        assert_eq!(total("財政計画の収支"), Some(*gap), "{vintage}");
        assert_eq!(total("対策後の収支"), Some(*remaining), "{vintage}");
    }
    let page = get_as(&site, &office, &of("/fiscal")).await.text();
    assert!(
        page.contains("令和8年度改定では、令和9年度から令和11年度まで"),
        "{page}"
    );
    assert!(
        page.contains("令和7年度は、改革の効果の年度に入らないため"),
        "{page}"
    );

    // What is wrong is said at its place.
    let backwards = [("vintage", "x"), ("from", "2030"), ("to", "2029")];
    let answer = get_as(&site, &office, &of(&format!("/outlook?{}", form(&backwards)))).await;
    assert!(answer.status == StatusCode::BAD_REQUEST && answer.text().contains("前になっています"));
    let far = [("vintage", "x"), ("from", "1900"), ("to", "2100")];
    let answer = get_as(&site, &office, &of(&format!("/outlook?{}", form(&far)))).await;
    assert!(answer.text().contains("20年度分まで"));
}

/// The pages stay within their few statements, and the store is asked nothing for each amount.
#[tokio::test]
async fn pages_of_amounts_ask_little() {
    let (site, office) = site(&["財政", "組織"], 2026, 2030).await;
    let head = [
        ("vintage", "策定時"),
        ("kind", "plan"),
        ("unit", "thousand"),
        ("by", "section"),
    ];
    typed(
        &site,
        &office,
        &head,
        &[(0, 2026, "1".into()), (1, 2026, "2".into())],
    )
    .await;
    for end in [
        "/amounts?vintage=x",
        "/outlook",
        "/edit",
        "/grid",
        "/ledger",
        "/running",
        "/effects",
    ] {
        get_as(&site, &office, &of(end)).await;
        let before = site.store.queries();
        assert_eq!(
            get_as(&site, &office, &of(end)).await.status,
            StatusCode::OK,
            "{end}"
        );
        assert!(site.store.queries() - before <= 3, "{end}");
    }
}
