//! Remarks: lines that say something about what stands before them (※, ⇒, その他：).

/// What begins a remark.
pub(crate) const REMARKS: [char; 9] = ['※', '＊', '*', '⇒', '→', '←', '⇨', '➡', '↑'];

/// Whether a line is a remark on what stands before it.
pub(crate) fn is_remark(text: &str) -> bool {
    const WORDS: [&str; 6] = ["その他：", "その他:", "注)", "注）", "(注", "（注"];
    text.starts_with(REMARKS) || WORDS.iter().any(|word| text.starts_with(word))
}

/// Whether a remark is about all that stands above it.
pub(crate) fn is_of_all(text: &str) -> bool {
    text.starts_with("その他")
}
