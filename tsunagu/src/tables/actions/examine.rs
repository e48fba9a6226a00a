//! Reading a file and looking at every cell, beside the requests.

use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{
    directory::{Directory, Municipality},
    platform::{Outcome, Refusal, ids::MunicipalityId},
    tables::model::{
        Around, Certainty, Matched, Repair, Report, SetName, Table,
        columns::{Heading, matched},
        reading, report,
    },
};

/// One table is in memory at a time, however many are sent at once: taken apart, a file is many times as large as it was.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

/// A file that was read, its columns, and what is doubtful in it.
#[derive(Debug)]
pub struct Examined {
    pub table: Table,
    pub matched: Matched,
    pub report: Report,
    around: Around,
    /// The place in memory; the next table is read when this one is gone.
    _place: Option<SemaphorePermit<'static>>,
}

impl Examined {
    /// How many columns have cells and no header. They are not taken in.
    pub fn nameless(&self) -> usize {
        let has_cells = |at: usize| self.table.rows.iter().any(|row| !row.cells[at].trim().is_empty());
        let headings = self.matched.headings.iter().enumerate();
        headings.filter(|(at, heading)| **heading == Heading::Nameless && has_cells(*at)).count()
    }

    /// The table with what was agreed to.
    ///
    /// # Errors
    /// A refusal with the number of cells that still cannot be used.
    pub fn settled(&self, agreed: impl Fn(&Repair) -> bool) -> Result<Table, Refusal> {
        let table = report::apply(&self.table, &self.report, agreed);
        let after = report::report(&table, &self.matched, &self.around)?;
        match after.count(Certainty::CannotBeUsed) {
            0 => Ok(table),
            open => Err(Refusal::new("refused-table-open").with("count", open.to_string())),
        }
    }
}

/// Reads a file for a town.
///
/// # Errors
/// A refusal that says why the file is no table that can be used.
pub fn examine(
    directory: &Directory,
    town: &Municipality,
    bytes: &[u8],
    set: Option<SetName>,
) -> Result<Examined, Refusal> {
    let table = reading::read(bytes)?;
    let matched = matched(&table, set)?;
    if table.rows.is_empty() {
        return Err(Refusal::new("refused-table-empty"));
    }
    let around = around(directory, town);
    let report = report::report(&table, &matched, &around)?;
    Ok(Examined { table, matched, report, around, _place: None })
}

/// As [`examine`], on a thread where it holds nobody up, and when no other table is held.
pub async fn aside(
    directory: &Arc<Directory>,
    town: MunicipalityId,
    bytes: Vec<u8>,
    set: Option<SetName>,
) -> Result<(Vec<u8>, Examined), Outcome> {
    let directory = directory.clone();
    let closed = |_| Outcome::Broken("the place for tables is closed".into());
    let place = ONE_AT_A_TIME.acquire().await.map_err(closed)?;
    let work = move || {
        let town = directory.municipality(town).ok_or(Outcome::NotFound)?;
        let examined = examine(&directory, town, &bytes, set)?;
        Ok((bytes, Examined { _place: Some(place), ..examined }))
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| Outcome::Broken("the reader of tables ended".into()))?
}

/// Names and telephones of the town. A town whose numbers are not known lends those of its prefecture.
fn around(directory: &Directory, town: &Municipality) -> Around {
    let bodies = directory.bodies_of(town.id);
    let names = || bodies.iter().map(|body| (body.name.as_str(), body.aliases.as_slice()));
    let own = phones(directory, town.id);
    let neighbours = directory
        .municipalities()
        .iter()
        .filter(|other| own.is_empty() && other.prefecture == town.prefecture && other.kind == town.kind)
        .flat_map(|other| phones(directory, other.id));
    Around::new(names(), own.iter().copied().chain(neighbours))
}

fn phones(directory: &Directory, town: MunicipalityId) -> Vec<&str> {
    let of_bodies = directory.bodies_of(town).into_iter().filter_map(|body| body.phone.as_deref());
    let of_desks = directory.desks_of(town).into_iter().flat_map(|desk| &desk.facts.phones);
    of_bodies.chain(of_desks.map(|phone| phone.number.as_str())).collect()
}
