//! Public pages already rendered: the same for everybody who reads the same language in the same minute.

use std::sync::Arc;

use axum::body::Bytes;
use quick_cache::{Weighter, sync::Cache};

use crate::platform::{
    Answer, Lang, Outcome,
    web::{Visit, html_response},
};

/// Bytes of pages kept at most.
const CAPACITY: u64 = 32 * 1024 * 1024;
/// About how many pages that is; the cache grows its tables from here.
const EXPECTED_PAGES: usize = 2_000;
/// Longer queries are not kept: they are typed by hand, and nobody asks twice.
const LONGEST_QUERY: usize = 200;

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    /// Path and query: they stand in the page, in the links that change the language.
    address: String,
    lang: Lang,
    /// Since 1970; a page says "now open".
    minute: i64,
    /// State of the directory.
    version: i64,
    /// State of the town's look.
    look: i64,
}

#[derive(Clone)]
struct BySize;

impl Weighter<Key, Bytes> for BySize {
    fn weight(&self, key: &Key, page: &Bytes) -> u64 {
        (key.address.len() + page.len() + size_of::<Key>() + size_of::<Bytes>()) as u64
    }
}

#[derive(Clone)]
pub struct PageCache(Arc<Cache<Key, Bytes, BySize>>);

impl PageCache {
    pub fn new() -> Self {
        Self(Arc::new(Cache::with_weighter(EXPECTED_PAGES, CAPACITY, BySize)))
    }

    /// The page from memory, or drawn and kept.
    pub fn answer(&self, v: &Visit, version: i64, draw: impl FnOnce() -> Result<String, Outcome>) -> Answer {
        let query = v.path.split_once('?').map_or(0, |(_, query)| query.len());
        if query > LONGEST_QUERY {
            return Ok(html_response(draw()?.into()));
        }
        let minute = v.now.0.timestamp().div_euclid(60);
        let key = Key { address: v.path.clone(), lang: v.lang, minute, version, look: v.look.version };
        if let Some(page) = self.0.get(&key) {
            return Ok(html_response(page));
        }
        let page = Bytes::from(draw()?);
        self.0.insert(key, page.clone());
        Ok(html_response(page))
    }

    #[cfg(test)]
    pub fn bytes(&self) -> u64 {
        self.0.weight()
    }
}
