//! Rows of entries that are still being written, one per case and writer, sealed with the key of the case.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, TryInsertResult,
    sea_query::Expr,
};

use crate::{
    casework::model::{Case, entry::TypedEntry},
    platform::{
        App, Outcome,
        ids::{CaseId, EntryDraftId, MunicipalityId, StaffId},
        vault::{Key, place},
    },
};

mod row {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "entry_drafts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EntryDraftId,
        pub municipality_id: MunicipalityId,
        pub case_id: CaseId,
        pub staff_id: StaffId,
        pub sealed_draft: Vec<u8>,
        pub saved_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const COLUMN: &str = "entry_drafts.draft";

/// What somebody has begun to write, when it was saved last, and its version; version 0 where nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldDraft {
    pub typed: TypedEntry,
    pub saved_at: Option<DateTime<Utc>>,
    pub version: i64,
}

async fn row_of(conn: &impl ConnectionTrait, case: CaseId, staff: StaffId) -> Result<Option<row::Model>, Outcome> {
    Ok(row::Entity::find()
        .filter(row::Column::CaseId.eq(case))
        .filter(row::Column::StaffId.eq(staff))
        .one(conn)
        .await?)
}

pub async fn of(conn: &impl ConnectionTrait, key: &Key, case: CaseId, staff: StaffId) -> Result<HeldDraft, Outcome> {
    match row_of(conn, case, staff).await? {
        Some(row) => Ok(HeldDraft {
            typed: key.open(place(COLUMN, row.id.0), &row.sealed_draft)?,
            saved_at: Some(row.saved_at),
            version: row.version,
        }),
        None => Ok(HeldDraft::default()),
    }
}

/// Keeps a draft over the version that was open; answers the new one. Another window that saved first wins.
pub async fn save(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    (case, staff): (&Case, StaffId),
    (version, typed): (i64, &TypedEntry),
) -> Result<i64, Outcome> {
    let now = app.now();
    let saved = match row_of(tx, case.id, staff).await? {
        Some(row) => {
            let sealed = key.seal(&app.dice, place(COLUMN, row.id.0), typed);
            let saved = row::Entity::update_many()
                .col_expr(row::Column::SealedDraft, Expr::value(sealed))
                .col_expr(row::Column::SavedAt, Expr::value(now.0))
                .col_expr(row::Column::Version, Expr::value(version + 1))
                .filter(row::Column::Id.eq(row.id))
                .filter(row::Column::Version.eq(version))
                .exec(tx)
                .await?;
            (saved.rows_affected == 1).then_some(version + 1)
        }
        None if version == 0 => {
            let id: EntryDraftId = app.dice.id(now);
            // A window left open over a draft that became an entry must not take the next one for its own.
            let first = now.0.timestamp_micros();
            let new = row::ActiveModel {
                id: Set(id),
                municipality_id: Set(case.municipality),
                case_id: Set(case.id),
                staff_id: Set(staff),
                sealed_draft: Set(key.seal(&app.dice, place(COLUMN, id.0), typed)),
                saved_at: Set(now.0),
                version: Set(first),
            };
            // Two windows may begin at the same moment; the second finds the row of the first.
            let columns = [row::Column::CaseId, row::Column::StaffId];
            let inserted =
                row::Entity::insert(new).on_conflict_do_nothing_on(columns).exec_without_returning(tx).await?;
            matches!(inserted, TryInsertResult::Inserted(1)).then_some(first)
        }
        None => None,
    };
    saved.ok_or(Outcome::Conflict)
}

/// Takes away the draft that became an entry. One that another window saved since stays.
pub async fn remove(tx: &impl ConnectionTrait, case: CaseId, staff: StaffId, version: i64) -> Result<(), Outcome> {
    row::Entity::delete_many()
        .filter(row::Column::CaseId.eq(case))
        .filter(row::Column::StaffId.eq(staff))
        .filter(row::Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(())
}

/// Cases in which somebody has an entry half written, latest first.
pub async fn begun_by(
    conn: &impl ConnectionTrait,
    staff: StaffId,
    cases: sea_orm::sea_query::SelectStatement,
) -> Result<Vec<CaseId>, Outcome> {
    let rows = row::Entity::find()
        .filter(row::Column::StaffId.eq(staff))
        .filter(row::Column::CaseId.in_subquery(cases))
        .order_by_desc(row::Column::SavedAt)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.case_id).collect())
}
