//! HSDS 3.0 `schedules[]` (Open Referral Human Services Data Specification).
//!
//! A schedule has `freq` (`WEEKLY` or `MONTHLY`), `interval`, `byday`, `bymonthday`, and no months,
//! holidays or exceptions. So a row is written for each rule and time; months become one row for
//! each run of months in the [horizon](super::Notice::last), dates one row a day, and what only
//! words can say stands in `notes`. `timezone` is a number in the specification: 9.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::loss::{Loss, beside_the_hours};
use super::notice::clock;
use super::regular::{Regular, Series};
use super::{Export, Notice};
use crate::hours::{Days, Months, OnHoliday, Times, WEEK, Weekdays};
use crate::words::{Lang, hours_in_words};

/// One row of `schedules`; the field names are those of the specification. The identifiers of the
/// row and of what it belongs to are the caller's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HsdsSchedule {
    /// First day it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<NaiveDate>,
    /// The first day of the recurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dtstart: Option<NaiveDate>,
    /// Hours ahead of UTC: a number by a defect of the specification.
    pub timezone: i8,
    /// The week begins on Monday.
    pub wkst: &'static str,
    /// `WEEKLY` or `MONTHLY`.
    pub freq: &'static str,
    /// Every n weeks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<u8>,
    /// `MO,TU` or `1TH,3TH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byday: Option<String>,
    /// `1,-1`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bymonthday: Option<String>,
    /// `10:00+09:00`
    pub opens_at: String,
    /// `18:00+09:00`; nothing if no end is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<String>,
    /// The words of the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// All of the hours in words, closing days included.
    pub notes: String,
}

/// Writes the schedules.
pub fn schedules(notice: &Notice<'_>) -> Export<Vec<HsdsSchedule>> {
    let regular = Regular::of(notice.block);
    let until = notice.last();
    let mut losses = beside_the_hours(notice.block);
    if notice.leaves_doubt() {
        losses.push(Loss::UnknownLeftOut);
    }
    if !regular.closures.is_empty() || regular.openings.iter().any(|series| series.on_holiday != OnHoliday::Keep) {
        losses.push(Loss::ClosuresInWords);
    }
    if notice.exceptions().next().is_some() {
        losses.push(Loss::ExceptionsInWords);
    }
    let words = hours_in_words(notice.block, Lang::Ja);
    let mut rows = Vec::new();
    for series in regular.openings.iter().filter(|series| !series.is_undated()) {
        let times = series.times.iter().filter(|times| !times.approximate);
        for times in times {
            let row = |recurs: Recurs, valid: (Option<NaiveDate>, Option<NaiveDate>)| {
                row(recurs, valid, *times, notice, &words)
            };
            let recurs = recurs(series).filter(|_| series.on_holiday != OnHoliday::Only);
            let valid = (series.from, series.to);
            match recurs {
                // Its own days all lie outside the block: it moves into it, and that is in the words.
                Some(_) if valid.1.is_some() && valid.1 < valid.0 => {}
                Some(recurs) if series.months == Months::ALL && series.seasons.is_empty() => {
                    rows.push(row(recurs, valid));
                }
                Some(recurs) if series.seasons.is_empty() => {
                    losses.push(Loss::DaysAsDates { until });
                    rows.extend(
                        runs_of_months(notice, series)
                            .into_iter()
                            .map(|(from, to)| row(recurs.clone(), (Some(from), Some(to)))),
                    );
                }
                Some(_) | None => {
                    if series.ends().is_none_or(|end| end > until) {
                        losses.push(Loss::DaysAsDates { until });
                    }
                    let days = super::ical::days_of(notice, series, *times);
                    rows.extend(
                        days.into_iter().map(|day| row(weekly(Weekdays::of(day.weekday())), (Some(day), Some(day)))),
                    );
                }
            }
        }
    }
    if rows.is_empty() {
        losses.push(Loss::NothingOpen);
    }
    Export::new(rows, losses)
}

/// The recurrence of a row.
#[derive(Clone)]
struct Recurs {
    freq: &'static str,
    interval: Option<u8>,
    dtstart: Option<NaiveDate>,
    byday: Option<String>,
    bymonthday: Option<String>,
}

fn weekly(days: Weekdays) -> Recurs {
    let byday = days.iter().map(name).collect::<Vec<_>>().join(",");
    Recurs { freq: "WEEKLY", interval: None, dtstart: None, byday: Some(byday), bymonthday: None }
}

fn recurs(series: &Series) -> Option<Recurs> {
    let monthly = Recurs { freq: "MONTHLY", interval: None, dtstart: None, byday: None, bymonthday: None };
    match &series.days {
        Days::Weekly(days) => Some(weekly(*days)),
        Days::EveryWeeks { every, days, anchor: Some(anchor) } => {
            Some(Recurs { interval: Some(*every), dtstart: Some(*anchor), ..weekly(*days) })
        }
        Days::NthWeekday { nth, days } => {
            let each = days.iter().flat_map(|day| nth.iter().map(move |n| format!("{n}{}", name(day))));
            Some(Recurs { byday: Some(each.collect::<Vec<_>>().join(",")), ..monthly })
        }
        Days::MonthDays(days) => {
            let days = days.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            Some(Recurs { bymonthday: Some(days), ..monthly })
        }
        _ => None,
    }
}

fn name(day: chrono::Weekday) -> &'static str {
    const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    NAMES[WEEK.iter().position(|known| *known == day).unwrap_or(0)]
}

fn row(
    recurs: Recurs,
    (valid_from, valid_to): (Option<NaiveDate>, Option<NaiveDate>),
    times: Times,
    notice: &Notice<'_>,
    notes: &str,
) -> HsdsSchedule {
    // A night is told by an end before the start.
    let time = |minutes: u16| format!("{}+09:00", clock(if minutes > 24 * 60 { minutes - 24 * 60 } else { minutes }));
    HsdsSchedule {
        valid_from,
        valid_to,
        dtstart: recurs.dtstart,
        timezone: 9,
        wkst: "MO",
        freq: recurs.freq,
        interval: recurs.interval,
        byday: recurs.byday,
        bymonthday: recurs.bymonthday,
        opens_at: time(times.start.minutes()),
        closes_at: times.end.map(|end| time(end.minutes())),
        description: notice.block.text_ja.clone(),
        notes: notes.to_owned(),
    }
}

/// The months of the series in the horizon, as runs of days within its validity.
fn runs_of_months(notice: &Notice<'_>, series: &Series) -> Vec<(NaiveDate, NaiveDate)> {
    let anchor = match series.days {
        Days::EveryWeeks { anchor, .. } => anchor,
        _ => None,
    };
    let holds = |day: &NaiveDate| {
        let within = series.from.max(anchor).is_none_or(|from| from <= *day) && series.to.is_none_or(|to| *day <= to);
        within && series.months.contains(day.month())
    };
    let days: Vec<NaiveDate> = notice.days().filter(holds).collect();
    let runs = days.chunk_by(|a, b| a.succ_opt() == Some(*b));
    runs.filter_map(|run| Some((*run.first()?, *run.last()?))).collect()
}
