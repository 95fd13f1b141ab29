//! Lines that are called by numbers, from one to another: 40～49歳, 24歳以下, 60歳以上; and which of them a sentence means
//! by 50歳以上.
//!
//! Not here: lines that are called by words (`names`).

use super::names::Named;
use crate::check::figures::prose::phrase::Word;
use crate::check::figures::recognise::frame::{Frame, Lines, Name};

/// So many lines in a row must be called by numbers.
const FEWEST: usize = 3;

/// Higher numbers call no lines.
const HIGHEST: i128 = 9_999;

/// A line and the numbers that it reaches from and to.
type Bounded = (Named, i128, i128);

/// Lines of one frame that are called by numbers, and all that they are called.
struct Called {
    lines: Vec<Bounded>,
    names: String,
}

/// The lines of all frames that are called by numbers, by frame and direction.
pub(super) struct Bounds(Vec<Called>);

impl Bounds {
    pub(super) fn of(frames: &[Frame]) -> Self {
        let mut all = Vec::new();
        for (at, frame) in frames.iter().enumerate() {
            for are_columns in [false, true] {
                let lines = Lines { frame, are_columns };
                let bounded = |line: usize| {
                    let (from, to) = bounds(lines.name(line))?;
                    let named = Named {
                        frame: at,
                        is_column: are_columns,
                        at: line,
                    };
                    Some((named, from, to))
                };
                let found: Vec<Bounded> = (0..lines.count()).filter_map(bounded).collect();
                let is_in_order = found.windows(2).all(|pair| pair[0].2 < pair[1].1);
                if found.len() >= FEWEST && is_in_order {
                    let names = found
                        .iter()
                        .map(|(named, ..)| lines.name(named.at).folded.as_str());
                    all.push(Called {
                        names: names.collect(),
                        lines: found,
                    });
                }
            }
        }
        Self(all)
    }

    /// The lines that the words in front of a figure mean together: 50 and then 歳以上の職員は.
    pub(super) fn find(&self, number: Option<&Word<'_>>, words: &str) -> Vec<Named> {
        let Some(word) = number.filter(|word| (0..=HIGHEST).contains(&word.value)) else {
            return Vec::new();
        };
        let number = word.value;
        let side = |word: &str| words.find(word).filter(|at| words[..*at].chars().count() <= 1);
        let (from, to, at) = if let Some(at) = side("以上") {
            (number, i128::MAX, at)
        } else if let Some(at) = side("未満") {
            (i128::MIN, number - 1, at)
        } else if let Some(at) = side("以下") {
            (i128::MIN, number, at)
        } else {
            return Vec::new();
        };
        // 50人以上 means no line of 歳.
        let counter = if word.of.is_empty() {
            &words[..at]
        } else {
            &word.of
        };
        let mut found = Vec::new();
        for Called { lines, names } in &self.0 {
            let is_meant = |(_, first, last): &&Bounded| *first >= from && *last <= to;
            let meant: Vec<&Bounded> = lines.iter().filter(is_meant).collect();
            let rest = lines.len() - meant.len();
            // The number must part the lines.
            let parts = lines.iter().all(|(_, from, to)| *from >= number || *to <= number);
            if !meant.is_empty() && rest > 0 && parts && names.contains(counter) {
                found.extend(meant.into_iter().map(|(named, ..)| *named));
            }
        }
        found
    }
}

/// From where to where the numbers of a name reach.
fn bounds(name: &Name) -> Option<(i128, i128)> {
    let text = name.folded.as_str();
    if !text.starts_with(|c: char| c.is_ascii_digit()) || text.chars().count() > 12 {
        return None;
    }
    // 60代, and 10・20代 for both.
    if let Some(tens) = text.strip_suffix('代') {
        let mut tens = tens.split(|c: char| !c.is_ascii_digit()).map(str::parse::<i128>);
        let from = tens.next()?.ok()?;
        let last = tens.next_back().map_or(Some(from), Result::ok)?;
        return (from % 10 == 0 && last % 10 == 0 && from <= last && last < 200).then_some((from, last + 9));
    }
    let mut numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|digits| (1..=3).contains(&digits.len()))
        .filter_map(|digits| digits.parse::<i128>().ok());
    let (first, second) = (numbers.next()?, numbers.next());
    match second {
        Some(second) if second > first => Some((first, second)),
        Some(_) => None,
        None if text.contains("以上") => Some((first, HIGHEST)),
        None if text.contains("以下") => Some((0, first)),
        None if text.contains("未満") => Some((0, first - 1)),
        None => None,
    }
}
