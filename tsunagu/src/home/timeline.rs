//! One timeline of a case: what was written down, the thread, bookings, sheets, how it stood, what was agreed. Each part
//! is asked of its own slice, as the reader; what the reader may not open there does not stand here.

use std::collections::HashMap;

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, Query, State},
    routing::get,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::Deserialize;

use crate::{
    accounts::{self, Actor, Duty, allows},
    booking::{self, Booking},
    casework::{self, ConsentLine, Entry, GivenBy, History, TurnRecord, TurnStanding, Voice, Which, With},
    contact::{self, Attempt},
    directory::{Directory, Shelf},
    people::PartyKind,
    platform::{
        Answer, App, Outcome, clock,
        ids::{CaseId, StaffId, ThreadId},
        web::{Visit, page},
    },
    reception::{self, Author},
    relay, vocabulary,
};

pub fn routes() -> Router<App> {
    Router::new().route("/cases/{id}/timeline", get(timeline_page))
}

vocabulary! {
    /// What a line of the timeline is.
    pub enum LineKind("line") {
        Entry => "entry",
        Message => "message",
        Booking => "booking",
        Sheet => "sheet",
        State => "state",
        Consent => "consent",
        Attempt => "attempt",
    }
}

/// One line, whatever it came from.
struct Line {
    kind: LineKind,
    /// On whose side it stands; nothing where it is on neither.
    side: Option<With>,
    at: DateTime<Utc>,
    when: String,
    title: String,
    who: String,
    text: String,
    link: Option<String>,
    /// Corrections and words beside it.
    notes: Vec<(String, String)>,
    is_late: bool,
}

/// Lines on one page.
const ON_A_PAGE: usize = 50;
/// A longer text is cut on the list; the whole stands on its own page and on the paper.
const SHOWN: usize = 800;

#[derive(Default, Deserialize)]
struct Asked {
    kind: Option<String>,
    with: Option<String>,
    year: Option<String>,
    page: Option<String>,
    view: Option<String>,
}

/// What of the timeline is asked for.
struct Filter {
    kind: Option<LineKind>,
    with: Option<With>,
    year: Option<i32>,
    page: usize,
    /// All of it, oldest first, to be printed.
    is_paper: bool,
}

impl Filter {
    fn of(asked: &Asked) -> Self {
        Self {
            kind: asked.kind.as_deref().and_then(|code| code.parse().ok()),
            with: asked.with.as_deref().and_then(|code| code.parse().ok()),
            year: asked.year.as_deref().and_then(|year| year.parse().ok()).filter(|year| (1900..=2200).contains(year)),
            page: asked.page.as_deref().and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 10_000),
            is_paper: asked.view.as_deref() == Some("paper"),
        }
    }

    /// From when until when.
    fn span(&self) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0));
        let begins = |year| new_year(year).map(clock::instant);
        (self.year.and_then(begins), self.year.and_then(|year| begins(year + 1)))
    }

    fn which(&self) -> Which {
        let (from, before) = self.span();
        // One more than the page shows tells whether it goes on.
        let most = (!self.is_paper).then(|| (self.page * ON_A_PAGE + 1) as u64);
        Which { with: self.with, from, before, most }
    }

    fn wants(&self, kind: LineKind) -> bool {
        self.kind.is_none_or(|asked| asked == kind)
    }

    fn holds(&self, line: &Line) -> bool {
        let (from, before) = self.span();
        self.wants(line.kind)
            && self.with.is_none_or(|with| line.side == Some(with))
            && from.is_none_or(|from| line.at >= from)
            && before.is_none_or(|before| line.at < before)
    }

    /// The address of another choice.
    fn address(&self, kind: Option<LineKind>, with: Option<With>, year: Option<i32>, more: &str) -> String {
        let parts = [
            kind.map(|kind| format!("kind={kind}")),
            with.map(|with| format!("with={with}")),
            year.map(|year| format!("year={year}")),
            (!more.is_empty()).then(|| more.to_owned()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join("&")
    }
}

/// A choice above the timeline.
struct Choice {
    name: String,
    address: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "home/templates/timeline.html")]
struct TimelinePage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    called: String,
    lines: Vec<Line>,
    filter: Filter,
    years: Vec<i32>,
    goes_on: bool,
}

impl TimelinePage {
    fn kinds(&self) -> Vec<Choice> {
        let choice = |kind: Option<LineKind>| Choice {
            name: kind.map_or_else(|| self.v.t("timeline-all"), |kind| self.v.t(kind.key())),
            address: self.filter.address(kind, self.filter.with, self.filter.year, ""),
            is_chosen: kind == self.filter.kind,
        };
        [None].into_iter().chain(LineKind::ALL.iter().copied().map(Some)).map(choice).collect()
    }

    fn withs(&self) -> Vec<Choice> {
        let choice = |with: Option<With>| Choice {
            name: with.map_or_else(|| self.v.t("timeline-both"), |with| self.v.t(with.key())),
            address: self.filter.address(self.filter.kind, with, self.filter.year, ""),
            is_chosen: with == self.filter.with,
        };
        [None].into_iter().chain(With::ALL.iter().copied().map(Some)).map(choice).collect()
    }

    fn year_choices(&self) -> Vec<Choice> {
        let choice = |year: Option<i32>| Choice {
            name: year.map_or_else(|| self.v.t("timeline-years"), |year| self.v.t1("timeline-year", "year", year)),
            address: self.filter.address(self.filter.kind, self.filter.with, year, ""),
            is_chosen: year == self.filter.year,
        };
        [None].into_iter().chain(self.years.iter().copied().map(Some)).map(choice).collect()
    }

    fn here(&self, more: &str) -> String {
        self.filter.address(self.filter.kind, self.filter.with, self.filter.year, more)
    }

    fn newer(&self) -> String {
        self.here(&format!("page={}", self.filter.page.saturating_sub(1)))
    }

    fn older(&self) -> String {
        self.here(&format!("page={}", self.filter.page + 1))
    }
}

async fn timeline_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let id: CaseId = id.parse().map_err(|_| Outcome::NotFound)?;
    let filter = Filter::of(&asked);
    let history = casework::history(&app, &actor, id, filter.which()).await?;
    let directory = shelf.current(&app).await?;
    let mut lines = lines_of(&app, &v, &actor, &directory, &history, &filter).await?;
    lines.retain(|line| filter.holds(line));
    lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    let skipped = (filter.page - 1) * ON_A_PAGE;
    let goes_on = !filter.is_paper && lines.len() > skipped + ON_A_PAGE;
    if filter.is_paper {
        lines.reverse();
    } else {
        lines = lines.into_iter().skip(skipped).take(ON_A_PAGE).collect();
    }
    let first = clock::local(history.case.first_received_at).year();
    let years = (first..=v.now.today().year()).rev().collect();
    page(&TimelinePage {
        case: id,
        number: history.case.number,
        called: history.called,
        lines,
        filter,
        years,
        goes_on,
        v,
        actor,
    })
}

async fn lines_of(
    app: &App,
    v: &Visit,
    actor: &Actor,
    directory: &Directory,
    history: &History,
    filter: &Filter,
) -> Result<Vec<Line>, Outcome> {
    let conn = app.db.read();
    let mut lines: Vec<Line> = history.entries.iter().map(|entry| entry_line(v, history, entry)).collect();
    lines.extend(history.turns.iter().filter_map(|turn| turn_line(v, history, turn)));
    for consent in &history.consents {
        let line = ConsentLine::of(v, directory, consent);
        let side = match consent.given_by {
            GivenBy::Person | GivenBy::Guardian => With::Person,
            GivenBy::Family => With::Family,
        };
        let text = [line.recipients.join(&v.t("list-comma")), line.items.join(&v.t("list-comma")), line.standing];
        let who = history.name(consent.recorded_by);
        let new = |at, title: String| plain(v, (LineKind::Consent, Some(side)), at, title, text.join("\n"));
        lines.push(Line { who, ..new(consent.recorded_at, v.t("timeline-consent")) });
        if let Some(at) = consent.withdrawn_at {
            lines.push(new(at, v.t("timeline-consent-withdrawn")));
        }
    }
    if filter.wants(LineKind::Sheet) && allows(actor.role, Duty::ReadSheets) {
        for event in relay::events_of(conn, v, (&history.case, &history.key), directory).await? {
            let line = plain(v, (LineKind::Sheet, None), event.at, v.t("timeline-sheet"), String::new());
            let text = [event.to, event.state].join(" ");
            lines.push(Line { text, link: Some(format!("/sheets/{}", event.sheet)), ..line });
        }
    }
    if filter.wants(LineKind::Attempt) {
        let attempts = contact::attempts_of(conn, &history.key, history.case.id).await?;
        let names = accounts::names_of(conn, attempts.iter().map(|attempt| attempt.staff)).await?;
        lines.extend(attempts.iter().map(|attempt| attempt_line(v, &names, attempt)));
    }
    if filter.wants(LineKind::Message) || filter.wants(LineKind::Booking) {
        lines.extend(thread_lines(app, v, actor, history.case.id, filter).await?);
    }
    Ok(lines)
}

fn plain(v: &Visit, (kind, side): (LineKind, Option<With>), at: DateTime<Utc>, title: String, text: String) -> Line {
    let (who, notes) = (String::new(), Vec::new());
    Line { kind, side, at, when: v.moment(at), title, who, text, link: None, notes, is_late: false }
}

fn entry_line(v: &Visit, history: &History, entry: &Entry) -> Line {
    let met = entry.met.map(|met| v.t(met.key()));
    let title = [Some(v.t(entry.with.key())), Some(v.t(entry.means.key())), met];
    let title: Vec<String> = title.into_iter().flatten().collect();
    let mut text = vec![entry.words.text.clone()];
    if !entry.words.tried.is_empty() {
        text.push(v.t1("timeline-tried", "words", &entry.words.tried));
    }
    if !entry.words.accompanied.is_empty() {
        text.push(v.t1("timeline-accompanied", "place", &entry.words.accompanied));
    }
    let topics: Vec<String> = entry.words.topics.iter().map(|topic| v.t(topic.key())).collect();
    if !topics.is_empty() {
        text.push(v.t1("timeline-topics", "topics", topics.join(&v.t("list-comma"))));
    }
    text.retain(|part| !part.is_empty());
    let notes = history.beside(entry.id).filter(|note| note.kind != casework::NoteKind::Earlier);
    let notes = notes.map(|note| {
        let title = [v.t(note.kind.key()), history.name(note.by), v.moment(note.at)];
        (title.join(" "), note.text.clone())
    });
    Line {
        who: history.name(entry.written_by),
        link: Some(format!("/entries/{}", entry.id)),
        notes: notes.collect(),
        is_late: entry.is_late,
        ..plain(v, (LineKind::Entry, Some(entry.with)), entry.at, title.join(&v.t("list-comma")), text.join("\n"))
    }
}

/// A change of state; an ending that was put aside is no event of the case.
fn turn_line(v: &Visit, history: &History, turn: &TurnRecord) -> Option<Line> {
    let at = match turn.standing {
        TurnStanding::Done => turn.at,
        TurnStanding::Seen { at, .. } => at,
        TurnStanding::Waiting | TurnStanding::PutAside { .. } => return None,
    };
    let side = match turn.voice {
        Voice::Person => Some(With::Person),
        Voice::Family => Some(With::Family),
        Voice::Staff => None,
    };
    let detail = match turn.cause.turn() {
        casework::Turn::Rested => turn.cause.detail().map(|code| v.t(&format!("rhythm-{code}"))),
        casework::Turn::Ended => turn.cause.detail().map(|code| v.t(&format!("end-reason-{code}"))),
        casework::Turn::Reopened => None,
    };
    let text = [detail.unwrap_or_default(), turn.words.clone(), turn.closing.clone()];
    let text: Vec<String> = text.into_iter().filter(|part| !part.is_empty()).collect();
    let who = turn.staff.map(|staff| history.name(staff)).unwrap_or_else(|| v.t(turn.voice.key()));
    let line = plain(v, (LineKind::State, side), at, v.t(turn.cause.turn().key()), text.join("\n"));
    Some(Line { who, ..line })
}

fn attempt_line(v: &Visit, names: &HashMap<StaffId, String>, attempt: &Attempt) -> Line {
    let state = match attempt.state {
        contact::State::Open => v.t("timeline-attempt-open"),
        contact::State::Barred(_) => v.t("timeline-attempt-barred"),
        contact::State::Ended(ending) => v.t(ending.key()),
    };
    let title = [v.t(attempt.means.key()), state].join(&v.t("list-comma"));
    let side = side_of(attempt.party);
    let line = plain(v, (LineKind::Attempt, Some(side)), attempt.at, title, attempt.note.clone());
    Line { who: names.get(&attempt.staff).cloned().unwrap_or_default(), ..line }
}

fn side_of(party: PartyKind) -> With {
    match party {
        PartyKind::Person => With::Person,
        PartyKind::Caller => With::Family,
    }
}

/// Messages and bookings of the threads of a case whose desk is the reader's.
async fn thread_lines(
    app: &App,
    v: &Visit,
    actor: &Actor,
    case: CaseId,
    filter: &Filter,
) -> Result<Vec<Line>, Outcome> {
    if !allows(actor.role, Duty::ReadThreads) {
        return Ok(Vec::new());
    }
    let (mut lines, mut sides) = (Vec::new(), HashMap::new());
    for thread in reception::threads_of(app.db.read(), case).await? {
        if reception::find_for(app.db.read(), actor, thread.id).await?.is_none() {
            continue;
        }
        // Reading a thread leaves its own trace, which its writer may ask for.
        let seen = reception::read_thread(app, actor, thread.id).await?;
        let side = side_of(reception::party_of(seen.opening.about));
        sides.insert(thread.id, side);
        let staff = seen.messages.iter().filter_map(|message| match message.author {
            Author::Staff(staff) => Some(staff),
            Author::Writer | Author::Program => None,
        });
        let names = accounts::names_of(app.db.read(), staff).await?;
        for message in &seen.messages {
            let who = match message.author {
                Author::Writer => v.t("thread-writer"),
                Author::Program => v.t("thread-notice"),
                Author::Staff(staff) => names.get(&staff).cloned().unwrap_or_default(),
            };
            let text = reception::body_in_words(v, &message.body);
            let line = plain(v, (LineKind::Message, Some(side)), message.at, v.t("timeline-message"), text);
            lines.push(Line { who, link: Some(format!("/threads/{}", thread.id)), ..line });
        }
    }
    if filter.wants(LineKind::Booking) && allows(actor.role, Duty::ManageBookings) {
        let threads: Vec<ThreadId> = sides.keys().copied().collect();
        let bookings = booking::beside(app.db.read(), &threads).await?;
        lines.extend(bookings.into_iter().map(|(booking, offer)| booking_line(v, &sides, &booking, offer)));
    }
    Ok(lines)
}

fn booking_line(v: &Visit, sides: &HashMap<ThreadId, With>, booking: &Booking, offer: String) -> Line {
    let side = booking.thread.and_then(|thread| sides.get(&thread).copied());
    let (key, time) = match booking.state {
        booking::State::Asked => ("timeline-booking-asked", None),
        booking::State::Proposed { time } => ("timeline-booking-proposed", Some(time)),
        booking::State::Agreed { time } => ("timeline-booking-agreed", Some(time)),
        booking::State::Waiting { time } => ("timeline-booking-waiting", Some(time)),
        booking::State::Cancelled { was, .. } => ("timeline-booking-cancelled", was),
    };
    let text = [offer, time.map(|time| v.moment(time.start)).unwrap_or_default()].join(" ");
    let at = time.map_or(booking.made_at, |time| time.start);
    plain(v, (LineKind::Booking, side), at, v.t(key), text.trim().to_owned())
}

impl Line {
    /// The text as the list shows it, and whether more stands on its own page.
    fn short(&self, is_paper: &bool) -> (String, bool) {
        if *is_paper || self.link.is_none() || self.text.chars().count() <= SHOWN {
            return (self.text.clone(), false);
        }
        (self.text.chars().take(SHOWN).collect(), true)
    }
}
