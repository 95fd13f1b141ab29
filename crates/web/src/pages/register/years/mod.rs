//! The years of a plan side by side (年度の推移), out of its editions.

pub(crate) mod show;
