//! Which event of the directory a row is.

use std::collections::HashMap;

use calendar::clock::ClockTime;
use chrono::NaiveDate;

use super::{rows::EventRow, sets::folded};
use crate::platform::{Refusal, ids::ListingId};

/// What the directory knows of an event, as far as it tells it from others.
pub struct KnownEvent {
    pub id: ListingId,
    pub slug: String,
    pub name: String,
    /// Its number in the table with which it came; empty where there was none.
    pub number: String,
    /// `None` where only the month or the year is known.
    pub day: Option<NaiveDate>,
    pub place: String,
    pub begins: Option<ClockTime>,
}

impl KnownEvent {
    fn has_slug_of(&self, row: &EventRow) -> bool {
        self.slug == row.cell("number")
    }

    fn has_number_of(&self, row: &EventRow) -> bool {
        !self.number.is_empty() && self.number == row.cell("number")
    }

    fn has_another_number_than(&self, row: &EventRow) -> bool {
        !self.number.is_empty() && !row.cell("number").is_empty() && self.number != row.cell("number")
    }

    fn has_name_of(&self, row: &EventRow) -> bool {
        folded(&self.name) == folded(&row.name)
    }

    fn is_on_day_of(&self, row: &EventRow) -> bool {
        self.day == Some(row.first_day)
    }

    fn is_at_place_of(&self, row: &EventRow) -> bool {
        !row.values.contains_key("place") || folded(&self.place) == folded(row.cell("place"))
    }

    /// Where one of the two does not say where, they are not at two places.
    fn may_be_at_place_of(&self, row: &EventRow) -> bool {
        self.place.is_empty() || row.cell("place").is_empty() || self.is_at_place_of(row)
    }
}

type Sign = fn(&KnownEvent, &EventRow) -> bool;

/// What makes a row an event of the directory, the surest first. A number alone does not: next year's table may begin to count at 1
/// again, and this month's moves up where last month's are left out. The directory's own id does.
const SIGNS: [Sign; 5] = [
    KnownEvent::has_slug_of,
    |event, row| event.has_number_of(row) && event.has_name_of(row) && event.is_on_day_of(row),
    |event, row| {
        let is_then = event.is_on_day_of(row) && (!row.values.contains_key("start") || event.begins == row.begins);
        is_then && event.has_name_of(row) && event.is_at_place_of(row)
    },
    |event, row| event.has_number_of(row) && (event.has_name_of(row) || event.is_on_day_of(row)),
    |event, row| {
        let is_it = event.has_name_of(row) && event.is_on_day_of(row) && event.may_be_at_place_of(row);
        is_it && !event.has_another_number_than(row)
    },
];

/// The place of that sign; those before it name the event by its id.
const SAME_TIME_AND_PLACE: usize = 2;

/// Which event of the directory each row is, `None` for a new one.
///
/// # Errors
/// A refusal that names two rows which are one event.
pub fn recognised(rows: &[EventRow], known: &[KnownEvent]) -> Result<Vec<Option<ListingId>>, Refusal> {
    let near = near(rows, known);
    let mut found: Vec<Option<usize>> = vec![None; rows.len()];
    // By the event: the sign by which it was given to a row, and that row.
    let mut given: HashMap<usize, (usize, usize)> = HashMap::new();
    for (sign, is_it) in SIGNS.iter().enumerate() {
        for (at, row) in rows.iter().enumerate() {
            if found[at].is_some() {
                continue;
            }
            let fits: Vec<usize> = near[at].iter().copied().filter(|it| is_it(&known[*it], row)).collect();
            if let Some(it) = fits.iter().find(|it| !given.contains_key(*it)) {
                given.insert(*it, (sign, at));
                found[at] = Some(*it);
            } else if let Some((by, other)) = fits.first().and_then(|it| given.get(it)).copied() {
                let other = &rows[other];
                // A weaker sign than the one of the other row is none: it is another event of that day. So are two that each
                // have an id of their own.
                let is_sure = by == sign || sign <= SAME_TIME_AND_PLACE;
                let is_named = sign < SAME_TIME_AND_PLACE;
                if is_named || is_sure && !have_both_ids(row, other) {
                    return Err(twice(row, other));
                }
            }
        }
    }
    let mut new: HashMap<(String, NaiveDate, String, Option<ClockTime>), &EventRow> = HashMap::new();
    for (row, _) in rows.iter().zip(&found).filter(|(_, found)| found.is_none()) {
        let key = (folded(&row.name), row.first_day, folded(row.cell("place")), row.begins);
        if let Some(other) = new.insert(key, row)
            && !have_both_ids(row, other)
        {
            return Err(twice(row, other));
        }
    }
    Ok(found.into_iter().map(|it| it.map(|it| known[it].id)).collect())
}

/// The events that share an id, a number or a name and a day with each row: whatever a sign could be about.
fn near(rows: &[EventRow], known: &[KnownEvent]) -> Vec<Vec<usize>> {
    let mut by_number: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut by_day: HashMap<(String, NaiveDate), Vec<usize>> = HashMap::new();
    for (at, event) in known.iter().enumerate() {
        by_number.entry(&event.slug).or_default().push(at);
        if !event.number.is_empty() && event.number != event.slug {
            by_number.entry(&event.number).or_default().push(at);
        }
        if let Some(day) = event.day {
            by_day.entry((folded(&event.name), day)).or_default().push(at);
        }
    }
    let of_row = |row: &EventRow| {
        let alike = by_number.get(row.cell("number")).into_iter().flatten();
        let mut near: Vec<usize> =
            alike.chain(by_day.get(&(folded(&row.name), row.first_day)).into_iter().flatten()).copied().collect();
        near.sort_unstable();
        near.dedup();
        near
    };
    rows.iter().map(of_row).collect()
}

fn have_both_ids(row: &EventRow, other: &EventRow) -> bool {
    !row.cell("number").is_empty() && !other.cell("number").is_empty()
}

fn twice(row: &EventRow, other: &EventRow) -> Refusal {
    Refusal::new("refused-table-event-twice")
        .with("row", row.number.to_string())
        .with("other", other.number.to_string())
        .with("name", row.name.clone())
}
