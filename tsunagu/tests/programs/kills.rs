//! The power goes at any moment, again and again: what somebody was told stays, and nothing is there by half.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::{NaiveDateTime, TimeDelta};
use mailin_embedded::{Handler, Response, Server, SslConfig, response};
use sea_orm::{ConnectionTrait, Statement};
use tokio::task::JoinSet;
use tsunagu::{
    config::{Mail, MailSecurity},
    directory,
    platform::{App, Clock, Dice, Parts, clock, ids::OfferId, outbox, trail},
};

use crate::programs::{Answer, DESK, Town, Visitor, on_both};

/// How often each program is killed, unless KILLS says it.
const KILLS: usize = 20;
const WRITERS: usize = 2;
const BOOKERS: usize = 2;

/// Mails as the server received them.
#[derive(Clone, Default)]
struct Received {
    ids: Arc<Mutex<Vec<String>>>,
    current: Vec<u8>,
}

impl Handler for Received {
    fn data(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.current.extend_from_slice(bytes);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mail = String::from_utf8_lossy(&std::mem::take(&mut self.current)).into_owned();
        let id = mail.lines().find_map(|line| line.strip_prefix("Message-ID: <")).expect("a message id").to_owned();
        let id = id.trim_end().trim_end_matches("@tsunagu.invalid>").to_owned();
        self.ids.lock().expect("mails").push(id);
        response::OK
    }
}

fn receive(handler: Received) -> Mail {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mut server = Server::new(handler);
    server.with_name("localhost").with_ssl(SslConfig::None).expect("no TLS").with_tcp_listener(listener);
    std::thread::spawn(move || server.serve().expect("the mail server runs"));
    Mail {
        host: "127.0.0.1".to_owned(),
        port,
        security: MailSecurity::None,
        user: None,
        password_file: None,
        from: "info@example.jp".to_owned(),
    }
}

/// What somebody was told and can show.
#[derive(Default)]
struct Acknowledged {
    /// By passphrase: every text that was taken.
    texts: BTreeMap<String, Vec<String>>,
    /// By passphrase: the time that was booked.
    booked: BTreeMap<String, NaiveDateTime>,
}

/// What a client has in hand.
#[derive(Clone)]
struct World {
    town: Arc<Town>,
    at: Arc<Mutex<SocketAddr>>,
    is_over: Arc<AtomicBool>,
    told: Arc<Mutex<Acknowledged>>,
    offer: OfferId,
    times: Arc<Vec<NaiveDateTime>>,
}

impl World {
    /// Sends a form until it is answered: whoever saw nothing come back presses again.
    async fn press(&self, visitor: &mut Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
        let key = self.town.form_key();
        let mut all = vec![("form", key.as_str())];
        all.extend_from_slice(fields);
        loop {
            let at = *self.at.lock().expect("the address");
            match visitor.post(at, path, &all).await {
                Ok(answer) if answer.status != 503 => return answer,
                Ok(_) | Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    }

    async fn come_back(&self, visitor: &mut Visitor, passphrase: &str) {
        let back = self.press(visitor, "/come-back", &[("passphrase", passphrase)]).await;
        assert_eq!(back.location, "/thread", "{passphrase}: {}", back.body);
    }

    /// Begins threads and writes on in them.
    async fn write(self, number: usize) {
        let mut turn = 0;
        while !self.is_over.load(Ordering::SeqCst) {
            turn += 1;
            let mut visitor = Visitor::new(number);
            let first = format!("はじめ{number}の{turn}");
            let begun =
                self.press(&mut visitor, &format!("/desks/{DESK}/write"), &[("text", &first), ("about", "me")]).await;
            assert_eq!(begun.status, 200, "{}", begun.body);
            let passphrase = begun.passphrase();
            self.told.lock().expect("told").texts.entry(passphrase.clone()).or_default().push(first);
            self.come_back(&mut visitor, &passphrase).await;
            let second = format!("つづき{number}の{turn}");
            let written = self.press(&mut visitor, "/thread", &[("text", &second)]).await;
            assert!(matches!(written.status, 200 | 303), "{}", written.body);
            self.told.lock().expect("told").texts.entry(passphrase).or_default().push(second);
        }
    }

    /// Books times under no name.
    async fn book(self, number: usize) {
        let mut turn = number;
        while !self.is_over.load(Ordering::SeqCst) {
            turn += BOOKERS;
            let (offer, start) = (self.offer.to_string(), self.times[turn % self.times.len()]);
            let written = start.format("%Y-%m-%dT%H:%M").to_string();
            let fields = [("offer", offer.as_str()), ("start", &written)];
            let mut visitor = Visitor::new(number);
            let booked = self.press(&mut visitor, &format!("/desks/{DESK}/bookings"), &fields).await;
            match booked.status {
                200 => {
                    self.told.lock().expect("told").booked.insert(booked.passphrase(), start);
                }
                // Every time of the desk is taken by now.
                422 => assert!(booked.body.contains("ほかの方の予約で埋まりました"), "{}", booked.body),
                other => panic!("{other}: {}", booked.body),
            }
        }
    }
}

/// Lets the mail that is left go out, as a program would within the next hours.
async fn send_the_rest(app: &App, mail: &Mail) {
    for hours in 1..200 {
        if outbox::waiting(app.db.read()).await.expect("reads").is_empty() {
            return;
        }
        let clock = Clock::standing(app.now().local() + TimeDelta::hours(hours));
        let later = App::new(Parts { clock, ..(**app).clone() });
        outbox::send_due(&later, mail).await.expect("sends");
    }
    panic!("mail is left");
}

async fn outbox_ids(app: &App) -> BTreeSet<String> {
    let conn = app.db.read();
    let question = Statement::from_string(conn.get_database_backend(), "SELECT id FROM outbox");
    let rows = conn.query_all_raw(question).await.expect("rows");
    rows.iter().map(|row| row.try_get::<uuid::Uuid>("", "id").expect("an id").to_string()).collect()
}

#[test]
fn what_was_acknowledged_is_there_whenever_the_program_is_killed() {
    on_both(|town| async move {
        let kills = std::env::var("KILLS").ok().and_then(|number| number.parse().ok()).unwrap_or(KILLS);
        let seed = std::env::var("SEED").ok().and_then(|number| number.parse().ok());
        let seed = seed.unwrap_or_else(|| u64::from(u32::from_be_bytes(Dice::from_system().bytes())));
        eprintln!("{:?}: {kills} kills, SEED={seed}", town.engine);
        let dice = Dice::seeded(seed);
        directory::actions::set_notice(&town.app, "adachi-contractor", "office@example.jp").await.expect("a notice");
        let bookable = town.bookable("kills", 1, true, 1000).await;
        let received = Received::default();
        let mail = receive(received.clone());
        let town = Arc::new(town);
        let mut program = town.start(Some(&mail)).await;
        let world = World {
            town: town.clone(),
            at: Arc::new(Mutex::new(program.address)),
            is_over: Arc::default(),
            told: Arc::default(),
            offer: bookable.offer,
            times: Arc::new(bookable.times),
        };
        let mut people = JoinSet::new();
        for number in 0..WRITERS {
            people.spawn(world.clone().write(number));
        }
        for number in 0..BOOKERS {
            people.spawn(world.clone().book(number));
        }
        for _ in 0..kills {
            let [high, low] = dice.bytes();
            tokio::time::sleep(Duration::from_millis(u64::from(u16::from_be_bytes([high, low])) % 400)).await;
            program.kill().await;
            program = town.start(Some(&mail)).await;
            *world.at.lock().expect("the address") = program.address;
        }
        world.is_over.store(true, Ordering::SeqCst);
        people.join_all().await;
        let told = std::mem::take(&mut *world.told.lock().expect("told"));
        is_all_there(&world, &told).await;
        program.kill().await;

        send_the_rest(&town.app, &mail).await;
        let sent = received.ids.lock().expect("mails").clone();
        let once: BTreeSet<String> = sent.iter().cloned().collect();
        assert_eq!(once, outbox_ids(&town.app).await, "each mail went out, and none that is not there");
        eprintln!(
            "{:?}: {} texts, {} bookings, {} mails of which {} twice",
            town.engine,
            told.texts.values().map(Vec::len).sum::<usize>(),
            told.booked.len(),
            once.len(),
            sent.len() - once.len()
        );
        assert!(!told.texts.is_empty() && !told.booked.is_empty() && !once.is_empty());
    });
}

async fn is_all_there(world: &World, told: &Acknowledged) {
    let (town, at) = (&world.town, *world.at.lock().expect("the address"));
    for (passphrase, texts) in &told.texts {
        let mut visitor = Visitor::new(0);
        world.come_back(&mut visitor, passphrase).await;
        let page = visitor.get(at, "/thread").await.expect("an answer").body;
        assert!(texts.iter().all(|text| page.matches(text).count() == 1), "{texts:?} in {page}");
    }
    for (passphrase, start) in &told.booked {
        let mut visitor = Visitor::new(0);
        world.come_back(&mut visitor, passphrase).await;
        let own = visitor.get(at, "/thread/bookings").await.expect("an answer").bookings();
        assert_eq!(own.len(), 1, "{start}");
        let entry = visitor.get(at, &format!("/thread/bookings/{}/appointment.ics", own[0])).await.expect("an answer");
        let utc = clock::instant(*start).format("%Y%m%dT%H%M00").to_string();
        let local = start.format("%Y%m%dT%H%M00").to_string();
        assert!(entry.body.contains(&local) || entry.body.contains(&utc), "{start}: {}", entry.body);
    }
    let booked = i64::try_from(told.booked.len()).expect("a number");
    let begun = i64::try_from(told.texts.len()).expect("a number");
    let written: usize = told.texts.values().map(Vec::len).sum();
    assert_eq!(town.count("bookings").await, booked, "every press has one booking");
    assert_eq!(town.count("seats JOIN bookings ON bookings.id = seats.booking_id").await, booked);
    assert_eq!(town.count("seats").await, booked, "no seat without its booking");
    assert_eq!(town.count("host_quarters").await, booked * 2, "half an hour is two quarters");
    assert_eq!(town.count("threads").await, begun + booked, "every press began one page");
    let lines = i64::try_from(written).expect("a number") + booked;
    assert_eq!(town.count("messages").await, lines, "every line once");
    let whole = trail::verify(town.app.db.read(), &town.app.vault, &[]).await.expect("reads");
    assert!(whole.is_ok(), "{whole:?}");
}
