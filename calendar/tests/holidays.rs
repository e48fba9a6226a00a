//! The computed holidays against the official list, and the turns of the law.

use calendar::Holidays;
use calendar::holidays::{CsvFaultKind, FIRST_YEAR, LAST_YEAR, NoSuchDay};
use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn the_official_list_2015_to_2027_is_matched_exactly() {
    let official = include_str!("../testdata/holidays.csv").lines().skip(1);
    let official: Vec<String> = official.map(str::to_owned).collect();
    let holidays = Holidays::national();
    let computed = (2015..=2027).flat_map(|year| holidays.of_year(year));
    let computed: Vec<String> = computed.map(|(d, name)| format!("{d},{name}")).collect();
    assert_eq!(computed, official);
}

#[test]
fn the_law_is_followed_through_its_changes() {
    let holidays = Holidays::national();
    let name = |y, m, d| holidays.name(day(y, m, d));
    // In force from 20 July 1948.
    assert_eq!(name(1948, 5, 3), None);
    assert_eq!(name(1948, 9, 23), Some("秋分の日"));
    assert_eq!(name(1948, 11, 3), Some("文化の日"));
    assert_eq!(name(1949, 1, 1), Some("元日"));
    // Substitute days from 12 April 1973.
    assert_eq!(name(1973, 2, 12), None);
    assert_eq!(name(1973, 4, 30), Some("休日"));
    // Days between two holidays from 1985-12-27; until 2006 not on a Sunday or Monday.
    assert_eq!(name(1985, 5, 4), None);
    assert_eq!(name(1988, 5, 4), Some("休日"));
    assert_eq!(name(1997, 5, 4), None);
    assert_eq!(name(2006, 5, 4), Some("休日"));
    assert_eq!(name(2007, 5, 4), Some("みどりの日"));
    // Substitute days move past a run of holidays since 2007.
    assert_eq!(name(2008, 5, 6), Some("休日"));
    assert_eq!(name(2009, 9, 22), Some("休日"));
    // The Emperor's birthday: none in 2019.
    assert_eq!(name(1988, 4, 29), Some("天皇誕生日"));
    assert_eq!(name(1989, 12, 23), Some("天皇誕生日"));
    assert_eq!(holidays.name(day(2019, 12, 23)), None);
    assert_eq!(name(2019, 2, 23), None);
    // Single acts.
    assert_eq!(name(1959, 4, 10), Some("結婚の儀"));
    assert_eq!(name(1989, 2, 24), Some("大喪の礼"));
    assert_eq!(name(1990, 11, 12), Some("即位礼正殿の儀"));
    assert_eq!(name(1993, 6, 9), Some("結婚の儀"));
    assert_eq!(name(2021, 7, 19), None);
    // The accession of 2019 made the days before and after it rest days; the proclamation stood alone.
    let accession = [(4, 30, "休日"), (5, 1, "休日（祝日扱い）"), (5, 2, "休日"), (10, 22, "休日（祝日扱い）")];
    assert_eq!(accession.map(|(m, d, _)| name(2019, m, d)), accession.map(|(_, _, named)| Some(named)));
    // The Olympics that were postponed: the ordinary dates are working days, and 8 August 2021 is a Sunday.
    for (y, m, d, expected) in [
        (2020, 7, 20, None),
        (2020, 7, 23, Some("海の日")),
        (2020, 7, 24, Some("スポーツの日")),
        (2020, 8, 10, Some("山の日")),
        (2020, 8, 11, None),
        (2020, 10, 12, None),
        (2021, 7, 22, Some("海の日")),
        (2021, 7, 23, Some("スポーツの日")),
        (2021, 8, 8, Some("山の日")),
        (2021, 8, 9, Some("休日")),
        (2021, 8, 11, None),
        (2021, 10, 11, None),
        (2022, 7, 18, Some("海の日")),
        (2022, 8, 11, Some("山の日")),
        (2022, 10, 10, Some("スポーツの日")),
    ] {
        assert_eq!(name(y, m, d), expected, "{y}-{m}-{d}");
    }
    // Later sandwiches and the end of the table.
    assert_eq!(name(2032, 9, 21), Some("休日"));
    assert_eq!(name(2037, 9, 22), Some("休日"));
    assert_eq!(name(2099, 11, 23), Some("勤労感謝の日"));
    assert_eq!(name(2100, 1, 1), None);
    assert_eq!(name(1947, 1, 1), None);
}

#[test]
fn municipal_days_are_laid_over_and_taken_out() {
    let national = Holidays::national();
    let own = national
        .clone()
        .with(day(2026, 6, 23), "慰霊の日")
        .with(day(2026, 2, 11), "開庁記念日")
        .without(day(2026, 7, 20))
        .without(day(2026, 6, 24));
    assert_eq!(own.name(day(2026, 6, 23)), Some("慰霊の日"));
    assert_eq!(own.name(day(2026, 2, 11)), Some("開庁記念日"));
    assert!(!own.is_holiday(day(2026, 7, 20)));
    assert!(!own.is_holiday(day(2026, 6, 24)));
    assert!(own.is_holiday(day(2026, 1, 1)));
    assert_eq!(national.name(day(2026, 2, 11)), Some("建国記念の日"));
    assert!(national.is_holiday(day(2026, 7, 20)));
    // A day put back after it was taken out.
    assert!(own.with(day(2026, 7, 20), "海の日").is_holiday(day(2026, 7, 20)));
}

#[test]
fn a_day_of_every_year_is_laid_over_the_years_it_holds_in() {
    let okinawa = Holidays::national().with_every_year(6, 23, "慰霊の日", 1974..).unwrap();
    assert_eq!(okinawa.name(day(1974, 6, 23)), Some("慰霊の日"));
    assert_eq!(okinawa.name(day(2099, 6, 23)), Some("慰霊の日"));
    assert!(!okinawa.is_holiday(day(1973, 6, 23)));
    // 23 June 2024 was a Sunday; the substitute days of the act are not for a town's own days.
    assert!(!okinawa.is_holiday(day(2024, 6, 24)));
    assert!(!Holidays::national().is_holiday(day(2026, 6, 23)), "another town's days");

    let town = Holidays::national().with_every_year(5, 3, "開庁記念日", 1990..=2000).unwrap();
    assert_eq!(town.name(day(1995, 5, 3)), Some("憲法記念日"), "a national holiday keeps its name");
    let leap = Holidays::national().with_every_year(2, 29, "開庁記念日", ..).unwrap();
    assert!(leap.is_holiday(day(2028, 2, 29)) && leap.of_year(2027) == Holidays::national().of_year(2027));

    let fault = Holidays::national().with_every_year(6, 31, "慰霊の日", ..).unwrap_err();
    assert_eq!(fault, NoSuchDay { month: 6, day: 31 });
    assert_eq!(fault.to_string(), "6/31 is in no calendar; write a month and a day that exist, such as 6/23");
}

#[test]
fn a_single_day_wins_over_a_day_of_every_year_whichever_was_said_first() {
    let memorial = |holidays: Holidays| holidays.with_every_year(6, 23, "慰霊の日", ..).unwrap();
    let once = |holidays: Holidays| holidays.without(day(2026, 6, 23)).with(day(2027, 6, 23), "投票日");
    for town in [once(memorial(Holidays::national())), memorial(once(Holidays::national()))] {
        let names = [2025, 2026, 2027].map(|year| town.name(day(year, 6, 23)));
        assert_eq!(names, [Some("慰霊の日"), None, Some("投票日")]);
    }
}

#[test]
fn a_date_outside_the_years_is_no_holiday_even_when_it_is_said_to_be_one() {
    let far = [NaiveDate::MIN, day(1947, 12, 31), day(2100, 1, 1), NaiveDate::MAX];
    let town = far.iter().fold(Holidays::national(), |town, date| town.with(*date, "投票日").without(*date));
    let town = town.with_every_year(1, 1, "元日", ..).unwrap();
    for date in far {
        assert_eq!(town.name(date), None, "{date}");
        assert!(!town.is_holiday(date) && town.of_year(date.year()).is_empty(), "{date}");
    }
}

#[test]
fn asking_by_year_by_name_and_by_day_gives_the_same_days() {
    let town = Holidays::national().with_every_year(6, 23, "慰霊の日", 1974..).unwrap().without(day(2026, 1, 1));
    for year in FIRST_YEAR - 1..=LAST_YEAR + 1 {
        let dates = day(year, 1, 1).iter_days().take_while(|date| date.year() == year);
        let asked: Vec<_> = dates.filter(|date| town.is_holiday(*date)).map(|date| (date, town.name(date))).collect();
        let listed: Vec<_> = town.of_year(year).into_iter().map(|(date, name)| (date, Some(name))).collect();
        assert_eq!(asked, listed);
    }
}

const HEADER: &str = "国民の祝日・休日月日,国民の祝日・休日名称";

/// The list as the Cabinet Office writes it, with a line of one's own for each line of the list.
fn official(change: impl Fn(NaiveDate, &str) -> Option<String>) -> String {
    let rows = include_str!("../testdata/holidays.csv").lines().skip(1);
    let rows = rows.map(|row| row.split_once(',').unwrap()).filter_map(|(date, name)| change(date.parse().ok()?, name));
    std::iter::once(HEADER.to_owned()).chain(rows).map(|row| row + "\r\n").collect()
}

fn unpadded(date: NaiveDate, name: &str) -> Option<String> {
    Some(format!("{}/{}/{},{name}", date.year(), date.month(), date.day()))
}

fn cp932(text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lost);
    bytes.into_owned()
}

fn fault(text: &str) -> (usize, CsvFaultKind) {
    let fault = Holidays::from_official_csv(text.as_bytes()).unwrap_err();
    (fault.line, fault.kind)
}

#[test]
fn the_official_list_is_read_as_published_and_as_a_spreadsheet_saves_it() {
    let published = cp932(&official(unpadded));
    // 国民の祝 as the Cabinet Office's own bytes begin, so that two mistakes cannot cancel each other out.
    assert!(published.starts_with(b"\x8D\x91\x96\xAF\x82\xCC\x8F\x6A"));
    let files = [
        published,
        official(unpadded).into_bytes(),
        format!("\u{FEFF}{}", official(unpadded)).into_bytes(),
        official(unpadded).replace("\r\n", "\n").into_bytes(),
        official(unpadded).trim_end().as_bytes().to_vec(),
        cp932(&official(|date, name| Some(format!("{date},{name}")))),
        official(|date, name| Some(format!("{},{name},,", date.format("%Y/%m/%d")))).into_bytes(),
        official(|date, name| Some(format!("\"{date}\",\"{name}\"\r\n"))).into_bytes(),
        official(unpadded).replacen(HEADER, "国民の祝日月日,国民の祝日名称", 1).into_bytes(),
    ];
    for file in files {
        let holidays = Holidays::from_official_csv(&file).unwrap();
        assert_eq!(holidays.differences(), []);
        for year in FIRST_YEAR..=LAST_YEAR {
            assert_eq!(holidays.of_year(year), Holidays::national().of_year(year));
        }
    }
}

#[test]
fn a_change_of_the_law_is_followed_in_the_years_of_the_list_and_told() {
    // 海の日 goes to 20 July 2026, 山の日 is renamed in 2027, and everything else stays.
    let changed = official(|date, name| match (date.year(), name) {
        (2026, "海の日") => unpadded(day(2026, 7, 22), "海の日"),
        (2027, "山の日") => unpadded(date, "山と川の日"),
        _ => unpadded(date, name),
    });
    let town = Holidays::national().with(day(2026, 7, 24), "投票日").without(day(2026, 7, 22));
    let town = town.with_every_year(7, 20, "開庁記念日", 2026..).unwrap();
    let town = town.with_official_csv(&cp932(&changed)).unwrap();

    let told = |d: &calendar::holidays::Difference| {
        (d.date, d.by_statute.as_deref().map(str::to_owned), d.official.as_deref().map(str::to_owned))
    };
    let name = |text: &str| Some(text.to_owned());
    let expected = vec![
        (day(2026, 7, 20), name("海の日"), None),
        (day(2026, 7, 22), None, name("海の日")),
        (day(2027, 8, 11), name("山の日"), name("山と川の日")),
    ];
    assert_eq!(town.differences().iter().map(told).collect::<Vec<_>>(), expected);
    // The town's own days lie over the new list as they did over the old one.
    assert_eq!(town.name(day(2026, 7, 20)), Some("開庁記念日"));
    assert_eq!(town.name(day(2026, 7, 22)), None);
    assert_eq!(town.name(day(2026, 7, 24)), Some("投票日"));
    assert_eq!(town.name(day(2027, 8, 11)), Some("山と川の日"));
    assert_eq!(town.name(day(2027, 7, 20)), Some("開庁記念日"));
    // Years that the list does not speak of.
    assert_eq!(town.of_year(2014), Holidays::national().of_year(2014));
    assert_eq!(town.name(day(2028, 8, 11)), Some("山の日"));

    // A newer list of 2027 alone corrects that year and leaves what was known of 2026.
    let newer = official(|date, name| (date.year() == 2027).then(|| unpadded(date, name))?);
    let town = town.with_official_csv(newer.as_bytes()).unwrap();
    assert_eq!(town.differences().iter().map(told).collect::<Vec<_>>(), expected[..2]);
    assert_eq!(town.name(day(2027, 8, 11)), Some("山の日"));
    assert_eq!(town.name(day(2026, 7, 22)), None);
    assert!(Holidays::national().differences().is_empty());
}

#[test]
fn a_file_that_is_not_the_list_is_refused_with_the_line_and_what_would_be_taken() {
    use CsvFaultKind::*;
    let with = |rows: &str| official(unpadded) + rows;
    for wrong in ["", "\n", "2026/1/1,元日", "date,name\n2026/1/1,元日", "日付,名称\n", "<!DOCTYPE html>"] {
        assert_eq!(fault(wrong), (1, NoHeader), "{wrong}");
    }
    let utf16: Vec<u8> = official(unpadded).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(Holidays::from_official_csv(&utf16).unwrap_err().kind, NoHeader);
    assert_eq!(fault(&format!("{HEADER}\r\n\r\n")), (2, Empty));
    assert_eq!(fault(&with("2026/1/2")), (238, NotTwoColumns("2026/1/2".to_owned())));
    assert_eq!(fault(&with("2026/1/2,年始,休み")), (238, NotTwoColumns("2026/1/2,年始,休み".to_owned())));
    for date in ["2026/2/30", "令和8年1月2日", "26/1/2", "2026/1", "2026/1/2/3", "2026/1-2", "", "+026/1/2", "2026//1"]
    {
        assert_eq!(fault(&with(&format!("{date},年始"))), (238, NotADate(date.to_owned())));
    }
    assert_eq!(fault(&with("1947/1/1,元日")), (238, OutOfRange(day(1947, 1, 1))));
    assert_eq!(fault(&with("\n2100/1/1,元日")), (239, OutOfRange(day(2100, 1, 1))));
    for name in ["", " ", "休\u{7}日", "\u{FFFD}", &"休".repeat(61)] {
        assert_eq!(fault(&with(&format!("2026/1/2,{name}"))), (238, NotAName), "{name}");
    }
    assert_eq!(fault(&with("2015/1/1,元日")), (238, Twice { date: day(2015, 1, 1), first: 2 }));
    assert_eq!(fault(&with(&format!("2026/1/2,{}", "休".repeat(100)))), (238, LineTooLong));
    let mut mixed = official(unpadded).into_bytes();
    mixed.extend(cp932("2026/1/2,年始"));
    assert_eq!(Holidays::from_official_csv(&mixed).unwrap_err().kind, NotText);
    // A download that broke off, or a town's own short list.
    let broken = official(|date, name| (date < day(2027, 5, 1)).then(|| unpadded(date, name))?);
    let at = broken.lines().count();
    assert_eq!(fault(&broken), (at, YearIncomplete { year: 2027, days: 7 }));
    let told = Holidays::from_official_csv(broken.as_bytes()).unwrap_err().to_string();
    let expected = "the year 2027 has only 7 days; give the whole list, in which every year has 9 or more";
    assert_eq!(told, format!("line {at}: {expected}"));
}

#[test]
fn ten_megabytes_of_anything_are_answered_briefly() {
    // A reader that goes back over what it has read would not end here.
    let size = 10_000_000;
    let list = official(unpadded);
    let many_days = day(1948, 1, 1).iter_days().take_while(|date| date.year() <= 2099);
    let many_days: String = many_days.map(|date| format!("{date},{date}の日\n")).collect();
    let hostile = [
        vec![0; size],
        vec![b'\n'; size],
        [list.as_bytes(), &vec![b'\n'; size]].concat(),
        [list.as_bytes(), &vec![b','; size]].concat(),
        [list.as_bytes(), &vec![b'9'; size]].concat(),
        [cp932(&list), vec![0x81; size]].concat(),
        [list.as_bytes(), "2026/1/1,元日\n".repeat(size / 20).as_bytes()].concat(),
        format!("{HEADER}\n{many_days}").into_bytes(),
    ];
    for bytes in hostile {
        let fault = Holidays::from_official_csv(&bytes).err();
        assert!(fault.is_none_or(|fault| fault.to_string().len() < 300));
    }
}

fn row() -> impl Strategy<Value = Vec<u8>> {
    let like_a_day = "[0-9]{1,4}[/-][0-9]{1,2}[/-][0-9]{1,2},.{0,9}";
    prop_oneof![any::<Vec<u8>>(), like_a_day.prop_map(String::into_bytes)]
}

proptest! {
    #[test]
    fn reading_a_list_never_fails_on_whatever_is_given(
        header in prop::bool::weighted(0.9),
        rows in prop::collection::vec(row(), 0..20),
    ) {
        let mut bytes = if header { HEADER.as_bytes().to_vec() } else { Vec::new() };
        for row in rows {
            bytes.push(b'\n');
            bytes.extend(row);
        }
        if let Err(fault) = Holidays::from_official_csv(&bytes) {
            prop_assert!(fault.to_string().contains("; "), "{fault} says what would be accepted");
        }
    }
}
