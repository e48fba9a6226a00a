//! A desk's page asks many schedules at every visit: a question must cost no memory, and a schedule little.

use allocation_counter::measure;
use calendar::hours::Times;
use calendar::{Holidays, HoursBlock, Override, Schedule};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::Deserialize;

/// Twice what the longest of the real notices needs.
const LARGEST_SCHEDULE: i64 = 2048;

#[derive(Deserialize)]
struct File {
    blocks: Vec<Block>,
}

#[derive(Deserialize)]
struct Block {
    of: String,
    block: HoursBlock,
}

fn notices() -> Vec<Block> {
    let file: File = serde_norway::from_str(include_str!("../testdata/blocks.yaml")).unwrap();
    assert!(file.blocks.len() > 90);
    file.blocks
}

/// Every 997 minutes for two years: all hours of all weekdays, year-ends, holidays and a leap day.
fn moments() -> impl Iterator<Item = NaiveDateTime> {
    let first = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap().and_time(NaiveTime::MIN);
    (0..2 * 366 * 1440 / 997).map(move |n| first + TimeDelta::minutes(n * 997))
}

/// An election, an extra evening over midnight, a cancelled morning.
fn exceptions() -> Vec<Override> {
    let day = |month, day| NaiveDate::from_ymd_opt(2027, month, day).unwrap();
    let night = Times { past_midnight: true, ..Times::new("18:00".parse().unwrap(), "26:00".parse().unwrap()) };
    vec![
        Override::close(day(7, 12), "参議院選挙のため"),
        Override::add(day(8, 14), night, "夏祭り"),
        Override::cancel(day(8, 18), "10:00".parse().unwrap(), "研修のため"),
    ]
}

#[test]
fn a_question_about_a_minute_allocates_nothing() {
    let holidays = Holidays::national();
    for Block { of, block } in notices() {
        for overrides in [vec![], exceptions()] {
            // Exceptions outside of what a block says are refused.
            let Ok(schedule) = Schedule::compile([&block], &overrides, &holidays) else {
                continue;
            };
            let asked = measure(|| {
                for at in moments() {
                    let _ = schedule.status(at);
                    let _ = schedule.state(at);
                    let _ = schedule.may_enter(at);
                }
            });
            assert_eq!(asked.count_total, 0, "{of}: {asked:?}");
        }
    }
}

#[test]
fn a_compiled_notice_is_small() {
    let holidays = Holidays::national();
    let sizes = notices().into_iter().map(|Block { of, block }| {
        let mut kept = None;
        let compiled = measure(|| kept = Schedule::compile([&block], &[], &holidays).ok());
        assert!(kept.is_some(), "{of}");
        let size = compiled.bytes_current + size_of::<Schedule>() as i64;
        assert!(size <= LARGEST_SCHEDULE, "{of}: {size} bytes");
        size
    });
    let mut sizes: Vec<i64> = sizes.collect();
    sizes.sort_unstable();
    println!("bytes: median {}, largest {}", sizes[sizes.len() / 2], sizes[sizes.len() - 1]);
}
