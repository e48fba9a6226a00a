//! Rows of measures that serve a goal.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::super::model::goals::{GoalMeasure, Subject};
use crate::{
    accounts::Actor,
    platform::{
        Outcome, Refusal, db,
        ids::{GoalMeasureId, MunicipalityId, StaffId, TextId},
    },
};

mod row {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "goal_measures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: GoalMeasureId,
        pub municipality_id: MunicipalityId,
        pub text_id: TextId,
        pub seq: i32,
        pub point: i32,
        pub fiscal_year: i32,
        pub subject: String,
        pub name: String,
        pub done: String,
        pub added_at: DateTimeUtc,
        pub added_by: StaffId,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn measure_of(row: row::Model) -> Result<GoalMeasure, Outcome> {
    let subject: Subject = row.subject.parse().map_err(|()| Outcome::Broken(format!("goal measure {}", row.id)))?;
    Ok(GoalMeasure {
        id: row.id,
        municipality: row.municipality_id,
        text: row.text_id,
        seq: row.seq,
        point: row.point,
        fiscal_year: row.fiscal_year,
        subject,
        name: row.name,
        done: row.done,
    })
}

/// The measures of a town for a text, in every year, in the order in which they were added.
pub async fn of(conn: &impl ConnectionTrait, town: MunicipalityId, text: TextId) -> Result<Vec<GoalMeasure>, Outcome> {
    let rows = row::Entity::find()
        .filter(row::Column::MunicipalityId.eq(town))
        .filter(row::Column::TextId.eq(text))
        .order_by_asc(row::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(measure_of).collect()
}

/// Adds a measure. The same one under the same point and year is said once.
pub async fn add(
    tx: &impl ConnectionTrait,
    measure: &GoalMeasure,
    (at, by): (DateTime<Utc>, StaffId),
) -> Result<(), Outcome> {
    let added = row::Entity::insert(row::ActiveModel {
        id: Set(measure.id),
        municipality_id: Set(measure.municipality),
        text_id: Set(measure.text),
        seq: Set(measure.seq),
        point: Set(measure.point),
        fiscal_year: Set(measure.fiscal_year),
        subject: Set(measure.subject.to_string()),
        name: Set(measure.name.clone()),
        done: Set(measure.done.clone()),
        added_at: Set(at),
        added_by: Set(by),
    })
    .exec_without_returning(tx)
    .await;
    match added {
        Err(error) if db::is_duplicate(&error) => Err(Refusal::new("refused-measure-twice").into()),
        other => Ok(other.map(|_| ())?),
    }
}

/// Takes a measure of the person's own town out of a text; answers whether it was there.
pub async fn remove(
    tx: &impl ConnectionTrait,
    actor: &Actor,
    text: TextId,
    id: GoalMeasureId,
) -> Result<bool, Outcome> {
    let removed = row::Entity::delete_many()
        .filter(row::Column::Id.eq(id))
        .filter(row::Column::TextId.eq(text))
        .filter(row::Column::MunicipalityId.eq(actor.municipality))
        .exec(tx)
        .await?;
    Ok(removed.rows_affected == 1)
}
