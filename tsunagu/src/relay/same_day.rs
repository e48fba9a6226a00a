//! Something to make sure of on the same day (S-095): whoever has nothing to eat, lives with violence or is in despair is
//! not left until tomorrow. The line names nobody and not the reason; it leads to where both stand.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use crate::{
    accounts::{Actor, Duty, allows},
    platform::{
        App, Outcome,
        ids::{MunicipalityId, OrganizationId, SheetId, StaffId, ThreadId},
        trail::{self, Deed},
        web::Once,
    },
};

mod check {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "same_day_checks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub municipality_id: MunicipalityId,
        pub organization_id: OrganizationId,
        pub raised_on: Date,
        pub done_by: Option<StaffId>,
        pub done_at: Option<DateTimeUtc>,
        pub round: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const THREAD: &str = "thread";
const SHEET: &str = "sheet";

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Thread(ThreadId),
    Sheet(SheetId),
}

impl Subject {
    fn row(self) -> (uuid::Uuid, &'static str) {
        match self {
            Self::Thread(id) => (id.0, THREAD),
            Self::Sheet(id) => (id.0, SHEET),
        }
    }
}

/// A line of the day.
pub struct SameDayCheck {
    pub id: uuid::Uuid,
    pub link: String,
    pub raised_on: NaiveDate,
    /// How often it has been asked: made sure of is what was seen.
    pub round: i32,
}

/// Asks the organisation to make sure of it today, within the transaction of what was saved. Said again, it is asked
/// again.
pub async fn raise(
    tx: &impl ConnectionTrait,
    app: &App,
    (municipality, organization): (MunicipalityId, OrganizationId),
    subject: Subject,
) -> Result<(), Outcome> {
    let (id, kind) = subject.row();
    let (nobody, never): (Option<uuid::Uuid>, Option<DateTime<Utc>>) = (None, None);
    let again = check::Entity::update_many()
        .col_expr(check::Column::OrganizationId, Expr::value(organization.0))
        .col_expr(check::Column::RaisedOn, Expr::value(app.now().today()))
        .col_expr(check::Column::DoneBy, Expr::value(nobody))
        .col_expr(check::Column::DoneAt, Expr::value(never))
        .col_expr(check::Column::Round, Expr::col(check::Column::Round).add(1))
        .filter(check::Column::Id.eq(id))
        .exec(tx)
        .await?;
    if again.rows_affected > 0 {
        return Ok(());
    }
    let row = check::Model {
        id,
        kind: kind.to_owned(),
        municipality_id: municipality,
        organization_id: organization,
        raised_on: app.now().today(),
        done_by: None,
        done_at: None,
        round: 1,
    };
    check::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// What the actor's organisation has not made sure of yet, the oldest first. A thread is for those who read threads.
pub async fn open_for(app: &App, actor: &Actor) -> Result<Vec<SameDayCheck>, Outcome> {
    let rows = check::Entity::find()
        .filter(check::Column::OrganizationId.eq(actor.organization))
        .filter(check::Column::MunicipalityId.eq(actor.municipality))
        .filter(check::Column::DoneAt.is_null())
        .order_by_asc(check::Column::RaisedOn)
        .order_by_asc(check::Column::Id)
        .limit(200)
        .all(app.db.read())
        .await?;
    let rows = rows.into_iter().filter(|row| is_for(actor, row));
    let line = |row: check::Model| SameDayCheck {
        round: row.round,
        link: match row.kind.as_str() {
            SHEET => format!("/sheets/{}", row.id),
            _ => format!("/threads/{}/application", row.id),
        },
        id: row.id,
        raised_on: row.raised_on,
    };
    Ok(rows.map(line).collect())
}

fn is_for(actor: &Actor, row: &check::Model) -> bool {
    row.kind == SHEET || allows(actor.role, Duty::ReadThreads)
}

/// Somebody made sure of what they saw: `round` is the one on their page. Asked again meanwhile, it is asked still. Who and
/// when stays.
pub async fn done(app: &App, actor: &Actor, (id, round): (uuid::Uuid, i32), once: Once) -> Result<(), Outcome> {
    let deed = || Deed {
        municipality: actor.municipality,
        doer: actor.doer(),
        action: "relay.same-day",
        object: format!("check:{id}"),
        subject: None,
        detail: String::new(),
    };
    let result = async {
        let now = app.now();
        let tx = app.db.write().await?;
        let found = check::Entity::find_by_id(id)
            .filter(check::Column::OrganizationId.eq(actor.organization))
            .filter(check::Column::MunicipalityId.eq(actor.municipality))
            .one(&tx)
            .await?;
        let found = found.filter(|row| is_for(actor, row)).ok_or(Outcome::NotFound)?;
        actor.must(Duty::SendSheets)?;
        if once.already(&tx).await?.is_some() {
            return Ok(());
        }
        if found.round != round {
            return Err(Outcome::Conflict);
        }
        check::Entity::update_many()
            .col_expr(check::Column::DoneBy, Expr::value(Some(actor.staff.0)))
            .col_expr(check::Column::DoneAt, Expr::value(Some(now.0)))
            .filter(check::Column::Id.eq(id))
            .filter(check::Column::Round.eq(round))
            .filter(check::Column::DoneAt.is_null())
            .exec(&tx)
            .await?;
        trail::record(&tx, &app.vault, now, deed()).await?;
        once.finish(app, tx, id.to_string()).await?;
        Ok(())
    }
    .await;
    trail::keep_refusal(&app.db, &app.vault, app.now(), deed(), result).await
}
