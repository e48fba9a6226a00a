//! Sending: to whom, which items, and what is missing when the consent does not cover it.

use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::StatusCode,
};

use super::{
    super::{
        actions::{self, NotSent, SheetFile},
        model::Status,
    },
    id, with_status,
};
use crate::{
    accounts::Actor,
    casework::{Gap, Item, Missing, Standing},
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Outcome, Refusal,
        ids::{CaseId, OrganizationId, SheetId},
        web::{Submitted, Visit, page, see},
    },
};

#[derive(Template)]
#[template(path = "relay/templates/sending.html")]
struct SendingPage {
    v: Visit,
    actor: Actor,
    id: SheetId,
    case: CaseId,
    offices: Vec<(OrganizationId, String)>,
    items: Vec<Item>,
    to: Option<OrganizationId>,
    chosen: BTreeSet<Item>,
    key: String,
    missing: Vec<String>,
    /// Offices the person has been to, each with its kind.
    consulted: Vec<String>,
    again: String,
    /// The destination is one of them, and no reason is written.
    refusal: Option<Refusal>,
}

impl SendingPage {
    fn has(&self, item: &Item) -> bool {
        self.chosen.contains(item)
    }
    fn goes_to(&self, office: &OrganizationId) -> bool {
        self.to == Some(*office)
    }
}

pub async fn sending_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(sheet): Path<String>,
) -> Answer {
    let file = actions::look(&app, &actor, id(&sheet)?, "relay.read").await?;
    let directory = shelf.current(&app).await?;
    // What has been agreed already is what a sender most likely means.
    let today = v.now.today();
    let current = file.consents.iter().rev().find(|consent| consent.standing(today) == Standing::Holds);
    let to = current.and_then(|consent| consent.recipients.first().copied());
    let items = file.sheet.content.items();
    let chosen = current.map_or(items.clone(), |consent| consent.items.intersection(&items).copied().collect());
    let key = v.form_key();
    page(&sending_form(v, actor, &directory, &file, (to, chosen), key))
}

fn sending_form(
    v: Visit,
    actor: Actor,
    directory: &Arc<Directory>,
    file: &SheetFile,
    (to, chosen): (Option<OrganizationId>, BTreeSet<Item>),
    key: String,
) -> SendingPage {
    let offices = directory
        .organizations_of(file.case.municipality)
        .into_iter()
        .filter(|office| office.id != actor.organization)
        .map(|office| (office.id, office.name.clone()))
        .collect();
    let items = file.sheet.content.items().into_iter().collect();
    SendingPage {
        id: file.sheet.id,
        case: file.case.id,
        offices,
        items,
        to,
        chosen,
        key,
        missing: Vec::new(),
        consulted: consulted(&v, directory, file),
        again: String::new(),
        refusal: None,
        v,
        actor,
    }
}

/// Where the person has been: what the record says, and who took a sheet on.
fn consulted(v: &Visit, directory: &Directory, file: &SheetFile) -> Vec<String> {
    let written = file.sheet.content.record.consulted.iter().map(|(category, name)| {
        let kind = v.t(category.key());
        if name.is_empty() { kind } else { v.t2("sending-consulted-office", ("category", kind), ("name", name)) }
    });
    let sent = file.hops.iter().filter_map(|hop| match &hop.status {
        Status::Accepted { sending, .. } => directory.organization(sending.to),
        Status::Declined { .. } | Status::Drafted | Status::Sent(_) | Status::TakenBack { .. } => None,
    });
    written.chain(sent.map(|office| office.name.clone())).collect()
}

pub async fn send(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(sheet): Path<String>,
    form: Submitted,
) -> Answer {
    let sheet: SheetId = id(&sheet)?;
    let once = form.once(&app.vault, "relay.send")?;
    let directory = shelf.current(&app).await?;
    let to: Option<OrganizationId> = form.code("to");
    let items: BTreeSet<Item> = form.codes("item").into_iter().collect();
    let again = form.get("again").to_owned();
    let result = match to {
        Some(to) => actions::send(&app, &directory, &actor, sheet, (to, items.clone(), again.clone()), once).await,
        None => Err(Refusal::new("refused-sheet-no-receiver").into()),
    };
    let mut refusal = None;
    let missing = match result {
        Ok(()) => return Ok(see(&format!("/sheets/{sheet}"))),
        Err(NotSent::Outcome(Outcome::Refused(why))) if why.key == "refused-sheet-consulted-before" => {
            refusal = Some(why);
            Vec::new()
        }
        Err(NotSent::NoGround(missing)) => missing_in_words(&v, &directory, to, &missing),
        Err(NotSent::Outcome(Outcome::Refused(refusal))) => vec![v.refusal(&refusal)],
        Err(NotSent::Outcome(other)) => return Err(other),
    };
    let file = actions::look(&app, &actor, sheet, "relay.read").await?;
    let key = form.get("form").to_owned();
    let form = sending_form(v, actor, &directory, &file, (to, items), key);
    with_status(StatusCode::UNPROCESSABLE_ENTITY, page(&SendingPage { missing, again, refusal, ..form })?)
}

/// What the consents do not cover, one sentence each.
fn missing_in_words(v: &Visit, directory: &Directory, to: Option<OrganizationId>, missing: &Missing) -> Vec<String> {
    let gap: &Gap = match missing {
        Missing::NoConsent => return vec![v.t("sheet-missing-consent")],
        Missing::Gap(gap) => gap,
    };
    let office = to.and_then(|to| directory.organization(to)).map(|office| office.name.clone()).unwrap_or_default();
    let mut sentences = Vec::new();
    if gap.withdrawn {
        sentences.push(v.t("sheet-missing-withdrawn"));
    }
    if let Some(day) = gap.expired_on {
        sentences.push(v.t1("sheet-missing-expired", "day", v.day(day)));
    }
    if gap.not_yet {
        sentences.push(v.t("sheet-missing-not-yet"));
    }
    if gap.recipient {
        sentences.push(v.t1("sheet-missing-recipient", "organization", office));
    }
    if !gap.items.is_empty() {
        let items: Vec<String> = gap.items.iter().map(|item| v.t(item.key())).collect();
        sentences.push(v.t1("sheet-missing-items", "items", items.join(&v.t("list-comma"))));
    }
    sentences
}
