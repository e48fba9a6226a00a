//! Slowing down guesses without shutting anybody out. A whole town hall or library may share one address, so a wrong
//! guess makes the next guess from there wait a little; it never closes the door.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use crate::platform::ids::StaffId;

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
    /// Links that lead to a page without an account.
    Link(IpAddr),
    /// Worries sent from here: sending many costs time, sending one does not.
    Worry(IpAddr),
    /// One-time codes of one account. They are few, so guesses wait one behind the other.
    Code(StaffId),
}

#[derive(Clone, Default)]
pub struct Pace(Arc<Mutex<HashMap<Door, (u32, Instant)>>>);

/// Guesses at one door that may wait in line; whoever comes later is asked to come back.
const LINE: Duration = Duration::from_secs(20);

impl Pace {
    /// How long the next guess at this door waits.
    pub fn wait(&self, door: Door) -> Duration {
        let doors = self.0.lock().expect("no panic while holding it");
        match doors.get(&door) {
            Some((failures, at)) if at.elapsed() < FORGET => wait_after(*failures),
            _ => Duration::ZERO,
        }
    }

    /// Takes a place in the line before this door: how long this guess waits, or nothing when the line is full. The
    /// guess is counted at once, so that guesses side by side do not overtake the count; `passed` takes it back.
    pub fn stand_in_line(&self, door: Door) -> Option<Duration> {
        let mut doors = self.0.lock().expect("no panic while holding it");
        let now = Instant::now();
        let (failures, free_at) = doors.get(&door).copied().filter(|(_, at)| *at + FORGET > now).unwrap_or((0, now));
        let turn = free_at.max(now) + wait_after(failures);
        if turn > now + LINE {
            return None;
        }
        doors.insert(door, (failures.saturating_add(1), turn));
        Some(turn - now)
    }

    /// The guess was right: the door is as new.
    pub fn passed(&self, door: Door) {
        self.0.lock().expect("no panic while holding it").remove(&door);
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
    fn codes_are_guessed_one_behind_the_other() {
        let pace = Pace::default();
        let door = Door::Code(StaffId(uuid::Uuid::from_u128(1)));
        let waits: Vec<Option<Duration>> = (0..40).map(|_| pace.stand_in_line(door)).collect();
        assert!(waits[..5].iter().all(|wait| *wait == Some(Duration::ZERO)), "{waits:?}");
        let given: Vec<Duration> = waits.iter().copied().flatten().collect();
        assert!(given.is_sorted() && given.len() < 15, "side by side they wait in turn: {waits:?}");
        assert_eq!(waits[39], None, "and the line has an end");
        pace.passed(door);
        assert_eq!(pace.stand_in_line(door), Some(Duration::ZERO));
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
