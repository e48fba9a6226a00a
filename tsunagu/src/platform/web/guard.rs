//! What every request passes: where a form came from, headers on every answer, one log line without personal content.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{
    problem::{MACHINES, problem, share},
    visit::Visit,
};
use crate::platform::{App, Outcome};

const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'";

/// Refuses forms that another site sent. GET never changes anything, so only other methods are asked.
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let method = request.method();
    if matches!(*method, Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    if request.uri().path().starts_with(MACHINES) {
        return only_reading(&app, &request);
    }
    if *method == Method::OPTIONS || is_same_origin(request.headers(), &app.config.address) {
        next.run(request).await
    } else {
        Outcome::Unreadable("unreadable-foreign").into_response()
    }
}

/// `Sec-Fetch-Site` decides where the browser sends it, `Origin` otherwise. A browser that sends neither with a form
/// cannot be told from another site, and is refused; every browser of the last ten years sends `Origin`.
pub fn is_same_origin(headers: &HeaderMap, address: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    text(header::ORIGIN) == Some(address)
}

/// The addresses of machines are for reading. Any page may ask; a form or a program that wants to change something is
/// told so, wherever it comes from.
fn only_reading(app: &App, request: &Request) -> Response {
    let allowed = HeaderValue::from_static("GET, HEAD, OPTIONS");
    if *request.method() == Method::OPTIONS {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        share(headers);
        headers.insert(header::ALLOW, allowed.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, allowed);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("if-none-match"));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
        return response;
    }
    let v = Visit::of(app, request.headers(), MACHINES);
    let mut response = problem(StatusCode::METHOD_NOT_ALLOWED, &v.t("api-read-only"), None);
    response.headers_mut().insert(header::ALLOW, allowed);
    response
}

/// Headers of every answer; one that has its own rule keeps it.
static PROTECTION: [(HeaderName, HeaderValue); 7] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // Nothing to other sites. Not "no-referrer": a browser that sends no Sec-Fetch-Site then sends "Origin: null" with a
    // form, and an old telephone could send nothing at all.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    // Pages leave nothing on a shared machine; files with their own rule (styles, scripts) keep it.
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// Puts the headers on every answer.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.reserve(PROTECTION.len() + 1);
    for (name, value) in &PROTECTION {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    if app.config.is_secure() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    response
}

/// One line per request: the route's pattern, never its address, so that no number or word of a person is logged.
pub async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let began = std::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let millis = began.elapsed().as_millis();
    tracing::info!(%method, route, status, millis, "request");
    response
}
