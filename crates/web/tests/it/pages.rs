//! The pages over the real router: what they answer, what they never let through, what they cost.

use crate::common::{CODE, SMALL_TEXT, Site, clock, config, pages, small};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use calamine::{Data, Reader, Xlsx};
use gyokaku_core::effect::EffectKind;
use gyokaku_core::money::Yen;

#[tokio::test]
async fn each_page_opens_with_its_answer() {
    let site = Site::filled(config()).await;
    for (path, answer) in [
        ("/", "1団体の2計画、127の取組項目を収めています。"),
        (
            "/990019/small",
            "取組124件のうち、112件が計画どおり、8件が上回り、4件が遅れています。",
        ),
        (
            "/990019/small/progress",
            "取組124件のうち、112件が計画どおり、8件が上回り、4件が遅れています。",
        ),
        ("/990019/small/effects", "7,974万8千円少ない見込みです。"),
        ("/990019/small/items", "取組項目は3件で"),
        ("/990019/small/items/i1", "財政課が主担当の取組です。"),
        ("/990019/small/crosswalk", "変更前の3項目のうち2項目を継続し"),
        ("/990019/small/review", "延べ1件の取組につなげています。"),
        ("/990019/small/departments", "担当する課・組織は2で"),
        ("/990019/big", "124"),
    ] {
        let page = site.page(path).await;
        assert!(page.contains(answer), "{path} lacks {answer}");
        assert!(
            page.contains("<html lang=\"ja\">") && page.contains("class=\"skip\""),
            "{path}"
        );
    }
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let site = Site::filled(config()).await;
    let of_office = ["findings", "release"].map(|part| format!("/{CODE}/small/{part}"));
    for path in pages().into_iter().chain(of_office) {
        let page = site.page(&path).await;
        assert!(
            !page.contains("<script>alert") && !page.contains("<img src=x"),
            "{path}"
        );
        assert!(
            !page.contains('\u{202E}') || !path.contains("items"),
            "{path} lets text run backwards"
        );
        assert!(
            !page.contains(" style=") && !page.contains("<style") && !page.contains(" onclick="),
            "{path}"
        );
        assert_eq!(
            page.matches("<script").count(),
            1,
            "{path} has only its own script"
        );
    }
    let page = site.page("/?q=%3Cscript%3Ealert(1)%3C/script%3E%22").await;
    assert!(!page.contains("<script>alert"));
}

#[tokio::test]
async fn blank_and_zero_look_different() {
    let site = Site::filled(config()).await;
    let page = site.page("/990019/small/progress").await;
    assert!(page.contains("記載なし"));
    let page = site.page("/990019/small/departments").await;
    assert!(page.contains(">0<"));
}

#[tokio::test]
async fn every_answer_carries_the_safety_headers() {
    let site = Site::filled(config()).await;
    for path in ["/", "/990019/small/items.csv", "/assets/gyokaku.css", "/nowhere"] {
        let answer = site.get(path).await;
        let header = |name: &str| {
            answer
                .headers
                .get(name)
                .and_then(|v| v.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let policy = header("content-security-policy");
        assert!(
            policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn pages_travel_compressed() {
    let site = Site::filled(config()).await;
    let request = Request::get("/990019/big/items").header(header::ACCEPT_ENCODING, "gzip");
    let answer = site.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(
        answer
            .headers
            .get(header::CONTENT_ENCODING)
            .and_then(|v| v.to_str().ok()),
        Some("gzip")
    );
}

#[tokio::test]
async fn impossible_addresses_have_no_page() {
    let mut site = Site::filled(config()).await;
    assert_eq!(site.get("/import/none").await.status, StatusCode::NOT_FOUND);
    site.cookie = None;
    for path in [
        "/nowhere",
        "/041008",
        "/041009",
        "/990019/nowhere",
        "/990019/Small",
        "/990019/small/items/none",
        "/990019/small/items/i1.exe",
        "/990019/small/items/'%20or%201",
        "/990019/small/sources/none",
        "/assets/../Cargo.toml",
        "/assets/none.css",
        "/990019/small/items.docx",
    ] {
        let before = site.store.queries();
        let answer = site.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        let page = answer.text();
        assert!(
            page.contains("ページが見つかりません") && page.contains("番号"),
            "{path}"
        );
        if path.contains("041008") || path.contains("Small") || path.contains("'") {
            assert_eq!(site.store.queries(), before, "{path} asks the store nothing");
        }
    }
    let answer = site.get("/990019/small/").await;
    assert_eq!(
        (answer.status, answer.location().as_str()),
        (StatusCode::PERMANENT_REDIRECT, "/990019/small")
    );
    assert_eq!(site.get("//evil.example/").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_register_is_narrowed_by_words_in_the_address() {
    let site = Site::filled(config()).await;
    for (query, count) in [
        ("q=BPR", "1"),
        ("q=%EF%BC%A2%EF%BC%B0%EF%BC%B2", "1"),
        ("q=bpr+%E5%8F%8E%E6%94%AF", "1"),
        ("q=zzz", "0"),
        ("section=s1", "2"),
        ("section=none", "0"),
        ("year=2024", "2"),
        ("year=2021", "2"),
        ("year=x", "0"),
        ("department=%E5%A5%91%E7%B4%84%E8%AA%B2", "2"),
        ("department=%E5%A5%91%E7%B4%84%E8%AA%B2&role=lead", "1"),
        ("department=%E5%A5%91%E7%B4%84%E8%AA%B2&role=support", "1"),
        ("grade=%E2%97%8E", "1"),
        ("grade=%E2%96%B3", "0"),
    ] {
        let page = site.page(&format!("/990019/small/items?{query}")).await;
        assert!(
            page.contains(&format!("取組項目3件のうち、{count}件が該当します。")),
            "{query}"
        );
        if count != "0" {
            let csv = site.page(&format!("/990019/small/items.csv?{query}")).await;
            let rows = csv
                .lines()
                .filter(|l| l.contains("1-1") || l.contains("1-2") || l.contains("2-1"))
                .count();
            assert!(
                rows >= count.parse::<usize>().expect("a number"),
                "{query}: {csv}"
            );
        }
    }
}

#[tokio::test]
async fn formats_agree() {
    let site = Site::filled(config()).await;
    for name in [
        "outline",
        "items",
        "progress",
        "effects",
        "crosswalk",
        "review",
        "indicators",
    ] {
        let json: serde_json::Value =
            serde_json::from_slice(&site.get(&format!("/990019/small/{name}.json")).await.bytes)
                .expect("JSON");
        assert_eq!(json["schema"], "gyokaku.table/1", "{name}");
        let columns: Vec<&str> = json["columns"]
            .as_array()
            .expect("columns")
            .iter()
            .filter_map(|c| c["key"].as_str())
            .collect();
        let rows = json["rows"].as_array().expect("rows");
        let csv = site.get(&format!("/990019/small/{name}.csv")).await;
        let text = csv.text();
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
        let lines: Vec<Vec<String>> = reader
            .records()
            .map(|r| r.expect("a record").iter().map(str::to_owned).collect())
            .collect();
        assert_eq!(lines.len(), rows.len(), "{name}");
        let xlsx = site.get(&format!("/990019/small/{name}.xlsx")).await;
        let mut book = Xlsx::new(std::io::Cursor::new(xlsx.bytes)).expect("a workbook");
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("a range");
        let mut numbers: Vec<f64> = Vec::new();
        for cell in sheet.rows().flatten() {
            match cell {
                Data::Float(n) => numbers.push(*n),
                Data::Int(n) => numbers.push(*n as f64),
                _ => {}
            }
        }
        for (row, line) in rows.iter().zip(&lines) {
            for key in &columns {
                let Some(value) = row["cells"][key].as_f64() else {
                    continue;
                };
                let has = |n: f64| (n - value).abs() < 1e-6;
                let in_csv = line.iter().any(|cell| {
                    cell.replace(',', "")
                        .parse::<f64>()
                        .is_ok_and(|n| has(n) || has(n * 1000.0))
                });
                assert!(in_csv, "{name} {key}: {value} is not in {line:?}");
                let in_book = numbers
                    .iter()
                    .any(|n| has(*n) || has(n * 1000.0) || has(n * 100.0));
                assert!(in_book, "{name} {key}: {value} is not in the workbook");
            }
        }
    }
    let page = site.page("/990019/small/effects").await;
    let csv = site.page("/990019/small/effects.csv").await;
    for figure in ["63,660", "182,190", "34,614", "73,396", "79,748"] {
        assert!(page.contains(figure), "{figure} is on the page");
        assert!(
            csv.replace(',', "").contains(&figure.replace(',', "")),
            "{figure} is in the CSV"
        );
    }
    let sheet = site.page("/990019/small/items/i1.csv").await;
    assert!(sheet.contains("収支均衡した予算編成"));
    let cp932 = site.get("/990019/small/progress.csv?encoding=cp932").await;
    assert_eq!(cp932.status, StatusCode::OK);
    assert!(String::from_utf8(cp932.bytes).is_err(), "no UTF-8");
}

#[tokio::test]
async fn each_page_asks_the_store_little() {
    let mut site = Site::filled(config()).await;
    let office = site.cookie.take();
    for path in pages() {
        // A plan that is not at hand: its revision, its rows, its documents.
        let mut fresh = Site::filled(config()).await;
        fresh.cookie = None;
        let before = fresh.store.queries();
        fresh.page(&path).await;
        let cold = fresh.store.queries() - before;
        site.page(&path).await;
        let before = site.store.queries();
        site.page(&path).await;
        let warm = site.store.queries() - before;
        println!("{path}: {cold} at first, {warm} then");
        // The lists have no plan at hand: the bodies, what each plan has, and the search.
        // A meeting and an item ask what hangs on them; an item which plans follow, and where the plans are that it cites.
        let of_item = 2 * u64::from(path.contains("/items/")) + u64::from(path.ends_with("/items/i1"));
        let of_part = of_item + u64::from(path.contains("/meetings/"));
        let most = match path.matches('/').count() {
            1 => 3,
            _ => 1 + of_part,
        };
        assert!(warm <= most, "{path} asks {warm} times when the plan is at hand");
        assert!(cold <= 6 + of_part, "{path} asks {cold} times at first");
        site.cookie.clone_from(&office);
        site.page(&path).await;
        let before = site.store.queries();
        site.page(&path).await;
        let signed_in = site.store.queries() - before;
        // Who works on it costs a statement, where the plan stands before the public another; in the list of all bodies
        // their own is asked for, and searched.
        // How far a plan is in hand is asked of departments, accounts, rounds and answers, for all plans of a body together.
        let is_in_hand = path.split('/').filter(|part| !part.is_empty()).count() <= 2 && path.len() > 1;
        let more = match path.starts_with("/?q=") {
            true => 4,
            false => 3 + if is_in_hand { 5 } else { 0 },
        };
        assert!(
            signed_in <= warm + more,
            "{path} asks {signed_in} times the office"
        );
        site.cookie = None;
    }
}

#[tokio::test]
async fn a_search_costs_the_same_for_any_number_of_plans() {
    let mut site = Site::filled(config()).await;
    site.cookie = None;
    for n in 0..12 {
        site.put(&format!("more-{n}"), &small(), None).await;
    }
    let before = site.store.queries();
    let page = site.page("/?q=%E4%BA%88%E7%AE%97+%E5%8F%8E%E6%94%AF").await;
    assert!(site.store.queries() - before <= 3);
    assert!(page.contains("13計画に13あります。"), "{page}");
    assert!(page.contains("/990019/more-11/items/i1"));
    let many = site.page("/?q=%E5%8F%96%E7%B5%84%E3%81%9D%E3%81%AE").await;
    assert!(many.contains("1計画に124あります。") && many.contains("ほか74件を一覧で見る"));
    let named = site.page("/?q=%E8%A6%8B%E6%9C%AC%E5%B8%82").await;
    assert!(
        named.contains("名前に含む団体・計画が14あります。"),
        "bodies and plans by name"
    );
}

#[tokio::test]
async fn the_lists_say_what_there_is() {
    let site = Site::filled(config()).await;
    let body = site.page("/990019").await;
    for words in [
        "取組項目3",
        "進捗状況",
        "効果額",
        "新旧対照",
        "指標1",
        "令和8年11月20日",
        "結果を見る",
    ] {
        assert!(body.contains(words), "the body's page lacks {words}");
    }
    site.page("/990019/small").await;
    let start = site.page("/").await;
    assert!(start.contains("取組項目3・進捗状況") && start.contains("/990019/small/findings"));
    assert!(
        !start.contains("検算：結果を見る"),
        "what was checked is said: {start}"
    );
}

#[tokio::test]
async fn a_section_says_who_leads_and_who_supports() {
    let site = Site::empty(config()).await;
    let mut plan = small();
    plan.sections[0].departments.lead = vec!["財政経営担当".into()];
    plan.sections[1].departments.support = vec!["総務課".into()];
    site.put("small", &plan, None).await;
    let page = site.page("/990019/small/items").await;
    let heads: Vec<&str> = page.split("<tr ").filter(|row| row.contains(" across")).collect();
    assert_eq!(heads.len(), 2);
    assert!(heads[0].contains("◎") && heads[0].contains("主担当") && !heads[0].contains("○"));
    assert!(heads[1].contains("○") && heads[1].contains("関係課") && !heads[1].contains("◎"));
    assert!(heads[0].contains("colspan="), "the title has the whole row");
}

#[tokio::test]
async fn each_figure_leads_to_its_own_document() {
    let site = Site::empty(config()).await;
    let mut first = small();
    let (progress, effects) = (first.progress.clone(), first.effects.clone());
    first.progress.clear();
    first.effects.truncate(2);
    site.put("small", &first, Some(("first.txt", SMALL_TEXT.as_bytes())))
        .await;
    // What is stored of the first document keeps it; the rest is stated in the second.
    let stored = site.store.plan(&CODE.parse().expect("a code"), "small").await;
    let mut second = stored.expect("a plan").expect("a plan").plan;
    let known = second.effects.clone();
    (second.progress, second.effects) = (progress, effects);
    for (effect, known) in second.effects.iter_mut().zip(known) {
        *effect = known;
    }
    let code = CODE.parse().expect("a code");
    let actor = gyokaku_store::Actor {
        name: "試験".into(),
        role: "office".into(),
    };
    let other = gyokaku_store::NewSource {
        name: "second.txt",
        bytes: b"second",
        checked: None,
    };
    second.stated_in(&other.document());
    site.store
        .put_plan(&actor, &clock(), &code, "small", Some(1), &second, Some(other))
        .await
        .expect("stored");
    let stored = site
        .store
        .plan(&code, "small")
        .await
        .expect("a plan")
        .expect("a plan");
    let of = |name: &str| {
        let source = stored.sources.iter().find(|s| s.name == name).expect("a source");
        format!("/990019/small/sources/{}#L6", source.id)
    };
    site.release("small").await;
    let progress = site.page("/990019/small/progress").await;
    assert!(progress.contains(&of("second.txt")) && !progress.contains(&of("first.txt")));
    // The four amounts stand at the same line of two documents; the occasion tells them apart.
    let effects = site.page("/990019/small/effects").await;
    let rows: Vec<&str> = effects.split("<tr ").skip(1).collect();
    let row = |figure: &str| rows.iter().find(|r| r.contains(figure)).copied().expect("a row");
    assert!(row("182,190").contains(&of("first.txt")) && !row("182,190").contains(&of("second.txt")));
    assert!(row("−34,614").contains(&of("second.txt")) && !row("−34,614").contains(&of("first.txt")));
    let item = site.page("/990019/small/items/i1").await;
    assert!(item.contains(&of("first.txt").replace("#L6", "#L4")));
}

#[tokio::test]
async fn a_plan_and_what_was_reached_are_told_apart_everywhere() {
    let site = Site::empty(config()).await;
    let mut plan = small();
    plan.effects.truncate(2);
    for (effect, (kind, amount)) in plan
        .effects
        .iter_mut()
        .zip([(EffectKind::Actual, 750_000), (EffectKind::Plan, -1_234)])
    {
        effect.vintage = "令和7年度".into();
        (effect.kind, effect.amount) = (kind, Yen(amount));
    }
    site.put("small", &plan, None).await;
    for path in [
        "/990019/small/effects",
        "/990019/small",
        "/990019/small/effects.csv",
    ] {
        let page = site.page(path).await;
        assert!(
            !page.contains("748,766") && !page.contains("74万8"),
            "{path} adds a plan to what was reached"
        );
        assert!(!page.contains("千234円"), "{path}");
    }
    let page = site.page("/990019/small/effects").await;
    assert!(page.contains("実績）が合わせて75万円") && page.contains("計画）が合わせて−1,234円"));
}

#[tokio::test]
async fn one_item_of_a_round_is_not_compared_with_the_plan_as_a_whole() {
    let site = Site::empty(config()).await;
    let mut plan = small();
    let mut one = plan.effects[0].clone();
    one.id = "round".into();
    one.vintage = "令和7年度の調査".into();
    one.path.push("収支均衡した予算編成".into());
    (one.kind, one.amount) = (EffectKind::Actual, Yen(900_000));
    plan.effects.push(one);
    site.put("small", &plan, None).await;
    let page = site.page("/990019/small/effects").await;
    // What could be compared before still is; the item's amount stands for itself.
    assert!(page.contains("7,974万8千円少ない見込みです。"));
    assert!(page.contains("令和7年度の調査は合わせて90万円です。"));
    assert!(!page.contains("少なくなりました") && !page.contains("令和7年度の調査と"));
}

#[tokio::test]
async fn amounts_without_a_year_are_shown_by_part() {
    let site = Site::empty(config()).await;
    let mut plan = small();
    plan.effects.truncate(2);
    for (effect, part) in plan
        .effects
        .iter_mut()
        .zip(["債権回収の強化", "受益者負担の適正化"])
    {
        effect.fiscal_year = None;
        effect.vintage = String::new();
        effect.path = vec![part.into()];
    }
    site.put("small", &plan, None).await;
    let page = site.page("/990019/small/effects").await;
    assert!(page.contains("区分ごとの効果額") && page.contains(">効果額は、合わせて"));
    let picture = page.split("</svg>").next().expect("a picture");
    assert!(picture.contains("債権回収の強化") && picture.contains("182,190"));
    assert!(
        !page.contains("年度によらない額"),
        "there is no year to compare with"
    );
}

#[tokio::test]
async fn what_was_not_read_is_said() {
    let site = Site::empty(config()).await;
    let mut plan = small();
    plan.items.clear();
    plan.evaluations.clear();
    plan.indicators.clear();
    plan.opinions.clear();
    site.put("small", &plan, None).await;
    let page = site.page("/990019/small").await;
    assert!(page.contains("個々の取組項目の一覧は、この文書からは読み取っていません。"));
    let page = site.page("/990019/small/items").await;
    assert!(page.contains("取組項目の一覧がありません") && page.contains("/990019/small/progress"));
}

#[tokio::test]
async fn nothing_stale_is_shown() {
    let site = Site::filled(config()).await;
    assert!(
        site.page("/990019/small")
            .await
            .contains("見本市行財政改革プラン")
    );
    let code = CODE.parse().expect("a code");
    let stored = site.store.plan(&code, "small").await.expect("a plan");
    let mut plan = stored.expect("a plan").plan;
    plan.title = "改めた計画".into();
    let actor = gyokaku_store::Actor {
        name: "試験".into(),
        role: "office".into(),
    };
    site.store
        .put_plan(
            &actor,
            &clock(),
            &CODE.parse().expect("a code"),
            "small",
            Some(1),
            &plan,
            None,
        )
        .await
        .expect("stored");
    assert!(site.page("/990019/small").await.contains("改めた計画"));
}

#[tokio::test]
async fn years_of_progress_are_never_added_up() {
    let site = Site::filled(config()).await;
    let page = site.page("/990019/big/progress").await;
    assert!(page.contains("2021年度") || page.contains("令和3年度"));
    assert!(page.contains("取組124件のうち"), "one year, not six");
    let earlier = site.page("/990019/big/progress?year=2016").await;
    assert!(earlier.contains("平成28年度の進捗状況") && earlier.contains("progress.csv?year=2016"));
    assert!(
        site.page("/990019/big/progress.csv?year=2016")
            .await
            .contains("124")
    );
}
