//! What is known of changes in a town's part of the directory, for a news feed.

use calendar::hours::PrintedDate;
use chrono::NaiveDate;
use uuid::Uuid;

use super::catalogue::part;
use crate::{
    directory::{Desk, Directory, Facet, Municipality},
    editing::Published,
    platform::clock::local,
};

/// No feed is longer; readers keep what they have seen.
pub const MOST: usize = 100;

/// One thing that became true on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The same every time it is told.
    pub id: Uuid,
    pub day: NaiveDate,
    /// Path of the page that shows it.
    pub path: String,
    /// Name of the record.
    pub name: String,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// These parts say something new.
    Published(Vec<Facet>),
    /// Somebody made sure of these parts.
    Checked(Vec<Facet>),
    /// An address holds from this day on.
    Moved { address: String },
    /// The hours of these days differ from the usual ones, in the words that were published.
    Exception { from: NaiveDate, to: NaiveDate, reason: String },
}

/// The changes of a town up to `today`, the latest first; `published` are those that its editors published. Publishing is
/// a check as well, so that day is told once.
pub fn changes_of(
    directory: &Directory,
    town: &Municipality,
    published: Vec<Published>,
    today: NaiveDate,
) -> Vec<Change> {
    let mut changes: Vec<Change> = published
        .into_iter()
        .map(|one| Change {
            id: one.id.0,
            day: local(one.at).date(),
            path: one.path,
            name: one.name,
            what: What::Published(one.facets),
        })
        .collect();
    let told: Vec<(NaiveDate, String)> = changes.iter().map(|change| (change.day, change.path.clone())).collect();
    let of_desks = directory.desks_of(town.id).into_iter().flat_map(|desk| changes_of_desk(desk, today));
    changes.extend(of_desks.filter(|change| {
        !(matches!(change.what, What::Checked(_)) && told.contains(&(change.day, change.path.clone())))
    }));
    changes.sort_by(|a, b| b.day.cmp(&a.day).then_with(|| a.id.cmp(&b.id)));
    changes.truncate(MOST);
    changes
}

fn changes_of_desk(desk: &Desk, today: NaiveDate) -> Vec<Change> {
    let change = |day: NaiveDate, key: String, what: What| Change {
        id: part(desk.id.0, &key),
        day,
        path: format!("/desks/{}", desk.slug),
        name: desk.short_name().to_owned(),
        what,
    };
    let mut days: Vec<NaiveDate> = Facet::ALL.iter().filter_map(|facet| desk.freshness.checked(*facet)).collect();
    days.sort_unstable();
    days.dedup();
    let checked = days.into_iter().map(|day| {
        let parts = Facet::ALL.iter().copied().filter(|facet| desk.freshness.checked(*facet) == Some(day));
        change(day, format!("checked/{day}"), What::Checked(parts.collect()))
    });
    let moved = desk.facts.addresses.iter().filter(|address| address.is_public()).filter_map(|address| {
        let day = address.valid_from.map(PrintedDate::first_day)?;
        let what = What::Moved { address: address.address.clone() };
        Some(change(day, format!("moved/{day}/{}", address.address), what))
    });
    // An exception has no day of publication; it is told when it begins to hold, and a week ahead.
    let excepted = desk.facts.overrides.iter().map(|it| {
        let told = it.from - chrono::TimeDelta::days(7);
        let what = What::Exception { from: it.from, to: it.to, reason: it.reason.clone() };
        change(told, format!("exception/{}/{}/{}", it.from, it.to, it.reason), what)
    });
    checked.chain(moved).chain(excepted).filter(|change| change.day <= today).collect()
}
