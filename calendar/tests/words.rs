//! What people read: calm, and never more certain than the facts.

use calendar::clock::ClockTime;
use calendar::hours::Times;
use calendar::words::{Lang, answer_in_words, hours_in_words, time_in_words};
use calendar::{Holidays, HoursBlock, Override, Schedule};
use chrono::NaiveDateTime;

fn block(yaml: &str) -> HoursBlock {
    serde_norway::from_str(yaml).unwrap()
}

fn adachi() -> HoursBlock {
    block(
        r#"
rules: [{type: weekly, days: [mon, tue, wed, thu, fri], start: "10:00", end: "18:00"}]
closures:
  - {type: weekly, days: [sat, sun]}
  - {type: national_holidays}
  - {type: year_end, from: "12-29", to: "01-03", stated: false}
  - {type: nth_weekday, nth: 2, day: mon, if_national_holiday: {nth: 3, day: mon}}
"#,
    )
}

fn said(block: &HoursBlock, overrides: &[Override], at: &str, lang: Lang) -> String {
    let schedule = Schedule::compile([block], overrides, &Holidays::national()).unwrap();
    let at = NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M").unwrap();
    answer_in_words(&schedule.answer(at), at, lang)
}

#[test]
fn hours_are_said_as_on_a_notice() {
    let ja = |yaml: &str| hours_in_words(&block(yaml), Lang::Ja);
    assert_eq!(
        hours_in_words(&adachi(), Lang::Ja),
        "月曜〜金曜 午前10時〜午後6時。土曜・日曜、祝日、年末年始（12月29日〜1月3日 ※確認中）、毎月第2月曜（祝日のときは第3月曜）はお休み"
    );
    assert_eq!(
        hours_in_words(&adachi(), Lang::JaEasy),
        "月曜日から金曜日まで、午前10時から午後6時までです。休みの日は、土曜日と日曜日、祝日、年末年始（12月29日から1月3日までの予定。いま確認しています）、毎月の第2月曜日（その日が祝日のときは第3月曜日）です。"
    );
    assert_eq!(
        hours_in_words(&adachi(), Lang::En),
        "Monday to Friday, 10 am to 6 pm. Closed on Saturday and Sunday, on holidays, at year-end (29 December to 3 January, being confirmed) and on the 2nd Monday of the month (on the 3rd Monday if that is a holiday)."
    );
    assert_eq!(
        ja(
            r#"rules: [{type: nth_weekday, nth: [3], day: fri, months: [2, 4, 6, 8, 10, 12], start: "13:30", end: "15:30"}]"#
        ),
        "偶数月の第3金曜 午後1時30分〜午後3時30分"
    );
    assert_eq!(
        ja(r#"{rules: [{type: nth_weekday, nth: [-1], day: thu, start: "17:00"}], not_stated: [national_holidays]}"#),
        "毎月最終木曜 午後5時から（終わる時刻は書かれていません）。祝日に開いているかは、資料に書かれていません。年末年始も開いています"
    );
    assert_eq!(
        ja("rules: [{type: frequency, count: 2, per: month, approx: true}]"),
        "月2回くらい。日にちは、資料に書かれていません"
    );
    assert_eq!(ja("rules: []"), "いつ開いているか、資料に書かれていません");
}

#[test]
fn a_closed_day_says_why_and_when_next() {
    let desk = adachi();
    assert_eq!(
        said(&desk, &[], "2025-09-08 11:00", Lang::Ja),
        "今日は第2月曜でお休みです。次は9月9日（火）午前10時から"
    );
    assert_eq!(
        said(&desk, &[], "2025-10-20 11:00", Lang::Ja),
        "今日は第2月曜の10月13日（月）が祝日（スポーツの日）のため、第3月曜がお休みです。次は10月21日（火）午前10時から"
    );
    assert_eq!(
        said(&desk, &[], "2025-09-08 11:00", Lang::JaEasy),
        "今日は、第2月曜日なので、休みです。次は、2025年9月9日（火曜日）の午前10時に開きます。"
    );
    assert_eq!(
        said(&desk, &[], "2025-05-06 11:00", Lang::En),
        "Closed: a public holiday. Next: Wednesday 7 May, 10 am."
    );
    assert_eq!(
        said(&desk, &[], "2025-12-30 11:00", Lang::Ja),
        "今日は年末年始でお休みの見込みです（休みの日付は確認中です）。次は2026年1月5日（月）午前10時から"
    );
    assert_eq!(
        said(&desk, &[], "2025-05-07 09:59", Lang::Ja),
        "いまは開いている時間ではありません。今日は午前10時から"
    );
    let typhoon = [Override::close("2025-05-07".parse().unwrap(), "台風のため")];
    assert_eq!(
        said(&desk, &typhoon, "2025-05-07 11:00", Lang::Ja),
        "いまは閉まっています（台風のため）。次は5月8日（木）午前10時から"
    );
}

#[test]
fn open_says_until_when_and_a_plan_stays_a_plan() {
    let desk = adachi();
    assert_eq!(said(&desk, &[], "2025-05-07 11:00", Lang::Ja), "いま開いています。午後6時まで");
    assert_eq!(said(&desk, &[], "2025-05-07 11:00", Lang::En), "Open now. Until 6 pm.");
    let times = Times::new(ClockTime::hm(20, 0), ClockTime::MIDNIGHT);
    let extra = [Override::add("2025-05-07".parse().unwrap(), times, "夜間相談")];
    assert_eq!(said(&desk, &extra, "2025-05-07 21:00", Lang::Ja), "いま開いています。夜の12時まで。お知らせ：夜間相談");
    let planned =
        block(r#"{rules: [{type: nth_weekday, nth: [3], day: sun, start: "10:00", end: "12:00"}], tentative: true}"#);
    assert_eq!(
        said(&planned, &[], "2025-05-18 10:30", Lang::Ja),
        "予定では、いま開いています。正午まで。変わることがあります"
    );
    let mail = block("rules: [{type: always}]");
    assert_eq!(said(&mail, &[], "2026-01-01 03:00", Lang::Ja), "いつでも送れます。お返事は、あとになります");
}

#[test]
fn what_is_not_known_says_so_and_where_to_turn() {
    let silent = block("rules: []");
    assert_eq!(
        said(&silent, &[], "2025-05-07 11:00", Lang::Ja),
        "いつ開いているか、資料に書かれていません。電話などで確かめてください"
    );
    assert_eq!(
        said(&silent, &[], "2025-05-07 11:00", Lang::JaEasy),
        "いつ開いているか、書いてありません。電話などで、聞いてください。"
    );
    assert_eq!(
        said(&silent, &[], "2025-05-07 11:00", Lang::En),
        "The notice does not say when it is open. Please ask before you go."
    );
}

#[test]
fn noon_and_midnight_are_said_so_that_nobody_reads_them_twice() {
    let ja = |h, m| time_in_words(ClockTime::hm(h, m), Lang::Ja);
    assert_eq!(ja(0, 0), "午前0時");
    assert_eq!(ja(12, 0), "正午");
    assert_eq!(ja(12, 30), "午後0時30分");
    assert_eq!(ja(24, 0), "夜の12時");
    assert_eq!(ja(25, 0), "翌日の午前1時");
    assert_eq!(time_in_words(ClockTime::hm(12, 30), Lang::JaEasy), "昼の12時30分");
    assert_eq!(time_in_words(ClockTime::hm(0, 30), Lang::En), "12:30 am");
    assert_eq!(time_in_words(ClockTime::hm(12, 30), Lang::En), "12:30 pm");
}
