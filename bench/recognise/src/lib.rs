//! How well the checker recognises the relations that documents print, material by material.
//!
//! Each part measures one material and gives the lines of one table; `cargo xtask bench recognise` prints them.
//! Tests may use the same parts. Not here: what is good enough; a material's right values stand beside its measure.

pub mod aggrecol;
pub mod disturb;
pub mod documents;
pub mod faults;
pub mod figure;
pub mod growth;
pub mod material;
pub mod relations;
pub mod review;
pub mod tally;
