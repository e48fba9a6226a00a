//! What handlers and jobs are handed: the database, the keys, the clock, the dice, the settings.

use std::{ops::Deref, sync::Arc};

use super::{
    clock::{Clock, Dice, Now},
    db::Db,
    vault::Vault,
    web::pace::Pace,
};
use crate::config::Config;

/// Cloning is one count: every layer and every page holds one.
#[derive(Clone)]
pub struct App(Arc<Parts>);

#[derive(Clone)]
pub struct Parts {
    pub db: Db,
    pub vault: Vault,
    pub clock: Clock,
    pub dice: Dice,
    pub config: Arc<Config>,
    pub pace: Pace,
}

impl App {
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    pub fn now(&self) -> Now {
        self.clock.now()
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
