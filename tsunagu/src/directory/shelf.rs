//! The directory in memory, shared by every request and brought up to date when the tables change.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use super::{cache::PageCache, model::Directory, paper::Press, store};
use crate::platform::{Answer, App, Outcome, web::Visit};

/// Another process may have changed the tables: one look this often.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Cloning is cheap; all clones share the directory and the page cache.
#[derive(Clone)]
pub struct Shelf {
    held: Arc<RwLock<Held>>,
    looking: Arc<tokio::sync::Mutex<()>>,
    pages: PageCache,
    press: Press,
}

struct Held {
    directory: Arc<Directory>,
    looked: Instant,
}

impl Shelf {
    /// Reads and compiles the directory; one that cannot be used stops the start.
    pub async fn open(app: &App) -> Result<Self, Outcome> {
        let directory = Arc::new(store::directory(app.db.read()).await?);
        Ok(Self {
            held: Arc::new(RwLock::new(Held { directory, looked: Instant::now() })),
            looking: Arc::default(),
            pages: PageCache::new(),
            press: Press::default(),
        })
    }

    /// The directory as of at most five seconds ago.
    pub async fn current(&self, app: &App) -> Result<Arc<Directory>, Outcome> {
        let (directory, looked) = self.held();
        if looked.elapsed() < LOOK_EVERY {
            return Ok(directory);
        }
        // One request looks; the others go on with what is held.
        let Ok(_turn) = self.looking.try_lock() else { return Ok(directory) };
        match store::version(app.db.read()).await {
            Ok(version) if version != directory.version => self.reload(app).await,
            Ok(_) => Ok(self.hold(directory)),
            Err(error) => {
                // Where to turn is worth telling even while the database cannot be reached.
                tracing::warn!(?error, "the directory is answered from memory");
                Ok(self.hold(directory))
            }
        }
    }

    /// Reads the directory again at once.
    pub async fn refresh(&self, app: &App) -> Result<Arc<Directory>, Outcome> {
        self.reload(app).await
    }

    /// A public page, rendered once a minute per language and address. It must show nothing of the one who asks.
    pub fn page(&self, v: &Visit, directory: &Directory, draw: impl FnOnce() -> Result<String, Outcome>) -> Answer {
        self.pages.answer(v, directory.version, draw)
    }

    /// Bytes of rendered pages in memory.
    #[cfg(test)]
    pub fn bytes_of_pages(&self) -> u64 {
        self.pages.bytes()
    }

    /// Where papers are typeset and kept.
    pub fn press(&self) -> &Press {
        &self.press
    }

    async fn reload(&self, app: &App) -> Result<Arc<Directory>, Outcome> {
        Ok(self.hold(Arc::new(store::directory(app.db.read()).await?)))
    }

    fn held(&self) -> (Arc<Directory>, Instant) {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        (held.directory.clone(), held.looked)
    }

    fn hold(&self, directory: Arc<Directory>) -> Arc<Directory> {
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        *held = Held { directory: directory.clone(), looked: Instant::now() };
        directory
    }
}
