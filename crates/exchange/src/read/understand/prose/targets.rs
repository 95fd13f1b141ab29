//! Numeric targets and limits in running text: `収納率97.9%の維持`, `448人から9人減員し、439人`, `25%未満`.
//!
//! Only clear patterns count. Not here: tables (`indicators`).

use gyokaku_core::document::Place;
use gyokaku_core::figure::{Figure, Measure, figures};
use gyokaku_core::indicator::{Direction, Indicator, IndicatorValue, ValueKind};

use crate::read::understand::words::values::{direction, number};

/// Numeric targets that a text states in a clear pattern.
pub(crate) fn in_text(text: &str, at: &Place) -> Vec<Indicator> {
    if let Some(change) = change(text, at) {
        return vec![change];
    }
    let mut out = Vec::new();
    for piece in text
        .split(['\n', ' ', '　', '。', '、'])
        .filter(|p| !p.is_empty())
    {
        out.extend(kept(piece, at).or_else(|| none_at_all(piece, at)));
    }
    out
}

fn indicator(
    name: &str,
    unit: String,
    direction: Direction,
    values: Vec<IndicatorValue>,
) -> Option<Indicator> {
    let name = name
        .trim()
        .trim_end_matches(['を', 'は', 'が', 'の', '：', ':', 'も', '、'])
        .trim();
    let name = name.trim_start_matches(['・', '○', '●', '-', '※']).trim();
    let name = name.rsplit(['、', '。']).next().unwrap_or(name).trim();
    let length = name.chars().count();
    ((2..=30).contains(&length) && !name.chars().any(|c| c.is_ascii_digit() && c == '%')).then(|| Indicator {
        id: String::new(),
        item: None,
        name: name.to_owned(),
        unit,
        direction,
        values,
    })
}

/// `国保税(現年)93.4%を向上`, `収納率 97.9%以上`.
fn kept(piece: &str, at: &Place) -> Option<Indicator> {
    let found = figures(piece);
    let [f] = found.as_slice() else { return None };
    if f.measure != Measure::Percent {
        return None;
    }
    let after = piece[f.range.end..].trim();
    let said = [
        "の維持",
        "を維持",
        "に維持",
        "を向上",
        "の向上",
        "に向上",
        "以上",
        "以下",
        "未満",
        "以内",
        "を目指",
        "とする",
        "とします",
        "にする",
        "まで向上",
        "を達成",
        "に縮減",
        "まで縮減",
        "を超え",
    ]
    .iter()
    .any(|w| after.starts_with(w));
    if !said {
        return None;
    }
    let (number, unit) = number(f)?;
    let value = IndicatorValue {
        fiscal_year: None,
        kind: ValueKind::Target,
        number: Some(number),
        fraction: None,
        at: at.clone(),
    };
    indicator(&piece[..f.range.start], unit, direction(after), vec![value])
}

/// `…発生件数を0件とします`.
fn none_at_all(piece: &str, at: &Place) -> Option<Indicator> {
    let found = figures(piece);
    let [f] = found.as_slice() else { return None };
    let unit: String = f
        .counter
        .chars()
        .next()
        .filter(|c| matches!(c, '件' | '人' | '回'))
        .map(String::from)?;
    let after = &piece[f.range.end + unit.len()..];
    let said = [
        "とします",
        "とする",
        "を目指",
        "にします",
        "にする",
        "を維持",
        "の維持",
        "以上",
        "以下",
        "以内",
    ]
    .iter()
    .any(|w| after.starts_with(w));
    let name = piece[..f.range.start].trim_end();
    if !said || !(name.ends_with(['を', 'は']) || after.starts_with("以")) {
        return None;
    }
    let (number, _) = number(f)?;
    let direction = if number.value == 0 {
        Direction::Down
    } else {
        direction(after)
    };
    indicator(
        name,
        unit,
        direction,
        vec![IndicatorValue {
            fiscal_year: None,
            kind: ValueKind::Target,
            number: Some(number),
            fraction: None,
            at: at.clone(),
        }],
    )
}

/// `2025(R7)年度…職員数を、2021(R3)年度…448人から9人減員し、439人とします`: a base and a target with their years.
fn change(text: &str, at: &Place) -> Option<Indicator> {
    let text = gyokaku_core::labels::year::squeezed(text);
    let mentions = gyokaku_core::fiscal_year::mentions(&text);
    let [target_year, base_year] = mentions.as_slice() else {
        return None;
    };
    let counted: Vec<Figure> = figures(&text)
        .into_iter()
        .filter(|f| {
            !mentions.iter().any(|m| m.range.contains(&f.range.start)) && !f.counter.starts_with('年')
        })
        .collect();
    let (base, target) = (counted.first()?, counted.last()?);
    let unit = |f: &Figure| {
        f.counter
            .chars()
            .next()
            .filter(|c| matches!(c, '人' | '件' | '回' | '時'))
            .map(String::from)
    };
    let (from, to) = (unit(base)?, unit(target)?);
    let after =
        |f: &Figure| text[f.range.end + f.counter.chars().next().map_or(0, char::len_utf8)..].to_owned();
    if from != to
        || counted.len() < 2
        || !after(base).starts_with("から")
        || !["とします", "とする", "にします", "にする", "を目指", "まで"]
            .iter()
            .any(|w| after(target).starts_with(w))
    {
        return None;
    }
    let name = text.get(base_year.range.end..base.range.start)?;
    let name = name
        .trim_start_matches(['年', '度'])
        .trim_start_matches("当初")
        .trim_start_matches("末")
        .trim_start_matches("時点")
        .trim_start_matches(['の', '、']);
    let value = |f: &Figure, year: &gyokaku_core::fiscal_year::Mention, kind| IndicatorValue {
        fiscal_year: year.fiscal_year(),
        kind,
        number: number(f).map(|n| n.0),
        fraction: None,
        at: at.clone(),
    };
    let direction = if target.value < base.value {
        Direction::Down
    } else {
        Direction::Up
    };
    indicator(
        name,
        from,
        direction,
        vec![
            value(base, base_year, ValueKind::Base),
            value(target, target_year, ValueKind::Target),
        ],
    )
}

/// Which way is better, where a text in brackets says no more than that: `大きい方が良い指標`.
fn which_way(text: &str) -> Option<Direction> {
    let says = |words: [&str; 2]| {
        let mut ends = ["方が良い", "方がよい", "ほど良い", "ほどよい"].iter();
        words.iter().any(|word| {
            text.strip_prefix(word)
                .is_some_and(|behind| ends.any(|end| behind.starts_with(end)))
        })
    };
    if says(["大きい", "高い"]) {
        Some(Direction::Up)
    } else if says(["小さい", "低い"]) {
        Some(Direction::Down)
    } else {
        None
    }
}

/// The name in front of a bracket.
fn named_before(text: &str, open: usize) -> &str {
    text[..open]
        .rsplit(['、', '。', ' ', '　', '\n', '（', '(', '・'])
        .next()
        .unwrap_or("")
}

/// Limits that a text states: `実質赤字比率（11.25%未満）`, `時間外勤務の上限は、1か月45時間、1年360時間`.
pub(crate) fn limits(text: &str, at: &Place) -> Vec<Indicator> {
    let mut out = Vec::new();
    let limit = |f: &Figure| IndicatorValue {
        fiscal_year: None,
        kind: ValueKind::Threshold,
        number: number(f).map(|n| n.0),
        fraction: None,
        at: at.clone(),
    };
    for (open, bracket) in text.match_indices(['（', '(']) {
        let inner = &text[open + bracket.len()..];
        let Some(close) = inner.find(['）', ')']) else {
            break;
        };
        let inner = &inner[..close];
        let found = figures(inner);
        if let (true, Some(direction)) = (found.is_empty(), which_way(inner)) {
            let unsaid = IndicatorValue {
                fiscal_year: None,
                kind: ValueKind::Target,
                number: None,
                fraction: None,
                at: at.clone(),
            };
            out.extend(indicator(
                named_before(text, open),
                String::new(),
                direction,
                vec![unsaid],
            ));
            continue;
        }
        let [f] = found.as_slice() else { continue };
        let alone = inner[..f.range.start].trim().is_empty()
            && matches!(inner[f.range.end..].trim(), "未満" | "以下" | "以内");
        let name = named_before(text, open);
        if alone && f.measure == Measure::Percent && name.chars().count() >= 3 {
            out.extend(indicator(name, "%".into(), Direction::StayBelow, vec![limit(f)]));
        }
    }
    if let Some((before, after)) = text.split_once("の上限は") {
        let name = before
            .rsplit(['、', '。', ' ', '　', '\n', '・'])
            .next()
            .unwrap_or("");
        for piece in after
            .trim_start_matches('、')
            .split(['。', '\n'])
            .next()
            .unwrap_or("")
            .split('、')
            .map_while(|p| p.find("時間").map(|end| &p[..end + "時間".len()]))
        {
            let found = figures(piece);
            let Some(f) = found.last().filter(|f| f.counter.starts_with("時間")) else {
                continue;
            };
            let span = &piece[..f.range.start];
            if name.chars().count() >= 2 && (1..=5).contains(&span.chars().count()) {
                out.extend(indicator(
                    &format!("{name}（{span}）"),
                    "時間".into(),
                    Direction::StayBelow,
                    vec![limit(f)],
                ));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<(String, String, Direction, Vec<String>)> {
        let values = |i: &Indicator| {
            i.values
                .iter()
                .filter_map(|v| v.number)
                .map(|n| n.to_string())
                .collect()
        };
        in_text(text, &Place::NOWHERE)
            .iter()
            .map(|i| (i.name.clone(), i.unit.clone(), i.direction, values(i)))
            .collect()
    }

    #[test]
    fn targets_in_text() {
        assert_eq!(
            show("市税(現年)97.9%の維持 国保税(現年)93.4%を向上"),
            [
                (
                    "市税(現年)".into(),
                    "%".into(),
                    Direction::Keep,
                    vec!["97.9".into()]
                ),
                (
                    "国保税(現年)".into(),
                    "%".into(),
                    Direction::Up,
                    vec!["93.4".into()]
                )
            ]
        );
        assert_eq!(
            show("2025(R7)年度当初の職員数を、2021(R3)年度当初の職員数448人から9人減員し、439人とします。")
                [0],
            (
                "職員数".into(),
                "人".into(),
                Direction::Down,
                vec!["448".into(), "439".into()]
            )
        );
        assert_eq!(show("事故の発生件数を0件とします。")[0].3, ["0"]);
        assert!(show("3年に1度を目安に見直します。").is_empty());
        let limits: Vec<_> = limits("比率（公債費比率（25%未満）、負担比率（350%未満））を保つ。超過勤務の上限は、1か月45時間、1年360時間とする。", &Place::NOWHERE).into_iter().map(|i| i.name).collect();
        assert_eq!(
            limits,
            ["公債費比率", "負担比率", "超過勤務（1か月）", "超過勤務（1年）"]
        );
    }
}
