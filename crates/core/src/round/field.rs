//! The fields of an answer, each with its canonical form.
//!
//! A value is kept as text in one canonical form: a grade as its scale writes it, an amount as whole
//! yen, a number as a plain decimal, words with plain line ends. Blank is no value at all.
//! Not here: whether the values make sense together (`remark`).

use std::collections::BTreeMap;
use std::fmt;

use crate::department::Role;
use crate::figure::{CellFigure, Measure, cell};
use crate::indicator::{Decimal, Indicator};
use crate::money::Yen;
use crate::progress::Scale;
use crate::text::{fold, is_invisible};

use super::own::{Own, OwnKind, OwnQuestion};
pub use super::question::Question;

/// How many characters a text may have; more than a page of A4.
pub const LONGEST: usize = 4_000;

/// A field of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// 進捗状況
    Grade,
    /// 評価理由
    Reason,
    /// 取組実績
    Done,
    /// 効果額（計画）, in yen.
    EffectPlan,
    /// 効果額（実績）, in yen.
    EffectActual,
    /// The actual value of the indicator with this identity.
    Indicator(String),
    /// 計画との差の理由
    Deviation,
    /// 課題
    Difficulties,
    /// 今後の方向性
    Next,
    /// The answer to a question of the office's own.
    Own(Own),
}

struct OfField {
    key: &'static str,
    label: &'static str,
    question: Option<Question>,
    value_type: ValueType,
    hint: &'static str,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// A grade of the scale.
    Grade,
    /// Words.
    Words,
    /// One of the answers that the question gives.
    Choice,
    /// Whole yen.
    Yen,
    /// A decimal number.
    Number,
}

/// Values by field, each in its canonical form; a field without one is blank.
pub type Values = BTreeMap<Field, String>;

impl Field {
    /// The fields whose values stand in a column of their own where a year is published, in their order.
    pub const IN_TABLES: [Field; 6] = [
        Field::Done,
        Field::EffectPlan,
        Field::EffectActual,
        Field::Deviation,
        Field::Difficulties,
        Field::Next,
    ];

    /// The fields that are asked once for each item: all but those of its indicators.
    const ONCE: [Field; 8] = [
        Field::Grade,
        Field::Reason,
        Field::Done,
        Field::EffectPlan,
        Field::EffectActual,
        Field::Deviation,
        Field::Difficulties,
        Field::Next,
    ];

    /// All that is said of a field: its word, its label, its question, what it holds, and the hint in a workbook.
    const fn says(&self) -> OfField {
        use ValueType::{Grade, Number, Words, Yen};
        let (key, label, question, value_type, hint) = match self {
            Field::Grade => ("grade", "進捗状況", Question::Grade, Grade, ""),
            Field::Reason => (
                "reason",
                "評価理由",
                Question::Grade,
                Words,
                "その進捗状況とした理由を書きます。",
            ),
            Field::Done => (
                "done",
                "取組実績",
                Question::Done,
                Words,
                "この年度に行ったことを書きます。",
            ),
            Field::EffectPlan => (
                "effect_plan",
                "効果額（計画）",
                Question::EffectPlan,
                Yen,
                Field::YEN_HINT,
            ),
            Field::EffectActual => (
                "effect_actual",
                "効果額（実績）",
                Question::EffectActual,
                Yen,
                Field::YEN_HINT,
            ),
            Field::Indicator(_) => (
                "indicator",
                "指標の実績値",
                Question::Indicators,
                Number,
                "まだ値が出ていないときは空欄にします。",
            ),
            Field::Deviation => (
                "deviation",
                "計画との差の理由",
                Question::Deviation,
                Words,
                "計画から離れた効果額や指標があるときに書きます。",
            ),
            Field::Difficulties => ("difficulties", "課題", Question::Difficulties, Words, ""),
            Field::Next => ("next", "今後の方向性", Question::Next, Words, ""),
            Field::Own(own) => {
                let value_type = match own.kind {
                    OwnKind::Words => Words,
                    OwnKind::Choice => ValueType::Choice,
                    OwnKind::Number => Number,
                    OwnKind::Yen => Yen,
                };
                return OfField {
                    key: "own",
                    label: "独自の設問",
                    question: None,
                    value_type,
                    hint: "",
                };
            }
        };
        OfField {
            key,
            label,
            question: Some(question),
            value_type,
            hint,
        }
    }

    const YEN_HINT: &'static str = "効果がなかったときは0、まだ分からないときは空欄にします。";

    /// The word in the database, in forms and in workbooks.
    pub fn key(&self) -> String {
        match self {
            Field::Indicator(id) => format!("{}:{id}", self.says().key),
            Field::Own(own) => format!("{}:{own}", self.says().key),
            _ => self.says().key.to_owned(),
        }
    }

    /// The field of a word.
    pub fn of(key: &str) -> Option<Self> {
        let once = Self::ONCE.into_iter().find(|field| field.says().key == key);
        once.or_else(|| {
            let (of, id) = key.split_once(':').filter(|(_, id)| !id.is_empty())?;
            match of {
                "indicator" => Some(Field::Indicator(id.to_owned())),
                "own" => Own::parse(id).map(Field::Own),
                _ => None,
            }
        })
    }

    /// The words on the screen; of an indicator its own name says more.
    pub fn label(&self) -> &str {
        match self {
            Field::Own(own) => &own.label,
            _ => self.says().label,
        }
    }

    /// The question that it answers; none where it answers one of the office's own.
    pub const fn question(&self) -> Option<Question> {
        self.says().question
    }

    /// What it holds.
    pub const fn value_type(&self) -> ValueType {
        self.says().value_type
    }

    /// What to write, for the head of its column in a workbook; empty where the label says enough.
    pub const fn hint(&self) -> &'static str {
        self.says().hint
    }

    /// The canonical form of what was typed; none for a blank. What can be chosen is said by the office's own questions.
    ///
    /// # Errors
    /// Why it cannot be taken.
    pub fn read(
        &self,
        typed: &str,
        scale: &Scale,
        own: &[OwnQuestion],
    ) -> Result<Option<String>, Unreadable> {
        if self.value_type() == ValueType::Words {
            return words(typed);
        }
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        match self.value_type() {
            ValueType::Grade => grade(typed, scale).map(Some),
            // A dash alone says that there is nothing to state.
            ValueType::Yen | ValueType::Number if matches!(cell(typed), CellFigure::None) => Ok(None),
            ValueType::Yen => amount(typed).map(|yen| Some(yen.0.to_string())),
            ValueType::Number => number(typed).map(|number| Some(plain(number))),
            ValueType::Choice => choice(typed, self.asked_by(own)).map(Some),
            ValueType::Words => Ok(None),
        }
    }

    /// The own question that it answers.
    pub fn asked_by<'a>(&self, own: &'a [OwnQuestion]) -> Option<&'a OwnQuestion> {
        let Field::Own(known) = self else { return None };
        own.iter().find(|question| question.own == *known)
    }
}

/// Why what was typed cannot be taken; the sentence says what can be written instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A text of so many characters.
    TooLong(usize),
    /// Not a grade of the scale: what was typed, and the grades there are.
    NotAGrade(String, Vec<String>),
    /// Not one of the answers to choose from: what was typed, and those there are.
    NotAChoice(String, Vec<String>),
    /// The plan has no scale to grade by.
    NoScale,
    /// Not an amount of money.
    NotAnAmount(String),
    /// An amount beyond every budget.
    TooLarge(String),
    /// An amount with a part of a yen.
    PartOfYen,
    /// Not a number.
    NotANumber(String),
    /// A number with more places than are kept.
    TooManyPlaces,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::TooLong(length) => {
                write!(f, "{length}文字あります。{LONGEST}文字以内に縮めてください。")
            }
            Unreadable::NotAGrade(typed, known) => {
                write!(f, "「{typed}」は評価区分にありません。")?;
                known.iter().try_for_each(|label| write!(f, "「{label}」"))?;
                f.write_str("から選んでください。")
            }
            Unreadable::NotAChoice(typed, known) => {
                write!(f, "「{typed}」は選択肢にありません。")?;
                known.iter().try_for_each(|label| write!(f, "「{label}」"))?;
                f.write_str("から選んでください。")
            }
            Unreadable::NoScale => {
                f.write_str("この計画には評価区分が登録されていません。事務局にお問い合わせください。")
            }
            Unreadable::NotAnAmount(typed) => write!(
                f,
                "「{typed}」を金額として読み取れません。1234000 や 1,234千円 のように記入してください。"
            ),
            Unreadable::TooLarge(typed) => write!(f, "「{typed}」は大きすぎます。単位を確かめてください。"),
            Unreadable::PartOfYen => f.write_str("円未満の端数があります。1円単位の整数で記入してください。"),
            Unreadable::NotANumber(typed) => write!(
                f,
                "「{typed}」を数値として読み取れません。97.9 のように数字で記入してください。"
            ),
            Unreadable::TooManyPlaces => {
                f.write_str("桁数が多すぎます。小数点以下は9桁以内で記入してください。")
            }
        }
    }
}

impl std::error::Error for Unreadable {}

/// The fields of an answer, in the order of the screens. Supporting departments tell what they did,
/// what is difficult and what comes next; grades, amounts and indicators are for those who lead. The questions of the
/// office's own come last.
pub fn fields<'a>(
    questions: &[Question],
    own_questions: &[OwnQuestion],
    role: Role,
    indicators: impl IntoIterator<Item = &'a Indicator>,
) -> Vec<Field> {
    let mut own: Vec<Field> = Vec::new();
    let mut asked: Vec<Question> = questions.to_vec();
    asked.sort_unstable();
    asked.dedup();
    let indicators: Vec<&Indicator> = indicators.into_iter().collect();
    for question in asked {
        if role == Role::Support && !question.is_for_support() {
            continue;
        }
        let once = Field::ONCE.into_iter();
        own.extend(once.filter(|field| field.question() == Some(question)));
        if question == Question::Indicators {
            own.extend(indicators.iter().map(|i| Field::Indicator(i.id.clone())));
        }
    }
    let asked = own_questions
        .iter()
        .filter(|question| question.is_asked && (role == Role::Lead || question.is_for_support));
    own.extend(asked.map(|question| Field::Own(question.own.clone())));
    own
}

/// The amount of a value in its canonical form.
pub fn yen(canonical: &str) -> Option<Yen> {
    canonical.parse().ok().map(Yen)
}

/// The number of a value in its canonical form.
pub fn decimal(canonical: &str) -> Option<Decimal> {
    let (whole, places) = canonical.split_once('.').unwrap_or((canonical, ""));
    Some(Decimal {
        value: format!("{whole}{places}").parse().ok()?,
        places: u8::try_from(places.len()).ok()?,
    })
}

fn words(typed: &str) -> Result<Option<String>, Unreadable> {
    let text: String = typed
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| !is_invisible(*c))
        .collect();
    let text = text.trim_end();
    if text.trim().is_empty() {
        return Ok(None);
    }
    let length = text.chars().count();
    if length > LONGEST {
        return Err(Unreadable::TooLong(length));
    }
    Ok(Some(text.to_owned()))
}

/// Circles that people and input methods write for one another.
fn same_sign(text: &str) -> String {
    fold(text)
        .replace(['〇', '◯', '⚪', '0', 'o'], "○")
        .replace(['▲', '▵'], "△")
        .replace(['✕', '✖', '╳', 'x'], "×")
}

fn grade(typed: &str, scale: &Scale) -> Result<String, Unreadable> {
    let of = |by: &dyn Fn(&str) -> String| {
        scale
            .grades
            .iter()
            .find(|grade| by(&grade.label) == by(typed))
            .map(|grade| grade.label.clone())
    };
    of(&|text| fold(text))
        .or_else(|| of(&same_sign))
        .ok_or_else(|| match scale.grades.as_slice() {
            [] => Unreadable::NoScale,
            known => Unreadable::NotAGrade(
                typed.to_owned(),
                known.iter().map(|grade| grade.label.clone()).collect(),
            ),
        })
}

/// The answer of a question that is meant; none of it is read into one that the question does not give.
fn choice(typed: &str, question: Option<&OwnQuestion>) -> Result<String, Unreadable> {
    let known = question.map(|question| question.choices.as_slice());
    let known = known.unwrap_or_default();
    let meant = known.iter().find(|choice| fold(choice) == fold(typed));
    meant
        .cloned()
        .ok_or_else(|| Unreadable::NotAChoice(typed.to_owned(), known.to_vec()))
}

/// An amount as people write it: `1,234千円`, `１２３４`, `△500`, `5億906万8千円`; bare numbers are yen.
///
/// # Errors
/// When it is no amount, or one with a part of a yen.
pub fn amount(typed: &str) -> Result<Yen, Unreadable> {
    let no_amount = || Unreadable::NotAnAmount(typed.to_owned());
    let CellFigure::One(figure) = cell(typed) else {
        return Err(no_amount());
    };
    if figure.measure == Measure::Percent || !figure.counter.is_empty() || figure.approximate {
        return Err(no_amount());
    }
    let too_large = || Unreadable::TooLarge(typed.to_owned());
    let whole = figure.value.unsigned_abs()
        / 10u128
            .checked_pow(figure.places)
            .ok_or(Unreadable::TooManyPlaces)?;
    if whole > u128::from(LARGEST_AMOUNT) {
        return Err(too_large());
    }
    figure.whole().map(Yen).ok_or(Unreadable::PartOfYen)
}

/// The largest amount that is taken, in yen: a thousand trillions, far beyond every budget, so that no sum of what a
/// register holds is beyond all figures.
pub const LARGEST_AMOUNT: u64 = 1_000_000_000_000_000;

fn number(typed: &str) -> Result<Decimal, Unreadable> {
    measured(typed).map(|(number, _)| number)
}

/// A number as people write it, and the unit behind it: `97.9%`, `1,448人`; an empty one where none is written.
///
/// # Errors
/// When it is no number, or one with too many places; a scale (12万) is no unit, as the number would be another.
pub(crate) fn measured(typed: &str) -> Result<(Decimal, String), Unreadable> {
    let no_number = || Unreadable::NotANumber(typed.to_owned());
    let CellFigure::One(figure) = cell(typed) else {
        return Err(no_number());
    };
    let is_scaled = figure.counter.starts_with(['十', '百', '千', '万', '億', '兆']);
    if figure.measure == Measure::Money || figure.approximate || is_scaled {
        return Err(no_number());
    }
    let unit = match figure.measure {
        Measure::Percent => "%".to_owned(),
        _ => figure.counter,
    };
    match (i64::try_from(figure.value), u8::try_from(figure.places)) {
        (Ok(value), Ok(places)) if places <= 9 => Ok((Decimal { value, places }, unit)),
        _ => Err(Unreadable::TooManyPlaces),
    }
}

/// A decimal without commas: `-1234.50`.
fn plain(number: Decimal) -> String {
    number.to_string().replace(',', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Grade, Tone};
    use crate::round::own::tests::question;

    fn scale() -> Scale {
        let grade = |label: &str, rank| Grade {
            label: label.into(),
            definition: String::new(),
            rank,
            tone: Tone::Steady,
            evaluated: true,
        };
        Scale {
            grades: vec![grade("◎", 1), grade("○", 2), grade("△", 3)],
            ..Scale::default()
        }
    }

    fn of_own(kind: OwnKind, label: &str) -> Field {
        Field::Own(question(kind, label).own)
    }

    fn own() -> Vec<OwnQuestion> {
        let mut own = vec![
            question(OwnKind::Choice, "優先度"),
            question(OwnKind::Number, "達成率（％）"),
        ];
        own[0].choices = vec!["A".into(), "B".into()];
        own
    }

    #[rstest::rstest]
    #[case(Field::Grade, " 〇 ", Some("○"))]
    #[case(Field::Grade, "◯", Some("○"))]
    #[case(Field::Grade, "▲", Some("△"))]
    #[case(Field::EffectActual, "1,234千円", Some("1234000"))]
    #[case(Field::EffectActual, "１２３４", Some("1234"))]
    #[case(Field::EffectActual, "△1,234", Some("-1234"))]
    #[case(Field::EffectActual, "1000兆円", Some("1000000000000000"))]
    #[case(Field::EffectActual, "▲500千円", Some("-500000"))]
    #[case(Field::EffectActual, "5億906万8千円", Some("509068000"))]
    #[case(Field::EffectActual, "0", Some("0"))]
    #[case(Field::EffectPlan, "  ", None)]
    #[case(Field::EffectPlan, "－", None)]
    #[case(Field::Indicator("k".into()), "97.90%", Some("97.90"))]
    #[case(Field::Indicator("k".into()), "1,448人", Some("1448"))]
    #[case(Field::Indicator("k".into()), "−0.5", Some("-0.5"))]
    #[case(Field::Done, "窓口を統合した。\r\n\r\n", Some("窓口を統合した。"))]
    #[case(Field::Done, "\n \n", None)]
    #[case(of_own(OwnKind::Choice, "優先度"), " Ａ ", Some("A"))]
    #[case(of_own(OwnKind::Number, "達成率（％）"), "85.0％", Some("85.0"))]
    #[case(of_own(OwnKind::Choice, "優先度"), "", None)]
    fn what_people_write_is_understood(
        #[case] field: Field,
        #[case] typed: &str,
        #[case] canonical: Option<&str>,
    ) {
        let read = field.read(typed, &scale(), &own());
        assert_eq!(read.as_ref().map(Option::as_deref), Ok(canonical));
        // Canonical is what stays as it is when it is read again.
        if let Some(canonical) = canonical {
            assert_eq!(
                field.read(canonical, &scale(), &own()),
                Ok(Some(canonical.to_owned()))
            );
        }
    }

    #[rstest::rstest]
    #[case(Field::Grade, "S")]
    #[case(Field::EffectActual, "1.5")]
    #[case(Field::EffectActual, "約3億円")]
    #[case(Field::EffectActual, "50%")]
    #[case(Field::EffectActual, "99999999999999999999")]
    #[case(Field::EffectActual, "なし")]
    #[case(Field::Indicator("k".into()), "向上")]
    #[case(Field::Indicator("k".into()), "12万")]
    #[case(Field::Indicator("k".into()), "448千人")]
    #[case(of_own(OwnKind::Choice, "優先度"), "C")]
    #[case(of_own(OwnKind::Choice, "知らない設問"), "A")]
    fn what_cannot_be_is_said(#[case] field: Field, #[case] typed: &str) {
        let why = field
            .read(typed, &scale(), &own())
            .expect_err("refused")
            .to_string();
        assert!(why.ends_with("ください。"), "{why}");
    }

    #[test]
    fn a_text_has_a_longest() {
        let long = "あ".repeat(LONGEST + 1);
        let refused = Field::Done.read(&long, &scale(), &[]);
        assert_eq!(refused, Err(Unreadable::TooLong(LONGEST + 1)));
        assert!(Field::Done.read(&long[3..], &scale(), &[]).is_ok());
    }

    #[test]
    fn words_of_fields_lead_back() {
        for field in [
            Field::Grade,
            Field::Reason,
            Field::Done,
            Field::EffectPlan,
            Field::EffectActual,
            Field::Indicator("a1".into()),
            Field::Difficulties,
            Field::Next,
            of_own(OwnKind::Yen, "予算: 額"),
        ] {
            assert_eq!(Field::of(&field.key()), Some(field));
        }
        assert_eq!(Field::of("indicator:"), None);
        assert_eq!(Field::of("state"), None);
    }

    #[test]
    fn support_tells_in_words_only() {
        let support = fields(&Question::ALL, &own(), Role::Support, []);
        assert_eq!(support, [Field::Done, Field::Difficulties, Field::Next]);
        let lead = fields(&[Question::Next, Question::Grade], &own(), Role::Lead, []);
        let asked = [
            of_own(OwnKind::Choice, "優先度"),
            of_own(OwnKind::Number, "達成率（％）"),
        ];
        assert_eq!(lead[..3], [Field::Grade, Field::Reason, Field::Next]);
        assert_eq!(lead[3..], asked);
        // One that is not asked any more asks nothing, and one for all is asked of support too.
        let mut others = own();
        others[0].is_asked = false;
        others[1].is_for_support = true;
        assert_eq!(fields(&[], &others, Role::Support, []), asked[1..]);
    }
}
