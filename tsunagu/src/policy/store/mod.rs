//! Rows of texts and their versions.

pub mod appearances;
pub mod goals;

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, ExprTrait, OnConflict},
};

use super::model::{Content, Kind, Owner, Publication, Status, Text, Version};
use crate::{
    accounts::Actor,
    platform::{
        Outcome, db,
        ids::{MunicipalityId, OrganizationId, StaffId, TextId},
    },
};

mod text {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "texts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TextId,
        pub number: i32,
        pub municipality_id: Option<MunicipalityId>,
        pub organization_id: Option<OrganizationId>,
        pub kind: Kind,
        pub state: String,
        pub head: i32,
        pub published_seq: Option<i32>,
        pub published_at: Option<DateTimeUtc>,
        pub first_published_at: Option<DateTimeUtc>,
        pub published_by: Option<StaffId>,
        pub review_by: Option<Date>,
        pub retired_at: Option<DateTimeUtc>,
        pub retired_by: Option<StaffId>,
        pub retired_why: String,
        pub origin: Option<String>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod version {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "text_versions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub text_id: TextId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i32,
        pub title: String,
        pub body: String,
        pub adopted_on: Option<String>,
        pub adopted_by: String,
        pub fiscal_year: Option<i32>,
        pub source: String,
        pub tags: Json,
        pub links: Json,
        pub why: String,
        pub written_at: DateTimeUtc,
        pub written_by: Option<StaffId>,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod page_number {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "page_numbers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub last: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// The only row of `page_numbers`.
const THE_PAGES: i32 = 1;

const DRAFT: &str = "draft";
const PUBLISHED: &str = "published";
const RETIRED: &str = "retired";

/// Takes the next page number of the installation. Whoever comes at the same moment queues on the row.
pub async fn take_number(tx: &impl ConnectionTrait) -> Result<i32, Outcome> {
    let raised = Expr::col((page_number::Entity, page_number::Column::Last)).add(1);
    page_number::Entity::insert(page_number::ActiveModel { id: Set(THE_PAGES), last: Set(1) })
        .on_conflict(OnConflict::column(page_number::Column::Id).value(page_number::Column::Last, raised).to_owned())
        .exec_without_returning(tx)
        .await?;
    let row = page_number::Entity::find_by_id(THE_PAGES).one(tx).await?;
    row.map(|row| row.last).ok_or_else(|| Outcome::Broken("the page number vanished".into()))
}

fn broken(id: TextId, what: &str) -> Outcome {
    Outcome::Broken(format!("text {id}: {what}"))
}

fn text_of(row: text::Model) -> Result<Text, Outcome> {
    let owner = match (row.municipality_id, row.organization_id) {
        (Some(town), None) => Owner::Town(town),
        (None, Some(body)) => Owner::Operator(body),
        (Some(_), Some(_)) | (None, None) => return Err(broken(row.id, "no single owner")),
    };
    let publication = match (row.published_seq, row.published_at, row.first_published_at, row.review_by) {
        (Some(seq), Some(at), Some(first_at), Some(review_by)) => {
            Some(Publication { seq, at, first_at, by: row.published_by, review_by })
        }
        _ => None,
    };
    let status = match (row.state.as_str(), publication, row.retired_at, row.retired_by) {
        (DRAFT, None, None, None) => Status::Draft,
        (PUBLISHED, Some(publication), None, None) => Status::Published(publication),
        (RETIRED, Some(last), Some(at), Some(by)) => Status::Retired { last, at, by, why: row.retired_why },
        _ => return Err(broken(row.id, "a state without its facts")),
    };
    Ok(Text {
        id: row.id,
        number: row.number,
        owner,
        kind: row.kind,
        status,
        head: row.head,
        origin: row.origin,
        version: row.version,
    })
}

fn row_of(text: &Text) -> text::Model {
    let publication = text.publication().cloned();
    let (state, retired) = match &text.status {
        Status::Draft => (DRAFT, None),
        Status::Published(_) => (PUBLISHED, None),
        Status::Retired { at, by, why, .. } => (RETIRED, Some((*at, *by, why.clone()))),
    };
    text::Model {
        id: text.id,
        number: text.number,
        municipality_id: match text.owner {
            Owner::Town(town) => Some(town),
            Owner::Operator(_) => None,
        },
        organization_id: match text.owner {
            Owner::Town(_) => None,
            Owner::Operator(body) => Some(body),
        },
        kind: text.kind,
        state: state.to_owned(),
        head: text.head,
        published_seq: publication.as_ref().map(|it| it.seq),
        published_at: publication.as_ref().map(|it| it.at),
        first_published_at: publication.as_ref().map(|it| it.first_at),
        published_by: publication.as_ref().and_then(|it| it.by),
        review_by: publication.as_ref().map(|it| it.review_by),
        retired_at: retired.as_ref().map(|(at, ..)| *at),
        retired_by: retired.as_ref().map(|(_, by, _)| *by),
        retired_why: retired.map(|(.., why)| why).unwrap_or_default(),
        origin: text.origin.clone(),
        version: text.version,
    }
}

fn version_of(row: version::Model) -> Result<Version, Outcome> {
    let wrong = |what: &str| broken(row.text_id, what);
    let adopted_on = match &row.adopted_on {
        Some(date) => Some(date.parse().map_err(|_| wrong("a date"))?),
        None => None,
    };
    Ok(Version {
        content: Content {
            adopted_on,
            tags: serde_json::from_value(row.tags.clone()).map_err(|_| wrong("tags"))?,
            links: serde_json::from_value(row.links.clone()).map_err(|_| wrong("links"))?,
            title: row.title,
            body: row.body,
            adopted_by: row.adopted_by,
            fiscal_year: row.fiscal_year,
            source: row.source,
        },
        seq: row.seq,
        why: row.why,
        at: row.written_at,
        by: row.written_by,
    })
}

/// A text the person looking may write in: one of their town, or of their own organisation.
pub async fn find_for(conn: &impl ConnectionTrait, actor: &Actor, id: TextId) -> Result<Option<Text>, Outcome> {
    text::Entity::find_by_id(id).filter(own(actor)).one(conn).await?.map(text_of).transpose()
}

/// Every text the person looking may write in, with its newest version, by number.
pub async fn list_for(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<(Text, Version)>, Outcome> {
    with_versions(conn, own(actor), text::Column::Head).await
}

fn own(actor: &Actor) -> Condition {
    Condition::any()
        .add(text::Column::MunicipalityId.eq(actor.municipality))
        .add(text::Column::OrganizationId.eq(actor.organization))
}

/// What has been published of a town: its own texts and those of the organisations that work for it, with the version
/// the public reads; retired ones too.
pub async fn published_in(
    conn: &impl ConnectionTrait,
    town: MunicipalityId,
    bodies: &[OrganizationId],
) -> Result<Vec<(Text, Version)>, Outcome> {
    let owners = Condition::any()
        .add(text::Column::MunicipalityId.eq(town))
        .add(text::Column::OrganizationId.is_in(bodies.iter().copied()));
    with_versions(conn, once_published(owners), text::Column::PublishedSeq).await
}

/// What has been published anywhere, for the page of all towns.
pub async fn published_anywhere(conn: &impl ConnectionTrait) -> Result<Vec<(Text, Version)>, Outcome> {
    with_versions(conn, once_published(Condition::all()), text::Column::PublishedSeq).await
}

fn once_published(owners: Condition) -> Condition {
    Condition::all().add(owners).add(text::Column::PublishedSeq.is_not_null())
}

/// The texts and, of each, the version whose number stands in `which`: two queries, however many there are.
async fn with_versions(
    conn: &impl ConnectionTrait,
    texts: Condition,
    which: text::Column,
) -> Result<Vec<(Text, Version)>, Outcome> {
    let asked = text::Entity::find().filter(texts.clone()).select_only().column(text::Column::Id).column(which);
    let pair = Expr::tuple([Expr::col(version::Column::TextId), Expr::col(version::Column::Seq)]);
    let versions = version::Entity::find().filter(pair.in_subquery(asked.into_query())).all(conn).await?;
    let mut versions: HashMap<TextId, version::Model> = versions.into_iter().map(|row| (row.text_id, row)).collect();
    let mut found = Vec::new();
    for row in text::Entity::find().filter(texts).order_by_asc(text::Column::Number).all(conn).await? {
        let version = versions.remove(&row.id).ok_or_else(|| broken(row.id, "a version is missing"))?;
        found.push((text_of(row)?, version_of(version)?));
    }
    Ok(found)
}

/// One version.
pub async fn version(conn: &impl ConnectionTrait, id: TextId, seq: i32) -> Result<Version, Outcome> {
    let row = version::Entity::find_by_id((id, seq)).one(conn).await?;
    version_of(row.ok_or_else(|| broken(id, "a version is missing"))?)
}

/// All versions, the newest first.
pub async fn versions(conn: &impl ConnectionTrait, id: TextId) -> Result<Vec<Version>, Outcome> {
    let rows = version::Entity::find()
        .filter(version::Column::TextId.eq(id))
        .order_by_desc(version::Column::Seq)
        .all(conn)
        .await?;
    rows.into_iter().map(version_of).collect()
}

/// A text that came with this record of the data file.
pub async fn by_origin(conn: &impl ConnectionTrait, origin: &str) -> Result<Option<Text>, Outcome> {
    text::Entity::find().filter(text::Column::Origin.eq(origin)).one(conn).await?.map(text_of).transpose()
}

pub async fn add(tx: &impl ConnectionTrait, text: &Text) -> Result<(), Outcome> {
    text::Entity::insert(row_of(text).into_active_model().reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a text that was read at `text.version`. Somebody who saved in between is told apart as a conflict.
pub async fn save(tx: &impl ConnectionTrait, text: &Text) -> Result<(), Outcome> {
    let row = row_of(text);
    let id = row.id;
    let changed = text::ActiveModel {
        id: Unchanged(id),
        number: NotSet,
        municipality_id: NotSet,
        organization_id: NotSet,
        kind: NotSet,
        origin: NotSet,
        version: Set(text.version + 1),
        ..row.into_active_model().reset_all()
    };
    let saved = text::Entity::update_many()
        .set(changed)
        .filter(text::Column::Id.eq(id))
        .filter(text::Column::Version.eq(text.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// Adds a version. Two of one number cannot be: who comes second is told.
pub async fn add_version(tx: &impl ConnectionTrait, id: TextId, version: &Version) -> Result<(), Outcome> {
    let content = &version.content;
    let list = |json: Result<serde_json::Value, _>| json.map_err(|_: serde_json::Error| broken(id, "a list"));
    let added = version::Entity::insert(version::ActiveModel {
        text_id: Set(id),
        seq: Set(version.seq),
        title: Set(content.title.clone()),
        body: Set(content.body.clone()),
        adopted_on: Set(content.adopted_on.map(|date| date.to_string())),
        adopted_by: Set(content.adopted_by.clone()),
        fiscal_year: Set(content.fiscal_year),
        source: Set(content.source.clone()),
        tags: Set(list(serde_json::to_value(&content.tags))?),
        links: Set(list(serde_json::to_value(&content.links))?),
        why: Set(version.why.clone()),
        written_at: Set(version.at),
        written_by: Set(version.by),
    })
    .exec_without_returning(tx)
    .await;
    match added {
        Err(error) if db::is_duplicate(&error) => Err(Outcome::Conflict),
        other => Ok(other.map(|_| ())?),
    }
}
