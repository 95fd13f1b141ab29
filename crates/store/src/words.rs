//! The words that stand for the domain's closed choices in the database.
//!
//! A word once stored never changes its meaning. Not here: the labels that people read.

use gyokaku_core::amendment::{AmendmentKind, AmendmentState};
use gyokaku_core::appraisal::Verdict;
use gyokaku_core::crosswalk::EdgeKind;
use gyokaku_core::department::Role;
use gyokaku_core::effect::{Duration, EffectKind, Source};
use gyokaku_core::fiscal_year::YearStyle;
use gyokaku_core::indicator::{Direction, ValueKind};
use gyokaku_core::opinion::{FollowUp, Handling};
use gyokaku_core::outlook::OutlookLine;
use gyokaku_core::plan::EditionKind;
use gyokaku_core::progress::{Evaluator, ShareBase, Tone};
use gyokaku_core::reminder::ReminderState;
use gyokaku_core::round::RoundState;
use gyokaku_core::round::answer::State;
use gyokaku_core::suggestion::Stage;

use crate::error::StoreError;
use crate::plan::{Cells, Column, Fields, Kind, OwnerKind, PointList, stored_as};
use crate::typed::{Odd, Text};

/// A closed choice of the domain that is stored as a word.
pub(crate) trait Word: Copy + 'static {
    /// Every value.
    const ALL: &'static [Self];
    /// The word of a value.
    fn word(self) -> &'static str;
    /// The value of a word.
    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|v| v.word() == word)
    }
}

macro_rules! of_text {
    ($choice:ident) => {
        impl TryFrom<Text> for $choice {
            type Error = Odd;

            fn try_from(Text(word): Text) -> Result<Self, Odd> {
                <Self as Word>::of(&word).ok_or_else(|| Odd(format!("知らない語「{word}」です")))
            }
        }

        stored_as! { $choice as String: |choice| Word::word(*choice).to_owned(), |word| Text(word).try_into(); }
    };
}

macro_rules! words {
    ($($choice:ident { $($value:ident = $word:literal),+ $(,)? })+) => {$(
        impl Word for $choice {
            const ALL: &'static [Self] = &[$($choice::$value),+];
            fn word(self) -> &'static str {
                match self { $($choice::$value => $word),+ }
            }
        }

        of_text!($choice);
    )+};
}

/// Choices that the domain itself gives words, because more than the database uses them.
macro_rules! own_words {
    ($($choice:ident),+) => {$(
        impl Word for $choice {
            const ALL: &'static [Self] = &$choice::ALL;
            fn word(self) -> &'static str {
                self.key()
            }
        }

        of_text!($choice);
    )+};
}

own_words!(
    Evaluator,
    State,
    ReminderState,
    AmendmentKind,
    AmendmentState,
    Handling,
    FollowUp,
    Stage,
    Verdict
);

/// Choices that may not have been made.
macro_rules! optional_words {
    ($($choice:ident),+) => {$(
        stored_as! {
            Option<$choice> as Option<String>:
                |choice| choice.map(|choice| Word::word(choice).to_owned()),
                |word| word.map(|word| Text(word).try_into()).transpose();
        }
    )+};
}

optional_words!(Handling, FollowUp, Verdict);

words! {
    Role { Lead = "lead", Support = "support" }
    EditionKind { Original = "original", Revised = "revised", FirstHalf = "first_half", Middle = "middle", SecondHalf = "second_half" }
    YearStyle { WesternAndEra = "western_and_era", Era = "era", Letter = "letter", Western = "western" }
    Tone { Ahead = "ahead", Steady = "steady", Behind = "behind", Neutral = "neutral" }
    EffectKind { Plan = "plan", Actual = "actual", Forecast = "forecast" }
    OutlookLine { Revenue = "revenue", Expenditure = "expenditure", Gap = "gap", Included = "included" }
    Duration { Unsaid = "unsaid", SingleYear = "single_year", Continuing = "continuing" }
    Source { Unsaid = "unsaid", Revenue = "revenue", Spending = "spending" }
    Direction { Up = "up", Down = "down", Keep = "keep", StayBelow = "stay_below" }
    ValueKind { Base = "base", Target = "target", Actual = "actual", Threshold = "threshold", Rebuilding = "rebuilding" }
    RoundState { Open = "open", Locked = "locked", Closed = "closed" }
    ShareBase { All = "all", Evaluated = "evaluated" }
    OwnerKind { Section = "section", Item = "item" }
    PointList { Keep = "keep", Problem = "problem", Try = "try" }
    EdgeKind { Continued = "continued", New = "new", Abolished = "abolished" }
}
