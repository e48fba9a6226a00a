//! Rows of what was agreed about being reached, sealed with the key of the case.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult, sea_query::Expr,
};

use super::model::{PartyKind, contact::Wishes};
use crate::platform::{
    App, Outcome,
    ids::{CaseId, MunicipalityId, WishesId},
    vault::{Key, place},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact_wishes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::WishesId,
        pub municipality_id: super::MunicipalityId,
        pub case_id: super::CaseId,
        pub party: super::PartyKind,
        pub sealed_wishes: Vec<u8>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const COLUMN: &str = "contact_wishes.wishes";

/// What was agreed, and the version it stands at; version 0 where nobody asked yet.
pub struct Held {
    pub wishes: Wishes,
    pub version: i64,
}

/// What was agreed with one party of a case.
pub async fn wishes_of(
    conn: &impl ConnectionTrait,
    key: &Key,
    case: CaseId,
    party: PartyKind,
) -> Result<Held, Outcome> {
    match row_of(conn, case, party).await? {
        Some(row) => Ok(Held { wishes: key.open(place(COLUMN, row.id.0), &row.sealed_wishes)?, version: row.version }),
        None => Ok(Held { wishes: Wishes::default(), version: 0 }),
    }
}

/// Keeps what was agreed, over the version that was open. Somebody who saved first wins.
pub async fn save_wishes(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    (municipality, case): (MunicipalityId, CaseId),
    party: PartyKind,
    held: &Held,
) -> Result<(), Outcome> {
    let saved = match row_of(tx, case, party).await? {
        Some(row) => {
            let sealed = key.seal(&app.dice, place(COLUMN, row.id.0), &held.wishes);
            let saved = row::Entity::update_many()
                .col_expr(row::Column::SealedWishes, Expr::value(sealed))
                .col_expr(row::Column::Version, Expr::value(held.version + 1))
                .filter(row::Column::Id.eq(row.id))
                .filter(row::Column::Version.eq(held.version))
                .exec(tx)
                .await?;
            saved.rows_affected == 1
        }
        None if held.version == 0 => {
            let id: WishesId = app.dice.id(app.now());
            let new = row::ActiveModel {
                id: Set(id),
                municipality_id: Set(municipality),
                case_id: Set(case),
                party: Set(party),
                sealed_wishes: Set(key.seal(&app.dice, place(COLUMN, id.0), &held.wishes)),
                version: Set(1),
            };
            // Two may write the first ones at the same moment; the second finds the row of the first.
            let columns = [row::Column::CaseId, row::Column::Party];
            let inserted =
                row::Entity::insert(new).on_conflict_do_nothing_on(columns).exec_without_returning(tx).await?;
            matches!(inserted, TryInsertResult::Inserted(1))
        }
        None => false,
    };
    if saved { Ok(()) } else { Err(Outcome::Conflict) }
}

async fn row_of(conn: &impl ConnectionTrait, case: CaseId, party: PartyKind) -> Result<Option<row::Model>, Outcome> {
    Ok(row::Entity::find()
        .filter(row::Column::CaseId.eq(case))
        .filter(row::Column::Party.eq(party.code()))
        .one(conn)
        .await?)
}
