//! Every setting, with its default and its meaning. Settings come from `tsunagu.toml` and then from the environment
//! (`TSUNAGU_LISTEN`, `TSUNAGU_MAIL__HOST`, …). An unknown key stops the start: a misspelt safety setting must not pass.

use std::{
    collections::BTreeMap,
    net::{IpAddr, SocketAddr},
    num::NonZeroU16,
    path::{Path, PathBuf},
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address and port on which the program listens.
    pub listen: SocketAddr,
    /// The address residents and staff type, without a path (`https://tsunagu.example.jp`). With `https`, cookies are
    /// marked secure and browsers are told to stay on https.
    pub address: String,
    /// `sqlite:/path/to/file` or `postgres://user:password@host/database`.
    pub database: String,
    /// Database connections held open at most.
    pub connections: u32,
    /// File with the master key (44 characters of base64), readable by this program alone. Not beside the database.
    pub master_key_file: Option<PathBuf>,
    /// The master key itself; only sensible from the environment.
    pub master_key: Option<String>,
    /// Where mail is handed over; without it, mail waits in the outbox.
    pub mail: Option<Mail>,
    /// Mailboxes to which people write to a desk, by the desk's slug (`[mailboxes.adachi-safetynet]`).
    pub mailboxes: BTreeMap<String, Mailbox>,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Where "leave this page at once" leads: an ordinary page that everybody reads.
    pub quick_exit: String,
    /// A staff session ends after this many minutes without a request.
    pub session_idle_minutes: i64,
    /// A staff session ends after this many hours in any case.
    pub session_hours: i64,
    /// A visit through a passphrase ends after this many minutes without a request.
    pub visit_idle_minutes: i64,
    /// Bits of work that sending a letter, a worry or a booking without an account costs the sender's browser while it is
    /// quiet (see `platform::web::toll`); each bit doubles it. 0: nothing, and nobody waits in line either.
    pub work_bits: u32,
    /// What is taken down at the telephone and the counter, and how long it stays.
    pub notes: Notes,
    /// What papers say beside the directory, and how they look.
    pub papers: Papers,
    /// What a town calls the four ways it describes its support in, by its slug (`[phases]`, `chiba = ["…", "…", "…", "…"]`).
    pub phases: BTreeMap<String, [String; 4]>,
    /// How much is logged: error, warn, info, debug. Logs never carry personal content.
    pub log: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Host of the mail server.
    pub host: String,
    pub port: u16,
    /// `tls`, `starttls` or `none` (only for a server on the same machine).
    pub security: MailSecurity,
    pub user: Option<String>,
    pub password_file: Option<PathBuf>,
    /// Sender of every mail, with a neutral name (`お知らせ <info@example.jp>`).
    pub from: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    Tls,
    Starttls,
    None,
}

/// Where people write to a desk by mail. The mail server hands it to `tsunagu mail-in`, or the program reads it itself (`imap`).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// The address that people write to (`madoguchi@example.jp`). Answers to our mails come back to it.
    pub address: String,
    /// The mail server also takes `madoguchi+anything@example.jp`: each of our mails then has an address of its own to answer to.
    #[serde(default)]
    pub subaddresses: bool,
    /// How the program reads the mailbox; without it the mail server hands the mail over.
    pub imap: Option<Imap>,
}

/// A mailbox at a provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imap {
    pub host: String,
    pub port: u16,
    /// `tls`, `starttls` or `none` (only for a server on the same machine).
    pub security: MailSecurity,
    pub user: String,
    pub password_file: PathBuf,
    #[serde(default = "inbox")]
    pub folder: String,
    /// A mail that is kept here is removed there. Otherwise it stays, marked as read.
    #[serde(default)]
    pub remove: bool,
    /// Staff and administrators are told when the mailbox could not be read for this many hours.
    #[serde(default = "alarm_hours")]
    pub alarm_hours: u16,
}

fn inbox() -> String {
    "INBOX".to_owned()
}

fn alarm_hours() -> u16 {
    4
}

/// What was said before anybody registered. It goes, with its key, unless a case grows out of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Notes {
    /// Days after the last word was written.
    pub keep_days: NonZeroU16,
    /// The days of single towns, by their slug (`[notes.towns]`, `adachi = 30`).
    pub towns: BTreeMap<String, NonZeroU16>,
}

impl Default for Notes {
    fn default() -> Self {
        Self { keep_days: NonZeroU16::new(90).expect("more than none"), towns: BTreeMap::new() }
    }
}

impl Notes {
    /// The days of the town called `slug`.
    pub fn days_of(&self, slug: &str) -> u16 {
        self.towns.get(slug).unwrap_or(&self.keep_days).get()
    }
}

/// Leaflets, cards and lists that anybody may print.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Papers {
    /// A line with the region's own numbers for a moment of danger, printed below police and ambulance.
    pub emergency: Option<String>,
    /// By the town's slug (`[papers.themes.adachi]`).
    pub themes: BTreeMap<String, Theme>,
}

/// How a town's papers look.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Theme {
    /// The name under which the town makes its support known: a campaign, a character.
    pub name: String,
    /// `#rrggbb`. A colour too faint to be read on white stops the start.
    pub accent: print::Accent,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            address: "http://127.0.0.1:8080".to_owned(),
            database: "sqlite:tsunagu.db".to_owned(),
            connections: 8,
            master_key_file: None,
            master_key: None,
            mail: None,
            mailboxes: BTreeMap::new(),
            trusted_proxies: Vec::new(),
            quick_exit: "https://www.jma.go.jp/".to_owned(),
            session_idle_minutes: 20,
            session_hours: 10,
            visit_idle_minutes: 30,
            work_bits: 16,
            notes: Notes::default(),
            papers: Papers::default(),
            phases: BTreeMap::new(),
            log: "info".to_owned(),
        }
    }
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("settings: {0}")]
    Setting(Box<figment::Error>),
    #[error("settings: address must be http:// or https:// and a host, without a path (it is \"{0}\")")]
    Address(String),
    #[error("settings: mailboxes.{0}.address must be a mail address (it is \"{1}\")")]
    Mailbox(String, String),
    #[error("settings: one of master_key_file and TSUNAGU_MASTER_KEY is needed; make a key with: tsunagu key")]
    NoMasterKey,
    #[error("settings: the file {0} cannot be read: {1}")]
    File(PathBuf, std::io::Error),
}

impl Config {
    /// Reads the settings file and the environment. A file that was named must be there; without a name, `tsunagu.toml`
    /// in the working folder is read if it exists, and none of a folder above.
    pub fn read(named: Option<&Path>) -> Result<Self, Fault> {
        let file = named.unwrap_or(Path::new("tsunagu.toml"));
        if named.is_some() {
            std::fs::metadata(file).map_err(|error| Fault::File(file.to_owned(), error))?;
        }
        let mut settings = Figment::from(Serialized::defaults(Self::default()));
        if file.exists() {
            settings = settings.merge(Toml::file_exact(file));
        }
        let config: Self = settings
            // Names that belong to the tests, not to the program.
            .merge(Env::prefixed("TSUNAGU_").ignore(&["test_postgres", "bin", "chromium"]).split("__"))
            .extract()
            .map_err(|error| Fault::Setting(Box::new(error)))?;
        config.check()
    }

    fn check(self) -> Result<Self, Fault> {
        for (desk, mailbox) in &self.mailboxes {
            let is_address = mailbox.address.parse::<lettre::Address>().is_ok() && !mailbox.address.contains('+');
            if !is_address {
                return Err(Fault::Mailbox(desk.clone(), mailbox.address.clone()));
            }
        }
        let host = self.address.strip_prefix("https://").or_else(|| self.address.strip_prefix("http://"));
        match host {
            Some(host) if !host.is_empty() && !host.contains('/') => Ok(self),
            _ => Err(Fault::Address(self.address)),
        }
    }

    /// Whether people reach the program over https.
    pub fn is_secure(&self) -> bool {
        self.address.starts_with("https://")
    }

    /// The master key, from wherever it is kept.
    pub fn master_key(&self) -> Result<zeroize::Zeroizing<String>, Fault> {
        if let Some(key) = &self.master_key {
            return Ok(zeroize::Zeroizing::new(key.clone()));
        }
        let file = self.master_key_file.as_ref().ok_or(Fault::NoMasterKey)?;
        std::fs::read_to_string(file).map(zeroize::Zeroizing::new).map_err(|error| Fault::File(file.clone(), error))
    }
}
