//! The bytes of a published file: never run, never guessed at, never framed.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::{
    directory::{
        Shelf,
        model::attachment::{Attachment, Media},
        store,
    },
    platform::{Answer, App, Outcome, ids::AttachmentId, web::Visit},
};

/// A link to a file, with its size, for people who pay for what they load.
pub struct FileLink {
    pub href: String,
    pub words: String,
    pub about: String,
}

/// The files of a record, as links.
pub fn file_links(v: &Visit, files: &[&Attachment]) -> Vec<FileLink> {
    let link = |file: &&Attachment| FileLink {
        href: format!("/files/{}", file.id),
        words: file.words.clone(),
        about: v.t2("attachment-about", ("kind", v.t(file.kind.key())), ("size", file.kilobytes())),
    };
    files.iter().map(link).collect()
}

pub async fn file(State(app): State<App>, Extension(shelf): Extension<Shelf>, Path(id): Path<String>) -> Answer {
    let id: AttachmentId = id.parse().map_err(|_| Outcome::NotFound)?;
    let directory = shelf.current(&app).await?;
    directory.attachment(id).ok_or(Outcome::NotFound)?;
    let (media, bytes) = store::bytes(app.db.read(), id).await?.ok_or(Outcome::NotFound)?;
    Ok(file_response(id, media, bytes))
}

/// A file as an answer. Its own policy lets it do nothing, whatever a browser takes it for.
pub fn file_response(id: AttachmentId, media: Media, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media.code()));
    let policy = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    let short = id.0.simple().to_string();
    let name = format!("inline; filename=\"file-{}.{}\"", &short[short.len() - 8..], media.ending());
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
