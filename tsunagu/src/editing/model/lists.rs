//! Which fields each kind of record has, in the order of its form.

use super::field::{
    Cell, Choice, Field,
    Shape::{
        Choice as One, Choices as Many, Date, Email, Emails, Exceptions, Flag, Hours, Line, Lines, Number, OneHours,
        Phone, Rows, Slug, Slugs, Time, Url, Words,
    },
};
use crate::directory::{CouncilKind, GatheringKind, OrganizationKind, ResidenceRule};
use crate::directory::{
    EventKind, EventMode, EventReach,
    Facet::{About, Contact, Hours as HoursFacet, Place, Terms, Who},
    Pay, RecordKind, Relation, ResourceKind,
    facts::{ContactOwner, Ease, FeeKind, Mode, PhoneKind, Reservation, Standing},
};

macro_rules! listing {
    ($name:ident, $type:ty) => {
        fn $name() -> Vec<Choice> {
            <$type>::ALL.iter().map(|one| Choice { code: one.code(), key: one.key() }).collect()
        }
    };
}

listing!(standings, Standing);
listing!(eases, Ease);
listing!(phone_kinds, PhoneKind);
listing!(fee_kinds, FeeKind);
listing!(reservations, Reservation);
listing!(relations, Relation);
listing!(modes, Mode);
listing!(event_modes, EventMode);
listing!(event_reaches, EventReach);
listing!(event_kinds, EventKind);
listing!(resource_kinds, ResourceKind);
listing!(council_kinds, CouncilKind);
listing!(gathering_kinds, GatheringKind);
listing!(organization_kinds, OrganizationKind);
listing!(pays, Pay);
listing!(residence_rules, ResidenceRule);

/// The channels, with the words of public pages.
pub fn channels() -> Vec<Choice> {
    [
        ("phone", "desk-channel-phone"),
        ("email", "desk-channel-email"),
        ("in_person", "desk-channel-in-person"),
        ("visit", "desk-channel-visit"),
        ("online", "desk-channel-online"),
        ("line", "desk-channel-line"),
        ("web_form", "desk-channel-web-form"),
        ("fax", "desk-channel-fax"),
        ("offsite", "desk-channel-offsite"),
        ("accompaniment", "desk-channel-accompaniment"),
    ]
    .map(|(code, key)| Choice { code, key })
    .to_vec()
}

fn audiences() -> Vec<Choice> {
    [
        ("person", "gathering-audience-person"),
        ("family", "gathering-audience-family"),
        ("sibling", "gathering-audience-sibling"),
        ("parent", "gathering-audience-parent"),
        ("supporter", "gathering-audience-supporter"),
        ("anyone", "gathering-audience-anyone"),
        ("women_self_identified", "gathering-audience-women_self_identified"),
        ("children", "gathering-audience-children"),
        ("youth", "gathering-audience-youth"),
        ("elderly", "gathering-audience-elderly"),
    ]
    .map(|(code, key)| Choice { code, key })
    .to_vec()
}

const PHONES: &[Cell] = &[
    Cell::needed("number", Phone),
    Cell::new("extension", Line),
    Cell::needed("kind", One { of: phone_kinds, optional: false }),
    Cell::new("valid_from", Date),
    Cell::new("valid_to", Date),
    Cell::new("note", Line),
    Cell::new("owner", One { of: owners, optional: true }),
    Cell::new("consent_to_show", Flag),
];

const ADDRESSES: &[Cell] = &[
    Cell::needed("address", Line),
    Cell::new("valid_from", Date),
    Cell::new("valid_to", Date),
    Cell::new("owner", One { of: owners, optional: true }),
    Cell::new("consent_to_show", Flag),
];

const OWNED_EMAILS: &[Cell] = &[
    Cell::needed("email", Email),
    Cell::needed("owner", One { of: owners, optional: false }),
    Cell::new("consent_to_show", Flag),
];

/// Whose a number is, where it is not an office's.
fn owners() -> Vec<Choice> {
    let beside_offices = ContactOwner::ALL.iter().filter(|owner| **owner != ContactOwner::Office);
    beside_offices.map(|owner| Choice { code: owner.code(), key: owner.key() }).collect()
}

const QUOTAS: &[Cell] = &[
    Cell::needed("service", One { of: channels, optional: false }),
    Cell::needed("party", One { of: parties, optional: false }),
    Cell::needed("max", Number),
];

fn parties() -> Vec<Choice> {
    vec![Choice { code: "family", key: "desk-relation-family" }, Choice { code: "person", key: "desk-relation-person" }]
}

const DESK: &[Field] = &[
    Field::needed("name", About, Line),
    Field::new("brand", About, Line),
    Field::new("operators", About, Slugs),
    Field::new("owner", About, Slug),
    Field::new("established", About, Date),
    Field::needed("standing", About, One { of: standings, optional: false }),
    Field::new("standing_note_ja", About, Words),
    Field::new("valid_from", About, Date),
    Field::new("valid_to", About, Date),
    Field::new("designations", About, Lines),
    Field::new("components", About, Lines),
    Field::new("hours", HoursFacet, Hours),
    Field::new("overrides", HoursFacet, Exceptions),
    Field::new("reply.within_business_days", HoursFacet, Number),
    Field::new("channels", Contact, Many(channels)),
    Field::new("gatherings", Contact, Slugs),
    Field::new("phones", Contact, Rows(PHONES)),
    Field::new("emails", Contact, Emails),
    Field::new("owned_emails", Contact, Rows(OWNED_EMAILS)),
    Field::new("fax", Contact, Phone),
    Field::new("web", Contact, Url),
    Field::new("addresses", Place, Rows(ADDRESSES)),
    Field::new("access_ja", Place, Words),
    Field::new("ease", Place, Many(eases)),
    Field::new("languages", Who, Lines),
    Field::new("eligibility.relation", Who, Many(relations)),
    Field::new("eligibility.residence.required", Who, Flag),
    Field::new("eligibility.residence.scope", Who, Line),
    Field::new("eligibility.min_age", Who, Number),
    Field::new("eligibility.max_age", Who, Number),
    Field::new("eligibility.age_approx", Who, Flag),
    Field::new("eligibility.age_text_ja", Who, Line),
    Field::new("eligibility.min_duration_months", Who, Number),
    Field::new("eligibility.first_door", Who, Flag),
    Field::new("eligibility.other_ja", Who, Words),
    Field::new("quotas", Who, Rows(QUOTAS)),
    Field::needed("reservation", Terms, One { of: reservations, optional: false }),
    Field::new("reservation_applies_to", Terms, Many(channels)),
    Field::new("reservation_ja", Terms, Words),
    Field::needed("fee.kind", Terms, One { of: fee_kinds, optional: false }),
    Field::new("fee.applies_to", Terms, Many(channels)),
    Field::new("fee.amount_yen", Terms, Number),
    Field::new("fee.text_ja", Terms, Line),
    Field::new("anonymity.nickname_ok", Terms, Flag),
    Field::new("anonymity.anonymous_ok", Terms, Flag),
    Field::new("anonymity.text_ja", Terms, Line),
    Field::new("reopen_ja", Terms, Words),
    Field::new("note", About, Words),
];

const ORGANIZATION: &[Field] = &[
    Field::needed("name", About, Line),
    Field::needed("kind", About, One { of: organization_kinds, optional: false }),
    Field::new("aliases", About, Lines),
    Field::new("parent", About, Slug),
    Field::new("name_not_printed", About, Flag),
    Field::new("phone", Contact, Phone),
    Field::new("extension", Contact, Line),
    Field::new("fax", Contact, Phone),
    Field::new("web", Contact, Url),
    Field::new("address", Place, Line),
    Field::new("contact_owner", Contact, One { of: owners, optional: true }),
    Field::new("consent_to_show", Contact, Flag),
];

const GATHERING: &[Field] = &[
    Field::needed("name", About, Line),
    Field::needed("kind", About, One { of: gathering_kinds, optional: false }),
    Field::new("organizers", About, Slugs),
    Field::new("operators", About, Slugs),
    Field::needed("standing", About, One { of: standings, optional: false }),
    Field::new("standing_note_ja", About, Words),
    Field::new("schedule", HoursFacet, OneHours),
    Field::new("doors_open", HoursFacet, Time),
    Field::new("join_late", HoursFacet, Flag),
    Field::new("leave_early", HoursFacet, Flag),
    Field::new("pair", HoursFacet, Slug),
    Field::needed("mode", Place, One { of: modes, optional: false }),
    Field::new("venue.org", Place, Slug),
    Field::new("venue.detail_ja", Place, Line),
    Field::new("venue.text_ja", Place, Line),
    Field::new("venue.owner", Place, One { of: owners, optional: true }),
    Field::new("venue.consent_to_show", Place, Flag),
    Field::new("audience", Who, Many(audiences)),
    Field::new("eligibility.residence", Who, One { of: residence_rules, optional: true }),
    Field::new("eligibility.min_age", Who, Number),
    Field::new("eligibility.max_age", Who, Number),
    Field::new("eligibility.age_approx", Who, Flag),
    Field::new("eligibility.introduction_only", Who, Flag),
    Field::new("eligibility.other_ja", Who, Words),
    Field::needed("reservation", Terms, One { of: reservations, optional: false }),
    Field::needed("fee.kind", Terms, One { of: fee_kinds, optional: false }),
    Field::new("fee.amount_yen", Terms, Number),
    Field::new("fee.text_ja", Terms, Line),
    Field::new("contact.phone", Contact, Phone),
    Field::new("contact.owner", Contact, One { of: owners, optional: true }),
    Field::new("contact.consent_to_show", Contact, Flag),
    Field::new("contact.via", Contact, Slug),
    Field::new("note", About, Words),
];

const EVENT: &[Field] = &[
    Field::new("name", About, Line),
    Field::needed("kind", About, One { of: event_kinds, optional: false }),
    Field::new("series", About, Slug),
    Field::new("hosts", About, Slugs),
    Field::new("cohosts", About, Slugs),
    Field::needed("date", HoursFacet, Date),
    Field::new("end_date", HoursFacet, Date),
    Field::needed("date_text_ja", HoursFacet, Line),
    Field::new("start", HoursFacet, Time),
    Field::new("end", HoursFacet, Time),
    Field::new("doors_open", HoursFacet, Time),
    Field::new("join_late", HoursFacet, Flag),
    Field::new("leave_early", HoursFacet, Flag),
    Field::needed("mode", Place, One { of: event_modes, optional: false }),
    Field::new("reach", Place, One { of: event_reaches, optional: true }),
    Field::new("venue.org", Place, Slug),
    Field::new("venue.text_ja", Place, Line),
    Field::new("parts", About, Lines),
    Field::new("fee", Terms, Line),
    Field::new("phone", Contact, Phone),
    Field::new("extension", Contact, Line),
    Field::new("email", Contact, Email),
    Field::new("contact_owner", Contact, One { of: owners, optional: true }),
    Field::new("consent_to_show", Contact, Flag),
    Field::new("speaker_role", About, Line),
    Field::new("notes", About, Words),
];

const RESOURCE: &[Field] = &[
    Field::needed("name", About, Line),
    Field::needed("kind", About, One { of: resource_kinds, optional: false }),
    Field::new("providers", About, Slugs),
    Field::new("since", About, Date),
    Field::new("url", Contact, Url),
    Field::new("audience", Who, Lines),
    Field::new("conditions.max_months", Terms, Number),
    Field::new("conditions.text_ja", Terms, Words),
    Field::new("pay", Terms, One { of: pays, optional: true }),
    Field::new("note", About, Words),
];

const COUNCIL: &[Field] = &[
    Field::needed("name", About, Line),
    Field::needed("kind", About, One { of: council_kinds, optional: false }),
    Field::new("parent", About, Slug),
    Field::new("secretariat", About, Slug),
    Field::new("established", About, Date),
    Field::new("frequency.text_ja", HoursFacet, Line),
    Field::new("members", Who, Lines),
    Field::new("notes", About, Words),
];

/// The fields of a kind of record.
pub fn fields(kind: RecordKind) -> &'static [Field] {
    match kind {
        RecordKind::Desk => DESK,
        RecordKind::Organization => ORGANIZATION,
        RecordKind::Gathering => GATHERING,
        RecordKind::Event => EVENT,
        RecordKind::Resource => RESOURCE,
        RecordKind::Council => COUNCIL,
    }
}
