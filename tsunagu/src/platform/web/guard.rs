//! What every request passes: where a form came from, headers on every answer, one log line without personal content.

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::platform::{App, Outcome};

const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'";

/// Refuses forms that another site sent. GET never changes anything, so only other methods are asked.
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_same_origin(request.headers(), &app.config.address) {
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

/// Headers of every answer.
pub async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut put = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    put("content-security-policy", CONTENT_SECURITY);
    put("x-content-type-options", "nosniff");
    // Nothing to other sites. Not "no-referrer": a browser that sends no Sec-Fetch-Site then sends "Origin: null" with a
    // form, and an old telephone could send nothing at all.
    put("referrer-policy", "same-origin");
    put("cross-origin-opener-policy", "same-origin");
    put("cross-origin-resource-policy", "same-origin");
    put("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    // Pages leave nothing on a shared machine; files with their own rule (styles, scripts) keep it.
    put("cache-control", "no-store");
    if app.config.is_secure() {
        put("strict-transport-security", "max-age=31536000");
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
