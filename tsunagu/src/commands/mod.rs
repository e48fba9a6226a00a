//! What the program can be told to do.

mod bench;
mod demo;
mod hours;
mod mail_in;
mod serve;
mod tables;
mod upkeep;

use std::{path::PathBuf, sync::Arc};

use clap::Subcommand;

use crate::{
    config::{self, Config},
    platform::{
        App, Clock, Db, Dice, Outcome, Parts, db,
        vault::{self, Vault},
        web::pace::Pace,
    },
};

#[derive(Subcommand)]
pub enum Command {
    /// Shows the program with real desks and fictional people, on this machine only.
    Demo(demo::Arguments),
    /// Runs an installation from tsunagu.toml and the environment.
    Serve(Settings),
    /// Brings the database up to date.
    Migrate(Settings),
    /// Loads municipalities, organisations, desks and gatherings from a folder of data files.
    Import(upkeep::ImportArguments),
    /// Takes a table of facilities or desks in, whole or not at all, or shows what is doubtful in it.
    ImportTable(tables::ImportTableArguments),
    /// Makes an account; the password is asked for on standard input.
    AddStaff(upkeep::AddStaffArguments),
    /// Changes an account: a new password, no one-time codes, a last day.
    ChangeStaff(upkeep::ChangeStaffArguments),
    /// Sets where an organisation is told that something has come.
    SetNotice(upkeep::SetNoticeArguments),
    /// Takes in one mail on standard input, from a mail server (a pipe of Postfix or Exim, .forward).
    MailIn(mail_in::Arguments),
    /// Proves the trail whole, against a checkpoint if one is given.
    Verify(upkeep::VerifyArguments),
    /// Reads notices of opening hours: questions as JSON lines on standard input, answers on standard output.
    Hours,
    /// Prints a new master key.
    Key,
    /// Measures public pages against a bare handler, start-up and memory.
    Bench(bench::Arguments),
}

#[derive(clap::Args, Clone)]
pub struct Settings {
    /// The settings file; without it, tsunagu.toml in this folder if there is one, and the environment.
    #[arg(long)]
    pub config: Option<PathBuf>,
}

/// Why a command ended. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Settings(#[from] config::Fault),
    #[error(transparent)]
    Database(#[from] db::Fault),
    #[error(transparent)]
    MasterKey(#[from] vault::BadMasterKey),
    #[error(transparent)]
    Data(#[from] crate::directory::data::Fault),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Told(String),
    #[error("{0:?}")]
    Outcome(Outcome),
    #[error("{1}")]
    MailServer(u8, String),
}

impl Fault {
    /// What whoever called the program is told; mail servers read more out of it than "it failed".
    pub fn exit_code(&self) -> std::process::ExitCode {
        match self {
            Self::MailServer(code, _) => std::process::ExitCode::from(*code),
            Self::Settings(_)
            | Self::Database(_)
            | Self::MasterKey(_)
            | Self::Data(_)
            | Self::Io(_)
            | Self::Told(_)
            | Self::Outcome(_) => std::process::ExitCode::FAILURE,
        }
    }
}

impl From<Outcome> for Fault {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Refused(refusal) => {
                let facts: Vec<(&str, &str)> =
                    refusal.facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
                Self::Told(crate::platform::Lang::En.with(refusal.key, &facts))
            }
            Outcome::Broken(why) => Self::Told(why),
            other => Self::Outcome(other),
        }
    }
}

impl From<sea_orm::DbErr> for Fault {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Database(error.into())
    }
}

/// Carries the command out.
pub async fn run(command: Command) -> Result<(), Fault> {
    match command {
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Serve(settings) => serve::run(&settings).await,
        Command::Migrate(settings) => upkeep::migrate(&settings).await,
        Command::Import(arguments) => upkeep::import(arguments).await,
        Command::ImportTable(arguments) => tables::import_table(arguments).await,
        Command::AddStaff(arguments) => upkeep::add_staff(arguments).await,
        Command::ChangeStaff(arguments) => upkeep::change_staff(arguments).await,
        Command::SetNotice(arguments) => upkeep::set_notice(arguments).await,
        Command::MailIn(arguments) => mail_in::run(arguments).await,
        Command::Verify(arguments) => upkeep::verify(arguments).await,
        Command::Hours => hours::run(),
        Command::Key => {
            println!("{}", *Vault::new_master_key(&Dice::from_system()));
            Ok(())
        }
        Command::Bench(arguments) => bench::run(arguments).await,
    }
}

/// Opens what the settings name, with the tables brought up to date.
async fn open(config: Config, clock: Clock) -> Result<App, Fault> {
    let vault = Vault::open(&config.master_key()?)?;
    let db = Db::open(&config.database, config.connections).await?;
    db.migrate().await?;
    let (dice, config, pace) = (Dice::from_system(), Arc::new(config), Pace::default());
    let app = App::new(Parts { db, vault, clock, dice, config, pace });
    let tx = app.db.write().await?;
    crate::platform::trail::begin(&tx, crate::platform::trail::INSTALLATION).await?;
    tx.commit().await?;
    // What an earlier version kept open; the tables alone cannot seal it.
    crate::booking::actions::seal_old(&app).await?;
    Ok(app)
}

async fn open_from(settings: &Settings) -> Result<App, Fault> {
    open(Config::read(settings.config.as_deref())?, Clock::machine()).await
}

/// Logs go to standard error, one JSON object a line, without personal content.
fn start_logs(level: &str) {
    let filter = tracing_subscriber::EnvFilter::try_new(level).unwrap_or_else(|_| "info".into());
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
