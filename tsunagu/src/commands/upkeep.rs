//! Commands for whoever runs the installation.

use std::{io::BufRead, path::PathBuf};

use chrono::NaiveDate;

use super::{Fault, Settings, open_from};
use crate::{
    accounts::{self, NewStaff, Role},
    directory::{self, Shelf, data},
    platform::trail::{self, Checkpoint},
};

#[derive(clap::Args)]
pub struct ImportArguments {
    #[command(flatten)]
    settings: Settings,
    /// Folder with desks.yaml, organizations.yaml, gatherings.yaml, …
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
    let app = open_from(&arguments.settings).await?;
    let tx = app.db.write().await?;
    let loaded = directory::actions::load(&app, &tx, &bundle).await?;
    tx.commit().await?;
    app.db.close().await;
    println!("{loaded:?}");
    Ok(())
}

pub async fn add_staff(arguments: AddStaffArguments) -> Result<(), Fault> {
    let app = open_from(&arguments.settings).await?;
    let directory = Shelf::open(&app).await?.current(&app).await?;
    let unknown = |kind: &str, id: &str| Fault::Told(format!("there is no {kind} with the id \"{id}\""));
    let role: Role = arguments.role.parse().map_err(|_| unknown("role", &arguments.role))?;
    eprintln!("Password (12 characters or more, one line):");
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password)?;
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
        password: password.trim_end_matches(['\n', '\r']).to_owned(),
        until: arguments.until,
    };
    let id = accounts::actions::add_staff(&app, new).await?;
    app.db.close().await;
    println!("{id}");
    Ok(())
}

pub async fn verify(arguments: VerifyArguments) -> Result<(), Fault> {
    let checkpoints: Vec<Checkpoint> = match &arguments.checkpoint {
        Some(file) => serde_json::from_str(&std::fs::read_to_string(file)?)
            .map_err(|error| Fault::Told(format!("{}: {error}", file.display())))?,
        None => Vec::new(),
    };
    let app = open_from(&arguments.settings).await?;
    let reached = trail::verify(app.db.read(), &app.vault, &checkpoints).await?;
    app.db.close().await;
    let reached = reached.map_err(|crack| Fault::Told(format!("the trail is not whole: {crack}")))?;
    let lines: i64 = reached.iter().map(|point| point.seq).sum();
    println!("The trail is whole: {} chains, {lines} lines.", reached.len());
    if let Some(file) = arguments.write_checkpoint {
        let text = serde_json::to_string_pretty(&reached).map_err(|error| Fault::Told(error.to_string()))?;
        std::fs::write(file, text)?;
    }
    Ok(())
}
