//! The door for whoever keeps the directory true: records looked up by slug, changed, checked; each town's rules.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    model::{
        attachment::{AttachmentKind, Media},
        freshness::{Facet, STALE_AFTER_MONTHS},
        record::{Record, RecordKind},
    },
    store::{self, Which, attachment, check, directory_rule},
};
use crate::platform::{
    App, Outcome,
    ids::{AttachmentId, ConfirmationId, MunicipalityId, OrganizationId, StaffId},
};

/// Takes out of a record's facts what its owner has not agreed to show; drops a yes that was given for another contact.
pub use super::model::withheld::{drop_old_consent, withhold};

/// How a town keeps its part of the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// A second person publishes what the first one wrote.
    pub two_persons: bool,
    /// After so many months a checked fact is no longer promised by.
    pub stale_after_months: u32,
    /// The program asks the bodies behind records that are too old, by mail.
    pub asks_by_itself: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { two_persons: false, stale_after_months: STALE_AFTER_MONTHS, asks_by_itself: false }
    }
}

/// Who made sure of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedBy {
    Staff(StaffId),
    /// A partner who was asked by mail.
    Partner(ConfirmationId),
}

/// One part of a record that was made sure of.
pub use check::Model as Check;

/// The record of this kind and slug that belongs to the town; of another town it does not exist.
pub async fn record_of(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
    kind: RecordKind,
    slug: &str,
) -> Result<Option<Record>, Outcome> {
    Ok(store::record(conn, kind, slug).await?.filter(|record| record.municipality == Some(town)))
}

/// Every record of a town, by kind.
pub async fn records_of(conn: &impl ConnectionTrait, town: MunicipalityId) -> Result<Vec<Record>, Outcome> {
    let mut found = Vec::new();
    for kind in RecordKind::ALL {
        found.extend(store::records(conn, *kind, Which::Town(town)).await?);
    }
    Ok(found)
}

/// Whether the id is taken, in whatever town.
pub async fn is_taken(conn: &impl ConnectionTrait, kind: RecordKind, slug: &str) -> Result<bool, Outcome> {
    Ok(store::record(conn, kind, slug).await?.is_some())
}

/// Who answers at a desk by its facts: the first operator, else the owner.
async fn answers(conn: &impl ConnectionTrait, desk: &Record) -> Result<Option<OrganizationId>, Outcome> {
    let named = |key: &str| match desk.facts.get(key) {
        Some(serde_json::Value::Array(slugs)) => slugs.first().and_then(serde_json::Value::as_str),
        Some(slug) => slug.as_str(),
        None => None,
    };
    Ok(match named("operators").or(named("owner")) {
        Some(slug) => store::record(conn, RecordKind::Organization, slug).await?.map(|body| body.id.into()),
        None => None,
    })
}

/// Adds a record that was written here; `Conflict` if its id is taken. A desk is answered by its first operator, else
/// by its owner, else by `organization`.
pub async fn add(
    tx: &impl ConnectionTrait,
    record: &Record,
    municipality: MunicipalityId,
    organization: OrganizationId,
) -> Result<(), Outcome> {
    let organization = answers(tx, record).await?.unwrap_or(organization);
    store::add(tx, record, municipality, organization).await?;
    put(tx, record).await
}

/// Writes a record and tells every process. From now on a load of the files leaves it as it is. Where a desk is run by
/// somebody else than before, that body answers from now on.
pub async fn put(tx: &impl ConnectionTrait, record: &Record) -> Result<(), Outcome> {
    let organization = match record.kind {
        RecordKind::Desk => {
            let before = store::record(tx, record.kind, &record.slug).await?;
            let answered = match &before {
                Some(before) => answers(tx, before).await?,
                None => None,
            };
            answers(tx, record).await?.filter(|body| answered != Some(*body))
        }
        RecordKind::Organization
        | RecordKind::Gathering
        | RecordKind::Event
        | RecordKind::Resource
        | RecordKind::Council => None,
    };
    store::put(tx, record, organization).await?;
    announce(tx).await
}

/// Tells every process that something changes, and makes whoever else is changing something wait. Called first, it lets
/// what is read afterwards stand until the transaction ends.
pub async fn announce(tx: &impl ConnectionTrait) -> Result<(), Outcome> {
    store::raise_version(tx).await
}

/// Notes that parts of a record were made sure of today.
pub async fn note_checks(
    app: &App,
    tx: &impl ConnectionTrait,
    (kind, record): (RecordKind, Uuid),
    facets: &[Facet],
    by: CheckedBy,
) -> Result<(), Outcome> {
    for facet in facets {
        let row = check::Model {
            id: app.dice.id(app.now()),
            record_id: record,
            kind,
            facet: *facet,
            checked_on: app.now().today(),
            checked_by: match by {
                CheckedBy::Staff(id) => Some(id),
                CheckedBy::Partner(_) => None,
            },
            confirmation_id: match by {
                CheckedBy::Staff(_) => None,
                CheckedBy::Partner(id) => Some(id),
            },
        };
        store::add_check(tx, row).await?;
    }
    announce(tx).await
}

/// The checks of a record, the latest first.
pub async fn checks_of(conn: &impl ConnectionTrait, record: Uuid) -> Result<Vec<Check>, Outcome> {
    store::checks_of(conn, record).await
}

/// The latest checks of these records, the newest first, at most `most`.
pub async fn latest_checks(
    conn: &impl ConnectionTrait,
    records: impl IntoIterator<Item = Uuid>,
    most: u64,
) -> Result<Vec<Check>, Outcome> {
    store::latest_checks(conn, records, most).await
}

pub async fn rules_of(conn: &impl ConnectionTrait, town: MunicipalityId) -> Result<Rules, Outcome> {
    let row = store::rule_of(conn, town).await?;
    Ok(row.map_or_else(Rules::default, |row| Rules {
        two_persons: row.two_persons,
        stale_after_months: store::months(row.stale_after_months),
        asks_by_itself: row.asks_by_itself,
    }))
}

pub async fn set_rules(tx: &impl ConnectionTrait, town: MunicipalityId, rules: Rules) -> Result<(), Outcome> {
    let stale_after_months = i32::try_from(rules.stale_after_months).unwrap_or(i32::MAX);
    let row = directory_rule::Model {
        municipality_id: town,
        two_persons: rules.two_persons,
        stale_after_months,
        asks_by_itself: rules.asks_by_itself,
    };
    store::set_rule(tx, row).await?;
    announce(tx).await
}

/// What is known of a file beside its bytes.
pub use store::Held as HeldFile;

/// A file to be put beside a record.
pub struct NewFile {
    pub municipality: MunicipalityId,
    pub record: (RecordKind, Uuid),
    pub shows: AttachmentKind,
    /// What it shows, in words.
    pub words: String,
    pub media: Media,
    pub bytes: Vec<u8>,
    pub added_by: StaffId,
    /// `None`: it waits for a second person.
    pub published_by: Option<StaffId>,
}

pub async fn add_file(app: &App, tx: &impl ConnectionTrait, new: NewFile) -> Result<(), Outcome> {
    let now = app.now();
    let row = attachment::Model {
        id: app.dice.id(now),
        municipality_id: new.municipality,
        record_kind: new.record.0,
        record_id: new.record.1,
        kind: new.shows,
        words: new.words,
        media: new.media,
        length: i64::try_from(new.bytes.len()).unwrap_or(i64::MAX),
        bytes: new.bytes,
        added_by: new.added_by,
        added_at: now.0,
        published_by: new.published_by,
        published_at: new.published_by.map(|_| now.0),
    };
    store::add_attachment(tx, row).await?;
    announce(tx).await
}

/// The files of a record, those that wait among them.
pub async fn files_of(conn: &impl ConnectionTrait, record: Uuid) -> Result<Vec<HeldFile>, Outcome> {
    store::attachments_of(conn, record).await
}

pub async fn file_for(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
    id: AttachmentId,
) -> Result<Option<HeldFile>, Outcome> {
    store::attachment_for(conn, town, id).await
}

pub async fn file_bytes(conn: &impl ConnectionTrait, id: AttachmentId) -> Result<Option<(Media, Vec<u8>)>, Outcome> {
    store::bytes(conn, id).await
}

pub async fn publish_file(app: &App, tx: &impl ConnectionTrait, id: AttachmentId, by: StaffId) -> Result<(), Outcome> {
    store::publish_attachment(tx, id, by, app.now()).await?;
    announce(tx).await
}

pub async fn remove_file(tx: &impl ConnectionTrait, id: AttachmentId) -> Result<(), Outcome> {
    store::remove_attachment(tx, id).await?;
    announce(tx).await
}
