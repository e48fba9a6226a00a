//! How the directory looks on public pages: cards, the finder's form, states in words. Used here and by town pages.

mod card;
mod form;
mod gathering;
mod opening;
mod sheet;

pub use card::{Card, cards};
pub use form::{Choice, FinderForm, Townlist, town_lists};
pub use gathering::{GatheringCard, gathering_cards, place_words};
pub use opening::{StateLine, channel_word, moment_words, reading_words, state_line};
pub use sheet::{
    FactSheet, Piece, council_sheet, digits, event_link, event_sheet, gathering_sheet, organization_sheet,
    resource_sheet,
};
