//! A program's question. It is read strictly: a filter that is left out in silence would give a wrong answer.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use uuid::Uuid;

use super::model::{Paging, Unclear};
use crate::platform::{
    App, Lang, Outcome,
    web::{Submitted, Visit},
};

pub struct Asked {
    /// In Japanese, whatever language the caller prefers: the data is.
    pub v: Visit,
    /// Tags of what the caller already has.
    pub if_none_match: String,
    query: Submitted,
}

impl From<Unclear> for Outcome {
    fn from(unclear: Unclear) -> Self {
        Self::Unreadable(unclear.0)
    }
}

impl FromRequestParts<App> for Asked {
    type Rejection = Outcome;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Outcome> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let tags = parts.headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        Ok(Self {
            v: Visit { lang: Lang::Ja, ..Visit::of(app, &parts.headers, path) },
            if_none_match: tags.collect::<Vec<_>>().join(","),
            query: Submitted::parse(parts.uri.query().unwrap_or_default().as_bytes())?,
        })
    }
}

impl Asked {
    /// Refuses a parameter that this address does not have, or has twice.
    pub fn only(&self, known: &[&str]) -> Result<(), Outcome> {
        for name in self.query.names() {
            if !known.contains(&name) {
                return Err(Outcome::Unreadable("api-parameter"));
            }
            if self.query.all(name).len() > 1 {
                return Err(Outcome::Unreadable("api-parameter-twice"));
            }
        }
        Ok(())
    }

    pub fn paging(&self) -> Result<Paging, Outcome> {
        Ok(Paging::read(self.value("page"), self.value("per_page"))?)
    }

    /// `true` or `false`; false where it is left out.
    pub fn flag(&self, name: &str) -> Result<bool, Outcome> {
        match self.value(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Outcome::Unreadable("api-flag")),
        }
    }

    pub fn id(&self, name: &str) -> Result<Option<Uuid>, Outcome> {
        self.value(name).map(|typed| Uuid::parse_str(typed).map_err(|_| Outcome::Unreadable("api-id"))).transpose()
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.query.all(name).first().map(String::as_str)
    }
}
