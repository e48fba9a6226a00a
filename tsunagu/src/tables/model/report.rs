//! What is doubtful in a table, and the table after what was agreed to.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    checks::{self, Around},
    columns::Matched,
    reading::Table,
    repair::{Certainty, Finding, Reason, Remedy, Repair},
    sets::SetName,
};
use crate::platform::Refusal;

/// With more doubts than these a person is better served by looking at the file itself.
pub const MOST_REPAIRS: usize = 20_000;

/// All doubts about a table, row by row, at most one for a cell and two for a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub repairs: Vec<Repair>,
}

impl Report {
    /// How many doubts there are of each certainty.
    pub fn count(&self, certainty: Certainty) -> usize {
        self.repairs.iter().filter(|repair| repair.certainty == certainty).count()
    }

    /// How many doubts there are for each reason, in the order of the reasons.
    pub fn reasons(&self) -> BTreeMap<Reason, usize> {
        let mut counts = BTreeMap::new();
        for repair in &self.repairs {
            *counts.entry(repair.reason).or_default() += 1;
        }
        counts
    }
}

/// What was decided about the doubts, as far as it is not what each stands at by itself: the safe ones are ticked, the others not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decisions {
    yes: BTreeSet<String>,
    no: BTreeSet<String>,
}

impl Decisions {
    pub fn decide(&mut self, repair: &Repair, yes: bool) {
        let id = repair.id();
        self.yes.remove(&id);
        self.no.remove(&id);
        if yes != (repair.certainty == Certainty::Safe) {
            if yes {
                self.yes.insert(id)
            } else {
                self.no.insert(id)
            };
        }
    }

    pub fn has(&self, repair: &Repair) -> bool {
        let id = repair.id();
        repair.offers() && (self.yes.contains(&id) || repair.certainty == Certainty::Safe && !self.no.contains(&id))
    }
}

/// Looks at every cell.
///
/// # Errors
/// A refusal where there are more doubts than anybody reads.
pub fn report(table: &Table, matched: &Matched, around: &Around) -> Result<Report, Refusal> {
    let mut repairs = Vec::new();
    let mut add = |row: usize, column: usize, finding: Finding| {
        let read = table.rows[row].cells.get(column).cloned().unwrap_or_default();
        let Finding { reason, certainty, remedy } = finding;
        repairs.push(Repair { row, number: table.rows[row].number, column, read, reason, certainty, remedy });
        if repairs.len() > MOST_REPAIRS {
            return Err(Refusal::new("refused-table-doubts").with("most", MOST_REPAIRS.to_string()));
        }
        Ok(())
    };
    let repeated = repeated(table, matched);
    for (at, row) in table.rows.iter().enumerate() {
        if let Some((column, finding)) = checks::whole_row(matched, &row.cells) {
            add(at, column, finding)?;
        } else if let Some((column, finding)) = repeated.get(&at) {
            add(at, *column, finding.clone())?;
        }
        for (column, finding) in checks::cells(matched, &row.cells, around) {
            add(at, column, finding)?;
        }
    }
    Ok(Report { repairs })
}

/// Rows that stand in the table before, and rows with a number that another row has.
fn repeated(table: &Table, matched: &Matched) -> HashMap<usize, (usize, Finding)> {
    let number = matched.column("number").or(matched.column("slug"));
    let name = matched.column("name").unwrap_or(0);
    let (mut rows, mut numbers) = (HashMap::new(), HashMap::new());
    let mut found = HashMap::new();
    let leave_out = |reason, certainty| Finding { reason, certainty, remedy: Remedy::LeaveRowOut };
    for (at, row) in table.rows.iter().enumerate() {
        if rows.insert(&row.cells, at).is_some() {
            let certainty = match matched.set.name {
                // A desk goes by its id and an event by its day and place, and there is one of each.
                SetName::Desks | SetName::Events => Certainty::CannotBeUsed,
                SetName::Facilities => Certainty::NeedsYes,
            };
            found.insert(at, (name, leave_out(Reason::RowTwice, certainty)));
            continue;
        }
        let Some((column, text)) = number.and_then(|column| Some((column, row.cells.get(column)?.trim()))) else {
            continue;
        };
        if !text.is_empty() && numbers.insert(text, at).is_some() {
            found.insert(at, (column, leave_out(Reason::NumberTwice, Certainty::CannotBeUsed)));
        }
    }
    found
}

/// The table with what was agreed to, and nothing else. Rows left out are gone; the others keep their numbers.
pub fn apply(table: &Table, report: &Report, agreed: impl Fn(&Repair) -> bool) -> Table {
    let mut repaired = table.clone();
    let mut left_out = BTreeSet::new();
    for repair in report.repairs.iter().filter(|repair| repair.offers() && agreed(repair)) {
        let cell = &mut repaired.rows[repair.row].cells[repair.column];
        match &repair.remedy {
            Remedy::Write(text) => text.clone_into(cell),
            Remedy::Empty => cell.clear(),
            Remedy::LeaveRowOut => {
                left_out.insert(repair.number);
            }
            Remedy::Keep => {}
        }
    }
    repaired.rows.retain(|row| !left_out.contains(&row.number));
    repaired
}
