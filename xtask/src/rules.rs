//! `cargo xtask rules`: one page for each rule in `docs/rules`, written from the comment at the head of its file.
//!
//! Not here: the rules, nor any text of their pages save the lines around it. A rule is a file
//! `crates/core/src/check/<area>/<rule_name>.rs` whose `//!` comment begins with a heading; other files are passed
//! over.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::sh::{self, Stop};

/// A rule as its file describes it.
struct Rule {
    /// `sum-mismatch`
    name: String,
    /// The folder that it is in.
    area: String,
    /// The comment at the head of the file, as Markdown.
    text: String,
    /// `E201`
    code: String,
    /// The word of its severity on the screen.
    severity: &'static str,
    /// What a user reads of it, in Japanese.
    said: String,
}

/// The pages by their file name.
type Pages = BTreeMap<String, String>;

/// At the head of each page, so that nobody mends the page instead of the comment.
const GENERATED: &str = "<!-- Written by `cargo xtask rules`; the text is in the rule's own file. -->\n";

pub(crate) fn run(args: &[String]) -> Result<(), Stop> {
    let check = match args {
        [] => false,
        [only] if only == "--check" => true,
        _ => return Err(Stop::call("`cargo xtask rules` takes nothing but `--check`.")),
    };
    let folder = sh::root().join("docs/rules");
    let wanted = pages(&rules(&sh::root().join("crates/core/src/check"))?)?;
    let present = read_pages(&folder)?;
    let mut names: Vec<&String> = wanted.keys().chain(present.keys()).collect();
    names.sort();
    names.dedup();
    names.retain(|name| wanted.get(*name) != present.get(*name));

    if names.is_empty() {
        sh::say(format!("docs/rules is current ({} pages)", wanted.len()));
        return Ok(());
    }
    if check {
        let names = names
            .iter()
            .map(|name| name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        return Err(format!("docs/rules is not current: {names}. Run: cargo xtask rules").into());
    }
    for name in &names {
        write_page(&folder, name, wanted.get(*name))?;
    }
    sh::say(format!(
        "docs/rules: {} pages, {} written or removed",
        wanted.len(),
        names.len()
    ));
    Ok(())
}

/// All rules below `crates/core/src/check`, by area and name.
fn rules(folder: &Path) -> Result<Vec<Rule>, Stop> {
    let mut rules = Vec::new();
    for area in entries(folder)? {
        if !folder.join(&area).is_dir() {
            continue;
        }
        for file in entries(&folder.join(&area))? {
            let Some(stem) = file.strip_suffix(".rs").filter(|stem| *stem != "mod") else {
                continue;
            };
            let source = read(&folder.join(&area).join(&file))?;
            if let Some(text) = heading_comment(&source) {
                let name = stem.replace('_', "-");
                rules.push(rule(name, area.clone(), text, &source)?);
            }
        }
    }
    Ok(rules)
}

/// A rule out of its file: the comment at its head and the fields of its `RULE`.
fn rule(name: String, area: String, text: String, source: &str) -> Result<Rule, Stop> {
    let fields = source
        .split_once("const RULE: Rule = Rule {")
        .map(|(_, rest)| rest);
    let field = |key: &str| {
        let (_, rest) = fields?.split_once(&format!("    {key}: "))?;
        let value = rest.lines().next()?.trim_end_matches(',');
        Some(value.trim_matches('"').to_owned())
    };
    let severity = match field("severity").as_deref() {
        Some("Severity::Error") => "不一致",
        Some("Severity::Warning") => "注意",
        Some("Severity::Note") => "参考",
        _ => return Err(format!("{name}: its file has no `RULE` with a severity.").into()),
    };
    match (field("code"), field("summary"), field("name")) {
        (Some(code), Some(said), Some(own)) if own == name => Ok(Rule {
            name,
            area,
            text,
            code,
            severity,
            said,
        }),
        _ => Err(format!("{name}: its file has no `RULE` of that name with code and summary.").into()),
    }
}

/// The `//!` comment at the head of a source file, if it begins with a heading.
fn heading_comment(source: &str) -> Option<String> {
    let lines = source.lines().skip_while(|line| line.trim().is_empty());
    let text: Vec<&str> = lines
        .map_while(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
        .collect();
    let text = text.join("\n").trim().to_owned();
    text.starts_with("# ").then_some(text)
}

/// The pages of these rules and the list of them; none where there are no rules.
fn pages(rules: &[Rule]) -> Result<Pages, Stop> {
    let mut pages = Pages::new();
    if rules.is_empty() {
        return Ok(pages);
    }
    let mut list = format!("{GENERATED}\n# Rules\n\nEach rule finds one kind of fault in a plan.\n");
    let mut area = "";
    for rule in rules {
        let Rule {
            name,
            area: its_area,
            text,
            code,
            severity,
            said,
        } = rule;
        if its_area != area {
            area = its_area;
            list +=
                &format!("\n## {area}\n\n| code | rule | what a user reads | finds |\n|---|---|---|---|\n");
        }
        list += &format!(
            "| {code} | [{name}]({name}.md) | {said} | {} |\n",
            rule.summary().replace('|', "\\|")
        );
        let source = format!("crates/core/src/check/{area}/{}.rs", name.replace('-', "_"));
        let (heading, rest) = text.split_once('\n').unwrap_or((text, ""));
        let page = format!(
            "{GENERATED}\n{heading}\n\n**{code}** {said}（{severity}）\n{rest}\n\n---\n\n[All rules](README.md) · [{source}](../../{source})\n"
        );
        if pages.insert(format!("{name}.md"), page).is_some() {
            return Err(format!("Two rules are called {name}; a rule's name says which one it is.").into());
        }
    }
    pages.insert("README.md".to_owned(), list);
    Ok(pages)
}

impl Rule {
    /// The first paragraph below the heading on one line, or the heading where there is nothing below it.
    fn summary(&self) -> String {
        let mut paragraphs = self
            .text
            .split("\n\n")
            .map(str::trim)
            .filter(|paragraph| !paragraph.is_empty());
        let heading = paragraphs.next().unwrap_or_default().trim_start_matches("# ");
        let first = paragraphs
            .next()
            .filter(|text| !text.starts_with(['#', '`', '|', '>']))
            .unwrap_or(heading);
        first.lines().map(str::trim).collect::<Vec<_>>().join(" ")
    }
}

fn read_pages(folder: &Path) -> Result<Pages, Stop> {
    let names = entries(folder)?.into_iter().filter(|name| name.ends_with(".md"));
    names
        .map(|name| Ok((name.clone(), read(&folder.join(name))?)))
        .collect()
}

/// Writes a page; without content, removes it, since its rule is gone.
fn write_page(folder: &Path, name: &str, content: Option<&String>) -> Result<(), Stop> {
    let file = folder.join(name);
    let done = match content {
        Some(content) => fs::create_dir_all(folder).and_then(|()| fs::write(&file, content)),
        None => fs::remove_file(&file),
    };
    done.map_err(|cause| format!("{} could not be written: {cause}.", file.display()).into())
}

/// The names in a folder, in order; none where there is no such folder.
fn entries(folder: &Path) -> Result<Vec<String>, Stop> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let cannot = |cause| format!("{} could not be read: {cause}.", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        names.push(entry.map_err(cannot)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn read(file: &Path) -> Result<String, Stop> {
    fs::read_to_string(file).map_err(|cause| format!("{} could not be read: {cause}.", file.display()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\n//! # sum-mismatch\n//!\n//! A printed total is not the sum\n//! of its rows | columns.\n//!\n\
        //! ```text\n//!  1 + 1 = 3\n//! ```\n\nuse crate::Plan;\n//! not this\n\
        pub(crate) const RULE: Rule = Rule {\n    code: \"E201\",\n    name: \"NAME\",\n    severity: Severity::Error,\n    \
        summary: \"合計が一致していません\",\n    run: Run::Figures(relate),\n};\n";

    fn rule(area: &str, name: &str) -> Rule {
        let text = heading_comment(SOURCE).expect("a heading");
        let source = SOURCE.replace("NAME", name);
        super::rule(name.into(), area.into(), text, &source).unwrap_or_else(|_| panic!("no rule"))
    }

    #[test]
    fn the_comment_ends_with_the_code_and_keeps_its_indents() {
        let text = heading_comment(SOURCE).expect("a heading");
        assert!(text.ends_with("```text\n 1 + 1 = 3\n```"), "{text}");
    }

    #[test]
    fn a_file_without_a_heading_is_no_rule() {
        assert_eq!(heading_comment("//! What the rules share.\n"), None);
        assert_eq!(heading_comment("use crate::Plan;\n"), None);
    }

    #[test]
    fn the_list_has_each_rule_under_its_area_with_its_first_paragraph() {
        let pages = pages(&[rule("sums", "sum-mismatch"), rule("years", "era")]).expect("pages");
        let list = &pages["README.md"];
        let row = "| E201 | [sum-mismatch](sum-mismatch.md) | 合計が一致していません | A printed total is not the sum of its rows \\| columns. |";
        assert!(list.contains(row), "{list}");
        assert!(list.contains("## years"), "{list}");
        assert!(pages["era.md"].contains("crates/core/src/check/years/era.rs"));
        let head = "# sum-mismatch\n\n**E201** 合計が一致していません（不一致）\n";
        assert!(
            pages["sum-mismatch.md"].contains(head),
            "{}",
            pages["sum-mismatch.md"]
        );
    }

    #[test]
    fn a_file_without_its_rule_is_refused() {
        let text = heading_comment(SOURCE).expect("a heading");
        assert!(super::rule("other".into(), "sums".into(), text, SOURCE).is_err());
    }

    #[test]
    fn two_rules_of_one_name_are_refused() {
        assert!(pages(&[rule("sums", "era"), rule("years", "era")]).is_err());
    }

    #[test]
    fn without_rules_there_are_no_pages() {
        assert!(pages(&[]).expect("pages").is_empty());
    }
}
