//! Hours said in Japanese mean the same when they are read back.
//!
//! A notice on a page is often copied, typed again and read again; what it says must not change on the way.

use calendar::clock::ClockTime;
use calendar::hours::{
    Booking, Days, MonthDay, Months, MoveTo, MoveWhen, NthDay, Often, OnHoliday, Pattern, Per, PrintedDate, Season,
    Silence, Times, Weekdays, Within,
};
use calendar::reading::read;
use calendar::words::{Lang, hours_in_words};
use calendar::{Closure, Holidays, HoursBlock, Rule, Schedule, Status};
use chrono::{Days as Days_, Duration, NaiveDate, NaiveDateTime, Weekday};
use proptest::prelude::*;
use serde::Deserialize;

/// Where Japanese, or the notice itself, cannot say it; everything else is said and read back.
fn can_be_said(block: &HoursBlock) -> bool {
    let plain = |pattern: &Pattern| *pattern == Pattern::new(pattern.days.clone());
    // 「ご希望があったときに」 and 「いつでも送れます」 are sentences without days: a holiday or a month changes nothing in
    // them, and no day is closed on request.
    let always = |days: &Days| matches!(days, Days::OnRequest | Days::Always);
    let rules = block.rules.iter().all(|rule| !always(&rule.pattern.days) || plain(&rule.pattern));
    let closures = block.closures.iter().all(|closure| !always(&closure.pattern.days));
    // A number of sessions and dates told later have no day that could be a holiday.
    let undated = |days: &Days| matches!(days, Days::Frequency(_) | Days::Irregular { .. });
    let held =
        block.rules.iter().all(|rule| !undated(&rule.pattern.days) || rule.pattern.on_holiday == OnHoliday::Keep);
    rules && closures && held
}

fn weekday() -> impl Strategy<Value = Weekday> {
    (0u8..7).prop_map(|n| Weekday::try_from(n).unwrap())
}

fn weekdays() -> impl Strategy<Value = Weekdays> {
    let some = prop::collection::vec(weekday(), 1..6).prop_map(|days| days.into_iter().collect());
    prop_oneof![6 => some, 1 => Just(Weekdays::ALL), 1 => Just(Weekdays::WORKING), 1 => Just(Weekdays::WEEKEND)]
}

/// Days around holidays, year-ends and leap days, 2024 to 2027.
fn date() -> impl Strategy<Value = NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    (0u64..1461).prop_map(move |n| first + Days_::new(n))
}

fn month_day() -> impl Strategy<Value = MonthDay> {
    date().prop_map(MonthDay::of)
}

/// One opening: over midnight, without an end, with doors and a last entry, only about right.
fn stretch() -> impl Strategy<Value = Times> {
    let start = (0u16..24, prop::sample::select(vec![0u16, 5, 15, 30, 45]));
    let length = prop_oneof![8 => 1u16..40, 1 => Just(96u16)];
    let extras = (prop::bool::weighted(0.15), prop::bool::weighted(0.15), prop::bool::weighted(0.1));
    (start, length, prop::bool::weighted(0.9), extras).prop_map(
        |((hour, minute), quarters, printed, (doors, last, about))| {
            let clock = |minutes: u16| ClockTime::hm(minutes / 60, minutes % 60);
            let start = hour * 60 + minute;
            let end = start + quarters * 15;
            let mut times = Times::from(clock(start));
            times.end = printed.then(|| clock(end));
            times.past_midnight = printed && end > 1440;
            times.doors_open = doors.then(|| clock(start - start.min(30)));
            times.last_entry = last.then(|| clock(end - 15));
            times.approximate = about;
            times
        },
    )
}

fn nth() -> impl Strategy<Value = i8> {
    prop::sample::select(vec![1i8, 2, 3, 4, 5, -1, -2, -5])
}

/// A date as precise as a document prints it.
fn printed_date() -> impl Strategy<Value = PrintedDate> {
    prop_oneof![
        4 => date().prop_map(PrintedDate::Day),
        1 => (2024i32..2028, 1u32..13).prop_map(|(year, month)| PrintedDate::month(year, month).unwrap()),
        1 => (2024i32..2028).prop_map(PrintedDate::Year),
        1 => (2024i32..2028).prop_map(PrintedDate::FiscalYear),
    ]
}

fn span() -> impl Strategy<Value = (Option<PrintedDate>, Option<PrintedDate>)> {
    (prop::option::weighted(0.3, printed_date()), prop::option::weighted(0.3, printed_date()))
        .prop_filter("a period that ends before it begins is refused", |(from, to)| {
            from.zip(*to).is_none_or(|(from, to)| from.first_day() <= to.last_day())
        })
}

fn often() -> impl Strategy<Value = Often> {
    let per = prop::sample::select(vec![Per::Week, Per::Month, Per::FiscalYear]);
    (1u32..13, per, prop::bool::ANY, prop::bool::ANY, prop::bool::ANY).prop_map(
        |(count, per, approx, at_least, fixed_weekday_time)| Often { count, per, approx, at_least, fixed_weekday_time },
    )
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
        1 => (month_day(), month_day(), prop::bool::ANY)
            .prop_map(|(from, to, stated)| Days::Annual { from, to, stated }),
        1 => span().prop_map(|(from, to)| Days::Period { from, to }),
        1 => Just(Days::Holidays),
        1 => Just(Days::DayAfterHoliday),
    ]
}

fn on_holiday() -> impl Strategy<Value = OnHoliday> {
    let when = prop::sample::select(vec![MoveWhen::Holiday, MoveWhen::HolidayOrWeekend, MoveWhen::Closed]);
    let to = prop_oneof![
        2 => (nth(), weekday()).prop_map(|(nth, day)| MoveTo::Nth(NthDay { nth, day })),
        5 => prop::sample::select(vec![
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
        1 => prop::collection::vec(1u8..13, 1..9).prop_map(|months| Months::of(months).unwrap()),
        1 => prop::sample::select(vec![0u8, 1])
            .prop_map(|odd| Months::of((1..13).filter(|month| month % 2 == odd)).unwrap()),
    ];
    let season = (month_day(), month_day()).prop_map(|(from, to)| Season { from, to });
    let seasons = prop::option::weighted(0.2, prop::collection::vec(season, 1..3));
    (months, seasons, span()).prop_map(|(months, seasons, (from, to))| Within {
        months,
        seasons: seasons.unwrap_or_default(),
        from,
        to,
    })
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let possible = prop::bool::weighted(0.1);
    (certain_days(), within(), on_holiday(), possible).prop_map(|(days, within, on_holiday, possible)| Pattern {
        days,
        within,
        on_holiday,
        possible,
    })
}

fn undated() -> impl Strategy<Value = Days> {
    prop_oneof![
        Just(Days::Irregular { days: Weekdays::NONE }),
        weekdays().prop_map(|days| Days::Irregular { days }),
        often().prop_map(Days::Frequency),
        Just(Days::OnRequest),
        Just(Days::Always),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    let times = || prop::collection::vec(stretch(), 0..4);
    let dated = (pattern(), times()).prop_map(|(pattern, times)| Rule { pattern, times });
    let limited = (undated(), within(), on_holiday(), times()).prop_map(|(days, within, on_holiday, times)| Rule {
        pattern: Pattern { within, on_holiday, ..Pattern::new(days) },
        times,
    });
    let told_later = (undated(), times()).prop_map(|(days, times)| Rule { pattern: Pattern::new(days), times });
    prop_oneof![8 => dated, 1 => limited, 1 => told_later]
}

fn closure() -> impl Strategy<Value = Closure> {
    let parts = prop_oneof![4 => Just(vec![]), 1 => prop::collection::vec(stretch(), 1..3)];
    let told_later = prop_oneof![Just(Weekdays::NONE), weekdays()].prop_map(|days| Days::Irregular { days });
    prop_oneof![
        1 => Just(Closure::holidays()),
        1 => prop::bool::ANY.prop_map(Closure::year_end),
        1 => prop_oneof![told_later, often().prop_map(Days::Frequency)].prop_map(Closure::on),
        4 => (pattern(), parts).prop_map(|(pattern, times)| Closure { pattern, times }),
    ]
}

fn block() -> impl Strategy<Value = HoursBlock> {
    let silences = prop::sample::subsequence(vec![Silence::NationalHolidays, Silence::YearEnd], 0..=2);
    let rules = prop::collection::vec(rule(), 0..4);
    let booking =
        prop::option::of(prop::sample::select(vec![Booking::Required, Booking::InPrinciple, Booking::NotNeeded]));
    let valid = prop_oneof![3 => Just((None, None)), 1 => span()];
    (rules, prop::collection::vec(closure(), 0..4), silences, prop::bool::ANY, booking, valid)
        .prop_map(|(rules, closures, not_stated, tentative, booking, (valid_from, valid_to))| HoursBlock {
            rules,
            closures,
            not_stated,
            tentative,
            booking,
            valid_from,
            valid_to,
            ..HoursBlock::default()
        })
        .prop_filter("such a notice is refused", |block| Schedule::compile([block], &[], &Holidays::national()).is_ok())
        .prop_filter("it cannot be said", can_be_said)
}

/// The quarter hours, and the minutes beside every time that is printed.
fn minutes_of_a_day(block: &HoursBlock) -> Vec<i64> {
    let rules = block.rules.iter().flat_map(|rule| &rule.times);
    let times = rules.chain(block.closures.iter().flat_map(|closure| &closure.times));
    let bounds = times.flat_map(|times| [Some(times.start), times.end, times.last_entry]).flatten();
    let beside = bounds.flat_map(|time| (-1..=1).map(move |off| (i64::from(time.minutes()) + off).rem_euclid(1440)));
    let mut minutes: Vec<i64> = (0..96).map(|quarter| quarter * 15).chain(beside).collect();
    minutes.sort_unstable();
    minutes.dedup();
    minutes
}

/// The first of the sampled moments of thirteen months at which the words say something else than the block.
fn difference(block: &HoursBlock, lang: Lang) -> Option<String> {
    let holidays = Holidays::national();
    let words = hours_in_words(block, lang);
    let reading = read(&words);
    if !reading.not_understood.is_empty() {
        return Some(format!("{words}: {:?}", reading.not_understood));
    }
    let as_read = reading.schedule(None, &holidays);
    let meant = Schedule::compile([block], &[], &holidays).unwrap();
    let first = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
    let minutes = minutes_of_a_day(block);
    let midnights = first.iter_days().take(395).map(|day| day.and_hms_opt(0, 0, 0).unwrap());
    let moments = midnights.flat_map(|midnight| minutes.iter().map(move |m| midnight + Duration::minutes(*m)));
    let differs = |at: &NaiveDateTime| meant.status(*at) != as_read.status(*at);
    let at = moments.into_iter().find(differs)?;
    let (meant, got) = (meant.status(at), as_read.status(at));
    Some(format!("{at}: meant {meant:?}, read {got:?}: {words}\n{:?}", reading.blocks))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hours_said_in_japanese_read_back_the_same(block in block()) {
        prop_assert_eq!(difference(&block, Lang::Ja), None);
    }

    #[test]
    fn hours_said_in_easy_japanese_read_back_the_same(block in block()) {
        prop_assert_eq!(difference(&block, Lang::JaEasy), None);
    }
}

#[derive(Deserialize)]
struct File {
    blocks: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    of: String,
    block: HoursBlock,
}

#[test]
fn the_hours_of_every_real_desk_read_back_the_same() {
    let file: File = serde_norway::from_str(include_str!("../testdata/blocks.yaml")).unwrap();
    let mut wrong = Vec::new();
    for Entry { of, block } in file.blocks.iter().filter(|entry| !entry.block.rules.is_empty()) {
        for lang in [Lang::Ja, Lang::JaEasy] {
            wrong.extend(difference(block, lang).map(|difference| format!("{of}: {difference}")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(Deserialize)]
struct Notice {
    id: String,
    text: String,
}

/// Read, said, and read again.
#[test]
fn a_notice_that_was_read_is_said_as_it_was_read() {
    let notices: Vec<Notice> = serde_norway::from_str(include_str!("../testdata/notices.yaml")).unwrap();
    let mut wrong = Vec::new();
    for Notice { id, text } in notices {
        for block in read(&text).blocks {
            for lang in [Lang::Ja, Lang::JaEasy] {
                wrong.extend(difference(&block, lang).map(|difference| format!("{id} {text}\n  {difference}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// A sentence that somebody added leaves the printed form, and the words are read as those of any notice: perhaps less
/// exactly, never more boldly.
#[test]
fn words_that_somebody_added_to_never_open_a_closed_door() {
    let file: File = serde_norway::from_str(include_str!("../testdata/blocks.yaml")).unwrap();
    let notices: Vec<Notice> = serde_norway::from_str(include_str!("../testdata/notices.yaml")).unwrap();
    let as_read = notices.iter().flat_map(|notice| read(&notice.text).blocks);
    let blocks: Vec<HoursBlock> = file.blocks.into_iter().map(|entry| entry.block).chain(as_read).collect();
    let holidays = Holidays::national();
    let first = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
    let (mut wrong, mut asked, mut less) = (Vec::new(), 0, 0);
    for block in blocks.iter().filter(|block| !block.rules.is_empty()) {
        let meant = Schedule::compile([block], &[], &holidays).unwrap();
        for (lang, stop) in [(Lang::Ja, "。"), (Lang::JaEasy, "")] {
            let words = format!("{}{stop}お気軽にどうぞ。", hours_in_words(block, lang));
            let as_read = read(&words).schedule(None, &holidays);
            let midnights = first.iter_days().take(395).map(|day| day.and_hms_opt(0, 0, 0).unwrap());
            let mut moments = midnights.flat_map(|midnight| (0..48).map(move |n| midnight + Duration::minutes(n * 30)));
            asked += 1;
            less += usize::from(moments.clone().any(|at| as_read.status(at) != meant.status(at)));
            let opened = |at: &NaiveDateTime| as_read.status(*at) == Status::Open && meant.status(*at) != Status::Open;
            wrong.extend(moments.find(opened).map(|at| format!("{at}: {words}")));
        }
    }
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(less * 20 < asked, "{less} of {asked} are read less exactly");
}
