//! What staff promised for today and the days after: a list to walk along, not a wall of tiles.

use askama::Template;
use axum::{Extension, Router, extract::State, routing::get};

use crate::{
    accounts::{Actor, Duty, Role, allows},
    booking,
    casework::{self, CaseDay},
    counter::{self, DayNote},
    directory::{Directory, Shelf},
    mailbox,
    platform::{
        Answer, App, Outcome, clock,
        ids::{NoteId, ThreadId},
        web::{Visit, page},
    },
    policy::{self, Basics},
    reception::{self, Waiting},
    relay::{self, InboxLine, SameDayCheck, SentLine},
    worries,
};

pub fn routes() -> Router<App> {
    Router::new().route("/day", get(day_page))
}

/// A thread on the day's list.
struct ThreadLine {
    id: ThreadId,
    nickname: String,
    desk: String,
    /// The day promised, in words; nothing once it is answered.
    answer_by: Option<String>,
    begun: String,
    /// Two persons have to look today.
    check: bool,
    /// The promised moment has passed: a second person looks with the first.
    together: bool,
    /// The mail about an answer did not arrive.
    unheard: bool,
}

impl ThreadLine {
    fn of(v: &Visit, directory: &Directory, waiting: Waiting) -> Self {
        let day = |at| v.near(clock::local(at).date());
        Self {
            id: waiting.thread.id,
            nickname: waiting.nickname,
            desk: directory.desk(waiting.thread.desk).map(|desk| desk.short_name().to_owned()).unwrap_or_default(),
            answer_by: waiting.thread.turn.answer_by().map(day),
            check: waiting.thread.check.is_waiting(),
            together: waiting.thread.turn.is_past(v.now.0),
            unheard: waiting.thread.is_unheard(),
            begun: day(waiting.thread.begun_at),
        }
    }
}

/// A note that cannot wait, or that waits to be taken.
struct NoteLine {
    id: NoteId,
    called: String,
    begun: String,
    /// Why it stands here, in words.
    why: String,
}

impl NoteLine {
    fn of(v: &Visit, note: DayNote) -> Self {
        let whys =
            [(note.is_urgent, "note-urgent"), (note.is_to_take, "day-note-take"), (note.is_on_its_way, "day-note-way")];
        let why: Vec<String> = whys.into_iter().filter(|(holds, _)| *holds).map(|(_, key)| v.t(key)).collect();
        Self { id: note.id, called: note.called, begun: v.moment(note.begun_at), why: why.join(&v.t("list-comma")) }
    }
}

#[derive(Template)]
#[template(path = "home/templates/day.html")]
struct DayPage {
    v: Visit,
    actor: Actor,
    today: String,
    office: String,
    /// Notes that cannot wait, and notes handed over and not yet taken.
    notes: Vec<NoteLine>,
    waiting: Vec<ThreadLine>,
    /// What of the cases stands on this day.
    cases: CaseDay,
    /// When who comes today, and for what; names stand on the page of bookings.
    bookings: Vec<(String, String)>,
    /// What the day must not end without.
    sheet_checks: Vec<SameDayCheck>,
    /// Worries that nobody sees to yet.
    worries: usize,
    /// Mails that were put aside.
    mails: u64,
    /// Mailboxes that could not be read, in words.
    silent: Vec<String>,
    answered: Vec<ThreadLine>,
    /// Threads that two persons see today.
    checks: Vec<ThreadLine>,
    /// Numbers that nobody has made sure of for too long, for those who look after the installation.
    stale_numbers: Vec<String>,
    /// Relay sheets that wait for this organisation's answer.
    received: Vec<InboxLine>,
    /// Relay sheets of this organisation that wait for somebody else's.
    sent: Vec<SentLine>,
    /// What the town holds dear, to be met where the day begins.
    basics: Vec<Basics>,
}

impl DayPage {
    /// A promise in words: what, by when, and for whom somebody stands in.
    fn by_when(&self, day: &Option<chrono::NaiveDate>) -> String {
        day.map(|day| self.v.t1("promise-by", "day", self.v.near(day))).unwrap_or_default()
    }

    fn edge(&self, edge: &casework::Edge) -> String {
        [self.v.day(edge.day), self.v.t(edge.words.kind.key())].join(" ")
    }

    fn administers(&self) -> bool {
        self.actor.role == Role::Administrator
    }
}

async fn day_page(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit, actor: Actor) -> Answer {
    let directory = shelf.current(&app).await?;
    let threads = match allows(actor.role, Duty::ReadThreads) {
        true => reception::look_at_list(&app, &actor).await?,
        false => Vec::new(),
    };
    let lines = threads.into_iter().map(|waiting| ThreadLine::of(&v, &directory, waiting));
    let (checks, others): (Vec<_>, Vec<_>) = lines.partition(|line: &ThreadLine| line.check);
    let (waiting, answered) = others.into_iter().partition(|line| line.answer_by.is_some());
    let stale_numbers = match actor.role == Role::Administrator {
        true => stale_numbers(&app, &v).await?,
        false => Vec::new(),
    };
    let (received, sent) = match allows(actor.role, Duty::ReadSheets) {
        true => (
            relay::unanswered_for(&app, &v, &actor, &directory).await?,
            relay::sent_by(&app, &v, &actor, &directory).await?,
        ),
        false => (Vec::new(), Vec::new()),
    };
    let sheet_checks = match allows(actor.role, Duty::SendSheets) {
        true => relay::same_day_checks(&app, &actor).await?,
        false => Vec::new(),
    };
    let worries = match allows(actor.role, Duty::TakeWorries) {
        true => worries::waiting(&app, &actor).await?,
        false => 0,
    };
    let mails = match allows(actor.role, Duty::ReadThreads) {
        true => mailbox::waiting_for(&app, &actor).await?,
        false => 0,
    };
    let silent = mailbox::silent_in_words(&app, &v, &directory, &actor).await?;
    let notes = match allows(actor.role, Duty::TakeNotes) {
        true => counter::look_at_day(&app, &actor).await?,
        false => Vec::new(),
    };
    let cases = match allows(actor.role, Duty::ReadCases) {
        true => casework::day_of(&app, &actor).await?,
        false => CaseDay::default(),
    };
    let bookings = match allows(actor.role, Duty::ManageBookings) {
        true => booking::agreed_on(app.db.read(), &actor, v.now.today()).await?,
        false => Vec::new(),
    };
    let time = |start| v.time(clock::local(start).time());
    let bookings = bookings.into_iter().filter_map(|(it, offer)| Some((time(it.state.time()?.start), offer))).collect();
    let notes = notes.into_iter().map(|note| NoteLine::of(&v, note)).collect();
    let office = directory.organization(actor.organization).map(|office| office.name.clone()).unwrap_or_default();
    let basics = policy::basics_of(&app, &directory, actor.municipality).await?;
    let today = v.day(v.now.today());
    page(&DayPage {
        today,
        office,
        notes,
        sheet_checks,
        worries,
        mails,
        silent,
        checks,
        waiting,
        cases,
        bookings,
        answered,
        stale_numbers,
        received,
        sent,
        basics,
        v,
        actor,
    })
}

async fn stale_numbers(app: &App, v: &Visit) -> Result<Vec<String>, Outcome> {
    let lists = reception::dated::lists(app).await?;
    let said = |name: &str, number: &str, checked| {
        v.t2("day-stale-number", ("number", format!("{name} {number}")), ("day", v.day(checked)))
    };
    let stale = lists.stale(v.now.today());
    Ok(stale.map(|line| said(line.name.in_lang(v.lang), &line.number, line.checked_on)).collect())
}
