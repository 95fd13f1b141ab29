//! The journal over the real router: filters, what is told, the chain, what is taken out.

use crate::common::{CODE, code, get_as};
use crate::review_support::{ROUND, answer, begun, post_as, usual};
use axum::http::StatusCode;
use gyokaku_core::round::answer::State;

#[tokio::test]
async fn entries_are_told_in_words_and_narrowed() {
    let site = begun(3).await;
    answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    let office = site.as_role("office").await;
    let form = [("answers", "i1:d1"), ("comment", "根拠を足してください")];
    post_as(&site, &office, &format!("{ROUND}/return"), &form).await;
    let keeper = site.as_role("administrator").await;
    let page = get_as(&site, &keeper, &format!("/{CODE}/journal")).await.text();
    for words in ["根拠を足してください", "説明会を3回開いた", "1,200,000円"] {
        assert!(
            !page.contains(words),
            "who keeps the accounts reads no drafts: {words}"
        );
    }
    assert!(page.contains("回答の記入") && page.contains("差戻し") && page.contains("提出済み"));
    assert!(page.contains("調査に携わる方だけ"));
    let both = [("administrator", None), ("office", None)];
    let administrator = site.as_person(CODE, "both", &both).await;
    let list = async |query: &str| {
        let page = get_as(&site, &administrator, &format!("/{CODE}/journal{query}"))
            .await
            .text();
        // The filters above the entries name every kind; only what stands in the list counts.
        page.split_once("<tbody")
            .map(|(_, rest)| rest.to_owned())
            .unwrap_or(page)
    };
    let all = list("").await;
    for words in [
        "差戻し",
        "根拠を足してください",
        "1-1 取組その1・財政課",
        "提出済み",
        "サインイン",
        "役割の変更",
        "調査の開始",
        "説明会を3回開いた",
        "1,200,000円",
    ] {
        assert!(all.contains(words), "the journal lacks {words}");
    }
    assert!(
        !all.contains("{&#34;") && !all.contains("{&quot;") && !all.contains("\"round\""),
        "no raw contents"
    );
    let answers = list("?kind=answers").await;
    assert!(
        answers.contains("回答の記入") && !answers.contains(">サインイン<"),
        "{answers}"
    );
    let sign_ins = list("?kind=sign-in").await;
    assert!(sign_ins.contains("サインイン") && !sign_ins.contains("回答の記入"));
    let who = list("?who=zaisei").await;
    assert!(who.contains("回答の記入") && !who.contains("差戻し"), "{who}");
    assert!(
        list("?from=2026-11-21")
            .await
            .contains("条件に当てはまる記録はありません。")
    );
    assert!(
        list("?from=2026-11-20&to=2026-11-20&plan=keiei")
            .await
            .contains("回答の記入")
    );
    let wrong = get_as(
        &site,
        &administrator,
        &format!("/{CODE}/journal?from=2026-11-20&to=2026-11-01"),
    )
    .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text().contains("終わりの日が始まりの日より前です。"));
    for role in ["office", "staff", "reader"] {
        let cookie = site.as_role(role).await;
        let refused = get_as(&site, &cookie, &format!("/{CODE}/journal")).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{role}");
    }
}

#[tokio::test]
async fn pages_follow_one_another() {
    let site = begun(3).await;
    for n in 0..130 {
        site.store
            .put_body(
                &crate::common::program(),
                &crate::common::clock(),
                &code(),
                &format!("見本市{n}"),
            )
            .await
            .expect("a body");
    }
    let administrator = site.as_role("administrator").await;
    let first = get_as(
        &site,
        &administrator,
        &format!("/{CODE}/journal?kind=departments"),
    )
    .await
    .text();
    assert!(first.contains("新しいものから100件を表示しています。"), "{first}");
    let next = first
        .split("href=\"")
        .find_map(|rest| rest.split('"').next().filter(|href| href.contains("before=")))
        .expect("a next page")
        .replace("&amp;", "&");
    assert!(next.contains("kind=departments"), "{next}");
    let second = get_as(&site, &administrator, &next).await.text();
    assert!(second.contains("最新の記録") && !second.contains("これより前の記録"));
    assert!(second.contains("見本市0") && first.contains("見本市129"));
}

#[tokio::test]
async fn the_chain_is_verified_on_demand() {
    let site = begun(3).await;
    let administrator = site.as_role("administrator").await;
    let path = format!("/{CODE}/journal/verification");
    let holds = post_as(&site, &administrator, &path, &[]).await.text();
    assert!(
        holds.contains("件の記録すべてが正しくつながっています。"),
        "{holds}"
    );
    let entries = site.store.journal(None, 1).await.expect("a journal")[0].sequence;
    assert!(holds.contains(&format!("{entries}件の記録すべて")));
}

#[tokio::test]
async fn what_is_taken_out_is_an_entry_itself() {
    let site = begun(3).await;
    answer(&site, "i1", "d1", &usual("○"), State::Submitted).await;
    let administrator = site.as_role("administrator").await;
    let path = format!("/{CODE}/journal/export");
    let file = post_as(&site, &administrator, &path, &[("kind", "answers")]).await;
    assert_eq!(file.status, StatusCode::OK);
    let text = file.text();
    let mut lines = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = lines.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 2, "a save and a submission: {text}");
    assert!(text.contains("提出"));
    assert!(
        !text.contains("説明会を3回開いた"),
        "who keeps the accounts reads no drafts"
    );
    let newest = &site.store.journal(None, 1).await.expect("a journal")[0];
    assert_eq!(
        (newest.what.as_str(), newest.role.as_str()),
        ("export", "administrator")
    );
    assert!(newest.summary.contains("\"rows\":2"));
    let wrong = post_as(&site, &administrator, &path, &[("from", "昨日")]).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
}
