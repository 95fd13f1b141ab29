//! The open data of documents, and their files taken apart again by readers that are not ours.

use std::io::{Cursor, Read as _};

use gyokaku_core::body::BodyCode;
use gyokaku_core::dataset::{self, Dataset, Of, Part, codes, datasets};
use gyokaku_core::licence::Licence;
use gyokaku_core::plan::Plan;
use gyokaku_core::table::{Made, Narrow, PUBLISHED, Table};
use gyokaku_exchange::read::read;
use gyokaku_exchange::write::data::{About, Event, Filed};
use gyokaku_testkit::outside::{Folder, documents};

/// A plan with identities, as a store would hold it.
pub(crate) fn plan_of(name: &str, bytes: &[u8]) -> Plan {
    let read = read(name, bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut count = 0;
    gyokaku_core::difference::merge(&Plan::default(), read.plan, Default::default(), &mut || {
        count += 1;
        format!("id{count}")
    })
}

/// The plans of all seeds and samples with items, by the names of their documents.
pub(crate) fn plans() -> Vec<(String, Plan)> {
    let mut all = Vec::new();
    for folder in [Folder::Seeds, Folder::Samples] {
        let Some(folder) = folder.path() else { continue };
        for path in documents(&folder) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            all.push((name.clone(), plan_of(&name, &std::fs::read(&path).unwrap())));
        }
    }
    all
}

pub(crate) fn body() -> BodyCode {
    "041009".parse().unwrap()
}

pub(crate) fn of<'a>(body: &'a BodyCode, title: &'a str) -> Of<'a> {
    Of {
        body,
        body_name: "宮城県仙台市",
        plan: "keiei-2026",
        title,
    }
}

pub(crate) fn history() -> Vec<Event> {
    vec![Event {
        id: "release-1".into(),
        title: "公開".into(),
        at: "2026-11-20T10:00:00Z".into(),
        reason: String::new(),
        address: String::new(),
    }]
}

pub(crate) fn about<'a>(of: Of<'a>, history: &'a [Event]) -> About<'a> {
    About {
        of,
        published_at: "2026-11-20T10:00:00Z",
        history,
        licence: &LICENCE,
    }
}

/// The terms under which the data of the tests are.
pub(crate) const LICENCE: Licence = Licence::PublicData;

/// The published tables of a plan that no edition is needed for, each with its years.
pub(crate) fn tables(plan: &Plan) -> Vec<(&'static gyokaku_core::table::Published, Vec<Part>)> {
    const ALL: &[gyokaku_core::table::Published] = &PUBLISHED;
    let part = |year, table: Table| Part {
        year,
        edition: None,
        table,
    };
    let mut all = Vec::new();
    for published in ALL.iter().filter(|one| one.is_in(plan, 0)) {
        let parts = match published.made {
            Made::OfPlan { make, .. } => vec![part(None, make(plan, &Narrow::default()))],
            Made::OfEditionOrPlan { make, years, .. } => {
                let of_year = |year| {
                    let narrow = Narrow {
                        year: Some(year),
                        ..Narrow::default()
                    };
                    part(Some(year), make(plan, &narrow))
                };
                match years(plan).as_slice() {
                    [] => vec![part(None, make(plan, &Narrow::default()))],
                    years => years.iter().map(|year| of_year(*year)).collect(),
                }
            }
            Made::OfItem(_) | Made::OfEdition | Made::OfEditions(_) => continue,
        };
        all.push((published, parts));
    }
    all
}

/// The data sets of some tables of a plan with their codes.
pub(crate) fn sets(
    plan: &Plan,
    tables: &[(&'static gyokaku_core::table::Published, Vec<Part>)],
) -> Vec<Dataset> {
    let body = body();
    let of = of(&body, &plan.title);
    let mut sets: Vec<Dataset> = Vec::new();
    for (published, parts) in tables {
        sets.extend(datasets(&of, published, parts));
    }
    let parts = tables.iter().flat_map(|(_, parts)| parts);
    let labels: Vec<String> = parts.flat_map(|part| dataset::labels(&part.table)).collect();
    let codes = codes(&of, plan, &[], &sets, &labels);
    sets.extend(codes);
    sets
}

/// The data sets of a plan with their files.
pub(crate) fn filed(plan: &Plan) -> Vec<Filed> {
    sets(plan, &tables(plan)).into_iter().map(Filed::of).collect()
}

/// A CSV to the letter: every field quoted where it has to be, CRLF at the end of each record and nowhere else.
pub(crate) fn csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{FEFF}').expect("a byte order mark");
    let mut records = vec![vec![String::new()]];
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        let record = records.last_mut().unwrap();
        let field = record.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(String::new()),
            '\r' if !quoted => {
                assert_eq!(chars.next(), Some('\n'));
                records.push(vec![String::new()]);
            }
            c => {
                assert!(quoted || c != '\n', "a bare line feed");
                field.push(c);
            }
        }
    }
    assert!(!quoted, "a quote is not closed");
    assert_eq!(records.pop(), Some(vec![String::new()]), "the last line ends");
    records
}

/// The parts of a workbook whose names begin so, as text.
pub(crate) fn parts_of(workbook: &[u8], begin: &str) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let names = zip.file_names().map(|name| name.unwrap().into_owned());
    let names: Vec<String> = names.filter(|name| name.starts_with(begin)).collect();
    names
        .into_iter()
        .map(|name| {
            let mut text = String::new();
            zip.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
            (name, text)
        })
        .collect()
}
