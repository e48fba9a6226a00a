//! Locations, and services at them.

use calendar::{
    Channel,
    exchange::hsds::{HsdsSchedule, schedules},
    hours::Mode,
};
use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Writer, join, object, text};
use crate::{
    directory::{
        Municipality,
        facts::AddressPeriod,
        views::{Hours, Postal, channel_word, desk_hours, gathering_hours},
    },
    opendata::catalogue::{Place, PlaceKind, Service, at_place, part},
    platform::web::Visit,
};

impl Writer<'_> {
    /// The hours of a service, each block with the ways it speaks of.
    pub fn hours<'s>(&'s self, service: Service<'s>) -> Vec<Hours<'s>> {
        match service {
            Service::Desk(desk) => desk_hours(desk, self.at),
            Service::Gathering(gathering) if gathering.has_ended() => Vec::new(),
            Service::Gathering(gathering) => gathering_hours(self.directory, gathering),
        }
    }

    /// A service at one of its places.
    pub fn at_place(&self, service: Service<'_>, place: &Place<'_>, full: bool) -> Value {
        let mut written = self.whole_at_place(service, place, full);
        service.page_only(self.directory).strike(&mut written);
        written
    }

    fn whole_at_place(&self, service: Service<'_>, place: &Place<'_>, full: bool) -> Value {
        let id = at_place(service.id(), place.id);
        let brief = object([
            ("id", json!(id)),
            ("service_id", json!(service.id())),
            ("location_id", json!(place.id)),
            ("description", text(self.days_or_room(place))),
        ]);
        if !full {
            return brief;
        }
        let hours = self.hours(service);
        let here = hours.iter().filter(|hours| is_here(hours, place, matches!(service, Service::Gathering(_))));
        join(
            brief,
            object([
                ("location", self.location(service, place)),
                ("schedules", json!(self.schedules(id, "service_at_location_id", here))),
            ]),
        )
    }

    /// The rows of HSDS for these hours. What a row cannot say stands in its notes, in words.
    pub fn schedules<'h, 'b: 'h>(
        &self,
        of: Uuid,
        link: &'static str,
        hours: impl Iterator<Item = &'h Hours<'b>>,
    ) -> Vec<Value> {
        let mut rows = Vec::new();
        for hours in hours {
            let Some(notice) = hours.notice(self.at.date()) else { continue };
            let ways: Vec<String> = hours.channels.iter().map(|way| channel_word(self.v, *way)).collect();
            let exceptions = self.exceptions(hours);
            let open =
                schedules(&notice).value.into_iter().flat_map(|row| without_closures(row, hours, self.at.date()));
            for mut row in open {
                if !exceptions.is_empty() {
                    row.notes = format!("{}\n{exceptions}", row.notes);
                }
                let known = object([
                    ("id", json!(part(of, &format!("schedule/{}", rows.len())))),
                    (link, json!(of)),
                    ("attending_type", text(ways.join(" "))),
                ]);
                rows.push(join(known, json!(row)));
            }
        }
        rows
    }

    /// The exceptions from this day on in the words that were published: a row has no place for them.
    fn exceptions(&self, hours: &Hours<'_>) -> String {
        let ahead = hours.exceptions().iter().filter(|it| self.at.date() <= it.to);
        let words = ahead.map(|it| format!("{} {}", days_in_words(self.v, it.from, it.to), it.reason));
        words.collect::<Vec<_>>().join("\n")
    }

    fn location(&self, service: Service<'_>, place: &Place<'_>) -> Value {
        let town = match service {
            Service::Desk(desk) => self.directory.municipality(desk.municipality),
            Service::Gathering(gathering) => self.directory.municipality(gathering.municipality),
        };
        let organization = service.organization(self.directory).map(|id| id.0);
        let access = match (service, &place.kind) {
            (Service::Desk(desk), PlaceKind::Address(_)) => desk.facts.access_ja.clone(),
            (Service::Desk(_) | Service::Gathering(_), _) => None,
        };
        // What makes it easier to come is said of the desk's own address.
        let ease = match (service, &place.kind) {
            (Service::Desk(desk), PlaceKind::Address(_)) => desk.facts.ease.clone(),
            (Service::Desk(_) | Service::Gathering(_), _) => Vec::new(),
        };
        let ease = ease.iter().map(|ease| {
            let id = part(place.id, &format!("accessibility/{}", ease.code()));
            json!({"id": id, "location_id": place.id, "description": self.v.t(ease.key())})
        });
        let kind = if matches!(place.kind, PlaceKind::Web(_)) { "virtual" } else { "physical" };
        let (owner, name, address, url) = match &place.kind {
            PlaceKind::Address(AddressPeriod { address, .. }) => (organization, None, Some(address.as_str()), None),
            PlaceKind::House { house, .. } => return self.house(house),
            PlaceKind::Words(words) => (None, Some(words.as_str()), None, None),
            PlaceKind::Web(url) => (organization, None, None, *url),
        };
        object([
            ("id", json!(place.id)),
            ("location_type", json!(kind)),
            ("url", json!(url)),
            ("organization_id", json!(owner)),
            ("name", json!(name)),
            ("transportation", json!(access)),
            ("accessibility", json!(ease.collect::<Vec<_>>())),
            (
                "addresses",
                json!(address.map(|address| self.address(place.id, town, address)).into_iter().collect::<Vec<_>>()),
            ),
        ])
    }

    /// An address. Parts that are not printed are empty, because the specification asks for all of them.
    pub fn address(&self, location: Uuid, town: Option<&Municipality>, printed: &str) -> Value {
        let postal = Postal::read(self.directory, town, printed);
        json!({
            "id": part(location, "address"),
            "location_id": location,
            "address_1": postal.rest,
            "city": postal.city,
            "state_province": postal.prefecture,
            "postal_code": postal.code,
            "country": "JP",
            "address_type": "physical",
        })
    }

    /// From when or until when the place holds, where that is not always; in the house of another, the room.
    fn days_or_room(&self, place: &Place<'_>) -> String {
        let address = match &place.kind {
            PlaceKind::Address(address) => address,
            PlaceKind::House { room, .. } => return room.unwrap_or_default().to_owned(),
            PlaceKind::Words(_) | PlaceKind::Web(_) => return String::new(),
        };
        let today: NaiveDate = self.at.date();
        let from = address.valid_from.map(calendar::hours::PrintedDate::first_day).filter(|from| *from > today);
        let to = address.valid_to.map(calendar::hours::PrintedDate::last_day);
        match (from, to) {
            (Some(from), _) => self.v.t1("desk-address-from", "day", self.v.day(from)),
            (None, Some(to)) => self.v.t1("desk-address-until", "day", self.v.day(to)),
            (None, None) => String::new(),
        }
    }
}

/// A day, or the first and the last of several.
pub fn days_in_words(v: &Visit, from: NaiveDate, to: NaiveDate) -> String {
    if from == to { v.day(from) } else { v.t2("opendata-days", ("from", v.day(from)), ("to", v.day(to))) }
}

/// The row without the days from `first` on at which nothing is open: what is before, between and after them.
fn without_closures(row: HsdsSchedule, hours: &Hours<'_>, first: NaiveDate) -> Vec<HsdsSchedule> {
    let closed = hours.exceptions().iter().filter(|it| it.mode == Mode::Close && first <= it.to);
    closed.fold(vec![row], |rows, it| {
        let cut = |row: HsdsSchedule| {
            if row.valid_to.is_some_and(|last| last < it.from) || row.valid_from.is_some_and(|first| it.to < first) {
                return vec![row];
            }
            let before = it.from.pred_opt().filter(|last| row.valid_from.is_none_or(|first| first <= *last));
            let after = it.to.succ_opt().filter(|first| row.valid_to.is_none_or(|last| *first <= last));
            let before = before.map(|last| HsdsSchedule { valid_to: Some(last), ..row.clone() });
            let after = after.map(|first| HsdsSchedule { valid_from: Some(first), ..row.clone() });
            before.into_iter().chain(after).collect()
        };
        rows.into_iter().flat_map(cut).collect()
    })
}

/// Whether one finds somebody at the place during these hours.
pub fn is_here(hours: &Hours<'_>, place: &Place<'_>, is_gathering: bool) -> bool {
    let there = is_gathering || hours.speaks_of(Channel::InPerson) || hours.speaks_of(Channel::Offsite);
    match &place.kind {
        PlaceKind::House { house, .. } => there && hours.place.is_none_or(|slug| slug == house.slug),
        PlaceKind::Address(_) | PlaceKind::Words(_) => there && hours.place.is_none(),
        // The hours of a gathering name no way: they are those of everybody who takes part.
        PlaceKind::Web(_) => is_gathering || hours.speaks_of(Channel::Online),
    }
}
