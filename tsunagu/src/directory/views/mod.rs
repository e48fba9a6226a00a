//! How the directory looks on public pages: cards, the finder's form, states in words. Used here and by town pages.

mod card;
mod coming;
mod form;
mod found;
mod freshness;
mod gathering;
mod group;
mod hours;
mod linked;
mod opening;
mod postal;
mod sheet;
mod terms;

pub use card::{Card, cards, cards_near};
pub use coming::{coming_in_japanese, coming_words};
pub use form::{Choice, FinderForm, Townlist, has_many_towns, town_lists};
pub use found::{FoundOrganization, PlaceLink, gatherings_found, organizations_found, places_meant};
pub use freshness::checked_words;
pub use gathering::{
    GatheringCard, gathering_card, gathering_cards, gathering_standing, place_words, public_place_words,
};
pub use group::{GroupCard, group_card};
pub use hours::{Hours, desk_hours, gathering_hours};
pub use linked::{LinkedData, linked_desk, linked_gathering, linked_town};
pub use opening::{
    StateLine, channel_word, desk_state, moment_words, reading_words, rest_words, stale_words, state_line,
};
pub use postal::Postal;
pub use sheet::{
    FactSheet, Piece, council_sheet, digits, event_link, event_sheet, gathering_sheet, gathering_who,
    organization_sheet, resource_sheet,
};
pub use terms::{booking_words, cost_words, fee_words, who_words};
