//! Tries to sign in by where they come from: who fails too often from one address has to wait.
//!
//! Invariant: what is kept is bounded, however many addresses there are. A try counts before its password is
//! compared, so that many at once are not more than many one after the other.
//! Not here: tries against one account (`gyokaku_store`).

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::client::Client;

/// How many tries may fail from one address; a whole city hall may be behind one.
const MOST: u32 = 100;
/// Within how long.
const WITHIN: Duration = Duration::from_secs(15 * 60);
/// How many addresses are kept.
const MOST_ADDRESSES: usize = 10_000;

/// The tries of each address.
#[derive(Debug, Default)]
pub(crate) struct Tries(Mutex<HashMap<IpAddr, Failed>>);

#[derive(Clone, Copy, Debug)]
struct Failed {
    since: Instant,
    tries: u32,
}

/// The network whose tries count together: of IPv6 one customer has at least 2⁶⁴ addresses.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => {
            let [a, b, c, d, ..] = six.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

impl Tries {
    fn all(&self) -> MutexGuard<'_, HashMap<IpAddr, Failed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a try as one that fails; says whether it may be made.
    pub(crate) fn begin(&self, client: Client, now: Instant) -> bool {
        let Some(address) = client.0.map(network) else {
            return true;
        };
        let mut all = self.all();
        if all.len() >= MOST_ADDRESSES && !all.contains_key(&address) {
            all.retain(|_, failed| now < failed.since + WITHIN);
            if all.len() >= MOST_ADDRESSES {
                // Whoever has so many addresses is not held up by a limit of one; those that fail often stay.
                all.retain(|_, failed| failed.tries > MOST / 4);
            }
            if all.len() >= MOST_ADDRESSES {
                all.clear();
            }
        }
        let failed = all.entry(address).or_insert(Failed { since: now, tries: 0 });
        if now >= failed.since + WITHIN {
            *failed = Failed { since: now, tries: 0 };
        }
        let may = failed.tries < MOST;
        failed.tries = failed.tries.saturating_add(u32::from(may));
        may
    }

    /// Takes a try back that did not fail.
    pub(crate) fn forgive(&self, client: Client) {
        let mut all = self.all();
        if let Some(failed) = client.0.map(network).and_then(|address| all.get_mut(&address)) {
            failed.tries = failed.tries.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(address: &str) -> Client {
        Client(Some(address.parse().expect("an address")))
    }

    #[test]
    fn an_address_fails_only_so_often_in_a_while() {
        let (tries, now) = (Tries::default(), Instant::now());
        let (one, other) = (from("203.0.113.9"), from("203.0.113.10"));
        for n in 0..MOST {
            assert!(tries.begin(one, now), "{n}");
        }
        assert!(!tries.begin(one, now));
        assert!(tries.begin(other, now), "another address");
        tries.forgive(one);
        assert!(tries.begin(one, now), "a right one is taken back");
        assert!(!tries.begin(one, now + WITHIN - Duration::from_secs(1)));
        assert!(tries.begin(one, now + WITHIN));
        for _ in 0..10 * MOST {
            assert!(
                tries.begin(Client(None), now),
                "who is not known has no limit here"
            );
        }
    }

    #[test]
    fn addresses_of_one_network_are_one() {
        let (tries, now) = (Tries::default(), Instant::now());
        for n in 0..MOST {
            assert!(tries.begin(from(&format!("2001:db8:1:2::{n:x}")), now));
        }
        assert!(!tries.begin(from("2001:db8:1:2:ffff::1"), now));
        assert!(tries.begin(from("2001:db8:1:3::1"), now));
    }

    #[test]
    fn any_number_of_addresses_takes_a_bounded_room() {
        let (tries, now) = (Tries::default(), Instant::now());
        let often = from("203.0.113.9");
        for _ in 0..MOST {
            tries.begin(often, now);
        }
        for n in 0..3 * MOST_ADDRESSES as u32 {
            tries.begin(Client(Some(IpAddr::V4(n.into()))), now);
        }
        assert!(tries.all().len() <= MOST_ADDRESSES);
        assert!(!tries.begin(often, now), "who failed often is not forgotten");
    }
}
