//! The register by hand (台帳の編集): what of it can be written in place, and what can be done with its parts.
//!
//! A value that is written is no longer that of a document: its place goes, and the history keeps what stood there.
//! An act names its parts by identity and is refused where the register is not as it must be; so two people at
//! different places of one register never wait for each other.
//! Not here: how typed text becomes a value (`gyokaku-exchange`, `typed`), storing, who may.

mod act;
mod amend;
mod amounts;
mod deed;
mod field;
mod indicators;
mod items;
mod lineage;
mod outlook;
mod own;
mod refusal;
mod rewind;
#[cfg(test)]
mod sample;
mod sections;
pub mod texts;
mod together;
mod voice_fields;
mod voices;

pub use act::{Act, Anchor, Back, Detail, Done, apply};
pub use amend::Deciding;
pub use amounts::{AmountCell, Amounts, Standing, Standings};
pub use deed::Deed;
pub use field::{
    ItemField, LONGEST_LINE, LONGEST_TEXT, PlanField, SectionField, Shape, Value, year_style_text,
};
pub use indicators::{HeadWrite, IndicatorHead, Indicators, NewIndicator, ValueWrite};
pub use items::NewItem;
pub use lineage::EdgeWrite;
pub use own::PlanWrite;
pub use refusal::{Refusal, overtaken};
pub use rewind::Rewind;
pub use sections::SectionWrite;
pub use together::{FieldWrite, Left, PlacedItem, Together};
pub use voice_fields::VoiceField;
pub use voices::{Voice, VoiceKind, VoiceWrite, begun, items_called, meeting_called, voiced_in};
