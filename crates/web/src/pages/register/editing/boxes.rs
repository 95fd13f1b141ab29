//! Amounts in their boxes, by what they are of and by year: as they are shown, and as they were typed.
//!
//! The tables of effect amounts and of the fiscal plan are filled in alike. Not here: which boxes a page has.

use std::collections::HashSet;

use gyokaku_core::money::{Yen, grouped};
use gyokaku_core::progress::Scale;
use gyokaku_core::round::field::{Field, LARGEST_AMOUNT, yen};
use gyokaku_core::text::narrow;

use crate::form::{FieldErrors, FormData};

/// An amount in its box.
pub(super) struct AmountBox {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) text: String,
    /// What stands there, in yen; empty for a blank.
    pub(super) seen: String,
    /// Whether several entries stand there, which no box can hold.
    pub(super) several: bool,
    pub(super) wrong: Option<String>,
}

impl AmountBox {
    /// The box of a name: as it was sent, or with what is offered in a unit. A box of a form that nobody touched says what
    /// stands there now; where somebody else wrote meanwhile under what was typed, that is told.
    pub(super) fn of(
        (name, label): (String, String),
        (seen, offered): (Option<Yen>, Option<Yen>),
        unit: i64,
        sent: Option<&FormData>,
        wrong: &FieldErrors,
    ) -> Self {
        let field = field(&name);
        let typed = sent.and_then(|form| {
            let was: Option<Yen> = form.raw(&format!("seen.{name}")).parse().ok().map(Yen);
            let typed = form.get(&field)?;
            let shown = was.map_or_else(String::new, |amount| in_unit(amount, unit));
            (typed.trim() != shown).then(|| (typed.to_owned(), was != seen))
        });
        let is_overtaken = typed.as_ref().is_some_and(|(_, overtaken)| *overtaken);
        let overtaken = is_overtaken.then(|| {
            let stands = seen.map_or_else(|| "空欄".to_owned(), |amount| in_unit(amount, unit));
            format!("ほかの方が先に「{stands}」に変えました。確かめて、よければもう一度記録してください。")
        });
        let offered = || offered.map_or_else(String::new, |amount| in_unit(amount, unit));
        Self {
            text: typed.map_or_else(offered, |(typed, _)| typed),
            seen: seen.map_or_else(String::new, |amount| amount.0.to_string()),
            several: false,
            wrong: wrong.at(&field).map(str::to_owned).or(overtaken),
            name,
            label,
        }
    }
}

/// The name of a box in the form.
fn field(name: &str) -> String {
    format!("a.{name}")
}

/// The boxes of a form as they were sent.
pub(super) struct Sent<'f> {
    form: &'f FormData,
    unit: i64,
    known: HashSet<String>,
}

impl<'f> Sent<'f> {
    pub(super) fn of(form: &'f FormData, unit: i64) -> Self {
        Self {
            form,
            unit,
            known: HashSet::new(),
        }
    }

    /// What was seen in a box and what shall be there; none where it was not sent or cannot be read.
    pub(super) fn read(&mut self, name: &str, wrong: &mut FieldErrors) -> Option<(Option<Yen>, Option<Yen>)> {
        let field = field(name);
        self.known.insert(field.clone());
        let typed = self.form.get(&field)?;
        let seen = self.form.raw(&format!("seen.{name}")).parse().ok().map(Yen);
        match amount(typed, self.unit) {
            Ok(new) => Some((seen, new)),
            Err(why) => {
                wrong.add(field, why);
                None
            }
        }
    }

    /// What is said where something was typed into a box that belongs to nothing any more.
    pub(super) fn lost(&self) -> Option<&'static str> {
        let is_lost = |(name, typed): &(String, String)| {
            name.starts_with("a.") && !typed.trim().is_empty() && !self.known.contains(name)
        };
        self.form.pairs().iter().any(is_lost).then_some(GONE)
    }
}

/// An amount as it stands in a box of a unit.
pub(super) fn in_unit(amount: Yen, unit: i64) -> String {
    match amount.0 % unit {
        0 => grouped(amount.0 / unit),
        // What the unit cannot say is written in yen.
        _ => format!("{}円", grouped(amount.0)),
    }
}

/// What is said where a box of the page belongs to nothing any more.
const GONE: &str = "入力している間に、区分や取組項目、計画の期間がほかの画面で変わりました。まだ記録していません。今の表を確かめて、もう一度入力してください。";

/// An amount as typed; none for a blank.
fn amount(text: &str, unit: i64) -> Result<Option<Yen>, String> {
    let text: String = text.trim().chars().map(narrow).collect();
    if text.is_empty() {
        return Ok(None);
    }
    if text.contains(['(', ')']) {
        return Err("括弧の付いた額は読み取れません。マイナスは「△5」のように入力してください。".to_owned());
    }
    let canonical = Field::EffectActual
        .read(&text, &Scale::default())
        .map_err(|_| format!("「{text}」を額として読み取れません。数字で入力してください。"))?;
    let read = canonical.as_deref().and_then(yen);
    let read = read.ok_or_else(|| format!("「{text}」を額として読み取れません。"))?;
    let too_large = || format!("「{text}」は大きすぎます。単位を確かめてください。");
    let bounded = |yen: Yen| match yen.0.unsigned_abs() <= LARGEST_AMOUNT {
        true => Ok(Some(yen)),
        false => Err(too_large()),
    };
    let has_unit = text.contains(['円', '千', '万', '億', '百']);
    match has_unit {
        true => bounded(read),
        false => bounded(read.0.checked_mul(unit).map(Yen).ok_or_else(too_large)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_the_unit_of_the_page() {
        assert_eq!(amount("1,234", 1_000), Ok(Some(Yen(1_234_000))));
        assert_eq!(amount("△62,493", 1_000), Ok(Some(Yen(-62_493_000))));
        assert_eq!(amount("1,234円", 1_000), Ok(Some(Yen(1_234))));
        assert_eq!(amount("１２３", 1), Ok(Some(Yen(123))));
        assert_eq!(amount(" ", 1_000), Ok(None));
        assert_eq!(amount("0", 1_000), Ok(Some(Yen(0))), "a blank is not zero");
        assert!(amount("12345678901234567890", 1_000).is_err());
        assert!(amount("9223372036854775", 1_000_000).is_err());
        assert!(amount("未定", 1_000).is_err());
        assert_eq!(in_unit(Yen(1_500), 1_000), "1,500円");
    }
}
