//! Where there is violence or abuse (concern 18), address and telephone are for the staff named on the sheet, and nothing
//! goes to the household by itself: whoever came for the person may be the one they fear (S-095). One mark guards the
//! whole case, wherever it stands.

use std::collections::BTreeSet;

use sea_orm::ConnectionTrait;

use super::{
    application,
    model::{Concern, Content, Hop, Sheet, Status},
    store,
};
use crate::{
    accounts::Actor,
    people::Profile,
    platform::{
        App, Outcome,
        ids::{CaseId, StaffId},
        vault::Key,
    },
};

/// Whether somebody may be in danger where they live, as far as this one paper says.
pub fn is_guarded(content: &Content) -> bool {
    content.concerns.contains(&Concern::Violence)
}

/// Whether any sheet of the case, or the application of any of its threads, says so.
pub async fn case_is_guarded(conn: &impl ConnectionTrait, app: &App, key: &Key, case: CaseId) -> Result<bool, Outcome> {
    for id in store::sheets_of_case(conn, case).await? {
        if store::sheet(conn, key, id).await?.is_some_and(|sheet| is_guarded(&sheet.content)) {
            return Ok(true);
        }
    }
    let applications = application::of_case(conn, app, case).await?;
    Ok(applications.iter().any(|application| is_guarded(&application.content)))
}

/// Who reads where the parties of a guarded sheet live: whoever began it, and whom one of them named. A name that
/// somebody wrote into a box opens nothing; two people may have the same.
pub fn readers(sheet: &Sheet) -> BTreeSet<StaffId> {
    let mut readers = sheet.content.named.clone();
    readers.insert(sheet.begun_by);
    readers
}

/// Who reads it on every one of these sheets.
pub fn readers_of_all(sheets: &[Sheet]) -> BTreeSet<StaffId> {
    let (first, others) = match sheets {
        [] => return BTreeSet::new(),
        [first, others @ ..] => (readers(first), others),
    };
    others.iter().fold(first, |kept, sheet| kept.intersection(&readers(sheet)).copied().collect())
}

/// The same for the receiver's side: whoever took it on, and whom the sender named.
pub fn may_receive(actor: &Actor, sheet: &Sheet, hop: &Hop) -> bool {
    let took_it_on = match &hop.status {
        Status::Accepted { by, .. } => *by == actor.staff,
        Status::Drafted | Status::Sent(_) | Status::Declined { .. } | Status::TakenBack { .. } => false,
    };
    took_it_on || readers(sheet).contains(&actor.staff)
}

/// The content without address and telephone of anybody.
#[must_use]
pub fn hide(content: &Content) -> Content {
    let mut hidden = content.clone();
    for party in std::iter::once(&mut hidden.person).chain(&mut hidden.caller) {
        for place in [&mut party.postcode, &mut party.address, &mut party.phone_home, &mut party.phone_mobile] {
            place.clear();
        }
    }
    hidden
}

/// Keeps a known address or telephone where the box was left empty: for a guarded case, and where the sheet had nothing
/// there before, because an empty box that never showed anything takes nothing away.
pub fn keep(written: &mut Profile, known: &Profile, before: &Profile, guarded: bool) {
    let places = [
        (&mut written.postcode, &known.postcode, &before.postcode),
        (&mut written.address, &known.address, &before.address),
        (&mut written.phone_home, &known.phone_home, &before.phone_home),
        (&mut written.phone_mobile, &known.phone_mobile, &before.phone_mobile),
    ];
    for (written, known, before) in places {
        if written.is_empty() && (guarded || before.is_empty()) {
            written.clone_from(known);
        }
    }
}

/// What somebody wrote who could not read where the parties live: that stays as it was, and so does the mark that guards it.
#[must_use]
pub fn restore(mut written: Content, whole: &Content) -> Content {
    let places = |from: &Profile, to: &mut Profile| {
        to.postcode.clone_from(&from.postcode);
        to.address.clone_from(&from.address);
        to.phone_home.clone_from(&from.phone_home);
        to.phone_mobile.clone_from(&from.phone_mobile);
    };
    places(&whole.person, &mut written.person);
    if let Some(caller) = &whole.caller {
        places(caller, written.caller.get_or_insert_with(Default::default));
    }
    written.concerns.insert(Concern::Violence);
    written
}
