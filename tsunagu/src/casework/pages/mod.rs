//! Opening a case and writing what is wished for. The page of a case itself and its timeline stand in `home`.

mod consents;
mod entries;
mod entry;
mod leads;
mod plans;
mod promises;
mod states;

use askama::Template;
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};

pub use consents::ConsentLine;
pub use states::state_in_words;

use super::{
    actions::{self, CaseFile},
    model::{self, Faults, NewCase, Teller},
};
use crate::{
    accounts::{Actor, Duty},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{CaseId, ThreadId},
        web::{Submitted, Visit, page, see},
    },
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/threads/{id}/case", post(open_from_thread))
        .route("/cases/new", get(new_page).post(open_new))
        .route("/cases/{id}/wishes", get(wishes_page).post(write_wishes))
        .route("/cases/{id}/themes", get(states::themes_page).post(states::mark_themes))
        .route("/cases/{id}/consents", get(consents::consent_page).post(consents::record_consent))
        .route("/consents/{id}/withdrawal", post(consents::withdraw_consent))
        .route("/cases/{id}/state", get(states::state_page).post(states::turn))
        .route("/cases/{id}/state/look", post(states::look_at_ending))
        .route("/thread/reopening", post(states::go_on))
        .route("/cases/{id}/entries", get(entries::new_page).post(entries::write))
        .route("/entries/new", get(entries::by_number))
        .route("/entries/{id}", get(entry::entry_page))
        .route("/entries/{id}/writing", get(entries::writing_page).post(entries::rewrite))
        .route("/entries/{id}/notes", post(entry::add_note))
        .route("/entries/{id}/notes/seen", post(entry::see_notes))
        .route("/cases/{id}/promises", get(promises::promises_page).post(promises::make))
        .route("/promises/{id}/outcome", post(promises::settle))
        .route("/cases/{id}/edges", post(promises::add_edge))
        .route("/cases/{id}/edges/past", post(promises::remove_edge))
        .route("/cases/{id}/handover", get(leads::handover_page).post(leads::hand_over))
        .route("/cases/{id}/handover/receipt", post(leads::receive))
        .route("/cases/{id}/plan", get(plans::plan_page).post(plans::write))
        .route("/cases/{id}/assessment", get(plans::assessment_page).post(plans::assess))
        .route("/covers", get(leads::covers_page).post(leads::cover))
        .route("/covers/{id}/removal", post(leads::remove_cover))
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}

fn refused(response: Response) -> Answer {
    with_status(StatusCode::UNPROCESSABLE_ENTITY, response)
}

fn with_status(status: StatusCode, mut response: Response) -> Answer {
    *response.status_mut() = status;
    Ok(response)
}

async fn open_from_thread(State(app): State<App>, actor: Actor, Path(thread): Path<String>, form: Submitted) -> Answer {
    let thread: ThreadId = id(&thread)?;
    let once = form.once(&app.vault, "casework.open-from-thread")?;
    let case = actions::open_from_thread(&app, &actor, thread, once).await?;
    Ok(see(&format!("/cases/{case}")))
}

#[derive(Template)]
#[template(path = "casework/templates/new_case.html")]
struct NewCasePage {
    v: Visit,
    actor: Actor,
    typed: NewCase,
    faults: Faults,
    key: String,
}

impl NewCasePage {
    fn tellers(&self) -> &'static [Teller] {
        Teller::ALL
    }

    fn told_by(&self, teller: &Teller) -> bool {
        self.typed.teller == *teller
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }
}

async fn new_page(v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::OpenCases)?;
    let nothing = String::new;
    let typed = NewCase { teller: Teller::Person, nickname: nothing(), narrative: nothing(), wishes: nothing() };
    page(&NewCasePage { key: v.form_key(), typed, faults: Faults::default(), v, actor })
}

async fn open_new(State(app): State<App>, v: Visit, actor: Actor, form: Submitted) -> Answer {
    actor.must(Duty::OpenCases)?;
    let once = form.once(&app.vault, "casework.open-new")?;
    let typed = NewCase {
        teller: form.code("teller").unwrap_or(Teller::Person),
        nickname: form.get("nickname").trim().to_owned(),
        narrative: form.get("narrative").trim_end().to_owned(),
        wishes: form.get("wishes").trim_end().to_owned(),
    };
    if let Err(faults) = typed.check() {
        return refused(page(&NewCasePage { key: form.get("form").to_owned(), typed, faults, v, actor })?);
    }
    let case = actions::open_new(&app, &actor, typed, once).await?;
    Ok(see(&format!("/cases/{case}")))
}

#[derive(Template)]
#[template(path = "casework/templates/wishes.html")]
struct WishesPage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    version: i64,
    typed: String,
    /// What somebody else wrote meanwhile.
    theirs: Option<String>,
    refusal: Option<Refusal>,
    key: String,
}

impl WishesPage {
    fn of(v: Visit, actor: Actor, file: CaseFile, key: String) -> Self {
        Self {
            case: file.case.id,
            number: file.case.number,
            version: file.case.version,
            typed: file.intake.wishes,
            theirs: None,
            refusal: None,
            key,
            v,
            actor,
        }
    }
}

async fn wishes_page(State(app): State<App>, v: Visit, actor: Actor, Path(case): Path<String>) -> Answer {
    let file = actions::look(&app, &actor, id(&case)?).await?;
    actor.must(Duty::EditCases)?;
    let key = v.form_key();
    page(&WishesPage::of(v, actor, file, key))
}

async fn write_wishes(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path(case): Path<String>,
    form: Submitted,
) -> Answer {
    let case: CaseId = id(&case)?;
    let once = form.once(&app.vault, "casework.wishes")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let (typed, key) = (form.get("wishes").to_owned(), form.get("form").to_owned());
    let wishes = match model::wishes(&typed) {
        Ok(wishes) => wishes,
        Err(refusal) => {
            let shown = WishesPage::of(v, actor.clone(), actions::look(&app, &actor, case).await?, key);
            return refused(page(&WishesPage { typed, version, refusal: Some(refusal), ..shown })?);
        }
    };
    match actions::write_wishes(&app, &actor, case, (version, wishes), once).await {
        Ok(()) => Ok(see(&format!("/cases/{case}"))),
        Err(Outcome::Conflict) => {
            // Both texts stay: theirs to read, ours in the form, to be saved on purpose over theirs.
            let key = v.form_key();
            let shown = WishesPage::of(v, actor.clone(), actions::look(&app, &actor, case).await?, key);
            let theirs = Some(shown.typed.clone());
            with_status(StatusCode::CONFLICT, page(&WishesPage { typed, theirs, ..shown })?)
        }
        Err(other) => Err(other),
    }
}
