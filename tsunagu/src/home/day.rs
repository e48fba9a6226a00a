//! What staff promised for today and the days after: a list to walk along, not a wall of tiles.

use askama::Template;
use axum::{Extension, Router, extract::State, routing::get};

use crate::{
    accounts::{Actor, Duty, Role, allows},
    directory::{Directory, Shelf},
    platform::{
        Answer, App, clock,
        ids::ThreadId,
        web::{Visit, page},
    },
    policy::{self, Basics},
    reception::{self, Turn, Waiting},
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
}

impl ThreadLine {
    fn of(v: &Visit, directory: &Directory, waiting: Waiting) -> Self {
        let day = |at| v.near(clock::local(at).date());
        Self {
            id: waiting.thread.id,
            nickname: waiting.nickname,
            desk: directory.desk(waiting.thread.desk).map(|desk| desk.short_name().to_owned()).unwrap_or_default(),
            answer_by: match waiting.thread.turn {
                Turn::DeskAnswers { answer_by, .. } => Some(day(answer_by)),
                Turn::WriterMayWrite => None,
            },
            begun: day(waiting.thread.begun_at),
        }
    }
}

#[derive(Template)]
#[template(path = "home/templates/day.html")]
struct DayPage {
    v: Visit,
    actor: Actor,
    today: String,
    office: String,
    waiting: Vec<ThreadLine>,
    /// What the day must not end without.
    checks: Vec<SameDayCheck>,
    /// Worries that nobody sees to yet.
    worries: usize,
    answered: Vec<ThreadLine>,
    /// Relay sheets that wait for this organisation's answer.
    received: Vec<InboxLine>,
    /// Relay sheets of this organisation that wait for somebody else's.
    sent: Vec<SentLine>,
    /// What the town holds dear, to be met where the day begins.
    basics: Vec<Basics>,
}

impl DayPage {
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
    let (waiting, answered) = lines.partition(|line: &ThreadLine| line.answer_by.is_some());
    let (received, sent) = match allows(actor.role, Duty::ReadSheets) {
        true => (
            relay::unanswered_for(&app, &v, &actor, &directory).await?,
            relay::sent_by(&app, &v, &actor, &directory).await?,
        ),
        false => (Vec::new(), Vec::new()),
    };
    let checks = match allows(actor.role, Duty::SendSheets) {
        true => relay::same_day_checks(&app, &actor).await?,
        false => Vec::new(),
    };
    let worries = match allows(actor.role, Duty::TakeWorries) {
        true => worries::waiting(&app, &actor).await?,
        false => 0,
    };
    let office = directory.organization(actor.organization).map(|office| office.name.clone()).unwrap_or_default();
    let basics = policy::basics_of(&app, &directory, actor.municipality).await?;
    page(&DayPage {
        today: v.day(v.now.today()),
        office,
        waiting,
        checks,
        worries,
        answered,
        received,
        sent,
        basics,
        v,
        actor,
    })
}
