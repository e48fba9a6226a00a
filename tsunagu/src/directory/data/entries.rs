//! Organisations, desks and gatherings as the files write them. Field by field as at the top of each file.

use calendar::{Channel, HoursBlock, business::ReplyPromise, clock::ClockTime, hours::PrintedDate};
use chrono::NaiveDate;
use serde::Deserialize;

use super::shapes::{WhoLives, fee, one_or_many};
use crate::directory::model::{
    OrganizationKind,
    eligibility::{Eligibility, GatheringEligibility},
    facts::{
        AddressPeriod, Anonymity, Branches, Contact, ContactOwner, DeskFacts, Ease, Established, Fee, GatheringFacts,
        Mode, OrganizationFacts, OwnedEmail, Phone, Quota, Reservation, Source, Staffing, Standing, Venue,
    },
    gathering::GatheringKind,
};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationEntry {
    pub id: String,
    pub kind: OrganizationKind,
    pub name_ja: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub municipality: Vec<String>,
    #[serde(default)]
    pub prefecture: Option<String>,
    #[serde(default)]
    name_not_printed: bool,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    extension: Option<String>,
    #[serde(default)]
    fax: Option<String>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    web: Option<String>,
    #[serde(default)]
    established: Option<Established>,
    #[serde(default)]
    role_en: Option<String>,
    #[serde(default)]
    contact_owner: ContactOwner,
    #[serde(default)]
    consent_to_show: bool,
    pub source: Source,
}

impl OrganizationEntry {
    /// `municipalities` are those it works for, found through its superiors where it names none itself.
    pub fn facts(&self, municipalities: &[String]) -> OrganizationFacts {
        OrganizationFacts {
            phone: self.phone.clone(),
            extension: self.extension.clone(),
            fax: self.fax.clone(),
            address: self.address.clone(),
            web: self.web.clone(),
            aliases: self.aliases.clone(),
            parent: self.parent.clone(),
            municipalities: municipalities.to_vec(),
            name_not_printed: self.name_not_printed,
            role_en: self.role_en.clone(),
            established: self.established.clone(),
            facility: None,
            contact_owner: self.contact_owner,
            consent_to_show: self.consent_to_show,
            source: Some(self.source.clone()),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskEntry {
    pub id: String,
    pub name_ja: String,
    #[serde(default)]
    brand_ja: Option<String>,
    pub municipality: String,
    #[serde(deserialize_with = "one_or_many")]
    pub operator: Vec<String>,
    #[serde(default)]
    pub owner: Option<String>,
    #[serde(default)]
    established: Option<PrintedDate>,
    phones: Vec<Phone>,
    emails: Vec<String>,
    #[serde(default)]
    owned_emails: Vec<OwnedEmail>,
    #[serde(default)]
    fax: Option<String>,
    #[serde(default)]
    web: Option<String>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    address_history: Vec<AddressPeriod>,
    #[serde(default)]
    access_ja: Option<String>,
    #[serde(default)]
    ease: Vec<Ease>,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    valid_from: Option<PrintedDate>,
    #[serde(default)]
    valid_to: Option<PrintedDate>,
    channels: Vec<Channel>,
    #[serde(default)]
    gatherings: Vec<String>,
    hours: Vec<HoursBlock>,
    #[serde(default)]
    reply: Option<ReplyPromise>,
    #[serde(default)]
    anonymity: Option<Anonymity>,
    eligibility: Eligibility,
    fee: Fee,
    reservation: Reservation,
    #[serde(default)]
    reservation_applies_to: Vec<Channel>,
    #[serde(default)]
    reservation_ja: Option<String>,
    #[serde(default)]
    reservation_note: Option<String>,
    #[serde(default)]
    staffing: Option<Staffing>,
    #[serde(default)]
    quotas: Vec<Quota>,
    #[serde(default)]
    branches: Option<Branches>,
    #[serde(default)]
    designations: Vec<String>,
    #[serde(default)]
    components: Vec<String>,
    #[serde(default)]
    reopen_ja: Option<String>,
    #[serde(default)]
    status: Option<Standing>,
    #[serde(default)]
    standing_note_ja: Option<String>,
    #[serde(default)]
    status_note: Option<String>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    pub checked_on: Option<NaiveDate>,
    pub source: Source,
}

impl DeskEntry {
    pub fn hours(&self) -> &[HoursBlock] {
        &self.hours
    }

    pub fn facts(&self) -> DeskFacts {
        let lasting = self.address.iter().map(|address| AddressPeriod {
            address: address.clone(),
            valid_from: None,
            valid_to: None,
            text_ja: None,
            note: None,
            owner: ContactOwner::default(),
            consent_to_show: false,
        });
        // A history says the present address too, with its days.
        let addresses = if self.address_history.is_empty() { lasting.collect() } else { self.address_history.clone() };
        let notes: Vec<&str> = [&self.note, &self.status_note].into_iter().flatten().map(String::as_str).collect();
        DeskFacts {
            brand: self.brand_ja.clone(),
            operators: self.operator.clone(),
            owner: self.owner.clone(),
            established: self.established,
            phones: self.phones.clone(),
            emails: self.emails.clone(),
            owned_emails: self.owned_emails.clone(),
            fax: self.fax.clone(),
            web: self.web.clone(),
            addresses,
            access_ja: self.access_ja.clone(),
            ease: self.ease.clone(),
            languages: self.languages.clone(),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            channels: self.channels.clone(),
            gatherings: self.gatherings.clone(),
            hours: self.hours.clone(),
            overrides: Vec::new(),
            reply: self.reply.clone(),
            anonymity: self.anonymity.clone(),
            eligibility: self.eligibility.clone(),
            fee: self.fee.clone(),
            reservation: self.reservation,
            reservation_applies_to: self.reservation_applies_to.clone(),
            reservation_ja: self.reservation_ja.clone(),
            reservation_note: self.reservation_note.clone(),
            staffing: self.staffing.clone(),
            quotas: self.quotas.clone(),
            branches: self.branches.clone(),
            designations: self.designations.clone(),
            components: self.components.clone(),
            reopen_ja: self.reopen_ja.clone(),
            standing: self.status.unwrap_or(Standing::Active),
            standing_note_ja: self.standing_note_ja.clone(),
            note: (!notes.is_empty()).then(|| notes.join("; ")),
            source: self.source.clone(),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatheringEntry {
    pub id: String,
    pub name_ja: String,
    pub kind: GatheringKind,
    #[serde(deserialize_with = "one_or_many")]
    pub municipality: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    organizer: Vec<String>,
    #[serde(deserialize_with = "one_or_many")]
    operator: Vec<String>,
    #[serde(default)]
    cooperator: Option<String>,
    #[serde(default)]
    part_of: Option<String>,
    #[serde(default)]
    lecturer_org: Option<String>,
    audience: Vec<String>,
    #[serde(default)]
    eligibility: Option<GatheringEligibilityEntry>,
    schedule: HoursBlock,
    #[serde(default)]
    doors_open: Option<ClockTime>,
    #[serde(default)]
    join_late: bool,
    #[serde(default)]
    leave_early: bool,
    #[serde(default)]
    pair: Option<String>,
    #[serde(default)]
    venue: Option<Venue>,
    mode: Mode,
    #[serde(default)]
    contact: Option<Contact>,
    #[serde(deserialize_with = "fee")]
    fee: Fee,
    reservation: Reservation,
    #[serde(default)]
    anonymity: Option<Anonymity>,
    #[serde(default)]
    features: Vec<String>,
    #[serde(default)]
    status: Option<Standing>,
    #[serde(default)]
    standing_note_ja: Option<String>,
    #[serde(default)]
    note: Option<String>,
    pub source: Source,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct GatheringEligibilityEntry {
    residence: Option<WhoLives>,
    min_age: Option<u8>,
    max_age: Option<u8>,
    age_approx: bool,
    introduction_only: bool,
    derived: Vec<String>,
    other_ja: Option<String>,
}

impl GatheringEntry {
    pub fn schedule(&self) -> &HoursBlock {
        &self.schedule
    }

    pub fn facts(&self) -> GatheringFacts {
        GatheringFacts {
            municipalities: self.municipality.clone(),
            organizers: self.organizer.clone(),
            operators: self.operator.clone(),
            cooperator: self.cooperator.clone(),
            part_of: self.part_of.clone(),
            lecturer_org: self.lecturer_org.clone(),
            audience: self.audience.clone(),
            eligibility: self.eligibility.as_ref().map(GatheringEligibilityEntry::facts).unwrap_or_default(),
            schedule: self.schedule.clone(),
            doors_open: self.doors_open,
            join_late: self.join_late,
            leave_early: self.leave_early,
            pair: self.pair.clone(),
            venue: self.venue.clone(),
            mode: self.mode,
            contact: self.contact.clone(),
            fee: self.fee.clone(),
            reservation: self.reservation,
            anonymity: self.anonymity.clone(),
            features: self.features.clone(),
            standing: self.status.unwrap_or(Standing::Active),
            standing_note_ja: self.standing_note_ja.clone(),
            note: self.note.clone(),
            source: self.source.clone(),
        }
    }
}

impl GatheringEligibilityEntry {
    fn facts(&self) -> GatheringEligibility {
        GatheringEligibility {
            residence: self.residence.as_ref().map(|lives| lives.rule),
            towns: self.residence.as_ref().map(|lives| lives.towns.clone()).unwrap_or_default(),
            min_age: self.min_age,
            max_age: self.max_age,
            age_approx: self.age_approx,
            introduction_only: self.introduction_only,
            derived: self.derived.clone(),
            other_ja: self.other_ja.clone(),
        }
    }
}
