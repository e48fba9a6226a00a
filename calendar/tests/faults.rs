//! Impossible notices: each is told with its place in the text and with what would be accepted, and
//! nothing is open because of it.

use calendar::reading::{Why, read};
use calendar::wareki::Era;
use calendar::{Holidays, Status};
use chrono::{Duration, NaiveDateTime};

/// The pieces that were not understood, with their reasons.
fn told(text: &str) -> Vec<(String, Why)> {
    read(text).not_understood.into_iter().map(|piece| (piece.text, piece.why)).collect()
}

fn piece(text: &str, why: Why) -> (String, Why) {
    (text.to_owned(), why)
}

/// Every half hour of two years.
fn never_open(text: &str) {
    let schedule = read(text).schedule(None, &Holidays::national());
    let first: NaiveDateTime = "2026-01-01T00:00:00".parse().unwrap();
    for half_hours in 0..48 * 730 {
        let at = first + Duration::minutes(30 * half_hours);
        assert_ne!(schedule.status(at), Status::Open, "{text} {at}");
    }
}

#[test]
fn an_impossible_notice_is_told_where_and_opens_nothing() {
    let cases = [
        ("平日 18:00〜9:00", piece("18:00〜9:00", Why::EndNotAfterStart)),
        ("毎週水曜 10:00〜9:00", piece("10:00〜9:00", Why::EndNotAfterStart)),
        ("毎週火曜 25:00〜27:00", piece("25:00〜27:00", Why::NoSuchTime("25:00".into()))),
        ("毎週火曜 9:75〜10:30", piece("9:75", Why::NoSuchTime("9:75".into()))),
        ("毎週火曜 午前13時〜15時", piece("午前13時", Why::NoSuchTime("午前13:00".into()))),
        ("毎週火曜 午前12時〜午後1時", piece("午前12時", Why::NoonOrMidnight)),
        ("第6月曜 10時〜12時", piece("第6月曜", Why::NthOutOfRange(6))),
        ("第0月曜 10時〜12時", piece("第0月曜", Why::NthOutOfRange(0))),
        ("13月の第1火曜 10時〜12時", piece("13月", Why::NoSuchMonth(13))),
        ("毎月32日 10時〜12時", piece("32", Why::NoSuchDayOfMonth(32))),
        (
            "2026年2月30日 10時〜12時",
            piece("2026年2月30日", Why::NoSuchDate { year: Some(2026), month: 2, day: Some(30) }),
        ),
        ("令和元年4月10日 10時〜12時", piece("令和元年4月10日", Why::BeforeEra(Era::Reiwa))),
        ("平成40年5月10日 10時〜12時", piece("平成40年5月10日", Why::AfterEra(Era::Heisei))),
        ("新和8年5月10日 10時〜12時", piece("8年5月10日", Why::UnknownEra)),
        ("2026年5月12日（土）10時〜12時", piece("2026年5月12日（土）", Why::WeekdayMismatch)),
        (
            "令和8年6月1日から令和8年5月1日まで 毎週火曜 10時〜12時",
            piece("令和8年6月1日から令和8年5月1日", Why::EndsBeforeStart),
        ),
        ("火曜 10時〜12時 火曜休み", piece("火曜 10時〜12時", Why::Contradiction)),
        ("毎週火曜 10時〜12時（ひみつの日は休み）", piece("休み", Why::UnknownClosure)),
    ];
    for (text, expected) in cases {
        let told = told(text);
        assert!(told.contains(&expected), "{text}: {told:?}");
        never_open(text);
    }
}

#[test]
fn an_anchor_after_the_end_is_told() {
    let text = "令和9年4月1日から隔週火曜 10時〜12時（令和9年3月31日まで）";
    let told = told(text);
    assert!(told.iter().any(|(_, why)| matches!(why, Why::EndsBeforeStart | Why::AnchorAfterEnd)), "{told:?}");
    never_open(text);
}

#[test]
fn a_fault_in_one_time_leaves_the_others() {
    let reading = read("月曜〜金曜 9:00〜17:00、土曜 18:00〜9:00");
    let schedule = reading.schedule(None, &Holidays::national());
    let status = |text: &str| schedule.status(text.parse().unwrap());
    assert_eq!(status("2026-11-25T10:00:00"), Status::Open);
    assert_eq!(status("2026-11-28T19:00:00"), Status::Unknown);
}

/// Each message ends with what to write instead; none is a code or a scolding.
#[test]
fn every_message_says_what_to_write() {
    for text in ["第6月曜 10時", "2月30日", "毎週火曜 25:00〜26:00", "毎月32日", "13月の第1火曜", "9時〜8時"]
    {
        for piece in read(text).not_understood {
            let message = piece.why.to_string();
            assert!(message.contains("ください"), "{text}: {message}");
        }
    }
}
