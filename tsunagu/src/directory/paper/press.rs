//! Papers already typeset, and how many are being typeset at once.

use std::sync::Arc;

use axum::body::Bytes;
use chrono::NaiveDate;
use print::Look;
use quick_cache::{Weighter, sync::Cache};
use tokio::sync::Semaphore;

use super::{Paper, Values};
use crate::{
    directory::model::Directory,
    platform::{Lang, Outcome, web::Visit},
};

/// Bytes of files kept at most.
const CAPACITY: u64 = 24 * 1024 * 1024;
/// About how many files that is; the cache grows its tables from here.
const EXPECTED_FILES: usize = 200;
/// Typesetting takes a whole processor for a moment. More at once would only slow each other and the pages.
const AT_ONCE: usize = 2;

/// One file among all: a paper says "as of today", so that tomorrow's is another one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    paper: Paper,
    slug: String,
    lang: Lang,
    day: NaiveDate,
    /// State of the directory.
    version: i64,
    /// State of the town's look: it spells the words.
    look: i64,
}

#[derive(Clone)]
struct BySize;

impl Weighter<Wanted, Bytes> for BySize {
    fn weight(&self, wanted: &Wanted, file: &Bytes) -> u64 {
        (wanted.slug.len() + file.len() + size_of::<Wanted>() + size_of::<Bytes>()) as u64
    }
}

/// Cloning is cheap; all clones share files and places.
#[derive(Clone)]
pub struct Press {
    kept: Arc<Cache<Wanted, Bytes, BySize>>,
    places: Arc<Semaphore>,
}

impl Default for Press {
    fn default() -> Self {
        Self {
            kept: Arc::new(Cache::with_weighter(EXPECTED_FILES, CAPACITY, BySize)),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Press {
    pub fn wanted(&self, v: &Visit, directory: &Directory, paper: Paper, slug: &str) -> Wanted {
        let (day, version) = (v.now.today(), directory.version);
        Wanted { paper, slug: slug.to_owned(), lang: v.lang, day, version, look: v.look.version }
    }

    /// A form to be filled in by hand, from memory or set by `set`. `name` tells it from every other one, its own version
    /// included.
    pub async fn blank(
        &self,
        v: &Visit,
        directory: &Directory,
        name: &str,
        set: impl FnOnce() -> Result<Vec<u8>, print::Fault> + Send + 'static,
    ) -> Result<Bytes, Outcome> {
        self.kept_or_set(self.wanted(v, directory, Paper::ToFillIn, name), || set).await
    }

    /// The file from memory, or typeset and kept.
    pub(super) async fn print(
        &self,
        wanted: Wanted,
        look: Look,
        draw: impl FnOnce() -> Values,
    ) -> Result<Bytes, Outcome> {
        let draw = || {
            let values = draw();
            move || values.typeset(&look)
        };
        self.kept_or_set(wanted, draw).await
    }

    /// Whoever asks for the same file meanwhile waits for the one that is being made.
    async fn kept_or_set<T>(&self, wanted: Wanted, draw: impl FnOnce() -> T) -> Result<Bytes, Outcome>
    where
        T: FnOnce() -> Result<Vec<u8>, print::Fault> + Send + 'static,
    {
        let set = async {
            let place = self.places.clone().acquire_owned().await;
            let place = place.map_err(|_| Outcome::Broken("the press is closed".into()))?;
            let typeset = draw();
            let file = tokio::task::spawn_blocking(move || {
                // Held until the work ends, even if nobody waits for it any more.
                let _place = place;
                typeset()
            });
            let file = file.await.map_err(|_| Outcome::Broken("typesetting ended".into()))?;
            file.map(Bytes::from).map_err(|fault| Outcome::Broken(format!("typesetting: {fault}")))
        };
        self.kept.get_or_insert_async(&wanted, set).await
    }

    #[cfg(test)]
    pub fn keep(&self, wanted: Wanted, file: Bytes) {
        self.kept.insert(wanted, file);
    }

    /// How many files are kept, and their bytes.
    #[cfg(test)]
    pub fn kept(&self) -> (usize, u64) {
        (self.kept.len(), self.kept.weight())
    }
}
