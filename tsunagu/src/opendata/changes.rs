//! What is known of changes in a town's part of the directory, for a news feed.

use std::collections::{BTreeMap, BTreeSet};

use calendar::hours::PrintedDate;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use uuid::Uuid;

use super::catalogue::part;
use crate::{
    directory::{Desk, Directory, Facet, Municipality, PageOnly, RecordKind, keeping::Check},
    editing::Published,
    platform::clock::local,
};

/// No feed is longer; readers keep what they have seen.
pub const MOST: usize = 100;

/// One thing that became true at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The same every time it is told.
    pub id: Uuid,
    /// In Japan; it never goes back. The beginning of the day, where no more is known.
    pub at: NaiveDateTime,
    /// Path of the page that shows it.
    pub path: String,
    /// Name of the record; `None` where the documents keep it back.
    pub name: Option<String>,
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

/// What is known beside the directory: the changes that editors published, and who made sure of what when.
#[derive(Default)]
pub struct Known {
    pub published: Vec<Published>,
    pub checks: Vec<Check>,
}

/// The changes of a town up to `today`, the latest first. Publishing is a check as well, and is told once.
pub fn changes_of(directory: &Directory, town: &Municipality, known: Known, today: NaiveDate) -> Vec<Change> {
    let Known { published, checks } = known;
    let mut changes: Vec<Change> = Vec::new();
    for desk in directory.desks_of(town.id) {
        let path = format!("/desks/{}", desk.slug);
        let published: Vec<&Published> = published.iter().filter(|one| one.path == path).collect();
        let checks: Vec<&Check> = checks.iter().filter(|check| check.record_id == desk.id.0).collect();
        changes.extend(changes_of_desk(directory, desk, &published, &checks));
    }
    changes.extend(published.into_iter().map(|one| Change {
        id: one.id.0,
        at: local(one.at),
        name: name_of(directory, &one),
        path: one.path,
        what: What::Published(one.facets),
    }));
    changes.retain(|change| change.at.date() <= today);
    changes.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    // Two exceptions with the same words, one for the telephone and one for the counter, are told once.
    let mut told = BTreeSet::new();
    changes.retain(|change| told.insert(change.id));
    changes.truncate(MOST);
    changes
}

/// The name of a record as the public may read it.
fn name_of(directory: &Directory, one: &Published) -> Option<String> {
    let slug = one.path.rsplit('/').next().unwrap_or_default();
    let own = match one.kind {
        RecordKind::Organization => {
            let body = directory.organization_by_slug(slug).filter(|body| !body.facts.name_not_printed)?;
            Some(PageOnly::of_organization(body))
        }
        RecordKind::Desk => directory.desk_by_slug(slug).map(|desk| PageOnly::of_desk(directory, desk)),
        RecordKind::Gathering => directory.gathering_by_slug(slug).map(|it| PageOnly::of_gathering(directory, it)),
        RecordKind::Event => directory.event_by_slug(slug).map(|it| PageOnly::of_event(directory, it)),
        RecordKind::Resource | RecordKind::Council => None,
    };
    Some(own.map_or_else(|| one.name.clone(), |own| own.struck(&one.name)))
}

fn changes_of_desk(directory: &Directory, desk: &Desk, published: &[&Published], checks: &[&Check]) -> Vec<Change> {
    let own = PageOnly::of_desk(directory, desk);
    let change = |at: NaiveDateTime, key: String, what: What| Change {
        id: part(desk.id.0, &key),
        at,
        path: format!("/desks/{}", desk.slug),
        name: Some(own.struck(desk.short_name())),
        what,
    };
    let checked = checked(desk, published, checks)
        .into_iter()
        .map(|(day, (at, parts))| change(at, format!("checked/{day}"), What::Checked(parts.into_iter().collect())));
    let moved = desk.facts.addresses.iter().filter(|it| it.is_public() && !own.is_in(&it.address));
    let moved = moved.filter_map(|address| {
        let day = address.valid_from.map(PrintedDate::first_day)?;
        let what = What::Moved { address: address.address.clone() };
        Some(change(midnight(day), format!("moved/{day}/{}", address.address), what))
    });
    // An exception has no day of publication; it is told when it begins to hold, and a week ahead.
    let excepted = desk.facts.overrides.iter().map(|it| {
        let told = it.from - chrono::TimeDelta::days(7);
        let what = What::Exception { from: it.from, to: it.to, reason: own.struck(&it.reason) };
        change(midnight(told), format!("exception/{}/{}/{}", it.from, it.to, it.reason), what)
    });
    checked.chain(moved).chain(excepted).collect()
}

/// The parts that were made sure of, by day, with the moment of the last of them: several checks on one day are one
/// piece of news, and a later one brings it up again.
fn checked(
    desk: &Desk,
    published: &[&Published],
    checks: &[&Check],
) -> BTreeMap<NaiveDate, (NaiveDateTime, BTreeSet<Facet>)> {
    // What was published was made sure of by the same press of a button: the first check of its parts after it.
    let mut of_publishing: BTreeSet<Uuid> = BTreeSet::new();
    for one in published {
        let at = one.at.timestamp_millis();
        for facet in &one.facets {
            let after = checks.iter().filter(|check| check.facet == *facet && moment(check).timestamp_millis() >= at);
            of_publishing.extend(after.map(|check| check.id.0).min());
        }
    }
    let mut days: BTreeMap<NaiveDate, (NaiveDateTime, BTreeSet<Facet>)> = BTreeMap::new();
    let mut add = |day: NaiveDate, at: NaiveDateTime, facet: Facet| {
        let (last, parts) = days.entry(day).or_insert((at, BTreeSet::new()));
        *last = at.max(*last);
        parts.insert(facet);
    };
    for check in checks.iter().filter(|check| !of_publishing.contains(&check.id.0)) {
        add(check.checked_on, local(moment(check)), check.facet);
    }
    // The data files name a day only.
    for facet in Facet::ALL {
        let Some(day) = desk.freshness.checked(*facet) else { continue };
        if !checks.iter().any(|check| check.checked_on == day && check.facet == *facet) {
            add(day, midnight(day), *facet);
        }
    }
    days
}

/// When somebody made sure: the id of a check begins with its moment.
fn moment(check: &Check) -> DateTime<Utc> {
    let (seconds, nanos) = check.id.0.get_timestamp().map_or((0, 0), |at| at.to_unix());
    DateTime::from_timestamp(i64::try_from(seconds).unwrap_or_default(), nanos).unwrap_or_default()
}

/// The beginning of a day in Japan.
fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}
