//! Sheets as lines of a list: the inbox, a day, a case. Nothing of the person stands in a line.

use askama::Template;
use axum::{Extension, extract::State};
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::super::{
    model::{Hop, Status},
    store,
};
use crate::{
    accounts::{Actor, Duty},
    casework::Case,
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, clock,
        ids::{HopId, OrganizationId, SheetId},
        vault::Key,
        web::{Visit, page},
    },
};

/// A hop in words, for the sender's page and the case page.
pub struct HopLine {
    pub number: i32,
    pub to: String,
    pub state: String,
    pub detail: String,
}

pub fn hop_line(v: &Visit, directory: &Directory, hop: &Hop) -> HopLine {
    let office = |id: OrganizationId| directory.organization(id).map(|office| office.name.clone()).unwrap_or_default();
    let day = |at| v.near(clock::local(at).date());
    let (to, state, detail) = match &hop.status {
        Status::Drafted => (String::new(), v.t("sheet-state-drafted"), String::new()),
        Status::Sent(sending) => {
            (office(sending.to), v.t("sheet-state-sent"), v.t1("sheet-answer-by", "day", day(sending.answer_by)))
        }
        Status::Accepted { sending, at, .. } => {
            (office(sending.to), v.t("sheet-state-accepted"), v.t1("sheet-accepted-on", "day", day(*at)))
        }
        Status::TakenBack { sending, at, .. } => {
            (office(sending.to), v.t("sheet-state-taken-back"), v.t1("sheet-taken-back-on", "day", day(*at)))
        }
        Status::Declined { sending, at, reason, words, .. } => {
            let reason = v.t(reason.key());
            let detail = v.t2("sheet-declined-because", ("day", day(*at)), ("reason", reason));
            (office(sending.to), v.t("sheet-state-declined"), format!("{detail} {words}"))
        }
    };
    HopLine { number: hop.seq, to, state, detail }
}

/// One line of an inbox.
pub struct InboxLine {
    pub hop: HopId,
    pub from: String,
    pub sent: String,
    pub state: String,
    pub answer_by: Option<String>,
}

/// Sheets that came to the actor's organisation and wait for its answer.
pub async fn unanswered_for(
    app: &App,
    v: &Visit,
    actor: &Actor,
    directory: &Directory,
) -> Result<Vec<InboxLine>, Outcome> {
    let lines = inbox_of(app, v, actor, directory).await?;
    Ok(lines.into_iter().filter(|line| line.answer_by.is_some()).collect())
}

/// A sheet of the actor's organisation that waits for somebody else's answer.
pub struct SentLine {
    pub sheet: SheetId,
    pub to: String,
    pub answer_by: String,
    /// The day asked for has passed: a colleague calls. Nothing happens by itself.
    pub is_late: bool,
}

/// Sheets that the actor's organisation sent and nobody has answered, soonest first.
pub async fn sent_by(app: &App, v: &Visit, actor: &Actor, directory: &Directory) -> Result<Vec<SentLine>, Outcome> {
    let rows = store::in_the_air(app.db.read(), actor).await?;
    let line = |row: store::AirRow| SentLine {
        sheet: row.sheet,
        to: directory.organization(row.to).map(|office| office.name.clone()).unwrap_or_default(),
        answer_by: v.near(clock::local(row.answer_by).date()),
        is_late: row.answer_by < v.now.0,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Sheets that came to the actor's organisation, answered or not.
async fn inbox_of(app: &App, v: &Visit, actor: &Actor, directory: &Directory) -> Result<Vec<InboxLine>, Outcome> {
    let rows = store::inbox(app.db.read(), actor).await?;
    let line = |row: store::InboxRow| InboxLine {
        hop: row.hop,
        from: directory.organization(row.from).map(|office| office.name.clone()).unwrap_or_default(),
        sent: v.near(clock::local(row.sent_at).date()),
        answer_by: (row.state == "sent").then(|| v.near(clock::local(row.answer_by).date())),
        state: v.t(&format!("sheet-state-{}", row.state)),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// A sheet of a case, for the case page.
pub struct SheetLine {
    pub id: SheetId,
    pub hops: Vec<HopLine>,
}

/// The sheets of a case, as somebody with its full file.
pub async fn sheets_of(app: &App, v: &Visit, case: &Case, directory: &Directory) -> Result<Vec<SheetLine>, Outcome> {
    let conn = app.db.read();
    let key = app.vault.key(conn, case.key).await?;
    let mut lines = Vec::new();
    for id in store::sheets_of_case(conn, case.id).await? {
        let hops = store::hops(conn, &key, id).await?;
        lines.push(SheetLine { id, hops: hops.iter().map(|hop| hop_line(v, directory, hop)).collect() });
    }
    Ok(lines)
}

/// Something that happened to a sheet of a case.
pub struct SheetEvent {
    pub sheet: SheetId,
    pub at: DateTime<Utc>,
    /// To whom.
    pub to: String,
    pub state: String,
}

/// What happened to the sheets of a case, as somebody with its full file.
pub async fn events_of(
    conn: &impl ConnectionTrait,
    v: &Visit,
    (case, key): (&Case, &Key),
    directory: &Directory,
) -> Result<Vec<SheetEvent>, Outcome> {
    let mut events = Vec::new();
    for hop in store::hops_of_case(conn, key, case.id).await? {
        let (sending, answered) = match &hop.status {
            Status::Drafted => continue,
            Status::Sent(sending) => (sending, None),
            Status::Accepted { sending, at, .. } => (sending, Some((*at, "sheet-state-accepted"))),
            Status::Declined { sending, at, .. } => (sending, Some((*at, "sheet-state-declined"))),
            Status::TakenBack { sending, at, .. } => (sending, Some((*at, "sheet-state-taken-back"))),
        };
        let to = directory.organization(sending.to).map(|office| office.name.clone()).unwrap_or_default();
        for (at, state) in [(sending.sent_at, "sheet-state-sent")].into_iter().chain(answered) {
            events.push(SheetEvent { sheet: hop.sheet, at, to: to.clone(), state: v.t(state) });
        }
    }
    Ok(events)
}

#[derive(Template)]
#[template(path = "relay/templates/inbox.html")]
struct InboxPage {
    v: Visit,
    actor: Actor,
    lines: Vec<InboxLine>,
}

pub async fn inbox_page(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::AnswerSheets)?;
    let directory = shelf.current(&app).await?;
    let lines = inbox_of(&app, &v, &actor, &directory).await?;
    page(&InboxPage { lines, v, actor })
}
