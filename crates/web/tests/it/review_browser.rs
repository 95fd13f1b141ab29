//! Review, grades, closing, editions and the journal in a real Chromium: every page wide and narrow, light
//! and dark, accessible; the way from the queue to the edition by keyboard.

use crate::common::CODE;
use crate::review_support::{PLAN, ROUND, answer, begun, head, moved, post_as, state, usual};
use crate::visit::{Visit, WINDOWS, ask, beyond, enter, picture, press, resize, tab_to, type_in, until};
use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::emulation::{MediaFeature, SetEmulatedMediaParams};
use gyokaku_core::round::answer::{State, Transition};
use gyokaku_core::round::field::Field;

/// The first cell whose text is wider than the cell itself, so that it lies on its neighbour.
const OVERLAPPING: &str = "[...document.querySelectorAll('tbody th, tbody td')].filter(c => getComputedStyle(c).overflow === 'visible' && c.scrollWidth > c.clientWidth + 1).slice(0, 1).map(c => c.textContent.slice(0, 60)).join('')";

/// The page as it stands, wide and narrow, light and dark; what is wrong with it.
async fn look(visit: &Visit, page: &Page, name: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (window, width, height) in WINDOWS {
        resize(page, width, height).await;
        for scheme in ["dark", "light"] {
            let feature = MediaFeature::new("prefers-color-scheme", scheme);
            let media = SetEmulatedMediaParams::builder().features([feature]).build();
            page.execute(media).await.expect("a scheme");
            let against = visit.against(page).await;
            if !against.is_empty() {
                wrong.push(format!("{name} in a {window} window, {scheme}: {against}"));
            }
        }
        let pixels = beyond(page).await;
        if pixels != 0 {
            wrong.push(format!("{name} in a {window} window is {pixels} pixels too wide"));
        }
        let overlapping = ask(page, OVERLAPPING).await;
        if !overlapping.is_empty() {
            wrong.push(format!("{name} in a {window} window: {overlapping}"));
        }
        picture(page, &format!("{window}-review-{name}")).await;
    }
    let (_, width, height) = WINDOWS[0];
    resize(page, width, height).await;
    wrong
}

/// Everything typed is stored.
const SAVED: &str = "document.getElementById('saved')?.dataset.kind === 'saved'";

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_review_wide_and_narrow() {
    let site = begun(9).await;
    let grades = ["◎", "○", "△"];
    for n in 1..=8 {
        let department = ["d1", "d2", "d3"][(n - 1) % 3];
        let state = if n < 5 { State::Submitted } else { State::Accepted };
        answer(&site, &format!("i{n}"), department, &usual(grades[n % 3]), state).await;
    }
    let words = [(Field::Done, "資料を作り、説明会に同席した".to_owned())];
    answer(&site, "i1", "d2", &words, State::Submitted).await;
    let (office, committee, administrator) = (
        site.as_role("office").await,
        site.as_role("committee").await,
        site.as_role("administrator").await,
    );
    let head = head(&site, "b1").await;
    let form = [
        ("department", "d1"),
        ("field", "effect_actual"),
        ("content", "積算の根拠を教えてください。"),
    ];
    post_as(&site, &office, &format!("{ROUND}/items/i1/comments"), &form).await;
    let form = [
        ("by", "headquarters"),
        ("grade", "○"),
        ("reason", "おおむね計画の範囲と認めた"),
        ("seen", ""),
    ];
    post_as(&site, &committee, &format!("{ROUND}/items/i1/grades"), &form).await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1280, 900).await;
    let mut wrong = Vec::new();
    for (cookie, name, path) in [
        (&head, "queue", format!("{ROUND}/review")),
        (&office, "queue-all", format!("{ROUND}/review?state=all")),
        (&office, "item", format!("{ROUND}/items/i1")),
        (
            &office,
            "history",
            format!("{ROUND}/items/i1/history?department=d1&field="),
        ),
        (&office, "closing", format!("{ROUND}/closing")),
        (&committee, "grades", format!("{ROUND}/review")),
        (&administrator, "journal", format!("/{CODE}/journal?kind=answers")),
    ] {
        visit.sign_in(&page, cookie).await;
        visit.go(&page, &path).await;
        wrong.extend(look(&visit, &page, name).await);
    }
    // The year is closed, corrected and closed again.
    for n in 1..=4 {
        let department = ["d1", "d2", "d3"][(n - 1) % 3];
        for deed in [Transition::Approve, Transition::Accept] {
            moved(&site, &format!("i{n}"), department, deed).await;
        }
    }
    visit.sign_in(&page, &office).await;
    visit.go(&page, &format!("{ROUND}/closing")).await;
    let tick = "[...document.querySelectorAll('[name=left_out]')].forEach(b => { b.checked = true; })";
    ask(&page, tick).await;
    tab_to(&page, "#confirmed").await;
    press(&page, " ").await;
    press(&page, "Tab").await;
    press(&page, "Enter").await;
    until(&page, "document.querySelector('#left_out_reason-wrong')").await;
    wrong.extend(look(&visit, &page, "closing-wrong").await);
    tab_to(&page, "#left_out_reason").await;
    type_in(&page, "災害対応を優先したため").await;
    enter(&page, "form.closing button.primary").await;
    until(&page, "location.pathname.endsWith('/editions/1')").await;
    wrong.extend(look(&visit, &page, "edition").await);
    visit.go(&page, &format!("{ROUND}/closing")).await;
    wrong.extend(look(&visit, &page, "closed").await);
    tab_to(&page, "#reason").await;
    type_in(&page, "推進本部の評価の転記誤り").await;
    enter(&page, "form.form button").await;
    until(&page, "document.querySelector('form.closing')").await;
    let form = [
        ("by", "headquarters"),
        ("grade", "△"),
        ("reason", "工程の遅れを認めた"),
        ("seen", "1"),
    ];
    post_as(&site, &committee, &format!("{ROUND}/items/i1/grades"), &form).await;
    visit.go(&page, &format!("{ROUND}/closing")).await;
    wrong.extend(look(&visit, &page, "correcting").await);
    ask(&page, tick).await;
    tab_to(&page, "#left_out_reason").await;
    type_in(&page, "災害対応を優先したため").await;
    tab_to(&page, "#confirmed").await;
    press(&page, " ").await;
    enter(&page, "form.closing button.primary").await;
    until(&page, "location.pathname.endsWith('/editions/2')").await;
    wrong.extend(look(&visit, &page, "correction").await);
    for (name, path) in [
        ("editions", "/editions"),
        ("first", "/editions/1"),
        ("years", "/years"),
        ("progress", "/progress?year=2026"),
        ("register-item", "/items/i1"),
        ("effects", "/effects"),
        ("plan", ""),
    ] {
        visit.go(&page, &format!("/{CODE}/{PLAN}{path}")).await;
        wrong.extend(look(&visit, &page, name).await);
    }
    visit.sign_in(&page, &administrator).await;
    visit.go(&page, &format!("/{CODE}/journal")).await;
    enter(&page, "form.verify button").await;
    until(&page, "document.querySelector('#verdict')").await;
    wrong.extend(look(&visit, &page, "verified").await);
    wrong.extend(visit.troubles.lock().expect("the list").drain(..));
    visit.end().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_works_through_the_queue_by_keyboard() {
    let site = begun(6).await;
    for (item, department) in [("i1", "d1"), ("i2", "d2"), ("i4", "d1")] {
        answer(&site, item, department, &usual("○"), State::Submitted).await;
    }
    let head = head(&site, "b1").await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1280, 900).await;
    visit.sign_in(&page, &head).await;
    visit.go(&page, &format!("{ROUND}/review")).await;
    tab_to(&page, "[name=answers]").await;
    press(&page, " ").await;
    let words = ask(
        &page,
        "document.querySelector('[formaction$=approval]').textContent",
    )
    .await;
    assert_eq!(words, "選んだ1件を承認する");
    // The texts open by keyboard, where they are.
    enter(&page, "tr.more summary").await;
    until(&page, "document.querySelector('tr.more details').open").await;
    enter(&page, "[formaction$=approval]").await;
    until(&page, "document.querySelector('#outcome')").await;
    let said = ask(&page, "document.querySelector('#outcome').textContent").await;
    assert!(said.contains("1件を承認しました。"), "{said}");
    assert_eq!(state(&site, "i1", "d1").await, State::Approved);
    // An item, its history where it stands, and the next one by itself.
    enter(&page, "tbody th a").await;
    until(&page, "location.pathname.endsWith('/items/i2')").await;
    enter(&page, "td a.history").await;
    until(&page, "document.querySelector('dialog[open] .trail')").await;
    assert_eq!(visit.against(&page).await, "", "the history on the page");
    picture(&page, "wide-review-history-inline").await;
    press(&page, "Escape").await;
    until(&page, "!document.querySelector('dialog[open]')").await;
    enter(&page, "form.acts button.primary").await;
    until(&page, "location.pathname.endsWith('/items/i4')").await;
    assert_eq!(state(&site, "i2", "d2").await, State::Approved);
    tab_to(&page, "form.acts textarea").await;
    type_in(&page, "効果額の根拠を足してください").await;
    press(&page, "Tab").await;
    press(&page, "Enter").await;
    until(&page, "location.pathname.endsWith('/review')").await;
    assert_eq!(state(&site, "i4", "d1").await, State::Returned);
    visit.without_trouble().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grade_is_one_key_an_item() {
    let site = begun(6).await;
    for (item, department) in [("i1", "d1"), ("i2", "d2"), ("i3", "d3")] {
        answer(&site, item, department, &usual("○"), State::Submitted).await;
    }
    let committee = site.as_role("committee").await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1366, 768).await;
    visit.sign_in(&page, &committee).await;
    visit.go(&page, &format!("{ROUND}/review?view=grades")).await;
    // The first item of the list has the focus; then nothing but a key for each of them.
    tab_to(&page, "#g-i1").await;
    let mut keys = 0;
    for key in ["2", "1", "3"] {
        press(&page, key).await;
        keys += 1;
    }
    until(&page, SAVED).await;
    println!("grades by keys: {keys} keystrokes for 3 items, no button");
    visit.look(&page, "review-grades-keys").await;
    visit.go(&page, &format!("{ROUND}/review?view=grades")).await;
    let stand = "['i1', 'i2', 'i3'].map((id) => document.getElementById(`g-${id}`).selectedIndex).join(' ')";
    assert_eq!(ask(&page, stand).await, "2 1 3");
    // A reason that came before its grade is saved with it.
    tab_to(&page, "#g-i2").await;
    press(&page, "0").await;
    until(&page, SAVED).await;
    press(&page, "Tab").await;
    type_in(&page, "資料から確かめた").await;
    press(&page, "Tab").await;
    until(
        &page,
        "document.getElementById('r-i2-wrong').textContent.includes('評価を選んで')",
    )
    .await;
    ask(&page, "document.getElementById('g-i2').focus()").await;
    press(&page, "1").await;
    until(&page, SAVED).await;
    visit.go(&page, &format!("{ROUND}/review?view=grades")).await;
    let reason = "document.getElementById('r-i2').value";
    assert_eq!(ask(&page, reason).await, "資料から確かめた");
    visit.without_trouble().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wording_is_mended_where_it_stands_and_saved_as_one_types() {
    let site = begun(3).await;
    answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    let office = site.as_role("office").await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1366, 768).await;
    visit.sign_in(&page, &office).await;
    visit.go(&page, &format!("{ROUND}/items/i1")).await;
    let open =
        "document.querySelector('[data-field=done]').closest('details').querySelector('summary').click()";
    ask(&page, open).await;
    // A box that was folded away is as high as its words once it is seen.
    until(
        &page,
        "document.querySelector('[data-field=done] textarea').clientHeight > 40",
    )
    .await;
    let focus = "(b => { b.focus(); b.setSelectionRange(b.value.length, b.value.length); })(document.querySelector('[data-field=done] textarea'))";
    ask(&page, focus).await;
    type_in(&page, "（市内2か所）").await;
    until(&page, SAVED).await;
    let wrong = look(&visit, &page, "mending").await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    visit.go(&page, &format!("{ROUND}/items/i1")).await;
    let own = ask(
        &page,
        "document.querySelector('[data-field=done]').closest('td').textContent",
    )
    .await;
    assert!(
        own.contains("説明会を3回開いた") && own.contains("事務局による字句の修正"),
        "{own}"
    );
    let now = ask(
        &page,
        "document.querySelector('[data-field=done] textarea').value",
    )
    .await;
    assert_eq!(now, "説明会を3回開いた（市内2か所）");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_changed_meanwhile_is_told_on_the_board() {
    use gyokaku_core::editing::{Act, Anchor};
    let site = begun(3).await;
    let body = crate::common::code();
    let acts = [
        Act::RetireItem {
            id: "i2".into(),
            on: crate::review_support::on("2026-11-10"),
            reason: "国の制度の変更により、市の事業としては終えるため".into(),
            into: Vec::new(),
        },
        Act::AddItem {
            id: "i9".into(),
            section: None,
            parent: None,
            number: "1-9".into(),
            title: "新しい取組".into(),
            at: Anchor::Last,
        },
    ];
    for act in acts {
        let (actor, now) = (crate::common::program(), crate::common::clock());
        let done = site.store.act(&actor, &now, (&body, PLAN), &act).await;
        assert!(done.expect("the store").is_ok());
    }
    let office = site.as_role("office").await;
    let Some(visit) = Visit::to(&site).await else {
        return;
    };
    let page = visit.window(1366, 768).await;
    visit.sign_in(&page, &office).await;
    visit.go(&page, ROUND).await;
    let wrong = look(&visit, &page, "board-changed").await;
    assert!(wrong.is_empty(), "{wrong:#?}");
    tab_to(&page, "button[name=wanted]").await;
    press(&page, "Enter").await;
    until(&page, "location.search.includes('done=wanted')").await;
    let said = ask(&page, "document.querySelector('.t-ended').textContent").await;
    assert!(said.contains("回答を求めています"), "{said}");
    visit.go(&page, "/todo").await;
    let wrong = look(&visit, &page, "todo").await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}
