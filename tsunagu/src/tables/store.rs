//! Rows of tables that were sent and not yet taken in.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use super::model::{Decisions, SetName};
use crate::{
    accounts::Actor,
    platform::{
        Outcome,
        clock::Dice,
        db,
        ids::{MunicipalityId, StaffId, UploadId},
        vault::{Key, place},
    },
};

mod row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "table_uploads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::UploadId,
        pub municipality_id: super::MunicipalityId,
        pub staff_id: super::StaffId,
        pub set_name: super::SetName,
        pub sealed_file: Vec<u8>,
        pub decisions: Json,
        pub sent_at: DateTimeUtc,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const SEALED: &str = "table_uploads.sealed_file";

/// A file as it came: sealed, because a table of volunteers holds private numbers before they are taken out.
#[derive(Serialize, Deserialize)]
struct SealedFile {
    name: String,
    base64: String,
}

/// A table that was sent and not yet taken in.
#[derive(Clone, Debug)]
pub struct Upload {
    pub id: UploadId,
    pub set: SetName,
    /// What the sender's machine called the file.
    pub name: String,
    pub bytes: Vec<u8>,
    pub decisions: Decisions,
    pub sent_at: DateTime<Utc>,
    pub version: i64,
}

/// The upload with this id, if it is the actor's own. It opens with the key of their municipality.
pub async fn find_for(
    conn: &impl ConnectionTrait,
    key: &Key,
    actor: &Actor,
    id: UploadId,
) -> Result<Option<Upload>, Outcome> {
    let found = row::Entity::find_by_id(id)
        .filter(row::Column::MunicipalityId.eq(actor.municipality))
        .filter(row::Column::StaffId.eq(actor.staff))
        .one(conn)
        .await?;
    let Some(row) = found else { return Ok(None) };
    let SealedFile { name, base64 } = key.open(place(SEALED, row.id.0), &row.sealed_file)?;
    let broken = |_| Outcome::Broken("table_uploads: the file has another shape".to_owned());
    Ok(Some(Upload {
        id: row.id,
        set: row.set_name,
        name,
        bytes: BASE64.decode(base64).map_err(broken)?,
        decisions: serde_json::from_value(row.decisions).map_err(|error| Outcome::Broken(error.to_string()))?,
        sent_at: row.sent_at,
        version: row.version,
    }))
}

/// The actor's upload, without its file: its id and when it was sent.
pub async fn own(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Option<(UploadId, DateTime<Utc>)>, Outcome> {
    Ok(row::Entity::find()
        .select_only()
        .columns([row::Column::Id, row::Column::SentAt])
        .filter(row::Column::StaffId.eq(actor.staff))
        .filter(row::Column::MunicipalityId.eq(actor.municipality))
        .into_tuple()
        .one(conn)
        .await?)
}

/// Keeps an upload in the place of the one before.
pub async fn replace(
    tx: &impl ConnectionTrait,
    (key, dice): (&Key, &Dice),
    actor: &Actor,
    upload: &Upload,
) -> Result<(), Outcome> {
    row::Entity::delete_many().filter(row::Column::StaffId.eq(actor.staff)).exec(tx).await?;
    let file = SealedFile { name: upload.name.clone(), base64: BASE64.encode(&upload.bytes) };
    let kept = row::Entity::insert(row::ActiveModel {
        id: Set(upload.id),
        municipality_id: Set(actor.municipality),
        staff_id: Set(actor.staff),
        set_name: Set(upload.set),
        sealed_file: Set(key.seal(dice, place(SEALED, upload.id.0), &file)),
        decisions: Set(json(&upload.decisions)?),
        sent_at: Set(upload.sent_at),
        version: Set(upload.version),
    })
    .exec_without_returning(tx)
    .await;
    match kept {
        // The same person sent another one at the same moment.
        Err(error) if db::is_duplicate(&error) => Err(Outcome::Conflict),
        other => Ok(other.map(|_| ())?),
    }
}

/// Keeps what was decided, unless somebody did so since `version`; answers whether it was kept.
pub async fn decide(
    tx: &impl ConnectionTrait,
    id: UploadId,
    version: i64,
    decisions: &Decisions,
) -> Result<bool, Outcome> {
    let kept = row::Entity::update_many()
        .col_expr(row::Column::Decisions, Expr::value(json(decisions)?))
        .col_expr(row::Column::Version, Expr::col(row::Column::Version).add(1))
        .filter(row::Column::Id.eq(id))
        .filter(row::Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(kept.rows_affected == 1)
}

/// Takes an upload away, if it is still there in this version; answers whether it was.
pub async fn remove(tx: &impl ConnectionTrait, id: UploadId, version: i64) -> Result<bool, Outcome> {
    let gone = row::Entity::delete_many()
        .filter(row::Column::Id.eq(id))
        .filter(row::Column::Version.eq(version))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected == 1)
}

/// Takes uploads away that were sent before a moment.
pub async fn forget(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), Outcome> {
    row::Entity::delete_many().filter(row::Column::SentAt.lt(before)).exec(tx).await?;
    Ok(())
}

fn json(decisions: &Decisions) -> Result<serde_json::Value, Outcome> {
    serde_json::to_value(decisions).map_err(|error| Outcome::Broken(error.to_string()))
}

/// The sealed files, as they lie in the database.
#[cfg(test)]
pub async fn rows_for_test(conn: &impl ConnectionTrait) -> Vec<Vec<u8>> {
    let rows = row::Entity::find().all(conn).await.expect("the uploads read");
    rows.into_iter().map(|row| row.sealed_file).collect()
}
