//! What must come out of the five documents that the product was asked for.
//!
//! The documents are not part of the repository; without them the tests are left out, and fail in CI.

use std::collections::HashMap;

use gyokaku_core::crosswalk::EdgeKind;
use gyokaku_core::effect::EffectKind;
use gyokaku_core::indicator::{Direction, ValueKind};
use gyokaku_core::plan::{EditionKind, Item, Plan};
use gyokaku_core::progress::Tone;
use gyokaku_exchange::read::text::layout;
use gyokaku_exchange::read::understand::understand;
use gyokaku_testkit::outside::Folder;

fn seed(number: &str) -> Option<Plan> {
    text_of(number).map(|text| understand(&layout(number, &text)))
}

fn text_of(number: &str) -> Option<String> {
    Folder::Seeds.text(number)
}

/// The document as somebody would keep it in a spreadsheet: a line a row, without tags.
fn as_csv(text: &str) -> String {
    let cell = |text: &str| {
        let mut plain = String::new();
        let mut inside = false;
        for c in text.chars() {
            match c {
                '<' if !text.starts_with('<') || text.starts_with("<p>") || text.starts_with("<ul") => {
                    inside = true
                }
                '>' if inside => inside = false,
                _ if inside => {}
                c => plain.push(c),
            }
        }
        format!("\"{}\"", plain.trim().replace('"', "\"\""))
    };
    text.lines()
        .map(|line| line.split('\t').map(cell).collect::<Vec<_>>().join(",") + "\r\n")
        .collect()
}

fn item<'a>(plan: &'a Plan, serial: &str) -> &'a Item {
    plan.items
        .iter()
        .find(|i| i.serial.as_deref() == Some(serial))
        .unwrap_or_else(|| panic!("{serial}"))
}

fn period(plan: &Plan) -> Option<(i16, i16)> {
    plan.period.map(|p| (p.from.western(), p.to.western()))
}

#[test]
fn a_register_of_54_items_in_10_sections() {
    let Some(plan) = seed("002") else { return };
    assert_eq!(plan.title, "多賀城市役所経営プラン 取組項目一覧");
    assert_eq!(plan.levels.first().map(String::as_str), Some("実施方針"));
    let serials: Vec<String> = plan.items.iter().filter_map(|i| i.serial.clone()).collect();
    assert_eq!(serials, (1..=54).map(|n| format!("No.{n}")).collect::<Vec<_>>());
    let policies: Vec<_> = plan.sections.iter().filter(|s| s.parent.is_none()).collect();
    assert_eq!(
        policies.iter().map(|s| s.title.as_str()).collect::<Vec<_>>(),
        [
            "持続的成長に向けた「縮充」を推進する行財政経営",
            "チャレンジ精神と創造性が発揮でき、成長し続ける組織"
        ]
    );
    let counts = |policy: &str| -> Vec<usize> {
        plan.sections
            .iter()
            .filter(|s| s.parent.as_deref() == Some(policy))
            .map(|s| {
                plan.items
                    .iter()
                    .filter(|i| i.section.as_deref() == Some(s.id.as_str()))
                    .count()
            })
            .collect()
    };
    assert_eq!(counts(&policies[0].id), [11, 3, 8, 8, 4, 7]);
    assert_eq!(counts(&policies[1].id), [3, 5, 3, 2]);
    assert!(plan.items.iter().all(|i| i.content.is_some()
        && i.target.is_some()
        && i.number.is_some()
        && i.schedule.text.is_some()));
    assert!(
        plan.items
            .iter()
            .all(|i| !i.title.contains('<') && !i.content.as_deref().unwrap_or("").contains('<'))
    );
}

#[test]
fn sections_have_their_departments_and_references() {
    let Some(plan) = seed("002") else { return };
    let section = |title: &str| {
        plan.sections
            .iter()
            .find(|s| s.title == title)
            .unwrap_or_else(|| panic!("{title}"))
    };
    assert_eq!(section("健全な財政の維持").departments.lead, ["財政経営担当"]);
    assert_eq!(
        section("中長期的視点に立った公共施設等マネジメント")
            .departments
            .support,
        ["財政経営担当"]
    );
    assert_eq!(
        section("公民連携（PPP）の推進").departments.support,
        ["行政経営担当"]
    );
    assert_eq!(
        section("公民連携（PPP）の推進").references,
        ["旧・アウトソーシング推進指針"]
    );
    assert_eq!(
        section("職員の力を伸ばす人材育成").departments.support,
        ["総務課"]
    );
    assert_eq!(
        section("職員の力を伸ばす人材育成").references,
        ["六次総基本計画07-02"]
    );
    assert_eq!(section("効率的な事業手法の推進").label, "(4)");
}

#[test]
fn items_of_the_register_are_whole() {
    let Some(plan) = seed("002") else { return };
    let second = item(&plan, "No.2");
    assert_eq!(
        (second.number.as_deref(), second.title.as_str()),
        (Some("1-1"), "収支均衡した予算編成")
    );
    assert_eq!(second.parent, Some(item(&plan, "No.1").id.clone()));
    assert!(second.schedule.every_year);
    assert_eq!(
        second.target.as_deref(),
        Some("毎年度の予算編成を通じて、収支均衡した予算編成を実現します。")
    );
    assert_eq!(second.references, ["六次総基本計画07-04-02"]);
    assert_eq!(second.departments.lead, ["財政"]);
    let seventh = item(&plan, "No.7");
    assert_eq!(
        (
            seventh.departments.lead.clone(),
            seventh.departments.support.clone()
        ),
        (
            vec!["道公".to_owned(), "管財".into(), "上下".into()],
            vec!["所管課".to_owned()]
        )
    );
    assert_eq!(
        seventh.references,
        ["六次総基本構想第6章5-(4)カ「遊休資産の売却等徹底的な資産活用」"]
    );
    assert_eq!(item(&plan, "No.9").references.len(), 3);
    assert_eq!(
        item(&plan, "No.11").title,
        "受益者負担の適正化（使用料、手数料等の見直し）"
    );
    assert_eq!(item(&plan, "No.11").number.as_deref(), Some("4"));
    let cleaned = item(&plan, "No.17");
    assert_eq!(
        cleaned.title,
        "PPPによる運営（公設民営）への移行（市民活動サポートセンター、STEP）"
    );
    assert!(
        cleaned
            .content
            .as_deref()
            .is_some_and(|c| c.starts_with("市民活動サポートセンター、さんみらい"))
    );
    assert_eq!(cleaned.parent, Some(item(&plan, "No.16").id.clone()));
    assert!(item(&plan, "No.40").departments.lead.is_empty());
    assert_eq!(item(&plan, "No.40").departments.support, ["ICT", "総務"]);
    assert_eq!(
        item(&plan, "No.41").departments.lead,
        ["市民経済部（生環、市民、税務、収納）", "公民館"]
    );
    assert_eq!(item(&plan, "No.36").references, ["六次総基本計画07-04-04-①指標"]);
    assert!(item(&plan, "No.38").references.is_empty());
}

#[test]
fn schedules_by_fiscal_year() {
    let Some(plan) = seed("002") else { return };
    let steps = |serial: &str| -> Vec<(i16, String)> {
        item(&plan, serial)
            .schedule
            .steps
            .iter()
            .map(|s| (s.fiscal_year.western(), s.text.clone()))
            .collect()
    };
    assert_eq!(steps("No.11"), [(2021, "10月に定期見直し".to_owned())]);
    assert_eq!(
        steps("No.14").iter().map(|s| s.0).collect::<Vec<_>>(),
        [2018, 2019, 2020, 2024]
    );
    assert_eq!(
        steps("No.34").iter().map(|s| s.0).collect::<Vec<_>>(),
        [2021, 2022]
    );
    assert_eq!(
        steps("No.38").iter().map(|s| s.0).collect::<Vec<_>>(),
        [2021, 2022, 2023, 2022, 2023, 2024]
    );
    assert_eq!(
        steps("No.41"),
        [
            (2021, "先行事例の検討、関連課との協議".to_owned()),
            (2022, "導入の検討、検証".to_owned())
        ]
    );
    assert!(item(&plan, "No.13").schedule.steps[2].open && !item(&plan, "No.13").schedule.every_year);
    assert_eq!(
        plan.items.iter().map(|i| i.schedule.steps.len()).sum::<usize>(),
        52
    );
}

#[test]
fn indicators_of_the_register() {
    let Some(plan) = seed("002") else { return };
    let of = |name: &str| {
        plan.indicators
            .iter()
            .find(|i| i.name == name)
            .unwrap_or_else(|| panic!("{name}"))
    };
    assert_eq!(of("市税(現年+滞繰)").direction, Direction::Keep);
    assert_eq!(of("国保税(現年)").direction, Direction::Up);
    let staff: Vec<_> = of("職員数")
        .values
        .iter()
        .map(|v| {
            (
                v.fiscal_year.map(|y| y.western()),
                v.kind,
                v.number.map(|n| n.value),
            )
        })
        .collect();
    assert_eq!(
        staff,
        [
            (Some(2021), ValueKind::Base, Some(448)),
            (Some(2025), ValueKind::Target, Some(439))
        ]
    );
    assert_eq!(
        of("セキュリティインシデント発生件数").values[0]
            .number
            .map(|n| n.value),
        Some(0)
    );
    assert_eq!(
        of("実質赤字比率").values[0]
            .number
            .map(|n| n.to_string())
            .as_deref(),
        Some("11.25")
    );
}

#[test]
fn a_crosswalk_of_65_rows() {
    let Some(plan) = seed("003") else { return };
    let count = |kind| plan.crosswalk.iter().filter(|e| e.kind == kind).count();
    assert_eq!(
        (
            plan.crosswalk.len(),
            count(EdgeKind::Continued),
            count(EdgeKind::New),
            count(EdgeKind::Abolished)
        ),
        (65, 41, 12, 12)
    );
    assert_eq!(plan.crosswalk.iter().filter(|e| e.old.is_some()).count(), 53);
    assert_eq!(plan.crosswalk.iter().filter(|e| e.new.is_some()).count(), 53);
    assert!(
        plan.crosswalk
            .iter()
            .all(|e| e.path.len() == 2 && e.department.is_some())
    );
    let first = &plan.crosswalk[0];
    assert_eq!(
        (first.label.as_str(), first.path.as_slice()),
        (
            "継続（新規）",
            [
                "業務マネジメント改革".to_owned(),
                "行政経営サイクルの確立".to_owned()
            ]
            .as_slice()
        )
    );
    let merged = plan
        .crosswalk
        .iter()
        .find(|e| e.old.as_deref() == Some("部局マネジメント力の強化"))
        .expect("a row");
    assert_eq!(merged.reason.as_deref(), Some("制度構築完了、新規取組に統合"));
    let shifted = plan
        .crosswalk
        .iter()
        .find(|e| e.new.as_deref() == Some("職員のエンゲージメント向上"))
        .expect("a row");
    assert_eq!(
        (
            shifted.kind,
            shifted.department.as_deref(),
            shifted.path[1].as_str()
        ),
        (EdgeKind::New, Some("職員課"), "組織・人材の活性化")
    );
    assert_eq!(
        plan.crosswalk.last().map(|e| e.path[1].as_str()),
        Some("ファシリティマネジメントの推進")
    );
    assert_eq!(plan.levels, ["基本方針", "戦略区分", "取組項目"]);
    assert_eq!(plan.sections.iter().filter(|s| s.parent.is_none()).count(), 3);
    assert_eq!(plan.sections.len(), 12);
    assert_eq!(plan.items.len(), 53);
    assert!(
        plan.items
            .iter()
            .all(|i| i.departments.lead.len() == 1 && i.section.is_some())
    );
}

#[test]
fn effects_by_vintage() {
    let Some(plan) = seed("003") else { return };
    assert_eq!(plan.effects.len(), 36);
    let sum = |vintage: &str| {
        plan.effects
            .iter()
            .filter(|e| e.vintage == vintage)
            .map(|e| e.amount.0)
            .sum::<i64>()
    };
    assert_eq!(sum("計画策定時点"), 2_674_093_000);
    assert_eq!(sum("後期アクションプラン策定時点"), 2_611_600_000);
    let kinds: Vec<_> = plan
        .effects
        .iter()
        .filter(|e| e.vintage == "後期アクションプラン策定時点" && e.path == ["業務マネジメント改革"])
        .map(|e| (e.fiscal_year.map_or(0, |y| y.western()), e.kind))
        .collect();
    assert_eq!(
        kinds[..3],
        [
            (2022, EffectKind::Actual),
            (2023, EffectKind::Actual),
            (2024, EffectKind::Forecast)
        ]
    );
    assert!(
        plan.effects
            .iter()
            .filter(|e| e.vintage == "計画策定時点")
            .all(|e| e.kind == EffectKind::Plan)
    );
    let differences: Vec<i64> = plan
        .stated_amounts
        .iter()
        .filter(|a| a.difference)
        .map(|a| a.amount.0 / 1000)
        .collect();
    assert_eq!(differences, [-191_326, -23_842, 152_675, -62_493]);
    assert!(
        plan.stated_amounts
            .iter()
            .any(|a| a.path.is_empty() && a.fiscal_year.is_none() && a.amount.0 == 2_611_600_000)
    );
    assert_eq!(period(&plan), Some((2022, 2027)));
    assert!(
        [EditionKind::FirstHalf, EditionKind::SecondHalf]
            .iter()
            .all(|kind| plan.editions.iter().any(|e| e.kind == *kind))
    );
}

#[test]
fn keep_problem_try() {
    let Some(plan) = seed("003") else { return };
    let review = &plan.review;
    assert_eq!(
        (review.keep.len(), review.problem.len(), review.try_next.len()),
        (3, 9, 8)
    );
    let items: Vec<(usize, usize)> = review
        .try_next
        .iter()
        .map(|t| {
            (
                t.items.iter().filter(|i| i.new).count(),
                t.items.iter().filter(|i| !i.new).count(),
            )
        })
        .collect();
    assert_eq!(
        items,
        [(4, 4), (5, 3), (2, 6), (3, 11), (3, 11), (1, 1), (5, 11), (0, 0)]
    );
    // What is remarked below and behind items is noted at their points, and stands beside the items at its line as well.
    let notes: Vec<usize> = review.try_next.iter().map(|one| one.notes.len()).collect();
    assert_eq!(notes, [2, 1, 3, 2, 0, 1, 1, 1]);
    let first = &review.try_next[0];
    let (item, remark) = first.notes[0].split_once('：').expect("a remark on an item");
    assert!(
        first.items.iter().any(|one| one.new && one.title == item),
        "{item}"
    );
    assert_eq!(remark.chars().count(), 11, "{remark}");
    assert!(review.try_next[7].notes[0].ends_with('。'));
    assert_eq!(plan.annotations.len(), 11, "{:?}", plan.annotations);
    let bpr = &review.try_next[1].items[0];
    assert_eq!(
        (bpr.title.as_str(), bpr.new, bpr.merges.len()),
        ("B P Rの推進", true, 4)
    );
    assert_eq!(review.try_next[6].items[0].departments, ["行政マネジメント課"]);
    assert_eq!(
        review.try_next[4].items[1].departments,
        ["行政マネジメント課", "DX推進課"]
    );
    assert!(
        review.try_next[4]
            .items
            .iter()
            .any(|i| i.title == "情報発信の最適化" && i.departments == ["DX推進課"])
    );
}

#[test]
fn progress_in_124_initiatives() {
    let Some(plan) = seed("000") else { return };
    assert!(plan.items.is_empty());
    let whole = plan
        .progress
        .iter()
        .find(|p| p.path.is_empty())
        .expect("a grand total");
    let grades: HashMap<&str, Option<i64>> = whole.grades.iter().map(|(l, n)| (l.as_str(), *n)).collect();
    assert_eq!(
        (whole.total, grades["◎"], grades["○"], grades["△"]),
        (Some(124), Some(8), Some(112), Some(4))
    );
    let of = |policy: &str| {
        plan.progress
            .iter()
            .filter(|p| p.path.first().is_some_and(|t| t.contains(policy)))
            .filter_map(|p| p.total)
            .sum::<i64>()
    };
    assert_eq!((of("ポスト復興"), of("市民協働"), of("人材の力")), (78, 26, 20));
    let group = plan
        .progress
        .iter()
        .find(|p| p.path.len() == 2 && p.path[1] == "市民とのつながりを強固にする仕組みづくり")
        .expect("a row");
    assert_eq!((group.total, group.label.as_str()), (None, "(1)"));
    let row = plan
        .progress
        .iter()
        .find(|p| p.path.last().is_some_and(|t| t == "中長期的視点を重視した取組み"))
        .expect("a row");
    assert_eq!(
        (row.total, row.grades.clone()),
        (
            Some(12),
            vec![
                ("◎".into(), Some(0)),
                ("○".into(), Some(10)),
                ("△".into(), Some(2))
            ]
        )
    );
    assert!(row.examples.is_some());
    assert!(
        plan.progress
            .iter()
            .all(|p| p.fiscal_year.map(|y| y.western()) == Some(2019))
    );
    let tones: Vec<_> = plan.scales[0]
        .grades
        .iter()
        .map(|g| (g.label.as_str(), g.tone))
        .collect();
    assert_eq!(
        tones,
        [("◎", Tone::Ahead), ("○", Tone::Steady), ("△", Tone::Behind)]
    );
    assert_eq!(
        (
            plan.sections.len(),
            plan.sections.iter().filter(|s| s.parent.is_none()).count()
        ),
        (25, 3)
    );
    let said = |of: &str| {
        plan.statements
            .iter()
            .find(|s| s.of.starts_with(of))
            .map(|s| (s.value, s.approximate))
    };
    assert_eq!(
        (said("実施項目"), said("具体的な取組")),
        (Some((98, false)), Some((124, false)))
    );
    assert_eq!(said("累積効果額"), Some((21_700_000_000, true)));
}

#[test]
fn an_outline_with_23_items() {
    let Some(plan) = seed("004") else { return };
    assert_eq!(period(&plan), Some((2023, 2028)));
    assert_eq!(plan.levels, ["改革項目", "推進施策", "実施項目"]);
    let areas: Vec<_> = plan
        .sections
        .iter()
        .filter(|s| s.parent.is_none())
        .map(|s| s.label.as_str())
        .collect();
    assert_eq!(areas, ["1", "2", "3", "4", "5"]);
    assert_eq!(plan.sections.iter().filter(|s| s.level == "推進施策").count(), 14);
    assert_eq!(plan.items.len(), 23);
    for item in &plan.items {
        let area = item
            .section
            .as_deref()
            .and_then(|s| plan.section(s))
            .expect("an area");
        assert_eq!(
            item.number.as_deref().and_then(|n| n.split('-').next()),
            Some(area.label.as_str())
        );
    }
    assert_eq!(plan.items[22].number.as_deref(), Some("5-⑤"));
    assert_eq!(
        plan.frame
            .promotion
            .iter()
            .map(|b| b.title.as_str())
            .collect::<Vec<_>>(),
        ["行政改革推進本部", "行政改革懇談会"]
    );
    assert!(plan.frame.promotion[0].text.starts_with("市長を本部長とした"));
    assert_eq!(
        plan.frame
            .themes
            .iter()
            .map(|t| t.title.as_str())
            .collect::<Vec<_>>(),
        ["挑戦と進化", "好循環", "信頼関係"]
    );
    assert_eq!(plan.frame.ideals.len(), 1);
}

#[test]
fn why_a_plan_was_revised() {
    let Some(plan) = seed("001") else { return };
    let frame = &plan.frame;
    assert_eq!(
        frame
            .circumstances
            .iter()
            .map(|g| g.points.len())
            .collect::<Vec<_>>(),
        [7, 5, 7]
    );
    assert!(frame.circumstances[0].title.starts_with("現行プラン実施方針①"));
    assert_eq!(
        frame
            .viewpoints
            .iter()
            .map(|g| g.points.len())
            .collect::<Vec<_>>(),
        [3, 3, 3]
    );
    assert_eq!(
        frame
            .directions
            .iter()
            .map(|g| g.points.len())
            .collect::<Vec<_>>(),
        [6, 3, 4]
    );
    assert!(frame.higher_plans.iter().any(|p| p.title == "仙台市総合計画"));
    assert_eq!(period(&plan), Some((2019, 2021)));
    let current = plan
        .editions
        .iter()
        .find(|e| e.title == "現行プラン")
        .and_then(|e| e.period)
        .expect("the plan that is replaced");
    assert_eq!((current.from.western(), current.to.western()), (2016, 2020));
    assert_eq!(
        plan.notes.iter().map(|n| n.term.as_str()).collect::<Vec<_>>(),
        ["IoT", "RPA"]
    );
    assert!(
        plan.notes[1].text.contains("Robotics Process Automation")
            && plan.notes[1].text.contains("業務自動化")
    );
    let gap = plan
        .statements
        .iter()
        .find(|s| s.of.contains("収支差"))
        .expect("the gap");
    assert_eq!(
        (gap.value, gap.period.map(|p| (p.from.western(), p.to.western()))),
        (81_200_000_000, Some((2019, 2021)))
    );
}

#[test]
fn the_same_in_a_spreadsheet() {
    for number in ["000", "002", "003", "004"] {
        let Some(text) = text_of(number) else { return };
        let plain = understand(&layout(number, &text));
        let document = gyokaku_exchange::read::document("seed.csv", as_csv(&text).as_bytes()).expect("a CSV");
        let sheet = understand(&document);
        let items = |p: &Plan| -> Vec<_> {
            p.items
                .iter()
                .map(|i| {
                    (
                        i.serial.clone(),
                        i.number.clone(),
                        i.title.clone(),
                        i.section.clone(),
                        i.parent.clone(),
                        i.departments.clone(),
                        i.references.clone(),
                        i.schedule.steps.len(),
                    )
                })
                .collect()
        };
        assert_eq!(items(&sheet), items(&plain), "{number}");
        let progress = |p: &Plan| -> Vec<_> {
            p.progress
                .iter()
                .map(|r| (r.path.clone(), r.total, r.grades.clone(), r.fiscal_year))
                .collect()
        };
        assert_eq!(progress(&sheet), progress(&plain), "{number}");
        let effects = |p: &Plan| -> Vec<_> {
            p.effects
                .iter()
                .map(|e| (e.vintage.clone(), e.path.clone(), e.fiscal_year, e.kind, e.amount))
                .collect()
        };
        assert_eq!(effects(&sheet), effects(&plain), "{number}");
        let crosswalk = |p: &Plan| -> Vec<_> {
            p.crosswalk
                .iter()
                .map(|e| {
                    (
                        e.path.clone(),
                        e.old.clone(),
                        e.label.clone(),
                        e.new.clone(),
                        e.department.clone(),
                    )
                })
                .collect()
        };
        assert_eq!(crosswalk(&sheet), crosswalk(&plain), "{number}");
        assert_eq!(
            (&sheet.title, &sheet.levels, sheet.period),
            (&plain.title, &plain.levels, plain.period),
            "{number}"
        );
        assert_eq!(
            sheet.review.try_next.len(),
            plain.review.try_next.len(),
            "{number}"
        );
    }
}
