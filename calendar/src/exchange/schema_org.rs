//! schema.org `OpeningHoursSpecification`, for the JSON-LD of a public page.
//!
//! It knows weekdays and public holidays only. All else (nth weekdays, moved days, exceptions)
//! stands in `specialOpeningHoursSpecification` for the next 90 days. A closed day opens and
//! closes at 00:00. It cannot say "not known": such a day is written as closed, because a person
//! who finds a closed door may not come a second time.

use chrono::{Datelike, Duration, NaiveDate};
use serde::Serialize;

use super::loss::{Loss, beside_the_hours};
use super::notice::{Stretch, clock};
use super::regular::{Regular, Series};
use super::{Export, Notice};
use crate::hours::{Days, Months, OnHoliday, Silence, Weekdays};

/// How far ahead single days are written.
const SPECIAL_DAYS: i64 = 90;

/// The two properties of a place or a contact point.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OpeningHours {
    /// What holds every week.
    pub opening_hours_specification: Vec<Specification>,
    /// The days that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub special_opening_hours_specification: Vec<Specification>,
}

/// One `OpeningHoursSpecification`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Specification {
    /// Always `OpeningHoursSpecification`.
    #[serde(rename = "@type")]
    pub kind: &'static str,
    /// `https://schema.org/Monday`, …, `https://schema.org/PublicHolidays`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub day_of_week: Vec<&'static str>,
    /// `10:00`
    pub opens: String,
    /// `18:00`; before `opens`, it is on the next day. Nothing if no end is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes: Option<String>,
    /// First day it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Last day it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_through: Option<NaiveDate>,
}

const DAY: u16 = 24 * 60;
const DAYS: [&str; 7] = [
    "https://schema.org/Monday",
    "https://schema.org/Tuesday",
    "https://schema.org/Wednesday",
    "https://schema.org/Thursday",
    "https://schema.org/Friday",
    "https://schema.org/Saturday",
    "https://schema.org/Sunday",
];
const PUBLIC_HOLIDAYS: &str = "https://schema.org/PublicHolidays";

/// Writes what holds every week, and the days of the next 90 that differ from it.
pub fn opening_hours(notice: &Notice<'_>) -> Export<OpeningHours> {
    let regular = Regular::of(notice.block);
    let until = notice.first() + Duration::days(SPECIAL_DAYS - 1);
    let mut losses = beside_the_hours(notice.block);
    let mut hours = OpeningHours::default();
    let weekly: Vec<&Series> = regular.openings.iter().filter(|series| is_weekly(series)).collect();
    for series in &weekly {
        let Days::Weekly(days) = series.days else {
            continue;
        };
        for times in &series.times {
            hours.opening_hours_specification.push(Specification {
                day_of_week: days.iter().map(|day| DAYS[day.num_days_from_monday() as usize]).collect(),
                valid_from: series.from.filter(|from| *from > notice.first()),
                valid_through: series.to,
                ..specification((times.start.minutes(), times.end.map(|end| end.minutes())))
            });
        }
    }
    let closes = regular.closures.iter().any(|closure| closure.days == Days::Holidays && closure.is_plain());
    let silent = notice.block.not_stated.contains(&Silence::NationalHolidays);
    let rests = !weekly.is_empty() && (closes || silent);
    if rests {
        let closed = Specification { day_of_week: vec![PUBLIC_HOLIDAYS], ..closed() };
        hours.opening_hours_specification.push(closed);
    }
    for day in notice.first().iter_days().take(SPECIAL_DAYS as usize) {
        let mut truth = notice.on(day).open;
        let too_late = |(start, end): &Stretch| *start >= DAY || end.is_some_and(|end| end - start > DAY);
        if truth.iter().any(too_late) {
            truth.retain(|(start, _)| *start < DAY);
            for (start, end) in &mut truth {
                *end = end.map(|end| if end - *start > DAY { DAY } else { end });
            }
            losses.push(Loss::PastMidnight);
        }
        if truth == by_the_week(&weekly, rests, day) {
            continue;
        }
        let stretches: Vec<Specification> =
            if truth.is_empty() { vec![closed()] } else { truth.into_iter().map(specification).collect() };
        let dated = |said| Specification { valid_from: Some(day), valid_through: Some(day), ..said };
        hours.special_opening_hours_specification.extend(stretches.into_iter().map(dated));
    }
    losses.extend(later_losses(notice, &regular, closes, until));
    if hours == OpeningHours::default() {
        losses.push(Loss::NothingOpen);
    }
    Export::new(hours, losses)
}

/// What dates say only for the next 90 days.
fn later_losses(notice: &Notice<'_>, regular: &Regular, closes: bool, until: NaiveDate) -> Vec<Loss> {
    let mut losses = Vec::new();
    if notice.leaves_doubt() {
        losses.push(Loss::UnknownAsClosed);
    }
    let later = |series: &Series| series.ends().is_none_or(|end| end > until);
    for series in regular.openings.iter().filter(|series| !is_weekly(series) && later(series)) {
        losses.push(if series.moves() { Loss::MovesAsDates { until } } else { Loss::DaysAsDates { until } });
    }
    for closure in regular.closures.iter().filter(|closure| later(closure)) {
        match closure.on_holiday {
            OnHoliday::Move { .. } => losses.push(Loss::MovesAsDates { until }),
            OnHoliday::Keep if closes && closure.days == Days::Holidays => {}
            OnHoliday::Keep | OnHoliday::Skip | OnHoliday::Only => losses.push(Loss::ClosuresAsDates { until }),
        }
    }
    if notice.exceptions().any(|exception| exception.to > until) {
        losses.push(Loss::NothingAfter { until });
    }
    let national = crate::Holidays::national();
    let mut days = notice.days();
    if days.any(|day| national.is_holiday(day) != notice.holidays.is_holiday(day)) {
        losses.push(Loss::MunicipalDaysAsDates { until });
    }
    losses
}

/// Certain, every week of the year, holidays or not.
fn is_weekly(series: &Series) -> bool {
    let certain = !series.times.is_empty() && series.times.iter().all(|times| !times.approximate);
    let all_year = series.months == Months::ALL && series.seasons.is_empty();
    certain
        && all_year
        && !series.possible
        && series.on_holiday == OnHoliday::Keep
        && matches!(series.days, Days::Weekly(days) if days != Weekdays::NONE)
}

/// What the weekly part says of a day, as a reader takes it.
fn by_the_week(weekly: &[&Series], rests: bool, day: NaiveDate) -> Vec<Stretch> {
    if rests && crate::Holidays::national().is_holiday(day) {
        return Vec::new();
    }
    let holds = |series: &&&Series| {
        let from = series.from.is_none_or(|from| from <= day) && series.to.is_none_or(|to| day <= to);
        from && matches!(series.days, Days::Weekly(days) if days.contains(day.weekday()))
    };
    let times = weekly.iter().filter(holds).flat_map(|series| &series.times);
    let mut times: Vec<Stretch> = times.map(|t| (t.start.minutes(), t.end.map(|end| end.minutes()))).collect();
    times.sort_unstable();
    times
}

fn specification((start, end): Stretch) -> Specification {
    let closes = end.map(|end| match end {
        // The whole day is written up to its last minute.
        DAY if start == 0 => "23:59".to_owned(),
        DAY.. => clock(end - DAY).to_string(),
        _ => clock(end).to_string(),
    });
    Specification {
        kind: "OpeningHoursSpecification",
        day_of_week: Vec::new(),
        opens: clock(start).to_string(),
        closes,
        valid_from: None,
        valid_through: None,
    }
}

/// Closed all day.
fn closed() -> Specification {
    Specification { closes: Some("00:00".to_owned()), ..specification((0, None)) }
}
