//! Looking at a plan as the public would see it, before it is released.
//!
//! What was chosen for the release travels in a cookie of the browser; nothing is stored. The cookie gives nothing to
//! anybody: it shows less than its owner may see, and is heeded only where they may release.
//! Not here: what the public sees (`access::sight`, `gyokaku_core::release`).

use std::borrow::Cow;

use axum::http::{HeaderMap, HeaderValue};
use gyokaku_core::body::BodyCode;
use gyokaku_core::licence::Licence;
use gyokaku_core::release::Scope;
use gyokaku_core::round::field::Field;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::App;
use crate::path::{Id, PlanAt, PlanKey};
use crate::session::{cookie, named, secure};

/// The cookie's name.
const PREVIEW: &str = "gyokaku_preview";

/// How many bytes a browser surely keeps of a cookie, with room for its name.
const MOST_BYTES: usize = 3_800;

/// A plan that is looked at as the public would see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Preview {
    /// The body.
    pub(crate) code: BodyCode,
    /// The key of the plan.
    pub(crate) plan: String,
    /// What would go with it.
    pub(crate) scope: Scope,
}

impl Preview {
    /// Whether it is of the plan at an address.
    pub(crate) fn is_of(&self, at: &PlanAt) -> bool {
        self.code == at.code.0 && self.plan == at.plan.as_str()
    }

    /// The address of the plan.
    pub(crate) fn href(&self) -> String {
        format!("/{}/{}", self.code, self.plan)
    }

    /// The preview that a request carries; none where it carries none that this program has written.
    pub(crate) fn carried(headers: &HeaderMap, is_https: bool) -> Option<Self> {
        let text = cookie(headers, &named(PREVIEW, is_https))?;
        let mut parts = text.split('|');
        let code = parts.next()?.parse().ok()?;
        let plan = PlanKey::new(parts.next()?)?.as_str().to_owned();
        let mut list = || {
            let part = parts.next()?;
            Some(
                part.split('.')
                    .filter(|one| !one.is_empty())
                    .map(str::to_owned)
                    .collect::<Vec<_>>(),
            )
        };
        let (editions, documents, withheld, own) = (list()?, list()?, list()?, list()?);
        let licence = parts.next().unwrap_or_default();
        let licence = percent_decode_str(licence).decode_utf8().ok();
        Some(Preview {
            code,
            plan,
            scope: Scope {
                editions: editions.iter().filter_map(|number| number.parse().ok()).collect(),
                documents: documents.into_iter().filter(|id| Id::new(id).is_some()).collect(),
                withheld: withheld
                    .into_iter()
                    .filter(|key| Field::of(key).is_some())
                    .collect(),
                own: own
                    .iter()
                    .filter_map(|key| percent_decode_str(key).decode_utf8().ok())
                    .filter(|key| Field::of(key).is_some())
                    .map(Cow::into_owned)
                    .collect(),
                licence: licence
                    .and_then(|text| Licence::of_text(&text))
                    .unwrap_or_default(),
            },
        })
    }

    /// The header that gives the browser the cookie; none where more was chosen than a cookie holds.
    pub(crate) fn header(&self, app: &App, headers: &HeaderMap) -> Option<HeaderValue> {
        let Preview { code, plan, scope } = self;
        let editions: Vec<String> = scope.editions.iter().map(i64::to_string).collect();
        // Words of the office stand in these, and a cookie holds no letters of ours.
        let own: Vec<String> = scope
            .own
            .iter()
            .map(|key| utf8_percent_encode(key, NON_ALPHANUMERIC).to_string())
            .collect();
        let lists = [&editions, &scope.documents, &scope.withheld, &own].map(|list| list.join("."));
        let licence = utf8_percent_encode(&scope.licence.text(), NON_ALPHANUMERIC).to_string();
        let text = format!("{code}|{plan}|{}|{licence}", lists.join("|"));
        let secure = secure(app, headers);
        let name = named(PREVIEW, app.is_https());
        let header = format!("{name}={text}; Path=/; HttpOnly; SameSite=Strict{secure}");
        (text.len() <= MOST_BYTES)
            .then(|| HeaderValue::try_from(header).ok())
            .flatten()
    }

    /// The header that takes the cookie away.
    pub(crate) fn end(app: &App, headers: &HeaderMap) -> HeaderValue {
        let (name, secure) = (named(PREVIEW, app.is_https()), secure(app, headers));
        let header = format!("{name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{secure}");
        HeaderValue::try_from(header).unwrap_or(HeaderValue::from_static(""))
    }
}
