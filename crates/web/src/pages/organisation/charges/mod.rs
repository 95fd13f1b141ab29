//! Which department a name at an item means, where the directory cannot tell (担当の決定).

pub(crate) mod show;
pub(crate) mod store;
