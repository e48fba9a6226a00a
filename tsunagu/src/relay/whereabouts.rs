//! Where there is violence or abuse (concern 18), address and telephone are for the staff named on the sheet, and nothing
//! goes to the household by itself: whoever came for the person may be the one they fear (S-095). Pure.

use super::model::{Concern, Content, Hop, Sheet, Status};
use crate::{accounts::Actor, people::Profile};

/// Whether somebody may be in danger where they live.
pub fn is_guarded(content: &Content) -> bool {
    content.concerns.contains(&Concern::Violence)
}

/// Whether the actor may read where the parties of `sheet` live: whoever began it, and whoever is named on it.
pub fn may_read(actor: &Actor, sheet: &Sheet) -> bool {
    let content = &sheet.content;
    !is_guarded(content)
        || sheet.begun_by == actor.staff
        || [&content.receiver, &content.record.officer].into_iter().any(|name| is_name_of(name, actor))
}

/// The same for the receiver's side: whoever took it on, and whom the sender named.
pub fn may_receive(actor: &Actor, content: &Content, hop: &Hop) -> bool {
    let took_it_on = match &hop.status {
        Status::Accepted { by, .. } => *by == actor.staff,
        Status::Drafted | Status::Sent(_) | Status::Declined { .. } | Status::TakenBack { .. } => false,
    };
    let named = [&hop.route.inside.officer, &hop.route.outside.officer];
    !is_guarded(content) || took_it_on || named.into_iter().any(|name| is_name_of(name, actor))
}

fn is_name_of(name: &str, actor: &Actor) -> bool {
    !name.is_empty() && name.trim() == actor.name
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

/// Keeps a known address or telephone where the box was left empty.
pub fn keep(written: &mut Profile, known: &Profile) {
    let places = [
        (&mut written.postcode, &known.postcode),
        (&mut written.address, &known.address),
        (&mut written.phone_home, &known.phone_home),
        (&mut written.phone_mobile, &known.phone_mobile),
    ];
    for (written, known) in places {
        if written.is_empty() {
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
