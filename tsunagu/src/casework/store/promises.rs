//! Rows of promises and edges. Words are sealed with the key of the case.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, SelectStatement},
};
use serde::{Deserialize, Serialize};

use crate::{
    casework::model::promise::{Edge, EdgeWords, Outcome as Became, Promise, PromiseKind, Standing},
    platform::{
        App, Outcome,
        ids::{CaseId, EdgeId, MunicipalityId, PromiseId, StaffId},
        vault::{Key, place},
    },
};

mod promise {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "promises")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PromiseId,
        pub municipality_id: MunicipalityId,
        pub case_id: CaseId,
        pub kind: PromiseKind,
        pub staff_id: StaffId,
        pub day: Option<Date>,
        pub state: String,
        pub made_by: StaffId,
        pub made_at: DateTimeUtc,
        pub settled_by: Option<StaffId>,
        pub settled_at: Option<DateTimeUtc>,
        pub sealed_words: Vec<u8>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod edge {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_edges")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EdgeId,
        pub municipality_id: MunicipalityId,
        pub case_id: CaseId,
        pub day: Date,
        pub sealed_words: Vec<u8>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const PROMISE: &str = "promises.words";
const EDGE: &str = "case_edges.words";
const OPEN: &str = "open";

#[derive(Serialize, Deserialize)]
struct Words {
    words: String,
    afterwards: String,
}

fn columns(standing: Standing) -> (&'static str, Option<StaffId>, Option<DateTime<Utc>>) {
    match standing {
        Standing::Open => (OPEN, None, None),
        Standing::Settled { outcome, by, at } => (outcome.code(), Some(by), Some(at)),
    }
}

fn promise_of(row: promise::Model, key: &Key) -> Result<Promise, Outcome> {
    let odd = || Outcome::Broken(format!("promises {} does not hold together", row.id));
    let standing = match (row.state.as_str(), row.settled_by, row.settled_at) {
        (OPEN, _, _) => Standing::Open,
        (code, Some(by), Some(at)) => {
            let outcome: Became = code.parse().map_err(|_| odd())?;
            Standing::Settled { outcome, by, at }
        }
        (_, _, _) => return Err(odd()),
    };
    let words: Words = key.open(place(PROMISE, row.id.0), &row.sealed_words)?;
    Ok(Promise {
        id: row.id,
        municipality: row.municipality_id,
        case: row.case_id,
        kind: row.kind,
        staff: row.staff_id,
        day: row.day,
        made_by: row.made_by,
        made_at: row.made_at,
        standing,
        words: words.words,
        afterwards: words.afterwards,
        version: row.version,
    })
}

pub async fn add(tx: &impl ConnectionTrait, app: &App, key: &Key, promise: &Promise) -> Result<(), Outcome> {
    let (state, settled_by, settled_at) = columns(promise.standing);
    let words = Words { words: promise.words.clone(), afterwards: promise.afterwards.clone() };
    let row = promise::Model {
        id: promise.id,
        municipality_id: promise.municipality,
        case_id: promise.case,
        kind: promise.kind,
        staff_id: promise.staff,
        day: promise.day,
        state: state.to_owned(),
        made_by: promise.made_by,
        made_at: promise.made_at,
        settled_by,
        settled_at,
        sealed_words: key.seal(&app.dice, place(PROMISE, promise.id.0), &words),
        version: promise.version,
    };
    promise::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves what became of a promise. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, app: &App, key: &Key, promise: &Promise) -> Result<(), Outcome> {
    let (state, settled_by, settled_at) = columns(promise.standing);
    let words = Words { words: promise.words.clone(), afterwards: promise.afterwards.clone() };
    let sealed = key.seal(&app.dice, place(PROMISE, promise.id.0), &words);
    let saved = promise::Entity::update_many()
        .col_expr(promise::Column::State, Expr::value(state))
        .col_expr(promise::Column::SettledBy, Expr::value(settled_by.map(|staff| staff.0)))
        .col_expr(promise::Column::SettledAt, Expr::value(settled_at))
        .col_expr(promise::Column::SealedWords, Expr::value(sealed))
        .col_expr(promise::Column::Version, Expr::value(promise.version + 1))
        .filter(promise::Column::Id.eq(promise.id))
        .filter(promise::Column::Version.eq(promise.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// Which case a promise belongs to: whether the actor may know of it is the case's question.
pub async fn case_of(conn: &impl ConnectionTrait, id: PromiseId) -> Result<Option<CaseId>, Outcome> {
    Ok(promise::Entity::find_by_id(id).one(conn).await?.map(|row| row.case_id))
}

pub async fn by_id(conn: &impl ConnectionTrait, key: &Key, id: PromiseId) -> Result<Option<Promise>, Outcome> {
    promise::Entity::find_by_id(id).one(conn).await?.map(|row| promise_of(row, key)).transpose()
}

/// The promises of a case, latest first.
pub async fn of_case(conn: &impl ConnectionTrait, key: &Key, case: CaseId) -> Result<Vec<Promise>, Outcome> {
    let rows = promise::Entity::find()
        .filter(promise::Column::CaseId.eq(case))
        .order_by_desc(promise::Column::MadeAt)
        .order_by_desc(promise::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| promise_of(row, key)).collect()
}

/// A promise on a day's list, still sealed: the keys of all its cases are asked for at once.
pub struct Sealed(promise::Model);

impl Sealed {
    pub fn case(&self) -> CaseId {
        self.0.case_id
    }

    pub fn open(self, key: &Key) -> Result<Promise, Outcome> {
        promise_of(self.0, key)
    }
}

/// Open promises of these members of staff in the given cases, those with the nearest day first.
pub async fn open_of(
    conn: &impl ConnectionTrait,
    staff: &[StaffId],
    cases: SelectStatement,
) -> Result<Vec<Sealed>, Outcome> {
    let rows = promise::Entity::find()
        .filter(promise::Column::StaffId.is_in(staff.iter().copied()))
        .filter(promise::Column::State.eq(OPEN))
        .filter(promise::Column::Kind.eq(PromiseKind::Promise.code()))
        .filter(promise::Column::CaseId.in_subquery(cases))
        .order_by_asc(promise::Column::Day)
        .order_by_asc(promise::Column::Id)
        .limit(200)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Sealed).collect())
}

/// Whoever leads from now on keeps what the lead before them promised and has not done.
pub async fn pass_on(tx: &impl ConnectionTrait, case: CaseId, from: StaffId, to: StaffId) -> Result<(), Outcome> {
    promise::Entity::update_many()
        .col_expr(promise::Column::StaffId, Expr::value(to.0))
        .col_expr(promise::Column::Version, Expr::col(promise::Column::Version).add(1))
        .filter(promise::Column::CaseId.eq(case))
        .filter(promise::Column::StaffId.eq(from))
        .filter(promise::Column::State.eq(OPEN))
        .exec(tx)
        .await?;
    Ok(())
}

/// When a word was offered last in each of these cases.
pub async fn offered_last(
    conn: &impl ConnectionTrait,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, DateTime<Utc>)>, Outcome> {
    let rows = promise::Entity::find()
        .filter(promise::Column::CaseId.is_in(cases.iter().copied()))
        .filter(promise::Column::Kind.eq(PromiseKind::CheckIn.code()))
        .order_by_asc(promise::Column::MadeAt)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.case_id, row.made_at)).collect())
}

fn edge_of(row: edge::Model, key: &Key) -> Result<Edge, Outcome> {
    let words: EdgeWords = key.open(place(EDGE, row.id.0), &row.sealed_words)?;
    Ok(Edge { id: row.id, municipality: row.municipality_id, case: row.case_id, day: row.day, words })
}

pub async fn add_edge(tx: &impl ConnectionTrait, app: &App, key: &Key, edge: &Edge) -> Result<(), Outcome> {
    let row = edge::Model {
        id: edge.id,
        municipality_id: edge.municipality,
        case_id: edge.case,
        day: edge.day,
        sealed_words: key.seal(&app.dice, place(EDGE, edge.id.0), &edge.words),
        version: 1,
    };
    edge::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

pub async fn remove_edge(tx: &impl ConnectionTrait, case: CaseId, id: EdgeId) -> Result<bool, Outcome> {
    let removed = edge::Entity::delete_many()
        .filter(edge::Column::Id.eq(id))
        .filter(edge::Column::CaseId.eq(case))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected == 1)
}

/// The edges of a case, soonest first.
pub async fn edges_of(conn: &impl ConnectionTrait, key: &Key, case: CaseId) -> Result<Vec<Edge>, Outcome> {
    let rows = edge::Entity::find()
        .filter(edge::Column::CaseId.eq(case))
        .order_by_asc(edge::Column::Day)
        .order_by_asc(edge::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| edge_of(row, key)).collect()
}

/// An edge on a day's list, still sealed.
pub struct SealedEdge(edge::Model);

impl SealedEdge {
    pub fn case(&self) -> CaseId {
        self.0.case_id
    }

    pub fn open(self, key: &Key) -> Result<Edge, Outcome> {
        edge_of(self.0, key)
    }
}

/// Edges that lie between two days in the given cases, soonest first.
pub async fn edges_between(
    conn: &impl ConnectionTrait,
    (from, until): (NaiveDate, NaiveDate),
    cases: SelectStatement,
) -> Result<Vec<SealedEdge>, Outcome> {
    let rows = edge::Entity::find()
        .filter(edge::Column::Day.gte(from))
        .filter(edge::Column::Day.lte(until))
        .filter(edge::Column::CaseId.in_subquery(cases))
        .order_by_asc(edge::Column::Day)
        .order_by_asc(edge::Column::Id)
        .limit(200)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(SealedEdge).collect())
}
