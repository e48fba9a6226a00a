//! Filling in an application behind the passphrase, the desk's page of it, and which boxes a town prints thick.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};

use super::{
    actions,
    form::ApplicationForm,
    frames,
    model::{Application, Frame, Offer},
    store::{self, Saved},
};
use crate::{
    accounts::{self, Actor, Duty, allows},
    directory::Shelf,
    platform::{
        Answer, App, Lang, Outcome, Refusal,
        ids::ThreadId,
        web::{Submitted, Visit, page, see},
    },
    reception::{
        self, Thread,
        scans::{self, Paper, ScanLine},
    },
    relay::{
        model::{Content, Route},
        pages::{Row, written},
        whereabouts,
    },
};

#[derive(Template)]
#[template(path = "relay/templates/application.html")]
struct ApplicationPage {
    v: Visit,
    town: String,
    form: ApplicationForm,
    saved: bool,
    /// Something was saved from another window meanwhile.
    conflicted: bool,
    /// Staff copied it from paper.
    from_paper: bool,
    /// The visit had ended while it was filled in; it stands in the boxes again and is not saved yet.
    kept: bool,
}

impl ApplicationPage {
    /// The printed sentence as it stands on the paper (F1-05), in whatever language the page is.
    fn sentence(&self) -> String {
        Lang::Ja.t("application-sentence")
    }
}

async fn town_of(app: &App, shelf: &Shelf, thread: &Thread) -> Result<String, Outcome> {
    let directory = shelf.current(app).await?;
    Ok(directory.municipality(thread.municipality).map(|town| town.slug.clone()).unwrap_or_default())
}

pub async fn application_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let key = v.form_key();
    let held = actions::read(&app, &thread).await?;
    let from_paper = held.as_ref().is_some_and(|saved| saved.application.copied.is_some());
    let form = match held {
        Some(saved) => ApplicationForm::stored(saved.application, saved.version, key),
        None => ApplicationForm::stored(Application::default(), 0, key),
    };
    let (saved, town) = (v.path.ends_with("?saved"), town_of(&app, &shelf, &thread).await?);
    page(&ApplicationPage { form, town, saved, conflicted: false, from_paper, kept: false, v })
}

pub async fn save(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    submitted: Submitted,
) -> Answer {
    let Some(thread) = reception::visited(&app, &headers).await? else {
        return reception::visit_ended(&app, v, &headers, &submitted);
    };
    let version = submitted.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let held = actions::read(&app, &thread).await?;
    let from_paper = held.as_ref().is_some_and(|saved| saved.application.copied.is_some());
    let before = held.map(|saved| saved.application.content).unwrap_or_default();
    let mut form = ApplicationForm::read(&submitted, &before, version, v.now.today());
    let town = town_of(&app, &shelf, &thread).await?;
    if submitted.text("passphrase").is_some() {
        // It comes from the page that kept it. Whose passphrase it was is seen before anything is saved.
        form.key = v.form_key();
        return page(&ApplicationPage { form, town, saved: false, conflicted: false, from_paper, kept: true, v });
    }
    if !form.faults.is_empty() {
        let drawn = page(&ApplicationPage { form, town, saved: false, conflicted: false, from_paper, kept: false, v })?;
        return with_status(StatusCode::UNPROCESSABLE_ENTITY, drawn);
    }
    let once = submitted.once(&app.vault, "relay.application")?;
    let written = (form.content.clone(), form.signature.clone());
    match actions::save(&app, &thread, version, written, once).await {
        Ok(()) => Ok(see("/thread/application?saved")),
        Err(Outcome::Refused(refusal)) if refusal.key == "refused-application-signature" => {
            form.faults.push(("signature", refusal));
            let drawn =
                page(&ApplicationPage { form, town, saved: false, conflicted: false, from_paper, kept: false, v })?;
            with_status(StatusCode::UNPROCESSABLE_ENTITY, drawn)
        }
        Err(Outcome::Conflict) => {
            // What was typed stays in the form, to be saved on purpose over what another window saved.
            form.version = actions::read(&app, &thread).await?.map_or(0, |saved| saved.version);
            form.key = v.form_key();
            let drawn =
                page(&ApplicationPage { form, town, saved: false, conflicted: true, from_paper, kept: false, v })?;
            with_status(StatusCode::CONFLICT, drawn)
        }
        Err(other) => Err(other),
    }
}

pub(super) fn with_status(status: StatusCode, mut response: Response) -> Answer {
    *response.status_mut() = status;
    Ok(response)
}

#[derive(Template)]
#[template(path = "relay/templates/application_read.html")]
struct ReadPage {
    v: Visit,
    actor: Actor,
    thread: ThreadId,
    rows: Vec<Row>,
    /// Who signed and when, in words, and the version of the sentence.
    offer: Option<(String, String)>,
    saved_at: Option<String>,
    /// Who copied it from paper, and when, in words.
    copied: Option<String>,
    /// Thick boxes that are still empty.
    missing: Vec<Frame>,
    /// Address and telephone are left out.
    guarded: bool,
    case_link: Option<String>,
    may_copy: bool,
    scans: Vec<ScanLine>,
    scans_at: String,
    may_open_scans: bool,
    may_add_scans: bool,
    scan_refusal: Option<Refusal>,
}

/// The desk reads it. With violence in it, address and telephone stay sealed here: whoever begins the sheet is named there
/// and reads them there.
pub async fn read_page(State(app): State<App>, v: Visit, actor: Actor, Path(id): Path<String>) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    draw_read(&app, v, actor, id, None).await
}

/// The desk's page of an application; `scan_refusal`: why a scan was not taken.
pub(super) async fn draw_read(
    app: &App,
    v: Visit,
    actor: Actor,
    id: ThreadId,
    scan_refusal: Option<Refusal>,
) -> Answer {
    let (thread, saved) = actions::look(app, &actor, id).await?;
    let may_open_scans = actions::opens_paper(&actor, &thread, saved.as_ref());
    let saved_at = saved.as_ref().map(|saved| v.moment(saved.at));
    let Application { content, offer, copied } = saved.map(|saved: Saved| saved.application).unwrap_or_default();
    let missing = match saved_at.is_some() {
        true => frames::missing(app.db.read(), thread.municipality, &content, offer.is_some()).await?,
        false => Vec::new(),
    };
    let copied = match copied {
        Some(copied) => {
            let name = accounts::name_of(app.db.read(), copied.by).await?;
            Some(v.t2("application-staff-copied", ("name", name), ("when", v.moment(copied.at))))
        }
        None => None,
    };
    let guarded = whereabouts::is_guarded(&content);
    let shown: Content = if guarded { whereabouts::hide(&content) } else { content };
    let may_add = allows(actor.role, Duty::AnswerThreads);
    let status = if scan_refusal.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let drawn = page(&ReadPage {
        thread: id,
        rows: written(&v, &shown, &Route::default()),
        offer: offer.map(|Offer { name, wording, at }| {
            (v.t2("application-staff-signed", ("name", name), ("when", v.moment(at))), wording)
        }),
        saved_at,
        copied,
        missing,
        guarded,
        case_link: thread.case.map(|case| format!("/cases/{case}")),
        may_copy: may_add && may_open_scans,
        scans: scans::lines(app, &v, Paper::Application(id)).await?,
        scans_at: format!("/threads/{id}/scans"),
        may_open_scans,
        may_add_scans: may_add,
        scan_refusal,
        v,
        actor,
    })?;
    with_status(status, drawn)
}

#[derive(Template)]
#[template(path = "relay/templates/frames.html")]
struct FramesPage {
    v: Visit,
    actor: Actor,
    town: String,
    version: i32,
    chosen: BTreeSet<Frame>,
    problem: Option<Refusal>,
    key: String,
}

impl FramesPage {
    fn frames(&self) -> &'static [Frame] {
        Frame::ALL
    }

    fn is_thick(&self, frame: &Frame) -> bool {
        self.chosen.contains(frame)
    }
}

async fn draw_frames(
    app: &App,
    shelf: &Shelf,
    (v, actor): (Visit, Actor),
    typed: Option<(BTreeSet<Frame>, Refusal)>,
) -> Result<FramesPage, Outcome> {
    let directory = shelf.current(app).await?;
    let town = directory.municipality(actor.municipality).ok_or(Outcome::NotFound)?;
    let (version, held) = store::frames_of(app.db.read(), town.id).await?;
    let (chosen, problem) = match typed {
        Some((chosen, refusal)) => (chosen, Some(refusal)),
        None => (held, None),
    };
    Ok(FramesPage { town: town.slug.clone(), version, chosen, problem, key: v.form_key(), v, actor })
}

pub async fn frames_page(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::EditPages)?;
    page(&draw_frames(&app, &shelf, (v, actor), None).await?)
}

pub async fn choose_frames(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    form: Submitted,
) -> Answer {
    actor.must(Duty::EditPages)?;
    let once = form.once(&app.vault, "relay.frames")?;
    let version = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let chosen: BTreeSet<Frame> = form.codes("frame").into_iter().collect();
    match actions::choose_frames(&app, &actor, version, chosen.clone(), once).await {
        Ok(()) => Ok(see("/application")),
        Err(Outcome::Refused(refusal)) => {
            let drawn = draw_frames(&app, &shelf, (v, actor), Some((chosen, refusal))).await?;
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&drawn)?)
        }
        Err(other) => Err(other),
    }
}
