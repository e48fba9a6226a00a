//! Signing in and out, and one-time codes.

use std::net::SocketAddr;

use askama::Template;
use axum::{
    Router,
    extract::{ConnectInfo, FromRequestParts, Query, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;

use super::{
    access::{Duty, allows},
    actions::{self, SignedIn, Token},
    model::Actor,
};
use crate::platform::{
    Answer, App, Outcome, Refusal,
    web::{Submitted, Visit, cookies, pace::Door, page, see, visit::SESSION_COOKIE},
};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/sign-in/code", get(code_page).post(sign_in_with_code))
        .route("/sign-out", post(sign_out))
        .route("/account/codes", get(codes_page).post(set_up_codes))
}

/// The person looking. A page that takes an `Actor` is for staff who have signed in.
impl FromRequestParts<App> for Actor {
    type Rejection = Outcome;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Outcome> {
        let then = || match parts.method {
            axum::http::Method::GET => parts.uri.path().to_owned(),
            _ => "/day".to_owned(),
        };
        let token = cookies::get(&parts.headers, SESSION_COOKIE, app.config.is_secure());
        let token = token.ok_or_else(|| Outcome::SignIn { then: then() })?;
        actions::actor_of(app, &token).await?.ok_or_else(|| Outcome::SignIn { then: then() })
    }
}

impl Actor {
    /// Answers with `Denied` unless the role carries the duty.
    pub fn must(&self, duty: Duty) -> Result<(), Outcome> {
        if allows(self.role, duty) { Ok(()) } else { Err(Outcome::Denied) }
    }

    /// For menus: whether the role carries the duty with this code.
    pub fn may(&self, duty: &str) -> bool {
        duty.parse().is_ok_and(|duty| allows(self.role, duty))
    }
}

#[derive(Deserialize)]
struct Then {
    then: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/templates/sign_in.html")]
struct SignInPage {
    v: Visit,
    login: String,
    then: String,
    refusal: Option<Refusal>,
}

async fn sign_in_page(v: Visit, Query(query): Query<Then>) -> Answer {
    page(&SignInPage { v, login: String::new(), then: local_path(query.then), refusal: None })
}

async fn sign_in(
    State(app): State<App>,
    v: Visit,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let door = Door::SignIn(crate::platform::web::serve::client(&app.config, peer, &headers));
    tokio::time::sleep(app.pace.wait(door)).await;
    let login = form.get("login").trim().to_lowercase();
    let then = local_path(form.text("then"));
    match actions::sign_in(&app, &login, form.get("password").to_owned()).await {
        Ok(SignedIn::Fully(token)) => Ok(with_session(&app, &token, see(&then))),
        Ok(SignedIn::CodeDue(token)) => Ok(with_session(&app, &token, see("/sign-in/code"))),
        Err(Outcome::Refused(refusal)) => {
            let mut response = page(&SignInPage { v, login, then, refusal: Some(refusal) })?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(other) => Err(other),
    }
}

#[derive(Template)]
#[template(path = "accounts/templates/code.html")]
struct CodePage {
    v: Visit,
    refusal: Option<Refusal>,
}

async fn code_page(v: Visit) -> Answer {
    page(&CodePage { v, refusal: None })
}

async fn sign_in_with_code(
    State(app): State<App>,
    v: Visit,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    form: Submitted,
) -> Answer {
    let door = Door::SignIn(crate::platform::web::serve::client(&app.config, peer, &headers));
    tokio::time::sleep(app.pace.wait(door)).await;
    let token = cookies::get(&headers, SESSION_COOKIE, app.config.is_secure())
        .ok_or(Outcome::SignIn { then: "/day".to_owned() })?;
    match actions::sign_in_with_code(&app, &token, form.get("code")).await {
        Ok(token) => Ok(with_session(&app, &token, see("/day"))),
        Err(Outcome::Refused(refusal)) => {
            let mut response = page(&CodePage { v, refusal: Some(refusal) })?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(Outcome::NotFound) => Err(Outcome::SignIn { then: "/day".to_owned() }),
        Err(other) => Err(other),
    }
}

async fn sign_out(State(app): State<App>, headers: HeaderMap) -> Answer {
    let secure = app.config.is_secure();
    if let Some(token) = cookies::get(&headers, SESSION_COOKIE, secure) {
        actions::sign_out(&app, &token).await?;
    }
    let mut response = see("/sign-in");
    response.headers_mut().append(header::SET_COOKIE, cookies::remove(SESSION_COOKIE, secure));
    response.headers_mut().insert("clear-site-data", header::HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}

#[derive(Template)]
#[template(path = "accounts/templates/codes.html")]
struct CodesPage {
    v: Visit,
    actor: Actor,
    set_up: bool,
    secret: String,
    url: String,
    refusal: Option<Refusal>,
}

async fn codes_page(State(app): State<App>, v: Visit, actor: Actor) -> Answer {
    let set_up = actions::has_codes(&app, &actor).await?;
    let (secret, url) = actions::new_code_secret(&app, &actor.name)?;
    page(&CodesPage { v, actor, set_up, secret, url, refusal: None })
}

async fn set_up_codes(State(app): State<App>, v: Visit, actor: Actor, form: Submitted) -> Answer {
    let secret = form.get("secret").to_owned();
    match actions::set_up_codes(&app, &actor, &secret, form.get("code")).await {
        Ok(()) => Ok(see("/account/codes")),
        Err(Outcome::Refused(refusal)) => {
            page(&CodesPage { v, actor, set_up: false, secret, url: String::new(), refusal: Some(refusal) })
        }
        Err(other) => Err(other),
    }
}

fn with_session(app: &App, token: &Token, response: Response) -> Response {
    let cookie = cookies::set(SESSION_COOKIE, &token.0, app.config.is_secure(), None);
    let mut response = response.into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// Only paths of our own: a link must not lead somebody who has just signed in to another site.
fn local_path(then: Option<String>) -> String {
    then.filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'))
        .unwrap_or_else(|| "/day".to_owned())
}
