//! The open data through the pages: the catalogue, every file that it names, pictures, and what nobody gets.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

use axum::http::{StatusCode, header};

use crate::common::{Answer, CODE, Site, code, config, form};

const DATA: &str = "/990019/small/data";

async fn public() -> Site {
    let mut site = Site::filled(config()).await;
    site.cookie = None;
    site
}

/// The addresses of the open data that a page names.
fn named(page: &str) -> BTreeSet<String> {
    let parts = page.split("href=\"").skip(1);
    parts
        .filter_map(|part| part.split_once('"'))
        .map(|(address, _)| address.to_owned())
        .filter(|address| address.starts_with(&format!("{DATA}/")))
        .collect()
}

fn head<'a>(answer: &'a Answer, name: &header::HeaderName) -> &'a str {
    answer
        .headers
        .get(name)
        .map_or("", |value| value.to_str().expect("text"))
}

#[tokio::test]
async fn the_catalogue_names_every_file_and_each_is_there() {
    let site = public().await;
    let page = site.page(DATA).await;
    for words in [
        "公開データ（オープンデータ）",
        "公共データ利用規約（第1.0版）",
        "出典：見本市「",
        "項目の定義",
        "取組項目コード",
        "コード表",
        "データパッケージ",
        "公開の記録",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    let addresses = named(&page);
    for name in [
        "items.csv",
        "items.json",
        "items.xlsx",
        "items.metadata.json",
        "items.zip",
        "items-printed.csv",
        "codes-grades.csv",
        "codes-sections.csv",
        "codes-departments.csv",
        "all.zip",
        "datapackage.json",
        "dcat.jsonld",
        "editions.atom",
        "stratml.xml",
        "programmes.csv",
        "effects.svg",
    ] {
        assert!(
            addresses.contains(&format!("{DATA}/{name}")),
            "{name}: {addresses:?}"
        );
    }
    for address in addresses {
        let answer = site.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert_eq!(
            head(&answer, &header::ACCESS_CONTROL_ALLOW_ORIGIN),
            "*",
            "{address}"
        );
        let place = head(&answer, &header::CONTENT_DISPOSITION);
        assert!(
            place.is_ascii() && place.contains("filename=\"990019_small_"),
            "{place}"
        );
        let kind = match address.rsplit_once('.').expect("an ending").1 {
            "csv" => "text/csv; charset=utf-8",
            "json" => "application/json",
            "jsonld" => "application/ld+json",
            "atom" => "application/atom+xml; charset=utf-8",
            "svg" => "image/svg+xml",
            "xml" => "application/xml",
            "zip" => "application/zip",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            other => panic!("{other}"),
        };
        assert_eq!(head(&answer, &header::CONTENT_TYPE), kind, "{address}");
    }
}

#[tokio::test]
async fn the_plan_and_every_page_of_it_lead_to_the_catalogue() {
    let site = public().await;
    let link = format!("<a href=\"{DATA}\">公開データ（オープンデータ）</a>");
    let plan = site.page("/990019/small").await;
    assert_eq!(plan.matches(&link).count(), 2, "on the page and in its footer");
    for path in ["items", "effects", "items/i1"] {
        assert!(
            site.page(&format!("/990019/small/{path}")).await.contains(&link),
            "{path}"
        );
    }
    assert!(!site.page("/").await.contains("公開データ"));
    // Who works on the plan sees the register and no open data of it.
    let office = site.as_role("office").await;
    let inner = crate::common::get_as(&site, &office, "/990019/small")
        .await
        .text();
    assert!(!inner.contains(&link), "{inner}");
}

#[tokio::test]
async fn figures_are_those_of_the_page_to_the_yen() {
    let site = public().await;
    let long = site.page(&format!("{DATA}/effects.csv")).await;
    assert!(
        long.starts_with("\u{FEFF}body_code,body_name,plan_code,"),
        "{long}"
    );
    assert!(long.contains(",円,-63660000,"), "{long}");
    let json = site.get(&format!("{DATA}/effects.json")).await;
    let records: Vec<serde_json::Value> = serde_json::from_slice(&json.bytes).expect("JSON");
    assert!(
        records
            .iter()
            .any(|record| record["value"] == -63_660_000 && record["unit"] == "円")
    );
    assert!(
        records
            .iter()
            .all(|record| record["body_code"] == CODE && record["plan_code"] == "small")
    );
    let cp932 = site.get(&format!("{DATA}/effects.csv?encoding=cp932")).await;
    assert_eq!(head(&cp932, &header::CONTENT_TYPE), "text/csv; charset=Shift_JIS");
    assert!(String::from_utf8(cp932.bytes).is_err(), "no UTF-8");
    let said: serde_json::Value =
        serde_json::from_slice(&site.get(&format!("{DATA}/effects.metadata.json")).await.bytes)
            .expect("JSON");
    let csv = site.get(&format!("{DATA}/effects.csv")).await.bytes;
    assert_eq!(said["files"][0]["bytes"], csv.len());
    assert_eq!(said["published"], "2026-11-20");
    assert_eq!(said["publisher"]["code"], CODE);
}

#[tokio::test]
async fn an_archive_holds_a_table_in_both_forms_with_its_codes() {
    let site = public().await;
    let names = |answer: &Answer| -> BTreeSet<String> {
        let zip = zip::ZipArchive::new(Cursor::new(answer.bytes.clone())).expect("an archive");
        zip.file_names()
            .map(|name| name.expect("a name").into_owned())
            .collect()
    };
    let one = site.get(&format!("{DATA}/items.zip")).await;
    let own = names(&one);
    for name in [
        "datapackage.json",
        "items.csv",
        "items-printed.csv",
        "items.xlsx",
        "items.json",
        "items.metadata.json",
        "codes-items.csv",
        "codes-sections.csv",
        "codes-row-kinds.csv",
        "codes-measures.csv",
    ] {
        assert!(own.contains(name), "{name}: {own:?}");
    }
    assert!(!own.contains("effects.csv"), "{own:?}");
    let all = names(&site.get(&format!("{DATA}/all.zip")).await);
    assert!(all.is_superset(&own) && all.contains("effects.csv"), "{all:?}");
    assert!(
        all.iter()
            .all(|name| name.is_ascii() && !name.contains(['/', '\\', ' '])),
        "{all:?}"
    );
    let mut zip = zip::ZipArchive::new(Cursor::new(one.bytes)).expect("an archive");
    let mut csv = Vec::new();
    zip.by_name("items.csv")
        .expect("the file")
        .read_to_end(&mut csv)
        .expect("bytes");
    assert_eq!(csv, site.get(&format!("{DATA}/items.csv")).await.bytes);
}

#[tokio::test]
async fn a_picture_needs_nothing_beside_it() {
    let site = public().await;
    for address in named(&site.page(DATA).await) {
        if !address.ends_with(".svg") {
            continue;
        }
        let svg = site.page(&address).await;
        assert!(
            svg.starts_with("<?xml") && svg.contains("<svg ") && svg.contains("<title"),
            "{address}: {svg}"
        );
        assert!(
            !svg.contains("class=") && !svg.contains("var(") && !svg.contains("<style"),
            "{address}: {svg}"
        );
        assert!(svg.contains(" fill=\"#"), "{address}");
        let mut reader = quick_xml::Reader::from_str(&svg);
        while !matches!(
            reader
                .read_event()
                .unwrap_or_else(|e| panic!("{address}: {e}: {svg}")),
            quick_xml::events::Event::Eof
        ) {}
    }
}

#[tokio::test]
async fn what_is_not_there_is_nowhere() {
    let site = public().await;
    for file in [
        "nothing.csv",
        "items.docx",
        "items",
        "items-0.svg",
        "items-9.svg",
        "..%2Fitems.csv",
        "year.csv",
        "item.csv",
        ".csv",
        "codes-nothing.json",
        "items.metadata",
        "effects-99999999999999999999.svg",
    ] {
        let answer = site.get(&format!("{DATA}/{file}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{file}");
    }
    assert_eq!(site.get("/990019/none/data").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn hostile_titles_stay_texts_in_every_file() {
    let site = public().await;
    let mut plan = crate::common::small();
    plan.items[0].title = format!("=1+1\n{}\u{202E}", crate::common::HOSTILE);
    plan.title = crate::common::HOSTILE.into();
    site.put("hostile", &plan, None).await;
    let data = "/990019/hostile/data";
    let page = site.page(data).await;
    assert!(
        !page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains('\u{202E}'),
        "{page}"
    );
    let csv = site.page(&format!("{data}/items.csv")).await;
    assert!(csv.contains("'=1+1¶") && !csv.contains('\u{202E}'), "{csv}");
    for file in ["editions.atom", "effects.svg"] {
        let text = site.page(&format!("{data}/{file}")).await;
        assert!(
            !text.contains("<script") && !text.contains("<img"),
            "{file}: {text}"
        );
    }
    for file in [
        "datapackage.json",
        "dcat.jsonld",
        "items.metadata.json",
        "items.json",
    ] {
        let answer = site.get(&format!("{data}/{file}")).await;
        assert!(
            serde_json::from_slice::<serde_json::Value>(&answer.bytes).is_ok(),
            "{file}"
        );
    }
}

#[tokio::test]
async fn what_a_signed_in_person_takes_is_in_the_journal() {
    let site = public().await;
    let office = site.as_role("office").await;
    let answer = crate::common::get_as(&site, &office, &format!("{DATA}/items.csv")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let administrator = site.as_role("administrator").await;
    let journal = crate::common::get_as(&site, &administrator, &format!("/{CODE}/journal"))
        .await
        .text();
    assert!(journal.contains("公開データ items.csv"), "{journal}");
}

#[tokio::test]
async fn the_terms_of_use_are_those_that_the_release_says() {
    let site = Site::filled(config()).await;
    let stored = site.store.plan(&code(), "small").await.expect("a store");
    let revision = stored.expect("a plan").head.revision.to_string();
    let page = site.page("/990019/small/release").await;
    assert!(
        page.contains("公開データの利用条件") && page.contains("CC BY 4.0"),
        "{page}"
    );
    let of = |licence: &str, title: &str, address: &str| {
        form(&[
            ("day", "2026-11-20"),
            ("revision", revision.as_str()),
            ("checked", "on"),
            ("licence", licence),
            ("terms_title", title),
            ("terms_address", address),
        ])
    };
    // What is missing is said at its box, and what was typed stays.
    let wrong = site
        .post(
            "/990019/small/release",
            &of("own", "市の利用規約", "javascript:alert(1)"),
        )
        .await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let page = wrong.text();
    assert!(
        page.contains("利用条件のアドレスを") && page.contains("value=\"市の利用規約\""),
        "{page}"
    );
    for (licence, title, address, name, said) in [
        (
            "CC-BY-4.0",
            "",
            "",
            "CC-BY-4.0",
            "https://creativecommons.org/licenses/by/4.0/deed.ja",
        ),
        (
            "own",
            "市の<利用規約>",
            "https://www.city.example.lg.jp/terms?a=1&b=2",
            "other",
            "https://www.city.example.lg.jp/terms?a=1&b=2",
        ),
    ] {
        let done = site
            .post("/990019/small/release", &of(licence, title, address))
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let package: serde_json::Value =
            serde_json::from_slice(&site.get(&format!("{DATA}/datapackage.json")).await.bytes).expect("JSON");
        assert_eq!(package["licenses"][0]["name"], name);
        assert_eq!(package["licenses"][0]["path"], said);
        let metadata: serde_json::Value =
            serde_json::from_slice(&site.get(&format!("{DATA}/items.metadata.json")).await.bytes)
                .expect("JSON");
        assert_eq!(metadata["licence"]["path"], said);
        let catalogue: serde_json::Value =
            serde_json::from_slice(&site.get(&format!("{DATA}/dcat.jsonld")).await.bytes).expect("JSON");
        assert_eq!(catalogue["dct:license"]["@id"], said);
        assert_eq!(catalogue["dcat:dataset"][0]["dct:license"]["@id"], said);
        let page = site.page(DATA).await;
        assert!(
            page.contains(&said.replace('&', "&#38;")) || page.contains(&said.replace('&', "&amp;")),
            "{page}"
        );
        assert!(
            !page.contains("<利用規約>") && !page.contains("公共データ利用規約"),
            "{page}"
        );
    }
    // The next release proposes what the last said.
    let page = site.page("/990019/small/release").await;
    let chosen = page.split("value=\"own\"").nth(1).expect("a choice");
    assert!(chosen.starts_with(" checked"), "{page}");
}
