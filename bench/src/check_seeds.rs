//! Checking all seeds, beside reading them.

use gyokaku_core::check::{Subject, check};
use gyokaku_exchange::read::{document, understand};

use crate::harness::{Line, compare};
use crate::read_text::texts;

const ROUNDS: usize = 21;

pub(crate) fn run() -> Result<Vec<Line>, String> {
    let texts = texts()?;
    let understood = || -> Vec<_> {
        let documents = texts
            .iter()
            .filter_map(|(name, bytes)| document(name, bytes).ok());
        documents
            .map(|document| (understand(&document), document))
            .collect()
    };
    let read = understood();
    let checked = || -> Vec<_> {
        read.iter()
            .map(|(plan, document)| check(Subject { document, plan }))
            .collect()
    };
    Ok(vec![
        compare(ROUNDS, checked, "reading", understood).with(format!("{} texts", texts.len())),
    ])
}
