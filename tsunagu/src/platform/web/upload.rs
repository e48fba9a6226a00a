//! Forms that carry a file. The file is handed on as bytes; what it is, the slice that asked for it finds out.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::header,
};
use http_body_util::BodyExt;
use multer::Multipart;

use super::Submitted;
use crate::platform::Outcome;

/// Beside the file, a form may carry this many bytes.
const FORM: usize = 50_000;
/// A file that is too large is listened to up to here and thrown away, so that the browser reads the answer instead of a broken
/// connection.
const LISTENED_TO: usize = 100_000_000;
/// A file must have arrived after this long; the request itself is given up after thirty seconds.
const DEADLINE: Duration = Duration::from_secs(25);

/// The file of a form.
pub enum Sent {
    Nothing,
    File {
        /// As the sender's machine calls it; never a path.
        name: String,
        bytes: Bytes,
    },
    /// It went beyond the limit and was thrown away.
    TooLarge,
}

/// A form with the file of its field `file`.
pub struct Upload {
    pub form: Submitted,
    pub sent: Sent,
}

/// Reads a multipart form whose file has at most `largest` bytes. At most that much is held in memory. Fields that stand before the
/// file are read even when the file is too large.
///
/// # Errors
/// `Unreadable` for another kind of form, a form that breaks off, letters that are no UTF-8; `TooMuch` when even the fields are too
/// long.
pub async fn read(request: Request, largest: usize) -> Result<Upload, Outcome> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(kind).map_err(|_| Outcome::Unreadable("unreadable-kind"))?;
    let (bytes, whole) = tokio::time::timeout(DEADLINE, listen(request.into_body(), largest + FORM))
        .await
        .map_err(|_| Outcome::Unreadable("unreadable-slow"))??;
    let mut parts = Multipart::new(Body::from(bytes).into_data_stream(), boundary);
    let mut upload = Upload { form: Submitted::default(), sent: Sent::Nothing };
    loop {
        match part(&mut parts, &mut upload, largest).await {
            Ok(true) => {}
            Ok(false) => return Ok(upload),
            // The rest was thrown away, so that the last part breaks off.
            Err(Outcome::Unreadable("unreadable-form")) if !whole => {
                upload.sent = Sent::TooLarge;
                return Ok(upload);
            }
            Err(other) => return Err(other),
        }
    }
}

/// Takes the next part; answers whether there was one.
async fn part(parts: &mut Multipart<'static>, upload: &mut Upload, largest: usize) -> Result<bool, Outcome> {
    let broken = |_| Outcome::Unreadable("unreadable-form");
    let Some(field) = parts.next_field().await.map_err(broken)? else { return Ok(false) };
    let name = field.name().unwrap_or_default().to_owned();
    let file_name = field.file_name().map(|name| name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned());
    let bytes = field.bytes().await.map_err(broken)?;
    match file_name {
        Some(file) if name == "file" => {
            upload.sent = match bytes.len() {
                0 => Sent::Nothing,
                length if length > largest => Sent::TooLarge,
                _ => Sent::File { name: file, bytes },
            };
        }
        Some(_) => {}
        None => {
            let text = std::str::from_utf8(&bytes).map_err(|_| Outcome::Unreadable("unreadable-letters"))?;
            if text.len() > FORM {
                return Err(Outcome::TooMuch);
            }
            upload.form.put(&name, text);
        }
    }
    Ok(true)
}

/// The first `most` bytes of a body, and whether that was all of it.
async fn listen(mut body: Body, most: usize) -> Result<(Bytes, bool), Outcome> {
    let mut held = Vec::new();
    let mut heard = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Outcome::Unreadable("unreadable-slow"))?;
        let Ok(data) = frame.into_data() else { continue };
        heard += data.len();
        held.extend_from_slice(&data[..data.len().min(most - held.len())]);
        if heard > LISTENED_TO {
            break;
        }
    }
    Ok((held.into(), heard <= most))
}
