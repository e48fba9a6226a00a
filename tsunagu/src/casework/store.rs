//! Rows of cases, their teams and consents.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use serde::{Deserialize, Serialize};

use super::model::{Case, CaseState, Consent, GivenBy, GivenHow, Intake, Item};
use crate::{
    accounts::Actor,
    people::{self, PartyKind},
    platform::{
        App, Outcome,
        ids::{CaseId, ConsentId, KeyId, MunicipalityId, OrganizationId, StaffId},
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
        pub state: CaseState,
        pub first_received_at: DateTimeUtc,
        pub received_by: StaffId,
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

const INTAKE: &str = "cases.intake";
const WORDS: &str = "consents.words";

impl From<case::Model> for Case {
    fn from(row: case::Model) -> Self {
        Self {
            id: row.id,
            municipality: row.municipality_id,
            number: row.number,
            key: row.key_id,
            responsible: row.responsible_organization_id,
            state: row.state,
            first_received_at: row.first_received_at,
            received_by: row.received_by,
            version: row.version,
        }
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
    let row = case::Model {
        id: case.id,
        municipality_id: case.municipality,
        number: case.number.clone(),
        key_id: case.key,
        responsible_organization_id: case.responsible,
        state: case.state,
        first_received_at: case.first_received_at,
        received_by: case.received_by,
        sealed_intake: key.seal(&app.dice, place(INTAKE, case.id.0), intake),
        version: case.version,
    };
    case::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves who is responsible and where the case stands. Somebody who saved first wins.
pub async fn save(tx: &impl ConnectionTrait, case: &Case) -> Result<(), Outcome> {
    let saved = case::Entity::update_many()
        .col_expr(case::Column::ResponsibleOrganizationId, Expr::value(case.responsible.0))
        .col_expr(case::Column::State, Expr::value(case.state.code()))
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
    let mut lines = Vec::new();
    for case in rows.into_iter().map(Case::from) {
        let called = match open.contains(&case.id) {
            true => Some(called(conn, app, &case).await?),
            false => None,
        };
        lines.push(CaseRow { case, called });
    }
    Ok(lines)
}

async fn called(conn: &impl ConnectionTrait, app: &App, case: &Case) -> Result<String, Outcome> {
    let key = app.vault.key(conn, case.key).await?;
    for kind in [PartyKind::Person, PartyKind::Caller] {
        let profile = people::profile_of(conn, &key, case.id, kind).await?;
        if !profile.called().is_empty() {
            return Ok(profile.called().to_owned());
        }
    }
    Ok(String::new())
}

/// The words of a consent.
#[derive(Serialize, Deserialize)]
struct Words {
    purpose: String,
    witness: String,
}

pub async fn add_consent(tx: &impl ConnectionTrait, app: &App, key: &Key, consent: &Consent) -> Result<(), Outcome> {
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
pub async fn consents_of(conn: &impl ConnectionTrait, key: &Key, case: &Case) -> Result<Vec<Consent>, Outcome> {
    let rows = consent::Entity::find()
        .filter(consent::Column::CaseId.eq(case.id))
        .order_by_asc(consent::Column::RecordedAt)
        .order_by_asc(consent::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| consent_of(row, key)).collect()
}

/// The consent `id` of a case.
pub async fn consent_by_id(
    conn: &impl ConnectionTrait,
    key: &Key,
    case: &Case,
    id: ConsentId,
) -> Result<Option<Consent>, Outcome> {
    let row = consent::Entity::find_by_id(id).filter(consent::Column::CaseId.eq(case.id)).one(conn).await?;
    row.map(|row| consent_of(row, key)).transpose()
}

/// Which case a consent belongs to: whether the actor may know of it is the case's question.
pub async fn case_of_consent(conn: &impl ConnectionTrait, id: ConsentId) -> Result<Option<CaseId>, Outcome> {
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
