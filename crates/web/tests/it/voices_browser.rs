//! A council meets, gives opinions and gets answers with amounts; the public is consulted, and its opinions are grouped,
//! answered and published: in a real Chromium.
//!
//! Not here: each form by itself (`voices`).

use crate::common::{CODE, Site, config, form};
use crate::visit::Visit;
use crate::year_support::{Year, fill, follow, words};
use chromiumoxide::Page;
use gyokaku_core::plan::{Item, Plan};

const PLAN: &str = "keiei";

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}{end}")
}

async fn desk(year: &Year, login: &str, grants: &[(&str, Option<&str>)]) -> Page {
    let cookie = year.site.as_person(CODE, login, grants).await;
    let page = year.visit.desk().await;
    year.visit.sign_in(&page, &cookie).await;
    page
}

async fn choose(page: &Page, field: &str, label: &str) {
    let script = format!(
        "(() => {{ const box = document.querySelector('{field}'); \
        const option = [...box.options].find(option => option.text.includes('{label}')); \
        box.value = option.value; return option.text; }})()"
    );
    crate::visit::ask(page, &script).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_council_meets_and_the_public_is_consulted() {
    let mut site = Site::empty(config()).await;
    site.cookie = None;
    let item = |n: usize, title: &str| Item {
        id: format!("i{n}"),
        number: Some(format!("1-{n}")),
        title: title.into(),
        ..Item::default()
    };
    let plan = Plan {
        title: "見本市行財政改革プラン".into(),
        items: vec![item(1, "使用料の見直し"), item(2, "窓口の統合")],
        ..Plan::default()
    };
    site.put_internal(PLAN, &plan, None).await;
    site.departments(CODE, &[("d1", "財政課", None)]).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let year = Year {
        site,
        visit,
        name: "voices",
    };
    let office = desk(&year, "kikaku", &[("office", None)]).await;
    let staff = desk(&year, "tanto", &[("staff", Some("d1"))]).await;
    // The council with its members, then the meeting.
    year.at(&office, &of("/opinions")).await;
    follow(&office, "p.next a").await;
    fill(&office, "#v-name", "行政改革懇談会").await;
    let members = "会長：甲野：学識経験者：令和8年4月1日～令和10年3月31日\n委員：乙山：公募市民";
    fill(&office, "#v-members", members).await;
    year.see(&office, "01-council").await;
    follow(&office, "form.form button.primary").await;
    year.see(&office, "02-councils").await;
    year.at(&office, &of("/meetings/new")).await;
    choose(&office, "#v-council", "行政改革懇談会").await;
    fill(&office, "#v-title", "令和8年度第2回").await;
    fill(&office, "#v-on", "2026-11-10").await;
    fill(&office, "#v-agenda", "前年度の進捗状況\n次期計画の方向").await;
    fill(&office, "#v-papers", "進捗状況の表：/files/shiryo1.pdf").await;
    year.see(&office, "03-meeting-form").await;
    follow(&office, "form.form button.primary").await;
    // Two opinions one after the other, each put to the department.
    follow(&office, "a[href*='/opinions/new']").await;
    fill(&office, "#v-speaker", "乙山").await;
    fill(
        &office,
        "#v-text",
        "使用料の算定の根拠を、市民に分かるように示してほしい。",
    )
    .await;
    fill(&office, "#v-items", "1-1").await;
    fill(&office, "#v-asked", "財政課").await;
    year.see(&office, "04-opinion-form").await;
    follow(&office, "form.form button[name='more']").await;
    assert!(words(&office, "[role=status]").await.contains("保存しました"));
    fill(&office, "#v-text", "窓口の統合で待ち時間はどう変わるのか。").await;
    fill(&office, "#v-items", "窓口の統合").await;
    fill(&office, "#v-asked", "財政課").await;
    follow(&office, "form.form button.primary").await;
    // The department finds them, and answers one with an amount.
    year.at(&staff, "/todo").await;
    assert!(
        words(&staff, "main")
            .await
            .contains("回答を待っている意見が2件あります。")
    );
    year.see(&staff, "05-todo").await;
    follow(&staff, ".points a").await;
    fill(&staff, "#v-answer", "算定の根拠を別表にまとめ、公表します。").await;
    fill(&staff, "#v-change", "計画の資料編に算定表を加えた。").await;
    fill(&staff, "#v-amount", "120万円").await;
    fill(&staff, "#v-amount_year", "令和9年度").await;
    year.see(&staff, "06-answer").await;
    follow(&staff, "form.form button.primary").await;
    // The office says how it was taken, and everybody reads the chain.
    year.at(&office, &of("/opinions")).await;
    follow(&office, "ul.opinions li a").await;
    follow(&office, "a[href$='/edit']").await;
    choose(&office, "#v-handling", "反映").await;
    follow(&office, "form.form button.primary").await;
    let chain = words(&office, "ol.chain").await;
    assert!(
        chain.contains("算定の根拠を別表に") && chain.contains("120万円"),
        "{chain}"
    );
    year.see(&office, "07-chain").await;
    // The public is asked; forty opinions come in, one of them in the browser.
    year.at(&office, &of("/consultations/new")).await;
    fill(&office, "#v-title", "素案への意見募集").await;
    fill(
        &office,
        "#v-guide",
        "素案へのご意見をお寄せください。結果は2月に公表します。",
    )
    .await;
    fill(&office, "#v-from", "2026-11-01").await;
    fill(&office, "#v-to", "2026-12-28").await;
    follow(&office, "form.form button.primary").await;
    let asking = office.url().await.expect("a page").expect("an address");
    let asking = asking
        .split('?')
        .next()
        .and_then(|url| url.rsplit('/').next())
        .map(str::to_owned);
    let asking = of(&format!("/consultations/{}", asking.expect("an identity")));
    year.site.release(PLAN).await;
    let citizen = year.visit.desk().await;
    year.at(&citizen, &asking).await;
    year.see(&citizen, "08-consultation").await;
    fill(&citizen, "#about", "1-2 窓口の統合").await;
    fill(&citizen, "#content", "駅前の窓口を残してほしい。").await;
    follow(&citizen, "form.form button.primary").await;
    assert!(words(&citizen, "[role=status]").await.contains("受け付けました"));
    for n in 0..39 {
        let content = match n % 3 {
            0 => "駅前の窓口を残してほしい。",
            1 => "使用料の値上げに反対します。",
            _ => "計画の文章が難しい。",
        };
        let sent = year.site.post(&asking, &form(&[("content", content)])).await;
        assert_eq!(sent.status, axum::http::StatusCode::SEE_OTHER);
    }
    year.at(&office, &format!("{asking}/received")).await;
    year.see(&office, "09-received").await;
    for (words_of_it, text) in [
        ("駅前", "駅前の窓口を残すこと"),
        ("値上げ", "使用料の値上げに反対"),
        ("難しい", "分かりやすい文章にすること"),
    ] {
        let script = format!(
            "(() => {{ let n = 0; for (const one of document.querySelectorAll('ul.received li')) \
            if (one.textContent.includes('{words_of_it}')) {{ one.querySelector('input').checked = true; n++; }} return n; }})()"
        );
        crate::visit::ask(&office, &script).await;
        fill(&office, "#text", text).await;
        follow(&office, "form.form button.primary").await;
        assert!(words(&office, "[role=status]").await.contains("整理しました"));
    }
    assert!(
        words(&office, ".answer")
            .await
            .contains("40件すべてを整理しました。")
    );
    for handling in ["今後の参考", "反映困難", "一部反映"] {
        let waiting = "ul.opinions li:not(:has(.reply)) a[href*='/opinions/']";
        year.at(&office, &asking).await;
        follow(&office, waiting).await;
        follow(&office, "a[href$='/edit']").await;
        fill(&office, "#v-answer", "ご意見を踏まえて進めます。").await;
        choose(&office, "#v-handling", handling).await;
        follow(&office, "form.form button.primary").await;
    }
    year.site.release(PLAN).await;
    year.at(&citizen, &asking).await;
    assert!(
        words(&citizen, ".answer")
            .await
            .contains("回答した意見40件（趣旨ごとに3件）を載せています。")
    );
    year.see(&citizen, "10-published").await;
    year.at(&citizen, &of("/opinions")).await;
    year.see(&citizen, "11-opinions").await;
    year.at(&citizen, &of("/meetings")).await;
    follow(&citizen, "ul.meetings a").await;
    year.see(&citizen, "12-meeting").await;
    year.visit.without_trouble().await;
}
