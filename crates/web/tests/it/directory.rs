//! The directory over the real router: made from a register, changed over the years, nothing lost.

use crate::common::{Answer, BOUNDARY, CODE, Site, config, form, multipart, year};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use gyokaku_core::department::{Assignment, duties};
use gyokaku_core::plan::{Item, Period, Plan};
use gyokaku_store::Departments;

/// A plan from 2021 to 2030 whose items name departments as registers do.
fn plan() -> Plan {
    let item = |id: &str, lead: &[&str], support: &[&str]| Item {
        id: id.into(),
        number: Some(id.to_uppercase()),
        title: format!("取組{id}"),
        departments: Assignment {
            lead: lead.iter().map(|d| (*d).to_owned()).collect(),
            support: support.iter().map(|d| (*d).to_owned()).collect(),
        },
        ..Item::default()
    };
    Plan {
        title: "組織の計画".into(),
        period: Some(Period {
            from: year(2021),
            to: year(2030),
        }),
        items: vec![
            item("a", &["財政", "総務部（人事、情報）"], &["全庁"]),
            item("b", &["情報課"], &["財政課"]),
            item("c", &[], &["情報"]),
            item("d", &["謎の<課>"], &[]),
        ],
        ..Plan::default()
    }
}

async fn site() -> Site {
    let mut site = Site::empty(config()).await;
    site.put("soshiki", &plan(), None).await;
    site.cookie = Some(site.as_role("office").await);
    site
}

async fn stored(site: &Site) -> Departments {
    let code = CODE.parse().expect("a code");
    site.store.departments(&code).await.expect("departments")
}

fn at(end: &str) -> String {
    format!("/{CODE}/departments{end}")
}

fn id(all: &Departments, name: &str) -> String {
    let found = all.directory.departments.iter().rev().find(|d| d.name == name);
    found.unwrap_or_else(|| panic!("no {name}")).id.clone()
}

/// Who has what in a year: item, mark and label with the department's name or what is open.
fn has(all: &Departments, western: i16) -> Vec<String> {
    let charges = all.charges_of("soshiki");
    duties(&plan(), &all.directory, charges, year(western))
        .into_iter()
        .map(|d| {
            let department = match &d.department {
                Ok(id) => all.directory.department(id).expect("a department").name.clone(),
                Err(open) => format!("？{}", open.label()),
            };
            format!("{} {} {department}", d.item, d.label)
        })
        .collect()
}

/// Takes the proposal as it is, except for the name that nobody understands.
async fn proposed(site: &Site) -> Departments {
    let page = site.page(&at("/proposal?plan=soshiki")).await;
    assert!(page.contains("5の課を課名簿に加えられます"), "{page}");
    assert!(page.contains("謎の&#60;課&#62;") && !page.contains("謎の<課>"));
    let mut fields = vec![("plan", "soshiki"), ("revision", "0")];
    let names = ["d1", "d2", "d3", "d4", "d5"].map(|n| (format!("take:{n}"), format!("name:{n}")));
    for (n, (take, name)) in names.iter().enumerate() {
        let start = page.find(&format!("name=\"{name}\" value=\"")).expect("a field");
        let value = page[start..].split('"').nth(3).expect("a value");
        fields.push((name, value));
        if !value.starts_with('謎') {
            fields.push((take, "on"));
        }
        assert!(page.contains(&format!("name=\"{take}\"")), "{n}");
    }
    let answer = site.post(&at("/proposal"), &form(&fields)).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, at("")),
        "{}",
        answer.text()
    );
    stored(site).await
}

#[tokio::test]
async fn a_directory_comes_out_of_a_register() {
    let site = site().await;
    let page = site.page(&at("")).await;
    assert!(page.contains("課名簿はまだありません") && page.contains("取組一覧から課名簿を作る"));
    let all = proposed(&site).await;
    let names: Vec<&str> = all
        .directory
        .departments
        .iter()
        .map(|d| d.name.as_str())
        .collect();
    assert_eq!(names, ["財政課", "総務部", "情報課", "人事"]);
    assert_eq!(
        all.directory.departments[2].parent.as_deref(),
        Some(all.directory.departments[1].id.as_str())
    );
    assert_eq!(
        has(&all, 2026),
        [
            "a 財政 財政課",
            "a 人事 人事",
            "a 情報 情報課",
            "a 全庁 ？全庁とあり、課が決まっていません",
            "b 情報課 情報課",
            "b 財政課 財政課",
            "c  ？主担当の記載がありません",
            "c 情報 情報課",
            "d 謎の<課> ？課名簿にない名前です",
        ]
    );
    let page = site.page(&at("")).await;
    assert!(
        page.contains("令和8年度は、1の部・局と3の課があります。2の取組は、主担当課が決まっていません。"),
        "{page}"
    );
    assert!(page.contains("主担当課2・関係課1"), "{page}");
    // Once more, everything is there already, and nothing is taken twice.
    let page = site.page(&at("/proposal?plan=soshiki")).await;
    assert!(
        page.contains("取組一覧の担当課5のうち、4は課名簿にあります。残る1を加えられます。"),
        "{page}"
    );
    let fields = [
        ("plan", "soshiki"),
        ("revision", "1"),
        ("take:d1", "on"),
        ("name:d1", "財政課"),
    ];
    let answer = site.post(&at("/proposal"), &form(&fields)).await;
    assert!(answer.text().contains("「財政課」と重なっています"));
    assert_eq!(
        site.get(&at("/proposal?plan=nothing")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_split_goes_through_its_preview() {
    let site = site().await;
    let all = proposed(&site).await;
    let own = at(&format!("/{}/split", id(&all, "情報課")));
    assert!(
        site.page(&own).await.contains("value=\"情報課\""),
        "one part mostly keeps the name"
    );
    let wrong = site
        .page(&format!(
            "{own}?{}",
            form(&[("from", "2026"), ("name1", "情報課"), ("name2", "")])
        ))
        .await;
    assert!(
        wrong.contains("課を二つ以上指定してください") && wrong.contains("id=\"name2-wrong\""),
        "{wrong}"
    );
    let asked = [("from", "2026"), ("name1", "情報課"), ("name2", "DX推進課")];
    let page = site.page(&format!("{own}?{}", form(&asked))).await;
    assert!(
        page.contains("令和8年度から、情報課が情報課、DX推進課に分かれます。"),
        "{page}"
    );
    assert!(page.contains("3件の取組を引き継ぎます") && page.contains("name=\"to:soshiki:b:情報課\""));
    let all_second = site.page(&format!("{own}?{}&all=1", form(&asked))).await;
    assert_eq!(
        all_second
            .matches("<option value=\"1\" selected>DX推進課")
            .count(),
        4
    );
    assert_eq!(stored(&site).await, all, "a preview stores nothing");
    let mut fields = vec![("revision", "1"), ("to:soshiki:b:情報課", "1")];
    fields.extend(asked);
    let answer = site.post(&own, &form(&fields)).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, at("?year=2026")),
        "{}",
        answer.text()
    );
    let after = stored(&site).await;
    assert_eq!(after.revision, 2);
    assert_eq!(
        has(&after, 2025),
        has(&all, 2025),
        "the years before are as they were"
    );
    let now = has(&after, 2026);
    assert_eq!(
        [&now[2], &now[4], &now[7]],
        ["a 情報 情報課", "b 情報課 DX推進課", "c 情報 情報課"]
    );
    assert_ne!(id(&after, "情報課"), id(&all, "情報課"));
    let page = site.page(&at("")).await;
    assert!(
        page.contains("令和8年度から、情報課を情報課、DX推進課に分割"),
        "{page}"
    );
    assert!(page.contains("<title id=\"succession-w-t\">組織の変遷</title>"));
    // The same form again, or one from before, is no second split.
    let again = site.post(&own, &form(&fields)).await;
    assert!(again.text().contains("ほかの画面から保存がありました"));
    assert_eq!(stored(&site).await.revision, 2);
}

#[tokio::test]
async fn renames_and_mergers_take_their_items_along() {
    let site = site().await;
    let all = proposed(&site).await;
    let renaming = at(&format!("/{}/renaming", id(&all, "財政課")));
    let taken = site
        .page(&format!(
            "{renaming}?{}",
            form(&[("from", "2026"), ("name1", "")])
        ))
        .await;
    assert!(taken.contains("課の名前を入力してください"));
    let fields = [("from", "2026"), ("name1", "財政経営課"), ("revision", "1")];
    assert_eq!(
        site.post(&renaming, &form(&fields)).await.status,
        StatusCode::SEE_OTHER
    );
    let all = stored(&site).await;
    assert_eq!(has(&all, 2026)[0], "a 財政 財政経営課");
    assert_eq!(has(&all, 2025)[0], "a 財政 財政課");
    let (one, two) = (id(&all, "人事"), id(&all, "情報課"));
    let (one, two) = (format!("id:{one}"), format!("id:{two}"));
    let few = site
        .page(&at(&format!(
            "/merger?{}",
            form(&[("from", "2027"), ("name1", "人事情報課"), (&one, "on")])
        )))
        .await;
    assert!(
        few.contains("id=\"ids-wrong\"") && few.contains("value=\"人事情報課\""),
        "{few}"
    );
    let fields = [
        ("from", "2027"),
        ("name1", "人事情報課"),
        (&one, "on"),
        (&two, "on"),
        ("revision", "2"),
    ];
    let page = site.page(&at(&format!("/merger?{}", form(&fields)))).await;
    assert!(
        page.contains("令和9年度から、情報課、人事が一つになり、人事情報課になります。"),
        "{page}"
    );
    assert_eq!(
        site.post(&at("/merger"), &form(&fields)).await.status,
        StatusCode::SEE_OTHER
    );
    let all = stored(&site).await;
    // One department that an item names twice answers once.
    assert_eq!(has(&all, 2027)[..2], ["a 財政 財政経営課", "a 人事 人事情報課"]);
    assert_eq!(has(&all, 2027)[3], "b 情報課 人事情報課");
    let page = site.page(&at("?year=2027")).await;
    assert!(
        page.contains("令和9年度から、情報課、人事を人事情報課に統合"),
        "{page}"
    );
    assert!(page.contains("令和8年度から、財政課を財政経営課に改称"));
}

#[tokio::test]
async fn a_wrong_form_keeps_what_was_typed() {
    let site = site().await;
    let all = proposed(&site).await;
    let own = at(&format!("/{}", id(&all, "財政課")));
    let page = site.page(&own).await;
    assert!(page.contains("受け持つ取組") && page.contains("取組b"), "{page}");
    assert!(
        !page.contains("課名簿から取り除く"),
        "a department with items stays"
    );
    for (fields, field, words) in [
        (
            [("name", ""), ("aliases", "財政"), ("parent", "")],
            "name",
            "課の名前を入力してください",
        ),
        (
            [("name", "人事"), ("aliases", ""), ("parent", &id(&all, "総務部"))],
            "name",
            "ほかの課が使っています",
        ),
        (
            [("name", "財務課"), ("aliases", "情報課"), ("parent", "")],
            "aliases",
            "「情報課」の名前か別名です",
        ),
        (
            [("name", "財務課"), ("aliases", ""), ("parent", "nobody")],
            "parent",
            "一覧から選んでください",
        ),
        (
            [
                ("name", "財務課"),
                ("aliases", ""),
                ("parent", &id(&all, "財政課")),
            ],
            "parent",
            "別の部・局を選んで",
        ),
    ] {
        let mut fields = fields.to_vec();
        fields.extend([("revision", "1"), ("from", "2020"), ("until", "")]);
        let answer = site.post(&own, &form(&fields)).await.text();
        assert!(
            answer.contains(&format!("id=\"{field}-wrong\"")) && answer.contains(words),
            "{words}: {answer}"
        );
        assert!(answer.contains("<option value=\"2020\" selected>"));
    }
    let fields = [
        ("name", "財政第一課"),
        ("aliases", "財政、財政課"),
        ("revision", "0"),
    ];
    let stale = site.post(&own, &form(&fields)).await.text();
    assert!(stale.contains("ほかの画面から保存がありました") && stale.contains("value=\"財政第一課\""));
    assert_eq!(stored(&site).await, all);
    let fields = [
        ("name", "財政第一課"),
        ("aliases", "財政、財政課, 財 政"),
        ("revision", "1"),
    ];
    assert_eq!(
        site.post(&own, &form(&fields)).await.status,
        StatusCode::SEE_OTHER
    );
    let all = stored(&site).await;
    assert_eq!(has(&all, 2026)[0], "a 財政 財政第一課");
    // A department entered by mistake goes again; its form says so where it does not.
    let fields = [("name", "まちがい課"), ("revision", "2")];
    assert_eq!(
        site.post(&at(""), &form(&fields)).await.status,
        StatusCode::SEE_OTHER
    );
    let mistake = id(&stored(&site).await, "まちがい課");
    assert!(
        site.page(&at(&format!("/{mistake}")))
            .await
            .contains("課名簿から取り除く")
    );
    let answer = site
        .post(&at(&format!("/{}/removal", id(&all, "総務部"))), "revision=3")
        .await;
    assert!(answer.text().contains("取り除けません"));
    let answer = site.post(&at(&format!("/{mistake}/removal")), "revision=3").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(stored(&site).await.directory, all.directory);
    assert_eq!(
        site.get(&at(&format!("/{mistake}"))).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn unknown_names_become_aliases_and_open_duties_are_decided() {
    let site = site().await;
    let all = proposed(&site).await;
    let page = site.page(&at("")).await;
    assert!(
        page.contains("課名簿にない名前") && page.contains("name=\"alias:謎の&#60;課&#62;\""),
        "{page}"
    );
    let fields = [("revision", "1"), ("alias:謎の<課>", &id(&all, "財政課"))];
    assert_eq!(
        site.post(&at("/aliases"), &form(&fields)).await.status,
        StatusCode::SEE_OTHER
    );
    let all = stored(&site).await;
    assert_eq!(has(&all, 2026)[8], "d 謎の<課> 財政課");
    assert!(!site.page(&at("")).await.contains("課名簿にない名前"));

    let charges = format!("/{CODE}/soshiki/charges");
    let page = site.page(&format!("{charges}?year=2024")).await;
    assert!(
        page.contains("令和6年度は、2件の担当が決まっていません。そのうち主担当課は1件です。"),
        "{page}"
    );
    let finance = id(&all, "財政課");
    let wrong = [
        ("revision", "2"),
        ("year", "2024"),
        ("to:c:", "nobody"),
        ("to:a:全庁", &finance),
    ];
    let answer = site.post(&charges, &form(&wrong)).await.text();
    assert!(answer.contains("課名簿にない課です") && answer.contains("selected>財政課"));
    let fields = [
        ("revision", "2"),
        ("year", "2024"),
        ("to:c:", &finance),
        ("to:a:全庁", ""),
    ];
    assert_eq!(
        site.post(&charges, &form(&fields)).await.status,
        StatusCode::SEE_OTHER
    );
    let all = stored(&site).await;
    assert_eq!(has(&all, 2026)[6], "c  財政課");
    assert!(
        has(&all, 2023)[6].contains('？'),
        "a decision holds from its year on"
    );
    let page = site.page(&format!("{charges}?year=2024")).await;
    assert!(
        page.contains("name=\"drop:c:2024:\"") && page.contains("令和6年度から"),
        "{page}"
    );
    let fields = [("revision", "3"), ("year", "2024"), ("drop:c:2024:", "on")];
    assert_eq!(
        site.post(&charges, &form(&fields)).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(stored(&site).await.charges.is_empty());

    // 全庁 may mean several departments; who is asked about an item without a lead may be nobody.
    let several = |also: &'static str, nobody: &'static str| {
        [
            ("revision", "4".to_owned()),
            ("year", "2024".to_owned()),
            ("to:a:全庁", finance.clone()),
            ("also:to:a:全庁", also.to_owned()),
            ("to:c:", "-".to_owned()),
            ("also:to:c:", nobody.to_owned()),
        ]
    };
    let sent = |fields: &[(&'static str, String)]| {
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        form(&pairs)
    };
    let answer = site
        .post(&charges, &sent(&several("ない課", "財政課")))
        .await
        .text();
    assert!(
        answer.contains("「ない課」は、この年度の課名簿にない")
            && answer.contains("ほかの課を入力できません"),
        "{answer}"
    );
    assert!(answer.contains("value=\"ない課\""), "what was typed stays");
    let other = all.directory.departments.iter();
    let before = has(&all, 2026);
    let is_asked = |name: &str| {
        before
            .iter()
            .any(|duty| duty.starts_with("a ") && duty.ends_with(name))
    };
    let other = other.filter(|d| d.exists_in(Some(year(2026))) && !is_asked(&d.name));
    let other = other.map(|d| d.name.clone()).next().expect("another department");
    let mut fields = several("", "");
    fields[3].1.clone_from(&other);
    let answer = site.post(&charges, &sent(&fields)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let all = stored(&site).await;
    let told = has(&all, 2026);
    // The one that the item names beside has its duty already.
    assert!(
        told.contains(&"a 財政 財政課".to_owned()) && told.contains(&format!("a 全庁 {other}")),
        "{told:?}"
    );
    assert!(
        told.iter().all(|duty| !duty.starts_with("c  ")),
        "nobody is asked: {told:?}"
    );
    let page = site.page(&format!("{charges}?year=2024")).await;
    assert!(
        page.contains(&format!("財政課、{other}")) && page.contains("照会しない</td>"),
        "{page}"
    );
}

#[tokio::test]
async fn the_directory_asks_little() {
    let site = site().await;
    proposed(&site).await;
    site.page(&at("")).await;
    let before = site.store.queries();
    site.page(&at("")).await;
    // The session, the body, the departments; the plan is at hand.
    assert!(
        site.store.queries() - before <= 4,
        "{}",
        site.store.queries() - before
    );
}

#[tokio::test]
async fn a_proposal_knows_the_directory_and_makes_no_second_department() {
    let site = site().await;
    site.departments(
        CODE,
        &[
            ("b", "総務部", None),
            ("z", "財政経営課", None),
            ("j", "人事課", Some("b")),
            ("h", "情報システム課", Some("b")),
        ],
    )
    .await;
    let mut before = stored(&site).await;
    let old = before.directory.departments.iter_mut().find(|d| d.id == "h");
    old.expect("a department").aliases.push("情シス".into());
    let code = CODE.parse().expect("a code");
    site.store
        .put_departments(&crate::common::program(), &crate::common::clock(), &code, &before)
        .await
        .expect("stored");
    let before = stored(&site).await;
    let page = site.page(&at("/proposal?plan=soshiki")).await;
    assert!(
        page.contains("取組一覧の担当課5のうち、2は課名簿にあります。2は課名簿の課の別の書き方かもしれません。1は新しい課として加えられます。"),
        "{page}"
    );
    for words in [
        "課名簿にあるもの（2件）",
        "課・室・担当を除いた名前が同じです",
        "<option value=\"z\" selected>「財政経営課」の別名として登録",
        "<option value=\"h\" selected>「情報システム課」の別名として登録",
        "名前の始まりが同じです",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    // What the page offers is sent as it stands.
    let revision = before.revision.to_string();
    let mut fields = vec![
        ("plan".to_owned(), "soshiki".to_owned()),
        ("revision".to_owned(), revision),
    ];
    for part in page.split("<select").skip(1) {
        let name = part
            .split("name=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let value = part
            .split("\" selected>")
            .next()
            .and_then(|rest| rest.rsplit('"').next());
        fields.push((
            name.expect("a name").to_owned(),
            value.expect("a value").to_owned(),
        ));
    }
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let foreign: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (*name, if *value == "z" { "b" } else { *value }))
        .collect();
    let refused = site.post(&at("/proposal"), &form(&foreign)).await;
    assert!(
        refused.text().contains("課名簿にない課です"),
        "only what was suggested: {}",
        refused.text()
    );
    let answer = site.post(&at("/proposal"), &form(&pairs)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let after = stored(&site).await;
    let told = |all: &Departments| -> Vec<String> {
        let of = |d: &gyokaku_core::department::Department| format!("{}[{}]", d.name, d.aliases.join(" "));
        all.directory.departments.iter().map(of).collect()
    };
    assert_eq!(
        told(&after),
        [
            "総務部[]",
            "財政経営課[財政 財政課]",
            "人事課[]",
            "情報システム課[情シス 情報 情報課]"
        ],
        "no second department, and nothing overwritten"
    );
    let page = site.page(&at("/proposal?plan=soshiki")).await;
    assert!(
        page.contains("4は課名簿にあります。残る1を加えられます。"),
        "{page}"
    );
    assert!(page.contains("別名に登録されています"), "{page}");
}

/// Sends a list of departments; gives the address of what it would add.
async fn send_list(site: &Site, text: &str) -> Answer {
    let request = Request::post(at("/list"))
        .header(
            header::CONTENT_TYPE,
            format!("multipart/form-data; boundary={BOUNDARY}"),
        )
        .body(Body::from(multipart("組織.csv", text.as_bytes(), &[])))
        .expect("a request");
    site.send(request).await
}

/// The form of a proposal as the page has it: boxes that are ticked, lists as they stand, names.
fn as_it_stands(page: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for part in page.split("<input ").skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        let value = |name: &str| {
            let rest = tag.split(&format!("{name}=\"")).nth(1)?;
            Some(rest.split('"').next()?.to_owned())
        };
        let Some(name) = value("name") else { continue };
        match tag.contains("checkbox") {
            true if tag.contains(" checked") => fields.push((name, "on".to_owned())),
            true => {}
            false => fields.push((name, value("value").unwrap_or_default())),
        }
    }
    for part in page.split("<select").skip(1) {
        let name = part
            .split("name=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        let chosen = part
            .split("</select>")
            .next()
            .and_then(|all| all.split(" selected").next());
        let value = chosen.and_then(|before| before.rsplit("value=\"").next()?.split('"').next());
        if let (Some(name), Some(value)) = (name, value) {
            fields.push((name.to_owned(), value.to_owned()));
        }
    }
    fields
}

#[tokio::test]
async fn a_list_of_departments_is_looked_at_and_added_at_once() {
    let site = site().await;
    site.departments(CODE, &[("z", "財政課", None)]).await;
    assert!(site.page(&at("")).await.contains("一覧から課名簿を作る"));
    let text = "部,課,係\r\n総務部,財政課,予算係\r\n,契約課,\r\n,,管理係\r\n環境部,ごみ対策課,管理係\r\n";
    let answer = send_list(&site, text).await;
    let page = site.page(&answer.location()).await;
    assert!(page.contains("一覧の課8のうち、1は課名簿にあります。"), "{page}");
    assert!(
        page.contains("契約課管理係") && page.contains("ごみ対策課管理係"),
        "names are told apart"
    );
    assert_eq!(
        stored(&site).await.directory.departments.len(),
        1,
        "nothing is stored yet"
    );
    let answer = site.post(&at("/proposal"), &form(&as_it_stands(&page))).await;
    assert_eq!(answer.location(), at(""), "{}", answer.text());
    let all = stored(&site).await;
    let above = |name: &str| {
        let department = all.directory.department(&id(&all, name)).expect("there").clone();
        let above = all.directory.above(&department).into_iter();
        above.map(|d| d.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(all.directory.departments.len(), 8);
    assert_eq!(above("予算係"), ["財政課"], "below the one that was there");
    assert_eq!(above("ごみ対策課管理係"), ["ごみ対策課", "環境部"]);
    // The same list again adds nothing.
    let again = send_list(&site, text).await.location();
    assert!(site.page(&again).await.contains("新しく加える課はありません。"));

    let codes = "コード,名称,上位\r\n0102,財政経営課,01\r\n01,総務部,\r\n0103,予算課,総務部\r\n";
    let at_codes = send_list(&site, codes).await.location();
    let page = site.page(&at_codes).await;
    assert!(
        page.contains("「財政課」の別名として登録") && page.contains("「予算係」の別名として登録"),
        "{page}"
    );
    let answer = site.post(&at("/proposal"), &form(&as_it_stands(&page))).await;
    assert_eq!(answer.location(), at(""), "{}", answer.text());
    let all = stored(&site).await;
    assert_eq!(
        all.directory.departments.len(),
        10,
        "each is a department of its own"
    );
    for (text, why) in [
        (
            "コード,名称,上位\r\n1,総務部,9\r\n",
            "2行目：上位の「9」が一覧にありません。",
        ),
        ("なまえ,電話\r\n財政課,1\r\n", "見出しの行が見つかりません。"),
    ] {
        let answer = site.get(&send_list(&site, text).await.location()).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains(why), "{}", answer.text());
    }
}
