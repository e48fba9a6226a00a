//! Answers to machines when a request comes to something other than data: RFC 9457 documents instead of pages.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// Addresses that programs read begin with this; nothing below it acts.
pub const MACHINES: &str = "/api/";
/// The media type of a problem.
pub const PROBLEM: &str = "application/problem+json";

/// The members of RFC 9457. The status explains the type, so the type is `about:blank`.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
}

/// A problem as a response. `detail` is for the person who reads the program's log; `reference` stands in ours.
pub fn problem(status: StatusCode, detail: &str, reference: Option<&str>) -> Response {
    let title = status.canonical_reason().unwrap_or_default();
    let told = Problem { r#type: "about:blank", title, status: status.as_u16(), detail, reference };
    let mut response = serde_json::to_string(&told).unwrap_or_default().into_response();
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
    share(headers);
    response
}

/// Lets pages of any site read the answer: it is public, and no cookie is looked at.
pub fn share(headers: &mut axum::http::HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
}

pub fn is_problem(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM)
}
