//! What everybody reads: the bodies, a plan with its tables and pictures, its editions.

mod amendments;
mod attachments;
pub(crate) mod body;
mod booklet;
mod briefs;
pub(crate) mod data;
mod editing;
pub(crate) mod editions;
pub(crate) mod findings;
pub(crate) mod item;
mod lineage;
pub(crate) mod plan;
pub(crate) mod release;
pub(crate) mod source;
pub(crate) mod start;
pub(crate) mod tables;
pub(crate) mod voices;
pub(crate) mod workbook;

use crate::route::Route;

/// The routes of the group.
pub(crate) fn routes() -> Vec<Route> {
    [
        start::routes(),
        body::routes(),
        plan::routes(),
        release::routes(),
        editing::routes(),
        amendments::routes(),
        attachments::routes(),
        booklet::routes(),
        briefs::routes(),
        workbook::routes(),
        lineage::routes(),
        voices::routes(),
        item::routes(),
        findings::routes(),
        source::routes(),
        editions::routes(),
        tables::routes(),
        data::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
