//! Recording what was agreed, and taking it back; a consent in words.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
};
use chrono::NaiveDate;

use super::{id, refused};
use crate::{
    accounts::{Actor, Duty},
    casework::{
        actions::{self, CaseFile, consents},
        model::{
            Faults,
            consent::{self, Consent, GivenBy, GivenHow, Item, NewConsent, Standing},
        },
    },
    directory::{Directory, Shelf},
    platform::{
        Answer, App, Lang, Outcome, Refusal, clock,
        ids::{CaseId, ConsentId, OrganizationId},
        web::{Submitted, Visit, page, see},
    },
};

/// A consent as it was typed, to give back.
#[derive(Default)]
struct TypedConsent {
    new: NewConsent,
    given_on: String,
    until: String,
}

impl TypedConsent {
    /// Reads the form. Organisations that were not offered are left out, like codes nobody offered.
    fn read(form: &Submitted, v: &Visit, offices: &[(OrganizationId, String)]) -> (Self, Faults) {
        let mut faults = Faults::default();
        let offered = |id: &OrganizationId| offices.iter().any(|(office, _)| office == id);
        let new = NewConsent {
            recipients: form.codes("recipient").into_iter().filter(offered).collect(),
            items: form.codes::<Item>("item").into_iter().collect(),
            purpose: form.get("purpose").trim().to_owned(),
            witness: form.get("witness").trim().to_owned(),
            given_by: form.code("given_by"),
            given_how: form.code("given_how"),
            given_on: day(form, v, ("given_on", "given_on_read"), &mut faults),
            until: day(form, v, ("until", "until_read"), &mut faults),
        };
        (Self { new, given_on: form.get("given_on").to_owned(), until: form.get("until").to_owned() }, faults)
    }
}

/// A day as typed in either calendar. One whose era or weekday does not fit comes back once with the day it was read as;
/// sent again unchanged (`read` holds that day), it is taken.
fn day(
    form: &Submitted,
    v: &Visit,
    (field, read): (&'static str, &'static str),
    faults: &mut Faults,
) -> Option<NaiveDate> {
    let typed = form.text(field)?;
    let short: String = typed.chars().take(30).collect();
    let reading = calendar::wareki::parse(&typed).ok();
    let Some(day) = reading.as_ref().and_then(calendar::wareki::Reading::day) else {
        faults.add(field, Refusal::new("refused-consent-day-unread").with("typed", short));
        return None;
    };
    let doubtful = reading.is_some_and(|reading| !reading.warnings.is_empty());
    if doubtful && form.get(read) != day.to_string() {
        faults.add(field, Refusal::new("refused-consent-day-doubtful").with("typed", short).with("day", v.day(day)));
    }
    Some(day)
}

#[derive(Template)]
#[template(path = "casework/templates/consent.html")]
struct ConsentPage {
    v: Visit,
    actor: Actor,
    case: CaseId,
    number: String,
    called: String,
    offices: Vec<(OrganizationId, String)>,
    typed: TypedConsent,
    faults: Faults,
    key: String,
}

impl ConsentPage {
    /// The printed sentence stays as it is printed, whatever language the page is in.
    fn sentence(&self) -> String {
        Lang::Ja.t("consent-sentence")
    }

    fn translated(&self) -> Option<String> {
        (self.v.lang == Lang::En).then(|| self.v.t("consent-sentence"))
    }

    /// How many years a consent may last.
    fn longest(&self) -> u32 {
        consent::LONGEST_YEARS
    }

    fn items(&self) -> &'static [Item] {
        Item::ALL
    }

    fn givers(&self) -> &'static [GivenBy] {
        GivenBy::ALL
    }

    fn ways(&self) -> &'static [GivenHow] {
        GivenHow::ALL
    }

    fn has_recipient(&self, office: &OrganizationId) -> bool {
        self.typed.new.recipients.contains(office)
    }

    fn has_item(&self, item: &Item) -> bool {
        self.typed.new.items.contains(item)
    }

    fn was_given_by(&self, giver: &GivenBy) -> bool {
        self.typed.new.given_by == Some(*giver)
    }

    fn was_given(&self, way: &GivenHow) -> bool {
        self.typed.new.given_how == Some(*way)
    }

    fn read_as(&self, day: &Option<NaiveDate>) -> String {
        day.map(|day| day.to_string()).unwrap_or_default()
    }

    fn fault(&self, field: &str) -> Option<&Refusal> {
        self.faults.of(field)
    }
}

pub async fn consent_page(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(case): Path<String>,
) -> Answer {
    let (file, offices) = for_consent(&app, &shelf, &actor, id(&case)?).await?;
    let typed = TypedConsent { given_on: v.now.today().to_string(), ..TypedConsent::default() };
    let key = v.form_key();
    page(&consent_form(v, actor, &file, offices, (typed, Faults::default()), key))
}

/// The case, and the organisations of its municipality to which something could be handed on.
async fn for_consent(
    app: &App,
    shelf: &Shelf,
    actor: &Actor,
    case: CaseId,
) -> Result<(CaseFile, Vec<(OrganizationId, String)>), Outcome> {
    let file = actions::look(app, actor, case).await?;
    actor.must(Duty::RecordConsent)?;
    let directory: Arc<Directory> = shelf.current(app).await?;
    let offices = directory
        .organizations_of(file.case.municipality)
        .into_iter()
        .filter(|office| office.id != actor.organization)
        .map(|office| (office.id, office.name.clone()))
        .collect();
    Ok((file, offices))
}

fn consent_form(
    v: Visit,
    actor: Actor,
    file: &CaseFile,
    offices: Vec<(OrganizationId, String)>,
    (typed, faults): (TypedConsent, Faults),
    key: String,
) -> ConsentPage {
    let (case, number, called) = (file.case.id, file.case.number.clone(), file.called().to_owned());
    ConsentPage { v, actor, case, number, called, offices, typed, faults, key }
}

pub async fn record_consent(
    State(app): State<App>,
    Extension(shelf): Extension<Shelf>,
    v: Visit,
    actor: Actor,
    Path(case): Path<String>,
    form: Submitted,
) -> Answer {
    let once = form.once(&app.vault, "casework.consent")?;
    let (file, offices) = for_consent(&app, &shelf, &actor, id(&case)?).await?;
    let (typed, unread) = TypedConsent::read(&form, &v, &offices);
    let faults = match typed.new.clone().check(v.now.today()) {
        Ok(terms) if unread.is_empty() => {
            consents::record_consent(&app, &actor, file.case.id, terms, once).await?;
            return Ok(see(&format!("/cases/{}", file.case.id)));
        }
        Ok(_) => unread,
        Err(faults) => unread.and(faults),
    };
    let key = form.get("form").to_owned();
    refused(page(&consent_form(v, actor, &file, offices, (typed, faults), key))?)
}

pub async fn withdraw_consent(
    State(app): State<App>,
    actor: Actor,
    Path(consent): Path<String>,
    form: Submitted,
) -> Answer {
    let consent: ConsentId = id(&consent)?;
    let once = form.once(&app.vault, "casework.withdraw")?;
    let case = consents::withdraw_consent(&app, &actor, consent, once).await?;
    Ok(see(&format!("/cases/{case}")))
}

/// A consent in words, for pages.
pub struct ConsentLine {
    pub id: ConsentId,
    /// "Holds until …", "withdrawn on …".
    pub standing: String,
    pub holds: bool,
    /// It may still be taken back (also before its first and after its last day).
    pub withdrawable: bool,
    pub recipients: Vec<String>,
    pub items: Vec<String>,
    pub purpose: String,
    /// Who gave it, how and when.
    pub given: String,
    pub until: String,
    pub witness: String,
}

impl ConsentLine {
    pub fn of(v: &Visit, directory: &Directory, consent: &Consent) -> Self {
        let standing = consent.standing(v.now.today());
        let until = v.day(consent.until);
        let name =
            |id: &OrganizationId| directory.organization(*id).map(|office| office.name.clone()).unwrap_or_default();
        let (by, how) = (v.t(consent.given_by.key()), v.t(consent.given_how.key()));
        let given_on = v.day(consent.given_on);
        Self {
            id: consent.id,
            standing: match standing {
                Standing::NotYet => v.t1("consent-not-yet", "day", &given_on),
                Standing::Holds => v.t1("consent-holds", "day", &until),
                Standing::Ended => v.t1("consent-ended", "day", &until),
                Standing::Withdrawn(at) => v.t1("consent-withdrawn", "day", v.day(clock::local(at).date())),
            },
            holds: standing == Standing::Holds,
            withdrawable: consent.withdrawn_at.is_none(),
            recipients: consent.recipients.iter().map(name).collect(),
            items: consent.items.iter().map(|item| v.t(item.key())).collect(),
            purpose: consent.purpose.clone(),
            given: v.lang.with("consent-given-line", &[("by", &by), ("how", &how), ("day", &given_on)]),
            until,
            witness: consent.witness.clone(),
        }
    }
}
