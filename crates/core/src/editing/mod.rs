//! The register by hand (台帳の編集): what of it can be written in place, and what can be done with its parts.
//!
//! A value that is written is no longer that of a document: its place goes, and the history keeps what stood there.
//! An act names its parts by identity and is refused where the register is not as it must be; so two people at
//! different places of one register never wait for each other.
//! Not here: how typed text becomes a value (`gyokaku-exchange`, `typed`), storing, who may.

mod act;
mod amend;
mod amounts;
mod field;
mod rewind;
pub mod texts;
mod together;

pub use act::{Act, Anchor, Deed, Detail, Done, NewItem, Refusal, apply};
pub use amend::Deciding;
pub use amounts::{AmountCell, Amounts, Standing, Standings};
pub use field::{
    ItemField, LONGEST_LINE, LONGEST_TEXT, PlanField, SectionField, Shape, Value, year_style_text,
};
pub use rewind::Rewind;
pub use together::{FieldWrite, Left, PlacedItem, Together};
