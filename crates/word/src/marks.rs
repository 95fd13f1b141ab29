//! Numbers as Word prints them in front of paragraphs.
//!
//! Not here: which number comes next (`numbering`).

const KANA: &str =
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
const HALF_KANA: &str = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ";
const IROHA: &str =
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス";
const KANJI: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A number in a format; none in a format that is not known, or where the format has no such number.
pub(crate) fn printed(number: u32, format: &str) -> Option<String> {
    let nth = |signs: &str| {
        let index = (number as usize).checked_sub(1)?;
        signs.chars().nth(index).map(String::from)
    };
    let from = |first: u32, count: u32| {
        let offset = number.checked_sub(1).filter(|offset| *offset < count)?;
        char::from_u32(first + offset).map(String::from)
    };
    match format {
        "decimal" | "decimalHalfWidth" => Some(number.to_string()),
        "decimalZero" => Some(format!("{number:02}")),
        "decimalFullWidth" | "decimalFullWidth2" => Some(wide(number)),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => match number {
            0 => Some("⓪".to_owned()),
            1..=20 => from(0x2460, 20),
            21..=35 => char::from_u32(0x3251 + number - 21).map(String::from),
            36..=50 => char::from_u32(0x32b1 + number - 36).map(String::from),
            _ => Some(number.to_string()),
        },
        "decimalEnclosedParen" => from(0x2474, 20),
        "decimalEnclosedFullstop" => from(0x2488, 20),
        "upperLetter" => letters(number, b'A'),
        "lowerLetter" => letters(number, b'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).map(|text| text.to_lowercase()),
        "aiueoFullWidth" => nth(KANA),
        "aiueo" => nth(HALF_KANA),
        "iroha" | "irohaFullWidth" => nth(IROHA),
        "japaneseCounting"
        | "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand" => counted(number),
        "japaneseDigitalTenThousand" | "ideographDigital" | "taiwaneseDigital" => Some(
            number
                .to_string()
                .bytes()
                .map(|digit| KANJI[usize::from(digit - b'0')])
                .collect(),
        ),
        "none" => Some(String::new()),
        _ => None,
    }
}

fn wide(number: u32) -> String {
    let digit = |b: u8| char::from_u32(u32::from('０') + u32::from(b - b'0')).unwrap_or('０');
    number.to_string().bytes().map(digit).collect()
}

/// a to z, then aa, bb and so on.
fn letters(number: u32, first: u8) -> Option<String> {
    let index = number.checked_sub(1)?;
    let letter = char::from(first + (index % 26) as u8);
    let times = (index / 26 + 1) as usize;
    (times <= 30).then(|| letter.to_string().repeat(times))
}

fn roman(mut number: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3_999 {
        return None;
    }
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    Some(text)
}

/// 十二, 二十, 百五: as numbers are said.
fn counted(number: u32) -> Option<String> {
    if number == 0 || number > 9_999 {
        return None;
    }
    let mut text = String::new();
    for (value, sign) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / value % 10;
        if digit > 1 || (digit == 1 && value == 1) {
            text.push(KANJI[digit as usize]);
        }
        if digit > 0 {
            text.push_str(sign);
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::printed;

    #[test]
    fn numbers_are_as_word_prints_them() {
        for (format, number, text) in [
            ("decimal", 12, "12"),
            ("decimalFullWidth", 12, "１２"),
            ("decimalEnclosedCircle", 3, "③"),
            ("decimalEnclosedCircle", 21, "㉑"),
            ("aiueoFullWidth", 2, "イ"),
            ("irohaFullWidth", 2, "ロ"),
            ("japaneseCounting", 20, "二十"),
            ("japaneseCounting", 115, "百十五"),
            ("ideographDigital", 10, "一〇"),
            ("lowerLetter", 27, "aa"),
            ("upperRoman", 14, "XIV"),
        ] {
            assert_eq!(printed(number, format).as_deref(), Some(text), "{format}");
        }
        assert_eq!(printed(1, "ordinalText"), None);
        assert_eq!(printed(99, "aiueo"), None);
    }
}
