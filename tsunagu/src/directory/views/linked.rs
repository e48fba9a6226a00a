//! Pages for search engines: schema.org as JSON-LD, with public facts only. A browser does not run it.

use std::fmt;

use calendar::{Channel, exchange::schema_org};
use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Map, Value, json};

use super::{Hours, Postal, desk_hours, gathering_hours};
use crate::{
    directory::model::{
        Directory, Municipality, Organization,
        desk::Desk,
        facts::{AddressPeriod, FeeKind, Mode, Phone, Standing},
        gathering::Gathering,
        withheld::PageOnly,
    },
    platform::{ids::MunicipalityId, web::Visit},
};

/// JSON for a `script` element that is no script. Nothing in it can end the element or begin another one.
pub struct LinkedData(String);

impl LinkedData {
    /// Without what only the page shows.
    fn of(mut graph: Value, own: &PageOnly) -> Self {
        own.strike(&mut graph);
        Self::written(&graph)
    }

    fn written(graph: &Value) -> Self {
        let mut text = String::new();
        for letter in graph.to_string().chars() {
            match letter {
                // Inside the strings of JSON, these may be written as numbers.
                '<' => text.push_str("\\u003c"),
                '>' => text.push_str("\\u003e"),
                '&' => text.push_str("\\u0026"),
                '\u{2028}' => text.push_str("\\u2028"),
                '\u{2029}' => text.push_str("\\u2029"),
                plain => text.push(plain),
            }
        }
        Self(text)
    }
}

impl fmt::Display for LinkedData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for LinkedData {}

/// A desk as a public service with its ways in.
pub fn linked_desk(v: &Visit, directory: &Directory, desk: &Desk) -> LinkedData {
    let at = v.now.local();
    let facts = &desk.facts;
    let hours = desk_hours(desk, at);
    let own = PageOnly::of_desk(directory, desk);
    let mut service = Map::new();
    service.insert("@context".into(), json!("https://schema.org"));
    service.extend(brief_desk(v, directory, desk));
    if facts.brand.is_some() {
        service.insert("alternateName".into(), json!(desk.name));
    }
    let operators: Vec<Value> = facts
        .operators
        .iter()
        .filter_map(|slug| directory.organization_by_slug(slug))
        .filter(|body| !body.facts.name_not_printed)
        .map(|body| organization(v, body))
        .collect();
    if !operators.is_empty() {
        service.insert("provider".into(), json!(operators));
    }
    if facts.fee.kind == FeeKind::Free && facts.fee.applies_to.is_empty() {
        service.insert("offers".into(), json!({ "@type": "Offer", "price": 0, "priceCurrency": "JPY" }));
    }
    let mut channels: Vec<Value> = Vec::new();
    let first = at.date();
    if desk.ways_by(Channel::Phone).next().is_some() || desk.phones(first).into_iter().any(Phone::is_public) {
        let when = opening(&hours, Some(Channel::Phone), first);
        let told = desk.phones(first).into_iter().filter(|phone| phone.is_public() && !own.is_in(&phone.number));
        channels.extend(told.map(|phone| {
            let point = contact_point(&phone.number, phone.extension.as_deref(), &when);
            json!({ "@type": "ServiceChannel", "servicePhone": point })
        }));
    }
    let there = opening(&hours, Some(Channel::InPerson), first);
    channels.extend(desk.addresses(first).into_iter().filter(|address| address.is_public()).map(|address| {
        let place = office(directory, desk, address, &there);
        json!({ "@type": "ServiceChannel", "serviceLocation": place })
    }));
    channels
        .push(json!({ "@type": "ServiceChannel", "serviceUrl": absolute(v, &format!("/desks/{}/write", desk.slug)) }));
    service.insert("availableChannel".into(), json!(channels));
    LinkedData::of(Value::Object(service), &own)
}

/// A gathering, with its next certain date as an event.
pub fn linked_gathering(v: &Visit, directory: &Directory, gathering: &Gathering) -> LinkedData {
    let at = v.now.local();
    let facts = &gathering.facts;
    let url = absolute(v, &format!("/gatherings/{}", gathering.slug));
    let organizers: Vec<Value> = facts
        .organizers
        .iter()
        .filter_map(|slug| directory.organization_by_slug(slug))
        .filter(|body| !body.facts.name_not_printed)
        .map(|body| organization(v, body))
        .collect();
    let place = facts.venue.as_ref().and_then(|venue| super::public_place_words(directory, venue));
    let mut service = Map::new();
    service.insert("@type".into(), json!("Service"));
    service.insert("@id".into(), json!(url));
    service.insert("url".into(), json!(url));
    service.insert("name".into(), json!(gathering.name));
    service.insert("areaServed".into(), json!(areas(directory, gathering)));
    if !organizers.is_empty() {
        service.insert("provider".into(), json!(organizers));
    }
    if !gathering.has_ended() {
        let when = opening(&gathering_hours(directory, gathering), None, at.date());
        if !when.is_empty() {
            service.insert("hoursAvailable".into(), json!(when));
        }
    }
    let mut graph = vec![Value::Object(service)];
    graph.extend(next_event(gathering, &url, at, &organizers, place.as_deref()));
    let graph = json!({ "@context": "https://schema.org", "@graph": graph });
    LinkedData::of(graph, &PageOnly::of_gathering(directory, gathering))
}

/// The desks of a town as a list that leads to their own pages, where more is told: thirty of them stay light.
pub fn linked_town(v: &Visit, directory: &Directory, town: &Municipality) -> LinkedData {
    let desks = directory.desks_there(town.id, v.now.today());
    let items = desks.into_iter().enumerate().map(|(at, desk)| {
        let url = absolute(v, &format!("/desks/{}", desk.slug));
        json!({ "@type": "ListItem", "position": at + 1, "name": desk.short_name(), "url": url })
    });
    LinkedData::written(&json!({
        "@context": "https://schema.org",
        "@type": "ItemList",
        "url": absolute(v, &format!("/towns/{}", town.slug)),
        "about": area(town),
        "itemListElement": items.collect::<Vec<_>>(),
    }))
}

fn next_event(
    gathering: &Gathering,
    url: &str,
    at: NaiveDateTime,
    organizers: &[Value],
    place: Option<&str>,
) -> Option<Value> {
    // What is only planned is not promised to somebody who travels.
    if gathering.is_tentative() || gathering.facts.standing != Standing::Active {
        return None;
    }
    let next = gathering.next(at)?;
    let mode = match gathering.facts.mode {
        Mode::InPerson => Some("OfflineEventAttendanceMode"),
        Mode::Online => Some("OnlineEventAttendanceMode"),
        Mode::Hybrid => Some("MixedEventAttendanceMode"),
        Mode::NotStated => None,
    };
    let local = |at: NaiveDateTime| at.format("%Y-%m-%dT%H:%M:%S+09:00").to_string();
    let mut event = Map::new();
    event.insert("@type".into(), json!("Event"));
    event.insert("url".into(), json!(url));
    event.insert("name".into(), json!(gathering.name));
    event.insert("startDate".into(), json!(local(next.start)));
    event.insert("eventStatus".into(), json!("https://schema.org/EventScheduled"));
    let fields = [
        ("endDate", next.end.map(|end| json!(local(end)))),
        ("eventAttendanceMode", mode.map(|mode| json!(format!("https://schema.org/{mode}")))),
        ("location", place.map(|place| json!({ "@type": "Place", "name": place }))),
        ("organizer", (!organizers.is_empty()).then(|| json!(organizers))),
        ("isAccessibleForFree", (gathering.facts.fee.kind == FeeKind::Free).then_some(json!(true))),
    ];
    event.extend(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Some(Value::Object(event))
}

/// What the page of a desk begins with.
fn brief_desk(v: &Visit, directory: &Directory, desk: &Desk) -> Map<String, Value> {
    let url = absolute(v, &format!("/desks/{}", desk.slug));
    let mut brief = Map::new();
    brief.insert("@type".into(), json!("GovernmentService"));
    brief.insert("@id".into(), json!(url));
    brief.insert("url".into(), json!(url));
    brief.insert("name".into(), json!(desk.short_name()));
    if let Some(town) = directory.municipality(desk.municipality) {
        brief.insert("areaServed".into(), area(town));
    }
    brief
}

fn absolute(v: &Visit, path: &str) -> String {
    format!("{}{path}", v.app.config.address)
}

fn area(town: &Municipality) -> Value {
    json!({ "@type": "AdministrativeArea", "name": town.name })
}

fn areas(directory: &Directory, gathering: &Gathering) -> Vec<Value> {
    let also = gathering.facts.municipalities.iter().filter_map(|slug| directory.municipality_by_slug(slug));
    let named: Vec<Value> = also.map(area).collect();
    let own = |id: MunicipalityId| directory.municipality(id).map(area).into_iter().collect();
    if named.is_empty() { own(gathering.municipality) } else { named }
}

fn organization(v: &Visit, body: &Organization) -> Value {
    let kind = if body.kind.is_government_itself() { "GovernmentOrganization" } else { "Organization" };
    json!({ "@type": kind, "name": body.name, "url": absolute(v, &format!("/organizations/{}", body.slug)) })
}

fn contact_point(number: &str, extension: Option<&str>, when: &[Value]) -> Value {
    // The extension is read out, never dialled: RFC 3966 keeps it apart.
    let telephone = extension.map_or(number.to_owned(), |extension| format!("{number};ext={extension}"));
    let mut point = Map::new();
    point.insert("@type".into(), json!("ContactPoint"));
    point.insert("telephone".into(), json!(telephone));
    if !when.is_empty() {
        point.insert("hoursAvailable".into(), json!(when));
    }
    Value::Object(point)
}

fn office(directory: &Directory, desk: &Desk, address: &AddressPeriod, when: &[Value]) -> Value {
    let postal = Postal::read(directory, directory.municipality(desk.municipality), &address.address);
    let mut parts = Map::new();
    parts.insert("@type".into(), json!("PostalAddress"));
    parts.insert("addressCountry".into(), json!("JP"));
    let fields = [
        ("postalCode", postal.code),
        ("addressRegion", postal.prefecture),
        ("addressLocality", postal.city),
        ("streetAddress", postal.rest),
    ];
    let said = fields.into_iter().filter(|(_, value)| !value.is_empty());
    parts.extend(said.map(|(name, value)| (name.to_owned(), json!(value))));
    let mut place = Map::new();
    place.insert("@type".into(), json!("GovernmentOffice"));
    place.insert("name".into(), json!(desk.short_name()));
    place.insert("address".into(), Value::Object(parts));
    if !when.is_empty() {
        place.insert("openingHoursSpecification".into(), json!(when));
    }
    Value::Object(place)
}

/// All specifications of the hours that speak of `channel`: the weekly ones, then the days that differ.
fn opening(hours: &[Hours<'_>], channel: Option<Channel>, first: NaiveDate) -> Vec<Value> {
    let speaking = hours.iter().filter(|hours| channel.is_none_or(|channel| hours.speaks_of(channel)));
    // Two blocks know nothing of each other's days, and each would call the other's closed.
    let speaking: Vec<&Hours<'_>> = speaking.collect();
    let [only] = speaking.as_slice() else { return Vec::new() };
    let Some(notice) = only.notice(first) else { return Vec::new() };
    let told = schema_org::opening_hours(&notice).value;
    let all = told.opening_hours_specification.into_iter().chain(told.special_opening_hours_specification);
    all.map(|specification| json!(specification)).collect()
}
