//! What the labels of a real register name: the directory that they propose, and who then has what.

use std::collections::BTreeMap;
use std::path::Path;

use gyokaku_core::department::{Directory, InCharge, Open, Role, duties, from_labels};
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::plan::Plan;
use gyokaku_exchange::read::read;

fn register() -> Plan {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/042099_tagajo/register.csv");
    let bytes = std::fs::read(path).expect("the sample");
    read("register.csv", &bytes).expect("a document").plan
}

#[test]
fn every_label_of_a_register_is_placed() {
    let plan = register();
    let directory = Directory {
        departments: from_labels(&plan),
    };
    let name = |id: &str| {
        directory
            .department(id)
            .map(|d| d.name.clone())
            .unwrap_or_default()
    };
    let year = FiscalYear::new(2021).expect("a fiscal year");
    let labels: Vec<&str> = plan
        .items
        .iter()
        .flat_map(|i| i.departments.all())
        .map(|(_, label)| label)
        .collect();
    let mut placed: BTreeMap<&str, String> = BTreeMap::new();
    let mut unknown = Vec::new();
    for label in &labels {
        match directory.in_charge(label, year) {
            InCharge::One(one) => _ = placed.insert(label, one.name.clone()),
            InCharge::Several(all) => {
                let names: Vec<&str> = all.iter().map(|d| d.name.as_str()).collect();
                placed.insert(label, names.join("＋"));
            }
            InCharge::All | InCharge::Whoever => {}
            other => unknown.push((*label, format!("{other:?}"))),
        }
    }
    assert_eq!(unknown, []);
    // Short names find the department that the headings spell out, divisions their own.
    for (label, department) in [
        ("財政", "財政経営担当"),
        ("行政", "行政経営担当"),
        ("ICT", "ICT推進室"),
        ("総務", "総務課"),
        ("総務（人事）", "総務課"),
        ("総務部", "総務部"),
        ("管財", "管財課"),
        ("市民（市民経済部）", "市民"),
        ("市民経済部（生環、市民、税務、収納）", "生環＋市民＋税務＋収納"),
        ("所管課（税務、国保、介護）", "税務＋国保＋介護"),
    ] {
        assert_eq!(placed.get(label).map(String::as_str), Some(department), "{label}");
    }

    let duties = duties(&plan, &directory, &[], year);
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for duty in &duties {
        if let Err(why) = &duty.department {
            *open.entry(why.label()).or_default() += 1;
        }
    }
    let all = labels.iter().filter(|l| **l == "全庁").count();
    assert_eq!(open.remove(Open::All.label()), Some(all));
    assert_eq!(
        open.remove(Open::Whoever.label()),
        Some(8),
        "所管課 six times, 施設所管課 and 住民関連課"
    );
    let leadless: Vec<&str> = duties
        .iter()
        .filter(|d| d.department == Err(Open::NoLead))
        .filter_map(|d| plan.item(&d.item)?.serial.as_deref())
        .collect();
    assert_eq!(leadless, ["No.40"]);
    assert_eq!(open.remove(Open::NoLead.label()), Some(1));
    assert!(open.is_empty(), "{open:?}");
    // Each item has one department that coordinates, and it leads.
    let coordinating: Vec<_> = duties.iter().filter(|d| d.coordinates).collect();
    assert_eq!(coordinating.len(), plan.items.len());
    assert!(coordinating.iter().all(|d| d.role == Role::Lead));
    assert!(!directory.departments.iter().any(|d| name(&d.id).is_empty()));
}
