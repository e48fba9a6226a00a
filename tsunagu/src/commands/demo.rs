//! `tsunagu demo`: the program with real desks and fictional people, on this machine only.

mod bookings;
#[cfg(test)]
mod tests;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use chrono::NaiveDateTime;
use serde::Deserialize;
use tokio::net::TcpListener;

use super::{Fault, open, serve::serve_until_told, start_logs, upkeep::load_into};
use crate::{
    accounts::{self, Actor, Change, NewStaff, Role},
    config::Config,
    directory::{Directory, Shelf, data},
    platform::{App, Clock, Db, Dice, Lang, Outcome, vault::Vault, web::form},
    policy,
    reception::{self, About, Entrance, Opening, Wishes, actions::Beginning},
};

#[derive(clap::Args)]
pub struct Arguments {
    /// Folder for the database; without it a temporary one that is removed afterwards.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Another database, for instance postgres://…; it must be empty.
    #[arg(long)]
    database: Option<String>,
    /// Port on 127.0.0.1; 0 takes any free one. Without it, the first free one from 8080.
    #[arg(long)]
    port: Option<u16>,
    /// The time at which the demonstration begins, in Japan (2026-11-22T02:10).
    #[arg(long, value_parser = read_time)]
    now: Option<NaiveDateTime>,
    /// What sending a letter costs a browser (see the setting `work_bits`); 0 is nothing.
    #[arg(long, default_value_t = Config::default().work_bits)]
    work_bits: u32,
    /// Prints one line of JSON instead of the welcome.
    #[arg(long)]
    json: bool,
}

fn read_time(text: &str) -> Result<NaiveDateTime, String> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").map_err(|_| "write it like 2026-11-22T02:10".to_owned())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    staff: Vec<Staff>,
    threads: Vec<Thread>,
    bookings: bookings::Bookings,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Staff {
    town: String,
    organization: String,
    role: Role,
    login: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Thread {
    desk: String,
    nickname: String,
    about: About,
    text: String,
}

/// An account of the demonstration, to be printed.
#[derive(serde::Serialize)]
struct SignIn {
    role: Role,
    name: String,
    login: String,
    password: String,
    organization: String,
}

pub async fn run(arguments: Arguments) -> Result<(), Fault> {
    start_logs("warn");
    let temporary = match &arguments.dir {
        Some(dir) => {
            std::fs::create_dir_all(dir)?;
            None
        }
        None => Some(tempfile::tempdir()?),
    };
    let dir = arguments.dir.clone().or(temporary.as_ref().map(|dir| dir.path().to_owned())).unwrap_or_default();
    let (listener, address) = listen(arguments.port).await?;
    let config = Config {
        listen: address,
        address: format!("http://{address}"),
        database: arguments.database.clone().unwrap_or_else(|| Db::file(&dir.join("tsunagu.db"))),
        master_key: Some(master_key(&dir)?),
        work_bits: arguments.work_bits,
        ..Config::default()
    };
    let clock = arguments.now.map_or_else(Clock::machine, Clock::starting_at);
    let app = open(config, clock).await?;
    let sign_ins = fill(&app).await?;
    welcome(&app, &sign_ins, arguments.json);
    serve_until_told(app, listener).await
}

/// A key beside the database is good enough for fictional people, and for nobody else.
fn master_key(dir: &std::path::Path) -> Result<String, Fault> {
    let file = dir.join("master.key");
    if !file.exists() {
        std::fs::write(&file, Vault::new_master_key(&Dice::from_system()).as_bytes())?;
    }
    Ok(std::fs::read_to_string(file)?)
}

async fn listen(port: Option<u16>) -> Result<(TcpListener, SocketAddr), Fault> {
    let ports = match port {
        Some(port) => port..=port,
        None => 8080..=8180,
    };
    for port in ports {
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)).await {
            let address = listener.local_addr()?;
            return Ok((listener, address));
        }
    }
    Err(Fault::Told("no free port was found on 127.0.0.1; name one with --port".to_owned()))
}

/// Loads the data and makes the fictional people. Passwords are new each time: none can be left behind in use.
async fn fill(app: &App) -> Result<Vec<SignIn>, Fault> {
    load_into(app, &data::embedded()?, &policy::data::embedded()?, None).await?;
    let directory = Shelf::open(app).await?.current(app).await?;
    let people: People = serde_norway::from_str(include_str!("../../data/demo.yaml"))
        .map_err(|error| Fault::Told(format!("data/demo.yaml: {error}")))?;
    let mut sign_ins = Vec::new();
    let mut actors = Vec::new();
    for staff in people.staff {
        let (sign_in, added) = add_staff(app, &directory, staff).await?;
        actors.extend(added.map(|actor| (sign_in.login.clone(), actor)));
        sign_ins.push(sign_in);
    }
    // A folder used before keeps what was written in it; only the passwords are new.
    if actors.len() == sign_ins.len() {
        bookings::fill(app, &directory, &actors, people.bookings).await?;
        for thread in people.threads {
            begin_thread(app, &directory, thread).await?;
        }
    }
    Ok(sign_ins)
}

/// Makes the account, or gives the one that is there a new password; answers who it is when it is new.
async fn add_staff(app: &App, directory: &Directory, staff: Staff) -> Result<(SignIn, Option<Actor>), Fault> {
    let unknown = |what: &str| Fault::Told(format!("data/demo.yaml: {what} is not in the data"));
    let password = hex::encode(app.dice.bytes::<8>());
    let organization =
        directory.organization_by_slug(&staff.organization).ok_or_else(|| unknown(&staff.organization))?;
    let municipality = directory.municipality_by_slug(&staff.town).ok_or_else(|| unknown(&staff.town))?.id;
    let new = NewStaff {
        municipality,
        organization: organization.id,
        login: staff.login.clone(),
        name: staff.name.clone(),
        role: staff.role,
        password: password.clone(),
        until: None,
    };
    let added = match accounts::actions::add_staff(app, new).await {
        Ok(id) => Some(Actor {
            staff: id,
            name: staff.name.clone(),
            role: staff.role,
            organization: organization.id,
            municipality,
        }),
        Err(Outcome::Refused(refusal)) if refusal.key == "refused-login-taken" => {
            let change = Change { password: Some(password.clone()), forget_codes: true, until: None };
            accounts::actions::change_staff(app, &staff.login, change).await?;
            None
        }
        Err(other) => return Err(other.into()),
    };
    let organization = organization.name.clone();
    let sign_in = SignIn { role: staff.role, name: staff.name, login: staff.login, password, organization };
    Ok((sign_in, added))
}

async fn begin_thread(app: &App, directory: &Arc<Directory>, thread: Thread) -> Result<(), Fault> {
    let desk = directory
        .desk_by_slug(&thread.desk)
        .ok_or_else(|| Fault::Told(format!("data/demo.yaml: desk {} is not in the data", thread.desk)))?;
    let beginning = Beginning {
        opening: Opening { nickname: thread.nickname, about: Some(thread.about), worries: Vec::new() },
        text: thread.text.trim_end().to_owned(),
        lang: Lang::Ja,
        wishes: Wishes::default(),
        entrance: Entrance::Page,
    };
    reception::actions::begin(app, directory, desk, beginning, form::fresh(app, "reception.begin")).await?;
    Ok(())
}

fn welcome(app: &App, sign_ins: &[SignIn], json: bool) {
    let url = &app.config.address;
    if json {
        println!("{}", serde_json::json!({ "url": url, "sign_ins": sign_ins }));
        return;
    }
    let lang = Lang::Ja;
    println!("{}\n\n  {url}/\n", lang.t("demo-welcome"));
    println!("{}", lang.with("demo-sign-ins", &[("url", &format!("{url}/sign-in"))]));
    for sign_in in sign_ins {
        let role = lang.t(sign_in.role.key());
        println!("  {role}  {}  ({})  {}  {}", sign_in.name, sign_in.organization, sign_in.login, sign_in.password);
    }
    println!("\n{}", lang.t("demo-try"));
    for number in 1..=5 {
        println!("  {number}. {}", lang.with(&format!("demo-try-{number}"), &[("url", url)]));
    }
    println!("\n{}", lang.t("demo-stop"));
}
