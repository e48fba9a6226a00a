//! Coming back with a passphrase, and the page behind it.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    Extension,
    extract::{ConnectInfo, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect},
};

use super::{
    Line, Promise, VISIT_COOKIE,
    helplines::{HelplineView, helplines},
    lines, refused, said_beside, visited,
};
use crate::{
    directory::Shelf,
    platform::{
        Answer, App, Outcome, Refusal, clock,
        ids::ThreadLinkId,
        web::{Submitted, Visit, cookies, pace::Door, page, see, serve},
    },
    reception::{
        actions::{self, links},
        model::{self, Draft, LinkState, Never, Reply, ReplyKind, Standing, Thread, wishes::TypedReply},
        passphrase::{Passphrase, Typo},
    },
};

#[derive(Template)]
#[template(path = "reception/templates/come_back.html")]
struct ComeBackPage {
    v: Visit,
    typed: String,
    problem: Option<String>,
    /// What somebody was writing when the visit ended; it waits here and stands in the box again afterwards.
    carried: String,
    /// A longer form that was being filled in: it waits here and goes back to its own page.
    kept: Vec<(String, String)>,
}

pub async fn come_back_page(v: Visit) -> Answer {
    page(&ComeBackPage { v, typed: String::new(), problem: None, carried: String::new(), kept: Vec::new() })
}

/// Where a kept form goes back to, as its page said it. Nothing else is gone to.
const KEPT_FOR: &str = "/thread/application";
/// The field that says so, and the one with the passphrase.
const THEN: &str = "then";
const PASSPHRASE: &str = "passphrase";

/// The page for somebody whose visit ended while they filled in the application: everything typed waits on it.
pub fn visit_ended(app: &App, v: Visit, headers: &HeaderMap, form: &Submitted) -> Answer {
    if cookies::get(headers, VISIT_COOKIE, app.config.is_secure()).is_none() {
        return Ok(see("/come-back"));
    }
    let mut kept = kept_of(form);
    kept.push((THEN.to_owned(), KEPT_FOR.to_owned()));
    let problem = Some(v.t("come-back-kept"));
    refused(page(&ComeBackPage { v, typed: String::new(), problem, carried: String::new(), kept })?)
}

/// Every field of a form that was kept, in one order.
fn kept_of(form: &Submitted) -> Vec<(String, String)> {
    let fields = form.fields().filter(|(name, _)| !matches!(name.as_str(), PASSPHRASE | THEN));
    let mut kept: Vec<(String, String)> =
        fields.flat_map(|(name, values)| values.iter().map(|value| (name.clone(), value.clone()))).collect();
    kept.sort_by(|one, other| one.0.cmp(&other.0));
    kept
}

pub async fn come_back(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let door = Door::Passphrase(serve::client(&app.config, peer, &headers));
    tokio::time::sleep(app.pace.wait(door)).await;
    let typed = form.get(PASSPHRASE).to_owned();
    let goes_on = form.get(THEN) == KEPT_FOR;
    let carried = form.get("carried").to_owned();
    let problem = match Passphrase::read(&typed) {
        Ok(passphrase) => match actions::come_back(&app, &passphrase).await? {
            Some(token) => {
                let thread = actions::visited(&app, &token.0).await?.filter(|_| !carried.is_empty());
                let mut response = match thread {
                    // The browser sends the same form on to where it was being filled in.
                    _ if goes_on => Redirect::temporary(KEPT_FOR).into_response(),
                    Some(thread) => draw(&app, &shelf, v, &thread, Slips { text: carried, ..Slips::default() }).await?,
                    None => see("/thread"),
                };
                let cookie = cookies::set(VISIT_COOKIE, &token.0, app.config.is_secure(), None);
                response.headers_mut().append(header::SET_COOKIE, cookie);
                return Ok(response);
            }
            None => {
                app.pace.failed(door);
                v.t("come-back-unknown")
            }
        },
        Err(Typo::UnknownWord(word)) => v.t1("come-back-word", "word", word),
        Err(Typo::Incomplete) => v.t("come-back-incomplete"),
        Err(Typo::Mismatch) => v.t("come-back-mismatch"),
    };
    let mut kept = Vec::new();
    if goes_on {
        kept = kept_of(&form);
        kept.push((THEN.to_owned(), KEPT_FOR.to_owned()));
    }
    refused(page(&ComeBackPage { v, typed, problem: Some(problem), carried, kept })?)
}

/// A question of the desk whether an earlier thread is of the same person.
struct LinkView {
    id: ThreadLinkId,
    is_agreed: bool,
    is_open: bool,
}

/// What could not be taken, with what was typed.
#[derive(Default)]
pub struct Slips {
    pub text: String,
    pub text_refusal: Option<Refusal>,
    pub file_refusal: Option<Refusal>,
    pub quiet_refusal: Option<Refusal>,
    pub until: String,
    pub reply: Option<(TypedReply, Refusal)>,
    /// The key of the form that came back.
    pub key: Option<String>,
}

#[derive(Default)]
struct Refusals {
    reply: Option<Refusal>,
}

#[derive(Template)]
#[template(path = "reception/templates/thread.html")]
struct ThreadPage {
    v: Visit,
    slug: String,
    desk_name: String,
    lines: Vec<Line>,
    answer_by: Option<String>,
    next_read: String,
    key: String,
    slips: Slips,
    /// How it stands, in words, unless nothing is special.
    standing: Option<String>,
    is_ended: bool,
    /// The support keeps still for now; one press goes on.
    is_at_rest: bool,
    links: Vec<LinkView>,
    draft: Draft,
    refusals: Refusals,
    calm: bool,
    not_arrived: bool,
    /// The writer writes by mail, and may choose how answers come there.
    by_mail: bool,
    /// A mail was asked for and none goes out: somebody else may read it.
    mail_held: bool,
    helplines: Vec<HelplineView>,
}

impl ThreadPage {
    fn replies(&self) -> Vec<(ReplyKind, bool)> {
        let chosen = self.draft.reply.kind.unwrap_or(ReplyKind::ComeBack);
        let offered = |kind: &&ReplyKind| **kind != ReplyKind::Mail || self.v.app.config.mail.is_some();
        ReplyKind::ALL.iter().filter(offered).map(|kind| (*kind, *kind == chosen)).collect()
    }

    fn nevers(&self) -> Vec<(Never, bool)> {
        Never::ALL.iter().map(|never| (*never, self.draft.reply.never.contains(never))).collect()
    }
}

pub async fn thread_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
) -> Answer {
    let Some(thread) = visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    draw(&app, &shelf, v, &thread, Slips::default()).await
}

/// The card for a hard moment stays on the page for this long.
const CALM_FOR: chrono::TimeDelta = chrono::TimeDelta::days(3);

pub async fn draw(app: &App, shelf: &Shelf, v: Visit, thread: &Thread, mut slips: Slips) -> Answer {
    let directory = shelf.current(app).await?;
    let desk = directory.desk(thread.desk).ok_or(Outcome::NotFound)?;
    let (messages, wishes) = actions::read_as_writer(app, thread).await?;
    let asked = links::asked_of(app, thread.id).await?;
    let standing = thread.standing.on(v.now.today());
    let (reply, reply_refusal) = match slips.reply.take() {
        Some((typed, refusal)) => (typed, Some(refusal)),
        None => (TypedReply::of(&wishes), None),
    };
    let shown = ThreadPage {
        slug: desk.slug.clone(),
        desk_name: desk.short_name().to_owned(),
        lines: lines(app, &v, &messages, None).await?,
        answer_by: thread.turn.answer_by().map(|at| v.near(clock::local(at).date())),
        next_read: Promise::of(&v, desk).next_read,
        key: slips.key.clone().unwrap_or_else(|| v.form_key()),
        standing: match standing {
            Standing::Open => None,
            Standing::Quiet { until: Some(day), .. } => Some(v.t1("thread-quiet-until", "day", v.near(day))),
            Standing::Quiet { until: None, .. } => Some(v.t("thread-quiet-ever")),
            Standing::Ended { .. } => Some(v.t("thread-ended")),
        },
        is_ended: matches!(standing, Standing::Ended { .. }),
        is_at_rest: model::is_at_rest(&messages),
        links: asked
            .iter()
            .map(|link| LinkView {
                id: link.id,
                is_agreed: link.state == LinkState::Agreed,
                is_open: link.state == LinkState::Asked,
            })
            .collect(),
        draft: Draft { reply, ..Draft::default() },
        refusals: Refusals { reply: reply_refusal },
        calm: thread.check.is_of_writer() && thread.check.raised_at().is_some_and(|at| v.now.0 - at < CALM_FOR),
        not_arrived: matches!(thread.notice_mail, model::NoticeMail::NotArrived { .. }),
        mail_held: thread.check.hides_contact() && matches!(wishes.reply, Reply::Mail { .. }),
        by_mail: wishes.own_address().is_some(),
        helplines: helplines(app, &v).await?,
        slips,
        v,
    };
    let slipped =
        [&shown.slips.text_refusal, &shown.slips.file_refusal, &shown.slips.quiet_refusal, &shown.refusals.reply];
    match slipped.iter().any(|refusal| refusal.is_some()) {
        true => refused(page(&shown)?),
        false => page(&shown),
    }
}

pub async fn write_again(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let Some(thread) = visited(&app, &headers).await? else {
        let had_visit = cookies::get(&headers, VISIT_COOKIE, app.config.is_secure()).is_some();
        let carried = form.get("text").to_owned();
        if !had_visit || carried.is_empty() {
            return Ok(see("/come-back"));
        }
        let problem = Some(v.t("come-back-kept"));
        return refused(page(&ComeBackPage { v, typed: String::new(), problem, carried, kept: Vec::new() })?);
    };
    match model::message_text(form.get("text"), None) {
        Ok(text) => {
            let directory = shelf.current(&app).await?;
            let once = form.once(&app.vault, "reception.write")?;
            let Err(outcome) = actions::write_again(&app, &directory, thread.id, text, once).await else {
                return Ok(see("/thread"));
            };
            let text_refusal = Some(said_beside(outcome)?);
            let slips = Slips { text: form.get("text").to_owned(), text_refusal, ..Slips::default() };
            // Somebody else may have changed it meanwhile.
            let thread = visited(&app, &headers).await?.unwrap_or(thread);
            draw(&app, &shelf, v, &thread, slips).await
        }
        Err(refusal) => {
            let slips = Slips {
                text: form.get("text").to_owned(),
                text_refusal: Some(refusal),
                key: Some(form.get("form").to_owned()),
                ..Slips::default()
            };
            draw(&app, &shelf, v, &thread, slips).await
        }
    }
}

pub async fn leave(State(app): State<App>, headers: HeaderMap) -> Answer {
    let secure = app.config.is_secure();
    if let Some(token) = cookies::get(&headers, VISIT_COOKIE, secure) {
        actions::leave(&app, &token).await?;
    }
    let mut response = see("/");
    response.headers_mut().append(header::SET_COOKIE, cookies::remove(VISIT_COOKIE, secure));
    response.headers_mut().insert("clear-site-data", header::HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}
