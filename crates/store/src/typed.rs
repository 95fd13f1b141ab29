//! What columns hold, as values of the domain, and rows with names for both engines.
//!
//! A row derives `FromRow`, which works for the rows of any engine; a field of the domain's own type is
//! made of a [`Text`], a [`Nullable`] text or a [`Number`]. Not here: the rows of plans (`plan`).

use gyokaku_core::account;
use gyokaku_core::body::BodyCode;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::opinion::FollowUp;
use gyokaku_core::precedence::Precedence;
use gyokaku_core::reminder::notice::MailKind;
use gyokaku_core::round::field::{Field, Question};
use gyokaku_core::round::own::OwnQuestion;
use gyokaku_core::round::{Key, day};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Type};
use time::Date;

/// A row with named columns, out of either engine.
pub(crate) trait Named:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Named for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// A text from which a value of the domain is read.
#[derive(Debug, Type)]
#[sqlx(transparent, no_pg_array)]
pub struct Text(pub(crate) String);

/// A text that may be missing, from which a value of the domain is read.
#[derive(Debug, Type)]
#[sqlx(transparent, no_pg_array)]
pub struct Nullable(pub(crate) Option<String>);

/// A number from which a value of the domain is read.
#[derive(Debug, Type)]
#[sqlx(transparent, no_pg_array)]
pub struct Number(pub(crate) i64);

/// A number that may be missing.
#[derive(Debug, Type)]
#[sqlx(transparent, no_pg_array)]
pub struct NullableNumber(pub(crate) Option<i64>);

/// Why a stored value is none of the domain, in Japanese.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Odd(pub(crate) String);

impl TryFrom<Text> for Key {
    type Error = Odd;

    fn try_from(Text(text): Text) -> Result<Self, Odd> {
        Key::parse(&text).ok_or_else(|| Odd(format!("調査の名前ではない値「{text}」です")))
    }
}

impl TryFrom<Text> for Date {
    type Error = Odd;

    fn try_from(Text(text): Text) -> Result<Self, Odd> {
        day(&text).ok_or_else(|| Odd(format!("日付ではない値「{text}」です")))
    }
}

impl TryFrom<Text> for Precedence {
    type Error = Odd;

    fn try_from(Text(text): Text) -> Result<Self, Odd> {
        Precedence::parse(&text).ok_or_else(|| Odd(format!("評価者の順ではない値「{text}」です")))
    }
}

impl TryFrom<Text> for BodyCode {
    type Error = Odd;

    fn try_from(Text(text): Text) -> Result<Self, Odd> {
        text.parse().map_err(|e| Odd(format!("{text}：{e}")))
    }
}

impl TryFrom<Text> for Vec<String> {
    type Error = Odd;

    fn try_from(Text(text): Text) -> Result<Self, Odd> {
        serde_json::from_str(&text).map_err(|_| Odd("一覧として読めません".into()))
    }
}

/// A short list as one text: a JSON array of texts.
pub(crate) fn list_text(list: &[String]) -> String {
    serde_json::Value::from(list.to_vec()).to_string()
}

impl TryFrom<Text> for Vec<Question> {
    type Error = Odd;

    fn try_from(text: Text) -> Result<Self, Odd> {
        Vec::<String>::try_from(text)?
            .iter()
            .map(|word| Question::of(word).ok_or_else(|| Odd(format!("知らない設問「{word}」です"))))
            .collect()
    }
}

/// The questions of the office's own as one text.
pub(crate) fn own_text(questions: &[OwnQuestion]) -> String {
    let list: serde_json::Value = questions.iter().map(crate::journal::own_value).collect();
    list.to_string()
}

impl TryFrom<Text> for Vec<OwnQuestion> {
    type Error = Odd;

    fn try_from(Text(text): Text) -> Result<Self, Odd> {
        let odd = || Odd("独自の設問として読めません".into());
        let list: Vec<serde_json::Value> = serde_json::from_str(&text).map_err(|_| odd())?;
        let questions = list.iter().map(crate::journal::own_question_of);
        questions.collect::<Option<_>>().ok_or_else(odd)
    }
}

impl TryFrom<Text> for Vec<Date> {
    type Error = Odd;

    fn try_from(text: Text) -> Result<Self, Odd> {
        Vec::<String>::try_from(text)?
            .into_iter()
            .map(|day| Text(day).try_into())
            .collect()
    }
}

impl TryFrom<Text> for MailKind {
    type Error = Odd;

    fn try_from(Text(word): Text) -> Result<Self, Odd> {
        MailKind::of(&word).ok_or_else(|| Odd(format!("知らないお知らせ「{word}」です")))
    }
}

/// A list that is missing is empty.
impl TryFrom<Nullable> for Vec<String> {
    type Error = Odd;

    fn try_from(Nullable(text): Nullable) -> Result<Self, Odd> {
        text.map_or_else(|| Ok(Vec::new()), |text| Text(text).try_into())
    }
}

impl TryFrom<Nullable> for Option<Field> {
    type Error = Odd;

    fn try_from(Nullable(text): Nullable) -> Result<Self, Odd> {
        text.map(|word| Field::of(&word).ok_or_else(|| Odd(format!("知らない欄「{word}」です"))))
            .transpose()
    }
}

impl TryFrom<Nullable> for Option<FollowUp> {
    type Error = Odd;

    fn try_from(Nullable(word): Nullable) -> Result<Self, Odd> {
        word.map(|word| Text(word).try_into()).transpose()
    }
}

impl TryFrom<Nullable> for Option<Date> {
    type Error = Odd;

    fn try_from(Nullable(text): Nullable) -> Result<Self, Odd> {
        text.map(|text| Text(text).try_into()).transpose()
    }
}

impl TryFrom<Text> for account::Role {
    type Error = Odd;

    fn try_from(Text(word): Text) -> Result<Self, Odd> {
        account::Role::of(&word).ok_or_else(|| Odd(format!("知らない役割「{word}」です")))
    }
}

impl TryFrom<Nullable> for Option<account::Role> {
    type Error = Odd;

    fn try_from(Nullable(text): Nullable) -> Result<Self, Odd> {
        text.map(|word| Text(word).try_into()).transpose()
    }
}

impl TryFrom<NullableNumber> for Option<FiscalYear> {
    type Error = Odd;

    fn try_from(NullableNumber(number): NullableNumber) -> Result<Self, Odd> {
        number
            .map(|number| {
                let year = i16::try_from(number).ok().and_then(FiscalYear::new);
                year.ok_or_else(|| Odd(format!("年度ではない値{number}です")))
            })
            .transpose()
    }
}

impl TryFrom<Number> for bool {
    type Error = Odd;

    fn try_from(Number(number): Number) -> Result<Self, Odd> {
        match number {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(Odd(format!("0か1であるはずの値が{other}です"))),
        }
    }
}
