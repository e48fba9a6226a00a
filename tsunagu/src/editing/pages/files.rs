//! The files of a record: what is there, and one more.

use askama::Template;
use axum::{
    Extension, Router,
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};

use super::{id_of, kind_of, with_status};
use crate::{
    accounts::Actor,
    directory::{AttachmentKind, RecordKind, Shelf, file_response, keeping},
    editing::{
        actions::{self, files},
        model::file::{self, Clean},
    },
    platform::{
        Answer, App, Outcome, Refusal,
        ids::AttachmentId,
        web::{
            Submitted, Visit, page, see,
            upload::{self, Sent, Upload},
        },
    },
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/directory/records/{kind}/{slug}/files", get(files_page).post(add_file))
        .route("/directory/files/{id}", get(one_file))
        .route("/directory/files/{id}/publication", post(publish_file))
        .route("/directory/files/{id}/removal", post(remove_file))
}

struct FileLine {
    id: AttachmentId,
    words: String,
    /// What it is, and its size.
    about: String,
    is_published: bool,
    /// Somebody else put it there, or one person is enough.
    may_publish: bool,
}

#[derive(Template)]
#[template(path = "editing/templates/files.html")]
struct FilesPage {
    v: Visit,
    actor: Actor,
    kind: RecordKind,
    slug: String,
    name: String,
    key: String,
    files: Vec<FileLine>,
    shows: AttachmentKind,
    words: String,
    words_refusal: Option<Refusal>,
    file_refusal: Option<Refusal>,
}

impl FilesPage {
    /// Code, key of the word, whether it is chosen.
    fn kinds(&self) -> Vec<(&'static str, &'static str, bool)> {
        AttachmentKind::ALL.iter().map(|kind| (kind.code(), kind.key(), *kind == self.shows)).collect()
    }
}

async fn draw(app: &App, v: Visit, actor: Actor, (kind, slug): (RecordKind, &str)) -> Result<FilesPage, Outcome> {
    let opened = actions::open(app, &actor, kind, slug).await?;
    if !opened.is_published() {
        return Err(Outcome::NotFound);
    }
    let conn = app.db.read();
    let rules = keeping::rules_of(conn, actor.municipality).await?;
    let held = keeping::files_of(conn, opened.record.id).await?;
    let line = |file: keeping::HeldFile| FileLine {
        id: file.id,
        about: v.t2("attachment-about", ("kind", v.t(file.kind.key())), ("size", (file.length + 999) / 1_000)),
        is_published: file.published_by.is_some(),
        may_publish: file.published_by.is_none() && !(rules.two_persons && file.added_by == actor.staff),
        words: file.words,
    };
    Ok(FilesPage {
        kind,
        name: opened.record.title().to_owned(),
        slug: opened.record.slug,
        key: v.form_key(),
        files: held.into_iter().map(line).collect(),
        shows: AttachmentKind::Photo,
        words: String::new(),
        words_refusal: None,
        file_refusal: None,
        v,
        actor,
    })
}

async fn files_page(
    State(app): State<App>,
    v: Visit,
    actor: Actor,
    Path((kind, slug)): Path<(String, String)>,
) -> Answer {
    page(&draw(&app, v, actor, (kind_of(&kind)?, &slug)).await?)
}

/// What was sent, made clean, off the threads that answer requests.
async fn cleaned(sent: Sent) -> Result<Result<Clean, Refusal>, Outcome> {
    Ok(match sent {
        Sent::Nothing => Err(Refusal::new("refused-file-none")),
        Sent::TooLarge => Err(Refusal::new("refused-file-large").with("most", (file::LARGEST / 1_000_000).to_string())),
        Sent::File { bytes, .. } => tokio::task::spawn_blocking(move || file::clean(&bytes))
            .await
            .map_err(|error| Outcome::Broken(format!("a picture: {error}")))?,
    })
}

async fn add_file(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path((kind, slug)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let kind = kind_of(&kind)?;
    // Whoever may not is told before a picture is decoded.
    let empty = draw(&app, v, actor.clone(), (kind, &slug)).await?;
    let Upload { form, sent } = upload::read(request, file::LARGEST).await?;
    let once = form.once(&app.vault, "editing.add-file")?;
    let shows = form.code("shows").unwrap_or(AttachmentKind::Photo);
    let typed = form.get("words").to_owned();
    let refused = |words_refusal, file_refusal| -> Answer {
        let shown = FilesPage { shows, words: typed.clone(), words_refusal, file_refusal, ..empty };
        with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&shown))
    };
    match (file::words(&typed), cleaned(sent).await?) {
        (Ok(words), Ok(clean)) => {
            files::add_file(&app, &actor, (kind, &slug), (shows, words), clean, once).await?;
            shelf.refresh(&app).await?;
            Ok(see(&format!("/directory/records/{kind}/{slug}/files")))
        }
        (words, file) => refused(words.err(), file.err()),
    }
}

/// A file as staff see it, published or not.
async fn one_file(State(app): State<App>, actor: Actor, Path(id): Path<String>) -> Answer {
    let held = files::look_at_file(&app, &actor, id_of(&id)?).await?;
    let (media, bytes) = keeping::file_bytes(app.db.read(), held.id).await?.ok_or(Outcome::NotFound)?;
    Ok(file_response(held.id, media, bytes))
}

async fn publish_file(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    actor: Actor,
    Path(id): Path<String>,
    _form: Submitted,
) -> Answer {
    let held = files::publish_file(&app, &actor, id_of(&id)?).await?;
    back(&app, &shelf, &actor, &held).await
}

async fn remove_file(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    actor: Actor,
    Path(id): Path<String>,
    _form: Submitted,
) -> Answer {
    let held = files::remove_file(&app, &actor, id_of(&id)?).await?;
    back(&app, &shelf, &actor, &held).await
}

/// Back to the files of the record.
async fn back(app: &App, shelf: &Shelf, actor: &Actor, held: &keeping::HeldFile) -> Answer<Response> {
    shelf.refresh(app).await?;
    let records = keeping::records_of(app.db.read(), actor.municipality).await?;
    let record = records.into_iter().find(|record| record.id == held.record_id).ok_or(Outcome::NotFound)?;
    Ok(see(&format!("/directory/records/{}/{}/files", record.kind, record.slug)))
}
