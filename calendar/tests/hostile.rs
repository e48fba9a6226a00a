//! Whatever is typed: the reader does not panic, its places lie within the text, and what it keeps
//! grows no faster than the text.
//!
//! `PROPTEST_CASES=1000000 cargo test -p calendar --release --test hostile` looks for longer.

use allocation_counter::measure;
use calendar::reading::read;
use calendar::{Holidays, Status};
use chrono::NaiveDateTime;
use proptest::prelude::*;

/// Pieces of which notices are made, whole and broken.
const PIECES: &[&str] = &[
    "第",
    "第2",
    "第6",
    "・",
    "月",
    "火",
    "水",
    "木",
    "金",
    "土",
    "日",
    "祝",
    "曜",
    "曜日",
    "(",
    ")",
    "（",
    "）",
    "【",
    "】",
    "~",
    "〜",
    "-",
    "から",
    "まで",
    "は",
    "の",
    "も",
    "が",
    "と",
    "、",
    "。",
    "\n",
    " ",
    "　",
    "※",
    "/",
    "／",
    ":",
    "：",
    "…",
    "午前",
    "午後",
    "正午",
    "翌",
    "翌朝",
    "9時",
    "10時半",
    "13:30",
    "25時",
    "24:00",
    "9:75",
    "午前12時",
    "12時30分",
    "年末年始",
    "お盆",
    "祝日",
    "土日祝",
    "平日",
    "毎日",
    "毎週",
    "毎月",
    "隔週",
    "隔月",
    "偶数月",
    "8月",
    "12月は",
    "4月~9月",
    "令和8年",
    "令和元年4月",
    "R8.5.10",
    "2026年5月10日",
    "2月30日",
    "5/10",
    "8/13-16",
    "12月29日",
    "1月3日",
    "16日",
    "令和8年度",
    "休み",
    "を除く",
    "以外",
    "休館日",
    "定休日：",
    "の場合",
    "翌日",
    "翌週",
    "翌営業日",
    "変更",
    "開館",
    "実施",
    "要予約",
    "随時",
    "不定期",
    "月2回程度",
    "週1回",
    "年5回",
    "2週に1回",
    "電話",
    "メール：",
    "来所",
    "対象",
    "定員10名",
    "場所",
    "申込締切",
    "受付",
    "最終受付",
    "開場",
    "開始",
    "終了",
    "24時間",
    "年中無休",
    "休止中",
    "原則",
    "ことがあります",
    "頃",
    "のみ",
    "ただし",
    "最終",
    "第1営業日",
    "末日",
    "10日",
    "5のつく日",
    "夏休み",
    "03-1234-5678",
    "〒123-0045",
    "あ",
    "x",
    "０",
    "ｱ",
    "①",
    "㋿8年",
    "⽇",
    "𠮟",
    "\u{0}",
    "\u{301}",
    "零",
    "十",
    "三十",
];

fn notice() -> impl Strategy<Value = String> {
    let piece = prop_oneof![20 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn moment() -> impl Strategy<Value = NaiveDateTime> {
    let first: NaiveDateTime = "2026-04-01T00:00:00".parse().unwrap();
    (0i64..600_000).prop_map(move |minutes| first + chrono::Duration::minutes(minutes))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_notice_makes_the_reader_panic(text in notice(), at in moment()) {
        let reading = read(&text);
        for piece in &reading.not_understood {
            prop_assert_eq!(text.get(piece.at.clone()), Some(piece.text.as_str()));
        }
        for assumption in &reading.assumptions {
            prop_assert!(text.get(assumption.at.clone()).is_some());
        }
        let schedule = reading.schedule(None, &Holidays::national());
        let _ = schedule.answer(at);
        let _ = schedule.day(at.date());
        for block in &reading.blocks {
            let written = serde_norway::to_string(block).unwrap();
            prop_assert_eq!(&serde_norway::from_str::<calendar::HoursBlock>(&written).unwrap(), block);
        }
    }

    /// A closing word that was not understood leaves nothing certainly open.
    #[test]
    fn an_unknown_closure_opens_nothing(at in moment(), day in prop::sample::select(vec!["月", "水", "土"])) {
        let reading = read(&format!("毎週{day}曜 10時～16時（ひみつの記念の日は休み）"));
        prop_assert_eq!(reading.not_understood.is_empty(), false);
        prop_assert_ne!(reading.schedule(None, &Holidays::national()).status(at), Status::Open);
    }
}

/// Bytes taken while reading, at the highest.
fn peak(text: &str) -> u64 {
    measure(|| drop(read(text))).bytes_max
}

#[test]
fn what_is_kept_grows_with_the_text_and_not_faster() {
    for piece in PIECES.iter().chain(&[
        "月9時〜10時。",
        "毎週月曜10時〜12時（祝日の場合は翌日）。",
        "（祝日の場合は",
        "1/1-",
        "ただし8月は第1土曜、",
    ]) {
        let text = |kilobytes: usize| piece.repeat(kilobytes * 1024 / piece.len());
        let (small, large) = (peak(&text(8)), peak(&text(32)));
        assert!(large < small * 6 + 100_000, "{piece}: {small} bytes for 8 kB, {large} for 32 kB");
    }
}

#[test]
fn a_megabyte_of_one_letter_is_read_to_its_end() {
    for letter in ["第", "月", "（", "1"] {
        let reading = read(&letter.repeat(1_000_000 / letter.len()));
        assert!(reading.blocks.is_empty(), "{letter}");
    }
}
