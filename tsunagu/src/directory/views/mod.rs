//! How the directory looks on public pages: cards, the finder's form, states in words. Used here and by town pages.

mod card;
mod form;
mod gathering;
mod opening;

pub use card::{Card, cards};
pub use form::{Choice, FinderForm, Townlist, town_lists};
pub use gathering::{GatheringCard, gathering_cards, place};
pub use opening::{StateLine, channel_word, moment_words, reading_words, state_line};
