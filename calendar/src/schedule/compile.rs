//! From the notice as read to the checked plan; the first fault stops with its place.

use chrono::NaiveDate;

use super::facts::{nth_bit, of_year};
use super::fault::{Fault, FaultKind};
use super::frame::Minutes;
use super::plan::{BlockPlan, Opening, Shut, Stretch, number};
use super::recurrence::{DaySet, Doubt, Recurrence};
use crate::clock::ClockTime;
use crate::hours::{Closure, Days, HoursBlock, MonthDay, MoveTo, OnHoliday, Pattern, Rule, Silence, Times, Weekdays};

const DAY: u16 = 24 * 60;

/// Where we are in the input; printed only when something is wrong.
pub(super) struct Place<'a>(pub(super) &'a dyn Fn() -> String);

impl Place<'_> {
    pub(super) fn fault(&self, field: &str, kind: FaultKind) -> Fault {
        Fault { field: format!("{}.{field}", (self.0)()), kind }
    }
}

pub(super) fn block(index: usize, block: &HoursBlock) -> Result<BlockPlan, Fault> {
    let first = block.valid_from.map(|d| d.first_day());
    let last = block.valid_to.map(|d| d.last_day());
    if let (Some(from), Some(to)) = (first, last)
        && to < from
    {
        let place = || format!("blocks[{index}]");
        return Err(Place(&place).fault("valid_to", FaultKind::EndsBeforeStart { from, to }));
    }
    let mut plan = BlockPlan {
        first,
        last,
        openings: Vec::new(),
        undated: Vec::new(),
        shuts: Vec::new(),
        shuts_parts: false,
        is_regular: false,
        silent_on_holidays: block.not_stated.contains(&Silence::NationalHolidays),
        silent_on_year_end: block.not_stated.contains(&Silence::YearEnd),
        tentative: block.tentative,
        booking: block.booking,
        follows_other: block.same_as_desk.is_some() || block.relative_to.is_some(),
    };
    for (i, rule) in block.rules.iter().enumerate() {
        let place = || format!("blocks[{index}].rules[{i}]");
        let opening = opening(rule, &Place(&place))?;
        let list = if opening.doubt().is_some() { &mut plan.undated } else { &mut plan.openings };
        list.push(opening);
    }
    for (i, closure) in block.closures.iter().enumerate() {
        let place = || format!("blocks[{index}].closures[{i}]");
        plan.shuts.push(shut(closure, &Place(&place))?);
    }
    plan.is_regular = plan.openings.iter().any(|opening| !opening.is_dated);
    plan.shuts_parts = plan.shuts.iter().any(|shut| !shut.windows.is_empty());
    never_open(index, block)?;
    Ok(plan)
}

/// A rule whose every weekday is also a closing day contradicts its notice.
fn never_open(index: usize, block: &HoursBlock) -> Result<(), Fault> {
    let closed = |closure: &Closure| match &closure.pattern {
        Pattern { days: Days::Weekly(days), within, on_holiday: OnHoliday::Keep, possible: false }
            if closure.times.is_empty() && *within == crate::hours::Within::default() =>
        {
            *days
        }
        Pattern { days: Days::Daily, within, on_holiday: OnHoliday::Keep, possible: false }
            if closure.times.is_empty() && *within == crate::hours::Within::default() =>
        {
            Weekdays::ALL
        }
        _ => Weekdays::NONE,
    };
    let closed = block.closures.iter().map(closed).fold(Weekdays::NONE, Weekdays::or);
    for (i, rule) in block.rules.iter().enumerate() {
        if let Days::Weekly(days) | Days::NthWeekday { days, .. } | Days::EveryWeeks { days, .. } = &rule.pattern.days
            && rule.pattern.on_holiday == OnHoliday::Keep
            && !rule.pattern.possible
            && days.without(closed).is_empty()
        {
            let place = || format!("blocks[{index}].rules[{i}]");
            return Err(Place(&place).fault("days", FaultKind::NeverOpen));
        }
    }
    Ok(())
}

fn opening(rule: &Rule, place: &Place<'_>) -> Result<Opening, Fault> {
    let recurrence = recurrence(&rule.pattern, place)?;
    let mut times = rule.times.iter().map(|t| stretch(t, place)).collect::<Result<Vec<_>, Fault>>()?;
    match rule.pattern.days {
        Days::Always => times = vec![Stretch { start: 0, end: Some(DAY), doors: 0, last_entry: None, about: false }],
        // Something happens in this part of the day, or at any time.
        Days::Frequency(_) | Days::Irregular { .. } | Days::OnRequest if times.is_empty() => {
            times = vec![Stretch { start: 0, end: Some(DAY), doors: 0, last_entry: None, about: false }];
        }
        _ => {}
    }
    let is_dated = matches!(rule.pattern.days, Days::Dates(_));
    let knows_holidays = is_dated
        || rule.pattern.on_holiday != OnHoliday::Keep
        || matches!(rule.pattern.days, Days::Holidays | Days::DayAfterHoliday);
    let around = times.iter().map(Stretch::minutes).reduce(Minutes::around);
    // A day without a time: any minute of it.
    let minutes = around.unwrap_or(Minutes { from: 0, to: DAY });
    Ok(Opening { recurrence, times: times.into(), minutes, knows_holidays, is_dated })
}

fn shut(closure: &Closure, place: &Place<'_>) -> Result<Shut, Fault> {
    let recurrence = recurrence(&closure.pattern, place)?;
    let windows = closure.times.iter().map(|times| {
        let stretch = stretch(times, place)?;
        Ok((stretch.start, stretch.end.unwrap_or(DAY)))
    });
    Ok(Shut { recurrence, windows: windows.collect::<Result<Vec<_>, Fault>>()?.into() })
}

fn recurrence(pattern: &Pattern, place: &Place<'_>) -> Result<Recurrence, Fault> {
    let within = &pattern.within;
    let first = within.from.map(|date| date.first_day());
    let last = within.to.map(|date| date.last_day());
    if let (Some(from), Some(to)) = (first, last)
        && to < from
    {
        return Err(place.fault("valid_to", FaultKind::EndsBeforeStart { from, to }));
    }
    if within.months.bits() == 0 {
        return Err(place.fault("months", FaultKind::Empty("choose at least one month, 1 to 12")));
    }
    if let (Days::EveryWeeks { anchor: Some(anchor), .. } | Days::EveryDays { anchor, .. }, Some(last)) =
        (&pattern.days, last)
        && last < *anchor
    {
        return Err(place.fault("anchor", FaultKind::AnchorAfterEnd { anchor: *anchor, last }));
    }
    if let OnHoliday::Move { to: MoveTo::Nth(day), .. } = pattern.on_holiday {
        one_nth(day.nth, "if_national_holiday.nth", place)?;
    }
    let season = |season: &crate::hours::Season| {
        Ok((of_year(existing(season.from, "seasons.from", place)?), of_year(existing(season.to, "seasons.to", place)?)))
    };
    Ok(Recurrence {
        days: day_set(&pattern.days, place)?,
        months: within.months.bits(),
        seasons: within.seasons.iter().map(season).collect::<Result<Vec<_>, Fault>>()?.into(),
        first: first.unwrap_or(NaiveDate::MIN),
        last: last.unwrap_or(NaiveDate::MAX),
        on_holiday: pattern.on_holiday,
        possible: pattern.possible,
    })
}

fn day_set(days: &Days, place: &Place<'_>) -> Result<DaySet, Fault> {
    let undated = |doubt| DaySet::Undated { doubt, days: Weekdays::ALL.bits() };
    Ok(match days {
        Days::Daily => DaySet::Weekly(Weekdays::ALL.bits()),
        Days::Weekly(days) => DaySet::Weekly(weekdays(*days, place)?),
        Days::NthWeekday { nth, days } => DaySet::Nth { nth: nths(nth, place)?, days: weekdays(*days, place)? },
        Days::WeekOfMonth { weeks, days } => {
            let weeks = weeks.iter().try_fold(0u16, |bits, week| match week {
                1..=6 => Ok(bits | 1 << week),
                other => Err(place.fault("weeks", FaultKind::NthOutOfRange(*other))),
            })?;
            DaySet::WeekOfMonth { weeks, days: weekdays(*days, place)? }
        }
        Days::EveryWeeks { every, days, anchor } => {
            if !(2..=26).contains(every) {
                return Err(place.fault("every", FaultKind::IntervalOutOfRange { every: (*every).into(), longest: 26 }));
            }
            let days = weekdays(*days, place)?;
            DaySet::EveryWeeks { every: (*every).into(), days, first: anchor.map(number) }
        }
        Days::EveryDays { every, anchor } => {
            if !(2..=366).contains(every) {
                return Err(place.fault("every", FaultKind::IntervalOutOfRange { every: *every, longest: 366 }));
            }
            DaySet::EveryDays { every: (*every).into(), first: number(*anchor) }
        }
        Days::MonthDays(days) => DaySet::MonthDays(counted(days, 31, "month_days", place)?),
        Days::BusinessDays(nth) => DaySet::BusinessDays(counted(nth, 23, "nth", place)?),
        Days::Dates(dates) => {
            let mut dates = dates.clone();
            if dates.is_empty() {
                return Err(place.fault("dates", FaultKind::Empty("give at least one date")));
            }
            dates.sort_unstable();
            dates.dedup();
            DaySet::Dates(dates.into())
        }
        Days::YearlessDates(dates) => {
            let dates = dates.iter().map(|day| Ok(of_year(existing(*day, "yearless_dates", place)?)));
            let mut dates = dates.collect::<Result<Vec<u16>, Fault>>()?;
            dates.sort_unstable();
            DaySet::Yearless(dates.into())
        }
        Days::Annual { from, to, stated } => DaySet::Annual {
            from: of_year(existing(*from, "from", place)?),
            to: of_year(existing(*to, "to", place)?),
            stated: *stated,
        },
        Days::Period { from, to } => {
            let (from, to) = (from.map(|d| d.first_day()), to.map(|d| d.last_day()));
            if let (Some(from), Some(to)) = (from, to)
                && to < from
            {
                return Err(place.fault("to", FaultKind::EndsBeforeStart { from, to }));
            }
            DaySet::Period { first: from.unwrap_or(NaiveDate::MIN), last: to.unwrap_or(NaiveDate::MAX) }
        }
        Days::Holidays => DaySet::Holidays,
        Days::DayAfterHoliday => DaySet::DayAfterHoliday,
        Days::Irregular { days } if days.is_empty() => undated(Doubt::Irregular),
        Days::Irregular { days } => DaySet::Undated { doubt: Doubt::IrregularOn, days: days.bits() },
        Days::Frequency(_) => undated(Doubt::Frequency),
        Days::OnRequest => undated(Doubt::OnRequest),
        Days::Always => DaySet::Always,
    })
}

/// A time of day, checked.
pub(super) fn stretch(times: &Times, place: &Place<'_>) -> Result<Stretch, Fault> {
    let Times { start, end, past_midnight, doors_open, last_entry, approximate } = *times;
    if start >= ClockTime::MIDNIGHT {
        return Err(place.fault("start", FaultKind::StartBeyondDay(start)));
    }
    if let Some(end) = end {
        let kind = if end <= start {
            Some(FaultKind::EndNotAfterStart { start, end })
        } else if end > ClockTime::MIDNIGHT && !past_midnight {
            Some(FaultKind::BeyondMidnight(end))
        } else if end.minutes() - start.minutes() > DAY {
            Some(FaultKind::LongerThanADay { start, end })
        } else {
            None
        };
        if let Some(kind) = kind {
            return Err(place.fault("end", kind));
        }
    }
    if let Some(doors_open) = doors_open.filter(|doors| *doors > start) {
        return Err(place.fault("doors_open", FaultKind::DoorsAfterStart { doors_open, start }));
    }
    let outside = |last: &ClockTime| *last < start || end.is_some_and(|end| end < *last);
    if let Some(last_entry) = last_entry.filter(outside) {
        return Err(place.fault("last_entry", FaultKind::LastEntryOutside { last_entry, start }));
    }
    Ok(Stretch {
        start: start.minutes(),
        end: end.map(ClockTime::minutes),
        doors: doors_open.unwrap_or(start).minutes(),
        last_entry: last_entry.map(ClockTime::minutes),
        about: approximate,
    })
}

fn weekdays(days: Weekdays, place: &Place<'_>) -> Result<u8, Fault> {
    if days.is_empty() {
        let kind = FaultKind::Empty("choose at least one of mon, tue, wed, thu, fri, sat, sun");
        return Err(place.fault("days", kind));
    }
    Ok(days.bits())
}

fn nths(nths: &[i8], place: &Place<'_>) -> Result<u16, Fault> {
    if nths.is_empty() {
        let kind = FaultKind::Empty("choose at least one of 1 to 5, or -1 (the last) to -5");
        return Err(place.fault("nth", kind));
    }
    nths.iter().try_fold(0, |mask, n| Ok(mask | nth_bit(one_nth(*n, "nth", place)?)))
}

fn one_nth(n: i8, field: &str, place: &Place<'_>) -> Result<i8, Fault> {
    if n == 0 || !(-5..=5).contains(&n) {
        return Err(place.fault(field, FaultKind::NthOutOfRange(n)));
    }
    Ok(n)
}

/// Counts from the beginning as bits 1 to 31, from the end as bits 33 to 63.
fn counted(numbers: &[i8], longest: i8, field: &str, place: &Place<'_>) -> Result<u64, Fault> {
    if numbers.is_empty() {
        return Err(place.fault(field, FaultKind::Empty("choose at least one number, or -1 for the last")));
    }
    numbers.iter().try_fold(0u64, |bits, n| match *n {
        0 => Err(place.fault(field, FaultKind::DayOutOfRange { given: 0, longest })),
        n if n > longest || n < -longest => Err(place.fault(field, FaultKind::DayOutOfRange { given: n, longest })),
        n if n > 0 => Ok(bits | 1 << n),
        n => Ok(bits | 1 << (32 - n)),
    })
}

fn existing(day: MonthDay, field: &str, place: &Place<'_>) -> Result<MonthDay, Fault> {
    if day.exists() { Ok(day) } else { Err(place.fault(field, FaultKind::NoSuchDay(day))) }
}
