//! Which files are read, and what is said of the others.

use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;

use super::examined;
use crate::{
    platform::{Lang, Refusal},
    tables::{
        Letters, SetName,
        model::{
            columns::matched,
            reading::{LARGEST_FILE, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, read},
            sets,
        },
    },
};

const SMALL: &str =
    "名称,名称_カナ,住所,電話番号\r\n学びピア21,マナビピア,\"足立区千住5-13-5\r\n7階\",03-5813-3730\r\n";

#[test]
fn the_column_sets_are_those_that_were_published() {
    let count = |name: SetName, version: &str| sets::set(name).version(version).columns.len();
    assert_eq!(count(SetName::Facilities, "old"), 24);
    assert_eq!(count(SetName::Events, "old"), 32);
    let headers = |name: SetName, version: &str| {
        let columns = &sets::set(name).version(version).columns;
        columns.iter().map(|placed| placed.name.as_str()).collect::<Vec<_>>()
    };
    let old = headers(SetName::Facilities, "old");
    assert_eq!((old[0], old[7], old[21]), ("都道府県コード又は市区町村コード", "POIコード", "バリアフリー情報"));
    let events = headers(SetName::Events, "old");
    assert_eq!((events[11], events[27], events[31]), ("開始日時特記事項", "参加申込終了日", "備考"));
    for set in sets::all() {
        for version in &set.versions {
            let mut keys: Vec<&str> = version.columns.iter().map(|placed| placed.key.as_str()).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), version.columns.len(), "{} {}", set.name, version.version);
        }
    }
}

#[test]
fn a_set_with_a_slip_says_which() {
    let read = |text: &str| sets::ColumnSet::read(SetName::Facilities, text).map(|_| ()).unwrap_err();
    let column = "columns: [{key: name, kind: name}, {key: kana, kind: kana}]\nversions: ";
    assert!(read(&format!("{column}[{{version: a, columns: [{{key: nam, name: 名称}}]}}]")).contains("nam"));
    let twice = "[{version: a, columns: [{key: name, name: 名称}, {key: kana, name: 名 称}]}]";
    assert!(read(&format!("{column}{twice}")).contains("two columns"));
    assert!(read(&format!("{column}[]")).contains("no version"));
    assert!(read("columns: [{key: a, kind: colour}]\nversions: []").contains("colour"));
}

/// The same cells, however their letters, separators and line ends are written.
#[test]
fn letters_separators_and_line_ends_are_found_out() {
    let tabs = SMALL.replace(',', "\t");
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(tabs.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cases: Vec<(Vec<u8>, Letters)> = vec![
        (SMALL.into(), Letters::Utf8),
        ([&[0xEF, 0xBB, 0xBF], SMALL.as_bytes()].concat(), Letters::Utf8Marked),
        (SHIFT_JIS.encode(SMALL).0.into_owned(), Letters::Cp932),
        (SHIFT_JIS.encode(&tabs).0.into_owned(), Letters::Cp932),
        (utf16, Letters::Utf16),
        (format!("\n\n{SMALL}\n,,,\n").into_bytes(), Letters::Utf8),
    ];
    for (bytes, letters) in cases {
        let table = read(&bytes).expect("a table");
        assert_eq!(table.letters, letters);
        assert_eq!(table.header, ["名称", "名称_カナ", "住所", "電話番号"]);
        assert_eq!(table.rows.len(), 1);
        assert_eq!(table.rows[0].cells[2], "足立区千住5-13-5\r\n7階", "{letters}");
    }
    let old_machine = read("名称,住所\rあ,い\rう,え\r".as_bytes()).expect("a table");
    assert_eq!(old_machine.rows.len(), 2);
}

#[test]
fn columns_are_found_by_name_in_any_order_and_unknown_ones_are_kept() {
    let text = "備考欄,ＮＯ,所在地_連結標記,名称カナ,施設名,バス停,料金\n,1,足立区,ガクシュウ,学びピア,千住,\n";
    let (_, matched, _) = examined(text.as_bytes());
    assert_eq!(matched.set.name, SetName::Facilities);
    for (key, at) in [("remarks", 0), ("number", 1), ("address", 2), ("kana", 3), ("name", 4)] {
        assert_eq!(matched.column(key), Some(at), "{key}");
    }
    assert_eq!(matched.others(), ["バス停", "料金"]);
    let (_, events, _) = examined("イベント名,開始時刻,料金（基本）,開始日\n集い,10:00,無料,2026-12-01\n".as_bytes());
    assert_eq!((events.set.name, events.column("start"), events.column("fee")), (SetName::Events, Some(1), Some(2)));
}

fn refusal(bytes: &[u8]) -> Refusal {
    read(bytes).and_then(|table| matched(&table, None).map(|_| ())).expect_err("no table")
}

/// Whatever it is called, a file that is no table is refused in words, and nothing is unpacked.
#[test]
fn what_is_no_table_is_refused_in_words() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
    let zip = b"PK\x03\x04\x14\0\0\0\x08\0bomb".as_slice();
    let script_in_a_picture = b"GIF89a/*<script>alert(1)</script>*/".as_slice();
    let cases: [(&[u8], &str); 17] = [
        (png, "refused-table-picture"),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "refused-table-picture"),
        (script_in_a_picture, "refused-table-picture"),
        (zip, "refused-table-workbook"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "refused-table-workbook"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "refused-table-workbook"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "refused-table-page"),
        (b"\xEF\xBB\xBF  <!doctype html><script>alert(1)</script>", "refused-table-page"),
        (b"%PDF-1.7\n", "refused-table-workbook"),
        (b"a,b\0,c\n", "refused-table-not-text"),
        (&[0; 4_096], "refused-table-not-text"),
        (b"", "refused-table-empty"),
        (b"\n,,\n\n", "refused-table-empty"),
        (b"a,b\n\x81\xFF\xFE,1\n", "refused-table-letters"),
        ("名称,住所\n\"学び,足立区\n".as_bytes(), "refused-table-quote"),
        ("名前,名称\nあ,い\n".as_bytes(), "refused-table-twice"),
        ("色,形\n赤,丸\n".as_bytes(), "refused-table-unknown"),
    ];
    for (bytes, key) in cases {
        let refusal = refusal(bytes);
        assert_eq!(refusal.key, key, "{:?}", String::from_utf8_lossy(bytes));
        let facts: Vec<(&str, &str)> = refusal.facts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for lang in [Lang::Ja, Lang::En] {
            let said = lang.with(refusal.key, &facts);
            assert!(said.ends_with(['。', '.']) && !said.contains("refused-") && !said.contains('{'), "{said}");
        }
    }
    let missing =
        read("住所\n足立区\n".as_bytes()).and_then(|table| matched(&table, Some(SetName::Facilities)).map(|_| ()));
    assert_eq!(missing.unwrap_err(), Refusal::new("refused-table-columns").with("missing", "名称"));
}

#[test]
fn what_is_beyond_measure_is_refused_before_it_is_taken_apart() {
    let key = |bytes: &[u8]| read(bytes).expect_err("too much").key;
    assert_eq!(key(&vec![b'a'; 50_000_000]), "refused-table-large");
    assert_eq!(key(&[b"name,", vec![b'a'; LARGEST_FILE - 10].as_slice()].concat()), "refused-table-cell");
    assert_eq!(key(&vec![b','; 2_000_000]), "refused-table-wide");
    assert_eq!(key("a\n".repeat(MOST_ROWS + 5).as_bytes()), "refused-table-rows");
    assert_eq!(key(format!("a\n{}", ",".repeat(MOST_COLUMNS)).as_bytes()), "refused-table-wide");
    assert!(read(format!("名称\n{}", "a\r\n".repeat(MOST_ROWS)).as_bytes()).is_ok(), "as many as are promised");
    // A short row is filled up to the width of the header.
    let wide = format!("名称{}\n", ",".repeat(MOST_COLUMNS - 1));
    assert_eq!(key(format!("{wide}{}", "a\n".repeat(MOST_CELLS / MOST_COLUMNS)).as_bytes()), "refused-table-cells");
    assert!(read(format!("{wide}{}", "a\n".repeat(MOST_CELLS / MOST_COLUMNS - 1)).as_bytes()).is_ok());
    let quoted = format!("名称\n\"{}\"\n", "\"\"".repeat(30_000));
    assert_eq!(key(quoted.as_bytes()), "refused-table-cell");
}

proptest! {
    #[test]
    fn reading_never_fails_on_whatever_is_sent(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn the_look_over_a_text_and_the_reader_agree_about_its_shape(
        cells in prop::collection::vec("[a-c]{0,2}|\"[a-c,\r\n]{0,3}(\"\")?\"", 190..210),
        end in prop::sample::select(vec!["\n", "\r\n", "\r", ""]),
    ) {
        // The look counts what the reader takes apart: a comma or a line end within quotation marks is neither more cells nor a row.
        let table = read(format!("名称\na,{}{end}", cells.join(",")).as_bytes());
        prop_assert_eq!(table.is_ok(), cells.len() < MOST_COLUMNS);
        if let Ok(table) = table {
            prop_assert_eq!(table.rows.len(), 1);
            prop_assert_eq!(table.rows[0].cells.len(), cells.len() + 1);
        }
    }
}
