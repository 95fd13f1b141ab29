//! A made-up city from nothing to a plan that is released, withdrawn and corrected, in a real Chromium: typed, proposed
//! and decided, asked, answered, closed, shown, published on a day; its figures against a calculation done apart.
//!
//! What common acts cost is counted and printed. Not here: each page by itself (`register_browser`, `year`).

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::common::{CODE, Site, code, program};
use crate::visit::{Visit, ask, press, tab_to, type_in, until};
use crate::year_support::{Year, click, count, fill, follow, paste, place, seed, words};
use chromiumoxide::Page;
use gyokaku_store::JournalState;
use gyokaku_web::Config;
use serde_json::Value;

const PLAN: &str = "keiei-2026";

/// The reason with which the plan is withdrawn.
const WHY: &str = "目標の数値に誤りが見つかったため";

/// Whether the day on which the plan is to be released has come.
static THE_DAY_HAS_COME: AtomicBool = AtomicBool::new(false);

fn clock() -> String {
    let day = match THE_DAY_HAS_COME.load(Ordering::SeqCst) {
        true => "2026-12-01",
        false => "2026-11-20",
    };
    format!("{day}T10:00:00Z")
}

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}{end}")
}

fn round(end: &str) -> String {
    of(&format!("/rounds/2026{end}"))
}

/// The two policies, each with what its amounts are on two occasions, in thousands by year from FY2026 on.
const POLICIES: [(&str, [[i64; 5]; 2]); 2] = [
    ("健全な財政運営", [[950, 100, 0, 0, 20], [900, 150, -40, 0, 20]]),
    (
        "質の高い行政サービス",
        [[10, 20, 30, 40, 50], [15, 20, 30, 35, 60]],
    ),
];

/// The items of a policy as a spreadsheet has them.
fn block(policy: usize) -> String {
    let mut block = "番号\t取組項目\t主担当課\tスケジュール\t目標\n".to_owned();
    for n in 1..=10 {
        let lead = if policy == 0 { "財政課" } else { "市民課" };
        block.push_str(&format!(
            "{}-{n}\t{}の取組{n}\t{lead}\t令和8年度：検討、令和9年度～：実施\t年に{n}0件\n",
            policy + 1,
            POLICIES[policy].0
        ));
    }
    block
}

struct People {
    office: Page,
    staff: Page,
    head: Page,
    committee: Page,
}

async fn people(year: &Year) -> People {
    year.site
        .departments(CODE, &[("d1", "財政課", None), ("d2", "市民課", None)])
        .await;
    let both = |role| [(role, Some("d1")), (role, Some("d2"))];
    let desk = async |login: &str, grants: &[(&str, Option<&str>)]| {
        let cookie = year.site.as_person(CODE, login, grants).await;
        let page = year.visit.desk().await;
        year.visit.sign_in(&page, &cookie).await;
        page
    };
    People {
        office: desk("kikaku", &[("office", None)]).await,
        staff: desk("tanto", &both("staff")).await,
        head: desk("kacho", &both("head")).await,
        committee: desk("honbu", &[("committee", None)]).await,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_keeps_its_plan_from_nothing_to_a_correction() {
    let config = Config {
        demo: None,
        clock,
        mail: None,
        public_url: None,
        hosts: Vec::new(),
        requests: None,
        is_tls: false,
    };
    let site = Site::empty(config).await;
    site.store
        .put_body(&program(), &clock(), &code(), "見本市")
        .await
        .expect("a body");
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let year = Year {
        site,
        visit,
        name: "story",
    };
    let people = people(&year).await;
    typed(&year, &people.office).await;
    amounts(&year, &people.office).await;
    amended(&year, &people).await;
    asked(&year, &people).await;
    closed(&year, &people).await;
    published(&year, &people.office).await;
    corrected(&year, &people.office).await;
    succeeded(&year, &people.office).await;
    let journal = year.site.store.verify_journal().await.expect("a journal");
    assert!(matches!(journal, JournalState::Holds { .. }), "{journal:?}");
    year.visit.without_trouble().await;
}

/// A plan of 20 items in two policies, out of a spreadsheet; one more by hand, timed.
async fn typed(year: &Year, office: &Page) {
    year.at(office, &format!("/{CODE}/plans/new")).await;
    fill(office, "#p-title", "見本市行政改革プラン").await;
    fill(office, "#p-key", PLAN).await;
    fill(office, "#p-from", "令和8年度").await;
    fill(office, "#p-to", "令和12年度").await;
    follow(office, "form.form button.primary").await;
    for (at, (policy, _)) in POLICIES.iter().enumerate() {
        year.at(office, &of("/edit")).await;
        fill(office, "#number", &(at + 1).to_string()).await;
        fill(office, "#title", policy).await;
        follow(office, "button[value='add-section']").await;
        let section = ask(
            office,
            &format!("[...document.getElementById('to').options].find((one) => one.textContent.includes({policy:?})).value"),
        )
        .await;
        year.at(office, &of(&format!("/grid/paste?section={section}")))
            .await;
        let block = block(at);
        ask(
            office,
            &format!("(() => {{ document.getElementById('text').value = {block:?}; return 1; }})()"),
        )
        .await;
        follow(office, "form.form button").await;
        assert!(words(office, ".answer").await.contains("新しい取組項目が10件"));
        follow(office, "form.paste-form button.primary").await;
        assert_eq!(count(office, "tr[data-answer]").await, 10);
    }
    // One more: pick the section, its name, Enter.
    year.at(office, &of("/edit")).await;
    let begun = Instant::now();
    click(office, "[data-part^='s:'] input").await;
    ask(office, "document.getElementById('title').focus()").await;
    type_in(office, "広告収入の確保").await;
    press(office, "Enter").await;
    until(
        office,
        "[...document.querySelectorAll('[data-part]')].some((one) => one.textContent.includes('広告収入の確保'))",
    )
    .await;
    println!(
        "a new item: 1 key beside its name, {} ms until it stands in the outline",
        begun.elapsed().as_millis()
    );
    // It was one too many: undone by keys.
    ask(office, "document.activeElement.blur()").await;
    ask(office, "(document.documentElement.dataset.left = '1')").await;
    crate::visit::chord(office, "z", 2).await;
    until(
        office,
        "!document.documentElement.dataset.left && document.readyState === 'complete'",
    )
    .await;
    assert!(words(office, "[role=status]").await.contains("元に戻しました"));
    assert_eq!(count(office, "[data-part^='i:']").await, 20);
    year.see(office, "01-outline").await;
    // What the plan says of itself.
    year.at(office, &of("/texts")).await;
    fill(office, "#p-circumstances", "人口の減少\n・税収：減り続ける見込み").await;
    fill(office, "#p-viewpoints", "選択と集中\n・事業の見直し").await;
    fill(office, "#p-directions", "デジタルの活用\n・窓口の予約").await;
    fill(office, "#p-editions", "前の計画：当初：令和3年度～令和8年度").await;
    fill(office, "#p-terms", "検討：どうするかを考えること").await;
    year.see(office, "02-texts").await;
    follow(office, "form.form button.primary").await;
    year.at(office, &of("/indicators/edit")).await;
    fill(office, "#name", "市税の収納率").await;
    fill(office, "#unit", "%").await;
    follow(office, "button[value='add']").await;
    fill(office, "[name$='.target.all']", "98.0").await;
    fill(office, "[name$='.actual.2027']", "9,710／10,000").await;
    follow(office, "button[value='save']").await;
    assert!(words(office, "[role=status]").await.contains("記録しました"));
    year.see(office, "02-indicators-typed").await;
    year.at(office, &of("/indicators")).await;
    assert!(
        words(office, ".answer")
            .await
            .contains("いずれも満たしていません")
    );
    year.see(office, "02-indicators").await;
    year.at(office, &of("")).await;
    assert!(words(office, "table.steps").await.contains("減り続ける見込み"));
    assert_eq!(count(office, ".picture svg title").await % 2, 0);
    year.see(office, "03-plan").await;
}

/// The next plan, made from this one: one item goes on under another name, one ends, and nothing is undecided.
async fn succeeded(year: &Year, office: &Page) {
    year.at(office, &of("/next")).await;
    fill(office, "#title", "見本市行政改革プラン（後期）").await;
    fill(office, "#key", "koki").await;
    year.see(office, "90-next").await;
    follow(office, "form.form button.primary").await;
    assert!(
        words(office, ".answer")
            .await
            .contains("すべての取組項目の引継ぎが決まっています")
    );
    let next = |end: &str| format!("/{CODE}/koki{end}");
    year.at(office, &next("/edit")).await;
    click(office, "[data-part^='i:'] input").await;
    follow(office, "button[value='remove']").await;
    year.at(office, &next("/lineage")).await;
    assert!(words(office, ".answer").await.contains("前の計画の取組項目1件"));
    year.see(office, "91-lineage-open").await;
    fill(office, "[name^='class.']", "廃止（取組完了）").await;
    follow(office, "button[value='decide']").await;
    assert!(
        words(office, ".answer")
            .await
            .contains("すべての取組項目の引継ぎが決まっています")
    );
    year.see(office, "92-lineage").await;
    year.at(office, &next("/crosswalk")).await;
    assert!(words(office, "main").await.contains("取組完了"));
    year.see(office, "93-crosswalk").await;
    year.at(office, &next("/indicators/edit")).await;
    assert_eq!(count(office, "tbody .part").await, 1, "the indicator goes on");
}

/// The amounts of both occasions, and what the running totals and the comparison come to.
async fn amounts(year: &Year, office: &Page) {
    for (occasion, vintage) in ["策定時", "令和8年度時点"].into_iter().enumerate() {
        year.at(office, &of("/amounts")).await;
        fill(office, "#vintage", vintage).await;
        follow(office, "form.filters button").await;
        let sections = ask(
            office,
            "[...document.querySelectorAll('.t-amounts input[id^=\"a.s.\"]')].map((box) => box.id.split('.')[2]).filter((id, at, all) => all.indexOf(id) === at).join(' ')",
        )
        .await;
        for (section, (_, both)) in sections.split(' ').zip(POLICIES) {
            for (at, amount) in both[occasion].into_iter().enumerate() {
                let text = match amount {
                    0 => continue,
                    amount if amount < 0 => format!("△{}", -amount),
                    amount => amount.to_string(),
                };
                fill(office, &format!("[id='a.s.{section}.{}']", 2026 + at), &text).await;
            }
        }
        year.see(office, &format!("04-amounts-{occasion}")).await;
        follow(office, "form[method=post][action$='/amounts'] button.primary").await;
        assert!(words(office, "[role=status]").await.contains("記録しました"));
    }
    // The fiscal plan: two years of its own before the plan ends, and one after it.
    year.at(office, &of("/outlook")).await;
    fill(office, "#vintage", "令和8年度改定").await;
    fill(office, "#from", "2029").await;
    fill(office, "#to", "2031").await;
    fill(office, "#unit", "thousand").await;
    follow(office, "form.filters button").await;
    for (western, gap) in [(2029, "△3,000"), (2030, "△3,500"), (2031, "△4,000")] {
        fill(office, &format!("[id='a.gap.{western}']"), gap).await;
    }
    fill(office, "[id='a.gap.2029-2031']", "△10,500").await;
    follow(office, "form[method=post][action$='/outlook'] button.primary").await;
    for (end, what) in [
        ("/running", "05-running"),
        ("/compared", "06-compared"),
        ("/fiscal", "07-fiscal"),
    ] {
        year.at(office, &of(end)).await;
        year.see(office, what).await;
    }
    // Done apart: nothing goes on here, so a total is the sum of the years so far.
    let mut apart: BTreeMap<i64, i64> = BTreeMap::new();
    let mut total = 0;
    for at in 0..5 {
        total += POLICIES.iter().map(|(_, both)| both[1][at]).sum::<i64>() * 1_000;
        apart.insert(2026 + i64::try_from(at).expect("a year"), total);
    }
    let running = json(office, "/running.json").await;
    let last = running["rows"]
        .as_array()
        .and_then(|rows| rows.last())
        .expect("a total");
    for (western, total) in &apart {
        assert_eq!(
            last["cells"][format!("fy{western}")],
            Value::from(*total),
            "{western}: {running}"
        );
    }
    // Only what both occasions state is compared.
    let moved: i64 = POLICIES
        .iter()
        .flat_map(|(_, [then, now])| then.iter().zip(now))
        .filter(|(then, now)| **then != 0 && **now != 0)
        .map(|(then, now)| now - then)
        .sum();
    assert_eq!(moved, 10);
    let compared = json(office, "/compared.json").await;
    let last = compared["rows"]
        .as_array()
        .and_then(|rows| rows.last())
        .expect("a total");
    assert_eq!(last["cells"]["difference"], Value::from(moved * 1_000), "{last}");
    let fiscal = json(office, "/fiscal.json").await;
    let effect = |at: usize| POLICIES.iter().map(|(_, both)| both[1][at]).sum::<i64>();
    let remaining = (effect(3) - 3_000 + effect(4) - 3_500) * 1_000;
    let totals: Vec<&Value> = fiscal["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| &row["cells"]["total"])
        .collect();
    assert!(totals.contains(&&Value::from(remaining)), "{remaining}: {fiscal}");
}

/// A table as whoever sits at this desk gets it.
async fn json(page: &Page, end: &str) -> Value {
    let text = ask(
        page,
        &format!("fetch({:?}).then((answer) => answer.text())", of(end)),
    )
    .await;
    serde_json::from_str(&text).unwrap_or_else(|why| panic!("{end}: {why}: {text}"))
}

/// A department proposes a change in mid-plan, the office decides.
async fn amended(year: &Year, people: &People) {
    let staff = &people.staff;
    year.at(staff, &of("/items")).await;
    follow(staff, "table tbody th a").await;
    assert!(count(staff, "a.term").await > 0, "the term is marked");
    follow(staff, "a[href$='/amend']").await;
    fill(staff, "#f-target", "年に15件").await;
    fill(staff, "#reason", "申請の増加").await;
    year.see(staff, "10-propose").await;
    follow(staff, "form.form button.primary").await;
    year.see(staff, "11-proposed").await;
    let proposal = place(staff).await;
    let office = &people.office;
    year.at(office, &of("/amendments")).await;
    year.see(office, "12-amendments").await;
    follow(office, "section[aria-labelledby=waiting] a").await;
    assert_eq!(place(office).await, proposal);
    fill(office, "#by", "行政改革推進本部会議").await;
    year.see(office, "13-decide").await;
    follow(office, "button[value=approved]").await;
    assert!(words(office, "dl.facts").await.contains("行政改革推進本部会議"));
}

/// The office asks, the departments answer, the heads approve.
async fn asked(year: &Year, people: &People) {
    let (office, staff, head) = (&people.office, &people.staff, &people.head);
    year.at(office, &of("/rounds/new")).await;
    fill(office, "#year", "2026").await;
    for asked in [
        "effect_plan",
        "effect_actual",
        "indicators",
        "difficulties",
        "next",
    ] {
        click(office, &format!("[name=question][value={asked}]:checked")).await;
    }
    fill(office, "#due_department", "2026-12-15").await;
    fill(office, "#due_head", "2026-12-20").await;
    fill(office, "#due_office", "2026-12-25").await;
    follow(office, "button[value=preview]").await;
    assert!(words(office, ".answer").await.starts_with("20の取組について"));
    follow(office, "form.opening button.primary").await;
    assert_eq!(place(office).await, round(""));
    // One answer by keys alone: the grade, the next boxes, the button.
    year.at(staff, "/todo").await;
    tab_to(staff, ".button.large").await;
    press(staff, "Enter").await;
    until(
        staff,
        "location.pathname.includes('/items/') && document.readyState === 'complete'",
    )
    .await;
    let mut keys = 0;
    let first = place(staff).await;
    let focused = "document.activeElement.name ?? ''";
    if ask(staff, focused).await != "grade" {
        tab_to(staff, "input[type=radio]").await;
        keys += 1;
    }
    press(staff, "2").await;
    keys += 1;
    while ask(staff, focused).await != "done" {
        press(staff, "Tab").await;
        keys += 1;
        assert!(keys < 30, "the box is reached by Tab");
    }
    type_in(staff, "説明会を3回開いた。").await;
    while ask(
        staff,
        "document.activeElement.matches('form.answer-form button.primary')",
    )
    .await
        != "true"
    {
        press(staff, "Tab").await;
        keys += 1;
        assert!(keys < 40, "the button is reached by Tab");
    }
    press(staff, "Enter").await;
    keys += 1;
    until(
        staff,
        &format!("location.pathname !== {first:?} && document.readyState === 'complete'"),
    )
    .await;
    println!("an answer: {keys} keystrokes beside its text");
    assert!(keys <= 12, "{keys}");
    for department in ["d1", "d2"] {
        let list = round(&format!("/departments/{department}"));
        year.at(staff, &format!("{list}/grid")).await;
        let titles = ask(
            staff,
            "[...document.querySelectorAll('tr[data-answer] th')].map((one) => one.textContent.trim().replace(/^.*? /, '')).join('|')",
        )
        .await;
        let mut block = "取組\t進捗状況\t取組実績\n".to_owned();
        for n in 1..=10 {
            let policy = if department == "d1" { 0 } else { 1 };
            block.push_str(&format!(
                "{}の取組{n}\t○\t予定のとおり進めた。\n",
                POLICIES[policy].0
            ));
        }
        assert!(titles.contains("の取組"), "{titles}");
        paste(staff, &block).await;
        follow(staff, "form[action$='/paste/application'] button.primary").await;
        year.at(staff, &list).await;
        follow(staff, "form[action$='/submission'] button.primary").await;
    }
    year.at(head, &round("/review")).await;
    click(head, "[data-all]").await;
    follow(head, "button[formaction$='/approval']").await;
    assert!(words(head, "#outcome").await.contains("20件を承認しました。"));
}

/// The office accepts, the headquarters looks at the result and grades by keys, the office closes.
async fn closed(year: &Year, people: &People) {
    let (office, committee) = (&people.office, &people.committee);
    year.at(office, &round("/review")).await;
    click(office, "[data-all]").await;
    follow(office, "button[formaction$='/acceptance']").await;
    assert!(
        words(office, "#outcome")
            .await
            .contains("20件を確認済みにしました。")
    );
    year.at(committee, "/todo").await;
    year.at(committee, &round("/review?view=grades")).await;
    year.see(committee, "20-headquarters").await;
    ask(committee, "document.querySelector('[id^=\"g-\"]').focus()").await;
    for _ in 0..3 {
        press(committee, "2").await;
    }
    until(
        committee,
        "document.getElementById('saved')?.dataset.kind === 'saved'",
    )
    .await;
    println!("a grade: 1 keystroke an item");
    year.at(office, &round("/closing")).await;
    click(office, "#confirmed").await;
    follow(office, "form.closing button.primary").await;
    assert_eq!(place(office).await, of("/editions/1"));
    year.see(office, "21-edition").await;
    // The headquarters reads what is closed; the public does not.
    year.at(committee, &of("/editions/1")).await;
    assert!(words(committee, "main").await.contains("20"));
    assert_eq!(year.site.get(&of("/editions/1")).await.status, 404);
}

/// Released for a day ahead: seen from that day on and no earlier.
async fn published(year: &Year, office: &Page) {
    year.at(office, &of("/release")).await;
    click(office, "input[name='year']:not(:checked)").await;
    fill(office, "#day", "2026-12-01").await;
    click(office, "#checked").await;
    follow(office, "form.form button.primary").await;
    year.see(office, "30-scheduled").await;
    assert!(
        words(office, ".answer")
            .await
            .contains("令和8年12月1日に公開する予定")
    );
    assert_eq!(year.site.get(&of("")).await.status, 404);
    THE_DAY_HAS_COME.store(true, Ordering::SeqCst);
    let public = year.site.page(&of("/items")).await;
    assert!(public.contains("質の高い行政サービスの取組10"));
    assert!(year.site.page(&of("/amendments")).await.contains("年に15件"));
    assert!(year.site.page(&of("/editions/1")).await.contains("20"));
    let progress = year.json(&of("/editions/1/progress.json")).await;
    assert!(progress.to_string().contains("20"), "{progress}");
    THE_DAY_HAS_COME.store(false, Ordering::SeqCst);
    assert_eq!(year.site.get(&of("")).await.status, 404, "a day earlier");
}

/// Withdrawn with a reason before the day, corrected, and released at once.
async fn corrected(year: &Year, office: &Page) {
    year.at(office, &of("/release")).await;
    assert_eq!(
        ask(office, "document.getElementById('why').required").await,
        "true"
    );
    fill(office, "#why", WHY).await;
    follow(office, "form[action$='/withdrawal'] button").await;
    THE_DAY_HAS_COME.store(true, Ordering::SeqCst);
    assert_eq!(year.site.get(&of("")).await.status, 404, "it was withdrawn");
    THE_DAY_HAS_COME.store(false, Ordering::SeqCst);
    year.at(office, &of("/grid")).await;
    let target = "tr[data-answer] td[data-field=target] [data-control]";
    ask(
        office,
        &format!("document.querySelectorAll({target:?})[1].focus()"),
    )
    .await;
    ask(
        office,
        &format!("document.querySelectorAll({target:?})[1].select()"),
    )
    .await;
    type_in(office, "年に25件").await;
    press(office, "Tab").await;
    until(
        office,
        "document.getElementById('saved')?.dataset.kind === 'saved'",
    )
    .await;
    year.at(office, &of("/release")).await;
    click(office, "#checked").await;
    follow(office, "form.form button.primary").await;
    year.see(office, "31-released").await;
    let public = year.site.page(&of("/items")).await;
    assert!(public.contains("年に25件") && public.contains("年に15件"));
    assert!(
        !year.site.page(&of("")).await.contains(WHY),
        "why is for the office"
    );
}

/// Both effect tables of 003, typed policy by policy, and the outlook of 001: the page of the comparison answers what 003
/// leaves open.
#[tokio::test(flavor = "multi_thread")]
async fn the_tables_of_003_and_the_outlook_of_001_are_typed() {
    let (Some((_, text)), Some((_, outlook))) = (seed("003"), seed("001")) else {
        return;
    };
    let effects = gyokaku_exchange::read::read("003.txt", &text)
        .expect("a plan")
        .plan
        .effects;
    let stated = gyokaku_exchange::read::read("001.txt", &outlook)
        .expect("a plan")
        .plan
        .statements;
    let gap = stated
        .iter()
        .find(|s| s.money && s.value == 81_200_000_000)
        .expect("the gap of 001");
    let period = gap.period.expect("its years");
    let years: Vec<i16> = gyokaku_core::fiscal_year::FiscalYear::span(period.from, period.to)
        .map(|year| year.western())
        .collect();
    assert_eq!(years, [2019, 2020, 2021]);
    let site = Site::empty(Config {
        demo: None,
        clock: crate::common::clock,
        mail: None,
        public_url: None,
        hosts: Vec::new(),
        requests: None,
        is_tls: false,
    })
    .await;
    let policies =
        gyokaku_core::text::each_once(effects.iter().filter_map(|e| e.path.first()).map(String::as_str));
    let plan = gyokaku_core::plan::Plan {
        title: "後期アクションプラン".into(),
        period: Some(gyokaku_core::plan::Period {
            from: crate::common::year(2022),
            to: crate::common::year(2027),
        }),
        sections: policies
            .iter()
            .enumerate()
            .map(|(at, title)| gyokaku_core::plan::Section {
                id: format!("s{at}"),
                title: (*title).to_owned(),
                ..Default::default()
            })
            .collect(),
        ..Default::default()
    };
    site.put_internal(PLAN, &plan, None).await;
    let cookie = site.as_role("office").await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let year = Year {
        site,
        visit,
        name: "story-003",
    };
    let office = year.visit.desk().await;
    year.visit.sign_in(&office, &cookie).await;
    let vintages = gyokaku_core::effect::vintages(&effects);
    assert_eq!(vintages.len(), 2);
    let mut cells = 0;
    for vintage in &vintages {
        year.at(&office, &of("/amounts")).await;
        fill(&office, "#vintage", vintage).await;
        follow(&office, "form.filters button").await;
        for effect in effects.iter().filter(|e| e.vintage == *vintage) {
            let section = policies
                .iter()
                .position(|p| Some(*p) == effect.path.first().map(String::as_str));
            let (Some(section), Some(of_year)) = (section, effect.fiscal_year) else {
                continue;
            };
            let thousands = effect.amount.0 / 1_000;
            let text = if thousands < 0 {
                format!("△{}", -thousands)
            } else {
                thousands.to_string()
            };
            fill(
                &office,
                &format!("[id='a.s.s{section}.{}']", of_year.western()),
                &text,
            )
            .await;
            cells += 1;
        }
        follow(&office, "form[method=post][action$='/amounts'] button.primary").await;
        assert!(words(&office, "[role=status]").await.contains("記録しました"));
    }
    assert_eq!(cells, 36);
    year.at(&office, &of("/effects")).await;
    let page = words(&office, "main").await;
    for printed in ["2,674,093", "2,611,600", "62,493"] {
        assert!(page.contains(printed), "{printed}");
    }
    // 001 states its gap for three years together, which are none of the plan's; a rolling of today has years of both.
    for (vintage, from, to, box_name, amount) in [
        ("平成31年度策定", 2019, 2021, "a.gap.2019-2021", "△812億円"),
        ("令和7年度改定", 2025, 2029, "a.gap.2027", "△2,000,000"),
    ] {
        year.at(&office, &of("/outlook")).await;
        fill(&office, "#vintage", vintage).await;
        fill(&office, "#from", &from.to_string()).await;
        fill(&office, "#to", &to.to_string()).await;
        fill(&office, "#unit", "thousand").await;
        follow(&office, "form.filters button").await;
        fill(&office, &format!("[id='{box_name}']"), amount).await;
        follow(&office, "form[method=post][action$='/outlook'] button.primary").await;
        assert!(
            words(&office, "[role=status]").await.contains("記録しました"),
            "{vintage}"
        );
    }
    year.at(&office, &of("/fiscal")).await;
    year.see(&office, "01-fiscal").await;
    let now = vintages[1];
    let of_2027: i64 = effects
        .iter()
        .filter(|e| e.vintage == now && e.fiscal_year.map(|y| y.western()) == Some(2027))
        .map(|e| e.amount.0)
        .sum();
    let remaining = gyokaku_core::money::Yen(2_000_000_000 - of_2027).mixed();
    let answer = words(&office, ".answer").await;
    assert!(
        answer.contains("令和7年度改定") && answer.contains(&remaining),
        "{remaining}: {answer}"
    );
    let page = words(&office, "main").await;
    assert!(
        page.contains("81,200,000") && page.contains("比べていません"),
        "the years of 001 lie outside"
    );
    year.visit.without_trouble().await;
}
