use super::*;
use crate::department::Assignment;
use crate::plan::Period;

fn year(western: i16) -> FiscalYear {
    FiscalYear::new(western).expect("a fiscal year")
}

/// A directory written as lines: `id name@division from-until >successors =aliases`.
fn directory(lines: &str) -> Directory {
    let department = |line: &str| {
        let mut words = line.split_whitespace();
        let id = words.next().expect("an identity").to_owned();
        let (name, parent) = words.next().map_or(("", None), |w| match w.split_once('@') {
            Some((name, parent)) => (name, Some(parent.to_owned())),
            None => (w, None),
        });
        let (mut from, mut until, mut successors, mut aliases) = (None, None, vec![], vec![]);
        let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
        for word in words {
            if let Some(ids) = word.strip_prefix('>') {
                successors = list(ids);
            } else if let Some(names) = word.strip_prefix('=') {
                aliases = list(names);
            } else if let Some((a, b)) = word.split_once('-') {
                (from, until) = (a.parse().ok().map(year), b.parse().ok().map(year));
            }
        }
        Department {
            id,
            name: name.to_owned(),
            aliases,
            parent,
            from,
            until,
            successors,
        }
    };
    Directory {
        departments: lines
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty())
            .map(department)
            .collect(),
    }
}

fn shown(meaning: &InCharge<'_>) -> String {
    let all = |list: &[&Department]| list.iter().map(|d| d.id.as_str()).collect::<Vec<_>>().join(" ");
    match meaning {
        InCharge::One(d) => d.id.clone(),
        InCharge::Split(list) => format!("split {}", all(list)),
        InCharge::Several(list) => format!("several {}", all(list)),
        InCharge::All => "all".into(),
        InCharge::Whoever => "whoever".into(),
        InCharge::Ended(d) => format!("ended {}", d.id),
        InCharge::Unknown => "unknown".into(),
    }
}

const ORGANISATION: &str = "
    so   総務部
    so1  総務課@so
    jin  人事課@so
    shi  市民経済部
    sei  生活環境課@shi        =生環
    shm  市民課@shi
    jo1  情報課         -2020  >jo2
    jo2  情報推進室     2021-2022 >dx,jo3
    dx   DX推進課       2023-
    jo3  情報課         2023-
    kan  管財課         -2021  >zai
    kei  契約課         -2021  >zai
    zai  財産契約課     2022-
    old  企画課         -2019
    r1   甲課           -2020  >r2
    r2   乙課           2021-2021 >r1
    mi1  本庁市民課@hon
    hon  本庁舎
";

#[rstest::rstest]
#[case::valid("総務課", 2024, "so1")]
#[case::short("総務", 2024, "so1")]
#[case::division("総務部", 2024, "so")]
#[case::after_its_division("総務部総務課", 2024, "so1")]
#[case::alias("生環", 2024, "sei")]
#[case::renamed("情報課", 2021, "jo2")]
#[case::before_the_rename("情報推進室", 2019, "jo1")]
#[case::reused_name("情報課", 2024, "jo3")]
#[case::split("情報推進室", 2024, "split dx jo3")]
#[case::merged("管財", 2024, "zai")]
#[case::merged_read_backwards("財産契約課", 2021, "several kan kei")]
#[case::ended("企画課", 2024, "ended old")]
#[case::before_it_ended("企画課", 2019, "old")]
#[case::circle("甲課", 2024, "ended r1")]
#[case::before_it_began("DX推進課", 2022, "jo2")]
#[case::everyone("全庁", 2024, "all")]
#[case::whoever("施設所管課", 2024, "whoever")]
#[case::unknown("水道", 2024, "unknown")]
#[case::bracket_of_a_member("総務部（人事）", 2024, "jin")]
#[case::bracket_of_a_team("総務課（広報）", 2024, "so1")]
#[case::bracket_of_members("市民経済部（生環、市民）", 2024, "several sei shm")]
#[case::bracket_of_the_division("市民（市民経済部）", 2024, "shm")]
#[case::whoever_among_known("所管課（人事、市民）", 2024, "several jin shm")]
#[case::whoever_among_unknown("所管課（水道、病院）", 2024, "whoever")]
fn a_label_means_a_department_in_a_year(#[case] label: &str, #[case] at: i16, #[case] expected: &str) {
    assert_eq!(
        shown(&directory(ORGANISATION).in_charge(label, year(at))),
        expected
    );
}

fn plan(items: &[(&str, &[&str], &[&str])]) -> Plan {
    let own = |list: &[&str]| list.iter().map(|d| (*d).to_owned()).collect();
    Plan {
        period: Some(Period {
            from: year(2020),
            to: year(2025),
        }),
        items: items
            .iter()
            .map(|(id, lead, support)| Item {
                id: (*id).to_owned(),
                departments: Assignment {
                    lead: own(lead),
                    support: own(support),
                },
                ..Item::default()
            })
            .collect(),
        ..Plan::default()
    }
}

fn listed(plan: &Plan, charges: &[ChargeDecision], at: i16) -> Vec<String> {
    duties(plan, &directory(ORGANISATION), charges, year(at))
        .into_iter()
        .map(|d| {
            let mark = if d.coordinates { "*" } else { "" };
            let department = d.department.unwrap_or_else(|open| format!("{open:?}"));
            format!("{} {}{mark}{} {department}", d.item, d.role.mark(), d.label)
        })
        .collect()
}

#[test]
fn duties_name_roles_and_what_is_open() {
    let plan = plan(&[
        (
            "a",
            &["総務", "市民経済部（生環、公園）"],
            &["全庁", "総務課", "情報課"],
        ),
        ("b", &[], &["人事"]),
        ("c", &["水道"], &[]),
    ]);
    assert_eq!(
        listed(&plan, &[], 2024),
        [
            "a ◎*総務 so1",
            "a ◎生環 sei",
            "a ◎公園 Unknown",
            "a ○全庁 All",
            // Printed in 2020, the label is the department of then, not the one that has its name now.
            "a ○情報課 Split([\"dx\", \"jo3\"])",
            "b ◎* NoLead",
            "b ○人事 jin",
            "c ◎*水道 Unknown",
        ]
    );
}

#[test]
fn a_charge_decides_from_its_year_on_and_is_followed() {
    let plan = plan(&[("a", &["情報課"], &[]), ("b", &[], &[]), ("c", &["管財"], &[])]);
    let charge = |item: &str, label: &str, from, department: &str| ChargeDecision {
        item: item.into(),
        label: label.into(),
        from: year(from),
        departments: vec![department.into()],
    };
    let charges = [
        charge("a", "情報課", 2023, "dx"),
        charge("a", "情報課", 2025, "jo3"),
        charge("b", "", 2021, "kan"),
        charge("c", "管財", 2024, "gone"),
    ];
    assert_eq!(
        listed(&plan, &charges, 2022),
        ["a ◎*情報課 jo2", "b ◎* zai", "c ◎*管財 zai"]
    );
    assert_eq!(listed(&plan, &charges, 2023)[0], "a ◎*情報課 dx");
    assert_eq!(
        listed(&plan, &charges, 2025),
        // A charge to a department that the directory lost decides nothing.
        ["a ◎*情報課 jo3", "b ◎* zai", "c ◎*管財 zai"]
    );
    assert_eq!(listed(&plan, &charges, 2020)[1], "b ◎* NoLead");
}

#[test]
fn a_name_of_all_may_mean_several_or_nobody() {
    let plan = plan(&[
        ("a", &["全庁"], &[]),
        ("b", &["全庁"], &[]),
        ("c", &["全庁"], &[]),
    ]);
    let charge = |item: &str, ids: &[&str]| ChargeDecision {
        item: item.into(),
        label: "全庁".into(),
        from: year(2021),
        departments: ids.iter().map(|id| (*id).to_owned()).collect(),
    };
    let charges = [charge("a", &["kan", "jo2"]), charge("b", &[])];
    assert_eq!(
        listed(&plan, &charges, 2022),
        // The first coordinates; what has been split or renamed since is followed one by one.
        ["a ◎*全庁 zai", "a ◎全庁 jo2", "c ◎*全庁 All"]
    );
    let directory = directory(ORGANISATION);
    // One that is open among several leaves the others as they are.
    let several = [charge("a", &["old", "kan", "sei"])];
    assert_eq!(
        directory.charged(&several, ("a", "全庁"), year(2022)),
        ["zai", "sei"]
    );
    assert!(directory.charged(&several, ("b", "全庁"), year(2022)).is_empty());
    assert_eq!(
        directory
            .typed("財産契約課、情報課，財産契約課", year(2022))
            .map(|ids| ids.len()),
        Ok(2)
    );
    let unknown = directory.typed("財産契約課\nない課、全庁", year(2022));
    assert_eq!(
        unknown.map_err(|names| names.0),
        Err(vec!["ない課".into(), "全庁".into()])
    );
}

#[test]
fn repeated_items_ask_nothing() {
    let mut plan = plan(&[("a", &["総務"], &[])]);
    plan.items[0].repeated = true;
    assert!(listed(&plan, &[], 2024).is_empty());
}
