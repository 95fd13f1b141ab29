//! What the checks say of an answer while it is typed, and before it is handed in.
//!
//! A remark either has to be settled before the answer can be submitted, or asks for a second look
//! and is no obstacle. Each says where, what and what next. Not here: the form of single values
//! (`field`), the checks of documents (`check`).

use super::field::{Field, ValueType, Values, decimal, yen};
use super::own::OwnQuestion;
use crate::fiscal_year::{FiscalYear, mentions};
use crate::indicator::{Decimal, Indicator, ValueKind, reaches};
use crate::money::Yen;
use crate::progress::{Scale, Tone};

/// Whether a remark stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Weight {
    /// To be settled before the answer is submitted.
    Must,
    /// Worth a second look.
    Look,
}

/// Something to settle or to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The field.
    pub field: Field,
    /// Whether it stands in the way.
    pub weight: Weight,
    /// What it is, and what to do, in Japanese.
    pub text: String,
}

/// What an answer is compared with.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The fields asked of this department.
    pub fields: &'a [Field],
    /// The questions of the office's own.
    pub own: &'a [OwnQuestion],
    /// The scale of the year.
    pub scale: &'a Scale,
    /// The fiscal year asked about.
    pub year: FiscalYear,
    /// From how many percent on a figure has left its plan; none where what is asked about is no whole year, with whose
    /// plan nothing can be compared before it is over.
    pub tolerance: Option<i64>,
    /// What the register has planned for the item in the year; none where it plans nothing.
    pub planned: Option<Yen>,
    /// The indicators of the item.
    pub indicators: &'a [&'a Indicator],
    /// The answer of the year before; empty where there is none.
    pub last: &'a Values,
}

/// Everything to be said of these values, in the order of the fields.
pub fn remarks(values: &Values, context: &Context<'_>) -> Vec<Remark> {
    let mut found = Vec::new();
    for field in context.fields {
        let value = values.get(field).map(String::as_str);
        match field {
            Field::Grade if value.is_none() => must(&mut found, field, "進捗状況を選んでください。"),
            Field::Reason => reason(&mut found, values, context),
            Field::Done if value.is_none() && is_evaluated(values, context.scale) => {
                must(&mut found, field, "今年度に行ったことを記入してください。");
            }
            Field::Deviation if value.is_none() => deviation(&mut found, values, context),
            Field::EffectActual => effect(&mut found, values, value, context),
            Field::Indicator(id) => indicator(&mut found, id, value, values, context),
            Field::Own(_) if value.is_none() && is_required(field, context) => {
                let text = format!("「{}」を記入してください。", field.label());
                must(&mut found, field, text);
            }
            _ => {}
        }
        if let Some(words) = value.filter(|_| field.value_type() == ValueType::Words) {
            years(&mut found, field, words);
        }
    }
    found
}

/// Whether the office wants an answer to a question of its own.
fn is_required(field: &Field, context: &Context<'_>) -> bool {
    let question = field.asked_by(context.own);
    question.is_some_and(|question| question.is_required)
}

/// Whether nothing stands in the way of submitting.
pub fn may_submit(remarks: &[Remark]) -> bool {
    remarks.iter().all(|remark| remark.weight != Weight::Must)
}

fn must(found: &mut Vec<Remark>, field: &Field, text: impl Into<String>) {
    found.push(Remark {
        field: field.clone(),
        weight: Weight::Must,
        text: text.into(),
    });
}

fn look(found: &mut Vec<Remark>, field: &Field, text: impl Into<String>) {
    found.push(Remark {
        field: field.clone(),
        weight: Weight::Look,
        text: text.into(),
    });
}

fn tone(values: &Values, scale: &Scale) -> Option<Tone> {
    let label = values.get(&Field::Grade)?;
    let grade = scale.grades.iter().find(|grade| grade.label == *label)?;
    Some(grade.tone)
}

/// Whether the grade given says that something was evaluated; where none is asked for, something was.
fn is_evaluated(values: &Values, scale: &Scale) -> bool {
    let grade = values
        .get(&Field::Grade)
        .and_then(|label| scale.grades.iter().find(|grade| grade.label == *label));
    grade.is_none_or(|grade| grade.evaluated)
}

fn reason(found: &mut Vec<Remark>, values: &Values, context: &Context<'_>) {
    let field = Field::Reason;
    let Some(grade) = values.get(&Field::Grade) else {
        return;
    };
    if values.contains_key(&field) {
        if context.last.get(&field) == values.get(&field)
            && context.last.get(&Field::Grade) != values.get(&Field::Grade)
        {
            look(
                found,
                &field,
                "進捗状況が昨年度と変わりましたが、評価理由は昨年度と同じ文です。今年度の理由かご確認ください。",
            );
        }
        return;
    }
    match tone(values, context.scale) {
        Some(Tone::Behind) => must(
            found,
            &field,
            format!("「{grade}」とした理由を記入してください。"),
        ),
        Some(Tone::Ahead) => look(
            found,
            &field,
            format!("「{grade}」とした理由があると、公表の際に説明しやすくなります。"),
        ),
        _ => {}
    }
}

/// What was planned: as the department says, else as the register has it.
fn plan(values: &Values, context: &Context<'_>) -> Option<Yen> {
    let said = values.get(&Field::EffectPlan).and_then(|text| yen(text));
    said.or(context.planned)
}

/// How many times larger an amount must be to look like a slip of the unit.
const SLIP: i64 = 1_000;

fn effect(found: &mut Vec<Remark>, values: &Values, value: Option<&str>, context: &Context<'_>) {
    let field = Field::EffectActual;
    let Some(actual) = value.and_then(yen).map(|yen| yen.0) else {
        if values.contains_key(&Field::EffectPlan) || context.planned.is_some() {
            look(
                found,
                &field,
                "計画額がありますが、実績額が空欄です。効果がなかったときは 0 と記入してください。",
            );
        }
        return;
    };
    let plan = plan(values, context);
    let last = context.last.get(&field).and_then(|text| yen(text));
    for (other, what) in [(plan, "計画額"), (last, "昨年度の実績額")] {
        let Some(other) = other.map(|yen| yen.0).filter(|other| *other != 0 && actual != 0) else {
            continue;
        };
        let (large, small) = (
            actual.unsigned_abs().max(other.unsigned_abs()),
            actual.unsigned_abs().min(other.unsigned_abs()),
        );
        if large / small >= SLIP as u64 / 2 {
            look(
                found,
                &field,
                format!("{what}と桁が大きく違います。円単位で記入しているかご確認ください。"),
            );
            return;
        }
    }
}

/// By how many percent an actual value is away from a planned one, as far as it reaches the tolerance; none where nothing
/// was planned, or zero.
fn away((actual, plan): (i128, i128), tolerance: i64) -> Option<i128> {
    let percent = (actual - plan)
        .checked_abs()?
        .checked_mul(100)?
        .checked_div(plan.checked_abs()?)?;
    (percent >= i128::from(tolerance)).then_some(percent)
}

/// Two numbers as whole ones of the same size.
fn even(one: Decimal, other: Decimal) -> (i128, i128) {
    let places = one.places.max(other.places);
    let of = |number: Decimal| i128::from(number.value) * 10_i128.pow(u32::from(places - number.places));
    (of(one), of(other))
}

/// The reason that is asked for where a figure has left its plan.
fn deviation(found: &mut Vec<Remark>, values: &Values, context: &Context<'_>) {
    let Some(tolerance) = context.tolerance else {
        return;
    };
    let mut left = Vec::new();
    let actual = values.get(&Field::EffectActual).and_then(|text| yen(text));
    if let (Some(actual), Some(plan)) = (actual, plan(values, context)) {
        let both = (i128::from(actual.0), i128::from(plan.0));
        left.extend(away(both, tolerance).map(|percent| ("効果額".to_owned(), percent)));
    }
    for indicator in context.indicators {
        let actual = values.get(&Field::Indicator(indicator.id.clone()));
        let actual = actual.and_then(|text| decimal(text));
        if let (Some(actual), Some(target)) = (actual, target(indicator, context.year)) {
            let away = away(even(actual, target), tolerance);
            left.extend(away.map(|percent| (format!("「{}」", indicator.name), percent)));
        }
    }
    let left: Vec<String> = left
        .into_iter()
        .map(|(name, percent)| format!("{name}が{percent}％"))
        .collect();
    if !left.is_empty() {
        let text = format!(
            "{}、計画から離れています。その理由を記入してください。",
            left.join("、")
        );
        must(found, &Field::Deviation, text);
    }
}

/// The target of an indicator for a year.
fn target(indicator: &Indicator, year: FiscalYear) -> Option<Decimal> {
    let targets = indicator
        .values
        .iter()
        .filter(|known| known.kind == ValueKind::Target);
    targets
        .filter(|known| known.fiscal_year.is_none_or(|of| of == year))
        .find_map(|known| known.number)
}

fn indicator(found: &mut Vec<Remark>, id: &str, value: Option<&str>, values: &Values, context: &Context<'_>) {
    let field = Field::Indicator(id.to_owned());
    let Some(indicator) = context.indicators.iter().find(|known| known.id == id) else {
        return;
    };
    let Some(actual) = value.and_then(decimal) else {
        look(
            found,
            &field,
            format!(
                "「{}」の実績値が空欄です。値がまだ出ていないときは、そのままで提出できます。",
                indicator.name
            ),
        );
        return;
    };
    let Some(target) = target(indicator, context.year) else {
        return;
    };
    let reached = reaches(indicator.direction, actual, target);
    match tone(values, context.scale) {
        Some(Tone::Ahead | Tone::Steady) if !reached => look(
            found,
            &field,
            format!(
                "「{}」は目標の{target}{}に届いていません。進捗状況の評価とあわせてご確認ください。",
                indicator.name, indicator.unit
            ),
        ),
        Some(Tone::Behind) if reached => look(
            found,
            &field,
            format!(
                "「{}」は目標の{target}{}に届いています。進捗状況の評価とあわせてご確認ください。",
                indicator.name, indicator.unit
            ),
        ),
        _ => {}
    }
}

/// Years in the words whose Western and era forms disagree: 令和2年度(2019).
fn years(found: &mut Vec<Remark>, field: &Field, words: &str) {
    for mention in mentions(words).into_iter().filter(|mention| mention.disagrees()) {
        let as_written = words.get(mention.range.clone()).unwrap_or_default();
        look(
            found,
            field,
            format!("「{as_written}」の西暦と元号が合いません。どちらの年度かご確認ください。"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;
    use crate::indicator::{Decimal, Direction, IndicatorValue};
    use crate::progress::Grade;
    use crate::round::field::{Question, fields};
    use crate::round::own::OwnKind;
    use crate::round::own::tests::question;

    fn scale() -> Scale {
        let grade = |label: &str, tone, evaluated| Grade {
            label: label.into(),
            definition: String::new(),
            rank: 1,
            tone,
            evaluated,
        };
        Scale {
            grades: vec![
                grade("◎", Tone::Ahead, true),
                grade("○", Tone::Steady, true),
                grade("△", Tone::Behind, true),
                grade("終了", Tone::Neutral, false),
            ],
            ..Scale::default()
        }
    }

    fn said(values: &[(Field, &str)], last: &[(Field, &str)]) -> Vec<(Field, Weight)> {
        said_from((None, None), false, values, last)
    }

    fn said_from(
        (tolerance, planned): (Option<i64>, Option<Yen>),
        is_required: bool,
        values: &[(Field, &str)],
        last: &[(Field, &str)],
    ) -> Vec<(Field, Weight)> {
        let of = |values: &[(Field, &str)]| -> Values {
            values.iter().map(|(f, v)| (f.clone(), (*v).to_owned())).collect()
        };
        let indicator = Indicator {
            id: "k".into(),
            item: None,
            name: "収納率".into(),
            unit: "%".into(),
            direction: Direction::Up,
            values: vec![IndicatorValue {
                fiscal_year: FiscalYear::new(2019),
                kind: ValueKind::Target,
                number: Some(Decimal {
                    value: 979,
                    places: 1,
                }),
                fraction: None,
                at: Place::default(),
            }],
        };
        let indicators = [&indicator];
        let mut own = [
            question(OwnKind::Words, "算出根拠"),
            question(OwnKind::Yen, "予算額"),
        ];
        own[1].is_required = is_required;
        let context = Context {
            fields: &fields(&Question::ALL, &own, crate::department::Role::Lead, indicators),
            own: &own,
            scale: &scale(),
            year: FiscalYear::new(2019).expect("a year"),
            tolerance,
            planned,
            indicators: &indicators,
            last: &of(last),
        };
        let found = remarks(&of(values), &context);
        assert!(found.iter().all(|remark| remark.text.ends_with('。')));
        found
            .into_iter()
            .map(|remark| (remark.field, remark.weight))
            .collect()
    }

    #[test]
    fn what_the_register_has_planned_counts_where_the_department_says_nothing_of_it() {
        let asked = |planned, values: &[(Field, &str)]| {
            let found = said_from((Some(20), planned), false, values, &[]);
            found.contains(&(Field::Deviation, Weight::Must))
        };
        let actual = |actual| (Field::EffectActual, actual);
        assert!(asked(Some(Yen(1000)), &[actual("700")]) && !asked(Some(Yen(1000)), &[actual("900")]));
        assert!(!asked(None, &[actual("700")]));
        // The department's own plan goes first.
        let own = [(Field::EffectPlan, "700"), actual("700")];
        assert!(!asked(Some(Yen(1000)), &own));
    }

    #[test]
    fn a_reason_is_asked_for_where_a_figure_has_left_its_plan() {
        let asked = |values: &[(Field, &str)]| {
            let found = said_from((Some(20), None), false, values, &[]);
            found.contains(&(Field::Deviation, Weight::Must))
        };
        let k = || Field::Indicator("k".into());
        let amounts = |plan, actual| [(Field::EffectPlan, plan), (Field::EffectActual, actual)];
        assert!(asked(&amounts("1000", "800")) && asked(&amounts("1000", "1200")));
        assert!(
            !asked(&amounts("1000", "801")) && !asked(&amounts("0", "500")),
            "nothing was planned"
        );
        assert!(asked(&amounts("-1000", "1000")));
        // The target is 97.9.
        assert!(asked(&[(k(), "78.3")]) && !asked(&[(k(), "78.4")]) && asked(&[(k(), "117.5")]));
        let mut told = amounts("1000", "800").to_vec();
        told.push((Field::Deviation, "台風のため"));
        assert!(!asked(&told));
    }

    #[test]
    fn what_is_missing_stands_in_the_way() {
        let k = || Field::Indicator("k".into());
        assert_eq!(
            said(&[], &[]),
            [
                (Field::Grade, Weight::Must),
                (Field::Done, Weight::Must),
                (k(), Weight::Look)
            ]
        );
        assert_eq!(
            said(
                &[(Field::Grade, "△"), (Field::Done, "協議した"), (k(), "97.0")],
                &[]
            ),
            [(Field::Reason, Weight::Must)]
        );
        // What is over needs no report of the year.
        assert_eq!(said(&[(Field::Grade, "終了"), (k(), "97.0")], &[]), []);
        let wanted = said_from((None, None), true, &[(Field::Grade, "終了"), (k(), "97.0")], &[]);
        assert_eq!(
            wanted,
            [(Field::Own(question(OwnKind::Yen, "予算額").own), Weight::Must)]
        );
    }

    #[test]
    fn figures_that_look_odd_are_looked_at() {
        let k = || Field::Indicator("k".into());
        let done = (Field::Done, "実施した");
        let odd = said(
            &[
                (Field::Grade, "○"),
                done.clone(),
                (Field::EffectPlan, "509068000"),
                (Field::EffectActual, "509068"),
                (k(), "97.8"),
            ],
            &[],
        );
        assert_eq!(odd, [(Field::EffectActual, Weight::Look), (k(), Weight::Look)]);
        let fine = said(
            &[
                (Field::Grade, "○"),
                done,
                (Field::EffectPlan, "509068000"),
                (Field::EffectActual, "490000000"),
                (k(), "98"),
            ],
            &[(Field::EffectActual, "0")],
        );
        assert_eq!(fine, []);
    }

    #[test]
    fn years_and_copied_reasons_are_looked_at() {
        let k = (Field::Indicator("k".into()), "98");
        assert_eq!(
            said(
                &[
                    (Field::Grade, "○"),
                    (Field::Done, "令和2(2019)年度に実施"),
                    k.clone()
                ],
                &[]
            ),
            [(Field::Done, Weight::Look)]
        );
        assert_eq!(
            said(
                &[
                    (Field::Grade, "△"),
                    (Field::Reason, "同上"),
                    (Field::Done, "協議"),
                    (k.0, "97")
                ],
                &[(Field::Grade, "○"), (Field::Reason, "同上")]
            ),
            [(Field::Reason, Weight::Look)]
        );
    }
}
