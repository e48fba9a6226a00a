//! Rows of hand-overs, sealed with the key of the case, and of covers.

use chrono::NaiveDate;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::{Expr, SelectStatement},
};

use crate::{
    accounts::Actor,
    casework::model::promise::{Cover, Handover, HandoverWords},
    platform::{
        App, Outcome,
        ids::{CaseId, CoverId, HandoverId, MunicipalityId, OrganizationId, StaffId},
        vault::{Key, place},
    },
};

mod handover {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "handovers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: HandoverId,
        pub municipality_id: MunicipalityId,
        pub case_id: CaseId,
        pub from_staff: StaffId,
        pub to_staff: StaffId,
        pub written_at: DateTimeUtc,
        pub received_at: Option<DateTimeUtc>,
        /// The case, until it is received: at most one is on its way.
        pub waiting_case_id: Option<CaseId>,
        pub sealed_words: Vec<u8>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod cover {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "covers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CoverId,
        pub municipality_id: MunicipalityId,
        pub organization_id: OrganizationId,
        pub staff_id: StaffId,
        pub cover_id: StaffId,
        pub from_day: Date,
        pub until_day: Date,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const HANDOVER: &str = "handovers.words";

fn handover_of(row: handover::Model, key: &Key) -> Result<Handover, Outcome> {
    let words: HandoverWords = key.open(place(HANDOVER, row.id.0), &row.sealed_words)?;
    Ok(Handover {
        id: row.id,
        municipality: row.municipality_id,
        case: row.case_id,
        from: row.from_staff,
        to: row.to_staff,
        written_at: row.written_at,
        received_at: row.received_at,
        words,
        version: row.version,
    })
}

pub async fn add_handover(tx: &impl ConnectionTrait, app: &App, key: &Key, handover: &Handover) -> Result<(), Outcome> {
    let row = handover::Model {
        id: handover.id,
        municipality_id: handover.municipality,
        case_id: handover.case,
        from_staff: handover.from,
        to_staff: handover.to,
        written_at: handover.written_at,
        received_at: handover.received_at,
        waiting_case_id: handover.received_at.is_none().then_some(handover.case),
        sealed_words: key.seal(&app.dice, place(HANDOVER, handover.id.0), &handover.words),
        version: handover.version,
    };
    handover::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves that a hand-over was received. Somebody who saved first wins.
pub async fn save_receipt(tx: &impl ConnectionTrait, handover: &Handover) -> Result<(), Outcome> {
    let saved = handover::Entity::update_many()
        .col_expr(handover::Column::ReceivedAt, Expr::value(handover.received_at))
        .col_expr(handover::Column::WaitingCaseId, Expr::value(Option::<uuid::Uuid>::None))
        .col_expr(handover::Column::Version, Expr::value(handover.version + 1))
        .filter(handover::Column::Id.eq(handover.id))
        .filter(handover::Column::Version.eq(handover.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// Takes away a hand-over that nobody has received.
pub async fn remove_waiting(tx: &impl ConnectionTrait, case: CaseId) -> Result<(), Outcome> {
    handover::Entity::delete_many().filter(handover::Column::WaitingCaseId.eq(case)).exec(tx).await?;
    Ok(())
}

/// The hand-overs of a case, latest first.
pub async fn handovers_of(conn: &impl ConnectionTrait, key: &Key, case: CaseId) -> Result<Vec<Handover>, Outcome> {
    let rows = handover::Entity::find()
        .filter(handover::Column::CaseId.eq(case))
        .order_by_desc(handover::Column::WrittenAt)
        .order_by_desc(handover::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| handover_of(row, key)).collect()
}

/// Cases whose lead waits for the actor to take it on.
pub async fn handed_to(
    conn: &impl ConnectionTrait,
    actor: &Actor,
    cases: SelectStatement,
) -> Result<Vec<CaseId>, Outcome> {
    let rows = handover::Entity::find()
        .filter(handover::Column::ToStaff.eq(actor.staff))
        .filter(handover::Column::ReceivedAt.is_null())
        .filter(handover::Column::CaseId.in_subquery(cases))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.case_id).collect())
}

fn cover_of(row: cover::Model) -> Cover {
    Cover {
        id: row.id,
        municipality: row.municipality_id,
        organization: row.organization_id,
        staff: row.staff_id,
        cover: row.cover_id,
        from: row.from_day,
        until: row.until_day,
    }
}

pub async fn add_cover(tx: &impl ConnectionTrait, cover: &Cover) -> Result<(), Outcome> {
    let row = cover::Model {
        id: cover.id,
        municipality_id: cover.municipality,
        organization_id: cover.organization,
        staff_id: cover.staff,
        cover_id: cover.cover,
        from_day: cover.from,
        until_day: cover.until,
    };
    cover::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Takes away a cover that the actor asked for.
pub async fn remove_cover(tx: &impl ConnectionTrait, actor: &Actor, id: CoverId) -> Result<bool, Outcome> {
    let removed = cover::Entity::delete_many()
        .filter(cover::Column::Id.eq(id))
        .filter(cover::Column::StaffId.eq(actor.staff))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected == 1)
}

/// The covers of the actor's organisation that are not over on `day`, soonest first.
pub async fn covers(conn: &impl ConnectionTrait, actor: &Actor, day: NaiveDate) -> Result<Vec<Cover>, Outcome> {
    let rows = cover::Entity::find()
        .filter(cover::Column::MunicipalityId.eq(actor.municipality))
        .filter(cover::Column::OrganizationId.eq(actor.organization))
        .filter(cover::Column::UntilDay.gte(day))
        .order_by_asc(cover::Column::FromDay)
        .order_by_asc(cover::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(cover_of).collect())
}
