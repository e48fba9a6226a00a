//! Rows of sheets and hops.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::model::{DeclineReason, Hop, Record, Route, Sending, Sheet, Status};
use crate::{
    accounts::Actor,
    casework::Item,
    platform::{
        App, Outcome,
        ids::{CaseId, ConsentId, HopId, MunicipalityId, OrganizationId, SheetId, StaffId},
        vault::{Key, place},
    },
};

mod sheet {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sheets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SheetId,
        pub municipality_id: MunicipalityId,
        pub case_id: CaseId,
        pub sealed_content: Vec<u8>,
        pub begun_at: DateTimeUtc,
        pub begun_by: StaffId,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod hop {
    use sea_orm::entity::prelude::*;

    use super::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "hops")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: HopId,
        pub municipality_id: MunicipalityId,
        pub sheet_id: SheetId,
        pub seq: i32,
        pub from_organization_id: OrganizationId,
        pub to_organization_id: Option<OrganizationId>,
        pub state: String,
        pub consent_id: Option<ConsentId>,
        pub items: Json,
        pub sealed_route: Vec<u8>,
        pub sent_at: Option<DateTimeUtc>,
        pub answer_by: Option<DateTimeUtc>,
        pub answered_at: Option<DateTimeUtc>,
        pub answered_by: Option<StaffId>,
        pub decline_reason: Option<DeclineReason>,
        pub sealed_answer: Option<Vec<u8>>,
        pub sealed_record: Option<Vec<u8>>,
        pub circulated_on: Option<Date>,
        pub in_the_air: Option<SheetId>,
        pub version: i64,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

const CONTENT: &str = "sheets.content";
const ROUTE: &str = "hops.route";
const ANSWER: &str = "hops.answer";
const RECORD: &str = "hops.record";

pub async fn add_sheet(tx: &impl ConnectionTrait, app: &App, key: &Key, sheet: &Sheet) -> Result<(), Outcome> {
    let row = sheet::Model {
        id: sheet.id,
        municipality_id: sheet.municipality,
        case_id: sheet.case,
        sealed_content: key.seal(&app.dice, place(CONTENT, sheet.id.0), &sheet.content),
        begun_at: sheet.begun_at,
        begun_by: sheet.begun_by,
        version: sheet.version,
    };
    sheet::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves the content. Somebody who saved first wins.
pub async fn save_sheet(tx: &impl ConnectionTrait, app: &App, key: &Key, sheet: &Sheet) -> Result<(), Outcome> {
    let saved = sheet::Entity::update_many()
        .col_expr(
            sheet::Column::SealedContent,
            Expr::value(key.seal(&app.dice, place(CONTENT, sheet.id.0), &sheet.content)),
        )
        .col_expr(sheet::Column::Version, Expr::value(sheet.version + 1))
        .filter(sheet::Column::Id.eq(sheet.id))
        .filter(sheet::Column::Version.eq(sheet.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

pub async fn add_hop(tx: &impl ConnectionTrait, app: &App, key: &Key, hop: &Hop) -> Result<(), Outcome> {
    hop::Entity::insert(row_of(app, key, hop).into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a hop. Somebody who saved first wins.
pub async fn save_hop(tx: &impl ConnectionTrait, app: &App, key: &Key, hop: &Hop) -> Result<(), Outcome> {
    use sea_orm::ActiveModelTrait;
    let mut row = row_of(app, key, hop);
    row.version = hop.version + 1;
    let saved = hop::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(hop::Column::Id.eq(hop.id))
        .filter(hop::Column::Version.eq(hop.version))
        .exec(tx)
        .await?;
    if saved.rows_affected == 1 { Ok(()) } else { Err(Outcome::Conflict) }
}

/// The reference of a sheet and the key under which it is sealed lie with the case.
pub async fn case_of(conn: &impl ConnectionTrait, sheet: SheetId) -> Result<Option<CaseId>, Outcome> {
    Ok(sheet::Entity::find_by_id(sheet).one(conn).await?.map(|row| row.case_id))
}

pub async fn sheet(conn: &impl ConnectionTrait, key: &Key, id: SheetId) -> Result<Option<Sheet>, Outcome> {
    let Some(row) = sheet::Entity::find_by_id(id).one(conn).await? else {
        return Ok(None);
    };
    Ok(Some(Sheet {
        content: key.open(place(CONTENT, row.id.0), &row.sealed_content)?,
        id: row.id,
        municipality: row.municipality_id,
        case: row.case_id,
        begun_at: row.begun_at,
        begun_by: row.begun_by,
        version: row.version,
    }))
}

/// The hops of a sheet, first to last.
pub async fn hops(conn: &impl ConnectionTrait, key: &Key, sheet: SheetId) -> Result<Vec<Hop>, Outcome> {
    let rows =
        hop::Entity::find().filter(hop::Column::SheetId.eq(sheet)).order_by_asc(hop::Column::Seq).all(conn).await?;
    rows.into_iter().map(|row| hop_of(row, key)).collect()
}

/// The hops of all sheets of a case.
pub async fn hops_of_case(conn: &impl ConnectionTrait, key: &Key, case: CaseId) -> Result<Vec<Hop>, Outcome> {
    let sheets = sheets_of_case(conn, case).await?;
    let rows = hop::Entity::find()
        .filter(hop::Column::SheetId.is_in(sheets))
        .order_by_asc(hop::Column::SheetId)
        .order_by_asc(hop::Column::Seq)
        .all(conn)
        .await?;
    rows.into_iter().map(|row| hop_of(row, key)).collect()
}

/// Which sheet a hop belongs to, as staff of the organisation it was sent to. A draft is not there for them.
pub async fn hop_sheet_for(conn: &impl ConnectionTrait, actor: &Actor, id: HopId) -> Result<Option<SheetId>, Outcome> {
    Ok(hop::Entity::find_by_id(id)
        .filter(hop::Column::ToOrganizationId.eq(actor.organization))
        .filter(hop::Column::MunicipalityId.eq(actor.municipality))
        .one(conn)
        .await?
        .map(|row| row.sheet_id))
}

/// Ids of the sheets of a case.
pub async fn sheets_of_case(conn: &impl ConnectionTrait, case: CaseId) -> Result<Vec<SheetId>, Outcome> {
    let rows =
        sheet::Entity::find().filter(sheet::Column::CaseId.eq(case)).order_by_asc(sheet::Column::Id).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// One line of an inbox: nothing of the person, only that a sheet has come.
#[derive(Clone, Debug)]
pub struct InboxRow {
    pub hop: HopId,
    pub from: OrganizationId,
    pub state: String,
    pub sent_at: chrono::DateTime<chrono::Utc>,
    pub answer_by: chrono::DateTime<chrono::Utc>,
}

/// Sheets sent to the actor's organisation: unanswered first, soonest promise first.
pub async fn inbox(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<InboxRow>, Outcome> {
    let rows = hop::Entity::find()
        .filter(hop::Column::ToOrganizationId.eq(actor.organization))
        .filter(hop::Column::MunicipalityId.eq(actor.municipality))
        .order_by_desc(hop::Column::InTheAir.is_not_null())
        .order_by_asc(hop::Column::AnswerBy)
        .limit(200)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(InboxRow {
                hop: row.id,
                from: row.from_organization_id,
                state: row.state,
                sent_at: row.sent_at?,
                answer_by: row.answer_by?,
            })
        })
        .collect())
}

/// A sheet on its way: no content, only where it is.
pub struct AirRow {
    pub sheet: SheetId,
    pub to: OrganizationId,
    pub answer_by: chrono::DateTime<chrono::Utc>,
}

/// Sheets sent by the actor's organisation that nobody has answered yet, soonest promise first.
pub async fn in_the_air(conn: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<AirRow>, Outcome> {
    let rows = hop::Entity::find()
        .filter(hop::Column::FromOrganizationId.eq(actor.organization))
        .filter(hop::Column::MunicipalityId.eq(actor.municipality))
        .filter(hop::Column::InTheAir.is_not_null())
        .order_by_asc(hop::Column::AnswerBy)
        .limit(200)
        .all(conn)
        .await?;
    let air =
        |row: hop::Model| Some(AirRow { sheet: row.sheet_id, to: row.to_organization_id?, answer_by: row.answer_by? });
    Ok(rows.into_iter().filter_map(air).collect())
}

fn row_of(app: &App, key: &Key, hop: &Hop) -> hop::Model {
    let sending = hop.sending();
    let (state, answered, declined) = match &hop.status {
        Status::Drafted => ("drafted", None, None),
        Status::Sent(_) => ("sent", None, None),
        Status::Accepted { at, by, .. } => ("accepted", Some((*at, *by)), None),
        Status::TakenBack { at, by, .. } => ("taken-back", Some((*at, *by)), None),
        Status::Declined { at, by, reason, words, .. } => ("declined", Some((*at, *by)), Some((*reason, words))),
    };
    hop::Model {
        id: hop.id,
        municipality_id: hop.municipality,
        sheet_id: hop.sheet,
        seq: hop.seq,
        from_organization_id: hop.from,
        to_organization_id: sending.map(|sending| sending.to),
        state: state.to_owned(),
        consent_id: sending.map(|sending| sending.consent),
        items: serde_json::to_value(sending.map(|sending| &sending.items)).unwrap_or_default(),
        sealed_route: key.seal(&app.dice, place(ROUTE, hop.id.0), &hop.route),
        sent_at: sending.map(|sending| sending.sent_at),
        answer_by: sending.map(|sending| sending.answer_by),
        answered_at: answered.map(|(at, _)| at),
        answered_by: answered.map(|(_, by)| by),
        decline_reason: declined.map(|(reason, _)| reason),
        sealed_answer: declined.map(|(_, words)| key.seal(&app.dice, place(ANSWER, hop.id.0), words)),
        sealed_record: hop.record.as_ref().map(|record| key.seal(&app.dice, place(RECORD, hop.id.0), record)),
        circulated_on: hop.circulated_on,
        in_the_air: matches!(hop.status, Status::Sent(_)).then_some(hop.sheet),
        version: hop.version,
    }
}

fn hop_of(row: hop::Model, key: &Key) -> Result<Hop, Outcome> {
    let odd = || Outcome::Broken(format!("hop {} does not hold together", row.id));
    let route: Route = key.open(place(ROUTE, row.id.0), &row.sealed_route)?;
    let record: Option<Record> =
        row.sealed_record.as_ref().map(|sealed| key.open(place(RECORD, row.id.0), sealed)).transpose()?;
    let items: Option<BTreeSet<Item>> = serde_json::from_value(row.items.clone()).map_err(|_| odd())?;
    let sending = match (row.to_organization_id, row.consent_id, row.sent_at, row.answer_by) {
        (Some(to), Some(consent), Some(sent_at), Some(answer_by)) => {
            Some(Sending { to, consent, items: items.unwrap_or_default(), sent_at, answer_by })
        }
        _ => None,
    };
    let status = match (row.state.as_str(), sending, row.answered_at, row.answered_by) {
        ("drafted", None, None, None) => Status::Drafted,
        ("sent", Some(sending), None, None) => Status::Sent(sending),
        ("accepted", Some(sending), Some(at), Some(by)) => Status::Accepted { sending, at, by },
        ("taken-back", Some(sending), Some(at), Some(by)) => Status::TakenBack { sending, at, by },
        ("declined", Some(sending), Some(at), Some(by)) => {
            let words = match &row.sealed_answer {
                Some(sealed) => key.open(place(ANSWER, row.id.0), sealed)?,
                None => String::new(),
            };
            Status::Declined { sending, at, by, reason: row.decline_reason.ok_or_else(odd)?, words }
        }
        _ => return Err(odd()),
    };
    Ok(Hop {
        id: row.id,
        municipality: row.municipality_id,
        sheet: row.sheet_id,
        seq: row.seq,
        from: row.from_organization_id,
        route,
        status,
        record,
        circulated_on: row.circulated_on,
        version: row.version,
    })
}
