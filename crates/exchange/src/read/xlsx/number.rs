//! Numbers as a cell shows them: stored decimals and a number format in, text out.
//!
//! `0.0645` under `0.0%` is `6.5%`, `-1234.5` under `#,##0;△#,##0` is `△1235`, days are dates.
//! Thousands separators are left out; a negative number in brackets gets a plain minus, since a
//! bracketed figure means something else in these documents. Not here: floating point; a stored
//! number is kept as decimal digits, rounded to the 15 that Excel itself keeps.

use std::cmp::Ordering;

use gyokaku_core::fiscal_year::Era;

/// A value as shown.
pub(super) struct Shown {
    pub(super) text: String,
    /// Whether it is a number (dates are not).
    pub(super) figure: bool,
}

impl Shown {
    pub(super) fn text(text: String) -> Self {
        Self { text, figure: false }
    }
}

/// A number format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NumberFormat {
    /// As many digits as there are.
    General,
    /// Sections for positive numbers, negative numbers and zero (none: as `General`), and one for text.
    Number(Vec<Section>, Option<Words>),
    /// Dates and times; the code's parts.
    Date(Vec<Part>),
}

/// One section of a number format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    before: String,
    after: String,
    /// Whether there is a place for digits at all; else only the words are shown.
    has_digits: bool,
    is_general: bool,
    whole_digits: usize,
    /// All places for digits before the point.
    whole_places: usize,
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
pub(super) struct Words {
    before: String,
    after: String,
    /// Whether the text is shown at all: `;;;` hides it.
    shows_text: bool,
}

/// A part of a date format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Letters(char, usize),
    Words(String),
    /// `[>=1000]`: the section is for numbers of which that holds.
    When(Condition),
}

/// A comparison with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    with: Number,
    less: bool,
    equal: bool,
    more: bool,
}

impl NumberFormat {
    /// A format that every workbook has by number, as Excel in Japanese shows it.
    pub(super) fn built_in(id: u32) -> Self {
        Self::of(match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            14 | 30 => "yyyy/m/d",
            15..=17 | 22 => "yyyy/m/d",
            18..=21 | 32 | 33 | 45..=47 => "h:mm",
            27..=29 | 31 | 36 | 50..=54 | 57 | 58 => "yyyy/m/d",
            34 | 55 => "yyyy\"年\"m\"月\"",
            35 | 56 => "m\"月\"d\"日\"",
            5 | 6 | 37 | 38 | 41 | 42 => "#,##0",
            7 | 8 | 39 | 40 | 43 | 44 => "#,##0.00",
            _ => return NumberFormat::General,
        })
    }

    /// Reads a format's code.
    pub(super) fn of(code: &str) -> Self {
        if code.is_empty() || code == "@" || code.len() > 1_000 || is_general(code) {
            return NumberFormat::General;
        }
        let sections: Vec<Vec<Part>> = split(code);
        if sections
            .iter()
            .flatten()
            .any(|part| matches!(part, Part::Letters('y' | 'm' | 'd' | 'h' | 's' | 'e' | 'g', _)))
        {
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
    pub(super) fn show_text(&self, text: &str) -> String {
        match self {
            NumberFormat::Number(_, Some(words)) if words.shows_text => {
                format!("{}{text}{}", words.before, words.after)
            }
            NumberFormat::Number(_, Some(words)) => words.before.clone(),
            _ => text.to_owned(),
        }
    }

    /// A stored number as shown. What is no number is shown as it is stored.
    pub(super) fn show(&self, stored: &str, since_1904: bool) -> Shown {
        let plain_whole = stored.len() <= 15 && stored.bytes().all(|b| b.is_ascii_digit());
        if plain_whole && *self == NumberFormat::General {
            return Shown {
                text: stored.to_owned(),
                figure: true,
            };
        }
        let Some(number) = Number::of(stored) else {
            return Shown::text(super::xml::readable(stored));
        };
        let text = match self {
            NumberFormat::General => number.general(),
            NumberFormat::Number(sections, _) if sections.is_empty() => number.general(),
            NumberFormat::Number(sections, _) => shown_by(sections, &number),
            NumberFormat::Date(parts) => match date(parts, stored, since_1904) {
                Some(text) => return Shown::text(text),
                None => number.general(),
            },
        };
        Shown {
            text: text.unwrap_or_else(|| stored.to_owned()),
            figure: true,
        }
    }
}

/// A stored number as plain digits, whatever its format: `1.5E3` is `1500`; rounded to 15 digits.
/// None where it is no number, or one with too many digits to write out.
pub(super) fn plain(stored: &str) -> Option<String> {
    Number::of(stored)?.general()
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
            Part::Letters(..) => {}
        }
    }
    section.shift -= 3 * commas;
    for (places, _) in &mut section.between {
        *places = section.whole_places - *places;
    }
    Some(section)
}

fn shown_by(sections: &[Section], number: &Number) -> Option<String> {
    let first = sections.first()?;
    let (section, signed) = match sections {
        _ if sections.iter().any(|section| section.condition.is_some()) => conditional(sections, number)?,
        [_, _, zero] if number.mantissa == 0 => (zero, false),
        [_, negative, ..] if number.negative && number.mantissa != 0 => (negative, false),
        _ => (first, number.negative),
    };
    let (mut before, mut after) = (section.before.trim_start(), section.after.trim_end());
    if !section.has_digits {
        return Some(format!("{before}{after}"));
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
    Some(format!("{minus}{before}{digits}{after}"))
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

/// A decimal number: `mantissa` times ten to the `exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number {
    negative: bool,
    /// At most 15 digits.
    mantissa: u64,
    exponent: i32,
}

impl Number {
    /// Reads `-1234.5`, `1.2E-3`; rounds to 15 digits, half up.
    fn of(stored: &str) -> Option<Self> {
        let (negative, rest) = match stored.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, stored.strip_prefix('+').unwrap_or(stored)),
        };
        let (digits, power) = match rest.split_once(['e', 'E']) {
            Some((digits, power)) => (digits, power.parse::<i32>().ok().filter(|p| p.abs() < 400)?),
            None => (rest, 0),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && decimals.is_empty() || digits.len() > 400 {
            return None;
        }
        let (mut mantissa, mut kept, mut dropped, mut next) = (0u64, 0, 0i32, None);
        for b in whole.bytes().chain(decimals.bytes()) {
            let digit = (b as char).to_digit(10)?;
            if kept == 0 && digit == 0 {
                continue;
            }
            if kept < 15 {
                mantissa = mantissa * 10 + u64::from(digit);
                kept += 1;
            } else {
                dropped += 1;
                next.get_or_insert(digit);
            }
        }
        if next.is_some_and(|digit| digit >= 5) {
            mantissa += 1;
        }
        Some(Self {
            negative,
            mantissa,
            exponent: power - decimals.len() as i32 + dropped,
        })
    }

    /// How the number stands to another.
    fn against(self, other: Self) -> Ordering {
        let (mine, theirs) = (
            self.negative && self.mantissa != 0,
            other.negative && other.mantissa != 0,
        );
        if mine != theirs {
            return theirs.cmp(&mine);
        }
        // Numbers of at most 15 digits: where one has a longer tail of zeros, its size decides.
        let size =
            |n: Self| (n.mantissa != 0).then(|| i64::from(n.exponent) + i64::from(n.mantissa.ilog10()));
        let digits = |n: Self| match n.mantissa {
            0 => 0,
            mantissa => u128::from(mantissa) * 10u128.pow(20 - mantissa.ilog10()),
        };
        let larger = size(self)
            .cmp(&size(other))
            .then_with(|| digits(self).cmp(&digits(other)));
        if mine { larger.reverse() } else { larger }
    }

    fn absolute(self) -> Self {
        Self {
            negative: false,
            ..self
        }
    }

    /// All digits, without zeros at the end of the decimals; none where there would be too many.
    fn general(self) -> Option<String> {
        let Number {
            negative,
            mut mantissa,
            mut exponent,
        } = self;
        while exponent < 0 && mantissa.is_multiple_of(10) && mantissa > 0 {
            mantissa /= 10;
            exponent += 1;
        }
        if mantissa == 0 {
            return Some("0".to_owned());
        }
        let places = usize::try_from(-exponent.min(0)).ok()?;
        let text = fixed(
            u128::from(mantissa).checked_mul(10u128.checked_pow(exponent.max(0) as u32)?)?,
            places,
        )?;
        Some(if negative { format!("-{text}") } else { text })
    }

    /// The digits that a section shows, rounded half up, without a sign.
    fn digits(self, section: &Section) -> Option<String> {
        let (least, most) = section.decimals;
        let power = self.exponent + section.shift + i32::try_from(most).ok()?;
        let scaled = if power >= 0 {
            u128::from(self.mantissa).checked_mul(10u128.checked_pow(power as u32)?)?
        } else {
            match 10u128.checked_pow(power.unsigned_abs()) {
                Some(divisor) => (u128::from(self.mantissa) * 2 + divisor) / (divisor * 2),
                None => 0,
            }
        };
        let mut text = fixed(scaled, most)?;
        if most > least {
            let keep = text.len() - (most - least);
            while text.len() > keep && text.ends_with('0') {
                text.pop();
            }
            if text.ends_with('.') {
                text.pop();
            }
        }
        // `#,###` shows nothing for zero.
        if section.whole_digits == 0 && text == "0" {
            return Some(String::new());
        }
        let whole = text.split('.').next().map_or(0, str::len);
        let mut text = "0".repeat(section.whole_digits.saturating_sub(whole)) + &text;
        let whole = whole.max(section.whole_digits);
        for (places, words) in section.between.iter().rev().filter(|(places, _)| *places < whole) {
            text.insert_str(whole - places, words);
        }
        Some(text)
    }
}

/// `scaled` with a point before its last `places` digits.
fn fixed(scaled: u128, places: usize) -> Option<String> {
    if places > 30 {
        return None;
    }
    let digits = format!("{scaled:0>width$}", width = places + 1);
    let (whole, decimals) = digits.split_at(digits.len() - places);
    Some(if places == 0 {
        digits
    } else {
        format!("{whole}.{decimals}")
    })
}

/// Whether a code prints year, month and day with their words: `令和5年4月1日` can be taken for nothing else.
fn is_written_out(parts: &[Part]) -> bool {
    let has = |wanted: &str| {
        parts
            .iter()
            .any(|p| matches!(p, Part::Words(words) if words == wanted))
    };
    let has_letter = |wanted: [char; 2]| {
        parts
            .iter()
            .any(|p| matches!(p, Part::Letters(letter, _) if wanted.contains(letter)))
    };
    has("年") && has("月") && has("日") && has_letter(['y', 'e']) && !has_letter(['h', 's']) && !has("a")
}

/// A day number as text: written out in words it is as the code prints it, any other with a day is
/// `2023-04-01`, and a year alone or with a month is as the code prints it.
fn date(parts: &[Part], stored: &str, since_1904: bool) -> Option<String> {
    let serial: f64 = stored.parse().ok()?;
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let (day, second) = (seconds / 86_400, seconds % 86_400);
    let has = |letter: char| {
        parts
            .iter()
            .any(|p| matches!(p, Part::Letters(l, _) if *l == letter))
    };
    let time = format!("{}:{:02}", second / 3600, second / 60 % 60);
    if !has('y') && !has('e') && !has('d') && !has('g') {
        let hours = format!("{}:{:02}", seconds / 3600, seconds / 60 % 60);
        return Some(if has('h') || has('s') { hours } else { return None });
    }
    let (year, month, day) = calendar(day, since_1904);
    if has('d') && !is_written_out(parts) {
        let text = format!("{year:04}-{month:02}-{day:02}");
        return Some(if has('h') && second > 0 {
            format!("{text} {time}")
        } else {
            text
        });
    }
    let (era, era_year) = era(year, month, day)?;
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Letters('y', 1..=2) => text.push_str(&format!("{:02}", year % 100)),
            Part::Letters('y', _) => text.push_str(&year.to_string()),
            Part::Letters('m', 2) => text.push_str(&format!("{month:02}")),
            Part::Letters('m', _) => text.push_str(&month.to_string()),
            Part::Letters('d', 2) => text.push_str(&format!("{day:02}")),
            Part::Letters('d', _) => text.push_str(&day.to_string()),
            Part::Letters('e', 2) => text.push_str(&format!("{era_year:02}")),
            Part::Letters('e', _) => text.push_str(&era_year.to_string()),
            Part::Letters('g', 1) => text.push(era.letter()),
            Part::Letters('g', 2) => text.extend(era.kanji().chars().next()),
            Part::Letters('g', _) => text.push_str(era.kanji()),
            Part::Words(words) => text.push_str(words),
            Part::Letters(..) | Part::When(_) => {}
        }
    }
    Some(text.trim().to_owned())
}

/// Year, month and day of a day number. Excel counts a 29 February 1900 that never was.
fn calendar(day: i64, since_1904: bool) -> (i64, i64, i64) {
    // Days from 1 March of year 0, by the civil calendar.
    let since_1970 = if since_1904 {
        day - 24_107
    } else {
        day - 25_569 + i64::from(day < 60)
    };
    let z = since_1970 + 719_468;
    let (cycle, in_cycle) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year = (in_cycle - in_cycle / 1_460 + in_cycle / 36_524 - in_cycle / 146_096) / 365;
    let in_year = in_cycle - (365 * year + year / 4 - year / 100);
    let shifted = (5 * in_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (
        year + cycle * 400 + i64::from(month <= 2),
        month,
        in_year - (153 * shifted + 2) / 5 + 1,
    )
}

/// The era of a day, by the proclamations of each era.
fn era(year: i64, month: i64, day: i64) -> Option<(Era, i64)> {
    let starts = [
        (Era::Reiwa, (2019, 5, 1)),
        (Era::Heisei, (1989, 1, 8)),
        (Era::Showa, (1926, 12, 25)),
        (Era::Taisho, (1912, 7, 30)),
        (Era::Meiji, (1868, 1, 1)),
    ];
    let (era, _) = starts
        .into_iter()
        .find(|(_, start)| (year, month, day) >= *start)?;
    Some((era, year - i64::from(era.first_year()) + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("General", "124", "124")]
    #[case("General", "0.30000000000000004", "0.3")]
    #[case("General", "1.2500000000000001E-2", "0.0125")]
    #[case("General", "-62493", "-62493")]
    #[case("General", "2674093000", "2674093000")]
    #[case("0.0%", "6.4516129032258063E-2", "6.5%")]
    #[case("0%", "1", "100%")]
    #[case("0.0", "97", "97.0")]
    #[case("0.##", "97.50", "97.5")]
    #[case("0.##", "97", "97")]
    #[case("#,##0", "1250902.4", "1250902")]
    #[case("#,##0,", "2674093000", "2674093")]
    #[case("#,##0;△#,##0", "-396046", "△396046")]
    #[case("#,##0;[Red]\"▲ \"#,##0", "-5", "▲ 5")]
    #[case("#,##0;[Red]#,##0", "-5", "-5")]
    #[case("#,##0_);(#,##0)", "-9500", "-9500")]
    #[case("#,##0_ ;[Red]\\-#,##0\\ ", "-12", "-12")]
    #[case("#,##0;△#,##0;\"－\"", "0", "－")]
    #[case("0\"項目\"", "98", "98項目")]
    #[case("000000", "41009", "041009")]
    #[case("\"No.\"0", "12", "No.12")]
    #[case("[$¥-411]#,##0", "1200", "¥1200")]
    #[case("#,##0.0", "-0.04", "0.0")]
    #[case("0.00E+00", "1234", "1234")]
    #[case("yyyy/m/d", "45017", "2023-04-01")]
    #[case("yyyy\"年度\"", "45017", "2023年度")]
    #[case("[$-411]ggge\"年度\"", "45017", "令和5年度")]
    #[case("[$-411]ggge\"年\"m\"月\"d\"日\"", "43585", "平成31年4月30日")]
    #[case("yyyy\"年\"m\"月\"d\"日\";@", "45017", "2023年4月1日")]
    #[case("[$-411]ge.m.d;@", "45017", "2023-04-01")]
    #[case("[$-411]ggge\"年\"m\"月\"d\"日\"\\(aaa\\)", "45017", "2023-04-01")]
    #[case("[=0]\"－\";#,##0", "0", "－")]
    #[case("[=0]\"－\";#,##0", "5", "5")]
    #[case("[=0]\"－\";#,##0", "-5", "-5")]
    #[case("[<0]\"▲\"#,##0;#,##0", "-7", "▲7")]
    #[case("[<0]#,##0;#,##0", "-7", "-7")]
    #[case("[>=1000]#,##0,\"千円\";0\"円\"", "2500", "3千円")]
    #[case("[>=1000]#,##0,\"千円\";0\"円\"", "999.9", "1000円")]
    #[case("[=0]\"-\";[Red]\"△\"#,##0;#,##0", "-3", "△3")]
    #[case("[Blue]↑0;[Red]↓0", "-3", "↓3")]
    #[case("000-0000", "9850000", "985-0000")]
    #[case("0-00", "101", "1-01")]
    #[case("# ##0", "12", "12")]
    #[case("#,###", "0", "")]
    #[case("#,###", "1250", "1250")]
    #[case("#.#", "0.5", "0.5")]
    #[case("@", "101", "101")]
    #[case("@\"課\"", "101", "101")]
    #[case("h:mm", "0.5", "12:00")]
    #[case("General", "nonsense", "nonsense")]
    fn as_shown(#[case] code: &str, #[case] stored: &str, #[case] shown: &str) {
        assert_eq!(NumberFormat::of(code).show(stored, false).text, shown);
    }

    #[rstest]
    #[case("@\"課\"", "総務", "総務課")]
    #[case("0;0;0;\"（\"@\"）\"", "財政", "（財政）")]
    #[case("_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ ", "－", "－")]
    #[case(";;;", "総務", "")]
    #[case(";;", "総務", "総務")]
    #[case("General", "総務", "総務")]
    fn text_as_shown(#[case] code: &str, #[case] text: &str, #[case] shown: &str) {
        assert_eq!(NumberFormat::of(code).show_text(text), shown);
    }

    #[test]
    fn days_are_counted_from_1900_or_1904() {
        assert_eq!(calendar(1, false), (1900, 1, 1));
        assert_eq!(calendar(61, false), (1900, 3, 1));
        assert_eq!(calendar(45_017 - 1_462, true), (2023, 4, 1));
    }

    proptest::proptest! {
        #[test]
        fn any_code_and_any_number_are_survived(code in "\\PC{0,20}|[#0,.;%\\[\\]_*yYmdge\"\\\\()△ -]{0,20}", stored in "-?[0-9]{0,20}\\.?[0-9]{0,20}(E-?[0-9]{1,3})?") {
            let _ = NumberFormat::of(&code).show(&stored, false);
        }

        #[test]
        fn whole_numbers_are_kept(number in -999_999_999_999i64..999_999_999_999) {
            proptest::prop_assert_eq!(NumberFormat::of("#,##0").show(&number.to_string(), false).text, number.to_string());
            proptest::prop_assert_eq!(NumberFormat::General.show(&number.to_string(), false).text, number.to_string());
        }
    }
}
