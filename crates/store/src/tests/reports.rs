//! What checking a document found is kept with it, and is found by the rules that it is of.
//!
//! Not here: the text in which it is kept (`report`).

use gyokaku_core::document::{DocumentId, Place};
use gyokaku_core::finding::{Report, Verified};
use gyokaku_core::plan::Plan;

use super::{NOW, clerk, on_both, opened, sendai};
use crate::{Checked, NewSource};

fn report(stated: &str) -> Report {
    Report {
        verified: vec![Verified {
            rule: "sum",
            at: Place::line(3),
            stated: stated.into(),
        }],
        findings: Vec::new(),
    }
}

#[test]
fn a_report_is_loaded_with_its_plan_and_made_anew_for_other_rules() {
    on_both(async |url| {
        let store = opened(url).await;
        store
            .put_body(&clerk(), NOW, &sendai(), "仙台市")
            .await
            .expect("a body");
        let first = report("12");
        let source = NewSource {
            name: "a.txt",
            bytes: b"text",
            checked: Some(Checked {
                report: &first,
                rules: "old",
            }),
        };
        let id = source.document();
        store
            .put_plan(
                &clerk(),
                NOW,
                &sendai(),
                "a",
                None,
                &Plan::default(),
                Some(source),
            )
            .await
            .expect("stored");
        let loaded = async |rules: &str| {
            let whole = store.whole(&sendai(), "a", rules).await.expect("loaded");
            whole.expect("a plan").reports
        };
        let within = |mut report: Report| {
            report.verified[0].at.stated_in(&DocumentId::new(id.as_str()));
            report
        };
        assert_eq!(loaded("old").await, [Some(within(first))]);
        assert_eq!(loaded("new").await, [None], "a report of other rules is none");
        assert_eq!(store.unchecked(&sendai(), "old").await.expect("asked"), [""; 0]);
        let waiting = store.unchecked(&sendai(), "new").await.expect("asked");
        assert_eq!(waiting, [id.as_str()]);

        let second = report("13");
        let checked = Checked {
            report: &second,
            rules: "new",
        };
        store
            .put_report(&sendai(), &waiting[0], checked)
            .await
            .expect("kept");
        assert_eq!(loaded("new").await, [Some(within(second.clone()))]);
        assert_eq!(store.unchecked(&sendai(), "new").await.expect("asked"), [""; 0]);
        assert!(
            store.put_report(&sendai(), "no-such", checked).await.is_err(),
            "a report is of a document"
        );
    });
}
