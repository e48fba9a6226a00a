//! Rows of offers, their changes, hosts and calendars. What is booked stands in `arranged`, places in `venues`.

pub mod arranged;
pub mod closed;
pub mod venues;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::model::{Host, HostKind, Offer, slots::Change};
use crate::{
    accounts::Actor,
    platform::{
        Now, Outcome, clock, db,
        ids::{DeskId, HostId, MunicipalityId, OfferChangeId, OfferId, OrganizationId, StaffId},
    },
};

mod offer {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "offers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::OfferId,
        pub municipality_id: super::MunicipalityId,
        pub organization_id: super::OrganizationId,
        pub desk_id: super::DeskId,
        pub name: String,
        pub facts: Json,
        pub is_shown: bool,
        pub version: i64,
        pub changed_until: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod change {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "offer_changes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::OfferChangeId,
        pub municipality_id: super::MunicipalityId,
        pub offer_id: super::OfferId,
        pub starts_at: DateTimeUtc,
        pub ends_at: DateTimeUtc,
        pub moved_to: Option<DateTimeUtc>,
        pub reason: String,
        pub made_by: super::StaffId,
        pub made_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod host {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "hosts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::HostId,
        pub municipality_id: super::MunicipalityId,
        pub organization_id: super::OrganizationId,
        pub kind: super::HostKind,
        pub name: String,
        pub staff_id: Option<super::StaffId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod feed {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "booking_calendars")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff_id: super::StaffId,
        pub municipality_id: super::MunicipalityId,
        pub organization_id: super::OrganizationId,
        pub token_hash: Vec<u8>,
        pub made_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn offer_of(row: offer::Model) -> Result<Offer, Outcome> {
    let facts =
        serde_json::from_value(row.facts).map_err(|error| Outcome::Broken(format!("offer {}: {error}", row.id)))?;
    Ok(Offer {
        id: row.id,
        municipality: row.municipality_id,
        organization: row.organization_id,
        desk: row.desk_id,
        name: row.name,
        facts,
        is_shown: row.is_shown,
        version: row.version,
        changed_until: row.changed_until.map(clock::local),
    })
}

fn row_of(offer: &Offer) -> Result<offer::ActiveModel, Outcome> {
    Ok(offer::ActiveModel {
        id: Set(offer.id),
        municipality_id: Set(offer.municipality),
        organization_id: Set(offer.organization),
        desk_id: Set(offer.desk),
        name: Set(offer.name.clone()),
        facts: Set(serde_json::to_value(&offer.facts).map_err(|error| Outcome::Broken(error.to_string()))?),
        is_shown: Set(offer.is_shown),
        version: Set(offer.version),
        changed_until: Set(offer.changed_until.map(clock::instant)),
    })
}

pub async fn add(tx: &impl ConnectionTrait, offer: &Offer) -> Result<(), Outcome> {
    offer::Entity::insert(row_of(offer)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves an offer. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, offer: &Offer) -> Result<(), Outcome> {
    let facts = serde_json::to_value(&offer.facts).map_err(|error| Outcome::Broken(error.to_string()))?;
    let saved = offer::Entity::update_many()
        .col_expr(offer::Column::Name, Expr::value(offer.name.clone()))
        .col_expr(offer::Column::Facts, Expr::value(facts))
        .col_expr(offer::Column::IsShown, Expr::value(offer.is_shown))
        .col_expr(offer::Column::Version, Expr::value(offer.version + 1))
        .filter(offer::Column::Id.eq(offer.id))
        .filter(offer::Column::Version.eq(offer.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// The offer `id` that the public sees.
pub async fn shown(conn: &impl ConnectionTrait, id: OfferId) -> Result<Option<Offer>, Outcome> {
    let found = offer::Entity::find_by_id(id).filter(offer::Column::IsShown.eq(true)).one(conn).await?;
    found.map(offer_of).transpose()
}

/// The offer `id` that the public sees, held as it is until the booking is kept.
pub async fn shown_held(tx: &impl ConnectionTrait, id: OfferId) -> Result<Option<Offer>, Outcome> {
    let found = offer::Entity::find_by_id(id).filter(offer::Column::IsShown.eq(true)).lock_shared().one(tx).await?;
    found.map(offer_of).transpose()
}

/// Makes others wait who are about to book or to change the offer: it is changed together with what is booked.
pub async fn claim(tx: &impl ConnectionTrait, id: OfferId) -> Result<(), Outcome> {
    offer::Entity::find_by_id(id).lock_exclusive().one(tx).await?;
    Ok(())
}

/// The offer `id`, as staff of the organisation whose desk it belongs to.
pub async fn find_for(conn: &impl ConnectionTrait, actor: &Actor, id: OfferId) -> Result<Option<Offer>, Outcome> {
    let found = offer::Entity::find_by_id(id)
        .filter(offer::Column::OrganizationId.eq(actor.organization))
        .filter(offer::Column::MunicipalityId.eq(actor.municipality))
        .one(conn)
        .await?;
    found.map(offer_of).transpose()
}

/// The same, held as it is until what is arranged there is kept.
pub async fn find_held_for(tx: &impl ConnectionTrait, actor: &Actor, id: OfferId) -> Result<Option<Offer>, Outcome> {
    let found = offer::Entity::find_by_id(id)
        .filter(offer::Column::OrganizationId.eq(actor.organization))
        .filter(offer::Column::MunicipalityId.eq(actor.municipality))
        .lock_shared()
        .one(tx)
        .await?;
    found.map(offer_of).transpose()
}

/// Offers by id, for those who have found what names them.
pub async fn named(conn: &impl ConnectionTrait, ids: BTreeSet<OfferId>) -> Result<Vec<Offer>, Outcome> {
    let rows = offer::Entity::find().filter(offer::Column::Id.is_in(ids)).all(conn).await?;
    rows.into_iter().map(offer_of).collect()
}

/// Every offer with its desk.
pub async fn places(conn: &impl ConnectionTrait) -> Result<Vec<(OfferId, DeskId)>, Outcome> {
    let places = offer::Entity::find().select_only().column(offer::Column::Id).column(offer::Column::DeskId);
    Ok(places.order_by_asc(offer::Column::Id).into_tuple().all(conn).await?)
}

/// The offers of a desk that the public sees, by name.
pub async fn shown_at(conn: &impl ConnectionTrait, desk: DeskId) -> Result<Vec<Offer>, Outcome> {
    let rows = offer::Entity::find()
        .filter(offer::Column::DeskId.eq(desk))
        .filter(offer::Column::IsShown.eq(true))
        .all(conn)
        .await?;
    by_name(rows)
}

/// All offers of the actor's organisation, by name.
pub async fn of_organization(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Offer>, Outcome> {
    let rows = offer::Entity::find()
        .filter(offer::Column::OrganizationId.eq(actor.organization))
        .filter(offer::Column::MunicipalityId.eq(actor.municipality))
        .all(conn)
        .await?;
    by_name(rows)
}

/// Sorted here, because the engines sort Japanese differently.
fn by_name(rows: Vec<offer::Model>) -> Result<Vec<Offer>, Outcome> {
    let mut offers = rows.into_iter().map(offer_of).collect::<Result<Vec<Offer>, Outcome>>()?;
    offers.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(offers)
}

/// Keeps a published change of an offer that was claimed.
pub async fn add_change(
    tx: &impl ConnectionTrait,
    municipality: MunicipalityId,
    change: &Change,
    (by, now): (StaffId, Now),
) -> Result<(), Outcome> {
    let until = clock::instant(change.last_touched());
    let earlier =
        Condition::any().add(offer::Column::ChangedUntil.is_null()).add(offer::Column::ChangedUntil.lt(until));
    offer::Entity::update_many()
        .col_expr(offer::Column::ChangedUntil, Expr::value(until))
        .filter(offer::Column::Id.eq(change.offer))
        .filter(earlier)
        .exec(tx)
        .await?;
    change::Entity::insert(change::ActiveModel {
        id: Set(change.id),
        municipality_id: Set(municipality),
        offer_id: Set(change.offer),
        starts_at: Set(clock::instant(change.from)),
        ends_at: Set(clock::instant(change.until)),
        moved_to: Set(change.moved_to.map(clock::instant)),
        reason: Set(change.reason.clone()),
        made_by: Set(by),
        made_at: Set(now.0),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Takes a change back; answers whether it was there.
pub async fn remove_change(tx: &impl ConnectionTrait, offer: OfferId, change: OfferChangeId) -> Result<bool, Outcome> {
    let gone = change::Entity::delete_many()
        .filter(change::Column::Id.eq(change))
        .filter(change::Column::OfferId.eq(offer))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Changes of offers that end on or after a moment, or move something there, in the order of publication; with the moment
/// at which each was made.
pub async fn changes(
    conn: &impl ConnectionTrait,
    offers: &[OfferId],
    since: NaiveDateTime,
) -> Result<Vec<(Change, DateTime<Utc>)>, Outcome> {
    let since = clock::instant(since);
    let rows = change::Entity::find()
        .filter(change::Column::OfferId.is_in(offers.iter().copied()))
        .filter(Condition::any().add(change::Column::EndsAt.gte(since)).add(change::Column::MovedTo.gte(since)))
        .order_by_asc(change::Column::MadeAt)
        .order_by_asc(change::Column::Id)
        .all(conn)
        .await?;
    let change = |row: change::Model| {
        let change = Change {
            id: row.id,
            offer: row.offer_id,
            from: clock::local(row.starts_at),
            until: clock::local(row.ends_at),
            moved_to: row.moved_to.map(clock::local),
            reason: row.reason,
        };
        (change, row.made_at)
    };
    Ok(rows.into_iter().map(change).collect())
}

pub async fn add_host(tx: &impl ConnectionTrait, host: &Host) -> Result<(), Outcome> {
    host::Entity::insert(host::ActiveModel {
        id: Set(host.id),
        municipality_id: Set(host.municipality),
        organization_id: Set(host.organization),
        kind: Set(host.kind),
        name: Set(host.name.clone()),
        staff_id: Set(host.staff),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Everybody and every room of a municipality: a first interview may need both organisations, and a room of another
/// department can be asked for.
pub async fn hosts(conn: &impl ConnectionTrait, municipality: MunicipalityId) -> Result<Vec<Host>, Outcome> {
    let rows = host::Entity::find().filter(host::Column::MunicipalityId.eq(municipality)).all(conn).await?;
    let host = |row: host::Model| Host {
        id: row.id,
        municipality: row.municipality_id,
        organization: row.organization_id,
        kind: row.kind,
        name: row.name,
        staff: row.staff_id,
    };
    let mut hosts: Vec<Host> = rows.into_iter().map(host).collect();
    hosts.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(hosts)
}

/// Makes others wait who are about to take the same hosts: two bookings that need both of two people would otherwise
/// wait for each other.
pub async fn hold(tx: &impl ConnectionTrait, hosts: &BTreeSet<HostId>) -> Result<(), Outcome> {
    if hosts.is_empty() || db::writes_alone(tx) {
        return Ok(());
    }
    host::Entity::find()
        .filter(host::Column::Id.is_in(hosts.iter().copied()))
        .order_by_asc(host::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    Ok(())
}

/// Keeps the hash of a new calendar address, in the place of the one before.
pub async fn keep_calendar(
    tx: &impl ConnectionTrait,
    actor: &Actor,
    token_hash: [u8; 32],
    now: Now,
) -> Result<(), Outcome> {
    feed::Entity::delete_by_id(actor.staff).exec(tx).await?;
    feed::Entity::insert(feed::ActiveModel {
        staff_id: Set(actor.staff),
        municipality_id: Set(actor.municipality),
        organization_id: Set(actor.organization),
        token_hash: Set(token_hash.to_vec()),
        made_at: Set(now.0),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Whose calendar an address opens.
pub struct CalendarOf {
    pub staff: StaffId,
    pub municipality: MunicipalityId,
    pub organization: OrganizationId,
}

pub async fn calendar_of(conn: &impl ConnectionTrait, token_hash: [u8; 32]) -> Result<Option<CalendarOf>, Outcome> {
    let found = feed::Entity::find().filter(feed::Column::TokenHash.eq(token_hash.to_vec())).one(conn).await?;
    Ok(found.map(|row| CalendarOf {
        staff: row.staff_id,
        municipality: row.municipality_id,
        organization: row.organization_id,
    }))
}
