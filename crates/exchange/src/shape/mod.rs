//! The versioned JSON shapes of the command line, `gyokaku.read/1` and `gyokaku.check/1`, and of what an
//! edition froze, `gyokaku.edition/1`.
//!
//! Keys may be added, none renamed: scripts outside of the project read them. Not here: the shape of
//! a table (`write::json`), and the names of the core, which may change freely.

mod check;
pub mod edition;
mod place;
mod read;

pub use check::check;
pub use read::read;
