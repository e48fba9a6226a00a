//! Rows of parties. Profiles are sealed with the key of their case.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr};

use super::model::{PartyKind, Profile};
use crate::platform::{
    App, Outcome,
    ids::{CaseId, MunicipalityId, PartyId},
    vault::{Key, place},
};

mod party {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "parties")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::PartyId,
        pub municipality_id: super::MunicipalityId,
        pub case_id: super::CaseId,
        pub kind: super::PartyKind,
        pub sealed_profile: Vec<u8>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const COLUMN: &str = "parties.profile";

/// The profile of one party of a case; empty where nobody has written one.
pub async fn profile_of(
    conn: &impl ConnectionTrait,
    key: &Key,
    case: CaseId,
    kind: PartyKind,
) -> Result<Profile, Outcome> {
    match row_of(conn, case, kind).await? {
        Some(row) => key.open(place(COLUMN, row.id.0), &row.sealed_profile),
        None => Ok(Profile::default()),
    }
}

/// Keeps the profile of one party of a case.
pub async fn save(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    (municipality, case): (MunicipalityId, CaseId),
    kind: PartyKind,
    profile: &Profile,
) -> Result<(), Outcome> {
    if let Some(row) = row_of(tx, case, kind).await? {
        let sealed = key.seal(&app.dice, place(COLUMN, row.id.0), profile);
        party::Entity::update_many()
            .col_expr(party::Column::SealedProfile, Expr::value(sealed))
            .col_expr(party::Column::Version, Expr::col(party::Column::Version).add(1))
            .filter(party::Column::Id.eq(row.id))
            .exec(tx)
            .await?;
        return Ok(());
    }
    let id: PartyId = app.dice.id(app.now());
    party::Entity::insert(party::ActiveModel {
        id: Set(id),
        municipality_id: Set(municipality),
        case_id: Set(case),
        kind: Set(kind),
        sealed_profile: Set(key.seal(&app.dice, place(COLUMN, id.0), profile)),
        version: Set(1),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

async fn row_of(conn: &impl ConnectionTrait, case: CaseId, kind: PartyKind) -> Result<Option<party::Model>, Outcome> {
    Ok(party::Entity::find()
        .filter(party::Column::CaseId.eq(case))
        .filter(party::Column::Kind.eq(kind.code()))
        .one(conn)
        .await?)
}
