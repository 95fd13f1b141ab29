//! A document's plan on its way into the register: merged into what is stored, and stored with its document.
//!
//! Not here: reading the document (`gyokaku-exchange`), what differs (`gyokaku_core::difference`), and asking the
//! person, who has seen the difference and agreed.

use gyokaku_core::body::BodyCode;
use gyokaku_core::difference::{Missing, Taking, merge};
use gyokaku_core::finding::Report;
use gyokaku_core::plan::Plan;
use gyokaku_exchange::read::RULES;
use gyokaku_store::{Actor, Checked, NewSource, PlanHead, Store, StoreError, StoredPlan};
use uuid::Uuid;

/// What is taken in, and where.
#[derive(Clone, Debug)]
pub struct Import<'a> {
    /// The body, which the store knows.
    pub body: &'a BodyCode,
    /// The key of the plan.
    pub key: &'a str,
    /// What is stored under the key, as the person saw it; none for a new plan.
    pub seen: Option<StoredPlan>,
    /// What the document says, as the person wishes it to be taken.
    pub plan: Plan,
    /// The document.
    pub source: NewSource<'a>,
    /// What becomes of what an earlier version of the document stated and this one does not.
    pub missing: Missing,
}

/// A document that was read, as it is stored: with what checking it found.
pub fn source<'a>(name: &'a str, bytes: &'a [u8], report: &'a Report) -> NewSource<'a> {
    let checked = Checked { report, rules: RULES };
    NewSource {
        name,
        bytes,
        checked: Some(checked),
    }
}

/// Merges the plan into what was seen and stores it; what is recognised keeps its identity.
///
/// # Errors
/// Something else is stored by now than was seen, the key is none, or the store fails. Nothing is stored then.
pub async fn take_in(
    store: &Store,
    actor: &Actor,
    now: &str,
    mut import: Import<'_>,
) -> Result<PlanHead, StoreError> {
    let (seen, revision, replaces) = match import.seen {
        Some(stored) => {
            let replaces = stored.earlier_version(&import.source);
            (stored.plan, Some(stored.head.revision), replaces)
        }
        None => (Plan::default(), None, None),
    };
    let taking = Taking {
        replaces: replaces.as_ref(),
        missing: import.missing,
    };
    import.plan.stated_in(&import.source.document());
    let merged = merge(&seen, import.plan, taking, &mut || {
        Uuid::now_v7().simple().to_string()
    });
    store
        .put_plan(
            actor,
            now,
            import.body,
            import.key,
            revision,
            &merged,
            Some(import.source),
        )
        .await
}
