//! A made-up city keeps its plan by hand in a real Chromium: from nothing to what the public sees.
//!
//! One person, and a colleague who writes in the same item. Not here: what each act does to a register
//! (`gyokaku_core::editing`), who may do it (`access`).

use crate::common::{CODE, Site, clock, code, config, program};
use crate::visit::{Visit, ask, chord, press, type_in, until};
use crate::year_support::{Year, click, count, fill, follow, place, words};
use chromiumoxide::Page;
use gyokaku_store::JournalState;

const PLAN: &str = "keiei-2026";

/// Everything typed is stored.
const SAVED: &str = "document.getElementById('saved')?.dataset.kind === 'saved'";

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}{end}")
}

/// Adds something to the outline, as typed into the two fields.
async fn add(page: &Page, deed: &str, number: &str, title: &str) {
    fill(page, "#number", number).await;
    fill(page, "#title", title).await;
    follow(page, &format!("button[value='{deed}']")).await;
    assert_eq!(count(page, "[role=alert]").await, 0, "{title}");
}

/// Picks a part of the outline by its name.
async fn pick(page: &Page, name: &str) {
    let found = ask(
        page,
        &format!(
            "(() => {{ const one = [...document.querySelectorAll('[data-part]')].find((li) => li.querySelector('label').textContent.includes({name:?})); one?.querySelector('input').click(); return Boolean(one); }})()"
        ),
    )
    .await;
    assert_eq!(found, "true", "{name} is in the outline");
}

/// The names of the outline, in order.
async fn outline(page: &Page) -> String {
    ask(
        page,
        "[...document.querySelectorAll('[data-part] label')].map((one) => one.textContent.trim().replace(/\\s+/g, ' ')).join('／')",
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_from_nothing_to_the_public() {
    let site = Site::empty(config()).await;
    site.store
        .put_body(&program(), &clock(), &code(), "見本市")
        .await
        .expect("a body");
    let office = site.as_person(CODE, "kikaku", &[("office", None)]).await;
    let colleague = site.as_person(CODE, "gyokaku", &[("office", None)]).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let year = Year {
        site,
        visit,
        name: "register",
    };
    let page = year.visit.desk().await;
    year.visit.sign_in(&page, &office).await;

    // A plan of two policies.
    year.at(&page, &format!("/{CODE}")).await;
    follow(&page, "a[href$='/plans/new']").await;
    year.see(&page, "01-new").await;
    fill(&page, "#p-title", "見本市行政改革プラン").await;
    fill(&page, "#p-key", PLAN).await;
    fill(&page, "#p-from", "令和8年度").await;
    fill(&page, "#p-to", "R12").await;
    follow(&page, "form.form button.primary").await;
    assert_eq!(place(&page).await, of("/edit"));
    year.see(&page, "02-empty").await;
    add(&page, "add-section", "1", "健全な財政運営").await;
    add(&page, "add-subsection", "1-1", "収入の確保").await;
    pick(&page, "健全な財政運営").await;
    add(&page, "add-subsection", "1-2", "支出の見直し").await;
    year.at(&page, &of("/edit")).await;
    add(&page, "add-section", "2", "質の高い行政サービス").await;

    // An item by keyboard alone: the name, Enter, the next name.
    pick(&page, "収入の確保").await;
    ask(&page, "document.getElementById('title').focus()").await;
    type_in(&page, "使用料の見直し").await;
    press(&page, "Enter").await;
    until(&page, "[...document.querySelectorAll('[data-part]')].some((one) => one.textContent.includes('使用料の見直し'))").await;
    add(&page, "add-item", "", "ふるさと納税の推進").await;
    add(&page, "add-item", "", "広告収入の確保").await;
    // Moved up by keys, and into another section.
    pick(&page, "広告収入の確保").await;
    ask(
        &page,
        "document.querySelector('input[name=pick]:checked').focus()",
    )
    .await;
    chord(&page, "ArrowUp", 1).await;
    until(
        &page,
        "document.querySelector('[role=status]')?.textContent.includes('移動')",
    )
    .await;
    assert!(
        outline(&page)
            .await
            .contains("使用料の見直し／広告収入の確保／ふるさと納税の推進"),
        "{}",
        outline(&page).await
    );
    year.see(&page, "03-outline").await;
    pick(&page, "ふるさと納税の推進").await;
    let to = ask(
        &page,
        "[...document.getElementById('to').options].find((one) => one.textContent.includes('支出の見直し')).value",
    )
    .await;
    fill(&page, "#to", &to).await;
    follow(&page, "button[value='move']").await;
    // A section under itself is refused where the target stands.
    pick(&page, "健全な財政運営").await;
    fill(&page, "#to", &to).await;
    follow(&page, "button[value='move']").await;
    assert!(words(&page, "#to-wrong").await.contains("自分自身の下"));
    // A section that holds items is not removed.
    pick(&page, "支出の見直し").await;
    follow(&page, "button[value='remove']").await;
    assert!(words(&page, "#pick-wrong").await.contains("削除できません"));
    year.see(&page, "04-refused").await;

    // Twenty items at once out of a spreadsheet, with a head.
    let mut block = "番号\t取組項目\n".to_owned();
    for n in 1..=20 {
        block.push_str(&format!("2-{n}\t手続のオンライン化その{n}\n"));
    }
    let section = ask(
        &page,
        "[...document.getElementById('to').options].find((one) => one.textContent.includes('質の高い')).value",
    )
    .await;
    year.at(&page, &of(&format!("/grid/paste?section={section}")))
        .await;
    fill(&page, "#text", "x").await;
    ask(
        &page,
        &format!("(() => {{ document.getElementById('text').value = {block:?}; return 1; }})()"),
    )
    .await;
    follow(&page, "form.form button").await;
    assert!(words(&page, ".answer").await.contains("新しい取組項目が20件"));
    year.see(&page, "05-paste").await;
    follow(&page, "form.paste-form button.primary").await;
    assert_eq!(count(&page, "tr[data-answer]").await, 20);

    // In the grid: a cell is written and saved as one leaves it.
    ask(
        &page,
        "document.querySelector('tr[data-answer] td[data-field=lead] [data-control]').focus()",
    )
    .await;
    type_in(&page, "情報政策課").await;
    press(&page, "Tab").await;
    until(&page, SAVED).await;
    year.see(&page, "06-grid").await;
    // A block over cells that hold something is seen before it is taken in.
    ask(
        &page,
        "(() => { const box = document.querySelectorAll('tr[data-answer] td[data-field=lead] [data-control]')[1]; box.focus(); const data = new DataTransfer(); data.setData('text/plain', '市民課\\t総務課\\n税務課\\t'); box.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); return 1; })()",
    )
    .await;
    until(
        &page,
        "location.pathname.endsWith('/grid/paste') && document.querySelector('[name=take]')",
    )
    .await;
    assert_eq!(count(&page, "[name=take]").await, 3);
    follow(&page, "form.paste-form button.primary").await;
    let lead = "document.querySelectorAll('tr[data-answer] td[data-field=lead] [data-control]')[1].value";
    assert_eq!(ask(&page, lead).await, "市民課");

    // One item in its boxes.
    let item = ask(&page, "document.querySelector('tr[data-answer]').dataset.item").await;
    year.at(&page, &of(&format!("/items/{item}"))).await;
    follow(&page, "a.button[href$='/edit']").await;
    ask(&page, "document.getElementById('f-schedule').focus()").await;
    type_in(&page, "令和8年度：検討").await;
    press(&page, "Enter").await;
    type_in(&page, "令和9年度～：実施").await;
    ask(&page, "document.getElementById('f-target').focus()").await;
    type_in(&page, "年に30件").await;
    ask(&page, "document.getElementById('f-content').focus()").await;
    until(&page, SAVED).await;
    year.see(&page, "07-item").await;

    // A colleague writes the same field; both versions are shown, and one's own is chosen.
    let other = year.visit.desk().await;
    year.visit.sign_in(&other, &colleague).await;
    year.at(&other, &of(&format!("/items/{item}/edit"))).await;
    fill(&other, "#f-target", "年に40件").await;
    ask(&other, "document.getElementById('f-content').focus()").await;
    until(&other, SAVED).await;
    fill(&page, "#f-target", "年に35件").await;
    ask(&page, "document.getElementById('f-content').focus()").await;
    until(&page, "document.querySelector('[data-field=target] .versions')").await;
    assert!(
        words(&page, "[data-field=target] [data-theirs]")
            .await
            .contains("年に40件")
    );
    year.see(&page, "08-conflict").await;
    click(&page, "[data-field=target] [data-take=mine]").await;
    until(&page, SAVED).await;
    assert_eq!(
        ask(
            &page,
            "document.querySelector('[data-field=target] [data-seen]').value"
        )
        .await,
        "年に35件"
    );
    // The way back is one click in the history.
    follow(&page, "[data-field=target] .field-head a").await;
    year.see(&page, "09-history").await;
    assert_eq!(count(&page, "ol.trail > li").await, 3);
    follow(
        &page,
        "ol.trail > li:last-child ~ li button, ol.trail > li:nth-child(2) button",
    )
    .await;
    assert_eq!(place(&page).await, of(&format!("/items/{item}")));
    assert!(words(&page, "table.sheet").await.contains("年に30件"));
    year.see(&page, "10-item").await;

    // Ended before the plan does, with a reason; numbered anew.
    year.at(&page, &of("/edit")).await;
    pick(&page, "広告収入の確保").await;
    follow(&page, "button[value='retire']").await;
    assert!(words(&page, "#reason-wrong").await.contains("理由を入力"));
    fill(&page, "#reason", "使用料の見直しに統合").await;
    follow(&page, "button[value='retire']").await;
    assert_eq!(count(&page, ".is-retired").await, 1);
    follow(&page, "button[value='renumber']").await;
    year.see(&page, "11-numbers").await;
    follow(&page, "button[value='numbers']").await;
    assert!(
        outline(&page).await.contains("1-1-1 使用料の見直し"),
        "{}",
        outline(&page).await
    );

    // Nobody outside has seen any of it; then everybody does.
    assert_eq!(year.site.get(&of("")).await.status, 404);
    follow(&page, "a[href$='/release']").await;
    year.see(&page, "12-release").await;
    click(&page, "#checked").await;
    follow(&page, "form.form button.primary").await;
    let public = year.site.page(&of("/items")).await;
    assert!(
        public.contains("手続のオンライン化その20") && public.contains("1件は取りやめ（予定を含む）です")
    );
    assert!(!public.contains("/edit"), "the public is offered no editing");
    let sheet = year.site.page(&of(&format!("/items/{item}"))).await;
    assert!(sheet.contains("年に30件") && sheet.contains("情報政策課"));

    // What is corrected after that is seen when it is released again.
    year.at(&page, &of("/edit")).await;
    add(&page, "add-section", "3", "組織の見直し").await;
    assert!(!year.site.page(&of("")).await.contains("組織の見直し"));
    follow(&page, "a[href$='/release']").await;
    assert!(
        words(&page, "#differs + *, section[aria-labelledby=differs]")
            .await
            .contains("追加1件")
    );
    year.see(&page, "13-release-again").await;
    let journal = year.site.store.verify_journal().await.expect("a journal");
    assert!(matches!(journal, JournalState::Holds { .. }), "{journal:?}");
    year.visit.without_trouble().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn amounts_and_the_fiscal_plan_are_typed() {
    let site = Site::empty(config()).await;
    let mut plan = crate::common::small();
    plan.effects.clear();
    plan.period = Some(gyokaku_core::plan::Period {
        from: crate::common::year(2026),
        to: crate::common::year(2030),
    });
    site.put_internal(PLAN, &plan, None).await;
    let office = site.as_role("office").await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let year = Year {
        site,
        visit,
        name: "effects",
    };
    let page = year.visit.desk().await;
    year.visit.sign_in(&page, &office).await;
    for (vintage, duration, amounts) in [
        ("策定時", "continuing", ["950", "", "1,200"]),
        ("令和8年度時点", "continuing", ["900", "△50", "1,500"]),
    ] {
        year.at(&page, &of("/amounts")).await;
        fill(&page, "#vintage", vintage).await;
        fill(&page, "#duration", duration).await;
        follow(&page, "form.filters button").await;
        // By keyboard alone from box to box.
        ask(&page, "document.querySelector('.t-amounts input[id]').focus()").await;
        for amount in amounts {
            type_in(&page, amount).await;
            press(&page, "Tab").await;
        }
        year.see(&page, &format!("01-amounts-{duration}")).await;
        follow(&page, "form[method=post][action$='/amounts'] button.primary").await;
        assert!(words(&page, "[role=status]").await.contains("記録しました"));
    }
    year.at(&page, &of("/outlook")).await;
    fill(&page, "#vintage", "令和8年度改定").await;
    fill(&page, "#from", "2026").await;
    fill(&page, "#to", "2029").await;
    fill(&page, "#unit", "thousand").await;
    follow(&page, "form.filters button").await;
    ask(&page, "document.getElementById('a.gap.2026').focus()").await;
    for gap in ["△3,000", "△3,500", "△4,000", "△4,200"] {
        type_in(&page, gap).await;
        press(&page, "Tab").await;
    }
    year.see(&page, "02-outlook").await;
    follow(&page, "form[method=post][action$='/outlook'] button.primary").await;
    for (end, what) in [
        ("/effects", "03-effects"),
        ("/compared", "04-compared"),
        ("/running", "05-running"),
        ("/ledger", "06-ledger"),
        ("/fiscal", "07-fiscal"),
    ] {
        year.at(&page, &of(end)).await;
        assert!(!words(&page, ".answer").await.is_empty(), "{end}");
        year.see(&page, what).await;
    }
    year.visit.without_trouble().await;
}
