//! A computed figure printed the way the stated one is: the same commas, unit, minus and width.
//!
//! Not here: reading figures (`figure`).

use super::ledger::{Entry, MICRO};
use crate::figure::Measure;
use crate::money::grouped;

/// A value in millionths (of a yen for amounts), printed like the figure that it is compared with.
pub(crate) fn like(entry: &Entry, value: i128) -> String {
    let figure = &entry.figure;
    let negative = value < 0;
    let size = value.unsigned_abs();
    let digits = match figure.measure {
        Measure::Money => money(entry, size),
        Measure::Number | Measure::Percent => number(entry, size),
    };
    let printed = if negative {
        format!("{}{digits}", minus(entry))
    } else {
        digits
    };
    if entry.stated.chars().any(|c| ('０'..='９').contains(&c)) {
        widen(&printed)
    } else {
        printed
    }
}

fn minus(entry: &Entry) -> &'static str {
    match entry.stated.chars().next() {
        Some('▲') => "▲",
        Some('△') => "△",
        Some('−') => "−",
        _ => "-",
    }
}

fn number(entry: &Entry, size: u128) -> String {
    let places = entry.figure.places.min(6);
    let scale = 10u128.pow(6 - places);
    let scaled = (size + scale / 2) / scale;
    let power = 10u128.pow(places);
    let whole = scaled / power;
    let commas = entry.stated.contains([',', '，']) || !has_four_digits_in_a_row(&entry.stated);
    let mut out = if commas {
        grouped(i64::try_from(whole).unwrap_or(i64::MAX))
    } else {
        whole.to_string()
    };
    if places > 0 {
        out.push_str(&format!(".{:0width$}", scaled % power, width = places as usize));
    }
    let suffix: String = entry
        .stated
        .chars()
        .skip_while(|c| !matches!(c, '%' | '％' | 'パ'))
        .collect();
    out + &suffix
}

fn has_four_digits_in_a_row(text: &str) -> bool {
    let mut run = 0;
    text.chars().any(|c| {
        run = if c.is_ascii_digit() || ('０'..='９').contains(&c) {
            run + 1
        } else {
            0
        };
        run >= 4
    })
}

/// An amount in the units of the stated one: 億 and 万, 百万円, 千円 or yen.
fn money(entry: &Entry, size: u128) -> String {
    let yen = size / MICRO as u128;
    let commas = entry.stated.contains([',', '，']);
    let part = |n: u128| {
        if commas {
            grouped(i64::try_from(n).unwrap_or(i64::MAX))
        } else {
            n.to_string()
        }
    };
    if let Some(million) = entry.stated.find("百万").map(|_| 1_000_000u128) {
        return format!("{}百万円", part((yen + million / 2) / million));
    }
    if entry.figure.step == 1_000 && !entry.stated.contains(['億', '万', '.']) {
        return format!("{}千円", part((yen + 500) / 1_000));
    }
    let step = entry.figure.step.unsigned_abs().max(1);
    let units = [
        (1_0000_0000_0000u128, "兆"),
        (1_0000_0000, "億"),
        (1_0000, "万"),
        (1_000, "千"),
    ];
    if step < 1_000 && !entry.stated.contains(['億', '万']) {
        return format!("{}円", part(yen));
    }
    // 23.5億円: one unit with decimals.
    if let Some((unit, name)) = units
        .iter()
        .find(|(unit, name)| entry.stated.contains(name) && entry.stated.contains('.') && *unit > step)
    {
        let places = (0u32..6)
            .find(|p| step.checked_mul(10u128.pow(*p)).is_some_and(|s| s >= *unit))
            .unwrap_or(0);
        let scaled = (yen + step / 2) / step;
        let power = 10u128.pow(places);
        return format!(
            "{}.{:0width$}{name}円",
            part(scaled / power),
            scaled % power,
            width = places as usize
        );
    }
    let mut rest = (yen + step / 2) / step * step;
    let mut out = String::new();
    for (unit, name) in units {
        let wanted = entry.stated.contains(name) || unit >= 1_0000;
        if unit >= step && wanted && rest >= unit {
            out.push_str(&part(rest / unit));
            out.push_str(name);
            rest %= unit;
        }
    }
    if rest > 0 || out.is_empty() {
        out.push_str(&part(rest));
    }
    out + "円"
}

fn widen(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_digit() || matches!(c, ',' | '.' | '%') {
                char::from_u32(c as u32 + 0xFEE0).unwrap_or(c)
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;
    use crate::figure::figures;
    use rstest::rstest;

    #[rstest]
    #[case("1,250,902", 1_250_912, "1,250,912")]
    #[case("9500", 950, "950")]
    #[case("△396,046", -396_047, "△396,047")]
    #[case("39億1,470万円", 3_914_800_000, "39億1,480万円")]
    #[case("6億4000万円", 650_000_000, "6億5000万円")]
    #[case("25億円", 2_488_420_000, "25億円")]
    #[case("１，４１０万円", 14_200_000, "１，４２０万円")]
    #[case("23.5億円", 2_360_000_000, "23.6億円")]
    #[case("2,085百万円", 2_086_000_000, "2,086百万円")]
    #[case("1,234円", 1_235, "1,235円")]
    #[case("5億906万8千円", 509_069_000, "5億906万9千円")]
    fn computed_figures_look_like_the_stated_ones(
        #[case] stated: &str,
        #[case] value: i128,
        #[case] printed: &str,
    ) {
        let figure = figures(stated).remove(0);
        let entry = Entry {
            figure,
            stated: stated.into(),
            at: Place::NOWHERE,
            unit: None,
            name: String::new(),
            breaks_off: false,
            stored: None,
        };
        assert_eq!(like(&entry, value * MICRO), printed);
    }

    #[test]
    fn percentages_keep_their_word() {
        let figure = figures("97.1パーセント").remove(0);
        let entry = Entry {
            figure,
            stated: "97.1パーセント".into(),
            at: Place::NOWHERE,
            unit: None,
            name: String::new(),
            breaks_off: false,
            stored: None,
        };
        assert_eq!(like(&entry, 97_200_000), "97.2パーセント");
    }
}
