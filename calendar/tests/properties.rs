//! Invariants over random notices, exceptions and days.

use calendar::clock::ClockTime;
use calendar::hours::{
    Days, Mode, MonthDay, Months, MoveTo, MoveWhen, NthDay, OnHoliday, Pattern, PrintedDate, Season, Silence, Times,
    Weekdays, Within,
};
use calendar::{Closure, DayAnswer, Holidays, HoursBlock, Interval, Override, Rule, Schedule, State, Status};
use chrono::{Days as Days_, Duration, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use proptest::prelude::*;

fn weekday() -> impl Strategy<Value = Weekday> {
    (0u8..7).prop_map(|n| Weekday::try_from(n).unwrap())
}

/// One opening, rarely over midnight, rarely without a printed end.
fn stretch() -> impl Strategy<Value = Times> {
    let start = (0u16..23, prop::sample::select(vec![0u16, 15, 30]));
    (start, 1u16..6, prop::bool::weighted(0.9)).prop_map(|((hour, minute), length, printed)| {
        let start = ClockTime::hm(hour, minute);
        let end = ClockTime::hm(hour + length, minute);
        let past_midnight = printed && end > ClockTime::MIDNIGHT;
        Times { end: printed.then_some(end), past_midnight, ..Times::from(start) }
    })
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

/// Days that are known, of every kind.
fn certain_days() -> impl Strategy<Value = Days> {
    let nths = prop::collection::vec(nth(), 1..3);
    prop_oneof![
        4 => weekdays().prop_map(Days::Weekly),
        3 => (nths, weekdays()).prop_map(|(nth, days)| Days::NthWeekday { nth, days }),
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
        1 => Just(Days::Holidays),
        1 => Just(Days::DayAfterHoliday),
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
            MoveTo::PreviousDay,
            MoveTo::NextBusinessDay,
            MoveTo::PreviousBusinessDay,
            MoveTo::NextOpenDay,
            MoveTo::Unstated,
        ]),
    ];
    prop_oneof![
        5 => Just(OnHoliday::Keep),
        1 => Just(OnHoliday::Skip),
        1 => Just(OnHoliday::Only),
        3 => (when, to).prop_map(|(when, to)| OnHoliday::Move { when, to }),
    ]
}

fn within() -> impl Strategy<Value = Within> {
    let months = prop_oneof![
        4 => Just(Months::ALL),
        1 => prop::collection::vec(1u8..13, 1..7).prop_map(|months| Months::of(months).unwrap()),
    ];
    let season = (month_day(), month_day()).prop_map(|(from, to)| Season { from, to });
    let seasons = prop::collection::vec(season, 0..2);
    let limits = (prop::option::weighted(0.2, date()), prop::option::weighted(0.5, 0u64..400));
    (months, prop::option::weighted(0.2, seasons), limits).prop_map(|(months, seasons, (from, length))| Within {
        months,
        seasons: seasons.unwrap_or_default(),
        from: from.map(PrintedDate::Day),
        to: from.zip(length).map(|(from, length)| PrintedDate::Day(from + Days_::new(length))),
    })
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let pattern = (certain_days(), within(), on_holiday());
    pattern.prop_map(|(days, within, on_holiday)| Pattern { days, within, on_holiday, possible: false }).prop_filter(
        "an anchor after the end is refused",
        |pattern| match (&pattern.days, pattern.within.to) {
            (Days::EveryWeeks { anchor: Some(anchor), .. } | Days::EveryDays { anchor, .. }, Some(to)) => {
                *anchor <= to.last_day()
            }
            _ => true,
        },
    )
}

fn rule() -> impl Strategy<Value = Rule> {
    let dated =
        (pattern(), prop::collection::vec(stretch(), 0..3)).prop_map(|(pattern, times)| Rule { pattern, times });
    let irregular = prop_oneof![Just(Weekdays::NONE), weekdays()].prop_map(|days| Rule::on(Days::Irregular { days }));
    prop_oneof![8 => dated, 1 => irregular, 1 => Just(Rule::on(Days::OnRequest))]
}

fn closure() -> impl Strategy<Value = Closure> {
    let parts = prop_oneof![4 => Just(vec![]), 1 => prop::collection::vec(stretch(), 1..2)];
    prop_oneof![
        1 => Just(Closure::holidays()),
        1 => prop::bool::ANY.prop_map(Closure::year_end),
        3 => (pattern(), parts).prop_map(|(pattern, times)| Closure { pattern, times }),
    ]
}

fn block() -> impl Strategy<Value = HoursBlock> {
    let silences = prop::sample::subsequence(vec![Silence::NationalHolidays, Silence::YearEnd], 0..=2);
    let rules = prop::collection::vec(rule(), 0..3);
    (rules, prop::collection::vec(closure(), 0..3), silences, prop::bool::ANY)
        .prop_map(|(rules, closures, not_stated, tentative)| HoursBlock {
            rules,
            closures,
            not_stated,
            tentative,
            ..HoursBlock::default()
        })
        .prop_filter("a rule that is always shut is refused", |block| {
            Schedule::compile([block], &[], &Holidays::national()).is_ok()
        })
}

fn blocks() -> impl Strategy<Value = Vec<HoursBlock>> {
    prop::collection::vec(block(), 1..3)
}

/// Days around holidays, year-ends and leap days, 2024 to 2027.
fn date() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    (0u64..1461).prop_map(move |n| first + Days_::new(n))
}

fn exception() -> impl Strategy<Value = Override> {
    let times = prop::collection::vec(stretch(), 1..3).boxed();
    let mode = prop_oneof![
        Just(Mode::Close),
        times.clone().prop_map(Mode::Replace),
        times.prop_map(Mode::Add),
        (0u16..24).prop_map(|hour| Mode::Cancel(ClockTime::hm(hour, 0))),
    ];
    (date(), 0u64..4, mode).prop_map(|(from, length, mode)| Override {
        from,
        to: from + Days_::new(length),
        mode,
        applies_to: vec![],
        reason: "臨時".to_owned(),
    })
}

fn exceptions() -> impl Strategy<Value = Vec<Override>> {
    prop::collection::vec(exception(), 0..4)
}

fn compile(blocks: &[HoursBlock], overrides: &[Override]) -> Schedule {
    Schedule::compile(blocks, overrides, &Holidays::national()).unwrap()
}

fn minutes(date: NaiveDate) -> impl Iterator<Item = NaiveDateTime> {
    let midnight = date.and_time(NaiveTime::MIN);
    (0..1440).map(move |m| midnight + Duration::minutes(m))
}

#[derive(Debug, PartialEq)]
enum Kind {
    Open,
    Closed,
    Unknown,
}

impl Kind {
    fn status(&self) -> Status {
        match self {
            Kind::Open => Status::Open,
            Kind::Closed => Status::Closed,
            Kind::Unknown => Status::Unknown,
        }
    }
}

fn kind(state: State) -> Kind {
    match state {
        State::Open { .. } => Kind::Open,
        State::Closed { .. } => Kind::Closed,
        State::Unknown => Kind::Unknown,
    }
}

/// Everything that holds on a day, minute by minute in steps of a quarter of an hour and one.
fn sampled(schedule: &Schedule, date: NaiveDate) -> Vec<Kind> {
    let quarters = minutes(date).enumerate().filter(|(m, _)| m % 15 < 2);
    quarters.map(|(_, at)| kind(schedule.state(at))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// An exception changes its own days; one that runs past midnight also the night after.
    #[test]
    fn an_exception_never_changes_another_date(
        blocks in blocks(), before in exceptions(), added in exception(), ahead in -6i64..10,
    ) {
        let date = added.from + Duration::days(ahead);
        let night_after = added.to + Days_::new(1);
        prop_assume!(date < added.from || date > night_after);
        let mut after = before.clone();
        after.push(added);
        let (old, new) = (compile(&blocks, &before), compile(&blocks, &after));
        prop_assert_eq!(sampled(&old, date), sampled(&new, date));
    }

    /// Without openings past midnight not even the night after changes.
    #[test]
    fn within_the_day_an_exception_changes_its_dates_only(
        blocks in blocks(), added in exception(), ahead in -3i64..8,
    ) {
        let date = added.from + Duration::days(ahead);
        prop_assume!(date < added.from || date > added.to);
        let spills = |text: String| text.contains("past_midnight: true");
        prop_assume!(!spills(format!("{blocks:?}{added:?}")));
        let (old, new) = (compile(&blocks, &[]), compile(&blocks, &[added]));
        prop_assert_eq!(sampled(&old, date), sampled(&new, date));
    }

    #[test]
    fn a_day_agrees_with_its_minutes(blocks in blocks(), overrides in exceptions(), date in date()) {
        let schedule = compile(&blocks, &overrides);
        let day = schedule.day(date);
        prop_assert!(!day.reasons.is_empty() || !day.open.is_empty());
        for pair in day.open.windows(2) {
            prop_assert!(pair[0].certain_end() <= pair[1].start);
        }
        for at in minutes(date) {
            let expected = if day.open.iter().any(|i| i.contains(at)) {
                Kind::Open
            } else if day.unknown.iter().any(|i| i.contains(at)) {
                Kind::Unknown
            } else {
                Kind::Closed
            };
            let answer = schedule.answer(at);
            prop_assert_eq!(schedule.status(at), expected.status());
            prop_assert_eq!(kind(answer.state), expected, "{}", at);
            prop_assert!(answer.state.is_open() || !answer.reasons.is_empty());
        }
    }

    #[test]
    fn a_period_is_its_days_put_together(
        blocks in blocks(), overrides in exceptions(), from in date(), length in 0u64..12,
    ) {
        let schedule = compile(&blocks, &overrides);
        let to = from + Days_::new(length);
        let days: Vec<DayAnswer> = from.iter_days().take(length as usize + 1).map(|date| schedule.day(date)).collect();
        prop_assert_eq!(&schedule.days(from, to).collect::<Vec<_>>(), &days);

        let openings = schedule.openings(from, to);
        for pair in openings.windows(2) {
            prop_assert!(pair[0].certain_end() <= pair[1].start);
            prop_assert!(pair[0].end != Some(pair[1].start) || pair[1].end.is_none(), "what touches is one");
        }
        let of_days: Vec<Interval> = days.iter().flat_map(|day| day.open.iter().copied()).collect();
        for part in &of_days {
            let whole = |o: &Interval| o.start <= part.start && part.certain_end() <= o.certain_end();
            prop_assert!(openings.iter().any(whole), "{part:?}");
        }
        for opening in &openings {
            prop_assert!(of_days.iter().any(|part| part.start == opening.start));
            prop_assert!(of_days.iter().any(|part| part.end == opening.end));
        }
        for at in days.iter().flat_map(|day| minutes(day.date)) {
            prop_assert_eq!(openings.iter().any(|o| o.contains(at)), schedule.is_open(at), "{}", at);
        }
    }

    #[test]
    fn the_next_opening_is_the_first_open_minute(
        blocks in blocks(), overrides in exceptions(), date in date(), minute in 0i64..1440,
    ) {
        let schedule = compile(&blocks, &overrides);
        let from = date.and_time(NaiveTime::MIN) + Duration::minutes(minute);
        let week = (0..7 * 1440).map(|m| from + Duration::minutes(m));
        let first = week.into_iter().find(|at| schedule.is_open(*at));
        let next = schedule.next_opening(from);
        prop_assert_eq!(next.filter(|at| *at < from + Duration::days(7)), first);
        let listed = schedule.next_openings(from, 1, 400);
        prop_assert_eq!(listed.first().map(|i| i.start.max(from)), next);
    }

    #[test]
    fn open_until_is_the_first_minute_not_open(
        blocks in blocks(), overrides in exceptions(), date in date(), minute in 0i64..1440,
    ) {
        let schedule = compile(&blocks, &overrides);
        let at = date.and_time(NaiveTime::MIN) + Duration::minutes(minute);
        if let State::Open { until: Some(until) } = schedule.state(at) {
            prop_assert!(at < until);
            prop_assert!(!schedule.is_open(until));
            let mut between = at;
            while between < until {
                prop_assert!(schedule.is_open(between));
                between += Duration::minutes(1);
            }
        }
    }

    #[test]
    fn a_block_survives_being_written_and_read(block in block()) {
        let text = serde_norway::to_string(&block).unwrap();
        prop_assert_eq!(serde_norway::from_str::<HoursBlock>(&text).unwrap(), block);
    }

    #[test]
    fn a_printed_day_reads_back(date in date()) {
        use calendar::wareki::{Wareki, easy, parse};
        let wareki = Wareki::from_date(date).unwrap();
        for text in [wareki.to_string(), wareki.with_weekday(), easy(date), date.to_string()] {
            let read = parse(&text).unwrap();
            prop_assert_eq!(read.day(), Some(date));
            prop_assert!(read.warnings.is_empty());
        }
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "[0-9０-９元年月日度時分午前後令和RSH./:~〜()（）火曜・ -]{0,16}") {
        let _ = calendar::wareki::parse(&text);
        let _ = calendar::clock::read_range(&text);
    }
}
