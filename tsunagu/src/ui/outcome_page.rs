//! The page of every outcome that is not a page: what happened, what to do next, a number for the telephone.

use askama::Template;
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use crate::platform::{
    App, Lang, Outcome,
    web::{
        Visit,
        problem::{MACHINES, is_problem, problem},
        visit::language,
    },
};

#[derive(Template)]
#[template(path = "ui/templates/outcome.html")]
struct OutcomePage {
    v: Visit,
    title: String,
    happened: String,
    next: String,
    reference: String,
    /// Where the next step begins, and its word.
    way_on: (&'static str, &'static str),
}

/// What the page of an outcome needs of the request.
struct Asked {
    lang: Lang,
    address: Uri,
}

/// Puts the page into answers that carry an `Outcome`, and into the router's own empty refusals.
pub async fn draw_outcomes(State(app): State<App>, request: Request, next: Next) -> Response {
    // Hardly any answer needs a page from here: only what is cheap is kept of the request.
    let asked = Asked { lang: language(request.headers(), app.config.is_secure()), address: request.uri().clone() };
    let response = next.run(request).await;
    if let Some(outcome) = response.extensions().get::<Outcome>().cloned() {
        return draw(&app, &asked, &outcome);
    }
    if is_problem(&response) {
        return response;
    }
    match response.status() {
        StatusCode::NOT_FOUND => draw(&app, &asked, &Outcome::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => draw(&app, &asked, &Outcome::NotFound),
        // A page that takes files says it itself, beside the field.
        StatusCode::PAYLOAD_TOO_LARGE if !is_page(&response) => draw(&app, &asked, &Outcome::TooMuch),
        // The time limit answers without words.
        StatusCode::SERVICE_UNAVAILABLE if !response.headers().contains_key(header::CONTENT_TYPE) => {
            draw(&app, &asked, &Outcome::Broken("the request took too long".into()))
        }
        StatusCode::BAD_REQUEST if !response.headers().contains_key(header::CONTENT_LENGTH) => {
            draw(&app, &asked, &Outcome::Unreadable("unreadable-address"))
        }
        _ => response,
    }
}

fn is_page(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn draw(app: &App, asked: &Asked, outcome: &Outcome) -> Response {
    if let Outcome::SignIn { then } = outcome {
        let then = percent_encoding::utf8_percent_encode(then, percent_encoding::NON_ALPHANUMERIC);
        return Redirect::to(&format!("/sign-in?then={then}")).into_response();
    }
    // The same reference stands in the log; it names nobody.
    let reference = hex::encode(app.dice.bytes::<4>());
    if let Outcome::Broken(why) = outcome {
        tracing::error!(reference, why, "broken");
    }
    let path = asked.address.path_and_query().map_or("/", |path| path.as_str());
    let v = Visit::in_language(app, asked.lang, path);
    let kind = kind(outcome);
    let happened = match outcome {
        Outcome::Refused(refusal) => v.refusal(refusal),
        Outcome::Unreadable(key) => v.t(key),
        _ => v.t(&format!("outcome-{kind}-happened")),
    };
    if path.starts_with(MACHINES) {
        return problem(outcome.status(), &happened, Some(&reference));
    }
    let page = OutcomePage {
        title: v.t(&format!("outcome-{kind}-title")),
        next: v.t(&format!("outcome-{kind}-next")),
        happened,
        reference,
        way_on: way_on(outcome),
        v,
    };
    let html = page.render().unwrap_or_else(|_| "500".to_owned());
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = outcome.status();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Staff go on from their day; everybody else from the first page.
fn way_on(outcome: &Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Denied => ("/day", "outcome-to-day"),
        Outcome::SignIn { .. }
        | Outcome::NotFound
        | Outcome::Refused(_)
        | Outcome::Conflict
        | Outcome::Unreadable(_)
        | Outcome::TooMuch
        | Outcome::Broken(_) => ("/", "outcome-to-first-page"),
    }
}

fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::SignIn { .. } | Outcome::NotFound => "not-found",
        Outcome::Denied => "denied",
        Outcome::Refused(_) => "refused",
        Outcome::Conflict => "conflict",
        Outcome::Unreadable(_) => "unreadable",
        Outcome::TooMuch => "too-much",
        Outcome::Broken(_) => "broken",
    }
}
