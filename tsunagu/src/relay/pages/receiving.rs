//! The receiver's page: one line and an answer, afterwards the agreed items and a record of its own.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
};

use super::{
    super::{
        actions::{self, Received, Reply},
        draft,
        model::{Category, DeclineReason, Record, Status},
    },
    id, named, with_status,
    words::{self, Row},
};
use crate::{
    accounts::Actor,
    casework::Item,
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::HopId,
        web::{Submitted, Visit, page, see},
    },
};

#[derive(Template)]
#[template(path = "relay/templates/hop.html")]
struct HopPage {
    v: Visit,
    actor: Actor,
    id: HopId,
    /// The one line a receiver sees before accepting.
    line: String,
    answer_by: String,
    state: &'static str,
    number: Option<String>,
    purpose: Option<String>,
    until: Option<String>,
    rows: Vec<Row>,
    not_agreed: Vec<String>,
    ground_ended: bool,
    /// Address and telephone are for whoever took the sheet on.
    guarded: bool,
    /// There is violence, and the reader sees the address: what must not happen with it is said.
    warned: bool,
    /// The record was saved this many times; a form that is older does not overwrite.
    version: i64,
    record: Record,
    circulated: String,
    /// What a colleague saved meanwhile.
    conflict: Vec<Row>,
    reasons: &'static [DeclineReason],
    key: String,
    problem: Option<String>,
    reason: Option<DeclineReason>,
    words: String,
    faults: Vec<(&'static str, Refusal)>,
}

impl HopPage {
    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.iter().find(|(name, _)| *name == field).map(|(_, refusal)| refusal)
    }

    fn gave(&self, reason: &DeclineReason) -> bool {
        self.reason == Some(*reason)
    }

    fn categories(&self) -> &'static [Category] {
        Category::ALL
    }

    fn consulted(&self, category: &Category) -> Option<&str> {
        named(&self.record.consulted, *category)
    }
}

pub async fn hop_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(hop): Path<String>,
) -> Answer {
    let received = actions::receive(&app, &actor, id(&hop)?, "relay.receive").await?;
    let directory = shelf.current(&app).await?;
    let key = v.form_key();
    page(&draw_hop(v, actor, &directory, received, key))
}

fn draw_hop(v: Visit, actor: Actor, directory: &Directory, received: Received, key: String) -> HopPage {
    let day = |at| v.near(clock::local(at).date());
    let (sent, answer_by) =
        received.hop.sending().map(|sending| (day(sending.sent_at), day(sending.answer_by))).unwrap_or_default();
    let from = directory.organization(received.hop.from).map(|office| office.name.clone()).unwrap_or_default();
    let state = match received.hop.status {
        Status::Drafted => "drafted",
        Status::Sent(_) => "sent",
        Status::Accepted { .. } => "accepted",
        Status::Declined { .. } => "declined",
        Status::TakenBack { .. } => "taken-back",
    };
    let accepted = received.content.is_some();
    // A ground that has ended shows nothing any more, neither what was agreed nor what was arranged.
    let readable = accepted && !received.ground_ended;
    let consent = received.consent.as_ref().filter(|_| readable);
    let rows = received
        .content
        .as_ref()
        .filter(|_| readable)
        .map(|content| words::agreed(&v, content, &received.hop.route, &received.agreed));
    let agreed = received.hop.sending().map(|sending| sending.items.clone()).unwrap_or_default();
    let not_agreed = Item::ALL.iter().filter(|item| readable && !agreed.contains(item));
    HopPage {
        id: received.hop.id,
        line: v.t2("hop-line", ("from", from), ("day", sent)),
        answer_by,
        state,
        number: accepted.then(|| received.case.number.clone()),
        purpose: consent.map(|consent| consent.purpose.clone()),
        until: consent.map(|consent| v.day(consent.until)),
        rows: rows.unwrap_or_default(),
        not_agreed: not_agreed.map(|item| v.t(item.key())).collect(),
        ground_ended: received.ground_ended,
        guarded: received.guarded && readable,
        warned: received.in_danger && !received.guarded && readable,
        version: received.hop.version,
        conflict: Vec::new(),
        circulated: received.hop.circulated_on.map(draft::as_typed).unwrap_or_default(),
        record: received.hop.record.unwrap_or_default(),
        reasons: DeclineReason::ALL,
        key,
        problem: None,
        reason: None,
        words: String::new(),
        faults: Vec::new(),
        v,
        actor,
    }
}

pub async fn accept(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(hop): Path<String>,
    form: Submitted,
) -> Answer {
    reply(app, shelf, v, actor, id(&hop)?, form, Reply::Accept).await
}

pub async fn decline(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(hop): Path<String>,
    form: Submitted,
) -> Answer {
    match form.code("reason") {
        Some(reason) => {
            let words = form.get("words").trim().to_owned();
            reply(app, shelf, v, actor, id(&hop)?, form, Reply::Decline(reason, words)).await
        }
        None => {
            let refusal = Refusal::new("refused-decline-no-reason");
            again(&app, &shelf, v, actor, id(&hop)?, &form, refusal, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

async fn reply(app: App, shelf: Shelf, v: Visit, actor: Actor, hop: HopId, form: Submitted, reply: Reply) -> Answer {
    let once = form.once(&app.vault, "relay.answer")?;
    let directory = shelf.current(&app).await?;
    match actions::answer(&app, &directory, &actor, hop, reply, once).await {
        Ok(()) => Ok(see(&format!("/hops/{hop}"))),
        // A second press, or a colleague was first: a calm sentence above the page as it now stands.
        Err(Outcome::Refused(refusal)) => {
            again(&app, &shelf, v, actor, hop, &form, refusal, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Outcome::Conflict) => {
            let refusal = Refusal::new("refused-sheet-already-answered");
            again(&app, &shelf, v, actor, hop, &form, refusal, StatusCode::CONFLICT).await
        }
        Err(other) => Err(other),
    }
}

#[allow(clippy::too_many_arguments)] // The refused form's page, drawn in one place.
async fn again(
    app: &App,
    shelf: &Shelf,
    v: Visit,
    actor: Actor,
    hop: HopId,
    form: &Submitted,
    refusal: Refusal,
    status: StatusCode,
) -> Answer {
    let received = actions::receive(app, &actor, hop, "relay.receive").await?;
    let directory = shelf.current(app).await?;
    let problem = Some(v.refusal(&refusal));
    let key = v.form_key();
    let drawn = draw_hop(v, actor, &directory, received, key);
    with_status(
        status,
        page(&HopPage { problem, reason: form.code("reason"), words: form.get("words").to_owned(), ..drawn })?,
    )
}

pub async fn write_record(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(hop): Path<String>,
    form: Submitted,
) -> Answer {
    let hop: HopId = id(&hop)?;
    let once = form.once(&app.vault, "relay.record")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let mut faults = Vec::new();
    let record = draft::record(&form, &mut faults);
    let circulated_on = draft::day(&form, "circulated_on", &mut faults);
    let saved = match faults.is_empty() {
        true => actions::write_record(&app, &actor, hop, version, (record.clone(), circulated_on), once).await,
        false => Ok(()),
    };
    let status = match saved {
        Ok(()) if faults.is_empty() => return Ok(see(&format!("/hops/{hop}"))),
        Ok(()) => StatusCode::UNPROCESSABLE_ENTITY,
        Err(Outcome::Conflict) => StatusCode::CONFLICT,
        Err(other) => return Err(other),
    };
    let received = actions::receive(&app, &actor, hop, "relay.receive").await?;
    let directory = shelf.current(&app).await?;
    let conflict = match status {
        StatusCode::CONFLICT => {
            let theirs = received.hop.record.clone().unwrap_or_default();
            words::differences(words::of_record(&v, &theirs), &words::of_record(&v, &record))
        }
        _ => Vec::new(),
    };
    let (key, circulated) = (v.form_key(), form.get("circulated_on").to_owned());
    // After a conflict the form carries the newer version: saving again is then on purpose.
    let drawn = draw_hop(v, actor, &directory, received, key);
    with_status(status, page(&HopPage { record, circulated, faults, conflict, ..drawn })?)
}
