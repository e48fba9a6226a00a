//! A town with one bookable desk, programs that serve it, and people who ask them over HTTP.

use std::{
    collections::HashMap,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::NaiveDateTime;
use sea_orm::{ConnectionTrait, Database, Statement};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    process::{Child, Command},
};
use tsunagu::{
    accounts::{self, Actor, NewStaff, Role},
    booking::{HostKind, OfferFacts, actions},
    config::{Config, Mail},
    directory::{self, Shelf, data},
    platform::{
        App, Clock, Db, Dice, Parts,
        ids::{FormId, OfferId},
        trail,
        vault::Vault,
        web::{form, pace::Pace},
    },
};

pub const DESK: &str = "adachi-safetynet";
const NOTICE: &str = "毎日 9:00～17:00";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Runs `story` over a fresh database of each engine, both at the same time.
pub fn on_both<F: Future<Output = ()> + Send + 'static>(story: impl Fn(Town) -> F + Copy + Send + 'static) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let both = [Engine::Sqlite, Engine::Postgres].map(|engine| {
            tokio::spawn(async move {
                let town = Town::found(engine).await;
                let drop_it = town.database_to_drop.clone();
                story(town).await;
                if let Some((server, name)) = drop_it {
                    let admin = Database::connect(&server).await.expect("the server of the tests");
                    let sql = format!("DROP DATABASE \"{name}\" WITH (FORCE)");
                    admin.execute_unprepared(&sql).await.expect("dropped");
                }
            })
        });
        for story in both {
            story.await.expect("the story ends well");
        }
    });
}

/// One database with the real desks and one desk that takes bookings.
pub struct Town {
    pub engine: Engine,
    pub app: App,
    key: String,
    folder: tempfile::TempDir,
    database_to_drop: Option<(String, String)>,
}

/// An offer and the times that can be booked.
pub struct Bookable {
    pub offer: OfferId,
    pub times: Vec<NaiveDateTime>,
}

impl Town {
    async fn found(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let dice = Dice::from_system();
        let (database, database_to_drop) = match engine {
            Engine::Sqlite => (Db::file(&folder.path().join("town.db")), None),
            Engine::Postgres => {
                let server = std::env::var("TSUNAGU_TEST_POSTGRES")
                    .expect("tests run on both engines: start them with bin/with-postgres cargo test");
                let name = format!("test_{}", hex::encode(dice.bytes::<8>()));
                let admin = Database::connect(&server).await.expect("the server of the tests");
                admin.execute_unprepared(&format!("CREATE DATABASE \"{name}\"")).await.expect("a database");
                let (base, _) = server.rsplit_once('/').expect("postgres://user:password@host:port/database");
                (format!("{base}/{name}"), Some((server.clone(), name)))
            }
        };
        let key = Vault::new_master_key(&dice).to_string();
        let config = Config { database: database.clone(), master_key: Some(key.clone()), ..Config::default() };
        let db = Db::open(&database, 4).await.expect("the database opens");
        db.migrate().await.expect("the database migrates");
        let app = App::new(Parts {
            db,
            vault: Vault::open(&key).expect("a new key opens"),
            clock: Clock::machine(),
            dice,
            config: Arc::new(config),
            pace: Pace::default(),
        });
        let tx = app.db.write().await.expect("a transaction");
        trail::begin(&tx, trail::INSTALLATION).await.expect("the chain begins");
        directory::actions::load(&app, &tx, &data::embedded().expect("our data reads")).await.expect("data loads");
        tx.commit().await.expect("committed");
        Self { engine, app, key, folder, database_to_drop }
    }

    /// Lets the desk take bookings of half an hour all day, so many at a time; with a host of its own if told so.
    pub async fn bookable(&self, name: &str, capacity: u16, needs_a_host: bool, times: usize) -> Bookable {
        let app = &self.app;
        let directory = Shelf::open(app).await.expect("the directory").current(app).await.expect("the directory");
        let desk = directory.desk_by_slug(DESK).expect("the desk");
        let login = format!("staff-{name}");
        let staff = NewStaff {
            municipality: desk.municipality,
            organization: desk.organization,
            login: login.clone(),
            name: login.clone(),
            role: Role::Counsellor,
            password: hex::encode(app.dice.bytes::<16>()),
            until: None,
        };
        let actor = Actor {
            staff: accounts::actions::add_staff(app, staff).await.expect("an account"),
            name: login,
            role: Role::Counsellor,
            organization: desk.organization,
            municipality: desk.municipality,
        };
        let mut needs = Vec::new();
        if needs_a_host {
            let host = (HostKind::Staff, name, false);
            actions::add_host(app, &actor, host, form::fresh(app, "test")).await.expect("a host");
            let hosts = actions::hosts(app, &actor).await.expect("hosts");
            needs.push(hosts.iter().filter(|host| host.name == name).map(|host| host.id).collect());
        }
        let facts = OfferFacts {
            notice: NOTICE.to_owned(),
            minutes: 30,
            buffer: 0,
            capacity,
            needs,
            days_ahead: 90,
            ..OfferFacts::default()
        };
        let once = form::fresh(app, "test");
        let offer = actions::add_offer(app, &actor, desk, (name.to_owned(), facts), once).await.expect("an offer");
        let offer: OfferId = offer.parse().expect("an id");
        let known = actions::receives(app.db.read(), desk, offer).await.expect("the offer");
        // From the day after tomorrow on: no time passes while the story runs.
        let from = (app.now().today() + chrono::TimeDelta::days(2)).and_time(chrono::NaiveTime::MIN);
        let free = actions::free_after(app, desk, &known, from, times).await.expect("times");
        assert_eq!(free.len(), times);
        Bookable { offer, times: free.into_iter().map(|slot| slot.start).collect() }
    }

    /// Starts a program that serves the town and waits until it is ready.
    pub async fn start(&self, mail: Option<&Mail>) -> Program {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let mut command = Command::new(binary());
        command
            .arg("serve")
            // No settings file lies there.
            .current_dir(self.folder.path())
            .env("TSUNAGU_LISTEN", address.to_string())
            .env("TSUNAGU_DATABASE", &self.app.config.database)
            .env("TSUNAGU_MASTER_KEY", &self.key)
            .env("TSUNAGU_LOG", "error")
            .env("TSUNAGU_WORK_BITS", "0")
            .stdout(Stdio::null())
            .stderr(self.log())
            .kill_on_drop(true);
        if let Some(mail) = mail {
            command
                .env("TSUNAGU_MAIL__HOST", &mail.host)
                .env("TSUNAGU_MAIL__PORT", mail.port.to_string())
                .env("TSUNAGU_MAIL__SECURITY", "none")
                .env("TSUNAGU_MAIL__FROM", &mail.from);
        }
        let program = Program { child: command.spawn().expect("the program starts"), address };
        let began = Instant::now();
        while !matches!(Visitor::new(0).get(address, "/healthz").await, Ok(answer) if answer.status == 200) {
            assert!(began.elapsed() < Duration::from_secs(60), "no answer: {}", self.complaints());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        program
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("programs.log")
    }

    fn log(&self) -> Stdio {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(self.log_file()).expect("a log");
        Stdio::from(file)
    }

    /// What the programs complained of.
    pub fn complaints(&self) -> String {
        std::fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// A key as it stands in a form of this site.
    pub fn form_key(&self) -> String {
        let id: FormId = self.app.dice.id(self.app.now());
        form::signed(&self.app.vault, id)
    }

    /// The number that a question is answered with.
    pub async fn count(&self, sql: &str) -> i64 {
        let conn = self.app.db.read();
        let question = Statement::from_string(conn.get_database_backend(), format!("SELECT COUNT(*) AS n FROM {sql}"));
        let row = conn.query_one_raw(question).await.expect("an answer").expect("a row");
        row.try_get("", "n").expect("a number")
    }
}

/// The program of this build, or the one that is named.
fn binary() -> PathBuf {
    std::env::var_os("TSUNAGU_BIN").map_or_else(|| Path::new(env!("CARGO_BIN_EXE_tsunagu")).to_owned(), PathBuf::from)
}

/// One running program.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
}

impl Program {
    /// As a power cut would: no time to finish anything.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }
}

/// What came back, whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub body: String,
}

/// Somebody with a browser that keeps cookies.
pub struct Visitor {
    pub number: usize,
    cookies: HashMap<String, String>,
}

impl Visitor {
    pub fn new(number: usize) -> Self {
        Self { number, cookies: HashMap::new() }
    }

    pub async fn get(&mut self, at: SocketAddr, path: &str) -> std::io::Result<Answer> {
        self.ask(at, "GET", path, "").await
    }

    pub async fn post(&mut self, at: SocketAddr, path: &str, fields: &[(&str, &str)]) -> std::io::Result<Answer> {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.ask(at, "POST", path, &pairs.join("&")).await
    }

    /// An answer that breaks off is none.
    async fn ask(&mut self, at: SocketAddr, method: &str, path: &str, body: &str) -> std::io::Result<Answer> {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\naccept-language: ja\r\n\
             sec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\ncookie: {}\r\n\r\n{body}",
            body.len(),
            cookies.join("; ")
        );
        let mut stream = TcpStream::connect(at).await?;
        stream.write_all(request.as_bytes()).await?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await?;
        let cut = || std::io::Error::new(std::io::ErrorKind::UnexpectedEof, "the answer broke off");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").ok_or_else(cut)?;
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(cut)?;
        let (mut length, mut location) = (None, String::new());
        for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
            match name {
                "content-length" => length = value.parse().ok(),
                "location" => value.clone_into(&mut location),
                "set-cookie" => {
                    let pair = value.split(';').next().and_then(|pair| pair.split_once('='));
                    let (name, value) = pair.expect("name=value");
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
                _ => {}
            }
        }
        if length.is_some_and(|length: usize| body.len() != length) {
            return Err(cut());
        }
        Ok(Answer { status, location, body: body.to_owned() })
    }
}

impl Answer {
    /// The passphrase that stands on the page.
    pub fn passphrase(&self) -> String {
        let after = self.body.split("data-line=\"").nth(1).unwrap_or_else(|| panic!("a passphrase: {}", self.body));
        after.split('"').next().unwrap_or_default().to_owned()
    }

    /// The ids of the bookings that can be given back.
    pub fn bookings(&self) -> Vec<String> {
        let parts = self.body.split("/thread/bookings/").filter(|part| part.contains("/cancellation\""));
        let ids = parts.filter_map(|part| part.split_once("/cancellation\"").map(|(id, _)| id.to_owned()));
        ids.filter(|id| id.len() == 36).collect()
    }
}

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
