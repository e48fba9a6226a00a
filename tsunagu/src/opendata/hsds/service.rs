//! Desks and gatherings as services.

use calendar::{Channel, Override, hours::Mode};
use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Writer, join, object, place::is_here, text};
use crate::{
    directory::{
        Desk, Gathering, Organization, PageOnly,
        facts::{Fee, FeeKind, Phone, Standing},
        views::{Piece, booking_words, cost_words, gathering_who, who_words},
    },
    opendata::catalogue::{Service, part},
};

/// A desk that is shut for as many days in a row is closed for a time; a shorter closure is an exception of its hours.
const SHUT_FOR_DAYS: i64 = 7;

impl Writer<'_> {
    /// A service; `full`: with all that belongs to it, else the fields that stand once.
    pub fn service(&self, service: Service<'_>, full: bool) -> Value {
        let mut written = self.whole_service(service, full);
        service.page_only(self.directory).strike(&mut written);
        written
    }

    fn whole_service(&self, service: Service<'_>, full: bool) -> Value {
        let brief = match service {
            Service::Desk(desk) => self.desk(desk),
            Service::Gathering(gathering) => self.gathering(service, gathering),
        };
        if !full {
            return brief;
        }
        let id = service.id();
        let places = service.places(self.directory, self.at.date());
        let at_places: Vec<Value> = places.iter().map(|place| self.at_place(service, place, true)).collect();
        let hours = self.hours(service);
        // Hours at a place stand with the place; those that stand with none are kept here.
        let is_gathering = matches!(service, Service::Gathering(_));
        let elsewhere = hours.iter().filter(|hours| {
            places.iter().all(|place| !is_here(hours, place, is_gathering))
                || hours.channels.iter().any(|way| !matches!(way, Channel::InPerson | Channel::Offsite))
        });
        let schedules = self.schedules(id, "service_id", elsewhere);
        let organization = service.organization(self.directory).and_then(|id| self.directory.organization(id));
        let more = object([
            ("service_at_locations", json!(at_places)),
            ("schedules", json!(schedules)),
            ("organization", json!(organization.map(|organization| self.organization(organization, false)))),
            ("attributes", json!(self.attributes(service))),
        ]);
        let own = match service {
            Service::Desk(desk) => self.more_of_desk(desk),
            Service::Gathering(gathering) => self.more_of_gathering(gathering),
        };
        join(join(brief, more), own)
    }

    fn desk(&self, desk: &Desk) -> Value {
        let facts = &desk.facts;
        let today = self.at.date();
        let own = PageOnly::of_desk(self.directory, desk);
        let mut who = who_words(self.v, desk);
        who.extend(facts.eligibility.other_ja.clone());
        let mut booking = booking_words(self.v, desk);
        booking.extend(facts.reservation_ja.clone());
        let mut cost = cost_words(self.v, desk);
        cost.extend(facts.fee.text_ja.clone());
        // Ages printed for one way, or only about right, would shut people out who may come.
        let ages =
            (facts.eligibility.holds_everywhere() && !facts.eligibility.age_approx).then_some(&facts.eligibility);
        let unclear = (facts.standing == Standing::Unclear).then(|| self.v.t("desk-unclear"));
        let about: Vec<&str> = facts.designations.iter().chain(&facts.components).map(String::as_str).collect();
        object([
            ("id", json!(desk.id.0)),
            ("organization_id", json!(desk.organization.0)),
            ("name", json!(desk.name)),
            ("alternate_name", json!(facts.brand)),
            ("description", text(about.join("\n"))),
            ("url", json!(self.absolute(&format!("/desks/{}", desk.slug)))),
            ("email", json!(facts.emails.iter().find(|email| !own.is_in(email)))),
            ("status", json!(status(facts.standing, is_shut(desk, today)))),
            ("application_process", text(booking.join("\n"))),
            ("fees_description", text(cost.join("\n"))),
            ("eligibility_description", text(who.join("\n"))),
            ("minimum_age", json!(ages.and_then(|ages| ages.min_age))),
            ("maximum_age", json!(ages.and_then(|ages| ages.max_age))),
            ("assured_date", json!(desk.freshness.whole())),
            ("alert", text(self.alert(unclear, &facts.overrides))),
        ])
    }

    fn more_of_desk(&self, desk: &Desk) -> Value {
        let (facts, id) = (&desk.facts, desk.id.0);
        let own = PageOnly::of_desk(self.directory, desk);
        let mut told: Vec<&Phone> = Vec::new();
        for phone in desk.phones(self.at.date()).into_iter().filter(|it| it.is_public() && !own.is_in(&it.number)) {
            // A number that is to change its days stands in the facts twice.
            if told.iter().all(|other| (&other.number, &other.extension) != (&phone.number, &phone.extension)) {
                told.push(phone);
            }
        }
        let mut phones: Vec<Value> = told.into_iter().map(|phone| self.phone(id, "service_id", phone)).collect();
        let fax = facts.fax.iter().filter(|number| !own.is_in(number));
        phones.extend(fax.map(|number| self.fax(id, "service_id", number)));
        let office = facts.owner.as_ref().and_then(|slug| self.directory.organization_by_slug(slug));
        let residence = facts.eligibility.residence.as_ref();
        let area = residence
            .and_then(|residence| residence.scope())
            .map(str::to_owned)
            .or_else(|| self.directory.municipality(desk.municipality).map(|town| town.name.clone()));
        let language = |(at, name): (usize, &String)| json!({"id": part(id, &format!("language/{at}")), "service_id": id, "name": name});
        object([
            ("phones", json!(phones)),
            ("languages", json!(facts.languages.iter().enumerate().map(language).collect::<Vec<_>>())),
            ("contacts", json!(office.map(|office| self.contact(id, office)).into_iter().collect::<Vec<_>>())),
            ("service_areas", json!(area.map(|name| service_area(id, &name)).into_iter().collect::<Vec<_>>())),
            ("cost_options", json!(cost_option(id, &facts.fee).into_iter().collect::<Vec<_>>())),
        ])
    }

    fn gathering(&self, service: Service<'_>, gathering: &Gathering) -> Value {
        let facts = &gathering.facts;
        let words = |piece: Piece| match piece {
            Piece::Ours(words) | Piece::Printed(words) | Piece::Link { words, .. } => words,
        };
        let audience = facts.audience.iter().map(|code| self.v.t(&format!("gathering-audience-{code}")));
        let who = gathering_who(self.v, gathering).into_iter().flat_map(|line| line.pieces).map(words);
        let who: Vec<String> = audience.chain(who).collect();
        let cost: Vec<String> =
            std::iter::once(self.v.t(facts.fee.kind.key())).chain(facts.fee.text_ja.clone()).collect();
        let ages = (!facts.eligibility.age_approx).then_some(&facts.eligibility);
        let unclear = (facts.standing == Standing::Unclear).then(|| self.v.t("gathering-unclear"));
        let follows = facts.schedule.same_as_desk.as_ref().and_then(|slug| self.directory.desk_by_slug(slug));
        let exceptions = follows.map(|desk| desk.exceptions_of(Channel::InPerson)).unwrap_or_default();
        let is_shut = follows.is_some_and(|desk| is_shut(desk, self.at.date()));
        object([
            ("id", json!(gathering.id.0)),
            ("organization_id", json!(service.organization(self.directory).map(|id| id.0))),
            ("name", json!(gathering.name)),
            ("description", text(self.v.t(gathering.kind.key()))),
            ("url", json!(self.absolute(&format!("/gatherings/{}", gathering.slug)))),
            ("status", json!(status(facts.standing, is_shut))),
            ("application_process", text(self.v.t(facts.reservation.key()))),
            ("fees_description", text(cost.join("\n"))),
            ("eligibility_description", text(who.join("\n"))),
            ("minimum_age", json!(ages.and_then(|ages| ages.min_age))),
            ("maximum_age", json!(ages.and_then(|ages| ages.max_age))),
            ("alert", text(self.alert(unclear, &exceptions))),
        ])
    }

    fn more_of_gathering(&self, gathering: &Gathering) -> Value {
        let (facts, id) = (&gathering.facts, gathering.id.0);
        let own = PageOnly::of_gathering(self.directory, gathering);
        let phone = facts.contact.as_ref().and_then(|contact| contact.public_phone()).filter(|it| !own.is_in(it));
        let towns = facts.municipalities.iter().filter_map(|slug| self.directory.municipality_by_slug(slug));
        object([
            (
                "phones",
                json!(
                    phone
                        .map(|number| self.number(id, "service_id", number, None, None))
                        .into_iter()
                        .collect::<Vec<_>>()
                ),
            ),
            ("service_areas", json!(towns.map(|town| service_area(id, &town.name)).collect::<Vec<_>>())),
            ("cost_options", json!(cost_option(id, &facts.fee).into_iter().collect::<Vec<_>>())),
        ])
    }

    /// The office behind a desk (所管).
    fn contact(&self, service: Uuid, office: &Organization) -> Value {
        let id = part(service, &format!("contact/{}", office.slug));
        object([
            ("id", json!(id)),
            ("service_id", json!(service)),
            ("department", json!(self.name_of(office))),
            ("phones", json!(self.organization_phones(office, id, "contact_id"))),
        ])
    }

    /// What holds only now: that nobody knows, or a published exception of these days.
    fn alert(&self, unclear: Option<String>, exceptions: &[Override]) -> String {
        let today = self.at.date();
        let now = exceptions.iter().filter(|it| it.from <= today && today <= it.to);
        unclear.into_iter().chain(now.map(|it| it.reason.clone())).collect::<Vec<_>>().join("\n")
    }
}

/// What nobody knows is not called active: somebody might travel there.
fn status(standing: Standing, is_shut: bool) -> &'static str {
    match standing {
        Standing::Ended => "defunct",
        Standing::Unclear => "inactive",
        Standing::Suspended => "temporarily closed",
        Standing::Active if is_shut => "temporarily closed",
        Standing::Active => "active",
    }
}

/// Whether all ways to the desk are closed for a week or longer, this day among them.
fn is_shut(desk: &Desk, today: NaiveDate) -> bool {
    desk.facts.overrides.iter().any(|it| {
        it.mode == Mode::Close
            && it.applies_to.is_empty()
            && it.from <= today
            && today <= it.to
            && (it.to - it.from).num_days() + 1 >= SHUT_FOR_DAYS
    })
}

fn service_area(service: Uuid, name: &str) -> Value {
    object([
        ("id", json!(part(service, &format!("area/{name}")))),
        ("service_id", json!(service)),
        ("name", json!(name)),
    ])
}

/// The cost as a number, where one is printed.
fn cost_option(service: Uuid, fee: &Fee) -> Option<Value> {
    let amount = match fee.kind {
        FeeKind::Free if fee.applies_to.is_empty() => 0,
        FeeKind::Amount => fee.amount_yen?,
        FeeKind::Free | FeeKind::OwnCommunicationCost | FeeKind::NotStated => return None,
    };
    Some(object([
        ("id", json!(part(service, "cost"))),
        ("service_id", json!(service)),
        ("currency", json!("JPY")),
        ("amount", json!(amount)),
        ("amount_description", json!(fee.text_ja)),
    ]))
}
