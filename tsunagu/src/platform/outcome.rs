//! What a request can come to, other than its page: a closed list. Each becomes a page that says what happened,
//! what to do next, and a reference number that can be read out on the telephone.

use axum::{
    body::Body,
    http::StatusCode,
    response::{IntoResponse, Response},
};

/// A rule's refusal: the key of its message. Refusals are answers, not errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Key of the message in the text files.
    pub key: &'static str,
    /// Facts for the message, already in words.
    pub facts: Vec<(&'static str, String)>,
}

impl Refusal {
    pub fn new(key: &'static str) -> Self {
        Self { key, facts: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.facts.push((name, value.into()));
        self
    }
}

/// The closed list of outcomes (see `style`: a handler returns its page or one of these).
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Signing in comes first; afterwards the person returns to the path.
    SignIn { then: String },
    /// Nothing here, or nothing the caller may know of: the same page for both.
    NotFound,
    /// The caller may know of it but not do this.
    Denied,
    /// A rule said no.
    Refused(Refusal),
    /// Somebody saved first.
    Conflict,
    /// The request cannot be read: which part, as a message key.
    Unreadable(&'static str),
    /// Too large or too many at once.
    TooMuch,
    /// Our fault; logged once, with the reference number.
    Broken(String),
}

impl Outcome {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignIn { .. } => StatusCode::SEE_OTHER,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Denied => StatusCode::FORBIDDEN,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::TooMuch => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<Refusal> for Outcome {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<sea_orm::DbErr> for Outcome {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Broken(format!("database: {error}"))
    }
}

/// Only the status and the outcome itself travel; `ui::draw_outcomes` puts the page in, in the reader's language.
impl IntoResponse for Outcome {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status();
        response.extensions_mut().insert(self);
        response
    }
}

pub type Answer<T = Response> = Result<T, Outcome>;
