//! From one plan to the next: a plan made from the old one, items renamed, merged, split, ended and new, until nothing is
//! undecided; and the crosswalk that comes of it.

use crate::common::{Answer, CODE, Site, config, form, get_as, post_as, year};
use axum::http::StatusCode;
use gyokaku_core::crosswalk::{Edge, EdgeKind};
use gyokaku_core::department::Assignment;
use gyokaku_core::editing::PlanField;
use gyokaku_core::lineage::undecided;
use gyokaku_core::plan::{Item, Period, Plan, Section};
use gyokaku_core::progress::{Evaluation, Evaluator};
use gyokaku_core::review::{Point, Review, Try, TryItem};
use gyokaku_core::table::crosswalk::counts;
use gyokaku_testkit::outside::Folder;

fn pair(name: impl Into<String>, value: impl Into<String>) -> (String, String) {
    (name.into(), value.into())
}

async fn send(site: &Site, office: &str, path: &str, fields: &[(String, String)]) -> Answer {
    post_as(site, office, &format!("/{CODE}{path}"), &form(fields)).await
}

async fn plan(site: &Site, key: &str) -> Plan {
    let stored = site
        .store
        .plan(&crate::common::code(), key)
        .await
        .expect("a store");
    stored.expect("a plan").plan
}

fn item(id: &str, number: &str, title: &str, lead: &str) -> Item {
    Item {
        id: id.into(),
        section: Some("s".into()),
        number: Some(number.into()),
        title: title.into(),
        departments: Assignment {
            lead: vec![lead.into()],
            support: vec![],
        },
        ..Item::default()
    }
}

fn first_half() -> Plan {
    let grade = |item: &str, western: i16, grade: &str| Evaluation {
        item: item.into(),
        fiscal_year: Some(year(western)),
        by: Evaluator::Department,
        grade: grade.into(),
        reason: None,
        done: None,
        at: Default::default(),
    };
    Plan {
        title: "前期アクションプラン".into(),
        period: Some(Period {
            from: year(2022),
            to: year(2026),
        }),
        sections: vec![Section {
            id: "s".into(),
            label: "1".into(),
            title: "財政".into(),
            ..Section::default()
        }],
        items: vec![
            item("a", "1-1", "収納率の向上", "税務課"),
            item("b", "1-2", "広告収入の確保", "財政課"),
            item("c", "1-3", "窓口の予約", "市民課"),
            item("d", "1-4", "窓口の整理", "市民課"),
            item("e", "1-5", "庁舎の管理", "管財課"),
            item("f", "1-6", "職員研修", "人事課"),
        ],
        evaluations: vec![grade("a", 2024, "○"), grade("a", 2025, "◎")],
        ..Plan::default()
    }
}

/// The identity of an item of a plan by its title.
fn id(plan: &Plan, title: &str) -> String {
    let found = plan.items.iter().find(|item| item.title == title);
    found.unwrap_or_else(|| panic!("no {title}")).id.clone()
}

async fn edit(site: &Site, office: &str, key: &str, change: impl FnOnce(&mut Plan)) {
    let (body, now) = (crate::common::code(), crate::common::clock());
    let stored = site.store.plan(&body, key).await.expect("a store");
    let stored = stored.expect("a plan");
    let mut plan = stored.plan;
    change(&mut plan);
    let actor = crate::common::program();
    site.store
        .put_plan(&actor, &now, &body, key, Some(stored.head.revision), &plan, None)
        .await
        .expect("a change");
    let _ = office;
}

#[tokio::test]
async fn a_plan_follows_another_until_nothing_is_undecided() {
    let mut site = Site::empty(config()).await;
    site.put_internal("zenki", &first_half(), None).await;
    site.cookie = None;
    let office = site.as_role("office").await;
    let page = get_as(&site, &office, &format!("/{CODE}/zenki/next"))
        .await
        .text();
    assert!(
        page.contains("区分1件と取組項目6件を引き継いだ計画") && page.contains("value=\"令和9年度\""),
        "{page}"
    );
    let made = |title: &str, key: &str| {
        vec![
            pair("title", title),
            pair("key", key),
            pair("from", "令和9年度"),
            pair("to", "令和13年度"),
            pair("texts", "on"),
            pair("departments", "on"),
        ]
    };
    let page = send(&site, &office, "/zenki/next", &made("", "Ä")).await.text();
    assert!(page.contains("計画の名称を入力してください"), "{page}");
    let page = send(&site, &office, "/zenki/next", &made("後期", "zenki"))
        .await
        .text();
    assert!(page.contains("この文字の計画はすでにあります"), "{page}");
    let answer = send(
        &site,
        &office,
        "/zenki/next",
        &made("後期アクションプラン", "koki"),
    )
    .await;
    assert_eq!(
        answer.location(),
        format!("/{CODE}/koki/lineage?did=made"),
        "{}",
        answer.text()
    );
    let page = get_as(&site, &office, &answer.location()).await.text();
    assert!(
        page.contains("すべての取組項目の引継ぎが決まっています"),
        "{page}"
    );
    let koki = plan(&site, "koki").await;
    assert_eq!((koki.items.len(), koki.crosswalk.len()), (6, 6));

    // In the new plan items are called otherwise, go, and come.
    for title in ["窓口の整理", "庁舎の管理", "職員研修"] {
        let pick = format!("i:{}", id(&koki, title));
        let fields = [pair("pick", pick), pair("deed", "remove")];
        let answer = send(&site, &office, "/koki/edit", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    edit(&site, &office, "koki", |plan| {
        plan.items[0].title = "市税収納率の向上".into();
        let mut more = |id: &str, number: &str, title: &str, lead: &str| {
            plan.items.push(Item {
                section: plan.sections.first().map(|s| s.id.clone()),
                ..item(id, number, title, lead)
            });
        };
        more("n1", "1-4", "庁舎の管理の省力化", "管財課");
        more("n2", "1-5", "庁舎の有効活用", "管財課");
        more("n3", "1-6", "空き家の活用", "建築課");
    })
    .await;
    let page = get_as(&site, &office, &format!("/{CODE}/koki/lineage"))
        .await
        .text();
    assert!(
        page.contains("前の計画の取組項目3件、この計画の取組項目3件です"),
        "{page}"
    );
    assert!(
        page.contains("名称が似ている、主担当課が同じ"),
        "a likely pair says why: {page}"
    );

    // What cannot be is told at its place, and nothing of the form is stored.
    let wrong = [
        pair("deed", "decide"),
        pair("class.d", "新規"),
        pair("class.e", "よくわからない"),
        pair("class.f", "継続"),
    ];
    let page = send(&site, &office, "/koki/lineage", &wrong).await.text();
    for words in [
        "前の計画の取組項目は「新規」にできません",
        "見直し区分として読み取れません",
        "「継続」のときは、引き継ぐ取組項目を入力してください",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let decided = [
        pair("deed", "decide"),
        // 1-4 is merged into an item that goes on, 1-5 is split, 1-6 ends.
        pair("class.d", "統合"),
        pair("into.d", "1-3 窓口の予約"),
        pair("reason.d", "窓口の一本化"),
        pair("class.e", "分割"),
        pair("into.e", "1-4 庁舎の管理の省力化"),
        pair("class.f", "廃止（取組完了）"),
    ];
    let answer = send(&site, &office, "/koki/lineage", &decided).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let more = [
        pair("deed", "more"),
        pair("more.old", "1-5 庁舎の管理"),
        pair("more.class", "分割"),
        pair("more.into", "1-5 庁舎の有効活用"),
    ];
    let answer = send(&site, &office, "/koki/lineage", &more).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let again = send(&site, &office, "/koki/lineage", &more).await.text();
    assert!(
        again.contains("同じ取組項目どうしの対応が、すでにあります"),
        "{again}"
    );
    let answer = send(
        &site,
        &office,
        "/koki/lineage",
        &[pair("deed", "new"), pair("new.n3", "on")],
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = get_as(&site, &office, &format!("/{CODE}/koki/lineage"))
        .await
        .text();
    assert!(
        page.contains("すべての取組項目の引継ぎが決まっています"),
        "{page}"
    );
    // Enter presses the first button of a form: it stores, and takes nothing back.
    let first = page.find("value=\"save\"").zip(page.find("value=\"remove:"));
    assert!(first.is_some_and(|(save, remove)| save < remove), "{page}");
    let (zenki, koki) = (plan(&site, "zenki").await, plan(&site, "koki").await);
    assert_eq!(undecided(&zenki, &koki), Default::default());
    let c = counts(&koki.crosswalk);
    assert_eq!((c.old, c.new, c.continued, c.added, c.abolished), (6, 6, 5, 1, 1));

    // The crosswalk says what became of each, under the names of today.
    let csv = get_as(&site, &office, &format!("/{CODE}/koki/crosswalk.csv"))
        .await
        .text();
    for line in [
        "財政,収納率の向上,継続,継続,,市税収納率の向上,税務課",
        "財政,窓口の整理,統合,継続,窓口の一本化,窓口の予約,市民課",
        "財政,庁舎の管理,分割,継続,,庁舎の有効活用,管財課",
        "財政,職員研修,廃止（取組完了）,廃止,取組完了,,人事課",
        "財政,,新規,新規,,空き家の活用,建築課",
    ] {
        assert!(csv.contains(line), "{line}: {csv}");
    }
    // An item tells its ancestor with its grades.
    let page = get_as(
        &site,
        &office,
        &format!("/{CODE}/koki/items/{}", koki.items[0].id),
    )
    .await
    .text();
    assert!(
        page.contains("令和6年度○、令和7年度◎") && page.contains(&format!("href=\"/{CODE}/zenki/items/a\"")),
        "{page}"
    );
    // The whole line stands with either of them: what came of the old one, and where the new one comes from.
    assert!(page.contains("前身と後継"));
    let old = get_as(&site, &office, &format!("/{CODE}/zenki/items/a"))
        .await
        .text();
    let heir = format!("href=\"/{CODE}/koki/items/{}\"", koki.items[0].id);
    assert!(old.contains("前身と後継") && old.contains(&heir), "{old}");
    let nobody = site.get(&format!("/{CODE}/zenki/items/a")).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND, "nothing is released");
    // What was decided is changed and taken back, over what was seen alone.
    let edge = koki
        .crosswalk
        .iter()
        .find(|e| e.old.as_deref() == Some("職員研修"))
        .expect("an edge");
    let change = |seen: &str, class: &str| {
        let own = |field: &str| format!("e.{}.{field}", edge.id);
        vec![
            pair("deed", "save"),
            pair(own("class"), class),
            pair(own("seen.class"), seen),
            pair(own("reason"), "取組完了"),
            pair(own("seen.reason"), "取組完了"),
        ]
    };
    let stale = send(&site, &office, "/koki/lineage", &change("廃止", "中止"))
        .await
        .text();
    assert!(stale.contains("ほかの画面で先に変更されています"), "{stale}");
    let unfit = send(
        &site,
        &office,
        "/koki/lineage",
        &change("廃止（取組完了）", "新規"),
    )
    .await
    .text();
    assert!(unfit.contains("この対応には使えない区分です"), "{unfit}");
    let answer = send(
        &site,
        &office,
        "/koki/lineage",
        &change("廃止（取組完了）", "完了"),
    )
    .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let remove = |seen: &str| {
        [
            pair("deed", format!("remove:{}", edge.id)),
            pair(format!("e.{}.seen.class", edge.id), seen),
            pair(format!("e.{}.seen.reason", edge.id), "取組完了"),
        ]
    };
    let stale = send(&site, &office, "/koki/lineage", &remove("廃止（取組完了）"))
        .await
        .text();
    assert!(stale.contains("ほかの画面で先に変更されています"), "{stale}");
    let answer = send(&site, &office, "/koki/lineage", &remove("完了")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = get_as(&site, &office, &format!("/{CODE}/koki/lineage"))
        .await
        .text();
    assert!(
        page.contains("前の計画の取組項目1件、この計画の取組項目0件です"),
        "{page}"
    );
    // What ended went into another item where the bracket says so.
    let gathered = [
        pair("deed", "decide"),
        pair("class.f", "廃止（取組を集約）"),
        pair("into.f", "1-3 窓口の予約"),
    ];
    let answer = send(&site, &office, "/koki/lineage", &gathered).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let koki = plan(&site, "koki").await;
    let edge = koki
        .crosswalk
        .iter()
        .find(|edge| edge.old_item.as_deref() == Some("f"))
        .expect("an edge");
    assert_eq!(edge.kind, EdgeKind::Abolished);
    assert_eq!(edge.new_item, Some(id(&koki, "窓口の予約")));
    let page = get_as(&site, &office, &format!("/{CODE}/koki/lineage"))
        .await
        .text();
    assert!(page.contains("－（「窓口の予約」に引継ぎ）"), "{page}");
    assert!(
        page.contains("<td role=\"cell\" data-label=\"変更後\">市税収納率の向上</td>"),
        "{page}"
    );
    // Who releases it is told that it names a plan that nobody outside sees.
    let page = get_as(&site, &office, &format!("/{CODE}/koki/release"))
        .await
        .text();
    assert!(
        page.contains("前の計画「前期アクションプラン」は公開していません"),
        "{page}"
    );
    site.release("zenki").await;
    let page = get_as(&site, &office, &format!("/{CODE}/koki/release"))
        .await
        .text();
    assert!(!page.contains("は公開していません。この計画を"), "{page}");
    // What ends before the next plan is made ends in its crosswalk.
    let retire = [
        pair("pick", "i:b"),
        pair("deed", "retire"),
        pair("day", "2026-10-01"),
        pair("reason", "応募がないため"),
    ];
    let answer = send(&site, &office, "/zenki/edit", &retire).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let answer = send(&site, &office, "/zenki/next", &made("別の後期", "betsu")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let betsu = plan(&site, "betsu").await;
    let ended = betsu
        .crosswalk
        .iter()
        .find(|e| e.kind == EdgeKind::Abolished)
        .expect("an end");
    assert_eq!(
        (ended.old.as_deref(), ended.reason.as_deref()),
        (Some("広告収入の確保"), Some("応募がないため"))
    );
}

#[tokio::test]
async fn plans_that_follow_each_other_in_a_circle_end_their_line() {
    let site = Site::empty(config()).await;
    let follows = |title: &str, own: &str, other: &str, before: &str| Plan {
        title: title.into(),
        items: vec![Item {
            section: None,
            ..item(own, "1-1", "窓口の予約", "市民課")
        }],
        editions: vec![gyokaku_core::plan::PlanVersion {
            title: before.into(),
            kind: Default::default(),
            period: None,
            plan: Some(before.into()),
            at: Default::default(),
        }],
        crosswalk: vec![Edge {
            id: format!("e-{own}"),
            old: Some("窓口の予約".into()),
            new: Some("窓口の予約".into()),
            label: "継続".into(),
            old_item: Some(other.into()),
            new_item: Some(own.into()),
            ..Edge::default()
        }],
        ..Plan::default()
    };
    site.put_internal("zenki", &follows("前期", "a", "b", "koki"), None)
        .await;
    site.put_internal("koki", &follows("後期", "b", "a", "zenki"), None)
        .await;
    let office = site.as_role("office").await;
    for (plan, own) in [("zenki", "a"), ("koki", "b")] {
        let page = get_as(&site, &office, &format!("/{CODE}/{plan}/items/{own}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let page = page.text();
        assert!(page.contains("前身と後継"), "{page}");
        let here = page.matches("<li aria-current=\"true\">").count();
        assert_eq!(
            (here, page.matches("<strong>1-1 窓口の予約</strong>").count()),
            (1, 1),
            "{page}"
        );
    }
    let page = get_as(&site, &office, &format!("/{CODE}/koki/lineage")).await;
    assert!(page.text().contains("すべての取組項目の引継ぎが決まっています"));
}

/// One half of the crosswalk of a document as a plan: an item of each edge that has a title there, known by the place of
/// the edge, in the sections of the document.
pub(crate) fn half(title: &str, letter: char, read: &Plan, of: fn(&Edge) -> &Option<String>) -> Plan {
    let mut plan = Plan {
        title: title.into(),
        levels: read.levels.clone(),
        sections: read.sections.clone(),
        ..Plan::default()
    };
    for section in &mut plan.sections {
        section.at = Default::default();
    }
    for (at, edge) in read.crosswalk.iter().enumerate() {
        let section = plan
            .sections
            .iter()
            .find(|section| plan.path(&section.id) == edge.path);
        let section = section.map(|section| section.id.clone());
        assert!(section.is_some(), "{:?}", edge.path);
        plan.items.extend(of(edge).clone().map(|title| Item {
            id: format!("{letter}{at}"),
            section,
            title,
            departments: Assignment {
                lead: edge.department.clone().into_iter().collect(),
                support: vec![],
            },
            ..Item::default()
        }));
    }
    plan
}

/// The document 003 as it is read; none where the seeds are not at hand.
pub(crate) fn document() -> Option<Plan> {
    let path = Folder::Seeds.document("003")?;
    let bytes = std::fs::read(path).expect("a document");
    let read = gyokaku_exchange::read::read("003.txt", &bytes).expect("a document");
    Some(read.plan)
}

/// What the points of a review say, with what is noted beside each, and where they lead.
pub(crate) fn said(review: &Review) -> Vec<(String, Vec<String>, Vec<TryItem>)> {
    let point = |one: &Point| (one.text.clone(), one.notes.clone(), Vec::new());
    let led = |item: &TryItem| TryItem {
        at: Default::default(),
        ..item.clone()
    };
    let points = review.keep.iter().chain(&review.problem).map(point);
    let tries = review.try_next.iter().map(|one: &Try| {
        let items = one.items.iter().map(led);
        (one.text.clone(), one.notes.clone(), items.collect())
    });
    points.chain(tries).collect()
}

/// The city of 003: its first-half plan as the crosswalk names it, and by hand its 65 rows.
#[tokio::test]
async fn the_crosswalk_of_003_is_reached_by_hand() {
    let Some(read) = document() else { return };
    assert_eq!(read.crosswalk.len(), 65);
    let mut site = Site::empty(config()).await;
    let first = half("前期アクションプラン", 'o', &read, |edge| &edge.old);
    assert_eq!(first.items.len(), 53);
    // The second half without what the document says of its forebears.
    let mut second = half("後期アクションプラン", 'n', &read, |edge| &edge.new);
    second.editions = vec![gyokaku_core::plan::PlanVersion {
        title: first.title.clone(),
        kind: Default::default(),
        period: None,
        plan: Some("zenki".into()),
        at: Default::default(),
    }];
    assert_eq!(second.items.len(), 53);
    // How many of its pairs are proposed while its kinds are hidden.
    let open = undecided(&first, &second);
    let found = gyokaku_core::lineage::proposals(&open.old, &open.new);
    let is_right = |p: &&gyokaku_core::lineage::Proposal<'_>| p.old.id[1..] == p.new.id[1..];
    let pairs = read
        .crosswalk
        .iter()
        .filter(|e| e.old.is_some() && e.new.is_some())
        .count();
    let right = found.iter().filter(is_right).count();
    println!(
        "proposals on 003: {right} right of {} proposed, {pairs} there are",
        found.len()
    );
    assert!(
        right * 10 >= pairs * 9 && right * 10 >= found.len() * 9,
        "{right} {} {pairs}",
        found.len()
    );

    site.put_internal("zenki", &first, None).await;
    site.put_internal("koki", &second, None).await;
    site.cookie = None;
    let office = site.as_role("office").await;
    let page = get_as(&site, &office, &format!("/{CODE}/koki/lineage"))
        .await
        .text();
    assert!(
        page.contains("前の計画の取組項目53件、この計画の取組項目53件です"),
        "{page}"
    );
    let mut fields = vec![pair("deed", "decide")];
    for (at, edge) in read.crosswalk.iter().enumerate().filter(|(_, e)| e.old.is_some()) {
        fields.push(pair(format!("class.o{at}"), &edge.label));
        fields.extend(edge.new.as_ref().map(|title| pair(format!("into.o{at}"), title)));
        // The reason stands in the brackets of the class.
    }
    let answer = send(&site, &office, "/koki/lineage", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let new = read.crosswalk.iter().enumerate().filter(|(_, e)| e.old.is_none());
    let mut fields = vec![pair("deed", "new")];
    fields.extend(new.map(|(at, _)| pair(format!("new.n{at}"), "on")));
    let answer = send(&site, &office, "/koki/lineage", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = get_as(&site, &office, &format!("/{CODE}/koki/lineage"))
        .await
        .text();
    assert!(
        page.contains("すべての取組項目の引継ぎが決まっています"),
        "{page}"
    );
    let by_hand = plan(&site, "koki").await;
    let told = |plan: &Plan| {
        let mut rows: Vec<_> = plan
            .crosswalk
            .iter()
            .map(|e| {
                (
                    e.old.clone(),
                    e.kind,
                    e.label.clone(),
                    e.reason.clone(),
                    e.new.clone(),
                )
            })
            .collect();
        rows.sort();
        rows
    };
    assert_eq!(told(&by_hand), told(&read));
    // What was decided first and what was decided last stand as the items do.
    let order = |plan: &Plan, of: fn(&Edge) -> &Option<String>| -> Vec<String> {
        plan.crosswalk.iter().filter_map(|e| of(e).clone()).collect()
    };
    assert_eq!(order(&by_hand, |e| &e.old), order(&read, |e| &e.old));
    assert_eq!(order(&by_hand, |e| &e.new), order(&read, |e| &e.new));
    let c = counts(&by_hand.crosswalk);
    assert_eq!(
        (c.old, c.new, c.continued, c.added, c.abolished),
        (53, 53, 41, 12, 12)
    );

    // Its Keep, Problem, Try, each Try with the items that it leads to, as they are typed.
    let fields: Vec<(String, String)> = [PlanField::Keep, PlanField::Problem, PlanField::TryNext]
        .into_iter()
        .flat_map(|field| {
            [
                pair(field.key(), field.text(&read)),
                pair(format!("seen.{}", field.key()), ""),
            ]
        })
        .collect();
    let answer = send(&site, &office, "/koki/texts", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let by_hand = plan(&site, "koki").await;
    assert!(!read.review.keep.is_empty() && !read.review.try_next.is_empty());
    assert_eq!(said(&by_hand.review), said(&read.review));
    let page = get_as(&site, &office, &format!("/{CODE}/koki/review"))
        .await
        .text();
    assert!(page.contains(&read.review.keep[0].text), "{page}");
    let noted = read.review.try_next.iter().flat_map(|one| &one.notes);
    assert!(
        noted.clone().count() == 11 && noted.clone().all(|note| page.contains(&format!("※{note}"))),
        "{page}"
    );
}
