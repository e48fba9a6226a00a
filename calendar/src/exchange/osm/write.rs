//! A notice as a value of `opening_hours`.

use chrono::{Datelike, Duration, NaiveDate};

use super::super::Export;
use super::super::loss::{Loss, beside_the_hours};
use super::super::notice::{DayHours, Notice, clock, without};
use super::super::regular::{Regular, Series};
use super::meaning::read;
use super::{DAYS, MONTHS, NO_END, day_name};
use crate::clock::ClockTime;
use crate::holidays::Holidays;
use crate::hours::{Booking, Days, MonthDay, Months, OnHoliday, Season, Silence, Times, WEEK, Weekdays};
use crate::schedule::Schedule;

const DAY: u16 = 24 * 60;
const NOT_STATED: &str = "unknown \"not stated\"";
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

struct Text {
    first: NaiveDate,
    out: String,
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
        let closes_on_holidays = regular.closures.iter().any(|c| c.days == Days::Holidays && c.is_plain());
        let any_day_may_close = |c: &Series| {
            c.is_unlimited()
                && (c.possible || matches!(c.days, Days::Frequency(_) | Days::OnRequest | Days::Irregular { .. }))
        };
        let doubted = regular.closures.iter().any(|c| any_day_may_close(c) && c.weekdays() == Weekdays::ALL);
        let booking = matches!(block.booking, Some(Booking::Required | Booking::InPrinciple));
        let says = Says { open: if booking { BOOKING } else { "" }, doubted };
        let has_hours = regular
            .openings
            .iter()
            .any(|series| !matches!(series.days, Days::Irregular { .. } | Days::Frequency(_) | Days::OnRequest));
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
    fn dates(&mut self, notice: &Notice<'_>, changed: &[NaiveDate]) {
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

/// What a day holds from midnight on, said apart from all rules. Where the next day is said
/// apart too, the night belongs to that.
fn contents(notice: &Notice<'_>, day: NaiveDate, changed: &[NaiveDate]) -> Vec<String> {
    let next_is_apart = day.succ_opt().is_some_and(|next| changed.binary_search(&next).is_ok());
    let hours = notice.on(day);
    let before = day.pred_opt().map(|day| notice.on(day)).unwrap_or_default();
    let spilt = |(start, end): (u16, u16)| (start.max(DAY) - DAY, end.max(DAY) - DAY);
    let mut open: Vec<(u16, Option<u16>)> = Vec::new();
    for (start, end) in before.open {
        let (from, to) = spilt((start, end.unwrap_or(start)));
        open.extend((from < to).then_some((from, Some(to))));
    }
    // Longer than a day is another stretch of the next one.
    let begins = hours.open.iter().filter(|(start, _)| *start < DAY);
    let cut = |start: u16, end: u16| if next_is_apart || end - start > DAY { end.min(DAY) } else { end };
    open.extend(begins.map(|(start, end)| (*start, end.map(|end| cut(*start, end)))));
    let no_end = open.iter().filter(|(_, end)| end.is_none()).map(|(start, _)| (*start, DAY));
    let no_end: Vec<(u16, u16)> = no_end.collect();
    let mut unknown: Vec<(u16, u16)> = before.unknown.into_iter().map(spilt).filter(|(from, to)| from < to).collect();
    unknown.extend(hours.unknown.iter().map(|(start, end)| (*start, (*end).min(DAY))).filter(|(from, to)| from < to));
    let certain: Vec<(u16, u16)> = open.iter().map(|(start, end)| (*start, end.unwrap_or(start + 1))).collect();
    let unknown = without(without(unknown, &no_end), &certain);
    let mut parts = Vec::new();
    if !open.is_empty() {
        parts.push(open.iter().map(|(start, end)| stretch(*start, *end)).collect::<Vec<_>>().join(","));
    }
    if unknown == [(0, DAY)] {
        parts.push(NOT_STATED.to_owned());
    } else if !unknown.is_empty() {
        let stretches: Vec<String> = unknown.iter().map(|(start, end)| stretch(*start, Some(*end))).collect();
        parts.push(format!("{} {NOT_STATED}", stretches.join(",")));
    }
    if parts.is_empty() {
        parts.push("off".to_owned());
    }
    parts
}

/// The days of the horizon on which the text would be read in another way than the notice.
fn differing_days(notice: &Notice<'_>, text: &str) -> Vec<NaiveDate> {
    let national = Holidays::national();
    let mut changed: Vec<NaiveDate> = Vec::new();
    loop {
        let mut so_far = Text { first: notice.first(), out: text.to_owned() };
        so_far.dates(notice, &changed);
        let read = if so_far.out.is_empty() { read("off") } else { read(&so_far.out) };
        let read = read.expect("what is written here is read here");
        let read = Schedule::compile(&read.blocks, &read.overrides, &national).expect("it opens on some day");
        let differs = |day: &NaiveDate| minutes(&notice.schedule, *day) != minutes(&read, *day);
        // A day that still differs is entered by a night of the day before.
        let apart = |day: NaiveDate| if changed.binary_search(&day).is_ok() { day.pred_opt() } else { Some(day) };
        let found: Vec<NaiveDate> = notice.days().filter(differs).filter_map(apart).collect();
        let before = changed.len();
        changed.extend(found);
        changed.sort_unstable();
        changed.dedup();
        if changed.len() == before {
            return changed;
        }
    }
}

/// The minutes of one civil day: open, and not known.
fn minutes(schedule: &Schedule, day: NaiveDate) -> (Vec<(u16, u16)>, Vec<(u16, u16)>) {
    let of = |day: NaiveDate| DayHours::of(schedule, day);
    let (today, before) = (of(day), day.pred_opt().map(of).unwrap_or_default());
    let certain = |hours: &DayHours| -> Vec<(u16, u16)> {
        hours.open.iter().map(|(start, end)| (*start, end.unwrap_or(start + 1))).collect()
    };
    let civil = |today: Vec<(u16, u16)>, before: Vec<(u16, u16)>| {
        let before = before.into_iter().map(|(start, end)| (start.max(DAY) - DAY, end.max(DAY) - DAY));
        let today = today.into_iter().map(|(start, end)| (start.min(DAY), end.min(DAY)));
        joined(before.chain(today).filter(|(start, end)| start < end).collect())
    };
    let open = civil(certain(&today), certain(&before));
    let unknown = joined(without(civil(today.unknown, before.unknown), &open));
    (open, unknown)
}

fn joined(mut stretches: Vec<(u16, u16)>) -> Vec<(u16, u16)> {
    stretches.sort_unstable();
    let mut out: Vec<(u16, u16)> = Vec::new();
    for (start, end) in stretches {
        match out.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
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
            crate::hours::Mode::Replace(times) | crate::hours::Mode::Add(times) => times.iter().any(night),
            crate::hours::Mode::Close | crate::hours::Mode::Cancel(_) => false,
        });
    if nights && text.contains(';') {
        losses.push(Loss::PastMidnight);
    }
}

/// True if no rule holds after the horizon, so that dates say all of it.
fn all_ends(notice: &Notice<'_>) -> bool {
    Regular::of(notice.block).openings.iter().all(|series| series.ends().is_some_and(|end| end <= notice.last()))
}

fn times(times: &[Times]) -> String {
    let each = times.iter().map(|times| stretch(times.start.minutes(), times.end.map(|end| end.minutes())));
    each.collect::<Vec<_>>().join(",")
}

fn stretch(start: u16, end: Option<u16>) -> String {
    match end {
        Some(end) => format!("{}-{}", clock(start), clock(end)),
        None => format!("{}+", clock(start)),
    }
}

fn weekdays(days: Weekdays) -> String {
    let numbers: Vec<usize> = WEEK.iter().enumerate().filter(|(_, day)| days.contains(**day)).map(|(n, _)| n).collect();
    runs(&numbers, &DAYS)
}

/// Three or more in a row become a range.
fn runs(numbers: &[usize], names: &[&str]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for run in numbers.chunk_by(|a, b| a + 1 == *b) {
        match run {
            [first, _, .., last] if run.len() > 2 => parts.push(format!("{}-{}", names[*first], names[*last])),
            _ => parts.extend(run.iter().map(|n| names[*n].to_owned())),
        }
    }
    parts.join(",")
}

fn month_day(day: MonthDay) -> String {
    format!("{} {:02}", MONTHS[usize::from(day.month.clamp(1, 12)) - 1], day.day)
}

fn season(season: &Season) -> String {
    if season.from == season.to {
        return month_day(season.from);
    }
    format!("{}-{}", month_day(season.from), month_day(season.to))
}

fn month_days(days: &[i8], months: Months) -> String {
    let each = months.iter().flat_map(|month| days.iter().map(move |day| MonthDay::new(month, day.unsigned_abs())));
    let each = each.filter(|day| day.exists());
    each.map(month_day).collect::<Vec<_>>().join(",")
}

fn date(day: NaiveDate) -> String {
    format!("{:04} {} {:02}", day.year(), MONTHS[day.month0() as usize], day.day())
}
