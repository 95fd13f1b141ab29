//! The texts of a plan that are lists of headings and points, as they are typed and as they stand in their boxes.
//!
//! A heading or an entry is a line; what belongs to a heading begins with ・; a line that begins with a space goes on with
//! the one before it. Between a title and its text stands ：. A line that is left as it stands stays what it was, with the
//! place that it has in a document; only what is written anew is read. Below a heading, a line that begins with → names the
//! sections and items that it leads to.

use std::collections::{HashMap, VecDeque};

use crate::council::{Member, Paper, is_address};
use crate::document::Place;
use crate::fiscal_year::YearStyle;
use crate::plan::{EditionKind, GlossaryNote, Group, Item, Plan, PlanVersion, Section, Stated};
use crate::review::{Point, Try, TryItem};
use crate::text::{each_once, fold, split_outside_brackets};

/// How long the title before ： may be, in characters; a longer one is a sentence with a colon in it.
const LONGEST_TITLE: usize = 60;

/// What begins a point of a heading.
const POINT: char = '・';

/// What begins the line that says where a heading leads.
const LEADS: char = '→';

/// The lines of a text: what goes on with the line before it is part of that.
fn lines(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let goes_on = line.starts_with([' ', '　', '\t']);
        match found.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.push('\n');
                last.push_str(line.trim());
            }
            None => found.push(line.trim().to_owned()),
        }
    }
    found
}

/// A line with what goes on below it.
fn written(line: &str) -> String {
    line.lines().collect::<Vec<_>>().join("\n　")
}

/// A list as it was read, in which what was left as it stood is what it was before.
fn kept<T: Clone>(old: &[T], new: Vec<T>, line: impl Fn(&T) -> String) -> Vec<T> {
    let mut known: HashMap<String, VecDeque<&T>> = HashMap::new();
    for one in old {
        known.entry(line(one)).or_default().push_back(one);
    }
    new.into_iter()
        .map(
            |one| match known.get_mut(&line(&one)).and_then(VecDeque::pop_front) {
                Some(old) => old.clone(),
                None => one,
            },
        )
        .collect()
}

/// Entries that were read over entries that stood there.
pub(super) fn kept_entries(old: &[Stated], new: Vec<Stated>) -> Vec<Stated> {
    kept(old, new, entry_text)
}

/// Headings that were read over headings that stood there: whole ones, or else their points.
pub(super) fn kept_groups(old: &[Group], new: Vec<Group>) -> Vec<Group> {
    // Here the parts are named by their identities, in both lists.
    let of = |group: &Group| group_text(group, &group.leads_to.join("、"));
    let mut groups = kept(old, new, of);
    for group in &mut groups {
        if let Some(known) = old.iter().find(|known| known.title == group.title) {
            group.at = known.at.clone();
            group.points = kept_entries(&known.points, std::mem::take(&mut group.points));
        }
    }
    groups
}

/// Terms that were read over terms that stood there.
pub(super) fn kept_terms(old: &[GlossaryNote], new: Vec<GlossaryNote>) -> Vec<GlossaryNote> {
    kept(old, new, |note| terms_text(std::slice::from_ref(note)))
}

/// Editions that were read over editions that stood there.
pub(super) fn kept_editions(old: &[PlanVersion], new: Vec<PlanVersion>) -> Vec<PlanVersion> {
    let mut new = new;
    // Which plan of the register an edition is, is not typed; it stays with its name.
    for edition in &mut new {
        let known = old.iter().find(|known| known.title == edition.title);
        edition.plan = known.and_then(|known| known.plan.clone());
    }
    // Where one alone was called otherwise, it is that one.
    let gone = old
        .iter()
        .filter(|known| known.plan.is_some() && new.iter().all(|e| e.title != known.title));
    let gone: Vec<&PlanVersion> = gone.collect();
    let mut come = new
        .iter_mut()
        .filter(|edition| old.iter().all(|known| known.title != edition.title));
    if let ([was], Some(is), None) = (gone.as_slice(), come.next(), come.next()) {
        is.plan.clone_from(&was.plan);
    }
    kept(old, new, |edition| {
        editions_text(std::slice::from_ref(edition), YearStyle::Era)
    })
}

fn entry(line: &str) -> Stated {
    let parts = line.split_once('：');
    let parts = parts.filter(|(title, _)| title.chars().count() <= LONGEST_TITLE && !title.contains('。'));
    let (title, text) = parts.unwrap_or(("", line));
    Stated {
        title: title.trim().to_owned(),
        text: text.trim().to_owned(),
        at: Place::NOWHERE,
    }
}

fn entry_text(stated: &Stated) -> String {
    match stated.title.is_empty() {
        true => written(&stated.text),
        false => written(&format!("{}：{}", stated.title, stated.text)),
    }
}

/// Entries, one a line: `題：本文`.
pub fn entries(text: &str) -> Vec<Stated> {
    lines(text).iter().map(|line| entry(line)).collect()
}

/// Entries as text.
pub(super) fn entries_text(entries: &[Stated]) -> String {
    entries.iter().map(entry_text).collect::<Vec<_>>().join("\n")
}

/// Headings, each with its points: `・題：本文`, and with the names of the parts that it leads to: `→ 1-1、1-2`.
pub fn groups(text: &str) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    for line in lines(text) {
        let (point, leads) = (line.strip_prefix(POINT), line.strip_prefix(LEADS));
        if found.is_empty() && (point.is_some() || leads.is_some()) {
            found.push(Group::default());
        }
        match (point, leads, found.last_mut()) {
            (Some(point), _, Some(group)) => group.points.push(entry(point.trim())),
            (None, Some(names), Some(group)) => {
                let names = split_outside_brackets(&names.replace('\n', "、"), &['、', '，', ',']);
                group.leads_to.extend(names);
            }
            _ => found.push(Group {
                title: line,
                ..Group::default()
            }),
        }
    }
    found
}

/// Headings with their points as text.
pub(super) fn groups_text(plan: &Plan, groups: &[Group]) -> String {
    let of = |group: &Group| group_text(group, &links_text(plan, &group.leads_to));
    groups.iter().map(of).collect::<Vec<_>>().join("\n")
}

fn group_text(group: &Group, leads_to: &str) -> String {
    let title = Some(written(&group.title)).filter(|title| !title.is_empty());
    let points = group.points.iter();
    let points = points.map(|point| format!("{POINT}{}", entry_text(point)));
    let leads = (!leads_to.is_empty()).then(|| format!("{LEADS} {leads_to}"));
    let lines = title.into_iter().chain(points).chain(leads);
    lines.collect::<Vec<_>>().join("\n")
}

/// What sections and items are named by, each by what means it alone: its number, else its title, else both.
pub(crate) fn links_text(plan: &Plan, ids: &[String]) -> String {
    let name = |id: &String| {
        let names = names_of(plan, id);
        let alone = names.iter().find(|name| parts_named(plan, name).len() == 1);
        alone.or(names.last()).cloned().unwrap_or_else(|| id.clone())
    };
    ids.iter().map(name).collect::<Vec<_>>().join("、")
}

/// The names of a part, the shortest first; those that a list would cut are none.
fn names_of(plan: &Plan, id: &str) -> Vec<String> {
    let of = |number: &str, title: &str, called: String| [number.to_owned(), title.to_owned(), called];
    let section = |s: &Section| of(&s.label, &s.title, s.called());
    let item = |i: &Item| of(i.known_number().unwrap_or_default(), &i.title, i.called());
    let names = plan.section(id).map(section).or_else(|| plan.item(id).map(item));
    let names = names.into_iter().flatten();
    names
        .filter(|name| !name.is_empty() && !name.contains(['、', '，', ',']))
        .collect()
}

/// The identities of the parts that a name means.
fn parts_named<'a>(plan: &'a Plan, name: &str) -> Vec<&'a str> {
    // What stands there without a name of its own is shown by its identity.
    let by_id = plan
        .section(name)
        .map(|s| s.id.as_str())
        .or_else(|| plan.item(name).map(|i| i.id.as_str()));
    if let Some(id) = by_id {
        return vec![id];
    }
    let name = fold(name);
    let sections = plan.sections.iter().filter(|s| {
        let names = [&s.label, &s.title, &s.called()].map(|name| fold(name));
        names.contains(&name)
    });
    // An item that is printed elsewhere too (再掲) is meant where it stands first.
    let items = plan.items.iter().filter(|i| !i.repeated).filter(|i| {
        let names = [i.known_number().unwrap_or_default(), &i.title, &i.called()].map(fold);
        names.contains(&name)
    });
    let ids = sections
        .map(|s| s.id.as_str())
        .chain(items.map(|i| i.id.as_str()));
    ids.collect()
}

/// The headings with the parts that they lead to by identity.
///
/// # Errors
/// The name that means no part of the plan, or more than one.
pub(super) fn tied(plan: &Plan, groups: &[Group]) -> Result<Vec<Group>, String> {
    let of = |group: &Group| {
        Ok(Group {
            leads_to: identities(plan, &group.leads_to)?,
            ..group.clone()
        })
    };
    groups.iter().map(of).collect()
}

/// The identities of the parts that names mean, each once.
fn identities(plan: &Plan, names: &[String]) -> Result<Vec<String>, String> {
    let identity = |name: &String| match parts_named(plan, name).as_slice() {
        [id] => Ok((*id).to_owned()),
        _ => Err(name.clone()),
    };
    let ids: Result<Vec<String>, String> = names.iter().map(identity).collect();
    Ok(each_once(ids?))
}

/// The identities of the items that names mean, each once.
///
/// # Errors
/// The name that means no item of the plan, or more than one.
pub(super) fn items_named(plan: &Plan, names: &[String]) -> Result<Vec<String>, String> {
    let ids = identities(plan, names)?;
    match ids.iter().position(|id| plan.item(id).is_none()) {
        Some(at) => Err(names.get(at).unwrap_or(&ids[at]).clone()),
        None => Ok(ids),
    }
}

/// Lines as text.
pub(super) fn lines_text(lines: &[String]) -> String {
    lines
        .iter()
        .map(|line| written(line))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Papers out of entries: `名称：アドレス`.
pub(super) fn papers(entries: Vec<Stated>) -> Vec<Paper> {
    let of = |entry: Stated| match (entry.title.is_empty(), is_address(&entry.text)) {
        (_, true) => Paper {
            title: if entry.title.is_empty() {
                entry.text.clone()
            } else {
                entry.title
            },
            address: entry.text,
        },
        (true, false) => Paper {
            title: entry.text,
            address: String::new(),
        },
        (false, false) => Paper {
            title: format!("{}：{}", entry.title, entry.text),
            address: String::new(),
        },
    };
    entries.into_iter().map(of).collect()
}

/// Papers as text.
pub(super) fn papers_text(papers: &[Paper]) -> String {
    let of = |paper: &Paper| match paper.address.is_empty() || paper.address == paper.title {
        true => written(&paper.title),
        false => written(&format!("{}：{}", paper.title, paper.address)),
    };
    papers.iter().map(of).collect::<Vec<_>>().join("\n")
}

/// Members of a council as text: `会長：氏名：学識経験者：令和8年4月1日～令和10年3月31日`.
pub(super) fn members_text(members: &[Member]) -> String {
    let of = |member: &Member| {
        let parts = [&member.part, &member.name, &member.post, &member.term()];
        let last = parts
            .iter()
            .rposition(|part| !part.is_empty())
            .unwrap_or(0)
            .max(1);
        parts[..=last]
            .iter()
            .map(|part| part.as_str())
            .collect::<Vec<_>>()
            .join("：")
    };
    members.iter().map(of).collect::<Vec<_>>().join("\n")
}

/// Terms, one a line: `用語：説明`.
pub(super) fn terms_text(notes: &[GlossaryNote]) -> String {
    let of = |note: &GlossaryNote| written(&format!("{}：{}", note.term, note.text));
    notes.iter().map(of).collect::<Vec<_>>().join("\n")
}

/// Editions, one a line: `名称：後期：令和4年度～令和8年度`.
pub(super) fn editions_text(editions: &[PlanVersion], style: YearStyle) -> String {
    let of = |edition: &PlanVersion| {
        let period = edition.period;
        let period = period.map(|p| format!("：{}～{}", p.from.show(style), p.to.show(style)));
        let period = period.unwrap_or_default();
        format!(
            "{}：{}{period}",
            edition.title.replace('\n', " "),
            edition.kind.label()
        )
    };
    editions.iter().map(of).collect::<Vec<_>>().join("\n")
}

/// What a note below a point begins with.
const NOTE: char = '※';
/// What the indicators below a point begin with.
const EVIDENCE: &str = "根拠：";

/// Whether a line says something about the point above it, which is then kept with it.
fn is_backing(line: &str, notes: &mut Vec<String>, evidence: &mut Vec<String>) -> bool {
    if let Some(note) = line.strip_prefix(NOTE) {
        notes.push(note.trim().to_owned());
        return true;
    }
    let Some(names) = line.strip_prefix(EVIDENCE).or_else(|| line.strip_prefix("根拠:")) else {
        return false;
    };
    evidence.extend(split_outside_brackets(names, &['、', '，', ',']));
    true
}

/// The indicators and notes below a point, a line each; empty where there are none.
pub(crate) fn backing_text(notes: &[String], evidence: &[String]) -> String {
    let evidence = (!evidence.is_empty()).then(|| format!("{EVIDENCE}{}", evidence.join("、")));
    let notes = notes.iter().map(|note| written(&format!("{NOTE}{note}")));
    evidence.into_iter().chain(notes).collect::<Vec<_>>().join("\n")
}

/// Points, one a line, each with its indicators and notes below it: `根拠：収納率`, `※令和3年度に再度実施`.
pub fn points(text: &str) -> Vec<Point> {
    let mut found: Vec<Point> = Vec::new();
    for line in lines(text) {
        let is_kept = found
            .last_mut()
            .is_some_and(|last| is_backing(&line, &mut last.notes, &mut last.evidence));
        if !is_kept {
            found.push(Point {
                text: line,
                ..Point::default()
            });
        }
    }
    found
}

fn point_text(point: &Point) -> String {
    let backing = backing_text(&point.notes, &point.evidence);
    [written(&point.text), backing]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Points as text.
pub(super) fn points_text(points: &[Point]) -> String {
    points.iter().map(point_text).collect::<Vec<_>>().join("\n")
}

/// Points that were read over points that stood there.
pub(super) fn kept_points(old: &[Point], new: Vec<Point>) -> Vec<Point> {
    let mut points = kept(old, new, point_text);
    for point in &mut points {
        // What was said stays where it stands, whatever is noted beside it.
        if let Some(known) = old.iter().find(|known| known.text == point.text) {
            point.at = known.at.clone();
        }
    }
    points
}

const NEW: &str = "新規：";
const KNOWN: &str = "既存：";
const MERGED: &str = "［集約：";

/// Points of Try, each with the items that it leads to: `→ 新規：名称（課、課）［集約：名称、名称］`.
pub fn tries(text: &str) -> Vec<Try> {
    let mut found: Vec<Try> = Vec::new();
    for line in lines(text) {
        let is_kept = found
            .last_mut()
            .is_some_and(|last| is_backing(&line, &mut last.notes, &mut last.evidence));
        if is_kept {
            continue;
        }
        match (line.strip_prefix(LEADS), found.last_mut()) {
            (Some(led), Some(last)) => last.items.push(try_item(led.trim())),
            (Some(led), None) => found.push(Try {
                items: vec![try_item(led.trim())],
                ..Try::default()
            }),
            (None, _) => found.push(Try {
                text: line,
                ..Try::default()
            }),
        }
    }
    found
}

fn try_item(text: &str) -> TryItem {
    let comma = ['、', '，', ','];
    let (new, rest) = match text.strip_prefix(NEW) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix(KNOWN).unwrap_or(text)),
    };
    let (rest, merges) = match rest.split_once(MERGED) {
        Some((rest, merged)) => (
            rest.trim(),
            split_outside_brackets(merged.trim_end_matches('］'), &comma),
        ),
        None => (rest.trim(), Vec::new()),
    };
    // Only what stands in brackets at the end are departments.
    let named = rest.strip_suffix('）').and_then(|rest| rest.rsplit_once('（'));
    let (title, departments) = match named {
        Some((title, departments)) => (title, split_outside_brackets(departments, &comma)),
        None => (rest, Vec::new()),
    };
    TryItem {
        title: title.trim().to_owned(),
        new,
        departments,
        merges,
        at: Place::NOWHERE,
    }
}

fn item_text(item: &TryItem) -> String {
    let departments = match item.departments.is_empty() {
        true => String::new(),
        false => format!("（{}）", item.departments.join("、")),
    };
    let merges = match item.merges.is_empty() {
        true => String::new(),
        false => format!("{MERGED}{}］", item.merges.join("、")),
    };
    let word = if item.new { NEW } else { KNOWN };
    format!("{LEADS} {word}{}{departments}{merges}", item.title)
}

fn try_text(point: &Try) -> String {
    let text = Some(written(&point.text)).filter(|text| !text.is_empty());
    let backing = Some(backing_text(&point.notes, &point.evidence)).filter(|text| !text.is_empty());
    text.into_iter()
        .chain(backing)
        .chain(point.items.iter().map(item_text))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Points of Try as text.
pub(super) fn tries_text(tries: &[Try]) -> String {
    tries.iter().map(try_text).collect::<Vec<_>>().join("\n")
}

/// Points of Try that were read over points that stood there.
pub(super) fn kept_tries(old: &[Try], new: Vec<Try>) -> Vec<Try> {
    let mut tries = kept(old, new, try_text);
    // Of a point that was changed, the items that were left as they stood stay what they were.
    let items: Vec<TryItem> = old.iter().flat_map(|point| point.items.clone()).collect();
    for point in &mut tries {
        point.items = kept(&items, std::mem::take(&mut point.items), item_text);
        if let Some(known) = old.iter().find(|known| known.text == point.text) {
            point.at = known.at.clone();
        }
    }
    tries
}

/// The kind of an edition by its word.
pub fn edition_kind(word: &str) -> Option<EditionKind> {
    EditionKind::ALL.into_iter().find(|kind| kind.label() == word)
}

#[cfg(test)]
mod tests {
    use super::super::sample::{item, section};
    use super::*;

    #[test]
    fn headings_and_points_are_read_back() {
        let text = "財政\n・税収：減り続ける\n　見込みである\n・扶助費\n組織\n・職員数：439人";
        let read = groups(text);
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].points[0].title, "税収");
        assert_eq!(read[0].points[0].text, "減り続ける\n見込みである");
        assert_eq!(read[0].points[1].text, "扶助費");
        assert_eq!(groups_text(&Plan::default(), &read), text);
        assert_eq!(groups("・見出しのない点")[0].title, "");
    }

    #[test]
    fn what_is_left_as_it_stands_stays_what_it_was() {
        let stated = |title: &str, text: &str, line: u32| Stated {
            title: title.into(),
            text: text.into(),
            at: Place::at_line(line, 0),
        };
        // 目的 is no title there, though it looks like one.
        let old = vec![stated("", "目的：市民のために", 1), stated("主題", "質", 2)];
        let text = format!("{}\n新しい一行", entries_text(&old));
        let new = kept_entries(&old, entries(&text));
        assert_eq!(new[..2], old);
        assert_eq!(new[2].at, Place::NOWHERE);
        let group = Group {
            title: "財政".into(),
            points: old.clone(),
            at: Place::at_line(5, 0),
            ..Group::default()
        };
        let text = groups_text(&Plan::default(), std::slice::from_ref(&group));
        let text = format!("{text}\n・足した点");
        let new = kept_groups(std::slice::from_ref(&group), groups(&text));
        assert_eq!((new[0].points[..2].to_vec(), &new[0].at), (old, &group.at));
        assert_eq!(new[0].points[2].text, "足した点");
    }

    #[test]
    fn a_heading_leads_to_parts_by_what_means_them_alone() {
        let mut plan = Plan {
            sections: vec![section("a", None, 0), section("b", None, 0)],
            items: vec![item("x", "a", None), item("y", "b", None), item("z", "b", None)],
            ..Plan::default()
        };
        plan.sections[0].label = "方針1".into();
        for (at, number) in ["1-1", "1-2", "1-2"].into_iter().enumerate() {
            plan.items[at].number = Some(number.into());
        }
        let names = [plan.items[1].title.clone(), plan.items[2].title.clone()];
        let text = format!("財政\n・税収\n→ 方針1、1-1、{}", names[0]);
        let read = tied(&plan, &groups(&text)).expect("three parts");
        assert_eq!(read[0].leads_to, ["a", "x", "y"]);
        assert_eq!(groups_text(&plan, &read), text);
        assert_eq!(
            kept_groups(&read, tied(&plan, &groups(&text)).expect("parts")),
            read
        );
        for (wrong, name) in [("財政\n→ 1-2", "1-2"), ("→ 1-1、9-9", "9-9")] {
            assert_eq!(tied(&plan, &groups(wrong)), Err(name.to_owned()), "two or none");
        }
    }

    #[test]
    fn a_try_leads_to_new_and_known_items() {
        let text = "窓口をまとめる\n→ 新規：総合窓口（予約制）の整備（市民課、情報課）［集約：窓口の予約、窓口の整理］\n→ 既存：職員研修\n→ 既存：広報（広報課）\n次の点";
        let read = tries(text);
        assert_eq!((read.len(), read[0].items.len(), read[1].items.len()), (2, 3, 0));
        let first = &read[0].items[0];
        assert_eq!(
            (
                first.title.as_str(),
                first.new,
                first.departments.len(),
                first.merges.len()
            ),
            ("総合窓口（予約制）の整備", true, 2, 2)
        );
        assert_eq!(tries_text(&read), text);
        let mut old = read.clone();
        old[0].at = Place::at_line(3, 0);
        assert_eq!(kept_tries(&old, tries(&format!("{text}\n足した点")))[..2], old);
        assert_eq!(points_text(&points("一つ\n　続き\n二つ")), "一つ\n　続き\n二つ");
        let backed = "一つ\n根拠：収納率（%）、職員数\n※再度実施\n　続き\n二つ";
        let read = points(backed);
        assert_eq!(read[0].evidence, ["収納率（%）", "職員数"]);
        assert_eq!(read[0].notes, ["再度実施\n続き"]);
        assert_eq!((read.len(), points_text(&read).as_str()), (2, backed));
        let led = "強化\n根拠：収納率\n→ 新規：使用料の見直し（契約課）";
        assert_eq!(
            (tries(led)[0].items.len(), tries_text(&tries(led)).as_str()),
            (1, led)
        );
    }

    #[test]
    fn entries_have_a_title_where_one_stands_before_the_colon() {
        let text = "推進本部：市長を本部長とする\n市民と共に進める。理由：なし";
        let read = entries(text);
        assert_eq!(read[0].title, "推進本部");
        assert_eq!(
            (read[1].title.as_str(), read[1].text.as_str()),
            ("", "市民と共に進める。理由：なし")
        );
        assert_eq!(entries_text(&read), text);
        assert_eq!(entries("  \n\n"), []);
    }
}
