//! The counter: nothing has to be said, nothing is told twice, and what leads to nothing goes. Rules here, stories beside.

mod questions;
mod stories;

use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::model::{
    Answer, Answered, Draft, Field, Front, Handing, Note, Progress, Speaker, Words, has_twelve_digits, stays_until,
    wording,
};
use crate::{
    casework::Teller,
    platform::{
        Lang,
        ids::{CaseId, KeyId, MunicipalityId, NoteId, OrganizationId, QuestionId, StaffId, ThreadId},
        testing::at,
    },
};

const CITY: OrganizationId = OrganizationId(Uuid::from_u128(1));
const CONTRACTOR: OrganizationId = OrganizationId(Uuid::from_u128(2));
const STRANGER: OrganizationId = OrganizationId(Uuid::from_u128(3));
const RIKA: StaffId = StaffId(Uuid::from_u128(11));
const SATORU: StaffId = StaffId(Uuid::from_u128(12));
const CASE: CaseId = CaseId(Uuid::from_u128(21));

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn when(text: &str) -> DateTime<Utc> {
    at(text).and_utc()
}

fn note(progress: Progress, handing: Handing) -> Note {
    Note {
        id: NoteId(Uuid::nil()),
        municipality: MunicipalityId(Uuid::nil()),
        organization: CITY,
        key: KeyId(Uuid::nil()),
        writer: RIKA,
        front: Front::default(),
        begun_at: when("2026-11-24T13:40"),
        ended_at: None,
        written_at: when("2026-11-24T13:50"),
        progress,
        handing,
        thread: None,
        version: 1,
        answers_version: 1,
    }
}

fn progresses() -> [Progress; 3] {
    let until = day("2027-02-22");
    [Progress::Draft { until }, Progress::Kept { at: when("2026-11-24T14:00"), until }, Progress::Case(CASE)]
}

fn handings() -> [Handing; 3] {
    let at = when("2026-11-24T14:00");
    [
        Handing::Here,
        Handing::Waiting { to: CONTRACTOR, at, by: RIKA },
        Handing::Taken { to: CONTRACTOR, at, by: RIKA, taken_at: at, taken_by: SATORU },
    ]
}

fn told<T>(result: Result<T, crate::platform::Refusal>) -> &'static str {
    result.map_or_else(|refusal| refusal.key, |_| "done")
}

#[test]
fn every_verb_in_every_state_of_a_note() {
    let now = when("2026-11-24T15:00");
    let mut table = String::new();
    for progress in progresses() {
        for handing in handings() {
            let note = || note(progress, handing);
            let state = match progress {
                Progress::Draft { .. } => "draft",
                Progress::Kept { .. } => "kept",
                Progress::Case(_) => "case",
            };
            let hands = match handing {
                Handing::Here => "here",
                Handing::Waiting { .. } => "waiting",
                Handing::Taken { .. } => "taken",
            };
            table += &format!(
                "{state} {hands}: keep {} | case {} | hand {} | take {} | withdraw {} | decline {}\n",
                told(note().keep(now, day("2027-02-22"))),
                told(note().opened(CASE)),
                told(note().hand(CONTRACTOR, now, RIKA)),
                told(note().take(CONTRACTOR, now, SATORU)),
                told(note().withdraw()),
                told(note().decline(CONTRACTOR)),
            );
        }
    }
    let expected = "\
draft here: keep done | case done | hand done | take refused-note-elsewhere | withdraw refused-note-not-waiting | decline refused-note-elsewhere
draft waiting: keep done | case refused-note-waits | hand refused-note-handed | take done | withdraw done | decline done
draft taken: keep done | case done | hand refused-note-handed | take refused-note-taken | withdraw refused-note-taken | decline refused-note-taken
kept here: keep done | case done | hand done | take refused-note-elsewhere | withdraw refused-note-not-waiting | decline refused-note-elsewhere
kept waiting: keep done | case refused-note-waits | hand refused-note-handed | take done | withdraw done | decline done
kept taken: keep done | case done | hand refused-note-handed | take refused-note-taken | withdraw refused-note-taken | decline refused-note-taken
case here: keep refused-note-has-case | case refused-note-has-case | hand refused-note-has-case | take refused-note-elsewhere | withdraw refused-note-not-waiting | decline refused-note-elsewhere
case waiting: keep refused-note-has-case | case refused-note-has-case | hand refused-note-has-case | take done | withdraw done | decline done
case taken: keep refused-note-has-case | case refused-note-has-case | hand refused-note-has-case | take refused-note-taken | withdraw refused-note-taken | decline refused-note-taken
";
    assert_eq!(table, expected);
    let here = || note(progresses()[0], Handing::Here);
    assert_eq!(told(here().hand(CITY, now, RIKA)), "refused-note-to-oneself");
    assert_eq!(told(note(progresses()[0], handings()[1]).take(STRANGER, now, SATORU)), "refused-note-elsewhere");
    assert_eq!(told(note(progresses()[0], handings()[1]).decline(STRANGER)), "refused-note-elsewhere");
    assert_eq!(told(Words::default().given_back(" \n")), "refused-note-decline-word");
    assert_eq!(told(Words::default().given_back(&"あ".repeat(201))), "refused-note-long");
    let thread = ThreadId(Uuid::nil());
    assert_eq!(told(here().given(thread).and_then(|note| note.given(thread))), "refused-note-has-passphrase");
}

#[test]
fn whoever_took_it_down_answers_for_it_until_it_is_taken() {
    let [here, waiting, taken] = handings().map(|handing| note(progresses()[0], handing));
    assert_eq!([here.holder(), waiting.holder(), taken.holder()], [CITY, CITY, CONTRACTOR]);
    assert!(here.is_open_to(CITY) && !here.is_open_to(CONTRACTOR));
    for note in [&waiting, &taken] {
        assert!(note.is_open_to(CITY) && note.is_open_to(CONTRACTOR) && !note.is_open_to(STRANGER));
    }
    assert_eq!(told(taken.must_be_with(CITY)), "refused-note-elsewhere");
    assert_eq!(told(taken.must_be_with(CONTRACTOR)), "done");
}

#[test]
fn a_note_goes_after_its_last_day_unless_it_waits_or_has_a_case() {
    let (last, after) = (day("2027-02-22"), day("2027-02-23"));
    for progress in &progresses()[..2] {
        for handing in [handings()[0], handings()[2]] {
            assert!(!note(*progress, handing).is_over(last));
            assert!(note(*progress, handing).is_over(after));
        }
        assert!(!note(*progress, handings()[1]).is_over(after), "nobody has read it yet");
    }
    assert!(!note(progresses()[2], Handing::Here).is_over(day("2099-01-01")));
    assert_eq!(stays_until(day("2026-11-24"), 90), last);
}

#[test]
fn the_clock_of_a_talk_stops_and_can_be_put_right() {
    let running = note(progresses()[0], Handing::Here);
    assert_eq!(running.minutes(when("2026-11-24T14:05")), 25);
    let over = running.clone().ended(when("2026-11-24T14:05"));
    assert_eq!(over.minutes(when("2026-11-25T09:00")), 25);
    assert_eq!(over.ended(when("2026-11-24T15:00")).minutes(when("2026-11-25T09:00")), 25, "it ended once");
    let left_open = running.clone().ended(when("2026-11-25T09:00"));
    assert_eq!(left_open.minutes(when("2026-11-25T09:00")), 10, "up to the last word");
    let corrected = Note { front: Front { minutes: Some(40), ..Front::default() }, ..running };
    assert_eq!(corrected.minutes(when("2026-11-25T09:00")), 40);
}

// S-002, P-08, S-036, S-040: brothers and sisters, friends, supporters and institutions have names of their own.
#[test]
fn whoever_speaks_is_named_as_they_are() {
    let words: Vec<String> = Speaker::ALL.iter().map(|speaker| Lang::Ja.t(speaker.key())).collect();
    assert_eq!(words.join("・"), "本人・親・配偶者・きょうだい・子・その他の家族・友人・支援者・関係機関・近隣");
    assert_eq!(Speaker::Sibling.teller(), Teller::Family);
    assert_eq!(Speaker::Neighbour.teller(), Teller::Other);
    assert_eq!(Speaker::Person.teller(), Teller::Person);
}

#[test]
fn twelve_digits_are_noticed_however_they_are_written() {
    for number in
        ["123456789012", "１２３４５６７８９０１２", "番号は1234-5678-9012です", "1234 5678 9012", "1234ー5678ー9012"]
    {
        assert!(has_twelve_digits(number), "{number}");
    }
    for other in ["", "03-1234-5678", "090-1234-5678", "1234567890123", "12345678901", "1234-5678-9012-3456", "12、34"]
    {
        assert!(!has_twelve_digits(other), "{other}");
    }
}

proptest! {
    #[test]
    fn twelve_digits_are_noticed_in_any_text(before in "[ぁ-ん]{0,5}", number in "[0-9]{12}", after in "[ぁ-ん]{0,5}") {
        let text = format!("{before}{number}{after}");
        prop_assert!(has_twelve_digits(&text));
    }
}

#[test]
fn nothing_has_to_be_said_and_too_much_is_told_beside_its_field() {
    assert!(Draft::default().check().is_ok());
    let mut words = Words::default();
    words.put(Field::Nickname, &"あ".repeat(201));
    words.put(Field::Story, &"あ".repeat(20_001));
    let front = Front { minutes: Some(1441), ..Front::default() };
    let faults = Draft { front, words, explained: false }.check().expect_err("too much");
    assert_eq!(faults.of("nickname").map(|refusal| refusal.key), Some("refused-note-long"));
    assert_eq!(faults.of("story").map(|refusal| refusal.key), Some("refused-note-long"));
    assert_eq!(faults.of("minutes").map(|refusal| refusal.key), Some("refused-note-minutes"));
}

// S-036: explaining is dated once, on the day on which it was done.
#[test]
fn the_day_of_explaining_stays() {
    let explained = |before: &Words, explained, on| {
        let draft = Draft { explained, ..Draft::default() };
        draft.kept(before, day(on)).1
    };
    let first = explained(&Words::default(), true, "2026-11-24");
    assert_eq!(first.explained_on, Some(day("2026-11-24")));
    assert_eq!(explained(&first, true, "2026-12-01").explained_on, Some(day("2026-11-24")));
    assert_eq!(explained(&first, false, "2026-12-01").explained_on, None);
}

#[test]
fn words_say_that_a_question_was_heard() {
    let answer = |state, words| Answer::new(QuestionId(Uuid::nil()), "問い".into(), state, words);
    assert_eq!(answer(Answered::NotAsked, "45歳").state, Answered::Heard);
    assert_eq!(answer(Answered::Unknown, "たぶん45歳").state, Answered::Unknown);
    assert_eq!(answer(Answered::Declined, "").state, Answered::Declined);
    assert!(answer(Answered::NotAsked, " \n").is_nothing());
    assert_eq!(told(answer(Answered::Heard, &"あ".repeat(2_001)).check()), "refused-note-long");
}

#[test]
fn a_wording_is_one_line_that_says_something() {
    assert_eq!(wording("  いつごろ\nから ").expect("a wording"), "いつごろ から");
    assert_eq!(told(wording(" \n ")), "refused-question-empty");
    assert_eq!(told(wording(&"あ".repeat(301))), "refused-question-long");
}
