//! How fresh the facts of a record are: when each part was last made sure of, and when that is too long ago.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use crate::vocabulary;

vocabulary! {
    /// A part of a record that is made sure of by itself.
    pub enum Facet("facet") {
        /// What it is called, what it is, who runs it.
        About => "about",
        /// When it is open.
        Hours => "hours",
        /// Numbers and addresses by which it is reached.
        Contact => "contact",
        /// Where it is and how to get there.
        Place => "place",
        /// Who may come.
        Who => "who",
        /// What it costs and whether to book.
        Terms => "terms",
    }
}

/// For how many months a fact counts as checked, unless the town says otherwise.
pub const STALE_AFTER_MONTHS: u32 = 12;

/// When each part was last checked. A part that was never checked is not here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freshness {
    checked: BTreeMap<Facet, NaiveDate>,
    stale_after_months: u32,
}

impl Freshness {
    /// `whole`: when the record as a whole was last checked; single checks that are later count more.
    pub fn new(
        whole: Option<NaiveDate>,
        checks: impl IntoIterator<Item = (Facet, NaiveDate)>,
        stale_after_months: u32,
    ) -> Self {
        let mut checked: BTreeMap<Facet, NaiveDate> =
            whole.into_iter().flat_map(|day| Facet::ALL.iter().map(move |facet| (*facet, day))).collect();
        for (facet, day) in checks {
            let known = checked.entry(facet).or_insert(day);
            *known = day.max(*known);
        }
        Self { checked, stale_after_months }
    }

    pub fn checked(&self, facet: Facet) -> Option<NaiveDate> {
        self.checked.get(&facet).copied()
    }

    /// Checked once, but too long ago to promise by. What was never checked promises nothing either way: its page says
    /// that there is no record of a check.
    pub fn is_stale(&self, facet: Facet, day: NaiveDate) -> bool {
        let last = |checked: NaiveDate| checked.checked_add_months(Months::new(self.stale_after_months));
        self.checked(facet).and_then(last).is_some_and(|last| last < day)
    }

    /// The parts that are stale or were never checked.
    pub fn due(&self, day: NaiveDate) -> Vec<Facet> {
        let is_due = |facet: &Facet| self.checked(*facet).is_none() || self.is_stale(*facet, day);
        Facet::ALL.iter().copied().filter(is_due).collect()
    }

    /// The day up to which every part was checked; `None` if some part never was.
    pub fn whole(&self) -> Option<NaiveDate> {
        let all: Option<Vec<NaiveDate>> = Facet::ALL.iter().map(|facet| self.checked(*facet)).collect();
        all.and_then(|days| days.into_iter().min())
    }
}
