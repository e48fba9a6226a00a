//! A gathering as a card: the next certain date, or the honest "please ask".

use calendar::words::hours_in_words;
use chrono::NaiveDateTime;

use super::{coming_words, moment_words};
use crate::{
    directory::model::{
        Directory, Municipality, Organization,
        facts::{Contact, FeeKind, Reservation, Standing, Venue},
        gathering::Gathering,
    },
    platform::web::Visit,
};

pub struct GatheringCard {
    pub slug: String,
    pub name: String,
    pub kind: String,
    /// The next date; `None` if one has to ask.
    pub next: Option<String>,
    /// Without a date one can ask for it; not while it pauses or after its end.
    pub asks: bool,
    pub tentative: bool,
    pub hours: String,
    pub place: Option<String>,
    /// From when one may come in, and whether one may come late or leave early.
    pub coming: Vec<String>,
    pub notes: Vec<String>,
}

/// The gatherings for the people of a town; those with a date come first.
pub fn gathering_cards(v: &Visit, directory: &Directory, town: &Municipality, at: NaiveDateTime) -> Vec<GatheringCard> {
    let mut found: Vec<_> =
        directory.gatherings_for(town.id).into_iter().map(|gathering| (gathering.next(at), gathering)).collect();
    found.sort_by_key(|(next, _)| (next.is_none(), next.map(|next| next.start)));
    found.into_iter().map(|(next, gathering)| card(v, directory, gathering, next.map(|next| next.start))).collect()
}

/// One gathering with its next date.
pub fn gathering_card(v: &Visit, directory: &Directory, gathering: &Gathering, at: NaiveDateTime) -> GatheringCard {
    card(v, directory, gathering, gathering.next(at).map(|next| next.start))
}

fn card(v: &Visit, directory: &Directory, gathering: &Gathering, next: Option<NaiveDateTime>) -> GatheringCard {
    let facts = &gathering.facts;
    let mut notes: Vec<String> = gathering_standing(v, gathering).into_iter().collect();
    notes.extend(facts.standing_note_ja.clone());
    if facts.eligibility.introduction_only {
        notes.push(v.t("gathering-introduction"));
    }
    match facts.reservation {
        Reservation::None => notes.push(v.t("gathering-no-booking")),
        Reservation::Required | Reservation::RequiredInPrinciple => notes.push(v.t("gathering-booking")),
        Reservation::Optional | Reservation::NotStated => {}
    }
    match facts.fee.kind {
        FeeKind::Free => notes.push(v.t("desk-fee-free")),
        FeeKind::Amount => notes.extend(facts.fee.text_ja.clone()),
        FeeKind::OwnCommunicationCost | FeeKind::NotStated => {}
    }
    notes.extend(facts.anonymity.as_ref().map(|anonymity| anonymity.text_ja.clone()));
    let contact = facts.contact.as_ref().and_then(|contact| line_of(v, directory, contact));
    notes.extend(contact.map(|phone| v.t1("gathering-contact", "phone", phone)));
    GatheringCard {
        slug: gathering.slug.clone(),
        name: gathering.name.clone(),
        kind: v.t(gathering.kind.key()),
        asks: next.is_none() && !gathering.is_resting(),
        next: next.map(|next| moment_words(v, next)),
        tentative: gathering.is_tentative(),
        hours: hours_in_words(&facts.schedule, v.calendar_lang()),
        place: facts.venue.as_ref().and_then(|venue| place_words(directory, venue)),
        coming: coming_words(v, facts),
        notes,
    }
}

/// That it pauses or that nobody knows. `None`: it takes place, or it has ended and is not listed.
pub fn gathering_standing(v: &Visit, gathering: &Gathering) -> Option<String> {
    match gathering.facts.standing {
        Standing::Active | Standing::Ended => None,
        Standing::Suspended => Some(v.t("record-suspended")),
        Standing::Unclear => Some(v.t("gathering-unclear")),
    }
}

/// The number to call; of a group that shows none of its own, the desk that passes questions on and its line of the day.
fn line_of(v: &Visit, directory: &Directory, contact: &Contact) -> Option<String> {
    let of_desk = |slug: &String| {
        let desk = directory.desk_by_slug(slug)?;
        let phone = desk.phone(v.now.today()).map(|phone| phone.number.clone());
        Some([Some(desk.short_name().to_owned()), phone].into_iter().flatten().collect::<Vec<_>>().join(" "))
    };
    contact.phone.clone().or_else(|| contact.via.as_ref().and_then(of_desk))
}

/// Where it takes place, in the words of the documents: the house with its address, then what is said of the room.
pub fn place_words(directory: &Directory, venue: &Venue) -> Option<String> {
    house_and_room(directory, venue, |house| house.address.as_deref())
}

/// The same for what others copy: a private house is not told, nor the address of an organisation that is a person's.
pub fn public_place_words(directory: &Directory, venue: &Venue) -> Option<String> {
    fn address(house: &Organization) -> Option<&str> {
        house.address.as_deref().filter(|_| house.facts.is_public())
    }
    if venue.is_public() { house_and_room(directory, venue, address) } else { None }
}

fn house_and_room<'a>(
    directory: &'a Directory,
    venue: &'a Venue,
    address: impl Fn(&'a Organization) -> Option<&'a str>,
) -> Option<String> {
    let house = venue.org.as_ref().and_then(|slug| directory.organization_by_slug(slug));
    let parts = [
        house.filter(|house| !house.facts.name_not_printed).map(|house| house.name.as_str()),
        house.and_then(address),
        venue.detail_ja.as_deref(),
        venue.text_ja.as_deref(),
        venue.summary_ja.as_deref(),
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
