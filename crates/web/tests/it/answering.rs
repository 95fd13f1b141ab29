//! Answering over the real router: saving, handing in, pasting, what must be done, and who may.

use crate::answering_support::*;
use crate::common::{CODE, Site, form, get_as, post_as, program};
use axum::http::StatusCode;
use gyokaku_core::account::Term;
use gyokaku_core::round::answer::{State, Transition};
use gyokaku_core::round::field::Field;
use gyokaku_core::round::{Key, day};
use gyokaku_store::{RoundAt, ToMove};
use serde_json::json;

/// A site on which the staff of d1 asks.
async fn begun() -> Site {
    let mut site = site(clock).await;
    site.cookie = Some(site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await);
    site
}

const ZAISEI: &str = "990019.zaisei";

async fn moved(site: &Site, deed: Transition, items: &[&str], comment: Option<&str>) {
    let body = CODE.parse().expect("a code");
    let at = RoundAt {
        body: &body,
        plan: PLAN,
        round: Key::parse(ROUND).expect("a key"),
    };
    let which: Vec<ToMove> = items
        .iter()
        .map(|item| ToMove {
            item: (*item).to_owned(),
            department: "d1".into(),
            seen: None,
        })
        .collect();
    let today = day("2026-05-13").expect("a day");
    let mut n = 0;
    let outcome = site
        .store
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
                format!("c{n}-{}", items.join("-"))
            },
        )
        .await
        .expect("moved");
    assert!(outcome.iter().all(|one| one.outcome.is_ok()), "{outcome:?}");
}

async fn filled(site: &Site, item: &str) {
    let body = CODE.parse().expect("a code");
    let at = RoundAt {
        body: &body,
        plan: PLAN,
        round: Key::parse(ROUND).expect("a key"),
    };
    put(
        site,
        at,
        item,
        "d1",
        &[(Field::Grade, "○"), (Field::Done, "計画のとおり実施した。")],
    )
    .await;
}

#[tokio::test]
async fn the_form_stands_beside_last_year_and_the_plan() {
    let site = begun().await;
    let page = site.page(&item("i1")).await;
    for words in [
        "□",
        "未着手",
        "5月15日（金）まで、あと2日です。",
        "歳出の見直しを進め、収支を合わせます。",
        "補助金の見直しを行う",
        "補助金を3件見直した。\n基金へ積み立てた。",
        "508,000,000",
        "昨年度と同じ文を写す",
        "計画より遅れている",
        "市税収納率（%）",
        "98.5%",
        "進捗状況を選んでください。",
        "契約課",
        "data-key=\"3\"",
        "name=\"seen.reason\"",
    ] {
        assert!(page.contains(words), "the form lacks {words}");
    }
    assert!(!page.contains(" style=") && !page.contains(" onclick="));
    // Who supports is asked in words only, and sees what the lead says.
    filled(&site, "i1").await;
    let support = site.as_person(CODE, "keiyaku", &[("staff", Some("d2"))]).await;
    let page = as_(&site, &support, &list("d2", "/items/i1")).await;
    assert!(page.contains("name=\"done\"") && !page.contains("name=\"grade\""));
    assert!(page.contains("財政課") && page.contains("計画のとおり実施した。"));
}

async fn as_(site: &Site, cookie: &str, path: &str) -> String {
    let answer = get_as(site, cookie, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.text()
}

#[tokio::test]
async fn a_script_saves_and_hears_what_became_of_it() {
    let site = begun().await;
    let path = item("i1");
    let changes = json!([
        { "field": "grade", "seen": "", "new": "△" },
        { "field": "effect_actual", "seen": null, "new": "5億906万8千円" },
        { "field": "effect_plan", "seen": "", "new": "約3億円" },
    ]);
    let answer = save(&site, &path, None, ZAISEI, changes).await;
    assert_eq!(answer.status, StatusCode::OK);
    let said = shape(&answer);
    assert_eq!(said["saved"], json!(["grade", "effect_actual"]));
    assert_eq!(said["values"]["effect_actual"], "509068000");
    assert_eq!(said["boxes"]["effect_actual"], "509,068,000");
    assert_eq!(said["readings"]["effect_actual"], "5億906万8千円");
    assert_eq!(said["hour"], "18時15分");
    assert_eq!(
        (&said["state"]["key"], &said["revision"]),
        (&json!("in_work"), &json!(2))
    );
    // The wrong field is told, the rest is stored.
    assert_eq!(said["wrong"][0]["field"], "effect_plan");
    assert!(
        said["wrong"][0]["why"]
            .as_str()
            .is_some_and(|why| why.contains("読み取れません"))
    );
    let remarks = said["remarks"].as_array().expect("remarks");
    assert!(
        remarks
            .iter()
            .any(|r| r["field"] == "reason" && r["must"] == true)
    );
    let kept = stored(&site, "i1", "d1").await;
    assert_eq!(kept.value(&Field::Grade), Some("△"));
    assert_eq!(kept.value(&Field::EffectPlan), None);
    // The same again writes nothing.
    let again = json!([{ "field": "grade", "seen": "△", "new": "▲" }]);
    let said = shape(&save(&site, &path, None, ZAISEI, again).await);
    assert_eq!((&said["saved"], &said["revision"]), (&json!([]), &json!(2)));
}

#[tokio::test]
async fn two_people_at_one_field_see_both_versions() {
    let site = begun().await;
    let path = item("i1");
    let first = json!([{ "field": "done", "seen": "", "new": "甲の文" }]);
    save(&site, &path, None, ZAISEI, first).await;
    let second = json!([
        { "field": "done", "seen": "", "new": "乙の文" },
        { "field": "next", "seen": "", "new": "続ける" },
    ]);
    let said = shape(&save(&site, &path, None, ZAISEI, second).await);
    assert_eq!(said["saved"], json!(["next"]), "the other field is stored");
    let conflict = &said["conflicts"][0];
    assert_eq!(
        (&conflict["mine"], &conflict["theirs"]),
        (&json!("乙の文"), &json!("甲の文"))
    );
    assert!(conflict["by"].as_str().is_some_and(|by| by.contains("zaisei")));
    assert_eq!(conflict["at"], "5月13日18時15分");

    // Without a script the form comes back with both, and chooses.
    let stale = form(&[
        ("done", "丙の文"),
        ("seen.done", ""),
        ("next", "続ける"),
        ("seen.next", ""),
    ]);
    let answer = site.post(&path, &stale).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.text();
    for words in [
        "丙の文",
        "甲の文",
        "相手の入力にする",
        "name=\"take.done\"",
        "value=\"甲の文\" data-seen",
    ] {
        assert!(page.contains(words), "the page lacks {words}");
    }
    let theirs = form(&[
        ("done", "丙の文"),
        ("seen.done", "甲の文"),
        ("take.done", "theirs"),
    ]);
    assert_eq!(site.post(&path, &theirs).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        stored(&site, "i1", "d1").await.value(&Field::Done),
        Some("甲の文")
    );
    let mine = form(&[("done", "丙の文"), ("seen.done", "甲の文"), ("take.done", "mine")]);
    assert_eq!(site.post(&path, &mine).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        stored(&site, "i1", "d1").await.value(&Field::Done),
        Some("丙の文")
    );
}

#[tokio::test]
async fn a_field_that_was_not_touched_is_left_alone() {
    let site = begun().await;
    let path = item("i2");
    let theirs = json!([{ "field": "done", "seen": "", "new": "一行目\n二行目" }]);
    save(&site, &path, None, ZAISEI, theirs).await;
    // The form was opened before that, and only the next step was written.
    let answer = site
        .post(
            &path,
            &form(&[
                ("done", ""),
                ("seen.done", ""),
                ("next", "続ける"),
                ("seen.next", ""),
            ]),
        )
        .await;
    assert_eq!(answer.location(), format!("{path}?did=saved"));
    // Line ends travel as browsers write them, and are no change.
    let answer = site
        .post(
            &path,
            &form(&[("done", "一行目\r\n二行目"), ("seen.done", "一行目\r\n二行目")]),
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let kept = stored(&site, "i2", "d1").await;
    assert_eq!(kept.value(&Field::Done), Some("一行目\n二行目"));
    assert_eq!(kept.revision, 3, "two saves");
}

#[tokio::test]
async fn what_cannot_be_read_comes_back_as_it_was_typed() {
    let site = begun().await;
    let sent = form(&[
        ("grade", "○"),
        ("seen.grade", ""),
        ("effect_actual", "おおむね<3億>円"),
        ("seen.effect_actual", ""),
        ("done", "実施した。"),
        ("seen.done", ""),
    ]);
    let answer = site.post(&item("i1"), &sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    assert!(page.contains("おおむね&#60;3億&#62;円"), "what was typed");
    assert!(page.contains("金額として読み取れません") && page.contains("aria-invalid=\"true\""));
    let kept = stored(&site, "i1", "d1").await;
    assert_eq!(
        (kept.value(&Field::Grade), kept.value(&Field::Done)),
        (Some("○"), Some("実施した。"))
    );
}

#[tokio::test]
async fn nobody_and_others_save_nothing() {
    let mut site = begun().await;
    let changes = json!([{ "field": "done", "seen": "", "new": "実施" }]);
    let own = site.cookie.take();
    let answer = save(&site, &item("i1"), None, ZAISEI, changes.clone()).await;
    assert_eq!(
        (answer.status, &shape(&answer)["error"]),
        (StatusCode::UNAUTHORIZED, &json!("signed_out"))
    );
    // Another person signed in at the same desk: the words are not theirs.
    let colleague = site.as_person(CODE, "zaisei2", &[("staff", Some("d1"))]).await;
    let answer = save(&site, &item("i1"), Some(&colleague), ZAISEI, changes.clone()).await;
    assert_eq!(
        (answer.status, &shape(&answer)["error"]),
        (StatusCode::FORBIDDEN, &json!("other_person"))
    );
    // A form without a session is carried through the sign-in.
    let answer = site
        .post(&item("i1"), &form(&[("done", "運ばれる文"), ("seen.done", "")]))
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text().contains("name=\"carried_form\"") && answer.text().contains("%E9%81%8B"));
    assert_eq!(stored(&site, "i1", "d1").await.values.len(), 0);
    for (changes, status) in [
        (
            json!([{ "field": "state", "new": "accepted" }]),
            StatusCode::BAD_REQUEST,
        ),
        (
            json!([{ "field": "indicator:k9", "new": "1" }]),
            StatusCode::BAD_REQUEST,
        ),
        (json!("nonsense"), StatusCode::BAD_REQUEST),
    ] {
        let answer = save(&site, &item("i1"), own.as_deref(), ZAISEI, changes).await;
        assert_eq!(answer.status, status);
        assert!(
            shape(&answer)["message"]
                .as_str()
                .is_some_and(|m| m.ends_with('。'))
        );
    }
    let answer = save(&site, &item("i6"), own.as_deref(), ZAISEI, changes).await;
    assert_eq!(
        answer.status,
        StatusCode::NOT_FOUND,
        "an item of another department"
    );
    assert!(
        shape(&answer)["message"]
            .as_str()
            .is_some_and(|m| m.contains("残っています"))
    );
}

#[tokio::test]
async fn after_the_deadline_nothing_is_taken_and_nothing_typed_is_lost() {
    let mut site = site(afterwards).await;
    site.cookie = Some(site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await);
    // The session of the test was opened by another clock; what matters is that it is open.
    let page = site.page(&item("i1")).await;
    assert!(page.contains("提出の期限（5月15日（金））を過ぎています") && !page.contains("name=\"done\""));
    let changes = json!([{ "field": "done", "seen": "", "new": "実施" }]);
    let answer = save(&site, &item("i1"), None, ZAISEI, changes).await;
    assert_eq!(
        (answer.status, &shape(&answer)["error"]),
        (StatusCode::CONFLICT, &json!("not_now"))
    );
    let answer = site
        .post(&item("i1"), &form(&[("done", "遅れた文"), ("seen.done", "")]))
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text().contains("遅れた文") && answer.text().contains("写してください"));
    assert_eq!(stored(&site, "i1", "d1").await.values.len(), 0);
}

#[tokio::test]
async fn handing_in_says_what_is_missing_and_goes_on_by_itself() {
    let site = begun().await;
    let path = format!("{}/submission", item("i1"));
    let answer = site
        .post(&path, &form(&[("grade", "△"), ("seen.grade", "")]))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    assert!(page.contains("提出の前に、次の2点をお願いします。"), "{page}");
    assert!(page.contains("「△」とした理由を記入してください。") && page.contains("href=\"#f-1-label\""));
    assert_eq!(
        stored(&site, "i1", "d1").await.state,
        State::InWork,
        "what was typed is kept"
    );
    let rest = form(&[
        ("reason", "協議が長引いた。"),
        ("seen.reason", ""),
        ("done", "協議した。"),
        ("seen.done", ""),
    ]);
    let answer = site.post(&path, &rest).await;
    assert_eq!(answer.location(), format!("{}?submitted=i1", item("i2")));
    let page = site.page(&answer.location()).await;
    assert!(page.contains("「1-1 収支均衡した予算編成」を提出しました。"));
    assert_eq!(stored(&site, "i1", "d1").await.state, State::Submitted);
    // Read-only now, with the way back.
    let page = site.page(&item("i1")).await;
    assert!(page.contains("提出を取り下げる") && !page.contains("name=\"done\""));
    let answer = site.post(&format!("{}/withdrawal", item("i1")), "").await;
    assert_eq!(answer.location(), format!("{}?did=withdrawn", item("i1")));
    assert_eq!(stored(&site, "i1", "d1").await.state, State::InWork);
    let answer = site.post(&format!("{}/withdrawal", item("i1")), "").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    // An address that claims what was not done says nothing.
    assert!(
        !site
            .page(&format!("{}?submitted=i3", item("i2")))
            .await
            .contains("を提出しました。</p></div>")
    );
}

#[tokio::test]
async fn many_are_handed_in_at_once_each_with_its_outcome() {
    let site = begun().await;
    for one in ["i1", "i2", "i3"] {
        filled(&site, one).await;
    }
    let page = site.page(&list("d1", "")).await;
    assert!(page.contains("5件の記入をお願いします。"));
    assert_eq!(page.matches("type=\"checkbox\" name=\"item\"").count(), 3);
    // Meanwhile somebody writes at the third; the fourth is empty, the sixth another's.
    let changes = json!([{ "field": "next", "seen": "", "new": "検証する" }]);
    save(&site, &item("i3"), None, ZAISEI, changes).await;
    let chosen = form(&[
        ("item", "i1"),
        ("revision.i1", "2"),
        ("item", "i2"),
        ("item", "i3"),
        ("revision.i3", "2"),
        ("item", "i4"),
        ("item", "i6"),
        ("item", "i1"),
    ]);
    let answer = site.post(&list("d1", "/submission"), &chosen).await;
    let page = answer.text();
    assert!(
        page.contains("2件を提出しました。3件は、次の理由でそのまま残っています。"),
        "{page}"
    );
    for why in [
        "ほかの人が先に更新しました",
        "進捗状況を選んでください。",
        "この課にお尋ねしている取組ではありません。",
    ] {
        assert!(page.contains(why), "{why}");
    }
    let states = [
        stored(&site, "i1", "d1").await.state,
        stored(&site, "i6", "d2").await.state,
    ];
    assert_eq!(states, [State::Submitted, State::NotStarted]);
    assert_eq!(
        site.post(&list("d1", "/submission"), "").await.status,
        StatusCode::BAD_REQUEST
    );
    let page = site.page(&list("d1", "")).await;
    assert!(page.contains("5件のうち2件を提出しました。残り3件です。"));
}

#[tokio::test]
async fn comments_stand_at_their_field_and_are_answered_there() {
    let site = begun().await;
    filled(&site, "i1").await;
    moved(&site, Transition::Submit, &["i1"], None).await;
    moved(
        &site,
        Transition::Return,
        &["i1"],
        Some("金額の根拠を書いてください。"),
    )
    .await;
    let page = site.page("/todo").await;
    assert!(page.contains("差戻し") && page.contains("金額の根拠を書いてください。"));
    assert!(page.contains("1-1 収支均衡した予算編成"));
    let sent = form(&[
        ("comment.", "書き足しました。"),
        ("comment.done", "<b>こちら</b>に書きました。"),
        ("next", "続ける"),
        ("seen.next", ""),
    ]);
    let answer = site.post(&format!("{}/comments", item("i1")), &sent).await;
    assert_eq!(answer.location(), format!("{}?did=commented", item("i1")));
    let page = site.page(&item("i1")).await;
    assert!(page.contains("書き足しました。") && page.contains("&#60;b&#62;こちら"));
    assert_eq!(
        stored(&site, "i1", "d1").await.value(&Field::Next),
        Some("続ける"),
        "what stood in the form beside the comment is kept"
    );
}

#[tokio::test]
async fn a_comment_that_is_too_long_comes_back_with_all_that_was_typed() {
    let site = begun().await;
    let long = "長".repeat(2_001);
    let sent = form(&[("comment.", long.as_str()), ("next", "続ける"), ("seen.next", "")]);
    let answer = site.post(&format!("{}/comments", item("i1")), &sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = answer.text();
    assert!(
        page.contains("コメントが2001文字あります。2000文字以内に縮めてください。"),
        "{page}"
    );
    assert!(page.contains(&long) && page.contains("id=\"reply-whole-wrong\""));
    assert_eq!(
        stored(&site, "i1", "d1").await.value(&Field::Next),
        Some("続ける"),
        "what stood in the form beside the comment is stored"
    );
    assert!(
        !site.page(&item("i1")).await.contains(&long),
        "nothing of it was stored"
    );
}

#[tokio::test]
async fn the_grid_saves_as_one_form() {
    let site = begun().await;
    let page = site.page(&list("d1", "/grid")).await;
    for words in [
        "name=\"i1/grade\"",
        "name=\"i5/seen.next\"",
        "市税収納率（%）",
        "お尋ねしていません",
    ] {
        assert!(page.contains(words), "{words}");
    }
    save(
        &site,
        &item("i2"),
        None,
        ZAISEI,
        json!([{ "field": "done", "seen": "", "new": "先の文" }]),
    )
    .await;
    let sent = form(&[
        ("i1/grade", "○"),
        ("i1/seen.grade", ""),
        ("i1/indicator:k1", "98.7"),
        ("i1/seen.indicator:k1", ""),
        ("i2/done", "後の文"),
        ("i2/seen.done", ""),
        ("i3/effect_actual", "多い"),
        ("i3/seen.effect_actual", ""),
        ("i6/grade", "○"),
        ("i6/seen.grade", ""),
    ]);
    let answer = site.post(&list("d1", "/grid"), &sent).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    let page = answer.text();
    for words in [
        "先の文",
        "後の文",
        "name=\"i2/take.done\"",
        "value=\"多い\"",
        "読み取れません",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(stored(&site, "i1", "d1").await.values.len(), 2);
    assert_eq!(
        stored(&site, "i6", "d2").await.values.len(),
        0,
        "another department's item"
    );
    let sent = form(&[
        ("i2/done", "後の文"),
        ("i2/seen.done", "先の文"),
        ("i2/take.done", "mine"),
    ]);
    let answer = site.post(&list("d1", "/grid"), &sent).await;
    assert_eq!(answer.location(), list("d1", "/grid?did=saved"));
    assert_eq!(
        stored(&site, "i2", "d1").await.value(&Field::Done),
        Some("後の文")
    );
}

#[tokio::test]
async fn a_pasted_block_is_seen_before_it_is_stored() {
    let site = begun().await;
    filled(&site, "i2").await;
    filled(&site, "i3").await;
    moved(&site, Transition::Submit, &["i3"], None).await;
    let block =
        "番号\t進捗状況\t取組実績\t前年度\n1-2\t△\t\"一行目\n二行目\"\t◎\n1-3\t◎\t直す\n1-4\tS\t\n9-9\t○\t\n";
    let sent = form(&[("text", block), ("item", "i1"), ("column", "0")]);
    let answer = site.post(&list("d1", "/paste"), &sent).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.text();
    for words in [
        "2か所を書き換え、5か所は下の理由で取り込みません。まだ保存していません。",
        "番号または名称で取組を照らし合わせました",
        "一行目\n二行目",
        "提出済みのため",
        "「S」は評価区分にありません。",
        "この番号または名称の取組が、一覧に見当たりません。",
        "記入欄ではない列のため、1件を取り込みません。",
    ] {
        assert!(page.contains(words), "the preview lacks {words}");
    }
    assert_eq!(
        stored(&site, "i2", "d1").await.value(&Field::Grade),
        Some("○"),
        "nothing is stored yet"
    );

    let chosen = form(&[
        ("change", "0"),
        ("item.0", "i2"),
        ("field.0", "grade"),
        ("seen.0", "○"),
        ("new.0", "△"),
        ("change", "1"),
        ("item.1", "i2"),
        ("field.1", "done"),
        ("seen.1", "とうに違う文"),
        ("new.1", "一行目\r\n二行目"),
        ("item.2", "i2"),
        ("field.2", "next"),
        ("seen.2", ""),
        ("new.2", "選ばれていない"),
        // Made up by hand: another department's item, a locked answer, an unknown field.
        ("change", "3"),
        ("item.3", "i6"),
        ("field.3", "grade"),
        ("new.3", "◎"),
        ("change", "4"),
        ("item.4", "i3"),
        ("field.4", "grade"),
        ("seen.4", "○"),
        ("new.4", "◎"),
        ("change", "5"),
        ("item.5", "i4"),
        ("field.5", "state"),
        ("new.5", "accepted"),
    ]);
    let answer = site.post(&list("d1", "/paste/application"), &chosen).await;
    let page = answer.text();
    assert!(
        page.contains("1件を保存しました。4件は、次の理由でそのまま残っています。"),
        "{page}"
    );
    assert!(page.contains("貼り付けた内容「一行目\r\n二行目」は保存していません") || page.contains("一行目"));
    let kept = stored(&site, "i2", "d1").await;
    assert_eq!(
        (kept.value(&Field::Grade), kept.value(&Field::Next)),
        (Some("△"), None)
    );
    assert_eq!(kept.value(&Field::Done), Some("計画のとおり実施した。"));
    assert_eq!(stored(&site, "i6", "d2").await.values.len(), 0);
    assert_eq!(stored(&site, "i3", "d1").await.value(&Field::Grade), Some("○"));
    let empty = site.post(&list("d1", "/paste"), &form(&[("text", " \n")])).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_to_be_done_depends_on_who_asks() {
    let site = begun().await;
    let page = site.page("/todo").await;
    for words in [
        "財政課　令和7年度 進捗状況調査",
        "5件の記入をお願いします。",
        "5月15日（金）まで、あと2日",
        "続きから記入する",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains(&format!("href=\"{}\"", item("i1"))));
    for one in ["i1", "i2"] {
        filled(&site, one).await;
    }
    moved(&site, Transition::Submit, &["i1", "i2"], None).await;
    let head = site.as_person(CODE, "kacho", &[("head", Some("d1"))]).await;
    let page = as_(&site, &head, "/todo").await;
    assert!(page.contains("2件の提出が承認を待っています。") && page.contains("/rounds/2025/review"));
    let committee = site.as_person(CODE, "honbu", &[("committee", None)]).await;
    assert!(
        as_(&site, &committee, "/todo")
            .await
            .contains("2件がまだ評価されていません")
    );
    let external = site.as_person(CODE, "gaibu", &[("external", None)]).await;
    assert!(
        as_(&site, &external, "/todo")
            .await
            .contains("いまお願いしていることはありません。"),
        "nothing is accepted yet"
    );
    moved(&site, Transition::Approve, &["i1", "i2"], None).await;
    let office = site.as_person(CODE, "jimu", &[("office", None)]).await;
    let page = as_(&site, &office, "/todo").await;
    assert!(
        page.contains("2件が事務局の確認を待っています。7件のうち2件が提出されました。"),
        "{page}"
    );
    moved(&site, Transition::Accept, &["i1"], None).await;
    assert!(
        as_(&site, &external, "/todo")
            .await
            .contains("評価できる1件のうち、1件がまだ")
    );
    let administrator = site.as_person(CODE, "kanri", &[("administrator", None)]).await;
    let page = as_(&site, &administrator, "/todo").await;
    assert!(page.contains("ロックされている方はいません") && page.contains("最新の記録は"));
    let reader = site.as_person(CODE, "etsuran", &[("reader", None)]).await;
    let page = as_(&site, &reader, "/todo").await;
    assert!(page.contains("いまお願いしていることはありません。") && page.contains("見本市の計画"));
    // Somebody of another body sees nothing of this one.
    let stranger = site.as_person(OTHER, "tonari", &[("office", None)]).await;
    assert!(!as_(&site, &stranger, "/todo").await.contains("進捗状況調査"));
}

#[tokio::test]
async fn the_days_ahead_and_what_comes_next_are_said() {
    let site = begun().await;
    let page = site.page("/todo").await;
    assert!(
        page.contains(
            "提出したあとは、所属長の承認（5月22日（金）まで）、事務局の確認（5月29日（金）まで）へ進みます。"
        ),
        "{page}"
    );
    let head = site.as_person(CODE, "kacho", &[("head", Some("d2"))]).await;
    let page = as_(&site, &head, "/todo").await;
    assert!(
        page.contains("今後の予定") && page.contains("承認は5月22日（金）まで、あと9日"),
        "{page}"
    );
    assert!(page.contains("いまお願いしていることはありません。"), "{page}");
    let all = ["i1", "i2", "i3", "i4", "i5"];
    for one in all {
        filled(&site, one).await;
    }
    moved(&site, Transition::Submit, &all, None).await;
    let page = site.page("/todo").await;
    assert!(
        page.contains("5件すべてを提出しました。5件は所属長の承認を待っています。")
            && page.contains("所属長の承認は5月22日（金）まで、あと9日"),
        "{page}"
    );
    let office = site.as_person(CODE, "jimu", &[("office", None)]).await;
    let page = as_(&site, &office, "/todo").await;
    assert!(
        page.contains("担当課の提出は5月15日（金）まで、あと2日（残り2件）")
            && page.contains("所属長の承認は5月22日（金）まで、あと9日（残り5件）")
            && page.contains("事務局の確認は5月29日（金）まで、あと16日"),
        "{page}"
    );
}

#[tokio::test]
async fn items_that_nobody_leads_are_counted_for_the_office() {
    let site = begun().await;
    let office = site.as_person(CODE, "jimu", &[("office", None)]).await;
    let page = as_(&site, &office, "/todo").await;
    assert!(
        !page.contains("主担当課の決定"),
        "the plan says no period: {page}"
    );
    let mut plan = plan();
    plan.period = Some(gyokaku_core::plan::Period {
        from: crate::common::year(2024),
        to: crate::common::year(2028),
    });
    plan.items[4].departments.lead = vec!["水道課".into()];
    plan.items[5].departments.lead.clear();
    let body = crate::common::code();
    site.store
        .put_plan(&program(), &clock(), &body, PLAN, Some(1), &plan, None)
        .await
        .expect("a plan");
    let page = as_(&site, &office, "/todo").await;
    assert!(
        page.contains("令和8年度の主担当課が決まっていない取組項目が2件あります。")
            || page.contains("2026年度の主担当課が決まっていない取組項目が2件あります。"),
        "{page}"
    );
    assert!(
        page.contains(&format!("/{CODE}/{PLAN}/charges?year=2026")),
        "{page}"
    );
    as_(&site, &office, "/todo").await;
    let before = site.store.queries();
    as_(&site, &office, "/todo").await;
    let took = site.store.queries() - before;
    assert!(took <= 12, "{took} statements");
    let reader = site.as_person(CODE, "etsuran", &[("reader", None)]).await;
    assert!(!as_(&site, &reader, "/todo").await.contains("主担当課の決定"));
}

#[tokio::test]
async fn what_the_predecessor_left_is_told_to_who_took_over() {
    let site = begun().await;
    filled(&site, "i1").await;
    moved(&site, Transition::Submit, &["i1"], None).await;
    moved(
        &site,
        Transition::Return,
        &["i1"],
        Some("金額の根拠を書いてください。"),
    )
    .await;
    let body = CODE.parse().expect("a code");
    let days = async |login: &str, from: &str, until: &str| {
        let cookie = site.as_person(CODE, login, &[("staff", Some("d1"))]).await;
        let stored = site.store.accounts(&body).await.expect("accounts");
        let stored = stored
            .iter()
            .find(|one| one.account.login == login)
            .expect("there");
        let mut account = stored.account.clone();
        account.grants[0].term = Term {
            from: day(from),
            until: day(until),
        };
        site.store
            .change_account(&program(), &clock(), &body, &account, stored.revision)
            .await
            .expect("changed");
        cookie
    };
    let new = days("shin", "2026-04-01", "").await;
    let page = as_(&site, &new, "/todo").await;
    for words in [
        "引き継いだもの",
        "財政課（担当者）",
        "4月1日（水）から担当しています。前に担当した方の記録はありません。",
        "差し戻された回答が1件",
        "記入と提出を待っている回答が4件",
        "対応の済んでいないコメントが1件",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let proposal = [
        ("kind", "change"),
        ("seen.target", "基金残高を標準財政規模の10%以上に保ちます。"),
        ("target", "基金残高を標準財政規模の12%以上に保ちます。"),
        ("reason", "基金の積増し"),
        ("day", "2027-04-01"),
    ];
    let path = format!("/{CODE}/{PLAN}/items/i1/amend");
    let answer = post_as(&site, &new, &path, &form(&proposal)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    days("kyu", "", "2026-03-31").await;
    let before = site.store.queries();
    let page = as_(&site, &new, "/todo").await;
    let took = site.store.queries() - before;
    assert!(took <= 20, "{took} statements");
    assert!(
        page.contains("4月1日（水）に引き継ぎました。前の担当：kyu 担当さん（3月31日（火）まで）"),
        "{page}"
    );
    assert!(
        page.contains("対応が必要なものが1件あります。"),
        "what was left is not counted twice"
    );
    let old = days("furui", "2026-02-11", "").await;
    assert!(
        !as_(&site, &old, "/todo").await.contains("引き継いだもの"),
        "91 days ago"
    );
    assert!(
        !site.page("/todo").await.contains("引き継いだもの"),
        "who always held it"
    );
}

#[tokio::test]
async fn late_departments_are_named_to_the_office() {
    let site = site(afterwards).await;
    let office = site.as_person(CODE, "jimu", &[("office", None)]).await;
    let page = as_(&site, &office, "/todo").await;
    assert!(page.contains("2課が期限を過ぎています：財政課、契約課"), "{page}");
    let staff = site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await;
    let page = as_(&site, &staff, "/todo").await;
    assert!(page.contains("5月15日（金）の期限を3日過ぎています") && page.contains("is-late"));
}

#[tokio::test]
async fn who_reads_and_who_writes() {
    let site = begun().await;
    filled(&site, "i1").await;
    let cookie =
        async |login: &str, grants: &[(&str, Option<&str>)]| site.as_person(CODE, login, grants).await;
    let reads = [
        ("", "財政課"),
        ("/grid", "表で記入"),
        ("/items/i1", "収支均衡した予算編成"),
    ];
    for (login, grants, may_read, sees) in [
        ("s1", vec![("staff", Some("d1"))], true, true),
        ("s2", vec![("staff", Some("d2"))], false, false),
        ("h1", vec![("head", Some("d1"))], true, true),
        ("o", vec![("office", None)], true, true),
        ("c", vec![("committee", None)], true, false),
        ("e", vec![("external", None)], true, false),
        ("r", vec![("reader", None)], true, false),
        ("a", vec![("administrator", None)], false, false),
    ] {
        let who = cookie(login, &grants).await;
        for (end, words) in reads {
            let answer = get_as(&site, &who, &list("d1", end)).await;
            let expected = if may_read {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            };
            assert_eq!(answer.status, expected, "{login} {end}");
            if may_read {
                assert!(answer.text().contains(words), "{login} {end}");
                let draft = answer.text().contains("計画のとおり実施した。");
                assert_eq!(draft, sees && !end.is_empty(), "{login} {end}");
            }
        }
        let writes = login == "s1";
        for end in [
            "/items/i1",
            "/items/i1/submission",
            "/items/i1/withdrawal",
            "/items/i1/comments",
            "/submission",
            "/grid",
            "/paste",
            "/paste/application",
        ] {
            let answer = post_as(&site, &who, &list("d1", end), "x=y").await;
            assert_eq!(
                answer.status == StatusCode::FORBIDDEN,
                !writes,
                "{login} posts {end}"
            );
            assert!(!answer.status.is_server_error(), "{login} posts {end}");
        }
        let answer = get_as(&site, &who, &list("d1", "/paste")).await;
        assert_eq!(answer.status == StatusCode::FORBIDDEN, !writes, "{login} /paste");
    }
    // Another body, whatever the role there.
    for role in ["staff", "head", "office", "committee"] {
        let who = site.as_person(OTHER, &format!("x{role}"), &[(role, None)]).await;
        for (end, _) in reads {
            assert_eq!(
                get_as(&site, &who, &list("d1", end)).await.status,
                StatusCode::FORBIDDEN
            );
        }
        let answer = post_as(&site, &who, &list("d1", "/items/i1"), "done=x").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    for path in [
        list("d9", ""),
        list("d3", "/items/i1"),
        list("d1", "/items/i6"),
        format!("/{CODE}/{PLAN}/rounds/2023/departments/d1"),
        format!("/{CODE}/{PLAN}/rounds/x/departments/d1"),
    ] {
        let who = cookie("o", &[("office", None)]).await;
        assert_eq!(
            get_as(&site, &who, &path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let who = cookie("o", &[("office", None)]).await;
    assert!(
        as_(&site, &who, &list("d3", ""))
            .await
            .contains("お尋ねしている取組はありません。")
    );
}

#[tokio::test]
async fn a_page_is_a_handful_of_statements() {
    let site = begun().await;
    for (path, most) in [
        ("/todo".to_owned(), 12),
        (list("d1", ""), 14),
        (list("d1", "/grid"), 14),
        (item("i1"), 18),
    ] {
        site.page(&path).await;
        let before = site.store.queries();
        site.page(&path).await;
        let took = site.store.queries() - before;
        assert!(took <= most, "{path} takes {took} statements");
    }
    let before = site.store.queries();
    let changes = json!([{ "field": "done", "seen": "", "new": "実施" }]);
    assert_eq!(
        save(&site, &item("i1"), None, ZAISEI, changes).await.status,
        StatusCode::OK
    );
    let took = site.store.queries() - before;
    assert!(took <= 30, "a save takes {took} statements");
}
