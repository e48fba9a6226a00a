//! The real notices: every block of the five documents is read, checked and said in words.

use calendar::business::ReplyPromise;
use calendar::hours::Days;
use calendar::words::{Lang, hours_in_words};
use calendar::{Holidays, HoursBlock, Rule, Schedule, State};
use chrono::NaiveDate;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    blocks: Vec<Block>,
    replies: Vec<Reply>,
}

#[derive(Deserialize)]
struct Block {
    of: String,
    block: HoursBlock,
}

#[derive(Deserialize)]
struct Reply {
    of: String,
    reply: ReplyPromise,
}

fn file() -> File {
    serde_norway::from_str(include_str!("../testdata/blocks.yaml")).unwrap()
}

#[test]
fn every_block_is_read_and_written_back_the_same() {
    let blocks = file().blocks;
    assert_eq!(blocks.len(), 92);
    for Block { of, block } in blocks {
        let text = serde_norway::to_string(&block).unwrap();
        let again: HoursBlock = serde_norway::from_str(&text).unwrap();
        assert_eq!(again, block, "{of}");
    }
}

#[test]
fn every_block_is_checked_and_without_dates_it_is_unknown() {
    let holidays = Holidays::national();
    let first = NaiveDate::from_ymd_opt(2025, 12, 1).unwrap();
    for Block { of, block } in file().blocks {
        let schedule = Schedule::compile([&block], &[], &holidays).unwrap();
        let undated = |rule: &Rule| match rule.pattern.days {
            // Named weekdays leave the other days certainly closed.
            Days::Irregular { days } => days.is_empty(),
            Days::Frequency(_) | Days::OnRequest => true,
            _ => false,
        };
        if !block.rules.iter().all(undated) {
            continue;
        }
        for date in first.iter_days().take(60) {
            let answer = schedule.answer(date.and_hms_opt(14, 0, 0).unwrap());
            assert_eq!(answer.state, State::Unknown, "{of} {date}: {answer:?}");
        }
    }
}

#[test]
fn every_block_is_said_in_three_languages() {
    for Block { of, block } in file().blocks {
        for lang in [Lang::Ja, Lang::JaEasy, Lang::En] {
            let words = hours_in_words(&block, lang);
            assert!(!words.is_empty(), "{of}");
            assert!(!words.contains('?') && !words.contains("。。"), "{of}: {words}");
            if lang == Lang::En {
                assert!(words.is_ascii(), "{of}: {words}");
            }
        }
    }
}

#[test]
fn reply_promises_are_read() {
    let replies = file().replies;
    let promise = |id: &str| &replies.iter().find(|r| r.of == id).unwrap().reply;
    assert_eq!(promise("sumida-sumika").within_business_days, Some(3));
    // An answer is announced, but no time is promised.
    assert_eq!(promise("toshima-desk").within_business_days, None);
}

#[test]
fn an_unknown_key_is_refused() {
    for text in [
        "rules: []\nclosure: []",
        "rules: [{type: weekly, days: [mon], start: '9:00', end: '10:00', ends: 1}]",
        "rules: [{type: always, days: [mon]}]",
        "closures: [{type: national_holidays, except: x}]",
        "rules: [{type: weekly, days: [montag], start: '9:00', end: '10:00'}]",
    ] {
        assert!(serde_norway::from_str::<HoursBlock>(text).is_err(), "{text}");
    }
}
