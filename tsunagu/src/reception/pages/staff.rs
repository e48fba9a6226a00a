//! A thread as its desk sees it.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Request, State},
};

use super::{Line, file_of, lines, refused, said_beside};
use crate::{
    accounts::{self, Actor, Duty},
    directory::{Shelf, file_response},
    platform::{
        Answer, App, Lang, Outcome, Refusal, clock,
        ids::{AttachmentId, ThreadFileId, ThreadId, ThreadLinkId},
        web::{Submitted, Visit, page, see},
    },
    reception::{
        actions::{
            answering::{self, Seen},
            caring::{self, Care},
            files,
            links::{self, LinkDeed},
        },
        model::{About, Check, Entrance, LinkState, Look, NoticeMail, Reply, Standing, Thread, Turn, Wishes, Worry},
    },
};

/// What came back with a refusal.
#[derive(Default)]
struct Slips {
    text: String,
    key: Option<String>,
    text_refusal: Option<Refusal>,
    file_refusal: Option<Refusal>,
    care_refusal: Option<Refusal>,
}

/// Another thread that is, or may be, of the same person.
struct LinkView {
    id: ThreadLinkId,
    other: ThreadId,
    state: LinkState,
}

#[derive(Template)]
#[template(path = "reception/templates/staff_thread.html")]
struct StaffThreadPage {
    v: Visit,
    actor: Actor,
    id: ThreadId,
    nickname: String,
    about: Option<About>,
    worries: Vec<Worry>,
    desk_name: String,
    language: Lang,
    entrance: Entrance,
    begun: String,
    answer_by: Option<String>,
    case_link: Option<String>,
    lines: Vec<Line>,
    /// An answer written now goes out only then.
    goes_out: Option<String>,
    standing: Option<String>,
    reply: String,
    nevers: Vec<String>,
    not_arrived: bool,
    has_mail: bool,
    has_written_by_mail: bool,
    /// Who looks after it, and whether that is the reader.
    taken: Option<String>,
    is_mine: bool,
    check: Vec<String>,
    check_waits: bool,
    is_held: bool,
    links: Vec<LinkView>,
    slips: Slips,
    key: String,
}

pub async fn staff_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
) -> Answer {
    let id = id.parse().map_err(|_| Outcome::NotFound)?;
    draw(&app, &shelf, v, actor, id, Slips::default()).await
}

async fn draw(app: &App, shelf: &Shelf, v: Visit, actor: Actor, id: ThreadId, mut slips: Slips) -> Answer {
    let Seen { thread, opening, wishes, messages, taken_back } = answering::read(app, &actor, id).await?;
    if let Some(text) = taken_back.filter(|_| slips.key.is_none()) {
        slips.text = text;
    }
    let directory = shelf.current(app).await?;
    let taken = match thread.taken {
        Some(look) => Some(in_words(app, &v, "staff-thread-taken-by", look).await?),
        None => None,
    };
    let shown = StaffThreadPage {
        id,
        nickname: opening.nickname,
        about: opening.about,
        worries: opening.worries,
        desk_name: directory.desk(thread.desk).map(|desk| desk.short_name().to_owned()).unwrap_or_default(),
        language: thread.language,
        entrance: thread.entrance,
        begun: v.moment(thread.begun_at),
        answer_by: match thread.turn {
            Turn::DeskAnswers { answer_by, .. } | Turn::AnswerGoesOut { answer_by, .. } => {
                Some(v.near(clock::local(answer_by).date()))
            }
            Turn::WriterMayWrite => None,
        },
        case_link: thread.case.map(|case| format!("/cases/{case}")),
        lines: lines(app, &v, &messages, Some(&thread)).await?,
        goes_out: answering::goes_out(app, &directory, &thread).map(|at| v.moment(at)),
        standing: standing(&v, &thread),
        reply: reply(&v, &thread, &wishes, &actor),
        nevers: wishes.never.iter().map(|never| v.t(never.key())).collect(),
        not_arrived: matches!(thread.notice_mail, NoticeMail::NotArrived { .. }),
        has_written_by_mail: thread.entrance == Entrance::Mail || wishes.wrote_from.is_some(),
        has_mail: matches!(wishes.reply, Reply::Mail { .. }),
        is_mine: thread.taken.is_some_and(|look| look.by == actor.staff),
        taken,
        check: check(app, &v, thread.check).await?,
        check_waits: thread.check.is_waiting(),
        is_held: thread.check.hides_contact(),
        links: links::of(app, id)
            .await?
            .into_iter()
            .map(|link| LinkView {
                id: link.id,
                other: if link.thread == id { link.earlier } else { link.thread },
                state: link.state,
            })
            .collect(),
        key: slips.key.clone().unwrap_or_else(|| v.form_key()),
        slips,
        v,
        actor,
    };
    let slipped = [&shown.slips.text_refusal, &shown.slips.file_refusal, &shown.slips.care_refusal];
    match slipped.iter().any(|refusal| refusal.is_some()) {
        true => refused(page(&shown)?),
        false => page(&shown),
    }
}

async fn in_words(app: &App, v: &Visit, key: &str, look: Look) -> Result<String, Outcome> {
    let name = accounts::name_of(app.db.read(), look.by).await?;
    Ok(v.t2(key, ("name", name), ("when", v.moment(look.at))))
}

fn standing(v: &Visit, thread: &Thread) -> Option<String> {
    match thread.standing.on(v.now.today()) {
        Standing::Open => None,
        Standing::Quiet { until: Some(day), .. } => Some(v.t1("staff-thread-quiet-until", "day", v.near(day))),
        Standing::Quiet { until: None, .. } => Some(v.t("staff-thread-quiet-ever")),
        Standing::Ended { since } => Some(v.t1("staff-thread-ended", "when", v.moment(since))),
    }
}

/// How the writer wants to hear of answers. Where nobody should be called, no number is shown.
fn reply(v: &Visit, thread: &Thread, wishes: &Wishes, actor: &Actor) -> String {
    if !thread.standing.lets_out(v.now.today()) {
        return v.t("staff-reply-quiet");
    }
    match &wishes.reply {
        Reply::ComeBack => v.t("staff-reply-come-back"),
        Reply::Mail { .. } | Reply::Phone { .. } if !thread.shows_contact_to(actor.staff) => v.t("staff-reply-hidden"),
        Reply::Mail { address } if thread.check.hides_contact() => v.t1("staff-reply-mail-held", "address", address),
        Reply::Mail { address } if wishes.address_for_words().is_some() => {
            v.t1("staff-reply-words", "address", address)
        }
        Reply::Mail { address } => v.t1("staff-reply-mail", "address", address),
        Reply::Phone { number, times } => v.t2("staff-reply-phone", ("number", number), ("times", times)),
    }
}

/// The check in sentences: why, who has seen it, who is still asked.
async fn check(app: &App, v: &Visit, check: Check) -> Result<Vec<String>, Outcome> {
    let Some((reason, at)) = check.reason().zip(check.raised_at()) else { return Ok(Vec::new()) };
    let mut said = vec![v.t2("staff-check-raised", ("reason", v.t(reason.key())), ("when", v.moment(at)))];
    let (first, second) = match check {
        Check::None | Check::Raised { .. } => (None, None),
        Check::SeenByOne { first, .. } => (Some(first), None),
        Check::SeenByTwo { first, second, .. } => (Some(first), Some(second)),
    };
    for look in [first, second].into_iter().flatten() {
        said.push(in_words(app, v, "staff-check-seen", look).await?);
    }
    Ok(said)
}

pub async fn answer(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
    form: Submitted,
) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let once = form.once(&app.vault, "reception.answer")?;
    let directory = shelf.current(&app).await?;
    match answering::answer(&app, &directory, &actor, id, form.get("text"), once).await {
        Ok(()) => Ok(see(&format!("/threads/{id}"))),
        Err(outcome) => {
            let slips = Slips {
                text: form.get("text").to_owned(),
                key: Some(form.get("form").to_owned()),
                text_refusal: Some(said_beside(outcome)?),
                ..Slips::default()
            };
            draw(&app, &shelf, v, actor, id, slips).await
        }
    }
}

/// The answer comes back into the box, to be written on.
pub async fn take_back(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
    form: Submitted,
) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let once = form.once(&app.vault, "reception.take-back")?;
    let message = form.get("message").parse().map_err(|_| Outcome::NotFound)?;
    let taken = answering::take_back(&app, &actor, id, message, once).await;
    done(&app, &shelf, v, actor, id, taken).await
}

pub async fn care(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
    form: Submitted,
) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let care = match form.get("care") {
        "take" => Care::Take,
        "give-back" => Care::GiveBack,
        "raise-check" => Care::RaiseCheck,
        "raise-violence" => Care::RaiseViolence,
        "see-check" => Care::SeeCheck,
        "mail-came-back" => Care::MailCameBack,
        "told-otherwise" => Care::ToldOtherwise,
        _ => return Err(Outcome::Unreadable("unreadable-form")),
    };
    let once = form.once(&app.vault, "reception.care")?;
    let cared = caring::care(&app, &actor, id, care, once).await;
    done(&app, &shelf, v, actor, id, cared).await
}

/// Back to the thread; a refusal stands above it.
async fn done(app: &App, shelf: &Shelf, v: Visit, actor: Actor, id: ThreadId, result: Result<(), Outcome>) -> Answer {
    match result {
        Ok(()) => Ok(see(&format!("/threads/{id}"))),
        Err(Outcome::Refused(refusal)) => {
            draw(app, shelf, v, actor, id, Slips { care_refusal: Some(refusal), ..Slips::default() }).await
        }
        Err(other) => Err(other),
    }
}

/// Which earlier thread may be of the same person.
#[derive(Template)]
#[template(path = "reception/templates/staff_links.html")]
struct LinksPage {
    v: Visit,
    actor: Actor,
    id: ThreadId,
    earlier: Vec<(ThreadId, String)>,
}

pub async fn links_page(State(app): State<App>, v: Visit, actor: Actor, Path(id): Path<String>) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let earlier = links::earlier(&app, &actor, id).await?;
    let earlier = earlier.into_iter().map(|other| {
        let begun = v.near(clock::local(other.thread.begun_at).date());
        let name = if other.nickname.is_empty() { v.t("staff-thread-nameless") } else { other.nickname };
        (other.thread.id, format!("{begun} {name}"))
    });
    page(&LinksPage { id, earlier: earlier.collect(), v, actor })
}

pub async fn link(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
    form: Submitted,
) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let once = form.once(&app.vault, "reception.link")?;
    let deed = match (form.text("earlier"), form.text("link")) {
        (Some(earlier), _) => LinkDeed::Ask(earlier.parse().map_err(|_| Outcome::NotFound)?),
        (None, Some(link)) => LinkDeed::TakeBack(link.parse().map_err(|_| Outcome::NotFound)?),
        (None, None) => return Err(Outcome::NotFound),
    };
    let linked = links::link(&app, &actor, id, deed, once).await;
    done(&app, &shelf, v, actor, id, linked).await
}

pub async fn add_file(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
    request: Request,
) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    actor.must(Duty::AnswerThreads)?;
    let (form, file) = file_of(request).await?;
    let directory = shelf.current(&app).await?;
    let added = match file {
        Ok(file) => {
            let once = form.once(&app.vault, "reception.add-file")?;
            files::add_as_staff(&app, &directory, &actor, id, file, once).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    match added {
        Ok(()) => Ok(see(&format!("/threads/{id}"))),
        Err(Outcome::Refused(refusal)) => {
            draw(&app, &shelf, v, actor, id, Slips { file_refusal: Some(refusal), ..Slips::default() }).await
        }
        Err(other) => Err(other),
    }
}

pub async fn one_file(State(app): State<App>, actor: Actor, Path((id, file)): Path<(String, String)>) -> Answer {
    let id: ThreadId = id.parse().map_err(|_| Outcome::NotFound)?;
    let file: ThreadFileId = file.parse().map_err(|_| Outcome::NotFound)?;
    let (media, bytes) = files::open_as_staff(&app, &actor, id, file).await?;
    Ok(file_response(AttachmentId(file.0), media, bytes))
}
