//! The sheet, its hops, and who may be handed what. Pure.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    casework::Item,
    people::Profile,
    platform::{
        Refusal,
        ids::{CaseId, ConsentId, HopId, MunicipalityId, OrganizationId, SheetId, StaffId},
    },
    vocabulary,
};

vocabulary! {
    /// The six kinds of section the paper names (F1-23, F1-28, F1-43).
    pub enum Category("category") {
        Work => "work",
        Debt => "debt",
        HealthLife => "health-life",
        Care => "care",
        Childcare => "childcare",
        Other => "other",
    }
}

vocabulary! {
    /// The nineteen concerns of the paper (F1-18), in its order.
    pub enum Concern("concern") {
        JobSearch => "1",
        Income => "2",
        WorkTrouble => "3",
        Rent => "4",
        Taxes => "5",
        Debts => "6",
        Loans => "7",
        Housing => "8",
        Health => "9",
        Mind => "10",
        Food => "11",
        Household => "12",
        Care => "13",
        Childcare => "14",
        Withdrawal => "15",
        Relations => "16",
        Neighbourhood => "17",
        Violence => "18",
        Other => "19",
    }
}

vocabulary! {
    /// Why an organisation cannot take a sheet on.
    pub enum DeclineReason("decline") {
        NoRoom => "no-room",
        OutsideOurWork => "outside-our-work",
        OtherFitsBetter => "other-fits-better",
        MoreNeeded => "more-needed",
        Other => "other",
    }
}

/// A record of a section: the first one's (F1-20…26) or a receiver's (F1-40…46).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    pub received_on: String,
    pub section: String,
    pub officer: String,
    pub consulted: Vec<(Category, String)>,
    pub overview: String,
    pub response: String,
    pub continues: Option<bool>,
}

/// What the sheet says: pages 1 and 2 of the paper. Everything may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    pub receiver: String,
    pub person: Profile,
    pub caller: Option<Profile>,
    pub concerns: BTreeSet<Concern>,
    /// The one that troubles most (◎); it is one of `concerns`.
    pub most: Option<Concern>,
    pub concern_other: String,
    pub narrative: String,
    pub wishes: String,
    pub record: Record,
    /// Who reads where the parties live, beside whoever began the sheet, where there is violence (`whereabouts`).
    pub named: BTreeSet<StaffId>,
}

impl Content {
    /// Marks `most` as a concern as well: ◎ implies ○ (F1-18).
    pub fn with_marks(mut self, concerns: BTreeSet<Concern>, most: Option<Concern>) -> Self {
        self.concerns = concerns;
        self.concerns.extend(most);
        self.most = most;
        self
    }

    /// What is known, with what was written by the person or the caller over it. Nobody is asked twice.
    pub fn filled_from(self, written: Self) -> Self {
        let or = |written: String, known: String| if written.is_empty() { known } else { written };
        Self {
            receiver: self.receiver,
            person: self.person.filled_from(written.person),
            caller: match (self.caller, written.caller) {
                (Some(known), Some(written)) => Some(known.filled_from(written)),
                (known, written) => written.or(known),
            },
            narrative: or(written.narrative, self.narrative),
            wishes: or(written.wishes, self.wishes),
            record: self.record,
            named: self.named,
            ..written
        }
    }

    /// The items that say anything: what would have to be agreed to hand all of it on.
    pub fn items(&self) -> BTreeSet<Item> {
        let person = &self.person;
        let record = &self.record;
        let said = |texts: &[&str]| texts.iter().any(|text| !text.is_empty());
        Item::ALL
            .iter()
            .copied()
            .filter(|item| match item {
                Item::Name => said(&[&person.nickname, &person.name, &person.furigana]),
                Item::Gender => person.gender.is_some(),
                Item::Birth => person.birth.day.is_some() || person.birth.age.is_some(),
                Item::Address => said(&[&person.postcode, &person.address]),
                Item::Phone => said(&[&person.phone_home, &person.phone_mobile]),
                Item::Caller => self.caller.is_some(),
                Item::Concerns => !self.concerns.is_empty() || said(&[&self.concern_other]),
                Item::Narrative => said(&[&self.narrative]),
                Item::Wishes => said(&[&self.wishes]),
                Item::Record => said(&[&record.overview, &record.response]) || record.continues.is_some(),
                Item::Consulted => !record.consulted.is_empty(),
            })
            .collect()
    }

    /// Only the agreed items; everything else is as if it had never been written.
    pub fn only(&self, agreed: &BTreeSet<Item>) -> Self {
        let has = |item| agreed.contains(&item);
        let keep = |text: &String, item| if has(item) { text.clone() } else { String::new() };
        let person = &self.person;
        let record = &self.record;
        let shows_record = has(Item::Record);
        Self {
            receiver: self.receiver.clone(),
            person: Profile {
                nickname: keep(&person.nickname, Item::Name),
                name: keep(&person.name, Item::Name),
                furigana: keep(&person.furigana, Item::Name),
                gender: person.gender.filter(|_| has(Item::Gender)),
                birth: if has(Item::Birth) { person.birth.clone() } else { Default::default() },
                postcode: keep(&person.postcode, Item::Address),
                address: keep(&person.address, Item::Address),
                phone_home: keep(&person.phone_home, Item::Phone),
                phone_mobile: keep(&person.phone_mobile, Item::Phone),
                relation: None,
                relation_words: String::new(),
            },
            caller: self.caller.clone().filter(|_| has(Item::Caller)),
            concerns: if has(Item::Concerns) { self.concerns.clone() } else { BTreeSet::new() },
            most: self.most.filter(|_| has(Item::Concerns)),
            concern_other: keep(&self.concern_other, Item::Concerns),
            narrative: keep(&self.narrative, Item::Narrative),
            wishes: keep(&self.wishes, Item::Wishes),
            record: Record {
                received_on: keep(&record.received_on, Item::Record),
                section: record.section.clone(),
                officer: record.officer.clone(),
                consulted: if has(Item::Consulted) { record.consulted.clone() } else { Vec::new() },
                overview: keep(&record.overview, Item::Record),
                response: keep(&record.response, Item::Record),
                continues: record.continues.filter(|_| shows_record),
            },
            named: BTreeSet::new(),
        }
    }
}

/// Longest words beside a reason for declining, in characters.
pub const LONGEST_WORDS: usize = 2_000;

/// Where the sheet goes and what was arranged (F1-28…39). This is for the receiver in any case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Route {
    pub needed: Vec<(Category, String)>,
    pub booked_at: String,
    pub accompany: Option<bool>,
    pub inside: Inside,
    pub outside: Outside,
    /// Why it goes where the person has been before (S-096). For the sender's side only.
    pub again: String,
}

/// A destination inside the office (F1-31…35).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Inside {
    pub section: String,
    pub unit: String,
    pub officer: String,
    pub building: String,
    pub floor: String,
}

/// A destination outside (F1-36…39).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outside {
    pub name: String,
    pub officer: String,
    pub address: String,
    pub phone: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub id: SheetId,
    pub municipality: MunicipalityId,
    pub case: CaseId,
    pub content: Content,
    pub begun_at: DateTime<Utc>,
    pub begun_by: StaffId,
    pub version: i64,
}

/// What was handed over, to whom, on which ground. True from sending on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    pub to: OrganizationId,
    pub consent: ConsentId,
    pub items: BTreeSet<Item>,
    pub sent_at: DateTime<Utc>,
    pub answer_by: DateTime<Utc>,
}

/// A state carries exactly the facts that are true in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Being written. Nobody else knows of it.
    Drafted,
    /// In the air: the sender is responsible, the receiver sees one line.
    Sent(Sending),
    /// The receiver is responsible and sees the agreed items.
    Accepted { sending: Sending, at: DateTime<Utc>, by: StaffId },
    /// The sender stays responsible.
    Declined { sending: Sending, at: DateTime<Utc>, by: StaffId, reason: DeclineReason, words: String },
    /// The sender took it back before anybody answered; the receiver never saw what it said.
    TakenBack { sending: Sending, at: DateTime<Utc>, by: StaffId },
}

/// One way of a sheet, from one organisation to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    pub id: HopId,
    pub municipality: MunicipalityId,
    pub sheet: SheetId,
    pub seq: i32,
    pub from: OrganizationId,
    pub route: Route,
    pub status: Status,
    /// What the receiver wrote after accepting.
    pub record: Option<Record>,
    /// The day on which the receiver's record went back to the central section (F1-47).
    pub circulated_on: Option<NaiveDate>,
    pub version: i64,
}

impl Hop {
    /// The first way of a sheet, not yet gone.
    pub fn first(id: HopId, sheet: &Sheet, from: OrganizationId) -> Self {
        Self {
            id,
            municipality: sheet.municipality,
            sheet: sheet.id,
            seq: 1,
            from,
            route: Route::default(),
            status: Status::Drafted,
            record: None,
            circulated_on: None,
            version: 1,
        }
    }

    /// The draft after a hop that led nowhere: the sender may try elsewhere at once, from the same sheet.
    pub fn next_draft(&self, id: HopId) -> Self {
        Self {
            id,
            seq: self.seq + 1,
            status: Status::Drafted,
            record: None,
            circulated_on: None,
            version: 1,
            ..self.clone()
        }
    }

    /// Sends it. The ground has been found before; here the rest of the rule is kept.
    pub fn send(self, sending: Sending) -> Result<Self, Refusal> {
        match self.status {
            Status::Drafted if sending.to == self.from => Err(Refusal::new("refused-sheet-to-oneself")),
            Status::Drafted if sending.items.is_empty() => Err(Refusal::new("refused-sheet-no-items")),
            Status::Drafted => Ok(Self { status: Status::Sent(sending), ..self }),
            Status::Sent(_) => Err(Refusal::new("refused-sheet-already-sent")),
            Status::Accepted { .. } | Status::Declined { .. } | Status::TakenBack { .. } => {
                Err(Refusal::new("refused-sheet-already-answered"))
            }
        }
    }

    /// Notes why it goes where the person has been before, or refuses to go there without a reason (S-096).
    pub fn again(self, was_consulted: bool, reason: &str) -> Result<Self, Refusal> {
        let again = reason.trim().to_owned();
        if was_consulted && again.is_empty() {
            return Err(Refusal::new("refused-sheet-consulted-before"));
        }
        if again.chars().count() > LONGEST_WORDS {
            return Err(Refusal::new("refused-too-long").with("longest", LONGEST_WORDS.to_string()));
        }
        let route = Route { again: if was_consulted { again } else { String::new() }, ..self.route };
        Ok(Self { route, ..self })
    }

    /// The sender takes it back while nobody has answered: a mistake is mended, a wish is followed.
    pub fn take_back(self, by: (OrganizationId, StaffId), at: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.status {
            Status::Sent(sending) if self.from == by.0 => {
                Ok(Self { status: Status::TakenBack { sending, at, by: by.1 }, ..self })
            }
            Status::Drafted | Status::Sent(_) => Err(Refusal::new("refused-sheet-not-in-the-air")),
            Status::Accepted { .. } | Status::Declined { .. } => Err(Refusal::new("refused-sheet-already-answered")),
            Status::TakenBack { .. } => Err(Refusal::new("refused-sheet-already-taken-back")),
        }
    }

    /// The receiver takes it on.
    pub fn accept(self, by: (OrganizationId, StaffId), at: DateTime<Utc>) -> Result<Self, Refusal> {
        match self.status {
            Status::Sent(sending) if sending.to == by.0 => {
                Ok(Self { status: Status::Accepted { sending, at, by: by.1 }, ..self })
            }
            Status::Drafted | Status::Sent(_) => Err(Refusal::new("refused-sheet-not-yours")),
            Status::Accepted { .. } => Err(Refusal::new("refused-sheet-already-accepted")),
            Status::Declined { .. } => Err(Refusal::new("refused-sheet-already-declined")),
            Status::TakenBack { .. } => Err(Refusal::new("refused-sheet-already-taken-back")),
        }
    }

    /// The receiver cannot take it on.
    pub fn decline(
        self,
        by: (OrganizationId, StaffId),
        at: DateTime<Utc>,
        reason: DeclineReason,
        words: String,
    ) -> Result<Self, Refusal> {
        if words.chars().count() > LONGEST_WORDS {
            return Err(Refusal::new("refused-too-long").with("longest", LONGEST_WORDS.to_string()));
        }
        match self.status {
            Status::Sent(sending) if sending.to == by.0 => {
                Ok(Self { status: Status::Declined { sending, at, by: by.1, reason, words }, ..self })
            }
            Status::Drafted | Status::Sent(_) => Err(Refusal::new("refused-sheet-not-yours")),
            Status::Accepted { .. } => Err(Refusal::new("refused-sheet-already-accepted")),
            Status::Declined { .. } => Err(Refusal::new("refused-sheet-already-declined")),
            Status::TakenBack { .. } => Err(Refusal::new("refused-sheet-already-taken-back")),
        }
    }

    /// The receiver writes its own record; possible once it has accepted.
    pub fn write_record(self, record: Record, circulated_on: Option<NaiveDate>) -> Result<Self, Refusal> {
        match self.status {
            Status::Accepted { .. } => Ok(Self { record: Some(record), circulated_on, ..self }),
            Status::Drafted | Status::Sent(_) | Status::Declined { .. } | Status::TakenBack { .. } => {
                Err(Refusal::new("refused-sheet-not-yours"))
            }
        }
    }

    /// What was handed over, once it was.
    pub fn sending(&self) -> Option<&Sending> {
        match &self.status {
            Status::Drafted => None,
            Status::Sent(sending)
            | Status::Accepted { sending, .. }
            | Status::Declined { sending, .. }
            | Status::TakenBack { sending, .. } => Some(sending),
        }
    }

    /// Whether the sheet may still be changed before this hop leaves.
    pub fn is_draft(&self) -> bool {
        matches!(self.status, Status::Drafted)
    }
}

/// Whether the person has been to this office before: it is written among the offices consulted, or took a sheet on.
/// Names are compared without spaces and widths, and one inside the other is the same office.
pub fn was_consulted(content: &Content, hops: &[Hop], office: OrganizationId, names: &[&str]) -> bool {
    let sent = hops.iter().any(|hop| match &hop.status {
        Status::Accepted { sending, .. } => sending.to == office,
        // Whoever declined or never read it has not talked with the person.
        Status::Declined { .. } | Status::Drafted | Status::Sent(_) | Status::TakenBack { .. } => false,
    });
    let written = content.record.consulted.iter().map(|(_, name)| folded(name)).filter(|name| name.chars().count() > 1);
    sent || written.into_iter().any(|written| {
        names.iter().map(|name| folded(name)).any(|name| name.contains(&written) || written.contains(&name))
    })
}

fn folded(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    name.nfkc().filter(|letter| !letter.is_whitespace()).collect::<String>().to_lowercase()
}

/// What the receiver may read at `on`: nothing before accepting, then the agreed items, as long as the consent holds.
pub fn agreed_now(hop: &Hop, consent_covers: bool) -> Option<BTreeSet<Item>> {
    match &hop.status {
        Status::Accepted { sending, .. } if consent_covers => Some(sending.items.clone()),
        Status::Accepted { .. } => Some(BTreeSet::new()),
        Status::Drafted | Status::Sent(_) | Status::Declined { .. } | Status::TakenBack { .. } => None,
    }
}
