//! A notice as a calendar of openings.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};

use super::super::Export;
use super::super::loss::{Loss, beside_the_hours};
use super::super::notice::{DayHours, Notice, Stretch, without};
use super::super::regular::{Regular, Series};
use super::lines::{escaped, folded};
use super::rrule::{Rrule, in_utc, joined};
use crate::hours::{Days, HoursBlock, Mode, Months, OnHoliday, Override, Rule, Times, Weekdays};
use crate::schedule::Schedule;

/// What the caller says about the events.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// Opaque, and the same for every download of these hours. Several events get `-1`, `-2`
    /// before the `@`.
    pub uid: &'a str,
    /// When the hours were last changed, in Japanese time.
    pub stamp: NaiveDateTime,
    /// Somebody else may see the calendar: a neutral word, such as 「予定」.
    pub summary: &'a str,
    /// What else whoever comes should know, as neutral as the summary; empty where there is nothing.
    pub description: &'a str,
}

/// An event and its repetitions.
struct Happening {
    stretch: Stretch,
    first: NaiveDate,
    rule: Option<Rrule>,
    also: BTreeSet<NaiveDate>,
    not: BTreeSet<NaiveDate>,
    tentative: bool,
}

/// Writes the openings as a calendar.
pub fn write(notice: &Notice<'_>, event: &Event<'_>) -> Export<String> {
    let mut losses = beside_the_hours(notice.block);
    // STATUS:TENTATIVE says it.
    losses.retain(|loss| *loss != Loss::Tentative);
    if notice.leaves_doubt() {
        losses.push(Loss::UnknownLeftOut);
    }
    let happenings = happenings(notice, &mut losses);
    if happenings.is_empty() {
        losses.push(Loss::NothingOpen);
    }
    let mut out = String::new();
    for line in HEAD {
        out.push_str(&folded(line));
    }
    for (number, happening) in happenings.iter().enumerate() {
        for line in lines(happening, number + 1, event) {
            out.push_str(&folded(&line));
        }
    }
    out.push_str("END:VCALENDAR\r\n");
    Export::new(out, losses)
}

const HEAD: [&str; 13] = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//tsunagu//calendar//JA",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Tokyo",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900",
    "TZOFFSETTO:+0900",
    "END:STANDARD",
    "END:VTIMEZONE",
];

fn lines(happening: &Happening, number: usize, event: &Event<'_>) -> Vec<String> {
    let (start, end) = happening.stretch;
    let uid = match event.uid.split_once('@') {
        Some((name, host)) => format!("{name}-{number}@{host}"),
        None => format!("{}-{number}", event.uid),
    };
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", escaped(&uid)),
        format!("DTSTAMP:{}", in_utc(event.stamp)),
        format!("DTSTART;TZID=Asia/Tokyo:{}", local(happening.first, start)),
    ];
    if let Some(end) = end {
        lines.push(format!("DTEND;TZID=Asia/Tokyo:{}", local(happening.first, end)));
    }
    lines.extend(happening.rule.as_ref().map(|rule| format!("RRULE:{rule}")));
    for (name, days) in [("EXDATE", &happening.not), ("RDATE", &happening.also)] {
        if !days.is_empty() {
            let days = joined(days.iter().map(|day| local(*day, start)));
            lines.push(format!("{name};TZID=Asia/Tokyo:{days}"));
        }
    }
    lines.push(format!("SUMMARY:{}", escaped(event.summary)));
    if !event.description.is_empty() {
        lines.push(format!("DESCRIPTION:{}", escaped(event.description)));
    }
    lines.push(format!("STATUS:{}", if happening.tentative { "TENTATIVE" } else { "CONFIRMED" }));
    lines.push("END:VEVENT".to_owned());
    lines
}

fn local(date: NaiveDate, minute: u16) -> String {
    let at = date.and_time(NaiveTime::MIN) + Duration::minutes(minute.into());
    at.format("%Y%m%dT%H%M%S").to_string()
}

/// Openings that follow no rule, by their time of day.
type Dated = BTreeMap<(Stretch, bool), BTreeSet<NaiveDate>>;

fn happenings(notice: &Notice<'_>, losses: &mut Vec<Loss>) -> Vec<Happening> {
    let regular = Regular::of(notice.block);
    let mut written: BTreeMap<NaiveDate, Vec<(u16, u16)>> = BTreeMap::new();
    let mut happenings = Vec::new();
    let mut dated = Dated::new();
    for series in regular.openings.iter().filter(|series| !series.is_undated()) {
        let ends_within = series.ends().is_some_and(|end| end <= notice.last());
        let rule = Rrule::of(series).filter(|_| series.on_holiday != OnHoliday::Only);
        let changes = changes_after(notice, series, &regular.closures);
        if !ends_within {
            let own = if rule.is_none() { Some(Loss::DaysAsDates { until: notice.last() }) } else { None };
            losses.extend(own.into_iter().chain(changes.iter().copied()));
        }
        for times in series.times.iter().filter(|times| !times.approximate) {
            let stretch = (times.start.minutes(), times.end.map(|end| end.minutes()));
            let single = Rule { pattern: series.pattern(), times: vec![*times] };
            let held = held_days(notice, &single);
            for (date, open) in &held {
                let certain = open.iter().map(|(start, end)| (*start, end.unwrap_or(start + 1)));
                written.entry(*date).or_default().extend(certain);
            }
            let whole = |(date, open): &(NaiveDate, Vec<Stretch>)| (open.as_slice() == [stretch]).then_some(*date);
            let mut whole: BTreeSet<NaiveDate> = held.iter().filter_map(whole).collect();
            let parts = held.iter().filter(|(_, open)| open.as_slice() != [stretch]);
            for (date, part) in parts.flat_map(|(date, open)| open.iter().map(|part| (*date, *part))) {
                add(&mut dated, date, part, notice.block.tentative);
            }
            if whole.is_empty() && !ends_within {
                losses.push(Loss::NothingAfter { until: notice.last() });
            }
            let until = if ends_within || changes.is_empty() {
                series.to
            } else {
                Some(series.to.map_or(notice.last(), |to| to.min(notice.last())))
            };
            if let Some(happening) =
                rule.as_ref().and_then(|rule| by_rule(notice, series, *times, rule, until, &mut whole))
            {
                happenings.push(happening);
            } else if rule.is_some() && !ends_within && !whole.is_empty() {
                losses.push(Loss::DaysAsDates { until: notice.last() });
            }
            for date in whole {
                add(&mut dated, date, stretch, notice.block.tentative);
            }
        }
    }
    // What exceptions add or put in the place of the rules.
    for date in notice.days() {
        let already = written.remove(&date).unwrap_or_default();
        for (start, end) in notice.on(date).open {
            let left = without(vec![(start, end.unwrap_or(start + 1))], &already);
            for (from, to) in left {
                add(&mut dated, date, (from, end.map(|_| to)), false);
            }
        }
    }
    happenings.extend(dated.into_iter().filter_map(|((stretch, tentative), mut days)| {
        let first = days.pop_first()?;
        Some(Happening { stretch, first, rule: None, also: days, not: BTreeSet::new(), tentative })
    }));
    happenings
}

fn add(dated: &mut Dated, date: NaiveDate, (start, end): Stretch, tentative: bool) {
    const DAY: u16 = 24 * 60;
    if let Some(long) = end.filter(|end| end - start > DAY) {
        add(dated, date, (start, Some(DAY)), tentative);
        return add(dated, date, (DAY, Some(long)), tentative);
    }
    let (date, start, end) = match date.succ_opt() {
        Some(next) if start >= DAY => (next, start - DAY, end.map(|end| end - DAY)),
        _ => (date, start, end),
    };
    dated.entry(((start, end), tentative)).or_default().insert(date);
}

/// The event that repeats by the rule; it takes its days out of `whole` and leaves what comes before it.
fn by_rule(
    notice: &Notice<'_>,
    series: &Series,
    times: Times,
    rule: &Rrule,
    until: Option<NaiveDate>,
    whole: &mut BTreeSet<NaiveDate>,
) -> Option<Happening> {
    let unmoved =
        HoursBlock { rules: vec![Rule { pattern: series.own_days(), times: vec![times] }], ..HoursBlock::default() };
    // Its own days may all lie outside the block, and only those it moves to within.
    let unmoved = Schedule::compile([&unmoved], &[], notice.holidays).ok()?;
    let base = notice.days().filter(|date| !DayHours::of(&unmoved, *date).open.is_empty());
    let base: BTreeSet<NaiveDate> = base.collect();
    let first = *base.intersection(whole).next()?;
    let not: BTreeSet<NaiveDate> = base.range(first..).filter(|date| !whole.contains(date)).copied().collect();
    if not.len() > whole.len() {
        return None;
    }
    let held = whole.split_off(&first);
    Some(Happening {
        stretch: (times.start.minutes(), times.end.map(|end| end.minutes())),
        first,
        rule: Some(Rrule { until: until.and_then(|day| day.and_hms_opt(23, 59, 59)), ..rule.clone() }),
        also: held.difference(&base).copied().collect(),
        not,
        tentative: notice.block.tentative,
    })
}

/// The days on which this time of the series takes place as it is printed.
pub(in super::super) fn days_of(notice: &Notice<'_>, series: &Series, times: Times) -> Vec<NaiveDate> {
    let stretch = (times.start.minutes(), times.end.map(|end| end.minutes()));
    let held = held_days(notice, &Rule { pattern: series.pattern(), times: vec![times] });
    held.into_iter().filter(|(_, open)| open.as_slice() == [stretch]).map(|(date, _)| date).collect()
}

/// On which days the rule opens, and when, closures and exceptions taken into account.
fn held_days(notice: &Notice<'_>, rule: &Rule) -> Vec<(NaiveDate, Vec<Stretch>)> {
    let block = HoursBlock {
        rules: vec![rule.clone()],
        closures: notice.block.closures.clone(),
        not_stated: notice.block.not_stated.clone(),
        valid_from: notice.block.valid_from,
        valid_to: notice.block.valid_to,
        ..HoursBlock::default()
    };
    // What an exception puts in the place of the rule is written apart from it.
    let exceptions = notice.overrides.iter().filter_map(|exception| {
        let mode = match exception.mode {
            Mode::Close | Mode::Replace(_) => Mode::Close,
            Mode::Cancel(start) => Mode::Cancel(start),
            Mode::Add(_) => return None,
        };
        Some(Override { mode, ..exception.clone() })
    });
    let exceptions: Vec<Override> = exceptions.collect();
    // It was checked with its block; by itself it can only be refused for never being open.
    let Ok(schedule) = Schedule::compile([&block], &exceptions, notice.holidays) else {
        return Vec::new();
    };
    let open = notice.days().map(|date| {
        // An exception that cancels an opening cancels the parts that a break leaves of it.
        let truth = notice.on(date).open;
        let certain = |(start, end): &Stretch| (*start, end.unwrap_or(start + 1));
        let holds = |(from, to): (u16, u16)| truth.iter().map(certain).any(|(start, end)| start <= from && to <= end);
        let mut open = DayHours::of(&schedule, date).open;
        open.retain(|stretch| holds(certain(stretch)));
        (date, open)
    });
    open.filter(|(_, open)| !open.is_empty()).collect()
}

/// What changes the days of the series after the horizon, so that its rule must end there.
fn changes_after(notice: &Notice<'_>, series: &Series, closures: &[Series]) -> Vec<Loss> {
    let until = notice.last();
    let mut changes = Vec::new();
    match series.on_holiday {
        OnHoliday::Keep => {}
        OnHoliday::Skip | OnHoliday::Only => changes.push(Loss::HolidaysAsDates { until }),
        OnHoliday::Move { .. } => changes.push(Loss::MovesAsDates { until }),
    }
    for closure in closures.iter().filter(|closure| may_close(closure, series)) {
        if closure.ends().is_some_and(|end| end <= until) {
            continue;
        }
        changes.push(match closure.on_holiday {
            OnHoliday::Move { .. } => Loss::MovesAsDates { until },
            OnHoliday::Keep | OnHoliday::Skip | OnHoliday::Only
                if matches!(closure.days, Days::Holidays | Days::DayAfterHoliday) =>
            {
                Loss::HolidaysAsDates { until }
            }
            OnHoliday::Keep | OnHoliday::Skip | OnHoliday::Only => Loss::ClosuresAsDates { until },
        });
    }
    let is_silent = !notice.block.not_stated.is_empty() && !series.is_dated();
    if is_silent || notice.exceptions().any(|exception| exception.to > until) {
        changes.push(Loss::NothingAfter { until });
    }
    changes
}

/// False if the two have no day in common, whatever the year.
fn may_close(closure: &Series, series: &Series) -> bool {
    let stay = !closure.moves() && !series.moves();
    let weekdays = |a: Weekdays, b: Weekdays| a.without(b) != a;
    let common_weekday = weekdays(closure.weekdays(), series.weekdays());
    let common_month = closure.months.and(series.months) != Months::NONE;
    !stay || (common_weekday && common_month)
}
