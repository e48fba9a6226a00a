//! How pages look: the two layouts (public and staff), the outcome pages, the style sheet and the small scripts.
//! Values are those of the Digital Agency's design system, kept as custom properties in `assets/tsunagu.css`.

mod assets;
mod outcome_page;
mod rated;

use axum::{
    Router,
    extract::{Path, Query, State},
    http::header,
    routing::get,
};
use serde::Deserialize;

pub use outcome_page::draw_outcomes;
pub use rated::page_to_rate;

use crate::platform::{
    Answer, App, Lang, Outcome, Refusal,
    web::{Visit, cookies, see, visit::LANGUAGE_COOKIE},
};

pub fn routes() -> Router<App> {
    Router::new().route("/assets/{name}", get(assets::asset)).route("/language/{code}", get(choose_language))
}

#[derive(Deserialize)]
struct Back {
    back: Option<String>,
}

/// Remembers the language on this device only, and goes back to the page.
async fn choose_language(State(app): State<App>, Path(code): Path<String>, Query(query): Query<Back>) -> Answer {
    let lang = Lang::from_code(&code).ok_or(Outcome::NotFound)?;
    let back = query.back.filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
    let mut response = see(&back.unwrap_or_else(|| "/".to_owned()));
    let cookie = cookies::set(LANGUAGE_COOKIE, lang.code(), app.config.is_secure(), Some(180 * 24 * 3600));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

impl Visit {
    /// A rule's refusal in words.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        let facts: Vec<(&str, &str)> = refusal.facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.look.spelling.with(self.lang, refusal.key, &facts)
    }

    /// The link that shows this page in another language.
    pub fn language_link(&self, lang: &Lang) -> String {
        let back: String =
            percent_encoding::utf8_percent_encode(&self.path, percent_encoding::NON_ALPHANUMERIC).to_string();
        format!("/language/{}?back={back}", lang.code())
    }
}
