//! Questions of the office's own: asked in a round that runs, answered, frozen, and shown to the public only by choice.

use crate::common::{CODE, code, get_as};
use crate::review_support::*;
use axum::http::{StatusCode, header};
use gyokaku_core::round::answer::State;
use gyokaku_core::round::field::Field;

const PRIORITY: &str = "own:choice:優先度";
const GROUNDS: &str = "own:words:算出根拠";
const BUDGET: &str = "own:yen:予算額";

fn own(key: &str) -> Field {
    Field::of(key).expect("a field")
}

/// The settings of the round with three questions of the office's own, as its page sends them.
async fn settings(site: &crate::common::Site, office: &str) -> Vec<(String, String)> {
    let page = get_as(site, office, &format!("{ROUND}/settings")).await.text();
    let mut form: Vec<(&str, &str)> = vec![
        ("title", "令和8年度 進捗状況調査"),
        ("question", "grade"),
        ("question", "done"),
        ("question", "effect_actual"),
        ("approvals", "1"),
        ("approver", "所属長"),
        ("due_department", "2026-12-01"),
        ("due_head", "2026-12-08"),
        ("due_office", "2026-12-15"),
        ("own.0.label", "優先度"),
        ("own.0.kind", "choice"),
        ("own.0.choices", "高、中、低"),
        ("own.0.required", "on"),
        ("own.0.asked", "on"),
        ("own.1.label", "算出根拠"),
        ("own.1.kind", "words"),
        ("own.1.help", "単価と件数を書きます。"),
        ("own.1.support", "on"),
        ("own.1.asked", "on"),
        ("own.2.label", "予算額"),
        ("own.2.kind", "yen"),
        ("own.2.asked", "on"),
    ];
    let revision = hidden(&page, "revision");
    form.push(("revision", &revision));
    form.into_iter()
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect()
}

async fn post(
    site: &crate::common::Site,
    cookie: &str,
    path: &str,
    form: &[(String, String)],
) -> crate::common::Answer {
    let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    post_as(site, cookie, path, &pairs).await
}

fn set(form: &mut [(String, String)], name: &str, value: &str) {
    let pair = form.iter_mut().find(|(known, _)| known == name).expect("a field");
    value.clone_into(&mut pair.1);
}

#[tokio::test]
async fn a_question_of_the_office_is_asked_and_answered() {
    let site = begun(3).await;
    let office = site.as_role("office").await;
    let address = format!("{ROUND}/settings");
    let mut form = settings(&site, &office).await;
    // What cannot be asked is told at its row, and nothing typed is lost.
    set(&mut form, "own.0.choices", "高");
    let refused = post(&site, &office, &address, &form).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let page = refused.text();
    assert!(
        page.contains("2個から20個まで") && page.contains("id=\"own.0.choices-wrong\""),
        "{page}"
    );
    assert!(page.contains("value=\"算出根拠\"") && page.contains("単価と件数を書きます。"));
    set(&mut form, "own.0.choices", "高、中、低");
    let kept = post(&site, &office, &address, &form).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());

    // The lead is asked all, who supports only what is for all.
    let lead = staff(&site, "d1").await;
    let form_of = |department: &str| format!("{ROUND}/departments/{department}/items/i1");
    let page = get_as(&site, &lead, &form_of("d1")).await.text();
    for words in [
        "優先度",
        "<option value=\"中\">中</option>",
        "算出根拠",
        "単価と件数を書きます。",
        "予算額",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let support = staff(&site, "d2").await;
    let page = get_as(&site, &support, &form_of("d2")).await.text();
    assert!(page.contains("算出根拠") && !page.contains("優先度"), "{page}");

    // What is none of the choices stays in its box with the reason; the rest is stored.
    let typed = [
        ("grade".to_owned(), "○".to_owned()),
        (PRIORITY.to_owned(), "最高".to_owned()),
        (BUDGET.to_owned(), "１，２００千円".to_owned()),
        ("done".to_owned(), "説明会を開いた".to_owned()),
    ];
    let saved = post(&site, &lead, &form_of("d1"), &typed).await.text();
    assert!(
        saved.contains("「最高」は選択肢にありません。「高」「中」「低」から選んでください。"),
        "{saved}"
    );
    assert!(saved.contains("<option value=\"最高\" selected>"), "{saved}");
    assert!(saved.contains("1,200,000"), "{saved}");

    // Without what must be there nothing is handed in.
    let submission = format!("{}/submission", form_of("d1"));
    let missing = post(&site, &lead, &submission, &[]).await.text();
    assert!(missing.contains("「優先度」を記入してください。"), "{missing}");
    let chosen = [(PRIORITY.to_owned(), "中".to_owned())];
    post(&site, &lead, &submission, &chosen).await;
    assert_eq!(state(&site, "i1", "d1").await, State::Submitted);

    // The words of a question that runs stay; it can be asked no more, and its answers stay as well.
    let page = get_as(&site, &office, &address).await.text();
    assert!(page.contains("独自の設問1：優先度（選択肢）"), "{page}");
    let mut form = settings(&site, &office).await;
    set(&mut form, "own.0.kind", "words");
    form.retain(|(name, _)| name != "own.0.asked" && !name.starts_with("own.2."));
    let kept = post(&site, &office, &address, &form).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let round = site
        .store
        .round(at(&code()))
        .await
        .expect("a store")
        .expect("a round");
    let told: Vec<(String, bool)> = round
        .own
        .iter()
        .map(|q| (q.own.to_string(), q.is_asked))
        .collect();
    let expected = [
        ("choice:優先度", false),
        ("words:算出根拠", true),
        ("yen:予算額", false),
    ];
    assert_eq!(told, expected.map(|(key, is_asked)| (key.to_owned(), is_asked)));
    let review = get_as(&site, &office, &format!("{ROUND}/items/i1")).await.text();
    assert!(
        review.contains("優先度") && review.contains("1,200,000円"),
        "{review}"
    );
    let journal = site.as_role("administrator").await;
    let journal = get_as(&site, &journal, &format!("/{CODE}/journal")).await.text();
    assert!(journal.contains("優先度（高、中、低・必須）"), "{journal}");
}

#[tokio::test]
async fn answers_go_out_in_the_workbook_and_are_pasted() {
    let site = begun(3).await;
    let office = site.as_role("office").await;
    let form = settings(&site, &office).await;
    post(&site, &office, &format!("{ROUND}/settings"), &form).await;
    let lead = staff(&site, "d1").await;
    let list = format!("{ROUND}/departments/d1");
    let csv = get_as(&site, &lead, &format!("{list}/workbook.csv")).await.text();
    assert!(csv.contains("優先度") && csv.contains("予算額（円）"), "{csv}");
    let grid = get_as(&site, &lead, &format!("{list}/grid")).await.text();
    assert!(grid.contains("data-field=\"own:choice:優先度\""), "{grid}");
    let block = "取組\t優先度\t予算額\n取組その1\t最高\t500千円\n";
    let pasted = post_as(&site, &lead, &format!("{list}/paste"), &[("text", block)])
        .await
        .text();
    assert!(
        pasted.contains("「最高」は選択肢にありません。") && pasted.contains("500,000"),
        "{pasted}"
    );
}

#[tokio::test]
async fn the_public_sees_what_the_office_chose_and_nothing_else() {
    let site = begun(3).await;
    let office = site.as_role("office").await;
    let form = settings(&site, &office).await;
    post(&site, &office, &format!("{ROUND}/settings"), &form).await;
    for (item, department) in [("i1", "d1"), ("i2", "d2"), ("i3", "d3")] {
        let mut values = usual("○");
        values.extend([
            (own(PRIORITY), "高".to_owned()),
            (own(GROUNDS), "単価1万円に12件".to_owned()),
            (own(BUDGET), "120000".to_owned()),
        ]);
        answer(&site, item, department, &values, State::Accepted).await;
    }
    answer(
        &site,
        "i1",
        "d2",
        &[(own(GROUNDS), "関係課の根拠".to_owned())],
        State::Accepted,
    )
    .await;
    let closing = get_as(&site, &office, &format!("{ROUND}/closing")).await.text();
    let seen = hidden(&closing, "seen");
    let closed = post_as(
        &site,
        &office,
        &format!("{ROUND}/closing"),
        &[("seen", &seen), ("confirmed", "on")],
    )
    .await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
    let csv = get_as(&site, &office, &format!("/{CODE}/{PLAN}/editions/1/year.csv"))
        .await
        .text();
    for words in ["優先度", "算出根拠", "予算額", "360000", "【人事課】関係課の根拠"] {
        assert!(csv.contains(words), "{words}: {csv}");
    }
    // Nothing of it is public unless it is chosen.
    site.release(PLAN).await;
    let files = [
        "/editions/1",
        "/editions/1/year.csv",
        "/editions/1/year.json",
        "/items/i1",
        "/items/i1.csv",
        "/years",
    ];
    for end in files {
        let text = site.page(&format!("/{CODE}/{PLAN}{end}")).await;
        for words in ["優先度", "算出根拠", "単価1万円", "予算額"] {
            assert!(!text.contains(words), "{end}: {words}");
        }
    }
    let page = get_as(&site, &office, &format!("/{CODE}/{PLAN}/release"))
        .await
        .text();
    let box_of = |key: &str| format!("<input type=\"checkbox\" name=\"field\" value=\"{key}\">");
    assert!(
        page.contains(&box_of(BUDGET)) && page.contains("予算額（独自の設問）"),
        "{page}"
    );
    let revision = hidden(&page, "revision");
    let chosen = [
        ("year", "1"),
        ("field", "done"),
        ("field", BUDGET),
        ("day", "2026-11-20"),
        ("revision", revision.as_str()),
        ("checked", "on"),
    ];
    // As the public will see it, before it is released.
    let look = post_as(
        &site,
        &office,
        &format!("/{CODE}/{PLAN}/release/preview"),
        &chosen,
    )
    .await;
    let cookie = look.headers.get(header::SET_COOKIE).expect("a cookie");
    let cookie = cookie
        .to_str()
        .expect("text")
        .split(';')
        .next()
        .unwrap_or_default();
    let both = format!("{office}; {cookie}");
    let text = get_as(&site, &both, &format!("/{CODE}/{PLAN}/editions/1/year.csv"))
        .await
        .text();
    assert!(text.contains("予算額") && !text.contains("優先度"), "{text}");
    let released = post_as(&site, &office, &format!("/{CODE}/{PLAN}/release"), &chosen).await;
    assert_eq!(released.status, StatusCode::SEE_OTHER, "{}", released.text());
    let text = site.page(&format!("/{CODE}/{PLAN}/editions/1/year.csv")).await;
    assert!(text.contains("予算額") && text.contains("360000"), "{text}");
    assert!(!text.contains("優先度") && !text.contains("単価1万円"), "{text}");
}
