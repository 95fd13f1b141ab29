//! The dates of a year: every kind in its month, what nobody outside may see, the file for other calendars.

use crate::common::{CODE, code, get_as};
use crate::review_support::*;
use axum::http::StatusCode;
use gyokaku_core::council::{Council, Meeting, Member};
use gyokaku_core::opinion::Consultation;

/// A round runs, a council meets twice, the public is consulted, terms end, and a release is set for a day ahead.
async fn planned() -> crate::common::Site {
    let site = begun(3).await;
    let stored = site
        .store
        .plan(&code(), PLAN)
        .await
        .expect("a store")
        .expect("a plan");
    let mut plan = stored.plan;
    plan.councils = vec![Council {
        id: "c1".into(),
        name: "推進懇談会".into(),
        members: vec![
            Member {
                name: "委員A".into(),
                to: Some(on("2027-03-31")),
                ..Member::default()
            },
            Member {
                name: "委員B".into(),
                to: Some(on("2027-03-31")),
                ..Member::default()
            },
        ],
        ..Council::default()
    }];
    let meeting = |id: &str, title: &str, day: &str, closed| Meeting {
        id: id.into(),
        council: "c1".into(),
        title: title.into(),
        on: Some(on(day)),
        place: "第1会議室".into(),
        closed,
        ..Meeting::default()
    };
    plan.meetings = vec![
        meeting("m1", "第1回", "2026-06-10", false),
        meeting("m2", "第2回", "2027-01-11", true),
        meeting("m3", "前年の会議", "2026-03-31", false),
    ];
    plan.consultations = vec![Consultation {
        id: "p1".into(),
        title: "素案への意見".into(),
        text: "ご意見をお寄せください。".into(),
        from: Some(on("2026-12-20")),
        to: Some(on("2027-01-19")),
    }];
    let revision = stored.head.revision;
    let (actor, now) = (crate::common::program(), crate::common::clock());
    site.store
        .put_plan(&actor, &now, &code(), PLAN, Some(revision), &plan, None)
        .await
        .expect("a plan");
    site.release_on(PLAN, "2027-02-01").await;
    site
}

#[tokio::test]
async fn a_year_has_its_dates_in_their_months() {
    let site = planned().await;
    let address = format!("/{CODE}/calendar");
    assert_eq!(
        site.get(&address).await.status,
        StatusCode::SEE_OTHER,
        "nobody outside"
    );
    let staff = staff(&site, "d1").await;
    let page = get_as(&site, &staff, &address).await.text();
    for words in [
        "令和8年度の年間予定",
        "次の予定は12月1日（火）（あと11日）の「令和8年度 進捗状況調査 担当課の提出」です。",
        "2026年6月",
        "推進懇談会 第1回",
        "第1会議室",
        "意見募集の締切",
        "任期満了",
        "2人",
        "/990019/keiei/meetings/m2",
        "/990019/keiei/rounds/2026",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("前年の会議"), "another year's");
    // 11 January 2027 is a holiday.
    assert_eq!(
        page.matches("閉庁日</span>").count(),
        2,
        "among the next ones and in its month: {page}"
    );
    let before = get_as(&site, &staff, &format!("{address}?year=2025"))
        .await
        .text();
    assert!(
        before.contains("前年の会議") && !before.contains("推進懇談会 第1回"),
        "{before}"
    );
    let empty = get_as(&site, &staff, &format!("{address}?year=2030"))
        .await
        .text();
    assert!(empty.contains("この年度の予定は、まだありません。"), "{empty}");
    for odd in ["x", "99999", "0"] {
        let answer = get_as(&site, &staff, &format!("{address}?year={odd}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{odd}");
    }
    let file = get_as(&site, &staff, &format!("{address}.ics?year=2026")).await;
    assert!(
        file.headers["content-type"]
            .to_str()
            .expect("text")
            .starts_with("text/calendar")
    );
    let text = file.text().replace("\r\n ", "");
    // Three deadlines, two meetings, two days of the consultation, a release, the end of terms.
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 9, "{text}");
    let todo = get_as(&site, &staff, "/todo").await.text();
    assert!(todo.contains("年間予定"), "{todo}");
}

#[tokio::test]
async fn the_year_is_a_handful_of_statements() {
    let site = planned().await;
    let staff = staff(&site, "d1").await;
    let before = site.store.queries();
    get_as(&site, &staff, &format!("/{CODE}/calendar")).await;
    let asked = site.store.queries() - before;
    assert!(asked <= 6, "{asked} statements");
}
