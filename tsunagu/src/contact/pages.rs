//! What was agreed about being reached, asking before reaching out, and how it ended.

use askama::Template;
use axum::{
    Router,
    extract::{Path, State as Shared},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};

use super::{
    actions::{self, ContactFile, Trying},
    form::{self, Typed},
    model::{Asked, Attempt, Ending, Shown, State},
};
use crate::{
    accounts::{Actor, Duty, allows},
    casework::{self, CaseFile, Faults},
    people::{
        self, Held, PartyKind, Profile,
        contact::{Barrier, Envelope, Introduction, Means, Quiet, Said, Voicemail, Way, Weekday, Wishes},
    },
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::{AttemptId, CaseId},
        web::{Submitted, Visit, page, see},
    },
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/cases/{id}/contact", get(contact_page))
        .route("/cases/{id}/contact/{party}", get(wishes_page).post(agree))
        .route("/cases/{id}/attempts", post(ask))
        .route("/attempts/{id}", get(attempt_page).post(end))
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Outcome> {
    text.parse().map_err(|_| Outcome::NotFound)
}

fn with_status(status: StatusCode, mut response: Response) -> Answer {
    *response.status_mut() = status;
    Ok(response)
}

/// What was agreed with one party, in words.
pub struct Agreed {
    pub party: PartyKind,
    /// What they are called; may be empty.
    pub called: String,
    /// Somebody asked at least once.
    pub asked: bool,
    /// "Please do not contact", where that holds today.
    pub quiet: Option<String>,
    /// The ways first.
    pub lines: Vec<(String, String)>,
    /// How many of the lines are ways.
    pub ways: usize,
}

impl Agreed {
    fn of(v: &Visit, party: PartyKind, profile: &Profile, held: &Held) -> Self {
        let wishes = &held.wishes;
        let quiet = match wishes.quiet {
            Quiet::Until(last) if wishes.quiet.holds(v.now.today()) => {
                Some(v.t1("contact-quiet-until", "day", v.day(last)))
            }
            Quiet::UntilTheyComeBack => Some(v.t("contact-quiet-come-back")),
            Quiet::No | Quiet::Until(_) => None,
        };
        let lines = if held.version == 0 { Vec::new() } else { in_words(v, wishes) };
        Self {
            party,
            called: profile.called().to_owned(),
            asked: held.version > 0,
            quiet,
            lines,
            ways: wishes.ways.len(),
        }
    }
}

/// What was agreed with both parties of a case whose file is open; opening it left its trace.
pub async fn agreed_of(app: &App, v: &Visit, file: &CaseFile) -> Result<Vec<Agreed>, Outcome> {
    let conn = app.db.read();
    let key = casework::key_of(app, conn, &file.case).await?;
    let mut agreed = Vec::new();
    for (party, profile) in [(PartyKind::Person, &file.person), (PartyKind::Caller, &file.caller)] {
        let held = people::wishes_of(conn, &key, file.case.id, party).await?;
        agreed.push(Agreed::of(v, party, profile, &held));
    }
    Ok(agreed)
}

fn agreed(v: &Visit, file: &ContactFile) -> Vec<Agreed> {
    PartyKind::ALL.iter().map(|party| Agreed::of(v, *party, file.profile(*party), file.held(*party))).collect()
}

fn in_words(v: &Visit, wishes: &Wishes) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> =
        wishes.ways.iter().map(|way| (v.t(way.means.key()), way_in_words(v, way))).collect();
    let introduction = [v.t(wishes.introduction.key()), wishes.introduce_as.clone()].join(" ");
    lines.push((v.t("contact-introduction"), introduction.trim().to_owned()));
    lines.push((v.t("contact-voicemail"), v.t(wishes.voicemail.key())));
    lines.push((v.t("contact-envelope"), v.t(wishes.envelope.key())));
    for (key, text) in [
        ("contact-may-know", &wishes.may_know),
        ("contact-must-not-know", &wishes.must_not_know),
        ("contact-safe-word", &wishes.safe_word),
        ("contact-note", &wishes.note),
    ] {
        if !text.is_empty() {
            lines.push((v.t(key), text.clone()));
        }
    }
    lines
}

fn way_in_words(v: &Visit, way: &Way) -> String {
    let mut parts = vec![v.t(way.said.key())];
    match way.said {
        Said::NotAsked | Said::No => {}
        Said::Yes => {
            let window = &way.window;
            if !window.days.is_empty() {
                parts.push(window.days.iter().map(|day| v.t(day.key())).collect::<Vec<_>>().join(&v.t("list-comma")));
            }
            if window.from.is_some() || window.until.is_some() {
                let (from, until) = (window.from.map(|at| v.time(at)), window.until.map(|at| v.time(at)));
                let (from, until) = (from.unwrap_or_default(), until.unwrap_or_default());
                parts.push(v.t2("contact-hours", ("from", &from), ("until", &until)));
            }
            if way.shared {
                parts.push(v.t("contact-shared"));
            }
        }
    }
    parts.join(" ")
}

/// A try in words.
struct AttemptLine {
    id: AttemptId,
    when: String,
    who: String,
    what: String,
    state: String,
    is_open: bool,
    words: String,
}

impl AttemptLine {
    fn of(v: &Visit, attempt: &Attempt, who: &str) -> Self {
        let what = [v.t(attempt.party.key()), v.t(attempt.means.key())].join(&v.t("contact-to-by"));
        let state = match attempt.state {
            State::Barred(barrier) => barrier_in_words(v, barrier),
            State::Open => v.t("contact-open"),
            State::Ended(ending) => v.t(ending.key()),
        };
        let urgent = if attempt.urgent { v.t("contact-was-urgent") } else { String::new() };
        let words = [urgent, attempt.reason.clone(), attempt.note.clone()];
        Self {
            id: attempt.id,
            when: v.moment(attempt.at),
            who: who.to_owned(),
            what,
            state,
            is_open: attempt.state == State::Open,
            words: words.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n"),
        }
    }
}

pub fn barrier_in_words(v: &Visit, barrier: Barrier) -> String {
    match barrier {
        Barrier::QuietUntil(last) => v.t1(barrier.key(), "day", v.day(last)),
        Barrier::Hours { next } => v.t1(barrier.key(), "next", v.moment(clock::instant(next))),
        Barrier::Quiet | Barrier::Declined | Barrier::NotAsked | Barrier::NoAddress => v.t(barrier.key()),
    }
}

#[derive(Template)]
#[template(path = "contact/templates/contact.html")]
struct ContactPage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    agreed: Vec<Agreed>,
    attempts: Vec<AttemptLine>,
    may_edit: bool,
    typed: Typed,
    refusal: Option<Refusal>,
    key: String,
}

impl ContactPage {
    fn of(v: Visit, actor: Actor, file: &ContactFile, typed: Typed, key: String) -> Self {
        Self {
            case: file.case.id,
            number: file.case.number.clone(),
            agreed: agreed(&v, file),
            attempts: file.attempts.iter().map(|(attempt, who)| AttemptLine::of(&v, attempt, who)).collect(),
            may_edit: allows(actor.role, Duty::EditCases),
            typed,
            refusal: None,
            key,
            v,
            actor,
        }
    }

    fn parties(&self) -> &'static [PartyKind] {
        PartyKind::ALL
    }

    fn means(&self) -> &'static [Means] {
        Means::ALL
    }

    /// The first choice stands where nothing was chosen.
    fn is_chosen(&self, name: &str, code: &str, is_first: &bool) -> bool {
        self.typed.has(name, code) || (*is_first && self.typed.value(name).is_empty())
    }
}

async fn contact_page(Shared(app): Shared<App>, v: Visit, actor: Actor, Path(case): Path<String>) -> Answer {
    let file = actions::look(&app, &actor, id(&case)?).await?;
    let key = v.form_key();
    page(&ContactPage::of(v, actor, &file, Typed::default(), key))
}

async fn ask(Shared(app): Shared<App>, v: Visit, actor: Actor, Path(case): Path<String>, form: Submitted) -> Answer {
    let case: CaseId = id(&case)?;
    actor.must(Duty::EditCases)?;
    let once = form.once(&app.vault, "contact.ask")?;
    let asked = Asked {
        party: form.code("party").unwrap_or(PartyKind::Person),
        means: form.code("means").ok_or(Outcome::Unreadable("unreadable-form"))?,
        urgent: form.text("urgent").is_some(),
        reason: form.get("reason").trim_end().to_owned(),
    };
    match actions::ask(&app, &actor, case, asked, once).await {
        Ok(attempt) => Ok(see(&format!("/attempts/{attempt}"))),
        Err(Outcome::Refused(refusal)) => {
            let file = actions::look(&app, &actor, case).await?;
            let shown = ContactPage::of(v, actor, &file, Typed::sent(&form), form.get("form").to_owned());
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&ContactPage { refusal: Some(refusal), ..shown })?)
        }
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "contact/templates/wishes.html")]
struct WishesPage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    party: PartyKind,
    called: String,
    version: i64,
    typed: Typed,
    faults: Faults,
    /// What somebody else wrote meanwhile, in words.
    theirs: Vec<(String, String)>,
    key: String,
}

impl WishesPage {
    fn of(v: Visit, actor: Actor, file: &ContactFile, party: PartyKind, key: String) -> Self {
        let (held, profile) = (file.held(party), file.profile(party));
        // Numbers on a sheet may be for named staff only (whoever fears violence), so none is copied from there.
        let typed = Typed::of(&held.wishes);
        Self {
            case: file.case.id,
            number: file.case.number.clone(),
            party,
            called: profile.called().to_owned(),
            version: held.version,
            typed,
            faults: Faults::default(),
            theirs: Vec::new(),
            key,
            v,
            actor,
        }
    }

    fn means(&self) -> &'static [Means] {
        Means::ALL
    }

    fn said(&self) -> &'static [Said] {
        Said::ALL
    }

    fn weekdays(&self) -> &'static [Weekday] {
        Weekday::ALL
    }

    fn introductions(&self) -> &'static [Introduction] {
        Introduction::ALL
    }

    fn voicemails(&self) -> &'static [Voicemail] {
        Voicemail::ALL
    }

    fn envelopes(&self) -> &'static [Envelope] {
        Envelope::ALL
    }

    fn quiets(&self) -> [(&'static str, &'static str); 3] {
        [("no", "contact-quiet-no"), ("until", "contact-quiet-a-day"), ("come-back", "contact-quiet-come-back")]
    }

    /// The field of a way: "to" of the mobile telephone is `to-phone-mobile`.
    fn name(&self, field: &str, means: &Means) -> String {
        format!("{field}-{means}")
    }

    fn value(&self, name: impl AsRef<str>) -> &str {
        self.typed.value(name.as_ref())
    }

    fn has(&self, name: impl AsRef<str>, code: &str) -> bool {
        self.typed.has(name.as_ref(), code)
    }

    /// A choice of which one always holds.
    fn is_chosen(&self, name: impl AsRef<str>, code: &str, is_first: &bool) -> bool {
        let name = name.as_ref();
        self.typed.has(name, code) || (*is_first && self.typed.value(name).is_empty())
    }

    fn fault(&self, field: impl AsRef<str>) -> Option<&Refusal> {
        self.faults.of(field.as_ref())
    }

    fn hours(&self, means: &Means) -> &'static str {
        form::hours(*means)
    }
}

async fn wishes_page(
    Shared(app): Shared<App>,
    v: Visit,
    actor: Actor,
    Path((case, party)): Path<(String, String)>,
) -> Answer {
    let file = actions::look(&app, &actor, id(&case)?).await?;
    actor.must(Duty::EditCases)?;
    let key = v.form_key();
    page(&WishesPage::of(v, actor, &file, id(&party)?, key))
}

async fn agree(
    Shared(app): Shared<App>,
    v: Visit,
    actor: Actor,
    Path((case, party)): Path<(String, String)>,
    form: Submitted,
) -> Answer {
    let (case, party): (CaseId, PartyKind) = (id(&case)?, id(&party)?);
    let once = form.once(&app.vault, "contact.agree")?;
    let version: i64 = form.get("version").parse().map_err(|_| Outcome::Unreadable("unreadable-form"))?;
    let typed = Typed::sent(&form);
    let wishes = match typed.read() {
        Ok(wishes) => wishes,
        Err(faults) => {
            let file = actions::look(&app, &actor, case).await?;
            let shown = WishesPage::of(v, actor, &file, party, form.get("form").to_owned());
            let again = WishesPage { typed, faults, version, ..shown };
            return with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&again)?);
        }
    };
    match actions::agree(&app, &actor, case, party, Held { wishes, version }, once).await {
        Ok(()) => Ok(see(&format!("/cases/{case}/contact"))),
        Err(Outcome::Conflict) => {
            // Both stay: theirs to read, ours in the form, to be saved on purpose over theirs.
            let file = actions::look(&app, &actor, case).await?;
            let theirs = in_words(&v, &file.held(party).wishes);
            let key = v.form_key();
            let shown = WishesPage::of(v, actor, &file, party, key);
            with_status(StatusCode::CONFLICT, page(&WishesPage { typed, theirs, ..shown })?)
        }
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "contact/templates/attempt.html")]
struct AttemptPage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    called: String,
    line: AttemptLine,
    shown: Shown,
    barrier: Option<String>,
    is_letter: bool,
    is_phone: bool,
    endings: Vec<Ending>,
    typed: Typed,
    refusal: Option<Refusal>,
    key: String,
}

impl AttemptPage {
    fn of(v: Visit, actor: Actor, trying: Trying, typed: Typed, key: String) -> Self {
        let Trying { case, attempt, wishes, profile } = trying;
        let shown = attempt.shown(&wishes, actor.staff, v.now.0);
        let barrier = match shown {
            Shown::Barred(barrier) => Some(barrier_in_words(&v, barrier)),
            Shown::Care(_) | Shown::Over | Shown::Ended => None,
        };
        let is_letter = matches!(attempt.means, Means::Letter);
        let is_phone = matches!(attempt.means, Means::PhoneHome | Means::PhoneMobile);
        Self {
            case: case.id,
            number: case.number,
            called: profile.called().to_owned(),
            line: AttemptLine::of(&v, &attempt, ""),
            shown,
            barrier,
            is_letter,
            is_phone,
            endings: endings(attempt.means),
            typed,
            refusal: None,
            key,
            v,
            actor,
        }
    }

    fn is_chosen(&self, ending: &Ending) -> bool {
        self.typed.has("ending", ending.code())
    }
}

/// How a try of this kind can end.
fn endings(means: Means) -> Vec<Ending> {
    use Ending as E;
    match means {
        Means::PhoneHome | Means::PhoneMobile => vec![E::Reached, E::Nobody, E::SomebodyElse, E::Machine, E::LeftAlone],
        Means::Email | Means::Letter => vec![E::Sent, E::CameBack, E::LeftAlone],
        Means::Visit => vec![E::Reached, E::Nobody, E::SomebodyElse, E::LeftAlone],
    }
}

async fn attempt_page(Shared(app): Shared<App>, v: Visit, actor: Actor, Path(attempt): Path<String>) -> Answer {
    let trying = actions::look_at(&app, &actor, id(&attempt)?).await?;
    let key = v.form_key();
    page(&AttemptPage::of(v, actor, trying, Typed::default(), key))
}

async fn end(Shared(app): Shared<App>, v: Visit, actor: Actor, Path(attempt): Path<String>, form: Submitted) -> Answer {
    let attempt: AttemptId = id(&attempt)?;
    let once = form.once(&app.vault, "contact.end")?;
    let note = form.get("note").trim_end().to_owned();
    let result = match form.code::<Ending>("ending") {
        Some(ending) => actions::end(&app, &actor, attempt, (ending, note), once).await,
        None => Err(Refusal::new("refused-contact-ending").into()),
    };
    match result {
        Ok(case) => Ok(see(&format!("/cases/{case}/contact"))),
        Err(Outcome::Refused(refusal)) => {
            let trying = actions::look_at(&app, &actor, attempt).await?;
            let shown = AttemptPage::of(v, actor, trying, Typed::sent(&form), form.get("form").to_owned());
            with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&AttemptPage { refusal: Some(refusal), ..shown })?)
        }
        Err(other) => Err(other),
    }
}
