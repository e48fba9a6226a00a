//! What was begun and not sent, sealed under the municipality's key: it belongs to no thread yet.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    directory::Desk,
    platform::{
        App, Outcome,
        ids::{DeskId, DraftId, MunicipalityId},
        vault::place,
    },
    reception::model::Draft,
};

mod draft {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "write_drafts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::DraftId,
        pub token_hash: Vec<u8>,
        pub municipality_id: super::MunicipalityId,
        pub desk_id: super::DeskId,
        pub sealed_draft: Vec<u8>,
        pub at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const DRAFT: &str = "write_drafts.draft";

async fn row_of(
    conn: &impl ConnectionTrait,
    token_hash: [u8; 32],
    desk: &Desk,
    since: DateTime<Utc>,
) -> Result<Option<draft::Model>, Outcome> {
    Ok(draft::Entity::find()
        .filter(draft::Column::TokenHash.eq(token_hash.to_vec()))
        .filter(draft::Column::DeskId.eq(desk.id))
        .filter(draft::Column::At.gt(since))
        .one(conn)
        .await?)
}

/// What the holder of the token has begun to write to this desk.
pub async fn find(
    conn: &impl ConnectionTrait,
    app: &App,
    token_hash: [u8; 32],
    desk: &Desk,
    since: DateTime<Utc>,
) -> Result<Option<Draft>, Outcome> {
    let Some(row) = row_of(conn, token_hash, desk, since).await? else { return Ok(None) };
    let key = app.vault.key_of_municipality(conn, row.municipality_id).await?;
    key.open(place(DRAFT, row.id.0), &row.sealed_draft).map(Some)
}

/// Keeps it; what was kept before under the same token is replaced.
pub async fn keep(
    tx: &impl ConnectionTrait,
    app: &App,
    token_hash: [u8; 32],
    desk: &Desk,
    draft: &Draft,
) -> Result<(), Outcome> {
    let now = app.now();
    let key = app.vault.key_of_municipality(tx, desk.municipality).await?;
    let kept = draft::Entity::find().filter(draft::Column::TokenHash.eq(token_hash.to_vec())).one(tx).await?;
    if let Some(row) = kept {
        let sealed = key.seal(&app.dice, place(DRAFT, row.id.0), draft);
        draft::Entity::update_many()
            .col_expr(draft::Column::SealedDraft, Expr::value(sealed))
            .col_expr(draft::Column::MunicipalityId, Expr::value(desk.municipality.0))
            .col_expr(draft::Column::DeskId, Expr::value(desk.id.0))
            .col_expr(draft::Column::At, Expr::value(now.0))
            .filter(draft::Column::Id.eq(row.id))
            .exec(tx)
            .await?;
        return Ok(());
    }
    let id: DraftId = app.dice.id(now);
    draft::Entity::insert(draft::ActiveModel {
        id: Set(id),
        token_hash: Set(token_hash.to_vec()),
        municipality_id: Set(desk.municipality),
        desk_id: Set(desk.id),
        sealed_draft: Set(key.seal(&app.dice, place(DRAFT, id.0), draft)),
        at: Set(now.0),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

pub async fn remove(tx: &impl ConnectionTrait, token_hash: [u8; 32]) -> Result<(), Outcome> {
    draft::Entity::delete_many().filter(draft::Column::TokenHash.eq(token_hash.to_vec())).exec(tx).await?;
    Ok(())
}

pub async fn forget(tx: &impl ConnectionTrait, before: DateTime<Utc>) -> Result<(), Outcome> {
    draft::Entity::delete_many().filter(draft::Column::At.lt(before)).exec(tx).await?;
    Ok(())
}
