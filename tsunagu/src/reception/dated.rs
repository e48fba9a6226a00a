//! The dated lists: from the data folder if they were loaded, else those that travel inside the program.

use std::{path::Path, sync::Arc};

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use super::model::DatedLists;
use crate::{
    directory::data::{Fault, read},
    platform::{App, Now, Outcome},
};

const FILE: &str = "helplines.yaml";

mod row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "dated_lists")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        #[sea_orm(column_type = "JsonBinary")]
        pub entries: Json,
        pub loaded_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

/// Reads the lists of a file; `file` is its name in messages.
pub fn read_text(file: &str, text: &str) -> Result<DatedLists, Fault> {
    read(file, text)
}

/// The file of a folder; `None` if the folder has none.
pub fn read_dir(folder: &Path) -> Result<Option<DatedLists>, Fault> {
    let path = folder.join(FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => read_text(&path.display().to_string(), &text).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::File(path, error)),
    }
}

/// The lists that travel inside the program.
pub fn embedded() -> Result<DatedLists, Fault> {
    read_text(FILE, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/helplines.yaml")))
}

/// Loads lists of a folder; they take the place of those before.
pub async fn load(tx: &impl ConnectionTrait, now: Now, lists: &DatedLists) -> Result<(), Outcome> {
    let entries = serde_json::to_value(lists).map_err(|error| Outcome::Broken(format!("{FILE}: {error}")))?;
    row::Entity::insert(row::ActiveModel { name: Set(FILE.to_owned()), entries: Set(entries), loaded_at: Set(now.0) })
        .on_conflict(
            OnConflict::column(row::Column::Name)
                .update_columns([row::Column::Entries, row::Column::LoadedAt])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The lists as they hold now.
pub async fn lists(app: &App) -> Result<Arc<DatedLists>, Outcome> {
    let broken = |error: String| Outcome::Broken(format!("{FILE}: {error}"));
    let lists = match row::Entity::find_by_id(FILE.to_owned()).one(app.db.read()).await? {
        Some(row) => serde_json::from_value(row.entries).map_err(|error| broken(error.to_string()))?,
        None => embedded().map_err(|fault| broken(fault.to_string()))?,
    };
    Ok(Arc::new(lists))
}
