//! The value of a short text: an amount in yen, a number with its unit, a count; and which way is better.
//!
//! Not here: figures themselves (`gyokaku_core::figure`).

use gyokaku_core::figure::{CellFigure, Figure, Measure, cell as figure};
use gyokaku_core::indicator::{Decimal, Direction};
use gyokaku_core::money::{Unit, Yen};
use gyokaku_core::text::fold;

/// An amount of a cell in yen: by the unit printed in the cell, else by the unit declared, else by a yen sign
/// in front of it. None without any.
pub(crate) fn amount(text: &str, unit: Option<Unit>) -> Option<Yen> {
    let figure = match figure(text) {
        CellFigure::One(figure) => figure,
        // What stands in brackets behind an amount is another one: a running total, a share.
        CellFigure::Two(figure, _) => figure,
        _ => return None,
    };
    let yen = match figure.measure {
        Measure::Money => figure.value,
        Measure::Percent => return None,
        Measure::Number if !figure.counter.is_empty() => return None,
        Measure::Number => {
            let unit = unit.or(figure.yen_sign.then_some(Unit::Yen))?;
            let scaled = figure.value.checked_mul(i128::from(unit.yen()))?;
            let scale = 10i128.checked_pow(figure.places)?;
            (scaled % scale == 0).then_some(scaled / scale)?
        }
    };
    i64::try_from(yen).ok().map(Yen)
}

/// Whether a cell holds a share alone: `6.5%`.
pub(crate) fn is_share(text: &str) -> bool {
    matches!(figure(text), CellFigure::One(f) if f.measure == Measure::Percent)
}

/// The count of a cell; the percentage beside it is none.
pub(crate) fn count(text: &str) -> Option<i64> {
    // 38事務事業: longer words that count than a cell of a figure has.
    let bare = ["事務事業", "実施項目", "取組項目"]
        .iter()
        .find_map(|thing| text.trim().strip_suffix(thing));
    match figure(bare.unwrap_or(text)) {
        CellFigure::One(f) | CellFigure::Two(f, _) if f.measure == Measure::Number => f.whole(),
        _ => None,
    }
}

/// The share that a cell holds, alone or behind a count: `6.5%`, `8 (6.5%)`.
pub(crate) fn share(text: &str) -> Option<Decimal> {
    match figure(text) {
        CellFigure::One(f) | CellFigure::Two(_, f) => percent(&f),
        _ => None,
    }
}

/// A figure as a percentage.
pub(crate) fn percent(figure: &Figure) -> Option<Decimal> {
    let is_percent = figure.measure == Measure::Percent;
    Some(Decimal {
        value: i64::try_from(figure.value).ok().filter(|_| is_percent)?,
        places: u8::try_from(figure.places).ok()?,
    })
}

/// The number of a cell and the unit printed with it.
pub(crate) fn decimal(text: &str) -> Option<(Decimal, String)> {
    match figure(text) {
        CellFigure::One(f) | CellFigure::Two(f, _) => number(&f),
        _ => None,
    }
}

/// The value of a figure and its unit.
pub(crate) fn number(f: &Figure) -> Option<(Decimal, String)> {
    let value = Decimal {
        value: i64::try_from(f.value).ok()?,
        places: u8::try_from(f.places).ok()?,
    };
    let unit = match f.measure {
        Measure::Percent => "%".to_owned(),
        Measure::Money => "円".to_owned(),
        Measure::Number => f.counter.clone(),
    };
    Some((value, unit))
}

/// Which way is better, by the words beside a target.
pub(crate) fn direction(text: &str) -> Direction {
    let folded = fold(text);
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    if has(&["未満", "以内", "上限", "超えない", "以下"]) {
        Direction::StayBelow
    } else if has(&["維持", "継続"]) {
        Direction::Keep
    } else if has(&[
        "縮減",
        "削減",
        "減少",
        "減員",
        "減らす",
        "抑制",
        "0件",
        "短縮",
        "低減",
    ]) {
        Direction::Down
    } else {
        Direction::Up
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_need_a_unit() {
        assert_eq!(amount("1,234", Some(Unit::Thousand)), Some(Yen(1_234_000)));
        assert_eq!(amount("5億6万円", None), Some(Yen(500_060_000)));
        assert_eq!(amount("1,234", None), None);
        assert_eq!(amount("-¥1,234", None), Some(Yen(-1_234)));
        assert_eq!(amount("￥1,234", Some(Unit::Thousand)), Some(Yen(1_234_000)));
        assert_eq!(amount("-", Some(Unit::Yen)), None);
        assert_eq!(count("38事務事業"), Some(38));
        assert_eq!(count("取組項目"), None);
    }
}
