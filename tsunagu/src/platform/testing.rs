//! One line to get the real thing: a migrated database of either engine, the whole router, a clock that stands, and a
//! browser-like client that keeps cookies, fills forms and follows redirects.

pub mod story;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use chrono::NaiveDateTime;
use http_body_util::BodyExt;
use sea_orm::{ConnectionTrait, Database};
use tower::ServiceExt;

use super::{App, Clock, Db, Dice, Parts, vault::Vault, web::pace::Pace};
use crate::{
    accounts::{self, NewStaff, Role},
    config::{Config, Mail, MailSecurity},
    directory::{self, Shelf},
    platform::ids::{OrganizationId, StaffId},
    policy,
};

/// Runs an async test function, which takes a `TestApp`, once on SQLite and once on PostgreSQL.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        $(#[$doc])*
        #[test]
        fn $name() {
            async fn story($app: $crate::platform::testing::TestApp) $body
            for engine in $crate::platform::testing::Engine::BOTH {
                eprintln!("on {engine:?}");
                $crate::platform::testing::run(engine, story);
            }
        }
    )+};
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];
}

/// The real program over a fresh database with the embedded data. It stands on Tuesday 24 November 2026, 10:00.
pub struct TestApp {
    pub app: App,
    pub shelf: Shelf,
    router: Router,
    _directory: tempfile::TempDir,
}

/// Settings of mail for what asks whether there is any; nothing sends by itself in a test.
fn no_server() -> Mail {
    Mail {
        host: "127.0.0.1".to_owned(),
        port: 1,
        security: MailSecurity::None,
        user: None,
        password_file: None,
        from: "info@example.jp".to_owned(),
    }
}

pub const PASSWORD: &str = "correct horse battery";

/// Runs `story` on a fresh database of `engine`.
pub fn run<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(TestApp) -> F) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(async move {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let fresh = fresh_database(engine, directory.path()).await;
        let test = TestApp::over(&fresh.address, directory).await;
        let db = test.app.db.clone();
        story(test).await;
        db.close().await;
        fresh.drop().await;
    });
}

/// A database of its own for one test.
pub struct Fresh {
    pub address: String,
    drop: Option<(String, String)>,
}

impl Fresh {
    async fn drop(self) {
        if let Some((server, name)) = self.drop {
            let admin = Database::connect(&server).await.expect("the PostgreSQL server of the tests");
            admin.execute_unprepared(&format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await.expect("dropping");
        }
    }
}

/// An empty database of `engine`. PostgreSQL is the throw-away server of `bin/with-postgres`; without it the test fails
/// rather than passing on one engine only.
pub async fn fresh_database(engine: Engine, directory: &std::path::Path) -> Fresh {
    match engine {
        Engine::Sqlite => Fresh { address: Db::file(&directory.join("test.db")), drop: None },
        Engine::Postgres => {
            let server = std::env::var("TSUNAGU_TEST_POSTGRES")
                .expect("tests run on both engines: start them with bin/with-postgres cargo test");
            let name = format!("test_{}", hex::encode(Dice::from_system().bytes::<8>()));
            let admin = Database::connect(&server).await.expect("the PostgreSQL server of the tests");
            admin.execute_unprepared(&format!("CREATE DATABASE \"{name}\"")).await.expect("a database of its own");
            let (base, _) = server.rsplit_once('/').expect("postgres://user:password@host:port/database");
            Fresh { address: format!("{base}/{name}"), drop: Some((server.clone(), name)) }
        }
    }
}

impl TestApp {
    async fn over(address: &str, directory: tempfile::TempDir) -> Self {
        let dice = Dice::seeded(7);
        let db = Db::open(address, 4).await.expect("the database opens");
        db.migrate().await.expect("the database migrates");
        let app = App::new(Parts {
            db,
            vault: Vault::open(&Vault::new_master_key(&dice)).expect("a new key opens"),
            clock: Clock::standing(at("2026-11-24T10:00")),
            dice,
            config: Arc::new(Config {
                database: address.to_owned(),
                mail: Some(no_server()),
                work_bits: 0,
                ..Config::default()
            }),
            pace: Pace::default(),
        });
        let bundle = directory::data::embedded().expect("our data reads");
        let tx = app.db.write().await.expect("a transaction");
        super::trail::begin(&tx, super::trail::INSTALLATION).await.expect("the installation chain");
        directory::actions::load(&app, &tx, &bundle).await.expect("data loads");
        tx.commit().await.expect("data commits");
        let shelf = Shelf::open(&app).await.expect("the directory opens");
        let router = crate::app::router(&app, shelf.clone());
        Self { app, shelf, router, _directory: directory }
    }

    /// The same program over the same database with other settings.
    pub fn with_settings(self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = (*self.app.config).clone();
        change(&mut config);
        let app = App::new(Parts { config: Arc::new(config), ..Parts::clone(&self.app) });
        Self { router: crate::app::router(&app, self.shelf.clone()), app, ..self }
    }

    /// Loads the texts that come with the data.
    pub async fn load_policies(&self) {
        let directory = self.shelf.current(&self.app).await.expect("the directory");
        let tx = self.app.db.write().await.expect("a transaction");
        let policies = policy::data::embedded().expect("our texts read");
        policy::actions::load(&self.app, &tx, &directory, &policies).await.expect("texts load");
        tx.commit().await.expect("texts commit");
    }

    /// Moves the clock to `local` ("2026-11-22T02:10").
    pub fn set_clock(&self, local: &str) {
        self.app.clock.set(at(local));
    }

    /// A new visitor without cookies.
    pub fn visitor(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: Arc::default(), language: "ja".to_owned() }
    }

    /// The id of an organisation of the data.
    pub async fn organization(&self, slug: &str) -> OrganizationId {
        let directory = self.shelf.current(&self.app).await.expect("the directory");
        directory.organization_by_slug(slug).unwrap_or_else(|| panic!("organisation {slug}")).id
    }

    /// Makes an account at the organisation `slug`, working for the municipality `town`.
    pub async fn add_staff(&self, town: &str, slug: &str, role: Role, login: &str) -> StaffId {
        let directory = self.shelf.current(&self.app).await.expect("the directory");
        let new = NewStaff {
            municipality: directory.municipality_by_slug(town).expect("a town of the data").id,
            organization: directory.organization_by_slug(slug).expect("an organisation of the data").id,
            login: login.to_owned(),
            name: login.to_owned(),
            role,
            password: PASSWORD.to_owned(),
            until: None,
        };
        accounts::actions::add_staff(&self.app, new).await.expect("an account")
    }

    /// A member of staff who has signed in.
    pub async fn signed_in(&self, town: &str, slug: &str, role: Role, login: &str) -> Browser {
        self.add_staff(town, slug, role, login).await;
        let browser = self.visitor();
        let page = browser.post("/sign-in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{login} signs in: {}", page.text());
        browser
    }
}

/// A wall clock in Japan, written "2026-11-24T10:00".
pub fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a time like 2026-11-24T10:00")
}

/// A client that behaves like a browser without JavaScript.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: Arc<Mutex<Vec<(String, String)>>>,
    language: String,
}

/// What came back.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Browser {
    /// The same visitor preferring another language.
    pub fn speaking(mut self, language: &str) -> Self {
        self.language = language.to_owned();
        self
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(self.request("GET", path).body(Body::empty()).expect("a request")).await
    }

    /// Follows "see there" to the page in the end.
    pub async fn open(&self, path: &str) -> Page {
        let mut page = self.get(path).await;
        for _ in 0..5 {
            match page.location() {
                Some(there) => page = self.get(&there).await,
                None => break,
            }
        }
        page
    }

    /// Sends a form as a browser of this site does.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        self.post_raw(path, body.join("&").into_bytes()).await
    }

    pub async fn post_raw(&self, path: &str, body: Vec<u8>) -> Page {
        let request = self
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    /// Sends a form with a file in its field `file`, as a browser does.
    pub async fn post_file(&self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Page {
        const BOUNDARY: &str = "----the-browser-of-the-tests";
        let mut body = Vec::new();
        for (field, value) in fields {
            let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n");
            body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
        }
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n"
        );
        body.extend([head.as_bytes(), bytes, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat());
        let request = self
            .request("POST", path)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    /// Opens `path`, fills the form that posts to `action` over what stands in it, and sends it.
    pub async fn fill(&self, path: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.open(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
        self.fill_page(&page, action, fields).await
    }

    /// The same on a page already open (a second press sends the same hidden key).
    pub async fn fill_page(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let mut all = page.form(action);
        let named: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        all.retain(|(name, _)| !named.contains(&name.as_str()));
        let mut pairs: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        pairs.extend_from_slice(fields);
        self.post(action, &pairs).await
    }

    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let jar = self.cookies.lock().expect("cookies");
        let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut builder = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, &self.language);
        if !cookies.is_empty() {
            builder = builder.header(header::COOKIE, cookies.join("; "));
        }
        builder
    }

    pub async fn send(&self, mut request: Request<Body>) -> Page {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40000))));
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("a cookie");
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("name=value");
            let mut jar = self.cookies.lock().expect("cookies");
            jar.retain(|(known, _)| known != name);
            if !value.is_empty() {
                jar.push((name.to_owned(), value.to_owned()));
            }
        }
        let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
        Page { status: parts.status, headers: parts.headers, bytes }
    }
}

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn location(&self) -> Option<String> {
        Some(self.headers.get(header::LOCATION)?.to_str().ok()?.to_owned())
    }

    pub fn html(&self) -> scraper::Html {
        scraper::Html::parse_document(&self.text())
    }

    /// The text a reader sees in all elements that match `selector`.
    pub fn seen(&self, selector: &str) -> Vec<String> {
        let selector = scraper::Selector::parse(selector).expect("a selector");
        self.html()
            .select(&selector)
            .map(|element| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// The attribute `name` of the first element that matches `selector`.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let pick = scraper::Selector::parse(selector).expect("a selector");
        let html = self.html();
        let found = html.select(&pick).find_map(|element| element.value().attr(name));
        found.unwrap_or_else(|| panic!("{selector} with {name} in: {}", self.text())).to_owned()
    }

    /// The address of the first link that begins with `prefix`.
    pub fn link(&self, prefix: &str) -> String {
        self.attribute(&format!("main a[href^='{prefix}']"), "href")
    }

    /// The fields of the form that posts to `action`, as a browser would send them untouched.
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        let html = self.html();
        let pick = |text: &str| scraper::Selector::parse(text).expect("a selector");
        let form = html
            .select(&pick("form"))
            .find(|form| form.value().attr("action") == Some(action))
            .unwrap_or_else(|| panic!("a form to {action} in: {}", self.text()));
        let mut fields = Vec::new();
        for element in form.select(&pick("input[name], textarea[name], select[name]")) {
            let name = element.value().attr("name").expect("selected by name").to_owned();
            let kind = element.value().attr("type").unwrap_or("text");
            let value = match element.value().name() {
                "textarea" => {
                    let text = element.text().collect::<String>();
                    text.strip_prefix('\n').unwrap_or(&text).to_owned()
                }
                "select" => element
                    .select(&pick("option[selected]"))
                    .next()
                    .or(element.select(&pick("option")).next())
                    .and_then(|option| option.value().attr("value"))
                    .unwrap_or_default()
                    .to_owned(),
                _ => element.value().attr("value").unwrap_or_default().to_owned(),
            };
            if matches!(kind, "checkbox" | "radio") && element.value().attr("checked").is_none() {
                continue;
            }
            fields.push((name, value));
        }
        fields
    }
}

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
