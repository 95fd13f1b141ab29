//! How values of the domain are held by columns: one impl for each type, for both directions.
//!
//! A value that the program cannot have written is `StoreError::Damaged` with its table and key, never a panic.
//! Not here: closed choices, which are stored as words (`crate::words`).

use gyokaku_core::amendment::Decision;
use gyokaku_core::document::Place;
use gyokaku_core::editing::ItemField;
use gyokaku_core::effect::Correction;
use gyokaku_core::fiscal_year::FiscalYear;
use gyokaku_core::indicator::Decimal;
use gyokaku_core::money::Yen;
use gyokaku_core::plan::{ItemPlaces, Period, Retirement, Schedule};
use gyokaku_core::progress::ShareBase;
use gyokaku_core::round::day_key;
use time::Date;

use super::row::{Cells, Fields};
use super::table::Kind;
use crate::database::Value;
use crate::error::StoreError;
use crate::place;
use crate::typed::{Nullable, NullableNumber, Number, Odd, Text, list_text};
use crate::words::Word;

/// A value that one column or a few hold.
pub(crate) trait Column: Sized {
    /// What the columns are.
    const KINDS: &'static [Kind];
    /// Adds the columns to a row.
    fn put(&self, row: &mut Cells);
    /// Takes the columns from a row.
    fn take(row: &mut Fields) -> Result<Self, StoreError>;
}

impl Column for Option<String> {
    const KINDS: &'static [Kind] = &[Kind::Text];

    fn put(&self, row: &mut Cells) {
        row.cells.push(self.as_deref().into());
    }

    fn take(row: &mut Fields) -> Result<Self, StoreError> {
        match row.next() {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(row.damaged("文字列ではありません")),
        }
    }
}

impl Column for String {
    const KINDS: &'static [Kind] = &[Kind::Text];

    fn put(&self, row: &mut Cells) {
        row.cells.push(self.as_str().into());
    }

    fn take(row: &mut Fields) -> Result<Self, StoreError> {
        <Option<String> as Column>::take(row)?.ok_or_else(|| row.damaged("文字列がありません"))
    }
}

impl Column for Option<i64> {
    const KINDS: &'static [Kind] = &[Kind::Int];

    fn put(&self, row: &mut Cells) {
        row.cells.push((*self).into());
    }

    fn take(row: &mut Fields) -> Result<Self, StoreError> {
        match row.next() {
            Some(Value::Int(number)) => Ok(number),
            _ => Err(row.damaged("数値ではありません")),
        }
    }
}

impl Column for i64 {
    const KINDS: &'static [Kind] = &[Kind::Int];

    fn put(&self, row: &mut Cells) {
        Some(*self).put(row);
    }

    fn take(row: &mut Fields) -> Result<Self, StoreError> {
        <Option<i64> as Column>::take(row)?.ok_or_else(|| row.damaged("数値がありません"))
    }
}

/// Types that are stored as a value of a simpler type: how to get there, and how to come back.
macro_rules! stored_as {
    ($($type:ty as $simple:ty: $there:expr, $back:expr;)+) => {$(
        impl Column for $type {
            const KINDS: &'static [Kind] = <$simple as Column>::KINDS;

            fn put(&self, row: &mut Cells) {
                let there: fn(&$type) -> $simple = $there;
                there(self).put(row);
            }

            fn take(row: &mut Fields) -> Result<Self, StoreError> {
                let back: fn($simple) -> Result<$type, Odd> = $back;
                back(Column::take(row)?).map_err(|odd| row.damaged(odd))
            }
        }
    )+};
}
pub(crate) use stored_as;

/// A number that the domain keeps in a smaller type.
fn small<T: TryFrom<i64>>(number: i64) -> Result<T, Odd> {
    T::try_from(number).map_err(|_| Odd(format!("範囲外の数値{number}です")))
}

fn western(year: FiscalYear) -> i64 {
    i64::from(year.western())
}

/// Two columns that are both there or both not.
fn both<A, B>(pair: (Option<A>, Option<B>)) -> Result<Option<(A, B)>, Odd> {
    match pair {
        (Some(a), Some(b)) => Ok(Some((a, b))),
        (None, None) => Ok(None),
        _ => Err(Odd("二つで一つの値の一方だけがあります".into())),
    }
}

stored_as! {
    usize as i64: |n| *n as i64, small;
    u8 as i64: |n| i64::from(*n), small;
    bool as i64: |flag| i64::from(*flag), |n| Number(n).try_into();
    Yen as i64: |yen| yen.0, |n| Ok(Yen(n));
    Option<Yen> as Option<i64>: |yen| yen.map(|yen| yen.0), |n| Ok(n.map(Yen));
    FiscalYear as i64: |y| western(*y), |n| {
        Option::try_from(NullableNumber(Some(n)))?.ok_or_else(|| Odd("年度がありません".into()))
    };
    Option<FiscalYear> as Option<i64>: |y| y.map(western), |n| NullableNumber(n).try_into();
    // A list of a column that a later version has added is missing in what was stored before, and empty.
    Vec<String> as Option<String>: |list| Some(list_text(list)), |text| Nullable(text).try_into();
    Option<(i64, i64)> as (Option<i64>, Option<i64>): |pair| pair.unzip(), both;
    Option<Period> as (Option<FiscalYear>, Option<FiscalYear>):
        |p| p.map(|p| (p.from, p.to)).unzip(),
        |pair| Ok(both(pair)?.map(|(from, to)| Period { from, to }));
    Option<Decimal> as Option<(i64, i64)>:
        |d| d.map(|d| (d.value, i64::from(d.places))),
        |pair| pair.map(|(value, places)| Ok(Decimal { value, places: small(places)? })).transpose();
    Option<(Decimal, ShareBase)> as (Option<i64>, Option<i64>, Option<String>):
        |share| match share {
            Some((d, of)) => (Some(d.value), Some(i64::from(d.places)), Some(of.word().to_owned())),
            None => Default::default(),
        },
        |(value, places, of)| {
            let share = both((both((value, places))?, of))?;
            let share = share.map(|((value, places), of)| {
                Ok((Decimal { value, places: small(places)? }, Text(of).try_into()?))
            });
            share.transpose()
        };
    Schedule as (bool, Option<String>):
        |s| (s.every_year, s.text.clone()),
        |(every_year, text)| Ok(Schedule { every_year, text, steps: Vec::new() });
    Option<Retirement> as (Option<String>, Option<String>, Option<String>):
        |r| match r {
            Some(r) => (Some(day_key(r.on)), Some(r.reason.clone()), Some(list_text(&r.into))),
            None => Default::default(),
        },
        |(on, reason, into)| match both((on, reason))? {
            Some((on, reason)) => Ok(Some(Retirement {
                on: Text(on).try_into()?,
                reason,
                // Before items could be merged, what ended went into none.
                into: into.map_or(Ok(Vec::new()), |into| Text(into).try_into())?,
            })),
            None => Ok(None),
        };
    Date as String: |day| day_key(*day), |text| Text(text).try_into();
    Option<Date> as Option<String>: |day| day.map(day_key), |text| text.map(|text| Text(text).try_into()).transpose();
    Option<Decision> as (Option<String>, Option<String>, Option<String>):
        |d| match d {
            Some(d) => (Some(day_key(d.on)), Some(d.by.clone()), Some(d.note.clone())),
            None => Default::default(),
        },
        |(on, by, note)| match both((both((on, by))?, note))? {
            Some(((on, by), note)) => Ok(Some(Decision { on: Text(on).try_into()?, by, note })),
            None => Ok(None),
        };
    ItemField as String: |field| field.key().to_owned(), |word| {
        ItemField::of(&word).ok_or_else(|| Odd(format!("知らない欄「{word}」です")))
    };
    Option<Correction> as (Option<String>, Option<String>, bool):
        |c| match c {
            Some(c) => (Some(c.entry.clone()), Some(c.reason.clone()), c.withdraws),
            None => Default::default(),
        },
        |(entry, reason, withdraws)| {
            Ok(both((entry, reason))?.map(|(entry, reason)| Correction { entry, reason, withdraws }))
        };
}

impl Column for Place {
    const KINDS: &'static [Kind] = &[Kind::Place];

    fn put(&self, row: &mut Cells) {
        if row.source.is_none() {
            row.source.clone_from(&self.document);
        }
        row.cells
            .push(Value::Text(place::encode(self, row.source.as_ref())));
    }

    fn take(row: &mut Fields) -> Result<Self, StoreError> {
        let text: Option<String> = Column::take(row)?;
        place::decode(text.as_deref(), row.document.as_ref())
            .ok_or_else(|| row.damaged("場所として読めません"))
    }
}

impl Column for ItemPlaces {
    const KINDS: &'static [Kind] = &[Kind::Place; 6];

    fn put(&self, row: &mut Cells) {
        let places = [&self.number, &self.title, &self.content, &self.target];
        for place in places.into_iter().chain([&self.schedule, &self.departments]) {
            place.put(row);
        }
    }

    fn take(row: &mut Fields) -> Result<Self, StoreError> {
        Ok(ItemPlaces {
            number: Column::take(row)?,
            title: Column::take(row)?,
            content: Column::take(row)?,
            target: Column::take(row)?,
            schedule: Column::take(row)?,
            departments: Column::take(row)?,
        })
    }
}

/// What stands in a list of the plan's own has no column for it.
impl Column for () {
    const KINDS: &'static [Kind] = &[];

    fn put(&self, _: &mut Cells) {}

    fn take(_: &mut Fields) -> Result<Self, StoreError> {
        Ok(())
    }
}

/// Columns one after the other: a tuple, and for each of its values what its column is.
macro_rules! tuples {
    ($($tuple:ty: [$($at:tt $kind:ident),*];)+) => {$(
        impl Column for $tuple {
            const KINDS: &'static [Kind] = &[$(Kind::$kind),*];

            fn put(&self, row: &mut Cells) {
                $(self.$at.put(row);)*
            }

            fn take(row: &mut Fields) -> Result<Self, StoreError> {
                let mut tuple = <Self as Default>::default();
                $(tuple.$at = Column::take(row)?;)*
                Ok(tuple)
            }
        }
    )+};
}

tuples! {
    (String, usize): [0 Text, 1 Int];
    (bool, Option<String>): [0 Int, 1 Text];
    (Option<String>, Option<String>): [0 Text, 1 Text];
    (Option<String>, Option<String>, Option<String>): [0 Text, 1 Text, 2 Text];
    (Option<i64>, Option<i64>): [0 Int, 1 Int];
    (Option<FiscalYear>, Option<FiscalYear>): [0 Int, 1 Int];
    (Option<i64>, Option<i64>, Option<String>): [0 Int, 1 Int, 2 Text];
    (Option<String>, Option<String>, bool): [0 Text, 1 Text, 2 Int];
}

impl<A: Column> Column for (A,) {
    const KINDS: &'static [Kind] = A::KINDS;

    fn put(&self, row: &mut Cells) {
        self.0.put(row);
    }

    fn take(row: &mut Fields) -> Result<Self, StoreError> {
        Ok((A::take(row)?,))
    }
}
