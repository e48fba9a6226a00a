//! Rules, stories and races of booking.

mod closures;
mod races;
mod roster;
mod rules;
mod slots;
mod staff;
mod stories;
mod venues;
mod visits;

use crate::platform::testing::{Browser, Page};

pub const DESK: &str = "/desks/adachi-safetynet";
pub const FREE: &str = "/desks/adachi-safetynet/bookings";
pub const OFFERS: &str = "/desks/adachi-safetynet/offers";
/// Six hours on Tuesdays and Thursdays: the next one is Thursday 26 November 2026.
pub const NOTICE: &str = "毎週火曜日・木曜日 10:00～16:00（祝日・年末年始を除く）";
pub const THURSDAY: &str = "2026-11-26T10:00";
pub const NEXT_HOUR: &str = "2026-11-26T11:00";

/// Sets up an offer of the desk; answers its address.
pub async fn offer(staff: &Browser, fields: &[(&str, &str)]) -> String {
    let mut all = vec![
        ("name", "個別相談"),
        ("notice", NOTICE),
        ("read", NOTICE),
        ("minutes", "60"),
        ("buffer", "0"),
        ("capacity", "1"),
    ];
    all.retain(|(name, _)| !fields.iter().any(|(other, _)| other == name));
    all.extend_from_slice(fields);
    let sent = staff.fill(OFFERS, OFFERS, &all).await;
    sent.location().unwrap_or_else(|| panic!("an offer: {}", sent.text()))
}

pub fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The form for a time of an offer.
pub fn form(offer: &str, start: &str) -> String {
    format!("{FREE}/new?offer={}&start={start}", id(offer))
}

/// Books a time; answers the page that came back.
pub async fn book(visitor: &Browser, offer: &str, start: &str, nickname: &str) -> Page {
    visitor.fill(&form(offer, start), FREE, &[("nickname", nickname), ("wishes", "話したいこと")]).await
}

/// How the times of the desk stand, in the order of the page.
pub async fn times(visitor: &Browser) -> Vec<String> {
    visitor.open(FREE).await.seen("main .card dd .tags li")
}

/// Comes back with the passphrase that `page` shows.
pub async fn come_back(visitor: &Browser, page: &Page) {
    let passphrase = page.attribute("#passphrase", "data-line");
    let back = visitor.fill("/come-back", "/come-back", &[("passphrase", &passphrase)]).await;
    assert_eq!(back.location().as_deref(), Some("/thread"), "{}", back.text());
}

/// The address that the first form on one's own page posts to, ending like this.
pub fn action(page: &Page, ending: &str) -> String {
    page.attribute(&format!("main form[action$='{ending}']"), "action")
}
