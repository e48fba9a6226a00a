//! Single days: what each holds, and on which of them the rules of a text do not say it.

use chrono::NaiveDate;

use super::super::notice::{DayHours, Notice, without};
use super::meaning::read;
use super::parts::stretch;
use super::write::{NOT_STATED, Text};
use crate::holidays::Holidays;
use crate::schedule::Schedule;

const DAY: u16 = 24 * 60;

/// What a day holds from midnight on, said apart from all rules. Where the next day is said
/// apart too, the night belongs to that.
pub(super) fn contents(notice: &Notice<'_>, day: NaiveDate, changed: &[NaiveDate]) -> Vec<String> {
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
pub(super) fn differing_days(notice: &Notice<'_>, text: &str) -> Vec<NaiveDate> {
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

/// Stretches of a civil day.
type Spans = Vec<(u16, u16)>;

/// The minutes of one civil day: open, and not known.
fn minutes(schedule: &Schedule, day: NaiveDate) -> (Spans, Spans) {
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
