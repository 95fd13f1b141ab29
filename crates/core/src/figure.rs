//! Printed figures: what number a text prints, in which unit, and how precisely.
//!
//! `1,250,902`, `△396,046`, `(9500)`, `8 (6.5%)`, `54億9,067万円`, `約217億円`, `97.1パーセント`,
//! full-width forms alike. Not here: what a figure means, and whether it is right.

use std::ops::Range;

use crate::text::narrow;

/// What is counted by a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// A bare number, or one with a counter (`98項目`); see [`Figure::counter`].
    Number,
    /// `%`, `％`, `パーセント`.
    Percent,
    /// Yen; the value is in yen whatever unit was printed.
    Money,
}

/// A figure as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The value times `10^places`; yen for [`Measure::Money`] (where `places` is 0).
    pub value: i128,
    /// Decimal places of `value`.
    pub places: u32,
    /// The step between neighbouring figures printed this way, in the scale of `value`:
    /// 1 for `6.5%` (places 1), 100 million for `217億円`.
    pub step: i128,
    /// What is counted.
    pub measure: Measure,
    /// Up to four characters that follow a number directly (`項目`, `人`, `年度`); empty otherwise.
    pub counter: String,
    /// Whether 約, 概ね, およそ, 程度 or 余 makes it approximate.
    pub approximate: bool,
    /// Whether the minus was printed as a triangle (△, ▲).
    pub triangle: bool,
    /// Whether a yen sign (¥, ￥) stands in front. It says that the figure is money and not in which unit:
    /// below 単位：千円 it is thousands of yen as its neighbours are.
    pub yen_sign: bool,
    /// Where in the text it stands (bytes), sign and unit included, without 約 and without the counter.
    pub range: Range<usize>,
}

impl Figure {
    /// The value as a whole number, where it is one.
    pub fn whole(&self) -> Option<i64> {
        let scale = 10i128.checked_pow(self.places)?;
        (self.value % scale == 0)
            .then(|| i64::try_from(self.value / scale).ok())
            .flatten()
    }
}

/// What a cell of a table holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellFigure {
    /// Nothing at all.
    Blank,
    /// A dash, `－`, `…`: said to have no value.
    None,
    /// One figure and nothing else but brackets, spaces and a counter or unit.
    One(Figure),
    /// A figure with another one in brackets: `8 (6.5%)`, `950\n(9500)`.
    Two(Figure, Figure),
    /// Something else.
    Text,
}

/// Reads a cell of a table.
pub fn cell(text: &str) -> CellFigure {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return CellFigure::Blank;
    }
    if trimmed.chars().all(|c| {
        matches!(
            c,
            '-' | '－'
                | '―'
                | '—'
                | '−'
                | 'ー'
                | '…'
                | '‐'
                | '–'
                | '─'
                | '・'
                | '*'
                | '＊'
                | '/'
                | '／'
                | '　'
                | ' '
        )
    }) {
        return CellFigure::None;
    }
    let found = figures(trimmed);
    let mut rest = String::new();
    let mut at = 0;
    for figure in &found {
        rest.push_str(&trimmed[at..figure.range.start]);
        at = figure.range.end + figure.counter.len();
    }
    rest.push_str(&trimmed[at.min(trimmed.len())..]);
    let only_marks = rest.chars().all(|c| {
        c.is_whitespace()
            || matches!(
                narrow(c),
                '(' | ')' | '[' | ']' | '約' | ':' | '〔' | '〕' | '<' | '>'
            )
    });
    let counter_is_short = found.iter().all(|f| f.counter.chars().count() <= 3);
    match found.as_slice() {
        [one] if only_marks && counter_is_short => CellFigure::One(one.clone()),
        [one, two] if only_marks && counter_is_short && rest.contains(['(', '（', '〔', '[']) => {
            CellFigure::Two(one.clone(), two.clone())
        }
        _ => CellFigure::Text,
    }
}

/// All figures of a running text, in order. Numbers that are part of a label (`1-1`, `No.12`,
/// `R7`, `07-04-02`) or of a year with an era are found too where they look like numbers; the caller knows the context.
pub fn figures(text: &str) -> Vec<Figure> {
    if !text.chars().any(|c| narrow(c).is_ascii_digit()) {
        return Vec::new();
    }
    let chars: Vec<(usize, char)> = text.char_indices().map(|(i, c)| (i, narrow(c))).collect();
    let has_grades = text.contains(['△', '▲']) && counts_grades(&chars);
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        if has_grades && is_a_grade(&chars, i) {
            i += 1;
            continue;
        }
        match figure_at(text, &chars, i) {
            Some((figure, next)) => {
                out.push(figure);
                i = next;
            }
            None => i += 1,
        }
    }
    out
}

/// Whether a line counts grades that are signs, ◎5、○54: then a triangle in front of a count is one as well.
fn counts_grades(chars: &[(usize, char)]) -> bool {
    let mut signs: Vec<char> = chars
        .windows(2)
        .filter(|pair| matches!(pair[0].1, '◎' | '○' | '〇' | '×' | '●' | '☆') && pair[1].1.is_ascii_digit())
        .map(|pair| pair[0].1)
        .collect();
    signs.sort_unstable();
    signs.dedup();
    // One sign alone begins the line of a list.
    signs.len() >= 2
}

/// Whether a triangle stands in front of a count of few digits.
fn is_a_grade(chars: &[(usize, char)], i: usize) -> bool {
    if !matches!(at(chars, i), Some('△' | '▲')) {
        return false;
    }
    let digits = (i + 1..chars.len()).map_while(|n| at(chars, n).filter(char::is_ascii_digit));
    let count = digits.take(LONGEST_COUNT + 1).count();
    let behind = at(chars, i + 1 + count);
    (1..=LONGEST_COUNT).contains(&count)
        && !behind.is_some_and(|c| matches!(c, ',' | '.' | '%' | '千' | '万' | '百' | '億' | '円'))
}

/// Counts of items have no more digits.
const LONGEST_COUNT: usize = 4;

fn at(chars: &[(usize, char)], i: usize) -> Option<char> {
    chars.get(i).map(|(_, c)| *c)
}

fn is_blank_at(chars: &[(usize, char)], i: usize) -> bool {
    at(chars, i).is_some_and(char::is_whitespace)
}

struct Number {
    mantissa: i128,
    places: u32,
    end: usize,
}

/// Digits with commas between groups of three, and decimals.
fn number_at(chars: &[(usize, char)], start: usize) -> Option<Number> {
    let (mut i, mut mantissa, mut count) = (start, 0i128, 0);
    while let Some(c) = at(chars, i) {
        if let Some(digit) = c.to_digit(10) {
            mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit))?;
            count += 1;
            i += 1;
        } else if matches!(c, ',' | '，') && count > 0 && groups_of_three(chars, i) {
            i += 1;
        } else {
            break;
        }
    }
    if count == 0 || count > 24 {
        return None;
    }
    let mut places = 0;
    if matches!(at(chars, i), Some('.')) && at(chars, i + 1).is_some_and(|c| c.is_ascii_digit()) {
        let mut j = i + 1;
        while let Some(digit) = at(chars, j).and_then(|c| c.to_digit(10)) {
            mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit))?;
            places += 1;
            j += 1;
        }
        i = j;
    }
    (places <= 6).then_some(Number {
        mantissa,
        places,
        end: i,
    })
}

fn groups_of_three(chars: &[(usize, char)], comma: usize) -> bool {
    (1..=3).all(|n| at(chars, comma + n).is_some_and(|c| c.is_ascii_digit()))
        && !at(chars, comma + 4).is_some_and(|c| c.is_ascii_digit())
}

/// The size in yen of a unit inside a mixed amount, and its length in characters.
fn unit_at(chars: &[(usize, char)], i: usize) -> Option<(i128, usize)> {
    match (at(chars, i)?, at(chars, i + 1)) {
        ('兆', _) => Some((1_000_000_000_000, 1)),
        ('億', _) => Some((100_000_000, 1)),
        ('百', Some('万')) => Some((1_000_000, 2)),
        ('千', Some('万')) => Some((10_000_000, 2)),
        ('万', _) => Some((10_000, 1)),
        ('千', _) => Some((1_000, 1)),
        _ => None,
    }
}

fn figure_at(text: &str, chars: &[(usize, char)], start: usize) -> Option<(Figure, usize)> {
    let previous = start.checked_sub(1).and_then(|p| at(chars, p));
    let (mut i, mut negative, mut triangle) = (start, false, false);
    match at(chars, i)? {
        '△' | '▲' => {
            negative = true;
            triangle = true;
            i += 1;
        }
        // Between blanks it is the dash of an empty cell: － 4,000.
        '-' | '−' if previous.is_some_and(char::is_whitespace) && is_blank_at(chars, i + 1) => return None,
        '-' | '−' if !previous.is_some_and(|c| c.is_alphanumeric()) => {
            negative = true;
            i += 1;
        }
        '+' => i += 1,
        _ => {}
    }
    i = spaces(chars, start, i);
    let yen_sign = at(chars, i).is_some_and(|c| is_yen_sign(c, chars, i, previous));
    if yen_sign {
        i += 1;
        // ¥-500 and ¥△500 have their signs behind.
        match at(chars, i) {
            Some('△' | '▲') if !negative => (negative, triangle, i) = (true, true, i + 1),
            Some('-' | '−') if !negative => (negative, i) = (true, i + 1),
            _ => {}
        }
        i = spaces(chars, start, i);
    }
    if i == start && previous.is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    let first = number_at(chars, i)?;
    let end_byte = |i: usize| chars.get(i).map_or(text.len(), |(b, _)| *b);
    let begin = chars[start].0;
    let sign = if negative { -1 } else { 1 };
    let approximate = approximately(chars, start);

    if let Some((mut figure, end)) = money(chars, &first) {
        figure.value *= sign;
        figure.triangle = triangle;
        figure.yen_sign = yen_sign;
        figure.range = begin..end_byte(end);
        figure.approximate = approximate || follows(chars, end, &["余", "程度", "強", "弱"]);
        return Some((figure, end));
    }
    if let Some((value, step, end)) = counted(chars, &first) {
        let counter: String = (end..end + LONGEST_COUNTER)
            .map_while(|n| chars.get(n).filter(|(_, c)| is_counter(*c)))
            .filter_map(|(at, _)| text[*at..].chars().next())
            .collect();
        let figure = Figure {
            value: sign * value,
            places: 0,
            step,
            measure: Measure::Number,
            approximate: approximate || counter.starts_with("余") || counter.starts_with("程度"),
            counter,
            triangle,
            yen_sign,
            range: begin..end_byte(end),
        };
        return Some((figure, end));
    }
    let mut end = first.end;
    let spaced = if at(chars, end) == Some(' ') { end + 1 } else { end };
    let measure = if at(chars, spaced) == Some('%') {
        end = spaced + 1;
        Measure::Percent
    } else if follows(chars, spaced, &["パーセント"]) {
        end = spaced + 5;
        Measure::Percent
    } else {
        Measure::Number
    };
    let mut counter = String::new();
    if measure == Measure::Number {
        for n in 0..LONGEST_COUNTER {
            match at(chars, end + n) {
                Some(c) if is_counter(c) => counter.push_str(&text[end_byte(end + n)..end_byte(end + n + 1)]),
                _ => break,
            }
        }
    }
    let next = end.max(start + 1);
    let figure = Figure {
        value: sign * first.mantissa,
        places: first.places,
        step: 1,
        measure,
        approximate: approximate || counter.starts_with("余") || counter.starts_with("程度"),
        counter,
        triangle,
        yen_sign,
        range: begin..end_byte(end),
    };
    Some((figure, next))
}

/// What is counted is read for so many characters.
const LONGEST_COUNTER: usize = 4;

/// A count with 万 in it and what is counted behind it, as its value, its step and its end: `4万8千人`, `12万3,456件`.
fn counted(chars: &[(usize, char)], first: &Number) -> Option<(i128, i128, usize)> {
    if at(chars, first.end) != Some('万') {
        return None;
    }
    let scale = 10i128.pow(first.places);
    let (mut value, mut step, mut end) = (
        first.mantissa.checked_mul(10_000 / scale)?,
        10_000 / scale,
        first.end + 1,
    );
    if step == 0 {
        return None;
    }
    if let Some(rest) = number_at(chars, end).filter(|rest| first.places == 0 && rest.places == 0) {
        let size = if at(chars, rest.end) == Some('千') {
            1_000
        } else {
            1
        };
        let more = rest.mantissa.checked_mul(size).filter(|more| *more < 10_000)?;
        (value, step) = (value.checked_add(more)?, size);
        end = rest.end + usize::from(size > 1);
    }
    let is_counted = at(chars, end).is_some_and(|c| is_counter(c) && !matches!(c, '千' | '億' | '兆' | '円'));
    is_counted.then_some((value, step, end))
}

/// The place after the spaces behind a sign; a figure itself begins with none.
fn spaces(chars: &[(usize, char)], start: usize, mut i: usize) -> usize {
    while i > start && at(chars, i) == Some(' ') {
        i += 1;
    }
    i
}

/// Whether a character is a yen sign in front of a figure. A backslash is one where the older Japanese
/// encodings show it so, right in front of digits; behind a letter or a colon it parts the names of folders.
fn is_yen_sign(c: char, chars: &[(usize, char)], i: usize, previous: Option<char>) -> bool {
    let digit_behind = || at(chars, i + 1).is_some_and(|c| c.is_ascii_digit());
    let in_a_path = || previous.is_some_and(|c| c.is_alphanumeric() || matches!(c, ':' | '\\'));
    c == '¥' || c == '\\' && digit_behind() && !in_a_path()
}

fn is_counter(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | 'ァ'..='ヴ' | 'ー' | 'か' | 'つ' | '々')
}

fn follows(chars: &[(usize, char)], i: usize, words: &[&str]) -> bool {
    words
        .iter()
        .any(|word| word.chars().enumerate().all(|(n, c)| at(chars, i + n) == Some(c)))
}

fn approximately(chars: &[(usize, char)], start: usize) -> bool {
    let before = |n: usize| start.checked_sub(n).and_then(|p| at(chars, p));
    let near = |n: usize| match before(n) {
        Some('約') => true,
        Some('ね') => before(n + 1) == Some('概') || before(n + 1) == Some('む'),
        Some('そ') => before(n + 1) == Some('よ') && before(n + 2) == Some('お'),
        _ => false,
    };
    near(1) || (before(1) == Some(' ') && near(2))
}

/// The place of a unit behind a number: right there, or behind one space.
fn unit_behind(chars: &[(usize, char)], i: usize) -> usize {
    let is_unit = |i| unit_at(chars, i).is_some() || at(chars, i) == Some('円');
    if at(chars, i) == Some(' ') && is_unit(i + 1) {
        i + 1
    } else {
        i
    }
}

/// The number behind a unit of an amount; printers of columns pad it with spaces (`1億  606万`), where it is smaller
/// than that unit.
fn next_number(chars: &[(usize, char)], i: usize, unit: i128) -> Option<Number> {
    let padding = (0..MOST_PADDING)
        .take_while(|n| at(chars, i + n) == Some(' '))
        .count();
    let next = number_at(chars, i + padding)?;
    let (size, _) = unit_at(chars, unit_behind(chars, next.end)).unwrap_or((1, 0));
    let is_smaller = next.places > 0 || next.mantissa.checked_mul(size)? < unit;
    (padding == 0 || is_smaller).then_some(next)
}

/// At most so many spaces pad a number.
const MOST_PADDING: usize = 4;

/// A mixed amount that ends in 円: `5億906万8千円`, `2,085百万円`, `1,234円`, `1 億 8,909 万円`.
fn money(chars: &[(usize, char)], first: &Number) -> Option<(Figure, usize)> {
    let (mut total, mut last_size) = (0i128, i128::MAX);
    let mut step;
    let (mut mantissa, mut places, mut i) = (first.mantissa, first.places, first.end);
    loop {
        let scale = 10i128.pow(places);
        i = unit_behind(chars, i);
        match unit_at(chars, i) {
            Some((size, length)) if size < last_size => {
                if size % scale != 0 {
                    return None;
                }
                total = total.checked_add(mantissa.checked_mul(size / scale)?)?;
                step = size / scale;
                last_size = size;
                i += length;
                let behind = unit_behind(chars, i);
                if at(chars, behind) == Some('円') {
                    i = behind + 1;
                    break;
                }
                let next = next_number(chars, i, size)?;
                (mantissa, places, i) = (next.mantissa, next.places, next.end);
            }
            Some(_) => return None,
            None if at(chars, i) == Some('円') && places == 0 => {
                total = total.checked_add(mantissa)?;
                step = 1;
                i += 1;
                break;
            }
            None => return None,
        }
    }
    let figure = Figure {
        value: total,
        places: 0,
        step,
        measure: Measure::Money,
        counter: String::new(),
        approximate: false,
        triangle: false,
        yen_sign: false,
        range: 0..0,
    };
    Some((figure, i))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("54億9,067万円", 5_490_670_000, 10_000)]
    #[case("5億906万8千円", 509_068_000, 1_000)]
    #[case("約217億円", 21_700_000_000, 100_000_000)]
    #[case("2,085百万円", 2_085_000_000, 1_000_000)]
    #[case("１，４１０万円", 14_100_000, 10_000)]
    #[case("23.5億円", 2_350_000_000, 10_000_000)]
    #[case("1億  606万5千円", 106_065_000, 1_000)]
    #[case("1 億 8,909 万円", 189_090_000, 10_000)]
    #[case("2,476 万円", 24_760_000, 10_000)]
    #[case("48 円", 48, 1)]
    fn amounts(#[case] text: &str, #[case] yen: i128, #[case] step: i128) {
        let found = figures(text);
        assert_eq!(
            (found[0].value, found[0].step, found[0].measure),
            (yen, step, Measure::Money)
        );
    }

    #[rstest]
    #[case("人口４万８千人", 48_000, 1_000, "人")]
    #[case("12万3,456件", 123_456, 1, "件")]
    #[case("1.2万人", 12_000, 1_000, "人")]
    fn counts_with_units(#[case] text: &str, #[case] value: i128, #[case] step: i128, #[case] counter: &str) {
        let found = figures(text);
        assert_eq!(
            (found[0].value, found[0].step, found[0].counter.as_str()),
            (value, step, counter)
        );
    }

    #[test]
    fn a_dash_between_blanks_is_an_empty_cell() {
        let values: Vec<i128> = figures("補助金 － 4,000 -500").iter().map(|f| f.value).collect();
        assert_eq!(values, [4_000, -500]);
    }

    #[rstest]
    #[case("△396,046", -396_046)]
    #[case("-63,660", -63_660)]
    #[case("(9500)", 9500)]
    #[case("39件", 39)]
    fn cells_with_one(#[case] text: &str, #[case] value: i128) {
        let CellFigure::One(figure) = cell(text) else {
            panic!("{text}")
        };
        assert_eq!(figure.value, value);
    }

    #[rstest]
    #[case("¥18,000", 18_000)]
    #[case("￥ 7", 7)]
    #[case("-¥2,000", -2_000)]
    #[case("¥△36", -36)]
    #[case("▲ ￥4,100", -4_100)]
    #[case("\\905", 905)]
    fn a_yen_sign_belongs_to_the_figure(#[case] text: &str, #[case] value: i128) {
        let CellFigure::One(figure) = cell(text) else {
            panic!("{text}")
        };
        assert_eq!((figure.value, figure.yen_sign), (value, true));
        assert_eq!((figure.measure, &text[figure.range]), (Measure::Number, text));
    }

    #[test]
    fn a_folder_has_no_yen_sign() {
        assert!(!figures("C:\\2024")[0].yen_sign && !figures("18,000")[0].yen_sign);
    }

    #[rstest]
    #[case("▲\u{a0}500", -500)]
    #[case("△\u{2009}1,250\u{a0}", -1_250)]
    #[case("\u{202f}-\u{2007}31", -31)]
    fn spaces_of_web_pages_are_spaces(#[case] text: &str, #[case] value: i128) {
        let CellFigure::One(figure) = cell(text) else {
            panic!("{text}")
        };
        assert_eq!(figure.value, value);
    }

    #[test]
    fn cells_with_two_or_none() {
        let CellFigure::Two(count, share) = cell("8 (6.5%)") else {
            panic!()
        };
        assert_eq!(
            (count.value, share.value, share.measure),
            (8, 65, Measure::Percent)
        );
        assert_eq!(cell("-"), CellFigure::None);
        assert_eq!(cell(" "), CellFigure::Blank);
        assert_eq!(cell("1-1 収支均衡"), CellFigure::Text);
    }

    #[test]
    fn running_text() {
        let found = figures("138項目中、実施率97.1パーセント");
        assert_eq!((found[0].value, found[0].counter.as_str()), (138, "項目中"));
        assert_eq!(
            (found[1].value, found[1].places, found[1].measure),
            (971, 1, Measure::Percent)
        );
        assert!(figures("約2割")[0].approximate);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "\\PC{0,60}") {
            for figure in figures(&text) {
                proptest::prop_assert!(text.get(figure.range).is_some());
            }
            let _ = cell(&text);
        }

        #[test]
        fn grouped_numbers_are_read_back(number in -9_999_999_999i64..9_999_999_999) {
            let CellFigure::One(figure) = cell(&crate::money::grouped(number)) else { panic!() };
            proptest::prop_assert_eq!(figure.whole(), Some(number));
        }
    }

    #[test]
    fn a_triangle_beside_other_grades_is_one() {
        let values = |text: &str| -> Vec<i128> { figures(text).iter().map(|figure| figure.value).collect() };
        assert_eq!(values("◎5、○54、△3でした"), [5, 54, 3]);
        // One sign begins a line of a list, and amounts keep their sign.
        assert_eq!(values("○3件のうち△3件"), [3, -3]);
        assert_eq!(values("◎5、○54、効果額△1,200千円"), [5, 54, -1_200_000]);
    }
}
