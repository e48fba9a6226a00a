//! One visit: the reader's language and where they are. Every page template holds one.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::{cookies, look::Worn};
use crate::platform::{App, Lang, Now, clock, ids::FormId};

pub const LANGUAGE_COOKIE: &str = "language";
pub const SESSION_COOKIE: &str = "session";

#[derive(Clone)]
pub struct Visit {
    pub app: App,
    pub lang: Lang,
    pub now: Now,
    /// Path and query of this page, for the links that change the language.
    pub path: String,
    /// How the town of this page looks and speaks.
    pub look: Worn,
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let visit = Self::of(app, &parts.headers, parts.uri.path_and_query().map_or("/", |path| path.as_str()));
        Ok(Self { look: parts.extensions.get::<Worn>().cloned().unwrap_or_default(), ..visit })
    }
}

impl Visit {
    pub fn of(app: &App, headers: &HeaderMap, path: &str) -> Self {
        Self::in_language(app, language(headers, app.config.is_secure()), path)
    }

    pub fn in_language(app: &App, lang: Lang, path: &str) -> Self {
        Self { app: app.clone(), lang, now: app.now(), path: path.to_owned(), look: Worn::default() }
    }

    /// The text of `key` in the reader's language.
    pub fn t(&self, key: &str) -> String {
        self.look.spelling.t(self.lang, key)
    }

    /// The text of `key` with one fact.
    pub fn t1(&self, key: &str, name: &str, value: impl std::fmt::Display) -> String {
        self.look.spelling.with(self.lang, key, &[(name, &value.to_string())])
    }

    /// The text of `key` with two facts.
    pub fn t2(
        &self,
        key: &str,
        (name, value): (&str, impl std::fmt::Display),
        (name2, value2): (&str, impl std::fmt::Display),
    ) -> String {
        self.look.spelling.with(self.lang, key, &[(name, &value.to_string()), (name2, &value2.to_string())])
    }

    /// The languages, for the links at the top of a page.
    pub fn languages(&self) -> [Lang; 3] {
        Lang::ALL
    }

    /// Staff pages are in Japanese and English.
    pub fn staff_languages(&self) -> [Lang; 2] {
        [Lang::Ja, Lang::En]
    }

    pub fn quick_exit(&self) -> &str {
        &self.app.config.quick_exit
    }

    /// A day in words.
    pub fn day(&self, day: chrono::NaiveDate) -> String {
        calendar::words::date_in_words(day, self.calendar_lang())
    }

    /// A date in words, as precise as a document prints it.
    pub fn printed(&self, date: calendar::hours::PrintedDate) -> String {
        calendar::words::printed_in_words(date, self.calendar_lang())
    }

    /// A day that is not far: the year is said only where it is another one.
    pub fn near(&self, day: chrono::NaiveDate) -> String {
        calendar::words::near_date_in_words(day, self.now.today(), self.calendar_lang())
    }

    /// A day and time in words, as the wall clock in Japan shows it.
    pub fn moment(&self, at: chrono::DateTime<chrono::Utc>) -> String {
        let local = clock::local(at);
        let (day, time) = (self.near(local.date()), self.time(local.time()));
        match self.lang {
            Lang::Ja => format!("{day}{time}"),
            Lang::JaEasy | Lang::En => format!("{day} {time}"),
        }
    }

    /// A time of day in words.
    pub fn time(&self, time: chrono::NaiveTime) -> String {
        use chrono::Timelike;
        let minutes = |part: u32| u16::try_from(part).unwrap_or(0);
        let time = calendar::clock::ClockTime::hm(minutes(time.hour()), minutes(time.minute()));
        calendar::words::time_in_words(time, self.calendar_lang())
    }

    pub fn calendar_lang(&self) -> calendar::words::Lang {
        match self.lang {
            Lang::Ja => calendar::words::Lang::Ja,
            Lang::JaEasy => calendar::words::Lang::JaEasy,
            Lang::En => calendar::words::Lang::En,
        }
    }

    /// The hidden value of a new form: pressing twice sends the same one.
    pub fn form_key(&self) -> String {
        let id: FormId = self.app.dice.id(self.now);
        super::form::signed(&self.app.vault, id)
    }

    /// Bits of work a form on this page asks for (see `toll`).
    pub fn work(&self) -> u32 {
        super::toll::asked(&self.app)
    }
}

/// The language the reader chose on this device, or prefers.
pub fn language(headers: &HeaderMap, secure: bool) -> Lang {
    cookies::get(headers, LANGUAGE_COOKIE, secure).and_then(|code| Lang::from_code(&code)).unwrap_or_else(|| {
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map_or(Lang::Ja, Lang::from_header)
    })
}
