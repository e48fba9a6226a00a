//! Slowing down guesses without shutting anybody out. A whole town hall or library may share one address, so a wrong
//! guess makes the next guess from there wait a little; it never closes the door.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

/// Wrong guesses that are free.
const FREE: u32 = 5;
/// The longest wait.
const LONGEST: Duration = Duration::from_secs(4);
/// After this long without a wrong guess all is forgotten.
const FORGET: Duration = Duration::from_secs(600);
/// More subjects than this are not remembered; the oldest go.
const MOST: usize = 10_000;

/// What is guessed at, and from where. Kept in memory only, never written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Door {
    Passphrase(IpAddr),
    SignIn(IpAddr),
}

#[derive(Clone, Default)]
pub struct Pace(Arc<Mutex<HashMap<Door, (u32, Instant)>>>);

impl Pace {
    /// How long the next guess at this door waits.
    pub fn wait(&self, door: Door) -> Duration {
        let doors = self.0.lock().expect("no panic while holding it");
        match doors.get(&door) {
            Some((failures, at)) if at.elapsed() < FORGET => wait_after(*failures),
            _ => Duration::ZERO,
        }
    }

    /// Notes a wrong guess.
    pub fn failed(&self, door: Door) {
        let mut doors = self.0.lock().expect("no panic while holding it");
        if doors.len() >= MOST {
            doors.retain(|_, (_, at)| at.elapsed() < FORGET);
        }
        if doors.len() >= MOST {
            doors.clear();
        }
        let entry = doors.entry(door).or_insert((0, Instant::now()));
        *entry = (entry.0.saturating_add(1), Instant::now());
    }
}

/// 0 for the first few, then half a second doubling up to the longest wait.
fn wait_after(failures: u32) -> Duration {
    match failures.checked_sub(FREE) {
        None => Duration::ZERO,
        Some(beyond) => LONGEST.min(Duration::from_millis(500) * 2_u32.saturating_pow(beyond.min(8))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_wait_longer_but_never_for_ever() {
        assert_eq!(wait_after(0), Duration::ZERO);
        assert_eq!(wait_after(4), Duration::ZERO);
        assert_eq!(wait_after(5), Duration::from_millis(500));
        assert_eq!(wait_after(7), Duration::from_secs(2));
        assert_eq!(wait_after(1_000_000), LONGEST);
    }

    #[test]
    fn one_address_does_not_slow_another() {
        let pace = Pace::default();
        let here = Door::Passphrase(IpAddr::from([192, 0, 2, 1]));
        for _ in 0..20 {
            pace.failed(here);
        }
        assert_eq!(pace.wait(here), LONGEST);
        assert_eq!(pace.wait(Door::Passphrase(IpAddr::from([192, 0, 2, 2]))), Duration::ZERO);
        assert_eq!(pace.wait(Door::SignIn(IpAddr::from([192, 0, 2, 1]))), Duration::ZERO);
    }
}
