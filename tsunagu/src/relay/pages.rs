//! Writing, sending and answering sheets.

use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};

use super::{
    actions::{self, NotSent, Received, Reply, SheetFile},
    draft::{self, Draft},
    model::{Category, Concern, Content, DeclineReason, Hop, Record, Route, Status},
    paper, store,
};
use crate::{
    accounts::{Actor, Duty},
    casework::{Consent, Gap, Item, Missing},
    directory::{Directory, Shelf},
    people::{Gender, Relation},
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::{CaseId, HopId, OrganizationId, SheetId},
        web::{Submitted, Visit, page, see},
    },
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/sheets", post(begin))
        .route("/sheets/{id}", get(sheet_page).post(save))
        .route("/sheets/{id}/sending", get(sending_page).post(send))
        .route("/sheets/{id}/paper.pdf", get(paper::of_sheet))
        .route("/inbox", get(inbox_page))
        .route("/hops/{id}", get(hop_page))
        .route("/hops/{id}/acceptance", post(accept))
        .route("/hops/{id}/decline", post(decline))
        .route("/hops/{id}/record", post(write_record))
        .route("/hops/{id}/paper.pdf", get(paper::of_hop))
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}

async fn begin(State(app): State<App>, actor: Actor, Path(case): Path<String>, form: Submitted) -> Answer {
    let case: CaseId = id(&case)?;
    let sheet = actions::begin(&app, &actor, case, form.once(&app.vault, "relay.begin")?).await?;
    Ok(see(&format!("/sheets/{sheet}")))
}

/// A hop in words, for the sender's page and the case page.
pub struct HopLine {
    pub number: i32,
    pub to: String,
    pub state: String,
    pub detail: String,
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
    /// What somebody else saved meanwhile, where it differs from what was typed: label and their text.
    conflict: Vec<(String, String)>,
    conflicted: bool,
    saved: bool,
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
    fn caller(&self) -> crate::people::Profile {
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

fn named(list: &[(Category, String)], category: Category) -> Option<&str> {
    list.iter().find(|(known, _)| *known == category).map(|(_, name)| name.as_str())
}

async fn sheet_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(sheet): Path<String>,
) -> Answer {
    let file = actions::look(&app, &actor, id(&sheet)?, "relay.read").await?;
    let directory = shelf.current(&app).await?;
    let route = file.hops.last().map(|hop| hop.route.clone()).unwrap_or_default();
    let draft = Draft::stored(file.sheet.content.clone(), route);
    let saved = v.path.ends_with("?saved");
    let key = v.form_key();
    let version = file.sheet.version;
    page(&SheetPage { saved, ..sheet_form(v, actor, &directory, &file, draft, key, version) })
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
    SheetPage {
        id: file.sheet.id,
        case: file.case.id,
        number: file.case.number.clone(),
        version,
        editable: file.draft().is_some() && file.case.responsible == actor.organization && actor.may("send-sheets"),
        hops: file.hops.iter().filter(|hop| !hop.is_draft()).map(|hop| hop_line(&v, directory, hop)).collect(),
        draft,
        key,
        conflict: Vec::new(),
        conflicted: false,
        saved: false,
        v,
        actor,
    }
}

fn hop_line(v: &Visit, directory: &Directory, hop: &Hop) -> HopLine {
    let office = |id: OrganizationId| directory.organization(id).map(|office| office.name.clone()).unwrap_or_default();
    let day = |at| v.day(clock::local(at).date());
    let (to, state, detail) = match &hop.status {
        Status::Drafted => (String::new(), v.t("sheet-state-drafted"), String::new()),
        Status::Sent(sending) => {
            (office(sending.to), v.t("sheet-state-sent"), v.t1("sheet-answer-by", "day", day(sending.answer_by)))
        }
        Status::Accepted { sending, at, .. } => {
            (office(sending.to), v.t("sheet-state-accepted"), v.t1("sheet-accepted-on", "day", day(*at)))
        }
        Status::Declined { sending, at, reason, words, .. } => {
            let reason = v.t(reason.key());
            let detail = v.t2("sheet-declined-because", ("day", day(*at)), ("reason", reason));
            (office(sending.to), v.t("sheet-state-declined"), format!("{detail} {words}"))
        }
    };
    HopLine { number: hop.seq, to, state, detail }
}

async fn save(
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
    match actions::save_draft(&app, &actor, sheet, version, content, route, once).await {
        Ok(()) if form.text("then").as_deref() == Some("send") => Ok(see(&format!("/sheets/{sheet}/sending"))),
        Ok(()) => Ok(see(&format!("/sheets/{sheet}?saved"))),
        Err(Outcome::Conflict) => {
            // Both texts stay: theirs to read, ours in the form, to be saved on purpose over theirs.
            let file = actions::look(&app, &actor, sheet, "relay.read").await?;
            let conflict = differences(&v, &file.sheet.content, &typed.content);
            let key = v.form_key();
            let version = file.sheet.version;
            let form = sheet_form(v, actor, &directory, &file, typed, key, version);
            with_status(StatusCode::CONFLICT, page(&SheetPage { conflict, conflicted: true, ..form })?)
        }
        Err(other) => Err(other),
    }
}

/// The texts that differ, as the other person saved them.
fn differences(v: &Visit, theirs: &Content, ours: &Content) -> Vec<(String, String)> {
    let pairs = [
        ("sheet-nickname", &theirs.person.nickname, &ours.person.nickname),
        ("sheet-name", &theirs.person.name, &ours.person.name),
        ("sheet-address", &theirs.person.address, &ours.person.address),
        ("sheet-phone-mobile", &theirs.person.phone_mobile, &ours.person.phone_mobile),
        ("sheet-narrative", &theirs.narrative, &ours.narrative),
        ("sheet-wishes", &theirs.wishes, &ours.wishes),
        ("sheet-overview", &theirs.record.overview, &ours.record.overview),
        ("sheet-response", &theirs.record.response, &ours.record.response),
    ];
    pairs
        .into_iter()
        .filter(|(_, theirs, ours)| theirs != ours)
        .map(|(label, theirs, _)| (v.t(label), theirs.clone()))
        .collect()
}

fn with_status(status: StatusCode, mut response: Response) -> Answer {
    *response.status_mut() = status;
    Ok(response)
}

#[derive(Template)]
#[template(path = "relay/templates/sending.html")]
struct SendingPage {
    v: Visit,
    actor: Actor,
    id: SheetId,
    case: CaseId,
    offices: Vec<(OrganizationId, String)>,
    items: Vec<Item>,
    to: Option<OrganizationId>,
    chosen: BTreeSet<Item>,
    key: String,
    missing: Vec<String>,
}

impl SendingPage {
    fn has(&self, item: &Item) -> bool {
        self.chosen.contains(item)
    }
    fn goes_to(&self, office: &OrganizationId) -> bool {
        self.to == Some(*office)
    }
}

async fn sending_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(sheet): Path<String>,
) -> Answer {
    let file = actions::look(&app, &actor, id(&sheet)?, "relay.read").await?;
    let directory = shelf.current(&app).await?;
    // What has been agreed already is what a sender most likely means.
    let today = v.now.today();
    let current = file.consents.iter().rev().find(|consent| holds(consent, today));
    let to = current.and_then(|consent| consent.recipients.first().copied());
    let items = file.sheet.content.items();
    let chosen = current.map_or(items.clone(), |consent| consent.items.intersection(&items).copied().collect());
    let key = v.form_key();
    page(&sending_form(v, actor, &directory, &file, (to, chosen), key))
}

fn holds(consent: &Consent, today: chrono::NaiveDate) -> bool {
    consent.withdrawn_at.is_none() && consent.given_on <= today && today <= consent.until
}

fn sending_form(
    v: Visit,
    actor: Actor,
    directory: &Arc<Directory>,
    file: &SheetFile,
    (to, chosen): (Option<OrganizationId>, BTreeSet<Item>),
    key: String,
) -> SendingPage {
    let offices = directory
        .organizations_of(file.case.municipality)
        .into_iter()
        .filter(|office| office.id != actor.organization)
        .map(|office| (office.id, office.name.clone()))
        .collect();
    let items = file.sheet.content.items().into_iter().collect();
    SendingPage {
        id: file.sheet.id,
        case: file.case.id,
        offices,
        items,
        to,
        chosen,
        key,
        missing: Vec::new(),
        v,
        actor,
    }
}

async fn send(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(sheet): Path<String>,
    form: Submitted,
) -> Answer {
    let sheet: SheetId = id(&sheet)?;
    let once = form.once(&app.vault, "relay.send")?;
    let directory = shelf.current(&app).await?;
    let to: Option<OrganizationId> = form.code("to");
    let items: BTreeSet<Item> = form.codes("item").into_iter().collect();
    let result = match to {
        Some(to) => actions::send(&app, &directory, &actor, sheet, (to, items.clone()), once).await,
        None => Err(Refusal::new("refused-sheet-no-receiver").into()),
    };
    let missing = match result {
        Ok(()) => return Ok(see(&format!("/sheets/{sheet}"))),
        Err(NotSent::NoGround(missing)) => missing_in_words(&v, &directory, to, &missing),
        Err(NotSent::Outcome(Outcome::Refused(refusal))) => vec![v.refusal(&refusal)],
        Err(NotSent::Outcome(other)) => return Err(other),
    };
    let file = actions::look(&app, &actor, sheet, "relay.read").await?;
    let key = form.get("form").to_owned();
    let form = sending_form(v, actor, &directory, &file, (to, items), key);
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&SendingPage { missing, ..form })?)
}

/// What the consents do not cover, one sentence each.
fn missing_in_words(v: &Visit, directory: &Directory, to: Option<OrganizationId>, missing: &Missing) -> Vec<String> {
    let gap: &Gap = match missing {
        Missing::NoConsent => return vec![v.t("sheet-missing-consent")],
        Missing::Gap(gap) => gap,
    };
    let office = to.and_then(|to| directory.organization(to)).map(|office| office.name.clone()).unwrap_or_default();
    let mut sentences = Vec::new();
    if gap.withdrawn {
        sentences.push(v.t("sheet-missing-withdrawn"));
    }
    if let Some(day) = gap.expired_on {
        sentences.push(v.t1("sheet-missing-expired", "day", v.day(day)));
    }
    if gap.not_yet {
        sentences.push(v.t("sheet-missing-not-yet"));
    }
    if gap.recipient {
        sentences.push(v.t1("sheet-missing-recipient", "organization", office));
    }
    if !gap.items.is_empty() {
        let items: Vec<String> = gap.items.iter().map(|item| v.t(item.key())).collect();
        sentences.push(v.t1("sheet-missing-items", "items", items.join(&v.t("list-comma"))));
    }
    sentences
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
        answer_by: v.day(clock::local(row.answer_by).date()),
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
        sent: v.day(clock::local(row.sent_at).date()),
        answer_by: (row.state == "sent").then(|| v.day(clock::local(row.answer_by).date())),
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
pub async fn sheets_of(
    app: &App,
    v: &Visit,
    case: &crate::casework::Case,
    directory: &Directory,
) -> Result<Vec<SheetLine>, Outcome> {
    let conn = app.db.read();
    let key = app.vault.key(conn, case.key).await?;
    let mut lines = Vec::new();
    for id in store::sheets_of_case(conn, case.id).await? {
        let hops = store::hops(conn, &key, id).await?;
        lines.push(SheetLine { id, hops: hops.iter().map(|hop| hop_line(v, directory, hop)).collect() });
    }
    Ok(lines)
}

#[derive(Template)]
#[template(path = "relay/templates/inbox.html")]
struct InboxPage {
    v: Visit,
    actor: Actor,
    lines: Vec<InboxLine>,
}

async fn inbox_page(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::AnswerSheets)?;
    let directory = shelf.current(&app).await?;
    let lines = inbox_of(&app, &v, &actor, &directory).await?;
    page(&InboxPage { lines, v, actor })
}

/// What a reader sees of a sheet: a label and its text.
struct Row {
    label: String,
    text: String,
}

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
    record: Record,
    circulated: String,
    reasons: &'static [DeclineReason],
    key: String,
    problem: Option<String>,
    words: String,
    faults: Vec<(&'static str, Refusal)>,
}

impl HopPage {
    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.iter().find(|(name, _)| *name == field).map(|(_, refusal)| refusal)
    }
}

async fn hop_page(
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
    let day = |at| v.day(clock::local(at).date());
    let (sent, answer_by) =
        received.hop.sending().map(|sending| (day(sending.sent_at), day(sending.answer_by))).unwrap_or_default();
    let from = directory.organization(received.hop.from).map(|office| office.name.clone()).unwrap_or_default();
    let state = match received.hop.status {
        Status::Drafted => "drafted",
        Status::Sent(_) => "sent",
        Status::Accepted { .. } => "accepted",
        Status::Declined { .. } => "declined",
    };
    let accepted = received.content.is_some();
    let consent = received.consent.as_ref().filter(|_| accepted);
    let rows = received.content.as_ref().map(|content| rows(&v, content, &received.hop.route, &received.agreed));
    let not_agreed = Item::ALL.iter().filter(|item| accepted && !received.agreed.contains(item));
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
        circulated: received.hop.circulated_on.map(|day| day.to_string()).unwrap_or_default(),
        record: received.hop.record.unwrap_or_default(),
        reasons: DeclineReason::ALL,
        key,
        problem: None,
        words: String::new(),
        faults: Vec::new(),
        v,
        actor,
    }
}

/// The agreed content in words, in the order of the paper. Agreed but empty reads "not written".
fn rows(v: &Visit, content: &Content, route: &Route, agreed: &BTreeSet<Item>) -> Vec<Row> {
    let person = &content.person;
    let mut rows = Vec::new();
    let mut put = |label: &str, text: String| {
        let text = if text.trim().is_empty() { v.t("sheet-not-written") } else { text };
        rows.push(Row { label: v.t(label), text });
    };
    let join = |parts: &[&str]| parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let listed = |list: &[(Category, String)]| {
        let names = list.iter().map(|(category, name)| match name.is_empty() {
            true => v.t(category.key()),
            false => format!("{} ({name})", v.t(category.key())),
        });
        names.collect::<Vec<_>>().join(&v.t("list-comma"))
    };
    for item in Item::ALL.iter().filter(|item| agreed.contains(item)) {
        match item {
            Item::Name => put("item-name", join(&[&person.nickname, &person.name, &person.furigana])),
            Item::Gender => put("item-gender", person.gender.map(|gender| v.t(gender.key())).unwrap_or_default()),
            Item::Birth => {
                let day = person.birth.day.map(|day| v.day(day)).unwrap_or_default();
                let age = person.birth.age_on(v.now.today()).map(|age| v.t1("sheet-years", "age", age));
                put("item-birth", join(&[&day, &age.unwrap_or_default()]));
            }
            Item::Address => put("item-address", join(&[&person.postcode, &person.address])),
            Item::Phone => put("item-phone", join(&[&person.phone_home, &person.phone_mobile])),
            Item::Caller => {
                let caller = content.caller.clone().unwrap_or_default();
                let relation = caller.relation.map(|relation| v.t(relation.key())).unwrap_or_default();
                let phones = join(&[&caller.phone_home, &caller.phone_mobile]);
                put(
                    "item-caller",
                    join(&[caller.called(), &relation, &caller.relation_words, &caller.address, &phones]),
                );
            }
            Item::Concerns => {
                let mark = |concern: &Concern| {
                    let mark = if content.most == Some(*concern) { "◎" } else { "○" };
                    format!("{mark} {}", v.t(concern.key()))
                };
                let marks: Vec<String> = content.concerns.iter().map(mark).collect();
                put("item-concerns", join(&[&marks.join("\n"), &content.concern_other]));
            }
            Item::Narrative => put("item-narrative", content.narrative.clone()),
            Item::Wishes => put("item-wishes", content.wishes.clone()),
            Item::Record => {
                let continues = match content.record.continues {
                    Some(true) => v.t("sheet-continues-yes"),
                    Some(false) => v.t("sheet-continues-no"),
                    None => String::new(),
                };
                let parts = [content.record.overview.as_str(), &content.record.response, &continues];
                put("item-record", parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n"));
            }
            Item::Consulted => put("item-consulted", listed(&content.record.consulted)),
        }
    }
    put("sheet-needed", listed(&route.needed));
    put("sheet-booked-at", route.booked_at.clone());
    put(
        "sheet-accompany",
        match route.accompany {
            Some(true) => v.t("sheet-yes"),
            Some(false) => v.t("sheet-no"),
            None => String::new(),
        },
    );
    rows
}

async fn accept(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(hop): Path<String>,
    form: Submitted,
) -> Answer {
    reply(app, shelf, v, actor, id(&hop)?, form, Reply::Accept).await
}

async fn decline(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(hop): Path<String>,
    form: Submitted,
) -> Answer {
    let words = form.get("words").trim().to_owned();
    match form.code("reason") {
        Some(reason) => reply(app, shelf, v, actor, id(&hop)?, form, Reply::Decline(reason, words)).await,
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
    with_status(status, page(&HopPage { problem, words: form.get("words").to_owned(), ..drawn })?)
}

async fn write_record(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(hop): Path<String>,
    form: Submitted,
) -> Answer {
    let hop: HopId = id(&hop)?;
    let once = form.once(&app.vault, "relay.record")?;
    let mut faults = Vec::new();
    let record = draft::record(&form, &mut faults);
    let circulated_on = draft::day(&form, "circulated_on", &mut faults);
    if faults.is_empty() {
        actions::write_record(&app, &actor, hop, (record, circulated_on), once).await?;
        return Ok(see(&format!("/hops/{hop}")));
    }
    let received = actions::receive(&app, &actor, hop, "relay.receive").await?;
    let directory = shelf.current(&app).await?;
    let (key, circulated) = (form.get("form").to_owned(), form.get("circulated_on").to_owned());
    let drawn = draw_hop(v, actor, &directory, received, key);
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&HopPage { record, circulated, faults, ..drawn })?)
}
