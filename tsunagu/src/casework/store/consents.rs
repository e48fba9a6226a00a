//! Rows of consents. Their words are sealed with the key of the case.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};
use serde::{Deserialize, Serialize};

use crate::{
    casework::model::{
        Case,
        consent::{Consent, GivenBy, GivenHow, Item},
    },
    platform::{
        App, Outcome,
        ids::{CaseId, ConsentId, MunicipalityId, OrganizationId, StaffId},
        vault::{Key, place},
    },
};

mod consent {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consents")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ConsentId,
        pub municipality_id: MunicipalityId,
        pub case_id: CaseId,
        pub recipients: Json,
        pub items: Json,
        pub sealed_words: Vec<u8>,
        pub given_by: GivenBy,
        pub given_how: GivenHow,
        pub given_on: Date,
        pub until: Date,
        pub wording: String,
        pub recorded_by: StaffId,
        pub recorded_at: DateTimeUtc,
        pub withdrawn_at: Option<DateTimeUtc>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const WORDS: &str = "consents.words";

/// The words of a consent.
#[derive(Serialize, Deserialize)]
struct Words {
    purpose: String,
    witness: String,
}

pub async fn add(tx: &impl ConnectionTrait, app: &App, key: &Key, consent: &Consent) -> Result<(), Outcome> {
    let words = Words { purpose: consent.purpose.clone(), witness: consent.witness.clone() };
    let row = consent::Model {
        id: consent.id,
        municipality_id: consent.municipality,
        case_id: consent.case,
        recipients: json(&consent.recipients),
        items: json(&consent.items),
        sealed_words: key.seal(&app.dice, place(WORDS, consent.id.0), &words),
        given_by: consent.given_by,
        given_how: consent.given_how,
        given_on: consent.given_on,
        until: consent.until,
        wording: consent.wording.clone(),
        recorded_by: consent.recorded_by,
        recorded_at: consent.recorded_at,
        withdrawn_at: consent.withdrawn_at,
        version: consent.version,
    };
    consent::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

fn json(value: &impl Serialize) -> serde_json::Value {
    serde_json::to_value(value).expect("ids and codes become JSON")
}

/// Saves that a consent was taken back; nothing else of it ever changes. Somebody who saved first wins.
pub async fn save_withdrawal(tx: &impl ConnectionTrait, consent: &Consent) -> Result<(), Outcome> {
    let saved = consent::Entity::update_many()
        .col_expr(consent::Column::WithdrawnAt, Expr::value(consent.withdrawn_at))
        .col_expr(consent::Column::Version, Expr::value(consent.version + 1))
        .filter(consent::Column::Id.eq(consent.id))
        .filter(consent::Column::Version.eq(consent.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// The consents of a case, oldest first.
pub async fn of_case(conn: &impl ConnectionTrait, key: &Key, case: &Case) -> Result<Vec<Consent>, Outcome> {
    let rows = consent::Entity::find()
        .filter(consent::Column::CaseId.eq(case.id))
        .order_by_asc(consent::Column::RecordedAt)
        .order_by_asc(consent::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| consent_of(row, key)).collect()
}

/// The consent `id` of a case.
pub async fn by_id(
    conn: &impl ConnectionTrait,
    key: &Key,
    case: &Case,
    id: ConsentId,
) -> Result<Option<Consent>, Outcome> {
    let row = consent::Entity::find_by_id(id).filter(consent::Column::CaseId.eq(case.id)).one(conn).await?;
    row.map(|row| consent_of(row, key)).transpose()
}

/// Which case a consent belongs to: whether the actor may know of it is the case's question.
pub async fn case_of(conn: &impl ConnectionTrait, id: ConsentId) -> Result<Option<CaseId>, Outcome> {
    Ok(consent::Entity::find_by_id(id).one(conn).await?.map(|row| row.case_id))
}

fn consent_of(row: consent::Model, key: &Key) -> Result<Consent, Outcome> {
    let odd = |_| Outcome::Broken(format!("consent {} does not hold together", row.id));
    let recipients: Vec<OrganizationId> = serde_json::from_value(row.recipients).map_err(odd)?;
    let items: BTreeSet<Item> = serde_json::from_value(row.items).map_err(odd)?;
    let words: Words = key.open(place(WORDS, row.id.0), &row.sealed_words)?;
    Ok(Consent {
        id: row.id,
        case: row.case_id,
        municipality: row.municipality_id,
        recipients,
        items,
        purpose: words.purpose,
        witness: words.witness,
        given_by: row.given_by,
        given_how: row.given_how,
        given_on: row.given_on,
        until: row.until,
        wording: row.wording,
        recorded_by: row.recorded_by,
        recorded_at: row.recorded_at,
        withdrawn_at: row.withdrawn_at,
        version: row.version,
    })
}
