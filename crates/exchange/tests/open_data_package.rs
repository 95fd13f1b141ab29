//! The data package of every document validates with the reference tool, in a folder and packed.

#[allow(dead_code, reason = "each program uses a part")]
mod open_data_support;

use std::path::{Path, PathBuf};
use std::process::Command;

use gyokaku_exchange::write::archive::packed;
use gyokaku_exchange::write::data::{catalogue, everything, feed};
use gyokaku_testkit::outside::at_hand;
use open_data_support::{about, body, filed, history, of, plans};

/// The reference tool; none where it is not there.
fn frictionless() -> Option<PathBuf> {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-python-data/bin/python");
    let why = "frictionless in target/test-python-data (cargo xtask test installs it)";
    at_hand(tool.is_file(), why).then_some(tool)
}

const CHECK: &str = "
import json, sys
from frictionless import Package, system
system.trusted = True
bad = 0
for path in sys.argv[1:]:
    report = Package(path).validate()
    rows = sum(task.stats.get('rows') or 0 for task in report.tasks)
    print(path, report.valid, len(report.tasks), rows)
    if not report.valid:
        bad = 1
        for error in report.flatten(['name', 'type', 'rowNumber', 'fieldNumber', 'message'])[:10]:
            print('  ', error)
        print(report.errors[:5])
sys.exit(bad)
";

#[test]
fn every_package_validates_with_the_reference_tool() {
    let Some(python) = frictionless() else { return };
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("open-data");
    let _ = std::fs::remove_dir_all(&place);
    let mut packages = Vec::new();
    for (document, plan) in plans() {
        let (body, history, filed) = (body(), history(), filed(&plan));
        let about = about(of(&body, &plan.title), &history);
        let folder = place.join(document.replace('.', "_"));
        std::fs::create_dir_all(&folder).unwrap();
        let files = everything(&about, &filed);
        for (name, bytes) in &files {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        packages.push(folder.join("datapackage.json"));
        let archive = folder.join("all.zip");
        std::fs::write(&archive, packed(&files).unwrap()).unwrap();
        packages.push(archive);
    }
    if packages.is_empty() {
        return;
    }
    let said = Command::new(python)
        .arg("-c")
        .arg(CHECK)
        .args(&packages)
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&said.stdout);
    assert!(
        said.status.success(),
        "{words}\n{}",
        String::from_utf8_lossy(&said.stderr)
    );
    assert_eq!(words.matches(" True ").count(), packages.len(), "{words}");
}

#[test]
fn a_package_that_is_spoilt_does_not_validate() {
    let Some(python) = frictionless() else { return };
    let Some((_, plan)) = plans().into_iter().find(|(_, plan)| plan.items.len() > 3) else {
        return;
    };
    let (body, history, filed) = (body(), history(), filed(&plan));
    let about = about(of(&body, &plan.title), &history);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("open-data-spoilt");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, bytes) in everything(&about, &filed) {
        let bytes = match name.as_str() {
            "items.csv" => String::from_utf8(bytes)
                .unwrap()
                .replacen(",detail,", ",detial,", 1)
                .into_bytes(),
            _ => bytes,
        };
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let package = folder.join("datapackage.json");
    let said = Command::new(python)
        .arg("-c")
        .arg(CHECK)
        .arg(package)
        .output()
        .unwrap();
    assert!(
        !said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stdout)
    );
}

#[test]
fn the_catalogue_and_the_feed_say_where_everything_is() {
    let Some((_, plan)) = plans().into_iter().find(|(_, plan)| plan.items.len() > 3) else {
        return;
    };
    let (body, history, filed) = (body(), history(), filed(&plan));
    let about = about(of(&body, "<計画>&"), &history);
    let said: serde_json::Value = serde_json::from_slice(&catalogue(&about, &filed)).unwrap();
    assert_eq!(said["@type"], "dcat:Catalog");
    let sets = said["dcat:dataset"].as_array().unwrap();
    assert_eq!(sets.len(), filed.len());
    for (set, one) in sets.iter().zip(&filed) {
        let files = set["dcat:distribution"].as_array().unwrap();
        for (distribution, (file, bytes)) in files.iter().zip(&one.files) {
            assert_eq!(distribution["dcat:downloadURL"]["@id"], file.name.as_str());
            assert_eq!(distribution["dcat:byteSize"]["@value"], bytes.len().to_string());
        }
    }
    let feed = String::from_utf8(feed(&about)).unwrap();
    assert!(
        feed.contains("<id>urn:x-gyokaku:041009:keiei-2026:release-1</id>"),
        "{feed}"
    );
    assert!(feed.contains("&lt;計画&gt;&amp;") && !feed.contains("<計画>"));
}
