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
        "毎月最終木曜 午後5時から（終わる時刻は書かれていません）。年末年始も開いています。祝日に開いているかは、資料に書かれていません"
    );
    assert_eq!(
        ja("rules: [{type: frequency, count: 2, per: month, approx: true}]"),
        "月2回くらい。日にちは、資料に書かれていません"
    );
    assert_eq!(ja("rules: []"), "いつ開いているか、資料に書かれていません");
}

#[test]
fn a_notice_that_is_open_on_holidays_says_so_and_one_that_cannot_be_says_nothing() {
    let said = |yaml: &str| [Lang::Ja, Lang::JaEasy, Lang::En].map(|lang| hours_in_words(&block(yaml), lang));
    assert_eq!(
        said(r#"rules: [{type: weekly, days: [wed], start: "12:00", end: "17:00"}]"#),
        [
            "毎週水曜 正午〜午後5時。祝日も年末年始も開いています",
            "毎週水曜日、昼の12時から午後5時までです。祝日も年末年始（12月29日から1月3日まで）も開いています。",
            "Wednesday, noon to 5 pm. Also open on holidays and at year-end.",
        ]
    );
    // A date is meant as it is printed, and the 3rd Friday of an even month is never a day off.
    let date = r#"rules: [{type: dates, dates: [2026-05-10, 2026-05-24], start: "10:00", end: "12:00"}]"#;
    assert_eq!(said(date)[0], "令和8年5月10日（日）・5月24日（日） 午前10時〜正午");
    let working = r#"
rules: [{type: weekly, days: [mon, tue, wed, thu, fri], holidays: skip, start: "10:00", end: "17:00"}]
not_stated: [national_holidays, year_end]"#;
    assert_eq!(said(working)[0], "平日 午前10時〜午後5時。年末年始に開いているかは、資料に書かれていません");
}

#[test]
fn closing_days_are_said_as_people_say_them() {
    let said = |closures: &str| {
        let yaml = format!("rules: [{{type: on_request}}]\nclosures: [{closures}]");
        let words = [Lang::Ja, Lang::JaEasy, Lang::En].map(|lang| hours_in_words(&block(&yaml), lang));
        let first = [
            "ご希望があったときに、日時を相談して決めます。",
            "使いたいときに、いつにするか相談して決めます。",
            "A time is arranged when you ask. ",
        ];
        [0, 1, 2].map(|at| words[at].strip_prefix(first[at]).unwrap().to_owned())
    };
    assert_eq!(said("{type: daily, months: [8]}"), ["8月はお休み", "休みの日は、8月です。", "Closed in August."]);
    assert_eq!(
        said("{type: daily, months: [8], possible: true}"),
        ["8月は休むことがあります", "休みかもしれない日は、8月です。", "Possibly closed in August."]
    );
    assert_eq!(
        said(r#"{type: daily, start: "12:00", end: "13:00"}"#),
        ["正午〜午後1時はお休み", "休みの時間は、昼の12時から午後1時までです。", "Closed every day (noon to 1 pm).",]
    );
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
