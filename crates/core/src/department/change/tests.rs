use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::department::{Assignment, ChargeDecision, Open, duties};
use crate::plan::{Item, Period, Plan};

fn year(western: i16) -> FiscalYear {
    FiscalYear::new(western).expect("a fiscal year")
}

fn department(id: &str, name: &str) -> Department {
    Department {
        id: id.into(),
        name: name.into(),
        aliases: vec![],
        parent: None,
        from: None,
        until: None,
        successors: vec![],
    }
}

fn numbers() -> impl FnMut() -> String {
    let mut next = 0;
    move || {
        next += 1;
        format!("n{next}")
    }
}

fn town() -> Directory {
    Directory {
        departments: vec![
            department("so", "総務部"),
            Department {
                parent: Some("so".into()),
                ..department("za", "財政課")
            },
            Department {
                parent: Some("so".into()),
                from: Some(year(2020)),
                ..department("ka", "管財課")
            },
            Department {
                until: Some(year(2022)),
                ..department("ki", "企画課")
            },
        ],
    }
}

fn lines(directory: &Directory) -> Vec<String> {
    let fy = |y: Option<FiscalYear>| y.map(|y| y.to_string()).unwrap_or_default();
    directory
        .departments
        .iter()
        .map(|d| {
            let above = d.parent.as_deref().unwrap_or("-");
            let next = d.successors.join(",");
            format!(
                "{} {} {above} {}-{} >{next}",
                d.id,
                d.name,
                fy(d.from),
                fy(d.until)
            )
        })
        .collect()
}

#[test]
fn a_rename_ends_the_old_name_the_year_before() {
    let changed = rename(&town(), "za", " 財政経営課 ", year(2024), &mut numbers()).expect("a change");
    assert_eq!(changed.begun, ["n1"]);
    assert_eq!(
        lines(&changed.directory)[1..3],
        ["za 財政課 so -2023 >n1", "n1 財政経営課 so 2024- >"]
    );
}

#[test]
fn members_follow_their_division() {
    let changed = rename(&town(), "so", "総務局", year(2024), &mut numbers()).expect("a change");
    assert_eq!(lines(&changed.directory)[2], "za 財政課 n1 - >");
    let changed = split(&town(), "so", &["総務部", "財務部"], year(2024), &mut numbers()).expect("a change");
    assert_eq!(
        lines(&changed.directory)[..4],
        [
            "so 総務部 - -2023 >n1,n2",
            "n1 総務部 - 2024- >",
            "n2 財務部 - 2024- >",
            "za 財政課 n1 - >"
        ]
    );
}

#[test]
fn a_merge_may_keep_a_name() {
    let changed = merge(&town(), &["za", "ka"], "財政課", year(2024), &mut numbers()).expect("a change");
    assert_eq!(
        lines(&changed.directory)[1..4],
        [
            "za 財政課 so -2023 >n1",
            "n1 財政課 so 2024- >",
            "ka 管財課 so 2020-2023 >n1"
        ]
    );
}

#[rstest::rstest]
#[case::begins_then(
    "ka",
    "契約課",
    2020,
    "「管財課」は令和2年度に始まっています。令和3年度以降の年度を入力してください。"
)]
#[case::ended(
    "ki",
    "政策課",
    2024,
    "「企画課」は令和4年度で終わることになっています。後を継いだ課を選んでください。"
)]
#[case::taken(
    "ka",
    "財政 課",
    2024,
    "「財政 課」はその年度にほかの課が使っています。別の名前にしてください。"
)]
#[case::blank("ka", "　", 2024, "課の名前を入力してください。")]
#[case::nobody("x", "契約課", 2024, "課名簿にない課です。一覧から選び直してください。")]
fn a_change_that_cannot_be_is_refused(
    #[case] id: &str,
    #[case] name: &str,
    #[case] at: i16,
    #[case] words: &str,
) {
    let refused = rename(&town(), id, name, year(at), &mut numbers()).expect_err("a refusal");
    assert_eq!(refused.message(YearStyle::Era), words);
}

#[test]
fn merges_and_splits_of_one_are_refused() {
    let mut ids = numbers();
    let town = town();
    let at = year(2024);
    assert_eq!(merge(&town, &["za"], "課", at, &mut ids), Err(Refusal::TooFew));
    assert_eq!(split(&town, "za", &["甲課"], at, &mut ids), Err(Refusal::TooFew));
    let twice = |name: &str| Err(Refusal::Twice { name: name.into() });
    assert_eq!(merge(&town, &["za", "za"], "課", at, &mut ids), twice("財政課"));
    assert_eq!(
        split(&town, "za", &["甲課", "甲 課"], at, &mut ids),
        twice("甲 課")
    );
    assert_eq!(
        merge(&town, &["so", "za"], "課", at, &mut ids),
        Err(Refusal::WithItsDivision {
            name: "財政課".into()
        })
    );
}

/// What happens to the organisation, as random numbers that pick departments and names.
#[derive(Clone, Debug)]
enum Event {
    Rename(usize, bool),
    Merge(usize, usize, bool),
    Split(usize, Vec<Option<bool>>),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (any::<usize>(), any::<bool>()).prop_map(|(at, again)| Event::Rename(at, again)),
        (any::<usize>(), any::<usize>(), any::<bool>()).prop_map(|(a, b, again)| Event::Merge(a, b, again)),
        // For each of the six items: the first, the second, or nobody decides.
        (
            any::<usize>(),
            proptest::collection::vec(proptest::option::of(any::<bool>()), 6)
        )
            .prop_map(|(at, to)| Event::Split(at, to)),
    ]
}

proptest! {
    /// The items are followed by hand beside the functions, and both must agree in every year.
    #[test]
    fn an_item_never_loses_its_department(events in proptest::collection::vec((event(), 0i16..3), 0..14)) {
        let mut directory = Directory {
            departments: (0..4).map(|n| department(&format!("d{n}"), &format!("第{n}課"))).collect(),
        };
        let items: Vec<Item> = (0..6)
            .map(|n| Item {
                id: format!("i{n}"),
                departments: Assignment { lead: vec![format!("第{}課", n % 4)], support: vec![] },
                ..Item::default()
            })
            .collect();
        let plan = Plan {
            period: Some(Period { from: year(2000), to: year(2040) }),
            items,
            ..Plan::default()
        };
        let mut owners: Vec<BTreeSet<String>> = (0..6).map(|n| BTreeSet::from([format!("d{}", n % 4)])).collect();
        let mut history = vec![(2000i16, owners.clone())];
        let mut charges: Vec<ChargeDecision> = Vec::new();
        let mut ids = numbers();
        let mut fresh = 100;
        // In the year it is printed a plan has the names of that year.
            let mut now = 2001i16;
        for (event, later) in events {
            now += later;
            let at = year(now);
            let alive: Vec<String> = directory.departments.iter().filter(|d| d.until.is_none()).map(|d| d.id.clone()).collect();
            let pick = |n: usize| alive[n % alive.len()].clone();
            // A name that was given up may come back, for another department.
            let mut name = |again: bool, directory: &Directory| {
                fresh += 1;
                let gone = directory.departments.iter().find(|d| d.until.is_some() && !is_taken(directory, &d.name, None, (Some(at), None), &[]));
                match gone.filter(|_| again) {
                    Some(gone) => gone.name.clone(),
                    None => format!("第{fresh}課"),
                }
            };
            let (old, changed, to) = match event {
                Event::Rename(n, again) => {
                    let (id, name) = (pick(n), name(again, &directory));
                    (vec![id.clone()], rename(&directory, &id, &name, at, &mut ids), vec![])
                }
                Event::Merge(a, b, again) => {
                    let (a, b, name) = (pick(a), pick(b), name(again, &directory));
                    (vec![a.clone(), b.clone()], merge(&directory, &[&a, &b], &name, at, &mut ids), vec![])
                }
                Event::Split(n, to) => {
                    let id = pick(n);
                    // One successor keeps the name.
                    let kept = directory.department(&id).map(|d| d.name.clone()).unwrap_or_default();
                    let new = name(false, &directory);
                    (vec![id.clone()], split(&directory, &id, &[&kept, &new], at, &mut ids), to)
                }
            };
            let Ok(changed) = changed else { continue };
            directory = changed.directory;
            for (n, owner) in owners.iter_mut().enumerate() {
                if !owner.iter().any(|id| old.contains(id)) {
                    continue;
                }
                match (owner.len(), to.get(n)) {
                    (1, Some(Some(first))) => {
                        let chosen = changed.begun[usize::from(!first)].clone();
                        charges.retain(|c| !(c.item == format!("i{n}") && c.from == at));
                        charges.push(ChargeDecision {
                            item: format!("i{n}"),
                            label: format!("第{}課", n % 4),
                            from: at,
                            departments: vec![chosen.clone()],
                        });
                        *owner = BTreeSet::from([chosen]);
                    }
                    _ => {
                        owner.retain(|id| !old.contains(id));
                        owner.extend(changed.begun.iter().cloned());
                    }
                }
            }
            history.retain(|(y, _)| *y != now);
            history.push((now, owners.clone()));
        }
        for (at, owners) in &history {
            let duties = duties(&plan, &directory, &charges, year(*at));
            prop_assert_eq!(duties.len(), 6);
            for (duty, owner) in duties.iter().zip(owners) {
                let found: BTreeSet<String> = match &duty.department {
                    Ok(id) => BTreeSet::from([id.clone()]),
                    Err(Open::Split(ids)) => ids.iter().cloned().collect(),
                    Err(open) => panic!("{} is lost in {at}: {open:?}", duty.label),
                };
                prop_assert_eq!(&found, owner, "{} in {}", duty.label, at);
                for id in &found {
                    prop_assert!(directory.department(id).is_some_and(|d| d.exists_in(Some(year(*at)))));
                }
            }
        }
    }
}
