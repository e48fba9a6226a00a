//! Rows of tries. What was said beside them is sealed with the key of the case.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde::{Deserialize, Serialize};

use super::model::{Attempt, State};
use crate::{
    people::{
        PartyKind,
        contact::{Barrier, Means},
    },
    platform::{
        App, Outcome,
        ids::{AttemptId, CaseId, MunicipalityId, StaffId},
        vault::{Key, place},
    },
};

mod row {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contact_attempts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: super::AttemptId,
        pub municipality_id: super::MunicipalityId,
        pub case_id: super::CaseId,
        pub party: super::PartyKind,
        pub means: super::Means,
        pub urgent: bool,
        pub staff_id: super::StaffId,
        pub at: DateTimeUtc,
        pub state: String,
        pub sealed_words: Vec<u8>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const COLUMN: &str = "contact_attempts.words";
/// How many tries a page shows.
const ON_A_PAGE: u64 = 100;

#[derive(Serialize, Deserialize)]
struct Words {
    reason: String,
    note: String,
    /// When it was barred: why. A day somebody asked to be left alone until is theirs.
    barrier: Option<Barrier>,
}

fn code(state: State) -> &'static str {
    match state {
        State::Barred(_) => "barred",
        State::Open => "open",
        State::Ended(ending) => ending.code(),
    }
}

fn words_of(attempt: &Attempt) -> Words {
    let barrier = match attempt.state {
        State::Barred(barrier) => Some(barrier),
        State::Open | State::Ended(_) => None,
    };
    Words { reason: attempt.reason.clone(), note: attempt.note.clone(), barrier }
}

fn attempt_of(row: row::Model, key: &Key) -> Result<Attempt, Outcome> {
    let words: Words = key.open(place(COLUMN, row.id.0), &row.sealed_words)?;
    let state = match (row.state.as_str(), words.barrier) {
        ("open", _) => State::Open,
        ("barred", Some(barrier)) => State::Barred(barrier),
        (ending, _) => {
            State::Ended(ending.parse().map_err(|_| Outcome::Broken(format!("contact_attempts.state: {ending}")))?)
        }
    };
    Ok(Attempt {
        id: row.id,
        municipality: row.municipality_id,
        case: row.case_id,
        party: row.party,
        means: row.means,
        urgent: row.urgent,
        staff: row.staff_id,
        at: row.at,
        state,
        reason: words.reason,
        note: words.note,
        version: row.version,
    })
}

pub async fn add(tx: &impl ConnectionTrait, app: &App, key: &Key, attempt: &Attempt) -> Result<(), Outcome> {
    row::Entity::insert(row::ActiveModel {
        id: Set(attempt.id),
        municipality_id: Set(attempt.municipality),
        case_id: Set(attempt.case),
        party: Set(attempt.party),
        means: Set(attempt.means),
        urgent: Set(attempt.urgent),
        staff_id: Set(attempt.staff),
        at: Set(attempt.at),
        state: Set(code(attempt.state).to_owned()),
        sealed_words: Set(key.seal(&app.dice, place(COLUMN, attempt.id.0), &words_of(attempt))),
        version: Set(1),
    })
    .exec_without_returning(tx)
    .await?;
    Ok(())
}

/// Saves how a try ended. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, app: &App, key: &Key, attempt: &Attempt) -> Result<(), Outcome> {
    let sealed = key.seal(&app.dice, place(COLUMN, attempt.id.0), &words_of(attempt));
    let saved = row::Entity::update_many()
        .col_expr(row::Column::State, Expr::value(code(attempt.state)))
        .col_expr(row::Column::SealedWords, Expr::value(sealed))
        .col_expr(row::Column::Version, Expr::value(attempt.version + 1))
        .filter(row::Column::Id.eq(attempt.id))
        .filter(row::Column::Version.eq(attempt.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// Which case a try belongs to: whether the actor may know of it is the case's question.
pub async fn case_of(conn: &impl ConnectionTrait, id: AttemptId) -> Result<Option<CaseId>, Outcome> {
    Ok(row::Entity::find_by_id(id).one(conn).await?.map(|row| row.case_id))
}

pub async fn by_id(conn: &impl ConnectionTrait, key: &Key, id: AttemptId) -> Result<Option<Attempt>, Outcome> {
    row::Entity::find_by_id(id).one(conn).await?.map(|row| attempt_of(row, key)).transpose()
}

/// The latest tries of a case, newest first.
pub async fn of_case(conn: &impl ConnectionTrait, key: &Key, case: CaseId) -> Result<Vec<Attempt>, Outcome> {
    let rows = row::Entity::find()
        .filter(row::Column::CaseId.eq(case))
        .order_by_desc(row::Column::At)
        .order_by_desc(row::Column::Id)
        .limit(ON_A_PAGE)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| attempt_of(row, key)).collect()
}
