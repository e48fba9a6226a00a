//! Somebody outside tells, without signing in, on a telephone in a hall after a visit; later they may ask after it.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    Extension,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, HeaderValue},
};

use super::{Code, form::WorryForm, refused};
use crate::{
    directory::{Desk, Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal, clock,
        web::{Sender, Submitted, Visit, pace::Door, page, serve},
    },
    reception::passphrase::{Passphrase, Typo},
    worries::actions::{self, Receipt},
};

#[derive(Template)]
#[template(path = "worries/templates/telling.html")]
struct TellingPage {
    v: Visit,
    slug: String,
    town: String,
    reads: Reads,
    form: WorryForm,
    /// Nothing was sent: it waits until it is paid for.
    unpaid: Option<Refusal>,
}

/// Who reads it, and when.
struct Reads {
    desk: String,
    when: String,
    now: bool,
    assumed: bool,
}

impl Reads {
    fn of(v: &Visit, desk: &Desk) -> Self {
        let at = v.now.local();
        let next = desk.next_read(at);
        Self {
            desk: desk.short_name().to_owned(),
            when: next.map_or_else(|| v.t("worry-reads-unknown"), |next| v.moment(clock::instant(next))),
            now: next == Some(at),
            assumed: desk.reading_hours_assumed(),
        }
    }
}

/// The town and the desk to which its worries go.
fn desk_of<'a>(directory: &'a Directory, v: &Visit, slug: &str) -> Result<(&'a str, &'a Desk), Outcome> {
    let town = directory.municipality_by_slug(slug).ok_or(Outcome::NotFound)?;
    let desk = directory.first_desk(town.id, v.now.today()).ok_or(Outcome::NotFound)?;
    Ok((&town.name, desk))
}

fn draw(v: Visit, directory: &Directory, slug: String, form: WorryForm) -> Result<TellingPage, Outcome> {
    let (town, desk) = desk_of(directory, &v, &slug)?;
    Ok(TellingPage { reads: Reads::of(&v, desk), town: town.to_owned(), slug, form, unpaid: None, v })
}

pub async fn telling_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let form = WorryForm::empty(&v);
    page(&draw(v, &directory, slug, form)?)
}

#[derive(Template)]
#[template(path = "worries/templates/told.html")]
struct ToldPage {
    v: Visit,
    slug: String,
    reads: Reads,
    code: Code,
}

/// The answer is a page of its own, without a word of what was told. The browser is asked to forget the form.
pub async fn tell(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
    sender: Sender,
    submitted: Submitted,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let form = WorryForm::read(&submitted);
    if !form.faults.is_empty() {
        return refused(page(&draw(v, &directory, slug, form)?)?);
    }
    if let Err(unpaid) = sender.pay(&app, &submitted).await {
        return refused(page(&TellingPage { unpaid: Some(unpaid), ..draw(v, &directory, slug, form)? })?);
    }
    let once = submitted.once(&app.vault, "worries.send")?;
    let (_, desk) = desk_of(&directory, &v, &slug)?;
    let sent = actions::send(&app, &directory, desk, (form.typed, v.lang), once).await?;
    let (reads, code) = (Reads::of(&v, desk), Code::of(&app, &slug, sent));
    let mut response = page(&ToldPage { v, slug, reads, code })?;
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
    Ok(response)
}

#[derive(Template)]
#[template(path = "worries/templates/receipt.html")]
struct ReceiptPage {
    v: Visit,
    slug: String,
    typed: String,
    problem: Option<String>,
    receipt: Option<Receipt>,
}

pub async fn receipt_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
) -> Answer {
    shelf.current(&app).await?.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    page(&ReceiptPage { v, slug, typed: String::new(), problem: None, receipt: None })
}

pub async fn receipt(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    Path(slug): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    submitted: Submitted,
) -> Answer {
    let directory = shelf.current(&app).await?;
    let town = directory.municipality_by_slug(&slug).ok_or(Outcome::NotFound)?;
    let door = Door::Passphrase(serve::client(&app.config, peer, &headers));
    tokio::time::sleep(app.pace.wait(door)).await;
    let typed = submitted.get("code").to_owned();
    let problem = match Passphrase::read(&typed) {
        Ok(passphrase) => match actions::receipt(&app, town.id, &passphrase).await? {
            Some(receipt) => {
                return page(&ReceiptPage { v, slug, typed: String::new(), problem: None, receipt: Some(receipt) });
            }
            None => {
                app.pace.failed(door);
                v.t("worry-receipt-unknown")
            }
        },
        Err(Typo::UnknownWord(word)) => v.t1("come-back-word", "word", word),
        Err(Typo::Incomplete) => v.t("come-back-incomplete"),
        Err(Typo::Mismatch) => v.t("come-back-mismatch"),
    };
    refused(page(&ReceiptPage { v, slug, typed, problem: Some(problem), receipt: None })?)
}
