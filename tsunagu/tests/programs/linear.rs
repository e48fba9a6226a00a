//! Whether what was observed could have happened one after the other: Wing and Gong's search with the memory of Lowe.
//!
//! An operation takes effect at one moment between its call and its answer. A history is linearizable if such moments can be
//! chosen so that a plain, sequential desk would have answered the same.

use std::collections::{BTreeMap, HashSet};

/// What somebody wanted of a few slots, which are known by numbers. Who is a number, too, and has one booking at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Book {
        who: usize,
        slot: usize,
    },
    Cancel {
        who: usize,
    },
    Move {
        who: usize,
        to: usize,
    },
    /// Looks at the public page.
    Look {
        slot: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Done,
    /// There is no seat, and nothing was changed.
    Full,
}

/// One operation as somebody saw it: moments on one clock.
#[derive(Clone, Copy, Debug)]
pub struct Op {
    pub called: u128,
    pub answered: u128,
    pub what: What,
    pub told: Told,
}

/// Who sits where.
type Seats = BTreeMap<usize, usize>;

/// The sequential desk: what it looks like after `op`, if it would have answered so.
fn step(seats: &Seats, capacity: usize, op: &Op) -> Option<Seats> {
    let is_full = |slot: usize| seats.values().filter(|at| **at == slot).count() >= capacity;
    let mut after = seats.clone();
    let fits = match (op.what, op.told) {
        (What::Book { who, slot }, Told::Done) => !is_full(slot) && after.insert(who, slot).is_none(),
        (What::Book { slot, .. } | What::Look { slot }, Told::Full) => is_full(slot),
        (What::Look { slot }, Told::Done) => !is_full(slot),
        (What::Cancel { who }, Told::Done) => after.remove(&who).is_some(),
        (What::Cancel { .. }, Told::Full) => false,
        (What::Move { who, to }, Told::Done) => {
            (seats.get(&who) == Some(&to) || !is_full(to)) && after.insert(who, to).is_some()
        }
        (What::Move { who, to }, Told::Full) => seats.contains_key(&who) && is_full(to),
    };
    fits.then_some(after)
}

/// The most steps a search may take. Whoever needs more is told so; nothing passes undecided.
const MOST_STEPS: usize = 20_000_000;

/// Whether the history of slots with so many seats each could have happened one after the other.
pub fn is_linearizable(history: &[Op], capacity: usize) -> bool {
    let mut events: Vec<(u128, bool, usize)> = Vec::new();
    for (number, op) in history.iter().enumerate() {
        events.push((op.called, false, number));
        events.push((op.answered, true, number));
    }
    // Of the same moment, calls come first: nothing is held against the desk that may have been at once.
    events.sort_unstable();
    // A list of events with links both ways; 0 is its beginning.
    let end = events.len() + 1;
    let (mut next, mut prev): (Vec<usize>, Vec<usize>) = ((1..=end).collect(), (0..end).collect());
    next.push(end);
    prev.insert(0, 0);
    let event = |at: usize| events[at - 1];
    let mut answer_at = vec![0; history.len()];
    for at in 1..end {
        let (_, is_answer, number) = event(at);
        if is_answer {
            answer_at[number] = at;
        }
    }
    let mut seats = Seats::new();
    let mut done = vec![0_u64; history.len().div_ceil(64)];
    let mut seen: HashSet<(Vec<u64>, Seats)> = HashSet::new();
    // Of each operation that was put next: its call, what the desk looked like before, whether it changed anything.
    let mut path: Vec<(usize, Seats, bool)> = Vec::new();
    let mut at = next[0];
    for _ in 0..MOST_STEPS {
        if next[0] == end {
            return true;
        }
        let (_, is_answer, number) = event(at);
        if is_answer {
            // Everything that could come before this answer was tried. What changed nothing can go first as well as later:
            // there is no other choice to try in its place.
            loop {
                let Some((call, before, changed)) = path.pop() else { return false };
                let (_, _, number) = event(call);
                seats = before;
                done[number / 64] &= !(1 << (number % 64));
                for at in [answer_at[number], call] {
                    let (behind, ahead) = (prev[at], next[at]);
                    next[behind] = at;
                    prev[ahead] = at;
                }
                at = next[call];
                if changed {
                    break;
                }
            }
            continue;
        }
        let after = step(&seats, capacity, &history[number]);
        let fits = after.and_then(|after| {
            let mut with = done.clone();
            with[number / 64] |= 1 << (number % 64);
            seen.insert((with.clone(), after.clone())).then_some((with, after))
        });
        match fits {
            Some((with, after)) => {
                let changed = after != seats;
                path.push((at, std::mem::replace(&mut seats, after), changed));
                done = with;
                for at in [at, answer_at[number]] {
                    let (behind, ahead) = (prev[at], next[at]);
                    next[behind] = ahead;
                    prev[ahead] = behind;
                }
                at = next[0];
            }
            None => at = next[at],
        }
    }
    panic!("a history of {} operations was not decided in {MOST_STEPS} steps", history.len());
}

#[cfg(test)]
mod tests {
    use super::{Op, Told, What, is_linearizable};

    fn op((called, answered): (u128, u128), what: What, told: Told) -> Op {
        Op { called, answered, what, told }
    }

    fn book(who: usize) -> What {
        What::Book { who, slot: 0 }
    }

    #[test]
    fn what_could_have_happened_one_after_the_other_is_taken() {
        let look = What::Look { slot: 0 };
        assert!(is_linearizable(&[], 1));
        // The one that was called later came first.
        let crossed = [op((0, 9), book(1), Told::Full), op((1, 5), book(2), Told::Done)];
        assert!(is_linearizable(&crossed, 1));
        // Given back and taken again while somebody asked.
        let around = [
            op((0, 1), book(1), Told::Done),
            op((2, 20), book(2), Told::Full),
            op((3, 4), What::Cancel { who: 1 }, Told::Done),
            op((5, 6), look, Told::Done),
            op((7, 8), book(3), Told::Done),
            op((9, 10), look, Told::Full),
        ];
        assert!(is_linearizable(&around, 1));
        let moved = [
            op((0, 1), book(1), Told::Done),
            op((2, 3), What::Move { who: 1, to: 1 }, Told::Done),
            op((4, 5), book(2), Told::Done),
            op((6, 7), What::Move { who: 2, to: 1 }, Told::Full),
        ];
        assert!(is_linearizable(&moved, 1));
    }

    #[test]
    fn what_no_sequential_desk_would_answer_is_refused() {
        let look = What::Look { slot: 0 };
        let twice = [op((0, 5), book(1), Told::Done), op((1, 6), book(2), Told::Done)];
        assert!(!is_linearizable(&twice, 1) && is_linearizable(&twice, 2));
        let nobody_had_it = [op((0, 1), book(1), Told::Full), op((2, 3), book(2), Told::Done)];
        assert!(!is_linearizable(&nobody_had_it, 1));
        // A page that shows what was so before the answer that somebody has in hand.
        let stale = [op((0, 1), book(1), Told::Done), op((2, 3), look, Told::Done)];
        assert!(!is_linearizable(&stale, 1));
        let lost = [
            op((0, 1), book(1), Told::Done),
            op((2, 3), What::Move { who: 1, to: 1 }, Told::Done),
            op((4, 5), book(2), Told::Full),
        ];
        assert!(!is_linearizable(&lost, 1));
        // The old time is given up before the new one is certain.
        let dropped = [
            op((0, 1), book(1), Told::Done),
            op((2, 3), What::Book { who: 2, slot: 1 }, Told::Done),
            op((4, 9), What::Move { who: 1, to: 1 }, Told::Full),
            op((5, 6), book(3), Told::Done),
        ];
        assert!(!is_linearizable(&dropped, 1));
    }
}
