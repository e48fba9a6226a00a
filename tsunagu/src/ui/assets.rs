//! Files that pages load: one style sheet, small scripts, the icon. All from this server, none from elsewhere.

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::platform::{Answer, Outcome};

const FILES: &[(&str, &str, &str)] = &[
    ("tsunagu.css", "text/css; charset=utf-8", include_str!("assets/tsunagu.css")),
    ("exit.js", "text/javascript; charset=utf-8", include_str!("assets/exit.js")),
    ("paper.js", "text/javascript; charset=utf-8", include_str!("assets/paper.js")),
    ("note.js", "text/javascript; charset=utf-8", include_str!("assets/note.js")),
    ("work.js", "text/javascript; charset=utf-8", include_str!("assets/work.js")),
    ("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
];

pub async fn asset(Path(name): Path<String>) -> Answer {
    let (_, kind, content) = FILES.iter().find(|(file, ..)| *file == name).ok_or(Outcome::NotFound)?;
    let mut response: Response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));
    Ok(response)
}
