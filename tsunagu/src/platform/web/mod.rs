//! The web edge: reading requests safely, remembering who asks, keeping forms from acting twice.

pub mod cookies;
pub mod form;
pub mod guard;
pub mod look;
pub mod pace;
pub mod problem;
pub mod serve;
pub mod toll;
pub mod upload;
pub mod visit;

pub use form::{Once, Submitted};
pub use look::{Look, Worn};
pub use toll::Sender;
pub use visit::Visit;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

/// A page from a template; a template that fails is our fault.
pub fn page(template: &impl askama::Template) -> Result<Response, crate::platform::Outcome> {
    let html = template.render().map_err(|error| crate::platform::Outcome::Broken(format!("template: {error}")))?;
    Ok(html_response(html.into()))
}

/// HTML bytes as a response.
pub fn html_response(html: axum::body::Bytes) -> Response {
    let mut response = html.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// "See there": after a form has acted, so that reloading does not act again.
pub fn see(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}
