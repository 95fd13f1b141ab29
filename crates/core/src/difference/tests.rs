//! Merging and comparing, by examples and by what must hold for any two plans.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::document::DocumentId;
use crate::effect::{Correction, Duration, Effect, EffectKind, Source, in_force};
use crate::fiscal_year::FiscalYear;
use crate::indicator::Indicator;
use crate::money::Yen;
use crate::plan::{Item, Section};
use crate::progress::{Evaluation, Evaluator, StatedProgress};

fn ids(prefix: &'static str) -> impl FnMut() -> String {
    let mut count = 0;
    move || {
        count += 1;
        format!("{prefix}{count}")
    }
}

fn section(id: &str, parent: Option<&str>, title: &str) -> Section {
    Section {
        id: id.into(),
        parent: parent.map(str::to_owned),
        title: title.into(),
        ..Section::default()
    }
}

fn item(id: &str, section: Option<&str>, number: &str, title: &str) -> Item {
    Item {
        id: id.into(),
        section: section.map(str::to_owned),
        number: Some(number.into()).filter(|n: &String| !n.is_empty()),
        title: title.into(),
        ..Item::default()
    }
}

fn effect(id: &str, vintage: &str, fiscal_year: i16, amount: i64) -> Effect {
    Effect {
        id: id.into(),
        vintage: vintage.into(),
        on: None,
        path: vec!["歳入の確保".into()],
        fiscal_year: FiscalYear::new(fiscal_year),
        kind: EffectKind::Plan,
        amount: Yen(amount),
        duration: Duration::Unsaid,
        source: Source::Unsaid,
        corrects: None,
        at: Place::NOWHERE,
    }
}

fn grade(item: &str, fiscal_year: Option<i16>, grade: &str) -> Evaluation {
    let fiscal_year = fiscal_year.and_then(FiscalYear::new);
    Evaluation {
        item: item.into(),
        fiscal_year,
        by: Evaluator::Department,
        grade: grade.into(),
        reason: None,
        done: None,
        at: Place::NOWHERE,
    }
}

fn first() -> Plan {
    Plan {
        title: "行財政改革プラン".into(),
        sections: vec![section("s1", None, "組織"), section("s2", Some("s1"), "人材育成")],
        items: vec![
            item("i1", Some("s2"), "1-1", "市長と職員の意見交換"),
            item("i2", Some("s2"), "1-2", "研修の充実"),
            item("i3", Some("s1"), "2", "ＢＰＲの推進"),
        ],
        effects: vec![effect("e1", "策定時", 2027, 100)],
        evaluations: vec![grade("i2", Some(2020), "○")],
        ..Plan::default()
    }
}

#[test]
fn identities_last_and_references_follow() {
    let stored = merge(&Plan::default(), first(), Taking::default(), &mut ids("a"));
    assert_eq!(
        stored.items[1].section.as_deref(),
        Some(stored.sections[1].id.as_str())
    );
    assert_eq!(stored.evaluations[0].item, stored.items[1].id);
    let mut next = first();
    next.sections[0].title = "組織の改革".into();
    next.sections[0].label = "1".into();
    next.items = vec![
        item("x", Some("s1"), "7", "BPR の推進"),
        item("y", Some("s2"), "1-1", "市長と職員の意見交換会"),
        item("z", None, "9", "新しい取組"),
    ];
    next.evaluations.clear();
    let merged = merge(&stored, next.clone(), Taking::default(), &mut ids("b"));
    assert_eq!(
        merged.items[0].id, stored.items[2].id,
        "a title without regard to width"
    );
    assert_eq!(
        merged.items[1].id, stored.items[0].id,
        "the same number and nearly the same title"
    );
    assert_eq!(merged.items[2].id, "b2", "a new one");
    assert_eq!(merged.items[3].id, stored.items[1].id, "one with a history stays");
    let difference = between(&stored, &next, Taking::default());
    let items = difference.part(Kind::Item).expect("items");
    assert_eq!(
        (
            items.added.len(),
            items.removed.len(),
            items.changed.len(),
            items.unchanged
        ),
        (1, 0, 2, 1)
    );
    assert!(
        items.changed[1]
            .fields
            .iter()
            .any(|f| f.field == "取組項目" && f.new.as_deref() == Some("市長と職員の意見交換会"))
    );
}

#[test]
fn a_part_of_a_plan_removes_nothing() {
    let stored = merge(&Plan::default(), first(), Taking::default(), &mut ids("a"));
    let row = |year: i16, total| StatedProgress {
        fiscal_year: FiscalYear::new(year),
        total: Some(total),
        ..StatedProgress::default()
    };
    let table = |year, total| Plan {
        title: "進捗状況".into(),
        progress: vec![row(year, total)],
        ..Plan::default()
    };
    let merged = merge(&stored, table(2019, 124), Taking::default(), &mut ids("b"));
    assert_eq!(
        (&merged.title, merged.items.len(), merged.progress.len()),
        (&stored.title, 3, 1)
    );
    let again = merge(&merged, table(2020, 120), Taking::default(), &mut ids("c"));
    assert_eq!(
        again.progress.iter().map(|p| p.total).collect::<Vec<_>>(),
        [Some(124), Some(120)]
    );
}

#[test]
fn the_ledger_only_grows() {
    let stored = merge(&Plan::default(), first(), Taking::default(), &mut ids("a"));
    let next = Plan {
        title: "後期計画".into(),
        effects: vec![
            effect("q", "策定時", 2027, 120),
            effect("r", "令和6年度時点", 2027, 90),
        ],
        ..Plan::default()
    };
    let merged = merge(&stored, next.clone(), Taking::default(), &mut ids("b"));
    assert_eq!(merged.effects.len(), 3);
    assert_eq!(merged.effects[0], stored.effects[0]);
    assert_eq!(
        merged.effects[1].corrects,
        Some(Correction {
            entry: stored.effects[0].id.clone(),
            reason: "再取込: 後期計画".into(),
            withdraws: false,
        })
    );
    assert_eq!(
        merge(&merged, next.clone(), Taking::default(), &mut ids("c")),
        merged
    );
    let part = between(&stored, &next, Taking::default())
        .part(Kind::Effect)
        .cloned()
        .expect("effects");
    assert_eq!(
        (part.added.len(), part.changed[0].fields[0].new.as_deref()),
        (1, Some("120円"))
    );
    // Back to the first amount: again an entry of its own.
    let back = Plan {
        effects: vec![effect("q", "策定時", 2027, 100)],
        ..Plan::default()
    };
    assert_eq!(
        merge(&merged, back, Taking::default(), &mut ids("d"))
            .effects
            .len(),
        4
    );
}

#[test]
fn ten_thousand_items_are_no_matter() {
    let items = |words: &str| {
        (0..10_000)
            .map(|n| item(&format!("i{n}"), None, "1", &format!("{words}{n}")))
            .collect()
    };
    let stored = merge(
        &Plan::default(),
        Plan {
            items: items("業務の見直し"),
            ..Plan::default()
        },
        Taking::default(),
        &mut ids("a"),
    );
    let renamed = Plan {
        items: items("窓口サービス"),
        ..Plan::default()
    };
    let kept = merge(&stored, renamed.clone(), Taking::default(), &mut ids("b"));
    assert_eq!(
        kept.items.len(),
        20_000,
        "nothing goes because a document is silent"
    );
    let taking = Taking {
        missing: Missing::Remove,
        ..Taking::default()
    };
    assert_eq!(merge(&stored, renamed, taking, &mut ids("b")).items.len(), 10_000);
}

prop_compose! {
    fn any_plan()(
        sections in prop::collection::vec((0usize..4, 0usize..4, 0usize..3), 0..5),
        items in prop::collection::vec((0usize..6, 0usize..6, 0usize..6, 0usize..4, prop::option::of("[a-b]")), 0..8),
        evaluations in prop::collection::vec((0usize..9, prop::option::of(2019i16..2022), "[◎○]"), 0..5),
        effects in prop::collection::vec((0usize..2, 2020i16..2022, 0i64..3, 0usize..3), 0..6),
        edges in prop::collection::vec((prop::option::of("[a-c]"), prop::option::of("[a-c]")), 0..5),
        indicators in prop::collection::vec((0usize..9, "[a-b]", prop::collection::vec((prop::option::of(2020i16..2022), 0i64..3), 0..4)), 0..4),
        progress in prop::collection::vec((prop::option::of(2019i16..2021), 0i64..3), 0..4),
        notes in prop::collection::vec("[a-b]", 0..3),
        title in "[プラン]{0,2}",
    ) -> Plan {
        let titles = ["組織の見直し", "組織の見直しの推進", "ＢＰＲ", "財政", "財 政", ""];
        let mut plan = Plan { title, ..Plan::default() };
        for (n, (title, parent, label)) in sections.into_iter().enumerate() {
            let mut s = section(&format!("s{n}"), (parent < n).then(|| format!("s{parent}")).as_deref(), titles[title]);
            s.label = ["", "1", "2"][label].into();
            plan.sections.push(s);
        }
        for (n, (title, section, parent, number, content)) in items.into_iter().enumerate() {
            let mut i = item(&format!("i{n}"), Some(&format!("s{section}")), ["", "1", "２", "3"][number], titles[title]);
            i.parent = (parent < n).then(|| format!("i{parent}"));
            i.content = content;
            plan.items.push(i);
        }
        plan.evaluations = evaluations.into_iter().map(|(i, y, g)| grade(&format!("i{i}"), y, &g)).collect();
        plan.effects = effects.into_iter().enumerate().map(|(n, (vintage, y, amount, kind))| {
            let mut e = effect(&format!("e{n}"), ["策定時", "現在"][vintage], y, amount);
            e.duration = [Duration::Unsaid, Duration::SingleYear, Duration::Continuing][kind];
            if kind == 2 && n > 0 {
                e.corrects = Some(Correction { entry: format!("e{}", n - 1), reason: "訂正".into(), withdraws: false });
            }
            e
        }).collect();
        plan.crosswalk = edges.into_iter().map(|(old, new)| crate::crosswalk::Edge {
            id: String::new(), path: vec![], old, kind: crate::crosswalk::EdgeKind::Continued, label: String::new(), reason: None, new, department: None, at: Place::NOWHERE, ..Default::default() }).collect();
        plan.indicators = indicators.into_iter().map(|(i, name, values)| Indicator {
            id: String::new(), item: Some(format!("i{i}")), name, unit: "%".into(), direction: crate::indicator::Direction::Up,
            values: values.into_iter().map(|(y, n)| crate::indicator::IndicatorValue {
                fiscal_year: y.and_then(FiscalYear::new), kind: crate::indicator::ValueKind::Actual,
                number: Some(crate::indicator::Decimal { value: n, places: 1 }), fraction: None, at: Place::NOWHERE,
            }).collect(),
        }).collect();
        plan.progress = progress.into_iter().map(|(y, total)| StatedProgress { fiscal_year: y.and_then(FiscalYear::new), total: Some(total), ..StatedProgress::default() }).collect();
        plan.notes = notes.into_iter().map(|term| crate::plan::GlossaryNote { text: term.clone(), term, at: Place::NOWHERE }).collect();
        plan
    }
}

fn assert_sound(plan: &Plan) {
    let sections: HashSet<&str> = plan.sections.iter().map(|s| s.id.as_str()).collect();
    let items: HashSet<&str> = plan.items.iter().map(|i| i.id.as_str()).collect();
    let effects: HashSet<&str> = plan.effects.iter().map(|e| e.id.as_str()).collect();
    assert_eq!(
        (sections.len(), items.len(), effects.len()),
        (plan.sections.len(), plan.items.len(), plan.effects.len())
    );
    assert!(
        plan.sections
            .iter()
            .filter_map(|s| s.parent.as_deref())
            .all(|id| sections.contains(id))
    );
    assert!(
        plan.items
            .iter()
            .filter_map(|i| i.section.as_deref())
            .all(|id| sections.contains(id))
    );
    assert!(
        plan.items
            .iter()
            .filter_map(|i| i.parent.as_deref())
            .all(|id| items.contains(id))
    );
    assert!(plan.evaluations.iter().all(|e| items.contains(e.item.as_str())));
    assert!(
        plan.indicators
            .iter()
            .filter_map(|i| i.item.as_deref())
            .all(|id| items.contains(id))
    );
    assert!(
        plan.effects
            .iter()
            .filter_map(|e| e.corrects.as_ref())
            .all(|c| c.entry.is_empty() || effects.contains(c.entry.as_str()))
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_document_again_changes_nothing(a in any_plan(), b in any_plan()) {
        let mut fresh = ids("n");
        let stored = merge(&Plan::default(), a.clone(), Taking::default(), &mut fresh);
        assert_sound(&stored);
        prop_assert_eq!(&merge(&stored, a.clone(), Taking::default(), &mut fresh), &stored);
        prop_assert!(between(&stored, &a, Taking::default()).is_empty());
        let merged = merge(&stored, b.clone(), Taking::default(), &mut fresh);
        assert_sound(&merged);
        prop_assert!(stored.effects.iter().zip(&merged.effects).all(|(x, y)| x == y));
        prop_assert_eq!(&merge(&merged, b.clone(), Taking::default(), &mut fresh), &merged);
        prop_assert!(between(&merged, &b, Taking::default()).is_empty());
        // What is stored, taken in as if it were a document, is known too.
        prop_assert_eq!(&merge(&merged, merged.clone(), Taking::default(), &mut fresh), &merged);
    }

    #[test]
    fn no_difference_means_no_change(a in any_plan(), b in any_plan()) {
        let mut fresh = ids("n");
        let stored = merge(&Plan::default(), a, Taking::default(), &mut fresh);
        let merged = merge(&stored, b.clone(), Taking::default(), &mut fresh);
        let kinds = |p: &Plan| (p.items.len(), p.sections.len(), p.effects.len(), p.evaluations.len(), p.crosswalk.len(), p.title.clone());
        if between(&stored, &b, Taking::default()).is_empty() {
            prop_assert_eq!(kinds(&stored), kinds(&merged));
        }
    }
}

/// A plan that a document states.
fn stated_in(document: &str, mut plan: Plan) -> Plan {
    plan.stated_in(&DocumentId::new(document));
    plan
}

fn statement(of: &str, value: i64, line: u32) -> crate::plan::Statement {
    crate::plan::Statement {
        of: of.into(),
        value,
        money: false,
        approximate: false,
        period: None,
        stated: value.to_string(),
        at: Place::line(line),
    }
}

#[test]
fn a_value_belongs_to_the_document_that_states_it() {
    let values = |plan: &Plan| plan.statements.iter().map(|s| s.value).collect::<Vec<_>>();
    let stating = |document: &str, statements: Vec<crate::plan::Statement>| {
        stated_in(
            document,
            Plan {
                statements,
                ..Plan::default()
            },
        )
    };
    let report = stating(
        "a",
        vec![statement("実施項目", 98, 1), statement("具体的取組", 124, 2)],
    );
    let outline = stating("b", vec![statement("収支差", 812, 1)]);
    for (one, other) in [(&report, &outline), (&outline, &report)] {
        let stored = merge(&Plan::default(), one.clone(), Taking::default(), &mut ids("n"));
        let both = merge(&stored, other.clone(), Taking::default(), &mut ids("m"));
        assert_eq!(both.statements.len(), 3, "whichever comes first");
        assert!(between(&both, one, Taking::default()).is_empty());
    }
    let stored = merge(&Plan::default(), report, Taking::default(), &mut ids("n"));
    // Another document that counts otherwise stands beside it; a new version of the first replaces it.
    let sister = stating("c", vec![statement("実施項目", 97, 5)]);
    let beside = merge(&stored, sister.clone(), Taking::default(), &mut ids("m"));
    assert_eq!(values(&beside), [98, 124, 97]);
    let first = DocumentId::new("a");
    let replacing = Taking {
        replaces: Some(&first),
        ..Taking::default()
    };
    let mended = merge(&stored, sister.clone(), replacing, &mut ids("m"));
    assert_eq!(
        values(&mended),
        [97, 124],
        "what the new version does not state is asked"
    );
    assert_eq!(mended.statements[0].at.document, Some(DocumentId::new("c")));
    let offered = missing(&stored, &sister, Some(&first));
    assert_eq!(offered.len(), 1);
    assert_eq!((offered[0].kind, offered[0].removed.len()), (Kind::Statement, 1));
    let removing = Taking {
        missing: Missing::Remove,
        ..replacing
    };
    assert_eq!(values(&merge(&stored, sister, removing, &mut ids("m"))), [97]);
}

#[test]
fn a_silent_document_takes_nothing_from_an_item() {
    let mut full = item("i1", None, "1", "窓口の予約");
    full.content = Some("予約を受ける".into());
    full.departments.lead = vec!["市民課".into()];
    full.places.content = Place::line(3);
    let first = stated_in(
        "a",
        Plan {
            title: "計画".into(),
            items: vec![full],
            ..Plan::default()
        },
    );
    let stored = merge(&Plan::default(), first, Taking::default(), &mut ids("n"));
    let bare = Plan {
        title: "令和7年度の進捗".into(),
        items: vec![item("x", None, "7", "窓口の予約")],
        ..Plan::default()
    };
    let merged = merge(&stored, stated_in("b", bare), Taking::default(), &mut ids("m"));
    assert_eq!((merged.title.as_str(), merged.items.len()), ("計画", 1));
    let only = &merged.items[0];
    assert_eq!(
        (only.content.as_deref(), only.number.as_deref()),
        (Some("予約を受ける"), Some("7"))
    );
    assert_eq!(only.departments.lead, ["市民課"]);
    assert_eq!(
        only.places.content.document,
        Some(DocumentId::new("a")),
        "its place stays that of the first"
    );
}

#[test]
fn the_amounts_of_an_item_that_is_let_go_are_taken_back() {
    let with = |items: &[&str]| Plan {
        title: "計画".into(),
        items: items.iter().map(|t| item(t, None, "", t)).collect(),
        ..Plan::default()
    };
    let mut first = with(&["広告料の確保", "使用料の見直し"]);
    first.effects = vec![
        effect("e1", "策定時", 2027, 67_100),
        effect("e2", "策定時", 2027, 1_200),
    ];
    first.effects[0].path = vec!["広告料の確保".into()];
    first.effects[1].path = vec!["使用料の見直し".into()];
    let stored = merge(&Plan::default(), first, Taking::default(), &mut ids("n"));
    let next = with(&["広告料の確保"]);
    let count = |plan: &Plan| in_force(&plan.effects).map(|e| e.amount.0).sum::<i64>();
    let kept = merge(&stored, next.clone(), Taking::default(), &mut ids("m"));
    assert_eq!((kept.items.len(), count(&kept)), (2, 68_300));
    let offered = missing(&stored, &next, None);
    assert_eq!(offered.iter().map(|p| p.kind).collect::<Vec<_>>(), [Kind::Item]);
    let removing = Taking {
        missing: Missing::Remove,
        ..Taking::default()
    };
    let gone = merge(&stored, next, removing, &mut ids("m"));
    assert_eq!((gone.items.len(), count(&gone)), (1, 67_100));
    assert_eq!(gone.effects.len(), 3, "the ledger only grows");
}

#[test]
fn what_was_made_by_hand_and_what_ended_is_no_documents_to_remove() {
    let document = DocumentId::new("d");
    let item = |id: &str, title: &str, parent: Option<&str>, by_hand: bool| Item {
        id: id.into(),
        title: title.into(),
        parent: parent.map(str::to_owned),
        at: match by_hand {
            true => Place::NOWHERE,
            false => {
                let mut at = Place::at_line(1, 1);
                at.document = Some(document.clone());
                at
            }
        },
        ..Item::default()
    };
    let mut ended = item("i-ended", "終えた取組", None, false);
    ended.retired = Some(crate::plan::Retirement {
        into: Vec::new(),
        on: crate::round::day("2026-10-01").expect("a day"),
        reason: "統合".into(),
    });
    let stored = Plan {
        items: vec![
            item("i-a", "窓口の見直し", None, false),
            item("i-gone", "記載のなくなった取組", None, false),
            ended,
            item("i-hand", "手で加えた取組", Some("i-a"), true),
        ],
        ..Plan::default()
    };
    let mut incoming = Plan {
        at: Place::at_line(1, 1),
        items: vec![item("x", "窓口の見直し", None, false)],
        ..Plan::default()
    };
    incoming.stated_in(&document);
    let taking = Taking {
        replaces: None,
        missing: Missing::Remove,
    };
    let merged = merge(&stored, incoming, taking, &mut ids("n"));
    let kept: Vec<&str> = merged.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(kept, ["i-a", "i-ended", "i-hand"]);
    assert!(merged.items[1].retired.is_some());
}
