//! On which terms one comes to a desk, in words: for whom it is, whether to book, what it costs.

use super::channel_word;
use crate::{
    directory::model::{desk::Desk, facts::Reservation},
    platform::web::Visit,
};

/// Who may come: residence, ages, how often.
pub fn who_words(v: &Visit, desk: &Desk) -> Vec<String> {
    let eligibility = &desk.facts.eligibility;
    let mut lines = Vec::new();
    if let Some(residence) = &eligibility.residence
        && let Some(scope) = residence.scope()
    {
        let key = if residence.applies_to.is_empty() { "desk-lives-in" } else { "desk-visit-lives-in" };
        lines.push(v.t1(key, "town", scope));
    } else {
        lines.push(v.t("desk-lives-anywhere"));
    }
    match &eligibility.age_text_ja {
        Some(printed) if eligibility.holds_everywhere() => lines.push(v.t1("desk-ages", "ages", printed)),
        Some(printed) => lines.push(v.t1("desk-visit-ages", "ages", printed)),
        None => lines.push(v.t("desk-all-ages")),
    }
    if let Some(months) = eligibility.min_duration_months {
        lines.push(v.t1("desk-visit-months", "months", months));
    }
    for quota in &desk.facts.quotas {
        let key = if quota.party == "family" { "desk-quota-family" } else { "desk-quota-person" };
        lines.push(v.t1(key, "max", quota.max));
    }
    lines
}

/// Whether one has to book.
pub fn booking_words(v: &Visit, desk: &Desk) -> Vec<String> {
    let facts = &desk.facts;
    if facts.reservation_applies_to.is_empty() {
        return vec![v.t(facts.reservation.key())];
    }
    let ways: Vec<String> = facts.reservation_applies_to.iter().map(|channel| channel_word(v, *channel)).collect();
    let others = v.t(Reservation::NotStated.key());
    vec![v.t1("desk-reservation-only", "way", ways.join(" ")), others]
}

/// What it costs; asking on the page costs nothing.
pub fn cost_words(v: &Visit, desk: &Desk) -> Vec<String> {
    let mut lines = fee_words(v, desk);
    lines.push(v.t("desk-fee-asking"));
    lines
}

/// What it costs, without what is true of the page alone.
pub fn fee_words(v: &Visit, desk: &Desk) -> Vec<String> {
    let fee = &desk.facts.fee;
    if fee.applies_to.is_empty() {
        return vec![v.t(fee.kind.key())];
    }
    let ways: Vec<String> = fee.applies_to.iter().map(|channel| channel_word(v, *channel)).collect();
    vec![v.t2("desk-fee-only", ("way", ways.join(" ")), ("fee", v.t(fee.kind.key())))]
}
