//! Pairs: one gathering online and one in person every month, so that somebody who cannot leave the house does not have to
//! wait for the next but one. Whether both are there each month is looked at; what is missing is told to the editor. Pure.

use chrono::{Datelike, Months, NaiveDate};

use super::{Directory, gathering::Gathering};
use crate::platform::ids::MunicipalityId;

/// How many months ahead both should be there, this month included.
const MONTHS: u32 = 3;

/// A month for which one of a pair has no certain date.
pub struct Unpaired<'a> {
    pub gathering: &'a Gathering,
    /// The other one of the pair.
    pub other: &'a Gathering,
    /// The first days of the months in which `gathering` has no date.
    pub months: Vec<NaiveDate>,
}

impl Directory {
    /// The other one of a pair, whichever of the two names it.
    pub fn pair_of<'a>(&'a self, gathering: &'a Gathering) -> Option<&'a Gathering> {
        let named = gathering.facts.pair.as_ref().and_then(|slug| self.gathering_by_slug(slug));
        let names_this = |other: &&Gathering| other.facts.pair.as_ref() == Some(&gathering.slug);
        named.or_else(|| self.gatherings().iter().find(names_this)).filter(|other| other.id != gathering.id)
    }

    /// The gatherings of a town that belong to a pair and have no date in one of the coming months.
    pub fn unpaired(&self, town: MunicipalityId, today: NaiveDate) -> Vec<Unpaired<'_>> {
        let first = today.with_day(1).unwrap_or(today);
        let coming: Vec<NaiveDate> =
            (0..MONTHS).filter_map(|month| first.checked_add_months(Months::new(month))).collect();
        let of_town = self.gatherings().iter().filter(|gathering| gathering.is_of(town) && !gathering.has_ended());
        of_town
            .filter_map(|gathering| {
                let other = self.pair_of(gathering)?;
                let without = coming.iter().copied().filter(|month| !gathering.is_held_in(*month));
                let months: Vec<NaiveDate> = without.collect();
                (!months.is_empty()).then_some(Unpaired { gathering, other, months })
            })
            .collect()
    }
}
