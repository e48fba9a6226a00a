//! Rows of how towns look and speak.

use std::collections::BTreeMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::super::model::appearance::{Accent, Appearance};
use crate::platform::{Outcome, db, ids::MunicipalityId};

mod row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "appearances")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_id: super::MunicipalityId,
        pub accent: Option<String>,
        pub figure: String,
        pub spellings: Json,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// A colour that can no longer be read (the limits became stricter) is left out rather than shown.
fn appearance_of(row: row::Model) -> Appearance {
    Appearance {
        municipality: row.municipality_id,
        accent: row.accent.and_then(|accent| Accent::read(&accent).ok()),
        figure: row.figure,
        spellings: serde_json::from_value::<BTreeMap<String, String>>(row.spellings).unwrap_or_default(),
        version: row.version,
    }
}

pub async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Appearance>, Outcome> {
    Ok(row::Entity::find().all(conn).await?.into_iter().map(appearance_of).collect())
}

/// What the town wishes; nothing, where it never said.
pub async fn of(conn: &impl ConnectionTrait, town: MunicipalityId) -> Result<Appearance, Outcome> {
    let row = row::Entity::find_by_id(town).one(conn).await?;
    Ok(row.map_or_else(|| Appearance::none(town), appearance_of))
}

/// Saves what was read at `appearance.version`. Somebody who saved in between is told apart as a conflict.
pub async fn save(tx: &impl ConnectionTrait, appearance: &Appearance) -> Result<(), Outcome> {
    let spellings =
        serde_json::to_value(&appearance.spellings).map_err(|error| Outcome::Broken(format!("appearance: {error}")))?;
    let row = row::ActiveModel {
        municipality_id: Set(appearance.municipality),
        accent: Set(appearance.accent.map(|accent| accent.to_string())),
        figure: Set(appearance.figure.clone()),
        spellings: Set(spellings),
        version: Set(appearance.version + 1),
    };
    if appearance.version == 0 {
        return match row::Entity::insert(row).exec_without_returning(tx).await {
            Err(error) if db::is_duplicate(&error) => Err(Outcome::Conflict),
            other => Ok(other.map(|_| ())?),
        };
    }
    let saved = row::Entity::update_many()
        .set(row)
        .filter(row::Column::MunicipalityId.eq(appearance.municipality))
        .filter(row::Column::Version.eq(appearance.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}
