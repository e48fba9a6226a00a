//! Answers that are the same for everybody on one day: kept, tagged, and readable from pages of any site.

use std::sync::Arc;

use axum::{
    body::Bytes,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};

use super::asked::Asked;
use crate::platform::{Answer, Outcome, web::problem};

/// Bytes of answers kept at most.
const CAPACITY: u64 = 16 * 1024 * 1024;
/// About how many answers that is; the cache grows its tables from here.
const EXPECTED: usize = 500;
/// Longer addresses are not kept.
const LONGEST_ADDRESS: usize = 300;
/// Five minutes; and for a day when we cannot be reached, because where to turn is worth telling even then.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=300, stale-if-error=86400");

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Json,
    Atom,
    Calendar,
}

impl Kind {
    fn media_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Calendar => "text/calendar; charset=utf-8",
        })
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    /// Path and query.
    address: String,
    /// Hours are told from today on.
    day: NaiveDate,
    /// State of the directory.
    version: i64,
}

#[derive(Clone)]
struct Kept {
    body: Bytes,
    tag: HeaderValue,
}

#[derive(Clone)]
struct BySize;

impl Weighter<Key, Kept> for BySize {
    fn weight(&self, key: &Key, kept: &Kept) -> u64 {
        (key.address.len() + kept.body.len() + size_of::<Key>() + size_of::<Kept>()) as u64
    }
}

#[derive(Clone)]
pub struct Shared(Arc<Cache<Key, Kept, BySize>>);

impl Shared {
    pub fn new() -> Self {
        Self(Arc::new(Cache::with_weighter(EXPECTED, CAPACITY, BySize)))
    }

    /// The answer from memory, or written and kept; only its tag if the caller has it already.
    pub fn answer(
        &self,
        asked: &Asked,
        version: i64,
        kind: Kind,
        write: impl FnOnce() -> Result<String, Outcome>,
    ) -> Answer {
        let key = Key { address: asked.v.path.clone(), day: asked.v.now.today(), version };
        let kept = match self.0.get(&key) {
            Some(kept) => kept,
            None => {
                let kept = Kept::of(write()?);
                if key.address.len() <= LONGEST_ADDRESS {
                    self.0.insert(key, kept.clone());
                }
                kept
            }
        };
        Ok(kept.respond(kind, &asked.if_none_match))
    }
}

impl Kept {
    fn of(text: String) -> Self {
        // The tag is that of the bytes: another state of the directory with the same answer is not sent again.
        let digest = hex::encode(&Sha256::digest(text.as_bytes())[..16]);
        let tag = HeaderValue::from_str(&format!("\"{digest}\"")).expect("hexadecimal digits are allowed in a header");
        Self { body: text.into(), tag }
    }

    fn respond(self, kind: Kind, known: &str) -> Response {
        let is_known = known
            .split(',')
            .map(str::trim)
            .any(|one| one == "*" || self.tag.to_str().is_ok_and(|tag| one.strip_prefix("W/").unwrap_or(one) == tag));
        let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { self.body.into_response() };
        let headers = response.headers_mut();
        if is_known {
            headers.remove(header::CONTENT_TYPE);
        } else {
            headers.insert(header::CONTENT_TYPE, kind.media_type());
        }
        headers.insert(header::ETAG, self.tag);
        headers.insert(header::CACHE_CONTROL, FRESH);
        problem::share(headers);
        response
    }
}

/// JSON that cannot fail to be written, but for a fault of ours.
pub fn json(value: &impl serde::Serialize) -> Result<String, Outcome> {
    serde_json::to_string(value).map_err(|error| Outcome::Broken(format!("open data: {error}")))
}
