//! The small picture beside a key figure: a share as a bar, the years as columns. The figure beside it says the same in
//! words, so that it is hidden from who listens.

use gyokaku_core::overview::Sketch;

use super::shares::look;
use super::svg::Svg;

/// How large it is.
const SIZE: (i64, i64) = (200, 28);

/// Draws it; none for a figure without one.
pub fn draw(id: &str, sketch: &Sketch) -> Option<String> {
    let (width, height) = SIZE;
    let mut svg = Svg::new(id);
    match sketch {
        Sketch::Nothing => return None,
        Sketch::Share(share, tone) => {
            let (whole, top, thick) = (share.whole.max(1), 8, 14);
            let span = (width * share.part.clamp(0, whole) + whole / 2) / whole;
            svg.rect((0, top), (width, thick), "sketch-rest");
            if span > 0 {
                let (class, pattern) = look(*tone);
                svg.patterned((0, top), (span.max(3), thick), class, pattern);
            }
        }
        Sketch::Course(years) => {
            let (low, high) = years.iter().fold((0, 0), |(low, high), (_, amount)| {
                (low.min(*amount), high.max(*amount))
            });
            let range = i128::from(high) - i128::from(low);
            if years.len() < 2 || range == 0 {
                return None;
            }
            let at = |amount: i64| {
                let above = (i128::from(high) - i128::from(amount)) * i128::from(height - 2) / range;
                i64::try_from(above).unwrap_or_default() + 1
            };
            let step = width / years.len() as i64;
            for (n, (_, amount)) in years.iter().enumerate() {
                let (top, foot) = (at((*amount).max(0)), at((*amount).min(0)));
                let place = (step * n as i64 + 1, top);
                svg.rect(place, ((step - 4).max(1), (foot - top).max(1)), "series-1");
            }
            svg.line((0, at(0)), (width, at(0)), "axis");
        }
    }
    Some(svg.hidden(width, height))
}

#[cfg(test)]
mod tests {
    use gyokaku_core::fiscal_year::FiscalYear;
    use gyokaku_core::money::Share;
    use gyokaku_core::progress::Tone;

    use super::*;

    fn course(amounts: &[i64]) -> Sketch {
        let year = |n: usize| FiscalYear::new(2020 + n as i16).expect("a year");
        Sketch::Course(amounts.iter().enumerate().map(|(n, a)| (year(n), *a)).collect())
    }

    #[test]
    fn a_share_is_as_long_as_it_is_large() {
        let share = |part, whole| Sketch::Share(Share { part, whole }, Tone::Behind);
        let half = draw("a", &share(4, 8)).expect("a picture");
        assert!(
            half.contains(r#"width="100" height="14" class="tone-behind""#),
            "{half}"
        );
        assert!(
            !draw("a", &share(0, 8))
                .expect("a picture")
                .contains("tone-behind")
        );
    }

    #[test]
    fn columns_stand_on_zero_and_the_largest_amounts_fit() {
        let drawn = draw("a", &course(&[i64::MIN, 0, i64::MAX])).expect("a picture");
        assert_eq!(drawn.matches(r#"class="series-1""#).count(), 3, "{drawn}");
        assert!(
            !drawn.contains(r#"height="-"#) && !drawn.contains(r#"y="-"#),
            "{drawn}"
        );
        assert_eq!(draw("a", &course(&[5])), None);
        assert_eq!(draw("a", &course(&[0, 0])), None);
    }
}
