//! Councils, meetings, opinions and consultations of the public, through the pages: kept by the office, answered by the
//! department that is asked, seen by the public together with the answers.

use crate::common::{Answer, CODE, Site, config, form, get_as, post_as};
use axum::http::StatusCode;
use gyokaku_core::opinion::{FollowUp, Handling};
use gyokaku_core::plan::{Item, Plan};

const PLAN: &str = "keiei";

fn of(end: &str) -> String {
    format!("/{CODE}/{PLAN}{end}")
}

/// A plan of two items, its office, a person of the department that is asked and one of another.
async fn site() -> (Site, String, String, String) {
    let mut site = Site::empty(config()).await;
    site.cookie = None;
    let item = |id: &str, number: &str, title: &str| Item {
        id: id.into(),
        number: Some(number.into()),
        title: title.into(),
        ..Item::default()
    };
    let plan = Plan {
        title: "経営プラン".into(),
        items: vec![
            item("x", "1-1", "使用料の見直し"),
            item("y", "1-2", "広告収入の確保"),
        ],
        ..Plan::default()
    };
    site.put_internal(PLAN, &plan, None).await;
    let office = site.as_role("office").await;
    site.departments(CODE, &[("d1", "財政課", None), ("d2", "市民課", None)])
        .await;
    let asked = site.as_person(CODE, "zaisei", &[("staff", Some("d1"))]).await;
    let other = site.as_person(CODE, "shimin", &[("staff", Some("d2"))]).await;
    (site, office, asked, other)
}

async fn plan(site: &Site) -> Plan {
    let stored = site
        .store
        .plan(&crate::common::code(), PLAN)
        .await
        .expect("a store");
    stored.expect("a plan").plan
}

async fn done(site: &Site, who: &str, end: &str, fields: &[(&str, &str)]) -> String {
    let answer = post_as(site, who, &of(end), &form(fields)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{end}: {}", answer.text());
    let to = answer.location();
    let to = to.split('?').next().unwrap_or_default();
    to.trim_start_matches(&of("")).to_owned()
}

/// A council with one meeting; the address of the meeting.
async fn meeting(site: &Site, office: &str) -> String {
    let members = "会長：甲：学識経験者：令和8年4月1日～令和10年3月31日\n委員：丙：公募市民";
    done(
        site,
        office,
        "/councils/new",
        &[("name", "行政改革懇談会"), ("members", members)],
    )
    .await;
    let council = plan(site).await.councils[0].id.clone();
    let fields = [
        ("council", council.as_str()),
        ("title", "令和8年度第2回"),
        ("on", "2026-11-10"),
        ("agenda", "進捗状況\n次期計画"),
        ("papers", "資料1：/files/1.pdf\n資料2"),
    ];
    done(site, office, "/meetings/new", &fields).await
}

/// An opinion voiced in a meeting and put to the department; its address.
async fn opinion(site: &Site, office: &str, meeting: &str) -> String {
    let voiced = format!("meeting:{}", meeting.rsplit('/').next().unwrap_or_default());
    let fields = [
        ("voiced", voiced.as_str()),
        ("speaker", "発言した人の名"),
        ("text", "使用料の算定の根拠を示してほしい。"),
        ("items", "1-1"),
        ("asked", "財政課"),
    ];
    done(site, office, "/opinions/new", &fields).await
}

#[tokio::test]
async fn a_meeting_gives_opinions_and_departments_answer_them() {
    let (site, office, asked, other) = site().await;
    // A meeting is one of a council.
    let before = get_as(&site, &office, &of("/meetings/new")).await;
    assert!(before.location().contains("/councils/new?did=council"));
    let meeting = meeting(&site, &office).await;
    let opinion = opinion(&site, &office, &meeting).await;
    let stored = plan(&site).await;
    assert_eq!(stored.opinions[0].items, ["x"]);
    assert_eq!(
        stored.councils[0].members[0].term(),
        "令和8年4月1日～令和10年3月31日"
    );
    // Who is asked finds it among what is to be done, and nobody else does.
    let todo = get_as(&site, &asked, "/todo").await.text();
    assert!(todo.contains("回答を待っている意見が1件") && todo.contains(&of(&opinion)));
    assert!(
        !get_as(&site, &other, "/todo")
            .await
            .text()
            .contains("回答を待っている意見")
    );
    let answer = format!("{opinion}/answer");
    let refused = get_as(&site, &other, &of(&answer)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(
        post_as(&site, &other, &of(&answer), &form(&[("answer", "勝手な回答")]))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
    assert!(
        get_as(&site, &asked, &of(&answer))
            .await
            .text()
            .contains("算定の根拠")
    );
    let fields = [
        ("answer", "算定の根拠を公表します。"),
        ("change", "根拠を別表に加えた。"),
        ("amount", "120万円"),
        ("amount_year", "令和9年度"),
        // What a department does not say is not taken from its form.
        ("handling", "adopted"),
    ];
    done(&site, &asked, &answer, &fields).await;
    let told = plan(&site).await.opinions[0].clone();
    assert_eq!(told.amount.map(|yen| yen.0), Some(1_200_000));
    assert_eq!((told.handling, told.answered_on.is_some()), (None, true));
    // The office says how it was taken; from then on it is followed until it is done.
    let todo = get_as(&site, &office, "/todo").await.text();
    assert!(todo.contains("回答があり、対応区分が決まっていない意見が1件あります。"));
    let handled = [
        ("handling", "adopted"),
        ("seen.handling", ""),
        ("answered_on", "2026-03-20"),
        ("seen.answered_on", "2026-11-20"),
    ];
    done(&site, &office, &format!("{opinion}/edit"), &handled).await;
    assert_eq!(plan(&site).await.opinions[0].handling, Some(Handling::Adopted));
    let todo = get_as(&site, &asked, "/todo").await.text();
    assert!(todo.contains("対応したかを記録していない意見が1件"), "{todo}");
    let followed = [
        ("follow_up", "done"),
        ("seen.follow_up", ""),
        ("followed", "公表した。"),
    ];
    done(&site, &asked, &answer, &followed).await;
    assert_eq!(plan(&site).await.opinions[0].follow_up, Some(FollowUp::Done));
    assert!(
        !get_as(&site, &asked, "/todo")
            .await
            .text()
            .contains("意見への回答")
    );
    // The item, the meeting and the list tell it.
    for page in ["/items/x", &meeting, "/opinions", &opinion] {
        let text = get_as(&site, &office, &of(page)).await.text();
        assert!(text.contains("算定の根拠を公表します。"), "{page}");
    }
    let csv = get_as(&site, &office, &of("/opinions.csv")).await.text();
    assert!(csv.contains("1200000") && csv.contains("反映"), "{csv}");
}

#[tokio::test]
async fn the_public_sees_opinions_with_their_answers_and_not_who_said_them() {
    let (site, office, ..) = site().await;
    let meeting = meeting(&site, &office).await;
    let opinion = opinion(&site, &office, &meeting).await;
    site.release(PLAN).await;
    assert_eq!(site.get(&of(&opinion)).await.status, StatusCode::NOT_FOUND);
    let page = site.page(&of(&meeting)).await;
    assert!(
        page.contains("資料1") && !page.contains("算定の根拠"),
        "not yet answered"
    );
    let answer = [
        ("answer", "公表します。"),
        ("seen.answer", ""),
        ("handling", "adopted"),
    ];
    done(&site, &office, &format!("{opinion}/edit"), &answer).await;
    site.release(PLAN).await;
    let seen = site.page(&of(&opinion)).await;
    assert!(seen.contains("算定の根拠") && seen.contains("公表します。"));
    assert!(!seen.contains("発言した人の名") && !seen.contains("編集する"));
    for page in ["/opinions", "/opinions.json", "/meetings", "/councils"] {
        let text = site.get(&of(page)).await.text();
        assert!(!text.contains("発言した人の名"), "{page}");
    }
    // What is held behind closed doors stays there.
    let other = [("text", "まだ回答のない意見"), ("voiced", "")];
    done(&site, &office, "/opinions/new", &other).await;
    let without = [("text", "対応区分のない意見"), ("answer", "検討します。")];
    done(&site, &office, "/opinions/new", &without).await;
    site.release(PLAN).await;
    let list = site.page(&of("/opinions")).await;
    assert!(
        list.contains("回答した意見1件を載せています") && !list.contains("すべてに回答"),
        "{list}"
    );
    assert!(!list.contains("まだ回答のない意見") && !list.contains("対応区分のない意見"));
    let closed = [("closed", "closed"), ("seen.closed", "")];
    done(&site, &office, &format!("{meeting}/edit"), &closed).await;
    site.release(PLAN).await;
    for page in [&meeting, &opinion] {
        assert_eq!(site.get(&of(page)).await.status, StatusCode::NOT_FOUND, "{page}");
    }
    assert!(!site.get(&of("/opinions")).await.text().contains("算定の根拠"));
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_place_and_nothing_is_overwritten() {
    let (site, office, ..) = site().await;
    let meeting = meeting(&site, &office).await;
    let opinion = opinion(&site, &office, &meeting).await;
    let bad = async |end: &str, fields: &[(&str, &str)], words: &str| {
        let answer: Answer = post_as(&site, &office, &of(end), &form(fields)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{end} {fields:?}");
        assert!(
            answer.text().contains(words),
            "{end} {fields:?}: {}",
            answer.text()
        );
    };
    bad("/councils/new", &[("purpose", "助言")], "名称を入力してください").await;
    bad(
        "/councils/new",
        &[("name", "a"), ("members", "会長：甲：乙：来年まで")],
        "の形で入力してください",
    )
    .await;
    bad("/meetings/new", &[("title", "第1回")], "会議体を選んでください").await;
    bad(
        "/meetings/new",
        &[("title", "第1回"), ("council", "none")],
        "一覧から選び直して",
    )
    .await;
    bad(
        "/meetings/new",
        &[("title", "第1回"), ("on", "13月1日")],
        "日付として読み取れません",
    )
    .await;
    bad("/opinions/new", &[("speaker", "乙")], "意見の内容を入力").await;
    bad(
        "/opinions/new",
        &[("text", "意見"), ("items", "9-9")],
        "「9-9」は、番号か名称が一致する",
    )
    .await;
    bad(
        "/opinions/new",
        &[("text", "意見"), ("voices", "0")],
        "件数は1以上",
    )
    .await;
    bad(
        "/opinions/new",
        &[("text", "意見"), ("amount", "多額")],
        "額として読み取れません",
    )
    .await;
    let backwards = [("title", "募集"), ("from", "2026-12-28"), ("to", "2026-12-01")];
    bad("/consultations/new", &backwards, "終わりの日が始まりの日より前").await;
    // Two people at one field: the second is told what stands there.
    let edit = format!("{opinion}/edit");
    done(
        &site,
        &office,
        &edit,
        &[("answer", "甲の回答"), ("seen.answer", "")],
    )
    .await;
    let second = [
        ("answer", "乙の回答"),
        ("seen.answer", ""),
        ("change", "変更"),
        ("seen.change", ""),
    ];
    bad(&edit, &second, "ほかの方が先に「甲の回答」に変えました").await;
    assert_eq!(plan(&site).await.opinions[0].answer.as_deref(), Some("甲の回答"));
    // What something belongs to does not go, and nothing goes that somebody has written over.
    let seen = async |end: &str| {
        let page = get_as(&site, &office, &of(end)).await.text();
        let form = page
            .split("<summary>削除する</summary>")
            .nth(1)
            .unwrap_or_default();
        let value = form.split("name=\"seen\" value=\"").nth(1).unwrap_or_default();
        value.split('"').next().unwrap_or_default().to_owned()
    };
    let of_meeting = format!("{meeting}/edit");
    let digest = seen(&of_meeting).await;
    bad(
        &of_meeting,
        &[("deed", "remove"), ("seen", digest.as_str())],
        "削除できません",
    )
    .await;
    let digest = seen(&edit).await;
    let changed = [("answer", "丙の回答"), ("seen.answer", "甲の回答")];
    done(&site, &office, &edit, &changed).await;
    bad(
        &edit,
        &[("deed", "remove"), ("seen", digest.as_str())],
        "ほかの画面から保存",
    )
    .await;
    for end in [&edit, &of_meeting] {
        let digest = seen(end).await;
        done(
            &site,
            &office,
            end,
            &[("deed", "remove"), ("seen", digest.as_str())],
        )
        .await;
    }
    assert!(plan(&site).await.meetings.is_empty());
    // An item that an opinion speaks of is not removed.
    let spoken = [("text", "この取組は分かりにくい。"), ("items", "広告収入の確保")];
    done(&site, &office, "/opinions/new", &spoken).await;
    let removal = post_as(
        &site,
        &office,
        &of("/edit"),
        &form(&[("deed", "remove"), ("pick", "i:y")]),
    )
    .await;
    assert!(removal.text().contains("削除できません"));
}

#[tokio::test]
async fn forty_opinions_of_the_public_are_grouped_answered_and_published() {
    let (site, office, asked, _) = site().await;
    let fields = [
        ("title", "素案への意見募集"),
        ("guide", "素案へのご意見をお寄せください。"),
        ("from", "2026-11-01"),
        ("to", "2026-12-28"),
    ];
    let asking = done(&site, &office, "/consultations/new", &fields).await;
    // The office finds it again, and what is not released takes nothing.
    assert!(
        get_as(&site, &office, &of("/opinions"))
            .await
            .text()
            .contains(&of(&asking))
    );
    assert_eq!(
        site.post(&of(&asking), "content=a").await.status,
        StatusCode::NOT_FOUND
    );
    site.release(PLAN).await;
    assert!(site.page(&of(&asking)).await.contains("意見を送る"));
    for n in 0..40 {
        // Some say the same word for word.
        let content = match n {
            0..8 => format!("使用料について{}番目の意見です。", n % 4),
            _ => format!("使用料について{}番目の意見です（{n}）。", n % 4),
        };
        let fields = [
            ("about", "1-1 使用料の見直し"),
            ("content", content.as_str()),
            ("name", "匿名希望の甲"),
            ("contact", "kou@example.jp"),
        ];
        let sent = site.post(&of(&asking), &form(&fields)).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    }
    let todo = get_as(&site, &office, "/todo").await.text();
    assert!(todo.contains("受け付けた意見が40件、整理を待っています。"));
    let received = format!("{asking}/received");
    let ids = async || -> Vec<String> {
        let page = get_as(&site, &office, &of(&received)).await.text();
        assert!(page.contains("匿名希望の甲") || !page.contains("name=\"id\""));
        let waiting = page.split("id=\"sorted\"").next().unwrap_or_default();
        let parts = waiting.split("name=\"id\" value=\"").skip(1);
        parts
            .filter_map(|part| part.split('"').next())
            .flat_map(|ids| ids.split_whitespace().map(str::to_owned))
            .collect()
    };
    let rows = get_as(&site, &office, &of(&received)).await.text();
    assert!(rows.contains("同じ文2件") && rows.matches("name=\"id\"").count() == 36);
    let all = ids().await;
    assert_eq!(all.len(), 40);
    // Four groups; the last one is put aside but for one, which joins the first group.
    for group in 0..3 {
        let text = format!("使用料についての意見{group}");
        let mut fields = vec![("deed", "group"), ("text", text.as_str())];
        fields.extend(all.iter().skip(group).step_by(4).map(|id| ("id", id.as_str())));
        done(&site, &office, &received, &fields).await;
    }
    let rest = ids().await;
    assert_eq!(rest.len(), 10);
    let first = plan(&site).await.opinions[0].id.clone();
    let joined = [
        ("deed", "group"),
        ("into", first.as_str()),
        ("id", rest[0].as_str()),
    ];
    done(&site, &office, &received, &joined).await;
    let again = post_as(&site, &office, &of(&received), &form(&joined)).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "nothing is counted twice");
    let mut aside = vec![("deed", "aside"), ("reason", "本計画と関係のない内容")];
    aside.extend(rest.iter().skip(1).map(|id| ("id", id.as_str())));
    done(&site, &office, &received, &aside).await;
    let stored = plan(&site).await;
    let counts: Vec<i64> = stored.opinions.iter().map(|o| o.count()).collect();
    assert_eq!(counts, [11, 10, 10]);
    assert!(stored.opinions.iter().all(|o| o.items == ["x"]));
    for (opinion, handling) in stored
        .opinions
        .iter()
        .zip(["adopted", "considered", "not_adopted"])
    {
        let edit = format!("/opinions/{}/edit", opinion.id);
        let put = [("asked", "財政課"), ("seen.asked", ""), ("handling", handling)];
        done(&site, &office, &edit, &put).await;
        let answer = format!("/opinions/{}/answer", opinion.id);
        done(
            &site,
            &asked,
            &answer,
            &[("answer", "お答えします。"), ("seen.answer", "")],
        )
        .await;
    }
    site.release(PLAN).await;
    let page = site.page(&of(&asking)).await;
    assert!(
        page.contains("回答した意見31件（趣旨ごとに3件）を載せています。"),
        "{page}"
    );
    for words in ["匿名希望の甲", "kou@example.jp", "番目の意見", "受け付けた意見"] {
        assert!(!page.contains(words), "{words}");
        let files = [
            site.get(&of("/opinions.csv")).await,
            site.get(&of("/opinions.json")).await,
        ];
        assert!(files.iter().all(|file| !file.text().contains(words)), "{words}");
    }
    // What was set aside by mistake waits again, and so does what was grouped; a consultation that took something stays.
    let mut back = vec![("deed", "back")];
    back.extend(rest.iter().skip(1).take(2).map(|id| ("id", id.as_str())));
    back.push(("id", all[0].as_str()));
    done(&site, &office, &received, &back).await;
    assert_eq!(ids().await.len(), 3);
    let counts: Vec<i64> = plan(&site).await.opinions.iter().map(|o| o.count()).collect();
    assert_eq!(counts, [10, 10, 10]);
    let todo = get_as(&site, &office, "/todo").await.text();
    assert!(todo.contains("受け付けた意見が3件、整理を待っています。"));
    let edit = format!("{asking}/edit");
    let page = get_as(&site, &office, &of(&edit)).await.text();
    let digest = page
        .split("<summary>削除する</summary>")
        .nth(1)
        .unwrap_or_default();
    let digest = digest.split("name=\"seen\" value=\"").nth(1).unwrap_or_default();
    let digest = digest.split('"').next().unwrap_or_default();
    let removal = [("deed", "remove"), ("seen", digest)];
    let removal = post_as(&site, &office, &of(&edit), &form(&removal)).await;
    assert!(removal.text().contains("削除できません"), "it has opinions");
    // Who sent them in is removed by itself, and is nowhere else.
    done(&site, &office, &received, &[("deed", "forget")]).await;
    let page = get_as(&site, &office, &of(&received)).await.text();
    assert!(!page.contains("匿名希望の甲") && page.contains("番目の意見"));
    let journal = site.store.journal(None, 300).await.expect("a journal");
    assert!(
        journal
            .iter()
            .all(|entry| !format!("{entry:?}").contains("kou@example.jp"))
    );
}

#[tokio::test]
async fn what_the_public_sends_is_bounded() {
    let (site, office, ..) = site().await;
    let days = |from, to| [("title", "意見募集"), ("from", from), ("to", to)];
    let open = done(
        &site,
        &office,
        "/consultations/new",
        &days("2026-11-01", "2026-12-28"),
    )
    .await;
    let over = done(
        &site,
        &office,
        "/consultations/new",
        &days("2026-10-01", "2026-10-28"),
    )
    .await;
    site.release(PLAN).await;
    let long = "あ".repeat(4_001);
    for (end, content, words) in [
        (&open, "", "ご意見を入力してください"),
        (
            &open,
            long.as_str(),
            "4000文字までで入力してください（今は4001文字です）",
        ),
        (&over, "遅れた意見", "募集の期間ではないため"),
    ] {
        let answer = site.post(&of(end), &form(&[("content", content)])).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{words}");
        assert!(answer.text().contains(content), "nothing of it is cut: {words}");
        assert!(answer.text().contains(words), "{words}: {}", answer.text());
    }
    let huge = form(&[("content", "a".repeat(1 << 20))]);
    assert_eq!(
        site.post(&of(&open), &huge).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    // What a machine fills in is not stored.
    let machine = form(&[("content", "安い!"), ("memo-2", "http://spam.example")]);
    let refused = site.post(&of(&open), &machine).await;
    assert!(refused.text().contains("まだ受け付けていません") && refused.text().contains("安い!"));
    for n in 0..301 {
        let content = match n {
            0 => "<script>alert(1)</script>".to_owned(),
            n => format!("意見{n}"),
        };
        let sent = site.post(&of(&open), &form(&[("content", content)])).await;
        let is_taken = sent.status == StatusCode::SEE_OTHER;
        assert_eq!(is_taken, n < 300, "{n}");
        assert!(is_taken || sent.text().contains("いま多くの意見が届いている"));
    }
    let received = get_as(&site, &office, &of(&open)).await.text();
    assert!(received.contains("300件を受け付けました。"));
    // Markup stays text.
    let page = get_as(&site, &office, &of(&format!("{open}/received")))
        .await
        .text();
    assert!(!page.contains("spam.example") && !page.contains("<script>alert(1)"));
    assert!(page.contains("script&#62;alert(1)"), "{page}");
}

/// Words that tell who somebody is are told to their writer, to the office that reads them, and reach no opinion unseen.
#[tokio::test]
async fn what_tells_who_somebody_is_is_held_back() {
    let (site, office, ..) = site().await;
    let fields = [
        ("title", "意見募集"),
        ("from", "2026-11-01"),
        ("to", "2026-12-28"),
    ];
    let asking = done(&site, &office, "/consultations/new", &fields).await;
    site.release(PLAN).await;
    for (content, what) in [
        ("反対です。行革花子と申します。", "氏名「行革花子と申します」"),
        (
            "詳しくは０９０－１２３４－５６７８まで。",
            "電話番号「０９０－１２３４－５６７８」",
        ),
        (
            "返事は hanako@example.jp へ。",
            "メールアドレス「hanako@example.jp」",
        ),
    ] {
        let held = site.post(&of(&asking), &form(&[("content", content)])).await;
        assert_eq!(held.status, StatusCode::BAD_REQUEST, "{content}");
        let page = held.text();
        assert!(page.contains(what) && page.contains("name=\"knowing\""), "{page}");
        assert!(page.contains(content), "what was typed stays");
    }
    let none = get_as(&site, &office, &of(&asking)).await.text();
    assert!(none.contains("0件を受け付けました。"), "nothing was stored");
    // Who means it sends it all the same; the office is told beside the words.
    let content = "返事は hanako@example.jp へ。";
    let sent = site
        .post(&of(&asking), &form(&[("content", content), ("knowing", "1")]))
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let received = format!("{asking}/received");
    let page = get_as(&site, &office, &of(&received)).await.text();
    assert!(
        page.contains("要確認") && page.contains("メールアドレス「hanako@example.jp」"),
        "{page}"
    );
    let id = page
        .split("name=\"id\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let id = id.expect("a submission").to_owned();
    let as_it_came = [("deed", "group"), ("id", id.as_str())];
    let held = post_as(&site, &office, &of(&received), &form(&as_it_came)).await;
    assert_eq!(held.status, StatusCode::BAD_REQUEST);
    assert!(held.text().contains("その部分を除いた要旨"), "{}", held.text());
    assert_eq!(plan(&site).await.opinions, []);
    let put = [("deed", "group"), ("text", "返事がほしい。"), ("id", id.as_str())];
    done(&site, &office, &received, &put).await;
    assert_eq!(plan(&site).await.opinions[0].text, "返事がほしい。");
    site.release(PLAN).await;
    for end in [of(&asking), of("/opinions.csv")] {
        let public = site.get(&end).await.text();
        assert!(!public.contains("hanako"), "{public}");
    }
}

#[tokio::test]
async fn proposals_practices_and_appraisals_stand_with_their_items() {
    let (site, office, ..) = site().await;
    let proposal = [
        ("title", "押印の廃止"),
        ("body", "申請書の押印をやめる。"),
        ("by", "提案した人の名"),
        ("department", "市民課"),
        ("received_on", "2026-06-01"),
        ("items", "1-2"),
    ];
    done(&site, &office, "/suggestions/new", &proposal).await;
    let practice = [
        ("title", "窓口の予約"),
        ("fiscal_year", "令和7年度"),
        ("body", "予約を受ける。"),
        ("items", "1-2"),
    ];
    done(&site, &office, "/practices/new", &practice).await;
    let appraisal = [
        ("programme", "敬老祝金"),
        ("fiscal_year", "令和7年度"),
        ("own", "対象を見直す。"),
        ("verdict", "reduced"),
        ("amount", "△300万円"),
        ("items", "1-1"),
    ];
    done(&site, &office, "/appraisals/new", &appraisal).await;
    let open = [("programme", "花火大会"), ("own", "検討中")];
    done(&site, &office, "/appraisals/new", &open).await;
    let item = get_as(&site, &office, &of("/items/y")).await.text();
    assert!(item.contains("押印の廃止") && item.contains("窓口の予約") && !item.contains("敬老祝金"));
    let list = get_as(&site, &office, &of("/appraisals")).await.text();
    assert!(list.contains("既存事業の点検は2件です（縮小1件）。") && list.contains("/edit"));
    let csv = get_as(&site, &office, &of("/appraisals.csv")).await.text();
    assert!(csv.contains("-3000000"), "{csv}");
    site.release(PLAN).await;
    let public = site.page(&of("/appraisals")).await;
    assert!(public.contains("敬老祝金") && !public.contains("花火大会") && !public.contains("/edit"));
    assert!(
        !site.page(&of("/suggestions")).await.contains("押印"),
        "it is not adopted yet"
    );
    let id = plan(&site).await.suggestions[0].id.clone();
    let adopted = [("stage", "adopted"), ("seen.stage", "received")];
    done(&site, &office, &format!("/suggestions/{id}/edit"), &adopted).await;
    site.release(PLAN).await;
    let public = site.page(&of("/suggestions")).await;
    assert!(public.contains("押印の廃止") && !public.contains("提案した人の名"));
    let office_sees = get_as(&site, &office, &of("/suggestions")).await.text();
    assert!(
        !office_sees.contains("提案した人の名"),
        "it stands in its form alone"
    );
}
