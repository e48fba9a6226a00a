//! From a mail to one's own page: the link that shows the passphrase once, and whether answers themselves come by mail.

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, header},
};

use super::{
    Promise, VISIT_COOKIE,
    helplines::{HelplineView, helplines},
    refused, visited,
};
use crate::{
    directory::Shelf,
    platform::{
        Answer, App, Outcome, Refusal,
        web::{Submitted, Visit, cookies, page, see},
    },
    reception::actions::{
        self,
        entering::{self, Entry},
    },
};

#[derive(Template)]
#[template(path = "reception/templates/entry.html")]
struct EntryPage {
    v: Visit,
    token: String,
    /// When somebody reads; nothing where the link lets nobody in any more.
    next_read: Option<String>,
    /// Why it lets nobody in, as the key of its words.
    ended: &'static str,
    calm: bool,
    helplines: Vec<HelplineView>,
    key: String,
}

pub async fn entry_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(token): Path<String>,
) -> Answer {
    let entry = entering::entry(&app, &token).await?;
    let (next_read, calm, ended) = match entry {
        Entry::Open(thread) => {
            let directory = shelf.current(&app).await?;
            let desk = directory.desk(thread.desk).ok_or(Outcome::NotFound)?;
            (Some(Promise::of(&v, desk).next_read), thread.check.is_of_writer(), "")
        }
        Entry::Used => (None, false, "enter-used"),
        Entry::Over => (None, false, "enter-over"),
    };
    page(&EntryPage { token, next_read, ended, calm, helplines: helplines(&app, &v).await?, key: v.form_key(), v })
}

#[derive(Template)]
#[template(path = "reception/templates/entered.html")]
struct EnteredPage {
    v: Visit,
    words: Vec<(String, String)>,
    digits: String,
    line: String,
    calm: bool,
    helplines: Vec<HelplineView>,
}

impl EnteredPage {
    /// Where to come back, for the paper: it does not know where it was printed.
    fn come_back(&self) -> String {
        format!("{}/come-back", self.v.app.config.address)
    }
}

/// The answer is a page of its own, not "see there": the passphrase stands in no address. The page behind it opens on this device.
pub async fn enter(State(app): State<App>, v: Visit, Path(token): Path<String>, form: Submitted) -> Answer {
    let once = form.once(&app.vault, "reception.enter")?;
    let (thread, passphrase) = match entering::enter(&app, &token, once).await {
        Ok(entered) => entered,
        Err(Outcome::Refused(_)) => {
            let helplines = helplines(&app, &v).await?;
            let key = v.form_key();
            let shown = EntryPage { token, next_read: None, ended: "enter-used", calm: false, helplines, key, v };
            return refused(page(&shown)?);
        }
        Err(other) => return Err(other),
    };
    let visit = actions::come_back(&app, &passphrase).await?;
    let shown = EnteredPage {
        words: passphrase.words().into_iter().map(str::to_owned).zip(passphrase.latin()).collect(),
        digits: passphrase.digits(),
        line: passphrase.line(),
        calm: thread.check.is_of_writer(),
        helplines: helplines(&app, &v).await?,
        v,
    };
    let mut response = page(&shown)?;
    if let Some(visit) = visit {
        let cookie = cookies::set(VISIT_COOKIE, &visit.0, app.config.is_secure(), None);
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

#[derive(Template)]
#[template(path = "reception/templates/words_by_mail.html")]
struct WordsPage {
    v: Visit,
    /// Where the mails go; nothing if that is not where the writer writes from.
    address: Option<String>,
    by_mail: bool,
    refusal: Option<Refusal>,
    key: String,
}

pub async fn words_page(State(app): State<App>, v: Visit, headers: HeaderMap) -> Answer {
    let Some(thread) = visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let wishes = entering::wishes(app.db.read(), &app, &thread).await?;
    let address = wishes.own_address().map(str::to_owned);
    page(&WordsPage { address, by_mail: wishes.words_by_mail, refusal: None, key: v.form_key(), v })
}

pub async fn choose_words(State(app): State<App>, v: Visit, headers: HeaderMap, form: Submitted) -> Answer {
    let Some(thread) = visited(&app, &headers).await? else {
        return Ok(see("/come-back"));
    };
    let once = form.once(&app.vault, "reception.words-by-mail")?;
    let by_mail = form.get("answers") == "words";
    match entering::choose_words(&app, thread.id, by_mail, once).await {
        Ok(()) => Ok(see("/thread/mail")),
        Err(Outcome::Refused(refusal)) => {
            let key = v.form_key();
            refused(page(&WordsPage { address: None, by_mail: false, refusal: Some(refusal), key, v })?)
        }
        Err(other) => Err(other),
    }
}
