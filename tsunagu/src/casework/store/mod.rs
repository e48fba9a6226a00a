//! Rows of cases and their teams. What belongs to a case beside them has files of its own.

pub mod consents;
pub mod drafts;
pub mod entries;
pub mod leads;
pub mod papers;
pub mod promises;
pub mod turns;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, SelectStatement},
};

use super::model::{
    Case, Intake,
    state::{CaseState, EndReason, Rhythm, StateKind},
};
use crate::{
    accounts::Actor,
    people::{self, PartyKind},
    platform::{
        App, Outcome,
        ids::{CaseId, KeyId, MunicipalityId, OrganizationId, StaffId},
        vault::{Key, place},
    },
};

mod case {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "cases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CaseId,
        pub municipality_id: MunicipalityId,
        pub number: String,
        pub key_id: KeyId,
        pub responsible_organization_id: OrganizationId,
        pub state: StateKind,
        pub rhythm: Option<Rhythm>,
        pub end_reason: Option<EndReason>,
        pub ended_at: Option<DateTimeUtc>,
        pub first_received_at: DateTimeUtc,
        pub received_by: StaffId,
        pub lead_id: Option<StaffId>,
        pub sealed_intake: Vec<u8>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod number {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_numbers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub municipality_id: super::MunicipalityId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub fiscal_year: i32,
        pub last: i32,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod team {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_teams")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: super::CaseId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub organization_id: super::OrganizationId,
        pub joined_at: DateTimeUtc,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const INTAKE: &str = "cases.intake";

impl From<case::Model> for Case {
    fn from(row: case::Model) -> Self {
        Self {
            id: row.id,
            municipality: row.municipality_id,
            number: row.number,
            key: row.key_id,
            responsible: row.responsible_organization_id,
            state: state_of(row.state, row.rhythm, (row.end_reason, row.ended_at), row.first_received_at),
            first_received_at: row.first_received_at,
            received_by: row.received_by,
            lead: row.lead_id.unwrap_or(row.received_by),
            version: row.version,
        }
    }
}

/// A case that rested or had ended before the facts of these states were kept: nothing was said about a rhythm, and it
/// was the person who had had enough.
fn state_of(
    kind: StateKind,
    rhythm: Option<Rhythm>,
    (reason, at): (Option<EndReason>, Option<DateTime<Utc>>),
    received_at: DateTime<Utc>,
) -> CaseState {
    match kind {
        StateKind::Connected => CaseState::Connected,
        StateKind::Resting => CaseState::Resting { rhythm: rhythm.unwrap_or(Rhythm::WhenTheyLike) },
        StateKind::Ended => {
            CaseState::Ended { reason: reason.unwrap_or(EndReason::Enough), at: at.unwrap_or(received_at) }
        }
    }
}

type Ending = (Option<EndReason>, Option<DateTime<Utc>>);

/// The columns of a state: its name, the rhythm, why and when it ended.
fn state_columns(state: CaseState) -> (StateKind, Option<Rhythm>, Ending) {
    match state {
        CaseState::Connected => (StateKind::Connected, None, (None, None)),
        CaseState::Resting { rhythm } => (StateKind::Resting, Some(rhythm), (None, None)),
        CaseState::Ended { reason, at } => (StateKind::Ended, None, (Some(reason), Some(at))),
    }
}

/// Takes the next number of a fiscal year. Whoever comes at the same moment queues on the row.
pub async fn take_number(
    tx: &impl ConnectionTrait,
    municipality: MunicipalityId,
    fiscal_year: i32,
) -> Result<String, Outcome> {
    if !raise_number(tx, municipality, fiscal_year).await? {
        let first =
            number::ActiveModel { municipality_id: Set(municipality), fiscal_year: Set(fiscal_year), last: Set(0) };
        // Two may begin the year at the same moment; the second finds the row of the first.
        let columns = [number::Column::MunicipalityId, number::Column::FiscalYear];
        number::Entity::insert(first).on_conflict_do_nothing_on(columns).exec_without_returning(tx).await?;
        raise_number(tx, municipality, fiscal_year).await?;
    }
    let row = number::Entity::find_by_id((municipality, fiscal_year)).one(tx).await?;
    let nth = row.ok_or_else(|| Outcome::Broken("case number vanished".into()))?.last;
    Ok(Case::number_of(fiscal_year, nth))
}

async fn raise_number(
    tx: &impl ConnectionTrait,
    municipality: MunicipalityId,
    fiscal_year: i32,
) -> Result<bool, Outcome> {
    let raised = number::Entity::update_many()
        .col_expr(number::Column::Last, Expr::col(number::Column::Last).add(1))
        .filter(number::Column::MunicipalityId.eq(municipality))
        .filter(number::Column::FiscalYear.eq(fiscal_year))
        .exec(tx)
        .await?;
    Ok(raised.rows_affected == 1)
}

pub async fn add(tx: &impl ConnectionTrait, app: &App, key: &Key, case: &Case, intake: &Intake) -> Result<(), Outcome> {
    let (state, rhythm, (end_reason, ended_at)) = state_columns(case.state);
    let row = case::Model {
        id: case.id,
        municipality_id: case.municipality,
        number: case.number.clone(),
        key_id: case.key,
        responsible_organization_id: case.responsible,
        state,
        rhythm,
        end_reason,
        ended_at,
        first_received_at: case.first_received_at,
        received_by: case.received_by,
        lead_id: Some(case.lead),
        sealed_intake: key.seal(&app.dice, place(INTAKE, case.id.0), intake),
        version: case.version,
    };
    case::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves who is responsible, who leads and where the case stands. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, case: &Case) -> Result<(), Outcome> {
    let (state, rhythm, (end_reason, ended_at)) = state_columns(case.state);
    let saved = case::Entity::update_many()
        .col_expr(case::Column::ResponsibleOrganizationId, Expr::value(case.responsible.0))
        .col_expr(case::Column::State, Expr::value(state.code()))
        .col_expr(case::Column::Rhythm, Expr::value(rhythm.map(Rhythm::code)))
        .col_expr(case::Column::EndReason, Expr::value(end_reason.map(EndReason::code)))
        .col_expr(case::Column::EndedAt, Expr::value(ended_at))
        .col_expr(case::Column::LeadId, Expr::value(case.lead.0))
        .col_expr(case::Column::Version, Expr::value(case.version + 1))
        .filter(case::Column::Id.eq(case.id))
        .filter(case::Column::Version.eq(case.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// An organisation joins the team of a case.
pub async fn join_team(
    tx: &impl ConnectionTrait,
    case: CaseId,
    organization: OrganizationId,
    at: DateTime<Utc>,
) -> Result<(), Outcome> {
    let row = team::Model { case_id: case, organization_id: organization, joined_at: at };
    team::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// The organisations whose staff open the full file.
pub async fn team_of(conn: &impl ConnectionTrait, case: CaseId) -> Result<Vec<OrganizationId>, Outcome> {
    let rows = team::Entity::find().filter(team::Column::CaseId.eq(case)).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.organization_id).collect())
}

fn cases_with(organization: OrganizationId) -> SelectStatement {
    team::Entity::find()
        .select_only()
        .column(team::Column::CaseId)
        .filter(team::Column::OrganizationId.eq(organization))
        .into_query()
}

/// The cases whose full file is open to the actor, for a question about what belongs to them.
pub fn cases_open_to(actor: &Actor) -> SelectStatement {
    case::Entity::find()
        .select_only()
        .column(case::Column::Id)
        .filter(case::Column::MunicipalityId.eq(actor.municipality))
        .filter(case::Column::Id.in_subquery(cases_with(actor.organization)))
        .into_query()
}

/// Of `ids`, the cases that are open to the actor.
pub async fn among(conn: &impl ConnectionTrait, actor: &Actor, ids: &[CaseId]) -> Result<Vec<Case>, Outcome> {
    let rows = case::Entity::find()
        .filter(case::Column::Id.is_in(ids.iter().copied()))
        .filter(case::Column::Id.in_subquery(cases_open_to(actor)))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Case::from).collect())
}

/// The case `id`, as staff of an organisation of its team.
pub async fn find_for(conn: &impl ConnectionTrait, actor: &Actor, id: CaseId) -> Result<Option<Case>, Outcome> {
    Ok(case::Entity::find_by_id(id)
        .filter(case::Column::MunicipalityId.eq(actor.municipality))
        .filter(case::Column::Id.in_subquery(cases_with(actor.organization)))
        .one(conn)
        .await?
        .map(Case::from))
}

/// The case `id`, for a verb that asks for its own ground (a relay sheet that was sent to the actor).
pub async fn by_id(conn: &impl ConnectionTrait, id: CaseId) -> Result<Option<Case>, Outcome> {
    Ok(case::Entity::find_by_id(id).one(conn).await?.map(Case::from))
}

/// What was told at the beginning.
pub async fn intake_of(conn: &impl ConnectionTrait, key: &Key, case: &Case) -> Result<Intake, Outcome> {
    let row = case::Entity::find_by_id(case.id).one(conn).await?.ok_or(Outcome::NotFound)?;
    key.open(place(INTAKE, case.id.0), &row.sealed_intake)
}

/// Saves what was told. Somebody who saved first wins.
pub async fn save_intake(
    tx: &impl ConnectionTrait,
    app: &App,
    key: &Key,
    case: &Case,
    intake: &Intake,
) -> Result<(), Outcome> {
    let sealed = key.seal(&app.dice, place(INTAKE, case.id.0), intake);
    let saved = case::Entity::update_many()
        .col_expr(case::Column::SealedIntake, Expr::value(sealed))
        .col_expr(case::Column::Version, Expr::value(case.version + 1))
        .filter(case::Column::Id.eq(case.id))
        .filter(case::Column::Version.eq(case.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// A case on a list.
pub struct CaseRow {
    pub case: Case,
    /// What the person, or whoever came for them, is called (may be empty). Nothing where the file is not theirs to open.
    pub called: Option<String>,
}

/// Cases on one page of a list.
pub const CASES_ON_A_PAGE: usize = 50;

/// Cases the actor's organisation is responsible for or in whose team it is, newest first, those opened before `before`.
pub async fn cases_of(
    conn: &impl ConnectionTrait,
    app: &App,
    actor: &Actor,
    before: Option<CaseId>,
) -> Result<Vec<CaseRow>, Outcome> {
    let mine = case::Column::ResponsibleOrganizationId
        .eq(actor.organization)
        .or(case::Column::Id.in_subquery(cases_with(actor.organization)));
    let mut query = case::Entity::find().filter(case::Column::MunicipalityId.eq(actor.municipality)).filter(mine);
    if let Some(before) = before {
        query = query.filter(case::Column::Id.lt(before));
    }
    let rows = query.order_by_desc(case::Column::Id).limit(CASES_ON_A_PAGE as u64).all(conn).await?;
    let ids: Vec<CaseId> = rows.iter().map(|row| row.id).collect();
    let open: HashSet<CaseId> = team::Entity::find()
        .filter(team::Column::OrganizationId.eq(actor.organization))
        .filter(team::Column::CaseId.is_in(ids))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| row.case_id)
        .collect();
    let readable = rows.iter().filter(|row| open.contains(&row.id)).map(|row| row.key_id);
    let keys = app.vault.keys(conn, readable).await?;
    let mut lines = Vec::new();
    for case in rows.into_iter().map(Case::from) {
        let called = match keys.get(&case.key) {
            Some(key) => Some(called(conn, key, &case).await?),
            None => None,
        };
        lines.push(CaseRow { case, called });
    }
    Ok(lines)
}

/// What the person, or whoever came for them, is called; may be empty.
pub async fn called(conn: &impl ConnectionTrait, key: &Key, case: &Case) -> Result<String, Outcome> {
    for kind in [PartyKind::Person, PartyKind::Caller] {
        let profile = people::profile_of(conn, key, case.id, kind).await?;
        if !profile.called().is_empty() {
            return Ok(profile.called().to_owned());
        }
    }
    Ok(String::new())
}

/// The case with the number `number`, as staff of an organisation of its team.
pub async fn numbered(conn: &impl ConnectionTrait, actor: &Actor, number: &str) -> Result<Option<CaseId>, Outcome> {
    Ok(case::Entity::find()
        .filter(case::Column::MunicipalityId.eq(actor.municipality))
        .filter(case::Column::Number.eq(number))
        .filter(case::Column::Id.in_subquery(cases_with(actor.organization)))
        .one(conn)
        .await?
        .map(|row| row.id))
}

/// Of `ids`, the cases that have ended.
pub async fn ended_among(conn: &impl ConnectionTrait, ids: &[CaseId]) -> Result<Vec<Case>, Outcome> {
    let rows = case::Entity::find()
        .filter(case::Column::Id.is_in(ids.iter().copied()))
        .filter(case::Column::State.eq(StateKind::Ended.code()))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Case::from).collect())
}

/// The cases the actor leads and may open, for a question about what belongs to them.
pub fn cases_led_by(actor: &Actor) -> SelectStatement {
    case::Entity::find()
        .select_only()
        .column(case::Column::Id)
        .filter(case::Column::MunicipalityId.eq(actor.municipality))
        .filter(
            case::Column::LeadId
                .eq(actor.staff)
                .or(case::Column::LeadId.is_null().and(case::Column::ReceivedBy.eq(actor.staff))),
        )
        .filter(case::Column::Id.in_subquery(cases_with(actor.organization)))
        .into_query()
}

/// Cases the actor leads in which somebody rests and chose to hear from us now and then.
pub async fn resting_with_rhythm(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Case>, Outcome> {
    let rows = case::Entity::find()
        .filter(case::Column::Id.in_subquery(cases_led_by(actor)))
        .filter(case::Column::State.eq(StateKind::Resting.code()))
        .filter(case::Column::Rhythm.ne(Rhythm::WhenTheyLike.code()))
        .limit(200)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Case::from).collect())
}
