//! Answering in a real Chromium: nothing typed is lost, everything goes by keyboard, and every page is
//! accessible, wide and narrow.

use crate::answering_support::{PLAN, ROUND, clock, item, list, put, save, site, stored};
use crate::common::{CODE, Site, program};
use crate::visit::{Visit, ask, chord, enter, picture, press, tab_to, until};
use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::emulation::{
    MediaFeature, SetDeviceMetricsOverrideParams, SetEmulatedMediaParams,
};
use chromiumoxide::cdp::browser_protocol::input::InsertTextParams;
use gyokaku_core::round::Key;
use gyokaku_core::round::answer::{State, Transition};
use gyokaku_core::round::field::Field;
use gyokaku_store::{RoundAt, ToMove};
use serde_json::json;

const ZAISEI: &str = "990019.zaisei";

const SAVED: &str = "document.getElementById('saved')?.textContent.includes('に保存しました') && document.getElementById('saved').dataset.kind === 'saved'";

/// A window at which the staff of d1 is signed in.
async fn begun() -> Option<(Site, Visit, Page)> {
    let site = site(clock).await;
    let visit = Visit::to(&site).await?;
    let page = visit.window(1280, 900).await;
    let cookie = site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await;
    visit.sign_in(&page, &cookie).await;
    Some((site, visit, page))
}

async fn type_in(page: &Page, selector: &str, text: &str) {
    ask(page, &format!("document.querySelector('{selector}').focus()")).await;
    page.execute(InsertTextParams::new(text)).await.expect("typing");
}

async fn value(page: &Page, selector: &str) -> String {
    ask(page, &format!("document.querySelector('{selector}').value")).await
}

async fn end(visit: Visit) {
    visit.without_trouble().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_is_saved_and_handed_in() {
    let Some((site, visit, page)) = begun().await else {
        return;
    };
    visit.go(&page, "/todo").await;
    enter(&page, ".button.large").await;
    until(&page, &format!("location.pathname === '{}'", item("i1"))).await;
    // One key for the grade, once the focus is in the group.
    tab_to(&page, "input[type=radio]").await;
    press(&page, "3").await;
    until(&page, SAVED).await;
    until(&page, "document.querySelector('[data-field=reason] [data-said]').textContent.includes('理由を記入してください')").await;
    assert_eq!(
        ask(&page, "document.querySelector('#state').textContent.trim()").await,
        "◧ 入力中"
    );
    type_in(&page, "[name=reason]", "関係団体との協議が長引いた。").await;
    type_in(&page, "[name=effect_actual]", "5億906万8千円").await;
    until(
        &page,
        "document.querySelector('[data-field=effect_actual] [data-reading]').textContent === '5億906万8千円'",
    )
    .await;
    type_in(&page, "[name=effect_plan]", "約3億円").await;
    until(&page, "document.querySelector('[data-field=effect_plan] [data-wrong]').textContent.includes('読み取れません')").await;
    assert_eq!(
        value(&page, "[name=effect_plan]").await,
        "約3億円",
        "what was typed stays"
    );
    assert_eq!(value(&page, "[name=effect_actual]").await, "509,068,000");
    picture(&page, "answering-wrong").await;
    ask(&page, "document.querySelector('[name=effect_plan]').select()").await;
    page.execute(InsertTextParams::new("3億円"))
        .await
        .expect("typing");
    // Last year's words at a press.
    ask(
        &page,
        "document.querySelector('[data-field=done] [data-copy-last]').click()",
    )
    .await;
    until(&page, SAVED).await;
    until(&page, "[...document.querySelectorAll('.tag.must')].length === 0").await;
    let kept = stored(&site, "i1", "d1").await;
    assert_eq!(kept.value(&Field::Grade), Some("△"));
    assert_eq!(kept.value(&Field::EffectPlan), Some("300000000"));
    assert_eq!(
        kept.value(&Field::Done),
        Some("補助金を3件見直した。\n基金へ積み立てた。")
    );
    assert_eq!(
        ask(&page, "Object.keys(localStorage).length").await,
        "0",
        "what is saved is not kept here"
    );
    enter(&page, "button.primary").await;
    until(&page, &format!("location.pathname === '{}'", item("i2"))).await;
    assert_eq!(stored(&site, "i1", "d1").await.state, State::Submitted);
    // Nothing is typed here: what is missing is said, and the first of it is one press away.
    ask(&page, "document.querySelector('button.primary').click()").await;
    until(&page, "document.querySelector('.notice a[href=\"#f-0-label\"]')").await;
    picture(&page, "answering-missing").await;
    end(visit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_at_one_field() {
    let Some((site, visit, one)) = begun().await else {
        return;
    };
    let two = visit.window(1280, 900).await;
    visit.go(&one, &item("i1")).await;
    visit.go(&two, &item("i1")).await;
    type_in(&one, "[name=done]", "先に書いた文").await;
    until(&one, SAVED).await;
    type_in(&two, "[name=next]", "来年度も続ける。").await;
    type_in(&two, "[name=done]", "後から書いた文").await;
    until(
        &two,
        "document.querySelector('.versions [data-theirs]')?.textContent === '先に書いた文'",
    )
    .await;
    assert!(
        ask(&two, "document.querySelector('.versions').textContent")
            .await
            .contains("zaisei")
    );
    assert_eq!(visit.against(&two).await, "", "the two versions");
    ask(
        &two,
        "document.querySelector('.versions').scrollIntoView({ block: 'center' })",
    )
    .await;
    picture(&two, "answering-conflict").await;
    let kept = stored(&site, "i1", "d1").await;
    assert_eq!(
        kept.value(&Field::Next),
        Some("来年度も続ける。"),
        "the other field is stored"
    );
    assert_eq!(kept.value(&Field::Done), Some("先に書いた文"));
    // Both versions merged by hand, and then one's own.
    type_in(&two, "[name=done]", "と、両方").await;
    ask(
        &two,
        "document.querySelector('.versions [data-take=mine]').click()",
    )
    .await;
    until(&two, SAVED).await;
    let kept = stored(&site, "i1", "d1").await;
    assert_eq!(kept.value(&Field::Done), Some("後から書いた文と、両方"));
    // The other way round: the other's version is taken.
    type_in(&one, "[name=done]", "。").await;
    until(&one, "document.querySelector('.versions [data-take=theirs]')").await;
    ask(
        &one,
        "document.querySelector('.versions [data-take=theirs]').click()",
    )
    .await;
    until(
        &one,
        "document.querySelector('[name=done]').value === '後から書いた文と、両方'",
    )
    .await;
    assert_eq!(ask(&one, "Object.keys(localStorage).length").await, "0");
    end(visit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_while_one_types() {
    let Some((site, visit, page)) = begun().await else {
        return;
    };
    visit.go(&page, &item("i1")).await;
    let body = CODE.parse().expect("a code");
    site.store
        .end_sessions(&program(), &clock(), &body, "a-zaisei")
        .await
        .expect("ended");
    type_in(&page, "[name=done]", "消えてはならない文").await;
    until(&page, "document.getElementById('saved').textContent.includes('サインインの期限が切れました。入力した内容はこの画面に残っています。')").await;
    assert_eq!(
        ask(&page, "document.querySelector('#saved a').target").await,
        "_blank"
    );
    assert_eq!(visit.against(&page).await, "", "signed out");
    picture(&page, "answering-signed-out").await;
    // Somebody else signs in at the same desk: their name does not get under these words.
    let other = site.as_person(CODE, "keiyaku", &[("staff", Some("d2"))]).await;
    visit.sign_in(&page, &other).await;
    ask(&page, "dispatchEvent(new Event('focus'))").await;
    until(
        &page,
        "document.getElementById('saved').dataset.kind === 'trouble'",
    )
    .await;
    assert_eq!(value(&page, "[name=done]").await, "消えてはならない文");
    assert!(stored(&site, "i1", "d1").await.values.is_empty());
    let again = site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await;
    visit.sign_in(&page, &again).await;
    ask(&page, "dispatchEvent(new Event('focus'))").await;
    until(&page, SAVED).await;
    assert_eq!(
        stored(&site, "i1", "d1").await.value(&Field::Done),
        Some("消えてはならない文")
    );
    end(visit).await;
}

#[expect(
    deprecated,
    reason = "its successor is not in every Chromium of the distribution"
)]
async fn network(page: &Page, offline: bool) {
    use chromiumoxide::cdp::browser_protocol::network::EmulateNetworkConditionsParams;
    let conditions = EmulateNetworkConditionsParams::new(offline, 0.0, -1.0, -1.0);
    page.execute(conditions).await.expect("the network");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_down_and_a_laptop_that_is_closed() {
    let Some((site, visit, page)) = begun().await else {
        return;
    };
    visit.go(&page, &item("i1")).await;
    network(&page, true).await;
    type_in(&page, "[name=done]", "つながらない間の文").await;
    until(
        &page,
        "document.getElementById('saved').textContent.includes('このパソコンに残しています')",
    )
    .await;
    // Closed without a save, opened again another day; meanwhile somebody else wrote there.
    // The window is gone before the line is back, so that nothing of it can hear that it is.
    page.close().await.expect("a closed window");
    let page = visit.window(1280, 900).await;
    let cookie = site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await;
    visit.sign_in(&page, &cookie).await;
    visit.go(&page, "/account").await;
    let kept = ask(&page, "localStorage.getItem(Object.keys(localStorage).find(k => k.includes('990019.zaisei:') && k.endsWith('/i1')))").await;
    assert!(kept.contains("つながらない間の文"), "{kept}");
    let other = json!([{ "field": "done", "seen": stored(&site, "i1", "d1").await.value(&Field::Done), "new": "ほかの人の文" }]);
    save(&site, &item("i1"), Some(&cookie), ZAISEI, other).await;
    visit.go(&page, &item("i1")).await;
    until(&page, "document.querySelector('[data-offer] td')").await;
    assert!(
        ask(&page, "document.querySelector('[data-offer]').textContent")
            .await
            .contains("ほかの人の文")
    );
    assert_eq!(visit.against(&page).await, "", "the offer");
    picture(&page, "answering-offer").await;
    ask(&page, "document.querySelector('[data-use]').click()").await;
    until(
        &page,
        "document.querySelector('.versions [data-theirs]')?.textContent === 'ほかの人の文'",
    )
    .await;
    ask(
        &page,
        "document.querySelector('.versions [data-take=mine]').click()",
    )
    .await;
    until(&page, SAVED).await;
    assert_eq!(
        stored(&site, "i1", "d1").await.value(&Field::Done),
        Some("つながらない間の文")
    );
    // The line comes back by itself, and so does the save.
    network(&page, true).await;
    type_in(&page, "[name=next]", "続ける。").await;
    until(
        &page,
        "document.getElementById('saved').dataset.kind === 'trouble'",
    )
    .await;
    network(&page, false).await;
    ask(&page, "dispatchEvent(new Event('online'))").await;
    until(&page, SAVED).await;
    // Who signs out leaves nothing at the desk.
    network(&page, true).await;
    type_in(&page, "[name=next]", "もう一度").await;
    until(
        &page,
        "document.getElementById('saved').dataset.kind === 'trouble'",
    )
    .await;
    network(&page, false).await;
    ask(&page, "document.querySelector('form.me button').click()").await;
    until(&page, "!location.pathname.includes('/items/')").await;
    assert_eq!(ask(&page, "Object.keys(localStorage).length").await, "0");
    end(visit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grid_by_keyboard() {
    let Some((site, visit, page)) = begun().await else {
        return;
    };
    visit.go(&page, &list("d1", "/grid")).await;
    tab_to(&page, "select[data-control]").await;
    press(&page, "2").await;
    press(&page, "ArrowDown").await;
    press(&page, "1").await;
    press(&page, "ArrowRight").await;
    press(&page, "ArrowRight").await;
    let name = ask(&page, "document.activeElement.name").await;
    assert_eq!(name, "i2/done");
    // Typing replaces; Alt+Enter is a line; Enter commits and goes down.
    page.execute(InsertTextParams::new("一行目"))
        .await
        .expect("typing");
    press(&page, "ArrowLeft").await;
    assert_eq!(
        ask(&page, "document.activeElement.name").await,
        "i2/done",
        "in the words"
    );
    press(&page, "ArrowRight").await;
    chord(&page, "Enter", 1).await;
    page.execute(InsertTextParams::new("二行目"))
        .await
        .expect("typing");
    press(&page, "Enter").await;
    assert_eq!(ask(&page, "document.activeElement.name").await, "i3/done");
    // Esc gives up.
    page.execute(InsertTextParams::new("書きかけ"))
        .await
        .expect("typing");
    press(&page, "Escape").await;
    assert_eq!(ask(&page, "document.activeElement.value").await, "");
    press(&page, "ArrowUp").await;
    press(&page, "F2").await;
    page.execute(InsertTextParams::new("。")).await.expect("typing");
    press(&page, "Tab").await;
    until(&page, SAVED).await;
    until(&page, "Object.keys(localStorage).length === 0").await;
    assert_eq!(stored(&site, "i1", "d1").await.value(&Field::Grade), Some("○"));
    let second = stored(&site, "i2", "d1").await;
    assert_eq!(second.value(&Field::Grade), Some("◎"));
    assert_eq!(second.value(&Field::Done), Some("一行目\n二行目。"));
    assert_eq!(stored(&site, "i3", "d1").await.value(&Field::Done), None);
    picture(&page, "answering-grid-typed").await;
    // Somebody else at the same cell: both versions in the cell, and the choice there.
    let cookie = site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await;
    let other = json!([{ "field": "next", "seen": "", "new": "ほかの人の文" }]);
    save(&site, &item("i4"), Some(&cookie), ZAISEI, other).await;
    type_in(&page, "[name=\"i4/next\"]", "自分の文").await;
    press(&page, "Enter").await;
    until(
        &page,
        "document.querySelector('.cell .versions [data-theirs]')?.textContent === 'ほかの人の文'",
    )
    .await;
    assert_eq!(visit.against(&page).await, "", "two versions in a cell");
    picture(&page, "answering-grid-conflict").await;
    ask(
        &page,
        "document.querySelector('.cell .versions [data-take=theirs]').click()",
    )
    .await;
    assert_eq!(value(&page, "[name=\"i4/next\"]").await, "ほかの人の文");
    until(&page, "Object.keys(localStorage).length === 0").await;
    end(visit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_is_pasted_seen_and_taken() {
    let Some((site, visit, page)) = begun().await else {
        return;
    };
    visit.go(&page, &list("d1", "/grid")).await;
    ask(&page, "document.querySelector('[name=\"i2/grade\"]').focus()").await;
    ask(&page, "(() => { const data = new DataTransfer(); data.setData('text/plain', '〇\\t\\t\"一行目\\n二行目\"\\n△\\t遅れた\\t協議した\\n'); document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); })()").await;
    until(
        &page,
        "location.pathname.endsWith('/paste') && document.querySelector('[name=change]')",
    )
    .await;
    assert_eq!(
        ask(&page, "document.querySelectorAll('[name=change]:checked').length").await,
        "5"
    );
    assert!(stored(&site, "i2", "d1").await.values.is_empty());
    assert_eq!(visit.against(&page).await, "", "the preview");
    picture(&page, "answering-paste").await;
    enter(&page, "button.primary").await;
    until(
        &page,
        "document.querySelector('.answer').textContent.includes('2件を保存しました')",
    )
    .await;
    assert_eq!(visit.against(&page).await, "", "the outcome");
    picture(&page, "answering-outcome").await;
    assert_eq!(
        stored(&site, "i2", "d1").await.value(&Field::Done),
        Some("一行目\n二行目")
    );
    assert_eq!(
        stored(&site, "i3", "d1").await.value(&Field::Reason),
        Some("遅れた")
    );
    end(visit).await;
}

/// A round in the middle: something of every state.
async fn busy(site: &Site) {
    let body = CODE.parse().expect("a code");
    let at = RoundAt {
        body: &body,
        plan: PLAN,
        round: Key::parse(ROUND).expect("a key"),
    };
    let today = gyokaku_core::round::day("2026-05-13").expect("a day");
    for one in ["i2", "i3", "i4", "i5"] {
        let values = [
            (Field::Grade, "○"),
            (Field::Done, "使用料の算定方法を見直し、条例を改正した。"),
            (Field::EffectActual, "12345000"),
        ];
        put(site, at, one, "d1", &values).await;
    }
    let values = [(Field::Done, "入札の方法を見直した。")];
    put(site, at, "i1", "d2", &values).await;
    let mut n = 0;
    for (deed, items, comment) in [
        (Transition::Submit, vec!["i2", "i3", "i4"], None),
        (
            Transition::Return,
            vec!["i2"],
            Some("効果額の根拠を書き足してください。"),
        ),
        (Transition::Approve, vec!["i4"], None),
    ] {
        let which: Vec<ToMove> = items
            .iter()
            .map(|item| ToMove {
                item: (*item).to_owned(),
                department: "d1".into(),
                seen: None,
            })
            .collect();
        site.store
            .move_answers(
                &program(),
                &clock(),
                today,
                at,
                deed,
                &which,
                comment,
                &mut || {
                    n += 1;
                    format!("c{n}")
                },
            )
            .await
            .expect("moved");
    }
    let place = gyokaku_store::AnswerAt {
        at,
        item: "i2",
        department: "d1",
    };
    site.store
        .comment(
            &program(),
            &clock(),
            place,
            "c-field",
            Some(&Field::EffectActual),
            "何年度との比較でしょうか。",
        )
        .await
        .expect("a comment");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_wide_and_narrow() {
    let site = site(clock).await;
    busy(&site).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let mut wrong = Vec::new();
    let people = [
        ("staff", Some("d1")),
        ("head", Some("d1")),
        ("office", None),
        ("committee", None),
        ("administrator", None),
        ("reader", None),
    ];
    for (window, width, height) in [("wide", 1280, 900), ("narrow", 390, 844), ("half", 720, 900)] {
        let page = visit.window(width, height).await;
        for (role, department) in people {
            let cookie = site
                .as_person(CODE, &format!("one-{role}"), &[(role, department)])
                .await;
            visit.sign_in(&page, &cookie).await;
            let mut pages = vec![("todo", "/todo".to_owned())];
            if role == "staff" {
                pages.extend([
                    ("list", list("d1", "")),
                    ("grid", list("d1", "/grid")),
                    ("paste", list("d1", "/paste")),
                    ("form", item("i1")),
                    ("returned", item("i2")),
                    ("submitted", item("i3")),
                ]);
            }
            if role == "reader" {
                pages.push(("reads", item("i3")));
            }
            for dark in [false, true] {
                let scheme = if dark { "dark" } else { "light" };
                let media = SetEmulatedMediaParams::builder()
                    .features([MediaFeature::new("prefers-color-scheme", scheme)])
                    .build();
                page.execute(media).await.expect("the scheme");
                for (name, path) in &pages {
                    visit.go(&page, path).await;
                    let against = visit.against(&page).await;
                    if !against.is_empty() {
                        wrong.push(format!("{window} {scheme} {role} {path}: {against}"));
                    }
                    let beyond = ask(&page, "document.documentElement.scrollWidth - innerWidth").await;
                    if beyond.parse::<i64>().is_ok_and(|pixels| pixels > 0) {
                        wrong.push(format!("{window} {path} is {beyond} pixels too wide"));
                    }
                    if !dark || *name == "form" {
                        picture(&page, &format!("answering-{window}-{scheme}-{role}-{name}")).await;
                    }
                }
            }
        }
        let metrics = SetDeviceMetricsOverrideParams::new(width, height, 1.0, width < 600);
        page.execute(metrics).await.expect("the size");
    }
    wrong.extend(visit.troubles.lock().expect("the list").drain(..));
    visit.end().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
