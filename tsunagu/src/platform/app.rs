//! What handlers and jobs are handed: the database, the keys, the clock, the dice, the settings.

use std::sync::Arc;

use super::{
    clock::{Clock, Dice, Now},
    db::Db,
    vault::Vault,
    web::pace::Pace,
};
use crate::config::Config;

#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub vault: Vault,
    pub clock: Clock,
    pub dice: Dice,
    pub config: Arc<Config>,
    pub pace: Pace,
}

impl App {
    pub fn now(&self) -> Now {
        self.clock.now()
    }
}
