//! What is printed, as tools that are not ours see it: the rules of PDF/UA-1, the structure, the text.

mod given;

use std::path::{Path, PathBuf};
use std::process::Command;

use given::{answer_sheet, booklet, imprint, keep, nasty, of_head, progress, register, sheet};
use gyokaku_paper::{Paper, Prepared, Printed};
use gyokaku_testkit::outside::at_hand;

/// Every shape of document that is printed, with its name.
fn documents() -> Vec<(&'static str, Printed)> {
    let table = |of| {
        gyokaku_paper::table(&of, &imprint(), Paper::Fitting)
            .and_then(Prepared::print)
            .expect("a PDF")
    };
    let documents = vec![
        ("outside-register", table(register(54))),
        ("outside-progress", table(progress())),
        ("outside-nasty", table(nasty())),
        (
            "outside-sheet",
            gyokaku_paper::item_sheet(&sheet(), &imprint())
                .and_then(Prepared::print)
                .expect("a PDF"),
        ),
        (
            "outside-head",
            gyokaku_paper::leaves("市長説明資料", &[of_head()], &imprint())
                .and_then(Prepared::print)
                .expect("a PDF"),
        ),
        (
            "outside-answers",
            gyokaku_paper::leaves("回答票", &[answer_sheet(), answer_sheet()], &imprint())
                .and_then(Prepared::print)
                .expect("a PDF"),
        ),
        (
            "outside-booklet",
            gyokaku_paper::booklet(&booklet(60), &imprint())
                .and_then(Prepared::print)
                .expect("a PDF"),
        ),
    ];
    for (name, printed) in &documents {
        keep(name, &printed.pdf);
    }
    documents
}

fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pdf"))
}

/// What a tool of poppler says; none where it is not installed.
fn poppler(tool: &str, options: &[&str], name: &str) -> Option<String> {
    let said = Command::new(tool).args(options).arg(kept(name)).arg("-").output();
    let said = match tool {
        "pdfinfo" => Command::new(tool).args(options).arg(kept(name)).output(),
        _ => said,
    };
    if !at_hand(
        said.is_ok(),
        "poppler-utils (Debian: apt-get install poppler-utils)",
    ) {
        return None;
    }
    let said = said.expect("it is there");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    Some(String::from_utf8_lossy(&said.stdout).into_owned())
}

#[test]
fn every_document_keeps_the_rules_of_pdf_ua() {
    let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-python-pdf/bin/pdfua");
    let why = "pdfua in target/test-python-pdf (cargo xtask test installs it)";
    if !at_hand(checker.is_file(), why) {
        return;
    }
    for (name, _) in documents() {
        let said = Command::new(&checker).arg("check").arg(kept(name)).output();
        let said = said.expect("pdfua runs");
        let words = String::from_utf8_lossy(&said.stdout);
        assert!(said.status.success(), "{name}: {words}");
    }
}

#[test]
fn the_structure_has_headings_and_heads_of_tables_and_the_language() {
    let printed = documents();
    let Some(structure) = poppler("pdfinfo", &["-struct-text"], "outside-progress") else {
        return;
    };
    for part in ["H1", "Table", "TR", "TH", "TD"] {
        assert!(structure.contains(part), "{part} is not in {structure}");
    }
    assert!(structure.contains("/Scope /Column"), "{structure}");
    assert!(structure.contains("/Scope /Row"), "{structure}");
    let info = poppler("pdfinfo", &[], "outside-booklet").expect("it was there before");
    assert!(info.contains("Title:           第3次行財政改革プラン"), "{info}");
    assert!(info.contains("Tagged:          yes"), "{info}");
    for (name, printed) in printed {
        let bytes = String::from_utf8_lossy(&printed.pdf);
        assert!(bytes.contains("/Lang"), "{name} says no language");
        assert!(bytes.contains("pdfuaid:part"), "{name} is no PDF/UA");
        assert!(bytes.contains("pdfaid:part"), "{name} is no PDF/A");
    }
}

#[test]
fn every_sheet_says_what_it_is_of() {
    let printed = documents();
    for (name, printed) in printed.iter().filter(|(name, _)| *name != "outside-booklet") {
        let Some(text) = poppler("pdftotext", &["-layout"], name) else {
            return;
        };
        let pages: Vec<&str> = text
            .split('\u{c}')
            .filter(|page| !page.trim().is_empty())
            .collect();
        assert_eq!(pages.len(), printed.sheets, "{name}");
        for (at, page) in pages.iter().enumerate() {
            for words in [
                "桜川市",
                "第3次行財政改革プラン",
                "令和6年度",
                "第2版",
                "令和8年11月29日",
            ] {
                assert!(
                    page.contains(words),
                    "{name}, sheet {}: {words} is not in {page}",
                    at + 1
                );
            }
            let number = format!("{}/{}", at + 1, pages.len());
            let page: String = page.chars().filter(|c| !c.is_whitespace()).collect();
            assert!(page.contains(&number), "{name}: {number} is not in {page}");
        }
    }
}

#[test]
fn the_contents_say_on_which_sheet_each_part_begins() {
    let printed = documents();
    let (_, booklet) = printed
        .iter()
        .find(|(name, _)| *name == "outside-booklet")
        .expect("a booklet");
    let Some(text) = poppler("pdftotext", &["-layout"], "outside-booklet") else {
        return;
    };
    let pages: Vec<&str> = text.split('\u{c}').collect();
    let bare = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let contents = pages.iter().take(6).map(|page| bare(page)).collect::<String>();
    for item in ["No.1", "No.30", "No.60"] {
        let title = bare(&format!("{item} 窓口サービスのオンライン化と待ち時間の短縮"));
        let begins = |page: &str| bare(page).contains(&title) && bare(page).contains("取組内容住民票");
        let at = pages.iter().position(|page| begins(page)).expect("a sheet") + 1;
        assert!(
            bare(pages[at - 1]).contains(&format!("{at}/{}", booklet.sheets)),
            "{}",
            pages[at - 1]
        );
        let line = contents.split(&title).nth(1).unwrap_or_default();
        let number: String = line
            .trim_start_matches('.')
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        assert_eq!(number, at.to_string(), "{item}: {contents}");
    }
}

#[test]
fn pictures_have_their_words_and_contents_their_links() {
    let _ = documents();
    let Some(structure) = poppler("pdfinfo", &["-struct-text"], "outside-head") else {
        return;
    };
    assert!(structure.contains("Figure"), "{structure}");
    let [head, booklet] = ["outside-head", "outside-booklet"].map(kept);
    let bytes = std::fs::read(head).expect("a PDF");
    assert!(
        String::from_utf8_lossy(&bytes).contains("/Alt"),
        "no picture has its words"
    );
    // Each line of the contents leads to the sheet that it names.
    let said = Command::new("pdfinfo")
        .arg("-dests")
        .arg(&booklet)
        .output()
        .expect("it was there before");
    assert!(said.status.success());
    let structure = poppler("pdfinfo", &["-struct"], "outside-booklet").expect("it was there before");
    assert!(
        structure.matches("Link").count() > 60,
        "{}",
        structure.matches("Link").count()
    );
    // The letters of pictures are letters, of fonts that are in the file.
    let fonts = Command::new("pdffonts")
        .arg(kept("outside-head"))
        .output()
        .expect("poppler");
    let fonts = String::from_utf8_lossy(&fonts.stdout).into_owned();
    for line in fonts.lines().skip(2) {
        assert!(line.contains(" yes yes "), "{line}");
    }
    let text = poppler("pdftotext", &["-layout"], "outside-head").expect("it was there before");
    assert!(text.contains("<市税>"), "{text}");
}
