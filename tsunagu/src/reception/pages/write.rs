//! The form to a desk: one question per page or all on one, as the writer likes. What was typed waits sealed on the server under a
//! cookie of this browser session; no address carries any of it.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
};
use serde::Deserialize;

use super::{
    Promise,
    helplines::{HelplineView, helplines, urgent},
    refused,
};
use crate::{
    directory::{Desk, Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal, clock,
        web::{Once, Sender, Submitted, Visit, cookies, page, see},
    },
    reception::{
        actions::{self, Beginning, drafts},
        dated,
        model::{
            self, About, Draft, Entrance, MailLimit, Never, Opening, Reply, ReplyKind, Step, Worry, wishes::TypedReply,
        },
    },
};

const DRAFT_COOKIE: &str = "draft";

/// What could not be taken, beside its field.
#[derive(Default)]
struct Refusals {
    text: Option<Refusal>,
    nickname: Option<Refusal>,
    reply: Option<Refusal>,
    /// The whole of it waits.
    unpaid: Option<Refusal>,
}

#[derive(Template)]
#[template(path = "reception/templates/write.html")]
struct WritePage {
    v: Visit,
    slug: String,
    desk_name: String,
    promise: Promise,
    draft: Draft,
    key: String,
    /// The one question of this page; nothing where all stand on one.
    step: Option<Step>,
    refusals: Refusals,
    /// Whom one can call at any hour.
    urgent: Option<String>,
}

impl WritePage {
    async fn of(
        app: &App,
        v: Visit,
        desk: &Desk,
        (draft, key): (Draft, String),
        step: Option<Step>,
    ) -> Result<Self, Outcome> {
        Ok(Self {
            urgent: urgent(app, &v).await?,
            slug: desk.slug.clone(),
            desk_name: desk.short_name().to_owned(),
            promise: Promise::of(&v, desk),
            draft,
            key,
            step,
            refusals: Refusals::default(),
            v,
        })
    }

    fn shows(&self, part: &str) -> bool {
        self.step.is_none_or(|step| step.code() == part)
    }

    fn action(&self) -> String {
        let step = self.step.map(|step| format!("/{step}")).unwrap_or_default();
        format!("/desks/{}/write{step}", self.slug)
    }

    fn progress(&self, step: &Step) -> String {
        self.v.t2("write-progress", ("number", step.number()), ("count", Step::ALL.len()))
    }

    fn abouts(&self) -> Vec<(About, bool)> {
        About::ALL.iter().map(|about| (*about, self.draft.about == Some(*about))).collect()
    }

    fn worries(&self) -> Vec<(Worry, bool)> {
        Worry::ALL.iter().map(|worry| (*worry, self.draft.worries.contains(worry))).collect()
    }

    /// Mail is offered where there is a mail server.
    fn replies(&self) -> Vec<(ReplyKind, bool)> {
        let chosen = self.draft.reply.kind.unwrap_or(ReplyKind::ComeBack);
        let offered = |kind: &&ReplyKind| **kind != ReplyKind::Mail || self.v.app.config.mail.is_some();
        ReplyKind::ALL.iter().filter(offered).map(|kind| (*kind, *kind == chosen)).collect()
    }

    fn nevers(&self) -> Vec<(Never, bool)> {
        Never::ALL.iter().map(|never| (*never, self.draft.reply.never.contains(never))).collect()
    }

    /// Coming back with the passphrase needs no choice: then the rest stays folded away.
    fn opens_reply(&self) -> bool {
        self.step.is_some() || self.refusals.reply.is_some() || self.draft.reply.is_chosen()
    }

    fn entrance(&self) -> Entrance {
        self.draft.entrance.unwrap_or(Entrance::Page)
    }
}

/// Where the link stood that led here.
#[derive(Deserialize)]
pub struct CameFrom {
    from: Option<String>,
}

fn token(app: &App, headers: &HeaderMap) -> Option<String> {
    cookies::get(headers, DRAFT_COOKIE, app.config.is_secure())
}

pub async fn write_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
    Query(query): Query<CameFrom>,
    headers: HeaderMap,
) -> Answer {
    show(&app, &shelf, v, (&slug, None), query, &headers).await
}

pub async fn step_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path((slug, step)): Path<(String, String)>,
    Query(query): Query<CameFrom>,
    headers: HeaderMap,
) -> Answer {
    let step = step.parse().map_err(|_| Outcome::NotFound)?;
    show(&app, &shelf, v, (&slug, Some(step)), query, &headers).await
}

async fn show(
    app: &App,
    shelf: &Shelf,
    v: Visit,
    (slug, step): (&str, Option<Step>),
    query: CameFrom,
    headers: &HeaderMap,
) -> Answer {
    let directory = shelf.current(app).await?;
    let desk = directory.desk_by_slug(slug).ok_or(Outcome::NotFound)?;
    let mut draft = drafts::find(app, token(app, headers).as_deref(), desk).await?;
    draft.entrance = query.from.and_then(|code| code.parse().ok()).or(draft.entrance);
    let key = v.form_key();
    page(&WritePage::of(app, v, desk, (draft, key), step).await?)
}

/// What this page's fields say, over what was typed before.
fn typed(before: Draft, step: Option<Step>, form: &Submitted) -> Draft {
    let asks = |part: Step| step.is_none_or(|step| step == part);
    let mut draft = before;
    draft.entrance = form.code("entrance").or(draft.entrance);
    if asks(Step::About) {
        draft.about = form.code("about");
    }
    if asks(Step::Name) {
        draft.nickname = form.get("nickname").to_owned();
    }
    if asks(Step::Worries) {
        draft.worries = form.codes("worry");
    }
    if asks(Step::Words) {
        draft.text = form.get("text").to_owned();
        draft.no_words = form.text("no_words").is_some();
    }
    if asks(Step::Reply) {
        draft.reply = reply(form);
    }
    draft
}

/// What a form says about how answers are told.
pub fn reply(form: &Submitted) -> TypedReply {
    TypedReply {
        kind: form.code("reply"),
        mail: form.get("mail").to_owned(),
        phone: form.get("phone").to_owned(),
        times: form.get("times").to_owned(),
        never: form.codes("never"),
    }
}

/// All questions on one page: sends, or goes on one by one.
pub async fn begin(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
    headers: HeaderMap,
    sender: Sender,
    form: Submitted,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let once = form.once(&app.vault, "reception.begin")?;
    let draft = typed(Draft::default(), None, &form);
    match form.get("go") {
        "steps" => keep_and_see(&app, desk, &headers, &draft, &format!("/desks/{slug}/write/{}", Step::About)).await,
        _ => send(&app, &directory, v, (desk, None), (draft, &form, sender), token(&app, &headers), once).await,
    }
}

/// One question: on, back, send as it is, all on one page, or forget it all.
pub async fn take_step(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path((slug, step)): Path<(String, String)>,
    headers: HeaderMap,
    sender: Sender,
    form: Submitted,
) -> Answer {
    let step: Step = step.parse().map_err(|_| Outcome::NotFound)?;
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let once = form.once(&app.vault, "reception.begin")?;
    let token = token(&app, &headers);
    let before = drafts::find(&app, token.as_deref(), desk).await?;
    let draft = typed(before, Some(step), &form);
    let there = |step: Step| format!("/desks/{slug}/write/{step}");
    let next = match form.get("go") {
        "send" => return send(&app, &directory, v, (desk, Some(step)), (draft, &form, sender), token, once).await,
        "forget" => {
            forget(&app, token, desk).await?;
            return Ok(see(&format!("/desks/{slug}")));
        }
        "whole" => format!("/desks/{slug}/write"),
        "back" => there(step.previous().unwrap_or(step)),
        _ => there(step.next().unwrap_or(step)),
    };
    keep_and_see(&app, desk, &headers, &draft, &next).await
}

async fn keep_and_see(app: &App, desk: &Desk, headers: &HeaderMap, draft: &Draft, path: &str) -> Answer {
    let token = drafts::keep(app, token(app, headers), desk, draft).await?;
    let mut response = see(path);
    response.headers_mut().append(header::SET_COOKIE, cookie(app, &token));
    Ok(response)
}

/// The cookie ends with the browser session. What was begun for another desk is kept under it, too.
fn cookie(app: &App, token: &str) -> HeaderValue {
    cookies::set(DRAFT_COOKIE, token, app.config.is_secure(), None)
}

async fn forget(app: &App, token: Option<String>, desk: &Desk) -> Result<(), Outcome> {
    match token {
        Some(token) => drafts::forget(app, &token, desk).await,
        None => Ok(()),
    }
}

#[derive(Template)]
#[template(path = "reception/templates/begun.html")]
struct BegunPage {
    v: Visit,
    words: Vec<(String, String)>,
    digits: String,
    line: String,
    answer_by: String,
    /// What the desk does and does not do by itself.
    contact: String,
    /// The address may not take the mail.
    mail_note: Option<String>,
    /// Somebody may be in danger: the card stands first.
    calm: bool,
    helplines: Vec<HelplineView>,
}

impl BegunPage {
    /// Where to come back, for the paper: it does not know where it was printed.
    fn come_back(&self) -> String {
        format!("{}/come-back", self.v.app.config.address)
    }
}

/// The answer is a page of its own, not "see there": the passphrase is shown here, once, and stands in no address.
async fn send(
    app: &App,
    directory: &Directory,
    v: Visit,
    (desk, step): (&Desk, Option<Step>),
    (draft, form, sender): (Draft, &Submitted, Sender),
    token: Option<String>,
    once: Once,
) -> Answer {
    // One question per page may be sent half empty; on one page an empty text may be a slip.
    let silent = draft.no_words || step.is_some();
    let text = model::message_text(&draft.text, silent.then(|| v.t("write-no-words-message")));
    let nickname = model::nickname(&draft.nickname);
    let checked = match (text, nickname, draft.reply.check()) {
        (Ok(text), Ok(nickname), Ok(wishes)) => match sender.pay(app, form).await {
            Ok(()) => Ok((text, nickname, wishes)),
            Err(unpaid) => Err(Refusals { unpaid: Some(unpaid), ..Refusals::default() }),
        },
        (text, nickname, reply) => {
            Err(Refusals { text: text.err(), nickname: nickname.err(), reply: reply.err(), unpaid: None })
        }
    };
    let (text, nickname, wishes) = match checked {
        Ok(checked) => checked,
        Err(refusals) => {
            let at = step.map(|step| match (&refusals.nickname, &refusals.text, &refusals.reply) {
                (Some(_), _, _) => Step::Name,
                (None, Some(_), _) => Step::Words,
                (None, None, Some(_)) => Step::Reply,
                (None, None, None) => step,
            });
            // The page that is drawn asks one question; the answers to the others wait with the draft.
            let kept = match step {
                Some(_) => Some(drafts::keep(app, token, desk, &draft).await?),
                None => None,
            };
            let again = WritePage::of(app, v, desk, (draft, form.get("form").to_owned()), at).await?;
            let again = WritePage { refusals, ..again };
            let mut response = page(&again)?;
            if let Some(token) = kept {
                response.headers_mut().append(header::SET_COOKIE, cookie(app, &token));
            }
            return refused(response);
        }
    };
    let entrance = draft.entrance.unwrap_or(Entrance::Page);
    let opening = Opening { nickname, about: draft.about, worries: draft.worries };
    let beginning = Beginning { opening, text, lang: v.lang, wishes: wishes.clone(), entrance };
    let begun = actions::begin(app, directory, desk, beginning, once).await?;
    let promised = begun.thread.turn.answer_by().unwrap_or(v.now.0);
    let lists = dated::lists(app).await?;
    let is_held = begun.thread.check.hides_contact();
    let contact = match &wishes.reply {
        Reply::ComeBack => v.t("begun-no-contact"),
        Reply::Mail { .. } if is_held => v.t("mail-held"),
        Reply::Mail { .. } => v.t("begun-contact-mail"),
        Reply::Phone { .. } => v.t("begun-contact-phone"),
    };
    let doubtful = match &wishes.reply {
        Reply::Mail { .. } if is_held => false,
        Reply::Mail { address } => lists.mail_limits.iter().any(|limit| limit.speaks_of(address)),
        Reply::ComeBack | Reply::Phone { .. } => false,
    };
    let shown = BegunPage {
        words: begun.passphrase.words().into_iter().map(str::to_owned).zip(begun.passphrase.latin()).collect(),
        digits: begun.passphrase.digits(),
        line: begun.passphrase.line(),
        answer_by: v.near(clock::local(promised).date()),
        contact,
        mail_note: doubtful.then(|| v.t("begun-mail-doubtful")),
        calm: begun.thread.check.reason().is_some(),
        helplines: helplines(app, &v).await?,
        v,
    };
    forget(app, token, desk).await?;
    page(&shown)
}

/// What is known of mail that does not arrive.
struct NoteView {
    words: String,
    domains: Vec<String>,
    source: String,
    url: String,
    checked: String,
}

#[derive(Template)]
#[template(path = "reception/templates/mail_notes.html")]
struct MailNotesPage {
    v: Visit,
    slug: String,
    notes: Vec<NoteView>,
}

pub async fn mail_notes(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let desk = directory.desk_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let town = directory.municipality(desk.municipality).map(|town| town.slug.as_str()).unwrap_or_default();
    let lists = dated::lists(&app).await?;
    let view = |limit: &MailLimit| NoteView {
        words: limit.words.in_lang(v.lang).to_owned(),
        domains: limit.domains.clone(),
        source: limit.source.name.clone(),
        url: limit.source.url.clone(),
        checked: v.day(limit.checked_on),
    };
    let notes = lists.mail_limits.iter().filter(|limit| limit.holds_for(town)).map(view).collect();
    page(&MailNotesPage { slug, notes, v })
}
