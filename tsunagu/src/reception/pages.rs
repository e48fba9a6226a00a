//! Writing to a desk, coming back, and the staff's side of a thread.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    Extension, Router,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::{get, post},
};

use super::{
    actions::{self, Beginning, Seen},
    model::{self, About, Author, Body, Message, Notice, Opening, Thread, Turn},
    passphrase::{Passphrase, Typo},
};
use crate::{
    accounts::{self, Actor, Duty},
    directory::{Desk, Directory, Shelf},
    platform::{
        Answer, App, Lang, Outcome, Refusal, clock,
        ids::ThreadId,
        web::{Submitted, Visit, cookies, pace::Door, page, see, serve},
    },
};

const VISIT_COOKIE: &str = "visit";

pub fn routes() -> Router<App> {
    Router::new()
        .route("/desks/{slug}/write", get(write_page).post(begin))
        .route("/come-back", get(come_back_page).post(come_back))
        .route("/thread", get(thread_page).post(write_again))
        .route("/thread/leave", post(leave))
        .route("/threads/{id}", get(staff_page))
        .route("/threads/{id}/answers", post(answer))
}

/// When a human reads next, in words, for the page before the text box.
struct Promise {
    next_read: String,
    answer_by: String,
    open_now: bool,
    assumed: bool,
}

impl Promise {
    fn of(v: &Visit, desk: &Desk) -> Self {
        let at = v.now.local();
        let next = desk.next_read(at);
        let answer_by = desk.answer_by(at);
        Self {
            open_now: next == Some(at),
            next_read: next.map_or_else(|| v.t("write-next-read-unknown"), |next| v.moment(clock::instant(next))),
            answer_by: v.near(answer_by.date()),
            assumed: desk.reading_hours_assumed(),
        }
    }
}

#[derive(Template)]
#[template(path = "reception/templates/write.html")]
struct WritePage {
    v: Visit,
    slug: String,
    desk_name: String,
    promise: Promise,
    typed: Typed,
    refusal_text: Option<Refusal>,
    refusal_nickname: Option<Refusal>,
}

/// What was typed, to give back.
#[derive(Default)]
struct Typed {
    nickname: String,
    about: Option<About>,
    text: String,
    no_words: bool,
    key: String,
}

impl WritePage {
    fn abouts(&self) -> &'static [About] {
        About::ALL
    }

    fn chosen(&self, about: &About) -> bool {
        self.typed.about == Some(*about)
    }
}

async fn write_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let typed = Typed { key: v.form_key(), ..Typed::default() };
    page(&write_form(v, &directory, &slug, typed)?)
}

fn write_form(v: Visit, directory: &Directory, slug: &str, typed: Typed) -> Result<WritePage, Outcome> {
    let desk = directory.desk_by_slug(slug).ok_or(Outcome::NotFound)?;
    let (promise, desk_name) = (Promise::of(&v, desk), desk.short_name().to_owned());
    Ok(WritePage { v, slug: slug.to_owned(), desk_name, promise, typed, refusal_text: None, refusal_nickname: None })
}

#[derive(Template)]
#[template(path = "reception/templates/begun.html")]
struct BegunPage {
    v: Visit,
    words: Vec<(String, String)>,
    digits: String,
    line: String,
    answer_by: String,
}

impl BegunPage {
    /// Where to come back, for the paper: it does not know where it was printed.
    fn come_back(&self) -> String {
        format!("{}/come-back", self.v.app.config.address)
    }
}

/// The answer is a page of its own, not "see there": the passphrase is shown here, once, and stands in no address.
async fn begin(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
    form: Submitted,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let no_words = form.text("no_words").map(|_| v.t("write-no-words-message"));
    let text = model::message_text(form.get("text"), no_words);
    let nickname = model::nickname(form.get("nickname"));
    let (text, nickname) = match (text, nickname) {
        (Ok(text), Ok(nickname)) => (text, nickname),
        (text, nickname) => {
            let mut again = write_form(v, &directory, &slug, typed(&form))?;
            again.refusal_text = text.err();
            again.refusal_nickname = nickname.err();
            return refused(page(&again)?);
        }
    };
    let once = form.once(&app.vault, "reception.begin")?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let beginning = Beginning { opening: Opening { nickname, about: form.code("about") }, text, lang: v.lang };
    let begun = actions::begin(&app, &directory, desk, beginning, once).await?;
    let Turn::DeskAnswers { answer_by, .. } = begun.thread.turn else {
        return Ok(see("/come-back"));
    };
    let latin = begun.passphrase.latin();
    let words = begun.passphrase.words().into_iter().map(str::to_owned).zip(latin).collect();
    let answer_by = v.near(clock::local(answer_by).date());
    page(&BegunPage { words, digits: begun.passphrase.digits(), line: begun.passphrase.line(), answer_by, v })
}

fn typed(form: &Submitted) -> Typed {
    Typed {
        nickname: form.get("nickname").to_owned(),
        about: form.code("about"),
        text: form.get("text").to_owned(),
        no_words: form.text("no_words").is_some(),
        key: form.get("form").to_owned(),
    }
}

fn refused(mut response: Response) -> Answer {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

#[derive(Template)]
#[template(path = "reception/templates/come_back.html")]
struct ComeBackPage {
    v: Visit,
    typed: String,
    problem: Option<String>,
}

async fn come_back_page(v: Visit) -> Answer {
    page(&ComeBackPage { v, typed: String::new(), problem: None })
}

async fn come_back(
    State(app): State<App>,
    v: Visit,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let door = Door::Passphrase(serve::client(&app.config, peer, &headers));
    tokio::time::sleep(app.pace.wait(door)).await;
    let typed = form.get("passphrase").to_owned();
    let problem = match Passphrase::read(&typed) {
        Ok(passphrase) => match actions::come_back(&app, &passphrase).await? {
            Some(token) => {
                let mut response = see("/thread");
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
    refused(page(&ComeBackPage { v, typed, problem: Some(problem) })?)
}

/// A message as a page shows it.
pub struct Line {
    pub who: String,
    pub kind: &'static str,
    pub when: String,
    pub text: String,
}

#[derive(Template)]
#[template(path = "reception/templates/thread.html")]
struct ThreadPage {
    v: Visit,
    desk_name: String,
    lines: Vec<Line>,
    answer_by: Option<String>,
    next_read: String,
    typed: String,
    key: String,
    refusal: Option<Refusal>,
}

async fn thread_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
) -> Answer {
    let Some(thread) = visiting(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let key = v.form_key();
    page(&draw_thread(&app, &shelf, v, &thread, String::new(), key, None).await?)
}

async fn draw_thread(
    app: &App,
    shelf: &Shelf,
    v: Visit,
    thread: &Thread,
    typed: String,
    key: String,
    refusal: Option<Refusal>,
) -> Result<ThreadPage, Outcome> {
    let directory = shelf.current(app).await?;
    let desk = directory.desk(thread.desk).ok_or(Outcome::NotFound)?;
    let messages = actions::read_as_writer(app, thread).await?;
    let lines = lines(app, &v, &messages, true).await?;
    let answer_by = match thread.turn {
        Turn::DeskAnswers { answer_by, .. } => Some(v.near(clock::local(answer_by).date())),
        Turn::WriterMayWrite => None,
    };
    let next_read = Promise::of(&v, desk).next_read;
    Ok(ThreadPage { desk_name: desk.short_name().to_owned(), lines, answer_by, next_read, typed, key, refusal, v })
}

/// Messages in words. `own` is how the reader's side is called: the writer reads "あなた", staff read the nickname.
async fn lines(app: &App, v: &Visit, messages: &[Message], writer_reads: bool) -> Result<Vec<Line>, Outcome> {
    let mut lines = Vec::new();
    for message in messages {
        let (kind, who) = match message.author {
            Author::Writer if writer_reads => ("own", v.t("thread-you")),
            Author::Writer => ("theirs", v.t("thread-writer")),
            Author::Staff(staff) => {
                let kind = if writer_reads { "theirs" } else { "own" };
                (kind, accounts::name_of(app.db.read(), staff).await?)
            }
            Author::Program => ("notice", v.t("thread-notice")),
        };
        let text = match &message.body {
            Body::Text(text) => text.clone(),
            Body::Notice(notice) => notice_in_words(v, notice),
        };
        lines.push(Line { who, kind, when: v.moment(message.at), text });
    }
    Ok(lines)
}

fn notice_in_words(v: &Visit, notice: &Notice) -> String {
    match notice {
        Notice::SheetSent { organization } => v.t1("notice-sheet-sent", "organization", organization),
        Notice::SheetAccepted { organization } => v.t1("notice-sheet-accepted", "organization", organization),
        Notice::SheetTakenBack { organization } => v.t1("notice-sheet-taken-back", "organization", organization),
        Notice::SheetDeclined { organization, responsible } => {
            v.t2("notice-sheet-declined", ("organization", organization), ("responsible", responsible))
        }
    }
}

async fn write_again(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let Some(thread) = visiting(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    match model::message_text(form.get("text"), None) {
        Ok(text) => {
            let directory = shelf.current(&app).await?;
            let once = form.once(&app.vault, "reception.write")?;
            actions::write_again(&app, &directory, thread.id, text, once).await?;
            Ok(see("/thread"))
        }
        Err(refusal) => {
            let (typed, key) = (form.get("text").to_owned(), form.get("form").to_owned());
            refused(page(&draw_thread(&app, &shelf, v, &thread, typed, key, Some(refusal)).await?)?)
        }
    }
}

async fn leave(State(app): State<App>, headers: HeaderMap) -> Answer {
    let secure = app.config.is_secure();
    if let Some(token) = cookies::get(&headers, VISIT_COOKIE, secure) {
        actions::leave(&app, &token).await?;
    }
    let mut response = see("/");
    response.headers_mut().append(header::SET_COOKIE, cookies::remove(VISIT_COOKIE, secure));
    response.headers_mut().insert("clear-site-data", header::HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

/// The thread whose passphrase this browser holds, if a visit lasts.
pub async fn visiting(app: &App, headers: &HeaderMap) -> Result<Option<Thread>, Outcome> {
    match cookies::get(headers, VISIT_COOKIE, app.config.is_secure()) {
        Some(token) => actions::visited(app, &token).await,
        None => Ok(None),
    }
}

#[derive(Template)]
#[template(path = "reception/templates/staff_thread.html")]
struct StaffThreadPage {
    v: Visit,
    actor: Actor,
    id: ThreadId,
    nickname: String,
    about: Option<About>,
    desk_name: String,
    language: Lang,
    begun: String,
    answer_by: Option<String>,
    case_link: Option<String>,
    lines: Vec<Line>,
    typed: String,
    key: String,
    refusal: Option<Refusal>,
}

async fn staff_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(id): Path<String>,
) -> Answer {
    let id = id.parse().map_err(|_| Outcome::NotFound)?;
    let seen = actions::read(&app, &actor, id).await?;
    let key = v.form_key();
    page(&draw_for_staff(&app, &shelf, v, actor, seen, String::new(), key, None).await?)
}

#[allow(clippy::too_many_arguments)] // The page's parts, gathered once for both handlers.
async fn draw_for_staff(
    app: &App,
    shelf: &Shelf,
    v: Visit,
    actor: Actor,
    seen: Seen,
    typed: String,
    key: String,
    refusal: Option<Refusal>,
) -> Result<StaffThreadPage, Outcome> {
    let directory = shelf.current(app).await?;
    let answer_by = match seen.thread.turn {
        Turn::DeskAnswers { answer_by, .. } => Some(v.near(clock::local(answer_by).date())),
        Turn::WriterMayWrite => None,
    };
    Ok(StaffThreadPage {
        id: seen.thread.id,
        nickname: seen.opening.nickname,
        about: seen.opening.about,
        desk_name: directory.desk(seen.thread.desk).map(|desk| desk.short_name().to_owned()).unwrap_or_default(),
        language: seen.thread.language,
        begun: v.moment(seen.thread.begun_at),
        answer_by,
        case_link: seen.thread.case.map(|case| format!("/cases/{case}")),
        lines: lines(app, &v, &seen.messages, false).await?,
        typed,
        key,
        refusal,
        v,
        actor,
    })
}

async fn answer(
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
    match actions::answer(&app, &actor, id, form.get("text"), once).await {
        Ok(()) => Ok(see(&format!("/threads/{id}"))),
        Err(Outcome::Refused(refusal)) => {
            let seen = actions::read(&app, &actor, id).await?;
            let (typed, key) = (form.get("text").to_owned(), form.get("form").to_owned());
            refused(page(&draw_for_staff(&app, &shelf, v, actor, seen, typed, key, Some(refusal)).await?)?)
        }
        Err(other) => Err(other),
    }
}
