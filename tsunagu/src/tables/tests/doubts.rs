//! Every kind of slip with its reason, its suggestion and what happens without a yes.

use proptest::prelude::*;

use super::{around, examined};
use crate::tables::{
    Certainty::{self, CannotBeUsed as Lost, NeedsYes as Ask, Safe},
    Decisions, Reason as R, Remedy,
    model::report,
};

/// A cell below `header`, and the one finding about it.
fn doubt(header: &str, cell: &str) -> Option<(R, Certainty, Remedy)> {
    let text = format!("名称,イベント名,{header}\nあ,い,\"{}\"\n", cell.replace('"', "\"\""));
    // Facilities and events have different columns; the one that knows the header is meant.
    let events = ["開始日", "終了日", "定員", "主催者"].contains(&header);
    let text =
        if events { text.replacen("名称,", "備考,", 1) } else { text.replacen("イベント名,", "説明,", 1) };
    let text = if events && header != "開始日" {
        text.replacen('\n', ",開始日\n", 1).replacen("\"\n", "\",2025-04-01\n", 1)
    } else {
        text
    };
    let (_, _, report) = examined(text.as_bytes());
    let found: Vec<_> = report.repairs.into_iter().filter(|repair| repair.column == 2).collect();
    assert!(found.len() <= 1, "{header} {cell}: {found:?}");
    found.into_iter().next().map(|repair| (repair.reason, repair.certainty, repair.remedy))
}

fn write(reason: R, certainty: Certainty, text: &str) -> Option<(R, Certainty, Remedy)> {
    Some((reason, certainty, Remedy::Write(text.to_owned())))
}

fn empty(reason: R, certainty: Certainty) -> Option<(R, Certainty, Remedy)> {
    Some((reason, certainty, Remedy::Empty))
}

fn keep(reason: R) -> Option<(R, Certainty, Remedy)> {
    Some((reason, Ask, Remedy::Keep))
}

#[test]
fn codes_get_their_zero_and_their_check_digit_back() {
    let town = "市区町村コード";
    let cases = [
        ("131211", None),
        ("011002", None),
        ("１３１２１１", write(R::FullWidth, Safe, "131211")),
        ("131211.0", write(R::FullWidth, Safe, "131211")),
        ("53465", write(R::LeadingZero, Ask, "053465")),
        ("92011", write(R::LeadingZero, Ask, "092011")),
        ("13121", write(R::NoCheckDigit, Ask, "131211")),
        ("1100", write(R::LeadingZero, Ask, "011002")),
        ("131212", write(R::CheckDigit, Ask, "131211")),
        ("99999", empty(R::CodeUnread, Lost)),
        ("足立区", empty(R::CodeUnread, Lost)),
        ("1.31211E+5", empty(R::Scientific, Lost)),
    ];
    for (cell, expected) in cases {
        assert_eq!(doubt(town, cell), expected, "{cell}");
    }
    // 国税庁 7000012050002.
    assert_eq!(doubt("法人番号", "7000012050002"), None);
    assert_eq!(doubt("法人番号", "7000012050003"), keep(R::CheckDigit));
    assert_eq!(doubt("法人番号", "7.00001E+12"), empty(R::Scientific, Lost));
    assert_eq!(doubt("郵便番号", "120-0034"), None);
    assert_eq!(doubt("郵便番号", "〒１２０－００３４"), write(R::FullWidth, Safe, "120-0034"));
    assert_eq!(doubt("郵便番号", "600000"), write(R::LeadingZero, Lost, "060-0000"));
}

/// Every code of the towns in the stories, and every other last digit is refused.
#[test]
fn the_check_digit_is_the_one_of_the_official_codes() {
    for code in ["131211", "053465", "131041", "132071", "102113", "121002", "332089", "352021", "252077", "130001"] {
        for digit in '0'..='9' {
            let written = format!("{}{digit}", &code[..5]);
            assert_eq!(doubt("市区町村コード", &written).is_none(), written == code, "{written}");
        }
    }
}

// S-361, S-363
#[test]
fn a_telephone_without_its_area_is_asked_about_and_a_private_one_too() {
    let cases = [
        ("03-6806-4431", None),
        ("(03)6806-4431", None),
        ("0120-529-528", None),
        ("042-544-5111（内線2855）", write(R::FullWidth, Safe, "042-544-5111(内線2855)")),
        ("4566-2427", write(R::AreaCode, Lost, "03-4566-2427")),
        ("☎ 4566-2427", write(R::AreaCode, Lost, "☎ 03-4566-2427")),
        ("４５６６－２４２７", write(R::AreaCode, Lost, "03-4566-2427")),
        ("544-5111", write(R::AreaCode, Lost, "042-544-5111")),
        ("22-1234", empty(R::AreaCode, Lost)),
        ("368064431", write(R::LeadingZero, Lost, "0368064431")),
        ("9012345678", write(R::LeadingZero, Lost, "09012345678")),
        ("０３ー６８０６ー４４３１", write(R::FullWidth, Safe, "03-6806-4431")),
        ("+81-3-6806-4431", None),
        ("188", None),
        ("090-1234-5678", empty(R::PrivatePhone, Ask)),
        ("+81-90-1234-5678", keep(R::PrivatePhone)),
        ("03-6806-4431、090-1234-5678", keep(R::PrivatePhone)),
        ("0800-123-4567", None),
        ("03-6806", empty(R::PhoneUnread, Lost)),
        ("窓口へ", empty(R::PhoneUnread, Lost)),
    ];
    for (cell, expected) in cases {
        assert_eq!(doubt("電話番号", cell), expected, "{cell}");
    }
}

// S-362
#[test]
fn full_width_addresses_are_written_in_the_usual_width() {
    let cases = [
        ("A0029968＠city.toshima.lg.jp", write(R::FullWidth, Safe, "A0029968@city.toshima.lg.jp")),
        (
            "ｆｕｋｕｓｈｉ＠ｃｉｔｙ．ｅｘａｍｐｌｅ．ｌｇ．ｊｐ",
            write(R::FullWidth, Safe, "fukushi@city.example.lg.jp"),
        ),
        ("desk[at]city.example.lg.jp", write(R::EmailUnread, Lost, "desk@city.example.lg.jp")),
        ("desk☆city.example.lg.jp", write(R::EmailUnread, Lost, "desk@city.example.lg.jp")),
        ("hana@gmail.com", empty(R::PrivateEmail, Ask)),
        ("hana＠yahoo.co.jp", empty(R::PrivateEmail, Ask)),
        ("窓口まで", empty(R::EmailUnread, Lost)),
    ];
    for (cell, expected) in cases {
        assert_eq!(doubt("連絡先メールアドレス", cell), expected, "{cell}");
    }
    let links = [
        ("https://www.city.adachi.tokyo.jp/", None),
        ("ｈｔｔｐｓ：／／www.city.adachi.tokyo.jp/", write(R::FullWidth, Safe, "https://www.city.adachi.tokyo.jp/")),
        ("www.city.adachi.tokyo.jp", write(R::UrlScheme, Lost, "https://www.city.adachi.tokyo.jp")),
        ("ttps://www.city.adachi.tokyo.jp", write(R::UrlScheme, Lost, "https://www.city.adachi.tokyo.jp")),
        ("javascript:alert(1)", empty(R::UrlUnread, Lost)),
        ("javascript://x.example/%0aalert(1)", empty(R::UrlUnread, Lost)),
        ("https://city.example\"onclick=x", empty(R::UrlUnread, Lost)),
        ("https://user@city.example/", empty(R::UrlUnread, Lost)),
        ("広報を見てください", empty(R::UrlUnread, Lost)),
    ];
    for (cell, expected) in links {
        assert_eq!(doubt("URL", cell), expected, "{cell}");
    }
}

// S-358
#[test]
fn days_are_read_as_people_write_them_and_doubted_where_they_cannot_be() {
    let out = |reason| Some((reason, Lost, Remedy::LeaveRowOut));
    let cases = [
        ("2025-04-01", None),
        ("平成31年1月21日", write(R::DateSpelling, Safe, "2019-01-21")),
        ("令和元年8月26日", write(R::DateSpelling, Safe, "2019-08-26")),
        ("２０２５／４／１", write(R::DateSpelling, Safe, "2025-04-01")),
        ("令和7年4月1日(火曜日)", write(R::DateSpelling, Safe, "2025-04-01")),
        ("平成31年8月26日", write(R::Era, Ask, "2019-08-26")),
        // The year is last year's: 1 April is a Tuesday in 令和7年.
        ("令和6年4月1日(火曜日)", write(R::YearByWeekday, Ask, "2025-04-01")),
        ("令和7年4月1日(金)", write(R::Weekday, Ask, "2025-04-01")),
        ("令和3年1月9日(日)", write(R::YearByWeekday, Ask, "2022-01-09")),
        ("令和4年7月5日(水)", write(R::YearByWeekday, Ask, "2023-07-05")),
        ("45748", write(R::DateSerial, Lost, "2025-04-01")),
        ("45748.0", write(R::DateSerial, Lost, "2025-04-01")),
        ("20250401", write(R::DateSpelling, Lost, "2025-04-01")),
        ("20250431", out(R::NoSuchDay)),
        ("2025-02-29", write(R::LeapDay, Lost, "2024-02-29")),
        ("令和5年2月29日", write(R::LeapDay, Lost, "2024-02-29")),
        ("2026-02-29", out(R::LeapDay)),
        ("2025-06-31", out(R::NoSuchDay)),
        ("2025-13-01", out(R::NoSuchDay)),
        ("8月5日（水）～8月16日（日）※10日（月）以外", out(R::DateUnread)),
        ("令和7年4月", out(R::DateUnread)),
        ("未定", out(R::DateUnread)),
    ];
    for (cell, expected) in cases {
        assert_eq!(doubt("開始日", cell), expected, "{cell}");
    }
}

#[test]
fn an_end_before_its_beginning_is_probably_another_year() {
    assert_eq!(doubt("終了日", "2024-04-30"), write(R::YearByOrder, Lost, "2025-04-30"));
    assert_eq!(doubt("終了日", "令和6年4月30日"), write(R::YearByOrder, Lost, "2025-04-30"));
    assert_eq!(doubt("終了日", "2023-04-30"), empty(R::EndBeforeStart, Lost));
    assert_eq!(doubt("終了日", "2025-04-01"), None);
}

// S-358
#[test]
fn times_of_morning_afternoon_and_24_hours_become_one_spelling() {
    let cases = [
        ("09:30", None),
        ("9:30", write(R::TimeSpelling, Safe, "09:30")),
        ("９：３０", write(R::TimeSpelling, Safe, "09:30")),
        ("9:30:00", write(R::TimeSpelling, Safe, "09:30")),
        ("午後1時30分", write(R::TimeSpelling, Safe, "13:30")),
        ("13時", write(R::TimeSpelling, Safe, "13:00")),
        ("正午", write(R::TimeSpelling, Safe, "12:00")),
        ("午後12時30分", write(R::TimeNoon, Lost, "12:30")),
        ("午前12時30分", write(R::TimeNoon, Lost, "00:30")),
        ("午後12時", write(R::TimeNoon, Lost, "12:00")),
        ("午前10時~12時15分", write(R::TimeRange, Lost, "10:00")),
        ("930", write(R::TimeSpelling, Lost, "09:30")),
        ("0.416666666666667", write(R::TimeSpelling, Lost, "10:00")),
        ("25時", write(R::TimeSpelling, Safe, "25:00")),
        ("朝から", empty(R::TimeUnread, Lost)),
        ("0.1234", empty(R::TimeUnread, Lost)),
        ("9999", empty(R::TimeUnread, Lost)),
    ];
    for (cell, expected) in cases {
        assert_eq!(doubt("開始時間", cell), expected, "{cell}");
    }
    assert_eq!(doubt("終了時間", "午後1時30分~3時30分"), write(R::TimeRange, Lost, "15:30"));
    let ends = |start: &str, end: &str| {
        let (_, _, report) = examined(format!("名称,開始時間,終了時間\nあ,{start},{end}\n").as_bytes());
        report.repairs.into_iter().find(|repair| repair.column == 2).map(|it| (it.reason, it.certainty, it.remedy))
    };
    assert_eq!(ends("13:30", "3:30"), write(R::TimeAfternoon, Ask, "15:30"));
    assert_eq!(ends("午後1時30分", "3時30分"), write(R::TimeAfternoon, Ask, "15:30"));
    assert_eq!(ends("18:00", "17:00"), keep(R::TimeOrder));
}

// S-360
#[test]
fn names_are_compared_with_those_the_directory_has() {
    let cases = [
        ("こころの健康センター", None),
        ("こころの健康センタ-", write(R::Spelling, Ask, "こころの健康センター")),
        ("こころの 健康センター", write(R::Spelling, Ask, "こころの健康センター")),
        ("生涯学習センタ－(学びピア２１)", write(R::Spelling, Ask, "生涯学習センター（学びピア21）")),
        ("区民センタ-", write(R::LongVowel, Ask, "区民センター")),
        ("コ－ディネ‐タ−の家", write(R::LongVowel, Ask, "コーディネーターの家")),
        ("ホール-1", None),
        ("区民ﾎｰﾙﾋﾞｱ", write(R::HalfWidthKana, Safe, "区民ホールビア")),
        ("A-B館", None),
    ];
    for (cell, expected) in cases {
        let (_, _, report) = examined(format!("名称\n{cell}\n").as_bytes());
        let found = report.repairs.into_iter().find(|repair| repair.reason != R::AskedMissing);
        assert_eq!(found.map(|it| (it.reason, it.certainty, it.remedy)), expected, "{cell}");
    }
    assert_eq!(doubt("名称_カナ", "くみんせんたー"), write(R::HalfWidthKana, Safe, "クミンセンター"));
    assert_eq!(doubt("名称_カナ", "ｸﾐﾝｾﾝﾀｰ"), write(R::HalfWidthKana, Safe, "クミンセンター"));
    assert_eq!(doubt("名称_カナ", "クミンセンタ-"), write(R::LongVowel, Ask, "クミンセンター"));
    assert_eq!(doubt("名称_カナ", "区民センター"), keep(R::KanaUnread));
}

#[test]
fn places_lie_in_japan_and_the_right_way_round() {
    assert_eq!(doubt("緯度", "35.749"), None);
    assert_eq!(doubt("緯度", "３５.７４９"), write(R::FullWidth, Safe, "35.749"));
    assert_eq!(doubt("緯度", "0"), empty(R::PlaceOutside, Lost));
    assert_eq!(doubt("緯度", "35度44分56秒"), write(R::PlaceDegrees, Lost, "35.748889"));
    assert_eq!(doubt("経度", "NaN"), empty(R::PlaceOutside, Lost));
    let (_, _, report) = examined("名称,緯度,経度\nあ,139.80,35.75\n".as_bytes());
    let swapped: Vec<_> =
        report.repairs.into_iter().filter(|it| it.column > 0).map(|it| (it.reason, it.remedy)).collect();
    let write = |text: &str| (R::PlaceSwapped, Remedy::Write(text.to_owned()));
    assert_eq!(swapped, [write("35.75"), write("139.80")]);
}

#[test]
fn weekdays_stand_one_by_one() {
    let cases = [
        ("月火水木金", None),
        ("月火水木金土日祝", None),
        ("月・火・水", write(R::WeekdaysSpelling, Safe, "月火水")),
        ("月曜日、水曜日", write(R::WeekdaysSpelling, Safe, "月水")),
        ("月〜金", write(R::WeekdaysRange, Ask, "月火水木金")),
        ("月曜日～土曜日", write(R::WeekdaysRange, Ask, "月火水木金土")),
        ("平日", keep(R::WeekdaysUnread)),
        ("水月", keep(R::WeekdaysUnread)),
    ];
    for (cell, expected) in cases {
        assert_eq!(doubt("利用可能曜日", cell), expected, "{cell}");
    }
}

#[test]
fn rows_that_stand_twice_lack_a_name_or_are_shifted_are_told() {
    let text = "NO,名称,住所\n1,学びピア,足立区\n1,学びピア,足立区\n1,別の家,足立区\n2,,足立区\n3,ホール,足立区,千住\n";
    let (table, _, report) = examined(text.as_bytes());
    let rows: Vec<_> = report
        .repairs
        .iter()
        .filter(|repair| repair.remedy == Remedy::LeaveRowOut)
        .map(|repair| (repair.number, repair.reason, repair.certainty))
        .collect();
    let expected =
        [(3, R::RowTwice, Ask), (4, R::NumberTwice, Lost), (5, R::NeededMissing, Lost), (6, R::TooManyCells, Lost)];
    assert_eq!(rows, expected);
    let left = report::apply(&table, &report, |_| true);
    assert_eq!(left.rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2]);
}

/// Of facilities two rows may be meant; a desk goes by its id, and two of one would end in nothing.
#[test]
fn two_rows_of_one_desk_cannot_be_used() {
    let text = "窓口ID,窓口名,機関ID\na,あ,b\na,あ,b\na,い,b\n";
    let (table, matched, report) = examined(text.as_bytes());
    let rows: Vec<_> = report.repairs.iter().map(|it| (it.number, it.reason, it.certainty, &it.remedy)).collect();
    let out = &Remedy::LeaveRowOut;
    assert_eq!(rows, [(3, R::RowTwice, Lost, out), (4, R::NumberTwice, Lost, out)]);
    let left = report::apply(&table, &report, |_| true);
    assert_eq!(report::report(&left, &matched, &around()).expect("a report").repairs, []);
}

#[test]
fn ticks_are_kept_as_far_as_they_differ_from_where_they_begin() {
    let (_, _, report) = examined("名称,電話番号\n区民センタ-,０３－１１１１－２２２２\n".as_bytes());
    let find = |reason: R| report.repairs.iter().find(|repair| repair.reason == reason).expect("a doubt");
    let (long, wide) = (find(R::LongVowel), find(R::FullWidth));
    let mut decisions = Decisions::default();
    assert!(!decisions.has(long) && decisions.has(wide), "spellings are ticked, guesses are not");
    decisions.decide(long, true);
    decisions.decide(wide, false);
    assert!(decisions.has(long) && !decisions.has(wide));
    decisions.decide(long, false);
    decisions.decide(wide, true);
    assert_eq!(decisions, Decisions::default());
}

proptest! {
    #[test]
    fn looking_never_fails_and_agreeing_to_nothing_changes_nothing(
        header in prop::sample::subsequence(
            vec!["名称", "名称_カナ", "電話番号", "URL", "緯度", "経度", "開始時間", "終了時間", "利用可能曜日", "郵便番号",
                "市区町村コード", "法人番号", "NO", "連絡先メールアドレス", "備考", "何か"], 1..16),
        rows in prop::collection::vec(
            prop::collection::vec("(\\PC{0,12}|[0-9０-９\\-ー/:.年月日時分()午前後令和]{0,14})", 1..18), 1..5),
    ) {
        let mut header = header;
        if !header.contains(&"名称") {
            header.push("名称");
        }
        let all = std::iter::once(header.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>()).chain(rows);
        let mut bytes = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        all.for_each(|row| bytes.write_record(row).expect("in memory"));
        let bytes = bytes.into_inner().expect("in memory");
        let table = super::reader::read(&bytes).expect("a table");
        let matched = super::matched(&table, None).expect("columns");
        let report = report::report(&table, &matched, &around()).expect("a report");
        prop_assert_eq!(&report::apply(&table, &report, |_| false), &table);
        // What was suggested is not doubted for the same reason again.
        let mended = report::apply(&table, &report, |repair| matches!(repair.remedy, Remedy::Write(_)));
        let after = report::report(&mended, &matched, &around()).expect("a report");
        for repair in &report.repairs {
            if matches!(repair.remedy, Remedy::Write(_)) {
                let again = after.repairs.iter().find(|it| it.id() == repair.id() && it.remedy == repair.remedy);
                prop_assert!(again.is_none(), "{repair:?} again");
            }
        }
    }

    #[test]
    fn every_day_is_read_back_from_what_is_suggested(text in "(令和|平成|R|)[0-9元]{1,4}[年/.-][0-9]{1,2}[月/.-][0-9]{1,2}日?(\\([月火水木金土日]\\))?") {
        if let Some((_, _, Remedy::Write(day))) = doubt("開始日", &text) {
            prop_assert!(calendar::wareki::parse(&day).is_ok_and(|read| read.day().is_some()), "{text}: {day}");
        }
    }
}
