//! The sheet on paper: the same order and labels as the form that towns know, with only what the reader may see.

use std::collections::BTreeSet;

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use calendar::wareki::{Era, Wareki};
use chrono::NaiveDate;
use print::{
    Birth, Caller, ConsentLine, Field, Gender, Hop as PaperHop, Inside, Mark, Options, Outside, Party,
    Record as PaperRecord, Relation, RelaySheetData,
};

use super::{
    actions,
    application::WHEREABOUTS,
    model::{Category, Concern, Content, Hop, Record, Status},
};
use crate::{
    accounts::Actor,
    casework::{Case, Consent, Item},
    directory::{Directory, Shelf},
    people::{self, Profile},
    platform::{Answer, App, Outcome, Refusal, clock, web::Visit},
};

/// The sender's paper: everything that is written.
pub async fn of_sheet(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(sheet): Path<String>,
) -> Answer {
    let sheet = sheet.parse().map_err(|_| Outcome::NotFound)?;
    let file = actions::look(&app, &actor, sheet, "relay.print").await?;
    let directory = shelf.current(&app).await?;
    let consent = file.hops.iter().rev().find_map(Hop::sending).map(|sending| sending.consent);
    let consent = file.consents.iter().find(|known| Some(known.id) == consent).or(file.consents.last());
    let mut everything: BTreeSet<Item> = Item::ALL.iter().copied().collect();
    if file.whole.is_some() {
        everything.retain(|item| !WHEREABOUTS.contains(item));
    }
    let data = data(&v, &directory, &file.case, &file.sheet.content, &everything, &file.hops, consent);
    pdf(&app, &v, &actor, data).await
}

/// The receiver's paper: only the agreed items; before accepting there is none.
pub async fn of_hop(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(hop): Path<String>,
) -> Answer {
    let hop = hop.parse().map_err(|_| Outcome::NotFound)?;
    let received = actions::receive(&app, &actor, hop, "relay.print").await?;
    let content = received.content.ok_or(Outcome::NotFound)?;
    if received.ground_ended {
        return Err(Refusal::new("refused-paper-ground-ended").into());
    }
    let directory = shelf.current(&app).await?;
    let hops = [received.hop];
    let data = data(&v, &directory, &received.case, &content, &received.agreed, &hops, received.consent.as_ref());
    pdf(&app, &v, &actor, data).await
}

async fn pdf(app: &App, v: &Visit, actor: &Actor, data: RelaySheetData) -> Answer {
    let json = serde_json::to_vec(&data).map_err(|error| Outcome::Broken(format!("paper: {error}")))?;
    let options = Options {
        printed_on: v.day(v.now.today()),
        printed_by: actor.name.clone(),
        // The same content prints the same digest: screen and paper can be compared.
        digest: hex::encode(&app.vault.hash("paper", &[&json])[..6]),
        ..Options::default()
    };
    let bytes = tokio::task::spawn_blocking(move || print::relay_sheet(&data, &options))
        .await
        .map_err(|_| Outcome::Broken("typesetting ended".into()))?
        .map_err(|fault| Outcome::Broken(format!("typesetting: {fault}")))?;
    let mut response: Response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    // A neutral file name: downloads lie about on shared machines.
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"sheet.pdf\""));
    Ok(response)
}

fn data(
    v: &Visit,
    directory: &Directory,
    case: &Case,
    content: &Content,
    agreed: &BTreeSet<Item>,
    hops: &[Hop],
    consent: Option<&Consent>,
) -> RelaySheetData {
    let hidden = |item: Item| !agreed.contains(&item);
    let field = |text: &str, item: Item| if hidden(item) { Field::Withheld } else { Field::from(text) };
    let mut concerns = [Mark::None; 19];
    for (mark, concern) in concerns.iter_mut().zip(Concern::ALL) {
        *mark = match content.concerns.contains(concern) {
            true if content.most == Some(*concern) => Mark::Double,
            true => Mark::Circle,
            false => Mark::None,
        };
    }
    RelaySheetData {
        number: case.number.clone(),
        version: String::new(),
        first_reception: v.day(clock::local(case.first_received_at).date()),
        receiver: Field::from(content.receiver.as_str()),
        consent_given: consent.map(|consent| consent_line(v, directory, consent)),
        person: person(content, agreed, v.now.today()),
        caller: content.caller.as_ref().map(caller),
        caller_withheld: hidden(Item::Caller),
        concerns,
        concerns_withheld: hidden(Item::Concerns),
        other_text: field(&content.concern_other, Item::Concerns),
        narrative: field(&content.narrative, Item::Narrative),
        wishes: field(&content.wishes, Item::Wishes),
        first_record: PaperRecord {
            consulted_withheld: hidden(Item::Consulted),
            received_on: field(&content.record.received_on, Item::Record),
            overview: field(&content.record.overview, Item::Record),
            response: field(&content.record.response, Item::Record),
            continues_withheld: hidden(Item::Record),
            ..record(&content.record)
        },
        hops: hops.iter().filter(|hop| is_worth_printing(hop)).map(|hop| paper_hop(v, hop)).collect(),
        ..RelaySheetData::default()
    }
}

/// An empty draft beside hops already gone is not a way yet.
fn is_worth_printing(hop: &Hop) -> bool {
    !matches!(hop.status, Status::Drafted) || hop.seq == 1
}

fn consent_line(v: &Visit, directory: &Directory, consent: &Consent) -> ConsentLine {
    let office = |id| directory.organization(id).map(|office| office.name.clone()).unwrap_or_default();
    ConsentLine {
        given_on: v.day(consent.given_on),
        by: v.t(consent.given_by.key()),
        how: v.t(consent.given_how.key()),
        recipients: consent.recipients.iter().copied().map(office).collect(),
        items: consent.items.iter().map(|item| v.t(item.key())).collect(),
        purpose: consent.purpose.clone(),
        until: v.day(consent.until),
    }
}

fn person(content: &Content, agreed: &BTreeSet<Item>, today: NaiveDate) -> Party {
    let person = &content.person;
    let field = |text: &str, item: Item| if agreed.contains(&item) { Field::from(text) } else { Field::Withheld };
    Party {
        furigana: field(&person.furigana, Item::Name),
        name: field(&named(person), Item::Name),
        gender: person.gender.map(gender),
        gender_withheld: !agreed.contains(&Item::Gender),
        birth: birth(&person.birth, today),
        birth_withheld: !agreed.contains(&Item::Birth),
        postcode: field(&person.postcode, Item::Address),
        address: field(&person.address, Item::Address),
        phone_home: field(&person.phone_home, Item::Phone),
        phone_mobile: field(&person.phone_mobile, Item::Phone),
    }
}

/// A nickname is a name; where both are known the paper shows both.
fn named(profile: &Profile) -> String {
    match (profile.name.is_empty(), profile.nickname.is_empty()) {
        (true, _) => profile.nickname.clone(),
        (false, true) => profile.name.clone(),
        (false, false) => format!("{} ({})", profile.name, profile.nickname),
    }
}

fn gender(gender: people::Gender) -> Gender {
    match gender {
        people::Gender::Male => Gender::Male,
        people::Gender::Female => Gender::Female,
        people::Gender::Other => Gender::Other,
    }
}

fn birth(birth: &people::Birth, today: NaiveDate) -> Option<Birth> {
    let age = birth.age_on(today).map(|age| age.to_string()).unwrap_or_default();
    match birth.day.and_then(Wareki::from_date) {
        Some(day) => Some(Birth {
            era: match day.era {
                Era::Taisho => print::Era::Taisho,
                Era::Showa => print::Era::Showa,
                Era::Heisei => print::Era::Heisei,
                Era::Reiwa => print::Era::Reiwa,
                Era::Meiji => print::Era::Unstated,
            },
            year: day.year.to_string(),
            month: day.month.to_string(),
            day: day.day.to_string(),
            age,
        }),
        None if age.is_empty() => None,
        None => Some(Birth { age, ..Birth::default() }),
    }
}

fn caller(profile: &Profile) -> Caller {
    Caller {
        name: Field::from(named(profile)),
        relation: profile.relation.map(|relation| match relation {
            people::Relation::Family => Relation::Family(profile.relation_words.clone()),
            people::Relation::Other => Relation::Other(profile.relation_words.clone()),
        }),
        relation_withheld: false,
        address: Field::from(profile.address.as_str()),
        phone_home: Field::from(profile.phone_home.as_str()),
        phone_mobile: Field::from(profile.phone_mobile.as_str()),
    }
}

fn record(record: &Record) -> PaperRecord {
    PaperRecord {
        received_on: Field::from(record.received_on.as_str()),
        section: Field::from(record.section.as_str()),
        officer: Field::from(record.officer.as_str()),
        already_consulted: categories(&record.consulted),
        consulted_withheld: false,
        overview: Field::from(record.overview.as_str()),
        response: Field::from(record.response.as_str()),
        continues: record.continues,
        continues_withheld: false,
    }
}

fn categories(list: &[(Category, String)]) -> Vec<(print::Category, String)> {
    let paper = |category| match category {
        Category::Work => print::Category::Work,
        Category::Debt => print::Category::Debt,
        Category::HealthLife => print::Category::HealthLife,
        Category::Care => print::Category::Care,
        Category::Childcare => print::Category::Childcare,
        Category::Other => print::Category::Other,
    };
    list.iter().map(|(category, name)| (paper(*category), name.clone())).collect()
}

fn paper_hop(v: &Visit, hop: &Hop) -> PaperHop {
    let route = &hop.route;
    let text = |text: &String| Field::from(text.as_str());
    PaperHop {
        needed: categories(&route.needed),
        needed_withheld: false,
        booked_at: text(&route.booked_at),
        accompany: route.accompany,
        accompany_withheld: false,
        inside: Some(Inside {
            ka: text(&route.inside.section),
            kakari: text(&route.inside.unit),
            officer: text(&route.inside.officer),
            building: text(&route.inside.building),
            floor: text(&route.inside.floor),
        }),
        outside: Some(Outside {
            name: text(&route.outside.name),
            officer: text(&route.outside.officer),
            address: text(&route.outside.address),
            phone: text(&route.outside.phone),
        }),
        record: hop.record.as_ref().map(record),
        circulated_on: hop.circulated_on.map(|day| v.day(day)),
    }
}
