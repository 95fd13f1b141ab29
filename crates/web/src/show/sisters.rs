//! Other plans of the same body that a plan names: the one that it follows, those that it cites.
//!
//! A plan is found by its title. Not here: what of a body a viewer sees (`access`), reading references (`core::cited`).

use gyokaku_core::text::fold;

use crate::App;
use crate::access::sees_drafts;
use crate::error::Problem;
use crate::loaded::Loaded;
use crate::person::Viewer;

/// How many characters two names must share at their ends to mean one plan, where one of them says more before it:
/// 行財政改革プラン2024 and 緑市行財政改革プラン2024.
const SHARED: usize = 8;

/// The other plans of a body that a viewer sees: folded title, address.
#[derive(Debug)]
pub(crate) struct Sisters(Vec<(String, String)>);

impl Sisters {
    /// Loads their names, in one statement.
    pub(crate) async fn of(app: &App, viewer: &Viewer, loaded: &Loaded) -> Result<Self, Problem> {
        let (store, code) = (app.store(), &loaded.code);
        // Who looks as the public will sees no link that the public does not get.
        let body = match sees_drafts(viewer, code) && viewer.preview.is_none() {
            true => store.body(code).await?,
            false => store.released_body(app.today()?, code).await?,
        };
        let plans = body.map(|body| body.plans).unwrap_or_default();
        let others = plans.into_iter().filter(|plan| plan.key != loaded.key);
        let named = others.map(|plan| (fold(&plan.title), format!("/{code}/{}", plan.key)));
        Ok(Sisters(named.filter(|(title, _)| !title.is_empty()).collect()))
    }

    /// Where the plan of an address is, where it is seen.
    pub(crate) fn of_key(&self, key: &str) -> Option<&str> {
        let ends = |href: &str| href.rsplit('/').next() == Some(key);
        self.0
            .iter()
            .map(|(_, href)| href.as_str())
            .find(|href| ends(href))
    }

    /// Where the plan of a name is; none where there is none, or more than one.
    pub(crate) fn href(&self, name: &str) -> Option<&str> {
        let name = fold(name);
        let same = |title: &str| {
            let is_short = |text: &str| text.chars().count() < SHARED;
            let ends =
                name.ends_with(title) && !is_short(title) || title.ends_with(&name) && !is_short(&name);
            title == name || ends
        };
        let mut exact = self.0.iter().filter(|(title, _)| *title == name);
        let exact = match (exact.next(), exact.next()) {
            (Some(_), Some(_)) => return None,
            (exact, _) => exact,
        };
        let mut near = self.0.iter().filter(|(title, _)| same(title));
        let found = exact.or_else(|| match (near.next(), near.next()) {
            (Some(one), None) => Some(one),
            _ => None,
        });
        found.map(|(_, href)| href.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_found_by_its_name() {
        let plan = |title: &str, href: &str| (fold(title), href.to_owned());
        let sisters = Sisters(vec![
            plan("緑市行財政改革プラン2024", "/a"),
            plan("行財政改革プラン2019", "/b"),
            plan("第二次行財政改革プラン2019", "/c"),
        ]);
        assert_eq!(sisters.href("行財政改革プラン２０２４"), Some("/a"));
        assert_eq!(
            sisters.href("行財政改革プラン2019"),
            Some("/b"),
            "itself goes before what ends alike"
        );
        assert_eq!(sisters.href("プラン2024"), None);
        assert_eq!(sisters.href(""), None);
    }
}
