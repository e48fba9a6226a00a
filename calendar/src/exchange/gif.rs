//! GIF (政府相互運用性フレームワーク): the repetition code of DS-441, and the five columns of the
//! 公共施設一覧.
//!
//! DS-441 has `0` every week, `1` to `5` the nth, `6` the last, `7` every second week, before
//! `Mo` to `Su`: `0We`, `13Mo`, `14Tu4Th`. A time is written after it as `10:00/18:00`, which is
//! our joining: the standard shows both forms, not their connection. It has no months, holidays,
//! moves or second times, so the formula never stands without its remarks.

use chrono::Weekday;

use super::loss::{Loss, beside_the_hours};
use super::notice::{Stretch, clock};
use super::regular::{Regular, Series};
use super::{Export, Notice, Refusal};
use crate::clock::ClockTime;
use crate::hours::{Days, Months, OnHoliday, Rule, Times, WEEK, Weekdays};
use crate::wareki::weekday_ja;
use crate::words::{Lang, hours_in_words};

const NAMES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const EVERY: char = '0';
const LAST: char = '6';
const ALTERNATE: char = '7';

/// 利用可能日時式: `0Mo0Tu0We 10:00/18:00`. Empty where no rule can be written so.
///
/// What is left out is closed in the formula or, worse, open: 利用可能日時説明 has to carry
/// [`hours_in_words`] beside it.
pub fn formula(notice: &Notice<'_>) -> Export<String> {
    let regular = Regular::of(notice.block);
    let mut losses = losses(notice, &regular);
    // Days with their times, the first time for each; what has other times is left to the words.
    let mut said: Option<(String, Vec<Stretch>)> = None;
    for series in regular.openings.iter().filter(|series| !series.is_undated()) {
        let times = series.times.iter().filter(|times| !times.approximate);
        let times: Vec<Stretch> =
            times.map(|times| (times.start.minutes(), times.end.map(ClockTime::minutes))).collect();
        let Some(days) = code(series).filter(|_| !times.is_empty()) else {
            losses.push(Loss::DaysInWords);
            continue;
        };
        match &mut said {
            None => said = Some((days, times)),
            Some((code, known)) if *known == times => code.push_str(&days),
            Some(_) => losses.push(Loss::SeveralTimes),
        }
    }
    let Some((days, times)) = said else {
        losses.push(Loss::NothingOpen);
        return Export::new(String::new(), losses);
    };
    if times.len() > 1 {
        losses.push(Loss::SeveralTimes);
    }
    let time = times.first().map_or_else(String::new, |(start, end)| {
        let end = end.map_or_else(String::new, |end| clock(end).to_string());
        format!("{}/{end}", clock(*start))
    });
    Export::new(format!("{days} {time}"), losses)
}

/// The code of the days; `None` where there is none.
fn code(series: &Series) -> Option<String> {
    let (counts, days) = match &series.days {
        Days::Weekly(days) => (EVERY.to_string(), *days),
        Days::EveryWeeks { every: 2, days, .. } => (ALTERNATE.to_string(), *days),
        Days::NthWeekday { nth, days } => {
            let count = |n: &i8| match n {
                1..=5 => char::from_digit(u32::from(n.unsigned_abs()), 10),
                -1 => Some(LAST),
                _ => None,
            };
            (nth.iter().map(count).collect::<Option<String>>()?, *days)
        }
        _ => return None,
    };
    let name = |day: Weekday| NAMES[day.num_days_from_monday() as usize];
    let plain = series.on_holiday == OnHoliday::Keep && series.seasons.is_empty();
    (plain || series.on_holiday == OnHoliday::Skip)
        .then(|| days.iter().map(|day| format!("{counts}{}", name(day))).collect())
}

fn losses(notice: &Notice<'_>, regular: &Regular) -> Vec<Loss> {
    let mut losses = beside_the_hours(notice.block);
    let openings = || regular.openings.iter();
    let limited = |series: &Series| series.from.is_some_and(|from| from > notice.first()) || series.to.is_some();
    let found = [
        (notice.leaves_doubt(), Loss::UnknownLeftOut),
        (!regular.closures.is_empty() || openings().any(|s| s.on_holiday != OnHoliday::Keep), Loss::ClosuresInWords),
        (openings().any(|s| s.months != Months::ALL || !s.seasons.is_empty()), Loss::MonthsInWords),
        (openings().any(limited), Loss::ValidityInWords),
        (notice.exceptions().next().is_some(), Loss::ExceptionsInWords),
        (openings().any(|s| matches!(s.days, Days::EveryWeeks { .. })), Loss::IntervalWithoutAnchor),
    ];
    losses.extend(found.into_iter().filter_map(|(is_lost, loss)| is_lost.then_some(loss)));
    losses
}

/// Reads a formula. Every second week is read without a week to count from, so it stays unknown.
///
/// # Errors
/// The first part that is not read, with its place.
pub fn read(formula: &str) -> Result<Vec<Rule>, Refusal> {
    const ACCEPTED: &str = "write 0We, 13Mo, 14Tu4Th, 6Fr or 7Su, then a space and 10:00/18:00";
    let place = |rest: &str| formula.chars().count() - rest.chars().count() + 1;
    let (code, times) = formula.trim_end().split_once(' ').unwrap_or((formula.trim_end(), ""));
    let mut days: Vec<Days> = Vec::new();
    let mut rest = &formula[..code.len()];
    let refuse = |rest: &str| Refusal::new(place(&formula[code.len() - rest.len()..]), rest, ACCEPTED);
    let mut counts = String::new();
    while !rest.is_empty() {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).take(6).collect();
        if !digits.is_empty() {
            counts = digits;
        }
        let name = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let named = NAMES.iter().position(|day| name.starts_with(day)).map(|at| WEEK[at]);
        let (Some(day), Some(last)) = (named, counts.chars().last()) else {
            return Err(refuse(rest));
        };
        let nth: Option<Vec<i8>> = counts
            .chars()
            .map(|c| match c {
                LAST => Some(-1),
                '1'..='5' => c.to_digit(10).and_then(|n| i8::try_from(n).ok()),
                _ => None,
            })
            .collect();
        let found = match (nth, counts.len(), last) {
            (Some(nth), ..) => Days::NthWeekday { nth, days: Weekdays::of(day) },
            (None, 1, EVERY) => Days::Weekly(Weekdays::of(day)),
            (None, 1, ALTERNATE) => Days::EveryWeeks { every: 2, days: Weekdays::of(day), anchor: None },
            (None, ..) => return Err(refuse(rest)),
        };
        push(&mut days, found);
        rest = name.get(2..).unwrap_or_default();
    }
    if days.is_empty() {
        return Err(refuse(""));
    }
    let times = self::times(times).ok_or_else(|| Refusal::new(place(times), times, ACCEPTED))?;
    Ok(days.into_iter().map(|days| Rule { times: times.clone(), ..Rule::on(days) }).collect())
}

/// Weekdays of the same code belong to one rule.
fn push(all: &mut Vec<Days>, next: Days) {
    let merged = match (all.last_mut(), &next) {
        (Some(Days::Weekly(known)), Days::Weekly(days)) => Some((known, days)),
        (Some(Days::EveryWeeks { days: known, anchor: None, .. }), Days::EveryWeeks { days, .. }) => {
            Some((known, days))
        }
        (Some(Days::NthWeekday { nth, days: known }), Days::NthWeekday { nth: same, days }) if nth == same => {
            Some((known, days))
        }
        _ => None,
    };
    match merged {
        Some((known, days)) => *known = known.or(*days),
        None => all.push(next),
    }
}

fn times(text: &str) -> Option<Vec<Times>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Vec::new());
    }
    let one = |text: &str| {
        let (start, end) = text.split_once('/')?;
        let start: ClockTime = start.parse().ok().filter(|start| *start < ClockTime::MIDNIGHT)?;
        if end.is_empty() {
            return Some(Times::from(start));
        }
        let end: ClockTime =
            end.parse().ok().filter(|end| start < *end && end.minutes() - start.minutes() <= 24 * 60)?;
        Some(Times { past_midnight: end > ClockTime::MIDNIGHT, ..Times::new(start, end) })
    };
    text.split(',').take(24).map(one).collect()
}

/// The columns of a 公共施設一覧 that speak of hours. Names of the columns of the 自治体標準オープン
/// データセット and of the older 推奨データセット.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Columns {
    /// 月火水木金: weekdays on which it is regularly open; empty if there is none.
    #[serde(rename = "利用可能曜日")]
    pub days: String,
    /// `10:00`; empty unless all these weekdays share one time.
    #[serde(rename = "開始時間")]
    pub start: String,
    /// `18:00`
    #[serde(rename = "終了時間")]
    pub end: String,
    /// All of it in words.
    #[serde(rename = "利用可能日時特記事項")]
    pub remarks: String,
    /// 利用可能日時式 of GIF 435, in the notation of DS-441.
    #[serde(rename = "利用可能日時式")]
    pub formula: String,
}

/// Writes the columns. The remarks carry everything, so a weekday alone is never taken for the
/// whole notice.
pub fn columns(notice: &Notice<'_>) -> Export<Columns> {
    let regular = Regular::of(notice.block);
    let formula = formula(notice);
    let mut losses = formula.losses;
    let mut days = Weekdays::NONE;
    let mut times: Vec<Times> = Vec::new();
    for series in regular.openings.iter().filter(|series| !series.is_undated()) {
        match series.days {
            Days::Weekly(weekly) if series.on_holiday != OnHoliday::Only => days = days.or(weekly),
            _ => losses.push(Loss::DaysInWords),
        }
        times.extend(series.times.iter().filter(|times| !times.approximate));
    }
    times.dedup_by_key(|times| (times.start, times.end));
    let one = if let [one] = times.as_slice() { Some(one) } else { None };
    if times.len() > 1 {
        losses.push(Loss::SeveralTimes);
    }
    let text = |time: Option<ClockTime>| time.map_or_else(String::new, |time| time.to_string());
    let remarks = hours_in_words(notice.block, Lang::Ja);
    let value = Columns {
        days: days.iter().map(weekday_ja).collect(),
        start: text(one.map(|times| times.start)),
        end: text(one.and_then(|times| times.end)),
        remarks,
        formula: formula.value,
    };
    Export::new(value, losses)
}
