//! Exceptions replace what they except: 「ただし12月は第2土曜」, 「水曜は20時まで」.

use chrono::NaiveDate;

use super::NEARBY;
use crate::clock::ClockTime;
use crate::hours::{Days, Months, OnHoliday, Pattern, Times, Weekdays, Within};
use crate::reading::item::{Draft, Spec};
use crate::reading::reader::Reader;
use crate::reading::token::Part;
use crate::reading::told::Assumed;

/// Lets exceptions replace what they except; gives, for each draft, the days it loses beside its own.
pub(super) fn except(drafts: &mut [Draft], reader: &mut Reader<'_>) -> Vec<Vec<Pattern>> {
    let mut excluded: Vec<Vec<Pattern>> = vec![Vec::new(); drafts.len()];
    for at in 0..drafts.len() {
        let Some(mut spec) = drafts[at].spec.clone() else {
            continue;
        };
        let exception = drafts[at].clone();
        let replaces = !exception.also && (exception.topic || exception.until.is_some());
        if replaces && let Some(days) = in_one_month(&spec.days) {
            // 「12月30日・31日は15時まで」: beside a rule such days come every year.
            (spec.days, spec.within.months) = days;
            drafts[at].spec = Some(spec.clone());
        }
        let mut base_times: Option<Vec<Times>> = None;
        for other in nearby(at, drafts.len()).filter(|other| *other != at) {
            let base = &drafts[other];
            let Some(base_spec) = base.spec.as_ref().filter(|_| !base.also) else {
                continue;
            };
            let Some(loss) = loss(&spec, &exception, replaces, base_spec, base) else {
                continue;
            };
            if base_times.is_none() && !base.times.is_empty() {
                base_times = Some(base.times.clone());
            }
            let policy = base_spec.on_holiday;
            let base_days = weekdays_of(&base_spec.days);
            let base = drafts[other].spec.as_mut().expect("asked for above");
            match loss {
                Loss::Months(months) => base.within.months = base.within.months.and(months.others()),
                Loss::Weekdays(days) => base.days = Days::Weekly(weekdays_of(&base.days).without(days)),
                Loss::Dates(days) => {
                    if let Days::Dates(dates) = &mut base.days {
                        dates.retain(|day| !days.contains(day));
                    }
                }
                Loss::Holidays => base.on_holiday = OnHoliday::Skip,
                Loss::Pattern(pattern) => excluded[other].push(*pattern),
            }
            if let Some(own) = drafts[at].spec.as_mut() {
                if own.on_holiday == OnHoliday::Keep && weekdays_of(&own.days).without(base_days).is_empty() {
                    own.on_holiday = policy;
                }
                if let Days::WeekOfMonth { days, .. } = &mut own.days
                    && *days == Weekdays::ALL
                {
                    // 「1月は第2週に開催」: on the weekday it always has.
                    *days = base_days;
                }
            }
            reader.assume(exception.from, exception.to, Assumed::Exception);
        }
        take_times(&mut drafts[at], &base_times.unwrap_or_default());
    }
    excluded
}

/// What a rule loses to its exception.
enum Loss {
    Months(Months),
    Weekdays(Weekdays),
    Dates(Vec<NaiveDate>),
    Holidays,
    Pattern(Box<Pattern>),
}

fn loss(spec: &Spec, exception: &Draft, replaces: bool, base: &Spec, base_draft: &Draft) -> Option<Loss> {
    let dated = |days: &Days| matches!(days, Days::Dates(_) | Days::YearlessDates(_));
    if spec.replaces_in_months {
        if dated(&base.days) || base.replaces_in_months {
            return None;
        }
        if spec.within.from.is_some() || spec.within.to.is_some() {
            // 「令和8年6月は第4土曜」
            let period = Days::Period { from: spec.within.from, to: spec.within.to };
            return Some(Loss::Pattern(Box::new(Pattern::new(period))));
        }
        return Some(Loss::Months(spec.within.months));
    }
    let whole = Within::default();
    let season =
        exception.season.as_ref().filter(|season| **season != whole).or(Some(&spec.within)).filter(|w| **w != whole);
    let base_limited = base.within != whole || base_draft.season.as_ref().is_some_and(|season| *season != whole);
    let own = weekdays_of(&spec.days);
    let days = weekdays_of(&base.days);
    let weekly = matches!(base.days, Days::Weekly(_) | Days::Daily);
    if let (Some(season), false) = (season, base_limited)
        && weekly
        && !own.is_empty()
        && own.without(days).is_empty()
        && !exception.also
        && (!exception.times.is_empty() || exception.until.is_some())
    {
        // 「平日9時～17時。8月は15時まで」: in its season the narrower rule holds alone.
        let days = if own == days { Days::Daily } else { Days::Weekly(own) };
        let pattern = Pattern { within: season.clone(), ..Pattern::new(days) };
        return Some(Loss::Pattern(Box::new(pattern)));
    }
    if !replaces {
        return None;
    }
    match (&spec.days, &base.days) {
        (Days::Dates(own), Days::Dates(dates)) => {
            let among = dates.len() > own.len() && own.iter().all(|day| dates.contains(day));
            return among.then(|| Loss::Dates(own.clone()));
        }
        (Days::Dates(_) | Days::MonthDays(_) | Days::Annual { .. }, _) if weekly => {
            return Some(Loss::Pattern(Box::new(spec.pattern())));
        }
        (Days::Holidays, _) if weekly && base.on_holiday == OnHoliday::Keep => return Some(Loss::Holidays),
        _ => {}
    }
    let counted = !matches!(spec.days, Days::Weekly(_));
    let narrower = days.without(own) != Weekdays::NONE;
    let covers = weekly && !own.is_empty() && own.without(days).is_empty() && (counted || narrower);
    if !covers || (base_draft.topic && base_draft.until.is_some()) {
        return None;
    }
    if !counted && season.is_none() {
        return Some(Loss::Weekdays(own));
    }
    let mut pattern = spec.pattern();
    pattern.on_holiday = OnHoliday::Keep;
    if let Some(season) = season {
        pattern.within = season.clone();
    }
    Some(Loss::Pattern(Box::new(pattern)))
}

/// Dates without a year that lie in one month, as days of that month.
fn in_one_month(days: &Days) -> Option<(Days, Months)> {
    let Days::YearlessDates(dates) = days else {
        return None;
    };
    let month = dates.first()?.month;
    if dates.iter().any(|day| day.month != month) {
        return None;
    }
    let days = dates.iter().filter_map(|day| i8::try_from(day.day).ok()).collect();
    Some((Days::MonthDays(days), Months::of([month]).ok()?))
}

/// What an exception leaves unsaid about its times it takes from the rule.
fn take_times(draft: &mut Draft, base: &[Times]) {
    if base.is_empty() {
        return;
    }
    if let Some(until) = draft.until.take() {
        draft.times = until_times(base, until);
        return;
    }
    if let [Times { end: None, start, .. }] = draft.times.as_slice()
        && draft.topic
        && base.last().and_then(|times| times.end).is_some_and(|end| end > *start)
    {
        // 「1月4日は13時から」, 「水曜は8時から」: breaks stay breaks.
        let start = start.minutes();
        let mut times: Vec<Times> = base.iter().filter_map(|times| cut(times, (start, 2 * 1440))).collect();
        if let Some(first) = times.first_mut()
            && base.first().is_some_and(|base| start < base.start.minutes())
        {
            first.start = draft.times[0].start;
        }
        draft.times = times;
        return;
    }
    if !draft.times.is_empty() {
        return;
    }
    let window = match draft.part {
        Some(Part::Morning) => Some((0, 720)),
        Some(Part::Afternoon) => Some((720, 1440)),
        Some(Part::Evening) => None,
        None => {
            let same_kind = draft
                .spec
                .as_ref()
                .is_some_and(|spec| spec.replaces_in_months || matches!(spec.days, Days::Dates(_)) && draft.topic);
            if same_kind {
                draft.times = base.to_vec();
            }
            None
        }
    };
    if let Some(window) = window {
        draft.times = base.iter().filter_map(|times| cut(times, window)).collect();
        draft.part = None;
    }
}

fn nearby(at: usize, length: usize) -> std::ops::Range<usize> {
    at.saturating_sub(NEARBY)..length.min(at + NEARBY)
}

/// The hours of the rule, up to another end.
fn until_times(base: &[Times], until: u16) -> Vec<Times> {
    let Some(end) = ClockTime::new(until / 60, until % 60) else {
        return Vec::new();
    };
    let mut times: Vec<Times> = base.iter().filter(|times| times.start < end).copied().collect();
    match times.last_mut() {
        Some(last) => {
            last.end = Some(end);
            last.past_midnight = until > 1440;
            last.last_entry = last.last_entry.filter(|entry| *entry <= end);
        }
        None => times.extend(unknown_until(until)),
    }
    // Earlier stretches keep their own ends; only the last one moves.
    times
}

/// 「～16時」: when it begins is not printed, so no minute is certain.
pub(super) fn unknown_until(until: u16) -> Option<Times> {
    let end = ClockTime::new(until / 60, until % 60).filter(|end| end.minutes() > 0 && *end <= ClockTime::MIDNIGHT)?;
    Some(Times { approximate: true, ..Times::new(ClockTime::hm(0, 0), end) })
}

fn cut(times: &Times, (from, to): (u16, u16)) -> Option<Times> {
    let start = times.start.minutes().max(from);
    let end = times.end?.minutes().min(to);
    if end <= start {
        return None;
    }
    let cut = Times::new(ClockTime::new(start / 60, start % 60)?, ClockTime::new(end / 60, end % 60)?);
    Some(Times { past_midnight: end > 1440, ..cut })
}

pub(super) fn weekdays_of(days: &Days) -> Weekdays {
    match days {
        Days::Daily => Weekdays::ALL,
        Days::Weekly(days)
        | Days::NthWeekday { days, .. }
        | Days::WeekOfMonth { days, .. }
        | Days::EveryWeeks { days, .. } => *days,
        _ => Weekdays::NONE,
    }
}
