//! Other plans that a plan cites (関連計画、引用する計画): one plan under all its names, and what stands at the places cited.
//!
//! A reference stays as it is printed (`六次総基本計画07-02-01指標`). The office says once which names mean one plan
//! (`第六次総合計画：六次総、総計`) and what its places are (`・基本計画07-02：財政運営`); everything else is read out of the
//! reference itself. Not here: finding references in a document (the reader), plans that are in the register (pages).

use crate::plan::{Frame, Group};
use crate::text::{fold, split_outside_brackets};

/// What an indicator of another plan is called in a reference: 基本計画07-02指標.
const INDICATOR: &str = "指標";

/// The plans that are cited, as the office named them.
#[derive(Clone, Debug)]
pub struct CitedPlans<'a> {
    plans: Vec<Known<'a>>,
}

#[derive(Clone, Debug)]
struct Known<'a> {
    name: &'a str,
    /// All its names, folded.
    names: Vec<String>,
    group: &'a Group,
}

/// A reference as it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation<'a> {
    /// The plan: under the name that the office gave it, else as it is printed.
    pub plan: String,
    /// Whether the office named it.
    pub is_known: bool,
    /// The place in it: 基本計画07-02; empty where the plan is cited as a whole.
    pub place: String,
    /// Whether an indicator is cited.
    pub is_indicator: bool,
    /// What stands at the place, where the office said so.
    pub title: Option<&'a str>,
}

impl<'a> CitedPlans<'a> {
    /// The plans that the frame of a plan names.
    pub fn of(frame: &'a Frame) -> Self {
        let plans = frame.cited.iter().map(|group| {
            let (name, others) = group.title.split_once('：').unwrap_or((&group.title, ""));
            let others = split_outside_brackets(others, &['、', '，', ',']);
            let names = others.iter().map(String::as_str).chain([name]).map(fold);
            Known {
                name: name.trim(),
                names: names.filter(|name| !name.is_empty()).collect(),
                group,
            }
        });
        CitedPlans {
            plans: plans.collect(),
        }
    }

    /// The plan whose name a folded text begins with, and that name: the longest of all.
    fn named(&self, folded: &str) -> Option<(&Known<'a>, &str)> {
        let all = self.plans.iter();
        let all = all.flat_map(|plan| plan.names.iter().map(move |name| (plan, name.as_str())));
        all.filter(|(_, name)| folded.starts_with(name))
            .max_by_key(|(_, name)| name.chars().count())
    }

    /// Whether two names mean one plan, because the office said so.
    pub fn are_one(&self, a: &str, b: &str) -> bool {
        let of = |name: &str| self.named(&fold(name)).map(|(plan, _)| plan.name);
        of(a).is_some_and(|plan| of(b) == Some(plan))
    }

    /// A reference, as printed between 【】.
    pub fn read(&self, printed: &str) -> Citation<'a> {
        let printed = printed.trim().trim_matches(['【', '】']).trim();
        let folded = fold(printed);
        let (plan, is_known, place, group) = match self.named(&folded) {
            Some((known, name)) => {
                let mut ends = printed.char_indices().map(|(at, c)| at + c.len_utf8());
                let end = ends.find(|end| fold(&printed[..*end]) == *name);
                let place = &printed[end.unwrap_or(printed.len())..];
                (known.name, true, place, Some(known.group))
            }
            None => {
                let (name, place) = printed.split_at(place_in(printed));
                (name, false, place, None)
            }
        };
        let is_indicator = printed.ends_with(INDICATOR);
        let whole = place.trim();
        let place = whole.strip_suffix(INDICATOR).unwrap_or(whole).trim();
        let plan = match is_known {
            true => plan,
            // 特定事業主行動計画指標: the plan as a whole, its indicators.
            false => plan.strip_suffix(INDICATOR).unwrap_or(plan),
        };
        let points = group.map(|group| group.points.as_slice()).unwrap_or_default();
        let told = points.iter().find(|point| fold(&point.title) == fold(whole));
        Citation {
            plan: plan.trim().to_owned(),
            is_known,
            place: place.to_owned(),
            is_indicator,
            title: told
                .map(|point| point.text.as_str())
                .filter(|text| !text.is_empty()),
        }
    }
}

impl Citation<'_> {
    /// What kind of thing is cited.
    pub fn kind(&self) -> &'static str {
        match (self.is_indicator, self.place.is_empty()) {
            (true, _) => "指標",
            (false, true) => "計画全体",
            (false, false) => "項目",
        }
    }

    /// What the office said of it: 第六次総合計画 財政運営; empty where it said nothing.
    pub fn words(&self) -> String {
        let plan = if self.is_known { self.plan.as_str() } else { "" };
        let title = self.title.unwrap_or_default();
        let space = if plan.is_empty() || title.is_empty() {
            ""
        } else {
            " "
        };
        format!("{plan}{space}{title}")
    }
}

/// Where the place begins in a reference to a plan that nobody named: at the first number behind a name, which may
/// itself begin with one (第6次定員管理計画).
fn place_in(printed: &str) -> usize {
    const SHORTEST_NAME: usize = 3;
    let is_number = |c: char| c.is_numeric() && !"一二三四五六七八九十".contains(c);
    let starts = printed.char_indices().enumerate().skip(SHORTEST_NAME);
    for (_, (at, c)) in starts {
        let after_kanji = printed[..at]
            .chars()
            .next_back()
            .is_some_and(|before| !is_number(before));
        let begins = is_number(c) || (c == '第' && printed[at + c.len_utf8()..].starts_with(is_number));
        if begins && after_kanji {
            return at;
        }
    }
    printed.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editing::texts::groups;

    fn frame() -> Frame {
        Frame {
            cited: groups(
                "第六次総合計画：六次総、総計\n・基本計画07-02：財政運営\n・基本計画07-02指標：収納率\n定員計画",
            ),
            ..Frame::default()
        }
    }

    #[test]
    fn one_plan_is_cited_under_all_its_names() {
        let frame = frame();
        let cited = CitedPlans::of(&frame);
        let told = |printed: &str| {
            let citation = cited.read(printed);
            let kind = citation.kind();
            format!(
                "{}|{}|{kind}|{}",
                citation.plan,
                citation.place,
                citation.title.unwrap_or("-")
            )
        };
        for (printed, expected) in [
            (
                "六次総基本計画07-02",
                "第六次総合計画|基本計画07-02|項目|財政運営",
            ),
            (
                "【総計基本計画０７－０２】",
                "第六次総合計画|基本計画０７－０２|項目|財政運営",
            ),
            (
                "六次総基本計画07-02指標",
                "第六次総合計画|基本計画07-02|指標|収納率",
            ),
            (
                "六次総基本構想第6章5-(4)",
                "第六次総合計画|基本構想第6章5-(4)|項目|-",
            ),
            ("第六次総合計画", "第六次総合計画||計画全体|-"),
            ("環境基本計画3-1", "環境基本計画|3-1|項目|-"),
            ("都市構想第6章5-(4)", "都市構想|第6章5-(4)|項目|-"),
            (
                "第6次（前期）定員管理計画指標",
                "第6次（前期）定員管理計画||指標|-",
            ),
            ("特定事業主行動計画指標", "特定事業主行動計画||指標|-"),
        ] {
            assert_eq!(told(printed), expected);
        }
        assert!(cited.are_one("六次総基本計画", "総計基本計画"));
        assert!(!cited.are_one("六次総基本計画", "環境基本計画"));
    }

    #[test]
    fn what_the_office_did_not_say_is_not_said() {
        let frame = Frame::default();
        let cited = CitedPlans::of(&frame);
        assert_eq!(cited.read("六次総基本計画07-02").words(), "");
        assert!(!cited.are_one("六次総", "六次総"));
    }
}
