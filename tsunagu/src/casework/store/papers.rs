//! Rows of the papers of a case that are written on again and again, sealed with its key.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult, sea_query::Expr,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    casework::model::Case,
    platform::{
        App, Outcome,
        ids::{CaseId, MunicipalityId, PaperId},
        vault::{Key, place},
    },
};

mod row {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_papers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PaperId,
        pub municipality_id: MunicipalityId,
        pub case_id: CaseId,
        pub kind: String,
        pub sealed_text: Vec<u8>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const COLUMN: &str = "case_papers.text";
pub const PLAN: &str = "plan";
pub const ASSESSMENT: &str = "assessment";

async fn row_of(conn: &impl ConnectionTrait, case: CaseId, kind: &str) -> Result<Option<row::Model>, Outcome> {
    Ok(row::Entity::find().filter(row::Column::CaseId.eq(case)).filter(row::Column::Kind.eq(kind)).one(conn).await?)
}

/// What stands on a paper, and its version; version 0 where nobody has written on it.
pub async fn of<T: DeserializeOwned + Default>(
    conn: &impl ConnectionTrait,
    key: &Key,
    case: CaseId,
    kind: &str,
) -> Result<(i64, T), Outcome> {
    match row_of(conn, case, kind).await? {
        Some(row) => Ok((row.version, key.open(place(COLUMN, row.id.0), &row.sealed_text)?)),
        None => Ok((0, T::default())),
    }
}

/// Writes a paper over the version that was open. Somebody who saved first wins.
pub async fn save<T: Serialize>(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    (case, kind): (&Case, &str),
    (version, text): (i64, &T),
) -> Result<(), Outcome> {
    let saved = match row_of(tx, case.id, kind).await? {
        Some(row) => {
            let sealed = key.seal(&app.dice, place(COLUMN, row.id.0), text);
            let saved = row::Entity::update_many()
                .col_expr(row::Column::SealedText, Expr::value(sealed))
                .col_expr(row::Column::Version, Expr::value(version + 1))
                .filter(row::Column::Id.eq(row.id))
                .filter(row::Column::Version.eq(version))
                .exec(tx)
                .await?;
            saved.rows_affected == 1
        }
        None if version == 0 => {
            let id: PaperId = app.dice.id(app.now());
            let new = row::ActiveModel {
                id: Set(id),
                municipality_id: Set(case.municipality),
                case_id: Set(case.id),
                kind: Set(kind.to_owned()),
                sealed_text: Set(key.seal(&app.dice, place(COLUMN, id.0), text)),
                version: Set(1),
            };
            // Two may begin it at the same moment; the second finds the row of the first.
            let columns = [row::Column::CaseId, row::Column::Kind];
            let inserted =
                row::Entity::insert(new).on_conflict_do_nothing_on(columns).exec_without_returning(tx).await?;
            matches!(inserted, TryInsertResult::Inserted(1))
        }
        None => false,
    };
    if saved { Ok(()) } else { Err(Outcome::Conflict) }
}
