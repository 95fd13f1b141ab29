//! Plans as StratML and in the shape of the national review of programmes: what goes out is well-formed and in the order of the schema, and comes in again with nothing changed;
//! what others write is read, and what is hostile costs nothing.

#[allow(dead_code, reason = "each program uses a part")]
mod open_data_support;

use gyokaku_core::difference::{Taking, between};
use gyokaku_core::document::DocumentId;
use gyokaku_core::plan::{Item, Plan};
use gyokaku_exchange::read::read;
use gyokaku_exchange::stratml::write;
use open_data_support::{about, body, history, of, plans};

fn written(plan: &Plan) -> Vec<u8> {
    let (body, history) = (body(), history());
    write(plan, &about(of(&body, &plan.title), &history))
}

/// What taking a file in again would change.
fn told(plan: &Plan, name: &str, bytes: &[u8]) -> String {
    let mut stored = plan.clone();
    stored.stated_in(&DocumentId::new("first"));
    let mut incoming = read(name, bytes).expect("a plan").plan;
    incoming.stated_in(&DocumentId::new("second"));
    let difference = between(&stored, &incoming, Taking::default());
    let parts = difference.parts.iter().filter(|part| !part.is_empty());
    let told = parts.map(|part| {
        let changed = part
            .changed
            .iter()
            .map(|one| format!("{}: {:?}", one.name, one.fields));
        let added = part.added.iter().map(|one| one.name.clone());
        format!("{:?}: {:?}", part.kind, changed.chain(added).collect::<Vec<_>>())
    });
    told.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_goes_out_comes_in_again() {
    let says =
        |plan: &Plan| !plan.sections.is_empty() || !plan.items.is_empty() || !plan.indicators.is_empty();
    let all: Vec<_> = plans().into_iter().filter(|(_, plan)| says(plan)).collect();
    let mut known = 0;
    for (name, plan) in &all {
        let told = told(plan, "plan.xml", &written(plan));
        println!("{name}: {} items\n{told}", plan.items.len());
        known += usize::from(told.is_empty());
    }
    println!("{known} of {} come in again with nothing changed", all.len());
    assert!(known == all.len(), "{known} of {}", all.len());
}

#[test]
fn the_shape_of_the_national_review_comes_in_again() {
    let all: Vec<_> = plans()
        .into_iter()
        .filter(|(_, plan)| !plan.items.is_empty())
        .collect();
    let mut known = 0;
    for (name, plan) in &all {
        let (body, history) = (body(), history());
        let bytes = gyokaku_exchange::programmes::write(plan, &about(of(&body, &plan.title), &history));
        let told = told(plan, "programmes.csv", &bytes);
        println!("{name}: {} items\n{told}", plan.items.len());
        known += usize::from(told.is_empty());
        let records = open_data_support::csv(&bytes);
        assert_eq!(records[0].len(), 32);
        assert!(records.iter().all(|record| record.len() == 32));
    }
    println!("{known} of {} come in again with nothing changed", all.len());
    assert!(known == all.len(), "{known} of {}", all.len());
}

/// The heads are those of the government's own file, and its programmes are items with their unit and their outline.
#[test]
fn the_governments_own_file_is_read() {
    let Some(folder) = gyokaku_testkit::outside::Folder::Benchmarks.path() else {
        return;
    };
    let packed = std::fs::read(folder.join("rs2024/1-2.zip")).expect("the outlines");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(packed)).expect("an archive");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_index(0).expect("a file"), &mut bytes).expect("its bytes");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let heads = text.trim_start_matches('\u{FEFF}').lines().next().expect("heads");
    let (body, history) = (body(), history());
    let ours = gyokaku_exchange::programmes::write(&Plan::default(), &about(of(&body, ""), &history));
    assert_eq!(open_data_support::csv(&ours)[0].join(","), heads.trim_end());
    // A few hundred of them say as much, and are read sooner.
    let few = text.match_indices('\n').nth(300).map_or(text.len(), |(at, _)| at);
    let read = read("1-2.csv", &text.as_bytes()[..few]).expect("a document");
    assert_eq!(read.plan.items.len(), 300);
    let first = &read.plan.items[0];
    assert!(first.content.is_some() && first.target.is_some() && first.departments.lead.len() == 1);
    assert!(
        first.extra.iter().any(|(head, _)| head == "現状・課題"),
        "nothing is dropped"
    );
}

/// The elements of each element stand in the order of the schema, and every element is closed.
#[test]
fn what_goes_out_is_in_the_order_of_the_schema() {
    const ORDERS: [(&str, &[&str]); 6] = [
        (
            "PerformancePlanOrReport",
            &[
                "Name",
                "OtherInformation",
                "StrategicPlanCore",
                "AdministrativeInformation",
            ],
        ),
        ("StrategicPlanCore", &["Organization", "Goal"]),
        (
            "Goal",
            &[
                "Name",
                "Description",
                "Identifier",
                "SequenceIndicator",
                "Stakeholder",
                "OtherInformation",
                "Objective",
            ],
        ),
        (
            "Objective",
            &[
                "Name",
                "Description",
                "Identifier",
                "SequenceIndicator",
                "Stakeholder",
                "OtherInformation",
                "PerformanceIndicator",
            ],
        ),
        (
            "PerformanceIndicator",
            &[
                "MeasurementDimension",
                "UnitOfMeasurement",
                "Identifier",
                "MeasurementInstance",
                "OtherInformation",
            ],
        ),
        (
            "TargetResult",
            &[
                "StartDate",
                "EndDate",
                "NumberOfUnits",
                "Descriptor",
                "Description",
            ],
        ),
    ];
    let hostile = Plan {
        title: "計画 <b>&amp;</b> ]]> \u{202E}".into(),
        items: vec![Item {
            id: "1\"x".into(),
            title: "<Objective>&lt;!DOCTYPE x [<!ENTITY a \"b\">]>".into(),
            content: Some("一行目\u{0}\u{1B}\n二行目".into()),
            ..Item::default()
        }],
        ..Plan::default()
    };
    let mut all = plans();
    all.push(("hostile".into(), hostile));
    for (name, plan) in all {
        let text = String::from_utf8(written(&plan)).expect("UTF-8");
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut open: Vec<(String, usize)> = Vec::new();
        let mut identifiers = std::collections::HashSet::new();
        loop {
            use quick_xml::events::Event;
            match reader.read_event().unwrap_or_else(|why| panic!("{name}: {why}")) {
                Event::Start(start) => {
                    let this = start.local_name().as_ref().to_owned();
                    if let Some((around, last)) = open.last_mut()
                        && let Some((_, order)) = ORDERS.iter().find(|(known, _)| known == around)
                    {
                        let at = order.iter().position(|known| **known == *this);
                        let at = at.unwrap_or_else(|| panic!("{name}: {this} in {around}"));
                        assert!(at >= *last, "{name}: {this} in {around} comes too late");
                        *last = at;
                    }
                    open.push((this, 0));
                }
                Event::Text(said) if open.last().is_some_and(|(this, _)| this == "Identifier") => {
                    let id = said.to_string();
                    assert!(id.starts_with('_') && !id.contains([' ', '"', '/']), "{id}");
                    assert!(identifiers.insert(id.clone()), "{name}: {id} twice");
                }
                Event::End(_) => {
                    open.pop();
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert!(open.is_empty(), "{name}");
    }
}

/// A plan as others write it: prefixes, no labels of ours, other stretches of time, who else has a part in it.
#[test]
fn what_others_write_is_read_and_nothing_is_dropped() {
    let text = r#"<?xml version="1.0"?><!-- a plan -->
<s:PerformancePlanOrReport xmlns:s="urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport" Type="Performance_Plan">
<s:Name>Reform Plan 2026</s:Name>
<s:StrategicPlanCore><s:Vision><s:Description>A city that listens.</s:Description></s:Vision>
<s:Goal><s:Name>Sound finances</s:Name><s:Description>Live within our means.</s:Description><s:SequenceIndicator>1</s:SequenceIndicator>
<s:Objective><s:Name>Review of fees</s:Name><s:Description>Every fee is reviewed &amp; published.</s:Description><s:SequenceIndicator>1.1</s:SequenceIndicator>
<s:Stakeholder StakeholderTypeType="Person"><s:Name>Taxpayers</s:Name><s:Role><s:Name>Payer</s:Name></s:Role></s:Stakeholder>
<s:OtherInformation>See the handbook.</s:OtherInformation></s:Objective>
<s:Objective><s:Name>Advertising</s:Name><s:SequenceIndicator>1.2</s:SequenceIndicator>
<s:PerformanceIndicator><s:MeasurementDimension>Income</s:MeasurementDimension><s:UnitOfMeasurement>件</s:UnitOfMeasurement>
<s:MeasurementInstance><s:TargetResult><s:StartDate>2025-01-01</s:StartDate><s:EndDate>2025-12-31</s:EndDate><s:NumberOfUnits>12</s:NumberOfUnits></s:TargetResult></s:MeasurementInstance>
<s:MeasurementInstance><s:ActualResult><s:StartDate>2024-04-01</s:StartDate><s:EndDate>2025-03-31</s:EndDate><s:NumberOfUnits>9</s:NumberOfUnits></s:ActualResult></s:MeasurementInstance>
</s:PerformanceIndicator></s:Objective></s:Goal></s:StrategicPlanCore></s:PerformancePlanOrReport>"#;
    let read = read("plan.xml", text.as_bytes()).expect("a plan");
    let titles: Vec<&str> = read.plan.items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["Review of fees", "Advertising"]);
    assert_eq!(read.plan.indicators.len(), 1, "{:?}", read.plan.indicators);
    assert_eq!(
        read.plan.indicators[0].values.len(),
        1,
        "a calendar year is no fiscal year"
    );
    let lines: Vec<&str> = read
        .document
        .lines
        .iter()
        .map(|line| line.text.as_str())
        .collect();
    let all = lines.join("\n");
    for said in [
        "Reform Plan 2026",
        "A city that listens.",
        "Live within our means.",
        "Every fee is reviewed & published.",
        "Taxpayers",
        "See the handbook.",
        "2025-12-31",
    ] {
        assert!(all.contains(said), "{said} is not in {all}");
    }
}

#[test]
fn what_is_hostile_costs_nothing() {
    let deep = format!(
        "<PerformancePlanOrReport>{}{}</PerformancePlanOrReport>",
        "<Goal>".repeat(200_000),
        "</Goal>".repeat(200_000)
    );
    let many = format!(
        "<PerformancePlanOrReport>{}</PerformancePlanOrReport>",
        "<Name/>".repeat(500_000)
    );
    let entities = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>\
        <PerformancePlanOrReport><Name>&b;</Name><StrategicPlanCore><Goal><Name>g</Name><Objective><Name>&b; &a;</Name></Objective></Goal></StrategicPlanCore></PerformancePlanOrReport>";
    for text in [
        deep.as_str(),
        many.as_str(),
        "<PerformancePlanOrReport><Name>x",
        "<PerformancePlanOrReport/>",
    ] {
        assert!(read("plan.xml", text.as_bytes()).is_err(), "{}", &text[..40]);
    }
    let read = read("plan.xml", entities.as_bytes()).expect("a plan");
    assert!(
        !read.document.lines.iter().any(|line| line.text.contains("aaaa")),
        "no entity grows"
    );
}
