//! Invariants over random notices, exceptions and days.

use calendar::clock::ClockTime;
use calendar::hours::{Mode, MonthDay, NthDay, Silence, Times};
use calendar::{Closure, Holidays, HoursBlock, Override, Rule, Schedule, State};
use chrono::{Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use proptest::prelude::*;

fn weekday() -> impl Strategy<Value = Weekday> {
    (0u8..7).prop_map(|n| Weekday::try_from(n).unwrap())
}

/// Start, end (or none), and whether the end lies on the next day.
fn stretch() -> impl Strategy<Value = (ClockTime, Option<ClockTime>, bool)> {
    let start = (0u16..23, prop::sample::select(vec![0u16, 15, 30]));
    (start, 1u16..6, prop::bool::weighted(0.9)).prop_map(|((hour, minute), length, printed)| {
        let end = ClockTime::hm(hour + length, minute);
        let past = printed && end > ClockTime::MIDNIGHT;
        (ClockTime::hm(hour, minute), printed.then_some(end), past)
    })
}

fn nth() -> impl Strategy<Value = i8> {
    prop::sample::select(vec![1i8, 2, 3, 4, 5, -1, -2])
}

fn rule() -> impl Strategy<Value = Rule> {
    let weekly = (prop::collection::vec(weekday(), 1..5), stretch())
        .prop_map(|(days, (start, end, past_midnight))| Rule::Weekly { days, start, end, past_midnight });
    let monthly = (prop::collection::vec(nth(), 1..3), weekday(), stretch()).prop_map(
        |(nth, day, (start, end, past_midnight))| Rule::NthWeekday {
            nth,
            day,
            months: vec![],
            start,
            end,
            past_midnight,
        },
    );
    let irregular = prop::collection::vec(weekday(), 0..2).prop_map(|days| Rule::Irregular { days });
    prop_oneof![5 => weekly, 3 => monthly, 1 => irregular, 1 => Just(Rule::OnRequest {})]
}

fn closure() -> impl Strategy<Value = Closure> {
    prop_oneof![
        Just(Closure::NationalHolidays {}),
        prop::bool::ANY.prop_map(|stated| Closure::YearEnd {
            from: MonthDay::new(12, 29),
            to: MonthDay::new(1, 3),
            stated,
        }),
        prop::collection::vec(weekday(), 1..3).prop_map(|days| Closure::Weekly { days }),
        (nth(), weekday(), prop::option::of(nth())).prop_map(|(nth, day, moved)| {
            Closure::NthWeekday { nth, day, if_national_holiday: moved.map(|nth| NthDay { nth, day }) }
        }),
    ]
}

fn block() -> impl Strategy<Value = HoursBlock> {
    let silences = prop::sample::subsequence(vec![Silence::NationalHolidays, Silence::YearEnd], 0..=2);
    let rules = prop::collection::vec(rule(), 0..3);
    (rules, prop::collection::vec(closure(), 0..3), silences, prop::bool::ANY).prop_map(
        |(rules, closures, not_stated, tentative)| HoursBlock {
            rules,
            closures,
            not_stated,
            tentative,
            ..HoursBlock::default()
        },
    )
}

fn blocks() -> impl Strategy<Value = Vec<HoursBlock>> {
    prop::collection::vec(block(), 1..3)
}

/// Days around holidays, year-ends and leap days, 2024 to 2027.
fn date() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    (0u64..1461).prop_map(move |n| first + Days::new(n))
}

fn exception() -> impl Strategy<Value = Override> {
    let times = stretch().prop_map(|(start, end, past_midnight)| Times { start, end, past_midnight });
    let times = prop::collection::vec(times, 1..3).boxed();
    let mode = prop_oneof![Just(Mode::Close), times.clone().prop_map(Mode::Replace), times.prop_map(Mode::Add),];
    (date(), 0u64..4, mode).prop_map(|(from, length, mode)| Override {
        from,
        to: from + Days::new(length),
        mode,
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
    quarters.map(|(_, at)| kind(schedule.state(at).state)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// An exception changes its own days; one that runs past midnight also the night after.
    #[test]
    fn an_exception_never_changes_another_date(
        blocks in blocks(), before in exceptions(), added in exception(), ahead in -6i64..10,
    ) {
        let date = added.from + Duration::days(ahead);
        let night_after = added.to + Days::new(1);
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
            let answer = schedule.state(at);
            prop_assert_eq!(kind(answer.state), expected, "{}", at);
            prop_assert!(answer.state.is_open() || !answer.reasons.is_empty());
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
        if let State::Open { until: Some(until) } = schedule.state(at).state {
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
