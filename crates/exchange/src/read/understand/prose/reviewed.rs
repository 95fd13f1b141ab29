//! Figures that the points of a review state: `目標が33.3%以下に対して、実績が32.9%`, `10%以上確保できている`,
//! `…する職員が4割いる`.
//!
//! Only clear patterns count. Not here: targets of items (`targets`).

use gyokaku_core::document::Place;
use gyokaku_core::figure::{Figure, Measure, figures};
use gyokaku_core::indicator::{Direction, Indicator, IndicatorValue, ValueKind};
use gyokaku_core::review::Review;

use crate::read::understand::words::cut::one_line;
use crate::read::understand::words::values::number;

/// The longest name of an indicator that running text gives.
const LONGEST: usize = 50;

/// The indicators that what went well and what was a problem state.
pub(crate) fn read(review: &Review) -> Vec<Indicator> {
    let points = review.keep.iter().chain(&review.problem);
    points
        .filter_map(|point| stated(&point.text, &point.at))
        .collect()
}

/// What one point states.
fn stated(text: &str, at: &Place) -> Option<Indicator> {
    let all = figures(text);
    let shares: Vec<&Figure> = all
        .iter()
        .filter(|f| f.measure == Measure::Percent || f.counter.starts_with('割'))
        .collect();
    match shares.as_slice() {
        [target, actual] => compared(text, [target, actual], at),
        [one] => alone(text, one, at),
        _ => None,
    }
}

/// A target and what was reached.
fn compared(text: &str, [target, actual]: [&Figure; 2], at: &Place) -> Option<Indicator> {
    let before = &text[..target.range.start];
    let between = &text[target.range.end..actual.range.start];
    let said = before.ends_with("目標が") || before.ends_with("目標は") || before.ends_with("目標値が");
    if !said || !between.contains("実績") {
        return None;
    }
    let direction = bound(between)?;
    let values = vec![
        value(target, ValueKind::Target, at)?,
        value(actual, ValueKind::Actual, at)?,
    ];
    indicator(&quoted(before)?, target, direction, values)
}

/// One share: a bound that was kept, or how many there are.
fn alone(text: &str, figure: &Figure, at: &Place) -> Option<Indicator> {
    let after = &text[figure.range.end..];
    let before = &text[..figure.range.start];
    if let Some(direction) = bound(after) {
        let kept = ["確保", "維持", "達成"].iter().any(|word| after.contains(word));
        let (name, _) = before.split_once('が').filter(|_| kept)?;
        let values = vec![value(figure, ValueKind::Threshold, at)?];
        return indicator(name, figure, direction, values);
    }
    let after = after.trim_start_matches('割');
    let counts = ["いる", "を占め", "となって", "に上る", "にのぼる"];
    if !counts.iter().any(|word| after.starts_with(word)) {
        return None;
    }
    let name = before.trim_end_matches('約').strip_suffix('が')?;
    let name = name.rsplit('、').next().unwrap_or(name);
    indicator(
        name,
        figure,
        Direction::Down,
        vec![value(figure, ValueKind::Actual, at)?],
    )
}

fn bound(after: &str) -> Option<Direction> {
    let starts = |words: &[&str]| words.iter().any(|word| after.starts_with(word));
    if starts(&["以下", "未満", "以内"]) {
        Some(Direction::StayBelow)
    } else if starts(&["以上"]) {
        Some(Direction::Up)
    } else {
        None
    }
}

/// The last text in quotes.
fn quoted(text: &str) -> Option<String> {
    let (_, behind) = text.rsplit_once('「')?;
    let (name, _) = behind.split_once('」')?;
    Some(name.to_owned())
}

fn value(figure: &Figure, kind: ValueKind, at: &Place) -> Option<IndicatorValue> {
    Some(IndicatorValue {
        fiscal_year: None,
        kind,
        number: Some(number(figure)?.0),
        fraction: None,
        at: at.clone(),
    })
}

fn indicator(
    name: &str,
    figure: &Figure,
    direction: Direction,
    values: Vec<IndicatorValue>,
) -> Option<Indicator> {
    let name = one_line(name.trim());
    let unit = match figure.measure {
        Measure::Percent => "%",
        _ => "割",
    };
    (2..=LONGEST).contains(&name.chars().count()).then(|| Indicator {
        id: String::new(),
        item: None,
        name,
        unit: unit.to_owned(),
        direction,
        values,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Option<(String, String, Direction, Vec<String>)> {
        let found = stated(text, &Place::NOWHERE)?;
        let values = found.values.iter().filter_map(|v| v.number);
        Some((
            found.name.clone(),
            found.unit.clone(),
            found.direction,
            values.map(|n| n.to_string()).collect(),
        ))
    }

    #[test]
    fn shares_that_a_review_states() {
        let strings = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            show("「経費の抑制」は目標が20.5%以下に対して、実績が19.8%である"),
            Some((
                "経費の抑制".into(),
                "%".into(),
                Direction::StayBelow,
                strings(&["20.5", "19.8"])
            ))
        );
        assert_eq!(
            show("基金の残高が歳出の5%以上確保できている"),
            Some(("基金の残高".into(), "%".into(), Direction::Up, strings(&["5"])))
        );
        assert_eq!(
            show("進んでいるが、使い方を知らない職員が3割いる"),
            Some((
                "使い方を知らない職員".into(),
                "割".into(),
                Direction::Down,
                strings(&["3"])
            ))
        );
        assert_eq!(show("残業が10%増えた"), None);
    }
}
