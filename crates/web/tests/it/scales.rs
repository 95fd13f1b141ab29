//! The scales of a plan over the real router.

use crate::common::{CODE, Site, config, form, year};
use axum::http::StatusCode;
use gyokaku_core::progress::{Scale, scale_of};

/// The fields of a form by rows: label, definition, tone, whether evaluated.
fn rows(of_year: &str, revision: i64, rows: &[(&str, &str, &str, &str)]) -> Vec<(String, String)> {
    let mut fields = vec![
        ("year".to_owned(), of_year.to_owned()),
        ("revision".to_owned(), revision.to_string()),
    ];
    for (n, (label, definition, tone, evaluated)) in rows.iter().enumerate() {
        for (name, value) in [
            ("label", *label),
            ("definition", *definition),
            ("tone", *tone),
            ("evaluated", *evaluated),
        ] {
            fields.push((format!("{name}{n}"), value.to_owned()));
        }
        fields.push((format!("order{n}"), (n + 1).to_string()));
    }
    fields
}

async fn stored(site: &Site, key: &str) -> (Vec<Scale>, i64) {
    let code = CODE.parse().expect("a code");
    let plan = site
        .store
        .plan(&code, key)
        .await
        .expect("a plan")
        .expect("a plan");
    (plan.plan.scales, plan.head.revision)
}

fn labels(scale: Option<&Scale>) -> String {
    scale
        .map(|s| {
            s.grades
                .iter()
                .map(|g| g.label.as_str())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .unwrap_or_default()
}

const FOUR: [(&str, &str, &str, &str); 5] = [
    ("◎", "上回る", "ahead", "yes"),
    ("○", "どおり", "steady", "yes"),
    ("△", "遅れ", "behind", "yes"),
    ("×", "大きく遅れ", "behind", "yes"),
    ("対象外", "", "neutral", "no"),
];

#[tokio::test]
async fn a_year_gets_its_own_scale() {
    let site = Site::filled(config()).await;
    let address = format!("/{CODE}/big/scales");
    let page = site.page(&format!("{address}?year=2021")).await;
    assert!(
        page.contains("この計画は、◎・○・△の評価区分を使っています。"),
        "{page}"
    );
    assert!(page.contains("いま使われている評価区分を写しています") && page.contains("value=\"◎\""));
    let answer = site.post(&address, &form(&rows("2021", 1, &FOUR))).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, format!("{address}?year=2021")),
        "{}",
        answer.text()
    );
    let (scales, revision) = stored(&site, "big").await;
    assert_eq!(revision, 2);
    assert_eq!(labels(scale_of(&scales, Some(year(2021)))), "◎ ○ △ × 対象外");
    assert_eq!(labels(scale_of(&scales, Some(year(2020)))), "◎ ○ △");
    let progress = site.page(&format!("/{CODE}/big/progress?year=2021")).await;
    assert!(
        progress.contains("評価対象に占める◎の割合（%）") && progress.contains("評価対象（計から"),
        "{progress}"
    );
    assert!(progress.contains("評価区分を見直す"));
    let before = site.page(&format!("/{CODE}/big/progress?year=2020")).await;
    assert!(!before.contains("評価対象に占める"));
    // And back to the others.
    let answer = site
        .post(&format!("{address}/removal"), "year=2021&revision=2")
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(stored(&site, "big").await.0.len(), 1);
}

#[tokio::test]
async fn the_office_says_whose_grade_counts() {
    let site = Site::filled(config()).await;
    let address = format!("/{CODE}/big/scales");
    let progress = format!("/{CODE}/big/progress?year=2021");
    let usual = "評価は推進本部、事務局、担当課の順に採用";
    assert!(site.page(&address).await.contains(usual));
    assert!(site.page(&progress).await.contains(&format!("※ {usual}")));
    let store = format!("{address}/precedence");
    let twice = site
        .post(
            &store,
            "revision=1&counts1=council&counts2=council&counts3=&counts4=",
        )
        .await
        .text();
    assert!(
        twice.contains("同じ評価者は一度だけ") && twice.contains("value=\"council\" selected"),
        "{twice}"
    );
    let none = site.post(&store, "revision=1&counts1=&counts2=").await.text();
    assert!(none.contains("評価者を一つ以上選び"), "{none}");
    let stale = site.post(&store, "revision=0&counts1=council").await.text();
    assert!(stale.contains("ほかの画面から保存がありました"), "{stale}");
    assert_eq!(stored(&site, "big").await.1, 1);
    let answer = site
        .post(
            &store,
            "revision=1&counts1=council&counts2=department&counts3=&counts4=",
        )
        .await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, format!("{address}#precedence")),
        "{}",
        answer.text()
    );
    assert_eq!(stored(&site, "big").await.1, 2);
    let page = site.page(&progress).await;
    assert!(page.contains("※ 評価は懇談会等、担当課の順に採用"), "{page}");
    let file = site.page(&format!("/{CODE}/big/progress.json?year=2021")).await;
    assert!(file.contains("評価は懇談会等、担当課の順に採用"), "{file}");
}

#[tokio::test]
async fn labels_in_use_stay() {
    let site = Site::filled(config()).await;
    let address = format!("/{CODE}/big/scales");
    let answer = site
        .post(&address, &form(&rows("2021", 1, &FOUR[..2])))
        .await
        .text();
    assert!(
        answer.contains("評価に使われている区分がなくなります：「△」（令和3年度の評価41件）"),
        "{answer}"
    );
    assert!(answer.contains("value=\"どおり\""), "what was typed stays");
    let answer = site
        .post(&format!("{address}/removal"), "year=all&revision=1")
        .await
        .text();
    assert!(answer.contains("「◎」（平成28年度の評価42件）"), "{answer}");
    assert_eq!(stored(&site, "big").await.1, 1);
}

#[tokio::test]
async fn a_wrong_scale_keeps_what_was_typed() {
    let site = Site::filled(config()).await;
    let address = format!("/{CODE}/small/scales");
    let post = async |fields: &[(String, String)]| site.post(&address, &form(fields)).await.text();
    let mut twice = FOUR;
    twice[1].0 = "◎";
    let answer = post(&rows("all", 1, &twice)).await;
    assert!(
        answer.contains("id=\"label1-wrong\">「◎」が二度出ています")
            && answer.contains("value=\"大きく遅れ\""),
        "{answer}"
    );
    let mut nameless = FOUR;
    nameless[3].0 = "";
    assert!(
        post(&rows("all", 1, &nameless))
            .await
            .contains("id=\"label3-wrong\">区分の名前を入力してください")
    );
    let mut odd = FOUR;
    odd[2].2 = "purple";
    assert!(post(&rows("all", 1, &odd)).await.contains("id=\"tone2-wrong\""));
    let mut order = rows("all", 1, &FOUR);
    order
        .iter_mut()
        .filter(|(name, _)| name == "order0")
        .for_each(|(_, value)| *value = "先頭".into());
    let answer = post(&order).await;
    assert!(answer.contains("id=\"order0-wrong\"") && answer.contains("value=\"先頭\""));
    assert!(
        post(&rows("all", 7, &FOUR))
            .await
            .contains("ほかの画面から保存がありました")
    );
    let mut more = rows("all", 1, &FOUR);
    more.push(("more".into(), "1".into()));
    assert!(post(&more).await.contains("name=\"label7\""));
    let answer = site.post(&address, &form(&rows("1999", 1, &FOUR))).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(stored(&site, "small").await.1, 1);
}

#[tokio::test]
async fn templates_points_and_axes_fill_the_form() {
    let site = Site::filled(config()).await;
    let at = |query: &str| format!("/{CODE}/small/scales?year=2022&{query}");
    let page = site.page(&at("template=a-d&states=on")).await;
    assert!(
        page.contains("ひな形から作った内容です")
            && page.contains("value=\"D\"")
            && page.contains("value=\"未着手\"")
    );
    let page = site
        .page(&at("low=0&high=100&step=1&ahead=80&steady=60&states=on"))
        .await;
    assert!(
        page.contains("name=\"label103\" value=\"未着手\"") && page.contains("name=\"label0\" value=\"100\""),
        "{page}"
    );
    let page = site.page(&at("low=5&high=1&step=1&ahead=5&steady=3")).await;
    assert!(page.contains("id=\"points-wrong\"") && page.contains("name=\"low\" value=\"5\""));
    let page = site.page(&at("low=a&high=1&step=1&ahead=5&steady=3")).await;
    assert!(page.contains("点数は0以上の整数"));
    let page = site
        .page(&at(&form(&[
            ("first", "着手、未着手"),
            ("second", "達成、未達成"),
        ])))
        .await;
    assert!(
        page.contains("value=\"着手・達成\"") && page.contains("name=\"label3\" value=\"未着手・未達成\""),
        "{page}"
    );
    let page = site.page(&at("first=x&second=y")).await;
    assert!(page.contains("id=\"axes-wrong\"") && page.contains("name=\"first\" value=\"x\""));
    assert_eq!(stored(&site, "small").await.1, 1, "nothing is stored by looking");
}
