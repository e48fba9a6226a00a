//! Slowing down guesses without shutting anybody out. A whole town hall or library may share one address, so a wrong
//! guess makes the next guess from there wait a little; it never closes the door.

use std::{
    collections::{HashMap, VecDeque},
    net::{IpAddr, Ipv6Addr},
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
    /// What was begun from here without work done for it: sending many costs time, sending one does not.
    Letter(Network),
    /// One-time codes of one account. They are few, so guesses wait one behind the other.
    Code(StaffId),
}

/// An address, or of IPv6 the network of one connection: a sender there has billions of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    pub fn of(address: IpAddr) -> Self {
        Self(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(long) => match long.to_ipv4_mapped() {
                Some(short) => IpAddr::V4(short),
                None => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() & (u128::MAX << 64))),
            },
        })
    }
}

/// For each door how often it was knocked at, and when last or until when its line reaches.
type Doors = HashMap<Door, (u32, Instant)>;

#[derive(Clone, Default)]
pub struct Pace {
    doors: Arc<Mutex<Doors>>,
    letters: Arc<Mutex<VecDeque<Instant>>>,
}

/// Guesses at one door that may wait in line; whoever comes later is asked to come back.
const LINE: Duration = Duration::from_secs(20);

impl Pace {
    /// How long the next guess at this door waits.
    pub fn wait(&self, door: Door) -> Duration {
        let doors = self.doors.lock().expect("no panic while holding it");
        match doors.get(&door) {
            Some((failures, at)) if at.elapsed() < FORGET => wait_after(*failures),
            _ => Duration::ZERO,
        }
    }

    /// Takes a place in the line before this door: how long this guess waits, or nothing when the line is full. The
    /// guess is counted at once, so that guesses side by side do not overtake the count; `passed` takes it back.
    pub fn stand_in_line(&self, door: Door) -> Option<Duration> {
        let mut doors = self.doors.lock().expect("no panic while holding it");
        let now = Instant::now();
        let (failures, free_at) = doors.get(&door).copied().filter(|(_, at)| *at + FORGET > now).unwrap_or((0, now));
        let turn = free_at.max(now) + wait_after(failures);
        if turn > now + LINE {
            return None;
        }
        make_room(&mut doors);
        doors.insert(door, (failures.saturating_add(1), turn));
        Some(turn - now)
    }

    /// The guess was right: the door is as new.
    pub fn passed(&self, door: Door) {
        self.doors.lock().expect("no panic while holding it").remove(&door);
    }

    /// Notes a letter, from wherever.
    pub fn letter(&self) {
        let mut letters = self.letters.lock().expect("no panic while holding it");
        if letters.len() == MOST {
            letters.pop_front();
        }
        letters.push_back(Instant::now());
    }

    /// How many letters came in the last ten minutes, from everywhere.
    pub fn letters(&self) -> usize {
        let mut letters = self.letters.lock().expect("no panic while holding it");
        while letters.front().is_some_and(|at| at.elapsed() > FORGET) {
            letters.pop_front();
        }
        letters.len()
    }

    /// Counts one more at this door without moving its line.
    pub fn count(&self, door: Door) {
        let mut doors = self.doors.lock().expect("no panic while holding it");
        make_room(&mut doors);
        let (times, at) = doors.get(&door).copied().unwrap_or((0, Instant::now()));
        doors.insert(door, (times.saturating_add(1), at.max(Instant::now())));
    }

    /// Notes a wrong guess.
    pub fn failed(&self, door: Door) {
        let mut doors = self.doors.lock().expect("no panic while holding it");
        make_room(&mut doors);
        let entry = doors.entry(door).or_insert((0, Instant::now()));
        *entry = (entry.0.saturating_add(1), Instant::now());
    }
}

fn make_room(doors: &mut Doors) {
    if doors.len() >= MOST {
        doors.retain(|_, (_, at)| at.elapsed() < FORGET);
    }
    if doors.len() >= MOST {
        doors.clear();
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
    fn addresses_of_one_connection_are_one_network() {
        let of = |text: &str| Network::of(text.parse().expect("an address"));
        assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff::9"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn letters_are_counted_wherever_they_come_from() {
        let pace = Pace::default();
        assert_eq!(pace.letters(), 0);
        (0..30).for_each(|_| pace.letter());
        assert_eq!(pace.letters(), 30);
        (0..20_000).for_each(|_| pace.letter());
        assert_eq!(pace.letters(), MOST, "memory has an end");
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
