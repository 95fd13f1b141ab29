//! The key figures of a plan (計画の要点): what a mayor asks first, each with the table that proves it.
//!
//! No figure is made here that a table does not hold: counts come out of the progress table, amounts out of the series of
//! the effects, and what is not there has no figure. Not here: how they are drawn, where they lead on the screen.

use crate::fiscal_year::FiscalYear;
use crate::money::Share;
use crate::plan::Plan;
use crate::progress::Tone;
use crate::table::effects::{self, series};
use crate::table::{Published, RowKind, Table, Value, crosswalk, indicators, progress, register};

/// One key figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFigure {
    /// What it is.
    pub label: String,
    /// The figure itself, as it is shown: `112`, `26億1,160万円`.
    pub value: String,
    /// What follows it in small letters: `件`, `／124件`.
    pub unit: String,
    /// What is said below it.
    pub detail: String,
    /// The table that proves it; none for what the plan itself states.
    pub proof: Option<&'static Published>,
    /// The grades that are counted, for a list of their items.
    pub grades: Vec<String>,
    /// What is drawn beside it.
    pub sketch: Sketch,
}

/// The small picture of a key figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sketch {
    /// None.
    #[default]
    Nothing,
    /// So many of so many, in a tone.
    Share(Share, Tone),
    /// One amount a fiscal year.
    Course(Vec<(FiscalYear, i64)>),
}

impl KeyFigure {
    fn of(label: impl Into<String>, value: impl Into<String>, unit: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            unit: unit.into(),
            detail: String::new(),
            proof: None,
            grades: Vec::new(),
            sketch: Sketch::Nothing,
        }
    }
}

/// The key figures of a plan, those of its progress out of the table that stands for the year (`progress`), with the
/// tones of its grades; `today` is the fiscal year of today.
pub fn key_figures(
    plan: &Plan,
    progress: &Table,
    tone: impl Fn(&str) -> Tone,
    today: Option<FiscalYear>,
) -> Vec<KeyFigure> {
    let mut figures = Vec::new();
    figures.extend(items(plan));
    figures.extend(of_progress(progress, tone));
    figures.extend(amounts(plan));
    figures.extend(reached(plan));
    figures.extend(new_items(plan));
    figures.extend(period(plan, today));
    figures
}

fn items(plan: &Plan) -> Option<KeyFigure> {
    let count = plan.items.len();
    let retired = plan.items.iter().filter(|item| item.retired.is_some()).count();
    (count > 0).then(|| KeyFigure {
        detail: match retired {
            0 => String::new(),
            retired => format!("うち取りやめ（予定を含む）{retired}件"),
        },
        proof: Some(&register::PUBLISHED),
        ..KeyFigure::of("取組項目", count.to_string(), "件")
    })
}

/// What is as planned or better, and what is behind, of what is evaluated; nothing where the grades do not say so.
fn of_progress(table: &Table, tone: impl Fn(&str) -> Tone) -> Vec<KeyFigure> {
    let Some(total) = table.rows.iter().find(|row| row.kind == RowKind::Total) else {
        return Vec::new();
    };
    let count = |at: usize| match total.cells.get(at).map(|cell| &cell.value) {
        Some(Value::Count(count)) => Some(*count),
        _ => None,
    };
    let base = table.column("evaluated").or_else(|| table.column("total"));
    let Some(whole) = base.and_then(count).filter(|whole| *whole > 0) else {
        return Vec::new();
    };
    let evaluated = table.grades().filter(|(_, _, has_share)| *has_share);
    let judged: Option<Vec<(&str, i64, Tone)>> = evaluated
        .map(|(at, label, _)| Some((label, count(at)?, tone(label))))
        .collect();
    // A blank is not zero: with one count missing, no sum is one.
    let Some(judged) = judged else {
        return Vec::new();
    };
    if !judged.iter().any(|(_, _, tone)| *tone == Tone::Behind) {
        return Vec::new();
    }
    let figure = |label: &str, tones: &[Tone], shown: Tone| {
        let counted = || judged.iter().filter(|(_, _, tone)| tones.contains(tone));
        let part: i64 = counted().map(|(_, count, _)| *count).sum();
        let grades: Vec<String> = counted().map(|(label, ..)| (*label).to_owned()).collect();
        let each = counted().map(|(label, count, _)| format!("{label} {count}"));
        KeyFigure {
            detail: each.collect::<Vec<_>>().join("、"),
            proof: Some(&progress::PUBLISHED),
            grades,
            sketch: Sketch::Share(Share { part, whole }, shown),
            ..KeyFigure::of(label, part.to_string(), format!("／{whole}件"))
        }
    };
    vec![
        figure(
            "計画どおりか上回る取組",
            &[Tone::Ahead, Tone::Steady],
            Tone::Steady,
        ),
        figure("遅れている取組", &[Tone::Behind], Tone::Behind),
    ]
}

/// What the latest occasion states in all.
fn amounts(plan: &Plan) -> Option<KeyFigure> {
    let all = series(plan);
    let latest = all.last()?;
    let sum = latest.sum(None, None)?;
    let words = sum.mixed();
    let number = words.strip_suffix('円').unwrap_or(&words);
    let course = effects::years(plan)
        .into_iter()
        .filter_map(|year| Some((year, latest.sum(None, Some(year))?.0)));
    Some(KeyFigure {
        detail: latest.name.clone(),
        proof: Some(&effects::PUBLISHED),
        sketch: Sketch::Course(course.collect()),
        ..KeyFigure::of("効果額", number, "円")
    })
}

/// How many indicators reach what they are to reach.
fn reached(plan: &Plan) -> Option<KeyFigure> {
    let count = plan.indicators.len();
    let standings = plan.indicators.iter().filter_map(|one| one.standing());
    let met: Vec<bool> = standings.map(|standing| standing.met).collect();
    let figure = match met.len() {
        _ if count == 0 => return None,
        0 => KeyFigure::of("指標", count.to_string(), "件"),
        compared => {
            let part = met.iter().filter(|met| **met).count();
            KeyFigure {
                detail: match count - compared {
                    0 => String::new(),
                    left => format!("ほかに比べる値のない指標{left}件"),
                },
                sketch: Sketch::Share(
                    Share {
                        part: part as i64,
                        whole: compared as i64,
                    },
                    Tone::Steady,
                ),
                ..KeyFigure::of(
                    "目標・基準を満たす指標",
                    part.to_string(),
                    format!("／{compared}件"),
                )
            }
        }
    };
    Some(KeyFigure {
        proof: Some(&indicators::PUBLISHED),
        ..figure
    })
}

/// How many items are new against the plan before.
fn new_items(plan: &Plan) -> Option<KeyFigure> {
    let new = crosswalk::counts(&plan.crosswalk).added;
    (!plan.crosswalk.is_empty()).then(|| KeyFigure {
        detail: format!("新旧対照{}行", plan.crosswalk.len()),
        proof: Some(&crosswalk::PUBLISHED),
        ..KeyFigure::of("新規の取組項目", new.to_string(), "件")
    })
}

/// From when until when, and which of the years is running.
fn period(plan: &Plan, today: Option<FiscalYear>) -> Option<KeyFigure> {
    let period = plan.period?;
    let years = i64::from(period.to.western()) - i64::from(period.from.western()) + 1;
    let running = today.map(|today| i64::from(today.western()) - i64::from(period.from.western()) + 1);
    let words = period.show(plan.year_style);
    Some(match running {
        Some(running) if (1..=years).contains(&running) => KeyFigure {
            detail: words,
            sketch: Sketch::Share(
                Share {
                    part: running,
                    whole: years,
                },
                Tone::Neutral,
            ),
            ..KeyFigure::of("計画期間", running.to_string(), format!("年目／{years}年間"))
        },
        _ => KeyFigure {
            detail: words,
            ..KeyFigure::of("計画期間", years.to_string(), "年間")
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Item, Period};
    use crate::progress::StatedProgress;

    fn year(year: i16) -> FiscalYear {
        FiscalYear::new(year).expect("a year")
    }

    fn plan(behind: Option<i64>) -> Plan {
        Plan {
            items: vec![Item::default(), Item::default()],
            period: Some(Period {
                from: year(2022),
                to: year(2027),
            }),
            progress: vec![StatedProgress {
                path: vec!["a".into()],
                total: Some(5),
                grades: vec![("○".into(), Some(3)), ("△".into(), behind)],
                ..StatedProgress::default()
            }],
            ..Plan::default()
        }
    }

    fn shown(plan: &Plan, today: i16) -> Vec<(String, String)> {
        let tone = |label: &str| match label {
            "△" => Tone::Behind,
            _ => Tone::Steady,
        };
        let figures = key_figures(plan, &progress::table(plan, None), tone, Some(year(today)));
        let text = |one: KeyFigure| (one.label, format!("{}{}", one.value, one.unit));
        figures.into_iter().map(text).collect()
    }

    #[test]
    fn what_is_behind_stands_beside_what_is_not() {
        let expected = [
            ("取組項目", "2件"),
            ("計画どおりか上回る取組", "3／5件"),
            ("遅れている取組", "2／5件"),
            ("計画期間", "5年目／6年間"),
        ];
        let found = shown(&plan(Some(2)), 2026);
        let found: Vec<(&str, &str)> = found.iter().map(|(l, v)| (l.as_str(), v.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_blank_count_is_no_zero_and_a_year_outside_is_none() {
        let found = shown(&plan(None), 2030);
        let labels: Vec<&str> = found.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["取組項目", "計画期間"]);
        assert_eq!(found[1].1, "6年間");
    }
}
