//! The reference set of pictures: what each picture of the seeds and of the small plan is made of, drawn anew and compared
//! with what is kept beside this file. What differs is counted and shown.
//!
//! Facts are kept and no words: how large a picture is, how many shapes of which kind it has, how many texts, which figures
//! stand in it, and a digest of its texts. `UPDATE_EXPECT=1` keeps what is drawn now.

use std::collections::BTreeMap;
use std::path::Path;

use axum::http::StatusCode;
use gyokaku_core::table::PUBLISHED;
use gyokaku_testkit::outside::Folder;
use sha2::{Digest, Sha256};

use crate::common::{Site, config};

/// What is kept.
const KEPT: &str = "tests/it/pictures.txt";

/// The shapes that are counted.
const SHAPES: [&str; 5] = ["rect", "path", "line", "circle", "text"];

/// What a picture is made of, on one line.
fn facts(svg: &str) -> String {
    let view = svg
        .split_once("viewBox=\"")
        .and_then(|(_, rest)| rest.split_once('"'));
    let size = view.map_or("", |(view, _)| view.trim_start_matches("0 0 "));
    let shapes: Vec<String> = SHAPES
        .iter()
        .map(|shape| format!("{shape} {}", svg.matches(&format!("<{shape} ")).count()))
        .collect();
    let mut texts = Vec::new();
    for part in svg.split("<text ").skip(1) {
        let text = part
            .split_once('>')
            .and_then(|(_, rest)| rest.split_once("</text>"));
        texts.extend(text.map(|(text, _)| text));
    }
    // Figures may be said; words are a digest.
    let is_figure = |text: &&&str| {
        text.chars().any(|c| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || ",.−-+%△".contains(c))
    };
    let figures: Vec<&str> = texts.iter().filter(is_figure).copied().collect();
    let digest = Sha256::digest(texts.join("\n").as_bytes());
    let digest: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let of_figures = Sha256::digest(figures.join("\n").as_bytes());
    let of_figures: String = of_figures
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!(
        "{size}; {}; figures {} {of_figures}; texts {digest}",
        shapes.join(", "),
        figures.len()
    )
}

/// What differs between what is kept and what was drawn: missing, new, otherwise.
fn differences(kept: &BTreeMap<String, String>, drawn: &BTreeMap<String, String>) -> Vec<String> {
    let gone = kept.keys().filter(|name| !drawn.contains_key(*name));
    let mut told: Vec<String> = gone.map(|name| format!("{name}: is drawn no more")).collect();
    for (name, now) in drawn {
        match kept.get(name) {
            None => told.push(format!("{name}: is new: {now}")),
            Some(before) if before != now => {
                told.push(format!("{name}:\n    before {before}\n    now    {now}"));
            }
            Some(_) => {}
        }
    }
    told
}

#[tokio::test]
async fn pictures_are_drawn_as_they_were() {
    let site = Site::filled(config()).await;
    let mut keys = vec!["small".to_owned()];
    for start in ["000", "001", "002", "003", "004"] {
        let Some(path) = Folder::Seeds.document(start) else {
            println!("seed {start} is not at hand: its pictures are not compared");
            continue;
        };
        let bytes = std::fs::read(path).expect("a document");
        let read = gyokaku_exchange::read::read("文書.txt", &bytes).expect("a document");
        let key = format!("s{start}");
        site.put(&key, &read.plan, None).await;
        keys.push(key);
    }
    let mut drawn = BTreeMap::new();
    for key in &keys {
        for table in &PUBLISHED {
            for nth in 1..=4 {
                let end = if nth == 1 {
                    String::new()
                } else {
                    format!("-{nth}")
                };
                let answer = site
                    .get(&format!("/990019/{key}/data/{}{end}.svg", table.word))
                    .await;
                if answer.status != StatusCode::OK {
                    break;
                }
                let svg = answer.text();
                assert!(
                    svg.contains("<title "),
                    "{key} {}: a picture says what it is",
                    table.word
                );
                drawn.insert(format!("{key} {}{end}", table.word), facts(&svg));
            }
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(KEPT);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let lines: Vec<String> = drawn
            .iter()
            .map(|(name, facts)| format!("{name}: {facts}\n"))
            .collect();
        std::fs::write(&path, lines.concat()).expect("a file");
        return;
    }
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let kept = text.lines().filter_map(|line| {
        let (name, facts) = line.split_once(": ")?;
        let is_at_hand = name
            .split_once(' ')
            .is_some_and(|(key, _)| keys.iter().any(|k| k == key));
        is_at_hand.then(|| (name.to_owned(), facts.to_owned()))
    });
    let kept: BTreeMap<String, String> = kept.collect();
    let told = differences(&kept, &drawn);
    println!("{} pictures, {} differ", drawn.len(), told.len());
    assert!(
        told.is_empty(),
        "{} pictures differ:\n{}",
        told.len(),
        told.join("\n")
    );
}

#[test]
fn a_picture_with_another_figure_differs() {
    let svg =
        |figure: &str| format!("<svg viewBox=\"0 0 9 9\"><text x=\"1\">{figure}</text><rect x=\"1\"/></svg>");
    let of = |figure: &str| BTreeMap::from([("a".to_owned(), facts(&svg(figure)))]);
    assert!(differences(&of("1,234"), &of("1,234")).is_empty());
    assert_eq!(differences(&of("1,234"), &of("1,243")).len(), 1);
    assert_eq!(differences(&of("1,234"), &BTreeMap::new()).len(), 1);
    assert_eq!(differences(&BTreeMap::new(), &of("1")).len(), 1);
}
