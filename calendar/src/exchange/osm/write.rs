//! A notice as a value of `opening_hours`.

use chrono::{Duration, NaiveDate};

use super::super::Export;
use super::super::loss::{Loss, beside_the_hours, is_undated};
use super::super::notice::Notice;
use super::super::regular::{Regular, Series};
use super::days::{contents, differing_days};
use super::parts::{date, month_days, runs, season, times, weekdays};
use super::{MONTHS, NO_END, day_name};
use crate::clock::ClockTime;
use crate::holidays::Holidays;
use crate::hours::{Booking, Days, Mode, MonthDay, Months, OnHoliday, Silence, Times, Weekdays};

pub(super) const NOT_STATED: &str = "unknown \"not stated\"";
const BOOKING: &str = "open \"要予約\"";

/// Writes the hours as a value of `opening_hours`.
pub fn write(notice: &Notice<'_>) -> Export<String> {
    let mut losses = beside_the_hours(notice.block);
    // A comment says that one has to book, `17:00+` that no end is printed, and `unknown` the rest.
    losses.retain(|loss| !matches!(loss, Loss::Booking | Loss::EndNotPrinted | Loss::UndatedLeftOut));
    let mut text = Text { first: notice.first(), out: String::new() };
    text.regular(notice, &mut losses);
    let changed = differing_days(notice, &text.out);
    text.dates(notice, &changed);
    if text.out.is_empty() {
        text.out.push_str("off");
    }
    also_lost(notice, &text.out, &changed, &mut losses);
    Export::new(text.out, losses)
}

/// A value that is being written.
pub(super) struct Text {
    pub(super) first: NaiveDate,
    pub(super) out: String,
}

impl Text {
    fn say(&mut self, separator: &str, parts: &[&str]) {
        if !self.out.is_empty() {
            self.out.push_str(separator);
        }
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        self.out.push_str(&parts.join(" "));
    }

    /// All that is said without dates of one year.
    fn regular(&mut self, notice: &Notice<'_>, losses: &mut Vec<Loss>) {
        let block = notice.block;
        let until = notice.last();
        if block.rules.is_empty() {
            return self.say("", &[NOT_STATED]);
        }
        let regular = Regular::of(block);
        let ends_within = |series: &Series| series.ends().is_some_and(|end| end <= until);
        let closes_on_holidays =
            regular.closures.iter().any(|c| c.days == Days::Holidays && c.is_plain() && c.times.is_empty());
        let any_day_may_close = |c: &Series| c.is_unlimited() && c.is_undated() && c.weekdays() == Weekdays::ALL;
        let doubted = regular.closures.iter().any(any_day_may_close);
        let booking = matches!(block.booking, Some(Booking::Required | Booking::InPrinciple));
        let says = Says { open: if booking { BOOKING } else { "" }, doubted };
        let has_hours = regular.openings.iter().any(|series| !is_undated(&series.days));
        let is_extra = |series: &Series| match series.days {
            Days::OnRequest => has_hours,
            Days::Irregular { days } => has_hours && days.is_empty(),
            _ => false,
        };
        let mut groups: [Vec<&Series>; 3] = [Vec::new(), Vec::new(), Vec::new()];
        for series in &regular.openings {
            if is_extra(series) {
                losses.push(Loss::UndatedLeftOut);
                continue;
            }
            if series.moves() && !ends_within(series) {
                losses.push(Loss::MovesAsDates { until });
            }
            if self.days(series).is_none() && !ends_within(series) {
                losses.push(Loss::DaysAsDates { until });
            }
            let group = match series.on_holiday {
                OnHoliday::Skip | OnHoliday::Move { .. } => 0,
                OnHoliday::Keep | OnHoliday::Only => 1 + usize::from(series.knows_holidays()),
            };
            groups[group].push(series);
        }
        let [skipping, keeping, knowing] = groups;
        for series in &skipping {
            self.opening(series, says);
        }
        if !self.out.is_empty() && !closes_on_holidays {
            self.say("; ", &["PH off"]);
        }
        for series in &keeping {
            self.opening(series, says);
        }
        if block.not_stated.contains(&Silence::NationalHolidays) && !self.out.is_empty() {
            self.say("; ", &["PH", NOT_STATED]);
        }
        for series in &knowing {
            self.opening(series, says);
        }
        if block.not_stated.contains(&Silence::YearEnd) && !self.out.is_empty() {
            self.say("; ", &["Dec 29-Jan 03", NOT_STATED]);
        }
        for closure in &regular.closures {
            self.closing(closure, until, losses);
        }
    }

    fn opening(&mut self, series: &Series, says: Says) {
        let Some(days) = self.days(series) else {
            return;
        };
        let unknown = says.doubted || series.is_undated() || matches!(series.days, Days::EveryWeeks { .. });
        let (about, printed): (Vec<Times>, Vec<Times>) =
            series.times.iter().partition(|times| unknown || times.approximate);
        if series.times.is_empty() {
            self.say(", ", &[&days, NOT_STATED]);
        }
        if !about.is_empty() {
            self.say(", ", &[&days, &times(&about), NOT_STATED]);
        }
        if !printed.is_empty() {
            self.say(", ", &[&days, &times(&printed), says.open]);
        }
    }

    fn closing(&mut self, closure: &Series, until: NaiveDate, losses: &mut Vec<Loss>) {
        if closure.ends().is_some_and(|end| end < self.first) {
            return;
        }
        let ends_within = closure.ends().is_some_and(|end| end <= until);
        if closure.moves() && !ends_within {
            losses.push(Loss::MovesAsDates { until });
        }
        let doubtful = closure.is_undated() || matches!(closure.days, Days::EveryWeeks { .. });
        let said = self.days(closure).filter(|_| !doubtful && closure.on_holiday != OnHoliday::Skip);
        match said {
            // Before there is anything to close, there is nothing to say.
            Some(_) if self.out.is_empty() => {}
            Some(days) => {
                let end = |times: &Times| Times { end: times.end.or(Some(ClockTime::MIDNIGHT)), ..*times };
                let windows: Vec<Times> = closure.times.iter().map(end).collect();
                self.say("; ", &[&days, &times(&windows), "off"]);
            }
            None if ends_within => {}
            None => losses.push(Loss::ClosuresAsDates { until }),
        }
    }

    /// The selector of the days; `None` where the grammar has none. Where it moves, its own days.
    fn days(&self, series: &Series) -> Option<String> {
        let mut weekdays = match &series.days {
            Days::Weekly(Weekdays::ALL) => String::new(),
            Days::Weekly(days) => weekdays(*days),
            Days::NthWeekday { nth, days } => {
                let counts = nth.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
                let each: Vec<String> = days.iter().map(|day| format!("{}[{counts}]", day_name(day))).collect();
                each.join(",")
            }
            // In which weeks is not known, and written so.
            Days::EveryWeeks { days, anchor: None, .. } => weekdays(*days),
            Days::Holidays => "PH".to_owned(),
            Days::MonthDays(days) => {
                let plain = series.from.is_none() && series.to.is_none() && series.seasons.is_empty();
                let fits = plain && series.on_holiday != OnHoliday::Only && days.iter().all(|day| *day > 0);
                return fits.then(|| month_days(days, series.months)).filter(|days| !days.is_empty());
            }
            Days::Irregular { days } if days.is_empty() => String::new(),
            Days::Irregular { days } => weekdays(*days),
            Days::Frequency(_) | Days::OnRequest => String::new(),
            Days::EveryWeeks { anchor: Some(_), .. }
            | Days::Daily
            | Days::WeekOfMonth { .. }
            | Days::EveryDays { .. }
            | Days::BusinessDays(_)
            | Days::Dates(_)
            | Days::YearlessDates(_)
            | Days::Annual { .. }
            | Days::Period { .. }
            | Days::DayAfterHoliday
            | Days::Always => return None,
        };
        if series.on_holiday == OnHoliday::Only && series.days != Days::Holidays {
            weekdays = format!("PH {weekdays}").trim_end().to_owned();
        }
        let dates = self.dates_of(series)?;
        let on_holidays = weekdays.starts_with("PH");
        let is_once = dates.starts_with(|c: char| c.is_ascii_digit());
        Some(match (dates.is_empty(), weekdays.is_empty()) {
            // With weekdays it reads as a rule, without them as exceptional dates.
            (false, true) if is_once => format!("{dates}: Mo-Su"),
            (true, _) => weekdays,
            (false, _) if on_holidays => return None,
            // A month before a time would read as a day of the month.
            (false, true) if dates.ends_with(|c: char| c.is_ascii_alphabetic()) => format!("{dates}:"),
            (false, true) => dates,
            (false, false) => format!("{dates}: {weekdays}"),
        })
    }

    /// Years, seasons and months; the grammar has one of them at a time.
    fn dates_of(&self, series: &Series) -> Option<String> {
        let from = series.from.filter(|from| *from > self.first);
        let limited = from.is_some() || series.to.is_some();
        let months = series.months != Months::ALL;
        match (limited, months, series.seasons.as_slice()) {
            (false, false, []) => Some(String::new()),
            (true, false, []) => {
                let from = from.unwrap_or(self.first);
                let to = series.to.map_or_else(|| NO_END.to_owned(), date);
                let is_past = series.to.is_some_and(|to| to < from);
                (!is_past).then(|| format!("{}-{to}", date(from)))
            }
            (false, true, []) => {
                Some(runs(&series.months.iter().map(|m| usize::from(m) - 1).collect::<Vec<_>>(), &MONTHS))
            }
            (false, false, seasons) => {
                // 29 February is read in different ways in years without it.
                let leap = |day: MonthDay| day == MonthDay::new(2, 29);
                let plain = seasons.iter().all(|season| !leap(season.from) && !leap(season.to));
                plain.then(|| seasons.iter().map(season).collect::<Vec<_>>().join(","))
            }
            _ => None,
        }
    }

    /// The days on which the rules so far do not say what holds.
    pub(super) fn dates(&mut self, notice: &Notice<'_>, changed: &[NaiveDate]) {
        let contents: Vec<(NaiveDate, Vec<String>)> =
            changed.iter().map(|day| (*day, contents(notice, *day, changed))).collect();
        let follows = |(a, said): &(NaiveDate, Vec<String>), (b, next): &(NaiveDate, Vec<String>)| {
            a.succ_opt() == Some(*b) && said == next
        };
        for run in contents.chunk_by(follows) {
            let Some(((from, said), (last, _))) = run.first().zip(run.last()) else {
                continue;
            };
            let days = if last == from { date(*from) } else { format!("{}-{}", date(*from), date(*last)) };
            for (nth, part) in said.iter().enumerate() {
                self.say(if nth == 0 { "; " } else { ", " }, &[&days, part]);
            }
        }
    }
}

/// How an opening is said.
#[derive(Clone, Copy)]
struct Says {
    open: &'static str,
    /// Some closure may fall on any day.
    doubted: bool,
}

/// What only the finished text shows.
fn also_lost(notice: &Notice<'_>, text: &str, changed: &[NaiveDate], losses: &mut Vec<Loss>) {
    let block = notice.block;
    let until = notice.last();
    let begins_late = block.valid_from.is_some_and(|from| from.first_day() > until);
    if block.valid_to.is_some() || begins_late || notice.exceptions().any(|exception| exception.to > until) {
        losses.push(Loss::NothingAfter { until });
    }
    let years = notice.first().iter_days().take(366 * 10);
    let national = Holidays::national();
    if years.into_iter().any(|day| national.is_holiday(day) != notice.holidays.is_holiday(day)) {
        losses.push(Loss::MunicipalDaysAsDates { until });
    }
    let by_exception = |day: &NaiveDate| {
        notice.overrides.iter().any(|exception| exception.from <= *day && *day <= exception.to + Duration::days(1))
    };
    let explained = losses.iter().any(|loss| {
        matches!(
            loss,
            Loss::DaysAsDates { .. }
                | Loss::MovesAsDates { .. }
                | Loss::ClosuresAsDates { .. }
                | Loss::NothingAfter { .. }
        )
    });
    if !explained && !changed.iter().all(by_exception) && !all_ends(notice) {
        losses.push(Loss::DaysAsDates { until });
    }
    let regular = Regular::of(block);
    // An opening without a time is not known at any, whatever part of the day is closed.
    let timeless = regular.openings.iter().any(|series| series.times.is_empty() && !series.is_undated());
    if timeless && regular.closures.iter().any(|closure| !closure.times.is_empty()) {
        losses.push(Loss::ClosuresAsDates { until });
    }
    let night = |times: &Times| times.past_midnight;
    let nights = block.rules.iter().flat_map(|rule| &rule.times).any(night)
        || notice.overrides.iter().any(|exception| match &exception.mode {
            Mode::Replace(times) | Mode::Add(times) => times.iter().any(night),
            Mode::Close | Mode::Cancel(_) => false,
        });
    if nights && text.contains(';') {
        losses.push(Loss::PastMidnight);
    }
}

/// True if no rule holds after the horizon, so that dates say all of it.
fn all_ends(notice: &Notice<'_>) -> bool {
    Regular::of(notice.block).openings.iter().all(|series| series.ends().is_some_and(|end| end <= notice.last()))
}
