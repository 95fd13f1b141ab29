//! What may stand in an address. What cannot exist is refused here, before any query.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use gyokaku_core::body::BodyCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _};

use crate::error::Problem;

/// Words for behind the `?` of an address: `name=value&…`, encoded.
pub(crate) fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let of = |(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
    pairs.into_iter().map(of).collect::<Vec<String>>().join("&")
}

/// What is asked after the `?` of an address; what cannot be read is a mistake in the form.
#[derive(Debug)]
pub(crate) struct UrlQuery<T>(pub(crate) T);

impl<T, S> FromRequestParts<S> for UrlQuery<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(found)) => Ok(UrlQuery(found)),
            Err(_) => Err(Problem::Form("絞り込みの条件を読み取れませんでした。".to_owned())),
        }
    }
}

/// The typed parts of an address; whatever does not fit is an address without a page.
#[derive(Debug)]
pub(crate) struct UrlPath<T>(pub(crate) T);

impl<T, S> FromRequestParts<S> for UrlPath<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(found)) => Ok(UrlPath(found)),
            Err(_) => Err(Problem::NotFound),
        }
    }
}

macro_rules! word {
    ($(#[$doc:meta])* $name:ident, $fits:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub(crate) struct $name(String);

        impl $name {
            /// The text, where it can be one.
            pub(crate) fn new(text: &str) -> Option<Self> {
                let fits: fn(&str) -> bool = $fits;
                fits(text).then(|| Self(text.to_owned()))
            }

            /// As text.
            pub(crate) fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(&text).ok_or_else(|| D::Error::custom("does not fit"))
            }
        }
    };
}

/// The code of a body, whose last digit checks the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Code(pub(crate) BodyCode);

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(D::Error::custom)
    }
}

/// `/{code}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct BodyAt {
    /// The body.
    pub(crate) code: Code,
}

word!(
    /// The key of a plan, as an address holds it.
    PlanKey,
    |text| text.parse::<gyokaku_core::plan_key::PlanKey>().is_ok()
);

word!(
    /// The identity of an item or a source.
    Id,
    |text| (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
);

/// `/{code}/accounts/{id}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct AccountAt {
    /// The body.
    pub(crate) code: Code,
    /// The account.
    pub(crate) id: Id,
}

/// `/{code}/{plan}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PlanAt {
    /// The body.
    pub(crate) code: Code,
    /// The plan.
    pub(crate) plan: PlanKey,
}

/// `/{code}/{plan}/…/{id}`
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PlanPartAt {
    /// The body.
    pub(crate) code: Code,
    /// The plan.
    pub(crate) plan: PlanKey,
    /// The item or source, with the ending of a format at an item: `7f3a.csv`.
    pub(crate) id: String,
}

impl PlanPartAt {
    /// The plan.
    pub(crate) fn plan(&self) -> PlanAt {
        PlanAt {
            code: self.code,
            plan: self.plan.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_words_are_refused() {
        assert!(Id::new("7f3a").is_some());
        assert!(Id::new("' or 1").is_none());
        assert!(PlanKey::new("keiei-2016").is_some());
        assert!(PlanKey::new("accounts").is_none());
    }
}
