//! The domain of municipal reform plans (行財政改革プラン).
//!
//! Invariants, written as absences: `core` reads no clock, no file and no environment; it holds
//! no floating-point number, no SQL, no HTML and no serde. What it is given, it turns into values
//! and findings; it cannot fail on account of a document.
//!
//! Not here: reading bytes (`gyokaku-exchange`), storing (`gyokaku-store`), pages (`gyokaku-web`).

pub mod account;
pub mod amendment;
pub mod appraisal;
pub mod attachment;
pub mod body;
pub mod booklet;
pub mod brief;
pub mod calendar;
pub mod check;
pub mod cited;
pub mod closing;
pub mod council;
pub mod crosswalk;
pub mod dataset;
pub mod department;
pub mod difference;
pub mod document;
pub mod editing;
pub mod edition;
pub mod effect;
pub mod figure;
pub mod finding;
pub mod fiscal_year;
pub mod indicator;
pub mod indicator_sets;
pub mod item_sheet;
pub mod journal;
pub mod labels;
pub mod licence;
pub mod lineage;
pub mod money;
pub mod not_taken;
pub mod opinion;
pub mod outlook;
pub mod overview;
pub mod part;
pub mod personal;
pub mod plan;
pub mod plan_key;
pub mod precedence;
pub mod progress;
pub mod readiness;
pub mod release;
pub mod reminder;
pub mod review;
pub mod round;
pub mod scale;
pub mod soundness;
pub mod suggestion;
pub mod table;
pub mod tabular;
pub mod text;
pub mod turn;
pub mod wording;
