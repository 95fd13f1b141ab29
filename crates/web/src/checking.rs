//! Documents that were checked by other rules, or by none, are checked again beside the pages.
//!
//! A document that comes in is stored with what was found in it. A release with other readers or rules
//! finds other things; until a document's turn has come, its plan says that it is still being checked.
//! Not here: checking (`gyokaku-exchange`), keeping what was found (`gyokaku-store`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use gyokaku_core::body::BodyCode;
use gyokaku_core::finding::Report;
use gyokaku_exchange::read::RULES;
use gyokaku_store::{Checked, StoreError};

use crate::App;
use crate::reading::NotRead;

/// Checks what is to be checked, one document after the other, until all are or `stop` is set.
pub(crate) async fn bring_up_to_date(app: &App, stop: &AtomicBool) {
    if let Err(error) = every_document(app, stop).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "documents are not checked again"
        );
    }
}

async fn every_document(app: &App, stop: &AtomicBool) -> Result<(), StoreError> {
    for body in app.store().bodies().await? {
        for document in app.store().unchecked(&body.code, RULES).await? {
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            one(app, &body.code, &document).await?;
        }
    }
    Ok(())
}

async fn one(app: &App, body: &BodyCode, document: &str) -> Result<(), StoreError> {
    let Some((head, bytes)) = app.store().source(body, document).await? else {
        return Ok(());
    };
    let report = match app.reading().read(head.name, Arc::new(bytes)).await {
        Ok(read) => read.report,
        // It was read once, or it would not be here; that this release cannot is no reason to try for ever.
        Err(NotRead::Document(why)) => {
            tracing::warn!(%body, document, %why, "a stored document is none any more");
            Report::default()
        }
        Err(NotRead::Program(why)) => {
            tracing::error!(%body, document, why, "checking a stored document failed");
            return Ok(());
        }
    };
    let checked = Checked {
        report: &report,
        rules: RULES,
    };
    app.store().put_report(body, document, checked).await
}
