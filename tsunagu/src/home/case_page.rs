//! The list of cases, and the page of one case: what is wished for on top, then what was told, then what was agreed.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, Query, State},
    routing::get,
};
use serde::Deserialize;

use crate::{
    accounts::{Actor, Duty, allows},
    casework::{self, CaseFile, CaseRow, ConsentLine, Turn, TurnStanding},
    contact::{self, Agreed},
    counter,
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, clock,
        ids::{CaseId, NoteId},
        web::{Visit, page},
    },
    relay::{self, SheetLine},
};

pub fn routes() -> Router<App> {
    Router::new().route("/cases", get(cases_page)).route("/cases/{id}", get(case_page))
}

/// A case on the list. One whose file is not the reader's to open has neither a link nor a name.
struct CaseLine {
    id: CaseId,
    number: String,
    called: Option<String>,
    state: String,
    responsible: String,
    received: String,
}

impl CaseLine {
    fn of(v: &Visit, directory: &Directory, row: CaseRow) -> Self {
        let responsible = directory.organization(row.case.responsible);
        Self {
            id: row.case.id,
            number: row.case.number,
            called: row.called,
            state: v.t(row.case.state.kind().key()),
            responsible: responsible.map(|office| office.name.clone()).unwrap_or_default(),
            received: v.day(clock::local(row.case.first_received_at).date()),
        }
    }
}

#[derive(Template)]
#[template(path = "home/templates/cases.html")]
struct CasesPage {
    v: Visit,
    actor: Actor,
    lines: Vec<CaseLine>,
    /// The list goes on with the cases opened before this one.
    before: Option<CaseId>,
    goes_on: bool,
}

#[derive(Deserialize)]
struct Before {
    before: Option<String>,
}

async fn cases_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Query(query): Query<Before>,
) -> Answer {
    actor.must(Duty::ReadCases)?;
    let directory = shelf.current(&app).await?;
    let before = match query.before {
        Some(id) => Some(id.parse().map_err(|_| Outcome::NotFound)?),
        None => None,
    };
    let rows = casework::look_at_list(&app, &actor, before).await?;
    let lines: Vec<CaseLine> = rows.into_iter().map(|row| CaseLine::of(&v, &directory, row)).collect();
    let goes_on = lines.len() >= casework::CASES_ON_A_PAGE;
    page(&CasesPage { before: lines.last().map(|line| line.id), goes_on, lines, v, actor })
}

#[derive(Template)]
#[template(path = "home/templates/case.html")]
struct CasePage {
    v: Visit,
    actor: Actor,
    file: CaseFile,
    state: String,
    themes: Vec<String>,
    /// An ending waits for a second look.
    end_waits: bool,
    /// It rests or has ended, and goes on with one press.
    can_go_on: bool,
    responsible: String,
    received: String,
    relation: String,
    consents: Vec<ConsentLine>,
    agreed: Vec<Agreed>,
    /// The note out of which it grew, if it is the reader's to open.
    note: Option<NoteId>,
    sheets: Vec<SheetLine>,
    /// The reader's organisation is responsible and may hand the case on.
    may_send: bool,
}

async fn case_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
) -> Answer {
    let id: CaseId = id.parse().map_err(|_| Outcome::NotFound)?;
    let file = casework::look(&app, &actor, id).await?;
    let directory = shelf.current(&app).await?;
    let sheets = relay::sheets_of(&app, &v, &file.case, &directory).await?;
    let agreed = contact::agreed_of(&app, &v, &file).await?;
    let note = counter::note_of_case(&app, &actor, id).await?;
    page(&CasePage { note, ..draw(v, actor, &directory, file, agreed, sheets) })
}

fn draw(
    v: Visit,
    actor: Actor,
    directory: &Directory,
    file: CaseFile,
    agreed: Vec<Agreed>,
    sheets: Vec<SheetLine>,
) -> CasePage {
    let responsible = directory.organization(file.case.responsible);
    let relation = file.caller.relation.map(|relation| v.t(relation.key())).unwrap_or_default();
    CasePage {
        state: casework::state_in_words(&v, file.case.state),
        themes: file.intake.themes.iter().map(|theme| v.t(theme.key())).collect(),
        end_waits: file.turns.iter().any(|turn| turn.standing == TurnStanding::Waiting),
        can_go_on: file.case.state.turns().contains(&Turn::Reopened),
        responsible: responsible.map(|office| office.name.clone()).unwrap_or_default(),
        received: v.day(clock::local(file.case.first_received_at).date()),
        relation: [relation, file.caller.relation_words.clone()].join(" ").trim().to_owned(),
        may_send: file.case.responsible == actor.organization && allows(actor.role, Duty::SendSheets),
        agreed,
        note: None,
        sheets,
        consents: file.consents.iter().map(|consent| ConsentLine::of(&v, directory, consent)).collect(),
        file,
        v,
        actor,
    }
}
