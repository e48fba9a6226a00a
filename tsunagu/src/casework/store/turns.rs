//! Rows of changes of state. Their words are sealed with the key of the case.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};
use serde::{Deserialize, Serialize};

use crate::{
    casework::model::state::{Cause, Turn, TurnRecord, TurnStanding, Voice},
    platform::{
        App, Outcome,
        ids::{CaseId, MunicipalityId, StaffId, TurnId},
        vault::{Key, place},
    },
};

mod row {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_turns")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TurnId,
        pub municipality_id: MunicipalityId,
        pub case_id: CaseId,
        pub turn: Turn,
        pub detail: Option<String>,
        pub voice: Voice,
        pub staff_id: Option<StaffId>,
        pub at: DateTimeUtc,
        pub standing: String,
        /// The case, while somebody else is to look: at most one ending waits.
        pub waiting_case_id: Option<CaseId>,
        pub second_id: Option<StaffId>,
        pub second_at: Option<DateTimeUtc>,
        pub sealed_words: Vec<u8>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const COLUMN: &str = "case_turns.words";

#[derive(Serialize, Deserialize)]
struct Words {
    words: String,
    closing: String,
}

fn standing(standing: TurnStanding) -> (&'static str, Option<StaffId>, Option<chrono::DateTime<chrono::Utc>>) {
    match standing {
        TurnStanding::Done => ("done", None, None),
        TurnStanding::Waiting => ("waiting", None, None),
        TurnStanding::Seen { by, at } => ("seen", Some(by), Some(at)),
        TurnStanding::PutAside { by, at } => ("put-aside", Some(by), Some(at)),
    }
}

fn turn_of(row: row::Model, key: &Key) -> Result<TurnRecord, Outcome> {
    let odd = || Outcome::Broken(format!("case_turns {} does not hold together", row.id));
    let detail = row.detail.as_deref().unwrap_or_default();
    let cause = match row.turn {
        Turn::Rested => Cause::Rested(detail.parse().map_err(|_| odd())?),
        Turn::Ended => Cause::Ended(detail.parse().map_err(|_| odd())?),
        Turn::Reopened => Cause::Reopened,
    };
    let standing = match (row.standing.as_str(), row.second_id, row.second_at) {
        ("done", None, None) => TurnStanding::Done,
        ("waiting", None, None) => TurnStanding::Waiting,
        ("seen", Some(by), Some(at)) => TurnStanding::Seen { by, at },
        ("put-aside", Some(by), Some(at)) => TurnStanding::PutAside { by, at },
        (_, _, _) => return Err(odd()),
    };
    let words: Words = key.open(place(COLUMN, row.id.0), &row.sealed_words)?;
    Ok(TurnRecord {
        id: row.id,
        municipality: row.municipality_id,
        case: row.case_id,
        cause,
        voice: row.voice,
        staff: row.staff_id,
        at: row.at,
        standing,
        words: words.words,
        closing: words.closing,
        version: row.version,
    })
}

pub async fn add(tx: &impl ConnectionTrait, app: &App, key: &Key, turn: &TurnRecord) -> Result<(), Outcome> {
    let (standing, second_id, second_at) = standing(turn.standing);
    let words = Words { words: turn.words.clone(), closing: turn.closing.clone() };
    let row = row::Model {
        id: turn.id,
        municipality_id: turn.municipality,
        case_id: turn.case,
        turn: turn.cause.turn(),
        detail: turn.cause.detail().map(str::to_owned),
        voice: turn.voice,
        staff_id: turn.staff,
        at: turn.at,
        standing: standing.to_owned(),
        waiting_case_id: (turn.standing == TurnStanding::Waiting).then_some(turn.case),
        second_id,
        second_at,
        sealed_words: key.seal(&app.dice, place(COLUMN, turn.id.0), &words),
        version: turn.version,
    };
    row::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves what the second person said. Somebody who saved first wins.
pub async fn save_look(tx: &impl ConnectionTrait, turn: &TurnRecord) -> Result<(), Outcome> {
    let (standing, second_id, second_at) = standing(turn.standing);
    let saved = row::Entity::update_many()
        .col_expr(row::Column::Standing, Expr::value(standing))
        .col_expr(row::Column::WaitingCaseId, Expr::value(Option::<uuid::Uuid>::None))
        .col_expr(row::Column::SecondId, Expr::value(second_id.map(|staff| staff.0)))
        .col_expr(row::Column::SecondAt, Expr::value(second_at))
        .col_expr(row::Column::Version, Expr::value(turn.version + 1))
        .filter(row::Column::Id.eq(turn.id))
        .filter(row::Column::Version.eq(turn.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// The changes of state of a case, newest first.
pub async fn of_case(conn: &impl ConnectionTrait, key: &Key, case: CaseId) -> Result<Vec<TurnRecord>, Outcome> {
    let rows = row::Entity::find()
        .filter(row::Column::CaseId.eq(case))
        .order_by_desc(row::Column::At)
        .order_by_desc(row::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| turn_of(row, key)).collect()
}

/// The ending of a case that waits for a second look.
pub async fn waiting(conn: &impl ConnectionTrait, key: &Key, case: CaseId) -> Result<Option<TurnRecord>, Outcome> {
    let row = row::Entity::find().filter(row::Column::WaitingCaseId.eq(case)).one(conn).await?;
    row.map(|row| turn_of(row, key)).transpose()
}

/// Cases of `cases` in which an ending waits, with who asked for it.
pub async fn waiting_among(
    conn: &impl ConnectionTrait,
    cases: sea_orm::sea_query::SelectStatement,
) -> Result<Vec<(CaseId, Option<StaffId>)>, Outcome> {
    let rows = row::Entity::find().filter(row::Column::WaitingCaseId.in_subquery(cases)).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.case_id, row.staff_id)).collect())
}

/// When somebody began to rest last in each of these cases.
pub async fn rested_last(
    conn: &impl ConnectionTrait,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, chrono::DateTime<chrono::Utc>)>, Outcome> {
    let rows = row::Entity::find()
        .filter(row::Column::CaseId.is_in(cases.iter().copied()))
        .filter(row::Column::Turn.eq(Turn::Rested.code()))
        .order_by_asc(row::Column::At)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.case_id, row.at)).collect())
}
