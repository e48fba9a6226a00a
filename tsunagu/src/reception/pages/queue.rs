//! What the desks of an organisation have promised, in the order of the days; on top what two persons have to see today.

use askama::Template;
use axum::{Extension, extract::State};

use crate::{
    accounts::{self, Actor, Duty},
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, clock,
        ids::ThreadId,
        web::{Visit, page},
    },
    reception::{
        actions,
        model::{Check, Turn},
        store::Waiting,
    },
};

struct QueueLine {
    id: ThreadId,
    nickname: String,
    desk: String,
    promised: String,
    taken: Option<String>,
    /// What waits: why two persons look, an answer on its way, mail that did not arrive.
    notes: Vec<String>,
}

#[derive(Template)]
#[template(path = "reception/templates/queue.html")]
struct QueuePage {
    v: Visit,
    actor: Actor,
    checks: Vec<QueueLine>,
    together: Vec<QueueLine>,
    not_arrived: Vec<QueueLine>,
    /// By desk.
    promised: Vec<(String, Vec<QueueLine>)>,
}

pub async fn queue_page(State(app): State<App>, Extension(shelf): Extension<Shelf>, v: Visit, actor: Actor) -> Answer {
    actor.must(Duty::ReadThreads)?;
    let directory = shelf.current(&app).await?;
    let mut shown =
        QueuePage { checks: Vec::new(), together: Vec::new(), not_arrived: Vec::new(), promised: Vec::new(), v, actor };
    for waiting in actions::look_at_list(&app, &shown.actor).await? {
        let (check, turn) = (waiting.thread.check, waiting.thread.turn);
        let unheard = waiting.thread.is_unheard();
        let line = line(&app, &shown.v, &directory, waiting).await?;
        if check.is_waiting() {
            shown.checks.push(line);
        } else if turn.is_past(shown.v.now.0) {
            shown.together.push(line);
        } else if turn.answer_by().is_some() {
            match shown.promised.iter_mut().find(|(desk, _)| *desk == line.desk) {
                Some((_, lines)) => lines.push(line),
                None => shown.promised.push((line.desk.clone(), vec![line])),
            }
        } else if unheard {
            shown.not_arrived.push(line);
        }
    }
    page(&shown)
}

async fn line(app: &App, v: &Visit, directory: &Directory, waiting: Waiting) -> Result<QueueLine, Outcome> {
    let thread = waiting.thread;
    let mut notes = Vec::new();
    if let Some(reason) = thread.check.reason().filter(|_| thread.check.is_waiting()) {
        notes.push(v.t(reason.key()));
    }
    match thread.check {
        Check::SeenByOne { first, .. } => {
            let name = accounts::name_of(app.db.read(), first.by).await?;
            notes.push(v.t2("staff-check-seen", ("name", name), ("when", v.moment(first.at))));
        }
        Check::None | Check::Raised { .. } | Check::SeenByTwo { .. } => {}
    }
    if let Turn::AnswerGoesOut { at, .. } = thread.turn {
        notes.push(v.t1("staff-goes-out", "when", v.moment(at)));
    }
    if thread.is_unheard() {
        notes.push(v.t("staff-not-arrived-short"));
    }
    if !thread.standing.lets_out(v.now.today()) {
        notes.push(v.t("queue-quiet"));
    }
    let taken = match thread.taken {
        Some(look) => Some(accounts::name_of(app.db.read(), look.by).await?),
        None => None,
    };
    let day = |at| v.t1("staff-thread-answer-by-day", "day", v.near(clock::local(at).date()));
    Ok(QueueLine {
        id: thread.id,
        nickname: waiting.nickname,
        desk: directory.desk(thread.desk).map(|desk| desk.short_name().to_owned()).unwrap_or_default(),
        promised: thread.turn.answer_by().map(day).unwrap_or_default(),
        taken,
        notes,
    })
}
