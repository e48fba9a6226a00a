//! The rules and closures of a block in the fewest kinds of days, before they are written in another form.
//!
//! "Every day but Monday" is written better than "every day, and closed on Mondays"; a yearly
//! period is every day of a season; the validity of the block is the validity of each rule.
//! What the block says about open, closed and unknown stays the same.

use chrono::{Datelike, Duration, NaiveDate};

use super::loss::is_undated;
use super::notice::{clock, without};
use crate::clock::ClockTime;
use crate::hours::{
    Closure, Days, HoursBlock, Months, OnHoliday, Pattern, PrintedDate, Season, Times, Weekdays, Within,
};

/// No day moves farther.
const FARTHEST_MOVE: Duration = Duration::days(31);

/// Openings or closures that share their days and times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    pub(super) days: Days,
    pub(super) on_holiday: OnHoliday,
    /// On such days it may take place; dates are told otherwise.
    pub(super) possible: bool,
    pub(super) from: Option<NaiveDate>,
    pub(super) to: Option<NaiveDate>,
    /// First and last day of the rule itself: a move may leave them, but not the block.
    own: (Option<NaiveDate>, Option<NaiveDate>),
    pub(super) months: Months,
    /// Parts of the year that are no whole months; empty means the whole year.
    pub(super) seasons: Vec<Season>,
    /// Of an opening: empty if not printed. Of a closure: empty if it is the whole day.
    pub(super) times: Vec<Times>,
}

/// A block in series.
pub(super) struct Regular {
    pub(super) openings: Vec<Series>,
    pub(super) closures: Vec<Series>,
}

impl Regular {
    pub(super) fn of(block: &HoursBlock) -> Regular {
        let (first, last) = (block.valid_from.map(|d| d.first_day()), block.valid_to.map(|d| d.last_day()));
        let mut openings: Vec<Series> = Vec::new();
        for rule in &block.rules {
            let mut series = Series::of(&rule.pattern, &rule.times);
            series.from = series.from.max(first);
            series.to = earlier(series.to, last);
            if rule.pattern.days == Days::Always {
                series.times = vec![Times::new(ClockTime::hm(0, 0), ClockTime::MIDNIGHT)];
            }
            if !series.never_holds() {
                openings.push(series);
            }
        }
        let mut closures: Vec<Series> = block.closures.iter().map(Closure::series).collect();
        closures.retain(|series| !series.never_holds());
        take_weekdays_out(&mut openings, &mut closures);
        take_parts_of_days_out(&mut openings, &mut closures);
        Regular { openings, closures }
    }
}

impl Closure {
    fn series(&self) -> Series {
        Series::of(&self.pattern, &self.times)
    }
}

impl Series {
    fn of(pattern: &Pattern, times: &[Times]) -> Series {
        let within = &pattern.within;
        let mut series = Series {
            days: pattern.days.clone(),
            on_holiday: pattern.on_holiday,
            possible: pattern.possible,
            from: within.from.map(|d| d.first_day()),
            to: within.to.map(|d| d.last_day()),
            own: (None, None),
            months: within.months,
            seasons: within.seasons.clone(),
            times: times.to_vec(),
        };
        match pattern.days {
            Days::Daily | Days::Always => series.days = Days::Weekly(Weekdays::ALL),
            Days::Period { from, to } => {
                series.days = Days::Weekly(Weekdays::ALL);
                series.from = series.from.max(from.map(|d| d.first_day()));
                series.to = earlier(series.to, to.map(|d| d.last_day()));
            }
            Days::Annual { from, to, .. } if series.seasons.is_empty() => {
                series.days = Days::Weekly(Weekdays::ALL);
                series.seasons = vec![Season { from, to }];
            }
            _ => {}
        }
        series.take_whole_months();
        series.own = (series.from, series.to);
        series
    }

    /// The same as the days of a rule, moves included; the block ends them beside it.
    pub(super) fn pattern(&self) -> Pattern {
        let (from, to) = self.own;
        Series { from, to, ..self.clone() }.unmoved(self.on_holiday)
    }

    /// Its own days, whatever holidays do to them.
    pub(super) fn own_days(&self) -> Pattern {
        self.unmoved(OnHoliday::Keep)
    }

    fn unmoved(&self, on_holiday: OnHoliday) -> Pattern {
        let within = Within {
            months: self.months,
            seasons: self.seasons.clone(),
            from: self.from.map(PrintedDate::Day),
            to: self.to.map(PrintedDate::Day),
        };
        Pattern { days: self.days.clone(), within, on_holiday, possible: self.possible }
    }

    /// The rule and the block, or its months and seasons, may have no day in common.
    fn never_holds(&self) -> bool {
        let counted_from = match self.days {
            Days::EveryWeeks { anchor, .. } => anchor,
            Days::EveryDays { anchor, .. } => Some(anchor),
            _ => None,
        };
        let (from, to) = if self.moves() { self.own } else { (self.from, self.to) };
        let apart = to.is_some_and(|to| from.max(counted_from).is_some_and(|from| to < from));
        self.months == Months::NONE || apart
    }

    /// A season of whole months is a set of months.
    fn take_whole_months(&mut self) {
        if self.seasons.is_empty() {
            return;
        }
        let whole: Option<Months> = self.seasons.iter().try_fold(Months::NONE, |set, season| {
            let months = whole_months(*season)?;
            Some(set.or(months))
        });
        if let Some(months) = whole {
            self.months = self.months.and(months);
            self.seasons.clear();
        }
    }

    /// The weekdays on which it can hold, if it does not move.
    pub(super) fn weekdays(&self) -> Weekdays {
        match self.days {
            Days::Weekly(days)
            | Days::NthWeekday { days, .. }
            | Days::WeekOfMonth { days, .. }
            | Days::EveryWeeks { days, .. } => days,
            Days::Irregular { days } if !days.is_empty() => days,
            _ => Weekdays::ALL,
        }
    }

    /// Its days are chosen with holidays in view, so silence about holidays does not concern it.
    pub(super) fn knows_holidays(&self) -> bool {
        self.is_dated()
            || self.on_holiday != OnHoliday::Keep
            || matches!(self.days, Days::Holidays | Days::DayAfterHoliday)
    }

    /// Its days are dates: silence about the year-end does not concern it either.
    pub(super) fn is_dated(&self) -> bool {
        matches!(self.days, Days::Dates(_))
    }

    /// True if it holds in all of the calendar.
    pub(super) fn is_unlimited(&self) -> bool {
        self.from.is_none() && self.to.is_none() && self.months == Months::ALL && self.seasons.is_empty()
    }

    /// The last day on which it can hold, if there is one.
    pub(super) fn ends(&self) -> Option<NaiveDate> {
        let end = match &self.days {
            Days::Dates(dates) => earlier(self.to, dates.iter().max().copied()),
            _ => self.to,
        };
        let farthest = if self.moves() { FARTHEST_MOVE } else { Duration::zero() };
        end.map(|end| end + farthest)
    }

    pub(super) fn moves(&self) -> bool {
        matches!(self.on_holiday, OnHoliday::Move { .. })
    }

    /// Nothing but its days decides.
    pub(super) fn is_plain(&self) -> bool {
        self.is_unlimited() && self.on_holiday == OnHoliday::Keep && !self.possible
    }

    /// No day of it is certain.
    pub(super) fn is_undated(&self) -> bool {
        self.possible || is_undated(&self.days)
    }

    fn covers_every_day(&self) -> bool {
        self.is_plain() && self.days == Days::Weekly(Weekdays::ALL)
    }
}

/// Weekly closing days go out of the openings whose weekdays are named.
fn take_weekdays_out(openings: &mut Vec<Series>, closures: &mut Vec<Series>) {
    let is_weekly = |series: &Series| match series.days {
        Days::Weekly(days) if series.is_plain() && series.times.is_empty() && days != Weekdays::ALL => Some(days),
        _ => None,
    };
    let closed = closures.iter().filter_map(is_weekly).fold(Weekdays::NONE, Weekdays::or);
    let mut must_stay = false;
    for series in openings.iter_mut() {
        match &mut series.days {
            // It may move from a closed weekday to an open one.
            _ if matches!(series.on_holiday, OnHoliday::Move { .. }) => must_stay = true,
            Days::Weekly(days)
            | Days::NthWeekday { days, .. }
            | Days::WeekOfMonth { days, .. }
            | Days::EveryWeeks { days, .. } => *days = days.without(closed),
            // Without a weekday, any is meant; that is another statement.
            Days::Irregular { days } if !days.without(closed).is_empty() => *days = days.without(closed),
            _ => must_stay = true,
        }
    }
    openings.retain(|series| !series.weekdays().is_empty());
    if !must_stay {
        closures.retain(|series| is_weekly(series).is_none());
    }
}

/// A break at the same time of every day goes out of the times.
fn take_parts_of_days_out(openings: &mut Vec<Series>, closures: &mut Vec<Series>) {
    let is_break = |series: &Series| !series.times.is_empty() && series.covers_every_day();
    let windows = |series: &Series| -> Vec<(u16, u16)> {
        series.times.iter().map(|t| (t.start.minutes(), t.end.unwrap_or(ClockTime::MIDNIGHT).minutes())).collect()
    };
    let breaks: Vec<(u16, u16)> = closures.iter().filter(|s| is_break(s)).flat_map(windows).collect();
    let printed = |series: &Series| !series.times.is_empty() && series.times.iter().all(has_end);
    if breaks.is_empty() || !openings.iter().all(printed) {
        return;
    }
    let cut = |times: &Times| -> Vec<Times> {
        let whole = (times.start.minutes(), times.end.unwrap_or(ClockTime::MIDNIGHT).minutes());
        let pieces = without(vec![whole], &breaks);
        let piece = |&(start, end): &(u16, u16)| Times {
            start: clock(start),
            end: Some(clock(end)),
            past_midnight: end > ClockTime::MIDNIGHT.minutes(),
            doors_open: None,
            last_entry: None,
            approximate: false,
        };
        pieces.iter().map(piece).collect()
    };
    let parts: Vec<Vec<Times>> = openings.iter().map(|s| s.times.iter().flat_map(cut).collect()).collect();
    if parts.iter().flatten().any(|times| times.start >= ClockTime::MIDNIGHT) {
        return;
    }
    for (series, times) in openings.iter_mut().zip(parts) {
        series.times = times;
    }
    openings.retain(|series| !series.times.is_empty());
    closures.retain(|series| !is_break(series));
}

fn has_end(times: &Times) -> bool {
    times.end.is_some() && !times.approximate
}

/// The months from the first day of one to the last day of another.
pub(super) fn whole_months(season: Season) -> Option<Months> {
    let Season { from, to } = season;
    let last = nth_last_day(to.month)?;
    if from.day != 1 || to.day != last {
        return None;
    }
    let in_season = |month: &u8| match from.month <= to.month {
        true => (from.month..=to.month).contains(month),
        false => *month >= from.month || *month <= to.month,
    };
    Months::of((1..=12).filter(in_season)).ok()
}

/// The last day of a month, of the longest February.
fn nth_last_day(month: u8) -> Option<u8> {
    let leap = 2024;
    let next = NaiveDate::from_ymd_opt(leap, u32::from(month) % 12 + 1, 1)?;
    Some(next.pred_opt()?.day() as u8)
}

fn earlier(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<NaiveDate> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rule;
    use crate::hours::MonthDay;
    use chrono::Weekday;

    #[test]
    fn a_weekly_closing_day_goes_out_of_the_rule() {
        let block = HoursBlock {
            rules: vec![Rule::at(Days::Daily, Times::new(ClockTime::hm(9, 0), ClockTime::hm(17, 0)))],
            closures: vec![Closure::weekly(Weekdays::of(Weekday::Mon))],
            ..HoursBlock::default()
        };
        let regular = Regular::of(&block);
        assert_eq!(regular.openings[0].days, Days::Weekly(Weekdays::through(Weekday::Tue, Weekday::Sun)));
        assert!(regular.closures.is_empty());
    }

    #[test]
    fn whole_months_are_months() {
        let season = |from: (u8, u8), to: (u8, u8)| Season {
            from: MonthDay::new(from.0, from.1),
            to: MonthDay::new(to.0, to.1),
        };
        assert_eq!(whole_months(season((4, 1), (6, 30))), Months::of([4, 5, 6]).ok());
        assert_eq!(whole_months(season((11, 1), (2, 29))), Months::of([11, 12, 1, 2]).ok());
        assert_eq!(whole_months(season((11, 1), (2, 28))), None);
        assert_eq!(whole_months(season((4, 2), (6, 30))), None);
    }
}
