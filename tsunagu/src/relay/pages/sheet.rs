//! The sender's page of a sheet: the form as long as it is a draft, afterwards what was written and where it went.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
};

use super::{
    super::{
        actions::{self, SheetFile},
        application::{self, Frame},
        draft::Draft,
        model::{Category, Concern, Status},
    },
    id,
    lists::{HopLine, hop_line},
    named, with_status,
    words::{self, Row},
};
use crate::{
    accounts::Actor,
    directory::{Directory, Shelf},
    people::{Gender, Profile, Relation},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{CaseId, SheetId},
        web::{Submitted, Visit, page, see},
    },
};

pub async fn begin(State(app): State<App>, actor: Actor, Path(case): Path<String>, form: Submitted) -> Answer {
    let case: CaseId = id(&case)?;
    let sheet = actions::begin(&app, &actor, case, form.once(&app.vault, "relay.begin")?).await?;
    Ok(see(&format!("/sheets/{sheet}")))
}

#[derive(Template)]
#[template(path = "relay/templates/sheet.html")]
struct SheetPage {
    v: Visit,
    actor: Actor,
    id: SheetId,
    case: CaseId,
    number: String,
    version: i64,
    editable: bool,
    hops: Vec<HopLine>,
    draft: Draft,
    key: String,
    /// What is written, for reading once it has left.
    rows: Vec<Row>,
    /// What somebody else saved meanwhile, where it differs from what was typed.
    conflict: Vec<Row>,
    conflicted: bool,
    saved: bool,
    /// It is on its way, and the reader may take it back.
    may_take_back: bool,
    /// Address and telephone are left out for this reader.
    guarded: bool,
    /// There is violence, and the reader sees the address: what must not happen with it is said, and who else may.
    warned: bool,
    name_refusal: Option<Refusal>,
    login: String,
    /// Thick boxes that are still empty.
    missing: Vec<Frame>,
    problem: Option<String>,
}

impl SheetPage {
    fn genders(&self) -> &'static [Gender] {
        Gender::ALL
    }
    fn relations(&self) -> &'static [Relation] {
        Relation::ALL
    }
    fn categories(&self) -> &'static [Category] {
        Category::ALL
    }
    fn concerns(&self) -> &'static [Concern] {
        Concern::ALL
    }
    fn has_gender(&self, gender: &Gender) -> bool {
        self.draft.content.person.gender == Some(*gender)
    }
    fn caller(&self) -> Profile {
        self.draft.content.caller.clone().unwrap_or_default()
    }
    fn has_relation(&self, relation: &Relation) -> bool {
        self.caller().relation == Some(*relation)
    }
    fn has_concern(&self, concern: &Concern) -> bool {
        self.draft.content.concerns.contains(concern)
    }
    fn is_most(&self, concern: &Concern) -> bool {
        self.draft.content.most == Some(*concern)
    }
    fn needed(&self, category: &Category) -> Option<&str> {
        named(&self.draft.route.needed, *category)
    }
    fn consulted(&self, category: &Category) -> Option<&str> {
        named(&self.draft.content.record.consulted, *category)
    }
}

pub async fn sheet_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(sheet): Path<String>,
) -> Answer {
    let file = actions::look(&app, &actor, id(&sheet)?, "relay.read").await?;
    let directory = shelf.current(&app).await?;
    let draft = stored(&file);
    let saved = v.path.ends_with("?saved");
    let key = v.form_key();
    let version = file.sheet.version;
    let is_agreed = !file.consents.is_empty();
    let content = file.whole.as_ref().unwrap_or(&file.sheet.content);
    let missing = application::missing(app.db.read(), file.sheet.municipality, content, is_agreed).await?;
    page(&SheetPage { saved, missing, ..sheet_form(v, actor, &directory, &file, draft, key, version) })
}

fn sheet_form(
    v: Visit,
    actor: Actor,
    directory: &Directory,
    file: &SheetFile,
    draft: Draft,
    key: String,
    version: i64,
) -> SheetPage {
    let may_send = file.case.responsible == actor.organization && actor.may("send-sheets");
    let editable = may_send && file.draft().is_some();
    let in_the_air = file.hops.last().is_some_and(|hop| matches!(hop.status, Status::Sent(_)));
    SheetPage {
        rows: if editable { Vec::new() } else { words::written(&v, &draft.content, &draft.route) },
        id: file.sheet.id,
        case: file.case.id,
        number: file.case.number.clone(),
        version,
        editable,
        hops: file.hops.iter().filter(|hop| !hop.is_draft()).map(|hop| hop_line(&v, directory, hop)).collect(),
        draft,
        key,
        conflict: Vec::new(),
        conflicted: false,
        saved: false,
        may_take_back: may_send && in_the_air,
        guarded: file.whole.is_some(),
        warned: file.in_danger && file.whole.is_none(),
        name_refusal: None,
        login: String::new(),
        missing: Vec::new(),
        problem: None,
        v,
        actor,
    }
}

pub async fn save(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(sheet): Path<String>,
    form: Submitted,
) -> Answer {
    let sheet: SheetId = id(&sheet)?;
    let once = form.once(&app.vault, "relay.save")?;
    let directory = shelf.current(&app).await?;
    let file = actions::look(&app, &actor, sheet, "relay.read").await?;
    let typed = Draft::typed(&form, &file.sheet.content, v.now.today());
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let key = form.get("form").to_owned();
    if !typed.faults.is_empty() {
        let form = sheet_form(v, actor, &directory, &file, typed, key, version);
        return with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&form)?);
    }
    let (content, route) = (typed.content.clone(), typed.route.clone());
    match actions::save_draft(&app, &actor, sheet, version, (content, route), once).await {
        Ok(()) if form.text("then").as_deref() == Some("send") => Ok(see(&format!("/sheets/{sheet}/sending"))),
        Ok(()) => Ok(see(&format!("/sheets/{sheet}?saved"))),
        Err(Outcome::Conflict) => {
            // Both texts stay: theirs to read, ours in the form, to be saved on purpose over theirs.
            let file = actions::look(&app, &actor, sheet, "relay.read").await?;
            let route = file.hops.last().map(|hop| hop.route.clone()).unwrap_or_default();
            let theirs = words::every_field(&v, &file.sheet.content, &route);
            let ours = words::every_field(&v, &typed.content, &typed.route);
            let conflict = words::differences(theirs, &ours);
            let key = v.form_key();
            let version = file.sheet.version;
            let form = sheet_form(v, actor, &directory, &file, typed, key, version);
            with_status(StatusCode::CONFLICT, page(&SheetPage { conflict, conflicted: true, ..form })?)
        }
        Err(other) => Err(other),
    }
}

pub async fn take_back(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(sheet): Path<String>,
    form: Submitted,
) -> Answer {
    let sheet: SheetId = id(&sheet)?;
    let once = form.once(&app.vault, "relay.take-back")?;
    let directory = shelf.current(&app).await?;
    let (refusal, status) = match actions::take_back(&app, &directory, &actor, sheet, once).await {
        Ok(()) => return Ok(see(&format!("/sheets/{sheet}"))),
        Err(Outcome::Refused(refusal)) => (refusal, StatusCode::UNPROCESSABLE_ENTITY),
        // The receiver answered at this very moment: its answer stands.
        Err(Outcome::Conflict) => (Refusal::new("refused-sheet-already-answered"), StatusCode::CONFLICT),
        Err(other) => return Err(other),
    };
    let file = actions::look(&app, &actor, sheet, "relay.read").await?;
    let draft = stored(&file);
    let (key, version, problem) = (v.form_key(), file.sheet.version, Some(v.refusal(&refusal)));
    let drawn = sheet_form(v, actor, &directory, &file, draft, key, version);
    with_status(status, page(&SheetPage { problem, ..drawn })?)
}

/// Somebody who reads where the parties live names a colleague who needs it.
pub async fn name(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(sheet): Path<String>,
    form: Submitted,
) -> Answer {
    let sheet: SheetId = id(&sheet)?;
    let once = form.once(&app.vault, "relay.name")?;
    let login = form.get("login").to_owned();
    let refusal = match actions::name(&app, &actor, sheet, &login, once).await {
        Ok(()) => return Ok(see(&format!("/sheets/{sheet}"))),
        Err(Outcome::Refused(refusal)) => refusal,
        Err(other) => return Err(other),
    };
    let directory = shelf.current(&app).await?;
    let file = actions::look(&app, &actor, sheet, "relay.read").await?;
    let (draft, key, version) = (stored(&file), v.form_key(), file.sheet.version);
    let drawn = sheet_form(v, actor, &directory, &file, draft, key, version);
    let drawn = page(&SheetPage { name_refusal: Some(refusal), login, ..drawn })?;
    with_status(StatusCode::UNPROCESSABLE_ENTITY, drawn)
}

/// The sheet as it lies in the database, with the route of its last hop.
fn stored(file: &SheetFile) -> Draft {
    let route = file.hops.last().map(|hop| hop.route.clone()).unwrap_or_default();
    Draft::stored(file.sheet.content.clone(), route)
}
