//! Random notices, the real ones, and how two schedules are compared.

use calendar::clock::ClockTime;
use calendar::exchange::Notice;
use calendar::hours::{
    Booking, Channel, Days, Mode, MonthDay, Months, MoveTo, MoveWhen, NthDay, OnHoliday, Pattern, PrintedDate, Season,
    Silence, Times, Weekdays, Within,
};
use calendar::{Closure, Holidays, HoursBlock, Override, Rule, Schedule};
use chrono::{Days as Days_, Duration, NaiveDate, NaiveTime, Weekday};
use proptest::prelude::*;
use serde::Deserialize;

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn weekday() -> impl Strategy<Value = Weekday> {
    (0u8..7).prop_map(|n| Weekday::try_from(n).unwrap())
}

/// One opening, rarely over midnight, rarely without a printed end, rarely at about a time.
fn stretch() -> impl Strategy<Value = Times> {
    let start = (0u16..23, prop::sample::select(vec![0u16, 15, 30]));
    (start, 1u16..6, prop::bool::weighted(0.9), prop::bool::weighted(0.05)).prop_map(
        |((hour, minute), length, printed, approximate)| {
            let start = ClockTime::hm(hour, minute);
            let end = ClockTime::hm(hour + length, minute);
            let past_midnight = printed && end > ClockTime::MIDNIGHT;
            Times { end: printed.then_some(end), past_midnight, approximate, ..Times::from(start) }
        },
    )
}

fn nth() -> impl Strategy<Value = i8> {
    prop::sample::select(vec![1i8, 2, 3, 4, 5, -1, -2])
}

fn weekdays() -> impl Strategy<Value = Weekdays> {
    prop::collection::vec(weekday(), 1..5).prop_map(|days| days.into_iter().collect())
}

fn month_day() -> impl Strategy<Value = MonthDay> {
    date().prop_map(MonthDay::of)
}

fn dated_days() -> impl Strategy<Value = Days> {
    let nths = prop::collection::vec(nth(), 1..3);
    prop_oneof![
        5 => weekdays().prop_map(Days::Weekly),
        4 => (nths, weekdays()).prop_map(|(nth, days)| Days::NthWeekday { nth, days }),
        1 => Just(Days::Daily),
        1 => (2u8..5, weekdays(), prop::option::of(date()))
            .prop_map(|(every, days, anchor)| Days::EveryWeeks { every, days, anchor }),
        1 => (2u16..20, date()).prop_map(|(every, anchor)| Days::EveryDays { every, anchor }),
        1 => prop::collection::vec(prop::sample::select(vec![1i8, 10, 15, 29, 31, -1, -3]), 1..3)
            .prop_map(Days::MonthDays),
        1 => prop::collection::vec(prop::sample::select(vec![1i8, 5, 20, -1, -2]), 1..3)
            .prop_map(Days::BusinessDays),
        1 => prop::collection::vec(date(), 1..4).prop_map(Days::Dates),
        1 => (prop::collection::vec(1i8..6, 1..3), weekdays())
            .prop_map(|(weeks, days)| Days::WeekOfMonth { weeks, days }),
        1 => prop::collection::vec(month_day(), 1..3).prop_map(Days::YearlessDates),
        1 => (month_day(), month_day()).prop_map(|(from, to)| Days::Annual { from, to, stated: true }),
        1 => (date(), prop::option::of(0u64..300)).prop_map(|(from, length)| Days::Period {
            from: Some(PrintedDate::Day(from)),
            to: length.map(|length| PrintedDate::Day(from + Days_::new(length))),
        }),
        1 => Just(Days::Holidays),
        1 => Just(Days::DayAfterHoliday),
        1 => Just(Days::Always),
    ]
}

fn on_holiday() -> impl Strategy<Value = OnHoliday> {
    let when = prop::sample::select(vec![MoveWhen::Holiday, MoveWhen::HolidayOrWeekend, MoveWhen::Closed]);
    let to = prop_oneof![
        (nth(), weekday()).prop_map(|(nth, day)| MoveTo::Nth(NthDay { nth, day })),
        prop::sample::select(vec![
            MoveTo::NextWeek,
            MoveTo::PreviousWeek,
            MoveTo::NextDay,
            MoveTo::NextBusinessDay,
            MoveTo::NextOpenDay,
            MoveTo::Unstated,
        ]),
    ];
    prop_oneof![
        8 => Just(OnHoliday::Keep),
        1 => Just(OnHoliday::Skip),
        1 => Just(OnHoliday::Only),
        2 => (when, to).prop_map(|(when, to)| OnHoliday::Move { when, to }),
    ]
}

fn within() -> impl Strategy<Value = Within> {
    let months = prop_oneof![
        4 => Just(Months::ALL),
        1 => prop::collection::vec(1u8..13, 1..7).prop_map(|months| Months::of(months).unwrap()),
    ];
    let season = (month_day(), month_day()).prop_map(|(from, to)| Season { from, to });
    let whole = Just(Season { from: MonthDay::new(11, 1), to: MonthDay::new(2, 29) });
    let seasons = prop::collection::vec(prop_oneof![season, whole], 0..2);
    let limits = (prop::option::weighted(0.2, date()), prop::option::weighted(0.5, 0u64..400));
    (months, prop::option::weighted(0.2, seasons), limits).prop_map(|(months, seasons, (from, length))| Within {
        months,
        seasons: seasons.unwrap_or_default(),
        from: from.map(PrintedDate::Day),
        to: from.zip(length).map(|(from, length)| PrintedDate::Day(from + Days_::new(length))),
    })
}

fn pattern() -> impl Strategy<Value = Pattern> {
    (dated_days(), within(), on_holiday(), prop::bool::weighted(0.05))
        .prop_map(|(days, within, on_holiday, possible)| Pattern { days, within, on_holiday, possible })
}

fn rule() -> impl Strategy<Value = Rule> {
    let times = prop_oneof![6 => prop::collection::vec(stretch(), 1..3), 1 => Just(vec![])];
    let dated = (pattern(), times).prop_map(|(pattern, times)| Rule { pattern, times });
    let simple = (weekdays(), stretch()).prop_map(|(days, times)| Rule::at(Days::Weekly(days), times));
    let irregular = prop_oneof![Just(Weekdays::NONE), weekdays()].prop_map(|days| Rule::on(Days::Irregular { days }));
    prop_oneof![6 => dated, 4 => simple, 1 => irregular, 1 => Just(Rule::on(Days::OnRequest))]
}

fn closure() -> impl Strategy<Value = Closure> {
    let parts = prop_oneof![4 => Just(vec![]), 1 => prop::collection::vec(stretch(), 1..2)];
    let lunch = Times::new(ClockTime::hm(12, 0), ClockTime::hm(13, 0));
    let lunch = Closure { times: vec![lunch], ..Closure::on(Days::Daily) };
    prop_oneof![
        2 => Just(Closure::holidays()),
        2 => prop::bool::ANY.prop_map(Closure::year_end),
        1 => Just(lunch),
        1 => weekdays().prop_map(Closure::weekly),
        1 => (nth(), weekday(), prop::option::of((nth(), weekday())))
            .prop_map(|(n, day, to)| Closure::nth_weekday(n, day, to.map(|(nth, day)| NthDay { nth, day }))),
        2 => (pattern(), parts).prop_map(|(pattern, times)| Closure { pattern, times }),
    ]
}

/// A block that may be published.
pub fn block() -> impl Strategy<Value = HoursBlock> {
    let silences = prop_oneof![
        3 => Just(vec![]),
        1 => prop::sample::subsequence(vec![Silence::NationalHolidays, Silence::YearEnd], 1..=2),
    ];
    let closures = prop::collection::vec(closure(), 0..3);
    let validity = (prop::option::weighted(0.1, date()), prop::option::weighted(0.5, 0u64..500));
    let facts = (prop::bool::weighted(0.2), prop::bool::weighted(0.2), validity);
    (prop::collection::vec(rule(), 0..3), closures, silences, facts)
        .prop_map(|(rules, closures, not_stated, (tentative, books, (from, length)))| HoursBlock {
            rules,
            closures,
            not_stated,
            tentative,
            booking: books.then_some(Booking::Required),
            applies_to: if books { vec![Channel::Phone] } else { vec![] },
            valid_from: from.map(PrintedDate::Day),
            valid_to: from.zip(length).map(|(from, length)| PrintedDate::Day(from + Days_::new(length))),
            ..HoursBlock::default()
        })
        .prop_filter("a notice that is refused is not published", |block| {
            Schedule::compile([block], &[], &Holidays::national()).is_ok()
        })
}

/// Days around holidays, year-ends and leap days, 2024 to 2027.
pub fn date() -> impl Strategy<Value = NaiveDate> {
    let first = day("2024-01-01");
    (0u64..1461).prop_map(move |n| first + Days_::new(n))
}

fn exception() -> impl Strategy<Value = (u64, u64, Mode)> {
    let times = prop::collection::vec(stretch().prop_map(|t| Times { approximate: false, ..t }), 1..3).boxed();
    let mode = prop_oneof![
        Just(Mode::Close),
        times.clone().prop_map(Mode::Replace),
        times.prop_map(Mode::Add),
        (0u16..24).prop_map(|hour| Mode::Cancel(ClockTime::hm(hour, 0))),
    ];
    (0u64..60, 0u64..4, mode)
}

/// Exceptions of the first two months.
pub fn exceptions() -> impl Strategy<Value = Vec<(u64, u64, Mode)>> {
    prop_oneof![1 => Just(vec![]), 1 => prop::collection::vec(exception(), 1..4)]
}

/// The exceptions that the block allows, counted from the first day.
pub fn dated(block: &HoursBlock, exceptions: Vec<(u64, u64, Mode)>, first: NaiveDate) -> Vec<Override> {
    let exceptions = exceptions.into_iter().map(|(after, length, mode)| Override {
        from: first + Days_::new(after),
        to: first + Days_::new(after + length),
        mode,
        applies_to: vec![],
        reason: "臨時".to_owned(),
    });
    let exceptions: Vec<Override> = exceptions.collect();
    let allowed = Schedule::compile([block], &exceptions, &Holidays::national()).is_ok();
    if allowed { exceptions } else { Vec::new() }
}

/// The minutes of a day that are certainly open and that are not known, as stretches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minutes {
    pub open: Vec<(i64, i64)>,
    pub unknown: Vec<(i64, i64)>,
}

pub fn minutes(schedule: &Schedule, date: NaiveDate) -> Minutes {
    let midnight = date.and_time(NaiveTime::MIN);
    let answer = schedule.day(date);
    let within = |list: &[calendar::Interval]| -> Vec<(i64, i64)> {
        let minute = |at: chrono::NaiveDateTime| (at - midnight).num_minutes().clamp(0, 1440);
        let stretches = list.iter().map(|i| (minute(i.start), minute(i.certain_end())));
        joined(stretches.filter(|(start, end)| start < end).collect())
    };
    let open = within(&answer.open);
    let unknown = open.iter().fold(within(&answer.unknown), |left, (from, to)| {
        let cut = left.into_iter().flat_map(|(s, e)| [(s, e.min(*from)), (s.max(*to), e)]);
        cut.filter(|(start, end)| start < end).collect()
    });
    Minutes { open, unknown: joined(unknown) }
}

pub fn joined(mut stretches: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    stretches.sort_unstable();
    let mut out: Vec<(i64, i64)> = Vec::new();
    for (start, end) in stretches {
        match out.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

/// The days that are written; the first one may be entered by a night opening of the past.
pub fn written_days(notice: &Notice<'_>) -> impl Iterator<Item = NaiveDate> {
    let last = notice.last();
    (notice.first() + Duration::days(1)).iter_days().take_while(move |date| *date <= last)
}

#[derive(Deserialize)]
struct File {
    blocks: Vec<Printed>,
}

#[derive(Deserialize)]
pub struct Printed {
    pub of: String,
    pub block: HoursBlock,
}

/// The blocks of the five documents.
pub fn printed() -> Vec<Printed> {
    let file: File = serde_norway::from_str(include_str!("../../testdata/blocks.yaml")).unwrap();
    file.blocks
}

pub fn printed_of(of: &str) -> HoursBlock {
    printed().into_iter().find(|printed| printed.of == of).unwrap().block
}
