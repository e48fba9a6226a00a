//! GIF, the columns of the 公共施設一覧, HSDS and schema.org: evaluated here as their readers would.

use calendar::clock::ClockTime;
use calendar::exchange::{Loss, Notice, gif, hsds, loss_in_words, schema_org};
use calendar::hours::{Days, Pattern, PrintedDate, Times, WEEK, Weekdays, Within};
use calendar::words::Lang;
use calendar::{Holidays, HoursBlock, Rule, Schedule};
use chrono::{Datelike, NaiveDate, Weekday};
use proptest::prelude::*;

use crate::notices::{block, date, dated, day, exceptions, joined, minutes, printed, printed_of, written_days};

fn compile(rules: Vec<Rule>) -> Schedule {
    let block = HoursBlock { rules, ..HoursBlock::default() };
    Schedule::compile([&block], &[], &Holidays::national()).unwrap()
}

fn clock(text: &str) -> ClockTime {
    text.strip_suffix("+09:00").unwrap_or(text).parse().unwrap()
}

/// An end before the start, or at it, is on the next day.
fn times(opens: &str, closes: Option<&str>) -> Times {
    let start = clock(opens);
    let Some(end) = closes.map(clock) else {
        return Times::from(start);
    };
    let end = if end <= start { clock_after(end) } else { end };
    Times { past_midnight: end > ClockTime::MIDNIGHT, ..Times::new(start, end) }
}

fn clock_after(time: ClockTime) -> ClockTime {
    ClockTime::new(time.hour() + 24, time.minute()).unwrap()
}

fn rule_of(row: &hsds::HsdsSchedule) -> Vec<Rule> {
    const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let weekday = |name: &str| -> Weekday { WEEK[NAMES.iter().position(|known| *known == name).unwrap()] };
    let byday: Vec<&str> = row.byday.iter().flat_map(|days| days.split(',')).collect();
    let days: Vec<Days> = match (row.freq, row.interval, &row.bymonthday) {
        ("WEEKLY", None, None) => vec![Days::Weekly(byday.iter().map(|name| weekday(name)).collect())],
        ("WEEKLY", Some(every), None) => {
            let days = byday.iter().map(|name| weekday(name)).collect();
            vec![Days::EveryWeeks { every, days, anchor: row.dtstart }]
        }
        ("MONTHLY", None, Some(days)) => vec![Days::MonthDays(days.split(',').map(|n| n.parse().unwrap()).collect())],
        ("MONTHLY", None, None) => {
            let one = |text: &&str| {
                let (n, name) = text.split_at(text.len() - 2);
                Days::NthWeekday { nth: vec![n.parse().unwrap()], days: Weekdays::of(weekday(name)) }
            };
            byday.iter().map(one).collect()
        }
        other => panic!("{other:?}"),
    };
    let within = Within {
        from: row.valid_from.map(PrintedDate::Day),
        to: row.valid_to.map(PrintedDate::Day),
        ..Within::default()
    };
    let times = times(&row.opens_at, row.closes_at.as_deref());
    let pattern = |days| Pattern { within: within.clone(), ..Pattern::new(days) };
    days.into_iter().map(|days| Rule { pattern: pattern(days), times: vec![times] }).collect()
}

/// What a reader of the JSON-LD takes a day to be, in minutes after its midnight.
fn by_schema(hours: &schema_org::OpeningHours, day: NaiveDate) -> Vec<(i64, i64)> {
    let holiday = Holidays::national().is_holiday(day);
    let begins = |day: NaiveDate, holiday: bool| -> Vec<(i64, i64)> {
        let within = |s: &&schema_org::Specification| {
            s.valid_from.is_none_or(|from| from <= day) && s.valid_through.is_none_or(|to| day <= to)
        };
        let special: Vec<_> = hours.special_opening_hours_specification.iter().filter(within).collect();
        let name = match day.weekday() {
            Weekday::Mon => "https://schema.org/Monday",
            Weekday::Tue => "https://schema.org/Tuesday",
            Weekday::Wed => "https://schema.org/Wednesday",
            Weekday::Thu => "https://schema.org/Thursday",
            Weekday::Fri => "https://schema.org/Friday",
            Weekday::Sat => "https://schema.org/Saturday",
            Weekday::Sun => "https://schema.org/Sunday",
        };
        let regular = || hours.opening_hours_specification.iter().filter(within);
        let of_holidays: Vec<_> =
            regular().filter(|s| holiday && s.day_of_week.contains(&"https://schema.org/PublicHolidays")).collect();
        let chosen = match (special.is_empty(), of_holidays.is_empty()) {
            (false, _) => special,
            (true, false) => of_holidays,
            (true, true) => regular().filter(|s| s.day_of_week.contains(&name)).collect(),
        };
        let stretch = |s: &schema_org::Specification| {
            if (s.opens.as_str(), s.closes.as_deref()) == ("00:00", Some("00:00")) {
                return (0, 0);
            }
            let times = times(&s.opens, s.closes.as_deref());
            let start = i64::from(times.start.minutes());
            let end = times.end.map_or(start + 1, |end| i64::from(end.minutes()));
            // The last minute of the day stands for its end.
            (start, if (start, end) == (0, 1439) { 1440 } else { end })
        };
        chosen.into_iter().map(stretch).collect()
    };
    let yesterday = day.pred_opt().unwrap();
    let before = begins(yesterday, Holidays::national().is_holiday(yesterday));
    let before = before.into_iter().map(|(start, end)| ((start - 1440).max(0), end - 1440));
    let today = begins(day, holiday).into_iter().map(|(start, end)| (start, end.min(1440)));
    joined(before.chain(today).filter(|(start, end)| start < end).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_formula_without_loss_says_the_same(block in block(), first in date()) {
        let holidays = Holidays::national();
        let notice = Notice::check(&block, &[], &holidays, first).unwrap();
        let formula = gif::formula(&notice);
        let columns = gif::columns(&notice);
        prop_assert!(!columns.value.remarks.is_empty());
        if formula.is_lossless() {
            let truth = Schedule::compile([&block], &[], &holidays).unwrap();
            let read = compile(gif::read(&formula.value).unwrap());
            for date in written_days(&notice) {
                prop_assert_eq!(minutes(&truth, date), minutes(&read, date), "{} {}", date, formula.value);
            }
        } else if !formula.value.is_empty() {
            gif::read(&formula.value).unwrap();
        }
    }

    #[test]
    fn schedules_without_loss_say_the_same(block in block(), first in date()) {
        let holidays = Holidays::national();
        let notice = Notice::check(&block, &[], &holidays, first).unwrap();
        let written = hsds::schedules(&notice);
        if written.value.is_empty() {
            return Ok(());
        }
        let truth = Schedule::compile([&block], &[], &holidays).unwrap();
        let read = compile(written.value.iter().flat_map(rule_of).collect());
        for date in written_days(&notice) {
            let (truth, read) = (minutes(&truth, date), minutes(&read, date));
            if written.is_lossless() {
                prop_assert_eq!(truth, read, "{}", date);
            }
        }
    }

    #[test]
    fn json_ld_is_open_at_the_same_minutes_for_90_days(block in block(), first in date(), exceptions in exceptions()) {
        let overrides = dated(&block, exceptions, first);
        let holidays = Holidays::national();
        let notice = Notice::check(&block, &overrides, &holidays, first).unwrap();
        let written = schema_org::opening_hours(&notice);
        let truth = Schedule::compile([&block], &overrides, &holidays).unwrap();
        let days = if written.is_lossless() { 400 } else { 89 };
        for date in written_days(&notice).take(days) {
            let (truth, read) = (minutes(&truth, date).open, by_schema(&written.value, date));
            if written.losses.contains(&Loss::PastMidnight) {
                // What begins after midnight is left out, nothing is added.
                let known = |(from, to): &(i64, i64)| truth.iter().any(|(start, end)| start <= from && to <= end);
                prop_assert!(read.iter().all(known), "{} {:?}", date, written);
            } else {
                prop_assert_eq!(truth, read, "{} {:?}", date, written);
            }
        }
    }

    #[test]
    fn no_formula_makes_the_reader_panic(text in "([0-9]{0,3}(Mo|Tu|We|年|x)?){0,6} ?[0-9:/,]{0,16}") {
        if let Ok(rules) = gif::read(&text) {
            compile(rules);
        }
    }
}

#[test]
fn formulas_are_those_of_the_standard() {
    let holidays = Holidays::national();
    for (rule, expected) in [
        ("{type: weekly, days: [wed], start: '10:00', end: '12:00'}", "0We 10:00/12:00"),
        ("{type: nth_weekday, nth: [1, 3], day: mon, start: '10:00', end: '12:00'}", "13Mo 10:00/12:00"),
        ("{type: nth_weekday, nth: [-1], day: fri, start: '10:00', end: '12:00'}", "6Fr 10:00/12:00"),
        ("{type: every_weeks, every: 2, days: [sun], start: '10:00', end: '12:00'}", "7Su 10:00/12:00"),
    ] {
        let block: HoursBlock = serde_norway::from_str(&format!("rules: [{rule}]")).unwrap();
        let notice = Notice::check(&block, &[], &holidays, day("2026-04-01")).unwrap();
        assert_eq!(gif::formula(&notice).value, expected);
        assert_eq!(gif::read(expected).unwrap(), block.rules, "{expected}");
    }
    let several = gif::read("14Tu4Th 10:00/12:00").unwrap();
    let nth = |nth: &[i8], day| Days::NthWeekday { nth: nth.to_vec(), days: Weekdays::of(day) };
    assert_eq!(several[0].pattern.days, nth(&[1, 4], Weekday::Tue));
    assert_eq!(several[1].pattern.days, nth(&[4], Weekday::Thu));
    for (text, at) in [("8We", 1), ("0We0Xx", 4), ("0We 10:00", 5), ("", 1), ("We", 1)] {
        assert_eq!(gif::read(text).unwrap_err().at, at, "{text}");
    }
}

#[test]
fn plain_hours_are_written_without_loss() {
    let holidays = Holidays::national();
    for (rule, is_weekly) in [
        ("{type: weekly, days: [mon, wed], start: '10:00', end: '18:00'}", true),
        ("{type: nth_weekday, nth: [1, 3], day: thu, start: '12:00', end: '16:00'}", false),
    ] {
        let block: HoursBlock = serde_norway::from_str(&format!("rules: [{rule}]")).unwrap();
        let notice = Notice::check(&block, &[], &holidays, day("2026-04-01")).unwrap();
        assert_eq!(gif::formula(&notice).losses, []);
        assert_eq!(hsds::schedules(&notice).losses, []);
        let until = day("2026-06-29");
        let losses = if is_weekly { vec![] } else { vec![Loss::DaysAsDates { until }] };
        assert_eq!(schema_org::opening_hours(&notice).losses, losses);
    }
}

#[test]
fn the_five_columns_carry_the_rest_in_words() {
    let block = printed_of("adachi-safetynet");
    let holidays = Holidays::national();
    let notice = Notice::check(&block, &[], &holidays, day("2025-07-01")).unwrap();
    let written = gif::columns(&notice);
    assert_eq!(written.value.days, "月火水木金");
    assert_eq!((written.value.start.as_str(), written.value.end.as_str()), ("10:00", "18:00"));
    assert!(written.value.remarks.contains("第2月曜（祝日のときは第3月曜）"), "{}", written.value.remarks);
    assert_eq!(written.value.formula, "0Mo0Tu0We0Th0Fr 10:00/18:00");
    assert!(written.losses.contains(&Loss::ClosuresInWords));
}

#[test]
fn even_months_are_rows_of_their_own_in_hsds() {
    let block = printed_of("komae-kame");
    let holidays = Holidays::national();
    let notice = Notice::check(&block, &[], &holidays, day("2026-04-01")).unwrap();
    let written = hsds::schedules(&notice);
    let text = serde_norway::to_string(&written.value[0]).unwrap();
    assert_eq!(
        text.lines().take(8).collect::<Vec<_>>(),
        [
            "valid_from: 2026-04-01",
            "valid_to: 2026-04-30",
            "timezone: 9",
            "wkst: MO",
            "freq: MONTHLY",
            "byday: 3FR",
            "opens_at: 13:30+09:00",
            "closes_at: 15:30+09:00"
        ]
    );
    assert_eq!(written.value.len(), 7);
    assert!(written.losses.contains(&Loss::UnknownLeftOut));
}

#[test]
fn a_moved_closure_is_a_special_day_of_json_ld() {
    let block = printed_of("adachi-safetynet");
    let holidays = Holidays::national();
    let notice = Notice::check(&block, &[], &holidays, day("2025-07-20")).unwrap();
    let written = schema_org::opening_hours(&notice);
    let text = serde_norway::to_string(&written.value).unwrap();
    let start = "openingHoursSpecification:\n- '@type': OpeningHoursSpecification\n  dayOfWeek:\n\
                 \x20 - https://schema.org/Monday\n";
    assert!(text.starts_with(start), "{text}");
    let special: Vec<String> =
        written.value.special_opening_hours_specification.iter().map(|s| s.valid_from.unwrap().to_string()).collect();
    // The 3rd Monday of August instead of Mountain Day's, and the 2nd of September.
    assert_eq!(special, ["2025-08-18", "2025-09-08"]);
    let until = day("2025-10-17");
    assert!(written.losses.contains(&Loss::MovesAsDates { until }), "{:?}", written.losses);
}

#[test]
fn every_printed_notice_is_written_in_every_form() {
    let holidays = Holidays::national();
    for printed in printed() {
        let notice = Notice::check(&printed.block, &[], &holidays, day("2026-04-01")).unwrap();
        gif::columns(&notice);
        let rows = hsds::schedules(&notice);
        assert!(rows.value.iter().all(|row| !row.notes.is_empty()), "{}", printed.of);
        schema_org::opening_hours(&notice);
    }
}

#[test]
fn every_loss_is_said_in_three_languages() {
    let until = day("2027-04-30");
    for loss in [
        Loss::HolidaysAsDates { until },
        Loss::MovesAsDates { until },
        Loss::ClosuresAsDates { until },
        Loss::DaysAsDates { until },
        Loss::MunicipalDaysAsDates { until },
        Loss::NothingAfter { until },
        Loss::UnknownLeftOut,
        Loss::UnknownAsClosed,
        Loss::NothingOpen,
        Loss::ClosuresInWords,
        Loss::ExceptionsInWords,
        Loss::DaysInWords,
        Loss::MonthsInWords,
        Loss::ValidityInWords,
        Loss::SeveralTimes,
        Loss::IntervalWithoutAnchor,
        Loss::PastMidnight,
        Loss::UndatedLeftOut,
        Loss::EndNotPrinted,
        Loss::AssumedDates,
        Loss::Tentative,
        Loss::Booking,
        Loss::LastEntry,
        Loss::DoorsOpen,
        Loss::Channel,
        Loss::Place,
    ] {
        assert!(!loss_in_words(&loss, Lang::Ja).ends_with('。'), "{loss:?}");
        assert!(loss_in_words(&loss, Lang::JaEasy).ends_with('。'), "{loss:?}");
        let english = loss_in_words(&loss, Lang::En);
        assert!(english.is_ascii() && english.ends_with('.'), "{english}");
    }
    let words = loss_in_words(&Loss::MovesAsDates { until }, Lang::Ja);
    assert_eq!(words, "祝日による日の変更は、令和9年4月30日（金）までの日付で書き出しました");
}
