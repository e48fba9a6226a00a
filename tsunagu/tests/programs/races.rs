//! Many at once over several programs: what everybody was told is recorded with its moments, and could have happened one
//! after the other.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Instant,
};

use chrono::NaiveDateTime;
use tokio::task::JoinSet;
use tsunagu::platform::ids::OfferId;

use crate::{
    linear::{Op, Told, What, is_linearizable},
    programs::{Answer, Bookable, DESK, Program, Town, Visitor, on_both},
};

const PROGRAMS: usize = 3;
const CLIENTS: usize = 64;
/// Few enough to be full now and then.
const SLOTS: usize = 6;

/// What everybody saw.
struct History {
    began: Instant,
    ops: Mutex<Vec<Op>>,
}

/// What a client has in hand.
#[derive(Clone)]
struct Desk {
    town: Arc<Town>,
    programs: Arc<Vec<Program>>,
    history: Arc<History>,
    offer: OfferId,
    times: Arc<Vec<NaiveDateTime>>,
}

impl Desk {
    async fn over(town: Town, bookable: Bookable) -> Self {
        let mut programs = Vec::new();
        for _ in 0..PROGRAMS {
            programs.push(town.start(None).await);
        }
        Self {
            town: Arc::new(town),
            programs: Arc::new(programs),
            history: Arc::new(History { began: Instant::now(), ops: Mutex::default() }),
            offer: bookable.offer,
            times: Arc::new(bookable.times),
        }
    }

    fn start(&self, slot: usize) -> String {
        self.times[slot].format("%Y-%m-%dT%H:%M").to_string()
    }

    /// Any of the programs, never the same twice in a row for one visitor.
    fn any(&self, turn: usize) -> SocketAddr {
        self.programs[turn % PROGRAMS].address
    }

    /// Sends a form, again with the same key while the program is too busy, and keeps what was told.
    async fn record(
        &self,
        visitor: &mut Visitor,
        turn: usize,
        (what, path): (What, &str),
        fields: &[(&str, &str)],
    ) -> (Told, Answer) {
        let key = self.town.form_key();
        let mut all = vec![("form", key.as_str())];
        all.extend_from_slice(fields);
        let called = self.history.began.elapsed().as_nanos();
        let answer = loop {
            let answer = visitor.post(self.any(turn), path, &all).await.expect("an answer");
            if answer.status != 503 {
                break answer;
            }
        };
        let answered = self.history.began.elapsed().as_nanos();
        let told = match answer.status {
            200 | 303 => Told::Done,
            422 => {
                assert!(answer.body.contains("ほかの方の予約で埋まりました"), "{what:?}: {}", answer.body);
                Told::Full
            }
            other => panic!("{what:?}: {other}: {}\n{}", answer.body, self.town.complaints()),
        };
        self.history.ops.lock().expect("the history").push(Op { called, answered, what, told });
        (told, answer)
    }

    async fn book(&self, visitor: &mut Visitor, turn: usize, slot: usize) -> (Told, Answer) {
        let (offer, start) = (self.offer.to_string(), self.start(slot));
        let fields = [("offer", offer.as_str()), ("start", &start), ("nickname", "くじら"), ("wishes", "話したいこと")];
        let what = What::Book { who: visitor.number, slot };
        self.record(visitor, turn, (what, &format!("/desks/{DESK}/bookings")), &fields).await
    }

    async fn come_back(&self, visitor: &mut Visitor, turn: usize, passphrase: &str) {
        let back = visitor.post(self.any(turn), "/come-back", &[("passphrase", passphrase)]).await.expect("an answer");
        assert_eq!(back.location, "/thread", "{}", back.body);
    }

    async fn own(&self, visitor: &mut Visitor, turn: usize) -> String {
        let page = visitor.get(self.any(turn), "/thread/bookings").await.expect("an answer");
        page.bookings().pop().unwrap_or_else(|| panic!("a booking: {}", page.body))
    }

    async fn cancel(&self, visitor: &mut Visitor, turn: usize) {
        let path = format!("/thread/bookings/{}/cancellation", self.own(visitor, turn).await);
        let what = What::Cancel { who: visitor.number };
        let (told, answer) = self.record(visitor, turn + 1, (what, &path), &[]).await;
        assert_eq!(told, Told::Done, "{}", answer.body);
    }

    async fn move_to(&self, visitor: &mut Visitor, turn: usize, slot: usize) {
        let path = format!("/thread/bookings/{}/time", self.own(visitor, turn).await);
        let what = What::Move { who: visitor.number, to: slot };
        self.record(visitor, turn + 1, (what, &path), &[("start", &self.start(slot))]).await;
    }

    /// Looks at the public page of the day.
    async fn look(&self, visitor: &mut Visitor, turn: usize, slot: usize) {
        let at = self.times[slot];
        let path = format!("/desks/{DESK}/bookings?from={}", at.date());
        let called = self.history.began.elapsed().as_nanos();
        let page = visitor.get(self.any(turn), &path).await.expect("an answer");
        let answered = self.history.began.elapsed().as_nanos();
        if page.status == 503 {
            return;
        }
        // A free time leads to its form; a full one leads to waiting for it.
        let (offer, start) = (self.offer.to_string(), self.start(slot));
        let leads_there = |part: &&str| part.contains(&offer) && part.contains(&start);
        let link =
            page.body.split("<a href=\"").find(leads_there).unwrap_or_else(|| panic!("{start} in {}", page.body));
        let told = if link.contains('×') { Told::Full } else { Told::Done };
        let what = What::Look { slot };
        self.history.ops.lock().expect("the history").push(Op { called, answered, what, told });
    }

    /// No seat without its booking, none twice, and no program complained.
    async fn is_whole(&self) {
        let town = &self.town;
        assert_eq!(town.complaints(), "", "{:?}", town.engine);
        let agreed = town.count("bookings WHERE state = 'agreed'").await;
        assert_eq!(town.count("seats").await, agreed, "{:?}", town.engine);
        let apart = "seats JOIN bookings ON bookings.id = seats.booking_id \
                     AND bookings.offer_id = seats.offer_id AND bookings.starts_at = seats.starts_at \
                     AND bookings.state = 'agreed'";
        assert_eq!(town.count(apart).await, agreed, "{:?}", town.engine);
    }

    fn ops(&self) -> Vec<Op> {
        self.history.ops.lock().expect("the history").clone()
    }
}

/// A few numbers that look like chance and are the same every time.
fn chance(seed: usize) -> usize {
    let mut x = u64::try_from(seed).unwrap_or(1).wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    usize::try_from((x ^ (x >> 31)) >> 33).unwrap_or(0)
}

#[test]
fn sixty_four_for_one_time_over_three_programs_take_turns() {
    on_both(|town| async move {
        let bookable = town.bookable("one", 1, true, 1).await;
        let desk = Desk::over(town, bookable).await;
        let mut racing = JoinSet::new();
        for number in 0..CLIENTS {
            let desk = desk.clone();
            racing.spawn(async move {
                let mut visitor = Visitor::new(number);
                let mut turn = number;
                // Whoever has it gives it back, so that others get it, too.
                for _ in 0..3 {
                    turn += 1;
                    let (told, answer) = desk.book(&mut visitor, turn, 0).await;
                    if told == Told::Done {
                        if answer.status == 200 {
                            desk.come_back(&mut visitor, turn, &answer.passphrase()).await;
                        }
                        desk.cancel(&mut visitor, turn).await;
                    } else if number % 4 == 0 {
                        desk.look(&mut visitor, turn + 1, 0).await;
                    }
                }
            });
        }
        racing.join_all().await;
        let mut history = desk.ops();
        let refused = |op: &&Op| matches!(op.what, What::Book { .. }) && op.told == Told::Full;
        let full = history.iter().filter(refused).count();
        assert!(full > 0 && full < history.len(), "{full} of {}", history.len());
        assert!(is_linearizable(&history, 1), "{:?}: {history:?}", desk.town.engine);
        desk.is_whole().await;
        // Had somebody had the time before and kept it, nobody else could have been told that it is theirs.
        let first = What::Book { who: CLIENTS, slot: 0 };
        history.push(Op { called: 0, answered: 1, what: first, told: Told::Done });
        assert!(!is_linearizable(&history, 1));
    });
}

#[test]
fn bookings_moves_and_cancellations_over_three_programs_happen_one_after_the_other() {
    on_both(|town| async move {
        let bookable = town.bookable("few", 2, false, SLOTS).await;
        let desk = Desk::over(town, bookable).await;
        let mut racing = JoinSet::new();
        for number in 0..12 {
            let desk = desk.clone();
            racing.spawn(async move {
                let mut visitor = Visitor::new(number);
                let (mut has_a_page, mut has_a_seat) = (false, false);
                for round in 0..8 {
                    let turn = number + round;
                    let roll = chance(number * 100 + round);
                    let slot = roll % SLOTS;
                    match (has_a_seat, roll / SLOTS % 5) {
                        (false, _) => {
                            let (told, answer) = desk.book(&mut visitor, turn, slot).await;
                            if told == Told::Done && !has_a_page {
                                desk.come_back(&mut visitor, turn, &answer.passphrase()).await;
                                has_a_page = true;
                            }
                            has_a_seat = told == Told::Done;
                        }
                        (true, 0) => {
                            desk.cancel(&mut visitor, turn).await;
                            has_a_seat = false;
                        }
                        (true, 1) => desk.look(&mut visitor, turn, slot).await,
                        (true, _) => desk.move_to(&mut visitor, turn, slot).await,
                    }
                }
            });
        }
        racing.join_all().await;
        let history = desk.ops();
        let count = |is: fn(&What) -> bool| history.iter().filter(|op| op.told == Told::Done && is(&op.what)).count();
        let moved = count(|what| matches!(what, What::Move { .. }));
        let cancelled = count(|what| matches!(what, What::Cancel { .. }));
        assert!(moved > 1 && cancelled > 1, "{moved} moves, {cancelled} cancellations in {history:?}");
        assert!(is_linearizable(&history, 2), "{:?}: {history:?}", desk.town.engine);
        desk.is_whole().await;
    });
}

#[test]
fn a_thousand_times_over_three_programs_are_each_given_once() {
    on_both(|town| async move {
        let bookable = town.bookable("thousand", 1, true, 1000).await;
        let desk = Desk::over(town, bookable).await;
        let mut racing = JoinSet::new();
        for number in 0..CLIENTS {
            let desk = desk.clone();
            racing.spawn(async move {
                // Every time is tried by two, who come to it from neighbouring programs at about the same moment.
                for slot in (number / 2..1000).step_by(CLIENTS / 2) {
                    let who = number * 1000 + slot;
                    desk.book(&mut Visitor::new(who), number, slot).await;
                }
            });
        }
        racing.join_all().await;
        let history = desk.ops();
        assert_eq!(history.len(), 2000);
        for slot in 0..1000 {
            let own: Vec<Op> = history
                .iter()
                .filter(|op| matches!(op.what, What::Book { slot: at, .. } if at == slot))
                .copied()
                .collect();
            assert!(is_linearizable(&own, 1), "{:?}: {own:?}", desk.town.engine);
            assert_eq!(own.iter().filter(|op| op.told == Told::Done).count(), 1);
            let both: Vec<Op> = own.iter().map(|op| Op { told: Told::Done, ..*op }).collect();
            assert!(!is_linearizable(&both, 1));
        }
        desk.is_whole().await;
        assert_eq!(desk.town.count("seats").await, 1000);
    });
}
