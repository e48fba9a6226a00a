//! Writing an entry on one screen, and the page of an entry. A script saves while one writes; a button does so too.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::IntoResponse,
};
use serde::Deserialize;

use super::{entry::EntryPage, id, refused, with_status};
use crate::{
    accounts::{Actor, Duty},
    casework::{
        actions::entries::{self, Opened},
        model::{
            Case, Faults,
            entry::{EntryMeans, Met, NewEntry, TOLD, Told, Topic, TypedEntry, With},
            state::CaseState,
        },
    },
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{CaseId, EntryId, MunicipalityId},
        web::{Submitted, Visit, page, see},
    },
};

/// What can be told of: desks, gatherings and resources of the town.
struct Offers(Vec<Told>);

impl Offers {
    fn of(directory: &Directory, town: MunicipalityId) -> Self {
        let told = |kind: &str, slug: &str, name: &str| Told { link: format!("/{kind}/{slug}"), name: name.to_owned() };
        let desks = directory.desks_of(town);
        let gatherings = directory.gatherings_of(town);
        let resources = directory.resources_of(town);
        let mut offers: Vec<Told> =
            desks.into_iter().map(|desk| told("desks", &desk.slug, desk.short_name())).collect();
        offers.extend(gatherings.into_iter().map(|it| told("gatherings", &it.slug, &it.name)));
        offers.extend(resources.into_iter().map(|it| told("resources", &it.slug, &it.name)));
        offers.sort_by(|one, other| one.name.cmp(&other.name));
        offers.dedup_by(|one, other| one.name == other.name);
        Self(offers)
    }

    fn find(&self, name: &str) -> Option<Told> {
        self.0.iter().find(|told| told.name == name).cloned()
    }
}

/// One of several answers to choose from.
struct Choice {
    code: &'static str,
    key: &'static str,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "casework/templates/entry_form.html")]
struct EntryForm {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    called: String,
    /// Where it is sent.
    action: String,
    /// It is being written for the first time, and saved while it is.
    is_new: bool,
    version: i64,
    typed: TypedEntry,
    /// When the draft was saved last, in words.
    saved: Option<String>,
    is_ended: bool,
    is_family_only: bool,
    offers: Vec<String>,
    faults: Faults,
    /// What somebody else wrote meanwhile.
    theirs: Option<String>,
    key: String,
}

impl EntryForm {
    fn new(v: Visit, actor: Actor, desk: entries::Desk, offers: Offers, key: String) -> Self {
        let entries::Desk { case, called, draft, is_family_only } = desk;
        let saved = draft.saved_at.map(|at| v.moment(at));
        let mut typed = match draft.saved_at {
            Some(_) => draft.typed,
            None => TypedEntry::beginning(v.now),
        };
        if typed.with.is_none() && is_family_only {
            typed.with = Some(With::Family);
        }
        Self {
            action: format!("/cases/{}/entries", case.id),
            is_new: true,
            version: draft.version,
            saved,
            is_family_only,
            ..Self::about(v, actor, (&case, called), typed, offers, key)
        }
    }

    fn of(v: Visit, actor: Actor, opened: &Opened, offers: Offers, key: String) -> Self {
        let typed = TypedEntry::of(&opened.entry);
        Self {
            action: format!("/entries/{}/writing", opened.entry.id),
            version: opened.entry.version,
            ..Self::about(v, actor, (&opened.case, opened.called.clone()), typed, offers, key)
        }
    }

    fn about(
        v: Visit,
        actor: Actor,
        (case, called): (&Case, String),
        typed: TypedEntry,
        offers: Offers,
        key: String,
    ) -> Self {
        Self {
            case: case.id,
            number: case.number.clone(),
            called,
            action: String::new(),
            is_new: false,
            version: 0,
            typed,
            saved: None,
            is_ended: matches!(case.state, CaseState::Ended { .. }),
            is_family_only: false,
            offers: offers.0.into_iter().map(|told| told.name).collect(),
            faults: Faults::default(),
            theirs: None,
            key,
            v,
            actor,
        }
    }

    fn withs(&self) -> Vec<Choice> {
        let chosen = self.typed.with.unwrap_or(With::Person);
        With::ALL.iter().map(|it| Choice { code: it.code(), key: it.key(), is_chosen: *it == chosen }).collect()
    }

    fn means(&self) -> Vec<Choice> {
        let chosen = self.typed.means;
        let choice = |it: &EntryMeans| Choice { code: it.code(), key: it.key(), is_chosen: chosen == Some(*it) };
        EntryMeans::ALL.iter().map(choice).collect()
    }

    fn mets(&self) -> Vec<Choice> {
        let chosen = self.typed.met;
        Met::ALL.iter().map(|it| Choice { code: it.code(), key: it.key(), is_chosen: chosen == Some(*it) }).collect()
    }

    fn topics(&self) -> Vec<Choice> {
        let is_chosen = |topic: &Topic| self.typed.topics.contains(topic);
        Topic::ALL.iter().map(|it| Choice { code: it.code(), key: it.key(), is_chosen: is_chosen(it) }).collect()
    }

    /// The lines for what was told of, filled as far as something was.
    fn told(&self) -> Vec<String> {
        (0..TOLD).map(|line| self.typed.told.get(line).cloned().unwrap_or_default()).collect()
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }

    fn has_more(&self) -> bool {
        let typed = &self.typed;
        let lines = [&typed.spoke, &typed.companions, &typed.tried, &typed.told_else, &typed.accompanied];
        lines.iter().any(|line| !line.is_empty())
            || typed.told.iter().any(|line| !line.is_empty())
            || !typed.visit_reason.is_empty()
            || !self.faults.is_empty()
    }
}

/// Reads the form as it was typed. Codes that nobody offered are left out.
fn read(form: &Submitted) -> TypedEntry {
    let line = |name: &str| form.get(name).to_owned();
    TypedEntry {
        with: form.code("with"),
        means: form.code("means"),
        met: form.code("met"),
        date: line("date"),
        time: line("time"),
        minutes: line("minutes"),
        topics: form.codes("topic").into_iter().collect(),
        text: line("text"),
        tried: line("tried"),
        place: line("place"),
        spoke: line("spoke"),
        companions: line("companions"),
        told: form.all("told").iter().take(TOLD).filter(|name| !name.trim().is_empty()).cloned().collect(),
        told_else: line("told_else"),
        accompanied: line("accompanied"),
        visit_reason: line("visit_reason"),
    }
}

fn is_script(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|kind| kind.as_bytes() == b"application/json")
}

/// One line for the page's script: the version it has now, and what to say.
fn line(status: StatusCode, version: i64, said: &str) -> Answer {
    let line = serde_json::json!({ "version": version, "said": said, "numbers": [] });
    Ok((status, [(header::CONTENT_TYPE, "application/json")], line.to_string()).into_response())
}

/// A form whose writer is no longer signed in: nothing of it is kept here and nothing is lost.
#[derive(Template)]
#[template(path = "casework/templates/entry_kept.html")]
struct KeptPage {
    v: Visit,
    action: String,
    text: String,
    fields: Vec<(String, String)>,
}

/// Gives back what was typed by somebody whose session has ended, to be sent again after signing in.
fn kept(v: Visit, headers: &HeaderMap, form: &Submitted, ended: Outcome) -> Answer {
    match ended {
        // The field is filled on every page of ours; without it nobody has been writing.
        Outcome::SignIn { .. } if !form.get("date").is_empty() => {}
        other => return Err(other),
    }
    if is_script(headers) {
        return line(StatusCode::UNAUTHORIZED, 0, &v.t("entry-signed-out"));
    }
    let fields = form.fields().filter(|(name, _)| name.as_str() != "text");
    let mut fields: Vec<(String, String)> =
        fields.flat_map(|(name, values)| values.iter().map(|value| (name.clone(), value.clone()))).collect();
    fields.sort_by(|one, other| one.0.cmp(&other.0));
    let kept = KeptPage { action: v.path.clone(), text: form.get("text").to_owned(), fields, v };
    with_status(StatusCode::UNAUTHORIZED, page(&kept)?)
}

pub async fn new_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(case): Path<String>,
) -> Answer {
    let desk = entries::desk(&app, &actor, id(&case)?).await?;
    let directory = shelf.current(&app).await?;
    let offers = Offers::of(&directory, actor.municipality);
    let key = v.form_key();
    page(&EntryForm::new(v, actor, desk, offers, key))
}

#[derive(Deserialize)]
pub struct Numbered {
    number: Option<String>,
}

/// From a number typed on the list straight to writing.
pub async fn by_number(State(app): State<App>, actor: Actor, Query(query): Query<Numbered>) -> Answer {
    let case = entries::numbered(&app, &actor, &query.number.unwrap_or_default()).await?;
    Ok(see(&format!("/cases/{case}/entries")))
}

pub async fn write(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Result<Actor, Outcome>,
    Path(case): Path<String>,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let actor = match actor {
        Ok(actor) => actor,
        Err(ended) => return kept(v, &headers, &form, ended),
    };
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.entry")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let typed = read(&form);
    if is_script(&headers) {
        return save_quietly(&app, &v, &actor, case, (version, &typed)).await;
    }
    let directory = shelf.current(&app).await?;
    let offers = Offers::of(&directory, actor.municipality);
    let key = form.get("form").to_owned();
    if form.get("go") == "draft" {
        return match entries::keep_draft(&app, &actor, case, (version, &typed)).await {
            Ok(_) => Ok(see(&format!("/cases/{case}"))),
            Err(Outcome::Conflict) => {
                // Another window saved first: its text to read, this one's in the form.
                let desk = entries::desk(&app, &actor, case).await?;
                let key = v.form_key();
                let shown = EntryForm::new(v, actor, desk, offers, key);
                let theirs = Some(shown.typed.text.clone());
                with_status(StatusCode::CONFLICT, page(&EntryForm { typed, theirs, ..shown })?)
            }
            Err(other) => Err(other),
        };
    }
    let faults = match typed.check(v.now, |name| offers.find(name)) {
        Ok(new) => match entries::write(&app, &actor, case, (version, new), once).await {
            Ok(()) => return Ok(see(&format!("/cases/{case}/timeline"))),
            Err(other) => faults_of(other)?,
        },
        Err(faults) => faults,
    };
    let desk = entries::desk(&app, &actor, case).await?;
    refused(page(&EntryForm { typed, version, faults, ..EntryForm::new(v, actor, desk, offers, key) })?)
}

/// A refusal that belongs beside the reason for a visit; anything else is not this form's.
fn faults_of(outcome: Outcome) -> Result<Faults, Outcome> {
    match outcome {
        Outcome::Refused(refusal) if refusal.key == "refused-entry-visit" => {
            let mut faults = Faults::default();
            faults.add("visit_reason", refusal);
            Ok(faults)
        }
        other => Err(other),
    }
}

async fn save_quietly(
    app: &App,
    v: &Visit,
    actor: &Actor,
    case: CaseId,
    (version, typed): (i64, &TypedEntry),
) -> Answer {
    if !typed.fits() {
        return line(StatusCode::UNPROCESSABLE_ENTITY, version, &v.t("entry-not-saved-long"));
    }
    match entries::keep_draft(app, actor, case, (version, typed)).await {
        Ok(version) => line(StatusCode::OK, version, &v.t1("entry-saved-at", "time", v.time(v.now.local().time()))),
        Err(Outcome::Conflict) => line(StatusCode::CONFLICT, version, &v.t("entry-not-saved-conflict")),
        Err(other) => Err(other),
    }
}

pub async fn writing_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(entry): Path<String>,
) -> Answer {
    let opened = entries::look(&app, &actor, id(&entry)?).await?;
    actor.must(Duty::EditCases)?;
    if !opened.entry.is_open(v.now.0) {
        return Ok(see(&format!("/entries/{}", opened.entry.id)));
    }
    let directory = shelf.current(&app).await?;
    let offers = Offers::of(&directory, actor.municipality);
    let key = v.form_key();
    page(&EntryForm::of(v, actor, &opened, offers, key))
}

pub async fn rewrite(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Result<Actor, Outcome>,
    Path(entry): Path<String>,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let actor = match actor {
        Ok(actor) => actor,
        Err(ended) => return kept(v, &headers, &form, ended),
    };
    let entry: EntryId = id(&entry)?;
    let once = form.once(&app.vault, "casework.rewrite-entry")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let typed = read(&form);
    let directory = shelf.current(&app).await?;
    let offers = Offers::of(&directory, actor.municipality);
    let key = form.get("form").to_owned();
    let checked: Result<NewEntry, Faults> = typed.check(v.now, |name| offers.find(name));
    let faults = match checked {
        Ok(new) => match entries::rewrite(&app, &actor, entry, (version, new), once).await {
            Ok(()) => return Ok(see(&format!("/entries/{entry}"))),
            Err(Outcome::Conflict) => {
                // Both texts stay: theirs to read, ours in the form, to be saved on purpose over theirs.
                let opened = entries::look(&app, &actor, entry).await?;
                let theirs = Some(opened.entry.words.text.clone());
                let key = v.form_key();
                let shown = EntryForm::of(v, actor, &opened, offers, key);
                return with_status(StatusCode::CONFLICT, page(&EntryForm { typed, theirs, ..shown })?);
            }
            Err(Outcome::Refused(refusal)) if refusal.key == "refused-entry-closed" => {
                // The day is over; what was typed becomes a correction beside the entry.
                let opened = entries::look(&app, &actor, entry).await?;
                let shown = EntryPage::of(v, actor, opened, key);
                return refused(page(&shown.refusing(typed.text, refusal))?);
            }
            Err(other) => faults_of(other)?,
        },
        Err(faults) => faults,
    };
    let opened = entries::look(&app, &actor, entry).await?;
    refused(page(&EntryForm { typed, version, faults, ..EntryForm::of(v, actor, &opened, offers, key) })?)
}
