//! From the notice as read to the checked plan; the first fault stops with its place.

use chrono::Weekday;

use super::fault::{Fault, FaultKind};
use super::plan::{BlockPlan, Days, Doubt, DoubtKind, Opening, Shut, Stretch, nth_bit, weekday_bit};
use crate::clock::ClockTime;
use crate::hours::{Closure, HoursBlock, MonthDay, NthDay, Rule, Silence};

const DAY: u16 = 24 * 60;
const EVERY_WEEKDAY: u8 = 0b111_1111;
const EVERY_MONTH: u16 = 0b1_1111_1111_1110;

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
        doubts: Vec::new(),
        shuts: Vec::new(),
        silent_on_holidays: block.not_stated.contains(&Silence::NationalHolidays),
        silent_on_year_end: block.not_stated.contains(&Silence::YearEnd),
        tentative: block.tentative,
        follows_other: block.same_as_desk.is_some() || block.relative_to.is_some(),
    };
    for (i, rule) in block.rules.iter().enumerate() {
        let place = || format!("blocks[{index}].rules[{i}]");
        add_rule(&mut plan, rule, &Place(&place))?;
    }
    for (i, closure) in block.closures.iter().enumerate() {
        let place = || format!("blocks[{index}].closures[{i}]");
        plan.shuts.push(shut(closure, &Place(&place))?);
    }
    Ok(plan)
}

fn add_rule(plan: &mut BlockPlan, rule: &Rule, place: &Place<'_>) -> Result<(), Fault> {
    let mut open = |days, times| {
        plan.openings.push(Opening { days, times, always: false });
    };
    match rule {
        Rule::Weekly { days, start, end, past_midnight } => {
            let days = Days::Weekly(weekdays(days, place)?);
            open(days, stretch(*start, *end, *past_midnight, place)?);
        }
        Rule::NthWeekday { nth, day, months, start, end, past_midnight } => {
            let days = Days::Nth { weekday: *day, ns: nths(nth, place)?, months: months_of(months, place)? };
            open(days, stretch(*start, *end, *past_midnight, place)?);
        }
        Rule::Single { date, start, end, doors_open, past_midnight } => {
            let mut times = stretch(*start, *end, *past_midnight, place)?;
            if let Some(doors_open) = *doors_open {
                if doors_open > *start {
                    let kind = FaultKind::DoorsAfterStart { doors_open, start: *start };
                    return Err(place.fault("doors_open", kind));
                }
                times.doors = doors_open.minutes();
            }
            open(Days::On(*date), times);
        }
        Rule::Always {} => plan.openings.push(Opening {
            days: Days::Every,
            times: Stretch { start: 0, end: Some(DAY), doors: 0 },
            always: true,
        }),
        Rule::Irregular { days } if days.is_empty() => {
            plan.doubts.push(doubt(DoubtKind::Irregular));
        }
        Rule::Irregular { days } => {
            plan.doubts.push(Doubt { weekdays: weekdays(days, place)?, ..doubt(DoubtKind::IrregularOn) })
        }
        Rule::OnRequest {} => plan.doubts.push(doubt(DoubtKind::OnRequest)),
        Rule::Frequency { start, end, .. } => {
            let times = stretch(start.unwrap_or(ClockTime::hm(0, 0)), *end, false, place)?;
            plan.doubts.push(Doubt { window: (times.start, times.end.unwrap_or(DAY)), ..doubt(DoubtKind::Frequency) });
        }
    }
    Ok(())
}

fn doubt(why: DoubtKind) -> Doubt {
    Doubt { weekdays: EVERY_WEEKDAY, window: (0, DAY), why }
}

fn shut(closure: &Closure, place: &Place<'_>) -> Result<Shut, Fault> {
    Ok(match closure {
        Closure::Weekly { days } => Shut::Weekly(weekdays(days, place)?),
        Closure::NationalHolidays {} => Shut::Holidays,
        Closure::YearEnd { from, to, stated } => {
            Shut::YearEnd { from: existing(*from, "from", place)?, to: existing(*to, "to", place)?, stated: *stated }
        }
        Closure::NthWeekday { nth, day, if_national_holiday } => Shut::Nth {
            n: one_nth(*nth, "nth", place)?,
            weekday: *day,
            if_holiday: match if_national_holiday {
                None => None,
                Some(NthDay { nth, day }) => Some((one_nth(*nth, "if_national_holiday.nth", place)?, *day)),
            },
        },
    })
}

pub(super) fn stretch(
    start: ClockTime,
    end: Option<ClockTime>,
    past_midnight: bool,
    place: &Place<'_>,
) -> Result<Stretch, Fault> {
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
    Ok(Stretch { start: start.minutes(), end: end.map(ClockTime::minutes), doors: start.minutes() })
}

fn weekdays(days: &[Weekday], place: &Place<'_>) -> Result<u8, Fault> {
    let kind = FaultKind::Empty("choose at least one of mon, tue, wed, thu, fri, sat, sun");
    match days.iter().fold(0, |mask, day| mask | weekday_bit(*day)) {
        0 => Err(place.fault("days", kind)),
        mask => Ok(mask),
    }
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

fn months_of(months: &[u8], place: &Place<'_>) -> Result<u16, Fault> {
    if months.is_empty() {
        return Ok(EVERY_MONTH);
    }
    months.iter().try_fold(0, |mask, month| match month {
        1..=12 => Ok(mask | 1 << month),
        _ => Err(place.fault("months", FaultKind::MonthOutOfRange(*month))),
    })
}

fn existing(day: MonthDay, field: &str, place: &Place<'_>) -> Result<MonthDay, Fault> {
    if day.exists() { Ok(day) } else { Err(place.fault(field, FaultKind::NoSuchDay(day))) }
}

/// From 29 December to 3 January, when public offices are shut (行政機関の休日に関する法律).
pub(super) const YEAR_END: (MonthDay, MonthDay) = (MonthDay::new(12, 29), MonthDay::new(1, 3));
