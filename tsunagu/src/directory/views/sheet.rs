//! A record as a sheet of facts: organisations, gatherings, events, resources and councils look alike.

use calendar::words::hours_in_words;

use super::{LinkedData, coming_words, linked_gathering, moment_words, place_words};
use crate::{
    directory::model::{
        Directory, Municipality, Organization,
        council::Council,
        event::Event,
        facts::{Contact, Fee, FeeKind, Source, Standing},
        gathering::Gathering,
        resource::{Pay, Resource},
    },
    platform::web::Visit,
};

/// A piece of a fact: words of ours, words of a document, or a link.
pub enum Piece {
    Ours(String),
    /// In Japanese whatever the page's language.
    Printed(String),
    Link {
        href: String,
        words: String,
    },
}

pub struct Line {
    pub label: String,
    pub pieces: Vec<Piece>,
}

/// What one page shows of a record.
pub struct FactSheet {
    pub name: String,
    pub kind: String,
    /// The towns it belongs to, for the way back.
    pub towns: Vec<Piece>,
    /// A word in advance: it has ended, or nobody knows.
    pub notice: Option<String>,
    pub lines: Vec<Line>,
    /// The words of the document on which the record stands.
    pub quote: String,
    /// The same for search engines, where they know such a thing.
    pub linked: Option<LinkedData>,
}

/// Collects lines, leaving out those that would say nothing.
struct Sheet<'a> {
    v: &'a Visit,
    directory: &'a Directory,
    lines: Vec<Line>,
}

impl<'a> Sheet<'a> {
    fn new(v: &'a Visit, directory: &'a Directory) -> Self {
        Self { v, directory, lines: Vec::new() }
    }

    fn line(&mut self, key: &str, pieces: Vec<Piece>) {
        if !pieces.is_empty() {
            self.lines.push(Line { label: self.v.t(key), pieces });
        }
    }

    fn ours(&mut self, key: &str, words: Option<String>) {
        self.line(key, words.into_iter().map(Piece::Ours).collect());
    }

    fn printed(&mut self, key: &str, words: impl IntoIterator<Item = String>) {
        self.line(key, words.into_iter().map(Piece::Printed).collect());
    }

    fn web(&mut self, url: Option<&String>) {
        let link = |url: &String| Piece::Link { href: url.clone(), words: self.v.t("desk-web") };
        self.line("record-web", url.map(link).into_iter().collect());
    }

    fn bodies(&mut self, key: &str, slugs: &[String]) {
        self.line(key, slugs.iter().filter_map(|slug| self.body(slug).or_else(|| self.series(slug))).collect());
    }

    fn body(&self, slug: &str) -> Option<Piece> {
        let body = self.directory.organization_by_slug(slug)?;
        let words = if body.facts.name_not_printed { self.v.t("desk-runner-not-named") } else { body.name.clone() };
        Some(Piece::Link { href: format!("/organizations/{slug}"), words })
    }

    /// A gathering or a council, whichever has the slug.
    fn series(&self, slug: &str) -> Option<Piece> {
        let gathering = self.directory.gathering_by_slug(slug).map(|it| (format!("/gatherings/{slug}"), &it.name));
        let council = || self.directory.council_by_slug(slug).map(|it| (format!("/councils/{slug}"), &it.name));
        gathering.or_else(council).map(|(href, name)| Piece::Link { href, words: name.clone() })
    }

    fn resource(&self, slug: &str) -> Option<Piece> {
        let resource = self.directory.resource_by_slug(slug)?;
        Some(Piece::Link { href: format!("/resources/{slug}"), words: resource.name.clone() })
    }

    fn events(&mut self, series: &str) {
        let pieces = self.directory.events_in(series).into_iter().map(|event| event_link(self.v, event)).collect();
        self.line("record-events", pieces);
    }

    fn fee(&mut self, fee: &Fee) {
        let amount = fee.amount_yen.map(|yen| Piece::Ours(self.v.t1("record-yen", "yen", yen)));
        let kind =
            (fee.kind != FeeKind::Amount || fee.amount_yen.is_none()).then(|| Piece::Ours(self.v.t(fee.kind.key())));
        let printed = [&fee.text_ja, &fee.plus_ja].into_iter().flatten().cloned().map(Piece::Printed);
        self.line("desk-cost", amount.into_iter().chain(kind).chain(printed).collect());
    }

    fn done(
        self,
        name: String,
        kind: String,
        towns: Vec<Piece>,
        standing: Standing,
        source: Option<&Source>,
    ) -> FactSheet {
        let notice = match standing {
            Standing::Active => None,
            Standing::Suspended => Some(self.v.t("record-suspended")),
            Standing::Unclear => Some(self.v.t("desk-unclear")),
            Standing::Ended => Some(self.v.t("record-ended")),
        };
        let quote = source.map(|source| source.quote.clone()).unwrap_or_default();
        FactSheet { name, kind, towns, notice, lines: self.lines, quote, linked: None }
    }
}

/// The name and date of an event, leading to its page.
pub fn event_link(v: &Visit, event: &Event) -> Piece {
    let name = if event.name.is_empty() { v.t(event.facts.kind.key()) } else { event.name.clone() };
    let words = v.t2("record-event-line", ("date", v.printed(event.facts.date)), ("name", name));
    Piece::Link { href: format!("/events/{}", event.slug), words }
}

pub fn town_link(town: &Municipality) -> Piece {
    Piece::Link { href: format!("/towns/{}", town.slug), words: town.name.clone() }
}

fn town_links<'a>(
    directory: &'a Directory,
    ids: impl IntoIterator<Item = &'a crate::platform::ids::MunicipalityId>,
) -> Vec<Piece> {
    ids.into_iter().filter_map(|id| directory.municipality(*id)).map(town_link).collect()
}

pub fn organization_sheet(v: &Visit, directory: &Directory, body: &Organization) -> FactSheet {
    let mut sheet = Sheet::new(v, directory);
    let facts = &body.facts;
    if !facts.name_not_printed {
        sheet.printed("record-aliases", facts.aliases.iter().cloned());
    }
    sheet.line("record-parent", facts.parent.iter().filter_map(|slug| sheet.body(slug)).collect());
    let phone = facts.phone.as_ref().map(|number| called(v, number, facts.extension.as_ref()));
    sheet.line("desk-channel-phone", phone.into_iter().collect());
    sheet.printed("desk-channel-fax", facts.fax.clone());
    sheet.printed("desk-place", facts.address.clone());
    sheet.web(facts.web.as_ref());
    let since = facts.established.as_ref();
    sheet.ours("record-since", since.map(|since| v.printed(since.date)));
    let runs = |desk: &&crate::directory::model::desk::Desk| {
        desk.organization == body.id
            || desk.facts.operators.contains(&body.slug)
            || desk.facts.owner.as_ref() == Some(&body.slug)
    };
    let desks = directory.desks().iter().filter(runs);
    let desks =
        desks.map(|desk| Piece::Link { href: format!("/desks/{}", desk.slug), words: desk.short_name().to_owned() });
    sheet.line("record-desks", desks.collect());
    let held = |it: &&Gathering| it.facts.organizers.contains(&body.slug) || it.facts.operators.contains(&body.slug);
    let gatherings = directory.gatherings().iter().filter(held);
    let gatherings =
        gatherings.map(|it| Piece::Link { href: format!("/gatherings/{}", it.slug), words: it.name.clone() });
    sheet.line("record-gatherings", gatherings.collect());
    let offered = directory.resources().iter().filter(|it| it.facts.providers.contains(&body.slug));
    let offered = offered.map(|it| Piece::Link { href: format!("/resources/{}", it.slug), words: it.name.clone() });
    sheet.line("record-resources", offered.collect());
    let name = if facts.name_not_printed { v.t("desk-runner-not-named") } else { body.name.clone() };
    let towns = town_links(directory, &body.municipalities);
    sheet.done(name, v.t(body.kind.key()), towns, Standing::Active, facts.source.as_ref())
}

pub fn gathering_sheet(v: &Visit, directory: &Directory, gathering: &Gathering) -> FactSheet {
    let mut sheet = Sheet::new(v, directory);
    let (facts, at) = (&gathering.facts, v.now.local());
    if !gathering.is_resting() {
        let next = gathering.next(at).map(|next| v.t1("gathering-next", "when", moment_words(v, next.start)));
        sheet.ours("record-next", Some(next.unwrap_or_else(|| v.t("gathering-ask"))));
    }
    let mut hours = vec![Piece::Ours(hours_in_words(&facts.schedule, v.calendar_lang()))];
    hours.extend(facts.schedule.text_ja.clone().map(Piece::Printed));
    sheet.line("record-hours", hours);
    sheet.line("record-coming", coming_words(v, facts).into_iter().map(Piece::Ours).collect());
    let pair = directory.pair_of(gathering);
    let pair = pair.map(|it| Piece::Link { href: format!("/gatherings/{}", it.slug), words: it.name.clone() });
    sheet.line("record-pair", pair.into_iter().collect());
    let place = facts.venue.as_ref().and_then(|venue| place_words(directory, venue));
    sheet.printed("desk-place", place);
    sheet.ours("record-mode", Some(v.t(facts.mode.key())));
    let audience = facts.audience.iter().map(|code| v.t(&format!("gathering-audience-{code}"))).map(Piece::Ours);
    sheet.line("record-for", audience.collect());
    sheet.lines.extend(gathering_who(v, gathering));
    sheet.printed("record-standing", facts.standing_note_ja.clone());
    sheet.ours("desk-booking", Some(v.t(facts.reservation.key())));
    sheet.fee(&facts.fee);
    sheet.printed("desk-name", facts.anonymity.as_ref().map(|words| words.text_ja.clone()));
    sheet.bodies("record-organizers", &facts.organizers);
    sheet.bodies("desk-runs", &facts.operators);
    sheet.bodies("record-cooperators", facts.cooperator.as_slice());
    sheet.bodies("record-lecturers", facts.lecturer_org.as_slice());
    sheet.line("record-part-of", facts.part_of.iter().filter_map(|slug| sheet.series(slug)).collect());
    sheet.line(
        "record-contact",
        facts.contact.iter().flat_map(|contact| contact_links(v, directory, contact)).collect(),
    );
    sheet.events(&gathering.slug);
    let towns = facts.municipalities.iter().filter_map(|slug| directory.municipality_by_slug(slug)).map(town_link);
    let kind = v.t(gathering.kind.key());
    let linked = Some(linked_gathering(v, directory, gathering));
    FactSheet {
        linked,
        ..sheet.done(gathering.name.clone(), kind, towns.collect(), facts.standing, Some(&facts.source))
    }
}

/// Who may come to a gathering.
pub fn gathering_who(v: &Visit, gathering: &Gathering) -> Option<Line> {
    let who = &gathering.facts.eligibility;
    let mut pieces = Vec::new();
    if let Some(rule) = who.residence {
        pieces.push(Piece::Ours(v.t(rule.key())));
    }
    let ages = match (who.min_age, who.max_age) {
        (None, None) => None,
        (Some(min), None) => Some(v.t1("record-age-from", "min", min)),
        (None, Some(max)) => Some(v.t1("record-age-to", "max", max)),
        (Some(min), Some(max)) => Some(v.t2("record-age-between", ("min", min), ("max", max))),
    };
    pieces.extend(
        ages.map(|ages| if who.age_approx { v.t1("record-age-around", "ages", ages) } else { ages }).map(Piece::Ours),
    );
    if who.introduction_only {
        pieces.push(Piece::Ours(v.t("gathering-introduction")));
    }
    pieces.extend(who.other_ja.clone().map(Piece::Printed));
    (!pieces.is_empty()).then(|| Line { label: v.t("desk-who"), pieces })
}

pub fn resource_sheet(v: &Visit, directory: &Directory, resource: &Resource) -> FactSheet {
    let mut sheet = Sheet::new(v, directory);
    let facts = &resource.facts;
    sheet.printed("record-for", facts.audience.iter().cloned());
    sheet.ours("record-since", facts.since.map(|since| v.printed(since)));
    sheet.ours("record-pay", facts.pay.filter(|pay| *pay != Pay::NotStated).map(|pay| v.t(pay.key())));
    if let Some(conditions) = &facts.conditions {
        let hours = match (conditions.duration_min_hours, conditions.duration_max_hours) {
            (Some(min), Some(max)) => Some(v.t2("record-hours-between", ("min", min), ("max", max))),
            (None, Some(hours)) | (Some(hours), None) => Some(v.t1("record-hours-about", "hours", hours)),
            (None, None) => None,
        };
        let months = conditions.max_months.map(|months| v.t1("record-months", "months", months));
        let anywhere = (conditions.residence.as_deref() == Some("any")).then(|| v.t("gathering-residence-any"));
        let ours = hours.into_iter().chain(months).chain(anywhere).map(Piece::Ours);
        let printed = [&conditions.text_ja, &conditions.duration_text_ja].into_iter().flatten().cloned();
        sheet.line("record-conditions", ours.chain(printed.map(Piece::Printed)).collect());
    }
    let counts = facts.counts.iter().map(|count| match count.fiscal_year {
        Some(year) => format!("{}（{}）", count.text_ja, v.printed(year)),
        None => count.text_ja.clone(),
    });
    sheet.printed("record-counts", counts);
    sheet.bodies("record-providers", &facts.providers);
    sheet.web(facts.url.as_ref());
    sheet.events(&resource.slug);
    // Whoever is touched by a comic or a film finds the people behind it.
    let desks = directory
        .desks_behind(&facts.providers, &resource.municipalities)
        .into_iter()
        .map(|desk| Piece::Link { href: format!("/desks/{}", desk.slug), words: desk.short_name().to_owned() });
    sheet.line("record-desks", desks.collect());
    let towns = town_links(directory, &resource.municipalities);
    sheet.done(resource.name.clone(), v.t(facts.kind.key()), towns, Standing::Active, Some(&facts.source))
}

pub fn council_sheet(v: &Visit, directory: &Directory, council: &Council) -> FactSheet {
    let mut sheet = Sheet::new(v, directory);
    let facts = &council.facts;
    sheet.ours("record-since", facts.established.map(|since| v.printed(since)));
    let often = facts.frequency.as_ref().and_then(|often| often.text_ja.clone().or_else(|| often.summary_ja.clone()));
    let per_meeting = facts.per_meeting.as_ref().map(|each| each.text_ja.clone());
    sheet.printed("record-often", often.into_iter().chain(per_meeting));
    sheet.printed("record-members", facts.members.iter().cloned());
    let counts = facts.member_count.iter().map(|count| {
        let date = count.date.parse().map_or_else(|_| v.t("record-now"), |date| v.printed(date));
        Piece::Ours(v.t2("record-count-of", ("date", date), ("count", count.count)))
    });
    sheet.line("record-member-count", counts.collect());
    let modes = facts.modes.iter().map(|code| v.t(&format!("event-mode-{code}"))).map(Piece::Ours);
    sheet.line("record-mode", modes.collect());
    let above = [&facts.parent, &facts.also_parent].into_iter().flatten();
    sheet.line("record-above", above.filter_map(|slug| sheet.series(slug)).collect());
    let below = directory.councils().iter().filter(|other| {
        other.facts.parent.as_ref() == Some(&council.slug) || other.facts.also_parent.as_ref() == Some(&council.slug)
    });
    let below = below.map(|it| Piece::Link { href: format!("/councils/{}", it.slug), words: it.name.clone() });
    sheet.line("record-below", below.collect());
    sheet.bodies("record-secretariat", facts.secretariat.as_slice());
    sheet.events(&council.slug);
    let towns = town_links(directory, &council.municipalities);
    sheet.done(council.name.clone(), v.t(facts.kind.key()), towns, Standing::Active, Some(&facts.source))
}

pub fn event_sheet(v: &Visit, directory: &Directory, event: &Event) -> FactSheet {
    let mut sheet = Sheet::new(v, directory);
    let facts = &event.facts;
    let mut date = vec![Piece::Ours(match facts.end_date {
        Some(end) => v.t2("record-from-to", ("from", v.printed(facts.date)), ("to", v.printed(end))),
        None => v.printed(facts.date),
    })];
    // A table may say no more than the day.
    if facts.date_text_ja != facts.date.to_string() {
        date.push(Piece::Printed(facts.date_text_ja.clone()));
    }
    if let Some(actual) = facts.weekday_actual.filter(|_| facts.weekday_matches == Some(false)) {
        // S-360: the slip of the document is told, never corrected in silence.
        date.push(Piece::Ours(v.t1("record-weekday-differs", "weekday", v.t(actual.key()))));
    }
    sheet.line("record-date", date);
    let time = |time: calendar::clock::ClockTime| calendar::words::time_in_words(time, v.calendar_lang());
    let times = match (facts.start, facts.end) {
        (Some(start), Some(end)) => Some(v.t2("record-from-to", ("from", time(start)), ("to", time(end)))),
        (Some(start), None) => Some(v.t1("record-from", "from", time(start))),
        (None, _) => None,
    };
    sheet.ours("record-time", times);
    sheet.line("record-coming", coming_words(v, facts).into_iter().map(Piece::Ours).collect());
    let cell = |key: &str| facts.cells.as_ref()?.values.get(key).filter(|text| !text.is_empty()).cloned();
    let place = facts.venue.as_ref().and_then(|venue| place_words(directory, venue));
    sheet.printed("desk-place", place.into_iter().chain(cell("address")).chain(cell("building")));
    sheet.ours("record-mode", Some(v.t(facts.mode.key())));
    sheet.ours("record-reach", facts.reach.map(|reach| v.t(reach.key())));
    sheet.printed("record-parts", facts.parts.iter().cloned());
    sheet.printed("desk-cost", facts.fee.clone());
    sheet.ours("desk-booking", facts.reservation.as_ref().map(|code| v.t(&format!("desk-reservation-{code}"))));
    sheet.printed("record-attendance", facts.attendance.as_ref().map(|attendance| attendance.text_ja.clone()));
    sheet.bodies("record-hosts", &facts.hosts);
    sheet.bodies("record-cohosts", &facts.cohosts);
    let asked = cell("contact_name").filter(|_| facts.shows_contact()).map(Piece::Printed);
    let phone = facts.phone.as_ref().map(|number| called(v, number, facts.extension.as_ref()));
    let write = |address: &String| Piece::Link { href: format!("mailto:{address}"), words: address.clone() };
    sheet.line("record-contact", asked.into_iter().chain(phone).chain(facts.email.as_ref().map(write)).collect());
    // A film and its broadcasts belong together as a group and its meetings do.
    let part_of = facts.series.iter().filter_map(|slug| sheet.series(slug).or_else(|| sheet.resource(slug)));
    sheet.line("record-part-of", part_of.collect());
    let kind = v.t(facts.kind.key());
    let name = if event.name.is_empty() { kind.clone() } else { event.name.clone() };
    sheet.done(
        name,
        kind,
        town_links(directory, &directory.towns_of_event(event)),
        Standing::Active,
        Some(&facts.source),
    )
}

/// How one reaches a group: the desk that passes questions on, by its name and in writing, and a number. A group that
/// shows no number of its own is reached on the desk's line of the day.
fn contact_links(v: &Visit, directory: &Directory, contact: &Contact) -> Vec<Piece> {
    let call = |number: &str| Piece::Link { href: format!("tel:{}", digits(number)), words: number.to_owned() };
    let desk = contact.via.as_ref().and_then(|slug| directory.desk_by_slug(slug));
    let mut pieces = Vec::new();
    if let Some(desk) = desk {
        pieces.push(Piece::Link { href: format!("/desks/{}", desk.slug), words: desk.short_name().to_owned() });
    }
    match (&contact.phone, desk) {
        (Some(number), _) => pieces.push(call(number)),
        (None, Some(desk)) => {
            // A number that is a person's own was agreed for the desk's page, not for this one; `phone` leaves it out.
            pieces.extend(desk.phone(v.now.today()).map(|phone| call(&phone.number)));
        }
        (None, None) => {}
    }
    let write =
        |desk: &String| Piece::Link { href: format!("/desks/{desk}/write"), words: v.t("gathering-contact-desk") };
    pieces.extend(contact.via.as_ref().map(write));
    pieces
}

/// A number that is dialled, with the extension to ask for.
fn called(v: &Visit, number: &str, extension: Option<&String>) -> Piece {
    let words = match extension {
        Some(extension) => format!("{number} {}", v.t1("desk-extension", "extension", extension)),
        None => number.to_owned(),
    };
    Piece::Link { href: format!("tel:{}", digits(number)), words }
}

/// What a telephone dials.
pub fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
