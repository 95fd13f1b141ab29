//! What the words of a schedule and of a target say beside the steps: recurrences, strands, deadlines.
//!
//! All of it is derived from the words as printed, which the plan keeps. Not here: reading the steps.

use super::{Item, Schedule, Step};
use crate::fiscal_year::{FiscalYear, mentions};
use crate::text::narrow;

/// Something that is done again after some years: 3年毎, 概ね5年ごと.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// After how many years.
    pub years: u8,
    /// Whether it is said to be about so many.
    pub about: bool,
    /// What is done, as printed behind it; the words around it where nothing is.
    pub text: String,
}

/// A year by which something is to be done: 2024(R6)年度までに, 2025(R7)年度を目標年度として.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The fiscal year.
    pub fiscal_year: FiscalYear,
    /// The sentence that says so.
    pub text: String,
}

impl Schedule {
    /// What recurs after some years.
    pub fn recurrences(&self) -> Vec<Recurrence> {
        let text = self.text.as_deref().unwrap_or_default();
        let mut out = Vec::new();
        for (at, _) in text.match_indices('年') {
            let behind = &text[at + '年'.len_utf8()..];
            let Some(rest) = ["毎", "ごと", "おき"]
                .iter()
                .find_map(|word| behind.strip_prefix(word))
            else {
                continue;
            };
            let digits: String = text[..at]
                .chars()
                .rev()
                .map(narrow)
                .take_while(char::is_ascii_digit)
                .collect();
            let years = digits.chars().rev().collect::<String>().parse::<u8>().ok();
            let Some(years) = years.filter(|years| (1..=50).contains(years)) else {
                continue;
            };
            let before: Vec<char> = text[..at].chars().rev().skip(digits.len()).take(3).collect();
            let before: String = before.into_iter().rev().collect();
            let about = ["概ね", "おおむね", "およそ", "約"]
                .iter()
                .any(|word| before.ends_with(word) || word.ends_with(&before) && !before.is_empty());
            let said = rest.trim_start_matches(['に', '：', ':', ' ', '　']);
            let end = said.find(['。', '\n', ' ', '　']).unwrap_or(said.len());
            out.push(Recurrence {
                years,
                about,
                text: said[..end].to_owned(),
            });
        }
        out
    }

    /// The strand of each step, where the schedule has several under headings in brackets.
    pub fn strands(&self) -> Vec<Option<&str>> {
        let text = self.text.as_deref().unwrap_or_default();
        let mut from = 0;
        let strand = |step: &Step| {
            let words = step.text.lines().next().filter(|line| !line.is_empty())?;
            // Steps stand in the order in which they are printed.
            from += text[from..].find(words)?;
            let (_, behind) = text[..from].rsplit_once('【')?;
            let (name, _) = behind.split_once('】')?;
            Some(name.trim())
        };
        self.steps.iter().map(strand).collect()
    }
}

impl Item {
    /// The years by which its target and its content say that something is to be done.
    pub fn deadlines(&self) -> Vec<Deadline> {
        let texts = [&self.target, &self.content].into_iter().flatten();
        let sentences = texts.flat_map(|text| text.split_inclusive(['。', '\n']));
        let mut out: Vec<Deadline> = Vec::new();
        for sentence in sentences {
            for mention in mentions(sentence) {
                let behind =
                    sentence[mention.range.end..].trim_start_matches(['年', '度', '末', '中', ')', '）']);
                let due = ["まで", "を目標年度", "を目標に", "を目途", "を期限"]
                    .iter()
                    .any(|word| behind.starts_with(word));
                let Some(fiscal_year) = mention.fiscal_year().filter(|_| due) else {
                    continue;
                };
                if !out.iter().any(|known| known.fiscal_year == fiscal_year) {
                    out.push(Deadline {
                        fiscal_year,
                        text: sentence.trim().to_owned(),
                    });
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;

    fn schedule(text: &str) -> Schedule {
        Schedule {
            text: Some(text.into()),
            ..Schedule::default()
        }
    }

    #[test]
    fn what_recurs_is_told_beside_every_year() {
        let found =
            schedule("毎年度、点検します。\n3年毎：料金の改定 概ね5年ごとに計画を見直します。").recurrences();
        let found: Vec<(u8, bool, &str)> = found
            .iter()
            .map(|r| (r.years, r.about, r.text.as_str()))
            .collect();
        assert_eq!(found, [(3, false, "料金の改定"), (5, true, "計画を見直します")]);
    }

    #[test]
    fn a_step_belongs_to_the_strand_above_it() {
        let step = |year: i16, text: &str| Step {
            fiscal_year: FiscalYear::new(year).expect("a year"),
            text: text.into(),
            open: false,
            at: Place::NOWHERE,
        };
        let schedule = Schedule {
            steps: vec![step(2021, "設計"), step(2022, "選定"), step(2022, "設計")],
            ..schedule("【庁内】\n2021年度：設計 2022年度：選定\n【住民】\n2022年度：設計")
        };
        assert_eq!(schedule.strands(), [Some("庁内"), Some("庁内"), Some("住民")]);
    }

    #[test]
    fn a_year_by_which_something_is_done() {
        let item = Item {
            target: Some("2024(R6)年度までに見直しを終えます。2023年度は準備します。".into()),
            content: Some("国は令和7年度を目標年度として決定しています。".into()),
            ..Item::default()
        };
        let years: Vec<i16> = item.deadlines().iter().map(|d| d.fiscal_year.western()).collect();
        assert_eq!(years, [2024, 2025]);
    }
}
