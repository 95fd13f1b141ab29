//! Why a PDF gives no text.
//!
//! Not here: the sentences that a person reads; who calls this crate writes them.

/// Why a PDF gives no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file is cut off or damaged, or refers to itself without an end.
    #[error("the file is broken")]
    Broken,
    /// It cannot be opened without a password.
    #[error("the file needs a password")]
    Encrypted,
    /// It shows pictures and no text.
    #[error("the pages are pictures")]
    Scanned,
    /// It shows neither text nor pictures.
    #[error("nothing is printed")]
    Blank,
    /// Its fonts do not say which characters their glyphs are.
    #[error("the fonts do not name their characters")]
    Unnamed,
    /// It has more pages than the limit.
    #[error("there are more than {0} pages")]
    TooManyPages(usize),
    /// It holds more than the limits allow, of glyphs, rules or unpacked bytes.
    #[error("there is too much on the pages")]
    TooMuch,
    /// It takes longer than the limit.
    #[error("it takes too long")]
    TooSlow,
}
