//! Rows of files beside records. Bytes are read one file at a time.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    directory::model::{
        attachment::{Attachment, AttachmentKind, Media},
        record::RecordKind,
    },
    platform::{
        Now, Outcome,
        ids::{AttachmentId, MunicipalityId, StaffId},
    },
};

pub mod attachment {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attachments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::AttachmentId,
        pub municipality_id: super::MunicipalityId,
        pub record_kind: super::RecordKind,
        pub record_id: Uuid,
        pub kind: super::AttachmentKind,
        pub words: String,
        pub media: super::Media,
        pub bytes: Vec<u8>,
        pub length: i64,
        pub added_by: super::StaffId,
        pub added_at: DateTimeUtc,
        pub published_by: Option<super::StaffId>,
        pub published_at: Option<DateTimeUtc>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// What is known of a file beside its bytes.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
pub struct Held {
    pub id: AttachmentId,
    pub municipality_id: MunicipalityId,
    pub record_kind: RecordKind,
    pub record_id: Uuid,
    pub kind: AttachmentKind,
    pub words: String,
    pub media: Media,
    pub length: i64,
    pub added_by: StaffId,
    pub published_by: Option<StaffId>,
}

fn held() -> sea_orm::Select<attachment::Entity> {
    use attachment::Column as C;
    attachment::Entity::find().select_only().columns([
        C::Id,
        C::MunicipalityId,
        C::RecordKind,
        C::RecordId,
        C::Kind,
        C::Words,
        C::Media,
        C::Length,
        C::AddedBy,
        C::PublishedBy,
    ])
}

/// Every published file, in the order in which they were added.
pub async fn attachments(conn: &impl ConnectionTrait) -> Result<Vec<Attachment>, Outcome> {
    let rows = held()
        .filter(attachment::Column::PublishedBy.is_not_null())
        .order_by_asc(attachment::Column::Id)
        .into_model::<Held>()
        .all(conn)
        .await?;
    let one = |row: Held| Attachment {
        id: row.id,
        record: row.record_id,
        kind: row.kind,
        words: row.words,
        media: row.media,
        length: u64::try_from(row.length).unwrap_or(0),
    };
    Ok(rows.into_iter().map(one).collect())
}

/// The files of a record, those that wait to be published among them.
pub async fn attachments_of(conn: &impl ConnectionTrait, record: Uuid) -> Result<Vec<Held>, Outcome> {
    let query = held().filter(attachment::Column::RecordId.eq(record)).order_by_asc(attachment::Column::Id);
    Ok(query.into_model::<Held>().all(conn).await?)
}

/// A file of the town.
pub async fn attachment_for(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
    id: AttachmentId,
) -> Result<Option<Held>, Outcome> {
    let query = held().filter(attachment::Column::Id.eq(id)).filter(attachment::Column::MunicipalityId.eq(town));
    Ok(query.into_model::<Held>().one(conn).await?)
}

/// The bytes of a file, published or not.
pub async fn bytes(conn: &impl ConnectionTrait, id: AttachmentId) -> Result<Option<(Media, Vec<u8>)>, Outcome> {
    let row = attachment::Entity::find_by_id(id).one(conn).await?;
    Ok(row.map(|row| (row.media, row.bytes)))
}

pub async fn add_attachment(tx: &impl ConnectionTrait, row: attachment::Model) -> Result<(), Outcome> {
    attachment::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn publish_attachment(
    tx: &impl ConnectionTrait,
    id: AttachmentId,
    by: StaffId,
    now: Now,
) -> Result<(), Outcome> {
    attachment::Entity::update_many()
        .col_expr(attachment::Column::PublishedBy, Expr::value(by))
        .col_expr(attachment::Column::PublishedAt, Expr::value(now.0))
        .filter(attachment::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn remove_attachment(tx: &impl ConnectionTrait, id: AttachmentId) -> Result<(), Outcome> {
    attachment::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
