//! What is known of an organisation, a desk or a gathering, as the data files and the database keep it.
//! A field that is missing was not printed; it never means that the thing does not exist.

use calendar::{
    Channel, HoursBlock,
    business::ReplyPromise,
    clock::ClockTime,
    hours::{Override, PrintedDate},
};
use serde::{Deserialize, Serialize};

use super::{
    eligibility::{Eligibility, GatheringEligibility},
    facility::FacilityFacts,
    search::fold,
};
use crate::vocabulary;

vocabulary! {
    /// Whether one has to book first.
    pub enum Reservation("desk-reservation") {
        None => "none",
        Optional => "optional",
        Required => "required",
        RequiredInPrinciple => "required_in_principle",
        NotStated => "not_stated",
    }
}

vocabulary! {
    /// What it costs the person who comes.
    pub enum FeeKind("desk-fee") {
        Free => "free",
        OwnCommunicationCost => "own_communication_cost",
        Amount => "amount",
        NotStated => "not_stated",
    }
}

vocabulary! {
    /// What kind of line a number is.
    pub enum PhoneKind("desk-phone") {
        Office => "office",
        DedicatedLine => "dedicated_line",
        TollFree => "toll_free",
    }
}

vocabulary! {
    /// Whether a thing still takes place.
    pub enum Standing("desk-standing") {
        Active => "active",
        /// It pauses and stays listed, with its note.
        Suspended => "suspended",
        Unclear => "unclear",
        Ended => "ended",
    }
}

vocabulary! {
    /// Where one takes part.
    pub enum Mode("gathering-mode") {
        InPerson => "in_person",
        Online => "online",
        Hybrid => "hybrid",
        NotStated => "not_stated",
    }
}

vocabulary! {
    /// What makes a place easier to come to, or to stay in.
    pub enum Ease("desk-ease") {
        StepFree => "step_free",
        Lift => "lift",
        Toilet => "toilet",
        Parking => "parking",
        /// 筆談: one may write instead of speaking.
        WritingOk => "writing_ok",
        HearingLoop => "hearing_loop",
        /// A room of one's own, behind a door.
        PrivateRoom => "private_room",
        Quiet => "quiet",
        SoftLight => "soft_light",
        /// One need not pass the counter.
        OwnEntrance => "own_entrance",
        /// One may bring a child.
        WithChild => "with_child",
        /// Somebody of the same gender on request.
        SameGender => "same_gender",
    }
}

vocabulary! {
    /// Whose number or address it is. Whoever leaves a group takes a private number along.
    pub enum ContactOwner("contact-owner") {
        /// An office: the number stays when people change.
        Office => "office",
        /// A group's own line.
        Group => "group",
        /// A person's own telephone, mail box or house.
        Private => "private",
    }
}

impl ContactOwner {
    /// Whether it may go into lists and files that others copy.
    pub fn is_public(self) -> bool {
        match self {
            Self::Office | Self::Group => true,
            Self::Private => false,
        }
    }

    pub(super) fn is_office(&self) -> bool {
        *self == Self::Office
    }
}

impl Default for ContactOwner {
    /// What a document of a town prints is an office's, where nobody has said otherwise.
    fn default() -> Self {
        Self::Office
    }
}

/// Where a fact was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Which of the source documents.
    pub file: String,
    /// A few of its words.
    pub quote: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    pub number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    pub kind: PhoneKind,
    /// First and last day on which it is answered; a move is announced before its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whose it is; a private one is never exported.
    #[serde(default, skip_serializing_if = "ContactOwner::is_office")]
    pub owner: ContactOwner,
    /// The person has agreed that pages show it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub consent_to_show: bool,
}

impl Phone {
    /// Whether it may be exported.
    pub fn is_public(&self) -> bool {
        self.owner.is_public()
    }

    /// What a telephone dials: the main number only. An extension is shown and read out instead.
    pub fn dials(&self) -> String {
        self.number.chars().filter(char::is_ascii_digit).collect()
    }
}

/// An address and the days on which it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddressPeriod {
    pub address: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_ja: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whose it is; a private one is never exported.
    #[serde(default, skip_serializing_if = "ContactOwner::is_office")]
    pub owner: ContactOwner,
    /// The person has agreed that pages show it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub consent_to_show: bool,
}

impl AddressPeriod {
    /// Whether it may be exported.
    pub fn is_public(&self) -> bool {
        self.owner.is_public()
    }
}

/// A mail address that is not an office's: a volunteer's, a group's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnedEmail {
    pub email: String,
    /// Whose it is; a private one is never exported.
    pub owner: ContactOwner,
    /// The person has agreed that pages show it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub consent_to_show: bool,
}

impl OwnedEmail {
    /// Whether it may be exported.
    pub fn is_public(&self) -> bool {
        self.owner.is_public()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    pub kind: FeeKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_ja: Option<String>,
    /// Only for these channels; empty means for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applies_to: Vec<Channel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_yen: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plus_ja: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anonymity {
    #[serde(default)]
    pub nickname_ok: bool,
    #[serde(default)]
    pub anonymous_ok: bool,
    /// The words of the document; empty where it has none.
    #[serde(default)]
    pub text_ja: String,
}

/// How many branches there are, and when they were counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branches {
    pub count: u32,
    pub as_of: PrintedDate,
    pub text_ja: String,
    /// The branches, where they are printed one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Branch>,
}

impl Branches {
    /// The branch for an address as somebody typed it: the one with the longest name of an area that stands in it.
    pub fn for_address(&self, typed: &str) -> Option<&Branch> {
        let typed = fold(typed);
        let length = |branch: &Branch| {
            let within =
                branch.areas.iter().map(|area| fold(area)).filter(|area| !area.is_empty() && typed.contains(area));
            within.map(|area| area.len()).max()
        };
        let best = self.places.iter().filter_map(|branch| Some((length(branch)?, branch)));
        best.max_by_key(|(length, _)| *length).map(|(_, branch)| branch)
    }
}

/// One branch of a desk and the parts of the town it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    pub name_ja: String,
    /// Names of parts of the town, as people say them.
    pub areas: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staffing {
    pub rule_en: String,
}

/// At most this often, counted apart for each party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    pub service: Channel,
    pub party: String,
    pub max: u32,
}

/// What is known of an organisation beside its name and kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrganizationFacts {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fax: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Slug of the superior organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Slugs of all municipalities it works for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub municipalities: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub name_not_printed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_en: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub established: Option<Established>,
    /// What a table says of it, where it is a facility that came with one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility: Option<FacilityFacts>,
    /// Whose the numbers and the address are: a small group may have none but those of one of its members.
    #[serde(skip_serializing_if = "ContactOwner::is_office")]
    pub contact_owner: ContactOwner,
    /// The person has agreed that pages show them.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub consent_to_show: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}

impl OrganizationFacts {
    /// Whether its numbers and its address may be exported.
    pub fn is_public(&self) -> bool {
        self.contact_owner.is_public()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Established {
    pub date: PrintedDate,
    pub text_ja: String,
}

/// What is known of a desk beside its name and owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskFacts {
    /// The short name people use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Slugs of the organisations that run it; empty means the municipality itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operators: Vec<String>,
    /// Slug of the responsible office (所管).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub established: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<Phone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Mail addresses of groups and persons.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owned_emails: Vec<OwnedEmail>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fax: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web: Option<String>,
    /// Addresses with the days on which they hold; one without days holds always.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<AddressPeriod>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_ja: Option<String>,
    /// What makes it easier to come or to stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ease: Vec<Ease>,
    /// Languages besides Japanese, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// First and last day of a desk that is there for a time only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<PrintedDate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// Slugs of gatherings that are a way to talk as good as the others, such as a family group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gatherings: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<HoursBlock>,
    /// Dated exceptions, in the order of publication.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<ReplyPromise>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymity: Option<Anonymity>,
    #[serde(default)]
    pub eligibility: Eligibility,
    pub fee: Fee,
    pub reservation: Reservation,
    /// Only these channels need it; empty means all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reservation_applies_to: Vec<Channel>,
    /// The words shown to residents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation_ja: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reservation_note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staffing: Option<Staffing>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<Quota>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branches: Option<Branches>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub designations: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopen_ja: Option<String>,
    pub standing: Standing,
    /// Public words about the standing: why it pauses, until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing_note_ja: Option<String>,
    /// Remarks of the person who read the document; not shown to residents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub source: Source,
}

/// Where a gathering takes place: an organisation's house, or words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Venue {
    /// Slug of the organisation or building.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail_ja: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_ja: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary_ja: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Whose house it is; a private one is never exported.
    #[serde(skip_serializing_if = "ContactOwner::is_office")]
    pub owner: ContactOwner,
    /// The person has agreed that pages show it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub consent_to_show: bool,
}

impl Venue {
    /// Whether it may be exported.
    pub fn is_public(&self) -> bool {
        self.owner.is_public()
    }
}

/// How one reaches a gathering: a number, or the desk that passes questions on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// `None` where the only number is a person's own and is not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Slug of the desk whose line it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Whose it is; a private one is never exported.
    #[serde(default, skip_serializing_if = "ContactOwner::is_office")]
    pub owner: ContactOwner,
    /// The person has agreed that pages show it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub consent_to_show: bool,
}

impl Contact {
    /// The number, if it may be exported.
    pub fn public_phone(&self) -> Option<&str> {
        self.phone.as_deref().filter(|_| self.is_public())
    }

    /// Whether it may be exported.
    pub fn is_public(&self) -> bool {
        self.owner.is_public()
    }
}

/// What is known of a gathering beside its name and kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatheringFacts {
    /// Slugs of all municipalities that take part.
    pub municipalities: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organizers: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operators: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cooperator: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lecturer_org: Option<String>,
    pub audience: Vec<String>,
    #[serde(default)]
    pub eligibility: GatheringEligibility,
    pub schedule: HoursBlock,
    /// From when one may come in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doors_open: Option<ClockTime>,
    /// One may come in while it is going on, or leave before it ends, without a word.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub join_late: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leave_early: bool,
    /// Slug of the gathering that is held beside it every month, this one online and that one in person or the other way
    /// round, so that people can come regularly in the way that suits them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pair: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    pub mode: Mode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    pub fee: Fee,
    pub reservation: Reservation,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymity: Option<Anonymity>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    pub standing: Standing,
    /// Public words about the standing: why it pauses, until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing_note_ja: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub source: Source,
}
