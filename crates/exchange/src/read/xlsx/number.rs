//! Numbers as a cell shows them: stored decimals and a number format in, text out.
//!
//! `0.0645` under `0.0%` is `6.5%`, `-1234.5` under `#,##0;△#,##0` is `△1,235`, days are dates.
//! A negative number in brackets gets a plain minus, since a bracketed figure means something else in
//! these documents. Not here: floating point; a stored
//! number is kept as decimal digits, rounded to the 15 that Excel itself keeps.

mod date;
mod decimal;

use std::cmp::Ordering;

use date::date;
use decimal::Number;

/// A value as shown.
pub(in crate::read) struct Shown {
    pub(in crate::read) text: String,
    /// Whether it is a number (dates are not).
    pub(in crate::read) figure: bool,
    /// The stored number in the unit that is shown, where the format shows it rounded: `23.16` for 23.2.
    pub(in crate::read) exact: Option<Box<str>>,
}

impl Shown {
    pub(in crate::read) fn text(text: String) -> Self {
        Self {
            text,
            figure: false,
            exact: None,
        }
    }
}

/// A number format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read) enum NumberFormat {
    /// As many digits as there are.
    General,
    /// Sections for positive numbers, negative numbers and zero (none: as `General`), and one for text.
    Number(Vec<Section>, Option<Words>),
    /// Dates and times; the code's parts.
    Date(Vec<Part>),
}

/// One section of a number format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::read) struct Section {
    before: String,
    after: String,
    /// Whether there is a place for digits at all; else only the words are shown.
    has_digits: bool,
    is_general: bool,
    whole_digits: usize,
    /// All places for digits before the point.
    whole_places: usize,
    /// Whether commas part the thousands.
    grouped: bool,
    /// Words between digits, each with the number of places after it: `0-00` shows 101 as `1-01`.
    between: Vec<(usize, String)>,
    condition: Option<Condition>,
    /// Decimals that are always shown, and shown at most.
    decimals: (usize, usize),
    /// Powers of ten to multiply with: 2 for percent, −3 for each comma at the end.
    shift: i32,
}

/// How a format shows text: `@"課"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read) struct Words {
    before: String,
    after: String,
    /// Whether the text is shown at all: `;;;` hides it.
    shows_text: bool,
}

/// A part of a date format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read) enum Part {
    Letters(char, usize),
    Words(String),
    /// `[>=1000]`: the section is for numbers of which that holds.
    When(Condition),
    /// `[$-ja-JP-x-gannen]`: the first year of an era is 元.
    FirstYear,
}

/// A comparison with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) struct Condition {
    with: Number,
    less: bool,
    equal: bool,
    more: bool,
}

impl NumberFormat {
    /// A format that every workbook has by number, as Excel in Japanese shows it (ECMA-376, 18.8.30, ja-jp).
    pub(in crate::read) fn built_in(id: u32) -> Self {
        Self::of(match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            14..=17 | 22 | 30 => "yyyy/m/d",
            18..=21 | 32 | 33 | 45..=47 => "h:mm",
            27 | 36 | 50 | 57 => "[$-411]ge.m.d",
            28 | 29 | 51 | 54 | 58 => "[$-411]ggge\"年\"m\"月\"d\"日\"",
            31 => "yyyy\"年\"m\"月\"d\"日\"",
            34 | 52 | 55 => "yyyy\"年\"m\"月\"",
            35 | 53 | 56 => "m\"月\"d\"日\"",
            5 | 6 | 37 | 38 | 41 | 42 => "#,##0",
            7 | 8 | 39 | 40 | 43 | 44 => "#,##0.00",
            _ => return NumberFormat::General,
        })
    }

    /// Reads a format's code.
    pub(in crate::read) fn of(code: &str) -> Self {
        if code.is_empty() || code == "@" || code.len() > 1_000 || is_general(code) {
            return NumberFormat::General;
        }
        let sections: Vec<Vec<Part>> = split(code);
        if sections.iter().flatten().any(|part| {
            matches!(
                part,
                Part::Letters('y' | 'm' | 'd' | 'h' | 's' | 'e' | 'g' | 'a', _)
            )
        }) {
            return NumberFormat::Date(sections.into_iter().next().unwrap_or_default());
        }
        let words = sections
            .last()
            .filter(|last| sections.len() > 3 || last.contains(&Part::Letters('@', 1)))
            .map(|last| words(last));
        let numbers = (sections.len() - usize::from(words.is_some())).min(3);
        let sections: Option<Vec<Section>> = sections[..numbers].iter().map(|parts| section(parts)).collect();
        match sections {
            Some(sections) => NumberFormat::Number(sections, words),
            None => NumberFormat::General,
        }
    }

    /// Whether numbers are shown as days or times.
    pub(super) fn is_date(&self) -> bool {
        matches!(self, NumberFormat::Date(_))
    }

    /// Whether numbers are shown as percentages.
    pub(super) fn is_percent(&self) -> bool {
        matches!(self, NumberFormat::Number(sections, _) if sections.iter().any(|s| s.before.contains('%') || s.after.contains('%')))
    }

    /// A text as shown.
    pub(in crate::read) fn show_text(&self, text: &str) -> String {
        match self {
            NumberFormat::Number(_, Some(words)) if words.shows_text => {
                format!("{}{text}{}", words.before, words.after)
            }
            NumberFormat::Number(_, Some(words)) => words.before.clone(),
            _ => text.to_owned(),
        }
    }

    /// A stored number as shown. What is no number is shown as it is stored.
    pub(in crate::read) fn show(&self, stored: &str, since_1904: bool) -> Shown {
        let plain_whole = stored.len() <= 15 && stored.bytes().all(|b| b.is_ascii_digit());
        if plain_whole && *self == NumberFormat::General {
            return Shown {
                text: stored.to_owned(),
                figure: true,
                exact: None,
            };
        }
        let Some(number) = Number::of(stored) else {
            return Shown::text(super::xml::readable(stored));
        };
        let mut exact = None;
        let text = match self {
            NumberFormat::General => number.general(),
            NumberFormat::Number(sections, _) if sections.is_empty() => number.general(),
            NumberFormat::Number(sections, _) => shown_by(sections, &number).map(|(text, section)| {
                exact = number.hidden_by(section);
                text
            }),
            NumberFormat::Date(parts) => match date(parts, stored, since_1904) {
                Some(text) => return Shown::text(text),
                None => number.general(),
            },
        };
        Shown {
            text: text.unwrap_or_else(|| stored.to_owned()),
            figure: true,
            exact: exact.map(String::into_boxed_str),
        }
    }
}

/// A stored number as plain digits, whatever its format: `1.5E3` is `1500`; rounded to 15 digits.
/// None where it is no number, or one with too many digits to write out.
pub(super) fn plain(stored: &str) -> Option<String> {
    Number::of(stored)?.general()
}

/// The stored number in the unit that is shown, where a file says both and shows it rounded: `23.16` behind `23.2`.
pub(in crate::read) fn behind(stored: &str, shown: &str, percent: bool) -> Option<Box<str>> {
    let number = Number::of(stored)?;
    let digits: String = shown
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let units: &[i32] = if percent { &[2] } else { &[0, -3, -6] };
    units.iter().find_map(|shift| {
        let section = Section {
            has_digits: true,
            whole_digits: 1,
            decimals: (decimals, decimals),
            shift: *shift,
            ..Section::default()
        };
        let same = number.absolute().digits(&section)? == digits;
        same.then(|| number.hidden_by(&section))?
            .map(String::into_boxed_str)
    })
}

fn is_general(code: &str) -> bool {
    code.eq_ignore_ascii_case("general") || code.eq_ignore_ascii_case("g/標準")
}

/// The parts of a code by section: runs of letters with a meaning, and words to print.
fn split(code: &str) -> Vec<Vec<Part>> {
    let mut sections: Vec<Vec<Part>> = vec![Vec::new()];
    let mut chars = code.chars().peekable();
    while let Some(c) = chars.next() {
        let part = match c {
            ';' => {
                sections.push(Vec::new());
                continue;
            }
            '"' => {
                let mut words = String::new();
                for c in chars.by_ref().take_while(|c| *c != '"') {
                    words.push(c);
                }
                Part::Words(words)
            }
            '\\' | '!' => Part::Words(chars.next().map(String::from).unwrap_or_default()),
            '_' | '*' => {
                chars.next();
                continue;
            }
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                match inner.strip_prefix('$') {
                    Some(language) if language.ends_with("-gannen") => Part::FirstYear,
                    // `[$¥-411]` prints what stands before the hyphen.
                    Some(currency) => Part::Words(currency.split('-').next().unwrap_or_default().to_owned()),
                    None if inner
                        .chars()
                        .all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')) =>
                    {
                        Part::Letters(
                            inner.chars().next().map_or('h', |c| c.to_ascii_lowercase()),
                            inner.len(),
                        )
                    }
                    // Colours and ways to write digits say nothing.
                    None => match condition(&inner) {
                        Some(condition) => Part::When(condition),
                        None => continue,
                    },
                }
            }
            'G' if chars
                .clone()
                .take(6)
                .collect::<String>()
                .eq_ignore_ascii_case("eneral") =>
            {
                chars.nth(5);
                Part::Letters('G', 1)
            }
            'E' | 'e' if matches!(chars.peek(), Some('+' | '-')) => Part::Letters('E', 1),
            // One a alone belongs to AM/PM; three and four are the day of the week.
            'a' if chars.clone().take(2).eq(['a', 'a']) => {
                let more = chars.by_ref().take(2).count();
                Part::Letters('a', 1 + more + usize::from(chars.next_if_eq(&'a').is_some()))
            }
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' | 'E' | 'g' => {
                let letter = c.to_ascii_lowercase();
                let mut count = 1;
                while chars
                    .next_if(|next| next.to_ascii_lowercase() == letter)
                    .is_some()
                {
                    count += 1;
                }
                Part::Letters(letter, count)
            }
            '0' | '#' | '?' | '.' | ',' | '%' | '@' => Part::Letters(c, 1),
            other => Part::Words(other.to_string()),
        };
        if let Some(section) = sections.last_mut() {
            section.push(part);
        }
    }
    sections
}

/// `>=1000`, `=0`.
fn condition(inner: &str) -> Option<Condition> {
    let number = inner.trim_start_matches(['<', '>', '=']);
    let (less, equal, more) = match &inner[..inner.len() - number.len()] {
        "<" => (true, false, false),
        "<=" => (true, true, false),
        "=" => (false, true, false),
        ">=" => (false, true, true),
        ">" => (false, false, true),
        "<>" => (true, false, true),
        _ => return None,
    };
    Some(Condition {
        with: Number::of(number.trim())?,
        less,
        equal,
        more,
    })
}

impl Condition {
    fn holds(self, number: &Number) -> bool {
        match number.against(self.with) {
            Ordering::Less => self.less,
            Ordering::Equal => self.equal,
            Ordering::Greater => self.more,
        }
    }
}

/// A section for text.
fn words(parts: &[Part]) -> Words {
    let mut found = Words {
        before: String::new(),
        after: String::new(),
        shows_text: false,
    };
    for part in parts {
        match part {
            Part::Letters('@', _) => found.shows_text = true,
            Part::Words(words) if found.shows_text => found.after.push_str(words),
            Part::Words(words) => found.before.push_str(words),
            _ => {}
        }
    }
    found
}

/// A section for numbers; none where it is one that is not followed (scientific, fractions).
fn section(parts: &[Part]) -> Option<Section> {
    let mut section = Section::default();
    let mut commas = 0;
    let mut in_decimals = false;
    for part in parts {
        match part {
            Part::Letters('E', _) => return None,
            Part::Letters('G', _) => (section.has_digits, section.is_general) = (true, true),
            Part::Letters(digit @ ('0' | '#' | '?'), _) => {
                section.has_digits = true;
                section.grouped |= commas > 0 && !in_decimals;
                commas = 0;
                if in_decimals {
                    section.decimals.1 += 1;
                    if *digit == '0' {
                        section.decimals.0 = section.decimals.1;
                    }
                } else {
                    if !section.after.is_empty() {
                        let words = std::mem::take(&mut section.after);
                        section.between.push((section.whole_places, words));
                    }
                    section.whole_places += 1;
                    // Zeros are shown from the first 0 on, whatever stands after it.
                    if *digit == '0' || section.whole_digits > 0 {
                        section.whole_digits += 1;
                    }
                }
            }
            Part::Letters('.', _) if section.has_digits || !in_decimals => in_decimals = true,
            Part::Letters(',', _) if section.has_digits => commas += 1,
            Part::Letters('%', _) => {
                section.shift += 2;
                if section.has_digits {
                    section.after.push('%')
                } else {
                    section.before.push('%')
                }
            }
            Part::Words(words) if words == "/" && section.has_digits => return None,
            Part::Words(words) if section.has_digits => section.after.push_str(words),
            Part::Words(words) => section.before.push_str(words),
            Part::When(condition) => section.condition = Some(*condition),
            Part::Letters(..) | Part::FirstYear => {}
        }
    }
    section.shift -= 3 * commas;
    for (places, _) in &mut section.between {
        *places = section.whole_places - *places;
    }
    Some(section)
}

/// A number as its section shows it, and that section.
fn shown_by<'a>(sections: &'a [Section], number: &Number) -> Option<(String, &'a Section)> {
    let first = sections.first()?;
    let (section, signed) = match sections {
        _ if sections.iter().any(|section| section.condition.is_some()) => conditional(sections, number)?,
        [_, _, zero] if number.mantissa == 0 => (zero, false),
        [_, negative, ..] if number.negative && number.mantissa != 0 => (negative, false),
        _ => (first, number.negative),
    };
    let (mut before, mut after) = (section.before.trim_start(), section.after.trim_end());
    if !section.has_digits {
        return Some((format!("{before}{after}"), section));
    }
    let mut minus = "";
    if before.ends_with('(') && after.starts_with(')') {
        (before, after) = (before.trim_end_matches('('), after.trim_start_matches(')'));
        minus = if number.negative { "-" } else { "" };
    }
    let digits = if section.is_general {
        number.absolute().general()?
    } else {
        number.digits(section)?
    };
    let is_zero = !digits.contains(|c: char| c.is_ascii_digit() && c != '0');
    // A section that differs from another in its ink only would hide the sign in text.
    let looks_alike = || {
        sections.iter().any(|other| {
            !std::ptr::eq(other, section)
                && (&other.before, &other.after) == (&section.before, &section.after)
        })
    };
    if number.negative && !is_zero && (signed || looks_alike()) {
        minus = "-";
    }
    Some((format!("{minus}{before}{digits}{after}"), section))
}

/// The first section whose condition holds, and whether a minus is shown before a negative number;
/// none where no section is for the number.
fn conditional<'a>(sections: &'a [Section], number: &Number) -> Option<(&'a Section, bool)> {
    let is_negative = number.negative && number.mantissa != 0;
    let found = sections
        .iter()
        .enumerate()
        .find(|(i, section)| match section.condition {
            Some(condition) => condition.holds(number),
            None if i + 1 == sections.len() => true,
            None if *i == 0 => !is_negative && number.mantissa != 0,
            None => is_negative,
        });
    let (i, section) = found?;
    // A section for negative numbers alone brings its own sign.
    let only_negative = match section.condition {
        Some(condition) => {
            !condition.more && (condition.with.negative || !condition.equal && condition.with.mantissa == 0)
        }
        None => i == 1 && sections.len() > 2,
    };
    Some((section, number.negative && !only_negative))
}

#[cfg(test)]
mod tests;
