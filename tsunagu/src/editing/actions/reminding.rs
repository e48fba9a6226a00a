//! Asking the bodies behind records that are too old, in the towns that want the program to do so. Nobody is asked about
//! the same record again before it could be too old again, whether they answered or not.

use std::collections::HashMap;

use chrono::Months;
use uuid::Uuid;

use super::{asking, object};
use crate::{
    directory::{Directory, Record, RecordKind, keeping},
    editing::store,
    platform::{
        App, Outcome, clock,
        ids::MunicipalityId,
        trail::{self, Deed, Doer},
    },
};

/// Requests that go out for one town on one day: a body that runs ten things is not met with fifty mails.
pub const MOST_A_DAY: usize = 20;

/// Asks about what is too old. Called by the job; in nobody's name.
pub async fn ask_by_itself(app: &App, directory: &Directory) -> Result<(), Outcome> {
    for town in directory.municipalities() {
        if keeping::rules_of(app.db.read(), town.id).await?.asks_by_itself {
            ask_for(app, directory, town.id).await?;
        }
    }
    Ok(())
}

async fn ask_for(app: &App, directory: &Directory, town: MunicipalityId) -> Result<(), Outcome> {
    let records = keeping::records_of(app.db.read(), town).await?;
    let today = app.now().today();
    let is_due = |record: &&Record| directory.freshness_of(record.id).is_none_or(|known| !known.due(today).is_empty());
    let due: Vec<(&Record, String)> =
        records.iter().filter(is_due).filter_map(|record| Some((record, address_of(directory, record)?))).collect();
    if due.is_empty() || to_ask(app, app.db.read(), town, &due).await?.is_empty() {
        return Ok(());
    }
    let tx = app.db.write().await?;
    // First of all: another process that asks at the same moment waits here, and then finds what was asked.
    keeping::announce(&tx).await?;
    for (record, address) in to_ask(app, &tx, town, &due).await? {
        asking::put_request(app, &tx, town, record, (address.clone(), None)).await?;
        let asked = Deed {
            municipality: town,
            doer: Doer::Program,
            action: "editing.ask-partner",
            object: object(record.kind, record.id),
            subject: None,
            detail: String::new(),
        };
        trail::record(&tx, &app.vault, app.now(), asked).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Those that were not asked about lately, as many as may still go out today.
async fn to_ask<'a>(
    app: &App,
    conn: &impl sea_orm::ConnectionTrait,
    town: MunicipalityId,
    due: &'a [(&'a Record, String)],
) -> Result<Vec<&'a (&'a Record, String)>, Outcome> {
    let months = keeping::rules_of(conn, town).await?.stale_after_months;
    let today = app.now().today();
    let mut last: HashMap<Uuid, chrono::NaiveDate> = HashMap::new();
    let mut sent_today = 0;
    for (record, by, at) in store::last_asked(conn, town).await? {
        let day = clock::local(at).date();
        sent_today += usize::from(by.is_none() && day == today);
        last.insert(record, day);
    }
    let may_ask = |(record, _): &&(&Record, String)| {
        let asked = last.get(&record.id).and_then(|day| day.checked_add_months(Months::new(months)));
        asked.is_none_or(|again| again <= today)
    };
    Ok(due.iter().filter(may_ask).take(MOST_A_DAY.saturating_sub(sent_today)).collect())
}

/// Where the body behind a record is asked: a mail address of the office on its page, else the one to which its
/// organisation has notices sent. What is a person's own is not written to.
fn address_of(directory: &Directory, record: &Record) -> Option<String> {
    let notices = |slug: &String| directory.organization_by_slug(slug)?.notice_email.clone();
    let first = |bodies: &[String]| bodies.iter().find_map(notices);
    let slug = &record.slug;
    match record.kind {
        RecordKind::Desk => {
            let desk = directory.desk_by_slug(slug)?;
            let own = desk.facts.emails.first().cloned();
            own.or_else(|| first(&desk.facts.operators)).or_else(|| first(desk.facts.owner.as_slice()))
        }
        RecordKind::Organization => notices(slug),
        RecordKind::Gathering => {
            let facts = &directory.gathering_by_slug(slug)?.facts;
            first(&facts.organizers).or_else(|| first(&facts.operators))
        }
        RecordKind::Event => {
            let facts = &directory.event_by_slug(slug)?.facts;
            let own = facts.email.clone().filter(|_| facts.contact_owner.is_public());
            own.or_else(|| first(&facts.hosts))
        }
        RecordKind::Resource => first(&directory.resource_by_slug(slug)?.facts.providers),
        RecordKind::Council => first(directory.council_by_slug(slug)?.facts.secretariat.as_slice()),
    }
}
