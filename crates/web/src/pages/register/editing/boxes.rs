//! Values in their boxes, by what they are of and by year: as they are shown, and as they were typed.
//!
//! The tables of effect amounts, of the fiscal plan and of indicators are filled in alike. Not here: which boxes a page has.

use std::collections::HashSet;

use gyokaku_core::editing::{Shape, Value, overtaken};
use gyokaku_core::money::{Yen, grouped};
use gyokaku_exchange::typed::{amount, value};

use crate::form::{FieldErrors, FormData};

/// A value in its box.
pub(super) struct ValueBox {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) text: String,
    /// What stands there, as the form carries it; empty for a blank.
    pub(super) seen: String,
    /// Whether several entries stand there, which no box can hold.
    pub(super) several: bool,
    pub(super) wrong: Option<String>,
}

impl ValueBox {
    /// The box of a name: as it was sent, or with what is offered. `shown` says how what stands there is written in the box.
    /// A box of a form that nobody touched says what stands there now; where somebody else wrote meanwhile under what was
    /// typed, that is told.
    pub(super) fn of(
        (name, label): (String, String),
        (seen, offered): (String, String),
        shown: impl Fn(&str) -> String,
        sent: Option<&FormData>,
        wrong: &FieldErrors,
    ) -> Self {
        let field = field(&name);
        let typed = sent.and_then(|form| {
            let was = form.raw(&format!("seen.{name}"));
            let typed = form.get(&field)?;
            (typed.trim() != shown(was)).then(|| (typed.to_owned(), was != seen))
        });
        let is_overtaken = typed.as_ref().is_some_and(|(_, overtaken)| *overtaken);
        let told = is_overtaken.then(|| overtaken(&shown(&seen), "記録"));
        Self {
            text: typed.map_or(offered, |(typed, _)| typed),
            several: false,
            wrong: wrong.at(&field).map(str::to_owned).or(told),
            seen,
            name,
            label,
        }
    }

    /// The box of an amount, in a unit.
    pub(super) fn amount(
        names: (String, String),
        (seen, offered): (Option<Yen>, Option<Yen>),
        unit: i64,
        sent: Option<&FormData>,
        wrong: &FieldErrors,
    ) -> Self {
        let written = |amount: Option<Yen>| amount.map_or_else(String::new, |amount| in_unit(amount, unit));
        let carried = seen.map_or_else(String::new, |amount| amount.0.to_string());
        let shown = |seen: &str| written(seen.parse().ok().map(Yen));
        Self::of(names, (carried, written(offered)), shown, sent, wrong)
    }
}

/// The name of a box in the form.
pub(super) fn field(name: &str) -> String {
    format!("a.{name}")
}

/// The boxes of a form as they were sent.
pub(super) struct Sent<'f> {
    form: &'f FormData,
    known: HashSet<String>,
}

impl<'f> Sent<'f> {
    pub(super) fn of(form: &'f FormData) -> Self {
        Self {
            form,
            known: HashSet::new(),
        }
    }

    /// What was seen in a box, as the form carries it, and what was typed; none where it was not sent.
    pub(super) fn typed(&mut self, name: &str) -> Option<(&'f str, &'f str)> {
        let field = field(name);
        let typed = self.form.get(&field)?;
        self.known.insert(field);
        Some((self.form.raw(&format!("seen.{name}")), typed))
    }

    /// What amount was seen in a box and which shall be there; none where it was not sent or cannot be read.
    pub(super) fn amount(
        &mut self,
        name: &str,
        unit: i64,
        wrong: &mut FieldErrors,
    ) -> Option<(Option<Yen>, Option<Yen>)> {
        let (seen, typed) = self.typed(name)?;
        match amount(typed, unit) {
            Ok(new) => Some((seen.parse().ok().map(Yen), new)),
            Err(why) => {
                wrong.add(field(name), why);
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

/// A line of words that was typed into a field; none for a blank, or for what cannot be taken, which is told at a place.
pub(in crate::pages::register) fn line(
    form: &FormData,
    field: &str,
    at: &str,
    wrong: &mut FieldErrors,
) -> Option<String> {
    match value(Shape::Line, form.raw(field)) {
        Ok(Value::Words(words)) => words,
        Ok(_) => None,
        Err(why) => {
            wrong.add(at, why);
            None
        }
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
const GONE: &str = "入力している間に、区分や取組項目、指標、計画の期間がほかの画面で変わりました。まだ記録していません。今の表を確かめて、もう一度入力してください。";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_unit_cannot_say_is_written_in_yen() {
        assert_eq!(in_unit(Yen(1_500), 1_000), "1,500円");
    }
}
