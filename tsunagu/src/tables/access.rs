//! Who may take tables in: whoever keeps public pages true, for their own municipality. A table that was sent is seen by whoever sent
//! it and by nobody else. What goes out is public.

use crate::{
    accounts::{Actor, Duty},
    platform::Outcome,
};

/// Answers with `Denied` unless `actor` may take tables in.
pub fn may(actor: &Actor) -> Result<(), Outcome> {
    actor.must(Duty::EditPages)
}
