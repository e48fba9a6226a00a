//! Takes a table in, or shows what is doubtful in it.

use std::path::PathBuf;

use super::{Fault, Settings, open_from};
use crate::{
    directory::Shelf,
    platform::{
        App, Lang, Outcome, Refusal,
        ids::UploadId,
        trail::{self, Deed, Doer},
    },
    tables::{
        Certainty, LARGEST_FILE, Remedy, Repair, SetName,
        actions::{self, Examined},
    },
};

#[derive(clap::Args)]
pub struct ImportTableArguments {
    #[command(flatten)]
    settings: Settings,
    /// CSV or TSV, UTF-8 or CP932.
    file: PathBuf,
    /// Id of the municipality in the data files.
    #[arg(long)]
    town: String,
    /// facilities, desks or events; found out from the headers if it is not given.
    #[arg(long)]
    set: Option<String>,
    /// all-safe: agrees to everything that only changes a spelling. Without it every cell is taken as it stands.
    #[arg(long, value_parser = ["all-safe"])]
    accept: Option<String>,
    /// Shows the report and changes nothing.
    #[arg(long)]
    dry_run: bool,
}

pub async fn import_table(arguments: ImportTableArguments) -> Result<(), Fault> {
    let app = open_from(&arguments.settings).await?;
    let result = import_into(&app, &arguments).await;
    app.db.close().await;
    result
}

/// The command over an installation that is open.
pub async fn import_into(app: &App, arguments: &ImportTableArguments) -> Result<(), Fault> {
    let unknown = |kind: &str, id: &str| Fault::Told(format!("there is no {kind} with the id \"{id}\""));
    let set: Option<SetName> =
        arguments.set.as_ref().map(|set| set.parse().map_err(|_| unknown("kind of table", set))).transpose()?;
    // Asked before reading: a file beyond the limit takes no memory.
    if std::fs::metadata(&arguments.file)?.len() > LARGEST_FILE as u64 {
        let most = (LARGEST_FILE / 1_000_000).to_string();
        return Err(Outcome::from(Refusal::new("refused-table-large").with("most", most)).into());
    }
    let bytes = std::fs::read(&arguments.file)?;
    let directory = Shelf::open(app).await?.current(app).await?;
    let town =
        directory.municipality_by_slug(&arguments.town).ok_or_else(|| unknown("municipality", &arguments.town))?;
    let examined = actions::examine(&directory, town, &bytes, set).map_err(Outcome::from)?;
    let agreed = |repair: &Repair| arguments.accept.is_some() && repair.certainty == Certainty::Safe;
    print_report(&examined, agreed);
    let table = examined.settled(agreed).map_err(Outcome::from)?;
    if arguments.dry_run {
        println!("Nothing was changed: this was a dry run.");
        return Ok(());
    }
    let tx = app.db.write().await?;
    let taken = actions::take(app, &tx, &directory, town, &table, &examined.matched).await?;
    let object: UploadId = app.dice.id(app.now());
    let deed = Deed {
        municipality: town.id,
        doer: Doer::Program,
        action: "tables.import",
        object: format!("table:{object}"),
        subject: None,
        detail: format!("{}:{taken}", examined.matched.set.name),
    };
    trail::record(&tx, &app.vault, app.now(), deed).await?;
    tx.commit().await?;
    println!("{} added, {} changed.", taken.added, taken.changed);
    Ok(())
}

/// A line for each doubt: where, what was read, why it is doubted, what is suggested, whether that was agreed to.
fn print_report(examined: &Examined, agreed: impl Fn(&Repair) -> bool) {
    let words = Lang::En;
    println!("{}, {} rows", words.t(examined.matched.set.name.key()), examined.table.rows.len());
    for (key, headers) in [("tables-others", examined.matched.others()), ("tables-lacking", examined.matched.lacking())]
    {
        if !headers.is_empty() {
            println!("{}: {}", words.t(key), headers.join(", "));
        }
    }
    for repair in &examined.report.repairs {
        let header = examined.table.header.get(repair.column).map_or("", String::as_str);
        let suggestion = match &repair.remedy {
            Remedy::Write(text) => words.with("tables-remedy-write", &[("text", text)]),
            Remedy::Empty => words.t("tables-remedy-empty"),
            Remedy::LeaveRowOut => words.t("tables-remedy-leave-row-out"),
            Remedy::Keep => String::new(),
        };
        let place = words.with("tables-cell", &[("row", &repair.number.to_string()), ("column", header)]);
        let mark = if repair.offers() && agreed(repair) { "[x]" } else { "[ ]" };
        let (certainty, reason) = (words.t(repair.certainty.key()), words.t(repair.reason.key()));
        // A cell may hold anything; a terminal must not be told to do something by it.
        let read = repair.read.escape_debug();
        println!("{mark} {place}: \"{read}\" {certainty}: {reason} {}", suggestion.escape_debug());
    }
}

#[cfg(test)]
mod tests;
