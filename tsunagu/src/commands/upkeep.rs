//! Commands for whoever runs the installation.

use std::{
    io::{BufRead, IsTerminal},
    path::PathBuf,
};

use chrono::NaiveDate;

use super::{Fault, Settings, open_from};
use crate::{
    accounts::{self, Change, NewStaff, Role},
    directory::{self, Shelf, actions::Loaded, data},
    mailbox,
    platform::{
        App,
        trail::{self, Checkpoint},
    },
    policy::{self, actions::LoadedTexts, data::Policies},
    reception::{self, DatedLists},
};

#[cfg(test)]
mod tests;

#[derive(clap::Args)]
pub struct ImportArguments {
    #[command(flatten)]
    settings: Settings,
    /// Folder with desks.yaml, organizations.yaml, gatherings.yaml, …; policies.yaml and helplines.yaml if they are there.
    #[arg(long)]
    data: PathBuf,
}

#[derive(clap::Args)]
pub struct AddStaffArguments {
    #[command(flatten)]
    settings: Settings,
    /// Id of the municipality in the data files.
    #[arg(long)]
    town: String,
    /// Id of the organisation in the data files.
    #[arg(long)]
    organization: String,
    /// counsellor, partner or administrator.
    #[arg(long)]
    role: String,
    #[arg(long)]
    login: String,
    /// The name that residents and colleagues read.
    #[arg(long)]
    name: String,
    /// Last day of the account (2027-03-31), for staff under contract.
    #[arg(long)]
    until: Option<NaiveDate>,
}

#[derive(clap::Args)]
pub struct ChangeStaffArguments {
    #[command(flatten)]
    settings: Settings,
    #[arg(long)]
    login: String,
    /// Asks for a new password on standard input; every session of the account ends.
    #[arg(long)]
    password: bool,
    /// Forgets the one-time codes (a lost telephone).
    #[arg(long)]
    forget_codes: bool,
    /// Last day of the account (2027-03-31); yesterday closes it at once.
    #[arg(long)]
    until: Option<NaiveDate>,
}

#[derive(clap::Args)]
pub struct SetNoticeArguments {
    #[command(flatten)]
    settings: Settings,
    /// Id of the organisation in the data files.
    #[arg(long)]
    organization: String,
    /// Address of an office, never of a resident; an empty one ends the notices.
    #[arg(long)]
    address: String,
}

#[derive(clap::Args)]
pub struct VerifyArguments {
    #[command(flatten)]
    settings: Settings,
    /// Checkpoint file written earlier and kept on another machine.
    #[arg(long)]
    checkpoint: Option<PathBuf>,
    /// Writes the new checkpoint here.
    #[arg(long)]
    write_checkpoint: Option<PathBuf>,
}

pub async fn migrate(settings: &Settings) -> Result<(), Fault> {
    let app = open_from(settings).await?;
    app.db.close().await;
    println!("The database is up to date.");
    Ok(())
}

pub async fn import(arguments: ImportArguments) -> Result<(), Fault> {
    let bundle = data::read_dir(&arguments.data)?;
    let policies = policy::data::read_dir(&arguments.data)?;
    let helplines = reception::dated::read_dir(&arguments.data)?;
    let app = open_from(&arguments.settings).await?;
    let result = load_into(&app, &bundle, &policies, helplines.as_ref()).await;
    app.db.close().await;
    let (loaded, texts) = result?;
    let slips = bundle.slips(app.now().today());
    println!("{loaded:?}");
    println!("{texts:?}");
    for slip in slips {
        eprintln!("please look at {slip}");
    }
    Ok(())
}

/// Directory, texts and the dated lists where there are some: all of it or nothing.
pub async fn load_into(
    app: &App,
    bundle: &data::Bundle,
    policies: &Policies,
    helplines: Option<&DatedLists>,
) -> Result<(Loaded, LoadedTexts), Fault> {
    let tx = app.db.write().await?;
    let loaded = directory::actions::load(app, &tx, bundle).await?;
    // Texts name towns and organisations, those that have just come among them.
    let directory = directory::actions::loaded(&tx).await?;
    let texts = policy::actions::load(app, &tx, &directory, policies).await?;
    if let Some(lists) = helplines {
        reception::dated::load(&tx, app.now(), lists).await?;
    }
    tx.commit().await?;
    Ok((loaded, texts))
}

pub async fn add_staff(arguments: AddStaffArguments) -> Result<(), Fault> {
    let app = open_from(&arguments.settings).await?;
    let directory = Shelf::open(&app).await?.current(&app).await?;
    let unknown = |kind: &str, id: &str| Fault::Told(format!("there is no {kind} with the id \"{id}\""));
    let role: Role = arguments.role.parse().map_err(|_| unknown("role", &arguments.role))?;
    let password = ask_password()?;
    let new = NewStaff {
        municipality: directory
            .municipality_by_slug(&arguments.town)
            .ok_or_else(|| unknown("municipality", &arguments.town))?
            .id,
        organization: directory
            .organization_by_slug(&arguments.organization)
            .ok_or_else(|| unknown("organisation", &arguments.organization))?
            .id,
        login: arguments.login.to_lowercase(),
        name: arguments.name,
        role,
        password,
        until: arguments.until,
    };
    let id = accounts::actions::add_staff(&app, new).await?;
    app.db.close().await;
    println!("{id}");
    Ok(())
}

/// At a terminal nothing of it is shown; from a pipe it is one line.
fn ask_password() -> Result<String, Fault> {
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password("Password (12 characters or more): ")?);
    }
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password)?;
    Ok(password.trim_end_matches(['\n', '\r']).to_owned())
}

pub async fn change_staff(arguments: ChangeStaffArguments) -> Result<(), Fault> {
    if !arguments.password && !arguments.forget_codes && arguments.until.is_none() {
        return Err(Fault::Told("nothing to change: give --password, --forget-codes or --until".to_owned()));
    }
    let app = open_from(&arguments.settings).await?;
    let change = Change {
        password: arguments.password.then(ask_password).transpose()?,
        forget_codes: arguments.forget_codes,
        until: arguments.until,
    };
    accounts::actions::change_staff(&app, &arguments.login.to_lowercase(), change).await?;
    app.db.close().await;
    println!("The account was changed.");
    Ok(())
}

pub async fn set_notice(arguments: SetNoticeArguments) -> Result<(), Fault> {
    let app = open_from(&arguments.settings).await?;
    directory::actions::set_notice(&app, &arguments.organization, arguments.address.trim()).await?;
    app.db.close().await;
    println!("The notice address was set.");
    Ok(())
}

pub async fn verify(arguments: VerifyArguments) -> Result<(), Fault> {
    let checkpoints: Vec<Checkpoint> = match &arguments.checkpoint {
        Some(file) => serde_json::from_str(&std::fs::read_to_string(file)?)
            .map_err(|error| Fault::Told(format!("{}: {error}", file.display())))?,
        None => Vec::new(),
    };
    let app = open_from(&arguments.settings).await?;
    let reached = trail::verify(&app.db.snapshot().await?, &app.vault, &checkpoints).await?;
    let lists = reception::dated::lists(&app).await?;
    let silent = mailbox::silent(&app).await?;
    let today = app.now().today();
    app.db.close().await;
    for mailbox in silent {
        eprintln!("the mailbox of {} could not be read since {}", mailbox.desk_slug, mailbox.since);
    }
    for line in lists.stale(today) {
        eprintln!("please check the number {} ({}): last checked on {}", line.number, line.id, line.checked_on);
    }
    let reached = reached.map_err(|crack| Fault::Told(format!("the trail is not whole: {crack}")))?;
    let lines: i64 = reached.iter().map(|point| point.seq).sum();
    println!("The trail is whole: {} chains, {lines} lines.", reached.len());
    if let Some(file) = arguments.write_checkpoint {
        let text = serde_json::to_string_pretty(&reached).map_err(|error| Fault::Told(error.to_string()))?;
        std::fs::write(file, text)?;
    }
    Ok(())
}
