//! Documents that were checked by other rules, or by none, are checked again beside the pages.
//!
//! A document that comes in is stored with what was found in it. A release with other readers or rules
//! finds other things; until a document's turn has come, its plan says that it is still being checked.
//! A store that fails for a while ends nothing: what is left is tried again after a pause, which grows
//! to a limit while nothing gets on.
//! Not here: checking (`gyokaku-exchange`), keeping what was found (`gyokaku-store`).

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gyokaku_core::body::BodyCode;
use gyokaku_core::finding::Report;
use gyokaku_exchange::read::RULES;
use gyokaku_store::{Checked, StoreError};

use crate::App;
use crate::reading::NotRead;

/// How long is waited before what failed is tried again: each pause is twice the one before.
#[derive(Clone, Copy, Debug)]
struct Pauses {
    first: Duration,
    longest: Duration,
}

const PAUSES: Pauses = Pauses {
    first: Duration::from_secs(1),
    longest: Duration::from_secs(600),
};

/// What going once through the documents came to.
#[derive(Debug, Default)]
struct Pass {
    /// How many have a report now.
    checked: usize,
    /// The last failure of the store, where some are left because of one.
    failure: Option<StoreError>,
}

/// Checks what is to be checked, one document after the other, until all are or `stop` is set.
pub(crate) async fn bring_up_to_date(app: &App, stop: &AtomicBool) {
    until_none_is_left(PAUSES, stop, || every_document(app, stop)).await;
}

async fn until_none_is_left<P: Future<Output = Pass>>(
    pauses: Pauses,
    stop: &AtomicBool,
    mut pass: impl FnMut() -> P,
) {
    let mut pause = pauses.first;
    while !stop.load(Ordering::Relaxed) {
        let Pass { checked, failure } = pass().await;
        let Some(error) = failure else {
            return;
        };
        if checked > 0 {
            pause = pauses.first;
        }
        tracing::error!(
            error = &error as &dyn std::error::Error,
            seconds = pause.as_secs(),
            "documents are left unchecked; they are tried again after a pause"
        );
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(pauses.longest);
    }
}

async fn every_document(app: &App, stop: &AtomicBool) -> Pass {
    let mut pass = Pass::default();
    let left = match left(app).await {
        Ok(left) => left,
        Err(error) => {
            pass.failure = Some(error);
            return pass;
        }
    };
    for (body, document) in left {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        match one(app, &body, &document).await {
            Ok(is_checked) => pass.checked += usize::from(is_checked),
            // The others need not wait for it.
            Err(error) => pass.failure = Some(error),
        }
    }
    pass
}

/// The documents without a report by these rules.
async fn left(app: &App) -> Result<Vec<(BodyCode, String)>, StoreError> {
    let mut left = Vec::new();
    for body in app.store().bodies().await? {
        let documents = app.store().unchecked(&body.code, RULES).await?;
        left.extend(documents.into_iter().map(|document| (body.code, document)));
    }
    Ok(left)
}

/// Checks a document; says whether it has a report now.
async fn one(app: &App, body: &BodyCode, document: &str) -> Result<bool, StoreError> {
    let Some((head, bytes)) = app.store().source(body, document).await? else {
        return Ok(false);
    };
    let report = match app.reading().check(head.name, bytes).await {
        Ok(read) => read.report,
        // It was read once, or it would not be here; that this release cannot is no reason to try for ever.
        Err(NotRead::Document(why)) => {
            tracing::warn!(%body, document, %why, "a stored document is none any more");
            Report::default()
        }
        Err(why) => {
            tracing::error!(%body, document, %why, "checking a stored document failed");
            return Ok(false);
        }
    };
    let checked = Checked {
        report: &report,
        rules: RULES,
    };
    app.store().put_report(body, document, checked).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    const SHORT: Pauses = Pauses {
        first: Duration::from_millis(1),
        longest: Duration::from_millis(4),
    };

    fn pass(checked: usize, is_failed: bool) -> Pass {
        Pass {
            checked,
            failure: is_failed.then_some(StoreError::Address),
        }
    }

    #[tokio::test]
    async fn a_store_that_fails_for_a_while_ends_nothing() {
        let failures = RefCell::new(0);
        let begun = std::time::Instant::now();
        until_none_is_left(SHORT, &AtomicBool::new(false), async || {
            *failures.borrow_mut() += 1;
            pass(0, *failures.borrow() < 6)
        })
        .await;
        assert_eq!(failures.take(), 6, "tried again until a pass leaves none");
        // 1 + 2 + 4 + 4 + 4: the pauses grow, and no longer than the longest.
        assert!(begun.elapsed() >= Duration::from_millis(15));
    }

    #[tokio::test]
    async fn the_end_of_the_program_ends_the_tries() {
        let stop = AtomicBool::new(false);
        let passes = RefCell::new(0);
        until_none_is_left(SHORT, &stop, async || {
            *passes.borrow_mut() += 1;
            stop.store(*passes.borrow() == 3, Ordering::Relaxed);
            pass(1, true)
        })
        .await;
        assert_eq!(passes.take(), 3);
    }
}
