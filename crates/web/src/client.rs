//! From where a request comes: the address of who is behind a connection, through proxies that are trusted.
//!
//! Invariant: nobody chooses their own address. What `X-Forwarded-For` says counts only from a proxy that is named,
//! and only up to the first address that is none of these.

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// From where a request comes; none where that is not known, as behind a proxy that does not say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Client(pub Option<IpAddr>);

impl Client {
    /// The address behind a peer.
    pub(crate) fn of(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> Self {
        let peer = peer.to_canonical();
        if !proxies.contains(&peer) {
            return Client(Some(peer));
        }
        let said = headers.get_all("x-forwarded-for").iter();
        let said: Vec<&str> = said
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        // Each proxy adds who spoke to it at the end; what stands before that anybody may have written.
        let last = said
            .iter()
            .rev()
            .map(|address| parsed(address.trim()))
            .find(|address| address.is_none_or(|address| !proxies.contains(&address)));
        Client(last.flatten())
    }
}

/// An address, with a port or without.
fn parsed(address: &str) -> Option<IpAddr> {
    let with_port = || address.parse::<SocketAddr>().ok().map(|address| address.ip());
    let plain = address.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    plain.or_else(with_port).map(|address| address.to_canonical())
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(address) => address.fmt(f),
            None => f.write_str("-"),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Client>().copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_chooses_their_own_address() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let proxies = [ip("127.0.0.1"), ip("10.0.0.5")];
        for (peer, said, found) in [
            ("203.0.113.9", &["198.51.100.1"][..], Some("203.0.113.9")),
            ("127.0.0.1", &["198.51.100.1"], Some("198.51.100.1")),
            ("::ffff:127.0.0.1", &["198.51.100.1"], Some("198.51.100.1")),
            ("127.0.0.1", &["1.1.1.1, 198.51.100.1"], Some("198.51.100.1")),
            ("127.0.0.1", &["1.1.1.1", "198.51.100.1"], Some("198.51.100.1")),
            (
                "127.0.0.1",
                &["1.1.1.1, 198.51.100.1, 10.0.0.5"],
                Some("198.51.100.1"),
            ),
            ("127.0.0.1", &["198.51.100.1:4711"], Some("198.51.100.1")),
            ("127.0.0.1", &["[2001:db8::1]:4711"], Some("2001:db8::1")),
            ("127.0.0.1", &["1.1.1.1, unknown"], None),
            ("127.0.0.1", &[], None),
        ] {
            let mut headers = HeaderMap::new();
            for value in said {
                headers.append("x-forwarded-for", value.parse().expect("a header"));
            }
            assert_eq!(
                Client::of(ip(peer), &headers, &proxies),
                Client(found.map(ip)),
                "{peer} {said:?}"
            );
        }
    }
}
