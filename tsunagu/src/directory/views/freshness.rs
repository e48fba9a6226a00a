//! When the facts of a record were last made sure of, in words.

use chrono::NaiveDate;

use crate::{
    directory::model::freshness::{Facet, Freshness},
    platform::web::Visit,
};

/// The day on which the whole was checked, the parts that were checked later, the parts that are too old. Empty if
/// nothing ever was.
pub fn checked_words(v: &Visit, freshness: &Freshness, today: NaiveDate) -> Vec<String> {
    let whole = freshness.whole();
    let mut lines: Vec<String> = whole.iter().map(|day| v.t1("desk-checked", "day", v.day(*day))).collect();
    for facet in Facet::ALL {
        let Some(day) = freshness.checked(*facet) else { continue };
        let key = match (freshness.is_stale(*facet, today), whole) {
            (true, _) => "desk-stale",
            (false, Some(whole)) if day <= whole => continue,
            (false, _) => "desk-checked-part",
        };
        lines.push(v.t2(key, ("part", v.t(facet.key())), ("day", v.day(day))));
    }
    lines
}
