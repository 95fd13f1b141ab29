//! # plan-cited-under-two-names
//!
//! The same place of another plan is cited under two names of that plan.
//!
//! ## What it finds
//!
//! References such as 【総合計画07-04-02】 and 【市総合計画07-04-02】: the same code under names that end
//! alike.
//!
//! ## Example
//!
//! ```text
//! 【六次総基本計画07-04-02】
//! 【総計基本計画07-04-02-②】
//! ```
//!
//! ## Why it matters
//!
//! Items are linked to the comprehensive plan by these references; under two names the links fall apart.
//!
//! ## What to do
//!
//! Decide on one name and use it throughout.
//!
//! ## When it stays silent
//!
//! For names of which the office said that they mean one plan (引用する計画). For names that differ by a number (第5次, 第6次) or end otherwise (基本構想, 基本計画): those are
//! different documents. For names that share no code.

use std::collections::{BTreeMap, HashMap};

use crate::check::Context;
use crate::check::rule::{Rule, Run};
use crate::check::stored::Along;
use crate::cited::CitedPlans;
use crate::document::Place;
use crate::finding::{Finding, Report, Severity};
use crate::text::fold;

/// A reference is no longer than so many bytes.
const LONGEST: usize = 200;

struct Citation {
    place: Place,
    printed: String,
}

/// The rule.
pub(crate) const RULE: Rule = Rule {
    code: "E402",
    name: "plan-cited-under-two-names",
    severity: Severity::Warning,
    summary: "同じ計画が二つの名前で引用されています",
    run: Run::Words(find),
};

/// Finds plans cited under two names.
pub(crate) fn find(context: &Context<'_>, report: &mut Report) {
    let mut names: BTreeMap<String, Vec<Citation>> = BTreeMap::new();
    let mut codes: HashMap<String, Vec<String>> = HashMap::new();
    let mut cite = |printed: &str, place: Place| {
        let Some((name, code)) = split(printed) else {
            return;
        };
        let known = codes.entry(code).or_default();
        if !known.contains(&name) && known.len() < 8 {
            known.push(name.clone());
        }
        names.entry(name).or_default().push(Citation {
            place,
            printed: printed.to_owned(),
        });
    };
    let plan = context.subject.plan;
    if context.subject.document.lines.is_empty() {
        for (references, at) in plan
            .sections
            .iter()
            .map(|s| (&s.references, &s.at))
            .chain(plan.items.iter().map(|i| (&i.references, &i.at)))
        {
            references
                .iter()
                .for_each(|r| cite(r.trim_matches(['【', '】']), at.clone()));
        }
    }
    for text in context.texts {
        let mut along = Along::of(text);
        for (at, _) in text.text.match_indices('【') {
            let inner = &text.text[at + '【'.len_utf8()..];
            let near = &inner[..inner.floor_char_boundary(LONGEST)];
            if let Some(end) = near.find('】') {
                cite(&inner[..end], along.place(at + '【'.len_utf8()));
            }
        }
    }
    names
        .values_mut()
        .for_each(|citations| citations.sort_by(|a, b| a.place.cmp(&b.place)));
    let told = CitedPlans::of(&plan.frame);
    let mut said: Vec<(String, String)> = Vec::new();
    let mut pairs: Vec<(&String, &String)> = codes.values().flat_map(|names| pairs(names)).collect();
    pairs.sort();
    for (a, b) in pairs {
        // What the office has told to be one plan asks for nothing.
        if !is_one_plan(a, b) || told.are_one(a, b) {
            continue;
        }
        let (Some(of_a), Some(of_b)) = (names.get(a), names.get(b)) else {
            continue;
        };
        // The rarer name is the one to look at.
        let (rare, rare_name, usual, usual_name) = if of_a.len() < of_b.len() {
            (of_a, a, of_b, b)
        } else {
            (of_b, b, of_a, a)
        };
        if said.contains(&(rare_name.clone(), usual_name.clone())) {
            continue;
        }
        said.push((rare_name.clone(), usual_name.clone()));
        let (Some(first), Some(other)) = (rare.first(), usual.first()) else {
            continue;
        };
        report.findings.push(Finding {
            rule: RULE.name,
            severity: RULE.severity,
            at: first.place.clone(),
            related: rare[1..].iter().take(20).map(|c| c.place.clone()).chain([other.place.clone()]).collect(),
            stated: Some(first.printed.clone()),
            computed: Some(usual_name.clone()),
            message: format!("同じ計画が「{rare_name}」（{}か所）と「{usual_name}」（{}か所）の二つの名前で引用されています。", rare.len(), usual.len()),
            hint: "どちらかの名前にそろえてください。".into(),
        });
    }
}

fn pairs(names: &[String]) -> Vec<(&String, &String)> {
    let mut all = Vec::new();
    for (i, a) in names.iter().enumerate() {
        for b in &names[i + 1..] {
            all.push(if a < b { (a, b) } else { (b, a) });
        }
    }
    all
}

/// The name of a plan and the code behind it: at least two numbers of two digits.
fn split(printed: &str) -> Option<(String, String)> {
    let folded = fold(printed);
    let start = folded.find(|c: char| c.is_ascii_digit())?;
    let name = folded[..start].trim_end_matches(['第', '(', '「']).to_owned();
    // Only the numbers of two digits are the code; indicators (①, -2) follow behind.
    let digits: String = folded[start..]
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '-')
        .collect();
    let code: Vec<&str> = digits.split('-').take_while(|p| p.len() == 2).collect();
    (code.len() >= 2 && name.chars().count() >= 3 && !folded[..start].ends_with('第'))
        .then(|| (name, code.join("-")))
}

/// Whether two names can be one plan: they end alike and differ in no number.
fn is_one_plan(a: &str, b: &str) -> bool {
    let same = a
        .chars()
        .rev()
        .zip(b.chars().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let numerals = |t: &str| {
        t.chars()
            .filter(|c| c.is_numeric() || "一二三四五六七八九十".contains(*c))
            .collect::<String>()
    };
    let (x, y) = (numerals(a), numerals(b));
    same >= 3 && (x == y || x.is_empty() || y.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::check::testing::findings;

    #[test]
    fn one_code_under_two_names() {
        let text = "【六次総基本計画07-04-02】\n【六次総基本計画07-03】\n【総計基本計画07-04-02-②】【総計基本計画07-03】\n【六次総基本計画01-02】";
        assert_eq!(
            findings(text),
            ["plan-cited-under-two-names 3 総計基本計画07-04-02-② 六次総基本計画"]
        );
    }

    #[test]
    fn other_documents_and_other_codes() {
        assert!(
            findings("【六次総基本構想07-04】【六次総基本計画07-04】【第5次環境基本計画07-04】").is_empty()
        );
        assert!(findings("【観光計画01-02】【環境計画03-04】【六次総基本構想第6章5-(4)】").is_empty());
    }
}
